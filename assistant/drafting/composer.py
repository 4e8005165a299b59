"""The composer: fills the slots by rule, without a model.

It keeps what is newest and what the customer feels, quotes the log instead of retelling it, never turns a plan into a deed, says plainly
what the record does not hold, and leaves a marked gap where only a person can know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.drafting import phrasing
from assistant.drafting.reading import Role, Said, alike, distinct, is_superseded, read_log
from assistant.drafting.slots import (
    AcknowledgmentSlots,
    ExecutiveApologySlots,
    MessageSlots,
    ProgressSlots,
    ResolutionSlots,
    ShortApologySlots,
    Statement,
    gap,
)
from assistant.evidence.facts import EvidenceSet, Mode
from assistant.evidence.modes import still_running
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import Clocks, MessageKind, read_clocks, say_date, say_duration, say_time
from assistant.records.model import ActionStatus, EscalationRecord, PreventionAction, PreventionClass, Status
from assistant.records.policy import Policy
from knowledge.terms import words

MOST_STATUS, MOST_DONE, MOST_NEXT, MOST_PREVENTION = 4, 6, 5, 4
_TO_CUSTOMER = frozenset(words("send write call ask tell inform update customer message reply mail email contact"))
_REPAIR = frozenset(words("deployed applied rolled rollback restarted reverted fix replaced rerouted"))
_UNITS = frozenset(words("seconds minutes hours days weeks duration incident"))
_UNDONE = {Mode.PLANNED, Mode.DECIDED}
_ASKS = re.compile(r"\?\s*$|^(?:please|can you|could you|tell us|let (?:us|me) know|we (?:need|want) to know)\b", re.IGNORECASE)
_OVER = re.compile(r"\b(?:resolved|mitigated|operating normally|back to normal|fully|all (?:\w+ )?(?:recovered|restored))\b", re.IGNORECASE)
_CAUSE_KNOWN = re.compile(r"\broot cause\b|\b(?:identified|found|confirmed) the (?:cause|source|problem|issue)\b", re.IGNORECASE)
_FINDING = re.compile(
    r"^(?:confirmed|found|measured|reproduced|identified|verified|observed|noticed|we (?:have )?(?:found|confirmed|measured|identified))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Composed:
    """Slots written by rule.

    Attributes:
        slots: What to say.
        forms: Those statements whose wording is the house's own around values of the record. The rest quotes the record.
    """

    slots: MessageSlots
    forms: frozenset[str]


@dataclass(frozen=True)
class _Material:
    """All that one composition draws on."""

    record: EscalationRecord
    evidence: EvidenceSet
    log: tuple[Said, ...]
    clocks: Clocks
    now: datetime
    zone: ZoneInfo
    forms: set[str] = field(default_factory=set)

    def fact(self, text: str, *fields: str) -> Statement:
        """A statement in the house's own words that leans on record fields."""
        tags = [item.id for name in fields if (item := self.evidence.field(name)) is not None]
        statement = Statement(text=phrasing.shorten(text), cites=tags)
        self.forms.add(statement.text)
        return statement

    def quote(self, said: Said, text: str | None = None) -> Statement:
        """A statement in the log's own words."""
        return Statement(text=phrasing.addressed(text or phrasing.tidy(said.text), self.record.customer.name), cites=[said.tag])

    def words_of(self, field: str, *, most: int) -> list[Statement]:
        """The first sentences of a text field, in its own words."""
        item = self.evidence.field(field)
        spans = split_sentences(item.text)[:most] if item else ()
        return [
            Statement(text=phrasing.addressed(phrasing.tidy(span.quote), self.record.customer.name), cites=[item.id])
            for span in spans
            if item
        ]

    def has(self, field: str) -> bool:
        return self.evidence.field(field) is not None

    def time(self, at: datetime) -> str:
        return say_time(at, now=self.now, zone=self.zone)

    @property
    def ours(self) -> tuple[Said, ...]:
        """What we said, without the customer's own entries."""
        return tuple(said for said in self.log if not said.by_customer)


