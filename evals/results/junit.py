"""A run as JUnit XML, for the test view of a build server: a suite a variant, a test a cell."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from evals.cell import Cell, Column
from evals.results.figure_words import failed_columns
from evals.results.summary import run_columns
from evals.run_files import StoredRun

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""


def junit_xml(run: StoredRun) -> str:
    """The file's text. A cell fails with the graders that say no, errors where there is no outcome, and is skipped where nothing was scored."""
    columns = {column.name: column for column in run_columns(run.cells)}
    root = ElementTree.Element("testsuites", name=_text(f"steadyhand {run.header.suite}"))
    for variant in run.header.variants:
        cells = [cell for cell in run.cells if cell.variant == variant]
        suite = ElementTree.SubElement(
            root, "testsuite", name=_text(variant.name), timestamp=run.header.created_at.isoformat(timespec="seconds")
        )
        for cell in cells:
            _test(suite, cell, columns, repeats=run.header.repeats)
        _count(suite, cells)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _test(suite: ElementTree.Element, cell: Cell, columns: dict[str, Column], *, repeats: int) -> None:
    name = cell.case if repeats == 1 else f"{cell.case} (repeat {cell.repeat + 1})"
    test = ElementTree.SubElement(suite, "testcase", classname=_text(cell.variant.name), name=_text(name), time=f"{cell.elapsed_s:.3f}")
    failed = failed_columns(cell, columns)
    if cell.error is not None:
        ElementTree.SubElement(test, "error", type=_text(cell.error.reason), message=_text(cell.error.message))
    elif failed:
        reasons = [f"{score.name}: {score.reason}" for score in cell.scores if score.name in failed]
        failure = ElementTree.SubElement(test, "failure", type="graders", message=_text(", ".join(failed)))
        failure.text = _text("\n".join(reasons))
    elif all(score.value is None for score in cell.scores):
        ElementTree.SubElement(test, "skipped", message="nothing was scored")


def _count(suite: ElementTree.Element, cells: list[Cell]) -> None:
    suite.set("tests", str(len(cells)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("time", f"{sum(cell.elapsed_s for cell in cells):.3f}")


def _text(text: str) -> str:
    return _NOT_XML.sub("�", text)
