"""The benchmark of the harness on a small scale: its endpoint fails as it is told to, and what it counts is really counted."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from evals.benchmarks.harness import bare, counted, endpoint, faults_held, held, ours, questions, under_faults
from evals.cell import CellError
from evals.run_files import CELLS, read_cells, write_cells


def test_ours_and_the_bare_client_get_the_same_answers_and_the_second_run_asks_nobody(tmp_path: Path) -> None:
    with endpoint("--delay", "0") as base_url:
        assert bare(base_url, 30, 8)["right"] == 1
        assert ours(base_url, 30, 8, tmp_path)["right"] == 1
        assert counted(base_url)["answered"] == 60
        (tmp_path / "run" / CELLS).unlink()
        again = ours(base_url, 30, 8, tmp_path)
        assert (again["right"], again["missing"], counted(base_url)["answered"]) == (1, 0, 60)
    assert all(cell.cached for cell in read_cells(tmp_path / "run" / CELLS))


def test_a_run_that_is_killed_at_an_endpoint_that_fails_finishes_every_cell_once(tmp_path: Path) -> None:
    options = argparse.Namespace(cells=60, at_once=8)
    figures = under_faults(options, tmp_path)
    assert faults_held(figures, options.at_once), figures
    assert 30 <= figures["finished_when_killed"] < 60
    assert figures["endpoint"]["distinct"] == 60
    assert set(figures["endpoint"]["faults"]) >= {"429", "500"}


@pytest.mark.parametrize("wrong", ["missing", "twice", "failed"])
def test_what_is_wrong_in_a_runs_file_is_seen(wrong: str, tmp_path: Path) -> None:
    with endpoint("--delay", "0") as base_url:
        ours(base_url, 5, 2, tmp_path)
    path = tmp_path / "run" / CELLS
    cells = list(read_cells(path))
    changed = {
        "missing": cells[1:],
        "twice": [*cells, cells[0]],
        "failed": [cells[0].model_copy(update={"error": CellError(reason="server", message="down")}), *cells[1:]],
    }[wrong]
    write_cells(path, changed)
    figures = held(path.parent, 5)
    assert figures[wrong] == 1
    assert not faults_held({**figures, "endpoint": {"more_than_once": 0}}, 2)


def test_every_request_of_the_benchmark_is_another() -> None:
    assert len(set(questions(1000))) == 1000
