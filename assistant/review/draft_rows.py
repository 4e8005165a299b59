"""Drafts in their rows: reading them with their whole history, and rows for what is added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assistant.checks.context import Backing
from assistant.checks.finding import SentenceStatus
from assistant.drafting.draft import Draft, Fingerprints
from assistant.errors import ActionRefused, NotFound
from assistant.review.decisions import same_person
from assistant.review.record_rows import record_versions
from assistant.review.states import State
from assistant.review.stored import Decision, DraftVersion, StoredDraft, Waiver
from assistant.review.tables import DecisionRow, DraftRow, DraftVersionRow, RecordRow, WaiverRow

_DRAFT_ID = re.compile(r"[Dd]-?0*([0-9]{1,12})")


def name_of(number: int) -> str:
    """How a person names a draft: "D-0001"."""
    return f"D-{number:04d}"


def version_row(draft: Draft, *, number: int, record_version: int | None, known: Mapping[str, Backing], **saved: Any) -> DraftVersionRow:
    """A row for a new version; `saved` holds author, saved_at and note."""
    prints = {f"{name}_fingerprint": value for name, value in draft.fingerprints.model_dump().items()}
    backing = {
        text: {"status": back.status.value, "sources": list(back.sources), "form": back.form, "named": list(back.named)}
        for text, back in known.items()
    }
    return DraftVersionRow(
        number=number,
        record_version=record_version,
        written_by=draft.written_by,
        subject=draft.document.subject,
        body=draft.document.body,
        draft=draft.model_dump_json(),
        known=backing,
        **prints,
        **saved,
    )


def read_draft(row: DraftRow, prints: Mapping[tuple[str, int], str], current: Mapping[str, int]) -> StoredDraft:
    """A draft with its history.

    Args:
        row: With versions, decisions and waivers loaded.
        prints: Record id and version to the fingerprint of that version.
        current: Record id to its current version.
    """
    state = State(row.state)
    decisions = tuple(_decision(decision) for decision in row.decisions)
    versions = tuple(_version(version) for version in row.versions)
    return StoredDraft(
        id=name_of(row.number),
        record_id=row.record_id,
        action=row.action,
        kind=row.kind,
        state=state,
        created_at=row.created_at,
        author=row.author,
        versions=versions,
        decisions=decisions,
        waivers=tuple(Waiver(waiver.rule, waiver.quote, waiver.by, waiver.reason, waiver.at, waiver.version) for waiver in row.waivers),
        stale=not state.is_final and _stale(row.record_id, _basis(state, versions[-1], decisions), prints, current),
    )


def waiver_json(waivers: Iterable[Waiver]) -> list[dict[str, Any]]:
    """Waivers as a decision keeps them."""
    return [{**asdict(waiver), "at": waiver.at.isoformat()} for waiver in waivers]


def _basis(state: State, newest: DraftVersion, decisions: tuple[Decision, ...]) -> int | None:
    """The record version that somebody last vouched for: the approval's, else the one the text was made from."""
    if state is State.APPROVED:
        approval = next((d for d in reversed(decisions) if d.verdict is State.APPROVED and d.version == newest.number), None)
        if approval:
            return approval.record_version
    return newest.record_version


def _stale(record_id: str | None, basis: int | None, prints: Mapping[tuple[str, int], str], current: Mapping[str, int]) -> bool:
    if record_id is None or basis is None:
        return False
    return prints.get((record_id, basis)) != prints.get((record_id, current.get(record_id, basis)))


def _version(row: DraftVersionRow) -> DraftVersion:
    return DraftVersion(
        number=row.number,
        written_by=row.written_by,
        author=row.author,
        saved_at=row.saved_at,
        subject=row.subject,
        body=row.body,
        note=row.note,
        record_version=row.record_version,
        fingerprints=Fingerprints(
            record=row.record_fingerprint,
            evidence=row.evidence_fingerprint,
            policy=row.policy_fingerprint,
            prompt=row.prompt_fingerprint,
            model=row.model_fingerprint,
        ),
        known={
            text: Backing(SentenceStatus(back["status"]), tuple(back["sources"]), back.get("form", False), tuple(back.get("named", ())))
            for text, back in row.known.items()
        },
        draft_json=row.draft,
    )


def _decision(row: DecisionRow) -> Decision:
    waived = tuple(Waiver(**{**waiver, "at": datetime.fromisoformat(waiver["at"])}) for waiver in row.waived)
    return Decision(row.version, State(row.verdict), row.by, row.at, row.reason, row.record_version, row.stale_reason, waived)


def check_newest(stored: StoredDraft, version: int | None) -> None:
    """Refuse a decision about any version but the newest.

    Raises:
        ActionRefused: Somebody saved a newer one.
    """
    if version is not None and version != stored.version:
        msg = f"Version {version} of draft {stored.id} is not the newest: {stored.newest.author} saved version {stored.version}."
        raise ActionRefused(msg, f"Read version {stored.version} and decide again.")


def draft_row(session: Session, draft_id: str) -> DraftRow:
    """The row of a draft, named as people name it ("D-0001", "d-1").

    Raises:
        NotFound: The store does not hold it.
    """
    found = _DRAFT_ID.fullmatch(draft_id.strip())
    row = session.get(DraftRow, int(found[1])) if found else None
    if row is None:
        msg = f"There is no draft {draft_id}."
        raise NotFound(msg, "`steadyhand review list` shows all drafts.")
    return row


def load_all(session: Session, numbers: list[int]) -> list[StoredDraft]:
    """These drafts with their histories, oldest first."""
    history = (selectinload(DraftRow.versions), selectinload(DraftRow.decisions), selectinload(DraftRow.waivers))
    query = select(DraftRow).where(DraftRow.number.in_(numbers)).order_by(DraftRow.number).options(*history)
    rows = list(session.scalars(query, execution_options={"populate_existing": True}))
    prints, current = record_versions(session, (row.record_id for row in rows))
    return [read_draft(row, prints, current) for row in rows]


def load(session: Session, number: int) -> StoredDraft:
    """One draft with its history, as the transaction sees it now."""
    return load_all(session, [number])[0]


def decision_row(session: Session, stored: StoredDraft, verdict: State, *, by: str, now: datetime, reason: str) -> DecisionRow:
    """A row for a decision about the newest version, with the record version in force."""
    held = session.get(RecordRow, stored.record_id) if stored.record_id else None
    return DecisionRow(
        draft_number=int(stored.id.removeprefix("D-")),
        version=stored.version,
        verdict=verdict,
        by=by,
        at=now,
        reason=reason.strip(),
        record_version=held.current_version if held else None,
        stale_reason="",
        waived=[],
    )


def actors(session: Session) -> list[str]:
    """Everybody who wrote or decided something, by name; spellings that differ in case only count once."""
    found: list[str] = []
    for column in (DraftVersionRow.author, DecisionRow.by, WaiverRow.by):
        for name in session.scalars(select(column).distinct().order_by(column)):
            if not any(same_person(name, other) for other in found):
                found.append(name)
    return sorted(found, key=str.casefold)
