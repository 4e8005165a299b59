"""Which evidence holds the five milestones of an incident: fields first, then entries that say so without reserve. Nothing is inferred.

- first reported: the earliest of the escalation, the acknowledgment, and the first entry that says that somebody or something noticed it or
  that the customer wrote. The start of the impact is no report: often nobody knew of it yet.
- escalation triggered: the field, else the first entry that tells of an escalation or a declared incident.
- root cause identified: the first entry that says that the cause was found, unless a later one takes it back. A suspicion, a plan, a question
  and "not yet identified" do not count, and a confirmed cause in the record does not say when it was found.
- resolution implemented: the field, else, where the record does not say that it is still going on, the first entry that says without reserve
  that it is over and after which no entry tells of trouble.
- customer confirmed: the field alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.drafting.reading import Role, Said, read_log
from assistant.evidence.facts import Clause, Evidence, EvidenceSet, Mode
from assistant.evidence.modes import mode_of
from assistant.records.model import EscalationRecord, Status

_SUBJECT = r"(?:(?:root|underlying|actual|real|exact)[ -])?(?:causes?|culprits?|source of the \w+|reason (?:for|behind) \w+)"
_FOUND = r"(?:identified|found|determined|discovered|established|confirmed|known|pinpointed|located|isolated|traced|understood)"
_CAUSE_FOUND = re.compile(
    rf"\b{_SUBJECT}(?: \w+){{0,4}}? (?:(?:has|have|had|was|were|is|are|got)(?: \w+ly| now| also| since)? (?:been )?)?{_FOUND}\b"
    rf"|\b{_FOUND}(?: out)?(?: \w+){{0,2}}? (?:the |a |its |our |an? )?(?:\w+ )?{_SUBJECT}\b"
    r"|\broot cause analysis (?:showed|found|revealed|concluded|shows|reveals)\b"
    r"|\b(?:root|underlying) cause(?: of(?: [\w-]+){1,6}?)? (?:is|was|turned out to be)\b(?! (?:still |not |yet |un|being |under ))",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"\b(?:not|no|never|without|unable|cannot|can't|couldn't|could not|yet to|still to|failed to|hasn't|haven't|isn't|wasn't|unknown|unclear|once|until"
    r"|when|if|whether|as soon as|before|after|to (?:find|identify|determine|confirm|establish|understand|locate|isolate|pinpoint|be)|would|should|will"
    r"|contributing|one of the|investigat\w+|looking (?:for|into)|analy[sz]ing|reviewing)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:suspected|suspect|later|possibl[ey]|potential\w*|candidate|likely|probabl[ey]|supposed\w*|partial\w*|may|might|could|not (?:yet )?confirmed|believ\w+|thinks?)\b|\?",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"\b(?:not (?:been )?the (?:root |actual |real |underlying )*cause|cause (?:is|was|remains) (?:still |again |yet )*(?:un|not )(?:known|clear|confirmed)"
    r"|misdiagnos\w+|wrong(?:ly)? (?:diagnos|presum|assum|conclu)\w+|(?:was|were) wrong about)",
    re.IGNORECASE,
)
_NOTICED = re.compile(
    r"\b(?:alert(?:s|ed|ing)?|alarms?|alarmed|paged|pagerduty|firing|report(?:s|ed|ing)?|detect(?:s|ed)|notic(?:es?|ed)|observe[sd]|aware|complain(?:s|ed|ts?)?"
    r"|reach(?:es|ed|ing) out|first signs?|ticket|warning|witnessed|triggered (?:by|through)|asks? if|been notified|(?:users?|customers?|developers?) (?:\w+ )?notif(?:y|ies|ied)"
    r"|investigations? (?:(?:was|were|has) )?(?:started|commenced|began|begun)|(?:start(?:s|ed)|began|begins|commenced) (?:to |an |the )?investigat\w+)\b",
    re.IGNORECASE,
)
_UNNOTICED = re.compile(
    r"\b(?:no|not|never|without|nobody|will|to be) (?:\w+ )?(?:alert|alarm|report|detect|notic|warning|aware)|\ball (?:is |was )?(?:fine|good|well)\b"
    r"|\bno (?:issues?|problems?|errors?)\b|\breports? back\b|\bas expected\b|\bsuccess",
    re.IGNORECASE,
)
_ESCALATED = re.compile(
    r"\bescalat(?:ed|es|ing|ion)\b|\bincident (?:has been |was |is )?(?:declared|raised|opened|created)\b|\bdeclar(?:ed|es) (?:\w+ ){0,3}incident\b"
    r"|\ban incident (?:was )?created\b|\bmajor incident\b",
    re.IGNORECASE,
)
_NOT_ESCALATED = re.compile(
    r"\b(?:not|no need to|de-?|without|will|should|if|privilege) ?escalat|\bprivilege escalation\b|\bresolved\b", re.IGNORECASE
)
_OVER = re.compile(
    r"\b(?:resolved|repaired|permanently fixed|service(?:s)? (?:\w+ )?(?:restored|operational|recovered)|(?:outage|incident|impact|issue|disruption) (?:is |was |has )?(?:now )?"
    r"(?:over|closed|ended|fixed|solved)|problem (?:is |was |has been )?(?:fixed|solved)|back to normal|all (?:systems?|services?|components?)(?: \w+){0,3} (?:operational|healthy|restored|operating normally)"
    r"|all healthy|fully (?:restored|recovered|operational)|all clear)\b",
    re.IGNORECASE,
)
_NOT_OVER = re.compile(
    r"\b(?:not|no longer resolved|partial\w*|some|most|mostly|almost|nearly|temporar\w+|until|once|when|if|will|should|expect\w*|except|but|still|to be|being|hope\w*"
    r"|yet|before|working (?:to|on)|unresolved|workaround|reopened|confident|believ\w*|thinks?|appears?|seems?|majority|many)\b|\?",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\bworking (?:to|on|towards?)\b|\bcontinu\w+ (?:to )?(?:investigat|work|experienc|see|be)\w*|\bstill (?:investigat|work|see)\w*",
    re.IGNORECASE,
)
"""What keeps an entry that calls one part resolved from telling the end of the whole."""
_STILL_ON = {Status.INVESTIGATING, Status.IDENTIFIED, Status.MITIGATED}


@dataclass(frozen=True)
class Held:
    """What holds a milestone: the tag, and the sentence of a log entry that decides it (empty for a field)."""

    tag: str
    words: str = ""


def milestones_held(record: EscalationRecord, evidence: EvidenceSet) -> dict[str, Held]:
    """What holds each milestone, under the milestone's name; one that the record does not hold is left out."""
    entries = [item for item in evidence.of("updates") if item.at]
    sentences = read_log(evidence, record)
    found = {
        "first reported": _reported(evidence, entries, sentences),
        "escalation triggered": _field(evidence, "escalated_at") or _first(entries, _ESCALATED, _NOT_ESCALATED),
        "root cause identified": _cause_found(entries),
        "resolution implemented": _field(evidence, "resolved_at") or _resolved(record, entries, sentences),
        "customer confirmed": _field(evidence, "customer_confirmed_at"),
    }
    return {name: held for name, held in found.items() if held}


