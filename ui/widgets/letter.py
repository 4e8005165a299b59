"""The letter: serif on paper, every sentence with what backs it. A components-v2 pane without a framework."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any

import streamlit as st

from assistant.checks.finding import Finding, Sentence
from assistant.records.clock import MessageKind
from ui.widgets.letter_blocks import letter_blocks, sentence_looks
from ui.widgets.picking import Picked
from ui.widgets.words import icon

_BLANKS: dict[MessageKind, str] = {
    MessageKind.ACKNOWLEDGMENT: "Hi …,\n\nHere's where we are:\n- …\n- …\n- …\n\nYour dedicated contact for this issue: …",
    MessageKind.PROGRESS: (
        "Hi …,\n\nHere's your … update:\n\n**Current Status**: …\n\n**What We've Done**:\n- …\n\n**Next Steps**:\n- …\n\n**Next Update**: …"
    ),
    MessageKind.RESOLUTION: "Hi …,\n\n**What Happened**: …\n\n**What We Did**: …\n\n**Preventing Recurrence**: …",
    MessageKind.EXECUTIVE_APOLOGY: "Dear …,\n\nHere is what we are doing about it:\n1. …\n2. …\n3. …\n\nSincerely,",
    MessageKind.SHORT_APOLOGY: "Hi …,\n\n…",
}
"""The fixed labels of each message, shown in grey before anything is written."""


def _static(name: str) -> str:
    return (files("ui") / "static" / name).read_text(encoding="utf-8")


_pane = st.components.v2.component(
    "steadyhand_letter", html='<div class="paper"></div>', css=_static("letter.css"), js=_static("letter.js")
)


def letter(
    *,
    key: str,
    head: Sequence[tuple[str, str]],
    body: str,
    sentences: Sequence[Sentence] = (),
    findings: Sequence[Finding] = (),
    waived: frozenset[int] = frozenset(),
    picked: Picked | None = None,
    plain: bool = False,
    on_pick: Callable[[dict[str, Any]], None] | None = None,
) -> None:
    """Draw a message.

    Args:
        key: Of the pane.
        head: Lines above the text: name and value.
        body: The message in Markdown.
        sentences: With what backs them.
        findings: To be marked, in the order of their numbers.
        waived: Numbers of findings that somebody waived.
        picked: What is marked as chosen.
        plain: As the customer sees it: no marks, nothing to choose.
        on_pick: Told `{"sentence": index}`, `{"finding": number}` or `{"tag": name}`.
    """
    chosen = picked or Picked()

    def picked_change() -> None:
        told = st.session_state[key].get("picked")
        if on_pick and isinstance(told, dict):
            on_pick(told)

    _pane(
        key=key,
        data={
            "head": [list(line) for line in head],
            "blocks": letter_blocks(body, sentences, findings),
            "sentences": sentence_looks(sentences, findings),
            "findings": [
                {"look": "waived" if n in waived else finding.severity.value, "weight": finding.severity.weight}
                for n, finding in enumerate(findings, 1)
            ],
            "lit": {"sentences": sorted(chosen.sentences), "findings": sorted(chosen.findings)},
            "plain": plain,
            "empty": False,
        },
        on_picked_change=picked_change,
    )


def blank_letter(kind: MessageKind, *, key: str, head: Sequence[tuple[str, str]]) -> None:
    """The paper before anything is written: the template's labels in grey."""
    _pane(
        key=key,
        data={
            "head": [list(line) for line in head],
            "blocks": letter_blocks(_BLANKS[kind], (), ()),
            "sentences": [],
            "findings": [],
            "lit": {"sentences": [], "findings": []},
            "plain": False,
            "empty": True,
        },
        on_picked_change=lambda: None,
    )


def letter_key() -> None:
    """What the marks in the letter mean."""
    st.html(
        '<div class="sh sh-key"><span><span class="sh-tag">F8</span> record</span><span><span class="sh-tag p">P1</span> policy</span>'
        '<span>grey: template</span><span><span class="past">dashed</span> <span class="sh-tag s">S1</span> past report</span>'
        '<span class="sh-amber">no source: unsupported</span>'
        f'<span class="person">{icon("person_edit")} for a person</span><span><span class="sh-disc warn">2</span>finding</span></div>'
    )
