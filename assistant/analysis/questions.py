"""What happened, what made it worse, and the questions for the meeting; the five whys and the review's answers stand in their own modules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from assistant.analysis import signs
from assistant.analysis.answers import review_answers
from assistant.analysis.lines import Line, Teller, matching, quoted, read_lines, say
from assistant.analysis.milestones import milestones_held
from assistant.analysis.reviewed import confirmed_cause, hands_on, longest_gaps, service_of
from assistant.analysis.slots import HypothesisSlots, ReviewAnswerSlots
from assistant.analysis.timeline import Milestone, Timeline
from assistant.analysis.whys import five_whys
from assistant.drafting.phrasing import lower_first, shorten, tidy
from assistant.drafting.reading import Role, Said, alike, read_log
from assistant.drafting.slots import Statement
from assistant.evidence.facts import EvidenceSet, Mode
from assistant.evidence.modes import mode_of
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import say_duration
from assistant.records.model import EscalationRecord
from knowledge.terms import words

MOST_QUESTIONS = 8
FEWEST_QUESTIONS = 3
_ENOUGH = 6
_LONGEST_CAUSE = 200
_LEANS = re.compile(r"\b(?:it|its|they|them|their|these|those|this|that|both|such)\b", re.IGNORECASE)


def what_happened(record: EscalationRecord, evidence: EvidenceSet) -> list[Statement]:
    """What broke, for whom, how it ended, in the record's words; no unconfirmed cause. Two to five statements."""
    teller = Teller(record)
    broke = _what_broke(record, evidence)
    found = [broke] if broke else []
    described = _described(record, evidence) or _worst(record, evidence, teller)
    if described:
        found.append(described)
    course = _course(record, evidence, teller)
    if course:
        found.append(course)
    ended = _ended(record, evidence, teller)
    if ended:
        found.append(ended)
    item = evidence.field("root_cause")
    if item:
        text = f"Confirmed cause: {item.text}" if record.root_cause else "No cause is confirmed."
        found.append(say(text, item.id))
    return found


def _tags(evidence: EvidenceSet, *fields: str) -> list[str]:
    return [item.id for name in fields if (item := evidence.field(name))]


def _what_broke(record: EscalationRecord, evidence: EvidenceSet) -> Statement | None:
    """The title with the customer and the number of users, as far as they may be told."""
    title = evidence.field("title")
    if title is None:
        return None
    customer, users = record.customer.name, record.customer.users_affected
    tags, whom = [title.id, *_tags(evidence, "customer")], []
    if tags[1:]:
        whom.append(lower_first(customer) if customer.startswith("All ") else customer)
    if users is not None and evidence.field("users_affected"):
        whom.append(f"{users:,} {'user' if users == 1 else 'users'} affected")
        tags += _tags(evidence, "users_affected")
    brackets = f" ({', '.join(whom)})" if whom else ""
    return say(f"{tidy(title.text).rstrip('.')}{brackets}.", *tags)


def _tells_cause(text: str) -> bool:
    return signs.CAUSAL.search(text) is not None or "root cause" in text.lower() or mode_of(text) is Mode.SUSPECTED


def _described(record: EscalationRecord, evidence: EvidenceSet) -> Statement | None:
    item = evidence.field("description")
    if item is None:
        return None
    told = frozenset(words(record.title))
    sentences = [span.quote for span in split_sentences(item.text)]
    # After a sentence that is left out, "It" and "them" would point nowhere.
    sure = list(takewhile(lambda each: not _tells_cause(each), sentences))
    kept = [each for each in sure if alike(frozenset(words(each)), told) < 1.0]
    kept = sure if kept and kept[0] != sure[0] and _LEANS.search(kept[0]) else kept
    return say(shorten(tidy(" ".join(kept[:2])), 400), item.id) if kept else None


