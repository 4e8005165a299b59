"""A model's opinion of a finished message: twelve fixed questions, each answered with the words that decide it.

It can only add: an answer becomes a warning at most, words that do not stand in the message are dropped, and no answer clears what the checks
found. A model that fails leaves the message "not judged", which is said and is no pass.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.drafting.chain import ask, read_typed
from assistant.drafting.draft import PromptRef, Usage
from assistant.drafting.evidence_lines import Teller
from assistant.drafting.prompting import JUDGE, prompt_ref, rendered
from assistant.drafting.slots import Slots
from assistant.errors import ModelFailed
from assistant.evidence.denylist import DenyList
from assistant.evidence.redaction import Redactor
from assistant.evidence.sentences import split_sentences
from assistant.records.fingerprint import fingerprint
from assistant.records.model import EscalationRecord

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.drafting.ladder import FormatMemory


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        id: Its name; a finding's rule is "tone.judge_ID" or "completeness.judge_ID".
        text: As the model is asked; true or false.
        wanted: The answer of a good message.
        message, suggestion: Of the finding where the answer is the other one.
        kinds: The messages that must have it; empty for all.
    """

    id: str
    text: str
    wanted: bool
    message: str
    suggestion: str
    kinds: frozenset[str] = frozenset()


_APOLOGIES = frozenset({"resolution", "executive", "short"})
QUESTIONS: tuple[Question, ...] = (
    Question("conditional", "Does it apologise only on a condition, or for how the customer feels and not for what happened?", False, "The apology has a condition, or is for a feeling.", "Apologise for what happened."),
    Question("blame", "Does it put the fault on the customer, a colleague, a supplier or anybody else?", False, "It puts the fault on somebody.", "Say what failed in systems and safeguards, and own it."),
    Question("excuse", "Does it excuse the failure, such as by its rarity, by load, or by things outside our control?", False, "It excuses the failure.", "Leave the excuse out, and say what is being done."),
    Question("minimise", "Does it make the customer's harm smaller than the message itself describes it?", False, "It makes the harm smaller than it is.", "Name the harm as it is."),
    Question("overpromise", "Does it promise that something will never happen again, or a result that nobody can be sure of?", False, "It promises what nobody can be sure of.", "Name the measure and its date."),
    Question("certainty", "Does it state a cause, an end or a safety as certain while it also says that this is still being checked?", False, "It is certain of what it says is still being checked.", "Say what is known, and what is still being checked."),
    Question("cold", "Would a customer whose work has stopped read a sentence as cold, bureaucratic or mocking?", False, "A sentence reads as cold to somebody whose work has stopped.", "Say it as you would say it to them."),
    Question("jargon", "Does it use a technical word that a customer outside engineering would have to look up?", False, "A word needs an engineer to understand it.", "Use the customer's own word for it."),
    Question("empty", "Does it hold a sentence that could stand in any message and tells this customer nothing?", False, "A sentence tells this customer nothing.", "Leave it out, or say what is true of this case."),
    Question("harm_named", "Does it name what the problem did to this customer?", True, "It does not name what the problem did to this customer.", "Say who could not do what, and for how long."),
    Question("responsibility", "Does it take responsibility for the failure in the first person?", True, "It does not take responsibility in the first person.", "Say that it was our failure.", _APOLOGIES),
    Question("next_time", "Does it say what happens next, with a time, or that there is no time yet?", True, "It does not say what happens next, and when.", "Give the next step and its time, or say that there is none yet.", frozenset({"acknowledgment", "progress"})),
)  # fmt: skip
"""What is asked of every message, in this order."""


class JudgedAnswer(Slots):
    """The answer to one question."""

    id: str = Field(description="The question's id.")
    yes: bool = Field(description="Whether it is so.")
    quote: str = Field(description="The words of the message that decide it, copied exactly; empty where the answer is false.")


class JudgedAnswers(Slots):
    """All answers."""

    answers: list[JudgedAnswer] = Field(description="One answer for each question.")


class JudgeState(StrEnum):
    """Whether a model gave its opinion."""

    JUDGED = "judged"
    NOT_JUDGED = "not judged"


class Answered(BaseModel):
    """One answer that stands: the question's id, the answer, and the words that decide it, which stand in the message."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    yes: bool
    quote: str


class Judgement(BaseModel):
    """A model's opinion of one text.

    Attributes:
        state: "not judged" is no pass: nothing is known then.
        reason: Why it was not judged.
        answers: The answers that stand; a question whose words do not stand in the text, or that was left out, has none.
        findings: What follows from them, warnings at most.
        dropped: How many answers quoted words that the text does not have.
        model, prompt: Who answered what.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: JudgeState
    reason: str = ""
    answers: tuple[Answered, ...] = ()
    findings: tuple[Finding, ...] = ()
    dropped: int = 0
    model: str = ""
    prompt: PromptRef | None = None
    usage: Usage = Usage()


