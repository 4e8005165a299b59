"""Five whys, contributing factors, the questions of the review: answered from the evidence, or "not known" with whom to ask."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.analysis.slots import HypothesisSlots, ReviewAnswerSlots, WhySlots
from assistant.analysis.timeline import Timeline
from assistant.drafting.slots import Statement
from assistant.evidence.facts import EvidenceSet
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy


def what_happened(record: EscalationRecord, evidence: EvidenceSet) -> list[Statement]:
    """What broke, for whom, how it ended, in the record's words; no unconfirmed cause."""
    raise NotImplementedError


def five_whys(record: EscalationRecord, evidence: EvidenceSet, hypotheses: Sequence[HypothesisSlots]) -> list[WhySlots]:
    """Five steps from the impact towards the cause."""
    raise NotImplementedError


def contributing(record: EscalationRecord, evidence: EvidenceSet) -> list[Statement]:
    """What made it worse or let it spread."""
    raise NotImplementedError


def review_answers(record: EscalationRecord, evidence: EvidenceSet, timeline: Timeline, policy: Policy) -> dict[str, ReviewAnswerSlots]:
    """The answers under the names of `AnalysisSlots`: not_prevented, not_detected, made_hard, triage, communication, people, tools, differently."""
    raise NotImplementedError


def facilitator_questions(
    record: EscalationRecord,
    evidence: EvidenceSet,
    hypotheses: Sequence[HypothesisSlots],
    timeline: Timeline,
    answers: dict[str, ReviewAnswerSlots],
) -> list[str]:
    """Three to eight questions, the most deciding first."""
    raise NotImplementedError


__all__ = ["contributing", "facilitator_questions", "five_whys", "review_answers", "what_happened"]
