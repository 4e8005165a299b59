"""Compose: write it, see what backs it, repair it."""

from __future__ import annotations

import streamlit as st

from assistant.checks.finding import Finding, FindingSeverity, Sentence, SentenceStatus
from assistant.review.states import State
from assistant.review.stored import StoredDraft
from assistant.workflow import check_text
from ui import session
from ui.widgets import desk as on_desk
from ui.widgets.beside_letter import chosen, looks, under_findings
from ui.widgets.desk import CUSTOMER, EDIT, MARKED, Desk
from ui.widgets.drafting import draft_now
from ui.widgets.evidence import evidence_list, excluded, passage_dialog
from ui.widgets.finding_cards import CardDeeds, finding_card
from ui.widgets.frame import head, notice
from ui.widgets.letter import blank_letter, letter, letter_key
from ui.widgets.record_strip import record_strip
from ui.widgets.repairing import open_repair
from ui.widgets.stale_notice import stale_notice
from ui.widgets.toolbar import toolbar
from ui.widgets.versions import version_row
from ui.widgets.words import badge, counted, esc

# One pane for all versions and views, so that a new one takes the place of the old one without a flicker.
_PANE = "letter"


def page() -> None:
    """The whole page."""
    record_id = session.chosen_record()
    if not record_id:
        _no_record()
        return
    desk = on_desk.lay_out(record_id)
    _go_on(desk)
    record_strip(desk.stored)
    asked, note, use_model = toolbar(desk)
    _state_notices(desk)
    left, middle, right = st.columns([285, 665, 352], gap="medium")
    with middle:
        if asked:
            draft_now(desk, note=note, use_model=use_model, excluded=excluded(record_id))
        sentences, findings = _letter(desk)
    picked = on_desk.picked(sentences, findings)
    with left:
        evidence_list(
            desk.stored.record,
            session.services().policy,
            desk.version.draft if desk.version else None,
            picked=picked,
            now=session.now(),
        )
    with right:
        chosen(desk, sentences, picked)
        _findings(desk, findings, picked.findings)
        under_findings(desk, sentences, findings)
    _open_passage(desk)
    if desk.draft:
        open_repair(desk.draft, accepted=lambda: on_desk.show_newest(desk))


def _no_record() -> None:
    st.html(
        '<div class="sh" style="padding:24px 0"><div class="sh-record">No escalation is chosen</div><p class="sh-muted">Pick one in the queue; its message is written here.</p></div>'
    )
    st.page_link(session.QUEUE, label="Go to the queue", icon=":material/inbox:")


def _go_on(desk: Desk) -> None:
    """After a hand-in the review comes next."""
    draft_id = st.session_state.pop("go-review", "")
    if draft_id:
        st.switch_page(session.REVIEW, query_params={"record": desk.stored.record.id, "draft": draft_id})


def _state_notices(desk: Desk) -> None:
    """What the state of the draft asks of the person; amber only where something is to be done."""
    draft = desk.draft
    if draft is None:
        return
    if draft.state is State.CHANGES_REQUESTED:
        asked = next((d for d in reversed(draft.decisions) if d.verdict is State.CHANGES_REQUESTED), None)
        if asked:
            notice(f"<b>{esc(asked.by)} asked for changes.</b> {esc(asked.reason)}", symbol="edit_note")
    if draft.stale and not draft.state.is_final:
        stale_notice(draft)
    if draft.state is State.SENT:
        notice(
            f"<b>Version {draft.version} was sent.</b> What the customer has stays as it is; the next message is a new draft.",
            look="calm",
            symbol="check_circle",
        )
    if desk.version and not desk.is_newest:
        notice(
            f"<b>Version {desk.version.number} of {draft.version}.</b> Older versions can be read and compared, not changed.",
            look="calm",
            symbol="history",
        )
    _fallback(desk)


def _fallback(desk: Desk) -> None:
    """Why the composer wrote although a model is set: nothing is broken for the customer."""
    version = desk.version
    configured = session.services().settings.model != "none"
    if version is None or not configured or not version.written_by.startswith("composer"):
        return
    failed = [text for text in version.draft.notices if text.startswith("The composer wrote")]
    if failed:
        notice(
            f"<b>Written without the model.</b> {esc(' '.join(failed))} Every check ran. Draft again tries the model once more.",
            symbol="cloud_off",
        )


# Letter


def _letter(desk: Desk) -> tuple[tuple[Sentence, ...], tuple[Finding, ...]]:
    """The middle column. Returns the sentences and findings that are shown, which follow the text while it is edited."""
    version = desk.version
    if version is None or desk.draft is None:
        st.html(
            '<div class="sh sh-small" style="padding:9px 0 6px">Nothing is written yet. Draft fills these places from the record and marks what backs each sentence.</div>'
        )
        blank_letter(desk.kind, key=_PANE, head=[("To", _addressee(desk)), ("Subject", "…")])
        return (), ()
    view = _view_row(desk)
    if view == EDIT and desk.can_change:
        return _editor(desk)
    sentences, findings = version.draft.sentences, version.findings
    waived = frozenset(n for n, finding in enumerate(findings, 1) if desk.draft.waiver_of(finding))
    letter(
        key=_PANE,
        head=[("To", _addressee(desk)), ("Subject", version.subject)],
        body=version.body,
        sentences=sentences,
        findings=findings,
        waived=waived,
        picked=on_desk.picked(sentences, findings),
        plain=view == CUSTOMER,
        on_pick=on_desk.remember_pick,
    )
    if view != CUSTOMER:
        letter_key()
    version_row(desk)
    return sentences, findings


