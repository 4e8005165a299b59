"""Values that follow from a record in words: shares and remainders of counted parts, lengths between events, days that words leave open."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, FindingSeverity, ValueStatus
from assistant.checks.run import run_checks
from assistant.evidence.lengths import period
from assistant.evidence.parts import parts_in
from assistant.evidence.plain import evidence_from_text
from assistant.evidence.support import Support, supports
from assistant.evidence.values import ValueKind, extract_values
from assistant.records.policy import shipped_policy

RECORD = """Escalation ESC-7. Opened 2026-05-14 06:20 UTC.
06:20 The depot calls: 12 of 40 trucks have lost their route plan.
06:30 Our desk begins to load plans by hand.
07:00 Loaded on 7 of the 12; the fault came with the map update of 9 May.
Meters: 6,000 meters sent nothing at night, 1,140 have been read by hand so far.
Boxes: 41 boxes took the new list, 23 did not. Gates 31 to 34 are shut, gates 35 to 38 are open.
The supplier needs four to six weeks. The board meets on 20 May. A fee of £200 was paid back."""
FIGURES = {"number", "percent", "date", "duration", "money"}


def judged(sentence: str, *, now: datetime | None = None, record: str = RECORD) -> dict[str, FindingSeverity]:
    """The findings on values, by rule."""
    ctx = CheckContext(shipped_policy(), evidence_from_text(record), now=now)
    found = (finding for finding in run_checks(sentence, ctx).findings if finding.family is Family.GROUNDING)
    return {each.rule.split(".")[1]: each.severity for each in found if each.rule.split(".")[1] in {*FIGURES, "derived"}}


def derived(sentence: str, *, now: datetime | None = None) -> list[str]:
    """The arithmetic of the values that follow."""
    report = run_checks(sentence, CheckContext(shipped_policy(), evidence_from_text(RECORD), now=now))
    return [value.note for value in report.sentences[0].values if value.status is ValueStatus.DERIVED]


@pytest.mark.parametrize(
    ("sentence", "sum_"),
    [
        ("There are 28 trucks that kept their plans.", "40 − 12"),
        ("Seven are done, with the other five still to come.", "12 − 7"),
        ("The other 4,860 meters have yet to be read.", "6,000 − 1,140"),
        ("Nearly two thirds of the boxes have the new list.", "41 of (41 + 23)"),
        ("Half of the gates are open.", "Gates 31 to 34 of 8"),
        ("Some forty minutes later the first plans were back.", "from 06:20 UTC to 07:00"),
        ("The map update five days before is under suspicion.", "between 9 May and the opening"),
        ("It will take the supplier a month or so.", "four to six weeks"),
    ],
)
def test_what_follows_is_shown_with_its_arithmetic(sentence: str, sum_: str) -> None:
    assert any(sum_ in note for note in derived(sentence))
    assert FindingSeverity.WARN not in judged(sentence).values()


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("There are 27 trucks that kept their plans.", "number"),
        ("Seven are done, with the other nine still to come.", "number"),
        ("The other 4,680 meters have yet to be read.", "number"),
        ("Nearly three quarters of the boxes have the new list.", "percent"),
        ("A quarter of the gates are open.", "percent"),
        ("Some ninety minutes later the first plans were back.", "duration"),
        ("The map update eight days before is under suspicion.", "duration"),
        ("It will take the supplier a year or so.", "duration"),
        ("The loading took five hours.", "duration"),
    ],
)
def test_what_does_not_follow_is_found(sentence: str, rule: str) -> None:
    assert judged(sentence).get(rule) is FindingSeverity.WARN


def test_two_numbers_of_other_things_make_no_part() -> None:
    assert list(parts_in("We checked 40 trucks and 12 drivers.")) == []
    assert list(parts_in("Belt 14 carried 40 boxes over 12 hours at level 3.")) == []


@given(st.integers(2, 5000), st.integers(1, 5000))
def test_a_part_and_its_rest_are_the_whole(whole: int, part: int) -> None:
    for each in parts_in(f"{whole} orders came in, {part} have been sent."):
        assert (each.whole, each.part) == (whole, part)
        assert part < whole


@pytest.mark.parametrize(
    ("said", "kind", "canonical"),
    [
        ("two hundred pounds", ValueKind.MONEY, "gbp 200"),
        ("ten thousand dollars", ValueKind.MONEY, "usd 10000"),
        ("half a dozen mix-ups", ValueKind.NUMBER, "6"),
        ("two hundred and ten thousand calls", ValueKind.NUMBER, "210000"),
        ("half a million rows", ValueKind.NUMBER, "500000"),
        ("three quarters of an hour", ValueKind.DURATION, "2700"),
        ("an hour and three quarters", ValueKind.DURATION, "6300"),
        ("a fortnight", ValueKind.DURATION, "1209600"),
        ("two thirds are back", ValueKind.PERCENT, "66.7"),
        ("three quarters of the shops", ValueKind.PERCENT, "75"),
    ],
)
def test_numbers_in_words(said: str, kind: ValueKind, canonical: str) -> None:
    assert [(value.kind, value.canonical) for value in extract_values(said)] == [(kind, canonical)]


@pytest.mark.parametrize(
    "said", ["I cannot give you a day for it", "nobody has fixed a day", "we will not name an hour", "twenty visits a day"]
)
def test_a_day_still_to_be_chosen_is_no_length(said: str) -> None:
    assert [value for value in extract_values(said) if value.kind is ValueKind.DURATION] == []


@pytest.mark.parametrize(
    ("said", "record", "support"),
    [
        ("eight grand", "overtime up to $8,000", Support.EXACT),
        ("eight grand", "overtime up to $9,000", Support.ABSENT),
        ("a day or two", "one or two days", Support.EXACT),
        ("well over half of them", "388 of 612 bags", Support.DERIVED),
        ("well over half of them", "610 of 612 bags", Support.ABSENT),
        ("just over two thousand dollars", "a fee of $2,200", Support.EXACT),
        ("just over two thousand dollars", "a fee of $3,200", Support.ABSENT),
    ],
)
def test_words_leave_the_room_that_they_name(said: str, record: str, support: Support) -> None:
    assert {supports(value, [record]) for value in extract_values(said)} == {support}


def test_words_that_name_no_date_warn_only_where_the_record_names_another() -> None:
    assert derived("The board meets next week.") == ["20 May, counted from 2026-05-14"]
    assert FindingSeverity.WARN not in judged("The aerials were put up last year.").values()
    assert judged("The board meets next month.") == {"date": FindingSeverity.WARN}


def test_with_a_clock_they_are_counted_from_it() -> None:
    assert judged("The aerials come next week.", now=datetime(2026, 7, 1, tzinfo=UTC)).get("date") is FindingSeverity.WARN
    assert derived("The aerials come next week.", now=datetime(2026, 5, 14, tzinfo=UTC)) == ["20 May, counted from 2026-05-14"]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["week", "month", "quarter", "year"]))
def test_periods_follow_each_other(today: date, unit: str) -> None:
    last, this, then = (period(f"{which} {unit}", today) for which in ("last", "this", "next"))
    assert last
    assert this
    assert then
    assert this[0] <= today <= this[1]
    assert (this[0] - last[1]).days == (then[0] - this[1]).days == 1
