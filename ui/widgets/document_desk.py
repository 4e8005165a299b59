"""What lies open on the Escalation page: which document, written when and by whom, kept or not, and every deed on it.

A document is written once for a state of the record and kept in the session until somebody keeps it as a draft; from then on the draft is
what is shown. A model is asked only after somebody pressed a button for it, never because a link was opened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from assistant.actions.action import DraftingAction, Takes
from assistant.actions.registry import ACTIONS
from assistant.checks.finding import Finding
from assistant.drafting.draft import Draft
from assistant.drafting.form import DocumentForm
from assistant.review.states import State
from assistant.review.stored import StoredDraft, StoredRecord
from assistant.workflow import Drafted, apply_replacement, draft_document, revise, save_edit, start_draft
from ui import session
from ui.widgets.places import MESSAGES

MARKED, PLAIN, EDIT = "Marked", "As its reader sees it", "Edit"


@dataclass(frozen=True)
class DocumentDesk:
    """One open document.

    Attributes:
        action: Whose document it is.
        value: Which of the action's documents.
        stored: The record; None for a document about a topic.
        topic: What it is about where there is no record.
        kept: The draft in the store, if it was kept.
        fresh: What was written and not kept.
        forced: Whether somebody overruled the refusal.
    """

    action: DraftingAction
    value: str
    stored: StoredRecord | None
    topic: str = ""
    kept: StoredDraft | None = None
    fresh: Drafted | None = None
    forced: bool = False

    @property
    def form(self) -> DocumentForm:
        """The form of the document."""
        return self.action.forms[self.value]

    @property
    def record_id(self) -> str:
        """The record's id, or an empty string."""
        return self.stored.record.id if self.stored else ""

    @property
    def draft(self) -> Draft | None:
        """The document, kept or not."""
        return self.kept.newest.draft if self.kept else (self.fresh.draft if self.fresh else None)

    @property
    def key(self) -> str:
        """For the widgets of this version."""
        if self.kept:
            return f"{self.kept.id}-{self.kept.version}"
        return f"{self.record_id or 'topic'}-{self.form.kind}"

    @property
    def can_change(self) -> bool:
        """Whether the text may still change."""
        return self.draft is not None and not (self.kept and self.kept.state.is_final)

    @property
    def refusal(self) -> str:
        """Why it cannot be written for the record as it stands, or an empty string."""
        return self.action.refuse(self.form.kind, self.stored.record) if self.stored else ""

    @property
    def may_write(self) -> bool:
        """Whether it can be written now, with or without somebody who overrules."""
        return not self.refusal or (self.forced and bool(self.action.overrule))


def asked_for(stored: StoredRecord | None) -> DocumentDesk | None:
    """The document of the address; None where it names none that can be opened here."""
    action = ACTIONS.get(st.query_params.get("action", ""))
    topic = st.query_params.get("topic", "").strip()
    if action is None or action.name in MESSAGES or action.takes is Takes.NOTHING:
        return None
    if stored is None and not (action.takes is Takes.TOPIC and topic):
        return None
    usual = action.choose(stored.record) if action.choose and stored else next(iter(action.forms))
    value = st.query_params.get("document", usual)
    forced = st.query_params.get("force", "") == "1"
    desk = DocumentDesk(action, value if value in action.forms else usual, stored, "" if stored else topic, forced=forced)
    return _with_text(desk)


def _with_text(desk: DocumentDesk) -> DocumentDesk:
    kept = [draft for draft in session.services().store.drafts(record_id=desk.record_id or None) if _is_of(desk, draft)]
    asked = st.query_params.get("draft", "")
    named = next((draft for draft in kept if draft.id == asked), None)
    newest = next((draft for draft in reversed(kept) if not draft.state.is_final), None)
    held = st.session_state.get("document")
    fresh = held[1] if held and held[0] == _print(desk) else None
    return replace(desk, kept=named or (None if fresh else newest), fresh=fresh)


def _is_of(desk: DocumentDesk, draft: StoredDraft) -> bool:
    same = (draft.record_id or "") == desk.record_id and draft.kind == desk.form.kind and draft.state is not State.WITHDRAWN
    return same and (bool(desk.record_id) or draft.newest.draft.topic == desk.topic)


def _print(desk: DocumentDesk) -> tuple[Any, ...]:
    """What a text that was not kept belongs to: a record that has changed asks for a new one."""
    return desk.form.kind, desk.record_id, desk.stored.version if desk.stored else 0, desk.topic, uses_model()


