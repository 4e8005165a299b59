"""Which days and clock times of a sentence are still to come, seen from when the text would be sent.

Somebody who wants a date confirmed need not say "will": "the repair is finished on 17 June" promises it just as well. What lies ahead is a
plan, whatever the verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assistant.evidence.values import Value, ValueKind

_NO_DEED_AFTER = "".join(rf"(?<!\b{word} )" for word in ("is", "are", "be", "gets", "the", "all", "your", "our", "these", "those"))
_IS_PAST = re.compile(rf"\b(?:was|were|had|did|since|ago|yesterday|last|until now)\b|{_NO_DEED_AFTER}\b[a-z]{{3,}}ed\b", re.IGNORECASE)
_PRESENT = re.compile(r"\b(?:is|are|be)\b", re.IGNORECASE)
_STARTS_FROM = re.compile(r"\b(?:by|from|before|as of|starting|no later than)\s+(?:\w+\s+)?$", re.IGNORECASE)
_ISO = re.compile(r"(?P<year>\d{4}|-)-(?P<month>\d\d)(?:-(?P<day>\d\d))?")
_COUNTED_FROM_NOW = re.compile(r"\w+:\+[1-9]")


def forthcoming(quote: str, values: Sequence[Value], now: datetime, zone: ZoneInfo) -> list[Value]:
    """The days and clock times among `values` that lie after `now`.

    A weekday and a clock time without a day may be of the past as well; they count where the sentence speaks of now or names a limit.

    Args:
        quote: The sentence.
        values: Its values.
        now: When the text would be sent.
        zone: Of the reader, in which days begin and clock times without a zone are meant.
    """
    local = now.astimezone(zone)
    days = [value for value in values if value.kind is ValueKind.DATE]
    dated = [value for value in days if _is_after(value.canonical, local.date())]
    ahead = dated or [value for value in _open_ones(values, days, local) if _speaks_of_now(quote, value)]
    with_times = [value for value in values if value.kind is ValueKind.TIME] if dated else []
    return [*ahead, *with_times]


def _is_after(form: str, today: date) -> bool:
    if _COUNTED_FROM_NOW.fullmatch(form):
        return True
    found = _ISO.fullmatch(form)
    if found is None:
        return False
    month, day = int(found["month"]), int(found["day"] or 0)
    if found["year"] != "-":
        return (int(found["year"]), month, day or 32) > (today.year, today.month, today.day if day else 32)
    # Without a year, the nearest such day is meant.
    apart = (month - today.month) * 31 + (day - today.day if day else 0)
    return (apart + 186) % 372 > 186


def _open_ones(values: Sequence[Value], days: Sequence[Value], local: datetime) -> Iterator[Value]:
    is_today = all(day.canonical == "day:+0" for day in days)
    for value in values:
        is_weekday = value.kind is ValueKind.DATE and value.canonical.startswith("weekday:")
        if is_weekday or (value.kind is ValueKind.TIME and is_today and value.canonical > f"{local:%H:%M}"):
            yield value


def _speaks_of_now(quote: str, value: Value) -> bool:
    if _IS_PAST.search(quote):
        return False
    return _PRESENT.search(quote) is not None or _STARTS_FROM.search(quote[: value.start]) is not None
