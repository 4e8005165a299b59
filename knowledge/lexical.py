"""The lexical side of the search: what is counted of the documents, how it is weighed, and how it is kept on disk.

Everything is a sparse matrix, one row a document (or a window of four sentences), so that one query costs a few products of a matrix
with a vector. Weights follow two known formulas:

* BM25 (Robertson and Zaragoza 2009) with k1 = 1.2 and b = 0.75, idf = ln(1 + (n - df + 0.5) / (df + 0.5));
* TF-IDF with (1 + ln tf) x (ln((1 + n) / (1 + df)) + 1), rows scaled to length one, so that a product is a cosine in [0, 1].
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge.document import Document
from knowledge.terms import causal_sentences, character_runs, running_sentences, with_pairs, words

Floats = NDArray[np.float32]
K1 = 1.2
B = 0.75
OPENING_WORDS = 60
WINDOW_SENTENCES = 4
WINDOW_STEP = 2
NEIGHBOURS = 10
IMAGINED = 20


@dataclass(frozen=True, slots=True)
class Field:
    """One countable side of the documents.

    Attributes:
        vocabulary: Term to column.
        idf: Weight of each column.
        matrix: Weighted rows.
    """

    vocabulary: dict[str, int]
    idf: Floats
    matrix: Any

    def cosine(self, counts: Mapping[str, int]) -> Floats:
        """Return the cosine of each row with the counted query, 0 to 1."""
        query = np.zeros(len(self.idf), dtype=np.float32)
        for term, times in counts.items():
            column = self.vocabulary.get(term)
            if column is not None:
                query[column] = (1.0 + np.log(times)) * self.idf[column]
        length = float(np.linalg.norm(query))
        return self.product(query / length if length else query)

    def product(self, query: Floats) -> Floats:
        """Return the product of the rows with a weighted query vector."""
        return np.asarray(self.matrix @ query, dtype=np.float32)


def _counted(rows: Iterable[Mapping[str, int]], vocabulary: dict[str, int], *, grow: bool) -> Any:
    data: list[int] = []
    columns: list[int] = []
    ends = [0]
    for row in rows:
        for term, times in row.items():
            column = vocabulary.setdefault(term, len(vocabulary)) if grow else vocabulary.get(term)
            if column is not None:
                columns.append(column)
                data.append(times)
        ends.append(len(columns))
    shape = (len(ends) - 1, len(vocabulary))
    parts = (np.asarray(data, dtype=np.float32), np.asarray(columns, dtype=np.int32), np.asarray(ends, dtype=np.int32))
    return sparse.csr_matrix(parts, shape=shape)


def _column_scaled(matrix: Any, weights: Floats) -> Any:
    scaled = matrix.copy()
    scaled.data = scaled.data * weights[scaled.indices]
    return scaled


def _bm25(counts: Any, idf: Floats) -> Any:
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    mean = float(lengths.mean()) or 1.0
    slack = K1 * (1.0 - B + B * lengths / mean)
    weighted = counts.copy()
    weighted.data = weighted.data * (K1 + 1.0) / (weighted.data + np.repeat(slack, np.diff(weighted.indptr)))
    return _column_scaled(weighted, idf).astype(np.float32)


def _document_frequency(counts: Any) -> Floats:
    return np.bincount(counts.indices, minlength=counts.shape[1]).astype(np.float32)


def bm25_idf(frequency: Floats, documents: int) -> Floats:
    """Return BM25's idf for document frequencies."""
    return np.log1p((documents - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)


def _cosine_field(rows: Iterable[Mapping[str, int]]) -> Field:
    vocabulary: dict[str, int] = {}
    counts = _counted(rows, vocabulary, grow=True)
    idf = (np.log((1.0 + counts.shape[0]) / (1.0 + _document_frequency(counts))) + 1.0).astype(np.float32)
    counts.data = 1.0 + np.log(counts.data)
    weighted = _column_scaled(counts, idf)
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted.data = weighted.data / np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(weighted.indptr))
    return Field(vocabulary, idf, weighted.astype(np.float32))


def _neighbours(pairs: Any) -> Any:
    """Return the graph of each document's closest ten, rows summing to one; a document is not its own neighbour."""
    total = pairs.shape[0]
    transposed = pairs.T.tocsr()
    rows: list[NDArray[Any]] = []
    columns: list[NDArray[Any]] = []
    values: list[NDArray[Any]] = []
    width = min(NEIGHBOURS, total - 1)
    for start in range(0, total if width > 0 else 0, 256):
        block = (pairs[start : start + 256] @ transposed).toarray()
        here = np.arange(block.shape[0])
        block[here, here + start] = 0.0
        best = np.argpartition(-block, width - 1, axis=1)[:, :width]
        weights = np.take_along_axis(block, best, axis=1)
        weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
        rows.append(np.repeat(here + start, width))
        columns.append(best.ravel())
        values.append(weights.ravel())
    if not rows:
        return sparse.csr_matrix((total, total), dtype=np.float32)
    parts = (np.concatenate(values).astype(np.float32), (np.concatenate(rows), np.concatenate(columns)))
    return sparse.csr_matrix(parts, shape=(total, total))


def windows(document: Document) -> list[str]:
    """Return overlapping windows of four sentences, the title being the first sentence; line breaks do not end a sentence here."""
    pieces = [document.title, *running_sentences(document.text)]
    return [" ".join(pieces[i : i + WINDOW_SENTENCES]) for i in range(0, len(pieces), WINDOW_STEP)]


def opening(document: Document) -> str:
    """Return the title and the first sixty words, where reports say what was seen."""
    return f"{document.title}\n{' '.join(document.text.split()[:OPENING_WORDS])}"


