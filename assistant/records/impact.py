"""What an escalation did to the customer, measured: points for each harm that the record holds, and the step of the recovery ladder.

The points are the policy's. What the record does not hold counts as nothing, and is said. Pure; `now` is an argument.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.records.clock import say_duration
from assistant.records.flags import Flag, RedFlag, read_flags
from assistant.records.model import EscalationRecord, RecoveryImpact
from assistant.records.policy import Policy, RecoveryMeasure, Scale

MOST_REASONS = 3
"""How many reasons a sentence names; the list holds all of them."""


@dataclass(frozen=True)
class Reason:
    """One factor of the measure.

    Attributes:
        text: One plain sentence.
        fields: The record fields that it stands on, or that would have to be filled; empty for what the caller hands in.
        points: What it counts.
    """

    text: str
    fields: tuple[str, ...]
    points: int = 0


@dataclass(frozen=True)
class Measured:
    """The step of the recovery ladder.

    Attributes:
        step: The step to work by: the one that a person set, else the measured one.
        measured: The step by the points.
        points: Their sum.
        reasons: What is known, most points first; what weighs nothing is at the end.
        missing: What is not recorded and counted as nothing.
        set_by_person: The step in `recovery.impact`, if any.
        verdict: One or two plain sentences: the step, why, and whether a step that was set agrees with the measure.
    """

    step: RecoveryImpact
    measured: RecoveryImpact
    points: int
    reasons: tuple[Reason, ...]
    missing: tuple[Reason, ...]
    set_by_person: RecoveryImpact | None
    verdict: str

    @property
    def agrees(self) -> bool:
        """Whether the step that a person set is the measured one; True where nobody set one."""
        return self.set_by_person in {None, self.measured}


def measure_impact(
    record: EscalationRecord, policy: Policy, *, now: datetime, criteria: Collection[str] | None = None, repeats: int | None = None
) -> Measured:
    """Measure what an escalation did to the customer, as it stands at `now`. More harm never lowers the step.

    Args:
        record: The escalation.
        policy: The points, the steps and the clocks.
        now: When it is measured; an impact that lasts counts up to here.
        criteria: Ids of the triage criteria that hold for certain, such as "data-loss"; None where triage was not asked.
        repeats: How many earlier escalations were the same issue; None where nobody looked.
    """
    now = now.astimezone(UTC)
    rules = policy.recovery_measure
    found = [
        *_severity(record, policy),
        _duration(record, policy, now),
        *_customer(record, rules),
        *_criteria(criteria, rules),
        _repeats(repeats, rules),
        *_communication(record, policy, now),
    ]
    known = sorted((reason for reason in found if not isinstance(reason, _Missing)), key=lambda reason: -reason.points)
    missing = tuple(Reason(f"{reason.text}, counted as nothing.", reason.fields) for reason in found if isinstance(reason, _Missing))
    points = sum(reason.points for reason in known)
    measured = _step(points, rules)
    set_by_person = record.recovery.impact if record.recovery else None
    verdict = _verdict(measured, points, known, set_by_person, rules)
    if missing:
        verdict += f" {len(missing)} factor{' is' if len(missing) == 1 else 's are'} not known and count{'s' if len(missing) == 1 else ''} as nothing."
    return Measured(set_by_person or measured, measured, points, tuple(known), missing, set_by_person, verdict)


class _Missing(Reason):
    """A factor of which nothing is known; its text is the name of the factor and why."""


def _step(points: int, rules: RecoveryMeasure) -> RecoveryImpact:
    steps = (
        (rules.severe, RecoveryImpact.SEVERE),
        (rules.significant, RecoveryImpact.SIGNIFICANT),
        (rules.moderate, RecoveryImpact.MODERATE),
    )
    return next((step for least, step in steps if points >= least), RecoveryImpact.MINOR)


def _verdict(
    measured: RecoveryImpact, points: int, known: Sequence[Reason], set_by_person: RecoveryImpact | None, rules: RecoveryMeasure
) -> str:
    clauses = [_clause(reason.text) for reason in known if reason.points][:MOST_REASONS]
    because = f" because {_joined(clauses)}" if clauses else ", as nothing that is recorded weighs"
    count = f"{points} point{'' if points == 1 else 's'}"
    scale = f"{count}; moderate from {rules.moderate}, significant from {rules.significant}, severe from {rules.severe}"
    if set_by_person is None:
        return f"The record measures {measured.value}{because} ({scale})."
    if set_by_person is measured:
        return f"Set to {measured.value} in the record, and the measure agrees{because} ({scale})."
    return f"Set to {set_by_person.value} in the record, and that stands. By the rules the record measures {measured.value}{because} ({scale})."


def _clause(sentence: str) -> str:
    return (sentence[0].lower() + sentence[1:]).removesuffix(".")


def _joined(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _severity(record: EscalationRecord, policy: Policy) -> Iterator[Reason]:
    if record.severity is None:
        yield _Missing("Severity: not recorded", ("severity",))
    else:
        yield Reason(f"The severity is {record.severity.value}.", ("severity",), policy.recovery_measure.severity.get(record.severity, 0))


def _duration(record: EscalationRecord, policy: Policy, now: datetime) -> Reason:
    """How long the impact lasted, against the resolution target of the level."""
    start = record.started_at or record.began_at
    end = record.resolved_at or (None if record.status.is_over else now)
    if start is None or end is None:
        which, field = ("Start", "started_at") if start is None else ("End", "resolved_at")
        return _Missing(f"{which} of the impact: not recorded", (field,))
    lasted = max(min(end, now) - start, timedelta(0))
    target = policy.row(record.severity).resolution_target
    level = (
        record.severity.value if record.severity else f"{policy.communication.unrated_severity.value}, which applies without a severity,"
    )
    verb = "lasted" if end <= now and record.resolved_at else "has lasted"
    text = f"The impact {verb} {say_duration(lasted)}, and the resolution target of {level} is {say_duration(target)}."
    fields = ("started_at" if record.started_at else "escalated_at" if record.escalated_at else "updates", "resolved_at")
    return Reason(text, fields if record.resolved_at else fields[:1], _on(policy.recovery_measure.duration, lasted / target))


def _on(scale: Scale, size: float) -> int:
    return max((row.points for row in scale if size >= row.at_least), default=0)


def _customer(record: EscalationRecord, rules: RecoveryMeasure) -> Iterator[Reason]:
    customer = record.customer
    users = customer.users_affected
    if users is None:
        yield _Missing("Users affected: not recorded", ("users_affected",))
    else:
        said = f"{users:,} user{' is' if users == 1 else 's are'} affected." if users else "No user is affected."
        yield Reason(said, ("users_affected",), _on(rules.users, users))
    if customer.tier is None:
        yield _Missing("Customer tier: not recorded", ("tier",))
    else:
        yield Reason(f"The customer is on the {customer.tier.value} plan.", ("tier",), rules.tier.get(customer.tier, 0))
    yield _stated("Revenue at risk", "revenue_at_risk", customer.revenue_at_risk, rules.revenue_at_risk)
    yield _stated("Business criticality", "business_criticality", customer.business_criticality, rules.business_criticality)
    yield _stated("Public exposure", "public_exposure", customer.public_exposure, rules.public_exposure)
    yield _stated("Regulatory implications", "regulatory", customer.regulatory, rules.regulatory)


_UNKNOWN = re.compile(
    r"(?:[?–-]+|tb[dc]|unknown|unclear|not (?:yet )?(?:known|recorded|clear|assessed|determined|estimated)(?: yet)?"
    r"|to be (?:confirmed|determined|checked|assessed|estimated))\.?",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"(?:no|none|nil|nothing|false|n/?a|not applicable"
    r"|no (?:(?:known|direct|expected|real|public|business|regulatory|media|press) ){0,3}(?:impact|effects?|exposure|press|media|coverage|posts?"
    r"|revenue(?: at risk)?|loss(?:es)?|regulation|reporting(?: duty)?|obligations?|implications?|duty|duties|personal data)(?: (?:(?:is|was|are) )?(?:affected|involved|lost|at risk))?"
    r"|not (?:business[- ]?)?critical|nothing (?:public|known)|internal only|(?:low|minor|minimal|negligible)(?: (?:impact|effect|criticality|risk|priority))?)"
    r"(?:(?:,)? (?:so far|yet|at present|known|expected|today|to date|internal (?:use|reporting) only))*\.?",
    re.IGNORECASE,
)


def _stated(name: str, field: str, value: bool | str | float | None, points: int) -> Reason:
    """A field that weighs as soon as it tells of harm; its words stand in the reason, so that a person can see what was counted."""
    words = " ".join(str(value).split()) if value is not None else ""
    if not words or _UNKNOWN.fullmatch(words):
        return _Missing(f"{name}: not recorded", (field,))
    zero = re.search(r"\d", words) and not re.search(r"[1-9]", words)
    if value is False or _NONE.fullmatch(words) or (zero and field == "revenue_at_risk"):
        return Reason(f"{name}: none, as recorded.", (field,))
    verb = "are" if name.endswith("implications") else "is"
    told = "" if value is True or words.casefold() in {"yes", "true"} else f': "{words.rstrip(".")}"'
    return Reason(f"{name} {verb} recorded{told}.", (field,), points)


def _criteria(criteria: Collection[str] | None, rules: RecoveryMeasure) -> Iterator[Reason]:
    """The triage criteria that the policy weighs beside the severity."""
    names = [name.replace("-", " ") for name in rules.criteria]
    if criteria is None:
        if names:
            yield _Missing(f"{_joined(names).capitalize()}: not looked for", ())
        return
    fired = [name for name in rules.criteria if name in set(criteria)]
    yield from (Reason(f"Triage finds {name.replace('-', ' ')}.", (), rules.criteria[name]) for name in fired)
    if names and not fired:
        yield Reason(f"Triage finds no {' and no '.join(names)}.", ())


def _repeats(repeats: int | None, rules: RecoveryMeasure) -> Reason:
    if repeats is None:
        return _Missing("Earlier escalations of the same issue: not looked for", ())
    if repeats <= 0:
        return Reason("No earlier escalation of the same issue is known.", ())
    times = "once" if repeats == 1 else f"{repeats} times"
    return Reason(f"The same issue was escalated {times} before.", (), rules.repeats * min(repeats, rules.most_repeats))


def _communication(record: EscalationRecord, policy: Policy, now: datetime) -> Iterator[Reason]:
    """A late first answer and stretches of silence, as the red flags tell them."""
    rules = policy.recovery_measure
    flags = read_flags(record, policy, now=now)
    late = [flag for flag in flags if flag.name is RedFlag.DELAYED_ACKNOWLEDGMENT]
    gaps = [flag for flag in flags if flag.name is RedFlag.COMMUNICATION_GAP]
    if late:
        yield Reason(late[0].reason, _fields(late), rules.late_acknowledgment)
    elif record.began_at is None or (record.acknowledged_at is None and not record.sent_messages):
        yield _Missing("First response: not recorded", ("acknowledged_at",))
    else:
        yield Reason("The first response came in time.", ("acknowledged_at",))
    if gaps:
        worst = (
            "The customer waited too long for an update once."
            if len(gaps) == 1
            else f"The customer waited too long for an update {len(gaps)} times."
        )
        yield Reason(worst, _fields(gaps), rules.communication_gap * min(len(gaps), rules.most_gaps))


def _fields(flags: Sequence[Flag]) -> tuple[str, ...]:
    places = (ground.where for flag in flags for ground in flag.grounds)
    return tuple(dict.fromkeys("updates" if place.startswith("log entry") else place for place in places))
