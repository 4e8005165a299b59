"""Hypotheses side by side: what speaks for and against each, the check that decides, and the two decisions that a person can make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from ui.widgets.words import badge, esc, icon, tag

_STATES = {
    "open": ("Open", "", "radio_button_unchecked"),
    "supported": ("Supported", "accent", "contrast"),
    "confirmed": ("Confirmed", "accent", "verified"),
    "rejected": ("Rejected", "", "cancel"),
}
_CONFIDENCE = {"none yet": "no support yet"}
_A_ROW, _FEWEST = 3, 2
"""Columns at most, and at least: one card alone is not drawn over the whole width."""


@dataclass(frozen=True)
class Deciding:
    """How a person decides.

    Attributes:
        evidence: Tag and words of each piece of evidence that can confirm.
        confirm: Told the hypothesis, the tag and the result of the check.
        reject: Told the hypothesis and the reason.
        who: Whose name the decision carries.
        key: Of the record version and its verdicts, so that what was typed about another text is not taken for this one.
    """

    evidence: Mapping[str, str]
    confirm: Callable[[Mapping[str, Any], str, str], None]
    reject: Callable[[Mapping[str, Any], str], None]
    who: str
    key: str


def hypothesis_cards(hypotheses: Sequence[Mapping[str, Any]], deciding: Deciding) -> None:
    """All of them, three a row."""
    columns = max(min(_A_ROW, len(hypotheses)), _FEWEST)
    for start in range(0, len(hypotheses), _A_ROW):
        for column, each in zip(st.columns(columns), hypotheses[start : start + _A_ROW], strict=False):
            rejected = each["state"] == "rejected"
            with (
                column,
                st.container(border=True, height="stretch", key=f"hyp-{'rejected' if rejected else 'card'}-{each['id']}", gap="small"),
            ):
                st.html(card_markup(each))
                st.space("stretch")
                st.html(check_markup(each))
                if each["state"] in {"open", "supported"}:
                    _decide(each, deciding)


def _decide(each: Mapping[str, Any], deciding: Deciding) -> None:
    name = f"{deciding.key}-{each['id']}"
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"decide-{each['id']}"):
        with st.popover("Enter result", key=f"result-{name}"):
            tag_chosen, result = _result(each, deciding, name)
        ready = bool(tag_chosen and result)
        st.button(
            "Confirm",
            key=f"confirm-{name}",
            type="primary" if ready else "secondary",
            disabled=not ready,
            on_click=deciding.confirm,
            args=(each, tag_chosen, result),
        )
        with st.popover("Reject", type="tertiary", key=f"reject-{name}"):
            reason_key = f"reason-{name}"
            st.text_area("Why it is not the cause", key=reason_key, height=90, placeholder="What speaks against it, in one sentence")
            st.button(f"Reject as {deciding.who}", key=f"reject-go-{name}", on_click=_reject_with_words, args=(deciding, each, reason_key))
            st.markdown(":small[:gray[It stays in the analysis, with name and reason.]]")
    st.html(f'<div class="sh sh-small">{esc(_what_opens(tag_chosen, result))}</div>')


def _result(each: Mapping[str, Any], deciding: Deciding, name: str) -> tuple[str, str]:
    """The two things that a confirmation needs."""
    st.html(f'<div class="sh sh-small" style="max-width:44em"><b>Check that decides.</b> {esc(each["check"])}</div>')
    chosen = st.selectbox(
        "Evidence of this record that shows it",
        list(deciding.evidence),
        index=None,
        key=f"evidence-{name}",
        format_func=lambda one: f"{one} · {deciding.evidence.get(one, '')}",
        placeholder="Choose an entry",
        persist_state="session",
    )
    result = st.text_area(
        "What the check showed", key=f"shown-{name}", height=90, placeholder="The result, in one sentence", persist_state="session"
    )
    st.markdown(f":small[:gray[Then Confirm on the card opens. It is confirmed as {deciding.who}.]]")
    return chosen or "", " ".join((result or "").split())


def _reject_with_words(deciding: Deciding, each: Mapping[str, Any], reason_key: str) -> None:
    deciding.reject(each, str(st.session_state.get(reason_key) or ""))


def _what_opens(chosen: str, result: str) -> str:
    """Why Confirm is closed, or what it will say."""
    if chosen and result:
        return f"Confirm names {chosen} and the result that you entered."
    if not chosen and not result:
        return "Confirm opens with an entry of this record and the result of the check."
    return f"Confirm opens when {'the result of the check is entered' if chosen else 'the entry that shows it is chosen'} too."


# Markup


def card_markup(each: Mapping[str, Any]) -> str:
    """State, confidence with its rule, cause, for and against; everything escaped."""
    label, look, symbol = _STATES[each["state"]]
    said = f"{label}, {_CONFIDENCE.get(each['confidence'], each['confidence'])}" if each["state"] in {"open", "supported"} else label
    supports = "".join(_support(ground) for ground in each["for"])
    against = "".join(_ground("remove", "amber", one["text"], one["evidence"]) for one in each["against"])
    return (
        f'<div class="sh sh-hyp"><div class="sh-row" style="align-items:center"><b>{esc(each["id"])}</b>{badge(said, look, symbol)}</div>'
        f'<div class="cause">{esc(each["cause"])}</div>'
        f'<div class="sh-small">Confidence {esc(each["confidence"])}: {esc(each["why"])}.</div>'
        f"<h5>For</h5><ul>{supports or _nothing()}</ul><h5>Against</h5><ul>{against or _nothing()}</ul></div>"
    )


def _support(ground: Mapping[str, Any]) -> str:
    """What speaks for it; a past report is an idea and no support."""
    symbol, look = ("description", "violet") if ground["tag"].startswith("S") else ("add", "accent")
    return _ground(symbol, look, _quoted(ground), (ground["tag"],))


def _quoted(ground: Mapping[str, Any]) -> str:
    at = f"{ground['at']}: " if ground["at"][:2].isdigit() else ""
    return f"{at}“{ground['text']}”"


def _ground(symbol: str, look: str, text: str, tags: Sequence[str]) -> str:
    shown = " ".join(tag(name) for name in tags)
    return f'<li><span class="sh-{look}">{icon(symbol)}</span><span>{esc(text)} {shown}</span></li>'


def _nothing() -> str:
    return '<li><span></span><span class="sh-muted">Nothing yet.</span></li>'


def check_markup(each: Mapping[str, Any]) -> str:
    """The check that decides and whom to ask; for a decided one, who decided and why."""
    if each["state"] in {"confirmed", "rejected"}:
        by = f" Evidence: {tag(each['confirmed_by'])}" if each["confirmed_by"] else ""
        return f'<div class="sh sh-check"><b>{_STATES[each["state"]][0]}.</b> {esc(_sentence(each["reason"]))}{by}</div>'
    noted = f'<div class="sh-amber" style="margin-bottom:4px">{esc(_sentence(each["reason"]))}</div>' if each["reason"] else ""
    return (
        f'<div class="sh sh-check">{noted}<b>Check that decides.</b> {esc(each["check"])}'
        f'<div class="sh-muted" style="margin-top:4px">Ask: {esc(each["ask"])}</div></div>'
    )


def _sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    said = f"{text[:1].upper()}{text[1:]}"
    return said if said.endswith((".", "!", "?", "”")) else f"{said}."
