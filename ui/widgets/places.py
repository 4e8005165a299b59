"""Where an action is done in the app: its page and what goes into the address. Pure; whether it may be done is asked at the same time."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.actions.action import AUTO, DraftingAction, Takes
from assistant.actions.phrases import TRIGGERS, Reading
from assistant.actions.registry import ACTIONS, action_of
from assistant.records.clock import MessageKind
from assistant.records.model import EscalationRecord
from assistant.review.stored import StoredDraft
from ui import session

ESCALATION, ROOT_CAUSE, STATUS, METRICS = (f"app_pages/{name}.py" for name in ("escalation", "root_cause", "status", "metrics"))
MESSAGES = ("update", "apology")
"""The actions that write to the customer; their page is Compose."""
_OVER_ALL = {"status-report": STATUS, "metrics": METRICS}
_NAMES = {"update": "Customer update", "rca": "RCA"}


@dataclass(frozen=True)
class Place:
    """A page of the app with its address."""

    page: str
    params: dict[str, str] = field(default_factory=dict)


def action_name(action: str) -> str:
    """An action as a button names it."""
    return _NAMES.get(action, action.replace("-", " ").capitalize())


def actions_in_order() -> tuple[DraftingAction, ...]:
    """Every action: in the order of the phrases that ask for them, then what has no phrase."""
    known = [trigger.action for trigger in TRIGGERS if trigger.action in ACTIONS]
    return tuple(ACTIONS[name] for name in dict.fromkeys([*known, *ACTIONS]))


def place_of(action: str, record: EscalationRecord | None = None, *, value: str = AUTO, topic: str = "") -> Place:
    """Where an action is done.

    Args:
        action: Its name.
        record: The escalation; None for an action that needs none.
        value: The document that was picked, by the value of the action's option.
        topic: What a document without a record is about.

    Raises:
        ActionRefused: A customer message that this record does not allow. What writes for colleagues says so on its own page.
    """
    if action in _OVER_ALL:
        return Place(_OVER_ALL[action])
    about = {"record": record.id} if record else {}
    if action in MESSAGES:
        return Place(session.COMPOSE, {**about, "kind": ACTIONS[action].kind_for(record, value)})
    if action == "rca" and value == AUTO:
        return Place(ROOT_CAUSE, about)
    picked = {"document": value} if value != AUTO else {}
    return Place(ESCALATION, {**about, "action": action, **picked, **({"topic": topic} if topic and not record else {})})


def place_of_reading(reading: Reading, record: EscalationRecord | None) -> Place:
    """Where a phrase leads whose action and subject are clear.

    Raises:
        ActionRefused: A customer message that this record does not allow.
    """
    value = reading.option.value if reading.option else AUTO
    return place_of(reading.action or "", record, value=value, topic=reading.issue_type or "")


def place_of_draft(draft: StoredDraft) -> Place:
    """Where a kept draft is read and changed."""
    about = {"record": draft.record_id} if draft.record_id else {}
    if draft.kind in set(MessageKind):
        return Place(session.COMPOSE, {**about, "kind": draft.kind})
    value = next(value for value, kind in action_of(draft.kind).kinds.items() if kind == draft.kind)
    topic = {} if draft.record_id else {"topic": draft.newest.draft.topic}
    return Place(ESCALATION, {**about, "action": draft.action, "document": value, **topic, "draft": draft.id})


def place_to_edit(draft: StoredDraft) -> Place:
    """Where the text of a draft in hand is changed; for the reports over all escalations, where the next one is written."""
    if draft.action in _OVER_ALL:
        return place_of(draft.action)
    if draft.action == "rca":
        return Place(ROOT_CAUSE, {"record": draft.record_id or "", "kind": draft.kind})
    return place_of_draft(draft)


def needs_record(action: str) -> bool:
    """Whether an action is about one escalation and nothing else."""
    return action in ACTIONS and ACTIONS[action].takes is Takes.RECORD
