"""Claims about the end: that the problem, or the repair, is over; of all of it, or of a part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.checks.basis import Basis
from assistant.checks.deeds import ENDING, NEGATION, OVER, REAL, Claim, is_plan
from assistant.checks.finding import FindingSeverity
from assistant.checks.senses import Axis, kin, sense, sense_words, weighty
from assistant.checks.wording import content_stems, stem
from assistant.evidence.values import ValueKind, extract_values
from assistant.records.model import EscalationRecord

HEDGED = re.compile(
    r"\b(?:suspect\w*|believe|think|(?-i:may|might)|could|possibl[ey]|possibility|probabl[ey]|likely|potential\w*|appears?|seems?|hypothes[ie]s|assume|unconfirmed|not (?:yet )?(?:confirmed|known|certain|clear|found|identified|verified)"
    r"|do not (?:yet )?know|don['’]t (?:yet )?know|whether|investigat\w+|looking (?:for|into|at)|still|if|working theory|one explanation|checking|suggests?|preliminar\w+|sorry|apolog\w+|inconvenience|points? to|cannot yet|perhaps|maybe|presum\w+|suspicion|guess\w*|signs? of|hints?|indication|candidate|theory|proof|unproven|not (?:yet )?(?:been )?(?:proven|established|confirmed)|suppos\w+|not sure|uncertain|assum\w+|determin\w+|confirm(?:ing)? the)\b",
    re.IGNORECASE,
)
_NOT_OVER = re.compile(
    r"\b(?:not|\w+n['’]t|never|no|nothing|nobody|none|neither|until|once|when|if|will|['’]ll|would|should|may|might|could|can|partially|partly|some|to be|expect\w*|working|as soon as|whether|after|before|confirm(?:ing|s)? that|monitor\w*|ensure|estimate\w*|by the time|yet)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b[a-z]+(?:\s[\w’'-]+){0,6}?\sagain\b(?!\s+and\s+again)|\bno longer (?:affected|happens?|occurs?|fails?|see|seen|restart|reject)\w*|\b(?:is|are) (?:now )?(?:live|available again|back (?:on|in|at|for|with|to work|up|now)\b(?! track)|in (?:service|place|the store))\b"
    r"|\b(?:is|are) a thing of the past\b|\beverything works\b|\bstays? (?:up|online|connected|logged in)\b|\b(?:has|have) (?:now )?(?:ended|stopped|gone away)\b|\b(?:is|are) complete(?:d)?\b",
    re.IGNORECASE,
)
"""An end told by its effect: "declarations pass again"."""
_GONE = re.compile(
    r"\bno longer\b|\b(?:no|not|nothing|nobody|no one|none)\b[^.;]{0,60}\bany ?more\b|n['’]t\b[^.;]{0,60}\bany ?more\b|\bthere (?:is|are) (?:now )?no (?:\w+ )?(?:backlog|delays?|errors?|problems?|trouble|queue)\b|\bonce (?:more|again)\b"
    r"|\b(?:is|are|lies|lie) (?:now |all |safely )?(?:behind (?:us|you)|history|gone|sorted(?: out)?|dealt with|taken care of|put right|straightened out|cleared|good to go|all clear|in the past|out of the (?:way|woods))\b"
    r"|\bno more [a-z]+\b(?! than\b)|\bconsider (?:it|this|that|the matter) (?:as )?(?:done|settled|closed|sorted|fixed|solved|finished)\b"
    r"|\bwithout (?:any |further )?(?:delays?|errors?|problems?|trouble|interruptions?|hitch\w*)\b|\bas (?:before|usual|ever|always|(?:they|it|everything) should)\b|\b(?:works?|working|runs?|running|open|loads?)\b(?! (?:on|to|with|hard|together|through|out)\b)[^.;]{0,40}\b(?:now|by now|everywhere|once more|smoothly)\b"
    r"|\bnow (?:works?|runs?|loads?|reach\w*|opens?)\b|\bke(?:eps?|pt) (?:on )?(?:working|running)\b|\b(?:has|have|got) (?:its|their|your|the) [\w -]{1,30} back\b|\b(?:running|runs|works|working) smoothly\b",
    re.IGNORECASE,
)
"""An end told by what is no longer so, or is as it was."""
_REPEATED = re.compile(
    r"\b(?:restarted|tried|sent|called|uploaded|started|must|need|see|happen\w*|fail\w*|occur\w*|again this|once|hear|write|(?:contact|update|call|ring|tell|inform) you|in touch|go(?:es|ne)? down|went down|show(?:s|ed))\b[^.]{0,30}\bagain\b",
    re.IGNORECASE,
)
"""Where "again" repeats a deed or a failure, and ends nothing."""
_STATED_END = re.compile(
    r"^(?:\d\d:\d\d (?:\w{2,4} )?)?(?:status: )?(?:resolved|closed|recovered|mitigated|fixed)\b|, (?:resolved|recovered|fixed) (?:at )?\d\d:\d\d",
    re.IGNORECASE,
)
_PROBLEM = frozenset({"title", "description"})
"""Fields that tell the problem, and so never its end."""
_VAGUE = frozenset(
    stem(word)
    for word in (
        "problem",
        "issue",
        "incident",
        "fault",
        "service",
        "everything",
        "fix",
        "resolved",
        "restored",
        "now",
        "fully",
        "completely",
        "over",
        "trouble",
    )
)


def ends(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """The problem or the repair told as over, while the record does not."""
    found = next((match for match in _told_ends(quote) if not _NOT_OVER.search(_before(quote, match))), None)
    if found and _WITHDRAWN.search(quote):
        return None
    if not found or (record and (record.status.is_over or record.resolved_at)):
        return None
    piece = piece_at(quote, found.start())
    if _same_part_recovered(piece, basis):
        return None
    if found.re is _GONE:
        return None if _well_in_record(piece, basis) or _spared(piece, basis) else _TOLD_OVER
    stems = content_stems(quote)
    by_effect = OVER.search(quote) is None
    topic = weighty(kin(quote)) - sense_words(quote)
    effect = content_stems(re.split(r"[,;]\s|\band\b", quote[: found.end()])[-1] + quote[found.end() :])
    if not stems - _VAGUE and any(_STATED_END.search(point.said) for point in basis.points):
        return None
    for point in basis.points:
        if point.mode not in REAL or is_plan(point) or _says_open(point.text):
            continue
        shared = len((stems - ENDING) & point.stems) + bool(stems & ENDING & point.stems and len(stems) < _FEW)
        if (point.stems & ENDING or _AGAIN.search(point.text)) and (
            point.field in {"resolved_at", "resolution"} or shared >= min(2, len(stems))
        ):
            return None
        if (
            by_effect
            and point.field not in _PROBLEM
            and sense(point.text).get(Axis.SERVICE)
            and len(topic & kin(point.text)) > 0.5 * len(topic)
        ):
            return None
        if by_effect and point.field not in _PROBLEM and effect and len(effect & point.stems) >= 0.8 * len(effect):
            return None
    if not by_effect and any(
        point.field == "status" and re.search(r"\b(?:resolved|closed|recovered|mitigated)\b", point.text, re.IGNORECASE)
        for point in basis.points
    ):
        return None
    return _TOLD_OVER


_FEW = 3
"""Stems of a sentence that is little more than its end: "Printing works again"."""
_TOLD_OVER = (
    "fix_status",
    FindingSeverity.WARN,
    "This tells the problem, or the repair, as over; the record does not.",
    "Say what works now and since when, in the record's terms.",
)


_WITHDRAWN = re.compile(
    r"(?:\b(?:estimate\w*|eta|target|time|date|forecast|plan|schedule|deadline)\b|\b\d\d:\d\d\b)[^.;]{0,50}\bno longer (?:\w+ )?(?:stands?|holds?|appl(?:y|ies)|valid|current|realistic|expected|planned|on)\b"
    r"|\bno longer (?:expect|plan|aim|count|stand by|hold)\w*\b",
    re.IGNORECASE,
)
"""An estimate or a plan that was taken back: no end of the problem."""
_SET = re.compile(r"\bfixed$", re.IGNORECASE)


def _sets_a_date(quote: str, match: re.Match[str]) -> bool:
    """Whether "has fixed 19 November" sets a date and repairs nothing."""
    if not _SET.search(match.group()):
        return False
    after = re.match(r" (?:(?:the|a|an|on|for) )?(?:\w+ )?(?:date|day|time|deadline|hour)\b", quote[match.end() :])
    dated = (value for value in extract_values(quote) if value.kind in {ValueKind.DATE, ValueKind.TIME})
    return after is not None or any(0 <= value.start - match.end() <= len(" for ") for value in dated)


def _counts(text: str) -> frozenset[str]:
    """The counts of a text: numbers from two on, as "4" for "four"."""
    return frozenset(value.canonical for value in extract_values(text) if value.kind in {ValueKind.NUMBER, ValueKind.PERCENT})


def _same_part_recovered(piece: str, basis: Basis) -> bool:
    """Whether the piece counts a part, and the record tells good of as many: "18 of the trucks report again"."""
    told = _counts(piece)
    if not told:
        return False
    topic = weighty(kin(piece)) - sense_words(piece)
    for point in basis.points:
        if point.mode not in REAL or is_plan(point) or point.field in _PROBLEM or not told <= _counts(point.text):
            continue
        for part in point.text.split("; "):
            if told <= _counts(part) and _tells_well(part) and (_AGAIN.search(part) or topic & kin(part)):
                return True
        ill = any(NEGATION.search(part) or sense(part).get(Axis.SERVICE) is False for part in point.text.split("; "))
        if not ill and any(map(_tells_well, point.text.split("; "))) and topic & kin(point.text):
            return True
    return False


def _tells_well(part: str) -> bool:
    """Whether a part of a clause tells good, or an end: "works", "restored"."""
    return bool(sense(part).get(Axis.SERVICE) or _AGAIN.search(part) or (content_stems(part) & ENDING and not _says_open(part)))


def _spared(piece: str, basis: Basis) -> bool:
    """Whether the record limits the harm to others with "only", and tells this plainly beside it: "international labels only; domestic labels print"."""
    topic = weighty(kin(piece)) - sense_words(piece)
    for point in basis.points:
        parts = re.split(r"[;,] ", point.text)
        if len(parts) > 1 and any(_ONLY.search(part) for part in parts) and not is_plan(point):
            rest = [
                part
                for part in parts
                if not _ONLY.search(part) and not NEGATION.search(part) and sense(part).get(Axis.SERVICE) is not False
            ]
            if any(len(topic & kin(part)) >= max(1, 0.5 * len(topic)) for part in rest):
                return True
    return False


_ONLY = re.compile(r"(?<!read-)\bonly\b", re.IGNORECASE)


def piece_at(quote: str, place: int) -> str:
    """The part of a sentence, between its semicolons and conjunctions, in which a place lies."""
    ends = [0, *(match.start() for match in _PIECE_END.finditer(quote)), len(quote)]
    return next(quote[start:end] for start, end in pairwise(ends) if start <= place < end)


def piece_start(quote: str, place: int) -> int:
    """Where the part of a sentence begins in which a place lies."""
    return max((match.end() for match in _PIECE_END.finditer(quote) if match.end() <= place), default=0)


_PIECE_END = re.compile(r"[;:]\s|,\s(?=\w+ \w)|\s(?:but|while|although|whereas)\s", re.IGNORECASE)


def _well_in_record(quote: str, basis: Basis) -> bool:
    """Whether the record tells this to be well, or tells its end."""
    topic = weighty(kin(quote)) - sense_words(quote)
    for point in basis.points:
        if point.mode not in REAL or is_plan(point) or point.field == "title":
            continue
        held = topic & kin(point.text)
        ended = (point.stems & ENDING or _AGAIN.search(point.text)) and point.field not in _PROBLEM and not _says_open(point.text)
        well = sense(point.text).get(Axis.SERVICE) or ended or any(sense(piece).get(Axis.SERVICE) for piece in point.text.split("; "))
        if (well and len(held) >= max(1, 0.5 * len(topic))) or (_GONE.search(point.text) and held):
            return True
    return any(point.field == "status" and _STATED_OVER.search(point.text) for point in basis.points)


_STATED_OVER = re.compile(r"\b(?:resolved|closed|recovered)\b", re.IGNORECASE)


def _before(quote: str, match: re.Match[str]) -> str:
    before = quote[: match.start()][-45:]
    return re.sub(r"\b(?:can|could)\b", "", before) if match.re is _GONE else before  # "you can submit claims as before"


def _told_ends(quote: str) -> Iterator[re.Match[str]]:
    yield from (match for match in OVER.finditer(quote) if not _sets_a_date(quote, match))
    if not _REPEATED.search(quote) and not NEGATION.search(quote):
        yield from _AGAIN.finditer(quote)
    yield from _GONE.finditer(quote)


def _says_open(text: str) -> bool:
    return re.search(r"\b(?:not|no|none|never|n/a|unavailable)\b|n['’]t\b", text, re.IGNORECASE) is not None
