"""The questions for the meeting: each is ticked once it is answered, and the rest can be copied as an agenda."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import streamlit as st

from ui.widgets.section_head import section_head
from ui.widgets.words import md

_ASK = re.compile(r"^(?P<question>.+[?.”])\s+Ask (?P<whom>[^?]+?)\.?$", re.DOTALL)


def meeting_questions(record_id: str, title: str, questions: Sequence[str]) -> None:
    """Draw them; what is ticked is remembered for the session, by the words of the question."""
    keys = [f"rca-asked-{record_id}-{zlib.crc32(text.encode()):08x}" for text in questions]
    still = [text for text, key in zip(questions, keys, strict=True) if not st.session_state.get(key)]
    with (
        section_head("Questions for the meeting", f"{len(questions) - len(still)} of {len(questions)} answered", key="questions"),
        st.popover("Copy as agenda", type="tertiary", key="rca-agenda"),
    ):
        st.markdown(":small[:gray[The button at the right of the text copies it. Ticked questions are left out.]]")
        st.code(agenda(record_id, title, still), language=None, wrap_lines=True)
    with st.container(gap=None, key="rca-questions"):
        for text, key in zip(questions, keys, strict=True):
            question, whom = split_question(text)
            ask = f"  \n:small[:gray[Ask {md(whom)}]]" if whom else ""
            st.checkbox(f"{md(question)}{ask}", key=key, persist_state="session", width="stretch")


def split_question(text: str) -> tuple[str, str]:
    """A question, and whom to ask; empty where it does not say."""
    found = _ASK.match(text)
    return (found["question"], found["whom"]) if found else (text, "")


def agenda(record_id: str, title: str, questions: Sequence[str]) -> str:
    """What is still to be answered, as a text to paste."""
    rows = [f"{number}. {text}" for number, text in enumerate(questions, 1)] or ["Every question is ticked."]
    return "\n".join([f"Review of {record_id}: {title}", "", *rows])
