"""One escalation to check texts against: ferry bookings that did not reach the terminals."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from assistant.checks.context import Backing, CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.run import run_checks
from assistant.evidence.denylist import DenyList
from assistant.evidence.facts import Clause, Evidence, EvidenceSet, Mode
from assistant.evidence.gather import gather
from assistant.records.clock import MessageKind
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy

NOW = datetime(2026, 6, 9, 9, 30, tzinfo=UTC)
RECORD: dict[str, Any] = {
    "id": "ESC-7420",
    "title": "Bookings missing at the terminals",
    "description": "Bookings made since about 06:10 UTC do not show at the check-in terminals of Skagen Ferries.",
    "customer": {
        "name": "Skagen Ferries",
        "tier": "enterprise",
        "contacts": [{"name": "Maja Thorsen", "role": "Head of Terminals", "email": "maja.thorsen@skagen-ferries.example", "phone": "+45 70 10 20 31"}],
        "users_affected": 640,
    },
    "severity": "SEV-2",
    "status": "identified",
    "started_at": "2026-06-09T06:10:00Z",
    "escalated_at": "2026-06-09T06:40:00Z",
    "acknowledged_at": "2026-06-09T06:52:00Z",
    "owner": {"name": "Tomas Berg", "role": "Escalation Manager", "email": "tomas.berg@vendor.example", "phone": "+45 70 10 20 90"},
    "eta": "2026-06-09T11:00:00Z",
    "next_action": {"text": "Replay the 2,310 stored bookings in batches", "owner": "Ines Kallio", "due_at": "2026-06-09T09:45:00Z"},
    "prevention": [{"action": "Alert when the booking queue grows", "owner": "Ines Kallio", "due_at": "2026-06-12", "status": "open"}],
    "recovery": {
        "impact": "moderate",
        "gestures": [{"gesture": "service credit of EUR 4,200", "authorised_by": "Ruth Calloway"}],
        "follow_ups": [{"text": "Post-incident report to Maja Thorsen", "owner": "Tomas Berg", "due_at": "2026-06-15T12:00:00Z"}],
    },
    "updates": [
        {
            "at": "2026-06-09T07:20:00Z",
            "kind": "observation",
            "visibility": "public",
            "text": "2,310 bookings made since 06:10 UTC are stored, but not sent to the terminals; 212 of 640 terminals are affected.",
        },
        {"at": "2026-06-09T07:31:00Z", "kind": "action", "visibility": "public", "text": "The terminal gateway was restarted at 07:30 UTC. New bookings arrive."},
        {"at": "2026-06-09T07:40:00Z", "kind": "plan", "visibility": "public", "text": "Replay the 2,310 stored bookings in batches, about 75 minutes. Then roll back the gateway release."},
        {"at": "2026-06-09T07:45:00Z", "kind": "observation", "visibility": "public", "text": "No bookings were lost. We suspect the gateway release of 8 June."},
        {
            "at": "2026-06-09T07:50:00Z",
            "kind": "internal_note",
            "visibility": "internal",
            "text": "gw-core-07.internal died on the voucher schema that Oskar merged on Sunday without review (INC-88123); Brenner Lines had it in March.",
        },
    ],
}  # fmt: skip
PASSAGE = Evidence(
    "S1",
    "The cause was an expired certificate on the print service; 4,875 labels were held back for 19 hours.",
    "PIR-0303, Root Cause",
    "passage",
    (Clause("The cause was an expired certificate on the print service; 4,875 labels were held back for 19 hours.", Mode.PASSAGE),),
    source_id="PIR-0303",
)
DENY = DenyList(
    customers=frozenset({"Brenner Lines", "Café Morávia", "Target"}),
    people=frozenset({"Oskar Nyström", "Petra Lindqvist"}),
    references=frozenset({"PIR-0303", "Project Heron"}),
    allowed=frozenset({"Skagen Ferries", "Maja Thorsen", "Tomas Berg", "maja.thorsen@skagen-ferries.example", "tomas.berg@vendor.example"}),
)


def record(**changes: object) -> EscalationRecord:
    """The record, with some fields changed."""
    return EscalationRecord.model_validate({**RECORD, **changes})


def context(
    *,
    kind: MessageKind | None = None,
    passages: tuple[Evidence, ...] = (PASSAGE,),
    known: dict[str, Backing] | None = None,
    **changes: object,
) -> CheckContext:
    """The surroundings of a text for this record."""
    held = record(**changes)
    policy = shipped_policy()
    return CheckContext(policy, gather(held, policy, passages=passages), held, kind, DENY, known or {}, NOW)


def bare() -> CheckContext:
    """A text without any record."""
    return CheckContext(shipped_policy(), EvidenceSet(()))


def found(text: str, family: Family, around: CheckContext | None = None, *, least: FindingSeverity = FindingSeverity.WARN) -> list[Finding]:
    """The findings of one family that weigh at least so much."""
    report = run_checks(text, around or context())
    return [finding for finding in report.findings if finding.family is family and finding.severity.weight <= least.weight]


def rules(text: str, family: Family, around: CheckContext | None = None, *, least: FindingSeverity = FindingSeverity.WARN) -> list[str]:
    """Their rules."""
    return [finding.rule for finding in found(text, family, around, least=least)]
