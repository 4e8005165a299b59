"""Similar: has this happened before, why does it match, what differs?"""

from __future__ import annotations

from datetime import date

import streamlit as st

from assistant.drafting.form import query_of
from assistant.wiring import knowledge_errors
from assistant.workflow import find_similar
from knowledge.ingest import Status
from knowledge.query import Filters, Query
from knowledge.search import Match, SearchResult
from ui import session
from ui.widgets.frame import head, notice, page_title, who_acts
from ui.widgets.report_view import hit_markup, report_dialog
from ui.widgets.words import counted, esc, md

FREE, RECORD = "Free text", "From a record"
SHOWN = 8


def page() -> None:
    """The whole page."""
    status = session.services().library.status()
    _title(status)
    if not status.indexed:
        _no_index(status)
        return
    if status.problem:
        notice(esc(status.problem), symbol="update")
    query = _query()
    left, middle, right = st.columns([214, 770, 318], gap="large")
    with left:
        filters = _filters()
    with right:
        explained = st.container()
    with middle:
        if query is None:
            _nothing_asked()
            return
        own = st.session_state.get("similar-record", "") if st.session_state.get("similar-from") == RECORD else ""
        with st.spinner("Searching"):
            result = find_similar(session.services(), query, k=SHOWN, filters=filters, exclude=(own,) if own else ())
        _results(result, status)
    with explained:
        _score(result, status)


def _title(status: Status) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        page_title("Similar incidents", f"{counted(status.indexed or 0, 'past report')} in the index")
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right", width="content", wrap=False):
            if status.indexed:
                st.segmented_control(
                    "Search",
                    [FREE, RECORD],
                    default=FREE,
                    required=True,
                    key="similar-from",
                    label_visibility="collapsed",
                    persist_state="session",
                )
            who_acts()


def _no_index(status: Status) -> None:
    if status.problem and status.reports:
        notice(f"<b>The index cannot be searched.</b> {esc(status.problem)}", symbol="cloud_off")
    else:
        st.html(
            '<div class="sh" style="padding:24px 0 8px"><div class="sh-record">No past reports yet</div>'
            '<p class="sh-muted">Add post-incident reports, and incidents like a new one are found, with why they match and what differs.</p></div>'
        )
    st.page_link(session.KNOWLEDGE, label="Go to the past reports", icon=":material/library_books:")


def _query() -> Query | None:
    """What is searched for; None while nothing was asked."""
    if st.session_state.get("similar-from") == RECORD:
        records = {stored.record.id: stored.record for stored in session.services().store.records()}
        ids = list(records)
        asked = session.chosen_record()
        chosen = st.selectbox(
            "Record",
            ids,
            index=ids.index(asked) if asked in ids else None,
            key="similar-record",
            format_func=lambda name: f"{name} · {records[name].title} · {records[name].customer.name}",
            label_visibility="collapsed",
            placeholder="Choose a record",
            persist_state="session",
        )
        return query_of(records[chosen]) if chosen in records else None
    text = st.text_input(
        "What happened",
        key="similar-text",
        icon=":material/search:",
        placeholder="What fails, for whom, since when",
        label_visibility="collapsed",
        type="search",
        persist_state="session",
    )
    return Query(text=text.strip()) if text and text.strip() else None


def _nothing_asked() -> None:
    st.html(
        '<div class="sh" style="padding:8px 0"><div class="sh-record">Describe what happens</div>'
        '<p class="sh-muted" style="max-width:46em">One or two sentences are enough: what fails, for whom, and what still works. Past reports are compared by their words '
        "and by their meaning.</p></div>"
    )


# Filters


def _filters() -> Filters:
    facets = session.services().knowledge.facets()
    services = _boxes("Service", "service", facets["services"])
    severities = _boxes("Severity", "severity", dict(sorted(facets["severities"].items())))
    families = _boxes("Kind of cause", "cause", facets["cause_families"])
    head("Closed since")
    since = st.date_input(
        "Closed since", value=None, key="similar-since", label_visibility="collapsed", format="YYYY-MM-DD", persist_state="session"
    )
    st.button(
        "Clear filters", type="tertiary", key="similar-clear", on_click=_clear, disabled=not (services or severities or families or since)
    )
    return Filters(services, families, severities, since if isinstance(since, date) else None)


