"""What words mean where a record and a text choose different ones: families of words for one thing, and whether a clause tells good or ill.

Closed classes of everyday incident language, by meaning. They fold what both sides say, so that "emptied" finds "cleared"; they never add a
word that neither has.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from assistant.checks.wording import content_stems, stem

_FAMILIES = (
    "forward relay pass",
    "reach reachable reached",
    "answer reply respond response",
    "generate produce create",
    "empty clear purge drain flush evacuate",
    "exchange replace swap substitute",
    "letter write mail e-mail email notify inform notification",
    "refund reimburse repay",
    "credit compensation compensate goodwill",
    "raise increase lift expand enlarge rise grow",
    "lower decrease reduce sink fall drop shrink",
    "restart reboot relaunch",
    "revert previous former earlier old original return",
    "purchase buy bought buyer purchaser",
    "sell sale sold",
    "double duplicate twice",
    "view viewer visible see seen show shown display look looks",
    "reject refuse decline deny denied",
    "approve grant agree agreed consent accept",
    "monitor watch alert alarm supervise surveillance observe",
    "live production prod",
    "test try trial tried",
    "wrong incorrect faulty false mistaken",
    "break broke broken defect defective",
    "destroy ruin",
    "late delay delayed behind slow slowly overdue",
    "vanish disappear missing lose lost gone",
    "overwrite overwritten overwrote",
    "keep kept store stored retain retained preserve preserved hold held",
    "wait queue queued waiting backlog",
    "estimate eta estimation forecast",
    "qualify apply applies entitle entitled eligible",
    "file upload document",
    "repair fix correct mend remedy",
    "port harbour",
    "ask request wish",
    "house venue building",
    "district area zone",
    "guest visitor",
    "send sent deliver delivered dispatch forward resend replay transmit",
    "move switch moved transfer shift migrate",
    "begin begun start began commence",
    "tell told say said report",
    "decide decision decided choose chose chosen",
    "find found discover detect spot",
    "expire expired lapse lapsed",
    "overload overloaded overloading overwhelm overwhelmed",
    "full exhausted fill filled",
    "staff employee personnel",
    "passenger traveller rider",
    "invoice bill billing",
    "fee charge price cost",
    "contract agreement",
    "supplier vendor provider operator manufacturer maker",
    "technician engineer mechanic",
    "site location branch",
    "screen display monitor",
    "pick collect fetch",
    "cut reduce",
    "delete erase wipe purge",
    "edit editable editor change changed alter modify writable read-only",
    "read readable unread reading",
    "reconnect reattach",
    "print printed printer printout",
    "pay paid payment",
    "take took taken",
    "rebuild rebuilt recreate reconstruct",
    "install deploy release rollout",
    "check verify validate inspect examine review",
    "finish complete done completed",
    "hand manually manual",
    "night overnight nightly",
    "weekend saturday sunday",
)
"""Each family stands for one thing; a word belongs to the first that has it."""
_KIN = {stem(word): stem(family.split()[0]) for family in reversed(_FAMILIES) for word in family.split()}
_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"])
    if number > 1
} | {"both": "2", "second": "2nd"}  # fmt: skip
_PHRASES = tuple(
    (re.compile(pattern, re.IGNORECASE), word)
    for pattern, word in (
        (r"\bturn(?:ed|s|ing)? down\b", "reject"),
        (r"\b(?:switch|turn|shut)(?:ed|ing|s)?\s+((?:\w+\s+){0,3}?)(?:off|down)\b", r"disable \1"),
        (r"\b(?:switch|turn)(?:ed|ing|s)?\s+((?:\w+\s+){0,3}?)on\b", r"enable \1"),
        (r"\b(?:put|set|went|go|goes|rolled|roll|brought|switched|moved)\s+((?:[\w-]+\s+){0,4}?)back\b", r"revert \1"),
        (r"\b(?:came|come|comes|coming) back\b", "return"),
        (r"\b(?:paid|pays?|paying)\s+((?:\w+\s+){0,4}?)back\b", r"refund \1"),
        (r"\btak(?:e|es|en|ing) over\b|\btook over\b", "acknowledge"),
        (r"\btook (?:the|this) case\b", "acknowledge"),
        (r"\bauthori[sz]e[sd]?\b", "approve"),
        (r"\bout of order\b", "break"),
        (r"\bran? out\b|\bruns? out\b", "expire"),
        (r"\b(?:went|going|go|goes) out\b", "send"),
        (r"\b(?:stood|stand|stands|standing) still\b", "stop"),
        (r"\b(?:on|at) (?:the )?(?:site|spot)\b", "arrive"),
    )
)
_NUMBERS = re.compile(r"(?<![\w.,:])\d[\d,]*(?:\.\d+)*(?![\w:]|[.,]\d)")
_WORDS = re.compile(r"[a-z]+", re.IGNORECASE)


_LIGHT = frozenset(
    stem(word)
    for word in [
        "let",
        "get",
        "go",
        "come",
        "put",
        "make",
        "made",
        "point",
        "past",
        "know",
        "known",
        "way",
        "case",
        "fact",
        "thing",
        "moment",
        "present",
        "work",
        "already",
        "now",
        "far",
        "also",
        "well",
        "even",
        "really",
        "actually",
        "simply",
        "one",
        "time",
        "give",
        "given",
        "happen",
        "do",
        "bit",
        "lot",
        "part",
        "kind",
        "sort",
        "like",
        "around",
        "able",
        "us",
        "people",
        "folks",
        "something",
        "anything",
        "everything",
        "somebody",
        "anybody",
        "went",
        "whole",
        "possible",
        "good",
        "great",
        "deal",
        "better",
        "best",
        "though",
        "although",
        "ought",
        "afresh",
        "matter",
        "suspicion",
        "culprit",
        "finding",
        "doubt",
        "certain",
        "certainly",
    ]
)
"""Verbs and nouns that carry a sentence and tell nothing."""


def weighty(words: frozenset[str]) -> frozenset[str]:
    """The words that say what is told, without the light ones and the numbers, which are looked up by themselves."""
    return worded(words) - _LIGHT


def worded(words: frozenset[str]) -> frozenset[str]:
    """Without the numbers."""
    return frozenset(word for word in words if not word[0].isdigit())


@lru_cache(maxsize=8192)
def kin(text: str) -> frozenset[str]:
    """The content words of a text, folded onto their families, with its plain numbers: what it speaks of."""
    numbers = {match.group().replace(",", "") for match in _NUMBERS.finditer(text)}
    numbers |= {_NUMBER_WORDS[word] for word in (m.group().lower() for m in _WORDS.finditer(text)) if word in _NUMBER_WORDS}
    for pattern, word in _PHRASES:
        text = pattern.sub(word, text)
    return frozenset(_KIN.get(each, each) for each in content_stems(text)) | numbers


def kin_of(word: str) -> str:
    """The family of one stem."""
    return _KIN.get(word, word)


class Axis(StrEnum):
    """What a clause can tell good or ill of."""

    SERVICE = "service"
    DATA = "data"


_NO = re.compile(r"\b(?:no|not|none|never|without|neither|nor|nobody|nothing|cannot|no longer|free (?:of|from))\b|n['’]t\b", re.IGNORECASE)
_NO_DATA = r"(?:\w+ )?(?:power|current|voltage|connect\w+|signal|packets?|service|time|income|revenue|trust|confidence|contact|quality|speed|capacity|redundancy)\b"
"""What can be lost and is no data."""
_NO_POWER = r"(?<!power )(?<!packet )(?<!signal )(?<!connection )(?<!revenue )"
_DATA_ILL = re.compile(
    rf"\b(?:lost|lose|loses|losing|{_NO_POWER}loss(?:es)?(?! of {_NO_DATA})|gaps?|touched|missing|vanish\w*|disappear\w*|gone(?! (?:quiet|silent|dark|down|up|out|live|well|through|back|off|wrong)\b)|delet\w+|eras\w+|wip(?:ed|ing)|destroy\w*|corrupt\w*|overwrit\w+|overwrote|leak\w*|expos\w+|stolen|stole|compromis\w+|damag\w+|breach\w*"
    r"|disclos\w+|unaccounted|read(?:able)? by (?:people|others|anyone|persons)|(?:visible|shown|readable|accessible) to (?:others|other|strangers|anyone|third)\b[^.;,]{0,20}|drop(?:s|ped) (?:from|out)|doubled|mixed up|fell into|got into|strangers|unauthori[sz]ed)\b",
    re.IGNORECASE,
)
_DATA_WELL = re.compile(
    r"\b(?:intact|unharmed|safe(?:ly)?|preserved|ke(?:pt|eps?)(?! \w+ing)|stored|stores?|unchanged|untouched|still there|all there|accounted for|be (?:traced|found|located|retrieved|recovered)|complete|held back|queued|waits?|waiting|secure|saved|in full|set aside)\b",
    re.IGNORECASE,
)
_SERVICE_ILL = re.compile(
    r"\b(?:affect\w*|impact\w*|suffer\w*|fail\w*|wrong(?:ly)?|incorrect\w*|late|slow\w*|dark|down|reject\w*|broke(?:n)?|breaks?|errors?|stop(?:s|ped)?(?: \w+ing)?|unavailable|unusable|unreachable|unreadable|declin\w+|delay\w*|block\w*|twice|stuck|hangs?|hung"
    r"|behind|stand(?:s|ing)? still|stood still|read-only|blank|empty|out of (?:order|service|action|date)|interrupt\w+|disrupt\w*|disturb\w*|crash\w*|fault\w*|defective|impair\w*|offline|frozen|freez\w+|trouble|unable|struggl\w+|dead|garbled|silent|amiss|lack(?:s|ed|ing)?|cut off)\b",
    re.IGNORECASE,
)
_SERVICE_WELL = re.compile(
    r"\b(?:work(?:s|ed|ing)?|fine|normal(?:ly)?|right|correct(?:ly)?|proper(?:ly)?|smooth(?:ly)?|healthy|stable|available|usable|writable|editable|readable|reachable|accessible|operational|up to date|current|possible|(?:is|are|was|were|be|back|stay\w*) online|running|on time|punctual(?:ly)?"
    r"|as (?:before|usual|always|expected|ever|normal|(?:they|it|everything) should)|runs?(?! (?:on|out|into|by|from|through|to|until|the|an?|at|with|as)\b)|ran(?! (?:on|out|into|by|from|through|to|until|the|an?|at|with|as)\b)|unaffected|spared|in (?:service|order|operation)|can(?! not)|could(?! not)|able|unharmed|(?:go(?:es)?|gets?|went|got|gone|come|comes|came) through|succeed\w*|open(?:s)? normally|back)\b",
    re.IGNORECASE,
)


_DOES_NOT = re.compile(
    r"\b(?:(?:do|does|did|can|could) not|(?:do|does|did|ca|could)n['’]t|cannot)\s+(?!(?:yet |currently |also )?(?:know|think|expect|need|want|mean|apply|qualify|plan|say|tell|give|hold|include|cover|concern|promise|offer|speak|contain|exceed|rule|confirm|exclude)\b)",
    re.IGNORECASE,
)
"""Something does not do what it is there for: "boarding passes do not scan"."""
_BESIDE = 2
"""Characters between two words of sense that one "not" turns together."""
_WITH_NONE = re.compile(
    r"\b(?!is\b|are\b|was\b|were\b|be\b|been\b|has\b|have\b|had\b|with\b|there\b|and\b|but\b|that\b|gives?\b|gave\b|found\b|know\b|need\w*\b)[a-z]{3,} no (?!longer\b|further\b|more\b|later\b|one\b|credit|refund|data\b|errors?\b|problems?\b)[a-z]+",
    re.IGNORECASE,
)
"""Something gives none of what it is there to give: "scales print no labels"."""
_RELATIVE = re.compile(
    r"\b(?:that|which|who)\s+(?:is|are|was|were|has|have|had)\s+(?:(?:been|already|\w+ly)\s+)*\w+(?=\s+(?:is|are|was|were|has|have|had|will|can)\b)",
    re.IGNORECASE,
)
_LABEL_OF_NONE = re.compile(r"\W*[^:;.]{2,40}: (?:none|nil|no|not|0)\b", re.IGNORECASE)
"""A label that its text denies: "Data loss: none"."""
_WORDS_OF = (
    (Axis.DATA, False, _DATA_ILL),
    (Axis.DATA, True, _DATA_WELL),
    (Axis.SERVICE, False, _SERVICE_ILL),
    (Axis.SERVICE, True, _SERVICE_WELL),
)


@lru_cache(maxsize=16384)
def sense(piece: str) -> dict[Axis, bool]:
    """What a clause tells, on each axis that it speaks of: True for good, False for ill; an axis where it tells both is left out.

    A "not" turns the first word of sense after it: "what was stored is not affected" tells good on both.
    """
    piece = _RELATIVE.sub(" ", piece)
    if _LABEL_OF_NONE.match(piece):
        piece = f"no {piece}"
    found = sorted((match.start(), match.end(), axis, well) for axis, well, words in _WORDS_OF for match in words.finditer(piece))
    denied = [match.span() for match in _NO.finditer(piece)]
    told: dict[Axis, set[bool]] = {}
    before, was_turned = -1, False
    for start, end, axis, well in found:
        if start < before:
            continue  # "stopped working" is one word of sense
        beside = 0 <= before <= start <= before + _BESIDE and not re.search(r",|\band\b|\bbut\b", piece[before:start])
        turned = any(before <= no < end for no, _ in denied) or (beside and was_turned)  # "nothing has gone missing"
        was_turned = turned
        told.setdefault(axis, set()).add(well is not turned)
        before = max(before, end)
    if not told and (_DOES_NOT.search(piece) or _WITH_NONE.search(piece)):
        return {Axis.SERVICE: False}
    return {axis: next(iter(goods)) for axis, goods in told.items() if len(goods) == 1}


@lru_cache(maxsize=8192)
def sense_words(piece: str) -> frozenset[str]:
    """The words that carry the sense of a clause, as families: not what it speaks of, but what it says of that."""
    said = " ".join(match.group() for pattern in (_DATA_ILL, _DATA_WELL, _SERVICE_ILL, _SERVICE_WELL) for match in pattern.finditer(piece))
    return kin(said)
