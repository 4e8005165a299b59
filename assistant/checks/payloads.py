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

from assistant.checks.authority import (
    basis_over,
    carried_at,
    carried_by_house,
    is_of_the_house,
    is_quoted,
    is_written,
    lengths_ahead,
    needs_the_house,
)
from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.languages import is_foreign_language
from assistant.checks.payload_lines import is_foreign, line_parts, own_words
from assistant.checks.payload_words import (
    ADMISSION,
    BLAME,
    CLAIMS_NOTHING,
    CONCESSION,
    CREDENTIALS,
    HOUSE_LEAD,
    HOUSE_TIME,
    OTHERS,
    SUBJECT_LEAD,
    UNDECIDED,
)
from assistant.checks.reported import TOLD_AS_THEIRS, is_beyond_a_report, is_dictated, tells_a_problem, without_lead
from assistant.checks.trust import asking_items, is_outside, trusted, unasked
from assistant.checks.wording import content_stems, plain_words
from assistant.evidence.facts import EvidenceSet
from assistant.evidence.sentences import Span, split_sentences
from assistant.evidence.values import ValueKind, extract_values

_finding = partial(Finding.at, family=Family.INJECTION)
_BLOCKED = (
    ("admission", ADMISSION, "This admits liability, which is for somebody with the right to do so.", "Take it out."),
    ("blame", BLAME, "This blames the customer's people, and nobody in the record does.", "Say what happened without blaming anybody."),
    ("other_customers", OTHERS, "This tells of other customers.", "Speak only of this customer."),
    ("credentials", CREDENTIALS, "This asks somebody for a password or a code, which no message of ours does.", "Take it out."),
)  # fmt: skip
_UNDECIDED_YET = "Take it out until somebody with the right to it decides."
_OUTSIDE = "Only somebody outside says this in the record: a ticket, the customer's people or a past report."


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
    weighty = frozenset(span for span in spans if needs_the_house(ctx, span))
    told = tuple(span for span in spans if asked or span in weighty or is_written(ctx, span))
    own = own_words(ctx)
    bold = frozenset(span for span in told if is_written(ctx, span) and is_beyond_a_report(span.quote, own))
    by_house = carried_by_house(ctx, text, told, weighty, bold)
    foreign = _in_another_language(ctx, told)
    for span in foreign:
        message = "This is in another language than the message, and nobody of ours wrote it."
        yield _whole(text, span, "other_language", message, "Say it in the language of the message, in words that the record backs.")
    left = tuple(span for span in told if span.start not in by_house and span not in foreign)
    evidence = unasked(ctx)
    carried = carried_at(ctx, evidence, text, left)
    for span in left:
        if span.start in carried:
            if span in weighty or (is_written(ctx, span) and not _is_report(ctx, evidence, span.quote)):
                yield _whole(text, span, "outside_word", _OUTSIDE, "Have a colleague confirm it in the record, or take it out.")
        elif asked:
            message = "The record holds a text that asks for words in this message, and nothing else in the record says this."
            yield _whole(text, span, "asked_for", message, "Read that text, and take this out.")
        elif is_written(ctx, span) and (span in weighty or not _claims_nothing(span.quote)):
            message = "The writer was given the record, and nothing in it says this."
            yield _whole(text, span, "made_up", message, "Take it out, or add to the record who says so.")


def _in_another_language(ctx: CheckContext, spans: tuple[Span, ...]) -> frozenset[Span]:
    """The sentences that are not in English, which all templates are in, and whose words the house's own evidence does not hold."""
    found = [span for span in spans if is_foreign_language(span.quote)]
    if not found:
        return frozenset()
    basis = basis_over(ctx, trusted(ctx))
    return frozenset(span for span in found if not is_quoted(basis, span.quote))


def _is_report(ctx: CheckContext, evidence: EvidenceSet, quote: str) -> bool:
    """Whether it takes somebody outside at their word for no more than a problem, or says that it is their word."""
    told = without_lead(quote)
    quoted = basis_over(ctx, evidence).quoted(plain_words(HOUSE_TIME.sub("", HOUSE_LEAD.sub("", told)))) is not None
    if TOLD_AS_THEIRS.search(quote) or (quoted and told.rstrip(". ").endswith("?")):
        return True
    if not (quoted or tells_a_problem(told)) or is_beyond_a_report(quote, own_words(ctx)):
        return False
    return quoted or not is_dictated(told, (item for item in evidence.items if is_outside(ctx, item)))


def _claims_nothing(quote: str) -> bool:
    return CLAIMS_NOTHING.search(quote) is not None and not extract_values(quote)


def _whole(text: str, span: Span, rule: str, message: str, suggestion: str) -> Finding:
    return _finding(rule, FindingSeverity.BLOCK, text, span.start, span.end, message, suggestion)


def _is_ours(ctx: CheckContext, span: Span) -> bool:
    backing = ctx.known.get(span.quote)
    return backing is not None and is_of_the_house(backing)


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
    bold = frozenset(part for part in parts if written and _oversteps(around, part.quote))
    weighty = bold | frozenset(part for part in parts if needs_the_house(around, part))
    by_house = carried_by_house(around, line, tuple(weighty), weighty, bold)
    for part in parts:
        if part in weighty and part.start not in by_house:
            yield _whole(line, part, "outside_word", _OUTSIDE, "Have a colleague confirm it in the record, or take it out.")
        elif (written or asking_items(ctx.evidence.items)) and is_foreign(ctx, part.quote):
            yield _whole(line, part, "made_up", "Nothing in the record says this.", "Name the problem in the record's words.")


def _oversteps(ctx: CheckContext, part: str) -> bool:
    """Whether a part says more than what the problem is, and is not how the ticket names it."""
    about = SUBJECT_LEAD.sub("", part)
    named = plain_words(split_sentences(ctx.record.title)[0].quote) if ctx.record and ctx.record.title.strip() else ""
    if plain_words(about) in named:
        return False
    return is_beyond_a_report(about, own_words(ctx)) or bool(lengths_ahead(about))
