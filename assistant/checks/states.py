"""How things stand: good or ill told of a thing, of all of it, or of more than the record tells it of.

Works on what a clause tells (`senses.sense`) and what it tells that of, and so on any wording: "sales suffered" beside "sales are not affected".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.checks.basis import Basis
from assistant.checks.deeds import UNREAL, Claim
from assistant.checks.extent import EXCEPT, IDIOM, NEGATED, OBLIGED, PIECE, pieces_of
from assistant.checks.finding import FindingSeverity
from assistant.checks.senses import Axis, kin, sense, sense_words, weighty
from assistant.checks.wording import stem
from assistant.records.model import EscalationRecord

_GUESSED = re.compile(
    r"\b(?:suspect\w*|believe|think|perhaps|maybe|probabl\w*|possibl\w*|likely|seems?|appears?|assum\w+|know|knows|known|say|tell|told|clear|sure|if|would|once|when|until|aim\w*|hope|want|goal|expect\w*|plan\w*|intend\w*|estimat\w*|target\w*)\b",
    re.IGNORECASE,
)
_STANDS_FOR = re.compile(r"^\W*(?:that |which )?(?:it|they|he|she|this|that|these|those|you|we|I)\b|\bthat (?:it|they)\b", re.IGNORECASE)
"""A clause whose subject stands in another one."""
_CAME_BACK = re.compile(
    r"\b(?:again|since|back|once more|resum\w+|recover\w*|restored|now|by now|meanwhile|no longer|any ?more|as (?:before|usual|ever|always)|everywhere|whole|entire)\b",
    re.IGNORECASE,
)
"""A change for the better."""
_FAINT = frozenset(
    stem(word)
    for word in [
        "problem",
        "service",
        "user",
        "time",
        "thing",
        "team",
        "incident",
        "have",
        "also",
        "too",
        "well",
        "confirm",
        "system",
        "place",
        "day",
        "hour",
        "minute",
        "today",
        "morning",
        "note",
        "case",
        "number",
        "end",
        "full",
        "whole",
        "entire",
        "side",
    ]
)
"""Words of every incident: they tie a state to nothing."""
_WHOLE = re.compile(
    r"\b(?:all|every|each|entire|entirely|whole|wholly|both|any|anybody|anyone|anything|none|nobody|no one|everybody|everyone|everywhere|anywhere|nowhere|across the board|without exception|whatever|100\s?%)\b"
    r"|\bno (?:\w+ ){0,3}?(?:can|could|is|are|was|were|has|have|works?|reach\w*|arriv\w*|gets?|got|does|do|did|came|went|goes)\b",
    re.IGNORECASE,
)
_NOT_WHOLE = re.compile(
    rf"{IDIOM.pattern}|\b(?:not (?:yet )?(?:all|every|each|both|entire\w*|everyone|everybody|everywhere|any)|at all(?! (?:the |of |your |our |\d|[a-z]+s\b))|after all|any ?more|all right|first of all|in all(?=\W*$|,))\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?<![:\d.,-])\b(?:\d[\d,]*(?:\s+(?:out )?of\s+(?:the |your |our )?\d[\d,]*)?|one|two|three|four|five|six|seven|eight|nine|ten|some|several|few|certain|only|part|most)\s+(?:of\s+)?(?:the |your |our )?(?P<what>[a-z-]+(?: [a-z-]+)?)",
    re.IGNORECASE,
)
_RATE = re.compile(r"\b(?:for|per|to|of|with) (?:each|every)\b|^\W*no \w+ (?:with|that|which|who|of)\b", re.IGNORECASE)
"""A rate ("for each number"), or a kind that was kept from something: neither tells of all."""
_MORE = re.compile(r"\b(?:also|too|as well|even|likewise|in addition|besides)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _State:
    """A piece of the evidence that tells good or ill of something."""

    text: str
    topic: frozenset[str]
    clause: str
    numbers: frozenset[str]
    sense: dict[Axis, bool]
    whole: bool


@dataclass(frozen=True)
class _Told:
    """A piece of a sentence that does."""

    text: str
    topic: frozenset[str]
    sense: dict[Axis, bool]


@lru_cache(maxsize=64)
def _states(basis: Basis) -> tuple[_State, ...]:
    pieces = [(piece, said, sense(piece)) for piece, _, said in pieces_of(basis)]
    return tuple(
        _State(piece, kin(piece) - sense_words(piece), said, _numbers(kin(piece)) or _numbers(kin(said)), told, _tells_whole(piece))
        for piece, said, told in pieces
        if told
    )


def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word[0].isdigit())


def _tells_whole(piece: str) -> bool:
    return _WHOLE.search(_NOT_WHOLE.sub(" ", piece)) is not None or re.match(r"\W*(?:no|none|not one)\b", piece, re.IGNORECASE) is not None


def states_told(quote: str) -> Iterator[_Told]:
    """The pieces of a sentence that tell good or ill as a fact."""
    if quote.rstrip().endswith("?"):
        return
    for piece in PIECE.split(_LACKS.sub("lacks", _TOLD_WHEN.sub("as ", _NEITHER.sub(r"no \1", quote)))):
        told = sense(piece)
        if (
            told
            and not EXCEPT.search(piece)
            and not OBLIGED.search(piece)
            and not UNREAL.search(_ABLE.sub(" ", NEGATED.sub(" ", piece)))
            and not _GUESSED.search(piece)
        ):
            yield _Told(piece, kin(piece) - sense_words(piece) - _FAINT, told)


_LACKS = re.compile(
    r"\b(?:is|are|was|were|been|be|left) without\b(?! (?:any |further )?(?:delays?|errors?|problems?|faults?|interruption\w*|issues?|trouble|cost|charge|loss)\b)",
    re.IGNORECASE,
)
"""Going without something is no exception to anything."""
_TOLD_WHEN = re.compile(r"\bwhen (?=(?:we|you|they|it|he|she|our \w+|the \w+) (?:\w+ed|did|ran|made|was|were|had)\b)", re.IGNORECASE)
"""The time of something that happened; other uses of "when" speak of what may."""
_NEITHER = re.compile(r"\bneither [^,;.]{1,40} nor (\w+)", re.IGNORECASE)
_ABLE = re.compile(r"\b(?:can|could|cannot|able to|as before)\b", re.IGNORECASE)


def opposite_state(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """Good told of what the record tells only ill of, or the other way round; of all where it tells it of a part; of more than it does."""
    if record is not None and (record.status.is_over or record.resolved_at):
        states = tuple(state for state in _states(basis) if state.sense.get(Axis.SERVICE) is not False)
    else:
        states = _states(basis)
    for told in states_told(quote):
        for axis, well in told.sense.items():
            claim = (
                _of_all(told, axis, states, well=well) or _turned(told, axis, states, well=well) or _of_more(told, axis, states, well=well)
            )
            if claim:
                return claim
    return None


def _turned(told: _Told, axis: Axis, states: tuple[_State, ...], *, well: bool) -> Claim | None:
    if _STANDS_FOR.search(told.text) or _CAME_BACK.search(told.text):
        return None
    beside = [their for their in states if axis in their.sense and _same_topic(told.topic, their)]
    if beside and all(their.sense[axis] is not well for their in beside):
        message = f"The record says the opposite: “{beside[0].text.strip(' .')}”."
        return "negation", FindingSeverity.WARN, message, "Say it as the record does, or correct the record."
    return None


def _same_topic(topic: frozenset[str], their: _State) -> bool:
    if not _numbers(topic) <= their.numbers:
        return False
    things = weighty(topic)
    shared = len(things & their.topic)
    return bool(things) and (things <= their.topic or (shared >= 2 and shared >= 0.6 * len(things)))


_SAME = 0.6
"""Share of the topic that a clause which counts nothing must hold, to say it of as many."""


def _of_all(told: _Told, axis: Axis, states: tuple[_State, ...], *, well: bool) -> Claim | None:
    """The same told of all, or of none, where the record tells it of a counted or named part, and tells nothing of all."""
    if not _tells_whole(told.text) or _RATE.search(told.text):
        return None
    topic = weighty(told.topic)
    near = [their for their in states if axis in their.sense and topic & (their.topic | kin(their.clause))]
    alike = [their for their in near if their.sense[axis] is well]
    if any(their.whole or (len(topic & their.topic) >= _SAME * len(topic) and not _COUNTED.search(their.text)) for their in alike):
        return None
    if axis is Axis.DATA and well:
        return None  # of what is lost, the exceptions are told; who says "none" is held against them by the rule on loss
    contrary = [their for their in near if their.sense[axis] is not well]
    counted = [
        their for their in near if their.sense[axis] is well and _counts(their, topic, anything=_PLACE.search(told.text) is not None)
    ]
    if not counted and not (contrary and (not well or len(contrary) == len(near))):
        return None
    part = next(iter((*counted, *contrary)), None)
    if part:
        message = f"The record speaks of a part here, and the sentence of all: “{part.text.strip(' .')}”."
        return "scope", FindingSeverity.WARN, message, "Give the scope that the record gives."
    return None


def _counts(state: _State, topic: frozenset[str], *, anything: bool) -> bool:
    """Whether the piece counts, or picks out, the things of the topic ("48 seats"), or anything at all, which limits an "everywhere"."""
    return any(anything or kin(found["what"]) & topic for found in _COUNTED.finditer(state.clause))


_PLACE = re.compile(r"\b(?:everywhere|anywhere|nowhere|across the board)\b", re.IGNORECASE)


def _of_more(told: _Told, axis: Axis, states: tuple[_State, ...], *, well: bool) -> Claim | None:
    """Ill told of a further thing ("the box office, too") that the record tells no ill of."""
    topic = told.topic - _FAINT
    if well or not _MORE.search(told.text) or not topic:
        return None
    if any(topic <= their.topic for their in states if False in their.sense.values()):
        return None
    message = "The record does not say that this is affected."
    return "scope", FindingSeverity.WARN, message, "Give the scope that the record gives."
