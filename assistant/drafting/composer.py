"""The composer: fills the slots by rule, without a model.

It keeps what is newest and what the customer feels, quotes the log instead of retelling it, never turns a plan into a deed, says plainly
what the record does not hold, and leaves a marked gap where only a person can know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from assistant.drafting.composing.acknowledgment import acknowledgment
from assistant.drafting.composing.apology import executive, short
from assistant.drafting.composing.material import Material
from assistant.drafting.composing.progress import progress, unanswered_requests
from assistant.drafting.composing.promised import unsaid
from assistant.drafting.composing.resolution import resolution
from assistant.drafting.form import Composed
from assistant.drafting.reading import read_log
from assistant.drafting.slots import MessageSlots
from assistant.evidence.facts import EvidenceSet
from assistant.records.clock import MessageKind, promised_next_update, read_clocks
from assistant.records.commitments import Judged, to_answer
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy

__all__ = ["compose", "material", "unanswered_requests"]


def compose(
    kind: MessageKind, record: EscalationRecord, evidence: EvidenceSet, policy: Policy, *, now: datetime, promises: Sequence[Judged] = ()
) -> Composed:
    """Fill the slots of a message from the evidence alone.

    Args:
        kind: Which message.
        record: The escalation.
        evidence: What the customer may be told.
        policy: For the zone of clock times.
        now: When the message is written.
        promises: What earlier messages promised; what is due before the next one is answered.
    """
    drawn_on = material(record, evidence, policy, now=now, promises=promises)
    slots = _COMPOSERS[kind](drawn_on)
    return Composed(slots, frozenset(drawn_on.forms), unsaid(drawn_on))


def material(
    record: EscalationRecord, evidence: EvidenceSet, policy: Policy, *, now: datetime, promises: Sequence[Judged] = ()
) -> Material:
    """What a composition draws on; arguments as for `compose`."""
    next_one, _ = promised_next_update(record, policy, now=now)
    due = to_answer(promises, until=next_one)
    return Material(record, evidence, read_log(evidence, record), read_clocks(record, policy, now=now), now, policy.zone, promises=due)


_COMPOSERS: dict[MessageKind, Callable[[Material], MessageSlots]] = {
    MessageKind.ACKNOWLEDGMENT: acknowledgment,
    MessageKind.PROGRESS: progress,
    MessageKind.RESOLUTION: resolution,
    MessageKind.EXECUTIVE_APOLOGY: executive,
    MessageKind.SHORT_APOLOGY: short,
}
