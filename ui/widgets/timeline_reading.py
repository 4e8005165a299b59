"""The timeline of an analysis as the page reads it: lanes, the span of the impact, silences, and all of it in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from assistant.records.model import UpdateKind
from ui.widgets.words import counted, esc, listed, short_span, tag

STARTED = "Impact started"
_BY_CUSTOMER = "The customer writes:"


class Mark(StrEnum):
    """How an entry is drawn, by the name that stands in the key."""

    ACTION = "action"
    OBSERVATION = "observation"
    DECISION = "decision or plan"
    NOTE = "internal note"
    MESSAGE = "message sent"
    WRITES = "customer writes"
    TIME = "time of the record"


_MARKS = {
    UpdateKind.ACTION.value: Mark.ACTION,
    UpdateKind.DECISION.value: Mark.DECISION,
    UpdateKind.PLAN.value: Mark.DECISION,
    UpdateKind.INTERNAL_NOTE.value: Mark.NOTE,
    UpdateKind.CUSTOMER_MESSAGE.value: Mark.MESSAGE,
    "field": Mark.TIME,
}


@dataclass(frozen=True)
class Row:
    """One event.

    Attributes:
        at: The instant, in the zone of the page.
        text: What happened, in the record's words.
        mark: How it is drawn.
        tags: Its evidence.
        milestones: Which of the five fixed events it is.
    """

    at: datetime
    text: str
    mark: Mark
    tags: tuple[str, ...]
    milestones: tuple[str, ...]

    @property
    def from_or_to_customer(self) -> bool:
        """Whether it stands in the customer's lane."""
        return self.mark in {Mark.MESSAGE, Mark.WRITES}


@dataclass(frozen=True)
class Silence:
    """A stretch without an entry while the problem lasted."""

    since: datetime
    until: datetime

    @property
    def length(self) -> str:
        """How long, in few characters."""
        return short_span(self.until - self.since)


@dataclass(frozen=True)
class Reading:
    """What the page draws.

    Attributes:
        rows: Oldest first.
        silences: Oldest first.
        missing: Milestones that the record does not hold.
        note: Why no gap can be told, or an empty string; with it, there is too little to draw.
    """

    rows: tuple[Row, ...]
    silences: tuple[Silence, ...]
    missing: tuple[str, ...]
    note: str

    @property
    def entries(self) -> int:
        """How many entries somebody wrote; times of the record's fields are none."""
        return sum(row.mark is not Mark.TIME for row in self.rows)

    @property
    def impact(self) -> tuple[datetime, datetime, bool] | None:
        """From when to when it lasted, and whether it is over; None where the record does not say when it began."""
        began = next((row.at for row in self.rows if row.text.startswith(STARTED)), None) or self.at("first reported")
        if began is None:
            return None
        ended = self.at("resolution implemented")
        until = ended or self.rows[-1].at
        return (began, until, ended is not None) if until > began else None

    def at(self, milestone: str) -> datetime | None:
        """When a milestone was reached."""
        return next((row.at for row in self.rows if milestone in row.milestones), None)


def read_timeline(timeline: Mapping[str, Any], *, zone: ZoneInfo) -> Reading:
    """The `timeline` of an analysis' details, in the zone of the page."""
    rows = tuple(_row(event, zone) for event in timeline["events"])
    silences = tuple(Silence(_local(gap["since"], zone), _local(gap["until"], zone)) for gap in timeline["gaps"])
    return Reading(rows, silences, tuple(timeline["missing"]), timeline["note"])


def _row(event: Mapping[str, Any], zone: ZoneInfo) -> Row:
    mark = _MARKS.get(event["kind"], Mark.OBSERVATION)
    if mark is not Mark.MESSAGE and _BY_CUSTOMER in event["text"]:
        mark = Mark.WRITES
    return Row(_local(event["at"], zone), event["text"], mark, tuple(event["evidence"]), tuple(event["milestones"]))


def _local(moment: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(moment).astimezone(zone)


# In words


def clock(at: datetime, *, of: Sequence[Row]) -> str:
    """A time on the timeline, with its day where the timeline has several."""
    days = {row.at.date() for row in of}
    return f"{at:%H:%M}" if len(days) == 1 else f"{at.day} {at:%b %H:%M}"


def silences_in_words(reading: Reading) -> tuple[str, ...]:
    """Each gap as a sentence; that there is none, where one could be told."""
    if reading.note:
        return (reading.note,)
    if not reading.silences:
        return ("No gap: somebody wrote often enough while it lasted.",)
    return tuple(
        f"Nothing was written for {gap.length}, from {clock(gap.since, of=reading.rows)} to {clock(gap.until, of=reading.rows)}."
        for gap in reading.silences
    )


def missing_in_words(reading: Reading) -> str:
    """Which milestones the record does not hold."""
    return f"Not in the record: {listed(reading.missing)}." if reading.missing else ""


def impact_in_words(reading: Reading) -> str:
    """How long it lasted."""
    if reading.impact is None:
        return "When it began is not in the record."
    since, until, over = reading.impact
    return f"Impact {short_span(until - since)}" if over else f"Impact since {clock(since, of=reading.rows)}, not over"


def chart_in_words(reading: Reading) -> str:
    """What the chart shows, for those who do not see it."""
    first, last = reading.rows[0].at, reading.rows[-1].at
    reached = [f"{' and '.join(row.milestones)} at {clock(row.at, of=reading.rows)}" for row in reading.rows if row.milestones]
    parts = [
        f"Timeline from {clock(first, of=reading.rows)} to {clock(last, of=reading.rows)} {last.tzname()}, {counted(reading.entries, 'entry', 'entries')}.",
        f"{impact_in_words(reading).rstrip('.')}.",
        f"{'; '.join(reached)}." if reached else "",
        *silences_in_words(reading),
        missing_in_words(reading),
    ]
    return " ".join(part for part in parts if part)


def table_markup(reading: Reading) -> str:
    """Every event as a row; everything escaped."""
    rows = []
    for row in reading.rows:
        stones = f'<div class="sh-small sh-accent">{esc(", ".join(row.milestones))}</div>' if row.milestones else ""
        tags = " ".join(tag(name) for name in row.tags)
        rows.append(
            f'<tr><td style="white-space:nowrap">{row.at:%H:%M}<div class="sh-small">{row.at.day} {row.at:%b}</div></td>'
            f'<td>{esc(row.text)}{stones}<div class="sh-small">{esc(row.mark.value)}</div></td><td>{tags}</td></tr>'
        )
    zone = reading.rows[0].at.tzname() if reading.rows else ""
    return (
        f'<div class="sh"><table class="sh-table"><thead><tr><th style="width:84px">{esc(zone)}</th><th>What happened</th><th style="width:120px">Evidence</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
