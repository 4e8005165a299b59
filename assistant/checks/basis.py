"""The evidence as grounding asks it: values indexed once, clauses with their modes and word stems, quotations found.

Built once for each set of evidence and kept, because a text is checked after every edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from assistant.checks.senses import kin, weighty
from assistant.checks.wording import content_stems, plain_words
from assistant.evidence.facts import Evidence, Mode
from assistant.evidence.notation import weekday_form
from assistant.evidence.support import Support, ValueIndex
from assistant.evidence.values import Value, ValueKind, extract_values

_SPAN_FIELDS = ("started_at", "escalated_at", "acknowledged_at", "resolved_at", "customer_confirmed_at")
_ANSWERS_KEPT = 10_000
_BESIDE = {"day:+1": 1, "day:-1": -1}
_TIED = 2
"""Words and clock times that tie a sentence with "tomorrow" to a clause with a date."""
_MONTH_AND_DAY = re.compile(r"(?:\d{4}|-)-(\d\d)-(\d\d)")
_LEAP_YEAR = 2000
_SHORTEST_QUOTE = 4
"""Words from which a part of a sentence counts as a quotation."""


@dataclass(frozen=True)
class Point:
    """One clause of the evidence."""

    tag: str
    field: str
    text: str
    mode: Mode
    words: str
    stems: frozenset[str]
    label: str = ""
    under: str = ""
    """The label of the paragraph in which it stands: sentences after "Plan: ..." belong to the plan."""

    @property
    def said(self) -> str:
        """The clause with its label: "Credit: 5 % of the monthly fee"."""
        return f"{self.label}: {self.text}" if self.label else self.text


class Basis:
    """One body of evidence: this record's, or the past reports'."""

    def __init__(self, items: tuple[Evidence, ...], zone: ZoneInfo) -> None:
        self.items = items
        self.index = ValueIndex()
        self._asked: dict[tuple[ValueKind, str, str, bool, str, frozenset[str]], Support] = {}
        self.points: list[Point] = []
        self._by_item: dict[str, ValueIndex] = {}
        self._words: dict[str, str] = {}
        self._stems: dict[str, frozenset[str]] = {}
        for item in items:
            self._read(item, zone)
        self._spans: list[tuple[ValueIndex, tuple[str, str]]] = []
        self.names = frozenset(match.group() for item in items for match in _INNER_CAPITAL.finditer(item.text))
        self._label_spans()
        self._between = frozenset(_milestone_spans(items))
        self.text = "\n".join(item.text for item in items).casefold()
        self.vocabulary = frozenset(re.findall(r"[^\W_]+", self.text))
        self._abbreviations = frozenset(re.findall(r"\b[A-Z]{2,5}\b", "\n".join(item.text for item in items)))

    def _read(self, item: Evidence, zone: ZoneInfo) -> None:
        own = ValueIndex()
        own.add_text(item.text)
        self.index.add_text(item.text)
        for value in (*_moment_values(item.at, zone), *_weekdays(item.text)):
            own.add(value)
            self.index.add(value)
        self._by_item[item.id] = own
        self._words[item.id] = plain_words(item.text)
        self._stems[item.id] = content_stems(item.text)
        for clause in item.clauses:
            self.points.append(
                Point(
                    item.id,
                    item.field,
                    clause.text,
                    clause.mode,
                    plain_words(clause.text),
                    content_stems(clause.text),
                    clause.label,
                    item.origin,
                )
            )

    def _label_spans(self) -> None:
        moments = [(item.at, item.id) for name in _SPAN_FIELDS for item in self.items if item.field == name and item.at]
        for place, (first, first_tag) in enumerate(moments):
            for then, then_tag in moments[place + 1 :]:
                if then > first:
                    span = ValueIndex()
                    span.add_span((then - first).total_seconds())
                    self.index.add_span((then - first).total_seconds(), f"from {first_tag} to {then_tag}")
                    self._spans.append((span, (first_tag, then_tag)))

    def of(self, tag: str) -> ValueIndex:
        """The values of one piece of evidence."""
        return self._by_item[tag]

    def support(self, value: Value) -> Support:
        """How the value stands here; a value that stands here letter for letter is exact whatever its type is taken for."""
        asked = (value.kind, value.quote.casefold(), value.canonical, value.approximate, f"{value.bound} {value.unit}", value.alternatives)
        if asked not in self._asked:
            if len(self._asked) > _ANSWERS_KEPT:
                self._asked.clear()
            self._asked[asked] = self._support(value)
        return self._asked[asked]

    def _support(self, value: Value) -> Support:
        found = self.index.support(value)
        if value.bound or value.kind is ValueKind.NAME:
            return found
        if found is not Support.EXACT and re.search(rf"(?<![\w.,:]){re.escape(value.quote.casefold())}(?![\w%]|[.,:]\d)", self.text):
            return Support.EXACT
        return found

    def knows(self, word: str) -> bool:
        """Whether a word of a name stands in the evidence, as one of several too; "US" is not known by "us"."""
        if word.isupper():
            return word in self._abbreviations
        lowered = word.casefold()
        return lowered in self.vocabulary or lowered.removesuffix("s") in self.vocabulary or f"{lowered}s" in self.vocabulary

    def between_milestones(self, value: Value) -> bool:
        """Whether so much time lies between two milestones of the record: "acknowledged eight minutes later"."""
        return value.amount is not None and value.amount in self._between

    def has_day_beside(self, value: Value, quote: str) -> bool:
        """Whether the evidence tells this of a day that lies from another of its days as "tomorrow", or "yesterday", does from today.

        Without a clock nobody can say which day "tomorrow" is; a record of one day only has none.
        """
        if value.canonical not in _BESIDE:
            return False
        faces = {other.canonical for other in extract_values(quote) if other.kind is ValueKind.TIME}
        words = weighty(kin(quote))
        for point in self.points:
            there = {other.canonical for other in extract_values(point.text) if other.kind is ValueKind.TIME}
            near = (day - timedelta(days=_BESIDE[value.canonical]) for day in _days_in(point.text))
            if any(day in self._days for day in near) and len(words & kin(point.said)) + _TIED * len(faces & there) >= _TIED:
                return True
        return False

    @cached_property
    def _days(self) -> frozenset[date]:
        return frozenset(day for item in self.items for day in _days_in(item.text))

    def closest(self, stems: frozenset[str]) -> float:
        """The largest share of the words that one piece of evidence holds."""
        return max((len(stems & held) for held in self._stems.values()), default=0) / max(1, len(stems))

    def tags_with(self, value: Value, preferred: Iterable[str] = ()) -> tuple[str, ...]:
        """The first evidence that holds the value, the preferred before others."""
        order = [*preferred, *self._by_item]
        quote = value.quote.casefold()
        for tag in order:
            own = self._by_item.get(tag)
            if own is not None and (own.support(value) is not Support.ABSENT or quote in self._words[tag]):
                return (tag,)
        return next((tags for span, tags in self._spans if span.support(value) is not Support.ABSENT), ())

    def quoted(self, words: str) -> Point | None:
        """The clause, or the evidence text of several clauses, that these plain words are a quotation of, whole."""
        whole = next((point for point in self.points if point.words == words), None)
        tag = None if whole else next((item.id for item in self.items if words == self._words[item.id]), None)
        return whole or next((point for point in self.points if point.tag == tag), None)

    def quoted_inside(self, words: str) -> Point | None:
        """The clause that the plain words hold with little around it, such as the lead "Since 08:15 UTC"."""
        for point, _, _ in self._quotable:
            if point.words in words and len(point.words) >= 0.8 * len(words):
                return point
        return None

    @cached_property
    def _quotable(self) -> tuple[tuple[Point, str, str], ...]:
        """The clauses that are long enough for a quotation, each with its words without the closing mark, as they are and without case."""
        long = [(point, point.text.rstrip(".!")) for point in self.points if len(point.words.split()) >= _SHORTEST_QUOTE]
        return tuple((point, text, text.casefold()) for point, text in long)

    def without_quotation(self, quote: str) -> str:
        """The sentence without the longest clause that it quotes whole."""
        lowered = quote.casefold()
        inside = [text for _, text, folded in self._quotable if folded in lowered]
        longest = max(inside, key=len, default="")
        at = lowered.find(longest.casefold()) if longest else -1
        return quote if at < 0 else f"{quote[:at]}… {quote[at + len(longest) :]}"

    def holds(self, words: str) -> str | None:
        """The tag of the evidence in which the plain words stand as they are, as a part of it."""
        if len(words.split()) < _SHORTEST_QUOTE:
            return None
        return next((tag for tag, text in self._words.items() if words in text), None)

    def coverage(self, stems: frozenset[str], preferred: Iterable[str] = ()) -> tuple[float, tuple[str, ...]]:
        """The share of the words that at most three pieces of evidence hold, and their tags."""
        return _coverage(stems, self._stems, tuple(preferred))

    def coverage_in_other_words(self, text: str, preferred: Iterable[str] = ()) -> tuple[float, tuple[str, ...]]:
        """The same for the words of a text that carry weight, where a word of the same family counts as the word."""
        return _coverage(weighty(kin(text)), self._kin, tuple(preferred))

    @cached_property
    def _kin(self) -> dict[str, frozenset[str]]:
        return {item.id: kin(item.text) for item in self.items}


def _coverage(words: frozenset[str], held: dict[str, frozenset[str]], preferred: tuple[str, ...]) -> tuple[float, tuple[str, ...]]:
    if not words:
        return 0.0, ()
    left, tags = set(words), []
    near = [tag for tag, have in held.items() if not left.isdisjoint(have)]
    for _ in range(3):
        best = max(near, key=lambda tag: (len(left & held[tag]), tag in preferred), default=None)
        if best is None or not left & held[best]:
            break
        left -= held[best]
        tags.append(best)
    return 1 - len(left) / len(words), tuple(tags)


def _days_in(text: str) -> list[date]:
    """The days that a text names, in one year for all: only their distance counts."""
    found = []
    for value in extract_values(text):
        if value.kind is ValueKind.DATE and (match := _MONTH_AND_DAY.fullmatch(value.canonical)):
            with suppress(ValueError):
                found.append(date(_LEAP_YEAR, int(match[1]), int(match[2])))
    return found


_INNER_CAPITAL = re.compile(r"(?<=[a-z,;:)] )[A-Z][\w-]*[a-z][\w-]*")
_MILESTONE = re.compile(
    r"\b(?:start(?:ed|s)?|began|begins?|from|since|opened|reported|reports|escalated|acknowledged|confirmed|recovered|resolved|removed|restored|ended|rolled back|reverted|detected"
    r"|restarted|deployed|closed|mitigated|identified)\b",
    re.IGNORECASE,
)


def _milestone_spans(items: tuple[Evidence, ...]) -> set[float]:
    """Seconds between the times of clauses that tell a milestone; for what a text itself calls "after", "later" or "within"."""
    faces: set[str] = set()
    for item in items:
        for clause in item.clauses:
            if _MILESTONE.search(clause.text) or item.field in _SPAN_FIELDS:
                faces.update(value.canonical for value in extract_values(clause.text) if value.kind is ValueKind.TIME)
    minutes = sorted(int(face[:2]) * 60 + int(face[3:]) for face in faces)[:24]
    return {60.0 * (then - first) for place, first in enumerate(minutes) for then in minutes[place + 1 :]}


_SHORT_DAY = re.compile(r"\b(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b(?!['’])")


def _weekdays(text: str) -> list[Value]:
    """The days of the week that full dates fall on, and those in short: "Tue 05:30"."""
    found = [Value(ValueKind.DATE, day.start(), day.end(), day.group(), weekday_form(day.group())) for day in _SHORT_DAY.finditer(text)]
    for value in extract_values(text):
        if value.kind is ValueKind.DATE and re.fullmatch(r"\d{4}-\d\d-\d\d", value.canonical):
            try:
                day = date.fromisoformat(value.canonical)
            except ValueError:
                continue
            found.append(Value(ValueKind.DATE, value.start, value.end, value.quote, f"weekday:{day.weekday()}"))
    return found


def _moment_values(at: datetime | None, zone: ZoneInfo) -> list[Value]:
    if at is None:
        return []
    local, utc = at.astimezone(zone), at.astimezone(ZoneInfo("UTC"))
    time = Value(ValueKind.TIME, 0, 0, "", f"{local:%H:%M}", alternatives=frozenset({f"{utc:%H:%M}Z"}))
    day = Value(ValueKind.DATE, 0, 0, "", f"{local:%Y-%m-%d}")
    return [time, day, Value(ValueKind.DATE, 0, 0, "", f"weekday:{local.weekday()}")]


@lru_cache(maxsize=64)
def basis_of(items: tuple[Evidence, ...], zone: str) -> Basis:
    """The basis of these pieces of evidence; clock times of log entries are read in `zone`."""
    return Basis(items, ZoneInfo(zone))


def resolved_day(value: Value, now: datetime, zone: ZoneInfo) -> Value:
    """The word "tomorrow" as the date that it is at `now`; other values as they are."""
    if not value.canonical.startswith("day:"):
        return value
    day = now.astimezone(zone).date() + timedelta(days=int(value.canonical[4:]))
    return Value(value.kind, value.start, value.end, value.quote, day.isoformat())
