"""The status report as a text to hand on: Markdown for a file, and the same without marks for pasting. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.export.markup import to_plain
from assistant.overview import Line, Owed, StatusReport
from assistant.records.clock import Clock, say_date, say_time
from assistant.records.flags import Flag
from assistant.review.queue import Due
from ui.widgets.words import counted

_MARKS = re.compile(r"([\\`*_\[\]<>|~&])")


def as_markdown(report: StatusReport, *, zone: ZoneInfo) -> str:
    """The whole report. Words of records are escaped, so that nothing in them is read as Markdown."""
    flagged = sum(bool(line.flags) for line in report.open)
    late = sum(owed.late for owed in report.owed_today)
    of_these = f", {late} of them late" if report.owed_today else ""
    parts = [
        f"# Escalation status report, {say_date(report.at, zone=zone)}",
        f"As of {_time(report.at, report, zone)}: {counted(len(report.open), 'open escalation')}, {flagged} with a red flag; "
        f"{counted(len(report.owed_today), 'thing')} owed today{of_these}.",
    ]
    for due in Due:
        lines = [line for line in report.open if line.item.due is due]
        if lines:
            parts += [f"## {due.value}", "\n".join(text for line in lines for text in _escalation(line, report, zone))]
    if report.closed_flagged:
        closed = []
        for record, flags in report.closed_flagged:
            closed += [f"- **{_esc(record.id)}** {_esc(record.customer.name)}: {_esc(record.title)}"]
            closed += [f"  - {_flag(flag, report, zone)}" for flag in flags]
        parts += ["## Closed, with a red flag", "\n".join(closed)]
    parts += ["## Owed today", "\n".join(_owed(owed, report, zone) for owed in report.owed_today) or "Nothing is owed today."]
    return "\n\n".join(parts) + "\n"


def as_text(report: StatusReport, *, zone: ZoneInfo) -> str:
    """The same without marks."""
    return to_plain(as_markdown(report, zone=zone))


def _esc(text: str) -> str:
    """A line of a record inside a Markdown line; what would start a list or a heading stands behind other words already."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _time(at: datetime, report: StatusReport, zone: ZoneInfo) -> str:
    return say_time(at, now=report.at, zone=zone)


def _escalation(line: Line, report: StatusReport, zone: ZoneInfo) -> Iterator[str]:
    item, record = line.item, line.item.record
    level = record.severity.value if record.severity else "no severity"
    yield f"- **{_esc(record.id)}** {level}, {record.status.value}. {_esc(record.customer.name)}: {_esc(record.title)}"
    clocks = [words for clock in running(line) if (words := clock_words(clock, report, zone))]
    owner = _esc(record.owner.name) if record.owner else "nobody yet"
    draft = f"; {item.draft.id} is {item.draft.state.label}" if item.draft else ""
    yield f"  - {'; '.join(clocks) or 'No clock runs'}. Owner: {owner}{draft}."
    for flag in line.flags:
        yield f"  - {_flag(flag, report, zone)}"


def running(line: Line) -> list[Clock]:
    """The clocks that still run, the earliest due first."""
    clocks = line.item.clocks
    held = [clock for clock in (clocks.first_response, clocks.next_update, clocks.resolution) if clock.due_at and not clock.met_at]
    return sorted(held, key=lambda clock: clock.due_at.timestamp() if clock.due_at else 0.0)


def clock_words(clock: Clock, report: StatusReport, zone: ZoneInfo) -> str:
    """A running clock: "next update OVERDUE since 14:03 UTC"."""
    if clock.due_at is None:
        return ""
    words = f"{clock.name} {'OVERDUE since' if clock.late_by else 'due'} {_time(clock.due_at, report, zone)}"
    return words[:1].upper() + words[1:]


def _flag(flag: Flag, report: StatusReport, zone: ZoneInfo) -> str:
    since = f" since {_time(flag.since, report, zone)}" if flag.since else ""
    ground = flag.grounds[-1]
    return f"Red flag, {flag.name.value}{since}: {_esc(flag.reason)} ({_esc(ground.where)}: “{_esc(ground.words)}”)"


def _owed(owed: Owed, report: StatusReport, zone: ZoneInfo) -> str:
    due = _time(owed.due_at, report, zone) if owed.due_at else "no time"
    late = ", LATE" if owed.late else ""
    return f"- {due}{late}: {_esc(owed.what)} ({_esc(owed.record_id)}, {_esc(owed.owner or 'nobody named')})"
