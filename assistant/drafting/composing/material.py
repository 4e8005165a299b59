"""What a composition draws on, and what more than one message tells: the problem, its cost, the deeds, the measures, the apology."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.drafting import phrasing
from assistant.drafting.reading import Role, Said, alike, distinct
from assistant.drafting.slots import Statement
from assistant.evidence.facts import EvidenceSet, Mode
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import Clocks, say_duration, say_time
from assistant.records.commitments import Judged
from assistant.records.model import ActionStatus, EscalationRecord, PreventionAction
from knowledge.terms import words

MOST_DONE, MOST_PREVENTION = 6, 4


OVER = re.compile(r"\b(?:resolved|mitigated|operating normally|back to normal|fully|all (?:\w+ )?(?:recovered|restored))\b", re.IGNORECASE)


UNDONE = {Mode.PLANNED, Mode.DECIDED}


_FINDING = re.compile(
    r"^(?:confirmed|found|measured|reproduced|identified|verified|observed|noticed|we (?:have )?(?:found|confirmed|measured|identified))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Material:
    """All that one composition draws on; `promises` are those of earlier messages that this one has to answer."""

    record: EscalationRecord
    evidence: EvidenceSet
    log: tuple[Said, ...]
    clocks: Clocks
    now: datetime
    zone: ZoneInfo
    forms: set[str] = field(default_factory=set)
    promises: tuple[Judged, ...] = ()

    def fact(self, text: str, *fields: str) -> Statement:
        """A statement in the house's own words that leans on record fields."""
        tags = [item.id for name in fields if (item := self.evidence.field(name)) is not None]
        statement = Statement(text=phrasing.shorten(phrasing.addressed(text, *self.reader)), cites=tags)
        self.forms.add(statement.text)
        return statement

    @property
    def reader(self) -> tuple[str, ...]:
        """Whose names are "you" in the message: the customer, and the contact that it greets."""
        contacts = self.record.customer.contacts
        return (self.record.customer.name, contacts[0].name if contacts else "")

    def quote(self, said: Said, text: str | None = None) -> Statement:
        """A statement in the log's own words."""
        return Statement(text=phrasing.addressed(text or phrasing.tidy(said.text), *self.reader), cites=[said.tag])

    def words_of(self, field: str, *, most: int) -> list[Statement]:
        """The first sentences of a text field, in its own words."""
        item = self.evidence.field(field)
        spans = split_sentences(item.text)[:most] if item else ()
        return [Statement(text=phrasing.addressed(phrasing.tidy(span.quote), *self.reader), cites=[item.id]) for span in spans if item]

    def has(self, field: str) -> bool:
        """Whether the customer may be told this field."""
        return self.evidence.field(field) is not None

    def time(self, at: datetime) -> str:
        """A clock time as the message gives it."""
        return say_time(at, now=self.now, zone=self.zone)

    @property
    def ours(self) -> tuple[Said, ...]:
        """What we said, without the customer's own entries."""
        return tuple(said for said in self.log if not said.by_customer)


def problem(m: Material) -> list[Statement]:
    """The problem said back: the description, else the first thing that was observed, else the title; with its start."""
    record = m.record
    if record.description:
        return m.words_of("description", most=3)
    seen = [said for said in m.ours if said.mode is Mode.OBSERVED and said.role in {Role.IMPACT, Role.WORK}]
    since = f" since {m.time(record.started_at)}" if record.started_at else ""
    opening = m.fact(f'You have been dealing with "{phrasing.issue_phrase(record)}"{since}.', "title", "started_at")
    first = [m.quote(said) for said in seen if said.entry == seen[0].entry][:2] if seen else []
    return [opening, *first]


def affected(m: Material) -> list[Statement]:
    """How many people it touches, if the record counts them."""
    count = m.record.customer.users_affected
    if not count:
        return []
    be = "was" if m.record.status.is_over else "is"
    people = f"1 person {be}" if count == 1 else f"{count:,} people {'were' if be == 'was' else 'are'}"
    return [m.fact(f"By our count, {people} affected.", "users_affected")]


def stakes(m: Material) -> list[Statement]:
    """What hangs on it for the customer's business, where the record tells more than a level."""
    stakes = m.record.customer.business_criticality
    if not stakes or len(stakes.split()) < 5 or stakes.lower().startswith(("low", "medium", "high", "critical")):
        return []
    me = "I" if m.record.owner else "We"
    return [m.fact(f"{me} know what hangs on it: {phrasing.tidy(stakes)}", "business_criticality")]


