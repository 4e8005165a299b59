"""The second look: a model's answers to fixed questions about a message, each with the words that decide it. It can raise, never clear."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assistant.drafting.judge import QUESTIONS, Answered, Judgement, JudgeState, Question
from assistant.errors import SteadyhandError
from assistant.evidence.facts import Audience
from assistant.review.stored import StoredDraft, StoredRecord
from assistant.second_look import judge
from ui import session
from ui.widgets.frame import head, notice, show_error
from ui.widgets.words import counted, esc, icon

_HELP = "A model answers fixed questions about this text; it can raise a doubt and clears nothing"


def second_look_button(draft: StoredDraft, stored: StoredRecord | None, *, closed: str = "") -> None:
    """Draw the button that asks the model about the newest version; nothing for a document for colleagues.

    Args:
        draft: Whose newest version is looked at.
        stored: Its record, whose names the model does not see.
        closed: Why it cannot be asked here and now; empty where it can.
    """
    if draft.audience is not Audience.CUSTOMER:
        return
    model = session.services().settings.model
    reason = closed or ("" if model != "none" else "No model is configured, and the second look is a model's.")
    if st.button("Second look", icon=":material/visibility:", key="second-look", disabled=bool(reason), help=reason or _HELP):
        _ask(draft, stored, model)


def _ask(draft: StoredDraft, stored: StoredRecord | None, model: str) -> None:
    record = stored.record if stored else None
    try:
        with st.spinner(f"{model} reads the text"):
            given = judge(session.services(), draft.body, record=record, kind=draft.kind)
    except SteadyhandError as error:
        show_error(error)
        return
    st.session_state["second-look-given"] = (_key(draft), given)


def _key(draft: StoredDraft) -> tuple[str, int]:
    return draft.id, draft.version


def second_look(draft: StoredDraft) -> None:
    """Draw what the model answered about this version; nothing while it was not asked."""
    held = st.session_state.get("second-look-given")
    if not held or held[0] != _key(draft) or not isinstance(held[1], Judgement):
        return
    given = held[1]
    head("Second look", f"by {given.model}" if given.model else "")
    if given.state is JudgeState.NOT_JUDGED:
        notice(f"<b>Not judged.</b> {esc(given.reason)} That is no pass; Second look asks again.", symbol="cloud_off")
        return
    questions = [each for each in QUESTIONS if not each.kinds or draft.kind in each.kinds]
    answers = {answer.id: answer for answer in given.answers}
    raised = [each for each in questions if each.id in answers and answers[each.id].yes is not each.wanted]
    silent = [each for each in questions if each.id not in answers]
    quiet = [each for each in questions if each not in raised and each not in silent]
    st.html(f'<div class="sh sh-list">{_raised(raised, answers)}</div>')
    if silent:
        _silent(silent, given.dropped, of=len(questions), key=f"silent-{draft.id}-{draft.version}")
    if quiet:
        with st.expander(f"{counted(len(quiet), 'answer')} that raise nothing", key=f"quiet-{draft.id}-{draft.version}", type="compact"):
            st.html(f'<div class="sh sh-list">{"".join(_answer(each, answers[each.id]) for each in quiet)}</div>')
    st.html('<div class="sh sh-small">A model’s opinion. It can raise a doubt; it clears no finding and opens no approval.</div>')


def _raised(questions: Sequence[Question], answers: dict[str, Answered]) -> str:
    if not questions:
        return "<div>It raises nothing.</div>"
    return "".join(
        f'<div><b class="sh-amber">{icon("warning")} {esc(each.message)}</b>{_answer(each, answers[each.id])}'
        f'<div class="sh-small sh-accent">{esc(each.suggestion)}</div></div>'
        for each in questions
    )


def _answer(question: Question, answer: Answered) -> str:
    quote = f' <span class="sh-serif">“{esc(answer.quote)}”</span>' if answer.quote else ""
    return f'<div><span class="sh-small">{esc(question.text)}</span> <b>{"Yes" if answer.yes else "No"}</b>{quote}</div>'


def _silent(questions: Sequence[Question], dropped: int, *, of: int, key: str) -> None:
    """The questions without an answer that stands: asked, and not judged."""
    was = "answer was" if dropped == 1 else "answers were"
    why = f" {dropped} {was} dropped: the words quoted do not stand in the text." if dropped else ""
    st.html(
        f'<div class="sh sh-list"><div><b class="sh-amber">{icon("help")} Not judged: {len(questions)} of {of} questions.</b>'
        f'<span class="sh-small">{esc(why)} That is no pass.</span></div></div>'
    )
    with st.expander("Which ones", key=key, type="compact"):
        st.html(f'<div class="sh sh-list">{"".join(f"<div>{esc(each.text)}</div>" for each in questions)}</div>')
