"""What the bundled linear models have in common: how the weights of known features make a score, and which words moved it most."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, ClassVar

from assistant.checks.sentence_features import Reader, Token, tokens

_NAMED = 3
"""Phrases that are named at most."""
_BRIDGE = 2
"""Words between two telling words, from one to the next, that are still named as one phrase."""


@dataclass(frozen=True)
class LinearModel:
    """The trained weights.

    Within a group each known feature of a sentence counts once, and all together have length one.

    Attributes:
        readers: The groups of features, each with what reads it; told by the class of the model.
        weights: For each group of features, each feature's weight; above zero speaks for what the model looks for.
        bias: The score of a sentence without a known feature.
    """

    readers: ClassVar[Mapping[str, Reader]]
    weights: Mapping[str, Mapping[str, float]]
    bias: float

    def hits(self, sentence: str, read: tuple[Token, ...]) -> Iterator[tuple[float, tuple[int, ...]]]:
        """What each known feature adds to the score, and the positions of the tokens it was read from."""
        for group, reader in self.readers.items():
            known = self.weights[group]
            found = {term: places for term, places in reader(sentence, read) if term in known}
            scale = 1 / math.sqrt(len(found)) if found else 0.0
            for term, places in found.items():
                yield known[term] * scale, places

    def score(self, sentence: str) -> float:
        """How much the sentence is like what the model looks for; log odds, not calibrated."""
        return self.bias + sum(value for value, _ in self.hits(sentence, tokens(sentence)))

    def moved_by(self, sentence: str) -> tuple[str, ...]:
        """The phrases that speak most for it, strongest first, as they stand in the sentence."""
        read = tokens(sentence)
        share = [0.0] * len(read)
        for value, places in self.hits(sentence, read):
            for place in places:
                share[place] += value / len(places)
        return _phrases(sentence, read, share)


def _phrases(sentence: str, read: tuple[Token, ...], share: list[float]) -> tuple[str, ...]:
    ranked = sorted((place for place, value in enumerate(share) if value > 0), key=lambda place: -share[place])[: 2 * _NAMED]
    runs: list[list[int]] = []
    for place in sorted(ranked):
        if runs and place - runs[-1][-1] <= _BRIDGE:
            runs[-1].append(place)
        else:
            runs.append([place])
    runs.sort(key=lambda run: -sum(share[place] for place in run))
    return tuple(sentence[read[run[0]].start : read[run[-1]].end] for run in runs[:_NAMED])


def bundled(name: str) -> dict[str, Any]:
    """The weights and limits of a model, from its file beside this module."""
    loaded: dict[str, Any] = json.loads(files("assistant.checks").joinpath(name).read_text(encoding="utf-8"))
    return loaded
