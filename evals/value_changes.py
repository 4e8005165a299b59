"""Pairs of sentences for the grounding benchmark: a sentence of a real update, and the same with one value changed.

The record of a pair is the whole thread or report that the sentence stands in. The kinds of values are found here by plain patterns that
share nothing with the product's reading of values, so that a value which the product overlooks counts as missed. A changed value stands
nowhere in the record, neither as it is nor on the other clock. Times of the next update are left out: they are promises, new in each message.
Real updates hold no money, so for that kind a sentence with an amount is planted in a real thread.
"""

from __future__ import annotations

import json
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_ZONES = ("UTC", "GMT", "PDT", "PST", "EDT", "EST", "CET", "CEST", "JST", "BST", "PT", "ET")
_UNITS = ["seconds", "minutes", "hours", "days", "weeks"]
_RELATIVE = ("yesterday", "tomorrow", "last week", "next week", "last month", "next month")
_REGION_CODES = ("us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2", "sa-east-1", "us-central1", "europe-west4", "asia-east1",
                 "europe-west1", "us-east1", "us-west1", "asia-northeast1", "eu-west-3", "ap-south-1", "us-east4")  # fmt: skip
_REGION_NAMES = ("Europe", "North America", "Asia", "Australia", "South America", "Africa", "EU", "US", "APAC", "Germany", "Canada", "India", "Brazil",
                 "Japan", "Singapore", "London", "Frankfurt", "Sydney", "Tokyo", "Ireland", "Oregon", "Virginia", "Mumbai", "São Paulo", "France")  # fmt: skip
_SERVICES = ("GitHub Actions", "GitHub Pages", "GitHub Packages", "Codespaces", "Copilot", "Pull Requests", "Webhooks", "Git Operations", "Zoom Phone",
             "Zoom Meetings", "Zoom Webinars", "Zoom Chat", "Zoom Rooms", "Contact Center", "Programmable Messaging", "Programmable Voice", "Studio",
             "TaskRouter", "Flex", "SendGrid", "Verify", "Grafana Cloud", "Hosted Metrics", "Hosted Logs", "Synthetic Monitoring", "Alertmanager",
             "Loki", "Tempo", "Redis Cloud", "Cloud SQL", "BigQuery", "Cloud Storage", "Compute Engine", "Kubernetes Engine", "App Engine", "Cloud Run",
             "Cloud Pub/Sub", "Dataflow", "Claude Code", "Claude Opus", "Claude Sonnet", "Claude Haiku", "Datadog", "Dependabot", "Elasticsearch")  # fmt: skip
_NAMES = ("Marta Nowak", "Henrik Falkenberg", "Aiko Tanaka", "Samuel Achebe", "Elena Rossi", "Jonas Wirth", "Priya Raman", "Bruno Salgado")
_TWO_CAPITALS = re.compile(r"(?<![.!?:] )(?<!^)(?<![A-Z]\w )\b[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,}){1,2}\b(?! [A-Z])")
_CLOCK = re.compile(r"(?<![\d:.-])(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?![\d:]|\.\d)(?P<half>\s?[ap]\.?m\.?\b)?", re.IGNORECASE)
_ZONED = re.compile(rf"(?P<clock>\d{{1,2}}:\d\d(?:\s?[AaPp]\.?[Mm]\.?)?) \(?(?P<v>{'|'.join(_ZONES)})\b")
_KINDS: dict[str, re.Pattern[str]] = {
    "percentage": re.compile(r"(?<![\d.,:-])(?P<v>\d{1,3}(?:\.\d+)?)(?=\s?%| percent\b)"),
    "duration": re.compile(rf"(?<![\d.,:/-])(?P<v>\d{{1,3}})(?=[ -](?:{'|'.join(unit[:-1] for unit in _UNITS)})s?\b)"),
    "zone": _ZONED,
    "clock time": re.compile(
        r"(?P<v>" + _CLOCK.pattern.replace("(?P<h>", "(?:").replace("(?P<m>", "(?:").replace("(?P<half>", "(?:") + ")", re.I
    ),
    "date": re.compile(
        rf"(?P<v>\d{{4}}-\d\d-\d\d|\b(?:{'|'.join(_MONTHS)}) \d{{1,2}}(?!\d)|\b\d{{1,2}} (?:{'|'.join(_MONTHS)})\b"
        rf"|\b(?:{'|'.join(month[:3] for month in _MONTHS)}) \d{{1,2}}(?![\d:]))"
    ),
    "relative date": re.compile(rf"\b(?P<v>{'|'.join(_DAYS)}|{'|'.join(_RELATIVE)})\b"),
    "version": re.compile(r"(?<![\d.])(?P<v>v?\d{1,4}\.\d{1,4}\.\d{1,4})(?![\w.]*\d\.\d)(?!\.\d)|(?<=[Vv]ersion )(?P<w>\d+\.\d+)(?!\.\d)"),
    "reference": re.compile(
        r"\b(?P<v>(?:[A-Z]{2,8}-\d{2,8}|#\d{3,8}|[0-9a-f]{7,40}))\b(?<=\d)(?!-)|(?<![\w-])(?P<w>(?:[a-z]{2,9}-)+[a-z]*\d{1,4})(?![\w-])"
    ),
    "region": re.compile(
        rf"(?<![\w-])(?P<v>{'|'.join(map(re.escape, _REGION_CODES))}|(?<!the )\b(?:{'|'.join(name for name in _REGION_NAMES if len(name) > 2)})|EU|US(?!/))(?![\w-]|\.\w)"
    ),
    "service": re.compile(rf"\b(?P<v>{'|'.join(map(re.escape, _SERVICES))})\b"),
    "name": re.compile(rf"(?P<v>{_TWO_CAPITALS.pattern})"),
    "count": re.compile(
        r"(?<![\w.,:/#$€£+-])(?P<v>\d{1,3}(?:,\d{3})+|\d{1,6})(?=\s(?!(?:UTC|GMT|P[DS]T|E[DS]T|a\.?m|p\.?m|percent|(?:second|min|minute|hour|day|week|month|year)s?|of|and|to|or|on"
        r"|in|at|for|is|was|are|were|from|January|February|March|April|May|June|July|August|September|October|November|December)\b)[a-z])"
    ),
}
KINDS = (*_KINDS, "money")
_PROMISE = re.compile(
    r"\b(?:update|information|details|communicat\w+|report back)\b[^.]{0,60}\b(?:by|in|within|at|before|until|every|on)\b", re.IGNORECASE
)
_CREDITS = ("A service credit of EUR {} has been approved.", "Finance approved a refund of ${} for June.", "The penalty under the contract is £{}.",
            "The customer estimates its loss at {} euros.", "We agreed to reduce the invoice by USD {}.")  # fmt: skip
