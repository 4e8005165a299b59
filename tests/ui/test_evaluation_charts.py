"""The charts of the Evaluation page: where dots and intervals stand, and what is told to those who do not see them."""

from __future__ import annotations

from typing import Any

import pytest
from fakes.evaluation import FLOOR, MODEL, cell, draft_of, failed_cell, kept, run_of
from fakes.pages import text_of
from streamlit.testing.v1 import AppTest

from evals.results.figure_words import headline_figures
from evals.results.summary import summarise
from evals.run_files import StoredRun
from ui.widgets.evaluation_charts import alternative, chart_rows, interval_chart

CASES = [f"case-{number:02d}" for number in range(12)]


def run() -> StoredRun:
    floor = [cell(name, FLOOR, values={"expected": True, "leak": True}, draft=draft_of("It works.")) for name in CASES]
    written = [
        cell(name, MODEL, values={"expected": name != "case-03", "leak": name != "case-04"}, draft=draft_of("It works."))
        for name in CASES[:-1]
    ]
    return run_of([*floor, *written, failed_cell(CASES[-1])])


def charts_of(at: AppTest) -> list[Any]:
    return [element.proto for element in at.get("vega_lite_chart")] or [element.proto for element in at.get("arrow_vega_lite_chart")]


def test_what_must_never_happen_is_drawn_as_the_share_where_it_did():
    summary = summarise(run())
    expected, leak = headline_figures(summary.variants[0])
    of_leak = {row.name: row for row in chart_rows(summary, leak)}
    model = of_leak[MODEL.name]
    assert (model.estimate.value, model.words) == (pytest.approx(1 / 11), "1 of 11 (upper bound 37.7 %)")
    assert (model.estimate.low, model.estimate.high) == (pytest.approx(0.0162, abs=1e-4), pytest.approx(0.3774, abs=1e-4))
    assert of_leak["composer"].estimate.value == 0
    of_expected = {row.name: row for row in chart_rows(summary, expected)}
    assert of_expected[MODEL.name].estimate.value == pytest.approx(10 / 11)
    assert (of_expected[MODEL.name].is_lead, of_expected["composer"].is_floor) == (True, True)


def test_the_words_beside_a_chart_tell_figure_interval_and_counts():
    summary = summarise(run())
    expected, _ = headline_figures(summary.variants[0])
    assert alternative(chart_rows(summary, expected), expected) == (
        "Expected by variant, with 95 % interval. composer 100.0 % (75.8 to 100.0), 12 cases; "
        "openai:larch-70b 90.9 % (62.3 to 98.4), 11 cases. Dotted: the composer."
    )


def test_a_chart_holds_every_variant_with_the_ends_of_its_interval():
    summary = summarise(run())
    expected, _ = headline_figures(summary.variants[0])
    spec = interval_chart(chart_rows(summary, expected), expected, dark=True).to_dict()
    floor, model = spec["datasets"][spec["data"]["name"]]
    assert (model["variant"], model["value"], model["floor"]) == (MODEL.name, pytest.approx(10 / 11), 1.0)
    assert (model["low"], model["high"]) == (pytest.approx(0.6226, abs=1e-4), pytest.approx(0.9838, abs=1e-4))
    assert (floor["variant"], floor["lead"], model["lead"]) == ("composer", False, True)
    axis = next(layer["encoding"]["x"] for layer in spec["layer"] if "scale" in layer["encoding"]["x"])
    low, high = axis["scale"]["domain"]
    assert low < model["low"]
    assert high == 1


def test_a_figure_without_an_interval_is_a_dot_alone():
    summary = summarise(run_of([cell(name, FLOOR, values={"slots filled": 1.0}) for name in CASES]))
    [figure] = headline_figures(summary.variants[0])
    [row] = chart_rows(summary, figure)
    assert (row.estimate.low, row.words) == (None, "1 (no interval: every case the same)")
    spec = interval_chart([row], figure, dark=False).to_dict()
    assert not [layer for layer in spec["layer"] if layer["encoding"].get("x", {}).get("field") == "floor"], (
        "nothing is held against the composer"
    )
    with_interval = [layer for layer in spec["layer"] if layer["mark"]["type"] in {"rule", "tick"}]
    assert with_interval
    assert all(layer["transform"] == [{"filter": "isValid(datum.low)"}] for layer in with_interval)


def test_each_headline_figure_has_a_chart_with_words_and_its_row_in_the_table(app, services):
    kept(run(), services.settings.data_dir)
    at = app("evaluation")
    charts = charts_of(at)
    assert [chart.alt.split(" by variant")[0] for chart in charts] == ["Expected", "Leak"]
    assert "openai:larch-70b 1 of 11 (upper bound 37.7 %)" in charts[1].alt
    text = text_of(at)
    assert "90.9 %" in text
    assert "62.3 to 98.4" in text
    assert "upper bound 37.7 %" in text
