from __future__ import annotations

from datetime import UTC, datetime

from fakes.pages import text_of, toasts

from assistant.records.model import Customer, EscalationRecord

NOW = datetime(2026, 3, 12, 14, 41, tzinfo=UTC)


def rows_of(at) -> list[str]:
    return [html.value for html in at.get("html") if html.value.startswith('<div class="sh sh-grid"><div>') and "cell-main" in html.value]


def test_an_empty_store_offers_three_ways_in(app):
    at = app()
    said = text_of(at)
    assert "No escalations yet" in said
    assert [at.button(key=key).label for key in ("load-samples", "import", "new-record")] == ["Load samples", "Choose files", "New record"]


def test_loading_the_samples_fills_the_queue_and_says_so(app):
    at = app()
    at.button(key="load-samples").click().run()
    assert not at.exception
    assert "12 sample records loaded" in toasts(at)
    assert sum(str(button.key).startswith("open-ESC-") for button in at.button) == 12


def test_rows_come_in_the_order_of_what_is_owed(app, samples):
    at = app()
    rows = rows_of(at)
    late = ['aria-hidden="true">error<' in row for row in rows]
    assert late == sorted(late, reverse=True)
    assert any(late)
    groups = [html.value for html in at.get("html") if 'class="sh sh-group"' in html.value]
    assert "Owed now" in groups[0]
    assert at.button(key="open-ESC-3107").label == "Write update"


def test_removing_the_samples_leaves_what_is_ones_own(app, samples):
    own = EscalationRecord(id="OWN-1", title="Ours", customer=Customer(name="Somebody"))
    samples.store.save_record(own, now=NOW, by="Priya Raman")
    at = app()
    at.button(key="remove-samples").click().run()
    assert not at.exception
    assert [str(button.key) for button in at.button if str(button.key).startswith("open-")] == ["open-OWN-1"]
    assert samples.library.status().reports == 0


def test_a_search_that_finds_nothing_says_so_and_can_be_cleared(app, samples):
    at = app()
    at.text_input(key="queue-find").set_value("no such thing").run()
    assert "None of 12 match" in text_of(at)
    at.button(key="queue-clear").click().run()
    assert "None of 12 match" not in text_of(at)
    assert at.text_input(key="queue-find").value == ""


def test_filters_narrow_the_rows(app, samples):
    at = app()
    at.selectbox(key="queue-severity").set_value("SEV-1").run()
    rows = rows_of(at)
    assert rows
    assert all("SEV-1" in row for row in rows)


def test_text_of_a_record_is_shown_and_never_obeyed(app, services):
    title = "<img src=x onerror=alert(1)> **bold** :material/home:"
    services.store.save_record(EscalationRecord(id="X-1", title=title, customer=Customer(name="<b>A</b>")), now=NOW, by="Priya Raman")
    said = text_of(app())
    assert "<img" not in said
    assert "&lt;img src=x onerror=alert(1)&gt;" in said
    assert "&lt;b&gt;A&lt;/b&gt;" in said


def test_settings_that_are_wrong_are_told_and_not_traced(app, monkeypatch):
    monkeypatch.setenv("STEADYHAND_TIMEOUT", "soon")
    at = app()
    said = text_of(at)
    assert "Settings are not valid" in said
    assert "Traceback" not in said
