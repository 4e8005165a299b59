"""Review: may this go out, in my name?"""

from __future__ import annotations

import streamlit as st

from assistant.actions.registry import action_of, form_of
from assistant.checks.finding import FindingSeverity
from assistant.evidence.facts import Audience
from assistant.review.states import State
from assistant.review.stored import StoredDraft, StoredRecord
from ui import session
from ui.widgets import approval
from ui.widgets.approval import sent_word
from ui.widgets.case_button import case_button
from ui.widgets.document_view import files, stands_on
from ui.widgets.exports import exports
from ui.widgets.finding_cards import CardDeeds, finding_card
from ui.widgets.frame import head, notice, page_title, who_acts
from ui.widgets.places import ESCALATION, METRICS, ROOT_CAUSE, STATUS, place_to_edit
from ui.widgets.record_strip import record_strip
from ui.widgets.repairing import open_repair, repair_button
from ui.widgets.review_text import pick_number, review_text
from ui.widgets.review_text import picked as picked_in
from ui.widgets.second_opinion import second_look, second_look_button
from ui.widgets.side_notes import promises, provenance
from ui.widgets.since_last_message import since_last_message
from ui.widgets.value_marks import chosen_sentence, values_of
from ui.widgets.what_backs_it import what_backs_it
from ui.widgets.words import badge, counted, esc, moment

_LOOKS = {
    State.DRAFT: ("Draft", "", "edit_note"),
    State.SUBMITTED: ("Waiting for approval", "amber", "hourglass_top"),
    State.APPROVED: ("Approved", "accent", "verified"),
    State.CHANGES_REQUESTED: ("Changes requested", "amber", "edit_note"),
    State.SENT: ("Sent", "accent", "check_circle"),
    State.WITHDRAWN: ("Withdrawn", "", "block"),
}


_EDIT = {
    session.COMPOSE: "Edit in Compose",
    ROOT_CAUSE: "Edit in Root cause",
    ESCALATION: "Edit in Escalation",
    # What tells of all escalations is written anew from them, not by hand.
    STATUS: "Open Status report",
    METRICS: "Open Metrics",
}


def page() -> None:
    """The whole page."""
    store = session.services().store
    waiting = store.drafts(state=State.SUBMITTED)
    to_send = store.drafts(state=State.APPROVED)
    line = [*waiting, *to_send]
    asked = st.query_params.get("draft", "") or st.session_state.get("review-draft", "")
    draft = store.draft(asked) if asked and _exists(asked) else (line[0] if line else None)
    if draft is None:
        _nothing()
        return
    st.session_state["review-draft"] = draft.id
    stored = store.record(draft.record_id) if draft.record_id else None
    _strip(draft, stored)
    _title(draft, line, len(waiting))
    left, right = st.columns([950, 396], gap="medium")
    with left:
        review_text(draft, stored)
        if stored is not None:
            since_last_message(draft, stored, draft.body, draft.newest.draft.sentences, draft.newest.findings)
    with right:
        _decide(draft, stored)
    open_repair(draft)


def _exists(draft_id: str) -> bool:
    return any(draft.id == draft_id for draft in session.services().store.drafts())


def _strip(draft: StoredDraft, stored: StoredRecord | None) -> None:
    """Whose text it is: the record, or for a document about no single one its topic."""
    if stored is not None:
        st.session_state["record"] = stored.record.id
        record_strip(stored)
        return
    topic = draft.newest.draft.topic
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="strip"):
        page_title(topic[:1].upper() + topic[1:] or "All escalations", action_of(draft.kind).topic.capitalize() if topic else "")
        who_acts()


def _nothing() -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        page_title("Review")
        who_acts()
    st.html(
        '<div class="sh" style="padding:24px 0 8px"><div class="sh-record">Nothing to approve</div>'
        '<p class="sh-muted">A text appears here when somebody submits it for approval.</p></div>'
    )
    st.page_link(session.QUEUE, label="Go to the queue", icon=":material/inbox:")


def _title(draft: StoredDraft, line: list[StoredDraft], waiting: int) -> None:
    now, zone = session.now(), session.services().policy.zone
    label, look, symbol = _LOOKS[draft.state]
    if draft.state is State.SENT:
        label = sent_word(draft).capitalize()
    newest = draft.newest
    submitted = next((d for d in reversed(draft.decisions) if d.verdict is State.SUBMITTED), None)
    words = [f"Written by {newest.written_by}, saved by {newest.author} at {moment(newest.saved_at, now=now, zone=zone)}"]
    if submitted:
        words.append(f"submitted by {submitted.by} at {moment(submitted.at, now=now, zone=zone)}")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.html(
            f'<div class="sh"><span class="sh-title">{esc(form_of(draft.kind).label)}, version {draft.version}</span> &nbsp;'
            f'{badge(label, look, symbol)}<div class="sh-small" style="margin-top:3px">{esc(", ".join(words))}. {esc(draft.id)}.</div></div>'
        )
        with st.container(horizontal=True, vertical_alignment="center", width="content", wrap=False):
            if len(line) > 1:
                _steps(draft, line, waiting)
            if not draft.state.is_final:
                _edit(draft)


