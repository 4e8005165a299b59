"""Where it stands, by rule: the newest facts with their times, a plan as a plan, a view as nobody's state of the matter."""

from typing import Any

import pytest
from fakes.records import NOW, entry, feed

from assistant.actions.summary import SUMMARY, SummarySlots
from assistant.drafting.form import Brief, Composed, Order
from assistant.drafting.slots import Statement
from assistant.evidence.facts import Audience
from assistant.evidence.gather import gather
from assistant.records.policy import shipped_policy


def compose(*updates: dict[str, Any], **changes: Any) -> Composed:
    policy = shipped_policy()
    record = feed(updates=updates, **changes)
    return SUMMARY.compose(Brief(Order(policy, NOW, record), gather(record, policy, audience=Audience.INTERNAL)))


def standing(*updates: dict[str, Any], **changes: Any) -> list[str]:
    slots = compose(*updates, **changes).slots
    assert isinstance(slots, SummarySlots)
    return [said.text for said in slots.standing]


def test_the_newest_of_each_kind_newest_first() -> None:
    told = standing(
        entry(2.0, "observation", "Orders created after 06:40 UTC are stored but not sent, 1,140 so far."),
        entry(1.5, "action", "Feed worker restarted; new orders flow again."),
        entry(1.0, "observation", "The shops in the south report wrong prices."),
        entry(0.5, "plan", "Replay the 1,140 stored orders in batches."),
    )
    assert told == [
        "Planned: “Replay the 1,140 stored orders in batches”",
        "As of 08:25 UTC: The shops in the south report wrong prices.",
        "Feed worker restarted; new orders flow again (07:55 UTC)",
    ]


def test_a_plan_that_was_carried_out_is_none_any_more() -> None:
    told = standing(entry(1.0, "plan", "Replay the stored orders."), entry(0.5, "action", "The stored orders were replayed."))
    assert not any("Planned" in text for text in told)


@pytest.mark.parametrize(
    "view",
    ["My guess: the identity team forgot to renew it.", "I think it is the cache.", "Nobody has checked it yet, but Petra broke the feed."],
)
def test_a_view_or_blame_is_no_state_of_the_matter(view: str) -> None:
    told = standing(entry(1.0, "observation", "64 depots get no orders."), entry(0.2, "internal_note", view, visibility="internal"))
    assert told == ["As of 08:25 UTC: 64 depots get no orders."]


def test_an_internal_observation_counts_and_a_note_only_where_nothing_else_does() -> None:
    inside = entry(0.5, "observation", "The disk of the feed worker is full.", visibility="internal")
    note = entry(0.2, "internal_note", "The queue of the feed worker is long.", visibility="internal")
    assert standing(inside, note) == ["As of 08:55 UTC: The disk of the feed worker is full."]
    assert standing(note) == ["As of 09:13 UTC: The queue of the feed worker is long."]


def test_a_suspicion_stays_one() -> None:
    told = standing(entry(1.0, "observation", "The feed is probably stuck on the new schema."))
    assert told == ["Suspected, not confirmed: “The feed is probably stuck on the new schema”"]


def test_the_first_person_has_a_name() -> None:
    told = standing(entry(0.5, "decision", "I write to the customer myself.", author="Ingrid Aune"))
    assert told == ["Ingrid Aune decided at 08:55 UTC: “I write to the customer myself”"]


def test_what_is_over_begins_with_what_solved_it() -> None:
    told = standing(
        entry(1.0, "observation", "All orders arrive again."),
        status="resolved",
        resolved_at=NOW.isoformat(),
        resolution="The feed worker was restarted on the old schema.",
    )
    assert told[0] == "The feed worker was restarted on the old schema."


def test_a_log_that_says_little_is_quoted_and_an_empty_one_is_called_empty() -> None:
    assert standing(entry(1.0, None, "We are currently investigating this issue.")) == [
        "The log said last, at 08:25 UTC: “We are currently investigating this issue”"
    ]
    assert standing() == ["The log holds nothing yet; the record is investigating"]


def test_every_statement_cites_evidence_and_no_more_than_three_are_taken() -> None:
    found = compose(*(entry(2 - n / 10, "observation", f"Depot {n} reports {n * 7} missing orders.") for n in range(9)))
    assert isinstance(found.slots, SummarySlots)
    assert all(said.cites for said in found.slots.standing)
    statement = Statement(cites=["F1"], text="It fails.")
    with pytest.raises(ValueError, match="write one to three"):
        SummarySlots(standing=[statement] * 4)
    with pytest.raises(ValueError, match="write one to three"):
        SummarySlots(standing=[])
