"""One endpoint on the loopback: what is tried again, how long is waited, and what is told when no answer comes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakes.endpoint import FakeEndpoint, Play, broken, cut_off, error, out_of_quota, rate_limited, refusing, saying

from evals.cell import Exchange
from evals.running.endpoint import CallFailed, ModelEndpoint, asked_wait
from evals.running.limiter import START, STEP, Limiter
from evals.running.reply_cache import ReplyCache

BODY: dict[str, Any] = {"model": "fake-1", "messages": [{"role": "user", "content": "Say it."}]}
SAYS = saying("{}")


class Asked:
    """What came of one request: the exchange or the failure, the pauses, and the limiter."""

    def __init__(self) -> None:
        self.exchange: Exchange | None = None
        self.failed: CallFailed | None = None
        self.pauses: list[float] = []
        self.waits: list[float] = []
        self.limit = 0.0


class Watched(Limiter):
    """Notes what it is asked to wait, and does not."""

    def __init__(self, waits: list[float]) -> None:
        super().__init__(64)
        self.waits = waits

    def refused(self, wait: float) -> None:
        self.waits.append(wait)
        super().refused(0.0)


def ask(*plays: Play, cache: ReplyCache | None = None, repeat: int = 0, max_attempts: int = 6, timeout: float = 5.0) -> Asked:
    """Ask once, without waiting between the tries."""
    asked = Asked()

    async def nap(seconds: float) -> None:
        asked.pauses.append(seconds)

    async def run(base_url: str) -> None:
        limiter = Watched(asked.waits)
        endpoint = ModelEndpoint(
            base_url, "", limiter=limiter, cache=cache, max_attempts=max_attempts, timeout=timeout, sleep=nap, jitter=lambda: 0.5
        )
        try:
            asked.exchange = await endpoint.ask(BODY, repeat=repeat)
        except CallFailed as failed:
            asked.failed = failed
        finally:
            asked.limit = limiter.pace.limit
            await endpoint.close()

    with FakeEndpoint(plays) as server:
        asyncio.run(run(server.base_url))
    return asked


def test_an_answer_has_its_tokens_its_time_and_the_request() -> None:
    exchange = ask(SAYS).exchange
    assert exchange is not None
    assert (exchange.reply, exchange.finish, exchange.input_tokens, exchange.output_tokens) == ("{}", "stop", 100, 50)
    assert (exchange.attempts, exchange.cached, exchange.request) == (1, False, BODY)
    assert exchange.latency_s is not None


@pytest.mark.parametrize("play", [broken(), cut_off(), error(408, "too slow"), error(503, "down")])
def test_what_may_pass_is_tried_again_after_growing_pauses_and_shrinks_nothing(play: Play) -> None:
    asked = ask(play, play, SAYS)
    assert asked.exchange is not None
    assert asked.exchange.attempts == 3
    assert asked.pauses == [0.5, 1.0]
    assert asked.limit == START + STEP


def test_a_429_halves_the_limit_and_waits_as_long_as_it_says() -> None:
    asked = ask(rate_limited(retry_after=7), SAYS)
    assert asked.exchange is not None
    assert asked.waits == [7.0]
    assert asked.pauses == [0.0], "the limiter holds everything back, not this request alone"
    assert asked.limit == pytest.approx(START / 2 + 2 / START)


def test_a_429_that_names_no_time_waits_like_any_other_failure() -> None:
    asked = ask(error(429, "slow down"), SAYS)
    assert (asked.waits, asked.pauses) == ([0.0], [0.5])


@pytest.mark.parametrize(
    ("play", "told"),
    [
        (out_of_quota(), "has no quota left"),
        (error(401, "bad key"), "did not accept the key"),
        (error(400, "no such field"), "refused the request"),
        (error(500, "response_format json_schema is not supported"), "server error"),
        (rate_limited(retry_after=4000), "asked too often"),
        (lambda _body: saying("{}")({}).__class__(b'{"object": "list"}'), "no chat completion"),
    ],
)
def test_what_no_repetition_mends_is_asked_once(play: Play, told: str) -> None:
    asked = ask(play, SAYS)
    assert asked.failed is not None
    assert told in asked.failed.exchange.error
    assert (asked.failed.exchange.attempts, asked.pauses) == (1, [])


def test_it_gives_up_after_the_most_attempts_and_says_how_many() -> None:
    asked = ask(broken(), max_attempts=4)
    assert asked.failed is not None
    assert asked.failed.exchange.attempts == 4
    assert "after 4 attempts" in asked.failed.exchange.error
    assert len(asked.pauses) == 3


def test_an_endpoint_that_is_not_there_is_a_failure(unused: Callable[[], int]) -> None:
    async def run() -> None:
        endpoint = ModelEndpoint(f"http://127.0.0.1:{unused()}/v1", "", limiter=Limiter(4), max_attempts=1)
        with pytest.raises(CallFailed, match="could not be reached"):
            await endpoint.ask(BODY)
        await endpoint.close()

    asyncio.run(run())


@pytest.fixture
def unused() -> Callable[[], int]:
    import socket

    def port() -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            return int(free.getsockname()[1])

    return port


def test_the_same_request_is_asked_once_and_each_repeat_for_itself(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies.sqlite")

    async def run(server: FakeEndpoint) -> list[Exchange]:
        endpoint = ModelEndpoint(server.base_url, "", limiter=Limiter(4), cache=cache)
        answers = [await endpoint.ask(BODY, repeat=repeat) for repeat in (0, 0, 1, 1, 0)]
        await endpoint.close()
        return answers

    with FakeEndpoint([SAYS]) as server:
        answers = asyncio.run(run(server))
        assert len(server.bodies) == 2
    assert [answer.cached for answer in answers] == [False, True, False, True, True]
    assert answers[1].request == BODY


def test_a_refusal_is_told_and_not_kept(tmp_path: Path) -> None:
    for _ in range(2):
        exchange = ask(refusing(), cache=ReplyCache(tmp_path / "replies.sqlite")).exchange
        assert exchange is not None
        assert (exchange.refusal, exchange.cached) == ("I cannot help with that.", False)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "9"}, 9),
        ({"retry-after": "Mon, 23 Nov 2026 14:00:30 GMT"}, 30),
        ({"retry-after": "Mon, 23 Nov 2026 13:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, 0),
        ({"retry-after": "-5"}, 0),
        ({}, 0),
    ],
)
def test_every_way_to_ask_for_a_wait_is_understood(headers: dict[str, str], seconds: float) -> None:
    assert asked_wait(headers, datetime(2026, 11, 23, 14, 0, tzinfo=UTC)) == seconds
