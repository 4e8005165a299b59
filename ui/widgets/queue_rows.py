"""The rows of the queue as markup, its totals and its filters. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.actions.registry import form_of
from assistant.records.clock import ClockState, MessageKind
from assistant.records.commitments import Commitment
from assistant.records.model import Status
from assistant.review.queue import Due, QueueItem
from assistant.review.states import State
from ui import session
from ui.widgets.places import place_to_edit
from ui.widgets.words import badge, clock_left, clock_look, clock_name, esc, icon, moment, near_moment, severity_badge, short_span

ANY = "any"
_VERBS = {
    MessageKind.ACKNOWLEDGMENT: "Acknowledge",
    MessageKind.PROGRESS: "Write update",
    MessageKind.RESOLUTION: "Write resolution",
    MessageKind.EXECUTIVE_APOLOGY: "Write apology",
    MessageKind.SHORT_APOLOGY: "Write apology",
}
_DRAFT_LOOKS = {
    State.DRAFT: ("Draft", "", "edit_note"),
    State.SUBMITTED: ("Waits for approval", "amber", "hourglass_top"),
    State.APPROVED: ("Approved, not sent", "accent", "verified"),
    State.CHANGES_REQUESTED: ("Changes requested", "amber", "edit_note"),
}


@dataclass(frozen=True)
class Filter:
    """What the queue shows.

    Attributes:
        group: "All", "Mine", "Owed now" or "In hand".
        severity, tier: A value, or `ANY`.
        words: All must stand in id, title, customer, owner or services.
        who: Whose records "Mine" are.
    """

    group: str = "All"
    severity: str = ANY
    tier: str = ANY
    words: str = ""
    who: str = ""

    def admits(self, item: QueueItem) -> bool:
        """Whether an escalation is shown."""
        record = item.record
        groups = {
            "Mine": bool(record.owner and record.owner.name == self.who),
            "Owed now": item.due is Due.NOW,
            "In hand": item.draft is not None,
        }
        if not groups.get(self.group, True):
            return False
        if self.severity != ANY and (record.severity is None or record.severity.value != self.severity):
            return False
        if self.tier != ANY and (record.customer.tier is None or record.customer.tier.value != self.tier):
            return False
        owner = record.owner.name if record.owner else ""
        text = " ".join((record.id, record.title, record.customer.name, owner, *record.services)).casefold()
        return all(word in text for word in self.words.casefold().split())


def owed_actions(item: QueueItem) -> tuple[str, str, dict[str, str]]:
    """The label of a row's button, the page it leads to, and what goes into the address."""
    if item.draft and item.draft.state in {State.SUBMITTED, State.APPROVED}:
        label = "Review" if item.draft.state is State.SUBMITTED else "Send"
        return label, session.REVIEW, {"draft": item.draft.id}
    if item.draft:
        place = place_to_edit(item.draft)
        return "Continue", place.page, place.params
    if item.record.status is Status.CLOSED:
        return "Open", session.COMPOSE, {}
    return _VERBS[item.message], session.COMPOSE, {"kind": item.message.value}


def table_head() -> str:
    """The names of the columns."""
    cells = "".join(f"<div>{name}</div>" for name in ("Owed next", "Severity", "Escalation", "Status", "In hand", "Owner"))
    return f'<div class="sh sh-grid sh-grid-head" style="padding-right:154px">{cells}</div>'


def row_markup(item: QueueItem, *, now: datetime, zone: ZoneInfo) -> str:
    """One row without its button; everything escaped."""
    record = item.record
    tier = record.customer.tier.value.capitalize() if record.customer.tier else ""
    about = " · ".join(part for part in (record.customer.name, tier, record.id) if part)
    sample = " · sample" if item.stored.sample else ""
    owner = esc(record.owner.name) if record.owner else '<span class="sh-amber">No owner</span>'
    cells = (
        _owed(item, now=now, zone=zone),
        severity_badge(record.severity),
        f'<div class="cell-main">{esc(record.title)}</div><div class="sh-small">{esc(about)}{sample}</div>',
        esc(record.status.value.capitalize()),
        badge(*_DRAFT_LOOKS[item.draft.state]) if item.draft else '<span class="sh-small">–</span>',
        owner,
    )
    return f'<div class="sh sh-grid">{"".join(f"<div>{cell}</div>" for cell in cells)}</div>'


