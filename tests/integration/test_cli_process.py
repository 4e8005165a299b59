"""The program itself: exit codes, streams, and the same bytes from every process."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from fakes.command_line import NOW, PERSON, RECORD, call, record_file, spawn

# Any connection, also to this machine, ends the program.
OFFLINE = """
import socket
def refused(*_):
    raise SystemExit("connected")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refused
"""


def test_the_entry_point_and_the_module_are_the_same_program() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"]["steadyhand"] == "assistant.cli:main"
    done = subprocess.run([sys.executable, "-m", "assistant", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("steadyhand, version ")


@pytest.mark.parametrize(
    "args",
    [("demo", "--json"), ("demo",), ("update", "FILE"), ("update", "FILE", "--json"), ("apology", "FILE", "--json"), ("check", "TEXT", "--record", "FILE", "--json")],
    ids=" ".join,
)  # fmt: skip
def test_the_same_bytes_from_every_process_and_without_a_network(tmp_path: Path, args: tuple[str, ...]) -> None:
    text = tmp_path / "reply.md"
    text.write_text("Hello Amara,\n\nAll 5,210 searches work again, and it will never happen again.\n", encoding="utf-8")
    names = {"FILE": str(record_file(tmp_path)), "TEXT": str(text)}
    command = [names.get(arg, arg) for arg in args]
    first, second = (
        spawn(
            "--now",
            NOW,
            "--model",
            "none",
            *command,
            before=OFFLINE,
            PYTHONHASHSEED=seed,
            STEADYHAND_DATA_DIR=str(tmp_path / seed),
            TZ=zone,
        )
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    )
    assert first.returncode in {0, 1}
    assert first.stdout
    assert (first.returncode, first.stdout, first.stderr) == (second.returncode, second.stdout, second.stderr)


def test_streams_and_exit_codes(tmp_path: Path) -> None:
    import json

    data = ("--data-dir", str(tmp_path / "data"))
    drafted = spawn(*data, "update", "-", stdin=json.dumps(RECORD).encode())
    assert drafted.returncode == 0
    assert drafted.stdout.startswith(b"Subject: ")
    assert spawn(*data, "check", "-", stdin="⟨for you: say more⟩".encode()).returncode == 1
    usage = spawn(*data, "update")
    assert (usage.returncode, usage.stdout) == (2, b"")
    assert spawn(*data, "similar", "anything").returncode == 3


def test_utf_8_whatever_the_terminal_speaks(tmp_path: Path) -> None:
    file = record_file(tmp_path, customer={"name": "Łódź Müller ✓"})
    data = tmp_path / "data"
    assert call(data, "records", "import", str(file)).code == 0
    done = spawn("--data-dir", str(data), "records", "list", PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "Łódź Müller ✓" in done.stdout.decode("utf-8")


def test_a_reader_that_goes_away_is_no_failure(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for number in range(30):
        file = record_file(tmp_path, id=f"ESC-{number}", description="x" * 9000)
        assert call(data, "records", "import", str(file)).code == 0
    program = [sys.executable, "-m", "assistant", "--data-dir", str(data), "records", "list"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert said == b""
    assert process.returncode == 141


def test_a_draft_is_kept_between_processes(tmp_path: Path) -> None:
    data = ("--data-dir", str(tmp_path / "data"), "--now", NOW)
    saved = spawn(*data, "update", str(record_file(tmp_path)), "--save", "--by", PERSON)
    assert b"Saved as D-0001" in saved.stderr
    assert b"D-0001" in spawn(*data, "review", "list").stdout
