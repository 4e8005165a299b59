"""The plan of an evaluation run: what is run, under which keys, and with which prompt texts."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from fakes.evaluations import case, cases, suite

from assistant.errors import InputInvalid, NotFound, SteadyhandError
from evals.cell import COMPOSER, IN_FORCE
from evals.running.plan import drafted_by, plan, program_fingerprint
from evals.running.prompt_choices import prompt_choice, prompt_fingerprint

PROGRESS = files("prompts").joinpath("draft/progress.j2").read_text(encoding="utf-8")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "progress.j2"
    path.write_text(PROGRESS.replace("Write the parts", "Write, plainly, the parts"), encoding="utf-8")
    return path


def test_the_matrix_is_variants_times_cases_times_repeats() -> None:
    planned = plan(suite(*cases(3)), models=["none", "scripted:honest"], repeats=2)
    assert len(planned.cells) == 3 * 2 * 2
    assert len({cell.key for cell in planned.cells}) == 12
    assert [(cell.repeat, cell.case.id, cell.variant.model) for cell in planned.cells[:3]] == [
        (0, "c-0", "none"),
        (0, "c-0", "scripted:honest"),
        (0, "c-1", "none"),
    ]
    assert all(variant.prompt == IN_FORCE for variant in planned.variants)


def test_the_composer_is_one_column_however_many_prompts_are_compared(other: Path) -> None:
    planned = plan(suite(), models=["none", "openai:a", "none"], prompts=["draft/progress@1", f"update/progress={other}"])
    assert [(variant.model, variant.prompt) for variant in planned.variants] == [
        (COMPOSER, IN_FORCE),
        ("openai:a", "draft/progress@1"),
        ("openai:a", f"draft/progress={other}"),
    ]


def test_only_cases_of_the_named_prompts_run_and_the_others_are_told() -> None:
    planned = plan(suite(case("a"), case("b", "triage"), case("c", "summary")), models=["none", "openai:a"], prompts=["draft/progress"])
    assert {cell.case.id for cell in planned.cells} == {"a"}
    assert planned.left_out == ("2 of 3 cases are not drafted with draft/progress and were left out.",)


def test_two_prompts_of_different_documents_each_run_on_their_own_cases() -> None:
    planned = plan(suite(case("a"), case("b", "triage")), models=["openai:a"], prompts=["draft/progress", "draft/triage"])
    assert [(cell.case.id, cell.choice.id) for cell in planned.cells] == [("a", "draft/progress"), ("b", "draft/triage")]


def test_filters_tags_and_limit_choose_cases() -> None:
    of = suite(*cases(10), case("other", tags=("gate",)))
    ids = lambda **how: [each.id for each in plan(of, **how).suite.cases]  # noqa: E731
    assert ids(filters=["c-1"]) == ["c-1"]
    assert ids(filters=["c-[13]", "oth"]) == ["c-1", "c-3", "other"]
    assert ids(tags=["gate"]) == ["other"]
    assert ids(limit=4) == ["c-0", "c-2", "c-5", "c-8"], "spread over the suite"
    assert ids(limit=99) == [each.id for each in of.cases]
    with pytest.raises(SteadyhandError, match="No case of small is left"):
        plan(of, filters=["nothing"])


def test_the_id_follows_from_everything_that_decides_the_answer(other: Path) -> None:
    base = {"models": ["openai:a"], "prompts": ["draft/progress"], "parameters": {"temperature": 0}, "policy": "p"}
    same = plan(suite(), **base).id
    assert same == plan(suite(), **base).id
    changed = [
        plan(suite(case("c-2")), **base),
        plan(suite(), **base, repeats=2),
        plan(suite(), **{**base, "models": ["openai:b"]}),
        plan(suite(), **{**base, "prompts": [f"draft/progress={other}"]}),
        plan(suite(), **{**base, "parameters": {"temperature": 1}}),
        plan(suite(), **{**base, "policy": "q"}),
    ]
    assert len({same, *(each.id for each in changed)}) == 7
    assert len(program_fingerprint()) == 12


def test_a_changed_text_in_the_same_file_makes_other_keys(other: Path) -> None:
    before = plan(suite(), models=["openai:a"], prompts=[f"draft/progress={other}"])
    other.write_text(PROGRESS.replace("Write the parts", "Now write the parts"), encoding="utf-8")
    after = plan(suite(), models=["openai:a"], prompts=[f"draft/progress={other}"])
    assert before.cells[0].variant == after.cells[0].variant
    assert before.cells[0].key != after.cells[0].key


def test_a_changed_case_makes_another_key() -> None:
    keys = {plan(suite(case(why=why))).cells[0].key for why in ("what the case is about", "what it is about now")}
    assert len(keys) == 2


def test_a_case_that_may_not_be_written_has_no_prompt() -> None:
    assert drafted_by(case()) == "draft/progress"
    assert drafted_by(case(options={"stage": "resolution"})) == ""


@pytest.mark.parametrize("model", ["gpt-5", "openai:", "scripted:clever", "NONE"])
def test_a_model_that_nobody_knows_is_refused(model: str) -> None:
    with pytest.raises(NotFound, match="There is no model"):
        plan(suite(), models=[model])


# Prompt texts


def test_the_version_in_force_may_be_named_by_action_or_by_prompt() -> None:
    by_action, by_prompt = prompt_choice("update/progress@1"), prompt_choice("draft/progress")
    assert by_action == by_prompt
    assert (by_action.name, by_action.version, by_action.texts) == ("draft/progress@1", 1, {})
    assert by_action.fingerprint == prompt_fingerprint("draft/progress")


def test_a_file_stands_for_the_text_in_force(other: Path) -> None:
    choice = prompt_choice(f"draft/progress={other}")
    assert choice.texts == {"draft/progress.j2": other.read_text(encoding="utf-8")}
    assert choice.version == 0
    assert choice.fingerprint != prompt_fingerprint("draft/progress")


@pytest.mark.parametrize(
    "asked", ["draft/nothing", "progress", "draft/format", "judge/message", "update/rca-report", "draft/progress@", ""]
)
def test_a_prompt_that_no_document_is_drafted_with_is_refused(asked: str) -> None:
    with pytest.raises(NotFound, match="There is no prompt") as refused:
        prompt_choice(asked)
    assert "draft/progress" in refused.value.hint


def test_a_version_that_is_not_kept_says_which_are() -> None:
    with pytest.raises(NotFound, match="draft/progress@7 is not kept") as refused:
        prompt_choice("draft/progress@7")
    assert refused.value.hint.startswith("There is 1, the last one in force")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{% block system %}", "line 1: Unexpected end of template"),
        ("{% block system %}x{% endblock %}", "there is no block called user"),
        (PROGRESS + "{{ customer }}", "nothing is known as customer"),
        (PROGRESS.replace("safety.j2", "nowhere.j2"), "it includes _partials/nowhere.j2"),
    ],
)
def test_a_file_that_is_no_prompt_is_refused_before_anything_is_asked(text: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "new.j2"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputInvalid) as refused:
        prompt_choice(f"draft/progress={path}")
    assert any(each.startswith(problem) for each in refused.value.problems)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="cannot be read"):
        prompt_choice(f"draft/progress={tmp_path / 'none.j2'}")
