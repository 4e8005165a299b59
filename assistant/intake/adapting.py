"""What all foreign formats share: ids, titles, levels and states in the record's own terms, each change told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant.evidence.sentences import split_sentences
from assistant.intake.problems import quote
from assistant.records.model import Severity, Status

EVERYBODY = "All affected customers"
"""The customer of a record that was published for everybody."""

_LEVELS = {
    Severity.SEV1: ("critical", "high", "outage", "service_outage", "sev1", "p1", "s1"),
    Severity.SEV2: ("major", "medium", "service_disruption", "sev2", "p2", "s2"),
    Severity.SEV3: ("minor", "low", "service_information", "sev3", "p3", "s3"),
    Severity.SEV4: ("sev4", "p4", "s4"),
}
_UNRATED = {"", "none", "null", "unknown", "n/a"}
_STATES = {
    "open": Status.OPEN,
    "investigating": Status.INVESTIGATING,
    "identified": Status.IDENTIFIED,
    "monitoring": Status.MITIGATED,
    "mitigated": Status.MITIGATED,
    "available": Status.MITIGATED,
    "resolved": Status.RESOLVED,
    "completed": Status.RESOLVED,
    "closed": Status.CLOSED,
}
_ID_REFUSES = re.compile(r"[\s/\\]+|[^\w\s/\\:.,;@#+=~()\[\]-]", re.UNICODE)
LONGEST_TITLE = 160
_LONGEST_ID = 120
_THING = r"(?:issues?|incidents?|problems?|outages?|disruptions?|degradations?|faults?)"
_OVER = re.compile(
    rf"^\W*(?:(?:the |this |all )*{_THING} )?(?:(?:is|was|are|has been|have been) )?(?:now |fully |declared (?:as )?)*resolved\b[\W\d]*$"
    rf"|\b{_THING}\b[^.;\n]{{0,90}}\b(?:(?:has|have) been|is|are) (?:now |fully )*resolved\b"
    r"|^\W*(?:everything|all (?:systems|services))(?: is| are)?(?: now)? (?:operating normally|operational|back to normal|go)\W*$"
    rf"|\bwe(?: have|'ve|’ve)? (?:now |fully )*resolved (?:the|this|these|all)\b",
    re.IGNORECASE,
)
_NOT_QUITE = re.compile(
    r"\b(?:not|no|most|some|many|partial\w*|should|believe\w*|may|might|appears?|seems?|until|once|when|if|before|unless|will|mostly|except|remaining|majority|but|although|however|monitor\w*)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)


FIRST_PUBLISHED = "The first published entry counts as the acknowledgment."
"""A published log has told its customers something; the next message to them is no first answer."""


def adapt_id(value: object, notes: list[str]) -> str:
    """An id that a record can have; what it cannot hold becomes a dash."""
    given = str(value).strip()
    adapted = _ID_REFUSES.sub("-", given).strip("-")[:_LONGEST_ID]
    if adapted != given:
        notes.append(f"The id {quote(given)} became {quote(adapted)}, because a record's id holds no blank and no slash.")
    return adapted


def adapt_severity(value: object, notes: list[str]) -> Severity | None:
    """The level that a foreign word stands for: critical or high SEV-1, major or medium SEV-2, minor or low SEV-3, nothing for "none"."""
    word = re.sub(r"^sev(?:erity)?[-_ ]?(?=\d$)", "sev", str(value or "").strip().lower())
    word = f"sev{word}" if word in {"1", "2", "3", "4"} else word
    if word in _UNRATED:
        return None
    level = next((level for level, words in _LEVELS.items() if word in words), None)
    if level is None:
        notes.append(f"The severity {quote(value)} has no counterpart; the record carries none.")
    elif not word.startswith("sev"):
        notes.append(f"The severity {quote(value)} is taken as {level.value}.")
    return level


def adapt_status(value: object) -> Status | None:
    """The state that a foreign word stands for; None for words such as "update" that say nothing of it."""
    return _STATES.get(str(value or "").strip().lower())


def says_resolved(text: str) -> bool:
    """Whether a log entry says, without reserve, that the problem is resolved."""
    return any(_OVER.search(sentence) and not _NOT_QUITE.search(sentence) for sentence in re.split(r"(?<=[.!?])\s+|\n+", text))


def adapt_title(value: str, notes: list[str]) -> tuple[str, str | None]:
    """A title of one line, and the whole text as description where the title had to be cut."""
    whole = " ".join(value.split())
    spans = split_sentences(whole)
    first = whole[: spans[0].end] if spans else whole
    if len(first) <= LONGEST_TITLE:
        return first, None if first == whole else value.strip()
    cut = first[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
    notes.append("The title was cut; its whole text is the description.")
    return cut, value.strip()


def text_of(value: Mapping[str, Any], *keys: str) -> str:
    """The first of these keys that holds text."""
    return next((found.strip() for key in keys if isinstance(found := value.get(key), str) and found.strip()), "")


def unread_note(value: Mapping[str, Any], read: frozenset[str]) -> list[str]:
    """One note with the keys that hold something and were not read."""
    left = [key for key, item in value.items() if key not in read and item not in (None, "", [], {})]
    return [f"Not read: {', '.join(sorted(quote(key)[1:-1] for key in left))}."] if left else []
