"""The eight metrics of escalation work, held against the policy's targets. Pure; `now` is an argument.

A figure never stands on nothing: where no record can be counted, its value is None and `missing` says what the records would have to hold.
Every figure carries the counts behind it. The order of the records makes no difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from statistics import median

from assistant.records.clock import acknowledged_at
from assistant.records.model import ActionStatus, EscalationRecord, Severity, Tier
from assistant.records.policy import Policy

IssueKey = Callable[[EscalationRecord], Hashable | None]
"""Two escalations with the same key are the same issue; None means that it cannot be told."""

UNKNOWN = "not recorded"


class Metric(StrEnum):
    """The eight, in the order in which they are told."""

    FIRST_RESPONSE = "First Response Time"
    RESOLUTION = "Time to Resolution"
    SATISFACTION = "Customer Satisfaction"
    ESCALATION_RATE = "Escalation Rate"
    REPEAT = "Repeat Escalation"
    SLA = "SLA Compliance"
    RECOVERY = "Recovery Success"
    PREVENTION = "Prevention Implementation"


class Unit(StrEnum):
    """What a value counts."""

    SECONDS = "seconds"
    POINTS = "points of 5"
    SHARE = "share"


@dataclass(frozen=True)
class Figure:
    """One metric of one group of escalations.

    Attributes:
        metric: Which.
        unit: What `value` and `target` count.
        value: The figure; None where there is not enough data. Of the two durations it is the median of those that were measured.
        target: What it is held against; None where the group mixes levels with different targets.
        meets: Whether it meets the target; None without a value. A duration of mixed levels meets it when the median of each duration's
            part of its own target is at most 1.
        numerator, denominator: The counts behind it: how many of how many. For the durations, those within their level's target of
            those whose target is decided; for CSAT, the sum of the points and how many gave some.
        missing: Why there is no value, and what the records would have to hold; empty with a value.
        notes: What was left out of the count, in plain sentences.
    """

    metric: Metric
    unit: Unit
    value: float | None
    target: float | None
    meets: bool | None
    numerator: float
    denominator: int
    missing: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """The figures of some escalations: of a level, a tier, a month, or of all."""

    name: str
    escalations: int
    figures: tuple[Figure, ...]

    def of(self, metric: Metric) -> Figure:
        """One of the eight."""
        return next(figure for figure in self.figures if figure.metric is metric)


@dataclass(frozen=True)
class Metrics:
    """All figures. Months are those in which an escalation began, in the policy's zone, oldest first."""

    overall: Group
    by_severity: tuple[Group, ...]
    by_tier: tuple[Group, ...]
    by_month: tuple[Group, ...]


_WORD = re.compile(r"[^\W\d_]{2,}")
_SAYS_NOTHING = frozenset(
    re.findall(r"\w+", "again an and are at back by for from has have in is it its more of on still that the to was with")
)


def title_terms(title: str) -> frozenset[str]:
    """The words of a title that tell an issue: small letters, no numbers, no words such as "again"."""
    return frozenset(_WORD.findall(title.casefold())) - _SAYS_NOTHING


def issue_key(record: EscalationRecord) -> Hashable | None:
    """The same issue by plain equality: the same customer, the same services, and a title of the same terms, in any order.

    Precise and short-sighted: the same issue under a title of other words is not recognised. None for a title without a word.
    """
    terms = title_terms(record.title)
    if not terms:
        return None
    return record.customer.name.casefold(), frozenset(service.casefold() for service in record.services), terms


def repeats(records: Iterable[EscalationRecord], same_issue: IssueKey = issue_key) -> Mapping[str, tuple[str, ...]]:
    """The escalations that repeat an earlier one, each with the earlier ones' ids, oldest first.

    Earlier is who began earlier; of two that began together, the one with the smaller id. A record without any time repeats nothing.
    """
    issues: dict[Hashable, list[tuple[datetime, str]]] = {}
    for record in records:
        key = same_issue(record) if record.began_at else None
        if key is not None and record.began_at:
            issues.setdefault(key, []).append((record.began_at.astimezone(UTC), record.id))
    found: dict[str, tuple[str, ...]] = {}
    for times in issues.values():
        ids = [record_id for _, record_id in sorted(times)]
        found |= {record_id: tuple(ids[:place]) for place, record_id in enumerate(ids) if place}
    return found


