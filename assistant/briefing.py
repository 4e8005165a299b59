"""One escalation in the light of what is kept: a summary for somebody who joins now, and triage that knows what came before.

Nothing here changes a record or a draft.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from assistant.analysis.same_issue import earlier_reports, earlier_same_issue
from assistant.analysis.triage import TriageReport, criteria_of, triage_record
from assistant.drafting.composer import unanswered_requests
from assistant.drafting.form import Sources, query_of
from assistant.evidence.facts import Audience, Evidence, EvidenceSet
from assistant.evidence.gather import gather
from assistant.overview import Owed, blame_in_drafts, blame_in_log, by_time, collector_paused, promised_owed, what_is_owed
from assistant.records.clock import Clocks, MessageKind, next_message, read_clocks
from assistant.records.commitments import not_followed
from assistant.records.flags import Earlier, Flag, RedFlag, read_flags
from assistant.records.model import ActionStatus, EscalationRecord
from assistant.records.triage import Flag as TriageFlag
from assistant.records.triage_signals import Words
from assistant.review.ledger import promises_on
from assistant.review.stored import StoredDraft


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


def summarise(sources: Sources, record: EscalationRecord, *, now: datetime) -> Summary:
    """What is known, unknown and owed on one escalation, and who owns what, each with its evidence.

    Args:
        sources: What to look up. Drafts are those that are kept for a record of this id.
        record: The escalation.
        now: When it is read.
    """
    now, policy = now.astimezone(UTC), sources.policy
    evidence = gather(record, policy, audience=Audience.INTERNAL)
    drafts: list[StoredDraft] = sources.store.drafts(record_id=record.id)
    same, not_searched = same_issue_before(sources, record)
    in_drafts = blame_in_drafts(drafts).get(record.id, ())
    # A draft that was sent stands in the log as well.
    told = {place.words for place in in_drafts if place.sent}
    blame = [*in_drafts, *(place for place in blame_in_log(record) if place.words not in told)]
    criteria = criteria_of(record, policy, now=now)
    promises = promises_on(sources.store, record, policy, now=now)
    flags = read_flags(record, policy, now=now, blame=blame, criteria=criteria, earlier=same, promises=not_followed(promises))
    clocks = read_clocks(record, policy, now=now)
    owed = [_tagged(each, evidence) for each in what_is_owed(record, clocks, flags, policy, now=now)]
    owed += [
        Owed(record.id, f"An answer to “{said.text}”", "updates", None, False, record.owner.name if record.owner else None, (said.tag,))
        for said in unanswered_requests(record, gather(record, policy))
    ]
    owed += promised_owed(promises)
    return Summary(
        record=record,
        clocks=clocks,
        message=next_message(record),
        log=tuple(reversed(evidence.of("updates"))),
        facts=tuple(item for item in evidence if item.field not in {"updates", "policy"} and not _says_nothing(item)),
        unknown=(*_unknown(record, evidence), *(Unknown("similar", said) for said in not_searched)),
        owed=tuple(sorted(owed, key=by_time)),
        owners=tuple(_owners(record, evidence)),
        flags=tuple(sorted(flags, key=lambda flag: not flag.stands)),
        drafts=tuple(draft for draft in drafts if not draft.state.is_final),
    )


def same_issue_before(sources: Sources, record: EscalationRecord) -> tuple[tuple[Earlier, ...], tuple[str, ...]]:
    """Earlier escalations and past reports of the same issue, oldest first, and what could not be searched, in words.

    An approved report on a kept escalation is told once, as the escalation.
    """
    with collector_paused():
        others = [held.record for held in sources.store.records() if held.record.id != record.id]
    kept = earlier_same_issue([*others, record], only={record.id}).get(record.id, ())
    found, notes = sources.search(query_of(record), k=_REPORTS, exclude=[record.id, *(each.id for each in kept)])
    past = earlier_reports(record, found) if found else ()
    return tuple(sorted((*past, *kept), key=lambda each: (each.on or date.min, each.id))), notes


def triage_with_history(sources: Sources, record: EscalationRecord, *, now: datetime) -> tuple[TriageReport, tuple[str, ...]]:
    """Triage of a record, with the flag that the same issue came before, where it did; and what could not be searched, in words."""
    report = triage_record(record, sources.policy, now=now)
    same, notes = same_issue_before(sources, record)
    flags = read_flags(record, sources.policy, now=now, earlier=same, standing_only=True)
    seen = tuple(
        TriageFlag(
            "pattern-blindness", flag.reason, flag.since, tuple(Words("", ground.words, ground.where) for ground in flag.grounds[1:])
        )
        for flag in flags
        if flag.name is RedFlag.PATTERN_BLINDNESS
    )
    return replace(report, triage=replace(report.triage, flags=(*report.triage.flags, *seen))), notes


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
