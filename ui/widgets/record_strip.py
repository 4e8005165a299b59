"""The strip above every page that belongs to a record: level, title, whose it is, what is due, who acts."""

from __future__ import annotations

import streamlit as st

from assistant.records.clock import read_clocks
from assistant.records.model import EscalationRecord
from assistant.review.stored import StoredRecord
from ui import session
from ui.widgets.frame import who_acts
from ui.widgets.words import badge, clock_left, clock_look, clock_name, esc, moment, severity_badge


def record_strip(stored: StoredRecord) -> None:
    """Draw the strip; the clocks keep running without touching the rest of the page."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="strip"):
        st.html(_who(stored))
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right", width="content", wrap=False):
            _due(stored)
            who_acts()


def _who(stored: StoredRecord) -> str:
    record = stored.record
    sample = f" {badge('Sample')}" if stored.sample else ""
    return (
        f'<div class="sh sh-strip">{severity_badge(record.severity)}<span class="sh-record" role="heading" aria-level="1">{esc(record.title)}</span>'
        f'<span class="sh-small">{esc(about(record))}</span>{sample}</div>'
    )


def about(record: EscalationRecord) -> str:
    """Id, customer, plan and state on one line."""
    tier = record.customer.tier.value.capitalize() if record.customer.tier else ""
    return " · ".join(part for part in (record.id, record.customer.name, tier, record.status.value.capitalize()) if part)


@st.fragment(run_every="20s")
def _due(stored: StoredRecord) -> None:
    now, policy = session.now(), session.services().policy
    owed = read_clocks(stored.record, policy, now=now).owed_next
    if owed is None or owed.due_at is None:
        words = badge("Nothing is due")
    else:
        look, symbol = clock_look(owed)
        at = moment(owed.due_at, now=now, zone=policy.zone)
        words = badge(f"{clock_name(owed)} due {at} · {clock_left(owed, now=now)}", look, symbol)
    clock = f"{now.astimezone(policy.zone):%H:%M %Z}"
    st.html(f'<div class="sh" style="white-space:nowrap">{words} &nbsp;<span class="sh-small">{esc(clock)}</span></div>', width="content")
