"""Root cause analysis from end to end: what it may say, what people decide about it, and how a report becomes knowledge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.answers import prompt_of, shown_evidence
from fakes.endpoint import FakeEndpoint, broken, saying
from fakes.model_material import settings
from fakes.records import NOW, at, entry, feed

from assistant.actions.registry import ACTIONS
from assistant.analysis.hypotheses import Conclusion, State
from assistant.checks.finding import Family, FindingSeverity
from assistant.errors import ActionRefused, InputInvalid, NotFound
from assistant.judging import confirm, hypotheses_of, reject
from assistant.records.model import EscalationRecord
from assistant.settings import Settings, load_settings
from assistant.wiring import Services
from assistant.workflow import approve, draft_document, find_similar, index_sample_reports, save_edit, start_draft
from knowledge.parsing import parse_report
from knowledge.query import Query

SUSPECTS = [
    entry(1.5, "observation", "Orders created after 06:40 UTC are stored but not sent, 1,140 so far. EU depots only."),
    entry(
        1.3,
        "internal_note",
        "We suspect the schema change of last night; the worker stopped at the first order with an empty depot.",
        visibility=None,
    ),
    entry(1.1, "action", "Feed worker restarted; new orders flow again."),
]
OVER = {
    "status": "resolved",
    "resolved_at": at(0.5),
    "resolution": "The feed worker was restarted at 08:20 UTC.",
    "customer_confirmed_at": at(0.3),
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    index_sample_reports(Services(Settings(data_dir=folder)))
    return folder


@pytest.fixture
def services(tmp_path: Path) -> Services:
    made = Services(load_settings(data_dir=tmp_path))
    index_sample_reports(made)
    return made


def _draft(folder: Path, record: EscalationRecord, kind: str = "rca-analysis"):  # type: ignore[no-untyped-def]
    return draft_document(Services(load_settings(data_dir=folder)), record, kind, now=NOW).draft


def test_a_suspicion_is_a_hypothesis_with_its_check_and_never_the_cause(reports: Path) -> None:
    draft = _draft(reports, feed(updates=SUSPECTS))
    first = next(each for each in draft.details["hypotheses"] if "schema change" in each["cause"])
    assert first["state"] == "open"
    assert first["confirmed_by"] is None
    assert first["check"]
    assert first["ask"]
    assert {said["tag"] for said in first["for"]} <= {item.id for item in draft.evidence}
    assert draft.details["conclusion"] == "inconclusive"
    assert "No cause is confirmed" in draft.document.body


def test_every_section_stands_there_and_nothing_is_found_wrong(reports: Path) -> None:
    for changes in ({}, {"updates": SUSPECTS}, OVER, {**OVER, "root_cause": "A schema change made the feed worker stop."}):
        for kind in ("rca-analysis", "rca-report"):
            draft = _draft(reports, feed(**changes), kind)
            wrong = [f for f in draft.findings if f.severity is not FindingSeverity.INFO and f.rule != "completeness.gap"]
            assert wrong == [], (kind, changes)


def test_times_are_copied_with_their_zone(reports: Path) -> None:
    odd = entry(1.0, "observation", "The backlog grew.")
    odd["at"] = "2026-05-14T13:55:00+05:30"
    draft = _draft(reports, feed(updates=[*SUSPECTS, odd]))
    assert "| 2026-05-14 13:55 UTC+05:30 |" in draft.document.body
    stamps = [event["at"] for event in draft.details["timeline"]["events"]]
    assert "2026-05-14T13:55:00+05:30" in stamps


def test_similar_incidents_are_found_by_symptom_and_by_each_cause_and_say_what_differs(reports: Path) -> None:
    draft = _draft(reports, feed(updates=SUSPECTS))
    similar = draft.details["similar"]
    assert similar["by_symptom"]
    for past in [*similar["by_symptom"], *(each for found in similar["by_cause"].values() for each in found)]:
        assert past["differs"]
        assert "There the cause was" in past["suggests"]
    texts = [item.text for item in draft.evidence if item.origin.endswith("Root Cause")]
    assert texts
    known = Services(load_settings(data_dir=reports)).names()
    for name in (*known.customers, *known.people):
        assert not any(name in text for text in texts), "another customer's name in the evidence"


def test_the_customer_version_holds_nothing_internal(reports: Path) -> None:
    record = feed(**OVER, root_cause="A schema change made the feed worker stop at an order with an empty depot code.")
    draft = _draft(reports, record, "rca-customer")
    for inside in ("Petra", "Kestrel", "feed-eu-02", "PIR-", "H1"):
        assert inside not in draft.document.body
    assert not [f for f in draft.findings if f.family is Family.LEAK]
    assert "**Root Cause**: A schema change made" in draft.document.body


def test_the_customer_version_waits_for_the_end() -> None:
    with pytest.raises(ActionRefused, match="when the problem is over"):
        ACTIONS["rca"].kind_for(feed(), "customer")


def test_a_confirmation_needs_evidence_of_this_record_and_a_result(services: Services) -> None:
    services.store.save_record(feed(updates=SUSPECTS), now=NOW, by="Joel Mbeki")
    for tag in ("", "F999", "S1", "P1"):
        with pytest.raises(ActionRefused, match="no evidence of this record"):
            confirm(services, "ESC-2041", "H1", evidence=tag, result="Stops on the old release too", by="Joel Mbeki", now=NOW)
    tag = next(item.id for item in hypotheses_of(services, feed(updates=SUSPECTS), now=NOW)[1] if "restarted" in item.text)
    with pytest.raises(ActionRefused, match="what the deciding check showed"):
        confirm(services, "ESC-2041", "H1", evidence=tag, result=" ", by="Joel Mbeki", now=NOW)
    with pytest.raises(NotFound, match="no hypothesis"):
        reject(services, "ESC-2041", "H9", reason="no", by="Joel Mbeki", now=NOW)
    causes = confirm(
        services, "ESC-2041", "H1", evidence=tag.lower(), result="It stopped again at the same order", by="Joel Mbeki", now=NOW
    )
    assert causes.conclusion is Conclusion.CONFIRMED
    assert causes.hypotheses[0].confirmed_by == tag
    body = draft_document(services, services.store.record("ESC-2041").record, "rca-report", now=NOW).draft.document.body
    assert "It stopped again at the same order" in body


def test_a_rejected_hypothesis_stays_with_its_reason_and_a_verdict_outlives_new_entries(services: Services) -> None:
    services.store.save_record(feed(updates=SUSPECTS), now=NOW, by="Joel Mbeki")
    before = hypotheses_of(services, feed(updates=SUSPECTS), now=NOW)[0].hypotheses[0].cause
    causes = reject(services, "ESC-2041", "H1", reason="The schema was rolled back and it still stopped", by="Joel Mbeki", now=NOW)
    last = causes.hypotheses[-1]
    assert (last.cause, last.state) == (before, State.REJECTED)
    assert "rolled back" in last.reason
    grown = feed(updates=[entry(1.7, "observation", "Depots ring about empty pick lists."), *SUSPECTS], workaround="Export the list.")
    services.store.save_record(grown, now=NOW, by="Joel Mbeki")
    again = hypotheses_of(services, grown, now=NOW)[0]
    assert [each.cause for each in again.hypotheses if each.state is State.REJECTED] == [before]


def test_an_approved_report_is_searchable_at_once(services: Services) -> None:
    record = feed(**OVER, root_cause="A schema change made the feed worker stop at an order with an empty depot code.")
    stored = services.store.save_record(record, now=NOW, by="Joel Mbeki")
    drafted = draft_document(services, record, "rca-report", now=NOW)
    assert parse_report(drafted.draft.document.body).id == "ESC-2041"
    kept = start_draft(services, stored, drafted, author="Joel Mbeki", now=NOW)
    body = drafted.draft.document.body.replace(
        "## Recovery Actions Taken", "- The worker must not stop at one bad order.\n\n## Recovery Actions Taken"
    )
    for finding in [f for f in drafted.draft.findings if f.rule == "completeness.gap"]:
        body = body.replace(finding.text, "Watch the backlog.")
    save_edit(services, kept.id, subject=drafted.draft.document.subject, body=body, by="Joel Mbeki", now=NOW)
    for finding in services.store.draft(kept.id).open_findings:
        services.store.waive(kept.id, finding, by="Ingrid Aune", reason="Said in the review", now=NOW)
    services.store.submit(kept.id, by="Joel Mbeki", now=NOW)
    approve(services, kept.id, by="Ingrid Aune", now=NOW)
    found = find_similar(services, Query("Orders missing from the warehouse feed"), k=3).results
    assert "ESC-2041" in [match.id for match in found]
    report = services.knowledge.report("ESC-2041")
    assert report is not None
    assert "Ana Ferrer" in report.people
    assert report.services == ("Order feed",)
    assert "The worker must not stop at one bad order" in report.lessons_learned


def test_a_report_that_lost_its_form_is_not_approved(services: Services) -> None:
    record = feed(**OVER, root_cause="A schema change made the feed worker stop.")
    stored = services.store.save_record(record, now=NOW, by="Joel Mbeki")
    kept = start_draft(services, stored, draft_document(services, record, "rca-report", now=NOW), author="Joel Mbeki", now=NOW)
    save_edit(services, kept.id, subject="Report", body="We looked into it.", by="Joel Mbeki", now=NOW)
    services.store.submit(kept.id, by="Joel Mbeki", now=NOW)
    with pytest.raises(InputInvalid, match="cannot become knowledge"):
        approve(services, kept.id, by="Ingrid Aune", now=NOW)
    assert services.store.draft(kept.id).state.value == "submitted"


# With a model


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    with FakeEndpoint([broken()]) as running:
        yield running


def _analysis(cause: str, cites: list[str]) -> dict[str, object]:
    nothing = {"answers": [], "ask": "Who saw it first? Ask the owner."}
    return {
        "what_happened": [{"cites": ["F1"], "text": "Orders are missing from the warehouse feed."}],
        "hypotheses": [{"cause": {"cites": cites, "text": cause}, "against": [], "check": "Run the old release on the first order.", "ask": "the on-call engineer"}],
        "whys": [{"question": "Why are orders missing?", "answer": None, "ask": "the on-call engineer"}],
        "contributing": [],
        **{name: nothing for name in ("not_prevented", "not_detected", "made_hard", "triage", "communication", "people", "tools", "differently")},
        "questions": ["What changed last night?", "Who watches the backlog?", "What would have shown it?"],
    }  # fmt: skip


def test_a_model_may_propose_and_the_rules_weigh_it(endpoint: FakeEndpoint, tmp_path: Path) -> None:
    endpoint.play(saying(json.dumps(_analysis("The cause is the schema change.", ["F1"]))))
    services = Services(settings(endpoint.base_url, data_dir=tmp_path, max_retries=0))
    draft = draft_document(services, feed(updates=SUSPECTS), "rca-analysis", now=NOW).draft
    assert draft.written_by == "openai:fake-1"
    assert draft.prompt.id == "draft/rca-analysis"
    first = draft.details["hypotheses"][0]
    assert first["cause"] == "The cause is the schema change."
    assert first["state"] != "confirmed"
    assert draft.details["conclusion"] != "confirmed"
    shown = {line.tag for line in shown_evidence(prompt_of(endpoint.bodies[-1]))}
    assert {"F1"} <= shown


def test_an_answer_that_cites_what_it_was_not_shown_gives_the_composers_analysis(endpoint: FakeEndpoint, tmp_path: Path) -> None:
    wrong = json.dumps(_analysis("The cause is the moon.", ["F999"]))
    endpoint.play(saying(wrong), saying(wrong))
    services = Services(settings(endpoint.base_url, data_dir=tmp_path, max_retries=0))
    draft = draft_document(services, feed(updates=SUSPECTS), "rca-analysis", now=NOW).draft
    assert draft.written_by == "composer"
    assert "The composer wrote this draft" in draft.notices[-1] or any("composer wrote" in notice for notice in draft.notices)
    assert "moon" not in draft.document.body
