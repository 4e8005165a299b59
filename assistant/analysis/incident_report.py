"""The post-incident report as a document. Its sections are fixed, and the parser of past reports reads what stands in it.

Once approved it becomes knowledge for the next incident, so that it says plainly what was never confirmed.
"""

from __future__ import annotations

from datetime import datetime

from assistant.analysis.first_pass import measure_row, say_moment
from assistant.analysis.hypotheses import Causes, State, propose, weigh
from assistant.analysis.questions import review_answers
from assistant.analysis.slots import ReportSlots
from assistant.analysis.timeline import Milestone, Timeline, build_timeline
from assistant.drafting.composer import material
from assistant.drafting.composing.material import Material, affected, done, problem
from assistant.drafting.form import Brief, Composed, Sources, WorkedOut
from assistant.drafting.phrasing import issue_phrase, shorten, tidy
from assistant.drafting.slots import Statement, gap
from assistant.errors import InputInvalid
from assistant.evidence.names import person_names
from assistant.evidence.private_patterns import private_values
from assistant.records.clock import say_duration
from assistant.records.model import EscalationRecord
from knowledge.errors import ReportInvalid
from knowledge.parsing import parse_report
from knowledge.report import PostIncidentReport

NOT_RECORDED = "not recorded"
MOST_ROWS = 60


def compose_report(brief: Brief) -> Composed:
    """Fill the report's slots by rule from the evidence for colleagues."""
    m = material(brief.order.escalation, brief.evidence, brief.order.policy, now=brief.order.now)
    slots = ReportSlots(
        impact=_impact(m),
        root_cause=_root_cause(m),
        resolution=_resolution(m),
        customer_impact=[*problem(m)[:3], *affected(m), *m.words_of("business_criticality", most=2), *_lasted(m)],
        lessons=_lessons(brief),
        recovery=_recovery(m),
    )
    return Composed(slots, frozenset(m.forms | {statement.text for statement in slots.lessons}))


def _impact(m: Material) -> Statement:
    count = m.record.customer.users_affected
    people = f"; {count:,} {'user' if count == 1 else 'users'} affected" if count else ""
    return m.fact(f"{tidy(issue_phrase(m.record)).rstrip('.')}{people}.", "title", "users_affected")


def _root_cause(m: Material) -> list[Statement]:
    """The confirmed cause, or that there is none with the best supported hypothesis named as one."""
    if m.record.root_cause:
        return m.words_of("root_cause", most=6)
    best = next((each for each in propose(m.record, m.evidence) if any(tag.startswith("F") for tag in each.cause.cites)), None)
    honest = m.fact("No cause is confirmed.", "root_cause")
    if best is None:
        return [honest]
    told = Statement(text=shorten(f"Best supported, not confirmed: {best.cause.text}"), cites=[*best.cause.cites])
    m.forms.add(told.text)
    return [honest, told]


def _resolution(m: Material) -> list[Statement]:
    if m.record.resolution:
        return m.words_of("resolution", most=6)
    steps = done(m)
    if steps:
        return steps[-4:]
    return [m.fact("It is resolved; no step that ended it is recorded." if m.record.status.is_over else "It is not resolved.", "status")]


def _lasted(m: Material) -> list[Statement]:
    record = m.record
    if not (record.started_at and record.resolved_at):
        return []
    span = say_duration(record.resolved_at - record.started_at)
    return [m.fact(f"It lasted {span}.", "duration", "started_at", "resolved_at")]


def _lessons(brief: Brief) -> list[Statement]:
    """What the review found in the record; what people learnt, they write themselves."""
    record, evidence, policy = brief.order.escalation, brief.evidence, brief.order.policy
    answers = review_answers(record, evidence, build_timeline(record, evidence, policy=policy), policy)
    found = [statement for name in ("not_detected", "made_hard") for statement in answers[name].answers[:1]]
    if found:
        return found
    return [Statement(text=gap("for you: what was learnt; the record holds nothing that tells it"), cites=[])]


