"""How the bundled linear models are trained: which features are used, how far each is trusted, and the fit.

Only weights leave a training: a feature that occurs in real lines alone, or that touches a name in our own sentences, gets none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.checks.sentence_features import Reader, Term, tokens

RARE = 2
"""A feature of fewer of our own sentences is not used."""
EVEN = 0.3
"""How much a feature's column holds beside the log ratio of its counts in the two kinds of sentences."""

Vector = NDArray[np.float64]
Columns = dict[tuple[str, str], int]
"""The features in use, each with its column."""


def names_in(sentences: Sequence[str]) -> frozenset[str]:
    """Words that our sentences write with a capital only: names of people, firms and places. Abbreviations are none."""
    low: set[str] = set()
    capital: set[str] = set()
    for sentence in sentences:
        for token in tokens(sentence)[1:]:
            written = sentence[token.start : token.end]
            (capital if written[0].isupper() and not written.isupper() else low).add(token.word)
    return frozenset(capital - low)


class Trainer:
    """Trains models that read the same groups of features.

    Args:
        readers: The groups, as the model reads them.
        trust: How much each group is trusted before training.
        strength: What an error weighs against the size of the weights (C of a logistic regression).
    """

    def __init__(self, readers: Mapping[str, Reader], *, trust: Mapping[str, float], strength: float) -> None:
        self._readers, self._trust, self._strength = readers, trust, strength
        self._read: dict[str, tuple[tuple[str, tuple[Term, ...]], ...]] = {}

    def _terms(self, sentence: str) -> tuple[tuple[str, tuple[Term, ...]], ...]:
        if sentence not in self._read:
            read = tokens(sentence)
            self._read[sentence] = tuple(
                (group, tuple({term: (term, places) for term, places in reader(sentence, read)}.values()))
                for group, reader in self._readers.items()
            )
        return self._read[sentence]

    def vocabulary(self, sentences: Sequence[str]) -> Columns:
        """The features of our own sentences that are used."""
        names = names_in(sentences)
        count: Counter[tuple[str, str]] = Counter()
        for sentence in sentences:
            named = {place for place, token in enumerate(tokens(sentence)) if token.word in names}
            count.update({(group, term) for group, terms in self._terms(sentence) for term, places in terms if named.isdisjoint(places)})
        return {feature: column for column, feature in enumerate(sorted(feature for feature, times in count.items() if times >= RARE))}

    def matrix(self, sentences: Sequence[str], columns: Columns) -> sparse.csr_matrix:
        """One row a sentence, as `LinearModel.hits` weighs its features."""
        values: list[float] = []
        places: list[int] = []
        ends = [0]
        for sentence in sentences:
            for group, terms in self._terms(sentence):
                found = [columns[group, term] for term, _ in terms if (group, term) in columns]
                places += found
                values += [max(1, len(found)) ** -0.5] * len(found)
            ends.append(len(places))
        return sparse.csr_matrix((values, places, ends), shape=(len(sentences), len(columns)))

    def train(
        self, own: Sequence[str], wanted: Sequence[bool], neutral: Sequence[str], *, neutral_weight: float
    ) -> tuple[dict[str, dict[str, float]], float]:
        """Weights by group, and the bias.

        Args:
            own: Our own sentences; features are taken from them alone.
            wanted: Of each of them, whether it is what the model looks for.
            neutral: Real lines, taken as what it does not look for.
            neutral_weight: What one of them weighs.
        """
        columns = self.vocabulary(own)
        hit = np.array([*wanted, *([False] * len(neutral))])
        weight = np.array([1.0] * len(own) + [neutral_weight] * len(neutral))
        rows = self.matrix([*own, *neutral], columns)
        trust = _unevenness(rows, hit, weight) * np.array([self._trust[group] for group, _ in columns])
        solved, bias = fit(sparse.csr_matrix(rows @ sparse.diags(trust)), hit, weight, self._strength)
        solved = solved * trust
        weights: dict[str, dict[str, float]] = {group: {} for group in self._readers}
        for (group, term), column in columns.items():
            weights[group][term] = round(float(solved[column]), 3)
        return weights, round(bias, 3)


def fit(rows: sparse.csr_matrix, hit: NDArray[np.bool_], weight: Vector, strength: float) -> tuple[Vector, float]:
    """Weights and bias of a logistic regression with squared penalty.

    Args:
        rows: The values of the features, one row a sentence.
        hit: Of each row, whether it is what the model looks for.
        weight: What each row weighs.
        strength: What an error weighs against the size of the weights.
    """
    sign = np.where(hit, 1.0, -1.0)
    turned = rows.T.tocsr()

    def loss(point: Vector) -> tuple[float, Vector]:
        margin = sign * (rows @ point[:-1] + point[-1])
        slope = -strength * weight * sign * np.exp(-np.logaddexp(0, margin))
        value = strength * float(weight @ np.logaddexp(0, -margin)) + 0.5 * float(point[:-1] @ point[:-1])
        return value, np.append(turned @ slope + point[:-1], slope.sum())

    solved = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return solved[:-1], float(solved[-1])


def _unevenness(rows: sparse.csr_matrix, hit: NDArray[np.bool_], weight: Vector) -> Vector:
    """Scale of each column by how unevenly it is spread over the two kinds, as naive Bayes would have it (Wang and Manning, 2012)."""
    present = (rows > 0).astype(float)
    in_hit, in_rest = 1 + weight[hit] @ present[hit], 1 + weight[~hit] @ present[~hit]
    ratio = np.log((in_hit / in_hit.sum()) / (in_rest / in_rest.sum()))
    return np.asarray(EVEN + (1 - EVEN) * np.abs(ratio))


def write_model(head: Mapping[str, Any], weights: Mapping[str, Mapping[str, float]], path: Path) -> None:
    """One group of features a line, so that a change can be read."""
    groups = (f"{json.dumps(group)}: {json.dumps(terms, ensure_ascii=False, separators=(',', ':'))}" for group, terms in weights.items())
    path.write_text(json.dumps(head)[:-1] + ', "weights": {\n' + ",\n".join(groups) + "\n}}\n", encoding="utf-8")
