"""The tables. What a table means to the rest of the program is in `stored`; a change here needs a migration."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as ISO 8601 in UTC: readable in any SQLite browser, and sorting by text is sorting by time."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> str | None:
        """To text, in UTC.

        Raises:
            ValueError: The time has no zone; SQLAlchemy wraps it.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"{value.isoformat()} has no zone"
            raise ValueError(msg)
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: object) -> datetime | None:
        """Back to an aware datetime."""
        return None if value is None else datetime.fromisoformat(value)


class Table(DeclarativeBase):
    """What all tables share: how Python types become columns."""

    type_annotation_map = {datetime: Instant, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012 - read by SQLAlchemy as it is


class RecordRow(Table):
    """A record: its id and which version is current."""

    __tablename__ = "records"

    id: Mapped[str] = mapped_column(primary_key=True)
    current_version: Mapped[int]
    sample: Mapped[bool]


class RecordVersionRow(Table):
    """One version of a record, whole."""

    __tablename__ = "record_versions"

    record_id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]
    sample: Mapped[bool]
    notes: Mapped[list[Any]]


class DraftRow(Table):
    """A draft: what it is and where it stands. Numbers are never used again."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_record_id", "record_id"), {"sqlite_autoincrement": True})

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    record_id: Mapped[str | None] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"))
    action: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[datetime]
    author: Mapped[str]

    versions: Mapped[list[DraftVersionRow]] = relationship(order_by="DraftVersionRow.number", lazy="raise", passive_deletes="all")
    decisions: Mapped[list[DecisionRow]] = relationship(order_by="DecisionRow.id", lazy="raise", passive_deletes="all")
    waivers: Mapped[list[WaiverRow]] = relationship(order_by="WaiverRow.id", lazy="raise", passive_deletes="all")


class DraftVersionRow(Table):
    """One version of a draft, whole. Never changed."""

    __tablename__ = "draft_versions"

    draft_number: Mapped[int] = mapped_column(ForeignKey("drafts.number", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    record_version: Mapped[int | None]
    written_by: Mapped[str]
    author: Mapped[str]
    saved_at: Mapped[datetime]
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    draft: Mapped[str] = mapped_column(Text)
    known: Mapped[dict[str, Any]]
    record_fingerprint: Mapped[str]
    evidence_fingerprint: Mapped[str]
    policy_fingerprint: Mapped[str]
    prompt_fingerprint: Mapped[str]
    model_fingerprint: Mapped[str]


class DecisionRow(Table):
    """What somebody decided about one version. Never changed."""

    __tablename__ = "decisions"
    __table_args__ = (
        ForeignKeyConstraint(["draft_number", "version"], ["draft_versions.draft_number", "draft_versions.number"], ondelete="CASCADE"),
        Index("ix_decisions_draft_number", "draft_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    draft_number: Mapped[int] = mapped_column(ForeignKey("drafts.number", ondelete="CASCADE"))
    version: Mapped[int]
    verdict: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    record_version: Mapped[int | None]
    stale_reason: Mapped[str] = mapped_column(Text, server_default="")
    waived: Mapped[list[Any]]


class WaiverRow(Table):
    """A finding that somebody takes responsibility for, once a draft."""

    __tablename__ = "waivers"
    __table_args__ = (UniqueConstraint("draft_number", "rule", "quote", name="uq_waivers_finding"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    draft_number: Mapped[int] = mapped_column(ForeignKey("drafts.number", ondelete="CASCADE"))
    version: Mapped[int]
    rule: Mapped[str]
    quote: Mapped[str] = mapped_column(Text)
    by: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class ClosingRow(Table):
    """A record that somebody closed, and what was missing when they did. Never changed."""

    __tablename__ = "closings"
    __table_args__ = (
        ForeignKeyConstraint(["record_id", "record_version"], ["record_versions.record_id", "record_versions.number"], ondelete="CASCADE"),
        Index("ix_closings_record_id", "record_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"))
    record_version: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime]
    override_reason: Mapped[str] = mapped_column(Text)
    missing: Mapped[list[Any]]


class VerdictRow(Table):
    """What a person decided about a hypothesis, in the words that both had then. Never changed; a later one of the same cause counts."""

    __tablename__ = "hypothesis_verdicts"
    __table_args__ = (Index("ix_hypothesis_verdicts_record_id", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"))
    cause: Mapped[str] = mapped_column(Text)
    state: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)


class CommitmentRow(Table):
    """A promise in a message that the customer has. Numbers are never used again."""

    __tablename__ = "commitments"
    __table_args__ = (
        UniqueConstraint("record_id", "made_at", "kind", "text", name="uq_commitments_promise"),
        {"sqlite_autoincrement": True},
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"))
    draft_number: Mapped[int | None] = mapped_column(ForeignKey("drafts.number", ondelete="CASCADE"))
    source: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    kind: Mapped[str]
    certain: Mapped[bool]
    proposed: Mapped[bool]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    owner: Mapped[str | None]
    backed_by: Mapped[list[Any]]


class CommitmentWordRow(Table):
    """What somebody said about a promise: kept, broken or withdrawn, or open for a proposal that was confirmed. Never changed; the newest counts."""

    __tablename__ = "commitment_words"
    __table_args__ = (Index("ix_commitment_words_commitment_number", "commitment_number"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    commitment_number: Mapped[int] = mapped_column(ForeignKey("commitments.number", ondelete="CASCADE"))
    standing: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


class CommitmentReadingRow(Table):
    """That the messages in a record's log were read for promises. It may be deleted at any time."""

    __tablename__ = "commitment_readings"

    record_id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"), primary_key=True)
    record_fingerprint: Mapped[str]
    rules_fingerprint: Mapped[str]


class AskedLevelRow(Table):
    """The severity that a record's words ask for, kept because finding it is slow. It may be deleted at any time."""

    __tablename__ = "asked_levels"

    record_id: Mapped[str] = mapped_column(ForeignKey("records.id", ondelete="CASCADE"), primary_key=True)
    record_fingerprint: Mapped[str]
    rules_fingerprint: Mapped[str]
    level: Mapped[str]
    since: Mapped[datetime | None]
    grounds: Mapped[list[Any]]
