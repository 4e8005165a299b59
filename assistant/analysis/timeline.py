"""The factual timeline: every time is copied from the record by code, with the zone as written; nothing here is written by a model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.evidence.facts import EvidenceSet
from assistant.records.model import EscalationRecord


class Milestone(StrEnum):
    """The five events that a post-incident report must have, in order."""

    REPORTED = "first reported"
    ESCALATED = "escalation triggered"
    CAUSE = "root cause identified"
    RESOLVED = "resolution implemented"
    CONFIRMED = "customer confirmed"


@dataclass(frozen=True)
class Event:
    """One row of the timeline.

    Attributes:
        at: The instant with the offset as written.
        text: What happened, in the record's words.
        tags: The evidence of it; several where a field and a log entry tell of the same thing at the same time.
        kind: "field" for a time of the record, else the kind of the log entry ("observation", "action" ... or "entry").
        milestone: Which of the five it is, if one.
    """

    at: datetime
    text: str
    tags: tuple[str, ...]
    kind: str
    milestone: Milestone | None = None


@dataclass(frozen=True)
class Gap:
    """A stretch in which nobody wrote anything down while the problem lasted.

    Attributes:
        since: The last entry before it.
        until: The first one after it.
        tags: The two events at its ends.
    """

    since: datetime
    until: datetime
    tags: tuple[str, ...]

    @property
    def length(self) -> timedelta:
        """How long."""
        return self.until - self.since


@dataclass(frozen=True)
class Timeline:
    """What happened, oldest first.

    Attributes:
        events: Every time of the record and every log entry, merged and in order.
        gaps: Where it is silent for too long, oldest first. Empty where there are too few entries to tell.
        missing: Milestones that the record does not hold.
        note: Why no gap can be told, or an empty string.
    """

    events: tuple[Event, ...]
    gaps: tuple[Gap, ...]
    missing: tuple[Milestone, ...]
    note: str = ""

    def at(self, milestone: Milestone) -> Event | None:
        """The event that is this milestone."""
        return next((event for event in self.events if event.milestone is milestone), None)


def build_timeline(record: EscalationRecord, evidence: EvidenceSet) -> Timeline:
    """The timeline of what this audience may read."""
    raise NotImplementedError
