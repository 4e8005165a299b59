"""Repair, second look, values, help of rules and what changed since the last message, on Compose and Review."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from fakes.endpoint import FakeEndpoint, broken, saying
from fakes.pages import text_of, toasts

from assistant.checks.finding import CheckedValue, ValueStatus
from assistant.records.clock import MessageKind
from assistant.review.states import State
from assistant.workflow import draft_document, save_edit, start_draft
from ui.widgets.changes import compare
from ui.widgets.rule_help import rule_help
from ui.widgets.value_marks import value_rows
from ui.widgets.value_words import value_words

NOW = datetime(2026, 3, 12, 14, 41, tzinfo=UTC)
RECORD = "ESC-3107"
BLAME = "This is the fault of one of our careless engineers."


@pytest.fixture
def drafted(samples):
    stored = samples.store.record(RECORD)
    made = draft_document(samples, stored.record, MessageKind.PROGRESS, now=NOW)
    return start_draft(samples, stored, made, author="Priya Raman", now=NOW)


def edited(samples, draft, words: str, *, submit: bool = False):
    """The draft with words of a person before what was done, and no more consistency findings than a person makes."""
    body = draft.body.replace("**What We've Done**", f"{words}\n\n**What We've Done**")
    saved = save_edit(samples, draft.id, subject=draft.subject, body=body, by="Priya Raman", now=NOW)
    return samples.store.submit(saved.id, by="Priya Raman", now=NOW) if submit else saved


def clean(samples, draft):
    """The draft with nothing left that blocks or warns."""
    gap = next(finding for finding in draft.newest.findings if finding.rule == "completeness.gap")
    body = f"{draft.body[: gap.start]}I will tell you by 15:11 UTC when the banner can go back on.{draft.body[gap.end :]}"
    saved = save_edit(samples, draft.id, subject=draft.subject, body=body, by="Priya Raman", now=NOW)
    for finding in saved.newest.findings:
        if finding.severity != "info":
            samples.store.waive(saved.id, finding, by="Marcus Oyelaran", reason="Known.", now=NOW)
    return samples.store.draft(saved.id)


# Repair


@pytest.mark.parametrize("page", ["compose", "review"])
def test_a_repair_is_shown_first_and_saved_only_when_accepted(app, samples, drafted, page):
    before = edited(samples, drafted, BLAME, submit=page == "review")
    at = app(page, record=RECORD, draft=before.id)
    at.button(key="repair").click().run()
    assert not at.exception
    said = text_of(at)
    assert "no model is configured" in said
    assert "Findings that fall" in said
    assert "careless engineers" in said.partition("Findings that fall")[2]
    assert "<del>" in said
    assert samples.store.draft(before.id) == before
    at.button(key="repair-accept").click().run()
    assert not at.exception
    after = samples.store.draft(before.id)
    assert after.version > before.version
    assert BLAME not in after.body
    assert after.newest.written_by.endswith("+ repair")
    assert f"Saved as version {after.version}" in toasts(at)


def test_a_repair_can_be_left(app, samples, drafted):
    before = edited(samples, drafted, BLAME)
    at = app("compose", record=RECORD)
    at.button(key="repair").click().run()
    at.button(key="repair-leave").click().run()
    assert not at.exception
    assert samples.store.draft(before.id) == before


def test_with_nothing_to_repair_the_button_says_why(app, samples, drafted):
    ready = clean(samples, drafted)
    at = app("compose", record=RECORD)
    assert at.button(key="repair").disabled
    assert at.button(key="repair").help.startswith("Nothing to repair")
    samples.store.submit(ready.id, by="Priya Raman", now=NOW)
    samples.store.approve(ready.id, by="Marcus Oyelaran", now=NOW)
    samples.store.mark_sent(ready.id, by="Priya Raman", now=NOW)
    at = app("review", draft=ready.id)
    assert at.button(key="repair").disabled
    assert "sent" in at.button(key="repair").help


def test_an_open_edit_and_an_older_version_are_not_repaired(app, samples, drafted):
    edited(samples, drafted, BLAME)
    at = app("compose", record=RECORD)
    at.segmented_control(key=f"view-{drafted.id}").set_value("Edit").run()
    assert at.button(key="repair").disabled
    assert "save or discard" in at.button(key="repair").help
    at = app("compose", record=RECORD, kind="progress", version="1")
    assert at.button(key="repair").disabled


def test_a_repair_over_somebody_elses_version_is_refused(app, samples, drafted):
    edited(samples, drafted, BLAME)
    at = app("compose", record=RECORD)
    at.button(key="repair").click().run()
    theirs = edited(samples, samples.store.draft(drafted.id), "Thank you for waiting.")
    at.button(key="repair-accept").click().run()
    assert not at.exception
    assert samples.store.draft(drafted.id).version == theirs.version
    assert 'role="alert"' in text_of(at)


def test_after_a_repair_in_the_review_it_is_submitted_again_there(app, samples, drafted):
    before = edited(samples, drafted, BLAME, submit=True)
    at = app("review", draft=before.id)
    at.button(key="repair").click().run()
    assert "submitted and approved again" in text_of(at)
    at.button(key="repair-accept").click().run()
    assert samples.store.draft(before.id).state is State.DRAFT
    at.button(key="submit").click().run()
    assert samples.store.draft(before.id).state is State.SUBMITTED
    assert "nobody approves their own text" in text_of(at)


# Findings


def test_a_card_has_why_what_to_do_its_replacement_and_the_figure_of_its_rule(app, samples, drafted):
    saved = edited(samples, drafted, "We are still looking into it! We apologize for any inconvenience.", submit=True)
    at = app("review", draft=saved.id)
    said = text_of(at)
    for number, finding in enumerate(saved.newest.findings, 1):
        assert finding.suggestion.replace("'", "&#x27;") in said
        if finding.family == "tone" and rule_help(finding.rule):
            assert rule_help(finding.rule) in said
        if finding.replacement is not None:
            at.button(key=f"apply-{saved.id}-{saved.version}-{number}")
    replaceable = [(n, f) for n, f in enumerate(saved.newest.findings, 1) if f.replacement is not None]
    assert replaceable
    number, finding = replaceable[0]
    at.button(key=f"apply-{saved.id}-{saved.version}-{number}").click().run()
    assert not at.exception
    newest = samples.store.draft(saved.id).newest
    assert newest.number == saved.version + 1
    assert newest.body == f"{saved.body[: finding.start]}{finding.replacement}{saved.body[finding.end :]}"


def test_help_of_a_rule_has_its_figure_and_examples_and_other_families_have_none():
    markup = rule_help("tone.blame_person")
    assert "hits in real customer messages" in markup
    assert "It finds" in markup
    assert "It leaves" in markup
    assert rule_help("grounding.number") == ""
    assert rule_help("tone.no_such_rule") == ""


# Values


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ValueStatus.EXACT, "in the record"),
        (ValueStatus.DERIVED, "worked out from the record"),
        (ValueStatus.COMMITMENT, "the time of a promise"),
        (ValueStatus.ABSENT, "not in the record"),
        (ValueStatus.CONTRADICTED, "the record has another"),
        (ValueStatus.FROM_OTHER_CASE, "from another case"),
    ],
)
def test_every_status_is_told_in_words_with_its_tag_and_note(status, words):
    value = CheckedValue(text="<b>12", start=0, end=5, kind="number", status=status, sources=("F3",), note="10 + 2 <i>")
    markup = value_rows([value], {"F3": 'Twelve "so"'})
    assert words in markup
    assert ">F3<" in markup
    assert "&lt;b&gt;12" in markup
    assert "10 + 2 &lt;i&gt;" in markup
    assert 'F3: Twelve "so"' not in markup
    assert value_words(value) == f"<b>12 {words} (F3)"


@pytest.mark.parametrize("page", ["compose", "review"])
def test_values_that_are_not_exactly_in_the_record_stand_out(app, samples, drafted, page):
    saved = edited(samples, drafted, "About 9,999 payments were lost, and 2,295 were not.", submit=page == "review")
    said = text_of(app(page, record=RECORD, draft=saved.id))
    shown = said.partition("as in the record")[2]
    assert "<b>9,999</b>" in shown
    assert "not in the record" in shown
    assert "3,890 − 1,595" in shown


def test_the_chosen_sentence_tells_its_values(app, samples, drafted):
    saved = edited(samples, drafted, "About 9,999 payments were lost.")
    index = next(n for n, sentence in enumerate(saved.newest.draft.sentences) if "9,999" in sentence.text)
    at = app("compose", record=RECORD)
    assert "The chosen sentence" not in text_of(at)
    at.session_state["pick"] = {"sentence": index}
    at.run()
    said = text_of(at)
    assert "The chosen sentence" in said
    assert "About 9,999 payments were lost." in said.partition("The chosen sentence")[2]


# Since the last message


@pytest.mark.parametrize("page", ["compose", "review"])
def test_what_changed_since_the_last_message_is_listed(app, samples, drafted, page):
    if page == "review":
        samples.store.submit(drafted.id, by="Priya Raman", now=NOW)
    said = text_of(app(page, record=RECORD, draft=drafted.id)).partition("Changed since 14:17 UTC")[2]
    assert "<del>27 %</del>" in said
    assert "<b>12 %</b>" in said
    assert "<del>14:47 UTC</del>" in said
    assert "<b>15:11 UTC</b>" in said
    assert "none told" in said
    assert "kept by this message if it goes out in time" in said
    assert "I will send you the order numbers" in said


def test_a_first_message_says_that_none_was_sent_before(app, samples):
    stored = samples.store.record("ESC-3112")
    made = draft_document(samples, stored.record, MessageKind.ACKNOWLEDGMENT, now=NOW)
    start_draft(samples, stored, made, author="Priya Raman", now=NOW)
    assert "none was sent before" in text_of(app("compose", record="ESC-3112", kind="acknowledgment"))


def test_a_sent_message_is_held_against_the_one_before_it(app, samples, drafted):
    ready = clean(samples, drafted)
    samples.store.submit(ready.id, by="Priya Raman", now=NOW)
    samples.store.approve(ready.id, by="Marcus Oyelaran", now=NOW)
    samples.store.mark_sent(ready.id, by="Priya Raman", now=NOW)
    assert "Changed since 14:17 UTC" in text_of(app("review", draft=ready.id))


def test_a_document_for_colleagues_has_no_such_panel_and_no_second_look(app, samples):
    stored = samples.store.record(RECORD)
    draft = start_draft(samples, stored, draft_document(samples, stored.record, "war-room", now=NOW), author="Priya Raman", now=NOW)
    at = app("review", draft=draft.id)
    assert "Changed since" not in text_of(at)
    assert "second-look" not in {str(button.key) for button in at.button}
    assert "repair" in {str(button.key) for button in at.button}


# Second look


@pytest.fixture
def with_model(monkeypatch, samples):
    def configured(endpoint: FakeEndpoint) -> None:
        monkeypatch.setenv("STEADYHAND_MODEL", "openai:fake-1")
        monkeypatch.setenv("STEADYHAND_MAX_RETRIES", "0")
        monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.base_url)

    return configured


def test_without_a_model_the_second_look_is_closed_and_says_why(app, samples, drafted):
    at = app("compose", record=RECORD)
    assert at.button(key="second-look").disabled
    assert "No model is configured" in at.button(key="second-look").help


@pytest.mark.parametrize("page", ["compose", "review"])
def test_a_model_raises_doubts_with_verbatim_words_and_clears_nothing(app, samples, drafted, with_model, page):
    saved = edited(samples, drafted, BLAME, submit=page == "review")
    answers = [
        {"id": "blame", "yes": True, "quote": BLAME},
        {"id": "jargon", "yes": True, "quote": "words that stand nowhere"},
        {"id": "excuse", "yes": False, "quote": ""},
    ]
    with FakeEndpoint([saying(json.dumps({"answers": answers}))]) as endpoint:
        with_model(endpoint)
        at = app(page, record=RECORD, draft=saved.id)
        assert endpoint.bodies == []
        at.button(key="second-look").click().run()
        assert not at.exception
        assert len(endpoint.bodies) == 1
        said = text_of(at).partition("Second look")[2]
    assert "It puts the fault on somebody." in said
    assert f"“{BLAME}”" in said
    assert "words that stand nowhere" not in said
    assert "1 answer was dropped" in said
    assert "Not judged: 9 of 11 questions." in said
    assert "clears no finding" in said
    assert samples.store.draft(saved.id) == saved


def test_a_model_that_fails_is_told_as_not_judged_and_no_pass(app, samples, drafted, with_model):
    with FakeEndpoint([broken()]) as endpoint:
        with_model(endpoint)
        at = app("compose", record=RECORD)
        at.button(key="second-look").click().run()
        assert not at.exception
        said = text_of(at).partition("Second look")[2]
    assert "Not judged." in said
    assert "That is no pass" in said
    assert "It raises nothing" not in said


def test_an_answer_belongs_to_the_version_it_was_given_for(app, samples, drafted, with_model):
    with FakeEndpoint([saying(json.dumps({"answers": [{"id": "excuse", "yes": False, "quote": ""}]}))]) as endpoint:
        with_model(endpoint)
        at = app("compose", record=RECORD)
        at.button(key="second-look").click().run()
        assert "It raises nothing." in text_of(at)
        edited(samples, samples.store.draft(drafted.id), "Thank you for waiting.")
        at.run()
        assert "It raises nothing." not in text_of(at)


# Comparison


def test_a_comparison_can_leave_out_what_is_far_from_a_change():
    before = "\n".join(["a", "b", "c", "d", "e", "f"])
    near = compare(before, before.replace("d", "x"), before_head="", after_head="", around=1)
    assert near.kept == 5
    assert near.table.count("<tr>") == 4
    assert "2 lines as before" in near.table
    assert "1 line as before" in near.table
    whole = compare(before, before.replace("d", "x"), before_head="", after_head="")
    assert "as before" not in whole.table
