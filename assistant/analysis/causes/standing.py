"""The result of weighing: where each hypothesis stands and what may be said as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a hypothesis stands."""

    OPEN = "open"
    SUPPORTED = "supported"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Confidence(StrEnum):
    """In words, each tied to a rule that `Hypothesis.why` states."""

    NONE = "none yet"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Conclusion(StrEnum):
    """What the analysis as a whole may say."""

    INCONCLUSIVE = "inconclusive"
    SUPPORTED = "supported"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Verdict:
    """What a person decided about a hypothesis.

    Attributes:
        cause: The hypothesis in the words it had.
        state: Confirmed or rejected.
        by: Who decided.
        reason: Why; for a confirmation, the result of the deciding check.
        evidence: The words of the evidence that confirms it; empty for a rejection.
    """

    cause: str
    state: State
    by: str
    reason: str
    evidence: str = ""


@dataclass(frozen=True)
class Hypothesis:
    """One hypothesis, weighed.

    Attributes:
        id: H1, H2 ... in order of rank.
        cause: One sentence.
        supports: Tags that speak for it; S tags are past reports and support nothing by themselves.
        against: Sentences that speak against it, with their tags.
        confidence: In words.
        why: The rule behind the confidence, in one line: "two independent facts for, none against; not reproduced".
        check: What would tell it from its rivals.
        ask: The role that can do the check.
        state: Open, supported, confirmed, rejected.
        reason: Why it was rejected or confirmed; empty otherwise.
        confirmed_by: The evidence id that confirms it; set exactly when it is confirmed.
    """

    id: str
    cause: str
    supports: tuple[str, ...]
    against: tuple[tuple[str, tuple[str, ...]], ...]
    confidence: Confidence
    why: str
    check: str
    ask: str
    state: State
    reason: str = ""
    confirmed_by: str | None = None

    def __post_init__(self) -> None:
        if (self.state is State.CONFIRMED) != (self.confirmed_by is not None):
            msg = f"{self.id} is {self.state.value} with {self.confirmed_by or 'no evidence id'}; confirmed needs one, and nothing else has one"
            raise ValueError(msg)


@dataclass(frozen=True)
class Causes:
    """The hypotheses, best first, rejected ones last, and what may be said as a whole.

    Attributes:
        hypotheses: H1 first.
        conclusion: Inconclusive unless one is supported or confirmed.
        reason: One plain sentence for the conclusion.
    """

    hypotheses: tuple[Hypothesis, ...]
    conclusion: Conclusion
    reason: str
