"""Which criteria of the severity table a record's own words meet, one sentence at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from assistant.records.model import Severity
from assistant.records.triage_rules import Counts, CriterionRule, ReadingRule, TriageRules

_PARTS = re.compile(
    r"\s*;\s*|\s+[–—-]\s+|,?\s+\b(?:but|however|although|though|whereas|yet|except that)\b,?\s+|,\s+while\s+"
    r"|,?\s+and\s+(?=(?:the|our|their|all|we|they|it|he|she|nobody|every|customers?|users?|payments?|orders?)\b)",
    re.IGNORECASE,
)
"""Where one part of a sentence ends, so that a "no" in one does not deny the next."""

_THEN_OVER = re.compile(
    r"^(?:that|this|it|both|the (?:issue|problem|incident|outage))\b(?! is not| was not)[^.]{0,60}\b(?:resolved|fixed|restored|recovered|over|solved|closed)\b",
    re.IGNORECASE,
)
_BLOCKED_BY_MINOR = frozenset({"feature-broken", "feature-degraded"})
MILD = frozenset({"workaround-exists", "minor-issue", "low-impact"})
"""Criteria that tell of no harm; a denied, past or supposed one is not worth telling apart."""
_WEIGHTY = frozenset({"public_exposure", "regulatory"})
"""Fields that weigh as soon as they are filled; a record that says "false" there yields no statement."""
_DEGRADED = "feature-degraded"
_NUMBER = re.compile(r"(\d[\d.,]*)\s*(k|thousand|m|million|bn|billion)?\b", re.IGNORECASE)
_SCALE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}


@dataclass(frozen=True)
class Statement:
    """One sentence of a record.

    Attributes:
        tag: The evidence tag: F1, F2 ...
        field: The record field; "updates" for the log.
        text: The sentence, or the words of a field.
        origin: Where it stands, for a person.
        at: When it was written, for a log entry.
    """

    tag: str
    field: str
    text: str
    origin: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Words:
    """The exact words of a record that a rule leans on. `text` stands in the statement with this tag as it is."""

    id: str
    text: str
    origin: str


@dataclass(frozen=True)
class Signal:
    """A criterion that fired: which, by which words, and since when (None for what the record said from its start)."""

    criterion: CriterionRule
    words: Words
    suspected: bool
    at: datetime | None
    from_field: bool = False


def find_signals(statements: Iterable[Statement], rules: TriageRules, *, is_over: bool) -> tuple[Signal, ...]:
    """Every criterion that a record's words meet, in the order of the statements.

    Args:
        statements: The sentences of the record that may be held against it: no plans, no messages to the customer.
        rules: The rules.
        is_over: Whether the record is resolved or closed. While it is not, what a sentence tells as over does not count.
    """
    listed = list(statements)
    found: list[Signal] = []
    for statement, following in zip(listed, [*listed[1:], None], strict=True):
        then_over = following is not None and following.tag == statement.tag and _THEN_OVER.search(following.text) is not None
        if then_over and not is_over:
            continue
        for part, rest in _parts(statement.text):
            found.extend(_in_part(statement, part, rest, rules, is_over=is_over))
    return tuple(found)


def field_signals(statements: Iterable[Statement], rules: TriageRules) -> Iterator[Signal]:
    """Structured fields that mean significant impact by themselves: large figures, public exposure, a regulator."""
    limits = {"users_affected": rules.users, "revenue_at_risk": rules.revenue}
    for statement in statements:
        limit = limits.get(statement.field)
        if statement.field in _WEIGHTY or (limit is not None and _largest(statement.text) >= limit):
            words = Words(statement.tag, statement.text, statement.origin)
            yield Signal(rules.criterion("significant-impact"), words, suspected=False, at=None, from_field=True)


def _parts(sentence: str) -> Iterator[tuple[str, str]]:
    """The parts of a sentence, each with what follows it in the sentence."""
    begin = 0
    for cut in _PARTS.finditer(sentence):
        yield sentence[begin : cut.start()], sentence[cut.start() :]
        begin = cut.end()
    yield sentence[begin:], ""


def _in_part(statement: Statement, part: str, rest: str, rules: TriageRules, *, is_over: bool) -> Iterator[Signal]:
    hits = [(rule, match) for rule in rules.criteria if (match := _match(rule, statement, part))]
    weights = [(rule, match, _weigh(rule, match, part, rest, rules)) for rule, match in hits]
    minor = any(rule.id == "minor-issue" and counts is Counts.FULL for rule, _, counts in weights)
    for rule, match, counts in weights:
        if counts is Counts.NO or (counts is Counts.OVER and not is_over) or (minor and rule.id in _BLOCKED_BY_MINOR):
            continue
        yield Signal(
            criterion=_as_counted(rule, counts, rules),
            words=Words(statement.tag, match[0].strip(" ,:"), statement.origin),
            suspected=counts is Counts.SUSPECTED,
            at=statement.at,
        )


def _match(rule: CriterionRule, statement: Statement, part: str) -> re.Match[str] | None:
    """The first match of a criterion in the part."""
    if statement.field not in rule.fields or (rule.unless and rule.unless.search(part)):
        return None
    if rule.id == "workaround-exists" and statement.field == "workaround":
        return re.search(r"\S.*\S", part)
    return next((match for pattern in rule.patterns if (match := pattern.search(part))), None)


def _weigh(rule: CriterionRule, match: re.Match[str], part: str, rest: str, rules: TriageRules) -> Counts:
    """For how much a match counts: the reading that takes most away decides."""
    order = (Counts.NO, Counts.OVER, Counts.LESSER, Counts.SUSPECTED, Counts.PARTLY)
    held = {reading.counts for reading in rules.readings if _concerns(reading, rule) and _holds(reading, match, part, rest)}
    return next((counts for counts in order if counts in held), Counts.FULL)


def _concerns(reading: ReadingRule, rule: CriterionRule) -> bool:
    return rule.id in reading.only if reading.only else rule.id not in MILD


def _holds(reading: ReadingRule, match: re.Match[str], part: str, rest: str) -> bool:
    if (reading.needs and not reading.needs.search(part)) or (reading.unless and reading.unless.search(part + rest)):
        return False
    if reading.before and reading.before.search(part[: match.start()]):
        return True
    if reading.after and reading.after.search(part[match.end() :] + rest):
        return True
    cues = reading.part.finditer(part) if reading.part else ()
    # A cue inside the match may be part of what is told: "orders of last week were deleted" is no older incident.
    anywhere = reading.counts is not Counts.NO
    return any(anywhere or cue.end() <= match.start() or cue.start() >= match.end() for cue in cues)


def _as_counted(rule: CriterionRule, counts: Counts, rules: TriageRules) -> CriterionRule:
    """The criterion that is left of a match: what holds for some is one step less, what holds outside production a degradation."""
    if counts is Counts.LESSER:
        return rules.criterion(_DEGRADED)
    if counts is Counts.PARTLY:
        return rules.criterion("feature-broken" if rule.level is Severity.SEV1 else _DEGRADED)
    return rule


def _largest(text: str) -> float:
    """The largest number in a text; 1,184 and 1.184 are both read as one thousand one hundred and eighty-four."""
    found = 0.0
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", match[1]).rstrip(".,").replace(",", ".")
        try:
            found = max(found, float(digits) * _SCALE.get((match[2] or "").lower(), 1))
        except ValueError:
            continue
    return found
