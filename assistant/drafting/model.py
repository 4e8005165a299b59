"""The one seam to a model: opening it, counting what is asked, and one mapping from everything that can go wrong to `ModelFailed`.

The only module that knows openai and langchain_openai. Retries are the SDK's own, within limits set here: a delay that the server asks for
is honoured up to the time that one answer may take, and what no retry can mend is not retried.
"""

from __future__ import annotations

import os
import re
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.drafting.ladder import Endpoint
from assistant.errors import ModelFailed, SteadyhandError
from assistant.settings import Settings

if TYPE_CHECKING:
    import httpx2
    from langchain_core.language_models import BaseChatModel

PROVIDER_URL = "https://api.openai.com/v1"
_TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2")
_OLD_TRACING = ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER")
_TOO_LONG = re.compile(r"context[_ ](?:length|window|size)|prompt is too long|too many tokens", re.IGNORECASE)
_FORMAT_WORDS = (
    "response_format",
    "json_schema",
    "json_object",
    "structured output",
    "schema",
    "grammar",
    "response format",
    "guided_json",
)


@dataclass
class RequestCount:
    """How many HTTP requests a call made. `last_try` forbids the SDK to repeat a request that a server error ended."""

    requests: int = 0
    last_try: bool = False


_counting: ContextVar[RequestCount | None] = ContextVar("steadyhand_requests", default=None)


@contextmanager
def counting(*, last_try: bool = False) -> Iterator[RequestCount]:
    """Count the requests that are made inside, in this thread."""
    count = RequestCount(last_try=last_try)
    token = _counting.set(count)
    try:
        yield count
    finally:
        _counting.reset(token)


def open_model(settings: Settings) -> BaseChatModel | None:
    """The model that the settings name; None for `none`, which means the composer.

    Nothing is sent yet. Tracing to LangSmith, and its gateway, stay off unless the settings allow tracing: both start from environment
    variables alone, and would carry customer data elsewhere.

    Raises:
        SteadyhandError: The name is not one that can be opened, or there is no key for the provider's own address.
    """
    if settings.model == "none":
        return None
    provider, _, name = settings.model.partition(":")
    if provider != "openai" or not name.strip():
        msg = f"The model {settings.model!r} cannot be opened."
        raise SteadyhandError(msg, "Use `none`, or `openai:NAME` for a model at an OpenAI-compatible endpoint.")
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""
    if not key and not settings.openai_base_url:
        msg = f"There is no key for the model {settings.model!r}."
        raise SteadyhandError(msg, "Set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint of your own, or use `--model none`.")
    _check_address(settings.openai_base_url or PROVIDER_URL)
    if not settings.tracing:
        silence_tracing()
    return _open(settings, name.strip(), key or "no-key-needed")


def _open(settings: Settings, name: str, key: str) -> BaseChatModel:
    import openai
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    limit = settings.timeout
    hooks = {"request": [_count_request], "response": [lambda response: _settle_retry(response, limit)]}
    try:
        client = openai.DefaultHttpxClient(event_hooks=hooks)
        model = ChatOpenAI(
            model=name,
            api_key=SecretStr(key),
            base_url=settings.openai_base_url or PROVIDER_URL,
            timeout=limit,
            max_retries=settings.max_retries,
            temperature=settings.temperature,
            use_responses_api=False,
            http_client=client,
        )
    except (ValueError, TypeError, openai.OpenAIError) as error:
        msg = f"The endpoint {settings.openai_base_url or PROVIDER_URL} cannot be used."
        raise SteadyhandError(msg, f"Check OPENAI_BASE_URL and the model's name ({type(error).__name__}).") from error
    weakref.finalize(model, client.close)
    return model


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        msg = f"The endpoint {url!r} is no web address."
        raise SteadyhandError(msg, "Set OPENAI_BASE_URL to an address such as http://127.0.0.1:8080/v1.")


def silence_tracing() -> None:
    """Switch LangSmith off for this process, whatever the environment says."""
    for name in _TRACING:
        os.environ[name] = "false"
    for name in _OLD_TRACING:  # alone they make LangChain raise
        os.environ.pop(name, None)
    from langsmith.utils import get_env_var

    getattr(get_env_var, "cache_clear", lambda: None)()  # it caches what it read


def endpoint_of(model: BaseChatModel) -> Endpoint:
    """Where a model is; fakes and other models are known by their class."""
    base_url = getattr(model, "openai_api_base", None) or ""
    return Endpoint(str(base_url), str(getattr(model, "model_name", None) or type(model).__name__))


def _count_request(_request: httpx2.Request) -> None:
    count = _counting.get()
    if count is not None:
        count.requests += 1


def _settle_retry(response: httpx2.Response, limit: float) -> None:
    """Tell the SDK not to repeat what a repetition cannot mend: an empty account, a refused format, a wait longer than an answer may take."""
    if response.status_code != 429 and response.status_code < 500:
        return
    response.read()
    body = response.text.lower()
    count = _counting.get()
    hopeless = (
        (count is not None and count.last_try and response.status_code >= 500)
        or (response.status_code == 429 and "insufficient_quota" in body)
        or (response.status_code >= 500 and _names_the_format(body))
        or _wait(response) > limit
    )
    if hopeless:
        response.headers["x-should-retry"] = "false"


