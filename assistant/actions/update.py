"""Update: acknowledgment, progress update or resolution notice, chosen by the record's state."""

from __future__ import annotations

from assistant.actions.action import DraftingAction
from assistant.drafting.messages import message_form
from assistant.records.clock import MessageKind, next_message
from assistant.records.model import EscalationRecord, Status


def _choose(record: EscalationRecord) -> str:
    kind = next_message(record)
    return (MessageKind.RESOLUTION if kind.is_apology else kind).value


def _refuse(kind: str, record: EscalationRecord) -> str:
    if kind == MessageKind.ACKNOWLEDGMENT and record.status.is_over:
        return f"{record.id} is {record.status.value}; an acknowledgment would tell the customer that the work begins now."
    if kind == MessageKind.PROGRESS and record.status is Status.CLOSED:
        return f"{record.id} is closed; a progress update would promise another one."
    if kind == MessageKind.RESOLUTION and not record.status.is_over and record.resolved_at is None:
        return f"{record.id} is {record.status.value}; a resolution message would tell the customer that it is over."
    return ""


ACTION = DraftingAction(
    name="update",
    trigger="Write customer update for [Issue]",
    option="stage",
    forms={kind.value: message_form(kind) for kind in (MessageKind.ACKNOWLEDGMENT, MessageKind.PROGRESS, MessageKind.RESOLUTION)},
    choose=_choose,
    refuse=_refuse,
)
