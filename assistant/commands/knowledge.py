"""`knowledge`: the reports of past incidents, and their index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from assistant.commands.printing import aside, counted, result, result_json
from assistant.commands.running import Group, current_run
from assistant.errors import KnowledgeFailed


@click.group(cls=Group)
def knowledge() -> None:
    """Keep the reports that drafts and searches look at."""


def commands() -> list[click.Command]:
    """The group."""
    return [knowledge]


@contextmanager
def telling() -> Iterator[None]:
    """Turn what the knowledge package and the disk raise into the errors that the command line tells."""
    from assistant.wiring import knowledge_errors

    try:
        with knowledge_errors():
            yield
    except OSError as error:
        msg = f"The reports could not be read or written: {error}."
        raise KnowledgeFailed(
            msg, "Look at the rights and the free space of the data directory; what was there before is unharmed."
        ) from error


@knowledge.command("add", examples=("steadyhand knowledge add reports/",))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Take the place of another text with the same id.")
def add(paths: tuple[Path, ...], replace: bool) -> None:
    """Add report files, or folders of them (Markdown), and make them searchable: all or none."""
    from assistant.workflow import add_reports

    run = current_run()
    with telling():
        done = add_reports(run.services, paths, replace=replace)
    if run.json:
        result_json(asdict(done))
    else:
        result(
            f"Added {counted(len(done.added), 'report')}, replaced {len(done.replaced)}, left {len(done.unchanged)} unchanged; {done.total} in all."
        )


@knowledge.command("status", examples=("steadyhand knowledge status",))
def status() -> None:
    """Say what is kept and whether it can be searched."""
    run = current_run()
    with telling():
        found = run.services.library.status()
    if run.json:
        result_json(asdict(found))
        return
    indexed = "no usable index" if found.indexed is None else f"{found.indexed} in the index, {found.samples} of them samples"
    result(
        f"{counted(found.reports, 'report')} kept, {indexed}. Embedder {found.embedder}; the index was written {counted(found.generation, 'time')}."
    )
    if found.problem:
        aside(f"Note: {found.problem}")


@knowledge.command("rebuild", examples=("steadyhand knowledge rebuild",))
def rebuild() -> None:
    """Write the index anew from the kept reports, as after a change of the embedder."""
    run = current_run()
    aside("Writing the index ...")
    with telling():
        number = run.services.library.rebuild()
    if run.json:
        result_json({"reports": number})
    else:
        result(f"Indexed {counted(number, 'report')}.")


@knowledge.command("export", examples=("steadyhand knowledge export backup/",))
@click.argument("path", type=click.Path(path_type=Path))
def export(path: Path) -> None:
    """Copy all reports as Markdown into a new folder."""
    run = current_run()
    with telling():
        number = run.services.library.export(path)
    if run.json:
        result_json({"reports": number, "folder": str(path)})
    else:
        result(f"Copied {counted(number, 'report')} to {path}.")
