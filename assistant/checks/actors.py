"""Who did what: a deed of one person told as another's, of ours as the customer's, of somebody whom the record does not name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.checks.basis import Basis, Point
from assistant.checks.deeds import Claim, is_plan
from assistant.checks.finding import FindingSeverity
from assistant.checks.senses import kin
from assistant.checks.wording import content_stems, stem
from assistant.evidence.values import ValueKind, extract_values
from assistant.records.model import EscalationRecord

_NAME = r"(?-i:\b[A-Z][\w’'-]{1,30}(?: (?:de|van|von|der|al|bin))?(?: [A-Z][\w’'-]{1,30}){1,3})"
_OUTSIDE_WORDS = (
    "vendor provider operator maker supplier carrier manufacturer printer contractor subcontractor partner authority technician electrician landlord host hoster "
    "customer client user teacher reader driver hospital school bank shop store team department manager administrator admin reseller bureau staff people crew personnel"
)
_OWNED_HAND = r"(?-i:\b[A-Z][\w-]+['’]s?)(?: [a-z][\w-]+){1,3}?"
_GROUP = r"(?:[\w’'-]+ ){1,2}(?:staff|people|crew|personnel)"
_OUTSIDE = frozenset(stem(word) for word in _OUTSIDE_WORDS.split())
_OURS = re.compile(r"^(?:we|us|I|our\b.*)$", re.IGNORECASE)
_PAST = r"(?:[a-z]{2,}(?:ed|ing)|found|sent|began|took|made|ran|built|saw|told|wrote|put|set|cut|gave|brought|rebuilt|chose|broke|lost|led)"
_ACTIVE = re.compile(
    rf"^(?:(?:At|On|By|Since|Then|Yesterday|Today)\b[^,]{{0,40}}, )?(?P<who>{_OWNED_HAND}|{_NAME}|{_GROUP}|(?-i:[A-Z][\w’'-]+)(?= (?:itself |themselves |himself |herself )?(?:has |have |had )?(?:also |already |then |quickly )?{_PAST}\b)|we|I|our [\w -]{{1,40}}?|your [\w’' -]{{1,40}}?|(?:the|an?) [\w’' -]{{1,60}}?)"
    rf"(?: ourselves| yourselves| itself| themselves| himself| herself)?(?: (?:has|have|had|is|are|was|were|also|now|already|then|quickly)){{0,3}} (?P<verb>{_PAST})\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    rf"\b(?P<verb>{_PAST})\b[^,;.]{{0,60}}?\bby (?P<who>{_NAME}|(?-i:[A-Z][\w-]+['’]s) [\w -]{{1,30}}|us|our [\w -]{{1,30}}|your [\w’'-]+(?: [\w’'-]+)?|the [\w’'-]+(?: [\w’'-]+)?(?: [\w’'-]+(?=\W*$))?)"
)
_BEING_DONE = re.compile(r"\b(?:is|are|was|were|been|being|be) (?:\w+ly )?$", re.IGNORECASE)
_SAID = frozenset(stem(word) for word in ["notice", "report", "detect", "find", "discover"])
_KIN = (
    _SAID,
    frozenset({stem("move"), stem("switch")}),
    frozenset({stem("exchange"), stem("replace")}),
    frozenset({stem("deploy"), stem("install"), stem("release")}),
)
_PLAIN_VERBS = frozenset(
    stem(word)
    for word in [
        "working",
        "continuing",
        "looking",
        "investigating",
        "monitoring",
        "affected",
        "being",
        "according",
        "including",
        "following",
        "during",
    ]
)


@dataclass(frozen=True)
class _Deed:
    """Who did what, as one sentence tells it: the verb's stem, and all that the sentence speaks of besides the doer."""

    who: str
    verb: str
    objects: frozenset[str]
    words: frozenset[str]


def _deeds(quote: str) -> Iterator[_Deed]:
    for pattern in (_ACTIVE, _PASSIVE):
        found = pattern.search(quote)
        if not found or found["who"].lower() in _NOBODY:
            continue
        described = _WITH_A_NAME.match(found["who"].strip())
        who, verb = described["name"] if described else found["who"].strip(), stem(found["verb"])
        passive = pattern is _ACTIVE and _BEING_DONE.search(quote[: found.start("verb")])
        if verb in _PLAIN_VERBS or (passive and not found["verb"].endswith("ing")):
            continue
        told = quote if pattern is _PASSIVE else quote[: found.end()] + _ASIDE.split(quote[found.end() :], maxsplit=1)[0]
        yield _Deed(who, verb, content_stems(told) - content_stems(found["who"]) - {verb}, kin(told) - kin(found["who"]))


