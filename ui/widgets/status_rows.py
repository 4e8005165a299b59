"""The status report as markup: its totals, its rows, and what is owed today. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.overview import Line, Owed, StatusReport
from assistant.records.clock import Clock, ClockState, say_time
from assistant.records.flags import Flag, RedFlag
from ui.widgets.queue_rows import ANY, Filter
from ui.widgets.status_text import running
from ui.widgets.words import badge, clock_left, clock_look, clock_name, esc, icon, near_moment, severity_badge

_LATE = frozenset({RedFlag.DELAYED_ACKNOWLEDGMENT, RedFlag.COMMUNICATION_GAP})
"""The flags that a passed clock raises: red is for what is late, and the others are amber."""
GROUPS = ("All", "Late", "Red flag", "Owed today", "No owner")


@dataclass(frozen=True)
class Shown:
    """What the rows show.

    Attributes:
        group: One of `GROUPS`.
        flag: The name of a red flag, or `ANY`.
        words: Severity and search, as in the queue.
    """

    group: str = "All"
    flag: str = ANY
    words: Filter = field(default_factory=Filter)

    def admits(self, line: Line, report: StatusReport) -> bool:
        """Whether an open escalation is shown."""
        groups = {
            "Late": is_late(line),
            "Red flag": bool(line.flags),
            "Owed today": line.item.record.id in {owed.record_id for owed in report.owed_today},
            "No owner": line.item.record.owner is None,
        }
        named = self.flag == ANY or self.flag in {flag.name.value for flag in line.flags}
        return groups.get(self.group, True) and named and self.words.admits(line.item)


def is_late(line: Line) -> bool:
    """Whether a running clock of it has passed."""
    return any(clock.state is ClockState.OVERDUE for clock in running(line))


def counts_of(report: StatusReport) -> dict[str, int]:
    """How many open escalations each group shows."""
    return {name: sum(Shown(name).admits(line, report) for line in report.open) for name in GROUPS}


def totals(report: StatusReport) -> str:
    """The figures over the report, each with its whole."""
    counts, whole = counts_of(report), f"of {len(report.open)} open"
    owed, late = len(report.owed_today), sum(each.late for each in report.owed_today)
    figures = (
        ("Open", len(report.open), f"and {len(report.closed_flagged)} closed with a flag" if report.closed_flagged else "", ""),
        ("Late", counts["Late"], whole, "sh-red" if counts["Late"] else ""),
        ("With a red flag", counts["Red flag"], whole, ""),
        ("Without an owner", counts["No owner"], whole, ""),
        ("Owed today", owed, f"{late} of them late" if owed else "", ""),
    )
    cells = "".join(
        f'<div>{name}<b class="{look}">{number}</b><span class="sh-small">{esc(remark)}</span></div>'
        for name, number, remark, look in figures
    )
    return f'<div class="sh sh-totals">{cells}</div>'


def table_head() -> str:
    """The names of the columns."""
    cells = "".join(f"<div>{name}</div>" for name in ("Clocks", "Severity", "Escalation", "Status", "Owner"))
    return f'<div class="sh sh-status-grid sh-grid-head" style="padding-right:90px">{cells}</div>'


def row_markup(line: Line, report: StatusReport, *, zone: ZoneInfo) -> str:
    """One escalation without its button; everything escaped."""
    record = line.item.record
    tier = record.customer.tier.value.capitalize() if record.customer.tier else ""
    about = " · ".join(part for part in (record.customer.name, tier, record.id) if part)
    draft = f" · {line.item.draft.id} is {line.item.draft.state.label}" if line.item.draft else ""
    sample = " · sample" if line.item.stored.sample else ""
    flags = "".join(flag_markup(flag, report, zone=zone) for flag in line.flags)
    cells = (
        "".join(_clock(clock, report, zone) for clock in running(line)) or _no_clock(line),
        severity_badge(record.severity),
        f'<div class="cell-main">{esc(record.title)}</div><div class="sh-small">{esc(about)}{esc(draft)}{sample}</div>',
        esc(record.status.value.capitalize()),
        esc(record.owner.name) if record.owner else f'<span class="sh-amber">{icon("person_off")} No owner</span>',
    )
    grid = "".join(f"<div>{cell}</div>" for cell in cells)
    return f'<div class="sh sh-status-grid">{grid}{f"<div class=sh-status-flags>{flags}</div>" if flags else ""}</div>'


def _no_clock(line: Line) -> str:
    record = line.item.record
    waits = "<br>Waits for the customer to confirm" if record.status.is_over and record.customer_confirmed_at is None else ""
    return f'<span class="sh-small">No clock runs{waits}</span>'


def _clock(clock: Clock, report: StatusReport, zone: ZoneInfo) -> str:
    """One running clock on a line: how long is left, what, and when."""
    if clock.due_at is None:
        return ""
    look, symbol = clock_look(clock)
    at = _when(clock.due_at, report, zone)
    return (
        f'<div class="sh-status-clock"><b class="sh-{look or "ink"}">{icon(symbol) + " " if symbol else ""}{esc(clock_left(clock, now=report.at))}</b>'
        f' <span class="sh-small">{esc(clock_name(clock))}, {esc(at)}</span></div>'
    )


def _when(at: datetime, report: StatusReport, zone: ZoneInfo) -> str:
    """A due time for narrow places, with the year where it is not this one."""
    year = at.astimezone(zone).year
    return near_moment(at, now=report.at, zone=zone) + (f" {year}" if year != report.at.astimezone(zone).year else "")


def flag_markup(flag: Flag, report: StatusReport, *, zone: ZoneInfo) -> str:
    """A red flag: its name, since when, and the reason."""
    since = f"since {say_time(flag.since, now=report.at, zone=zone)}: " if flag.since else ""
    name = flag.name.value[:1].upper() + flag.name.value[1:]
    return f'<div>{badge(name, "red" if flag.name in _LATE else "amber", "flag")}<span class="sh-small">{esc(since)}{esc(flag.reason)}</span></div>'


def owed_markup(owed: Iterable[Owed], report: StatusReport, *, zone: ZoneInfo) -> str:
    """What is owed today, earliest first."""
    rows = []
    for each in owed:
        look, symbol = ("red", "error") if each.late else ("muted", "radio_button_unchecked")
        due = _when(each.due_at, report, zone) if each.due_at else "no time"
        who = esc(each.owner) if each.owner else '<span class="sh-amber">nobody named</span>'
        rows.append(
            f'<div class="sh-rail-item"><span class="sh-{look}">{icon(symbol)}</span><div><b class="{"sh-red" if each.late else ""}">'
            f"{'Late · ' if each.late else ''}{esc(due)}</b> {esc(each.what)}"
            f'<div class="sh-small">{esc(each.record_id)} · {who}</div></div></div>'
        )
    return f'<div class="sh">{"".join(rows)}</div>'


def closed_markup(record_id: str, customer: str, title: str, flags: Sequence[Flag], report: StatusReport, *, zone: ZoneInfo) -> str:
    """A closed escalation on which a flag stands."""
    told = "".join(flag_markup(flag, report, zone=zone) for flag in flags)
    return (
        f'<div class="sh"><div class="cell-main"><b>{esc(title)}</b></div><div class="sh-small">{esc(customer)} · {esc(record_id)}</div>'
        f'<div class="sh-status-flags">{told}</div></div>'
    )
