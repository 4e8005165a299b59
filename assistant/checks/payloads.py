"""What somebody outside may want a message to say: concessions, admissions, other customers, and whatever a request asked for.

A detector of orders is blind to most of them, because they read like ordinary requests. So the finished text is held against what the
record itself grants. Where the record's outside text does ask for words, every sentence that the rest of the record does not carry stops.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache, partial

from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity, SentenceStatus
from assistant.checks.wording import content_stems
from assistant.evidence.facts import Evidence, EvidenceSet
from assistant.evidence.sentences import Span
from assistant.evidence.values import ValueKind, extract_values

_finding = partial(Finding.at, family=Family.INJECTION)
_MONEY_WORD = r"(?:credit(?:s|ed)?(?: note)?|refund(?:s|ed)?|reimburse\w*|compensat\w+|discount\w*|waiver|waived?|voucher|goodwill (?:gesture|payment)|rebate)"
_CONCESSION = re.compile(
    rf"\b(?:approved?|authori[sz]ed|signed off|granted|grant|agreed|confirm(?:ed)?|receive|issue[ds]?|on its way|will be|have been|has been|been|we have|is|are|get|given)\b[^.\n]{{0,50}}\b{_MONEY_WORD}\b"
    rf"|\b(?:approved?|authori[sz]ed|signed off|granted|agreed)\b[^.\n]{{0,50}}\b(?:{_MONEY_WORD}|goodwill)\b|\b{_MONEY_WORD}\b[^.\n]{{0,60}}\b(?:approved|authori[sz]ed|signed off|granted|agreed|confirmed|on its way|will be|has been|have been|was|is yours|applies|to your account)\b"
    r"|\b(?:fees?|invoices?|charges?|penalt(?:y|ies)|subscription)\b[^.\n]{0,50}\b(?:cancelled|waived|not due|no longer (?:due|applies|apply)|does not apply|dropped|written off|free)\b"
    r"|\b(?:do|does|will|need) not (?:have to |need to )?pay\b|\bfree of charge\b|\b(?:leave|terminate|cancel|exit|end)\b[^.\n]{0,30}\b(?:contract|agreement|subscription)\b",
    re.IGNORECASE,
)
_UNDECIDED = re.compile(
    r"\b(?:whether|not (?:yet )?(?:decided|approved|authori[sz]ed|agreed|granted)|undecided|pending|being (?:reviewed|decided|considered|checked)|under review|ask(?:ed)? (?:for|about)|request(?:ed)?|no (?:credit|refund|decision)|cannot|can't|credit card|card payments?|decision on)\b|\?",
    re.IGNORECASE,
)
_ADMISSION = re.compile(
    r"\b(?:negligen\w+|liab(?:le|ility)|breach(?:ed)? (?:of )?(?:the |our |your )?(?:contract|agreement)|violat\w+ (?:the |our |your )?(?:contract|agreement|sla)|at (?:serious |gross )?fault"
    r"|(?:admit|accept) (?:serious |gross |full )?(?:fault|guilt|liability)|(?:cover|pay|compensate|answer) (?:for )?(?:all |every |any |the |your )+(?:losses?|damages?))\b",
    re.IGNORECASE,
)
_BLAME = re.compile(
    r"\byour (?:own )?(?:people|staff|teams?|operators?|employees|colleagues|users?)\b[^.\n]{0,40}\b(?:blame|fault|careless\w*|wrong(?:ly)?|mistakes?|did(?: not|n['’]t)|failed to|simply)\b"
    r"|\b(?:blame|fault|mistake|error)\b[^.\n]{0,30}\b(?:of|by|with|on) your (?:own )?(?:people|staff|teams?|operators?|employees|colleagues)\b|\byou (?:set|did|configured|installed|broke)\b[^.\n]{0,40}\b(?:wrong(?:ly)?|yourselves)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:other|another|fellow|several|two|three|four|many|some) (?:other )?(?:\w+ )?(?:customers?|clients?|companies|tenants|retailers|banks|insurers)\b[^.\n]{0,60}\b(?:affected|hit|lost|had|saw|reported|suffered|too)\b"
    r"|\b(?:same|fault|problem|it)\b[^.\n]{0,30}\b(?:hit|at|affected|happened (?:to|at))\b[^.\n]{0,12}\b(?:an?|two|three|several|one) (?:\w+ )?(?:group|chain|bank|hospital|hotel|retailers?|insurers?|pharmacy|customers?|clients?)\b",
    re.IGNORECASE,
)
_BLOCKED = (
    ("admission", _ADMISSION, "This admits liability, which is for somebody with the right to do so.", "Take it out."),
    ("blame", _BLAME, "This blames the customer's people, and nobody in the record does.", "Say what happened without blaming anybody."),
    ("other_customers", _OTHERS, "This tells of other customers.", "Speak only of this customer."),
)  # fmt: skip

_WRITTEN_OUTSIDE = frozenset({"title", "description", "updates", "passage", "business_criticality"})


def check(ctx: CheckContext, text: str, sentences: tuple[Span, ...]) -> Iterator[Finding]:
    """Blocking findings on sentences that nobody with the right to it stands behind. Without a record nothing is known of rights."""
    if ctx.record is None:
        return
    said = {span.start for span in sentences if _is_ours(ctx, span)}
    for span in sentences:
        if span.start in said:
            continue
        found = _CONCESSION.search(span.quote)
        if found and not _UNDECIDED.search(span.quote) and not _is_granted(ctx, span.quote):
            yield _at(ctx, text, span, "concession", "This concedes something that nobody in the record authorised.")
        for rule, pattern, message, suggestion in _BLOCKED:
            if pattern.search(span.quote) and not _is_public(ctx, span.quote):
                yield _finding(rule, FindingSeverity.BLOCK, text, span.start, span.end, message, suggestion)
    asking = asking_items(ctx.evidence.items)
    if asking:
        yield from _asked_for(ctx, text, sentences, said, asking)


def _at(ctx: CheckContext, text: str, span: Span, rule: str, message: str) -> Finding:
    return _finding(
        rule, FindingSeverity.BLOCK, text, span.start, span.end, message, "Take it out until somebody with the right to it decides."
    )


def _is_ours(ctx: CheckContext, span: Span) -> bool:
    """Whether the template or the policy wrote it, or the house's own wording around values of the record."""
    backing = ctx.known.get(span.quote)
    ours = {SentenceStatus.TEMPLATE, SentenceStatus.POLICY, SentenceStatus.FOR_A_PERSON}
    return backing is not None and (backing.form or backing.status in ours)


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


