from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fakes.pages import text_of

from assistant.records.clock import MessageKind
from assistant.review.states import State
from assistant.workflow import draft_document, save_edit, start_draft

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
