"""`samples`: a queue to try things out on."""

from __future__ import annotations

import click

from assistant.commands.knowledge import telling
from assistant.commands.printing import aside, counted, result, result_json
from assistant.commands.running import Group, current_run


@click.group(cls=Group)
def samples() -> None:
    """Load sample records and reports to try things out."""


def commands() -> list[click.Command]:
    """The group."""
    return [samples]


@samples.command("load", examples=("steadyhand samples load",))
def load() -> None:
    """Load sample escalations, whose times are fresh, and sample reports. They are marked as samples."""
    from assistant.workflow import load_samples

    run = current_run()
    with telling():
        records, reports = load_samples(run.services, now=run.instant)
    if run.json:
        result_json({"records": records, "reports": reports})
        return
    result(
        f"Loaded {counted(records, 'sample record')}, and {counted(reports, 'sample report')} that {'was' if reports == 1 else 'were'} not there yet."
    )
    aside("`steadyhand records remove-samples` takes all of it away again.")
