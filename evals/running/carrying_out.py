"""From what a person asked for to a finished run: the plan, its folder, the endpoint, the work, and whether too much failed.

Reading order: `Request`, `carry_out`.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.drafting.model import PROVIDER_URL, silence_tracing
from assistant.errors import InputInvalid, NotFound, SteadyhandError
from assistant.records.fingerprint import fingerprint
from assistant.records.policy import load_policy
from assistant.settings import Settings
from assistant.wiring import Services
from evals.cell import COMPOSER, RunHeader
from evals.edits import edits_by_prompt
from evals.graders import grade_all
from evals.run_files import HEADER, StoredRun, read_run
from evals.running.endpoint import MOST_ATTEMPTS, ModelEndpoint
from evals.running.limiter import Limiter
from evals.running.plan import Plan, plan, program_fingerprint
from evals.running.prices import PriceTable, Pricing, price_table
from evals.running.product_work import ProductWork
from evals.running.reply_cache import ReplyCache
from evals.running.run_folders import alone, find_run, runs_folder
from evals.running.runner import Limits, Progress, run_suite
from evals.suites import Suite, outside, suite_named

REQUEST = "request.json"
_PACKAGES = ("steadyhand", "openai", "langchain-core", "pydantic", "scipy")
_LIKELY_TOKENS = (5_000, 1_000)
"""What a draft takes in and gives out, as long as none was paid for."""


class Request(BaseModel):
    """What is to be run; kept beside the run, so that it can go on. Fields as the options of `eval run`.

    Attributes:
        cells: Fingerprint over the keys of all cells, once they are known: what goes on must be what was begun.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    suite: str = ""
    dataset: Path | None = None
    models: tuple[str, ...] = (COMPOSER,)
    prompts: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    limit: int | None = None
    repeats: int = 1
    judge: str | None = None
    cells: str = ""

    @property
    def asked(self) -> tuple[str, ...]:
        """Every model of the run, the judge too."""
        return (*self.models, *([self.judge] if self.judge else []))

    @property
    def asks(self) -> bool:
        """Whether one of them is at an endpoint."""
        return any(model.startswith("openai:") for model in self.asked)

    @property
    def command(self) -> str:
        """What to type to run it."""
        words = ["steadyhand", "eval", "run", *([self.suite] if self.suite else ["--dataset", str(self.dataset)])]
        for option, values in (("--model", self.models), ("--prompt", self.prompts), ("--filter", self.filters), ("--tag", self.tags)):
            words += [word for value in values for word in (option, value)]
        single = (("--limit", self.limit), ("--repeat", self.repeats if self.repeats > 1 else None), ("--judge", self.judge))
        words += [word for option, value in single if value is not None for word in (option, str(value))]
        return shlex.join(words)


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


@dataclass(frozen=True)
class Done:
    """A run that ended.

    Attributes:
        stored: As it lies on the disk.
        progress: How it went.
        too_many_errors: Whether more failed than may.
    """

    stored: StoredRun
    progress: Progress
    too_many_errors: bool


def request_of(settings: Settings, name: str) -> tuple[Request, Path]:
    """What a run was asked to do, and its folder.

    Raises:
        NotFound: There is no such run, or it does not say.
    """
    folder = find_run(settings.data_dir, name)
    try:
        return Request.model_validate_json((folder / REQUEST).read_bytes()), folder
    except (OSError, ValidationError) as error:
        msg = f"The run {folder.name} does not say what it was asked to do."
        raise NotFound(msg, "Begin it again with the command that its header holds.") from error


def carry_out(settings: Settings, request: Request, ways: Ways, *, folder: Path | None = None) -> Done:
    """Run what is asked for, as far as it is not finished.

    Args:
        settings: Address, key, parameters, policy and the data directory.
        request: What to run.
        ways: How.
        folder: A run to go on with; None for the one of this plan.

    Raises:
        NotFound: A suite, model or prompt is not known.
        InputInvalid: A file is not what it should be, or the run to go on with is of other cases.
        SteadyhandError: There is no key, the budget cannot be kept, or the run is under way in another process.
    """
    if not settings.tracing:
        silence_tracing()
    planned = _plan(settings, request)
    table = price_table(ways.prices)
    pricing = {model: _pricing(model, settings, table) for model in request.asked}
    limits = _limits(ways, pricing)
    if (request.judge and not request.judge.removeprefix("openai:").strip()) or not (request.judge or "openai:").startswith("openai:"):
        msg = f"{request.judge!r} cannot judge."
        raise NotFound(msg, "Name a model at the endpoint: --judge openai:NAME.")
    if request.asks:
        _check_key(settings)
    kept = request.model_copy(update={"cells": fingerprint([cell.key for cell in planned.cells])})
    if folder is not None and kept.cells != request.cells:
        msg = f"The run {folder.name} cannot go on: its cases, prompts or parameters have changed since it was begun."
        raise InputInvalid(msg, hint="Begin a new run; answers that were paid for come out of the cache.")
    folder = folder or runs_folder(settings.data_dir) / planned.id
    header = _header(planned, request, table, pricing, folder, settings)
    with alone(folder):
        (folder / REQUEST).write_text(kept.model_dump_json(indent=1), encoding="utf-8")
        progress = run_suite(header, planned.cells, folder, _work(settings, request, ways, pricing).opened, limits=limits, told=ways.told)
    return Done(read_run(folder), progress, progress.errors > limits.max_errors * progress.total)


