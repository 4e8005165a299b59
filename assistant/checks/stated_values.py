"""The typed values of one sentence, each with its status: exact, derived, a commitment, absent, contradicted, or true of a past case only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from assistant.checks import claims
from assistant.checks.alignment import addressed_otherwise, counterpart, name_swaps
from assistant.checks.basis import Basis, resolved_day
from assistant.checks.commitment import PromiseKind, promises_in
from assistant.checks.context import CheckContext
from assistant.checks.finding import CheckedValue, Family, Finding, FindingSeverity, ValueStatus
from assistant.checks.intervals import interval_said
from assistant.checks.vague_dates import date_told, is_vague, speaks_against
from assistant.evidence.names import is_form_of_address
from assistant.evidence.sentences import Span
from assistant.evidence.support import Support, ValueIndex
from assistant.evidence.values import Value, ValueKind, extract_values, inner_names

CHECKED = {
    ValueKind.NUMBER: "number", ValueKind.PERCENT: "percent", ValueKind.DURATION: "duration", ValueKind.TIME: "time", ValueKind.DATE: "date",
    ValueKind.MONEY: "money", ValueKind.VERSION: "version", ValueKind.REFERENCE: "reference", ValueKind.NAME: "name",
}  # fmt: skip
FIGURES = {ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.DURATION, ValueKind.TIME, ValueKind.DATE, ValueKind.MONEY}
_CLOCKED = {ValueKind.TIME, ValueKind.DATE, ValueKind.DURATION}
_TITLE_WORDS = (
    "manager officer head chief director team support engineer engineering president vice lead senior escalation escalations customer success operations product "
    "service services account technical executive specialist analyst response owner ceo cto coo vp level "
    "analysis report reports incident incidents page portal summary review plan dashboard post-incident post timeline call status desk help center centre "
    "internet english web post-mortem cloud region email e-mail mail appendix overview introduction conclusion details contact contacts request "
    "data platform production group company department finance legal sales security infrastructure network database development start end time"
)
_TITLES = frozenset(_TITLE_WORDS.split())
_finding = partial(Finding.at, family=Family.GROUNDING)


@dataclass(frozen=True)
class Ground:
    """What a sentence is held against.

    Attributes:
        own: This record's evidence.
        past: That of past reports.
        sums: The sums that sentences of the text itself state with figures of the record.
    """

    own: Basis
    past: Basis
    sums: ValueIndex


@dataclass(frozen=True)
class Judged:
    """A value with its status and, when it is wrong or worth a look, a finding."""

    value: CheckedValue
    finding: Finding | None = None


_SPARED = re.compile(
    r"[^.;]{0,30}\b(?:(?:was|were|is|are|has been|have been)(?: not|n['’]t) (?:affected|hit|touched|concerned)|unaffected|spared)\b",
    re.IGNORECASE,
)
_LIMITED = re.compile(r"\bonly\b|\b(?:limited|confined|restricted) to\b", re.IGNORECASE)


class ValueReader:
    """The values of one sentence held against the evidence.

    Args:
        ctx: The surroundings.
        text: The checked text.
        span: The sentence.
        section: The label under which it stands.
        ground: The evidence.
        cited: The tags that the sentence cites.
    """

    def __init__(self, ctx: CheckContext, text: str, span: Span, section: str, ground: Ground, *, cited: tuple[str, ...]) -> None:
        self.ctx, self.text, self.span, self.ground, self.cited = ctx, text, span, ground, cited
        self.own, self.past = ground.own, ground.past
        promises = {promise.kind for promise in promises_in(span.quote)}
        # With a record, the commitment checks hold promised times against its fields; contact times are promises of their own.
        self._promised = section.lower().startswith("next update") or (
            bool(promises) and (ctx.record is not None or promises <= {PromiseKind.NEXT_UPDATE, PromiseKind.CALL})
        )

    def taken_over(self, status: ValueStatus, note: str = "") -> Iterator[CheckedValue]:
        """The values of a sentence that is a quotation, or that our own code worked out: none is questioned."""
        for value in extract_values(self.span.quote):
            if value.kind in CHECKED:
                tags = self.own.tags_with(value, self.cited)
                exact = bool(tags) and self.own.support(value) is Support.EXACT
                kept = ValueStatus.EXACT if exact else status
                yield self._as(value, kept, tags or self.cited, "" if exact else note)

    def judged(self) -> Iterator[Judged]:
        """Every value of the sentence, in order of place."""
        found = [self._judge(value) for value in self.values()]
        found.extend(self._promised_times())
        yield from sorted([*found, *self._swapped(found)], key=lambda each: each.value.start)

    def values(self) -> Iterator[Value]:
        """The values that are looked up."""
        asked = self.span.quote.rstrip().endswith("?")
        for value in (*extract_values(self.span.quote), *inner_names(self.span.quote)):
            if value.kind not in CHECKED or (value.kind in _CLOCKED and (self._promised or asked)):
                continue
            if value.kind is ValueKind.NAME and (
                self.span.quote.casefold().strip(" .") == value.canonical or self._is_known_name(value) or self._is_spared(value)
            ):
                continue
            if value.canonical == "day:+0" or (self.ctx.now is None and self.own.has_day_beside(value, self.span.quote)):
                continue
            if value.canonical.startswith("day:") and self.ctx.now is not None:
                value = resolved_day(value, self.ctx.now, self.ctx.policy.zone)
            yield value

    def _promised_times(self) -> Iterator[Judged]:
        for value in extract_values(self.span.quote) if self._promised else ():
            if value.kind in _CLOCKED:
                yield Judged(self._as(value, ValueStatus.COMMITMENT, (), "Held against the record as a promise."))

    def _as(self, value: Value, status: ValueStatus, sources: tuple[str, ...], note: str = "") -> CheckedValue:
        start, end = self.span.start + value.start, self.span.start + value.end
        kind = CHECKED[value.kind]
        return CheckedValue(text=value.quote, start=start, end=end, kind=kind, status=status, sources=sources, note=note)

    def _is_spared(self, value: Value) -> bool:
        """Whether it names a place or group that is told as not affected, where the record limits the problem to others: "EU region only"."""
        spared = _SPARED.match(self.span.quote, value.end)
        return spared is not None and any(_LIMITED.search(point.text) for point in self.own.points)

    def _is_known_name(self, value: Value) -> bool:
        parts = re.findall(r"[^\W_]+", value.canonical)
        words = [word for word in parts if not {word, word.removesuffix("s")} & _TITLES and not is_form_of_address(word)]
        return not addressed_otherwise(value.quote, self.own) and all(
            self.own.knows(word) or word in claims.record_words(self.ctx.record) for word in words
        )

    def _is_relative(self, value: Value) -> bool:
        """Whether the sentence sets two milestones so far apart, and the record has them so far apart."""
        after = self.span.quote[value.end : value.end + 16]
        before = self.span.quote[max(0, value.start - 8) : value.start]
        related = re.match(r"\s+(?:after|later|before|earlier|past)\b", after) or re.search(r"\bwithin\s+$", before)
        return related is not None and self.own.between_milestones(value)

    def _remainder(self, value: Value) -> str:
        """The subtraction by which a sentence comes to what is left; empty when it tells of nothing left, or of another number."""
        if not _REMAINS.search(self.span.quote) or value.amount is None:
            return ""
        counted = self.own.index.left_over(value)
        if counted or value.approximate:
            return counted
        for part in extract_values(self.span.quote):
            if part.kind is ValueKind.NUMBER and part.amount and part.start != value.start and self.own.support(part) is Support.EXACT:
                whole = value.amount + part.amount
                if self.own.index.has_number(whole):
                    return f"{whole:,.0f} − {part.quote}"
        return ""

    def _judge(self, value: Value) -> Judged:
        support, note = self.own.support(value), ""
        if support is Support.EXACT:
            return Judged(self._as(value, ValueStatus.EXACT, self.own.tags_with(value, self.cited)))
        note = self._follows(value) if support is Support.ABSENT else self.own.index.arithmetic(value)
        if support is Support.DERIVED or note:
            return self._derived(value, note)
        granted = claims.granted(self.ctx, value)
        if granted:
            return Judged(self._as(value, ValueStatus.EXACT, granted, "Authorised in the record."))
        return self._not_held(value)

    def _follows(self, value: Value) -> str:
        """How a value that stands nowhere follows from the record for what this sentence says of it; empty when it does not."""
        quote = self.span.quote
        if value.kind is ValueKind.NUMBER:
            return self.ground.sums.arithmetic(value) or self._remainder(value) or self._full_hour(value)
        if value.kind is ValueKind.DURATION:
            milestones = "the time between two milestones of the record" if not value.approximate and self._is_relative(value) else ""
            listed = self.own.index.days_listed(value) if _THOSE.search(quote[: value.start]) else ""
            return milestones or listed or interval_said(value, quote, self.own)
        if value.kind is ValueKind.DATE:
            return date_told(value, quote, self.own, self.ctx.now, self.ctx.policy.zone)
        return ""

    def _full_hour(self, value: Value) -> str:
        """The clock time that a bare number stands for, as in "around ten"; empty when it counts something or the record has no such time."""
        hour = value.amount or 0.0
        if (
            hour % 1
            or hour > _HOURS
            or not _AT.search(self.span.quote[: value.start])
            or not _NOTHING_COUNTED.match(self.span.quote, value.end)
        ):
            return ""
        faces = (f"{int(hour) % _HOURS:02d}:00", f"{int(hour) % _HOURS + _HOURS:02d}:00")
        times = (Value(ValueKind.TIME, value.start, value.end, value.quote, face) for face in faces)
        return next((time.canonical for time in times if self.own.support(time) is Support.EXACT), "")

    def _is_open_day(self, value: Value) -> bool:
        """Whether words that name no date are held by nothing, and nothing speaks against them."""
        return self.ctx.now is None and is_vague(value, self.span.quote) and not speaks_against(self.span.quote, value, self.own)

    def _derived(self, value: Value, note: str) -> Judged:
        message = f"“{value.quote}” stands nowhere as such; it follows from figures of the record" + (f": {note}." if note else ".")
        finding = self._found(value, "derived", FindingSeverity.INFO, message, "Check the sum.")
        return Judged(self._as(value, ValueStatus.DERIVED, self.own.tags_with(value, self.cited), note), finding)

    def _not_held(self, value: Value) -> Judged:
        kind = CHECKED[value.kind]
        if self.past.items and _distinctive(value) and self.past.support(value) is Support.EXACT:
            message = f"“{value.quote}” is true of a past incident; the record of this one does not hold it."
            suggestion = "Take it out; never tell one customer another one's facts."
            finding = self._found(value, "from_other_case", FindingSeverity.BLOCK, message, suggestion)
            return Judged(self._as(value, ValueStatus.FROM_OTHER_CASE, self.past.tags_with(value)), finding)
        unsure = (value.canonical == "2" and value.quote.isalpha()) or self._is_open_day(value)
        severity = FindingSeverity.INFO if unsure else FindingSeverity.WARN
        other = counterpart(value, self.span.quote, self.own)
        if other:
            message = f"The record has “{other[0]}” here, not “{value.quote}”."
            suggestion = f"Correct it to “{other[0]}”, or correct the record."
            checked = self._as(value, ValueStatus.CONTRADICTED, (other[1],), f"The record has “{other[0]}”.")
        else:
            message = f"The record does not hold the {kind} “{value.quote}”."
            suggestion = f"Correct the {kind} from the record, add it to the record, or leave it out."
            checked = self._as(value, ValueStatus.ABSENT, ())
        return Judged(checked, self._found(value, kind, severity, message, suggestion))

    def _found(self, value: Value, rule: str, severity: FindingSeverity, message: str, suggestion: str) -> Finding:
        start, end = self.span.start + value.start, self.span.start + value.end
        return _finding(rule, severity, self.text, start, end, message, suggestion)

    def _swapped(self, found: list[Judged]) -> Iterator[Judged]:
        """Names that stand where the nearest clause of the record has others, unless they were found already."""
        for swap in name_swaps(self.span.quote, self.own):
            value = Value(ValueKind.NAME, swap.start, swap.end, swap.said, swap.said.casefold())
            checked = self._as(value, ValueStatus.CONTRADICTED, (swap.tag,), f"The record has “{swap.held}”.")
            beside = [each for each in found if each.value.start < checked.end and checked.start < each.value.end]
            if not any(each.finding or each.value.kind != "name" for each in beside):
                message = f"The record has “{swap.held}” here, not “{swap.said}”."
                suggestion = f"Correct it to “{swap.held}”, or correct the record."
                yield Judged(checked, self._found(value, "name", FindingSeverity.WARN, message, suggestion))


_THOSE = re.compile(r"\b(?:those|these)\s+$", re.IGNORECASE)
_HOURS = 12
_AT = re.compile(r"\b(?:at|around|about|by|before|after|until|till|from|since|past|towards?)\s+$", re.IGNORECASE)
_NOTHING_COUNTED = re.compile(
    r"\s*(?:$|[.,;:!?)–—])(?!\d)|\s+(?:when|once|and|or|but|as|so|because|today|tomorrow|tonight|this|on|in the|at night|which|we|the|you|they|it)\b",
    re.IGNORECASE,
)
_REMAINS = re.compile(
    r"\b(?:leav(?:es|ing)|left|remain\w*|rest|others?|last|outstanding|to (?:go|do|come|follow)|still|yet|missing|short of|unfinished|open|not|never|pending"
    r"|(?:a)?wait(?:s|ing)?|lagging|stuck|unaffected|spared|untouched|all along|the whole time)\b|n['’]t\b",
    re.IGNORECASE,
)
"""What is said of a number that is left over."""


def _distinctive(value: Value) -> bool:
    """Whether a value can be told from chance: a "three" stands in any report."""
    return value.kind is not ValueKind.NUMBER or (value.amount or 0) >= 10 or (value.amount or 0) % 1 != 0
