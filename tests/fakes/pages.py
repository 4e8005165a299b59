"""Reading a page of the app in Streamlit's test harness."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def text_of(at: AppTest) -> str:
    """Everything that the page says, in its own markup."""
    return "\n".join(str(element.value) for kind in ("markdown", "html") for element in at.get(kind))


def toasts(at: AppTest) -> str:
    """What the page said in passing."""
    return "\n".join(str(toast.value) for toast in at.toast)
