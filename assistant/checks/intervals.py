"""How far apart the events of a record lie, for what a sentence itself calls "later", "after" or "earlier".

Any two times of a record would make any length, so only neighbours of the log, the opening beside each event, and days that one clause sets
beside each other are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations, pairwise

from assistant.checks.basis import Basis
from assistant.evidence.facts import Evidence
from assistant.evidence.lengths import bare_days
from assistant.evidence.values import Value, ValueKind, extract_values, of_kind

_LEAD_CHARACTERS = 24
"""Characters in which a log line names its own time."""
_MINUTE, _DAY = 60.0, 86400.0
_DATED = re.compile(r"(?:(?P<year>\d{4})|-)-(?P<month>\d\d)-(?P<day>\d\d)")
_LEAP_YEAR = 2000
_MOST_DATES = 6
"""Dates of one clause that are set beside each other; a longer list tells of other things."""
_SINCE = re.compile(r"\b(?:since|from|began on|started on)\s+(?:the\s+)?$", re.IGNORECASE)
_LATER = re.compile(
    r"\s+(?:or so\s+|of (?:this|that)\s+)?(?:after|later|before|earlier|past|on from|sooner|ahead of|behind|following|prior|previously|between)\b",
    re.IGNORECASE,
)
_BEFORE_IT = re.compile(r"\b(?:took|taken|gap of|delay of|apart by)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_LASTS = re.compile(r"\b(?:for|lasted|over|during|throughout)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_ROUNDED = 0.1
"""Share by which "half an hour later" may be off; "thirty-one minutes later" may not."""
_ROUND_WORDS = re.compile(r"\bhalf|\bhours?\b|\bquarter|\bweeks?\b|\bfortnight|\bmonths?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Interval:
    """Seconds between two events, how to say them, and whether something lasted from one to the other."""

    seconds: float
    said: str
    lasted: bool = False


def _date_of(value: Value, opened: date | None) -> date | None:
    found = _DATED.fullmatch(value.canonical)
    if found is None:
        return None
    year = int(found["year"] or (opened.year if opened else _LEAP_YEAR))
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def opening_day(items: tuple[Evidence, ...]) -> date | None:
    """The first full date that a record names."""
    for item in items:
        if item.at:
            return item.at.date()
        for value in of_kind(extract_values(item.text), ValueKind.DATE):
            found = _DATED.fullmatch(value.canonical)
            if found and found["year"]:
                return _date_of(value, None)
    return None


def _minutes(value: Value) -> int:
    return int(value.canonical[:2]) * 60 + int(value.canonical[3:5])


def _clock_intervals(items: tuple[Evidence, ...]) -> Iterator[Interval]:
    leads: list[Value] = []
    times: list[Value] = []
    for item in items:
        said = list(of_kind(extract_values(item.text), ValueKind.TIME))
        times.extend(said)
        if said and said[0].start <= _LEAD_CHARACTERS:
            leads.append(said[0])
    for first, then in (*pairwise(leads), *((times[0], each) for each in times[1:])):
        if (apart := _minutes(then) - _minutes(first)) > 0:
            yield Interval(_MINUTE * apart, f"from {first.quote} to {then.quote}")


def _day_intervals(items: tuple[Evidence, ...]) -> Iterator[Interval]:
    opened = opening_day(items)
    dated = [
        (item, [(value, day) for value in of_kind(extract_values(item.text), ValueKind.DATE) if (day := _date_of(value, opened))])
        for item in items
    ]
    for item, dates in dated:
        for (first, day), (then, other) in combinations(dates[:_MOST_DATES], 2):
            if day != other:
                yield Interval(_DAY * abs((other - day).days), f"between {first.quote} and {then.quote}")
        for earlier, later in pairwise(bare_days(item.text)):
            if earlier < later:
                yield Interval(_DAY * (later - earlier), f"from the {earlier}. to the {later}. of the month")
    for item, dates in dated if opened else ():
        for value, day in dates:
            if opened and day != opened:
                since = _SINCE.search(item.text[: value.start]) is not None
                said = f"between {value.quote.rstrip('.')} and the opening on {opened.isoformat()}"
                yield Interval(_DAY * abs((day - opened).days), said, since and day < opened)


@lru_cache(maxsize=64)
def intervals_of(basis: Basis) -> tuple[Interval, ...]:
    """The intervals of a body of evidence. Kept: a text is checked after every edit."""
    return (*_clock_intervals(basis.items), *_day_intervals(basis.items))


def interval_said(value: Value, quote: str, basis: Basis) -> str:
    """The two events that lie as far apart as a sentence sets them; empty when none do, or when it sets nothing apart."""
    relative = _LATER.match(quote, value.end) or _BEFORE_IT.search(quote[: value.start])
    lasts = _LASTS.search(quote[: value.start])
    loose = value.approximate or _ROUND_WORDS.search(value.quote) is not None
    amounts = {value.amount or 0.0, *(float(other) for other in value.alternatives)}
    for each in intervals_of(basis):
        if (relative or (lasts and each.lasted)) and any(
            abs(amount - each.seconds) <= _ROUNDED * each.seconds * loose for amount in amounts
        ):
            return each.said
    return ""
