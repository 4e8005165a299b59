"""What stands beside the letter of the Compose page, around the findings: the chosen sentence, repair and second look, and what lies under them."""

from __future__ import annotations

import streamlit as st

from assistant.checks.finding import Finding, Sentence
from assistant.review.stored import DraftVersion, StoredDraft
from ui import session
from ui.widgets import desk as on_desk
from ui.widgets.desk import Desk
from ui.widgets.picking import Picked
from ui.widgets.repairing import repair_button
from ui.widgets.second_opinion import second_look, second_look_button
from ui.widgets.side_notes import left_out, promises, provenance, worth_knowing
from ui.widgets.since_last_message import since_last_message
from ui.widgets.value_marks import chosen_sentence, values_of


def chosen(desk: Desk, sentences: tuple[Sentence, ...], picked: Picked) -> None:
    """What backs the sentence that is marked; nothing while none or several are."""
    if desk.version and len(picked.sentences) == 1:
        (index,) = picked.sentences
        chosen_sentence(sentences[index], _evidence(desk.version))


def looks(desk: Desk, draft: StoredDraft) -> None:
    """Repair and second look, which work on the newest version as it was saved."""
    closed = ""
    if not desk.is_newest:
        closed = "An older version is shown; only the newest one is worked on."
    elif on_desk.is_editing(desk):
        closed = "The text is open for editing; save or discard it first."
    with st.container(horizontal=True, gap="small", key="looks"):
        repair_button(draft, closed=closed)
        second_look_button(draft, desk.stored, closed=closed)


def under_findings(desk: Desk, sentences: tuple[Sentence, ...], findings: tuple[Finding, ...]) -> None:
    """The model's answers, what changed since the last message, the values, the promises, and where the text comes from."""
    draft, version = desk.draft, desk.version
    if draft is None or version is None:
        return
    if desk.is_newest:
        second_look(draft)
        since_last_message(draft, desk.stored, on_desk.text_of(desk), sentences, findings)
    values_of(sentences, _evidence(version), key=desk.key)
    promises(version.draft, now=session.now(), zone=session.services().policy.zone)
    worth_knowing(version.draft)
    left_out(version.draft)
    provenance(version)


def _evidence(version: DraftVersion) -> dict[str, str]:
    return {item.id: item.text for item in version.draft.evidence}
