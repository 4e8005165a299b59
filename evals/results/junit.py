"""A run as JUnit XML, for the test view of a build server: a suite a variant, a test a cell."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from evals.cell import Cell, Column, Variant
from evals.results.figure_words import failed_columns
from evals.results.summary import run_columns
from evals.run_files import StoredRun

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""


def junit_xml(run: StoredRun) -> str:
    """The file's text. A cell fails with the graders that say no, errors where there is no outcome, and is skipped where nothing was scored."""
    columns = {column.name: column for column in run_columns(run.cells)}
    root = JUnitXml(_text(f"steadyhand {run.header.suite}"))
    for variant in run.header.variants:
        root.append(_suite(run, variant, columns))
    root.update_statistics()
    file = io.BytesIO()
    root.write(file)
    return file.getvalue().decode()


def _suite(run: StoredRun, variant: Variant, columns: Mapping[str, Column]) -> TestSuite:
    suite = TestSuite(_text(variant.name))
    suite.timestamp = run.header.created_at.isoformat(timespec="seconds")
    suite.add_testcases([_test(cell, columns, repeats=run.header.repeats) for cell in run.cells if cell.variant == variant])
    return suite


def _test(cell: Cell, columns: Mapping[str, Column], *, repeats: int) -> TestCase:
    name = cell.case if repeats == 1 else f"{cell.case} (repeat {cell.repeat + 1})"
    test = TestCase(_text(name), _text(cell.variant.name), round(cell.elapsed_s, 3))
    failed = failed_columns(cell, columns)
    if cell.error is not None:
        test.result = Error(_text(cell.error.message), _text(cell.error.reason))
    elif failed:
        failure = Failure(_text(", ".join(failed)), "graders")
        failure.text = _text("\n".join(f"{score.name}: {score.reason}" for score in cell.scores if score.name in failed))
        test.result = failure
    elif all(score.value is None for score in cell.scores):
        test.result = Skipped("nothing was scored")
    return test


def _text(text: str) -> str:
    return _NOT_XML.sub("�", text)
