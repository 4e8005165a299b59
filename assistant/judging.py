"""Deciding about a hypothesis: confirmed with the evidence that shows it, or rejected with the reason. Beside `assistant.workflow`."""

from __future__ import annotations

from datetime import datetime

from assistant.actions.registry import form_of
from assistant.analysis.causes.verdicts import evidence_named
from assistant.analysis.hypotheses import Causes, Hypothesis, State, Verdict, propose, weigh
from assistant.drafting.form import Order
from assistant.errors import ActionRefused, NotFound
from assistant.evidence.facts import Evidence, EvidenceSet
from assistant.records.model import EscalationRecord
from assistant.review.decisions import person
from assistant.review.verdicts import keep_verdict
from assistant.wiring import Services


def hypotheses_of(services: Services, record: EscalationRecord, *, now: datetime) -> tuple[Causes, EvidenceSet]:
    """The hypotheses of a record as the rules and its verdicts have them, with the evidence that their tags name."""
    brief = form_of("rca-analysis").prepare(Order(services.policy, now, record), services)
    causes = weigh(propose(record, brief.evidence), record, brief.evidence, verdicts=services.verdicts(record.id))
    return causes, brief.evidence


def confirming(evidence: EvidenceSet) -> tuple[Evidence, ...]:
    """The evidence that can confirm a cause, entries of the log first: of the record, and saying more than a field's value.

    A verdict keeps the words of its evidence, because tags move when the record grows; only what is found again by its words can confirm.
    """
    found = [item for item in evidence if item.id.startswith("F") and evidence_named(item.text, evidence)]
    return tuple(sorted(found, key=lambda item: item.field != "updates"))


def confirm(
    services: Services, record_id: str, hypothesis_id: str, *, evidence: str, result: str, by: str, now: datetime, cause: str = ""
) -> Causes:
    """Say that a hypothesis is the cause.

    Args:
        services: What to work with.
        record_id: The record, which the store holds.
        hypothesis_id: Which, such as "H1".
        evidence: The tag of the evidence that shows it, such as "F9": of the record, not of a past report.
        result: What the deciding check showed.
        by: Who decides.
        now: When.
        cause: The words of the hypothesis that was shown under this id, where a model wrote it; empty for those of the rules.

    Raises:
        NotFound: There is no such record or hypothesis.
        ActionRefused: No name, no result, or no evidence of this record that can confirm a cause.
    """
    who, record = person(by), services.store.record(record_id).record
    causes, known = hypotheses_of(services, record, now=now)
    chosen = _chosen(causes, hypothesis_id, record_id, cause=cause)
    item = known.get(evidence.strip().upper())
    if item is None or item not in confirming(known):
        msg = f"{hypothesis_id} of {record_id} was not confirmed: {evidence.strip() or 'nothing'} is no evidence of this record."
        raise ActionRefused(msg, "Name the tag of the field or log entry that shows it, such as F9; add the entry first if there is none.")
    shown = _one_line(result)
    if not shown:
        msg = f"{hypothesis_id} of {record_id} was not confirmed: nobody said what the deciding check showed."
        check = f" The check: {chosen.check}" if chosen else ""
        raise ActionRefused(msg, f"Say it with the confirmation.{check}")
    words = chosen.cause if chosen else _one_line(cause)
    keep_verdict(services.store, record_id, Verdict(words, State.CONFIRMED, who, shown, item.text), now=now)
    return hypotheses_of(services, record, now=now)[0]


def reject(services: Services, record_id: str, hypothesis_id: str, *, reason: str, by: str, now: datetime, cause: str = "") -> Causes:
    """Say that a hypothesis is not the cause; it stays, with the reason. The arguments are those of `confirm`.

    Raises:
        NotFound: There is no such record or hypothesis.
        ActionRefused: No name or no reason.
    """
    who, record = person(by), services.store.record(record_id).record
    causes, _ = hypotheses_of(services, record, now=now)
    chosen = _chosen(causes, hypothesis_id, record_id, cause=cause)
    why = _one_line(reason)
    if not why:
        msg = f"{hypothesis_id} of {record_id} was not rejected: no reason was given."
        raise ActionRefused(msg, "Say why it is not the cause; a rejected hypothesis stays in the analysis with its reason.")
    words = chosen.cause if chosen else _one_line(cause)
    keep_verdict(services.store, record_id, Verdict(words, State.REJECTED, who, why), now=now)
    return hypotheses_of(services, record, now=now)[0]


def _chosen(causes: Causes, hypothesis_id: str, record_id: str, *, cause: str = "") -> Hypothesis | None:
    """The hypothesis of the rules that is meant; None where words were given that no rule has."""
    if cause.strip():
        return next((each for each in causes.hypotheses if each.cause == _one_line(cause)), None)
    wanted = hypothesis_id.strip().upper()
    found = next((each for each in causes.hypotheses if each.id == wanted), None)
    if found is None:
        known = ", ".join(each.id for each in causes.hypotheses) or "none"
        msg = f"{record_id} has no hypothesis {hypothesis_id!r}."
        raise NotFound(msg, f"It has: {known}. See them with: steadyhand hypothesis list {record_id}")
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())
