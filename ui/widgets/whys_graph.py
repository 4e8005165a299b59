"""The five whys as a graph from left to right, with why it was not seen earlier and what made it hard beside them; and as a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from assistant.drafting.phrasing import shorten
from ui.widgets.words import esc, tag

# Graphviz follows no style sheet; the colours are those of style.css.
_LIGHT = {"ink": "#1D2321", "words": "#565D59", "line": "#8A8F8B", "amber": "#B8741A", "paper": "#FFFFFF", "accent": "#0F5E5C"}
_DARK = {"ink": "#E8EBE9", "words": "#AAB2AE", "line": "#7C8581", "amber": "#C98A2E", "paper": "#1A1E1D", "accent": "#7CCBC4"}
_COLUMN, _LONGEST = 20, 92
"""Characters of a line in a box, and of a box."""
_FONT, _WIDTH, _LINE, _PADDING = 14.5, 144, 17.4, 14
"""In points: type, width of a box, height of a line, and what a box adds to its lines. Graphviz cannot measure the page's type by itself,
and Streamlit draws it in a size of its own; `.st-key-rca-whys` in style.css says which."""
_SUSPECTED = re.compile(
    r"\bsuspect\w*|\bnot confirmed\b|\bpossibl[ey]\b|\bprobabl[ey]\b|\blikely\b|\bmay have\b|\bmight have\b", re.IGNORECASE
)
_BESIDE = {"not_detected": "Not seen earlier", "made_hard": "Hard to resolve"}
"""Questions of the review that stand in the graph as branches of their own."""


@dataclass(frozen=True)
class Step:
    """One box.

    Attributes:
        text: What it says.
        tags: Its evidence.
        look: "known", "suspected" or "unknown".
    """

    text: str
    tags: tuple[str, ...]
    look: str


def steps_of(whys: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """The chain: each answer, or the question that has none."""
    return tuple(_step(each["question"], each["answer"], each["evidence"]) for each in whys)


def _step(question: str, answer: str | None, evidence: Sequence[str]) -> Step:
    if not answer:
        return Step(question, (), "unknown")
    return Step(answer, tuple(evidence), "suspected" if _SUSPECTED.search(answer) else "known")


def branches_of(review: Mapping[str, Any]) -> tuple[tuple[Step, ...], ...]:
    """Why it was not seen earlier and what made it hard, each with what is to be asked."""
    found = []
    for name, label in _BESIDE.items():
        answers, ask = review[name]["answers"], review[name]["ask"]
        first = [_step("", f"{label}: {answers[0]['text']}", answers[0]["evidence"])] if answers else []
        rest = [Step(ask if first else f"{label}: {ask}", (), "unknown")] if ask else []
        if first or rest:
            found.append((*first, *rest))
    return tuple(found)


def whys_dot(title: str, chain: Sequence[Step], branches: Sequence[Sequence[Step]], *, dark: bool) -> str:
    """The graph in the language of Graphviz; every text escaped."""
    colours = _DARK if dark else _LIGHT
    lines = [
        "digraph whys {",
        'graph [rankdir=LR, bgcolor="transparent", nodesep=0.16, ranksep=0.24, margin=0];',
        f'node [shape=box, style="rounded,filled", fixedsize=true, width={_WIDTH / 72:.3f}, fillcolor="{colours["paper"]}", '
        f'fontname="Source Sans, sans-serif", fontsize={_FONT}];',
        f'edge [color="{colours["line"]}", arrowsize=0.6, penwidth=1.2];',
        f'root [{_words(title, "")}, color="{colours["ink"]}", fontcolor="{colours["ink"]}", penwidth=1.8];',
    ]
    for name, steps in (("why", chain), *((f"branch{n}_", steps) for n, steps in enumerate(branches))):
        lines += _chained(name, steps, colours)
    return "\n".join([*lines, "}"])


def _chained(name: str, steps: Sequence[Step], colours: Mapping[str, str]) -> Iterator[str]:
    before = "root"
    for number, step in enumerate(steps, 1):
        here = f"{name}{number}"
        look = {
            "known": f'color="{colours["accent"]}", fontcolor="{colours["ink"]}"',
            "suspected": f'color="{colours["amber"]}", fontcolor="{colours["ink"]}", style="rounded,filled,dashed", penwidth=1.4',
            "unknown": f'color="{colours["line"]}", fontcolor="{colours["words"]}", style="rounded,filled,dashed"',
        }[step.look]
        ending = "Not known" if step.look == "unknown" else ", ".join(step.tags)
        yield f"{here} [{_words(step.text, ending)}, {look}];"
        yield f"{before} -> {here};"
        before = here


def _words(text: str, ending: str) -> str:
    """The lines of a box, left-aligned, and the height they need; the last one says what backs it."""
    # The ellipsis stays with the word before it.
    shown = shorten(" ".join(text.split()), _LONGEST).replace(" …", "\u00a0…")
    lines = [*wrap(shown, _COLUMN), *wrap(ending, _COLUMN)]
    label = "".join(f"{_quoted(line)}\\l" for line in lines)
    return f'label="{label}", height={(len(lines) * _LINE + _PADDING) / 72:.3f}'


def _quoted(line: str) -> str:
    return line.replace("\\", "\\\\").replace('"', '\\"')


def whys_in_words(title: str, chain: Sequence[Step]) -> str:
    """The graph for those who do not see it."""
    unknown = sum(step.look == "unknown" for step in chain)
    suspected = sum(step.look == "suspected" for step in chain)
    return (
        f"Five whys from “{title}”: {len(chain)} steps, {suspected} suspected, {unknown} not known. The list view has every step in words."
    )


def whys_list(whys: Sequence[Mapping[str, Any]]) -> str:
    """Every step as question and answer; everything escaped."""
    rows = []
    for number, each in enumerate(whys, 1):
        step = _step(each["question"], each["answer"], each["evidence"])
        tags = " ".join(tag(name) for name in step.tags)
        if step.look == "unknown":
            answer = f'<span class="sh-muted">Not known. Ask {esc(each["ask"])}.</span>'
        else:
            answer = f"{esc(each['answer'])} {tags}"
        rows.append(f"<tr><td>{number}</td><td>{esc(each['question'])}</td><td>{answer}</td></tr>")
    return (
        '<div class="sh"><table class="sh-table"><thead><tr><th></th><th style="width:46%">Why</th><th>What is known</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )
