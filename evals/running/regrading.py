"""Stored outcomes graded again: after a grader or an expectation changed, without a request to any model that writes."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from assistant.settings import Settings
from evals.cases import Houses
from evals.graders import grade_all
from evals.run_files import CELLS, StoredRun, read_run, write_cells
from evals.running.carrying_out import Request, request_of, suite_of
from evals.running.run_folders import alone
from evals.running.writing import regraded


def regrade(settings: Settings, name: str) -> tuple[StoredRun, int]:
    """Grade a run's cells again and keep the scores.

    A cell whose case the suite no longer has keeps its scores, and so does what a model judged.

    Returns:
        The run, and the number of cells whose scores changed.

    Raises:
        NotFound: There is no such run.
        SteadyhandError: It is under way.
    """
    request, folder = request_of(settings, name)
    with alone(folder):
        return _regraded(settings, request, read_run(folder))


def _regraded(settings: Settings, request: Request, stored: StoredRun) -> tuple[StoredRun, int]:
    cases = {case.id: case for case in suite_of(request).cases}
    with tempfile.TemporaryDirectory(prefix="steadyhand-eval-", ignore_cleanup_errors=True) as houses_folder:
        houses = Houses(Path(houses_folder), policy=settings.policy)
        cells = [regraded(cell, cases[cell.case], houses, grade_all) if cell.case in cases else cell for cell in stored.cells]
    write_cells(stored.folder / CELLS, cells)
    return replace(stored, cells=tuple(cells)), sum(
        before.scores != after.scores for before, after in zip(stored.cells, cells, strict=True)
    )
