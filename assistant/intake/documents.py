"""A file's bytes as documents: which text it is, where its records lie, and what is wrong with it before any record is looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from assistant.intake.json_source import load_json, positions
from assistant.intake.problems import Path, quote, say_path
from assistant.intake.yaml_source import DEEPEST, load_yaml

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MAGIC = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP or Office file",
    b"\x1f\x8b": "a gzip file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
}
_MOST_LISTED = 20
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_NEWLINE = b"\n"
_JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
_YAML_SUFFIXES = (".yaml", ".yml")
SUFFIXES = _JSON_SUFFIXES + _YAML_SUFFIXES
"""The files of a folder that intake reads."""

Locate = Callable[[Path], int | None]


def _nowhere(_path: Path) -> int | None:
    return None


@dataclass(frozen=True)
class Document:
    """One value that should be a record.

    Attributes:
        value: What stands there.
        path: Its path in the file: `(3,)` for the fourth of a JSON list, else `()`.
        where: Which line or document of the file, for files with many: "line 4", "document 2"; else empty.
        locate: The line of a path (from the top of the file's document), where it is known.
    """

    value: Any
    path: Path = ()
    where: str = ""
    locate: Locate = _nowhere

    @property
    def label(self) -> str:
        """How a place names it beside the file: "line 4", "$[3]", or empty for the only one."""
        return ", ".join(part for part in (self.where, say_path(self.path) if self.path else "") if part)

    def say(self, path: Path, text: str) -> str:
        """A problem of this document with its path and its line."""
        whole = (*self.path, *path)
        line = next((found for end in range(len(whole), 0, -1) if (found := self.locate(whole[:end]))), None)
        place = say_path(whole) + (f" (line {line})" if line else "")
        return f"{self.where + ': ' if self.where else ''}{place}: {text}"


@dataclass
class Documents:
    """All documents of one file, or the problems that keep it from being read."""

    found: list[Document] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_documents(data: bytes, *, name: str) -> Documents:
    """Split a file into documents.

    Args:
        data: The whole file. UTF-8, with or without a byte order mark.
        name: Its name; the suffix decides between JSON and YAML, and without one the first character does.
    """
    text = _decode(data)
    if isinstance(text, Documents):
        return text
    if not text.strip():
        return Documents(problems=["the file is empty"])
    marked = _control_characters(text)
    if marked:
        return Documents(problems=marked)
    read = _read_text(text, name.lower())
    for document in read.found:
        read.problems.extend(document.say(path, problem) for path, problem in _bad_values(document.value))
    # What is nested without end would exhaust whoever reads on.
    read.found = [document for document in read.found if not _is_too_deep(document.value)]
    if not read.found and not read.problems:
        read.problems.append("the file holds no record")
    return read


def _decode(data: bytes) -> str | Documents:
    if data.startswith(_WIDE) or (len(data) > 3 and not data[0] and data[1]) or (len(data) > 3 and data[0] and not data[1] and data[2]):
        return Documents(problems=["the text is UTF-16 or UTF-32; save it as UTF-8"])
    kind = next((said for magic, said in _MAGIC.items() if data.startswith(magic)), "")
    if kind or b"\x00" in data:
        return Documents(problems=[f"it is {kind or 'a binary file'} and no JSON or YAML text"])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = error.start - before.rfind(b"\n")
        place = f"line {before.count(_NEWLINE) + 1}, column {column}"
        guess = "the file is probably Latin-1 or Windows-1252; save it as UTF-8"
        return Documents(problems=[f"{place}: the byte 0x{data[error.start]:02X} is not UTF-8; {guess}"])


def _control_characters(text: str) -> list[str]:
    found = list(_CONTROL.finditer(text))
    said = [f"{_spot(text, match.start())}: control character U+{ord(match[0]):04X}" for match in found[:_MOST_LISTED]]
    return said + [f"and {len(found) - _MOST_LISTED} more control characters"] * (len(found) > _MOST_LISTED)


def _spot(text: str, at: int) -> str:
    before = text[:at]
    return f"line {before.count(chr(10)) + 1}, column {at - before.rfind(chr(10))}"


def _read_text(text: str, name: str) -> Documents:
    is_yaml = name.endswith(_YAML_SUFFIXES)
    looks_json = text.lstrip()[0] in "{["
    if name.endswith((".jsonl", ".ndjson")) or (not is_yaml and looks_json and _is_lines(text)):
        return _lines(text)
    if name.endswith(_JSON_SUFFIXES) or (looks_json and not is_yaml):
        return _json(text)
    return _yaml(text)


def _is_lines(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and all(line.strip()[0] == "{" and line.strip()[-1] == "}" for line in lines[:2])


def _lines(text: str) -> Documents:
    read = Documents()
    # Only a line feed ends a line of JSON lines; U+2028 and the like may stand inside a text.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        loaded = load_json(line, first_line=number)
        at_line = f"line {number}"
        read.problems.extend(problem if problem.startswith("line ") else f"{at_line}: {problem}" for problem in loaded.problems)
        read.problems.extend(f"{at_line}: the key {quote(key)} stands twice in the same object" for key in loaded.repeated)
        if not loaded.problems:
            read.found.append(Document(loaded.value, where=at_line))
    return read


def _json(text: str) -> Documents:
    loaded = load_json(text)
    read = Documents(problems=loaded.problems)
    if loaded.problems:
        return read
    indexed = cache(lambda: positions(text))
    if loaded.repeated:
        for path, line in indexed()[1]:
            read.problems.append(f"{say_path(path)} (line {line}): the key {quote(path[-1])} stands twice in the same object")
    read.found = _split(loaded.value, lambda path: indexed()[0].get(path), "")
    return read


def _yaml(text: str) -> Documents:
    documents, problems = load_yaml(text)
    read = Documents(problems=problems)
    if not problems:
        for number, document in enumerate(documents, start=1):
            read.found.extend(_split(document.value, document.lines.get, f"document {number}" if len(documents) > 1 else ""))
    return read


def _split(value: Any, locate: Locate, where: str) -> list[Document]:
    if isinstance(value, list):
        return [Document(item, (index,), where, locate) for index, item in enumerate(value)]
    return [Document(value, (), where, locate)]


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [item for node in level if isinstance(node, dict | list) for item in (node.values() if isinstance(node, dict) else node)]
        if not level:
            return False
    return any(isinstance(node, dict | list) for node in level)


def _bad_values(value: Any) -> Iterator[tuple[Path, str]]:
    """Values that stand in a file but that no record can hold: escaped control characters, and nesting without end."""
    todo: list[tuple[Path, Any]] = [((), value)]
    while todo:
        path, node = todo.pop()
        if len(path) > DEEPEST:
            yield path[:3], f"it is nested more than {DEEPEST} levels deep"
            return
        if isinstance(node, dict):
            for key, item in node.items():
                if _CONTROL.search(key):
                    yield path, f"the key {quote(key)} holds a control character"
                todo.append(((*path, key), item))
        elif isinstance(node, list):
            todo.extend(((*path, index), item) for index, item in enumerate(node))
        elif isinstance(node, str) and (match := _CONTROL.search(node)):
            yield path, f"control character U+{ord(match[0]):04X} at character {match.start() + 1}"
