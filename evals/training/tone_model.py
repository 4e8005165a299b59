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

from assistant.checks import tone
from assistant.checks.context import CheckContext
from assistant.checks.finding import FindingSeverity
from assistant.checks.tone_features import READERS
from assistant.checks.tone_model import ToneModel
from assistant.evidence.sentences import split_sentences
from assistant.records.policy import shipped_policy
from evals.benchmarks.checks import read_rows, share_of
from evals.training.linear_training import Trainer, write_model

SENTENCES = Path(__file__).parents[1] / "datasets" / "tone" / "train.jsonl"
FOLDS = 10
NEUTRAL_WEIGHT = 0.1
NEUTRAL_A_COMPANY = 800
TRAINER = Trainer(READERS, trust={"words": 1.4, "letters": 1.0, "classes": 1.0, "pairs": 1.0, "forms": 0.5}, strength=5.0)
LENGTH_COST = 0.5
OWN_SHARE = 0.015
"""Real texts of unseen companies that the model may warn of though no rule does."""
INFO_SHARE = 0.04
PRECISION = 0.9


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


def _neutral(messages: Sequence[Message]) -> list[str]:
    """Real sentences for training: of each company so many, and none in which a rule finds a fault."""
    chosen: list[str] = []
    for company in sorted({message.company for message in messages}):
        own = sorted({sentence for message in messages if message.company == company for sentence in message.sentences})
        own = [sentence for sentence in own if not ruled(sentence)]
        random.Random(company).shuffle(own)  # noqa: S311 - which lines are kept is no secret
        chosen += own[:NEUTRAL_A_COMPANY]
    return chosen


def train(labelled: Sequence[Labelled], messages: Sequence[Message]) -> ToneModel:
    """A model of these sentences and lines; its thresholds are still open."""
    weights, bias = TRAINER.train(
        [item.text for item in labelled], [item.bad for item in labelled], _neutral(messages), neutral_weight=NEUTRAL_WEIGHT
    )
    return ToneModel(weights, bias, warn=0.0, info=0.0, length_cost=LENGTH_COST)


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


def _readers(rule: bool, model: bool) -> dict[str, bool]:
    return {"rules": rule, "model": model, "both": rule or model}


def measured(unseen: Unseen, warn: float) -> dict[str, Any]:
    """Precision and recall on our own sentences, and the share of real texts found: by rules, by the model, by either."""
    ours = [(item, _readers(ruled(item.text), score >= warn)) for item, score in unseen.labelled]
    theirs = [(message, _readers(any(map(ruled, message.sentences)), score >= warn)) for message, score in unseen.messages]
    return {
        reader: {
            "precision": share_of([item.bad for item, found in ours if found[reader]]),
            "recall": share_of([found[reader] for item, found in ours if item.bad]),
            "recall_by_category": {
                name: share_of([found[reader] for item, found in ours if item.bad and item.category == name])
                for name in sorted({item.category for item, _ in ours if item.bad})
            },
            "real_texts_found": share_of([found[reader] for _, found in theirs]),
            "real_texts_by_company": {
                name: share_of([found[reader] for message, found in theirs if message.company == name])
                for name in sorted({message.company for message, _ in theirs})
            },
        }
        for reader in ("rules", "model", "both")
    }


def write(model: ToneModel, path: Path) -> None:
    """The model as it is bundled."""
    head = {"bias": model.bias, "warn": model.warn, "info": model.info, "length_cost": model.length_cost}
    write_model(head, model.weights, path)


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
