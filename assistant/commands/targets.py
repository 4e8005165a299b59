"""TARGET: a record from a file, from standard input, or from the store."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.running import Run
from assistant.errors import InputInvalid, NotFound

if TYPE_CHECKING:
    from assistant.intake import IntakeResult
    from assistant.records.model import EscalationRecord
    from assistant.review.stored import StoredRecord

_SUBJECT = re.compile(r"\A\s*Subject:([^\n]*)\n+")
STDIN = "-"
STDIN_NAME = "standard input"


@dataclass(frozen=True)
class Target:
    """The record that a command is about.

    Attributes:
        record: The record.
        stored: How the store holds it; None for a record from a file, which is kept only when somebody says so.
        notes: What intake had to say about it.
    """

    record: EscalationRecord
    stored: StoredRecord | None
    notes: tuple[str, ...] = ()


def find_record(run: Run, target: str) -> Target:
    """The record that TARGET names.

    A name that ends like a record file or holds a separator is a path; any other is an id, or a file where no record has that id.

    Raises:
        InputInvalid: The file cannot be taken, or holds more than one record.
        NotFound: Neither the store nor the disk has it.
    """
    from assistant.intake import read_bytes, read_path

    limit = _limit(run)
    if target == STDIN:
        data = read_stdin(run)
        _check_length(run, data, STDIN_NAME)
        return _only(read_bytes(data, name=STDIN_NAME, max_bytes=limit), STDIN_NAME)
    if Path(target).is_dir():
        msg = f"{target} is a folder, and this command works on one record."
        raise InputInvalid(msg, hint="Import it with `steadyhand records import`, then name a record by its id.")
    if _is_path(target):
        return _only(read_path(Path(target), max_bytes=limit), target)
    try:
        stored = run.services.store.record(target)
    except NotFound as error:
        if Path(target).is_file():
            return _only(read_path(Path(target), max_bytes=limit), target)
        msg = f"There is no record {target}, and no file of that name."
        raise NotFound(msg, "`steadyhand records list` shows all records; `steadyhand records import FILE` adds one.") from error
    return Target(stored.record, stored, stored.notes)


def read_stdin(run: Run) -> bytes:
    """Standard input, as far as a file may be long and one byte more."""
    stream = sys.stdin.buffer
    if stream.isatty():
        click.echo("Reading from the keyboard; end with Ctrl-D.", err=True)
    return stream.read(_limit(run) + 1)


def read_text(run: Run, file: str) -> str:
    """A text to be looked at, from a file or from standard input.

    Raises:
        InputInvalid: It cannot be read, is too long, is not UTF-8, or is empty.
    """
    name = STDIN_NAME if file == STDIN else file
    limit = _limit(run)
    try:
        data = read_stdin(run) if file == STDIN else _read_file(Path(file), limit)
    except (OSError, ValueError) as error:
        msg = f"{name} cannot be read: {getattr(error, 'strerror', None) or error}."
        raise InputInvalid(msg, hint="Check the path and your rights to it.") from error
    _check_length(run, data, name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{name} is not UTF-8 text: byte {error.start + 1} is 0x{data[error.start]:02X}."
        raise InputInvalid(msg, hint="Save it as UTF-8.") from error
    if not text.strip():
        msg = f"{name} is empty."
        raise InputInvalid(msg, hint="Name a file that holds the text.")
    return text


@dataclass(frozen=True)
class Message:
    """A text as a drafting command prints it.

    Attributes:
        subject: What stands after `Subject:` on top; empty without such a line.
        whole: The text as it was read.
        offset: Where the body begins in it, in code points.
    """

    subject: str
    whole: str
    offset: int

    @property
    def body(self) -> str:
        """The text below the subject."""
        return self.whole[self.offset :]


def read_message(run: Run, file: str) -> Message:
    """A message from a file or from standard input, with or without a `Subject:` line on top.

    Raises:
        InputInvalid: As `read_text`, and where there is nothing but a subject.
    """
    text = read_text(run, file)
    head = _SUBJECT.match(text)
    if head is None:
        return Message("", text, 0)
    if not text[head.end() :].strip():
        msg = f"{STDIN_NAME if file == STDIN else file} holds a subject and no text."
        raise InputInvalid(msg, hint="Name a file that holds the text.")
    return Message(head[1].strip(), text, head.end())


def _read_file(path: Path, limit: int) -> bytes:
    with path.open("rb") as stream:
        return stream.read(limit + 1)


def _check_length(run: Run, data: bytes, name: str) -> None:
    if len(data) > _limit(run):
        msg = f"{name} is longer than {run.settings.max_record_mb:g} MB."
        raise InputInvalid(msg, hint="Name something shorter, or raise STEADYHAND_MAX_RECORD_MB.")


def _limit(run: Run) -> int:
    from assistant.intake import MEGABYTE

    return int(run.settings.max_record_mb * MEGABYTE)


def _is_path(target: str) -> bool:
    from assistant.intake.documents import SUFFIXES

    return "/" in target or "\\" in target or target.lower().endswith(SUFFIXES)


def _only(read: IntakeResult, source: str) -> Target:
    if len(read.records) != 1:
        ids = ", ".join(imported.record.id for imported in read.records[:5]) + (", ..." if len(read.records) > 5 else "")
        msg = f"{source} holds {len(read.records)} records ({ids}), and this command works on one."
        raise InputInvalid(msg, hint="Import them with `steadyhand records import`, then name one by its id.")
    return Target(read.records[0].record, None, read.records[0].notes)
