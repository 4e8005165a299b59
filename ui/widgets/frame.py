"""What every page stands in: style, logo, errors, and the badges of who acts and what is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import streamlit as st

from assistant.errors import InputInvalid, SteadyhandError
from ui import session
from ui.widgets.words import esc, icon

# Streamlit gives chosen segments, pills and tabs the fill of a button as text colour, which is too dark on a dark page.
_DARK = ':root{color-scheme:dark}button[data-variant][data-selected="true"] p,[role="tab"][aria-selected="true"] p{color:#7CCBC4}'


def is_dark() -> bool:
    """Whether the page is dark."""
    return st.context.theme.type == "dark"


def dress() -> None:
    """Style and logo."""
    static = files("ui") / "static"
    style = (static / "style.css").read_text(encoding="utf-8")
    st.html(f"<style>{style}{_DARK if is_dark() else ''}</style>")
    st.logo(str(static / ("logo-dark.svg" if is_dark() else "logo.svg")), size="large")


@contextmanager
def told() -> Iterator[None]:
    """A page, or a part of one. An error of it is told in its place, with the way on; no trace ever reaches the page."""
    try:
        yield
    except SteadyhandError as error:
        show_error(error)
    except Exception as error:
        show_error(session.unforeseen(error))


def show_error(error: SteadyhandError) -> None:
    """What failed, every problem of it, and what to do."""
    problems = error.problems if isinstance(error, InputInvalid) else ()
    items = "".join(f"<li>{esc(problem)}</li>" for problem in problems)
    listed = f"<ul>{items}</ul>" if items else ""
    message = esc(error.message).replace("\n", "<br>")
    notice(f"<b>{message}</b>{listed}{'<br>' if error.hint and not listed else ''}{esc(error.hint)}", look="red", symbol="error")


def notice(markup: str, *, look: str = "", symbol: str = "info") -> None:
    """A box: amber asks for a look, "red" says what failed, "calm" is only told. The markup must be escaped."""
    role = "alert" if look == "red" else "status"
    st.html(f'<div class="sh sh-notice {esc(look)}" role="{role}">{icon(symbol)}<div>{markup}</div></div>')


def tell() -> None:
    """What the last deed had to say."""
    error = session.trouble()
    if error:
        show_error(error)
    for text in session.said():
        st.toast(text, icon=":material/check:")


def head(title: str, right: str = "") -> None:
    """A section head with a muted remark at its right; both escaped here."""
    st.html(f'<div class="sh sh-row sh-ruled"><span class="sh-head">{esc(title)}</span><span class="sh-small">{esc(right)}</span></div>')


def page_title(title: str, remark: str = "") -> None:
    """The title of a page that belongs to no record."""
    st.html(
        f'<div class="sh" role="heading" aria-level="1"><span class="sh-title">{esc(title)}</span> &nbsp;<span class="sh-small">{esc(remark)}</span></div>'
    )


def who_acts() -> None:
    """Whose name stands under what is done now, and how to change it."""
    with st.popover(session.actor(), icon=":material/person:", key="who", help="Who acts"):
        st.markdown("**Who acts**  \n:small[:gray[The name is kept with every draft and decision.]]")
        names = session.people()
        chosen = st.selectbox("Name", names, index=names.index(session.actor()), accept_new_options=True, key="who-name", on_change=_act_as)
        if not chosen:
            st.markdown(":small[:gray[Choose a name or type one.]]")


def _act_as() -> None:
    name = " ".join(str(st.session_state.get("who-name") or "").split())
    if name:
        st.session_state["actor"] = name
