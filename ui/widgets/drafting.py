"""Drafting with the steps told as they happen."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from assistant.errors import SteadyhandError
from assistant.workflow import draft_document, revise, start_draft
from ui import session
from ui.widgets import desk as on_desk
from ui.widgets.desk import Desk
from ui.widgets.frame import show_error
from ui.widgets.words import md

_STEPS = {
    "evidence": "Gathering the evidence and looking at past reports",
    "slots": "Writing",
    "checks": "Holding every sentence against the record",
}


def draft_now(desk: Desk, *, note: str, use_model: bool, excluded: Iterable[str]) -> None:
    """Write the first or the next version, and show it. An error stays on the page; the versions before are unharmed."""
    services, who, now = session.services(), session.actor(), session.now()
    with st.status("Drafting", expanded=True) as status:

        def step(name: str) -> None:
            status.update(label=_STEPS.get(name, name))
            st.markdown(f":small[{md(_STEPS.get(name, name))}]")

        try:
            if desk.draft is None or desk.draft.state.is_final:
                drafted = draft_document(
                    services, desk.stored.record, desk.kind, now=now, use_model=use_model, excluded=excluded, on_step=step
                )
                start_draft(services, desk.stored, drafted, author=who, now=now)
            else:
                revise(services, desk.draft.id, note=note, by=who, now=now, use_model=use_model, excluded=excluded, on_step=step)
        except SteadyhandError as error:
            status.update(label="Not drafted", state="error")
            show_error(error)
            return
    if desk.draft:
        st.session_state.pop(on_desk.view_key(desk), None)
    on_desk.show_newest(desk)
    st.rerun()
