"""The progress update by rule: what became of plans and estimates that were told before."""

from __future__ import annotations

from typing import Any

import pytest
from fakes.records import NOW, at, entry, feed

from assistant.drafting.messages import compose_message
from assistant.evidence.gather import gather
from assistant.records.clock import MessageKind
from assistant.records.policy import shipped_policy


def body(*updates: dict[str, Any], **changes: Any) -> str:
    record, policy = feed(updates=list(updates), **changes), shipped_policy()
    return compose_message(MessageKind.PROGRESS, record, gather(record, policy), policy, now=NOW).body


SEEN = entry(1.5, "observation", "Orders created after 06:40 UTC are stored but not sent.")


def told(words: str) -> dict[str, Any]:
    return entry(1.2, "customer_message", words)


def test_an_estimate_that_moved_is_told_beside_the_earlier_one() -> None:
    text = body(SEEN, told("We expect the feed to be working again by 10:00 UTC."), eta=at(-3))
    assert "Our earlier estimate was 10:00 UTC. We now estimate that it will be resolved by 12:25 UTC." in text


@pytest.mark.parametrize(
    ("message", "eta"),
    [
        ("We expect the feed to be working again by 12:25 UTC.", at(-3)),
        ("We are looking into the feed and will write again by 10:00 UTC.", at(-3)),
    ],
    ids=["the same time", "a time for something else"],
)
def test_an_estimate_that_did_not_move_is_told_alone(message: str, eta: str) -> None:
    text = body(SEEN, told(message), eta=eta)
    assert "earlier estimate" not in text
    assert "We estimate that it will be resolved by 12:25 UTC; this is an estimate." in text


def test_a_move_that_an_entry_tells_is_not_told_twice() -> None:
    decided = entry(0.5, "decision", "The replay ends at 12:25 UTC and not at 10:00 UTC, because it is slower than thought.")
    text = body(SEEN, told("We expect the feed to be working again by 10:00 UTC."), decided, eta=at(-3))
    assert "12:25 UTC and not at 10:00 UTC" in text
    assert "earlier estimate" not in text


PLAN = entry(1.0, "plan", "Replay the stored orders in batches from 10:00 UTC.")


def test_a_plan_that_was_called_off_is_no_next_step() -> None:
    assert "Replay the stored orders in batches" in body(SEEN, PLAN)
    text = body(SEEN, PLAN, entry(0.5, "decision", "The replay of the stored orders is called off; the depots key them in."))
    assert "in batches" not in text
    assert "- The replay of the stored orders is called off; the depots key them in (08:55 UTC)." in text


def test_calling_off_something_else_leaves_a_plan_standing() -> None:
    assert "in batches" in body(SEEN, PLAN, entry(0.5, "decision", "The weekly call with the depots is cancelled."))


def test_only_an_authorised_gesture_may_be_told_as_a_step() -> None:
    credit = entry(0.5, "decision", "We will give the customer a credit of two months.")
    assert "credit" not in body(SEEN, credit)
    granted = {"gestures": [{"gesture": "A credit of two months", "authorised_by": "Ingrid Aune"}]}
    assert "credit of two months" in body(SEEN, credit, recovery=granted)


def test_a_mitigated_problem_is_not_called_stable() -> None:
    text = body(SEEN, entry(0.5, "observation", "Orders stopped again at 08:50 UTC."), status="mitigated")
    assert "Orders stopped again at 08:50 UTC." in text
    assert "stable" not in text