def uses_model() -> bool:
    """Whether a model writes."""
    return session.services().settings.model != "none" and st.session_state.get("writer", "model") == "model"


# Writing


def write(desk: DocumentDesk, *, on_step: Any) -> None:
    """Write the document, or the next version of the draft that was kept.

    Raises:
        SteadyhandError: It could not be written; what was there is unharmed.
    """
    services, now = session.services(), session.now()
    if desk.kept and not desk.kept.state.is_final:
        revise(services, desk.kept.id, note="", by=session.actor(), now=now, use_model=uses_model(), on_step=on_step)
        return
    record = desk.stored.record if desk.stored else None
    drafted = draft_document(services, record, desk.form.kind, now=now, topic=desk.topic, use_model=uses_model(), on_step=on_step)
    st.session_state["document"] = (_print(desk), drafted)


# Deeds; they run as callbacks


def choose_form(desk: DocumentDesk, value: str) -> None:
    """Open another document of the same action."""
    st.session_state["write-now"] = True
    for name in ("draft", "force"):
        st.query_params.pop(name, None)
    st.query_params["document"] = value


def overrule(_: DocumentDesk) -> None:
    """Have it written although the record does not call for it."""
    st.session_state["write-now"] = True
    st.query_params["force"] = "1"


def keep(desk: DocumentDesk) -> None:
    """Keep what was written as a draft."""
    with session.deed():
        kept = _kept(desk)
        session.say(f"Kept as {kept.id}.")


def hand_in(desk: DocumentDesk) -> None:
    """Hand the document in for approval; it is kept first where it was not."""
    with session.deed():
        kept = _kept(desk)
        session.services().store.submit(kept.id, by=session.actor(), now=session.now(), version=kept.version)
        session.say(f"{kept.id} waits for approval.")


def _kept(desk: DocumentDesk) -> StoredDraft:
    """The draft in the store, which is made now where there is none yet."""
    if desk.kept:
        return desk.kept
    if desk.fresh is None:
        msg = "nothing is written yet"
        raise ValueError(msg)
    kept = start_draft(session.services(), desk.stored, desk.fresh, author=session.actor(), now=session.now())
    st.session_state.pop("document", None)
    st.query_params["draft"] = kept.id
    return kept


def view_key(desk: DocumentDesk) -> str:
    """Where the view of a document is remembered."""
    return f"document-view-{desk.record_id}-{desk.form.kind}"


def open_edit(desk: DocumentDesk) -> None:
    """Open the text for editing."""
    st.session_state[view_key(desk)] = EDIT


def drop_edit(desk: DocumentDesk) -> None:
    """Leave the text as it was."""
    for name in ("subject", "body"):
        st.session_state.pop(f"document-{name}-{desk.key}", None)
    st.session_state[view_key(desk)] = MARKED


def save(desk: DocumentDesk) -> None:
    """Keep the edited text as a new version. On an error the text stays in its field."""
    if desk.draft is None:
        return
    subject = str(st.session_state.get(f"document-subject-{desk.key}", desk.draft.document.subject))
    body = str(st.session_state.get(f"document-body-{desk.key}", desk.draft.document.body))
    with session.deed():
        saved = _save_text(desk, subject, body)
        st.session_state[view_key(desk)] = MARKED
        session.say(f"Saved as version {saved.version} of {saved.id}; the checks ran again.")


def _save_text(desk: DocumentDesk, subject: str, body: str) -> StoredDraft:
    kept = _kept(desk)
    return save_edit(session.services(), kept.id, subject=subject, body=body, by=session.actor(), now=session.now())


def apply(desk: DocumentDesk, finding: Finding) -> None:
    """Put a finding's replacement into the text, as a new version."""
    if desk.draft is None:
        return
    with session.deed():
        _save_text(desk, desk.draft.document.subject, apply_replacement(desk.draft.document.body, finding))
        session.say("Applied; the checks ran again.")


def fill(desk: DocumentDesk, finding: Finding, words: str) -> None:
    """Put a person's words in place of a gap, as a new version."""
    if not words.strip():
        session.say("Nothing was written into the gap yet.")
        return
    apply(desk, finding.model_copy(update={"replacement": " ".join(words.split())}))


def waive(desk: DocumentDesk, finding: Finding, reason: str) -> None:
    """Take responsibility for a finding, by name and with a reason."""
    with session.deed():
        kept = _kept(desk)
        session.services().store.waive(kept.id, finding, by=session.actor(), reason=reason, now=session.now())
        session.say(f"Waived by {session.actor()}.")
