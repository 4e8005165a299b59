"""Bad conditions: what was saved before is unharmed, and the person is told what failed and what to do."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes.review_material import KNOWN, NOW, draft, finding, record, store_with_draft
from sqlalchemy import Connection, event

from assistant.errors import ActionRefused, StorageFailed
from assistant.records.model import EscalationRecord
from assistant.review import database
from assistant.review.states import State
from assistant.review.store import Store, open_store


def rows(data_dir: Path) -> dict[str, int]:
    with sqlite3.connect(data_dir / "steadyhand.db") as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        counts = {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 - own names
    db.close()
    return counts


def on_connect(store: Store, *pragmas: str) -> None:
    """Run pragmas on every later connection of the store."""

    def run(connection: Any, _: object) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    event.listen(store.engine, "connect", run)


def test_the_directory_and_the_file_are_their_owners_alone(tmp_path: Path) -> None:
    open_store(tmp_path / "deep" / "data")
    assert stat.S_IMODE((tmp_path / "deep" / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "deep" / "data" / "steadyhand.db").stat().st_mode) == 0o600


def test_the_file_is_in_write_ahead_mode_with_foreign_keys(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.engine.connect() as connection:
        said = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys", "busy_timeout")]
    assert said == ["wal", 1, 5000]


def test_a_full_disk_while_saving(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    with sqlite3.connect(tmp_path / "steadyhand.db") as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.close()
    before = rows(tmp_path)
    on_connect(store, f"PRAGMA max_page_count={pages + 2}")
    large = [record(f"ESC-{n}", description="x" * 20_000) for n in range(20)]
    with pytest.raises(StorageFailed, match="20 records could not be saved; nothing was changed: the disk is full") as failed:
        store.save_records(large, now=NOW, by="import")
    assert failed.value.exit_code == 3
    assert "Free some space" in failed.value.hint
    with pytest.raises(StorageFailed, match="D-0001 could not be saved"):
        store.add_version("D-0001", draft("x" * 60_000), record_version=1, author="Tomasz Lind", now=NOW, known={})
    assert rows(tmp_path) == before
    assert open_store(tmp_path).draft("D-0001").state is State.DRAFT


def test_a_full_disk_while_sending_changes_neither_the_draft_nor_the_record(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    store.submit("D-0001", by="Tomasz Lind", now=NOW)
    store.approve("D-0001", by="Ingrid Vale", now=NOW)
    before = rows(tmp_path)

    def full(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO record_versions"):
            raise sqlite3.OperationalError("database or disk is full")

    event.listen(store.engine, "before_cursor_execute", full)
    with pytest.raises(StorageFailed, match="sending of draft D-0001 could not be saved; nothing was changed: the disk is full"):
        store.mark_sent("D-0001", by="Tomasz Lind", now=NOW)
    assert rows(tmp_path) == before
    again = open_store(tmp_path)
    assert again.draft("D-0001").state is State.APPROVED
    assert again.mark_sent("D-0001", by="Tomasz Lind", now=NOW).state is State.SENT


def test_a_locked_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    store = store_with_draft(tmp_path)
    other = sqlite3.connect(tmp_path / "steadyhand.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StorageFailed, match="another program has held the database"):
            store.submit("D-0001", by="Tomasz Lind", now=NOW)
        assert store.draft("D-0001").state is State.DRAFT  # readers go on
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert store.submit("D-0001", by="Tomasz Lind", now=NOW).state is State.SUBMITTED


def test_a_database_that_may_not_be_written_to(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    on_connect(store, "PRAGMA query_only=ON")
    with pytest.raises(StorageFailed, match="cannot be written to"):
        store.submit("D-0001", by="Tomasz Lind", now=NOW)
    assert store.draft("D-0001").state is State.DRAFT


@pytest.mark.skipif(os.geteuid() == 0, reason="rights do not bind the superuser")
def test_a_directory_without_the_right_to_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageFailed, match="cannot be used"):
        open_store(tmp_path)
    tmp_path.chmod(0o700)


def test_a_directory_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a directory")
    with pytest.raises(StorageFailed, match="cannot be used"):
        open_store(tmp_path / "file" / "data")

    def read_only(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", read_only)
    with pytest.raises(StorageFailed, match="Read-only file system"):
        open_store(tmp_path / "data")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "steadyhand.db").write_bytes(b"These are not the pages of a database. " * 200)
    before = (tmp_path / "steadyhand.db").read_bytes()
    with pytest.raises(StorageFailed, match="damaged") as failed:
        open_store(tmp_path)
    assert "put back a copy" in failed.value.hint
    assert (tmp_path / "steadyhand.db").read_bytes() == before


def test_a_damaged_page(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path, body="x" * 30_000)
    content = bytearray((tmp_path / "steadyhand.db").read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    (tmp_path / "steadyhand.db").write_bytes(content)
    with pytest.raises(StorageFailed, match="damaged"):
        store.drafts()


def test_a_database_of_another_program(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "steadyhand.db") as db:
        db.execute("CREATE TABLE invoices (id INTEGER)")
    db.close()
    with pytest.raises(StorageFailed, match="database of another program"):
        open_store(tmp_path)
    assert rows(tmp_path) == {"invoices": 0}


def test_a_database_of_a_newer_release(tmp_path: Path) -> None:
    store_with_draft(tmp_path)
    with sqlite3.connect(tmp_path / "steadyhand.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    db.close()
    before = rows(tmp_path)
    with pytest.raises(StorageFailed, match=r"newer release of steadyhand \(revision 9999"):
        open_store(tmp_path)
    assert rows(tmp_path) == before


def test_a_stored_form_that_this_release_cannot_read(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    with sqlite3.connect(tmp_path / "steadyhand.db") as db:
        db.execute('UPDATE record_versions SET body = \'{"id": "ESC-7", "mood": "tense"}\'')
        db.execute("UPDATE draft_versions SET draft = '{}'")
    db.close()
    with pytest.raises(StorageFailed, match="stored record ESC-7 cannot be read"):
        store.record("ESC-7")
    with pytest.raises(StorageFailed, match="Version 1 of a draft cannot be read"):
        _ = store.draft("D-0001").newest.draft


def test_many_threads_save_at_once(tmp_path: Path) -> None:
    store = open_store(tmp_path)

    def work(worker: int) -> list[str]:
        made = []
        for n in range(5):
            saved = store.save_record(record(f"ESC-{worker}-{n}"), now=NOW, by=f"Worker {worker}")
            store.save_record(record("ESC-SHARED", title=f"{worker} {n}"), now=NOW, by=f"Worker {worker}")
            made.append(
                store.add_draft(draft(record_id=saved.record.id), record_version=1, author=f"Worker {worker}", now=NOW, known=KNOWN).id
            )
        return made

    with ThreadPoolExecutor(4) as pool:
        ids = [draft_id for made in pool.map(work, range(4)) for draft_id in made]
    assert len(set(ids)) == 20
    assert len(store.records()) == 21
    assert [held.version for held in store.record_versions("ESC-SHARED")] == list(range(1, 21))


def test_of_two_who_approve_at_once_both_decisions_are_kept_and_of_two_who_send_one_is_refused(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    store.submit("D-0001", by="Tomasz Lind", now=NOW)
    store.approve("D-0001", by="Ingrid Vale", now=NOW)

    def send(by: str) -> str:
        try:
            return store.mark_sent("D-0001", by=by, now=NOW).state.value
        except ActionRefused:
            return "refused"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, ["Ingrid Vale", "Tomasz Lind"])) == ["refused", "sent"]
    assert len(store.record("ESC-7").record.sent_messages) == 1


def test_two_processes_open_an_empty_directory_at_once(tmp_path: Path) -> None:
    code = f"from pathlib import Path; from assistant.review.store import open_store; print(len(open_store(Path({str(tmp_path)!r})).records()))"
    started = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate(timeout=120) for process in started]
    assert [out.strip() for out, _ in said] == ["0", "0", "0"], said
    assert rows(tmp_path)["alembic_version"] == 1


def test_a_process_killed_in_the_middle_of_a_transaction(tmp_path: Path) -> None:
    store_with_draft(tmp_path)
    before = rows(tmp_path)
    code = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from fakes.review_material import NOW, record
        from sqlalchemy import event
        from assistant.review.store import open_store

        store = open_store(Path(sys.argv[1]))

        def hang(connection):
            print("about to commit", flush=True)
            time.sleep(120)

        event.listen(store.engine, "commit", hang)
        store.save_records([record(f"ESC-{n}", description="x" * 9000) for n in range(100, 160)], now=NOW, by="import")
    """)
    paths = os.pathsep.join(str(Path(__file__).parents[up]) for up in (1, 2))
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths}
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "about to commit\n"
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=30)

    store = open_store(tmp_path)
    assert rows(tmp_path) == before
    assert [held.record.id for held in store.records()] == ["ESC-7"]
    assert store.save_record(record("ESC-8"), now=NOW, by="import").version == 1


