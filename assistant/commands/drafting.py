"""The commands that write a customer message: one for every action of the registry, so that an action is one file there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from assistant.commands.printing import aside, counted, result, result_json, say_findings
from assistant.commands.running import Command, Run, current_run
from assistant.commands.targets import Target, find_record

if TYPE_CHECKING:
    from assistant.actions.action import DraftingAction
    from assistant.drafting.draft import Draft
    from assistant.workflow import Drafted


def commands() -> list[click.Command]:
    """One command an action."""
    from assistant.actions.registry import ACTIONS

    return [_command(action) for action in ACTIONS.values()]


def _command(action: DraftingAction) -> Command:
    from assistant.actions.action import AUTO

    kinds = [kind.label.lower() for kind in action.kinds.values()]
    return Command(
        action.name,
        callback=_callback(action),
        params=[
            click.Argument(["target"]),
            click.Option(
                [f"--{action.option}", "choice"],
                type=click.Choice([AUTO, *action.kinds]),
                default=AUTO,
                help="Which message; by default the one that the record's state asks for.",
            ),
            click.Option(["--save"], is_flag=True, help="Keep the draft for review; a record from a file is kept with it."),
            click.Option(["--by"], metavar="NAME", help="Who has it written; needed with --save."),
            click.Option(["--strict"], is_flag=True, help="End with exit code 1 when a finding blocks."),
        ],
        help=f"Write the {', '.join(kinds[:-1])} or {kinds[-1]} for TARGET: a record file, a stored id, or - for standard input. "
        "The message goes to standard output; findings and notices go to standard error.",
        short_help=f"Write the {', '.join(kinds[:-1])} or {kinds[-1]}.",
        examples=(f"steadyhand {action.name} incident.yaml", f'steadyhand {action.name} ESC-3107 --save --by "Priya Raman"'),
    )


def _callback(action: DraftingAction) -> Callable[..., None]:
    def write(target: str, choice: str, save: bool, by: str | None, strict: bool) -> None:
        if save and not (by or "").strip():
            msg = "--save needs --by NAME: a draft that is kept has a person who had it written."
            raise click.UsageError(msg)
        run = current_run()
        found = find_record(run, target)
        drafted = _draft(run, action, found, choice)
        if run.json:
            result_json(drafted.draft.model_dump(mode="json", by_alias=True))
        else:
            _print(drafted.draft, found.notes)
        if save:
            _save(run, found, drafted, by=by or "")
        if strict and drafted.draft.blocks:
            click.get_current_context().exit(1)

    return write


def _draft(run: Run, action: DraftingAction, found: Target, choice: str) -> Drafted:
    from assistant.workflow import draft_message

    kind = action.kind_for(found.record, choice)
    # A model takes its time; the composer is done before anybody could read what it does.
    on_step = _say_step if run.services.model is not None else _say_nothing
    drafted = draft_message(run.services, found.record, kind, now=run.instant, on_step=on_step)
    return steady(run, drafted)


def steady(run: Run, drafted: Drafted) -> Drafted:
    """The draft without the time that it took, where --now asks for an output that depends on the input alone."""
    from dataclasses import replace

    return drafted if run.now is None else replace(drafted, draft=drafted.draft.model_copy(update={"elapsed_ms": 0.0}))


def _say_step(step: str) -> None:
    aside(f"{step.capitalize()} ...")


def _say_nothing(_step: str) -> None:
    """For a step that takes no time."""


def _print(draft: Draft, notes: tuple[str, ...]) -> None:
    result(f"Subject: {draft.document.subject}\n\n{draft.document.body.rstrip()}")
    aside("")
    say_findings(draft.findings, draft.document.body, say=aside)
    for notice in (*draft.notices, *notes):
        aside(f"Note: {notice}")


def _save(run: Run, found: Target, drafted: Drafted, *, by: str) -> None:
    from assistant.workflow import start_draft

    stored = found.stored or run.services.store.save_record(found.record, now=run.instant, by=by, notes=found.notes)
    draft = start_draft(run.services, stored, drafted, author=by, now=run.instant)
    blocking = len(draft.open_findings)
    open_ = f"; {counted(blocking, 'finding blocks', 'findings block')} its approval" if blocking else ""
    aside(f"Saved as {draft.id}{open_}. Hand it in with: steadyhand review submit {draft.id} --by NAME")
