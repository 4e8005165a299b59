"""Due times by words: conventions, zones, days on which clocks change, and that nothing is due before it was promised."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checks.due import due_in

BERLIN, NEW_YORK, SYDNEY = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Sydney")
SENT = datetime(2026, 3, 12, 14, 0, tzinfo=UTC)  # a Thursday
ZONES = [ZoneInfo("UTC"), BERLIN, NEW_YORK, SYDNEY, ZoneInfo("Asia/Kathmandu")]
instants = st.integers(0, 3 * 365 * 24 * 3600).map(lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


def utc(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("within 2 hours", utc(12, 16)),
        ("in about half an hour", utc(12, 14, 30)),
        ("in 30-60 minutes", utc(12, 15)),
        ("within the hour", utc(12, 15)),
        ("every 30 minutes", utc(12, 14, 30)),
        ("at the top of the hour", utc(12, 15)),
        ("by end of day", utc(12, 23, 59)),
        ("by close of business", utc(12, 17)),
        ("this afternoon", utc(12, 18)),
        ("tomorrow morning", utc(13, 12)),
        ("tomorrow at 10", utc(13, 10)),
        ("by 9 tomorrow", utc(13, 9)),
        ("tomorrow at 3", utc(13, 15)),
        ("by 14:30 UTC", utc(12, 14, 30)),
        ("by 13:30 UTC", utc(13, 13, 30)),
        ("by 5:45 p.m.", utc(12, 17, 45)),
        ("by 18:00 CET", utc(12, 17)),
        ("by 9:00 AM PST tomorrow", utc(13, 17)),
        ("at 7am PT on Monday", utc(16, 14)),
        ("by 18:00 Berlin time", utc(12, 17)),
        ("at midnight", utc(13, 0)),
        ("by noon tomorrow", utc(13, 12)),
        ("this week", utc(13, 23, 59)),
        ("next week", utc(20, 23, 59)),
        ("at the beginning of next week", utc(16, 23, 59)),
        ("on Monday", utc(16, 23, 59)),
        ("next Monday", utc(16, 23, 59)),
        ("by the end of the month", utc(31, 23, 59)),
        ("by the 20th", utc(20, 23, 59)),
        ("by the 5th", utc(5, 23, 59, month=4)),
        ("on Saturday 14 March at 06:00 UTC", utc(14, 6)),
        ("by 2026-03-25", utc(25, 23, 59)),
        ("within five business days", utc(19, 23, 59)),
        ("between 15:00 and 16:00 UTC", utc(12, 16)),
        ("at 15:00 and at 18:00 UTC", utc(12, 15)),
    ],
)
def test_words_name_a_time(words: str, due: datetime) -> None:
    assert due_in(f"We will write {words}.", SENT, ZoneInfo("UTC")) == due


@pytest.mark.parametrize(
    "words",
    [
        "as soon as we can",
        "shortly",
        "once the job is done",
        "for the outage of 3 March",
        "in a few hours",
        "about the charges since Monday",
        "by then",
    ],
)
def test_words_without_a_limit_name_none(words: str) -> None:
    assert due_in(f"We will write to you {words}.", SENT, ZoneInfo("UTC")) is None


def test_a_date_without_a_year_is_the_next_one_over_new_year() -> None:
    sent = datetime(2026, 12, 29, 12, 0, tzinfo=UTC)
    assert due_in("by 4 January", sent, ZoneInfo("UTC")) == datetime(2027, 1, 4, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "sent", "words", "due"),
    [
        (BERLIN, datetime(2026, 3, 28, 21, 0, tzinfo=UTC), "by 08:00 tomorrow", datetime(2026, 3, 29, 6, 0, tzinfo=UTC)),
        (BERLIN, datetime(2026, 3, 28, 21, 0, tzinfo=UTC), "within 24 hours", datetime(2026, 3, 29, 21, 0, tzinfo=UTC)),
        (BERLIN, datetime(2026, 10, 24, 20, 0, tzinfo=UTC), "by end of day tomorrow", datetime(2026, 10, 25, 22, 59, tzinfo=UTC)),
        (NEW_YORK, datetime(2026, 11, 1, 3, 0, tzinfo=UTC), "tomorrow at 9 am", datetime(2026, 11, 1, 14, 0, tzinfo=UTC)),
        (SYDNEY, datetime(2026, 10, 3, 2, 0, tzinfo=UTC), "by 08:00", datetime(2026, 10, 3, 21, 0, tzinfo=UTC)),
        (ZoneInfo("UTC"), datetime(2026, 7, 1, 9, 0, tzinfo=UTC), "by 12:00 ET", datetime(2026, 7, 1, 16, 0, tzinfo=UTC)),
        (ZoneInfo("UTC"), datetime(2026, 1, 5, 9, 0, tzinfo=UTC), "by 12:00 ET", datetime(2026, 1, 5, 17, 0, tzinfo=UTC)),
    ],
)
def test_clock_times_follow_the_wall_and_spans_the_clock_over_a_change(zone: ZoneInfo, sent: datetime, words: str, due: datetime) -> None:
    assert due_in(words, sent, zone) == due


@given(instants, st.integers(0, 23), st.integers(0, 59), st.sampled_from(ZONES))
def test_a_clock_time_is_the_next_one_and_shows_its_face_on_any_day(sent: datetime, hour: int, minute: int, zone: ZoneInfo) -> None:
    due = due_in(f"We will write by {hour:02d}:{minute:02d}.", sent, zone)
    assert due is not None
    floor = sent.replace(second=0, microsecond=0)
    # A day may be an hour longer or shorter where clocks change.
    assert floor <= due < floor + timedelta(hours=25, minutes=1)
    shown = due.astimezone(zone)
    skipped = datetime.combine(shown.date(), shown.time(), zone).astimezone(UTC) != due or (shown.hour, shown.minute) != (hour, minute)
    if skipped:  # the hour that a change leaves out, or shows twice
        day = shown.date()
        midnights = [datetime(day.year, day.month, day.day, tzinfo=zone), datetime(day.year, day.month, day.day, 23, 59, tzinfo=zone)]
        assert midnights[0].utcoffset() != midnights[1].utcoffset()


@given(instants, st.integers(1, 500), st.sampled_from(["minutes", "hours", "days", "weeks"]), st.sampled_from(ZONES))
def test_a_span_counts_from_the_sending(sent: datetime, number: int, unit: str, zone: ZoneInfo) -> None:
    assert due_in(f"We will write within {number} {unit}.", sent, zone) == sent + timedelta(**{unit: number})


@given(
    instants,
    st.sampled_from(
        ["today", "tonight", "by end of day", "tomorrow", "tomorrow morning", "this afternoon", "this week", "next week", "this month", "on Friday", "by Sunday",
         "next Tuesday", "at noon", "by midnight", "within the hour", "within one business day", "by the 7th", "by COB", "by 8 am on Wednesday"]
    ),
    st.sampled_from(ZONES),
)  # fmt: skip
def test_relative_words_never_fall_due_before_the_sending(sent: datetime, words: str, zone: ZoneInfo) -> None:
    due = due_in(f"We will write {words}.", sent, zone)
    assert due is not None
    assert due >= sent.replace(second=0, microsecond=0)


def test_a_day_that_is_said_to_have_passed_stays_where_it_is() -> None:
    assert due_in("by 13:00 UTC today", SENT, ZoneInfo("UTC")) == utc(12, 13)
    assert due_in("by 9 March", SENT, ZoneInfo("UTC")) == utc(9, 23, 59)
