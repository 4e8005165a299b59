"""Apology: the executive's letter, or the shorter apology that the recovery ladder asks for."""

from __future__ import annotations

from assistant.actions.action import DraftingAction
from assistant.records.clock import MessageKind
from assistant.records.model import EscalationRecord, RecoveryImpact


def _choose(record: EscalationRecord) -> MessageKind:
    small = record.recovery is not None and record.recovery.impact in {RecoveryImpact.MINOR, RecoveryImpact.MODERATE}
    return MessageKind.SHORT_APOLOGY if small or record.executive is None else MessageKind.EXECUTIVE_APOLOGY


def _refuse(kind: MessageKind, record: EscalationRecord) -> str:
    if kind is MessageKind.EXECUTIVE_APOLOGY and record.executive is None:
        return f"{record.id} names no executive, so there is nobody to sign the letter."
    return ""


APOLOGY = DraftingAction(
    name="apology",
    trigger="Write apology for [Situation]",
    option="form",
    kinds={kind.value: kind for kind in (MessageKind.EXECUTIVE_APOLOGY, MessageKind.SHORT_APOLOGY)},
    choose=_choose,
    refuse=_refuse,
)
