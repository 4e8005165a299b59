"""The bundled promise classifier and the sentences behind it keep their shape, their size and their promise: no text of others."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.resources import files

from assistant.checks.promise_features import READERS
from assistant.checks.promise_model import likely_promise, promise_model
from assistant.checks.sentence_features import tokens
from assistant.evidence.sentences import split_sentences
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
    assert len(ROWS) >= 2700
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    kinds = Counter((row["label"], row["category"]) for row in ROWS)
    assert sum(count for (label, _), count in kinds.items() if label == "promise") >= 900
    assert sum(count for (label, _), count in kinds.items() if label == "other") >= 700
    assert len(kinds) == 6 + 19
    assert min(kinds.values()) >= 14
    assert len({row["register"] for row in ROWS}) == 12
    ordinary = [row for row in ROWS if row.get("ordinary")]
    assert len(ordinary) >= 450
    assert {row["label"] for row in ordinary} == {"other"}
    assert len({row["register"] for row in ordinary}) == 12


def test_of_the_ordinary_sentences_that_were_kept_back_hardly_one_is_proposed() -> None:
    kept = [row for row in labelled_rows() if row.get("set") == "ordinary"]
    assert len(kept) >= 150
    assert not any(row["promises"] for row in kept)
    proposed = [row["text"] for row in kept for span in split_sentences(row["text"]) if likely_promise(span.quote)]
    assert len(proposed) <= 0.01 * len(kept), proposed


def test_no_two_sentences_are_nearly_the_same_and_none_is_of_a_measured_set() -> None:
    seen: dict[frozenset[str], str] = {frozenset(re.findall(r"\w+", row["text"].lower())): row["text"] for row in labelled_rows()}
    for row in ROWS:
        words = frozenset(re.findall(r"\w+", row["text"].lower()))
        near = [other for known, other in seen.items() if len(words & known) > 0.65 * len(words | known)]
        assert near == [], row["text"]
        seen[words] = row["text"]