def _worst(record: EscalationRecord, evidence: EvidenceSet, teller: Teller) -> Statement | None:
    """The observation of impact that says most: one with a figure before one without, the newer before the older."""
    told = frozenset(words(record.title))
    impact = [
        said
        for said in read_log(evidence, record)
        if said.role is Role.IMPACT
        and said.mode is Mode.OBSERVED
        and signs.HARM.search(said.text)
        and not _tells_cause(said.text)
        and alike(said.terms, told) < 1.0
    ]
    if not impact:
        return None
    said = max(impact, key=lambda each: (any(char.isdigit() for char in each.text), each.at))
    return _reported(said, teller)


def _reported(said: Said, teller: Teller) -> Statement:
    return say(f"Reported at {teller.time(said.at)}: {shorten(tidy(said.text), 320)}", said.tag)


def _course(record: EscalationRecord, evidence: EvidenceSet, teller: Teller) -> Statement | None:
    start, end = record.started_at, record.resolved_at
    if start and end and _tags(evidence, "started_at", "resolved_at"):
        text = f"It began at {teller.time(start)} and was resolved at {teller.time(end)}, after {say_duration(end - start)}."
        return say(text, *_tags(evidence, "started_at", "resolved_at"))
    if start and evidence.field("started_at"):
        return say(f"It began at {teller.time(start)}.", *_tags(evidence, "started_at"))
    if end and evidence.field("resolved_at"):
        return say(f"It was resolved at {teller.time(end)}; the record does not say when it began.", *_tags(evidence, "resolved_at"))
    return None


def _ended(record: EscalationRecord, evidence: EvidenceSet, teller: Teller) -> Statement | None:
    item = evidence.field("resolution")
    if item:
        return say(f"How it ended: {tidy(item.text)}", item.id)
    log = [said for said in read_log(evidence, record) if said.mode in {Mode.DONE, Mode.OBSERVED} and not _tells_cause(said.text)]
    newest = next((said for said in reversed(log) if said.role is Role.RECOVERY or said.mode is Mode.DONE), None)
    over = milestones_held(record, evidence).get("resolution implemented")
    item = evidence.get(over.tag) if over and over.words else None
    if over and item and item.at:
        told = f"The log says at {teller.time(item.at)} that it is over: {quoted(over.words.rstrip('.!'))}."
        status = "" if record.status.is_over else f" The record's status is “{record.status.value}”."
        return say(told + status, over.tag, *(_tags(evidence, "status") if status else []))
    if not record.status.is_over:
        state = say(f"The record does not call it over; its status is “{record.status.value}”.", *_tags(evidence, "status"))
        return state if newest is None else _last_step(newest, teller, state)
    return say(f"The last step in the log, at {teller.time(newest.at)}: {shorten(tidy(newest.text), 320)}", newest.tag) if newest else None


def _last_step(said: Said, teller: Teller, state: Statement) -> Statement:
    step = f"The last step in the log, at {teller.time(said.at)}: {shorten(tidy(said.text), 320)}"
    return say(f"{state.text} {step}", *state.cites, said.tag)


def contributing(record: EscalationRecord, evidence: EvidenceSet) -> list[Statement]:
    """What made it worse or let it spread: later sentences of the confirmed cause, and sentences of the log, quoted as what they are."""
    teller = Teller(record)
    confirmed = confirmed_cause(record, evidence)
    ours: list[Line] = [line for line in read_lines(record, evidence) if not signs.NOT_A_FINDING.search(line.text)]
    told = [text for text, _ in confirmed]
    found: list[Line] = []
    for pattern in (signs.WORSE, signs.UNWATCHED, signs.BARRIER):
        found += matching(ours, pattern, but=[*told, *(line.text for line in found)], most=2)
    quoted = [teller.quote(line) for line in sorted(found, key=lambda line: line.at)]
    return [*(say(f"Confirmed: {text}", tag) for text, tag in confirmed[1:3]), *quoted][:5]


