"""Typed values in a text: counts, percentages, durations, times, dates, money, versions, references, contacts, names.

A value knows its place and one canonical form, so that "8:05 a.m.", "08:05" and "10:05 CEST" can be held against a record. What is only
a label ("SEV-2", "step 3", "2nd", a list number) is no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from assistant.evidence import notation
from assistant.evidence.clock_words import CLOCK_IN_WORDS, faces_in_words
from assistant.evidence.notation import NUMBER_WORDS, date_form, month_number, number_in_digits, number_in_words, plain


class ValueKind(StrEnum):
    """What a value measures or names."""

    NUMBER = "number"
    PERCENT = "percent"
    DURATION = "duration"
    TIME = "time"
    DATE = "date"
    MONEY = "money"
    VERSION = "version"
    REFERENCE = "reference"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    HOST = "host"
    IP = "ip"
    NAME = "name"


@dataclass(frozen=True)
class Value:
    """One value: `text[start:end] == quote`.

    Attributes:
        canonical: One form for all notations: "1140", "12.5", seconds for durations, "08:05" for times, see `notation` for dates.
        amount: The number in it, for kinds that have one; seconds for durations.
        approximate: Whether the words before it say so ("about", "just over").
        bound: Which way they round: "above" when the true figure is larger ("just over"), "below" when it is smaller ("nearly"), "far above" and
            "far below" for "well over" and "well under", else empty.
        unit: What a number counts, in small letters and singular ("store"); empty when the text does not say.
        alternatives: Other forms it may stand for: times in UTC, the other reading of 05/06/2026.
    """

    kind: ValueKind
    start: int
    end: int
    quote: str
    canonical: str
    amount: float | None = None
    approximate: bool = False
    bound: str = ""
    unit: str = ""
    alternatives: frozenset[str] = field(default_factory=frozenset)


_DIGITS = r"\d{1,3}(?:[,'’\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "fortnight": 1209600, "mo": 2592000, "y": 31536000}
_UNIT = (
    r"(?:(?P<ms>ms|milliseconds?)|(?P<s>s|secs?|seconds?)|(?P<mo>months?)|(?P<m>mins?|minutes?)|(?P<h>h|hrs?|hours?)"
    r"|(?P<d>d|days?)|(?P<w>weeks?)|(?P<fortnight>fortnights?)|(?P<y>years?))"
)
_QUANTITY = rf"(?:{_DIGITS}|(?:{NUMBER_WORDS}|half an?|an?(?:\sfurther|\sfull)?|(?:a|three)\squarters?\sof\san)(?=[\s-]))"
_LOOSE_COUNT = {"two": 2, "three": 3}
"""The other count in "a day or two"."""
_PARTS_MORE = {"half": 0.5, "quarter": 0.25, "three quarters": 0.75}
_MORE = r"\s+and\s+(?:a\s+(?P<{0}>half|quarter)|(?P<{0}3>three[\s-]quarters))"
_PART = re.compile(
    rf"(?<![\w.,])(?P<n>{_QUANTITY})(?:{_MORE.format('half')})?[\s-]*(?:business\s+|working\s+|calendar\s+)?{_UNIT}(?![\w])"
    rf"(?:{_MORE.format('after')}(?!\s+of\b))?(?P<or_two>\s+or\s+(?:two|three)(?!\s+(?:of|more|other)\b))?",
    re.I,
)
_NAMES_A_DAY = re.compile(
    r"\b(?:giv(?:es?|en|ing)|gave|nam(?:es?|ed|ing)|fix(?:ed|es|ing)?|sets?|setting|pick(?:ed|ing)?|choose|chosen|chose|agreed? (?:on|to)|settled? on|tell|told"
    r"|promised?|put|quoted?|committed? (?:\w+sel(?:f|ves) |us |him |her |them )?to|(?:not|n['’]t) (?:yet )?have)(?: (?:you|us|them|him|her|me|it))?(?: even)? $",
    re.IGNORECASE,
)
"""What stands before "a day" or "an hour" that is one of the calendar, still to be chosen, and no length of time."""
_HOW_OFTEN = re.compile(rf"\b(?:(?:{NUMBER_WORDS}|\d[\d,.]*|many|few)(?: [a-z]+s)?|times|once|twice) $", re.IGNORECASE)
"""What stands before "a day" that tells of every day: "two a day", "20 visits a day"."""
_NEXT_IN_ORDER = re.compile(
    r"(?:an?|one) second(?= (?!(?:of|or|and|to|for|on|in|at|after|later|before|ago|each|per|longer|more|earlier|apart|while|when|until|is|was|it|we|the|from|between|since|late|long)\b)[a-z])",
    re.IGNORECASE,
)
"""The next one, and no span: "a second time"."""
_SHORT = re.compile(r"(?<![\w.])(?P<h>\d+)\s?hr?s?\s?(?P<m>\d{1,2})(?:\s?m(?:in)?)?\b", re.I)
_JOIN = re.compile(r"\s*(?:,|and|&)?\s*", re.I)
_APPROX = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|close to|circa|ca\.?|some|something like|in the region of|the order of"
    r"|(?P<far_above>well (?:over|above|past)|(?:far|a good deal|considerably) more than)"
    r"|(?P<far_below>well (?:under|below|short of)|(?:far|a good deal|considerably) (?:less|fewer) than)"
    r"|(?P<below>almost|nearly|nigh on|(?:just |slightly |a (?:little|bit|shade|touch) )?(?:under|below|short of)|(?:a (?:little|bit) )?less than|fewer than|not quite|the (?:best|better) part of)"
    r"|(?P<above>(?:just |slightly |a (?:little|bit|shade|touch) )?(?:over|above|past|upwards of)|(?:a (?:little|bit) )?more than|better than))\s+(?:the\s+|an?\s+)?|[~≈>]\s?)$",
    re.IGNORECASE,
)
_APPROX_AFTER = re.compile(
    r"[\s-](?:[a-z]+\s)?or\s(?:so|thereabouts)\b|\s(?:approximately|roughly)\b(?=[.,;]|$)|(?P<above>\s?\+(?!\d)|[\s-]odd\b|[\s-]plus\b|\sor\smore\b)",
    re.I,
)
_UNIT_WORD = re.compile(
    r"\s(?:(?:out\s)?of\s(?:the\s|your\s|our\s|these\s|those\s)?(?:\d[\d,.]*\s)?)?(?:(?:other|more|further|remaining|affected|stored|of)\s)*"
    r"(?P<unit>[a-z]{3,}(?:-[a-z]+)*)"
)
_NO_UNIT = frozenset(
    [
        "and",
        "but",
        "are",
        "was",
        "were",
        "had",
        "has",
        "have",
        "did",
        "does",
        "from",
        "with",
        "for",
        "that",
        "this",
        "than",
        "out",
        "per",
        "the",
        "they",
        "then",
        "until",
        "which",
        "who",
    ]
)
_LABELLED = re.compile(
    r"(?:\b(?:sev(?:erity)?|step|phase|level|tier|figure|fig|table|section|chapter|page|option|part|item|no|nr|number|question|priority|appendix|note|line"
    r"|port|hypothesis|stage|wave|round|draft|revision|day|week|quarter|attempt|batch|window|rule|layer|gen|windows|opus|gpt)\.?[\s#-]*|[#§])$",
    re.IGNORECASE,
)
_CODED = re.compile(r"\b(?:https?|error|errors|code|codes|status|exit)(?:\s+(?:code|status))?[\s:#-]*$", re.IGNORECASE)
_CODES = "EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|JPY|AUD|CAD|INR|ZAR"
_MONEY = re.compile(
    rf"(?P<sign>[$€£¥]|\b(?:{_CODES})\s?)(?P<n>{_DIGITS})(?P<scale>\s?(?:k|m|bn|million|thousand|billion)\b)?"
    rf"|(?<![\w.,])(?P<n2>{_DIGITS})(?P<scale2>\s?(?:k|m|million|thousand|billion|grand))?\s?(?P<sign2>€|£|\b(?:{_CODES}|euros?|dollars?|bucks|pounds?|quid)\b)"
    rf"|\b(?P<n3>{NUMBER_WORDS})(?P<scale3> grand)?[ -](?P<sign3>(?:{_CODES}|euros?|dollars?|bucks|pounds?|quid)\b(?![ -](?:weight|sterling silver)))"
    rf"|(?<![\w.,])(?P<n4>{_DIGITS}|\b{NUMBER_WORDS})(?P<scale4> grand\b)",
    re.IGNORECASE,
)
"""An amount of money; "eight grand" leaves its currency open."""
_CURRENCY = {
    "$": "usd",
    "€": "eur",
    "£": "gbp",
    "¥": "jpy",
    "euro": "eur",
    "euros": "eur",
    "dollar": "usd",
    "dollars": "usd",
    "pound": "gbp",
    "pounds": "gbp",
    "bucks": "usd",
    "quid": "gbp",
}
_MONEY_GROUPS = {"n": ("", "2", "3", "4"), "scale": ("", "2", "3", "4"), "sign": ("", "2", "3")}
_SCALE = {"k": 1e3, "grand": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_PERCENT = re.compile(rf"(?<![\w.,])(?P<n>{_DIGITS}|{NUMBER_WORDS})\s?(?:%|percent(?:age points?)?\b|per\s?cent\b)", re.IGNORECASE)
_FRACTION = re.compile(
    r"\b(?:(?P<n>an?|one)[\s-](?P<part>third|quarter|fifth|sixth|eighth|tenth)(?=\s+of\b(?!\s+an?\b))"
    r"|(?P<many>two|three|four|five|seven|nine)[\s-](?P<parts>thirds|quarters|fifths|sixths|eighths|tenths)\b(?!\s+of\s+an?\b)"
    r"|(?P<half>(?:one[\s-])?half)(?=\s+(?:of(?!\s+an?\b)|the|your|our|my|their|his|her|its|these|those|them|all)\b|[\s-]price\b))",
    re.I,
)
_ONE_IN = re.compile(
    rf"\b(?P<n>one|two|three|four|five|six|seven|eight|nine|\d{{1,2}})(?:(?<=\bone) (?!in\b)[a-z][a-z-]*| (?!in\b)[a-z][a-z-]*(?= in {NUMBER_WORDS}(?:\s*$|[.,;:!?)]| (?:is|are|was|were|has|have|had|can|cannot|could|does|do|did|gets?|still|now)\b)))?\s+in\s+(?P<of>{NUMBER_WORDS}|(?!(?:19|20)\d\d\b)\d{{1,4}})\b"
    r"(?=\s*(?:$|[.,;:!?)])(?!\d|[.,:]\d)|\s+(?:of\b|(?!seconds?|minutes?|hours?|days?|weeks?|months?|years?|batches|steps|parts|all|total)[a-z]))",
    re.IGNORECASE,
)
"""A share said as one of so many: "one in fifty", "four in ten calls", "one concentrator in three"."""
_SAYS_CLOCK = re.compile(r"o['’]clock|\b(?:past|minutes? to|quarter to|morning|afternoon|evening|night)\b", re.IGNORECASE)
"""A quick look before the long pattern."""
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_NUMBER = re.compile(
    rf"(?<![\w.,/:+-])(?P<n>{_DIGITS})(?P<scale>\s?(?:k|million|thousand|billion)\b|M\b)?(?![\w]|[.,:]\d|-[A-Za-z]{{1,3}}\d)", re.IGNORECASE
)
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b|\b24\s?[/x]\s?7\b", re.IGNORECASE)
_IN_WORDS = re.compile(rf"\b{NUMBER_WORDS}\b(?!-)", re.IGNORECASE)
_PATTERNS: tuple[tuple[ValueKind, re.Pattern[str]], ...] = (
    (ValueKind.URL, re.compile(r"\b(?:https?|ftp|ssh|jdbc:\w+|[a-z]{3,10})://[^\s<>()\[\]\"'`]+[^\s<>()\[\]\"'`.,;:!?*_]", re.IGNORECASE)),
    (ValueKind.EMAIL, re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")),
    (ValueKind.IP, re.compile(r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:/\d{1,2})?(?![\w]|\.\d)")),
    (
        ValueKind.HOST,
        re.compile(
            r"(?<![\w.@/-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:internal|local|localdomain|lan|corp|intra|intranet|svc|cluster|home|com|net|org|io|dev|app"
            r"|cloud|example|test|co|ai|de|uk|fr|eu|ch|nl|us|gov|edu|info|sh|tech)(?![\w-]|\.\w)"
        ),
    ),
    (ValueKind.PHONE, re.compile(r"(?<![\w+])\+\d[\d ()./-]{6,18}\d(?!\d)|(?<![\w-])\(?0\d{2,4}\)?[ -]\d{3,4}[ -]\d{3,5}(?!\d)")),
    (
        ValueKind.REFERENCE,
        re.compile(r"(?<![\w-])(?!(?:SEV|UTC|GMT|UTF|SHA|TLS|ISO|COVID|HTTP|IPV|RFC|P|Q|H|F|S)-)[A-Z][A-Z0-9]{1,9}-\d{1,8}(?![\w-])"),
    ),
    (ValueKind.REFERENCE, re.compile(r"(?<![\w-])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{7,40}(?![\w-])|\b0x[0-9a-fA-F]{2,16}\b")),
    (ValueKind.REFERENCE, re.compile(r"(?<![\w-])(?:[a-z]{2,12}-){1,3}(?:[a-z]{2,12})?\d{1,4}[a-z]?(?:-[a-z])?(?![\w-])")),
    (ValueKind.REFERENCE, re.compile(r"(?<![&#])#\d{3,10}\b")),
)
_VERSION = re.compile(
    r"(?<![\w.,])v?\d+\.\d+\.\d+(?:\.\d+)?(?:-[a-z][\w.]*)?(?![\w]|[.,]\d)|(?<![\w.])v\d+(?:\.\d+)*\b|(?<=[Vv]ersion )\d+(?:\.\d+)*\b"
)
_CAPITAL = re.compile(r"[^\W\d_][\w'’]*(?:-\w+)*")
_CAPITAL_WORDS = (
    "a an and are as at be but by can could did do does during each every for from had has have hello hi dear here how i if in is it its may me might my new "
    "next no not now of on once one or our please since so some thank thanks that the their then there these they this those to today until update was we "
    "were what when where which while who why will with within would yes you your all any both after before because between both however meanwhile no only "
    "regards sincerely best kind additionally also although due finally first further second third following issue status investigating identified "
    "resolved monitoring summary description impact diagnosis workaround mitigation root cause"
)
_NOT_A_NAME = frozenset(_CAPITAL_WORDS.split())


class _Scan:
    """One pass over a text; a character belongs to one value at most."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Value] = []
        self._taken = bytearray(len(text))

    def free(self, start: int, end: int) -> bool:
        return start < end and not any(self._taken[start:end])

    def take(self, start: int, end: int) -> None:
        self._taken[start:end] = b"\1" * (end - start)

    def add(
        self, kind: ValueKind, start: int, end: int, canonical: str, *, amount: float | None = None, alternatives: Iterable[str] = ()
    ) -> None:
        self.take(start, end)
        rounded = _APPROX.search(self.text[max(0, start - 32) : start]) or _APPROX_AFTER.match(self.text, end)
        bound = (rounded.lastgroup or "").replace("_", " ") if rounded else ""
        unit = self._unit_after(end) if kind is ValueKind.NUMBER else ""
        self.found.append(
            Value(kind, start, end, self.text[start:end], canonical, amount, rounded is not None, bound, unit, frozenset(alternatives))
        )

    def _unit_after(self, end: int) -> str:
        found = _UNIT_WORD.match(self.text, end)
        return "" if found is None or found["unit"] in _NO_UNIT else found["unit"].removesuffix("s")


