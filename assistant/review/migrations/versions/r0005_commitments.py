"""The ledger: promises in sent messages, what people said about them, and which logs were read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "commitments",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("record_id", sa.String(), sa.ForeignKey("records.id", ondelete="CASCADE"), nullable=False),
        sa.Column("draft_number", sa.Integer(), sa.ForeignKey("drafts.number", ondelete="CASCADE"), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("due_at", sa.Text(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("backed_by", sa.JSON(), nullable=False),
        sa.UniqueConstraint("record_id", "made_at", "kind", "text", name="uq_commitments_promise"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "commitment_words",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("commitment_number", sa.Integer(), sa.ForeignKey("commitments.number", ondelete="CASCADE"), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    op.create_index("ix_commitment_words_commitment_number", "commitment_words", ["commitment_number"])
    op.create_table(
        "commitment_readings",
        sa.Column("record_id", sa.String(), sa.ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("record_fingerprint", sa.String(), nullable=False),
        sa.Column("rules_fingerprint", sa.String(), nullable=False),
    )
