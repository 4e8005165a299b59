"""The desk of the Root cause page: the record, its analysis, the document beside it with its draft, and every deed on them.

An analysis is worked out once for each version of the record, decision about a hypothesis and writer, and kept for the session.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from assistant.actions.registry import action_of, form_of
from assistant.drafting.form import Order
from assistant.drafting.rendering import render
from assistant.errors import ActionRefused
from assistant.judging import confirm, confirming, reject
from assistant.records.model import EscalationRecord
from assistant.review.stored import StoredDraft, StoredRecord
from assistant.workflow import COMPOSER, Drafted, draft_document, redo_checks, revise, save_edit, start_draft
from ui import session

PAGE = "app_pages/root_cause.py"
ANALYSIS, REPORT, CUSTOMER = "rca-analysis", "rca-report", "rca-customer"
KINDS = {ANALYSIS: "Analysis", REPORT: "Internal report", CUSTOMER: "Customer-safe"}
COMPOSED, MODEL = "composer", "model"
_KEPT, _CONFIRMING = "rca-kept", "rca-confirming"

OnStep = Callable[[str], None]


@dataclass(frozen=True)
class CauseDesk:
    """What lies on the desk.

    Attributes:
        stored: The record.
        decisions: How many decisions about its hypotheses there are.
        writer: `COMPOSED` or `MODEL`.
        kind: The document at the right.
        draft: The draft of that document in hand; None before the first, and once it was sent.
    """

    stored: StoredRecord
    decisions: int
    writer: str
    kind: str
    draft: StoredDraft | None

    @property
    def record(self) -> EscalationRecord:
        """The record itself."""
        return self.stored.record

    @property
    def key(self) -> str:
        """For what is typed about this state of the record."""
        return f"{self.record.id}-{self.stored.version}-{self.decisions}"

    @property
    def can_change(self) -> bool:
        """Whether the document in hand may still change."""
        return self.draft is not None and not self.draft.state.is_final


def lay_out(record_id: str) -> CauseDesk:
    """The desk of the address.

    Raises:
        NotFound: There is no such record.
    """
    services = session.services()
    stored = services.store.record(record_id)
    kind = _kind(stored.record)
    drafts = services.store.drafts(record_id=record_id)
    in_hand = [draft for draft in drafts if draft.kind == kind and not draft.state.is_final]
    return CauseDesk(stored, len(services.verdicts(record_id)), writer(), kind, in_hand[-1] if in_hand else None)


def _kind(record: EscalationRecord) -> str:
    asked = st.query_params.get("kind", "")
    return asked if asked in KINDS and not refusal(asked, record) else REPORT


def refusal(kind: str, record: EscalationRecord) -> str:
    """Why a document cannot be written now; empty where it can."""
    return action_of(kind).refuse(kind, record)


def no_model() -> str:
    """Why a model cannot write; empty where it can."""
    named = session.services().settings.model != "none"
    return "" if named else "No model is set. Name one in STEADYHAND_MODEL; until then the composer writes by rule."


def writer() -> str:
    """Who writes. The composer, until somebody asks for the model: looking at a page must not cost a call of it."""
    return MODEL if st.session_state.get("rca-writer") == MODEL and not no_model() else COMPOSED


def choose_writer(name: str) -> None:
    """Have the composer or the model write."""
    st.session_state["rca-writer"] = name


def choose_kind(record_id: str, kind: str) -> None:
    """Show another document."""
    session.choose_record(record_id, kind=kind)


# What is worked out


def document_at_hand(desk: CauseDesk, kind: str) -> Drafted | None:
    """The document as it was worked out before for this state of the record."""
    found = _kept().get(_name(desk, kind))
    return found if isinstance(found, Drafted) else None


def work_out(desk: CauseDesk, kind: str, *, on_step: OnStep) -> Drafted:
    """Work a document out and keep it for the session; after a decision, a model's analysis is weighed again and not written anew."""
    before = next(
        (made for name, made in _kept().items() if name[:2] == (desk.record.id, desk.stored.version) and name[3:] == (MODEL, kind)), None
    )
    if kind == ANALYSIS and desk.writer == MODEL and before and before.draft.written_by != COMPOSER:
        on_step("checks")
        made = _weighed_again(before, desk.record)
    else:
        made = draft_document(session.services(), desk.record, kind, now=session.now(), use_model=desk.writer == MODEL, on_step=on_step)
    same_record = {name: each for name, each in _kept().items() if name[:2] == (desk.record.id, desk.stored.version)}
    st.session_state[_KEPT] = {**same_record, _name(desk, kind): made}
    return made


def forget() -> None:
    """Work everything out anew, as after new reports were added."""
    st.session_state.pop(_KEPT, None)


def _kept() -> dict[tuple[Any, ...], Drafted]:
    found = st.session_state.get(_KEPT)
    return found if isinstance(found, dict) else {}


def _name(desk: CauseDesk, kind: str) -> tuple[Any, ...]:
    return desk.record.id, desk.stored.version, desk.decisions, desk.writer, kind


