"""`eval`: run prompts, models and policies over suites of cases, and say with figures which is better."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.printing import aside, counted, result, result_json, table
from assistant.commands.running import Command, Group, current_run
from evals.result_commands import RESULT_COMMANDS

if TYPE_CHECKING:
    from evals.results.run_printing import ProgressLine
    from evals.running.ways import Ways

TOO_MANY_ERRORS = 3


class RunCommand(Command):
    """A command that takes several models where every other takes one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = [param for param in self.params if param.name != "model"]


@click.group("eval", cls=Group)
def evaluation() -> None:
    """Measure prompts, models and policies over suites of cases."""


def commands() -> list[click.Command]:
    """The group, with the commands on finished runs."""
    for command in RESULT_COMMANDS:
        evaluation.add_command(command)
    return [evaluation]


class Share(click.ParamType[float]):
    """A share, as "5%" or 0.05."""

    name = "SHARE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """To a number from 0 to 1; everything else is a usage error."""
        text = str(value).strip()
        try:
            share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            self.fail(f"'{value}' is no share. Write one such as 5% or 0.05.", param, ctx)
        return share


_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_ASKING: tuple[Callable[[Any], Any], ...] = (
    click.option("--jobs", type=click.IntRange(1, 512), default=4, show_default=True, metavar="N", help="Cells at a time."),
    click.option("--budget", type=click.FloatRange(min=0), metavar="USD", help="Begin no request that would cost more than this in all."),
    click.option("--prices", type=_FILE, metavar="FILE", help="A price table of your own (TOML)."),
    click.option(
        "--max-attempts", type=click.IntRange(1, 20), default=6, show_default=True, metavar="N", help="Requests for one answer at most."
    ),
    click.option("--max-errors", type=Share(), default="5%", show_default=True, help="The share of cells that may fail; more ends with 3."),
    click.option("--no-cache", is_flag=True, help="Ask anew, also what was asked before."),
)
"""How models are asked: the same wherever a command asks some."""


def _with(options: Sequence[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    """These options, in their order."""

    def decorated(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function

    return decorated


@evaluation.command(
    "run",
    cls=RunCommand,
    examples=(
        "steadyhand eval run messages",
        "steadyhand eval run messages --model none --model openai:gpt-5-mini --repeat 3",
        "steadyhand eval run all --model openai:gpt-5-mini --prompt update/progress@1 --prompt draft/progress=new.j2",
        "steadyhand eval run --resume 1f0c5e2a9b77 --retry-errors",
    ),
)
@click.argument("suite", required=False)
@click.option("--dataset", type=_FILE, metavar="FILE", help="Cases from a file in place of a suite.")
@click.option(
    "--model", "models", multiple=True, metavar="NAME", help="Who writes: none, openai:NAME, scripted:honest|copying|obeying. Repeatable."
)
@click.option(
    "--prompt", "prompts", multiple=True, metavar="PROMPT", help="A prompt's text: update/progress@3, or update/progress=FILE. Repeatable."
)
@click.option(
    "--filter", "filters", multiple=True, metavar="TEXT", help="Cases whose id holds this, or fits a pattern with * and ?. Repeatable."
)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Cases with this tag. Repeatable.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N cases, spread evenly over the suite.")
@click.option("--repeat", "repeats", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="Write each case N times.")
@_with(_ASKING)
@click.option("--resume", metavar="RUN", help="Go on with this run, as it was planned.")
@click.option("--retry-errors", is_flag=True, help="Do cells again that failed before.")
@click.option("--judge", metavar="NAME", help="A model that judges too, such as openai:NAME.")
def run_command(suite: str | None, dataset: Path | None, resume: str | None, **options: Any) -> None:
    """Write every case of SUITE with every variant, grade it, and keep it.

    The same command goes on where it stopped. Exit code 3 when more cells failed than --max-errors allows.
    """
    from evals.results.run_printing import ProgressLine, print_run
    from evals.running.carrying_out import Request, carry_out, request_of

    run = current_run()
    if resume and (suite or dataset):
        msg = "--resume goes on with a run as it was planned; name no suite beside it."
        raise click.UsageError(msg)
    if not resume and bool(suite) == bool(dataset):
        msg = "Name a suite, or give --dataset FILE. `steadyhand eval list` shows the suites."
        raise click.UsageError(msg)
    ways = _ways(options, ProgressLine(sys.stderr))
    if resume:
        request, folder = request_of(run.settings, resume)
        done = carry_out(run.settings, request, ways, folder=folder)
    else:
        wanted = {name: options[name] for name in _ASKED} | {"models": options["models"] or (run.model or run.settings.model,)}
        done = carry_out(run.settings, Request(suite=suite or "", dataset=dataset and dataset.resolve(), **wanted), ways)
    print_run(done, as_json=run.json)
    if done.too_many_errors:
        aside(f"Error: {done.progress.errors} of {counted(done.progress.total, 'cell')} failed. Try them again with --retry-errors.")
        click.get_current_context().exit(TOO_MANY_ERRORS)


_ASKED = ("models", "prompts", "filters", "tags", "limit", "repeats", "judge")


def _ways(options: dict[str, Any], told: ProgressLine) -> Ways:
    from evals.running.runner import Limits
    from evals.running.ways import Ways

    limits = Limits(options["jobs"], options["budget"], options["max_errors"], retry_errors=options.get("retry_errors", False))
    return Ways(limits, options["prices"], options["max_attempts"], use_cache=not options["no_cache"], told=told)


@evaluation.command(
    "grade",
    examples=("steadyhand eval grade latest", "steadyhand eval grade latest --judge openai:gpt-5-mini --jobs 16 --budget 2"),
)
@click.argument("name", metavar="RUN")
@click.option("--judge", metavar="NAME", help="Ask this model too, such as openai:NAME; its verdicts take the place of earlier ones.")
@_with(_ASKING)
def grade_command(name: str, judge: str | None, **options: Any) -> None:
    """Grade a run's stored documents again. Nothing is written anew, and only a judge is asked.

    Exit code 3 when the judge's endpoint gave no answer for more documents than --max-errors allows.
    """
    from evals.results.run_printing import ProgressLine, print_judged
    from evals.running.judging_again import judge_run
    from evals.running.regrading import regrade
    from evals.running.ways import check_judge

    run = current_run()
    if judge is not None:
        check_judge(judge)
    stored, changed = regrade(run.settings, name)
    told = {"id": stored.header.id, "cells": len(stored.cells), "changed": changed}
    if not run.json:
        result(f"Graded {counted(len(stored.cells), 'cell')} of run {stored.header.id} again; the scores of {changed} changed.")
    if judge is None:
        if run.json:
            result_json(told)
        return
    done = judge_run(run.settings, stored.folder.name, judge, _ways(options, ProgressLine(sys.stderr)))
    print_judged(done, judge, told if run.json else None)
    if done.too_many_errors:
        aside(f"Error: {done.progress.errors} of {counted(done.progress.total, 'document')} got no answer from the judge's endpoint.")
        click.get_current_context().exit(TOO_MANY_ERRORS)


@evaluation.command("list", examples=("steadyhand eval list",))
def list_command() -> None:
    """Show the suites that ship and the runs that are kept."""
    from evals.run_files import CELLS, HEADER
    from evals.running.run_folders import run_folders
    from evals.suites import SUITES, suite_named

    run = current_run()
    suites = [suite_named(name) for name in SUITES]
    kept = [_listed(folder, HEADER, CELLS) for folder in run_folders(run.settings.data_dir)]
    if run.json:
        about = [{"name": suite.name, "about": suite.about, "cases": len(suite.cases), "dataset": suite.dataset} for suite in suites]
        result_json({"suites": about, "runs": kept})
        return
    table([("suite", "cases", "about"), *((suite.name, str(len(suite.cases)), suite.about) for suite in suites)])
    result("")
    if not kept:
        result("No run is kept yet.")
        return
    table(
        [
            ("run", "begun (UTC)", "suite", "cells", "variants"),
            *((each["id"], each["created_at"][:16], each["suite"], str(each["cells"]), "; ".join(each["variants"])) for each in kept),
        ]
    )


def _listed(folder: Path, header_name: str, cells_name: str) -> dict[str, Any]:
    """A run's line, without reading its cells: a run may be large."""
    from evals.cell import RunHeader

    header = RunHeader.model_validate_json((folder / header_name).read_bytes())
    cells = folder / cells_name
    return {
        "id": header.id,
        "suite": header.suite,
        "created_at": header.created_at.isoformat(),
        "cells": cells.read_bytes().count(b"\n") if cells.exists() else 0,
        "variants": [variant.name for variant in header.variants],
        "folder": str(folder),
    }
