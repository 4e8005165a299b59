"""How promises stand: by the record, by the log, by a person's word; and what a message still has to answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from fakes.records import NOW, entry, feed
from hypothesis import given
from hypothesis import strategies as st

from assistant.checks.context import CheckContext
from assistant.checks.run import run_checks
from assistant.checks.sent_promises import commitments_in, commitments_in_log, new_among, told_in_log
from assistant.evidence.gather import gather
from assistant.overview import promised_owed
from assistant.records.clock import MessageKind
from assistant.records.commitments import (
    Commitment,
    Judged,
    PromiseKind,
    Standing,
    Word,
    as_open,
    judge,
    not_followed,
    owed,
    proposals,
    to_answer,
    with_words,
)
from assistant.records.flags import RedFlag, read_flags
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy

POLICY = shipped_policy()


def hours(number: float) -> datetime:
    """`number` hours before NOW."""
    return NOW - timedelta(hours=number)


def promise(kind: str, *, made: float, due: float | None, text: str = "We will do it.", **more: object) -> Commitment:
    due_at = None if due is None else hours(due)
    made_one = Commitment("C-0001", "ESC-2041", text, PromiseKind(kind), hours(made), due_at, "Joel Mbeki", (), "log entry 1")
    return replace(made_one, **more)


def sent(ago: float, text: str = "Hello.") -> dict[str, object]:
    return entry(ago, "customer_message", text)


def standing(kind: str, record: EscalationRecord, *, made: float, due: float | None, text: str = "We will do it.") -> Judged:
    each = promise(kind, made=made, due=due, text=text)
    return judge(each, record, now=NOW, told=lambda: told_in_log(each, record))


@pytest.mark.parametrize(
    ("messages", "due", "stands", "late", "is_owed"),
    [
        ([3, 1.5], 1, Standing.KEPT, False, False),
        ([3, 1], 1, Standing.KEPT, False, False),
        ([3, 0.5], 1, Standing.BROKEN, True, False),
        ([3], 1, Standing.BROKEN, True, True),
        ([3], -1, Standing.OPEN, False, True),
        ([3], None, Standing.OPEN, False, True),
        ([3, 2], None, Standing.KEPT, False, False),
    ],
)
def test_the_next_message_keeps_the_promise_of_an_update(messages, due, stands, late, is_owed) -> None:
    record = feed(updates=[sent(ago) for ago in messages])
    found = standing("next_update", record, made=3, due=due)
    assert (found.standing, found.late, found.is_owed) == (stands, late, is_owed)


@pytest.mark.parametrize(
    ("resolved", "due", "stands"),
    [(2, 1, Standing.KEPT), (0.5, 1, Standing.BROKEN), (None, 1, Standing.BROKEN), (None, -1, Standing.OPEN), (5, 1, Standing.OPEN)],
)
def test_the_recorded_end_decides_about_a_fix(resolved, due, stands) -> None:
    over = {"status": "resolved", "resolved_at": hours(resolved).isoformat()} if resolved else {}
    record = feed(
        started_at=hours(8).isoformat(), escalated_at=hours(7).isoformat(), acknowledged_at=hours(7).isoformat(), updates=[sent(3)], **over
    )
    assert standing("fix", record, made=3, due=due).standing is stands


@pytest.mark.parametrize(
    ("kind", "text", "told", "stands"),
    [
        ("call", "We will call you by noon.", entry(1.5, "action", "Called Ana Ferrer, 20 minutes."), Standing.KEPT),
        ("call", "We will call you by noon.", entry(1.5, "action", "Tried to call Ana Ferrer, no answer."), Standing.OPEN),
        ("call", "We will call you by noon.", entry(1.5, "plan", "Call Ana Ferrer."), Standing.OPEN),
        ("call", "We will call you by noon.", entry(1.5, "internal_note", "Called Ana Ferrer.", visibility=None), Standing.OPEN),
        ("report", "You will have the incident report by noon.", sent(1.5, "The incident report was sent to you at 07:50 UTC."), Standing.KEPT),
        ("report", "You will have the incident report by noon.", sent(1.5, "We will send the incident report soon."), Standing.OPEN),
        ("report", "You will have the incident report by noon.", sent(0.5, "The incident report was sent just now."), Standing.BROKEN),
        ("credit", "We will credit half a fee.", entry(1.5, "action", "Credit note for half a fee issued."), Standing.KEPT),
        ("credit", "We will credit half a fee.", entry(1.5, "action", "Feed worker restarted."), Standing.OPEN),
        ("action", "We will replay the 1,140 stored orders in batches.", entry(1.5, "action", "Replayed the 1,140 stored orders in batches."), Standing.KEPT),
        ("action", "We will replay the 1,140 stored orders in batches.", entry(1.5, "action", "Feed worker restarted; new orders flow again."), Standing.OPEN),
    ],
)  # fmt: skip
def test_an_entry_that_tells_of_the_deed_keeps_the_others(kind, text, told, stands) -> None:
    found = standing(kind, feed(updates=[sent(3), told]), made=3, due=1, text=text)
    assert found.standing is stands
    assert found.late is (stands is not Standing.KEPT)


@given(st.lists(st.sampled_from([Standing.KEPT, Standing.BROKEN, Standing.WITHDRAWN]), min_size=1, max_size=4))
def test_the_newest_word_of_a_person_counts_above_the_record(said: list[Standing]) -> None:
    record = feed(updates=[sent(3)])
    words = [Word(each, "Priya Raman", hours(0.5) + timedelta(minutes=n), f"reason {n}") for n, each in enumerate(said)]
    found = judge(promise("next_update", made=3, due=1), record, now=NOW, words=words)
    assert (found.standing, found.by, found.reason) == (said[-1], "Priya Raman", f"reason {len(said) - 1}")


def test_what_is_owed_stands_by_due_time_and_feeds_gate_and_flag() -> None:
    record = feed(updates=[sent(3)])
    late = standing("call", record, made=3, due=1)
    later = standing("report", record, made=3, due=-30)
    someday = standing("credit", record, made=3, due=None)
    broken = standing("next_update", record, made=3, due=2)
    assert owed([someday, later, late, broken]) == (broken, late, later, someday)
    assert to_answer([someday, later, late, broken], until=NOW + timedelta(hours=2)) == (broken, late)
    assert len(as_open([someday, later, late, broken])) == 4
    # A late update is the communication gap's to tell.
    (open_one,) = not_followed([someday, later, late, broken])
    flags = read_flags(record, POLICY, now=NOW, promises=[open_one])
    (flag,) = [each for each in flags if each.name is RedFlag.NO_FOLLOW_THROUGH]
    assert (flag.stands, flag.since) == (True, hours(1))


# Proposals: no rule words them


def said(*standings: Standing, ago: float = 0.5) -> list[Word]:
    return [Word(each, "Priya Raman", hours(ago) + timedelta(minutes=n), f"reason {n}") for n, each in enumerate(standings)]


@given(st.sampled_from(list(PromiseKind)), st.sampled_from([None, -2.0, 0.5, 2.0]), st.booleans())
def test_nobody_owes_a_proposal_whatever_the_record_tells(kind: PromiseKind, due: float | None, answered: bool) -> None:
    record = feed(updates=[sent(3), *([sent(0.2)] if answered else [])])
    each = judge(promise(kind, made=3, due=due, proposed=True), record, now=NOW)
    assert (each.standing, each.late, each.is_owed, each.is_proposal) == (Standing.OPEN, False, False, True)
    assert each.reason == "Worded like a promise: confirm or withdraw."
    assert (owed([each]), as_open([each]), not_followed([each]), to_answer([each], until=NOW), list(promised_owed([each]))) == (
        (),
        (),
        (),
        (),
        [],
    )
    assert proposals([each]) == (each,)


def test_a_confirmed_proposal_is_an_ordinary_promise_and_tells_who_took_it_for_one() -> None:
    proposed, record = promise("call", made=3, due=1, proposed=True), feed(updates=[sent(3)])
    (word,) = words = said(Standing.OPEN)
    each = judge(proposed, record, now=NOW, words=words)
    assert (each.commitment, each.confirmed) == (replace(proposed, proposed=False), word)
    ordinary = judge(promise("call", made=3, due=1), record, now=NOW)
    assert replace(each, confirmed=None) == ordinary
    assert (len(not_followed([each])), len(to_answer([each], until=NOW)), proposals([each])) == (1, 1, ())
    # Nobody had confirmed it an hour ago.
    assert judge(proposed, record, now=hours(1), words=words).is_proposal


def test_a_confirmed_proposal_is_kept_by_the_record_like_any_other() -> None:
    record = feed(updates=[sent(3), sent(1.5)])
    each = judge(promise("next_update", made=3, due=1, proposed=True), record, now=NOW, words=said(Standing.OPEN))
    assert (each.standing, each.by, each.confirmed is not None) == (Standing.KEPT, "", True)


@pytest.mark.parametrize(
    ("words", "stands", "proposed"),
    [
        ([Standing.WITHDRAWN], Standing.WITHDRAWN, True),
        ([Standing.KEPT], Standing.KEPT, False),
        ([Standing.BROKEN], Standing.BROKEN, False),
        ([Standing.WITHDRAWN, Standing.OPEN], Standing.OPEN, False),
        ([Standing.OPEN, Standing.WITHDRAWN], Standing.WITHDRAWN, False),
        ([Standing.OPEN, Standing.KEPT], Standing.KEPT, False),
    ],
)
def test_the_newest_word_counts_on_a_proposal_too(words, stands, proposed) -> None:
    each = judge(promise("call", made=3, due=1, proposed=True), feed(updates=[sent(3)]), now=NOW, words=said(*words))
    assert (each.standing, each.commitment.proposed, each.is_proposal) == (stands, proposed, False)
    assert with_words(promise("call", made=3, due=1, proposed=True), said(*words)).proposed is proposed


def test_proposals_stand_with_the_newest_message_first() -> None:
    record = feed(updates=[sent(3)])
    old, new = (judge(promise("call", made=made, due=None, proposed=True), record, now=NOW) for made in (3, 1))
    assert proposals([old, standing("call", record, made=2, due=None), new]) == (new, old)


def test_a_proposal_hides_no_promise_but_a_promise_hides_a_proposal() -> None:
    text = "We will replay the stored orders in batches."
    rule, guess = (promise("action", made=3, due=None, text=text, proposed=each) for each in (False, True))
    later_rule, later_guess = replace(rule, made_at=hours(2)), replace(guess, made_at=hours(2))
    assert new_among([later_rule], [guess]) == [later_rule]
    assert new_among([later_guess], [rule]) == []
    assert new_among([later_guess], [guess]) == []
    assert new_among([later_rule], [rule]) == []


def test_what_one_message_says_twice_stays_as_the_rule_found_it() -> None:
    guess, rule = "The joiner's lad has your new door on its hinges by 12:00 UTC.", "We will have your new door on its hinges by 12:00 UTC."
    assert [each.proposed for each in commitments_in(guess, feed(), POLICY, sent_at=NOW, source="x")] == [True]
    found = commitments_in(f"{guess} {rule}", feed(), POLICY, sent_at=NOW, source="x")
    assert [(each.text, each.proposed) for each in found] == [(rule, False)]


# Messages


def made_by(text: str, **changes: object) -> list[tuple[str, datetime | None]]:
    return [(each.kind.value, each.due_at) for each in commitments_in(text, feed(**changes), POLICY, sent_at=NOW, source="log entry 1")]


def test_what_one_message_says_twice_is_one_promise() -> None:
    text = "- I'll update you by 10:25 UTC, sooner if something changes\n\nYou will hear from me by then, whether or not we have an answer."
    assert made_by(text) == [("next_update", NOW + timedelta(hours=1))]


def test_two_promises_of_one_sentence_are_two() -> None:
    assert made_by("We will refund the fee and call you within 2 hours.") == [("credit", None), ("call", NOW + timedelta(hours=2))]


def test_a_label_is_told_with_its_time_and_a_gap_promises_nothing() -> None:
    (each,) = commitments_in(
        "**Next Update**: by 11:30 UTC today\n\n⟨for you: we will call you by 12:00 UTC⟩", feed(), POLICY, sent_at=NOW, source="x"
    )
    assert each.text == "Next update by 11:30 UTC today"
    assert [behind.field for behind in each.backed_by] == ["policy"]


def test_an_estimate_that_is_repeated_is_entered_once_and_each_next_update_anew() -> None:
    estimate = "We estimate that it is complete by 14:00 UTC. I will write again by {} UTC."
    record = feed(updates=[sent(2, estimate.format("08:30")), sent(1, estimate.format("09:30"))])
    found = commitments_in_log(record, POLICY)
    assert [(each.kind.value, each.source) for each in found] == [
        ("fix", "log entry 1"),
        ("next_update", "log entry 1"),
        ("next_update", "log entry 2"),
    ]
    assert not found[0].certain


# What a draft leaves unanswered


def unanswered(text: str, *promises: Judged, kind: str = MessageKind.PROGRESS) -> list[str]:
    record = feed(updates=[sent(3)])
    ctx = CheckContext(POLICY, gather(record, POLICY), record, kind, now=NOW, promises=promises)
    return [finding.message for finding in run_checks(text, ctx).findings if finding.rule == "commitment.unanswered"]


def test_a_due_promise_that_the_text_does_not_answer_is_a_finding_that_names_it() -> None:
    call = standing("call", feed(updates=[sent(3)]), made=3, due=1, text="We will call you by 08:25 UTC.")
    (message,) = unanswered("The feed is still slow. Questions? Call me directly at +27 21 555 0134.", call)
    assert "“We will call you by 08:25 UTC.” (was due 08:25 UTC)" in message
    assert unanswered("We promised you a call by 08:25 UTC; we reached nobody and call again at 10:00 UTC.", call) == []
    assert unanswered("The feed is still slow.", replace(call, standing=Standing.KEPT)) == []
    assert unanswered("A note to colleagues.", call, kind="summary") == []


def test_two_left_open_are_one_finding_that_names_both() -> None:
    record = feed(updates=[sent(3)])
    late = standing("next_update", record, made=3, due=1, text="Next update by 08:25 UTC")
    action = standing("action", record, made=3, due=-0.5, text="We will send the list of missing orders by 09:55 UTC.")
    (message,) = unanswered("The feed is still slow.", late, action)
    assert message.startswith("2 promises are due before the next message")
    assert unanswered("This update comes late, and I am sorry. The list of missing orders follows by 09:55 UTC.", late, action) == []


def test_what_is_due_after_the_next_message_can_wait() -> None:
    later = standing("report", feed(updates=[sent(3)]), made=3, due=-300, text="You will have the incident report by 27 May.")
    assert unanswered("The feed is still slow.", later) == []
