"""The recovery ladder: the measured step with its reasons, what may be offered, and the days of the check-ins."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import PolicyInvalid
from assistant.records.model import EscalationRecord, RecoveryImpact, Severity, Tier
from assistant.records.policy import Policy, parse_policy, shipped_policy
from assistant.records.recovery import calendar, gestures, measure_impact, working_day

POLICY = shipped_policy()
NOON = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)
LADDER = list(RecoveryImpact)


def record(**fields: Any) -> EscalationRecord:
    base = {"id": "ESC-1", "title": "Orders missing", "customer": {"name": "Meridian"}, "severity": "SEV-3", "started_at": NOON}
    return EscalationRecord.model_validate({**base, **fields})


def after(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def in_zone(zone: str, at: time = time(10, 0)) -> Policy:
    return POLICY.model_copy(
        update={
            "organisation": POLICY.organisation.model_copy(update={"zone": zone}),
            "recovery_calendar": POLICY.recovery_calendar.model_copy(update={"at": at}),
        }
    )


def test_the_feared_case_is_severe_and_says_why() -> None:
    customer = {"name": "M", "tier": "enterprise", "users_affected": 2480, "revenue_at_risk": "EUR 58,000", "public_exposure": True}
    subject = record(severity="SEV-1", customer=customer, acknowledged_at=after(0.1), status="resolved", resolved_at=after(5))
    measured = measure_impact(subject, POLICY, now=after(6), criteria=["data-loss", "production-down"], repeats=0)
    assert measured.step is measured.measured is RecoveryImpact.SEVERE
    assert measured.points == sum(reason.points for reason in measured.reasons) == 4 + 2 + 3 + 1 + 2 + 5 + 2 + 1
    assert [reason.text for reason in measured.reasons if "lasted" in reason.text] == [
        "The impact lasted 5 hours, and the resolution target of SEV-1 is 4 hours."
    ]
    assert measured.verdict.startswith("The record measures severe because triage finds data loss, the severity is SEV-1 and 2,480 users")
    assert [reason.points for reason in measured.reasons] == sorted((reason.points for reason in measured.reasons), reverse=True)


def test_what_is_not_recorded_counts_nothing_and_is_said() -> None:
    empty = EscalationRecord.model_validate({"id": "E", "title": "t", "customer": {"name": "M"}})
    measured = measure_impact(empty, POLICY, now=NOON)
    assert (measured.step, measured.points, measured.reasons) == (RecoveryImpact.MINOR, 0, ())
    texts = {reason.text for reason in measured.missing}
    assert "Users affected: not recorded, counted as nothing." in texts
    assert "Data loss and security breach: not looked for, counted as nothing." in texts
    assert {"severity", "started_at", "users_affected", "tier", "regulatory"} <= {
        name for reason in measured.missing for name in reason.fields
    }
    assert f"{len(measured.missing)} factors are not known" in measured.verdict


def test_over_without_an_end_does_not_count_until_now() -> None:
    measured = measure_impact(record(status="closed"), POLICY, now=after(900))
    assert not [reason for reason in measured.reasons if "lasted" in reason.text]
    assert "End of the impact: not recorded, counted as nothing." in {reason.text for reason in measured.missing}


@pytest.mark.parametrize(
    ("field", "words", "counts"),
    [
        ("public_exposure", "no press so far", False),
        ("public_exposure", "No press yet, but two posts with 4,000 views", True),
        ("public_exposure", "Minor outlets have picked it up", True),
        ("public_exposure", "unknown", None),
        ("public_exposure", False, False),
        ("regulatory", "No personal data involved", False),
        ("regulatory", "No report to the regulator was possible", True),
        ("regulatory", "to be checked", None),
        ("business_criticality", "No pick lists on a delivery day", True),
        ("business_criticality", "Low, internal reporting only", False),
        ("revenue_at_risk", "EUR 0", False),
        ("revenue_at_risk", 0, False),
        ("revenue_at_risk", "not yet known", None),
        ("revenue_at_risk", 12.5, True),
    ],
)
def test_a_field_that_says_none_is_no_harm(field: str, words: object, counts: bool | None) -> None:
    measured = measure_impact(record(customer={"name": "M", field: words}), POLICY, now=NOON)
    found = [reason for reason in measured.reasons if reason.fields == (field,)]
    assert [reason.points > 0 for reason in found] == ([] if counts is None else [counts])
    if counts:
        assert f'recorded: "{words}".' in found[0].text or words is True


def test_a_persons_step_stands_and_the_measure_is_shown_beside() -> None:
    subject = record(severity="SEV-1", recovery={"impact": "minor"}, customer={"name": "M", "tier": "enterprise"})
    measured = measure_impact(subject, POLICY, now=after(0.2))
    assert (measured.step, measured.measured, measured.agrees) == (RecoveryImpact.MINOR, RecoveryImpact.MODERATE, False)
    assert measured.verdict.startswith("Set to minor in the record, and that stands. By the rules the record measures moderate because")
    same = measure_impact(record(recovery={"impact": "minor"}), POLICY, now=after(1))
    assert same.agrees
    assert "the measure agrees" in same.verdict


def test_silence_and_a_late_answer_weigh() -> None:
    told = [{"at": after(hours), "kind": "customer_message", "text": "We are on it."} for hours in (1, 9, 17)]
    subject = record(severity="SEV-2", updates=told)
    texts = {reason.text: reason.points for reason in measure_impact(subject, POLICY, now=after(18)).reasons}
    assert texts["The customer waited too long for an update 2 times."] == 2
    late = measure_impact(record(severity="SEV-1", acknowledged_at=after(2)), POLICY, now=after(2))
    assert ("The first response was due within 15 minutes and came 1 hour 45 minutes late.", 1) in [
        (r.text, r.points) for r in late.reasons
    ]


HARMS = st.fixed_dictionaries(
    {
        "severity": st.sampled_from(list(Severity)),
        "tier": st.sampled_from([None, *reversed(Tier)]),
        "users_affected": st.none() | st.integers(0, 5000),
        "revenue_at_risk": st.sampled_from([None, "none", "EUR 500"]),
        "public_exposure": st.sampled_from([None, False, True]),
        "regulatory": st.sampled_from([None, "no", "GDPR notice"]),
        "business_criticality": st.sampled_from([None, "low", "no invoices at month end"]),
        "hours": st.integers(0, 400),
        "criteria": st.sets(st.sampled_from(["data-loss", "security-breach", "feature-broken"])),
        "repeats": st.none() | st.integers(0, 6),
        "answered": st.integers(0, 30),
    }
)
WORSE: dict[str, Any] = {
    "severity": lambda v: Severity(f"SEV-{max(1, v.rank - 1)}"),
    "tier": lambda v: {None: Tier.STANDARD, Tier.STANDARD: Tier.BUSINESS}.get(v, Tier.ENTERPRISE),
    "users_affected": lambda v: (v or 0) * 10 + 10,
    "revenue_at_risk": lambda v: "EUR 500",
    "public_exposure": lambda v: True,
    "regulatory": lambda v: "GDPR notice",
    "business_criticality": lambda v: "no invoices at month end",
    "hours": lambda v: v * 2 + 1,
    "criteria": lambda v: v | {"data-loss"},
    "repeats": lambda v: (v or 0) + 1,
}
"""One harm made worse. A later first answer is not among them: it can take the place of a silence after it, which weighs as much."""


def measured_with(harm: dict[str, Any]) -> int:
    fields = ("tier", "users_affected", "revenue_at_risk", "public_exposure", "regulatory", "business_criticality")
    customer = {"name": "M", **{field: harm[field] for field in fields}}
    subject = record(
        severity=harm["severity"],
        customer=customer,
        escalated_at=NOON,
        acknowledged_at=after(harm["answered"]),
        resolved_at=after(harm["hours"]),
    )
    measured = measure_impact(subject, POLICY, now=after(2000), criteria=harm["criteria"], repeats=harm["repeats"])
    return LADDER.index(measured.measured) * 1000 + measured.points


@given(HARMS, st.sampled_from(sorted(WORSE)))
@settings(max_examples=200, deadline=None)
def test_more_harm_never_lowers_the_step(harm: dict[str, Any], what: str) -> None:
    assert measured_with({**harm, what: WORSE[what](harm[what])}) >= measured_with(harm)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_an_impact_that_lasts_only_gets_worse(first: int, more: int) -> None:
    subject = record(severity="SEV-2", acknowledged_at=after(0.5))
    earlier, later = (measure_impact(subject, POLICY, now=after(hours)).points for hours in (first, first + more))
    assert later >= earlier


def test_only_what_somebody_named_authorised_is_offered() -> None:
    held = [
        {"gesture": "One month's service credit", "authorised_by": "Ingrid Aune"},
        {"gesture": "Premium support for a quarter"},
        {"gesture": "Visit on site", "authorised_by": "pending"},
        {"gesture": "Free training, subject to approval", "authorised_by": "Ingrid Aune"},
    ]
    subject = record(recovery={"gestures": held}, executive={"name": "Ingrid Aune", "role": "COO"})
    found = gestures(subject, RecoveryImpact.MODERATE, POLICY)
    assert [offer.text for offer in found.may_offer] == ["One month's service credit"]
    assert found.may_offer[0].note == "Authorised by Ingrid Aune."
    assert [offer.text for offer in found.not_offered] == [held[1]["gesture"], held[2]["gesture"], held[3]["gesture"]]
    assert (found.words_only, found.would_need) == (("apology",), ())


def test_the_usual_actions_that_nobody_authorised_are_asked_for_and_never_offered() -> None:
    found = gestures(record(), RecoveryImpact.SIGNIFICANT, POLICY)
    assert found.may_offer == found.not_offered == found.words_only == ()
    assert [offer.text for offer in found.would_need] == ["executive call", "credit", "roadmap"]
    assert all("would need authorisation: ask who may authorise it" in offer.note for offer in found.would_need)
    named = gestures(record(executive={"name": "Ingrid Aune", "role": "COO"}), RecoveryImpact.SEVERE, POLICY)
    assert named.would_need[0].note.endswith("ask Ingrid Aune (COO).")


def test_a_gesture_beyond_the_step_is_pointed_out() -> None:
    held = [{"gesture": "Call with our Chief Operating Officer", "authorised_by": "Ingrid Aune"}]
    found = gestures(record(recovery={"gestures": held}), RecoveryImpact.MINOR, POLICY)
    assert "from significant on" in found.may_offer[0].note
    assert not gestures(record(recovery={"gestures": held}), RecoveryImpact.SEVERE, POLICY).may_offer[0].note.endswith("again.")


def test_arranged_follow_ups_come_first_and_take_their_day() -> None:
    day_after = after(22)
    held = [
        {"text": "Second call", "due_at": after(100), "owner": "Ana"},
        {"text": "First call", "due_at": day_after},
        {"text": "Roadmap talk"},
    ]
    subject = record(
        owner={"name": "Joel"},
        status="resolved",
        resolved_at=NOON,
        recovery={"follow_ups": [*held, {"text": "Long gone", "due_at": after(-9)}]},
    )
    found = calendar(subject, RecoveryImpact.MODERATE, POLICY, now=after(1))
    assert [(check.purpose, check.proposed, check.owner) for check in found[:3]] == [
        ("First call", False, "Joel"),
        ("Second call", False, "Ana"),
        ("Roadmap talk", False, "Joel"),
    ]
    assert [check.due_at for check in found[3:]] == [datetime(2026, 5, 21, 10, 0, tzinfo=UTC)]
    assert found[3].reason == "Proposed for moderate: 7 days after the end of the impact, kept to working days."


def test_a_check_in_over_a_clock_change_keeps_its_clock_time() -> None:
    berlin = in_zone("Europe/Berlin")
    friday = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
    subject = record(started_at=friday - timedelta(hours=3), status="resolved", resolved_at=friday)
    dates = [check.due_at for check in calendar(subject, RecoveryImpact.MODERATE, berlin, now=friday)]
    assert dates == [datetime(2026, 3, 30, 8, 0, tzinfo=UTC), datetime(2026, 4, 3, 8, 0, tzinfo=UTC)]


def test_nobody_and_no_end_are_said() -> None:
    [check] = calendar(record(status="closed"), RecoveryImpact.MINOR, POLICY, now=after(1))
    assert (check.owner, check.proposed) == ("to be named", True)
    assert "the end of the impact is not recorded" in check.reason
    assert calendar(record(status="resolved", resolved_at=after(1)), RecoveryImpact.MINOR, POLICY, now=after(500)) == ()


def test_the_state_of_prevention_is_counted_from_the_record() -> None:
    prevention = [{"action": "a", "status": "done"}, {"action": "b"}, {"action": "c", "status": "dropped"}]
    found = calendar(record(prevention=prevention), RecoveryImpact.MODERATE, POLICY, now=after(1))
    assert found[-1].purpose == "Tell how far the prevention actions are (1 of 2 done so far)"


ZONES = ("UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Auckland", "America/New_York", "Asia/Kathmandu", "Pacific/Apia")


@given(
    ended=st.integers(0, 24 * 365 * 10).map(lambda hours: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hours)),
    waited=st.integers(0, 24 * 120),
    step=st.sampled_from(LADDER),
    zone=st.sampled_from(ZONES),
    over=st.booleans(),
)
def test_proposals_are_working_days_to_come_in_order(ended: datetime, waited: int, step: RecoveryImpact, zone: str, over: bool) -> None:
    policy, now = in_zone(zone), ended + timedelta(hours=waited)
    state = {"status": "resolved", "resolved_at": ended} if over else {"status": "open"}
    found = calendar(record(started_at=ended - timedelta(days=1), **state), step, policy, now=now)
    local = [check.due_at.astimezone(ZoneInfo(zone)) for check in found if check.due_at]
    assert len(local) == len(found)
    assert all(check.proposed for check in found)
    assert all(at > now and at.weekday() < 5 and at.time() == time(10, 0) for at in local)
    assert [at.date() for at in local] == sorted({at.date() for at in local})
    if not over:
        assert len(found) > 0


@given(st.dates())
def test_a_working_day_is_the_day_or_the_monday_after(day: Any) -> None:
    moved = working_day(day) if day.toordinal() < day.max.toordinal() - 3 else day
    assert (moved - day).days in {0, 1, 2}
    assert day.toordinal() >= day.max.toordinal() - 3 or moved.weekday() < 5
    assert moved == day or moved.weekday() == 0


@pytest.mark.parametrize(
    ("before", "put", "place"),
    [
        ("significant = 9", "significant = 2", "recovery_measure"),
        ("SEV-1 = 4", "SEV-1 = 0", "recovery_measure"),
        ("{ at_least = 2, points = 3 }", "{ at_least = 2, points = 1 }", "recovery_measure.duration"),
        ('at = "10:00"', 'at = "10:00Z"', "recovery_calendar.at"),
        ('minor = [{ after_days = 2, purpose = "status" }]', "", "recovery_calendar.steps"),
        ('documentation = "7d", ', "", "prevention.due_within"),
    ],
)
def test_a_policy_that_would_turn_the_ladder_around_is_refused(before: str, put: str, place: str) -> None:
    from importlib.resources import files

    text = files("assistant.records").joinpath("policy.toml").read_text(encoding="utf-8")
    assert text.count(before) == 1
    with pytest.raises(PolicyInvalid) as caught:
        parse_policy(text.replace(before, put), source="ours.toml")
    assert [problem.split(":")[0] for problem in caught.value.problems] == [place]
