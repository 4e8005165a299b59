"""All formats, and the gate that every export goes through."""

from __future__ import annotations

import re
from datetime import datetime

from assistant.errors import ActionRefused, SteadyhandError
from assistant.evidence.facts import Audience
from assistant.export.chat import CHAT
from assistant.export.html_page import HTML
from assistant.export.mail import MAIL
from assistant.export.markdown_file import MARKDOWN
from assistant.export.outgoing import WATERMARK, Exportable, ExportedFile, Exporter, Outgoing, one_line
from assistant.export.status_page import STATUS_PAGE
from assistant.export.word import WORD
from assistant.records.model import EscalationRecord

EXPORTS: dict[str, Exporter] = {"md": MARKDOWN, "html": HTML, "docx": WORD, "eml": MAIL, "status": STATUS_PAGE, "chat": CHAT}
"""Format by the name that people give (`--to`)."""


def formats_for(audience: Audience) -> dict[str, Exporter]:
    """The formats that a text for these readers may leave in."""
    return {name: exporter for name, exporter in EXPORTS.items() if audience is Audience.CUSTOMER or not exporter.to_customer}


def export(stored_draft: Exportable, record: EscalationRecord | None, *, to: str, now: datetime, draft: bool = False) -> ExportedFile:
    """The newest version of a draft as a file. The same draft, record and format give the same bytes.

    Args:
        stored_draft: The draft.
        record: Its record; None for a document without one.
        to: A name in `EXPORTS`.
        now: When; it appears only in a text that nobody approved.
        draft: Export what is not approved, with a watermark above the text.

    Raises:
        ActionRefused: It is for colleagues, and the format is not; or it is not approved, or the record has changed since, and `draft` is
            not set.
        SteadyhandError: There is no such format.
    """
    exporter = EXPORTS.get(to)
    if exporter is None:
        msg = f"There is no export format {to}."
        raise SteadyhandError(msg, f"Formats are {', '.join(EXPORTS)}.")
    if (record.id if record else None) != stored_draft.record_id:
        msg = f"draft {stored_draft.id} belongs to {stored_draft.record_id}"
        raise ValueError(msg)
    if to not in (offered := formats_for(stored_draft.audience)):
        msg = f"This document is for colleagues: draft {stored_draft.id} cannot be exported as {exporter.label.lower()}."
        raise ActionRefused(msg, f"Formats for colleagues are {', '.join(offered)}; for the customer, write a message.")
    approved = stored_draft.may_leave and stored_draft.approved_by is not None
    if not approved and not draft:
        msg = f"Draft {stored_draft.id} cannot be exported: {_why_not(stored_draft)}."
        raise ActionRefused(msg, "Have it approved, or export it with the mark of a draft.")
    outgoing = Outgoing(
        draft_id=stored_draft.id,
        version=stored_draft.version,
        kind=stored_draft.kind,
        audience=stored_draft.audience,
        subject=one_line(stored_draft.subject if approved else f"[{WATERMARK}] {stored_draft.subject}"),
        body=stored_draft.body if approved else f"**{WATERMARK}**\n\n{stored_draft.body}",
        approved_by=stored_draft.approved_by if approved else None,
        approved_at=stored_draft.approved_at if approved else None,
        fingerprints=stored_draft.fingerprints,
        record=record,
        exported_at=now,
    )
    about = f"-{re.sub(r'[^A-Za-z0-9._-]+', '-', record.id)[:60]}" if record else ""
    name = f"{stored_draft.id}-v{stored_draft.version}{about}.{exporter.suffix}"
    return ExportedFile(name, exporter.media_type, exporter.write(outgoing))


def _why_not(stored_draft: Exportable) -> str:
    if stored_draft.state == "approved" and stored_draft.stale:
        return f"the record {stored_draft.record_id} has changed since it was approved"
    return f"it is not approved but {'a draft' if stored_draft.state == 'draft' else stored_draft.state.replace('_', ' ')}"
