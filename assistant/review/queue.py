"""The queue: every escalation with its clocks, the message it asks for and the draft at hand, sorted by what is owed next. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.evidence.facts import Audience
from assistant.records.clock import Clock, Clocks, ClockState, MessageKind, next_message, read_clocks
from assistant.records.commitments import Judged
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy
from assistant.review.states import State
from assistant.review.stored import StoredDraft, StoredRecord


class Due(StrEnum):
    """When something is owed."""

    NOW = "Owed now"
    TODAY = "Later today"
    LATER = "Later"
    NO_CLOCK = "On change, or waiting for somebody"


_STANDING = {State.APPROVED: 3, State.SUBMITTED: 2, State.CHANGES_REQUESTED: 1}


@dataclass(frozen=True)
class QueueItem:
    """One escalation in the queue.

    Attributes:
        stored: The record.
        clocks: As they stand at the `now` of the reading.
        owed: The running clock with the earliest due time; None when none runs.
        message: The message that the record's state asks for.
        due: The group in which it stands.
        draft: The draft at hand, neither sent nor withdrawn; of several, the one that is furthest on its way.
        promises: What is owed by promises in sent messages, by due time.
    """

    stored: StoredRecord
    clocks: Clocks
    owed: Clock | None
    message: MessageKind
    due: Due
    draft: StoredDraft | None
    promises: tuple[Judged, ...] = ()

    @property
    def record(self) -> EscalationRecord:
        """The record itself."""
        return self.stored.record


def read_queue(
    records: Iterable[StoredRecord],
    drafts: Iterable[StoredDraft],
    policy: Policy,
    *,
    now: datetime,
    promises: Mapping[str, Sequence[Judged]] | None = None,
) -> tuple[QueueItem, ...]:
    """All escalations, the most overdue first, then by due time; those without a running clock last, the gravest first.

    Args:
        records: The current versions.
        drafts: All drafts.
        policy: The tables in force.
        now: When it is read.
        promises: What is owed by promises in sent messages, by record. A late one is owed now, whatever the clocks say.
    """
    promised = promises or {}
    by_record: dict[str | None, list[StoredDraft]] = {}
    for draft in drafts:
        # What colleagues write for themselves is owed to nobody.
        if not draft.state.is_final and draft.newest.draft.audience is Audience.CUSTOMER:
            by_record.setdefault(draft.record_id, []).append(draft)
    items = [
        _item(stored, by_record.get(stored.record.id, []), policy, now, tuple(promised.get(stored.record.id, ()))) for stored in records
    ]
    return tuple(sorted(items, key=_order))


def _item(stored: StoredRecord, drafts: list[StoredDraft], policy: Policy, now: datetime, promises: tuple[Judged, ...]) -> QueueItem:
    clocks = read_clocks(stored.record, policy, now=now)
    owed, message = clocks.owed_next, next_message(stored.record)
    # The last of the best: what waits for somebody comes before what is still written, and the message that is owed before others.
    draft = max(drafts, key=lambda each: (_STANDING.get(each.state, 0), each.kind == message, each.newest.saved_at), default=None)
    due = Due.NOW if any(each.late for each in promises) else _due(owed, policy, now)
    return QueueItem(stored, clocks, owed, message, due, draft, promises)


def _due(owed: Clock | None, policy: Policy, now: datetime) -> Due:
    if owed is None or owed.due_at is None:
        return Due.NO_CLOCK
    if owed.state in {ClockState.OVERDUE, ClockState.SOON}:
        return Due.NOW
    same_day = owed.due_at.astimezone(policy.zone).date() == now.astimezone(policy.zone).date()
    return Due.TODAY if same_day else Due.LATER


def _order(item: QueueItem) -> tuple[int, float, int, int, str]:
    late = [each.commitment.due_at for each in item.promises if each.late]
    times = [at.timestamp() for at in (*late, item.owed.due_at if item.owed else None) if at]
    due_at = min(times, default=0.0)
    closed = item.record.status.value == "closed"
    rank = item.record.severity.rank if item.record.severity else 5
    return list(Due).index(item.due), due_at, int(closed), rank, item.record.id
