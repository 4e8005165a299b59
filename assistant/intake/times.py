"""Times as they are published, in many shapes: what the words say, and nothing that they do not.

"07:05 PDT on 3 Mar 2031", "16:02:07" after an entry with a date, "Mar 5, 09:08 PST", "2031-03-05 09:08 UTC", "7:08 PM". What is missing is
taken from what stands before it in the log, and every such step is told in words.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from assistant.intake.zones import find_zone

_MONTH_NAMES = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MONTHS = {name: number for number, full in enumerate(_MONTH_NAMES, start=1) for name in (full, full[:3])} | {"sept": 9}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d-])(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)(?:T(?=\d))?",
        rf"(?<![\d:]){_DAY}[\s./-]+{_MONTH}(?:[\s,.'/-]+(?P<year>\d{{4}})(?![\d:]))?",
        rf"(?<![A-Za-z]){_MONTH}[\s-]+{_DAY}(?![\d:])(?:,?[\s-]+(?P<year>\d{{4}})(?![\d:]))?",
        r"(?<!\d)(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<one>\d{1,2})/(?P<two>\d{1,2})/(?P<year>\d{4})(?!\d)",
    )
)
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d:+-])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?(?![\d:])(?:\s*(?P<half>[ap])\.?m\b\.?)?"
    r"|(?<![\d:+-])(?P<hour2>\d{1,2})\s*(?P<half2>[ap])\.?m\b\.?",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(?:on|at|of|the|hrs?|h|hours|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|[\s,;|()\[\].–—-]+",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_LONGEST = 120
_YEARS = range(1970, 2200)
_ROLLS_OVER = timedelta(hours=6)
"""A clock that falls back by this much or more has passed midnight; by less, the entry was written down late."""


@dataclass(frozen=True)
class Words:
    """What the words of a time say by themselves; a part that they do not say is None.

    `zone_name` is how the words name the zone, `rest` what could not be read; `off_calendar` says that the day does not exist (30 February)
    and that the last one of its month stands in `day`.
    """

    year: int | None
    month: int | None
    day: int | None
    clock: time | None
    zone: tzinfo | None
    zone_name: str
    rest: str
    off_calendar: bool = False

    @property
    def has_date(self) -> bool:
        """Whether at least day and month are known."""
        return self.month is not None


def read_words(value: object) -> Words | None:
    """What a published time says; None when it says nothing of date or clock, or something impossible."""
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()
    if len(text) > _LONGEST:
        return None
    epoch = _epoch(text)
    if epoch:
        return Words(epoch.year, epoch.month, epoch.day, epoch.time(), UTC, "UTC", "")
    text = _COMPACT.sub(lambda m: f"{m[1]}-{m[2]}-{m[3]}T{m[4]}:{m[5]}:{m[6] or '00'}", text.replace("\u202f", " ").replace("−", "-"))
    try:
        year, month, day, rest = _take_date(text)
        clock, rest = _take_clock(rest)
    except ValueError:
        return None
    if month is None and clock is None:
        return None
    zone, zone_name, rest = find_zone(rest, dashes=year is not None) if clock else (None, "", rest)
    late_year = _YEAR.search(rest) if month and year is None else None
    if late_year and int(late_year[0]) in _YEARS:
        year, rest = int(late_year[0]), rest.replace(late_year[0], " ", 1)
    # Digits that are no second clock may be a date in a shape that is not known; carrying another date over would be a guess.
    if year is None and re.search(r"\d", re.sub(r"\d{1,2}:\d{2}", "", rest)):
        return None
    last = monthrange(year or 2000, month)[1] if month else 31
    off_calendar = day is not None and day > last
    return Words(year, month, last if off_calendar else day, clock, zone, zone_name, _FILLER.sub(" ", rest).strip(), off_calendar)


def _epoch(text: str) -> datetime | None:
    if not re.fullmatch(r"\d{10}(?:\d{3})?(?:\.\d{1,6})?", text):
        return None
    seconds = float(text) / (1000 if len(text.split(".")[0]) == 13 else 1)
    return datetime.fromtimestamp(seconds, UTC) if seconds < 4_102_444_800 else None  # 2100


def _take_date(text: str) -> tuple[int | None, int | None, int | None, str]:
    for pattern in _DATES:
        match = pattern.search(text)
        if match is None:
            continue
        parts = match.groupdict()
        if "one" in parts:
            one, two = int(parts["one"]), int(parts["two"])
            if one <= 12 and two <= 12 and one != two:
                msg = "day and month cannot be told apart"
                raise ValueError(msg)
            day, month = (one, two) if two <= 12 else (two, one)
        else:
            day, month = int(parts["day"]), _MONTHS.get(parts["month"].lower()) or int(parts["month"])
        year = int(parts["year"]) if parts["year"] else None
        if month not in range(1, 13) or day not in range(1, 32) or (year or 2000) not in _YEARS:
            msg = "no day that a log can be from"
            raise ValueError(msg)
        return year, month, day, f"{text[: match.start()]} {text[match.end() :]}"
    return None, None, None, text


def _take_clock(text: str) -> tuple[time | None, str]:
    match = _CLOCK.search(text)
    if match is None:
        return None, text
    hour, half = int(match["hour"] or match["hour2"]), (match["half"] or match["half2"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half and not (half == "p" and hour > 12):
        msg = "no such hour"
        raise ValueError(msg)
    micro = int((match["part"] or "0").ljust(6, "0")[:6])
    clock = time(hour, int(match["minute"] or 0), int(match["second"] or 0), micro)
    return clock, f"{text[: match.start()]} {text[match.end() :]}"


@dataclass(frozen=True)
class ReadTime:
    """A time of a log, read.

    Attributes:
        at: The instant; None when nothing can be said.
        exact: Whether date or clock need no guess: False when `at` only keeps the entry's place in the log.
        no_zone: Whether the zone was assumed.
        no_clock: Whether only the date is known.
        next_day: Whether the date was taken as one later than the entry before.
        off_calendar: Whether the day that the words give or that the log began on does not exist; the last of its month is taken.
        rest: Words beside date, clock and zone, such as "approx."
    """

    at: datetime | None
    exact: bool = True
    no_zone: bool = False
    no_clock: bool = False
    next_day: bool = False
    off_calendar: bool = False
    rest: str = ""


class LogTimes:
    """Reads the times of one log in order, each with what the ones before it say.

    Args:
        zone: The zone of times that name none.
        start: When the log begins, for entries that give no date.
    """

    def __init__(self, zone: tzinfo, start: ReadTime) -> None:
        self._zone = zone
        self._start = start
        self._before: datetime | None = None
        self._off_calendar = start.off_calendar

    def read(self, value: object) -> ReadTime:
        """The next entry's time. One that cannot be read gets the time of the entry before it."""
        words = read_words(value)
        read = self._resolve(words) if words else None
        if read is None or read.at is None:
            return ReadTime(self._before, exact=False)
        self._before = read.at
        if words and words.has_date:
            self._off_calendar = words.off_calendar
        return replace(read, exact=False, off_calendar=True) if self._off_calendar else read

    def _resolve(self, words: Words) -> ReadTime | None:
        zone = words.zone or self._zone
        anchor = self._before or self._start.at
        near = anchor.astimezone(zone) if anchor else None
        if words.has_date:
            day = _full_date(words, near.date() if near else None)
            if day is None:
                return None
            if words.clock is None:
                return self._date_only(day, zone)
            return _made(day, words.clock, zone, words)
        if words.clock is None or near is None:
            return None
        if self._before is None:
            day = self._start.at.date() if self._start.no_clock and self._start.at else _nearest(near, words.clock)
            return _made(day, words.clock, zone, words)
        fall = datetime.combine(near.date(), near.time()) - datetime.combine(near.date(), words.clock)
        rolled = fall >= _ROLLS_OVER
        return _made(near.date() + timedelta(days=1 if rolled else 0), words.clock, zone, words, next_day=rolled)

    def _date_only(self, day: date, zone: tzinfo) -> ReadTime:
        if self._before and self._before.astimezone(zone).date() == day:
            return ReadTime(self._before, exact=False, no_clock=True)
        return ReadTime(_fixed(datetime.combine(day, time(), zone)), exact=False, no_clock=True)


