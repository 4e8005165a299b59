"""Reports over what is kept: all open escalations with what is owed on them, and the metrics.

Below the actions, which make documents of them, and used by the app as well. Time is an argument. Nothing here changes a record or a draft.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time

from assistant.analysis.same_issue import earlier_same_issue
from assistant.analysis.triage import criteria_of, rules_fingerprint
from assistant.checks.tone import BLAME_RULES, tone_rules
from assistant.drafting.form import Sources
from assistant.errors import StorageFailed
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import Clocks
from assistant.records.commitments import Judged, PromiseKind, not_followed
from assistant.records.flags import Blame, Criteria, Flag, due_of, read_flags
from assistant.records.metrics import Metrics, measure
from assistant.records.model import ActionStatus, EscalationRecord, Status, UpdateKind
from assistant.records.policy import Policy
from assistant.review.asked_levels import asked_levels, keep_asked_levels
from assistant.review.ledger import owed_promises
from assistant.review.queue import QueueItem, read_queue
from assistant.review.states import State
from assistant.review.stored import StoredDraft, StoredRecord


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


# Metrics


def metrics(sources: Sources, *, now: datetime) -> tuple[Metrics, int]:
    """The eight metrics over all stored records, and how many of those are samples."""
    with collector_paused():
        held = sources.store.records()
        return measure([stored.record for stored in held], sources.policy, now=now), sum(stored.sample for stored in held)


# Status report


def status_report(sources: Sources, *, now: datetime) -> StatusReport:
    """All open escalations by urgency, with clocks, flags and what is owed today."""
    with collector_paused():
        records = sources.store.records()
        asked = _asked(sources, [stored for stored in records if stored.record.status is not Status.CLOSED], now=now)
        promises = owed_promises(sources.store, sources.policy, now=now, records=records)
        return read_status(records, sources.store.drafts(), sources.policy, now=now, asked=asked, promises=promises)


def _asked(sources: Sources, records: Iterable[StoredRecord], *, now: datetime) -> Mapping[str, Criteria]:
    """The severity that the words of each record ask for. What is found is kept, so that the next report need not look again."""
    policy = sources.policy
    rules = rules_fingerprint(policy.zone.key, policy.communication.unrated_severity)
    kept = asked_levels(sources.store, rules)
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
            keep_asked_levels(sources.store, rules, new)
    return found


def read_status(
    records: Sequence[StoredRecord],
    drafts: Iterable[StoredDraft],
    policy: Policy,
    *,
    now: datetime,
    asked: Mapping[str, Criteria] | None = None,
    promises: Mapping[str, Sequence[Judged]] | None = None,
) -> StatusReport:
    """The report from what the store holds. Pure; blame is read from the drafts' findings, log messages are left to the summary.

    Args:
        records: The current version of every record.
        drafts: All drafts.
        policy: The tables in force.
        now: When it is read.
        asked: The severity that the words of a record ask for, by id; "under-severity" is looked for on these records.
        promises: What is owed by promises in sent messages, by record.
    """
    now = now.astimezone(UTC)
    drafts = tuple(drafts)
    promised = promises or {}
    blame, earlier = blame_in_drafts(drafts), earlier_same_issue(stored.record for stored in records)

    def flags_of(record: EscalationRecord) -> tuple[Flag, ...]:
        wanted = asked.get(record.id) if asked else None
        blamed, same = blame.get(record.id, ()), earlier.get(record.id, ())
        late = not_followed(promised.get(record.id, ()))
        return read_flags(record, policy, now=now, blame=blamed, criteria=wanted, earlier=same, promises=late, standing_only=True)

    closed = sorted((stored.record for stored in records if stored.record.status is Status.CLOSED), key=lambda record: record.id)
    items = read_queue(
        (stored for stored in records if stored.record.status is not Status.CLOSED), drafts, policy, now=now, promises=promised
    )
    lines = tuple(Line(item, flags_of(item.record)) for item in items)
    flagged = tuple((record, flags) for record in closed if (flags := flags_of(record)))
    owed = [owed for line in lines for owed in what_is_owed(line.item.record, line.item.clocks, line.flags, policy, now=now)]
    owed += [owed for record, flags in flagged for owed in what_is_owed(record, None, flags, policy, now=now)]
    owed += [
        owed
        for record_id in (*(line.item.record.id for line in lines), *(record.id for record in closed))
        for owed in promised_owed(promised.get(record_id, ()))
    ]
    ends = _end_of_day(now, policy)
    today = tuple(sorted((each for each in owed if each.due_at and each.due_at < ends), key=by_time))
    return StatusReport(now, lines, flagged, today)


def _end_of_day(now: datetime, policy: Policy) -> datetime:
    tomorrow = now.astimezone(policy.zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, clock_time.min, tzinfo=policy.zone).astimezone(UTC)


def by_time(owed: Owed) -> tuple[float, str, str]:
    """The order of what is owed: earliest first, what has no time last."""
    return owed.due_at.timestamp() if owed.due_at else float("inf"), owed.record_id, owed.where


_QUOTES_THE_LOG = {"summary"}
"""Kinds of drafts that say again what stands in the log, also where the log blames."""


def blame_in_drafts(drafts: Iterable[StoredDraft]) -> Mapping[str, tuple[Blame, ...]]:
    """Where the newest versions blame, by record; waived findings and withdrawn drafts are left out."""
    found: dict[str, list[Blame]] = {}
    for draft in drafts:
        version = draft.newest
        # Reading a stored draft whole is dear, and nearly none holds such a finding.
        counts = draft.record_id and draft.state is not State.WITHDRAWN and draft.kind not in _QUOTES_THE_LOG
        suspect = counts and any(rule in version.draft_json for rule in BLAME_RULES)
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


def promised_owed(promises: Iterable[Judged]) -> Iterator[Owed]:
    """What is owed by promises in sent messages that neither a clock nor a field of the record holds."""
    for each in promises:
        promise = each.commitment
        if each.is_owed and promise.kind is not PromiseKind.NEXT_UPDATE and not promise.has_field:
            where = f"promise {promise.id}".rstrip()
            yield Owed(promise.record_id, f"Promised: “{promise.text}”", where, promise.due_at, each.late, promise.owner)


@contextmanager
def collector_paused() -> Iterator[None]:
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