def _addressee(desk: Desk) -> str:
    contacts = desk.stored.record.customer.contacts
    if not contacts:
        return desk.stored.record.customer.name
    first = contacts[0]
    return ", ".join(part for part in (first.name, first.role) if part) + (f" · by {first.channel.value}" if first.channel else "")


def _view_row(desk: Desk) -> str:
    options = [MARKED, CUSTOMER, EDIT] if desk.can_change else [MARKED, CUSTOMER]
    key = on_desk.view_key(desk)
    if st.session_state.get(key) not in options:
        st.session_state[key] = MARKED
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        view = st.segmented_control("View", options, required=True, key=key, label_visibility="collapsed", persist_state="session")
        st.html(_counts(desk), width="content")
    return str(view)


def _counts(desk: Desk) -> str:
    version, draft = desk.version, desk.draft
    if version is None or draft is None:
        return ""
    open_ones = [finding for finding in version.findings if draft.waiver_of(finding) is None]
    blocking = sum(finding.severity is FindingSeverity.BLOCK for finding in open_ones)
    improve = sum(finding.severity is FindingSeverity.WARN for finding in open_ones)
    sentences = version.draft.sentences
    backed = sum(s.status not in {SentenceStatus.UNSUPPORTED, SentenceStatus.FOR_A_PERSON} for s in sentences)
    parts = [badge(f"{blocking} blocking", "red", "block") if blocking else badge("Nothing blocks", "accent", "check")]
    if improve:
        parts.append(badge(f"{improve} to improve", "amber", "warning"))
    return f'<div class="sh" style="white-space:nowrap">{" ".join(parts)} <span class="sh-small">{backed} of {len(sentences)} sentences backed</span></div>'


def _editor(desk: Desk) -> tuple[tuple[Sentence, ...], tuple[Finding, ...]]:
    """The text in a field; findings are made anew each time the field is left, before anything is saved."""
    version = desk.version
    if version is None:
        return (), ()
    subject = st.text_input("Subject", value=version.subject, key=f"subject-{desk.key}", persist_state="session")
    body = st.text_area("Text, in Markdown", value=version.body, height=520, key=f"body-{desk.key}", persist_state="session")
    changed = (subject, body) != (version.subject, version.body)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Save as new version", type="primary", key=f"save-{desk.key}", disabled=not changed, on_click=on_desk.save, args=(desk,))
        st.button("Discard", key=f"discard-{desk.key}", on_click=on_desk.drop_edit, args=(desk,))
        words = (
            "Not saved yet. The findings at the right are those of this text."
            if changed
            else "Leave the field or press Ctrl+Enter to check what you wrote."
        )
        st.markdown(f":small[:gray[{words}]]")
    if not changed:
        return version.draft.sentences, version.findings
    report = check_text(session.services(), body or "", now=session.now(), record=desk.stored.record, kind=desk.kind, known=version.known)
    return report.sentences, report.findings


# Findings


def _findings(desk: Desk, findings: tuple[Finding, ...], lit: frozenset[int]) -> None:
    draft = desk.draft
    if draft is None or desk.version is None:
        head("Findings", "after drafting")
        st.markdown(":small[:gray[Every sentence is held against the record, the policy, past messages and the names of other customers.]]")
        return
    waivers = {n: draft.waiver_of(finding) for n, finding in enumerate(findings, 1)}
    waived = sum(1 for waiver in waivers.values() if waiver)
    edited = findings is not desk.version.findings
    head("Findings", "of the unsaved text" if edited else f"{counted(len(findings), 'finding')}, {waived} waived")
    looks(desk, draft)
    if not findings:
        notice("Nothing to change. Every value stands in the record; tone and names are clean.", look="calm", symbol="check_circle")
    numbered = list(enumerate(findings, 1))
    first = next((n for n, f in numbered if f.replacement is not None and not waivers[n]), 0)
    deeds = _deeds(desk, draft, edited=edited)
    shown = [(n, f) for n, f in numbered if f.severity is not FindingSeverity.INFO]
    for number, finding in shown:
        finding_card(number, finding, waivers[number], deeds, who=session.actor(), lit=number in lit, key=desk.key, first=number == first)
    info = [(n, f) for n, f in numbered if f.severity is FindingSeverity.INFO]
    if info:
        marked = any(n in lit for n, _ in info)
        # A key of its own, because an expander that is there already keeps as it is.
        key = f"info-{desk.key}{'-lit' if marked else ''}"
        with st.expander(f"{len(info)} worth a look", key=key, type="compact", expanded=marked):
            for number, finding in info:
                finding_card(
                    number, finding, waivers[number], deeds, who=session.actor(), lit=number in lit, key=desk.key, first=number == first
                )


def _deeds(desk: Desk, draft: StoredDraft, *, edited: bool) -> CardDeeds:
    """What can be done with a finding: nothing but reading in an older version; in an unsaved text, only what needs no saved place."""
    if not desk.can_change:
        return CardDeeds(pick=on_desk.pick_number)
    if edited:
        return CardDeeds()
    return CardDeeds(
        pick=on_desk.pick_number,
        apply=lambda finding: on_desk.apply(desk, finding),
        edit=lambda _: on_desk.open_edit(desk),
        fill=lambda finding, text: on_desk.fill(desk, finding, text),
        waive=lambda finding, reason: on_desk.waive(draft.id, finding, reason),
    )


def _open_passage(desk: Desk) -> None:
    """The passage whose tag was clicked."""
    tag = st.session_state.pop("open-passage", "")
    if tag and desk.version:
        item = next((item for item in (*desk.version.draft.evidence, *desk.version.draft.withheld) if item.id == tag), None)
        if item:
            passage_dialog(item)


page()
