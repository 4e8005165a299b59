"""Promises in their rows: entering those of a message or a log within somebody's transaction, and reading them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.orm import Session

from assistant.errors import NotFound
from assistant.records.commitments import Behind, Commitment, PromiseKind, Standing, Word, with_words
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy
from assistant.review.stored import StoredDraft
from assistant.review.tables import CommitmentRow, CommitmentWordRow

_ID = re.compile(r"[Cc]-?0*([0-9]{1,12})")


def name_of(number: int) -> str:
    """How a person names a promise: "C-0001"."""
    return f"C-{number:04d}"


def commitment_row(session: Session, commitment_id: str) -> CommitmentRow:
    """The row of a promise.

    Raises:
        NotFound: The ledger does not hold it.
    """
    match = _ID.fullmatch(commitment_id.strip())
    row = session.get(CommitmentRow, int(match[1])) if match else None
    if row is None:
        msg = f"There is no promise {commitment_id}."
        raise NotFound(msg, "`steadyhand commitments list` shows all promises.")
    return row


def enter_sent(session: Session, draft: StoredDraft, record: EscalationRecord, policy: Policy, *, now: datetime) -> None:
    """Enter the promises of a draft that goes out now; `record` is the escalation without this message."""
    from assistant.checks.sent_promises import commitments_in, new_among

    source = f"draft {draft.id}, version {draft.version}"
    made = commitments_in(draft.body, record, policy, sent_at=now, source=source, draft_id=draft.id, kind=draft.kind)
    if made:
        known = known_of(session, record.id)
        words = words_on(session, record.id)
        put(session, new_among(made, [with_words(each, words.get(each.id, ())) for each in known]))


def enter_log(session: Session, record: EscalationRecord, found: Sequence[Commitment]) -> None:
    """Bring the ledger in line with what was found in a record's log.

    What is entered already stays as it is, but for whether it is proposed: that follows the rules by which the log was read. A promise whose
    message is no longer in the log, or that they do not find any more, goes. One that somebody spoke about stays in any case, and one of a draft.
    """
    held = list(session.scalars(select(CommitmentRow).where(CommitmentRow.record_id == record.id)))
    spoken = words_on(session, record.id)
    put(session, unentered(found, [read(row) for row in held], spoken))
    wanted = {_key(each): each for each in found}
    for row in held:
        if row.draft_number is not None or name_of(row.number) in spoken:
            continue
        if (still := wanted.get(_key(row))) is None:
            session.execute(delete(CommitmentRow).where(CommitmentRow.number == row.number))
        else:
            row.proposed = still.proposed
    session.flush()


def unentered(found: Iterable[Commitment], known: Sequence[Commitment], spoken: Collection[str]) -> list[Commitment]:
    """What of the promises found in a log the ledger does not hold.

    Args:
        found: What was found.
        known: What the ledger holds of the record.
        spoken: The ids of those that somebody spoke about. Whoever confirmed or withdrew a proposal has decided about its sentence, whatever
            kind of promise other rules find in it later.
    """
    sent = {each.made_at for each in known if each.draft_id}
    entered = {_key(each) for each in known}
    decided = {(each.made_at, each.text) for each in known if each.proposed and each.id in spoken}
    return [each for each in found if each.made_at not in sent and _key(each) not in entered and (each.made_at, each.text) not in decided]


def _key(each: CommitmentRow | Commitment) -> tuple[datetime, str, str]:
    """What makes two readings of a log find the same promise; the source is not in it, and the id is the number of the row."""
    return each.made_at, str(each.kind), each.text


def put(session: Session, made: Iterable[Commitment]) -> None:
    """Add promises as they are."""
    for each in made:
        session.add(
            CommitmentRow(
                record_id=each.record_id,
                draft_number=int(each.draft_id.partition("-")[2]) if each.draft_id else None,
                source=each.source,
                text=each.text,
                kind=each.kind.value,
                certain=each.certain,
                proposed=each.proposed,
                made_at=each.made_at,
                due_at=each.due_at,
                owner=each.owner,
                backed_by=[[behind.tag, behind.field, behind.words] for behind in each.backed_by],
            )
        )
    session.flush()


def known_of(session: Session, record_id: str) -> list[Commitment]:
    """What the ledger holds of a record, in the order in which it was promised."""
    query = select(CommitmentRow).where(CommitmentRow.record_id == record_id).order_by(CommitmentRow.made_at, CommitmentRow.number)
    return [read(row) for row in session.scalars(query)]


def read(row: CommitmentRow | Row[Any]) -> Commitment:
    """A promise from its row."""
    return Commitment(
        id=name_of(row.number),
        record_id=row.record_id,
        text=row.text,
        kind=PromiseKind(row.kind),
        made_at=row.made_at,
        due_at=row.due_at,
        owner=row.owner,
        backed_by=tuple(Behind(*each) for each in row.backed_by),
        source=row.source,
        draft_id=f"D-{row.draft_number:04d}" if row.draft_number is not None else None,
        certain=row.certain,
        proposed=row.proposed,
    )


def words_on(session: Session, record_id: str | None = None) -> dict[str, list[Word]]:
    """What people said about the promises of a record, or of all records, by promise, oldest first."""
    query = select(CommitmentWordRow).order_by(CommitmentWordRow.id)
    if record_id is not None:
        numbers = select(CommitmentRow.number).where(CommitmentRow.record_id == record_id)
        query = query.where(CommitmentWordRow.commitment_number.in_(numbers))
    said: dict[str, list[Word]] = {}
    for row in session.scalars(query):
        said.setdefault(name_of(row.commitment_number), []).append(Word(Standing(row.standing), row.by, row.at, row.reason))
    return said