def _named(scan: _Scan) -> None:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(scan.text):
            if kind is ValueKind.IP and re.search(r"(?:version|release|v)\s*$", scan.text[: match.start()][-10:], re.IGNORECASE):
                continue
            if scan.free(*match.span()):
                quote = match.group()
                scan.add(kind, *match.span(), re.sub(r"\D", "", quote) if kind is ValueKind.PHONE else quote.lower())


def _dates(scan: _Scan) -> None:
    def add(match: re.Match[str], form: str | None, *others: str, group: str | int = 0) -> None:
        if form and scan.free(*match.span(group)):
            scan.add(ValueKind.DATE, *match.span(group), form, alternatives=others)

    for match in notation.ISO_DATE.finditer(scan.text):
        add(match, date_form(match["year"], int(match["month"]), match["day"]))
    _days_of_months(scan)
    for match in notation.NUMERIC_DATE.finditer(scan.text):
        year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
        readings = [date_form(year, int(match[m]), match[d]) for m, d in (("second", "first"), ("first", "second"))]
        known = [form for form in readings if form]
        add(match, known[0] if known else None, *known[1:])
    for match in notation.MONTH_ONLY.finditer(scan.text):
        add(match, date_form(match["year"], month_number(match["month"]), None), group="span")
    for match in notation.YEAR_MONTH.finditer(scan.text):
        add(match, f"{match['year']}-{match['month']}")
    for match in notation.WEEKDAY.finditer(scan.text):
        if len(match.group()) > 3:  # "Sun" and "Mon" alone are names as often as days
            add(match, notation.weekday_form(match["day"]))
    for match in notation.RELATIVE_DAY.finditer(scan.text):
        add(match, notation.relative_form(match.group()))


