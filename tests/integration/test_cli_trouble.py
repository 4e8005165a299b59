"""Bad input and bad conditions: each a clear error with its exit code, on standard error, and nothing lost."""

import errno
import fcntl
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes.command_line import PERSON, RECORD, Called, call, record_file, spawn

from assistant.review import database
from knowledge.ingest import Library


def refused(done: Called, code: int, *words: str) -> None:
    assert done.code == code
    assert done.out == ""
    assert "Traceback" not in done.err
    for word in words:
        assert word in done.err


def _write(data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "bad.json"
        path.write_bytes(data)
        return path

    return make


def _record(**changes: object) -> Callable[[Path], Path]:
    return _write(json.dumps({**RECORD, **changes}).encode())


BAD = {
    "empty": (_write(b""), "empty"),
    "blank": (_write(b" \n\n"), "empty"),
    "latin-1": (_write('{"id": "ESC-7", "title": "Café"}'.encode("latin-1")), "not UTF-8"),
    "utf-16": (_write(json.dumps(RECORD).encode("utf-16")), "UTF-16"),
    "a picture": (_write(b"\x89PNG\r\n\x1a\n\x00\x00"), "picture"),
    "no json": (_write(b'{"id": '), "line 1"),
    "50 MB": (_write(b" " * 50_000_000), "50.0 MB"),
    "unknown key": (_record(colour="red"), "colour"),
    "naive time": (_record(started_at="2026-11-23T12:00:00"), "2026-11-23T12:00:00"),
    "end before start": (_record(resolved_at="2026-11-23T11:00:00Z"), "before started_at"),
    "no customer": (_write(b'{"id": "ESC-7", "title": "T"}'), "customer"),
    "duplicate ids": (_write(json.dumps([RECORD, RECORD]).encode()), "ESC-7"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_record_file(tmp_path: Path, name: str) -> None:
    make, words = BAD[name]
    file, data = make(tmp_path), tmp_path / "data"
    refused(call(data, "update", str(file)), 2, words)
    refused(call(data, "records", "import", str(file)), 2, words, "nothing was saved")
    assert call(data, "records", "list", "--json").json == {"records": []}


def test_a_bad_record_from_standard_input(tmp_path: Path) -> None:
    refused(call(tmp_path, "update", "-", stdin=b""), 2, "standard input", "empty")
    refused(call(tmp_path, "update", "-", stdin=b"x" * 10_000_002), 2, "standard input is longer than 10 MB")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b"caf\xe9", "not UTF-8"), (b"x" * 10_000_001, "longer than 10 MB"), (b"Subject: a\n\n", "no text")],
)
def test_a_text_that_cannot_be_checked(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "reply.md").write_bytes(content)
    refused(call(tmp_path / "data", "check", str(tmp_path / "reply.md")), 2, words)


def test_targets_that_are_not_there(tmp_path: Path) -> None:
    refused(call(tmp_path, "update", "ESC-404"), 2, "no record ESC-404", "records list")
    refused(call(tmp_path, "update", "missing.yaml"), 2, "missing.yaml", "No such file")
    refused(call(tmp_path, "update", str(tmp_path)), 2, "is a folder")
    two = tmp_path / "two.json"
    two.write_text(json.dumps([RECORD, {**RECORD, "id": "ESC-8"}]), encoding="utf-8")
    refused(call(tmp_path, "update", str(two)), 2, "2 records", "ESC-7, ESC-8")
    refused(call(tmp_path, "check", str(tmp_path / "missing.md")), 2, "missing.md")
    refused(call(tmp_path, "review", "show", "D-1"), 2, "no draft D-1")
    refused(call(tmp_path, "records", "show", "ESC-404"), 2, "no record ESC-404")
    refused(call(tmp_path, "knowledge", "add", str(tmp_path / "gone")), 2, "does not exist")


def test_settings_that_cannot_be(tmp_path: Path) -> None:
    file = str(record_file(tmp_path))
    refused(call(tmp_path, "--policy", str(tmp_path / "gone.toml"), "update", file), 2, "gone.toml")
    refused(call(tmp_path, "--model", "somebody:else", "update", file), 2, "somebody:else")
    refused(call(tmp_path, "--model", "openai:small", "update", file), 2, "OPENAI_API_KEY")
    bad = spawn("--data-dir", str(tmp_path), "records", "list", STEADYHAND_TIMEOUT="soon")
    assert bad.returncode == 2
    assert b"timeout" in bad.stderr


# The database


