"""Words and small pieces of markup. Everything that comes from a record, a report or a model passes through `esc` or `md` first."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.records.clock import Clock, ClockState
from assistant.records.model import Severity

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&:^=])")
_LINKED = re.compile(r":|@|\bwww(?=\.)", re.IGNORECASE)
_WORD_JOINER = "\u2060"
_SEVERITY_LOOK = {Severity.SEV1: "red", Severity.SEV2: "amber"}
_CLOCK_NAMES = {"first response": "First response", "next update": "Update", "resolution": "Resolution"}


def esc(text: object) -> str:
    """Text for HTML."""
    return html.escape(str(text), quote=True)


def md(text: object) -> str:
    """Text for a Markdown label: it shows as it is, and brings in no emphasis, link, colour, icon or formula.

    A word joiner after each colon, at sign and "www" keeps Streamlit from reading `:material/...:` and `:red[...]`, and from making links,
    which it does after unescaping.
    """
    line = _LINKED.sub(lambda match: f"{match[0]}{_WORD_JOINER}", " ".join(str(text).split()))
    return _MARKDOWN.sub(r"\\\1", line)


def icon(name: str) -> str:
    """A Material symbol; always beside a word, so readers of the page skip it."""
    return f'<span class="sh-icon" aria-hidden="true">{esc(name)}</span>'


def badge(text: str, look: str = "", symbol: str = "") -> str:
    """A small label on a tint: look is "red", "amber", "accent", "violet" or empty for grey."""
    return f'<span class="sh-badge {esc(look)}">{icon(symbol) + " " if symbol else ""}{esc(text)}</span>'


def severity_badge(severity: Severity | None) -> str:
    """The level as a word; colour repeats it for the two that are urgent."""
    if severity is None:
        return '<span class="sh-badge sev">No SEV</span>'
    return f'<span class="sh-badge sev {_SEVERITY_LOOK.get(severity, "")}">{esc(severity.value)}</span>'


def tag(name: str) -> str:
    """An evidence tag."""
    return f'<span class="sh-tag {esc(name[:1].lower())}">{esc(name)}</span>'


def short_span(span: timedelta) -> str:
    """A duration in few characters: "6 min", "2 h 39 min", "3 d 4 h"."""
    minutes = max(int(span.total_seconds() // 60), 0)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{rest} min"


def moment(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """A clock time, with the day where it is not today: "14:47 UTC", "Tue 24 Nov, 09:00 UTC"."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    clock = f"{local:%H:%M} {local.tzname()}"
    return clock if local.date() == today.date() else f"{local:%a} {local.day} {local:%b}, {clock}"


def near_moment(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """A clock time for narrow places: "14:47 UTC" today, "Tue 09:00" within six days, else "24 Nov"."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M} {local.tzname()}"
    return f"{local:%a %H:%M}" if abs((local.date() - today.date()).days) < 7 else f"{local.day} {local:%b}"


def clock_name(clock: Clock) -> str:
    """What is due."""
    return _CLOCK_NAMES.get(clock.name, clock.name.capitalize())


def clock_look(clock: Clock) -> tuple[str, str]:
    """Look and icon of a clock: red when late, amber when soon."""
    return {ClockState.OVERDUE: ("red", "error"), ClockState.SOON: ("amber", "schedule")}.get(clock.state, ("", ""))


def clock_left(clock: Clock, *, now: datetime) -> str:
    """How long is left, or by how much it is late: "in 6 min", "38 min late"."""
    if clock.due_at is None:
        return "On change" if clock.state is ClockState.ON_CHANGE else "No clock"
    if clock.state is ClockState.OVERDUE:
        return f"{short_span(clock.late_by)} late" if clock.late_by >= timedelta(minutes=1) else "due now"
    left = clock.due_at - now
    return f"in {short_span(left)}" if left >= timedelta(minutes=1) else "within 1 min"


def listed(names: Iterable[str]) -> str:
    """Names in a sentence: "A, B and C"."""
    found = list(names)
    return " and ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
