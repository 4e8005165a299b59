"""A record as a file that people write on: the record file's own layout in YAML, its log last, and below it how to add an entry.

Imported unchanged it is the same record again; with an entry more it is the record's next version. Every text stands in double quotes or
as a block of lines, so that no colon, number or word such as "no" in it can be read as something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from assistant.records.model import EscalationRecord, UpdateKind, Visibility

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no record file may hold."""
_NEEDS_ESCAPE = re.compile("[\u2028\u2029\ufeff]")
_BLOCK = re.compile(r"[^\s\r](?:[^\r\u2028\u2029\ufeff]*\n)+[^\r\u2028\u2029\ufeff]*\S")
"""Several lines that a literal block holds as they are: no blank before the first, no other sign that YAML takes for the end of a line."""

_ENTRY = ("at", "author", "kind", "visibility", "text")
"""The keys of an entry as a person fills them in, the longest last."""


def log_sheet(record: EscalationRecord, *, now: datetime) -> str:
    """The sheet of a record.

    Args:
        record: The escalation; all of it is written, internal entries included.
        now: Stands in the example of an entry.
    """
    whole = record.model_dump(by_alias=True, exclude_none=True)
    log = [{key: entry[key] for key in _ENTRY if key in entry} for entry in whole.pop("updates")]
    head = [
        f"# Log of {_one_line(record.id)}, with the whole record. Not for the customer: internal entries are in it.",
        "# Write every entry down as it happens, at the end of this file. Then take the file in as the record's next version:",
        f"#   steadyhand records import {sheet_name(record.id)}",
    ]
    body = _mapping(_filled(whole), "")
    entries = ["updates:", *(line for entry in log for line in _item(entry, ""))] if log else []
    return "\n".join([*head, "", *body, *entries, "", *_example(now, first=not log)]) + "\n"


def sheet_name(record_id: str) -> str:
    """The file's name: what a path or a shell could take for something else becomes a dot."""
    return f"{re.sub(r'[^A-Za-z0-9_-]+', '.', record_id).strip('-.') or 'record'}-log.yaml"


def _example(now: datetime, *, first: bool) -> Iterator[str]:
    kinds, visible = ", ".join(kind.value for kind in UpdateKind), " or ".join(item.value for item in Visibility)
    yield '# To add an entry, copy the lines below to the end of the file and take "# " away from the start of each.'
    yield "# at: when it happened, with its offset from UTC. author: who writes."
    yield f"# kind: {kinds}."
    yield f"# visibility: {visible}. What is public may be told to the customer."
    yield '# text: in double quotes; write \\n where a new line begins and \\" for a double quote.'
    if first:
        yield "# updates:"
    yield f"# - at: {_time(now.replace(second=0, microsecond=0))}"
    yield '#   author: "Your name"'
    yield f"#   kind: {UpdateKind.OBSERVATION.value}"
    yield f"#   visibility: {Visibility.INTERNAL.value}"
    yield '#   text: "What was seen, done or decided."'


def _mapping(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, part in value.items():
        if isinstance(part, Mapping):
            inner = list(_mapping(_filled(part), f"{indent}  "))
            yield f"{indent}{key}:" if inner else f"{indent}{key}: {{}}"
            yield from inner
        elif isinstance(part, Sequence) and not isinstance(part, str):
            yield f"{indent}{key}:"
            for item in part:
                yield from _item(item, indent)
        else:
            yield f"{indent}{key}: {_scalar(part, indent)}"


def _filled(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in value.items() if part != ()}


def _item(value: Any, indent: str) -> Iterator[str]:
    """One entry of a list, its first key beside the dash."""
    if not isinstance(value, Mapping):
        yield f"{indent}- {_scalar(value, indent)}"
        return
    first, *rest = _mapping(_filled(value), f"{indent}  ")
    yield f"{indent}- {first.removeprefix(f'{indent}  ')}"
    yield from rest


def _scalar(value: Any, indent: str) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case StrEnum():
            return value.value
        case str():
            return _text(_UNREADABLE.sub("\ufffd", value), indent)
        case datetime():
            return _time(value)
        case date():
            return value.isoformat()
    return repr(value)


def _time(at: datetime) -> str:
    offset = at.utcoffset() or timedelta(0)
    # Offsets of local mean time have seconds, which ISO 8601 does not know.
    return (at if not offset % timedelta(minutes=1) else at.astimezone(UTC)).isoformat()


def _text(text: str, indent: str) -> str:
    if _BLOCK.fullmatch(text):
        inner = f"{indent}  "
        return "|-\n" + "\n".join(f"{inner}{line}" if line else "" for line in text.split("\n"))
    quoted = json.dumps(text, ensure_ascii=False)
    return _NEEDS_ESCAPE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def _one_line(text: str) -> str:
    return " ".join(_NEEDS_ESCAPE.sub(" ", _UNREADABLE.sub(" ", text)).split())
