"""Metrics: hold the eight metrics against their targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from pydantic import Field, field_validator

from assistant.actions.action import DraftingAction, Takes
from assistant.drafting.form import Brief, Composed, DocumentForm, Order, Sources, WorkedOut
from assistant.drafting.slots import Slots, Statement
from assistant.evidence.counted import Counting, counted_evidence
from assistant.evidence.facts import Audience
from assistant.records.metrics import UNKNOWN, Figure, Group, Metric, Metrics

_SHORT = ("Response", "Resolution", "CSAT", "Rate", "Repeat", "SLA", "Recovery", "Prevention")
"""Headings of the breakdowns, in the order of `assistant.records.metrics.Metric`."""


_MOST = 4


class MetricsSlots(Slots):
    """What a writer may say over the metrics."""

    reading: list[Statement] = Field(
        description="Two to four statements over the counted lines: which targets are met, which are missed, what cannot be told, what changed."
    )

    @field_validator("reading")
    @classmethod
    def _is_short(cls, reading: list[Statement]) -> list[Statement]:
        if not 1 <= len(reading) <= _MOST:
            msg = f"{len(reading)} statements; write two to four"
            raise ValueError(msg)
        return reading


def _prepare(order: Order, sources: Sources) -> Brief:
    from assistant.overview import metrics

    told, samples = metrics(sources, now=order.now)
    return Brief(order, counted_evidence(_counted(told, samples), excluded=order.excluded), found=(told, samples))


def _counted(told: Metrics, samples: int) -> Iterator[Counting]:
    """The verdicts, each figure with its counts, and the change between the last two months, as sentences that a writer may cite."""
    from assistant.report_words import counted

    figures = told.overall.figures
    number = told.overall.escalations
    of_these = f", {samples:,} of them samples" if samples else ""
    yield Counting(
        "all", f"{counted(number, 'escalation is', 'escalations are')} counted{of_these}" if number else "No escalation is kept yet"
    )
    met, missed, open_ = (_names(figures, meets) for meets in (True, False, None))
    verdicts = (
        (met, "meets its target", "meet their targets"),
        (missed, "misses its target", "miss theirs" if met else "miss their targets"),
        (open_, "cannot be told", "cannot be told"),
    )
    said = [counted(len(names), one, many) for names, one, many in verdicts if names]
    yield Counting("verdict", f"Of the eight metrics, {', '.join(said)}")
    if missed:
        yield Counting("missed", f"Missed: {'; '.join(_told_short(figure) for figure in figures if figure.meets is False)}")
    if open_:
        yield Counting("untold", f"Not enough data: {', '.join(open_)}")
    for figure in figures:
        yield Counting("figure", _told(figure), f"{figure.metric.value}, all escalations")
    yield from _changes(told.by_month)


def _names(figures: Iterable[Figure], meets: bool | None) -> list[str]:
    return [figure.metric.value for figure in figures if figure.meets is meets]


def _told_short(figure: Figure) -> str:
    from assistant.report_words import target_words, value_words

    return f"{figure.metric.value} at {value_words(figure)}, target {target_words(figure)}"


def _told(figure: Figure) -> str:
    """A figure with its counts and its verdict, or why there is none."""
    from assistant.report_words import counts_words

    if figure.value is None:
        return f"{figure.metric.value}: not enough data. {figure.missing}"
    verdict = {True: "met", False: "missed", None: "not held against one target"}[figure.meets]
    return f"{_told_short(figure)}, {verdict} ({counts_words(figure)})"


def _changes(months: Sequence[Group]) -> Iterator[Counting]:
    """What a metric was in the last month that has it and in the one before, where two have it."""
    from assistant.report_words import value_words

    known = [group for group in months if group.name != UNKNOWN]
    for metric in Metric:
        held = [(group.name, group.of(metric)) for group in known if group.of(metric).value is not None]
        for (before, first), (after, then) in list(pairwise(held))[-1:]:
            change = f"{metric.value} was {value_words(first)} for escalations of {before} and {value_words(then)} for those of {after}"
            yield Counting("change", change, f"{metric.value}, by month")


def _compose(brief: Brief) -> Composed:
    """How many targets are met, which are missed, what cannot be told, and what changed of the first that is missed: as counted."""
    evidence = brief.evidence
    told, _ = brief.found
    missed = _names(told.overall.figures, False)[:1]
    changed = (item for item in evidence.of("change") if item.origin.partition(",")[0] in missed)
    wanted = [*(evidence.field(name) for name in ("all", "verdict", "missed", "untold")), next(changed, None)]
    said = [Statement(text=item.text, cites=[item.id]) for item in wanted if item][:_MOST]
    return Composed(MetricsSlots(reading=said))


# The document


def _work_out(_slots: MetricsSlots, brief: Brief, _sources: Sources) -> WorkedOut:
    from assistant.records.clock import say_date, say_time
    from assistant.report_json import metrics_json

    told, samples = brief.found
    now, zone = brief.order.now, brief.order.policy.zone
    groups = (("Severity", told.by_severity), ("Tier", told.by_tier), ("Month", told.by_month))
    values: dict[str, Any] = {
        "as_of": f"{say_time(now, now=now, zone=zone)} on {say_date(now, zone=zone)}",
        "overall": [("Metric", "Value", "Target", "Met", "Counts"), *(_row(figure) for figure in told.overall.figures)],
        "notes": [f"{f.metric.value}: {said}" for f in told.overall.figures for said in (f.missing, *f.notes) if said],
        "groups": [(name, [(name, "N", *_SHORT), *(_trend(group) for group in of)]) for name, of in groups if of],
    }
    return WorkedOut(values, metrics_json(told, at=now, samples=samples))


def _row(figure: Figure) -> tuple[str, ...]:
    from assistant.report_words import counts_words, target_words, value_words

    verdict = {True: "yes", False: "NO", None: "-"}[figure.meets]
    return figure.metric.value, value_words(figure), target_words(figure), verdict, counts_words(figure)


def _trend(group: Group) -> tuple[str, ...]:
    from assistant.report_words import in_unit

    return (group.name, f"{group.escalations:,}", *(in_unit(figure.unit, figure.value) or "-" for figure in group.figures))


METRICS = DocumentForm(
    "metrics",
    "Metrics",
    Audience.INTERNAL,
    MetricsSlots,
    _prepare,
    _compose,
    _work_out,
    parts=(("overall", r"^## Against the targets", "the section “Against the targets”"),),
)

ACTION = DraftingAction(
    name="metrics",
    trigger="Show escalation metrics",
    forms={"metrics": METRICS},
    takes=Takes.NOTHING,
    details_on_top=True,
)
