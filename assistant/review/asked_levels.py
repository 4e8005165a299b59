"""The severities that the records' words ask for, kept beside the records: finding one takes milliseconds, reading all of them little more.

A kept level holds for one content of the record and one set of rules; with another of either it is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from assistant.records.flags import Criteria, Ground
from assistant.records.model import Severity
from assistant.review.database import reading, transaction
from assistant.review.store import Store
from assistant.review.stored import StoredRecord
from assistant.review.tables import AskedLevelRow, RecordRow

_AT_ONCE = 500
"""Rows of one statement; SQLite limits the number of values in one."""


def asked_levels(store: Store, rules: str) -> dict[tuple[str, str], Criteria]:
    """What is kept under these rules, by record id and fingerprint of the record.

    Args:
        store: Where it is kept.
        rules: The fingerprint of the rules.

    Raises:
        StorageFailed: It cannot be read.
    """
    columns = (AskedLevelRow.record_id, AskedLevelRow.record_fingerprint, AskedLevelRow.level, AskedLevelRow.since, AskedLevelRow.grounds)
    query = select(*columns).where(AskedLevelRow.rules_fingerprint == rules)
    with reading(store.engine, "The kept severities could not be read") as session:
        return {
            (record_id, print_): Criteria(Severity(level), tuple(Ground(*ground) for ground in grounds), since)
            for record_id, print_, level, since, grounds in session.execute(query)
        }


def keep_asked_levels(store: Store, rules: str, found: Mapping[str, tuple[StoredRecord, Criteria]]) -> None:
    """Keep the levels found for these records, by record id, in place of older ones.

    Raises:
        StorageFailed: They could not be saved; nothing was changed.
    """
    rows = [
        {
            "record_id": record_id,
            "record_fingerprint": stored.fingerprint,
            "rules_fingerprint": rules,
            "level": asked.severity.value,
            "since": asked.since,
            "grounds": [[ground.where, ground.words] for ground in asked.grounds],
        }
        for record_id, (stored, asked) in found.items()
    ]
    with transaction(store.engine, "The severities could not be kept") as session:
        # A record that somebody deleted meanwhile has none to keep.
        held = set(session.scalars(select(RecordRow.id)))
        rows = [row for row in rows if row["record_id"] in held]
        for begin in range(0, len(rows), _AT_ONCE):
            statement = insert(AskedLevelRow).values(rows[begin : begin + _AT_ONCE])
            new = {name: statement.excluded[name] for name in ("record_fingerprint", "rules_fingerprint", "level", "since", "grounds")}
            session.execute(statement.on_conflict_do_update(index_elements=["record_id"], set_=new))
