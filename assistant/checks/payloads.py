"""What somebody outside may want a message to say: concessions, admissions, ends, dates, contacts, other customers, or any words at all.

A detector of orders is blind to most of them, because they read like ordinary requests. So the finished text is held against whose word
stands behind it (`trust`), and none of the rules reads the request:

- Concessions, admissions, blame, other customers and requests for passwords need the record's own authority, whatever a ticket says.
- What is for the house to say (ends, dates, causes, losses, approvals, features, terms) needs the house's evidence. Somebody outside may
  report a problem, and no more.
- What a writer wrote and no evidence carries stops. Where the record holds a text that asks for words, so does what a person wrote.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import replace
from functools import partial

from assistant.checks import grounding
from assistant.checks.basis import Basis, basis_of, resolved_day
from assistant.checks.context import Backing, CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity, Sentence, SentenceStatus, ValueStatus
from assistant.checks.forthcoming import forthcoming
from assistant.checks.payload_lines import is_foreign, line_parts, own_words
from assistant.checks.payload_words import (
    ADMISSION,
    BLAME,
    CLAIMS_NOTHING,
    CONCESSION,
    CREDENTIALS,
    HOUSE_LEAD,
    HOUSE_TIME,
    NAME,
    OCCASION,
    OTHERS,
    OURS_TO_SAY,
    PROBLEM,
    PROMISED,
    SAYS_SOMETHING,
    STATED_BY_FIELD,
    SUBJECT_LEADS,
    TOLD_IMPERSONALLY,
    UNDECIDED,
)
from assistant.checks.trust import asking_items, is_outside, trusted, unasked
from assistant.checks.wording import content_stems, plain_words, stem
from assistant.evidence.facts import Evidence, EvidenceSet, Mode
from assistant.evidence.sentences import Span
from assistant.evidence.support import Support
from assistant.evidence.values import Value, ValueKind, extract_values

_finding = partial(Finding.at, family=Family.INJECTION)
_BLOCKED = (
    ("admission", ADMISSION, "This admits liability, which is for somebody with the right to do so.", "Take it out."),
    ("blame", BLAME, "This blames the customer's people, and nobody in the record does.", "Say what happened without blaming anybody."),
    ("other_customers", OTHERS, "This tells of other customers.", "Speak only of this customer."),
    ("credentials", CREDENTIALS, "This asks somebody for a password or a code, which no message of ours does.", "Take it out."),
)  # fmt: skip
_UNDECIDED_YET = "Take it out until somebody with the right to it decides."
_OUTSIDE = "Only somebody outside says this in the record: a ticket, the customer's people or a past report."
_FIXED_TIME = {ValueKind.TIME, ValueKind.DATE}
_IN_KIND = 0.4
"""Share of a sentence's words that a clause must hold to have said the same thing in kind."""
_FRAGMENT = 5
"""Words at most of a piece without a verb that says nothing: a code, a pass phrase."""
_PLANS = {Mode.PLANNED, Mode.DECIDED, Mode.ONGOING, Mode.MESSAGE, Mode.POLICY}


def check(ctx: CheckContext, text: str, sentences: tuple[Span, ...]) -> Iterator[Finding]:
    """Blocking findings on sentences that nobody with the right to it stands behind. Without a record nothing is known of rights."""
    if ctx.record is None:
        return
    spans = tuple(span for span in sentences if re.search(r"\w", span.quote) and not _is_ours(ctx, span))
    yield from _in_names(ctx, text, sentences)
    granted = yield from _without_right(ctx, text, spans)
    yield from _without_authority(ctx, text, tuple(span for span in spans if span.start not in granted))


def _without_right(ctx: CheckContext, text: str, spans: tuple[Span, ...]) -> Generator[Finding, None, frozenset[int]]:
    """What needs somebody's right whoever says it. Returns where the sentences begin that tell an authorised gesture."""
    granted = frozenset[int]()
    for span in spans:
        if CONCESSION.search(span.quote) and not UNDECIDED.search(span.quote):
            if _is_granted(ctx, span.quote):
                granted |= {span.start}
            else:
                message = "This concedes something that nobody in the record authorised."
                yield _whole(text, span, "concession", message, _UNDECIDED_YET)
        for rule, pattern, message, suggestion in _BLOCKED:
            if pattern.search(span.quote) and not _is_public(ctx, span.quote):
                yield _whole(text, span, rule, message, suggestion)
    return granted


