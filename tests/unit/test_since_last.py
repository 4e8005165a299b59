"""What a new message says beside the last one: figures, times, statements, and the promises it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.analysis.moved_times import END_EXPECTED
from assistant.analysis.since_last import Answering, SinceLast, since_last
from assistant.checks.context import CheckContext
from assistant.checks.run import run_checks
from assistant.checks.sent_promises import commitments_in_log
from assistant.evidence.gather import gather
from assistant.records.commitments import judge
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
TOLD_AT = datetime(2026, 3, 4, 8, 10, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")


def _record(*earlier: str, entries: tuple[str, ...] = ()) -> EscalationRecord:
    sent = [
        {"at": (TOLD_AT + timedelta(minutes=30 * n)).isoformat(), "kind": "customer_message", "visibility": "public", "text": text}
        for n, text in enumerate(earlier)
    ]
    logged = [{"at": "2026-03-04T09:00:00Z", "kind": "observation", "visibility": "public", "text": text} for text in entries]
    held: dict[str, Any] = {"id": "ESC-1", "title": "Trouble", "customer": {"name": "Northgate"}, "status": "investigating"}
    return EscalationRecord.model_validate({**held, "updates": [*sent, *logged]})


def _since(text: str, *earlier: str, entries: tuple[str, ...] = ()) -> SinceLast | None:
    policy, record = shipped_policy(), _record(*earlier, entries=entries)
    report = run_checks(text, CheckContext(policy, gather(record, policy), record, "progress", now=NOW))
    promises = [judge(each, record, now=NOW) for each in commitments_in_log(record, policy)]
    return since_last(
        text,
        report.sentences,
        report.findings,
        record.sent_messages,
        promises,
        now=NOW,
        next_update=NOW + timedelta(minutes=30),
        zone=UTC_ZONE,
    )


def _found(text: str, *earlier: str, **rest: Any) -> SinceLast:
    found = _since(text, *earlier, **rest)
    assert found is not None
    return found


def test_before_the_first_message_nothing_has_changed() -> None:
    assert _since("Orders are missing in the feed.") is None


# Figures


def test_a_figure_of_the_same_matter_is_set_beside_the_one_before() -> None:
    found = _found("The share of declined card payments is 12 %.", "The share of declined card payments is 27 %.")
    assert [(each.before, each.after) for each in found.figures] == [(("27 %",), "12 %")]
    assert found.figures[0].told == "The share of declined card payments is 27 %."
    assert found.statements == ()


def test_a_change_that_is_not_said_carries_the_finding_of_the_checks() -> None:
    unsaid = _found("64 users cannot sign in.", "40 users cannot sign in.")
    assert unsaid.figures[0].finding is not None
    assert unsaid.figures[0].finding.rule == "consistency.figure_changed"
    said = _found("The number has grown: 64 users cannot sign in, up from 40.", "40 users cannot sign in.")
    assert not [each for each in said.figures if each.finding]


def test_figures_of_other_things_or_other_kinds_are_no_change() -> None:
    found = _found("310 calls about declined cards came in.", "Card payments in seven shops are declined for 20 minutes.")
    assert found.figures == ()
    assert [each.text for each in found.statements] == ["310 calls about declined cards came in."]


def test_a_figure_that_is_told_again_is_none() -> None:
    found = _found("Of 640 orders 260 are missing in the feed.", "In the feed 260 of 640 orders are missing.")
    assert found.figures == ()
    assert found.told_again == 1


# Statements


def test_what_the_last_message_said_is_told_again_also_in_other_words() -> None:
    last = "Moved half of your card traffic to our standby gateway at 08:04 UTC."
    found = _found("Half of the card traffic was moved to the standby gateway at 08:04 UTC.", last)
    assert (found.told_again, found.statements) == (1, ())


@pytest.mark.parametrize(
    "text",
    [
        "Half of the card traffic was moved to the standby gateway at 08:34 UTC.",
        "Half of the card traffic was not moved to the standby gateway at 08:04 UTC.",
    ],
)
def test_another_value_or_the_opposite_is_new(text: str) -> None:
    last = "Half of the card traffic was moved to the standby gateway at 08:04 UTC."
    assert [each.text for each in _found(text, last).statements] == [text]


def test_what_only_an_older_message_said_names_it() -> None:
    old, last = "Wallet payments work in all shops.", "We are looking at the gateway."
    new = _found("Wallet payments work in all shops.", old, last).statements
    assert [each.told_at for each in new] == [TOLD_AT]


def test_new_statements_carry_their_tags_and_labels_questions_and_contacts_are_none() -> None:
    entry = "The feed worker was restarted at 09:00 UTC."
    found = _found(f"Hi Ana,\n\n{entry} Questions? Call me directly at +44 20 7946 0182.", "We are looking.", entries=(entry,))
    assert [each.text for each in found.statements] == [entry]
    assert all(tag.startswith("F") for tag in found.statements[0].tags)
    assert found.statements[0].tags


# Times


def _times(found: SinceLast) -> dict[str, tuple[object, object]]:
    return {each.what: (each.before, each.after) for each in found.times}


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-04T{clock}:00+00:00")


def test_the_next_update_moves_with_each_message() -> None:
    found = _found("We look.\n\n**Next Update**: by 10:00 UTC today", "We look.\n\n**Next Update**: by 09:40 UTC today")
    assert _times(found)["Next update"] == (at("09:40"), at("10:00"))


@pytest.mark.parametrize(
    ("text", "last", "moved"),
    [
        ("We expect a fix by 11:00 UTC.", "We expect a fix by 10:15 UTC.", (at("10:15"), at("11:00"))),
        ("Estimate: complete by 11:00 UTC.", "We are looking at it.", (None, at("11:00"))),
        ("We are looking at it.", "We expect a fix by 10:15 UTC.", (at("10:15"), None)),
    ],
)
def test_an_end_that_moved_came_or_went_is_listed(text: str, last: str, moved: tuple[object, object]) -> None:
    assert _times(_found(text, last))[END_EXPECTED] == moved


def test_an_end_that_moved_unsaid_carries_the_finding() -> None:
    unsaid = _found("We expect a fix by 11:00 UTC.", "We expect a fix by 10:15 UTC.")
    assert [each.finding.rule for each in unsaid.times if each.finding] == ["consistency.eta_moved"]
    said = _found("I told you 10:15 UTC. We now expect a fix by 11:00 UTC.", "We expect a fix by 10:15 UTC.")
    assert END_EXPECTED in _times(said)
    assert not [each for each in said.times if each.finding]


def test_the_same_end_in_other_words_is_no_move() -> None:
    found = _found("Estimate: orders are back by 10:15 UTC.", "We expect a fix by 10:15 UTC.")
    assert END_EXPECTED not in _times(found)
    assert END_EXPECTED not in _times(_found("The fix goes live at 10:15 UTC.", "We expect a fix by 10:15 UTC."))


def test_another_start_is_listed() -> None:
    found = _found("Orders fail since 05:10 UTC.", "Orders fail since 06:40 UTC.")
    before, after = _times(found)["Start"]
    assert "06:40" in str(before)
    assert "05:10" in str(after)


# Promises


LIST = "I will send you the list of the missing orders by 09:45 UTC."


def _answers(found: SinceLast) -> dict[str, Answering]:
    return {each.promise.commitment.text: each.answering for each in found.promises}


def test_a_promise_that_is_due_is_answered_or_not() -> None:
    assert _answers(_found("We are looking at the gateway.", LIST))[LIST] is Answering.NOT_ANSWERED
    assert _answers(_found("The list of the missing orders is attached.", LIST))[LIST] is Answering.ANSWERED


def test_a_promise_for_later_need_not_be_answered() -> None:
    later = LIST.replace("09:45", "17:00")
    assert _answers(_found("We are looking at the gateway.", later))[later] is Answering.LATER


def test_an_older_promise_that_is_still_owed_is_listed() -> None:
    found = _found("We are looking.", LIST, "We are looking at the gateway.")
    assert _answers(found) == {LIST: Answering.NOT_ANSWERED}


def test_a_promise_of_the_last_message_that_was_kept_is_settled() -> None:
    policy, record = shipped_policy(), _record("We write again by 08:50 UTC.", "We write again by 09:20 UTC. Still looking.")
    promises = [judge(each, record, now=NOW) for each in commitments_in_log(record, policy)]
    found = since_last("Still looking.", (), (), record.sent_messages[:1], promises, now=NOW, next_update=NOW, zone=UTC_ZONE)
    assert found is not None
    assert found.promises[0].answering is Answering.SETTLED


def test_what_is_only_worded_like_a_promise_need_not_be_answered_and_is_told_apart() -> None:
    policy, record = shipped_policy(), _record(LIST, "Still looking.")
    (promise,) = commitments_in_log(record, policy)
    judged = [judge(replace(promise, proposed=True), record, now=NOW)]
    found = since_last("Still looking.", (), (), record.sent_messages, judged, now=NOW, next_update=NOW, zone=UTC_ZONE)
    assert found is not None
    assert [each.answering for each in found.promises] == [Answering.PROPOSED]


# Whole texts


WORDS = st.sampled_from(
    ["12 %", "27 %", "of orders", "fail", "since 06:40 UTC.", "We expect a fix by 10:15 UTC.", "No", "payments", "⟨for you: x⟩", "\n\n- ", "Next Update", ":"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=12))
def test_any_two_texts_can_be_held_against_each_other_and_a_text_against_itself_differs_in_nothing(
    one: list[str], other: list[str]
) -> None:
    text, last = " ".join(one), " ".join(other) or "x"
    found = _found(text, last)
    assert all(each.after in text for each in found.figures)
    assert all(quote in last for each in found.figures for quote in each.before)
    same = _found(last, last)
    assert (same.figures, same.statements) == ((), ())
