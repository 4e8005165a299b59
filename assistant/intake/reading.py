"""What every format of intake gives back for one document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import ValidationError

from assistant.intake.problems import Problem, record_problems
from assistant.records.model import EscalationRecord


@dataclass(frozen=True)
class Reading:
    """A document, read.

    Attributes:
        record: The record; None when there are problems.
        notes: What was assumed, in plain sentences.
        problems: Everything that kept it from becoming a record.
    """

    record: EscalationRecord | None
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class Format(Protocol):
    """One layout of records."""

    name: str
    """What `--format` calls it."""
    label: str
    """What a person calls it."""

    def recognises(self, value: Mapping[str, Any]) -> bool:
        """Whether a document has this layout, judged by its keys alone."""
        ...

    def read(self, value: Mapping[str, Any]) -> Reading:
        """Make the record, or say everything that is wrong."""
        ...


def validated(data: Mapping[str, Any], notes: tuple[str, ...]) -> Reading:
    """A record from data in the layout of the record file."""
    try:
        return Reading(EscalationRecord.model_validate(data), notes)
    except ValidationError as error:
        return Reading(None, problems=record_problems(error, data))


def say_entries(numbers: list[int]) -> str:
    """Entry numbers in short: "entry 4", "entries 1-3, 7"."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    said = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
    return f"{'entry' if len(numbers) == 1 else 'entries'} {said}"
