"""The prevention actions of past incidents, taken out of reports and records, without anybody's names, and each only once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assistant.analysis.prevention_words import (
    Action,
    carried_over,
    date_of,
    mentions,
    places_of_ids,
    read_action,
    same_action,
    status_of,
    tables,
    without_references,
)
from assistant.evidence.names import Name, NameFinder, customer_names, fold, person_names
from assistant.evidence.sentences import split_sentences
from assistant.records.model import ActionStatus, EscalationRecord, PreventionClass
from assistant.records.policy import Policy
from knowledge.report import PostIncidentReport
from knowledge.terms import stem

_PRIVATE = re.compile(
    r"\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:internal|local|lan|intra|corp)\b|\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+")
_STAND_IN = {"CUSTOMER": "the customer", "PERSON": "somebody", "OTHER": "one of ours"}


@dataclass(frozen=True)
class Entry:
    """One prevention action where it stands.

    Attributes:
        source: Id of the report or record.
        incident: The same for a report and a record of one incident.
        is_record: Whether a record holds it, whose status is the newer one.
        text: As written.
        read: Its words for comparing.
        owner: As written, if at all.
        people: Names that are known to be persons there.
        closed: When the incident was closed, or its record last written in.
        due: The day it was promised for.
        due_written: The same as written.
        status: What became of it.
        class_: The class that a person gave it.
    """

    source: str
    incident: str
    is_record: bool
    text: str
    read: Action
    owner: str | None
    people: tuple[str, ...]
    closed: date | None
    due: date | None
    due_written: str
    status: ActionStatus
    class_: PreventionClass | None = None


def entries_of(reports: Sequence[PostIncidentReport], records: Sequence[EscalationRecord], policy: Policy) -> list[Entry]:
    """Every prevention action of the reports and records, oldest incident first."""
    same = {ticket: report.id for report in reports for ticket in (*report.tickets, report.id)}
    entries = [*_of_reports(reports), *(entry for record in records for entry in _of_record(record, same, policy))]
    return sorted(entries, key=_age)


def with_carried(entries: Sequence[Entry], others: Iterable[PostIncidentReport]) -> list[Entry]:
    """The entries with those of other reports that carry one of them on, or that one of them says it comes from; oldest incident first.

    What became of a promise often stands in the report of another type of incident: "open since PIR-0108", "action of PIR-0115".
    """
    sources = {entry.source for entry in entries}
    named = {mention for entry in entries for mention in entry.read.mentions}
    linked = [other for other in others if other.id in named or any(mentions(row.action) & sources for row in other.prevention_actions)]
    others_entries = list(_of_reports(linked))
    carried = {id(entry): entry for entry in others_entries if any(_carries(entry, own) for own in entries)}
    for own in entries:
        origins = [entry for entry in others_entries if _carries(own, entry)]
        if origins:
            nearest = max(origins, key=lambda entry: len(entry.read.about & own.read.about))
            carried[id(nearest)] = nearest
    return sorted([*entries, *carried.values()], key=_age)


def _carries(one: Entry, other: Entry) -> bool:
    """Whether one entry says that it carries on another one."""
    return other.source in one.read.mentions and carried_over(one.read, other.read)


def _age(entry: Entry) -> tuple[date, str]:
    return entry.closed or date.min, entry.source


def _of_reports(reports: Iterable[PostIncidentReport]) -> Iterator[Entry]:
    for report in reports:
        for row in report.prevention_actions:
            yield Entry(
                source=report.id,
                incident=report.id,
                is_record=False,
                text=row.action,
                read=read_action(row.action),
                owner=row.owner,
                people=report.people,
                closed=report.closed_on,
                due=date_of(row.due_date),
                due_written=row.due_date,
                status=status_of(row.status),
            )


def _of_record(record: EscalationRecord, same: dict[str, str], policy: Policy) -> Iterator[Entry]:
    people = tuple(name.text for name in _people(record))
    last = record.resolved_at or (record.updates[-1].at if record.updates else record.began_at)
    for action in record.prevention:
        due = action.due_at.astimezone(policy.zone).date() if isinstance(action.due_at, datetime) else action.due_at
        yield Entry(
            source=record.id,
            incident=same.get(record.id, record.id),
            is_record=True,
            text=action.action,
            read=read_action(action.action),
            owner=action.owner,
            people=people,
            closed=last.astimezone(policy.zone).date() if last else None,
            due=due,
            due_written="",
            status=action.status,
            class_=action.class_,
        )


def _people(record: EscalationRecord) -> list[Name]:
    """The persons that a record names; what reads like a role, such as "Escalation Manager" for an owner, is none."""
    return [name for name in person_names(record) if name.is_person and not tables().roles.search(name.text)]


def cluster(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries in groups, each of one action in other words; within a group in the order given.

    An entry is held against the first of each group, and against all of those whose report it names as where it comes from. Of an incident
    that has a report and a record, the record's entry is kept.
    """
    groups: list[list[Entry]] = []
    by_word: dict[tuple[str, str], set[int]] = defaultdict(set)
    by_source: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        place = _group_of(entry, groups, by_word, by_source)
        if place is None:
            place = len(groups)
            groups.append([])
            for word in entry.read.about:
                by_word[entry.read.deed, word].add(place)
        groups[place].append(entry)
        by_source[entry.source].add(place)
    return [_one_an_incident(group) for group in groups]


