"""What an evaluation run does, decided before anything is asked: every variant x case x repeat, each with a key of its own.

The run's id is a hash over the plan and over the program, so that the same command goes on where it stopped, and a changed prompt, policy or
template begins a run of its own.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from assistant.actions.action import AUTO
from assistant.actions.registry import ACTIONS
from assistant.errors import ActionRefused, NotFound, SteadyhandError
from assistant.records.fingerprint import fingerprint
from evals.cases import Case
from evals.cell import COMPOSER, Variant
from evals.running.prompt_choices import PromptChoice, prompt_choice, prompt_fingerprint
from evals.suites import Suite

SCRIPTED = ("honest", "copying", "obeying")
"""The bundled models that answer by rule."""


@dataclass(frozen=True)
class PlannedCell:
    """One cell to be run.

    Attributes:
        key: Case, its fingerprint, variant, prompt text and repeat in one hash.
        case: What is asked for.
        variant: The matrix column.
        choice: The column's prompt text.
        repeat: From 0.
    """

    key: str
    case: Case
    variant: Variant
    choice: PromptChoice
    repeat: int


@dataclass(frozen=True)
class Plan:
    """A run before it is run.

    Attributes:
        suite: The cases that were chosen, under the suite's name.
        columns: The variants, each with its prompt text.
        repeats: How often each case is written by each.
        parameters: What is sent with every request beside the messages, and the endpoint's address.
        policy: Fingerprint of the policy.
        left_out: What of the suite is not run, and why, in sentences.
    """

    suite: Suite
    columns: tuple[tuple[Variant, PromptChoice], ...]
    repeats: int = 1
    parameters: Mapping[str, Any] = field(default_factory=dict)
    policy: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The columns of the matrix."""
        return tuple(variant for variant, _ in self.columns)

    @cached_property
    def id(self) -> str:
        """The run's id."""
        prompts = [_prompt_mark(self.suite.cases, choice) for _, choice in self.columns]
        return fingerprint(
            [
                self.suite.name,
                self.suite.dataset,
                list(self.variants),
                prompts,
                self.repeats,
                self.parameters,
                self.policy,
                program_fingerprint(),
            ]
        )

    @cached_property
    def cells(self) -> tuple[PlannedCell, ...]:
        """Every cell. Repeats are the outermost loop and variants the innermost: a run that is stopped has compared all variants on as
        many cases as it could.
        """
        return tuple(
            PlannedCell(_key(case, variant, choice, repeat), case, variant, choice, repeat)
            for repeat in range(self.repeats)
            for case in self.suite.cases
            for variant, choice in self.columns
            if not choice.id or drafted_by(case) == choice.id
        )


def plan(
    suite: Suite,
    *,
    models: Sequence[str] = (COMPOSER,),
    prompts: Sequence[str] = (),
    repeats: int = 1,
    filters: Sequence[str] = (),
    tags: Sequence[str] = (),
    limit: int | None = None,
    parameters: Mapping[str, Any] | None = None,
    policy: str = "",
) -> Plan:
    """The cross product of models x prompts x cases x repeats.

    The composer reads no prompt, so it is one column however many prompts are named.

    Args:
        suite: All cases.
        models: Who writes: "none", "scripted:NAME", "openai:NAME".
        prompts: Texts to compare, as in `evals.running.prompt_choices`; none for the text in force of every document.
        repeats: How often each case is written by each.
        filters: Parts of ids, or patterns with * and ?; a case that fits one is kept.
        tags: A case that has one is kept.
        limit: At most so many cases, spread evenly over the suite.
        parameters: What is sent with every request.
        policy: Fingerprint of the policy.

    Raises:
        NotFound: A prompt, a version or a model's name is not known, or no case is left.
        InputInvalid: A prompt's file is none.
    """
    for model in models:
        _check_model(model)
    choices = tuple({choice.name: choice for choice in map(prompt_choice, prompts)}.values())
    chosen, left_out = _chosen(suite, filters, tags, limit, choices)
    return Plan(
        replace(suite, cases=chosen),
        tuple(_columns(tuple(dict.fromkeys(models)), choices)),
        repeats,
        dict(parameters or {}),
        policy,
        (*left_out, *(choice.note for choice in choices if choice.note)),
    )


