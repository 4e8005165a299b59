"""Text into the units that the scorers count: words, word pairs, character runs, sentences.

A word keeps its place in the text, so that an explanation can point at the very characters that matched. Words are stemmed with
Snowball's English stemmer (Porter2, https://snowballstem.org); identifiers such as `dns-resolver`, `CVE-2019-16869` or `getFileStatus`
are kept whole and also split, because one report writes the whole and the next one writes a part.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

_STOP_WORDS = (
    "a an and are as at be been but by can for from had has have if in into is it its of on or our that the their there these they this "
    "to was we were when which will with you your not so than then also do does did he she his her them us i who what where while "
    "during after before over under more most some any such no other all each"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())
_WORD = re.compile(r"[A-Za-z0-9]+(?:[._\-][A-Za-z0-9]+)*")
_PART = re.compile(r"[^._\-]+")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_CHAR_RUN = re.compile(r"[a-z0-9]+")
_RUNNING_END = re.compile(r"(?<=[.!?])\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")

# Words with which a text says why something happened. Measured on post-mortems of cloud providers: a sentence with one of these holds
# the cause far more often than one without. Broad when reports are read (better one sentence too many), strict when a query is weighed.
_CAUSAL_BROAD = re.compile(
    r"root cause|caus|due to|because|trigger|result of|resulted from|as a result|\bbug\b|misconfig|incorrect|fail|overload|exhaust"
    r"|regression|defect|led to|introduced|unexpected|stemm|contribut|originat|deploy|configur|change",
    re.IGNORECASE,
)
_NOT_CAUSAL = re.compile(
    r"apolog|prevent|customers? (?:may|experienc|were)|will be|we are (?:working|implement)|steps|in the future|going forward|sorry",
    re.IGNORECASE,
)
_CAUSAL_STRICT = re.compile(
    r"root cause|caus(?:e|ed|ing) (?:of|by|was|is|were)|\bcaused\b|due to|because|trigger|result of|resulted (?:from|in)|as a result"
    r"|\bbugs?\b|misconfig|incorrect|overload|exhaust|regression|defect|led to|introduced|unexpected|stemm|originat"
    r"|(?:deploy|configuration|software|code|change|update|maintenance)\b",
    re.IGNORECASE,
)


class Term(NamedTuple):
    """One counted word and where it stands.

    Attributes:
        key: The stem, or a lower-cased identifier.
        start: Offset of the first character in the text.
        end: Offset behind the last character.
    """

    key: str
    start: int
    end: int


# A stemmer object keeps the word it works on, so that each thread needs its own.
_local = threading.local()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the Porter2 stem of a lower-case word."""
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        import snowballstemmer

        stemmer = _local.stemmer = snowballstemmer.stemmer("english")
    return str(stemmer.stemWord(word))


@lru_cache(maxsize=100_000)
def _terms(word: str) -> tuple[Term, ...]:
    """Return what one written word counts as, with offsets in the word; empty for a stop word."""
    lower = word.lower()
    whole = len(word)
    if lower.isalpha():
        if lower in STOP_WORDS:
            return ()
        humps = list(_CAMEL.finditer(word))
        inner = [Term(stem(hump.group().lower()), *hump.span()) for hump in humps if hump.group().lower() not in STOP_WORDS]
        return (Term(stem(lower), 0, whole), *(inner if len(humps) > 1 else ()))
    return (Term(lower, 0, whole), *(Term(stem(part.group().lower()), *part.span()) for part in _PART.finditer(word)))


@lru_cache(maxsize=100_000)
def _keys(word: str) -> tuple[str, ...]:
    return tuple(term.key for term in _terms(word))


def located(text: str) -> Iterator[Term]:
    """Yield every counted word of a text with its offsets, in order."""
    for match in _WORD.finditer(text):
        for key, start, end in _terms(match.group()):
            yield Term(key, match.start() + start, match.start() + end)


def occurrences(text: str, keys: Collection[str]) -> list[Term]:
    """Return where words with the given keys stand, in order; quicker than `located` when most words are not asked for."""
    found: list[Term] = []
    for match in _WORD.finditer(text):
        for key, start, end in _terms(match.group()):
            if key in keys:
                found.append(Term(key, match.start() + start, match.start() + end))
    return found


def words(text: str) -> list[str]:
    """Return the counted words of a text in order, without stop words."""
    return [key for match in _WORD.finditer(text) for key in _keys(match.group())]


def with_pairs(keys: list[str]) -> list[str]:
    """Return the words and each two neighbours as one unit (word 1-2 grams)."""
    return [*keys, *(f"{first} {second}" for first, second in pairwise(keys))]


@lru_cache(maxsize=50_000)
def runs_of(word: str) -> tuple[str, ...]:
    """Return the character runs of three to five of one word, its ends marked by a blank."""
    padded = f" {word} "
    return tuple(padded[i : i + size] for size in (3, 4, 5) for i in range(len(padded) - size + 1))


def run_words(text: str) -> Counter[str]:
    """Count the words whose character runs are counted: letters and digits, lower-cased, none left out."""
    return Counter(_CHAR_RUN.findall(text.lower()))


def character_runs(text: str) -> Counter[str]:
    """Count the character runs of a text, within words.

    They find what stemming does not: misspellings, compounds, parts of identifiers.
    """
    counts: Counter[str] = Counter()
    for word, times in run_words(text).items():
        for run in runs_of(word):
            counts[run] += times
    return counts


def sentences(text: str) -> list[str]:
    """Split a text at sentence ends and line breaks; blank pieces are dropped."""
    return [piece.strip() for piece in _SENTENCE_END.split(text) if piece and piece.strip()]


def running_sentences(text: str, longest: int = 60) -> list[str]:
    """Split a text at sentence ends only; a stretch of more than `longest` words, such as a list, is cut there."""
    pieces: list[str] = []
    for piece in _RUNNING_END.split(" ".join(text.split())):
        parts = piece.split()
        pieces.extend(" ".join(parts[i : i + longest]) for i in range(0, len(parts), longest))
    return pieces


def causal_sentences(text: str) -> str:
    """Return the sentences of a report that read like its cause, joined by blanks; empty when there is none."""
    return " ".join(s for s in sentences(text) if _CAUSAL_BROAD.search(s) and not _NOT_CAUSAL.search(s))


def causal_share(text: str) -> float:
    """Return which share of a query's words stands in sentences that explain a cause, 0 to 1.

    An early customer update has about 0, a root-cause paragraph about 0.8. The ranking shifts its weights by it: a query that tells
    symptoms is compared with headlines and openings, a query that tells a cause with the causes of the reports.
    """
    pieces = sentences(text)
    lengths = [len(piece.split()) for piece in pieces]
    causal = sum(n for n, piece in zip(lengths, pieces, strict=True) if _CAUSAL_STRICT.search(piece))
    return causal / total if (total := sum(lengths)) else 0.0
