"""How far a sentence goes: of all where the record says some, and the opposite of what the record says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.checks.basis import Basis, Point
from assistant.checks.deeds import UNREAL, Claim, is_plan
from assistant.checks.finding import FindingSeverity
from assistant.checks.outcomes import HEDGED
from assistant.checks.senses import kin, sense, worded
from assistant.checks.wording import content_stems, stem
from assistant.evidence.facts import Mode
from assistant.evidence.notation import number_in_digits, number_in_words
from assistant.evidence.values import ValueKind, extract_values
from assistant.records.model import EscalationRecord

UNIVERSAL = re.compile(r"\b(?:all|every|each|entire|whole|both|none|nobody|no one|any|always|only)\b", re.IGNORECASE)
_ALL = re.compile(
    r"\b(?P<all>all|every|each|entire|any|whole|both|none|nobody|no one|100\s?%)(?: of)?(?: (?:your|our|the|these|those|other))?(?: (?P<count>\d[\d,.]*|[a-z]+teen|twenty|three|four|five|six|seven|eight|nine|ten|twelve)(?: of (?:your|our|the|these|those))?)?"
    r"(?: (?P<noun>[^\W\d_]+(?: [^\W\d_]+)?))?",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:some|subset|few|several|part|partial\w*|portion|number|small|limited|majority|certain|only|most|other|others|rest|new|\d+(?:\.\d+)?\s?%)\b|\b[\d,]+ (?:out )?of (?:the )?[\d,]+\b",
    re.IGNORECASE,
)
_FINE = re.compile(
    r"\b(?:unaffected|unharmed|not (?:affected|impacted)|(?:is|are|was|were|work|works) (?:fine|normal|correct|right|current)|normally|works?|do not|does not|can)\b",
    re.IGNORECASE,
)
_OF_TIME = frozenset(
    stem(word)
    for word in [
        "minute",
        "hour",
        "day",
        "night",
        "week",
        "month",
        "time",
        "question",
        "detail",
        "step",
        "moment",
        "effort",
        "reason",
        "way",
        "update",
        "morning",
    ]
)
_NOT_NOUNS = frozenset(
    stem(word)
    for word in [
        "are",
        "is",
        "was",
        "were",
        "have",
        "has",
        "work",
        "works",
        "arrive",
        "arrived",
        "carry",
        "show",
        "need",
        "see",
        "print",
        "can",
        "could",
        "been",
    ]
)
_PREPOSITIONS = frozenset({"on", "in", "at", "of", "with", "from", "by", "to", "for", "seen"})
NEGATED = re.compile(r"\b(?:no|not|none|never|without|neither|nor|cannot|nobody|nothing|unable)\b|n['’]t\b", re.IGNORECASE)
_BAD = re.compile(
    r"\b(?:un)?(?:affect|impact|lost|lose|fail|wrong|late\b|slow|dark\b|down\b|reject|broken|missing|error|stop|unavailable|declin|delay|block|delet|corrupt|expos|doubl|twice)\w*",
    re.IGNORECASE,
)
_NOT_ALL = re.compile(r"(?:\b(?:not|nor|no|without|never)|n['’]t)\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE)
_PLANNED_FOR = re.compile(
    r"\b(?:will|['’]ll|would|should|shall|to be|once|when|after|until|before|whether|plan\w*|expect\w*|aim\w*|hop(?:e|ing)|intend\w*|goal|want|going to|scheduled)\b",
    re.IGNORECASE,
)
_REST = re.compile(r"\b(?:other|others|remaining|rest|further)\b|\b[\d,]+ (?:out )?of (?:the )?[\d,]+\b", re.IGNORECASE)
EXCEPT = re.compile(
    r"\b(?:(?<!read-)only|without|except|other than|apart from|unless|confined|limited|restricted|isolated|just|but for|save for|aside from|beyond)\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|can|cannot|could|will|would|remain\w*|work|works|worked)(?:n['’]t)?\b|\b\w+(?:ed|s)\b(?=\s+(?:not|no)\b)",
    re.IGNORECASE,
)
OBLIGED = re.compile(r"\b(?:must|ought to|(?:has|have|had) (?:still |yet |first )?to|is to|are to)\b", re.IGNORECASE)
"""What ought to be tells nothing of what is."""
IDIOM = re.compile(
    r"\b(?:all (?:along|the (?:time|while|same)|in all|too|but|day|night|morning|afternoon|evening)|above all|once and for all)\b",
    re.IGNORECASE,
)
"""An "all" of no number."""
PIECE = re.compile(r"[;:]\s+|(?<!\btoo),\s+(?!\d|too\b|as well\b)|\s+(?:and(?! \d)|but|while|although|because|so(?! far))\s+|\s+[-–—]\s+")


def scope(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """All told where the record speaks of a part."""
    quote = IDIOM.sub(" ", quote)
    for match in _ALL.finditer(quote):  # "not all", "no effect on every ..." are no universal claims
        before = quote[: match.start()]
        if (
            (NEGATED if match["all"].lower() == "any" else _NOT_ALL).search(before)
            or _PLANNED_FOR.search(before[-30:])
            or re.search(r"\bif\b", before, re.IGNORECASE)
        ):
            continue
        nouns = _things(match)
        if nouns & _OF_TIME or (not nouns and match["all"].lower() not in {"nobody", "no one"}):
            continue
        rest = content_stems(quote) - nouns - content_stems(match["all"])
        if _speaks_of_a_part(nouns, rest, quote, basis) and not _backed(nouns, rest, match, basis):
            message = "The record speaks of a part here, and the sentence of all."
            return "scope", FindingSeverity.WARN, message, "Give the scope that the record gives."
    return None


def _things(said: re.Match[str]) -> frozenset[str]:
    """What "all" is said of; empty for "all on version 5.1" and "for each number"."""
    words = (said["noun"] or "").split()
    rate = said["all"].lower() in {"each", "every"} and re.search(r"\b(?:for|per|in|on)\s+$", said.string[: said.start()])
    if rate or not words or words[0].lower() in _PREPOSITIONS:
        return frozenset()
    return content_stems(" ".join(word for word in words if not word.endswith("ed"))) - _NOT_NOUNS


def _speaks_of_a_part(nouns: frozenset[str], rest: frozenset[str], quote: str, basis: Basis) -> bool:
    known = {each for each in nouns if any(each in point.stems for point in basis.points)}
    real = [point for point in basis.points if not is_plan(point) and point.mode is not Mode.PLANNED]
    if re.search(r"\b(?:entire|whole)\b", quote, re.IGNORECASE) and any(_FINE.search(point.text) for point in real):
        return True
    if known:
        about = [point for point in real if known & point.stems and (rest & point.stems or len(point.stems) <= 3)]
        return any(
            _PART.search(point.text) or _FINE.search(point.text) or _narrowed(known, point, quote) or _counts_fewer(known, point, quote)
            for point in about
        )
    # "Your whole fleet": another word for what the record counts in part.
    near = [point for point in real if len(rest & point.stems) >= max(2, 0.5 * len(rest))]
    return bool(near) and any(
        re.search(r"\b[\d,]+ (?:out )?of (?:the )?[\d,]+\b", point.text) or _FINE.search(point.text) for point in real
    )


def _counts_fewer(nouns: set[str], point: Point, quote: str) -> bool:
    """Whether the clause counts fewer of the thing than the sentence does: "29 hotels" beside "all 63 of your hotels"."""

    def counts(text: str) -> list[float]:
        return [value.amount for value in extract_values(text) if value.amount is not None and value.unit and stem(value.unit) in nouns]

    told = [value.amount for value in extract_values(quote) if value.kind is ValueKind.NUMBER and value.amount]
    held = counts(point.text)
    return bool(told and held) and max(held) < max(told)


def _narrowed(nouns: set[str], point: Point, quote: str) -> bool:
    """Whether the clause names a kind of the thing that the sentence does not: "the northern district"."""
    for word in re.finditer(r"\b([a-z]{3,}(?:-[a-z]+)*)\s+([^\W\d_]+)", point.text):
        named = stem(word[2]) in nouns and content_stems(word[1]) and not word[1].endswith(("ed", "ing", "s"))
        if named and word[1] not in quote.lower():
            return True
    return False


def _backed(nouns: frozenset[str], rest: frozenset[str], said: re.Match[str], basis: Basis) -> bool:
    """Whether the record itself says all, both, or none of these."""
    count = said["count"]
    if said["all"].lower() in {"none", "nobody", "no one"} and any(
        NEGATED.search(point.said) and nouns <= point.stems and rest & point.stems for point in basis.points
    ):
        return True
    for point in basis.points:
        for match in _ALL.finditer(point.text):
            theirs = _things(match)
            same_count = not (count and match["count"]) or _number(count) == _number(match["count"])
            if same_count and not is_plan(point) and (theirs & nouns or not nouns) and rest & point.stems:
                return True
    return False


def _number(said: str) -> float | None:
    return number_in_digits(said.rstrip(".,")) if said[0].isdigit() else number_in_words(said)


def reversed_sense(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """The opposite of what the record says of the same thing."""
    if quote.endswith("?") or HEDGED.search(_STILL.sub(" ", quote)):
        return None
    for piece in PIECE.split(quote):
        stems = worded(kin(piece))
        verb = _AUXILIARY.search(piece)
        if len(stems) < 2 or EXCEPT.search(piece) or OBLIGED.search(piece) or UNREAL.search(_ABLE.sub(" ", NEGATED.sub(" ", piece))):
            continue
        if _SAID_BY.search(piece) or _TURN.search(piece):
            continue
        subject = worded(kin(piece[: verb.start()])) if verb else stems
        beside = [
            their
            for their, held, _ in pieces_of(basis)
            if _same_thing(stems, subject, held) and _same_ones(piece, their) and not _CONDITION.search(their)
        ]
        negated, bad = _sense(piece)
        opposite = [their for their in beside if _sense(their)[0] != negated and _sense(their)[1] == bad and not _agree(piece, their)]
        if beside and len(opposite) == len(beside):
            message = f"The record says the opposite: “{opposite[0].strip(' .')}”."
            return "negation", FindingSeverity.WARN, message, "Say it as the record does, or correct the record."
    return None


_SAID_BY = re.compile(
    r"^\W*(?:as|which) [^,;]{0,40}\b(?:confirm|said|says?|told|report|show|state|prove)\w*\W*$|\b(?:promis\w+|offer(?:s|ed)|propos\w+)\b",
    re.IGNORECASE,
)
"""Whose word it is, or what somebody wants: "as the vendor has confirmed", "has promised us an answer"."""
_TURN = re.compile(r"\bagain\b|\b(?:did|does|do|has|have)(?: not|n['’]t) last\b", re.IGNORECASE)
"""What changed since: held against the record's ends."""
_CONDITION = re.compile(r"\b(?:if|unless|once|applies after|apply after)\b", re.IGNORECASE)


