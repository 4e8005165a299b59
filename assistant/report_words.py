"""What reports for colleagues say of clocks, flags and figures: short pieces of text, the same in every document. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.drafting.layout import clipped
from assistant.records.clock import Clock, say_duration, say_time
from assistant.records.flags import Flag, RedFlag
from assistant.records.metrics import Figure, Metric, Unit

_QUOTED = 60
"""Characters of a quotation beside a flag."""


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 record", "2 records"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def flag_words(flag: Flag, *, now: datetime, zone: ZoneInfo) -> str:
    """A flag with its reason and where it stands. Words that blame are not said again."""
    since = f" since {say_time(flag.since, now=now, zone=zone)}" if flag.since else ""
    ground = flag.grounds[-1]
    words = "" if flag.name is RedFlag.BLAME_LANGUAGE else f": “{clipped(ground.words, _QUOTED)}”"
    return f"{flag.name.value}{since}. {flag.reason} ({ground.where}{words})"


def clock_words(clock: Clock, *, now: datetime, zone: ZoneInfo) -> str:
    """A clock that runs: "next update late since 13:19 UTC", "resolution by 17:02 UTC"; empty for any other."""
    if clock.due_at is None or clock.met_at:
        return ""
    return f"{clock.name} {'LATE since' if clock.late_by else 'by'} {say_time(clock.due_at, now=now, zone=zone)}"


def value_words(figure: Figure) -> str:
    """A figure in its unit, or that there is not enough data for one: never a percentage of nothing."""
    return in_unit(figure.unit, figure.value) or "not enough data"


def target_words(figure: Figure) -> str:
    """What a figure is held against: "under 5.0%", "4.00 of 5 or more"; the durations have one target a level."""
    target = in_unit(figure.unit, figure.target)
    if not target or figure.unit is Unit.SECONDS:
        return target or "per severity"
    if figure.metric in {Metric.ESCALATION_RATE, Metric.REPEAT}:
        return f"under {target}"
    return target if figure.target == 1 else f"{target} or more"


def counts_words(figure: Figure) -> str:
    """The counts behind a figure: "10 of 11 within the target"."""
    if figure.unit is Unit.POINTS:
        return f"{figure.numerator:g} points, {counted(figure.denominator, 'rating')}"
    return f"{figure.numerator:g} of {figure.denominator}{' within the target' if figure.unit is Unit.SECONDS else ''}"


def in_unit(unit: Unit, value: float | None) -> str:
    """A value in its unit; empty without one."""
    if value is None:
        return ""
    if unit is Unit.SECONDS:
        return say_duration(timedelta(seconds=value))
    return f"{value:.1%}" if unit is Unit.SHARE else f"{value:.2f} of 5"
