"""`ui`: the browser app."""

from __future__ import annotations

from importlib import import_module

import click

from assistant.commands.running import Command, current_run


@click.command(cls=Command, examples=("steadyhand ui", "steadyhand ui --port 8600 --sample"))
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, envvar="PORT", help="Where the app listens.")
@click.option("--sample", is_flag=True, help="Load sample records and reports first.")
def ui(port: int, sample: bool) -> None:
    """Open the app in the browser, on this machine only."""
    run = current_run()
    # The app stands above this package; the command starts it and knows nothing else of it.
    import_module("ui.launch").launch(run.settings, port=port, sample=sample)


def commands() -> list[click.Command]:
    """The command."""
    return [ui]
