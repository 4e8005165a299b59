"""What people decided about the hypotheses of a record: kept in words, because tags move when the record grows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from assistant.analysis.hypotheses import State, Verdict
from assistant.review.database import reading, transaction
from assistant.review.record_rows import record_row
from assistant.review.store import Store
from assistant.review.tables import VerdictRow


def keep_verdict(store: Store, record_id: str, verdict: Verdict, *, now: datetime) -> None:
    """Keep a decision; an earlier one about the same cause stays, and no longer counts.

    Raises:
        NotFound: The store does not hold the record.
        StorageFailed: It could not be saved.
    """
    with transaction(store.engine, f"The decision about a hypothesis of {record_id} could not be saved") as session:
        record_row(session, record_id, None)
        session.add(
            VerdictRow(
                record_id=record_id,
                cause=verdict.cause,
                state=verdict.state.value,
                by=verdict.by,
                at=now,
                reason=verdict.reason,
                evidence=verdict.evidence,
            )
        )


def verdicts_on(store: Store, record_id: str) -> tuple[Verdict, ...]:
    """The decisions about a record's hypotheses, oldest first.

    Raises:
        StorageFailed: They cannot be read.
    """
    query = select(VerdictRow).where(VerdictRow.record_id == record_id).order_by(VerdictRow.id)
    with reading(store.engine, f"The decisions about hypotheses of {record_id} could not be read") as session:
        return tuple(Verdict(row.cause, State(row.state), row.by, row.reason, row.evidence) for row in session.scalars(query))
