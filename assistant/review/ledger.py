"""The ledger of promises: what was promised in sent messages, and how each promise stands.

Promises of drafts are entered when the draft is marked as sent. Those of messages in a record's log are found by rule whenever the ledger is
read, once for each content of the log; reading it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from assistant.errors import ActionRefused, StorageFailed
from assistant.records.commitments import Commitment, Judged, Standing, Word, by_due, judge, owed
from assistant.records.model import EscalationRecord, UpdateKind
from assistant.records.policy import Policy
from assistant.review.commitment_rows import commitment_row, enter_log, known_of, name_of, read, unentered, words_on
from assistant.review.database import reading, transaction
from assistant.review.decisions import person
from assistant.review.record_rows import read_record
from assistant.review.store import Store
from assistant.review.stored import StoredRecord
from assistant.review.tables import CommitmentReadingRow, CommitmentRow, CommitmentWordRow, RecordRow, RecordVersionRow

_AT_ONCE = 500
"""Rows of one statement; SQLite limits the number of values in one."""


def read_ledger(store: Store, policy: Policy, *, now: datetime, records: Iterable[StoredRecord] | None = None) -> tuple[Judged, ...]:
    """Every promise that was made up to `now`, the earliest due first, what has no due time last.

    Args:
        store: Where it is kept.
        policy: For the zone, and as evidence behind promises.
        now: When it is read.
        records: The current records, where the caller has read them; only their promises are told.

    Raises:
        StorageFailed: It cannot be read, or what was found in the logs cannot be entered.
    """
    enter_logs(store, policy)
    return _read(store, now, records)


def _read(store: Store, now: datetime, records: Iterable[StoredRecord] | None) -> tuple[Judged, ...]:
    with reading(store.engine, "The ledger could not be read") as session:
        made = [read(row) for row in session.execute(select(*CommitmentRow.__table__.columns).order_by(CommitmentRow.number))]
        words = words_on(session)
    held = {stored.record.id: stored.record for stored in (store.records() if records is None else records)} if made else {}
    judged = [_judged(each, held[each.record_id], words, now) for each in made if each.record_id in held and each.made_at <= now]
    return tuple(sorted(judged, key=by_due))


def owed_promises(
    store: Store, policy: Policy, *, now: datetime, records: Iterable[StoredRecord] | None = None
) -> dict[str, tuple[Judged, ...]]:
    """The promises that somebody still has to keep or to answer, by record; arguments as for `read_ledger`."""
    # A queue must not fail because the disk is full; the logs are read the next time.
    with suppress(StorageFailed):
        enter_logs(store, policy)
    by_record: dict[str, list[Judged]] = {}
    for each in owed(_read(store, now, records)):
        by_record.setdefault(each.commitment.record_id, []).append(each)
    return {record_id: tuple(found) for record_id, found in by_record.items()}


def promises_on(store: Store, record: EscalationRecord, policy: Policy, *, now: datetime) -> tuple[Judged, ...]:
    """The promises on one record as it is given, also on one that the store does not hold; nothing is entered.

    Raises:
        StorageFailed: The ledger cannot be read.
    """
    from assistant.checks.sent_promises import commitments_in_log

    with reading(store.engine, f"The ledger of {record.id} could not be read") as session:
        known = known_of(session, record.id)
        words = words_on(session, record.id) if known else {}
    found = commitments_in_log(record, policy) if any(update.kind is UpdateKind.CUSTOMER_MESSAGE for update in record.updates) else ()
    new = unentered(found, known, words)
    return tuple(sorted((_judged(each, record, words, now) for each in (*known, *new) if each.made_at <= now), key=by_due))


def _judged(commitment: Commitment, record: EscalationRecord, words: Mapping[str, list[Word]], now: datetime) -> Judged:
    from assistant.checks.sent_promises import told_in_log

    return judge(commitment, record, now=now, words=words.get(commitment.id, ()), told=partial(told_in_log, commitment, record))


def say_of(store: Store, commitment_id: str, standing: Standing, *, by: str, reason: str, now: datetime) -> Commitment:
    """Keep what a person says about a promise, and return the promise; earlier words stay and no longer count.

    Said to be open, a proposal is confirmed: it is a promise from then on, and stands as the record tells.

    Raises:
        ActionRefused: No name, no reason, or what is said to be open is no proposal that waits, or was withdrawn.
        NotFound: The ledger does not hold it.
        StorageFailed: It could not be saved; nothing was changed.
    """
    who, why = person(by), " ".join(reason.split())
    if not why:
        done = "confirmed" if standing is Standing.OPEN else f"marked as {standing.value}"
        msg = f"{commitment_id} was not {done}: no reason was given."
        raise ActionRefused(msg, "Say what happened; the reason is kept with your name.")
    with transaction(store.engine, f"What was said about promise {commitment_id} could not be saved") as session:
        row = commitment_row(session, commitment_id)
        if standing is Standing.OPEN:
            _refuse_to_confirm(row.proposed, commitment_id, words_on(session, row.record_id).get(name_of(row.number), []))
        session.add(CommitmentWordRow(commitment_number=row.number, standing=standing.value, by=who, at=now, reason=why))
        return read(row)


def _refuse_to_confirm(proposed: bool, commitment_id: str, words: Sequence[Word]) -> None:
    """Refuse where nothing waits for it: a rule found the promise, or somebody has confirmed it or said how it went."""
    if not proposed:
        msg = f"{commitment_id} was not changed: only what is worded like a promise is confirmed, and this is a promise already."
        raise ActionRefused(msg, "Say that it was kept, broken or withdrawn.")
    if words and words[-1].standing is not Standing.WITHDRAWN:
        what = "confirmed it" if words[-1].standing is Standing.OPEN else f"said that it was {words[-1].standing.value}"
        msg = f"{commitment_id} was not changed: it is a promise already, {words[-1].by} {what}."
        raise ActionRefused(msg, "Say that it was kept, broken or withdrawn.")


def enter_logs(store: Store, policy: Policy) -> None:
    """Read every log that has not been read in its present content, and enter what it promises.

    Raises:
        StorageFailed: It could not be saved; nothing was changed.
    """
    from assistant.checks.sent_promises import commitments_in_log, rules_fingerprint

    rules = rules_fingerprint(policy)
    with reading(store.engine, "The ledger could not be read") as session:
        unread = [read_record(row) for row in session.execute(_unread(rules))]
    if not unread:
        return
    found = {stored.record.id: commitments_in_log(stored.record, policy) for stored in unread}
    with transaction(store.engine, "The promises of the logs could not be entered") as session:
        current = {record_id: version for record_id, version in session.execute(select(RecordRow.id, RecordRow.current_version))}
        # Whoever saved a newer version meanwhile is read the next time.
        fresh = [stored for stored in unread if current.get(stored.record.id) == stored.version]
        entered = set(session.scalars(select(CommitmentRow.record_id).distinct()))
        for stored in fresh:
            if found[stored.record.id] or stored.record.id in entered:
                enter_log(session, stored.record, found[stored.record.id])
        _remember(session, fresh, rules)


def _unread(rules: str) -> Select[Any]:
    """The current versions whose log was not read by these rules."""
    current = (RecordRow.id == RecordVersionRow.record_id) & (RecordRow.current_version == RecordVersionRow.number)
    return (
        select(*RecordVersionRow.__table__.columns)
        .join(RecordRow, current)
        .outerjoin(CommitmentReadingRow, CommitmentReadingRow.record_id == RecordVersionRow.record_id)
        .where(
            or_(
                CommitmentReadingRow.record_id.is_(None),
                CommitmentReadingRow.record_fingerprint != RecordVersionRow.fingerprint,
                CommitmentReadingRow.rules_fingerprint != rules,
            )
        )
    )


def _remember(session: Session, read_now: list[StoredRecord], rules: str) -> None:
    rows = [{"record_id": stored.record.id, "record_fingerprint": stored.fingerprint, "rules_fingerprint": rules} for stored in read_now]
    for begin in range(0, len(rows), _AT_ONCE):
        statement = insert(CommitmentReadingRow).values(rows[begin : begin + _AT_ONCE])
        new = {name: statement.excluded[name] for name in ("record_fingerprint", "rules_fingerprint")}
        session.execute(statement.on_conflict_do_update(index_elements=["record_id"], set_=new))
