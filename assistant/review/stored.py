"""What the store hands out: frozen, complete, and free of the database. All times are aware, in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from pydantic import ValidationError

from assistant.checks.context import Backing
from assistant.checks.finding import Finding, FindingSeverity
from assistant.drafting.draft import Draft, Fingerprints
from assistant.errors import StorageFailed
from assistant.evidence.facts import Audience
from assistant.records.model import EscalationRecord
from assistant.review.states import State


@dataclass(frozen=True)
class StoredRecord:
    """One version of a record.

    Attributes:
        record: The record as it was saved.
        version: From 1.
        fingerprint: Of the record; equal for equal content.
        saved_at: When this version was saved.
        saved_by: By whom, or by what import.
        sample: Whether it came with steadyhand to try things out.
        notes: What the import had to say, in plain sentences.
    """

    record: EscalationRecord
    version: int
    fingerprint: str
    saved_at: datetime
    saved_by: str
    sample: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DraftVersion:
    """One version of a draft; it never changes once it is saved.

    Attributes:
        number: From 1.
        written_by: "composer", a model, or whatever else wrote the text.
        author: The person who saved it.
        saved_at: When.
        subject, body: What the customer would read.
        note: What the revision was asked to do; empty for the first version.
        record_version: The record version it was made from; None for a draft without a record.
        fingerprints: Of all that it was made from.
        known: What is known to back its sentences, for checking an edit of it.
    """

    number: int
    written_by: str
    author: str
    saved_at: datetime
    subject: str
    body: str
    note: str
    record_version: int | None
    fingerprints: Fingerprints
    known: Mapping[str, Backing]
    draft_json: str = field(repr=False)

    @cached_property
    def draft(self) -> Draft:
        """The draft whole, with its findings and evidence.

        Raises:
            StorageFailed: The stored form cannot be read by this release.
        """
        try:
            return Draft.model_validate_json(self.draft_json)
        except ValidationError as error:
            msg = f"Version {self.number} of a draft cannot be read: {error.error_count()} problems in its stored form."
            raise StorageFailed(msg, "It may have been saved by another release of steadyhand; use that one to read it.") from error

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks said of this version."""
        return self.draft.findings


@dataclass(frozen=True)
class Waiver:
    """A finding that a named person takes responsibility for. It holds for the same finding in all versions of the draft.

    Attributes:
        rule: The finding's rule.
        quote: The quoted piece; for a finding that quotes nothing, its message.
        by, reason, at: Who waived it, why and when.
        version: The version it was waived in.
    """

    rule: str
    quote: str
    by: str
    reason: str
    at: datetime
    version: int


@dataclass(frozen=True)
class Decision:
    """What a named person decided about one version.

    Attributes:
        version: The version decided about.
        verdict: The state that the decision leads to.
        by, at: Who and when.
        reason: Why; may be empty except for requested changes.
        record_version: The record version in force at that moment; None without a record.
        stale_reason: For an approval in spite of a changed record: why it is right all the same.
        waived: For an approval: the blocking findings that stood waived.
    """

    version: int
    verdict: State
    by: str
    at: datetime
    reason: str = ""
    record_version: int | None = None
    stale_reason: str = ""
    waived: tuple[Waiver, ...] = ()


@dataclass(frozen=True)
class StoredDraft:
    """A draft with its whole history.

    Attributes:
        id: Such as "D-0001"; never used again, also after deletion.
        record_id: The record; None for a draft without one.
        action, kind: Which action wrote it and which document it is.
        state: Where it stands.
        created_at: When the first version was saved.
        author: Who saved the first version.
        versions: Oldest first, at least one.
        decisions: Oldest first.
        waivers: Oldest first.
        stale: Whether the record has changed since this text was written or, once approved, since it was approved.
    """

    id: str
    record_id: str | None
    action: str
    kind: str
    state: State
    created_at: datetime
    author: str
    versions: tuple[DraftVersion, ...]
    decisions: tuple[Decision, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    stale: bool = False

    @property
    def newest(self) -> DraftVersion:
        """The version that counts."""
        return self.versions[-1]

    @property
    def version(self) -> int:
        """The newest version's number."""
        return self.newest.number

    @property
    def subject(self) -> str:
        """The newest version's subject."""
        return self.newest.subject

    @property
    def body(self) -> str:
        """The newest version's text, in Markdown."""
        return self.newest.body

    @property
    def audience(self) -> Audience:
        """Who reads it."""
        return self.newest.draft.audience

    @property
    def fingerprints(self) -> Fingerprints:
        """What the newest version was made from."""
        return self.newest.fingerprints

    @property
    def may_leave(self) -> bool:
        """Whether the text may be exported: approved, or already sent, and the record unchanged since the approval."""
        return self.state.may_leave and not self.stale

    @property
    def approval(self) -> Decision | None:
        """The approval in force; None when the newest version is not approved."""
        if not self.state.may_leave:
            return None
        return next((d for d in reversed(self.decisions) if d.verdict is State.APPROVED and d.version == self.version), None)

    @property
    def approved_by(self) -> str | None:
        """Who approved the newest version."""
        return self.approval.by if self.approval else None

    @property
    def approved_at(self) -> datetime | None:
        """When the newest version was approved."""
        return self.approval.at if self.approval else None

    def waiver_of(self, finding: Finding) -> Waiver | None:
        """The waiver that covers a finding, if somebody waived it."""
        return next((waiver for waiver in self.waivers if (waiver.rule, waiver.quote) == identity(finding)), None)

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """The blocking findings of the newest version that nobody waived."""
        return tuple(f for f in self.newest.findings if f.severity is FindingSeverity.BLOCK and self.waiver_of(f) is None)


@dataclass(frozen=True)
class Deleted:
    """How much was deleted: records and drafts, each with all versions."""

    records: int
    drafts: int


def identity(finding: Finding) -> tuple[str, str]:
    """What makes a finding the same one in another version: its rule and its quote.

    A finding about something that is missing quotes nothing; there its message stands in, so that waiving one missing part does not waive
    every other.
    """
    return finding.rule, finding.text or finding.message
