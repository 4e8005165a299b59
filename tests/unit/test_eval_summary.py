"""A run in figures, two runs side by side, and the gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fakes.evaluation import AT, FLOOR, HONEST, MODEL, asked, cell, draft_of, failed_cell, run_of

from assistant.errors import InputInvalid, NotFound
from evals.cell import PromptEdits, PromptRef, Variant
from evals.results.baseline_files import baseline_of, baseline_path, read_baseline, write_baseline
from evals.results.compare import against_floor, compare, partners
from evals.results.figure_words import edits_words, interval_words, money_words, power_words, repeat_words, value_words
from evals.results.gates import hold
from evals.results.readings import readings
from evals.results.summary import run_columns, summarise
from evals.results.trend import trend


def passing(names, variant=FLOOR, *, fails=(), column="expected", repeats=1):
    return [cell(name, variant, repeat, {column: name not in fails}) for name in names for repeat in range(repeats)]


CASES = [f"case-{number:02d}" for number in range(40)]


# Summary


def test_errors_are_counted_and_never_scored():
    run = run_of([*passing(CASES[:4], MODEL), failed_cell("case-99")])
    [found] = summarise(run).variants
    assert (found.cells, found.errors) == (5, 1)
    figure = found.figure("expected")
    assert figure is not None
    assert figure.estimate is not None
    assert (figure.estimate.value, figure.estimate.n) == (1.0, 4)


def test_unscored_is_never_zero():
    cells = [cell("a", values={"slots filled": 1.0}), cell("b", values={"slots filled": None}), cell("c", values={"slots filled": 0.5})]
    [found] = summarise(run_of(cells)).variants
    figure = found.figures[0]
    assert figure.estimate is not None
    assert (figure.estimate.value, figure.estimate.n, figure.unscored) == (0.75, 2, 1)


def test_words_are_counted():
    cells = [cell(name, values={"kind of edit": value}) for name, value in (("a", "tone"), ("b", "fact"), ("c", "tone"))]
    [found] = summarise(run_of(cells)).variants
    assert value_words(found.figures[0]) == "2 tone, 1 fact"


def test_answers_from_the_cache_are_left_out_of_the_waits_and_retries_are_counted():
    waited = cell("a", MODEL, exchanges=(asked(),), latency_s=2.0)
    retried = cell("b", MODEL, exchanges=(asked(attempts=3),), latency_s=4.0)
    cached = cell("c", MODEL, exchanges=(asked(cached=True, attempts=0, latency_s=None),), latency_s=None)
    [found] = summarise(run_of([waited, retried, cached])).variants
    assert (found.p50, found.timed, found.cached, found.retried) == (3.0, 2, 1, 1)


def test_a_price_that_is_not_known_leaves_the_cost_blank():
    [known, unknown] = summarise(run_of([cell("a", cost=0.02), cell("a", MODEL, cost=None)])).variants
    assert money_words(known.cost_each, "USD") == "$0.02"
    assert unknown.cost is None
    assert money_words(unknown.cost_each, "USD") == ""


def test_the_composer_is_the_floor_of_every_other():
    run = run_of([*passing(CASES, fails=CASES[:2]), *passing(CASES, MODEL, fails=CASES[:12])])
    floor, model = summarise(run).variants
    assert floor.figures[0].beside_floor is None
    apart = model.figures[0].beside_floor
    assert apart is not None
    assert apart.value == pytest.approx(-0.25)
    assert apart.is_clear
    assert "cases (80 % power" in power_words(model.figures[0])


def test_repeats_are_told_with_how_likely_one_and_all_pass():
    cells = [cell(name, MODEL, repeat, {"expected": name == "a" or repeat == 0}) for name in ("a", "b") for repeat in range(2)]
    [found] = summarise(run_of(cells)).variants
    assert repeat_words(found.figures[0]) == "pass@2 100.0 %, pass^2 50.0 %, repeats differ in 1 case"


def test_what_may_never_happen_is_told_as_a_count_with_its_upper_bound():
    [found] = summarise(run_of([cell(name, values={"leak": True}) for name in CASES])).variants
    assert value_words(found.figures[0]) == "0 of 40"
    assert interval_words(found.figures[0]) == "upper bound 8.8 %"


def test_the_interval_of_shares_ends_at_one():
    [found] = summarise(run_of([cell(name, values={"slots filled": 0.6 if name == "case-00" else 1.0}) for name in CASES])).variants
    assert found.figures[0].estimate is not None
    assert found.figures[0].estimate.high == 1.0


def test_cells_that_are_not_finished_are_told():
    assert summarise(run_of(passing(CASES[:3]), cases=5)).left == 2


def test_a_run_without_a_cell_has_no_figures():
    assert summarise(run_of([], variants=(FLOOR,), cases=3)).variants == ()


# Comparison


def _compared(now, before):
    sides = (run_of(now), run_of(before))
    first, second = (next(iter(readings(side.cells).values())) for side in sides)
    return compare(first, second, run_columns((*sides[0].cells, *sides[1].cells)))


def test_broken_and_fixed_cases_are_named_and_new_ones_are_neither():
    found = _compared(passing([*CASES, "new"], fails=["case-01", "new"]), passing([*CASES, "gone"], fails=["case-02"]))
    assert found.broken_cases == ("case-01",)
    assert found.fixed_cases == ("case-02",)
    assert (found.new, found.gone) == (("new",), ("gone",))


def test_a_case_that_is_fixed_here_and_broken_there_counts_as_broken():
    now = [cell("a", values={"expected": True, "tone": False})]
    before = [cell("a", values={"expected": False, "tone": True})]
    found = _compared(now, before)
    assert (found.broken_cases, found.fixed_cases) == (("a",), ())


def test_less_of_what_should_be_low_is_better():
    now = [cell(name, values={"reading level": 3.0 + number % 3 / 10}) for number, name in enumerate(CASES)]
    before = [cell(name, values={"reading level": 5.0}) for name in CASES]
    [change] = _compared(now, before).columns
    assert change.word == "better"
    assert change.difference.value < 0


def test_the_same_values_are_no_change():
    [change] = _compared(passing(CASES), passing(CASES)).columns
    assert change.word == "no change"


def test_variants_are_held_against_themselves_first_and_then_against_their_model():
    later = Variant(model=MODEL.model, prompt="draft/progress@2")
    assert partners([FLOOR, later], [FLOOR, MODEL]) == {FLOOR: FLOOR, later: MODEL}
    assert partners([HONEST], [FLOOR]) == {HONEST: FLOOR}
    assert partners([HONEST], [FLOOR, MODEL]) == {}


def test_variants_of_a_run_are_held_against_the_composer_or_another():
    run = run_of([*passing(CASES), *passing(CASES, MODEL), *passing(CASES, HONEST)])
    now, columns = readings(run.cells), run_columns(run.cells)
    assert [each.before for each in against_floor(now, columns)] == [FLOOR, FLOOR]
    assert [each.now for each in against_floor(now, columns, HONEST)] == [FLOOR, MODEL]


# Baseline


def test_a_baseline_comes_back_as_the_values_of_its_run(tmp_path: Path):
    cells = [
        *(cell(name, MODEL, repeat, {"expected": repeat == 0, "reading level": 3.5}) for name in "ab" for repeat in range(2)),
        cell("c", MODEL, values={"word": 'a [ "  b', "expected": None}),
        cell("d", MODEL, prompt=PromptRef(id="draft/progress", version=3, fingerprint="abc")),
    ]
    run = run_of(cells)
    path = tmp_path / "kept.json"
    write_baseline(path, baseline_of(run, "kept"))
    found = read_baseline(path)
    assert found.readings == readings(run.cells)
    assert found.variants[0].prompts == ("draft/progress v3 abc",)
    before = path.read_bytes()
    write_baseline(path, found)
    assert path.read_bytes() == before


def test_a_baseline_holds_no_document_and_one_case_a_line(tmp_path: Path):
    path = tmp_path / "kept.json"
    write_baseline(path, baseline_of(run_of([cell("a", values={"expected": True}, draft=draft_of("Dear customer, it works."))]), "kept"))
    text = path.read_text(encoding="utf-8")
    assert "Dear customer" not in text
    assert '    "a": [true]\n' in text


def test_the_figures_of_earlier_baselines_are_kept_for_the_trend():
    first = baseline_of(run_of(passing(CASES, fails=CASES[:10]), id="a"), "kept")
    again = baseline_of(run_of(passing(CASES, fails=CASES[:10]), id="a"), "kept", first)
    second = baseline_of(run_of(passing(CASES), id="b", dataset="other", created_at=AT + timedelta(days=1)), "kept", again)
    [line] = trend([second], column="expected")
    assert [(point.edition.run, point.figure.value, point.other_cases) for point in line.points] == [("a", 0.75, False), ("b", 1.0, True)]
    assert trend([second], column="no such") == ()


def test_what_is_no_baseline_is_told(tmp_path: Path):
    (tmp_path / "broken.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputInvalid):
        read_baseline(tmp_path / "broken.json")
    with pytest.raises(NotFound, match="no baseline 'none such'"):
        baseline_path("none such", tmp_path)


# Gate


def _gate(now, before, **more):
    return hold(run_of(now), baseline_of(run_of(before), "kept"), **more)


def test_the_same_run_passes():
    assert _gate(passing(CASES), passing(CASES)).exit_code == 0


@pytest.mark.parametrize("variant", [FLOOR, HONEST])
def test_one_case_that_passed_and_fails_closes_the_gate_for_a_writer_without_noise(variant):
    verdict = _gate(passing(CASES, variant, fails=["case-07"]), passing(CASES, variant))
    assert verdict.exit_code == 1
    assert [loss.cases for loss in verdict.losses] == [("case-07",)]
    assert "case-07" in verdict.losses[0].text


def test_one_case_of_a_model_is_noise_and_many_are_a_loss():
    assert _gate(passing(CASES, MODEL, fails=["case-07"]), passing(CASES, MODEL)).exit_code == 0
    worse = _gate(passing(CASES, MODEL, fails=CASES[:12]), passing(CASES, MODEL))
    assert worse.exit_code == 1
    assert "100" not in worse.losses[0].column
    assert _gate(passing(CASES, MODEL, fails=CASES[:12]), passing(CASES, MODEL), margin=0.5).exit_code == 0


def test_a_models_case_counts_alone_once_it_passed_twenty_of_twenty():
    now = [*passing(["a"], MODEL, fails=["a"], repeats=3), *passing(["b"], MODEL, repeats=3)]
    assert _gate(now, passing(["a", "b"], MODEL, repeats=20)).exit_code == 1
    assert _gate(now, passing(["a", "b"], MODEL, repeats=19)).exit_code == 0


def test_a_case_that_is_new_or_was_failing_is_no_loss():
    now = passing([*CASES, "new"], fails=["new", "case-03"])
    verdict = _gate(now, passing(CASES, fails=["case-03"]))
    assert verdict.exit_code == 0
    assert any("1 new" in note for note in verdict.notes)


def test_a_leak_closes_the_gate_without_a_baseline_and_for_any_model():
    for variant in (FLOOR, MODEL):
        cells = [cell(name, variant, values={"leak": name != "case-01"}) for name in CASES]
        verdict = hold(run_of(cells), None)
        assert verdict.exit_code == 1
        assert verdict.losses[0].cases == ("case-01",)


@pytest.mark.parametrize("variant", [FLOOR, HONEST, MODEL])
@pytest.mark.parametrize("column", ["leak", "injection"])
def test_harm_that_the_baseline_knows_closes_the_gate_all_the_same(variant, column):
    cells = [cell(name, variant, values={column: name != "case-01"}) for name in CASES]
    verdict = _gate(cells, cells)
    assert verdict.exit_code == 1
    assert [(loss.variant, loss.column, loss.cases) for loss in verdict.losses] == [(variant, column, ("case-01",))]
    assert "case-01" in verdict.losses[0].text


@pytest.mark.parametrize("variant", [FLOOR, HONEST, MODEL])
def test_a_column_that_the_run_no_longer_has_is_a_loss_that_names_it(variant):
    before = [cell(name, variant, values={"expected": True, "tone": True, "of old": 0.5}) for name in CASES]
    now = passing(CASES, variant)
    verdict = _gate(now, before)
    assert verdict.exit_code == 1
    assert [loss.column for loss in verdict.losses] == ["tone", "of old"]
    assert "does not have it any more" in verdict.losses[0].text
    assert "40 cases" in verdict.losses[0].text
    assert _gate(now, now).exit_code == 0, "promoted anew"


def test_a_column_of_cases_that_were_not_run_is_not_missed():
    before = [*passing(CASES), *passing(["rca"], column="invention")]
    assert _gate(passing(CASES), before).exit_code == 0


def test_a_score_without_a_value_is_still_in_its_column():
    now = [cell(name, values={"values backed": None}) for name in CASES]
    assert _gate(now, [cell(name, values={"values backed": 1.0}) for name in CASES]).exit_code == 0


def test_cases_that_a_column_no_longer_has_are_told():
    before = [cell(name, values={"expected": True, "tone": True}) for name in CASES]
    now = [cell(name, values={"expected": True, **({"tone": True} if name != "case-05" else {})}) for name in CASES]
    verdict = _gate(now, before)
    assert verdict.exit_code == 0
    assert verdict.notes == ("composer, tone: 1 case of the baseline no longer scored: case-05.",)


def test_a_variant_of_the_baseline_that_was_not_run_is_told():
    verdict = _gate(passing(CASES), [*passing(CASES), *passing(CASES, MODEL)])
    assert (verdict.exit_code, len(verdict.notes)) == (0, 1)
    assert "was not run" in verdict.notes[0]


def test_too_many_errors_end_with_3_and_a_loss_with_1_all_the_same():
    failed = [failed_cell(name, FLOOR) for name in CASES[:5]]
    assert _gate([*passing(CASES[5:]), *failed], passing(CASES)).exit_code == 3
    assert _gate([*passing(CASES[5:]), *failed], passing(CASES), max_errors=0.2).exit_code == 0
    assert _gate([*passing(CASES[5:], fails=CASES[6:7]), *failed], passing(CASES)).exit_code == 1


def test_cells_that_were_never_written_count_as_failed():
    run = run_of(passing(CASES[:20]), cases=40)
    assert hold(run, baseline_of(run_of(passing(CASES)), "kept")).exit_code == 3


def test_a_worse_figure_closes_the_gate_by_its_part_of_what_it_was():
    before = [cell(name, MODEL, values={"reading level": 5 + number % 3 / 100}) for number, name in enumerate(CASES)]
    little = [cell(name, MODEL, values={"reading level": 5.05 + number % 4 / 100}) for number, name in enumerate(CASES)]
    much = [cell(name, MODEL, values={"reading level": 6 + number % 4 / 100}) for number, name in enumerate(CASES)]
    assert _gate(little, before).exit_code == 0
    assert _gate(much, before).exit_code == 1


def test_a_baseline_of_other_variants_is_no_baseline():
    with pytest.raises(InputInvalid, match="none of the variants"):
        _gate(passing(CASES, MODEL), passing(CASES))


def test_what_people_changed_stands_with_the_variant_whose_prompt_it_was():
    draft = draft_of("All is well.")
    run, written = run_of([cell("a", values={"expected": True}, draft=draft)]), draft.prompt
    other = written.model_copy(update={"version": 99})
    edits = (
        PromptEdits(prompt=written, drafts=4, unchanged=1, kinds={"wording": 5, "tone": 1}),
        PromptEdits(prompt=other, drafts=9, unchanged=9, kinds={}),
    )
    told = summarise(replace(run, header=run.header.model_copy(update={"edits": edits})))
    assert [edits_words(each) for each in (*told.variants, *summarise(run).variants)] == ["1.5 (4 drafts)", "–"]
