"""The browser app: only the router. Start it with `steadyhand ui`."""

from __future__ import annotations

from importlib.resources import files

import streamlit as st

from ui import session
from ui.widgets.command_bar import command_button
from ui.widgets.frame import dress, tell, told

st.set_page_config(page_title="steadyhand", page_icon=str(files("ui") / "static" / "mark.svg"), layout="wide")
dress()
page = st.navigation(
    [
        st.Page(session.QUEUE, title="Queue", icon=":material/inbox:", default=True),
        st.Page("app_pages/escalation.py", title="Escalation", icon=":material/emergency_home:"),
        st.Page("app_pages/status.py", title="Status report", icon=":material/summarize:"),
        st.Page(session.COMPOSE, title="Compose", icon=":material/edit_note:"),
        st.Page(session.REVIEW, title="Review", icon=":material/rule:"),
        st.Page("app_pages/ledger.py", title="Ledger", icon=":material/handshake:"),
        st.Page("app_pages/root_cause.py", title="Root cause", icon=":material/account_tree:"),
        st.Page(session.SIMILAR, title="Similar", icon=":material/manage_search:"),
        st.Page(session.KNOWLEDGE, title="Knowledge", icon=":material/library_books:"),
        st.Page("app_pages/metrics.py", title="Metrics", icon=":material/monitoring:"),
        st.Page("app_pages/evaluation.py", title="Evaluation", icon=":material/science:"),
    ],
    position="top",
)
tell()
command_button()
with told():
    page.run()
