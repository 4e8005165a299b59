"""Charts of a report, as SVG in the page: a figure as a dot on its interval, the composer's value dotted."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from evals.results.readings import Kind
from evals.results.stats import Estimate

_WIDTH, _HEIGHT, _EDGE = 168, 20, 6


def scale_of(kind: Kind, estimates: Iterable[Estimate]) -> tuple[float, float]:
    """The ends of an axis on which all of these fit with some room; that of a rate stays within 0 and 1."""
    ends = [end for each in estimates for end in (each.value, each.low, each.high) if end is not None]
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    room = (high - low or abs(high) or 1.0) * 0.08
    return (max(low - room, 0.0), min(high + room, 1.0)) if kind == "rate" else (low - room, high + room)


def interval_svg(estimate: Estimate, scale: tuple[float, float], floor: Estimate | None, told: str) -> Markup:
    """The chart.

    Args:
        estimate: What it shows.
        scale: The ends of its axis.
        floor: The composer's figure; None where it took no part.
        told: The same in words, for those who do not see it.
    """
    middle = _HEIGHT / 2
    parts = [Markup('<line class="axis" x1="0" y1="{y}" x2="{x}" y2="{y}"/>').format(y=middle, x=_WIDTH)]
    if estimate.low is not None and estimate.high is not None:
        start, end = _at(estimate.low, scale), _at(estimate.high, scale)
        parts.append(
            Markup('<rect class="interval" x="{}" y="{}" width="{}" height="5" rx="2.5"/>').format(
                start, middle - 2.5, round(max(end - start, 1), 1)
            )
        )
    if floor is not None:
        at = _at(floor.value, scale)
        parts.append(Markup('<line class="floor" x1="{x}" y1="1" x2="{x}" y2="{y}"/>').format(x=at, y=_HEIGHT - 1))
    parts.append(Markup('<circle class="dot" cx="{}" cy="{}" r="4.2"/>').format(_at(estimate.value, scale), middle))
    return Markup('<svg class="chart" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{told}">{parts}</svg>').format(
        w=_WIDTH, h=_HEIGHT, told=told, parts=Markup("").join(parts)
    )


def _at(value: float, scale: tuple[float, float]) -> float:
    low, high = scale
    share = (value - low) / (high - low) if high > low else 0.5
    return round(_EDGE + min(max(share, 0.0), 1.0) * (_WIDTH - 2 * _EDGE), 1)
