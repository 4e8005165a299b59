"""Claims that no figure gives away: a plan told as a deed, a suspicion as the cause, a repair as the end, a loss denied, a scope widened.

Each rule compares what a sentence claims with what the evidence's clauses claim, by their modes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.checks.basis import Basis, Point
from assistant.checks.context import CheckContext
from assistant.checks.deeds import ENDING, NEGATION, OVER, REAL, UNREAL, Claim, plan_as_deed, unknown_deed
from assistant.checks.finding import FindingSeverity
from assistant.checks.wording import content_stems, stem
from assistant.evidence.facts import Mode
from assistant.evidence.sentences import Span
from assistant.evidence.values import Value, extract_values
from assistant.records.model import EscalationRecord

_LABEL = re.compile(r"^\s*(?:\*\*(?P<bold>[^*\n]{1,60}?):?\*\*|#{1,4}\s+(?P<head>[^\n]+))", re.MULTILINE)

_CAUSAL = re.compile(
    r"\b(?:(?:was|were|is|are|been|being) (?:\w+ly )?(?:caused|triggered|due|the result|a result)\b|caused (?:by|the|this|your|our|it)\b|because of\b(?! (?:this|that|it|these)\b)|due to\b(?! (?:this|that|it|these)\b)|as a result of\b|root cause (?:was|is)\b"
    r"|the cause (?:was|is|of [\w\s]{1,40} (?:was|is))\b(?! (?:found|discovered|identified|confirmed|clear|known|established|unknown|unclear|open))|resulted from\b|result(?:ed|s) in\b|stemm?(?:ed|s) from\b|traced (?:it )?(?:back )?to\b|led to\b|the reason (?:was|is)\b|originated (?:from|in)\b|happened because\b|responsible for the (?:outage|incident|problem|failure))",
    re.IGNORECASE,
)
_FOUND_CAUSE = re.compile(
    r"\b(?:confirmed|found|identified|established|pinpointed|know|determined|discovered) (?:the |what |its )?(?:exact |root |underlying |actual )?(?:cause|caused)\b"
    r"|\bcause (?:\w+ ){0,6}?(?:is|was|has been|is now|has now been) (?:now )?(?:confirmed|found|identified|established|known|understood|clear)\b|\bcause (?:confirmed|found|identified)\b",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    stem(word)
    for word in ("cause", "problem", "fail", "affect", "happen", "reason", "root", "user", "service", "result", "lead", "trigger", "due")
)
"""Words of every incident: they tie a cause to nothing."""
_EXPLAINS = re.compile(r"\bcause\b|\bonly\b|\blimited to\b|\bconfined to\b", re.IGNORECASE)
_HEDGED = re.compile(
    r"\b(?:suspect\w*|believe|think|may|might|could|possibl[ey]|probabl[ey]|likely|potential\w*|appears?|seems?|hypothes[ie]s|assume|unconfirmed|not (?:yet )?(?:confirmed|known|certain|clear|found|identified)"
    r"|do not (?:yet )?know|don['’]t (?:yet )?know|whether|investigat\w+|looking (?:for|into)|still|if|working theory|one explanation|checking|suggests?|preliminar\w+|sorry|apolog\w+|inconvenience|points? to|cannot yet|determin\w+|confirm(?:ing)? the)\b",
    re.IGNORECASE,
)
_NOT_OVER = re.compile(
    r"\b(?:not|n['’]t|never|no|until|once|when|if|will|['’]ll|would|should|may|might|could|can|partially|partly|some|to be|expect\w*|working|as soon as|whether|after|before|confirm(?:ing|s)? that|monitor\w*|ensure|estimate\w*|by the time|yet)\b",
    re.IGNORECASE,
)
_DATA = r"(?:data|records?|orders?|files?|messages?|events?|transactions?|information|content|metrics?|logs?|e-?mails?|uploads?|bookings?|payments?|documents?|backups?|rows?|entr(?:y|ies)|figures?|reports?|invoices?|tickets?|credentials|passwords)"
_LOST = r"(?:lost|loss(?:es)?|losing|lose|deleted|corrupt(?:ed|ion)?|leaked|exposed|breach(?:ed)?|compromised|stolen|accessed by|destroyed|disappeared)"
_LOSS = re.compile(rf"\b{_DATA}\b[^.;,]{{0,30}}\b{_LOST}\b|\b{_LOST}\b[^.;,]{{0,30}}\b{_DATA}\b", re.IGNORECASE)
_CREDIT = re.compile(
    r"\b(?:credit(?:s|ed|ing)?|refund(?:s|ed|ing)?|compensat\w+|reimburs\w+|waive\w*|discount\w*|free (?:month|months|of charge)|goodwill (?:gesture|payment))\b(?!\s+cards?)",
    re.IGNORECASE,
)
_CREDIT_NOT = re.compile(r"\b(?:not|no|n['’]t|whether|if|decide\w*|request|undecided|review|cannot|credit cards?|ask\w*)\b", re.IGNORECASE)
_ALL = re.compile(
    r"\b(?:all|every|each|entire|any|whole|100\s?%)(?: of)?(?: (?:your|our|the|these|those))? (?P<noun>[^\W\d_]+(?: [^\W\d_]+)?)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:some|subset|few|several|part|partial\w*|portion|number|small|limited|majority|certain|only|most|\d+(?:\.\d+)?\s?%)\b|\b[\d,]+ (?:out )?of (?:the )?[\d,]+\b",
    re.IGNORECASE,
)
_RECURRED = re.compile(
    r"\b(?:again|also (?:affected|happened|occurred|failed)|same (?:fault|problem|issue|error|thing)\b.{0,30}\b(?:affected|happened|occurred|hit)|second time|third time|recurr\w+|repeat(?:ed)?)\b",
    re.I,
)


UNIVERSAL = re.compile(r"\b(?:all|every|each|entire|whole|both|none|nobody|no one|any|always|only)\b", re.IGNORECASE)


def granted(ctx: CheckContext, value: Value) -> bool:
    """Whether somebody named in the record authorised a gesture of this amount."""
    gestures = ctx.record.recovery.gestures if ctx.record and ctx.record.recovery else ()
    return any(gesture.authorised_by and value.canonical in _amounts(gesture.gesture) for gesture in gestures)


def _amounts(text: str) -> set[str]:
    return {value.canonical for value in extract_values(text)}


def section_at(text: str, place: int) -> str:
    """The label under which a place stands: "What We've Done"; empty before the first."""
    label = ""
    for match in _LABEL.finditer(text, 0, place):
        label = match["bold"] or match["head"] or ""
    return label


@lru_cache(maxsize=32)
def record_words(record: EscalationRecord | None) -> frozenset[str]:
    """The words of all names in a record: people, customer, services."""
    if record is None:
        return frozenset()
    parties = [party for party in (record.owner, record.executive, *record.customer.contacts) if party]
    named = [record.customer.name, record.title, record.id, *record.services]
    named.extend(part for party in parties for part in (party.name, party.role or ""))
    named.extend(person for action in record.prevention for person in (action.owner or "",))
    named.extend(gesture.authorised_by or "" for gesture in (record.recovery.gestures if record.recovery else ()))
    return frozenset(re.findall(r"[^\W_]+", " ".join(named).casefold()))


def contradictions(ctx: CheckContext, span: Span, section: str, basis: Basis, own_words: str) -> Iterator[Claim]:
    """The claims of one sentence that the evidence does not carry; `own_words` is what stands outside a quotation."""
    deed = plan_as_deed(span.quote, section, basis) or unknown_deed(own_words, section, basis)
    if deed:
        yield deed
    for rule in (_cause, _end, _loss, _credit, _scope):
        claim = rule(ctx, own_words, basis)
        if claim:
            yield claim


def _cause(ctx: CheckContext, quote: str, basis: Basis) -> Claim | None:
    if _HEDGED.search(quote):
        return None
    suggestion = "Say what is known, and that the cause is still being confirmed."
    if _FOUND_CAUSE.search(quote) and not any(_establishes(point) for point in basis.points):
        return "cause", FindingSeverity.WARN, "This says that the cause is established, and the record does not.", suggestion
    if not _CAUSAL.search(quote):
        return None
    core = content_stems(quote) - _GENERIC
    for point in basis.points:
        explains = point.field == "root_cause" or _CAUSAL.search(point.text) or _EXPLAINS.search(point.text)
        if point.mode in REAL and len(core & point.stems) >= (0.4 if explains else 0.6) * max(1, len(core)):
            return None
    message = "This states a cause as a fact, and the record holds no confirmed cause that says so."
    return "cause", FindingSeverity.WARN, message, suggestion


def _establishes(point: Point) -> bool:
    return (point.field == "root_cause" and point.mode is not Mode.FIELD) or (
        point.mode in REAL and _FOUND_CAUSE.search(point.text) is not None
    )


def _end(ctx: CheckContext, quote: str, basis: Basis) -> Claim | None:
    found = next((match for match in OVER.finditer(quote) if not _NOT_OVER.search(quote[: match.start()][-45:])), None)
    if not found or (ctx.record and (ctx.record.status.is_over or ctx.record.resolved_at)):
        return None
    stems = content_stems(quote)
    for point in basis.points:
        if (
            point.mode in REAL
            and point.stems & ENDING
            and not _says_open(point.text)
            and (point.field in {"resolved_at", "resolution"} or len(stems & point.stems) >= min(2, len(stems)))
        ):
            return None
    if any(
        point.field == "status" and re.search(r"\b(?:resolved|closed|recovered|mitigated)\b", point.text, re.IGNORECASE)
        for point in basis.points
    ):
        return None
    return (
        "fix_status",
        FindingSeverity.WARN,
        "This tells the problem, or the repair, as over; the record does not.",
        "Say what works now and since when, in the record's terms.",
    )


def _says_open(text: str) -> bool:
    return re.search(r"\b(?:not|no|none|never|n/a|unavailable)\b|n['’]t\b", text, re.IGNORECASE) is not None


def _loss(ctx: CheckContext, quote: str, basis: Basis) -> Claim | None:
    found = _LOSS.search(quote)
    if not found or quote.endswith("?") or _HEDGED.search(quote) or re.search(r"\bwill\b", quote, re.IGNORECASE):
        return None
    denies = NEGATION.search(quote) is not None
    said = [
        NEGATION.search(point.text) is not None for point in basis.points if point.mode is not Mode.SUSPECTED and (_LOSS.search(point.text))
    ]
    if denies in said:
        return None
    if denies and any(
        re.search(r"\b(?:safe(?:ly)?|intact|complete|stored|0 differences|no differences?|nothing missing)\b", point.text, re.I)
        for point in basis.points
    ):
        return None
    suggestion = "Say it in the record's words, or say that it is still being checked."
    if said:
        return "data_loss", FindingSeverity.BLOCK, "The record says the opposite about lost or exposed data.", suggestion
    return "data_loss", FindingSeverity.WARN, "The record says nothing about lost or exposed data.", suggestion


def _credit(ctx: CheckContext, quote: str, basis: Basis) -> Claim | None:
    if ctx.record is not None:
        return None  # the commitment checks hold it against what the record authorises
    if not _CREDIT.search(quote) or _CREDIT_NOT.search(quote):
        return None
    for point in basis.points:
        if (
            _CREDIT.search(point.text)
            and point.mode is not Mode.FIELD
            and not _CREDIT_NOT.search(point.text)
            and len(content_stems(quote) & point.stems) > 1
        ):
            return None
    return (
        "credit",
        FindingSeverity.WARN,
        "Nothing in the record grants a credit or refund.",
        "Leave it out until somebody with the right to grant it has done so.",
    )


def _scope(ctx: CheckContext, quote: str, basis: Basis) -> Claim | None:
    for match in _ALL.finditer(quote):
        if NEGATION.search(quote[: match.end()]) or UNREAL.search(quote[: match.start()][-30:]):
            continue
        nouns = content_stems(match["noun"])
        rest = content_stems(quote[match.end() :][:60]) - nouns
        about = [point for point in basis.points if nouns & point.stems and (rest & point.stems) and point.mode is not Mode.PLANNED]
        partial = [point for point in about if _PART.search(point.text) and not _ALL.search(point.text)]
        only = [
            point
            for point in basis.points
            if nouns & point.stems and re.search(r"\bonly\b", point.text, re.IGNORECASE) and len(point.stems) <= 4
        ]
        whole = any(nouns & point.stems and _ALL.search(point.text) for point in basis.points)
        if (partial and len(partial) == len(about)) or (only and not whole):
            return (
                "scope",
                FindingSeverity.WARN,
                "The record speaks of a part here, and the sentence of all.",
                "Give the scope that the record gives.",
            )
    return None
