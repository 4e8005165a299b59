from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fakes.pages import text_of, toasts

from assistant.actions.registry import action_of
from assistant.records.clock import MessageKind, read_clocks
from assistant.review.queue import Due, QueueItem
from assistant.review.states import State
from assistant.workflow import draft_document, save_edit, start_draft
from ui import session
from ui.widgets.places import ESCALATION, ROOT_CAUSE, STATUS, Place, place_to_edit
from ui.widgets.queue_rows import owed_actions

NOW = datetime(2026, 3, 12, 14, 41, tzinfo=UTC)


@pytest.fixture
def waiting(samples):
    stored = samples.store.record("ESC-3107")
    draft = start_draft(
        samples, stored, draft_document(samples, stored.record, MessageKind.PROGRESS, now=NOW), author="Priya Raman", now=NOW
    )
    return samples.store.submit(draft.id, by="Priya Raman", now=NOW)


@pytest.fixture
def clean(samples, waiting):
    gap = next(finding for finding in waiting.newest.findings if finding.rule == "completeness.gap")
    body = waiting.body[: gap.start] + "I will tell you by 15:11 UTC when the banner can go back on." + waiting.body[gap.end :]
    edited = save_edit(samples, waiting.id, subject=waiting.subject, body=body, by="Priya Raman", now=NOW)
    for finding in edited.open_findings:
        samples.store.waive(edited.id, finding, by="Marcus Oyelaran", reason="Agreed with Priya.", now=NOW)
    return samples.store.submit(edited.id, by="Priya Raman", now=NOW)


def test_nothing_waiting_says_so(app, services):
    assert "Nothing to approve" in text_of(app("review"))


def test_approve_is_closed_and_says_what_opens_it(app, waiting):
    at = app("review")
    said = text_of(at)
    assert at.button(key="approve").disabled
    assert "A gap is open" in said
    assert "nobody approves their own text" in said
    assert at.button(key="export-eml").disabled


def test_the_text_is_held_against_the_last_message_sent(app, waiting):
    said = text_of(app("review"))
    assert "what the customer has" in said
    assert "<del>" in said
    assert "<ins>" in said


def test_somebody_else_approves_exports_and_marks_as_sent(app, samples, clean):
    at = app("review", draft=clean.id)
    at.selectbox(key=f"approve-as-{clean.id}").set_value("Marcus Oyelaran").run()
    assert not at.button(key="approve").disabled
    at.button(key="approve").click().run()
    assert not at.exception
    assert samples.store.draft(clean.id).approved_by == "Marcus Oyelaran"
    assert {element.proto.label for element in at.get("download_button")} >= {"Markdown"}
    before = len(samples.store.record("ESC-3107").record.sent_messages)
    at.button(key="mark-sent").click().run()
    assert samples.store.draft(clean.id).state is State.SENT
    assert len(samples.store.record("ESC-3107").record.sent_messages) == before + 1


def test_asking_for_changes_needs_words(app, samples, clean):
    at = app("review", draft=clean.id)
    at.button(key="send-back").click().run()
    assert "no reason was given" in text_of(at)
    at.text_area(key=f"changes-{clean.id}").set_value("Say when the banner is back.")
    at.button(key="send-back").click().run()
    assert samples.store.draft(clean.id).state is State.CHANGES_REQUESTED
    assert "Say when the banner is back." in text_of(app("compose", record="ESC-3107"))


def test_a_waiver_in_the_review_carries_the_name(app, samples, waiting):
    body = waiting.body.replace("Here's your 30-minute update:", "Here's your 30-minute update: Aldersea Travel had the same.")
    edited = save_edit(samples, waiting.id, subject=waiting.subject, body=body, by="Priya Raman", now=NOW)
    samples.store.submit(edited.id, by="Priya Raman", now=NOW)
    number, finding = next((n, f) for n, f in enumerate(edited.newest.findings, 1) if f.severity == "block" and "⟨" not in f.text)
    at = app("review", draft=edited.id)
    key = f"{edited.id}-{edited.version}-{number}"
    at.text_area(key=f"reason-{key}").set_value("They know each other.")
    at.button(key=f"waive-go-{key}").click().run()
    assert samples.store.draft(edited.id).waiver_of(finding).reason == "They know each other."
    assert "They know each other." in text_of(at)


# Documents for colleagues


def kept(services, kind, *, record_id=None, topic="", submitted=True):
    """A document as a draft of Priya's."""
    stored = services.store.record(record_id) if record_id else None
    made = draft_document(services, stored.record if stored else None, kind, now=NOW, topic=topic)
    draft = start_draft(services, stored, made, author="Priya Raman", now=NOW)
    return services.store.submit(draft.id, by="Priya Raman", now=NOW) if submitted else draft


def approve_as_marcus(at, draft):
    at.selectbox(key=f"approve-as-{draft.id}").set_value("Marcus Oyelaran").run()
    assert not at.button(key="approve").disabled, text_of(at)
    at.button(key="approve").click().run()
    assert not at.exception
    return at


