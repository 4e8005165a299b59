"""`eval report`, `compare`, `gate`, `promote` and `trend`: what a finished run says. `RESULT_COMMANDS` goes into the `eval` group."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.printing import aside, counted, result, result_json, table
from assistant.commands.running import Command, Run, current_run

if TYPE_CHECKING:
    from evals.cell import Variant
    from evals.results.baseline_files import Baseline
    from evals.results.compare import Comparison
    from evals.results.gates import Verdict
    from evals.results.readings import Readings
    from evals.run_files import StoredRun

_FOLDER = click.Path(path_type=Path, file_okay=False)
_RUN = click.argument("name", metavar="RUN")


def _share(ctx: click.Context, param: click.Parameter, value: str) -> float:
    """A share, as "2%" or 0.02."""
    try:
        share = float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        msg = f"'{value}' is no share. Write one such as 2% or 0.02."
        raise click.BadParameter(msg, ctx, param)
    return share


@click.command("report", cls=Command, examples=("steadyhand eval report latest --html --junit", "steadyhand eval report latest --markdown"))
@_RUN
@click.option(
    "--html", "formats", flag_value="html", multiple=True, help="One page with everything, for any browser; what is written unless told."
)
@click.option("--junit", "formats", flag_value="junit", multiple=True, help="JUnit XML, for the test view of a build server.")
@click.option("--markdown", "formats", flag_value="markdown", multiple=True, help="A short text for a pull request.")
@click.option("--baseline", metavar="NAME", help="Compare with this baseline: its name, or a file.")
@click.option("--to", "folder", type=_FOLDER, metavar="DIR", help="Where to write; the run's folder unless told.")
def report_command(name: str, formats: tuple[str, ...], baseline: str | None, folder: Path | None) -> None:
    """Write a run's report."""
    from evals.results.report_files import write_reports

    run = current_run()
    stored = _stored(run, name)
    files = write_reports(stored, folder or stored.folder, formats or ("html",), baseline=_baseline(stored, baseline))
    if run.json:
        from evals.results.result_json import summary_json
        from evals.results.summary import summarise

        result_json({**summary_json(summarise(stored)), "files": {kind: str(path) for kind, path in files.items()}})
        return
    for path in files.values():
        result(str(path))


@click.command(
    "compare", cls=Command, examples=("steadyhand eval compare latest messages", "steadyhand eval compare latest --with composer")
)
@_RUN
@click.argument("other", required=False, metavar="[BASELINE|RUN]")
@click.option("--with", "to", metavar="VARIANT", help="Hold every variant of the run against this one of its own, by its name.")
def compare_command(name: str, other: str | None, to: str | None) -> None:
    """Hold a run against a baseline or another run, case by case.

    Without another, the run's variants are held against its composer, or against the one that --with names.
    """
    from evals.results.markdown import comparison_lines
    from evals.results.result_json import comparison_json

    if other and to:
        msg = "--with is for variants of the same run; name no other beside it."
        raise click.UsageError(msg)
    run = current_run()
    found = _comparisons(run, _stored(run, name), other, to)
    if run.json:
        result_json([comparison_json(each) for each in found])
        return
    for each in found:
        for line in comparison_lines(each):
            result(line)
        result("")
    if not found:
        aside("There is nothing to compare: the run has one variant, and nothing else was named.")


@click.command("gate", cls=Command, examples=("steadyhand eval gate latest", "steadyhand eval gate latest --baseline gate --margin 2%"))
@_RUN
@click.option("--baseline", metavar="NAME", help="Hold it against this baseline: its name, or a file. Else the one of the suite's name.")
@click.option("--margin", callback=_share, default="0.02", show_default=True, help="By how much a column may be worse.")
@click.option("--max-errors", callback=_share, default="5%", show_default=True, help="The share of cells that may fail.")
def gate_command(name: str, baseline: str | None, margin: float, max_errors: float) -> None:
    """Say whether a run may stand: 0 yes, 1 it lost something, 3 too many cells failed to tell."""
    from evals.results.gates import hold
    from evals.results.result_json import verdict_json

    run = current_run()
    stored = _stored(run, name)
    verdict = hold(stored, _baseline(stored, baseline), margin=margin, max_errors=max_errors)
    if run.json:
        result_json({"run": stored.header.id, **verdict_json(verdict)})
    else:
        _print_verdict(verdict)
    click.get_current_context().exit(verdict.exit_code)


