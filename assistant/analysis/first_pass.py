"""The first-pass analysis as a document: composed by rule, and everything in it that no writer may write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from assistant.analysis.comparing import PastIncident, by_cause, by_symptom
from assistant.analysis.hypotheses import Causes, Hypothesis, propose, weigh
from assistant.analysis.questions import contributing, facilitator_questions, five_whys, review_answers, what_happened
from assistant.analysis.slots import AnalysisSlots, ReviewAnswerSlots, WhySlots
from assistant.analysis.timeline import Timeline, build_timeline
from assistant.drafting.chain import statements_of
from assistant.drafting.form import Brief, Composed, Sources, WorkedOut
from assistant.drafting.phrasing import shorten
from assistant.evidence.facts import EvidenceSet
from assistant.records.clock import say_duration
from assistant.records.model import ActionStatus, PreventionAction

REVIEW = {
    "triage": "Was it triaged at the right level, and in time?",
    "communication": "Was the customer told in time, and truly?",
    "people": "Were the right roles there in time?",
    "tools": "Did tools and procedures help or hinder?",
    "differently": "What would be done differently?",
}
"""The five questions of the process review, by the name of their slot."""
_QUOTED = 160


def compose_analysis(brief: Brief) -> Composed:
    """Fill the slots by rule. Every statement is a quotation, or the house's wording around values of the record."""
    record, evidence, policy = brief.order.escalation, brief.evidence, brief.order.policy
    timeline = build_timeline(record, evidence, policy=policy)
    hypotheses = propose(record, evidence)
    answers = review_answers(record, evidence, timeline, policy)
    slots = AnalysisSlots(
        what_happened=what_happened(record, evidence),
        hypotheses=hypotheses,
        whys=five_whys(record, evidence, hypotheses),
        contributing=contributing(record, evidence),
        questions=facilitator_questions(record, evidence, hypotheses, timeline, answers),
        **answers,
    )
    return Composed(slots, frozenset(statement.text for _, statement in statements_of(slots)))


@dataclass(frozen=True)
class Quoted:
    """One piece of evidence beside a hypothesis: its tag, when it was written, its words."""

    tag: str
    at: str
    text: str


def work_out_analysis(slots: AnalysisSlots, brief: Brief, sources: Sources) -> WorkedOut:
    """Timeline, states, confidence, comparisons with past incidents."""
    record, evidence = brief.order.escalation, brief.evidence
    timeline = build_timeline(record, evidence, policy=brief.order.policy)
    causes = weigh(slots.hypotheses, record, evidence, verdicts=sources.verdicts(record.id))
    passages = evidence.of("passage")
    seen, thought = by_symptom(brief.similar, passages), by_cause(causes.hypotheses, record, sources)
    review = [(question, getattr(slots, name)) for name, question in REVIEW.items()]
    values = {
        "record": record,
        "timeline": timeline,
        "rows": [(say_moment(event.at), event.text, ", ".join(event.tags), _milestones(event)) for event in timeline.events],
        "gaps": [(say_moment(gap.since), say_moment(gap.until), say_duration(gap.length)) for gap in timeline.gaps],
        "causes": causes,
        "grounds": {each.id: [quoted(tag, evidence) for tag in each.supports] for each in causes.hypotheses},
        "review": review,
        "by_symptom": seen,
        "by_cause": thought,
        "prevention": [measure_row(item) for item in record.prevention],
    }
    return WorkedOut(values, _details(timeline, causes, slots, seen, thought, evidence))


def say_moment(at: datetime) -> str:
    """An instant with day and zone as written: "2026-05-14 07:25 UTC"."""
    return f"{at:%Y-%m-%d %H:%M} {at.tzname()}"


def quoted(tag: str, evidence: EvidenceSet) -> Quoted:
    """The words behind a tag."""
    item = evidence.get(tag)
    if item is None:
        return Quoted(tag, "", "not among the evidence of this document")
    at = f"{item.at:%H:%M} {item.at.tzname()}" if item.at and item.field == "updates" else item.origin
    return Quoted(tag, at, shorten(" ".join(item.text.split()), _QUOTED))


def _milestones(event: Any) -> str:
    return ", ".join(milestone.value for milestone in event.milestones)


def measure_row(item: PreventionAction) -> tuple[str, str, str, str]:
    """A prevention action as a row: what, who, by when, how it stands."""
    due = item.due_at.strftime("%Y-%m-%d") if item.due_at else "to be set"
    status = "in progress" if item.status is ActionStatus.IN_PROGRESS else item.status.value
    return item.action, item.owner or "to be named", due, status


def _details(
    timeline: Timeline,
    causes: Causes,
    slots: AnalysisSlots,
    seen: tuple[PastIncident, ...],
    thought: Mapping[str, tuple[PastIncident, ...]],
    evidence: EvidenceSet,
) -> dict[str, Any]:
    return {
        "conclusion": causes.conclusion.value,
        "reason": causes.reason,
        "timeline": {
            "events": [
                {
                    "at": event.at.isoformat(),
                    "text": event.text,
                    "evidence": list(event.tags),
                    "kind": event.kind,
                    "milestones": [milestone.value for milestone in event.milestones],
                }
                for event in timeline.events
            ],
            "gaps": [{"since": gap.since.isoformat(), "until": gap.until.isoformat(), "evidence": list(gap.tags)} for gap in timeline.gaps],
            "missing": [milestone.value for milestone in timeline.missing],
            "note": timeline.note,
        },
        "hypotheses": [_hypothesis(each, evidence) for each in causes.hypotheses],
        "whys": [_why(step) for step in slots.whys],
        "review": {name: _answer(getattr(slots, name)) for name in ("not_prevented", "not_detected", "made_hard", *REVIEW)},
        "similar": {
            "by_symptom": [asdict(each) for each in seen],
            "by_cause": {name: [asdict(each) for each in found] for name, found in thought.items()},
        },
        "questions": list(slots.questions),
    }


def _hypothesis(each: Hypothesis, evidence: EvidenceSet) -> dict[str, Any]:
    return {
        "id": each.id,
        "cause": each.cause,
        "state": each.state.value,
        "confidence": each.confidence.value,
        "why": each.why,
        "for": [asdict(quoted(tag, evidence)) for tag in each.supports],
        "against": [{"text": text, "evidence": list(tags)} for text, tags in each.against],
        "check": each.check,
        "ask": each.ask,
        "reason": each.reason,
        "confirmed_by": each.confirmed_by,
    }


def _why(step: WhySlots) -> dict[str, Any]:
    return {
        "question": step.question,
        "answer": step.answer.text if step.answer else None,
        "evidence": list(step.answer.cites) if step.answer else [],
        "ask": step.ask,
    }


def _answer(answer: ReviewAnswerSlots) -> dict[str, Any]:
    return {"answers": list(_texts(answer)), "ask": answer.ask}


def _texts(answer: ReviewAnswerSlots) -> Iterator[dict[str, Any]]:
    yield from ({"text": statement.text, "evidence": list(statement.cites)} for statement in answer.answers)
