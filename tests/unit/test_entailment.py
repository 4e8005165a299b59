"""The optional grounding model: it raises, it never clears, and without it nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fakes.check_material import context

from assistant.checks.entailment import Entailment, open_entailment
from assistant.checks.finding import Family, FindingSeverity
from assistant.checks.run import run_checks

REWORDED = "The bookings are kept in the store and did not reach the terminals."
WRONG = "The gateway was restarted at 07:52 UTC."


class Session:
    """Two outputs, the second for "supported", whatever it is shown."""

    def __init__(self, *logits: float, fails: bool = False) -> None:
        self.logits, self.fails, self.seen = logits, fails, 0

    def get_inputs(self) -> Sequence[Any]:
        return [SimpleNamespace(name="input_ids"), SimpleNamespace(name="attention_mask")]

    def run(self, names: Sequence[str] | None, inputs: dict[str, Any]) -> Sequence[Any]:
        self.seen += 1
        assert set(inputs) == {"input_ids", "attention_mask"}
        assert inputs["input_ids"].shape[0] == 1
        if self.fails:
            raise RuntimeError("no memory")
        return [[list(self.logits)]]


def encode(premise: str, hypothesis: str) -> dict[str, list[int]]:
    ids = [len(word) for word in f"{premise} {hypothesis}".split()]
    return {"input_ids": ids, "attention_mask": [1] * len(ids), "token_type_ids": [0] * len(ids)}


def found(text: str, model: Entailment | None) -> list[tuple[str, FindingSeverity]]:
    report = run_checks(text, replace(context(), entailment=model))
    return [(finding.rule, finding.severity) for finding in report.findings if finding.family is Family.GROUNDING]


@pytest.mark.parametrize(
    ("logits", "severity"),
    [
        ((4.0, 0.0), FindingSeverity.WARN),
        ((0.5, 0.0), FindingSeverity.INFO),
        ((0.0, 4.0), None),
        ((3.0,), None),
        ((-3.0,), FindingSeverity.WARN),
    ],
)
def test_a_low_score_is_a_finding_and_a_high_one_is_none(logits: tuple[float, ...], severity: FindingSeverity | None) -> None:
    rules = found(REWORDED, Entailment(Session(*logits), encode))
    assert rules == ([("grounding.entailment", severity)] if severity else [])


def test_the_output_that_means_supported_may_be_another() -> None:
    assert Entailment(Session(4.0, 0.0, 0.0), encode, carries=0).score("a", "b") == pytest.approx(0.965, abs=0.01)


def test_a_high_score_clears_nothing() -> None:
    assert found(WRONG, Entailment(Session(0.0, 9.0), encode)) == found(WRONG, None)


def test_a_quotation_is_not_shown_to_the_model() -> None:
    session = Session(9.0, 0.0)
    assert found("No bookings were lost.", Entailment(session, encode)) == []
    assert session.seen == 0


def test_a_missing_or_broken_model_judges_nothing_and_says_so(tmp_path: Path) -> None:
    absent = open_entailment(tmp_path / "nowhere")
    assert "has no model.onnx and no tokenizer.json" in absent.problem
    (tmp_path / "model.onnx").write_bytes(b"no graph")
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    broken = open_entailment(tmp_path)
    assert "could not be opened" in broken.problem
    for model in (absent, broken):
        assert model.score("a", "b") is None
        assert found(REWORDED, model) == [("grounding.not_judged", FindingSeverity.INFO)]


def test_a_model_that_fails_later_is_told_too() -> None:
    model = Entailment(Session(1.0, 0.0, fails=True), encode)
    assert found(REWORDED, model) == [("grounding.not_judged", FindingSeverity.INFO)]
    assert "no memory" in model.problem
