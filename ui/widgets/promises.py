"""The promises to a customer: how each stands and why, and the word of a person where the record cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from assistant.errors import ActionRefused
from assistant.records.commitments import WORDED_LIKE, Judged, Standing, proposals
from assistant.review.ledger import read_ledger, say_of
from assistant.review.stored import StoredRecord
from ui import session
from ui.widgets.frame import head, show_error
from ui.widgets.ledger_rows import confirmed_markup
from ui.widgets.words import esc, icon, moment

_LOOKS = {
    Standing.OPEN: ("muted", "radio_button_unchecked"),
    Standing.KEPT: ("accent", "check_circle"),
    Standing.BROKEN: ("red", "cancel"),
    Standing.WITHDRAWN: ("muted", "remove_circle"),
}
_SAYABLE = (Standing.KEPT, Standing.BROKEN, Standing.WITHDRAWN)
_SAYABLE_OF_PROPOSALS = (Standing.OPEN, Standing.WITHDRAWN)


def promises_made(stored: StoredRecord) -> None:
    """Draw the promises of one record: what is owed first, the rest folded."""
    services, now = session.services(), session.now()
    zone = services.policy.zone
    judged = read_ledger(services.store, services.policy, now=now, records=[stored])
    if not judged:
        return
    waiting = proposals(judged)
    owed, made = [each for each in judged if each.is_owed], len(judged) - len(waiting)
    head("Promises to the customer", f"{len(owed)} of {made} open" if owed else f"{made} made, none is open" if made else "none made")
    _to_settle(owed, now=now, zone=zone)
    if waiting:
        with st.expander(f"{WORDED_LIKE}: {len(waiting)}", key=f"promises-proposed-{stored.record.id}", type="compact"):
            _to_settle(waiting, now=now, zone=zone)
    rest = [each for each in reversed(judged) if not each.is_owed and not each.is_proposal]
    if rest:
        with st.expander(f"{len(rest)} kept, broken or withdrawn", key=f"promises-over-{stored.record.id}", type="compact"):
            st.html(promise_markup(rest, now=now, zone=zone))


def _to_settle(judged: Sequence[Judged], *, now: datetime, zone: ZoneInfo) -> None:
    for each in judged:
        with st.container(gap=None, key=f"promise-row-{each.commitment.id}"):
            st.html(promise_markup([each], now=now, zone=zone))
            _say(each)


def promise_markup(judged: Sequence[Judged], *, now: datetime, zone: ZoneInfo) -> str:
    """Promises with how they stand and why; everything escaped."""
    rows = []
    for each in judged:
        made = each.commitment
        state, (look, symbol) = _state(each)
        due = f"due {moment(made.due_at, now=now, zone=zone)}" if made.due_at else "no time promised"
        who = f" · said by {each.by}" if each.by else ""
        source = f"{made.source[:1].upper()}{made.source[1:]}, {moment(made.made_at, now=now, zone=zone)}"
        rows.append(
            f'<div class="sh-rail-item"><span class="sh-{look}">{icon(symbol)}</span><div><b class="{"sh-red" if look == "red" else ""}">{state}</b> '
            f"{esc(made.kind.label)}, {esc(due)}<div>“{esc(made.text)}”</div>"
            f'<div class="sh-small">{esc(each.reason)}{esc(who)}</div>{confirmed_markup(each, now=now, zone=zone)}<div class="sh-small">{esc(source)}</div></div></div>'
        )
    return f'<div class="sh">{"".join(rows)}</div>'


def _state(each: Judged) -> tuple[str, tuple[str, str]]:
    if each.standing is Standing.OPEN and each.late:
        return "Late", ("red", "error")
    return "Proposed" if each.is_proposal else each.standing.value.capitalize(), _LOOKS[each.standing]


def _say(each: Judged) -> None:
    """Say how a promise went, or whether it is one; the words stay with it."""
    name = each.commitment.id
    refused = st.session_state.pop(f"promise-trouble-{name}", None)
    if isinstance(refused, ActionRefused):
        show_error(refused)
    if each.is_proposal:
        _ask(name, "proposal", "Confirm or withdraw", "It is", _SAYABLE_OF_PROPOSALS, "Why")
    else:
        _ask(name, "promise", "Say how it went", "It was", _SAYABLE, "What happened")


def _ask(name: str, key: str, title: str, question: str, sayable: Sequence[Standing], why: str) -> None:
    with st.popover(title, type="tertiary", key=f"{key}-{name}"):
        st.pills(
            question,
            list(sayable),
            format_func=lambda standing: "A promise" if standing is Standing.OPEN else standing.value.capitalize(),
            default=sayable[0],
            required=True,
            key=f"{key}-standing-{name}",
        )
        st.text_area(why, key=f"{key}-reason-{name}", height=80)
        st.button(f"Say so as {session.actor()}", key=f"{key}-say-{name}", on_click=_keep_word, args=(name, key, sayable[0]))
        st.markdown(":small[:gray[Your words and your name stay with the promise.]]")


def _keep_word(name: str, key: str, default: Standing) -> None:
    with session.deed():
        standing = Standing(str(st.session_state.get(f"{key}-standing-{name}") or default))
        reason = str(st.session_state.get(f"{key}-reason-{name}") or "")
        try:
            say_of(session.services().store, name, standing, by=session.actor(), reason=reason, now=session.now())
        except ActionRefused as refused:
            st.session_state[f"promise-trouble-{name}"] = refused
            return
        session.say("The promise is confirmed." if standing is Standing.OPEN else f"The promise is marked as {standing.value}.")
