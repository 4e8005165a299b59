"""Customer recovery by stated rule: what may be offered, and when to check in. Pure; `now` is an argument.

The step comes from `assistant.records.impact`. A gesture may be offered only where somebody named has authorised it. Check-ins that the
record does not hold are proposals for a person, never promises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from assistant.records.impact import Measured, Reason, measure_impact
from assistant.records.model import ActionStatus, EscalationRecord, RecoveryImpact
from assistant.records.policy import CheckInPurpose, Policy

NOBODY = "to be named"
"""Who owns what nobody owns yet."""


@dataclass(frozen=True)
class Offer:
    """A gesture of the record or a usual action of the ladder.

    Attributes:
        text: In the words of the record or of the policy.
        note: Who authorised it, or who would have to; and whether it is more than the step asks for.
        authorised_by: Who authorised it; None where nobody named did.
    """

    text: str
    note: str
    authorised_by: str | None = None


@dataclass(frozen=True)
class Gestures:
    """What may be offered, and what may not.

    Attributes:
        may_offer: Gestures of the record that somebody named has authorised.
        words_only: What the step asks for that gives nothing away, such as an apology.
        not_offered: Gestures of the record that nobody named has authorised.
        would_need: Usual actions of the step that no authorised gesture covers.
    """

    may_offer: tuple[Offer, ...]
    words_only: tuple[str, ...]
    not_offered: tuple[Offer, ...]
    would_need: tuple[Offer, ...]


_NOT_YET = re.compile(
    r"^\W*$|^(?:n/?a|no|nobody|no one|none|open|unknown)\W*$|\b(?:pending|awaiting|waiting|tb[dc]|requested|declined|refused|rejected|withdrawn)\b"
    r"|\b(?:not|never)(?: \w+)? (?:authori[sz]ed|approved|agreed|granted|decided)\b|\bto be (?:\w+ )?(?:confirmed|approved|authori[sz]ed|decided|agreed|named)\b"
    r"|\b(?:subject to|needs?|requires?|if) (?:\w+ )?(?:approv\w+|authori[sz]\w+)",
    re.IGNORECASE,
)
_EQUAL = {
    "executive": r"executives?|chief \w+(?: \w+)? officer|c[efiot]o|cto|cfo|vp|vice president|director|board|president|managing",
    "in-person": r"in[- ]person|visits?|on[- ]site|face[- ]to[- ]face|at (?:their|your) (?:site|office|place)",
    "meeting": r"meetings?|visits?|on[- ]site|workshops?",
    "call": r"calls?|phone|telephone|conversation",
    "credit": r"credits?|credited|refund(?:s|ed)?|months? free|free months?",
    "service": r"service|months?|monthly|subscription",
    "roadmap": r"roadmaps?|road map|early access|product plan",
}
"""Other words for those of the shipped ladder; a word that is not listed stands for itself."""


def gestures(record: EscalationRecord, step: RecoveryImpact, policy: Policy) -> Gestures:
    """What may be offered on a step of the ladder: what the record holds and somebody named has authorised, and nothing else."""
    held = record.recovery.gestures if record.recovery else ()
    asked = _authoriser(record)
    may, not_offered = [], []
    for gesture in held:
        by = gesture.authorised_by or ""
        if _NOT_YET.search(by) or _NOT_YET.search(gesture.gesture):
            not_offered.append(Offer(gesture.gesture, f"Not authorised by anybody named, and so not offered; {asked}."))
        else:
            may.append(Offer(gesture.gesture, f"Authorised by {by}.{_beyond(gesture.gesture, step, policy)}", by))
    usual = policy.recovery[step]
    words_only = tuple(action for action in usual if action in policy.recovery_measure.words_only)
    told = [_with_title(offer.text, record) for offer in may]
    open_ = [action for action in usual if action not in words_only and not any(_covers(action, text) for text in told)]
    need = (
        Offer(action, f"Usual for {step.value}, and not among the authorised gestures. It would need authorisation: {asked}.")
        for action in open_
    )
    return Gestures(tuple(may), words_only, tuple(not_offered), tuple(need))


def _with_title(gesture: str, record: EscalationRecord) -> str:
    """The gesture with the executive's name told as what it stands for: "a call with Ingrid Aune" is an executive call."""
    executive = record.executive
    return f"{gesture} (executive)" if executive and executive.name.casefold() in gesture.casefold() else gesture


def _authoriser(record: EscalationRecord) -> str:
    if record.executive is None:
        return "ask who may authorise it, as the record names no executive"
    return f"ask {record.executive.name}{f' ({record.executive.role})' if record.executive.role else ''}"


def _beyond(gesture: str, step: RecoveryImpact, policy: Policy) -> str:
    """A remark where the ladder holds such a gesture only for a graver step."""
    ladder = list(RecoveryImpact)
    usual = next((rung for rung in ladder if any(_covers(action, gesture) for action in policy.recovery[rung])), None)
    if usual is None or ladder.index(usual) <= ladder.index(step):
        return ""
    return f" The ladder holds such a gesture from {usual.value} on, and this is {step.value}: look at it again."


