"""When a promise falls due by the words it is made in, told from the time of sending and the zone of the organisation. Pure.

House rules, where the words leave room: a day without a time ends at 23:59; a morning ends at noon, an afternoon at 18:00, an evening at
22:00, a business day at 17:00; a week ends on its Friday, on a weekend on its Sunday; a clock time without a day is its next one; of a range the end counts; hours
and days run from the sending, business days leave weekends out and end with the day. A zone such as PT follows its calendar, one such as
PST says what it says. A name such as "soon" is no time.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from assistant.checks.spoken_times import as_digits
from assistant.evidence import notation
from assistant.evidence.values import Value, ValueKind, extract_values

_END_OF_DAY = time(23, 59)
_BUSINESS_END = time(17, 0)
_PARTS = {"morning": time(12, 0), "afternoon": time(18, 0), "evening": time(22, 0)}
_CALENDARS = {
    "et": "America/New_York", "eastern": "America/New_York", "ct": "America/Chicago", "central": "America/Chicago", "mt": "America/Denver",
    "mountain": "America/Denver", "pt": "America/Los_Angeles", "pacific": "America/Los_Angeles", "ist": "Asia/Kolkata",
}  # fmt: skip

_BY = re.compile(r"\b(?:by|before|until|till|no later than|not later than|latest|due|within)\s+(?:(?:the|about|around|roughly)\s+)?$", re.I)
_ON = re.compile(r"\b(?:on|for|at|in|this|next|coming)\s+(?:the\s+)?$", re.I)
_END_OF = re.compile(
    r"\b(?:end|close|beginning|start|middle|course|first half|second half|morning|afternoon|evening|weekend|week) of\s+(?:the\s+)?(?:business on\s+)?$",
    re.I,
)
_PAST_DAY = re.compile(r"\b(?:since|of|from|dated|after|between|your|our|the)\s+(?:the\s+|last\s+)?$", re.I)
_ONWARDS = re.compile(r"\s+on(?:wards?)?\b(?! \w+day)", re.I)
_PAST_TIME = re.compile(r"\b(?:since|after|between|as of|began|started|stopped|failed)\s+(?:at\s+|about\s+|around\s+)?$", re.I)
_SPAN_LEAD = re.compile(
    r"\b(?:(?:with)?in(?:side)?(?: of)?|over|during|next|coming|following|every|each|another|takes?|take up to|needs?|up to|after|further|(?:reckon|figure|count|plan) on|(?:give|allow) (?:us|me)|(?:no|not) more than)\s+(?:the\s+|these\s+|another\s+|a further\s+)?"
    r"(?:(?:next|coming|following|course of the next|first)\s+)?(?:(?:about|around|approximately|roughly|at most|less than|under|up to)\s+)?"
    r"(?:the\s+)?(?:(?:\d+|an?|one|two|three|four|five|six|ten)\s*(?:-|–|to|or)\s*)?$",
    re.I,
)
_ETA_LEAD = re.compile(r"\bETA\b[^.;]{0,60}(?::|\bis|\bof)\s*$", re.I)
_SPAN_TRAIL = re.compile(r"\s+(?:from now|at (?:the )?(?:latest|most))\b", re.I)
_HOUR_ONLY = re.compile(
    rf"\b(?P<lead>at|by|before|until|around|about)\s+(?P<hour>[01]?\d|2[0-3]|(?:{'|'.join(notation.HOUR_WORDS)})(?=\s?o['’]?clock))(?:\s?o['’]?clock|\s?h\b)?(?P<zone>\s?(?:UTC|GMT|CES?T|BST|[ECMP]S?T)\b)?"
    r"(?=[\s,.;!?)]|$)(?!\s*(?:%|percent|[-–]\s?\d|[.:]\d|minutes?|mins?|hours?|hrs?|days?|weeks?|of\b|am\b|pm\b|a\.m|p\.m|(?!UTC|GMT)[a-z]*(?:users|orders|customers)"
    r"|jan|feb|mar|apr|may\b|jun|jul|aug|sep|oct|nov|dec))",
    re.I,
)
_LATE = re.compile(r"\s*(?:tonight|(?:this|tomorrow|in the|on \w+day) (?:afternoon|evening|night))\b", re.I)
_DAY_ORDINAL = re.compile(
    r"\b(?:by|on|before|until|till|for|no later than|due) the (?P<day>[12]?\d|3[01])(?:st|nd|rd|th)\b(?! (?:of|attempt|time|customer))",
    re.I,
)
_BUSINESS = re.compile(
    r"\b(?:COB|EOB|(?:by|before|at) clos(?:e|ing(?: time)?)\b(?! of)|(?:close|end) of (?:business|play|trading)|end of (?:the |our |your )?(?:business|working|work) day)\b",
    re.I,
)
_DAY_END = re.compile(r"\b(?:EOD|end of (?:the |this |our |your )?day|within the day|later today)\b", re.I)
_WEEK_END = re.compile(
    r"\b(?:EOW|(?:end of (?:the |this |our |your )?|(?:within|during) (?:the|this|our|your) )(?:working |business )?week|(?:at )?week['’]s end)\b(?! of)",
    re.I,
)
_MONTH_END = re.compile(r"\b(?:EOM|(?:end of (?:the |this )?|within (?:the|this) )month|month[- ]end)\b", re.I)
_QUARTER_END = re.compile(r"\b(?:EOQ|(?:end of (?:the |this )?|within (?:the|this) )quarter)\b", re.I)
_YEAR_END = re.compile(r"\b(?:EOY|(?:end of (?:the |this )?|within (?:the|this) )year)\b", re.I)
_FULL_HOUR = re.compile(r"\b(?:at|by|on) the (?:top of (?:the|every|each)|full|next full) hour\b|\bon the hour\b|\bby the hour\b", re.I)
_THE_HOUR = re.compile(
    r"\b(?:within|in|over|inside|every|each)\s+(?:(?:the|this)\s+)?(?:(?:next|coming|following)\s+)?(?P<half>half[- ](?:an )?)?hour\b|\bhourly\b",
    re.I,
)
_DAILY = re.compile(r"\b(?:every day|each day|daily (?:\w+ )?updates?|updates? daily)\b", re.I)
_CITY = re.compile(r"\s*\(?(?P<city>[A-Z][a-z]+(?: [A-Z][a-z]+)?) (?:local )?time\b")
_ZONED_PART = re.compile(
    r"\b(?:[Mm]orning|[Aa]fternoon|[Ee]vening|EOD|COB|EOB|[Bb]usiness|[Dd]ay|[Tt]omorrow|[Tt]oday|\w+day),? \(?(?:(?P<zone>UTC|GMT|CES?T|BST|[ECMP][SD]?T|IST|JST|SGT|AES?T)\b|(?=[A-Z][a-z]+ (?:[A-Z][a-z]+ )?(?:local )?time\b))"
)
"""A part of the day, or a day, in a zone of its own: "tomorrow morning CET", "Friday evening Tokyo time"."""
_COUPLE = re.compile(
    r"\b(?:in|within|next)\s+(?:the\s+)?(?:next\s+)?(?:a\s+)?(?:couple of|(?P<one>day|hour|week) or two)\s*(?P<unit>minutes|hours|days|weeks)?\b",
    re.I,
)
_DAY_PART = re.compile(r"\b(morning|afternoon|evening)\b(?![’']s)(?! (?:shift|crew|team|staff|round|van|post|run)\b)|\bfirst thing\b", re.I)
_NEXT_BUSINESS_DAY = re.compile(r"\b(?:within|in|on|by|over) (?:the )?next (?:business|working) day\b", re.I)
_WORKING = re.compile(r"\b(?:business|working)\b", re.I)


@dataclass(frozen=True)
class _Day:
    """A day named in the words, at its place."""

    start: int
    end: int
    form: str


def due_in(words: str, sent_at: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant, in UTC, by which words such as "by 14:30 UTC", "within 2 hours" or "on Friday" promise something.

    Args:
        words: The promise alone, without what was said before it.
        sent_at: When it was sent; relative times count from here.
        zone: For days and for clock times without a zone of their own.

    Returns:
        None where the words name no time. Never before `sent_at` unless the words name a day that has passed.
    """
    words = as_digits(words, sent_at.astimezone(zone))
    values = extract_values(words)
    clock = _clock(words, values)
    days = tuple(_days(words, values))
    cadence = None if _FULL_HOUR.search(words) else _cadence(words)
    if cadence is not None and clock is None:
        return _utc(sent_at) + cadence
    if clock is not None:
        return _at_clock(clock, _nearest(days, clock[0]), sent_at, zone)
    if days or _DAY_END.search(words) or _BUSINESS.search(words):
        in_zone = _zone_of_part(words) or zone
        today = sent_at.astimezone(in_zone).date()
        day = _resolve(_chosen(words, days), days, words, today) if days else today
        return _end_of(day, words, sent_at, in_zone) if day else None
    return _after_span(words, values, sent_at, zone)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