def _agree(piece: str, their: str) -> bool:
    """Whether both tell good, or both ill, each in its own words: "has not suffered" beside "works"."""
    told, held = sense(piece), sense(their)
    return bool(told and held) and set(told.values()) == set(held.values())


_STILL = re.compile(r"\bstill\b", re.IGNORECASE)
_ABLE = re.compile(r"\b(?:can|could|cannot|able)\b", re.IGNORECASE)


def _same_thing(stems: frozenset[str], subject: frozenset[str], held: frozenset[str]) -> bool:
    if not subject <= held or len(held) < 2:
        return False
    shared = len(stems & held)
    return shared >= max(2, 0.6 * len(stems)) or (held <= stems and bool(subject))


_SHORT_NAME = re.compile(r"\b[A-Z]{2,5}\b")


def _same_ones(piece: str, their: str) -> bool:
    """Whether both may speak of the same ones: "the other 482" are not the 702, "your US users" not all users."""
    if not set(_SHORT_NAME.findall(piece)) <= set(_SHORT_NAME.findall(their)):
        return False
    counts = {value.canonical for value in extract_values(piece) if value.kind is ValueKind.NUMBER}
    return not _REST.search(piece) and counts <= {value.canonical for value in extract_values(their) if value.kind is ValueKind.NUMBER}