def compose(kind: MessageKind, record: EscalationRecord, evidence: EvidenceSet, policy: Policy, *, now: datetime) -> Composed:
    """Fill the slots of a message from the evidence alone.

    Args:
        kind: Which message.
        record: The escalation.
        evidence: What the customer may be told.
        policy: For the zone of clock times.
        now: When the message is written.
    """
    material = _Material(record, evidence, read_log(evidence, record), read_clocks(record, policy, now=now), now, policy.zone)
    slots = _COMPOSERS[kind](material)
    return Composed(slots, frozenset(material.forms))


def unanswered_requests(record: EscalationRecord, evidence: EvidenceSet) -> tuple[Said, ...]:
    """What the customer asked in the log since our last message: a draft by rule cannot answer it, so a person is told."""
    last = record.sent_messages[-1].at if record.sent_messages else None
    log = read_log(evidence, record)
    asked = [said for said in log if said.by_customer and _ASKS.search(said.text) and (last is None or said.at > last)]
    ours = [said for said in log if not said.by_customer]
    return tuple(said for said in asked if all(later.at < said.at or alike(later.terms, said.terms) < 0.5 for later in ours))


def _acknowledgment(m: _Material) -> AcknowledgmentSlots:
    return AcknowledgmentSlots(issue=phrasing.issue_phrase(m.record), situation=[*_problem(m), *_affected(m), *_stakes(m)])


def _problem(m: _Material) -> list[Statement]:
    """The problem said back: the description, else the first thing that was observed, else the title; with its start."""
    record = m.record
    if record.description:
        return m.words_of("description", most=3)
    seen = [said for said in m.ours if said.mode is Mode.OBSERVED and said.role in {Role.IMPACT, Role.WORK}]
    since = f" since {m.time(record.started_at)}" if record.started_at else ""
    opening = m.fact(f'You have been dealing with "{phrasing.issue_phrase(record)}"{since}.', "title", "started_at")
    first = [m.quote(said) for said in seen if said.entry == seen[0].entry][:2] if seen else []
    return [opening, *first]


def _affected(m: _Material) -> list[Statement]:
    count = m.record.customer.users_affected
    if not count:
        return []
    be = "was" if m.record.status.is_over else "is"
    people = f"1 person {be}" if count == 1 else f"{count:,} people {'were' if be == 'was' else 'are'}"
    return [m.fact(f"By our count, {people} affected.", "users_affected")]


def _stakes(m: _Material) -> list[Statement]:
    """What hangs on it for the customer's business, where the record tells more than a level."""
    stakes = m.record.customer.business_criticality
    if not stakes or len(stakes.split()) < 5 or stakes.lower().startswith(("low", "medium", "high", "critical")):
        return []
    me = "I" if m.record.owner else "We"
    return [m.fact(f"{me} know what hangs on it: {phrasing.tidy(stakes)}", "business_criticality")]


def _lateness(m: _Material) -> list[Statement]:
    """An apology for an update that comes later than promised by the level's pace."""
    clock = m.clocks.next_update
    if clock.due_at is None or m.now <= clock.due_at:
        return []
    if m.record.updates and all(update.kind is None for update in m.record.updates):
        return []  # a log without kinds does not tell which entries the customer was sent
    sorry = "I'm sorry" if m.record.owner else "we are sorry"
    return [m.fact(f"This update was due at {m.time(clock.due_at)} and comes late, and {sorry} for that.", "acknowledged_at", "severity")]


def _progress(m: _Material) -> ProgressSlots:
    current = _current_status(m)
    return ProgressSlots(
        issue=phrasing.issue_phrase(m.record),
        status=phrasing.status_phrase(m.record, improving=_improving(m)),
        current_status=current,
        done=_done(m, without=current) or _done(m, ours_only=True) or [_nothing_done(m)],
        next_steps=_next_steps(m) or [_keep_working(m)],
        empathy=next(iter([*_lateness(m), *_stakes(m)]), None),
    )


def _feels(said: Said) -> bool:
    """Whether a sentence says what the customer can or cannot do now."""
    if (
        said.by_customer
        or said.mode in {*_UNDONE, Mode.SUSPECTED}
        or said.role in {Role.COURTESY, Role.NEXT_UPDATE, Role.EMPTY, Role.PREVENTION}
    ):
        return False
    if said.role is Role.RECOVERY:
        return True
    found = said.mode is Mode.DONE and said.role is Role.IMPACT and _FINDING.search(said.text) is not None
    return found or (said.mode is Mode.OBSERVED and said.role in {Role.IMPACT, Role.CAUSE, Role.WORK})


