"""One button for every action on an escalation. What cannot be done now stays visible, disabled, with the reason beside it."""

from __future__ import annotations

import streamlit as st

from assistant.actions.action import AUTO, DraftingAction, Takes
from assistant.errors import ActionRefused
from assistant.records.clock import next_message
from assistant.records.model import EscalationRecord
from ui import session
from ui.widgets.frame import notice
from ui.widgets.places import MESSAGES, Place, action_name, actions_in_order, place_of
from ui.widgets.segments import segments
from ui.widgets.words import esc


def refusal(action: DraftingAction, record: EscalationRecord) -> str:
    """Why an action's usual document cannot be written for a record now, or an empty string."""
    value = action.choose(record) if action.choose else next(iter(action.forms))
    return action.refuse(action.forms[value].kind, record)


def action_buttons(record: EscalationRecord, *, chosen: str, sealed: bool) -> None:
    """Draw the row.

    Args:
        record: The escalation.
        chosen: The action whose document is open; empty for none.
        sealed: Whether the document that is open has been written or allowed already, so that a refusal need not be told.
    """
    inside = [action for action in actions_in_order() if action.name not in MESSAGES and action.takes is not Takes.NOTHING]
    reasons = {action.name: refusal(action, record) for action in inside}
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", key="toolbar", gap="small"):
        _messages(record, drafts_here=bool(chosen))
        segments(
            "Documents for colleagues",
            [(action.name, action_name(action.name), reasons[action.name]) for action in inside],
            chosen=chosen,
            key="act",
            on_choose=lambda name: open_document(record.id, name),
        )
        _over_all()
    for action in inside:
        if reasons[action.name] and not (sealed and action.name == chosen):
            _refused(action, record, reasons[action.name], asked=action.name == chosen)


def _messages(record: EscalationRecord, *, drafts_here: bool) -> None:
    with st.container(key="segments-messages", gap="xsmall", width="content"):
        st.html('<div class="sh sh-small">For the customer</div>')
        with st.container(horizontal=True, gap="small", width="content", wrap=False):
            for name in MESSAGES:
                _message(name, record, drafts_here=drafts_here)


def _message(name: str, record: EscalationRecord, *, drafts_here: bool) -> None:
    try:
        place: Place | None = place_of(name, record)
        reason = ""
    except ActionRefused as refused:
        place, reason = None, refused.message
    owed = next_message(record)
    primary = (name == "apology") == owed.is_apology
    label = f"Write {owed.label.lower()}" if primary else action_name(name)
    if st.button(
        label,
        key=f"act-{name}",
        type="primary" if primary else "secondary",
        # With a document open, D writes that.
        shortcut="D" if primary and not drafts_here else None,
        disabled=place is None,
        help=reason or None,
    ):
        st.switch_page(session.COMPOSE, query_params=place.params if place else {})


def _over_all() -> None:
    with st.container(key="segments-all", gap="xsmall", width="content"):
        st.html('<div class="sh sh-small">All escalations</div>')
        with st.container(horizontal=True, gap="small", width="content", wrap=False):
            for action in actions_in_order():
                if action.takes is Takes.NOTHING and st.button(action_name(action.name), key=f"act-{action.name}"):
                    st.switch_page(place_of(action.name).page)


def _refused(action: DraftingAction, record: EscalationRecord, reason: str, *, asked: bool) -> None:
    """The reason, louder where it is what somebody has just asked for, and the way to have it all the same where there is one."""
    words = f"<b>{esc(action_name(action.name))}</b>: {esc(reason)}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"refused-{action.name}", wrap=False):
        if asked:
            notice(words, symbol="block")
        else:
            st.html(f'<div class="sh sh-small">{words}</div>', width="stretch")
        if action.overrule:
            st.button(
                "Set it up all the same",
                key=f"force-{action.name}",
                help=f"This will {action.overrule}.",
                on_click=open_document,
                args=(record.id, action.name),
                kwargs={"force": True},
                wrap=False,
            )


def open_document(record_id: str, action: str, value: str = AUTO, *, force: bool = False) -> None:
    """Open an action's document in place, and have it written if it is not there yet."""
    st.session_state["write-now"] = True
    picked = {"document": value} if value != AUTO else {}
    session.choose_record(record_id, action=action, **picked, **({"force": "1"} if force else {}))


def close_document(record_id: str) -> None:
    """Back to the escalation."""
    session.choose_record(record_id)
