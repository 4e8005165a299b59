"""Typed values: what counts as one, and when two notations say the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.evidence.support import Support, ValueIndex, supports
from assistant.evidence.values import ValueKind, extract_values


def read(text: str, kind: ValueKind) -> list[str]:
    return [value.canonical for value in extract_values(text) if value.kind is kind]


@pytest.mark.parametrize(
    ("text", "kind", "canonical"),
    [
        ("1,140 orders are stored", ValueKind.NUMBER, ["1140"]),
        ("1'140 orders", ValueKind.NUMBER, ["1140"]),
        ("twenty-one nights in a row", ValueKind.NUMBER, ["21"]),
        ("two hundred stores", ValueKind.NUMBER, ["200"]),
        ("about 1.2 million rows", ValueKind.NUMBER, ["1200000"]),
        ("it took 90 minutes", ValueKind.DURATION, ["5400"]),
        ("it took 2 h 5 min", ValueKind.DURATION, ["7500"]),
        ("it took 3h20m", ValueKind.DURATION, ["12000"]),
        ("two and a half hours", ValueKind.DURATION, ["9000"]),
        ("half an hour", ValueKind.DURATION, ["1800"]),
        ("three hours and forty-one minutes", ValueKind.DURATION, ["13260"]),
        ("12.5 % of calls", ValueKind.PERCENT, ["12.5"]),
        ("a third of your users", ValueKind.PERCENT, ["33.3"]),
        ("a credit of EUR 412,600", ValueKind.MONEY, ["eur 412600"]),
        ("€18k in all", ValueKind.MONEY, ["eur 18000"]),
        ("on 4 March 2026", ValueKind.DATE, ["2026-03-04"]),
        ("on March 4th, 2026", ValueKind.DATE, ["2026-03-04"]),
        ("on 11 and 12 May", ValueKind.DATE, ["--05-11", "--05-12"]),
        ("it happened in January", ValueKind.DATE, ["--01"]),
        ("on Friday", ValueKind.DATE, ["weekday:4"]),
        ("8:05 a.m. in the log", ValueKind.TIME, ["08:05"]),
        ("at noon", ValueKind.TIME, ["12:00"]),
        ("at 1400 UTC", ValueKind.TIME, ["14:00"]),
        ("version 8.4.1 holds it", ValueKind.VERSION, ["8.4.1"]),
        ("see INC-0932 for more", ValueKind.REFERENCE, ["inc-0932"]),
        ("in eu-west-1 only", ValueKind.REFERENCE, ["eu-west-1"]),
        ("Our CTO, Ruth Calloway, wrote", ValueKind.NAME, ["ruth calloway"]),
    ],
)
def test_a_value_has_one_form_for_all_notations(text: str, kind: ValueKind, canonical: list[str]) -> None:
    assert read(text, kind) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "the 3rd attempt",
        "SEV-2",
        "step 3 of the plan",
        "1. First we looked",
        "a third-party tool",
        "one of them",
        "you may want to",
        "24/7 support",
    ],
)
def test_labels_ordinals_and_list_numbers_are_no_values(text: str) -> None:
    kinds = {value.kind for value in extract_values(text)}
    assert not kinds & {ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.DATE, ValueKind.DURATION}, extract_values(text)


def test_a_clock_time_is_not_cut_into_a_second_one() -> None:
    assert read("It began at 8:05 a.m. and ended at 9:15 p.m.", ValueKind.TIME) == ["08:05", "21:15"]


def test_a_version_after_its_word_is_no_address() -> None:
    assert read("version 10.2.3.4 is out", ValueKind.IP) == []
    assert read("the host 10.2.3.4 is out", ValueKind.IP) == ["10.2.3.4"]


@pytest.mark.parametrize(
    ("said", "record", "support"),
    [
        ("at 08:15 UTC", "2026-05-14T10:15:00+02:00", Support.EXACT),
        ("at 09:07 PDT", "at 16:07 UTC", Support.EXACT),
        ("at 09:05 CET", "from 08:05 UTC on 4 March", Support.EXACT),
        ("at 08:15 UTC", "at 08:15 PDT", Support.ABSENT),
        ("between 04:30 and 06:45 UTC", "04:30 UTC to 06:45 UTC", Support.EXACT),
        ("at 11:52 UTC", "at 11:25 UTC", Support.ABSENT),
        ("4 March", "2026-03-04", Support.EXACT),
        ("5 March", "2026-03-04", Support.ABSENT),
        ("4 March 2025", "4 March 2026", Support.ABSENT),
        ("in March", "on 4 March 2026", Support.EXACT),
        ("for 90 minutes", "for an hour and 30 minutes", Support.EXACT),
        ("for three hours and twenty minutes", "from 08:05 UTC to 11:25 UTC on 4 March", Support.DERIVED),
        ("just over two hours", "from 08:05 UTC to 11:25 UTC", Support.ABSENT),
        ("about a third of users", "212 of 640 users affected", Support.DERIVED),
        ("the other 482 charges", "702 of 1,184 charges are reversed", Support.DERIVED),
        ("36 reports", "failed on 11 and 12 May; 18 reports missing each night", Support.DERIVED),
        ("1,140 orders", "1140 orders", Support.EXACT),
        ("312 users", "212 of 640 users", Support.ABSENT),
    ],
)
def test_support_knows_notations_and_stated_arithmetic_only(said: str, record: str, support: Support) -> None:
    values = [value for value in extract_values(said)]
    assert values
    assert {supports(value, [record]) for value in values} == {support}


def test_two_unrelated_times_make_no_duration() -> None:
    (lasted,) = extract_values("It lasted 35 minutes.")
    assert supports(lasted, ["09:12 UTC the customer wrote. Logs were read. 09:47 UTC a change was removed."]) is Support.ABSENT


def test_a_labelled_start_and_end_make_one() -> None:
    (lasted,) = extract_values("It lasted 35 minutes.")
    index = ValueIndex()
    index.add_span(35 * 60)
    assert index.support(lasted) is Support.DERIVED


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_and_places_are_exact(text: str) -> None:
    for value in extract_values(text):
        assert text[value.start : value.end] == value.quote
        assert value.quote


@given(st.integers(min_value=1, max_value=10**7))
def test_thousands_separators_do_not_matter(number: int) -> None:
    assert read(f"{number:,} orders", ValueKind.NUMBER) == [str(number)]


@given(st.integers(0, 23), st.integers(0, 59))
def test_twelve_and_twenty_four_hours_agree(hour: int, minute: int) -> None:
    half = f"{hour % 12 or 12}:{minute:02d} {'a.m.' if hour < 12 else 'p.m.'}"
    assert read(f"at {half} sharp", ValueKind.TIME) == [f"{hour:02d}:{minute:02d}"]


@pytest.mark.parametrize(
    ("words", "face"),
    [
        ("by half past ten in the evening", "22:30"),
        ("at six o'clock in the morning UTC", "06:00"),
        ("from nine in the evening (UTC)", "21:00"),
        ("since a quarter to seven in the morning", "06:45"),
        ("at ten to six in the morning", "05:50"),
        ("by five o'clock", "17:00"),
        ("by five o'clock UTC", "05:00"),
    ],
)
def test_a_clock_time_in_words(words: str, face: str) -> None:
    assert read(words, ValueKind.TIME) == [face]
    assert read(words, ValueKind.NUMBER) == []


@given(st.integers(1, 12), st.sampled_from(["04:30", "16:30"]))
def test_half_a_day_that_nobody_named_may_be_either(hour: int, held: str) -> None:
    value = next(value for value in extract_values(f"since half past {hour}") if value.kind is ValueKind.TIME)
    assert (supports(value, [f"since {held}"]) is Support.EXACT) == (hour == 4)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("one in fifty.", "2"),
        ("four in ten, so far", "40"),
        ("one concentrator in three forwards", "33.3"),
        ("three branches in eight are late", "37.5"),
    ],
)
def test_a_share_said_as_one_of_so_many(text: str, share: str) -> None:
    assert read(text, ValueKind.PERCENT) == [share]


@pytest.mark.parametrize("text", ["one outage in two years", "3 in 2024", "1 in 10 minutes", "in 2 of 5 shops"])
def test_a_count_within_a_time_or_a_place_is_no_share(text: str) -> None:
    assert read(text, ValueKind.PERCENT) == []


@pytest.mark.parametrize("text", ["sent a second time", "a second router", "one second attempt"])
def test_the_next_one_in_order_is_no_duration(text: str) -> None:
    assert read(text, ValueKind.DURATION) == []


@pytest.mark.parametrize(("text", "seconds"), [("within a second", "1"), ("for one second longer", "1"), ("after half a minute", "30")])
def test_a_second_that_lasts_is_a_duration(text: str, seconds: str) -> None:
    assert read(text, ValueKind.DURATION) == [seconds]
