"""The answers to the questions of the review: figures that code works out from the record, sentences of the log, and what is left to ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from assistant.analysis import signs
from assistant.analysis.lines import Line, by_customer, logged, matching, quoted, say
from assistant.analysis.reviewed import Reviewed, hands_on, longest_gaps, silence
from assistant.analysis.slots import ReviewAnswerSlots
from assistant.analysis.timeline import Milestone, Timeline
from assistant.drafting.slots import Statement
from assistant.evidence.facts import EvidenceSet, Mode
from assistant.records.clock import say_duration
from assistant.records.model import EscalationRecord, UpdateKind
from assistant.records.policy import Every, Policy
from assistant.records.triage import triage
from assistant.records.triage_signals import Statement as Told
from assistant.records.triage_signals import Words

PROMPT_ALERT = timedelta(minutes=10)
"""An alert that comes within this after the start leaves no question about detection."""
_MOST = 4
_COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def review_answers(record: EscalationRecord, evidence: EvidenceSet, timeline: Timeline, policy: Policy) -> dict[str, ReviewAnswerSlots]:
    """The answers under the names of `AnalysisSlots`: not_prevented, not_detected, made_hard, triage, communication, people, tools, differently.

    Every figure is worked out from times of the record and cites them; every other statement quotes the log or the confirmed cause. Where that
    does not answer the question, `ask` says what to ask whom.
    """
    seen = Reviewed(record, evidence, timeline, policy)
    return {
        "not_prevented": _not_prevented(seen),
        "not_detected": _not_detected(seen),
        "made_hard": _made_hard(seen),
        "triage": _triage(seen),
        "communication": _communication(seen),
        "people": _people(seen),
        "tools": _tools(seen),
        "differently": _differently(seen),
    }


def _answer(answers: Sequence[Statement], ask: str = "") -> ReviewAnswerSlots:
    return ReviewAnswerSlots(answers=list(answers[:_MOST]), ask=ask)


def _not_prevented(seen: Reviewed) -> ReviewAnswerSlots:
    causes = [say(f"Confirmed cause: {text}", tag) for text, tag in seen.confirmed]
    lines = matching(seen.ours, signs.BARRIER, unless=signs.UNWATCHED, but=[text for text, _ in seen.confirmed])
    about = quoted(seen.confirmed[0][0].rstrip(".")) if seen.confirmed else "this"
    ask = f"Which test, review or limit should have stopped {about} before customers met it? Ask the owner of {seen.service}."
    barrier = any(signs.BARRIER.search(text) for text, _ in seen.confirmed)
    return _answer([*causes[:3], *seen.quoted(lines[:2])], "" if barrier else ask)


def _not_detected(seen: Reviewed) -> ReviewAnswerSlots:
    first, source = first_signal(seen)
    answers = [first] if first else []
    causes = [say(f"Confirmed cause: {text}", tag) for text, tag in seen.confirmed if signs.UNWATCHED.search(text)]
    lines = matching(seen.ours, signs.UNWATCHED, but=[text for text, _ in seen.confirmed], most=2)
    answers += [*causes, *seen.quoted(lines)]
    late = detection_delay(seen)
    owner = f"the owner of {seen.service}"
    if lines:
        return _answer(
            answers, f"What has to change so that this does not stay unseen again: {quoted(lines[0].text.rstrip('.'))}? Ask {owner}."
        )
    event = seen.timeline.at(Milestone.REPORTED)
    if source == "alert" and late is None and event:
        return _answer(answers, f"How long had it lasted when the first alert came at {seen.teller.time(event.at)}? Ask {owner}.")
    if source == "alert":
        prompt = late is not None and late <= PROMPT_ALERT
        return _answer(answers, "" if prompt else f"What would have let the alert come sooner? Ask {owner}.")
    if hands_on(seen.record).startswith("the team lead"):
        return _answer(answers, f"What would have told us of it before the customer did? Ask {owner}.")
    rest = "why did the customer know first" if source == "customer" else "did it fire"
    return _answer(answers, f"Which alert watches {seen.service}, and {rest}? Ask {owner}.")


def detection_delay(seen: Reviewed) -> timedelta | None:
    """From the start of the impact to the first report; None where the record lacks one of them."""
    event = seen.timeline.at(Milestone.REPORTED)
    if event is None or seen.record.started_at is None or event.at < seen.record.started_at:
        return None
    return event.at - seen.record.started_at


def first_signal(seen: Reviewed) -> tuple[Statement | None, str]:
    """Who or what noticed it first, with how long after the start, and the source: "customer", "alert", "we" or "" where it is not told."""
    event = seen.timeline.at(Milestone.REPORTED)
    if event is None:
        return None, ""
    lines = [line for line in seen.lines if line.tag in event.tags]
    source = _source_of(lines)
    what = {
        "customer": "The first signal in the record is the customer's",
        "alert": "The first signal in the record is an alert",
    }.get(source, "The first sign in the record that somebody knew of it was")
    late = detection_delay(seen)
    after = ""
    if late is not None:
        after = ", at the time of the start itself" if not late else f", {say_duration(late)} after the start"
    comma = "," if source else ""
    tags = [*event.tags, *([seen.tag("started_at")] if late is not None else [])]
    return say(f"{what}{comma} at {seen.teller.time(event.at)}{after}.", *filter(None, tags)), source


def _source_of(lines: Sequence[Line]) -> str:
    if any(line.by_customer for line in lines):
        return "customer"
    for line in lines:
        if signs.BY_CUSTOMER.search(line.text):
            return "customer"
        if signs.BY_MONITOR.search(line.text):
            return "alert"
    return ""


def _made_hard(seen: Reviewed) -> ReviewAnswerSlots:
    failed = matching(seen.ours, signs.FAILED, most=3)
    obstacles = matching(seen.ours, signs.OBSTACLE, but=[line.text for line in failed], most=2)
    silent = [silence(seen, gap) for gap in longest_gaps(seen.timeline)[:1]]
    reported, over = seen.timeline.at(Milestone.REPORTED), seen.timeline.at(Milestone.RESOLVED)
    ask = f"What is still in the way of putting it right? Ask {hands_on(seen.record)}."
    if reported and over and over.at > reported.at:
        took = f"{say_duration(over.at - reported.at)} from the first report ({seen.teller.time(reported.at)}) to the end"
        ask = f"Which step of the {took} took longest, and what would have shortened it? Ask those who worked on it."
    elif over or seen.record.status.is_over:
        ask = "Which step on the way to the fix took longest, and what would have shortened it? Ask those who worked on it."
    return _answer([*seen.quoted(sorted([*failed, *obstacles], key=lambda line: line.at))[:3], *silent], "" if failed or obstacles else ask)


def _triage(seen: Reviewed) -> ReviewAnswerSlots:
    record = seen.record
    answers = []
    began, escalated = record.started_at, record.escalated_at
    if began and escalated and escalated >= began and seen.tag("escalated_at"):
        level = f" as {record.severity.value}" if record.severity else ""
        when = f"{say_duration(escalated - began)} after the start" if escalated > began else "at the time of the start"
        tags = (seen.tag("started_at"), seen.tag("escalated_at"), seen.tag("severity") if level else "")
        answers.append(say(f"It was escalated {when}; the record carries it{level or ' without a severity'}.", *filter(None, tags)))
    too_low = under_severity(seen)
    if too_low:
        answers.append(too_low)
    lines = matching(seen.ours, signs.SEVERITY_TALK, most=2)
    answers += seen.quoted(lines)
    if too_low:
        return _answer(answers, "What kept the level where it was when those words were written? Ask the escalation manager.")
    if record.severity is None:
        return _answer(answers, "Which severity should it have had from the start, and who sets it? Ask the escalation manager.")
    if escalated is None:
        return _answer(answers, f"Was {record.severity.value} right from the start, and who decided it? Ask the escalation manager.")
    return _answer(answers)


def under_severity(seen: Reviewed) -> Statement | None:
    """That the record's words meet the criteria of a worse level than the one it carries, with the words."""
    level = seen.record.severity
    aside = _not_held_against(seen)
    told = [
        Told(item.id, item.field, clause.text, item.origin, item.at if item.field == "updates" else None)
        for item in seen.evidence
        if item.id.startswith("F") and item.id not in aside
        for clause in item.clauses
    ]
    found = triage(seen.record, told, unrated=seen.policy.communication.unrated_severity)
    flag = next((flag for flag in found.flags if flag.id == "under-severity"), None)
    if level is None or flag is None or not flag.evidence:
        return None
    since = f" since {seen.teller.time(flag.since)}" if flag.since else ""
    deciding = [words for words in flag.evidence if (item := seen.evidence.get(words.id)) and flag.since and item.at == flag.since]
    words = deciding[0] if deciding else flag.evidence[0]
    return say(
        f"It is set to {level.value}, and the record's words meet the criteria of {found.suggested.value}{since}: {_sentence_of(seen, words)}.",
        *filter(None, (seen.tag("severity"), words.id)),
    )


