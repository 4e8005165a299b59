"""What changed between two texts, line by line and word by word, as an escaped HTML table. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from ui.widgets.words import counted, esc

_WORDS = re.compile(r"\s+|[^\s]+")
_SHORTEST_RUN = 2
_ALIKE = 0.4
"""Two lines with at least this share in common are one line that changed, else one went and another came."""


@dataclass(frozen=True)
class Changes:
    """The table, and how many lines changed and stayed."""

    table: str
    changed: int
    kept: int


def compare(before: str, after: str, *, before_head: str, after_head: str, around: int | None = None) -> Changes:
    """Compare two texts.

    Args:
        before: The text that was.
        after: The text that is.
        before_head: Escaped HTML for the head of the first column.
        after_head: The same for the second.
        around: How many kept lines stand beside each changed one; the others are counted. None shows every line.
    """
    rows: list[tuple[bool, str]] = []
    changed = kept = 0
    for one, other in _aligned(_lines(before), _lines(after)):
        if one == other:
            kept += 1
            text = _shown(esc(one))
            rows.append((False, f'<tr><td class="same">{text}</td><td class="same">{text}</td></tr>'))
            continue
        changed += 1
        left, right = _marked(one, other)
        rows.append((True, f"<tr><td>{_shown(left)}</td><td>{_shown(right)}</td></tr>"))
    head = f"<thead><tr><th>{before_head}</th><th>{after_head}</th></tr></thead>"
    return Changes(f'<table class="sh-diff">{head}<tbody>{"".join(_near(rows, around))}</tbody></table>', changed, kept)


def _near(rows: Sequence[tuple[bool, str]], around: int | None) -> Iterator[str]:
    """The rows that are shown, each with whether it changed; a stretch that is left out is one row that counts it."""
    left_out = 0
    for place, (_, markup) in enumerate(rows):
        if around is None or any(changed for changed, _ in rows[max(0, place - around) : place + around + 1]):
            yield from _gap(left_out)
            left_out = 0
            yield markup
        else:
            left_out += 1
    yield from _gap(left_out)


def _gap(lines: int) -> Iterator[str]:
    if lines:
        yield f'<tr class="skipped"><td colspan="2">{counted(lines, "line")} as before</td></tr>'


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
    """The lines of a changed stretch side by side: each new one with the old one that it resembles, in order, the others as they come."""
    waiting: list[str] = []
    for line in new:
        best = max(range(len(old)), key=lambda n: _likeness(old[n], line), default=None)
        if best is None or _likeness(old[best], line) < _ALIKE:
            waiting.append(line)
            continue
        yield from zip_longest(old[:best], waiting, fillvalue="")
        yield old[best], line
        del old[: best + 1]
        waiting = []
    yield from zip_longest(old, waiting, fillvalue="")


def _likeness(one: str, other: str) -> float:
    label = re.match(r"\*\*[^*]+\*\*", one)
    if label and other.startswith(label[0]):
        return 1.0
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _marked(one: str, other: str) -> tuple[str, str]:
    """Both lines with what went struck through and what came marked; lines that are not alike are marked whole."""
    if _likeness(one, other) < _ALIKE:
        return (f"<del>{esc(one)}</del>" if one else ""), (f"<ins>{esc(other)}</ins>" if other else "")
    old, new = _WORDS.findall(one), _WORDS.findall(other)
    left: list[str] = []
    right: list[str] = []
    for same, gone, came in _runs(old, new):
        left.append(esc(gone) if same or not gone else f"<del>{esc(gone)}</del>")
        right.append(esc(came) if same or not came else f"<ins>{esc(came)}</ins>")
    return "".join(left), "".join(right)


def _runs(old: list[str], new: list[str]) -> list[tuple[bool, str, str]]:
    """Equal and changed runs of words; a lone equal word between two changes belongs to the change, or the line reads as confetti."""
    runs: list[tuple[bool, str, str]] = []
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (name, i, i_end, j, j_end) in enumerate(codes):
        gone, came = "".join(old[i:i_end]), "".join(new[j:j_end])
        lone = len(gone.split()) < _SHORTEST_RUN and 0 < place < len(codes) - 1
        same = name == "equal" and not lone
        if runs and runs[-1][0] == same:
            runs[-1] = (same, runs[-1][1] + gone, runs[-1][2] + came)
        else:
            runs.append((same, gone, came))
    return runs


def _shown(markup: str) -> str:
    """Bold labels as bold; list marks as dashes. The text is escaped already."""
    markup = re.sub(r"\*\*([^*<>]+)\*\*", r"<b>\1</b>", markup)
    return re.sub(r"^((?:<(?:ins|del)>)?)[-*•] ", r"\1– ", markup)