def test_a_refusal_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path, findings=(finding(),))
    store.submit("D-0001", by="Tomasz Lind", now=NOW)
    before = rows(tmp_path)
    with pytest.raises(ActionRefused):
        store.approve("D-0001", by="Ingrid Vale", now=NOW + timedelta(minutes=1))
    assert rows(tmp_path) == before
    assert store.draft("D-0001").state is State.SUBMITTED


def test_opening_an_up_to_date_store_does_not_import_alembic(tmp_path: Path) -> None:
    open_store(tmp_path)
    code = (
        "import sys; from pathlib import Path; from assistant.review.store import open_store; "
        f"open_store(Path({str(tmp_path)!r})).records(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "False"


def test_a_record_of_ten_thousand_entries(tmp_path: Path) -> None:
    updates = [{"at": (NOW + timedelta(seconds=n)).isoformat(), "text": f"Entry {n}."} for n in range(10_000)]
    store = open_store(tmp_path)
    store.save_record(
        EscalationRecord.model_validate({"id": "L", "title": "Long", "customer": {"name": "C"}, "updates": updates}), now=NOW, by="import"
    )
    assert len(store.record("L").record.updates) == 10_000


def test_the_engine_can_be_shared_with_a_reader_in_an_open_transaction(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    with store.engine.connect() as reader:
        assert isinstance(reader, Connection)
        before = reader.exec_driver_sql("SELECT state FROM drafts").scalar()
        store.submit("D-0001", by="Tomasz Lind", now=NOW)
        assert reader.exec_driver_sql("SELECT state FROM drafts").scalar() == before == "draft"
    assert store.draft("D-0001").state is State.SUBMITTED
