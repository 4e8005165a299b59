"""Timelines of real logs against the raw time stamps of their source: `python -m evals.benchmarks.timelines [--data FILE] [--every] [--json]`.

FILE holds one incident a line, each with a `log` of `{time, text}` as it was published. Each is imported, its timeline is built for colleagues,
and the rows are held against a plain reading of the raw `time` strings that shares no code with the intake: how many of the stamps stand in
the timeline with their date, clock and zone, whether a row has a time that no stamp gives, and whether the rows are in order. By default the
internal logs of DFDS, the UK Ministry of Justice and 2i2c are taken; `--every` takes all.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from assistant.analysis.timeline import Event, Timeline, build_timeline
from assistant.evidence.facts import Audience
from assistant.evidence.gather import gather
from assistant.intake import MEGABYTE, read_path
from assistant.records.policy import Policy, shipped_policy

DEFAULT = Path("../shared/data/escalations/dev.jsonl")
LIMIT = 0.95
"""The least share of stamps that must be kept."""
COMPANIES = ("DFDS", "UK Ministry of Justice", "2i2c")
_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NAMED = re.compile(r"\b(?:(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3})[a-z]*|([A-Za-z]{3})[a-z]* (\d{1,2})(?:st|nd|rd|th)?\b(?!:))")
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?:\s*([AaPp])\.?[Mm]\b)?")
_NAMED_ZONE = re.compile(r"\b(UTC|GMT|PST|PDT|CET|CEST|EST|EDT)\b")
_HOURS = {"UTC": 0, "GMT": 0, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "EST": -5, "EDT": -4}
_NUMERIC_ZONE = re.compile(r"(?<=\d)(Z|[+-]\d{2}:?\d{2})$")
_IN_TEXT = re.compile(r"(?<![\d:.])\d{1,2}:\d{2}(?![\d:])")


@dataclass(frozen=True)
class Stamp:
    """What one raw time says by itself; what it leaves out is None."""

    raw: str
    year: int | None
    month: int | None
    day: int | None
    clock: tuple[int, int, int | None] | None
    offset: timedelta | None

    @property
    def is_read(self) -> bool:
        """Whether it says a date or a clock time at all."""
        return self.clock is not None or self.month is not None


def plain_stamp(raw: object) -> Stamp:
    """Read one raw time string by itself."""
    words = str(raw if raw is not None else "").strip()
    year, month, day = _plain_date(words)
    clock = None
    found = _CLOCK.search(words)
    if found:
        hour = int(found[1])
        if found[4]:
            hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
        clock = (hour, int(found[2]), int(found[3]) if found[3] else None)
    return Stamp(words, year, month, day, clock, _plain_zone(words))


def _plain_date(words: str) -> tuple[int | None, int | None, int | None]:
    iso = _ISO.search(words)
    if iso:
        return int(iso[1]), int(iso[2]), int(iso[3])
    for named in _NAMED.finditer(words):
        name = (named[2] or named[3]).lower()
        if name in _MONTH_NAMES:
            return None, _MONTH_NAMES.index(name) + 1, int(named[1] or named[4])
    return None, None, None


def _plain_zone(words: str) -> timedelta | None:
    named = _NAMED_ZONE.search(words)
    if named:
        return timedelta(hours=_HOURS[named[1]])
    numeric = _NUMERIC_ZONE.search(words)
    if numeric is None:
        return None
    if numeric[1] == "Z":
        return timedelta(0)
    sign = -1 if numeric[1][0] == "-" else 1
    return sign * timedelta(hours=int(numeric[1][1:3]), minutes=int(numeric[1][-2:]))


def says(stamp: Stamp, event: Event) -> bool:
    """Whether a row has the time of a stamp: its date, clock and zone as far as the stamp gives them; words without a clock stand in the row."""
    at = event.at
    if not stamp.is_read or stamp.clock is None:
        dated = stamp.month is None or (at.month, at.day) == (stamp.month, stamp.day)
        return dated and (not stamp.raw or stamp.raw in event.text)
    hour, minute, second = stamp.clock
    return (
        (at.hour, at.minute) == (hour, minute)
        and (second is None or at.second == second)
        and (stamp.month is None or (at.month, at.day) == (stamp.month, stamp.day))
        and (stamp.year is None or at.year == stamp.year)
        and (stamp.offset is None or at.utcoffset() == stamp.offset)
    )


@dataclass
class Held:
    """How one timeline stands against the stamps of its source."""

    name: str
    stamps: int = 0
    lost: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    zones_named: int = 0
    in_order: bool = True
    every_entry: bool = True
    clocks_in_texts: int = 0
    clocks_in_rows: int = 0


def hold(row: dict[str, Any], timeline: Timeline, tags: Sequence[str]) -> Held:
    """Hold the timeline of one incident against the raw times of its source.

    Args:
        row: The incident as published.
        timeline: What was built from it.
        tags: The tags of its log entries.
    """
    entries = [entry for entry in row["log"] if str(entry.get("text") or entry.get("status") or "").strip()]
    stamps = [plain_stamp(entry.get("time")) for entry in entries]
    edges = [plain_stamp(row.get(key)) for key in ("start", "end") if row.get(key)]
    held = Held(str(row["id"]), stamps=len(stamps), zones_named=sum(stamp.offset is not None for stamp in stamps))
    held.lost = [stamp.raw for stamp in stamps if not any(says(stamp, event) for event in timeline.events)]
    clocks = [stamp for stamp in (*stamps, *edges) if stamp.clock]
    days = [stamp for stamp in (*stamps, *edges) if stamp.month and stamp.clock is None]
    for event in timeline.events:
        on_a_day = any(
            (event.at.month, event.at.day) == (day.month, day.day) and (event.at.hour, event.at.minute) == (0, 0) for day in days
        )
        if not on_a_day and not any(says(stamp, event) for stamp in clocks):
            held.invented.append(event.at.isoformat())
    held.in_order = all(before.at <= after.at for before, after in pairwise(timeline.events)) and _dated_in_order(stamps, timeline)
    held.every_entry = set(tags) <= {tag for event in timeline.events for tag in event.tags}
    for entry in entries:
        told = _IN_TEXT.findall(str(entry.get("text") or ""))
        held.clocks_in_texts += len(told)
        held.clocks_in_rows += sum(any(clock in event.text for event in timeline.events) for clock in told)
    return held


def _dated_in_order(stamps: Sequence[Stamp], timeline: Timeline) -> bool:
    """Whether the rows that whole stamps stand for come in the order of the stamps."""
    whole = [stamp for stamp in stamps if stamp.year and stamp.month and stamp.day and stamp.clock]
    wanted = sorted({_instant(stamp) for stamp in whole})
    places = [next((place for place, event in enumerate(timeline.events) if event.at == instant), None) for instant in wanted]
    found = [place for place in places if place is not None]
    return found == sorted(found)


def _instant(stamp: Stamp) -> datetime:
    hour, minute, second = stamp.clock or (0, 0, 0)
    local = datetime(stamp.year or 1970, stamp.month or 1, stamp.day or 1, hour, minute, second or 0, tzinfo=UTC)
    return local - (stamp.offset or timedelta(0))


def hold_all(path: Path, policy: Policy, *, every: bool = False) -> Iterator[Held]:
    """Import the incidents of a file and hold each timeline against its source."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    imported = read_path(path, max_bytes=200 * MEGABYTE).records
    for row, found in zip(rows, imported, strict=True):
        company = str(row.get("company") or "")
        if not every and not (row.get("log_kind") == "internal" and company.startswith(COMPANIES)):
            continue
        evidence = gather(found.record, policy, audience=Audience.INTERNAL)
        timeline = build_timeline(found.record, evidence, policy=policy)
        yield hold(row, timeline, [item.id for item in evidence.of("updates")])


