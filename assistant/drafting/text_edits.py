"""Small edits of a Markdown message: a piece replaced, a sentence left out, a part put back from another text of the same build. Pure.

An edit that would leave a label, a list mark or a greeting without its words is not made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.checks.finding import Finding, Sentence
from assistant.drafting.slots import GAP_OPEN
from assistant.evidence.sentences import split_sentences

_LABEL = re.compile(r"\s*(?:[-*•]\s+)?(\*\*[^*\n]{1,60}?:?\*\*\s*:?)|\s*(#{1,6}\s+[^\n]+)|\s*([^\n:]{3,60}:)\s*$")
_MARK_ONLY = re.compile(r"\s*(?:[-*•]|\d+[.)])\s*")
_FIRST = re.compile(r"\w")
_LEAD_END = re.compile(r"\s*,\s+")


def put(text: str, start: int, end: int, words: str) -> str:
    """The text with `words` in place of `text[start:end]`."""
    return f"{text[:start]}{words}{text[end:]}"


def without(text: str, sentence: Sentence) -> str | None:
    """The text without a sentence, and without the list item or paragraph that held nothing else.

    None where only a label or the last item of a list would be left.
    """
    line_start = text.rfind("\n", 0, sentence.start) + 1
    line_end = text.find("\n", sentence.end)
    line_end = len(text) if line_end < 0 else line_end
    before, after = text[line_start : sentence.start], text[sentence.end : line_end]
    if (before.strip() and not _MARK_ONLY.fullmatch(before) and not _is_label(before)) or after.strip():
        return put(text, line_start, line_end, f"{before.rstrip(' ') + ' ' if before.strip() else before}{after.lstrip()}".rstrip())
    if _is_label(before) or (_MARK_ONLY.fullmatch(before) and _alone(text, line_start, line_end)):
        return None
    rest = f"{text[:line_start]}{text[line_end + 1 :]}"
    return re.sub(r"\n{3,}", "\n\n", rest).strip("\n")


def _is_label(piece: str) -> bool:
    match = _LABEL.fullmatch(piece.rstrip())
    return match is not None and bool(piece.strip())


def _alone(text: str, line_start: int, line_end: int) -> bool:
    """Whether a list item is the only one of its list."""
    above = text[: max(0, line_start - 1)].rpartition("\n")[2]
    below = text[line_end + 1 :].partition("\n")[0]
    return not any(_MARK_ONLY.match(line) and line.strip() for line in (above, below))


def without_lead(text: str, sentence: Sentence, finding: Finding) -> str:
    """The text without flagged words that only lead into a sentence ("Unfortunately, "); empty where they do more."""
    if finding.start != sentence.start or finding.end >= sentence.end:
        return ""
    comma = _LEAD_END.match(text, finding.end)
    rest = text[comma.end() : sentence.end] if comma else ""
    if comma is None or len(rest.split()) < _FEWEST_WORDS or len(finding.text.split()) > _LONGEST_LEAD:
        return ""
    return put(text, sentence.start, sentence.end, rest[0].upper() + rest[1:])


_FEWEST_WORDS = 4
_LONGEST_LEAD = 3


@dataclass(frozen=True)
class _Block:
    """Lines between blank lines, with their place."""

    start: int
    end: int
    text: str

    @property
    def label(self) -> str:
        """What it opens with: a bold label, a heading, a line that ends with a colon; empty for none."""
        match = _LABEL.match(self.text.partition("\n")[0])
        return next((group.strip() for group in match.groups() if group), "") if match else ""


def _blocks(text: str) -> list[_Block]:
    return [_Block(m.start(), m.end(), m.group()) for m in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text)]


def with_parts_of(text: str, house: str) -> Iterator[tuple[str, str]]:
    """The text with one part of `house` that it lacks, each at its place, with the part: blocks first, then single lines.

    Nothing with an open gap is put in.
    """
    yield from _with_blocks(text, house)
    yield from _with_lines(text, house)


def _with_blocks(text: str, house: str) -> Iterator[tuple[str, str]]:
    own = _blocks(text)
    at = 0
    for block in _blocks(house):
        same = next((mine for mine in own if mine.text == block.text or (block.label and mine.label == block.label)), None)
        if same:
            at = same.end
        elif GAP_OPEN not in block.text:
            yield f"{text[:at]}\n\n{block.text}{text[at:]}" if at else f"{block.text}\n\n{text}", block.text


def _with_lines(text: str, house: str) -> Iterator[tuple[str, str]]:
    own = text.splitlines()
    at = 0
    for line in house.splitlines():
        if not line.strip():
            continue
        if line in own[at:]:
            at = own.index(line, at) + 1
        elif GAP_OPEN not in line:
            yield "\n".join([*own[:at], line, *own[at:]]), line


def with_sentence_of(text: str, house: str, sentence: Sentence) -> tuple[str, str] | None:
    """The text with the sentence of `house` that is nearly the same one in its place, with those words; None where there is none."""
    own = {span.quote for span in split_sentences(text)}
    others = [span.quote for span in split_sentences(house) if span.quote not in own and GAP_OPEN not in span.quote]
    best = max(others, key=lambda quote: _likeness(sentence.text, quote), default="")
    if not best or _likeness(sentence.text, best) < _NEARLY_THE_SAME:
        return None
    return put(text, sentence.start, sentence.end, best), best


_NEARLY_THE_SAME = 0.8


def _likeness(sentence: str, house: str) -> float:
    """How much of the house's words stand in the sentence in their order, where they are at least a third of it."""
    own, theirs = (re.findall(r"[^\W_]+", text.lower()) for text in (sentence, house))
    shared = sum(block.size for block in SequenceMatcher(None, own, theirs, autojunk=False).get_matching_blocks())
    return shared / max(1, len(theirs)) if 3 * shared >= len(own) else 0.0


def with_block_of(text: str, house: str, finding: Finding) -> Iterator[tuple[str, str, str]]:
    """The text with the flagged line, then the flagged block, as `house` has it under the same label; with the words before and after."""
    block = next((mine for mine in _blocks(text) if mine.start <= finding.start < mine.end), None)
    if block is None:
        return
    others = [other for other in _blocks(house) if other.label and other.label == block.label and GAP_OPEN not in other.text]
    for other in others[:1]:
        yield from _with_line_of(text, block, other, finding)
        if other.text != block.text:
            yield put(text, block.start, block.end, other.text), block.text, other.text


def _with_line_of(text: str, block: _Block, other: _Block, finding: Finding) -> Iterator[tuple[str, str, str]]:
    """Of a list, the flagged item as the other block has it at the same place, where both have as many."""
    mine, theirs = block.text.splitlines(), other.text.splitlines()
    if len(mine) != len(theirs) or len(mine) < 2:
        return
    at = text.count("\n", block.start, finding.start)
    if mine[at] != theirs[at]:
        start = block.start + sum(len(line) + 1 for line in mine[:at])
        yield put(text, start, start + len(mine[at]), theirs[at]), mine[at], theirs[at]
