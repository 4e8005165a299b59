"""recovery-plan: the step of the recovery ladder with its reasons, the conversation, what may be offered, and the check-ins."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from assistant.actions.action import DraftingAction
from assistant.actions.triage import triage_record
from assistant.analysis.same_issue import earlier_same_issue
from assistant.drafting.composer import material
from assistant.drafting.composing.material import Material, affected, done, measures, problem
from assistant.drafting.form import Brief, Composed, DocumentForm, Order, Sources, WorkedOut, about_record
from assistant.drafting.slots import Slots, Statement, gap
from assistant.evidence.facts import Audience, EvidenceSet
from assistant.records.clock import say_date, say_duration, say_time
from assistant.records.flags import RedFlag, read_flags
from assistant.records.impact import Measured, Reason, measure_impact
from assistant.records.recovery import CheckIn, Gestures, Offer, calendar, gestures

_SECTIONS = ("Step", "Conversation", "Gestures", "Check-ins", "What the customer asked for")


class RecoveryPlanSlots(Slots):
    """What to say in the recovery conversation. Step, gestures and dates are worked out by code."""

    acknowledge: list[Statement] = Field(description="What it did to this customer, in their terms: what they could not do, for how long.")
    responsibility: list[Statement] = Field(
        description="Where the responsibility lies: the confirmed cause in our systems, or that the cause is not confirmed yet. No person is blamed."
    )
    repaired: list[Statement] = Field(description="What was done to fix it: only deeds that the evidence reports as done.")
    prevents: list[Statement] = Field(description="What prevents a repeat, each done or with its date; if nothing is decided, that.")
    asked: list[Statement] = Field(
        description="What the customer asked for or complained about beside the repair, as they wrote it; empty if nothing."
    )


def _prepare(order: Order, sources: Sources) -> Brief:
    """The usual evidence for colleagues, with the measured impact and what follows from it."""
    brief = about_record(Audience.INTERNAL)(order, sources)
    record, policy, now = order.escalation, order.policy, order.now
    certain = {criterion.id for criterion in triage_record(record, policy, now=now).triage.criteria if not criterion.note}
    others = [other for other in sources.records() if other.id != record.id]
    repeats = earlier_same_issue([*others, record], only={record.id}).get(record.id, ())
    measured = measure_impact(record, policy, now=now, criteria=certain, repeats=len(repeats))
    found = (measured, gestures(record, measured.step, policy), calendar(record, measured.step, policy, now=now))
    return Brief(order, brief.evidence, brief.similar, brief.notices, found)


def _compose(brief: Brief) -> Composed:
    record, order = brief.order.escalation, brief.order
    m = material(record, brief.evidence, order.policy, now=order.now)
    slots = RecoveryPlanSlots(
        acknowledge=[*_told_back(m), *affected(m), *m.words_of("business_criticality", most=1), *_lasted(m)],
        responsibility=_responsibility(m),
        repaired=_repaired(m),
        prevents=_prevents(m),
        asked=_asked(m, brief.evidence),
    )
    return Composed(slots, frozenset(m.forms))


def _told_back(m: Material) -> list[Statement]:
    """The problem in words that the customer may hear: a note among ourselves is no opening of the conversation."""
    inside = {item.id for item in m.evidence if not item.public}
    return [told for told in problem(m)[:2] if inside.isdisjoint(told.cites)]


def _lasted(m: Material) -> list[Statement]:
    record = m.record
    if record.started_at is None:
        return []
    if record.resolved_at and record.resolved_at > record.started_at:
        return [m.fact(f"It lasted {say_duration(record.resolved_at - record.started_at)}.", "duration", "started_at", "resolved_at")]
    if record.status.is_over:
        return []
    return [m.fact(f"It has lasted {say_duration(m.now - record.started_at)} and is not over.", "started_at", "status")]


def _responsibility(m: Material) -> list[Statement]:
    if m.record.root_cause:
        return m.words_of("root_cause", most=2)
    return [m.fact("The cause is not confirmed; say so, and name none.", "root_cause")]


def _repaired(m: Material) -> list[Statement]:
    if m.record.resolution:
        return m.words_of("resolution", most=3)
    return done(m)[-3:] or [m.fact("The record holds no step that was taken yet.", "status")]


def _prevents(m: Material) -> list[Statement]:
    return measures(m)[:4] or [m.fact("No prevention action is decided; offer none in the conversation.", "prevention")]


def _asked(m: Material, evidence: EvidenceSet) -> list[Statement]:
    """Sentences of the customer that ask for something."""
    wishes = ("please", "want", "need", "expect", "could you", "can you", "would like", "?")
    told = [said for said in m.log if said.by_customer and any(wish in said.text.casefold() for wish in wishes)]
    return [m.quote(said) for said in told[-3:] if evidence.get(said.tag)]


def _work_out(slots: RecoveryPlanSlots, brief: Brief, _: Sources) -> WorkedOut:
    measured, offers, dates = brief.found
    dates = tuple(sorted(dates, key=lambda check: (check.due_at is None, check.due_at or brief.order.now)))
    order = brief.order
    record, zone = order.escalation, order.policy.zone
    first = next((check for check in dates if check.due_at), None)
    values = {
        "record": record,
        "measured": measured,
        "ladder": order.policy.recovery[measured.step],
        "offers": offers,
        "dates": [(_day(check, order), check) for check in dates],
        "contact": record.customer.contacts[0].name if record.customer.contacts else record.customer.name,
        "speaker": _speaker(order, measured),
        "first_check": say_time(first.due_at, now=order.now, zone=zone) if first and first.due_at else "",
        "first_is_proposed": bool(first and first.proposed),
        "missed": [
            flag for flag in read_flags(record, order.policy, now=order.now, standing_only=True) if flag.name is RedFlag.NO_FOLLOW_THROUGH
        ],
        "owner": record.owner.name if record.owner else gap("for you: who makes the check-ins"),
    }
    return WorkedOut(values, _details(measured, offers, dates))


def _day(check: CheckIn, order: Order) -> str:
    if check.due_at is None:
        return "no time set"
    local = check.due_at.astimezone(order.policy.zone)
    return f"{local:%A} {say_date(check.due_at, zone=order.policy.zone)}, {local:%H:%M} {local.tzname()}"


def _speaker(order: Order, measured: Measured) -> str:
    """Who holds the conversation: the executive from the step on that names one in the ladder, else the owner."""
    record = order.escalation
    with_executive = any("executive" in action or "in-person" in action for action in order.policy.recovery[measured.step])
    party = (record.executive if with_executive else None) or record.owner
    if party is None:
        return gap("for you: who holds the conversation")
    return f"{party.name}{f', {party.role}' if party.role else ''}"


def _details(measured: Measured, offers: Gestures, dates: tuple[CheckIn, ...]) -> dict[str, Any]:
    return {
        "step": measured.step.value,
        "measured": measured.measured.value,
        "set_by_person": measured.set_by_person.value if measured.set_by_person else None,
        "points": measured.points,
        "verdict": measured.verdict,
        "reasons": [_reason(reason) for reason in measured.reasons],
        "missing": [_reason(reason) for reason in measured.missing],
        "may_offer": [_offer(offer) for offer in offers.may_offer],
        "words_only": list(offers.words_only),
        "not_offered": [_offer(offer) for offer in offers.not_offered],
        "would_need_authorisation": [_offer(offer) for offer in offers.would_need],
        "check_ins": [
            {
                "due_at": check.due_at.isoformat() if check.due_at else None,
                "purpose": check.purpose,
                "owner": check.owner,
                "proposed": check.proposed,
                "reason": check.reason,
            }
            for check in dates
        ],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {"text": reason.text, "fields": list(reason.fields), "points": reason.points}


def _offer(offer: Offer) -> dict[str, Any]:
    return {"text": offer.text, "note": offer.note, "authorised_by": offer.authorised_by}


ACTION = DraftingAction(
    name="recovery-plan",
    trigger="Create recovery plan for [Customer]",
    forms={
        "plan": DocumentForm(
            "recovery-plan",
            "Recovery plan",
            Audience.INTERNAL,
            RecoveryPlanSlots,
            _prepare,
            _compose,
            _work_out,
            parts=tuple((name.lower().replace(" ", "_"), rf"^## {name}$", f"the section “{name}”") for name in _SECTIONS[:4]),
        )
    },
)
