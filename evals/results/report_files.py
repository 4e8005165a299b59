"""Writes the reports of a run: HTML, JUnit XML and Markdown, each with the comparison and the gate's verdict that belong to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from assistant.errors import InputInvalid
from evals.cell import COMPOSER
from evals.results.baseline_files import Baseline
from evals.results.compare import Comparison, against_floor, compare
from evals.results.gates import Verdict, hold
from evals.results.junit import junit_xml
from evals.results.markdown import markdown
from evals.results.readings import readings
from evals.results.report import report_html
from evals.results.summary import run_columns, summarise
from evals.run_files import StoredRun
from evals.suites import SUITES, suite_named

NAMES: Mapping[str, str] = {"html": "report.html", "junit": "junit.xml", "markdown": "report.md"}


def write_reports(run: StoredRun, folder: Path, formats: Sequence[str], *, baseline: Baseline | None = None) -> dict[str, Path]:
    """Write the reports that are asked for.

    Args:
        run: What they are about.
        folder: Where they go.
        formats: Of "html", "junit", "markdown".
        baseline: What the run is held against; None where there is none.

    Returns:
        The files, by format.
    """
    comparisons, verdict = compared(run, baseline)
    writers: dict[str, Callable[[], str]] = {
        "html": lambda: report_html(run, comparisons, verdict, about=what_cases_are_about(run.header.suite)),
        "junit": lambda: junit_xml(run),
        "markdown": lambda: markdown(summarise(run), comparisons, verdict),
    }
    folder.mkdir(parents=True, exist_ok=True)
    written = {kind: folder / NAMES[kind] for kind in dict.fromkeys(formats)}
    for kind, path in written.items():
        path.write_text(writers[kind](), encoding="utf-8", errors="backslashreplace")
    return written


def compared(run: StoredRun, baseline: Baseline | None) -> tuple[tuple[Comparison, ...], Verdict | None]:
    """What a report tells beside the figures: the run against the baseline, and where that has none of its variants, or there is none, the
    variants against the composer; and the gate's verdict where there is a baseline.
    """
    now, columns = readings(run.cells), run_columns(run.cells)
    before = baseline.readings if baseline else {}
    against = tuple(
        compare(each, before[variant], columns, source=f"baseline {baseline.name}")
        for variant, each in now.items()
        if baseline and variant in before
    )
    has_floor = any(variant.model == COMPOSER for variant in now)
    beside = against_floor(now, columns) if has_floor else ()
    try:
        verdict = hold(run, baseline) if baseline else None
    except InputInvalid:
        verdict = None
    return (*against, *beside), verdict


def what_cases_are_about(suite: str) -> dict[str, str]:
    """The sentence of each case, by id, for a suite that ships; a case file from outside may be gone by now."""
    return {case.id: case.why for case in suite_named(suite).cases} if suite in SUITES else {}
