"""What the tone classifier reads in a sentence: its words, pieces of words, classes of words and the order they come in.

Training and use share this module, so that a weight always means what it was trained on.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+|[!?]|[:;]-?[)D(]|[\U0001F300-\U0001FAFF]")
_PASSIVE = re.compile(r"\b(?:was|were|been|is|are|be|being) (?:\w+ly )?\w+(?:ed|en|ught|ade|ost|ut)\b")
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]{1,6}\b")
_PIECES = (3, 4, 5)
_NEAR = 8
"""How many words apart two classes of words may stand to count as a pair."""
_LENGTHS = (4, 8, 14, 22)


class Token(NamedTuple):
    """A word of a sentence: how it is read, and `sentence[start:end]`."""

    word: str
    start: int
    end: int


Term = tuple[str, tuple[int, ...]]
"""A feature's name within its group, and the positions of the tokens it was read from."""


def tokens(sentence: str) -> tuple[Token, ...]:
    """The words, numbers and telling marks of a sentence; every number reads as "0"."""
    lowered = sentence.lower()
    if len(lowered) != len(sentence):  # a letter whose small form is longer would move all places
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in sentence)
    return tuple(
        Token("0" if match[0].isdigit() else match[0].replace("’", "'"), match.start(), match.end()) for match in _WORD.finditer(lowered)
    )


@cache
def _word_classes() -> tuple[dict[str, list[str]], tuple[tuple[str, str], ...]]:
    """Whole words with their classes, and beginnings of words with theirs."""
    table = tomllib.loads(files("assistant.checks").joinpath("data/tone_words.toml").read_text(encoding="utf-8"))
    whole: dict[str, list[str]] = {}
    beginnings: list[tuple[str, str]] = []
    for name, words in table.items():
        for word in words.split():
            if word.endswith("*"):
                beginnings.append((word[:-1], name))
            else:
                whole.setdefault(word, []).append(name)
    return whole, tuple(beginnings)


@lru_cache(maxsize=8192)
def classes_of(word: str) -> tuple[str, ...]:
    """The classes that a word in small letters belongs to."""
    whole, beginnings = _word_classes()
    return tuple(dict.fromkeys([*whole.get(word, ()), *(name for start, name in beginnings if word.startswith(start))]))


@lru_cache(maxsize=8192)
def _pieces(word: str) -> tuple[str, ...]:
    edged = f"<{word}>"
    return tuple(edged[i : i + size] for size in _PIECES for i in range(len(edged) - size + 1))


@lru_cache(maxsize=8192)
def _paired(names: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name}>{other}" for name in names for other in others)


def _words(sentence: str, read: tuple[Token, ...]) -> Iterator[Term]:
    """Single words, and neighbours with the two ends of the sentence as neighbours too."""
    for place, token in enumerate(read):
        yield token.word, (place,)
    if read:
        yield f"^ {read[0].word}", (0,)
        yield f"{read[-1].word} $", (len(read) - 1,)
    for place, (one, other) in enumerate(pairwise(read)):
        yield f"{one.word} {other.word}", (place, place + 1)


def _letters(sentence: str, read: tuple[Token, ...]) -> Iterator[Term]:
    for place, token in enumerate(read):
        where = (place,)
        for piece in _pieces(token.word):
            yield piece, where


def _classes(sentence: str, read: tuple[Token, ...]) -> Iterator[Term]:
    for place, token in enumerate(read):
        for name in classes_of(token.word):
            yield name, (place,)


def _pairs(sentence: str, read: tuple[Token, ...]) -> Iterator[Term]:
    """Two classes of words, in their order, not far apart."""
    classed = [(place, classes_of(token.word)) for place, token in enumerate(read)]
    classed = [(place, names) for place, names in classed if names]
    for position, (place, names) in enumerate(classed):
        for later, others in classed[position + 1 : position + 1 + _NEAR]:
            if later - place > _NEAR:
                break
            for pair in _paired(names, others):
                yield pair, (place, later)


def _forms(sentence: str, read: tuple[Token, ...]) -> Iterator[Term]:
    """How the sentence is built: length, persons, passive voice, marks, abbreviations, several hedges."""
    names = [classes_of(token.word) for token in read]
    yield f"length {sum(len(read) >= limit for limit in _LENGTHS)}", ()
    if read:
        yield f"first {read[0].word}", (0,)
    if not any("we" in found or "i" in found for found in names):
        yield "no first person", ()
    if not any("you" in found for found in names):
        yield "no second person", ()
    if any(token.word == "0" for token in read):
        yield "number", ()
    for mark, form in (("!", "exclamation"), ("?", "question")):
        if mark in sentence:
            yield form, tuple(place for place, token in enumerate(read) if token.word == mark)
    if _PASSIVE.search(sentence):
        yield "passive", ()
    capitals = len(_CAPITALS.findall(sentence))
    if capitals:
        yield f"abbreviations {min(capitals, 3)}", ()
    hedges = tuple(place for place, found in enumerate(names) if "hedge" in found)
    if len(hedges) > 1:
        yield f"hedges {min(len(hedges), 4)}", hedges


READERS: dict[str, Callable[[str, tuple[Token, ...]], Iterator[Term]]] = {
    "words": _words,
    "letters": _letters,
    "classes": _classes,
    "pairs": _pairs,
    "forms": _forms,
}
"""The groups of features. Within a group each known feature of a sentence counts once, and all together have length one."""
