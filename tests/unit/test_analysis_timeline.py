"""The factual timeline: times copied, rows merged only where they tell the same, milestones never invented, silences by a stated rule."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from fakes.records import NOW, at, entry, feed
from hypothesis import given
from hypothesis import strategies as st

from assistant.analysis.milestones import is_signal, says_cause_found, says_over
from assistant.analysis.timeline import Milestone, Timeline, build_timeline
from assistant.evidence.facts import Audience
from assistant.evidence.gather import gather
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy

POLICY = shipped_policy()


def built(record: EscalationRecord, *, audience: Audience = Audience.INTERNAL) -> Timeline:
    return build_timeline(record, gather(record, POLICY, audience=audience), policy=POLICY)


def with_log(*updates: dict[str, Any], **changes: Any) -> EscalationRecord:
    return feed(updates=list(updates), **changes)


def minutes(*gaps: int) -> list[dict[str, Any]]:
    """Entries with these minutes between them, the first 10 hours ago."""
    hours, log = 10.0, [entry(10.0, None, "Alert: the backlog of the feed grows.")]
    for number, gap in enumerate(gaps):
        hours -= gap / 60
        log.append(entry(hours, None, f"Step {number} was looked at."))
    return log


def test_every_time_field_and_every_entry_is_there_in_order() -> None:
    timeline = built(feed())
    assert [event.at for event in timeline.events] == sorted(event.at for event in timeline.events)
    assert [event.text for event in timeline.events if event.kind == "field"] == ["Impact started", "Escalated", "Acknowledged"]
    assert [event.kind for event in timeline.events if event.kind != "field"] == ["observation", "internal_note", "action", "plan"]


def test_what_the_audience_may_not_read_is_not_there() -> None:
    assert all(event.kind != "internal_note" for event in built(feed(), audience=Audience.CUSTOMER).events)


def test_zones_are_kept_as_written_and_order_is_by_instant() -> None:
    record = with_log(
        {"at": "2026-05-14T10:30:00+02:00", "text": "Worker restarted."},
        {"at": "2026-05-14T01:00:00-07:00", "text": "Backlog seen to grow."},
    )
    shown = [event.at.isoformat() for event in built(record).events if event.kind == "entry"]
    assert shown == ["2026-05-14T01:00:00-07:00", "2026-05-14T10:30:00+02:00"]


def test_a_field_and_the_entry_that_tells_of_it_are_one_row_with_both_tags() -> None:
    record = with_log(
        {"at": at(2), "author": "Ana Ferrer", "kind": "observation", "visibility": "public", "text": "Our depots have no orders."},
        {
            "at": at(1.9),
            "kind": "customer_message",
            "text": "Hi Ana,\n\nI'm Joel, and I'm handling this with you.\n\nOrders are not in your feed.",
        },
    )
    first, second = (event for event in built(record).events if event.kind != "field")
    assert first.text == "Escalated. The customer writes: Our depots have no orders."
    assert second.text == "Acknowledged. Message to the customer: Orders are not in your feed."
    assert [len(event.tags) for event in (first, second)] == [2, 2]


def test_a_field_is_not_merged_with_an_entry_that_tells_of_something_else() -> None:
    record = with_log(entry(1, "plan", "Compare the counts."), status="resolved", resolved_at=at(1))
    assert [event.text for event in built(record).events if event.at.isoformat() == at(1)] == ["Compare the counts.", "Resolved"]


def test_an_entry_with_seconds_keeps_its_time_when_a_field_gives_the_minute() -> None:
    stamp = (NOW - timedelta(hours=1)).replace(second=37)
    record = with_log(
        {"at": stamp.isoformat(), "text": "All orders delivered."}, status="resolved", resolved_at=stamp.replace(second=0).isoformat()
    )
    rows = [event for event in built(record).events if "Resolved" in event.text]
    assert [row.at for row in rows] == [stamp]
    field = with_log(
        entry(1, None, "All orders delivered."),
        status="resolved",
        resolved_at=(NOW - timedelta(hours=1) + timedelta(seconds=5)).isoformat(),
    )
    assert len([event for event in built(field).events if event.at >= NOW - timedelta(hours=1)]) == 2


def test_exact_duplicates_become_one_row_and_others_do_not() -> None:
    record = with_log(entry(1, None, "Still late."), entry(1, None, "Still late."), entry(0.5, None, "Still late."))
    rows = [event for event in built(record).events if event.text == "Still late."]
    assert [len(row.tags) for row in rows] == [2, 1]
    two_zones = with_log({"at": "2026-05-14T08:00:00+00:00", "text": "Late."}, {"at": "2026-05-14T10:00:00+02:00", "text": "Late."})
    assert len([event for event in built(two_zones).events if event.text == "Late."]) == 2


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3000), st.sampled_from([-480, 0, 60, 330]), st.sampled_from(["Late.", "Alert: late.", "Restarted.", "Resolved."])
        ),
        max_size=12,
    )
)
def test_no_time_disappears_none_is_made_up_and_every_tag_is_there_once(log: list[tuple[int, int, str]]) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    updates = [
        {"at": (start + timedelta(minutes=after)).astimezone(timezone(timedelta(minutes=offset))).isoformat(), "text": text}
        for after, offset, text in log
    ]
    record = with_log(*updates, started_at=start.isoformat(), escalated_at=None, acknowledged_at=None)
    timeline = built(record)
    stamps = {event.at.isoformat() for event in timeline.events}
    assert {update["at"] for update in updates} <= stamps <= {update["at"] for update in updates} | {start.isoformat()}
    assert start in {event.at for event in timeline.events}
    assert [event.at for event in timeline.events] == sorted(event.at for event in timeline.events)
    tags = [tag for event in timeline.events for tag in event.tags]
    assert len(tags) == len(set(tags)) == len(updates) + 1
    assert all(event.milestones.count(stone) <= 1 for event in timeline.events for stone in Milestone)
    assert {stone for event in timeline.events for stone in event.milestones}.isdisjoint(timeline.missing)


def test_a_long_entry_is_told_by_its_first_sentences() -> None:
    text = "The first unsent order is from 06:40 UTC. " + "More of the same was found in the other depots as well. " * 20
    row = next(event for event in built(with_log(entry(1, None, text))).events if event.kind == "entry")
    assert row.text.startswith("The first unsent order is from 06:40 UTC.")
    assert len(row.text) <= 242


def test_the_sentence_that_makes_a_milestone_is_shown_however_late_it_stands() -> None:
    text = "Compared the schemas of both releases field by field in test. " * 6 + "We have identified the root cause."
    row = built(with_log(entry(1, None, text))).at(Milestone.CAUSE)
    assert row is not None
    assert row.text.endswith("… We have identified the root cause.")


def test_the_words_of_a_time_that_could_not_be_read_stay() -> None:
    row = next(event for event in built(with_log(entry(1, None, "[shortly after] Worker restarted."))).events if event.kind == "entry")
    assert row.text == "[shortly after] Worker restarted."


@pytest.mark.parametrize(
    "text",
    [
        "We have identified the root cause and are rolling out a fix.",
        "Root cause identified: an expired certificate.",
        "The cause of the outage was found at 10:05 UTC.",
        "Issue root cause identified and a fix has been planned",
        "The root cause is a full disk on the queue host.",
        "Reproduced in test. The cause is confirmed.",
        "We have found and corrected the cause: a renamed file.",
    ],
)
def test_an_entry_that_says_the_cause_was_found_is_the_milestone(text: str) -> None:
    assert built(with_log(entry(1, None, text))).at(Milestone.CAUSE) is not None


@pytest.mark.parametrize(
    "text",
    [
        "The root cause has not been identified yet.",
        "We are working to identify the root cause.",
        "Once the root cause is identified, we will post it.",
        "A possible root cause was identified.",
        "The likely cause was found.",
        "Was the root cause found?",
        "We believe we have identified the root cause.",
        "Our team believes that the root cause was found.",
        "Deep dive started, and the root cause was found later.",
        "We continue to investigate the root cause of the latency previously found.",
        "The issue has been identified and a fix is being implemented.",
        "Identify the root cause of the delay.",
        "The culprit may have been found.",
    ],
)
def test_a_suspicion_a_plan_a_question_and_a_denial_are_no_found_cause(text: str) -> None:
    timeline = built(with_log(entry(1, None, text)))
    assert timeline.at(Milestone.CAUSE) is None
    assert Milestone.CAUSE in timeline.missing
    assert not says_cause_found(text)


def test_a_found_cause_that_is_taken_back_does_not_count() -> None:
    log = [entry(2, None, "Root cause identified: the schema."), entry(1, None, "The schema is not the cause.")]
    assert built(with_log(*log)).at(Milestone.CAUSE) is None
    again = built(with_log(*log, entry(0.5, None, "Root cause found: the worker's memory limit."))).at(Milestone.CAUSE)
    assert again is not None
    assert again.at.isoformat() == at(0.5)


def test_a_confirmed_cause_does_not_say_when_it_was_found() -> None:
    assert Milestone.CAUSE in built(feed(root_cause="A schema change stopped the worker.")).missing


def test_first_reported_is_the_first_signal_and_not_the_start() -> None:
    record = with_log(
        entry(3, None, "Schema change merged."),
        entry(2.5, None, "Alert: the backlog of the feed grows."),
        entry(2.4, None, "A user reports missing orders."),
        started_at=at(3),
    )
    event = built(record).at(Milestone.REPORTED)
    assert event is not None
    assert event.at.isoformat() == at(2.5)


def test_without_any_signal_nobody_reported_it() -> None:
    record = with_log(entry(3, None, "Schema change merged."), entry(1, None, "Worker restarted."), escalated_at=None, acknowledged_at=None)
    assert Milestone.REPORTED in built(record).missing


@pytest.mark.parametrize(
    ("text", "is_one"), [("No alert was fired.", False), ("Tests are all fine, reported over chat.", False), ("Pager alert at 3.", True)]
)
def test_signals(text: str, is_one: bool) -> None:
    assert is_signal(text) is is_one


def test_resolution_comes_from_the_field_first() -> None:
    record = with_log(entry(2, None, "Issue resolved."), status="resolved", resolved_at=at(1))
    event = built(record).at(Milestone.RESOLVED)
    assert event is not None
    assert event.at.isoformat() == at(1)


def test_resolution_from_an_entry_only_when_no_trouble_follows_and_the_record_does_not_object() -> None:
    over, trouble = entry(2, None, "Service fully restored."), entry(1, None, "Customers see errors in the feed again.")
    assert built(with_log(over, status="open")).at(Milestone.RESOLVED) is not None
    assert built(with_log(over, status="investigating")).at(Milestone.RESOLVED) is None
    assert built(with_log(over, trouble, status="open")).at(Milestone.RESOLVED) is None


@pytest.mark.parametrize(
    "text", ["The issue is partially resolved.", "It will be resolved soon.", "Some services are fully restored.", "Not yet resolved."]
)
def test_half_an_end_is_none(text: str) -> None:
    assert not says_over(text)


def test_customer_confirmed_comes_from_the_field_alone() -> None:
    log = entry(1, None, "The customer confirmed that all is well.")
    assert Milestone.CONFIRMED in built(with_log(log, status="resolved", resolved_at=at(1.5))).missing
    confirmed = built(with_log(log, status="resolved", resolved_at=at(1.5), customer_confirmed_at=at(1))).at(Milestone.CONFIRMED)
    assert confirmed is not None
    assert len(confirmed.tags) == 2


def test_one_event_can_be_two_milestones() -> None:
    record = with_log({"at": at(2), "author": "Ana Ferrer", "visibility": "public", "text": "Our depots have no orders."})
    event = built(record).at(Milestone.REPORTED)
    assert event is not None
    assert event.milestones == (Milestone.REPORTED, Milestone.ESCALATED)


def test_a_silence_far_beyond_the_rhythm_is_a_gap() -> None:
    timeline = built(with_log(*minutes(10, 10, 10, 200, 10, 10), escalated_at=None, acknowledged_at=None))
    assert [gap.length for gap in timeline.gaps] == [timedelta(minutes=200)]
    ends = {tag for gap in timeline.gaps for tag in gap.tags}
    assert len(ends) == 2
    assert timeline.note == ""


def test_a_slow_but_steady_log_has_no_gap() -> None:
    assert built(with_log(*minutes(90, 100, 95, 90, 110), escalated_at=None, acknowledged_at=None)).gaps == ()


def test_a_silence_within_the_pace_of_the_level_is_no_gap() -> None:
    quick = minutes(2, 2, 2, 45, 2, 2)
    assert built(with_log(*quick, severity="SEV-1", escalated_at=None, acknowledged_at=None)).gaps != ()
    assert built(with_log(*quick, severity="SEV-2", escalated_at=None, acknowledged_at=None)).gaps == ()


def test_the_time_before_the_first_report_and_after_the_end_is_no_gap() -> None:
    log = [entry(20, None, "Schema change merged."), *minutes(10, 10, 10, 10)]
    log.append(entry(9, None, "Issue resolved."))
    log.append(entry(1, None, "The review was held."))
    record = with_log(*log, status="resolved", resolved_at=at(9), started_at=at(20), escalated_at=None, acknowledged_at=None)
    assert built(record).gaps == ()


@pytest.mark.parametrize(
    ("number", "note"),
    [
        (0, "No log entries; no gap can be told."),
        (1, "One log entry; no gap can be told."),
        (4, "Four log entries; no gap can be told."),
        (5, ""),
    ],
)
def test_too_few_entries_are_said(number: int, note: str) -> None:
    log = [entry(10 - hour, None, f"Step {hour} was looked at.") for hour in range(number)]
    assert built(with_log(*log)).note == note
