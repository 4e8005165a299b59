"""Trains the bundled tone classifier, and measures it on sentences and companies that each fold had not seen.

`python -m evals.training.tone_model --neutral FILE [--sentences FILE] [--out FILE] [--json]`

FILE of `--neutral` holds real customer-facing texts, one JSON object a line with `company` and `text`. They teach the model that plain,
impersonal lines are good. Only weights leave the training: a feature that occurs in the real lines alone, or that touches a name in our own
sentences, gets none.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.checks import tone
from assistant.checks.context import CheckContext
from assistant.checks.finding import FindingSeverity
from assistant.checks.tone_features import READERS, Term, Token, tokens
from assistant.checks.tone_model import ToneModel
from assistant.evidence.sentences import split_sentences
from assistant.records.policy import shipped_policy
from evals.benchmarks.checks import read_rows, wilson

SENTENCES = Path(__file__).parents[1] / "datasets" / "tone" / "train.jsonl"
FOLDS = 10
STRENGTH = 5.0
"""What an error weighs against the size of the weights (C of a logistic regression)."""
NEUTRAL_WEIGHT = 0.1
NEUTRAL_A_COMPANY = 800
EVEN = 0.3
"""How much a feature's column holds beside the log ratio of its counts in bad and good sentences."""
GROUPS = {"words": 1.4, "letters": 1.0, "classes": 1.0, "pairs": 1.0, "forms": 0.5}
"""How much each group of features is trusted before training."""
RARE = 2
"""A feature of fewer of our own sentences is not used."""
LENGTH_COST = 0.5
OWN_SHARE = 0.015
"""Real texts of unseen companies that the model may warn of though no rule does."""
INFO_SHARE = 0.04
PRECISION = 0.9

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Labelled:
    """One of our own sentences."""

    text: str
    bad: bool
    category: str
    register: str


@dataclass(frozen=True)
class Message:
    """A real text, in sentences."""

    company: str
    sentences: tuple[str, ...]


def read_labelled(path: Path) -> list[Labelled]:
    """Our own sentences."""
    return [Labelled(row["text"], row["label"] == "bad", row["category"], row["register"]) for row in read_rows(path)]


def read_messages(path: Path) -> list[Message]:
    """The real texts, each wording once a company."""
    rows = {(row["company"], row["text"]): None for row in read_rows(path)}
    return [Message(company, tuple(span.quote for span in split_sentences(text))) for company, text in rows]


@cache
def ruled(sentence: str) -> bool:
    """Whether a rule already warns of the sentence."""
    spans = split_sentences(sentence)
    findings = tone.check(CheckContext(policy=shipped_policy()), sentence, spans)
    return any(finding.severity is not FindingSeverity.INFO for finding in findings)


def _names(sentences: Sequence[str]) -> frozenset[str]:
    """Words that our sentences write with a capital only: names of people, firms and places. Abbreviations are none."""
    low: set[str] = set()
    capital: set[str] = set()
    for sentence in sentences:
        for token in tokens(sentence)[1:]:
            written = sentence[token.start : token.end]
            (capital if written[0].isupper() and not written.isupper() else low).add(token.word)
    return frozenset(capital - low)


@cache
def _terms(sentence: str) -> tuple[tuple[str, tuple[Term, ...]], ...]:
    read: tuple[Token, ...] = tokens(sentence)
    return tuple(
        (group, tuple({term: (term, places) for term, places in reader(sentence, read)}.values())) for group, reader in READERS.items()
    )


def vocabulary(sentences: Sequence[str]) -> dict[tuple[str, str], int]:
    """The features in use, each with its column."""
    names = _names(sentences)
    count: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        named = {place for place, token in enumerate(tokens(sentence)) if token.word in names}
        count.update({(group, term) for group, terms in _terms(sentence) for term, places in terms if named.isdisjoint(places)})
    return {feature: column for column, feature in enumerate(sorted(feature for feature, times in count.items() if times >= RARE))}


def matrix(sentences: Sequence[str], columns: dict[tuple[str, str], int]) -> sparse.csr_matrix:
    """One row a sentence, as `ToneModel.hits` weighs its features."""
    values: list[float] = []
    places: list[int] = []
    ends = [0]
    for sentence in sentences:
        for group, terms in _terms(sentence):
            found = [columns[group, term] for term, _ in terms if (group, term) in columns]
            places += found
            values += [max(1, len(found)) ** -0.5] * len(found)
        ends.append(len(places))
    return sparse.csr_matrix((values, places, ends), shape=(len(sentences), len(columns)))


