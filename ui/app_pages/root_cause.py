"""Root cause: what do we know, what decides?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assistant.analysis.hypotheses import Conclusion
from assistant.workflow import Drafted
from ui import session
from ui.widgets import cause_desk as on_desk
from ui.widgets.cause_desk import ANALYSIS, CauseDesk
from ui.widgets.frame import is_dark, notice, page_title, who_acts
from ui.widgets.hypothesis_cards import Deciding, hypothesis_cards
from ui.widgets.intake_forms import put_in_samples
from ui.widgets.meeting_questions import meeting_questions
from ui.widgets.past_incidents import cards_by_cause, cards_by_symptom, past_cards
from ui.widgets.queue_rows import ANY, Filter
from ui.widgets.record_strip import about, record_strip
from ui.widgets.report_pane import STEPS, report_pane
from ui.widgets.section_head import section_head
from ui.widgets.segments import segments
from ui.widgets.timeline_pane import timeline_pane
from ui.widgets.whys_graph import branches_of, steps_of, whys_dot, whys_in_words, whys_list
from ui.widgets.words import badge, esc, icon, listed, severity_badge, tag

_CONCLUSIONS = {
    Conclusion.INCONCLUSIVE: ("Inconclusive", "", "radio_button_unchecked"),
    Conclusion.SUPPORTED: ("Supported, not confirmed", "amber", "contrast"),
    Conclusion.CONFIRMED: ("Confirmed", "accent", "verified"),
}
_TO_PICK = 12


def page() -> None:
    """The whole page, or the way to a record."""
    record_id = session.chosen_record()
    if not record_id:
        _pick_a_record()
        return
    desk = on_desk.lay_out(record_id)
    record_strip(desk.stored)
    analysis = _at_hand(desk, ANALYSIS)
    details = analysis.draft.details
    _conclusion(desk, details)
    _without_model(desk, analysis)
    left, right = st.columns([930, 412], gap="large")
    with left:
        timeline_pane(details["timeline"])
        _hypotheses(desk, details)
        _whys(desk, details)
        _similar(details)
        meeting_questions(record_id, desk.record.title, details["questions"])
    with right:
        made = None if desk.draft else analysis if desk.kind == ANALYSIS else _at_hand(desk, desk.kind)
        report_pane(desk, made, conclusion=str(details["reason"]))


def _at_hand(desk: CauseDesk, kind: str) -> Drafted:
    """The document as it was worked out before, or worked out now with its steps told."""
    found = on_desk.document_at_hand(desk, kind)
    if found:
        return found
    place = st.empty()
    with place.status("Reading the record") as status:
        made = on_desk.work_out(desk, kind, on_step=lambda name: status.update(label=STEPS.get(name, name)))
    place.empty()
    return made


# No record


def _pick_a_record() -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        page_title("Root cause", "What do we know, what decides?")
        who_acts()
    items = session.queue()
    if not items:
        st.html(
            '<div class="sh" style="padding:24px 0 8px"><div class="sh-record">No escalation to analyse yet</div>'
            '<p class="sh-muted">An analysis is made from a record: its times, its log and past reports.</p></div>'
        )
        with st.container(horizontal=True):
            st.button("Load samples", type="primary", key="load-samples", on_click=put_in_samples)
            st.page_link(session.QUEUE, label="Go to the queue", icon=":material/inbox:")
        return
    st.html('<div class="sh sh-small" style="padding:6px 0">Choose the escalation to look into.</div>')
    words = st.text_input("Find a record", key="rca-find", type="search", placeholder="Find a record", icon=":material/search:",
                          label_visibility="collapsed", width=340, live="300ms", persist_state="session")  # fmt: skip
    found = [item for item in items if Filter(severity=ANY, words=words or "").admits(item)]
    if not found:
        st.html(f'<div class="sh sh-record" style="padding:14px 0">None of {len(items)} match</div>')
        st.button("Clear the search", key="rca-clear", on_click=lambda: st.session_state.update({"rca-find": ""}))
        return
    for item in found[:_TO_PICK]:
        record = item.record
        with st.container(horizontal=True, vertical_alignment="center", key=f"queue-row-rca-{record.id}", gap="small", wrap=False):
            st.html(
                f'<div class="sh"><div class="sh-strip">{severity_badge(record.severity)}<b>{esc(record.title)}</b></div>'
                f'<div class="sh-small" style="margin-top:2px">{esc(about(record))}</div></div>'
            )
            st.button("Analyse", key=f"rca-pick-{record.id}", on_click=session.choose_record, args=(record.id,), width=96)
    if len(found) > _TO_PICK:
        st.html(f'<div class="sh sh-small">And {len(found) - _TO_PICK} more; search for one.</div>')


def _another() -> None:
    """Back to the choice of a record."""
    st.session_state.pop("record", None)
    st.query_params.clear()


# What can be said


def _conclusion(desk: CauseDesk, details: Mapping[str, Any]) -> None:
    label, look, symbol = _CONCLUSIONS[Conclusion(details["conclusion"])]
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="toolbar-rca", wrap=False):
        st.html(f'<div class="sh sh-conclusion" role="status">{badge(label, look, symbol)}<span>{_concluded(details)}</span></div>')
        with st.container(horizontal=True, vertical_alignment="bottom", width="content", wrap=False, gap="small"):
            segments(
                "Written by",
                [(on_desk.COMPOSED, "Composer", ""), (on_desk.MODEL, "Model", on_desk.no_model())],
                chosen=desk.writer,
                key="rca-writer-row",
                on_choose=on_desk.choose_writer,
            )
            st.button("Another record", type="tertiary", key="rca-another", on_click=_another)
            st.button("Analyse again", icon=":material/autorenew:", key="rca-anew", on_click=on_desk.forget, help="Reads the record and the past reports anew")  # fmt: skip


def _without_model(desk: CauseDesk, analysis: Drafted) -> None:
    """Why the rules wrote although the model was asked."""
    told = " ".join(text for text in analysis.draft.notices if text.startswith("The composer wrote"))
    if desk.writer == on_desk.MODEL and told:
        notice(f"<b>Written without the model.</b> {esc(told)} Analyse again tries the model once more.", symbol="cloud_off")


def _concluded(details: Mapping[str, Any]) -> str:
    """The reason in one sentence; a confirmed cause in its own words, with its evidence. Escaped."""
    confirmed = next((each for each in details["hypotheses"] if each["state"] == "confirmed"), None)
    if confirmed:
        return f"{esc(confirmed['id'])}: {esc(confirmed['cause'])} {tag(confirmed['confirmed_by'])}"
    reason = str(details["reason"]).partition(": ")[2] or str(details["reason"])
    return esc(reason[:1].upper() + reason[1:])


# Hypotheses


def _hypotheses(desk: CauseDesk, details: Mapping[str, Any]) -> None:
    found: Sequence[Mapping[str, Any]] = details["hypotheses"]
    counts = [f"{number} {state}" for state in ("confirmed", "supported", "open", "rejected") if (number := _standing(found, state))]
    with section_head("Hypotheses", ", ".join(counts), key="hypotheses"):
        pass
    if not found:
        notice(
            "<b>No hypothesis yet.</b> Where somebody suspects a cause, write it into the log with what speaks for it; it is weighed here.",
            look="calm",
            symbol="account_tree",
        )
        return
    deciding = Deciding(
        on_desk.confirming_evidence(desk) if any(each["state"] in {"open", "supported"} for each in found) else {},
        lambda each, evidence, result: on_desk.confirm_cause(desk, each, evidence, result),
        lambda each, reason: on_desk.reject_cause(desk, each, reason),
        session.actor(),
        desk.key,
    )
    hypothesis_cards(found, deciding)


def _standing(found: Sequence[Mapping[str, Any]], state: str) -> int:
    return sum(each["state"] == state for each in found)


# Five whys


def _whys(desk: CauseDesk, details: Mapping[str, Any]) -> None:
    as_list = bool(st.session_state.get("rca-whys-list"))
    with section_head("Five whys", "dashed: suspected or not known", key="whys"):
        st.button("As a graph" if as_list else "As a list", type="tertiary", key="rca-whys-view", on_click=_turn_whys)
    if as_list:
        st.html(whys_list(details["whys"]))
        return
    chain = steps_of(details["whys"])
    dot = whys_dot(desk.record.title, chain, branches_of(details["review"]), dark=is_dark())
    with st.container(key="rca-whys"):
        st.graphviz_chart(dot, width="stretch", alt=whys_in_words(desk.record.title, chain))


def _turn_whys() -> None:
    st.session_state["rca-whys-list"] = not st.session_state.get("rca-whys-list")


# Similar incidents


def _similar(details: Mapping[str, Any]) -> None:
    seen, thought = details["similar"]["by_symptom"], details["similar"]["by_cause"]
    with section_head("Similar incidents", "what looks alike seldom has the same cause", key="similar"):
        pass
    _group("By symptom", "What was seen reads like it.")
    if seen:
        past_cards(cards_by_symptom(seen), key="symptom")
    else:
        _none("No past report looks like this incident.")
    _group("By cause", f"The cause there reads like {listed(thought)}." if any(thought.values()) else "")
    past_cards(cards_by_cause(thought), key="cause")
    without = [name for name, found in thought.items() if not found]
    if without:
        _none(f"No past report has a cause that reads like {listed(without)}.")
    if not thought:
        _none("No hypothesis rests on the record yet, so no cause was searched for.")
    if not seen and not any(thought.values()):
        st.page_link(session.SIMILAR, label="Search the past reports", icon=":material/manage_search:")


def _group(title: str, remark: str) -> None:
    st.html(f'<div class="sh" style="font-size:14.2px"><b>{esc(title)}</b> &nbsp;<span class="sh-small">{esc(remark)}</span></div>')


def _none(text: str) -> None:
    st.html(f'<div class="sh sh-small">{icon("search_off")} {esc(text)}</div>')


page()
