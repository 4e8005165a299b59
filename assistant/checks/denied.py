"""What a sentence denies, or tells as still to come, and the record reports: a step that helped, a batch that is done; and a decision told as made.

The other side of `unreal`: there a plan is told as a deed, here a deed as a plan.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.checks.basis import Basis, Point
from assistant.checks.deeds import NEGATION, REAL, Claim, is_plan
from assistant.checks.extent import PIECE
from assistant.checks.finding import FindingSeverity
from assistant.checks.senses import Axis, kin, sense, weighty
from assistant.checks.wording import stem
from assistant.evidence.facts import Mode
from assistant.records.model import EscalationRecord

_NO_EFFECT = re.compile(
    r"\b(?:(?:brought|gave|had|made|showed|shows|yielded|led to|with|without) (?:no|little|any) (?:\w+ )?(?:relief|effect|improvement|difference|success|change|result|help|impact)|(?:did|has|have|had|does)(?: not|n['’]t) (?:help|work|succeed|improve|change)\w*(?: anything)?"
    r"|(?:was|were|proved|has been|have been) (?:in vain|useless|fruitless|unsuccessful|without (?:any )?(?:success|effect))|to no avail|in vain|changed nothing|failed)\b",
    re.IGNORECASE,
)
_HELPED = re.compile(
    r"\b(?:fell|falls|dropped|down|decreased|sank|improv\w+|better|succe\w+|worked|works?|again|reliev\w+|recover\w*|restored|helped|cleared|passed|report again)\b",
    re.IGNORECASE,
)
_NO_RESULT_HELD = re.compile(
    r"\bno (?:\w+ )?(?:relief|effect|improvement|difference|success|change|result)\b|\bwithout (?:\w+ )?(?:success|effect|improvement)\b|\b(?:failed|in vain|to no avail|unsuccessful)\b|\b(?:not|n['’]t) (?:help|work|succeed|improve)\w*",
    re.IGNORECASE,
)
_MOST, _LEAST = 0.5, 2
"""Share of what a denial speaks of that a clause must hold, and how many words at least."""


def fruitless(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """A step told as without effect that the record tells to have helped."""
    for piece in PIECE.split(quote) if _NO_EFFECT.search(quote) and not quote.endswith("?") else ():
        topic = weighty(kin(_NO_EFFECT.sub(" ", piece)))
        if not _NO_EFFECT.search(piece) or len(topic) < _LEAST:
            continue
        told = [point for point in basis.points if _tells(point, topic)]
        helped = [
            point for point in told if _HELPED.search(point.text) or any(sense(part).get(Axis.SERVICE) for part in point.text.split("; "))
        ]
        if helped and not any(_NO_RESULT_HELD.search(point.text) for point in told):
            message = f"The record tells that it helped: “{helped[0].text.strip(' .')}”."
            return "negation", FindingSeverity.WARN, message, "Say it as the record does, or correct the record."
    return None


_DID_HELP = re.compile(
    r"\b(?:(?:has |have )?helped|did the trick|(?:brought|gave) (?:some |the |a )?(?:relief|improvement)|made (?:a|the|some) difference|(?:was|were|proved) (?:a success|successful|effective)|paid off)\b",
    re.IGNORECASE,
)


def helped(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """A step told to have helped that the record tells to have changed nothing."""
    for piece in PIECE.split(quote) if _DID_HELP.search(quote) and not NEGATION.search(quote) and not quote.endswith("?") else ():
        topic = weighty(kin(_DID_HELP.sub(" ", piece)))
        told = [point for point in basis.points if len(topic) >= _LEAST and _tells(point, topic)]
        if _DID_HELP.search(piece) and told and all(_NO_RESULT_HELD.search(point.text) for point in told):
            message = f"The record tells that it changed nothing: “{told[0].text.strip(' .')}”."
            return "negation", FindingSeverity.WARN, message, "Say it as the record does, or correct the record."
    return None


def _tells(point: Point, topic: frozenset[str]) -> bool:
    shared = len(topic & kin(point.said))
    return point.mode in REAL and not is_plan(point) and shared >= max(_LEAST, _MOST * len(topic))


_STILL_TO_DO = re.compile(
    r"\b(?:has|have) (?:still |as )?yet to (?:be )?\w+|\b(?:has|have|is|are|was|were)(?: not|n['’]t) (?:yet |as yet )?(?:been )?(?:\w+ed|in place|done|begun|started|sent|built|made|taken|written)\b(?! by\b)"
    r"|\b(?:has|have) (?:not|never) \w+(?:ed|en)\b|\bstill (?:has|have|needs?) to (?:be )?\w+|\bnot (?:yet )?in place\b|\b(?:is|are) (?:still )?(?:to be|outstanding|pending)\b",
    re.IGNORECASE,
)
_YET = re.compile(r"\b(?:yet|still|so far|outstanding|pending)\b", re.IGNORECASE)
_REST = re.compile(r"\b(?:other|others|remaining|rest|further|more|second|next|all|every|complet\w+|full\w*|final\w*)\b", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:first|any|single|begin|begun|start\w*|at all)\b", re.IGNORECASE)


def told_as_open(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """A deed told as still to come that the record reports as done, and plans no more of."""
    if quote.endswith("?") or not _YET.search(quote):
        return None
    for piece in PIECE.split(quote):
        if not (_STILL_TO_DO.search(piece) and _YET.search(piece)) or _REST.search(_FIRST.sub(" ", piece)):
            continue
        topic = weighty(kin(piece)) - _TALK
        if len(topic) < _LEAST:
            continue
        done = max((len(topic & kin(point.text)) for point in basis.points if _reports_done(point)), default=0)
        open_ = max((len(topic & kin(point.said)) for point in basis.points if not _reports_done(point)), default=0)
        if done >= max(_LEAST, _DONE * len(topic)) and (done > open_ or _FIRST.search(piece)):
            message = "The record reports this as done, and the sentence tells it as still to come."
            return "negation", FindingSeverity.WARN, message, "Say what the record reports as done, and what is left."
    return None


_DONE = 0.6
_TALK = frozenset(stem(word) for word in ("batch", "place", "still", "yet", "need", "far"))


@lru_cache(maxsize=4096)
def _reports_done(point: Point) -> bool:
    if is_plan(point) or NEGATION.search(point.text):
        return False
    return point.mode is Mode.DONE or (point.mode is Mode.OBSERVED and _PARTICIPLE.search(point.text) is not None)


_PARTICIPLE = re.compile(r"\b[a-z]{3,}(?:ed|en)\b|\b(?:sent|built|made|done|written)\b", re.IGNORECASE)

_DECIDED = re.compile(
    r"\b(?:has|have|had) (?:now |already |just )?(?:decided|agreed|consented|approved|chosen|given (?:its|their|his|her|the) (?:consent|approval|go-ahead|ok)|released|signed off)\b|\b(?:decided|agreed|consented) to\b",
    re.IGNORECASE,
)
_UNDECIDED = re.compile(
    r"\b(?:after|until|pending|await\w*|waiting for|subject to|depends? on|needs?|requires?|due|open|no|not|provided)\b[^.;]{0,50}\b(?:decision|consent|approval|agreement|answer|go-ahead|release[sd]?|decided|agreed|approved|consented|sign-off)\b|\b(?:once|if|as soon as|when) [\w ]{1,30}? (?:agrees?|approves?|consents?|decides?|releases?)\b|\b(?:undecided|not decided|not agreed|decision open|no answer|if the customer agrees)\b",
    re.IGNORECASE,
)


def decided_while_open(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """A decision told as made that the record is still waiting for."""
    said = _DECIDED.search(quote)
    if not said or quote.endswith("?") or NEGATION.search(quote) or _IF.search(quote[: said.start()]):
        return None
    topic = weighty(kin(quote)) - _DECIDING
    waiting = [
        point for point in basis.points if _UNDECIDED.search(point.said) and len(topic & kin(point.said)) >= max(_LEAST, _MOST * len(topic))
    ]
    decides = [point for point in basis.points if _DECIDES.search(point.said) and not _UNDECIDED.search(point.said)]
    made = [point for point in decides if len(topic & kin(point.said)) >= _LEAST]
    if waiting and not made:
        message = f"The record still waits for this decision: “{waiting[0].text.strip(' .')}”."
        return "plan_as_deed", FindingSeverity.BLOCK, message, "Say that the decision is still open."
    return None


_IF = re.compile(r"\b(?:if|once|when|after|until|unless|whether|as soon as|will)\b", re.IGNORECASE)
_DECIDING = frozenset(stem(word) for word in ("decide", "approve", "decision", "give"))
_DECIDES = re.compile(r"\b(?:decided|agreed|consented|approved|authori[sz]ed|signed off|accepted)\b", re.IGNORECASE)
