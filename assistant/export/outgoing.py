"""What every format is given: a text that may leave, the record, and where the text comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from assistant.drafting.draft import Fingerprints
from assistant.evidence.facts import Audience
from assistant.records.clock import MessageKind
from assistant.records.fingerprint import fingerprint
from assistant.records.model import EscalationRecord, Party

WATERMARK = "DRAFT, not approved"


class Exportable(Protocol):
    """A draft as the review keeps it; `assistant.review.stored.StoredDraft` is one.

    Attributes:
        may_leave: Whether the newest version is approved, and the record has not changed since.
    """

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def record_id(self) -> str | None: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def audience(self) -> Audience: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102
    @property
    def stale(self) -> bool: ...  # noqa: D102
    @property
    def may_leave(self) -> bool: ...  # noqa: D102
    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def subject(self) -> str: ...  # noqa: D102
    @property
    def body(self) -> str: ...  # noqa: D102
    @property
    def fingerprints(self) -> Fingerprints: ...  # noqa: D102
    @property
    def approved_by(self) -> str | None: ...  # noqa: D102
    @property
    def approved_at(self) -> datetime | None: ...  # noqa: D102


@dataclass(frozen=True)
class ExportedFile:
    """A finished file. `name` is safe on every file system."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Outgoing:
    """One version on its way out.

    Attributes:
        draft_id, version: Which text it is.
        kind: Which document.
        audience: Who reads it.
        subject: On one line.
        body: The Markdown text exactly as it was approved; with the watermark above it when it was not.
        approved_by, approved_at: The decision; None for a watermarked draft.
        fingerprints: Of what the text was made from.
        record: The record; None for a document without one.
        exported_at: When.
    """

    draft_id: str
    version: int
    kind: str
    audience: Audience
    subject: str
    body: str
    approved_by: str | None
    approved_at: datetime | None
    fingerprints: Fingerprints
    record: EscalationRecord | None
    exported_at: datetime

    @property
    def sender(self) -> Party | None:
        """Who signs: the executive for a personal apology, else the owner."""
        if self.record is None:
            return None
        personal = self.kind == MessageKind.EXECUTIVE_APOLOGY
        return self.record.executive if personal and self.record.executive else self.record.owner

    @property
    def addressee(self) -> Party | None:
        """Whom the text greets: the first contact."""
        return self.record.customer.contacts[0] if self.record and self.record.customer.contacts else None

    @property
    def content_fingerprint(self) -> str:
        """Of subject and body: equal for equal text."""
        return fingerprint([self.subject, self.body])

    @property
    def provenance(self) -> dict[str, str]:
        """Where the text comes from, in a fixed order; every format carries all of it."""
        at = self.approved_at or self.exported_at
        return {
            "Draft": self.draft_id,
            "Version": str(self.version),
            **({"Audience": "colleagues"} if self.audience is Audience.INTERNAL else {}),
            "Approved-By": self.approved_by or f"nobody ({WATERMARK})",
            "Approved-At" if self.approved_by else "Exported-At": at.astimezone(UTC).isoformat(timespec="seconds"),
            "Text": self.content_fingerprint,
            **{name.capitalize(): value for name, value in self.fingerprints.model_dump().items()},
        }


@dataclass(frozen=True)
class Exporter:
    """One format.

    Attributes:
        suffix: Of the file's name, without the first dot.
        media_type: With its charset where it has one.
        label: What a person reads on the button.
        write: The format itself.
        to_customer: Whether it takes a text to the customer or to the public, where no document for colleagues may go.
    """

    suffix: str
    media_type: str
    label: str
    write: Callable[[Outgoing], bytes]
    to_customer: bool = False


def one_line(text: str) -> str:
    """A text without line breaks and other control characters, so that it cannot begin a header or a tag of its own."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
