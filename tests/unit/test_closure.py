"""The closure gate: four conditions, what meets each, what does not, and the way out that is told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records.closure import Condition, OpenPromise, read_gate
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy

POLICY = shipped_policy()
NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def record(**changes: Any) -> EscalationRecord:
    """A record that lacks nothing."""
    fields: dict[str, Any] = {
        "id": "ESC-1",
        "title": "Orders missing",
        "customer": {"name": "Meridian Foods"},
        "status": "resolved",
        "started_at": at(-60),
        "resolved_at": at(-30),
        "customer_confirmed_at": at(-20),
        "root_cause": "The worker stopped at an unreadable order.",
    }
    return EscalationRecord.model_validate({**fields, **changes})


def log(*texts: str, kind: str | None = "action") -> list[dict[str, Any]]:
    return [{"at": at(-len(texts) + place), "kind": kind, "text": text} for place, text in enumerate(texts)]


def lacks(subject: EscalationRecord, **given_: Any) -> list[str]:
    gate = read_gate(subject, POLICY, now=NOW, **given_)
    assert gate.is_open == (not gate.missing)
    for missing in gate.missing:
        assert missing.grounds
        assert missing.way_out
    return [missing.id.value for missing in gate.missing]


def test_a_record_that_lacks_nothing_may_be_closed() -> None:
    assert lacks(record()) == []


def test_a_bare_record_lacks_the_confirmation_and_the_cause() -> None:
    bare = EscalationRecord.model_validate({"id": "ESC-1", "title": "x", "customer": {"name": "y"}})
    assert lacks(bare) == ["confirmation", "root_cause"]


def test_everything_is_told_at_once() -> None:
    open_ = record(
        status="mitigated", customer_confirmed_at=None, root_cause=None, workaround="Upload by hand", eta=at(2), resolved_at=None
    )
    assert lacks(open_) == [condition.value for condition in Condition]


def test_a_confirmation_from_the_future_confirms_nothing() -> None:
    assert lacks(record(customer_confirmed_at=at(1))) == ["confirmation"]


# The workaround

WITHDRAWN = (
    "The workaround was switched off at 09:00 UTC.",
    "Workaround withdrawn, the depots work as usual.",
    "The manual upload workaround is no longer needed.",
    "Temporary fix removed from production.",
    "Manual upload of the pick lists ended this morning.",
    "We have taken the workaround out.",
    "The interim route was reverted.",
)
IN_FORCE = (
    "The workaround will be withdrawn on Friday.",
    "The workaround can be removed once the release is out.",
    "The workaround was not withdrawn.",
    "Workaround not yet removed.",
    "Please switch off the workaround after the release.",
    "Is the workaround still needed, or was it removed?",
    "The permanent fix was released.",
    "The feature flag was switched off.",
    "The workaround hasn't been removed.",
)


@pytest.mark.parametrize("text", WITHDRAWN)
def test_a_withdrawn_workaround_needs_nothing(text: str) -> None:
    assert lacks(record(workaround="Manual upload of the pick lists", updates=log(text))) == []


@pytest.mark.parametrize("text", IN_FORCE)
def test_a_workaround_that_nobody_withdrew_is_missing(text: str) -> None:
    assert lacks(record(workaround="Manual upload of the pick lists", updates=log(text))) == ["workaround"]


def test_a_plan_withdraws_nothing() -> None:
    assert lacks(record(workaround="Manual upload", updates=log("Workaround withdrawn.", kind="plan"))) == ["workaround"]


def test_the_last_word_of_the_log_decides() -> None:
    back = log("The workaround was switched off.", "The workaround was switched on again.")
    assert lacks(record(workaround="Manual upload", updates=back)) == ["workaround"]
    off = log("The workaround was switched on.", "The workaround was switched off.")
    assert lacks(record(workaround="Manual upload", updates=off)) == []


def test_what_the_log_says_later_than_now_does_not_count() -> None:
    later = [{"at": at(1), "kind": "action", "text": "The workaround was switched off."}]
    assert lacks(record(workaround="Manual upload", updates=later)) == ["workaround"]


@pytest.mark.parametrize("text", ["none", "None.", "n/a", "-", "No workaround known.", "No"])
def test_the_word_none_is_no_workaround(text: str) -> None:
    assert lacks(record(workaround=text)) == []


def test_a_date_for_the_permanent_fix_is_enough_while_it_lies_ahead() -> None:
    def fix(**changes: Any) -> list[str]:
        action = {"action": "Release the permanent fix", "due_at": "2026-05-28", **changes}
        return lacks(record(workaround="Manual upload", prevention=[action]))

    assert fix() == []
    assert fix(status="dropped") == ["workaround"]
    assert fix(due_at=None) == ["workaround"]
    assert fix(action="Alert on waiting orders") == ["workaround"]
    assert fix(due_at="2026-05-10") == ["workaround", "promises"]
    assert lacks(record(workaround="Manual upload", next_action={"text": "Withdraw the workaround", "due_at": at(5)})) == []
    follow_up = {"follow_ups": [{"text": "Tell Ana that the workaround ends", "due_at": at(50)}]}
    assert lacks(record(workaround="Manual upload", recovery=follow_up)) == []


# Promises


def test_an_open_step_and_a_passed_estimate_are_promises() -> None:
    assert lacks(record(next_action={"text": "Replay the orders"})) == ["promises"]
    assert lacks(record(next_action={"text": "Replay the orders", "due_at": at(4)})) == ["promises"]
    assert lacks(record(next_action={"text": "Close the escalation"})) == []
    assert lacks(record(status="mitigated", resolved_at=None, eta=at(-2))) == ["promises"]
    assert lacks(record(eta=at(-40))) == []


def test_check_ins_block_when_late_or_undated_and_not_when_they_lie_ahead() -> None:
    def call(**changes: Any) -> EscalationRecord:
        return record(recovery={"follow_ups": [{"text": "Call Ana about stability", **changes}]})

    assert lacks(call(due_at=at(100))) == []
    assert lacks(call(due_at=at(-1))) == ["promises"]
    assert lacks(call()) == ["promises"]
    told = call(due_at=at(-1)).model_copy(update={"updates": record(updates=log("Called Ana: stability is good.")).updates})
    assert lacks(told) == []


def test_an_authorised_gesture_must_be_told_of() -> None:
    gesture = {"gestures": [{"gesture": "Service credit of one month", "authorised_by": "Ingrid Aune"}]}
    assert lacks(record(recovery=gesture)) == ["promises"]
    assert lacks(record(recovery=gesture, updates=log("Credit of one month booked and told to Ana."))) == []
    assert lacks(record(recovery={"gestures": [{"gesture": "Service credit"}]})) == []


def test_promises_of_sent_messages_are_handed_in_and_named() -> None:
    promises = [OpenPromise("draft D-0004", "We send the report by Friday.", at(20)), OpenPromise("log entry 2", "We call you.")]
    gate = read_gate(record(), POLICY, now=NOW, promises=promises * 2)
    [missing] = gate.missing
    assert missing.text == "2 promises are open."
    assert [ground.where for ground in missing.grounds] == ["draft D-0004", "log entry 2"]
    assert "due 2026-05-21T08:00" in missing.grounds[0].words


# The cause


@pytest.mark.parametrize(
    "changes",
    [
        {"prevention": [{"action": "Finish the root cause analysis", "due_at": "2026-05-25"}]},
        {"next_action": {"text": "Hold the post-mortem", "due_at": at(30)}},
        {"recovery": {"follow_ups": [{"text": "Send the RCA to Ana", "due_at": at(30)}]}},
    ],
)
def test_a_dated_analysis_stands_for_the_cause(changes: dict[str, Any]) -> None:
    assert lacks(record(root_cause=None)) == ["root_cause"]
    assert lacks(record(root_cause=None, **changes)) == []


def test_a_date_that_has_passed_or_a_done_analysis_without_a_cause_is_none() -> None:
    for changes in ({"due_at": "2026-05-10"}, {"due_at": "2026-05-25", "status": "done"}, {"due_at": None}):
        action = {"action": "Finish the root cause analysis", **changes}
        assert "root_cause" in lacks(record(root_cause=None, prevention=[action]))
    assert lacks(record(root_cause=None), report_id="D-0009") == []


@given(st.permutations(["The workaround was switched off.", "Workaround in use again.", "Called Ana.", "Credit booked."]), st.booleans())
def test_the_order_of_the_log_in_the_file_decides_nothing(texts: list[str], same_instant: bool) -> None:
    hours = {text: -5.0 if same_instant else -float(len(text)) for text in texts}
    entries = [{"at": at(hours[text]), "kind": "action", "text": text} for text in texts]
    gates = {
        tuple(lacks(record(workaround="Manual upload", updates=order, recovery={"follow_ups": [{"text": "Call Ana"}]})))
        for order in (entries, entries[::-1], sorted(entries, key=lambda entry: entry["text"]))
    }
    assert len(gates) == 1
