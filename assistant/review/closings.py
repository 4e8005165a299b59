"""Closing a record: the new version and the decision behind it, in one transaction.

Whether a record may be closed is the gate's to say (`assistant.records.closure`); here is kept who closed it, when, and in spite of what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from assistant.records.closure import Condition, Missing
from assistant.records.flags import Ground
from assistant.records.model import Status
from assistant.review.database import reading, transaction
from assistant.review.decisions import person
from assistant.review.record_rows import check_base, put_record, read_record, record_row
from assistant.review.store import Store
from assistant.review.tables import ClosingRow


@dataclass(frozen=True)
class Closing:
    """That somebody closed a record.

    Attributes:
        record_id: The record.
        record_version: The version that the closing made.
        by, at: Who closed it and when.
        override_reason: Why it was closed although something was missing; empty where nothing was.
        missing: What was missing at that moment.
    """

    record_id: str
    record_version: int
    by: str
    at: datetime
    override_reason: str
    missing: tuple[Missing, ...]


def keep_closing(
    store: Store, record_id: str, *, base_version: int, by: str, now: datetime, missing: Sequence[Missing] = (), override_reason: str = ""
) -> Closing:
    """Set a record to closed as a new version of it, and keep the decision.

    Args:
        store: Where it is kept.
        record_id: The record.
        base_version: The version that the gate was read from; somebody else's newer one is never overwritten.
        by: Who closes it.
        now: When.
        missing: What the gate found missing.
        override_reason: Why it is closed all the same.

    Raises:
        ActionRefused: No name was given, or somebody saved a newer version meanwhile.
        NotFound: The store does not hold the record.
        StorageFailed: It could not be saved; nothing was changed.
    """
    who = person(by)
    with transaction(store.engine, f"The closing of record {record_id} could not be saved") as session:
        held = read_record(record_row(session, record_id, None))
        check_base(session, record_id, base_version)
        closed = held.record.model_copy(update={"status": Status.CLOSED})
        note = f"Closed by {who}." if not missing else f"Closed by {who} in spite of what was missing: {override_reason}"
        version = put_record(session, closed, now=now, by=who, sample=held.sample, notes=(note,)).version
        row = ClosingRow(
            record_id=record_id,
            record_version=version,
            by=who,
            at=now,
            override_reason=override_reason,
            missing=[_plain(m) for m in missing],
        )
        session.add(row)
        session.flush()
        return _read(row)


def closings(store: Store, record_id: str) -> tuple[Closing, ...]:
    """Every closing of a record, oldest first.

    Raises:
        StorageFailed: They cannot be read.
    """
    query = select(ClosingRow).where(ClosingRow.record_id == record_id).order_by(ClosingRow.id)
    with reading(store.engine, f"The closings of record {record_id} could not be read") as session:
        return tuple(_read(row) for row in session.scalars(query))


def _plain(missing: Missing) -> dict[str, Any]:
    return {
        "id": missing.id.value,
        "text": missing.text,
        "way_out": missing.way_out,
        "grounds": [{"where": ground.where, "words": ground.words} for ground in missing.grounds],
    }


def _read(row: ClosingRow) -> Closing:
    missing = tuple(
        Missing(Condition(each["id"]), each["text"], each["way_out"], tuple(Ground(g["where"], g["words"]) for g in each["grounds"]))
        for each in row.missing
    )
    return Closing(row.record_id, row.record_version, row.by, row.at, row.override_reason, missing)