def _wait(response: httpx2.Response) -> float:
    """Seconds that the server asks to wait; 0 where it does not say, or gives a date."""
    for header, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            return float(response.headers.get(header, "")) / unit
        except ValueError:
            continue
    return 0.0


def _names_the_format(text: str) -> bool:
    return any(word in text.lower() for word in _FORMAT_WORDS)


def refuses_format(error: BaseException, *, proven: bool) -> bool:
    """Whether an error means that the endpoint cannot take this `response_format`.

    True for a refusal that names the format. True too for any other refused request or server error while the endpoint has not yet
    answered at this step (`proven` False), for many servers do not say what they did not like; a missing model or a prompt that is too
    long is neither.
    """
    import openai

    if not isinstance(error, openai.APIStatusError) or _is_too_long(error):
        return False
    if error.status_code not in {400, 404, 415, 422, 501} and error.status_code < 500:
        return False
    text = f"{error.message} {error.body}"
    if _names_the_format(text):
        return True
    return not proven and "model_not_found" not in text and "model" not in str(getattr(error, "param", "") or "")


@dataclass(frozen=True)
class _Failure:
    reason: str
    what: str
    hint: str


_TRY_LATER = "Try again in a few minutes, or draft with `--model none`."
_FAILURES = {
    "timeout": _Failure("timeout", "did not answer in time", "Raise STEADYHAND_TIMEOUT, or draft with `--model none`."),
    "rate_limit": _Failure("rate_limit", "is being asked too often", _TRY_LATER),
    "quota": _Failure("quota", "has no quota left on this account", "Check the account's plan and billing, or draft with `--model none`."),
    "connection": _Failure("connection", "could not be reached, or the connection was cut", "Check OPENAI_BASE_URL and the network; `steadyhand doctor` tests both."),
    "server": _Failure("server", "answered with a server error", _TRY_LATER),
    "refusal": _Failure("refusal", "refused to write this message", "Write it with `--model none`, or read the record for what it may object to."),
    "empty": _Failure("empty", "gave an empty answer", _TRY_LATER),
    "truncated": _Failure("truncated", "broke off before the answer was complete", "Use a model with a longer output, or draft with `--model none`."),
    "filtered": _Failure("filtered", "had its answer stopped by a content filter", "Draft with `--model none`, or read the record for what the filter may mean."),
    "invalid": _Failure("invalid", "did not fill the slots, also when told what was wrong", "Use a larger model, or draft with `--model none`."),
    "refused_request": _Failure("refused_request", "refused the request", "Check the model's name and OPENAI_BASE_URL; `steadyhand doctor` tests both."),
    "too_long": _Failure("refused_request", "cannot take a prompt of this length", "Use a model with a longer context, or draft with `--model none`."),
    "authentication": _Failure("authentication", "did not accept the key", "Set OPENAI_API_KEY to a key that may use this model."),
    "not_a_model": _Failure("server", "answered with something that is no chat completion", "Check that OPENAI_BASE_URL ends where the API begins, such as /v1."),
}  # fmt: skip


def failure(case: str, *, model: str, attempts: int, detail: str = "") -> ModelFailed:
    """A `ModelFailed` for one of the named cases."""
    known = _FAILURES[case]
    tries = f" after {attempts} attempts" if attempts > 1 else ""
    msg = f"The model {model} {known.what}{tries}{f' ({detail})' if detail else ''}."
    return ModelFailed(msg, known.hint, reason=known.reason, attempts=attempts)


def explain(error: BaseException, *, model: str, attempts: int) -> ModelFailed | None:
    """What an error of a model call means; None for one that is no failure of the model, which must not be hidden."""
    case = _case_of(error)
    if case is None:
        return None
    return failure(case, model=model, attempts=max(attempts, 1), detail=_detail(error))


def _detail(error: BaseException) -> str:
    import openai

    if not isinstance(error, openai.APIStatusError):
        return ""
    wait = _wait(error.response)
    return f"HTTP {error.status_code}{f', asks to wait {wait:.0f} s' if wait >= 1 else ''}"


def _is_too_long(error: BaseException) -> bool:
    """LangChain's own test misses endpoints that say so only in the error's code."""
    from langchain_core.exceptions import ContextOverflowError

    said = f"{getattr(error, 'message', '')} {getattr(error, 'code', '')}"
    return isinstance(error, ContextOverflowError) or (
        getattr(error, "status_code", None) in {400, 413} and _TOO_LONG.search(said) is not None
    )


def _case_of(error: BaseException) -> str | None:
    import openai

    if _is_too_long(error):
        return "too_long"
    if isinstance(error, openai.RateLimitError):
        return "quota" if "insufficient_quota" in f"{error.code} {error.type} {error.body}" else "rate_limit"
    for kind, case in (
        (openai.APITimeoutError, "timeout"),
        (openai.APIConnectionError, "connection"),
        (openai.AuthenticationError, "authentication"),
        (openai.PermissionDeniedError, "authentication"),
        (openai.LengthFinishReasonError, "truncated"),
        (openai.ContentFilterFinishReasonError, "filtered"),
        (openai.InternalServerError, "server"),
        (openai.APIStatusError, "refused_request"),
        (openai.OpenAIError, "not_a_model"),
        # A 200 that holds no chat completion comes out of LangChain and of the SDK's JSON reader as one of these.
        ((ValueError, KeyError, TypeError, IndexError, AttributeError), "not_a_model"),
    ):
        if isinstance(error, kind):
            return case
    return None
