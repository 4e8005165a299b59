"""Reports over what is kept: all open escalations, the metrics, and one escalation for somebody who joins now.

Beside `assistant.workflow`, and like it: one function a verb, time an argument. Nothing here changes a record or a draft.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time

from assistant.actions.triage import TriageReport, criteria_of, rules_fingerprint, triage_record
from assistant.analysis.same_issue import earlier_reports, earlier_same_issue
from assistant.checks.tone import BLAME_RULES, tone_rules
from assistant.drafting.composer import unanswered_requests
from assistant.drafting.form import query_of
from assistant.errors import StorageFailed
from assistant.evidence.facts import Audience, Evidence, EvidenceSet
from assistant.evidence.gather import gather
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import Clocks, MessageKind, next_message, read_clocks
from assistant.records.flags import Blame, Criteria, Earlier, Flag, RedFlag, due_of, read_flags
from assistant.records.metrics import Metrics, measure
from assistant.records.model import ActionStatus, EscalationRecord, Status, UpdateKind
from assistant.records.policy import Policy
from assistant.records.triage import Flag as TriageFlag
from assistant.records.triage_signals import Words
from assistant.review.asked_levels import asked_levels, keep_asked_levels
from assistant.review.queue import QueueItem, read_queue
from assistant.review.states import State
from assistant.review.stored import StoredDraft, StoredRecord
from assistant.wiring import Services


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


def status_report(services: Services, *, now: datetime) -> StatusReport:
    """All open escalations by urgency, with clocks, flags and what is owed today."""
    with _collector_paused():
        records = services.store.records()
        asked = _asked(services, [stored for stored in records if stored.record.status is not Status.CLOSED], now=now)
        return read_status(records, services.store.drafts(), services.policy, now=now, asked=asked)


def _asked(services: Services, records: Iterable[StoredRecord], *, now: datetime) -> Mapping[str, Criteria]:
    """The severity that the words of each record ask for. What is found is kept, so that the next report need not look again."""
    policy = services.policy
    rules = rules_fingerprint(policy.zone.key, policy.communication.unrated_severity)
    kept = asked_levels(services.store, rules)
    found, new = {}, {}
    for stored in records:
        record = stored.record
        asked = kept.get((record.id, stored.fingerprint))
        if asked is None:
            asked = criteria_of(record, policy, now=now)
            new[record.id] = (stored, asked)
        found[record.id] = asked
    if new:
        # A report must not fail because the disk is full; it is only slower the next time.
        with suppress(StorageFailed):
            keep_asked_levels(services.store, rules, new)
    return found


def read_status(
    records: Sequence[StoredRecord],
    drafts: Iterable[StoredDraft],
    policy: Policy,
    *,
    now: datetime,
    asked: Mapping[str, Criteria] | None = None,
) -> StatusReport:
    """The report from what the store holds. Pure; blame is read from the drafts' findings, log messages are left to the summary.

    Args:
        records: The current version of every record.
        drafts: All drafts.
        policy: The tables in force.
        now: When it is read.
        asked: The severity that the words of a record ask for, by id; "under-severity" is looked for on these records.
    """
    now = now.astimezone(UTC)
    drafts = tuple(drafts)
    blame, earlier = blame_in_drafts(drafts), earlier_same_issue(stored.record for stored in records)

    def flags_of(record: EscalationRecord) -> tuple[Flag, ...]:
        wanted = asked.get(record.id) if asked else None
        blamed, same = blame.get(record.id, ()), earlier.get(record.id, ())
        return read_flags(record, policy, now=now, blame=blamed, criteria=wanted, earlier=same, standing_only=True)

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


def summarise(services: Services, record: EscalationRecord, *, now: datetime, stored: bool = True) -> Summary:
    """What is known, unknown and owed on one escalation, and who owns what, each with its evidence.

    Args:
        services: What to work with.
        record: The escalation.
        now: When it is read.
        stored: Whether the store holds it; else its drafts are not looked for.
    """
    now, policy = now.astimezone(UTC), services.policy
    evidence = gather(record, policy, audience=Audience.INTERNAL)
    drafts = services.store.drafts(record_id=record.id) if stored else []
    same, not_searched = same_issue_before(services, record)
    in_drafts = blame_in_drafts(drafts).get(record.id, ())
    # A draft that was sent stands in the log as well.
    told = {place.words for place in in_drafts if place.sent}
    blame = [*in_drafts, *(place for place in blame_in_log(record) if place.words not in told)]
    criteria = criteria_of(record, policy, now=now)
    flags = read_flags(record, policy, now=now, blame=blame, criteria=criteria, earlier=same)
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
        unknown=(*_unknown(record, evidence), *(Unknown("similar", said) for said in not_searched)),
        owed=tuple(sorted(owed, key=_by_time)),
        owners=tuple(_owners(record, evidence)),
        flags=tuple(sorted(flags, key=lambda flag: not flag.stands)),
        drafts=tuple(draft for draft in drafts if not draft.state.is_final),
    )


def same_issue_before(services: Services, record: EscalationRecord) -> tuple[tuple[Earlier, ...], tuple[str, ...]]:
    """Earlier escalations and past reports of the same issue, oldest first, and what could not be searched, in words.

    An approved report on a kept escalation is told once, as the escalation.
    """
    with _collector_paused():
        others = [held.record for held in services.store.records() if held.record.id != record.id]
    kept = earlier_same_issue([*others, record], only={record.id}).get(record.id, ())
    found, notes = services.search(query_of(record), k=_REPORTS, exclude=[record.id, *(each.id for each in kept)])
    past = earlier_reports(record, found) if found else ()
    return tuple(sorted((*past, *kept), key=lambda each: (each.on or date.min, each.id))), notes


def triage_with_history(services: Services, record: EscalationRecord, *, now: datetime) -> TriageReport:
    """Triage of a record, with the flag that the same issue came before, where it did."""
    report = triage_record(record, services.policy, now=now)
    same, _ = same_issue_before(services, record)
    flags = read_flags(record, services.policy, now=now, earlier=same, standing_only=True)
    seen = tuple(
        TriageFlag(
            "pattern-blindness", flag.reason, flag.since, tuple(Words("", ground.words, ground.where) for ground in flag.grounds[1:])
        )
        for flag in flags
        if flag.name is RedFlag.PATTERN_BLINDNESS
    )
    return replace(report, triage=replace(report.triage, flags=(*report.triage.flags, *seen)))


_REPORTS = 10
"""How many of the best matches are looked at for the same issue."""
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
