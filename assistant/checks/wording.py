"""Words as checks compare them: stems without function words, a few trade synonyms, a normal form for quotations."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from knowledge import terms

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_FUNCTION_WORDS = (
    "a about above after again all also although am an and any are as at be because been before being below between both but by can could did do does doing "
    "down during each either else ever every few for from further had has have having he her here hers him his how i if in into is it its itself just let me "
    "might more most must my no nor not now of off on once only or other our ours out over own per please same shall she should since so some still such "
    "than that the their theirs them then there these they this those through to too under until up upon us very was we were what when where whether which "
    "while who whom why will with within without would yet you your yours today currently already i'm i'll i'd i've we're we'll we've we'd you're you'll "
    "you've it's that's there's here's don't didn't doesn't isn't aren't wasn't weren't hasn't haven't won't can't cannot couldn't utc gmt"
)
_FUNCTION = frozenset(_FUNCTION_WORDS.split())
_PHRASES = (
    (re.compile(r"\broll(?:ed|ing|s)?[\s-]?back\b|\brollback(?:s|ed)?\b", re.IGNORECASE), "revert"),
    (re.compile(r"\broll(?:ed|ing|s)?[\s-]?out\b|\brollouts?\b", re.IGNORECASE), "deploy"),
    (re.compile(r"\bfail(?:ed|ing|s)?[\s-]?over\b", re.IGNORECASE), "failover"),
    (re.compile(r"\b(?:switch|turn)(?:ed|ing)?\s+(?:it\s+)?off\b", re.IGNORECASE), "disable"),
    (re.compile(r"\b(?:switch|turn)(?:ed|ing)?\s+(?:it\s+)?on\b", re.IGNORECASE), "enable"),
    (re.compile(r"\b(?:sent|send|sending)\s+again\b|\bre-?s(?:ent|ending|end)\b", re.IGNORECASE), "replay"),
    (re.compile(r"\bsign(?:ed|ing)?[\s-]?[io]n\b|\blog(?:ged|ging)?[\s-]?in\b|\blogins?\b", re.IGNORECASE), "login"),
    (re.compile(r"\bset up\b", re.IGNORECASE), "configure"),
    (re.compile(r"\b(?:put|move|switch|go|went|turn)(?:d|ed|s)?((?:\s+[\w-]+){0,4}?)\s+back\b", re.IGNORECASE), r"revert\1"),
)
_SAME = {
    "reboot": "restart", "bounce": "restart", "relaunch": "restart", "ship": "deploy", "release": "deploy", "publish": "deploy", "install": "deploy",
    "undo": "revert", "undid": "revert", "remove": "remove", "repair": "fix", "correct": "fix", "correction": "fix", "patch": "fix", "resolve": "fix",
    "resolved": "fix", "resolution": "fix", "solve": "fix", "reprocess": "replay", "rerun": "replay", "resend": "replay", "resent": "replay",
    "found": "find", "discover": "find", "identify": "find", "identified": "find", "began": "start", "begun": "start", "begin": "start",
    "commence": "start", "stopped": "stop", "halt": "stop", "customer": "user", "client": "user", "impacted": "affect", "impact": "affect",
    "outage": "incident", "issue": "problem", "fault": "problem", "error": "problem", "sent": "send", "lost": "lose", "loss": "lose", "took": "take",
    "taken": "take", "made": "make", "ran": "run", "built": "build", "rebuilt": "rebuild", "told": "tell", "wrote": "write", "rewritten": "rewrite", "rewrote": "rewrite", "written": "write",
    "back": "restore", "recover": "restore", "recovery": "restore", "normal": "restore", "deactivate": "disable", "activate": "enable",
    "preventive": "prevent", "prevention": "prevent", "finished": "complete", "finish": "complete", "done": "complete", "latency": "slow",
    "delay": "slow", "degraded": "slow", "degradation": "slow", "fail": "fail", "failure": "fail", "investigation": "investigate",
}  # fmt: skip
_MARKS = re.compile(r"[*_`#>|\"“”‘’']+|\s+")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of one word, folded onto its trade synonym."""
    lowered = word.lower().removesuffix("'s").removesuffix("’s")
    stemmed = terms.stem(_SAME.get(lowered, lowered))
    return _folded().get(stemmed, stemmed)


@cache
def _folded() -> dict[str, str]:
    return {terms.stem(word): terms.stem(other) for word, other in _SAME.items()}


@lru_cache(maxsize=8192)
def content_stems(text: str) -> frozenset[str]:
    """The stems of a text's content words; numbers are left to `evidence.values`."""
    for pattern, word in _PHRASES:
        text = pattern.sub(word, text)
    words = (match.group() for match in _WORD.finditer(text))
    return frozenset(stem(word) for word in words if word.lower() not in _FUNCTION and not word[0].isdigit() and len(word) > 1)


def content_places(text: str) -> list[tuple[str, int, int]]:
    """The stems of a text's content words and its numbers, in order, each with its place: for long shared passages."""
    return [(stem(m.group()), *m.span()) for m in _WORD.finditer(text) if m.group().lower() not in _FUNCTION]


def content_tokens(text: str) -> list[str]:
    """The stems of `content_places` alone."""
    return [token for token, _, _ in content_places(text)]


@lru_cache(maxsize=8192)
def plain_words(text: str) -> str:
    """A text without Markdown marks, quotation marks, case and closing stop: equal for a quotation and its source."""
    return _MARKS.sub(" ", text).strip().casefold().rstrip(".!?:;, ").strip()