def _boxes(label: str, name: str, counts: dict[str, int]) -> tuple[str, ...]:
    """One box a value with its count; the less frequent ones are folded."""
    head(label)
    values = list(counts)
    with st.container(gap="xxsmall", key=f"boxes-{name}"):
        chosen = [value for value in values[:5] if _box(name, value, counts[value])]
    if values[5:]:
        with st.expander(f"{len(values) - 5} more", key=f"more-{name}", type="compact"):
            chosen += [value for value in values[5:] if _box(name, value, counts[value])]
    return tuple(chosen)


def _box(name: str, value: str, count: int) -> bool:
    return st.checkbox(f"{md(value)} :gray[:small[{count}]]", key=f"similar-{name}-{value}", persist_state="session")


def _clear() -> None:
    for key in list(st.session_state):
        if str(key).startswith(("similar-service-", "similar-severity-", "similar-cause-")):
            st.session_state[key] = False
    st.session_state["similar-since"] = None


# Results


def _results(result: SearchResult, status: Status) -> None:
    if result.nothing_similar:
        _nothing_similar(result, status)
        return
    for match in result.results:
        _hit(match)
    if result.hidden_by_filters:
        st.html(f'<div class="sh sh-small">The filters hide {counted(result.hidden_by_filters, "more report")} above the bar.</div>')


def _hit(match: Match) -> None:
    with st.container(key=f"hit-{match.id}", gap="xsmall"):
        st.html(hit_markup(match))
        if match.report is not None and st.button("Open report", type="tertiary", key=f"report-{match.id}"):
            report_dialog(match.report)


def _nothing_similar(result: SearchResult, status: Status) -> None:
    closest = result.closest
    words = f"None of the {status.indexed} reports passes the bar of {result.floor:.2f}."
    if closest:
        shares = f", which shares only {', '.join(f'“{esc(word)}”' for word in closest.matched[:3])}" if closest.matched else ""
        words += (
            f" The closest is {esc(closest.id)} at {closest.score:.2f}{shares}, so it is not shown as similar and no draft will use it."
        )
    hidden = f"<li>The filters hide {counted(result.hidden_by_filters, 'report')} above the bar.</li>" if result.hidden_by_filters else ""
    st.html(
        '<div class="sh" style="max-width:46em"><div class="sh-record" role="status"><span class="sh-icon" aria-hidden="true">search_off</span> Nothing similar</div>'
        f'<p style="margin:8px 0 14px;font-size:16px;line-height:1.6">{words}</p><div class="sh-head">What helps</div>'
        f'<ul style="margin:6px 0 0;padding-left:20px;line-height:1.6"><li>Describe what fails and for whom, rather than the suspected cause.</li>{hidden}'
        "<li>Is this the first of its kind? Its own report will be found next time.</li></ul></div>"
    )
    with st.container(horizontal=True):
        if closest and closest.report is not None and st.button("Show the closest anyway", key="show-closest"):
            report_dialog(closest.report)
        if result.hidden_by_filters:
            st.button("Search without filters", key="similar-without", on_click=_clear)
        if st.button("Add past reports", icon=":material/upload_file:", key="to-knowledge"):
            st.switch_page(session.KNOWLEDGE)


def _score(result: SearchResult, status: Status) -> None:
    above = f"{len(result.results)}{' or more' if len(result.results) == SHOWN else ''}"
    st.html(
        '<div class="sh sh-card"><div class="sh-head">How the score is made</div>'
        '<p class="sh-small" style="margin:6px 0 10px">Words, services, causes and meaning are ranked apart and then joined. '
        f"The score says how sure the match is, from 0 to 1; a report needs {result.floor:.2f} to count as similar.</p>"
        f'<dl class="sh-pairs"><dt>Compared</dt><dd>{status.indexed}</dd><dt>Above the bar</dt><dd><b>{above}</b></dd>'
        f"<dt>Hidden by filters</dt><dd>{result.hidden_by_filters}</dd><dt>Meaning</dt><dd>{esc(status.embedder)}</dd></dl></div>"
    )


with knowledge_errors():
    page()
