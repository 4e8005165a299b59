"""The bundled tone classifier and the sentences behind it keep their shape, their size and their promise: no text of others."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.resources import files

from assistant.checks.tone_features import READERS, tokens
from assistant.checks.tone_model import tone_model
from evals.benchmarks.checks import read_rows
from evals.training import tone_model as training
from evals.training.linear_training import names_in

DATA = files("assistant.checks").joinpath("data/tone_model.json")
ROWS = read_rows(training.SENTENCES)
WORDS = {token.word for row in ROWS for token in tokens(row["text"])}


def test_the_model_is_small_and_complete() -> None:
    text = DATA.read_text(encoding="utf-8")
    assert len(text.encode()) < 1_000_000
    assert set(json.loads(text)) == {"bias", "warn", "info", "length_cost", "weights"}
    model = tone_model()
    assert list(model.weights) == list(READERS)
    assert all(model.weights.values())
    assert model.info <= model.warn
    assert model.length_cost > 0


def test_every_word_in_the_model_is_one_of_our_own_sentences() -> None:
    weights = tone_model().weights
    assert {word for term in weights["words"] for word in term.split()} - WORDS <= {"^", "$"}
    whole = " ".join(f"<{word}>" for word in WORDS)
    assert [piece for piece in weights["letters"] if piece not in whole] == []


def test_no_name_of_our_sentences_is_in_the_model() -> None:
    names = names_in([row["text"] for row in ROWS])
    assert {"okafor", "lindqvist"} <= names
    assert not [term for term in tone_model().weights["words"] if names & set(term.split())]


def test_the_sentences_are_many_and_of_all_kinds() -> None:
    assert len(ROWS) >= 1400
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert {row["label"] for row in ROWS} == {"bad", "good"}
    bad = Counter(row["category"] for row in ROWS if row["label"] == "bad")
    assert sum(bad.values()) >= 0.55 * len(ROWS)
    assert len(bad) == 15
    assert min(bad.values()) >= 45
    assert len({row["register"] for row in ROWS}) >= 8


def test_no_two_sentences_are_nearly_the_same() -> None:
    seen: dict[frozenset[str], str] = {}
    for row in ROWS:
        words = frozenset(re.findall(r"\w+", row["text"].lower()))
        near = [other for known, other in seen.items() if len(words & known) > 0.65 * len(words | known)]
        assert near == [], row["text"]
        seen[words] = row["text"]
