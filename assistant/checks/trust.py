"""Whose word a piece of evidence is: the house's own, or that of somebody outside, who may report a problem and grant nothing.

Outside are the title and the description of a ticket, what the customer's people wrote into the log, and past reports. The typed fields of
the record, the policy and the entries of colleagues are the house's own.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from assistant.checks.context import CheckContext
from assistant.evidence.facts import Evidence, EvidenceSet
from assistant.records.model import EscalationRecord

_TICKET = frozenset({"title", "description", "passage", "business_criticality"})
_WRITTEN = _TICKET | {"updates"}
"""Fields of free text, in which somebody may ask for words."""
_UNNAMED = frozenset({"customer", "client", "requester", "reporter", "end user", "user", "caller"})
"""Authors that ticket systems write for somebody on the customer's side."""


def is_outside(ctx: CheckContext, item: Evidence) -> bool:
    """Whether somebody outside wrote it."""
    if item.field in _TICKET:
        return True
    if item.field != "updates" or ctx.record is None:
        return False
    return any(update.text == item.text and _is_theirs(ctx.record, update.author) for update in ctx.record.updates)


def _is_theirs(record: EscalationRecord, author: str | None) -> bool:
    """Whether an author of the log is one of the customer's people, by name, by address, or by the customer's name in it."""
    written = (author or "").casefold().strip()
    if not written:
        return False
    theirs = {part.casefold() for contact in record.customer.contacts for part in (contact.name, contact.email) if part}
    return written in theirs | _UNNAMED or record.customer.name.casefold() in written


@lru_cache(maxsize=64)
def asking_items(items: tuple[Evidence, ...]) -> frozenset[str]:
    """Tags of the evidence that asks for words, hides something, or orders a tool about."""
    from assistant.checks.injection import suspicious  # the other direction is imported on top

    return frozenset(item.id for item in items if item.field in _WRITTEN and suspicious(item.text))


def unasked(ctx: CheckContext) -> EvidenceSet:
    """The evidence without the sentences that ask for words."""
    asking = asking_items(ctx.evidence.items)
    return EvidenceSet(tuple(_without_requests(item) if item.id in asking else item for item in ctx.evidence.items), ctx.evidence.withheld)


def trusted(ctx: CheckContext) -> EvidenceSet:
    """The evidence that the house itself answers for."""
    asking = asking_items(ctx.evidence.items)
    return EvidenceSet(
        tuple(item for item in ctx.evidence.items if item.id not in asking and not is_outside(ctx, item)), ctx.evidence.withheld
    )


@lru_cache(maxsize=256)
def _without_requests(item: Evidence) -> Evidence:
    from assistant.checks.injection import suspicious

    clauses = tuple(clause for clause in item.clauses if not suspicious(clause.text))
    return replace(item, clauses=clauses, text=" ".join(clause.text for clause in clauses))
