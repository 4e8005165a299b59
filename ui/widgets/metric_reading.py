"""What the metrics page tells: the eight figures of a part of the records, the same part before, its months, and what missed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from assistant.records.clock import read_clocks
from assistant.records.metrics import UNKNOWN, Figure, Group, Metric, measure, repeats
from assistant.records.model import EscalationRecord, Severity, Tier
from assistant.records.policy import Policy
from ui.widgets.words import listed, short_span

ANY = "any"
MONTHS = 12


class Period(StrEnum):
    """Which escalations are counted, by when they began."""

    ALL = "All"
    YEAR = "12 months"
    QUARTER = "90 days"
    MONTH = "30 days"

    @property
    def span(self) -> timedelta | None:
        """How far it reaches back; None for everything."""
        days = {"12 months": 365, "90 days": 90, "30 days": 30}.get(self.value)
        return timedelta(days=days) if days else None


@dataclass(frozen=True)
class Scope:
    """What is looked at.

    Attributes:
        period: When the escalations began.
        severity, tier: A value of theirs, or `ANY`.
    """

    period: Period = Period.ALL
    severity: str = ANY
    tier: str = ANY

    def admits(self, record: EscalationRecord) -> bool:
        """Whether a record is of the level and the tier."""
        return self.severity in {ANY, _level(record)} and self.tier in {ANY, _tier(record)}


@dataclass(frozen=True)
class Miss:
    """An escalation that missed targets.

    Attributes:
        record: Which.
        metrics: Of which metrics, in their order; resolution and SLA stand together where both were missed.
        by: By how much, in words, in the same order.
        severity: Its level as a word.
    """

    record: EscalationRecord
    metrics: tuple[str, ...]
    by: tuple[str, ...]
    severity: str


@dataclass(frozen=True)
class Reading:
    """The page's figures.

    Attributes:
        whole: Of everything in scope.
        before: Of the same span before; None where the scope has no span.
        months: The newest months in which an escalation of the level and tier began, oldest first, at most `MONTHS`, named "2026-03".
        severities, tiers: Of the levels and tiers in scope.
        misses: What missed a target, newest first.
        next_target: When the first of the open escalations in scope reaches its resolution target; None where none will.
    """

    whole: Group
    before: Group | None
    months: tuple[Group, ...]
    severities: tuple[Group, ...]
    tiers: tuple[Group, ...]
    misses: tuple[Miss, ...]
    next_target: datetime | None


def _level(record: EscalationRecord) -> str:
    return record.severity.value if record.severity else UNKNOWN


def _tier(record: EscalationRecord) -> str:
    return record.customer.tier.value if record.customer.tier else UNKNOWN


def month_name(month: str) -> str:
    """A month such as "2026-03" in words: March 2026."""
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def read_metrics(records: Iterable[EscalationRecord], scope: Scope, policy: Policy, *, now: datetime) -> Reading:
    """The figures of a scope. A repeat is looked for among all records, so that a narrow scope does not hide what came before it.

    Args:
        records: All escalations, each once.
        scope: What of them is counted.
        policy: For the targets, the levels and the zone of the months.
        now: When it is read.
    """
    now = now.astimezone(UTC)
    everything = list(records)
    repeated = repeats(everything)
    mine = [record for record in everything if scope.admits(record)]
    span = scope.period.span
    held = mine if span is None else [record for record in mine if record.began_at and record.began_at > now - span]

    def group(name: str, part: Sequence[EscalationRecord], *, dated: bool = False) -> Group:
        return _group(name, part, repeated, policy, now, dated=dated or span is not None)

    def grouped(
        part: Iterable[EscalationRecord], name_of: Callable[[EscalationRecord], str], order: Sequence[str], *, dated: bool = False
    ) -> tuple[Group, ...]:
        members: dict[str, list[EscalationRecord]] = {}
        for record in part:
            members.setdefault(name_of(record), []).append(record)
        return tuple(group(name, members[name], dated=dated) for name in order if name in members)

    def month_of(record: EscalationRecord) -> str:
        return f"{record.began_at.astimezone(policy.zone):%Y-%m}" if record.began_at else ""

    before = None
    if span:
        before = group("before", [record for record in mine if record.began_at and now - 2 * span < record.began_at <= now - span])
    newest = sorted({month_of(record) for record in mine} - {""})[-MONTHS:]
    return Reading(
        whole=group("all", held),
        before=before,
        months=grouped(mine, month_of, newest, dated=True),
        severities=grouped(held, _level, [*(level.value for level in Severity), UNKNOWN]),
        tiers=grouped(held, _tier, [*(tier.value for tier in Tier), UNKNOWN]),
        misses=_misses(held, repeated, policy, now),
        next_target=min(_targets(held, policy, now), default=None),
    )


def _targets(records: Iterable[EscalationRecord], policy: Policy, now: datetime) -> Iterator[datetime]:
    for record in records:
        clock = read_clocks(record, policy, now=now).resolution
        if clock.due_at and not clock.met_at and clock.due_at > now:
            yield clock.due_at


def _group(
    name: str, part: Sequence[EscalationRecord], repeated: Mapping[str, tuple[str, ...]], policy: Policy, now: datetime, *, dated: bool
) -> Group:
    """The figures of a part: its repeats counted against all records, and no rate of tickets for a part cut by date."""
    told = measure(part, policy, now=now).overall
    figures = tuple(_undated(figure) if dated else figure for figure in told.figures)
    return replace(told, name=name, figures=tuple(_recounted(figure, part, repeated) for figure in figures))


def _undated(figure: Figure) -> Figure:
    """A record holds its customer's tickets in total, which is no whole for the escalations of a month or a span of days."""
    if figure.metric is not Metric.ESCALATION_RATE or figure.value is None:
        return figure
    missing = "Records hold how many tickets a customer opened in all (`tickets_total`), not within a span of time."
    return replace(figure, value=None, meets=None, missing=missing)


