"""Does the evidence say so? Every sentence gets a status, every typed value a place in the evidence, every claim its ground.

A quotation of the evidence is never questioned. A citation is a hint: what it is said to back is looked up all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from assistant.checks import claims, deeds
from assistant.checks.basis import Basis, basis_of, resolved_day
from assistant.checks.commitment import PromiseKind, promises_in
from assistant.checks.context import Backing, CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity, Sentence, SentenceStatus
from assistant.checks.wording import content_stems, plain_words
from assistant.evidence.facts import Audience
from assistant.evidence.sentences import Span
from assistant.evidence.support import Support, ValueIndex
from assistant.evidence.values import Value, ValueKind, extract_values

_CHECKED = {
    ValueKind.NUMBER: "number", ValueKind.PERCENT: "percent", ValueKind.DURATION: "duration", ValueKind.TIME: "time", ValueKind.DATE: "date",
    ValueKind.MONEY: "money", ValueKind.VERSION: "version", ValueKind.REFERENCE: "reference", ValueKind.NAME: "name",
}  # fmt: skip
_FIGURES = {ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.DURATION, ValueKind.TIME, ValueKind.DATE, ValueKind.MONEY}
_CLOCKED = {ValueKind.TIME, ValueKind.DATE, ValueKind.DURATION}
_ENOUGH, _THIN = 0.5, 0.34
"""Share of a sentence's content words in at most three pieces of evidence: from which it counts as backed, by itself or beside values that are."""

_FEW = 3
"""Content words of a sentence that is little more than its values: "It lasted 90 minutes"."""

_ATTRIBUTED = re.compile(
    r"\b(?:similar|past|earlier|previous|prior|related|another) (?:incident|case|report|outage|escalation)s?\b", re.IGNORECASE
)
_TITLE_WORDS = (
    "manager officer head chief director team support engineer engineering president vice lead senior escalation escalations customer success operations product "
    "service services account technical executive specialist analyst response owner ceo cto coo vp level"
)
_TITLES = frozenset(_TITLE_WORDS.split())
_TAGS = re.compile(r"\((?:[FPS]\d+(?:, )?)+\)")
"""The evidence tags that a text for colleagues carries behind its sentences; they are no figures of it."""
_LINE_ONLY = re.compile(
    r"^(?:hi|hello|dear|good (?:morning|afternoon|evening))\b[^.]{0,40}[,!]?$|^(?:(?:kind|best|warm) )?regards,?$|^(?:sincerely|best|thanks|thank you|cheers),?$",
    re.I,
)
_COURTESY = re.compile(
    r"^(?:and |so |again, |first, |finally, )?(?:thank|thanks|please|sorry|(?:i|we)(?:['’]m| am|['’]re| are) (?:very |truly |really |deeply |so )?(?:sorry|grateful|glad|happy|here|available|committed)"
    r"|(?:i|we) (?:sincerely |deeply |truly )?(?:apologi[sz]e|appreciate|know|understand|recogni[sz]e|reali[sz]e|hope|want|would|regret|care|value|owe|take)\b|(?:i|we)['’]d\b"
    r"|let (?:me|us)\b|feel free|if you\b|you can (?:reach|call|reply|write|contact)|call me|questions\b|reply\b|your success|you (?:should not|deserve)|this is not\b"
    r"|(?:.{0,80}\b(?:and|but|so) )?(?:I|we) (?:know|understand) (?:how|what|that)\b|that is not\b|that should\b|it should\b|my (?:direct )?(?:line|number|phone))",
    re.IGNORECASE,
)
_EFFORT = re.compile(
    r"\b(?:I|we|our [\w -]{1,40}|the [\w -]{1,20}team|my team) (?:am|are|is|have been|['’]re) (?:still |now |also |currently |actively )?\w+ing\b|\b(?:do|does) not (?:yet )?know\b"
    r"|\bdon['’]t (?:yet )?know\b|\bnot (?:yet )?known\b|\bnot clear yet\b|\bwe['’]re (?:still |now )?\w+ing\b",
    re.IGNORECASE,
)
"""Work in progress and open questions: they claim no fact about the problem."""
_OPEN = re.compile(
    r"\b(?:no|not|nothing|none|n['’]t)\b.{0,60}\b(?:yet|so far|recorded|decided|to add|to report|known|holds?)\b|\bholds no\b|\bnot (?:decided|known|clear) yet\b",
    re.I,
)
_SORRY = re.compile(r"\b(?:sorry|apologi[sz]e)\b", re.IGNORECASE)
_FACTUAL = re.compile(
    r"\b(?:is|are|was|were|has|have|had|been|being|did|do|does)\b|\b[a-z]{3,}ed\b|\b(?:found|sent|began|lost|broke|went|took|made|ran|built|saw|kept|fell|rose|shut|came|hit|gave|left)\b",
    re.IGNORECASE,
)


