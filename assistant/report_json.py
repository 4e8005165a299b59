"""The reports as JSON values, for programs: status report, summary and metrics. The keys are part of the interface."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assistant.briefing import Summary
from assistant.overview import Line, Owed, StatusReport
from assistant.records.clock import Clock, Clocks
from assistant.records.flags import Flag
from assistant.records.metrics import Group, Metrics


def status_json(report: StatusReport) -> dict[str, Any]:
    """Every open escalation, every closed one with a flag, and everything owed today."""
    return {
        "at": report.at.isoformat(),
        "open": [_line(line) for line in report.open],
        "closed_with_flags": [
            {"id": record.id, "title": record.title, "customer": record.customer.name, "flags": [_flag(flag) for flag in flags]}
            for record, flags in report.closed_flagged
        ],
        "owed_today": [_owed(owed) for owed in report.owed_today],
    }


def summary_json(told: Summary) -> dict[str, Any]:
    """One escalation whole: nothing is cut short as it is on a screen."""
    record = told.record
    return {
        "id": record.id,
        "title": record.title,
        "customer": record.customer.name,
        "severity": record.severity.value if record.severity else None,
        "status": record.status.value,
        "message": told.message.value,
        "clocks": _clocks(told.clocks),
        "known": [
            {
                "tag": item.id,
                "at": _at(item.at),
                "origin": item.origin,
                "text": item.text,
                "modes": list(dict.fromkeys(clause.mode.value for clause in item.clauses)),
                "public": item.public,
            }
            for item in (*told.log, *told.facts)
        ],
        "unknown": [{"field": each.field, "text": each.text, "tags": list(each.tags)} for each in told.unknown],
        "owed": [_owed(owed) for owed in told.owed],
        "owners": [{"what": each.what, "who": each.who, "tags": list(each.tags)} for each in told.owners],
        "flags": [_flag(flag) for flag in told.flags],
        "drafts": [{"id": draft.id, "kind": draft.kind, "state": draft.state.value} for draft in told.drafts],
    }


def metrics_json(told: Metrics, *, at: datetime, samples: int) -> dict[str, Any]:
    """The eight figures of all escalations and of each group.

    Args:
        told: The figures.
        at: When they were read.
        samples: How many of the escalations are samples.
    """
    groups = {"severity": told.by_severity, "tier": told.by_tier, "month": told.by_month}
    by = {name: [_group(group) for group in of] for name, of in groups.items()}
    return {"at": at.isoformat(), "samples": samples, "overall": _group(told.overall), "by": by}


def _at(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _clocks(clocks: Clocks) -> list[dict[str, Any]]:
    return [_clock(clock) for clock in (clocks.first_response, clocks.next_update, clocks.resolution)]


def _clock(clock: Clock) -> dict[str, Any]:
    late = int(clock.late_by.total_seconds())
    return {"name": clock.name, "state": clock.state.value, "due_at": _at(clock.due_at), "met_at": _at(clock.met_at), "late_s": late}


def _flag(flag: Flag) -> dict[str, Any]:
    return {
        "flag": flag.name.value,
        "reason": flag.reason,
        "evidence": [{"where": ground.where, "words": ground.words} for ground in flag.grounds],
        "since": _at(flag.since),
        "clears": flag.clears,
        "cleared_at": _at(flag.cleared_at),
    }


def _owed(owed: Owed) -> dict[str, Any]:
    told = {"record": owed.record_id, "what": owed.what, "where": owed.where, "due_at": _at(owed.due_at), "late": owed.late}
    return {**told, "owner": owed.owner, **({"tags": list(owed.tags)} if owed.tags else {})}


def _line(line: Line) -> dict[str, Any]:
    item, record = line.item, line.item.record
    return {
        "id": record.id,
        "title": record.title,
        "customer": record.customer.name,
        "severity": record.severity.value if record.severity else None,
        "status": record.status.value,
        "owner": record.owner.name if record.owner else None,
        "sample": item.stored.sample,
        "due": item.due.value,
        "message": item.message.value,
        "draft": {"id": item.draft.id, "state": item.draft.state.value} if item.draft else None,
        "clocks": _clocks(item.clocks),
        "flags": [_flag(flag) for flag in line.flags],
    }


def _group(group: Group) -> dict[str, Any]:
    figures = [
        {
            "metric": figure.metric.value,
            "unit": figure.unit.value,
            "value": figure.value,
            "target": figure.target,
            "meets": figure.meets,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "missing": figure.missing or None,
            "notes": list(figure.notes),
        }
        for figure in group.figures
    ]
    return {"name": group.name, "escalations": group.escalations, "figures": figures}
