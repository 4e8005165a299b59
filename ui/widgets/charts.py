"""Small charts of one metric by month: the line, its target dashed, dates on the axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

# Vega draws on a canvas, which follows no style sheet; the colours are those of style.css.
_LIGHT = {"on": "#0F5E5C", "off": "#B8741A", "target": "#686F6B", "words": "#565D59", "paper": "#FFFFFF"}
_DARK = {"on": "#7CCBC4", "off": "#C98A2E", "target": "#929B97", "words": "#AAB2AE", "paper": "#1A1E1D"}
HEIGHT = 104


def palette(*, dark: bool) -> Mapping[str, str]:
    """The colours of a chart: "on" and "off" for marks, "target" for what they are held against, "words", and the "paper" behind them."""
    return _DARK if dark else _LIGHT


@dataclass(frozen=True)
class Point:
    """One month.

    Attributes:
        month: "2026-03".
        value: On the scale of the chart; None leaves a gap.
        words: The value as it is read.
    """

    month: str
    value: float | None
    words: str


def month_line(points: Sequence[Point], target: float | None, *, off: bool, suffix: str, dark: bool) -> alt.LayerChart:
    """The chart; amber when off target.

    Args:
        points: Every month from the first to the last, oldest first.
        target: On the scale of the points; None draws no line, for levels with different targets.
        off: Whether the metric is off target.
        suffix: The unit behind the figures of the axis, such as " %".
        dark: Whether the page is dark.
    """
    colours = palette(dark=dark)
    # Without a zone these are local times of the browser: a date alone would be read as UTC and could show the month before.
    rows = [{"month": f"{point.month}-01T00:00:00", "value": point.value, "words": point.words} for point in points]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_months(points, colours["words"]))
    line = base.mark_line(color=colours["off" if off else "on"], strokeWidth=1.8).encode(y=_scale(points, target, colours["words"], suffix))
    dots = base.mark_point(filled=True, size=34, opacity=1, color=colours["off" if off else "on"]).encode(
        y="value:Q",
        tooltip=[alt.Tooltip("month:T", title="Month", format="%B %Y"), alt.Tooltip("words:N", title="Value")],
    )
    layers: list[Any] = [line, dots]
    if target is not None:
        rule = alt.Chart(alt.InlineData(values=[{"target": target}])).mark_rule(color=colours["target"], strokeDash=[4, 3], strokeWidth=1.3)
        layers.insert(0, rule.encode(y="target:Q"))
    chart = alt.layer(*layers).properties(height=HEIGHT, background="transparent", padding={"left": 0, "right": 6, "top": 6, "bottom": 0})
    styled: alt.LayerChart = chart.configure_view(stroke=None).configure_axis(domain=False, ticks=False, grid=False)
    return styled


def _months(points: Sequence[Point], colour: str) -> alt.X:
    shown = [point.month for point in points]
    marks = list(dict.fromkeys((shown[0], shown[len(shown) // 2], shown[-1]) if len(shown) > 4 else shown))
    axis = alt.Axis(
        title=None,
        format="%b %Y",
        values=[{"year": int(month[:4]), "month": int(month[5:]), "date": 1} for month in marks],
        labelColor=colour,
        labelFontSize=11.5,
        labelFlush=True,
        labelOverlap=True,
    )
    return alt.X("month:T", axis=axis)


def _scale(points: Sequence[Point], target: float | None, colour: str, suffix: str) -> alt.Y:
    values = [point.value for point in points if point.value is not None] + ([target] if target is not None else [])
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1) * 0.16
    domain = [max(low - room, 0), high + room]
    axis = alt.Axis(title=None, tickCount=3, labelExpr=f"format(datum.value, '.3~r') + '{suffix}'", labelColor=colour, labelFontSize=11.5)
    return alt.Y("value:Q", axis=axis, scale=alt.Scale(domain=domain, nice=False, zero=False))
