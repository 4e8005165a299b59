"""What reports say of flags, clocks and figures, and what the triage says of the words that decide its level."""

from datetime import timedelta
from typing import Any

import pytest
from fakes.records import NOW, feed

from assistant.actions.triage import TRIAGE, TriageSlots, triage_record
from assistant.drafting.form import Brief, Order
from assistant.drafting.slots import Statement
from assistant.evidence.facts import Audience
from assistant.evidence.gather import gather
from assistant.records.clock import read_clocks
from assistant.records.flags import Flag, Ground, RedFlag
from assistant.records.metrics import Figure, Metric, Unit
from assistant.records.policy import shipped_policy
from assistant.report_words import clock_words, counted, counts_words, flag_words, target_words, value_words

POLICY = shipped_policy()


def flag(name: RedFlag, words: str) -> Flag:
    return Flag(name, "One plain sentence.", (Ground("log entry 4", words),), NOW - timedelta(hours=1), "What clears it.")


def test_a_flag_has_its_time_and_its_place_and_blame_is_not_said_again() -> None:
    told = flag_words(flag(RedFlag.MISSING_RCA, "a | b"), now=NOW, zone=POLICY.zone)
    assert told == "missing RCA since 08:25 UTC. One plain sentence. (log entry 4: “a | b”)"
    blamed = flag_words(flag(RedFlag.BLAME_LANGUAGE, "your team broke it"), now=NOW, zone=POLICY.zone)
    assert "your team" not in blamed
    assert blamed.endswith("(log entry 4)")


def test_a_clock_that_was_met_or_does_not_run_says_nothing() -> None:
    clocks = read_clocks(feed(), POLICY, now=NOW)
    assert clock_words(clocks.first_response, now=NOW, zone=POLICY.zone) == ""
    assert clock_words(clocks.resolution, now=NOW, zone=POLICY.zone) == "resolution by 15:25 UTC"
    later = NOW + timedelta(hours=9)
    assert clock_words(read_clocks(feed(), POLICY, now=later).resolution, now=later, zone=POLICY.zone) == "resolution LATE since 15:25 UTC"


@pytest.mark.parametrize(
    ("figure", "value", "target", "counts"),
    [
        (Figure(Metric.SLA, Unit.SHARE, 0.5, 0.95, False, 1, 2), "50.0%", "95.0% or more", "1 of 2"),
        (Figure(Metric.REPEAT, Unit.SHARE, None, 0.1, None, 0, 0, "Why."), "not enough data", "under 10.0%", "0 of 0"),
        (Figure(Metric.PREVENTION, Unit.SHARE, 1.0, 1.0, True, 3, 3), "100.0%", "100.0%", "3 of 3"),
        (Figure(Metric.SATISFACTION, Unit.POINTS, 4.0, 4.0, True, 4, 1), "4.00 of 5", "4.00 of 5 or more", "4 points, 1 rating"),
        (
            Figure(Metric.RESOLUTION, Unit.SECONDS, 5400.0, None, True, 1, 1),
            "1 hour 30 minutes",
            "per severity",
            "1 of 1 within the target",
        ),
    ],
)
def test_a_figure_with_its_target_and_its_counts(figure: Figure, value: str, target: str, counts: str) -> None:
    assert (value_words(figure), target_words(figure), counts_words(figure)) == (value, target, counts)


def test_numbers_with_their_nouns() -> None:
    assert [counted(number, "thing") for number in (0, 1, 12000)] == ["0 things", "1 thing", "12,000 things"]


def reading(**changes: Any) -> list[str]:
    record = feed(**{"updates": (), "customer": {"name": "Meridian Foods"}, **changes})
    report = triage_record(record, POLICY, now=NOW)
    brief = Brief(Order(POLICY, NOW, record), gather(record, POLICY, audience=Audience.INTERNAL), found=report)
    slots = TRIAGE.compose(brief).slots
    assert isinstance(slots, TriageSlots)
    assert all(said.cites for said in slots.reading)
    return [said.text for said in slots.reading]


def test_the_level_rests_on_the_criterion_that_stands_for_it() -> None:
    lowered = reading(title="Labels cannot be printed", description=None, severity=None, workaround="Write them by hand.")
    assert lowered[-1].startswith("The level rests on the words “Write them by hand")
    assert lowered[-1].endswith(": workaround exists")


def test_a_suspicion_that_decides_is_called_one() -> None:
    assert reading(title="Odd log-ins", description="We suspect unauthorised access.")[-1].endswith(
        "suspected, neither confirmed nor ruled out"
    )


def test_without_a_criterion_that_is_said() -> None:
    assert reading(title="Meridian", description=None)[-1].startswith("No words of the record meet a criterion")


@pytest.mark.parametrize("text", ["This is SEV-1 for us.", "It is sev 2."])
def test_a_reading_names_no_level(text: str) -> None:
    with pytest.raises(ValueError, match="belongs into the opinion"):
        TriageSlots(reading=[Statement(cites=["F1"], text=text)], opinion=None)
