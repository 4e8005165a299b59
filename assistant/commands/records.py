"""`records`: what happened, as it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.printing import aside, counted, result, result_json, table
from assistant.commands.running import Group, Run, current_run

if TYPE_CHECKING:
    from assistant.records.clock import Clock
    from assistant.review.stored import StoredRecord


@click.group(cls=Group)
def records() -> None:
    """Import, list and show escalation records."""


def commands() -> list[click.Command]:
    """The group."""
    return [records]


@records.command("import", examples=("steadyhand records import queue/", "steadyhand records import incident.json"))
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--format", "format_", default="auto", show_default=True, metavar="auto|NAME", help="The format, where it is not recognised.")
@click.option("--by", default="records import", metavar="NAME", help="Who imports.")
def import_(path: Path, format_: str, by: str) -> None:
    """Save all records of a file or a folder, or none and tell every problem."""
    from assistant.intake import MEGABYTE, read_path

    run = current_run()
    read = read_path(path, format=format_, max_bytes=int(run.settings.max_record_mb * MEGABYTE))
    # Notes belong to their record; a single record carries its own, of several they are told here.
    notes = read.records[0].notes if len(read.records) == 1 else ()
    saved = run.services.store.save_records([imported.record for imported in read.records], now=run.instant, by=by, notes=notes)
    for imported in read.records:
        for note in imported.notes:
            aside(f"{imported.record.id}: {note}")
    if run.json:
        result_json({"records": [{"id": stored.record.id, "version": stored.version} for stored in saved]})
    else:
        result(f"Saved {counted(len(saved), 'record')}: {', '.join(stored.record.id for stored in saved)}.")


@records.command("list", examples=("steadyhand records list",))
def list_() -> None:
    """List all records with what is due next."""
    run = current_run()
    held = run.services.store.records()
    if run.json:
        result_json({"records": [_row(run, stored) for stored in held]})
    elif held:
        table([("ID", "SEVERITY", "STATUS", "DUE", "CUSTOMER", "TITLE"), *(_cells(run, stored) for stored in held)])
    else:
        aside("No records yet. Import some with `steadyhand records import PATH`, or try `steadyhand samples load`.")


@records.command("show", examples=("steadyhand records show ESC-3107", "steadyhand records show ESC-3107 --json > incident.json"))
@click.argument("record_id", metavar="ID")
@click.option("--version", type=click.IntRange(1), metavar="N", help="An older version.")
def show(record_id: str, version: int | None) -> None:
    """Show one record. With --json it is a record file, as every command takes it."""
    run = current_run()
    stored = run.services.store.record(record_id, version=version)
    if run.json:
        result_json(stored.record.model_dump(mode="json", by_alias=True, exclude_none=True))
    else:
        _print(run, stored)


def _row(run: Run, stored: StoredRecord) -> dict[str, Any]:
    from assistant.records.clock import read_clocks

    record = stored.record
    owed = read_clocks(record, run.services.policy, now=run.instant).owed_next
    due = {"name": owed.name, "at": owed.due_at.isoformat(), "state": owed.state.value} if owed and owed.due_at else None
    return {
        "id": record.id,
        "title": record.title,
        "customer": record.customer.name,
        "severity": record.severity.value if record.severity else None,
        "status": record.status.value,
        "due": due,
        "version": stored.version,
        "sample": stored.sample,
    }


def _cells(run: Run, stored: StoredRecord) -> tuple[str, ...]:
    from assistant.records.clock import read_clocks

    record = stored.record
    owed = read_clocks(record, run.services.policy, now=run.instant).owed_next
    severity = record.severity.value if record.severity else "-"
    mark = " (sample)" if stored.sample else ""
    return (record.id, severity, record.status.value, _due(run, owed) or "-", record.customer.name, record.title + mark)


def _due(run: Run, clock: Clock | None) -> str:
    from assistant.records.clock import ClockState, say_time

    if clock is None or clock.due_at is None:
        return ""
    at = say_time(clock.due_at, now=run.instant, zone=run.services.policy.zone)
    return f"{clock.name} {'OVERDUE since ' if clock.state is ClockState.OVERDUE else ''}{at}"


def _print(run: Run, stored: StoredRecord) -> None:
    from assistant.records.clock import read_clocks, say_time

    record, zone = stored.record, run.services.policy.zone
    owner = ", ".join(filter(None, [record.owner.name, record.owner.role])) if record.owner else "nobody yet"
    lines = [
        f"{record.id}: {record.title}",
        f"{record.severity.value if record.severity else 'no severity'}, {record.status.value}, {record.customer.name}; owner {owner}",
        f"Version {stored.version}, saved by {stored.saved_by}{', a sample' if stored.sample else ''}",
    ]
    told = {
        "Description": record.description,
        "Workaround": record.workaround,
        "Root cause": record.root_cause,
        "Resolution": record.resolution,
    }
    lines += [f"{name}: {text}" for name, text in told.items() if text]
    if record.next_action:
        lines.append(f"Next action: {record.next_action.text}")
    clocks = read_clocks(record, run.services.policy, now=run.instant)
    lines.append("")
    for clock in (clocks.first_response, clocks.next_update, clocks.resolution):
        due = f", due {say_time(clock.due_at, now=run.instant, zone=zone)}" if clock.due_at else ""
        lines.append(f"{clock.name.capitalize()}: {clock.state.value}{due}. {clock.reason}")
    lines += ["", f"Log, {counted(len(record.updates), 'entry', 'entries')}:"]
    for update in record.updates:
        by = ", ".join(filter(None, [update.author, update.kind.value.replace("_", " ") if update.kind else None, update.visibility.value]))
        lines.append(f"  {say_time(update.at, now=run.instant, zone=zone)} ({by}): {' '.join(update.text.split())}")
    lines += [f"Note: {note}" for note in stored.notes]
    result("\n".join(lines))
