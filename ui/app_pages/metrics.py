"""Metrics: which targets are met, since when, and what missed?"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime

import streamlit as st

from assistant.records.clock import say_time
from assistant.records.metrics import UNKNOWN, Figure, Group, Metric
from assistant.records.model import EscalationRecord, Severity, Tier
from assistant.review.stored import StoredRecord
from ui import session
from ui.widgets.frame import head, page_title, who_acts
from ui.widgets.intake_forms import import_dialog, put_in_samples
from ui.widgets.metric_reading import ANY, Period, Reading, Scope, in_a_sentence, month_name, read_metrics
from ui.widgets.metric_tables import as_csv, groups_table, missed_table
from ui.widgets.metric_tiles import tile, value_words
from ui.widgets.words import counted, esc

# From so many records on, measuring them takes long enough that the page says what it does.
MANY = 500


def page() -> None:
    """The whole page, or the way to the first figure."""
    stored = session.services().store.records()
    if not stored:
        _empty()
        return
    if st.session_state.pop("metrics-clearing", False):
        _clear()
    now = session.now()
    place = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")
    with place:
        title = st.container(width="content")
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", width="content", wrap=False):
            scope = _choices([each.record for each in stored])
            export = st.container(width="content")
            who_acts()
    reading = _read(stored, scope, now)
    with title:
        page_title("Metrics", _remark(reading, stored, scope, now))
    if not reading.whole.escalations:
        _none_match(len(stored), scope)
        return
    with export:
        st.download_button(
            "CSV",
            data=as_csv(reading).encode(),
            file_name=f"metrics-{now.astimezone(session.services().policy.zone):%Y-%m-%d}.csv",
            mime="text/csv; charset=utf-8",
            icon=":material/download:",
            key="metrics-csv",
            on_click="ignore",
            help="Every figure of this page, one a line",
        )
    _sentence(reading)
    _tiles(reading, scope)
    _tables(reading)
    _missed(reading)


def _read(stored: list[StoredRecord], scope: Scope, now: datetime) -> Reading:
    records = [each.record for each in stored]
    place = st.empty()
    with place.status(f"Measuring {counted(len(records), 'escalation')}") if len(records) >= MANY else nullcontext():
        reading = read_metrics(records, scope, session.services().policy, now=now)
    place.empty()
    return reading


# Choices


def _choices(records: list[EscalationRecord]) -> Scope:
    """What is counted."""
    period = st.segmented_control(
        "Period",
        list(Period),
        default=Period.ALL,
        required=True,
        key="metrics-period",
        label_visibility="collapsed",
        persist_state="session",
    )
    levels = {each.severity.value if each.severity else UNKNOWN for each in records}
    tiers = {each.customer.tier.value if each.customer.tier else UNKNOWN for each in records}
    severity = _choice("Severity", "metrics-severity", [name for name in (*Severity, UNKNOWN) if name in levels], "All severities")
    tier = _choice("Tier", "metrics-tier", [name for name in (*Tier, UNKNOWN) if name in tiers], "All tiers")
    return Scope(Period(period or Period.ALL), severity, tier)


def _choice(label: str, key: str, values: list[str], everything: str) -> str:
    return str(
        st.selectbox(
            label,
            [ANY, *(str(value) for value in values)],
            key=key,
            label_visibility="collapsed",
            width=142,
            persist_state="session",
            format_func=lambda value: everything if value == ANY else (value if "-" in value else value.capitalize()),
        )
    )


def _clear() -> None:
    st.session_state["metrics-period"] = Period.ALL
    st.session_state["metrics-severity"] = st.session_state["metrics-tier"] = ANY


def _remark(reading: Reading, stored: list[StoredRecord], scope: Scope, now: datetime) -> str:
    """What is counted, and since when."""
    number = counted(reading.whole.escalations, "escalation")
    samples = sum(each.sample for each in stored)
    made_up = f", {samples} of {len(stored)} records are made-up samples" if samples else ""
    span = scope.period.span
    if span is None:
        return f"{number}{made_up}"
    zone = session.services().policy.zone
    since, until = (now - span).astimezone(zone), now.astimezone(zone)
    return f"{since.day} {since:%B %Y} to {until.day} {until:%B %Y}, {number}{made_up}"


# Parts


def _sentence(reading: Reading) -> None:
    told, off = in_a_sentence(reading)
    listed = "; ".join(f"<b>{esc(name)}</b>{esc(rest)}" for name, rest in (_split(each) for each in off))
    missing = f" Off target: {listed}." if off else ""
    st.html(f'<div class="sh" style="font-size:16.4px;line-height:1.55;max-width:62em">{esc(told)}{missing}</div>')


def _split(told: str) -> tuple[str, str]:
    name, bracket, rest = told.partition(" (")
    return name, f"{bracket}{rest}"


def _tiles(reading: Reading, scope: Scope) -> None:
    figures = reading.whole.figures
    for row in (figures[:4], figures[4:]):
        for column, figure in zip(st.columns(4), row, strict=True):
            with column:
                tile(figure, reading.months, earlier=_earlier(figure, reading, scope), coming=_coming(figure, reading))


def _earlier(figure: Figure, reading: Reading, scope: Scope) -> str:
    """The value of the span before; without a span, of the month before the newest."""
    if reading.before is not None:
        was = reading.before.of(figure.metric)
        return f"was {value_words(was, was.value)} in the {scope.period} before" if was.value is not None else "no earlier figure"
    known = [group for group in reading.months[:-1] if group.of(figure.metric).value is not None]
    if not known:
        return "no earlier month"
    return f"was {value_words(figure, known[-1].of(figure.metric).value)} in {month_name(known[-1].name)}"


def _coming(figure: Figure, reading: Reading) -> str:
    """When the first figure will be there at the latest; only the resolution targets of open escalations tell a time."""
    if figure.metric is not Metric.SLA or reading.next_target is None:
        return ""
    return f"The first target is due {say_time(reading.next_target, now=session.now(), zone=session.services().policy.zone)}."


def _tables(reading: Reading) -> None:
    notes = [f"{figure.metric.value}: {note}" for figure in reading.whole.figures for note in figure.notes]
    _table("By severity", "Level", reading.severities, "value, counts behind it, and whether it is off target")
    _table("By customer tier", "Tier", reading.tiers, "")
    if reading.months:
        with st.expander("By month, as a table", key="metrics-months", type="compact"):
            _rows("Month", reading.months, "The figures of the lines above, month by month")
    if notes:
        with st.expander(f"What was left out of the counts ({len(notes)})", key="metrics-notes", type="compact"):
            st.html(f'<div class="sh sh-list">{"".join(f"<div>{esc(note)}</div>" for note in notes)}</div>')


def _table(title: str, first: str, groups: tuple[Group, ...], remark: str) -> None:
    head(title, remark)
    _rows(first, groups, f"The eight metrics {title.lower()}")


def _rows(first: str, groups: tuple[Group, ...], alt: str) -> None:
    st.table(groups_table(first, groups), border="horizontal", hide_index=True, alt=alt)


def _missed(reading: Reading) -> None:
    misses, total = reading.misses, reading.whole.escalations
    head("What missed", f"{len(misses)} of {counted(total, 'escalation')}, newest first; choose a row to open it" if misses else "")
    if not misses:
        st.html('<div class="sh sh-small">No escalation in this view missed a target.</div>')
        return
    chosen = st.dataframe(
        missed_table(misses),
        key="metrics-missed",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={"Escalation": st.column_config.Column(width=110), "Level": st.column_config.Column(width=70)},
        alt="Escalations that missed a target, by how much, and who owns them",
    )
    rows = chosen["selection"]["rows"]
    if rows and rows[0] < len(misses):
        record_id = misses[rows[0]].record.id
        session.choose_record(record_id)
        st.switch_page(session.COMPOSE, query_params={"record": record_id})


# Nothing to tell


def _empty() -> None:
    page_title("Metrics")
    st.html(
        '<div class="sh" style="padding:24px 0 8px"><div class="sh-record">Nothing to measure yet</div>'
        '<p class="sh-muted" style="max-width:46em">The eight metrics are counted from escalation records: their times, ratings, tickets and '
        "prevention actions. Without records there is no figure, and none is made up.</p></div>"
    )
    with st.container(horizontal=True):
        st.button("Load samples", type="primary", key="load-samples", on_click=put_in_samples)
        if st.button("Import records", icon=":material/upload_file:", key="import"):
            import_dialog()


def _none_match(total: int, scope: Scope) -> None:
    within = f" and began in the last {scope.period}" if scope.period.span else ""
    st.html(
        f'<div class="sh" style="padding:26px 0 6px"><span class="sh-record">None of {counted(total, "escalation")} '
        f"{'is of this level and tier' if (scope.severity, scope.tier) != (ANY, ANY) else 'can be counted'}{esc(within)}</span></div>"
    )
    # The choices were drawn above, and only a new run can set them.
    if st.button("Count all escalations", key="metrics-clear"):
        st.session_state["metrics-clearing"] = True
        st.rerun()


page()
