"""Done, planned, ongoing, suspected: the difference a customer pays for."""

import pytest

from assistant.evidence.facts import Mode
from assistant.evidence.modes import mode_of
from assistant.records.model import UpdateKind

DONE = (
    "Restarted the feed worker.",
    "We have deployed a fix and traffic is back to normal levels.",
    "Half of the traffic was moved to the standby gateway at 14:04 UTC.",
    "The engineers rolled back the release of this morning.",
    "A mitigation has been applied.",
    "Root cause identified.",
)
PLANNED = (
    "We will roll back the release at 15:00 UTC.",
    "Replay the 1,140 stored orders in batches from 08:45, about 90 minutes.",
    "The fix is scheduled for Tuesday.",
    "We expect full recovery within the next hour.",
    "Once the fix has been deployed, we will replay the orders.",
    "The index is to be rebuilt over night.",
)
ONGOING = (
    "We are investigating the failed logins.",
    "The team continues to work on a fix.",
    "The rollback is being rolled out to the remaining regions.",
    "Mitigation is under way.",
)
SUSPECTED = (
    "We suspect the change of this morning.",
    "The errors are probably caused by an expired certificate.",
    "It looks like the database ran out of connections.",
    "Initial findings point to the load balancer.",
)
OBSERVED = (
    "38 % of card payments are declined.",
    "Some users may see errors when they sign in.",
    "Customers will continue to see delays of up to ten minutes.",
    "Increased failures with 400 bad request error.",
    "Wallet payments are not affected.",
)


@pytest.mark.parametrize(
    ("sentence", "mode"),
    [
        (s, m)
        for m, group in (
            (Mode.DONE, DONE),
            (Mode.PLANNED, PLANNED),
            (Mode.ONGOING, ONGOING),
            (Mode.SUSPECTED, SUSPECTED),
            (Mode.OBSERVED, OBSERVED),
        )
        for s in group
    ],
)
def test_wording_decides_where_nobody_filed_a_kind(sentence: str, mode: Mode) -> None:
    assert mode_of(sentence) is mode


@pytest.mark.parametrize("sentence", PLANNED)
def test_an_action_that_speaks_of_the_future_is_no_deed(sentence: str) -> None:
    if not sentence.startswith("Replay"):  # an imperative filed as an action is how people note a deed
        assert mode_of(sentence, UpdateKind.ACTION) is Mode.PLANNED


@pytest.mark.parametrize("sentence", DONE)
def test_a_plan_stays_a_plan_however_it_is_worded(sentence: str) -> None:
    assert mode_of(sentence, UpdateKind.PLAN) is Mode.PLANNED


@pytest.mark.parametrize("kind", [UpdateKind.OBSERVATION, UpdateKind.ACTION, UpdateKind.PLAN, None])
def test_a_suspicion_is_never_more_than_a_suspicion(kind: UpdateKind | None) -> None:
    assert mode_of("We suspect that the certificate was replaced.", kind) is Mode.SUSPECTED
