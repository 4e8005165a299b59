"""Status report: report all open escalations and what is owed today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from assistant.actions.action import DraftingAction, Takes
from assistant.drafting.form import Brief, Composed, DocumentForm, Order, Sources, WorkedOut
from assistant.drafting.layout import clipped, one_line
from assistant.drafting.slots import Slots, Statement
from assistant.evidence.counted import Counting, counted_evidence
from assistant.evidence.facts import Audience
from assistant.records.clock import ClockState, say_date, say_duration, say_time
from assistant.records.model import Severity

if TYPE_CHECKING:
    from assistant.overview import Line, Owed, StatusReport

MOST_ROWS = 100
"""Rows of a table in the document; the totals are exact and the JSON has every row."""
_TOLD = 20
"""Escalations that a writer is told of one by one, the most urgent first."""
_NO_LEVEL = "no severity"


class StatusSlots(Slots):
    """What a writer may say in a status report."""

    reading: list[Statement] = Field(
        description="Two to four statements over the counted lines: how much is open and late, what is most urgent, what carries a red flag."
    )

    @field_validator("reading")
    @classmethod
    def _is_short(cls, reading: list[Statement]) -> list[Statement]:
        if not 1 <= len(reading) <= 4:
            msg = f"{len(reading)} statements; write two to four"
            raise ValueError(msg)
        return reading


def _prepare(order: Order, sources: Sources) -> Brief:
    from assistant.overview import status_report

    report = status_report(sources, now=order.now)
    evidence = counted_evidence(_counted(report, zone=order.policy.zone), excluded=order.excluded)
    empty = not report.open and not report.closed_flagged
    notices = (
        ("Nothing is open. `steadyhand records import PATH` adds escalations, `steadyhand samples load` some to try.",) if empty else ()
    )
    return Brief(order, evidence, notices=notices, found=report)


def _counted(report: StatusReport, *, zone: ZoneInfo) -> Iterator[Counting]:
    """The totals and the most urgent escalations, each as a sentence that a writer may cite."""
    from assistant.report_words import counted

    number, today = len(report.open), len(report.owed_today)
    flagged, late = sum(bool(line.flags) for line in report.open), sum(owed.late for owed in report.owed_today)
    yield Counting("open", f"{counted(number, 'escalation is', 'escalations are')} open" if number else "No escalation is open")
    if number:
        yield Counting("owed", f"By urgency: {_of(_groups(report))}")
        yield Counting("levels", f"By level: {_of(_levels(report))}")
        carry = counted(flagged, "open escalation carries", "open escalations carry") if flagged else "No open escalation carries"
        yield Counting("flags", f"{carry} a red flag")
    owed = f"{counted(today, 'thing is', 'things are')} owed today, {late:,} of them late" if today else "Nothing is owed today"
    yield Counting("today", owed)
    if report.closed_flagged:
        carry = counted(len(report.closed_flagged), "closed escalation carries", "closed escalations carry")
        yield Counting("closed", f"{carry} a red flag")
    for line in report.open[:_TOLD]:
        yield Counting("row", _in_a_sentence(line, report.at, zone), f"escalation {line.item.record.id}")


def _of(counts: Counter[str]) -> str:
    return "; ".join(f"{number:,} {name}" for name, number in counts.items())


def _groups(report: StatusReport) -> Counter[str]:
    return Counter(line.item.due.value.lower() for line in report.open)


def _levels(report: StatusReport) -> Counter[str]:
    found = Counter(_level(line) for line in report.open)
    return Counter({name: found[name] for name in (*(level.value for level in Severity), _NO_LEVEL) if name in found})


def _level(line: Line) -> str:
    return line.item.record.severity.value if line.item.record.severity else _NO_LEVEL


def _in_a_sentence(line: Line, now: datetime, zone: ZoneInfo) -> str:
    """One escalation: "ESC-8 (SEV-1, Acme): its first response is 1 hour 45 minutes late; red flag: delayed acknowledgment"."""
    record, owed = line.item.record, line.item.owed
    said = "no clock runs"
    if owed and owed.due_at:
        late = owed.state is ClockState.OVERDUE
        said = f"its {owed.name} is " + (
            f"{say_duration(owed.late_by)} late" if late else f"due by {say_time(owed.due_at, now=now, zone=zone)}"
        )
    flags = ", ".join(dict.fromkeys(flag.name.value for flag in line.flags))
    return f"{record.id} ({_level(line)}, {clipped(record.customer.name, 60)}): {said}" + (f"; red flag: {flags}" if flags else "")


def _compose(brief: Brief) -> Composed:
    """How much is open and owed, what carries a flag, and the escalation that is most urgent: the counted sentences themselves."""
    wanted = [brief.evidence.field(name) for name in ("open", "today", "flags", "row")]
    return Composed(StatusSlots(reading=[Statement(text=item.text, cites=[item.id]) for item in wanted if item]))


# The document


def _work_out(_slots: StatusSlots, brief: Brief, _sources: Sources) -> WorkedOut:
    from assistant.report_json import status_json
    from assistant.report_words import counted, flag_words

    report: StatusReport = brief.found
    now, zone = report.at, brief.order.policy.zone
    # Only what is shown is put into words: with thousands of flags that would take as long as reading them.
    flags = [(line.item.record, flag) for line in report.open for flag in line.flags]
    closed = [(record, flag) for record, standing in report.closed_flagged for flag in standing]
    values: dict[str, Any] = {
        "as_of": say_time(now, now=now, zone=zone),
        "day": say_date(now, zone=zone),
        "total": counted(len(report.open), "escalation"),
        "by_urgency": _of(_groups(report)),
        "by_level": _of(_levels(report)),
        "rows": _with_head([_row(line, now, zone) for line in report.open[:MOST_ROWS]]),
        "more_rows": max(len(report.open) - MOST_ROWS, 0),
        "flags": [f"**{one_line(record.id)}** {flag_words(flag, now=now, zone=zone)}" for record, flag in flags[:MOST_ROWS]],
        "more_flags": max(len(flags) - MOST_ROWS, 0),
        "closed": [
            f"**{one_line(record.id)}** {clipped(record.customer.name, 30)}: {flag_words(flag, now=now, zone=zone)}"
            for record, flag in closed[:MOST_ROWS]
        ],
        "more_closed": max(len(closed) - MOST_ROWS, 0),
        "owed": [_owed_row(owed, now, zone) for owed in report.owed_today[:MOST_ROWS]],
        "more_owed": max(len(report.owed_today) - MOST_ROWS, 0),
        "owed_today": len(report.owed_today),
        "late": sum(owed.late for owed in report.owed_today),
    }
    return WorkedOut(values, status_json(report))


def _with_head(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The rows under their head, without a column of drafts where nobody has written one."""
    table = [("Id", "Level", "State", "Next due", "Owner", "Customer and issue", "Flags", "Draft"), *rows] if rows else []
    return table if any(row[-1] for row in rows) else [row[:-1] for row in table]


