"""A made-up escalation, and variations of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.records.model import EscalationRecord

NOW = datetime(2026, 5, 14, 9, 25, tzinfo=UTC)


def at(hours: float) -> str:
    """A time `hours` before NOW."""
    return (NOW - timedelta(hours=hours)).isoformat()


def entry(hours: float, kind: str | None, text: str, *, visibility: str | None = "public", author: str | None = None) -> dict[str, Any]:
    return {"at": at(hours), "kind": kind, "visibility": visibility, "text": text, "author": author}


def feed(**changes: Any) -> EscalationRecord:
    """Orders missing from a warehouse feed: SEV-2, acknowledged, under investigation."""
    fields: dict[str, Any] = {
        "id": "ESC-2041",
        "title": "Orders missing from the warehouse feed",
        "description": "Orders created since about 06:40 UTC are not arriving in the warehouse feed.",
        "customer": {
            "name": "Meridian Foods",
            "tier": "enterprise",
            "contacts": [{"name": "Ana Ferrer", "role": "Head of Logistics", "email": "ana.ferrer@meridian.example"}],
            "users_affected": 64,
            "business_criticality": "The depots have no pick lists on a delivery day",
        },
        "type": "technical",
        "severity": "SEV-2",
        "status": "investigating",
        "started_at": at(2.75),
        "escalated_at": at(2),
        "acknowledged_at": at(1.9),
        "owner": {"name": "Joel Mbeki", "role": "Escalation Manager", "email": "joel.mbeki@vendor.example", "phone": "+27 21 555 0134"},
        "executive": {"name": "Ingrid Aune", "role": "Chief Operating Officer", "phone": "+47 21 55 01 77"},
        "services": ["Order feed"],
        "updates": [
            entry(1.5, "observation", "Orders created after 06:40 UTC are stored but not sent, 1,140 so far. EU depots only."),
            entry(
                1.2,
                "internal_note",
                "The worker on feed-eu-02.internal died on the schema Petra merged; Kestrel Dairy had it in March.",
                visibility=None,
            ),
            entry(1.1, "action", "Feed worker restarted; new orders flow again."),
            entry(1.0, "plan", "Replay the 1,140 stored orders in batches from 08:45 UTC, about 90 minutes."),
        ],
    }
    return EscalationRecord.model_validate({**fields, **changes})
