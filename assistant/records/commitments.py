"""Promises to a customer: what kinds there are, how each stands, and what of them is owed. Pure; `now` is an argument.

How a promise stands follows from the record where the record shows it, and from a named person's word everywhere else:

- the next update is kept by the next message to the customer at or before its time, and broken once that has passed without one;
- a fix is kept or broken by the recorded end of the impact;
- a report, a call, a credit or another action is kept by an entry of the log that tells of it, handed in by the caller. Silence in the log
  breaks none of them: somebody may have called and written nothing down. It stays open, late, until a person says how it went.

A person's word stands above all of that; the newest counts. A sentence that no rule takes for a promise, only its wording as a whole, is a
proposal: nobody owes it, and the record settles nothing about it, until a person says that it is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from assistant.records.clock import say_duration
from assistant.records.model import EscalationRecord


class PromiseKind(StrEnum):
    """What is promised."""

    NEXT_UPDATE = "next_update"
    REPORT = "report"
    CALL = "call"
    CREDIT = "credit"
    FIX = "fix"
    ACTION = "action"

    @property
    def label(self) -> str:
        """The name a person reads."""
        return {"next_update": "Next update", "fix": "End of the problem"}.get(self.value, self.value.capitalize())


class Standing(StrEnum):
    """How a promise stands; as a person's word, "open" confirms a proposal, which then stands as the record tells."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Behind:
    """A piece of evidence that stood behind a promise when it was made: its tag then, the field, and its words, because tags move."""

    tag: str
    field: str
    words: str


@dataclass(frozen=True)
class Commitment:
    """One promise in a message that the customer has.

    Attributes:
        id: Such as "C-0001"; empty for one that the ledger has not entered yet.
        record_id: Whose escalation.
        text: The sentence that makes it.
        kind: What is promised.
        made_at: When the message went out.
        due_at: When it is due; None where no time was promised.
        owner: Who owes it; None where nobody is named.
        backed_by: What stood behind it.
        source: The text that made it: "draft D-0004, version 2", "log entry 5".
        draft_id: The draft, where it was one.
        certain: False for an estimate ("we expect").
        proposed: True where only its wording as a whole speaks for a promise; nobody owes it until a person confirms it.
    """

    id: str
    record_id: str
    text: str
    kind: PromiseKind
    made_at: datetime
    due_at: datetime | None
    owner: str | None
    backed_by: tuple[Behind, ...]
    source: str
    draft_id: str | None = None
    certain: bool = True
    proposed: bool = False

    @property
    def has_field(self) -> bool:
        """Whether a field of the record tracks the same thing, with a due time of its own."""
        return any(behind.field in _TRACKED for behind in self.backed_by)


_TRACKED = frozenset({"eta", "next_action", "prevention", "follow_ups"})


@dataclass(frozen=True)
class Word:
    """What a named person said about a promise."""

    standing: Standing
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Told:
    """The entry of the log that tells that a promise was kept."""

    at: datetime
    where: str
    words: str


@dataclass(frozen=True)
class Judged:
    """A promise as it stands.

    Attributes:
        commitment: The promise; no longer `proposed` where a person has confirmed it, or said how it went.
        standing: How it stands.
        reason: Why, one plain sentence.
        by: Who said so; empty where it follows from the record.
        at: When it came to stand so; None while it is open.
        late: Whether its due time has passed without its being kept.
        answered: Whether the customer had a message since it was broken; an open promise has no answer yet.
        confirmed: Who said that a proposal is a promise.
    """

    commitment: Commitment
    standing: Standing
    reason: str
    by: str = ""
    at: datetime | None = None
    late: bool = False
    answered: bool = True
    confirmed: Word | None = None

    @property
    def is_proposal(self) -> bool:
        """Whether a person has yet to say whether it is a promise at all."""
        return self.commitment.proposed and self.standing is Standing.OPEN

    @property
    def is_owed(self) -> bool:
        """Whether somebody still has to do or say something: it is open and no proposal, or broken and the customer heard nothing since."""
        if self.standing is Standing.OPEN:
            return not self.commitment.proposed
        return self.standing is Standing.BROKEN and not self.answered


WORDED_LIKE = "Worded like a promise: confirm or withdraw"
"""What a person reads of a proposal."""


@dataclass(frozen=True)
class OpenPromise:
    """A promise that the customer holds and that nobody has kept yet, found by the caller.

    Attributes:
        where: The text that made it: "draft D-0004", "log entry 5".
        words: Its words.
        due_at: When it is due; None where no time was promised.
    """

    where: str
    words: str
    due_at: datetime | None = None


def judge(
    commitment: Commitment,
    record: EscalationRecord,
    *,
    now: datetime,
    words: Sequence[Word] = (),
    told: Callable[[], Told | None] = lambda: None,
) -> Judged:
    """How a promise stands at `now`.

    Args:
        commitment: The promise.
        record: Its escalation. Messages and an end from after `now` do not count.
        now: When it is read.
        words: What people said about it, oldest first.
        told: Finds the entry of the log that tells that it was kept; only asked where that decides.
    """
    now = now.astimezone(UTC)
    heard = [word for word in words if word.at <= now]
    promise = with_words(commitment, heard)
    confirmed = next((word for word in reversed(heard) if word.standing is Standing.OPEN), None)
    if heard and (said := heard[-1]).standing is not Standing.OPEN:
        broken = said.standing is Standing.BROKEN
        answered = not broken or _message_after(record, said.at, now) is not None
        return Judged(promise, said.standing, said.reason, said.by, said.at, late=broken, answered=answered, confirmed=confirmed)
    if promise.proposed:
        return Judged(promise, Standing.OPEN, f"{WORDED_LIKE}.", answered=False)
    return replace(_by_record(promise, record, now, told), confirmed=confirmed)


