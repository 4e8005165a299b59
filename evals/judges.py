"""What a model says of a document, after code has graded it: one verdict a question, each with the document's words that it rests on.

A judge is a model that may be wrong, so a verdict without words that stand in the document is none, an answer that cannot be read is none,
and what is unscored is never counted as zero. Who judged, with which version of which prompt, stands in every score; a judge of the writer's
own family is named as such, because models like their own kind. Reading order: `judge_all`, `agreement`.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from assistant.drafting.chain import ask, read_typed
from assistant.drafting.draft import Draft, PromptRef
from assistant.drafting.evidence_lines import Teller
from assistant.drafting.judge import QUESTIONS, JudgedAnswers, JudgementMemory, JudgeState, judge_text, place_of
from assistant.drafting.prompting import prompt_ref, rendered
from assistant.errors import InputInvalid, ModelFailed
from assistant.evidence.facts import Audience
from assistant.evidence.redaction import Redactor
from assistant.evidence.sentences import split_sentences
from evals.cases import Case, Outcome
from evals.cell import Cell, Column, Score

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.drafting.ladder import FormatMemory

FACTS = "judge/facts"
_FACTS_COLUMN = "judge: facts"
COLUMNS: tuple[Column, ...] = (
    Column(name=_FACTS_COLUMN, about="Share of the case's facts that the document tells, by a model's verdict."),
    *(
        Column(name=f"judge: {question.id.replace('_', ' ')}", about=f"{question.text} A good document: {'yes' if question.wanted else 'no'}.")
        for question in QUESTIONS
    ),
)  # fmt: skip
"""The judges' columns; yes means that the document is as it should be."""
NO_DOCUMENT = "no document to judge"
SAME_FAMILY = "same family as the writer"


def judge_all(
    case: Case,
    outcome: Outcome,
    model: BaseChatModel,
    *,
    model_name: str,
    memory: FormatMemory | None = None,
    kept: JudgementMemory | None = None,
) -> tuple[Score, ...]:
    """What a model says of an outcome; nothing where there is no document, which the graders have told.

    Args:
        case: What was asked for, with the facts that must be told.
        outcome: What was written.
        model: The judge.
        model_name: As the settings name it, such as "openai:NAME".
        memory: Which form of structured answer the endpoint takes.
        kept: Earlier opinions, so that the same text is not asked about twice.
    """
    draft = outcome.draft
    if draft is None:
        return ()
    judge = f"{model_name}, {SAME_FAMILY}" if same_family(model_name, draft.written_by) else model_name
    scores: list[Score] = []
    if case.expect.facts:
        scores.append(_facts_told(case, draft, model, judge=judge, memory=memory))
    if draft.audience is Audience.CUSTOMER:
        scores += _questions(case, draft, model, model_name=model_name, judge=judge, memory=memory, kept=kept)
    return tuple(scores)


def same_family(judge: str, writer: str) -> bool:
    """Whether two models go by the same family name: "openai:gpt-x-mini" and "openai:gpt-y" do. Nothing is of the composer's family."""
    families = [_family(name) for name in (judge, writer)]
    return bool(families[0]) and families[0] == families[1]


def judges_of(cells: Iterable[Cell]) -> tuple[str, ...]:
    """The models whose verdicts stand in cells, each once, as the settings name them."""
    return tuple(dict.fromkeys(score.judge.removesuffix(f", {SAME_FAMILY}") for cell in cells for score in cell.scores if score.judge))


def _family(name: str) -> str:
    provider, _, model = name.partition(":")
    if provider != "openai" or not model:
        return ""
    found = re.match(r"[A-Za-z]+", model.rpartition("/")[2])
    return found[0].casefold() if found else ""


def _questions(
    case: Case,
    draft: Draft,
    model: BaseChatModel,
    *,
    model_name: str,
    judge: str,
    memory: FormatMemory | None,
    kept: JudgementMemory | None,
) -> Iterator[Score]:
    """The product's own questions on a customer's message, a score each."""
    opinion = judge_text(
        model, draft.document.body, kind=draft.kind, record=case.record, model_name=model_name, memory=memory, kept=kept
    )  # fmt: skip
    answers = {answer.id: answer for answer in opinion.answers}
    for question in QUESTIONS:
        if question.kinds and draft.kind not in question.kinds:
            continue
        name = f"judge: {question.id.replace('_', ' ')}"
        answer = answers.get(question.id)
        if answer is None:
            lost = "it was not answered, or with words that do not stand in the document"
            reason = opinion.reason if opinion.state is JudgeState.NOT_JUDGED else lost
            yield Score(name=name, value=None, reason=reason, judge=judge, prompt=opinion.prompt)
            continue
        right = answer.yes is question.wanted
        quotes = (answer.quote,) if answer.quote else ()
        yield Score(name=name, value=right, reason="" if right else question.message, quotes=quotes, judge=judge, prompt=opinion.prompt)


