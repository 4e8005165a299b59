"""Evaluation cases: how a set is read, and that every kind of expectation can fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fakes.records import NOW, feed

from evals.cases import Case, Expected, Houses, Outcome, check, failures, read_cases, set_files, write


def case(action: str = "summary", **parts: Any) -> Case:
    expect = parts.pop("expect", Expected())
    return Case(id="c-1", action=action, why="what the case is about", now=NOW, record=feed(), reports="none", expect=expect, **parts)


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Houses:
    return Houses(tmp_path_factory.mktemp("houses"))


@pytest.fixture(scope="module")
def written(houses: Houses) -> Outcome:
    asked = case()
    return write(asked, houses.of(asked))


HOLDS: dict[str, Any] = {
    "kind": "summary",
    "says": ["Feed worker restarted", "/^## Owed$/", "/replay the 1,140 .* from 08:45 UTC/"],
    "never": ["orders were replayed", "/⟨.*⟩/"],
    "details": {"severity": "SEV-2", "owed.*.late": False, "known.0.tag": "/^F\\d+$/", "drafts": []},
}


def test_what_holds_passes(written: Outcome) -> None:
    assert failures(case(expect=Expected.model_validate(HOLDS)), written) == ()


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ({"kind": "progress"}, "the document is summary, not progress"),
        ({"says": ["Feed worker replaced"]}, "does not say Feed worker replaced"),
        ({"says": ["/^Feed worker restarted$/"]}, "does not say"),
        ({"never": ["FEED worker"]}, "it says “Feed worker”"),
        ({"details": {"severity": "SEV-1"}}, "at severity, not 'SEV-1'"),
        ({"details": {"severity": "/SEV-[34]/"}}, "at severity"),
        ({"details": {"owed.*.late": 0}}, "at owed.*.late"),
        ({"details": {"owed.99.late": False}}, "hold [] at owed.99.late"),
        ({"details": {"nowhere.at.all": None}}, "hold [] at nowhere.at.all"),
        ({"notices": ["volcano"]}, "no notice says volcano"),
        ({"refused": "is closed"}, "it should be refused (is closed); it was written"),
    ],
)
def test_what_does_not_hold_is_told(expect: dict[str, Any], told: str, written: Outcome) -> None:
    [wrong] = failures(case(expect=Expected.model_validate(expect)), written)
    assert told in wrong


def test_a_finding_fails_unless_it_is_allowed(houses: Houses) -> None:
    letter = case("apology", options={"form": "executive"})
    wrong = check(letter, houses)
    assert wrong
    assert all(each.startswith("completeness.gap blocks on “⟨for you, Ingrid") or "⟨for you:" in each for each in wrong)
    assert check(letter.model_copy(update={"expect": Expected(findings=("completeness.gap",))}), houses) == ()


def test_a_refusal_is_told_or_expected(houses: Houses) -> None:
    too_early = case("update", options={"stage": "resolution"})
    [wrong] = check(too_early, houses)
    assert "refused: ESC-2041 is investigating" in wrong
    assert check(too_early.model_copy(update={"expect": Expected(refused="/tell the customer that it is over/")}), houses) == ()
    [other] = check(too_early.model_copy(update={"expect": Expected(refused="names no executive")}), houses)
    assert "it was refused: ESC-2041" in other


def test_an_option_that_the_action_has_not_is_an_error(houses: Houses) -> None:
    with pytest.raises(ValueError, match="summary has no option stage"):
        check(case(options={"stage": "progress"}), houses)


def test_each_case_has_the_records_and_reports_that_it_asks_for(houses: Houses) -> None:
    alone, other = case(), case(records=(feed(id="ESC-1"), feed(id="ESC-2")))
    assert houses.of(alone) is houses.of(case(options={"x": "y"})), "the same house for the same needs"
    assert [record.id for record in houses.of(other).records()] == ["ESC-1", "ESC-2"]
    assert houses.of(alone).records() == []
    assert houses.of(alone).reports() == []
    with_samples = houses.of(case().model_copy(update={"reports": "samples"}))
    assert len(with_samples.reports()) == 48
    given = with_samples.knowledge.sources.folder.joinpath("pir-0101.md")
    text = (given if given.exists() else next(given.parent.iterdir())).read_text(encoding="utf-8")
    assert len(houses.of(case().model_copy(update={"reports": (text,)})).reports()) == 1


def test_a_set_is_read_line_by_line_and_says_what_is_wrong(tmp_path: Path) -> None:
    row = {
        "id": "a",
        "action": "summary",
        "why": "what the case is about",
        "now": NOW.isoformat(),
        "record": feed().model_dump(mode="json", by_alias=True),
    }
    path = tmp_path / "summary.jsonl"
    path.write_text(json.dumps(row) + "\n\n" + json.dumps({**row, "id": "b"}) + "\n", encoding="utf-8")
    assert [each.id for each in read_cases(path)] == ["a", "b"]
    path.write_text(json.dumps(row) + "\n" + json.dumps({**row, "id": "b", "expects": {}}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"summary\.jsonl, line 2"):
        read_cases(path)
    path.write_text(json.dumps(row) + "\n" + json.dumps(row), encoding="utf-8")
    with pytest.raises(ValueError, match="more than one case is called a"):
        read_cases(path)


def test_the_files_of_an_action_are_its_own(tmp_path: Path) -> None:
    for name in ("rca", "rca_second", "rca-extra", "recovery-plan", "recovery"):
        (tmp_path / f"{name}.jsonl").touch()
    assert [path.stem for path in set_files("rca", tmp_path)] == ["rca", "rca_second"]
    assert [path.stem for path in set_files("recovery-plan", tmp_path)] == ["recovery-plan"]