def fit(rows: sparse.csr_matrix, bad: NDArray[np.bool_], weight: Vector) -> tuple[Vector, float]:
    """Weights and bias of a logistic regression with squared penalty."""
    sign = np.where(bad, 1.0, -1.0)
    turned = rows.T.tocsr()

    def loss(point: Vector) -> tuple[float, Vector]:
        margin = sign * (rows @ point[:-1] + point[-1])
        slope = -STRENGTH * weight * sign * np.exp(-np.logaddexp(0, margin))
        value = STRENGTH * float(weight @ np.logaddexp(0, -margin)) + 0.5 * float(point[:-1] @ point[:-1])
        return value, np.append(turned @ slope + point[:-1], slope.sum())

    solved = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return solved[:-1], float(solved[-1])


def _neutral(messages: Sequence[Message]) -> list[str]:
    """Real sentences for training: of each company so many, and none in which a rule finds a fault."""
    chosen: list[str] = []
    for company in sorted({message.company for message in messages}):
        own = sorted({sentence for message in messages if message.company == company for sentence in message.sentences})
        own = [sentence for sentence in own if not ruled(sentence)]
        random.Random(company).shuffle(own)  # noqa: S311 - which lines are kept is no secret
        chosen += own[:NEUTRAL_A_COMPANY]
    return chosen


def _trust(rows: sparse.csr_matrix, bad: NDArray[np.bool_], weight: Vector) -> Vector:
    """Scale of each column by how unevenly it is spread over bad and good, as naive Bayes would have it (Wang and Manning, 2012)."""
    present = (rows > 0).astype(float)
    in_bad, in_good = 1 + weight[bad] @ present[bad], 1 + weight[~bad] @ present[~bad]
    ratio = np.log((in_bad / in_bad.sum()) / (in_good / in_good.sum()))
    return np.asarray(EVEN + (1 - EVEN) * np.abs(ratio))


def train(labelled: Sequence[Labelled], messages: Sequence[Message]) -> ToneModel:
    """A model of these sentences and lines; its thresholds are still open."""
    own, neutral = [item.text for item in labelled], _neutral(messages)
    columns = vocabulary(own)
    bad = np.array([item.bad for item in labelled] + [False] * len(neutral))
    weight = np.array([1.0] * len(own) + [NEUTRAL_WEIGHT] * len(neutral))
    rows = matrix(own + neutral, columns)
    trust = _trust(rows, bad, weight) * np.array([GROUPS[group] for group, _ in columns])
    solved, bias = fit(sparse.csr_matrix(rows @ sparse.diags(trust)), bad, weight)
    solved = solved * trust
    weights: dict[str, dict[str, float]] = {group: {} for group in READERS}
    for (group, term), column in columns.items():
        weights[group][term] = round(float(solved[column]), 3)
    return ToneModel(weights, round(bias, 3), warn=0.0, info=0.0, length_cost=LENGTH_COST)


@dataclass(frozen=True)
class Unseen:
    """Scores given by models that had seen neither the register nor the company."""

    labelled: tuple[tuple[Labelled, float], ...]
    messages: tuple[tuple[Message, float], ...]


def _text_score(model: ToneModel, sentences: Sequence[str]) -> float:
    """The best score of a text's sentences, less what its length costs."""
    return max((model.score(sentence) for sentence in sentences), default=-99.0) - model.length_cost * float(np.log(max(1, len(sentences))))


def _folds(labelled: Sequence[Labelled]) -> list[int]:
    """A fold for each sentence: whole registers, but a register that holds good sentences only is spread over all folds."""
    voices = sorted({item.register for item in labelled if item.bad})
    return [voices.index(item.register) % FOLDS if item.register in voices else place % FOLDS for place, item in enumerate(labelled)]


def cross_validate(labelled: Sequence[Labelled], messages: Sequence[Message]) -> Unseen:
    """Score everything with models of the other registers and the other companies."""
    folds = _folds(labelled)
    companies = [name for name, _ in Counter(message.company for message in messages).most_common()]
    ours: list[tuple[Labelled, float]] = []
    theirs: list[tuple[Message, float]] = []
    for fold in range(FOLDS):
        away = set(companies[fold::FOLDS])
        seen = [item for item, its in zip(labelled, folds, strict=True) if its != fold]
        model = train(seen, [message for message in messages if message.company not in away])
        held = [item for item, its in zip(labelled, folds, strict=True) if its == fold]
        ours += [(item, _text_score(model, [span.quote for span in split_sentences(item.text)])) for item in held]
        theirs += [(message, _text_score(model, message.sentences)) for message in messages if message.company in away]
    return Unseen(tuple(ours), tuple(theirs))


