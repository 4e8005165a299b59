"""Reports over what is kept: all open escalations, the metrics, and one escalation for somebody who joins now.

Beside `assistant.workflow`, and like it: one function a verb, time an argument. Nothing here writes anything.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time

from assistant.checks.tone import BLAME_RULES, tone_rules
from assistant.drafting.composer import unanswered_requests
from assistant.evidence.facts import Audience, Evidence, EvidenceSet
from assistant.evidence.gather import gather
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import Clocks, MessageKind, next_message, read_clocks
from assistant.records.flags import Blame, Criteria, Flag, due_of, read_flags
from assistant.records.metrics import Metrics, measure, repeats
from assistant.records.model import ActionStatus, EscalationRecord, Status, UpdateKind
from assistant.records.policy import Policy
from assistant.review.queue import QueueItem, read_queue
from assistant.review.states import State
from assistant.review.stored import StoredDraft, StoredRecord
from assistant.wiring import Services

CriteriaOf = Callable[[EscalationRecord], Criteria | None]
"""The severity that a record's words ask for; None where they ask for none."""


@dataclass(frozen=True)
class Owed:
    """Something that is due.

    Attributes:
        record_id: Whose escalation.
        what: In words.
        where: The clock or the field: "next update", "next_action", "prevention 2".
        due_at: When; None where no time is known.
        late: Whether that has passed.
        owner: Who owes it; None where nobody is named.
        tags: The evidence, where evidence was gathered.
    """

    record_id: str
    what: str
    where: str
    due_at: datetime | None
    late: bool
    owner: str | None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One open escalation of the report: how it stands in the queue, and its standing flags."""

    item: QueueItem
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class StatusReport:
    """All open escalations at an instant.

    Attributes:
        at: The instant.
        open: What is not closed, the most urgent first, in the order of the queue.
        closed_flagged: Closed escalations on which a flag stands, by id, each with its flags.
        owed_today: What is due before the day ends in the policy's zone, or already late, earliest first.
    """

    at: datetime
    open: tuple[Line, ...]
    closed_flagged: tuple[tuple[EscalationRecord, tuple[Flag, ...]], ...]
    owed_today: tuple[Owed, ...]


@dataclass(frozen=True)
class Unknown:
    """Something that the record does not say."""

    field: str
    text: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Owns:
    """Who owns what; `who` is None where nobody is named."""

    what: str
    who: str | None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Summary:
    """One escalation for somebody who joins now; for colleagues, so that nothing of it is withheld.

    Attributes:
        record, clocks, message: The record, its clocks, and the message to the customer that its state asks for.
        log: The log, newest first.
        facts: The filled fields, in the order of the record file.
        unknown: What the record does not say.
        owed: What is due, late or not, earliest first; what has no time last.
        owners: Who owns what.
        flags: All red flags, standing ones first.
        drafts: What was written for it and neither sent nor withdrawn.
    """

    record: EscalationRecord
    clocks: Clocks
    message: MessageKind
    log: tuple[Evidence, ...]
    facts: tuple[Evidence, ...]
    unknown: tuple[Unknown, ...]
    owed: tuple[Owed, ...]
    owners: tuple[Owns, ...]
    flags: tuple[Flag, ...]
    drafts: tuple[StoredDraft, ...]


# Metrics


def metrics(services: Services, *, now: datetime) -> tuple[Metrics, int]:
    """The eight metrics over all stored records, and how many of those are samples."""
    with _collector_paused():
        held = services.store.records()
        return measure([stored.record for stored in held], services.policy, now=now), sum(stored.sample for stored in held)


# Status report


def status_report(services: Services, *, now: datetime, criteria_of: CriteriaOf | None = None) -> StatusReport:
    """All open escalations by urgency, with clocks, flags and what is owed today.

    Args:
        services: What to work with.
        now: When it is read.
        criteria_of: The severity that a record's words ask for; without it the flag "under-severity" is not looked for.
    """
    with _collector_paused():
        return read_status(services.store.records(), services.store.drafts(), services.policy, now=now, criteria_of=criteria_of)


def read_status(
    records: Sequence[StoredRecord],
    drafts: Iterable[StoredDraft],
    policy: Policy,
    *,
    now: datetime,
    criteria_of: CriteriaOf | None = None,
) -> StatusReport:
    """The report from what the store holds. Pure; blame is read from the drafts' findings, log messages are left to the summary."""
    now = now.astimezone(UTC)
    drafts = tuple(drafts)
    blame, earlier = blame_in_drafts(drafts), repeats(stored.record for stored in records)

    def flags_of(record: EscalationRecord) -> tuple[Flag, ...]:
        asked = criteria_of(record) if criteria_of else None
        blamed, same = blame.get(record.id, ()), earlier.get(record.id, ())
        return read_flags(record, policy, now=now, blame=blamed, criteria=asked, similar_ids=same, standing_only=True)

    closed = sorted((stored.record for stored in records if stored.record.status is Status.CLOSED), key=lambda record: record.id)
    items = read_queue((stored for stored in records if stored.record.status is not Status.CLOSED), drafts, policy, now=now)
    lines = tuple(Line(item, flags_of(item.record)) for item in items)
    flagged = tuple((record, flags) for record in closed if (flags := flags_of(record)))
    owed = [owed for line in lines for owed in what_is_owed(line.item.record, line.item.clocks, line.flags, policy, now=now)]
    owed += [owed for record, flags in flagged for owed in what_is_owed(record, None, flags, policy, now=now)]
    ends = _end_of_day(now, policy)
    today = tuple(sorted((each for each in owed if each.due_at and each.due_at < ends), key=_by_time))
    return StatusReport(now, lines, flagged, today)