def _sense(text: str) -> tuple[bool, bool]:
    return NEGATED.search(text) is not None or _LACKING.search(text) is not None, _BAD.search(text) is not None


_LACKING = re.compile(r"\black(?:s|ed|ing)?\b", re.IGNORECASE)


@lru_cache(maxsize=64)
def pieces_of(basis: Basis) -> tuple[tuple[str, frozenset[str], str], ...]:
    """The parts of the clauses that tell what is: each with its words, and the clause."""
    return tuple(_each_piece(basis))


def _each_piece(basis: Basis) -> Iterator[tuple[str, frozenset[str], str]]:
    for point in basis.points:
        if not is_plan(point) and point.mode is not Mode.SUSPECTED:
            of = f"{point.label}: " if point.label and point.field != point.label and not _FORM.match(point.label) else ""
            for piece in PIECE.split(point.text):
                if not EXCEPT.search(piece):
                    yield f"{of}{piece}", worded(kin(f"{of}{piece}")), point.text


_FORM = re.compile(
    r"(?:(?:customer )?impact|log|summary|description|title|status|cause|root cause|eta|credit|plan|next|next steps?|next action|severity|customer|diagnosis|workaround|issue|update|resolution|fix|actions?|prevention|owner|services?|note)$",
    re.IGNORECASE,
)
"""Labels of the form, which say nothing of the clause; another ("Scan data") is what the clause is about."""
