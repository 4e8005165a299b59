"""The Evaluation page over runs that a test wrote."""

from __future__ import annotations

import pytest
from fakes.evaluation import FLOOR, MODEL, asked, cell, draft_of, failed_cell, kept, run_of
from fakes.pages import text_of

from evals.cell import Score
from evals.judges import RATINGS, read_ratings
from evals.results.baseline_files import baseline_of
from evals.run_files import StoredRun
from ui.widgets.evaluation_reading import read_against

CASES = [f"case-{number:02d}" for number in range(12)]


@pytest.fixture
def run(services) -> StoredRun:
    floor = [cell(name, FLOOR, values={"expected": True, "leak": True}, draft=draft_of("It works.")) for name in CASES]
    written = [
        cell(name, MODEL, values={"expected": name != "case-03", "leak": True}, draft=draft_of(f"{name} <b>works</b>."), exchanges=(asked(),), tags=("gate",))
        for name in CASES[:-1]
    ]  # fmt: skip
    judged = Score(name="owns the delay", value=True, reason="It says so.", judge="openai:oak-mini")
    written[3] = written[3].model_copy(update={"scores": (*written[3].scores, judged)})
    cells = [*floor, *written, failed_cell(CASES[-1])]
    return kept(run_of(cells), services.settings.data_dir)


def test_without_a_run_the_page_says_how_to_begin_one(app):
    at = app("evaluation")
    assert "No run yet" in text_of(at)
    assert at.code[0].value == "steadyhand eval run messages"


def test_figures_come_with_interval_and_word(app, run):
    text = text_of(app("evaluation"))
    assert "90.9 %" in text
    assert "0 of 11" in text
    assert "upper bound 25.9 %" in text
    assert "not clear, against the composer" in text
    assert "1 error left out" in text


def test_a_case_opens_with_its_scores_and_what_was_sent(app, run):
    at = app("evaluation")
    [button] = [each for each in at.button if each.label == "case-03"]
    button.click().run()
    assert not at.exception
    text = text_of(at)
    assert "why False" in text
    assert "judged by openai:oak-mini" in text
    assert "&lt;b&gt;works&lt;/b&gt;" in text or "<b>works</b>" not in text
    assert any(each.value == "Fill the slots." for each in at.code)


def test_a_persons_word_on_a_verdict_is_kept_beside_the_run(app, run):
    at = app("evaluation")
    next(each for each in at.button if each.label == "case-03").click().run()
    next(each for each in at.button if each.label == "Disagree").click().run()
    assert not at.exception
    [rating] = read_ratings(run.folder / RATINGS)
    assert (rating.name, rating.agrees, rating.by) == ("owns the delay", False, "Priya Raman")


def test_cases_are_filtered(app, run):
    at = app("evaluation")
    assert "12 of 12 cases" in text_of(at)
    at.pills(key="evaluation-show").set_value("Errors").run()
    assert "1 of 12 cases" in text_of(at)
    at.pills(key="evaluation-show").set_value("Different").run()
    assert "2 of 12 cases" in text_of(at)
    at.selectbox(key="evaluation-column").set_value("expected").run()
    assert "1 of 12 cases" in text_of(at)
    at.text_input(key="evaluation-text").set_value("no such").run()
    assert not at.exception
    assert "0 of 12 cases" in text_of(at)


def test_the_run_of_the_address_is_shown(app, run, services):
    other = kept(run_of([cell("only", values={"expected": True})], id="aaaaaaaaaaaa", suite="second"), services.settings.data_dir)
    assert "suite “second”" in text_of(app("evaluation", run=other.header.id))
    assert "suite “outside”" in text_of(app("evaluation", run=run.header.id))


def test_a_run_that_has_just_begun_is_told(app, services):
    kept(run_of([], variants=(FLOOR,), cases=3), services.settings.data_dir)
    assert "No cell of this run is finished yet." in text_of(app("evaluation"))


def test_a_variant_that_the_baseline_does_not_know_is_held_against_the_composer_of_its_run(run):
    floor_only = StoredRun(run.folder, run.header, tuple(each for each in run.cells if each.variant == FLOOR))
    reading = read_against(run, baseline_of(floor_only, "kept"))
    assert [(each.now, each.before, each.source) for each in reading.comparisons] == [(FLOOR, FLOOR, "baseline kept"), (MODEL, FLOOR, "")]
    assert reading.verdict is not None


def test_another_run_of_the_suite_can_be_held_against(app, run, services):
    kept(run_of(run.cells, id="dddddddddddd"), services.settings.data_dir)
    at = app("evaluation", run=run.header.id)
    at.selectbox(key=f"evaluation-against-{run.header.id}").set_value("run:dddddddddddd").run()
    assert not at.exception
    assert "against run dddddddddddd" in text_of(at)
