"""The result of a drafting action: the document with everything that backs it. Its JSON form is an interface that other programs read."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.checks.finding import Finding, Sentence
from assistant.evidence.facts import Audience


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Document(_Part):
    """What the customer reads. `body` is Markdown; all offsets of a draft count code points into it."""

    subject: str
    body: str
    format: Literal["markdown"] = "markdown"


class EvidenceItem(_Part):
    """One piece of evidence as the draft knew it."""

    id: str
    text: str
    origin: str


class Commitment(_Part):
    """A promise that the message makes. `due_at` is None for a promise without a time."""

    text: str
    kind: str
    due_at: datetime | None
    owner: str | None
    backed_by: tuple[str, ...]


class SimilarIncident(_Part):
    """A past report that was looked at for this draft."""

    id: str
    title: str
    score: float
    reasons: tuple[str, ...]
    differences: tuple[str, ...]


class PromptRef(_Part):
    """Which prompt wrote the slots: its id, version and the fingerprint of template, partials and slot schema."""

    id: str
    version: int
    fingerprint: str


class Usage(_Part):
    """What the model was asked and answered; all zero for the composer."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


class Fingerprints(_Part):
    """SHA-256, first 12 hex digits, of what the draft was made from."""

    record: str
    evidence: str
    policy: str
    prompt: str
    model: str


class Attachment(_Part):
    """A file that belongs to a document, such as the log sheet of a war room. `what` says in a few words what it is for."""

    name: str
    what: str
    text: str


class Draft(_Part):
    """One draft.

    `notices` are plain sentences for the reader, such as why the composer wrote instead of the model. `topic` is what a document without a
    record is about. `details` holds what code worked out beside the words: states, tables, dates.
    """

    action: str
    kind: str
    audience: Audience = Audience.CUSTOMER
    record_id: str
    topic: str = ""
    written_by: str
    document: Document
    slots: dict[str, Any]
    sentences: tuple[Sentence, ...]
    findings: tuple[Finding, ...]
    evidence: tuple[EvidenceItem, ...]
    withheld: tuple[EvidenceItem, ...] = ()
    commitments: tuple[Commitment, ...]
    similar: tuple[SimilarIncident, ...]
    prompt: PromptRef
    usage: Usage
    details: dict[str, Any] = Field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    notices: tuple[str, ...] = ()
    fingerprints: Fingerprints
    written_at: datetime
    elapsed_ms: float

    @property
    def blocks(self) -> bool:
        """Whether a finding forbids sending it."""
        return any(finding.severity == "block" for finding in self.findings)
