"""Who did what: a deed of one person told as another's, of ours as the customer's, of somebody whom the record does not name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.checks.basis import Basis, Point
from assistant.checks.context import CheckContext
from assistant.checks.deeds import Claim, is_plan
from assistant.checks.finding import FindingSeverity
from assistant.checks.wording import content_stems, stem
from assistant.evidence.values import ValueKind, extract_values

_NAME = r"(?-i:\b[A-Z][\w’'-]{1,30}(?: (?:de|van|von|der|al|bin))?(?: [A-Z][\w’'-]{1,30}){1,3})"
_OUTSIDE_WORDS = (
    "vendor provider operator maker supplier carrier manufacturer printer contractor subcontractor partner authority technician electrician landlord host hoster "
    "customer client user teacher reader driver hospital school bank shop store team department manager administrator admin reseller bureau"
)
_OUTSIDE = frozenset(stem(word) for word in _OUTSIDE_WORDS.split())
_OURS = re.compile(r"^(?:we|us|I|our\b.*)$", re.IGNORECASE)
_PAST = r"(?:[a-z]{2,}(?:ed|ing)|found|sent|began|took|made|ran|built|saw|told|wrote|put|set|cut|gave|brought|rebuilt|chose|broke|lost|led)"
_ACTIVE = re.compile(
    rf"^(?:(?:At|On|By|Since|Then|Yesterday|Today)\b[^,]{{0,40}}, )?(?P<who>{_NAME}|we|I|our [\w -]{{1,40}}?|your [\w’' -]{{1,40}}?|(?:the|an?) [\w’' -]{{1,60}}?)"
    rf"(?: ourselves| yourselves)?(?: (?:has|have|had|is|are|was|were|also|now|already|then|quickly)){{0,3}} (?P<verb>{_PAST})\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    rf"\b(?P<verb>{_PAST})\b[^,;.]{{0,60}}?\bby (?P<who>{_NAME}|us|our [\w -]{{1,30}}|your [\w’'-]+(?: [\w’'-]+)?|the [\w’'-]+(?: [\w’'-]+)?)"
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
    """Who did what, as one sentence tells it."""

    who: str
    verb: str
    objects: frozenset[str]


def _deeds(quote: str) -> Iterator[_Deed]:
    for pattern in (_ACTIVE, _PASSIVE):
        found = pattern.search(quote)
        if not found:
            continue
        who, verb = found["who"].strip(), stem(found["verb"])
        passive = pattern is _ACTIVE and _BEING_DONE.search(quote[: found.start("verb")])
        if verb in _PLAIN_VERBS or (passive and not found["verb"].endswith("ing")):
            continue
        yield _Deed(who, verb, content_stems(quote) - content_stems(who) - {verb})


def wrong_actor(ctx: CheckContext, quote: str, basis: Basis) -> Claim | None:
    """A deed told of somebody else than the record tells it of."""
    for deed in _deeds(quote):
        points = _telling(deed, quote, basis)
        if not points or any(_names(deed, point, ctx) for point in points):
            continue
        if _is_ours(deed.who) and not all(_by_outsider(point, deed, basis) for point in points):
            continue
        if not _is_ours(deed.who) and _is_person(deed.who) and _wrote(ctx, deed.who, points):
            continue
        message = f"The record does not say that {deed.who[0].lower() + deed.who[1:] if not _is_person(deed.who) else deed.who} did this."
        return "actor", FindingSeverity.WARN, message, "Name who did it as the record does, or nobody."
    return None


def _telling(deed: _Deed, quote: str, basis: Basis) -> list[Point]:
    """The clauses that tell the deed: the same verb and most of its objects, or the same clock time and a verb of the same kind."""
    verbs = next((kin for kin in _KIN if deed.verb in kin), frozenset({deed.verb}))
    times = {value.canonical for value in extract_values(quote) if value.kind is ValueKind.TIME}
    told: list[tuple[int, Point]] = []
    for point in basis.points:
        if not verbs & point.stems:
            continue
        shared = len(deed.objects & point.stems)
        same_time = bool(times) and any(value.canonical in times for value in extract_values(point.text) if value.kind is ValueKind.TIME)
        if same_time or (shared and shared >= 0.5 * len(deed.objects)):
            told.append((shared + 3 * same_time, point))
    best = max((rank for rank, _ in told), default=0)
    return [point for rank, point in told if rank == best and not is_plan(point)]


def _is_ours(who: str) -> bool:
    return _OURS.match(who) is not None


def _is_person(who: str) -> bool:
    return re.fullmatch(_NAME, who) is not None


def _names(deed: _Deed, point: Point, ctx: CheckContext) -> bool:
    """Whether the clause names the one who did it, as the sentence does."""
    if _is_ours(deed.who):
        return re.search(r"\b(?:we|our|us)\b", point.text, re.IGNORECASE) is not None
    if _is_person(deed.who):
        return any(word in point.text for word in deed.who.split() if len(word) > 2)
    heads = _heads(deed.who)
    customer = ctx.record.customer.name if ctx.record else ""
    if re.match(r"your\b|the customer", deed.who, re.IGNORECASE) and customer and customer.casefold() in point.text.casefold():
        return True
    return not heads or bool(heads & point.stems)


def _heads(who: str) -> frozenset[str]:
    """The words of a description that tell whose hand it was; empty for a thing ("the queue worker"), which acts by itself."""
    stems = content_stems(who)
    return stems if stems & _OUTSIDE or re.match(r"your\b", who, re.IGNORECASE) else frozenset()


def _by_outsider(point: Point, deed: _Deed, basis: Basis) -> bool:
    """Whether the clause gives the deed to the customer or a third party."""
    for theirs in _deeds(re.sub(r"^\W*(?:\d{4}-\d\d-\d\d )?(?:\d\d:\d\d )?(?:[A-Z]{2,4}:? )?", "", point.text)):
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


def _wrote(ctx: CheckContext, who: str, points: list[Point]) -> bool:
    """Whether the person wrote the log entry, who then may well have done what it reports."""
    updates = ctx.record.updates if ctx.record else ()
    return any(update.author and update.author in who and point.text in update.text for update in updates for point in points)
