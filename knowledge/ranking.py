"""The order of the documents for a query, and the score that is shown.

**Order.** Eight scorers look at each document. Each one's scores are standardised over the corpus (how many standard deviations a
document stands out for this query) and added with fixed weights. How much of the query explains a cause (`terms.causal_share`) moves
the weights: an incident told by its symptoms is compared with titles, openings and services, a told cause with the causes and passages of
the reports. The weights were set once, on public incident data of four kinds, and are the same for every corpus and query.

**Score.** The order says which report is nearest, not whether it is near. The score is absolute and looks at three figures that need no
comparison with other documents: the idf-weighted share of the query's words that the report holds (words unknown to the corpus count as
missing, and the luckiest word is left out), the cosine of the character runs, and the cosine of the meaning vectors. A logistic regression
on known pairs of related incidents, against documents of another field, gave the proportions; its log-odds are halved, so that good
matches stay distinguishable. The score is therefore no probability. Under `FLOOR` a report is not shown. The floor was set on the reports
that ship with the product: of 25 unrelated questions 24 scored under 0.35, and all of 28 retold incidents over 0.45.

A query with a supposed cause is searched twice, by its text and by the cause. Each search counts as much as the score of its best
document, and a document that either search puts over the floor gets 1 - (1 - a)(1 - b) of its two scores a and b.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Embedder
from knowledge.index import Corpus
from knowledge.lexical import LexicalIndex
from knowledge.query import Query
from knowledge.terms import causal_share, character_runs, with_pairs, words

Floats = NDArray[np.float32]

# Weight of each scorer: for every query, more for symptoms, more for causes.
ALWAYS = {"windows": 1.5, "neighbours": 1.0, "titles": 1.2, "meaning": 0.2}
FOR_SYMPTOMS = {"runs": 1.5, "services": 2.0, "neighbours": 1.0, "opening": 0.5}
FOR_CAUSES = {"causes": 1.5}
# Updates under a headline tell symptoms even where they mention a cause.
HEADLINE_FACTOR = 0.5
GATE_SLOPE = 1.5
# Standardising adds this many documents of score 0 and this spread, so that a corpus of three gives sensible figures.
EMPTY_DOCUMENTS = 10
SPREAD = {
    "windows": 0.02,
    "neighbours": 0.01,
    "titles": 0.05,
    "meaning": 0.05,
    "runs": 0.02,
    "services": 0.05,
    "opening": 0.02,
    "causes": 0.01,
}
# Half the log-odds of being related: intercept and weight of coverage, character runs and meaning.
EVIDENCE = (-3.0, 4.0, 11.0, 1.5)
CONFIRMED = 0.1
FLOOR = 0.42


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one query gives over a corpus; all arrays are in corpus order.

    Attributes:
        order: Value by which documents are ordered; comparable within one query only.
        score: Absolute score, 0 to 1.
        parts: What each scorer adds to `order`; `cause: ...` for the second search.
    """

    order: Floats
    score: Floats
    parts: dict[str, Floats] = field(default_factory=dict)


def weights(query: Query) -> dict[str, float]:
    """Return the weight of each scorer for a query."""
    share = min(1.0, GATE_SLOPE * causal_share(query.whole))
    gate = share * HEADLINE_FACTOR if query.headline else share
    found = dict(ALWAYS)
    for scorer, weight in FOR_SYMPTOMS.items():
        found[scorer] = found.get(scorer, 0.0) + weight * (1.0 - gate)
    for scorer, weight in FOR_CAUSES.items():
        found[scorer] = found.get(scorer, 0.0) + weight * gate
    return found


def standardised(scores: Floats, spread: float) -> Floats:
    """Return how far each score stands from the mean, in standard deviations."""
    total = len(scores) + EMPTY_DOCUMENTS
    mean = float(scores.sum()) / total
    variance = max(float(scores @ scores) / total - mean * mean, 0.0)
    return np.asarray((scores - mean) / np.sqrt(variance + spread * spread), dtype=np.float32)


