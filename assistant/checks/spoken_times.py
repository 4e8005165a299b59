"""Times as people say them, written as digits: "half past five" as 17:30, "before the week is out" as the end of the week. Pure.

House rules, where the words leave room: a clock time told in words without a half of the day is its next one between 07:00 and 22:00, and on
another day the one from 07:00 to 18:59; the start of business, and when shops and doors open, is 09:00, first light is 06:00, dusk belongs to
the evening, the middle of a week is its Wednesday, lunch is at noon, a fortnight is 14 days; an hour after midnight "tonight" is tomorrow's.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from assistant.evidence.notation import HOUR_WORDS, WEEKDAYS

_MINUTES = {"quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25, "twenty five": 25}
_WEEKDAY = "|".join(WEEKDAYS)
_HOUR = rf"(?P<hour>{'|'.join(sorted(HOUR_WORDS, key=len, reverse=True))}|1[0-2]|[1-9])"
_LEAD = r"\b(?P<lead>(?:at|by|before|until|till|around|about|towards|than)(?: about| around)? )"
_UNIT = r"(?!\s*(?:[-–]|%|percent|to \w|or \w|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|points?|times|[:.]\d))"
_AFTER_HOUR = r"(?=\s*(?:sharp|$|[,;!?)]|\.(?!\d)|(?:in the|this|tomorrow|today|tonight|on|UTC|GMT|[CE]ES?T|BST|[ECMP]S?T|[A-Z]\w+ time|which|who|whether|what|to (?:talk|discuss|go)|until|and|with|for|if|once|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b))"
_HALF = re.compile(rf"(?:\bhalf past |\b(?P<lead>(?:at|by|before|until|till|around|about|say|from) )half (?!past)){_HOUR}\b{_UNIT}", re.I)
_OFF = re.compile(
    rf"(?:{_LEAD})?\b(?P<quarter>a )?(?P<by>{'|'.join(_MINUTES)}|\d\d?)(?P<unit> minutes)? (?P<way>past|after|to|before) (?:(?P<mid>noon|midnight|midday)|{_HOUR})\b{_UNIT}",
    re.I,
)
_SAID = re.compile(rf"{_LEAD}{_HOUR}(?P<clock>(?:\s?o['’]?clock)?(?: sharp)?){_UNIT}{_AFTER_HOUR}", re.I)
_DIGITS = re.compile(r"(?<![\d:.])(?P<hour>1[0-2]|0?[1-9])[:.](?P<minute>[0-5]\d)(?![\d:]|\s?(?:[ap]\.?m\b))", re.I)
_LATE = re.compile(r"\b(?:afternoon|evening|tonight|at night)\b", re.I)
_LATE_BESIDE = re.compile(
    r"\s*(?:[A-Z]{2,4} )?(?:tonight|(?:(?:this|tomorrow|in the|on \w+day|\w+day) )(?:afternoon|evening|night))\b", re.I
)
_LATE_BEFORE = re.compile(r"\b(?:tonight|(?:afternoon|evening))(?:,? (?:at|by|before|around|until|from))?\s*$", re.I)
_EARLY = re.compile(r"\bmorning\b", re.I)
_OTHER_DAY = re.compile(
    rf"\b(?:tomorrow|{_WEEKDAY}|next|\d{{1,2}}(?:st|nd|rd|th)|\d{{1,2}} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))", re.I
)

_SHORT = re.compile(
    r"\b(?P<day>Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?(?=,? (?:\d|noon|midday|[aApP]\.?[mM]\b|morning|afternoon|evening|night|COB|EOB|EOD|at\b|by\b|before\b|latest)|\s*(?:$|[,;)]))"
)
"""A short name of a day beside a time or at the end of a clause; with a capital, so that "sat" and "sun" are none."""
_HALF_DAY = re.compile(r"\b(?P<day>\w+day|tomorrow|this|today|tonight)(?P<half> [ap])\.?m\b\.?", re.I)
_PART_NAMES = re.compile(
    r"\b(?:(?P<lead>by|before|until|till|at|around|towards) (?:the )?)?(?P<name>dusk|nightfall|dark|sunset|sundown|dinner(?: ?time)?|supper(?: ?time)?|bedtime|tea ?time|mid-?(?:afternoon|morning)|breakfast)\b",
    re.I,
)
_PART_OF = {"tea": "afternoon", "mid-a": "afternoon", "mida": "afternoon", "mid-m": "morning", "midm": "morning", "break": "morning"}
_IN_MORNING = re.compile(r"\bfirst thing(?: in the morning)?\b|(?<!\d )(?<!a\.m\. )(?<!o['’]clock )\bin the morning\b", re.I)
_EACH_PART = re.compile(r"\b(?:every|each) (?P<part>morning|afternoon|evening)\b", re.I)
_PART_ENDS = {"morning": 12, "afternoon": 18, "evening": 22}
_AFTER_MIDNIGHT = re.compile(
    r"\b(?P<day>tonight|\w+day night)(?P<between>[,:]?(?: at| by| before| around| from| between)? )(?=(?:0?[0-4]:\d\d|(?:12|[1-4])(?::\d\d)? ?a\.?m)\b)|(?P<early>(?:0?[0-4]:\d\d|\b(?:12|[1-4])(?::\d\d)? ?a\.?m\.?)(?: [A-Z]{2,4})?) tonight\b",
    re.I,
)
"""An hour after midnight that is told with the evening before it."""
_FULL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT_DAYS = (("mon", "Monday"), ("tues?", "Tuesday"), ("weds?", "Wednesday"), ("thu(?:rs?)?", "Thursday"), ("fri", "Friday"))
_PLAIN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I), plain)
    for pattern, plain in (
        (r"\bapprox(?:\.|imately\b)", "about"),
        (r"\bthis very (morning|afternoon|evening|night)\b", r"this \1"),
        (r"\b(?:during|in|over) (?:this|the coming) night\b|\bthis night\b", "tonight"),
        (r"\b(\d+)[- ](minute|hour|day)[- ]intervals\b", r"every \1 \2s"),
        (r"\bevery (?:second|other) (hour|day)\b", r"every 2 \1s"),
        (r"\b(?:another|one more) half(?:[- ]an?)?[- ]hour\b", "another 30 minutes"),
        (r"(?<=, )(?:say |about |roughly )?(\w+) (minutes|mins|min|hours)(?= ?(?:$|[.,]\W|\.$|tops\b|at most\b|max\b))", r"in \1 \2"),
        (r"\bgive (?:it|them|the \w+) (?=\w+ (?:minutes|hours|days)\b)", "give us "),
        (rf"\b(?:(?:at|by|around|about) )?(\d\d?|{'|'.join(HOUR_WORDS)})-?ish\b", r"around \1 o'clock"),
        (r"\b(\d\d?) at the latest\b", r"by \1 o'clock"),
        (r"\bbetween (?:\d\d?|[a-z]{3,6}) and (1?\d)(?=\s*(?:$|[.,;]|tomorrow|today|tonight|this (?:morning|afternoon|evening)|in the|on \w+day))", r"by \1 o'clock"),
        (r"\b(\d\d?:\d\d)\s?[-–]\s?(\d\d?:\d\d)\b", r"between \1 and \2"),
        (r"(?<=in )(\d+) ?m\b(?!\.)", r"\1 minutes"),
        (r"\b(?:by |before |at )?the end of (?:the|this) weekend\b", "over the weekend"),
        (r"\bthis side of the weekend\b", "before the weekend"),
        (r"\b(?:by |before )?end (?=(?:january|february|march|april|may|june|july|august|september|october|november|december)\b)", "by end of "),
        (r"\b(?:as of|as from|effective|with effect from) (?=\w+day\b)", "starting "),
        (r"(?:^|(?<=[,;:] )|(?<=\band ))from (?=\w+day\b(?! (?:to|until|till|through)\b))", "starting "),
        (r"\b(?:mid-?week|(?:the )?middle of (?:the|this) week)\b", "Wednesday"),
        (r"\b(?:the )?middle of next week\b", "next Wednesday"),
        (r"\b(?:before|by the time|when|until) (?:(?:the|your|our) )?(?:(?:shops?|doors?|stores?|markets?|counters?|branches?|gates?|offices?|you|we|they)(?: \w+)?) opens?\b(?: (?:the|your) (?:shops?|doors?|stores?|tills?|counters?|branches?))?", "by 9:00"),
        (r"\b(?:before|by|at) (?:opening(?: time)?|first opening)\b", "by 9:00"),
        (r"\b(?:by|before|at) (?:dawn|daybreak|sunrise|first light)\b", "by 6:00"),        (r"\bfrom (\d\d? o['’]clock)\b", r"at \1"),
        (r"\b(?:with|on|into?) (tonight|today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)['’]s\b", r"on \1, the"),
        (r"\b(?:by|before|at|on) (?:the )?(year|quarter|month|week)[- ]end\b", r"by end of the \1"),
        (r"\bby the close of the (day|week|month|quarter|year)\b", r"by end of the \1"),
        (r"\bbefore the (day|week|month|quarter|year)['’]s (?:out|over|through|done)\b", r"by end of the \1"),
        *((rf"(?<=\bby |\bon ){short}\b(?!\w)\.?(?= ?[,;)]|$|\s)", full) for short, full in _SHORT_DAYS),
        (r"\bthree[- ]quarters of an hour\b", "45 minutes"),
        (r"\b(?:a )?quarter of an hour\b|\ba quarter[- ]hour\b", "15 minutes"),
        (r"\b(?:the )?clock strikes (\w+)", r"\1 o'clock"),
        (r"^\W*(\w+) more (minutes|hours|days)\b", r"in \1 \2"),
        (r"\bchristmas eve\b", "24 December"),
        (r"\bchristmas(?: day)?\b", "25 December"),
        (r"\bnew year['’]s eve\b", "31 December"),
        (r"\bnew year(?:['’]s(?: day)?)?\b", "1 January"),
        (r"\b(?:a|one) fortnight\b", "14 days"),
        (r"\b(?:lunch ?time|lunch|high noon)\b", "noon"),
        (r"\b([01]\d|2[0-3])([0-5]\d) ?(?:hours|hrs|h)\b", r"\1:\2"),
        (r"(?<=at |by )([01]?\d|2[0-3])[.h]([0-5]\d)(?: ?(?:hrs|hours|uhr|h))?\b(?=\s?(?:[,;]|\.?$|UTC|GMT|CES?T|on|today|tomorrow|with|and))", r"\1:\2"),
        (r"\b(?:before|by the time) the (day|week|month|quarter|year) (?:is|has) (?:out|over|through|done|up|ended|run out)\b", r"by end of the \1"),
        (r"\bbefore the (day|week|month) (?:ends|closes|finishes)\b", r"by end of the \1"),
        (r"\b(?:in|over|during) the course of (?:the|this|our) day\b|\bduring the (?:working )?day\b", "by end of day"),
        (r"\b(?:in|over|during) the course of (?:the|this) week\b", "by end of the week"),
        (r"\b(?:(?:in|over|during) the course of|during|later in|by|before|by the end of|before the end of) the (morning|afternoon|evening)\b(?! of)", r"this \1"),
        (r"\b(?:start|opening|open|beginning) of (?:business|play|trading|work|(?:the |our |your )?(?:business|working|work) day)\b", "9:00"),
        (r"(?<=[\dm.n]) \(?(eastern|central|mountain|pacific)(?! european)(?: (?:standard|daylight))?(?: time)?\b", r" US/\1"),
        (r"\b(?:central european(?: summer)?|german|french|swiss) time\b", "Berlin time"),
        (r"\b(?:uk|british|english) time\b", "London time"),
        (r"\b(?:japan|japanese) time\b", "Tokyo time"),
        (r"\b(?:india|indian) time\b", "Kolkata time"),
    )
)  # fmt: skip
_DAY_AFTER = re.compile(r"\b(?:the )?day after tomorrow\b", re.I)
_NEXT_WORKDAY = re.compile(
    r"\b(?:within |in |on |by |over )?(?:the|our|your) next (?:business|working) day\b|\bnext (?:business|working) day\b", re.I
)
_WEEK_AFTER = re.compile(
    rf"\b(?:a week (?:on|from|after) )(?P<one>{_WEEKDAY}|today|tomorrow)\b|\b(?P<other>{_WEEKDAY}|today|tomorrow) week\b", re.I
)
_WEEKEND = re.compile(r"\b(?P<way>before|by|ahead of|over|during|at) the weekend\b(?! of)", re.I)
_CLOSED = re.compile(r"\s*(?:[,;!?)]|\.(?!\d)|$)")
_AMOUNT = re.compile(
    r"\b(?:down|up|reduc\w+|rais\w+|lower\w*|fall\w*|drop\w*|cut|grow\w*|limit\w*|stand\w*|level|version|page|gate|dock|platform|line|room|hall)\b[^,;]*$",
    re.I,
)
"""Before a number that is no hour: "cut by 4", "at gate 4"."""
_HALF_HOUR = re.compile(r"\b(?:at )?the bottom of (?:the|this) hour\b|\bat half past(?=\s*(?:$|[,.;]))", re.I)


def as_digits(words: str, now: datetime) -> str:
    """The words with each spoken time as digits, and each day that only counting tells as a date.

    Args:
        words: The words of a promise.
        now: When they are sent, in the zone they are read in.
    """
    words = _SHORT.sub(lambda found: next(day for day in _FULL_DAYS if day.startswith(found["day"][:3])), words)
    words = _HALF_DAY.sub(lambda found: f"{found['day']} {'morning' if found['half'].strip().lower() == 'a' else 'afternoon'}", words)
    for pattern, plain in _PLAIN:
        words = pattern.sub(plain, words)
    words = _parts_of_day(words, now)
    words = _day_names(words, now.date())
    words = _HALF_HOUR.sub(f"at {now + timedelta(minutes=(30 - now.minute) % 60 or 60):%H:%M}", words)
    if re.search(r"\b(?:past|to|after|before|half)\b", words, re.I):
        words = _HALF.sub(lambda found: (found["lead"] or "") + _face(_hour(found), 30, found, words, now), words)
        words = _OFF.sub(lambda found: _off(found, words, now), words)
    words = _SAID.sub(
        lambda found: found["lead"] + (_face(_hour(found), 0, found, words, now) if _is_spoken(found) else found[0][len(found["lead"]) :]),
        words,
    )
    return _DIGITS.sub(lambda found: _late_digits(found, words), words)


def _parts_of_day(words: str, now: datetime) -> str:
    """Names of parts of the day as "this afternoon", and hours after midnight on their own day."""
    other = _OTHER_DAY.search(words) is not None

    def part(found: re.Match[str]) -> str:
        name = next((part for begun, part in _PART_OF.items() if found["name"].lower().startswith(begun)), "evening")
        return f"{found['lead'] or ''} {'' if other else 'this '}{name}".strip()

    words = _PART_NAMES.sub(part, words)
    words = _EACH_PART.sub(lambda found: f"{'this' if now.hour < _PART_ENDS[found['part'].lower()] else 'tomorrow'} {found['part']}", words)
    if not other and not re.search(r"\b(?:today|this|tonight)\b", words, re.I):
        words = _IN_MORNING.sub(f"{'this' if now.hour < 9 else 'tomorrow'} morning", words, count=1)
    return _AFTER_MIDNIGHT.sub(lambda found: _small_hours(found, now), words)


def _small_hours(found: re.Match[str], now: datetime) -> str:
    if found["early"] or found["day"].lower() == "tonight":
        # Said after midnight, "tonight at two" is still to come today.
        day = now.date() + timedelta(days=0 if now.hour < 4 else 1)
    else:
        day = _named(found["day"].split()[0], now.date()) + timedelta(days=1)
    return f"{found['early']} on {day}" if found["early"] else f"on {day}{found['between']}"


def _day_names(words: str, today: date) -> str:
    words = _DAY_AFTER.sub(f"{today + timedelta(days=2)}", words)
    words = _WEEKEND.sub(lambda found: f"by {_weekend(today, ends=found['way'].lower() in {'over', 'during', 'at'})}", words)
    words = _WEEK_AFTER.sub(lambda found: f"{_named(found['one'] or found['other'], today) + timedelta(days=7)}", words)
    workday = today + timedelta(days=max(1, 7 - today.weekday()) if today.weekday() > 3 else 1)
    return _NEXT_WORKDAY.sub(f"on {workday}", words)


def _weekend(today: date, *, ends: bool) -> date:
    """The Sunday that ends a weekend, or the Friday before it."""
    return today + timedelta(days=6 - today.weekday() if ends else (4 - today.weekday()) % 7)


def _named(name: str, today: date) -> date:
    if name.lower() in {"today", "tomorrow"}:
        return today + timedelta(days=name.lower() == "tomorrow")
    return today + timedelta(days=(WEEKDAYS.index(name.lower()) - today.weekday()) % 7)


def _hour(found: re.Match[str]) -> int:
    said = found["hour"].lower()
    return HOUR_WORDS.index(said) + 1 if said in HOUR_WORDS else int(said)


def _is_spoken(found: re.Match[str]) -> bool:
    """Whether it is told in words, or as a number with "o'clock" behind it; a bare number only where nothing follows that it could count."""
    morning = re.match(r"\s*(?:(?:tomorrow|this|in the|on \w+day) )morning\b", found.string[found.end() :], re.I)
    closed = _CLOSED.match(found.string, found.end()) and not _AMOUNT.search(found.string[: found.start()])
    return found["hour"].isalpha() or bool(found["clock"].strip() or morning or closed)


def _off(found: re.Match[str], words: str, now: datetime) -> str:
    """The face of "ten to nine"; "five to ten" without a word before it is a range."""
    number = found["by"].lower()
    exact = found["unit"] or number == "quarter" or found["way"].lower() in {"past", "to"}
    if not found["lead"] and not (number == "quarter" or found["unit"] or found["way"].lower() == "past"):
        return found[0]
    minutes = _MINUTES.get(number) or (int(number) if number.isdigit() else 0)
    if not (number == "quarter" or found["unit"] or re.match(_AFTER_HOUR, words[found.end() :], re.I)):
        return found[0]  # "at ten to twelve sites"
    if not exact or not 0 < minutes < 60:
        return found[0]
    before = found["way"].lower() in {"to", "before"}
    hour = (0 if found["mid"].lower() == "midnight" else 12) if found["mid"] else _hour(found)
    if found["mid"]:
        hour, minute = (hour - before) % 24, (60 - minutes if before else minutes)
        return f"{found['lead'] or ''}{hour:02d}:{minute:02d}"
    if before:
        hour, minutes = (hour - 1) or 12, 60 - minutes
    return (found["lead"] or "") + _face(hour, minutes, found, words, now)


def _face(hour: int, minute: int, found: re.Match[str], words: str, now: datetime) -> str:
    """The 24-hour face of a time told on twelve hours."""
    behind = words[found.end() :]
    said = re.match(r"\s*(?P<half>[ap])\.?m\b", behind, re.I)
    early, late = _EARLY.search(words), _LATE.search(words)
    if said or bool(early) is not bool(late):
        afternoon = said["half"].lower() == "p" if said else bool(late)
    elif _OTHER_DAY.search(words):
        afternoon = hour < 7 or hour == 12
    else:
        begun = next((each for each in (hour % 12, hour % 12 + 12) if (now.hour, now.minute) <= (each, minute) and 7 <= each < 22), None)
        afternoon = begun >= 12 if begun is not None else hour % 12 < 7
    face = hour % 12 + 12 * afternoon
    # "p.m." stays behind it, and is read with it.
    return f"{(face - 1) % 12 + 1}:{minute:02d}" if said else f"{face:02d}:{minute:02d}"


def _late_digits(found: re.Match[str], words: str) -> str:
    """A time on twelve hours beside a late part of the day: "1:15 this afternoon" is 13:15."""
    late = _LATE_BESIDE.match(words, found.end()) or _LATE_BEFORE.search(words[: found.start()])
    return f"{int(found['hour']) % 12 + 12}:{found['minute']}" if late else found[0]