def _group_of(
    entry: Entry, groups: list[list[Entry]], by_word: dict[tuple[str, str], set[int]], by_source: dict[str, set[int]]
) -> int | None:
    named = {place for source in entry.read.mentions for place in by_source.get(source, ())}
    taken = [
        (len(each.read.about & entry.read.about), -place)
        for place in named
        for each in groups[place]
        if carried_over(entry.read, each.read)
    ]
    if taken:
        return -max(taken)[1]
    near = {place for word in entry.read.about for place in by_word.get((entry.read.deed, word), ())}
    alike = [
        (len(groups[place][0].read.about & entry.read.about), -place)
        for place in near
        if _class_allows(groups[place][0], entry) and same_action(groups[place][0].read, entry.read)
    ]
    return -max(alike)[1] if alike else None


def _class_allows(one: Entry, other: Entry) -> bool:
    return one.class_ is None or other.class_ is None or one.class_ is other.class_


def _one_an_incident(group: list[Entry]) -> list[Entry]:
    recorded = {entry.incident for entry in group if entry.is_record}
    return [entry for entry in group if entry.is_record or entry.incident not in recorded]


def names_in(entries: Iterable[Entry], reports: Iterable[PostIncidentReport], records: Iterable[EscalationRecord]) -> NameFinder:
    """Finds the names that must not stand in a plan: customers, people, hosts, tickets of all reports and records.

    Only names that share a word with an entry are looked for, so that thousands of reports cost little.
    """
    there = {word for entry in entries for word in _name_words(entry.text)}
    names: list[Name] = []
    for report in reports:
        names.append(Name("CUSTOMER", report.customer, report.customer_aliases))
        names.extend(Name("PERSON", person, is_person=True) for person in report.people)
        names.extend(Name("OTHER", each) for each in (*report.hosts, *report.tickets))
    for record in records:
        names.extend(customer_names(record))
        names.extend(_people(record))
    return NameFinder(name for name in names if any(_may_stand(each, there) for each in (name.text, *name.aliases)))


def _name_words(text: str) -> set[str]:
    found = set(_LETTERS.findall(fold(text)[0]))
    return found | {word.removesuffix("s") for word in found}


def _may_stand(name: str, there: set[str]) -> bool:
    return not name.isascii() or not _LETTERS.search(name) or bool(_name_words(name) & there)


def without_names(text: str, names: NameFinder) -> str:
    """The action in its own words, without the sentences that hold a name; where no sentence is free of one, a plain word stands for it."""
    text = without_references(text)
    sentences = [span.quote for span in split_sentences(text)] or [text]
    free = [sentence for sentence in sentences if not _private(sentence, names)]
    if free:
        return " ".join(free)
    for start, end, stand_in in sorted(_private(text, names), reverse=True):
        text = text[:start] + stand_in + text[end:]
    return text[:1].upper() + text[1:]


def names_anybody(text: str, names: NameFinder) -> bool:
    """Whether a text holds a name, apart from brackets that only tell where an action comes from."""
    return bool(_private(without_references(text), names))


def _private(text: str, names: NameFinder) -> list[tuple[int, int, str]]:
    found = [(match.start(), match.end(), _STAND_IN["OTHER"]) for match in _PRIVATE.finditer(text)]
    found += [(start, end, _STAND_IN["OTHER"]) for start, end in places_of_ids(text)]
    for start, end, name, _ in names.find(text):
        verb = start == 0 and " " not in text[start:end] and stem(text[start:end].lower()) in tables().deeds
        if not verb and all(end <= taken[0] or start >= taken[1] for taken in found):
            found.append((start, end, _STAND_IN.get(name.kind, _STAND_IN["OTHER"])))
    return found
