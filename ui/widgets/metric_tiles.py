"""One metric as a tile: its name, how it stands, the value, the months, and what it was counted from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from assistant.records.metrics import Figure, Group, Metric, Unit
from ui.widgets.charts import Point, month_line
from ui.widgets.frame import is_dark
from ui.widgets.metric_reading import month_name
from ui.widgets.words import badge, esc, short_span

UNDER = frozenset({Metric.ESCALATION_RATE, Metric.REPEAT})
"""The metrics that have to stay under their target."""

_COUNTED = {
    Metric.FIRST_RESPONSE: "in time",
    Metric.RESOLUTION: "in time",
    Metric.ESCALATION_RATE: "tickets",
    Metric.REPEAT: "came back",
    Metric.SLA: "in time",
    Metric.RECOVERY: "kept",
    Metric.PREVENTION: "actions done",
}
_COMES = {
    Metric.FIRST_RESPONSE: "The first figure comes with the first acknowledged escalation.",
    Metric.RESOLUTION: "The first figure comes with the first resolved escalation.",
    Metric.SATISFACTION: "The first figure comes with the first rating.",
    Metric.ESCALATION_RATE: "The first figure comes with the first record that says how many tickets its customer opened.",
    Metric.REPEAT: "The first figure comes with the first dated escalation.",
    Metric.SLA: "The first figure comes when an escalation is resolved, or passes its target.",
    Metric.RECOVERY: "The first figure comes when a recovery is over and the customer has rated it.",
    Metric.PREVENTION: "The first figure comes with the first prevention action.",
}
_CODE = re.compile(r"`([^`]+)`")


def value_words(figure: Figure, value: float | None) -> str:
    """A value in its unit: "9 min", "4.2", "12.8 %"; a dash without one."""
    if value is None:
        return "–"
    if figure.unit is Unit.SECONDS:
        return short_span(timedelta(seconds=value))
    return f"{value * 100:.1f}".removesuffix(".0") + " %" if figure.unit is Unit.SHARE else f"{value:.2f}".rstrip("0").rstrip(".")


def target_words(figure: Figure) -> str:
    """What a figure is held against."""
    if figure.target is None:
        return "median, target per severity"
    words = value_words(figure, figure.target)
    if figure.unit is Unit.SECONDS:
        return f"median, target {words}"
    if figure.metric in UNDER:
        return f"target under {words}"
    if figure.unit is Unit.POINTS:
        return f"target {words} of 5 or more"
    return f"target {words}" if figure.target == 1 else f"target {words} or more"


def counts_words(figure: Figure) -> str:
    """The counts behind a figure: "38 of 47 in time", "29 ratings"."""
    if figure.metric is Metric.SATISFACTION:
        return f"{figure.denominator} rating{'' if figure.denominator == 1 else 's'}"
    if not figure.denominator:
        return "nothing to count yet"
    of = f"{figure.numerator:,g} of {figure.denominator:,}"
    return f"{of} {_COUNTED[figure.metric]}"


def state_badge(figure: Figure) -> str:
    """Whether it is on target, in words."""
    if figure.meets is None:
        return badge("Not enough data", "", "hourglass_top")
    return badge("On target", "accent", "check") if figure.meets else badge("Off target", "amber", "priority_high")


def tile(figure: Figure, months: Sequence[Group], *, earlier: str, coming: str = "") -> None:
    """Draw one.

    Args:
        figure: What is told.
        months: For the line.
        earlier: What it was before, in words; empty where nothing is known.
        coming: When the first figure will be there, where a time is known.
    """
    name = figure.metric.value.lower().replace(" ", "-")
    kind = "tile" if figure.value is not None else "tilenone"
    with st.container(border=True, height="stretch", key=f"{kind}-{name}", gap="xsmall"):
        st.html(
            f'<div class="sh sh-tile-top"><span class="sh-head" role="heading" aria-level="2">{esc(figure.metric.value)}</span>{state_badge(figure)}</div>'
            f'<div class="sh sh-tile-value"><b>{esc(value_words(figure, figure.value))}</b>'
            f'<span class="sh-small">{esc(target_words(figure))}</span></div>'
        )
        if figure.value is None:
            st.html(f'<div class="sh sh-tile-missing">{_missing(figure, coming)}</div>')
        else:
            _line(figure, months)
        st.space("stretch")
        st.html(
            f'<div class="sh sh-row sh-tile-foot"><span class="sh-small">{esc(counts_words(figure))}</span>'
            f'<span class="sh-small">{esc(earlier)}</span></div>'
        )


def _missing(figure: Figure, coming: str) -> str:
    """What is missing and when it will be there; field names as they stand in a record file."""
    words = _CODE.sub(r'<span class="sh-code">\1</span>', esc(figure.missing))
    if figure.metric is Metric.ESCALATION_RATE and figure.denominator:
        return words
    return f"{words} {esc(_COMES[figure.metric])} {esc(coming)}"


def _line(figure: Figure, months: Sequence[Group]) -> None:
    name = figure.metric.value
    found = [(group.name, group.of(figure.metric)) for group in months]
    known = {month: each for month, each in found if each.value is not None}
    if not known:
        st.html(f'<div class="sh sh-small sh-tile-missing">{_no_line(figure)}</div>')
        return
    scale, suffix = _scale(figure, [each.value or 0 for each in known.values()])
    points = [
        Point(month, known[month].value * scale if month in known else None, _said(known.get(month)))  # type: ignore[operator]
        for month in _every_month(months[0].name, months[-1].name)
    ]
    target = None if figure.target is None else figure.target * scale
    chart = month_line(points, target, off=figure.meets is False, suffix=suffix, dark=is_dark())
    told = "; ".join(f"{month_name(point.month)}: {point.words}" for point in points if point.value is not None)
    held = f"Dashed: the {target_words(figure).removeprefix('median, ')}. " if target is not None else ""
    st.altair_chart(chart, key=f"line-{name.lower().replace(' ', '-')}", alt=f"{name} by month. {held}{told}.")


def _no_line(figure: Figure) -> str:
    if figure.metric is Metric.ESCALATION_RATE:
        return "No line by month: records hold how many tickets a customer opened in all, not by month."
    return "No line by month: no escalation with this figure has a time of its start."


def _said(figure: Figure | None) -> str:
    return f"{value_words(figure, figure.value)}, {counts_words(figure)}" if figure else "not enough data"


def _scale(figure: Figure, values: Sequence[float]) -> tuple[float, str]:
    """What a value is multiplied with for the axis, and the unit behind the figures of the axis."""
    if figure.unit is Unit.SHARE:
        return 100, " %"
    if figure.unit is Unit.POINTS:
        return 1, ""
    most = max([*values, figure.target or 0])
    return next(
        (1 / size, unit) for limit, size, unit in ((7200, 60, " min"), (259200, 3600, " h"), (float("inf"), 86400, " d")) if most < limit
    )


def _every_month(first: str, last: str) -> list[str]:
    """All months from one to another, so that one without a value leaves a gap in the line."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(start, end + 1)]
