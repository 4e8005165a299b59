"""`status-report`, `summary` and `metrics`: what is kept, read as a whole. No model, nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.printing import aside, counted, result, result_json, table
from assistant.commands.running import Command, Run, current_run
from assistant.commands.targets import find_record

if TYPE_CHECKING:
    from assistant.overview import Line, Owed, StatusReport, Summary
    from assistant.records.clock import Clock, Clocks
    from assistant.records.flags import Flag
    from assistant.records.metrics import Figure, Group

_LOG_LINES, _LINES, _WIDTH = 8, 6, 110
"""What fits on a screen; JSON has everything whole."""


@click.command("status-report", cls=Command, examples=("steadyhand status-report", "steadyhand status-report --json"))
def status_report() -> None:
    """Report all open escalations and what is owed today."""
    from assistant.overview import status_report as read

    run = current_run()
    report = read(run.services, now=run.instant)
    if run.json:
        result_json(_status_json(report))
    else:
        _print_status(run, report)


@click.command("summary", cls=Command, examples=("steadyhand summary ESC-3107", "steadyhand summary incident.yaml --json"))
@click.argument("target")
def summary(target: str) -> None:
    """Sum up one escalation for somebody who joins now.

    TARGET is a record file, a stored id, or - for standard input. It is for colleagues: internal entries are part of it.
    """
    from assistant.overview import summarise

    run = current_run()
    found = find_record(run, target)
    told = summarise(run.services, found.record, now=run.instant, stored=found.stored is not None)
    if run.json:
        result_json(_summary_json(told))
    else:
        _print_summary(run, told)


@click.command("metrics", cls=Command, examples=("steadyhand metrics", "steadyhand metrics --json"))
def metrics() -> None:
    """Hold the eight metrics against their targets."""
    from assistant.overview import metrics as read

    run = current_run()
    told, samples = read(run.services, now=run.instant)
    groups = {"severity": told.by_severity, "tier": told.by_tier, "month": told.by_month}
    if run.json:
        by = {name: [_group_json(group) for group in of] for name, of in groups.items()}
        result_json({"at": run.instant.isoformat(), "samples": samples, "overall": _group_json(told.overall), "by": by})
        return
    sampled = f", {samples} of them samples" if samples else ""
    result(f"{counted(told.overall.escalations, 'escalation')}{sampled}.\n")
    head = ("METRIC", "VALUE", "TARGET", "MEETS", "COUNTS")
    table([head, *(_figure_cells(figure) for figure in told.overall.figures)])
    for figure in told.overall.figures:
        for said in filter(None, (figure.missing, *figure.notes)):
            result(f"{figure.metric.value}: {said}")
    for name, of in groups.items():
        result("")
        table([(name.upper(), "N", *_SHORT), *(_trend(group) for group in of)])


def commands() -> list[click.Command]:
    """The commands."""
    return [status_report, summary, metrics]


# Metrics

_SHORT = ("RESPONSE", "RESOLUTION", "CSAT", "RATE", "REPEAT", "SLA", "RECOVERY", "PREVENTION")
"""Headings of the breakdowns, in the order of `assistant.records.metrics.Metric`."""


def _value(figure: Figure, value: float | None) -> str:
    """A value in its unit; without one the reason stands beside it."""
    from datetime import timedelta

    from assistant.records.clock import say_duration
    from assistant.records.metrics import Unit

    if value is None:
        return ""
    if figure.unit is Unit.SECONDS:
        return say_duration(timedelta(seconds=value))
    return f"{value:.1%}" if figure.unit is Unit.SHARE else f"{value:.2f} of 5"


def _verdict(figure: Figure) -> str:
    return "-" if figure.meets is None else "yes" if figure.meets else "no"


def _figure_cells(figure: Figure) -> tuple[str, ...]:
    from assistant.records.metrics import Metric, Unit

    target = _value(figure, figure.target) or "per severity"
    if figure.unit is not Unit.SECONDS:
        under = figure.metric in {Metric.ESCALATION_RATE, Metric.REPEAT}
        target = f"under {target}" if under else target if figure.target == 1 else f"{target} or more"
    counts = f"{figure.numerator:g} of {figure.denominator}"
    if figure.unit is Unit.SECONDS:
        counts += " within the target"
    elif figure.unit is Unit.POINTS:
        counts = f"{figure.numerator:g} points, {counted(figure.denominator, 'rating')}"
    return (figure.metric.value, _value(figure, figure.value) or "not enough data", target, _verdict(figure), counts)


def _trend(group: Group) -> tuple[str, ...]:
    return (group.name, str(group.escalations), *(_value(figure, figure.value) or "-" for figure in group.figures))


def _group_json(group: Group) -> dict[str, Any]:
    figures = [
        {
            "metric": figure.metric.value,
            "unit": figure.unit.value,
            "value": figure.value,
            "target": figure.target,
            "meets": figure.meets,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "missing": figure.missing or None,
            "notes": list(figure.notes),
        }
        for figure in group.figures
    ]
    return {"name": group.name, "escalations": group.escalations, "figures": figures}


# What reports share


def _at(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _clock_json(clock: Clock) -> dict[str, Any]:
    late = int(clock.late_by.total_seconds())
    return {"name": clock.name, "state": clock.state.value, "due_at": _at(clock.due_at), "met_at": _at(clock.met_at), "late_s": late}


def _clocks_json(clocks: Clocks) -> list[dict[str, Any]]:
    return [_clock_json(clock) for clock in (clocks.first_response, clocks.next_update, clocks.resolution)]


def _flag_json(flag: Flag) -> dict[str, Any]:
    return {
        "flag": flag.name.value,
        "reason": flag.reason,
        "evidence": [{"where": ground.where, "words": ground.words} for ground in flag.grounds],
        "since": _at(flag.since),
        "clears": flag.clears,
        "cleared_at": _at(flag.cleared_at),
    }


def _owed_json(owed: Owed) -> dict[str, Any]:
    told = {"record": owed.record_id, "what": owed.what, "where": owed.where, "due_at": _at(owed.due_at), "late": owed.late}
    return {**told, "owner": owed.owner, **({"tags": list(owed.tags)} if owed.tags else {})}


def _time(run: Run, at: datetime) -> str:
    from assistant.records.clock import say_time

    return say_time(at, now=run.instant, zone=run.services.policy.zone)


def _clipped(text: str, width: int = _WIDTH) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 1].rstrip()}…"


def _flag_line(run: Run, flag: Flag) -> str:
    since = f" since {_time(run, flag.since)}" if flag.since else ""
    ground = flag.grounds[-1]
    return f"{flag.name.value}{since}: {flag.reason} [{ground.where}: “{_clipped(ground.words, 60)}”]"


# Status report


def _status_json(report: StatusReport) -> dict[str, Any]:
    return {
        "at": report.at.isoformat(),
        "open": [_line_json(line) for line in report.open],
        "closed_with_flags": [
            {"id": record.id, "title": record.title, "customer": record.customer.name, "flags": [_flag_json(flag) for flag in flags]}
            for record, flags in report.closed_flagged
        ],
        "owed_today": [_owed_json(owed) for owed in report.owed_today],
    }


def _line_json(line: Line) -> dict[str, Any]:
    item, record = line.item, line.item.record
    return {
        "id": record.id,
        "title": record.title,
        "customer": record.customer.name,
        "severity": record.severity.value if record.severity else None,
        "status": record.status.value,
        "owner": record.owner.name if record.owner else None,
        "sample": item.stored.sample,
        "due": item.due.value,
        "message": item.message.value,
        "draft": {"id": item.draft.id, "state": item.draft.state.value} if item.draft else None,
        "clocks": _clocks_json(item.clocks),
        "flags": [_flag_json(flag) for flag in line.flags],
    }


def _print_status(run: Run, report: StatusReport) -> None:
    if not report.open and not report.closed_flagged:
        aside("No open escalations. Import some with `steadyhand records import PATH`, or try `steadyhand samples load`.")
        return
    flagged = sum(bool(line.flags) for line in report.open)
    opened = f"{counted(len(report.open), 'open escalation')}, {flagged} with a red flag"
    result(f"{opened}; {counted(len(report.owed_today), 'thing')} owed today. As of {_time(run, report.at)}.")
    due = None
    for line in report.open:
        if line.item.due != due:
            due = line.item.due
            result(f"\n{due.value}")
        result("\n".join(_line_lines(run, line)))
    if report.closed_flagged:
        result("\nClosed, with a red flag")
    for record, flags in report.closed_flagged:
        result(f"  {record.id}  {record.customer.name}: {_clipped(record.title, 70)}")
        for flag in flags:
            result(f"      ! {_flag_line(run, flag)}")
    result("\nOwed today" if report.owed_today else "\nNothing is owed today.")
    if report.owed_today:
        table(_owed_cells(run, owed) for owed in report.owed_today)


def _line_lines(run: Run, line: Line) -> Iterator[str]:
    item, record = line.item, line.item.record
    level = record.severity.value if record.severity else "no severity"
    yield f"  {record.id}  {level}, {record.status.value}  {record.customer.name}: {_clipped(record.title, 70)}"
    said = [_clock_words(run, clock) for clock in (item.clocks.first_response, item.clocks.next_update, item.clocks.resolution)]
    owner = record.owner.name if record.owner else "nobody yet"
    draft = f"; {item.draft.id} is {item.draft.state.label}" if item.draft else ""
    yield f"      {'; '.join(filter(None, said)) or 'no clock runs'}. Owner {owner}{draft}."
    for flag in line.flags:
        yield f"      ! {_flag_line(run, flag)}"


def _clock_words(run: Run, clock: Clock) -> str:
    """A clock that still runs; one that was met has nothing to say here."""
    if clock.due_at is None or clock.met_at:
        return ""
    return f"{clock.name} {'OVERDUE since' if clock.late_by else 'due'} {_time(run, clock.due_at)}"


def _owed_cells(run: Run, owed: Owed) -> tuple[str, ...]:
    due = _time(run, owed.due_at) if owed.due_at else "no time"
    return (f"  {due}", "late" if owed.late else "", owed.record_id, owed.owner or "nobody named", _clipped(owed.what, 80))


# Summary


def _summary_json(told: Summary) -> dict[str, Any]:
    record = told.record
    return {
        "id": record.id,
        "title": record.title,
        "customer": record.customer.name,
        "severity": record.severity.value if record.severity else None,
        "status": record.status.value,
        "message": told.message.value,
        "clocks": _clocks_json(told.clocks),
        "known": [
            {
                "tag": item.id,
                "at": _at(item.at),
                "origin": item.origin,
                "text": item.text,
                "modes": list(dict.fromkeys(clause.mode.value for clause in item.clauses)),
                "public": item.public,
            }
            for item in (*told.log, *told.facts)
        ],
        "unknown": [{"field": each.field, "text": each.text, "tags": list(each.tags)} for each in told.unknown],
        "owed": [_owed_json(owed) for owed in told.owed],
        "owners": [{"what": each.what, "who": each.who, "tags": list(each.tags)} for each in told.owners],
        "flags": [_flag_json(flag) for flag in told.flags],
        "drafts": [{"id": draft.id, "kind": draft.kind, "state": draft.state.value} for draft in told.drafts],
    }


_ON_SCREEN = ("description", "users_affected", "business_criticality", "workaround", "root_cause", "resolution")


def _print_summary(run: Run, told: Summary) -> None:
    record = told.record
    level = record.severity.value if record.severity else "no severity"
    began = f", since {_time(run, record.began_at)}" if record.began_at else ""
    result(_clipped(f"{record.id}: {record.title}"))
    result(f"{level}, {record.status.value}, {record.customer.name}{began}. Asks for: {told.message.label.lower()}.")
    log = [f"{_time(run, item.at) if item.at else ''}  {_tag(item.id, _modes(item.clauses))}  {item.text}" for item in told.log]
    _section("Known, newest first", log, _LOG_LINES)
    _section("Facts", [f"{_tag(item.id)}  {item.text}" for item in told.facts if item.field in _ON_SCREEN], _LINES)
    _section("Unknown", [f"{_tags(each.tags)}{each.text}" for each in told.unknown], _LINES)
    _section("Owed", [_owed_line(run, owed) for owed in told.owed], _LINES)
    _section("Who owns what", [f"{_tags(each.tags)}{each.who or 'Nobody named'}: {each.what}" for each in told.owners], _LINES)
    _section("Red flags", [_flag_line(run, flag) for flag in told.flags if flag.stands], _LINES, width=2 * _WIDTH)
    _section("Drafts", [f"{draft.id}, {draft.kind}, {draft.state.label}" for draft in told.drafts], _LINES)


def _modes(clauses: Iterable[Any]) -> str:
    return ", ".join(dict.fromkeys(clause.mode.value for clause in clauses))


def _tag(tag: str, note: str = "") -> str:
    return f"[{tag}{f' {note}' if note else ''}]"


def _tags(tags: Sequence[str]) -> str:
    return "".join(f"{_tag(tag)}  " for tag in tags)


def _owed_line(run: Run, owed: Owed) -> str:
    due = f"{'LATE since' if owed.late else 'due'} {_time(run, owed.due_at)}" if owed.due_at else "no time set"
    return f"{_tags(owed.tags)}{_clipped(owed.what, 60)}, {due} ({owed.owner or 'nobody named'})"


def _section(heading: str, lines: Sequence[str], most: int, *, width: int = _WIDTH) -> None:
    """As many lines as fit; what was left out is counted."""
    if not lines:
        return
    result(f"\n{heading}")
    for line in lines[:most]:
        result(f"  {_clipped(line, width)}")
    if len(lines) > most:
        result(f"  … and {len(lines) - most} more; --json shows all.")
