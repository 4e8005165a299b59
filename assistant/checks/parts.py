"""The parts that a document is built of: labels and formulas, each there, and in their order.

Our own messages' parts are data (`data/parts.toml`); a document of an action brings its own. What the words between the labels must hold is
asked by `elements`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from assistant.checks.context import Part
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.records.clock import MessageKind

_FLAGS = re.IGNORECASE | re.MULTILINE
_TIME_WITH_ZONE = re.compile(
    r"\d{1,2}:\d{2}\s*(?:[ap]\.?m\.?\s*)?\(?(?:[A-Z]{2,5}\b|[+-]\d{2})|on change|when something changes", re.IGNORECASE
)
_FIXED_ORDER = "Keep the fixed order, so that readers find what they look for."


class MessagePart(BaseModel):
    """One part of one kind of message; the head of the data file describes the fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: MessageKind
    name: str
    pattern: re.Pattern[str]
    what: str
    severity: FindingSeverity
    ordered: bool = False


@cache
def parts_of(kind: MessageKind) -> tuple[MessagePart, ...]:
    """The parts of a kind of message, in their order."""
    rows = tomllib.loads(files("assistant.checks").joinpath("data/parts.toml").read_text(encoding="utf-8"))["part"]
    compiled = ({**row, "pattern": re.compile(row["pattern"], _FLAGS)} for row in rows if row["kind"] == kind.value)
    return tuple(MessagePart.model_validate(row) for row in compiled)


def check_message(kind: MessageKind, text: str) -> Iterator[Finding]:
    """What a message of this kind lacks, what stands in the wrong place, and a next update without a clock time."""
    ordered: list[int] = []
    for part in parts_of(kind):
        found = part.pattern.search(text)
        if not found:
            yield _lacks(part.name, f"The {kind.label.lower()}", part.what, text, part.severity)
        elif part.ordered:
            ordered.append(found.start())
    for first, then in pairwise(ordered):
        if first > then:
            end = _line_end(text, then)
            yield _misplaced(f"“{text[then:end][:40].strip()}”", text, then, end)
    if kind is MessageKind.PROGRESS:
        yield from _next_update_has_a_time(text)


def check_document(parts: tuple[Part, ...], text: str) -> Iterator[Finding]:
    """The same for a document that brings its own parts; all of them stand in order."""
    places: list[tuple[int, str]] = []
    for name, pattern, what in parts:
        found = re.search(pattern, text, _FLAGS)
        if found:
            places.append((found.start(), what))
        else:
            yield _lacks(name, "The document", what, text, FindingSeverity.WARN)
    for (first, _), (then, what) in pairwise(places):
        if first > then:
            yield _misplaced(f"{what[:1].upper()}{what[1:]}", text, then, _line_end(text, then))


def _lacks(name: str, whose: str, what: str, text: str, severity: FindingSeverity) -> Finding:
    end = len(text)
    return Finding.at(f"missing.{name}", severity, text, end, end, f"{whose} lacks {what}.", f"Add {what}.", family=Family.COMPLETENESS)


def _misplaced(what: str, text: str, start: int, end: int) -> Finding:
    message = f"{what} stands before the part that comes first."
    return Finding.at("order", FindingSeverity.WARN, text, start, end, message, _FIXED_ORDER, family=Family.COMPLETENESS)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _next_update_has_a_time(text: str) -> Iterator[Finding]:
    line = re.search(r"^\s*\*\*Next Update\*\*:\s*(?P<when>\S[^\n]*)", text, re.MULTILINE)
    if line and not _TIME_WITH_ZONE.search(line["when"]):
        yield Finding.at(
            "next_update_time",
            FindingSeverity.WARN,
            text,
            *line.span("when"),
            "The next update has no clock time with its zone.",
            "Give the time by which the customer hears from you, with its zone.",
            family=Family.COMPLETENESS,
        )
