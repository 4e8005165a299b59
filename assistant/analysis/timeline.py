"""The factual timeline: every time is copied from the record by code, with the zone as written; nothing here is written by a model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from assistant.analysis.lines import logged
from assistant.analysis.milestones import milestones_held, says_over
from assistant.drafting.phrasing import shorten, tidy
from assistant.drafting.reading import Role, read_log
from assistant.evidence.facts import EvidenceSet
from assistant.evidence.sentences import split_sentences
from assistant.records.model import EscalationRecord, UpdateKind
from assistant.records.policy import Every, Policy


class Milestone(StrEnum):
    """The five events that a post-incident report must have, in order."""

    REPORTED = "first reported"
    ESCALATED = "escalation triggered"
    CAUSE = "root cause identified"
    RESOLVED = "resolution implemented"
    CONFIRMED = "customer confirmed"


@dataclass(frozen=True)
class Event:
    """One row of the timeline.

    Attributes:
        at: The instant with the offset as written.
        text: What happened, in the record's words.
        tags: The evidence of it; several where a field and a log entry tell of the same thing at the same time.
        kind: "field" for a time of the record, else the kind of the log entry ("observation", "action" ... or "entry").
        milestones: Which of the five it is; one event may be several, as when the customer's call is both report and escalation.
    """

    at: datetime
    text: str
    tags: tuple[str, ...]
    kind: str
    milestones: tuple[Milestone, ...] = ()


@dataclass(frozen=True)
class Gap:
    """A stretch in which nobody wrote anything down while the problem lasted.

    Attributes:
        since: The last entry before it.
        until: The first one after it.
        tags: The two events at its ends.
    """

    since: datetime
    until: datetime
    tags: tuple[str, ...]

    @property
    def length(self) -> timedelta:
        """How long."""
        return self.until - self.since


@dataclass(frozen=True)
class Timeline:
    """What happened, oldest first.

    Attributes:
        events: Every time of the record and every log entry, merged and in order.
        gaps: Where it is silent for too long, oldest first. Empty where there are too few entries to tell.
        missing: Milestones that the record does not hold.
        note: Why no gap can be told, or an empty string.
    """

    events: tuple[Event, ...]
    gaps: tuple[Gap, ...]
    missing: tuple[Milestone, ...]
    note: str = ""

    def at(self, milestone: Milestone) -> Event | None:
        """The event that is this milestone."""
        return next((event for event in self.events if milestone in event.milestones), None)


TIMES = ("started_at", "escalated_at", "acknowledged_at", "resolved_at", "customer_confirmed_at")
"""The time fields of the record, in the order in which they come when they hold the same instant."""

_ENOUGH = 5
"""Entries that a log needs before its rhythm can be told."""
_TIMES_MEDIAN = 3
_SHORTEST_SILENCE = timedelta(minutes=30)
"""What counts without a policy."""
_NUMBER_WORDS = ("No", "One", "Two", "Three", "Four")
_LONGEST = 240
_ASIDE = {Role.COURTESY, Role.NEXT_UPDATE}
_PLACED = re.compile(r"\[[^\]\n]{1,120}\]\s*")
"""The words of a time that intake could not read whole; they stay in sight."""
_SPACE = re.compile(r"\s+")
_LEAD_IN = re.compile(
    r"^(?:(?:hi|hello|dear|good (?:morning|afternoon|evening))\b.{0,60}$|i(?:['’]m| am)\b.{0,80}\b(?:handling|contact|manager|lead)\b)|[,:]$",
    re.IGNORECASE,
)
_SAME: dict[str, re.Pattern[str]] = {
    "escalated_at": re.compile(r"\bescalat\w+|\bincident (?:was |is )?(?:declared|created|opened|raised)\b|\bdeclared\b", re.IGNORECASE),
    "acknowledged_at": re.compile(r"\backnowledg\w+", re.IGNORECASE),
    "resolved_at": re.compile(
        r"\b(?:resolved|repaired|restored|fixed|recovered|mitigated|over|normal|operational|delivered|done|set up|differences|corrected|complete\w*|reversed|again)\b",
        re.IGNORECASE,
    ),
    "customer_confirmed_at": re.compile(r"\bconfirm\w*|\bworks?\b|\bworking\b", re.IGNORECASE),
}


def build_timeline(record: EscalationRecord, evidence: EvidenceSet, *, policy: Policy | None = None) -> Timeline:
    """The timeline of what this audience may read.

    A time field and a log entry of the same minute that tell of the same thing become one row, with the tags of both and the entry's time;
    entries that are the same word for word at the same time become one. Nothing else is merged. The milestones follow the rules of
    `assistant.analysis.milestones`.

    A gap is a silence between two neighbouring entries, while the problem lasted, of more than three times the log's median interval and more
    than the level's update pace (never more than the pace between colleagues, `internal_update_every`). The time before the
    first report is no gap: nobody knew yet. With fewer than five entries nothing is said.

    Args:
        record: The escalation.
        evidence: What the audience may read.
        policy: For the pace; without one, only the log's own rhythm and half an hour count.
    """
    held = milestones_held(record, evidence)
    entries = _distinct([*_entry_events(record, evidence, {each.tag: each.words for each in held.values()})])
    events = _merged([*_field_events(evidence)], entries, record, evidence)
    reached = {stone: held[stone.value].tag for stone in Milestone if stone.value in held}
    events = [replace(event, milestones=tuple(stone for stone, tag in reached.items() if tag in event.tags)) for event in events]
    missing = tuple(stone for stone in Milestone if not any(stone in event.milestones for event in events))
    gaps, note = _gaps(events, _pace(record, policy))
    return Timeline(tuple(events), gaps, missing, note)


def _field_events(evidence: EvidenceSet) -> Iterator[Event]:
    for item in evidence.of(*TIMES):
        if item.at:
            yield Event(item.at, item.text.partition(":")[0], (item.id,), "field")


def _entry_events(record: EscalationRecord, evidence: EvidenceSet, deciding: Mapping[str, str]) -> Iterator[Event]:
    said: dict[str, list[str]] = {}
    aside: dict[str, list[str]] = {}
    customers: set[str] = set()
    for sentence in read_log(evidence, record):
        (aside if sentence.role in _ASIDE else said).setdefault(sentence.tag, []).append(sentence.text)
        if sentence.by_customer:
            customers.add(sentence.tag)
    for tag, update in logged(record, evidence):
        kind = update.kind.value if update.kind else "entry"
        if update.kind is UpdateKind.CUSTOMER_MESSAGE:
            text = f"Message to the customer: {_first_of_message(update.text)}"
        else:
            words = _first_words(said.get(tag) or aside.get(tag) or [update.text], deciding.get(tag, ""))
            placed = _PLACED.match(update.text)
            words = words if placed is None or words.startswith("[") else f"{placed.group().strip()} {words}"
            text = f"The customer writes: {words}" if tag in customers else words
        yield Event(update.at, text, (tag,), kind)


def _first_words(sentences: Sequence[str], deciding: str) -> str:
    """The first sentences that fit into a row, the first one cut where it does not; the one that makes it a milestone is always there."""
    text = row_words(sentences[0])
    for sentence in sentences[1:]:
        stop = "" if text.endswith((".", "!", "?", ":", ",")) or sentence[:1].islower() else "."
        following = f"{text}{stop} {_SPACE.sub(' ', sentence).strip()}"
        if len(following) > _LONGEST:
            break
        text = following
    text = shorten(text, _LONGEST)
    decides = row_words(deciding)
    return text if decides.rstrip(".").lower() in text.lower() else f"{text.rstrip(' …')} … {shorten(decides, _LONGEST)}"


def row_words(text: str) -> str:
    """The words of an entry on one line; a name, path or address at the beginning keeps its small letter."""
    clean = tidy(text)
    first = clean.split(" ", 1)[0].rstrip(".,:;!?")
    small = text.strip()[:1].islower() and not first.replace("'", "").replace("’", "").isalpha()
    return clean[:1].lower() + clean[1:] if small else clean


def _first_of_message(text: str) -> str:
    """The first sentence of a message that is neither greeting nor introduction."""
    sentences = [span.quote for span in split_sentences(text)]
    return shorten(tidy(next((each for each in sentences if not _LEAD_IN.search(each)), text)), _LONGEST)


def _distinct(entries: Sequence[Event]) -> list[Event]:
    """Entries that are the same word for word at the same time, offset included, become one with the tags of all."""
    found: dict[tuple[datetime, timedelta | None, str, str], Event] = {}
    for event in entries:
        key = (event.at, event.at.utcoffset(), event.kind, event.text)
        known = found.get(key)
        found[key] = replace(known, tags=known.tags + event.tags) if known else event
    return list(found.values())


def _merged(fields: Sequence[Event], entries: Sequence[Event], record: EscalationRecord, evidence: EvidenceSet) -> list[Event]:
    rows = list(entries)
    alone: list[Event] = []
    names = {item.id: item.field for item in evidence.of(*TIMES)}
    customers = {sentence.tag for sentence in read_log(evidence, record) if sentence.by_customer}
    for event in fields:
        name = names[event.tags[0]]
        place = next((n for n, row in enumerate(rows) if _same_thing(name, event, row, customers, evidence)), None)
        if place is None:
            alone.append(event)
        else:
            row = rows[place]
            told = row.text.lower().startswith(event.text.lower())
            rows[place] = replace(row, text=row.text if told else f"{event.text}. {row.text}", tags=event.tags + row.tags)
    order = {tag: number for number, tag in enumerate(item.id for item in evidence)}
    late = {item.id for item in evidence.of("resolved_at", "customer_confirmed_at")}

    def place_of(event: Event) -> tuple[datetime, bool, int]:
        return event.at, event.tags[0] in late and event.kind == "field", order[event.tags[-1]]

    return sorted([*alone, *rows], key=place_of)


def _same_thing(name: str, event: Event, row: Event, customers: set[str], evidence: EvidenceSet) -> bool:
    """Whether a log entry tells of what a time field holds: the same minute, unless the field gives seconds, and fitting words or author."""
    minute = row.at.replace(second=0, microsecond=0)
    if event.at not in {row.at, minute}:
        return False
    by_customer = any(tag in customers for tag in row.tags)
    if name == "started_at":
        return row.kind in {"entry", "observation"}
    if name == "acknowledged_at" and row.kind == "customer_message":
        return True
    if name == "acknowledged_at" and row.kind == "entry" and any(item.public for tag in row.tags if (item := evidence.get(tag))):
        return True  # a published entry is what the customer was told first
    if row.kind in {"customer_message", "plan"}:
        return False
    return (name in {"escalated_at", "customer_confirmed_at"} and by_customer) or _SAME[name].search(row.text) is not None


def _pace(record: EscalationRecord, policy: Policy | None) -> timedelta:
    if policy is None:
        return _SHORTEST_SILENCE
    between_colleagues = policy.communication.internal_update_every
    pace = policy.row(record.severity).update_every
    return min(pace.interval, between_colleagues) if isinstance(pace, Every) else between_colleagues


def _gaps(events: Sequence[Event], pace: timedelta) -> tuple[tuple[Gap, ...], str]:
    written = [event for event in events if event.kind != "field"]
    if len(written) < _ENOUGH:
        count = _NUMBER_WORDS[len(written)]
        return (), f"{count} log {'entry' if len(written) == 1 else 'entries'}; no gap can be told."
    known_since = [event.at for event in events if Milestone.REPORTED in event.milestones]
    end = next((event.at for event in events if Milestone.RESOLVED in event.milestones), written[-1].at)
    before_end = [event for event in written if event.at <= end]
    if before_end and says_over(before_end[-1].text):
        end = before_end[-1].at  # the field was filled later than the log said so
    lasted = [event for event in events if max([written[0].at, *known_since]) <= event.at <= end]
    pairs = [(before, after) for before, after in pairwise(lasted) if after.at > before.at]
    if not pairs:
        return (), ""
    usual = median((after.at - before.at).total_seconds() for before, after in pairs)
    longest = max(pace, timedelta(seconds=_TIMES_MEDIAN * usual))
    silent = [(before, after) for before, after in pairs if after.at - before.at > longest]
    return tuple(Gap(before.at, after.at, (before.tags[-1], after.tags[0])) for before, after in silent), ""
