from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assistant.records.clock import MessageKind
from assistant.records.model import Customer, EscalationRecord, Severity, Status, Update, UpdateKind
from assistant.records.policy import shipped_policy
from assistant.review.queue import Due, read_queue
from assistant.review.stored import StoredRecord

NOW = datetime(2026, 3, 12, 14, 41, tzinfo=UTC)


def stored(
    name: str, severity: Severity | None, minutes_ago: int | None, *, status: Status = Status.INVESTIGATING, answered: bool = True
) -> StoredRecord:
    """A record whose last message went out that many minutes ago."""
    at = NOW - timedelta(minutes=minutes_ago) if minutes_ago is not None else None
    updates = (Update(at=at, kind=UpdateKind.CUSTOMER_MESSAGE, text="We are on it."),) if at and answered else ()
    record = EscalationRecord(
        id=name, title=name, customer=Customer(name="A"), severity=severity, status=status, escalated_at=at, updates=updates
    )
    return StoredRecord(record, 1, "f", NOW, "somebody")


def ids(*records: StoredRecord) -> list[str]:
    return [item.record.id for item in read_queue(records, (), shipped_policy(), now=NOW)]


def test_the_most_overdue_comes_first_whatever_its_severity():
    assert ids(stored("soon", Severity.SEV1, 25), stored("late", Severity.SEV2, 161), stored("later", Severity.SEV2, 10)) == [
        "late",
        "soon",
        "later",
    ]


@pytest.mark.parametrize(
    ("severity", "minutes_ago", "due"),
    [
        (Severity.SEV1, 31, Due.NOW),
        (Severity.SEV1, 21, Due.NOW),
        (Severity.SEV1, 19, Due.TODAY),
        (Severity.SEV3, 10, Due.LATER),
        (Severity.SEV1, None, Due.NO_CLOCK),
    ],
)
def test_groups_follow_the_clock(severity, minutes_ago, due):
    (item,) = read_queue([stored("A", severity, minutes_ago)], (), shipped_policy(), now=NOW)
    assert item.due is due


def test_without_clocks_the_gravest_comes_first_and_closed_ones_last():
    resolved = {"status": Status.RESOLVED}
    assert ids(
        stored("closed", Severity.SEV1, 60, status=Status.CLOSED),
        stored("small", Severity.SEV4, 60, **resolved),
        stored("big", Severity.SEV1, 60, **resolved),
    ) == ["big", "small", "closed"]


def test_an_unanswered_record_asks_for_the_acknowledgment():
    (item,) = read_queue([stored("A", Severity.SEV1, 5, answered=False)], (), shipped_policy(), now=NOW)
    assert item.message is MessageKind.ACKNOWLEDGMENT
    assert item.owed is not None
    assert item.owed.name == "first response"
    assert item.draft is None
