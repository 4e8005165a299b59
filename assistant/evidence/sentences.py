"""Where sentences begin and end in a message: Markdown lines, abbreviations, clock times and versions included.

Written for customer messages: a line is joined with the next one only where a mail program broke it, a cell of a table never; a list
marker and a bold label belong to no sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_CALENDAR = frozenset(
    ["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "sat", "sun"]
)  # fmt: skip
_ABBREVIATIONS = _CALENDAR | frozenset(
    ["e.g", "i.e", "etc", "approx", "incl", "excl", "vs", "no", "nos", "fig", "dr", "mr", "mrs", "ms", "prof", "st", "jr", "sr", "inc", "ltd", "co", "corp", "dept", "est", "min", "max", "a.m", "p.m", "u.s", "u.k", "ver", "rev", "al", "cf", "resp", "ca"]
)  # fmt: skip
_BAR = re.compile(r"(?<!\\)\|")
_LINE = re.compile(r"[^\n]+")
_LEAD = re.compile(r"\s*(?:[-*•]\s+|\d{1,2}[.)]\s+|#{1,6}\s+|>\s?|\|\s*)*")
LABEL = re.compile(r"\*\*[^*\n]{1,60}\*\*\s*:?\s*|\*\*[^*\n]{1,60}:\*\*\s*")
"""A bold label such as `**Current Status**: ` at the head of a line."""
_END = re.compile(r"([.!?…]+)([\"'”’)\]]*)(\s+|$)")
_SHORTEST_LINE, _LONGEST_LINE = 50, 100
"""Characters of the longest line of a paragraph that a mail program broke."""
_OPENS = re.compile(r"\s*(?:[-*•>|#]|\d{1,2}[.)]\s|\*\*)")
"""The head of a line that no line before it runs on into."""
_CLOSING = frozenset(["a.m", "p.m", "etc", "inc", "ltd", "co", "corp"])
_MEASURES = _CALENDAR | {"est", "max", "min"}
"""Abbreviations that are the end of a sentence as often: "It took 5 min. We ..."."""
_LONGEST_WORD = 40
"""Characters looked back for the word before a full stop; without a limit a very long line would cost its square."""
_LAST_WORD = re.compile(r"([A-Za-z](?:[A-Za-z.]*[A-Za-z])?)$")


@dataclass(frozen=True)
class Span:
    """A piece of a text: `text[start:end] == quote`; offsets count code points, end exclusive."""

    start: int
    end: int
    quote: str


def _ends_here(line: str, match: re.Match[str]) -> bool:
    if match.group(1) != "." or match.end() == len(line):
        return True
    following = line[match.end() : match.end() + 1]
    word = _LAST_WORD.search(line[max(0, match.start() - _LONGEST_WORD) : match.start()])
    if word and word[1].lower() in _ABBREVIATIONS:
        # "12:00 a.m. We ..." ends a sentence, "e.g. Berlin" does not; only the two clock endings can close one.
        name = word[1].lower()
        if name in {"no", "nos"}:
            return not following.isdigit()
        counted = re.search(r"\d\s?$", line[: match.start()][: -len(name)][-4:]) is not None
        closes = name in _CLOSING or (name in _MEASURES and counted)
        return (
            closes and following.isupper() and not re.match(r"(?:UTC|GMT|[A-Z]{1,4}T|[A-Z][a-z]+ (?:\w+ )?[Tt]ime)\b", line[match.end() :])
        )
    if (
        word
        and len(word[1]) == 1
        and word[1].isupper()
        and not line[max(0, match.start() - 4) : match.start() - 1].rstrip().endswith((".", "!", "?"))
    ):
        return not following.isupper()  # an initial: "J. Smith"
    return not following.islower()


_HARD_WRAP = re.compile(r"(?<=[\w,\-)’'\"])[ \t]*\n(?=[a-z(])")


def unwrapped(text: str) -> str:
    """The text with lines that were broken by hand in the middle of a sentence joined again."""
    return _HARD_WRAP.sub(" ", text)


def split_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text, in order, without list markers, headings' marks and bold labels."""
    found: list[Span] = []
    for start, end in _lines(text):
        for piece_start, piece_end in _cells(text[start:end]):
            _split_line(found, text, start + piece_start, start + piece_end)
    return tuple(found)


def _lines(text: str) -> list[tuple[int, int]]:
    """The lines of a text; those that a mail program broke are one."""
    joined: list[tuple[int, int]] = []
    block: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        if block and (match.start() > block[-1][1] + 1 or _OPENS.match(match.group()) or not match.group().strip()):
            joined.extend(_whole(text, block))
            block = []
        block.append(match.span())
    return [*joined, *_whole(text, block)]


def _whole(text: str, block: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines of one paragraph as one where each was full before the next began, and one at least goes on in small letters."""
    longest = max((end - start for start, end in block), default=0)
    if len(block) < 2 or not _SHORTEST_LINE <= longest <= _LONGEST_LINE or "|" in text[block[0][0] : block[0][0] + 1]:
        return block
    heads = [text[start:end].split() for start, end in block[1:]]
    full = all(head and end - start + 1 + len(head[0]) > longest for (start, end), head in zip(block, heads, strict=False))
    goes_on = [head[0][0].islower() for head in heads if head]
    return [(block[0][0], block[-1][1])] if full and (all(goes_on) if len(block) == 2 else any(goes_on)) else block


def _cells(line: str) -> list[tuple[int, int]]:
    """The cells of a row of a Markdown table, or the line as it is."""
    if not line.lstrip().startswith("|"):
        return [(0, len(line))]
    bars = [match.start() for match in _BAR.finditer(line)]
    return list(pairwise([*bars, len(line)])) if len(bars) > 1 else [(0, len(line))]


def _split_line(found: list[Span], text: str, first: int, last: int) -> None:
    content = text[first:last]
    lead = _LEAD.match(content)
    start = lead.end() if lead else 0
    label = LABEL.match(content, start)
    if label:
        start = label.end()
    begin = start
    for match in _END.finditer(content, start):
        if _ends_here(content, match):
            _add(found, text, first + begin, first + match.end(2))
            begin = match.end()
    _add(found, text, first + begin, last)


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    quote = text[start:end]
    trimmed = quote.strip()
    if re.search(r"\w", trimmed):
        offset = start + quote.index(trimmed)
        found.append(Span(offset, offset + len(trimmed), trimmed))
