"""The order of the reports for a query, and the score that is shown.

Draft.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Embedder
from knowledge.index import Corpus
from knowledge.query import Query
from knowledge.terms import causal_share, character_runs, with_pairs, words

Floats = NDArray[np.float32]


def standardised(scores):
    return (scores - scores.mean()) / (scores.std() + 1e-9)


class ServiceNames:
    def __init__(self, documents):
        names = {}
        for d in documents:
            for s in d.services:
                k = ' '.join(words(s)) 
                if k: names.setdefault(k, len(names))
        self.names = names
        m = np.zeros((len(documents), len(names)), dtype=np.float32)
        for i, d in enumerate(documents):
            for s in d.services:
                k = ' '.join(words(s))
                if k: m[i, names[k]] = 1
        self.m = m
        self.idf = np.log(1 + len(documents) / (1 + m.sum(0)))

    def overlap(self, query: Query):
        t = ' ' + ' '.join(words(query.whole)) + ' '
        given = {' '.join(words(s)) for s in query.services}
        h = np.array([(' ' + n + ' ') in t or n in given for n in self.names], dtype=np.float32)
        if not h.any(): return np.zeros(len(self.m), dtype=np.float32)
        hi = h * self.idf
        inter = self.m @ hi
        return inter / (hi.sum() + self.m @ self.idf - inter)


def raw_scores(corpus: Corpus, names, query: Query, embedder: Embedder):
    L = corpus.lexical
    keys = words(query.whole)
    counts = Counter(keys)
    pairs = Counter(with_pairs(keys))
    F = L.fields
    wq = L.word_weights(counts)
    head = Counter(with_pairs(words(query.headline or '')))
    pc = F['pairs'].cosine(pairs)
    out = {
        'words': F['words'].product(wq), 'windows': L.best_window(wq), 'causes': F['causes'].cosine(pairs), 'pairs': pc,
        'runs': F['runs'].cosine(character_runs(query.whole)), 'opening': F['opening'].cosine(pairs),
        'titles': F['titles'].cosine(head), 'services': names.overlap(query),
        'meaning': corpus.similarities(embedder.embed([query.whole])[0]),
        'coverage': L.coverage(counts),
        'selfwords': np.full(len(pc), float((wq * wq * F['words'].idf).sum()), dtype=np.float32),
    }
    out['neighbours'] = np.asarray(L.neighbours @ pc)
    return out