def _current_status(m: _Material) -> list[Statement]:
    felt = [said for said in m.log if _feels(said)]
    if not felt:
        return _status_from_fields(m)
    newest = felt[-1].entry
    latest = distinct([said for said in felt if said.entry == newest], newest_wins=False)[:3]
    statements = [m.quote(said) for said in latest]
    behind = (m.log[-1].at - latest[0].at).total_seconds() if m.log else 0
    if behind > 1800:
        first = latest[0]
        statements[0] = m.quote(first, phrasing.as_of(first.text, first.at, now=m.now, zone=m.zone))
    recovered = any(said.role is Role.RECOVERY and _OVER.search(said.text) for said in latest)
    if len(latest) < 3 and not recovered:
        statements += _scope(m, [said for said in felt if said.entry < newest], latest)
    return statements[:MOST_STATUS]


def _scope(m: _Material, earlier: list[Said], latest: list[Said]) -> list[Statement]:
    """One older sentence with a figure that the newest entry does not repeat, with its time."""
    for said in reversed(earlier):
        fresh = all(alike(said.terms, other.terms) < 0.5 for other in latest)
        if fresh and said.role is Role.IMPACT and any(character.isdigit() for character in said.text):
            return [m.quote(said, phrasing.as_of(said.text, said.at, now=m.now, zone=m.zone))]
    return []


def _status_from_fields(m: _Material) -> list[Statement]:
    record = m.record
    since = f", which began at {m.time(record.started_at)}" if record.started_at else ""
    title = f'"{phrasing.issue_phrase(record)}"{since}'
    state = {
        Status.OPEN: f"We are working on {title}.",
        Status.INVESTIGATING: f"We are still investigating {title}.",
        Status.IDENTIFIED: f"We have identified the problem {title}. It is not fixed yet.",
        Status.MITIGATED: f"The problem {title}, is mitigated. It is not closed yet.",
        Status.RESOLVED: f"The problem {title}, is resolved.",
        Status.CLOSED: f"The problem {title}, is resolved and closed.",
    }[record.status].replace('",', '",' if since else '"')
    statement = m.fact(state, "status", "title", "started_at")
    return [statement, *m.words_of("description", most=2)] if record.description else [statement]


def _deeds(m: _Material) -> list[Said]:
    """What was done or found, oldest first, without what is only a state ("The incident has been resolved")."""
    return [
        said
        for said in m.ours
        if said.mode is Mode.DONE
        and said.role in {Role.WORK, Role.IMPACT, Role.CAUSE, Role.RECOVERY, Role.WORKAROUND}
        and len(said.text.split()) > 2
    ]


def _improving(m: _Material) -> bool:
    felt = [said for said in m.log if _feels(said)]
    return bool(felt) and felt[-1].role is Role.RECOVERY


def _done(m: _Material, *, without: Iterable[Statement] = (), ours_only: bool = False) -> list[Statement]:
    """The deeds with their times.

    Args:
        m: The material.
        without: Statements that already tell some of them.
        ours_only: Leave out states such as "The issue has been resolved", in which nobody does anything.
    """
    told = [frozenset(words(statement.text)) for statement in without]
    deeds = [
        said
        for said in distinct(_deeds(m))
        if all(alike(said.terms, terms) < 0.8 for terms in told)
        and not (ours_only and said.role is Role.RECOVERY and _OVER.search(said.text))
    ][-MOST_DONE:]
    return [m.quote(said, phrasing.stamped(said.text, said.at, now=m.now, zone=m.zone)) for said in deeds]


def _nothing_done(m: _Material) -> Statement:
    record = m.record
    if record.acknowledged_at and record.owner:
        return m.fact(
            f"Took over your report at {m.time(record.acknowledged_at)}; no completed step to report since", "acknowledged_at", "status"
        )
    return m.fact("Nothing to add to the status above" if _improving(m) else "No completed step to report yet", "status")


def _last_recovery(m: _Material) -> int:
    """The newest entry that tells of recovery: plans and work from before it are history."""
    return max((said.entry for said in m.ours if said.role is Role.RECOVERY and said.mode in {Mode.DONE, Mode.OBSERVED}), default=-1)


