"""`close`: an escalation through the closure gate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.printing import aside, result, result_json
from assistant.commands.running import Command, current_run

if TYPE_CHECKING:
    from assistant.records.closure import Missing


@click.command(
    "close",
    cls=Command,
    examples=('steadyhand close ESC-3107 --by "Priya Raman"', 'steadyhand close ESC-3107 --by "Priya Raman" --override "Contract ended"'),
)
@click.argument("record_id", metavar="ID")
@click.option("--by", required=True, metavar="NAME", help="Who closes it.")
@click.option("--override", metavar="REASON", help="Close it although something is missing; the reason is kept with your name.")
@click.pass_context
def close(context: click.Context, record_id: str, by: str, override: str | None) -> None:
    """Close an escalation, when nothing is missing.

    Needed are the customer's confirmation, an end of the workaround, kept promises, and the cause or a date for its analysis. Exit code 1
    when something is missing; the record then stays as it is.
    """
    from assistant.closing import ClosureRefused, close_record

    run = current_run()
    try:
        closing = close_record(run.services, record_id, by=by, now=run.instant, override_reason=override)
    except ClosureRefused as refused:
        if run.json:
            result_json({"record": record_id, "closed": False, "missing": _json(refused.missing), "override": None})
        else:
            _print(record_id, refused.missing)
        context.exit(refused.exit_code)
    if run.json:
        kept = {"by": closing.by, "at": closing.at.isoformat(), "reason": closing.override_reason} if closing.missing else None
        told = {"record": record_id, "closed": True, "missing": _json(closing.missing), "override": kept}
        result_json({**told, "version": closing.record_version, "by": closing.by})
        return
    result(f"{record_id} is closed, version {closing.record_version} of its record, by {closing.by}.")
    if closing.missing:
        aside(f"Missing when it was closed: {', '.join(each.id.value.replace('_', ' ') for each in closing.missing)}. The reason is kept.")


def commands() -> list[click.Command]:
    """The command."""
    return [close]


def _json(missing: Sequence[Missing]) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id.value,
            "text": each.text,
            "way_out": each.way_out,
            "evidence": [{"where": ground.where, "words": ground.words} for ground in each.grounds],
        }
        for each in missing
    ]


def _print(record_id: str, missing: Sequence[Missing]) -> None:
    result(f"{record_id} cannot be closed yet.")
    for each in missing:
        result(f"\n{each.id.value.replace('_', ' ').capitalize()}: {each.text}")
        for ground in each.grounds:
            result(f"  {ground.where}: {' '.join(ground.words.split())}")
        result(f"  {each.way_out}")
    aside("\nNothing was changed. --override REASON closes it all the same; the reason is kept with your name.")
