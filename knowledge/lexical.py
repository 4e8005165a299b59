"""The lexical side of the search: what is counted of the documents, and how it is kept on disk."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge.document import Document
from knowledge.fields import (
    K1,
    Field,
    Floats,
    bm25_field,
    bm25_idf,
    cosine_field,
    counted,
    document_frequency,
    presence_field,
    weighed_by_tfidf,
)
from knowledge.terms import causal_sentences, run_words, running_sentences, runs_of, with_pairs, words

OPENING_WORDS = 60
WINDOW_SENTENCES = 4
WINDOW_STEP = 2
NEIGHBOURS = 10
# `rarity` is taken as if the corpus were larger by this: in a corpus of three, a word that stands in two is not yet a common one.
IMAGINED = 20
_FIELDS = ("words", "windows", "pairs", "runs", "opening", "causes", "titles")


def windows(document: Document) -> list[Counter[str]]:
    """Count the words of overlapping windows of four sentences, the title being the first; line breaks do not end a sentence here."""
    keys = [words(piece) for piece in (document.title, *running_sentences(document.text))]
    return [Counter(chain.from_iterable(keys[i : i + WINDOW_SENTENCES])) for i in range(0, len(keys), WINDOW_STEP)]


def opening(document: Document) -> str:
    """Return the title and the first sixty words, where reports say what was seen."""
    return f"{document.title}\n{' '.join(document.text.split()[:OPENING_WORDS])}"


def cause_text(document: Document) -> str:
    """Return the root cause of a report, or the causal sentences of a plain text, or the title."""
    return document.cause or causal_sentences(document.text) or document.title


class LexicalIndex:
    """The weighted postings of one version of the corpus.

    Attributes:
        fields: `words` (which document holds which word), `windows` (BM25 over the same vocabulary, the square root of idf, one column a
            window), `pairs` (words and word pairs), `runs` (character runs), `opening`, `causes` and `titles` (pairs of these parts); the
            last five are cosines.
        window_starts: First window of each document.
        neighbours: Row-normalised graph of similar documents.
        size: Number of documents.
    """

    def __init__(self, fields: dict[str, Field], window_starts: NDArray[np.int64], neighbours: Any) -> None:
        self.fields = fields
        self.window_starts = window_starts
        self.neighbours = neighbours
        self.size: int = neighbours.shape[0]
        self._unseen = float(np.log1p((self.size + IMAGINED + 0.5) / 0.5))

    @classmethod
    def build(cls, documents: Sequence[Document]) -> LexicalIndex:
        """Count and weigh the documents, at least one."""
        keys = [words(document.whole) for document in documents]
        vocabulary: dict[str, int] = {}
        counts = counted(map(Counter, keys), vocabulary, grow=True)
        frequency = document_frequency(counts)
        pieces = [windows(document) for document in documents]
        window_counts = counted(chain.from_iterable(pieces), vocabulary, grow=False)
        # Windows are short: the square root keeps one rare word from deciding alone.
        soft_idf = np.sqrt(bm25_idf(frequency, len(documents)))
        fields = {
            "words": presence_field(counts, vocabulary, bm25_idf(frequency, len(documents) + IMAGINED)),
            "windows": bm25_field(window_counts, vocabulary, soft_idf),
            "pairs": cosine_field(Counter(with_pairs(row)) for row in keys),
            "runs": _runs_field(documents),
            "opening": cosine_field(Counter(with_pairs(words(opening(document)))) for document in documents),
            "causes": cosine_field(Counter(with_pairs(words(cause_text(document)))) for document in documents),
            "titles": cosine_field(Counter(with_pairs(words(document.title))) for document in documents),
        }
        starts = np.cumsum([0, *(len(group) for group in pieces[:-1])]).astype(np.int64)
        return cls(fields, starts, _neighbours(fields["pairs"].postings))

    def best_window(self, counts: Mapping[str, int]) -> Floats:
        """Return each document's best window for the counted words of a query, as a share of what a window could reach."""
        field = self.fields["windows"]
        rows, weights = field.weighted(counts)
        reachable = float(weights @ field.idf[rows]) * (K1 + 1.0)
        best = np.maximum.reduceat(field.product(rows, weights), self.window_starts)
        return np.asarray(best / max(reachable, 1e-9), dtype=np.float32)

    def coverage(self, counts: Mapping[str, int]) -> Floats:
        """Return which share of the query's words each document holds, weighed by idf and without the luckiest word, 0 to 1.

        Words that no document holds count as missing, with the weight of the rarest word: a query about something that the corpus
        has never seen covers little, whatever the scale of the other scorers. The heaviest shared word is left out of both sides, since
        among a thousand documents there is always one that shares a rare word by chance; only for a query of one word it counts.
        """
        field = self.fields["words"]
        rows, _ = field.weighted(counts)
        if not len(rows):
            return np.zeros(self.size, dtype=np.float32)
        weights = field.idf[rows]
        total = sum(self.rarity_of(term) for term in counts)
        shared = field.product(rows, weights)
        if len(counts) == 1:
            return np.asarray(shared / max(total, 1e-9), dtype=np.float32)
        luckiest = field.largest(rows, weights)
        return np.asarray((shared - luckiest) / np.maximum(total - luckiest, 1e-9), dtype=np.float32)

    def rarity_of(self, term: str) -> float:
        """Return the weight of a word for `coverage`: near 0 when every document holds it."""
        field = self.fields["words"]
        row = field.vocabulary.get(term)
        return self._unseen if row is None else float(field.idf[row])

    def save(self, folder: Path) -> None:
        """Write the postings and the vocabularies into a folder; no pickles, so that reading runs no code."""
        arrays: dict[str, NDArray[Any]] = {"window_starts": self.window_starts}
        matrices = {name: field.postings for name, field in self.fields.items()} | {"neighbours": self.neighbours}
        for name, matrix in matrices.items():
            arrays |= {f"{name}.data": matrix.data, f"{name}.indices": matrix.indices, f"{name}.indptr": matrix.indptr}
            arrays[f"{name}.shape"] = np.asarray(matrix.shape)
        arrays |= {f"{name}.idf": field.idf for name, field in self.fields.items()}
        np.savez(folder / "lexical.npz", allow_pickle=False, **arrays)
        own = {name: list(field.vocabulary) for name, field in self.fields.items() if name != "windows"}
        (folder / "terms.json").write_text(json.dumps(own, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Read what `save` wrote.

        Raises:
            OSError: A file is missing.
            ValueError: A file is damaged.
            KeyError: A file lacks a part.
        """
        terms = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
        vocabularies = {name: {term: row for row, term in enumerate(listed)} for name, listed in terms.items()}
        vocabularies["windows"] = vocabularies["words"]
        with np.load(folder / "lexical.npz", allow_pickle=False) as arrays:

            def matrix(name: str) -> Any:
                parts = (arrays[f"{name}.data"], arrays[f"{name}.indices"], arrays[f"{name}.indptr"])
                return sparse.csr_matrix(parts, shape=tuple(arrays[f"{name}.shape"]))

            fields = {name: Field(vocabularies[name], arrays[f"{name}.idf"], matrix(name)) for name in _FIELDS}
            return cls(fields, arrays["window_starts"], matrix("neighbours"))


def _runs_field(documents: Sequence[Document]) -> Field:
    """Count the character runs of all documents: each different word is cut once, and the rest is a product of matrices."""
    spoken: dict[str, int] = {}
    by_word = counted((run_words(document.whole) for document in documents), spoken, grow=True)
    vocabulary: dict[str, int] = {}
    runs = counted((Counter(runs_of(word)) for word in spoken), vocabulary, grow=True)
    return weighed_by_tfidf((by_word @ runs).tocsr(), vocabulary)


def _neighbours(postings: Any) -> Any:
    """Return the graph of each document's closest ten, rows summing to one; a document is not its own neighbour."""
    total = postings.shape[1]
    width = min(NEIGHBOURS, total - 1)
    if width < 1:
        return sparse.csr_matrix((total, total), dtype=np.float32)
    documents = postings.T.tocsr()
    parts: list[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]] = []
    for start in range(0, total, 256):
        block = (documents[start : start + 256] @ postings).toarray()
        here = np.arange(block.shape[0])
        block[here, here + start] = 0.0
        best = np.argpartition(-block, width - 1, axis=1)[:, :width]
        weights = np.take_along_axis(block, best, axis=1)
        weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
        parts.append((weights.ravel().astype(np.float32), np.repeat(here + start, width), best.ravel()))
    values, rows, columns = (np.concatenate(part) for part in zip(*parts, strict=True))
    return sparse.csr_matrix((values, (rows, columns)), shape=(total, total))
