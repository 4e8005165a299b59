"""What is still to come, whatever the verb."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.checks.forthcoming import forthcoming
from assistant.evidence.values import extract_values

NOW = datetime(2026, 6, 9, 9, 30, tzinfo=UTC)


def ahead(text: str, now: datetime = NOW, zone: str = "UTC") -> list[str]:
    return [value.quote.rstrip(".") for value in forthcoming(text, extract_values(text), now, ZoneInfo(zone))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The repair is finished on 17 June at 08:00.", ["17 June", "08:00"]),
        ("The pumps run from 14 June.", ["14 June"]),
        ("All lines are clear on 2026-06-12.", ["2026-06-12"]),
        ("Deliveries go out tomorrow.", ["tomorrow"]),
        ("The new unit is in place next week.", ["next week"]),
        ("Plans go out by 16:00.", ["16:00"]),
        ("The hall is open again on Friday.", ["Friday"]),
        ("It is ready in July 2026.", ["July 2026"]),
        ("Das is ready on 3 January 2027.", ["3 January 2027"]),
    ],
)
def test_what_lies_ahead_is_found(text: str, expected: list[str]) -> None:
    assert ahead(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Orders have failed since 08:00.",
        "The pumps stopped on 3 June.",
        "The screens went dark at 16:00 yesterday.",
        "The screens were dark at 16:00.",
        "The release of 8 June is suspected.",
        "On Friday the export failed.",
        "It began in May 2026.",
        "We lost 12 orders on 30 December.",
        "212 of 640 terminals are affected.",
    ],
)
def test_what_lies_behind_is_not(text: str) -> None:
    assert ahead(text) == []


def test_the_nearest_day_is_meant_where_no_year_is_named() -> None:
    december = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)
    assert ahead("The tills are ready on 4 January.", december) == ["4 January"]
    assert ahead("The tills are ready on 4 December.", december) == []


def test_a_clock_time_is_held_against_the_readers_clock() -> None:
    assert ahead("The tills are ready at 10:15.") == ["10:15"]
    assert ahead("The tills are ready at 10:15.", zone="Europe/Berlin") == []
