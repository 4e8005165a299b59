"""The SQLite file: opening it, bringing it up to date, and transactions whose failures are told in words.

A connection a call (no pool), because Streamlit calls from many threads and a SQLite connection belongs to one. Writers take the write lock
at the start of their transaction, so that what they check cannot change before they save.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from assistant.errors import StorageFailed

if TYPE_CHECKING:
    from alembic.config import Config

FILE_NAME = "steadyhand.db"
HEAD = "0006"
"""The newest migration. Kept here so that opening an up-to-date file need not import Alembic; a contract test holds it to the scripts."""
BUSY_SECONDS = 5.0
"""How long a writer waits for another one."""

_CAUSES = (
    ("disk is full", "the disk is full", "Free some space and save again."),
    ("no space left", "the disk is full", "Free some space and save again."),
    (
        "is locked",
        f"another program has held the database for {BUSY_SECONDS:g} seconds",
        "Close the other program, or wait, and try again.",
    ),
    ("readonly", "the database cannot be written to", "Make the data directory and its files writable, or choose another with --data-dir."),
    ("unable to open", "the database cannot be opened", "Look at the rights of the data directory, or choose another with --data-dir."),
    ("malformed", "the database file is damaged", "Move it away and put back a copy, or start with an empty data directory."),
    ("not a database", "the database file is damaged", "Move it away and put back a copy, or start with an empty data directory."),
)


def open_engine(data_dir: Path) -> Engine:
    """An engine on the data directory's database, made and brought up to date where needed.

    The directory is made readable for its owner only. Migrations run in one transaction: all of them or none.

    Raises:
        StorageFailed: The directory or the file cannot be used, or a newer release wrote it.
    """
    path = data_dir / FILE_NAME
    with telling(f"The database {path} cannot be used"):
        if not data_dir.is_dir():
            data_dir.mkdir(parents=True, mode=0o700)
        if not path.exists():
            # Made before SQLite makes it, so that its journal files get the same rights.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        engine = _engine(path)
        with engine.connect() as connection:
            revision = _revision(connection, path)
        if revision != HEAD:
            with engine.connect() as connection:  # kept in the file; outside a transaction, as SQLite asks
                connection.connection.execute("PRAGMA journal_mode=WAL")
            with writing(engine).connect() as connection, connection.begin():
                _migrate(connection, path)
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine, whose transactions take the write lock when they begin."""
    return engine.execution_options(takes_write_lock=True)


@contextmanager
def telling(what_failed: str) -> Iterator[None]:
    """Turn what the disk or the database raises into a StorageFailed that says why and what to do.

    Args:
        what_failed: The beginning of the message, without a full stop.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raw = str(error.orig) if isinstance(error, DBAPIError) else str(error)
        cause, hint = next(
            ((cause, hint) for mark, cause, hint in _CAUSES if mark in raw.lower()), (raw, "Nothing was changed; try again.")
        )
        msg = f"{what_failed}: {cause}."
        raise StorageFailed(msg, hint) from error


@contextmanager
def transaction(engine: Engine, what_failed: str) -> Iterator[Session]:
    """One writing transaction: all of it is saved, or nothing.

    Raises:
        StorageFailed: The database did not take it; what was saved before is unharmed.
    """
    with telling(f"{what_failed}; nothing was changed"), Session(writing(engine), expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine, what_failed: str) -> Iterator[Session]:
    """One consistent look at the database.

    Raises:
        StorageFailed: It cannot be read.
    """
    with telling(what_failed), Session(engine) as session:
        yield session


def alembic_config() -> Config:
    """Where Alembic finds the migrations, for developers and tests as well."""
    from alembic.config import Config

    config = Config()
    # ConfigParser reads "%" as the beginning of a reference.
    config.set_main_option("script_location", str(files("assistant.review").joinpath("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(connection: Connection, *, to: str = HEAD) -> None:
    """Run the migrations up to a revision within the connection's transaction; does nothing where they have run."""
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _: object) -> None:
    # The driver's own transaction handling begins too late and commits behind our back; we say BEGIN ourselves.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")  # a recorded decision survives a power cut


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("takes_write_lock") else "BEGIN")


def _revision(connection: Connection, path: Path) -> str | None:
    tables = {name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "alembic_version" not in tables:
        if tables - {"sqlite_sequence"}:
            msg = f"{path} is a database of another program."
            raise StorageFailed(msg, "Choose another data directory with --data-dir.")
        return None
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if revision is None else str(revision)


def _migrate(connection: Connection, path: Path) -> None:
    from alembic.script import ScriptDirectory

    # Another process may have been faster while this one waited for the lock.
    revision = _revision(connection, path)
    known = {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    if revision is not None and revision not in known:
        msg = f"{path} was written by a newer release of steadyhand (revision {revision}; this release knows up to {HEAD})."
        raise StorageFailed(msg, "Use that release, or another data directory with --data-dir.")
    if revision != HEAD:
        upgrade(connection)