# Clock times


def _clock(words: str, values: tuple[Value, ...]) -> tuple[int, str, tzinfo | None, str] | None:
    """The clock time that is meant: its place, its face, its zone where it names one, and its words."""
    found: list[tuple[int, str, tzinfo | None, str]] = []
    for value in values:
        if value.kind is ValueKind.TIME and not _PAST_TIME.search(words[: value.start]):
            found.append((value.start, value.canonical, _zone_of(value.quote) or _city(words[value.end :]), value.quote))
    if not found:
        dated = any(value.kind is ValueKind.DATE for value in values)
        for match in _HOUR_ONLY.finditer(words):
            marked = match["zone"] or "clock" in match[0].lower() or match[0].rstrip().lower().endswith("h")
            if marked or _LATE.match(words, match.end()) or (dated and match["lead"].lower() != "about"):
                hour = notation.HOUR_WORDS.index(match["hour"].lower()) + 1 if match["hour"].isalpha() else int(match["hour"])
                late = _LATE.match(words, match.end()) is not None and hour < 12
                # Nobody promises "tomorrow at 3" for the night.
                hour += 12 if late or (hour < 7 and not match["zone"] and "h" not in match[0][-2:]) else 0
                zone = _zone_of(f"{hour:02d}:00{match['zone'] or ''}")
                found.append((match.start("hour"), f"{hour:02d}:00", zone, match[0]))
    by = [each for each in found if _BY.search(words[: each[0]])]
    chosen = by or found
    if len(chosen) > 1 and re.search(r"\band\s+(?:again )?(?:at |by )?$", words[: chosen[-1][0]], re.I) and "between" not in words.lower():
        return chosen[0]  # "at 12:00 and at 15:00": the first of several
    return chosen[-1] if chosen else None


