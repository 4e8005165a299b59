"""From a record, the policy and past reports to tagged evidence for one audience.

Tags: F for the record, in the order of the record file and then the log; P for policy lines; S for passages of past reports. What the
audience may not read is kept in `withheld` under its tag, so that a reviewer sees that it exists and why it was left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assistant.evidence.facts import Audience, Clause, Evidence, EvidenceSet, Mode
from assistant.evidence.modes import mode_of
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import say_date, say_duration
from assistant.records.model import Customer, EscalationRecord, Party, PreventionAction, Recovery, Update, UpdateKind
from assistant.records.policy import OnChange, Policy

_INTERNAL_FIELDS = frozenset({"revenue_at_risk", "public_exposure", "regulatory", "gestures", "csat", "tickets_total"})
"""Fields that speak about the customer or about what we may concede; they guide the draft and never stand in it unasked."""

_LABEL = re.compile(
    r"^(summary|description|diagnosis|workaround|impact|customer impact|current status|status|update|issue|cause|root cause)\s*:\s*",
    re.IGNORECASE,
)


_INNER_LABEL = re.compile(r"[ \t]+((?:Description|Diagnosis|Workaround|Customer Impact|Root Cause)\s*:\s)")


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%H:%M} {local.tzname()} on {say_date(at, zone=zone)}"


def _due(due: datetime | date | None, zone: ZoneInfo) -> str:
    if due is None:
        return ""
    return _moment(due, zone) if isinstance(due, datetime) else f"{due.day} {due:%B} {due.year}"


def _party(party: Party) -> str:
    return ", ".join(part for part in (party.name, party.role, party.email, party.phone) if part)


def _prevention(item: PreventionAction, zone: ZoneInfo) -> str:
    due = f", due {_due(item.due_at, zone)}" if item.due_at else ""
    kind = f"{item.class_.value} measure" if item.class_ else "measure"
    owner = f", owner {item.owner}" if item.owner else ""
    return f"{item.action.rstrip('.')} ({kind}, {item.status.value}{due}{owner})"


_Field = tuple[str, str, Mode, datetime | None]
"""Name, words, mode, and the time it holds."""

_TIMES = (
    ("started_at", "Impact started"),
    ("escalated_at", "Escalated"),
    ("acknowledged_at", "Acknowledged"),
    ("resolved_at", "Resolved"),
    ("customer_confirmed_at", "Customer confirmed"),
)


def _fields(record: EscalationRecord, zone: ZoneInfo) -> Iterator[_Field]:
    """Every filled field; absences that a message must be honest about are facts of their own."""
    yield "title", record.title, Mode.OBSERVED, None
    if record.description:
        yield "description", record.description, Mode.OBSERVED, None
    yield from _customer(record.customer)
    if record.severity:
        yield "severity", f"Severity: {record.severity.value}", Mode.FIELD, None
    yield "status", f"Status: {record.status.value}", Mode.FIELD, None
    for name, label in _TIMES:
        at = getattr(record, name)
        if at:
            yield name, f"{label}: {_moment(at, zone)}", Mode.FIELD, at
    if record.started_at and record.resolved_at:
        yield "duration", f"Duration from start to resolution: {say_duration(record.resolved_at - record.started_at)}", Mode.FIELD, None
    for name, party in (("owner", record.owner), ("executive", record.executive)):
        if party:
            yield name, f"{name.capitalize()}: {_party(party)}", Mode.FIELD, None
    if record.services:
        yield "services", f"Services: {', '.join(record.services)}", Mode.FIELD, None
    yield from _outlook(record, zone)


def _customer(customer: Customer) -> Iterator[_Field]:
    yield "customer", f"Customer: {customer.name}" + (f", {customer.tier.value}" if customer.tier else ""), Mode.FIELD, None
    for contact in customer.contacts:
        yield "contacts", f"Contact at the customer: {_party(contact)}", Mode.FIELD, None
    if customer.users_affected is not None:
        yield "users_affected", f"Users affected: {customer.users_affected:,}", Mode.OBSERVED, None
    if customer.business_criticality:
        yield "business_criticality", customer.business_criticality, Mode.OBSERVED, None
    for name in ("revenue_at_risk", "public_exposure", "regulatory"):
        value = getattr(customer, name)
        if value not in {None, False}:
            yield name, f"{name.replace('_', ' ').capitalize()}: {value}", Mode.FIELD, None


def _outlook(record: EscalationRecord, zone: ZoneInfo) -> Iterator[_Field]:
    if record.eta:
        yield "eta", f"Estimated end of the impact: {_moment(record.eta, zone)}", Mode.PLANNED, record.eta
    elif not record.status.is_over:
        yield "eta", "No estimated end is recorded", Mode.FIELD, None
    if record.next_action:
        due = f" (due {_moment(record.next_action.due_at, zone)})" if record.next_action.due_at else ""
        yield "next_action", f"{record.next_action.text.rstrip('.')}{due}", Mode.PLANNED, record.next_action.due_at
    if record.workaround:
        yield "workaround", record.workaround, Mode.OBSERVED, None
    yield "root_cause", record.root_cause or "No confirmed root cause is recorded", Mode.OBSERVED if record.root_cause else Mode.FIELD, None
    if record.resolution:
        yield "resolution", record.resolution, Mode.DONE, None
    for item in record.prevention:
        mode = Mode.DONE if item.status.value == "done" else Mode.PLANNED
        yield "prevention", _prevention(item, zone), mode, None
    if not record.prevention:
        yield "prevention", "No prevention action is recorded", Mode.FIELD, None
    if record.recovery:
        yield from _recovery(record.recovery, zone)


def _recovery(recovery: Recovery, zone: ZoneInfo) -> Iterator[_Field]:
    if recovery.impact:
        yield "impact", f"Measured impact: {recovery.impact.value}", Mode.FIELD, None
    for gesture in recovery.gestures:
        by = f", authorised by {gesture.authorised_by}" if gesture.authorised_by else ", not authorised by anybody named"
        yield "gestures", f"{gesture.gesture.rstrip('.')}{by}", Mode.PLANNED, None
    for follow_up in recovery.follow_ups:
        due = f", due {_moment(follow_up.due_at, zone)}" if follow_up.due_at else ""
        yield "follow_ups", f"{follow_up.text.rstrip('.')}{due}", Mode.PLANNED, follow_up.due_at


def clauses_of(text: str, kind: UpdateKind | None = None) -> tuple[Clause, ...]:
    """The sentences of a log entry with their modes; a leading label such as "Summary:" is taken off and kept beside the sentence."""
    found = []
    # "Summary: ... Description: ..." on one line are two things.
    for span in split_sentences(_INNER_LABEL.sub(r"\n\1", text)):
        label = _LABEL.match(span.quote)
        quote = span.quote[label.end() :].strip() if label else span.quote
        if quote:
            found.append(Clause(quote, mode_of(quote, kind), label[1].lower() if label else ""))
    return tuple(found) or (Clause(text, mode_of(text, kind)),)


def _entry_origin(number: int, update: Update) -> str:
    kind = update.kind.value.replace("_", " ") if update.kind else "kind not given"
    return f"log entry {number}, {kind}"


def record_evidence(record: EscalationRecord, *, zone: ZoneInfo) -> tuple[Evidence, ...]:
    """Everything the record says, tagged F1..Fn, whatever its visibility."""
    items: list[Evidence] = []
    for name, text, mode, at in _fields(record, zone):
        clauses = (
            (Clause(text, mode),) if mode in {Mode.FIELD, Mode.PLANNED} else tuple(Clause(s.quote, mode) for s in split_sentences(text))
        )
        public = name not in _INTERNAL_FIELDS
        items.append(Evidence(f"F{len(items) + 1}", text, name, name, clauses or (Clause(text, mode),), at, public))
    for number, update in enumerate(record.updates, start=1):
        origin = _entry_origin(number, update)
        items.append(
            Evidence(
                f"F{len(items) + 1}", update.text, origin, "updates", clauses_of(update.text, update.kind), update.at, update.is_public
            )
        )
    return tuple(items)


def policy_evidence(record: EscalationRecord, policy: Policy) -> tuple[Evidence, ...]:
    """The policy lines that a message may lean on, tagged P1..Pn."""
    row = policy.row(record.severity)
    level = (record.severity or policy.communication.unrated_severity).value
    pace = "when something changes" if isinstance(row.update_every, OnChange) else f"every {say_duration(row.update_every.interval)}"
    lines = (
        ("update_every", f"{level}: the customer is updated {pace}"),
        ("first_response", f"{level}: first response within {say_duration(row.first_response)}"),
        ("resolution_target", f"{level}: resolution target {say_duration(row.resolution_target)}"),
        ("estimates", "A time is given even if estimated, and an estimate is called an estimate"),
        (
            "callback",
            f"After the resolution we ask for {policy.communication.callback_minutes} minutes {policy.communication.callback_within}",
        ),
    )
    return tuple(
        Evidence(f"P{number}", text, f"policy, {name}", "policy", (Clause(text, Mode.POLICY),))
        for number, (name, text) in enumerate(lines, 1)
    )


def gather(
    record: EscalationRecord,
    policy: Policy,
    *,
    audience: Audience = Audience.CUSTOMER,
    passages: Sequence[Evidence] = (),
    also_withhold: Iterable[str] = (),
) -> EvidenceSet:
    """The evidence of one draft.

    Args:
        record: The escalation.
        policy: The tables in force.
        audience: For a customer, internal entries and fields are withheld; for colleagues nothing is.
        passages: Pseudonymised passages of past reports, tagged S1..Sn.
        also_withhold: Tags that a person unticked.
    """
    unticked = frozenset(also_withhold)
    everything = (*record_evidence(record, zone=policy.zone), *policy_evidence(record, policy), *passages)
    items, withheld = [], []
    for item in everything:
        hidden = audience is Audience.CUSTOMER and not item.public
        if hidden or item.id in unticked:
            withheld.append(replace(item, public=False) if hidden else item)
        else:
            items.append(item)
    internal = sum(1 for item in withheld if item.field == "updates" and not item.public)
    notes = [f"{internal} internal log {'entry was' if internal == 1 else 'entries were'} left out."] if internal else []
    return EvidenceSet(tuple(items), tuple(withheld), tuple(notes))
