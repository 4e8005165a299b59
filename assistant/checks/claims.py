"""Claims that no figure gives away: a plan told as a deed, a suspicion as the cause, a repair as the end, a loss denied, a scope widened.

Each rule compares what a sentence claims with what the evidence's clauses claim, by their modes.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.checks.actors import wrong_actor
from assistant.checks.basis import Basis
from assistant.checks.causes import cause, certain, sworn, unsure_of_fact
from assistant.checks.context import CheckContext
from assistant.checks.deeds import Claim, plan_as_deed, unknown_deed
from assistant.checks.denied import decided_while_open, fruitless, helped, told_as_open
from assistant.checks.extent import reversed_sense, scope
from assistant.checks.forecasts import forecast
from assistant.checks.losses import loss
from assistant.checks.outcomes import ends
from assistant.checks.redress import credit, for_each, settled
from assistant.checks.states import opposite_state
from assistant.checks.unreal import planned_only
from assistant.checks.wording import content_stems
from assistant.evidence.sentences import Span
from assistant.evidence.values import Value, extract_values
from assistant.records.model import EscalationRecord

_LABEL = re.compile(r"^\s*(?:\*\*(?P<bold>[^*\n]{1,60}?):?\*\*|#{1,4}\s+(?P<head>[^\n]+))", re.MULTILINE)


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


def contradictions(ctx: CheckContext, span: Span, section: str, basis: Basis, own_words: str) -> tuple[Claim, ...]:
    """The claims of one sentence that the evidence does not carry; `own_words` is what stands outside a quotation."""
    return _claims(ctx.record, span.quote, section, basis, own_words)


_RULES = (
    cause, certain, sworn, unsure_of_fact, ends, forecast, loss, credit, settled, for_each, scope, reversed_sense, opposite_state, wrong_actor, fruitless, helped,
    told_as_open, decided_while_open,
)  # fmt: skip


@lru_cache(maxsize=256)
def _claims(record: EscalationRecord | None, quote: str, section: str, basis: Basis, own_words: str) -> tuple[Claim, ...]:
    """Kept, because a text is checked after every edit and most of its sentences stay."""
    deed = (
        plan_as_deed(quote, section, basis, own_words=own_words)
        or planned_only(own_words, basis)
        or unknown_deed(own_words, section, basis)
    )
    found = [rule(record, own_words, basis) for rule in _RULES]
    return tuple(claim for claim in (deed, *found) if claim)
