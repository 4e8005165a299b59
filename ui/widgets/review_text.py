"""The text under review: a message as a letter, a document for colleagues as a page, and what changed in either."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from assistant.evidence.facts import Audience
from assistant.review.states import State
from assistant.review.stored import StoredDraft, StoredRecord
from ui import session
from ui.widgets.changes import compare
from ui.widgets.document_markup import document_markup
from ui.widgets.letter import letter, letter_key
from ui.widgets.picking import Picked, pick_finding, pick_sentence
from ui.widgets.versions import version_name
from ui.widgets.words import counted, esc, icon, moment

CHANGES, MARKED, CUSTOMER, READS = "Changes", "Marked", "As the customer sees it", "As it reads"
_RULE = re.compile(r"^\|[-: |]+\|$")
_HEADING = re.compile(r"^#{1,4} +(?P<title>.+)$")
_CELL = re.compile(r"(?<!\\)\|")


def review_text(draft: StoredDraft, stored: StoredRecord | None) -> None:
    """Draw the text with the choice of how it is looked at.

    Args:
        draft: Whose newest version is shown.
        stored: Its record; None for a document about no single escalation.
    """
    bases = _bases(draft, stored)
    plain = CUSTOMER if draft.audience is Audience.CUSTOMER else READS
    views = [CHANGES, MARKED, plain] if bases else [MARKED, plain]
    key = _view_key(draft)
    if st.session_state.get(key) not in views:
        st.session_state[key] = views[0]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        view = st.segmented_control("View", views, required=True, key=key, label_visibility="collapsed", persist_state="session")
        base = _base(draft, bases) if view == CHANGES else None
    if base is not None:
        _changes(draft, base, bases[base])
    elif draft.audience is Audience.CUSTOMER:
        _letter(draft, stored, marked=view == MARKED)
    else:
        _document(draft, marked=view == MARKED)


def picked(draft: StoredDraft) -> Picked:
    """What is marked in the letter of the version under review."""
    held = st.session_state.get("review-pick")
    what = held[1] if held and held[0] == _pick_key(draft) else {}
    sentences, findings = draft.newest.draft.sentences, draft.newest.findings
    if isinstance(what.get("sentence"), int):
        return pick_sentence(what["sentence"], sentences, findings)
    if isinstance(what.get("finding"), int):
        return pick_finding(what["finding"], sentences, findings)
    return Picked()


def pick_number(draft: StoredDraft, number: int) -> None:
    """Show a finding in the marked letter."""
    st.session_state[_view_key(draft)] = MARKED
    _remember(draft, {"finding": number})


def _remember(draft: StoredDraft, what: dict[str, Any]) -> None:
    """Mark something; the same once more takes the mark away."""
    now = (_pick_key(draft), what)
    st.session_state["review-pick"] = None if st.session_state.get("review-pick") == now else now


def _pick_key(draft: StoredDraft) -> tuple[str, int]:
    return draft.id, draft.version


def _view_key(draft: StoredDraft) -> str:
    return f"review-view-{draft.id}"


def _base(draft: StoredDraft, bases: dict[str, str]) -> str | None:
    st.html('<div class="sh sh-small">against</div>', width="content")
    key = f"review-base-{draft.id}-{draft.version}"
    return st.selectbox("Against", list(bases), key=key, label_visibility="collapsed", width=310)


def _bases(draft: StoredDraft, stored: StoredRecord | None) -> dict[str, str]:
    """What the text can be held against: for a message the last one that the customer has; then earlier versions, the newest first."""
    now, zone = session.now(), session.services().policy.zone
    found: dict[str, str] = {}
    sent = stored.record.sent_messages if stored and draft.audience is Audience.CUSTOMER else ()
    if sent and draft.state is not State.SENT:
        found[f"Sent {moment(sent[-1].at, now=now, zone=zone)} · what the customer has"] = sent[-1].text
    for version in reversed(draft.versions[:-1]):
        found[version_name(version)] = version.body
    return found


def _changes(draft: StoredDraft, base: str, before: str) -> None:
    after = draft.body
    if draft.audience is Audience.INTERNAL:
        before, after = lines_to_compare(before), lines_to_compare(after)
    found = compare(before, after, before_head=f"<b>{esc(base)}</b>", after_head=f"<b>Version {draft.version}</b> · this draft")
    st.html(f'<div class="sh sh-small">{counted(found.changed, "line")} changed, {found.kept} kept</div>{found.table}')


def lines_to_compare(body: str) -> str:
    """A document with its heads in bold and each row of a table as one line of words, for reading beside another version."""
    return "\n".join(_line_to_compare(line.strip()) for line in body.split("\n") if not _RULE.match(line.strip()))


def _line_to_compare(line: str) -> str:
    heading = _HEADING.match(line)
    if heading:
        return f"**{heading['title'].replace('*', '')}**"
    if line.startswith("|"):
        return " · ".join(cell.strip().replace("\\|", "|") for cell in _CELL.split(line.strip("|")))
    return line


def _letter(draft: StoredDraft, stored: StoredRecord | None, *, marked: bool) -> None:
    newest = draft.newest
    letter(
        key="review-letter",
        head=[*([("To", _addressee(stored))] if stored else []), ("Subject", newest.subject)],
        body=newest.body,
        sentences=newest.draft.sentences,
        findings=newest.findings,
        waived=_waived(draft),
        picked=picked(draft),
        plain=not marked,
        on_pick=lambda what: _remember(draft, what),
    )
    if marked:
        letter_key()


def _addressee(stored: StoredRecord) -> str:
    contacts = stored.record.customer.contacts
    return ", ".join(part for part in (contacts[0].name, contacts[0].role) if part) if contacts else stored.record.customer.name


def _document(draft: StoredDraft, *, marked: bool) -> None:
    newest = draft.newest
    with st.container(key="document-paper"):
        st.html(
            document_markup(
                newest.body,
                sentences=newest.draft.sentences,
                findings=newest.findings,
                evidence={item.id: item.text for item in newest.draft.evidence},
                waived=_waived(draft),
                marked=marked,
            )
        )
    if marked:
        st.html(
            '<div class="sh sh-key"><span><span class="sh-tag">F8</span> record</span><span><span class="sh-tag p">P1</span> policy</span>'
            '<span><span class="sh-tag s">S1</span> past report</span><span class="sh-amber">no source: unsupported</span>'
            f'<span class="sh-gap">{icon("person_edit")} for a person</span><span><span class="sh-disc warn">2</span>finding</span>'
            "<span>Pointing at a tag shows what it stands for.</span></div>"
        )


def _waived(draft: StoredDraft) -> frozenset[int]:
    return frozenset(n for n, finding in enumerate(draft.newest.findings, 1) if draft.waiver_of(finding))
