"""From a written hypothesis and its citations to state, confidence and the line that says why. One rule for every writer.

- confirmed: the record's own field gives it, or a person's verdict names evidence that the record holds; nothing else.
- rejected: the log takes it back, or a person does.
- supported: an entry states it as the cause. What only implies it, and facts that merely fit, leave it open.
- high: stated, and borne out by another entry, by the remedy or by reproduction. Moderate: stated alone, or several facts. Low: one fact, or
  suspicions. None yet: only an idea from past reports. Whatever speaks against it takes one step off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.analysis.causes.backing import Backing, backing, core_of
from assistant.analysis.causes.candidate import quoted
from assistant.analysis.causes.rejection import Objection, objections
from assistant.analysis.causes.standing import Confidence, State
from assistant.analysis.causes.telling import Told
from assistant.analysis.slots import HypothesisSlots
from assistant.evidence.facts import EvidenceSet

_STEPS = (Confidence.NONE, Confidence.LOW, Confidence.MODERATE, Confidence.HIGH)


@dataclass(frozen=True)
class Weighed:
    """A hypothesis with its weight, not yet ranked.

    Attributes:
        written: What the writer said.
        backing: What its citations amount to.
        against: What speaks against it, with tags.
        place: Its place in what was written.
    """

    written: HypothesisSlots
    backing: Backing
    against: tuple[tuple[str, tuple[str, ...]], ...]
    state: State
    confidence: Confidence
    why: str
    place: int
    reason: str = ""
    confirmed_by: str | None = None

    @property
    def rank(self) -> tuple[int, ...]:
        """Best first: state, confidence, then the writer's order."""
        order = (State.CONFIRMED, State.SUPPORTED, State.OPEN, State.REJECTED)
        return (order.index(self.state), -_STEPS.index(self.confidence), self.place)


def weighed(written: HypothesisSlots, place: int, told: Sequence[Told], evidence: EvidenceSet) -> Weighed:
    """Weigh one hypothesis by what it cites."""
    backed = backing(written.cause.text, written.cause.cites, told, evidence)
    found = objections(core_of(written.cause.text), backed.cited[0] if backed.cited else "", told)
    against = _against(written, found, evidence)
    confidence = _confidence(backed, against=bool(against))
    state = State.OPEN
    if backed.stating:
        state = State.SUPPORTED
    result = Weighed(written, backed, against, state, confidence, _why(backed, against=bool(against)), place)
    if backed.field:
        return replace(
            result, state=State.CONFIRMED, reason=f"the record's root cause field gives it ({backed.field})", confirmed_by=backed.field
        )
    rejecting = next((objection.said for objection in reversed(found) if objection.rejects), None)
    if rejecting is not None:
        return replace(result, state=State.REJECTED, reason=f"{rejecting.tag}: {quoted(rejecting.text)}")
    return result


def _against(written: HypothesisSlots, found: Sequence[Objection], evidence: EvidenceSet) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the writer gave with a citation that exists, then what the log holds beyond that."""
    given = [(item.text, tags) for item in written.against if (tags := tuple(tag for tag in item.cites if evidence.get(tag)))]
    named = {tag for _, tags in given for tag in tags}
    found_here = [(quoted(item.said.text) + ".", (item.said.tag,)) for item in found if item.said.tag not in named]
    return tuple(dict.fromkeys([*given, *found_here]))


def _confidence(backed: Backing, *, against: bool) -> Confidence:
    if backed.field:
        return Confidence.HIGH
    borne_out = backed.facts > 1 or backed.worked or backed.reproduced
    if backed.stating:
        confidence = Confidence.HIGH if borne_out else Confidence.MODERATE
    elif backed.facts > 1:
        confidence = Confidence.MODERATE
    elif backed.facts or backed.guesses:
        confidence = Confidence.LOW
    else:
        return Confidence.NONE
    return _STEPS[max(1, _STEPS.index(confidence) - 1)] if against else confidence


def _why(backed: Backing, *, against: bool) -> str:
    if backed.field:
        base = "the record's own field gives it as the cause"
    elif backed.stating:
        base = "more than one entry states it as the cause" if backed.stating > 1 else "one entry states it as the cause"
        base += ", other facts bear it out" if backed.facts > backed.stating else ""
    elif backed.implying:
        base = "one entry implies it, other facts bear it out" if backed.facts > 1 else "one entry implies it, no other fact bears it out"
    elif backed.facts:
        base = "more than one independent fact for" if backed.facts > 1 else "one fact for"
    elif backed.guesses:
        base = "suspected, no fact for it yet"
    else:
        base = "an idea from a past report, no fact for it yet" if backed.ideas else "nothing that is cited speaks for it"
    parts = [base + (", something against" if against else ", nothing against")]
    if backed.worked and not backed.field:
        parts.append("recovery is told beside it")
    parts.append("reproduced" if backed.reproduced else "not reproduced")
    return "; ".join(parts)