def test_a_locked_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    file, data = str(record_file(tmp_path)), tmp_path / "data"
    assert call(data, "records", "import", file).code == 0
    other = sqlite3.connect(data / "steadyhand.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        changed = str(record_file(tmp_path, title="Search is slow"))
        refused(call(data, "records", "import", changed), 3, "another program has held the database")
        assert "Search returns nothing" in call(data, "records", "list").out
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_a_data_directory_that_is_a_file_and_a_database_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    refused(call(tmp_path / "file", "records", "list"), 3, "cannot be used")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "steadyhand.db").write_bytes(b"not a database, but long enough to be looked at" * 50)
    refused(call(tmp_path / "data", "records", "list"), 3, "damaged")


def test_a_full_disk_while_a_draft_is_saved_keeps_the_draft_on_the_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, data = str(record_file(tmp_path)), tmp_path / "data"
    assert call(data, "update", file, "--save", "--by", PERSON).code == 0
    args = ("apology", file, "--form", "short", "--save", "--by", PERSON)
    on_connect = database._on_connect

    def full(connection: sqlite3.Connection, about: object) -> None:
        on_connect(connection, about)
        connection.execute("PRAGMA max_page_count=1")  # which means: no page more than there are

    with monkeypatch.context() as disk:
        disk.setattr(database, "_on_connect", full)
        done = call(data, *args)
    assert done.code == 3
    assert done.out.startswith("Subject: ")
    assert "the disk is full" in done.err
    assert "Traceback" not in done.err
    assert [row["kind"] for row in call(data, "review", "list", "--json").json["drafts"]] == ["progress"]
    assert call(data, *args).code == 0


def test_a_full_disk_while_exporting_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, target = tmp_path / "data", tmp_path / "update.html"
    assert call(data, "update", str(record_file(tmp_path)), "--save", "--by", PERSON).code == 0
    target.write_text("what was there", encoding="utf-8")

    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as stream:
            stream.write(content[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    done = call(data, "export", "D-0001", "--to", "html", "--draft", "--output", str(target))
    assert done.code == 3
    assert "could not be written: No space left on device" in done.err
    assert target.read_text(encoding="utf-8") == "what was there"
    assert not list(tmp_path.glob(".update.html*"))


# The index


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    assert call(folder, "samples", "load").code == 0
    return folder


@pytest.fixture
def samples(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(loaded, tmp_path / "samples"))


SEARCH = ("similar", "Card payments are declined in the web shop")


def mended(data_dir: Path) -> None:
    """The way out that the error names works, and no report was lost."""
    assert call(data_dir, "knowledge", "rebuild").code == 0
    assert call(data_dir, *SEARCH, "--json").json["results"]


def test_no_index_at_all(tmp_path: Path) -> None:
    refused(call(tmp_path, *SEARCH), 3, "no index was built yet", "steadyhand knowledge rebuild")


def test_an_index_that_is_gone(samples: Path) -> None:
    shutil.rmtree(samples / "knowledge" / "index")
    refused(call(samples, *SEARCH), 3, "steadyhand knowledge rebuild")
    mended(samples)


def test_vectors_that_are_gone(samples: Path) -> None:
    shutil.rmtree(samples / "knowledge" / "index" / "chroma")
    refused(call(samples, *SEARCH), 3, "steadyhand knowledge rebuild")
    assert call(samples, "update", "ESC-3107").code == 0
    mended(samples)


def test_an_index_of_another_embedder(samples: Path) -> None:
    pointer = samples / "knowledge" / "index" / "current.json"
    pointer.write_text(json.dumps({**json.loads(pointer.read_text()), "embedder": "someone-elses"}), encoding="utf-8")
    refused(call(samples, *SEARCH), 3, "someone-elses", "steadyhand knowledge rebuild")
    assert "someone-elses" in call(samples, "knowledge", "status").err
    assert call(samples, "doctor").code == 3
    drafted = call(samples, "update", "ESC-3107")
    assert drafted.code == 0
    assert "someone-elses" in drafted.err
    mended(samples)


def test_an_index_that_is_being_written(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Library.__init__.__kwdefaults__, "lock_seconds", 0.2)
    with (samples / "knowledge" / "index" / "ingest.lock").open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused(call(samples, "knowledge", "rebuild"), 3, "another process is writing the index")
        assert call(samples, *SEARCH).code == 0
    mended(samples)


def test_a_full_disk_while_the_index_is_written(samples: Path) -> None:
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))"
    done = spawn("--data-dir", str(samples), "knowledge", "rebuild", before=limit)
    assert done.returncode == 3
    assert b"Error: " in done.stderr
    assert b"Traceback" not in done.stderr
    assert call(samples, *SEARCH, "--json").json["results"]
    mended(samples)
