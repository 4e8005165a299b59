"""Where sentences begin and end in a message: Markdown lines, abbreviations, clock times and versions included.

Written for customer messages: a line is never joined with the next one, nor a cell of a table; a list marker and a
bold label belong to no sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_ABBREVIATIONS = frozenset(
    [
        "e.g",
        "i.e",
        "etc",
        "approx",
        "incl",
        "excl",
        "vs",
        "no",
        "nos",
        "fig",
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "st",
        "jr",
        "sr",
        "inc",
        "ltd",
        "co",
        "corp",
        "dept",
        "est",
        "min",
        "max",
        "a.m",
        "p.m",
        "u.s",
        "u.k",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "ver",
        "rev",
        "al",
        "cf",
        "resp",
        "ca",
    ]
)
_BAR = re.compile(r"(?<!\\)\|")
_LINE = re.compile(r"[^\n]+")
_LEAD = re.compile(r"\s*(?:[-*•]\s+|\d{1,2}[.)]\s+|#{1,6}\s+|>\s?|\|\s*)*")
LABEL = re.compile(r"\*\*[^*\n]{1,60}\*\*\s*:?\s*|\*\*[^*\n]{1,60}:\*\*\s*")
"""A bold label such as `**Current Status**: ` at the head of a line."""
_END = re.compile(r"([.!?…]+)([\"'”’)\]]*)(\s+|$)")
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
        closes = word[1].lower() in {"a.m", "p.m", "etc", "inc", "ltd", "co", "corp"}
        return closes and following.isupper() and not re.match(r"(?:UTC|GMT|[A-Z]{1,4}T|[A-Z][a-z]+ (?:\w+ )?[Tt]ime)\b", line[match.end() :])
    if (
        word
        and len(word[1]) == 1
        and word[1].isupper()
        and not line[max(0, match.start() - 4) : match.start() - 1].rstrip().endswith((".", "!", "?"))
    ):
        return not following.isupper()  # an initial: "J. Smith"
    return not following.islower()


def split_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text, in order, without list markers, headings' marks and bold labels."""
    found: list[Span] = []
    for line in _LINE.finditer(text):
        for piece_start, piece_end in _cells(line.group()):
            _split_line(found, text, line.start() + piece_start, line.start() + piece_end)
    return tuple(found)


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