@click.command("promote", cls=Command, examples=("steadyhand eval promote latest --name messages",))
@_RUN
@click.option("--name", "called", metavar="NAME", help="How the baseline is called; the suite's name unless told.")
@click.option("--to", "folder", type=_FOLDER, metavar="DIR", help="Where to write; among the program's own baselines unless told.")
def promote_command(name: str, called: str | None, folder: Path | None) -> None:
    """Make a run the baseline that later runs are held against."""
    from evals.results.baseline_files import BASELINES, baseline_of, read_baseline, write_baseline
    from evals.results.summary import summarise

    run = current_run()
    stored = _stored(run, name)
    summary = summarise(stored)
    if summary.errors or summary.left:
        told = f"{summary.errors} of its cells failed and {summary.left} are not finished"
        msg = f"Run {stored.header.id} cannot be a baseline: {told}."
        raise click.ClickException(msg)
    title = called or stored.header.suite
    path = (folder or BASELINES) / f"{title}.json"
    write_baseline(path, baseline_of(stored, title, read_baseline(path) if path.exists() else None))
    if run.json:
        result_json({"baseline": title, "file": str(path), "run": stored.header.id})
    else:
        result(f"{path} holds run {stored.header.id} now: {counted(stored.header.cases, 'case')}, {counted(summary.cells, 'cell')}.")


@click.command("trend", cls=Command, examples=("steadyhand eval trend gate --column expected",))
@click.argument("names", nargs=-1, metavar="[NAME ...]")
@click.option("--column", default="", metavar="COLUMN", help="Only this column.")
@click.option("--in", "folder", type=_FOLDER, metavar="DIR", help="Where the baselines lie; the program's own unless told.")
def trend_command(names: tuple[str, ...], column: str, folder: Path | None) -> None:
    """Show how the figures went from one committed baseline to the next."""
    from evals.results.baseline_files import BASELINES, baseline_path, read_baseline
    from evals.results.result_json import line_json
    from evals.results.trend import trend

    place = folder or BASELINES
    paths = [baseline_path(name, place) for name in names] or sorted(place.glob("*.json"))
    lines = trend([read_baseline(path) for path in paths], column=column)
    if current_run().json:
        result_json([line_json(line) for line in lines])
        return
    if not lines:
        aside("No baseline has such a figure yet. `steadyhand eval promote RUN` makes a baseline.")
        return
    rows = [
        (line.baseline, line.variant, line.column, f"{point.edition.at:%Y-%m-%d}", *_point(point.figure.value, point.figure.low, point.figure.high),
         str(point.figure.cases), "other cases than before" if point.other_cases else "")
        for line in lines
        for point in line.points
    ]  # fmt: skip
    table([("baseline", "variant", "column", "run of", "figure", "95 % interval", "cases", ""), *rows])


RESULT_COMMANDS: tuple[click.Command, ...] = (report_command, compare_command, gate_command, promote_command, trend_command)
"""In the order in which a person uses them."""


def _point(value: float, low: float | None, high: float | None) -> tuple[str, str]:
    return f"{value:.3f}", "" if low is None or high is None else f"{low:.3f} to {high:.3f}"


def _stored(run: Run, name: str) -> StoredRun:
    from evals.run_files import read_run
    from evals.running.run_folders import find_run

    return read_run(find_run(run.settings.data_dir, name))


def _baseline(stored: StoredRun, name: str | None) -> Baseline | None:
    """The baseline that was named, else that of the suite; None where that has none."""
    from evals.results.baseline_files import baseline_for, baseline_path, read_baseline

    return read_baseline(baseline_path(name)) if name else baseline_for(stored)


def _comparisons(run: Run, stored: StoredRun, other: str | None, to: str | None) -> tuple[Comparison, ...]:
    from evals.results.compare import against_floor, compare, partners
    from evals.results.readings import readings
    from evals.results.summary import run_columns

    now, columns = readings(stored.cells), run_columns(stored.cells)
    if other is None:
        return against_floor(now, columns, _named(to, now) if to else None)
    before = _other(run, other)
    return tuple(compare(now[variant], before[partner], columns, source=other) for variant, partner in partners(now, list(before)).items())


def _named(name: str, among: dict[Variant, Any]) -> Variant:
    found = next((variant for variant in among if variant.name == name), None)
    if found is None:
        msg = f"The run has no variant {name!r}. It has {', '.join(variant.name for variant in among)}."
        raise click.UsageError(msg)
    return found


def _other(run: Run, name: str) -> dict[Variant, Readings]:
    """The readings of a run, else of a baseline, of this name."""
    from assistant.errors import NotFound
    from evals.results.baseline_files import baseline_path, read_baseline
    from evals.results.readings import readings

    try:
        return readings(_stored(run, name).cells)
    except NotFound:
        return read_baseline(baseline_path(name)).readings


def _print_verdict(verdict: Verdict) -> None:
    for note in verdict.notes:
        aside(f"Note: {note}")
    if verdict.too_many_errors:
        aside(f"{verdict.failed} of {counted(verdict.cells, 'cell')} failed or are not finished; {verdict.max_errors:.0%} may.")
    for loss in verdict.losses:
        result(f"{loss.variant.name}, {loss.column}: {loss.text}")
    if verdict.losses:
        result(f"The gate is closed: {counted(len(verdict.losses), 'reason')}.")
    elif verdict.too_many_errors:
        result("The gate says nothing: too many cells failed.")
    else:
        compared = ", ".join(variant.name for variant in verdict.compared) or "no variant"
        result(f"The gate is open: {counted(verdict.cells, 'cell')}, {compared} held against the baseline.")
