"""The approved text on its way out: copy, files, and the mark that it was sent."""

from __future__ import annotations

from functools import partial

import streamlit as st

from assistant.export.registry import EXPORTS, export
from assistant.records.model import EscalationRecord
from assistant.review.states import State
from assistant.review.stored import StoredDraft
from ui import session
from ui.widgets.approval import mark_sent
from ui.widgets.frame import head
from ui.widgets.words import esc

_ICONS = {"md": "notes", "html": "code", "docx": "description", "eml": "mail", "status": "cell_tower", "chat": "chat"}


def exports(draft: StoredDraft, record: EscalationRecord) -> None:
    """Draw the buttons; before the approval they are there, disabled, with the reason."""
    ready = draft.may_leave
    head("Export", "" if ready else "after approval")
    with st.container(horizontal=True, gap="small", key="exports"):
        for name, exporter in EXPORTS.items():
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
    if not ready:
        why = (
            "the record has changed since it was approved"
            if draft.stale and draft.state is State.APPROVED
            else "nobody has approved this version"
        )
        st.html(f'<div class="sh sh-small">Nothing leaves yet: {esc(why)}.</div>')
        return
    with st.expander("Copy the text", key="copy", type="compact"):
        st.code(f"Subject: {draft.subject}\n\n{draft.body}", language=None, wrap_lines=True)
    if draft.state is State.APPROVED:
        st.button("Mark as sent", type="primary", icon=":material/send:", key="mark-sent", on_click=mark_sent, args=(draft.id,))
        st.markdown(
            ":small[:gray[Send it the way you always do, then mark it: the record gets the message, and the next update is due from then.]]"
        )


def _content(draft: StoredDraft, record: EscalationRecord, name: str) -> bytes:
    return export(draft, record, to=name, now=session.now()).content
