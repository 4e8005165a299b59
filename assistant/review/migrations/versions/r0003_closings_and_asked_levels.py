"""Closings with what was missing, and the kept severities that the records' words ask for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "closings",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("record_id", sa.String(), sa.ForeignKey("records.id", ondelete="CASCADE"), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id", "record_version"], ["record_versions.record_id", "record_versions.number"], ondelete="CASCADE"
        ),
    )
    op.create_index("ix_closings_record_id", "closings", ["record_id"])
    op.create_table(
        "asked_levels",
        sa.Column("record_id", sa.String(), sa.ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("record_fingerprint", sa.String(), nullable=False),
        sa.Column("rules_fingerprint", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("since", sa.Text(), nullable=True),
        sa.Column("grounds", sa.JSON(), nullable=False),
    )
