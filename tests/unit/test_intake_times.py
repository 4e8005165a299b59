"""Published times: what the words say, what is carried over from the log, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.intake.times import LogTimes, ReadTime, read_alone, read_words


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("07:05 PDT on 3 Mar 2031", "2031-03-03T07:05:00-07:00"),
        ("23:59 UTC on 28 Feb 2031", "2031-02-28T23:59:00+00:00"),
        ("2031-03-05T09:08:07Z", "2031-03-05T09:08:07+00:00"),
        ("2031-03-05T09:08:07.250+05:30", "2031-03-05T09:08:07.250000+05:30"),
        ("20310305T090807Z", "2031-03-05T09:08:07+00:00"),
        ("2031-03-05 09:08 UTC", "2031-03-05T09:08:00+00:00"),
        ("2031-03-05 09:08 utc", "2031-03-05T09:08:00+00:00"),
        ("2031-03-05   9:08", "2031-03-05T09:08:00+00:00"),
        ("2031/03/05 09:08 CET", "2031-03-05T09:08:00+01:00"),
        ("5 March 2031, 09:08 CEST", "2031-03-05T09:08:00+02:00"),
        ("5th of March 2031 09:08", None),
        ("5th March 2031 09:08 BST", "2031-03-05T09:08:00+01:00"),
        ("Mar 5, 2031 - 19:08 PST", "2031-03-05T19:08:00-08:00"),
        ("March 5 2031 7:08 PM EST", "2031-03-05T19:08:00-05:00"),
        ("Wed, 5 Mar 2031 12:08 a.m. EDT", "2031-03-05T00:08:00-04:00"),
        ("05.03.2031 09:08 MEZ", "2031-03-05T09:08:00+01:00"),
        ("25/03/2031 09:08", "2031-03-25T09:08:00+00:00"),
        ("03/25/2031 09:08", "2031-03-25T09:08:00+00:00"),
        ("03/05/2031 09:08", None),
        ("2031-07-05T09:08 US/Pacific", "2031-07-05T09:08:00-07:00"),
        ("2031-01-05T09:08 US/Pacific", "2031-01-05T09:08:00-08:00"),
        ("2031-07-05 09:08 Europe/Berlin", "2031-07-05T09:08:00+02:00"),
        ("2031-07-05 09:08 PT", "2031-07-05T09:08:00-07:00"),
        ("2031-07-05 09:08 UTC+2", "2031-07-05T09:08:00+02:00"),
        ("2031-07-05 09:08 GMT-03:30", "2031-07-05T09:08:00-03:30"),
        ("2031-07-05 09:08 -0700", "2031-07-05T09:08:00-07:00"),
        ("2031-07-05 9pm JST", "2031-07-05T21:00:00+09:00"),
        (1930000000, "2031-02-27T23:06:40+00:00"),
        ("1930000000000", "2031-02-27T23:06:40+00:00"),
        ("Wed Mar 5 09:08:07 2031", "2031-03-05T09:08:07+00:00"),
        ("05/Mar/2031 09:08 UTC", "2031-03-05T09:08:00+00:00"),
        ("2031-02-27T25:00Z", None),
        ("2031-13-01 10:00", None),
        ("12031-02-27 10:00", None),
        ("0031-02-27 10:00", None),
        ("soon", None),
        ("", None),
        (None, None),
        (True, None),
        ("7", None),
    ],
)
def test_a_time_with_its_date_is_read_as_written(words: object, iso: str | None) -> None:
    read = read_alone(words, UTC)
    assert (read.at.isoformat() if read.at and read.exact else None) == iso


def test_words_beside_the_time_are_kept_apart() -> None:
    approx = read_words("approx. 10:15 UTC")
    span = read_words("10:15-11:45")
    plain = read_words("Friday, 10:15 on the 5 Mar 2031")
    assert approx is not None
    assert approx.rest == "approx"
    assert span is not None
    assert span.zone is None
    assert span.rest == "11:45"
    assert plain is not None
    assert plain.rest == ""


def read_log(words: list[str], start: str = "", zone: ZoneInfo | timezone = UTC) -> list[ReadTime]:
    times = LogTimes(zone, read_alone(start, zone))
    return [times.read(each) for each in words]


def said(reads: list[ReadTime]) -> list[str]:
    return [f"{read.at:%m-%d %H:%M}" for read in reads if read.at]


def test_clock_times_take_the_date_of_the_start() -> None:
    reads = read_log(["16:02:07", "16:31:59"], "2031-05-20")
    assert [read.at.isoformat() for read in reads if read.at] == ["2031-05-20T16:02:07+00:00", "2031-05-20T16:31:59+00:00"]
    assert all(read.exact and read.no_zone and not read.next_day for read in reads)


def test_midnight_is_passed_once_and_told() -> None:
    reads = read_log(["22:10", "23:55", "00:20", "01:00"], "2031-12-31")
    assert said(reads) == ["12-31 22:10", "12-31 23:55", "01-01 00:20", "01-01 01:00"]
    assert [read.next_day for read in reads] == [False, False, True, False]


def test_an_entry_written_down_late_stays_on_its_day() -> None:
    assert said(read_log(["17:40", "16:20", "16:50"], "2031-08-04")) == ["08-04 17:40", "08-04 16:20", "08-04 16:50"]


def test_a_date_is_carried_to_the_entries_that_follow() -> None:
    reads = read_log(["2031-03-05 09:00 UTC", "09:30 UTC", "Mar 7, 04:30 UTC", "05:00"])
    assert said(reads) == ["03-05 09:00", "03-05 09:30", "03-07 04:30", "03-07 05:00"]


def test_a_year_is_carried_over_new_year() -> None:
    reads = read_log(["31 Dec 2031 23:00 UTC", "Jan 1, 01:00 UTC"])
    assert reads[1].at == datetime(2032, 1, 1, 1, tzinfo=UTC)


def test_the_date_of_the_start_is_told_in_the_zone_of_the_entry() -> None:
    reads = read_log(["7:20 PM PDT", "10:52 PM PDT", "Jun 18, 12:10 AM PDT"], "2031-06-18T02:20Z")
    assert [read.at.isoformat() for read in reads if read.at] == [
        "2031-06-17T19:20:00-07:00",
        "2031-06-17T22:52:00-07:00",
        "2031-06-18T00:10:00-07:00",
    ]


def test_the_day_nearest_to_the_start_is_taken() -> None:
    assert said(read_log(["23:50"], "2031-09-27T00:05Z")) == ["09-26 23:50"]


def test_what_cannot_be_read_keeps_its_place_and_is_not_exact() -> None:
    reads = read_log(["later", "2031-03-05 09:00", "soon", "09:30"])
    assert reads[0].at is None
    assert reads[2].at == reads[1].at
    assert [read.exact for read in reads] == [False, True, False, True]


@pytest.mark.parametrize("words", ["05/03/31 10:00", "10:00 12/25", "5-Mar-31 10:00", "+5 min", "10.30", "1030 UTC", "noon"])
def test_a_shape_that_is_not_known_is_never_guessed(words: str) -> None:
    reads = read_log(["2031-03-05 09:00", words])
    assert reads[1].at == reads[0].at
    assert not reads[1].exact


def test_a_date_without_a_clock_is_not_exact() -> None:
    reads = read_log(["2031-03-04 23:00", "2031-03-05", "2031-03-05 09:00", "2031-03-05"])
    assert said(reads) == ["03-04 23:00", "03-05 00:00", "03-05 09:00", "03-05 09:00"]
    assert [read.no_clock for read in reads] == [False, True, False, True]
    assert [read.exact for read in reads] == [True, False, True, False]


def test_a_day_that_does_not_exist_is_told() -> None:
    reads = read_log(["19:20", "2031-03-01 08:00"], "2031-02-29")
    assert said(reads) == ["02-28 19:20", "03-01 08:00"]
    assert [read.off_calendar for read in reads] == [True, False]


@given(
    at=st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001 - the zone is drawn beside it
    minutes=st.integers(min_value=-14 * 60, max_value=14 * 60),
)
def test_iso_times_survive_unchanged(at: datetime, minutes: int) -> None:
    whole = at.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    read = read_alone(whole.isoformat(), UTC)
    assert read.at == whole
    assert read.at is not None
    assert read.at.utcoffset() == whole.utcoffset()
    assert read.exact


def test_the_29th_of_february_needs_a_leap_year() -> None:
    assert read_alone("Feb 29 10:00 2031", UTC).off_calendar
    assert read_alone("Feb 29 10:00 2032", UTC).exact
    assert not read_log(["2031-03-05 09:00", "Feb 29, 10:00"])[1].exact


PARTS = st.sampled_from(
    ["29", "31", "Feb", "Sep", "2031", "2032", "10:00", "23:59:59", "99:99", "PM", "am", "UTC", "+14:00", "-05", "US/Pacific", "A/B", "of", ",", "-",
     "/", "T", "Z", "0", "24:00", "1930000000"]
)  # fmt: skip


@given(parts=st.lists(PARTS, max_size=7), glue=st.sampled_from(["", " "]))
def test_no_parts_of_a_time_break_the_reader(parts: list[str], glue: str) -> None:
    reads = read_log([glue.join(parts), "2031-03-05 09:00", glue.join(parts)])
    assert reads[1].at == datetime(2031, 3, 5, 9, tzinfo=UTC)
    assert reads[2].at is not None


@given(words=st.text(max_size=30))
def test_no_words_break_the_reader(words: str) -> None:
    assert read_log([words, "2031-03-05 09:00", words])[1].at is not None