def _next_steps(m: _Material) -> list[Statement]:
    record = m.record
    steps: list[Statement] = []
    plans = [
        said for said in m.ours if said.mode in _UNDONE and said.role in {Role.WORK, Role.IMPACT, Role.CAUSE, Role.RECOVERY, Role.ESTIMATE}
    ]
    newest = {said.entry for said in m.ours[-12:]}
    recovered = _last_recovery(m)
    plans = [said for said in plans if said.entry >= recovered]
    open_plans = distinct([said for said in plans if not is_superseded(said, m.log) and said.entry in newest])
    steps += [m.quote(said, _plan_words(m, said)) for said in open_plans[-3:]]
    steps += _next_action(m, open_plans)
    running = [said for said in m.ours if said.mode is Mode.ONGOING and said.role in {Role.WORK, Role.IMPACT, Role.CAUSE}]
    running = [said for said in running if said.entry >= recovered]
    if running and not record.status.is_over:
        latest = [said for said in distinct(running) if said.entry == running[-1].entry][:2]
        steps += [m.quote(said) for said in latest]
    return [*steps, *_requests(m), *_estimate(m, steps), *_workaround(m)][:MOST_NEXT]


def _requests(m: _Material) -> list[Statement]:
    """A gap for each thing that the customer asked and nobody answered: only a person can."""
    asked = unanswered_requests(m.record, m.evidence)[-2:]
    addressed = f", {m.record.owner.name.split()[0]}" if m.record.owner else ""
    return [
        Statement(text=gap(f"for you{addressed}: answer “{phrasing.tidy(said.text)}”, or say when you will"), cites=[]) for said in asked
    ]


def _plan_words(m: _Material, said: Said) -> str:
    words_ = phrasing.as_plan(said.text)
    return words_ if said.entry >= m.log[-1].entry - 1 else f"{words_.rstrip('.')} (planned at {m.time(said.at)})"


def _next_action(m: _Material, plans: list[Said]) -> list[Statement]:
    action = m.record.next_action
    if action is None or not m.has("next_action") or m.record.status.is_over:
        return []
    head, terms = words(action.text)[:1], frozenset(words(action.text))
    told = any(alike(terms, plan.terms) >= 0.5 or (words(plan.text)[:1] == head and len(terms & plan.terms) >= 2) for plan in plans)
    if told or (head and head[0] in _TO_CUSTOMER):
        return []
    due = f", by {m.time(action.due_at)}" if action.due_at and action.due_at > m.now else ""
    return [m.fact(f"Next: {phrasing.tidy(action.text).rstrip('.')}{due}", "next_action")]


def _estimate(m: _Material, steps: list[Statement]) -> list[Statement]:
    eta = m.record.eta
    if eta is None or m.record.status.is_over or any(m.time(eta) in step.text for step in steps):
        return []
    if eta < m.now:
        return [m.fact(f"Our estimate of {m.time(eta)} has passed, and we do not have a new one yet", "eta")]
    return [m.fact(f"We estimate that the impact ends by {m.time(eta)}; this is an estimate", "eta")]


def _workaround(m: _Material) -> list[Statement]:
    if m.record.status.is_over:
        return []
    if m.record.workaround and m.has("workaround"):
        return [m.fact(phrasing.meanwhile(m.record.workaround), "workaround")]
    since = _last_recovery(m)
    advice = [said for said in m.ours if said.role is Role.WORKAROUND and said.mode is not Mode.SUSPECTED and said.entry > since]
    return [m.quote(advice[-1], phrasing.meanwhile(advice[-1].text))] if advice else []


def _keep_working(m: _Material) -> Statement:
    if m.record.status is Status.MITIGATED:
        return m.fact("We are watching whether it stays stable", "status")
    if _improving(m):
        return m.fact("We are keeping this open until we know that it is over; no further step is recorded", "status")
    return m.fact("We are continuing to work on this; no next step with a time is recorded yet", "status", "eta")


def _resolution(m: _Material) -> ResolutionSlots:
    return ResolutionSlots(
        issue=phrasing.issue_phrase(m.record),
        confirmation=_confirmation(m),
        what_happened=_what_happened(m),
        what_we_did=_what_we_did(m),
        prevention=_prevention(m),
        apology=_apology_line(m),
    )