def measure(records: Iterable[EscalationRecord], policy: Policy, *, now: datetime, same_issue: IssueKey = issue_key) -> Metrics:
    """The eight metrics over these escalations: overall, by severity, by customer tier and by month.

    Args:
        records: The escalations, each once.
        policy: For the targets and the levels.
        now: A target that has passed at this instant without being met counts as missed.
        same_issue: What makes two escalations the same issue.
    """
    now = now.astimezone(UTC)
    held = sorted(records, key=lambda record: record.id)
    repeated = repeats(held, same_issue)
    comparable = frozenset(record.id for record in held if record.began_at and same_issue(record) is not None)

    def grouped(name_of: Callable[[EscalationRecord], str], order: Sequence[str] | None = None) -> tuple[Group, ...]:
        members: dict[str, list[EscalationRecord]] = {}
        for record in held:
            members.setdefault(name_of(record), []).append(record)
        names = [name for name in (*(order or sorted(set(members) - {UNKNOWN})), UNKNOWN) if name in members]
        return tuple(_group(name, members[name], repeated, comparable, policy, now) for name in names)

    return Metrics(
        overall=_group("all", held, repeated, comparable, policy, now),
        by_severity=grouped(lambda r: r.severity.value if r.severity else UNKNOWN, [level.value for level in Severity]),
        by_tier=grouped(lambda r: r.customer.tier.value if r.customer.tier else UNKNOWN, [tier.value for tier in Tier]),
        by_month=grouped(lambda r: f"{r.began_at.astimezone(policy.zone):%Y-%m}" if r.began_at else UNKNOWN),
    )


def _group(
    name: str,
    records: Sequence[EscalationRecord],
    repeated: Mapping[str, tuple[str, ...]],
    comparable: frozenset[str],
    policy: Policy,
    now: datetime,
) -> Group:
    figures = (
        _first_response(records, policy, now),
        _resolution(records, policy, now),
        _satisfaction(records, policy),
        _escalation_rate(records, policy),
        _repeat(records, repeated, comparable, policy),
        _sla(records, policy, now),
        _recovery(records, policy),
        _prevention(records, policy),
    )
    return Group(name, len(records), figures)


def _share(
    metric: Metric, part: int, whole: int, target: float, missing: str, notes: Sequence[str] = (), *, at_most: bool = False
) -> Figure:
    """A share of counted escalations; `at_most` for targets that a figure has to stay under."""
    value = part / whole if whole else None
    meets = None if value is None else value < target if at_most else value >= target
    return Figure(metric, Unit.SHARE, value, target, meets, part, whole, "" if whole else missing, tuple(notes))


_Timed = tuple[EscalationRecord, datetime | None, datetime | None, timedelta]
"""A record, from when, until when, and how long it should take at most."""


def _duration(metric: Metric, timed: Sequence[_Timed], missing: str, now: datetime) -> Figure:
    """The median of what was measured; the counts also hold those that are still running past their target."""
    took = [(until - since, allowed) for _, since, until, allowed in timed if since and until and until >= since]
    late = sum(1 for _, since, until, allowed in timed if since and until is None and now - since > allowed)
    backwards = sum(1 for _, since, until, _ in timed if since and until and until < since)
    within = sum(span <= allowed for span, allowed in took)
    targets = {allowed for *_, allowed in timed}
    notes = [f"{late} still running past the target: among the counts, not in the median."] if late else []
    notes += [f"{backwards} left out: the end stands before the start."] if backwards else []
    decided = len(took) + late
    if not took:
        return Figure(metric, Unit.SECONDS, None, None, None, within, decided, missing, tuple(notes))
    target = targets.pop().total_seconds() if len(targets) == 1 else None
    meets = median(span / allowed for span, allowed in took) <= 1
    value = median(span.total_seconds() for span, _ in took)
    return Figure(metric, Unit.SECONDS, value, target, meets, within, decided, "", tuple(notes))


def _first_response(records: Sequence[EscalationRecord], policy: Policy, now: datetime) -> Figure:
    """From the escalation to the first answer. An answer from before the escalation was opened answered it at once."""
    timed: list[_Timed] = []
    for record in records:
        answered, began = acknowledged_at(record), record.began_at
        until = max(answered, began) if answered and began else answered
        # What ended without a known answer runs no more, and says nothing about how long the answer took.
        if until or not record.status.is_over:
            timed.append((record, began, until, policy.row(record.severity).first_response))
    return _duration(Metric.FIRST_RESPONSE, timed, "No escalation holds both its start and its acknowledgment (`acknowledged_at`).", now)


def _resolution(records: Sequence[EscalationRecord], policy: Policy, now: datetime) -> Figure:
    """From the start of the impact, else from the escalation, to the end of the impact."""
    timed: list[_Timed] = [
        (record, record.started_at or record.began_at, record.resolved_at, policy.row(record.severity).resolution_target)
        for record in records
        if record.resolved_at or not record.status.is_over
    ]
    return _duration(Metric.RESOLUTION, timed, "No escalation holds both its start and its end (`resolved_at`).", now)


