"""Ledger: what was promised to customers, and how does each promise stand?"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assistant.ledger import promises, say
from assistant.records.commitments import WORDED_LIKE, Judged, Standing, proposals
from ui import session
from ui.widgets.frame import head, page_title, who_acts
from ui.widgets.ledger_rows import GROUPS, admits, row_markup, settled_markup, table_head, totals
from ui.widgets.places import ESCALATION

PAGE = 15
_BUTTONS = (
    (Standing.KEPT, "Kept", "check_circle", "What was done, and when?"),
    (Standing.BROKEN, "Broken", "cancel", "What happened?"),
    (Standing.WITHDRAWN, "Withdrawn", "block", "Why does it not hold any more?"),
)
_BUTTONS_OF_PROPOSALS = (
    (Standing.OPEN, "Confirm", "task_alt", "Why is it a promise?"),
    (Standing.WITHDRAWN, "Withdraw", "block", "Why is it none?"),
)


def page() -> None:
    """The whole page."""
    found = promises(session.services(), now=session.now())
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        page_title("Ledger", "Promises in sent messages, by due time")
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", width="content", wrap=False):
            who_acts()
    if not found:
        _empty()
        return
    st.html(totals(found, now=session.now()), width="content")
    _owed([each for each in found if each.is_owed])
    _proposed(proposals(found))
    _settled([each for each in found if not each.is_owed and not each.is_proposal])


def _empty() -> None:
    st.html(
        '<div class="sh" style="padding:24px 0 8px"><div class="sh-record">No promises yet</div><p class="sh-muted" style="max-width:46em">'
        "What a message promises is entered here when it is marked as sent, and when a record with sent messages is imported.</p></div>"
    )
    st.page_link(session.QUEUE, label="Go to the queue", icon=":material/inbox:")


def _owed(owed: list[Judged]) -> None:
    who = session.actor()
    group = st.pills(
        "Show",
        GROUPS,
        default="All",
        required=True,
        format_func=lambda name: f"{name} {sum(admits(name, each, who=who) for each in owed)}",
        key="ledger-group",
        label_visibility="collapsed",
        persist_state="session",
    )
    shown = [each for each in owed if admits(group or "All", each, who=who)]
    if not shown:
        none = "Nothing is owed: every promise is kept, broken and answered, or withdrawn." if not owed else f"None of {len(owed)} match."
        st.html(f'<div class="sh sh-muted" style="padding:14px 0">{none}</div>')
        return
    # Late ones stand first: the ledger is in the order of due times.
    _rows(shown, "ledger-page")


def _proposed(waiting: Sequence[Judged]) -> None:
    """What nobody owes until somebody says that it is a promise; folded, because much of it is none."""
    if not waiting:
        return
    with st.expander(f"{WORDED_LIKE}: {len(waiting)}", key="ledger-proposed", type="compact"):
        st.html(
            '<div class="sh sh-small">No rule finds a promise in these sentences of sent messages, but they are worded like one. '
            "Nothing is owed, and nothing is late, until you confirm it.</div>"
        )
        _rows(waiting, "ledger-proposed-page")


def _rows(shown: Sequence[Judged], key: str) -> None:
    pages = -(-len(shown) // PAGE)
    at = min(int(st.session_state.get(key, 1)), pages) if pages > 1 else 1
    with st.container(gap=None):
        st.html(table_head())
        for each in shown[(at - 1) * PAGE :][:PAGE]:
            _row(each)
    if pages > 1:
        st.pagination(pages, key=key)


def _row(each: Judged) -> None:
    now, zone = session.now(), session.services().policy.zone
    promise = each.commitment
    customer = _customers().get(promise.record_id, "")
    with st.container(horizontal=True, vertical_alignment="top", key=f"queue-row-promise-{promise.id}", gap="small", wrap=False):
        st.html(row_markup(each, customer=customer, now=now, zone=zone))
        with st.container(width=372, gap="small", key=f"decide-{promise.id}"):
            with st.container(horizontal=True, gap="small", wrap=False):
                for standing, label, symbol, question in _BUTTONS_OF_PROPOSALS if each.is_proposal else _BUTTONS:
                    _button(promise.id, standing, label, symbol, question)
            with st.container(horizontal=True, gap="small", wrap=False):
                _links(each)


def _button(commitment_id: str, standing: Standing, label: str, symbol: str, question: str) -> None:
    with st.popover(label, icon=f":material/{symbol}:", key=f"say-{standing.value}-{commitment_id}"):
        key = f"why-{standing.value}-{commitment_id}"
        st.text_area(question, key=key, height=90)
        st.markdown(f":small[:gray[Kept with your name, {session.actor()}.]]")
        deed = "Confirm as a promise" if standing is Standing.OPEN else f"Mark as {standing.value}"
        st.button(deed, key=f"do-{standing.value}-{commitment_id}", on_click=_say, args=(commitment_id, standing, key))


def _say(commitment_id: str, standing: Standing, key: str) -> None:
    with session.deed():
        reason = str(st.session_state.get(key) or "")
        say(session.services(), commitment_id, standing, by=session.actor(), reason=reason, now=session.now())
        how = "a promise" if standing is Standing.OPEN else standing.value
        session.say(f"{commitment_id} is {how}, as {session.actor()} says.")


def _links(each: Judged) -> None:
    """To the record, and to the message that made the promise; one in the log is read on the record's page."""
    promise = each.commitment
    st.page_link(ESCALATION, label=promise.record_id, icon=":material/emergency_home:", query_params={"record": promise.record_id})
    if promise.draft_id:
        st.page_link(
            session.REVIEW,
            label=promise.draft_id,
            icon=":material/mail:",
            query_params={"draft": promise.draft_id},
        )


def _customers() -> dict[str, str]:
    known = st.session_state.get("ledger-customers")
    revision = session.services().store.revision()
    if known is None or known[0] != revision:
        known = (revision, {stored.record.id: stored.record.customer.name for stored in session.services().store.records()})
        st.session_state["ledger-customers"] = known
    return dict(known[1])


def _settled(settled: list[Judged]) -> None:
    now, zone = session.now(), session.services().policy.zone
    if not settled:
        return
    head("Settled", str(len(settled)))
    for standing, name in ((Standing.BROKEN, "Broken"), (Standing.WITHDRAWN, "Withdrawn"), (Standing.KEPT, "Kept")):
        rows = [each for each in reversed(settled) if each.standing is standing]
        if rows:
            with st.expander(f"{name}: {len(rows)}", key=f"ledger-{standing.value}", type="compact"):
                st.html(settled_markup(rows[:100], now=now, zone=zone))
                if len(rows) > 100:
                    st.markdown(f":small[:gray[And {len(rows) - 100} earlier ones: steadyhand commitments list]]")


page()
