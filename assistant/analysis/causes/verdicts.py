"""What persons decided: their verdicts stand above the rule, as long as the evidence that they named is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.analysis.causes.backing import Backing
from assistant.analysis.causes.candidate import quoted
from assistant.analysis.causes.standing import Confidence, State, Verdict
from assistant.analysis.causes.weighing import Weighed
from assistant.analysis.causes.wording import content
from assistant.analysis.slots import HypothesisSlots
from assistant.drafting.slots import Statement
from assistant.evidence.facts import EvidenceSet, Mode

SAME_CAUSE = 0.75
"""Share of all words of both from which a hypothesis is the one that was decided on, if its wording changed since."""

SAME_EVIDENCE = 0.85
"""Share of the words named as evidence that one piece of evidence must hold."""


def decided(hypotheses: Sequence[Weighed], verdicts: Sequence[Verdict], evidence: EvidenceSet) -> list[Weighed]:
    """Apply the verdicts, the newest of each hypothesis last in the list; one that fits no hypothesis becomes one."""
    result = list(hypotheses)
    for verdict in verdicts:
        place = _match(verdict, result)
        if place is None:
            result.append(_from_verdict(verdict, len(result)))
            place = len(result) - 1
        result[place] = _applied(result[place], verdict, evidence)
    return result


def _match(verdict: Verdict, hypotheses: Sequence[Weighed]) -> int | None:
    wanted = _plain(verdict.cause)
    for place, item in enumerate(hypotheses):
        if _plain(item.written.cause.text) == wanted:
            return place
    scored = [(_overlap(content(verdict.cause), content(item.written.cause.text)), -place) for place, item in enumerate(hypotheses)]
    score, place = max(scored, default=(0.0, 0))
    return -place if score >= SAME_CAUSE else None


def _overlap(first: frozenset[str], second: frozenset[str]) -> float:
    union = len(first | second)
    return len(first & second) / union if union else 0.0


def _from_verdict(verdict: Verdict, place: int) -> Weighed:
    check = "A person has decided on it; the reason stands beside it."
    written = HypothesisSlots(cause=Statement(text=verdict.cause[:600], cites=[]), against=[], check=check, ask="whoever decided on it")
    nothing = Backing((), "", 0, 0, 0, 0, 0, worked=False, reproduced=False)
    return Weighed(
        written, nothing, (), State.OPEN, Confidence.NONE, "decided by a person; the rule finds nothing for it in the record", place
    )


def _applied(item: Weighed, verdict: Verdict, evidence: EvidenceSet) -> Weighed:
    if verdict.state is State.REJECTED:
        return replace(item, state=State.REJECTED, reason=f"{verdict.by}: {verdict.reason}", confirmed_by=None)
    if verdict.state is not State.CONFIRMED:
        return item
    tag = evidence_named(verdict.evidence, evidence)
    if tag:
        cited = tuple(dict.fromkeys((*item.backing.cited, tag)))
        backed = replace(item.backing, cited=cited)
        return replace(
            item,
            backing=backed,
            state=State.CONFIRMED,
            confidence=Confidence.HIGH,
            reason=f"{verdict.by}: {verdict.reason}",
            confirmed_by=tag,
        )
    if item.confirmed_by is not None:
        return item
    gone = (
        f"{verdict.by} confirmed it, but the record no longer holds the evidence named: {quoted(verdict.evidence)}"
        if verdict.evidence
        else ""
    )
    reason = gone or f"{verdict.by} confirmed it without naming evidence, which supports it and no more"
    confidence = item.confidence if item.confidence in {Confidence.MODERATE, Confidence.HIGH} else Confidence.MODERATE
    return replace(item, state=State.SUPPORTED, confidence=confidence, reason=reason, confirmed_by=None)


def evidence_named(words: str, evidence: EvidenceSet) -> str:
    """The tag of the piece of evidence of the record that holds these words; empty if none does. Policy and past reports confirm nothing."""
    wanted, stems = _plain(words), content(words)
    if not stems:
        return ""
    items = [item for item in evidence if item.id.startswith("F") and not any(clause.mode is Mode.FIELD for clause in item.clauses)]
    for item in items:
        if wanted in _plain(item.text):
            return item.id
    scored = [(len(stems & content(item.text)) / len(stems), item.id) for item in items]
    score, tag = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
    return tag if score >= SAME_EVIDENCE and len(stems) >= 3 else ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .“”\"'")
