"""The product's own path as the work of a run: cells are written in threads, their requests are made by the run's event loop."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from assistant.drafting.ladder import FormatMemory
from evals.cases import Houses
from evals.cell import Cell, Exchange
from evals.running.endpoint import ModelEndpoint
from evals.running.plan import PlannedCell
from evals.running.prices import Pricing
from evals.running.runner import Work
from evals.running.subjects import Call
from evals.running.writing import Asked, CellWriter, Grade

_Of = TypeVar("_Of")
_Made = TypeVar("_Made")


@dataclass(frozen=True)
class ProductWork:
    """What writes the cells of a run.

    Attributes:
        jobs: Cells at a time.
        open_endpoint: Opens the endpoint that models are asked at; None where no model is.
        parameters: What is sent beside the messages.
        pricing: What each model costs.
        grade: Scores an outcome.
        memory: The file that keeps which form of answer an endpoint takes.
        policy: A policy file in place of the shipped one.
        judge: The model that judges too; empty where code alone grades.
    """

    jobs: int
    open_endpoint: Callable[[], ModelEndpoint] | None
    parameters: dict[str, Any]
    pricing: dict[str, Pricing]
    grade: Grade
    memory: Path
    policy: Path | None = None
    judge: str = ""

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Work]:
        """The work, for the loop that runs now."""
        with tempfile.TemporaryDirectory(prefix="steadyhand-eval-", ignore_cleanup_errors=True) as folder:
            async with asking_threads(self.jobs, self.open_endpoint() if self.open_endpoint else None) as threads:
                writer = CellWriter(
                    Houses(Path(folder), policy=self.policy),
                    Asked(threads.call_of, threads.base_url, self.parameters, self.pricing, self.judge),
                    self.grade,
                    memory=FormatMemory(self.memory),
                )

                async def work(planned: PlannedCell) -> Cell:
                    return await threads.run(writer.write, planned)

                yield work


@asynccontextmanager
async def asking_threads(jobs: int, endpoint: ModelEndpoint | None) -> AsyncIterator[AskingThreads]:
    """Threads whose requests the loop that runs now makes; with them the endpoint is closed."""
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="cell")
    threads = AskingThreads(asyncio.get_running_loop(), pool, endpoint)
    try:
        try:
            yield threads
        finally:
            threads.end()
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)
    finally:
        if endpoint is not None:
            await endpoint.close()


class AskingThreads:
    """Runs what blocks in threads, and lets them ask the endpoint, which belongs to the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, pool: ThreadPoolExecutor, endpoint: ModelEndpoint | None) -> None:
        self._loop = loop
        self._pool = pool
        self._endpoint = endpoint
        self._under_way: set[asyncio.Task[Any]] = set()
        self._ended = False

    @property
    def base_url(self) -> str:
        """The endpoint's address; empty where there is none."""
        return self._endpoint.base_url if self._endpoint else ""

    async def run(self, work: Callable[[_Of], _Made], of: _Of) -> _Made:
        """What `work` makes, in a thread."""
        return await self._loop.run_in_executor(self._pool, work, of)

    def call_of(self, repeat: int) -> Call:
        """How a thread asks in a repeat."""
        return lambda body: asyncio.run_coroutine_threadsafe(self._ask(body, repeat), self._loop).result()

    def end(self) -> None:
        """Break off what is under way, where a run ends before its time: threads wait for it."""
        self._ended = True
        for task in list(self._under_way):
            task.cancel()

    async def _ask(self, body: dict[str, Any], repeat: int) -> Exchange:
        if self._endpoint is None or self._ended:
            msg = "a model is asked, and no endpoint is open"
            raise RuntimeError(msg)
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine that a loop runs is in one
        self._under_way.add(task)
        try:
            return await self._endpoint.ask(body, repeat=repeat)
        finally:
            self._under_way.discard(task)
