"""Does the evidence say so? Every sentence gets a status, every typed value a place in the evidence, every claim its ground.

A quotation of the evidence is never questioned. A citation is a hint: what it is said to back is looked up all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from assistant.checks import claims, deeds
from assistant.checks.basis import Point, basis_of
from assistant.checks.commitment import promises_in
from assistant.checks.context import Backing, CheckContext
from assistant.checks.doubts import doubts_on
from assistant.checks.extent import UNIVERSAL
from assistant.checks.finding import CheckedValue, Family, Finding, FindingSeverity, Sentence, SentenceStatus, ValueStatus
from assistant.checks.senses import kin, weighty
from assistant.checks.stated_values import FIGURES, Ground, ValueReader
from assistant.checks.weighing import Signals, signals, weighed
from assistant.checks.wording import content_stems, plain_words
from assistant.evidence.facts import Audience
from assistant.evidence.sentences import Span
from assistant.evidence.support import Support, ValueIndex
from assistant.evidence.values import ValueKind, extract_values
from assistant.records.commitments import PromiseKind

_ENOUGH, _THIN = 0.5, 0.34
"""Share of a sentence's content words in at most three pieces of evidence from which it counts as backed: by itself, and beside values that
are."""

_DOUBTFUL, _REFUSED = 0.5, 0.1
"""Scores of a grounding model below which a sentence is worth a look, and a warning."""

_WORDS_TO_COME = frozenset({PromiseKind.NEXT_UPDATE, PromiseKind.CALL, PromiseKind.REPORT})
"""Promises of a message, a call or a report: the ledger holds them, the record need not."""

_FEW = 3
"""Content words of a sentence that is little more than its values: "It lasted 90 minutes"."""

_ATTRIBUTED = re.compile(
    r"\b(?:similar|past|earlier|previous|prior|related|another) (?:incident|case|report|outage|escalation)s?\b", re.IGNORECASE
)
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
    r"\b(?:no|not|nothing|none|nobody|no one|\w+n['’]t)\b.{0,60}\b(?:yet|so far|recorded|decided|to add|to report|known|holds?)\b|\bholds no\b|\bnot (?:decided|known|clear) yet\b",
    re.I,
)
_LEFT_OPEN = re.compile(
    r"\b(?:nobody|no one|none|nothing|not|never)\b[^.;]{0,60}\b(?:so far|as yet|yet|at (?:this|the) (?:stage|point|moment)|for (?:the moment|now))\b|\b(?:at (?:this|the) (?:stage|point|moment)|for (?:the moment|now)|so far|as yet)\b[^.;]{0,40}\b(?:no|not|nobody|nothing)\b"
    r"|\b(?:not|\w+n['’]t|cannot|nobody|no one)\b[^.;]{0,30}\b(?:say|tell|judge|rule (?:it|that) out)\b|\b(?:may|might) or (?:may|might) not\b|\beither way\b|\btoo (?:early|soon) to\b|\bremains to be seen\b"
    r"|\bno longer (?:stands?|holds?|valid)\b|\ban open question\b|\bup in the air\b",
    re.IGNORECASE,
)
"""What is told as open or withdrawn; it claims nothing that a record would have to hold."""
_SORRY = re.compile(r"\b(?:sorry|apologi[sz]e)\b", re.IGNORECASE)
_FACTUAL = re.compile(
    r"\b(?:is|are|was|were|has|have|had|been|being|did|do|does)\b|\b[a-z]{3,}ed\b|\b(?:found|sent|began|lost|broke|went|took|made|ran|built|saw|kept|fell|rose|shut|came|hit|gave|left|stood|held|cut|put|set|got|grew|froze|hung|led|lay|let|sank|sold|bought|spent|stuck|stole|struck|threw|wrote|chose|told|brought|caught|drew|paid|burnt|flooded)\b",
    re.IGNORECASE,
)


_finding = partial(Finding.at, family=Family.GROUNDING)


def assess(ctx: CheckContext, text: str, spans: tuple[Span, ...]) -> tuple[tuple[Sentence, ...], tuple[Finding, ...]]:
    """The status and sources of every sentence, and the findings."""
    assessed = _assessed(ctx, text, spans)
    doubts = _doubts(assessed)
    findings: list[Finding] = []
    for each in assessed:
        doubt = doubts.get(each.span.start)
        findings += each.found if doubt is None else weighed(doubt, each.found, each.own, each.span)
    if ctx.entailment is not None and ctx.entailment.problem and spans:
        message = f"Reworded sentences were not judged by the grounding model: {ctx.entailment.problem}."
        hint = "Correct STEADYHAND_GROUNDING_MODEL, or unset it."
        findings.append(_finding("not_judged", FindingSeverity.INFO, text, 0, 0, message, hint))
    return tuple(each.sentence for each in assessed), tuple(findings)


def sentences_of(ctx: CheckContext, text: str, spans: tuple[Span, ...]) -> tuple[Sentence, ...]:
    """The status and sources of every sentence; the claim reader, which changes neither, is not asked."""
    return tuple(each.sentence for each in _assessed(ctx, text, spans))


def signals_of(ctx: CheckContext, text: str, spans: tuple[Span, ...]) -> tuple[Signals, ...]:
    """What there is to weigh about each sentence that the claim reader is asked about."""
    assessed = _assessed(ctx, text, spans)
    doubts = _doubts(assessed)
    return tuple(signals(doubts[each.span.start], each.found, each.own, each.span.quote) for each in assessed if each.readable)


def _assessed(ctx: CheckContext, text: str, spans: tuple[Span, ...]) -> list[_Assessment]:
    zone = ctx.policy.organisation.zone
    own = basis_of(tuple(item for item in ctx.evidence if item.field != "passage"), zone)
    past = basis_of(tuple(item for item in ctx.evidence if item.field == "passage"), zone)
    sums = ValueIndex()
    for span in spans:
        if all(own.support(value) is Support.EXACT for value in extract_values(span.quote) if value.kind is ValueKind.NUMBER):
            sums.add_text(span.quote)
    return [_Assessment(ctx, text, span, Ground(own, past, sums)) for span in spans]


def _doubts(assessed: Sequence[_Assessment]) -> dict[int, float]:
    """What the reader doubts, by the place of the sentence."""
    asked = [each for each in assessed if each.readable]
    doubts = doubts_on(asked[0].own, [each.span.quote for each in asked]) if asked else ()
    return {each.span.start: doubt for each, doubt in zip(asked, doubts, strict=True)}


class _Assessment:
    """One sentence held against the evidence.

    Attributes:
        sentence: It with its status, its sources and its values.
        found: What the rules find.
        readable: Whether it claims something in words of its own, so that the claim reader is asked too.
    """

    def __init__(self, ctx: CheckContext, text: str, span: Span, ground: Ground) -> None:
        self.backing: Backing | None = ctx.known.get(span.quote)
        if ctx.audience is Audience.INTERNAL:
            span = Span(span.start, span.end, _TAGS.sub(lambda tags: " " * len(tags.group()), span.quote))
        self.ctx, self.text, self.span, self.own, self.past = ctx, text, span, ground.own, ground.past
        self.cited = self.backing.sources if self.backing else ()
        self.words = plain_words(span.quote)
        self.section = claims.section_at(text, span.start)
        self.reader = ValueReader(ctx, text, span, self.section, ground, cited=self.cited)
        self.checked: list[CheckedValue] = []
        self.readable = False
        status, sources, self.found = self._result()
        values = tuple(sorted(self.checked, key=lambda value: value.start))
        quote = text[span.start : span.end]
        self.sentence = Sentence(text=quote, start=span.start, end=span.end, status=status, sources=sources, values=values)

    def _result(self) -> tuple[SentenceStatus, tuple[str, ...], list[Finding]]:
        if re.search("[⟨⟩]", self.span.quote):
            return SentenceStatus.FOR_A_PERSON, (), []
        if self.backing and self.backing.status in {SentenceStatus.TEMPLATE, SentenceStatus.POLICY, SentenceStatus.FOR_A_PERSON}:
            return self.backing.status, self.backing.sources, []
        if not self.own.items and not self.past.items:
            return (self.backing.status if self.backing else SentenceStatus.UNSUPPORTED), self.cited, []
        quoted = self._quoted()
        if quoted:
            deed = deeds.quoted_plan(self.section, quoted, self.own)
            found = [_finding("plan_as_deed", FindingSeverity.BLOCK, self.text, self.span.start, self.span.end, *deed)] if deed else []
            self.checked.extend(self.reader.taken_over(ValueStatus.DERIVED))
            return SentenceStatus.RECORD, self.cited or (quoted.tag,), found
        if self._told_of_the_past():
            return SentenceStatus.PAST_REPORT, self.cited, []
        return self._reworded()

    def _quoted(self) -> Point | None:
        """The clause that the sentence quotes; what it adds around it may hold no value that the record lacks, and may not turn it round."""
        quoted = self.own.quoted(self.words)
        if quoted:
            return quoted
        inside = self.own.quoted_inside(self.words)
        if inside is None:
            return None
        added = self.words.replace(inside.words, " ")
        new = any(self.own.support(value) is Support.ABSENT for value in self.reader.values())
        return None if new or deeds.NEGATION.search(added) or UNIVERSAL.search(added) else inside

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
        if held or self._worked_out():
            self.checked.extend(self.reader.taken_over(ValueStatus.DERIVED, "worked out from the cited evidence" if not held else ""))
        for judged in () if held or self._worked_out() else self.reader.judged():
            self.checked.append(judged.value)
            good = judged.value.status in {ValueStatus.EXACT, ValueStatus.DERIVED}
            sources.extend(tag for tag in judged.value.sources if good and tag not in sources)
            if judged.finding:
                found.append(judged.finding)
                absent = absent or judged.finding.severity is not FindingSeverity.INFO
        stems = content_stems(_without_figures(self.span.quote)) - (claims.granted_words(self.ctx) if sources else frozenset())
        coverage, tags = (1.0, ()) if held else self.own.coverage(stems, self.cited)
        if coverage < _ENOUGH:
            in_other_words = self.own.coverage_in_other_words(self.span.quote, self.cited)
            coverage, tags = max((coverage, tags), in_other_words)
        own_words = "" if self._worked_out() else self.own.without_quotation(self.span.quote)
        for rule, severity, message, suggestion in claims.contradictions(self.ctx, self.span, self.section, self.own, own_words):
            found.append(_finding(rule, severity, self.text, self.span.start, self.span.end, message, suggestion))
            absent = True
        carried = bool(sources) and not absent
        backed = coverage >= _ENOUGH or (carried and (coverage >= _THIN or len(stems) <= _FEW)) or self._is_form()
        if not backed and not found:
            found.extend(self._unsupported(stems))
        elif not found and (self._fits_the_past(stems) or self._has_words_of_the_past(stems)):
            found.append(self._from_the_past())
            backed = False
        if not found and not self._is_form():
            found.extend(self._doubted(tags))
        self.readable = not held and len(stems) > 1 and self._claims_something()
        if backed and not absent:
            sources.extend(tag for tag in tags if tag not in sources)
            return SentenceStatus.RECORD, tuple(sources), found
        return SentenceStatus.UNSUPPORTED, tuple(sources) if not absent else (), found

    def _claims_something(self) -> bool:
        """Whether there is something to hold against the record: no courtesy, question, form of the house or word to come."""
        quote = self.span.quote
        of_the_house = self.backing is not None and self.backing.form
        if self.ctx.audience is Audience.INTERNAL or of_the_house or self._is_form():
            return False
        only_words_to_come = any(promise.kind in _WORDS_TO_COME for promise in promises_in(quote))
        at_work = _EFFORT.search(quote) is not None and len(content_stems(quote)) <= _FEW
        return not (quote.endswith("?") or _COURTESY.match(quote) or _LINE_ONLY.match(quote) or only_words_to_come or at_work)

    def _worked_out(self) -> bool:
        """Whether our own code wrote it for colleagues from the cited evidence: its counts and spans stand nowhere because they are sums."""
        return self.backing is not None and self.backing.form and bool(self.cited) and self.ctx.audience is Audience.INTERNAL

    def _is_form(self) -> bool:
        """Whether a cited sentence only carries cited values, or only says what is open: a form of the house, in words of its own."""
        if self.backing is None or not any(self.ctx.evidence.get(tag) for tag in self.cited):
            return False
        if self._worked_out():
            return True
        values = list(self.reader.values())
        held = bool(values) and all(set(self.own.tags_with(value, self.cited)) & set(self.cited) for value in values)
        return held or any(pattern.search(self.span.quote) for pattern in (_EFFORT, _OPEN, _COURTESY, _SORRY))

    def _doubted(self, tags: tuple[str, ...]) -> Iterator[Finding]:
        """What a grounding model, where there is one, finds too weakly carried by the nearest evidence."""
        if self.ctx.entailment is None or self.span.quote.endswith("?") or _COURTESY.match(self.span.quote):
            return
        near = [item.text for item in self.own.items if item.id in (*tags, *self.cited)]
        score = self.ctx.entailment.score("\n".join(near), self.span.quote) if near else None
        if score is not None and score < _DOUBTFUL:
            severity = FindingSeverity.WARN if score < _REFUSED else FindingSeverity.INFO
            message = f"The grounding model gives this a score of {score:.2f} against the nearest facts of the record."
            suggestion = "Compare it with the record; say it in the record's words."
            yield _finding("entailment", severity, self.text, self.span.start, self.span.end, message, suggestion)

    def _fits_the_past(self, stems: frozenset[str]) -> bool:
        """Whether one passage of a past report says it, and no single piece of this record does."""
        return (
            len(stems) > 2
            and not deeds.NEGATION.search(self.span.quote)
            and bool(self.past.items)
            and not self.backing
            and self.past.closest(stems) >= 0.8
            and self.own.closest(stems) <= 0.5
        )

    def _has_words_of_the_past(self, stems: frozenset[str]) -> bool:
        """Whether words that this record lacks come with their company from a past report."""
        if not self.past.points:
            return False
        foreign = {each for each in stems if not any(each in point.stems for point in self.own.points)}
        if self.backing or len(stems) < 2 or not foreign or deeds.NEGATION.search(self.span.quote) or _OPEN.search(self.span.quote):
            return False
        if len(stems) > 2 and any(len(stems & point.stems) >= 0.6 * len(stems) and foreign <= point.stems for point in self.past.points):
            return True
        told = weighty(kin(self.span.quote))
        own = {word for point in self.own.points for word in kin(point.text)}
        theirs = max((told & kin(point.text) for point in self.past.points), key=len, default=frozenset[str]())
        return len(theirs) >= 2 and len(theirs) >= 0.6 * len(told) and len(theirs - own) >= max(1, 0.3 * len(told))

    def _from_the_past(self) -> Finding:
        message = "A past report says this; the record of this incident does not."
        suggestion = "Take it out, or confirm it for this incident first."
        return _finding("from_other_case", FindingSeverity.WARN, self.text, self.span.start, self.span.end, message, suggestion)

    def _unsupported(self, stems: frozenset[str]) -> Iterator[Finding]:
        quote = self.span.quote
        if _LINE_ONLY.match(quote) or len(stems) < 2:
            return
        start, end = self.span.start, self.span.end
        if self.past.items and (self.past.coverage(stems)[0] >= 0.75 or self._has_words_of_the_past(stems)):
            yield self._from_the_past()
            return
        courteous = quote.endswith("?") or _COURTESY.match(quote) is not None or not _FACTUAL.search(quote) or bool(promises_in(quote))
        if courteous:
            return
        open_ = _EFFORT.search(quote) or _LEFT_OPEN.search(quote)
        severity = FindingSeverity.INFO if open_ else FindingSeverity.WARN
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
        if value.kind in FIGURES:
            quote = f"{quote[: value.start]} {quote[value.end :]}"
    return quote
