"""Lengths of time that a text tells without writing them out: "four to six weeks", "three months asked for, one granted", "from the third day"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.evidence.notation import NUMBER_WORDS, number_in_digits, number_in_words
from assistant.evidence.values import Value, ValueKind, extract_values, of_kind

_COUNT = rf"(?:\d+(?:\.\d+)?|{NUMBER_WORDS})"
_LOW = re.compile(rf"(?<![\w.,:])(?P<low>{_COUNT})\s?(?:to|or|[-–])\s?$", re.IGNORECASE)
_LEADING = re.compile(_COUNT, re.IGNORECASE)
_ALONE = re.compile(r"[,;:][^.;!?\d]{0,40}?\b(?P<n>one|two|three|four|five|six)\b(?=\s*(?:[.,;)]|$))", re.IGNORECASE)
"""A count at the end of a clause, of what was named before it: "asked for three months, we granted one"."""
_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_FROM_THE_NTH = re.compile(rf"\bfrom the (?P<nth>{'|'.join(_ORDINALS)}) (?P<unit>hour|day|week|month)\b", re.IGNORECASE)
_SECONDS = {"hour": 3600, "day": 86400, "week": 604800, "month": 2592000}
_UNTIL = re.compile(r"\buntil\s+(?:\w+day\s+)?$", re.IGNORECASE)
_LEAD_CHARACTERS = 24
"""Characters in which a log line names its own time."""
_DAY = 86400.0
_BARE_DAY = re.compile(r"\bthe (?P<day>\d{1,2})(?:st|nd|rd|th)\b")


@dataclass(frozen=True)
class Range:
    """A length of time that is given by its limits, in seconds."""

    shortest: float
    longest: float
    said: str


def _number(said: str) -> float:
    return number_in_digits(said) if said[0].isdigit() else number_in_words(said) or 0.0


def ranges_in(text: str) -> Iterator[Range]:
    """Lengths between limits: "five to ten working days", "2-5 days"."""
    for value in of_kind(extract_values(text), ValueKind.DURATION):
        low, high = _LOW.search(text[max(0, value.start - 24) : value.start]), _LEADING.match(value.quote)
        if low and high and value.amount and 0 < (first := _number(low["low"])) < (last := _number(high.group())):
            yield Range(value.amount * first / last, value.amount, f"{low.group()}{value.quote}")


def told_lengths(text: str) -> Iterator[tuple[float, str]]:
    """Seconds that follow from the words of one text, each with how it says them."""
    values = extract_values(text)
    for value in of_kind(values, ValueKind.DURATION):
        count, alone = _LEADING.match(value.quote), _ALONE.match(text, value.end) or _ALONE.search(text, value.end, value.end + 80)
        if count and alone and value.amount and (whole := _number(count.group())):
            yield value.amount / whole * _number(alone["n"]), f"{alone['n']} of {value.quote}"
    for match in _FROM_THE_NTH.finditer(text):
        passed = _ORDINALS.index(match["nth"].lower()) + 1
        yield float(passed * _SECONDS[match["unit"].lower()]), match.group()
    yield from _until(text, values)


def _until(text: str, values: tuple[Value, ...]) -> Iterator[tuple[float, str]]:
    """A log line that tells until when its state lasts: "14:00 exchanged, under observation until 17 June 14:00"."""
    times = list(of_kind(values, ValueKind.TIME))
    if len(times) < 2 or times[0].start > _LEAD_CHARACTERS:
        return
    for then in times[1:]:
        day = next((value for value in of_kind(values, ValueKind.DATE) if 0 <= then.start - value.end <= 2), None)
        if day and then.canonical == times[0].canonical and _UNTIL.search(text[: day.start]):
            yield _DAY, f"from {times[0].quote} until {day.quote} {then.quote}"


def bare_days(text: str) -> list[int]:
    """Days of a month that a text names by their number alone: "not on the 24th, rather the 26th"."""
    return [int(match["day"]) for match in _BARE_DAY.finditer(text)]


def period(words: str, today: date) -> tuple[date, date] | None:
    """First and last day of "next month" or "last week" as it is on a day; None for other words."""
    which, _, unit = words.lower().partition(" ")
    step = {"next": 1, "last": -1, "this": 0}.get(which)
    if step is None:
        return None
    if unit in {"week", "weekend"}:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return (monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=6))
    if unit == "night":
        return (today - timedelta(days=1), today)
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months is None:
        return None
    first = 12 * today.year + (today.month - 1) // months * months + step * months
    begin, end = _month_start(first), _month_start(first + months)
    return (begin, end - timedelta(days=1))


def _month_start(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)
