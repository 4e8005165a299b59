"""What a sentence tells as fact and the record has only as a plan: found by what both speak of, whatever the verbs are.

`deeds` looks for the plan's verb told as done; here a plan may come true in other words: "the buyers have had our letter", "release 4.19 is out".
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.checks.basis import Basis, Point
from assistant.checks.deeds import OVER, REAL, Claim, is_plan
from assistant.checks.finding import FindingSeverity
from assistant.checks.promise_words import PAST
from assistant.checks.senses import kin
from assistant.evidence.facts import Mode
from assistant.evidence.values import ValueKind, extract_values

_OPEN = re.compile(
    r"\b(?:will|shall|would|should|may|might|could|can|cannot|must|need\w*|want\w*|if|unless|until|till|once(?! more)|when|after|before|whether|as soon as|later|next|still|yet|due|remain\w*|await\w*|wait\w*|open|pending|outstanding"
    r"|plan\w*|intend\w*|intention|aim\w*|goal|expect\w*|estimat\w*|anticipat\w*|hop(?:e|es|ing)|reckon\w*|schedul\w*|prepar\w*|propos\w*|suggest\w*|consider\w*|decid\w*|decision|agreed|promis\w*|commit\w*|offer\w*|approv\w*|authori\w*|under|ask\w*|request\w*|arrang\w*|book(?:ed|ing)"
    r"|to be|to do|going to|about to|ready to|(?:is|are|has|have|was|were) to|not|never|no|nothing|none|nobody|without|perhaps|maybe|probabl\w*|possibl\w*|like(?:ly)?|follows?|up to|depends?)\b|['’]ll\b|n['’]t\b",
    re.IGNORECASE,
)
"""A sentence with one of these tells something as open, or denies it."""
TO_COME = re.compile(
    r"\b(?:tomorrow|tonight|this (?:morning|afternoon|evening|week|month)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|before (?:noon|midday|midnight|lunch\w*|dinner)|later today|next \w+|in (?:january|february|march|april|june|july|august|september|october|november|december))\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r"\b(?:has|have|had|was|were|did)\b|['’]ve\b", re.IGNORECASE)
_STANDS = re.compile(r"\b(?:is|are|now|already|meanwhile|by now|again|once more|since)\b|['’]s\b|['’]re\b", re.IGNORECASE)
_DESCRIBES = re.compile(
    r"\b(?:the|an?|your|our|its|their|all|these|those|every|each|any|no|some|this|that|is|are|be|being|\w+ly|\d[\d,.]*|of|with|as|for|from|to|by|in)\s+$",
    re.IGNORECASE,
)
"""Before a participle that describes, or that makes a passive of the present: no deed of the past."""
_RUNS = re.compile(r"\b(?:on (?:the|its|their|his|her) way|under ?way|in progress|started|begun|running|ongoing)\b", re.IGNORECASE)
"""A plan that somebody has begun to carry out."""
_ASIDE = re.compile(r",\s+(?:(?:for|of|in|on|to|with|by) )?(?:which|who|whom|whose)\b.*$", re.IGNORECASE)
_TIMES = {ValueKind.TIME, ValueKind.DATE}
_LEAST, _CLOSER = 0.5, 0.2
"""Share of what a sentence speaks of that a plan must hold, and by how much more than any fact does."""
_REST = 0.75
"""Share of the things of "all three", or "the other two", that a plan must hold for the rest of the work to be open."""
_NUMBER_WEIGHT = 2
"""A number or a version tells one gate, release or batch from another; a word often does not."""
_WHOLE = re.compile(r"\b(?:all|every|each|both|whole|entire|everywhere|everyone|everybody|other|others|remaining|rest)\b", re.IGNORECASE)


@lru_cache(maxsize=64)
def _plans(basis: Basis) -> tuple[frozenset[str], ...]:
    """What each plan speaks of; the clauses under one label are one plan."""
    grouped: dict[str, set[str]] = {}
    for point in basis.points:
        if _is_to_come(point) and not _RUNS.search(point.text):
            grouped.setdefault(f"{point.tag} {point.label}" if not point.label else point.label, set()).update(kin(point.text))
    return tuple(frozenset(words) for words in grouped.values())


@lru_cache(maxsize=64)
def _rests(basis: Basis) -> tuple[frozenset[str], ...]:
    """What the plans for a rest of the work speak of: "unblock the other 24"."""
    return tuple(kin(point.text) for point in basis.points if _is_to_come(point) and _OF_REST.search(point.text))


_OF_REST = re.compile(r"\b(?:other|others|remaining|rest)\b", re.IGNORECASE)


@lru_cache(maxsize=64)
def _facts(basis: Basis) -> tuple[frozenset[str], ...]:
    return tuple(kin(point.said) for point in basis.points if _is_fact(point))


def _is_fact(point: Point) -> bool:
    if not _is_to_come(point):
        return point.mode in REAL and point.mode is not Mode.FIELD
    return bool(_RUNS.search(point.text))


def _is_to_come(point: Point) -> bool:
    """Whether a clause tells a plan, or work towards one: "we are preparing a second provider"."""
    prepared = point.mode is Mode.ONGOING and _PREPARES.search(point.text) is not None
    return point.mode is not Mode.SUSPECTED and (prepared or is_plan(point))


_PREPARES = re.compile(r"\b(?:prepar|plann|consider|evaluat|negotiat|design|draft|discuss|weigh)\w*ing\b|\blooking for\b", re.IGNORECASE)


def tells_past(quote: str) -> bool:
    """Whether a sentence has a verb of the past that is no mere description."""
    return _AUXILIARY.search(quote) is not None or any(not _DESCRIBES.search(quote[: m.start()]) for m in PAST.finditer(quote))


def tells_open(quote: str) -> bool:
    """Whether a sentence tells what is to come, open or denied, and so no fact that a plan could be mistaken for."""
    quote = _ASIDE.sub("", quote)
    if quote.rstrip().endswith("?") or _OPEN.search(quote):
        return True
    if tells_past(quote):
        return False
    return bool(TO_COME.search(quote)) or not _STANDS.search(quote) or any(value.kind in _TIMES for value in extract_values(quote))


def _weight(words: frozenset[str]) -> int:
    return sum(_NUMBER_WEIGHT if word[0].isdigit() else 1 for word in words)


def planned_only(quote: str, basis: Basis) -> Claim | None:
    """A fact that only a plan of the record speaks of, or that it has done in part and planned for the rest."""
    plans = _plans(basis)
    if not plans or "…" in quote or OVER.search(quote) or tells_open(quote):
        return None  # a quotation is held against what it quotes, and an end against the status
    told = kin(quote)
    if len(told) < 2:
        return None
    known = max((_weight(told & fact) for fact in _facts(basis)), default=0)
    things = frozenset(word for word in told if not word[0].isdigit())
    whole = _WHOLE.search(quote) is not None
    all_done = tells_past(quote) and _ALL.search(quote) is not None
    if all_done and any(len(things & rest) >= _TIED for rest in _rests(basis)):
        return _ONLY_PLANNED
    for plan in plans:
        planned = _weight(told & plan)
        closer = planned - known >= max(1, _CLOSER * _weight(told))
        rest = whole and len(things & plan) >= max(2, _REST * len(things))
        if (planned >= max(2, _LEAST * _weight(told)) and closer) or rest:
            return _ONLY_PLANNED
    return None


_ALL = re.compile(r"\b(?:all|every|each|whole|entire)\b", re.IGNORECASE)
_TIED = 2
"""Words by which a sentence of all tells of a plan for the rest."""
_ONLY_PLANNED = (
    "plan_as_deed",
    FindingSeverity.BLOCK,
    "The record has this only as planned or decided; nobody reported that it was done.",
    "Tell it as a plan, or wait until the record reports it as done.",
)