def threshold(unseen: Unseen, *, share: float, precision: float) -> float:
    """The lowest score that keeps both limits: real texts that only the model finds, and right among our own that it finds."""
    alone = np.array([score if not any(map(ruled, message.sentences)) else -99.0 for message, score in unseen.messages])
    scores = np.array([score for _, score in unseen.labelled])
    bad = np.array([item.bad for item, _ in unseen.labelled])
    for limit in np.arange(-3.0, 6.0, 0.02):
        found = scores >= limit
        if (alone >= limit).mean() <= share and (not found.any() or bad[found].mean() >= precision):
            return round(float(limit), 2)
    problem = "no threshold keeps the limits"
    raise ValueError(problem)


def _share(hits: Sequence[bool]) -> dict[str, Any]:
    return {"share": round(sum(hits) / len(hits), 3) if hits else None, "n": len(hits), "interval": wilson(sum(hits), len(hits))}


def _readers(rule: bool, model: bool) -> dict[str, bool]:
    return {"rules": rule, "model": model, "both": rule or model}


def measured(unseen: Unseen, warn: float) -> dict[str, Any]:
    """Precision and recall on our own sentences, and the share of real texts found: by rules, by the model, by either."""
    ours = [(item, _readers(ruled(item.text), score >= warn)) for item, score in unseen.labelled]
    theirs = [(message, _readers(any(map(ruled, message.sentences)), score >= warn)) for message, score in unseen.messages]
    return {
        reader: {
            "precision": _share([item.bad for item, found in ours if found[reader]]),
            "recall": _share([found[reader] for item, found in ours if item.bad]),
            "recall_by_category": {
                name: _share([found[reader] for item, found in ours if item.bad and item.category == name])
                for name in sorted({item.category for item, _ in ours if item.bad})
            },
            "real_texts_found": _share([found[reader] for _, found in theirs]),
            "real_texts_by_company": {
                name: _share([found[reader] for message, found in theirs if message.company == name])
                for name in sorted({message.company for message, _ in theirs})
            },
        }
        for reader in ("rules", "model", "both")
    }


def write(model: ToneModel, path: Path) -> None:
    """One group of features a line, so that a change can be read."""
    head = {"bias": model.bias, "warn": model.warn, "info": model.info, "length_cost": model.length_cost}
    groups = (
        f"{json.dumps(group)}: {json.dumps(terms, ensure_ascii=False, separators=(',', ':'))}" for group, terms in model.weights.items()
    )
    path.write_text(json.dumps(head)[:-1] + ', "weights": {\n' + ",\n".join(groups) + "\n}}\n", encoding="utf-8")


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    for reader, row in figures.items():
        yield f"{reader:6} " + "  ".join(
            f"{name} {row[name]['share']} {row[name]['interval']} n {row[name]['n']}"
            for name in ("precision", "recall", "real_texts_found")
        )
    categories = figures["both"]["recall_by_category"]
    for name in categories:
        yield f"  {name:22}" + "  ".join(f"{reader} {figures[reader]['recall_by_category'][name]['share']}" for reader in figures)
    for name, row in figures["both"]["real_texts_by_company"].items():
        yield f"  {name:22}rules {figures['rules']['real_texts_by_company'][name]['share']}  both {row['share']}  n {row['n']}"


def main(arguments: list[str] | None = None) -> int:
    """Train, measure, write; with --json the last line of standard output is one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.tone_model", description=__doc__)
    parser.add_argument("--neutral", type=Path, required=True, help="real texts, with `company` and `text`")
    parser.add_argument("--sentences", type=Path, default=SENTENCES)
    parser.add_argument("--out", type=Path, default=Path(str(files("assistant.checks").joinpath("data/tone_model.json"))))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    labelled, messages = read_labelled(options.sentences), read_messages(options.neutral)
    unseen = cross_validate(labelled, messages)
    warn = threshold(unseen, share=OWN_SHARE, precision=PRECISION)
    info = threshold(unseen, share=INFO_SHARE, precision=0.0)
    trained = train(labelled, messages)
    model = ToneModel(trained.weights, trained.bias, warn=warn, info=min(info, warn), length_cost=trained.length_cost)
    write(model, options.out)
    figures = measured(unseen, warn)
    print(*_lines(figures), sep="\n")
    print(
        f"warn from {model.warn}, info from {model.info}; {sum(map(len, model.weights.values()))} features, {options.out.stat().st_size} bytes"
    )
    if options.json:
        print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
