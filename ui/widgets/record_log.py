"""The log of an escalation, newest first, with filters; and the field for a new entry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st
from pydantic import ValidationError

from assistant.briefing import Summary
from assistant.errors import InputInvalid
from assistant.records.model import EscalationRecord, Update, UpdateKind, Visibility
from assistant.review.stored import StoredRecord
from ui import session
from ui.widgets.frame import head, show_error
from ui.widgets.words import badge, counted, esc, icon, moment, tag

ANY = "any"
KIND_NAMES = {
    UpdateKind.OBSERVATION: "Observation",
    UpdateKind.ACTION: "Action",
    UpdateKind.DECISION: "Decision",
    UpdateKind.PLAN: "Plan",
    UpdateKind.CUSTOMER_MESSAGE: "Message to the customer",
    UpdateKind.INTERNAL_NOTE: "Internal note",
}
_SHOWN, _LONG = 40, 420
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_PARAMS = {"kind": "log-kind", "who": "log-who", "words": "log-find"}


@dataclass(frozen=True)
class LogFilter:
    """Which entries are shown.

    Attributes:
        kind: A kind's value, "unsaid" for entries without one, or `ANY`.
        who: "public", "internal" or `ANY`.
        words: All must stand in the entry or its author.
    """

    kind: str = ANY
    who: str = ANY
    words: str = ""

    def admits(self, entry: Update) -> bool:
        """Whether an entry is shown."""
        if self.kind != ANY and (entry.kind.value if entry.kind else "unsaid") != self.kind:
            return False
        if self.who != ANY and entry.is_public != (self.who == "public"):
            return False
        text = f"{entry.text} {entry.author or ''}".casefold()
        return all(word in text for word in self.words.casefold().split())


def record_log(stored: StoredRecord, told: Summary) -> None:
    """Draw the log. Filtering runs nothing else of the page."""
    head("Log", f"{counted(len(stored.record.updates), 'entry', 'entries')}, newest first")
    _new_entry(stored)
    if stored.record.updates:
        _entries(stored.record, {(item.at, item.text): item.id for item in told.log if item.at})


@st.fragment
def _entries(record: EscalationRecord, tags: dict[tuple[datetime, str], str]) -> None:
    chosen = _filters(record)
    entries = [entry for entry in reversed(record.updates) if chosen.admits(entry)]
    if not entries:
        st.html(f'<div class="sh sh-muted" style="padding:10px 0">None of {len(record.updates)} entries match.</div>')
        st.button("Clear filters", key="log-clear", on_click=_clear)
        return
    now, zone = session.now(), session.services().policy.zone
    rows = [entry_markup(entry, tags.get((entry.at, entry.text), ""), now=now, zone=zone) for entry in entries]
    st.html(f'<div class="sh">{"".join(rows[:_SHOWN])}</div>')
    if len(rows) > _SHOWN:
        with st.expander(f"{len(rows) - _SHOWN} older", key=f"log-older-{record.id}", type="compact"):
            st.html(f'<div class="sh">{"".join(rows[_SHOWN:])}</div>')


def _filters(record: EscalationRecord) -> LogFilter:
    """The choices over the log; they stand in the address."""
    kinds = {
        (entry.kind.value if entry.kind else "unsaid"): KIND_NAMES[entry.kind] if entry.kind else "Not said" for entry in record.updates
    }
    _from_address([ANY, *kinds], "kind")
    _from_address([ANY, "public", "internal"], "who")
    if _PARAMS["words"] not in st.session_state:
        st.session_state[_PARAMS["words"]] = st.query_params.get(_PARAMS["words"], "")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        kind = st.selectbox(
            "Kind",
            [ANY, *kinds],
            key=_PARAMS["kind"],
            format_func=lambda value: kinds.get(value, "Any kind"),
            label_visibility="collapsed",
            width=200,
            on_change=_to_address,
        )
        public = sum(entry.is_public for entry in record.updates)
        counts = {ANY: f"All {len(record.updates)}", "public": f"Public {public}", "internal": f"Internal {len(record.updates) - public}"}
        who = st.pills(
            "Who may read it",
            list(counts),
            key=_PARAMS["who"],
            format_func=lambda value: counts[value],
            required=True,
            label_visibility="collapsed",
            on_change=_to_address,
            width="content",
        )
        words = st.text_input(
            "Find in the log",
            key=_PARAMS["words"],
            type="search",
            placeholder="Find in the log",
            icon=":material/search:",
            label_visibility="collapsed",
            width=200,
            live="300ms",
            on_change=_to_address,
        )
    return LogFilter(kind or ANY, who or ANY, words or "")


def _from_address(options: list[str], name: str) -> None:
    key = _PARAMS[name]
    wanted = st.session_state.get(key, st.query_params.get(key, ANY))
    st.session_state[key] = wanted if wanted in options else ANY


def _to_address() -> None:
    for key in _PARAMS.values():
        value = st.session_state.get(key)
        if value and value != ANY:
            st.query_params[key] = value
        else:
            st.query_params.pop(key, None)


def _clear() -> None:
    st.session_state.update({_PARAMS["kind"]: ANY, _PARAMS["who"]: ANY, _PARAMS["words"]: ""})
    _to_address()


def entry_markup(entry: Update, name: str, *, now: datetime, zone: ZoneInfo) -> str:
    """One entry; everything escaped. A long one opens on a click."""
    kind = KIND_NAMES[entry.kind] if entry.kind else "Kind not said"
    inside = "" if entry.is_public else f" {badge('Internal', '', 'lock')}"
    sent = f" {badge('The customer has it', 'accent', 'outgoing_mail')}" if entry.kind is UpdateKind.CUSTOMER_MESSAGE else ""
    about = " · ".join(part for part in (esc(moment(entry.at, now=now, zone=zone)), esc(entry.author or ""), kind) if part)
    text = re.sub(r"\n{2,}", "\n", entry.text.strip())
    shown = _lines(text)
    if len(text) > _LONG:
        cut = _lines(text[:_LONG].rsplit(" ", 1)[0])
        shown = f"<details><summary>{cut} … <span class='sh-accent'>show all</span></summary><div>{shown}</div></details>"
    return (
        f'<div class="sh-entry{"" if entry.is_public else " inside"}"><div class="sh-small">{about}{inside}{sent} {tag(name) if name else ""}</div>'
        f"<div>{shown}</div></div>"
    )


def _lines(text: str) -> str:
    """The text line by line, with the bold labels of a message."""
    return _BOLD.sub(r"<b>\1</b>", esc(text)).replace("\n", "<br>")


# A new entry


def _new_entry(stored: StoredRecord) -> None:
    record_id = stored.record.id
    error = st.session_state.pop(f"entry-trouble-{record_id}", None)
    if isinstance(error, InputInvalid):
        show_error(error)
    with st.form(f"entry-{record_id}", enter_to_submit=False):
        st.text_area(
            "Add an entry",
            key=f"entry-text-{record_id}",
            height=74,
            placeholder="What was seen, done, decided or planned. One matter an entry.",
        )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.selectbox("Kind", list(KIND_NAMES), format_func=KIND_NAMES.__getitem__, key=f"entry-kind-{record_id}", width=210)
            st.selectbox(
                "Who may read it",
                list(Visibility),
                index=1,
                format_func=lambda value: "Customer too" if value is Visibility.PUBLIC else "Colleagues only",
                key=f"entry-who-{record_id}",
                width=170,
            )
            st.form_submit_button(f"Add as {session.actor()}", icon=":material/add:", key="entry-add", on_click=_add, args=(record_id,))
    st.html(f'<div class="sh sh-small" style="margin-top:-8px">{icon("schedule")} The entry gets the time at which you add it.</div>')


def _add(record_id: str) -> None:
    """Add the entry to the record as it stands. What was typed goes only when it is saved."""
    text = str(st.session_state.get(f"entry-text-{record_id}") or "").strip()
    kind, visibility = st.session_state.get(f"entry-kind-{record_id}"), st.session_state.get(f"entry-who-{record_id}")
    with session.deed():
        try:
            entry = _entry(text, UpdateKind(str(kind)), Visibility(str(visibility)))
        except InputInvalid as error:
            st.session_state[f"entry-trouble-{record_id}"] = error
            return
        store = session.services().store
        held = store.record(record_id)
        record = held.record.model_copy(update={"updates": (*held.record.updates, entry)})
        record = EscalationRecord.model_validate(dict(record))
        store.save_record(record, now=entry.at, by=session.actor(), base_version=held.version)
        st.session_state[f"entry-text-{record_id}"] = ""
        session.say("The entry is in the log.")


def _entry(text: str, kind: UpdateKind, visibility: Visibility) -> Update:
    """The entry at this moment, by whoever acts.

    Raises:
        InputInvalid: It says nothing, or its kind and its readers do not go together.
    """
    problems = [] if text else ["The entry is empty."]
    if kind is UpdateKind.CUSTOMER_MESSAGE and visibility is Visibility.INTERNAL:
        problems.append("A message that the customer has cannot be for colleagues only.")
    if kind is UpdateKind.INTERNAL_NOTE and visibility is Visibility.PUBLIC:
        problems.append("An internal note cannot be for the customer; choose another kind.")
    if not problems:
        try:
            return Update(at=session.now(), text=text, author=session.actor(), kind=kind, visibility=visibility)
        except ValidationError as error:
            problems = [str(each["msg"]) for each in error.errors()]
    msg = "The entry was not added."
    raise InputInvalid(msg, problems, "What you typed is still there.")