def _end_of_day(now: datetime, policy: Policy) -> datetime:
    tomorrow = now.astimezone(policy.zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, clock_time.min, tzinfo=policy.zone).astimezone(UTC)


def _by_time(owed: Owed) -> tuple[float, str, str]:
    return owed.due_at.timestamp() if owed.due_at else float("inf"), owed.record_id, owed.where


def blame_in_drafts(drafts: Iterable[StoredDraft]) -> Mapping[str, tuple[Blame, ...]]:
    """Where the newest versions blame, by record; waived findings and withdrawn drafts are left out."""
    found: dict[str, list[Blame]] = {}
    for draft in drafts:
        version = draft.newest
        # Reading a stored draft whole is dear, and nearly none holds such a finding.
        suspect = draft.record_id and draft.state is not State.WITHDRAWN and any(rule in version.draft_json for rule in BLAME_RULES)
        for finding in version.findings if suspect else ():
            if finding.rule in BLAME_RULES and draft.waiver_of(finding) is None:
                place = Blame(f"draft {draft.id}, version {version.number}", finding.text, version.saved_at, draft.state is State.SENT)
                found.setdefault(draft.record_id or "", []).append(place)
    return {record_id: tuple(places) for record_id, places in found.items()}


def blame_in_log(record: EscalationRecord) -> tuple[Blame, ...]:
    """Where the messages that the customer already has blame, by the same rules of tone as a draft."""
    rules = [rule for rule in tone_rules() if f"tone.{rule.id}" in BLAME_RULES]
    return tuple(
        Blame(f"log entry {number}", span.quote[start:end], update.at, sent=True)
        for number, update in enumerate(record.updates, start=1)
        if update.kind is UpdateKind.CUSTOMER_MESSAGE
        for span in split_sentences(update.text)
        for rule in rules
        for start, end in rule.places(span.quote)
    )


def what_is_owed(
    record: EscalationRecord, clocks: Clocks | None, flags: Iterable[Flag], policy: Policy, *, now: datetime
) -> Iterator[Owed]:
    """What is due on a record, late or not: its running clocks, a passed estimate, the next action, prevention and check-ins.

    A clock runs for the record's owner. Of promises without a status, those that a standing flag tells of are late ones.
    """
    owner = record.owner.name if record.owner else None
    for clock in (clocks.first_response, clocks.next_update, clocks.resolution) if clocks else ():
        if clock.due_at and not clock.met_at:
            yield Owed(record.id, clock.name.capitalize(), clock.name, clock.due_at, clock.due_at < now, owner)
    if record.eta and record.eta < now and not record.status.is_over:
        yield Owed(record.id, "A new estimate: the estimated end has passed", "eta", record.eta, True, owner)
    step = record.next_action
    if step and record.status is not Status.CLOSED:
        yield Owed(record.id, step.text, "next_action", step.due_at, bool(step.due_at and step.due_at < now), step.owner)
    for number, action in enumerate(record.prevention, start=1):
        due = due_of(action, policy)
        if action.status not in {ActionStatus.DONE, ActionStatus.DROPPED}:
            yield Owed(record.id, action.action, f"prevention {number}", due, bool(due and due < now), action.owner)
    broken = {ground.where for flag in flags if flag.stands for ground in flag.grounds}
    for number, promise in enumerate(record.recovery.follow_ups if record.recovery else (), start=1):
        where = f"follow-up {number}"
        late = where in broken
        if late or promise.due_at is None or promise.due_at >= now:
            yield Owed(record.id, promise.text, where, promise.due_at, late, promise.owner)


# Summary