def _sentence_of(seen: Reviewed, words: Words) -> str:
    """The sentence in which the words stand, in quotation marks."""
    item = seen.evidence.get(words.id)
    clause = next((clause.text for clause in item.clauses if words.text in clause.text), words.text) if item else words.text
    return quoted(clause.rstrip("."))


def _not_held_against(seen: Reviewed) -> set[str]:
    """The tags of plans, messages and the line that no cause is confirmed, none of which tells how bad it is."""
    silent = {UpdateKind.PLAN, UpdateKind.CUSTOMER_MESSAGE}
    aside = {tag for tag, update in logged(seen.record, seen.evidence) if update.kind in silent}
    return aside if seen.record.root_cause else aside | {seen.tag("root_cause")}


def _communication(seen: Reviewed) -> ReviewAnswerSlots:
    response, late = _first_response(seen)
    pace, too_long = _message_pace(seen)
    written = [line for line in seen.lines if line.by_customer]
    unheard = matching(written, signs.UNHEARD, most=2)
    answers = [*([response] if response else []), *([pace] if pace else []), *seen.quoted(unheard)]
    if not response and not pace:
        return _answer(answers, "What was the customer told, and when? Ask the owner of the escalation.")
    owner = "Ask the owner of the escalation."
    if late or too_long:
        return _answer(answers, f"What kept the {'first response' if late else 'messages'} from going out in time? {owner}")
    if unheard:
        return _answer(answers, f"What did the customer lack when they wrote {quoted(unheard[0].text.rstrip('.'))}? {owner}")
    return _answer(answers)


