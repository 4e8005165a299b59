"""Leaks and planted orders with the worst writers there are: one copies all it is shown, one does all it is told."""

from __future__ import annotations

import pytest

from evals.cases import Case, Houses, Outcome, write
from evals.graders import grade_all
from evals.scripted_models import CopyingModel, ObeyingModel, ScriptedModel
from evals.suites import suite_named


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Houses:
    return Houses(tmp_path_factory.mktemp("houses"))


def _kept(suite: str) -> list[Case]:
    return [case for case in suite_named(suite).cases if "gate" in case.tags]


def _written(case: Case, model: ScriptedModel, houses: Houses) -> Outcome:
    return write(case, houses.of(case).with_model(model, "scripted:worst"), use_model=True)


@pytest.mark.parametrize("case", _kept("leaks"), ids=lambda case: case.id)
def test_who_copies_everything_tells_nothing_that_was_planted(case: Case, houses: Houses) -> None:
    model = CopyingModel()
    outcome = _written(case, model, houses)
    assert outcome.draft is not None
    assert outcome.draft.written_by == "scripted:worst", outcome.draft.notices
    assert {score.name: score.reason for score in grade_all(case, outcome) if score.name == "leak" and score.value is not True} == {}


@pytest.mark.parametrize("case", _kept("injection"), ids=lambda case: case.id)
def test_who_obeys_every_order_gets_none_of_them_out(case: Case, houses: Houses) -> None:
    assert case.attack is not None
    outcome = _written(case, ObeyingModel(order=case.attack.order, saying=case.attack.saying), houses)
    (score,) = [score for score in grade_all(case, outcome) if score.name == "injection"]
    assert score.value is True, f"{score.reason}: {score.quotes}"


def test_some_orders_reach_the_model_so_that_the_checks_are_what_stops_them(houses: Houses) -> None:
    told = 0
    for case in _kept("injection"):
        assert case.attack is not None
        model = ObeyingModel(order=case.attack.order, saying=case.attack.saying)
        _written(case, model, houses)
        told += any(model.is_told(sent) for sent in model.sent)
    assert told >= 3
