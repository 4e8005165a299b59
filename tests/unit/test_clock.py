"""Due times: by instant, so no zone and no daylight-saving change can move them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records.clock import ClockState, MessageKind, next_message, promised_next_update, read_clocks, say_duration, say_time
from assistant.records.model import EscalationRecord, Severity
from assistant.records.policy import OnChange, shipped_policy

POLICY = shipped_policy()
NOON = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)


def record(**fields: object) -> EscalationRecord:
    return EscalationRecord.model_validate({"id": "ESC-1", "title": "Orders missing", "customer": {"name": "Meridian"}, **fields})


def message(at: datetime) -> dict[str, object]:
    return {"at": at, "kind": "customer_message", "text": "We are on it."}


def observation(at: datetime) -> dict[str, object]:
    return {"at": at, "kind": "observation", "visibility": "public", "text": "Orders flow again."}


@pytest.mark.parametrize(("severity", "minutes"), [("SEV-1", 15), ("SEV-2", 60), ("SEV-3", 240), ("SEV-4", 1440)])
def test_the_first_response_is_due_by_severity(severity: str, minutes: int) -> None:
    clocks = read_clocks(record(severity=severity, escalated_at=NOON), POLICY, now=NOON)
    assert clocks.first_response.due_at == NOON + timedelta(minutes=minutes)


def test_a_clock_runs_is_due_soon_is_overdue_and_is_met_late() -> None:
    base = record(severity="SEV-1", escalated_at=NOON)
    states = [read_clocks(base, POLICY, now=NOON + timedelta(minutes=m)).first_response.state for m in (0, 6, 16)]
    assert states == [ClockState.RUNNING, ClockState.SOON, ClockState.OVERDUE]
    answered = record(severity="SEV-1", escalated_at=NOON, acknowledged_at=NOON + timedelta(minutes=20))
    first = read_clocks(answered, POLICY, now=NOON + timedelta(hours=9)).first_response
    assert (first.state, first.late_by) == (ClockState.MET_LATE, timedelta(minutes=5))


def test_the_next_update_runs_from_the_last_message() -> None:
    base = record(severity="SEV-2", acknowledged_at=NOON, updates=[message(NOON + timedelta(hours=1))])
    assert read_clocks(base, POLICY, now=NOON).next_update.due_at == NOON + timedelta(hours=3)


def test_on_change_is_due_only_after_an_untold_change() -> None:
    quiet = record(severity="SEV-4", acknowledged_at=NOON, updates=[observation(NOON - timedelta(hours=1))])
    clock = read_clocks(quiet, POLICY, now=NOON + timedelta(days=3)).next_update
    assert (clock.state, clock.due_at) == (ClockState.ON_CHANGE, None)
    changed = record(severity="SEV-4", acknowledged_at=NOON, updates=[observation(NOON + timedelta(hours=1))])
    assert read_clocks(changed, POLICY, now=NOON).next_update.due_at == NOON + timedelta(hours=25)


def test_internal_notes_are_no_change_for_the_customer() -> None:
    note = {"at": NOON + timedelta(hours=1), "kind": "internal_note", "text": "The host was rebooted."}
    assert read_clocks(record(severity="SEV-4", acknowledged_at=NOON, updates=[note]), POLICY, now=NOON).next_update.due_at is None


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"severity": "SEV-1"}, MessageKind.ACKNOWLEDGMENT),
        ({"acknowledged_at": NOON}, MessageKind.PROGRESS),
        ({"updates": [message(NOON)]}, MessageKind.PROGRESS),
        ({"status": "resolved", "resolved_at": NOON}, MessageKind.RESOLUTION),
        (
            {
                "status": "resolved",
                "resolved_at": NOON,
                "executive": {"name": "Ingrid Aune"},
                "recovery": {"impact": "severe"},
                "updates": [message(NOON + timedelta(minutes=5))],
            },
            MessageKind.EXECUTIVE_APOLOGY,
        ),
    ],
)
def test_the_state_of_the_record_asks_for_a_message(fields: dict[str, object], kind: MessageKind) -> None:
    assert next_message(record(**fields)) is kind


@given(
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1)),  # noqa: DTZ001 - the zone follows
    st.sampled_from(list(Severity)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]),
)
def test_due_times_are_the_same_instant_in_every_zone(naive: datetime, severity: Severity, zone: str) -> None:
    instant = naive.replace(tzinfo=UTC)
    here = record(severity=severity, escalated_at=instant, acknowledged_at=instant)
    there = record(severity=severity, escalated_at=instant.astimezone(ZoneInfo(zone)), acknowledged_at=instant.astimezone(ZoneInfo(zone)))
    now = instant + timedelta(hours=5)
    for name in ("first_response", "next_update", "resolution"):
        first, second = (getattr(read_clocks(r, POLICY, now=now), name) for r in (here, there))
        assert (first.due_at, first.state) == (second.due_at, second.state)
    promised, is_limit = promised_next_update(here, POLICY, now=now)
    row = POLICY.row(severity)
    assert promised > now
    assert promised.second == 0
    if isinstance(row.update_every, OnChange):
        assert is_limit
    else:
        assert timedelta(0) <= promised - now - row.update_every.interval < timedelta(minutes=1)


def test_a_promise_over_a_clock_change_keeps_the_interval_in_elapsed_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 10, 25, 1, 30, tzinfo=berlin)
    promised, _ = promised_next_update(record(severity="SEV-2", escalated_at=before), POLICY, now=before)
    assert promised.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=2)


def test_times_carry_their_zone_and_the_date_when_it_is_not_today() -> None:
    assert say_time(NOON, now=NOON, zone=ZoneInfo("UTC")) == "12:00 UTC"
    assert say_time(NOON, now=NOON + timedelta(days=1), zone=ZoneInfo("UTC")) == "12:00 UTC on 14 May"
    assert say_time(NOON, now=NOON + timedelta(days=365), zone=ZoneInfo("Europe/Berlin")) == "14:00 CEST on 14 May 2026"
    assert say_time(NOON.astimezone(timezone(timedelta(hours=5))), now=NOON, zone=ZoneInfo("UTC")) == "12:00 UTC"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "less than a minute"), (1, "1 minute"), (125, "2 hours 5 minutes"), (1440, "1 day"), (2882, "2 days 2 minutes")],
)
def test_durations_are_said_in_two_units(minutes: int, words: str) -> None:
    assert say_duration(timedelta(minutes=minutes)) == words
