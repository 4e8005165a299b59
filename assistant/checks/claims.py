"""Claims that no figure gives away: a plan told as a deed, a suspicion as the cause, a repair as the end, a loss denied, a scope widened.

Each rule compares what a sentence claims with what the evidence's clauses claim, by their modes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.checks.actors import wrong_actor
from assistant.checks.basis import Basis, Point
from assistant.checks.context import CheckContext
from assistant.checks.deeds import REAL, Claim, is_plan, plan_as_deed, unknown_deed
from assistant.checks.extent import reversed_sense, scope
from assistant.checks.finding import FindingSeverity
from assistant.checks.outcomes import HEDGED, ends, forecast, loss
from assistant.checks.wording import content_stems, stem
from assistant.evidence.facts import Mode
from assistant.evidence.sentences import Span
from assistant.evidence.values import Value, extract_values
from assistant.records.model import EscalationRecord

_LABEL = re.compile(r"^\s*(?:\*\*(?P<bold>[^*\n]{1,60}?):?\*\*|#{1,4}\s+(?P<head>[^\n]+))", re.MULTILINE)

_CAUSAL = re.compile(
    r"\b(?:(?:was|were|is|are|been|being) (?:\w+ly )?(?:caused|triggered|due to|the result|a result|the (?:root )?cause)\b|(?:caused|causes|triggers) (?:by|the|this|your|our|it|all)\b|because of\b(?! (?:this|that|it|these)\b)|due to\b(?! (?:this|that|it|these)\b)|as a result of\b|root cause (?:was|is)\b"
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
_GUESSED, _MORE = 0.6, 0.25
"""Share of a sentence's words that a suspicion must hold, and by how much more than any fact does."""
_EXPLAINS = re.compile(r"\bcause\b|\bonly\b|\blimited to\b|\bconfined to\b", re.IGNORECASE)
_CREDIT = re.compile(
    r"\b(?:credit(?:s|ed|ing)?|refund(?:s|ed|ing)?|compensat\w+|reimburs\w+|waive\w*|discount\w*|free (?:month|months|of charge)|goodwill (?:gesture|payment))\b(?!\s+cards?)",
    re.IGNORECASE,
)
_CREDIT_NOT = re.compile(
    r"\b(?:not|no|n['’]t|whether|if|possible|pending|await\w*|look (?:at|into)|considered|decide\w*|decision|declined|refused|request|to be|undecided|review|cannot|credit cards?|ask\w*)\b",
    re.IGNORECASE,
)


def granted(ctx: CheckContext, value: Value) -> tuple[str, ...]:
    """The tags of the gestures of this amount that somebody named in the record authorised; empty when nobody did."""
    return tuple(tag for tag, text in _granted(ctx) if value.canonical in {other.canonical for other in extract_values(text)})


def granted_words(ctx: CheckContext) -> frozenset[str]:
    """The words of the gestures that the record authorises, and of the right to authorise them."""
    texts = [text for _, text in _granted(ctx)]
    return content_stems(f"{' '.join(texts)} authorise authorised approve approved grant") if texts else frozenset()


def _granted(ctx: CheckContext) -> list[tuple[str, str]]:
    gestures = ctx.record.recovery.gestures if ctx.record and ctx.record.recovery else ()
    by = [(gesture.gesture.rstrip("."), gesture.authorised_by) for gesture in gestures if gesture.authorised_by]
    held = [item for item in (*ctx.evidence.items, *ctx.evidence.withheld) if item.field == "gestures"]
    return [(item.id, f"{gesture} {name}") for gesture, name in by for item in held if gesture in item.text]


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
    deed = plan_as_deed(span.quote, section, basis, own_words=own_words) or unknown_deed(own_words, section, basis)
    if deed:
        yield deed
    for rule in (_cause, _certain, ends, forecast, loss, _credit, scope, reversed_sense, wrong_actor):
        claim = rule(ctx, own_words, basis)
        if claim:
            yield claim


def _cause(ctx: CheckContext, quote: str, basis: Basis) -> Claim | None:
    if HEDGED.search(quote):
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


_UNSURE = re.compile(
    r"\b(?:suspect\w*|believe[sd]?|think|thought|(?-i:may|might)|could (?:be|have)|possibl[ey]|possibility|probabl[ey]|likely|seems?|appears?|hypothes[ie]s|unconfirmed|not (?:yet )?(?:confirmed|verified|known|clear)"
    r"|unclear|being (?:checked|examined|looked)|whether)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def _unsure(point: Point) -> bool:
    return point.mode is Mode.SUSPECTED or _UNSURE.search(point.said) is not None


def _without_values(quote: str) -> str:
    for value in reversed(extract_values(quote)):
        quote = f"{quote[: value.start]} {quote[value.end :]}"
    return quote


def _certain(ctx: CheckContext, quote: str, basis: Basis) -> Claim | None:
    """What the record only suspects, told as a fact."""
    stems = content_stems(_without_values(quote)) - _GENERIC
    if len(stems) < 2 or HEDGED.search(quote) or quote.endswith("?"):
        return None
    unsure = [point.stems - _GENERIC for point in basis.points if _unsure(point)]
    sure = [point.stems for point in basis.points if not _unsure(point) and not is_plan(point)]
    known = frozenset[str]().union(*sure)
    guess = max(unsure, key=lambda their: len(stems & their), default=frozenset[str]())
    guessed, most = len(stems & guess), max((len(stems & their) for their in sure), default=0)
    closer = guessed - most >= max(1, _MORE * len(stems)) or len((stems & guess) - known) >= max(2, _MORE * len(stems))
    if guessed >= _GUESSED * len(stems) and closer:
        message = "The record has this only as a suspicion, and the sentence states it as a fact."
        return "cause", FindingSeverity.WARN, message, "Say that it is suspected, and that it is still being confirmed."
    return None


def _establishes(point: Point) -> bool:
    return (point.field == "root_cause" and point.mode is not Mode.FIELD) or (
        point.mode in REAL and _FOUND_CAUSE.search(point.text) is not None
    )


def _credit(ctx: CheckContext, quote: str, basis: Basis) -> Claim | None:
    if ctx.record is not None:
        return None  # the commitment checks hold it against what the record authorises
    if not _CREDIT.search(quote) or _CREDIT_NOT.search(quote):
        return None
    for point in basis.points:
        if (
            _CREDIT.search(point.said)
            and point.mode is not Mode.FIELD
            and not _CREDIT_NOT.search(point.said)
            and len(content_stems(quote) & content_stems(point.said)) > 1
        ):
            return None
    return (
        "credit",
        FindingSeverity.WARN,
        "Nothing in the record grants a credit or refund.",
        "Leave it out until somebody with the right to grant it has done so.",
    )
