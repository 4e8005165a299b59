"""The update while the problem lasts: what the customer feels now, what was done, what comes next."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from assistant.checks.commitment import PromiseKind, promises_of
from assistant.drafting import phrasing
from assistant.drafting.composing.material import OVER, UNDONE, Material, done, feels, improving, last_recovery, stakes
from assistant.drafting.composing.promised import answers, late_update
from assistant.drafting.reading import Role, Said, alike, distinct, is_superseded, read_log
from assistant.drafting.slots import ProgressSlots, Statement, gap
from assistant.evidence.facts import EvidenceSet, Mode
from assistant.records.model import EscalationRecord, Status, Update
from knowledge.terms import words

MOST_STATUS, MOST_NEXT = 4, 5


_TO_CUSTOMER = frozenset(words("send write call ask tell inform update customer message reply mail email contact"))


_ASKS = re.compile(r"\?\s*$|^(?:please|can you|could you|tell us|let (?:us|me) know|we (?:need|want) to know)\b", re.IGNORECASE)


def progress(m: Material) -> ProgressSlots:
    """The slots of a progress update."""
    current = _current_status(m)
    return ProgressSlots(
        issue=phrasing.issue_phrase(m.record),
        status=phrasing.status_phrase(m.record, improving=improving(m)),
        current_status=current,
        done=done(m, without=current) or done(m, ours_only=True) or [_nothing_done(m)],
        next_steps=_next_steps(m) or [_keep_working(m)],
        empathy=next(iter([*_lateness(m), *stakes(m)]), None),
    )


_OFF = re.compile(
    r"\b(?:called off|cancel(?:l?ed|s)?|abandon(?:ed)?|withdrawn|decided against|not go(?:ing)? ahead|will not (?:be done|happen|take place))\b",
    re.IGNORECASE,
)


_REFERS = re.compile(r"\b(?:that|this|it|them|these|those)\b", re.IGNORECASE)


def unanswered_requests(record: EscalationRecord, evidence: EvidenceSet) -> tuple[Said, ...]:
    """What the customer asked in the log since our last message: a draft by rule cannot answer it, so a person is told."""
    last = record.sent_messages[-1].at if record.sent_messages else None
    log = read_log(evidence, record)
    asked = [said for said in log if said.by_customer and _ASKS.search(said.text) and (last is None or said.at > last)]
    ours = [said for said in log if not said.by_customer]
    open_ones = [said for said in asked if all(later.at < said.at or alike(later.terms, said.terms) < 0.5 for later in ours)]
    return tuple(_with_context(said, log) for said in open_ones)


def _with_context(said: Said, log: tuple[Said, ...]) -> Said:
    """A request such as "Please answer that" with the sentence before it, without which nobody knows what it asks."""
    before = log[log.index(said) - 1] if log.index(said) else None
    if before is None or before.entry != said.entry or not _REFERS.search(said.text) or said.text.endswith("?"):
        return said
    return replace(said, text=f"{before.text} {said.text}")


def _lateness(m: Material) -> list[Statement]:
    """An apology for an update that comes later than an earlier message promised, or than the level's pace allows."""
    promised = late_update(m)
    if promised:
        return promised
    clock = m.clocks.next_update
    if clock.due_at is None or m.now <= clock.due_at:
        return []
    if m.record.updates and all(update.kind is None for update in m.record.updates):
        return []  # a log without kinds does not tell which entries the customer was sent
    sorry = "I'm sorry" if m.record.owner else "we are sorry"
    return [m.fact(f"This update was due at {m.time(clock.due_at)} and comes late, and {sorry} for that.", "acknowledged_at", "severity")]


def _current_status(m: Material) -> list[Statement]:
    felt = [said for said in m.log if feels(said)]
    if not felt:
        return _status_from_fields(m)
    newest = felt[-1].entry
    latest = distinct([said for said in felt if said.entry == newest], newest_wins=False)[:3]
    statements = [m.quote(said) for said in latest]
    behind = (m.log[-1].at - latest[0].at).total_seconds() if m.log else 0
    if behind > 1800:
        first = latest[0]
        statements[0] = m.quote(first, phrasing.as_of(first.text, first.at, now=m.now, zone=m.zone))
    recovered = any(said.role is Role.RECOVERY and OVER.search(said.text) for said in latest)
    if len(latest) < 3 and not recovered:
        statements += _scope(m, [said for said in felt if said.entry < newest], latest)
    return statements[:MOST_STATUS]


def _scope(m: Material, earlier: list[Said], latest: list[Said]) -> list[Statement]:
    """One older sentence with a figure that the newest entry does not repeat, with its time."""
    for said in reversed(earlier):
        fresh = all(alike(said.terms, other.terms) < 0.5 for other in latest)
        if fresh and said.role is Role.IMPACT and any(character.isdigit() for character in said.text):
            return [m.quote(said, phrasing.as_of(said.text, said.at, now=m.now, zone=m.zone))]
    return []


def _status_from_fields(m: Material) -> list[Statement]:
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


def _nothing_done(m: Material) -> Statement:
    record = m.record
    if record.acknowledged_at and record.owner:
        return m.fact(
            f"Took over your report at {m.time(record.acknowledged_at)}; no completed step to report since", "acknowledged_at", "status"
        )
    return m.fact("Nothing to add to the status above" if improving(m) else "No completed step to report yet", "status")