def test_a_report_is_read_as_a_document_and_searchable_once_it_is_approved(app, samples):
    draft = kept(samples, "rca-report", record_id="ESC-3107")
    at = app("review", draft=draft.id)
    said = text_of(at)
    assert "sh-document" in said
    assert "<table>" in said
    assert "## " not in said
    assert "|---" not in said
    views = at.get("button_group")[0]
    assert [option.content for option in views.proto.options] == ["Marked", "As it reads"]
    assert "what the customer has" not in said
    for finding in draft.open_findings:
        samples.store.waive(draft.id, finding, by="Marcus Oyelaran", reason="Known.", now=NOW)
    approve_as_marcus(at, draft)
    assert "The report is searchable from now on." in toasts(at)
    assert any("ESC-3107" in report.id for report in samples.reports())


def test_a_document_is_held_against_its_own_earlier_versions_only(app, samples):
    draft = kept(samples, "war-room", record_id="ESC-3107")
    body = draft.body.replace("## Commander", "## Incident commander").replace("| Time | What |", "| Time | What happens |")
    draft = save_edit(samples, draft.id, subject=draft.subject, body=body, by="Priya Raman", now=NOW)
    at = app("review", draft=draft.id)
    assert at.selectbox(key=f"review-base-{draft.id}-2").options[0].startswith("Version 1")
    assert len(at.selectbox(key=f"review-base-{draft.id}-2").options) == 1
    said = next(str(element.value) for element in at.get("html") if "sh-diff" in str(element.value) and "<del>" in str(element.value))
    assert "<del><b>Commander</b></del>" in said
    assert "<ins><b>Incident commander</b></ins>" in said
    assert "## " not in said
    assert "|---" not in said


def test_a_document_that_was_shared_enters_no_log(app, samples):
    draft = kept(samples, "summary", record_id="ESC-3107")
    at = approve_as_marcus(app("review", draft=draft.id), draft)
    assert at.button(key="mark-sent").label == "Mark as shared"
    before = samples.store.record("ESC-3107")
    at.button(key="mark-sent").click().run()
    assert not at.exception
    assert "Marked as shared" in toasts(at)
    assert samples.store.draft(draft.id).state is State.SENT
    assert samples.store.record("ESC-3107").version == before.version
    assert "Shared" in text_of(at)
    assert "marked as shared version 1" in text_of(at)


@pytest.mark.parametrize(("kind", "topic"), [("prevention-plan", "payment failures"), ("status-report", ""), ("metrics", "")])
def test_a_document_without_a_record_goes_through_the_review(app, samples, kind, topic):
    draft = kept(samples, kind, topic=topic)
    at = app("review", draft=draft.id)
    said = text_of(at)
    assert (topic.capitalize() or "All escalations") in said
    assert "sh-document" in said
    assert not draft.stale
    for finding in draft.open_findings:
        samples.store.waive(draft.id, finding, by="Marcus Oyelaran", reason="Known.", now=NOW)
    approve_as_marcus(at, draft)
    assert "searchable" not in toasts(at)
    labels = [element.proto.label for element in at.get("download_button")]
    assert labels == ["Markdown", "HTML", "Word"]
    at.button(key="mark-sent").click().run()
    assert not at.exception
    assert samples.store.draft(draft.id).state is State.SENT


def test_a_document_for_colleagues_offers_no_form_for_the_customer(app, samples):
    draft = kept(samples, "war-room", record_id="ESC-3107")
    keys = {str(button.key) for button in app("review", draft=draft.id).button}
    assert {"export-md", "export-html", "export-docx"} <= keys
    assert not {"export-eml", "export-status", "export-chat"} & keys


@pytest.mark.parametrize(
    ("kind", "record_id", "topic", "label", "place"),
    [
        ("progress", "ESC-3107", "", "Edit in Compose", Place(session.COMPOSE, {"record": "ESC-3107", "kind": "progress"})),
        ("rca-report", "ESC-3107", "", "Edit in Root cause", Place(ROOT_CAUSE, {"record": "ESC-3107", "kind": "rca-report"})),
        (
            "war-room",
            "ESC-3107",
            "",
            "Edit in Escalation",
            Place(ESCALATION, {"record": "ESC-3107", "action": "war-room", "document": "war-room", "draft": "D-0001"}),
        ),
        (
            "prevention-plan",
            None,
            "payments",
            "Edit in Escalation",
            Place(ESCALATION, {"action": "prevention-plan", "document": "plan", "topic": "payments", "draft": "D-0001"}),
        ),
        ("status-report", None, "", "Open Status report", Place(STATUS)),
    ],
)
def test_the_way_to_edit_leads_to_the_page_of_the_document(app, samples, kind, record_id, topic, label, place):
    draft = kept(samples, kind, record_id=record_id, topic=topic)
    assert place_to_edit(draft) == place
    at = app("review", draft=draft.id)
    assert at.button(key="to-edit").label == label
    at.button(key="to-edit").click().run()
    assert not at.exception
    if kind not in {"status-report", "progress"}:
        assert draft.id in text_of(at)


def test_continue_in_the_queue_leads_to_the_page_of_the_document(samples):
    stored = samples.store.record("ESC-3107")
    clocks = read_clocks(stored.record, samples.policy, now=NOW)
    for kind, page in (("progress", session.COMPOSE), ("rca-customer", ROOT_CAUSE), ("rca-report", ROOT_CAUSE), ("summary", ESCALATION)):
        draft = replace(kept(samples, "summary", record_id="ESC-3107", submitted=False), kind=kind, action=action_of(kind).name)
        item = QueueItem(stored, clocks, None, MessageKind.PROGRESS, Due.NOW, draft)
        label, target, params = owed_actions(item)
        assert (label, target, params["record"]) == ("Continue", page, "ESC-3107")
