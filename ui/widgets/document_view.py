"""A document in place: the paper as its reader sees it, the findings beside it, its files, and the way to the review."""

from __future__ import annotations

import re

import streamlit as st

from assistant.checks.finding import Finding, FindingSeverity, Sentence
from assistant.drafting.draft import Draft
from assistant.errors import SteadyhandError
from assistant.evidence.facts import Audience
from assistant.review.states import State
from assistant.workflow import check_text
from ui import session
from ui.widgets import document_desk as on_desk
from ui.widgets.action_buttons import close_document
from ui.widgets.document_desk import EDIT, MARKED, PLAIN, DocumentDesk
from ui.widgets.document_markup import document_markup, evidence_markup
from ui.widgets.finding_cards import CardDeeds, finding_card
from ui.widgets.frame import head, notice, show_error
from ui.widgets.places import ROOT_CAUSE
from ui.widgets.segments import segments
from ui.widgets.side_notes import left_out, provenance, worth_knowing
from ui.widgets.words import badge, counted, esc, md, moment

_STEPS = {
    "evidence": "Gathering the evidence",
    "slots": "Writing",
    "checks": "Holding every sentence against the record",
}
_LOOKS = {State.SUBMITTED: "amber", State.CHANGES_REQUESTED: "amber", State.APPROVED: "accent", State.SENT: "accent"}


def document_view(desk: DocumentDesk) -> None:
    """The whole document."""
    asked = _toolbar(desk)
    _notices(desk)
    wanted = st.session_state.pop("write-now", False)
    if asked or (desk.draft is None and desk.may_write and (wanted or not on_desk.uses_model())):
        _write(desk)
    if desk.draft is None:
        if desk.may_write:
            st.html('<div class="sh sh-muted" style="padding:18px 0">Nothing is written yet. Write puts it together from the record.</div>')
        return
    left, right = st.columns([930, 396], gap="medium")
    with left:
        sentences, findings = _paper(desk, desk.draft)
    with right:
        _findings(desk, findings, edited=findings is not desk.draft.findings)
        files(desk.draft)
        stands_on(desk.draft, sentences)
        worth_knowing(desk.draft)
        left_out(desk.draft)
        _written(desk)


# Head


