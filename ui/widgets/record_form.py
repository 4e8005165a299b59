"""The form for the fields that people set while an escalation runs. Errors are listed at once, and what was typed stays."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assistant.errors import ActionRefused, InputInvalid
from assistant.records.model import Severity, Status
from assistant.review.stored import StoredRecord
from ui import session
from ui.widgets.frame import notice, show_error
from ui.widgets.record_fields import LABELS, Clash, changes, clashes, values_of, with_changes
from ui.widgets.words import esc, listed


def record_form(stored: StoredRecord) -> None:
    """Draw the form; what is wrong with it stands above it."""
    record_id, zone = stored.record.id, session.services().policy.zone
    base = _opened(stored)
    _problems(record_id)
    elsewhere = changes(base, values_of(stored.record, zone=zone))
    if elsewhere:
        words = f"{esc(stored.saved_by)} changed {esc(listed(LABELS[name].lower() for name in elsewhere))} since this form was opened."
        notice(f"{words} Only the fields that you change are saved.", symbol="update")
        st.button("Show the newest values", key="fields-renew", on_click=_renew, args=(record_id,))
    clock = f"14:30 or 2026-11-23 14:30, {zone.key}" if zone.key != "UTC" else "14:30 or 2026-11-23 14:30, UTC"
    with st.form(f"fields-{record_id}", border=False, enter_to_submit=False):
        one, two = st.columns(2)
        # Closing goes through its conditions, below; a record that is closed can be opened again.
        states = [status.value for status in Status if status is not Status.CLOSED or base["status"] == status]
        one.selectbox("Status", states, key=_key(record_id, "status"), format_func=str.capitalize)
        two.selectbox(
            "Severity", ["", *(level.value for level in Severity)], key=_key(record_id, "severity"), format_func=lambda v: v or "Not set"
        )
        st.text_input("Owner", key=_key(record_id, "owner"))
        st.text_area("Next action", key=_key(record_id, "next_action"), height=68)
        one, two = st.columns(2)
        one.text_input("Who does it", key=_key(record_id, "next_owner"))
        two.text_input("Due", key=_key(record_id, "next_due"), placeholder="14:30", help=clock)
        one.text_input("Estimated end", key=_key(record_id, "eta"), placeholder="14:30", help=clock)
        two.text_input("Resolved at", key=_key(record_id, "resolved_at"), placeholder="14:30", help=clock)
        st.text_area("Workaround", key=_key(record_id, "workaround"), height=68)
        st.text_area("Confirmed cause", key=_key(record_id, "root_cause"), height=68, help="What is only suspected belongs in the log.")
        st.text_area("What solved it", key=_key(record_id, "resolution"), height=68)
        st.text_input("Customer confirmed at", key=_key(record_id, "customer_confirmed_at"), placeholder="14:30", help=clock)
        st.form_submit_button(
            f"Save as {session.actor()}", type="primary", key="fields-save", on_click=_save, args=(record_id,), icon=":material/save:"
        )
    st.markdown(f":small[:gray[Times are in {zone.key}; a time alone is today's. Every save is a new version of the record.]]")


def _key(record_id: str, name: str) -> str:
    return f"field-{record_id}-{name}"


def _opened(stored: StoredRecord) -> dict[str, str]:
    """The values that the form was opened with; the fields are filled with them once."""
    record_id = stored.record.id
    held = st.session_state.get(f"fields-base-{record_id}")
    if held is None or any(_key(record_id, name) not in st.session_state for name in LABELS):
        held = values_of(stored.record, zone=session.services().policy.zone)
        st.session_state[f"fields-base-{record_id}"] = held
        for name, value in held.items():
            st.session_state[_key(record_id, name)] = value
    base: dict[str, str] = held
    return base


def _renew(record_id: str) -> None:
    """Fill the form anew at its next drawing."""
    st.session_state.pop(f"fields-base-{record_id}", None)


def _problems(record_id: str) -> None:
    error = st.session_state.pop(f"fields-trouble-{record_id}", None)
    if isinstance(error, InputInvalid | ActionRefused):
        show_error(error)


def _save(record_id: str) -> None:
    """Save what was changed. Whatever is refused is told above the form, and the form keeps what was typed."""
    base: dict[str, str] = st.session_state[f"fields-base-{record_id}"]
    typed = {name: str(st.session_state.get(_key(record_id, name)) or "") for name in LABELS}
    with session.deed():
        try:
            _save_changes(record_id, base, typed)
        except (InputInvalid, ActionRefused) as error:
            st.session_state[f"fields-trouble-{record_id}"] = error


def _save_changes(record_id: str, base: dict[str, str], typed: Mapping[str, str]) -> None:
    services, now = session.services(), session.now()
    zone = services.policy.zone
    changed = changes(base, typed)
    if not changed:
        session.say("Nothing was changed, so nothing was saved.")
        return
    if changed.get("status") == Status.CLOSED:
        msg = "Nothing was saved: an escalation is closed through its conditions."
        raise ActionRefused(msg, "Use Close the escalation, which says what is missing.")
    stored = services.store.record(record_id)
    current = values_of(stored.record, zone=zone)
    found = clashes(base, current, changed)
    if found:
        # From here on the person knows both values: saving once more sets theirs.
        st.session_state[f"fields-base-{record_id}"] = {**base, **{clash.field: clash.theirs for clash in found}}
        raise _clashed(stored, found)
    record = with_changes(stored.record, changed, today=now.astimezone(zone).date(), zone=zone)
    saved = services.store.save_record(record, now=now, by=session.actor(), base_version=stored.version)
    _renew(record_id)
    session.say(f"Saved {listed(LABELS[name].lower() for name in changed)} as version {saved.version}.")


def _clashed(stored: StoredRecord, found: tuple[Clash, ...]) -> InputInvalid:
    problems = [
        f"{LABELS[clash.field]}: it is now “{clash.theirs or 'empty'}”, and you wrote “{clash.yours or 'empty'}”" for clash in found
    ]
    msg = f"{stored.saved_by} saved version {stored.version} while this form was open. Nothing was saved."
    return InputInvalid(msg, problems, "What you typed is still there; Save again sets yours.")
