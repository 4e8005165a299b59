"""Times in words: read as people mean them, and nothing else is touched."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checks.due import due_in
from assistant.checks.spoken_times import as_digits

BERLIN = ZoneInfo("Europe/Berlin")
SENT = datetime(2026, 3, 12, 14, 0, tzinfo=UTC)  # a Thursday, 15:00 in Berlin


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("at half past five this afternoon", "12 17:30"),
        ("by half ten", "13 10:30"),
        ("tomorrow at ten past eleven", "13 11:10"),
        ("at a quarter to nine", "12 20:45"),
        ("at 20 minutes past four", "12 16:20"),
        ("at a quarter past three p.m.", "12 15:15"),
        ("by nine tomorrow morning", "13 09:00"),
        ("by seven tonight", "12 19:00"),
        ("at 5 tomorrow morning", "13 05:00"),
        ("within the next quarter of an hour", "12 15:15"),
        ("tonight at 8:30", "12 20:30"),
        ("at 1:15 tomorrow afternoon", "13 13:15"),
        ("at 1730 hours", "12 17:30"),
        ("by lunchtime tomorrow", "13 12:00"),
        ("give us three quarters of an hour", "12 15:45"),
        ("reckon on an hour and a half", "12 16:30"),
        ("two more hours", "12 17:00"),
        ("by the day after tomorrow at 10:00", "14 10:00"),
        ("by Friday week", "20 23:59"),
        ("within a fortnight", "26 15:00"),
        ("before the week is out", "13 23:59"),
        ("before the weekend", "13 23:59"),
        ("over the weekend", "15 23:59"),
        ("in the course of the day", "12 23:59"),
        ("in the course of the afternoon", "12 18:00"),
        ("by 10:00 on the next working day", "13 10:00"),
        ("by the start of business on Monday", "16 09:00"),
        ("at the bottom of the hour", "12 15:30"),
        ("by 4 p.m. Pacific", "13 00:00"),
        ("by 11:00 Tokyo time", "13 03:00"),
        ("by 10:00 Central European time", "13 10:00"),
        ("daily from tomorrow", "13 23:59"),
        ("by dusk", "12 22:00"),
        ("by sundown on Friday", "13 22:00"),
        ("by daybreak tomorrow", "13 06:00"),
        ("on Sunday evening", "15 22:00"),
        ("by bedtime", "12 22:00"),
        ("by teatime tomorrow", "13 18:00"),
        ("From Monday we send a report", "16 23:59"),
        ("as of Monday", "16 23:59"),
        ("before the shops open", "13 09:00"),
        ("by the time you open on Monday", "16 09:00"),
        ("before doors open on Saturday", "14 09:00"),
        ("first thing", "13 12:00"),
        ("first thing Monday", "16 12:00"),
        ("tonight at 1 a.m.", "13 01:00"),
        ("at 02:00 tonight", "13 02:00"),
        ("Friday night at 1 a.m.", "14 01:00"),
        ("tonight at 10:30", "12 22:30"),
        ("Mon 08:30", "16 08:30"),
        ("Tue AM", "17 12:00"),
        ("tomorrow pm", "13 18:00"),
        ("15:00-16:00", "12 16:00"),
        ("between 3 and 4 this afternoon", "12 16:00"),
        ("by mid-week", "18 23:59"),
        ("by the end of the weekend", "15 23:59"),
        ("by the end of the quarter", "31 23:59"),
        ("no later than the 14th", "14 23:59"),
        ("before close of trading", "12 17:00"),
        ("in 45m", "12 15:45"),
        ("at 7ish", "12 19:00"),
        ("each evening", "12 22:00"),
        ("tomorrow morning PT", "13 20:00"),
        ("by Friday afternoon Tokyo time", "13 10:00"),
    ],
)
def test_spoken_times_fall_due_when_people_mean(words: str, due: str) -> None:
    found = due_in(words, SENT, BERLIN)
    assert found is not None
    assert f"{found.astimezone(BERLIN):%d %H:%M}" == due


@pytest.mark.parametrize(
    "words",
    [
        "in five to ten minutes",
        "version 2.15 on Monday",
        "at five sites",
        "by ten percent",
        "at ten to twelve sites",
        "from 10:15 UTC to 11:20 UTC",
        "2026-03-13 10:30 UTC",
        "half of the orders",
        "the weekend of 16 May",
    ],
)
def test_what_is_no_spoken_time_stays(words: str) -> None:
    assert as_digits(words, SENT) == words


def test_the_next_working_day_after_a_friday_is_monday() -> None:
    friday = datetime(2026, 3, 13, 14, 0, tzinfo=UTC)
    assert due_in("on the next working day", friday, BERLIN) == datetime(2026, 3, 16, 22, 59, tzinfo=UTC)


@given(
    st.lists(
        st.sampled_from(
            [
                "by",
                "at",
                "half",
                "past",
                "quarter",
                "to",
                "ten",
                "nine",
                "8:15",
                "tomorrow",
                "morning",
                "tonight",
                "the",
                "week",
                "is",
                "out",
                "Friday",
                "Pacific",
                "hour",
            ]
        ),
        max_size=8,
    ),
    st.datetimes(timezones=st.just(UTC)),
)
def test_any_heap_of_time_words_is_read_without_error_and_twice_alike(heap: list[str], at: datetime) -> None:
    once = as_digits(" ".join(heap), at)
    assert as_digits(" ".join(heap), at) == once
    due_in(" ".join(heap), at, BERLIN)