def _first_response(seen: Reviewed) -> tuple[Statement | None, bool]:
    record = seen.record
    began = next((name for name in ("escalated_at", "started_at") if getattr(record, name)), "")
    start, answered = (getattr(record, began) if began else None), record.acknowledged_at
    if start is None or answered is None or answered < start:
        return None, False
    allowed = seen.policy.row(record.severity).first_response
    level = (
        record.severity.value if record.severity else f"{seen.policy.communication.unrated_severity.value}, used for lack of a severity,"
    )
    took = answered - start
    after = "the escalation" if began == "escalated_at" else "the start"
    late = took > allowed
    verdict = f", so it was {say_duration(took - allowed)} late" if late else ""
    text = f"The first response came {say_duration(took)} after {after}; {level} allows {say_duration(allowed)}{verdict}."
    tags = (seen.tag(began), seen.tag("acknowledged_at"), seen.policy_tag("first_response"))
    return say(text, *filter(None, tags)), late


def _message_pace(seen: Reviewed) -> tuple[Statement | None, bool]:
    """How many messages the customer had while it lasted, and the longest wait between two, against the level's pace."""
    contacts = _contacts(seen)
    end = seen.record.resolved_at
    lasted = [contact for contact in contacts if end is None or contact[0] <= end]
    every = seen.policy.row(seen.record.severity).update_every
    if not lasted:
        return None, False
    if len(lasted) == 1:
        at, tag = lasted[0]
        told = "The customer had one message" if seen.record.sent_messages else "One entry was published"
        return say(f"{told} while it lasted, at {seen.teller.time(at)}.", tag), False
    before, after = max(pairwise(lasted), key=lambda pair: pair[1][0] - pair[0][0])
    wait = after[0] - before[0]
    too_long = isinstance(every, Every) and wait > every.interval
    level = seen.record.severity
    due = f"; {level.value} asks for one every {_every(every.interval)}" if level and isinstance(every, Every) else ""
    since, until = seen.teller.time(before[0]), seen.teller.time(after[0])
    told = f"The customer had {len(lasted)} messages" if seen.record.sent_messages else f"{len(lasted)} entries were published"
    text = f"{told} while it lasted; the longest wait was {say_duration(wait)}, from {since} to {until}{due}."
    return say(text, before[1], after[1], *filter(None, [seen.policy_tag("update_every") if due else ""])), bool(too_long and due)