def _zone_of_part(words: str) -> tzinfo | None:
    """The zone told behind a day or a part of it."""
    found = _ZONED_PART.search(words)
    if found is None:
        return None
    return _zone_of(f"12:00 {found['zone']}") if found["zone"] else _city(words[found.end() :])


def _zone_of(quote: str) -> tzinfo | None:
    # "Eastern" is a zone only before the word "Time", which is no part of the quote.
    match = notation.CLOCK.match(f"{quote} Time") or notation.MILITARY.match(quote)
    face, said = notation.clock_face(match) if match else ("", None)
    if not said:
        return None
    name = said.lower().removeprefix("us/").strip()
    if name in _CALENDARS:
        return ZoneInfo(_CALENDARS[name])
    forms = notation.utc_forms(face, said)
    if len(forms) != 1:
        return None
    utc = next(iter(forms))
    minutes = (int(face[:2]) * 60 + int(face[3:]) - int(utc[:2]) * 60 - int(utc[3:5])) % 1440
    return timezone(timedelta(minutes=minutes - 1440 if minutes > 14 * 60 else minutes))


def _city(after: str) -> tzinfo | None:
    """The zone of "Berlin time"."""
    match = _CITY.match(after)
    name = _cities().get(match["city"].replace(" ", "_")) if match else None
    return ZoneInfo(name) if name else None


@cache
def _cities() -> dict[str, str]:
    return {name.rpartition("/")[2]: name for name in sorted(available_timezones()) if "/" in name and not name.startswith("Etc")}