def cause_text(document: Document) -> str:
    """Return the root cause of a report, or the causal sentences of a plain text, or the title."""
    return document.cause or causal_sentences(document.text) or document.title


class LexicalIndex:
    """The weighted matrices of one version of the corpus.

    Attributes:
        fields: `words` (BM25), `windows` (BM25 over the same columns), `pairs`, `runs`, `opening`, `causes`, `titles` (cosines).
        window_starts: First window of each document.
        neighbours: Row-normalised graph of similar documents.
        rarity: Weight of each column of `words` for `coverage`.
        unseen_rarity: Weight of a query word that no document holds.
    """

    def __init__(self, fields: dict[str, Field], window_starts: NDArray[np.int64], neighbours: Any) -> None:
        self.fields = fields
        self.window_starts = window_starts
        self.neighbours = neighbours
        self.size: int = neighbours.shape[0]
        held = fields["words"].matrix
        # As if the corpus were twenty documents larger: in a corpus of three, a word that stands in two is not yet a common one.
        imagined = self.size + IMAGINED
        self.rarity = bm25_idf(_document_frequency(held), imagined)
        self.unseen_rarity = float(np.log1p((imagined + 0.5) / 0.5))
        self._presence = sparse.csr_matrix((np.ones(len(held.data), dtype=np.float32), held.indices, held.indptr), shape=held.shape)

    @classmethod
    def build(cls, documents: Sequence[Document]) -> LexicalIndex:
        """Count and weigh the documents."""
        keys = [words(document.whole) for document in documents]
        vocabulary: dict[str, int] = {}
        counts = _counted(map(Counter, keys), vocabulary, grow=True)
        idf = bm25_idf(_document_frequency(counts), len(documents))
        pieces = [windows(document) for document in documents]
        window_counts = _counted((Counter(words(text)) for group in pieces for text in group), vocabulary, grow=False)
        # Windows are short: the square root keeps one rare word from deciding alone.
        soft_idf = np.sqrt(idf)
        fields = {
            "words": Field(vocabulary, idf, _bm25(counts, idf)),
            "windows": Field(vocabulary, soft_idf, _bm25(window_counts, soft_idf)),
            "pairs": _cosine_field(Counter(with_pairs(row)) for row in keys),
            "runs": _cosine_field(character_runs(document.whole) for document in documents),
            "opening": _cosine_field(Counter(with_pairs(words(opening(document)))) for document in documents),
            "causes": _cosine_field(Counter(with_pairs(words(cause_text(document)))) for document in documents),
            "titles": _cosine_field(Counter(with_pairs(words(document.title))) for document in documents),
        }
        starts = np.cumsum([0, *(len(group) for group in pieces[:-1])]).astype(np.int64)
        return cls(fields, starts, _neighbours(fields["pairs"].matrix))

    def word_weights(self, counts: Mapping[str, int]) -> Floats:
        """Return the query's vector over the columns of `words`: 1 + ln tf."""
        vocabulary = self.fields["words"].vocabulary
        query = np.zeros(len(vocabulary), dtype=np.float32)
        for term, times in counts.items():
            column = vocabulary.get(term)
            if column is not None:
                query[column] = 1.0 + np.log(times)
        return query

    def best_window(self, query: Floats) -> Floats:
        """Return each document's best window for a query vector over the columns of `words`, as a share of what a window could reach."""
        field = self.fields["windows"]
        reachable = float(query @ field.idf) * (K1 + 1.0)
        return np.asarray(np.maximum.reduceat(field.product(query), self.window_starts), dtype=np.float32) / max(reachable, 1e-9)

    def coverage(self, counts: Mapping[str, int]) -> Floats:
        """Return which share of the query's words each document holds, weighed by idf, 0 to 1.

        Words that no document holds count as missing, with the weight of the rarest word: a query about something that the corpus
        has never seen covers little, whatever the scale of the other scorers.
        """
        field = self.fields["words"]
        query = np.zeros(len(self.rarity), dtype=np.float32)
        total = 0.0
        for term in counts:
            column = field.vocabulary.get(term)
            if column is not None:
                query[column] = self.rarity[column]
            total += self.rarity_of(term)
        return np.asarray(self._presence @ query, dtype=np.float32) / max(total, 1e-9)

    def rarity_of(self, term: str) -> float:
        """Return the weight of a word for `coverage`: near 0 when every document holds it."""
        column = self.fields["words"].vocabulary.get(term)
        return self.unseen_rarity if column is None else float(self.rarity[column])

    def save(self, folder: Path) -> None:
        """Write the matrices and the vocabularies into a folder; no pickles, so that reading runs no code."""
        arrays: dict[str, NDArray[Any]] = {"window_starts": self.window_starts}
        matrices = {name: field.matrix for name, field in self.fields.items()} | {"neighbours": self.neighbours}
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
        vocabularies = {name: {term: column for column, term in enumerate(column_terms)} for name, column_terms in terms.items()}
        with np.load(folder / "lexical.npz", allow_pickle=False) as arrays:

            def matrix(name: str) -> Any:
                parts = (arrays[f"{name}.data"], arrays[f"{name}.indices"], arrays[f"{name}.indptr"])
                return sparse.csr_matrix(parts, shape=tuple(arrays[f"{name}.shape"]))

            names = ("words", "windows", "causes", "pairs", "runs", "opening", "titles")
            fields = {name: Field(vocabularies.get(name, vocabularies["words"]), arrays[f"{name}.idf"], matrix(name)) for name in names}
            return cls(fields, arrays["window_starts"], matrix("neighbours"))
