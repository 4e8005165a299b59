"""The repair of a draft: proposed as a comparison with what it mends, and kept only when a person accepts it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import streamlit as st

from assistant.checks.finding import CheckReport, Finding
from assistant.drafting.revising import Change, Repair, to_mend
from assistant.errors import SteadyhandError
from assistant.evidence.facts import Audience
from assistant.review.states import State
from assistant.review.stored import StoredDraft, identity
from assistant.second_look import Proposed, accept_repair, propose_repair
from ui import session
from ui.widgets.changes import compare
from ui.widgets.document_desk import uses_model
from ui.widgets.frame import head, notice, show_error
from ui.widgets.review_text import lines_to_compare
from ui.widgets.words import counted, esc, icon, md

_TO_MEND = "Mends what the checks found, and shows you the outcome before anything is saved"


def repair_button(draft: StoredDraft, *, closed: str = "") -> None:
    """Draw the button that asks for a repair; `open_repair`, at the end of the page, shows it.

    Args:
        draft: Whose newest version is repaired.
        closed: Why it cannot be repaired here and now; empty where it can.
    """
    reason = closed or why_nothing(draft)
    st.button(
        "Repair",
        icon=":material/build:",
        key="repair",
        disabled=bool(reason),
        help=reason or _TO_MEND,
        on_click=_ask,
        args=((draft.id, draft.version),),
    )


def _ask(which: tuple[str, int]) -> None:
    st.session_state.pop("repair-proposed", None)
    st.session_state["repair-asked"] = which


def open_repair(draft: StoredDraft, accepted: Callable[[], None] | None = None) -> None:
    """Show the repair that was asked for. Called at the end of a page: a dialog that opens earlier holds up the rest.

    Args:
        draft: As for `repair_button`.
        accepted: Called once a repair was kept.
    """
    # A click that came while a page was being drawn may be told again on the next run; by then the version is another one.
    if st.session_state.pop("repair-asked", None) == (draft.id, draft.version):
        _dialog(draft, accepted)


def why_nothing(draft: StoredDraft) -> str:
    """Why there is nothing to repair in the newest version; empty where there is something."""
    if draft.state.is_final:
        return "What was sent or withdrawn stays as it is."
    mendable = to_mend(CheckReport(findings=draft.newest.findings, sentences=()))
    if any(draft.waiver_of(finding) is None for finding in mendable):
        return ""
    if mendable:
        return "Nothing to repair: every finding was waived."
    if draft.open_findings:
        return "Nothing to repair: what is open is a gap, and only a person can fill it."
    return "Nothing to repair: no finding blocks or warns."


@st.dialog("Repair", width="large", icon=":material/build:")
def _dialog(draft: StoredDraft, accepted: Callable[[], None] | None) -> None:
    try:
        proposed = _proposed(draft)
    except SteadyhandError as error:
        show_error(error)
        return
    repaired = proposed.repair
    st.html(f'<div class="sh sh-small">{esc(_who(draft, repaired))} Nothing is saved yet.</div>')
    for text in repaired.notices:
        notice(esc(text), symbol="cloud_off")
    left = to_mend(repaired.report)
    if not repaired.rounds:
        notice("<b>No repair was found.</b> None that was tried leaves fewer findings and brings no new one.", look="calm", symbol="build")
        if left:
            _findings("What is left is for a person", left, "radio_button_unchecked")
        return
    gone = _gone(to_mend(proposed.before), left)
    _findings(f"Findings that fall: {len(gone)} of {len(to_mend(proposed.before))}", gone, "check_circle")
    _steps([change for each in repaired.rounds for change in each.changes])
    _difference(proposed)
    if left:
        _findings(f"Left for a person: {len(left)}", left, "radio_button_unchecked")
    _decide(proposed, accepted)


def _proposed(draft: StoredDraft) -> Proposed:
    """The repair that is shown: made once, so that what is accepted is what was read."""
    key = (draft.id, draft.version, uses_model())
    held = st.session_state.get("repair-proposed")
    if held and held[0] == key and isinstance(held[1], Proposed):
        return held[1]
    with st.spinner("Trying repairs, each against every check"):
        proposed = propose_repair(session.services(), draft.id, now=session.now(), use_model=uses_model())
    st.session_state["repair-proposed"] = (key, proposed)
    return proposed


def _who(draft: StoredDraft, repaired: Repair) -> str:
    """What repaired, and why no model did where none was asked."""
    model = session.services().settings.model
    if draft.audience is not Audience.CUSTOMER:
        return "Repaired by the rules alone: no model writes in a document for colleagues."
    if model == "none":
        return "Repaired by the rules alone: no model is configured."
    if not uses_model():
        return "Repaired by the rules alone, because the composer is chosen as the writer."
    if repaired.usage.requests or repaired.notices:
        return f"Repaired by the rules first; {model} was asked about the sentences that they left."
    return f"Repaired by the rules alone: nothing was left to ask {model} about."


def _gone(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """The findings that are no longer there, each counted as often as it stood there."""
    left = Counter(identity(finding) for finding in after)
    gone = []
    for finding in before:
        if left[identity(finding)]:
            left[identity(finding)] -= 1
        else:
            gone.append(finding)
    return gone


def _findings(title: str, findings: Iterable[Finding], symbol: str) -> None:
    head(title)
    rows = "".join(f"<div>{icon(symbol)} {_quoted(finding)}{esc(finding.message)}</div>" for finding in findings)
    st.html(f'<div class="sh sh-list">{rows}</div>')


def _quoted(finding: Finding) -> str:
    words = finding.text if len(finding.text) <= 100 else f"{finding.text[:100].rsplit(' ', 1)[0]} …"
    return f'<span class="sh-serif">“{esc(words)}”</span> ' if words else ""


def _steps(changes: list[Change]) -> None:
    told = Counter(change.how for change in changes)
    st.html(f'<div class="sh sh-small">How: {esc(", ".join(f"{number} {how}" for how, number in told.items()))}</div>')


def _difference(proposed: Proposed) -> None:
    before, after = proposed.stored.body, proposed.repair.text
    if proposed.stored.audience is Audience.INTERNAL:
        before, after = lines_to_compare(before), lines_to_compare(after)
    is_now = f"<b>Version {proposed.stored.version}</b> · as it is"
    found = compare(before, after, before_head=is_now, after_head="<b>Repaired</b> · not saved", around=1)
    st.html(f'<div class="sh sh-small">{counted(found.changed, "line")} changed, {found.kept} kept</div>{found.table}')


def _decide(proposed: Proposed, accepted: Callable[[], None] | None) -> None:
    stored, rounds = proposed.stored, len(proposed.repair.rounds)
    first = stored.version + 1
    name = f"version {first}" if rounds == 1 else f"versions {first} to {first + rounds - 1}"
    again = " It has to be submitted and approved again." if stored.state in {State.SUBMITTED, State.APPROVED} else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        taken = st.button(
            f"Accept as {name}",
            type="primary",
            icon=":material/check:",
            key="repair-accept",
            on_click=_accept,
            args=(proposed, accepted),
        )
        # A run of the whole page closes the dialog.
        if st.button("Leave it as it is", key="repair-leave") or taken:
            st.rerun()
        st.markdown(f":small[:gray[{md(f'Saved in the name of {session.actor()}.{again}')}]]")


def _accept(proposed: Proposed, accepted: Callable[[], None] | None) -> None:
    with session.deed():
        done = accept_repair(session.services(), proposed, by=session.actor(), now=session.now())
        if accepted:
            accepted()
        session.say(f"Saved as version {done.stored.version}; the checks ran again.")
