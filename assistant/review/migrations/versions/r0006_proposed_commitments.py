"""Whether a promise is only proposed, in a column of its own; until now the end of its source said so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MARK = ", worded like a promise"


def upgrade() -> None:
    """Apply."""
    op.add_column("commitments", sa.Column("proposed", sa.Boolean(), nullable=False, server_default=sa.false()))
    commitments = sa.table("commitments", sa.column("source", sa.String()), sa.column("proposed", sa.Boolean()))
    source = commitments.c.source
    op.execute(
        commitments.update()
        .where(sa.func.substr(source, -len(_MARK)) == _MARK)
        .values(proposed=sa.true(), source=sa.func.substr(source, 1, sa.func.length(source) - len(_MARK)))
    )
    # A proposal no longer hides a promise that a later message makes in the same words; so every log is read once more.
    op.execute(sa.table("commitment_readings").delete())