def _days_of_months(scan: _Scan) -> None:
    """Days with their month; "11 and 12 May" is two dates at one place."""
    for pattern in (notation.DAY_MONTH, notation.MONTH_DAY):
        for match in pattern.finditer(scan.text):
            if not scan.free(*match.span()) or match["month"] == "may":
                continue
            forms = [date_form(match["year"], month_number(match["month"]), day) for day in notation.days_listed(match["days"])]
            for form in (form for form in forms if form):
                scan.add(ValueKind.DATE, *match.span(), form)


def _times(scan: _Scan) -> None:
    _times_in_words(scan)
    matches = [m for p in (notation.MILITARY, notation.CLOCK) for m in p.finditer(scan.text) if scan.free(*m.span())]
    matches.sort(key=lambda match: match.start())
    zones = [notation.clock_face(match)[1] for match in matches]
    for here in (*range(len(matches) - 2, -1, -1), *range(1, len(matches))):
        for other in (here + 1, here - 1):
            if zones[here] is None and 0 <= other < len(matches) and zones[other]:
                first, then = sorted((here, other))
                if notation.JOINS_TIMES.fullmatch(scan.text[matches[first].end() : matches[then].start()]):
                    zones[here] = zones[other]
    for match, zone in zip(matches, zones, strict=True):
        if "." in match.group()[:3] and not (zone or "m" in match.group().lower()):
            continue  # "8.05" is a number unless it is marked as a time
        if scan.free(*match.span()):
            face = notation.clock_face(match)[0]
            scan.add(ValueKind.TIME, *match.span(), face, alternatives=notation.utc_forms(face, zone))


