"""The store: records, drafts and decisions. Each call is one transaction; every refusal and failure is told in words.

Safe to share between threads. Time is an argument: `now` is always an aware datetime.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from assistant.checks.context import Backing
from assistant.checks.finding import Finding
from assistant.drafting.draft import Draft
from assistant.drafting.slots import GAP_CLOSE, GAP_OPEN
from assistant.errors import ActionRefused
from assistant.evidence.facts import Audience
from assistant.records.model import EscalationRecord, Update, UpdateKind, Visibility
from assistant.records.policy import Policy, shipped_policy
from assistant.review.commitment_rows import enter_sent
from assistant.review.database import open_engine, reading, transaction
from assistant.review.decisions import Obstacle, approval_obstacles, person, refuse
from assistant.review.draft_rows import actors, check_newest, decision_row, draft_row, load, load_all, version_row, waiver_json
from assistant.review.record_rows import append_update, check_base, check_record_version, put_record, read_record, record_row
from assistant.review.states import State, move
from assistant.review.stored import Deleted, StoredDraft, StoredRecord, identity
from assistant.review.tables import DraftRow, RecordRow, RecordVersionRow, WaiverRow


def open_store(data_dir: Path, *, policy: Policy | None = None, users: Sequence[str] = ()) -> Store:
    """Open the store in a data directory; both are made when they are not there.

    Args:
        data_dir: Where `steadyhand.db` lies.
        policy: For the two-person rule; the shipped policy for None.
        users: Who is known to work here, beside everybody who acted before.

    Raises:
        StorageFailed: The directory or the file cannot be used, or a newer release wrote it.
    """
    return Store(open_engine(data_dir), policy=policy or shipped_policy(), users=tuple(users))


class Store:
    """Records, drafts and decisions in one SQLite file. Made by `open_store`."""

    def __init__(self, engine: Engine, *, policy: Policy, users: tuple[str, ...]) -> None:
        self.engine = engine
        self._policy = policy
        self._users = users

    # Records

    def save_record(
        self,
        record: EscalationRecord,
        *,
        now: datetime,
        by: str,
        sample: bool = False,
        notes: Iterable[str] = (),
        base_version: int | None = None,
    ) -> StoredRecord:
        """Save a record as a new version; a record that is the same as the current version is not saved again.

        Args:
            record: The record whole.
            now: When it is saved.
            by: Who saves it, or which import.
            sample: Whether it came with steadyhand. A record is a sample while all its versions are.
            notes: What the import had to say.
            base_version: The version that was edited; with it, somebody else's newer version is never overwritten.

        Raises:
            ActionRefused: Somebody saved a newer version meanwhile, or a sample would replace a real record.
            StorageFailed: It could not be saved; nothing was changed.
        """
        saved_by = person(by)
        with transaction(self.engine, f"Record {record.id} could not be saved") as session:
            check_base(session, record.id, base_version)
            return put_record(session, record, now=now, by=saved_by, sample=sample, notes=tuple(notes))

    def save_records(
        self, records: Sequence[EscalationRecord], *, now: datetime, by: str, sample: bool = False, notes: Iterable[str] = ()
    ) -> list[StoredRecord]:
        """Save all of these records, or none.

        Raises:
            ActionRefused: A sample would replace a real record.
            StorageFailed: They could not be saved; nothing was changed.
        """
        saved_by, said = person(by), tuple(notes)
        with transaction(self.engine, f"{len(records)} records could not be saved") as session:
            return [put_record(session, record, now=now, by=saved_by, sample=sample, notes=said) for record in records]

    def record(self, record_id: str, *, version: int | None = None) -> StoredRecord:
        """The current version of a record, or the one asked for.

        Raises:
            NotFound: The store does not hold it.
        """
        with reading(self.engine, f"Record {record_id} could not be read") as session:
            return read_record(record_row(session, record_id, version))

    def record_versions(self, record_id: str) -> list[StoredRecord]:
        """All versions of a record, oldest first.

        Raises:
            NotFound: The store does not hold it.
        """
        with reading(self.engine, f"Record {record_id} could not be read") as session:
            record_row(session, record_id, None)
            rows = session.scalars(
                select(RecordVersionRow).where(RecordVersionRow.record_id == record_id).order_by(RecordVersionRow.number)
            )
            return [read_record(row) for row in rows]

    def records(self, *, include_samples: bool = True) -> list[StoredRecord]:
        """The current version of every record, by id."""
        query = (
            # Plain rows: objects that follow changes are dear where thousands are only read.
            select(*RecordVersionRow.__table__.columns)
            .join(RecordRow, (RecordRow.id == RecordVersionRow.record_id) & (RecordRow.current_version == RecordVersionRow.number))
            .order_by(RecordRow.id)
        )
        if not include_samples:
            query = query.where(RecordRow.sample.is_(False))
        with reading(self.engine, "The records could not be read") as session:
            return [read_record(row) for row in session.execute(query)]

    def revision(self) -> tuple[int, int, str]:
        """Changes whenever a record is saved or deleted: how many records and versions there are, and when the newest was saved."""
        query = select(func.count(func.distinct(RecordVersionRow.record_id)), func.count(), func.max(RecordVersionRow.saved_at))
        with reading(self.engine, "The records could not be counted") as session:
            records, versions, newest = session.execute(query).one()
            return records, versions, str(newest)

    def delete_samples(self) -> Deleted:
        """Delete all sample records with their drafts and decisions. A sample that somebody changed is a record of theirs, and stays."""
        samples = select(RecordRow.id).where(RecordRow.sample.is_(True))
        with transaction(self.engine, "The samples could not be deleted") as session:
            drafts = session.scalar(select(func.count()).select_from(DraftRow).where(DraftRow.record_id.in_(samples))) or 0
            records = session.scalar(select(func.count()).select_from(samples.subquery())) or 0
            session.execute(delete(RecordRow).where(RecordRow.sample.is_(True)))
        return Deleted(records, drafts)

    # Drafts

    def add_draft(
        self, draft: Draft, *, record_version: int | None, author: str, now: datetime, known: Mapping[str, Backing], note: str = ""
    ) -> StoredDraft:
        """Save a new draft as version 1, in state draft.

        Args:
            draft: The result of the action. An empty `record_id` means that it belongs to no record.
            record_version: The record version it was made from; None only for a draft without a record.
            author: The person who had it written.
            now: When it is saved.
            known: What backs its sentences.
            note: What the writer was asked to do, if anything.

        Raises:
            NotFound: The store does not hold that version of the record.
            StorageFailed: It could not be saved; nothing was changed.
        """
        saved_by = person(author, role="author")
        with transaction(self.engine, "The draft could not be saved") as session:
            check_record_version(session, draft.record_id or None, record_version)
            row = DraftRow(
                record_id=draft.record_id or None, action=draft.action, kind=draft.kind, state=State.DRAFT, created_at=now, author=saved_by
            )
            session.add(row)
            session.flush()
            version = version_row(draft, number=1, record_version=record_version, known=known, author=saved_by, saved_at=now, note=note)
            version.draft_number = row.number
            session.add(version)
            session.flush()
            return load(session, row.number)

    def add_version(
        self,
        draft_id: str,
        draft: Draft,
        *,
        record_version: int | None,
        author: str,
        now: datetime,
        known: Mapping[str, Backing],
        note: str = "",
        base_version: int | None = None,
    ) -> StoredDraft:
        """Save a new version of a draft: a revision or a person's edit. The review begins again; waivers hold on.

        Args:
            draft_id: The draft.
            draft: The new version whole, checked anew.
            record_version: The record version it was made from.
            author: The person who saves it.
            now: When it is saved.
            known: What backs its sentences; sentences that the person changed are not in it.
            note: What the revision was asked to do, or what the person changed.
            base_version: The version that was edited; with it, somebody else's newer version is never overwritten.

        Raises:
            ActionRefused: The draft was sent or withdrawn, somebody saved a newer version, or it is a draft of another record.
            NotFound: The store does not hold the draft, or that version of the record.
            StorageFailed: It could not be saved; nothing was changed.
        """
        saved_by = person(author, role="author")
        with transaction(self.engine, f"The new version of draft {draft_id} could not be saved") as session:
            row = draft_row(session, draft_id)
            stored = load(session, row.number)
            row.state = move(stored.state, State.DRAFT, draft_id=stored.id)
            check_newest(stored, base_version)
            if (draft.record_id or None) != stored.record_id:
                msg = f"Draft {stored.id} belongs to {stored.record_id or 'no record'}, not to {draft.record_id or 'no record'}."
                raise ActionRefused(msg, "Save it as a new draft.")
            check_record_version(session, stored.record_id, record_version)
            version = version_row(
                draft, number=stored.version + 1, record_version=record_version, known=known, author=saved_by, saved_at=now, note=note
            )
            version.draft_number = row.number
            session.add(version)
            session.flush()
            return load(session, row.number)

    def draft(self, draft_id: str) -> StoredDraft:
        """A draft with its whole history.

        Raises:
            NotFound: The store does not hold it.
        """
        with reading(self.engine, f"Draft {draft_id} could not be read") as session:
            return load(session, draft_row(session, draft_id).number)

    def drafts(self, *, record_id: str | None = None, state: State | None = None) -> list[StoredDraft]:
        """All drafts, oldest first; of one record, in one state."""
        query = select(DraftRow.number).order_by(DraftRow.number)
        if record_id is not None:
            query = query.where(DraftRow.record_id == record_id)
        if state is not None:
            query = query.where(DraftRow.state == state)
        with reading(self.engine, "The drafts could not be read") as session:
            return load_all(session, list(session.scalars(query)))

    def actors(self) -> list[str]:
        """Everybody who wrote or decided something so far, by name."""
        with reading(self.engine, "The names could not be read") as session:
            return actors(session)

    # Decisions

    def submit(self, draft_id: str, *, by: str, now: datetime, version: int | None = None, reason: str = "") -> StoredDraft:
        """Hand a draft in for approval. Open gaps and findings may stay; they forbid the approval, not the hand-in.

        Raises:
            ActionRefused: It is not a draft, or not the newest version.
        """
        return self._decide(draft_id, State.SUBMITTED, by=by, now=now, version=version, reason=reason)

    def approve(
        self, draft_id: str, *, by: str, now: datetime, version: int | None = None, accept_stale_reason: str = "", reason: str = ""
    ) -> StoredDraft:
        """Approve the newest version of a submitted draft, or confirm an approved one after the record changed.

        Args:
            draft_id: The draft.
            by: Who approves.
            now: When.
            version: The version that was read; None for the newest.
            accept_stale_reason: Why the text holds although the record has changed since; kept with the decision.
            reason: A remark to keep with the decision.

        Raises:
            ActionRefused: With every obstacle at once; see `assistant.review.decisions.approval_obstacles`.
        """
        approver = person(by)
        with transaction(self.engine, f"The approval of draft {draft_id} could not be saved") as session:
            row = draft_row(session, draft_id)
            stored = load(session, row.number)
            refuse(stored.id, self._obstacles(session, stored, by=approver, version=version, accept_stale_reason=accept_stale_reason))
            row.state = move(stored.state, State.APPROVED, draft_id=stored.id)
            decision = decision_row(session, stored, State.APPROVED, by=approver, now=now, reason=reason)
            # Confirming an approval rests on the reason that the one before it gave.
            earlier = stored.approval.stale_reason if stored.approval else ""
            decision.stale_reason = accept_stale_reason.strip() if stored.stale else earlier
            waived = (stored.waiver_of(finding) for finding in stored.newest.findings if finding.severity == "block")
            decision.waived = waiver_json(dict.fromkeys(waiver for waiver in waived if waiver))
            session.add(decision)
            session.flush()
            return load(session, row.number)

    def obstacles(self, draft_id: str, *, by: str, version: int | None = None, accept_stale_reason: str = "") -> tuple[Obstacle, ...]:
        """What forbids this person to approve this draft now; empty when nothing does.

        Raises:
            ActionRefused: `by` is no name.
            NotFound: The store does not hold it.
        """
        approver = person(by)
        with reading(self.engine, f"Draft {draft_id} could not be read") as session:
            stored = load(session, draft_row(session, draft_id).number)
            return self._obstacles(session, stored, by=approver, version=version, accept_stale_reason=accept_stale_reason)

    def request_changes(self, draft_id: str, *, by: str, now: datetime, reason: str, version: int | None = None) -> StoredDraft:
        """Send a submitted or approved draft back, with what is to be changed.

        Raises:
            ActionRefused: No reason was given, or the draft is in another state.
        """
        if not reason.strip():
            msg = f"Draft {draft_id} was not sent back: no reason was given."
            raise ActionRefused(msg, "Say what is to be changed.")
        return self._decide(draft_id, State.CHANGES_REQUESTED, by=by, now=now, version=version, reason=reason)

    def withdraw(self, draft_id: str, *, by: str, now: datetime, reason: str = "") -> StoredDraft:
        """Take a draft out of the review for good. It is kept.

        Raises:
            ActionRefused: It was sent, or withdrawn before.
        """
        return self._decide(draft_id, State.WITHDRAWN, by=by, now=now, version=None, reason=reason)

    def waive(self, draft_id: str, finding: Finding, *, by: str, reason: str, now: datetime) -> StoredDraft:
        """Take responsibility for a finding of the newest version. It holds for the same finding (rule and quote) in later versions.

        Waiving once more replaces name and reason.

        Raises:
            ActionRefused: No reason, no such finding, an open gap, or a draft that was sent or withdrawn.
        """
        who, why = person(by), reason.strip()
        if not why:
            msg = f"{finding.rule} was not waived: no reason was given."
            raise ActionRefused(msg, "Say why the text may stand as it is.")
        if GAP_OPEN in finding.text or GAP_CLOSE in finding.text:
            msg = f"{finding.rule} was not waived: an open gap cannot be waived."
            raise ActionRefused(msg, "Fill the gap in and save a new version.")
        with transaction(self.engine, f"The waiver for draft {draft_id} could not be saved") as session:
            row = draft_row(session, draft_id)
            stored = load(session, row.number)
            if stored.state.is_final:
                msg = f"{finding.rule} was not waived: draft {stored.id} is {stored.state.label}."
                raise ActionRefused(msg, "Findings are waived before a draft is sent.")
            rule, quote = identity(finding)
            if (rule, quote) not in {identity(found) for found in stored.newest.findings}:
                msg = f'{rule} at "{quote}" was not waived: version {stored.version} of draft {stored.id} has no such finding.'
                raise ActionRefused(msg, f"Waive a finding of version {stored.version}.")
            same = (WaiverRow.draft_number == row.number, WaiverRow.rule == rule, WaiverRow.quote == quote)
            session.execute(delete(WaiverRow).where(*same))
            session.add(WaiverRow(draft_number=row.number, version=stored.version, rule=rule, quote=quote, by=who, reason=why, at=now))
            session.flush()
            return load(session, row.number)

    def mark_sent(self, draft_id: str, *, by: str, now: datetime, to_customer: bool | None = None) -> StoredDraft:
        """Record that an approved draft went out.

        A customer message is also added to the record as a public log entry, in a new version of the record: from there the clocks and the
        next consistency check see it. What it promises is entered in the ledger, with relative times told from `now`.

        Args:
            draft_id: The draft.
            by: Who sent it.
            now: When.
            to_customer: Whether the customer has it now; None when the draft's audience says so.

        Raises:
            ActionRefused: It is not approved, or the record has changed since the approval.
            StorageFailed: It could not be saved; neither the draft nor the record was changed.
        """
        sender = person(by)
        with transaction(self.engine, f"The sending of draft {draft_id} could not be saved") as session:
            row = draft_row(session, draft_id)
            stored = load(session, row.number)
            row.state = move(stored.state, State.SENT, draft_id=stored.id)
            if stored.stale:
                msg = f"Draft {stored.id} cannot be marked as sent: the record {stored.record_id} has changed since it was approved."
                raise ActionRefused(msg, "Approve it again with the reason why the text still holds, or write a new version.")
            session.add(decision_row(session, stored, State.SENT, by=sender, now=now, reason=""))
            if to_customer is None:
                to_customer = stored.newest.draft.audience is Audience.CUSTOMER
            if to_customer and stored.record_id:
                held = read_record(record_row(session, stored.record_id, None)).record
                enter_sent(session, stored, held, self._policy, now=now)
                entry = Update(at=now, author=sender, kind=UpdateKind.CUSTOMER_MESSAGE, visibility=Visibility.PUBLIC, text=stored.body)
                append_update(session, stored.record_id, entry, note=f"Draft {stored.id}, version {stored.version}, was sent.")
            session.flush()
            return load(session, row.number)

    def _decide(self, draft_id: str, to: State, *, by: str, now: datetime, version: int | None, reason: str) -> StoredDraft:
        who = person(by)
        with transaction(self.engine, f"The decision about draft {draft_id} could not be saved") as session:
            row = draft_row(session, draft_id)
            stored = load(session, row.number)
            row.state = move(stored.state, to, draft_id=stored.id)
            check_newest(stored, version)
            session.add(decision_row(session, stored, to, by=who, now=now, reason=reason))
            session.flush()
            return load(session, row.number)

    def _obstacles(
        self, session: Session, stored: StoredDraft, *, by: str, version: int | None, accept_stale_reason: str
    ) -> tuple[Obstacle, ...]:
        return approval_obstacles(
            stored,
            by=by,
            version=version,
            two_person_rule=self._policy.review.two_person_rule,
            people=(*self._users, *actors(session)),
            accept_stale_reason=accept_stale_reason,
        )
