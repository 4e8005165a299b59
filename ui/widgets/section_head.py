"""The head of a section of the Root cause page: title, remark, and room for a button at the right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from ui.widgets.words import esc


@contextmanager
def section_head(title: str, remark: str = "", *, key: str) -> Iterator[None]:
    """Draw title and remark, both escaped here; what is drawn within stands at the right."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", key=f"rule-{key}"):
        st.html(
            f'<div class="sh"><span class="sh-head" role="heading" aria-level="2">{esc(title)}</span> &nbsp;<span class="sh-small">{esc(remark)}</span></div>'
        )
        yield
