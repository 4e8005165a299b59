"""Every public log through the rule that proposes causes: nothing invented, nothing confirmed, quiet where the log is quiet."""

from pathlib import Path

import pytest

from evals.benchmarks.rca import DEFAULT, run, summarise

pytestmark = pytest.mark.shared_data


def test_public_logs_invent_nothing_and_stay_inconclusive_where_they_hold_no_cause(shared_data: Path) -> None:
    cases, unread = run(shared_data / "escalations" / DEFAULT.name)
    figures = summarise(cases, unread)
    assert figures["invention"]["where"] == {}
    assert figures["inconclusive"]["inconclusive"] >= 0.9
    ours = figures["cause_in_first_three"]["right_at"]["0.50"]
    assert all(ours > row["right_at"]["0.50"] for row in figures["baselines"].values())
