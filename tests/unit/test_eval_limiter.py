"""How many requests an endpoint is sent at once: the arithmetic on a clock that only the test moves, and the queue for places."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.running.limiter import COOLDOWN, START, STEP, Limiter, Pace


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_starts_low_and_opens_places_with_each_answer() -> None:
    pace = Pace(most=64)
    assert pace.limit == START
    for _ in range(5):
        pace.answered()
    assert pace.limit == START + 5 * STEP
    for _ in range(100):
        pace.answered()
    assert pace.limit == 64


def test_a_429_halves_it_once_for_all_that_were_under_way() -> None:
    pace = Pace(most=64, limit=40)
    for _ in range(30):
        pace.refused(100.0, 0)
    assert pace.limit == 20
    pace.refused(100.0 + COOLDOWN, 0)
    assert pace.limit == 10


def test_after_a_429_a_whole_round_of_answers_opens_one_place() -> None:
    pace = Pace(most=64, limit=40)
    pace.refused(100.0, 0)
    for _ in range(20):
        pace.answered()
    assert 20.9 < pace.limit <= 21


def test_it_waits_as_long_as_it_was_asked_and_the_longest_wish_counts() -> None:
    pace = Pace(most=64)
    pace.refused(100.0, 7.5)
    pace.refused(100.0, 2.0)
    assert not pace.is_free(107.4)
    assert pace.is_free(107.5)


def test_a_wait_counts_into_the_cooldown_for_nothing_is_sent_in_it() -> None:
    pace = Pace(most=64, limit=40)
    pace.refused(100.0, 30.0)
    pace.refused(130.0 + COOLDOWN / 2, 0)
    assert pace.limit == 20


@given(st.lists(st.one_of(st.none(), st.floats(0, 60))), st.integers(1, 512))
def test_there_is_always_a_place_and_never_more_than_allowed(events: list[float | None], most: int) -> None:
    pace, now = Pace(most=most), 0.0
    for wait in events:
        now += 0.5
        if wait is None:
            pace.answered()
        else:
            pace.refused(now, wait)
        assert 1 <= pace.limit <= most


async def _holds(limiter: Limiter, order: list[int], number: int, release: asyncio.Event) -> None:
    async with limiter.place():
        order.append(number)
        await release.wait()


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_who_waits_longest_comes_first_and_no_place_is_lost() -> None:
    async def run() -> None:
        limiter, order, releases = Limiter(2), [], [asyncio.Event() for _ in range(5)]
        tasks = [asyncio.create_task(_holds(limiter, order, number, releases[number])) for number in range(5)]
        await _settle()
        assert order == [0, 1]
        tasks[2].cancel()
        releases[0].set()
        await _settle()
        assert order == [0, 1, 3]
        for release in releases:
            release.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert order == [0, 1, 3, 4]
        assert limiter.pace.in_flight == 0

    asyncio.run(run())


def test_nobody_gets_a_place_before_the_wait_is_over() -> None:
    async def run() -> None:
        clock = Clock()
        limiter, order, release = Limiter(8, clock=clock), [], asyncio.Event()
        limiter.refused(3600.0)
        task = asyncio.create_task(_holds(limiter, order, 1, release))
        await _settle()
        assert order == []
        clock.now += 3600.0
        limiter._resume()  # what the loop's timer calls
        await _settle()
        assert order == [1]
        release.set()
        await task

    asyncio.run(run())


@pytest.mark.parametrize("most", [1, 3])
def test_it_never_starts_above_what_is_allowed(most: int) -> None:
    assert Limiter(most).pace.limit == most