_WITH_A_NAME = re.compile(r"(?:[Oo]ur|[Tt]he|[Yy]our) [\w -]*?(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)$")
"""A person with their place before the name: "our support colleague Yusuf"."""
_ASIDE = re.compile(r"[,;] |,? (?:because|so that|after|before|when|while|which|who|until)\b")
"""Where a clause ends and another begins that tells something else."""


_NOBODY = frozenset(
    [
        "it",
        "this",
        "that",
        "these",
        "those",
        "they",
        "he",
        "she",
        "nothing",
        "nobody",
        "everything",
        "all",
        "both",
        "some",
        "most",
        "none",
        "what",
        "which",
        "who",
        "there",
        "then",
        "now",
        "since",
    ]
)
"""Subjects that name no hand."""


def wrong_actor(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """A deed told of somebody else than the record tells it of."""
    if _wrong_owner(quote, basis):
        return "actor", FindingSeverity.WARN, "The record names them as somebody else's.", "Name who it was as the record does, or nobody."
    for deed in _deeds(quote):
        points = _telling(deed, quote, basis)
        if _is_name(deed.who) and deed.who not in _proper_names(basis):
            continue  # "Uploads failed because ..." begins with a capital as any sentence does
        if not points or any(_names(deed, point, record, basis) for point in points):
            continue
        if _is_ours(deed.who) and not all(_by_outsider(point, deed, basis) for point in points):
            continue
        if not _is_ours(deed.who) and _is_person(deed.who) and _wrote(record, deed.who, points):
            continue
        message = f"The record does not say that {deed.who[0].lower() + deed.who[1:] if not _is_person(deed.who) else deed.who} did this."
        return "actor", FindingSeverity.WARN, message, "Name who did it as the record does, or nobody."
    return None


_OWNED = re.compile(r"\b(?P<owner>our)(?: own)? (?P<what>[a-z-]+)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?P<owner>[\w-]+)['’]s? (?:own )?(?:[a-z-]+ )?(?P<what>[a-z-]+)\b|\b(?P<made>[a-z-]+) (?:of|from) (?:the )?(?P<by>[\w-]+)\b",
    re.IGNORECASE,
)


def _wrong_owner(quote: str, basis: Basis) -> bool:
    """Whether "our technician" is, wherever the record speaks of one, "the provider's technician"."""
    for owned in _OWNED.finditer(quote):
        what = stem(owned["what"])
        if what not in _HANDS:
            continue
        told = [point.text for point in basis.points if what in point.stems]
        owners = {(m["owner"] or m["by"]).lower() for text in told for m in _OTHERS.finditer(text) if stem(m["what"] or m["made"]) == what}
        if (
            owners
            and not any(re.search(r"\b(?:our|we|us)\b", text, re.IGNORECASE) for text in told)
            and {stem(owner) for owner in owners} & _OUTSIDE
        ):
            return True
    return False


_HANDS = frozenset(
    stem(word)
    for word in [
        "technician",
        "engineer",
        "electrician",
        "staff",
        "team",
        "crew",
        "specialist",
        "colleague",
        "developer",
        "driver",
        "people",
    ]
)
"""Those who do a deed for somebody."""


def _telling(deed: _Deed, quote: str, basis: Basis) -> list[Point]:
    """The clauses that tell the deed: its verb, or one of the family, and most of its objects; or the same clock time and a verb of the same kind."""
    verbs = next((family for family in _KIN if deed.verb in family), frozenset({deed.verb}))
    times = {value.canonical for value in extract_values(quote) if value.kind is ValueKind.TIME}
    told: list[tuple[float, Point]] = []
    head = re.split(r"\s(?:in|of|at|from|on|for|with)\s", deed.who)[0].split()[-1]
    a_hand = _is_person(deed.who) or _is_name(deed.who) or stem(head) in _OUTSIDE | _HANDS
    for point in _one_by_one(basis):
        if is_plan(point):
            continue
        shared = len(deed.words & kin(point.text))
        same_time = bool(times) and any(value.canonical in times for value in extract_values(point.text) if value.kind is ValueKind.TIME)
        verb_told = bool(verbs & point.stems)
        by_verb = verb_told and (same_time or len(deed.objects & point.stems) >= max(1, 0.5 * len(deed.objects)))
        in_other_words = a_hand and shared >= 2 and shared >= _MOST * len(deed.words)
        if by_verb or in_other_words:
            told.append((shared + 3 * same_time + 0.5 * verb_told, point))
    best = max((rank for rank, _ in told), default=0)
    return [point for rank, point in told if rank == best]


@lru_cache(maxsize=64)
def _one_by_one(basis: Basis) -> tuple[Point, ...]:
    """The clauses of the evidence, the entries of a log in one line each for itself: each names its doer."""
    parts = ((point, part) for point in basis.points for part in _NEXT_ENTRY.split(point.text))
    return tuple(point if part == point.text else replace(point, text=part, stems=content_stems(part)) for point, part in parts)


_NEXT_ENTRY = re.compile(r"; (?=\d\d:\d\d\b)")


_MOST = 0.6
"""Share of what a deed speaks of that a clause must hold to tell it, whatever its verb is."""


def _is_ours(who: str) -> bool:
    return _OURS.match(who) is not None


def _is_person(who: str) -> bool:
    return re.fullmatch(_NAME, who) is not None


def _names(deed: _Deed, point: Point, record: EscalationRecord | None, basis: Basis) -> bool:
    """Whether the clause names the one who did it, as the sentence does; "he" is whom the clause before named."""
    text = point.text
    if _PRONOUN.search(text):
        entries = _one_by_one(basis)
        place = entries.index(point)
        text = f"{entries[place - 1].text if place else ''} {text}"
    if _is_ours(deed.who):
        return re.search(r"\b(?:we|our|us)\b", text, re.IGNORECASE) is not None
    if _is_person(deed.who) or _is_name(deed.who):
        return any(word in text for word in deed.who.split() if len(word) > 2)
    owner = re.match(r"(?-i:[A-Z])[\w-]+(?=['’])", deed.who)
    if owner:
        return owner.group() in text
    heads = _heads(deed.who)
    told = [
        theirs for theirs in _deeds(_STAMP.sub("", point.text)) if _is_person(theirs.who) or _is_name(theirs.who) or _is_ours(theirs.who)
    ]
    if heads and any(theirs.verb == deed.verb for theirs in told):
        return False
    customer = record.customer.name if record else ""
    if re.match(r"your\b|the customer", deed.who, re.IGNORECASE) and customer and customer.casefold() in text.casefold():
        return True
    return not heads or bool(heads & content_stems(text))


_STAMP = re.compile(r"^\W*(?:\d{4}-\d\d-\d\d )?(?:\d\d:\d\d )?(?:[A-Z]{2,4}:? )?")
"""Date and time before a log entry's words."""
_PRONOUN = re.compile(r"\b(?:he|she|they|who)\b", re.IGNORECASE)


@lru_cache(maxsize=64)
def _proper_names(basis: Basis) -> frozenset[str]:
    """The words that the evidence writes with a capital wherever it has them."""
    words = frozenset(re.findall(r"[^\W\d_][\w’'-]+", "\n".join(item.text for item in basis.items)))
    return frozenset(word for word in words if word[0].isupper() and word.lower() not in words)


def _is_name(who: str) -> bool:
    return re.fullmatch(r"[A-Z][\w’'-]+", who) is not None and not _is_ours(who)


def _heads(who: str) -> frozenset[str]:
    """The words of a description that tell whose hand it was; empty for a thing ("the queue worker"), which acts by itself."""
    stems = content_stems(who)
    return stems if stems & _OUTSIDE or re.match(r"your\b", who, re.IGNORECASE) else frozenset()


def _by_outsider(point: Point, deed: _Deed, basis: Basis) -> bool:
    """Whether the clause gives the deed to the customer or a third party."""
    for theirs in _deeds(_STAMP.sub("", point.text)):
        if not _is_ours(theirs.who) and (_heads(theirs.who) or (_is_person(theirs.who) and _is_customer(theirs.who, basis))):
            return True
    return False


@lru_cache(maxsize=512)
def _is_customer(name: str, basis: Basis) -> bool:
    """Whether the evidence gives the name as the customer's."""
    pattern = re.compile(rf"\b(?:customer:?|for|escalation[,:]?|customer is) {re.escape(name)}", re.IGNORECASE)
    return any(item.field == "customer" and name in item.text for item in basis.items) or any(
        pattern.search(item.text) for item in basis.items
    )


def _wrote(record: EscalationRecord | None, who: str, points: list[Point]) -> bool:
    """Whether the person wrote the log entry, who then may well have done what it reports."""
    updates = record.updates if record else ()
    return any(update.author and update.author in who and point.text in update.text for update in updates for point in points)
