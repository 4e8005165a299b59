"""The versions of a draft in a row, and the comparison of two."""

from __future__ import annotations

import streamlit as st

from assistant.review.stored import DraftVersion, StoredDraft
from ui import session
from ui.widgets import desk as on_desk
from ui.widgets.changes import compare
from ui.widgets.desk import Desk
from ui.widgets.words import counted, esc, md, moment

_MOST = 6


def _saved_at(version: DraftVersion) -> str:
    zone = session.services().policy.zone
    return moment(version.saved_at, now=session.now(), zone=zone).rsplit(" ", 1)[0]


def version_name(version: DraftVersion) -> str:
    """A version on one line: "Version 2 · 14:36 · composer + edit, saved by Priya Raman"."""
    return f"Version {version.number} · {_saved_at(version)} · {version.written_by}, saved by {version.author}"


def version_row(desk: Desk) -> None:
    """Choose a version; compare two of them."""
    draft = desk.draft
    if draft is None or desk.version is None:
        return
    shown = draft.versions[-_MOST:]
    names = {version.number: f"{version.number} · {_saved_at(version)}" for version in shown}
    key = f"versions-{draft.id}-{draft.version}-{desk.version.number}"
    st.space("xsmall")
    st.segmented_control(
        "Versions" if len(shown) == len(draft.versions) else f"The last {_MOST} of {counted(len(draft.versions), 'version')}",
        list(names),
        default=desk.version.number if desk.version.number in names else None,
        required=desk.version.number in names,
        format_func=lambda number: md(names[number]),
        key=key,
        on_change=lambda: on_desk.choose_version(desk, int(st.session_state[key])),
    )
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        note = f" · “{esc(desk.version.note)}”" if desk.version.note else ""
        st.html(f'<div class="sh sh-small">{esc(version_name(desk.version))}{note}</div>')
        if len(draft.versions) > 1 and st.button("Compare versions", type="tertiary", key="compare-versions", wrap=False):
            compare_dialog(draft)


@st.dialog("Compare versions", width="large", icon=":material/difference:")
def compare_dialog(draft: StoredDraft) -> None:
    """Two versions side by side."""
    numbers = [version.number for version in draft.versions]
    left, right = st.columns(2)
    one = left.selectbox(
        "From", numbers, index=len(numbers) - 2, key="compare-from", format_func=lambda n: version_name(draft.versions[n - 1])
    )
    other = right.selectbox(
        "To", numbers, index=len(numbers) - 1, key="compare-to", format_func=lambda n: version_name(draft.versions[n - 1])
    )
    before, after = draft.versions[one - 1], draft.versions[other - 1]
    changes = compare(
        f"{before.subject}\n{before.body}",
        f"{after.subject}\n{after.body}",
        before_head=f"<b>Version {before.number}</b> · {esc(before.written_by)}",
        after_head=f"<b>Version {after.number}</b> · {esc(after.written_by)}",
    )
    st.markdown(f":small[:gray[{counted(changes.changed, 'line')} changed, {changes.kept} kept]]")
    st.html(changes.table)
