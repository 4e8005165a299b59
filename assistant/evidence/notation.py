"""How people write times, dates and numbers, and one form for each so that two notations can be compared.

Clock times keep their face ("08:05") beside the minutes of the day in UTC that the zone makes of them; a zone such as "PT" stands for two
offsets. Dates become "2026-05-14", "--05-14" without a year, "--05" for a month, "weekday:0" for Monday, "day:+1" for tomorrow.
"""

from __future__ import annotations

import re

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"

_OFFSETS: dict[str, tuple[int, ...]] = {
    "utc": (0,), "gmt": (0,), "z": (0,), "wet": (0,), "bst": (60,), "west": (60,), "cet": (60,), "cest": (120,), "mez": (60,), "mesz": (120,),
    "eet": (120,), "eest": (180,), "sast": (120,), "msk": (180,), "ist": (330, 60), "sgt": (480,), "hkt": (480,), "awst": (480,), "jst": (540,),
    "kst": (540,), "aest": (600,), "aedt": (660,), "nzst": (720,), "nzdt": (780,), "brt": (-180,), "est": (-300,), "edt": (-240,),
    "cst": (-360,), "cdt": (-300,), "mst": (-420,), "mdt": (-360,), "pst": (-480,), "pdt": (-420,), "akst": (-540,), "hst": (-600,),
    "et": (-300, -240), "ct": (-360, -300), "mt": (-420, -360), "pt": (-480, -420), "eastern": (-300, -240), "central": (-360, -300),
    "mountain": (-420, -360), "pacific": (-480, -420),
}  # fmt: skip
_ZONE_NAMES = "|".join(sorted((name.upper() for name in _OFFSETS if len(name) < 5 and name != "z"), key=len, reverse=True))
ZONE = (
    rf"(?P<zone>(?:UTC|GMT)\s?[+-−]\d{{1,2}}(?::?\d\d)?\b|US/(?:Pacific|Eastern|Central|Mountain)|(?:{_ZONE_NAMES})\b"
    r"|(?:Pacific|Eastern|Central|Mountain)(?=\s+(?:Standard |Daylight )?[Tt]ime\b)|Z\b|[+-]\d\d:?\d\d\b)"
)
CLOCK = re.compile(
    r"(?<![\d:.,])(?:(?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?P<second>:[0-5]\d(?:\.\d+)?)?(?![\d%]|[:.]\d)"
    r"(?:\s*(?P<half>[ap]\.?\s?m\b\.?))?|(?P<hour12>1[0-2]|0?[1-9])\s*(?P<half12>[ap]\.?\s?m\b\.?)|(?P<word>\b(?:noon|midday|midnight)\b))"
    rf"(?:\s*\(?{ZONE})?",
    re.IGNORECASE,
)
MILITARY = re.compile(rf"(?<![\d:.,-])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?:hrs\s+|hours\s+)?(?P<zone>(?:{_ZONE_NAMES})\b|Z\b)")
JOINS_TIMES = re.compile(r"\s*(?:to|and|until|till|through|[-–—])\s*", re.IGNORECASE)

ISO_DATE = re.compile(r"(?<!\d)(?P<year>\d{4})[-/](?P<month>\d{2})[-/](?P<day>\d{2})(?!\d)")
DAY_MONTH = re.compile(
    rf"(?<![\d:.])(?P<days>{_DAY}(?:\s*(?:,\s*(?:and\s+)?|and\s+|&\s*|to\s+|or\s+|[-–]\s*){_DAY}){{0,8}})(?:\s+of)?[\s-]+{_MONTH}\b\.?(?:,?[\s-]+(?P<year>\d{{4}})\b)?",
    re.IGNORECASE,
)
MONTH_DAY = re.compile(
    rf"\b{_MONTH}\.?\s+(?P<days>{_DAY}(?:\s*(?:,\s*and\s+|and\s+|&\s*|to\s+|[-–]\s*){_DAY}(?![\d:%])){{0,8}})(?![\d:%.]\d|\d|[:%])(?:,?\s+(?P<year>\d{{4}})\b)?",
    re.IGNORECASE,
)
NUMERIC_DATE = re.compile(r"(?<![\d/.])(?P<first>\d{1,2})(?P<mark>[/.])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?![\d/]|\.\d)")
MONTH_ONLY = re.compile(
    rf"(?:\b(?:in|since|last|this|next|until|during|early|late|mid|of|from)[\s-]+)(?P<span>{_MONTH}\b(?:,?\s+(?P<year>\d{{4}})\b)?)"
)
YEAR_MONTH = re.compile(r"(?<![\d-])(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])(?![\d-])")
WEEKDAY = re.compile(r"\b(?P<day>Mon|Tues?|Wednes|Thurs?|Fri|Satur|Sun)(?:day)?s?\b")
RELATIVE_DAY = re.compile(
    r"\b(today|tonight|this morning|this afternoon|this evening|tomorrow|yesterday|last night|(?:next|last|this) (?:week|month|quarter|year|weekend))\b",
    re.IGNORECASE,
)
_WHICH = {"next": "+1", "last": "-1", "this": "+0"}
_RELATIVE = {"tomorrow": "day:+1", "yesterday": "day:-1", "last night": "day:-1"}