def _edit(draft: StoredDraft) -> None:
    """The way to the page where the text is changed."""
    place = place_to_edit(draft)
    if st.button(_EDIT[place.page], icon=":material/edit_note:", key="to-edit"):
        st.switch_page(place.page, query_params=place.params)


def _steps(draft: StoredDraft, line: list[StoredDraft], waiting: int) -> None:
    ids = [each.id for each in line]
    at = ids.index(draft.id) if draft.id in ids else -1
    with st.container(horizontal=True, vertical_alignment="center", width="content", wrap=False):
        st.html(
            f'<div class="sh sh-small" style="white-space:nowrap">{waiting} waiting, {len(line) - waiting} approved</div>', width="content"
        )
        st.button(
            "Previous", key="previous", icon=":material/chevron_left:", shortcut="P", on_click=_look_at, args=(ids[(at - 1) % len(ids)],)
        )
        st.button(
            "Next",
            key="next",
            icon=":material/chevron_right:",
            icon_position="right",
            shortcut="N",
            on_click=_look_at,
            args=(ids[(at + 1) % len(ids)],),
        )


def _look_at(draft_id: str) -> None:
    st.session_state["review-draft"] = draft_id
    st.query_params.from_dict({"draft": draft_id})


# The decision


def _decide(draft: StoredDraft, stored: StoredRecord | None) -> None:
    open_ones = draft.open_findings
    newest = draft.newest
    evidence = {item.id: item.text for item in newest.draft.evidence}
    picked = picked_in(draft)
    for index in sorted(picked.sentences)[:1]:
        chosen_sentence(newest.draft.sentences[index], evidence)
    head("Needs your decision", counted(len(open_ones), "blocking finding") if open_ones else "nothing blocks")
    with st.container(horizontal=True, gap="small", key="looks"):
        repair_button(draft)
        second_look_button(draft, stored)
    _findings(draft, picked.findings)
    second_look(draft)
    what_backs_it(newest.draft.sentences)
    values_of(newest.draft.sentences, evidence, key=draft.id)
    promises(newest.draft, now=session.now(), zone=session.services().policy.zone)
    approval.hand_in(draft)
    approval.decision(draft)
    exports(draft, stored.record if stored else None)
    case_button(draft)
    files(newest.draft)
    if draft.audience is Audience.INTERNAL:
        stands_on(newest.draft, newest.draft.sentences)
    approval.history(draft)
    provenance(newest)


def _findings(draft: StoredDraft, lit: frozenset[int]) -> None:
    """The cards: what blocks or was waived, then the rest, folded unless one of it is marked."""
    numbered = list(enumerate(draft.newest.findings, 1))
    deeds = _deeds(draft)
    key = f"{draft.id}-{draft.version}"
    weighty = [(n, f) for n, f in numbered if f.severity is FindingSeverity.BLOCK or draft.waiver_of(f)]
    for number, finding in weighty:
        finding_card(number, finding, draft.waiver_of(finding), deeds, who=session.actor(), lit=number in lit, key=key, first=False)
    others = [(n, f) for n, f in numbered if (n, f) not in weighty]
    if others:
        title = f"{counted(len(others), 'finding')} that {'does' if len(others) == 1 else 'do'} not block"
        marked = any(n in lit for n, _ in others)
        # A key of its own, because an expander that is there already keeps as it is.
        with st.expander(title, key="others-lit" if marked else "others", type="compact", expanded=marked):
            for number, finding in others:
                finding_card(number, finding, None, deeds, who=session.actor(), lit=number in lit, key=key, first=False)
    if not weighty:
        notice("No finding blocks this version.", look="calm", symbol="check_circle")


def _deeds(draft: StoredDraft) -> CardDeeds:
    """What can be done with a finding in the review; a letter has places to show."""
    pick = (lambda number: pick_number(draft, number)) if draft.audience is Audience.CUSTOMER else None
    if draft.state.is_final:
        return CardDeeds(pick=pick)
    return CardDeeds(
        pick=pick,
        apply=lambda finding: approval.apply(draft, finding),
        waive=lambda finding, reason: approval.waive(draft.id, finding, reason),
    )


page()
