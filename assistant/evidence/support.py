"""Whether a typed value stands in the evidence: word for word, in another notation, as stated arithmetic, or not at all.

Arithmetic counts only between values that a text itself puts together: "from A to B", labelled start and end, "702 of 1,184", "18 each
night". Any two times of a record would make any duration.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from assistant.evidence.lengths import Range, ranges_in, told_lengths
from assistant.evidence.parts import Count, Part, counts_in, last_counts, pairs_in, parts_in, shares
from assistant.evidence.values import Value, ValueKind, extract_values, of_kind


class Support(StrEnum):
    """How a value stands in the evidence."""

    EXACT = "exact"
    DERIVED = "derived"
    ABSENT = "absent"


_TOLERANCE = 0.07
"""How far "about 90 minutes" may be from the evidence's figure, as a share; rounding to the figures written is always allowed."""
_ONE_SIDED = 0.15
"""The same for "just over" and "nearly", which name their side."""
_SHARE_SIDED = {"above": (1.0, 1.4), "below": (0.9, 1.0), "far above": (1.04, 1.6), "far below": (0.4, 0.96)}
"""How far a share in words may lie from the figure, as factors: "over half" names no figure, "well over half" leaves half behind."""
_NOT_NEXT = 0.6
"""Part of the way to all of them from which nobody says "well over half" any more."""
_FAR = {"far above": (1.02, 1.6), "far below": (0.4, 0.98)}
"""The same for other values after "well over" and "well under"."""
_NIGHTS = frozenset({"night", "day", "time", "morning", "evening", "run"})
"""What listed dates count: "three nights in a row"."""

_SPAN = re.compile(r"\s*(?:UTC\s*)?(?:,?\s*(?:and|to|until|till|through|-|–|—)\s*(?:about\s|around\s|approximately\s)?)\s*", re.IGNORECASE)
_BEGAN = re.compile(r"\b(?:started|began|start|since)\b[^.;]{0,30}$", re.IGNORECASE)
_ENDED = re.compile(r"[\s,;]*(?:and |it )?(?:was )?(?:resolved|ended|recovered|restored|end)(?: at)?:?\s*", re.IGNORECASE)
"""A labelled start and end: "Started 13:05 UTC, resolved 15:12 UTC"."""
_RATE = re.compile(
    r"\b(?:each|every|per|a)\s+(?P<per>night|day|hour|run|week|region|user|site|store|depot|batch|month|minute)\b", re.IGNORECASE
)
_OF = re.compile(r"\s*(?:out\s+)?of\s+(?:the\s+|about\s+|our\s+|your\s+)?|\s*/\s*", re.IGNORECASE)


def _minutes(face: str) -> int:
    return int(face[:2]) * 60 + int(face[3:5])


@dataclass(frozen=True)
class _Sum:
    """A figure that a text makes of its own figures.

    Attributes:
        amount: The figure; seconds for durations.
        said: The arithmetic, for the reader: "640 − 212".
        unit: What it counts; empty when any unit will do.
    """

    amount: float
    said: str
    unit: str = ""


def spans_in(text: str) -> tuple[tuple[float, str], ...]:
    """Durations in seconds that a text states by a start and an end ("from 08:05 to 11:25"), each with its arithmetic."""
    values = extract_values(text)
    times = list(of_kind(values, ValueKind.TIME))
    found = []
    for first, then in pairwise(times):
        between = text[first.end : then.start]
        dates = [value for value in values if value.kind is ValueKind.DATE and first.end <= value.start < then.start]
        for value in reversed(dates):
            between = between[: value.start - first.end] + between[value.end - first.end :]
        labelled = _BEGAN.search(text[max(0, first.start - 40) : first.start]) and _ENDED.fullmatch(between)
        if labelled or _SPAN.fullmatch(re.sub(r"\b(?:on|at)\b|[,()]", " ", between)):
            seconds = float((_minutes(then.canonical) - _minutes(first.canonical)) % 1440 * 60)
            found.append((seconds, f"from {first.quote} to {then.quote}"))
    return tuple(found)


