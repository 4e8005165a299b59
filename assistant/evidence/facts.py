"""The tagged evidence of one record: F tags for its fields and log entries, P tags for policy lines, S tags for past reports.

Tags are given in a fixed order, so the same record always yields the same tags. What an audience may not read is kept apart, with the
reason, and never mixed with what may be said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Mode(StrEnum):
    """How a statement relates to the world. The difference between DONE and PLANNED is what a customer pays for."""

    OBSERVED = "observed"
    DONE = "done"
    ONGOING = "ongoing"
    DECIDED = "decided"
    PLANNED = "planned"
    SUSPECTED = "suspected"
    MESSAGE = "message"
    FIELD = "field"
    POLICY = "policy"
    PASSAGE = "passage"


class Audience(StrEnum):
    """Who will read the document."""

    CUSTOMER = "customer"
    INTERNAL = "internal"


@dataclass(frozen=True)
class Clause:
    """One sentence of a piece of evidence, with its mode and the label that stood before it ("workaround"), if any."""

    text: str
    mode: Mode
    label: str = ""


@dataclass(frozen=True)
class Evidence:
    """One thing that may be said, and where it stands.

    Attributes:
        id: Its tag: F1, P1, S1.
        text: Its words.
        origin: Where it stands: "title", "eta", "log entry 4, observation", "policy SEV-1, update_every", "PIR-0101, Root Cause".
        field: The record field ("title", "eta", "updates", "root_cause" ...), "policy" or "passage".
        clauses: Its sentences with their modes; one for a field.
        at: When it was written or holds, for log entries and times.
        public: Whether the customer may read it.
        source_id: The past report's id for a passage; else empty.
    """

    id: str
    text: str
    origin: str
    field: str
    clauses: tuple[Clause, ...]
    at: datetime | None = None
    public: bool = True
    source_id: str = ""


@dataclass(frozen=True)
class EvidenceSet:
    """All evidence of one draft.

    Attributes:
        items: What this audience may be told, in tag order.
        withheld: What it may not, in tag order. Never enters a prompt.
        notes: What was cut, in plain sentences.
    """

    items: tuple[Evidence, ...]
    withheld: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Evidence]:
        return iter(self.items)

    def get(self, tag: str) -> Evidence | None:
        """The evidence with this tag, if this audience may be told it."""
        return next((item for item in self.items if item.id == tag), None)

    def field(self, name: str) -> Evidence | None:
        """The first evidence of a record field."""
        return next((item for item in self.items if item.field == name), None)

    def of(self, *fields: str) -> tuple[Evidence, ...]:
        """All evidence of these record fields."""
        return tuple(item for item in self.items if item.field in fields)
