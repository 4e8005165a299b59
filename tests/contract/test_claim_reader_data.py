"""What the claim reader was taught stands in no set that it is measured on, and is labelled evenly."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

DATASETS = Path(__file__).parents[2] / "evals" / "datasets"
PAIRS = [DATASETS / "claims" / "train.jsonl", DATASETS / "claims" / "further.jsonl"]
"""What was taught, and what is written to be taught next: both are held to the same."""
TOPICS = {
    "eta", "credit", "cause", "fix_status", "scope", "data_loss", "done_for_planned", "negation", "actor", "from_another_case",
}  # fmt: skip


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _taught() -> list[dict[str, Any]]:
    return [row for path in PAIRS for row in _rows(path)]


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]{3,}", text.lower()))


def test_each_record_has_as_many_carried_sentences_as_others() -> None:
    for row in _taught():
        labels = Counter(each["label"] for each in row["sentences"])
        assert labels["supported"] == labels["unsupported"] >= 6, row["source"][:60]
        assert {each["topic"] for each in row["sentences"]} <= TOPICS


def test_no_record_or_sentence_is_taught_twice() -> None:
    rows = _taught()
    assert len({row["source"] for row in rows}) == len(rows)
    texts = [each["text"] for row in rows for each in row["sentences"]]
    assert sum(count - 1 for count in Counter(texts).values()) <= 0.005 * len(texts)


def test_no_set_that_it_is_measured_on_holds_what_it_was_taught() -> None:
    rows = _taught()
    sources = {row["source"] for row in rows}
    taught = {_words(each["text"]) for row in rows for each in row["sentences"]}
    for path in sorted(DATASETS.glob("claims*.jsonl")):
        measured = [row for row in _rows(path) if row["kind"] == "grounding"]
        assert not sources & {row.get("source") for row in measured}, path.name
        same = [row["text"] for row in measured if len(_words(row["text"])) > 6 and _words(row["text"]) in taught]
        assert same == [], path.name