def _times_in_words(scan: _Scan) -> None:
    for match in CLOCK_IN_WORDS.finditer(scan.text) if _SAYS_CLOCK.search(scan.text) else ():
        face, other, zone = faces_in_words(match)
        # Without a zone the other half of the day is kept as a bare face; see `ValueIndex`.
        others = notation.utc_forms(face, zone) | (notation.utc_forms(other, zone) if other else frozenset())
        if scan.free(*match.span()):
            scan.add(ValueKind.TIME, *match.span(), face, alternatives=others or ({other} if other else ()))


def _part_seconds(match: re.Match[str]) -> float | None:
    said = match["n"].lower()
    more = next((match[name] for name in ("half", "half3", "after", "after3") if match[name]), "")
    half = _PARTS_MORE[" ".join(re.split(r"[\s-]+", more.lower()))] if more else 0.0
    if said in {"half a", "half an"}:
        count: float | None = 0.5
    elif "quarter" in said:
        count = 0.75 if said.startswith("three") else 0.25
    elif said[0].isdigit():
        count = number_in_digits(match["n"])
    else:
        count = 1.0 if said.startswith(("a ", "an ")) or said in {"a", "an"} else number_in_words(said)
    unit = next(seconds for name, seconds in _UNIT_SECONDS.items() if match[name])
    return None if count is None else (count + half) * unit


