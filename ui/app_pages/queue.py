"""Queue: what is owed next, by whom?"""

from __future__ import annotations

import streamlit as st

from assistant.review.queue import Due, QueueItem
from assistant.review.states import State
from assistant.workflow import queue
from ui import session
from ui.widgets.first_run import first_run
from ui.widgets.frame import head, page_title, who_acts
from ui.widgets.intake_forms import import_dialog, new_record_dialog, take_out_samples
from ui.widgets.queue_rows import ANY, Filter, in_hand, owed_actions, row_markup, table_head, totals
from ui.widgets.words import esc

PAGE = 25


def page() -> None:
    """The whole page, or the first run."""
    services = session.services()
    now = session.now()
    items = queue(services, now=now)
    if not items:
        first_run()
        return
    _title(len(items), sum(item.stored.sample for item in items))
    chosen = _filters(items)
    left, right = st.columns([1000, 262], gap="large")
    with left:
        _rows(chosen)
    with right:
        _rail(items)


def _title(total: int, samples: int) -> None:
    now, policy = session.now(), session.services().policy
    local = now.astimezone(policy.zone)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        page_title("Queue", "Sorted by what is owed next")
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", width="content", wrap=False):
            st.html(
                f'<div class="sh sh-small" style="white-space:nowrap">{local:%a} {local.day} {local:%B %Y, %H:%M %Z}</div>', width="content"
            )
            who_acts()
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


def _filters(items: tuple[QueueItem, ...]) -> Filter:
    """Totals at the left, filters at the right."""
    who = session.actor()
    groups = {
        "All": len(items),
        "Mine": sum(1 for item in items if item.record.owner and item.record.owner.name == who),
        "Owed now": sum(1 for item in items if item.due is Due.NOW),
        "In hand": sum(1 for item in items if item.draft),
    }
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", key="filters"):
        st.html(totals(items), width="content")
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", width="content", gap="small"):
            group = st.pills(
                "Show",
                list(groups),
                default="All",
                required=True,
                format_func=lambda name: f"{name} {groups[name]}",
                key="queue-group",
                label_visibility="collapsed",
                persist_state="session",
            )
            severities = [ANY, *sorted({item.record.severity.value for item in items if item.record.severity})]
            severity = st.selectbox(
                "Severity",
                severities,
                key="queue-severity",
                label_visibility="collapsed",
                width=128,
                persist_state="session",
                format_func=lambda name: "Any severity" if name == ANY else name,
            )
            tiers = [ANY, *sorted({item.record.customer.tier.value for item in items if item.record.customer.tier})]
            tier = st.selectbox(
                "Plan",
                tiers,
                key="queue-tier",
                label_visibility="collapsed",
                width=128,
                persist_state="session",
                format_func=lambda name: "Any plan" if name == ANY else name.capitalize(),
            )
            words = st.text_input(
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
    return Filter(group or "All", severity or ANY, tier or ANY, words or "", who)


def _clear() -> None:
    for key, value in (("queue-group", "All"), ("queue-severity", ANY), ("queue-tier", ANY), ("queue-find", "")):
        st.session_state[key] = value


@st.fragment(run_every="30s")
def _rows(chosen: Filter) -> None:
    """The rows, read anew every half minute so that the clocks are right."""
    services, now = session.services(), session.now()
    everything = queue(services, now=now)
    items = [item for item in everything if chosen.admits(item)]
    if not items:
        st.html(f'<div class="sh" style="padding:26px 0 6px"><span class="sh-record">None of {len(everything)} match</span></div>')
        st.button("Clear filters", key="queue-clear", on_click=_clear)
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
        if st.button(label, key=f"open-{item.record.id}", type="primary" if primary else "secondary", width=138, wrap=False):
            session.choose_record(item.record.id)
            st.switch_page(target, query_params={"record": item.record.id, **params})


def _rail(items: tuple[QueueItem, ...]) -> None:
    """Texts on their way: what waits for whom."""
    drafts = [item for item in items if item.draft]
    waiting = sum(1 for item in drafts if item.draft and item.draft.state is State.SUBMITTED)
    head("In hand", f"{waiting} to approve" if waiting else "")
    st.html(in_hand(drafts, now=session.now(), zone=session.services().policy.zone))
    if waiting:
        st.page_link(session.REVIEW, label="Review what waits", icon=":material/rule:")


page()
