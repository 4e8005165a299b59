"""What every check is given: the text, what may back it, and what must not stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assistant.checks.entailment import Entailment
from assistant.checks.finding import SentenceStatus
from assistant.evidence.denylist import DenyList
from assistant.evidence.facts import Audience, EvidenceSet
from assistant.records.commitments import Judged
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy


@dataclass(frozen=True)
class Backing:
    """What is already known to stand behind a sentence: from the slot's citations or from the template.

    `form` marks wording of the house, such as "You lost {duration} to this": its values are held against the evidence, its words are not.
    `named` are the pieces of a template's sentence that name the problem, in a writer's words or in those of the ticket's title.
    """

    status: SentenceStatus
    sources: tuple[str, ...] = ()
    form: bool = False
    named: tuple[str, ...] = ()


Part = tuple[str, str, str]
"""A part that a finished text must have: its name, a pattern for its first words, and how a finding names it."""


@dataclass(frozen=True)
class CheckContext:
    """The surroundings of a text to check.

    Attributes:
        policy: The tables in force.
        evidence: What may be said. Empty when a text is checked without a record: then only what needs no record is checked.
        record: The record, if there is one.
        kind: Which message it is; None for any other text.
        audience: Who reads it. A text for colleagues may name them and tell of other cases; it must still be backed, and blame nobody.
        parts: What a document that is no customer message must have, in order.
        deny: What must not get out.
        known: Sentence text to its backing, for sentences that the renderer wrote, its subject line among them. A sentence that a person
            changed is not in it.
        promises: Promises in sent messages, as the ledger has them; for a customer message, which must answer those that are due.
        entailment: A grounding model that the user supplied; it may doubt a sentence, never clear one.
        now: When the text would be sent; for the arithmetic of "in 30 minutes".
        subject: The subject line that goes with the text; what must not get out must not stand there either.
    """

    policy: Policy
    evidence: EvidenceSet = field(default_factory=lambda: EvidenceSet(()))
    record: EscalationRecord | None = None
    kind: str | None = None
    deny: DenyList = field(default_factory=DenyList)
    known: Mapping[str, Backing] = field(default_factory=dict)
    now: datetime | None = None
    audience: Audience = Audience.CUSTOMER
    parts: tuple[Part, ...] = ()
    entailment: Entailment | None = None
    promises: tuple[Judged, ...] = ()
    subject: str = ""
