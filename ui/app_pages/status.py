"""Status report: every open escalation by urgency, its clocks and red flags, and what is owed today."""

from __future__ import annotations

from contextlib import nullcontext

import streamlit as st

from assistant.overview import Line, Owed, StatusReport, status_report
from assistant.records.flags import RedFlag
from assistant.review.queue import Due
from ui import session
from ui.widgets.frame import head, page_title, who_acts
from ui.widgets.intake_forms import import_dialog, put_in_samples
from ui.widgets.queue_rows import ANY, Filter
from ui.widgets.status_rows import GROUPS, Shown, closed_markup, counts_of, owed_markup, row_markup, table_head, totals
from ui.widgets.status_text import as_markdown, as_text
from ui.widgets.words import counted, esc

PAGE, RAIL = 25, 8
# From so many records on, reading them takes long enough that the page says what it does.
MANY = 1000


def page() -> None:
    """The whole page, or the way to the first row."""
    records, *_ = session.services().store.revision()
    if not records:
        _empty()
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        page_title("Status report", "Everything open, the most urgent first")
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", width="content", wrap=False):
            hand_on = st.container(horizontal=True, width="content", wrap=False)
            who_acts()
    place = st.empty()
    with place.status(f"Reading {counted(records, 'escalation')}") if records >= MANY else nullcontext():
        report = status_report(session.services(), now=session.now())
    place.empty()
    with hand_on:
        _hand_on(report)
    _body(report)


def _hand_on(report: StatusReport) -> None:
    """The whole report as a text, whatever the filters show."""
    zone = session.services().policy.zone
    with st.popover("Copy as text", icon=":material/content_copy:", key="status-copy", width="content"):
        st.markdown(":small[:gray[The whole report, whatever the filters show. The button at the right of the text copies it.]]")
        st.code(as_text(report, zone=zone), language=None, wrap_lines=True, height=420)
    st.download_button(
        "Markdown",
        data=as_markdown(report, zone=zone).encode(),
        file_name=f"status-{report.at.astimezone(zone):%Y-%m-%d-%H%M}.md",
        mime="text/markdown; charset=utf-8",
        icon=":material/download:",
        key="status-markdown",
        on_click="ignore",
        help="The whole report as a Markdown file",
    )
    st.button("Read again", icon=":material/autorenew:", key="status-again", help="The clocks stand as of the time below")


def _body(report: StatusReport) -> None:
    if st.session_state.pop("status-clearing", False):
        _clear()
    zone = session.services().policy.zone
    local = report.at.astimezone(zone)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", key="filters"):
        st.html(totals(report), width="content")
        st.html(f'<div class="sh sh-small">As of {local:%a} {local.day} {local:%B %Y, %H:%M %Z}</div>', width="content")
    left, right = st.columns([1000, 286], gap="large")
    with left:
        shown = _choices(report)
        _rows(report, shown)
        _closed(report)
    with right:
        late = sum(owed.late for owed in report.owed_today)
        head("Owed today", f"{late} of {len(report.owed_today)} late" if report.owed_today else "")
        _owed("late", [owed for owed in report.owed_today if owed.late], report)
        _owed("still to come", [owed for owed in report.owed_today if not owed.late], report)
        if not report.owed_today:
            st.html('<div class="sh sh-small" style="padding:9px 0">Nothing is owed today.</div>')


def _owed(name: str, owed: list[Owed], report: StatusReport) -> None:
    """What is owed, the first of it in sight."""
    zone, rest = session.services().policy.zone, owed[RAIL:]
    if owed:
        st.html(owed_markup(owed[:RAIL], report, zone=zone))
    if rest:
        with st.expander(f"{len(rest)} more {name}", key=f"status-owed-{name.partition(' ')[0]}", type="compact"):
            st.html(owed_markup(rest, report, zone=zone))


# Choices


