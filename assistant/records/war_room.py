"""What a war room is set up with, by rule: who is needed, the channel's name, and the clock times of the next hours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count, islice

from assistant.records.clock import Clock, read_clocks, say_duration
from assistant.records.model import EscalationRecord, EscalationType, Party
from assistant.records.policy import Every, Policy, WarRoomRules

MOST_TIMES = 6
"""Rows of the timetable; who wants more looks at the paces."""
_MOST_WORDS = 4
_UNSAID = frozenset(
    [
        "a",
        "all",
        "also",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "being",
        "but",
        "by",
        "during",
        "each",
        "for",
        "from",
        "has",
        "have",
        "having",
        "her",
        "his",
        "how",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "many",
        "more",
        "most",
        "much",
        "now",
        "of",
        "off",
        "on",
        "or",
        "our",
        "over",
        "per",
        "since",
        "so",
        "some",
        "still",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "up",
        "us",
        "very",
        "via",
        "was",
        "we",
        "were",
        "what",
        "when",
        "which",
        "while",
        "who",
        "with",
        "you",
        "your",
        "affected",
        "affecting",
        "currently",
        "customer",
        "customers",
        "experiencing",
        "incident",
        "incidents",
        "investigating",
        "issue",
        "issues",
        "multiple",
        "observing",
        "ongoing",
        "problem",
        "problems",
        "re",
        "report",
        "reported",
        "reports",
        "seeing",
        "several",
        "summary",
        "update",
        "urgent",
        "user",
        "users",
    ]
)
"""Words of a title that tell no channel from another. What denies ("not", "no", "without") stays: it turns the sense."""
_SPELT = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


# Channel


def channel_name(record: EscalationRecord, rules: WarRoomRules) -> str:
    """The channel's name by the policy's pattern: small ASCII letters, digits and dashes, and no name of anybody at the customer.

    A channel's name is seen by many more people than those who may know whom it is about.
    """
    hidden = _hidden(record)
    id_ = "-".join(word for word in _words(record.id) if not _hides(word, hidden)) or "war-room"
    told = [word for word in dict.fromkeys(_words(record.title)) if len(word) > 1 and not word.isdigit() and word not in _UNSAID]
    told = [word for word in told if word not in _words(record.id) and not _hides(word, hidden)]
    severity = record.severity.value.lower() if record.severity else ""
    for number in range(min(len(told), _MOST_WORDS), -1, -1):
        name = _filled(rules.channel, id_, "-".join(told[:number]), severity)
        if len(name) <= rules.longest_channel:
            return name
    return _filled(rules.channel, id_, "", severity)[: rules.longest_channel].rstrip("-")


def _filled(pattern: str, id_: str, words: str, severity: str) -> str:
    mark = pattern[: len(pattern) - len(pattern.lstrip("#"))]
    name = pattern.replace("{id}", id_).replace("{words}", words).replace("{severity}", severity)
    return mark + re.sub(r"[^a-z0-9_]+", "-", _folded(name)).strip("-")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKD", text.lower().translate(_SPELT)).encode("ascii", "ignore").decode()


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub(r"(?<=\w)['’](?=\w)", "", _folded(text.replace("’", "'"))))


def _hidden(record: EscalationRecord) -> frozenset[str]:
    """The words of the customer's and its contacts' names, and the customer's initials."""
    names = [record.customer.name, *(contact.name for contact in record.customer.contacts)]
    initials = "".join(word[0] for word in _words(record.customer.name))
    return frozenset(word for name in names for word in _words(name) if len(word) > 1) | ({initials} if len(initials) > 1 else frozenset())


def _hides(word: str, hidden: frozenset[str]) -> bool:
    """Whether a word is a hidden one, or begins with one that is long enough to be known by it ("norrvikhome", "meridians")."""
    return word in hidden or any(len(name) > 4 and word.startswith(name) for name in hidden)


# Roles


