"""Small turns of phrase that keep a quoted log entry honest: a plan stays a plan, an older figure carries its time."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.drafting.slots import MAX_STATEMENT
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import say_time
from assistant.records.model import EscalationRecord, Status

_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\b\d{1,2} ?[ap]\.?m\b", re.IGNORECASE)
_FUTURE = re.compile(
    r"\b(?:will|won't|'ll|shall|plan\w*|expect\w*|estimat\w*|scheduled|going to|about to|intend\w*|aim\w*|anticipat\w*|hope|preparing|ready to|next)\b",
    re.IGNORECASE,
)
_MEANWHILE = re.compile(r"^(?:in the (?:meantime|interim|meanwhile)|meanwhile|for now|until then),?\s+", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def tidy(text: str) -> str:
    """One line, first letter a capital, never longer than a statement may be."""
    flat = _SPACE.sub(" ", text).strip(" \t-–•")
    flat = re.sub(r"\\(?=[-.])", "", flat)
    flat = re.sub(r"\[([^\]]+)\]\((?:https?:)?[^)]*\)", r"\1", flat)
    flat = re.sub(r"<(https?://[^>]+)>", r"\1", flat)
    flat = flat[:1].upper() + flat[1:] if flat[:2].islower() or flat[1:2] in {"", " "} else flat
    return shorten(flat)


def shorten(text: str, limit: int = MAX_STATEMENT - 60) -> str:
    """Cut at the last clause boundary before the limit, marked with an ellipsis, so that no value is cut in two."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    cut = max(head.rfind("; "), head.rfind(", "), head.rfind(" - "))
    head = head[:cut] if cut > limit // 3 else head[: head.rfind(" ")]
    return f"{head.rstrip(' ,;-')} …"


def lower_first(text: str) -> str:
    """The text with a small first letter, unless its first word is a name, an acronym or "I"."""
    word = text.split(" ", 1)[0]
    is_name = len(word) > 1 and not word[1:].replace("'", "").replace("-", "").islower()
    return text if is_name or word in {"I", "I'm", "I'll"} else text[:1].lower() + text[1:]


def stamped(text: str, at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """A deed with the time of its log entry behind it, unless it names a clock time itself."""
    clean = tidy(text)
    if _CLOCK.search(clean):
        return clean
    bare = clean.rstrip(".")
    return f"{bare} ({say_time(at, now=now, zone=zone)})"


def as_of(text: str, at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """An older observation that cannot be read as today's."""
    clean = tidy(text)
    return clean if _CLOCK.search(clean) else f"As of {say_time(at, now=now, zone=zone)}: {clean}"


def meanwhile(text: str) -> str:
    """A workaround as advice until the end of the impact."""
    return f"Until then: {tidy(_MEANWHILE.sub('', tidy(text)))}"


def as_plan(text: str) -> str:
    """A plan that cannot be read as a deed."""
    clean = tidy(text)
    first = split_sentences(clean)[0].quote if split_sentences(clean) else clean
    return clean if _FUTURE.search(first) else f"Planned: {clean}"


_ANNOUNCED = re.compile(
    r"^we(?: are|['’]re| have|['’]ve)(?: currently| still| been)* (?:investigating|experiencing|seeing|aware of|looking into|observing|noticing) (?=\w)",
    re.IGNORECASE,
)


_SAID_OVER = re.compile(
    r"^(?:the )?((?:issue|incident|problem)s? (?:with|affecting|in) .+?) (?:has|have|had) been (?:resolved|mitigated|fixed)\b.*$",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|experienced|failed|returned|showed|could not|began|started|saw|received|lost|stopped)\b", re.IGNORECASE
)


def reported(text: str, at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """An observation from while it lasted, told after it is over: in the present tense it needs the time at which it was true."""
    clean = tidy(text)
    return clean if _PAST.search(clean) else f"Reported at {say_time(at, now=now, zone=zone)}: {clean}"


def issue_phrase(record: EscalationRecord) -> str:
    """The title as the middle of a subject line: sentence case lowered, names kept, no full stop, at most 140 characters."""
    title = _ANNOUNCED.sub("", _SPACE.sub(" ", record.title).strip().rstrip("."))
    over = _SAID_OVER.match(title)
    title = over[1] if over else title
    rest = title.split(" ", 1)[1] if " " in title else ""
    words = [word for word in rest.split() if word[:1].isalpha()]
    sentence_case = bool(words) and sum(word[0].islower() for word in words) >= len(words) / 2
    first = title.split(" ", 1)[0]
    named = {word for service in record.services for word in service.split()}
    elsewhere = " ".join([record.description or "", *(update.text for update in record.updates)])
    is_name = first in named and not re.search(rf"\b{re.escape(first.lower())}\b", elsewhere)
    phrase = lower_first(title) if sentence_case and not is_name else title
    if len(phrase) <= 140:
        return phrase
    return shorten(phrase, 138)


def status_phrase(record: EscalationRecord, *, improving: bool) -> str:
    """Where it stands, for the subject line; `improving` when the newest report says that it gets better."""
    if improving and record.status in {Status.OPEN, Status.INVESTIGATING, Status.IDENTIFIED}:
        return "improving, not yet closed"
    return {
        Status.OPEN: "we are on it",
        Status.INVESTIGATING: "still investigating",
        Status.IDENTIFIED: "problem identified, not yet fixed",
        Status.MITIGATED: "mitigated, not yet closed",
        Status.RESOLVED: "resolved",
        Status.CLOSED: "closed",
    }[record.status]


def addressed(text: str, *names: str) -> str:
    """The text as it is said to its reader.

    After a preposition, after "tell" and the like, and in the genitive, the reader's name and the customer's become "you" and "your";
    anywhere else, as in "64 orders of NAME", a name stays, because the sentence around it may not fit a "you".
    """
    for name in filter(None, names):
        known = re.escape(name)
        text = re.sub(rf"\b{known}['’]s?(?=\s+\w)", "your", text)
        text = re.sub(
            rf"\b((?i:for|to|with|from|by|tell|give|show|send|ask|call|inform|update)) {known}\b(?!\s+[A-Z])",
            r"\1 you",
            text,
        )
    return text
