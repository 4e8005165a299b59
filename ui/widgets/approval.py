"""The decision: who approves, what stands in the way in words, changes asked for, and what was decided before."""

from __future__ import annotations

import streamlit as st

from assistant.actions.registry import form_of
from assistant.checks.finding import Finding
from assistant.drafting.slots import GAP_OPEN
from assistant.evidence.facts import Audience
from assistant.review.states import State, following
from assistant.review.stored import StoredDraft
from assistant.workflow import apply_replacement, approve, save_edit
from ui import session
from ui.widgets.frame import head
from ui.widgets.words import esc, icon, md, moment

_VERBS = {
    State.SUBMITTED: "submitted",
    State.APPROVED: "approved",
    State.CHANGES_REQUESTED: "asked for changes to",
    State.SENT: "marked as {sent}",
    State.WITHDRAWN: "withdrew",
}


def waive(draft_id: str, finding: Finding, reason: str) -> None:
    """Take responsibility for a finding, by name and with a reason."""
    with session.deed():
        session.services().store.waive(draft_id, finding, by=session.actor(), reason=reason, now=session.now())
        session.say(f"Waived by {session.actor()}.")


def apply(draft: StoredDraft, finding: Finding) -> None:
    """Put a finding's replacement into the text, as a new version; the review begins again."""
    with session.deed():
        body = apply_replacement(draft.body, finding)
        saved = save_edit(session.services(), draft.id, subject=draft.subject, body=body, by=session.actor(), now=session.now())
        session.say(f"Applied as version {saved.version}; the checks ran again.")


def hand_in(draft: StoredDraft) -> None:
    """Submit the newest version; nothing for a draft that waits already, is approved or is at its end."""
    if State.SUBMITTED not in following(draft.state):
        return
    head("Decision")
    st.button(
        f"Submit version {draft.version} for approval",
        type="primary",
        icon=":material/arrow_forward:",
        icon_position="right",
        key="submit",
        on_click=_submit,
        args=(draft,),
    )
    st.markdown(f":small[:gray[{md(f'In the name of {session.actor()}. Where others work here, somebody else approves it.')}]]")


def _submit(draft: StoredDraft) -> None:
    with session.deed():
        session.services().store.submit(draft.id, by=session.actor(), now=session.now(), version=draft.version)
        session.say(f"Version {draft.version} waits for approval.")


def decision(draft: StoredDraft) -> None:
    """Approve, or ask for changes. Approve stays visible and says what opens it."""
    if State.APPROVED not in following(draft.state) or (draft.state is State.APPROVED and not draft.stale):
        return
    head("Decision")
    names = session.people()
    who = str(
        st.selectbox("Approve as", names, index=names.index(session.actor()), accept_new_options=True, key=f"approve-as-{draft.id}") or ""
    )
    stale_reason = ""
    if draft.stale:
        stale_reason = (
            st.text_input("Why the text still holds although the record has changed", key=f"stale-{draft.id}-{draft.version}") or ""
        )
    obstacles = (
        session.services().store.obstacles(draft.id, by=who or "?", version=draft.version, accept_stale_reason=stale_reason) if who else ()
    )
    # An open gap is an obstacle of its own; its finding would say the same once more.
    told = [each for each in obstacles if not (each.code == "finding" and GAP_OPEN in each.text)]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            f"Approve version {draft.version}",
            type="primary",
            icon=":material/verified:",
            key="approve",
            disabled=bool(obstacles) or not who,
            on_click=_approve,
            args=(draft, who, stale_reason),
        )
        with st.popover("Request changes", key="request-changes"):
            st.text_area("What is to be changed?", key=f"changes-{draft.id}", height=90)
            st.button("Send back", key="send-back", on_click=_send_back, args=(draft, who))
    if not who:
        st.markdown(":small[:gray[Approve opens when a name is chosen.]]")
    elif obstacles:
        rows = "".join(
            f"<div>{icon('radio_button_unchecked')} {esc(each.text)} <span class='sh-accent'>{esc(each.way_out)}</span></div>"
            for each in told
        )
        st.html(f'<div class="sh sh-list"><div class="sh-small">Approve opens when this is settled:</div>{rows}</div>')


def _approve(draft: StoredDraft, who: str, stale_reason: str) -> None:
    with session.deed():
        approve(session.services(), draft.id, by=who, now=session.now(), version=draft.version, accept_stale_reason=stale_reason)
        searchable = form_of(draft.kind).as_report is not None and draft.record_id is not None
        session.say(f"Version {draft.version} approved by {who}.{' The report is searchable from now on.' if searchable else ''}")


def _send_back(draft: StoredDraft, who: str) -> None:
    with session.deed():
        reason = str(st.session_state.get(f"changes-{draft.id}") or "")
        session.services().store.request_changes(draft.id, by=who, now=session.now(), reason=reason, version=draft.version)
        session.say("Sent back with what is to be changed.")


def sent_word(draft: StoredDraft) -> str:
    """What becomes of an approved text: a message is sent, a document for colleagues is shared."""
    return "sent" if draft.audience is Audience.CUSTOMER else "shared"


def mark_sent(draft: StoredDraft) -> None:
    """Record that the approved text went out."""
    with session.deed():
        session.services().store.mark_sent(draft.id, by=session.actor(), now=session.now())
        if draft.audience is Audience.CUSTOMER:
            session.say("Marked as sent; the record has the message, and its clocks run from now.")
        else:
            session.say("Marked as shared; no log and no clock is changed by it.")


def _verb(verdict: State, draft: StoredDraft) -> str:
    return _VERBS.get(verdict, verdict.label).format(sent=sent_word(draft))


def history(draft: StoredDraft) -> None:
    """Every decision and waiver so far."""
    if not draft.decisions and not draft.waivers:
        return
    now, zone = session.now(), session.services().policy.zone
    events = [(d.at, d.by, f"{_verb(d.verdict, draft)} version {d.version}", d.reason or d.stale_reason) for d in draft.decisions]
    events += [(w.at, w.by, f"waived a finding of version {w.version}", w.reason) for w in draft.waivers]
    with st.expander(f"What happened so far: {len(events)}", key="history", type="compact"):
        for at, by, what, reason in sorted(events):
            said = f"  \n:small[“{md(reason)}”]" if reason else ""
            st.markdown(f":small[:gray[{md(moment(at, now=now, zone=zone))}]] **{md(by)}** {md(what)}{said}")