def is_outside(ctx: CheckContext, item: Evidence) -> bool:
    """Whether somebody outside wrote it: a title or description, an entry of one of the customer's contacts, a past report."""
    if item.field in {"title", "description", "passage"}:
        return True
    if item.field != "updates" or ctx.record is None:
        return False
    theirs = {contact.name.casefold() for contact in ctx.record.customer.contacts} | {ctx.record.customer.name.casefold()}
    return any((update.author or "").casefold() in theirs and update.text == item.text for update in ctx.record.updates)


@lru_cache(maxsize=64)
def asking_items(items: tuple[Evidence, ...]) -> frozenset[str]:
    """Tags of the evidence that asks for words, hides something, or orders a tool about."""
    from assistant.checks.injection import suspicious  # the other direction is imported on top

    return frozenset(item.id for item in items if item.field in _WRITTEN_OUTSIDE and suspicious(item.text))


def _asked_for(ctx: CheckContext, text: str, sentences: tuple[Span, ...], said: set[int], asking: frozenset[str]) -> Iterator[Finding]:
    """Sentences that the record carries only through a passage that asks for words, or not at all."""
    from assistant.checks import grounding

    clean = EvidenceSet(tuple(_without_requests(item) if item.id in asking else item for item in ctx.evidence.items), ctx.evidence.withheld)
    for assessed in grounding.assess(replace(ctx, evidence=clean, known={}), text, sentences)[0]:
        if assessed.status is SentenceStatus.UNSUPPORTED and assessed.start not in said and re.search(r"\w", assessed.text):
            message = "The record holds a text that asks for words in this message, and nothing else in the record says this."
            yield _finding(
                "asked_for", FindingSeverity.BLOCK, text, assessed.start, assessed.end, message, "Read that text, and take this out."
            )


def _without_requests(item: Evidence) -> Evidence:
    from assistant.checks.injection import suspicious

    return replace(
        item,
        clauses=tuple(clause for clause in item.clauses if not suspicious(clause.text)),
        text=" ".join(clause.text for clause in item.clauses if not suspicious(clause.text)),
    )


def in_subject(ctx: CheckContext) -> Iterator[Finding]:
    """The same for the subject line, unless it only repeats the title. The findings have no place in the text; they quote the subject."""
    if ctx.record is None or ctx.record.title.casefold().rstrip(".") in ctx.subject.casefold():
        return
    whole = Span(0, len(ctx.subject), ctx.subject)
    for finding in check(replace(ctx, subject="", known={}), ctx.subject, (whole,)):
        message = f"In the subject, “{ctx.subject}”: {finding.message}"
        yield finding.model_copy(update={"start": 0, "end": 0, "text": "", "message": message, "rule": f"{finding.rule}_in_subject"})