def _is_no_span(text: str, match: re.Match[str]) -> bool:
    """Whether "a day" names one of the calendar, or each of them."""
    if match["n"].lower() not in {"a", "an"} or match["or_two"]:
        return False
    before = text[max(0, match.start() - 40) : match.start()]
    return _HOW_OFTEN.search(before) is not None or bool((match["d"] or match["h"]) and _NAMES_A_DAY.search(before))


def _durations(scan: _Scan) -> None:
    for match in _SHORT.finditer(scan.text):
        if scan.free(*match.span()):
            short = int(match["h"]) * 3600 + int(match["m"]) * 60
            scan.add(ValueKind.DURATION, *match.span(), plain(short), amount=short)
    parts = [
        m
        for m in _PART.finditer(scan.text)
        if not _NEXT_IN_ORDER.match(scan.text, m.start())
        and not _is_no_span(scan.text, m)
        and scan.free(*m.span())
        and (m.start() == 0 or not re.match(r"[\w.,]", scan.text[m.start() - 1]))
    ]
    position = 0
    while position < len(parts):
        start, end = parts[position].span()
        seconds = _part_seconds(parts[position])
        position += 1
        while position < len(parts) and seconds is not None and _JOIN.fullmatch(scan.text[end : parts[position].start()]):
            more = _part_seconds(parts[position])
            if more is None or more >= seconds:
                break
            seconds, end, position = seconds + more, parts[position].end(), position + 1
        if seconds is not None and scan.free(start, end):
            loose = parts[position - 1]["or_two"]
            others = [plain(seconds * _LOOSE_COUNT[loose.split()[-1].lower()])] if loose else []
            scan.add(ValueKind.DURATION, start, end, plain(seconds), amount=seconds, alternatives=others)


