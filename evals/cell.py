"""One cell of an evaluation run: a case, written once by one variant, with its scores. A run file holds one cell a line.

A run is the cross product of variants (who writes, with which prompt text) x cases x repeats. Everything that a report shows can be told
from the run's header and its cells. Reading order: `Variant`, `Score`, `Exchange`, `Cell`, `RunHeader`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.drafting.draft import Draft, PromptRef, Usage

COMPOSER = "none"
"""The variant's model where the composer writes; as on the command line."""
IN_FORCE = "in force"
"""The variant's prompt where every document is asked for with the text in force."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Variant(_Part):
    """A column of the matrix.

    Attributes:
        model: "none" for the composer, "scripted:NAME" for a bundled model that answers by rule, "openai:NAME" for one at an endpoint.
        prompt: "in force", or one prompt's text by name: "draft/progress@3", "draft/progress=FILE".
    """

    model: str
    prompt: str = IN_FORCE

    @property
    def name(self) -> str:
        """As a person reads it."""
        who = "composer" if self.model == COMPOSER else self.model
        return who if self.prompt == IN_FORCE else f"{who}, {self.prompt}"


class Score(_Part):
    """What one grader says about one cell. The type of `value` decides the column: yes or no is counted as a rate, a number is averaged, a
    word is counted; None is unscored, never zero.

    Attributes:
        name: The grader's column.
        value: The verdict.
        reason: Why, in a sentence; for None, why it is not scored.
        quotes: The document's words that the verdict rests on.
        judge: The model that judged; empty where code decided.
        prompt: The prompt that the judge was asked with.
    """

    name: str
    value: bool | float | str | None
    reason: str = ""
    quotes: tuple[str, ...] = ()
    judge: str = ""
    prompt: PromptRef | None = None


class Exchange(_Part):
    """One request to a model and its answer, as they went over the wire: names are redacted.

    Attributes:
        request: The body that was sent, without the key.
        reply: The answer's text; empty where there was none.
        refusal: What the model said where it declined, in a field of its own.
        finish: Why the model stopped, in the endpoint's word.
        input_tokens: As the endpoint counted.
        output_tokens: As the endpoint counted.
        latency_s: Seconds of the try that succeeded, waiting for a free place not counted; None where the answer came out of the cache.
        attempts: Requests made, those that failed included; 0 from the cache.
        cached: Whether the answer came out of the cache.
        error: What failed, where no answer came.
    """

    request: dict[str, Any]
    reply: str = ""
    refusal: str = ""
    finish: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    latency_s: float | None = None
    attempts: int = 0
    cached: bool = False
    error: str = ""


class CellError(_Part):
    """Why a cell has no outcome: the endpoint or the machine failed. What a model wrote badly is no error; graders score it."""

    reason: str
    message: str


class Cell(_Part):
    """One finished cell.

    Attributes:
        key: Case, its fingerprint, variant and repeat, in one hash: what makes the cell itself and no other.
        case: The case's id.
        tags: The case's tags.
        variant: The matrix column.
        repeat: From 0.
        prompt: The prompt that the first request was asked with; None for the composer.
        draft: What was written; None where it was refused, or failed.
        refused: Why nothing may be written, where that was the answer.
        unwritten: Why the model's answer was no document (no valid slots, a refusal, an empty answer); graders score it as the model's own.
        error: Why there is no outcome.
        exchanges: Everything that was asked and answered, in order.
        scores: One a grader that applies.
        judging: What judges were asked and answered; no part of usage, cost and latency, which are the writer's.
        judging_cost: What judges cost; None where a price is not known.
        usage: Requests and tokens, all exchanges together.
        cost: What its tokens cost by the price table, also where the answer came out of the cache; None where a price is not known.
        latency_s: Seconds of all exchanges; None where one came out of the cache, or nobody was asked.
        started_at: When it began, UTC.
        elapsed_s: Seconds of work and waiting.
    """

    key: str
    case: str
    tags: tuple[str, ...] = ()
    variant: Variant
    repeat: int = 0
    prompt: PromptRef | None = None
    draft: Draft | None = None
    refused: str = ""
    unwritten: str = ""
    error: CellError | None = None
    exchanges: tuple[Exchange, ...] = ()
    scores: tuple[Score, ...] = ()
    judging: tuple[Exchange, ...] = ()
    judging_cost: float | None = 0.0
    usage: Usage = Usage()
    cost: float | None = None
    latency_s: float | None = None
    started_at: datetime
    elapsed_s: float = 0.0

    @property
    def cached(self) -> bool:
        """Whether every answer came out of the cache."""
        return bool(self.exchanges) and all(exchange.cached for exchange in self.exchanges)

    @property
    def attempts(self) -> int:
        """Requests made."""
        return sum(exchange.attempts for exchange in self.exchanges)


class PromptEdits(_Part):
    """What people changed in the drafts of one text of a prompt before they went out, whoever filled its slots.

    Attributes:
        prompt: Which prompt, version and text; for the composer its template.
        drafts: Approved or sent.
        unchanged: Of them, as they were written.
        kinds: Changes by kind, all drafts together, the commonest first.
    """

    prompt: PromptRef
    drafts: int
    unchanged: int
    kinds: dict[str, int]

    @property
    def changes(self) -> int:
        """Changes of all kinds."""
        return sum(self.kinds.values())


class RunHeader(_Part):
    """What a run is about; beside its cells.

    Attributes:
        id: First 12 hex digits of a hash over the plan: the same plan is the same run, and goes on where it stopped.
        suite: The suite's name, or that of the outside file.
        cases: How many.
        dataset: SHA-256, first 12 hex digits, over the cases.
        variants: The columns.
        repeats: How often each case is written by each.
        parameters: What is sent with every request beside the messages, such as the temperature.
        judge: The model that judges; empty where code alone grades.
        prices: The day of the price table; empty where it prices none of the models.
        currency: Of every cost.
        policy: Fingerprint of the policy.
        program: Fingerprint of the program's own files: a run is not continued with another program unless it is asked for by its id.
        left_out: What was not run, and why, in sentences.
        versions: Of the packages that take part.
        command: What to type to run it again.
        edits: What people changed in real drafts of the prompts, as the store told when the run was begun.
        created_at: When the run was begun, UTC.
    """

    id: str
    suite: str
    cases: int
    dataset: str
    variants: tuple[Variant, ...]
    repeats: int = 1
    parameters: dict[str, Any] = Field(default_factory=dict)
    judge: str = ""
    prices: str = ""
    currency: str = "USD"
    policy: str = ""
    program: str = ""
    left_out: tuple[str, ...] = ()
    versions: dict[str, str] = Field(default_factory=dict)
    command: str = ""
    edits: tuple[PromptEdits, ...] = ()
    created_at: datetime


Better = Literal["higher", "lower", "neither"]
"""Which way a column gets better; "neither" for one that is only told."""


class Column(_Part):
    """A grader's column as reports and gates need to know it.

    Attributes:
        name: As in `Score.name`.
        about: What is counted, in a short sentence.
        better: Which way is better.
        hard: Whether a single bad cell fails a gate, as a leak does.
    """

    name: str
    about: str
    better: Better = "higher"
    hard: bool = False