def _toolbar(desk: DocumentDesk) -> bool:
    """Title and buttons. Returns whether it is to be written now."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="document-head"):
        st.html(_title(desk), width="content")
        with st.container(horizontal=True, vertical_alignment="bottom", width="content", gap="small"):
            if len(desk.action.forms) > 1:
                _forms(desk)
            if session.services().settings.model != "none":
                _writer()
            final = desk.kept is not None and desk.kept.state.is_final
            asked = st.button(
                "Write again" if desk.draft else "Write it",
                key="document-write",
                icon=":material/autorenew:" if desk.draft else ":material/edit_note:",
                type="secondary" if desk.draft else "primary",
                shortcut="D",
                disabled=not desk.may_write or final,
            )
            _keep_buttons(desk)
            _way_back(desk)
    return asked


def _title(desk: DocumentDesk) -> str:
    state = ""
    if desk.kept:
        kept = desk.kept
        state = f" {badge(f'{kept.id}, version {kept.version}: {kept.state.label}', _LOOKS.get(kept.state, ''))}"
    elif desk.draft:
        state = f" {badge('Not kept yet')}"
    return f'<div class="sh" role="heading" aria-level="2"><span class="sh-record">{esc(desk.form.label)}</span>{state}</div>'


def _forms(desk: DocumentDesk) -> None:
    options = [
        (value, form.label.partition(" for ")[0], desk.action.refuse(form.kind, desk.stored.record) if desk.stored else "")
        for value, form in desk.action.forms.items()
    ]
    segments("Document", options, chosen=desk.value, key="document-form", on_choose=lambda value: on_desk.choose_form(desk, value))


def _writer() -> None:
    chosen = "model" if on_desk.uses_model() else "composer"
    segments(
        "Written by",
        [("composer", "Composer", ""), ("model", "Model", "")],
        chosen=chosen,
        key="writer",
        on_choose=lambda name: st.session_state.update(writer=name),
    )


def _keep_buttons(desk: DocumentDesk) -> None:
    if desk.draft is None:
        return
    editing = st.session_state.get(on_desk.view_key(desk)) == EDIT
    if desk.kept is None:
        st.button("Keep as draft", key="document-keep", icon=":material/save:", on_click=on_desk.keep, args=(desk,), disabled=editing)
    if desk.kept is None or desk.kept.state in {State.DRAFT, State.CHANGES_REQUESTED}:
        st.button(
            "Hand in",
            key="document-hand-in",
            type="primary",
            icon=":material/arrow_forward:",
            icon_position="right",
            shortcut="S",
            on_click=on_desk.hand_in,
            args=(desk,),
            disabled=editing,
            help="For approval; it is kept as a draft first" if desk.kept is None else "For approval",
        )
    elif desk.record_id and st.button("Open review", key="document-review", type="primary", icon=":material/rule:"):
        st.switch_page(session.REVIEW, query_params={"record": desk.record_id, "draft": desk.kept.id})


def _way_back(desk: DocumentDesk) -> None:
    if desk.record_id:
        st.button(
            "Back",
            key="document-close",
            icon=":material/arrow_back:",
            help="To the escalation",
            on_click=close_document,
            args=(desk.record_id,),
        )
    elif st.button("Queue", key="document-close", icon=":material/inbox:"):
        st.switch_page(session.QUEUE)


def _notices(desk: DocumentDesk) -> None:
    if desk.draft is None and not desk.may_write:
        notice(esc(desk.refusal), symbol="block")
        return
    if desk.refusal and desk.forced:
        notice(f"<b>Written all the same.</b> {esc(desk.refusal)}", symbol="gavel")
    kept = desk.kept
    if kept is None:
        return
    if kept.stale and not kept.state.is_final:
        notice("<b>The record has changed since this was written.</b> Write again to take up what is new.", symbol="update")
    if kept.state is State.CHANGES_REQUESTED:
        asked = next((each for each in reversed(kept.decisions) if each.verdict is State.CHANGES_REQUESTED), None)
        if asked:
            notice(f"<b>{esc(asked.by)} asked for changes.</b> {esc(asked.reason)}", symbol="edit_note")
    if kept.state is State.SUBMITTED:
        # The review page shows texts of one escalation.
        where = (
            ""
            if desk.record_id
            else f' On the command line: <span class="sh-code">steadyhand review approve {esc(kept.id)} --by NAME</span>'
        )
        words = f"<b>Version {kept.version} waits for approval.</b> A change opens the review again.{where}"
        notice(words, look="calm", symbol="hourglass_top")


def _write(desk: DocumentDesk) -> None:
    """Write it with the steps told as they happen. An error stays on the page."""
    with st.status("Writing", expanded=True) as status:

        def step(name: str) -> None:
            words = _STEPS.get(name, name)
            status.update(label=words)
            st.markdown(f":small[{md(words)}]")

        try:
            on_desk.write(desk, on_step=step)
        except SteadyhandError as error:
            status.update(label="Not written", state="error")
            show_error(error)
            return
    st.session_state.pop(on_desk.view_key(desk), None)
    st.rerun()


# Paper


def _paper(desk: DocumentDesk, draft: Draft) -> tuple[tuple[Sentence, ...], tuple[Finding, ...]]:
    """The left column. Returns the sentences and findings that are shown, which follow the text while it is edited."""
    view = _view_row(desk, draft)
    if view == EDIT and desk.can_change:
        return _editor(desk, draft)
    with st.container(key="document-paper"):
        if draft.audience is Audience.CUSTOMER:
            st.html(f'<div class="sh sh-small" style="padding-bottom:10px">Subject: <b>{esc(draft.document.subject)}</b></div>')
        st.html(
            document_markup(
                draft.document.body,
                sentences=draft.sentences,
                findings=draft.findings,
                evidence={item.id: item.text for item in draft.evidence},
                waived=frozenset(n for n, finding in enumerate(draft.findings, 1) if desk.kept and desk.kept.waiver_of(finding)),
                marked=view == MARKED,
            )
        )
    return draft.sentences, draft.findings


def _view_row(desk: DocumentDesk, draft: Draft) -> str:
    options = [MARKED, PLAIN, EDIT] if desk.can_change else [MARKED, PLAIN]
    key = on_desk.view_key(desk)
    if st.session_state.get(key) not in options:
        st.session_state[key] = MARKED
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        view = st.segmented_control("View", options, required=True, key=key, label_visibility="collapsed", persist_state="session")
        with st.container(horizontal=True, vertical_alignment="center", width="content", wrap=False, gap="small"):
            st.html(_counts(desk, draft), width="content")
            if draft.audience is Audience.INTERNAL:
                with st.popover("Copy", icon=":material/content_copy:", key="document-copy", type="tertiary"):
                    st.code(draft.document.body, language=None, wrap_lines=True, height=420)
    return str(view)


def _counts(desk: DocumentDesk, draft: Draft) -> str:
    open_ones = [finding for finding in draft.findings if desk.kept is None or desk.kept.waiver_of(finding) is None]
    blocking = sum(finding.severity is FindingSeverity.BLOCK for finding in open_ones)
    improve = sum(finding.severity is FindingSeverity.WARN for finding in open_ones)
    parts = [badge(f"{blocking} blocking", "red", "block") if blocking else badge("Nothing blocks", "accent", "check")]
    if improve:
        parts.append(badge(f"{improve} to improve", "amber", "warning"))
    return f'<div class="sh" style="white-space:nowrap">{" ".join(parts)}</div>'


def _editor(desk: DocumentDesk, draft: Draft) -> tuple[tuple[Sentence, ...], tuple[Finding, ...]]:
    """The text in a field; findings are made anew each time the field is left, before anything is saved."""
    was = draft.document
    subject = st.text_input("Subject", value=was.subject, key=f"document-subject-{desk.key}", persist_state="session")
    body = st.text_area("Text, in Markdown", value=was.body, height=620, key=f"document-body-{desk.key}", persist_state="session")
    changed = (subject, body) != (was.subject, was.body)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Save as new version", type="primary", key="document-save", disabled=not changed, on_click=on_desk.save, args=(desk,))
        st.button("Discard", key="document-discard", on_click=on_desk.drop_edit, args=(desk,))
        words = "Not saved yet." if changed else "Leave the field or press Ctrl+Enter to check what you wrote."
        st.markdown(f":small[:gray[{words}]]")
    if not changed or desk.stored is None:
        return draft.sentences, draft.findings
    known = desk.kept.newest.known if desk.kept else (desk.fresh.known if desk.fresh else None)
    report = check_text(session.services(), body or "", now=session.now(), record=desk.stored.record, kind=desk.form.kind, known=known)
    return report.sentences, report.findings


# Beside it


def _findings(desk: DocumentDesk, findings: tuple[Finding, ...], *, edited: bool) -> None:
    waivers = {n: desk.kept.waiver_of(finding) if desk.kept else None for n, finding in enumerate(findings, 1)}
    waived = sum(1 for waiver in waivers.values() if waiver)
    head("Findings", "of the unsaved text" if edited else f"{counted(len(findings), 'finding')}, {waived} waived")
    if not findings:
        notice("Nothing to change. Every value is backed.", look="calm", symbol="check_circle")
        return
    deeds = CardDeeds() if edited or not desk.can_change else _deeds(desk)
    numbered = sorted(enumerate(findings, 1), key=lambda each: each[1].severity.weight)
    first = next((n for n, finding in numbered if finding.replacement is not None and not waivers[n]), 0)
    weighty = [(n, finding) for n, finding in numbered if finding.severity is not FindingSeverity.INFO]
    for number, finding in weighty:
        finding_card(number, finding, waivers[number], deeds, who=session.actor(), lit=False, key=desk.key, first=number == first)
    rest = [(n, finding) for n, finding in numbered if finding.severity is FindingSeverity.INFO]
    if rest:
        with st.expander(f"{len(rest)} worth a look", key=f"document-info-{desk.key}", type="compact"):
            for number, finding in rest:
                finding_card(number, finding, waivers[number], deeds, who=session.actor(), lit=False, key=desk.key, first=number == first)


def _deeds(desk: DocumentDesk) -> CardDeeds:
    return CardDeeds(
        apply=lambda finding: on_desk.apply(desk, finding),
        edit=lambda _: on_desk.open_edit(desk),
        fill=lambda finding, words: on_desk.fill(desk, finding, words),
        waive=lambda finding, reason: on_desk.waive(desk, finding, reason),
    )


def files(draft: Draft) -> None:
    """The files that come with a document."""
    if not draft.attachments:
        return
    head("Files", "made with the document")
    for number, attachment in enumerate(draft.attachments):
        st.download_button(
            md(attachment.name),
            data=attachment.text.encode(),
            file_name=attachment.name,
            mime="text/plain; charset=utf-8",
            icon=":material/download:",
            key=f"document-file-{number}",
            on_click="ignore",
        )
        what = re.sub(r"`([^`]+)`", r'<span class="sh-code">\1</span>', esc(attachment.what[:1].upper() + attachment.what[1:]))
        st.html(f'<div class="sh sh-small" style="margin-top:-8px">{what}.</div>')


def stands_on(draft: Draft, sentences: tuple[Sentence, ...]) -> None:
    """The evidence behind the text, each piece under its tag."""
    used = {tag for sentence in sentences for tag in sentence.sources}
    behind = [(item.id, item.text, item.origin) for item in draft.evidence if item.id in used]
    head("What it stands on", f"{len(behind)} of {len(draft.evidence)} pieces of evidence")
    if not behind:
        st.html('<div class="sh sh-small">No sentence of a writer stands in it; what is told comes from the record by rule.</div>')
        return
    st.html(evidence_markup(behind[:6]))
    if len(behind) > 6:
        with st.expander(f"{len(behind) - 6} more", key="document-evidence", type="compact"):
            st.html(evidence_markup(behind[6:]))


def _written(desk: DocumentDesk) -> None:
    if desk.kept:
        provenance(desk.kept.newest)
    elif desk.draft:
        zone = session.services().policy.zone
        at = moment(desk.draft.written_at, now=session.now(), zone=zone)
        st.html(f'<div class="sh sh-small" style="padding-top:10px">Written by {esc(desk.draft.written_by)} at {esc(at)}.</div>')
    if desk.action.name == "rca" and desk.record_id:
        st.page_link(ROOT_CAUSE, label="Timeline and hypotheses", icon=":material/account_tree:", query_params={"record": desk.record_id})
