"""Records in their rows: reading them, and adding a version within somebody's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from assistant.errors import ActionRefused, NotFound, StorageFailed
from assistant.records.fingerprint import fingerprint
from assistant.records.model import EscalationRecord, Update
from assistant.review.stored import StoredRecord
from assistant.review.tables import RecordRow, RecordVersionRow


def read_record(row: RecordVersionRow | Row[Any]) -> StoredRecord:
    """One stored version of a record.

    Raises:
        StorageFailed: This release cannot read it.
    """
    try:
        record = EscalationRecord.model_validate_json(row.body)
    except ValidationError as error:
        msg = (
            f"Version {row.number} of the stored record {row.record_id} cannot be read: {error.error_count()} problems in its stored form."
        )
        raise StorageFailed(msg, "It may have been saved by another release of steadyhand; use that one to read it.") from error
    return StoredRecord(record, row.number, row.fingerprint, row.saved_at, row.saved_by, row.sample, tuple(row.notes))


def put_record(session: Session, record: EscalationRecord, *, now: datetime, by: str, sample: bool, notes: tuple[str, ...]) -> StoredRecord:
    """Add a version, unless the current one is the same.

    Raises:
        ActionRefused: A sample would replace a real record.
    """
    held = session.get(RecordRow, record.id)
    if held is not None and sample and not held.sample:
        msg = f"The sample {record.id} was not loaded: the store holds a record of yours with this id."
        raise ActionRefused(msg, "Use another data directory for the samples.")
    print_ = fingerprint(record)
    if held is None:
        held = RecordRow(id=record.id, current_version=0, sample=sample)
        session.add(held)
        session.flush()
    else:
        current = record_row(session, record.id, held.current_version)
        if current.fingerprint == print_ and current.sample == sample:
            return read_record(current)
    held.current_version += 1
    held.sample = held.sample and sample
    row = RecordVersionRow(
        record_id=record.id,
        number=held.current_version,
        body=record.model_dump_json(by_alias=True, exclude_none=True),
        fingerprint=print_,
        saved_at=now,
        saved_by=by,
        sample=sample,
        notes=list(notes),
    )
    session.add(row)
    session.flush()
    return read_record(row)


def append_update(session: Session, record_id: str, entry: Update, *, note: str) -> None:
    """Add a log entry to a record, as a new version of it."""
    held = read_record(record_row(session, record_id, None))
    record = EscalationRecord.model_validate({**dict(held.record), "updates": (*held.record.updates, entry)})
    put_record(session, record, now=entry.at, by=entry.author or "", sample=held.sample, notes=(note,))


def record_row(session: Session, record_id: str, version: int | None) -> RecordVersionRow:
    """The row of a version; of the current one for None.

    Raises:
        NotFound: The store does not hold it.
    """
    held = session.get(RecordRow, record_id)
    if held is None:
        msg = f"There is no record {record_id}."
        raise NotFound(msg, "`steadyhand records list` shows all records.")
    row = session.get(RecordVersionRow, (record_id, held.current_version if version is None else version))
    if row is None:
        msg = f"Record {record_id} has no version {version}; its newest is {held.current_version}."
        raise NotFound(msg, "Ask for one that is there.")
    return row


def check_base(session: Session, record_id: str, base_version: int | None) -> None:
    """Refuse to save over a version that the editor has not seen.

    Raises:
        ActionRefused: Somebody saved a newer one.
    """
    held = session.get(RecordRow, record_id)
    if base_version is not None and held is not None and held.current_version != base_version:
        by = record_row(session, record_id, None).saved_by
        msg = f"Record {record_id} was not saved: {by} saved version {held.current_version} after you opened version {base_version}."
        raise ActionRefused(msg, "Open the newest version and make your change there.")


def check_record_version(session: Session, record_id: str | None, version: int | None) -> None:
    """See that a draft stands on a record version that is there.

    Raises:
        NotFound: The store does not hold it.
    """
    if record_id is None:
        return
    if version is None:
        msg = f"a draft of {record_id} needs the record version it was made from"
        raise ValueError(msg)
    record_row(session, record_id, version)


def record_versions(session: Session, ids: Iterable[str | None]) -> tuple[dict[tuple[str, int], str], dict[str, int]]:
    """The fingerprint of every version of these records, and which version is current."""
    wanted = {record_id for record_id in ids if record_id is not None}
    rows = session.execute(
        select(RecordVersionRow.record_id, RecordVersionRow.number, RecordVersionRow.fingerprint, RecordRow.current_version)
        .join(RecordRow, RecordRow.id == RecordVersionRow.record_id)
        .where(RecordRow.id.in_(wanted))
    )
    prints: dict[tuple[str, int], str] = {}
    current: dict[str, int] = {}
    for record_id, number, print_, newest in rows:
        prints[record_id, number] = print_
        current[record_id] = newest
    return prints, current
