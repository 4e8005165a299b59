"""JSON and JSON lines, read strictly: no NaN, no repeated keys, and every problem with its line."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from assistant.intake.problems import Path, quote

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
LONGEST_NUMBER = 40
"""Digits; no amount, count or score needs more, and Python takes long over huge ones."""


@dataclass
class JsonText:
    """One JSON value read from text.

    Attributes:
        value: What it holds; None when `problems` says why not.
        problems: Syntax errors, numbers that JSON does not know, each with its line.
        repeated: Keys that stand twice in an object. Their lines are in `positions`.
    """

    value: Any = None
    problems: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)


def load_json(text: str, *, first_line: int = 1) -> JsonText:
    """Read one JSON value; `first_line` is where the text begins in its file."""
    read = JsonText()

    def number(digits: str) -> float:
        value = float(digits)
        if math.isinf(value):
            read.problems.append(f"the number {quote(digits)} is too large")
        return value

    def whole(digits: str) -> int:
        if len(digits) <= LONGEST_NUMBER:
            return int(digits)
        read.problems.append(f"the number {quote(digits)} is too large")
        return 0

    def constant(name: str) -> None:
        read.problems.append(f"{name} is no number in JSON; leave the key out or write null")

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        built = dict(items)
        if len(built) != len(items):
            read.repeated.extend(name for name, times in Counter(name for name, _ in items).items() if times > 1)
        return built

    try:
        read.value = json.loads(text, parse_float=number, parse_int=whole, parse_constant=constant, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        read.problems.append(f"line {error.lineno + first_line - 1}, column {error.colno}: {error.msg}")
    except RecursionError:
        read.problems.append("it is nested too deeply")
    return read


@dataclass
class _Open:
    path: Path
    is_object: bool
    index: int = 0
    key: str | None = None
    seen: set[str] = field(default_factory=set)


def positions(text: str) -> tuple[dict[Path, int], list[tuple[Path, int]]]:
    """The line of every path in a valid JSON text, and the keys that stand a second time with their lines."""
    breaks = [match.start() for match in re.finditer("\n", text)]
    lines: dict[Path, int] = {}
    repeated: list[tuple[Path, int]] = []
    stack: list[_Open] = []
    for match in _TOKEN.finditer(text):
        piece, line = match[0], bisect_left(breaks, match.start()) + 1
        top = stack[-1] if stack else None
        if piece in {"}", "]"}:
            stack.pop()
        elif piece == ",":
            if top:
                top.key, top.index = None, top.index + 1
        elif top and top.is_object and top.key is None:
            top.key = str(json.loads(piece))
            if top.key in top.seen:
                repeated.append(((*top.path, top.key), line))
            top.seen.add(top.key)
            lines[(*top.path, top.key)] = line
        elif piece != ":":
            path = (*top.path, top.key if top.is_object and top.key is not None else top.index) if top else ()
            lines.setdefault(path, line)
            if piece in {"{", "["}:
                stack.append(_Open(path, piece == "{"))
    return lines, repeated
