from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from fakes.pages import text_of
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.export.markup import to_plain
from assistant.overview import read_status, status_report
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy
from assistant.review.stored import StoredRecord
from ui.widgets.status_rows import GROUPS, Shown, counts_of
from ui.widgets.status_text import as_markdown, as_text

NOW = datetime(2026, 3, 12, 14, 41, tzinfo=UTC)
ZONE = ZoneInfo("UTC")


def late(record_id: str = "L-1", **fields) -> EscalationRecord:
    """A SEV-1 that nobody answered for an hour: late, with a red flag, without an owner."""
    base = {"id": record_id, "title": "Sign-in fails", "customer": {"name": "Meridian"}, "severity": "SEV-1"}
    return EscalationRecord.model_validate({**base, "escalated_at": NOW - timedelta(hours=1), **fields})


def calm(record_id: str = "C-1", **fields) -> EscalationRecord:
    """A SEV-4 that was answered and where nothing has changed since."""
    base = {
        "id": record_id,
        "title": "A typo in a mail",
        "customer": {"name": "Arbour"},
        "severity": "SEV-4",
        "owner": {"name": "Lena Fischer"},
    }
    began = NOW - timedelta(hours=3)
    return EscalationRecord.model_validate({**base, "escalated_at": began, "acknowledged_at": began, **fields})


def closed(record_id: str = "Z-1", **fields) -> EscalationRecord:
    """Closed before the customer confirmed."""
    return late(record_id, status="closed", acknowledged_at=NOW - timedelta(minutes=59), resolved_at=NOW - timedelta(minutes=9), **fields)


def report_of(*records: EscalationRecord):
    stored = [StoredRecord(record, 1, record.id, NOW, "Priya Raman") for record in records]
    return read_status(stored, (), shipped_policy(), now=NOW)


def rows_of(at) -> list[str]:
    return [
        html.value for html in at.get("html") if html.value.startswith('<div class="sh sh-status-grid"><div>') and "cell-main" in html.value
    ]


def opens_of(at) -> list[str]:
    return [str(button.key).removeprefix("open-") for button in at.button if str(button.key).startswith("open-")]


# The text


def test_the_text_tells_the_whole_report():
    said = as_markdown(report_of(late(), calm(), closed()), zone=ZONE)
    assert "# Escalation status report, 12 March 2026" in said
    assert "2 open escalations, 1 with a red flag; 2 things owed today, 1 of them late." in said
    assert "- **L-1** SEV-1, open. Meridian: Sign-in fails" in said
    assert "First response OVERDUE since 13:56 UTC; Resolution due 17:41 UTC. Owner: nobody yet." in said
    assert "Red flag, delayed acknowledgment since 13:56 UTC" in said
    assert said.index("## Owed now") < said.index("L-1") < said.index("C-1") < said.index("## Closed, with a red flag") < said.index("Z-1")
    assert "- 13:56 UTC, LATE: First response (L-1, nobody named)" in said


def test_nothing_owed_is_said():
    assert "Nothing is owed today." in as_markdown(report_of(calm()), zone=ZONE)


@settings(max_examples=80, deadline=None)
@given(
    st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60).filter(lambda text: text.strip())
)
def test_words_of_a_record_come_out_of_the_text_as_they_went_in(title):
    report = report_of(late(title=title, customer={"name": "Meridian"}))
    words = " ".join(report.open[0].item.record.title.split())
    assert f"Meridian: {words}\n" in as_text(report, zone=ZONE)


def test_the_text_without_marks_is_the_same_text():
    report = report_of(late(), calm(), closed())
    assert as_text(report, zone=ZONE) == to_plain(as_markdown(report, zone=ZONE))
    assert "**" not in as_text(report, zone=ZONE)


# What is shown


