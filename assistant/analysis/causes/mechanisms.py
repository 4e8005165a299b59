"""Kinds of causes: the words that tell one, the check that decides it, and the role that can do the check.

A check is said in terms of the record's own entries, never with figures, because a figure that nobody recorded would be invented.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Mechanism(StrEnum):
    """What kind of thing broke or changed."""

    CHANGE = "change"
    PROVIDER = "provider"
    CREDENTIAL = "credential"
    CAPACITY = "capacity"
    HARDWARE = "hardware"
    DATABASE = "database"
    NETWORK = "network"
    STORAGE = "storage"
    DATA = "data"
    CODE = "code"
    OTHER = "other"


@dataclass(frozen=True)
class Deciding:
    """How one kind of cause is decided.

    Attributes:
        name: What it is called beside its rivals.
        words: What tells it in a text.
        check: What to do.
        stands: The result with which it stands.
        falls: The result with which it is rejected.
        ask: The role that can do it.
    """

    name: str
    words: re.Pattern[str]
    check: str
    stands: str
    falls: str
    ask: str


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


DECIDING: dict[Mechanism, Deciding] = {
    Mechanism.PROVIDER: Deciding(
        "an outside provider",
        _words(
            r"(?:upstream|external|third.party|outside|cloud|model|transit|network|hosting|service|infrastructure|internet|payment|dns|sms|email) (?:\w+ ){0,2}(?:provider|partner|vendor|carrier|supplier)s?|"
            r"providers?|vendors?|carriers?|suppliers?|third.part(?:y|ies)|our partners?|isps?"
        ),
        "Ask the provider when their fault began and ended, and lay that beside our first failing request and our recovery.",
        "their times enclose ours",
        "requests failed outside their times or on a path without them",
        "the on-call engineer who works with the provider",
    ),
    Mechanism.CREDENTIAL: Deciding(
        "a certificate, key or permission",
        _words(
            r"certificates?|certs?|credentials?|(?:access|auth\w*|bearer|refresh|session|service) tokens?|api.?keys?|secrets?|passwords?|permissions?|acls?|access rights|certificate authority|service accounts?|user accounts?|personal accounts?|keys? rotation"
        ),
        "Read the validity and the last change of the certificate, key or permission that the failing calls use.",
        "it expired or was changed just before the first failure",
        "it was valid and unchanged then",
        "the owner of the platform's credentials",
    ),
    Mechanism.HARDWARE: Deciding(
        "hardware or the site",
        _words(
            r"hardware|power (?:loss|outage|failure|event|supply)|lost power|cooling|thermal|temperatures?|fib(?:er|re)|cables?|racks?|disk failures?|failed (?:disk|drive|switch|node|host)s?|data ?cent(?:er|re)s? (?:site|power|event)?|"
            r"faulty (?:infrastructure )?(?:component|switch|router|host|node|disk|device|card)s?"
        ),
        "Compare failures on the part in question with failures on parts of the same kind elsewhere.",
        "only requests that used this part failed",
        "requests failed as well where it was not involved",
        "the on-call engineer of the site",
    ),
    Mechanism.CHANGE: Deciding(
        "the change",
        _words(
            r"deploy\w*|re-?deploy\w*|releas(?:e|es|ed)|roll(?:ed)?[ -]?(?:outs?|back)|revert\w*|migrat\w+|upgrad\w+|version bump|updates?|updated|config\w*|mis-?config\w*|changes?|changed|maintenance|fail(?:ed)?[ -]?over|feature flags?|flag|"
            r"patch\w*|merg(?:e|ed)|switch(?:ed)? (?:to|over)|framework|regression|transition|command|pipeline|clean-?up|accidental\w*"
        ),
        "Run one failing case with the change and once more without it, in a test setup.",
        "it fails only with the change",
        "it fails without it too",
        "the engineer who owns the change",
    ),
    Mechanism.CAPACITY: Deciding(
        "load or a limit",
        _words(
            r"capacity|overload\w*|load(?![ -]?balanc)|traffic|demand|surge|spikes?|exhaust\w*|starv\w+|saturat\w+|contention|quotas?|rate.?limit\w*|throttl\w+|out of (?:memory|disk|space|capacity|connections)|oom\w*|memory|cpu|limits?|"
            r"backlogs?|queues?|noisy|scal(?:e|ed|ing) (?:up|out)|ip address(?:es)?|connection pool|too many|influx"
        ),
        "Lay the load and the limit in question over the first failures on one chart.",
        "the limit was reached before the first failure",
        "it was reached only afterwards or not at all",
        "the on-call engineer for capacity of the service",
    ),
    Mechanism.DATABASE: Deciding(
        "the database",
        _words(
            r"databases?|db|replica\w*|replication|primar(?:y|ies)|failed over|sql|mysql|postgres\w*|redis|elasticsearch|search index(?:es|ing)?|schemas?|datastores?|locks?|dead-?lock\w*|etcd|kafka|memcached"
        ),
        "Compare the errors and waiting times of the database with those of its callers, in order of time.",
        "the database's trouble came first",
        "it was healthy when the first request failed",
        "the on-call engineer of the database",
    ),
    Mechanism.NETWORK: Deciding(
        "the network",
        _words(
            r"network\w*|connectivity|connections?|reach(?:ing|ed)? (?:our|the|its)|rout(?:e|es|er|ers|ing|ed)|dns|coredns|resolvers?|load.?balancers?|prox(?:y|ies)|packets?|links?|transit|tls|ssl|firewalls?|vpn|vpc|bgp|switch(?:es)?|nat|ingress|traefik|subnets?"
        ),
        "Send the same request over the path in question and over another one.",
        "it fails only on this path",
        "it fails on both",
        "the network on-call engineer",
    ),
    Mechanism.STORAGE: Deciding(
        "storage",
        _words(r"storage|disks?|volumes?|file.?systems?|nfs|ebs|s3|buckets?|snapshots?|cach(?:e|es|ing|ed)|in-memory"),
        "Compare errors and waiting times of the storage with those of its callers, in order of time.",
        "the storage's trouble came first",
        "it was healthy when the first request failed",
        "the on-call engineer of the storage",
    ),
    Mechanism.DATA: Deciding(
        "the data",
        _words(r"data|records?|rows?|messages?|payloads?|formats?|corrupt\w*|malformed|encoding|images?|entries|files?|events?|fields?"),
        "Run one of the first failing items, and a neighbour that went through, in a test setup.",
        "only the failing item brings the failure back",
        "both pass or both fail",
        "the engineer who owns the processing of that data",
    ),
    Mechanism.CODE: Deciding(
        "a fault in the code",
        _words(
            r"bugs?|regressions?|defects?|code|race condition|leaks?|crash\w*|exceptions?|parser|logic|library|framework|kernel|software|workers?|jobs?|process(?:es)?|restart\w*|queries"
        ),
        "Reproduce one failing case in a test setup, once with the suspected part and once without it.",
        "it fails only with that part",
        "it fails without it too",
        "the engineer who owns the code in question",
    ),
}
OTHER = Deciding(
    "this cause",
    _words("(?!)"),
    "Find the first failing request and look whether what this names was already so just before it.",
    "it was, and requests without it went through",
    "it came after the first failure or was so all along",
    "the on-call engineer of the service",
)


def deciding(mechanism: Mechanism) -> Deciding:
    """How this kind is decided."""
    return DECIDING.get(mechanism, OTHER)


_ORDER = (
    Mechanism.PROVIDER,
    Mechanism.CREDENTIAL,
    Mechanism.HARDWARE,
    Mechanism.CHANGE,
    Mechanism.CAPACITY,
    Mechanism.DATABASE,
    Mechanism.NETWORK,
    Mechanism.STORAGE,
    Mechanism.CODE,
    Mechanism.DATA,
)


def mechanism_of(text: str) -> Mechanism:
    """The kind of cause that a text tells: the first in order of how much the words decide."""
    return next((kind for kind in _ORDER if DECIDING[kind].words.search(text)), Mechanism.OTHER)


def mechanisms_in(text: str) -> frozenset[Mechanism]:
    """All kinds that a text has words for."""
    return frozenset(kind for kind in _ORDER if DECIDING[kind].words.search(text))