@dataclass(frozen=True)
class FilledRole:
    """A role with who fills it; `who` is None where the record names nobody."""

    role: str
    duty: str
    who: Party | None


def roles_for(record: EscalationRecord, kind: EscalationType, rules: WarRoomRules) -> tuple[FilledRole, ...]:
    """The roles that a matter of this kind calls for, in the policy's order, beside the incident commander."""
    people = {"owner": record.owner, "executive": record.executive}
    return tuple(FilledRole(row.role, row.duty, people[row.named_in] if row.named_in else None) for row in rules.roles if kind in row.types)


# Times


class Meant(StrEnum):
    """What happens at a time of the timetable."""

    FIRST_ANSWER = "first answer to the customer"
    CUSTOMER_UPDATE = "customer update"
    INTERNAL_UPDATE = "internal update in the channel"
    HANDOVER = "the commander hands over"
    NEXT_ACTION = "next action due"
    ESTIMATE = "estimated end of the impact"
    TARGET = "resolution target"


@dataclass(frozen=True)
class Planned:
    """One time of the timetable; `late_by` is zero unless it has passed without being met."""

    at: datetime
    meant: Meant
    late_by: timedelta = timedelta(0)


def timetable(record: EscalationRecord, policy: Policy, *, now: datetime) -> tuple[Planned, ...]:
    """The next times, in order: at most `MOST_TIMES`, what is overdue first, and always the next hand-over.

    The customer's next due time is the clocks' own; those after it follow at the level's pace.
    """
    begin = _whole_minute(now)
    handover = Planned(begin + policy.war_room.handover_every, Meant.HANDOVER)
    every = policy.communication.internal_update_every
    internal = [Planned(begin + every * number, Meant.INTERNAL_UPDATE) for number in range(1, MOST_TIMES)]
    once = [] if record.status.is_over else list(_once(record, policy, now))
    customer = [] if record.status.is_over else list(islice(_customer(record, policy, now), MOST_TIMES))
    ahead = sorted([*internal, *once, *customer], key=lambda row: (row.at, row.meant))[: MOST_TIMES - 1]
    return tuple(sorted([*ahead, handover], key=lambda row: (row.at, row.meant)))


def customer_clock(record: EscalationRecord, policy: Policy, *, now: datetime) -> tuple[Meant, Clock]:
    """The clock of the message that the customer is to get next."""
    clocks = read_clocks(record, policy, now=now)
    if clocks.first_response.met_at is None:
        return Meant.FIRST_ANSWER, clocks.first_response
    return Meant.CUSTOMER_UPDATE, clocks.next_update


def _customer(record: EscalationRecord, policy: Policy, now: datetime) -> Iterator[Planned]:
    meant, clock = customer_clock(record, policy, now=now)
    if clock.due_at is None:
        return
    yield Planned(clock.due_at, meant, clock.late_by)
    pace = policy.row(record.severity).update_every
    if isinstance(pace, Every):
        sent = max(clock.due_at, _whole_minute(now))
        yield from (Planned(sent + pace.interval * number, Meant.CUSTOMER_UPDATE) for number in count(1))


def _once(record: EscalationRecord, policy: Policy, now: datetime) -> Iterator[Planned]:
    action, target = record.next_action, read_clocks(record, policy, now=now).resolution
    if action and action.due_at:
        yield Planned(action.due_at, Meant.NEXT_ACTION, max(now - action.due_at, timedelta(0)))
    if record.eta and record.eta > now:
        yield Planned(record.eta, Meant.ESTIMATE)
    if target.due_at and target.met_at is None and target.due_at > now:
        yield Planned(target.due_at, Meant.TARGET)


def say_pace(every: timedelta) -> str:
    """A pace in words: "every hour", "every 30 minutes"."""
    return f"every {re.sub(r'^1 (?=[a-z]+$)', '', say_duration(every))}"


def _whole_minute(at: datetime) -> datetime:
    cut = at.replace(second=0, microsecond=0)
    return cut if cut == at else cut + timedelta(minutes=1)
