"""Time words that name no date: "next month", "last night", "April or before". What the record's dates tell of them, and what speaks against them."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assistant.checks.basis import Basis
from assistant.checks.intervals import opening_day
from assistant.checks.wording import content_stems
from assistant.evidence.lengths import period
from assistant.evidence.values import Value, ValueKind, extract_values, of_kind

_PERIOD = re.compile(r"(?:week|month|quarter|year|weekend):[+-]\d")
_WHOSE = re.compile(r"['’]s\b")
_NEAR = 0.6
"""Share of a sentence's words in a clause from which that clause tells of the same."""
_MONTH_OR_DAY = re.compile(r"(?:(?P<year>\d{4})|-)-(?P<month>\d\d)(?:-(?P<day>\d\d))?")
_OR_BEFORE = re.compile(r"\s+(?:or|and) (?:before|earlier)\b", re.IGNORECASE)


def is_vague(value: Value, quote: str) -> bool:
    """Whether the words leave the day open: a period, last night, or what belongs to a day ("yesterday's sales")."""
    if value.kind is not ValueKind.DATE:
        return False
    beside = value.canonical.startswith("day:") and (value.quote.lower() == "last night" or _WHOSE.match(quote, value.end) is not None)
    return beside or _PERIOD.fullmatch(value.canonical) is not None


def date_told(value: Value, quote: str, basis: Basis, now: datetime | None, zone: ZoneInfo) -> str:
    """The date of the record that lies in the period, counted from `now`, or from the opening where no time is given; empty when none does."""
    today = now.astimezone(zone).date() if now else opening_day(basis.items)
    span = period(value.quote, today) if today else None
    if span is None or today is None:
        return _before_told(value, quote, basis)
    for other in _dates(basis):
        if other.canonical != today.isoformat() and _lies_in(other, span):
            return f"{other.quote.rstrip('.')}, counted from {today.isoformat()}"
    return ""


def _before_told(value: Value, quote: str, basis: Basis) -> str:
    """The first of the next month, for a month "or before"."""
    found = _MONTH_OR_DAY.fullmatch(value.canonical)
    if found is None or found["day"] or not _OR_BEFORE.match(quote, value.end):
        return ""
    following = int(found["month"]) % 12 + 1
    for other in _dates(basis):
        named = _MONTH_OR_DAY.fullmatch(other.canonical)
        if named and int(named["month"]) == following and named["day"] in {None, "01"}:
            return f"before {other.quote.rstrip('.')}"
    return ""


def speaks_against(quote: str, value: Value, basis: Basis) -> bool:
    """Whether a clause that tells of the same names a date of its own; a sentence of no content may tell of any."""
    stems = content_stems(f"{quote[: value.start]} {quote[value.end :]}")
    faces = _faces(quote)
    for point in basis.points:
        same = len(stems & point.stems) >= _NEAR * len(stems) or not faces.isdisjoint(_faces(point.text))
        if same and any(True for _ in of_kind(extract_values(point.text), ValueKind.DATE)):
            return True
    return False


def _faces(text: str) -> frozenset[str]:
    """The clock times of a text."""
    return frozenset(value.canonical for value in of_kind(extract_values(text), ValueKind.TIME))


def _dates(basis: Basis) -> list[Value]:
    return [value for item in basis.items for value in of_kind(extract_values(item.text), ValueKind.DATE)]


def _lies_in(value: Value, span: tuple[date, date]) -> bool:
    """Whether a date, or a month as a whole, lies between two days; a year that is not named may be theirs."""
    found = _MONTH_OR_DAY.fullmatch(value.canonical)
    if found is None:
        return False
    begin, end = span
    for year in {int(found["year"])} if found["year"] else {begin.year, end.year}:
        try:
            day = date(year, int(found["month"]), int(found["day"] or 1))
        except ValueError:
            continue
        whole_month = not found["day"] and (begin.year, begin.month) <= (day.year, day.month) <= (end.year, end.month)
        if begin <= day <= end or whole_month:
            return True
    return False
