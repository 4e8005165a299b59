"""The eight metrics: each against a second, plain computation, and never a percentage of nothing."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.records.metrics import Group, Metric, issue_key, measure, repeats
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy

POLICY = shipped_policy()
NOON = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)
NOW = NOON + timedelta(days=30)
ALLOWED_MINUTES = {"SEV-1": (15, 240), "SEV-2": (60, 480), "SEV-3": (240, 2880), "SEV-4": (1440, 10080), None: (240, 2880)}


def record(record_id: str = "ESC-1", *, name: str = "Meridian", tier: str | None = None, **fields: Any) -> EscalationRecord:
    base = {"id": record_id, "title": "Orders missing", "customer": {"name": name, "tier": tier}, "escalated_at": NOON}
    return EscalationRecord.model_validate({**base, **fields})


def minutes(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


def overall(*records: EscalationRecord, now: datetime = NOW) -> Group:
    return measure(records, POLICY, now=now).overall


def test_nothing_to_count_is_no_figure_and_says_what_is_missing() -> None:
    for figure in overall().figures:
        assert (figure.value, figure.meets, figure.denominator) == (None, None, 0)
        assert figure.missing
    assert [figure.metric for figure in overall().figures] == list(Metric)


def test_times_are_the_median_with_the_counts_behind_it() -> None:
    held = [record(f"ESC-{n}", severity="SEV-2", acknowledged_at=minutes(n), resolved_at=minutes(300 + n)) for n in (10, 30, 90)]
    first, resolution = overall(*held).of(Metric.FIRST_RESPONSE), overall(*held).of(Metric.RESOLUTION)
    assert (first.value, first.target, first.meets, first.numerator, first.denominator) == (1800, 3600, True, 2, 3)
    assert (resolution.value, resolution.target, resolution.numerator) == (330 * 60, 8 * 3600, 3)


def test_levels_with_different_targets_have_no_common_one_and_are_held_each_to_its_own() -> None:
    slow = record("ESC-1", severity="SEV-1", acknowledged_at=minutes(60))
    quick = record("ESC-2", severity="SEV-4", acknowledged_at=minutes(60))
    figure = overall(slow, quick).of(Metric.FIRST_RESPONSE)
    # 60 of 15 minutes and 60 of 1440: the median part is over 2.
    assert (figure.target, figure.meets, figure.numerator) == (None, False, 1)


def test_what_runs_on_past_its_target_counts_as_missed_and_not_before() -> None:
    open_one, solved = record("ESC-1", severity="SEV-1"), record("ESC-2", severity="SEV-1", resolved_at=minutes(10), status="resolved")
    early, late = (overall(open_one, solved, now=minutes(m)).of(Metric.SLA) for m in (60, 241))
    assert (early.numerator, early.denominator, early.meets) == (1, 1, True)
    assert (late.numerator, late.denominator, late.meets) == (1, 2, False)
    unanswered = overall(open_one, now=minutes(60)).of(Metric.FIRST_RESPONSE)
    assert (unanswered.value, unanswered.numerator, unanswered.denominator) == (None, 0, 1)
    assert "still running" in unanswered.notes[0]


def test_the_tickets_of_a_customer_count_once() -> None:
    held = [record("ESC-1", tickets_total=40), record("ESC-2", tickets_total=50), record("ESC-3", name="Other")]
    figure = overall(*held).of(Metric.ESCALATION_RATE)
    assert (figure.numerator, figure.denominator, figure.value, figure.meets) == (2, 50, 0.04, True)
    assert "1 left out" in figure.notes[0]


def test_more_escalations_than_tickets_is_no_rate() -> None:
    figure = overall(record("ESC-1", tickets_total=1), record("ESC-2", tickets_total=1)).of(Metric.ESCALATION_RATE)
    assert figure.value is None
    assert "cannot come from 1 tickets" in figure.missing


def test_the_same_issue_is_the_same_customer_service_and_terms() -> None:
    first = record("ESC-1", title="Orders missing from the feed", services=["Feed"])
    again = record("ESC-2", title="Again: feed orders missing (3)", services=["feed"], escalated_at=minutes(900))
    other = record("ESC-3", title="Orders missing from the feed", services=["Web"], escalated_at=minutes(900))
    assert issue_key(first) == issue_key(again) != issue_key(other)
    assert issue_key(record(title="42")) is None
    assert repeats([again, other, first]) == {"ESC-2": ("ESC-1",)}
    figure = overall(first, again, other).of(Metric.REPEAT)
    assert (figure.numerator, figure.denominator, figure.meets) == (1, 3, False)


def test_the_rule_of_sameness_is_the_callers() -> None:
    held = [record("ESC-1", title="A thing"), record("ESC-2", title="Something else")]
    assert measure(held, POLICY, now=NOW, same_issue=lambda _: "one").overall.of(Metric.REPEAT).numerator == 1


def test_a_repeat_belongs_to_the_month_in_which_it_came_back() -> None:
    held = [record("ESC-1"), record("ESC-2", escalated_at=NOON + timedelta(days=20))]
    may, june = measure(held, POLICY, now=NOW).by_month
    assert (may.name, june.name) == ("2026-05", "2026-06")
    assert (may.of(Metric.REPEAT).value, june.of(Metric.REPEAT).value) == (0, 1)


def test_recovery_needs_a_rating_and_success_needs_the_confirmation_too() -> None:
    over = {"status": "closed", "resolved_at": minutes(9), "recovery": {"impact": "minor"}}
    kept = record("ESC-1", **over, csat=4, customer_confirmed_at=minutes(20))
    unconfirmed, unrated = record("ESC-2", **over, csat=5), record("ESC-3", **over)
    figure = overall(kept, unconfirmed, unrated).of(Metric.RECOVERY)
    assert (figure.numerator, figure.denominator) == (1, 2)
    assert overall(unrated).of(Metric.RECOVERY).value is None


def test_dropped_prevention_is_told_and_not_counted() -> None:
    actions = [{"action": "A", "status": status} for status in ("done", "open", "dropped")]
    figure = overall(record(prevention=actions)).of(Metric.PREVENTION)
    assert (figure.numerator, figure.denominator, figure.meets) == (1, 2, False)
    assert figure.notes == ("1 dropped, and left out.",)
    only_dropped = overall(record(prevention=actions[2:])).of(Metric.PREVENTION)
    assert only_dropped.value is None
    assert "was not dropped" in only_dropped.missing


@pytest.mark.parametrize(("points", "meets"), [((4, 4), True), ((4, 3.9), False)])
def test_satisfaction_is_the_mean(points: tuple[float, ...], meets: bool) -> None:
    figure = overall(*(record(f"ESC-{n}", csat=csat) for n, csat in enumerate(points))).of(Metric.SATISFACTION)
    assert figure.value == pytest.approx(sum(points) / len(points))
    assert figure.meets is meets


def _made(index: int, drawn: dict[str, Any]) -> EscalationRecord:
    began = drawn["began"]
    return record(
        f"ESC-{index:02d}",
        name=drawn["name"],
        tier=drawn["tier"],
        title=drawn["title"],
        severity=drawn["severity"],
        escalated_at=began,
        acknowledged_at=None if drawn["answer"] is None or began is None else began + timedelta(minutes=drawn["answer"]),
        resolved_at=None if drawn["end"] is None or began is None else began + timedelta(minutes=drawn["end"]),
        status="resolved" if drawn["end"] is not None else "open",
        csat=drawn["csat"],
        tickets_total=drawn["tickets"],
        prevention=[{"action": "Alert", "status": status} for status in drawn["prevention"]],
    )


DRAWN = st.fixed_dictionaries(
    {
        "began": st.none() | st.integers(-20000, 40000).map(minutes),
        "name": st.sampled_from(["Meridian", "Arbour"]),
        "tier": st.sampled_from([None, "enterprise", "standard"]),
        "title": st.sampled_from(["Orders missing", "missing orders", "Sign-in fails", "404"]),
        "severity": st.sampled_from([None, "SEV-1", "SEV-2", "SEV-3", "SEV-4"]),
        "answer": st.none() | st.integers(0, 3000),
        "end": st.none() | st.integers(0, 20000),
        "csat": st.none() | st.integers(1, 5),
        "tickets": st.none() | st.integers(0, 200),
        "prevention": st.lists(st.sampled_from(["open", "in-progress", "done", "dropped"]), max_size=3),
    }
)


def _plainly(drawn: list[dict[str, Any]], members: list[int]) -> dict[Metric, tuple[float | None, int]]:
    """Value and denominator of each metric, computed from what was drawn and not from records."""
    rows = [drawn[index] for index in members]
    now = (NOW - NOON).total_seconds() / 60
    start = {id(row): (row["began"] - NOON).total_seconds() / 60 for row in rows if row["began"]}
    timed = {}
    for metric, field, place in ((Metric.FIRST_RESPONSE, "answer", 0), (Metric.RESOLUTION, "end", 1)):
        took = [row[field] * 60.0 for row in rows if row["began"] and row[field] is not None]
        late = 0
        for row in rows:
            ended = row["end"] is not None
            if row["began"] and row[field] is None and not ended and now - start[id(row)] > ALLOWED_MINUTES[row["severity"]][place]:
                late += 1
        timed[metric] = (median(took) if took else None, len(took) + late)
    ends = [row["end"] <= ALLOWED_MINUTES[row["severity"]][1] for row in rows if row["began"] and row["end"] is not None]
    decided = timed[Metric.RESOLUTION][1]
    rated = [row["csat"] for row in rows if row["csat"] is not None]
    most: dict[str, int] = defaultdict(int)
    for row in rows:
        most[row["name"]] = max(most[row["name"]], row["tickets"] or 0)
    tickets, counted = sum(most.values()), sum(bool(most[row["name"]]) for row in rows)
    words = {"Orders missing": 1, "missing orders": 1, "Sign-in fails": 2}
    told = [i for i in members if drawn[i]["began"] and drawn[i]["title"] in words]
    again = 0
    for i in told:
        same = [
            j
            for j, other in enumerate(drawn)
            if j != i and other["began"] and other["name"] == drawn[i]["name"] and words.get(other["title"]) == words[drawn[i]["title"]]
        ]
        again += any((drawn[j]["began"], j) < (drawn[i]["began"], i) for j in same)
    actions = [status for row in rows for status in row["prevention"] if status != "dropped"]
    return {
        **timed,
        Metric.SLA: (sum(ends) / decided if decided else None, decided),
        Metric.SATISFACTION: (sum(rated) / len(rated) if rated else None, len(rated)),
        Metric.ESCALATION_RATE: (counted / tickets if tickets >= counted and tickets else None, tickets),
        Metric.REPEAT: (again / len(told) if told else None, len(told)),
        Metric.PREVENTION: (actions.count("done") / len(actions) if actions else None, len(actions)),
    }


@settings(max_examples=150, deadline=None)
@given(st.lists(DRAWN, max_size=12), st.randoms(use_true_random=False))
def test_every_group_agrees_with_a_plain_computation_in_any_order(drawn: list[dict[str, Any]], chance: Any) -> None:
    records = [_made(index, row) for index, row in enumerate(drawn)]
    shuffled = list(records)
    chance.shuffle(shuffled)
    told = measure(shuffled, POLICY, now=NOW)
    assert told == measure(records, POLICY, now=NOW)
    tiers: dict[str, list[int]] = defaultdict(list)
    levels: dict[str, list[int]] = defaultdict(list)
    months: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(drawn):
        tiers[row["tier"] or "not recorded"].append(index)
        levels[row["severity"] or "not recorded"].append(index)
        months[f"{row['began']:%Y-%m}" if row["began"] else "not recorded"].append(index)
    everything = [(told.overall, list(range(len(drawn))))]
    for groups, expected in ((told.by_tier, tiers), (told.by_severity, levels), (told.by_month, months)):
        assert {group.name for group in groups} == set(expected)
        everything += [(group, expected[group.name]) for group in groups]
    for group, members in everything:
        assert group.escalations == len(members)
        for metric, (value, denominator) in _plainly(drawn, members).items():
            figure = group.of(metric)
            assert figure.denominator == denominator
            assert figure.value == (None if value is None else pytest.approx(value))
            assert bool(figure.missing) is (value is None)