def _next_steps(m: Material) -> list[Statement]:
    record = m.record
    steps: list[Statement] = answers(m)
    plans = [
        said for said in m.ours if said.mode in UNDONE and said.role in {Role.WORK, Role.IMPACT, Role.CAUSE, Role.RECOVERY, Role.ESTIMATE}
    ]
    newest = {said.entry for said in m.ours[-12:]}
    recovered = last_recovery(m)
    plans = [said for said in plans if said.entry >= recovered]
    plans = [said for said in plans if not is_superseded(said, m.log) and not _called_off(said, m.log) and not _offers_money(said, m)]
    open_plans = distinct([said for said in plans if said.entry in newest])
    steps += [m.quote(said, _plan_words(m, said)) for said in open_plans[-3:]]
    steps += _next_action(m, open_plans)
    running = [said for said in m.ours if said.mode is Mode.ONGOING and said.role in {Role.WORK, Role.IMPACT, Role.CAUSE}]
    running = [said for said in running if said.entry >= recovered]
    if running and not record.status.is_over:
        latest = [said for said in distinct(running) if said.entry == running[-1].entry][:2]
        steps += [m.quote(said) for said in latest]
    return [*steps, *_requests(m), *_estimate(m, steps), *_workaround(m)][:MOST_NEXT]


def _requests(m: Material) -> list[Statement]:
    """A gap for each thing that the customer asked and nobody answered: only a person can."""
    asked = unanswered_requests(m.record, m.evidence)[-2:]
    addressed = f", {m.record.owner.name.split()[0]}" if m.record.owner else ""
    return [
        Statement(text=gap(f"for you{addressed}: answer “{phrasing.tidy(said.text)}”, or say when you will"), cites=[]) for said in asked
    ]


def _plan_words(m: Material, said: Said) -> str:
    if _OFF.search(said.text):
        return phrasing.stamped(said.text, said.at, now=m.now, zone=m.zone)
    words_ = phrasing.as_plan(said.text)
    return words_ if said.entry >= m.log[-1].entry - 1 else f"{words_.rstrip('.')} (planned at {m.time(said.at)})"


def _called_off(plan: Said, log: tuple[Said, ...]) -> bool:
    """Whether a later entry says that nothing comes of a plan. That entry itself is no plan either, but stays as what it is: news."""
    return any(later.entry > plan.entry and _OFF.search(later.text) and len(plan.terms & later.terms) >= 2 for later in log)


def _offers_money(said: Said, m: Material) -> bool:
    """Whether a plan of the log gives the customer something that the record does not authorise; an update is no place to offer it."""
    gestures = m.record.recovery.gestures if m.record.recovery else ()
    authorised = any(gesture.authorised_by for gesture in gestures)
    promised = promises_of(said.text, sent_at=said.at, zone=m.zone)
    return not authorised and any(promise.kind is PromiseKind.CREDIT for _, promise, _ in promised)


def _next_action(m: Material, plans: list[Said]) -> list[Statement]:
    action = m.record.next_action
    if action is None or not m.has("next_action") or m.record.status.is_over:
        return []
    head, terms = words(action.text)[:1], frozenset(words(action.text))
    told = any(alike(terms, plan.terms) >= 0.5 or (words(plan.text)[:1] == head and len(terms & plan.terms) >= 2) for plan in plans)
    if told or (head and head[0] in _TO_CUSTOMER):
        return []
    due = f", by {m.time(action.due_at)}" if action.due_at and action.due_at > m.now else ""
    return [m.fact(f"Next: {phrasing.tidy(action.text).rstrip('.')}{due}", "next_action")]


def _estimate(m: Material, steps: list[Statement]) -> list[Statement]:
    eta = m.record.eta
    if eta is None or m.record.status.is_over:
        return []
    if eta < m.now:
        return [m.fact(f"Our estimate of {m.time(eta)} has passed, and we do not have a new one yet", "eta")]
    moved = _moved(m, eta, steps)
    if moved or any(m.time(eta) in step.text for step in steps):
        return moved
    return [m.fact(f"We estimate that it will be resolved by {m.time(eta)}; this is an estimate", "eta")]


def _moved(m: Material, eta: datetime, steps: list[Statement]) -> list[Statement]:
    """The estimate beside the time that the newest message with one gave, where they differ and no step tells of it."""
    for update in reversed(m.record.sent_messages):
        told = _time_told(update, m)
        if told is None:
            continue
        if abs((told - eta).total_seconds()) <= 60 or any(m.time(told) in step.text for step in steps):
            return []
        said = m.fact(f"Our earlier estimate was {m.time(told)}. We now estimate that it will be resolved by {m.time(eta)}", "eta")
        tags = [item.id for item in m.evidence.of("updates") if item.at == update.at and item.text == update.text]
        return [said.model_copy(update={"cites": [*said.cites, *tags]})]
    return []


def _time_told(update: Update, m: Material) -> datetime | None:
    """By when a sent message said that the problem would be over; None where it gave no time for that."""
    found = promises_of(update.text, sent_at=update.at, zone=m.zone)
    return next((due for _, promise, due in found if promise.kind is PromiseKind.FIX and due), None)


def _workaround(m: Material) -> list[Statement]:
    if m.record.status.is_over:
        return []
    if m.record.workaround and m.has("workaround"):
        return [m.fact(phrasing.meanwhile(m.record.workaround), "workaround")]
    since = last_recovery(m)
    advice = [said for said in m.ours if said.role is Role.WORKAROUND and said.mode is not Mode.SUSPECTED and said.entry > since]
    return [m.quote(advice[-1], phrasing.meanwhile(advice[-1].text))] if advice else []


def _keep_working(m: Material) -> Statement:
    if m.record.status is Status.MITIGATED:
        return m.fact("We are keeping this open; no next step with a time is recorded yet", "status", "eta")
    if improving(m):
        return m.fact("We are keeping this open until we know that it is over; no further step is recorded", "status")
    return m.fact("We are continuing to work on this; no next step with a time is recorded yet", "status", "eta")
