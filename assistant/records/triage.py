"""Triage by stated rule: severity with the criteria that fired and the words that fired them, type, impact, questions, flags.

Pure: the sentences of the record come in with their evidence tags, nothing is looked up. The rules are `triage.toml`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.records.model import EscalationRecord, EscalationType, Severity
from assistant.records.triage_rules import QuestionRule, TriageRules, triage_rules
from assistant.records.triage_signals import MILD, Signal, Statement, Words, field_signals, find_signals

MOST_WORDS = 5
"""How many places of the record are named for one finding; a long log repeats itself."""


@dataclass(frozen=True)
class Criterion:
    """A criterion that fired. `note` says why it does not count in full, if so."""

    id: str
    text: str
    level: Severity
    evidence: tuple[Words, ...]
    note: str = ""


@dataclass(frozen=True)
class Axis:
    """What the record says on one axis of the impact; `value` is None where it says nothing."""

    value: str | None
    evidence: tuple[Words, ...]


@dataclass(frozen=True)
class Question:
    """One of the six questions, with what answers it."""

    id: str
    text: str
    answered: bool
    evidence: tuple[Words, ...]


@dataclass(frozen=True)
class Flag:
    """Something a person should look at. `since` is when the record first showed it, where that is known."""

    id: str
    text: str
    since: datetime | None = None
    evidence: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Triage:
    """What triage says of a record.

    Attributes:
        suggested: The level by the rules.
        current: The level that the record carries.
        criteria: What fired, worst first.
        type: The type by the rules.
        type_evidence: The words that say so; empty for the type that is taken where nothing points elsewhere.
        impact: The six axes by name.
        questions: The six questions, in order.
        flags: What a person should look at.
    """

    suggested: Severity
    current: Severity | None
    criteria: tuple[Criterion, ...]
    type: EscalationType
    type_evidence: tuple[Words, ...]
    impact: Mapping[str, Axis]
    questions: tuple[Question, ...]
    flags: tuple[Flag, ...]

    @property
    def in_force(self) -> Severity:
        """The level to work by until a person settles it: the worse of the two."""
        return min(self.suggested, self.current or self.suggested, key=lambda level: level.rank)


def triage(record: EscalationRecord, statements: Sequence[Statement], *, unrated: Severity) -> Triage:
    """Triage a record.

    Args:
        record: The escalation.
        statements: Its sentences with their tags; plans and messages to the customer are left out by whoever gathers them.
        unrated: The level of a record that meets no criterion.
    """
    rules = triage_rules()
    told = find_signals(statements, rules, is_over=record.status.is_over)
    # A large customer's wish is a wish: figures weigh only where something is wrong.
    wrong = any(signal.criterion.id not in MILD for signal in told)
    signals = (*(field_signals(statements, rules) if wrong else ()), *told)
    suggested = level_of(signals, unrated=unrated)
    kind, kind_words = _type(statements, signals, rules)
    impact = _impact(record, statements, rules)
    return Triage(
        suggested=suggested,
        current=record.severity,
        criteria=_criteria(signals, suggested),
        type=kind,
        type_evidence=kind_words,
        impact=impact,
        questions=tuple(_question(rule, statements, signals, impact) for rule in rules.questions),
        flags=tuple(_flags(record, signals, suggested, kind, kind_words, unrated=unrated)),
    )


def level_of(signals: Iterable[Signal], *, unrated: Severity) -> Severity:
    """The level that the criteria which fired stand for together.

    A criterion of SEV-1 decides alone; one that is only suspected asks for SEV-2 until it is confirmed or ruled out. A broken feature is
    SEV-2, and SEV-3 where a workaround exists and neither words nor figures tell of significant impact. Figures of the structured fields
    raise a degradation without a workaround. "Low impact" lowers what is only degraded.
    """
    listed = list(signals)
    told = {signal.criterion.id for signal in listed if not signal.suspected and not signal.from_field}
    broken, degraded, workaround = ("feature-broken" in told, "feature-degraded" in told, "workaround-exists" in told)
    by_figure = any(signal.from_field for signal in listed)
    if any(signal.criterion.level is Severity.SEV1 and not signal.suspected for signal in listed):
        return Severity.SEV1
    if any(signal.suspected for signal in listed):
        return Severity.SEV2
    if "low-impact" in told and not (broken or "significant-impact" in told):
        return Severity.SEV4
    if "significant-impact" in told or (broken and (by_figure or not workaround)) or (degraded and by_figure and not workaround):
        return Severity.SEV2
    if broken or degraded:
        return Severity.SEV3
    if told & {"minor-issue", "low-impact"}:
        return Severity.SEV4
    return Severity.SEV3 if workaround else unrated


def _criteria(signals: Iterable[Signal], suggested: Severity) -> tuple[Criterion, ...]:
    grouped: dict[tuple[str, bool], list[Signal]] = defaultdict(list)
    for signal in signals:
        grouped[signal.criterion.id, signal.suspected].append(signal)
    found = []
    for (name, suspected), group in grouped.items():
        rule = group[0].criterion
        note = "suspected, neither confirmed nor ruled out" if suspected else ""
        if not note and rule.level.rank < suggested.rank:
            note = "lowered: a workaround exists" if any(s.criterion.id == "workaround-exists" for s in signals) else "does not decide"
        found.append(Criterion(name, rule.text, rule.level, _some(signal.words for signal in group), note))
    return tuple(sorted(found, key=lambda criterion: (criterion.level.rank, criterion.note != "", criterion.id)))


def _some(words: Iterable[Words]) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def _type(statements: Sequence[Statement], signals: Sequence[Signal], rules: TriageRules) -> tuple[EscalationType, tuple[Words, ...]]:
    """The type: security where a breach fired or is suspected, else by where the words of a type stand; technical where nothing does.

    A word in the title weighs three, in the description two, in the log one in all; what is broken or slow speaks for technical alike.
    """
    breach = _some(signal.words for signal in signals if signal.criterion.id == "security-breach")
    if breach:
        return EscalationType.SECURITY, breach
    weight = {"title": 3, "description": 2, "business_criticality": 1, "updates": 1, "regulatory": 1}
    score: dict[EscalationType, int] = {}
    words: dict[EscalationType, list[Words]] = {}
    for kind, pattern in rules.types:
        hits = [(s, m) for s in statements if s.field in weight for m in [pattern.search(s.text)] if m]
        score[kind] = sum(weight[field] for field in {statement.field for statement, _ in hits})
        words[kind] = [Words(statement.tag, match[0], statement.origin) for statement, match in hits]
    tags = {statement.tag: statement.field for statement in statements}
    technical = {"production-down", "data-loss", "feature-broken", "feature-degraded"}
    hard = [signal for signal in signals if signal.criterion.id in technical]
    score[EscalationType.TECHNICAL] = sum(weight.get(field, 0) for field in {tags.get(signal.words.id, "") for signal in hard})
    words[EscalationType.TECHNICAL] = [signal.words for signal in hard]
    best = max(score, key=lambda kind: score[kind])
    if score[best] == 0:
        return EscalationType.TECHNICAL, ()
    return best, _some(words[best])


_AXES = ("tier", "revenue_at_risk", "users_affected", "business_criticality", "public_exposure", "regulatory")


def _impact(record: EscalationRecord, statements: Sequence[Statement], rules: TriageRules) -> dict[str, Axis]:
    """The six axes: the record's field where it has one, else the words of its text."""
    impact = {}
    for name in _AXES:
        field = "customer" if name == "tier" else name
        value = getattr(record.customer, name)
        said = tuple(Words(s.tag, s.text, s.origin) for s in statements if s.field == field)
        if value is False:
            impact[name] = Axis("none", ())
        elif value is not None:
            impact[name] = Axis("yes" if value is True else str(value), said[:1])
        else:
            found = _found(statements, rules, name) if name in rules.axes else ()
            impact[name] = Axis(found[0].text if found else None, found)
    return impact