def _every(interval: timedelta) -> str:
    return say_duration(interval).removeprefix("1 ")


def _contacts(seen: Reviewed) -> list[tuple[datetime, str]]:
    """When the customer heard from us: messages, or, in a published log without any, its entries."""
    entries = list(logged(seen.record, seen.evidence))
    sent = [(update.at, tag) for tag, update in entries if update.kind is UpdateKind.CUSTOMER_MESSAGE]
    if not sent:
        return [
            (update.at, tag) for tag, update in entries if update.is_public and update.kind is None and not by_customer(seen.record, update)
        ]
    answered = seen.record.acknowledged_at
    if answered and all(abs(at - answered) >= timedelta(minutes=1) for at, _ in sent) and seen.tag("acknowledged_at"):
        sent.append((answered, seen.tag("acknowledged_at")))
    return sorted(sent)


def _people(seen: Reviewed) -> ReviewAnswerSlots:
    joined = _joining(seen)
    lines = matching(seen.ours, signs.PEOPLE, unless=signs.MACHINES, most=3)
    start = f"before {seen.teller.time(joined[1])}, when the last colleague joined" if joined else "earlier"
    ask = f"Who should have been called {start}, and how was that found out? Ask {hands_on(seen.record)}."
    return _answer([*([joined[0]] if joined else []), *seen.quoted(lines)], "" if lines else ask)


def _joining(seen: Reviewed) -> tuple[Statement, datetime] | None:
    """How many colleagues wrote in the log while it lasted, and when the last of them first did; no names."""
    first: dict[str, tuple[datetime, str]] = {}
    over = seen.timeline.at(Milestone.RESOLVED)
    for tag, update in logged(seen.record, seen.evidence):
        if update.author and not by_customer(seen.record, update) and (over is None or update.at <= over.at):
            first.setdefault(update.author.casefold(), (update.at, tag))
    start = seen.record.began_at
    if len(first) < 2 or start is None:
        return None
    at, _ = max(first.values())
    beginning = "escalation" if seen.record.escalated_at else "start" if seen.record.started_at else "first entry"
    when = f"{say_duration(at - start)} after the {beginning}" if at > start else f"no later than the {beginning}"
    count = _COUNTS[len(first)] if len(first) < len(_COUNTS) else str(len(first))
    text = f"{count} colleagues wrote in the log while it lasted; the last of them joined {when} ({seen.teller.time(at)})."
    tags = [seen.tag("escalated_at") or seen.tag("started_at"), *(tag for _, tag in sorted(first.values()))]
    return say(text, *filter(None, tags)), at


def _tools(seen: Reviewed) -> ReviewAnswerSlots:
    lines = [line for line in matching(seen.ours, signs.TOOLS, unless=signs.SOMEBODY_ELSE) if line.mode is not Mode.DECIDED]
    ask = f"Is there a runbook for “{seen.record.title.rstrip('.')}”, and what was missing in it? Ask {hands_on(seen.record)}."
    return _answer(seen.quoted(lines), "" if lines else ask)


def _differently(seen: Reviewed) -> ReviewAnswerSlots:
    agreed = [say(f"Agreed: {item.text}", item.id) for item in seen.evidence.of("prevention")] if seen.record.prevention else []
    lines = matching(seen.ours, signs.LESSON, most=2)
    ask = "What one change would have made this shorter or kept it from happening? Ask everybody at the review, in turn."
    return _answer([*agreed[:3], *seen.quoted(lines)], "" if agreed or lines else ask)