def _confirmation(m: _Material) -> list[Statement]:
    record = m.record
    since = f" since {m.time(record.resolved_at)}" if record.resolved_at else ""
    confirm = "I can confirm" if record.owner else "We can confirm"
    opening = m.fact(
        f'{confirm} that this is over: "{phrasing.issue_phrase(record)}" has been resolved{since}.', "status", "resolved_at", "title"
    )
    last = m.ours[-1].entry if m.ours else 0
    back = [said for said in m.ours if said.role is Role.RECOVERY and said.entry == last and said.mode in {Mode.OBSERVED, Mode.DONE}]
    said_more = [said for said in back if len(said.text.split()) > 6 and alike(said.terms, frozenset(words(opening.text))) < 0.7]
    return [opening, *(m.quote(said) for said in said_more[:1])]


def _what_happened(m: _Material) -> list[Statement]:
    record = m.record
    statements: list[Statement] = []
    if record.root_cause:
        statements = m.words_of("root_cause", most=4)
    else:
        seen = [s for s in m.ours if s.mode is Mode.OBSERVED and s.role is Role.IMPACT and len(s.text.split()) > 4 and _tells(s)]
        ranked = sorted(distinct(seen, newest_wins=False), key=_tells_impact, reverse=True)[:2]
        ordered = sorted(ranked, key=lambda said: said.entry)
        heads = {said.entry: said for said in reversed(ordered)}.values()
        statements = [
            m.quote(said, phrasing.reported(said.text, said.at, now=m.now, zone=m.zone) if said in heads else None) for said in ordered
        ]
        causes = [s for s in m.ours if s.role is Role.CAUSE and s.mode in {Mode.OBSERVED, Mode.DONE}]
        told = [m.quote(said) for said in distinct(causes)[-1:] if said not in ranked]
        statements += told
        if not statements and record.description:
            statements = m.words_of("description", most=2)
        claimed = any(_CAUSE_KNOWN.search(statement.text) for statement in statements)
        honest = "Our record does not hold the full root cause yet." if claimed or told else "We have not confirmed the root cause yet."
        statements.append(m.fact(honest, "root_cause"))
    return [*statements, *_lasted(m)]


def _tells(said: Said) -> bool:
    """Whether a sentence says anything: "6 days, 10 hours, 46 minutes." does not."""
    return sum(word.isalpha() and word not in _UNITS for word in said.terms) >= 3


def _tells_impact(said: Said) -> float:
    """How much a sentence tells of the impact: who and how many, in the words of users; later figures before earlier ones."""
    figures = sum(character.isdigit() for character in said.text) > 0
    people = any(term in said.terms for term in words("customers users shoppers accounts shops depots clinics"))
    return 2.0 * figures + 1.5 * people + min(len(said.terms), 14) / 14 + said.entry * 0.01


def _lasted(m: _Material) -> list[Statement]:
    record = m.record
    if not (record.started_at and record.resolved_at) or record.resolved_at <= record.started_at:
        return []
    span = say_duration(record.resolved_at - record.started_at)
    text = f"It lasted {span}, from {m.time(record.started_at)} to {m.time(record.resolved_at)}."
    return [m.fact(text, "started_at", "resolved_at", "duration")]


def _what_we_did(m: _Material) -> list[Statement]:
    record = m.record
    if record.resolution:
        return m.words_of("resolution", most=4)
    deeds = [said for said in _deeds(m) if not still_running(said.text) and (said.role is not Role.RECOVERY or said.terms & _REPAIR)]
    told = [m.quote(said, phrasing.stamped(said.text, said.at, now=m.now, zone=m.zone)) for said in distinct(deeds)[-3:]]
    if told:
        return told
    until = f" until it was resolved at {m.time(record.resolved_at)}" if record.resolved_at else " until it was resolved"
    return [m.fact(f"We worked on it{until}; the record holds no single step that ended it.", "status", "resolved_at")]


