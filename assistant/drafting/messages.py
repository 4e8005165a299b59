"""The customer messages as document forms: their evidence is what the customer may know, their clock times and promises are worked out here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.drafting.composer import compose, unanswered_requests
from assistant.drafting.form import Brief, Composed, DocumentForm, Sources, WorkedOut, about_record
from assistant.drafting.rendering import Rendered, render
from assistant.drafting.slots import SLOTS, MessageSlots, gap
from assistant.evidence.facts import Audience, EvidenceSet
from assistant.evidence.names import is_form_of_address
from assistant.records.clock import MessageKind, promised_next_update, say_time
from assistant.records.model import EscalationRecord
from assistant.records.policy import OnChange, Policy


def message_form(kind: MessageKind) -> DocumentForm:
    """The form of one of the customer messages."""

    def by_rule(brief: Brief) -> Composed:
        record, order = brief.order.escalation, brief.order
        composed = compose(kind, record, brief.evidence, order.policy, now=order.now, promises=order.promises)
        asked = (said.text for said in unanswered_requests(record, brief.evidence))
        questions = tuple(f"The customer asked and nobody answered yet: “{text}”" for text in asked)
        return Composed(composed.slots, composed.forms, (*composed.notices, *questions))

    return DocumentForm(kind, kind.label, Audience.CUSTOMER, SLOTS[kind], about_record(Audience.CUSTOMER), by_rule, _work_out)


def compose_message(kind: MessageKind, record: EscalationRecord, evidence: EvidenceSet, policy: Policy, *, now: datetime) -> Rendered:
    """The composer's message, rendered: for whoever has the evidence at hand and needs nothing else of a draft."""
    composed = compose(kind, record, evidence, policy, now=now)
    return render(kind, composed.slots, message_values(kind, record, policy, now=now), evidence, forms=composed.forms)


def _work_out(slots: MessageSlots, brief: Brief, _: Sources) -> WorkedOut:
    return WorkedOut(message_values(slots.kind, brief.order.escalation, brief.order.policy, now=brief.order.now))


@dataclass(frozen=True)
class _Voice:
    """Who speaks: the owner in the first person, or the team where the record names no owner."""

    I_will: str
    I_would: str
    me: str


def first_name(name: str) -> str:
    """What a greeting says: the given names; title and family name where there is a title; the whole name when it is one word."""
    words = name.split()
    if len(words) > 1 and is_form_of_address(words[0]):
        return f"{words[0]} {words[-1]}"
    given = words[:-1]
    while given and given[-1].islower():  # "Piet de Vries"
        given = given[:-1]
    return " ".join(given) or name


def message_values(kind: str, record: EscalationRecord, policy: Policy, *, now: datetime) -> dict[str, Any]:
    """What a message's template is given beside its slots: names, the promised time, the contact, all from record and policy."""
    owner, executive = record.owner, record.executive
    row = policy.row(record.severity)
    at, is_limit = promised_next_update(record, policy, now=now)
    moment = say_time(at, now=now, zone=policy.zone)
    today = at.astimezone(policy.zone).date() == now.astimezone(policy.zone).date()
    by = f"by {moment}{' today' if today and kind == MessageKind.PROGRESS else ''}"
    contact = record.customer.contacts[0] if record.customer.contacts else None
    reach = ", ".join(part for part in (owner.name, owner.email, owner.phone) if part) if owner else policy.organisation.team
    call = "Would you be open to a call this week?"
    if executive and executive.phone:
        call += f" My direct line is {executive.phone}."
    return {
        "record": record,
        "policy": policy,
        "owner": owner,
        "executive": executive,
        "executive_name": executive.name if executive else gap("for you: your name"),
        "organisation": policy.organisation.name,
        "team": policy.organisation.team,
        "greeting": first_name(contact.name) if contact else "everyone",
        "contact": reach,
        "addressed": f", {first_name(executive.name)}" if executive else "",
        "voice": _Voice("I'll", "I'd", "me") if owner else _Voice("We will", "We would", "us"),
        "cadence": row.update_every.label,
        "next_update": f"as soon as something changes, and {by} at the latest" if is_limit else by,
        "sooner": "" if is_limit or isinstance(row.update_every, OnChange) else ", sooner if something changes",
        "confirmed_at": say_time(record.customer_confirmed_at, now=now, zone=policy.zone) if record.customer_confirmed_at else "",
        "questions": f"Questions? Call me directly at {owner.phone}." if owner and owner.phone else "Questions? Reply to this message.",
        "call": call,
    }
