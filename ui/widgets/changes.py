"""What changed between two texts, line by line and word by word, as an escaped HTML table. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ui.widgets.words import esc

_WORDS = re.compile(r"\s+|[^\s]+")
_ALIKE = 0.35
"""Two lines with at least this share in common are one line that changed, else one went and another came."""


@dataclass(frozen=True)
class Changes:
    """The table, and how many lines changed and stayed."""

    table: str
    changed: int
    kept: int


def compare(before: str, after: str, *, before_head: str, after_head: str) -> Changes:
    """Compare two texts.

    Args:
        before: The text that was.
        after: The text that is.
        before_head: Escaped HTML for the head of the first column.
        after_head: The same for the second.
    """
    old, new = _lines(before), _lines(after)
    rows: list[str] = []
    changed = kept = 0
    for one, other in _aligned(old, new):
        if one == other:
            kept += 1
            text = _shown(esc(one))
            rows.append(f'<tr><td class="same">{text}</td><td class="same">{text}</td></tr>')
            continue
        changed += 1
        left, right = _marked(one, other)
        rows.append(f"<tr><td>{_shown(left)}</td><td>{_shown(right)}</td></tr>")
    head = f"<thead><tr><th>{before_head}</th><th>{after_head}</th></tr></thead>"
    return Changes(f'<table class="sh-diff">{head}<tbody>{"".join(rows)}</tbody></table>', changed, kept)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Lines side by side; an empty string where there is no counterpart."""
    for name, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name == "equal":
            yield from zip(old[i:i_end], new[j:j_end], strict=True)
            continue
        yield from _paired(list(old[i:i_end]), list(new[j:j_end]))


def _paired(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Pair lines of a changed stretch that resemble each other, in order; a shared label pairs them whatever follows it."""
    for line in new:
        best = max(range(len(old)), key=lambda n: _likeness(old[n], line), default=None)
        if best is not None and _likeness(old[best], line) >= _ALIKE:
            yield from ((gone, "") for gone in old[:best])
            yield old[best], line
            del old[: best + 1]
        else:
            yield "", line
    yield from ((gone, "") for gone in old)


def _likeness(one: str, other: str) -> float:
    label = re.match(r"\*\*[^*]+\*\*", one)
    if label and other.startswith(label[0]):
        return 1.0
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _marked(one: str, other: str) -> tuple[str, str]:
    """Both lines with what went struck through and what came marked."""
    if not one or not other:
        return (f"<del>{esc(one)}</del>" if one else ""), (f"<ins>{esc(other)}</ins>" if other else "")
    old, new = _WORDS.findall(one), _WORDS.findall(other)
    left: list[str] = []
    right: list[str] = []
    for name, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = esc("".join(old[i:i_end])), esc("".join(new[j:j_end]))
        left.append(gone if name == "equal" or not gone else f"<del>{gone}</del>")
        right.append(came if name == "equal" or not came else f"<ins>{came}</ins>")
    return "".join(left), "".join(right)


def _shown(markup: str) -> str:
    """Bold labels as bold; list marks as dashes. The text is escaped already."""
    markup = re.sub(r"\*\*([^*<>]+)\*\*", r"<b>\1</b>", markup)
    return re.sub(r"^((?:<(?:ins|del)>)?)[-*•] ", r"\1– ", markup)