_SENTENCE = re.compile(r"(?<=[a-z\d)\]][.!?])\s+(?=[A-Z])|\n+|\s+\|\s+")


@dataclass(frozen=True)
class Pair:
    """One true sentence and the same with one value changed.

    Attributes:
        kind: What was changed, one of `KINDS`.
        thread: The whole record.
        true: The sentence as it stands in the thread.
        changed: The same with `value` in place of `was`.
        place: Where the changed value begins in `changed`.
    """

    kind: str
    thread: str
    true: str
    changed: str
    was: str
    value: str
    place: int


def threads(paths: Iterable[Path]) -> list[str]:
    """The texts of whole incidents: status threads put together, and logs with their final reports."""
    updates: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    texts = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line) if line.strip() else {}
            if "log" in row:
                said = [entry["text"] for entry in row["log"]]
                said.extend(str(part) for part in row.get("reference", {}).values() if part)
                texts.append("\n".join(said))
            elif row:
                updates[row.get("company", ""), row["incident"]].append((row["ts"], row["text"]))
    return [*("\n".join(text for _, text in sorted(said)) for said in updates.values()), *texts]


def _digits_changed(value: str, draw: random.Random) -> str:
    """Another number of the same length and look."""
    places = [place for place, sign in enumerate(value) if sign.isdigit()]
    place = draw.choice(places)
    other = draw.choice([digit for digit in "123456789" if digit != value[place]])
    return value[:place] + other + value[place + 1 :]


def _clock_changed(value: str, draw: random.Random) -> str:
    found = _CLOCK.fullmatch(value)
    if found is None:
        return value
    hour, minute, half = int(found["h"]), int(found["m"]), found["half"] or ""
    if draw.random() < 0.5:
        hour = (hour + draw.choice((1, 2, 3, 9))) % (12 if half else 24) or (12 if half else 0)
    else:
        minute = (minute + draw.randrange(3, 57)) % 60
    return f"{hour:0{len(found['h'])}d}:{minute:02d}{half}"


def _day_changed(value: str, draw: random.Random) -> str:
    if re.match(r"\d{4}", value):
        return f"{value[:8]}{draw.randrange(1, 29):02d}"
    return re.sub(r"\d{1,2}", str(draw.randrange(1, 29)), value)


def _other_of(table: Iterable[str]) -> Callable[[str, random.Random], str]:
    known = tuple(table)
    return lambda value, draw: draw.choice([other for other in known if other != value])


def _region_changed(value: str, draw: random.Random) -> str:
    return _other_of(_REGION_CODES if value in _REGION_CODES else _REGION_NAMES)(value, draw)


def _moved(value: str, draw: random.Random) -> str:
    return _other_of(_DAYS if value in _DAYS else _RELATIVE)(value, draw)


_CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "clock time": _clock_changed, "zone": _other_of(_ZONES), "date": _day_changed, "relative date": _moved, "region": _region_changed,
    "service": _other_of(_SERVICES), "name": _other_of(_NAMES),
}  # fmt: skip


def _faces(thread: str) -> set[int]:
    """The minutes of the day of all clock times, a time without its half in both."""
    found = set()
    for match in _CLOCK.finditer(thread):
        hour, minute, half = int(match["h"]), int(match["m"]), (match["half"] or "").strip().lower()
        hours = {hour % 12 + (12 if half.startswith("p") else 0)} if half else {hour % 24, (hour + 12) % 24}
        found |= {60 * each + minute for each in hours}
    return found


def _stands_in(kind: str, value: str, thread: str) -> bool:
    """Whether the changed value could be true of the thread after all."""
    if kind == "clock time":
        here = _faces(value)
        zones = set(re.findall(rf"\b(?:{'|'.join(_ZONES)})\b|US/\w+", thread))
        shifts = range(0, 1440, 30) if len(zones) > 1 else (0,)
        return any((minute + shift) % 1440 in here for minute in _faces(thread) for shift in shifts)
    if kind == "date":
        day = re.sub(r"^\d{4}-\d\d-|\D", "", value).lstrip("0")
        return re.search(rf"(?<!\d)0?{day}(?:st|nd|rd|th)?(?!\d)", thread) is not None
    if kind == "zone":
        return re.search(rf"\b{value}\b", thread) is not None or re.search(r"US/|Pacific|Eastern", thread) is not None
    return re.search(rf"(?<![\w.,]){re.escape(value)}(?![\w]|[.,]\d)", thread, re.IGNORECASE) is not None


def _same_zone(was: str, value: str) -> bool:
    """Whether two names of zones may stand for the same hour."""
    alike = ({"UTC", "GMT"}, {"PDT", "PT"}, {"PST", "PT"}, {"EDT", "ET"}, {"EST", "ET"}, {"CET", "BST"})
    return any({was, value} <= group for group in alike)


def _pairs_of(thread: str, draw: random.Random) -> Iterator[Pair]:
    """Every value of the thread changed once, each sentence at most once for a kind."""
    seen: set[tuple[str, str]] = set()
    for sentence in _SENTENCE.split(thread):
        sentence = sentence.strip(" *-•|")
        if not 5 <= len(sentence.split()) <= 60:
            continue
        for kind, pattern in _KINDS.items():
            for found in pattern.finditer(sentence):
                group = "v" if found["v"] else "w"
                was, start = found[group], found.start(group)
                value = _CHANGES.get(kind, _digits_changed)(was, draw)
                if (kind, sentence) in seen or value == was or _PROMISE.search(sentence[:start]):
                    continue
                if _stands_in(kind, value, thread) or (kind == "zone" and _same_zone(was, value)):
                    continue
                seen.add((kind, sentence))
                yield Pair(kind, thread, sentence, sentence[:start] + value + sentence[start + len(was) :], was, value, start)


def _planted(thread: str, draw: random.Random) -> Pair:
    """A pair whose amount of money was planted in the thread."""
    sentence, was = draw.choice(_CREDITS), f"{draw.randrange(11, 990) * 50:,}"
    value = _digits_changed(was, draw)
    true = sentence.format(was)
    return Pair("money", f"{thread}\n{true}", true, sentence.format(value), was, value, sentence.index("{"))


def value_pairs(paths: Iterable[Path], *, count: int = 2000, seed: int = 20, half: int | None = None) -> list[Pair]:
    """So many pairs, spread over the kinds as evenly as the data allow; the same for the same files, count and seed.

    Args:
        paths: Status updates or incidents with logs and reports, as JSON lines.
        count: How many at most.
        seed: Of the drawing.
        half: 0 for the half of the threads that rules may be written with, 1 for the half kept for reporting, None for all.
    """
    draw = random.Random(seed)  # noqa: S311 - a drawing that can be repeated
    by_kind: dict[str, list[Pair]] = defaultdict(list)
    known = [text for text in threads(paths) if half is None or zlib.crc32(text.encode()) % 2 == half]
    draw.shuffle(known)
    wanted = 2 * count // len(KINDS)
    for thread in known:
        if all(len(by_kind[kind]) >= wanted for kind in KINDS):
            break
        for pair in _pairs_of(thread, draw):
            by_kind[pair.kind].append(pair)
        if len(by_kind["money"]) < wanted:
            by_kind["money"].append(_planted(thread, draw))
    for pairs in by_kind.values():
        draw.shuffle(pairs)
    chosen: list[Pair] = []
    while len(chosen) < count and any(by_kind.values()):
        for kind in KINDS:
            if by_kind[kind] and len(chosen) < count:
                chosen.append(by_kind[kind].pop())
    return chosen
