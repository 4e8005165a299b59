"""How a run is carried out: how wide, at which endpoint, at what price, and where it stops. Nothing here changes what is measured.

Reading order: `Ways`, then what is worked out from it and from the settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.drafting.model import PROVIDER_URL
from assistant.errors import NotFound, SteadyhandError
from assistant.settings import Settings
from evals.running.endpoint import MOST_ATTEMPTS, ModelEndpoint
from evals.running.limiter import Limiter
from evals.running.prices import PriceTable, Pricing
from evals.running.reply_cache import ReplyCache
from evals.running.run_folders import runs_folder
from evals.running.runner import Limits, Progress

_LIKELY_TOKENS = (5_000, 1_000)
"""What a draft takes in and gives out, as long as none was paid for."""


@dataclass(frozen=True)
class Ways:
    """How it is run; changes nothing of what is measured.

    Attributes:
        limits: How wide, and where to stop.
        prices: A price table in place of the one that ships.
        max_attempts: Requests for one answer at most.
        use_cache: Whether answers are kept, and taken from what was kept.
        told: Told after every cell.
    """

    limits: Limits = field(default_factory=Limits)
    prices: Path | None = None
    max_attempts: int = MOST_ATTEMPTS
    use_cache: bool = True
    told: Callable[[Progress], None] = lambda _: None


def base_url(settings: Settings) -> str:
    """The endpoint's address."""
    return settings.openai_base_url or PROVIDER_URL


def sent_parameters(settings: Settings) -> dict[str, Any]:
    """What is sent with every request beside the messages."""
    return {} if settings.temperature is None else {"temperature": settings.temperature}


def open_endpoint(settings: Settings, ways: Ways) -> ModelEndpoint:
    """The endpoint with one limiter, and with the cache that all runs of the data directory share."""
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""
    return ModelEndpoint(
        base_url(settings),
        key,
        limiter=Limiter(ways.limits.jobs),
        cache=ReplyCache(runs_folder(settings.data_dir) / "replies.sqlite") if ways.use_cache else None,
        max_attempts=ways.max_attempts,
        timeout=settings.timeout,
    )


def check_key(settings: Settings) -> None:
    """Whether models can be asked at all.

    Raises:
        SteadyhandError: There is no key, and no endpoint that may need none.
    """
    if not settings.openai_api_key and not settings.openai_base_url:
        msg = "There is no key for the models at the provider's address."
        raise SteadyhandError(msg, "Set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint of your own.")


def check_judge(name: str) -> None:
    """Whether a model of this name can judge.

    Raises:
        NotFound: It is not at an endpoint.
    """
    if not name.startswith("openai:") or not name.removeprefix("openai:").strip():
        msg = f"{name!r} cannot judge."
        raise NotFound(msg, "Name a model at the endpoint: --judge openai:NAME.")


def pricing_of(models: Iterable[str], settings: Settings, table: PriceTable) -> dict[str, Pricing]:
    """What each model costs, by its name in the run."""
    return {model: _pricing(model, settings, table) for model in models}


def limits_of(ways: Ways, pricing: Mapping[str, Pricing]) -> Limits:
    """The limits, with what a cell is likely to cost.

    Raises:
        SteadyhandError: A budget cannot be kept, because a price is not known.
    """
    unknown = [model for model, price in pricing.items() if price.cost(1, 1) is None]
    if ways.limits.budget is not None and unknown:
        msg = f"The budget cannot be kept: no price is known for {', '.join(unknown)} at this address."
        raise SteadyhandError(msg, "Give a price table with --prices, or run without --budget.")
    dearest = max((price.cost(*_LIKELY_TOKENS) or 0.0 for price in pricing.values()), default=0.0)
    return Limits(**{**vars(ways.limits), "likely_cost": dearest})


def _pricing(model: str, settings: Settings, table: PriceTable) -> Pricing:
    provider, _, name = model.partition(":")
    return Pricing(price=table.price(name, base_url(settings))) if provider == "openai" else Pricing(free=True)
