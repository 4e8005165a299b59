"""The command bar: a phrase in plain words, how it is read while it is typed, and the way to where it is done.

A phrase with more than one reading lists them; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import streamlit as st

from assistant.actions.phrases import TRIGGERS, Candidate, Reading, ReadingState
from assistant.errors import ActionRefused, NotFound
from assistant.records.model import EscalationRecord
from ui import session
from ui.widgets.frame import notice, tell, told
from ui.widgets.places import Place, action_name, needs_record, place_of_reading
from ui.widgets.words import esc, icon, md

_MOST = 8
_EXAMPLE = "Write customer update for card payments"

_enter = st.components.v2.component(
    "steadyhand_command", html="<span></span>", js=(files("ui") / "static" / "command.js").read_text(encoding="utf-8")
)


def command_button() -> None:
    """The button of every page; Mod+K presses it."""
    with st.container(key="command-open"):
        if st.button("Command", icon=":material/keyboard_command_key:", shortcut="Mod+K", key="command", help="Say what is to be done"):
            st.session_state.pop("command-dialog-phrase", None)
            command_dialog()


@st.dialog("What is to be done?", width="large", icon=":material/keyboard_command_key:")
def command_dialog() -> None:
    """The bar over the page."""
    with told():
        _bar("command-dialog", focus=True)


@st.fragment
def command_bar() -> None:
    """The bar as a part of a page; typing in it runs nothing else."""
    with told():
        _bar("command-bar", focus=False)


def _bar(key: str, *, focus: bool) -> None:
    chosen = st.session_state.pop(f"{key}-chosen", None)
    if isinstance(chosen, Place):
        _go(chosen)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        phrase = st.text_input(
            "Say what is to be done",
            key=f"{key}-phrase",
            placeholder=_EXAMPLE,
            icon=":material/keyboard_command_key:",
            live="300ms",
            label_visibility="collapsed",
            autocomplete="off",
        )
        st.button("Run", key=f"{key}-run", icon=":material/keyboard_return:", on_click=_run, args=(key,), wrap=False)
        with st.popover("What can I ask?", type="tertiary", key=f"{key}-help", wrap=False):
            _triggers(key, "help")
        _enter(key=f"{key}-enter", data={"field": f"{key}-phrase", "run": f"{key}-run", "focus": focus}, width=1, height=1)
    reading = _read(phrase or "")
    st.html(_line(reading))
    tell()
    _refusal(key, phrase or "")
    if reading and reading.candidates:
        _candidates(key, reading)


# Reading


def _read(phrase: str) -> Reading | None:
    """How a phrase is understood; None for an empty one. Kept while neither the phrase nor the records change."""
    if not phrase.strip():
        return None
    # Not before somebody types: its imports would hold up the first page.
    from assistant.workflow import read_request

    held = (phrase, session.services().store.revision())
    kept = st.session_state.get("command-reading")
    if kept is None or kept[0] != held:
        kept = (held, read_request(session.services(), phrase))
        st.session_state["command-reading"] = kept
    found: Reading = kept[1]
    return found


def _line(reading: Reading | None) -> str:
    """The reading in one line."""
    if reading is None:
        words = "Name an action and what it is about. Enter runs it when the reading is clear."
        return f'<div class="sh sh-small">{icon("subdirectory_arrow_right")} {esc(words)}</div>'
    if reading.state is ReadingState.RESOLVED:
        action, _, about = reading.words.partition(" → ")
        named, _, option = action.partition(" (")
        picked = f" ({esc(option)}" if option else ""
        return (
            f'<div class="sh sh-reading"><span class="sh-accent">{icon("subdirectory_arrow_right")}</span> '
            f"<b>{esc(action_name(named))}</b>{picked} for {esc(about)}</div>"
        )
    look, symbol = ("amber", "alt_route") if reading.state is ReadingState.AMBIGUOUS else ("muted", "search_off")
    return f'<div class="sh sh-reading"><span class="sh-{look}">{icon(symbol)}</span> {esc(_plain(reading))}</div>'


def _plain(reading: Reading) -> str:
    """The words of a reading that is not clear, with the action as its button names it."""
    _, arrow, rest = reading.words.partition(" → ")
    if reading.action:
        return f"{action_name(reading.action)}: {rest}"
    if reading.state is ReadingState.UNKNOWN:
        return reading.words
    first, *others = [action_name(each.id) for each in reading.candidates if each.kind == "action"]
    named = " or ".join([first, *(name if name.isupper() else name.lower() for name in others)])
    return f"{named}, for {rest}?" if arrow else f"{named}?"


# Candidates


def _candidates(key: str, reading: Reading) -> None:
    """What the phrase may mean, one button each."""
    if len(reading.candidates) >= len(TRIGGERS) and reading.state is ReadingState.UNKNOWN:
        _triggers(key, "unknown")
        return
    here = st.query_params.get("record", "")
    # What the page is about comes first; it is still the person who chooses.
    listed = sorted(reading.candidates, key=lambda each: each.id != here)
    shown = listed[:_MOST]
    with st.container(gap=None, key=f"candidates-{key}"):
        for number, candidate in enumerate(shown):
            with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False, key=f"candidate-{key}-{number}"):
                label = action_name(candidate.id) if candidate.kind == "action" else candidate.id
                st.button(md(label), key=f"{key}-take-{candidate.id}", on_click=_take, args=(key, reading, candidate), wrap=False)
                st.html(_about(candidate, here), width="stretch")
    if len(listed) > len(shown):
        st.html(f'<div class="sh sh-small">And {len(listed) - len(shown)} more; say more of it, or name the id.</div>')


def _about(candidate: Candidate, here: str) -> str:
    why = ", ".join(part for part in (candidate.why, "open on this page" if candidate.id == here else "") if part)
    return f'<div class="sh" style="font-size:14.2px">{esc(candidate.text)} <span class="sh-small">{esc(why)}</span></div>'


def _take(key: str, reading: Reading, candidate: Candidate) -> None:
    """One of the readings was chosen."""
    clear = replace(reading, state=ReadingState.RESOLVED, candidates=())
    chosen = replace(clear, record_id=candidate.id) if candidate.kind == "record" else replace(clear, action=candidate.id)
    if needs_record(chosen.action or "") and not chosen.record_id:
        _ask_for(key, chosen.action or "")
        return
    _set_out(key, chosen, str(st.session_state.get(f"{key}-phrase") or ""))


# Triggers


def _triggers(key: str, where: str) -> None:
    """The ten phrases; each puts its words into the field."""
    with st.container(gap=None, key=f"triggers-{key}-{where}"):
        for trigger in TRIGGERS:
            st.button(
                md(trigger.phrase), key=f"{key}-{where}-{trigger.action}", type="tertiary", on_click=_ask_for, args=(key, trigger.action)
            )


def _ask_for(key: str, action: str) -> None:
    """Put an action's phrase into the field, up to what it is about."""
    phrase = next(trigger.phrase for trigger in TRIGGERS if trigger.action == action)
    st.session_state[f"{key}-phrase"] = phrase.partition("[")[0]