def _facts_told(case: Case, draft: Draft, model: BaseChatModel, *, judge: str, memory: FormatMemory | None) -> Score:
    """The share of the case's facts that a document tells; a verdict of yes counts only with words that stand in it."""
    ref, redactor = prompt_ref(FACTS, JudgedAnswers), Redactor(case.record)
    teller = Teller(redactor)
    body = draft.document.body
    facts = {f"fact{number}": fact for number, fact in enumerate(case.expect.facts, start=1)}
    values = {
        "kind": draft.kind,
        "sentences": [teller.quoted(span.quote) for span in split_sentences(body)],
        "facts": [{"id": name, "text": teller.quoted(fact)} for name, fact in facts.items()],
    }

    def read(text: str) -> tuple[JudgedAnswers | None, list[str]]:
        value, problems = read_typed(text, JudgedAnswers, redactor)
        if value is not None and not {item.id for item in value.answers} & set(facts):
            return None, ["no fact is answered by its id"]
        return value, [] if value is not None else problems

    try:
        answered = ask(model, JudgedAnswers, rendered(ref, values), read, what="facts", memory=memory).value
    except ModelFailed as error:
        return _unscored(f"{error.message} {error.hint}".strip(), judge, ref)
    verdicts = {item.id: item for item in answered.answers if item.id in facts}
    unbacked = [name for name, item in verdicts.items() if item.yes and place_of(body, item.quote) is None]
    left_out = [name for name in facts if name not in verdicts]
    if unbacked or left_out:
        return _unscored(f"{len(unbacked)} answered with words that do not stand in the document, {len(left_out)} not answered", judge, ref)
    told = {name: item.quote for name, item in verdicts.items() if item.yes}
    missing = [fact for name, fact in facts.items() if name not in told]
    reason = f"not told: {'; '.join(missing)}" if missing else ""
    share = len(told) / len(facts)
    return Score(name=_FACTS_COLUMN, value=share, reason=reason, quotes=tuple(told.values()), judge=judge, prompt=ref)


def _unscored(reason: str, judge: str, ref: PromptRef) -> Score:
    return Score(name=_FACTS_COLUMN, value=None, reason=reason, judge=judge, prompt=ref)


# What people say of the judges


class Rating(BaseModel):
    """A person's word on one verdict.

    Attributes:
        cell: The cell's key.
        name: The column.
        agrees: Whether the person would have said the same.
        verdict: What the judge had said; another judge may have judged the document since. None in a rating that does not tell it: it is
            of the verdict that stands.
        by: Who.
        at: When.
        note: Why, where the person said.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cell: str
    name: str
    agrees: bool
    verdict: bool | None = None
    by: str
    at: AwareDatetime
    note: str = ""


RATINGS = "ratings.jsonl"
"""The file of a run's folder that holds its ratings, one a line; the last word of a person on a verdict counts."""


def read_ratings(path: Path) -> tuple[Rating, ...]:
    """The ratings of a file; no file is no ratings.

    Raises:
        InputInvalid: A line is no rating.
    """
    found: dict[tuple[str, str, str], Rating] = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, start=1):
        try:
            rating = Rating.model_validate_json(line)
        except ValidationError as error:
            msg = f"{path}, line {number}, is no rating."
            raise InputInvalid(msg, [str(error)], "Correct the line, or take it out.") from error
        found[rating.cell, rating.name, rating.by] = rating
    return tuple(found.values())


def add_rating(path: Path, rating: Rating) -> None:
    """Add a person's word to a run's ratings."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(rating.model_dump(mode="json"), ensure_ascii=False) + "\n")


@dataclass(frozen=True)
class Agreement:
    """How far people agree with a judge's column.

    Attributes:
        name: The column.
        n: Verdicts of yes or no that were rated.
        share: Share of them that people agree with.
        kappa: Cohen's: agreement beyond what chance would give, 1 at most; None where either side always says the same, for then chance
            explains everything or nothing.
    """

    name: str
    n: int
    share: float
    kappa: float | None


def agreement(ratings: Iterable[Rating], scores: Mapping[tuple[str, str], Score]) -> tuple[Agreement, ...]:
    """How far people agree with judges, a row a column, in the order of the names.

    Args:
        ratings: What people said.
        scores: Verdicts by cell key and column; those of code, and those that are no yes or no, are left out.
    """
    pairs: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for rating in ratings:
        score = scores.get((rating.cell, rating.name))
        if score is not None and score.judge and isinstance(score.value, bool):
            rated = score.value if rating.verdict is None else rating.verdict
            pairs[rating.name].append((score.value, rated is rating.agrees))
    return tuple(
        Agreement(name, len(said), sum(judge is person for judge, person in said) / len(said), kappa(said))
        for name, said in sorted(pairs.items())
    )


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa of two people's yes and no; None where it is not defined."""
    if not pairs:
        return None
    n = len(pairs)
    first, second = (sum(pair[place] for pair in pairs) / n for place in (0, 1))
    by_chance = first * second + (1 - first) * (1 - second)
    agreed = sum(one is other for one, other in pairs) / n
    return None if by_chance == 1 or first in {0, 1} or second in {0, 1} else (agreed - by_chance) / (1 - by_chance)
