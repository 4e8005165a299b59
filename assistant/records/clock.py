"""What is due when: first response, next update, resolution; and which message is owed now.

Pure: `now` is always an argument. All comparisons are between instants, so zones and daylight-saving changes cannot move a due time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from assistant.records.model import EscalationRecord, RecoveryImpact, Status, UpdateKind
from assistant.records.policy import OnChange, Policy


class MessageKind(StrEnum):
    """The customer messages, in the order in which an escalation needs them."""

    ACKNOWLEDGMENT = "acknowledgment"
    PROGRESS = "progress"
    RESOLUTION = "resolution"
    EXECUTIVE_APOLOGY = "executive"
    SHORT_APOLOGY = "short"

    @property
    def is_apology(self) -> bool:
        """Whether the `apology` action writes it, and not `update`."""
        return self in {MessageKind.EXECUTIVE_APOLOGY, MessageKind.SHORT_APOLOGY}

    @property
    def label(self) -> str:
        """The name a person reads."""
        return {
            "acknowledgment": "Acknowledgment",
            "progress": "Progress update",
            "resolution": "Resolution",
            "executive": "Executive apology",
            "short": "Short apology",
        }[self.value]


class ClockState(StrEnum):
    """How a clock stands."""

    MET = "met"
    MET_LATE = "met late"
    RUNNING = "running"
    SOON = "soon"
    OVERDUE = "overdue"
    ON_CHANGE = "on change"
    NOT_RUNNING = "not running"


@dataclass(frozen=True)
class Clock:
    """One due time.

    Attributes:
        name: "first response", "next update" or "resolution".
        state: How it stands at the `now` it was read at.
        due_at: The instant; None while nothing is due (on change and unchanged, or no start known).
        met_at: When it was met, if it was.
        late_by: By how much it is or was late; zero when it is not.
        reason: One plain sentence saying where the due time comes from.
    """

    name: str
    state: ClockState
    due_at: datetime | None
    met_at: datetime | None
    late_by: timedelta
    reason: str


@dataclass(frozen=True)
class Clocks:
    """The three clocks of one record."""

    first_response: Clock
    next_update: Clock
    resolution: Clock

    @property
    def owed_next(self) -> Clock | None:
        """The running clock with the earliest due time."""
        running = [c for c in (self.first_response, self.next_update, self.resolution) if c.due_at and not c.met_at]
        return min(running, key=lambda c: c.due_at or datetime.max.replace(tzinfo=c.due_at.tzinfo if c.due_at else None), default=None)


def _clock(name: str, due_at: datetime | None, met_at: datetime | None, now: datetime, soon: timedelta, reason: str) -> Clock:
    if due_at is None:
        state = ClockState.MET if met_at else ClockState.NOT_RUNNING
        return Clock(name, state, None, met_at, timedelta(0), reason)
    late_by = max((met_at or now) - due_at, timedelta(0))
    if met_at:
        state = ClockState.MET_LATE if late_by else ClockState.MET
    elif late_by:
        state = ClockState.OVERDUE
    else:
        state = ClockState.SOON if due_at - now <= soon else ClockState.RUNNING
    return Clock(name, state, due_at, met_at, late_by, reason)


def last_contact(record: EscalationRecord) -> datetime | None:
    """When the customer last heard from us: the acknowledgment or the newest message in the log."""
    times = [update.at for update in record.sent_messages]
    if record.acknowledged_at:
        times.append(record.acknowledged_at)
    return max(times, default=None)


def acknowledged_at(record: EscalationRecord) -> datetime | None:
    """When the customer was first answered: the field, else the first message in the log."""
    first = record.sent_messages[0].at if record.sent_messages else None
    return record.acknowledged_at or first


def unshared_change(record: EscalationRecord) -> datetime | None:
    """When something first changed that the customer has not been told: the oldest public entry after the last contact."""
    since = last_contact(record)
    changes = [
        u.at for u in record.updates if u.is_public and u.kind is not UpdateKind.CUSTOMER_MESSAGE and (since is None or u.at > since)
    ]
    return min(changes, default=None)


def _next_update(record: EscalationRecord, policy: Policy, now: datetime) -> Clock:
    row = policy.row(record.severity)
    soon = policy.communication.soon
    contact = last_contact(record)
    if record.status.is_over:
        return _clock("next update", None, None, now, soon, "The problem is over; no further update is due.")
    if contact is None:
        return _clock("next update", None, None, now, soon, "The first response comes first.")
    if isinstance(row.update_every, OnChange):
        changed = unshared_change(record)
        if changed is None:
            reason = "Updates come on change, and nothing has changed since the last message."
            return Clock("next update", ClockState.ON_CHANGE, None, None, timedelta(0), reason)
        reason = "Updates come on change: there is news that the customer has not been told."
        return _clock("next update", changed + row.first_response, None, now, soon, reason)
    reason = f"The last message went out at {contact.isoformat()}, and updates are due every {say_duration(row.update_every.interval)}."
    return _clock("next update", contact + row.update_every.interval, None, now, soon, reason)


def read_clocks(record: EscalationRecord, policy: Policy, *, now: datetime) -> Clocks:
    """The three clocks of a record as they stand at `now`.

    The first response and the resolution run from the escalation (else from the start of the impact); the next update runs from the
    last message the customer has. Updates "on change" are due one first-response time after an untold change, and never before.
    """
    now = now.astimezone(UTC)
    row = policy.row(record.severity)
    soon = policy.communication.soon
    began = record.began_at
    level = record.severity.value if record.severity else f"no severity set, {policy.communication.unrated_severity.value} used"
    first_due = began + row.first_response if began else None
    target = began + row.resolution_target if began else None
    answered = acknowledged_at(record)
    # A foreign log may show an answer before the escalation was opened; that is met, not an error.
    first = _clock("first response", first_due, answered, now, soon, f"{level}: first response after {say_duration(row.first_response)}.")
    resolution = _clock(
        "resolution", target, record.resolved_at, now, soon, f"{level}: resolution within {say_duration(row.resolution_target)}."
    )
    if record.status.is_over and record.resolved_at is None:
        resolution = Clock(
            "resolution", ClockState.NOT_RUNNING, None, None, timedelta(0), "Resolved at a time that the record does not hold."
        )
    return Clocks(first, _next_update(record, policy, now), resolution)


def promised_next_update(record: EscalationRecord, policy: Policy, *, now: datetime) -> tuple[datetime, bool]:
    """The time that a message written at `now` may promise for the next one.

    Returns:
        The instant, rounded up to the whole minute, and whether it is a limit ("at the latest") and not a pace: so for updates on change,
        which are promised by the resolution target, or within one first-response time when that target has passed.
    """
    now = now.astimezone(UTC)
    row = policy.row(record.severity)
    if isinstance(row.update_every, OnChange):
        target = (record.began_at or now) + row.resolution_target
        return _whole_minute(target if target > now else now + row.first_response), True
    return _whole_minute(now + row.update_every.interval), False


def _whole_minute(at: datetime) -> datetime:
    cut = at.replace(second=0, microsecond=0)
    return cut if cut == at else cut + timedelta(minutes=1)


def next_message(record: EscalationRecord) -> MessageKind:
    """The message that the record's state asks for.

    A problem that is over asks for the resolution message; once that is sent and the measured impact is significant or worse, for the
    executive's apology. A problem that is not over asks for the acknowledgment until the customer has been answered, then for updates.
    """
    if record.status.is_over or record.resolved_at is not None:
        over_since = record.resolved_at
        told = any(over_since is not None and update.at >= over_since for update in record.sent_messages)
        severe = record.recovery is not None and record.recovery.impact in {RecoveryImpact.SIGNIFICANT, RecoveryImpact.SEVERE}
        return MessageKind.EXECUTIVE_APOLOGY if told and severe and record.executive else MessageKind.RESOLUTION
    answered = acknowledged_at(record) is not None
    return MessageKind.PROGRESS if answered or record.status is Status.MITIGATED else MessageKind.ACKNOWLEDGMENT


def say_time(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """A clock time with its zone, and the date when it is not today: "14:47 UTC", "14:47 UTC on 23 November 2026"."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    clock = f"{local:%H:%M} {local.tzname()}"
    if local.date() == today.date():
        return clock
    year = f" {local.year}" if local.year != today.year else ""
    return f"{clock} on {local.day} {local:%B}{year}"


def say_date(at: datetime, *, zone: ZoneInfo) -> str:
    """A date in words: "23 November 2026"."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%B} {local.year}"


def say_duration(span: timedelta) -> str:
    """A duration in words, in its two largest units: "38 minutes", "2 hours 5 minutes", "1 day"."""
    minutes = int(span.total_seconds() // 60)
    parts = [(minutes // 1440, "day"), (minutes % 1440 // 60, "hour"), (minutes % 60, "minute")]
    said = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n][:2]
    return " ".join(said) or "less than a minute"
