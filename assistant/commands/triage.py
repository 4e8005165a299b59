"""`triage`: severity with reasons, type, impact, open questions, whom to tell, clocks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from assistant.commands.printing import aside, plain, result, result_json
from assistant.commands.running import Command, current_run
from assistant.commands.targets import find_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

    from assistant.actions.triage import TriageReport
    from assistant.records.clock import Clock
    from assistant.records.model import EscalationRecord
    from assistant.records.triage import Triage
    from assistant.records.triage_signals import Words

_WIDEST = 120
"""Characters of one line."""
_SHOWN = 2


@click.command(cls=Command, examples=("steadyhand triage ESC-3107", "steadyhand triage incident.yaml --json"))
@click.argument("target")
def triage(target: str) -> None:
    """Suggest a record's severity, with the words for it.

    TARGET is a record file, a stored id, or - for standard input. The record stays as it is: the level is set by a person.
    """
    from assistant.actions.triage import as_json
    from assistant.overview import triage_with_history

    run = current_run()
    found = find_record(run, target)
    policy = run.services.policy
    report = triage_with_history(run.services, found.record, now=run.instant)
    if run.json:
        result_json(as_json(report))
        return
    _print(found.record, report, now=run.instant, zone=policy.zone)
    aside("Suggested by rule from the record's words; a person sets the level. F tags are those of the draft's evidence.")


def commands() -> list[click.Command]:
    """The command."""
    return [triage]


def _print(record: EscalationRecord, report: TriageReport, *, now: datetime, zone: ZoneInfo) -> None:
    from assistant.records.clock import say_time

    found = report.triage
    result(_cut(f"{record.id}  {record.title}"))
    current = f"set to {found.current.value}" if found.current else "none set"
    result(f"Severity  {found.suggested.value} suggested, {current}. Type: {found.type.value}{_beside(found.type_evidence)}")
    for flag in found.flags:
        since = f" Since {say_time(flag.since, now=now, zone=zone)}." if flag.since else ""
        result(_cut(f"  ! {flag.id}: {flag.text}{since}{_beside(flag.evidence)}"))
    result("Criteria" if found.criteria else "Criteria  none fired")
    for criterion in found.criteria:
        note = f" ({criterion.note})" if criterion.note else ""
        result(_cut(f"  {criterion.level.value}  {criterion.text}{note}{_beside(criterion.evidence)}"))
    result("Impact")
    _table(_impact(found))
    result("Questions")
    _table(("answered" if q.answered else "OPEN", q.text, _beside(q.evidence[:1]).strip()) for q in found.questions)
    result(f"Tell      {', '.join(report.notify)}")
    result(f"Due       at {found.in_force.value}")
    _table(_due(clock, now=now, zone=zone) for clock in (report.clocks.first_response, report.clocks.next_update, report.clocks.resolution))


def _impact(found: Triage) -> Iterator[tuple[str, str]]:
    for name, axis in found.impact.items():
        where = f" [{axis.evidence[0].id}]" if axis.evidence else ""
        yield f"{name.replace('_', ' ')}", f"{axis.value}{where}" if axis.value is not None else "not in the record"


def _due(clock: Clock, *, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    from assistant.records.clock import say_duration, say_time

    due = f"by {say_time(clock.due_at, now=now, zone=zone)}, " if clock.due_at else ""
    late = f", {say_duration(clock.late_by)} late" if clock.late_by else ""
    return clock.name, f"{due}{clock.state.value}{late}"


def _table(rows: Iterable[tuple[str, ...]]) -> None:
    """Aligned rows, indented."""
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    for row in cells:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        result(_cut(f"  {line.rstrip()}"))


def _beside(words: Iterable[Words]) -> str:
    """The words that a finding leans on, with their tags."""
    said = list(words)
    more = f" and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    quoted = ", ".join(f"{word.id or word.origin} “{_cut(word.text, 40)}”" for word in said[:_SHOWN])
    return f"  {quoted}{more}" if quoted else ""


def _cut(text: str, most: int = _WIDEST) -> str:
    """One line of at most so many characters."""
    line = plain(text).replace("\n", " ").rstrip()
    return line if len(line) <= most else f"{line[: most - 3]}..."
