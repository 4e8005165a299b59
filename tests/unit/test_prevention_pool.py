"""The prevention pool: which incidents, each action once, what was promised, whose names stay out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.analysis.issue_type import of_type, records_of_type
from assistant.analysis.prevention import Item, Pool, plan
from assistant.analysis.prevention_words import carried_over, classify, date_of, read_action, role_of, same_action, status_of
from assistant.records.model import ActionStatus, EscalationRecord, PreventionClass
from assistant.records.policy import shipped_policy
from knowledge.parsing import parse_report
from knowledge.report import PostIncidentReport, PreventionAction, TimelineEvent

POLICY = shipped_policy()
NOW = datetime(2026, 5, 14, 9, 25, tzinfo=UTC)
Row = tuple[str, str, str, str]


def report(number: int, rows: Sequence[Row] = (), **fields: Any) -> PostIncidentReport:
    base: dict[str, Any] = {
        "id": f"PIR-{number:04}",
        "customer": f"Customer{number} Holding",
        "issue": "Export queue backed up",
        "severity": "SEV-2",
        "duration": "1 hour",
        "impact": "Files came late.",
        "timeline": (TimelineEvent(time="09:00 UTC", event="First reported"),),
        "root_cause": "The workers could not keep up and the backlog grew.",
        "resolution": "More workers.",
        "customer_impact": "Late files.",
        "prevention_actions": tuple(PreventionAction(action=a, owner=o, due_date=d, status=s) for a, o, d, s in rows),
        "lessons_learned": "Watch it.",
        "recovery_actions": "A call.",
        "closed_on": date(2026, 4, number % 28 + 1),
    }
    return PostIncidentReport(**{**base, **fields})


def record(**fields: Any) -> EscalationRecord:
    base: dict[str, Any] = {"id": "ESC-9", "title": "Queue backlog again", "customer": {"name": "Meridian Foods"}}
    return EscalationRecord.model_validate({**base, **fields})


def pool(reports: Sequence[PostIncidentReport], records: Sequence[EscalationRecord] = (), **given_: Any) -> Pool:
    return plan("queue backlog", reports, records, POLICY, now=NOW, **given_)


def only(found: Pool) -> Item:
    [item] = found.items
    return item


def row(action: str, owner: str = "Integration team", due: str = "2026-06-30", status: str = "done") -> Row:
    return action, owner, due, status


SAME = [
    ("Alert on queue depth", "Page on-call when the backlog of the queue exceeds 1,000"),
    ("Alert on certificate expiry", "Alerts 30 and 14 days before certificates expire"),
    ("Inventory of client certificates in every service, with alerts", "Inventory of all client certificates, in every service"),
    ("Failover runbook for every production cluster", "Write the failover runbook for all clusters"),
    ("Add monitoring for disk usage on database hosts", "Alert when database disk usage exceeds 80 %"),
    ("Document the rollback procedure", "Write a runbook for rolling back"),
    ("Notify affected customers within 30 minutes", "Tell affected customers within half an hour"),
    ("Implement a circuit breaker for the payment provider", "Circuit breaker around payment provider calls"),
    ("Train the on-call team on promotion decisions", "Training on promotion decisions for on-call"),
]
DIFFERENT = [
    ("Alert on queue depth", "Alert on certificate expiry"),
    ("Alert on certificate expiry", "Renew certificates automatically before expiry"),
    ("Alert on queue depth of the payment worker", "Alert on queue depth of the search indexer"),
    ("Runbook for queue backlog", "Alert on queue backlog"),
    ("Enable retries in the export worker", "Disable retries in the export worker"),
    ("Alert on inbound queue backlog", "Alert on outbound queue backlog"),
    ("Review timeouts of the payment gateway", "Review timeouts of the search gateway"),
    ("Alert on replication lag", "Alert on replication slots"),
    ("Test restore of backups", "Test failover of the database"),
    ("Validate encoding at import", "Validate prices at import"),
    ("Review timeouts of the payment gateway connections", "Review timeouts of the search gateway connections"),
    ("Add monitoring for disk usage on database hosts", "Add monitoring for memory usage on database hosts"),
    ("Increase connection pool size", "Decrease connection pool size"),
    ("Add integration tests for the CSV export", "Add integration tests for the PDF export"),
    ("Train support staff on escalation criteria", "Train support staff on refund rules"),
    ("Backup restore test every quarter", "Load test every quarter"),
    ("Retry budget for the mail sender", "Retry budget for the webhook sender"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_action_in_other_words_is_one(one: str, other: str) -> None:
    assert same_action(read_action(one), read_action(other))
    assert only(pool([report(1, [row(one)]), report(2, [row(other)])])).count == 2


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_actions_in_like_words_stay_two(one: str, other: str) -> None:
    assert not same_action(read_action(one), read_action(other))
    assert len(pool([report(1, [row(one)]), report(2, [row(other)])]).items) == 2


def test_an_action_that_names_its_origin_is_that_action() -> None:
    first = "Load rehearsal with the customer's own forecast before every announced peak"
    again = "Rehearsal at the announced rate with the forecast for search and basket (action of PIR-0001, restarted)"
    assert carried_over(read_action(again), read_action(first))
    elsewhere = report(1, [row(first, status="open", due="2025-01-31")], issue="Checkout slow", root_cause="Too few nodes.")
    item = only(pool([elsewhere, report(2, [row(again, status="in progress")])]))
    assert (item.count, item.sources) == (2, ("PIR-0002", "PIR-0001"))
    assert [promise.source for promise in item.promises] == ["PIR-0001"]
    assert "PIR-0001" not in item.action


def test_what_was_promised_and_is_not_done_stands_first_with_where_and_when() -> None:
    rows = [row("Scale the workers on queue age", status="open", due="2025-02-28")]
    many = [report(n, [row("Alert on queue depth")]) for n in (1, 2, 3)]
    first, second = pool([*many, report(4, rows, closed_on=date(2024, 12, 5))]).items
    assert first.action == "Scale the workers on queue age"
    assert [promise.text for promise in first.promises] == [
        "Promised in PIR-0004 (closed 5 December 2024) for 28 February 2025; there it is still open."
    ]
    assert (second.count, second.promises, second.note) == (3, (), "Done in PIR-0001, PIR-0002 and PIR-0003: check that it holds here.")


def test_an_open_action_is_late_after_its_day_or_in_an_old_report() -> None:
    young = report(1, [row("Alert on queue depth", status="open", due="2026-06-30")])
    assert only(pool([young])).promises == ()
    assert only(pool([young])).note == "Not due yet: still open in PIR-0001, for 30 June 2026."
    old = young.model_copy(update={"closed_on": date(2025, 4, 2)})
    assert only(pool([old])).promises[0].text.endswith("for 30 June 2026, which is still to come; there it is still open.")
    today = report(1, [row("Alert on queue depth", status="open", due="2026-05-14")])
    assert only(pool([today])).promises == ()
    wordy = report(1, [row("Alert on queue depth", status="open", due="next quarter")], closed_on=date(2025, 4, 2))
    assert 'for "next quarter"' in only(pool([wordy])).promises[0].text
    unknown = report(1, [row("Alert on queue depth", status="open", due="next quarter")], closed_on=None)
    assert only(pool([unknown])).promises == ()


def test_what_a_later_report_tells_as_done_is_no_open_promise_but_is_pointed_out() -> None:
    early = report(1, [row("Alert on queue depth", status="open", due="2025-01-31")], closed_on=date(2025, 1, 1))
    item = only(pool([early, report(2, [row("Alert on queue depth")])]))
    assert item.promises == ()
    assert item.note == "Not done in PIR-0001, and told as done later in PIR-0002: check that this covers both."
    before = only(
        pool([report(3, [row("Alert on queue depth", status="open", due="2025-01-31")]), report(2, [row("Alert on queue depth")])])
    )
    assert [promise.source for promise in before.promises] == ["PIR-0003"]


def test_names_do_not_reach_the_plan() -> None:
    texts = {
        "Alert on queue depth. Ana Ferrer at Meridian asked for it.": "Alert on queue depth.",
        "Show Meridian's backlog on feed-eu-02.internal to the night team": "Show the customer's backlog on one of ours to the night team",
        "Check the backlog as in INC-4711 with Ferrer": "Check the backlog as in one of ours with somebody",
        "Mail to Kestrel Dairy when the queue is late": "Mail to the customer when the queue is late",
    }
    other = report(7, issue="Something else", customer="Kestrel Dairy", root_cause="Else.")
    for written, said in texts.items():
        subject = report(1, [row(written)], customer="Meridian Foods", customer_aliases=("Meridian",), people=("Ana Ferrer",))
        assert only(pool([subject, other])).action == said


def test_the_wording_without_a_name_is_taken() -> None:
    named = report(1, [row("Alert on the queue depth of Meridian")], customer="Meridian")
    assert only(pool([named, report(2, [row("Alert on the depth of each queue")])])).action == "Alert on the depth of each queue"


def test_the_owner_is_a_role_and_never_a_person() -> None:
    people = ("Priya Raman",)
    assert role_of("Payments team", people) == "Payments team"
    assert role_of("Priya Raman (database on-call)", people) == "database on-call"
    assert role_of("Priya Raman, Head of Platform", people) == "Head of Platform"
    assert role_of("Priya Raman from the Payments team", people) == "Payments team"
    assert role_of("Priya Raman", people) == role_of(None, ()) == ""
    assert only(pool([report(1, [row("Alert on queue depth", owner="Priya Raman")], people=people)])).owner_role == "to be named"
    owners = [report(n, [row("Alert on queue depth", owner=owner)]) for n, owner in enumerate(("Feed team", "Platform team", "Feed team"))]
    assert only(pool(owners)).owner_role == "Feed team"


@pytest.mark.parametrize(
    ("action", "class_"),
    [
        ("Failover runbook for every cluster, with a drill each half-year", "documentation"),
        ("Drill the switch to the second acquirer each quarter", "training"),
        ("Alert when an export waits longer than 30 minutes", "technical"),
        ('Add "some cards fail" to the diagnosis page', "documentation"),
        ("Second reader for every policy change", "process"),
        ("Write to all tenants with address policies how to reach support", "customer-communication"),
        ("Status page entry within 15 minutes", "customer-communication"),
        ("Release login changes to 5 % of tenants first", "process"),
        ("Page when replication lag exceeds one minute", "technical"),
        ("Page on retries in the integration guide", "documentation"),
        ("Workshop on incident command for all shift leads", "training"),
        ("Send held messages as notices to the on-call queue", "technical"),
        ('Alert named "status page down"', "technical"),
        ("Weekly call with the customer until the feed is stable", "customer-communication"),
        ("Limit deployments on Fridays", "process"),
        ("Shadow on-call for new colleagues", "training"),
    ],
)
def test_the_words_of_an_action_decide_its_class_and_are_named(action: str, class_: str) -> None:
    found = classify(action, None)
    assert found.class_ == class_
    phrase = found.reason.partition('"')[2].rstrip('"')
    assert phrase
    assert phrase in action


def test_a_class_without_a_word_follows_the_owner_or_says_that_nothing_decides() -> None:
    assert classify("Everything twice", "Customer success").class_ is PreventionClass.CUSTOMER_COMMUNICATION
    undecided = classify("Everything twice", "Blue circle")
    assert (undecided.class_, undecided.decided) == (PreventionClass.TECHNICAL, False)
    assert "for a person to check" in undecided.reason


def test_a_class_that_a_person_gave_stands() -> None:
    subject = record(prevention=[{"action": "Alert on queue depth", "class": "process", "status": "open"}])
    item = only(pool([], [subject]))
    assert (item.class_, item.class_reason) == (PreventionClass.PROCESS, "as recorded in ESC-9")


def test_a_record_and_a_report_of_one_incident_count_once_with_the_records_status() -> None:
    subject = record(prevention=[{"action": "Alert on queue depth", "status": "done", "owner": "Escalation Manager"}])
    written = report(1, [row("Alert on queue depth", status="open", due="2026-05-01")], tickets=("ESC-9",))
    item = only(pool([written], [subject]))
    assert (item.count, item.sources, item.statuses) == (1, ("ESC-9",), {ActionStatus.DONE: 1})
    assert item.owner_role == "Escalation Manager"


def test_every_class_is_told_of_and_dates_are_working_days_of_the_policy() -> None:
    found = pool([report(1, [row("Alert on queue depth"), row("Runbook for a full queue")])])
    assert {*found.empty, *(item.class_ for item in found.items)} == set(PreventionClass)
    assert found.empty[PreventionClass.TRAINING] == 'The one past incident of the type "queue backlog" has no action of this class.'
    assert {item.class_: item.due for item in found.items} == {
        PreventionClass.TECHNICAL: date(2026, 6, 15),  # the 30th day is a Saturday
        PreventionClass.DOCUMENTATION: date(2026, 5, 21),
    }
    assert set(pool([]).empty.values()) == {'No past report or record is of the type "queue backlog".'}


def test_a_type_is_found_by_its_words_and_says_which() -> None:
    cases = [
        report(1),
        report(2, issue="Login refused", root_cause="The queue of sign-ins had a backlog."),
        report(3, issue="Mails late by hours", symptom="Mails wait", root_cause="A full queue."),
        report(4, issue="Wrong colours", root_cause="A style sheet."),
    ]
    found = {each.id: each.reason for each in of_type("queue backlog", cases)}
    assert set(found) == {"PIR-0001", "PIR-0003"}
    assert found["PIR-0003"] == 'What was seen holds "late" (for "backlog"); its impact or root cause holds "queue".'
    assert of_type("problem with the", cases) == of_type("", cases) == ()


def test_the_search_adds_only_what_shares_a_word_with_the_type() -> None:
    cases = [report(1, issue="Database slow", root_cause="A lock."), report(2, issue="Search broken", root_cause="Broken machine part.")]
    assert [each.id for each in of_type("database migration", cases, ["PIR-0002", "PIR-0001"])] == ["PIR-0001"]
    assert "place 2" in of_type("database migration", cases, ["PIR-0002", "PIR-0001"])[0].reason
    assert of_type("coffee machine broken", cases[:1], ["PIR-0001"]) == ()


def test_records_are_of_a_type_by_title_description_and_confirmed_cause() -> None:
    cases = [
        record(),
        record(id="ESC-10", title="Slow", root_cause="Queue backlog."),
        record(id="ESC-11", title="Late files", description="Queue"),
    ]
    assert [each.id for each in records_of_type("queue backlog", cases)] == ["ESC-9", "ESC-11"]


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("done", "done"),
        ("Done (2026-01-02)", "done"),
        ("not done", "open"),
        ("Not started", "open"),
        ("incomplete", "open"),
        ("In Progress", "in-progress"),
        ("in-progress", "in-progress"),
        ("50 %", "in-progress"),
        ("won't do", "dropped"),
        ("Cancelled", "dropped"),
        ("planned", "open"),
        ("?", "open"),
        ("completed", "done"),
        ("partially done", "in-progress"),
    ],
)
def test_a_status_is_done_only_where_it_says_so(written: str, status: str) -> None:
    assert status_of(written) == status


def test_due_dates_are_read_as_written() -> None:
    assert date_of("2026-05-01") == date_of("1 May 2026") == date_of("May 1, 2026") == date_of("by 2026-05-01") == date(2026, 5, 1)
    assert date_of("Q3") is date_of("2026-13-45") is None


def test_the_order_of_the_reports_makes_no_difference() -> None:
    samples = shipped_samples()
    forth, back = (plan("orders missing", each, [], POLICY, now=NOW) for each in (samples, samples[::-1]))
    assert forth.items == back.items


def shipped_samples() -> list[PostIncidentReport]:
    folder = files("knowledge").joinpath("reports")
    return [
        parse_report(each.read_text(encoding="utf-8"), source=each.name)
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith(".md")
    ]


@pytest.mark.parametrize(
    "issue_type", ["queue backlog", "expired certificate", "slow database", "data loss", "login outage", "card declined"]
)
def test_the_shipped_samples_give_a_plan_without_anybodys_name(issue_type: str) -> None:
    samples = shipped_samples()
    found = plan(issue_type, samples, [], POLICY, now=datetime(2026, 11, 23, tzinfo=UTC))
    assert found.items
    private = {
        name for each in samples for name in (each.customer, *each.customer_aliases, *each.people, *each.hosts, *each.tickets, each.id)
    }
    for item in found.items:
        assert not [name for name in private if name in item.action or name in item.owner_role]
        assert item.count == len(item.sources)
        assert sum(item.statuses.values()) >= item.count
        assert item.due.weekday() < 5
    order = [(not item.promises, -item.count) for item in found.items]
    assert order == sorted(order)


WORDS = st.lists(
    st.sampled_from(
        [*"abc", "Alert", "queue", "depth", "payment", "worker", "certificate", "expiry", "test", "review", "database", "runbook"]
    ),
    min_size=1,
)


@given(st.lists(st.tuples(WORDS, st.sampled_from(["done", "open", "dropped"])), max_size=8))
@settings(max_examples=60, deadline=None)
def test_no_action_is_lost_or_counted_twice(rows: list[tuple[list[str], str]]) -> None:
    reports = [report(n, [row(" ".join(words), status=status)]) for n, (words, status) in enumerate(rows, start=1)]
    found = pool(reports)
    assert sum(sum(item.statuses.values()) for item in found.items) == len(rows)
    assert sorted(source for item in found.items for source in item.sources) == [each.id for each in reports]


def test_a_thousand_reports_are_counted_whole() -> None:
    samples = shipped_samples()
    many = [
        samples[n % len(samples)].model_copy(update={"id": f"PIR-{n + 1000}", "customer": f"Customer{n}", "people": (f"Ana{n} Ferrer{n}",)})
        for n in range(1000)
    ]
    found = plan("queue backlog", many, [], POLICY, now=NOW, ranked_ids=[each.id for each in many])
    assert len(found.incidents) > 90
