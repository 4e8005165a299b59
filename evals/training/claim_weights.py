"""Fits the weights by which rules and claim reader are weighed together, and measures them on records that each fold had not seen.

`python -m evals.training.claim_weights [--out FILE] [--json]`

Learns from every labelled set of claims and from the records kept back from the reader, which are three kinds of writing: our own first sets,
near the words of their records; sets of other hands; and sentences of those who wrote for the reader. Each kind counts alike. A row teaches
where the reader is asked about one sentence of it and nothing that is not weighed has settled it. A set named with `--but` teaches nothing.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse

from assistant.checks.grounding import signals_of
from assistant.checks.weighing import WARN_FROM, WEIGHED, ClaimWeights, Signals
from assistant.evidence.sentences import split_sentences
from evals.benchmarks.checks import figures
from evals.benchmarks.grounding import DATASETS, claim_context, claim_sets, kept_back
from evals.training.linear_training import fit

OWN = frozenset({"tuning", "frozen", "second, tuning", "third, tuning", "third, frozen"})
FOLDS = 5
STRENGTH = 0.5
_TERMS = ("doubt", "near", "short", "rule and near", "rule and short", *(f"rule {rule}" for rule in sorted(WEIGHED)))


@dataclass(frozen=True)
class Example:
    """One labelled sentence; `kind` is the kind of writing, `about` the record that it is about."""

    kind: str
    about: str
    signals: Signals
    wrong: bool


def examples(rows: Iterable[dict[str, Any]], kind: str) -> list[Example]:
    """The rows that can teach."""
    found = []
    for row in rows:
        asked = signals_of(claim_context(row), row["text"], tuple(split_sentences(row["text"])))
        if len(asked) == 1 and not asked[0].settled:
            about = json.dumps(row.get("record", row.get("source")))
            found.append(Example(kind, about, asked[0], row["label"] == "unsupported"))
    return found


def trained(taught: Sequence[Example]) -> ClaimWeights:
    """The weights; each kind of writing counts alike."""
    many: dict[str, int] = defaultdict(int)
    for example in taught:
        many[example.kind] += 1
    terms = [example.signals.terms() for example in taught]
    rows = sparse.csr_matrix([[each.get(term, 0.0) for term in _TERMS] for each in terms])
    weight = np.array([len(taught) / len(many) / many[example.kind] for example in taught])
    solved, bias = fit(rows, np.array([example.wrong for example in taught]), weight, STRENGTH)
    return ClaimWeights(round(bias, 3), {term: round(float(each), 3) for term, each in zip(_TERMS, solved, strict=True)})


def cross_validated(everything: Sequence[Example]) -> dict[str, Any]:
    """Precision and recall by kind of writing, each record judged by weights that have not seen it."""
    folds = {about: place % FOLDS for place, about in enumerate(sorted({example.about for example in everything}))}
    outcomes: dict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
    for fold in range(FOLDS):
        weights = trained([example for example in everything if folds[example.about] != fold])
        for example in everything:
            if folds[example.about] == fold:
                found = weights.chance(example.signals) >= WARN_FROM
                outcomes[example.kind].append((example.about, example.wrong, found))
    return {kind: figures(found) for kind, found in outcomes.items()}


def main(arguments: list[str] | None = None) -> int:
    """Fit, measure, write; with --json the last line of standard output is one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.claim_weights", description=__doc__)
    parser.add_argument("--but", nargs="*", default=[], metavar="SET", help="sets that teach nothing, such as claims_tenth")
    parser.add_argument("--out", type=Path, default=Path(str(files("assistant.checks").joinpath("data/claim_weights.json"))))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    left_out = {name.removeprefix("claims").strip("_") for name in options.but}
    everything = examples(kept_back(DATASETS / "claims" / "train.jsonl"), "kept back from the reader")
    for name, rows in claim_sets(DATASETS).items():
        if name.split(",")[0] not in left_out:
            everything += examples(rows, "our own sets" if name in OWN else "sets of other hands")
    measured = cross_validated(everything)
    weights = trained(everything)
    options.out.write_text(json.dumps({"bias": weights.bias, "weights": weights.weights}, indent=1) + "\n", encoding="utf-8")
    for kind, row in measured.items():
        ends = row["intervals"]
        print(f"{kind:26} n {row['n']:5}  precision {row['precision']} {ends['precision']}  recall {row['recall']} {ends['recall']}")
    if options.json:
        print(json.dumps({kind: {key: row[key] for key in ("n", "precision", "recall", "intervals")} for kind, row in measured.items()}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
