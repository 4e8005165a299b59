"""The timeline on the page: the chart with its key, every gap in words, and the table at the side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui import session
from ui.widgets.frame import is_dark
from ui.widgets.section_head import section_head
from ui.widgets.timeline_chart import KEY, chart_json
from ui.widgets.timeline_reading import Reading, chart_in_words, missing_in_words, read_timeline, silences_in_words, table_markup
from ui.widgets.words import counted, esc, icon


def timeline_pane(timeline: Mapping[str, Any]) -> None:
    """Draw the timeline of an analysis; where no gap can be told there is too little for a chart, and the entries stand there instead."""
    reading = read_timeline(timeline, zone=session.services().policy.zone)
    drawn = bool(reading.rows) and not reading.note
    with section_head("Timeline", key="timeline"):
        entries = counted(reading.entries, "entry", "entries")
        if drawn and st.button(f"{entries} as a table", type="tertiary", key="rca-table", wrap=False):
            _table_dialog(reading)
    if drawn:
        st.html(f'<div class="sh sh-small">{esc(_key(reading))}</div>')
        st.vega_lite_chart(
            spec=json.loads(chart_json(reading, dark=is_dark())), alt=chart_in_words(reading), key="rca-chart", width="stretch"
        )
    _told(reading)
    if reading.rows and not drawn:
        st.html(table_markup(reading))


def _key(reading: Reading) -> str:
    """What the shapes mean, and in which zone the times are read."""
    used = {row.mark for row in reading.rows}
    marks = [f"{sign}\u00a0{mark.value}" for mark, sign in KEY.items() if mark in used] + (["▨\u00a0gap"] if reading.silences else [])
    return "\u2003".join([*marks, f"times in {reading.rows[0].at.tzname()}"])


def _told(reading: Reading) -> None:
    """Gaps and missing milestones in words."""
    rows = [
        f'<div class="{"sh-amber" if reading.silences else "sh-muted"}">{icon("texture" if reading.silences else "info")} {esc(text)}</div>'
        for text in silences_in_words(reading)
    ]
    missing = missing_in_words(reading)
    if missing:
        rows.append(f'<div class="sh-muted">{icon("radio_button_unchecked")} {esc(missing)}</div>')
    st.html(f'<div class="sh sh-list">{"".join(rows)}</div>')


@st.dialog("Timeline", width="large", position="right", icon=":material/table_rows:")
def _table_dialog(reading: Reading) -> None:
    st.html(table_markup(reading))
