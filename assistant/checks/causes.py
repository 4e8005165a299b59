"""Claims about the cause: stated where the record has none, told as a fact where it has a suspicion, left open where it has it confirmed."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.checks.basis import Basis, Point
from assistant.checks.deeds import REAL, Claim, is_plan
from assistant.checks.finding import FindingSeverity
from assistant.checks.forecasts import without_values
from assistant.checks.outcomes import HEDGED
from assistant.checks.senses import kin, sense, weighty
from assistant.checks.wording import content_stems, stem
from assistant.evidence.facts import Mode
from assistant.records.model import EscalationRecord

_CAUSAL = re.compile(
    r"\b(?:(?:was|were|is|are|been|being) (?:\w+ly )?(?:caused|triggered|the result|a result|the (?:root )?cause)\b|(?:caused|causes|triggers) (?:by|the|this|your|our|it|all)\b|because of\b(?! (?:this|that|it|these)\b)|due to\b(?! (?:this|that|it|these)\b| (?:be|have|include|start|begin|follow|arrive|come|return|finish|end|run|get|take|receive|open|close|go|meet|report|complete|reach|resume|send|give)\b| (?:you|us|them|me|him|her)\s*(?:[.,;:!?]|$|for\b|under\b|by\b|from\b|as\b|and\b))|as a result of\b|root cause (?:was|is)\b"
    r"|the cause (?:was|is|of [\w\s]{1,40} (?:was|is))\b(?! (?:found|discovered|identified|confirmed|clear|known|established|unknown|unclear|open))|resulted from\b|result(?:ed|s) in\b|stemm?(?:ed|s) from\b|traced (?:it )?(?:back )?to\b|led to\b|the reason (?:was|is)\b|originated (?:from|in)\b|happened because\b|responsible for (?:the|this)\b"
    r"|turn(?:s|ed) out to (?:be|have been)\b|\bbehind (?:the|this|it|your|all this)\b(?=.*\b(?:is|was|were|are|stands?|stood|lies|lay)\b)|(?<!to )(?<!will )(?<!we )(?<!can )(?:go(?:es)?|went) back to (?:an?|the|our|your)\b|br(?:ought|ings?) (?:(?:this|it|that|all this|the \w+) )?about\b|set (?:this|it|all this|the \w+) off\b|set off by\b|sparked\b|on account of\b|owing to\b|thanks to\b(?! (?:you|your))"
    r"|(?:is|are|was|were) to blame\b|culprit\b|at fault\b|(?:fault|blame) (?:of|lies|lay|was|is)\b|(?:is|was|that is|that was|that's|which is|which was) (?:the |one |our )?(?:reason|why)\b|what (?:stopped|broke|caused|made|brought|triggered|set|took|blocked|let)\b|(?:came|comes|arose|arises) from\b|provoked\b|knocked out\b|for (?:that|this|which) reason\b|\b(?:broke|crashed|jammed|disrupted|brought down|took down|knocked over) (?:the|your|our|its|all|every)\b|\bmade (?:the|your|our|its|all|some)\b[^.;,]{1,40}\b(?:fail|disappear|vanish|crash|stop|stall|hang|freeze|time out|go (?:down|dark|missing|blank)|late|slow|wrong|empty|unavailable|unreachable)\b)",
    re.IGNORECASE,
)
_FOUND_CAUSE = re.compile(
    r"\b(?:confirmed|found|identified|established|pinpointed|know|determined|discovered) (?:the |what |its )?(?:exact |root |underlying |actual )?(?:cause|caused)\b"
    r"|\bcause (?:\w+ ){0,6}?(?:is|was|has been|is now|has now been) (?:now )?(?:confirmed|found|identified|established|known|understood|clear)\b|\bcause (?:confirmed|found|identified)\b",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    stem(word)
    for word in ("cause", "problem", "fail", "affect", "happen", "reason", "root", "user", "service", "result", "lead", "trigger", "due")
)
"""Words of every incident: they tie a cause to nothing."""
_GUESSED, _MORE = 0.6, 0.25
"""Share of a sentence's words that a suspicion must hold, and by how much more than any fact does."""
_EXPLAINS = re.compile(r"\bcause\b|\bonly\b|\blimited to\b|\bconfined to\b", re.IGNORECASE)


