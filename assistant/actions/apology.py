"""Apology: the executive's letter, or the shorter apology that the recovery ladder asks for."""

from __future__ import annotations

from assistant.actions.action import DraftingAction
from assistant.drafting.messages import message_form
from assistant.records.clock import MessageKind
from assistant.records.model import EscalationRecord, RecoveryImpact


def _choose(record: EscalationRecord) -> str:
    small = record.recovery is not None and record.recovery.impact in {RecoveryImpact.MINOR, RecoveryImpact.MODERATE}
    return (MessageKind.SHORT_APOLOGY if small or record.executive is None else MessageKind.EXECUTIVE_APOLOGY).value


def _refuse(kind: str, record: EscalationRecord) -> str:
    if kind == MessageKind.EXECUTIVE_APOLOGY and record.executive is None:
        return f"{record.id} names no executive, so there is nobody to sign the letter."
    return ""


ACTION = DraftingAction(
    name="apology",
    trigger="Write apology for [Situation]",
    option="form",
    forms={kind.value: message_form(kind) for kind in (MessageKind.EXECUTIVE_APOLOGY, MessageKind.SHORT_APOLOGY)},
    choose=_choose,
    refuse=_refuse,
)
