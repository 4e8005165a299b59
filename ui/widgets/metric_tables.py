"""The metrics as tables: by level, tier and month, what missed, and the same figures as a CSV file. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from assistant.records.metrics import Figure, Group, Metric
from ui.widgets.metric_reading import Miss, Reading, month_name
from ui.widgets.metric_tiles import value_words
from ui.widgets.words import counted

_HEADS = {
    Metric.FIRST_RESPONSE: "First response",
    Metric.RESOLUTION: "Resolution",
    Metric.SATISFACTION: "CSAT",
    Metric.ESCALATION_RATE: "Rate",
    Metric.REPEAT: "Repeat",
    Metric.SLA: "SLA",
    Metric.RECOVERY: "Recovery",
    Metric.PREVENTION: "Prevention",
}


def groups_table(first: str, groups: Sequence[Group]) -> list[dict[str, str]]:
    """Rows for a table with Markdown: each cell a value with its counts; what is off target says so."""
    return [
        {first: _name(group.name), "Escalations": str(group.escalations), **{_HEADS[f.metric]: _cell(f) for f in group.figures}}
        for group in groups
    ]


def _name(name: str) -> str:
    if len(name) == 7 and name[:4].isdigit():
        return month_name(name)
    return name if "-" in name else name.capitalize()


def _cell(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    off = " :orange[:material/priority_high: off]" if figure.meets is False else ""
    counts = (
        f"{figure.numerator:,g}/{figure.denominator:,}"
        if figure.metric is not Metric.SATISFACTION
        else counted(figure.denominator, "rating")
    )
    return f"{value_words(figure, figure.value)} :small[:gray[· {counts}]]{off}"


def missed_table(misses: Sequence[Miss]) -> dict[str, list[str]]:
    """Columns of what missed."""
    return {
        "Escalation": [miss.record.id for miss in misses],
        "Title": [miss.record.title for miss in misses],
        "Customer": [miss.record.customer.name for miss in misses],
        "Level": [miss.severity for miss in misses],
        "Missed": ["; ".join(miss.metrics) for miss in misses],
        "By": ["; ".join(miss.by) for miss in misses],
        "Owner": [miss.record.owner.name if miss.record.owner else "No owner" for miss in misses],
    }


def as_csv(reading: Reading) -> str:
    """All figures of the page, one a line: durations in seconds, shares of 1, an empty cell where there is not enough data."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write(("by", "group", "escalations", "metric", "unit", "value", "target", "meets", "numerator", "denominator", "missing"))
    parts = (("all", (reading.whole,)), ("severity", reading.severities), ("tier", reading.tiers), ("month", reading.months))
    for by, groups in parts:
        for group in groups:
            for figure in group.figures:
                meets = "" if figure.meets is None else "yes" if figure.meets else "no"
                value, target = ("" if number is None else f"{number:g}" for number in (figure.value, figure.target))
                counts = (f"{figure.numerator:g}", figure.denominator)
                write(
                    (
                        by,
                        group.name,
                        group.escalations,
                        figure.metric.value,
                        figure.unit.value,
                        value,
                        target,
                        meets,
                        *counts,
                        figure.missing,
                    )
                )
    return out.getvalue()
