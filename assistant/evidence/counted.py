"""Evidence that was counted: figures and rows of a report as sentences with tags, so that a writer can only word what code has counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.evidence.facts import Clause, Evidence, EvidenceSet, Mode


@dataclass(frozen=True)
class Counting:
    """One counted sentence.

    Attributes:
        field: What it tells of, such as "open"; more than one sentence may tell of the same.
        text: The sentence.
        origin: What was counted.
    """

    field: str
    text: str
    origin: str = "counted over all stored escalations"


def counted_evidence(sentences: Iterable[Counting], *, excluded: Iterable[str] = ()) -> EvidenceSet:
    """The sentences under the tags F1..Fn, in their order.

    Args:
        sentences: What was counted.
        excluded: Tags that a person unticked; they are withheld.
    """
    unticked = frozenset(excluded)
    items = [
        Evidence(f"F{number}", said.text, said.origin, said.field, (Clause(said.text, Mode.OBSERVED),))
        for number, said in enumerate(sentences, start=1)
    ]
    return EvidenceSet(tuple(item for item in items if item.id not in unticked), tuple(item for item in items if item.id in unticked))
