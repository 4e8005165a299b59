"""A second reader for tone: a small linear model that knows more phrasings than the rules, and less about why.

It is advisory. It speaks only of sentences that no rule has found, never blocks, and names the words that moved it most. Its weights
(`data/tone_model.json`) are trained by `python -m evals.training.tone_model`; the thresholds come from sentences and companies that the
training of each fold had not seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.checks import tone
from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity, SentenceStatus
from assistant.checks.linear_model import LinearModel, bundled
from assistant.checks.tone_features import READERS
from assistant.evidence.facts import Audience
from assistant.evidence.sentences import Span


@dataclass(frozen=True)
class ToneModel(LinearModel):
    """The trained weights, and the scores that count; a weight above zero speaks for bad tone.

    Attributes:
        warn, info: Scores from which a sentence alone in its text is found.
        length_cost: Added to both thresholds for each e-fold of the number of sentences: a long text gives more chances of a false alarm.
    """

    readers = READERS
    warn: float
    info: float
    length_cost: float


@cache
def tone_model() -> ToneModel:
    """The bundled model."""
    return ToneModel(**bundled("data/tone_model.json"))


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