def summarise(all_held: Sequence[Held]) -> dict[str, Any]:
    """The figures of a run."""
    stamps = sum(held.stamps for held in all_held)
    lost = sum(len(held.lost) for held in all_held)
    told = sum(held.clocks_in_texts for held in all_held)
    return {
        "logs": len(all_held),
        "stamps": stamps,
        "kept": round(1 - lost / stamps, 4) if stamps else 0.0,
        "lost": dict(Counter(raw for held in all_held for raw in held.lost).most_common(20)),
        "invented": {held.name: held.invented for held in all_held if held.invented},
        "zones_named": sum(held.zones_named for held in all_held),
        "out_of_order": [held.name for held in all_held if not held.in_order],
        "entries_missing": [held.name for held in all_held if not held.every_entry],
        "clock_times_in_texts": told,
        "of_these_in_rows": round(sum(held.clocks_in_rows for held in all_held) / told, 3) if told else None,
    }


def main() -> int:
    """Run and print; exit code 1 when too many stamps are lost, one is invented or a row is out of order."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT, help="a file with one incident a line")
    parser.add_argument("--every", action="store_true", help="take every log of the file")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    options = parser.parse_args()
    if not options.data.exists():
        sys.exit("No data: give --data FILE.")
    figures = summarise(list(hold_all(options.data, shipped_policy(), every=options.every)))
    for name, value in figures.items():
        print(f"{name}: {value}")
    if options.json:
        print(json.dumps({"timelines": {"ours": figures, "limits": {"kept": LIMIT, "invented": 0}, "baselines": {}}}))
    failed = figures["kept"] < LIMIT or figures["invented"] or figures["out_of_order"]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
