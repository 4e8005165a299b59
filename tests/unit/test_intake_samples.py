"""The sample queue: as fresh on every day, and valid in every hour of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import InputInvalid
from assistant.intake.samples import render_sample, sample_records

NOW = datetime(2026, 11, 23, 14, 41, 37, tzinfo=UTC)
SAMPLE = """\
id: S-1
title: Late
customer: {name: Harbour Tools}
started_at: T-2h15m
eta: T+1d2h
next_action: {text: Ring, due_at: T+40m}
updates:
  - at: T-3d4h
    text: "Since {T-2h15m}, not {T-3d4h}; done on {T-3d|date}, live by {T+20h} on {T+20h|date}."
"""


def test_times_are_relative_to_the_whole_minute() -> None:
    record = render_sample(SAMPLE.encode(), name="s.yaml", now=NOW.replace(second=0))
    assert record.started_at == datetime(2026, 11, 23, 12, 26, tzinfo=UTC)
    assert record.eta == datetime(2026, 11, 24, 16, 41, tzinfo=UTC)
    assert record.updates[0].at == datetime(2026, 11, 20, 10, 41, tzinfo=UTC)
    assert record.next_action is not None
    assert record.next_action.due_at == datetime(2026, 11, 23, 15, 21, tzinfo=UTC)


def test_times_in_texts_carry_their_date_once_when_it_is_not_today() -> None:
    text = render_sample(SAMPLE.encode(), name="s.yaml", now=NOW.replace(second=0)).updates[0].text
    assert text == "Since 12:26 UTC, not 10:41 UTC on 20 November; done on 20 November 2026, live by 10:41 UTC on 24 November 2026."


def test_a_broken_sample_is_named() -> None:
    with pytest.raises(InputInvalid, match=r"s\.yaml"):
        render_sample(b"id: x", name="s.yaml", now=NOW)
    with pytest.raises(InputInvalid, match=r"s\.yaml"):
        render_sample(b"id: [", name="s.yaml", now=NOW)


def test_the_shipped_samples_all_load() -> None:
    records = sample_records(now=NOW)
    assert len({record.id for record in records}) == len(records) >= 12
    assert [record.id for record in records] == sorted(record.id for record in records)
    for record in records:
        assert not re.search(r"\{T|\bT[+-]\d", record.model_dump_json())
        assert all(update.at <= NOW for update in record.updates)


def test_another_zone_of_now_gives_the_same_queue() -> None:
    from zoneinfo import ZoneInfo

    assert sample_records(now=NOW.astimezone(ZoneInfo("Asia/Tokyo"))) == sample_records(now=NOW)
    assert sample_records(now=NOW.replace(second=0)) == sample_records(now=NOW)


@settings(max_examples=8, deadline=None)
@given(minutes=st.integers(min_value=0, max_value=2 * 366 * 24 * 60))
def test_the_queue_is_valid_at_any_time(minutes: int) -> None:
    assert len(sample_records(now=NOW + timedelta(minutes=minutes))) >= 12
