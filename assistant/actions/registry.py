"""All actions by name."""

from __future__ import annotations

from assistant.actions.action import DraftingAction
from assistant.actions.apology import APOLOGY
from assistant.actions.update import UPDATE
from assistant.records.clock import MessageKind

ACTIONS: dict[str, DraftingAction] = {action.name: action for action in (UPDATE, APOLOGY)}


def action_of(kind: MessageKind) -> DraftingAction:
    """The action that writes this message."""
    return APOLOGY if kind.is_apology else UPDATE