def _row(line: Line, now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    from assistant.report_words import clock_words

    record, owed = line.item.record, line.item.owed
    due = clock_words(owed, now=now, zone=zone) if owed else "no clock runs"
    owner = clipped(record.owner.name, 20) if record.owner else "nobody yet"
    flags = f"{len(line.flags)}" if line.flags else ""
    draft = f"{line.item.draft.id} {line.item.draft.state.label}" if line.item.draft else ""
    what = clipped(f"{record.customer.name}: {record.title}", 48)
    return record.id, _level(line), record.status.value, due, owner, what, flags, draft


def _owed_row(owed: Owed, now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    due = say_time(owed.due_at, now=now, zone=zone) if owed.due_at else "no time"
    return due, "LATE" if owed.late else "", owed.record_id, clipped(owed.owner or "nobody named", 20), clipped(owed.what, 64)


_PARTS = ("By urgency", "Red flags", "Owed today")

STATUS = DocumentForm(
    "status-report",
    "Status report",
    Audience.INTERNAL,
    StatusSlots,
    _prepare,
    _compose,
    _work_out,
    parts=tuple((name.lower().replace(" ", "_"), rf"^## {name}", f"the section “{name}”") for name in _PARTS),
)

ACTION = DraftingAction(
    name="status-report",
    trigger="Create escalation status report",
    forms={"status-report": STATUS},
    takes=Takes.NOTHING,
    details_on_top=True,
)