def _add_money(scan: _Scan, match: re.Match[str]) -> None:
    said = {
        name: next((match[f"{name}{place}"] for place in places if match[f"{name}{place}"]), "") for name, places in _MONEY_GROUPS.items()
    }
    number = number_in_digits(said["n"]) if said["n"][0].isdigit() else number_in_words(said["n"])
    if number is not None:
        amount = number * _SCALE.get(said["scale"].strip().lower(), 1)
        sign = said["sign"].strip().lower()
        currencies = [_CURRENCY.get(sign, sign)] if sign else sorted({*_CURRENCY.values(), *_CODES.lower().split("|")})
        forms = [f"{currency} {plain(amount)}" for currency in currencies]
        scan.add(ValueKind.MONEY, *match.span(), forms[0] if sign else plain(amount), amount=amount, alternatives=forms[1 if sign else 0 :])


def _amounts(scan: _Scan) -> None:
    for match in _MONEY.finditer(scan.text):
        if scan.free(*match.span()):
            _add_money(scan, match)
    for match in _PERCENT.finditer(scan.text):
        share = number_in_digits(match["n"]) if match["n"][0].isdigit() else number_in_words(match["n"])
        if share is not None and scan.free(*match.span()):
            scan.add(ValueKind.PERCENT, *match.span(), plain(share), amount=share)
    for match in _ONE_IN.finditer(scan.text):
        first, of = (number_in_digits(said) if said[0].isdigit() else number_in_words(said) for said in (match["n"], match["of"]))
        if first and of and first < of and scan.free(*match.span()):
            scan.add(ValueKind.PERCENT, *match.span(), plain(round(100 * first / of, 1)), amount=100 * first / of)
    for match in _FRACTION.finditer(scan.text):
        if scan.free(*match.span()):
            count = number_in_words(match["many"] or "") or 1
            share = 50.0 if match["half"] else 100 * count / _PARTS[(match["part"] or match["parts"]).lower().rstrip("s")]
            scan.add(ValueKind.PERCENT, *match.span(), plain(round(share, 1)), amount=share)


