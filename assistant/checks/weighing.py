"""What the rules find and what the claim reader doubts, weighed together: the chance that the evidence does not carry a sentence.

A rule is right more often where the sentence lies near the evidence or is short, the reader where it is told in other words; each rule has
its own worth. So neither has the last word on what is worded: the chance decides whether the sentence is warned of. The weights
(`data/claim_weights.json`) are fitted by `python -m evals.training.claim_weights` on labelled sentences. What figures and names give away is
not weighed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.checks.basis import Basis, Point
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.linear_model import bundled
from assistant.checks.senses import kin, weighty
from assistant.evidence.facts import Mode
from assistant.evidence.sentences import Span

WARN_FROM, INFO_FROM = 0.58, 0.4
"""Chance from which a sentence is warned of, and from which it is marked at least."""
_CARRIED = 0.2
"""Chance below which a block on wording only informs."""
WEIGHED = frozenset(
    {
        "actor",
        "cause",
        "credit",
        "data_loss",
        "deed",
        "eta",
        "fix_status",
        "from_other_case",
        "negation",
        "plan_as_deed",
        "scope",
        "unsupported",
    }
)
"""Rules that read words."""
_BLOCKS_ON_WORDING = "plan_as_deed"
"""Its block becomes a warning where the sentence is not warned of; other blocks stand on what a record says outright."""
_FLAT = 8
"""Words up to which a sentence that denies a clause of the evidence is told flatly; the reader was taught few so short."""
_SHORT, _SHORTEST = 14, 4
"""Words below which a sentence counts as short, more so the fewer it has, and at which it is as short as can be."""
_SUREST = 0.995


@dataclass(frozen=True)
class Signals:
    """What there is to weigh about one sentence.

    Attributes:
        doubt: What the claim reader said, from 0 to 1.
        rules: The rules on words that warn or block.
        nearness: Share of its words that matter which one clause of the evidence holds, from 0 to 1.
        words: How many words it has.
        settled: Whether something warns or blocks that is not weighed.
    """

    doubt: float
    rules: frozenset[str]
    nearness: float
    words: int
    settled: bool

    def terms(self) -> dict[str, float]:
        """What the weights are for, by name; what is not named is zero."""
        doubt = min(max(self.doubt, 1 - _SUREST), _SUREST)
        short = min(1.0, max(0.0, (_SHORT - self.words) / (_SHORT - _SHORTEST)))
        terms = {"doubt": math.log(doubt / (1 - doubt)), "near": self.nearness, "short": short}
        terms |= {f"rule {rule}": 1.0 for rule in self.rules}
        return {**terms, "rule and near": self.nearness, "rule and short": short} if self.rules else terms


@dataclass(frozen=True)
class ClaimWeights:
    """The fitted weights of the terms, and the bias; log odds."""

    bias: float
    weights: Mapping[str, float]

    def chance(self, signals: Signals) -> float:
        """From 0 to 1, how likely it is that the evidence does not carry the sentence."""
        score = self.bias + sum(self.weights.get(term, 0.0) * value for term, value in signals.terms().items())
        return 1 / (1 + math.exp(-score))


@cache
def claim_weights() -> ClaimWeights:
    """The bundled weights."""
    return ClaimWeights(**bundled("data/claim_weights.json"))


def signals(doubt: float, found: Sequence[Finding], basis: Basis, sentence: str) -> Signals:
    """What the rules, the reader and the evidence say about a sentence."""
    heard = [_name(finding) for finding in found if finding.severity is not FindingSeverity.INFO]
    return Signals(
        doubt=doubt,
        rules=frozenset(heard) & WEIGHED,
        nearness=_nearest(basis, sentence)[1],
        words=len(sentence.split()),
        settled=not WEIGHED.issuperset(heard),
    )


def weighed(doubt: float, found: Sequence[Finding], basis: Basis, span: Span) -> list[Finding]:
    """The findings on one sentence after the reader was asked.

    Args:
        doubt: What the reader said.
        found: What the rules found.
        basis: The evidence.
        span: The sentence, at its place in the text.
    """
    chance = claim_weights().chance(signals(doubt, found, basis, span.quote))
    result = [finding.model_copy(update={"severity": _severity(finding, chance, basis)}) for finding in found]
    if chance >= INFO_FROM and all(finding.severity is FindingSeverity.INFO for finding in found):
        result.append(_claim(chance, basis, span))
    return result


def _claim(chance: float, basis: Basis, span: Span) -> Finding:
    return Finding(
        rule="grounding.claim",
        family=Family.GROUNDING,
        severity=FindingSeverity.WARN if chance >= WARN_FROM else FindingSeverity.INFO,
        start=span.start,
        end=span.end,
        text=span.quote,
        message=f"The record does not seem to say this (chance {chance:.2f} of 1).{_beside(basis, span.quote)}",
        suggestion="Hold it against the record: who, what, how much of it, done or planned, known or suspected. Say what the record says.",
    )


def _severity(finding: Finding, chance: float, basis: Basis) -> FindingSeverity:
    """What a rule's finding comes to, the chance being what it is."""
    rule, before = _name(finding), finding.severity
    if chance >= WARN_FROM or before is FindingSeverity.INFO:
        return before
    if before is FindingSeverity.BLOCK and rule == _BLOCKS_ON_WORDING:
        return FindingSeverity.INFO if chance < _CARRIED else FindingSeverity.WARN
    told_there_is_none = rule == "eta" and any(point.field == "eta" and point.mode is Mode.FIELD for point in basis.points)
    flatly_denied = rule == "negation" and len(finding.text.split()) <= _FLAT
    weighed_away = before is FindingSeverity.WARN and rule in WEIGHED and not told_there_is_none and not flatly_denied
    return FindingSeverity.INFO if weighed_away else before


def _name(finding: Finding) -> str:
    return finding.rule.removeprefix("grounding.")


def _nearest(basis: Basis, sentence: str) -> tuple[Point | None, float]:
    """The clause that holds most of the words that matter, and the share of them; none where no clause holds one."""
    told = weighty(kin(sentence))
    point = max(basis.points, key=lambda each: len(told & kin(each.said)), default=None)
    shared = len(told & kin(point.said)) if point else 0
    return (point, shared / len(told)) if shared else (None, 0.0)


def _beside(basis: Basis, sentence: str) -> str:
    point, _ = _nearest(basis, sentence)
    if point is None:
        return ""
    said = point.said.strip(" .")
    return f" Nearest to it: “{said[:1].upper()}{said[1:]}”."
