"""Escalation: everything of one escalation, for the person who has to act on it."""

from __future__ import annotations

import streamlit as st

from assistant.actions.registry import form_of
from assistant.briefing import Summary, summarise
from assistant.records.clock import read_clocks
from assistant.review.states import State
from assistant.review.stored import StoredDraft, StoredRecord
from ui import session
from ui.widgets.action_buttons import action_buttons
from ui.widgets.closing_gate import closing_gate
from ui.widgets.document_desk import DocumentDesk, asked_for
from ui.widgets.document_view import document_view
from ui.widgets.frame import head, page_title, who_acts
from ui.widgets.places import place_of_draft
from ui.widgets.promises import promises_made
from ui.widgets.record_form import record_form
from ui.widgets.record_log import record_log
from ui.widgets.record_strip import record_strip
from ui.widgets.standing import clocks_markup, facts_markup, flags_markup, owed_list, owners_markup, unknown_markup
from ui.widgets.words import badge, counted, esc, moment

_DRAFT_LOOKS = {
    State.SUBMITTED: ("amber", "hourglass_top"),
    State.APPROVED: ("accent", "verified"),
    State.CHANGES_REQUESTED: ("amber", "edit_note"),
    State.SENT: ("accent", "check_circle"),
}


def page() -> None:
    """The whole page; a document about a topic stands alone."""
    if "record" not in st.query_params and st.query_params.get("topic"):
        desk = asked_for(None)
        if desk:
            _topic(desk)
            return
    record_id = session.chosen_record()
    if not record_id:
        _no_record()
        return
    stored = session.services().store.record(record_id)
    st.query_params["record"] = record_id
    record_strip(stored)
    desk = asked_for(stored)
    there = bool(desk and (desk.draft or desk.may_write))
    action_buttons(stored.record, chosen=desk.action.name if desk else "", sealed=there)
    # An action that is refused whole leaves the escalation in sight; one of several documents leaves the others to choose from.
    if desk and (there or len(desk.action.forms) > 1):
        document_view(desk)
    else:
        _overview(stored)


def _no_record() -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        page_title("Escalation")
        who_acts()
    st.html(
        '<div class="sh" style="padding:24px 0"><div class="sh-record">No escalation is chosen</div>'
        '<p class="sh-muted">Pick one in the queue; everything about it stands here.</p></div>'
    )
    st.page_link(session.QUEUE, label="Go to the queue", icon=":material/inbox:")


def _topic(desk: DocumentDesk) -> None:
    """A document about no single escalation."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="strip"):
        page_title(desk.topic[:1].upper() + desk.topic[1:], desk.action.topic.capitalize())
        who_acts()
    document_view(desk)


# Overview


def _overview(stored: StoredRecord) -> None:
    told = summarise(session.services(), stored.record, now=session.now())
    left, right = st.columns([900, 440], gap="large")
    with left:
        _clocks(stored)
        _flags(told)
        record_log(stored, told)
    with right:
        _owed(told)
        promises_made(stored)
        _change(stored)
        _drafts(stored)
        closing_gate(stored)
        _known(told)


@st.fragment(run_every="20s")
def _clocks(stored: StoredRecord) -> None:
    """The clocks, which run on without touching the rest."""
    now, policy = session.now(), session.services().policy
    st.html(clocks_markup(read_clocks(stored.record, policy, now=now), now=now, zone=policy.zone))


def _flags(told: Summary) -> None:
    now, zone = session.now(), session.services().policy.zone
    standing = [flag for flag in told.flags if flag.stands]
    cleared = [flag for flag in told.flags if not flag.stands]
    head("Red flags", f"{len(standing)} standing" if standing else "none stands")
    if standing:
        st.html(flags_markup(standing, now=now, zone=zone))
    if cleared:
        with st.expander(f"{len(cleared)} cleared", key=f"flags-cleared-{told.record.id}", type="compact"):
            st.html(flags_markup(cleared, now=now, zone=zone))


def _owed(told: Summary) -> None:
    late = sum(each.late for each in told.owed)
    head("Owed", f"{late} of {len(told.owed)} late" if late else "")
    if told.owed:
        st.html(owed_list(told.owed, now=session.now(), zone=session.services().policy.zone))
    else:
        st.html('<div class="sh sh-small">Nothing is owed.</div>')


def _change(stored: StoredRecord) -> None:
    saved = moment(stored.saved_at, now=session.now(), zone=session.services().policy.zone)
    head("Record", f"version {stored.version}, {saved}, by {stored.saved_by}")
    with st.expander("Change status, severity, next action, times", key=f"change-{stored.record.id}", icon=":material/edit:"):
        record_form(stored)


def _known(told: Summary) -> None:
    record_id = told.record.id
    if told.unknown:
        head("Not known", counted(len(told.unknown), "gap"))
        st.html(unknown_markup(told.unknown))
    head("Who owns what")
    st.html(owners_markup(told.owners))
    head("Facts", f"{len(told.facts)} fields")
    with st.expander("Show the facts", key=f"facts-{record_id}", type="compact"):
        st.html(facts_markup(told.facts))


# Drafts


def _drafts(stored: StoredRecord) -> None:
    drafts = session.services().store.drafts(record_id=stored.record.id)
    at_hand = [draft for draft in reversed(drafts) if not draft.state.is_final]
    over = [draft for draft in reversed(drafts) if draft.state.is_final]
    head("Drafts", f"{len(at_hand)} at hand" if at_hand else "")
    if not drafts:
        st.html('<div class="sh sh-small">Nothing is written yet. The buttons above write the first text.</div>')
    for draft in at_hand:
        _draft(draft)
    if over:
        with st.expander(f"{len(over)} sent or withdrawn", key=f"drafts-over-{stored.record.id}", type="compact"):
            for draft in over:
                _draft(draft)


def _draft(draft: StoredDraft) -> None:
    now, zone = session.now(), session.services().policy.zone
    look, symbol = _DRAFT_LOOKS.get(draft.state, ("", ""))
    stale = f" {badge('Record has changed', 'amber', 'update')}" if draft.stale and not draft.state.is_final else ""
    label = draft.state.label[:1].upper() + draft.state.label[1:]
    saved = moment(draft.newest.saved_at, now=now, zone=zone)
    record_id = draft.record_id or ""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key=f"draft-row-{draft.id}", gap="small"
    ):
        st.html(
            f'<div class="sh"><b>{esc(form_of(draft.kind).label)}</b> {badge(label, look, symbol)}{stale}'
            f'<div class="sh-small">{esc(draft.id)}, version {draft.version}, {esc(saved)}, by {esc(draft.newest.author)}</div></div>',
            width="stretch",
        )
        place = place_of_draft(draft)
        st.page_link(place.page, label="Open", query_params=place.params)
        if draft.state in {State.SUBMITTED, State.APPROVED}:
            st.page_link(session.REVIEW, label="Review", query_params={"record": record_id, "draft": draft.id})


page()
