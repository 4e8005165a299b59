"""By whose word a sentence stands: what the house's own evidence carries, and which sentences need it.

Elsewhere half of a sentence's words are enough to carry it. Here a thing that is for the house to say must be said by the house in kind.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.checks import grounding
from assistant.checks.basis import Basis, basis_of, resolved_day
from assistant.checks.context import Backing, CheckContext
from assistant.checks.finding import Sentence, SentenceStatus, ValueStatus
from assistant.checks.forthcoming import forthcoming
from assistant.checks.payload_lines import own_words
from assistant.checks.payload_words import (
    HOUSE_LEAD,
    HOUSE_TIME,
    NAME,
    OCCASION,
    OURS_TO_SAY,
    PROBLEM,
    PROMISED,
    SAYS_SOMETHING,
    STATED_BY_FIELD,
    SUBJECT_LEADS,
    TOLD_IMPERSONALLY,
)
from assistant.checks.reported import AHEAD, OF_WORDS
from assistant.checks.trust import asking_items, is_outside, trusted
from assistant.checks.wording import content_stems, plain_words, stem
from assistant.evidence.facts import Evidence, EvidenceSet, Mode
from assistant.evidence.sentences import Span
from assistant.evidence.support import Support
from assistant.evidence.values import Value, ValueKind, extract_values

_FIXED_TIME = {ValueKind.TIME, ValueKind.DATE}
_IN_KIND = 0.4
"""Share of a sentence's words that a clause must hold to have said the same thing in kind."""
_MOST = 0.7
"""Share of a sentence's words from which nobody else can have put them into it."""
_ADDRESSES = frozenset({ValueKind.EMAIL, ValueKind.PHONE, ValueKind.URL, ValueKind.HOST})
_FRAGMENT = 5
"""Words at most of a piece without a verb that says nothing: a code, a pass phrase."""
_PLANS = {Mode.PLANNED, Mode.DECIDED, Mode.ONGOING, Mode.MESSAGE, Mode.POLICY}


def basis_over(ctx: CheckContext, evidence: EvidenceSet) -> Basis:
    """The evidence without past reports, as it is looked into."""
    return basis_of(tuple(item for item in evidence.items if item.field != "passage"), ctx.policy.organisation.zone)


def carried_at(ctx: CheckContext, evidence: EvidenceSet, text: str, spans: tuple[Span, ...]) -> frozenset[int]:
    """Where the sentences begin that this evidence carries, whatever they cite."""
    basis = basis_over(ctx, evidence)
    quoted = frozenset(span.start for span in spans if is_quoted(basis, span.quote))
    others = tuple(span for span in spans if span.start not in quoted)
    assessed = grounding.sentences_of(replace(ctx, evidence=evidence, known={}), text, others) if others else ()
    return quoted | {
        each.start for each in assessed if each.status is not SentenceStatus.UNSUPPORTED and not _is_promise_of_nobody(ctx, basis, each)
    }


def _is_promise_of_nobody(ctx: CheckContext, basis: Basis, sentence: Sentence) -> bool:
    """Whether it sets a time that no evidence holds. As a promise a time of ours may be new, but not by the word of somebody outside."""
    promised = {value.start - sentence.start for value in sentence.values if value.status is ValueStatus.COMMITMENT}
    return any(
        value.start in promised and basis.support(_resolved(ctx, value)) is Support.ABSENT for value in extract_values(sentence.text)
    )


def is_quoted(basis: Basis, quote: str) -> bool:
    """Whether it is a quotation, with at most a lead of the house before it, or its time behind it."""
    words = plain_words(HOUSE_TIME.sub("", HOUSE_LEAD.sub("", quote)))
    return basis.quoted(words) is not None or basis.holds(words) is not None


def carried_by_house(
    ctx: CheckContext, text: str, spans: tuple[Span, ...], weighty: frozenset[Span], bold: frozenset[Span] = frozenset()
) -> frozenset[int]:
    """Where the sentences begin that the house's own evidence carries: weighty ones in kind, an end as an end, a plan as a plan.

    Half of a sentence's words are enough to carry it elsewhere. Where a bold one, which says more than that there is a problem, has its other
    words from outside, they are not.
    """
    if not spans:
        return frozenset()
    evidence = trusted(ctx)
    basis, carried = basis_over(ctx, evidence), carried_at(ctx, evidence, text, spans)
    return frozenset(
        span.start
        for span in spans
        if span.start in carried
        and (span not in weighty or is_quoted(basis, span.quote) or _said_in_kind(ctx, evidence, span.quote))
        and (span not in bold or is_quoted(basis, span.quote) or not _leans_outside(ctx, basis, span.quote))
    )