def _recovery(m: Material) -> list[Statement]:
    recovery = m.record.recovery
    if recovery is None:
        return [m.fact("No recovery action is recorded.", "status")]
    offered = [
        f"{item.gesture.rstrip('.')} ({'authorised' if item.authorised_by else 'not authorised by anybody named'})"
        for item in recovery.gestures
    ]
    planned = [f"{item.text.rstrip('.')} (follow-up)" for item in recovery.follow_ups]
    said = "; ".join([*offered, *planned])
    said = f"{said[:1].upper()}{said[1:]}"
    return [m.fact(f"{said}." if said else "No recovery action is recorded.", "gestures", "follow_ups", "impact", "status")]


def work_out_report(slots: ReportSlots, brief: Brief, sources: Sources) -> WorkedOut:
    """The summary's fields, the timeline table with its fixed events, the prevention table."""
    record, evidence = brief.order.escalation, brief.evidence
    timeline = build_timeline(record, evidence, policy=brief.order.policy)
    causes = weigh(propose(record, evidence), record, evidence, verdicts=sources.verdicts(record.id))
    values = {
        "record": record,
        "issue": issue_phrase(record),
        "severity": record.severity.value if record.severity else NOT_RECORDED,
        "duration": _duration(record),
        "rows": _rows(timeline),
        "confirmed": "" if record.root_cause else _confirmed(causes),
        "actions": [measure_row(item) for item in record.prevention],
    }
    details = {"conclusion": causes.conclusion.value, "reason": causes.reason, "missing": [each.value for each in timeline.missing]}
    return WorkedOut(values, details)


def _confirmed(causes: Causes) -> str:
    """What a person confirmed beside the record's own field."""
    found = next((each for each in causes.hypotheses if each.state is State.CONFIRMED), None)
    return f"{found.cause} Confirmed: {found.reason}" if found else ""


def _duration(record: EscalationRecord) -> str:
    if record.started_at and record.resolved_at:
        return say_duration(record.resolved_at - record.started_at)
    return "not over" if not record.status.is_over else NOT_RECORDED


_FIXED = {
    Milestone.REPORTED: "First reported",
    Milestone.ESCALATED: "Escalation triggered",
    Milestone.CAUSE: "Root cause identified",
    Milestone.RESOLVED: "Resolution implemented",
    Milestone.CONFIRMED: "Customer confirmed",
}


def _rows(timeline: Timeline) -> list[tuple[str, str]]:
    """Every event with its milestone in front; a milestone that the record does not hold says so, at the place where it belongs."""
    rows = []
    for event in timeline.events[-MOST_ROWS:]:
        heads = [_FIXED[milestone] for milestone in event.milestones]
        rows.append(
            (
                say_moment(event.at),
                f"{' and '.join([heads[0], *(head.lower() for head in heads[1:])])}: {event.text}" if heads else event.text,
            )
        )
    return [*rows, *((NOT_RECORDED, _FIXED[milestone]) for milestone in timeline.missing)]


def report_of(text: str, record: EscalationRecord, approved_at: datetime) -> PostIncidentReport:
    """The approved text as a past report, with what the index needs beside it and every name that must not reach other customers.

    Raises:
        InputInvalid: The text does not follow the report's format any more; names every problem with its line.
    """
    try:
        report = parse_report(text, source="report")
    except ReportInvalid as error:
        msg = f"The report of {record.id} cannot become knowledge as it stands."
        raise InputInvalid(msg, error.problems, "Write a new version with the fixed sections and tables; nothing was approved.") from error
    people = [name.text for name in person_names(record) if name.is_person]
    private = [(kind, text[start:end]) for start, end, kind in private_values(text)]
    return report.model_copy(
        update={
            "services": tuple(record.services),
            "closed_on": (record.customer_confirmed_at or record.resolved_at or approved_at).date(),
            "symptom": record.title,
            "people": tuple(people),
            "hosts": tuple(dict.fromkeys(words for kind, words in private if kind in {"HOST", "IP"})),
            "tickets": tuple(dict.fromkeys(words for kind, words in private if kind == "ID" and words != record.id)),
        }
    )
