"""Records, drafts and findings for tests of review and export: small, valid, and different only where a test says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.checks.context import Backing
from assistant.checks.finding import Family, Finding, FindingSeverity, Sentence, SentenceStatus
from assistant.drafting.draft import Commitment, Document, Draft, EvidenceItem, Fingerprints, PromptRef, Usage
from assistant.evidence.facts import Audience
from assistant.records.model import EscalationRecord
from assistant.review.store import Store, open_store

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
BODY = "Hello Amara,\n\n**Current Status**: Search answers again since 13:20 UTC.\n\nBest regards,\nTomasz Lind"
KNOWN = {"Search answers again since 13:20 UTC.": Backing(SentenceStatus.RECORD, ("F3",))}


def record(record_id: str = "ESC-7", **changes: Any) -> EscalationRecord:
    fields: dict[str, Any] = {
        "id": record_id,
        "title": "Search returns nothing",
        "customer": {
            "name": "Brightwater Clinics",
            "contacts": [{"name": "Amara Okoye", "role": "Head of IT", "email": "amara.okoye@brightwater.example"}],
        },
        "severity": "SEV-2",
        "started_at": "2026-11-23T13:00:00+01:00",
        "owner": {"name": "Tomasz Lind", "role": "Escalation Manager", "email": "tomasz.lind@vendor.example"},
        "prevention": [{"action": "Alert on empty results", "class": "technical", "due_at": "2026-12-01"}],
        "updates": [{"at": "2026-11-23T12:20:00Z", "text": "Search answers again.", "visibility": "public"}],
    }
    return EscalationRecord.model_validate({**fields, **changes})


def finding(rule: str = "grounding.number", text: str = "13:20 UTC", *, severity: str = "block", message: str = "No source.") -> Finding:
    start = max(BODY.find(text), 0)
    return Finding(
        rule=rule,
        family=Family.GROUNDING,
        severity=FindingSeverity(severity),
        start=start,
        end=start + len(text),
        text=text,
        message=message,
        suggestion="Take it out.",
    )


def draft(
    body: str = BODY,
    *,
    findings: tuple[Finding, ...] = (),
    record_id: str = "ESC-7",
    kind: str = "progress",
    audience: Audience = Audience.CUSTOMER,
    subject: str = "Update on search - working again",
) -> Draft:
    return Draft(
        action="update",
        kind=kind,
        audience=audience,
        record_id=record_id,
        written_by="composer",
        document=Document(subject=subject, body=body),
        slots={"issue": "search", "done": [{"text": "Restarted.", "cites": ["F3"]}]},
        sentences=(
            Sentence(text="Search answers again since 13:20 UTC.", start=34, end=71, status=SentenceStatus.RECORD, sources=("F3",)),
        ),
        findings=findings,
        evidence=(EvidenceItem(id="F3", text="Search answers again.", origin="log entry 1, observation"),),
        commitments=(
            Commitment(
                text="We write again by 16:00 UTC.", kind="next_update", due_at=NOW + timedelta(hours=2), owner=None, backed_by=("P1",)
            ),
        ),
        similar=(),
        prompt=PromptRef(id="update.progress", version=1, fingerprint="0123456789ab"),
        usage=Usage(),
        fingerprints=Fingerprints(
            record="aaaaaaaaaaaa", evidence="bbbbbbbbbbbb", policy="cccccccccccc", prompt="dddddddddddd", model="eeeeeeeeeeee"
        ),
        written_at=NOW,
        elapsed_ms=1.5,
    )


def store_with_draft(data_dir: Path, *, author: str = "Tomasz Lind", users: tuple[str, ...] = (), **of_draft: Any) -> Store:
    """A store with record ESC-7 and draft D-0001 of it."""
    store = open_store(data_dir, users=users)
    saved = store.save_record(record(), now=NOW, by="import")
    store.add_draft(draft(**of_draft), record_version=saved.version, author=author, now=NOW, known=KNOWN)
    return store
