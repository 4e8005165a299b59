"""What may have caused it: proposed by rule from the record and from past reports, then weighed by a stated rule, whoever proposed it.

The writer says what may be the cause and cites; the state, the confidence and the conclusion follow from the citations alone. "Confirmed"
needs an evidence id.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.analysis.causes.candidate import Candidate, Source, in_marks, quoted
from assistant.analysis.causes.clues import from_changes, from_components
from assistant.analysis.causes.mechanisms import deciding
from assistant.analysis.causes.merging import merged, short_list
from assistant.analysis.causes.past import from_past
from assistant.analysis.causes.rejection import objections
from assistant.analysis.causes.remedies import from_remedies
from assistant.analysis.causes.standing import Causes, Conclusion, Confidence, Hypothesis, State, Verdict
from assistant.analysis.causes.stated import field_cause, from_field, from_log, is_settled
from assistant.analysis.causes.telling import Told, read_told
from assistant.analysis.causes.verdicts import decided
from assistant.analysis.causes.weighing import Weighed, weighed
from assistant.analysis.lines import Unnamed
from assistant.analysis.slots import HypothesisSlots
from assistant.drafting.slots import Statement
from assistant.evidence.facts import EvidenceSet
from assistant.records.model import EscalationRecord

__all__ = ["Causes", "Conclusion", "Confidence", "Hypothesis", "State", "Verdict", "propose", "weigh"]

MOST = 5
"""Hypotheses proposed at most."""

LONGEST_SUBJECT = 110
"""Characters of a cause that its check repeats."""


def propose(record: EscalationRecord, evidence: EvidenceSet) -> list[HypothesisSlots]:
    """Hypotheses by rule, best supported first, at most five; passages of past reports are the S items of the evidence."""
    told = read_told(record, evidence)
    sources = (
        *from_field(evidence),
        *from_log(told),
        *from_changes(told, record),
        *from_remedies(told),
        *from_components(told, record),
        *from_past(told, record, evidence),
    )
    chosen = short_list(merged(sources, record.title), MOST)
    first_pass = (weighed(_written(candidate, "", told), place, told, evidence) for place, candidate in enumerate(chosen))
    ranked = sorted(first_pass, key=lambda item: item.rank)
    order = [chosen[item.place] for item in ranked]
    standing = [chosen[item.place] for item in ranked if item.state is not State.REJECTED]
    unnamed = Unnamed(record)
    return [_without_names(_written(candidate, _rival(candidate, standing), told), unnamed) for candidate in order]


def _without_names(slots: HypothesisSlots, unnamed: Unnamed) -> HypothesisSlots:
    """The hypothesis with roles in the place of persons: it is about systems, whoever touched them."""
    cause = slots.cause.model_copy(update={"text": unnamed(slots.cause.text)})
    return slots.model_copy(update={"cause": cause, "check": unnamed(slots.check)})


def _rival(candidate: Candidate, standing: Sequence[Candidate]) -> str:
    """What moves up when this one falls: the best of the others that still stand."""
    return next((other.short for other in standing if other is not candidate), "")


def _written(candidate: Candidate, rival: str, told: Sequence[Told]) -> HypothesisSlots:
    against = [
        Statement(text=f"{quoted(item.said.text)}.", cites=[item.said.tag]) for item in objections(candidate.core, candidate.tags[0], told)
    ]
    return HypothesisSlots(
        cause=Statement(text=candidate.cause, cites=list(candidate.tags)),
        against=against,
        check=_check(candidate, rival),
        ask=deciding(candidate.mechanism).ask,
    )


def _check(candidate: Candidate, rival: str) -> str:
    how = deciding(candidate.mechanism)
    check, stands, falls = how.check, how.stands, how.falls
    if candidate.source is Source.REMEDY:
        check = "Undo the step for one small part, or at the next failure take this step alone, with everything else unchanged."
        stands, falls = "the failure follows the step", "it does not"
    elif candidate.source is Source.PAST:
        check = f"Look in this record's systems for what that report describes. {check}"
    elif candidate.source in {Source.STATED, Source.IMPLIED, Source.CHANGE} and len(candidate.subject) <= LONGEST_SUBJECT:
        check = f"On {in_marks(candidate.subject)}: {check[0].lower()}{check[1:]}"
    outcome = f"this is rejected and {rival} moves up" if rival else "this is rejected and the cause is open again"
    return f"{check} If {stands}, this stands. If {falls}, {outcome}."


def weigh(
    written: Sequence[HypothesisSlots], record: EscalationRecord, evidence: EvidenceSet, *, verdicts: Sequence[Verdict] = ()
) -> Causes:
    """Rank what was written and give each its confidence and state by rule; a person's verdicts stand above the rule.

    Args:
        written: The hypotheses, by rule or by a model.
        record: The escalation.
        evidence: What the audience may read, the same that the writer had.
        verdicts: What persons decided, oldest first.
    """
    told = read_told(record, evidence)
    items = [weighed(slots, place, told, evidence) for place, slots in enumerate(written)]
    if not any(item.confirmed_by for item in items):
        items += [weighed(slots, len(items), told, evidence) for slots in _left_out(items, evidence, told)]
    ranked = sorted(decided(items, verdicts, evidence), key=lambda item: item.rank)
    hypotheses = tuple(_numbered(item, number) for number, item in enumerate(ranked, start=1))
    return Causes(hypotheses, *_concluded(ranked))


def _left_out(items: Sequence[Weighed], evidence: EvidenceSet, told: Sequence[Told]) -> list[HypothesisSlots]:
    """The record's confirmed cause, if the writer left it out: what a person confirmed does not depend on who writes."""
    field = field_cause(evidence)
    if field is None or not is_settled(field):
        return []
    return [_written(candidate, "the best of the others" if items else "", told) for candidate in from_field(evidence)]


def _numbered(item: Weighed, number: int) -> Hypothesis:
    return Hypothesis(
        id=f"H{number}",
        cause=item.written.cause.text,
        supports=item.backing.cited,
        against=item.against,
        confidence=item.confidence,
        why=item.why,
        check=item.written.check,
        ask=item.written.ask,
        state=item.state,
        reason=item.reason,
        confirmed_by=item.confirmed_by,
    )


def _concluded(ranked: Sequence[Weighed]) -> tuple[Conclusion, str]:
    """What may be said as a whole; the best hypothesis is H1."""
    best = ranked[0] if ranked else None
    if best and best.state is State.CONFIRMED:
        return Conclusion.CONFIRMED, f"Confirmed: H1, by {best.confirmed_by}."
    if best and best.state is State.SUPPORTED:
        return Conclusion.SUPPORTED, "Supported, not confirmed: H1 rests on what the record says, and nobody has confirmed it by a check."
    return Conclusion.INCONCLUSIVE, f"Inconclusive: {_what_is_missing(ranked)}."


def _what_is_missing(ranked: Sequence[Weighed]) -> str:
    still_open = [item for item in ranked if item.state is State.OPEN]
    if not ranked:
        return "the record holds nothing from which a cause could be read"
    if not still_open:
        return "every idea so far was rejected"
    if all(item.confidence is Confidence.NONE for item in still_open):
        return "no entry names a cause; what there is comes from past reports only"
    if any(item.backing.guesses and not item.backing.facts for item in still_open):
        return "a cause is suspected, and no entry states it as a fact"
    return "no entry names a cause; what there is fits without proving it"
