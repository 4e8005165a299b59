"""One countable side of the documents: a vocabulary, its weights, and the weighted postings.

Two known formulas weigh the counts:

* BM25 (Robertson and Zaragoza 2009) with k1 = 1.2 and b = 0.75, idf = ln(1 + (n - df + 0.5) / (df + 0.5));
* TF-IDF with (1 + ln tf) x (ln((1 + n) / (1 + df)) + 1), rows scaled to length one, so that a product is a cosine in [0, 1].

The matrices are kept the other way round, one row a term: a query touches only the postings of its own terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
K1 = 1.2
B = 0.75


@dataclass(frozen=True, slots=True)
class Field:
    """One countable side of the documents.

    Attributes:
        vocabulary: Term to row of the postings.
        idf: Weight of each term.
        postings: Weighted matrix, terms by documents (or by windows).
    """

    vocabulary: dict[str, int]
    idf: Floats
    postings: Any

    def weighted(self, counts: Mapping[str, int]) -> tuple[NDArray[np.intp], Floats]:
        """Return the rows of the known terms of a counted query, and 1 + ln tf of each."""
        known = [(row, times) for term, times in counts.items() if (row := self.vocabulary.get(term)) is not None]
        rows = np.array([row for row, _ in known], dtype=np.intp)
        return rows, (1.0 + np.log(np.array([times for _, times in known], dtype=np.float32))).astype(np.float32)

    def cosine(self, counts: Mapping[str, int]) -> Floats:
        """Return the cosine of each document with the counted query, 0 to 1."""
        rows, weights = self.weighted(counts)
        weights = weights * self.idf[rows]
        length = float(np.linalg.norm(weights))
        return self.product(rows, weights / length if length else weights)

    def product(self, rows: NDArray[np.intp], weights: Floats) -> Floats:
        """Return the sum of the postings of some terms, each times its weight."""
        if not len(rows):
            return np.zeros(self.postings.shape[1], dtype=np.float32)
        return np.asarray(self.postings[rows].T @ weights, dtype=np.float32)

    def largest(self, rows: NDArray[np.intp], weights: Floats) -> Floats:
        """Return the largest single posting of some terms, each times its weight."""
        chosen = self.postings[rows]
        chosen.data = chosen.data * np.repeat(weights, np.diff(chosen.indptr))
        return np.asarray(chosen.max(axis=0).toarray(), dtype=np.float32).ravel()


def bm25_idf(frequency: Floats, documents: int) -> Floats:
    """Return BM25's idf for document frequencies."""
    return np.log1p((documents - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)


def document_frequency(counts: Any) -> Floats:
    """Return in how many rows each column of a count matrix is set."""
    return np.bincount(counts.indices, minlength=counts.shape[1]).astype(np.float32)


def counted(rows: Iterable[Mapping[str, int]], vocabulary: dict[str, int], *, grow: bool) -> Any:
    """Return the count matrix of some texts, one row a text.

    Args:
        rows: Term counts.
        vocabulary: Term to column; new terms are added to it when `grow` is set and dropped otherwise.
        grow: See above.
    """
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
    parts = (np.asarray(data, dtype=np.float32), np.asarray(columns, dtype=np.int32), np.asarray(ends, dtype=np.int32))
    return sparse.csr_matrix(parts, shape=(len(ends) - 1, len(vocabulary)))


def bm25_field(counts: Any, vocabulary: dict[str, int], idf: Floats) -> Field:
    """Weigh counts by BM25 with a given idf."""
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    slack = K1 * (1.0 - B + B * lengths / (float(lengths.mean()) or 1.0))
    weighted = counts.copy()
    weighted.data = weighted.data * (K1 + 1.0) / (weighted.data + np.repeat(slack, np.diff(weighted.indptr)))
    weighted.data = (weighted.data * idf[weighted.indices]).astype(np.float32)
    return Field(vocabulary, idf, _turned(weighted))


def presence_field(counts: Any, vocabulary: dict[str, int], idf: Floats) -> Field:
    """Keep only which term stands in which document."""
    present = counts.copy()
    present.data = np.ones_like(present.data)
    return Field(vocabulary, idf, _turned(present))


def cosine_field(rows: Iterable[Mapping[str, int]]) -> Field:
    """Count and weigh texts by TF-IDF, each scaled to length one."""
    vocabulary: dict[str, int] = {}
    return weighed_by_tfidf(counted(rows, vocabulary, grow=True), vocabulary)


def weighed_by_tfidf(counts: Any, vocabulary: dict[str, int]) -> Field:
    """Weigh counts by TF-IDF and scale each text to length one."""
    weighted = counts.astype(np.float32)
    idf = (np.log((1.0 + weighted.shape[0]) / (1.0 + document_frequency(weighted))) + 1.0).astype(np.float32)
    weighted.data = (1.0 + np.log(weighted.data)) * idf[weighted.indices]
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted.data = weighted.data / np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(weighted.indptr))
    return Field(vocabulary, idf, _turned(weighted))


def _turned(matrix: Any) -> Any:
    return matrix.astype(np.float32).T.tocsr()
