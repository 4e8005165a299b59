"""Runs a plan: so many cells at a time, each written to the run's file as soon as it is finished, what was finished before left alone.

`run_cells` is the scheduler; it knows nothing of what a cell is made of. `run_suite` runs the product's own path with it. Reading order:
`Limits`, `Progress`, `run_cells`, `run_suite`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from evals.cell import Cell, Exchange, RunHeader
from evals.run_files import CELLS, CellLog, read_cells, write_header
from evals.running.plan import PlannedCell

_FEW = 4
"""So many errors stop no run before its end, however small it is, and so few cells tell no pace."""

Work = Callable[[PlannedCell], Awaitable[Cell]]
"""Does one cell. It raises nothing: what fails is the cell's error."""
_Todo = TypeVar("_Todo")


@dataclass(frozen=True)
class Limits:
    """Where a run stops, and how wide it is.

    Attributes:
        jobs: Cells at a time.
        budget: Of the price table's currency; None for no bound.
        max_errors: The share of cells that may fail.
        retry_errors: Whether cells that failed in an earlier part of this run are done again.
        likely_cost: What a cell may cost, as long as none was paid for.
    """

    jobs: int = 4
    budget: float | None = None
    max_errors: float = 0.05
    retry_errors: bool = False
    likely_cost: float = 0.0


@dataclass
class Progress:
    """How far a run is; what a person is told.

    Attributes:
        total: Cells of the plan.
        kept: Cells that an earlier part of the run had finished.
        done: Cells that were finished now.
        errors: Cells without an outcome, earlier ones included.
        spent: What the requests of this part cost, answers from the cache left out.
        priced: Cells whose requests had a price.
        cached: Cells answered out of the cache alone.
        unpriced: Whether requests were made whose price is not known.
        stopped: Why nothing more was begun; empty while it runs and where all was done.
    """

    total: int
    kept: int = 0
    done: int = 0
    errors: int = 0
    spent: float = 0.0
    priced: int = 0
    cached: int = 0
    unpriced: bool = False
    stopped: str = ""
    under_way: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> int:
        """Cells that are still to be done."""
        return self.total - self.kept - self.done

    def seconds_left(self, now: float | None = None) -> float | None:
        """At the pace so far; None as long as too few cells are done to tell."""
        passed = (time.monotonic() if now is None else now) - self.began
        return passed / self.done * self.left if self.done >= _FEW else None

    def count(self, cell: Cell) -> None:
        """Count a cell that was finished now."""
        self.done += 1
        self.errors += cell.error is not None
        self.cached += cell.cached
        for exchanges, cost in ((cell.exchanges, cell.cost), (cell.judging, cell.judging_cost)):
            self._count_cost(exchanges, cost)
        self.priced += any(_is_asked(cell.exchanges) and cost for cost in (cell.cost, cell.judging_cost))

    def count_judging(self, cell: Cell) -> None:
        """Count a stored cell that was judged now; what its writer cost was paid before."""
        self.done += 1
        self.errors += is_unanswered(cell)
        self.cached += bool(cell.judging) and all(exchange.cached for exchange in cell.judging)
        self._count_cost(cell.judging, cell.judging_cost)
        self.priced += bool(_is_asked(cell.judging) and cell.judging_cost)

    def _count_cost(self, exchanges: Sequence[Exchange], cost: float | None) -> None:
        """Answers out of the cache cost nothing more."""
        if cost is None:
            self.unpriced = self.unpriced or _is_asked(exchanges)
            return
        counted = sum(each.input_tokens + each.output_tokens for each in exchanges)
        paid = sum(each.input_tokens + each.output_tokens for each in exchanges if not each.cached)
        self.spent += cost * paid / counted if counted else 0.0


def is_unanswered(cell: Cell) -> bool:
    """Whether the judge's endpoint gave no answer in the end."""
    return bool(cell.judging and cell.judging[-1].error)


def _is_asked(exchanges: Sequence[Exchange]) -> bool:
    """Whether a request went out."""
    return any(not exchange.cached and exchange.attempts for exchange in exchanges)


async def run_cells(
    cells: Iterable[_Todo],
    work: Callable[[_Todo], Awaitable[Cell]],
    *,
    limits: Limits,
    progress: Progress,
    finished: Callable[[Cell], None],
    count: Callable[[Cell], None] | None = None,
) -> None:
    """Do cells, so many at a time, in the plan's order.

    Args:
        cells: What is to be done.
        work: Does one.
        limits: How many at a time, and where to stop.
        progress: Counted up; its `stopped` says why cells were left.
        finished: Told each finished cell, in the order in which they finish.
        count: Counts a finished cell; None for `Progress.count`.
    """
    waiting = iter(cells)

    async def worker() -> None:
        while not progress.stopped:
            progress.stopped = _reason_to_stop(limits, progress)
            planned = None if progress.stopped else next(waiting, None)
            if planned is None:
                return
            progress.under_way += 1
            try:
                cell = await work(planned)
            finally:
                progress.under_way -= 1
            (count or progress.count)(cell)
            finished(cell)

    async with asyncio.TaskGroup() as group:
        for _ in range(limits.jobs):
            group.create_task(worker())


def _reason_to_stop(limits: Limits, progress: Progress) -> str:
    if limits.budget is not None and progress.left:
        mean = (limits.likely_cost + progress.spent) / (1 + progress.priced)  # what is under way will cost too
        if progress.spent + mean * (progress.under_way + 1) > limits.budget:
            return f"the budget of {limits.budget:.2f} would be exceeded"
    if progress.errors > max(limits.max_errors * progress.total, _FEW):
        return f"{progress.errors} of {progress.total} cells failed, more than {limits.max_errors:.0%}"
    return ""


def run_suite(
    header: RunHeader,
    cells: Sequence[PlannedCell],
    folder: Path,
    open_work: Callable[[], AbstractAsyncContextManager[Work]],
    *,
    limits: Limits,
    told: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Run what is not finished yet, and keep each cell as it is finished.

    A cell that failed earlier counts as finished unless `limits.retry_errors`; its old line is the one that stands until the new try succeeds.

    Args:
        header: What the run is about; kept beside the cells.
        cells: All of the plan.
        folder: The run's.
        open_work: What does a cell, opened in the run's event loop and closed when all is done.
        limits: How wide, and where to stop.
        told: Told after every cell.
    """
    before = {cell.key: cell for cell in read_cells(folder / CELLS)}
    planned = {cell.key for cell in cells}
    again = {key for key, cell in before.items() if cell.error is not None} if limits.retry_errors else set()
    kept = [cell for key, cell in before.items() if key in planned and key not in again]
    progress = Progress(total=len(cells), kept=len(kept), errors=sum(cell.error is not None for cell in kept))
    write_header(folder, header)
    with CellLog(folder / CELLS) as log:

        def finished(cell: Cell) -> None:
            if cell.error is None or cell.key not in again:
                log.add(cell)
            told(progress)

        asyncio.run(_run(_todo(cells, {cell.key for cell in kept}), open_work, limits, progress, finished))
    return progress


async def _run(
    todo: Iterator[PlannedCell],
    open_work: Callable[[], AbstractAsyncContextManager[Work]],
    limits: Limits,
    progress: Progress,
    finished: Callable[[Cell], None],
) -> None:
    async with open_work() as work:
        await run_cells(todo, work, limits=limits, progress=progress, finished=finished)


def _todo(cells: Sequence[PlannedCell], kept: set[str]) -> Iterator[PlannedCell]:
    return (cell for cell in cells if cell.key not in kept)
