"""Alembic's entry: runs the migrations on the connection, and in the transaction, that `assistant.review.database` hands over."""

from __future__ import annotations

from alembic import context

from assistant.review.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    # SQLite can roll back changes of tables; with this, a migration that fails half-way leaves nothing behind.
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