def _at_clock(clock: tuple[int, str, tzinfo | None, str], day: _Day | None, sent_at: datetime, zone: ZoneInfo) -> datetime | None:
    _, face, own, said = clock
    in_zone = own or zone
    today = sent_at.astimezone(in_zone).date()
    at = time(int(face[:2]), int(face[3:]))
    named = _resolve(day, (day,), "", today) if day else None
    midnight = "midnight" in said.lower() or said.startswith("24")
    if named is not None:
        named += timedelta(days=1) if midnight else timedelta(0)
        due = _utc(datetime.combine(named, at, in_zone))
        weekly = day is not None and day.form.startswith("weekday:") and due < _minute(sent_at)
        return _utc(datetime.combine(named + timedelta(days=7), at, in_zone)) if weekly else due
    due = _utc(datetime.combine(today, at, in_zone))
    return due if due >= _minute(sent_at) else _utc(datetime.combine(today + timedelta(days=1), at, in_zone))


def _minute(at: datetime) -> datetime:
    """Clock times are told to the minute, and a message sent within it may name it."""
    return _utc(at).replace(second=0, microsecond=0)


# Days


def _days(words: str, values: tuple[Value, ...]) -> Iterator[_Day]:
    """The days that the words name as their limit, and not as the day of something else."""
    dates = [value for value in values if value.kind is ValueKind.DATE]
    absolute = [value for value in dates if not value.canonical.startswith(("weekday:", "day:", "week:"))]
    for value in dates:
        before, after = words[: value.start], words[value.end :]
        if after[:2] in {"'s", "’s"} or value.canonical in {"day:-1", "week:-1", "month:-1", "year:-1", "quarter:-1"}:
            continue
        begins = before.rstrip().lower().endswith("from") and (value.canonical == "day:+1" or _ONWARDS.match(after))
        if _PAST_DAY.search(before) and not begins and not _END_OF.search(before) and not _BY.search(before):
            continue
        beside = any(abs(other.start - value.end) <= 6 or abs(value.start - other.end) <= 6 for other in absolute if other is not value)
        if value.canonical.startswith("weekday:") and beside:
            continue
        form = value.canonical
        if form.startswith("weekday:") and re.search(r"\bnext\s+$", before, re.I):
            form = f"next{form}"
        yield _Day(value.start, value.end, form)
    for match in _DAY_ORDINAL.finditer(words):
        yield _Day(match.start("day"), match.end(), f"ordinal:{match['day']}")
    for pattern, form in ((_WEEK_END, "week:+0"), (_MONTH_END, "month:+0"), (_QUARTER_END, "quarter:+0"), (_YEAR_END, "year:+0")):
        for match in pattern.finditer(words):
            if not any(value.start < match.end() and match.start() < value.end for value in dates):
                yield _Day(match.start(), match.end(), form)


def _nearest(days: tuple[_Day, ...], place: int) -> _Day | None:
    return min(days, key=lambda day: min(abs(day.start - place), abs(day.end - place)), default=None)


def _chosen(words: str, days: tuple[_Day, ...]) -> _Day:
    """The day with a limit before it ("by", "no later than"), else with "on", else the first."""
    by = [day for day in days if _BY.search(words[: day.start]) or _END_OF.search(words[: day.start])]
    on = [day for day in days if _ON.search(words[: day.start])]
    return by[-1] if by else on[-1] if on else days[0]


def _resolve(day: _Day | None, days: tuple[_Day | None, ...], words: str, today: date) -> date | None:
    if day is None:
        return None
    kind, _, rest = day.form.partition(":")
    if kind == "day":
        return today + timedelta(days=int(rest))
    if kind == "weekday":
        in_week = any(other and other.form == "week:+1" for other in days)
        return _weekday(int(rest), today, next_week=in_week)
    if kind == "nextweekday":
        return _weekday(int(rest), today, next_week=True)
    if kind == "week":
        named = next((other for other in days if other and other.form.startswith("weekday:")), None)
        if named:
            return _weekday(int(named.form[8:]), today, next_week=rest == "+1")
        early = re.search(r"\b(?:beginning|start) of\s+(?:the\s+)?$", words[: day.start], re.I)
        return _weekday(0, today, next_week=True) if early and rest == "+1" else _week_end(today, int(rest))
    if kind == "ordinal":
        return _ordinal(int(rest), today)
    return _period_end(kind, rest, today) if rest else _dated(day.form, today)


def _weekday(number: int, today: date, *, next_week: bool) -> date:
    if next_week:
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + number)
    return today + timedelta(days=(number - today.weekday()) % 7)


