"""One click that makes an evaluation case of an approved draft."""

from __future__ import annotations

import streamlit as st

from assistant.review.stored import StoredDraft
from ui import session


def case_button(draft: StoredDraft) -> None:
    """Draw the button; nothing before somebody has approved the text."""
    if not draft.state.may_leave:
        return
    st.button(
        "Make a case of this draft",
        icon=":material/fact_check:",
        key="make-case",
        on_click=_keep,
        args=(draft,),
        help="Keeps the record as it was and what this text says as an evaluation case, to hold prompts and models against.",
    )


def _keep(draft: StoredDraft) -> None:
    # Only now, for the evaluations' imports would hold up a page that seldom needs them.
    from evals.outside import APPROVED, add_case, case_of_draft

    with session.deed():
        services = session.services()
        path = services.data_dir / "evals" / APPROVED
        number = add_case(path, case_of_draft(services, draft))
        kept = "It is the first case" if number == 1 else f"There are {number} cases now"
        session.say(f"Kept as a case, as confidential as its record. {kept} in {path.name}.")
