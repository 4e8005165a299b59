"""What stands under the findings: promises, notices, what was left out, and where the text comes from."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from assistant.drafting.draft import Draft
from assistant.review.stored import DraftVersion
from ui.widgets.frame import head
from ui.widgets.words import counted, esc, icon, md, moment, tag


def promises(draft: Draft, *, now: datetime, zone: ZoneInfo) -> None:
    """What the message promises, by when, and what backs it."""
    if not draft.commitments:
        return
    head("Promises in this message", str(len(draft.commitments)))
    rows = []
    for item in draft.commitments:
        due = f"by {moment(item.due_at, now=now, zone=zone)}" if item.due_at else "no time given"
        backed = " ".join(tag(name) for name in item.backed_by) or '<span class="sh-amber">no source</span>'
        rows.append(
            f"<div>{icon('schedule' if item.due_at else 'radio_button_unchecked')} “{esc(item.text)}”"
            f'<div class="sh-small" style="padding-left:21px">{esc(due)}{f" · {esc(item.owner)}" if item.owner else ""} {backed}</div></div>'
        )
    st.html(f'<div class="sh sh-list">{"".join(rows)}</div>')


def worth_knowing(draft: Draft) -> None:
    """Plain sentences for the reader of the draft."""
    if draft.notices:
        head("Worth knowing")
        rows = "".join(f"<div>{icon('info')} {esc(text)}</div>" for text in draft.notices)
        st.html(f'<div class="sh sh-list">{rows}</div>')


def left_out(draft: Draft) -> None:
    """What was not given to the writer."""
    if not draft.withheld:
        return
    with st.expander(f"{counted(len(draft.withheld), 'piece')} of evidence left out", key="left-out", type="compact"):
        for item in draft.withheld:
            st.markdown(f"`{item.id}` {md(item.text)}  \n:small[:gray[{md(item.origin)}]]")


def provenance(version: DraftVersion) -> None:
    """Who and what wrote this version."""
    draft = version.draft
    tokens = f" · {draft.usage.input_tokens:,} tokens in, {draft.usage.output_tokens:,} out" if draft.usage.requests else ""
    record = f" · record version {version.record_version}" if version.record_version else ""
    st.html(
        f'<div class="sh sh-small" style="padding-top:10px">Written by {esc(version.written_by)} · prompt {esc(draft.prompt.id)} v{draft.prompt.version}, '
        f'<span class="sh-code">{esc(draft.prompt.fingerprint)}</span>{tokens}{record} · {draft.elapsed_ms:,.0f} ms</div>'
    )