class ValueIndex:
    """The values of a body of evidence, ready to be asked."""

    def __init__(self) -> None:
        self._forms: dict[ValueKind, set[str]] = defaultdict(set)
        self._faces: set[str] = set()
        self._unzoned: set[str] = set()
        self._utc: set[str] = set()
        self._amounts: dict[ValueKind, set[float]] = defaultdict(set)
        self._durations: dict[float, str] = {}
        self._sums: dict[ValueKind, dict[_Sum, None]] = defaultdict(dict)
        self._rates: dict[_Sum, None] = {}
        self._listed: set[int] = set()
        self._parts: dict[Part, None] = {}
        self._pairs: dict[tuple[Count, Count], None] = {}
        self._things: dict[float, frozenset[str]] = {}
        self._ranges: dict[Range, None] = {}
        self._last: tuple[Count, ...] = ()

    def add_text(self, text: str) -> None:
        """Take in all values of a text, and the arithmetic that it states."""
        values = extract_values(text)
        for value in values:
            self.add(value)
        self._durations.update(spans_in(text))
        self._durations.update(told_lengths(text))
        self._ranges.update(dict.fromkeys(ranges_in(text)))
        self._add_arithmetic(text, values)
        self._add_parts(text)

    def add(self, value: Value) -> None:
        """Take in one value."""
        if value.kind is ValueKind.TIME:
            zoned = _zoned(value)
            self._faces.update({value.canonical} | (value.alternatives - zoned))
            self._utc.update(zoned)
            if not zoned:
                self._unzoned.update({value.canonical} | value.alternatives)
        else:
            self._forms[value.kind].update({value.canonical, *value.alternatives})
        if value.amount is not None:
            self._amounts[value.kind].add(value.amount)

    def add_span(self, seconds: float, said: str = "from the recorded start to the recorded end") -> None:
        """Take in a duration between two labelled times of a record, such as start and end of the impact, and how to say them."""
        self._durations[seconds] = said

    def _add_arithmetic(self, text: str, values: tuple[Value, ...]) -> None:
        numbers = list(of_kind(values, ValueKind.NUMBER))
        for first, then in pairwise(numbers):
            if first.amount is not None and then.amount and _OF.fullmatch(text[first.end : then.start]) and first.amount <= then.amount:
                self._sums[ValueKind.NUMBER][_Sum(then.amount - first.amount, f"{then.quote} − {first.quote}", then.unit)] = None
                self._sums[ValueKind.PERCENT][_Sum(100 * first.amount / then.amount, f"{first.quote} of {then.quote}")] = None
        for number in numbers:
            rate = _RATE.search(text[number.end : number.end + 60].split(".")[0])
            if rate and number.amount:
                self._rates[_Sum(number.amount, number.quote, rate["per"].lower())] = None
        dates = [value.start for value in of_kind(values, ValueKind.DATE)]
        self._listed.update(dates.count(start) for start in set(dates) if dates.count(start) > 1)

    def _add_parts(self, text: str) -> None:
        parts = list(parts_in(text, self._last))
        self._parts.update(dict.fromkeys(parts))
        self._sums[ValueKind.PERCENT].update(dict.fromkeys(_Sum(share, said) for share, said in shares(parts)))
        self._pairs.update(dict.fromkeys(pairs_in(text, self._last)))
        for counts in counts_in(text):
            for count in counts:
                self._things[count.amount] = self._things.get(count.amount, frozenset()) | count.things
        self._last = last_counts(text)

    def left_over(self, value: Value) -> str:
        """The subtraction by which a number is what is left of a whole, counted together with its part; empty when it is not."""
        amount = value.amount or 0.0
        return next((part.rest for part in self._parts if _close(value, (part.whole - part.part,), step=0) and amount > 0), "")

    def support(self, value: Value) -> Support:
        """How `value` stands in this evidence."""
        if value.kind is ValueKind.TIME:
            return self._time(value)
        if value.kind is ValueKind.DATE:
            return Support.EXACT if any(self._has_date(form) for form in (value.canonical, *value.alternatives)) else Support.ABSENT
        if value.kind is ValueKind.DURATION:
            return self._duration(value)
        if {value.canonical, *value.alternatives} & self._forms[value.kind]:
            return Support.EXACT
        if value.kind in {ValueKind.NUMBER, ValueKind.PERCENT}:
            return self._near(value)
        return Support.EXACT if value.kind is ValueKind.MONEY and self._has_near_sum(value) else Support.ABSENT

    def _has_near_sum(self, value: Value) -> bool:
        """Whether "just over two thousand dollars" rounds an amount of that currency."""
        if not value.approximate:
            return False
        currencies = {form.split()[0] for form in (value.canonical, *value.alternatives) if " " in form}
        sums = (form.split() for form in self._forms[ValueKind.MONEY] if " " in form)
        return _close(value, [float(amount) for currency, amount in sums if currency in currencies], step=0)

    def _time(self, value: Value) -> Support:
        zoned = _zoned(value)
        faces = {value.canonical} | (value.alternatives - zoned)
        known = zoned & self._utc if zoned else faces & (self._faces | {form[:-1] for form in self._utc})
        # A face that the evidence gives without a zone may be in any; it is not held against a zone that the text adds.
        return Support.EXACT if known or faces & self._unzoned or {form[:-1] for form in zoned} & self._unzoned else Support.ABSENT

    def _has_date(self, form: str) -> bool:
        known = self._forms[ValueKind.DATE]
        if form in known:
            return True
        if ":" in form:
            return False
        year, _, rest = form.partition("-") if not form.startswith("--") else ("", "", form[2:])
        for other in known:
            if ":" in other:
                continue
            their_year, _, their_rest = other.partition("-") if not other.startswith("--") else ("", "", other[2:])
            same_day = rest == their_rest or ("-" not in rest and their_rest.startswith(f"{rest}-"))
            if same_day and (not year or not their_year or year == their_year):
                return True
        return False

    def _duration(self, value: Value) -> Support:
        amount = value.amount or 0.0
        if {value.canonical, *value.alternatives} & self._forms[ValueKind.DURATION] and not value.bound:
            return Support.EXACT
        if _close(value, self._amounts[ValueKind.DURATION], step=60 if amount >= 300 else 0):
            return Support.EXACT
        return Support.DERIVED if self.arithmetic(value) else Support.ABSENT

    def has_number(self, amount: float) -> bool:
        """Whether the evidence counts so many of anything."""
        return amount in self._amounts[ValueKind.NUMBER]

    def _near(self, value: Value) -> Support:
        if value.approximate and _close(value, self._amounts[value.kind], step=0):
            return Support.EXACT
        return Support.DERIVED if self.follows(value) else Support.ABSENT

    def follows(self, value: Value) -> bool:
        """Whether a count or percentage follows by arithmetic that the texts themselves state."""
        return bool(self.arithmetic(value))

    def arithmetic(self, value: Value) -> str:
        """The sum by which a value follows, such as "640 − 212"; empty when it follows by none."""
        if value.kind is ValueKind.DURATION:
            return next((said for seconds, said in self._durations.items() if _close(value, (seconds,), step=60)), "") or self._within(
                value
            )
        if value.kind is ValueKind.PERCENT:
            return next((sum_.said for sum_ in self._sums[value.kind] if _close(value, (sum_.amount,), step=1)), "") or self._share(value)
        if value.kind is not ValueKind.NUMBER:
            return ""
        units = {sum_.unit for sum_ in self._sums[value.kind]}
        for sum_ in self._sums[value.kind]:
            if (value.unit == sum_.unit or not {value.unit, sum_.unit} <= units) and _close(value, (sum_.amount,), step=0):
                return sum_.said
        if value.amount in self._listed and value.unit in _NIGHTS:
            return f"{value.quote} dates are listed"
        for rate in self._rates:
            for count, said in self._counts_of(rate.unit):
                if _close(value, (rate.amount * count,), step=0):
                    return f"{rate.said} × {said}"
        return ""

    def _within(self, value: Value) -> str:
        """The limits between which a rough length lies: "about a month" in "four to six weeks"."""
        if not value.approximate or value.bound:
            return ""
        return next((limits.said for limits in self._ranges if limits.shortest <= (value.amount or 0.0) <= limits.longest), "")

    def days_listed(self, value: Value) -> str:
        """The days that a text lists, for "those three days"; empty when none lists so many."""
        return f"{value.quote}, which are listed" if (value.amount or 0.0) / _SECONDS["day"] in self._listed else ""

    def _share(self, value: Value) -> str:
        """The parts that a share follows from, when two counts that follow each other are all of a third: "41 of 64", with 23 others."""
        for first, then in self._pairs:
            whole = first.amount + then.amount
            if not first.things & self._things.get(whole, frozenset()):
                continue
            for count in (first, then):
                if _close(value, (100 * count.amount / whole,), step=1):
                    return f"{count.value.quote} of {whole:,.0f}"
        worded = not value.quote[:1].isdigit()
        return next((f"{share:g} %" for share in self._amounts[value.kind] if worded and _close(value, (share,), step=1)), "")

    def _counts_of(self, per: str) -> Iterator[tuple[float, str]]:
        """How often a rate "per night" or "per minute" was met: listed dates, or a stated duration of more than one."""
        if per in _NIGHTS:
            yield from ((float(count), str(count)) for count in self._listed)
        seconds = _SECONDS.get(per)
        for duration in self._amounts[ValueKind.DURATION] if seconds else ():
            if seconds and duration > seconds and duration % seconds == 0:
                yield duration / seconds, f"{duration / seconds:.0f}"


