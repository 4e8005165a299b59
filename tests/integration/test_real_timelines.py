"""Timelines of real internal logs against the raw time stamps of their source."""

import json
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from assistant.analysis.timeline import Timeline, build_timeline
from assistant.evidence.facts import Audience
from assistant.evidence.gather import gather
from assistant.intake import read_bytes
from assistant.records.policy import shipped_policy
from evals.benchmarks.timelines import DEFAULT, LIMIT, hold, hold_all, plain_stamp, summarise

ROW = {
    "id": "X-1",
    "title": "Uploads fail",
    "log_kind": "internal",
    "log": [
        {"time": "07:05 PDT on 3 Mar 2031", "text": "Alert: uploads fail."},
        {"time": "2031-03-03 15:40 PDT", "text": "Uploader restarted."},
    ],
}


@pytest.mark.shared_data
def test_the_stamps_of_the_internal_logs_are_kept_and_none_is_invented(shared_data: Path) -> None:
    found = list(hold_all(shared_data.parent / DEFAULT.relative_to("../shared"), shipped_policy()))
    figures = summarise(found)
    assert figures["logs"] == 52
    assert figures["stamps"] >= 380
    assert figures["kept"] >= LIMIT
    assert figures["invented"] == {}
    assert figures["out_of_order"] == []
    assert figures["entries_missing"] == []


@pytest.mark.shared_data
def test_zones_are_kept_in_every_log(shared_data: Path) -> None:
    figures = summarise(list(hold_all(shared_data.parent / DEFAULT.relative_to("../shared"), shipped_policy(), every=True)))
    assert figures["logs"] == 377
    assert figures["zones_named"] > 1000
    assert figures["kept"] >= LIMIT
    assert figures["invented"] == {}
    assert figures["out_of_order"] == []
    assert figures["entries_missing"] == []


def _built() -> tuple[Timeline, list[str]]:
    record = read_bytes(json.dumps([ROW]).encode(), name="x.json", max_bytes=10_000).records[0].record
    evidence = gather(record, shipped_policy(), audience=Audience.INTERNAL)
    return build_timeline(record, evidence), [item.id for item in evidence.of("updates")]


def test_the_plain_reading_holds_for_a_true_timeline() -> None:
    timeline, tags = _built()
    held = hold(ROW, timeline, tags)
    assert (held.lost, held.invented, held.in_order, held.every_entry, held.zones_named) == ([], [], True, True, 2)


def test_the_plain_reading_finds_a_moved_a_converted_and_a_lost_time() -> None:
    timeline, tags = _built()
    first, *rest = timeline.events
    moved = replace(timeline, events=(replace(first, at=first.at + timedelta(minutes=1)), *rest))
    assert hold(ROW, moved, tags).lost == ["07:05 PDT on 3 Mar 2031"]
    assert len(hold(ROW, moved, tags).invented) == 1
    in_utc = tuple(replace(event, at=event.at.astimezone(UTC)) for event in timeline.events)
    assert len(hold(ROW, replace(timeline, events=in_utc), tags).lost) == 2
    assert hold(ROW, replace(timeline, events=(first,)), tags).every_entry is False
    assert hold(ROW, replace(timeline, events=tuple(reversed(timeline.events))), tags).in_order is False


@pytest.mark.parametrize(
    ("raw", "clock", "hours"),
    [
        ("9:26 PM", (21, 26, None), None),
        ("12:40 PM", (12, 40, None), None),
        ("03:36 PDT on 26 Apr 2023", (3, 36, None), -7),
        ("2031-03-03 09:29", (9, 29, None), None),
    ],
)
def test_a_plain_stamp(raw: str, clock: tuple[int, int, int | None], hours: int | None) -> None:
    stamp = plain_stamp(raw)
    assert stamp.clock == clock
    assert stamp.offset == (None if hours is None else timedelta(hours=hours))
