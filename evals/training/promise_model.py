"""Trains the bundled promise classifier, and measures it on registers that each fold had not seen.

`python -m evals.training.promise_model --neutral FILE [--sentences FILE] [--out FILE] [--json]`

FILE of `--neutral` holds real customer-facing texts, one JSON object a line with `company` and `text`. Their sentences teach what promises
nothing, so only those are taken in which the grammar finds no promise and no word speaks of what is to come. Only weights leave the training: a
feature that occurs in the real lines alone, or that touches a name in our own sentences, gets none.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from assistant.checks.promise_features import READERS
from assistant.checks.promise_model import PromiseModel, can_promise
from assistant.checks.promises import promises_in
from assistant.evidence.sentences import split_sentences
from evals.benchmarks.checks import read_rows, share_of
from evals.training.linear_training import Trainer, write_model

SENTENCES = Path(__file__).parents[1] / "datasets" / "promises_train.jsonl"
FOLDS = 4
"""Of twelve registers three are left out at a time."""
NEUTRAL_WEIGHT = 0.05
NEUTRAL_A_COMPANY = 500
TRAINER = Trainer(READERS, trust={"words": 1.2, "letters": 0.6, "classes": 1.0, "pairs": 1.0, "signs": 1.0}, strength=6.0)
PRECISION = 0.9
"""How many of the sentences that only the model finds have to be promises. Ours that are none are hard ones, and far more than in messages."""
ORDINARY_SHARE = 0.02
"""How many of our ordinary sentences that promise nothing may be proposed by a model that knows none of their register; with all known it is less."""
ORDINARY_TIMES = 2
"""How often each of them is taught: they are fewer among ours than the hard ones, and in messages far more."""
_TO_COME = re.compile(
    r"\b(?:will|shall|going to|gonna|expect\w*|plan\w*|schedul\w*|eta|estimat\w*|soon|shortly|promis\w*|commit\w*|anticipat\w*|hop(?:e|ing)|aim\w*|intend\w*"
    r"|forthcoming|upcoming|to come|provide|keep you|tomorrow|tonight|continu\w*|should|refund\w*|credit\w*|waive\w*)\b|['’]ll\b",
    re.I,
)
_PERHAPS_TO_COME = re.compile(
    r"\b(?:next|follow(?:s|ing)?|due|updates?|updated|further|until|by|within|in (?:the next|\d+)|later|every)\b", re.I
)
_PASSED = re.compile(r"\b(?:was|were|has been|have been|had|began|became|saw|(?:we|it|this|team|engineers) (?:\w+ly )?\w{3,}ed)\b", re.I)


def _tells_nothing_to_come(sentence: str) -> bool:
    return not _TO_COME.search(sentence) and (_PASSED.search(sentence) is not None or not _PERHAPS_TO_COME.search(sentence))


@dataclass(frozen=True)
class Labelled:
    """One of our own sentences; `ordinary` where it is one of those that fill messages, and not one made hard to tell from a promise."""

    text: str
    promise: bool
    category: str
    register: str
    ordinary: bool = False

    @property
    def ruled(self) -> bool:
        """Whether the grammar finds a promise in it."""
        return any(promises_in(span.quote) for span in split_sentences(self.text))

    @property
    def asked(self) -> bool:
        """Whether the model is asked about it."""
        return any(can_promise(span.quote) for span in split_sentences(self.text))


def read_labelled(path: Path) -> list[Labelled]:
    """Our own sentences."""
    return [
        Labelled(row["text"], row["label"] == "promise", row["category"], row["register"], row.get("ordinary", False))
        for row in read_rows(path)
    ]


def neutral_sentences(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Real sentences that promise nothing, of each company so many."""
    chosen: list[str] = []
    for company in sorted({row["company"] for row in rows}):
        own = sorted({span.quote for row in rows if row["company"] == company for span in split_sentences(row["text"])})
        own = [sentence for sentence in own if _tells_nothing_to_come(sentence) and can_promise(sentence)]
        random.Random(company).shuffle(own)  # noqa: S311 - which lines are kept is no secret
        chosen += own[:NEUTRAL_A_COMPANY]
    return chosen


def train(labelled: Sequence[Labelled], neutral: Sequence[str]) -> PromiseModel:
    """A model of these sentences; its threshold is still open."""
    taught = [item for item in labelled for _ in range(ORDINARY_TIMES if item.ordinary else 1)]
    own, wanted = [item.text for item in taught], [item.promise for item in taught]
    weights, bias = TRAINER.train(own, wanted, neutral, neutral_weight=NEUTRAL_WEIGHT)
    return PromiseModel(weights, bias, likely=0.0)


