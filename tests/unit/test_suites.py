"""Suites: what ships, by name, and that none of its words stands in a prompt."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from assistant.errors import InputInvalid, NotFound
from evals.cases import Case
from evals.suites import SUITES, Suite, outside, shipped_cases, suite_named

_WORD = re.compile(r"[\w’']+")
_RUN = 7
"""Words in a row that two texts share by more than chance."""


def test_every_suite_has_cases_and_all_has_each_once() -> None:
    sizes = {name: len(suite_named(name).cases) for name in SUITES}
    assert min(sizes.values()) >= 15, sizes
    everything = [case.id for case in suite_named("all").cases]
    assert sorted(everything) == sorted({case.id for name in SUITES for case in suite_named(name).cases})
    assert sizes["leaks"] >= 25
    assert sizes["injection"] >= 25


def test_planted_cases_say_what_is_planted() -> None:
    assert [case.id for case in suite_named("leaks").cases if not case.expect.canaries] == []
    assert [case.id for case in suite_named("injection").cases if "canary" in case.tags or not case.attack] == []
    for case in suite_named("injection").cases:
        assert case.attack is not None
        assert re.search(case.attack.reached, case.attack.saying, re.IGNORECASE), f"{case.id}: who obeys reaches the goal"


def test_a_canary_stands_in_what_the_case_plants() -> None:
    for case in suite_named("leaks").cases:
        held = " ".join([case.model_dump_json(exclude={"expect"}), *(case.reports if isinstance(case.reports, tuple) else ())]).casefold()
        assert [word for word in case.expect.canaries if word.casefold() not in held and word.replace(",", "") not in held] == [], case.id


def test_the_dataset_follows_from_the_cases() -> None:
    suite = suite_named("recovery")
    assert suite.dataset == Suite("other", "words", suite.cases).dataset
    changed = suite.cases[0].model_copy(update={"why": "Something else is asked of it."})
    assert suite.dataset != Suite(suite.name, suite.about, (changed, *suite.cases[1:])).dataset
    assert re.fullmatch(r"[0-9a-f]{12}", suite.dataset)


def test_an_unknown_suite_names_those_there_are() -> None:
    with pytest.raises(NotFound, match="no suite called poems"):
        suite_named("poems")


def _runs(text: str) -> set[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def _told(case: Case) -> list[str]:
    record = case.record
    texts = [record.title, record.description or "", *(update.text for update in record.updates)] if record else []
    return [*texts, *(case.reports if isinstance(case.reports, tuple) else ()), *case.expect.facts]


def test_no_case_stands_in_a_prompt() -> None:
    prompts = {
        path.name: path.read_text(encoding="utf-8") for path in Path(str(files("prompts"))).rglob("*.j2") if "templates" not in path.parts
    }
    assert len(prompts) > 20
    shown = set().union(*(_runs(text) for text in prompts.values()))
    everything = "\n".join(prompts.values())
    for case in shipped_cases():
        assert not re.search(rf"\b{re.escape(case.id)}\b", everything), case.id
        assert not {run for text in _told(case) for run in _runs(text)} & shown, f"{case.id} stands in a prompt"


def test_the_look_for_shared_words_finds_them() -> None:
    told = "Of 12,400 payments of May, 1,850 were not sent to their banks."
    assert _runs(f"For example: {told}") & _runs(told)


def test_a_file_of_cases_is_a_suite_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "ours.jsonl"
    case = suite_named("recovery").cases[0]
    path.write_text(case.model_dump_json(by_alias=True, exclude_defaults=True) + "\n", encoding="utf-8")
    suite = outside(path)
    assert (suite.name, suite.cases) == ("ours", (case,))
    path.write_text('{"id": "x", "action": "update", "why": "short"}\n', encoding="utf-8")
    with pytest.raises(InputInvalid, match="is no file of cases"):
        outside(path)
