"""The red flags: when each starts, what it stands on, what clears it; by instant, in any order of the log."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.records.flags import Blame, Criteria, Earlier, Flag, Ground, RedFlag, read_flags
from assistant.records.model import EscalationRecord, Severity
from assistant.records.policy import Policy, shipped_policy

POLICY = shipped_policy()
NOON = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)


def record(**fields: Any) -> EscalationRecord:
    base = {"id": "ESC-1", "title": "Orders missing", "customer": {"name": "Meridian"}, "severity": "SEV-2", "escalated_at": NOON}
    return EscalationRecord.model_validate({**base, **fields})


def after(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def message(hours: float, text: str = "We are on it.") -> dict[str, Any]:
    return {"at": after(hours), "kind": "customer_message", "text": text}


def news(hours: float, text: str = "Half of the orders flow again.", visibility: str = "public") -> dict[str, Any]:
    return {"at": after(hours), "kind": "observation", "visibility": visibility, "text": text}


def flags(subject: EscalationRecord, name: RedFlag, hours: float, *, policy: Policy = POLICY, **given_: Any) -> list[Flag]:
    return [flag for flag in read_flags(subject, policy, now=after(hours), **given_) if flag.name is name]


def test_a_late_acknowledgment_stands_until_it_is_there_and_is_remembered() -> None:
    assert not flags(record(), RedFlag.DELAYED_ACKNOWLEDGMENT, 1)
    [standing] = flags(record(), RedFlag.DELAYED_ACKNOWLEDGMENT, 1.5)
    assert (standing.since, standing.cleared_at, standing.stands) == (after(1), None, True)
    assert [ground.where for ground in standing.grounds] == ["escalated_at", "acknowledged_at"]
    assert standing.grounds[1].words == "not recorded"
    [cleared] = flags(record(updates=[message(2)]), RedFlag.DELAYED_ACKNOWLEDGMENT, 9)
    assert (cleared.since, cleared.cleared_at) == (after(1), after(2))
    assert cleared.grounds[1] == Ground("log entry 1", "We are on it.")
    assert not flags(record(acknowledged_at=after(1)), RedFlag.DELAYED_ACKNOWLEDGMENT, 9)


def test_an_acknowledgment_that_never_came_is_cleared_by_the_end() -> None:
    [flag] = flags(record(status="resolved", resolved_at=after(3)), RedFlag.DELAYED_ACKNOWLEDGMENT, 9)
    assert flag.cleared_at == after(3)
    assert not flags(record(status="resolved"), RedFlag.DELAYED_ACKNOWLEDGMENT, 9)


def test_every_stretch_longer_than_the_pace_is_a_gap() -> None:
    subject = record(acknowledged_at=after(0.5), updates=[message(3), message(4.5)])
    past, now = flags(subject, RedFlag.COMMUNICATION_GAP, 8)
    assert (past.since, past.cleared_at, past.grounds[0].where) == (after(2.5), after(3), "acknowledged_at")
    assert (now.since, now.cleared_at, now.grounds[0].where) == (after(6.5), None, "log entry 2")
    assert len(flags(subject, RedFlag.COMMUNICATION_GAP, 6.5)) == 1
    assert flags(subject, RedFlag.COMMUNICATION_GAP, 8, standing_only=True) == [now]


def test_the_end_of_the_impact_ends_a_gap() -> None:
    solved = record(status="resolved", resolved_at=after(4), acknowledged_at=after(0.5))
    [gap] = flags(solved, RedFlag.COMMUNICATION_GAP, 90)
    assert (gap.since, gap.cleared_at) == (after(2.5), after(4))
    assert not flags(record(status="resolved", resolved_at=after(2), acknowledged_at=after(0.5)), RedFlag.COMMUNICATION_GAP, 90)


def test_on_change_a_gap_is_news_that_waits_and_internal_notes_are_none() -> None:
    quiet = record(severity="SEV-4", acknowledged_at=after(1), updates=[news(2, visibility="internal")])
    assert not flags(quiet, RedFlag.COMMUNICATION_GAP, 900)
    waiting = record(severity="SEV-4", acknowledged_at=after(1), updates=[news(2), news(30)])
    [gap] = flags(waiting, RedFlag.COMMUNICATION_GAP, 27)
    assert (gap.since, gap.grounds[-1].where) == (after(26), "log entry 1")
    [told] = flags(record(severity="SEV-4", acknowledged_at=after(1), updates=[news(2), message(40)]), RedFlag.COMMUNICATION_GAP, 99)
    assert told.cleared_at == after(40)


def test_blame_is_what_the_caller_found() -> None:
    places = [Blame("log entry 3", "your fault", NOON, sent=True), Blame("draft D-0001, version 2", "human error")]
    draft, sent = sorted(flags(record(), RedFlag.BLAME_LANGUAGE, 0, blame=places * 2), key=lambda flag: flag.grounds[0].where)
    assert draft.grounds == (Ground("draft D-0001, version 2", "human error"),)
    assert sent.since == NOON
    assert "nothing takes these words back" in sent.clears


def test_closing_without_confirmation_is_premature() -> None:
    [flag] = flags(record(status="closed", resolved_at=after(3)), RedFlag.PREMATURE_CLOSURE, 9)
    assert flag.since == after(3)
    assert flag.grounds == (Ground("status", "closed"), Ground("customer_confirmed_at", "not recorded"))
    assert not flags(record(status="resolved", resolved_at=after(3)), RedFlag.PREMATURE_CLOSURE, 9)
    assert not flags(record(status="closed", customer_confirmed_at=after(4)), RedFlag.PREMATURE_CLOSURE, 9)


@pytest.mark.parametrize(("status", "found"), [("open", 1), ("in-progress", 1), ("done", 0), ("dropped", 0)])
def test_prevention_past_due_is_a_broken_promise(status: str, found: int) -> None:
    subject = record(prevention=[{"action": "Alert on empty feeds", "due_at": after(5), "status": status}])
    assert len(flags(subject, RedFlag.NO_FOLLOW_THROUGH, 6)) == found
    assert not flags(subject, RedFlag.NO_FOLLOW_THROUGH, 5)


def test_a_due_day_ends_in_the_zone_of_the_policy_also_when_the_clocks_change() -> None:
    # Summer time ends in Berlin on 25 October 2026: that day has 25 hours.
    berlin = policy_in("Europe/Berlin")
    subject = record(prevention=[{"action": "Alert on empty feeds", "due_at": "2026-10-25"}])
    midnight = datetime(2026, 10, 25, 23, 0, tzinfo=UTC)
    assert not read_broken(subject, berlin, midnight)
    [flag] = read_broken(subject, berlin, midnight + timedelta(seconds=1))
    assert flag.since == midnight
    assert "due 2026-10-25" in flag.grounds[0].words


def policy_in(zone: str) -> Policy:
    return POLICY.model_copy(update={"organisation": POLICY.organisation.model_copy(update={"zone": zone})})


def read_broken(subject: EscalationRecord, policy: Policy, now: datetime) -> list[Flag]:
    return [flag for flag in read_flags(subject, policy, now=now) if flag.name is RedFlag.NO_FOLLOW_THROUGH]


def test_a_check_in_is_kept_by_a_message_that_tells_of_it() -> None:
    promised = {"follow_ups": [{"text": "Call Ana about the feed", "due_at": after(30)}]}
    [open_one] = flags(record(recovery=promised), RedFlag.NO_FOLLOW_THROUGH, 31)
    assert (open_one.since, open_one.stands, open_one.grounds[0].where) == (after(30), True, "follow-up 1")
    assert flags(record(recovery=promised, updates=[message(29, "Other things.")]), RedFlag.NO_FOLLOW_THROUGH, 31)
    assert not flags(record(recovery=promised, updates=[message(29, "Our feed call was good.")]), RedFlag.NO_FOLLOW_THROUGH, 31)
    [late] = flags(record(recovery=promised, updates=[message(40, "Our feed call was good.")]), RedFlag.NO_FOLLOW_THROUGH, 50)
    assert late.cleared_at == after(40)
    assert flags(record(recovery=promised, updates=[news(29, "The feed is slow.")]), RedFlag.NO_FOLLOW_THROUGH, 31)


def test_an_authorised_gesture_is_owed_once_the_escalation_is_closed() -> None:
    def closed(**gesture: str) -> EscalationRecord:
        return record(status="closed", resolved_at=after(3), recovery={"gestures": [{"gesture": "service credit", **gesture}]})

    [flag] = flags(closed(authorised_by="Ingrid Aune"), RedFlag.NO_FOLLOW_THROUGH, 9)
    assert (flag.since, flag.grounds[0].where) == (after(3), "gesture 1")
    assert not flags(closed(), RedFlag.NO_FOLLOW_THROUGH, 9)


def test_a_grave_escalation_needs_its_cause_within_the_stated_time() -> None:
    over = {"status": "resolved", "resolved_at": after(3)}
    assert not flags(record(**over), RedFlag.MISSING_RCA, 3 + 5 * 24)
    [flag] = flags(record(**over), RedFlag.MISSING_RCA, 4 + 5 * 24)
    assert flag.since == after(3 + 5 * 24)
    hurried = POLICY.model_copy(update={"review": POLICY.review.model_copy(update={"root_cause_within": timedelta(hours=1)})})
    assert flags(record(**over), RedFlag.MISSING_RCA, 5, policy=hurried)
    for changes in ({"root_cause": "A full disk."}, {"severity": "SEV-3"}, {"severity": None}):
        assert not flags(record(**{**over, **changes}), RedFlag.MISSING_RCA, 900)
    assert not flags(record(), RedFlag.MISSING_RCA, 900)


def test_under_severity_is_a_lower_level_than_the_words_ask_for() -> None:
    asked = Criteria(Severity.SEV1, (Ground("description", "production down"),), NOON)
    [flag] = flags(record(), RedFlag.UNDER_SEVERITY, 0, criteria=asked)
    assert flag.grounds == (Ground("severity", "SEV-2"), Ground("description", "production down"))
    [unset] = flags(record(severity=None), RedFlag.UNDER_SEVERITY, 0, criteria=asked)
    assert "no severity" in unset.reason
    assert not flags(record(severity="SEV-1"), RedFlag.UNDER_SEVERITY, 0, criteria=asked)
    assert not flags(record(), RedFlag.UNDER_SEVERITY, 0)


def earlier(record_id: str, day: int = 1) -> Earlier:
    return Earlier(record_id, "Orders vanish", date(2026, 4, day), "same customer, words in common: orders")


def test_the_same_issue_again_wants_a_cause_and_a_measure() -> None:
    [flag] = flags(record(), RedFlag.PATTERN_BLINDNESS, 0, earlier=[earlier("ESC-0"), earlier("ESC-1"), earlier("ESC-0")])
    assert [ground.where for ground in flag.grounds] == ["title", "earlier escalation ESC-0"]
    assert flag.grounds[1].words == "Orders vanish, 2026-04-01 (same customer, words in common: orders)"
    assert flag.since == NOON
    treated = record(root_cause="A full disk.", prevention=[{"action": "Alert on disks"}])
    assert not flags(treated, RedFlag.PATTERN_BLINDNESS, 0, earlier=[earlier("ESC-0")])
    assert flags(record(root_cause="A full disk."), RedFlag.PATTERN_BLINDNESS, 0, earlier=[earlier("ESC-0")])
    dropped = record(root_cause="A full disk.", prevention=[{"action": "Alert on disks", "status": "dropped"}])
    assert flags(dropped, RedFlag.PATTERN_BLINDNESS, 0, earlier=[earlier("ESC-0")])
    assert not flags(record(), RedFlag.PATTERN_BLINDNESS, 0, earlier=[earlier("ESC-1")])


def test_of_many_earlier_ones_the_latest_are_named_and_all_are_counted() -> None:
    [flag] = flags(record(), RedFlag.PATTERN_BLINDNESS, 0, earlier=[earlier(f"ESC-{100 + day}", day) for day in range(1, 9)])
    assert "8 times" in flag.reason
    assert [ground.where for ground in flag.grounds[1:]] == [f"earlier escalation ESC-{100 + day}" for day in range(4, 9)]


LOG = st.lists(
    st.tuples(st.integers(0, 4000), st.sampled_from(["customer_message", "observation", "action", "plan"]), st.booleans()),
    max_size=8,
    unique_by=lambda entry: entry[0],
)
ZONES = st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Auckland"), timezone(timedelta(hours=-9, minutes=-30))])


def _drawn(log: list[tuple[int, str, bool]], level: str, zone: Any, *, started: datetime) -> EscalationRecord:
    entries = [
        {
            "at": (started + timedelta(minutes=at)).astimezone(zone),
            "kind": kind,
            "visibility": "public" if public or kind == "customer_message" else "internal",
            "text": f"Call number {at}.",
        }
        for at, kind, public in log
    ]
    promised = {"follow_ups": [{"text": "Call Ana", "due_at": (started + timedelta(minutes=900)).astimezone(zone)}]}
    return record(severity=level, escalated_at=started.astimezone(zone), updates=entries, recovery=promised)


@settings(max_examples=150, deadline=None)
@given(LOG, st.sampled_from(list(Severity)), ZONES, st.randoms(use_true_random=False), st.integers(0, 6000))
def test_neither_the_order_of_the_log_nor_a_zone_moves_a_flag(
    log: list[tuple[int, str, bool]], level: Severity, zone: Any, chance: Any, minutes: int
) -> None:
    # The night in which summer time ends in Berlin lies within the log.
    started = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
    now = started + timedelta(minutes=minutes)
    plain = read_flags(_drawn(log, level, UTC, started=started), POLICY, now=now)
    shuffled = list(log)
    chance.shuffle(shuffled)
    moved = read_flags(_drawn(shuffled, level, zone, started=started), POLICY, now=now.astimezone(zone))
    assert [(f.name, f.since, f.cleared_at, f.reason, [g.where for g in f.grounds]) for f in plain] == [
        (f.name, f.since, f.cleared_at, f.reason, [g.where for g in f.grounds]) for f in moved
    ]
    for flag in plain:
        assert flag.grounds
        assert flag.clears
        assert flag.since is not None
        assert flag.since <= now
    standing = read_flags(_drawn(log, level, UTC, started=started), POLICY, now=now, standing_only=True)
    assert standing == tuple(flag for flag in plain if flag.stands)
