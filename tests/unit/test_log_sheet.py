"""The log sheet: written by the tool, written on by people, taken in again as the same record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from fakes.records import NOW, entry, feed
from hypothesis import given
from hypothesis import strategies as st

from assistant.intake import read_bytes
from assistant.records.log_sheet import log_sheet, sheet_name
from assistant.records.model import EscalationRecord, Update, UpdateKind, Visibility

_CONTROL = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r"]
ODD = [
    "yes",
    "no",
    "null",
    "~",
    "12",
    "1e3",
    "- a",
    "a: b",
    "# no comment",
    "{x}",
    "*a",
    "&b",
    "!c",
    "'q'",
    '"d"',
    "\\n",
    "2026-05-14",
    "a\r\nb",
    "a\n\n  b\n c",
]
TEXTS = (
    st.one_of(
        st.sampled_from(ODD),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters=[*_CONTROL, "\ufffe", "\uffff"]), max_size=60),
    )
    .map(lambda text: text.strip())
    .filter(lambda text: text and text == EscalationRecord.model_validate({"id": "x", "title": text, "customer": {"name": "x"}}).title)
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=ZONES)  # noqa: DTZ001, the strategy sets the zone


def _some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


PARTIES = st.fixed_dictionaries({"name": TEXTS, "role": _some(TEXTS), "phone": _some(TEXTS)})
UPDATES = st.lists(
    st.tuples(TIMES, TEXTS, _some(TEXTS), _some(st.sampled_from(UpdateKind)), st.sampled_from(Visibility)).map(
        lambda parts: {
            "at": parts[0],
            "text": parts[1],
            "author": parts[2],
            "kind": parts[3],
            "visibility": Visibility.INTERNAL if parts[3] is UpdateKind.INTERNAL_NOTE else parts[4],
        }
    ),
    max_size=4,
)
RECORDS = st.fixed_dictionaries(
    {
        "id": st.from_regex(r"[A-Za-z0-9#~!'\"&*\-][A-Za-z0-9 :#.'\"&-]{0,12}[A-Za-z0-9]", fullmatch=True),
        "title": TEXTS,
        "description": _some(TEXTS),
        "customer": st.fixed_dictionaries(
            {
                "name": TEXTS,
                "contacts": st.lists(PARTIES, max_size=2),
                "revenue_at_risk": _some(TEXTS | st.integers(0, 10**12) | st.floats(0, 1e15)),
                "users_affected": _some(st.integers(0, 10**9)),
                "regulatory": _some(st.booleans()),
            }
        ),
        "severity": _some(st.integers(1, 4)),
        "owner": _some(PARTIES),
        "services": st.lists(TEXTS, max_size=3),
        "next_action": _some(st.fixed_dictionaries({"text": TEXTS, "owner": _some(TEXTS), "due_at": _some(TIMES)})),
        "prevention": st.lists(st.fixed_dictionaries({"action": TEXTS, "class": _some(st.just("process")), "due_at": _some(st.dates() | TIMES)}), max_size=2),
        "recovery": _some(st.fixed_dictionaries({"gestures": st.lists(st.fixed_dictionaries({"gesture": TEXTS}), max_size=1)})),
        "csat": _some(st.floats(1, 5)),
        "updates": UPDATES,
    }
).map(EscalationRecord.model_validate)  # fmt: skip


def _taken_in(text: str, name: str = "sheet.yaml") -> EscalationRecord:
    (imported,) = read_bytes(text.encode(), name=name, max_bytes=10_000_000).records
    return imported.record


@given(RECORDS)
def test_an_unchanged_sheet_is_the_same_record(record: EscalationRecord) -> None:
    assert _taken_in(log_sheet(record, now=NOW), sheet_name(record.id)) == record


def _written_on(sheet: str, lines: int) -> str:
    """What a person does: copies the example to the end and takes the signs away."""
    example = sheet.splitlines()[-lines:]
    return sheet + "\n".join(line.removeprefix("# ") for line in example) + "\n"


@pytest.mark.parametrize(("updates", "lines"), [([entry(1, "observation", "Orders fail: 12 of 40.")], 5), ([], 6)])
def test_the_example_becomes_an_entry(updates: list[dict[str, Any]], lines: int) -> None:
    before = feed(updates=updates)
    after = _taken_in(_written_on(log_sheet(before, now=NOW), lines))
    assert after.updates[: len(before.updates)] == before.updates
    added = Update(at=NOW, text="What was seen, done or decided.", author="Your name", kind=UpdateKind.OBSERVATION)
    assert after == before.model_copy(update={"updates": (*before.updates, added)})


def test_a_date_stays_a_date_and_midnight_a_time() -> None:
    midnight = datetime(2026, 5, 20, tzinfo=UTC)
    record = feed(prevention=[{"action": "Alert", "due_at": date(2026, 5, 20)}, {"action": "Test", "due_at": midnight}])
    dues = [item.due_at for item in _taken_in(log_sheet(record, now=NOW)).prevention]
    assert dues == [date(2026, 5, 20), midnight]
    assert not isinstance(dues[0], datetime)


def test_an_offset_with_seconds_is_written_as_the_same_instant() -> None:
    local_mean_time = timezone(timedelta(minutes=53, seconds=28))
    record = feed(eta=datetime(2026, 5, 14, 12, tzinfo=local_mean_time), started_at=None)
    assert _taken_in(log_sheet(record, now=NOW)).eta == record.eta


def test_what_no_record_file_can_hold_is_marked_and_the_rest_is_kept() -> None:
    record = feed(title="Orders\x07 missing")
    assert _taken_in(log_sheet(record, now=NOW)).title == "Orders\ufffd missing"


@pytest.mark.parametrize(
    ("record_id", "name"),
    [("ESC-3107", "ESC-3107-log.yaml"), ("gcp:uS jF", "gcp.uS.jF-log.yaml"), ("..", "record-log.yaml"), ("注文", "record-log.yaml")],
)
def test_the_file_has_a_name_that_any_shell_takes(record_id: str, name: str) -> None:
    assert sheet_name(record_id) == name