def _leans_outside(ctx: CheckContext, basis: Basis, quote: str) -> bool:
    """Whether words that the house does not have, and somebody outside does, make a good part of the sentence."""
    stems = content_stems(quote)
    if basis.coverage(stems)[0] >= _MOST:
        return False
    house = frozenset[str]().union(*(point.stems for point in basis.points))
    if asking_items(ctx.evidence.items):  # its letters may be such as only look like others, so its words cannot be compared
        return not stems <= house
    return any(
        (stems - house) & content_stems(clause.text) for item in ctx.evidence.items if is_outside(ctx, item) for clause in item.clauses
    )


def _said_in_kind(ctx: CheckContext, evidence: EvidenceSet, quote: str) -> bool:
    stems = content_stems(quote)
    for name, pattern in OURS_TO_SAY.items():
        if pattern.search(quote) and not any(_states(item, name, pattern, stems) for item in evidence.items):
            return False
    house = basis_over(ctx, evidence)
    if any(house.support(value) is Support.ABSENT for value in _addresses(quote)):
        return False
    times = [*_promised_times(ctx, quote), *lengths_ahead(quote)]
    if not times:
        return True
    plans = tuple(item for item in evidence.items if any(clause.mode in _PLANS for clause in item.clauses))
    basis = basis_of(plans, ctx.policy.organisation.zone)
    return all(basis.support(_resolved(ctx, value)) is not Support.ABSENT for value in times)


def _states(item: Evidence, name: str, pattern: re.Pattern[str], stems: frozenset[str]) -> bool:
    """Whether a piece of evidence says a thing of this kind in nearly these words, or by being there."""
    if item.field in STATED_BY_FIELD.get(name, ()):
        return True
    return any(
        (name in TOLD_IMPERSONALLY or pattern.search(clause.text)) and len(stems & content_stems(clause.text)) >= _IN_KIND * len(stems)
        for clause in item.clauses
    )


def _resolved(ctx: CheckContext, value: Value) -> Value:
    return resolved_day(value, ctx.now, ctx.policy.zone) if ctx.now else value


def needs_the_house(ctx: CheckContext, span: Span) -> bool:
    """Whether the word of somebody outside is not enough for it."""
    if any(pattern.search(span.quote) for pattern in OURS_TO_SAY.values()) or _promised_times(ctx, span.quote):
        return True
    if _names_somebody(ctx, span.quote):
        return True
    return is_written(ctx, span) and (_is_mere_code(span.quote) or bool(_addresses(span.quote) or lengths_ahead(span.quote)))


def _addresses(quote: str) -> list[Value]:
    return [value for value in extract_values(quote) if value.kind in _ADDRESSES]


def lengths_ahead(quote: str) -> list[Value]:
    """The lengths of time that a sentence says something will take, but for those until the next message."""
    if not AHEAD.search(quote) or OF_WORDS.search(quote):
        return []
    return [value for value in extract_values(quote) if value.kind is ValueKind.DURATION]


def _names_somebody(ctx: CheckContext, quote: str) -> bool:
    """Whether it holds a name of two words or more that is neither of the record nor in what the house wrote."""
    own, basis, leads = own_words(ctx), basis_over(ctx, trusted(ctx)), content_stems(SUBJECT_LEADS)
    for found in NAME.finditer(quote):
        words = re.findall(r"[^\W_]+", found.group())
        if not any(word.casefold() in own or basis.knows(word) or stem(word) in leads for word in words):
            return True
    return False


def _is_mere_code(quote: str) -> bool:
    """Whether it is a few words without a verb, such as a pass phrase."""
    return len(quote.split()) <= _FRAGMENT and SAYS_SOMETHING.search(quote) is None


def _promised_times(ctx: CheckContext, quote: str) -> list[Value]:
    """The days and clock times of a sentence that says when something is to happen: all beside a word for it, else those still to come.

    A problem may have a day to come, and so has an occasion of the customer's: "the list for 12 June is missing".
    """
    values = [value for value in extract_values(quote) if value.kind in _FIXED_TIME]
    if PROMISED.search(quote):
        return values
    if ctx.now is None or OCCASION.search(quote) or PROBLEM.search(quote):
        return []
    return forthcoming(quote, values, ctx.now, ctx.policy.zone)


def is_written(ctx: CheckContext, span: Span) -> bool:
    """Whether a writer, and no person, put the sentence into the text."""
    backing = ctx.known.get(span.quote)
    return backing is not None and not is_of_the_house(backing)


def is_of_the_house(backing: Backing) -> bool:
    """Whether the template or the policy wrote it, or the house's own wording around values of the record."""
    return backing.form or backing.status in {SentenceStatus.TEMPLATE, SentenceStatus.POLICY, SentenceStatus.FOR_A_PERSON}