_SECONDS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800}


def _is_round(value: Value) -> bool:
    """Whether the figure looks rounded: "about 90 minutes" is, "about 87 minutes" claims to be exact."""
    amount = value.amount or 0.0
    if value.kind is ValueKind.DURATION:
        return amount % 300 == 0
    if value.kind is ValueKind.PERCENT:
        return amount % 5 == 0 or not value.quote[:1].isdigit()
    return len(f"{amount:.0f}".rstrip("0")) <= 2


def _close(value: Value, known: Iterable[float], *, step: float) -> bool:
    """Whether one of the known figures may be said like this: rounded to the step, and as far off as its own words allow."""
    amount = value.amount if value.amount is not None else 0.0
    if not (value.approximate and _is_round(value)):
        loose = _TOLERANCE if value.kind is ValueKind.PERCENT and not value.quote[:1].isdigit() else 0.0
        return any(abs(amount - other) <= max(step / 2, loose * other) for other in known)
    limits = _limits(value)
    if limits:
        highest = limits[1] * amount
        if value.kind is ValueKind.PERCENT and highest > amount:
            highest = min(highest, amount + _NOT_NEXT * (100 - amount))
        return any(limits[0] * amount <= other <= highest for other in known)
    return any(abs(amount - other) <= max(step / 2, _TOLERANCE * other) for other in known)


def _limits(value: Value) -> tuple[float, float] | None:
    """The factors between which the true figure may lie when the words name its side."""
    if value.kind is ValueKind.PERCENT and not value.quote[:1].isdigit():
        return _SHARE_SIDED.get(value.bound)
    sided = {"above": (1.0, 1 + _ONE_SIDED), "below": (1 - _ONE_SIDED, 1.0)}
    return _FAR.get(value.bound) or sided.get(value.bound)


def _zoned(value: Value) -> frozenset[str]:
    """The forms of a time in UTC; a time in words without a zone has its other half of the day beside them, as a bare face."""
    return frozenset(form for form in value.alternatives if form.endswith("Z"))


def supports(value: Value, evidence: Iterable[str]) -> Support:
    """How a value stands in some texts; for many values of one draft build a `ValueIndex` once."""
    index = ValueIndex()
    for text in evidence:
        index.add_text(text)
    return index.support(value)
