"""`ask`: a phrase in plain words becomes an action on a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.commands.printing import aside, result, result_json
from assistant.commands.running import Command, current_run

if TYPE_CHECKING:
    from assistant.actions.phrases import Reading

NOT_UNDERSTOOD = 2


@click.command(
    cls=Command,
    examples=(
        'steadyhand ask "Write customer update for checkout errors"',
        'steadyhand ask "Run RCA for ESC-3107" --read',
        'steadyhand ask "Create prevention plan for expired certificates"',
    ),
)
@click.argument("words", nargs=-1, required=True)
@click.option("--read", is_flag=True, help="Only say how the phrase is understood.")
@click.pass_context
def ask(context: click.Context, words: tuple[str, ...], read: bool) -> None:
    """Do what a phrase asks for.

    WORDS name an action and what it is about, such as "Write customer update for checkout errors". More than one reading is listed, never guessed; a phrase without an action lists all ten.
    """
    from assistant.actions.phrases import ReadingState, as_json
    from assistant.workflow import read_request

    run = current_run()
    reading = read_request(run.services, " ".join(words))
    clear = reading.state is ReadingState.RESOLVED
    if read or not clear:
        if run.json:
            result_json(as_json(reading))
        else:
            _print(reading)
        context.exit(0 if clear else NOT_UNDERSTOOD)
    aside(reading.words)
    _run(context, reading)


def commands() -> list[click.Command]:
    """The command."""
    return [ask]


def _print(reading: Reading) -> None:
    result(reading.words)
    for each in reading.candidates:
        why = f"  ({each.why})" if each.why else ""
        result(f"  {each.id:<16} {each.text}{why}")


def _run(context: click.Context, reading: Reading) -> None:
    """Call the action's own command, as the person could have done."""
    from assistant.actions.registry import ACTIONS

    root = context.find_root()
    group = root.command
    if not isinstance(group, click.Group):
        return
    command = group.get_command(root, reading.action or "")
    if command is None:
        msg = f"There is no command {reading.action}."
        raise click.UsageError(msg)
    args = [reading.record_id] if reading.record_id else []
    if reading.issue_type and not reading.record_id:
        args += [f"--{ACTIONS[reading.action or ''].topic.replace(' ', '-')}", reading.issue_type]
    if reading.option:
        args += [f"--{reading.option.name}", reading.option.value]
    with command.make_context(command.name, args, parent=root) as called:
        command.invoke(called)
