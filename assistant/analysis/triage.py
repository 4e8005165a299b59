"""Triage of a record at an instant: severity with reasons, type, impact, open questions, whom to tell and the clocks. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from assistant.evidence.gather import record_evidence
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import Clock, Clocks, read_clocks
from assistant.records.fingerprint import fingerprint
from assistant.records.flags import Criteria, Ground
from assistant.records.model import EscalationRecord, Severity, UpdateKind
from assistant.records.policy import Policy
from assistant.records.triage import Flag, Triage, triage
from assistant.records.triage_signals import Statement, Words

_NOT_HELD_AGAINST = frozenset({UpdateKind.PLAN, UpdateKind.CUSTOMER_MESSAGE})
"""A plan has not happened, and a message repeats to the customer what stands elsewhere."""
_WHOLE = frozenset({"title", "workaround", "users_affected", "revenue_at_risk", "started_at", "customer", "public_exposure", "regulatory"})


@dataclass(frozen=True)
class TriageReport:
    """Triage with what follows from the level in force: the worse of the suggested one and the one that is set.

    Attributes:
        triage: What the record's words say.
        notify: Who is told, by the policy's row.
        clocks: All due times at that level.
    """

    triage: Triage
    notify: tuple[str, ...]
    clocks: Clocks


def triage_record(record: EscalationRecord, policy: Policy, *, now: datetime) -> TriageReport:
    """Triage a record as it stands at `now`."""
    found = triage(record, statements_of(record, zone=policy.zone), unrated=policy.communication.unrated_severity)
    rated = record.model_copy(update={"severity": found.in_force})
    return TriageReport(found, policy.row(found.in_force).notify, read_clocks(rated, policy, now=now))


def criteria_of(record: EscalationRecord, policy: Policy, *, now: datetime) -> Criteria:
    """The severity that the record's words ask for, as the red flag *under-severity* takes it."""
    found = triage_record(record, policy, now=now).triage
    under = next((flag for flag in found.flags if flag.id == "under-severity"), None)
    grounds = tuple(Ground(words.origin, words.text) for words in under.evidence) if under else ()
    return Criteria(found.suggested, grounds, under.since if under else None)


@cache
def rules_fingerprint(zone: str, unrated: Severity) -> str:
    """Stands for everything but the record that `criteria_of` depends on: the rules, as data and code, and two values of the policy."""
    texts = [files(package).joinpath(name).read_text(encoding="utf-8") for package, names in _RULES for name in names]
    return fingerprint([texts, zone, unrated.value])


_RULES = (
    ("assistant.records", ("triage.toml", "triage.py", "triage_rules.py", "triage_signals.py")),
    ("assistant.evidence", ("gather.py", "sentences.py")),
    ("assistant.analysis", ("triage.py",)),
)
"""The files that decide what a record's words ask for."""


def statements_of(record: EscalationRecord, *, zone: ZoneInfo) -> tuple[Statement, ...]:
    """The sentences of a record that triage reads, under the tags that a draft gives them."""
    found: list[Statement] = []
    items = record_evidence(record, zone=zone)
    first_entry = len(items) - len(record.updates)
    for number, item in enumerate(items):
        entry = record.updates[number - first_entry] if number >= first_entry else None
        if (entry and entry.kind in _NOT_HELD_AGAINST) or (item.field == "root_cause" and record.root_cause is None):
            continue
        texts = [item.text] if item.field in _WHOLE else [span.quote for span in split_sentences(item.text)]
        found += [Statement(item.id, item.field, text, item.origin, entry.at if entry else None) for text in texts]
    return tuple(found)


def as_json(report: TriageReport) -> dict[str, Any]:
    """The report for a program; the keys are part of the interface."""
    found = report.triage
    clocks = report.clocks
    return {
        "severity": {
            "suggested": found.suggested.value,
            "current": found.current.value if found.current else None,
            "criteria": [
                {"id": c.id, "text": c.text, "level": c.level.value, "note": c.note, "evidence": _words(c.evidence)} for c in found.criteria
            ],
        },
        "type": found.type.value,
        "impact": {name: {"value": axis.value, "evidence": _words(axis.evidence)} for name, axis in found.impact.items()},
        "questions": [{"id": q.id, "text": q.text, "answered": q.answered, "evidence": _words(q.evidence)} for q in found.questions],
        "notify": list(report.notify),
        "due": {
            "severity": found.in_force.value,
            **{clock.name.replace(" ", "_"): _clock(clock) for clock in (clocks.first_response, clocks.next_update, clocks.resolution)},
        },
        "flags": [_flag(flag) for flag in found.flags],
    }


def _words(words: tuple[Words, ...]) -> list[dict[str, str]]:
    return [{"id": said.id, "text": said.text, "origin": said.origin} for said in words]


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "state": clock.state.value,
        "due_at": clock.due_at.isoformat() if clock.due_at else None,
        "met_at": clock.met_at.isoformat() if clock.met_at else None,
        "late_minutes": int(clock.late_by.total_seconds() // 60),
        "reason": clock.reason,
    }


def _flag(flag: Flag) -> dict[str, Any]:
    since = flag.since.isoformat() if flag.since else None
    return {"id": flag.id, "text": flag.text, "since": since, "evidence": _words(flag.evidence)}
