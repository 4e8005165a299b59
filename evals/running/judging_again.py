"""Stored documents judged by a model: by one that had no part in the run, or again by the same.

Only the judge is asked, through the run's own scheduler, limiter, cache and budget; nothing is written anew. A verdict of an earlier judge
gives way to the new one of the same column, and every score names who gave it. Reading order: `Judged`, `judge_run`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from assistant.drafting.ladder import FormatMemory
from assistant.drafting.model import silence_tracing
from assistant.errors import SteadyhandError
from assistant.settings import Settings
from evals.cases import Case
from evals.cell import Cell, RunHeader
from evals.judges import judges_of
from evals.run_files import CELLS, CellLog, StoredRun, read_run, write_cells, write_header
from evals.running.carrying_out import Request, request_of, suite_of
from evals.running.prices import PriceTable, Pricing, price_table
from evals.running.product_work import asking_threads
from evals.running.run_folders import alone
from evals.running.runner import Limits, Progress, run_cells
from evals.running.ways import Ways, base_url, check_judge, check_key, limits_of, open_endpoint, pricing_of, sent_parameters
from evals.running.writing import Asked, judged_again


@dataclass(frozen=True)
class Judged:
    """A run whose documents were judged.

    Attributes:
        stored: As it lies on the disk now.
        progress: How it went; its cells are those with a document.
        too_many_errors: Whether the endpoint gave no answer for more of them than it may.
    """

    stored: StoredRun
    progress: Progress
    too_many_errors: bool


def judge_run(settings: Settings, name: str, judge: str, ways: Ways) -> Judged:
    """Let a model judge every stored document of a run, and keep its verdicts in the run.

    Args:
        settings: Address, key, parameters and the data directory.
        name: The run.
        judge: The model, such as "openai:NAME".
        ways: How.

    Raises:
        NotFound: There is no such run, or the model cannot judge.
        SteadyhandError: There is no key, the budget cannot be kept, costs are counted in another currency, or the run is under way.
    """
    check_judge(judge)
    check_key(settings)
    if not settings.tracing:
        silence_tracing()
    table = price_table(ways.prices)
    pricing = pricing_of([judge], settings, table)
    limits = limits_of(ways, pricing)
    request, folder = request_of(settings, name)
    with alone(folder):
        stored = read_run(folder)
        _check_currency(stored.header, table)
        cases = {case.id: case for case in suite_of(request).cases}
        todo = [cell for cell in stored.cells if cell.draft is not None and cell.case in cases]
        progress = Progress(total=len(todo))
        judging = _Judging(settings, judge, ways, limits, pricing, cases)
        with CellLog(folder / CELLS) as log:
            asyncio.run(judging.run(todo, progress, log))
        after = read_run(folder)
        write_cells(folder / CELLS, after.cells)  # one line a cell again
        header = _told(after, request, judge, settings, table if pricing[judge].price else None)
        write_header(folder, header)
    return Judged(StoredRun(folder, header, after.cells), progress, progress.errors > limits.max_errors * progress.total)


@dataclass(frozen=True)
class _Judging:
    """What is needed to judge a document of a run."""

    settings: Settings
    judge: str
    ways: Ways
    limits: Limits
    pricing: Mapping[str, Pricing]
    cases: Mapping[str, Case]

    async def run(self, todo: Iterable[Cell], progress: Progress, log: CellLog) -> None:
        """Judge these cells, each kept as soon as it is done."""
        memory = FormatMemory(self.settings.data_dir / "endpoints.json")
        async with asking_threads(self.limits.jobs, open_endpoint(self.settings, self.ways)) as threads:
            asked = Asked(threads.call_of, threads.base_url, sent_parameters(self.settings), self.pricing, self.judge)

            def finished(cell: Cell) -> None:
                log.add(cell)
                self.ways.told(progress)

            await run_cells(
                todo,
                partial(threads.run, lambda cell: judged_again(cell, self.cases[cell.case], asked, memory)),
                limits=self.limits,
                progress=progress,
                finished=finished,
                count=progress.count_judging,
            )


def _told(stored: StoredRun, request: Request, judge: str, settings: Settings, table: PriceTable | None) -> RunHeader:
    """The header that tells who judged, where, at which prices, and what to type to do it all again."""
    judges = ", ".join(_in_turn(judge, judges_of(stored.cells)))
    priced = {"prices": table.date, "currency": table.currency} if table else {}
    parameters = {**stored.header.parameters, "judge": judges, "judge_base_url": base_url(settings)}
    command = request.model_copy(update={"judge": judge}).command
    changes: dict[str, Any] = {"judge": judges, "parameters": parameters, "command": command, **priced}
    return stored.header.model_copy(update=changes)


def _in_turn(judge: str, found: Sequence[str]) -> list[str]:
    """The judges whose verdicts stand in the run, the last one first; none where it gave no verdict."""
    return sorted(found, key=lambda name: name != judge)


def _check_currency(header: RunHeader, table: PriceTable) -> None:
    if header.prices and header.currency != table.currency:
        msg = f"The run counts its costs in {header.currency}, and the price table in {table.currency}."
        raise SteadyhandError(msg, f"Give a price table in {header.currency} with --prices.")