def _recounted(figure: Figure, part: Iterable[EscalationRecord], repeated: Mapping[str, tuple[str, ...]]) -> Figure:
    if figure.metric is not Metric.REPEAT or figure.value is None or figure.target is None:
        return figure
    again = sum(record.id in repeated for record in part)
    share = again / figure.denominator
    return replace(figure, numerator=again, value=share, meets=share < figure.target)


# What missed


def _misses(
    records: Iterable[EscalationRecord], repeated: Mapping[str, tuple[str, ...]], policy: Policy, now: datetime
) -> tuple[Miss, ...]:
    found = []
    for record in records:
        # One record measured alone has missed exactly what it is counted as missed in any group.
        figures = {figure.metric: figure for figure in measure([record], policy, now=now).overall.figures}
        missed = [*_late(record, figures, policy, now), *_others(figures), *_again(record, repeated)]
        if missed:
            names, by = zip(*missed, strict=True)
            found.append(Miss(record, names, by, _level(record)))
    began = {miss.record.id: miss.record.began_at.timestamp() if miss.record.began_at else 0.0 for miss in found}
    return tuple(sorted(found, key=lambda miss: (-began[miss.record.id], miss.record.id)))


def _fell_short(figure: Figure) -> bool:
    return figure.numerator < figure.denominator


def _late(record: EscalationRecord, figures: Mapping[Metric, Figure], policy: Policy, now: datetime) -> Iterable[tuple[str, str]]:
    clocks = read_clocks(record, policy, now=now)
    first, resolution, sla = (figures[metric] for metric in (Metric.FIRST_RESPONSE, Metric.RESOLUTION, Metric.SLA))
    if _fell_short(first):
        yield "First response", _over(first) or f"{short_span(clocks.first_response.late_by)}, still open"
    if _fell_short(sla):
        still = "" if clocks.resolution.met_at else ", still open"
        yield "Resolution, SLA" if _fell_short(resolution) else "SLA", f"{short_span(clocks.resolution.late_by)}{still}"
    elif _fell_short(resolution):
        yield "Resolution", _over(resolution) or "still open"


def _over(figure: Figure) -> str:
    """By how much a measured time is over its target; empty where it was not measured."""
    return "" if figure.value is None or figure.target is None else short_span(timedelta(seconds=figure.value - figure.target))


def _others(figures: Mapping[Metric, Figure]) -> Iterable[tuple[str, str]]:
    satisfaction, recovery, prevention = (figures[metric] for metric in (Metric.SATISFACTION, Metric.RECOVERY, Metric.PREVENTION))
    if satisfaction.meets is False:
        yield "Satisfaction", f"{satisfaction.value:g} of 5"
    if _fell_short(recovery):
        yield "Recovery", "not confirmed, or rated low"
    if _fell_short(prevention):
        yield "Prevention", f"{prevention.numerator:g} of {prevention.denominator} done"


def _again(record: EscalationRecord, repeated: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, str]]:
    if record.id in repeated:
        yield "Repeat", f"after {listed(repeated[record.id][-2:])}"


# In a sentence

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight")
_MISSED = {
    Metric.FIRST_RESPONSE: "late",
    Metric.RESOLUTION: "late",
    Metric.REPEAT: "came back",
    Metric.SLA: "late",
    Metric.RECOVERY: "not kept",
    Metric.PREVENTION: "actions open",
}


def missed_of(figure: Figure) -> int | None:
    """How many of the counted fell short; None for metrics that no single escalation misses."""
    if figure.metric not in _MISSED:
        return None
    return int(figure.numerator if figure.metric is Metric.REPEAT else figure.denominator - figure.numerator)


def in_a_sentence(reading: Reading) -> tuple[str, tuple[str, ...]]:
    """How it stands: a sentence, and for each metric off target its name with what missed and where most of that is."""
    figures = reading.whole.figures
    on = sum(figure.meets is True for figure in figures)
    off = [figure for figure in figures if figure.meets is False]
    told = on + len(off)
    if not told:
        return "No metric has enough data yet.", ()
    head = f"{_NUMBERS[on].capitalize()} of {_NUMBERS[told]} metrics with enough data {'is' if on == 1 else 'are'} on target."
    return head, tuple(f"{figure.metric.value}{_where(figure, reading.severities)}" for figure in off)


def _where(figure: Figure, levels: Sequence[Group]) -> str:
    missed = missed_of(figure)
    if missed is None or not missed:
        return ""
    words = f"{missed} of {figure.denominator} {_MISSED[figure.metric]}"
    by_level = {group.name: missed_of(group.of(figure.metric)) or 0 for group in levels if group.name != UNKNOWN}
    most = max(by_level, key=lambda name: by_level[name], default="")
    if missed > 1 and len(levels) > 1 and most and 2 * by_level[most] > missed:
        words += f", {'all' if by_level[most] == missed else by_level[most]} of them {most}"
    return f" ({words})"
