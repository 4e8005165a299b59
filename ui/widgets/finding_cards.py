"""Findings as cards: why, what to do, how often the rule is right, and the three ways on: apply, edit, waive with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from assistant.checks.finding import Finding, FindingSeverity
from assistant.drafting.slots import GAP_OPEN
from assistant.review.stored import Waiver
from ui.widgets.rule_help import rule_help
from ui.widgets.words import esc, icon

_TITLES = {
    FindingSeverity.BLOCK: ("Blocks sending", "red"),
    FindingSeverity.WARN: ("To improve", "amber"),
    FindingSeverity.INFO: ("Worth a look", "muted"),
}


@dataclass(frozen=True)
class CardDeeds:
    """What the buttons of a card do; None leaves the button out."""

    pick: Callable[[int], None] | None = None
    apply: Callable[[Finding], None] | None = None
    edit: Callable[[Finding], None] | None = None
    fill: Callable[[Finding, str], None] | None = None
    waive: Callable[[Finding, str], None] | None = None


def finding_card(
    number: int, finding: Finding, waiver: Waiver | None, deeds: CardDeeds, *, who: str, lit: bool, key: str, first: bool
) -> None:
    """Draw one card.

    Args:
        number: As in the letter.
        finding: What it says.
        waiver: Who waived it, if anybody did; the card stays, with name and reason.
        deeds: What its buttons do.
        who: Whose name a waiver would carry.
        lit: Whether it is marked.
        key: Of the draft and version.
        first: Whether its Apply is the one that the shortcut A presses.
    """
    look = "waived" if waiver else finding.severity.value
    with st.container(border=True, key=f"card-{look}-{key}-{number}{'-lit' if lit else ''}", gap="xsmall"):
        st.html(_words(number, finding, waiver))
        if waiver:
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if deeds.apply and finding.replacement is not None:
                blocks = finding.severity is FindingSeverity.BLOCK
                st.button(
                    "Apply",
                    key=f"apply-{key}-{number}",
                    type="primary" if blocks else "secondary",
                    on_click=deeds.apply,
                    args=(finding,),
                    shortcut="A" if first else None,
                )
            if deeds.edit:
                st.button("Edit", key=f"edit-{key}-{number}", on_click=deeds.edit, args=(finding,))
            if deeds.pick:
                st.button(
                    "Show", key=f"show-{key}-{number}", type="tertiary", on_click=deeds.pick, args=(number,), help="Mark it in the letter"
                )
            st.space("stretch")
            if GAP_OPEN in finding.text:
                if deeds.fill:
                    _fill(number, finding, deeds.fill, key=key)
            elif deeds.waive and finding.severity is not FindingSeverity.INFO:
                _waive(number, finding, deeds.waive, who=who, key=key)


def _waive(number: int, finding: Finding, waive: Callable[[Finding, str], None], *, who: str, key: str) -> None:
    with st.popover("Waive", type="tertiary", key=f"waive-{key}-{number}"):
        reason_key = f"reason-{key}-{number}"
        st.text_area("Reason for the waiver", key=reason_key, height=90, placeholder="Why the text may stand as it is")
        st.button(f"Waive as {who}", key=f"waive-go-{key}-{number}", on_click=_with_words, args=(waive, finding, reason_key))
        st.markdown(":small[:gray[Name and reason stay with the draft.]]")


def _fill(number: int, finding: Finding, fill: Callable[[Finding, str], None], *, key: str) -> None:
    with st.popover("Fill in", key=f"fill-{key}-{number}"):
        text_key = f"filling-{key}-{number}"
        st.text_area("Your words, in place of the gap", key=text_key, height=90)
        st.button(
            "Put it into the letter", type="primary", key=f"fill-go-{key}-{number}", on_click=_with_words, args=(fill, finding, text_key)
        )
        st.markdown(":small[:gray[A gap cannot be waived. To drop it, take it out in Edit.]]")


def _with_words(deed: Callable[[Finding, str], None], finding: Finding, text_key: str) -> None:
    deed(finding, str(st.session_state.get(text_key) or ""))


def _words(number: int, finding: Finding, waiver: Waiver | None) -> str:
    title, look = _TITLES[finding.severity]
    disc = f'<span class="sh-disc {"" if waiver else finding.severity.value}">{number}</span>'
    title = "Waived" if waiver else title
    parts = [
        f'<div class="sh-finding-top"><span>{disc}<b class="sh-{"muted" if waiver else look}">{title}</b></span>'
        f'<span class="sh-small">{esc(finding.family.value)}</span></div>'
    ]
    if finding.text:
        quote = finding.text if len(finding.text) <= 220 else f"{finding.text[:220]}…"
        parts.append(f'<div class="sh-quote">“{esc(quote.strip("⟨⟩"))}”</div>')
    parts.append(f'<div class="sh-small">{esc(finding.message)}</div>')
    if waiver:
        parts.append(f'<div class="sh-small" style="margin-top:5px">{icon("how_to_reg")} {esc(waiver.by)}: “{esc(waiver.reason)}”</div>')
    else:
        if finding.suggestion:
            parts.append(f'<div class="sh-small sh-accent" style="margin-top:4px">{esc(finding.suggestion)}</div>')
        if finding.replacement is not None:
            words = esc(finding.replacement) if finding.replacement else "<i>take it out</i>"
            parts.append(f'<div class="sh-repair">{words}</div>')
    parts.append(rule_help(finding.rule))
    return f'<div class="sh">{"".join(parts)}</div>'