def _owed(item: QueueItem, *, now: datetime, zone: ZoneInfo) -> str:
    clock = item.owed
    late = next((each for each in item.promises if each.late and each.commitment.due_at), None)
    if late and (clock is None or clock.due_at is None or (late.commitment.due_at or now) < clock.due_at):
        return _late_promise(late.commitment, now=now, zone=zone)
    if clock is None or clock.due_at is None:
        return _no_clock(item)
    look, symbol = clock_look(clock)
    was = "was " if clock.state is ClockState.OVERDUE else ""
    sign = f"{icon(symbol)} " if symbol else ""
    return (
        f'<div class="cell-main sh-{look or "ink"}">{sign}{esc(clock_left(clock, now=now))}</div>'
        f'<div class="sh-small">{esc(clock_name(clock))}, {was}{esc(near_moment(clock.due_at, now=now, zone=zone))}</div>'
    )


def _late_promise(promise: Commitment, *, now: datetime, zone: ZoneInfo) -> str:
    due = promise.due_at or now
    return (
        f'<div class="cell-main sh-red">{icon("error")} {esc(short_span(now - due))} late</div>'
        f'<div class="sh-small">Promised: {esc(promise.kind.label.lower())}, was {esc(near_moment(due, now=now, zone=zone))}</div>'
    )


def _no_clock(item: QueueItem) -> str:
    record = item.record
    if record.status is Status.CLOSED:
        first, second = "Closed", "Nothing is owed"
    elif record.status.is_over and record.customer_confirmed_at is None:
        first, second = "Waiting", "Customer to confirm"
    elif record.status.is_over:
        first, second = "Resolved", f"{'Apology' if item.message.is_apology else item.message.label} to write"
    elif item.clocks.next_update.state is ClockState.ON_CHANGE:
        first, second = "On change", "Nothing new to tell"
    else:
        first, second = "No clock", "No start is recorded"
    return f'<div class="cell-main">{first}</div><div class="sh-small">{esc(second)}</div>'


def totals(items: Sequence[QueueItem]) -> str:
    """Four figures over the queue."""
    still_open = sum(1 for item in items if not item.record.status.is_over)
    late = sum(1 for item in items if (item.owed and item.owed.state is ClockState.OVERDUE) or any(each.late for each in item.promises))
    today = sum(1 for item in items if item.due in {Due.NOW, Due.TODAY})
    waiting = sum(1 for item in items if item.draft and item.draft.state is State.SUBMITTED)
    figures = (("Open", still_open, ""), ("Late", late, "sh-red" if late else ""), ("Owed today", today, ""), ("To approve", waiting, ""))
    cells = "".join(f'<div>{name}<b class="{look}">{number}</b></div>' for name, number, look in figures)
    return f'<div class="sh sh-totals">{cells}</div>'


def in_hand(items: Iterable[QueueItem], *, now: datetime, zone: ZoneInfo) -> str:
    """The drafts that are on their way."""
    rows = []
    for item in items:
        draft = item.draft
        if draft is None:
            continue
        label, look, symbol = _DRAFT_LOOKS[draft.state]
        saved = moment(draft.newest.saved_at, now=now, zone=zone)
        rows.append(
            f'<div class="sh-rail-item"><span class="sh-{look or "muted"}">{icon(symbol)}</span><div><b>{esc(label)}</b> '
            f"{esc(form_of(draft.kind).label)}<div class='sh-small'>{esc(item.record.id)} · version {draft.version}, {esc(saved)}, by "
            f"{esc(draft.newest.author)}</div></div></div>"
        )
    empty = '<div class="sh-small" style="padding:9px 0">No text is on its way. The first draft starts from a row.</div>'
    return f'<div class="sh">{"".join(rows) or empty}</div>'
