"""The scheduler of a run, with cells that cost nothing to do: how wide, in which order, and when it stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakes.evaluations import cases, suite

from evals.cell import Cell, CellError, Exchange, RunHeader, Variant
from evals.run_files import CELLS, read_cells
from evals.running.plan import PlannedCell, plan
from evals.running.runner import Limits, Progress, Work, run_cells, run_suite

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
MANY = plan(suite(*cases(20)), models=["openai:a"]).cells


def cell(planned: PlannedCell, **parts: Any) -> Cell:
    return Cell(key=planned.key, case=planned.case.id, variant=planned.variant, started_at=AT, **parts)


def paid(planned: PlannedCell, cost: float | None, *, cached: bool = False) -> Cell:
    exchange = Exchange(request={}, reply="{}", input_tokens=10, output_tokens=10, cached=cached, attempts=0 if cached else 1)
    return cell(planned, cost=cost, exchanges=(exchange,))


class Bench:
    """Does cells at once, and notes them."""

    def __init__(self, make: Callable[[PlannedCell], Cell] = cell) -> None:
        self.make = make
        self.under_way = self.widest = 0
        self.done: list[str] = []

    async def work(self, planned: PlannedCell) -> Cell:
        self.under_way += 1
        self.widest = max(self.widest, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        return self.make(planned)

    def run(self, limits: Limits) -> Progress:
        progress = Progress(total=len(MANY))
        asyncio.run(run_cells(MANY, self.work, limits=limits, progress=progress, finished=lambda each: self.done.append(each.case)))
        return progress


@pytest.mark.parametrize("jobs", [1, 3, 64])
def test_every_cell_is_done_once_and_never_more_at_a_time_than_allowed(jobs: int) -> None:
    bench = Bench()
    progress = bench.run(Limits(jobs=jobs))
    assert sorted(bench.done) == sorted(planned.case.id for planned in MANY)
    assert bench.widest == min(jobs, len(MANY))
    assert (progress.done, progress.left, progress.stopped) == (20, 0, "")


def test_with_one_job_the_plans_order_is_kept() -> None:
    bench = Bench()
    bench.run(Limits(jobs=1))
    assert bench.done == [planned.case.id for planned in MANY]


@pytest.mark.parametrize("jobs", [1, 4, 16])
def test_a_budget_is_kept_also_with_many_under_way(jobs: int) -> None:
    progress = Bench(lambda planned: paid(planned, 0.1)).run(Limits(jobs=jobs, budget=1.0, likely_cost=0.1))
    assert progress.spent <= 1.0 + 1e-9
    assert progress.done >= 9
    assert "budget of 1.00" in progress.stopped


def test_a_cell_that_may_cost_more_than_the_budget_is_not_begun() -> None:
    progress = Bench(lambda planned: paid(planned, 0.1)).run(Limits(budget=0.5, likely_cost=0.6))
    assert (progress.done, progress.spent) == (0, 0.0)


def test_answers_out_of_the_cache_cost_nothing_more() -> None:
    progress = Bench(lambda planned: paid(planned, 0.1, cached=True)).run(Limits(budget=0.5, likely_cost=0.1))
    assert (progress.done, progress.spent, progress.stopped) == (20, 0.0, "")


def test_what_has_no_known_price_is_said_and_not_counted_as_zero() -> None:
    progress = Bench(lambda planned: paid(planned, None)).run(Limits())
    assert progress.unpriced
    assert (progress.spent, progress.priced) == (0.0, 0)


def test_a_run_in_which_too_much_fails_is_ended() -> None:
    failing = lambda planned: cell(planned, error=CellError(reason="server", message="down"))  # noqa: E731
    progress = Bench(failing).run(Limits(jobs=1, max_errors=0.05))
    assert progress.errors == 5, "a few end no run, however small it is"
    assert "5 of 20 cells failed, more than 5%" in progress.stopped
    assert Bench(failing).run(Limits(jobs=1, max_errors=1.0)).stopped == ""


def test_time_left_is_told_from_the_pace_so_far() -> None:
    progress = Progress(total=100, kept=20, began=1000.0)
    assert progress.seconds_left(1010.0) is None
    progress.done = 20
    assert progress.seconds_left(1010.0) == 30.0


def test_what_the_work_raises_ends_the_run_and_loses_nothing_that_was_finished(tmp_path: Path) -> None:
    done = 0

    async def work(planned: PlannedCell) -> Cell:
        nonlocal done
        done += 1
        if done > 3:
            raise KeyboardInterrupt
        return cell(planned)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Work]:
        yield work

    header = RunHeader(id="x", suite="s", cases=20, dataset="", variants=(Variant(model="openai:a"),), created_at=AT)
    with pytest.raises(KeyboardInterrupt):
        run_suite(header, MANY, tmp_path, opened, limits=Limits(jobs=1))
    assert len(read_cells(tmp_path / CELLS)) == 3
