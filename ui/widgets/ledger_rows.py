"""Promises in sent messages as markup: rows of the ledger, what was settled, and the rail of the queue. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.records.commitments import Judged, Standing
from ui.widgets.words import badge, esc, icon, moment, near_moment, short_span

_SOON = timedelta(minutes=15)
_LOOKS = {
    Standing.KEPT: ("Kept", "accent", "check_circle"),
    Standing.BROKEN: ("Broken", "red", "cancel"),
    Standing.WITHDRAWN: ("Withdrawn", "", "block"),
    Standing.OPEN: ("Open", "", "radio_button_unchecked"),
}
_FIELDS = {
    "updates": "the log",
    "follow_ups": "check-ins",
    "next_action": "next action",
    "eta": "estimated end",
    "resolution": "resolution",
}
GROUPS = ("All", "Late", "Mine")


def admits(group: str, each: Judged, *, who: str) -> bool:
    """Whether a group of the ledger shows a promise."""
    return {"Late": each.late, "Mine": each.commitment.owner == who}.get(group, True)


def totals(judged: Sequence[Judged], *, now: datetime) -> str:
    """The figures over the ledger."""
    owed = [each for each in judged if each.is_owed]
    late = sum(each.late for each in owed)
    settled = [
        each for each in judged if each.at and now - timedelta(days=30) <= each.at and each.standing in {Standing.KEPT, Standing.BROKEN}
    ]
    kept = sum(each.standing is Standing.KEPT for each in settled)
    figures = (
        ("Owed", str(len(owed)), "", ""),
        ("Late", str(late), f"of {len(owed)} owed" if owed else "", "sh-red" if late else ""),
        ("Kept", str(kept), f"of {len(settled)} in 30 days" if settled else "nothing settled in 30 days", ""),
    )
    cells = "".join(
        f'<div>{name}<b class="{look}">{value}</b><span class="sh-small">{esc(remark)}</span></div>'
        for name, value, remark, look in figures
    )
    return f'<div class="sh sh-totals">{cells}</div>'


def table_head() -> str:
    """The names of the columns."""
    cells = "".join(f"<div>{name}</div>" for name in ("Due", "Promise", "Owner"))
    return f'<div class="sh sh-ledger sh-grid-head" style="padding-right:388px">{cells}</div>'


def row_markup(each: Judged, *, customer: str, now: datetime, zone: ZoneInfo) -> str:
    """One promise that is owed, without its buttons; everything escaped."""
    promise = each.commitment
    backed = ", ".join(dict.fromkeys(_FIELDS.get(behind.field, behind.field) for behind in promise.backed_by))
    about = " · ".join(
        part
        for part in (customer, promise.record_id, promise.id, f"{promise.source}, {moment(promise.made_at, now=now, zone=zone)}")
        if part
    )
    backing = f"Backed by: {backed}" if backed else "Nothing in the record backed it"
    cells = (
        _due(each, now=now, zone=zone),
        f'<div class="cell-main">{esc(promise.kind.label)}{" (estimate)" if not promise.certain else ""}</div><div class="sh-quote">“{esc(promise.text)}”</div>'
        f'<div class="sh-small">{esc(about)}</div><div class="sh-small">{esc(each.reason)} {esc(backing)}.</div>'
        f"{confirmed_markup(each, now=now, zone=zone)}",
        esc(promise.owner) if promise.owner else f'<span class="sh-amber">{icon("person_off")} No owner</span>',
    )
    return f'<div class="sh sh-ledger">{"".join(f"<div>{cell}</div>" for cell in cells)}</div>'


def confirmed_markup(each: Judged, *, now: datetime, zone: ZoneInfo) -> str:
    """A line that tells who took a proposal for a promise, when and why, escaped; empty for what a rule found."""
    word = each.confirmed
    if word is None:
        return ""
    told = f"Confirmed by {word.by}, {moment(word.at, now=now, zone=zone)}: {word.reason.rstrip('.')}."
    return f'<div class="sh-small">{esc(told)}</div>'


def _due(each: Judged, *, now: datetime, zone: ZoneInfo) -> str:
    due = each.commitment.due_at
    if due is None:
        return '<div class="cell-main">No time</div><div class="sh-small">None was promised</div>'
    at = esc(near_moment(due, now=now, zone=zone))
    if each.is_proposal:
        return f'<div class="cell-main">{at}</div><div class="sh-small">If it is a promise</div>'
    if each.late:
        broken = "Broken, " if each.standing is Standing.BROKEN else ""
        late = esc(short_span(max(now - due, timedelta(0))))
        return f'<div class="cell-main sh-red">{icon("error")} {late} late</div><div class="sh-small">{broken}was due {at}</div>'
    look, sign = ("amber", f"{icon('schedule')} ") if due - now <= _SOON else ("ink", "")
    return f'<div class="cell-main sh-{look}">{sign}in {esc(short_span(due - now))}</div><div class="sh-small">{at}</div>'


def settled_markup(judged: Sequence[Judged], *, now: datetime, zone: ZoneInfo) -> str:
    """Promises that nobody owes any more: how each went, who said so, and why."""
    rows = []
    for each in judged:
        promise, (label, look, symbol) = each.commitment, _LOOKS[each.standing]
        said = f"{each.by}: {each.reason}" if each.by else f"{each.reason} (from the record)"
        due = f"due {moment(promise.due_at, now=now, zone=zone)}" if promise.due_at else "no time promised"
        when = f", {moment(each.at, now=now, zone=zone)}" if each.at and each.by else ""
        rows.append(
            f"<tr><td>{badge(label, look, symbol)}</td><td>{esc(promise.kind.label)}, {esc(due)}<div class='sh-small'>{esc(promise.record_id)} · "
            f"{esc(promise.id)} · {esc(promise.source)}</div></td><td>“{esc(promise.text)}”<div class='sh-small'>{esc(said)}{esc(when)}</div>{confirmed_markup(each, now=now, zone=zone)}</td></tr>"
        )
    return f'<div class="sh"><table class="sh-table"><tbody>{"".join(rows)}</tbody></table></div>'


def rail(judged: Sequence[Judged], *, now: datetime, zone: ZoneInfo) -> str:
    """The promises that the queue shows beside its rows."""
    rows = []
    for each in judged:
        promise = each.commitment
        soon = promise.due_at is not None and promise.due_at - now <= _SOON
        symbol, look = ("error", "red") if each.late else ("schedule", "amber") if soon else ("radio_button_unchecked", "muted")
        word = "Broken" if each.standing is Standing.BROKEN else "Late"
        at = near_moment(promise.due_at, now=now, zone=zone) if promise.due_at else "No time"
        head = f'<b class="sh-red">{word} · {esc(at)}</b>' if each.late else f"<b>{esc(at)}</b>"
        owner = promise.owner or "no owner"
        rows.append(
            f'<div class="sh-rail-item"><span class="sh-{look}">{icon(symbol)}</span><div>{head} {esc(promise.kind.label)}'
            f"<div class='sh-small'>“{esc(_short(promise.text))}”, {esc(promise.record_id)} · {esc(owner)}</div></div></div>"
        )
    empty = '<div class="sh-small" style="padding:9px 0">No promise is open.</div>'
    return f'<div class="sh">{"".join(rows) or empty}</div>'


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 90 else f"{words[:88].rsplit(' ', 1)[0]} …"