def _covers(action: str, gesture: str) -> bool:
    """Whether a gesture is what an action of the ladder names: each of its words, or another word for it, stands there."""
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", action.casefold())
    return bool(words) and all(
        re.search(rf"\b(?:{_EQUAL.get(word) or re.escape(word) + 's?'})\b", gesture, re.IGNORECASE) for word in words
    )


@dataclass(frozen=True)
class CheckIn:
    """One date with the customer.

    Attributes:
        due_at: The instant, in UTC; None for a follow-up that was arranged without a time.
        purpose: What it is for.
        owner: Who makes it, or "to be named".
        proposed: Whether it is only a proposal; False for what the record holds as arranged.
        reason: Where the date comes from.
    """

    due_at: datetime | None
    purpose: str
    owner: str
    proposed: bool
    reason: str


def calendar(record: EscalationRecord, step: RecoveryImpact, policy: Policy, *, now: datetime) -> tuple[CheckIn, ...]:
    """The arranged follow-ups that are still to come, in order of time, then the check-ins that the step proposes.

    Proposals lie on working days at the policy's clock time, each day only once, and not on a day with an arranged follow-up. A follow-up
    that is past due is not told here; it is the red flag "no follow-through".
    """
    now = now.astimezone(UTC)
    arranged = tuple(_arranged(record, now))
    taken = {check.due_at.astimezone(policy.zone).date() for check in arranged if check.due_at}
    base, since = _base(record, now)
    owner = record.owner.name if record.owner else NOBODY
    proposed: list[CheckIn] = []
    for row in policy.recovery_calendar.steps[step]:
        day = working_day(base.astimezone(policy.zone).date() + timedelta(days=row.after_days))
        due = datetime.combine(day, policy.recovery_calendar.at, tzinfo=policy.zone).astimezone(UTC)
        if due > now and day not in taken:
            taken.add(day)
            days = "1 day" if row.after_days == 1 else f"{row.after_days} days"
            reason = f"Proposed for {step.value}: {days} after {since}, kept to working days."
            proposed.append(CheckIn(due, _purpose(row.purpose, record), owner, proposed=True, reason=reason))
    return (*arranged, *sorted(proposed, key=lambda check: check.due_at or now))


def _arranged(record: EscalationRecord, now: datetime) -> Iterator[CheckIn]:
    """The follow-ups of the record: dated ones in order, then those without a time."""
    held = record.recovery.follow_ups if record.recovery else ()
    owner = record.owner.name if record.owner else NOBODY
    dated = sorted((each.due_at.astimezone(UTC), place, each) for place, each in enumerate(held) if each.due_at and each.due_at > now)
    for due, _, each in dated:
        yield CheckIn(due, each.text, each.owner or owner, proposed=False, reason="Arranged, as the record holds it.")
    for each in held:
        if each.due_at is None:
            reason = "Arranged, but the record holds no time for it."
            yield CheckIn(None, each.text, each.owner or owner, proposed=False, reason=reason)


def _base(record: EscalationRecord, now: datetime) -> tuple[datetime, str]:
    """What the days are counted from, and its name."""
    if record.resolved_at and record.resolved_at <= now:
        return record.resolved_at, "the end of the impact"
    if not record.status.is_over:
        return now, "today (the impact still lasts)"
    if record.customer_confirmed_at and record.customer_confirmed_at <= now:
        return record.customer_confirmed_at, "the customer's confirmation (the end of the impact is not recorded)"
    return now, "today (the end of the impact is not recorded)"


def working_day(day: date) -> date:
    """The day itself, or the Monday after it where it lies on a weekend. Public holidays are not known."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _purpose(purpose: CheckInPurpose, record: EscalationRecord) -> str:
    if purpose is CheckInPurpose.PREVENTION:
        standing = [action for action in record.prevention if action.status is not ActionStatus.DROPPED]
        done = sum(action.status is ActionStatus.DONE for action in standing)
        told = f"{done} of {len(standing)} done so far" if standing else "the record holds none yet"
        return f"Tell how far the prevention actions are ({told})"
    return {
        CheckInPurpose.STATUS: "Say how things stand, and ask what else they need",
        CheckInPurpose.FEEDBACK: "Ask for their feedback, and give it priority",
        CheckInPurpose.ADVISORY_BOARD: "Talk about a part in the customer advisory board, if somebody has authorised it",
        CheckInPurpose.WINS: "Look back at what has gone well since, and celebrate it with them",
    }[purpose]


__all__ = ["NOBODY", "CheckIn", "Gestures", "Measured", "Offer", "Reason", "calendar", "gestures", "measure_impact", "working_day"]
