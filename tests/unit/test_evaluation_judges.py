"""Judges: a verdict needs words that stand in the document, what cannot be read is unscored, and people can disagree."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakes.scripted import ScriptedChatModel
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.draft import Draft
from assistant.drafting.judge import QUESTIONS, JudgementMemory
from assistant.errors import InputInvalid
from evals.cases import Case, Houses, Outcome, write
from evals.cell import Score
from evals.graders import columns
from evals.judges import (
    COLUMNS,
    RATINGS,
    SAME_FAMILY,
    Rating,
    add_rating,
    agreement,
    judge_all,
    kappa,
    read_ratings,
    same_family,
)
from evals.suites import shipped_cases

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
CASE = next(case for case in shipped_cases() if case.id == "progress-numbers-of-two-things")
SENT = "640 of the 1,850 payments were sent by 14:30 UTC"
PLANNED = "We will send the remaining 1,210 payments by 20:00 UTC"


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    found = write(CASE, Houses(tmp_path_factory.mktemp("houses")).of(CASE)).draft
    assert found is not None
    return found


def _answers(*told: tuple[str, bool, str]) -> str:
    return json.dumps({"answers": [{"id": name, "yes": yes, "quote": quote} for name, yes, quote in told]})


FACTS = _answers(("fact1", True, SENT), ("fact2", True, PLANNED))
QUESTIONED = _answers(
    *((question.id, False, "") for question in QUESTIONS if not question.wanted),
    ("harm_named", True, "1,850 of 12,400 payments were not sent"),
    ("next_time", True, "by 15:30 UTC today"),
)


def _judged(draft: Draft, *queue: Any, case: Case = CASE, **kept: Any) -> tuple[dict[str, Score], ScriptedChatModel]:
    model = ScriptedChatModel(queue=list(queue))
    scores = judge_all(case, Outcome(draft), model, model_name="openai:gauge-2", **kept)
    return {score.name: score for score in scores}, model


def test_every_verdict_names_the_judge_the_prompt_and_its_words(draft: Draft) -> None:
    scores, model = _judged(draft, FACTS, QUESTIONED)
    facts = scores["judge: facts"]
    assert (facts.value, facts.quotes, facts.judge) == (1.0, (SENT, PLANNED), "openai:gauge-2")
    assert facts.prompt is not None
    assert (facts.prompt.id, facts.prompt.version) == ("judge/facts", 1)
    asked = [question for question in QUESTIONS if not question.kinds or "progress" in question.kinds]
    assert [name for name in scores if name != "judge: facts"] == [f"judge: {question.id.replace('_', ' ')}" for question in asked]
    assert {score.value for name, score in scores.items() if name != "judge: facts"} == {True}
    assert scores["judge: next time"].quotes == ("by 15:30 UTC today",)
    assert "Gisela" not in model.seen, "names are redacted"


def test_a_bad_answer_to_a_question_is_no_with_its_reason(draft: Draft) -> None:
    blamed = QUESTIONED.replace('{"id": "cold", "yes": false, "quote": ""}', f'{{"id": "cold", "yes": true, "quote": "{PLANNED}"}}')
    scores, _ = _judged(draft, FACTS, blamed)
    assert (scores["judge: cold"].value, scores["judge: cold"].quotes) == (False, (PLANNED,))
    assert scores["judge: cold"].reason


def test_words_that_do_not_stand_there_are_unscored_and_never_zero(draft: Draft) -> None:
    invented = _answers(("fact1", True, "All payments were sent"), ("fact2", True, PLANNED))
    lost = QUESTIONED.replace("by 15:30 UTC today", "by 16:30 UTC today")
    scores, _ = _judged(draft, invented, lost)
    assert scores["judge: facts"].value is None
    assert "1 answered with words that do not stand in the document" in scores["judge: facts"].reason
    assert scores["judge: next time"].value is None


def test_a_fact_that_is_not_told_counts_as_not_told(draft: Draft) -> None:
    scores, _ = _judged(draft, _answers(("fact1", True, SENT), ("fact2", False, "")), QUESTIONED)
    assert scores["judge: facts"].value == 0.5
    assert "1,210" in scores["judge: facts"].reason


@pytest.mark.parametrize("said", ["It is a fine letter.", '{"answers": []}', '{"verdict": 10}', _answers(("fact9", True, SENT))])
def test_an_answer_that_cannot_be_read_is_unscored(said: str, draft: Draft) -> None:
    scores, _ = _judged(draft, said, said, said, said)
    assert {score.value for score in scores.values()} == {None}
    assert all(score.reason for score in scores.values())


def test_an_opinion_is_kept(draft: Draft, tmp_path: Path) -> None:
    kept = JudgementMemory(tmp_path)
    first, _ = _judged(draft, FACTS, QUESTIONED, kept=kept)
    again, model = _judged(draft, FACTS, kept=kept)
    assert again == first
    assert len(model.history) == 1, "only the facts are asked again"


def test_no_document_is_not_judged_and_a_case_without_facts_is_not_asked_about_them(draft: Draft) -> None:
    assert judge_all(CASE, Outcome(None, unwritten="empty"), ScriptedChatModel(queue=[]), model_name="m") == ()
    bare = CASE.model_copy(update={"expect": CASE.expect.model_copy(update={"facts": ()})})
    scores, model = _judged(draft, QUESTIONED, case=bare)
    assert "judge: facts" not in scores
    assert len(model.history) == 1


@pytest.mark.parametrize(
    ("judge", "writer", "same"),
    [
        ("openai:gpt-9-mini", "openai:gpt-8", True),
        ("openai:qwen4:32b", "openai:Qwen3-8B", True),
        ("openai:org/llama-4", "openai:mistral-large", False),
        ("openai:gpt-9", "composer", False),
        ("openai:", "openai:", False),
    ],
)
def test_a_judge_of_the_writers_family_is_named_as_such(judge: str, writer: str, same: bool, draft: Draft) -> None:
    assert same_family(judge, writer) is same
    model = ScriptedChatModel(queue=[FACTS, QUESTIONED])
    scores = judge_all(CASE, Outcome(draft.model_copy(update={"written_by": writer})), model, model_name=judge)
    assert {SAME_FAMILY in score.judge for score in scores} == {same}


def test_every_judges_score_has_a_column(draft: Draft) -> None:
    scores, _ = _judged(draft, FACTS, QUESTIONED)
    assert [column.about for column in columns(scores) if column.about == column.name] == []
    assert len({column.name for column in COLUMNS}) == len(COLUMNS) == len(QUESTIONS) + 1


# Agreement


def _rating(cell: str, agrees: bool, *, by: str = "Priya Raman", name: str = "judge: cold") -> Rating:
    return Rating(cell=cell, name=name, agrees=agrees, by=by, at=AT)


def _score(value: Any, judge: str = "openai:gauge-2") -> Score:
    return Score(name="judge: cold", value=value, judge=judge)


def test_agreement_is_counted_beyond_chance() -> None:
    scores = {(str(cell), "judge: cold"): _score(cell < 25) for cell in range(50)}
    # 20 and 15 agreed, 5 and 10 not: the textbook case with kappa 0.4
    ratings = [_rating(str(cell), cell < 20 or 25 <= cell < 40) for cell in range(50)]
    (row,) = agreement(ratings, scores)
    assert (row.name, row.n, row.share) == ("judge: cold", 50, 0.7)
    assert row.kappa == pytest.approx(0.4)


def test_a_rating_of_an_earlier_verdict_tells_what_the_person_would_have_said() -> None:
    earlier = [Rating(cell="a", name="judge: cold", agrees=True, verdict=False, by="Priya Raman", at=AT)]
    (row,) = agreement(earlier, {("a", "judge: cold"): _score(True)})
    assert row.share == 0.0, "the person agreed with a no, and the judge says yes now"
    (row,) = agreement(earlier, {("a", "judge: cold"): _score(False)})
    assert row.share == 1.0


def test_what_is_no_yes_or_no_of_a_judge_is_not_rated() -> None:
    scores = {("a", "judge: cold"): _score(None), ("b", "judge: cold"): _score(0.5), ("c", "judge: cold"): _score(True, judge="")}
    assert agreement([_rating(cell, True) for cell in "abcd"], scores) == ()
    (row,) = agreement([_rating("a", True)], {("a", "judge: cold"): _score(True)})
    assert (row.share, row.kappa) == (1.0, None), "one side only: chance explains it"


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40))
def test_kappa_is_one_for_perfect_agreement_and_never_more(pairs: list[tuple[bool, bool]]) -> None:
    value = kappa(pairs)
    assert value is None or -1.0001 <= value <= 1.0001
    same = kappa([(one, one) for one, _ in pairs])
    assert same is None or same == pytest.approx(1)


def test_ratings_are_kept_and_the_last_word_counts(tmp_path: Path) -> None:
    path = tmp_path / "run" / RATINGS
    assert read_ratings(path) == ()
    for agrees in (True, False):
        add_rating(path, _rating("a", agrees))
    add_rating(path, _rating("a", True, by="Marcus Oyelaran"))
    assert [(rating.by, rating.agrees) for rating in read_ratings(path)] == [("Priya Raman", False), ("Marcus Oyelaran", True)]
    path.write_text("{}\n", encoding="utf-8")
    with pytest.raises(InputInvalid, match="line 1"):
        read_ratings(path)
