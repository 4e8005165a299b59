from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta

from fakes.pages import text_of, toasts
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.overview import metrics
from assistant.records.metrics import Metric, Unit, measure
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy
from ui.widgets.metric_reading import MONTHS, Period, Scope, in_a_sentence, read_metrics
from ui.widgets.metric_tables import as_csv
from ui.widgets.metric_tiles import value_words

NOW = datetime(2026, 3, 12, 14, 41, tzinfo=UTC)
POLICY = shipped_policy()


def record(number: int, *, days: float, **fields) -> EscalationRecord:
    began = NOW - timedelta(days=days)
    given_fields = {"id": f"E-{number:02d}", "title": "Orders missing", "customer": {"name": "Meridian"}, "escalated_at": began, **fields}
    return EscalationRecord.model_validate(given_fields)


def answered(number: int, *, days: float, minutes: float, **fields) -> EscalationRecord:
    return record(number, days=days, acknowledged_at=NOW - timedelta(days=days) + timedelta(minutes=minutes), **fields)


def read(*records: EscalationRecord, **scope):
    return read_metrics(records, Scope(**scope), POLICY, now=NOW)


def tiles_of(at) -> list[str]:
    return [html.value for html in at.get("html") if 'class="sh sh-tile-top"' in html.value]


def charts_of(at) -> list:
    return [element.proto for element in at.get("vega_lite_chart")] or [element.proto for element in at.get("arrow_vega_lite_chart")]


# The reading


DRAWN = st.fixed_dictionaries(
    {
        "days": st.floats(0.01, 700),
        "name": st.sampled_from(["Meridian", "Arbour"]),
        "tier": st.sampled_from([None, "enterprise", "standard"]),
        "title": st.sampled_from(["Orders missing", "Sign-in fails"]),
        "severity": st.sampled_from([None, "SEV-1", "SEV-3"]),
        "answer": st.none() | st.integers(0, 3000),
        "csat": st.none() | st.integers(1, 5),
        "tickets": st.none() | st.integers(0, 60),
        "prevention": st.lists(st.sampled_from(["open", "done", "dropped"]), max_size=2),
    }
)


def _made(index: int, drawn: dict) -> EscalationRecord:
    began = NOW - timedelta(days=drawn["days"])
    answer = None if drawn["answer"] is None else began + timedelta(minutes=drawn["answer"])
    return record(
        index,
        days=drawn["days"],
        title=drawn["title"],
        customer={"name": drawn["name"], "tier": drawn["tier"]},
        severity=drawn["severity"],
        acknowledged_at=answer,
        csat=drawn["csat"],
        tickets_total=drawn["tickets"],
        prevention=[{"action": "Alert", "status": status} for status in drawn["prevention"]],
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(DRAWN, max_size=10))
def test_without_a_scope_the_page_tells_what_the_metrics_are(drawn):
    records = [_made(index, row) for index, row in enumerate(drawn)]
    told, reading = measure(records, POLICY, now=NOW), read(*records)
    assert reading.whole == told.overall
    assert (reading.severities, reading.tiers) == (told.by_severity, told.by_tier)
    assert reading.before is None
    for shown, measured in zip(reading.months, told.by_month[-MONTHS:], strict=True):
        assert (shown.name, shown.escalations) == (measured.name, measured.escalations)
        for figure in shown.figures:
            assert figure.metric is Metric.ESCALATION_RATE or figure == measured.of(figure.metric)


@settings(max_examples=60, deadline=None)
@given(st.lists(DRAWN, max_size=10), st.sampled_from(["SEV-1", "SEV-3", "not recorded"]))
def test_a_level_is_told_as_it_stands_in_the_table_of_levels(drawn, level):
    records = [_made(index, row) for index, row in enumerate(drawn)]
    table = {group.name: group for group in read(*records).severities}
    narrow = read(*records, severity=level).whole
    if level in table:
        assert (narrow.escalations, narrow.figures) == (table[level].escalations, table[level].figures)
    else:
        assert narrow.escalations == 0


def test_a_repeat_is_seen_though_the_first_one_is_out_of_scope():
    first, again = record(1, days=80, severity="SEV-1"), record(2, days=3, severity="SEV-3")
    for scope in ({"period": Period.MONTH}, {"severity": "SEV-3"}):
        figure = read(first, again, **scope).whole.of(Metric.REPEAT)
        assert (figure.numerator, figure.denominator, figure.value, figure.meets) == (1, 1, 1, False)
    assert read(first, again, severity="SEV-1").whole.of(Metric.REPEAT).value == 0


