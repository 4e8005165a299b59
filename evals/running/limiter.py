"""How many requests an endpoint is sent at once: few at first, more while it answers, half as many as soon as it says "too many".

`Pace` is the arithmetic, without a clock of its own; `Limiter` lets coroutines wait for a place. One limiter stands for one endpoint and key,
whatever the models. Only a 429 shrinks it: a server error or a cut connection says nothing about load.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

START, STEP = 16, 2
"""Places at first, and how many each answer opens until the first 429."""
COOLDOWN = 2.0
"""Seconds after a halving in which a further 429 changes nothing: those requests were sent before it."""


@dataclass
class Pace:
    """How many may be under way.

    Attributes:
        most: Never more than this.
        limit: As many as now; a fraction counts once it is whole.
        in_flight: As many as are.
        resume_at: Until then nothing new is sent, because the endpoint asked for it.
        throttled: How often the endpoint said "too many".
    """

    most: int
    limit: float = START
    in_flight: int = 0
    resume_at: float = 0.0
    throttled: int = 0
    _settled_at: float = 0.0

    def __post_init__(self) -> None:
        self.limit = min(self.limit, self.most)

    def is_free(self, now: float) -> bool:
        """Whether one more may be sent."""
        return now >= self.resume_at and self.in_flight < int(self.limit)

    def answered(self) -> None:
        """One was answered. Until the first 429 each answer opens places; after it one is opened for a whole round of answers."""
        self.limit = min(self.most, self.limit + (1 / self.limit if self.throttled else STEP))

    def refused(self, now: float, wait: float) -> None:
        """The endpoint said "too many", and to wait `wait` seconds; 0 where it named none."""
        self.throttled += 1
        self.resume_at = max(self.resume_at, now + wait)
        if now >= self._settled_at:
            self.limit = max(1.0, self.limit / 2)
            self._settled_at = max(now, self.resume_at) + COOLDOWN


class Limiter:
    """Places for requests; for the coroutines of one event loop.

    Args:
        most: Places at most.
        clock: Seconds, only ever forward.
    """

    def __init__(self, most: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.pace = Pace(most)
        self._clock = clock
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def place(self) -> AsyncIterator[Pace]:
        """Wait for a place and hold it. Who waits longest comes first."""
        if self._waiting or not self.pace.is_free(self._clock()):
            await self._wait()
        else:
            self.pace.in_flight += 1
        try:
            yield self.pace
        finally:
            self.pace.in_flight -= 1
            self._let_in()

    def refused(self, wait: float) -> None:
        """The endpoint said "too many"."""
        self.pace.refused(self._clock(), wait)

    async def _wait(self) -> None:
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(ticket)
        self._let_in()
        try:
            await ticket
        except asyncio.CancelledError:
            if ticket.done() and not ticket.cancelled():  # it had just been given a place
                self.pace.in_flight -= 1
                self._let_in()
            raise

    def _let_in(self) -> None:
        now = self._clock()
        while self._waiting and self.pace.is_free(now):
            ticket = self._waiting.popleft()
            if not ticket.done():
                self.pace.in_flight += 1
                ticket.set_result(None)
        if self._waiting and now < self.pace.resume_at and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self.pace.resume_at - now, self._resume)

    def _resume(self) -> None:
        self._timer = None
        self._let_in()
