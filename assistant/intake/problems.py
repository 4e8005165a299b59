"""What is wrong with a record, said in plain words and with its place in the document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from assistant.records.model import EscalationRecord

Path = tuple[str | int, ...]
"""Keys and list positions from the top of a document down."""

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NO_ZONE = {"timezone_aware"}
_NO_TIME = {"datetime_parsing", "datetime_from_date_parsing", "datetime_type", "datetime_object_invalid", "date_parsing", "date_type"}
_NO_OBJECT = {"model_type", "dict_type", "model_attributes_type"}
_NO_LIST = {"tuple_type", "list_type"}


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a document from becoming a record: where, and what."""

    path: Path
    text: str


def say_path(path: Path) -> str:
    """A path as JSONPath: `$.customer.contacts[1].email`."""
    said = "$"
    for part in path:
        if isinstance(part, int):
            said += f"[{part}]"
        else:
            said += f".{part}" if _PLAIN_KEY.fullmatch(part) else f"[{quote(part)}]"
    return said


def quote(value: object, *, limit: int = 60) -> str:
    """A value in quotes, printable and short."""
    words = value if isinstance(value, str) else repr(value)
    words = words if len(words) <= limit else words[: limit - 1] + "…"
    return '"' + "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in words) + '"'


def record_problems(error: ValidationError, data: Mapping[str, Any]) -> tuple[Problem, ...]:
    """All problems of a record that did not validate, one a place, in the order of the model's fields."""
    found: dict[Path, Problem] = {}
    for item in error.errors():
        path = _place(item, data)
        # A value that fits no branch of a union is reported once for each branch; one of them is enough to act on.
        found.setdefault(path, Problem(path, _say(item, path)))
    return tuple(found.values())


def _place(item: ErrorDetails, data: object) -> Path:
    path: list[str | int] = []
    node = data
    for part in item["loc"]:
        if isinstance(node, Mapping) and part in node:
            node = node[str(part)]
        elif isinstance(node, Sequence) and not isinstance(node, str) and isinstance(part, int) and part < len(node):
            node = node[part]
        elif item["type"] == "missing":
            path.append(part)
            break
        else:  # the name of a union branch, which stands in no document
            break
        path.append(part)
    return tuple(path)


def _say(item: ErrorDetails, path: Path) -> str:
    kind, value, context = item["type"], item["input"], item.get("ctx", {})
    if kind == "extra_forbidden":
        return _say_unknown(path)
    if kind in _NO_ZONE:
        return f"{quote(value)} has no time zone; add an offset, such as 2026-05-14T06:40+02:00, or Z for UTC"
    if kind in _NO_TIME:
        return f"{quote(value)} is no ISO 8601 time with an offset, such as 2026-05-14T06:40+02:00"
    if kind == "enum":
        return f"{quote(value)} is none of {str(context.get('expected', '')).replace(' or ', ', ')}"
    said = {
        "missing": "is missing",
        "string_type": f"{quote(value)} is no text; put it in quotes",
        "string_too_short": "is empty",
        "string_too_long": f"is longer than {context.get('max_length')} characters ({len(value) if isinstance(value, str) else 0})",
        "string_pattern_mismatch": f"{quote(value)} may not start with a blank or hold a slash, a backslash or a line break",
        "value_error": item["msg"].removeprefix("Value error, "),
    }
    if kind in said:
        return said[kind]
    if kind in _NO_OBJECT:
        return f"{quote(value)} is no object with keys and values"
    if kind in _NO_LIST:
        return f"{quote(value)} is no list"
    return f"{quote(value)}: {item['msg'][:1].lower()}{item['msg'][1:]}"


def _say_unknown(path: Path) -> str:
    known = _known_keys(path[:-1])
    close = get_close_matches(str(path[-1]).lower(), known, n=1, cutoff=0.6)
    if close:
        return f"unknown key; did you mean {quote(close[0])}?"
    return f"unknown key; known here: {', '.join(known)}" if known else "unknown key"


def _known_keys(path: Path) -> list[str]:
    model: type[BaseModel] | None = EscalationRecord
    for part in path:
        if model is None or isinstance(part, int):
            continue
        field = next((field for name, field in model.model_fields.items() if part in {name, field.alias}), None)
        model = _inner_model(field.annotation) if field else None
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _inner_model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _inner_model(part))), None)