def _without_authority(ctx: CheckContext, text: str, spans: tuple[Span, ...]) -> Iterator[Finding]:
    """Sentences that rest on the word of somebody outside where that is not enough, and sentences that rest on nothing."""
    asked = bool(asking_items(ctx.evidence.items))
    weighty = frozenset(span for span in spans if _needs_the_house(ctx, span))
    told = tuple(span for span in spans if asked or span in weighty or _is_written(ctx, span))
    by_house = _by_house(ctx, text, told, weighty)
    left = tuple(span for span in told if span.start not in by_house)
    evidence = unasked(ctx)
    carried = _carried(ctx, evidence, text, left)
    for span in left:
        if span.start in carried:
            if span in weighty or (_is_written(ctx, span) and not _is_report(_basis(ctx, evidence), span.quote)):
                yield _whole(text, span, "outside_word", _OUTSIDE, "Have a colleague confirm it in the record, or take it out.")
        elif asked:
            message = "The record holds a text that asks for words in this message, and nothing else in the record says this."
            yield _whole(text, span, "asked_for", message, "Read that text, and take this out.")
        elif _is_written(ctx, span) and (span in weighty or not _claims_nothing(span.quote)):
            message = "The writer was given the record, and nothing in it says this."
            yield _whole(text, span, "made_up", message, "Take it out, or add to the record who says so.")


def _is_report(basis: Basis, quote: str) -> bool:
    """Whether it takes somebody outside at their word for no more than a problem: in their own words, or in words of a problem."""
    return _is_quoted(basis, quote) or PROBLEM.search(quote) is not None


def _basis(ctx: CheckContext, evidence: EvidenceSet) -> Basis:
    return basis_of(tuple(item for item in evidence.items if item.field != "passage"), ctx.policy.organisation.zone)


def _carried(ctx: CheckContext, evidence: EvidenceSet, text: str, spans: tuple[Span, ...]) -> frozenset[int]:
    """Where the sentences begin that this evidence carries, whatever they cite."""
    basis = _basis(ctx, evidence)
    quoted = frozenset(span.start for span in spans if _is_quoted(basis, span.quote))
    others = tuple(span for span in spans if span.start not in quoted)
    assessed = grounding.assess(replace(ctx, evidence=evidence, known={}), text, others)[0] if others else ()
    return quoted | {
        each.start for each in assessed if each.status is not SentenceStatus.UNSUPPORTED and not _is_promise_of_nobody(ctx, basis, each)
    }


def _is_promise_of_nobody(ctx: CheckContext, basis: Basis, sentence: Sentence) -> bool:
    """Whether it sets a time that no evidence holds. As a promise a time of ours may be new, but not by the word of somebody outside."""
    promised = {value.start - sentence.start for value in sentence.values if value.status is ValueStatus.COMMITMENT}
    return any(
        value.start in promised and basis.support(_resolved(ctx, value)) is Support.ABSENT for value in extract_values(sentence.text)
    )


def _is_quoted(basis: Basis, quote: str) -> bool:
    """Whether it is a quotation, with at most a lead of the house before it, or its time behind it."""
    words = plain_words(HOUSE_TIME.sub("", HOUSE_LEAD.sub("", quote)))
    return basis.quoted(words) is not None or basis.holds(words) is not None


def _by_house(ctx: CheckContext, text: str, spans: tuple[Span, ...], weighty: frozenset[Span]) -> frozenset[int]:
    """Where the sentences begin that the house's own evidence carries; weighty ones in kind, an end as an end, a plan as a plan."""
    if not spans:
        return frozenset()
    evidence = trusted(ctx)
    basis, carried = _basis(ctx, evidence), _carried(ctx, evidence, text, spans)
    return frozenset(
        span.start
        for span in spans
        if span.start in carried and (span not in weighty or _is_quoted(basis, span.quote) or _said_in_kind(ctx, evidence, span.quote))
    )


def _said_in_kind(ctx: CheckContext, evidence: EvidenceSet, quote: str) -> bool:
    stems = content_stems(quote)
    for name, pattern in OURS_TO_SAY.items():
        if pattern.search(quote) and not any(_states(item, name, pattern, stems) for item in evidence.items):
            return False
    times = _promised_times(ctx, quote)
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