def _week_end(today: date, weeks: int) -> date:
    if weeks == 0 and today.weekday() > 4:
        return today + timedelta(days=6 - today.weekday())
    return today - timedelta(days=today.weekday()) + timedelta(days=4 + 7 * weeks)


def _ordinal(number: int, today: date) -> date | None:
    year, month = today.year, today.month
    for _ in range(3):
        if number <= monthrange(year, month)[1] and date(year, month, number) >= today:
            return date(year, month, number)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None


def _period_end(kind: str, rest: str, today: date) -> date | None:
    ahead = int(rest)
    if kind == "weekend":
        return today + timedelta(days=6 - today.weekday() + 7 * ahead)
    if kind == "year":
        return date(today.year + ahead, 12, 31)
    step = {"month": 1, "quarter": 3}.get(kind)
    if step is None:
        return None
    first = today.month if step == 1 else (today.month - 1) // 3 * 3 + 3
    months = today.year * 12 + first - 1 + ahead * step
    return date(months // 12, months % 12 + 1, monthrange(months // 12, months % 12 + 1)[1])


def _dated(form: str, today: date) -> date | None:
    """A date by its form; without a year the next one, unless it passed within the last half year."""
    yearless = form.startswith("--")
    parts = [int(part) for part in form.removeprefix("--").split("-")]
    year, rest = (today.year, parts) if yearless else (parts[0], parts[1:])
    if not rest:
        return None
    for candidate in (year, year + 1) if yearless else (year,):
        last = monthrange(candidate, rest[0])[1]
        if len(rest) > 1 and rest[1] > last:
            continue
        day = date(candidate, rest[0], rest[1] if len(rest) > 1 else last)
        if not yearless or day >= today - timedelta(days=180):
            return day
    return None


def _end_of(day: date, words: str, sent_at: datetime, zone: tzinfo) -> datetime:
    """The end of a day, or of the part of it that the words name, where that is still to come."""
    part = _DAY_PART.search(words)
    ends = _BUSINESS_END if _BUSINESS.search(words) else _PARTS[(part[1] or "morning").lower()] if part else _END_OF_DAY
    due = _utc(datetime.combine(day, ends, zone))
    return due if due >= _minute(sent_at) else _utc(datetime.combine(day, _END_OF_DAY, zone))


# Spans


def _cadence(words: str) -> timedelta | None:
    """The step of "every 30 minutes"; the next one is due after one step."""
    for value in extract_values(words):
        if value.kind is ValueKind.DURATION and re.search(r"\b(?:every|each)\s+$", words[: value.start], re.I):
            return timedelta(seconds=value.amount or 0)
    if re.search(r"\b(?:every|each)\s+(?:half[- ])?hour\b|\bhourly\b", words, re.I):
        return timedelta(minutes=30 if "half" in words.lower() else 60)
    return timedelta(days=1) if _DAILY.search(words) else None


def _after_span(words: str, values: tuple[Value, ...], sent_at: datetime, zone: ZoneInfo) -> datetime | None:
    start = _utc(sent_at)
    if _FULL_HOUR.search(words):
        return start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    hour = _THE_HOUR.search(words)
    if hour:
        return start + timedelta(minutes=30 if hour["half"] else 60)
    if _NEXT_BUSINESS_DAY.search(words):
        return _business_days(1, start, zone)
    couple = _COUPLE.search(words)
    if couple and (couple["unit"] or couple["one"]):
        return start + 2 * timedelta(**{(couple["unit"] or f"{couple['one']}s").lower(): 1})
    spans = [
        value
        for value in values
        if value.kind is ValueKind.DURATION
        and (_SPAN_LEAD.search(words[: value.start]) or _ETA_LEAD.search(words[: value.start]) or _SPAN_TRAIL.match(words[value.end :]))
    ]
    if not spans:
        return None
    amount = timedelta(seconds=spans[-1].amount or 0)
    if _WORKING.search(spans[-1].quote) and amount >= timedelta(days=1):
        return _business_days(amount.days, start, zone)
    return start + amount


def _business_days(number: int, start: datetime, zone: ZoneInfo) -> datetime:
    day = start.astimezone(zone).date()
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return _utc(datetime.combine(day, _END_OF_DAY, zone))
