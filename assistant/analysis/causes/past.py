"""Ideas from similar past reports: told as ideas, only causes, and only where this record shares the kind of cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.analysis.causes.candidate import Candidate, Source, quoted
from assistant.analysis.causes.mechanisms import Mechanism, mechanisms_in
from assistant.analysis.causes.naming import naming
from assistant.analysis.causes.telling import Told
from assistant.analysis.causes.wording import MECHANISM, content
from assistant.evidence.facts import Evidence, EvidenceSet
from assistant.records.model import EscalationRecord

LONGEST_IDEA = 240
_TELLING = frozenset(Mechanism) - {Mechanism.OTHER, Mechanism.DATA, Mechanism.CODE}
"""Kinds whose words are rare enough in logs to make a likeness."""


def from_past(told: Sequence[Told], record: EscalationRecord, evidence: EvidenceSet) -> Iterator[Candidate]:
    """The causes of similar reports, each once."""
    passages = evidence.of("passage")
    if not passages:
        return
    ours = " ".join([record.title, record.description or "", *(said.text for said in told)])
    kinds, stems = mechanisms_in(ours) & _TELLING, content(ours)
    seen: set[str] = set()
    for item in passages:
        words = _cause_in(item)
        shares = words and (mechanisms_in(words) & kinds) and len(content(words) & stems) >= 2
        if not shares or item.source_id in seen:
            continue
        seen.add(item.source_id)
        cause = f"As in {item.source_id}, {quoted(words, LONGEST_IDEA)}; nothing in this record shows it yet."
        yield Candidate(Source.PAST, cause, words, (item.id,), False, 10_000, f"the idea from {item.source_id}")


def _cause_in(item: Evidence) -> str:
    """The sentence of the passage that names the cause, or an empty string."""
    of_cause = "cause" in item.origin.casefold()
    for clause in item.clauses:
        named = naming(clause.text)
        if named and (of_cause or named.plain):
            return clause.text
    if not of_cause:
        return ""
    return next((clause.text for clause in item.clauses if MECHANISM.search(clause.text)), item.clauses[0].text if item.clauses else "")
