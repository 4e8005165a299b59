"""The document that grows beside the analysis: its sections with how far each is, its findings, and the way to its approval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from assistant.actions.registry import form_of
from assistant.checks.finding import Finding, FindingSeverity
from assistant.drafting.draft import Draft
from assistant.errors import SteadyhandError
from assistant.review.states import State
from assistant.workflow import Drafted
from ui import session
from ui.widgets import cause_desk as on_desk
from ui.widgets.cause_desk import KINDS, CauseDesk
from ui.widgets.frame import head, notice, show_error
from ui.widgets.report_sections import Section, inline, sections_of
from ui.widgets.segments import segments
from ui.widgets.words import badge, counted, esc, icon, moment

_STATES = {
    State.DRAFT: ("Draft", "", "edit_note"),
    State.SUBMITTED: ("Waiting for approval", "amber", "hourglass_top"),
    State.APPROVED: ("Approved", "accent", "verified"),
    State.CHANGES_REQUESTED: ("Changes requested", "amber", "edit_note"),
}
STEPS = {
    "evidence": "Gathering the evidence and looking at past reports",
    "slots": "Writing",
    "checks": "Holding every sentence against the record",
}


def report_pane(desk: CauseDesk, made: Drafted | None, *, conclusion: str) -> None:
    """Draw the pane.

    Args:
        desk: What lies on the desk.
        made: The document as it was worked out now; None where a draft of it is in hand.
        conclusion: The reason of the analysis beside it, to tell a text that says something else.
    """
    draft = desk.draft.newest.draft if desk.draft else made.draft if made else None
    if draft is None:
        return
    sections = sections_of(draft.document.body, draft.sentences, confirmed=_confirmed(draft))
    headed = [section for section in sections if section.title]
    head(form_of(desk.kind).label, f"{sum(section.filled for section in headed)} of {len(headed)} sections filled")
    _choice(desk)
    _standing(desk, draft, conclusion)
    if on_desk.is_editing(desk):
        _editor(desk)
    else:
        st.html(paper(draft.document.subject, sections))
        _findings(draft.findings, desk)
        _buttons(desk, made)


def _confirmed(draft: Draft) -> bool | None:
    conclusion = draft.details.get("conclusion")
    return None if conclusion is None else conclusion == "confirmed"


def _choice(desk: CauseDesk) -> None:
    reasons = {kind: on_desk.refusal(kind, desk.record) for kind in KINDS}
    segments(
        "Document",
        [(kind, name, reasons[kind]) for kind, name in KINDS.items()],
        chosen=desk.kind,
        key="rca-kind",
        on_choose=lambda kind: on_desk.choose_kind(desk.record.id, kind),
    )
    said = [f"{KINDS[kind]}: {reason}" for kind, reason in reasons.items() if reason]
    if said:
        st.html(f'<div class="sh sh-small">{"<br>".join(esc(each) for each in said)}</div>')


def _standing(desk: CauseDesk, draft: Draft, conclusion: str) -> None:
    """Whether it is kept, where it stands, and what makes it out of date."""
    now, zone = session.now(), session.services().policy.zone
    if desk.draft is None:
        st.html(
            f'<div class="sh sh-small">{badge("Not kept yet", "", "edit_note")} Written by {esc(draft.written_by)} from the record as it stands.</div>'
        )
    else:
        label, look, symbol = _STATES[desk.draft.state]
        newest = desk.draft.newest
        st.html(
            f'<div class="sh sh-small">{badge(label, look, symbol)} {esc(desk.draft.id)}, version {desk.draft.version}, written by '
            f"{esc(newest.written_by)}, saved by {esc(newest.author)} at {esc(moment(newest.saved_at, now=now, zone=zone))}</div>"
        )
        asked = next((d for d in reversed(desk.draft.decisions) if d.verdict is State.CHANGES_REQUESTED), None)
        if asked and desk.draft.state is State.CHANGES_REQUESTED:
            notice(f"<b>{esc(asked.by)} asked for changes.</b> {esc(asked.reason)}", symbol="edit_note")
        if desk.draft.stale:
            notice("<b>The record has changed since this text was written.</b> Draft again to take up what is new.", symbol="update")
        elif draft.details.get("reason", conclusion) != conclusion:
            notice("<b>The analysis says something else by now.</b> Draft again to take up what was decided.", symbol="update")
    for text in draft.notices:
        notice(inline(text), look="calm")


# The paper


def paper(subject: str, sections: Sequence[Section]) -> str:
    """The document as it is read, with the state of each section beside its head."""
    return f'<div class="sh sh-paper"><div class="sh-record">{esc(subject)}</div>{"".join(_section(section) for section in sections)}</div>'


def _section(section: Section) -> str:
    if not section.title:
        return section.markup
    look = "sh-small" if section.filled else "sh-small sh-amber"
    symbol = icon("check") if section.filled else icon("person_edit" if section.state == "for a person" else "radio_button_unchecked")
    return (
        f'<div class="sh-row sh-part"><h3>{esc(section.title)}</h3><span class="{look}" style="white-space:nowrap">{symbol} {esc(section.state)}</span></div>'
        f"{section.markup}"
    )


def _findings(findings: Sequence[Finding], desk: CauseDesk) -> None:
    """How many there are, and what each says; they are decided on in the review."""
    waived = [finding for finding in findings if desk.draft and desk.draft.waiver_of(finding)]
    open_ones = [finding for finding in findings if finding not in waived]
    blocking = sum(finding.severity is FindingSeverity.BLOCK for finding in open_ones)
    if not findings:
        st.html(f'<div class="sh sh-small">{badge("No finding", "accent", "check")} Every value stands in the record.</div>')
        return
    counts = [badge(f"{blocking} blocking", "red", "block") if blocking else badge("Nothing blocks", "accent", "check")]
    counts.append(f"{counted(len(findings), 'finding')}, {len(waived)} waived")
    st.html(f'<div class="sh sh-small">{" ".join(counts)}</div>')
    with st.expander("What the checks found", key=f"rca-findings-{desk.kind}", type="compact"):
        st.html(f'<div class="sh sh-list">{"".join(_finding(each) for each in findings)}</div>')


def _finding(finding: Finding) -> str:
    symbol = {FindingSeverity.BLOCK: "block", FindingSeverity.WARN: "warning"}.get(finding.severity, "info")
    quote = f"“{esc(finding.text.strip('⟨⟩')[:160])}” " if finding.text else ""
    return f'<div>{icon(symbol)} {quote}<span class="sh-muted">{esc(finding.message)} {esc(finding.suggestion)}</span></div>'


# Deeds


def _buttons(desk: CauseDesk, made: Drafted | None) -> None:
    state = desk.draft.state if desk.draft else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="rca-deeds"):
        if desk.draft is None:
            st.button(
                "Keep as draft",
                type="primary",
                icon=":material/edit_note:",
                key="rca-keep",
                on_click=on_desk.keep,
                args=(desk, made),
                shortcut="D",
            )
        else:
            if st.button("Draft again", icon=":material/autorenew:", key="rca-again", shortcut="D"):
                _draft_again(desk)
            st.button("Edit", icon=":material/edit:", key="rca-edit", on_click=on_desk.open_edit, args=(desk,))
        if state in {State.SUBMITTED, State.APPROVED}:
            if st.button("Open review", type="primary", icon=":material/rule:", key="rca-review"):
                _to_review(desk)
        else:
            st.button(
                "Hand in for approval",
                type="primary" if desk.draft else "secondary",
                key="rca-hand-in",
                disabled=desk.draft is None,
                on_click=on_desk.hand_in,
                args=(desk,),
            )
    st.html(f'<div class="sh sh-small">{esc(_way_on(desk))}</div>')


def _way_on(desk: CauseDesk) -> str:
    """What opens the next step."""
    if desk.draft is None:
        return "Hand in opens when the text is kept as a draft; only a kept draft can be edited."
    if desk.draft.state is State.SUBMITTED:
        return "It waits in Review. A new version opens the review again."
    if desk.draft.state is State.APPROVED:
        searchable = form_of(desk.kind).as_report is not None
        return "It is approved" + (" and found among the past reports." if searchable else ".")
    if desk.draft.open_findings:
        return f"It can be handed in; {counted(len(desk.draft.open_findings), 'blocking finding')} must be fixed or waived before it is approved."
    return "Somebody approves it in Review." + (" From then on it is found as a past report." if form_of(desk.kind).as_report else "")


def _to_review(desk: CauseDesk) -> None:
    if desk.draft:
        st.switch_page(session.REVIEW, query_params={"record": desk.record.id, "draft": desk.draft.id})


def _draft_again(desk: CauseDesk) -> None:
    with st.status("Drafting", expanded=True) as status:

        def step(name: str) -> None:
            status.update(label=STEPS.get(name, name))

        try:
            on_desk.draft_again(desk, on_step=step)
        except SteadyhandError as error:
            status.update(label="Not drafted", state="error")
            show_error(error)
            return
    st.rerun()


def _editor(desk: CauseDesk) -> None:
    if desk.draft is None:
        return
    fields: dict[str, Any] = {"persist_state": "session"}
    subject = st.text_input("Subject", value=desk.draft.subject, key=on_desk.field_key(desk, "subject"), **fields)
    body = st.text_area("Text, in Markdown", value=desk.draft.body, height=620, key=on_desk.field_key(desk, "body"), **fields)
    changed, empty = (subject, body) != (desk.draft.subject, desk.draft.body), not (body or "").strip()
    with st.container(horizontal=True, vertical_alignment="center", key="rca-deeds"):
        st.button("Save as new version", type="primary", key="rca-save", disabled=not changed or empty, on_click=on_desk.save, args=(desk,))
        st.button("Discard" if changed else "Close", key="rca-discard", on_click=on_desk.show_text, args=(desk,))
    words = "Save opens when the text is changed. The heads of the sections stay as they are."
    if changed:
        words = "An empty text is not saved." if empty else "The checks run when it is saved."
    st.html(f'<div class="sh sh-small">{esc(words)}</div>')