def rank_documents(corpus: Corpus, query: Query, embedder: Embedder) -> Ranking:
    """Score all documents of a corpus for a query, by its text and, when it supposes a cause, by the cause.

    Raises:
        EmbeddingFailed: The embedder did not answer.
        IndexMissing: The vectors cannot be read.
    """
    if corpus.lexical is None:
        none = np.zeros(0, dtype=np.float32)
        return Ranking(none, none)
    by_text = _rank_once(corpus, corpus.lexical, query, embedder)
    if not query.cause:
        return by_text
    by_cause = _rank_once(corpus, corpus.lexical, Query(query.cause), embedder)
    trust_text, trust_cause = float(by_text.score.max()), float(by_cause.score.max())
    parts = {name: part * trust_text for name, part in by_text.parts.items()}
    parts |= {f"cause: {name}": part * trust_cause for name, part in by_cause.parts.items()}
    either = 1.0 - (1.0 - by_text.score) * (1.0 - by_cause.score)
    # Two searches that both find nothing must not add up to something.
    found = np.maximum(by_text.score, by_cause.score) >= FLOOR
    score = np.where(found, either, np.maximum(by_text.score, by_cause.score)).astype(np.float32)
    order = np.asarray(trust_text * by_text.order + trust_cause * by_cause.order, dtype=np.float32)
    return Ranking(order, score, parts)


def _rank_once(corpus: Corpus, lexical: LexicalIndex, query: Query, embedder: Embedder) -> Ranking:
    keys = words(query.whole)
    counts, pairs = Counter(keys), Counter(with_pairs(keys))
    fields = lexical.fields
    likeness = fields["pairs"].cosine(pairs)
    raw: dict[str, Any] = {
        "windows": lexical.best_window(counts),
        "neighbours": np.asarray(lexical.neighbours @ likeness, dtype=np.float32),
        "titles": fields["titles"].cosine(Counter(with_pairs(words(query.headline or "")))),
        "meaning": corpus.similarities(embedder.embed([query.whole])[0]),
        "runs": fields["runs"].cosine(character_runs(query.whole)),
        "services": corpus.services.overlap(query),
        "opening": fields["opening"].cosine(pairs),
        "causes": fields["causes"].cosine(pairs),
    }
    parts = {name: weight * standardised(raw[name], SPREAD[name]) for name, weight in weights(query).items() if weight}
    order = np.asarray(np.sum(list(parts.values()), axis=0), dtype=np.float32)
    return Ranking(order, _evidence(lexical.coverage(counts), raw["runs"], raw["meaning"]), parts)


def _evidence(coverage: Floats, runs: Floats, meaning: Floats) -> Floats:
    """Return the absolute score, 0 to 1.

    Where hardly more than one word is shared, the shared character runs are those of this one word, and count only as far as the coverage,
    which leaves that word out, confirms them.
    """
    intercept, for_coverage, for_runs, for_meaning = EVIDENCE
    confirmed = runs * np.minimum(1.0, coverage / CONFIRMED)
    odds = intercept + for_coverage * coverage + for_runs * confirmed + for_meaning * meaning
    return np.asarray(1.0 / (1.0 + np.exp(-odds)), dtype=np.float32)


def falling(scores: list[float]) -> list[float]:
    """Make scores fall along their order, by averaging neighbours that rise (isotonic regression, pool adjacent violators).

    The order and the score are made of different figures; a reader must not see a better score under a worse one.
    """
    pools: list[tuple[float, int]] = []
    for score in scores:
        pools.append((score, 1))
        while len(pools) > 1 and pools[-1][0] > pools[-2][0]:
            (second, n), (first, m) = pools.pop(), pools.pop()
            pools.append(((second * n + first * m) / (n + m), n + m))
    return [value for value, times in pools for _ in range(times)]
