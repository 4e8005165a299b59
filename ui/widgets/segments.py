"""A row of joined buttons of which one is chosen. Unlike a segmented control, single choices can be disabled and say why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st


def segments(label: str, options: Sequence[tuple[str, str, str]], *, chosen: str, key: str, on_choose: Callable[[str], None]) -> None:
    """Draw the row.

    Args:
        label: Above it.
        options: Value, name, and the reason why it cannot be chosen or an empty string.
        chosen: The value that is chosen.
        key: Of the row; its buttons are `{key}-{value}`.
        on_choose: Told the value that was clicked.
    """
    with st.container(key=f"segments-{key}", gap="xsmall", width="content"):
        st.html(f'<div class="sh sh-small">{label}</div>')
        with st.container(horizontal=True, key=f"segrow-{key}", gap=None, width="content", wrap=False):
            for value, name, reason in options:
                with st.container(key=f"seg{'on' if value == chosen else 'off'}-{key}-{value}", width="content"):
                    st.button(
                        name,
                        key=f"{key}-{value}",
                        disabled=bool(reason),
                        help=reason or None,
                        on_click=on_choose,
                        args=(value,),
                    )
