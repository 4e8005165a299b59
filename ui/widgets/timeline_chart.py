"""The timeline as a chart: the span of the impact, our log and the customer in lanes, gaps hatched, milestones named below."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import altair as alt

from ui.widgets.timeline_reading import Mark, Reading, Row, clock, impact_in_words

# Vega draws on a canvas, which follows no style sheet; the colours are those of style.css.
_LIGHT = {"ink": "#1D2321", "words": "#565D59", "line": "#E3E1D9", "accent": "#0F5E5C", "grey": "#8A8F8B", "page": "#FAFAF7",
          "red": "#C8372F", "red-words": "#A4231C", "red-tint": "#FBECEA", "amber": "#B8741A", "amber-words": "#85480A"}  # fmt: skip
_DARK = {"ink": "#E8EBE9", "words": "#AAB2AE", "line": "#313836", "accent": "#7CCBC4", "grey": "#7C8581", "page": "#131615",
         "red": "#E0655C", "red-words": "#F2978F", "red-tint": "#3A1F1D", "amber": "#C98A2E", "amber-words": "#EDB362"}  # fmt: skip

_WIDTH = 800
"""Pixels that the plot is taken to have, to keep names from lying over each other."""
_BAND, _LOG, _CUSTOMER, _NAMES, _NAME_ROW = (24, 52), 82, 114, 142, 17
_LANES = {38: "Impact", _LOG: "Our log", _CUSTOMER: "Customer"}
_HATCH = (56, 126)
_GLYPHS: dict[Mark, tuple[str, bool, str]] = {
    Mark.ACTION: ("circle", True, "accent"),
    Mark.OBSERVATION: ("circle", False, "accent"),
    Mark.DECISION: ("square", True, "grey"),
    Mark.NOTE: ("triangle-up", False, "grey"),
    Mark.MESSAGE: ("diamond", True, "ink"),
    Mark.WRITES: ("diamond", False, "ink"),
    Mark.TIME: ("cross", True, "grey"),
}
"""Shape, whether it is filled, and colour: never told apart by colour alone."""
KEY: Mapping[Mark, str] = {
    Mark.ACTION: "●",
    Mark.OBSERVATION: "○",
    Mark.DECISION: "■",
    Mark.NOTE: "△",
    Mark.MESSAGE: "◆",
    Mark.WRITES: "◇",
    Mark.TIME: "✚",
}
"""The same shapes as characters, for the key beside the chart."""


def timeline_chart(reading: Reading, *, dark: bool) -> alt.LayerChart:
    """The chart of a timeline that has something to draw."""
    colours = _DARK if dark else _LIGHT
    names = _placed_names(reading)
    height = _NAMES + _NAME_ROW * (1 + max((row for _, row in names), default=0))
    scales = _Scales(reading, height, colours)
    layers = [_room(scales), *_impact(reading, scales), *_gaps(reading, scales), *_names(names, scales), *_points(reading, scales)]
    chart = alt.layer(*layers).properties(height=height, background="transparent", padding={"left": 0, "right": 4, "top": 2, "bottom": 0})
    styled: alt.LayerChart = chart.configure_view(stroke=None)
    return styled


@lru_cache(maxsize=64)
def chart_json(reading: Reading, *, dark: bool) -> str:
    """The same as JSON. Kept, because to build and validate a chart takes longer than everything else on the page together."""
    return json.dumps(timeline_chart(reading, dark=dark).to_dict())


class _Scales:
    """Time from left to right as it is read in the page's zone; pixels from above."""

    def __init__(self, reading: Reading, height: int, colours: Mapping[str, str]) -> None:
        self.first, self.last = reading.rows[0].at, reading.rows[-1].at
        self.seconds = max((self.last - self.first).total_seconds(), 600.0)
        self.colours = colours
        self._height = height

    def share(self, at: datetime) -> float:
        """How far to the right, 0 to 1."""
        return (at - self.first).total_seconds() / self.seconds

    def x(self, name: str = "at") -> alt.X:
        axis = alt.Axis(
            title=None,
            format="%H:%M" if self.seconds < 20 * 3600 else "%-d %b %H:%M",
            labelColor=self.colours["words"],
            labelFontSize=12,
            labelOverlap=True,
            tickCount=7,
            ticks=False,
            domain=False,
            gridColor=self.colours["line"],
        )
        return alt.X(f"{name}:T", axis=axis, scale=alt.Scale(type="utc", nice=False))

    def y(self, name: str = "y") -> alt.Y:
        said = " : ".join(f"datum.value == {value} ? '{label}'" for value, label in _LANES.items())
        axis = alt.Axis(
            title=None,
            values=list(_LANES),
            labelExpr=f"{said} : ''",
            labelColor=self.colours["ink"],
            labelFontSize=12.5,
            labelFontWeight=600,
            labelPadding=10,
            ticks=False,
            domain=False,
            grid=False,
        )
        return alt.Y(f"{name}:Q", axis=axis, scale=alt.Scale(domain=[0, self._height], reverse=True, nice=False))


