"""What the tone classifier reads in a sentence, beside what every bundled model reads (`sentence_features`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assistant.checks.sentence_features import Reader, Term, Token, WordClasses, letters, tokens, words

__all__ = ["READERS", "Term", "Token", "classes_of", "tokens"]

_PASSIVE = re.compile(r"\b(?:was|were|been|is|are|be|being) (?:\w+ly )?\w+(?:ed|en|ught|ade|ost|ut)\b")
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]{1,6}\b")
_LENGTHS = (4, 8, 14, 22)
_CLASSES = WordClasses("data/tone_words.toml")


def classes_of(word: str) -> tuple[str, ...]:
    """The classes that a word in small letters belongs to."""
    return _CLASSES.of(word)


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


READERS: Mapping[str, Reader] = {
    "words": words,
    "letters": letters,
    "classes": _CLASSES.single,
    "pairs": _CLASSES.pairs,
    "forms": _forms,
}
"""The groups of features. Within a group each known feature of a sentence counts once, and all together have length one."""