def _weighed_again(before: Drafted, record: EscalationRecord) -> Drafted:
    services, form, now = session.services(), form_of(before.draft.kind), session.now()
    brief = form.prepare(Order(services.policy, now, record), services)
    slots = form.slots.model_validate(before.draft.slots)
    worked = form.work_out(slots, brief, services)
    rendered = render(form.kind, slots, worked.values, brief.evidence)
    draft = redo_checks(services, before.draft, record, subject=rendered.subject, body=rendered.body, known=rendered.known, now=now)
    return Drafted(draft.model_copy(update={"details": dict(worked.details)}), rendered.known)


def confirming_evidence(desk: CauseDesk) -> dict[str, str]:
    """What can confirm a cause: tag, and the first words with the time of an entry."""
    state = (desk.record.id, desk.stored.version)
    known, found = st.session_state.get(_CONFIRMING, ((), {}))
    if known != state:
        found = _confirming_evidence(desk.record)
        st.session_state[_CONFIRMING] = (state, found)
    return dict(found)


def _confirming_evidence(record: EscalationRecord) -> dict[str, str]:
    services = session.services()
    brief = form_of(ANALYSIS).prepare(Order(services.policy, session.now(), record), services)
    zone = services.policy.zone
    return {
        item.id: (f"{item.at.astimezone(zone):%H:%M} " if item.at and item.field == "updates" else "") + _short(item.text)
        for item in confirming(brief.evidence)
    }


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 110 else f"{line[:109].rstrip()}…"


# Deeds


def _same_record(desk: CauseDesk) -> None:
    """Tags and numbers are those of the version that was shown.

    Raises:
        ActionRefused: The record changed meanwhile.
    """
    if session.services().store.record(desk.record.id).version != desk.stored.version:
        msg = f"{desk.record.id} has changed since this page was drawn; nothing was decided."
        raise ActionRefused(msg, "Look at the analysis as it stands now, and decide again.")


def confirm_cause(desk: CauseDesk, each: Mapping[str, Any], evidence: str, result: str) -> None:
    """Say that a hypothesis is the cause."""
    with session.deed():
        _same_record(desk)
        confirm(
            session.services(),
            desk.record.id,
            each["id"],
            evidence=evidence,
            result=result,
            by=session.actor(),
            now=session.now(),
            cause=each["cause"],
        )
        session.say(f"{each['id']} is confirmed by {evidence}.")


def reject_cause(desk: CauseDesk, each: Mapping[str, Any], reason: str) -> None:
    """Say that a hypothesis is not the cause."""
    with session.deed():
        _same_record(desk)
        reject(session.services(), desk.record.id, each["id"], reason=reason, by=session.actor(), now=session.now(), cause=each["cause"])
        session.say(f"{each['id']} is rejected; it stays with the reason.")


def keep(desk: CauseDesk, made: Drafted) -> None:
    """Keep the document as a draft."""
    with session.deed():
        _same_record(desk)
        kept = start_draft(session.services(), desk.stored, made, author=session.actor(), now=session.now())
        session.say(f"Kept as {kept.id}.")


def draft_again(desk: CauseDesk, *, on_step: OnStep) -> None:
    """The next version of the draft in hand, from the record and the decisions as they stand."""
    if desk.draft is None:
        return
    revise(
        session.services(),
        desk.draft.id,
        note="",
        by=session.actor(),
        now=session.now(),
        use_model=desk.writer == MODEL,
        on_step=on_step,
    )
    show_text(desk)


def hand_in(desk: CauseDesk) -> None:
    """Hand the draft in for approval."""
    if desk.draft is None:
        return
    with session.deed():
        session.services().store.submit(desk.draft.id, by=session.actor(), now=session.now(), version=desk.draft.version)
        session.say(f"Version {desk.draft.version} waits for approval.")


# Editing


def _editing_key(desk: CauseDesk) -> str:
    return f"rca-edit-{desk.draft.id}" if desk.draft else "rca-edit"


def is_editing(desk: CauseDesk) -> bool:
    """Whether the text is open for editing."""
    return desk.can_change and bool(st.session_state.get(_editing_key(desk)))


def open_edit(desk: CauseDesk) -> None:
    """Open the text for editing."""
    st.session_state[_editing_key(desk)] = True


def show_text(desk: CauseDesk) -> None:
    """Close the field; what was typed there and not saved is dropped."""
    if desk.draft:
        for name in ("subject", "body"):
            st.session_state.pop(field_key(desk, name), None)
    st.session_state.pop(_editing_key(desk), None)


def field_key(desk: CauseDesk, name: str) -> str:
    """Of a field of the editor: what is typed belongs to one version."""
    return f"rca-{name}-{desk.draft.id}-{desk.draft.version}" if desk.draft else f"rca-{name}"


def save(desk: CauseDesk) -> None:
    """Keep the edited text as a new version. On an error the text stays in its field."""
    if desk.draft is None:
        return
    subject = str(st.session_state.get(field_key(desk, "subject"), desk.draft.subject))
    body = str(st.session_state.get(field_key(desk, "body"), desk.draft.body))
    with session.deed():
        saved = save_edit(session.services(), desk.draft.id, subject=subject, body=body, by=session.actor(), now=session.now())
        show_text(desk)
        session.say(f"Saved as version {saved.version}; the checks ran again.")
