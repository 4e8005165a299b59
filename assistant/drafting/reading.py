"""What each sentence of the public log is good for in a message: the material that the composer chooses from.

The mode (observed, done, planned ...) says what may be claimed; the role says where a customer would look for it. Both are read from the
kind of the entry and from the wording, never guessed from the position alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from assistant.evidence.facts import Evidence, EvidenceSet, Mode
from assistant.records.model import EscalationRecord, UpdateKind
from knowledge.terms import words


class Role(StrEnum):
    """What a reader uses a sentence for."""

    IMPACT = "impact"
    RECOVERY = "recovery"
    CAUSE = "cause"
    WORKAROUND = "workaround"
    ESTIMATE = "estimate"
    PREVENTION = "prevention"
    WORK = "work"
    COURTESY = "courtesy"
    NEXT_UPDATE = "next update"
    EMPTY = "empty"


@dataclass(frozen=True)
class Said:
    """One sentence of the public log.

    Attributes:
        text: Its words.
        mode: How it relates to the world.
        role: What it is good for.
        at: When the entry was written.
        tag: The entry's tag.
        entry: The entry's place among the public entries, 0 for the oldest.
        by_customer: Whether the customer wrote it; then "we" is not us.
    """

    text: str
    mode: Mode
    role: Role
    at: datetime
    tag: str
    entry: int
    by_customer: bool

    @property
    def terms(self) -> frozenset[str]:
        """Its content words, stemmed."""
        return frozenset(words(self.text))


LONGEST_JOINED = 420
"""Characters up to which sentences of one entry are quoted as one piece."""

_ASIDE = {Role.COURTESY, Role.NEXT_UPDATE, Role.EMPTY, Role.WORKAROUND}
_LEANS = re.compile(
    r"(?:it|its|they|them|their|this|these|those|that|both|neither|none|all of (?:them|these)|the (?:oldest|newest|others?|rest|same|remaining))\b",
    re.IGNORECASE,
)


def any_of(*alternatives: str) -> re.Pattern[str]:
    """One pattern for any of these, in any case."""
    return re.compile("|".join(alternatives), re.IGNORECASE)


_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        Role.NEXT_UPDATE,
        any_of(
            r"\b(?:will|to|'ll) (?:continue to )?(?:provide|post|share|give|send|publish|issue) (?:\w+ ){0,5}(?:updates?|information|details?|guidance)\b",
            r"\bkeep (?:you|users|customers|everyone|this \w+) (?:updated|informed|posted)\b",
            r"\bnext update\b|\b(?:further|more|additional) updates\b|\bupdate (?:you )?again\b|\bwill (?:write|communicate|update|report)\b",
        ),
    ),
    (
        Role.COURTESY,
        any_of(
            r"\bapologi[sz]e|\bsorry\b|\bwe regret\b|\bthank(?:s| you)\b|\bappreciate\b|\bfollow(?:ing)? up directly\b|\bplease (?:contact|reach|see|visit|refer)\b"
        ),
    ),
    (
        Role.PREVENTION,
        any_of(
            r"\b(?:prevent|avoid)\w*\b.{0,60}\b(?:recur|repeat|again|future|happening)",
            r"\b(?:future|going forward|long.term|follow.up (?:work|items?|actions?))\b",
            r"\binternal investigation\b|\bpost.?(?:mortem|incident)\b|\banalysis of this (?:incident|issue)\b|\broot cause analysis\b",
        ),
    ),
    (
        Role.WORKAROUND,
        any_of(
            r"\bwork.?around\b",
            r"\bin the (?:meantime|interim)\b",
            r"\bwe (?:recommend|suggest|advise)\b",
            r"^please (?:switch|use|try|retry|re-?run|restart|wait|refresh|re-?try|choose|select)\b",
            r"\b(?:customers|users|you) (?:can|should|may need to|may want to) (?!now\b|see|experience|notice|expect|still|also)",
        ),
    ),
    (
        Role.ESTIMATE,
        any_of(
            r"\beta\b",
            r"\b(?:expect|estimat|anticipat)\w*\b.{0,80}\b(?:by|within|in|before|around|complet\w+|resol\w+|recover\w*|minutes|hours?)\b",
        ),
    ),
    (
        Role.CAUSE,
        any_of(
            r"\broot cause\b",
            r"\bcaused by\b",
            r"\b(?:due to|because of|as a result of|the result of|triggered by|stemm\w+ from|source of the)\b",
            r"\bcaus(?:e|es|ed|ing)\b(?! of the delay)",
        ),
    ),
    (
        Role.RECOVERY,
        any_of(
            r"\boperating normally\b|\bback to normal\b|\bworking (?:again|as expected|normally|fine)\b|\bno longer\b|\bback (?:up|online)\b",
            r"\b(?:has|have|had|is|are|was|were|been|being|fully|partially|mostly|now|should be|seeing|see|signs of|early|full|complete|continued) (?:\w+ly )?(?:\w+ )?(?:recover\w*|resolved|restored|mitigated|fixed|improv\w*)\b",
            r"\b(?:recovered|restored|resolved|all clear|healthy|operational|normal levels?|normal operation)\b|\bthrough (?:again|since)\b|\bflow(?:ing|s)? again\b|\bdropp?ed to\b|\bfallen (?:from|to)\b",
        ),
    ),
    (
        Role.IMPACT,
        any_of(
            r"\b(?:customers?|users?|shoppers|accounts?|projects?|tenants?|depots?|shops?|clinics?|schools?)\b",
            r"\b(?:errors?|unable|cannot|can't|fail(?:s|ed|ing|ures?)?|delay\w*|slow\w*|latenc\w+|degrad\w+|unavailab\w+|impact\w*|affect\w*|elevated|timeouts?|timing out|declin\w+|missing|stuck|"
            r"outage|disrupt\w+|intermittent\w*|drop\w*|lost|incorrect|wrong|duplicat\w+|not (?:being )?\w+(?:ed|able|available|working)|down|impair\w*|interrupt\w*|problems?|issues?)\b",
            r"\d+(?:\.\d+)?\s?%|\b\d[\d,]*\b",
        ),
    ),
)
_NOTHING = re.compile(
    r"^(?:none(?: at this time)?|n/?a|\[\d+\]|https?://\S+|update|resolved|monitoring|investigating|identified|\W*|"
    r"(?:we|our team|the team|our engineers|engineering)? ?(?:are|is|'re)? ?(?:still |currently |actively |now )*(?:continu\w+ to |continuing )?(?:investigat\w+|monitor\w*)(?: (?:this|the|these) \w+)?(?: further)?)[.!]?$"
    r"|\b(?:do(?:es)? not|don't) (?:yet )?have an? (?:\w+ )?(?:eta|estimate)|^none at this time|^sev-?\d",
    re.IGNORECASE,
)


def _role(text: str, label: str) -> Role:
    if _NOTHING.search(text.strip()) or text.rstrip().endswith(":") or sum(word.isalpha() for word in text.split()) < 2:
        return Role.EMPTY
    if label == "workaround":
        return Role.WORKAROUND
    for role, pattern in _ROLES:
        if pattern.search(text):
            return role
    return Role.WORK


def read_log(evidence: EvidenceSet, record: EscalationRecord) -> tuple[Said, ...]:
    """Every sentence of the log entries that this audience may read, oldest first; earlier messages of ours are not material."""
    customers = {contact.name.casefold() for contact in record.customer.contacts} | {record.customer.name.casefold()}
    by_time = {(update.at, update.text): update for update in record.updates}
    found: list[Said] = []
    number = -1
    for item in evidence.of("updates"):
        update = by_time.get((item.at, item.text)) if item.at else None
        if update is None or update.kind is UpdateKind.CUSTOMER_MESSAGE or item.at is None:
            continue
        number += 1
        by_customer = (update.author or "").casefold() in customers
        sentences = [_said(item, index, number, by_customer, item.at) for index in range(len(item.clauses))]
        found += sentences if by_customer else _joined(sentences, filed=update.kind is not None)
    return tuple(found)


def _joined(sentences: list[Said], *, filed: bool) -> list[Said]:
    """Join sentences that make sense only together.

    Somebody who filed an entry under a kind wrote it as one thing; elsewhere a sentence that begins with "It" or "These" belongs to the one
    before. Claims about the world and plans are never joined, and neither is anything with a courtesy or an announcement.
    """
    joined: list[Said] = []
    for said in sentences:
        before = joined[-1] if joined else None
        leans = filed or _LEANS.match(said.text) is not None
        together = before is not None and leans and _kind_of_claim(before) == _kind_of_claim(said)
        if before is None or not together or len(before.text) + len(said.text) > LONGEST_JOINED or _ASIDE & {before.role, said.role}:
            joined.append(said)
            continue
        text = f"{before.text if before.text.endswith(('.', '!', '?', ':')) else before.text + '.'} {said.text}"
        role = before.role if before.role is not Role.WORK else said.role
        joined[-1] = replace(before, text=text, role=role)
    return joined


def _kind_of_claim(said: Said) -> str:
    if said.mode in {Mode.PLANNED, Mode.DECIDED}:
        return "plan"
    return "suspicion" if said.mode is Mode.SUSPECTED else "claim"


def _said(item: Evidence, index: int, number: int, by_customer: bool, at: datetime) -> Said:
    clause = item.clauses[index]
    return Said(clause.text, clause.mode, _role(clause.text, clause.label), at, item.id, number, by_customer)


def alike(first: frozenset[str], second: frozenset[str]) -> float:
    """How much of the shorter sentence the two share, 0 to 1."""
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0


def distinct(said: list[Said], *, newest_wins: bool = True, limit: float = 0.7) -> list[Said]:
    """Drop sentences that say nearly the same as another one; of two, the newer one stays."""
    kept: list[Said] = []
    for item in reversed(said) if newest_wins else said:
        if all(alike(item.terms, other.terms) < limit for other in kept):
            kept.append(item)
    return kept[::-1] if newest_wins else kept


def is_superseded(plan: Said, log: tuple[Said, ...]) -> bool:
    """Whether a later entry reports that a plan was carried out or is running, so that it is no plan any more."""
    for later in log:
        if later.entry <= plan.entry or later.mode not in {Mode.DONE, Mode.ONGOING, Mode.OBSERVED}:
            continue
        shared = plan.terms & later.terms
        if alike(plan.terms, later.terms) >= 0.6 or (later.mode is not Mode.OBSERVED and len(shared) >= 3):
            return True
    return False
