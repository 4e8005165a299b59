"""Recovery plan and prevention plan: what may be offered, what is proposed, and where each action comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.command_line import call
from fakes.endpoint import FakeEndpoint, saying
from fakes.model_material import settings
from fakes.records import NOW, at, entry, feed

from assistant.checks.finding import FindingSeverity
from assistant.drafting.draft import Draft
from assistant.records.model import EscalationRecord
from assistant.settings import Settings, load_settings
from assistant.wiring import Services
from assistant.workflow import draft_document, index_sample_reports

OVER = {"status": "resolved", "resolved_at": at(0.5), "resolution": "The feed worker was restarted at 08:20 UTC."}
GESTURES = {
    "gestures": [
        {"gesture": "One month of service credit", "authorised_by": "Ingrid Aune"},
        {"gesture": "Free training for the depots", "authorised_by": None},
    ]
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Services:
    folder = tmp_path_factory.mktemp("plans")
    index_sample_reports(Services(Settings(data_dir=folder)))
    return Services(load_settings(data_dir=folder))


def _plan(house: Services, record: EscalationRecord) -> Draft:
    return draft_document(house, record, "recovery-plan", now=NOW).draft


def test_only_what_somebody_authorised_may_be_offered(house: Services) -> None:
    draft = _plan(house, feed(**OVER, recovery=GESTURES))
    may, _, refused = draft.document.body.partition("Not to be offered")
    assert "One month of service credit. Authorised by Ingrid Aune." in may
    assert "Free training" not in may
    assert "Free training for the depots. Not authorised by anybody named" in refused
    assert [offer["authorised_by"] for offer in draft.details["may_offer"]] == ["Ingrid Aune"]
    assert draft.commitments == (), "a plan promises nothing"


def test_nothing_authorised_is_said(house: Services) -> None:
    assert "Nothing may be offered" in _plan(house, feed(**OVER)).document.body


def test_a_step_that_a_person_set_stands_beside_the_measure(house: Services) -> None:
    draft = _plan(house, feed(**OVER, recovery={"impact": "minor"}))
    assert draft.details["set_by_person"] == "minor" == draft.details["step"]
    assert draft.details["measured"] != "minor"
    assert "By the rules the record measures" in draft.document.body


def test_the_conversation_opens_with_no_note_among_ourselves(house: Services) -> None:
    note = "Orders are missing since Petra broke the schema with her careless change."
    told = "Orders created after 06:40 UTC are stored but not sent."
    for noted, opening in ((entry(1.5, "observation", note, visibility="internal"), False), (entry(1.5, "observation", told), True)):
        body = _plan(house, feed(**OVER, description=None, updates=[noted])).document.body
        step = body.partition("Acknowledge")[2].partition("Take responsibility")[0]
        assert "Petra" not in step
        assert ("stored but not sent" in step) is opening


def test_the_six_steps_stand_in_order_and_the_cause_is_not_guessed(house: Services) -> None:
    body = _plan(house, feed(**OVER)).document.body
    steps = [
        "Acknowledge",
        "Take responsibility",
        "What was done to fix it",
        "What prevents a repeat",
        "Ask what else",
        "Commit to a follow-up",
    ]
    places = [body.index(f"**{step}") for step in steps]
    assert places == sorted(places)
    assert "The cause is not confirmed; say so, and name none" in body


@pytest.mark.parametrize("changes", [{}, OVER, {**OVER, "recovery": GESTURES}, {"updates": [], "owner": None, "executive": None}])
def test_a_plan_has_all_parts_and_nothing_wrong(house: Services, changes: dict[str, object]) -> None:
    draft = _plan(house, feed(**changes))
    assert [f for f in draft.findings if f.severity is not FindingSeverity.INFO and f.rule != "completeness.gap"] == []


def test_a_thin_record_has_a_plan(house: Services) -> None:
    thin = EscalationRecord.model_validate({"id": "E-1", "title": "Search is slow", "customer": {"name": "Brightwater"}})
    assert "not recorded" in _plan(house, thin).document.body


# Prevention


def _prevention(house: Services, topic: str) -> Draft:
    return draft_document(house, None, "prevention-plan", now=NOW, topic=topic).draft


def test_every_action_names_the_reports_it_comes_from(house: Services) -> None:
    draft = _prevention(house, "expired certificate")
    kept = {report.id: report for report in house.reports()}
    assert draft.details["actions"]
    for action in draft.details["actions"]:
        assert action["sources"]
        assert action["count"] == len(action["sources"])
        for source in action["sources"]:
            assert kept[source].prevention_actions
        assert action["action"].rstrip(".") in " ".join(
            item.action for source in action["sources"] for item in kept[source].prevention_actions
        )


def test_what_was_promised_and_is_not_done_stands_first(house: Services) -> None:
    draft = _prevention(house, "expired certificate")
    owed = [bool(action["promised_before"]) for action in draft.details["actions"]]
    assert owed == sorted(owed, reverse=True)
    assert owed[0]
    assert draft.document.body.index("## Promised before and not done") < draft.document.body.index("## Technical")


def test_an_unknown_type_says_that_there_is_nothing(house: Services) -> None:
    draft = _prevention(house, "volcanic ash over the data centre")
    assert draft.details["actions"] == []
    assert "No past incident of this type is kept" in draft.document.body
    assert [f for f in draft.findings if f.severity is not FindingSeverity.INFO] == []


def test_no_name_of_another_customer_stands_in_a_plan(house: Services) -> None:
    for topic in ("expired certificate", "queue backlog", "duplicate charges", "slow database"):
        body = _prevention(house, topic).document.body
        for report in house.reports():
            for name in (*report.people, *report.hosts):
                assert name not in body.partition("## Where it comes from")[0], (topic, name)


def test_the_command_takes_a_topic_or_a_record(tmp_path: Path) -> None:
    index_sample_reports(Services(Settings(data_dir=tmp_path)))
    told = call(tmp_path, "prevention-plan", "--issue-type", "expired certificate", "--json").json
    assert (told["action"], told["record_id"], told["topic"]) == ("prevention-plan", "", "expired certificate")
    wrong = call(tmp_path, "prevention-plan")
    assert wrong.code == 2
    assert "--issue-type" in wrong.err
    kept = call(tmp_path, "prevention-plan", "--issue-type", "slow search", "--save", "--by", "Priya Raman")
    assert "Saved as D-0001" in kept.err


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    with FakeEndpoint([saying("{}")]) as running:
        yield running


def test_a_model_that_leaves_out_a_promise_does_not_lose_it(endpoint: FakeEndpoint, tmp_path: Path) -> None:
    answer = {"actions": [{"action": {"cites": ["S3"], "text": "Keep an inventory of all client certificates with alerts."}}]}
    endpoint.play(saying(json.dumps(answer)))
    services = Services(settings(endpoint.base_url, data_dir=tmp_path, max_retries=0))
    index_sample_reports(services)
    draft = draft_document(services, None, "prevention-plan", now=NOW, topic="expired certificate").draft
    assert draft.written_by == "openai:fake-1"
    assert "Keep an inventory of all client certificates" in draft.document.body
    composed = draft_document(services, None, "prevention-plan", now=NOW, topic="expired certificate", use_model=False).draft
    owed = {promise for action in composed.details["actions"] for promise in action["promised_before"]}
    assert owed == {promise for action in draft.details["actions"] for promise in action["promised_before"]}