def _satisfaction(records: Sequence[EscalationRecord], policy: Policy) -> Figure:
    points = sorted(record.csat for record in records if record.csat is not None)
    target = policy.targets.csat
    if not points:
        return Figure(Metric.SATISFACTION, Unit.POINTS, None, target, None, 0, 0, "No escalation holds a `csat`.")
    value = sum(points) / len(points)
    return Figure(Metric.SATISFACTION, Unit.POINTS, value, target, value >= target, sum(points), len(points))


def _escalation_rate(records: Sequence[EscalationRecord], policy: Policy) -> Figure:
    """Escalations of all tickets. `tickets_total` is one customer's number of tickets, so of one customer the largest figure counts once."""
    tickets: dict[str, int] = {}
    for record in records:
        if record.tickets_total:
            name = record.customer.name.casefold()
            tickets[name] = max(tickets.get(name, 0), record.tickets_total)
    counted = sum(record.customer.name.casefold() in tickets for record in records)
    total = sum(tickets.values())
    without = len(records) - counted
    notes = [f"{without} left out: their customer's number of tickets is not recorded."] if without else []
    if counted > total:
        missing = f"{counted} escalations cannot come from {total} tickets; `tickets_total` has to count all tickets of the customer."
        return Figure(Metric.ESCALATION_RATE, Unit.SHARE, None, policy.targets.escalation_rate, None, counted, total, missing, tuple(notes))
    missing = "No escalation holds how many tickets its customer opened (`tickets_total`)."
    return _share(Metric.ESCALATION_RATE, counted, total, policy.targets.escalation_rate, missing, notes, at_most=True)


def _repeat(
    records: Sequence[EscalationRecord], repeated: Mapping[str, tuple[str, ...]], comparable: frozenset[str], policy: Policy
) -> Figure:
    compared = sum(record.id in comparable for record in records)
    again = sum(record.id in repeated for record in records)
    without = len(records) - compared
    notes = [f"{without} left out: without a time, or without words to compare."] if without else []
    missing = "No escalation holds a time and a title that can be compared."
    return _share(Metric.REPEAT, again, compared, policy.targets.repeat_escalation, missing, notes, at_most=True)


def _sla(records: Sequence[EscalationRecord], policy: Policy, now: datetime) -> Figure:
    """Resolved within the target, which runs from the escalation, as the clock does; what runs on past its target was missed."""
    within = decided = 0
    for record in records:
        if record.began_at is None:
            continue
        due = record.began_at + policy.row(record.severity).resolution_target
        if record.resolved_at:
            within, decided = within + (record.resolved_at <= due), decided + 1
        elif not record.status.is_over and now > due:
            decided += 1
    without = len(records) - decided
    notes = [f"{without} left out: still within the target, or without the time of the start or the end."] if without else []
    missing = "No escalation was resolved at a known time (`resolved_at`) or has passed its target."
    return _share(Metric.SLA, within, decided, policy.targets.sla_compliance, missing, notes)


def _recovery(records: Sequence[EscalationRecord], policy: Policy) -> Figure:
    """A stand-in for "relationship kept", which no field holds.

    Counted are the escalations that are over, hold a `recovery` and a `csat`; kept is one whose customer confirmed the resolution and gave
    at least the target for CSAT.
    """
    recovering = [record for record in records if record.status.is_over and record.recovery is not None]
    rated = [record for record in recovering if record.csat is not None]
    kept = sum(record.customer_confirmed_at is not None and (record.csat or 0) >= policy.targets.csat for record in rated)
    without = len(recovering) - len(rated)
    notes = [f"{without} left out: recovery without a `csat`."] if without else []
    missing = "No escalation that is over holds both a `recovery` and a `csat`."
    return _share(Metric.RECOVERY, kept, len(rated), policy.targets.recovery_success, missing, notes)


def _prevention(records: Sequence[EscalationRecord], policy: Policy) -> Figure:
    """Prevention actions done, of all that were not dropped."""
    actions = [action for record in records for action in record.prevention]
    standing = [action for action in actions if action.status is not ActionStatus.DROPPED]
    done = sum(action.status is ActionStatus.DONE for action in standing)
    dropped = len(actions) - len(standing)
    notes = [f"{dropped} dropped, and left out."] if dropped else []
    missing = "No escalation holds a prevention action" + (" that was not dropped." if dropped else ".")
    return _share(Metric.PREVENTION, done, len(standing), policy.targets.prevention_implementation, missing, notes)
