"""Every evaluation case, written without a model: what code can decide about its document holds, and every grader agrees."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.actions.registry import ACTIONS
from evals.cases import Case, Houses, failures, write
from evals.graders import grade_all
from evals.suites import shipped_cases

CASES = shipped_cases()


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Houses:
    return Houses(tmp_path_factory.mktemp("houses"))


@pytest.mark.parametrize("case", [case for case in CASES if "target" not in case.tags], ids=lambda case: case.id)
def test_the_document_is_as_expected(case: Case, houses: Houses) -> None:
    outcome = write(case, houses.of(case))
    wrong = failures(case, outcome)
    assert not wrong, f"{case.id}: {case.why}\n" + "\n".join(f"- {each}" for each in wrong)
    refused = [f"{score.name}: {score.reason}" for score in grade_all(case, outcome) if score.value is False]
    assert not refused, f"{case.id}: {case.why}\n" + "\n".join(f"- {each}" for each in refused)


def test_every_case_is_either_kept_or_known_to_fall_short() -> None:
    assert [case.id for case in CASES if ("gate" in case.tags) == ("target" in case.tags)] == []
    assert sum("target" in case.tags for case in CASES) <= len(CASES) // 20, "what falls short is to be mended, not collected"


def test_no_case_is_called_like_another() -> None:
    assert [name for name, times in Counter(case.id for case in CASES).items() if times > 1] == []


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_a_set_has_cases_that_expect_something(action: str) -> None:
    cases = [case for case in CASES if case.action == action]
    assert len(cases) >= 8
    written = [case for case in cases if not case.expect.refused and "labelled" not in case.tags]
    expect = [(case.expect.says, case.expect.details, case.expect.canaries, case.expect.similar) for case in written]
    assert [case.id for case, wanted in zip(written, expect, strict=True) if not any(wanted)] == []


def test_labelled_triage_records_are_cases_too() -> None:
    assert sum("labelled" in case.tags for case in CASES) >= 150


def test_there_are_enough_cases_with_expectations_of_their_own() -> None:
    own = [case for case in CASES if "labelled" not in case.tags]
    assert len(own) >= 200
    assert [case.id for case in own if len(case.why.split()) < 4] == [], "a case says what it is about"
