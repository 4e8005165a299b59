"""Where no sentence names a cause: a change near the start, a component other than the one that failed that is told to be in trouble.

Each is worded as what it is, a coincidence in time or in place, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from assistant.analysis.causes.candidate import Candidate, Source, quoted
from assistant.analysis.causes.mechanisms import Mechanism, deciding
from assistant.analysis.causes.telling import Told
from assistant.analysis.causes.wording import HEDGED_EFFECT, MECHANISM, content, denied, no_help, recovered
from assistant.records.model import EscalationRecord

NEAR_START = timedelta(minutes=30)
"""How long after the start of the impact an entry may be to count as told at its onset."""

_REPAIR = re.compile(
    r"\b(?:fix(?:es|ed|ing)?|mitigat\w+|hot-?fix\w*|rollback|roll(?:ed|ing)? back|revert\w*|remed\w+|recover\w*|workaround|resolv\w+|restor\w+|patch(?:es|ed)?)\b",
    re.IGNORECASE,
)
_TOLD_CHANGE = re.compile(
    r"\b(?:deploy(?:ed|ment|ments)|released?|roll-?out|rolled out|migrat(?:ed|ion|ing)|upgrad(?:e|ed|ing)|merged|maintenance|config\w* change|changed|switched|fail(?:ed)? ?over|rotated|renewed|expired|deleted|"
    r"removed|scal(?:ed|ing) (?:up|down)|enabled|version bump|updated|recent change|redeployed|traffic (?:rise|spike|surge|increase)|(?:spike|surge|increase|rise) in (?:traffic|load|demand|requests))\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:issues?|problems?|errors?|fail\w*|outage|degrad\w+|down|unhealthy|overload\w*|crash\w*|timeouts?|timing out|stuck|slow|lost|unavailable|interrupt\w+|spike|exceed\w*|full|backlog|backed up|pressure|resolved the issues?|"
    r"cut|fix|broken|unreachable|not reach\w*|unable|capacity|flap\w*|drained|faulty|rate.?limit\w*)\b",
    re.IGNORECASE,
)
_COMPONENTS = (
    Mechanism.PROVIDER,
    Mechanism.HARDWARE,
    Mechanism.CREDENTIAL,
    Mechanism.DATABASE,
    Mechanism.NETWORK,
    Mechanism.STORAGE,
    Mechanism.CAPACITY,
)

_LOOKING = re.compile(r"\b(?:investigat\w+|reports? of|experiencing (?:an? )?(?:issue|problem)s?)\b", re.IGNORECASE)
_FAILING_CHANGE = re.compile(
    r"\b(?:slow|failing|failed|stuck|delayed|new|unable to|cannot) (?:\w+ ){0,3}(?:deploy\w*|upgrad\w*|migrat\w*|merg\w*|releas\w*)|\b(?:deploy\w*|upgrades?|migrations?|merges?|releases?) (?:\w+ ){0,3}(?:fail\w*|slow\w*|delay\w*|stuck|latency)\b",
    re.IGNORECASE,
)
"""Deploying, or merging, is what customers cannot do: an effect."""


_CUSTOMERS = re.compile(r"\b(?:customers?|users|you)\b", re.IGNORECASE)


def from_changes(told: Sequence[Told], record: EscalationRecord) -> Iterator[Candidate]:
    """What somebody changed shortly before the start or at it."""
    for said in told:
        if (
            not said.is_real
            or denied(said.text)
            or recovered(said.text)
            or not _TOLD_CHANGE.search(said.text)
            or _REPAIR.search(said.text)
            or no_help(said.text)
        ):
            continue
        if _LOOKING.search(said.text) or _FAILING_CHANGE.search(said.text) or _CUSTOMERS.search(said.text):
            continue
        if _near_start(said, record) or re.search(r"\b(?:recent|earlier|latest|scheduled|routine)\b", said.text, re.IGNORECASE):
            yield Candidate(
                Source.CHANGE,
                f"A change told near the start: {quoted(said.text)}.",
                said.text,
                (said.tag,),
                False,
                said.entry,
                f"the change near the start ({said.tag})",
            )


def _near_start(said: Told, record: EscalationRecord) -> bool:
    if record.started_at and said.at:
        return said.at <= record.started_at + NEAR_START
    return said.entry == 0


_EXPECTED = re.compile(r"\b(?:should|will|would|may|means)\b", re.IGNORECASE)


def from_components(told: Sequence[Told], record: EscalationRecord) -> Iterator[Candidate]:
    """A part other than the one that failed, told to be in trouble."""
    title = content(record.title)
    for said in told:
        if not said.is_real or denied(said.text) or (recovered(said.text) and not deciding(Mechanism.PROVIDER).words.search(said.text)):
            continue
        if (
            _LOOKING.search(said.text)
            or _EXPECTED.search(said.text)
            or HEDGED_EFFECT.search(said.text)
            or not (_TROUBLE.search(said.text) or MECHANISM.search(said.text))
        ):
            continue
        for kind in _COMPONENTS:
            part = deciding(kind).words.search(said.text)
            if (
                part
                and content(part.group())
                and (kind is Mechanism.PROVIDER or not content(part.group()) <= title)
                and not _of_customers(said.text, kind)
            ):
                name = deciding(kind).name
                yield Candidate(
                    Source.COMPONENT,
                    f"Something with {name}: {quoted(said.text)}.",
                    said.text,
                    (said.tag,),
                    False,
                    said.entry,
                    f"{name} ({said.tag})",
                )
                break


def _of_customers(text: str, kind: Mechanism) -> bool:
    """Whether it tells what customers go through; a provider's trouble is told in the same breath and stays."""
    return kind is not Mechanism.PROVIDER and _CUSTOMERS.search(text) is not None