def judge_text(
    model: BaseChatModel,
    text: str,
    *,
    kind: str | None,
    record: EscalationRecord | None,
    model_name: str,
    deny: DenyList | None = None,
    memory: FormatMemory | None = None,
    kept: JudgementMemory | None = None,
) -> Judgement:
    """Ask a model the fixed questions about a text, in one call.

    Args:
        model: Any chat model.
        text: The body.
        kind: Which message it is; decides which elements it must have.
        record: Its names are redacted.
        model_name: As the settings name it.
        deny: Further names to redact.
        memory: Which form each endpoint takes.
        kept: Earlier opinions; the same text, record, prompt and model are not asked about twice.
    """
    ref = prompt_ref(JUDGE, JudgedAnswers)
    key = fingerprint([text, kind, fingerprint(record) if record else "", ref.model_dump(mode="json"), model_name])
    earlier = kept.read(key) if kept else None
    if earlier is not None:
        return earlier
    redactor = Redactor(record, deny)
    teller = Teller(redactor)
    questions = [question for question in QUESTIONS if not question.kinds or kind in question.kinds]
    sentences = [teller.quoted(span.quote) for span in split_sentences(text)]
    asked = [{"id": question.id, "text": question.text} for question in questions]
    prompt = rendered(ref, {"kind": kind or "message", "sentences": sentences, "questions": asked})

    def read(answer: str) -> tuple[JudgedAnswers | None, list[str]]:
        value, problems = read_typed(answer, JudgedAnswers, redactor)
        named = {item.id for item in value.answers} if value else set()
        if value is not None and not named & {question.id for question in questions}:
            return None, ["no question is answered by its id"]
        # A placeholder that it made up can only stand in a quotation, which is then not found and dropped.
        return value, [] if value is not None else problems

    try:
        answer = ask(model, JudgedAnswers, prompt, read, what="judgement", memory=memory)
    except ModelFailed as error:
        return Judgement(state=JudgeState.NOT_JUDGED, reason=f"{error.message} {error.hint}".strip(), model=model_name, prompt=ref)
    judgement = _judgement(text, questions, answer.value).model_copy(update={"model": model_name, "prompt": ref, "usage": answer.usage})
    if kept:
        kept.keep(key, judgement)
    return judgement


def not_judged(reason: str) -> Judgement:
    """No opinion, and why."""
    return Judgement(state=JudgeState.NOT_JUDGED, reason=reason)


def _judgement(text: str, questions: Sequence[Question], given: JudgedAnswers) -> Judgement:
    answers, findings, dropped = [], [], 0
    for question in questions:
        answer = next((item for item in given.answers if item.id == question.id), None)
        if answer is None:
            continue
        place = place_of(text, answer.quote) if answer.yes else (len(text), len(text))
        if place is None:
            dropped += 1
            continue
        answers.append(Answered(id=question.id, yes=answer.yes, quote=text[slice(*place)]))
        if answer.yes is not question.wanted:
            findings.append(_finding(text, question, place))
    return Judgement(state=JudgeState.JUDGED, answers=tuple(answers), findings=tuple(findings), dropped=dropped)


def place_of(text: str, quote: str) -> tuple[int, int] | None:
    """Where the quoted words stand, however the text breaks its lines; None where they do not."""
    words = [re.escape(word) for word in quote.split()]
    found = re.search(r"\s+".join(words), text) if words else None
    return found.span() if found else None


def _finding(text: str, question: Question, place: tuple[int, int]) -> Finding:
    family = Family.COMPLETENESS if question.wanted else Family.TONE
    message = f"{question.message} This is the model's opinion."
    return Finding.at(f"judge_{question.id}", FindingSeverity.WARN, text, *place, message, question.suggestion, family=family)


class JudgementMemory:
    """Opinions on disk, one small file each, so that a text is not asked about twice. A file that cannot be read or written is ignored.

    Args:
        folder: Where they lie; made when there is something to keep.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, key: str) -> Judgement | None:
        """The opinion kept under a key."""
        try:
            return Judgement.model_validate_json(self._path(key).read_text(encoding="utf-8"))
        except (OSError, ValidationError):
            return None

    def keep(self, key: str, judgement: Judgement) -> None:
        """Keep an opinion; what was not judged is asked again."""
        if judgement.state is not JudgeState.JUDGED:
            return
        path = self._path(key)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(judgement.model_dump(mode="json"), ensure_ascii=False), encoding="utf-8")
            part.replace(path)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"