# Running


def _run(key: str) -> None:
    """Enter, or the button: set out where the reading is clear, and stay where it is not."""
    phrase = str(st.session_state.get(f"{key}-phrase") or "")
    with session.deed():
        reading = _read(phrase)
        if reading and reading.state is ReadingState.RESOLVED:
            _set_out(key, reading, phrase)


def _set_out(key: str, reading: Reading, phrase: str) -> None:
    """Find where a clear reading is done; a refusal is told under the bar."""
    st.session_state.pop(f"{key}-refused", None)
    try:
        st.session_state[f"{key}-chosen"] = place_of_reading(reading, _record(reading.record_id))
    except (ActionRefused, NotFound) as error:
        st.session_state[f"{key}-refused"] = (phrase, error.message)


def _record(record_id: str | None) -> EscalationRecord | None:
    return session.services().store.record(record_id).record if record_id else None


def _refusal(key: str, phrase: str) -> None:
    refused = st.session_state.get(f"{key}-refused")
    if refused and refused[0] == phrase:
        notice(esc(refused[1]), symbol="block")


def _go(place: Place) -> None:
    if "record" in place.params:
        st.session_state["record"] = place.params["record"]
    if "action" in place.params:
        st.session_state["write-now"] = True
    st.switch_page(place.page, query_params=place.params)
