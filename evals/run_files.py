"""A run on disk: a folder with `run.json` (the header) and `cells.jsonl` (one finished cell a line, the last line of a key wins).

A line is flushed to the disk as it is written, so that a process that is killed loses nothing that was finished; half a line at the end of
the file is what such a process was writing, and is dropped.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from pydantic import ValidationError

from assistant.errors import InputInvalid, NotFound
from evals.cell import Cell, RunHeader

HEADER, CELLS = "run.json", "cells.jsonl"


@dataclass(frozen=True)
class StoredRun:
    """A run as it lies on the disk.

    Attributes:
        folder: Where.
        header: What it is about.
        cells: The finished cells, in the order in which they finished first.
    """

    folder: Path
    header: RunHeader
    cells: tuple[Cell, ...]


def read_run(folder: Path) -> StoredRun:
    """A run from its folder.

    Raises:
        NotFound: There is no run.
        InputInvalid: The header or a line is not what it should be; says which.
    """
    if not (folder / HEADER).is_file():
        msg = f"There is no run in {folder}."
        raise NotFound(msg, "`steadyhand eval list` shows the runs there are.")
    try:
        header = RunHeader.model_validate_json((folder / HEADER).read_bytes())
    except ValidationError as error:
        msg = f"{folder / HEADER} is no header of a run."
        raise InputInvalid(msg, [str(error)], "Run the suite again; its cells are kept.") from error
    return StoredRun(folder, header, read_cells(folder / CELLS))


def read_cells(path: Path) -> tuple[Cell, ...]:
    """The finished cells of a file; for a key that was written twice, the later line. No file is no cells.

    Raises:
        InputInvalid: A whole line is no cell.
    """
    cells: dict[str, Cell] = {}
    for number, line in enumerate(_whole_lines(path), start=1):
        try:
            cell = Cell.model_validate_json(line)
        except ValidationError as error:
            msg = f"{path}, line {number}, is no cell."
            raise InputInvalid(msg, [str(error)], "Move the file away to run everything again.") from error
        cells[cell.key] = cell
    return tuple(cells.values())


def write_header(folder: Path, header: RunHeader) -> None:
    """Keep the header, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / HEADER, [header.model_dump_json(indent=1).encode() + b"\n"])


def write_cells(path: Path, cells: Iterable[Cell]) -> None:
    """Put these cells in the place of the file, whole or not at all."""
    _replace(path, (cell.model_dump_json().encode() + b"\n" for cell in cells))


class CellLog:
    """Appends finished cells to a run's file; for one process, any number of its threads."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        _drop_half_line(path)
        self._file = path.open("ab")
        self._lock = threading.Lock()

    def add(self, cell: Cell) -> None:
        """Write a line and hand it to the system."""
        line = cell.model_dump_json().encode() + b"\n"
        with self._lock:
            self._file.write(line)
            self._file.flush()

    def close(self) -> None:
        """Onto the disk."""
        with self._lock:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def __enter__(self) -> CellLog:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _whole_lines(path: Path) -> Iterator[bytes]:
    """The lines one by one: the file of a long run is large."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield line


def _drop_half_line(path: Path) -> None:
    if not path.exists():
        return
    text = path.read_bytes()
    whole = text.rfind(b"\n") + 1
    if whole < len(text):
        os.truncate(path, whole)


def _replace(path: Path, lines: Iterable[bytes]) -> None:
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.writelines(lines)
    beside.replace(path)