def _found(statements: Sequence[Statement], rules: TriageRules, axis: str) -> tuple[Words, ...]:
    texts = (s for s in statements if s.field in {"title", "description", "business_criticality", "updates"})
    hits = ((s, match) for s in texts for match in [rules.axes[axis].search(s.text)] if match)
    return _some(Words(statement.tag, match[0].strip(), statement.origin) for statement, match in hits)


def _question(rule: QuestionRule, statements: Sequence[Statement], signals: Sequence[Signal], impact: Mapping[str, Axis]) -> Question:
    words = [Words(s.tag, s.text, s.origin) for s in statements if s.field in rule.fields]
    words += [signal.words for signal in signals if signal.criterion.id in rule.criteria]
    if rule.pattern:
        texts = (s for s in statements if s.field in {"description", "updates"})
        words += [Words(s.tag, match[0].strip(), s.origin) for s in texts for match in [rule.pattern.search(s.text)] if match]
    if rule.axis:
        words += impact[rule.axis].evidence
    evidence = _some(words)
    return Question(rule.id, rule.text, bool(evidence), evidence)


def _flags(
    record: EscalationRecord,
    signals: Sequence[Signal],
    suggested: Severity,
    kind: EscalationType,
    kind_words: Sequence[Words],
    *,
    unrated: Severity,
) -> Iterable[Flag]:
    if not signals:
        yield Flag("no-criterion", f"No criterion fired; {suggested.value} is the level of a record that says too little.")
    current = record.severity
    if current is not None and suggested.rank < current.rank:
        since = crossed_at(record, signals, current, unrated=unrated)
        deciding = [s.words for s in signals if s.criterion.level.rank <= suggested.rank or s.suspected]
        text = f"Set to {current.value}, and its criteria are those of {suggested.value}."
        yield Flag("under-severity", text, since, _some(deciding))
    elif current is not None and suggested.rank > current.rank:
        yield Flag("above-criteria", f"Set to {current.value}, and the words of the record alone meet {suggested.value}.")
    suspected = [signal for signal in signals if signal.suspected]
    if suspected:
        what = ", ".join(dict.fromkeys(signal.criterion.text for signal in suspected))
        first = min((signal.at for signal in suspected if signal.at), default=record.began_at)
        yield Flag("unconfirmed", f"Confirm or rule out: {what}.", first, _some(signal.words for signal in suspected))
    if record.type is not None and record.type is not kind and kind_words:
        yield Flag("type-differs", f"The record says {record.type.value}, its words say {kind.value}.", None, tuple(kind_words))


def crossed_at(record: EscalationRecord, signals: Sequence[Signal], current: Severity, *, unrated: Severity) -> datetime | None:
    """Since when a record meets a worse level than the one it carries, without a break until now.

    What the fields say holds from the beginning; each log entry from its own time.
    """
    times = sorted({signal.at for signal in signals if signal.at is not None})
    since = None
    for moment in [None, *times]:
        known = [signal for signal in signals if signal.at is None or (moment is not None and signal.at <= moment)]
        above = bool(known) and level_of(known, unrated=unrated).rank < current.rank
        if not above:
            since = None
        elif since is None:
            since = moment or record.began_at
    return since