def cause(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """A cause stated that the record has not confirmed."""
    if HEDGED.search(quote):
        return None
    suggestion = "Say what is known, and that the cause is still being confirmed."
    if _FOUND_CAUSE.search(quote) and not any(_establishes(point) for point in basis.points):
        return "cause", FindingSeverity.WARN, "This says that the cause is established, and the record does not.", suggestion
    if not _CAUSAL.search(_NO_EFFECT_OF.sub(" ", quote)) and not _harm_explained(quote):
        return None
    core = content_stems(quote) - _GENERIC
    vocabulary = _cause_words(basis)
    if core and len([word for word in _foreign_core(quote) if word not in vocabulary]) >= _FOREIGN * len(_foreign_core(quote)):
        return "cause", FindingSeverity.WARN, _NO_SUCH_CAUSE, suggestion
    for point in basis.points:
        if _RULED_OUT.search(point.text) or _disputed(point):
            continue
        explains = point.field == "root_cause" or _CAUSAL.search(point.text) or _EXPLAINS.search(point.text)
        if point.mode in REAL and len(core & point.stems) >= (0.4 if explains else 0.6) * max(1, len(core)):
            return None
    return "cause", FindingSeverity.WARN, _NO_SUCH_CAUSE, suggestion


_NO_EFFECT_OF = re.compile(
    r"(?:\b(?:not|never|no|nor|neither)|n['’]t)\b(?: \w+){0,3}? (?:led to|result(?:ed)? in|lead to|br(?:ought|ing) about|trigger(?:ed)?|provoked?)\b",
    re.IGNORECASE,
)
"""That something had no such effect states no cause."""


def _harm_explained(quote: str) -> bool:
    """Whether a "because" gives the reason of a harm: "the file was empty because ...", and not of a deed or of a decision."""
    harm, because, _ = quote.partition(" because ")
    return bool(because) and False in sense(harm).values()


@lru_cache(maxsize=4096)
def _disputed(point: Point) -> bool:
    """Whether the clause leaves its own connection open, or tells that somebody denies it."""
    return _OPEN_LINK.search(point.said) is not None


_OPEN_LINK = re.compile(
    r"\b(?:connection|link|relation|reason|cause)\b[^.;]{0,50}\b(?:not (?:yet )?(?:been )?(?:established|confirmed|proven|shown|clear|known)|unclear|unknown|open|unproven)\b|\bdisput\w+\b|\b(?:contests|denies|rejects) (?:this|that|it)\b",
    re.IGNORECASE,
)
_NO_SUCH_CAUSE = "This states a cause as a fact, and the record holds no confirmed cause that says so."
_RULED_OUT = re.compile(r"\brul(?:ed|es) out\b|\bnot the cause\b|\bexcluded\b", re.IGNORECASE)
_FOREIGN = 0.5
"""Share of the words of a cause that stand nowhere in the record, from which it is another cause."""


def _foreign_core(quote: str) -> frozenset[str]:
    return weighty(kin(quote)) - _GENERIC


@lru_cache(maxsize=64)
def _cause_words(basis: Basis) -> frozenset[str]:
    return frozenset().union(*(kin(point.said) for point in basis.points))


_UNSURE = re.compile(
    r"\b(?:assum\w+|presum\w+|perhaps|maybe|guess\w*|theory|looks? (?:like|as if)|points? to|suspect\w*|believe[sd]?|thinks?|thought|to be confirmed|(?-i:may|might)|could (?:be|have)|possibl[ey]|possibility|probabl[ey]|likely|seems?|(?<!will )appears?|hypothes[ie]s|unconfirmed|not (?:yet )?(?:confirmed|verified|known|clear)"
    r"|unclear|being (?:checked|examined|looked)|whether)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def _unsure(point: Point) -> bool:
    return point.mode is Mode.SUSPECTED or _UNSURE.search(point.said) is not None


def certain(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """What the record only suspects, told as a fact."""
    if HEDGED.search(quote) or quote.endswith("?"):
        return None
    parts = [quote, *(_AND.split(quote) if _AND.search(quote) else ())]
    return next((claim for part in parts for claim in [_certain_part(part, basis)] if claim), None)


_AND = re.compile(r"\s+and\s+(?=\w+(?:ed|ing|s)?\s)|;\s+")


@lru_cache(maxsize=64)
def _by_sureness(basis: Basis) -> tuple[list[frozenset[str]], list[frozenset[str]], frozenset[str]]:
    """The words of each suspicion, of each fact, and of all facts together."""
    unsure = [kin(point.text) - _GENERIC for point in basis.points if _unsure(point)]
    sure = [kin(point.text) for point in basis.points if not _unsure(point) and not is_plan(point)]
    return unsure, sure, frozenset[str]().union(*sure)


def _certain_part(quote: str, basis: Basis) -> Claim | None:
    stems = kin(without_values(quote)) - _GENERIC
    if len(stems) < 2:
        return None
    unsure, sure, known = _by_sureness(basis)
    if not unsure:
        return None
    guess = max(unsure, key=lambda their: len(stems & their), default=frozenset[str]())
    guessed, most = len(stems & guess), max((len(stems & their) for their in sure), default=0)
    closer = guessed - most >= max(1, _MORE * len(stems)) or len((stems & guess) - known) >= max(2, _MORE * len(stems))
    if guessed >= _GUESSED * len(stems) and closer:
        message = "The record has this only as a suspicion, and the sentence states it as a fact."
        return "cause", FindingSeverity.WARN, message, "Say that it is suspected, and that it is still being confirmed."
    return None


_SWORN = re.compile(
    r"\b(?:beyond (?:any |all )?(?:reasonable )?doubt|without (?:any |a )?doubt|no doubt|undoubtedly|for (?:certain|sure)|definitely|certainly|proved|proven|is (?:now )?(?:certain|a fact)|established|conclusive\w*|settled that)\b",
    re.IGNORECASE,
)
_NOT_SWORN = re.compile(
    r"(?:\b(?:not|no|never|nothing|nobody|cannot|yet to be|to be|whether|if|until|once)|n['’]t)\b[^.;]{0,30}$", re.IGNORECASE
)


def sworn(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """What the record suspects or leaves open, sworn to: "that much is beyond doubt"."""
    said = _SWORN.search(quote)
    if not said or quote.endswith("?") or _NOT_SWORN.search(quote[: said.start()]):
        return None
    topic = weighty(kin(_SWORN.sub(" ", without_values(quote)))) - _GENERIC
    if any(_confirms_cause(point) and topic & kin(point.said) for point in basis.points):
        return None
    if any(topic & kin(point.said) for point in basis.points if _unsure(point) or _disputed(point)):
        message = "The record has this only as a suspicion, and the sentence is sure of it."
        return "cause", FindingSeverity.WARN, message, "Say that it is suspected, and that it is still being confirmed."
    return None


_LEFT_OPEN = re.compile(
    r"\b(?:conceivabl[ey]|by no means (?:certain|confirmed|clear|proven)|not (?:yet |quite |at all )?sure|without having (?:verified|confirmed|checked)|perhaps|maybe|possibl[ey]|suspect\w*|suspicion|guess\w*|presum\w+|(?-i:may|might|could) (?:have|be|well)|not (?:yet )?(?:been )?(?:confirmed|proven|established|known|clear|found|certain)|unconfirmed|unknown|unclear|uncertain|(?:is|are|remains?) (?:still |yet )?(?:open|unresolved|unexplained|a mystery)|(?:do|does) not (?:yet )?know"
    r"|don['’]t (?:yet )?know|nobody knows|nothing (?:was|is|has been) (?:confirmed|known|established|found))\b",
    re.IGNORECASE,
)
_OF_CAUSE = re.compile(
    r"\b(?:cause\w*|why|reason|because|due to|led to|behind (?:this|it|the)|responsible|(?:something|anything|nothing) to do with|brought|origin|source|trigger\w*|explanation|came from|confirmed|plays? (?:a|any|some) (?:part|role)|involved|contribut\w+)\b",
    re.IGNORECASE,
)


def unsure_of_fact(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """A cause told as open or suspected that the record has as confirmed."""
    if quote.endswith("?") or not _LEFT_OPEN.search(quote):
        return None
    topic = weighty(kin(_LEFT_OPEN.sub(" ", quote))) - _GENERIC - _CONFIRMING
    sure = [point for point in basis.points if _confirms_cause(point)]
    if not _OF_CAUSE.search(quote):  # "we suspect that the articles lack a class": the cause itself, told as a guess
        sure = [point for point in sure if len(topic & kin(point.text)) >= max(2, _GUESSED * len(topic))] if _AS_GUESS.search(quote) else []
    unsure = [point for point in basis.points if _unsure(point) or _leaves_open(point)]
    about_cause = any(point.field == "root_cause" or _OF_CAUSE.search(point.said) for point in unsure)
    if any(topic & kin(point.said) for point in unsure) or (about_cause and not topic):
        return None
    if sure and (not about_cause or any(topic & kin(point.text) for point in sure)):
        message = "The record has this cause as confirmed, and the sentence leaves it open."
        return "cause", FindingSeverity.WARN, message, "Say what the record has confirmed."
    return None


def _leaves_open(point: Point) -> bool:
    """Whether a clause leaves a cause, or a field, open; that a date is unknown tells nothing of it."""
    return point.mode is Mode.FIELD or bool(_LEFT_OPEN.search(point.said) and _OF_CAUSE.search(point.said))


_AS_GUESS = re.compile(
    r"\b(?:we|I) (?:still |only |currently )?(?:suspect|guess|assume|presume|think)\b|\bperhaps\b|\bmaybe\b|\bno proof\b", re.IGNORECASE
)
_CONFIRMING = frozenset(
    stem(word) for word in ("confirm", "know", "proof", "guess", "suspect", "something", "nothing", "think", "verify", "check")
)


def _confirms_cause(point: Point) -> bool:
    if _unsure(point) or _LEFT_OPEN.search(point.said) or is_plan(point):
        return False
    stated = re.search(r"\bcause\b[^.;]{0,40}\bconfirmed\b|\bconfirmed\b[^.;]{0,40}\bcause\b|[;(]\s*confirmed\b", point.said, re.IGNORECASE)
    return _establishes(point) or stated is not None


def _establishes(point: Point) -> bool:
    return (point.field == "root_cause" and point.mode is not Mode.FIELD) or (
        point.mode in REAL and _FOUND_CAUSE.search(point.text) is not None
    )
