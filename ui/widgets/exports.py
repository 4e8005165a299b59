"""The approved text on its way out: copy, files, and the mark that it was sent or, for colleagues, shared."""

from __future__ import annotations

from functools import partial

import streamlit as st

from assistant.evidence.facts import Audience
from assistant.export.registry import export, formats_for
from assistant.records.model import EscalationRecord
from assistant.review.states import State
from assistant.review.stored import StoredDraft
from ui import session
from ui.widgets.approval import mark_sent, sent_word
from ui.widgets.frame import head
from ui.widgets.words import esc

_ICONS = {"md": "notes", "html": "code", "docx": "description", "eml": "mail", "status": "cell_tower", "chat": "chat"}
_NEXT = {
    Audience.CUSTOMER: "Send it the way you always do, then mark it: the record gets the message, and the next update is due from then.",
    Audience.INTERNAL: "Share it the way you always do, then mark it. It is for colleagues: it does not enter the log of a record.",
}


def exports(draft: StoredDraft, record: EscalationRecord | None) -> None:
    """Draw the buttons; before the approval they are there, disabled, with the reason."""
    ready = draft.may_leave
    head("Export", "" if ready else "after approval")
    with st.container(horizontal=True, gap="small", key="exports"):
        for name, exporter in formats_for(draft.audience).items():
            icon = f":material/{_ICONS.get(name, 'file_export')}:"
            if ready:
                st.download_button(
                    exporter.label,
                    data=partial(_content, draft, record, name),
                    file_name=f"{draft.id}-v{draft.version}.{exporter.suffix}",
                    mime=exporter.media_type,
                    icon=icon,
                    key=f"export-{name}",
                    on_click="ignore",
                )
            else:
                st.button(exporter.label, icon=icon, key=f"export-{name}", disabled=True)
    if ready:
        _way_out(draft)
    else:
        st.html(f'<div class="sh sh-small">Nothing leaves yet: {esc(_why_not(draft))}.</div>')


def _why_not(draft: StoredDraft) -> str:
    if draft.stale and draft.state is State.APPROVED:
        return "the record has changed since it was approved"
    return "nobody has approved this version"


def _way_out(draft: StoredDraft) -> None:
    with st.expander("Copy the text", key="copy", type="compact"):
        # A document for colleagues begins with its own title.
        subject = f"Subject: {draft.subject}\n\n" if draft.audience is Audience.CUSTOMER else ""
        st.code(f"{subject}{draft.body}", language=None, wrap_lines=True)
    if draft.state is State.APPROVED:
        st.button(f"Mark as {sent_word(draft)}", type="primary", icon=":material/send:", key="mark-sent", on_click=mark_sent, args=(draft,))
        st.markdown(f":small[:gray[{_NEXT[draft.audience]}]]")


def _content(draft: StoredDraft, record: EscalationRecord | None, name: str) -> bytes:
    return export(draft, record, to=name, now=session.now()).content