def _measure(item: PreventionAction, m: _Material, tag: str) -> Statement:
    action = phrasing.tidy(item.action).rstrip(".")
    if item.status is ActionStatus.DONE:
        return Statement(text=f"Done: {action}.", cites=[tag])
    due = ""
    if item.due_at is not None:
        when = item.due_at.astimezone(m.zone).date() if isinstance(item.due_at, datetime) else item.due_at
        due = f", due {when.day} {when:%B} {when.year}"
    state = "In progress" if item.status is ActionStatus.IN_PROGRESS else "Planned"
    return Statement(text=f"{state}{due}: {action}.", cites=[tag])


def _measures(m: _Material, wanted: Callable[[PreventionAction], bool] = lambda _: True) -> list[Statement]:
    """The prevention actions that were not dropped, each with its state and date."""
    tagged = zip(m.record.prevention, m.evidence.of("prevention"), strict=False)
    return [_measure(item, m, fact.id) for item, fact in tagged if item.status is not ActionStatus.DROPPED and wanted(item)]


def _prevention(m: _Material) -> list[Statement]:
    measures = _measures(m)[:MOST_PREVENTION]
    if measures:
        return measures
    told = [said for said in m.ours if said.role is Role.PREVENTION and said.mode is not Mode.SUSPECTED]
    quoted = [m.quote(said) for said in distinct(told)[-2:]]
    return quoted or [
        m.fact("We have not decided yet which measures will keep this from happening again, so this message names none.", "prevention")
    ]


def _apology_line(m: _Material) -> Statement:
    """An apology that names the harm: the time the customer lost and how many people it touched."""
    record = m.record
    sorry = "I'm sorry" if record.owner or record.executive else "we are sorry"
    count = record.customer.users_affected
    people = f", with {count:,} people affected" if count and count > 1 else ""
    if record.started_at and record.resolved_at and record.resolved_at > record.started_at:
        span = say_duration(record.resolved_at - record.started_at)
        return m.fact(f"You lost {span} to this{people}, and {sorry}.", "duration", "users_affected", "started_at", "resolved_at")
    return m.fact(f"This cost you and your team time that you needed elsewhere{people}, and {sorry}.", "title", "users_affected")


def _letter_opening(m: _Material) -> list[Statement]:
    told = m.words_of("description", most=2) if m.record.description else []
    return [*told, _apology_line(m)]


def _fix(m: _Material) -> Statement:
    record = m.record
    if record.resolution:
        return m.words_of("resolution", most=1)[0]
    done = _done(m)
    if done:
        return done[-1]
    if record.status.is_over:
        return m.fact("The problem is resolved.", "status")
    return m.fact("The problem is not over; our engineers are working on it.", "status")


def _first(statements: Iterable[Statement], otherwise: str) -> Statement:
    return next(iter(statements), Statement(text=gap(otherwise), cites=[]))


def _executive(m: _Material) -> ExecutiveApologySlots:
    technical = _measures(m, lambda item: item.class_ in {PreventionClass.TECHNICAL, None})
    process = _measures(m, lambda item: item.class_ not in {PreventionClass.TECHNICAL, None})
    rest = technical[1:]
    return ExecutiveApologySlots(
        issue=_occasion(m),
        apology=_letter_opening(m),
        immediate_fix=_fix(m),
        process_change=_first([*process, *rest], "for you: the change in how we work, with its date; the record holds none"),
        prevention_measure=_first(technical, "for you: the measure against a repeat, with its date; the record holds none"),
    )


def _occasion(m: _Material) -> str:
    day = m.record.started_at or m.record.began_at
    return f"{phrasing.issue_phrase(m.record)} on {say_date(day, zone=m.zone)}" if day else phrasing.issue_phrase(m.record)


def _short(m: _Material) -> ShortApologySlots:
    return ShortApologySlots(
        issue=phrasing.issue_phrase(m.record),
        apology=_letter_opening(m),
        immediate_fix=_fix(m),
        prevention_measure=_first(_prevention(m), "for you: what keeps this from happening again"),
    )


_COMPOSERS: dict[MessageKind, Callable[[_Material], MessageSlots]] = {
    MessageKind.ACKNOWLEDGMENT: _acknowledgment,
    MessageKind.PROGRESS: _progress,
    MessageKind.RESOLUTION: _resolution,
    MessageKind.EXECUTIVE_APOLOGY: _executive,
    MessageKind.SHORT_APOLOGY: _short,
}
