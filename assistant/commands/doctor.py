"""`doctor`: what is in force, and what works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.commands.printing import result, result_json
from assistant.commands.running import Command, current_run

if TYPE_CHECKING:
    from assistant.doctor import Check, Option


@click.command(cls=Command, examples=("steadyhand doctor", "steadyhand doctor --online --model openai:NAME"))
@click.option("--online", is_flag=True, help="Also ask the model's endpoint whether it answers.")
@click.option("--settings-table", "as_table", is_flag=True, help="Print all settings as a Markdown table instead.")
def doctor(online: bool, as_table: bool) -> None:
    """Show every setting in force and try what steadyhand needs.

    Secrets are masked. Exit code 0 when nothing is wrong, else 2 for configuration or 3 for the rest.
    """
    from assistant.doctor import examine, options_of, settings_table

    if as_table:
        result(settings_table())
        return
    run = current_run()
    options = options_of(run.settings)
    checks = tuple(examine(run.services, online=online))
    if run.json:
        result_json({"settings": [_option_row(option) for option in options], "checks": [_check_row(check) for check in checks]})
    else:
        _print(options, checks)
    click.get_current_context().exit(max(check.exit_code for check in checks))


def commands() -> list[click.Command]:
    """The command."""
    return [doctor]


def _option_row(option: Option) -> dict[str, object]:
    return {"name": option.name, "value": option.value, "is_default": option.is_default}


def _check_row(check: Check) -> dict[str, str]:
    return {"name": check.name, "health": check.health.value, "said": check.said, "hint": check.hint}


def _print(options: tuple[Option, ...], checks: tuple[Check, ...]) -> None:
    result("Settings:")
    width = max(len(option.name) for option in options)
    for option in options:
        result(f"  {option.name.ljust(width)}  {option.value or '(empty)'}{'' if option.is_default else '  (set)'}")
    result("\nChecks:")
    width = max(len(check.name) for check in checks)
    for check in checks:
        result(f"  {check.health.value:<6}  {check.name.ljust(width)}  {check.said}")
        if check.hint:
            result(f"          {'':<{width}}  {check.hint}")
