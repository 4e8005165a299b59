"""The sentences of the log from which causes are read: ours, in order, each with its mode; nothing that a customer wrote or was sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from assistant.analysis.causes.naming import Naming, naming
from assistant.analysis.causes.wording import content
from assistant.evidence.facts import EvidenceSet, Mode
from assistant.evidence.gather import clauses_of
from assistant.evidence.modes import mode_of
from assistant.evidence.sentences import unwrapped
from assistant.records.model import EscalationRecord, UpdateKind

REAL = frozenset({Mode.OBSERVED, Mode.DONE, Mode.ONGOING})
"""Modes that speak of what is or was."""

_ASIDE = re.compile(
    r"\bapologi[sz]e|\bsorry\b|\bthank(?:s| you)\b|\bnext update\b|\bwill (?:provide|post|share|update|publish|communicate|send|notify)\b|\bplease\b|\bkeep (?:you|users|customers)\b"
    r"|\b(?:full|detailed|further) (?:root cause )?(?:analysis|report)\b|\bpost-?mortem\b|\bwe (?:recommend|suggest|advise)\b|\bin the future\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Told:
    """One sentence of the log.

    Attributes:
        text: Its words, unwrapped.
        mode: How it relates to the world.
        tag: The entry's tag.
        entry: The entry's place among those read, 0 for the oldest.
        at: When the entry was written.
        before: The sentence before it in the same entry, or an empty string.
        title: The record's title.
        label: The label that stood before the sentence, in lower case, or an empty string.
    """

    text: str
    mode: Mode
    tag: str
    entry: int
    at: datetime | None
    before: str
    title: str
    label: str = ""

    @cached_property
    def naming(self) -> Naming | None:
        """The cause that it names, if it does."""
        return naming(self.text, self.title, self.label)

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems that tell it from other incidents."""
        return content(self.text)

    @property
    def is_real(self) -> bool:
        """Whether it speaks of what is or was, not of a plan or a suspicion."""
        return self.mode in REAL


def read_told(record: EscalationRecord, evidence: EvidenceSet) -> tuple[Told, ...]:
    """Every sentence of the entries that this audience may read, oldest first, without courtesies, empty phrases and customers' words."""
    outsiders = {contact.name.casefold() for contact in record.customer.contacts} | {record.customer.name.casefold()}
    by_words = {(update.at, update.text): update for update in record.updates}
    found: list[Told] = []
    number = -1
    for item in evidence.of("updates"):
        update = by_words.get((item.at, item.text)) if item.at else None
        if update is None or update.kind is UpdateKind.CUSTOMER_MESSAGE or (update.author or "").casefold() in outsiders:
            continue
        number += 1
        before = ""
        for clause in clauses_of(unwrapped(item.text), update.kind):
            text = " ".join(clause.text.split())
            mode = _settled(text, clause.mode, update.kind)
            said = Told(text, mode, item.id, number, item.at, before, record.title, clause.label)
            if clause.label != "workaround" and _says_something(said):
                found.append(said)
            before = text
    return tuple([*_of_field("description", -1, record, evidence), *found, *_of_field("resolution", number + 1, record, evidence)])


def _of_field(name: str, entry: int, record: EscalationRecord, evidence: EvidenceSet) -> list[Told]:
    """The sentences of a field; a description is what somebody reported, so what it says of a cause is a suspicion."""
    item = evidence.field(name)
    found: list[Told] = []
    for clause in item.clauses if item else ():
        text = " ".join(clause.text.split())
        mode = Mode.SUSPECTED if name == "description" else clause.mode
        if item:
            found.append(Told(text, mode, item.id, entry, item.at, found[-1].text if found else "", record.title))
    return [said for said in found if _says_something(said)]


def _says_something(said: Told) -> bool:
    if said.naming:
        return True
    if said.text.endswith(":") or sum(word.strip(".,;").isalpha() for word in said.text.split()) < 2:
        return False
    return _ASIDE.search(said.text) is None


def _settled(text: str, mode: Mode, kind: UpdateKind | None) -> Mode:
    """The mode of the part that names a cause: "was due to a full disk, and we will add space" tells no plan about the cause."""
    if mode is not Mode.PLANNED or kind is UpdateKind.PLAN:
        return mode
    parts = re.split(r"[,;] |\band (?=we\b|will\b|our\b)", text)
    named = next((part for part in parts if naming(part)), None)
    return mode_of(named, kind) if named and len(parts) > 1 else mode
