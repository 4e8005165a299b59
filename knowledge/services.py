"""Which services a query names, and how far they are the services of a document."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.document import Document
from knowledge.query import Query
from knowledge.terms import words


def service_key(name: str) -> str:
    """Return a service's name as its stemmed words, so that case, plural and punctuation do not matter."""
    return " ".join(words(name))


class ServiceNames:
    """The services of all documents of a corpus.

    Args:
        documents: The corpus, in index order.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        keys = [{key for name in document.services if (key := service_key(name))} for document in documents]
        self._columns: dict[str, int] = {}
        for found in keys:
            for key in sorted(found):
                self._columns.setdefault(key, len(self._columns))
        self._held = np.zeros((len(documents), len(self._columns)), dtype=np.float32)
        for row, found in enumerate(keys):
            self._held[row, [self._columns[key] for key in found]] = 1.0
        # A service that many incidents touch says less about an incident than a rare one.
        self._weights = np.log1p(len(documents) / (1.0 + self._held.sum(axis=0))).astype(np.float32)
        self._weight_held = self._held @ self._weights

    def named(self, query: Query) -> set[str]:
        """Return the keys of the corpus' services that the query gives or names in its text."""
        text = f" {' '.join(words(query.whole))} "
        given = {service_key(name) for name in query.services}
        return {key for key in self._columns if key in given or f" {key} " in text}

    def overlap(self, query: Query) -> NDArray[np.float32]:
        """Return, for each document, the weight of the shared services over the weight of all services of either, 0 to 1."""
        named = [self._columns[key] for key in self.named(query)]
        if not named:
            return np.zeros(len(self._held), dtype=np.float32)
        asked = float(self._weights[named].sum())
        shared = self._held[:, named] @ self._weights[named]
        return np.asarray(shared / np.maximum(asked + self._weight_held - shared, 1e-9), dtype=np.float32)
