"""The red flags of one escalation: what is going wrong, where that stands, since when, and what clears it. Pure; `now` is an argument.

Flags are read from the record and its log, never typed in. What a record alone cannot tell is handed in by the caller: places in texts that
blame, the severity that the criteria ask for, and escalations that were the same issue. A flag that was cleared keeps the time of it, so
that a log read later still tells what went wrong. The severity at hand is taken for the whole log, which does not say when it changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from enum import StrEnum

from assistant.records.clock import acknowledged_at, say_duration, unshared_change
from assistant.records.commitments import OpenPromise
from assistant.records.model import ActionStatus, EscalationRecord, PreventionAction, Severity, Status, Update, UpdateKind
from assistant.records.policy import Every, Policy


class RedFlag(StrEnum):
    """The eight, in the order in which they are told."""

    DELAYED_ACKNOWLEDGMENT = "delayed acknowledgment"
    UNDER_SEVERITY = "under-severity"
    COMMUNICATION_GAP = "communication gap"
    BLAME_LANGUAGE = "blame language"
    PREMATURE_CLOSURE = "premature closure"
    NO_FOLLOW_THROUGH = "no follow-through"
    MISSING_RCA = "missing RCA"
    PATTERN_BLINDNESS = "pattern blindness"


@dataclass(frozen=True)
class Ground:
    """What a flag stands on: a field ("acknowledged_at", "prevention 2"), a log entry ("log entry 4") or a text, and its words."""

    where: str
    words: str


@dataclass(frozen=True)
class Flag:
    """One red flag.

    Attributes:
        name: Which.
        reason: One plain sentence.
        grounds: Where it stands, in words; at least one.
        since: When it started; None where the record does not hold it.
        clears: What clears it.
        cleared_at: When it was cleared; None while it stands.
    """

    name: RedFlag
    reason: str
    grounds: tuple[Ground, ...]
    since: datetime | None
    clears: str
    cleared_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.cleared_at is None


@dataclass(frozen=True)
class Blame:
    """A place in a text that blames, found by the caller.

    Attributes:
        where: The text: "draft D-0004, version 2", "log entry 5".
        words: The quoted piece.
        at: When the text was written.
        sent: Whether the customer already has it: then no edit takes it back.
    """

    where: str
    words: str
    at: datetime | None = None
    sent: bool = False


@dataclass(frozen=True)
class Criteria:
    """The severity that the triage criteria ask for, with what fired them; found by the caller."""

    severity: Severity
    grounds: tuple[Ground, ...]
    since: datetime | None = None


@dataclass(frozen=True)
class Earlier:
    """An earlier escalation or past report of the same issue, found by the caller.

    Attributes:
        id: Its id.
        title: Its title.
        on: The day on which it began; for a past report, the day of its closing; None where that is not known.
        why: What makes it the same, one plain phrase: "same customer, words in common: feed, orders".
    """

    id: str
    title: str
    on: date | None
    why: str


def read_flags(
    record: EscalationRecord,
    policy: Policy,
    *,
    now: datetime,
    blame: Sequence[Blame] = (),
    criteria: Criteria | None = None,
    earlier: Sequence[Earlier] = (),
    promises: Sequence[OpenPromise] = (),
    standing_only: bool = False,
) -> tuple[Flag, ...]:
    """The red flags of a record as they stand at `now`, standing and cleared, in the order of `RedFlag` and then of time.

    Args:
        record: The escalation.
        policy: For the clocks and the zone in which a due day ends.
        now: When they are read.
        blame: Places in its drafts and messages that blame.
        criteria: The severity that its words ask for.
        earlier: Earlier escalations of the same issue, oldest first.
        promises: Promises in sent messages that are neither kept nor withdrawn; those past due are looked at.
        standing_only: Leave out what was cleared; quicker, for reports over many records.
    """
    now = now.astimezone(UTC)
    record = _until(record, now)
    found = [
        *_delayed_acknowledgment(record, policy, now, standing_only=standing_only),
        *_under_severity(record, policy, criteria),
        *_gaps(record, policy, now, standing_only=standing_only),
        *_blame(blame),
        *_premature_closure(record),
        *follow_through(record, policy, now),
        *_promised(promises, now),
        *_missing_root_cause(record, now, policy.review.root_cause_within),
        *_pattern(record, earlier),
    ]
    if standing_only:
        found = [flag for flag in found if flag.stands]
    return tuple(sorted(found, key=_order)) if len(found) > 1 else tuple(found)


def _until(record: EscalationRecord, now: datetime) -> EscalationRecord:
    """The record without messages and entries from after `now`: a report on the past must not know what cleared a flag later."""
    changes: dict[str, object] = {}
    if record.updates and record.updates[-1].at > now:
        changes["updates"] = tuple(update for update in record.updates if update.at <= now)
    if record.acknowledged_at and record.acknowledged_at > now:
        changes["acknowledged_at"] = None
    return record.model_copy(update=changes) if changes else record


def _order(flag: Flag) -> tuple[int, datetime, str]:
    return list(RedFlag).index(flag.name), flag.since or datetime.max.replace(tzinfo=UTC), flag.grounds[0].where


def _field(record: EscalationRecord, *names: str) -> tuple[Ground, ...]:
    """Fields with what they hold; an empty one says so."""
    grounds = []
    for name in names:
        value = getattr(record, name)
        words = value.isoformat(timespec="minutes") if isinstance(value, datetime) else str(value) if value else "not recorded"
        grounds.append(Ground(name, words))
    return tuple(grounds)


def _entry(record: EscalationRecord, at: datetime, *, message: bool) -> Ground:
    """The log entry of an instant: a message to the customer, or other news. Numbered as in the evidence; of two at one instant, by words."""
    chosen = [
        (update.text, number)
        for number, update in enumerate(record.updates, start=1)
        if update.at == at and (update.kind is UpdateKind.CUSTOMER_MESSAGE) is message and (message or update.is_public)
    ]
    if not chosen:
        return _field(record, "acknowledged_at")[0]
    text, number = min(chosen)
    return Ground(f"log entry {number}", " ".join(text.split()))


def _began(record: EscalationRecord) -> str:
    return "escalated_at" if record.escalated_at else "started_at"


def _delayed_acknowledgment(record: EscalationRecord, policy: Policy, now: datetime, *, standing_only: bool) -> Iterator[Flag]:
    """The first answer came after its due time, or not yet. The end of the impact clears it too: then the resolution is what is owed."""
    answered, end = record.acknowledged_at or acknowledged_at(record), _end(record)
    if record.began_at is None or (answered is None and end is None and record.status.is_over):
        return
    allowed = policy.row(record.severity).first_response
    due, cleared = record.began_at + allowed, answered or end
    if (cleared or now) <= due or (standing_only and cleared):
        return
    start = _field(record, _began(record)) if record.escalated_at or record.started_at else (_entry_at(record, 0),)
    answer = (_entry(record, answered, message=True),) if answered and not record.acknowledged_at else _field(record, "acknowledged_at")
    came = "came" if answered else "never came before the end, and was" if end else "is"
    reason = f"The first response was due within {say_duration(allowed)} and {came} {say_duration((cleared or now) - due)} late."
    clears = "The acknowledgment: `acknowledged_at`, or the first message to the customer in the log; or the end of the impact."
    yield Flag(RedFlag.DELAYED_ACKNOWLEDGMENT, reason, (*start, *answer), due, clears, cleared)


def _entry_at(record: EscalationRecord, index: int) -> Ground:
    return Ground(f"log entry {index + 1}", " ".join(record.updates[index].text.split()))


def _under_severity(record: EscalationRecord, policy: Policy, criteria: Criteria | None) -> Iterator[Flag]:
    held = record.severity or policy.communication.unrated_severity
    if criteria is None or criteria.severity.rank >= held.rank:
        return
    has = record.severity.value if record.severity else f"no severity, so that {held.value} applies"
    reason = f"The record has {has}; its words ask for {criteria.severity.value}."
    clears = f"Severity {criteria.severity.value}, or a correction of the words that ask for it."
    yield Flag(RedFlag.UNDER_SEVERITY, reason, (*_field(record, "severity"), *criteria.grounds), criteria.since, clears)


def _gaps(record: EscalationRecord, policy: Policy, now: datetime, *, standing_only: bool) -> Iterator[Flag]:
    """Every stretch between two messages, or since the last one, that was longer than the level's pace allows.

    On change, a stretch is too long when news waited for more than one first-response time. Nothing is due before the first answer, which
    is a flag of its own, nor after the end of the impact.
    """
    if standing_only and record.status.is_over:
        return
    row = policy.row(record.severity)
    known = {update.at for update in record.sent_messages} | ({record.acknowledged_at} if record.acknowledged_at else set())
    contacts = sorted(known)
    end = _end(record)
    end = end if end and end <= now else None
    until = end or now
    if record.status.is_over and end is None:
        return
    for place, contact in enumerate(contacts):
        if standing_only and place + 1 < len(contacts):
            continue
        following = contacts[place + 1] if place + 1 < len(contacts) else None
        news = None if isinstance(row.update_every, Every) else _first_news(record, contact, following)
        if isinstance(row.update_every, Every):
            due = contact + row.update_every.interval
        elif news is not None:
            due = news + row.first_response
        else:
            continue
        if due >= min(following or until, until):
            continue
        grounds = (_entry(record, contact, message=True), *([_entry(record, news, message=False)] if news else []))
        yield _gap(grounds, due, _cleared(following, end), row.update_every.label, until)


def _first_news(record: EscalationRecord, contact: datetime, following: datetime | None) -> datetime | None:
    """The oldest public news after a contact that the customer had not been told before the next one."""
    if following is None:
        return unshared_change(record)
    return min(
        (
            update.at
            for update in record.updates
            if update.is_public and update.kind is not UpdateKind.CUSTOMER_MESSAGE and contact < update.at < following
        ),
        default=None,
    )


def _cleared(following: datetime | None, end: datetime | None) -> datetime | None:
    return min((at for at in (following, end) if at), default=None)


def _gap(grounds: tuple[Ground, ...], due: datetime, cleared: datetime | None, pace: str, until: datetime) -> Flag:
    pace = "on change" if pace == "latest" else pace
    length = say_duration((cleared or until) - due)
    reason = f"The {pace} update {'came' if cleared else 'is'} {length} late." if pace != "on change" else f"News waited {length} too long."
    return Flag(RedFlag.COMMUNICATION_GAP, reason, grounds, due, "A message to the customer in the log, or the end of the impact.", cleared)


def _end(record: EscalationRecord) -> datetime | None:
    """When the impact ended; for a problem that is over at no recorded time, the confirmation."""
    return record.resolved_at or (record.customer_confirmed_at if record.status.is_over else None)


def _blame(blame: Sequence[Blame]) -> Iterator[Flag]:
    for place in sorted(set(blame), key=lambda each: (each.where, each.words)):
        reason = "A message that the customer has points at somebody." if place.sent else "A text points at somebody."
        clears = "A later message that owns what happened; nothing takes these words back." if place.sent else "Other words at this place."
        yield Flag(RedFlag.BLAME_LANGUAGE, reason, (Ground(place.where, place.words),), place.at, clears)


def _premature_closure(record: EscalationRecord) -> Iterator[Flag]:
    """Closed, and no confirmation. No field says when it was closed; the end of the impact is the earliest that it can have been."""
    if record.status is Status.CLOSED and record.customer_confirmed_at is None:
        clears = "The customer's confirmation (`customer_confirmed_at`), or opening it again."
        grounds = _field(record, "status", "customer_confirmed_at")
        yield Flag(
            RedFlag.PREMATURE_CLOSURE, "It was closed before the customer confirmed the solution.", grounds, record.resolved_at, clears
        )


_WORD = re.compile(r"[^\W\d_]{4,}")
_SAYS_NOTHING = frozenset({"again", "from", "have", "next", "that", "them", "then", "they", "this", "when", "will", "with", "your"})


def _tells_of(update: Update, words: frozenset[str]) -> bool:
    told = update.kind in {UpdateKind.CUSTOMER_MESSAGE, UpdateKind.ACTION}
    return told and bool(words & frozenset(_WORD.findall(update.text.casefold())))


def _terms(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold())) - _SAYS_NOTHING


def follow_through(record: EscalationRecord, policy: Policy, now: datetime) -> Iterator[Flag]:
    """Promises past due: prevention that is neither done nor dropped, check-ins and gestures that the log does not tell of.

    A check-in has no status, so the log decides: an action or a message to the customer that shares a word with it, from the day before
    its due time on. A gesture has no due time either: an authorised one is owed when the escalation is closed.
    """
    for number, action in enumerate(record.prevention, start=1):
        due = due_of(action, policy)
        if due and due < now and action.status not in {ActionStatus.DONE, ActionStatus.DROPPED}:
            words = f"{action.action} ({action.status.value}, due {_said(action.due_at)})"
            reason = "A prevention action is past due and not done."
            yield _broken(f"prevention {number}", words, reason, due, "Its status done or dropped, or a new due time that somebody agreed.")
    recovery = record.recovery
    for number, follow_up in enumerate(recovery.follow_ups if recovery else (), start=1):
        if follow_up.due_at is None or follow_up.due_at >= now:
            continue
        kept = _told(record, _terms(follow_up.text), since=follow_up.due_at - timedelta(days=1))
        if kept is None or kept > follow_up.due_at:
            words = f"{follow_up.text} (due {_said(follow_up.due_at)})"
            clears = "An action or a message to the customer in the log that tells of it."
            yield _broken(f"follow-up {number}", words, "A check-in is past due.", follow_up.due_at, clears, kept)
    end = max((at for at in (record.resolved_at, record.customer_confirmed_at) if at), default=None)
    for number, gesture in enumerate(recovery.gestures if recovery else (), start=1):
        owed = record.status is Status.CLOSED and gesture.authorised_by
        if owed and told_in_log(record, gesture.gesture) is None:
            words = f"{gesture.gesture} (authorised by {gesture.authorised_by})"
            reason = "An authorised gesture is not told of in the log, and the escalation is closed."
            yield _broken(f"gesture {number}", words, reason, end, "An action or a message to the customer in the log that tells of it.")


def _promised(promises: Sequence[OpenPromise], now: datetime) -> Iterator[Flag]:
    for promise in promises:
        if promise.due_at and promise.due_at < now:
            words = f"{promise.words} (due {_said(promise.due_at)})"
            clears = "An entry in the log that tells it was done, or a person's word in the ledger of promises."
            yield _broken(promise.where, words, "A promise in a sent message is past due.", promise.due_at, clears)


def told_in_log(record: EscalationRecord, promise: str) -> datetime | None:
    """When the log first tells of something that was promised: an action or a message to the customer that shares a word with it."""
    return _told(record, _terms(promise), since=None)


def _told(record: EscalationRecord, words: frozenset[str], *, since: datetime | None) -> datetime | None:
    """When the log first tells of something, from an instant on."""
    return min((u.at for u in record.updates if (since is None or u.at >= since) and _tells_of(u, words)), default=None)


def due_of(action: PreventionAction, policy: Policy) -> datetime | None:
    """The instant after which an action is late; a day is over at its end in the policy's zone."""
    if action.due_at is None or isinstance(action.due_at, datetime):
        return action.due_at
    return datetime.combine(action.due_at + timedelta(days=1), clock_time.min, tzinfo=policy.zone).astimezone(UTC)


