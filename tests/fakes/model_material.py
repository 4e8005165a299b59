"""A record with everything that must not reach a model, and what is needed to draft from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.evidence.facts import EvidenceSet
from assistant.evidence.gather import gather
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy, shipped_policy
from assistant.settings import Settings

PRIVATE = (
    "Tomás", "Tomas", "Quiroga", "Ebele", "Nwosu", "Haruka", "Ishii", "Petrov", "Larkmoor", "larkmoor", "555 0142", "5550142", "ledger-07", "10.4.7.19",
    "TKT-88213", "ESC-7001", "hunter2", "grafana.", "vendor.example", "Zé",
)  # fmt: skip
"""Pieces of the record's names, addresses, hosts and secrets, as they must never appear on the wire."""


def record(**changes: Any) -> EscalationRecord:
    """An escalation in the middle of its life."""
    fields: dict[str, Any] = {
        "id": "ESC-7001",
        "title": "Invoices of Larkmoor Dental are sent without tax lines",
        "description": "Since 07:10 UTC invoices leave without tax lines. 312 invoices of Larkmoor are affected, and the practices cannot close their books.",
        "customer": {
            "name": "Larkmoor Dental Ltd",
            "tier": "business",
            "users_affected": 48,
            "contacts": [{"name": "Tomás Quiroga", "role": "Head of Finance", "email": "t.quiroga@larkmoor.example", "phone": "+1 555 0142"}],
        },
        "severity": "SEV-2",
        "status": "investigating",
        "started_at": "2026-05-13T07:10:00+00:00",
        "escalated_at": "2026-05-13T07:40:00+00:00",
        "owner": {"name": "Ebele Nwosu", "role": "Escalation Manager", "email": "ebele.nwosu@vendor.example", "phone": "+44 20 7946 0991"},
        "executive": {"name": "Haruka Ishii", "role": "Chief Operating Officer"},
        "next_action": {"text": "Send the 312 invoices again with their tax lines", "owner": "Zé Petrov", "due_at": "2026-05-13T11:00:00+00:00"},
        "prevention": [{"action": "A test compares tax lines before each release", "owner": "Zé Petrov", "due_at": "2026-05-20"}],
        "updates": [
            {"at": "2026-05-13T07:40:00+00:00", "author": "Tomás Quiroga", "kind": "observation", "visibility": "public", "text": "Our invoices have no tax lines, says Tomas. See TKT-88213."},
            {"at": "2026-05-13T08:05:00+00:00", "author": "Zé Petrov", "kind": "action", "visibility": "public", "text": "Stopped the invoice run on ledger-07 (10.4.7.19) at 08:02 UTC, see https://grafana.vendor.example/d/7."},
            {"at": "2026-05-13T08:20:00+00:00", "author": "Zé Petrov", "kind": "plan", "visibility": "public", "text": "We will send the 312 invoices again with their tax lines from 10:00 UTC."},
            {"at": "2026-05-13T08:25:00+00:00", "author": "Ebele Nwosu", "kind": "internal_note", "text": "Petrov merged it without a test; password: hunter2"},
        ],
    }  # fmt: skip
    return EscalationRecord.model_validate({**fields, **changes})


def evidence(of: EscalationRecord | None = None) -> EvidenceSet:
    """The record's evidence for a customer."""
    return gather(of or record(), policy())


def policy() -> Policy:
    """The shipped tables."""
    return shipped_policy()


def settings(base_url: str, **changes: Any) -> Settings:
    """Settings for an endpoint on the loopback, whatever the environment says."""
    return Settings(**{"model": "openai:fake-1", "openai_base_url": base_url, "openai_api_key": None, "data_dir": Path("unused"), "timeout": 5.0, "_env_file": None, **changes})  # fmt: skip
