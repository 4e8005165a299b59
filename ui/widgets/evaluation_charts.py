"""The headline figures of a run as charts: one a figure, in it a row a variant, the figure as a dot on its 95 % interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import streamlit as st

from evals.results import figure_words as words
from evals.results.report import lead_variant
from evals.results.report_charts import scale_of
from evals.results.stats import Estimate
from evals.results.summary import Figure, Summary
from ui.widgets.charts import palette
from ui.widgets.frame import is_dark
from ui.widgets.words import esc

_ROW, _AXIS = 46, 26
"""Pixels of a variant, whose name stands above its dot, and of the axis below all."""
_ABOVE = -15
"""Pixels from a dot to the words above it."""
_WORDS = 190
"""Pixels that the longest figure with its interval takes; a name has the rest of the line."""


@dataclass(frozen=True)
class Row:
    """One variant of a chart.

    Attributes:
        name: Of the variant.
        estimate: Where the dot and the ends of its interval stand; of what must never happen, the share of cells where it did.
        words: The figure with its interval, as it is read.
        counted: From how many cells and cases.
        is_lead: Whether it is the variant whose figures stand at the top.
        is_floor: Whether it is the composer, whose value is dotted through all rows.
    """

    name: str
    estimate: Estimate
    words: str
    counted: str
    is_lead: bool = False
    is_floor: bool = False


def figure_charts(summary: Summary) -> None:
    """Draw the charts, two beside each other where the window is wide enough. The table beside them tells the same in words."""
    shown = words.headline_figures(summary.variants[0]) if summary.variants else ()
    for pair in (shown[at : at + 2] for at in range(0, len(shown), 2)):
        for place, figure in zip(st.columns(2, gap="large"), pair, strict=False):
            rows = chart_rows(summary, figure)
            with place:
                st.html(
                    f'<div class="sh" title="{esc(figure.column.about)}"><b>{esc(figure.column.name.capitalize())}</b>{_aside(figure)}</div>'
                )
                st.altair_chart(
                    interval_chart(rows, figure, dark=is_dark()),
                    key=f"evaluation-chart-{figure.column.name}",
                    alt=alternative(rows, figure),
                )


def chart_rows(summary: Summary, figure: Figure) -> tuple[Row, ...]:
    """The variants in which the column of a figure has one, in the order of the run."""
    lead = lead_variant(summary)
    return tuple(
        Row(
            each.variant.name,
            _failing(found.estimate) if _is_share_of_failures(found) else found.estimate,
            f"{words.value_words(found)} ({words.interval_words(found)})",
            words.counted_from(found),
            is_lead=each is lead,
            is_floor=each is summary.floor,
        )
        for each in summary.variants
        if (found := each.figure(figure.column.name)) and found.estimate
    )


def alternative(rows: Sequence[Row], figure: Figure) -> str:
    """The chart in words, for those who do not see it."""
    told = "; ".join(f"{row.name} {row.words}, {row.counted}" for row in rows)
    dotted = " Dotted: the composer." if any(row.is_floor for row in rows) else ""
    return f"{figure.column.name.capitalize()} by variant, with 95 % interval. {told}.{dotted}"


def interval_chart(rows: Sequence[Row], figure: Figure, *, dark: bool) -> alt.LayerChart:
    """The chart of one figure.

    Args:
        rows: Its variants.
        figure: Which; of any of them.
        dark: Whether the page is dark.
    """
    colours = palette(dark=dark)
    floor = next((row.estimate.value for row in rows if row.is_floor), None)
    held = [_datum(row, floor) for row in rows]
    names = [row.name for row in rows]
    base = alt.Chart(alt.InlineData(values=held)).encode(y=alt.Y("variant:N", sort=names, axis=None, scale=alt.Scale(domain=names)))
    colour = alt.condition("datum.lead", alt.value(colours["on"]), alt.value(colours["words"]))
    told = [
        alt.Tooltip("variant:N", title="Variant"),
        alt.Tooltip("words:N", title=figure.column.name.capitalize()),
        alt.Tooltip("counted:N", title="Counted from"),
    ]
    with_interval = base.transform_filter("isValid(datum.low)")
    layers: list[Any] = [
        with_interval.mark_rule(strokeWidth=2).encode(x=_axis(rows, figure, colours["words"]), x2="high:Q", color=colour, tooltip=told),
        *(with_interval.mark_tick(thickness=2, size=11).encode(x=f"{end}:Q", color=colour, tooltip=told) for end in ("low", "high")),
        base.mark_point(filled=True, size=95, opacity=1).encode(x="value:Q", color=colour, tooltip=told),
        base.mark_text(
            align="left", baseline="middle", dy=_ABOVE, fontSize=13, limit=alt.expr(f"width - {_WORDS}"), color=colours["words"]
        ).encode(x=alt.value(0), text="variant:N", tooltip=told),
        base.mark_text(align="right", baseline="middle", dy=_ABOVE, fontSize=13, color=colours["words"]).encode(
            x=alt.value("width"), text="words:N", tooltip=told
        ),
    ]
    if len(rows) > 1:
        dotted = base.transform_filter("isValid(datum.floor)")
        layers.insert(
            0, dotted.mark_tick(thickness=1, size=16, strokeDash=[2, 2], filled=False, color=colours["target"]).encode(x="floor:Q")
        )
    chart = alt.layer(*layers).properties(
        height=_ROW * len(rows) + _AXIS,
        background="transparent",
        padding={"left": 0, "right": 0, "top": 0, "bottom": 0},
        autosize={"type": "fit", "contains": "padding"},
    )
    styled: alt.LayerChart = chart.configure_view(stroke=None).configure_axis(domain=False, ticks=False)
    return styled


def _datum(row: Row, floor: float | None) -> dict[str, Any]:
    found = row.estimate
    return {
        "variant": row.name,
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "words": row.words,
        "counted": row.counted,
        "lead": row.is_lead,
        "floor": floor,
    }


def _axis(rows: Sequence[Row], figure: Figure, colour: str) -> alt.X:
    words_of = "format(datum.value * 100, '.3~r') + ' %'" if figure.kind == "rate" else "format(datum.value, '.3~r')"
    axis = alt.Axis(title=None, tickCount=4, labelExpr=words_of, labelColor=colour, labelFontSize=11.5, gridOpacity=0.5, labelFlush=True)
    scale = alt.Scale(domain=list(scale_of(figure.kind, (row.estimate for row in rows))), nice=False, zero=False)
    return alt.X("low:Q", axis=axis, scale=scale)


def _is_share_of_failures(figure: Figure) -> bool:
    """Whether the words of a figure count failures while its estimate counts what holds."""
    return figure.column.hard and figure.kind == "rate" and figure.column.better == "higher"


def _failing(found: Estimate) -> Estimate:
    low, high = (None if end is None else 1 - end for end in (found.high, found.low))
    return Estimate(1 - found.value, low, high, found.n, found.cases)


def _aside(figure: Figure) -> str:
    """Which way the figure gets better."""
    if figure.column.hard:
        return ' <span class="sh-small">cells that fail; none may</span>'
    better: Mapping[str, str] = {"higher": "higher is better", "lower": "lower is better"}
    told = better.get(figure.column.better, "")
    return f' <span class="sh-small">{told}</span>' if told else ""
