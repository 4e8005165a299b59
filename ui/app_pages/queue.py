"""Queue: what is owed next, by whom?"""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.records.commitments import by_due
from assistant.review.queue import Due, QueueItem
from assistant.review.states import State
from ui import session
from ui.widgets.command_bar import command_bar
from ui.widgets.first_run import first_run
from ui.widgets.frame import head, page_title, who_acts
from ui.widgets.intake_forms import import_dialog, new_record_dialog, take_out_samples
from ui.widgets.ledger_rows import rail
from ui.widgets.places import ESCALATION
from ui.widgets.queue_rows import ANY, Filter, in_hand, owed_actions, row_markup, table_head, totals
from ui.widgets.words import esc

PAGE, PROMISES = 25, 5
LEDGER = "app_pages/ledger.py"


def page() -> None:
    """The whole page, or the first run.

    The rows are sent before the choices above them: the first choice of a fresh server waits for an import of half a second.
    """
    items = session.queue()
    if not items:
        first_run()
        return
    if st.session_state.pop("queue-clearing", False):
        _clear()
    who = _title(len(items), sum(item.stored.sample for item in items))
    command_bar()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", key="filters"):
        st.html(totals(items), width="content")
        choices = st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", width="content", gap="small")
    left, right = st.columns([1000, 262], gap="large")
    with left:
        _rows()
    with right:
        _rail(items)
    with who:
        who_acts()
    with choices:
        _choices(items)


def _title(total: int, samples: int) -> DeltaGenerator:
    """Title and buttons. Returns the place for who acts."""
    now, policy = session.now(), session.services().policy
    local = now.astimezone(policy.zone)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        page_title("Queue", "Sorted by what is owed next")
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", width="content", wrap=False):
            st.html(
                f'<div class="sh sh-small" style="white-space:nowrap">{local:%a} {local.day} {local:%B %Y, %H:%M %Z}</div>', width="content"
            )
            who = st.container(width="content")
            if st.button("Import", icon=":material/upload_file:", key="import"):
                import_dialog()
            if st.button("New record", icon=":material/add:", key="new-record"):
                new_record_dialog()
    if samples:
        with st.container(horizontal=True, vertical_alignment="center", key="samples", gap="small"):
            st.html(
                f'<div class="sh sh-small">{samples} of {total} are made-up samples. On the command line: '
                '<span class="sh-code">steadyhand samples remove</span></div>',
                width="content",
            )
            st.button("Remove samples", type="tertiary", key="remove-samples", on_click=take_out_samples)
    return who


def _choices(items: tuple[QueueItem, ...]) -> None:
    """What narrows the rows. The rows read it from the session, where it stands before they are drawn."""
    groups = {
        name: sum(Filter(name, who=session.actor()).admits(item) for item in items) for name in ("All", "Mine", "Owed now", "In hand")
    }
    st.pills(
        "Show",
        list(groups),
        default="All",
        required=True,
        format_func=lambda name: f"{name} {groups[name]}",
        key="queue-group",
        label_visibility="collapsed",
        persist_state="session",
    )
    severities = sorted({item.record.severity.value for item in items if item.record.severity})
    tiers = sorted({item.record.customer.tier.value for item in items if item.record.customer.tier})
    for name, key, values in (("Severity", "queue-severity", severities), ("Plan", "queue-tier", tiers)):
        st.selectbox(
            name,
            [ANY, *values],
            key=key,
            label_visibility="collapsed",
            width=128,
            persist_state="session",
            format_func=partial(_choice_name, f"Any {name.lower()}"),
        )
    st.text_input(
        "Find a record",
        key="queue-find",
        type="search",
        placeholder="Find a record",
        icon=":material/search:",
        label_visibility="collapsed",
        width=190,
        live="300ms",
        persist_state="session",
    )


def _choice_name(any_name: str, value: str) -> str:
    return any_name if value == ANY else (value if value.isupper() or "-" in value else value.capitalize())


def _chosen() -> Filter:
    said = st.session_state
    return Filter(
        said.get("queue-group") or "All",
        said.get("queue-severity") or ANY,
        said.get("queue-tier") or ANY,
        said.get("queue-find") or "",
        session.actor(),
    )


def _clear() -> None:
    for key, value in (("queue-group", "All"), ("queue-severity", ANY), ("queue-tier", ANY), ("queue-find", "")):
        st.session_state[key] = value


@st.fragment(run_every="30s")
def _rows() -> None:
    """The rows, read anew every half minute so that the clocks are right."""
    everything, chosen = session.queue(), _chosen()
    items = [item for item in everything if chosen.admits(item)]
    if not items:
        st.html(f'<div class="sh" style="padding:26px 0 6px"><span class="sh-record">None of {len(everything)} match</span></div>')
        # The choices stand outside this fragment, and only the run that draws them can set them.
        if st.button("Clear filters", key="queue-clear"):
            st.session_state["queue-clearing"] = True
            st.rerun()
        return
    with st.container(gap=None):
        _table(items)


def _table(items: list[QueueItem]) -> None:
    st.html(table_head())
    pages = -(-len(items) // PAGE)
    at = int(st.session_state.get("queue-page", 1)) if pages > 1 else 1
    shown = items[(min(at, pages) - 1) * PAGE :][:PAGE]
    first = True
    for group in Due:
        here = [item for item in shown if item.due is group]
        if not here:
            continue
        st.html(
            f'<div class="sh sh-group" role="heading" aria-level="2">{esc(group.value)}<span>{sum(i.due is group for i in items)}</span></div>'
        )
        for item in here:
            _row(item, primary=first and group is Due.NOW)
            first = False
    if pages > 1:
        st.pagination(pages, key="queue-page")


def _row(item: QueueItem, *, primary: bool) -> None:
    now, policy = session.now(), session.services().policy
    label, target, params = owed_actions(item)
    with st.container(horizontal=True, vertical_alignment="center", key=f"queue-row-{item.record.id}", gap="small", wrap=False):
        st.html(row_markup(item, now=now, zone=policy.zone))
        st.page_link(ESCALATION, label="Details", query_params={"record": item.record.id})
        if st.button(label, key=f"open-{item.record.id}", type="primary" if primary else "secondary", width=138, wrap=False):
            session.choose_record(item.record.id)
            st.switch_page(target, query_params={"record": item.record.id, **params})


def _rail(items: tuple[QueueItem, ...]) -> None:
    """Promises that are owed, and texts on their way: what waits for whom."""
    _promises(items)
    drafts = [item for item in items if item.draft]
    waiting = sum(1 for item in drafts if item.draft and item.draft.state is State.SUBMITTED)
    head("In hand", f"{waiting} to approve" if waiting else "")
    st.html(in_hand(drafts, now=session.now(), zone=session.services().policy.zone))
    if waiting:
        st.page_link(session.REVIEW, label="Review what waits", icon=":material/rule:")


def _promises(items: tuple[QueueItem, ...]) -> None:
    owed = sorted((each for item in items for each in item.promises if each.commitment.due_at), key=by_due)
    late = sum(each.late for each in owed)
    head("Promises in sent messages", f"{late} late" if late else "")
    # What is late is never cut.
    st.html(rail(owed[: max(PROMISES, late)], now=session.now(), zone=session.services().policy.zone))
    st.page_link(LEDGER, label="Ledger", icon=":material/handshake:")


page()
