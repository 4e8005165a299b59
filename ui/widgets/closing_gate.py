"""Closing an escalation: what is still missing, each with its way out; and closing in spite of it, by name and with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from assistant.closing import close_record, closure_gate
from assistant.errors import ActionRefused
from assistant.records.closure import Missing
from assistant.records.model import Status
from assistant.review.closings import closings
from assistant.review.stored import StoredRecord
from ui import session
from ui.widgets.frame import head, show_error
from ui.widgets.standing import field_name, plain_words
from ui.widgets.words import counted, esc, icon, moment


def closing_gate(stored: StoredRecord) -> None:
    """Draw what is missing, and the buttons."""
    record_id = stored.record.id
    if stored.record.status is Status.CLOSED:
        head("Closed")
        _decided(record_id)
        return
    missing = closure_gate(session.services(), stored, now=session.now()).missing
    head("Close", counted(len(missing), "condition") + " not met" if missing else "nothing is missing")
    if missing:
        st.html(missing_markup(missing, now=session.now(), zone=session.services().policy.zone))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Close the escalation",
            key="close",
            icon=":material/task_alt:",
            type="secondary" if missing else "primary",
            disabled=bool(missing),
            on_click=_close,
            args=(record_id,),
        )
        if missing:
            with st.popover("Close all the same", key="close-anyway"):
                st.text_area(
                    "Reason", key=f"close-reason-{record_id}", height=90, placeholder="Why it is closed although something is missing"
                )
                st.button(
                    f"Close as {session.actor()}", key="close-overrule", on_click=_close, args=(record_id,), kwargs={"overrule": True}
                )
                st.markdown(":small[:gray[Name and reason stay with the record, and what was missing with them.]]")
    refused = st.session_state.pop(f"close-trouble-{record_id}", None)
    if isinstance(refused, ActionRefused):
        show_error(refused)
    if missing:
        st.html('<div class="sh sh-small">Close opens when the above is settled.</div>')


def missing_markup(missing: Sequence[Missing], *, now: datetime, zone: ZoneInfo) -> str:
    """Each condition that is not met: what, where that stands, and the way out."""
    rows = []
    for each in missing:
        grounds = "".join(
            f'<div class="sh-small">{esc(field_name(ground.where))}: {esc(plain_words(" ".join(ground.words.split()), now=now, zone=zone))}</div>'
            for ground in each.grounds
        )
        rows.append(
            f'<div class="sh-rail-item"><span class="sh-amber">{icon("radio_button_unchecked")}</span><div><b>{esc(each.text)}</b>{grounds}'
            f'<div class="sh-small sh-accent">{esc(plain_words(each.way_out, now=now, zone=zone))}</div></div></div>'
        )
    return f'<div class="sh">{"".join(rows)}</div>'


def _decided(record_id: str) -> None:
    """Who closed it, when, and in spite of what."""
    made = closings(session.services().store, record_id)
    if not made:
        st.html('<div class="sh sh-small">The record came as closed; nobody closed it here.</div>')
        return
    last = made[-1]
    now, zone = session.now(), session.services().policy.zone
    at = moment(last.at, now=now, zone=zone)
    st.html(f'<div class="sh">{icon("task_alt")} Closed by <b>{esc(last.by)}</b> at {esc(at)}.</div>')
    if last.missing:
        st.html(
            f'<div class="sh sh-small">In spite of what was missing then: “{esc(last.override_reason)}”</div>{missing_markup(last.missing, now=now, zone=zone)}'
        )


def _close(record_id: str, *, overrule: bool = False) -> None:
    """Close it. What the gate says at this moment counts, not what it said when the page was drawn."""
    reason = str(st.session_state.get(f"close-reason-{record_id}") or "") if overrule else None
    with session.deed():
        try:
            closing = close_record(session.services(), record_id, by=session.actor(), now=session.now(), override_reason=reason)
        except ActionRefused as refused:
            # Told beside the button, which stands far below the head of the page.
            st.session_state[f"close-trouble-{record_id}"] = refused
            return
        session.say(f"{record_id} is closed, by {closing.by}.")
