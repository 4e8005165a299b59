"""Records and drafts with all their versions, and decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "records",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("current_version", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "record_versions",
        sa.Column("record_id", sa.String(), sa.ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("saved_at", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
    )
    op.create_table(
        "drafts",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("record_id", sa.String(), sa.ForeignKey("records.id", ondelete="CASCADE"), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_drafts_record_id", "drafts", ["record_id"])
    op.create_table(
        "draft_versions",
        sa.Column("draft_number", sa.Integer(), sa.ForeignKey("drafts.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("record_version", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("written_by", "author")),
        sa.Column("saved_at", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("subject", "body", "note", "draft")),
        sa.Column("known", sa.JSON(), nullable=False),
        *(sa.Column(f"{name}_fingerprint", sa.String(), nullable=False) for name in ("record", "evidence", "policy", "prompt", "model")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("draft_number", sa.Integer(), sa.ForeignKey("drafts.number", ondelete="CASCADE"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=True),
        sa.Column("waived", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["draft_number", "version"], ["draft_versions.draft_number", "draft_versions.number"], ondelete="CASCADE"),
    )
    op.create_index("ix_decisions_draft_number", "decisions", ["draft_number"])