_finding = partial(Finding.at, family=Family.GROUNDING)


def assess(ctx: CheckContext, text: str, spans: tuple[Span, ...]) -> tuple[tuple[Sentence, ...], tuple[Finding, ...]]:
    """The status and sources of every sentence, and the findings."""
    zone = ctx.policy.organisation.zone
    own = basis_of(tuple(item for item in ctx.evidence if item.field != "passage"), zone)
    past = basis_of(tuple(item for item in ctx.evidence if item.field == "passage"), zone)
    sums = ValueIndex()
    for span in spans:
        if all(own.support(value) is Support.EXACT for value in extract_values(span.quote) if value.kind is ValueKind.NUMBER):
            sums.add_text(span.quote)
    sentences, findings = [], []
    for span in spans:
        status, sources, found = _Assessment(ctx, text, span, own, past, sums).result()
        findings.extend(found)
        sentences.append(Sentence(text=span.quote, start=span.start, end=span.end, status=status, sources=sources))
    return tuple(sentences), tuple(findings)


class _Assessment:
    """One sentence held against the evidence."""

    def __init__(self, ctx: CheckContext, text: str, span: Span, own: Basis, past: Basis, sums: ValueIndex) -> None:
        self.backing: Backing | None = ctx.known.get(span.quote)
        if ctx.audience is Audience.INTERNAL:
            span = Span(span.start, span.end, _TAGS.sub(lambda tags: " " * len(tags.group()), span.quote))
        self.ctx, self.text, self.span, self.own, self.past, self.sums = ctx, text, span, own, past, sums
        self.cited = self.backing.sources if self.backing else ()
        self.words = plain_words(span.quote)
        self.section = claims.section_at(text, span.start)

    def result(self) -> tuple[SentenceStatus, tuple[str, ...], list[Finding]]:
        if re.search("[⟨⟩]", self.span.quote):
            return SentenceStatus.FOR_A_PERSON, (), []
        if self.backing and self.backing.status in {SentenceStatus.TEMPLATE, SentenceStatus.POLICY, SentenceStatus.FOR_A_PERSON}:
            return self.backing.status, self.backing.sources, []
        if not self.own.items and not self.past.items:
            return (self.backing.status if self.backing else SentenceStatus.UNSUPPORTED), self.cited, []
        quoted = self.own.quoted(self.words)
        if quoted:
            deed = deeds.quoted_plan(self.section, quoted, self.own)
            found = [_finding("plan_as_deed", FindingSeverity.BLOCK, self.text, self.span.start, self.span.end, *deed)] if deed else []
            return SentenceStatus.RECORD, self.cited or (quoted.tag,), found
        if self._told_of_the_past():
            return SentenceStatus.PAST_REPORT, self.cited, []
        return self._reworded()

    def _told_of_the_past(self) -> bool:
        """Whether the sentence says itself that it speaks of a past incident, in a text for colleagues."""
        if (self.ctx.kind is not None and self.ctx.audience is Audience.CUSTOMER) or not self.past.items:
            return False
        known = self.backing is not None and self.backing.status is SentenceStatus.PAST_REPORT
        named = any(item.source_id and item.source_id.casefold() in self.span.quote.casefold() for item in self.past.items)
        return known or (named and _ATTRIBUTED.search(self.span.quote) is not None)

    def _reworded(self) -> tuple[SentenceStatus, tuple[str, ...], list[Finding]]:
        held = self.own.holds(self.words)
        sources = list(self.cited) or ([held] if held else [])
        found: list[Finding] = []
        absent = False
        for value in () if held or self._worked_out() else self._values():
            finding, tags = self._look_up(value)
            sources.extend(tag for tag in tags if tag not in sources)
            if finding:
                found.append(finding)
                absent = absent or finding.severity is not FindingSeverity.INFO
        stems = content_stems(_without_figures(self.span.quote))
        coverage, tags = (1.0, ()) if held else self.own.coverage(stems, self.cited)
        own_words = "" if self._worked_out() else self.own.without_quotation(self.span.quote)
        for rule, severity, message, suggestion in claims.contradictions(self.ctx, self.span, self.section, self.own, own_words):
            found.append(_finding(rule, severity, self.text, self.span.start, self.span.end, message, suggestion))
            absent = True
        carried = bool(sources) and not absent
        backed = coverage >= _ENOUGH or (carried and (coverage >= _THIN or len(stems) <= _FEW)) or self._is_form()
        if not backed and not found:
            found.extend(self._unsupported(stems))
        elif not found and self._fits_the_past(stems):
            found.append(self._from_the_past())
            backed = False
        if backed and not absent:
            sources.extend(tag for tag in tags if tag not in sources)
            return SentenceStatus.RECORD, tuple(sources), found
        return SentenceStatus.UNSUPPORTED, tuple(sources) if not absent else (), found

    def _worked_out(self) -> bool:
        """Whether our own code wrote it for colleagues from the cited evidence: its counts and spans stand nowhere because they are sums."""
        return self.backing is not None and self.backing.form and bool(self.cited) and self.ctx.audience is Audience.INTERNAL

    def _is_form(self) -> bool:
        """Whether a cited sentence only carries cited values, or only says what is open: a form of the house, in words of its own."""
        if self.backing is None or not any(self.ctx.evidence.get(tag) for tag in self.cited):
            return False
        if self._worked_out():
            return True
        values = list(self._values())
        held = bool(values) and all(set(self.own.tags_with(value, self.cited)) & set(self.cited) for value in values)
        return held or any(pattern.search(self.span.quote) for pattern in (_EFFORT, _OPEN, _COURTESY, _SORRY))

    def _values(self) -> Iterator[Value]:
        promises = {promise.kind for promise in promises_in(self.span.quote)}
        # With a record, the commitment checks hold promised times against its fields; contact times are promises of their own.
        promised = self.section.lower().startswith("next update") or (
            bool(promises) and (self.ctx.record is not None or promises <= {PromiseKind.NEXT_UPDATE, PromiseKind.CALL})
        )
        asked = self.span.quote.rstrip().endswith("?")
        for value in extract_values(self.span.quote):
            if value.kind not in _CHECKED or (value.kind in _CLOCKED and (promised or asked)):
                continue
            if value.kind is ValueKind.NAME and (self.words == value.canonical or self._is_known_name(value)):
                continue
            if value.canonical.startswith("day:"):
                if value.canonical == "day:+0" or self.ctx.now is None:
                    continue
                value = resolved_day(value, self.ctx.now, self.ctx.policy.zone)
            yield value

    def _is_known_name(self, value: Value) -> bool:
        words = [word for word in re.findall(r"[^\W_]+", value.canonical) if word not in _TITLES]
        unknown = [word for word in words if word not in self.own.vocabulary and word not in claims.record_words(self.ctx.record)]
        return len(unknown) * 2 <= len(words)

    def _is_relative(self, value: Value) -> bool:
        """Whether the sentence sets two milestones so far apart, and the record has them so far apart."""
        after = self.span.quote[value.end : value.end + 16]
        before = self.span.quote[max(0, value.start - 8) : value.start]
        related = re.match(r"\s+(?:after|later|before|earlier|past)\b", after) or re.search(r"\bwithin\s+$", before)
        return related is not None and self.own.between_milestones(value)

    def _look_up(self, value: Value) -> tuple[Finding | None, tuple[str, ...]]:
        start, end = self.span.start + value.start, self.span.start + value.end
        kind = _CHECKED[value.kind]
        support = self.own.support(value)
        if support is Support.ABSENT and value.kind is ValueKind.NUMBER and self.sums.follows(value):
            support = Support.DERIVED
        if support is Support.ABSENT and value.kind is ValueKind.DURATION and not value.approximate and self._is_relative(value):
            support = Support.DERIVED
        if support is not Support.ABSENT:
            tags = self.own.tags_with(value, self.cited)
            if support is Support.EXACT:
                return None, tags
            message = f"“{value.quote}” stands nowhere as such; it follows from figures of the record."
            return _finding("derived", FindingSeverity.INFO, self.text, start, end, message, "Check the sum."), tags
        if self.past.items and _distinctive(value) and self.past.support(value) is Support.EXACT:
            message = f"“{value.quote}” is true of a past incident; the record of this one does not hold it."
            suggestion = "Take it out; never tell one customer another one's facts."
            return _finding("from_other_case", FindingSeverity.BLOCK, self.text, start, end, message, suggestion), ()
        severity = FindingSeverity.INFO if value.canonical == "2" and value.quote.isalpha() else FindingSeverity.WARN
        message = f"The record does not hold the {kind} “{value.quote}”."
        return _finding(
            kind, severity, self.text, start, end, message, f"Correct the {kind} from the record, add it to the record, or leave it out."
        ), ()

    def _fits_the_past(self, stems: frozenset[str]) -> bool:
        """Whether one passage of a past report says it, and no single piece of this record does."""
        return (
            len(stems) > 2
            and bool(self.past.items)
            and not self.backing
            and self.past.closest(stems) >= 0.8
            and self.own.closest(stems) <= 0.5
        )

    def _from_the_past(self) -> Finding:
        message = "A past report says this; the record of this incident does not."
        suggestion = "Take it out, or confirm it for this incident first."
        return _finding("from_other_case", FindingSeverity.WARN, self.text, self.span.start, self.span.end, message, suggestion)

    def _unsupported(self, stems: frozenset[str]) -> Iterator[Finding]:
        quote = self.span.quote
        if _LINE_ONLY.match(quote) or len(stems) < 2:
            return
        start, end = self.span.start, self.span.end
        if self.past.items and self.past.coverage(stems)[0] >= 0.75:
            yield self._from_the_past()
            return
        courteous = quote.endswith("?") or _COURTESY.match(quote) is not None or not _FACTUAL.search(quote) or bool(promises_in(quote))
        if courteous:
            return
        severity = FindingSeverity.INFO if _EFFORT.search(quote) else FindingSeverity.WARN
        yield _finding(
            "unsupported",
            severity,
            self.text,
            start,
            end,
            "Nothing in the record says this.",
            "Back it with a fact of the record, or leave it out.",
        )


def _without_figures(quote: str) -> str:
    """The sentence without its figures, which are looked up by themselves: "three hours" is no wording."""
    for value in reversed(extract_values(quote)):
        if value.kind in _FIGURES:
            quote = f"{quote[: value.start]} {quote[value.end :]}"
    return quote


def _distinctive(value: Value) -> bool:
    """Whether a value can be told from chance: a "three" stands in any report."""
    return value.kind is not ValueKind.NUMBER or (value.amount or 0) >= 10 or (value.amount or 0) % 1 != 0
