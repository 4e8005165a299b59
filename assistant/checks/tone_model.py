"""A second reader for tone: a small linear model that knows more phrasings than the rules, and less about why.

It is advisory. It speaks only of sentences that no rule has found, never blocks, and names the words that moved it most. Its weights
(`data/tone_model.json`) are trained by `python -m evals.training.tone_model`; the thresholds come from sentences and companies that the
training of each fold had not seen.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from assistant.checks import tone
from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity, SentenceStatus
from assistant.checks.tone_features import READERS, Token, tokens
from assistant.evidence.facts import Audience
from assistant.evidence.sentences import Span

_NAMED = 3
"""Phrases that a finding names at most."""
_BRIDGE = 2
"""Words between two telling words, from one to the next, that are still named as one phrase."""


@dataclass(frozen=True)
class ToneModel:
    """The trained weights.

    Attributes:
        weights: For each group of features, each feature's weight; above zero speaks for bad tone.
        bias: The score of a sentence without a known feature.
        warn, info: Scores from which a sentence alone in its text is found.
        length_cost: Added to both thresholds for each e-fold of the number of sentences: a long text gives more chances of a false alarm.
    """

    weights: Mapping[str, Mapping[str, float]]
    bias: float
    warn: float
    info: float
    length_cost: float

    def hits(self, sentence: str, read: tuple[Token, ...]) -> Iterator[tuple[float, tuple[int, ...]]]:
        """What each known feature adds to the score, and the positions of the tokens it was read from."""
        for group, reader in READERS.items():
            known = self.weights[group]
            found = {term: places for term, places in reader(sentence, read) if term in known}
            scale = 1 / math.sqrt(len(found)) if found else 0.0
            for term, places in found.items():
                yield known[term] * scale, places

    def score(self, sentence: str) -> float:
        """How much the sentence sounds like bad tone; log odds, not calibrated."""
        return self.bias + sum(value for value, _ in self.hits(sentence, tokens(sentence)))

    def moved_by(self, sentence: str) -> tuple[str, ...]:
        """The phrases that speak most for bad tone, strongest first, as they stand in the sentence."""
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


@cache
def tone_model() -> ToneModel:
    """The bundled model."""
    return ToneModel(**json.loads(files("assistant.checks").joinpath("data/tone_model.json").read_text(encoding="utf-8")))


@lru_cache(maxsize=16384)
def _score(sentence: str) -> float:
    # Kept, because an edit changes one sentence and the others are read again.
    return tone_model().score(sentence)


def check(ctx: CheckContext, text: str, sentences: tuple[Span, ...]) -> Iterable[Finding]:
    """A finding for each sentence that sounds wrong to the model and that no rule found.

    Sentences of the house's own templates are left out: people have read them. So are texts for colleagues.
    """
    if ctx.audience is Audience.INTERNAL:
        return
    model = tone_model()
    cost = model.length_cost * math.log(len(sentences)) if sentences else 0.0
    for span in sentences:
        above = _score(span.quote) - cost
        if above < model.info or "⟨" in span.quote or _of_the_house(ctx, span.quote) or _found_by_rule(ctx, text, span):
            continue
        yield _finding(span, FindingSeverity.WARN if above >= model.warn else FindingSeverity.INFO)


def _of_the_house(ctx: CheckContext, sentence: str) -> bool:
    backing = ctx.known.get(sentence)
    return backing is not None and (backing.form or backing.status is SentenceStatus.TEMPLATE)


def _found_by_rule(ctx: CheckContext, text: str, span: Span) -> bool:
    # A rule that only informs has been weighed by people: the model does not make more of it.
    return any(True for _ in tone.check(ctx, text, (span,)))


def _finding(span: Span, severity: FindingSeverity) -> Finding:
    named = ", ".join(f"“{phrase}”" for phrase in tone_model().moved_by(span.quote))
    return Finding(
        rule="tone.model",
        family=Family.TONE,
        severity=severity,
        start=span.start,
        end=span.end,
        text=span.quote,
        message=f"No rule names a fault here, but it is worded like sentences that customers take badly (moved by: {named}).",
        suggestion="Read it as the customer would. If it shifts blame, plays down, promises too much or brushes off, say plainly what "
        "happened and what is done next; if not, leave it.",
    )
