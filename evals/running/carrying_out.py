"""From what a person asked for to a finished run: the plan, its folder, the endpoint, the work, and whether too much failed.

Reading order: `Request`, `carry_out`.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.drafting.model import silence_tracing
from assistant.errors import InputInvalid, NotFound
from assistant.records.fingerprint import fingerprint
from assistant.records.policy import load_policy
from assistant.settings import Settings
from assistant.wiring import Services
from evals.cell import COMPOSER, RunHeader
from evals.edits import edits_by_prompt
from evals.graders import grade_all
from evals.run_files import HEADER, StoredRun, read_run
from evals.running.plan import Plan, plan, program_fingerprint
from evals.running.prices import PriceTable, Pricing, price_table
from evals.running.product_work import ProductWork
from evals.running.run_folders import alone, find_run, runs_folder
from evals.running.runner import Progress, run_suite
from evals.running.ways import Ways, base_url, check_judge, check_key, limits_of, open_endpoint, pricing_of, sent_parameters
from evals.suites import Suite, outside, suite_named

REQUEST = "request.json"
_PACKAGES = ("steadyhand", "openai", "langchain-core", "pydantic", "scipy")


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
    pricing = pricing_of(request.asked, settings, table)
    limits = limits_of(ways, pricing)
    if request.judge is not None:
        check_judge(request.judge)
    if request.asks:
        check_key(settings)
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
        parameters = {"base_url": base_url(settings), **sent_parameters(settings)}
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
    return ProductWork(
        jobs=ways.limits.jobs,
        open_endpoint=partial(open_endpoint, settings, ways) if request.asks else None,
        parameters=sent_parameters(settings),
        pricing=pricing,
        grade=grade_all,
        memory=settings.data_dir / "endpoints.json",
        policy=settings.policy,
        judge=request.judge or "",
    )


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
