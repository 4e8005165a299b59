"""What must not get out: names, hosts and references that belong to other customers or to the inside of the house."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.evidence.names import is_team
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy

if TYPE_CHECKING:
    from knowledge.report import PostIncidentReport


@dataclass(frozen=True)
class DenyList:
    """Names and references that a text for this record's customer must not hold, and those that it may.

    Attributes:
        customers: Names and aliases of other customers.
        people: Staff and other customers' people.
        references: Hosts, ticket and report ids, code names.
        allowed: What may stand whatever the lists say: this customer, its contacts, the owner, the executive, allowed domains, phones, links.
        notes: What the lists may lack, in plain sentences.
    """

    customers: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def known_names(reports: Iterable[PostIncidentReport], records: Iterable[EscalationRecord], policy: Policy) -> DenyList:
    """Every name that the house knows, allowed for nobody yet. Built once and narrowed by `for_record`."""
    customers: set[str] = set()
    people: set[str] = set()
    references: set[str] = set()
    for report in reports:
        customers |= {report.customer, *report.customer_aliases}
        people |= set(report.people)
        references |= {report.id, *report.hosts, *report.tickets}
    for record in records:
        customers.add(record.customer.name)
        references.add(record.id)
        people |= {contact.name for contact in record.customer.contacts}
        people |= {update.author for update in record.updates if update.author}
    references |= set(policy.leak.names)
    return DenyList(_filled(customers), _filled(people), _filled(references))


def _filled(names: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, names))


def for_record(names: DenyList, record: EscalationRecord, policy: Policy) -> DenyList:
    """The deny list for a text that goes to this record's customer.

    Staff who wrote in the log, or are to do what is next, stay denied unless they are the owner, the executive or a contact: colleagues are
    not named to customers.
    """
    allowed = {record.customer.name, record.id, *policy.leak.allowed_domains}
    for party in (*record.customer.contacts, record.owner, record.executive):
        if party:
            allowed |= {party.name, *filter(None, (party.email, party.phone))}
    own_people = {update.author for update in record.updates if update.author}
    if record.next_action and record.next_action.owner and not is_team(record.next_action.owner):
        own_people.add(record.next_action.owner)
    return replace(names, people=names.people | frozenset(own_people), allowed=frozenset(allowed))