def summarise(
    services: Services, record: EscalationRecord, *, now: datetime, stored: bool = True, criteria_of: CriteriaOf | None = None
) -> Summary:
    """What is known, unknown and owed on one escalation, and who owns what, each with its evidence.

    Args:
        services: What to work with.
        record: The escalation.
        now: When it is read.
        stored: Whether the store holds it; else its drafts are not looked for.
        criteria_of: As for `status_report`.
    """
    now, policy = now.astimezone(UTC), services.policy
    evidence = gather(record, policy, audience=Audience.INTERNAL)
    drafts = services.store.drafts(record_id=record.id) if stored else []
    with _collector_paused():
        others = [held.record for held in services.store.records() if held.record.id != record.id]
    in_drafts = blame_in_drafts(drafts).get(record.id, ())
    # A draft that was sent stands in the log as well.
    told = {place.words for place in in_drafts if place.sent}
    blame = [*in_drafts, *(place for place in blame_in_log(record) if place.words not in told)]
    criteria = criteria_of(record) if criteria_of else None
    same = repeats([*others, record]).get(record.id, ())
    flags = read_flags(record, policy, now=now, blame=blame, criteria=criteria, similar_ids=same)
    clocks = read_clocks(record, policy, now=now)
    owed = [_tagged(each, evidence) for each in what_is_owed(record, clocks, flags, policy, now=now)]
    owed += [
        Owed(record.id, f"An answer to “{said.text}”", "updates", None, False, record.owner.name if record.owner else None, (said.tag,))
        for said in unanswered_requests(record, gather(record, policy))
    ]
    return Summary(
        record=record,
        clocks=clocks,
        message=next_message(record),
        log=tuple(reversed(evidence.of("updates"))),
        facts=tuple(item for item in evidence if item.field not in {"updates", "policy"} and not _says_nothing(item)),
        unknown=tuple(_unknown(record, evidence)),
        owed=tuple(sorted(owed, key=_by_time)),
        owners=tuple(_owners(record, evidence)),
        flags=tuple(sorted(flags, key=lambda flag: not flag.stands)),
        drafts=tuple(draft for draft in drafts if not draft.state.is_final),
    )


_FIELD_OF = {"prevention": "prevention", "follow-up": "follow_ups", "next_action": "next_action", "eta": "eta"}
_POLICY_OF = {"next update": "policy, update_every", "first response": "policy, first_response", "resolution": "policy, resolution_target"}


def _tagged(owed: Owed, evidence: EvidenceSet) -> Owed:
    """With the tag of the field or policy line that it comes from."""
    name, _, number = owed.where.partition(" ")
    if owed.where in _POLICY_OF:
        items = tuple(item for item in evidence if item.origin == _POLICY_OF[owed.where])
    else:
        items = evidence.of(_FIELD_OF[name])[int(number or 1) - 1 : int(number or 1)]
    return Owed(owed.record_id, owed.what, owed.where, owed.due_at, owed.late, owed.owner, tuple(item.id for item in items))


_EMPTY = {"eta": "No estimated end", "root_cause": "No confirmed root cause", "prevention": "No prevention action"}


def _says_nothing(item: Evidence) -> bool:
    """Whether the evidence says that there is none."""
    return item.field in _EMPTY and item.text == f"{_EMPTY[item.field]} is recorded"


def _unknown(record: EscalationRecord, evidence: EvidenceSet) -> Iterator[Unknown]:
    """Empty fields that somebody who joins would ask for."""
    for item in evidence:
        if _says_nothing(item):
            yield Unknown(item.field, item.text, (item.id,))
    over = record.status.is_over
    asked: tuple[tuple[str, object, str], ...] = (
        ("severity", record.severity, "How grave it is"),
        ("started_at", record.started_at, "When it started"),
        ("description", record.description, "What exactly is happening"),
        ("users_affected", record.customer.users_affected is not None, "How many users are affected"),
        ("business_criticality", record.customer.business_criticality, "What it does to the customer's business"),
        ("workaround", record.workaround or over, "Whether there is a workaround"),
        ("owner", record.owner, "Who owns it"),
        ("next_action", record.next_action or over, "What happens next"),
        ("resolved_at", record.resolved_at or not over, "When it ended"),
        ("resolution", record.resolution or not over, "What solved it"),
        ("customer_confirmed_at", record.customer_confirmed_at or not over, "Whether the customer confirmed the solution"),
    )
    yield from (Unknown(name, f"{text} is not recorded") for name, held, text in asked if not held)


def _owners(record: EscalationRecord, evidence: EvidenceSet) -> Iterator[Owns]:
    def tags(field: str, place: int = 0) -> tuple[str, ...]:
        return tuple(item.id for item in evidence.of(field)[place : place + 1])

    yield Owns("The escalation", record.owner.name if record.owner else None, tags("owner"))
    if record.executive:
        yield Owns("Executive", record.executive.name, tags("executive"))
    if record.next_action:
        yield Owns(f"Next action: {record.next_action.text}", record.next_action.owner, tags("next_action"))
    for place, action in enumerate(record.prevention):
        if action.status not in {ActionStatus.DONE, ActionStatus.DROPPED}:
            yield Owns(f"Prevention: {action.action}", action.owner, tags("prevention", place))
    for place, promise in enumerate(record.recovery.follow_ups if record.recovery else ()):
        yield Owns(f"Check-in: {promise.text}", promise.owner, tags("follow_ups", place))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without the cyclic garbage collector, which takes as long as the reading where thousands of records come into being at once."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # Moves everything to the oldest generation, so that the next collection of young objects does not walk it all.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
