"""The toolbar of the Compose page: which message, who writes, and the buttons that draft, revise and hand in."""

from __future__ import annotations

import streamlit as st

from assistant.records.clock import MessageKind, promised_next_update, say_time
from assistant.review.states import State
from assistant.workflow import message_choices
from ui import session
from ui.widgets import desk as on_desk
from ui.widgets.desk import Desk
from ui.widgets.evidence import excluded
from ui.widgets.segments import segments
from ui.widgets.words import esc, listed


def toolbar(desk: Desk) -> tuple[bool, str, bool]:
    """The row of choices and buttons. Returns whether a draft was asked for, the note for it, and whether a model writes."""
    choices = message_choices(desk.stored.record)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", key="toolbar", gap="small"):
        with st.container(horizontal=True, vertical_alignment="bottom", width="content", wrap=False, gap="small"):
            segments(
                "Message",
                [(kind.value, kind.label, reason) for kind, reason in choices],
                chosen=desk.kind.value,
                key="kind",
                on_choose=lambda kind: on_desk.choose_kind(desk.stored.record.id, kind),
            )
            use_model = _writer()
        with st.container(horizontal=True, vertical_alignment="bottom", width="content", wrap=False, gap="small"):
            asked, note = _drafting_buttons(desk)
            _submit_button(desk)
    remarks = [_next_update(desk), _unticked(desk), *(f"{kind.label}: {reason}" for kind, reason in choices if reason)]
    st.html(f'<div class="sh sh-small">{"<br>".join(esc(remark) for remark in remarks if remark)}</div>')
    return asked, note, use_model


def _writer() -> bool:
    model = session.services().settings.model
    reason = "" if model != "none" else "No model is set. Name one in STEADYHAND_MODEL; until then the composer writes by rule."
    chosen = st.session_state.get("writer", "model" if not reason else "composer")
    options = [("composer", "Composer", ""), ("model", "Model", reason)]
    segments("Written by", options, chosen=chosen, key="writer", on_choose=_choose_writer)
    return bool(chosen == "model" and not reason)


def _choose_writer(name: str) -> None:
    st.session_state["writer"] = name


def _next_update(desk: Desk) -> str:
    """The time that a message written now promises; a reading of the policy, not a choice."""
    if desk.kind not in {MessageKind.ACKNOWLEDGMENT, MessageKind.PROGRESS}:
        return ""
    now, policy = session.now(), session.services().policy
    at, limit = promised_next_update(desk.stored.record, policy, now=now)
    return (
        f"A message written now promises the next update by {say_time(at, now=now, zone=policy.zone)}{' at the latest' if limit else ''}."
    )


def _unticked(desk: Desk) -> str:
    """Which evidence the next draft will leave out although this one had it."""
    if desk.version is None or not desk.can_change:
        return ""
    had = {item.id for item in desk.version.draft.evidence}
    gone = sorted(set(excluded(desk.stored.record.id)) & had, key=lambda name: (name[0], int(name[1:])))
    return f"Draft again to leave out {listed(gone)}." if gone else ""


def _drafting_buttons(desk: Desk) -> tuple[bool, str]:
    first = desk.draft is None
    sent = desk.draft is not None and desk.draft.state.is_final
    asked = st.button(
        "Draft" if first else ("Draft a new one" if sent else "Draft again"),
        icon=":material/edit_note:" if first else ":material/autorenew:",
        type="primary" if first else "secondary",
        shortcut="D",
        key="draft",
    )
    note = ""
    with st.popover("Revise with note", icon=":material/edit_note:", key="revise", disabled=first or sent):
        st.text_area("What should change?", key=f"note-{desk.key}", height=100, placeholder="Say that we will call at 15:00")
        if session.services().settings.model == "none":
            st.markdown(":small[:gray[The composer cannot read a note: it writes anew and leaves your note as a gap at its place.]]")
        if st.button("Write the next version", key="revise-go"):
            asked, note = True, str(st.session_state.get(f"note-{desk.key}") or "").strip()
    return asked, note


def _submit_button(desk: Desk) -> None:
    state = desk.draft.state if desk.draft else None
    if desk.draft is None or state in {State.DRAFT, State.CHANGES_REQUESTED}:
        st.button(
            "Submit for approval",
            type="primary" if desk.draft else "secondary",
            icon=":material/arrow_forward:",
            icon_position="right",
            # Not Mod+Enter: that is how a text field is applied, and a reason must not hand the draft in.
            shortcut="S",
            key="submit",
            disabled=not desk.is_newest or on_desk.is_editing(desk),
            on_click=on_desk.submit,
            args=(desk,),
        )
    elif st.button("Open review", type="primary", icon=":material/rule:", key="to-review"):
        st.switch_page(session.REVIEW, query_params={"record": desk.stored.record.id, "draft": desk.draft.id})
