"""The desk of the Compose page: which message, which draft, which version and view, what is marked, and every deed on it.

Deeds run as callbacks, before the page is drawn, so that one click costs one run; what they say or fail with is told on the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from assistant.checks.finding import Finding, Sentence
from assistant.records.clock import MessageKind, next_message
from assistant.review.states import State
from assistant.review.stored import DraftVersion, StoredDraft, StoredRecord
from assistant.workflow import apply_replacement, message_choices, save_edit
from ui import session
from ui.widgets.picking import Picked, pick_finding, pick_sentence, pick_tag

MARKED, CUSTOMER, EDIT = "Marked", "As the customer sees it", "Edit"


@dataclass(frozen=True)
class Desk:
    """What lies on the desk.

    Attributes:
        stored: The record.
        kind: The message that is written.
        draft: The newest draft of that message that was not withdrawn; None before the first.
        version: The version that is shown.
    """

    stored: StoredRecord
    kind: MessageKind
    draft: StoredDraft | None
    version: DraftVersion | None

    @property
    def is_newest(self) -> bool:
        """Whether the version that counts is shown."""
        return self.draft is not None and self.version is not None and self.version.number == self.draft.version

    @property
    def can_change(self) -> bool:
        """Whether the text may still change."""
        return self.is_newest and self.draft is not None and not self.draft.state.is_final

    @property
    def key(self) -> str:
        """For the widgets that belong to this version."""
        return f"{self.draft.id}-{self.version.number}" if self.draft and self.version else f"{self.stored.record.id}-{self.kind.value}"


def lay_out(record_id: str) -> Desk:
    """The desk of the address: record, message and version; what it leaves open is chosen by the record's state."""
    services = session.services()
    stored = services.store.record(record_id)
    drafts = [draft for draft in services.store.drafts(record_id=record_id) if draft.state is not State.WITHDRAWN]
    kind = _kind(stored, drafts)
    draft = next((draft for draft in reversed(drafts) if draft.kind == kind.value), None)
    version = None
    if draft:
        asked = st.query_params.get("version", "")
        version = next((v for v in draft.versions if str(v.number) == asked), draft.newest)
    return Desk(stored, kind, draft, version)


def _kind(stored: StoredRecord, drafts: list[StoredDraft]) -> MessageKind:
    allowed = [kind for kind, reason in message_choices(stored.record) if not reason]
    asked = st.query_params.get("kind", "")
    chosen = next((kind for kind in allowed if kind.value == asked), None)
    if chosen:
        return chosen
    at_hand = next((draft for draft in reversed(drafts) if not draft.state.is_final and draft.kind in set(MessageKind)), None)
    return MessageKind(at_hand.kind) if at_hand else next_message(stored.record)


def choose_kind(record_id: str, kind: str) -> None:
    """Write another message."""
    st.session_state.pop("pick", None)
    session.choose_record(record_id, kind=kind)


def choose_version(desk: Desk, number: int) -> None:
    """Show another version."""
    st.session_state.pop("pick", None)
    params = {"kind": desk.kind.value}
    if desk.draft and number != desk.draft.version:
        params["version"] = str(number)
    session.choose_record(desk.stored.record.id, **params)


def show_newest(desk: Desk) -> None:
    """Back to the version that counts."""
    st.session_state.pop("pick", None)
    session.choose_record(desk.stored.record.id, kind=desk.kind.value)


# What is marked


def remember_pick(what: dict[str, Any]) -> None:
    """Mark something; the same once more takes the mark away."""
    st.session_state["pick"] = None if st.session_state.get("pick") == what else what
    tag = what.get("tag", "")
    if isinstance(tag, str) and tag.startswith("S"):
        st.session_state["pick"] = what
        st.session_state["open-passage"] = tag


def pick_number(number: int) -> None:
    """Mark a finding."""
    remember_pick({"finding": number})


def picked(sentences: tuple[Sentence, ...], findings: tuple[Finding, ...]) -> Picked:
    """Everything that belongs to what was chosen."""
    what = st.session_state.get("pick") or {}
    if isinstance(what.get("sentence"), int):
        return pick_sentence(what["sentence"], sentences, findings)
    if isinstance(what.get("finding"), int):
        return pick_finding(what["finding"], sentences, findings)
    if isinstance(what.get("tag"), str):
        return pick_tag(what["tag"], sentences, findings)
    return Picked()


# Deeds


def view_key(desk: Desk) -> str:
    """Where the view of a draft is remembered."""
    return f"view-{desk.draft.id if desk.draft else desk.key}"


def is_editing(desk: Desk) -> bool:
    """Whether the text is open for editing; what is not saved yet cannot be handed in."""
    return desk.draft is not None and st.session_state.get(view_key(desk)) == EDIT


def text_of(desk: Desk) -> str:
    """The text that is shown: that of the field while it is edited, else the version's."""
    saved = desk.version.body if desk.version else ""
    return str(st.session_state.get(f"body-{desk.key}", saved)) if is_editing(desk) else saved


def apply(desk: Desk, finding: Finding) -> None:
    """Put a finding's replacement into the text, as a new version."""
    if desk.draft is None or desk.version is None:
        return
    with session.deed():
        body = apply_replacement(desk.version.body, finding)
        save_edit(session.services(), desk.draft.id, subject=desk.version.subject, body=body, by=session.actor(), now=session.now())
        show_newest(desk)
        session.say("Applied; the checks ran again.")


def fill(desk: Desk, finding: Finding, words: str) -> None:
    """Put a person's words in place of a gap, as a new version."""
    if not words.strip():
        session.say("Nothing was written into the gap yet.")
        return
    apply(desk, finding.model_copy(update={"replacement": " ".join(words.split())}))


def open_edit(desk: Desk) -> None:
    """Open the text for editing."""
    st.session_state[view_key(desk)] = EDIT


def save(desk: Desk) -> None:
    """Keep the edited text as a new version. On an error the text stays in its field."""
    if desk.draft is None or desk.version is None:
        return
    subject = str(st.session_state.get(f"subject-{desk.key}", desk.version.subject))
    body = str(st.session_state.get(f"body-{desk.key}", desk.version.body))
    with session.deed():
        saved = save_edit(session.services(), desk.draft.id, subject=subject, body=body, by=session.actor(), now=session.now())
        st.session_state[view_key(desk)] = MARKED
        show_newest(desk)
        session.say(f"Saved as version {saved.version}; the checks ran again.")


def drop_edit(desk: Desk) -> None:
    """Leave the text as it was saved."""
    for name in ("subject", "body"):
        st.session_state.pop(f"{name}-{desk.key}", None)
    st.session_state[view_key(desk)] = MARKED


def waive(draft_id: str, finding: Finding, reason: str) -> None:
    """Take responsibility for a finding, by name and with a reason."""
    with session.deed():
        session.services().store.waive(draft_id, finding, by=session.actor(), reason=reason, now=session.now())
        session.say(f"Waived by {session.actor()}.")


def submit(desk: Desk) -> None:
    """Hand the newest version in for approval, and go to the review."""
    if desk.draft is None:
        return
    with session.deed():
        session.services().store.submit(desk.draft.id, by=session.actor(), now=session.now(), version=desk.draft.version)
        session.say(f"Version {desk.draft.version} waits for approval.")
        st.session_state["go-review"] = desk.draft.id
