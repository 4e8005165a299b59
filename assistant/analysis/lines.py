"""The sentences of the log as a review quotes them: unwrapped, with their time as written, colleagues by role and not by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.drafting.phrasing import shorten, tidy
from assistant.drafting.reading import alike
from assistant.drafting.slots import MAX_STATEMENT, Statement
from assistant.evidence.facts import EvidenceSet, Mode
from assistant.evidence.gather import clauses_of
from assistant.evidence.names import NameFinder, person_names
from assistant.evidence.sentences import unwrapped
from assistant.records.model import EscalationRecord, Update, UpdateKind
from knowledge.terms import words

_ADDRESS = re.compile(r"https?://\S+")
_SAID_SO = re.compile(
    r"^(?:suspected|suspicion|not (?:yet )?confirmed|unconfirmed|my guess|guess|hypothesis|theory)\b[^:]{0,30}:\s*", re.IGNORECASE
)
_FIRST_NAME = re.compile(
    r"\b(?!(?:The|This|That|They|We|You|She|Nobody|Somebody|Team|Support|Engineering|Legal|Sales|Management|Customer|Customers|Users?|Developers?|Engineers?|Operations|Security)\b)"
    r"[A-Z][a-zà-öø-ÿ]{2,}(?=(?: (?:approved|forgot|thinks|decided|renamed|pushed|merged|asked|told|promised|agreed|cut|joins|joined|has (?:re)?joined|offers|attempts to|tries to)\b|['’]s (?:say-so|mistake|fault|guess|opinion|commit)\b))"
)
"""A name that stands nowhere in the fields, told by what only a person does."""
_LONGEST_QUOTE = 320
_FEWEST_WORDS = 3


@dataclass(frozen=True)
class Line:
    """One sentence of the log, messages to the customer left out.

    Attributes:
        text: Its words, on one line, with colleagues named by role.
        mode: How it relates to the world.
        tag: The entry's tag.
        at: When the entry was written.
        by_customer: Whether the customer wrote it.
    """

    text: str
    mode: Mode
    tag: str
    at: datetime
    by_customer: bool


def logged(record: EscalationRecord, evidence: EvidenceSet) -> Iterator[tuple[str, Update]]:
    """The log entries that this audience may read, oldest first, each with its tag."""
    # By the time as written: two offsets of one instant compare equal, and each must keep its own.
    known = {(update.at.isoformat(), update.text): update for update in record.updates}
    for item in evidence.of("updates"):
        update = known.get((item.at.isoformat(), item.text)) if item.at else None
        if update is not None:
            yield item.id, update


def by_customer(record: EscalationRecord, update: Update) -> bool:
    """Whether somebody at the customer wrote an entry."""
    customers = {contact.name.casefold() for contact in record.customer.contacts} | {record.customer.name.casefold()}
    return (update.author or "").casefold() in customers


def read_lines(record: EscalationRecord, evidence: EvidenceSet) -> tuple[Line, ...]:
    """Every sentence of the log that can be quoted, oldest first."""
    unnamed = Unnamed(record)
    found = []
    for tag, update in logged(record, evidence):
        if update.kind is UpdateKind.CUSTOMER_MESSAGE:
            continue
        written = by_customer(record, update)
        for clause in clauses_of(unwrapped(update.text), update.kind):
            text = tidy(unnamed(_ADDRESS.sub("", clause.text)))
            if len(text.split()) >= _FEWEST_WORDS:
                found.append(Line(text, clause.mode, tag, update.at, written))
    return tuple(found)


class Unnamed:
    """Puts a role in the place of everybody whom the record names."""

    def __init__(self, record: EscalationRecord) -> None:
        people = [name for name in person_names(record) if name.is_person]
        self._finder = NameFinder(people)
        self._contacts = {contact.name for contact in record.customer.contacts}
        self._owner = record.owner.name if record.owner else ""

    def __call__(self, text: str) -> str:
        """The text with a role where a name stood."""
        cut, parts = 0, []
        # A whole name is found beside its parts; the longest from each place is taken.
        for start, end, name, _ in sorted(self._finder.find(text), key=lambda hit: (hit[0], -hit[1])):
            if start >= cut:
                role = (
                    "the owner" if name.text == self._owner else "the customer's contact" if name.text in self._contacts else "a colleague"
                )
                parts += [text[cut:start], role]
                cut = end
        return _FIRST_NAME.sub("a colleague", "".join([*parts, text[cut:]]))


class Teller:
    """Says times and quotes lines for one record; the day stands beside the clock where the record spans several."""

    def __init__(self, record: EscalationRecord) -> None:
        times = [update.at for update in record.updates]
        times += [at for at in (record.started_at, record.escalated_at, record.acknowledged_at, record.resolved_at) if at]
        self._dated = len({at.date() for at in times}) > 1

    def time(self, at: datetime) -> str:
        """The clock time with the zone as written: "07:25 UTC", "12 May 07:25 UTC-07:00"."""
        offset = at.utcoffset() or timedelta(0)
        zone = f"UTC{at:%z}"[:6] + ":" + f"{at:%z}"[3:5] if offset else "UTC"
        day = f"{at.day} {at:%B} " if self._dated else ""
        return f"{day}{at:%H:%M} {zone}"

    def quote(self, line: Line) -> Statement:
        """A line in quotation marks, told as what it is."""
        when = self.time(line.at)
        head = {
            Mode.SUSPECTED: f"Suspected at {when}, not confirmed",
            Mode.PLANNED: f"Planned at {when}",
            Mode.DECIDED: f"Decided at {when}",
        }.get(line.mode, f"The log says at {when}")
        head = f"The customer wrote at {when}" if line.by_customer else head
        text = bare(line.text) if line.mode is Mode.SUSPECTED else line.text
        return say(f"{head}: {quoted(text, _LONGEST_QUOTE)}", line.tag)


def bare(text: str) -> str:
    """A suspicion without the words that call it one."""
    return tidy(_SAID_SO.sub("", text))


def quoted(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """Words in quotation marks, those inside them as single ones."""
    inner = re.sub(r'(?<!\w)"|“', "‘", text)
    inner = re.sub(r'"|”', "’", inner)
    return f"“{shorten(inner, longest)}”"


def say(text: str, *tags: str) -> Statement:
    """A statement with its tags, each once."""
    return Statement(text=shorten(text, MAX_STATEMENT - 10), cites=list(dict.fromkeys(tags)))


def matching(
    lines: Iterable[Line], pattern: re.Pattern[str], *, unless: re.Pattern[str] | None = None, but: Sequence[str] = (), most: int = 3
) -> list[Line]:
    """The first lines in which a pattern matches, none saying what another one or one of `but` already says."""
    found: list[Line] = []
    told = [frozenset(words(text)) for text in but]
    for line in lines:
        if line.mode is Mode.PLANNED or not pattern.search(line.text) or (unless and unless.search(line.text)):
            continue
        terms = frozenset(words(line.text))
        if all(alike(terms, other) < 0.7 for other in told):
            found.append(line)
            told.append(terms)
    return found[:most]
