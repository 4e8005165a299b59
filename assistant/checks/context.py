"""What every check is given: the text, what may back it, and what must not stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assistant.checks.finding import SentenceStatus
from assistant.evidence.denylist import DenyList
from assistant.evidence.facts import EvidenceSet
from assistant.records.clock import MessageKind
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy


@dataclass(frozen=True)
class Backing:
    """What is already known to stand behind a sentence: from the slot's citations or from the template.

    `form` marks wording of the house, such as "You lost {duration} to this": its values are held against the evidence, its words are not.
    """

    status: SentenceStatus
    sources: tuple[str, ...] = ()
    form: bool = False


@dataclass(frozen=True)
class CheckContext:
    """The surroundings of a text to check.

    Attributes:
        policy: The tables in force.
        evidence: What may be said. Empty when a text is checked without a record: then only what needs no record is checked.
        record: The record, if there is one.
        kind: Which message it is; None for any other text.
        deny: What must not get out.
        known: Sentence text to its backing, for sentences that the renderer wrote. A sentence that a person changed is not in it.
        now: When the text would be sent; for the arithmetic of "in 30 minutes".
    """

    policy: Policy
    evidence: EvidenceSet = field(default_factory=lambda: EvidenceSet(()))
    record: EscalationRecord | None = None
    kind: MessageKind | None = None
    deny: DenyList = field(default_factory=DenyList)
    known: Mapping[str, Backing] = field(default_factory=dict)
    now: datetime | None = None
