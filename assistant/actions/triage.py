"""Triage: suggest a record's severity, with the words for it.

The level is the rule's. A model may hold a second opinion, which it forms from the same evidence without being told the rule's; it stands
beside the suggestion and never in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from assistant.actions.action import DraftingAction
from assistant.analysis.triage import TriageReport, as_json, criteria_of, statements_of, triage_record
from assistant.drafting import phrasing
from assistant.drafting.form import Brief, Composed, DocumentForm, Order, Sources, WorkedOut
from assistant.drafting.layout import clipped
from assistant.drafting.slots import Slots, Statement
from assistant.evidence.facts import Audience
from assistant.evidence.gather import gather
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import Clock, say_duration, say_time
from assistant.records.model import Severity
from assistant.records.triage import Criterion, Flag
from assistant.records.triage_signals import Words

__all__ = ["ACTION", "TriageReport", "as_json", "criteria_of", "statements_of", "triage_record"]

_SHOWN = 2
"""How many places of the record stand beside one finding; the JSON has all."""
_QUOTED = 56
"""Characters of one quotation."""
_LEVEL = re.compile(r"\bSEV[-\s]?([1-4])\b", re.IGNORECASE)


class SecondOpinion(Slots):
    """The level that a second reader would set."""

    level: str = Field(description='The level that the lines ask for by the criteria above: "SEV-1", "SEV-2", "SEV-3" or "SEV-4".')
    reason: list[Statement] = Field(description="One or two statements: what in the lines decides it. No level in them.")

    @field_validator("level")
    @classmethod
    def _is_a_level(cls, level: str) -> str:
        found = _LEVEL.fullmatch(level.strip())
        if not found:
            msg = f"the level is {level[:40]!r}; it must be SEV-1, SEV-2, SEV-3 or SEV-4"
            raise ValueError(msg)
        return Severity(f"SEV-{found[1]}").value

    @field_validator("reason")
    @classmethod
    def _has_a_reason(cls, reason: list[Statement]) -> list[Statement]:
        if not reason:
            msg = "an opinion needs a reason"
            raise ValueError(msg)
        return reason


class TriageSlots(Slots):
    """What a writer may say in a triage."""

    reading: list[Statement] = Field(
        description="Two or three statements: what is hurt and for whom, and which of its effects weighs most. No level in them."
    )
    opinion: SecondOpinion | None = Field(description="The level that you would set, with its reason; null if the lines say too little.")

    @field_validator("reading")
    @classmethod
    def _names_no_level(cls, reading: list[Statement]) -> list[Statement]:
        if not reading:
            msg = "nothing was written"
            raise ValueError(msg)
        if any(_LEVEL.search(said.text) for said in reading):
            msg = "a level stands in the reading; it belongs into the opinion"
            raise ValueError(msg)
        return reading


def _prepare(order: Order, sources: Sources) -> Brief:
    from assistant.briefing import triage_with_history

    record = order.escalation
    report, notices = triage_with_history(sources, record, now=order.now)
    evidence = gather(record, order.policy, audience=Audience.INTERNAL, also_withhold=order.excluded)
    return Brief(order, evidence, notices=notices, found=report)


def _compose(brief: Brief) -> Composed:
    """What is hurt in the record's own words, what it costs, and the words that decide the level."""
    evidence, report = brief.evidence, brief.found
    forms: set[str] = set()
    said = []
    problem = evidence.field("description") or evidence.field("title")
    if problem:
        first = next(iter(split_sentences(problem.text)), None)
        said.append(Statement(text=phrasing.tidy(first.quote if first else problem.text), cites=[problem.id]))
    cost = next((item for name in ("business_criticality", "users_affected") if (item := evidence.field(name))), None)
    if cost:
        said.append(Statement(text=phrasing.tidy(cost.text), cites=[cost.id]))
    decisive = _decisive(report)
    words = [word for word in decisive.evidence[:_SHOWN] if evidence.get(word.id)] if decisive else []
    if decisive and words:
        note = f", {decisive.note}" if decisive.note else ""
        quoted = " and ".join(dict.fromkeys(f"“{clipped(word.text, _QUOTED)}”" for word in words))
        said.append(_form(forms, f"The level rests on the words {quoted}: {decisive.text}{note}", [word.id for word in words]))
    elif problem and not report.triage.criteria:
        text = "No words of the record meet a criterion, so the level is the one of a record that says too little"
        said.append(_form(forms, text, [problem.id]))
    return Composed(TriageSlots(reading=said, opinion=None), frozenset(forms))


