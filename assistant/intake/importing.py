"""Files in, records out: all of them, or every problem at once and none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

from assistant.errors import InputInvalid
from assistant.intake.documents import SUFFIXES, Document, read_documents
from assistant.intake.hidden import hidden_text_notes
from assistant.intake.problems import quote
from assistant.intake.reading import Format
from assistant.intake.registry import FORMAT_NAMES, find_format, recognise
from assistant.records.model import EscalationRecord

MEGABYTE = 1_000_000
"""Bytes; `max_bytes` is STEADYHAND_MAX_RECORD_MB times this."""


@dataclass(frozen=True)
class Imported:
    """One record that was read.

    Attributes:
        record: The record.
        notes: What was assumed or is unusual, in plain sentences; empty for most record files.
        place: Where it stood: "queue.jsonl, line 4".
    """

    record: EscalationRecord
    notes: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class IntakeResult:
    """All records of a file or a folder, in the order of the files and of the records in them."""

    records: tuple[Imported, ...]


@dataclass(frozen=True)
class _Contents:
    name: str
    data: bytes
    size: int


def read_path(path: FilePath | str, *, format: str = "auto", max_bytes: int) -> IntakeResult:
    """Read a file, or every JSON and YAML file below a folder.

    Args:
        path: The file or folder. Hidden files and folders in it are left alone.
        format: One of `FORMAT_NAMES`; "auto" recognises each document by its keys.
        max_bytes: The largest file, in bytes, that is read.

    Raises:
        InputInvalid: Something cannot be read; `problems` holds every problem of every file, and no record is given.
    """
    path = FilePath(path)
    chosen = _chosen(format)
    try:
        files = _files(path)
        contents = [_Contents(_name(file, path), *_load(file, max_bytes)) for file in files]
    except OSError as error:
        msg = f"{path} cannot be read."
        raise InputInvalid(
            msg, [f"{error.strerror or type(error).__name__}"], "Check the path and your rights to it; nothing was saved."
        ) from error
    except ValueError as error:  # a NUL in the path
        msg = f"{quote(str(path))} is no path."
        raise InputInvalid(msg, hint="Name a file or a folder.") from error
    return _read_all(contents, str(path), chosen, max_bytes)


def read_bytes(data: bytes, *, name: str, format: str = "auto", max_bytes: int) -> IntakeResult:
    """Read the contents of one file, as uploaded or from standard input.

    Args:
        data: The contents.
        name: The file's name, for its suffix and for messages.
        format: One of `FORMAT_NAMES`.
        max_bytes: The most bytes that are read.

    Raises:
        InputInvalid: As `read_path`.
    """
    return _read_all([_Contents(name, data, len(data))], name, _chosen(format), max_bytes)


def _chosen(name: str) -> Format | None:
    found = find_format(name)
    if found is None and name != "auto":
        msg = f"There is no format {quote(name)}."
        raise InputInvalid(msg, hint=f"Use one of {', '.join(FORMAT_NAMES)}.")
    return found


def _files(path: FilePath) -> list[FilePath]:
    if not path.is_dir():
        return [path]
    found = sorted(
        file
        for file in path.rglob("*")
        if file.suffix.lower() in SUFFIXES and file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )
    if not found:
        msg = f"The folder {path} holds no record files."
        raise InputInvalid(msg, hint=f"Records stand in files that end in {', '.join(SUFFIXES)}.")
    return found


def _name(file: FilePath, path: FilePath) -> str:
    return file.relative_to(path).as_posix() if file != path else file.name


def _load(file: FilePath, max_bytes: int) -> tuple[bytes, int]:
    """The contents and the size. One byte more than allowed is enough to see that a file is too large."""
    with file.open("rb") as stream:
        data = stream.read(max_bytes + 1)
    return data, max(file.stat().st_size, len(data))


def _read_all(contents: Iterable[_Contents], source: str, chosen: Format | None, max_bytes: int) -> IntakeResult:
    files = list(contents)
    records: list[Imported] = []
    problems: list[str] = []
    for file in files:
        for item in _read_file(file, chosen, max_bytes):
            if isinstance(item, Imported):
                records.append(item)
            else:
                problems.append(f"{file.name}: {item}" if len(files) > 1 else item)
    problems.extend(_repeated(records))
    if problems:
        msg = f"{source} cannot be imported: {len(problems)} problem{'' if len(problems) == 1 else 's'}."
        raise InputInvalid(msg, problems)
    return IntakeResult(tuple(records))


def _read_file(file: _Contents, chosen: Format | None, max_bytes: int) -> Iterator[Imported | str]:
    if file.size > max_bytes:
        limit = "raise STEADYHAND_MAX_RECORD_MB to read it, or split the file"
        yield f"the file has {_megabytes(file.size)}, and the limit is {_megabytes(max_bytes)}; {limit}"
        return
    documents = read_documents(file.data, name=file.name)
    yield from documents.problems
    for document in documents.found:
        yield from _read_document(document, file.name, chosen)


def _read_document(document: Document, name: str, chosen: Format | None) -> Iterator[Imported | str]:
    value = document.value
    if not isinstance(value, Mapping):
        yield document.say((), f"{quote(value)} is no object with the keys of a record")
        return
    reading = (chosen or recognise(value)).read(value)
    for problem in reading.problems:
        yield document.say(problem.path, problem.text)
    if reading.record:
        place = ", ".join(part for part in (name, document.label) if part)
        yield Imported(reading.record, (*reading.notes, *hidden_text_notes(reading.record)), place)


def _repeated(records: Iterable[Imported]) -> Iterator[str]:
    first: dict[str, str] = {}
    for imported in records:
        place = first.setdefault(imported.record.id, imported.place)
        if place is not imported.place:
            yield f"the id {quote(imported.record.id)} stands twice: {place}, and {imported.place}"


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE / 10 else f"{size / MEGABYTE:.6f}".rstrip("0").rstrip(".") + " MB"