def test_a_span_is_held_against_the_span_before():
    records = [answered(1, days=5, minutes=10), answered(2, days=40, minutes=30), answered(3, days=70, minutes=99)]
    reading = read(*records, period=Period.MONTH)
    assert reading.whole.of(Metric.FIRST_RESPONSE).value == 600
    assert reading.before is not None
    assert (reading.before.escalations, reading.before.of(Metric.FIRST_RESPONSE).value) == (1, 1800)


def test_tickets_are_no_whole_for_a_span_or_a_month():
    reading = read(record(1, days=5, tickets_total=50), period=Period.MONTH)
    [month] = reading.months
    for group in (reading.whole, month):
        figure = group.of(Metric.ESCALATION_RATE)
        assert (figure.value, figure.meets) == (None, None)
        assert "within a span of time" in figure.missing
    assert read(record(1, days=5, tickets_total=50)).whole.of(Metric.ESCALATION_RATE).value == 0.02


def test_what_missed_says_by_how_much():
    late = answered(1, days=2, minutes=90, severity="SEV-2", status="resolved", resolved_at=NOW - timedelta(days=1), csat=3)
    waits = record(2, days=1, severity="SEV-1", title="Sign-in fails")
    fine = answered(3, days=0.1, minutes=1, severity="SEV-4", title="A typo")
    misses = {miss.record.id: dict(zip(miss.metrics, miss.by, strict=True)) for miss in read(late, waits, fine).misses}
    assert misses == {
        "E-01": {"First response": "30 min", "Resolution, SLA": "16 h", "Satisfaction": "3 of 5"},
        "E-02": {"First response": "23 h 45 min, still open", "Resolution, SLA": "20 h, still open"},
    }


def test_the_misses_are_those_that_the_figures_count():
    records = [answered(n, days=n, minutes=20 * n, severity="SEV-2", title=f"Case {'abcdefgh'[n]}x") for n in range(1, 8)]
    reading = read(*records)
    figure = reading.whole.of(Metric.FIRST_RESPONSE)
    assert sum("First response" in miss.metrics for miss in reading.misses) == figure.denominator - figure.numerator == 4


def test_the_sentence_names_where_most_of_what_missed_is():
    records = [answered(n, days=n, minutes=500, severity="SEV-2", title=f"Case {'abcdefgh'[n]}x") for n in range(1, 5)]
    records.append(answered(6, days=6, minutes=500, severity="SEV-1", title="Another"))
    records.append(answered(7, days=7, minutes=1, severity="SEV-4", title="A last one"))
    _, off = in_a_sentence(read(*records))
    assert off[0] == "First Response Time (5 of 6 late, 4 of them SEV-2)"
    assert in_a_sentence(read())[0] == "No metric has enough data yet."


def test_the_file_has_every_figure_and_an_empty_cell_for_none():
    rows = list(csv.DictReader(io.StringIO(as_csv(read(record(1, days=3, csat=5, severity="SEV-2"))))))
    assert {row["by"] for row in rows} == {"all", "severity", "tier", "month"}
    assert len(rows) == 4 * len(Metric)
    by_metric = {row["metric"]: row for row in rows if row["by"] == "all"}
    assert (by_metric["Customer Satisfaction"]["value"], by_metric["Customer Satisfaction"]["meets"]) == ("5", "yes")
    assert (by_metric["Recovery Success"]["value"], by_metric["Recovery Success"]["meets"]) == ("", "")
    assert by_metric["Recovery Success"]["missing"]


# The page


def test_an_empty_store_has_no_figure_and_a_way_on(app):
    at = app("metrics")
    assert "Nothing to measure yet" in text_of(at)
    assert not tiles_of(at)
    at.button(key="load-samples").click().run()
    assert not at.exception
    assert "12 sample records loaded" in toasts(at)
    assert len(tiles_of(at)) == 8


