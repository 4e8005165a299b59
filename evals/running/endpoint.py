"""Requests of an evaluation run to one endpoint: as many at once as it bears, tried again where that can help, answered from the cache where
the same was asked before.

The SDK's own retries are off, because they hide how often and why a request was made again. Reading order: `CallFailed`, `ModelEndpoint`.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from assistant.drafting.model import explain, refuses_format
from evals.cell import Exchange
from evals.running.limiter import Limiter
from evals.running.reply_cache import ReplyCache, request_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    import openai

MOST_ATTEMPTS = 6
LONGEST_WAIT = 300.0
"""Seconds; an endpoint that asks for more has no place for this run today."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 20.0


class CallFailed(Exception):
    """No answer came.

    Attributes:
        exchange: The request, how often it was made, and what failed.
        cause: The SDK's error of the last try.
    """

    def __init__(self, exchange: Exchange, cause: Exception) -> None:
        super().__init__(exchange.error)
        self.exchange = exchange
        self.cause = cause


class ModelEndpoint:
    """One endpoint with one key.

    Args:
        base_url: Its address.
        key: May be anything where the endpoint asks for none.
        limiter: How many requests at once; shared by everything that asks this endpoint.
        cache: Where answers are kept, closed with the endpoint; None to ask anew each time.
        max_attempts: Requests for one answer at most.
        timeout: Seconds to wait for one answer.
        sleep, jitter: In place of waiting and of chance, for tests.
    """

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        limiter: Limiter,
        cache: ReplyCache | None = None,
        max_attempts: int = MOST_ATTEMPTS,
        timeout: float = 60.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.base_url = base_url
        self.limiter = limiter
        self._cache = cache
        self._max_attempts = max_attempts
        self._sleep = sleep
        self._jitter = jitter
        self._client = _open(base_url, key, timeout, limiter.pace.most)

    async def ask(self, body: dict[str, Any], *, repeat: int = 0) -> Exchange:
        """The answer to a request.

        Args:
            body: As it is sent: model, messages, and whatever else.
            repeat: Which repeat of the cell asks; each has answers of its own in the cache.

        Raises:
            CallFailed: None came, however often it was tried.
        """
        key = request_key(self.base_url, body, repeat) if self._cache else ""
        if self._cache and (kept := self._cache.read(key)):
            return kept.model_copy(update={"request": body})
        exchange = await self._asked(body)
        if self._cache:
            self._cache.keep(key, exchange)
        return exchange

    async def close(self) -> None:
        """Let go of the connections and of the cache."""
        await self._client.close()
        if self._cache:
            self._cache.close()

    async def _asked(self, body: dict[str, Any]) -> Exchange:
        attempts = 0
        while True:
            attempts += 1
            try:
                return await self._once(body, attempts)
            except Exception as error:  # every vendor's kind; told by `explain`
                pause = self._pause(error, attempts)
                if pause is None:
                    told = explain(error, model=str(body.get("model", "")), attempts=attempts)
                    exchange = Exchange(request=body, attempts=attempts, error=told.message if told else f"{type(error).__name__}: {error}")
                    raise CallFailed(exchange, error) from error
                await self._sleep(pause)

    async def _once(self, body: dict[str, Any], attempts: int) -> Exchange:
        import httpx2
        import openai

        async with self.limiter.place() as pace:
            began = time.perf_counter()
            try:
                # Not by `chat.completions.create`, which walks through the whole body and answer by their types; nothing here needs that.
                raw = await self._client.post("/chat/completions", cast_to=httpx2.Response, body=body)
            except openai.RateLimitError as error:
                if not _is_out_of_quota(error):
                    wait = asked_wait(error.response.headers)
                    self.limiter.refused(wait if wait <= LONGEST_WAIT else 0.0)  # nobody waits longer; the request fails
                raise
            took = time.perf_counter() - began
            pace.answered()
        return _exchange(raw.json(), body).model_copy(update={"latency_s": round(took, 4), "attempts": attempts})

    def _pause(self, error: Exception, attempts: int) -> float | None:
        """Seconds until the next try; None where there is none."""
        import openai

        if attempts >= self._max_attempts or not isinstance(error, openai.APIError):
            return None
        pause: float = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (attempts - 1)) * (0.5 + self._jitter())
        if isinstance(error, openai.APIConnectionError):  # a timeout too
            return pause
        if not isinstance(error, openai.APIStatusError) or _is_out_of_quota(error):
            return None
        asked = asked_wait(error.response.headers)
        if asked > LONGEST_WAIT or refuses_format(error, proven=True):
            return None
        if isinstance(error, openai.RateLimitError):
            return 0.0 if asked else pause  # the limiter holds everything back as long as the endpoint asked
        again: bool = error.status_code >= 500 or error.status_code in {408, 409}
        return max(pause, asked) if again else None


def asked_wait(headers: Mapping[str, str], now: datetime | None = None) -> float:
    """Seconds that an endpoint asks to wait, in any of the ways to say it; 0 where it does not.

    Args:
        headers: Of its answer; names in lower case.
        now: What a date is held against; None for the clock.
    """
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        said = headers.get(name, "").strip()
        try:
            return max(0.0, float(said) / unit)
        except ValueError:
            pass
        try:
            return max(0.0, (parsedate_to_datetime(said) - (now or datetime.now(UTC))).total_seconds())
        except (ValueError, TypeError):
            continue
    return 0.0


def _open(base_url: str, key: str, timeout: float, connections: int) -> openai.AsyncOpenAI:
    import httpx2
    import openai

    limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
    client = openai.DefaultAsyncHttpxClient(limits=limits, timeout=timeout)
    return openai.AsyncOpenAI(base_url=base_url, api_key=key or "no-key-needed", max_retries=0, timeout=timeout, http_client=client)


def _is_out_of_quota(error: openai.APIError) -> bool:
    return "insufficient_quota" in f"{error.code} {error.type} {error.body}"


def _exchange(said: Any, body: dict[str, Any]) -> Exchange:
    """A chat completion as an exchange.

    Raises:
        ValueError, KeyError, IndexError, TypeError: It is none.
    """
    choice, used = said["choices"][0], said.get("usage") or {}
    message = choice["message"]
    return Exchange(
        request=body,
        reply=message.get("content") or "",
        refusal=message.get("refusal") or "",
        finish=choice.get("finish_reason") or "",
        input_tokens=used.get("prompt_tokens") or 0,
        output_tokens=used.get("completion_tokens") or 0,
    )