def _decisive(report: TriageReport) -> Criterion | None:
    """The criterion that the suggested level stands for; a suspicion counts where nothing else is so grave."""
    fired, level = report.triage.criteria, report.triage.suggested
    certain = (each for each in fired if each.level is level and not each.note)
    return next(certain, None) or next((each for each in fired if each.note.startswith("suspected")), None)


def _form(forms: set[str], text: str, tags: Iterable[str]) -> Statement:
    statement = Statement(text=text, cites=list(dict.fromkeys(tags)))
    forms.add(statement.text)
    return statement


def _work_out(slots: TriageSlots, brief: Brief, sources: Sources) -> WorkedOut:
    report: TriageReport = brief.found
    found, order = report.triage, brief.order
    opinion = _opinion(slots.opinion, found.suggested, sources.model_name) if slots.opinion else None
    clocks = (report.clocks.first_response, report.clocks.next_update, report.clocks.resolution)
    values = {
        "record": order.escalation,
        "triage": found,
        "current": found.current.value if found.current else "",
        "opinion": opinion,
        "type_words": _beside(found.type_evidence),
        "criteria": [(each.level.value, each.text, each.note, _beside(each.evidence)) for each in found.criteria],
        "impact": [
            (name.replace("_", " "), clipped(axis.value, _QUOTED) if axis.value is not None else "not in the record", _tags(axis.evidence))
            for name, axis in found.impact.items()
        ],
        "questions": [("answered" if each.answered else "OPEN", each.text, _beside(each.evidence[:1])) for each in found.questions],
        "notify": ", ".join(report.notify),
        "clocks": [_due(clock, now=order.now, zone=order.policy.zone) for clock in clocks],
        "flags": [_flag_line(flag, now=order.now, zone=order.policy.zone) for flag in found.flags],
    }
    return WorkedOut(values, {**as_json(report), "second_opinion": opinion})


def _opinion(opinion: SecondOpinion, suggested: Severity, model: str) -> dict[str, Any]:
    return {
        "level": opinion.level,
        "agrees": opinion.level == suggested.value,
        "reason": " ".join(said.text for said in opinion.reason),
        "evidence": list(dict.fromkeys(tag for said in opinion.reason for tag in said.cites)),
        "model": model,
    }


def _beside(words: Iterable[Words]) -> str:
    """The words that a finding leans on, with their tags."""
    said = list(words)
    more = f" and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    return ", ".join(f"“{clipped(word.text, _QUOTED)}” ({word.id or word.origin})" for word in said[:_SHOWN]) + more


def _tags(words: Iterable[Words]) -> str:
    return ", ".join(dict.fromkeys(word.id for word in words if word.id))


def _due(clock: Clock, *, now: datetime, zone: ZoneInfo) -> tuple[str, str, str]:
    late = f", {say_duration(clock.late_by)} late" if clock.late_by else ""
    return clock.name.capitalize(), say_time(clock.due_at, now=now, zone=zone) if clock.due_at else "no time", f"{clock.state.value}{late}"


def _flag_line(flag: Flag, *, now: datetime, zone: ZoneInfo) -> str:
    return " ".join(_flag_parts(flag, now=now, zone=zone))


def _flag_parts(flag: Flag, *, now: datetime, zone: ZoneInfo) -> Iterator[str]:
    yield f"**{flag.id.replace('-', ' ')}**: {flag.text}"
    if flag.since:
        yield f"Since {say_time(flag.since, now=now, zone=zone)}."
    if flag.evidence:
        yield f"{_beside(flag.evidence)}."


_PARTS = ("Why", "Second opinion", "Impact", "Questions", "Whom to tell", "Due")

TRIAGE = DocumentForm(
    "triage",
    "Triage",
    Audience.INTERNAL,
    TriageSlots,
    _prepare,
    _compose,
    _work_out,
    parts=tuple((name.lower().replace(" ", "_"), rf"^## {name}\b", f"the section “{name}”") for name in _PARTS),
)

ACTION = DraftingAction(
    name="triage",
    trigger="Triage escalation from [Customer]",
    forms={"triage": TRIAGE},
    details_on_top=True,
)