def drafted_by(case: Case) -> str:
    """The prompt that asks for a case's document; empty where nothing may be written."""
    action = ACTIONS[case.action]
    try:
        return f"draft/{action.kind_for(case.record, case.options.get(action.option, AUTO), force='force' in case.options)}"
    except ActionRefused:
        return ""


@cache
def program_fingerprint() -> str:
    """A hash over everything that decides what is written and how it is graded: the program's own files."""
    return fingerprint(
        {name: text for package in ("assistant", "knowledge", "prompts", "evals") for name, text in _texts(files(package), package)}
    )


def _texts(folder: Traversable, name: str) -> Iterator[tuple[str, str]]:
    for part in folder.iterdir():
        path = f"{name}/{part.name}"
        if part.is_dir() and path not in {"evals/benchmarks", "evals/datasets", "evals/training", "evals/baselines"}:
            yield from _texts(part, path)
        elif part.name.endswith((".py", ".j2", ".toml")):
            yield path, part.read_text(encoding="utf-8")


def _key(case: Case, variant: Variant, choice: PromptChoice, repeat: int) -> str:
    return fingerprint([case.id, _case_mark(case), variant, choice.fingerprint, repeat])


def _case_mark(case: Case) -> str:
    return fingerprint(case.model_dump(mode="json", by_alias=True))


def _prompt_mark(cases: Sequence[Case], choice: PromptChoice) -> list[str]:
    """The fingerprints of all prompt texts that a column uses."""
    if choice.id:
        return [choice.fingerprint]
    return [prompt_fingerprint(prompt) for prompt in sorted({drafted_by(case) for case in cases} - {""})]


def _check_model(model: str) -> None:
    provider, _, name = model.partition(":")
    if model == COMPOSER or (provider == "openai" and name) or (provider == "scripted" and name in SCRIPTED):
        return
    msg = f"There is no model {model!r}."
    named = ", ".join(f"scripted:{each}" for each in SCRIPTED)
    raise NotFound(msg, f"Use none for the composer, openai:NAME for a model at the endpoint, or {named}, which answer by rule.")


def _columns(models: Sequence[str], choices: Sequence[PromptChoice]) -> Iterator[tuple[Variant, PromptChoice]]:
    for model in models:
        for choice in choices if choices and model != COMPOSER else (PromptChoice(),):
            yield Variant(model=model, prompt=choice.name), choice


def _chosen(
    suite: Suite, filters: Sequence[str], tags: Sequence[str], limit: int | None, choices: Sequence[PromptChoice]
) -> tuple[tuple[Case, ...], tuple[str, ...]]:
    cases = tuple(
        case
        for case in suite.cases
        if (not filters or any(_fits(case.id, wanted) for wanted in filters)) and (not tags or set(tags) & set(case.tags))
    )
    left_out = []
    wanted = {choice.id for choice in choices}
    if wanted:
        asked = tuple(case for case in cases if drafted_by(case) in wanted)
        if len(asked) < len(cases):
            left_out.append(
                f"{len(cases) - len(asked)} of {len(cases)} cases are not drafted with {' or '.join(sorted(wanted))} and were left out."
            )
        cases = asked
    if limit is not None and limit < len(cases):
        left_out.append(f"{limit} of {len(cases)} cases were taken, spread evenly over the suite.")
        cases = tuple(cases[number * len(cases) // limit] for number in range(limit))
    if not cases:
        msg = f"No case of {suite.name} is left to run."
        raise SteadyhandError(msg, "Look at --filter, --tag and --prompt; `steadyhand eval list` shows the suites.")
    return cases, tuple(left_out)


def _fits(case_id: str, wanted: str) -> bool:
    return fnmatch.fnmatchcase(case_id, wanted) if set("*?[") & set(wanted) else wanted in case_id
