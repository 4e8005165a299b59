from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fakes.pages import text_of

from assistant.actions.phrases import TRIGGERS, Option, Reading, ReadingState
from assistant.actions.registry import ACTIONS
from assistant.errors import ActionRefused
from assistant.records.model import EscalationRecord
from ui.widgets.places import Place, action_name, actions_in_order, place_of, place_of_reading

NOW = datetime(2026, 3, 12, 14, 41, tzinfo=UTC)
KEY = "command-bar"


def typed(app, phrase: str):
    at = app()
    at.text_input(key=f"{KEY}-phrase").set_value(phrase).run()
    assert not at.exception
    return at


def takes_of(at) -> list[str]:
    return [str(button.key).removeprefix(f"{KEY}-take-") for button in at.button if str(button.key).startswith(f"{KEY}-take-")]


def address_of(at) -> dict[str, str]:
    return {name: str(at.query_params[name]) for name in at.query_params}


# The reading


def test_the_reading_stands_under_what_is_typed(app, samples):
    assert "Name an action and what it is about" in text_of(app())
    said = text_of(typed(app, "Write customer update for card payments"))
    assert "<b>Customer update</b> for ESC-3107, Norrvik Home: Card payments declined in EU web shops" in said


def test_two_actions_are_listed_and_none_is_guessed(app, samples):
    at = typed(app, "write update or apology for card payments")
    assert "Customer update or apology, for ESC-3107" in text_of(at)
    assert takes_of(at) == ["update", "apology"]
    at.button(key=f"{KEY}-run").click().run()
    assert "Queue" in text_of(at)
    assert takes_of(at) == ["update", "apology"]
    at.button(key=f"{KEY}-take-apology").click().run()
    assert address_of(at)["record"] == "ESC-3107"
    assert address_of(at)["kind"] == ACTIONS["apology"].choose(samples.store.record("ESC-3107").record)


def test_several_records_are_listed_with_what_tells_them_apart(app, samples):
    at = typed(app, "set up war room")
    assert len(takes_of(at)) == 8
    assert "Norrvik Home: Card payments declined in EU web shops (investigating)" in text_of(at)
    at.button(key=f"{KEY}-take-ESC-3107").click().run()
    assert address_of(at) == {"record": "ESC-3107", "action": "war-room"}
    assert "War room: ESC-3107" in text_of(at)


def test_a_phrase_without_an_action_lists_all_ten(app, samples):
    at = typed(app, "hello there")
    shown = [button for button in at.button if str(button.key).startswith(f"{KEY}-unknown-")]
    assert [str(button.key).rpartition("unknown-")[2] for button in shown] == [trigger.action for trigger in TRIGGERS]
    at.button(key=f"{KEY}-unknown-rca").click().run()
    assert at.text_input(key=f"{KEY}-phrase").value == "Run RCA for "
    assert "RCA: for which escalation?" in text_of(at)


def test_what_can_be_asked_is_always_at_hand(app, samples):
    at = app()
    labels = [button.label.replace("\\", "") for button in at.button if str(button.key).startswith(f"{KEY}-help-")]
    assert labels == [trigger.phrase for trigger in TRIGGERS]


def test_a_phrase_is_shown_and_never_obeyed(app, samples):
    assert "<img" not in text_of(typed(app, "triage <img src=x onerror=alert(1)> **x**"))


# Where it leads


@pytest.mark.parametrize(
    ("phrase", "sign", "address"),
    [
        ("Write customer update for ESC-3107", "Progress update", {"record": "ESC-3107", "kind": "progress"}),
        ("Summarize escalation ESC-3107", "Where it stands", {"record": "ESC-3107", "action": "summary"}),
        ("Triage escalation from Norrvik Home", "Triage: ESC-3107", {"record": "ESC-3107", "action": "triage"}),
        ("Create escalation status report", "Status report", {}),
        ("Show escalation metrics", "Metrics", {}),
        (
            "Create prevention plan for expired certificates",
            "Expired certificates",
            {"action": "prevention-plan", "topic": "expired certificates"},
        ),
    ],
)
def test_a_clear_phrase_leads_to_where_it_is_done(app, samples, phrase, sign, address):
    at = typed(app, phrase)
    at.button(key=f"{KEY}-run").click().run()
    assert not at.exception
    assert address_of(at) == address
    assert any(sign in said for said in (text_of(at), " ".join(str(button.label) for button in at.button)))


def test_rca_leads_to_the_page_of_the_cause(app, samples):
    at = typed(app, "Run RCA for ESC-3101")
    at.button(key=f"{KEY}-run").click().run()
    assert not at.exception
    assert address_of(at)["record"] == "ESC-3101"
    assert "Travellers charged twice" in text_of(at)


def test_a_message_that_the_record_does_not_allow_is_refused_in_place(app, samples):
    at = typed(app, "write acknowledgment for ESC-3101")
    at.button(key=f"{KEY}-run").click().run()
    assert "ESC-3101 is resolved; an acknowledgment would tell the customer that the work begins now." in text_of(at)
    assert at.text_input(key=f"{KEY}-phrase").value == "write acknowledgment for ESC-3101"


@pytest.mark.parametrize("page", ["", "escalation", "compose", "review", "similar", "knowledge", "metrics", "status", "root_cause"])
def test_the_bar_opens_over_any_page(app, samples, page):
    at = app(page)
    assert at.button(key="command").proto.shortcut.lower() in {"mod+k", "ctrl+k"}
    at.button(key="command").click().run()
    assert not at.exception
    assert at.text_input(key="command-dialog-phrase").value == ""
    assert at.button(key="command-dialog-run").label == "Run"


# Places


def test_every_action_has_a_place():
    record = EscalationRecord.model_validate({"id": "A-1", "title": "t", "customer": {"name": "c"}})
    assert [action.name for action in actions_in_order()][:10] == [trigger.action for trigger in TRIGGERS]
    for action in ACTIONS:
        place = place_of(action, record)
        assert place.page.startswith("app_pages/")
        assert place.params.get("record", "A-1") == "A-1"
        assert action_name(action)


def test_a_picked_document_stands_in_the_address():
    record = EscalationRecord.model_validate({"id": "A-1", "title": "t", "customer": {"name": "c"}})
    picked = Reading(ReadingState.RESOLVED, "", "rca", "A-1", option=Option("document", "report"))
    assert place_of_reading(picked, record) == Place("app_pages/escalation.py", {"record": "A-1", "action": "rca", "document": "report"})
    with pytest.raises(ActionRefused):
        place_of("update", record, value="resolution")