def _wall(at: datetime) -> float:
    """The wall clock of the page's zone as if it were UTC, in milliseconds: the browser's own zone must not move it."""
    offset = at.utcoffset()
    return (at.timestamp() + (offset.total_seconds() if offset else 0.0)) * 1000


def _data(rows: Sequence[Mapping[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=[dict(row) for row in rows])


# Layers


def _room(scales: _Scales) -> alt.Chart:
    """Two points that nobody sees: the span of time with room at both ends, which no other layer has to name."""
    first, room = _wall(scales.first), scales.seconds * 1000
    ends = [{"at": first - 0.025 * room, "y": 0}, {"at": first + 1.035 * room, "y": 0}]
    unseen: alt.Chart = alt.Chart(_data(ends)).mark_point(opacity=0).encode(x=scales.x(), y=scales.y())
    return unseen


def _impact(reading: Reading, scales: _Scales) -> Iterator[alt.Chart]:
    if reading.impact is None:
        return
    since, until, _ = reading.impact
    top, bottom = _BAND
    row = {
        "at": _wall(since),
        "end": _wall(until),
        "y": top,
        "foot": bottom,
        "middle": (top + bottom) / 2,
        "words": impact_in_words(reading),
    }
    base = alt.Chart(_data([row]))
    yield base.mark_rect(color=scales.colours["red-tint"]).encode(x=scales.x(), x2="end:T", y=scales.y(), y2="foot:Q")
    yield base.mark_rule(color=scales.colours["red"], strokeWidth=1.6).encode(x=scales.x(), x2="end:T", y=scales.y())
    # Inside where the words fit, else behind the band.
    fits = (scales.share(until) - scales.share(since)) * _WIDTH > 7 * len(impact_in_words(reading)) + 14
    text = base.mark_text(align="left", dx=8, fontSize=12.5, color=scales.colours["red-words"], baseline="middle")
    place = "at" if fits else "end"
    yield text.encode(x=scales.x(place), y=scales.y("middle"), text="words:N")


def _gaps(reading: Reading, scales: _Scales) -> Iterator[alt.Chart]:
    if not reading.silences:
        return
    lines = [line for gap in reading.silences for line in _hatch(gap.since, gap.until, scales)]
    hatch = alt.Chart(_data(lines)).mark_rule(color=scales.colours["amber"], strokeWidth=0.9, opacity=0.55)
    yield hatch.encode(x=scales.x(), x2="end:T", y=scales.y(), y2="foot:Q")
    ends = [{"at": _wall(at), "y": _HATCH[0], "foot": _HATCH[1]} for gap in reading.silences for at in (gap.since, gap.until)]
    yield alt.Chart(_data(ends)).mark_rule(color=scales.colours["amber"], strokeWidth=1).encode(x=scales.x(), y=scales.y(), y2="foot:Q")
    named = [
        {
            "at": (_wall(gap.since) + _wall(gap.until)) / 2,
            "y": 9,
            "words": f"▨ {gap.length}, nothing logged" if _wide(gap.since, gap.until, scales) else f"▨ {gap.length}",
        }
        for gap in reading.silences
    ]
    text = alt.Chart(_data(named)).mark_text(fontSize=12, fontWeight=600, color=scales.colours["amber-words"], baseline="middle")
    yield text.encode(x=scales.x(), y=scales.y(), text="words:N")


def _wide(since: datetime, until: datetime, scales: _Scales) -> bool:
    return (scales.share(until) - scales.share(since)) * _WIDTH > 150


def _hatch(since: datetime, until: datetime, scales: _Scales) -> Iterator[dict[str, float]]:
    """Slanting lines over a stretch of time, cut off at its ends; Vega has no pattern fill."""
    top, bottom = _HATCH
    a_pixel = scales.seconds * 1000 / _WIDTH
    left, right, slant = _wall(since), _wall(until), (bottom - top) * a_pixel
    foot = left - slant + 4 * a_pixel
    while foot < right:
        head = foot + slant
        # Where the line enters and leaves the stretch, as shares of its way up.
        enters, leaves = max((left - foot) / slant, 0.0), min((right - foot) / slant, 1.0)
        if leaves > enters:
            yield {
                "at": foot + enters * (head - foot),
                "end": foot + leaves * (head - foot),
                "y": bottom - enters * (bottom - top),
                "foot": bottom - leaves * (bottom - top),
            }
        foot += 9 * a_pixel


def _points(reading: Reading, scales: _Scales) -> Iterator[alt.Chart]:
    for mark, (shape, filled, colour) in _GLYPHS.items():
        rows = [
            {
                "at": _wall(row.at),
                "y": _CUSTOMER if row.from_or_to_customer else _LOG,
                "size": 105 if row.milestones else 58,
                "when": f"{clock(row.at, of=reading.rows)} {row.at.tzname()}",
                "what": row.text,
                "kind": mark.value,
                "tags": ", ".join(row.tags),
            }
            for row in reading.rows
            if row.mark is mark
        ]
        if not rows:
            continue
        hex_colour = scales.colours[colour]
        fill = hex_colour if filled else scales.colours["page"]
        points = alt.Chart(_data(rows)).mark_point(shape=shape, opacity=1, strokeWidth=1.7, fill=fill, stroke=hex_colour)
        yield points.encode(
            x=scales.x(),
            y=scales.y(),
            size=alt.Size("size:Q", scale=None, legend=None),
            tooltip=[
                alt.Tooltip("when:N", title="When"),
                alt.Tooltip("kind:N", title="Kind"),
                alt.Tooltip("what:N", title="What"),
                alt.Tooltip("tags:N", title="Evidence"),
            ],
        )


# Names of milestones


@dataclass(frozen=True)
class _Name:
    """A milestone's name: at which pixel it stands, from where to where it reaches, and which lane its line comes from."""

    at: datetime
    words: str
    lane: int
    x: float
    start: float
    end: float

    @property
    def to_left(self) -> bool:
        """Whether it is written to the left of its time."""
        return self.start < self.x


def _placed_names(reading: Reading) -> list[tuple[_Name, int]]:
    """Each name with its row below the lanes, so that no line of one crosses the words of another.

    From right to left, each goes below whatever begins under its words; those that are written to the left, at the end, below all that.
    """
    seconds = max((reading.rows[-1].at - reading.rows[0].at).total_seconds(), 600.0)
    names = [_name(row, reading, seconds) for row in reading.rows if row.milestones]
    placed: list[tuple[_Name, int]] = []
    for name in [each for each in reversed(names) if not each.to_left] + [each for each in names if each.to_left]:
        below = [
            row for other, row in placed if name.start - 8 < other.x < name.end + 8 or (other.start < name.end and name.start < other.end)
        ]
        placed.append((name, max(below, default=-1) + 1))
    return placed


def _name(row: Row, reading: Reading, seconds: float) -> _Name:
    words = " and ".join(row.milestones)
    words = f"{words[0].upper()}{words[1:]}, {clock(row.at, of=reading.rows)}"
    x, width = (row.at - reading.rows[0].at).total_seconds() / seconds * _WIDTH, 6.6 * len(words) + 14
    start = x - width if x + width > _WIDTH + 20 else x
    return _Name(row.at, words, _CUSTOMER if row.from_or_to_customer else _LOG, x, start, start + width)


def _names(names: Sequence[tuple[_Name, int]], scales: _Scales) -> Iterator[alt.Chart]:
    for side in (False, True):
        rows = [
            {"at": _wall(name.at), "words": name.words, "from": name.lane, "y": _NAMES + _NAME_ROW * place}
            for name, place in names
            if name.to_left is side
        ]
        if not rows:
            continue
        base = alt.Chart(_data(rows))
        yield base.mark_rule(color=scales.colours["grey"], strokeWidth=1).encode(x=scales.x(), y=scales.y("from"), y2="y:Q")
        words = base.mark_text(
            align="right" if side else "left", dx=-6 if side else 6, fontSize=12.2, color=scales.colours["words"], baseline="middle"
        )
        yield words.encode(x=scales.x(), y=scales.y(), text="words:N")
