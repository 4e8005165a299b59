"""`samples`: a queue to try things out on."""

from __future__ import annotations

import click

from assistant.commands.knowledge import telling
from assistant.commands.printing import aside, counted, result, result_json
from assistant.commands.running import Group, current_run


@click.group(cls=Group)
def samples() -> None:
    """Load or remove sample records and reports."""


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
    aside("`steadyhand samples remove` takes all of it away again.")


@samples.command("remove", examples=("steadyhand samples remove",))
def remove() -> None:
    """Remove everything that came with steadyhand: sample records with their drafts, and sample reports.

    A sample record that somebody changed is theirs, and stays.
    """
    from assistant.workflow import remove_samples

    run = current_run()
    with telling():
        of_records, of_drafts, of_reports = remove_samples(run.services)
    if run.json:
        result_json({"records": of_records, "drafts": of_drafts, "reports": of_reports})
    else:
        gone = (counted(of_records, "sample record"), counted(of_drafts, "draft"), counted(of_reports, "sample report"))
        result(f"Removed {gone[0]} with {gone[1]}, and {gone[2]}.")