Scored = tuple[tuple[Labelled, float], ...]


def cross_validate(labelled: Sequence[Labelled], neutral: Sequence[str]) -> Scored:
    """Score each sentence with a model that has seen neither its register nor those that are left out with it."""
    registers = sorted({item.register for item in labelled})
    scored: list[tuple[Labelled, float]] = []
    for fold in range(FOLDS):
        away = set(registers[fold::FOLDS])
        model = train([item for item in labelled if item.register not in away], neutral)
        scored += [(item, model.score(item.text)) for item in labelled if item.register in away]
    return tuple(scored)


def threshold(scored: Scored, *, precision: float, ordinary_share: float) -> float:
    """The lowest score from which so many of those that only the model finds are promises, and no more of the ordinary sentences are found."""
    alone = [(score, item.promise) for item, score in scored if not item.ruled and item.asked]
    ordinary = [score if item.asked else -np.inf for item, score in scored if item.ordinary and not item.ruled]
    scores, right, plain = np.array([score for score, _ in alone]), np.array([promise for _, promise in alone]), np.array(ordinary)
    for limit in np.arange(-3.0, 6.0, 0.02):
        found = scores >= limit
        if found.any() and right[found].mean() >= precision and (plain >= limit).sum() <= ordinary_share * len(plain):
            return round(float(limit), 2)
    problem = "no threshold keeps the limits"
    raise ValueError(problem)


def measured(scored: Scored, likely: float) -> dict[str, Any]:
    """Precision and recall of the grammar, and of both together, in all and by register; and what is found of each category."""
    found = [(item, item.ruled, item.ruled or (item.asked and score >= likely)) for item, score in scored]
    by_register = {
        register: _figures([each for each in found if each[0].register == register])
        for register in sorted({i.register for i, _, _ in found})
    }
    by_category = {
        name: share_of([both for item, _, both in found if item.category == name]) for name in sorted({i.category for i, _, _ in found})
    }
    ordinary = share_of([both for item, ruled, both in found if item.ordinary and not ruled])
    return {"all": _figures(found), "registers": by_register, "found_by_category": by_category, "ordinary_proposed": ordinary}


def _figures(found: Sequence[tuple[Labelled, bool, bool]]) -> dict[str, Any]:
    return {
        "grammar_precision": share_of([item.promise for item, ruled, _ in found if ruled]),
        "grammar_recall": share_of([ruled for item, ruled, _ in found if item.promise]),
        "model_precision": share_of([item.promise for item, ruled, both in found if both and not ruled]),
        "precision": share_of([item.promise for item, _, both in found if both]),
        "recall": share_of([both for item, _, both in found if item.promise]),
    }


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    for name, row in {"all": figures["all"], **figures["registers"]}.items():
        yield f"{name:12}" + "  ".join(f"{measure} {each['share']} of {each['n']}" for measure, each in row.items())
    yield "found: " + ", ".join(f"{name} {row['share']} of {row['n']}" for name, row in figures["found_by_category"].items())
    yield f"ordinary sentences proposed: {figures['ordinary_proposed']['share']} of {figures['ordinary_proposed']['n']}"


def main(arguments: list[str] | None = None) -> int:
    """Train, measure, write; with --json the last line of standard output is one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.promise_model", description=__doc__)
    parser.add_argument("--neutral", type=Path, required=True, help="real texts, with `company` and `text`")
    parser.add_argument("--sentences", type=Path, default=SENTENCES)
    parser.add_argument("--out", type=Path, default=Path(str(files("assistant.checks").joinpath("data/promise_model.json"))))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    labelled, neutral = read_labelled(options.sentences), neutral_sentences(read_rows(options.neutral))
    scored = cross_validate(labelled, neutral)
    likely = threshold(scored, precision=PRECISION, ordinary_share=ORDINARY_SHARE)
    trained = train(labelled, neutral)
    write_model({"bias": trained.bias, "likely": likely}, trained.weights, options.out)
    figures = measured(scored, likely)
    print(*_lines(figures), sep="\n")
    print(f"likely from {likely}; {sum(map(len, trained.weights.values()))} features, {options.out.stat().st_size} bytes")
    if options.json:
        print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
