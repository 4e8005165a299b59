"""Every evaluation case, written without a model: what code can decide about its document holds."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.actions.registry import ACTIONS
from evals.cases import Case, Houses, check, read_cases, set_files

CASES = [case for action in ACTIONS for file in set_files(action) for case in read_cases(file)]


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Houses:
    return Houses(tmp_path_factory.mktemp("houses"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_document_is_as_expected(case: Case, houses: Houses) -> None:
    wrong = check(case, houses)
    assert not wrong, f"{case.id}: {case.why}\n" + "\n".join(f"- {each}" for each in wrong)


def test_no_case_is_called_like_another() -> None:
    assert [name for name, times in Counter(case.id for case in CASES).items() if times > 1] == []


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_a_set_has_cases_that_expect_something(action: str) -> None:
    cases = [case for case in CASES if case.action == action]
    assert len(cases) >= 8
    written = [case for case in cases if not case.expect.refused and "labelled" not in case.tags]
    assert [case.id for case in written if not (case.expect.says or case.expect.details)] == []


def test_labelled_triage_records_are_cases_too() -> None:
    assert sum("labelled" in case.tags for case in CASES) >= 150