def test_the_groups_count_what_they_show():
    report = report_of(late(), late("L-2", owner={"name": "Joel Mbeki"}), calm())
    assert counts_of(report) == {"All": 3, "Late": 2, "Red flag": 2, "Owed today": 2, "No owner": 1}
    for name in GROUPS:
        assert sum(Shown(name).admits(line, report) for line in report.open) == counts_of(report)[name]
    named = Shown(flag="delayed acknowledgment")
    assert [line.item.record.id for line in report.open if named.admits(line, report)] == ["L-1", "L-2"]


# The page


def test_an_empty_store_leads_to_the_first_record(app):
    at = app("status")
    assert "Nothing to report yet" in text_of(at)
    at.button(key="load-samples").click().run()
    assert not at.exception
    assert rows_of(at)


def test_the_rows_are_those_of_the_report_in_its_order(app, samples):
    at = app("status")
    report = status_report(samples, now=NOW)
    shown = [line.item.record for line in report.open]
    assert opens_of(at) == [record.id for record in shown] + [record.id for record, _ in report.closed_flagged]
    for row, line in zip(rows_of(at), report.open, strict=True):
        assert line.item.record.id in row
        assert row.count(">flag<") == len(line.flags)
        for flag in line.flags:
            assert flag.name.value in row.lower()
    said = text_of(at)
    assert f"<b>{len(report.owed_today)}</b>" in said.replace(' class=""', "")
    assert f"{sum(owed.late for owed in report.owed_today)} of them late" in said


def test_a_late_clock_has_a_word_and_an_icon_beside_its_colour(app, services):
    services.store.save_records([late(), calm()], now=NOW, by="Priya Raman")
    row = next(row for row in rows_of(app("status")) if "L-1" in row)
    assert 'aria-hidden="true">error</span> 45 min late</b>' in row
    assert "First response, 13:56 UTC" in row
    assert "No owner" in row


def test_a_row_opens_its_record(app, samples):
    at = app("status")
    at.button(key="open-ESC-3107").click().run()
    assert not at.exception
    assert at.query_params["record"] in ("ESC-3107", ["ESC-3107"])
    assert "Nothing is written yet." in text_of(at)


def test_filters_narrow_the_rows_and_not_the_text(app, services):
    services.store.save_records([late(), calm(), closed()], now=NOW, by="Priya Raman")
    at = app("status")
    at.button_group(key="status-group").set_value("No owner").run()
    assert not at.exception
    assert opens_of(at) == ["L-1", "Z-1"]
    [text] = [code.value for code in at.code]
    assert "L-1" in text
    assert "C-1" in text
    at.text_input(key="status-find").set_value("no such thing").run()
    assert "None of 2 match" in text_of(at)
    at.button(key="status-clear").click().run()
    assert opens_of(at) == ["L-1", "C-1", "Z-1"]
    assert at.text_input(key="status-find").value == ""


def test_from_26_rows_on_there_are_pages(app, services):
    services.store.save_records([late(f"L-{n:02d}", title=f"Case {n}") for n in range(25)], now=NOW, by="Priya Raman")
    at = app("status")
    assert not at.get("pagination")
    services.store.save_record(late("L-99", title="The last one"), now=NOW, by="Priya Raman")
    at.run()
    assert len(rows_of(at)) == 25
    at.get("pagination")[0].select(2).run()
    assert not at.exception
    assert opens_of(at) == ["L-99"]
    assert "Owed now<span>26</span>" in text_of(at)


def test_all_closed_says_so(app, services):
    services.store.save_record(closed(), now=NOW, by="Priya Raman")
    said = text_of(app("status"))
    assert "No open escalations" in said
    assert "Closed, with a red flag" in said
    assert "Premature closure" in said


def test_text_of_a_record_is_shown_and_never_obeyed(app, services):
    bad = "<img src=x onerror=alert(1)> **bold**"
    step = {"text": bad, "owner": bad, "due_at": NOW + timedelta(hours=1)}
    services.store.save_records(
        [late(title=bad, customer={"name": bad}, next_action=step), closed(title=bad, customer={"name": bad})], now=NOW, by="Priya Raman"
    )
    said = text_of(app("status"))
    assert "<img" not in said
    assert "&lt;img src=x" in said