def facilitator_questions(
    record: EscalationRecord,
    evidence: EvidenceSet,
    hypotheses: Sequence[HypothesisSlots],
    timeline: Timeline,
    answers: dict[str, ReviewAnswerSlots],
) -> list[str]:
    """Three to eight questions, the most deciding first.

    First what decides between the causes, then the first why without an answer, the longest silences, detection, milestones that are missing,
    and what the answers of the review leave to ask.
    """
    asked = [
        *_deciding(record, hypotheses),
        *_first_unknown(record, evidence, hypotheses),
        *_silences(record, timeline),
        *([answers["not_detected"].ask] if "not_detected" in answers else []),
        *_missing(record, timeline),
        *(answers[name].ask for name in ("not_prevented", "communication", "triage") if name in answers),
    ]
    # What could be asked of any incident comes only while little else is asked.
    general = [answers[name].ask for name in ("made_hard", "people", "tools") if name in answers]
    asked = list(dict.fromkeys(question for question in asked if question))
    asked += [question for question in general if question][: max(0, _ENOUGH - len(asked))]
    if len(asked) < FEWEST_QUESTIONS:
        asked += [question for question in _always(record) if question not in asked][: FEWEST_QUESTIONS - len(asked)]
    return asked[:MOST_QUESTIONS]


def _deciding(record: EscalationRecord, hypotheses: Sequence[HypothesisSlots]) -> Iterator[str]:
    if record.root_cause or not hypotheses:
        return
    first, rival = hypotheses[0], hypotheses[1] if len(hypotheses) > 1 else None
    cause = quoted(first.cause.text.rstrip("."), _LONGEST_CAUSE)
    check = first.check.rstrip()
    check = check if check.endswith((".", "?")) else f"{check}."
    if rival:
        other = quoted(rival.cause.text.rstrip("."), _LONGEST_CAUSE)
        yield f"Which of the two is it: {cause}, or {other}? The check that decides: {check} Ask {first.ask}."
    else:
        yield f"What would confirm or reject {cause}? The check that decides: {check} Ask {first.ask}."


def _first_unknown(record: EscalationRecord, evidence: EvidenceSet, hypotheses: Sequence[HypothesisSlots]) -> Iterator[str]:
    step = next((step for step in five_whys(record, evidence, hypotheses) if step.answer is None), None)
    if step:
        yield f"{step.question} Ask {step.ask}."


def _silences(record: EscalationRecord, timeline: Timeline) -> Iterator[str]:
    teller = Teller(record)
    for gap in longest_gaps(timeline)[:2]:
        since, until = teller.time(gap.since), teller.time(gap.until)
        yield f"What was done between {since} and {until}? The log is silent for {say_duration(gap.length)}. Ask those who worked on it."


def _missing(record: EscalationRecord, timeline: Timeline) -> Iterator[str]:
    """When what must be in the report happened; only what can have happened by now."""
    over = record.status.is_over or timeline.at(Milestone.RESOLVED) is not None
    if Milestone.REPORTED in timeline.missing:
        yield "Who or what noticed it first, and when? Ask the owner of the escalation."
    if Milestone.CAUSE in timeline.missing and record.root_cause:
        yield f"When was the cause found, and by which check? Ask the engineer of {service_of(record)} who found it."
    if Milestone.RESOLVED in timeline.missing and over:
        yield f"When was it put right? Ask {hands_on(record)}."
    if Milestone.CONFIRMED in timeline.missing and over:
        yield "Has the customer confirmed that it is over, and when? Ask the owner of the escalation."
    if Milestone.ESCALATED in timeline.missing:
        yield "When was it escalated, and what was the trigger? Ask the owner of the escalation."


def _always(record: EscalationRecord) -> Iterator[str]:
    service = service_of(record)
    yield f"What would have made this half as long? Ask {hands_on(record)}."
    yield f"Where else could the same thing happen? Ask the owner of {service}."
    yield "What will we do differently on the next one? Ask everybody at the review, in turn."


__all__ = ["contributing", "facilitator_questions", "five_whys", "review_answers", "what_happened"]
