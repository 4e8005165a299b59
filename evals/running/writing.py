"""One planned cell, written, graded and told: what a run's workers do. Blocking; any number of threads may do it at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from assistant.drafting.draft import PromptRef, Usage
from assistant.drafting.ladder import FormatMemory
from assistant.drafting.prompting import manifest, other_texts
from assistant.errors import ModelFailed
from assistant.records.fingerprint import fingerprint
from evals.cases import Case, Houses, Outcome
from evals.cell import COMPOSER, Cell, CellError, Exchange, Score
from evals.judges import judge_all
from evals.running.houses import StillHouses
from evals.running.plan import PlannedCell, drafted_by
from evals.running.prices import Pricing
from evals.running.prompt_choices import prompt_fingerprint
from evals.running.runner import is_unanswered
from evals.running.subjects import AskingModel, Call, outcome_of, scripted_call

Grade = Callable[[Case, Outcome], tuple[Score, ...]]
CallOf = Callable[[int], Call]
"""How the endpoint is asked in a repeat of that number."""


@dataclass(frozen=True)
class Asked:
    """How models are asked in a run.

    Attributes:
        call_of: Asks the endpoint.
        base_url: The endpoint's address.
        parameters: What is sent beside the messages.
        pricing: What each model costs, by its name in the variant.
        judge: The model that judges too, such as "openai:NAME"; empty where code alone grades.
    """

    call_of: CallOf
    base_url: str = ""
    parameters: Mapping[str, Any] | None = None
    pricing: Mapping[str, Pricing] | None = None
    judge: str = ""

    def model(self, name: str, repeat: int) -> AskingModel:
        """A model at the endpoint, by its name there."""
        return AskingModel.by(self.call_of(repeat), name, base_url=self.base_url, parameters=dict(self.parameters or {}))

    def cost(self, model: str, exchanges: tuple[Exchange, ...]) -> float | None:
        """What exchanges with a model cost; nothing where nobody is paid."""
        pricing = (self.pricing or {}).get(model, Pricing()) if model.startswith("openai:") else Pricing(free=True)
        return pricing.cost(sum(each.input_tokens for each in exchanges), sum(each.output_tokens for each in exchanges))


class CellWriter:
    """Writes cells.

    Args:
        houses: The data directories of the cases.
        asked: How models are asked.
        grade: Scores an outcome.
        memory: Which form of structured answer the endpoint takes.
        clock: The time of day, UTC.
    """

    def __init__(
        self, houses: Houses, asked: Asked, grade: Grade, *, memory: FormatMemory | None = None, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._memory = memory or FormatMemory()
        self._houses = StillHouses(houses, self._memory)
        self._asked = asked
        self._grade = grade
        self._clock = clock or (lambda: datetime.now(UTC))
        self._graded: dict[str, tuple[Score, ...]] = {}
        self._lock = threading.Lock()

    def write(self, planned: PlannedCell) -> Cell:
        """The finished cell; whatever failed is told in it."""
        at, began = self._clock(), time.perf_counter()
        model = self._model(planned)
        outcome, error = self._outcome(planned, model)
        scores: tuple[Score, ...] = ()
        judge = self._asked.model(self._asked.judge.removeprefix("openai:"), 0) if self._asked.judge else None
        if outcome is not None:
            try:
                scores = (*self._scores(planned.case, outcome), *self._judged(planned.case, outcome, judge))
            except Exception as failed:  # a broken grader must not lose what a model was paid for
                error = CellError(reason="grader", message=f"{type(failed).__name__}: {failed}")
        exchanges, judging = tuple(model.exchanges) if model else (), tuple(judge.exchanges) if judge else ()
        return Cell(
            key=planned.key,
            case=planned.case.id,
            tags=planned.case.tags,
            variant=planned.variant,
            repeat=planned.repeat,
            prompt=_prompt_of(planned) if model else None,
            draft=outcome.draft if outcome else None,
            refused=outcome.refused if outcome else "",
            unwritten=outcome.unwritten if outcome else "",
            error=error,
            exchanges=exchanges,
            scores=scores,
            judging=judging,
            judging_cost=self._asked.cost(self._asked.judge, judging),
            usage=_usage(exchanges),
            cost=self._asked.cost(planned.variant.model, exchanges),
            latency_s=_latency(exchanges),
            started_at=at,
            elapsed_s=round(time.perf_counter() - began, 4),
        )

    def _outcome(self, planned: PlannedCell, model: AskingModel | None) -> tuple[Outcome | None, CellError | None]:
        try:
            services = self._houses.of(planned.case, model, planned.variant.model)
            with other_texts(planned.choice.texts):
                return outcome_of(planned.case, services, use_model=model is not None), None
        except ModelFailed as failed:
            return None, CellError(reason=failed.reason, message=failed.message)
        except Exception as failed:  # whatever it is, the other cells go on, and it is told
            return None, CellError(reason="program", message=f"{type(failed).__name__}: {failed}")

    def _model(self, planned: PlannedCell) -> AskingModel | None:
        provider, _, name = planned.variant.model.partition(":")
        if planned.variant.model == COMPOSER:
            return None
        if provider == "scripted":
            return AskingModel.by(scripted_call(name, planned.case), planned.variant.model)
        return self._asked.model(name, planned.repeat)

    def _judged(self, case: Case, outcome: Outcome, judge: AskingModel | None) -> tuple[Score, ...]:
        return judge_all(case, outcome, judge, model_name=self._asked.judge, memory=self._memory) if judge else ()

    def _scores(self, case: Case, outcome: Outcome) -> tuple[Score, ...]:
        """The scores; an outcome that came before is not graded again."""
        written = outcome.draft.model_dump_json(exclude={"elapsed_ms", "usage", "prompt", "fingerprints"}) if outcome.draft else ""
        key = fingerprint([case, written, outcome.refused, outcome.unwritten])
        with self._lock:
            known = self._graded.get(key)
        if known is None:
            known = self._grade(case, outcome)
            with self._lock:
                self._graded[key] = known
        return known


def regraded(cell: Cell, case: Case, houses: Houses, grade: Grade) -> Cell:
    """A stored cell with the scores that code gives its outcome now; what a model judged stays, and so does a cell without an outcome."""
    if cell.error is not None and cell.error.reason != "grader":
        return cell
    outcome = replace(Outcome(cell.draft, cell.refused), unwritten=cell.unwritten, policy=houses.of(case).policy)
    return cell.model_copy(update={"scores": (*grade(case, outcome), *(score for score in cell.scores if score.judge)), "error": None})


def judged_again(cell: Cell, case: Case, asked: Asked, memory: FormatMemory) -> Cell:
    """A stored cell with the verdicts that the judge gives its document now, in the place of earlier ones.

    The judge is asked as in a run, so that what it was asked before comes out of the cache. Where the endpoint gives no answer, earlier
    verdicts stand.
    """
    judge = asked.model(asked.judge.removeprefix("openai:"), 0)
    verdicts = judge_all(case, Outcome(cell.draft, cell.refused, cell.unwritten), judge, model_name=asked.judge, memory=memory)
    judging = tuple(judge.exchanges)
    changes: dict[str, Any] = {"judging": judging, "judging_cost": asked.cost(asked.judge, judging)}
    judged = cell.model_copy(update={**changes, "scores": (*(score for score in cell.scores if not score.judge), *verdicts)})
    had_verdicts = any(score.judge and score.value is not None for score in cell.scores)
    return judged.model_copy(update={"scores": cell.scores}) if is_unanswered(judged) and had_verdicts else judged


def _prompt_of(planned: PlannedCell) -> PromptRef | None:
    prompt = planned.choice.id or drafted_by(planned.case)
    if not prompt:
        return None
    version = planned.choice.version if planned.choice.id else manifest()[prompt][0]
    return PromptRef(id=prompt, version=version, fingerprint=planned.choice.fingerprint or prompt_fingerprint(prompt))


def _usage(exchanges: tuple[Exchange, ...]) -> Usage:
    return Usage(
        requests=len(exchanges),
        input_tokens=sum(each.input_tokens for each in exchanges),
        output_tokens=sum(each.output_tokens for each in exchanges),
    )


def _latency(exchanges: tuple[Exchange, ...]) -> float | None:
    """Seconds of all answers together; None where one came out of the cache, failed, or nobody was asked."""
    took = [each.latency_s for each in exchanges]
    return round(sum(each for each in took if each is not None), 4) if took and None not in took else None