_UNIT_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_UNITS = _UNIT_WORDS.split()
HOUR_WORDS = tuple(_UNITS[1:13])
"""The hours of a clock face, from "one"."""
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL_SCALES = {"hundred": 100, "dozen": 12}
_LARGE_SCALES = {"thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_WORD = {**{word: n for n, word in enumerate(_UNITS)}, **{word: 10 * n for n, word in enumerate(_TENS, start=2)}}
_BELOW_HUNDRED = rf"(?:(?:{'|'.join(_TENS)})(?:[-\s](?:{'|'.join(_UNITS[1:10])})\b)?|{'|'.join(sorted(_UNITS[1:], key=len, reverse=True))})"
NUMBER_WORDS = (
    rf"(?:half\sa\s(?:dozen|hundred|thousand|million)|(?:{_BELOW_HUNDRED}|an?(?=\s(?:hundred|thousand|million|dozen)))"
    rf"(?:\s(?:hundred|dozen)(?:\sand\s{_BELOW_HUNDRED}\b)?)?(?:\s(?:thousand|million|billion)(?:\sand\s{_BELOW_HUNDRED}\b)?)?)"
)
"""A number in words: "twenty-one", "two hundred and ten thousand", "half a dozen"."""


def clock_face(found: re.Match[str]) -> tuple[str, str | None]:
    """The 24-hour face and the zone as written, from a match of `CLOCK` or `MILITARY`."""
    groups = found.groupdict()
    if groups.get("word"):
        hour, minute = (0 if groups["word"].lower() == "midnight" else 12), 0
    else:
        hour, minute = int(groups.get("hour12") or groups["hour"]), int(groups.get("minute") or 0)
    half = (groups.get("half") or groups.get("half12") or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour % 24:02d}:{minute:02d}", groups.get("zone")


def utc_forms(face: str, zone: str | None) -> frozenset[str]:
    """The face in UTC for each offset that the zone may mean: "08:15Z". Empty without a zone."""
    minutes = int(face[:2]) * 60 + int(face[3:])
    return frozenset(_utc(minutes - offset) for offset in _offsets(zone))


def _utc(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}Z"


def _offsets(zone: str | None) -> tuple[int, ...]:
    if not zone:
        return ()
    name = zone.lower().replace("−", "-").removeprefix("us/").replace(" ", "")
    signed = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?", name)
    if signed:
        return ((1 if signed[1] == "+" else -1) * (int(signed[2]) * 60 + int(signed[3] or 0)),)
    return _OFFSETS.get(name, ())


def month_number(name: str) -> int:
    """1 for January, from a name or abbreviation."""
    return MONTHS.index(name[:3].lower()) + 1


def date_form(year: int | str | None, month: int, day: int | str | None) -> str | None:
    """The one form of a date; None when there is no such day."""
    number = int(re.sub(r"\D", "", str(day))) if day is not None else None
    if not 1 <= month <= 12 or (number is not None and not 1 <= number <= 31):
        return None
    prefix = f"{int(year):04d}" if year else "-"
    return f"{prefix}-{month:02d}" + (f"-{number:02d}" if number is not None else "")


def days_listed(days: str) -> list[str]:
    """The days of "11 and 12" or "10-12"; a range yields all its days."""
    numbers = [int(n) for n in re.findall(r"\d+", days)]
    if len(numbers) == 2 and re.search(r"\bto\b|[-–]", days) and 0 < numbers[1] - numbers[0] < 31:
        numbers = list(range(numbers[0], numbers[1] + 1))
    return [str(n) for n in numbers]


def weekday_form(name: str) -> str:
    """The form "weekday:0" for Monday."""
    return f"weekday:{next(n for n, day in enumerate(WEEKDAYS) if day.startswith(name.lower()[:3]))}"


def relative_form(words: str) -> str:
    """The form "day:+0" for today, "day:+1" for tomorrow, "day:-1" for yesterday."""
    which, _, unit = words.lower().partition(" ")
    if unit in {"week", "month", "quarter", "year", "weekend"}:
        return f"{unit}:{_WHICH[which]}"
    return _RELATIVE.get(words.lower(), "day:+0")


def number_in_words(words: str) -> float | None:
    """The number that words such as "twenty-one", "two hundred thousand" or "half a dozen" say; None when they say none."""
    total, below_thousand, half = 0.0, 0.0, 1.0
    said = re.findall(r"[a-z]+", words.lower())
    for word in said:
        if word in _SMALL_SCALES:
            below_thousand, half = (below_thousand or 1) * _SMALL_SCALES[word] * half, 1.0
        elif word in _LARGE_SCALES:
            total, below_thousand, half = total + (below_thousand or 1) * _LARGE_SCALES[word] * half, 0.0, 1.0
        elif word in _WORD:
            below_thousand += _WORD[word]
        elif word == "half":
            half = 0.5
        elif word not in {"a", "an", "and"}:
            return None
    counted = any(word in _WORD or word in _SMALL_SCALES or word in _LARGE_SCALES for word in said)
    return total + below_thousand if counted else None


def number_in_digits(digits: str) -> float:
    """The number in "1,140", "1'140", "0.5" or "1 140" with a no-break space."""
    cleaned = re.sub(r"(?<=\d)[,'’\u00a0\u202f](?=\d{3}(?!\d))", "", digits)
    return float(cleaned.replace(",", "."))


def plain(number: float) -> str:
    """A number without needless decimals: "1140", "0.5"."""
    return f"{number:.6f}".rstrip("0").rstrip(".")
