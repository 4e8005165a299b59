"""Deciding about hypotheses: what can confirm one, and deciding on one that a model wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.records import NOW, entry, feed

from assistant.analysis.hypotheses import State
from assistant.errors import ActionRefused
from assistant.judging import confirm, confirming, hypotheses_of, reject
from assistant.settings import load_settings
from assistant.wiring import Services

RECORD = "ESC-2041"
WRITTEN_BY_A_MODEL = "The certificate of the broker had expired before the first order was lost."
LOG = [
    entry(1.5, "observation", "Orders created after 06:40 UTC are stored but not sent, 1,140 so far."),
    entry(1.3, "internal_note", "We suspect the schema change of last night.", visibility=None),
    entry(1.1, "action", "Feed worker restarted; new orders flow again."),
]


@pytest.fixture
def services(tmp_path: Path) -> Services:
    made = Services(load_settings(data_dir=tmp_path))
    made.store.save_record(feed(updates=LOG), now=NOW, by="Joel Mbeki")
    return made


def test_entries_come_first_and_values_of_fields_confirm_nothing(services: Services) -> None:
    evidence = hypotheses_of(services, feed(updates=LOG), now=NOW)[1]
    found = confirming(evidence)
    assert [item.field for item in found[:3]] == ["updates"] * 3
    assert all(item.id.startswith("F") for item in found)
    left_out = {item.field for item in evidence if item not in found}
    assert {"severity", "status", "customer", "root_cause"} <= left_out
    for item in evidence:
        if item not in found:
            with pytest.raises(ActionRefused, match="no evidence of this record"):
                confirm(services, RECORD, "H1", evidence=item.id, result="It stopped again", by="Joel Mbeki", now=NOW)
    assert services.verdicts(RECORD) == ()


def test_everything_that_is_offered_does_confirm(services: Services) -> None:
    for item in confirming(hypotheses_of(services, feed(updates=LOG), now=NOW)[1]):
        causes = confirm(services, RECORD, "H1", evidence=item.id, result="It stopped again", by="Joel Mbeki", now=NOW)
        assert causes.hypotheses[0].state is State.CONFIRMED
        assert causes.hypotheses[0].confirmed_by == item.id


def test_the_words_that_were_shown_are_decided_on_and_not_the_number(services: Services) -> None:
    own = hypotheses_of(services, feed(updates=LOG), now=NOW)[0].hypotheses[0].cause
    reject(services, RECORD, "H1", reason="It was renewed in March", by="Joel Mbeki", now=NOW, cause=WRITTEN_BY_A_MODEL)
    causes = hypotheses_of(services, feed(updates=LOG), now=NOW)[0]
    assert {each.cause: each.state for each in causes.hypotheses}[WRITTEN_BY_A_MODEL] is State.REJECTED
    assert {each.cause: each.state for each in causes.hypotheses}[own] is State.OPEN
    with pytest.raises(ActionRefused, match="what the deciding check showed"):
        confirm(services, RECORD, "H7", evidence="F19", result=" ", by="Joel Mbeki", now=NOW, cause=WRITTEN_BY_A_MODEL)