def _numbers(scan: _Scan) -> None:
    for match in _VERSION.finditer(scan.text):
        if scan.free(*match.span()):
            scan.add(ValueKind.VERSION, *match.span(), match.group().lower().removeprefix("v"))
    for match in _ORDINAL.finditer(scan.text):
        if scan.free(*match.span()):
            scan.take(*match.span())
    for match in _NUMBER.finditer(scan.text):
        before = scan.text[max(0, match.start() - 20) : match.start()]
        if not scan.free(*match.span()) or _LABELLED.search(before) or _is_list_number(scan.text, match):
            continue
        amount = number_in_digits(match["n"]) * _SCALE.get((match["scale"] or "").strip().lower(), 1)
        kind = ValueKind.REFERENCE if _CODED.search(before) else ValueKind.NUMBER
        thousands = [plain(float(match["n"].replace(".", "")))] if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", match["n"]) else []
        scan.add(kind, *match.span(), plain(amount), amount=amount, alternatives=thousands)
    for match in _IN_WORDS.finditer(scan.text):
        number = number_in_words(match.group())
        labelled = _LABELLED.search(scan.text[max(0, match.start() - 20) : match.start()])
        if number is not None and number >= 2 and not labelled and scan.free(*match.span()):
            scan.add(ValueKind.NUMBER, *match.span(), plain(number), amount=number)


def _is_list_number(text: str, match: re.Match[str]) -> bool:
    if text[match.end() : match.end() + 1] not in {".", ")"} or text[match.end() + 1 : match.end() + 2] not in {" ", "\t"}:
        return False
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    return not line.strip(" \t>*•|#-")


def _names(scan: _Scan) -> None:
    group: list[re.Match[str]] = []
    for word in (*_CAPITAL.finditer(scan.text), None):
        near = word and group and scan.text[group[-1].end() : word.start()] == " "
        if group and not near:
            _add_name(scan, group)
            group = []
        capital = word and word.group()[0].isupper() and word.group().lower() not in _NOT_A_NAME and scan.free(*word.span())
        if word and capital:
            group.append(word)
        elif group:
            _add_name(scan, group)
            group = []


def _add_name(scan: _Scan, group: list[re.Match[str]]) -> None:
    if len(group) > 1 and any(word.group()[1:].islower() for word in group):
        start, end = group[0].start(), group[-1].end()
        quote = re.sub(r"['’]s?$", "", scan.text[start:end])
        scan.add(ValueKind.NAME, start, start + len(quote), " ".join(quote.lower().split()))


@lru_cache(maxsize=8192)
def extract_values(text: str) -> tuple[Value, ...]:
    """All typed values of a text, in order of place. Cached: evidence is read again and again."""
    scan = _Scan(text)
    for step in (_named, _dates, _times, _durations, _amounts, _numbers, _names):
        step(scan)
    return tuple(sorted(scan.found, key=lambda value: (value.start, value.end)))


_INNER = re.compile(
    r"(?<=[a-z,;\d%)] )(?:[A-Z][\w-]*[a-z][\w-]*(?:['’]s)?|(?:EU|US|UK|UAE|APAC|EMEA|LATAM|AMER))(?![\w-]|\.\w)(?! [A-Z][a-z]|@)|(?<![\w.-])(?:APAC|EMEA|LATAM|EU)(?![\w-])"
)
_NO_INNER_NAME = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
    ]
)
_TITLE_CASE = 0.6
"""Share of capitalised words from which a sentence is a heading, whose capitals name nothing."""


@lru_cache(maxsize=8192)
def inner_names(sentence: str) -> tuple[Value, ...]:
    """Names of one word inside a sentence: services, regions, people. A capital at its head, or in a heading, names nothing."""
    long = [word for word in re.findall(r"[^\W\d_]+", sentence) if len(word) > 3]
    if sum(word[0].isupper() for word in long) >= _TITLE_CASE * max(2, len(long)):
        return ()
    taken = [(value.start, value.end) for value in extract_values(sentence)]
    found = []
    for match in _INNER.finditer(sentence):
        quote = re.sub(r"['’]s?$", "", match.group())
        folded = quote if quote.isupper() else quote.lower()
        overlaps = any(start < match.end() and match.start() < end for start, end in taken)
        if not overlaps and folded not in _NOT_A_NAME and folded not in _NO_INNER_NAME:
            found.append(Value(ValueKind.NAME, match.start(), match.start() + len(quote), quote, folded))
    return tuple(found)


def of_kind(values: Iterable[Value], *kinds: ValueKind) -> Iterator[Value]:
    """The values of these kinds."""
    return (value for value in values if value.kind in kinds)
