"""What must not get out: names, hosts and references that belong to other customers or to the inside of the house."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DenyList:
    """Names and references that a text for this record's customer must not hold, and those that it may.

    Attributes:
        customers: Names and aliases of other customers.
        people: Staff and other customers' people.
        references: Hosts, ticket and report ids, code names.
        allowed: What may stand whatever the lists say: this customer, its contacts, the owner, the executive, allowed domains, phones, links.
    """

    customers: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
