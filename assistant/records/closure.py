"""The closure gate: what an escalation still lacks before it may be closed. Pure; `now` is an argument.

Four conditions, each with what clears it: the customer confirmed; the workaround is withdrawn, or has a date on which it will be; every
promise is kept; the cause is confirmed, or there is a date for its analysis. The gate reads the record and its log. What a record cannot
tell is handed in: promises in messages that were sent, and an approved post-incident report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.records.commitments import OpenPromise
from assistant.records.flags import Ground, due_of, follow_through, told_in_log
from assistant.records.model import ActionStatus, EscalationRecord, Status, Update, UpdateKind
from assistant.records.policy import Policy

__all__ = ["Condition", "Gate", "Missing", "OpenPromise", "read_gate"]


class Condition(StrEnum):
    """The four, in the order in which they are told."""

    CONFIRMATION = "confirmation"
    WORKAROUND = "workaround"
    PROMISES = "promises"
    ROOT_CAUSE = "root_cause"


@dataclass(frozen=True)
class Missing:
    """One condition that is not met.

    Attributes:
        id: Which.
        text: What is missing, one plain sentence.
        way_out: What clears it, one plain sentence.
        grounds: Where that stands: the fields and entries that were looked at.
    """

    id: Condition
    text: str
    way_out: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True)
class Gate:
    """What an escalation lacks before it may be closed; nothing where `missing` is empty."""

    missing: tuple[Missing, ...]

    @property
    def is_open(self) -> bool:
        """Whether the escalation may be closed."""
        return not self.missing


def read_gate(
    record: EscalationRecord, policy: Policy, *, now: datetime, promises: Sequence[OpenPromise] = (), report_id: str | None = None
) -> Gate:
    """The gate of a record as it stands at `now`.

    Args:
        record: The escalation, closed or not.
        policy: For the zone in which a due day ends.
        now: When it is read; entries and confirmations from later do not count.
        promises: Promises in sent messages that are neither kept nor withdrawn.
        report_id: An approved analysis of the cause, where one is kept.
    """
    entries = tuple(update for update in record.updates if update.at <= now)
    seen = record.model_copy(update={"updates": entries})
    found = (
        _confirmation(seen, now),
        _workaround(seen, policy, now),
        _promises(seen, policy, now, promises),
        _root_cause(seen, policy, now, report_id),
    )
    return Gate(tuple(missing for missing in found if missing))


def _confirmation(record: EscalationRecord, now: datetime) -> Missing | None:
    confirmed = record.customer_confirmed_at
    if confirmed and confirmed <= now:
        return None
    said = confirmed.isoformat(timespec="minutes") if confirmed else "not recorded"
    text = "The customer's confirmation lies in the future." if confirmed else "The customer has not confirmed that the problem is solved."
    way_out = "Ask the customer, and record when they confirmed (`customer_confirmed_at`)."
    return Missing(Condition.CONFIRMATION, text, way_out, (Ground("customer_confirmed_at", said),))


# The workaround

_NO_WORKAROUND = re.compile(
    r"\s*(?:n/?a|-+|none|no|not (?:known|available|applicable|possible)|(?:there is )?no (?:known )?work-?around\b.*)?[.\s]*", re.I
)
_WORKAROUND = re.compile(
    r"\bwork-?arounds?\b|\bstop-?gap\b|\b(?:interim|temporary|provisional) (?:\w+ )?(?:fix|solution|measure|route|setting|rule)\b", re.I
)
_PERMANENT = re.compile(r"\b(?:permanent|final|lasting|proper|root) (?:fix|solution|repair|correction|release)\b", re.I)
_WITHDRAWN = re.compile(
    r"\b(?:withdrawn?|withdrew|removed|retired|lifted|ended|reverted|undone|deactivated|disabled|discontinued|dismantled|rolled back|cancelled|canceled"
    r"|(?:switched|turned|taken|took|backed) (?:(?:the|our|this|that) (?:\w+ ){1,3}?)?(?:off|out|back|down)|no longer (?:needed|required|necessary|used|in (?:use|place|force))"
    r"|not (?:needed|required|necessary|used) (?:any ?more|any longer|now)|out of use|replaced by)\b",
    re.I,
)
_IN_FORCE = re.compile(
    r"\b(?:still|remains?|stays?|reinstated|restored|re-?activated|re-?enabled|put back|switched (?:back )?on|turned (?:back )?on|back in (?:place|use|force)"
    r"|in (?:place|use|force)(?! until)|given|offered|sent|applied|set up|active)\b",
    re.I,
)
_NOT_YET = re.compile(
    r"\b(?:will|would|should|could|can|cannot|must|may|might|shall|to be|going to|plan(?:s|ned|ning)?|until|once|when|as soon as|after|before|if"
    r"|whether|unless|not (?:yet )?(?:been )?(?:withdrawn|removed|retired|lifted|ended|reverted|disabled|switched|turned|replaced)"
    r"|yet to|needs?|wants?|asks?|asked|please|let us|propose[sd]?|suggest(?:s|ed)?|try|trying|tomorrow|next (?:week|month))\b"
    r"|n[\x27’]t\b|[\x27’]ll\b|\?",
    re.I,
)
_DENIED = re.compile(r"\bnot (?:yet )?(?:been )?\w+\b|n[\x27’]t\b", re.I)
_REMOVAL = re.compile(r"\b(?:remove|withdraw|retire|revert|undo|disable|switch off|turn off|end|take (?:back|out|down))\w*\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]{5,}")


def _workaround(record: EscalationRecord, policy: Policy, now: datetime) -> Missing | None:
    """A workaround that is in force needs an end: told in the log, or dated.

    The last sentence of the log that speaks of it decides: a deed ("the workaround was switched off") withdraws it, a plan or a condition
    does not, and a later "is in use again" takes the withdrawal back. A date is a step, a follow-up or a prevention action that names the
    workaround or the permanent fix, is not dropped, and is due after `now`.
    """
    held = record.workaround
    if not held or _NO_WORKAROUND.fullmatch(held) or _withdrawn(record, held) or _dated(record, policy, now, _ends_workaround):
        return None
    return Missing(
        Condition.WORKAROUND,
        "The workaround is neither withdrawn nor has a date on which it ends.",
        "Write in the log that it was withdrawn, or set a due date for the permanent fix or the withdrawal.",
        (Ground("workaround", " ".join(held.split())),),
    )


def _ends_workaround(text: str) -> bool:
    return bool(_WORKAROUND.search(text) or _PERMANENT.search(text))


def _withdrawn(record: EscalationRecord, workaround: str) -> bool:
    if any(a.status is ActionStatus.DONE and _WORKAROUND.search(a.action) and _REMOVAL.search(a.action) for a in record.prevention):
        return True
    own = frozenset(_WORD.findall(workaround.casefold()))
    # Two entries of one instant have no order of their own, so the one that keeps the workaround in force is read last.
    latest: tuple[datetime, bool] | None = None
    for update in record.updates:
        for verdict in _verdicts(update, own):
            if latest is None or (update.at, not verdict) >= (latest[0], not latest[1]):
                latest = (update.at, verdict)
    return bool(latest and latest[1])


def _verdicts(update: Update, own: frozenset[str]) -> Iterator[bool]:
    """What each sentence of an entry says of the workaround: withdrawn, or in force; nothing where it does not speak of it, or plans."""
    for sentence in _SENTENCE.split(update.text) if update.kind is not UpdateKind.PLAN else ():
        shared = own & frozenset(_WORD.findall(sentence.casefold()))
        if not _WORKAROUND.search(sentence) and (not own or len(shared) < min(2, len(own))):
            continue
        gone = _WITHDRAWN.search(sentence)
        if gone and not _NOT_YET.search(sentence):
            yield True
        elif _DENIED.search(sentence) if gone else _IN_FORCE.search(sentence):
            yield False


# Promises

_CLOSES = re.compile(r"^\s*(?:close|closing|closure)\b", re.I)


def _promises(record: EscalationRecord, policy: Policy, now: datetime, promises: Iterable[OpenPromise]) -> Missing | None:
    """Everything promised that is neither kept nor dated beyond the closing.

    Late check-ins and prevention actions and gestures not told of are those of the red flag "no follow-through", read as if the escalation
    were closed. A check-in that is due later is part of the recovery and does not hold the closing up; one without a time does.
    """
    closed = record.model_copy(update={"status": Status.CLOSED})
    grounds = [ground for flag in follow_through(closed, policy, now) if flag.stands for ground in flag.grounds]
    for number, promise in enumerate(record.recovery.follow_ups if record.recovery else (), start=1):
        if promise.due_at is None and told_in_log(record, promise.text) is None:
            grounds.append(Ground(f"follow-up {number}", f"{promise.text} (no due time)"))
    step = record.next_action
    if step and not _CLOSES.match(step.text) and not (step.due_at and step.due_at > now and _outlives(step.text)):
        grounds.append(Ground("next_action", step.text))
    if record.eta and not record.status.is_over and record.resolved_at is None:
        grounds.append(Ground("eta", f"{record.eta.isoformat(timespec='minutes')}, and no end is recorded"))
    for made in sorted(set(promises), key=lambda each: (each.where, each.words)):
        due = f" (due {made.due_at.isoformat(timespec='minutes')})" if made.due_at else ""
        grounds.append(Ground(made.where, f"{made.words}{due}"))
    if not grounds:
        return None
    text = "One promise is open." if len(grounds) == 1 else f"{len(grounds)} promises are open."
    way_out = "Keep each and write it in the log, agree on a new date, or take it off the record."
    return Missing(Condition.PROMISES, text, way_out, tuple(grounds))


def _outlives(text: str) -> bool:
    """Whether a step belongs to what goes on after the closing: the permanent fix and the analysis, which may have a date instead."""
    return _ends_workaround(text) or bool(_ANALYSIS.search(text))


# The cause

_ANALYSIS = re.compile(
    r"\b(?:rca|root[- ]cause|cause analysis|post-?mortem|post[- ]incident|(?:five|5) whys|incident (?:review|report|analysis)|analysis of the cause)\b",
    re.I,
)


def _root_cause(record: EscalationRecord, policy: Policy, now: datetime, report_id: str | None) -> Missing | None:
    """A confirmed cause, an approved analysis, or a step with a date to come that names the analysis."""
    if record.root_cause or report_id or _dated(record, policy, now, lambda text: bool(_ANALYSIS.search(text))):
        return None
    return Missing(
        Condition.ROOT_CAUSE,
        "No cause is confirmed, and there is no date for its analysis.",
        "Record the confirmed cause (`root_cause`), approve the analysis, or set a due date for it.",
        (Ground("root_cause", "not recorded"),),
    )


def _dated(record: EscalationRecord, policy: Policy, now: datetime, names: Callable[[str], bool]) -> bool:
    """Whether a step with a date to come names something; a date that has passed is none."""
    over = {ActionStatus.DONE, ActionStatus.DROPPED}
    steps = [(action.action, due_of(action, policy)) for action in record.prevention if action.status not in over]
    steps += [(promise.text, promise.due_at) for promise in (record.recovery.follow_ups if record.recovery else ())]
    steps += [(record.next_action.text, record.next_action.due_at)] if record.next_action else []
    return any(due is not None and due > now and names(text) for text, due in steps)
