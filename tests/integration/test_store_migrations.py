import json
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from fakes.review_material import NOW, draft, record
from sqlalchemy import create_engine, select

from assistant.errors import StorageFailed
from assistant.records.fingerprint import fingerprint
from assistant.review import database
from assistant.review.commitment_rows import known_of, words_on
from assistant.review.database import reading
from assistant.review.states import State
from assistant.review.store import open_store
from assistant.review.tables import CommitmentReadingRow, Table

REVISIONS = [script.revision for script in reversed(list(ScriptDirectory.from_config(database.alembic_config()).walk_revisions()))]


def at_revision(data_dir: Path, revision: str) -> sqlite3.Connection:
    """A database as the release with that revision left it."""
    engine = create_engine(f"sqlite:///{data_dir / database.FILE_NAME}")
    with engine.begin() as connection:
        database.upgrade(connection, to=revision)
    engine.dispose()
    return sqlite3.connect(data_dir / database.FILE_NAME)


def test_the_head_constant_is_the_head_of_the_scripts() -> None:
    assert ScriptDirectory.from_config(database.alembic_config()).get_heads() == [database.HEAD]


def test_the_migrations_make_exactly_the_tables_of_the_models(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


@pytest.mark.parametrize("revision", REVISIONS)
def test_upgrade_from_every_revision(tmp_path: Path, revision: str) -> None:
    at_revision(tmp_path, revision).close()
    store = open_store(tmp_path)
    store.save_record(record(), now=NOW, by="import")
    store.add_draft(draft(), record_version=1, author="Tomasz Lind", now=NOW, known={})
    assert open_store(tmp_path).submit("D-0001", by="Tomasz Lind", now=NOW).state is State.SUBMITTED


def test_upgrade_from_the_first_revision_keeps_what_was_saved(tmp_path: Path) -> None:
    saved, at = draft(), NOW.isoformat()
    db = at_revision(tmp_path, REVISIONS[0])
    with db:
        db.execute("INSERT INTO records VALUES ('ESC-7', 1, 0)")
        body = record().model_dump_json(by_alias=True)
        db.execute("INSERT INTO record_versions VALUES ('ESC-7', 1, ?, ?, ?, 'import', 0, '[]')", (body, fingerprint(record()), at))
        db.execute("INSERT INTO drafts VALUES (1, 'ESC-7', 'update', 'progress', 'approved', ?, 'Tomasz Lind')", (at,))
        values = (at, saved.document.subject, saved.document.body, saved.model_dump_json(), json.dumps({}))
        db.execute(
            "INSERT INTO draft_versions VALUES (1, 1, 1, 'composer', 'Tomasz Lind', ?, ?, ?, '', ?, ?, 'a', 'b', 'c', 'd', 'e')", values
        )
        db.execute("INSERT INTO decisions VALUES (1, 1, 1, 'approved', 'Ingrid Vale', ?, 'Read.', 1, '[]')", (at,))
    db.close()

    stored = open_store(tmp_path).draft("D-0001")

    assert (stored.state, stored.approved_by, stored.approved_at) == (State.APPROVED, "Ingrid Vale", NOW)
    assert stored.newest.draft == saved
    assert (stored.approval.stale_reason if stored.approval else None) == ""
    assert stored.waivers == ()
    assert open_store(tmp_path).record("ESC-7").record == record()


def test_promises_that_were_marked_in_their_source_are_proposed_and_keep_their_ids_and_words(tmp_path: Path) -> None:
    at = NOW.isoformat()
    db = at_revision(tmp_path, "0005")
    with db:
        db.execute("INSERT INTO records VALUES ('ESC-7', 1, 0)")
        body = record().model_dump_json(by_alias=True)
        db.execute("INSERT INTO record_versions VALUES ('ESC-7', 1, ?, ?, ?, 'import', 0, '[]')", (body, fingerprint(record()), at))
        sources = (
            "log entry 1",
            "log entry 2, worded like a promise",
            "draft D-0004, version 2, worded like a promise",
            "x, worded like a promise, x",
        )
        for number, source in enumerate(sources, start=4):
            row = (number, "ESC-7", None, source, f"Sentence {number}", "call", 1, at, None, None, "[]")
            db.execute("INSERT INTO commitments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        db.execute("INSERT INTO commitment_words VALUES (1, 5, 'withdrawn', 'Ingrid Vale', ?, 'Nobody promised this.')", (at,))
        db.execute("INSERT INTO commitment_readings VALUES ('ESC-7', 'a', 'b')")
    db.close()

    with reading(open_store(tmp_path).engine, "x") as session:
        found = known_of(session, "ESC-7")
        words = words_on(session)
        assert session.scalars(select(CommitmentReadingRow)).all() == []

    assert [(each.id, each.source, each.proposed) for each in found] == [
        ("C-0004", "log entry 1", False),
        ("C-0005", "log entry 2", True),
        ("C-0006", "draft D-0004, version 2", True),
        ("C-0007", "x, worded like a promise, x", False),
    ]
    assert [(name, word.by) for name, said in words.items() for word in said] == [("C-0005", "Ingrid Vale")]


def test_opening_again_and_again_changes_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.save_record(record(), now=NOW, by="import")
    db = sqlite3.connect(tmp_path / database.FILE_NAME)
    schema = db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    for _ in range(3):
        open_store(tmp_path)
    assert db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall() == schema
    db.close()


def test_a_migration_that_fails_half_way_leaves_the_old_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = at_revision(tmp_path, REVISIONS[0])
    # The second migration makes this table first and then changes another one; now its first step succeeds and a later one cannot.
    with db:
        db.execute("ALTER TABLE decisions ADD COLUMN stale_reason TEXT NOT NULL DEFAULT ''")
    with pytest.raises(StorageFailed, match="duplicate column"):
        open_store(tmp_path)
    assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISIONS[0],)]
    assert db.execute("SELECT name FROM sqlite_master WHERE name = 'waivers'").fetchall() == []
    db.close()