def _needs_the_house(ctx: CheckContext, span: Span) -> bool:
    """Whether the word of somebody outside is not enough for it."""
    if any(pattern.search(span.quote) for pattern in OURS_TO_SAY.values()) or _promised_times(ctx, span.quote):
        return True
    return _names_somebody(ctx, span.quote) or (_is_written(ctx, span) and _is_mere_code(span.quote))


def _names_somebody(ctx: CheckContext, quote: str) -> bool:
    """Whether it holds a name of two words or more that is neither of the record nor in what the house wrote."""
    own, basis, leads = own_words(ctx), _basis(ctx, trusted(ctx)), content_stems(SUBJECT_LEADS)
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


def _claims_nothing(quote: str) -> bool:
    return CLAIMS_NOTHING.search(quote) is not None and not extract_values(quote)


def _is_written(ctx: CheckContext, span: Span) -> bool:
    """Whether a writer, and no person, put the sentence into the text."""
    backing = ctx.known.get(span.quote)
    return backing is not None and not _is_of_the_house(backing)


def _whole(text: str, span: Span, rule: str, message: str, suggestion: str) -> Finding:
    return _finding(rule, FindingSeverity.BLOCK, text, span.start, span.end, message, suggestion)


def _is_ours(ctx: CheckContext, span: Span) -> bool:
    backing = ctx.known.get(span.quote)
    return backing is not None and _is_of_the_house(backing)


def _is_of_the_house(backing: Backing) -> bool:
    """Whether the template or the policy wrote it, or the house's own wording around values of the record."""
    return backing.form or backing.status in {SentenceStatus.TEMPLATE, SentenceStatus.POLICY, SentenceStatus.FOR_A_PERSON}


def _is_granted(ctx: CheckContext, quote: str) -> bool:
    """Whether an authorised gesture of the record is what the sentence tells, with no other sum."""
    recovery = ctx.record.recovery if ctx.record else None
    said = {value.canonical for value in extract_values(quote) if value.kind in {ValueKind.MONEY, ValueKind.PERCENT}}
    for gesture in recovery.gestures if recovery else ():
        held = {value.canonical for value in extract_values(gesture.gesture)}
        if gesture.authorised_by and said <= held and content_stems(quote) & content_stems(gesture.gesture):
            return True
    return False


def _is_public(ctx: CheckContext, quote: str) -> bool:
    """Whether the house itself said so in the public log."""
    lowered = quote.casefold().rstrip(".! ")
    return any(lowered in item.text.casefold() for item in ctx.evidence.items if item.field == "updates" and not is_outside(ctx, item))


# Lines


def in_subject(ctx: CheckContext) -> Iterator[Finding]:
    """The same for the subject line. The findings have no place in the text; they quote the subject."""
    if ctx.record is None:
        return
    found = list(_in_line(ctx, ctx.subject, written=ctx.subject in ctx.known))
    for rule in dict.fromkeys(finding.rule for finding in found):
        same = [finding for finding in found if finding.rule == rule]
        quotes = ", ".join(f"“{finding.text}”" for finding in same)
        message = f"In the subject, {quotes}: {same[0].message}"
        yield same[0].model_copy(update={"start": 0, "end": 0, "text": "", "message": message, "rule": f"{rule}_in_subject"})


def _in_names(ctx: CheckContext, text: str, sentences: tuple[Span, ...]) -> Iterator[Finding]:
    """The same for what the problem is called inside a sentence of the template; the whole sentence stops."""
    for span in sentences:
        backing = ctx.known.get(span.quote)
        for name in backing.named if backing else ():
            for finding in _in_line(ctx, name, written=True):
                yield finding.model_copy(update={"start": span.start, "end": span.end, "text": text[span.start : span.end]})


def _in_line(ctx: CheckContext, line: str, *, written: bool) -> Iterator[Finding]:
    """Findings on a line that is no sentence and names the problem, part by part: it is held against the words and values of the record."""
    around = replace(ctx, subject="", known={})
    parts = line_parts(line, ctx.kind)
    yield from _without_right(around, line, parts)
    weighty = frozenset(part for part in parts if _needs_the_house(around, part))
    by_house = _by_house(around, line, tuple(weighty), weighty)
    for part in parts:
        if part in weighty and part.start not in by_house:
            yield _whole(line, part, "outside_word", _OUTSIDE, "Have a colleague confirm it in the record, or take it out.")
        elif (written or asking_items(ctx.evidence.items)) and is_foreign(ctx, part.quote):
            yield _whole(line, part, "made_up", "Nothing in the record says this.", "Name the problem in the record's words.")
