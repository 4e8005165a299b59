"""Claims about loss: data told as lost, shown or safe, held against what the record says of it."""

from __future__ import annotations

import re

from assistant.checks.basis import Basis
from assistant.checks.deeds import NEGATION, Claim
from assistant.checks.finding import FindingSeverity
from assistant.checks.outcomes import HEDGED
from assistant.checks.senses import Axis, kin, sense, sense_words, weighty
from assistant.checks.wording import content_stems, stem
from assistant.evidence.facts import Mode
from assistant.records.model import EscalationRecord

_DATA = r"(?:data|records?|orders?|files?|messages?|events?|transactions?|information|content|metrics?|logs?|e-?mails?|uploads?|bookings?|payments?|documents?|backups?|rows?|entr(?:y|ies)|figures?|reports?|invoices?|tickets?|credentials|passwords)"
_LOST = r"(?:lost|loss(?:es)?|losing|lose|deleted|corrupt(?:ed|ion)?|leaked|exposed|breach(?:ed)?|compromised|stolen|accessed by|destroyed|disappeared|overwritten|wiped|doubled)"
_LOSS = re.compile(
    rf"\b{_DATA}\b[^.;,]{{0,30}}\b{_LOST}\b|\b{_LOST}\b[^.;,]{{0,30}}\b{_DATA}\b|\bloss of {_DATA}\b"
    r"|\b(?:is|are|was|were|been|got|be) (?:\w+ ){0,2}?(?:lost|deleted|corrupted|leaked|exposed|compromised|stolen|destroyed|overwritten|wiped)\b",
    re.IGNORECASE,
)
_LOST_STEMS = frozenset(
    stem(word)
    for word in [
        "lost",
        "deleted",
        "corrupted",
        "leaked",
        "exposed",
        "compromised",
        "stolen",
        "destroyed",
        "overwritten",
        "data",
        "restore",
    ]
)
_SAFE = re.compile(
    r"\b(?:safe(?:ly)?|intact|unharmed|complete|stored|kept|waits?|waiting|queued|set aside|held back|0 differences|no differences?|nothing missing)\b",
    re.IGNORECASE,
)


def loss(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """Loss of data claimed or denied against the record, or without it."""
    found = _LOSS.search(quote)
    if quote.endswith("?") or HEDGED.search(_COULD_NOT.sub(" ", quote)) or re.search(r"\bwill\b", quote, re.IGNORECASE):
        return None
    if not found:
        return _loss_in_other_words(quote, basis)
    denies = NEGATION.search(quote) is not None
    about = content_stems(quote) - _LOST_STEMS
    told = [point for point in basis.points if point.mode is not Mode.SUSPECTED and (_LOSS.search(point.said))]
    said = [
        NEGATION.search(point.said) is not None
        for point in told
        if denies or not about or about & point.stems or NEGATION.search(point.said)
    ]
    if (
        denies in said
        or (denies and any(_SAFE.search(point.text) for point in basis.points))
        or (not denies and _lost_in_record(about, basis))
    ):
        return None
    suggestion = "Say it in the record's words, or say that it is still being checked."
    if said:
        return "data_loss", FindingSeverity.BLOCK, "The record says the opposite about lost or exposed data.", suggestion
    return "data_loss", FindingSeverity.WARN, "The record says nothing about lost or exposed data.", suggestion


def _lost_in_record(about: frozenset[str], basis: Basis) -> bool:
    """Whether a clause tells the loss of these in any words: "two guest names lost in the export"."""
    told = (
        point
        for point in basis.points
        if point.mode is not Mode.SUSPECTED and len(about & point.stems) > 0.5 * len(about) and _LOST_WORD.search(point.text)
    )
    return any(sense(point.text).get(Axis.DATA) is False for point in told)


_LOST_WORD = re.compile(rf"\b{_LOST}\b", re.IGNORECASE)


_COULD_NOT = re.compile(r"\bcould(?: not|n['’]t)\b", re.IGNORECASE)


def _loss_in_other_words(quote: str, basis: Basis) -> Claim | None:
    """A loss told by what became of the things: "we are missing 35 records", "strangers got into rooms"."""
    if sense(quote).get(Axis.DATA) is not False or not (
        _HARMED.search(quote) or any(Axis.DATA in sense(point.text) for point in basis.points)
    ):
        return None
    topic = weighty(kin(quote)) - sense_words(quote)
    for point in basis.points:
        if point.mode is not Mode.SUSPECTED and sense(point.text).get(Axis.DATA) is False and (not topic or topic & kin(point.text)):
            return None
    return (
        "data_loss",
        FindingSeverity.WARN,
        "The record reports no such loss.",
        "Say it in the record's words, or say that it is still being checked.",
    )


_HARMED = re.compile(
    rf"\b{_DATA}\b|\b(?:strangers|unauthori[sz]ed|names?|addresses|personal|visible to|attachments?|readings?|plans?|photos?|recordings?|drafts?|accounts?|copies|history|results?|samples?)\b",
    re.IGNORECASE,
)
"""Things that can be lost or shown, and those to whom."""
