"""Which message an action writes, and which ones it refuses."""

import pytest
from fakes.records import NOW, feed

from assistant.actions.registry import ACTIONS, action_of
from assistant.errors import ActionRefused
from assistant.records.clock import MessageKind

UPDATE, APOLOGY = ACTIONS["update"], ACTIONS["apology"]
OVER = {"status": "resolved", "resolved_at": NOW.isoformat()}


def test_update_follows_the_state_of_the_record() -> None:
    assert UPDATE.kind_for(feed(acknowledged_at=None)) == MessageKind.ACKNOWLEDGMENT
    assert UPDATE.kind_for(feed()) == MessageKind.PROGRESS
    assert UPDATE.kind_for(feed(**OVER)) == MessageKind.RESOLUTION


@pytest.mark.parametrize(
    ("changes", "stage", "words"),
    [
        ({}, "resolution", "is investigating"),
        (OVER, "acknowledgment", "is resolved"),
        ({**OVER, "status": "closed"}, "progress", "is closed"),
    ],
)
def test_a_message_that_would_say_what_is_not_so_is_refused(changes: dict[str, str], stage: str, words: str) -> None:
    with pytest.raises(ActionRefused, match=words) as caught:
        UPDATE.kind_for(feed(**changes), stage)
    assert "--stage" in caught.value.hint


def test_apology_follows_the_recovery_ladder() -> None:
    assert APOLOGY.kind_for(feed()) == MessageKind.EXECUTIVE_APOLOGY
    assert APOLOGY.kind_for(feed(recovery={"impact": "moderate"})) == MessageKind.SHORT_APOLOGY
    assert APOLOGY.kind_for(feed(executive=None)) == MessageKind.SHORT_APOLOGY
    with pytest.raises(ActionRefused, match="nobody to sign"):
        APOLOGY.kind_for(feed(executive=None), "executive")


def test_every_message_belongs_to_the_action_that_offers_it() -> None:
    for kind in MessageKind:
        assert kind in action_of(kind).kinds.values()
