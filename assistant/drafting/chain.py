"""Evidence to slots with a model: redacted prompt, one call, one repair turn if the answer is not valid, names put back.

A failure is always a `ModelFailed`; the workflow then lets the composer write, and says so. Nothing here judges what was written beyond
its form: that every statement cites evidence which the model was shown. Whether the words are backed is the checks' question.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from assistant.drafting.draft import PromptRef, Usage
from assistant.drafting.evidence_lines import visible
from assistant.drafting.ladder import FormatMemory, Step
from assistant.drafting.model import counting, endpoint_of, explain, failure, refuses_format
from assistant.drafting.prompting import EVIDENCE_BUDGET, Prompt, Revision, mapped, render_format, render_prompt, render_repair
from assistant.drafting.slots import GAP_CLOSE, GAP_OPEN, SLOTS, Slots, Statement
from assistant.evidence.denylist import DenyList
from assistant.evidence.facts import EvidenceSet
from assistant.evidence.redaction import Redactor
from assistant.records.clock import MessageKind
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.runnables import Runnable

MOST_PROBLEMS = 12
"""A repair turn names this many problems at most; an answer with more is wrong as a whole."""

_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL | re.IGNORECASE)


Typed = TypeVar("Typed", bound=Slots)


@dataclass(frozen=True)
class Answer(Generic[Typed]):
    """A typed answer, with what it cost; the fields are those of `SlotsWritten`."""

    value: Typed
    raw: str
    usage: Usage
    attempts: int
    repaired: bool
    ladder_step: Step


@dataclass(frozen=True)
class SlotsWritten:
    """What a model wrote.

    Attributes:
        slots: The slots, with all names put back.
        raw: The model's last answer as it came, with placeholders.
        usage: Requests and tokens, the repair turn included; tokens are zero where the endpoint does not count them.
        attempts: HTTP requests made, retries and refused formats included.
        repaired: Whether the first answer was not valid.
        ladder_step: How the endpoint was held to the schema.
        prompt: Which prompt asked.
        notes: What was not shown to the model, in plain sentences.
    """

    slots: Slots
    raw: str
    usage: Usage
    attempts: int
    repaired: bool
    ladder_step: Step
    prompt: PromptRef
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Turn:
    role: str
    text: str


@dataclass(frozen=True)
class _Reply:
    """An answer as it came; `trouble` names why it cannot be used, empty if it may be read."""

    text: str
    input_tokens: int
    output_tokens: int
    trouble: str


@dataclass
class _Conversation:
    """One exchange about one message: what was said, and what it cost so far."""

    model: BaseChatModel
    memory: FormatMemory
    kind: str
    slots: type[Slots]
    schema: dict[str, Any]
    turns: list[_Turn]
    attempts: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    step: Step = field(default=Step.JSON_SCHEMA)

    @property
    def usage(self) -> Usage:
        return Usage(requests=self.attempts, input_tokens=self.input_tokens, output_tokens=self.output_tokens)


def write_slots(
    model: BaseChatModel,
    kind: str,
    *,
    evidence: EvidenceSet,
    record: EscalationRecord | None,
    policy: Policy,
    slots: type[Slots] | None = None,
    label: str = "",
    rests_on_reports: bool = False,
    revision: Revision | None = None,
    deny: DenyList | None = None,
    memory: FormatMemory | None = None,
    budget: int = EVIDENCE_BUDGET,
) -> SlotsWritten:
    """Let a model fill the slots of a document.

    Args:
        model: Any chat model; see `assistant.drafting.model.open_model`.
        kind: Which document.
        evidence: What may be said. Withheld evidence is never looked at.
        record: Its people, customer and addresses are redacted; its status is told. None for a document about no single escalation.
        policy: For the zone of times in the prompt.
        slots: What is asked for, where that is no customer message.
        label: What a person calls the document.
        rests_on_reports: Whether a statement may cite past reports alone.
        revision: The draft before, the findings on it and the person's note, for a revision.
        deny: Further names to redact.
        memory: Which form each endpoint takes; pass the same one to every call of a process.
        budget: Characters of evidence in the prompt at most.

    Raises:
        ModelFailed: The model gave nothing usable; `reason` says why, `attempts` how many requests were made.
    """
    redactor = Redactor(record, deny)
    prompt = render_prompt(
        kind, evidence, record=record, policy=policy, redactor=redactor, slots=slots, label=label, revision=revision, budget=budget
    )
    slots_class = slots or SLOTS[MessageKind(kind)]
    read = partial(_read_slots, slots_class=slots_class, prompt=prompt, redactor=redactor, rests_on_reports=rests_on_reports)
    answer = ask(model, slots_class, prompt, read, what=kind, memory=memory)
    return SlotsWritten(
        answer.value, answer.raw, answer.usage, answer.attempts, answer.repaired, answer.ladder_step, prompt.ref, prompt.notes
    )


def ask(
    model: BaseChatModel,
    answer_class: type[Typed],
    prompt: Prompt,
    read: Callable[[str], tuple[Typed | None, list[str]]],
    *,
    what: str,
    memory: FormatMemory | None = None,
) -> Answer[Typed]:
    """One typed answer of a model, with one turn to put it right.

    Args:
        model: Any chat model.
        answer_class: What is asked for; its JSON schema is what the endpoint is held to.
        prompt: What to ask.
        read: Turns an answer's text into the value, or tells what is wrong with it.
        what: What is asked for, for traces.
        memory: Which form each endpoint takes.

    Raises:
        ModelFailed: The model gave nothing usable.
    """
    talk = _Conversation(
        model=model,
        kind=what,
        memory=memory or FormatMemory(),
        slots=answer_class,
        schema=_schema(answer_class),
        turns=[_Turn("system", prompt.system), _Turn("user", prompt.user)],
    )
    text = _ask(talk)
    value, problems = read(text)
    repaired = value is None
    if repaired:
        talk.turns += [_Turn("assistant", text), _Turn("user", render_repair(problems, prompt.shown, talk.schema))]
        text = _ask(talk)
        value, problems = read(text)
    if value is None:
        case = "invalid"
        raise failure(case, model=endpoint_of(model).model, attempts=talk.attempts, detail=problems[0])
    return Answer(value, text, talk.usage, talk.attempts, repaired, talk.step)


@cache
def _schema(slots_class: type[Slots]) -> dict[str, Any]:
    from langchain_core.utils.function_calling import convert_to_openai_function

    parameters: dict[str, Any] = convert_to_openai_function(slots_class, strict=True)["parameters"]
    return parameters


def _ask(talk: _Conversation) -> str:
    """One answer, stepping down the ladder where the endpoint refuses the form.

    A server error that does not say what it is about may be about the form or not. The looser steps are then tried once each, so that a
    server that is simply down costs two more requests and no more waiting.
    """
    endpoint = endpoint_of(talk.model)
    step, probing = talk.memory.first_step(endpoint), False
    while True:
        with counting(last_try=probing) as count:
            try:
                reply: _Reply = _sequence(talk, step).invoke(_with_format(talk, step))
            except Exception as error:  # every vendor's kind; what `explain` does not know is raised again
                talk.attempts += max(count.requests, 1)
                if step.below and refuses_format(error, proven=talk.memory.is_proven(endpoint)):
                    step, probing = step.below, getattr(error, "status_code", 0) >= 500
                    continue
                failed = explain(error, model=endpoint.model, attempts=talk.attempts)
                if failed is None:
                    raise
                if failed.reason in {"truncated", "filtered"}:  # the form was taken, only the answer is no good
                    talk.memory.remember(endpoint, step)
                raise failed from error
        talk.attempts += max(count.requests, 1)
        talk.input_tokens += reply.input_tokens
        talk.output_tokens += reply.output_tokens
        talk.memory.remember(endpoint, step)
        talk.step = step
        if reply.trouble:
            raise failure(reply.trouble, model=endpoint.model, attempts=talk.attempts)
        return reply.text


def _with_format(talk: _Conversation, step: Step) -> list[_Turn]:
    """The turns, with the schema in words where the model cannot see it otherwise."""
    if not step.needs_schema_in_prompt:
        return talk.turns
    system, user, *rest = talk.turns
    return [system, replace(user, text=f"{user.text}\n{render_format(talk.schema)}"), *rest]


def _sequence(talk: _Conversation, step: Step) -> Runnable[list[_Turn], _Reply]:
    from langchain_core.runnables import RunnableLambda

    response_format = step.response_format(talk.slots.__name__, talk.schema)
    bound = talk.model.bind(response_format=response_format) if response_format else talk.model
    return (RunnableLambda(_messages) | bound | RunnableLambda(_read_reply)).with_config(run_name=f"write {talk.kind} as {step.value}")


def _messages(turns: list[_Turn]) -> list[BaseMessage]:
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds: dict[str, type[BaseMessage]] = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    return [kinds[turn.role](content=turn.text) for turn in turns]


def _read_reply(message: AIMessage) -> _Reply:
    finish = str(message.response_metadata.get("finish_reason") or "")
    text = str(message.text).strip()
    trouble = {"length": "truncated", "content_filter": "filtered"}.get(finish, "")
    if not trouble and message.additional_kwargs.get("refusal"):
        trouble = "refusal"
    if not trouble and not text:
        trouble = "empty"
    used = message.usage_metadata
    return _Reply(text, used["input_tokens"] if used else 0, used["output_tokens"] if used else 0, trouble)


def _read_slots(
    text: str, *, slots_class: type[Slots], prompt: Prompt, redactor: Redactor, rests_on_reports: bool
) -> tuple[Slots | None, list[str]]:
    """The slots in an answer with names put back, or what is wrong with them."""
    slots, problems = read_typed(text, slots_class, redactor)
    if slots is None:
        return None, problems
    problems += [
        problem
        for where, statement in statements_of(slots)
        for problem in _citation_problems(where, statement, prompt.shown, rests_on_reports=rests_on_reports)
    ]
    return (None, problems[:MOST_PROBLEMS]) if problems else (slots, [])


def read_typed(text: str, answer_class: type[Typed], redactor: Redactor) -> tuple[Typed | None, list[str]]:
    """The value in an answer with names put back, and what is wrong with it; without a value, why there is none."""
    try:
        written = extract_json(text)
    except ValueError as error:
        return None, [str(error)]
    unknown = sorted(set(redactor.unknown(text)))
    problems = [f"{name} stands for nothing; leave it out" for name in unknown]
    try:
        value = answer_class.model_validate(mapped(_tidy_cites(written), lambda part: redactor.restore(visible(part))))
    except ValidationError as error:
        found = [
            f"{_place(item['loc'])}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors(include_input=False, include_url=False)
        ]
        return None, [*problems, *found][:MOST_PROBLEMS]
    return value, problems


def extract_json(text: str) -> dict[str, Any]:
    """The JSON object in an answer: in a code fence, or after leading prose, or bare.

    Raises:
        ValueError: There is none, or it is cut off; the message is fit for the model.
    """
    text = _THOUGHT.sub("", text, count=1)
    fenced = _FENCE.search(text)
    text = fenced[1] if fenced else text
    start = text.find("{")
    if start < 0:
        msg = "there is no JSON object in the answer"
        raise ValueError(msg)
    try:
        value, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        msg = f"the JSON object is broken or cut off: {error if isinstance(error, ValueError) else 'nested too deeply'}"
        raise ValueError(msg) from error
    found: dict[str, Any] = value
    return found


def _tidy_cites(value: Any) -> Any:
    """Tags as they were shown, where a model wrote "[f3]" or "F3:"."""
    if isinstance(value, list):
        return [_tidy_cites(part) for part in value]
    if not isinstance(value, dict):
        return value
    tidied = {key: _tidy_cites(part) for key, part in value.items()}
    if isinstance(tidied.get("cites"), list):
        tidied["cites"] = [tag.strip(" []()<>:|.").upper() if isinstance(tag, str) else tag for tag in tidied["cites"]]
    return tidied


def statements_of(slots: Slots) -> Iterator[tuple[str, Statement]]:
    """Every statement of the slots with its place, such as "done, item 2", however deep it stands."""
    for name in type(slots).model_fields:
        value = getattr(slots, name)
        for place, part in enumerate(value, 1) if isinstance(value, list) else [(0, value)]:
            where = f"{name}, item {place}" if place else name
            if isinstance(part, Statement):
                yield where, part
            elif isinstance(part, Slots):
                yield from ((f"{where}, {deeper}", statement) for deeper, statement in statements_of(part))


def _citation_problems(where: str, statement: Statement, shown: frozenset[str], *, rests_on_reports: bool) -> Iterator[str]:
    if statement.text.startswith(GAP_OPEN) and statement.text.endswith(GAP_CLOSE) and not statement.cites:
        return
    unknown = [tag for tag in statement.cites if tag not in shown]
    if not statement.cites:
        yield f'{where}: "cites" is empty; cite the evidence that backs it, or leave the statement out'
    elif unknown:
        yield f"{where}: there is no evidence {', '.join(unknown)}"
    elif not rests_on_reports and all(tag.startswith("S") for tag in statement.cites):
        yield f"{where}: it rests on past reports alone; nothing of theirs is true of this incident"


def _place(location: Sequence[int | str]) -> str:
    return ", ".join(f"item {part + 1}" if isinstance(part, int) else part for part in location) or "the object"
