"""Triage by rule: which words fire which criterion, and when they do not count."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from fakes.records import NOW, at, entry, feed

from assistant.analysis.triage import TriageReport, as_json, statements_of, triage_record
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy
from evals.benchmarks.triage import DATASETS, labelled

BARE: dict[str, Any] = {
    "id": "ESC-9",
    "customer": {"name": "Larkfield Rail"},
    "severity": None,
    "status": "open",
    "started_at": at(3),
}


def bare(title: str, description: str = "", *, updates: tuple[Any, ...] = (), **changes: Any) -> EscalationRecord:
    return EscalationRecord.model_validate({**BARE, "title": title, "description": description or None, "updates": updates, **changes})


def report(record: EscalationRecord) -> TriageReport:
    return triage_record(record, shipped_policy(), now=NOW)


def level(title: str, description: str = "", **changes: Any) -> str:
    return report(bare(title, description, **changes)).triage.suggested.value


def fired(record: EscalationRecord) -> set[str]:
    return {criterion.id for criterion in report(record).triage.criteria}


def flags(record: EscalationRecord) -> dict[str, datetime | None]:
    return {flag.id: flag.since for flag in report(record).triage.flags}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The platform is down", "SEV-1"),
        ("No user can sign in", "SEV-1"),
        ("Orders of two days were deleted", "SEV-1"),
        ("An intruder read the files", "SEV-1"),
        ("Checkout is down", "SEV-2"),
        ("Labels cannot be printed", "SEV-2"),
        ("Reports take 40 seconds", "SEV-3"),
        ("Search times out now and then", "SEV-3"),
        ("Typo on the start page", "SEV-4"),
        ("Feature request: dark mode", "SEV-4"),
    ],
)
def test_the_words_of_a_level_suggest_it(words: str, expected: str) -> None:
    assert level(words) == expected


@pytest.mark.parametrize(
    ("description", "not_fired"),
    [
        ("There was no data loss.", "data-loss"),
        ("There is no sign of fraud, data loss or tampering.", "data-loss"),
        ("A breach has been ruled out.", "security-breach"),
        ("Data loss: none.", "data-loss"),
        ("If this were a security breach, we would call the police.", "security-breach"),
        ("The manager asks what happens if the site is down.", "production-down"),
        ("The drill simulated a complete outage.", "production-down"),
        ("Last week the whole platform was down.", "production-down"),
        ("Another customer had a data breach.", "security-breach"),
        ("The site was down for two minutes and has been restored.", "production-down"),
        ("The site was down. That is resolved.", "production-down"),
        ("They breached the SLA of 4 hours; a memory leak slows it down.", "security-breach"),
        ("The catalogue shows foreign prices since the import of last night.", "security-breach"),
    ],
)
def test_denied_supposed_past_and_foreign_matters_do_not_count(description: str, not_fired: str) -> None:
    assert not_fired not in fired(bare("Reports are slow", description))


def test_a_denial_reaches_only_its_own_part_of_the_sentence() -> None:
    assert level("Reports", "No data was lost, and the platform is down.") == "SEV-1"
    assert level("Reports", "No breach was found, but all records were wiped.") == "SEV-1"


def test_what_happens_still_or_since_then_is_not_the_past() -> None:
    assert "production-down" in fired(bare("Portal", "Last week the portal was down and it still is."))


def test_a_suspicion_of_the_worst_asks_for_the_second_level_until_it_is_settled() -> None:
    record = bare("Odd log-ins", "We suspect unauthorised access.")
    assert level("Odd log-ins", "We suspect unauthorised access.") == "SEV-2"
    assert "unconfirmed" in flags(record)
    assert level("Odd log-ins", "We suspected unauthorised access at first. An intruder was found.") == "SEV-1"


def test_a_workaround_lowers_a_broken_feature_but_no_outage_and_no_significant_impact() -> None:
    assert level("Labels cannot be printed", workaround="Write them by hand") == "SEV-3"
    assert level("The platform is down", workaround="Take orders by phone") == "SEV-1"
    assert level("Labels cannot be printed", "They are losing revenue.", workaround="By hand") == "SEV-2"
    assert level("Labels cannot be printed", workaround="None") == "SEV-2"
    assert level("Labels cannot be printed", "There is no workaround.") == "SEV-2"


def test_large_figures_raise_a_degradation_and_leave_a_wish_alone() -> None:
    many = {"customer": {"name": "Larkfield Rail", "users_affected": 5000}}
    assert level("Search is slow", **many) == "SEV-2"
    assert level("Feature request: dark mode", **many) == "SEV-4"
    assert level("Search is slow", customer={"name": "Larkfield Rail", "users_affected": 5}) == "SEV-3"


def test_plans_and_messages_to_the_customer_fire_nothing() -> None:
    updates = (
        entry(2, "plan", "Take the whole platform offline: the platform is down from 22:00.", visibility="internal"),
        entry(1, "customer_message", "We know that your platform is down."),
    )
    assert "production-down" not in fired(bare("Reports are slow", updates=updates))


def test_a_record_that_says_too_little_gets_the_policy_level_and_a_flag() -> None:
    record = bare("Meridian")
    assert report(record).triage.suggested is shipped_policy().communication.unrated_severity
    assert "no-criterion" in flags(record)


def test_under_severity_names_the_entry_that_crossed_the_line() -> None:
    updates = (
        entry(2, "observation", "Reports are still slow."),
        entry(1.5, "observation", "All records of Monday were permanently deleted."),
        entry(1, "observation", "Nothing new."),
    )
    record = bare("Reports are slow", severity="SEV-3", updates=updates)
    assert flags(record)["under-severity"] == NOW - timedelta(hours=1.5)
    flag = next(flag for flag in report(record).triage.flags if flag.id == "under-severity")
    assert "F" in flag.evidence[0].id
    assert "deleted" in flag.evidence[0].text


def test_under_severity_from_the_start_dates_from_the_start_of_the_record() -> None:
    assert flags(bare("The platform is down", severity="SEV-3"))["under-severity"] == NOW - timedelta(hours=3)
    assert "under-severity" not in flags(bare("The platform is down", severity="SEV-1"))
    assert "under-severity" not in flags(bare("The platform is down"))
    assert "above-criteria" in flags(bare("Reports are slow", severity="SEV-1"))


def test_the_evidence_is_the_record_word_for_word() -> None:
    record = feed()
    by_tag: dict[str, str] = {}
    for statement in statements_of(record, zone=shipped_policy().zone):
        by_tag[statement.tag] = f"{by_tag.get(statement.tag, '')}\n{statement.text}"
    found = report(record).triage
    said = [words for criterion in found.criteria for words in criterion.evidence]
    said += [words for axis in found.impact.values() for words in axis.evidence]
    said += [words for question in found.questions for words in question.evidence]
    assert said
    assert all(words.text in by_tag[words.id] for words in said)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("An intruder read the files", "security"),
        ("Auditor asks for consent records", "compliance"),
        ("Invoice is wrong: discount of the contract missing", "business"),
        ("No reply from the support team for six days", "service"),
        ("Uploads fail", "technical"),
        ("Meridian", "technical"),
    ],
)
def test_the_type_follows_the_words(title: str, expected: str) -> None:
    assert report(bare(title)).triage.type.value == expected


def test_a_type_that_differs_from_the_record_is_flagged() -> None:
    assert "type-differs" in flags(bare("An intruder read the files", type="technical"))
    assert "type-differs" not in flags(bare("An intruder read the files", type="security"))


def test_impact_comes_from_the_fields_else_from_the_words() -> None:
    impact = report(bare("Uploads fail", "About 1,140 users lose EUR 5,000 an hour; GDPR applies and journalists ask.")).triage.impact
    assert impact["users_affected"].value == "1,140 users"
    assert "EUR 5,000" in (impact["revenue_at_risk"].value or "")
    assert impact["regulatory"].value == "GDPR"
    assert impact["public_exposure"].value == "journalists"
    assert impact["tier"].value is None
    assert report(feed()).triage.impact["tier"].value == "enterprise"


def test_questions_are_answered_with_evidence_or_open() -> None:
    open_ones = {question.id for question in report(bare("Meridian", started_at=None)).triage.questions if not question.answered}
    assert open_ones == {"what", "when", "who", "business-impact", "tried", "workaround"}
    told = "Uploads fail for 30 users since 08:10. We restarted the gateway. There is no workaround, and they cannot invoice."
    questions = report(bare("Uploads fail", told, started_at=None)).triage.questions
    assert all(question.answered and question.evidence for question in questions)


def test_whom_to_tell_and_the_clocks_follow_the_worse_level() -> None:
    raised = report(bare("The platform is down", severity="SEV-3"))
    assert raised.notify == shipped_policy().row(raised.triage.suggested).notify
    assert raised.clocks.first_response.due_at == NOW - timedelta(hours=3) + timedelta(minutes=15)
    held = report(bare("Typo on the start page", severity="SEV-2"))
    assert held.triage.in_force.value == "SEV-2"
    assert as_json(held)["due"]["severity"] == "SEV-2"


def test_our_own_labelled_records() -> None:
    result = labelled(DATASETS / "triage.jsonl")
    assert result["n"] == 60
    assert result["exact"] >= 0.9
    assert result["two_too_low"] == []
    assert result["exact"] > max(baseline["exact"] for baseline in result["baselines"].values())


@pytest.mark.parametrize("unit", ["no data was lost, ", "all the data of the customer in the ", "one of the other users sees ", "a-b " * 4])
def test_long_lines_cost_no_more_than_their_length(unit: str) -> None:
    began = datetime.now(tz=NOW.tzinfo)
    report(bare("Reports", unit * (20_000 // len(unit))))
    assert datetime.now(tz=NOW.tzinfo) - began < timedelta(seconds=10)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Carriers can read the rates of other carriers.", "SEV-1"),
        ("Nurses read each other’s messages.", "SEV-1"),
        ("Members can see the files of other members by design.", "SEV-3"),
        ("The page opens another page.", "SEV-3"),
        ("The picking in the warehouse stands still.", "SEV-1"),
        ("The talks stand still.", "SEV-3"),
        ("They ask for a handbook on a total outage.", "SEV-4"),
        ("Please correct the wording “data loss” in the footer.", "SEV-4"),
        ("The screen shows “data loss”, and the orders of May are deleted.", "SEV-1"),
    ],
)
def test_what_one_party_sees_of_another_what_stands_still_and_what_is_only_a_topic(text: str, level: str) -> None:
    record = EscalationRecord.model_validate({"id": "ESC-1", "title": "Escalation", "description": text, "customer": {"name": "Meridian"}})
    assert triage_record(record, shipped_policy(), now=NOW).triage.suggested.value == level
