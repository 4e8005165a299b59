"""What the customer is told of the analysis: only public evidence, the cause only once it is confirmed, no other incident, no colleague."""

from __future__ import annotations

from assistant.analysis.slots import CustomerAnalysisSlots
from assistant.analysis.timeline import Event, Milestone, build_timeline
from assistant.drafting.composer import material
from assistant.drafting.composing.material import Material, affected, apology_line, prevention, problem
from assistant.drafting.composing.resolution import what_we_did
from assistant.drafting.form import Brief, Composed, Sources, WorkedOut
from assistant.drafting.messages import message_values
from assistant.drafting.phrasing import issue_phrase
from assistant.drafting.reading import Role, distinct
from assistant.drafting.slots import Statement
from assistant.evidence.facts import Mode
from assistant.evidence.modes import mode_of
from assistant.records.clock import say_duration, say_time
from assistant.records.model import UpdateKind


def compose_customer_version(brief: Brief) -> Composed:
    """Fill the slots by rule from what the customer may know."""
    m = material(brief.order.escalation, brief.evidence, brief.order.policy, now=brief.order.now)
    slots = CustomerAnalysisSlots(
        issue=issue_phrase(m.record),
        summary=[*problem(m)[:3], *affected(m), *_lasted(m)],
        root_cause=_root_cause(m),
        resolution=what_we_did(m),
        prevention=prevention(m),
        apology=apology_line(m),
    )
    return Composed(slots, frozenset(m.forms))


def _lasted(m: Material) -> list[Statement]:
    record = m.record
    if not (record.started_at and record.resolved_at) or record.resolved_at <= record.started_at:
        return []
    span = say_duration(record.resolved_at - record.started_at)
    return [
        m.fact(
            f"It lasted {span}, from {m.time(record.started_at)} to {m.time(record.resolved_at)}.", "started_at", "resolved_at", "duration"
        )
    ]


def _root_cause(m: Material) -> list[Statement]:
    if m.record.root_cause:
        return m.words_of("root_cause", most=4)
    told = [said for said in m.ours if said.role is Role.CAUSE and said.mode in {Mode.OBSERVED, Mode.DONE}]
    honest = "Our record does not hold the full root cause yet." if told else "We have not confirmed the root cause yet."
    return [*(m.quote(said) for said in distinct(told)[-1:]), m.fact(honest, "root_cause")]


def customer_version(slots: CustomerAnalysisSlots, brief: Brief, _: Sources) -> WorkedOut:
    """Names and contact as in a message, and the public timeline: its milestones and the newest of our other entries."""
    record, order = brief.order.escalation, brief.order
    events = build_timeline(record, brief.evidence, policy=order.policy).events
    ours = [
        event
        for event in events
        if not event.milestones
        and event.kind != UpdateKind.CUSTOMER_MESSAGE
        and _BY_CUSTOMER not in event.text
        and mode_of(event.text) is not Mode.SUSPECTED
    ]
    shown = [event for event in events if event.milestones or event in ours[-MOST_EVENTS:]]
    rows = [
        Statement(text=f"{say_time(event.at, now=order.now, zone=order.policy.zone)}: {_to_customer(event)}", cites=list(event.tags))
        for event in shown
    ]
    return WorkedOut({**message_values("rca-customer", record, order.policy, now=order.now), "rows": rows})


MOST_EVENTS = 8
_BY_CUSTOMER = "The customer writes:"


def _to_customer(event: Event) -> str:
    """The event as the customer reads it: what they wrote themselves they need not read again."""
    if _BY_CUSTOMER not in event.text:
        return event.text
    if Milestone.CONFIRMED in event.milestones:
        return "You confirmed that it works."
    return "You reported the problem." if Milestone.REPORTED in event.milestones else "You wrote to us."
