"""School grades: easy prose is low, heavy prose is high, and too little prose is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.reading_level import FEWEST_WORDS, grade_level, syllables


@pytest.mark.parametrize(
    ("word", "number"),
    [
        *(("cat", 1), ("stopped", 1), ("times", 1), ("changed", 1), ("table", 2), ("orders", 2), ("causes", 2), ("people", 2)),
        *(("being", 2), ("create", 2), ("restarted", 3), ("services", 3), ("idea", 3), ("serious", 3), ("customer’s", 3)),
        *(("situation", 4), ("escalation", 4), ("because", 2), ("region", 2)),
    ],
)
def test_syllables(word: str, number: int) -> None:
    assert syllables(word) == number


def test_plain_words_are_easier_than_heavy_ones() -> None:
    plain = [
        "The shop is shut.",
        "You can not pay by card.",
        "We look for the cause.",
        "We will write to you by noon, and sooner if we can.",
    ]
    heavy = [
        "Notwithstanding the aforementioned deterioration of transactional availability, comprehensive investigation of infrastructural "
        "interdependencies continues to be undertaken by responsible organisational units in anticipation of definitive remediation."
    ]
    low, high = grade_level(plain), grade_level(heavy)
    assert low is not None
    assert high is not None
    assert low < 4 < 20 < high


@given(st.lists(st.text(max_size=40), max_size=12))
def test_any_text_has_a_grade_or_none(sentences: list[str]) -> None:
    level = grade_level(sentences)
    assert level is None or level >= 0


def test_too_few_words_have_none() -> None:
    assert grade_level(["word " * (FEWEST_WORDS - 1)]) is None
    assert grade_level(["12:00 14:00 " * FEWEST_WORDS]) is None
