"""What the bundled linear models read in a sentence: its words, pieces of words, classes of words and the order they come in.

Training and use share this module, so that a weight always means what it was trained on. Which groups a model reads, and which table of word
classes, is told in its own module of features.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+|[!?]|[:;]-?[)D(]|[\U0001F300-\U0001FAFF]")
_PIECES = (3, 4, 5)
_NEAR = 8
"""How many words apart two classes of words may stand to count as a pair."""


class Token(NamedTuple):
    """A word of a sentence: how it is read, and `sentence[start:end]`."""

    word: str
    start: int
    end: int


Term = tuple[str, tuple[int, ...]]
"""A feature's name within its group, and the positions of the tokens it was read from."""
Reader = Callable[[str, tuple[Token, ...]], Iterator[Term]]
"""Reads one group of features from a sentence and its tokens."""


def tokens(sentence: str) -> tuple[Token, ...]:
    """The words, numbers and telling marks of a sentence; every number reads as "0"."""
    lowered = sentence.lower()
    if len(lowered) != len(sentence):  # a letter whose small form is longer would move all places
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in sentence)
    return tuple(
        Token("0" if match[0].isdigit() else match[0].replace("’", "'"), match.start(), match.end()) for match in _WORD.finditer(lowered)
    )


def words(sentence: str, read: tuple[Token, ...]) -> Iterator[Term]:
    """Single words, and neighbours with the two ends of the sentence as neighbours too."""
    for place, token in enumerate(read):
        yield token.word, (place,)
    if read:
        yield f"^ {read[0].word}", (0,)
        yield f"{read[-1].word} $", (len(read) - 1,)
    for place, (one, other) in enumerate(pairwise(read)):
        yield f"{one.word} {other.word}", (place, place + 1)


@lru_cache(maxsize=8192)
def _pieces(word: str) -> tuple[str, ...]:
    edged = f"<{word}>"
    return tuple(edged[i : i + size] for size in _PIECES for i in range(len(edged) - size + 1))


def letters(sentence: str, read: tuple[Token, ...]) -> Iterator[Term]:
    """Pieces of three to five letters of each word, with its edges."""
    for place, token in enumerate(read):
        where = (place,)
        for piece in _pieces(token.word):
            yield piece, where


class WordClasses:
    """Classes of words, from a table beside this module: each name holds its words, and a star stands for any ending."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._known: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _words(self) -> tuple[dict[str, list[str]], tuple[tuple[str, str], ...]]:
        """Whole words with their classes, and beginnings of words with theirs."""
        table = tomllib.loads(files("assistant.checks").joinpath(self._table).read_text(encoding="utf-8"))
        whole: dict[str, list[str]] = {}
        beginnings: list[tuple[str, str]] = []
        for name, listed in table.items():
            for word in listed.split():
                if word.endswith("*"):
                    beginnings.append((word[:-1], name))
                else:
                    whole.setdefault(word, []).append(name)
        return whole, tuple(beginnings)

    def of(self, word: str) -> tuple[str, ...]:
        """The classes that a word in small letters belongs to."""
        if word not in self._known:
            if len(self._known) >= 8192:
                self._known.clear()
            whole, beginnings = self._words
            found = [*whole.get(word, ()), *(name for start, name in beginnings if word.startswith(start))]
            self._known[word] = tuple(dict.fromkeys(found))
        return self._known[word]

    def single(self, sentence: str, read: tuple[Token, ...]) -> Iterator[Term]:
        """The classes of the words of a sentence."""
        for place, token in enumerate(read):
            for name in self.of(token.word):
                yield name, (place,)

    def pairs(self, sentence: str, read: tuple[Token, ...]) -> Iterator[Term]:
        """Two classes of words, in their order, not far apart."""
        classed = [(place, self.of(token.word)) for place, token in enumerate(read)]
        classed = [(place, names) for place, names in classed if names]
        for position, (place, names) in enumerate(classed):
            for later, others in classed[position + 1 : position + 1 + _NEAR]:
                if later - place > _NEAR:
                    break
                for pair in _paired(names, others):
                    yield pair, (place, later)


@lru_cache(maxsize=8192)
def _paired(names: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name}>{other}" for name in names for other in others)
