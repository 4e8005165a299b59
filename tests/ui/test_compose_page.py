from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fakes.pages import text_of, toasts

from assistant.records.clock import MessageKind
from assistant.review.states import State
from assistant.workflow import draft_document, start_draft

NOW = datetime(2026, 3, 12, 14, 41, tzinfo=UTC)
RECORD = "ESC-3107"


@pytest.fixture
def drafted(samples):
    stored = samples.store.record(RECORD)
    return start_draft(
        samples, stored, draft_document(samples, stored.record, MessageKind.PROGRESS, now=NOW), author="Priya Raman", now=NOW
    )


def buttons(at) -> dict[str, object]:
    return {str(button.key): button for button in at.button}


def test_without_a_record_the_page_leads_to_the_queue(app, services):
    assert "No escalation is chosen" in text_of(app("compose"))


def test_a_record_that_is_gone_is_told_with_a_way_on(app, services):
    said = text_of(app("compose", record="ESC-0"))
    assert "ESC-0" in said
    assert 'role="alert"' in said


def test_the_right_message_is_chosen_and_refused_ones_say_why(app, samples):
    at = app("compose", record=RECORD)
    assert at.button(key="kind-resolution").disabled
    assert "a resolution message would tell the customer that it is over" in text_of(at)
    assert not at.button(key="kind-progress").disabled
    assert at.button(key="draft").label == "Draft"
    assert at.button(key="submit").disabled


def test_no_model_means_the_model_cannot_be_chosen(app, samples):
    at = app("compose", record=RECORD)
    assert at.button(key="writer-model").disabled
    assert "No model is set" in at.button(key="writer-model").help


def test_drafting_shows_the_letter_and_keeps_it(app, samples):
    at = app("compose", record=RECORD)
    at.button(key="draft").click().run()
    assert not at.exception
    kept = samples.store.drafts(record_id=RECORD)
    assert [(draft.kind, draft.version, draft.author) for draft in kept] == [("progress", 1, "Priya Raman")]
    assert at.button(key="draft").label == "Draft again"
    assert not at.button(key="submit").disabled


def test_what_stays_inside_can_be_seen_and_not_ticked(app, drafted):
    at = app("compose", record=RECORD)
    inside = [box for box in at.checkbox if str(box.key).startswith("inside-")]
    assert inside
    assert all(box.disabled and not box.value for box in inside)
    assert any("Suspected, not confirmed" in box.label for box in inside)


def test_an_unticked_fact_is_left_out_of_the_next_draft(app, samples, drafted):
    used = next(tag for sentence in drafted.newest.draft.sentences for tag in sentence.sources if tag.startswith("F3"))
    at = app("compose", record=RECORD)
    at.checkbox(key=f"use-{RECORD}-{used}").uncheck().run()
    assert f"Draft again to leave out {used}" in text_of(at)
    at.button(key="draft").click().run()
    newest = samples.store.drafts(record_id=RECORD)[-1].newest.draft
    assert used in {item.id for item in newest.withheld}
    assert all(used not in sentence.sources for sentence in newest.sentences)


def test_filling_a_gap_makes_a_version_without_it(app, samples, drafted):
    at = app("compose", record=RECORD)
    gap = next(n for n, finding in enumerate(drafted.newest.findings, 1) if finding.rule == "completeness.gap")
    key = f"{drafted.id}-1-{gap}"
    at.text_area(key=f"filling-{key}").set_value("I will call you about the banner at 15:00 UTC.")
    at.button(key=f"fill-go-{key}").click().run()
    newest = samples.store.draft(drafted.id).newest
    assert newest.number == 2
    assert "I will call you about the banner at 15:00 UTC." in newest.body
    assert "completeness.gap" not in {finding.rule for finding in newest.findings}


def test_findings_follow_an_edit_before_and_after_it_is_saved(app, samples, drafted):
    at = app("compose", record=RECORD)
    at.segmented_control(key=f"view-{drafted.id}").set_value("Edit").run()
    body = f"{drafted.body}\n\nAbout 9,999 payments were lost because of the intern."
    at.text_area(key=f"body-{drafted.id}-1").set_value(body).run()
    assert "of the unsaved text" in text_of(at)
    assert "9,999" in text_of(at)
    assert samples.store.draft(drafted.id).version == 1
    at.button(key=f"save-{drafted.id}-1").click().run()
    assert not at.exception
    newest = samples.store.draft(drafted.id).newest
    assert newest.number == 2
    assert newest.written_by == "composer + edit"
    assert any("9,999" in finding.text for finding in newest.findings)
    assert at.segmented_control(key=f"view-{drafted.id}").value == "Marked"


def test_an_edit_over_somebody_elses_version_is_refused_and_kept(app, samples, drafted):
    at = app("compose", record=RECORD)
    at.segmented_control(key=f"view-{drafted.id}").set_value("Edit").run()
    at.text_area(key=f"body-{drafted.id}-1").set_value("My words.").run()
    # Somebody else hands the draft in and it goes out meanwhile.
    newest = drafted.newest.draft
    samples.store.add_version(
        drafted.id, newest.model_copy(update={"findings": ()}), record_version=1, author="Marcus Oyelaran", now=NOW, known={}
    )
    samples.store.withdraw(drafted.id, by="Marcus Oyelaran", now=NOW)
    at.button(key=f"save-{drafted.id}-1").click().run()
    assert not at.exception
    assert 'role="alert"' in text_of(at)


def test_a_waiver_needs_a_reason_and_stays_visible(app, samples, drafted):
    body = f"{drafted.body}\n\nWe apologize for any inconvenience."
    draft = drafted.newest.draft
    from assistant.workflow import save_edit

    edited = save_edit(samples, drafted.id, subject=draft.document.subject, body=body, by="Priya Raman", now=NOW)
    number, finding = next((n, f) for n, f in enumerate(edited.newest.findings, 1) if f.family == "tone" and f.severity != "info")
    at = app("compose", record=RECORD)
    key = f"{drafted.id}-2-{number}"
    at.button(key=f"waive-go-{key}").click().run()
    assert "no reason was given" in text_of(at)
    at.text_area(key=f"reason-{key}").set_value("The customer asked for these words.")
    at.button(key=f"waive-go-{key}").click().run()
    assert samples.store.draft(drafted.id).waiver_of(finding).by == "Priya Raman"
    assert "The customer asked for these words." in text_of(at)


def test_handing_in_leads_to_the_review(app, samples, drafted):
    at = app("compose", record=RECORD)
    at.button(key="submit").click().run()
    assert not at.exception
    assert samples.store.draft(drafted.id).state is State.SUBMITTED
    assert "waits for approval" in toasts(at)


def test_a_changed_record_asks_for_a_new_draft(app, samples, drafted):
    record = samples.store.record(RECORD).record
    samples.store.save_record(record.model_copy(update={"workaround": "Pay by invoice"}), now=NOW + timedelta(minutes=1), by="Priya Raman")
    assert "The record has changed since this text was written" in text_of(app("compose", record=RECORD))


def test_older_versions_can_be_read_and_not_changed(app, samples, drafted):
    samples.store.add_version(drafted.id, drafted.newest.draft, record_version=1, author="Priya Raman", now=NOW, known={})
    at = app("compose", record=RECORD, kind="progress", version="1")
    assert "Version 1 of 2" in text_of(at)
    assert at.button(key="submit").disabled
    assert not any(key.startswith(("apply-", "edit-", "waive-go-")) for key in buttons(at))
