"""The promises to a customer: how each stands and why, and the word of a person where the record cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from assistant.errors import ActionRefused
from assistant.records.commitments import Judged, Standing
from assistant.review.ledger import read_ledger, say_of
from assistant.review.stored import StoredRecord
from ui import session
from ui.widgets.frame import head, show_error
from ui.widgets.words import esc, icon, moment

_LOOKS = {
    Standing.OPEN: ("muted", "radio_button_unchecked"),
    Standing.KEPT: ("accent", "check_circle"),
    Standing.BROKEN: ("red", "cancel"),
    Standing.WITHDRAWN: ("muted", "remove_circle"),
}
_SAYABLE = (Standing.KEPT, Standing.BROKEN, Standing.WITHDRAWN)


def promises_made(stored: StoredRecord) -> None:
    """Draw the promises of one record: what is owed first, the rest folded."""
    services, now = session.services(), session.now()
    zone = services.policy.zone
    judged = read_ledger(services.store, services.policy, now=now, records=[stored])
    if not judged:
        return
    owed = [each for each in judged if each.is_owed]
    head("Promises to the customer", f"{len(owed)} of {len(judged)} open" if owed else f"{len(judged)} made, none is open")
    for each in owed:
        with st.container(gap=None, key=f"promise-row-{each.commitment.id}"):
            st.html(promise_markup([each], now=now, zone=zone))
            _say(each)
    rest = [each for each in reversed(judged) if not each.is_owed]
    if rest:
        with st.expander(f"{len(rest)} kept, broken or withdrawn", key=f"promises-over-{stored.record.id}", type="compact"):
            st.html(promise_markup(rest, now=now, zone=zone))


def promise_markup(judged: Sequence[Judged], *, now: datetime, zone: ZoneInfo) -> str:
    """Promises with how they stand and why; everything escaped."""
    rows = []
    for each in judged:
        made = each.commitment
        look, symbol = ("red", "error") if each.standing is Standing.OPEN and each.late else _LOOKS[each.standing]
        state = "Late" if each.standing is Standing.OPEN and each.late else each.standing.value.capitalize()
        due = f"due {moment(made.due_at, now=now, zone=zone)}" if made.due_at else "no time promised"
        who = f" · said by {each.by}" if each.by else ""
        source = f"{made.source[:1].upper()}{made.source[1:]}, {moment(made.made_at, now=now, zone=zone)}"
        rows.append(
            f'<div class="sh-rail-item"><span class="sh-{look}">{icon(symbol)}</span><div><b class="{"sh-red" if look == "red" else ""}">{state}</b> '
            f"{esc(made.kind.label)}, {esc(due)}<div>“{esc(made.text)}”</div>"
            f'<div class="sh-small">{esc(each.reason)}{esc(who)}</div><div class="sh-small">{esc(source)}</div></div></div>'
        )
    return f'<div class="sh">{"".join(rows)}</div>'


def _say(each: Judged) -> None:
    """Say how a promise went; the words stay with it."""
    name = each.commitment.id
    refused = st.session_state.pop(f"promise-trouble-{name}", None)
    if isinstance(refused, ActionRefused):
        show_error(refused)
    with st.popover("Say how it went", type="tertiary", key=f"promise-{name}"):
        st.pills(
            "It was",
            list(_SAYABLE),
            format_func=lambda standing: standing.value.capitalize(),
            default=Standing.KEPT,
            required=True,
            key=f"promise-standing-{name}",
        )
        st.text_area("What happened", key=f"promise-reason-{name}", height=80)
        st.button(f"Say so as {session.actor()}", key=f"promise-say-{name}", on_click=_keep_word, args=(name,))
        st.markdown(":small[:gray[Your words and your name stay with the promise.]]")


def _keep_word(name: str) -> None:
    with session.deed():
        standing = Standing(str(st.session_state.get(f"promise-standing-{name}") or Standing.KEPT))
        reason = str(st.session_state.get(f"promise-reason-{name}") or "")
        try:
            say_of(session.services().store, name, standing, by=session.actor(), reason=reason, now=session.now())
        except ActionRefused as refused:
            st.session_state[f"promise-trouble-{name}"] = refused
            return
        session.say(f"The promise is marked as {standing.value}.")
