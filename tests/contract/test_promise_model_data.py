"""The bundled promise classifier and the sentences behind it keep their shape, their size and their promise: no text of others."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.resources import files

from assistant.checks.promise_features import READERS
from assistant.checks.promise_model import promise_model
from assistant.checks.sentence_features import tokens
from evals.benchmarks.checks import read_rows
from evals.benchmarks.promises import labelled_rows
from evals.training import promise_model as training
from evals.training.linear_training import names_in

DATA = files("assistant.checks").joinpath("data/promise_model.json")
ROWS = read_rows(training.SENTENCES)
WORDS = {token.word for row in ROWS for token in tokens(row["text"])}


def test_the_model_is_small_and_complete() -> None:
    text = DATA.read_text(encoding="utf-8")
    assert len(text.encode()) < 1_000_000
    assert set(json.loads(text)) == {"bias", "likely", "weights"}
    model = promise_model()
    assert list(model.weights) == list(READERS)
    assert all(model.weights.values())


def test_every_word_in_the_model_is_one_of_our_own_sentences_and_no_name() -> None:
    weights = promise_model().weights
    assert {word for term in weights["words"] for word in term.split()} - WORDS <= {"^", "$"}
    whole = " ".join(f"<{word}>" for word in WORDS)
    assert [piece for piece in weights["letters"] if piece not in whole] == []
    names = names_in([row["text"] for row in ROWS])
    assert {"achterberg", "katarzyna"} <= names
    assert not [term for term in weights["words"] if names & set(term.split())]


def test_the_sentences_are_many_and_of_all_kinds() -> None:
    assert len(ROWS) >= 1600
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    kinds = Counter((row["label"], row["category"]) for row in ROWS)
    assert sum(count for (label, _), count in kinds.items() if label == "promise") >= 900
    assert sum(count for (label, _), count in kinds.items() if label == "other") >= 700
    assert len(kinds) == 6 + 13
    assert min(kinds.values()) >= 35
    assert len({row["register"] for row in ROWS}) == 12


def test_no_two_sentences_are_nearly_the_same_and_none_is_of_a_measured_set() -> None:
    seen: dict[frozenset[str], str] = {frozenset(re.findall(r"\w+", row["text"].lower())): row["text"] for row in labelled_rows()}
    for row in ROWS:
        words = frozenset(re.findall(r"\w+", row["text"].lower()))
        near = [other for known, other in seen.items() if len(words & known) > 0.65 * len(words | known)]
        assert near == [], row["text"]
        seen[words] = row["text"]