def feels(said: Said) -> bool:
    """Whether a sentence says what the customer can or cannot do now."""
    if (
        said.by_customer
        or said.mode in {*UNDONE, Mode.SUSPECTED}
        or said.role in {Role.COURTESY, Role.NEXT_UPDATE, Role.EMPTY, Role.PREVENTION}
    ):
        return False
    if said.role is Role.RECOVERY:
        return True
    found = said.mode is Mode.DONE and said.role is Role.IMPACT and _FINDING.search(said.text) is not None
    return found or (said.mode is Mode.OBSERVED and said.role in {Role.IMPACT, Role.CAUSE, Role.WORK})


def deeds(m: Material) -> list[Said]:
    """What was done or found, oldest first, without what is only a state ("The incident has been resolved")."""
    return [
        said
        for said in m.ours
        if said.mode is Mode.DONE
        and said.role in {Role.WORK, Role.IMPACT, Role.CAUSE, Role.RECOVERY, Role.WORKAROUND}
        and len(said.text.split()) > 2
    ]


def done(m: Material, *, without: Iterable[Statement] = (), ours_only: bool = False) -> list[Statement]:
    """The deeds with their times.

    Args:
        m: The material.
        without: Statements that already tell some of them.
        ours_only: Leave out states such as "The issue has been resolved", in which nobody does anything.
    """
    told = [frozenset(words(statement.text)) for statement in without]
    chosen = [
        said
        for said in distinct(deeds(m))
        if all(alike(said.terms, terms) < 0.8 for terms in told)
        and not (ours_only and said.role is Role.RECOVERY and OVER.search(said.text))
    ][-MOST_DONE:]
    return [m.quote(said, phrasing.stamped(said.text, said.at, now=m.now, zone=m.zone)) for said in chosen]


def improving(m: Material) -> bool:
    """Whether the newest report says that it gets better."""
    felt = [said for said in m.log if feels(said)]
    return bool(felt) and felt[-1].role is Role.RECOVERY


def last_recovery(m: Material) -> int:
    """The newest entry that tells of recovery: plans and work from before it are history."""
    return max((said.entry for said in m.ours if said.role is Role.RECOVERY and said.mode in {Mode.DONE, Mode.OBSERVED}), default=-1)


def _measure(item: PreventionAction, m: Material, tag: str) -> Statement:
    action = phrasing.tidy(item.action).rstrip(".")
    if item.status is ActionStatus.DONE:
        return Statement(text=f"Done: {action}.", cites=[tag])
    due = ""
    if item.due_at is not None:
        when = item.due_at.astimezone(m.zone).date() if isinstance(item.due_at, datetime) else item.due_at
        due = f", due {when.day} {when:%B} {when.year}"
    state = "In progress" if item.status is ActionStatus.IN_PROGRESS else "Planned"
    return Statement(text=f"{state}{due}: {action}.", cites=[tag])


def measures(m: Material, wanted: Callable[[PreventionAction], bool] = lambda _: True) -> list[Statement]:
    """The prevention actions that were not dropped, each with its state and date."""
    tagged = zip(m.record.prevention, m.evidence.of("prevention"), strict=False)
    return [_measure(item, m, fact.id) for item, fact in tagged if item.status is not ActionStatus.DROPPED and wanted(item)]


def prevention(m: Material) -> list[Statement]:
    """The measures, what the log announces of them, or plainly that there are none yet."""
    decided = measures(m)[:MOST_PREVENTION]
    if decided:
        return decided
    told = [said for said in m.ours if said.role is Role.PREVENTION and said.mode is not Mode.SUSPECTED]
    quoted = [m.quote(said) for said in distinct(told)[-2:]]
    return quoted or [
        m.fact("We have not decided yet which measures will keep this from happening again, so this message names none.", "prevention")
    ]


def apology_line(m: Material) -> Statement:
    """An apology that names the harm: the time the customer lost and how many people it touched."""
    record = m.record
    sorry = "I'm sorry" if record.owner or record.executive else "we are sorry"
    count = record.customer.users_affected
    people = f", with {count:,} people affected" if count and count > 1 else ""
    if record.started_at and record.resolved_at and record.resolved_at > record.started_at:
        span = say_duration(record.resolved_at - record.started_at)
        return m.fact(f"You lost {span} to this{people}, and {sorry}.", "duration", "users_affected", "started_at", "resolved_at")
    return m.fact(f"This cost you and your team time that you needed elsewhere{people}, and {sorry}.", "title", "users_affected")