def suite_of(request: Request) -> Suite:
    """The cases that a request is about, before any is left out.

    Raises:
        NotFound, InputInvalid: There is no such suite or file.
    """
    return outside(request.dataset) if request.dataset else suite_named(request.suite)


def _plan(settings: Settings, request: Request) -> Plan:
    parameters: dict[str, Any] = {}
    if request.asks:
        parameters = {"base_url": _base_url(settings), **_sent(settings)}
    return plan(
        suite_of(request),
        models=request.models,
        prompts=request.prompts,
        repeats=request.repeats,
        filters=request.filters,
        tags=request.tags,
        limit=request.limit,
        parameters={**parameters, **({"judge": request.judge} if request.judge else {})},
        policy=load_policy(settings.policy).fingerprint,
    )


def _work(settings: Settings, request: Request, ways: Ways, pricing: dict[str, Pricing]) -> ProductWork:
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else ""

    def open_endpoint() -> ModelEndpoint:
        cache = ReplyCache(runs_folder(settings.data_dir) / "replies.sqlite") if ways.use_cache else None
        return ModelEndpoint(
            _base_url(settings),
            key,
            limiter=Limiter(ways.limits.jobs),
            cache=cache,
            max_attempts=ways.max_attempts,
            timeout=settings.timeout,
        )

    return ProductWork(
        jobs=ways.limits.jobs,
        open_endpoint=open_endpoint if request.asks else None,
        parameters=_sent(settings),
        pricing=pricing,
        grade=grade_all,
        memory=settings.data_dir / "endpoints.json",
        policy=settings.policy,
        judge=request.judge or "",
    )


def _base_url(settings: Settings) -> str:
    return settings.openai_base_url or PROVIDER_URL


def _sent(settings: Settings) -> dict[str, Any]:
    """What is sent with every request beside the messages."""
    return {} if settings.temperature is None else {"temperature": settings.temperature}


def _check_key(settings: Settings) -> None:
    if not settings.openai_api_key and not settings.openai_base_url:
        msg = "There is no key for the models at the provider's address."
        raise SteadyhandError(msg, "Set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint of your own.")


def _pricing(model: str, settings: Settings, table: PriceTable) -> Pricing:
    provider, _, name = model.partition(":")
    return Pricing(price=table.price(name, _base_url(settings))) if provider == "openai" else Pricing(free=True)


def _limits(ways: Ways, pricing: dict[str, Pricing]) -> Limits:
    unknown = [model for model, price in pricing.items() if price.cost(1, 1) is None]
    if ways.limits.budget is not None and unknown:
        msg = f"The budget cannot be kept: no price is known for {', '.join(unknown)} at this address."
        raise SteadyhandError(msg, "Give a price table with --prices, or run without --budget.")
    dearest = max((price.cost(*_LIKELY_TOKENS) or 0.0 for price in pricing.values()), default=0.0)
    return Limits(**{**vars(ways.limits), "likely_cost": dearest})


def _header(planned: Plan, request: Request, table: PriceTable, pricing: dict[str, Pricing], folder: Path, settings: Settings) -> RunHeader:
    if (folder / HEADER).is_file():
        return read_run(folder).header
    return RunHeader(
        id=planned.id,
        suite=planned.suite.name,
        cases=len(planned.suite.cases),
        dataset=planned.suite.dataset,
        variants=planned.variants,
        repeats=request.repeats,
        parameters=dict(planned.parameters),
        judge=request.judge or "",
        prices=table.date if any(price.price for price in pricing.values()) else "",
        currency=table.currency,
        policy=planned.policy,
        program=program_fingerprint(),
        left_out=planned.left_out,
        versions={package: version(package) for package in _PACKAGES},
        edits=edits_by_prompt(Services(settings).store.drafts()),
        command=request.command,
        created_at=datetime.now(UTC),
    )