def is_signal(text: str) -> bool:
    """Whether a sentence says that somebody or something noticed the problem."""
    return _NOTICED.search(text) is not None and _UNNOTICED.search(text) is None


def _field(evidence: EvidenceSet, name: str) -> Held | None:
    item = evidence.field(name)
    return Held(item.id) if item and item.at else None


def _reported(evidence: EvidenceSet, entries: Sequence[Evidence], sentences: Sequence[Said]) -> Held | None:
    by_customer = {said.tag for said in sentences if said.by_customer}
    noticed = next((item for item in entries if item.id in by_customer or any(_says_noticed(clause) for clause in item.clauses)), None)
    known = [item for item in (noticed, evidence.field("escalated_at"), evidence.field("acknowledged_at")) if item and item.at]
    first = min(known, key=lambda item: item.at.timestamp() if item.at else 0.0, default=None)
    words = next((clause.text for clause in first.clauses if _says_noticed(clause)), "") if first is noticed and first else ""
    return Held(first.id, words) if first else None


def _says_noticed(clause: Clause) -> bool:
    return clause.mode not in {Mode.PLANNED, Mode.SUSPECTED} and is_signal(clause.text)


def _asserted(clause: Clause) -> bool:
    """Whether a sentence is told as a fact; a message to the customer is read by its wording."""
    mode = mode_of(clause.text) if clause.mode is Mode.MESSAGE else clause.mode
    return mode not in {Mode.PLANNED, Mode.SUSPECTED}


def _first(entries: Sequence[Evidence], pattern: re.Pattern[str], unless: re.Pattern[str]) -> Held | None:
    for item in entries:
        for clause in item.clauses:
            if _asserted(clause) and pattern.search(clause.text) and not unless.search(clause.text):
                return Held(item.id, clause.text)
    return None


def _parts(text: str) -> Iterator[str]:
    """A sentence by its clauses, so that "cause identified, fix not yet deployed" is no denial of the first."""
    yield from re.split(r"[;,]\s+|\s+but\s+|\s+and\s+(?=(?:we|it|they|an?|the|our|is|are|was|were|have|has|will)\b)", text)


def says_cause_found(text: str) -> bool:
    """Whether a sentence says, without reserve, that the cause was found."""
    if mode_of(text) is Mode.SUSPECTED:
        return False
    for part in _parts(text):
        found = _CAUSE_FOUND.search(part)
        # "Determined to be the missing commit" is no denial: what denies stands before the end of the claim, what hedges anywhere in it.
        if found and not _NOT_FOUND.search(part[: found.end()]) and not _HEDGED.search(part):
            return True
    return False


def _cause_found(entries: Sequence[Evidence]) -> Held | None:
    found: Held | None = None
    for item in entries:
        if any(_TAKEN_BACK.search(clause.text) for clause in item.clauses):
            found = None
        elif found is None:
            words = next((clause.text for clause in item.clauses if _says_found(clause)), None)
            found = Held(item.id, words) if words else None
    return found


def _says_found(clause: Clause) -> bool:
    # "Issue root cause identified and a fix has been planned" is a plan by its second half only; the parts are read one by one.
    return clause.mode is not Mode.SUSPECTED and says_cause_found(clause.text)


def _resolved(record: EscalationRecord, entries: Sequence[Evidence], sentences: Sequence[Said]) -> Held | None:
    if record.status in _STILL_ON:
        return None
    trouble = {said.tag for said in sentences if said.role is Role.IMPACT and said.mode is Mode.OBSERVED}
    found: Held | None = None
    for item in entries:
        over = next((clause.text for clause in item.clauses if _asserted(clause) and says_over(clause.text)), None)
        if over and not any(_GOES_ON.search(clause.text) for clause in item.clauses):
            found = found or Held(item.id, over)
        elif item.id in trouble:
            found = None
    return found


def says_over(text: str) -> bool:
    """Whether a sentence says, without reserve, that the problem is over."""
    return _OVER.search(text) is not None and _NOT_OVER.search(text) is None