def read_alone(value: object, zone: tzinfo) -> ReadTime:
    """A time that no log stands around, such as the start; it needs its own date."""
    words = read_words(value)
    if words is None or words.year is None or words.month is None or words.day is None:
        return ReadTime(None, exact=False)
    if words.clock is None:
        midnight = datetime(words.year, words.month, words.day, tzinfo=words.zone or zone)
        return ReadTime(midnight, exact=False, no_clock=True, off_calendar=words.off_calendar)
    read = _made(date(words.year, words.month, words.day), words.clock, words.zone or zone, words)
    return replace(read, exact=False, off_calendar=True) if words.off_calendar else read


def _made(day: date, clock: time, zone: tzinfo, words: Words, *, next_day: bool = False) -> ReadTime:
    return ReadTime(_fixed(datetime.combine(day, clock, zone)), no_zone=words.zone is None, next_day=next_day, rest=words.rest)


def _fixed(at: datetime) -> datetime:
    # An offset says the same in every place that the record goes to; a region's name would need its tables.
    offset = at.utcoffset()
    return at.replace(tzinfo=timezone(offset) if offset else UTC)


def _full_date(words: Words, near: date | None) -> date | None:
    if words.month is None or words.day is None:
        return None
    if words.year is not None:
        return date(words.year, words.month, words.day)
    if near is None:
        return None
    found = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            found.append(date(year, words.month, words.day))
        except ValueError:  # 29 February
            continue
    nearest = min(found, key=lambda day: abs(day - near), default=None)
    # Without half a year's closeness the year is open: 29 February after a March is not told by its neighbours.
    return nearest if nearest and abs(nearest - near) <= timedelta(days=183) else None


def _nearest(near: datetime, clock: time) -> date:
    days = [near.date() + timedelta(days=step) for step in (0, -1, 1)]
    return min(days, key=lambda day: abs(datetime.combine(day, clock, near.tzinfo) - near))
