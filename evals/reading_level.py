"""How hard English prose is to read: the school grade of Flesch and Kincaid, with syllables counted by rule.

The rule counts groups of vowels and leaves silent endings out; held against a pronouncing dictionary such rules are right for about nine
words in ten, which is enough to compare texts and not enough to judge a single sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^lcgsxzhaeiouy]es|[^aeiouydt]ed|[^aeiouyl]e)$")
_APART = re.compile(r"(?<![tcsgx])i[ao](?!n$)|eo(?!p)|ua(?!r)|[ey]ing|(?:cr|id|\bar)ea")
"""Vowels side by side that are two syllables."""
FEWEST_WORDS = 20
"""Below it the figure says nothing."""


def syllables(word: str) -> int:
    """How many syllables a word has, at least one."""
    plain = word.casefold().replace("’", "'").removesuffix("'s").replace("'", "")
    count = len(_VOWELS.findall(plain)) + len(_APART.findall(plain))
    return max(1, count - bool(_SILENT.search(plain)))


def grade_level(sentences: Sequence[str]) -> float | None:
    """The grade of a text, 0 or more; None where it is too short to tell. Numbers, times and addresses are no words."""
    told = [words for sentence in sentences if (words := _WORD.findall(sentence))]
    words = [word for each in told for word in each]
    if len(words) < FEWEST_WORDS:
        return None
    level = 0.39 * len(words) / len(told) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return max(0.0, level)