def _choices(report: StatusReport) -> Shown:
    counts = counts_of(report)
    flags = {flag.value: sum(any(each.name is flag for each in line.flags) for line in report.open) for flag in RedFlag}
    levels = sorted({line.item.record.severity.value for line in report.open if line.item.record.severity})
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        group = st.pills(
            "Show",
            GROUPS,
            default="All",
            required=True,
            format_func=lambda name: f"{name} {counts[name]}",
            key="status-group",
            label_visibility="collapsed",
            persist_state="session",
            width="content",
        )
        flag = st.selectbox(
            "Red flag",
            [ANY, *(name for name, number in flags.items() if number)],
            format_func=lambda name: "Any flag" if name == ANY else f"{name[:1].upper()}{name[1:]} {flags.get(name, 0)}",
            key="status-flag",
            label_visibility="collapsed",
            width=190,
            persist_state="session",
        )
        level = st.selectbox(
            "Severity",
            [ANY, *levels],
            format_func=lambda name: "Any severity" if name == ANY else name,
            key="status-severity",
            label_visibility="collapsed",
            width=128,
            persist_state="session",
        )
        words = st.text_input(
            "Find a record",
            key="status-find",
            type="search",
            placeholder="Find a record",
            icon=":material/search:",
            label_visibility="collapsed",
            width=170,
            live="300ms",
            persist_state="session",
        )
    return Shown(group or "All", flag or ANY, Filter(severity=level or ANY, words=words or ""))


def _clear() -> None:
    for key, value in (("status-group", "All"), ("status-flag", ANY), ("status-severity", ANY), ("status-find", "")):
        st.session_state[key] = value


# Rows


def _rows(report: StatusReport, shown: Shown) -> None:
    if not report.open:
        st.html(
            '<div class="sh" style="padding:22px 0 6px"><div class="sh-record">No open escalations</div>'
            '<p class="sh-muted">Every record is closed.</p></div>'
        )
        st.page_link(session.QUEUE, label="Go to the queue", icon=":material/inbox:")
        return
    lines = [line for line in report.open if shown.admits(line, report)]
    if not lines:
        st.html(f'<div class="sh" style="padding:22px 0 6px"><span class="sh-record">None of {len(report.open)} match</span></div>')
        # The choices stand above and were drawn already; only a new run can set them.
        if st.button("Clear filters", key="status-clear"):
            st.session_state["status-clearing"] = True
            st.rerun()
        return
    with st.container(gap=None):
        _table(lines, report)


def _table(lines: list[Line], report: StatusReport) -> None:
    zone = session.services().policy.zone
    st.html(table_head())
    pages = -(-len(lines) // PAGE)
    at = min(int(st.session_state.get("status-page", 1)), pages) if pages > 1 else 1
    here = lines[(at - 1) * PAGE :][:PAGE]
    for due in Due:
        rows = [line for line in here if line.item.due is due]
        if not rows:
            continue
        whole = sum(line.item.due is due for line in lines)
        st.html(f'<div class="sh sh-group" role="heading" aria-level="2">{esc(due.value)}<span>{whole}</span></div>')
        for line in rows:
            record_id = line.item.record.id
            with st.container(horizontal=True, vertical_alignment="top", key=f"queue-row-status-{record_id}", gap="small", wrap=False):
                st.html(row_markup(line, report, zone=zone))
                _open(record_id)
    if pages > 1:
        st.space("small")
        st.pagination(pages, key="status-page")


def _open(record_id: str) -> None:
    if st.button("Open", key=f"open-{record_id}", width=74, wrap=False):
        session.choose_record(record_id)
        st.switch_page(session.COMPOSE, query_params={"record": record_id})


def _closed(report: StatusReport) -> None:
    if not report.closed_flagged:
        return
    zone = session.services().policy.zone
    head("Closed, with a red flag", str(len(report.closed_flagged)))
    with st.container(gap=None):
        for record, flags in report.closed_flagged[:PAGE]:
            with st.container(horizontal=True, vertical_alignment="top", key=f"queue-row-closed-{record.id}", gap="small", wrap=False):
                st.html(closed_markup(record.id, record.customer.name, record.title, flags, report, zone=zone))
                _open(record.id)
    left = len(report.closed_flagged) - PAGE
    if left > 0:
        st.html(f'<div class="sh sh-small" style="padding:9px 0">And {left} more; the text of the report names them all.</div>')


def _empty() -> None:
    page_title("Status report")
    st.html(
        '<div class="sh" style="padding:24px 0 8px"><div class="sh-record">Nothing to report yet</div>'
        '<p class="sh-muted" style="max-width:46em">The report is read from escalation records: what is open, whose clock runs, what went wrong, '
        "and what is owed today.</p></div>"
    )
    with st.container(horizontal=True):
        st.button("Load samples", type="primary", key="load-samples", on_click=put_in_samples)
        if st.button("Import records", icon=":material/upload_file:", key="import"):
            import_dialog()


page()