def with_words(commitment: Commitment, words: Iterable[Word]) -> Commitment:
    """The promise, no longer proposed where somebody confirmed it; who says that it was kept or broken takes it for one, too."""
    return replace(commitment, proposed=commitment.proposed and all(word.standing is Standing.WITHDRAWN for word in words))


def _by_record(commitment: Commitment, record: EscalationRecord, now: datetime, told: Callable[[], Told | None]) -> Judged:
    if commitment.kind is PromiseKind.NEXT_UPDATE:
        return _next_update(commitment, record, now)
    if commitment.kind is PromiseKind.FIX:
        return _fix(commitment, record, now)
    return _deed(commitment, record, now, told())


def _next_update(promise: Commitment, record: EscalationRecord, now: datetime) -> Judged:
    came = _message_after(record, promise.made_at, now)
    due = promise.due_at
    if came is not None and (due is None or came <= _whole_minute(due)):
        return Judged(promise, Standing.KEPT, "The next message went out in time.", at=came)
    if due is None or now <= _whole_minute(due):
        return _open(promise, now, "No message has gone out since.")
    if came is None:
        reason = f"No message has gone out since; it is {say_duration(now - due)} late."
        return Judged(promise, Standing.BROKEN, reason, at=due, late=True, answered=False)
    return Judged(promise, Standing.BROKEN, f"The next message came {say_duration(came - due)} late.", at=due, late=True)


def _fix(promise: Commitment, record: EscalationRecord, now: datetime) -> Judged:
    end, due = record.resolved_at, promise.due_at
    ended = end if end is not None and promise.made_at <= end <= now else None
    if ended is not None and (due is None or ended <= _whole_minute(due)):
        return Judged(promise, Standing.KEPT, "The record tells that it ended in time.", at=ended)
    if due is None or now <= _whole_minute(due):
        return _open(promise, now, "The record tells of no end yet.")
    what = "estimate" if not promise.certain else "time"
    if ended is not None:
        reason = f"It ended {say_duration(ended - due)} after that {what}."
        return Judged(promise, Standing.BROKEN, reason, at=due, late=True, answered=_message_after(record, due, now) is not None)
    if record.status.is_over:
        # Over at no recorded time, or before the promise was made: then it promised something that the record does not follow.
        return _open(promise, now, "The record does not tell whether this was done.")
    answered = _message_after(record, due, now) is not None
    return Judged(promise, Standing.BROKEN, f"That {what} has passed, and it is not over.", at=due, late=True, answered=answered)


def _deed(promise: Commitment, record: EscalationRecord, now: datetime, told: Told | None) -> Judged:
    due = promise.due_at
    if told is None or told.at > now:
        return _open(promise, now, "The log does not tell that it was done.")
    if due is None or told.at <= _whole_minute(due):
        return Judged(promise, Standing.KEPT, f"{told.where} tells of it: “{told.words}”", at=told.at)
    reason = f"{told.where} tells of it {say_duration(told.at - due)} late: “{told.words}”"
    return Judged(promise, Standing.BROKEN, reason, at=due, late=True, answered=_message_after(record, due, now) is not None)


def _open(promise: Commitment, now: datetime, reason: str) -> Judged:
    late = promise.due_at is not None and now > _whole_minute(promise.due_at)
    return Judged(promise, Standing.OPEN, reason, late=late, answered=False)


def _whole_minute(due: datetime) -> datetime:
    """The last instant that still is the promised minute: nobody promises seconds."""
    return due.replace(second=0, microsecond=0) + timedelta(seconds=59, microseconds=999_999)


def _message_after(record: EscalationRecord, instant: datetime, now: datetime) -> datetime | None:
    return min((update.at for update in record.sent_messages if instant < update.at <= now), default=None)


def by_due(judged: Judged) -> tuple[float, datetime, str]:
    """The order in which promises are owed: the earliest due time first, what has none last."""
    due = judged.commitment.due_at
    return due.timestamp() if due else float("inf"), judged.commitment.made_at, judged.commitment.id


def owed(judged: Iterable[Judged]) -> tuple[Judged, ...]:
    """What somebody still has to do or say, by due time."""
    return tuple(sorted((each for each in judged if each.is_owed), key=by_due))


def to_answer(judged: Iterable[Judged], *, until: datetime) -> tuple[Judged, ...]:
    """What a message has to speak of: owed, and due before the next message goes out at `until`."""
    return tuple(each for each in owed(judged) if each.commitment.due_at is not None and each.commitment.due_at <= until)


def proposals(judged: Iterable[Judged]) -> tuple[Judged, ...]:
    """What a person has yet to confirm or withdraw, the newest message first."""
    waiting = (each for each in judged if each.is_proposal)
    return tuple(sorted(waiting, key=lambda each: (each.commitment.made_at, each.commitment.id), reverse=True))


def is_tracked(each: Judged, *, now: datetime) -> bool:
    """Whether a field of the record holds the same promise with a time to come, so that the field is what speaks of it."""
    due = each.commitment.due_at
    return each.commitment.has_field and due is not None and due > now


def not_followed(judged: Iterable[Judged]) -> tuple[OpenPromise, ...]:
    """What is late and not done, for the red flag: late updates are the communication gap's, and what a field tracks is the field's."""
    return as_open(
        each for each in judged if each.late and each.commitment.kind is not PromiseKind.NEXT_UPDATE and not each.commitment.has_field
    )


def as_open(judged: Iterable[Judged]) -> tuple[OpenPromise, ...]:
    """What is owed, as the closure gate and the red flags take it."""
    return tuple(OpenPromise(each.commitment.source, each.commitment.text, each.commitment.due_at) for each in owed(judged))
