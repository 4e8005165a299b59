"""A status page's payload. A status page has other readers than the letter: lines that name the customer or a person are left out."""

from __future__ import annotations

import json
import re

from assistant.export.markup import to_plain
from assistant.export.outgoing import Exporter, Outgoing
from assistant.records.model import EscalationRecord, Party, Severity, Status

_STATUS = {
    Status.OPEN: "investigating",
    Status.INVESTIGATING: "investigating",
    Status.IDENTIFIED: "identified",
    Status.MITIGATED: "monitoring",
    Status.RESOLVED: "resolved",
    Status.CLOSED: "resolved",
}
_IMPACT = {Severity.SEV1: "critical", Severity.SEV2: "major", Severity.SEV3: "minor", Severity.SEV4: "none"}


def _parts(party: Party | None) -> set[str]:
    if party is None:
        return set()
    return {party.name, *party.name.split(), *(part for part in (party.email, party.phone) if part)}


def private_words(record: EscalationRecord) -> frozenset[str]:
    """What tells a stranger whose escalation this is: names, and parts of them, addresses and numbers of all parties."""
    found = {record.customer.name, record.id}
    for party in (*record.customer.contacts, record.owner, record.executive):
        found |= _parts(party)
    return frozenset(word for word in found if len(word) > 1)


def impersonal(text: str, record: EscalationRecord | None) -> tuple[str, int]:
    """The text without lines that name the customer or a person, and how many were left out."""
    if record is None or not (words := private_words(record)):
        return text, 0
    named = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    lines = text.split("\n")
    kept = [line for line in lines if not named.search(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n") + "\n", len(lines) - len(kept)


def _write(out: Outgoing) -> bytes:
    record = out.record
    body, left_out = impersonal(to_plain(out.body), record)
    name, _ = impersonal(out.subject, record)
    incident: dict[str, object] = {"name": name.strip() or "Service disruption", "body": body}
    if record is not None:
        incident |= {
            "status": _STATUS[record.status],
            "impact": _IMPACT[record.severity] if record.severity else None,
            "services": list(record.services),
            "started_at": record.started_at.isoformat() if record.started_at else None,
            "resolved_at": record.resolved_at.isoformat() if record.resolved_at else None,
        }
    payload = {"incident": incident, "lines_left_out": left_out, "steadyhand": out.provenance}
    return (json.dumps(payload, ensure_ascii=False, indent=2) + "\n").encode()


STATUS_PAGE = Exporter("status.json", "application/json", "Status page", _write, to_customer=True)