def _said(due: datetime | date | None) -> str:
    return due.isoformat(timespec="minutes") if isinstance(due, datetime) else due.isoformat() if due else ""


def _broken(where: str, words: str, reason: str, since: datetime | None, clears: str, cleared_at: datetime | None = None) -> Flag:
    return Flag(RedFlag.NO_FOLLOW_THROUGH, reason, (Ground(where, words),), since, clears, cleared_at)


def _missing_root_cause(record: EscalationRecord, now: datetime, within: timedelta) -> Iterator[Flag]:
    """SEV-1 and SEV-2 that are over; without the time of the end, from the last thing that the record knows."""
    if record.severity is None or record.severity.rank > Severity.SEV2.rank or not record.status.is_over or record.root_cause:
        return
    end = _end(record) or (record.updates[-1].at if record.updates else record.began_at)
    if end is None or end + within >= now:
        return
    reason = f"{record.severity.value} is over for more than {say_duration(within)}, and no cause is confirmed."
    grounds = _field(record, "severity", "resolved_at", "root_cause")
    yield Flag(RedFlag.MISSING_RCA, reason, grounds, end + within, "A confirmed cause in `root_cause`.")


_NAMED = 5
"""How many earlier escalations a flag names, the latest ones; the count is of all."""
MOST_EARLIER = 20
"""How many are looked for; an issue that came back this often is told as "20 times or more"."""


def _pattern(record: EscalationRecord, earlier: Sequence[Earlier]) -> Iterator[Flag]:
    """The same issue again, handled as if it were new: it stands while there is no cause with a prevention action against it."""
    same = list({each.id: each for each in earlier if each.id != record.id}.values())
    treated = record.root_cause and any(action.status is not ActionStatus.DROPPED for action in record.prevention)
    if same and not treated:
        again = f"{len(same)} time{'' if len(same) == 1 else 's'}{' or more' if len(same) >= MOST_EARLIER else ''}"
        reason = f"The same issue came before ({again}), and this record holds no confirmed cause with a prevention action."
        grounds = (
            Ground("title", record.title),
            *(Ground(f"earlier escalation {each.id}", _told_earlier(each)) for each in same[-_NAMED:]),
        )
        clears = "A confirmed cause (`root_cause`) and a prevention action."
        yield Flag(RedFlag.PATTERN_BLINDNESS, reason, grounds, record.began_at, clears)


def _told_earlier(earlier: Earlier) -> str:
    on = f", {earlier.on.isoformat()}" if earlier.on else ""
    return f"{earlier.title}{on} ({earlier.why})"