def test_the_tiles_are_the_metrics_of_the_command(app, samples):
    at = app("metrics")
    told, made_up = metrics(samples, now=NOW)
    shown = tiles_of(at)
    for figure, tile in zip(told.overall.figures, shown, strict=True):
        assert figure.metric.value in tile
        assert f"<b>{value_words(figure, figure.value)}</b>" in tile
        assert ("On target" if figure.meets else "Off target") in tile
    assert f"{made_up} of 12 records are made-up samples" in text_of(at)


def test_each_chart_says_what_it_shows_and_has_a_table(app, samples):
    at = app("metrics")
    charts = charts_of(at)
    told, _ = metrics(samples, now=NOW)
    drawn = [figure for figure in told.overall.figures if figure.metric is not Metric.ESCALATION_RATE]
    assert [chart.alt.split(" by month")[0] for chart in charts] == [figure.metric.value for figure in drawn]
    for chart, figure in zip(charts, drawn, strict=True):
        marks = json.dumps(json.loads(chart.spec))
        assert ("strokeDash" in marks) == (figure.target is not None)
        assert ("#B8741A" in marks) == (figure.meets is False)
    months = at.table[-1].value
    assert list(months["Month"]) == [f"{datetime.strptime(group.name, '%Y-%m').replace(tzinfo=UTC):%B %Y}" for group in told.by_month]


def test_not_enough_data_is_a_dash_with_the_way_to_the_first_figure(app, services):
    services.store.save_record(record(1, days=0.001, severity="SEV-4"), now=NOW, by="Priya Raman")
    at = app("metrics")
    said, tiles = text_of(at), tiles_of(at)
    without = [tile for tile in tiles if "Not enough data" in tile]
    # Nothing but whether it came back can be told of an open escalation of a minute ago.
    assert len(without) == 7
    assert all("<b>–</b>" in tile for tile in without)
    assert not any("<b>0 %</b>" in tile for tile in without)
    assert "The first figure comes with the first rating." in said
    assert '<span class="sh-code">csat</span>' in said
    # A SEV-4 from 14:39 has a week.
    assert "The first target is due 14:39 UTC on 19 March." in said
    assert said.count("nothing to count yet") >= 5


def test_a_choice_narrows_the_figures_and_can_be_taken_back(app, services):
    held = [
        answered(1, days=200, minutes=5, severity="SEV-1", title="Sign-in fails"),
        answered(2, days=4, minutes=50, severity="SEV-2", csat=4),
    ]
    services.store.save_records(held, now=NOW, by="Priya Raman")
    at = app("metrics")
    assert "<b>27 min</b>" in tiles_of(at)[0]
    at.selectbox(key="metrics-severity").set_value("SEV-1").run()
    assert "<b>5 min</b>" in tiles_of(at)[0]
    at.segmented_control(key="metrics-period").set_value(Period.QUARTER).run()
    assert not at.exception
    assert "None of 2 escalations is of this level and tier and began in the last 90 days" in text_of(at)
    at.button(key="metrics-clear").click().run()
    assert not at.exception
    assert "<b>27 min</b>" in tiles_of(at)[0]
    assert at.selectbox(key="metrics-severity").value == "any"


def test_the_table_of_what_missed_names_records_and_owners(app, services):
    title = "=HYPERLINK() **bold** <img src=x>"
    late = record(1, days=1, severity="SEV-1", title=title, owner={"name": "Lena Fischer"})
    services.store.save_record(late, now=NOW, by="Priya Raman")
    at = app("metrics")
    [table] = [frame.value for frame in at.dataframe if "Missed" in frame.value.columns]
    assert list(table["Escalation"]) == ["E-01"]
    assert list(table["Title"]) == [title]
    assert list(table["Owner"]) == ["Lena Fischer"]
    assert "<img" not in text_of(at)


def test_values_are_said_in_their_unit():
    figures = {figure.metric: figure for figure in read(answered(1, days=1, minutes=9, severity="SEV-2", csat=4.25)).whole.figures}
    assert value_words(figures[Metric.FIRST_RESPONSE], 540) == "9 min"
    assert value_words(figures[Metric.SATISFACTION], 4.25) == "4.25"
    assert [value_words(figures[Metric.SLA], share) for share in (0.128, 1, 0)] == ["12.8 %", "100 %", "0 %"]
    assert all(figure.unit in Unit for figure in figures.values())
    assert re.fullmatch("–", value_words(figures[Metric.SLA], None))
