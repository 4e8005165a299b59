"""Plain measures of an analysis against the log it was made from; any text can be held against any log.

Apart from the reading of typed values, they share no patterns with the product.
"""

from __future__ import annotations

import re

from assistant.evidence.values import ValueKind, extract_values
from knowledge.terms import stem, words

_TAG = re.compile(r"\b[FSPH]\d{1,3}\b")

_DIGITS = re.compile(r"\d+")

_QUOTE = re.compile(r"[“\"]([^”\"]*)[”\"]")

SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")

CAUSAL = re.compile(
    r"\b(?:caused by|due to|because of|because|root cause (?:was|is|:)|as a result of|result(?:ed|ing) (?:from|in)|led to|triggered by|stemm(?:ed|ing) from|traced to|is causing|was causing|causing|identified as the cause)\b",
    re.IGNORECASE,
)

_COMMON_WORDS = (
    "issue problem incident outage cause root error failure fail service customer user impact affect due experience degrade degradation "
    "performance availability result trigger lead request resolve resolution mitigate mitigation fix approximately between during some be "
    "january february march april may june july august september october november december utc pst pdt us pacific"
)
_COMMON = frozenset(stem(word) for word in _COMMON_WORDS.split())
"""Words of any incident report, which tell no cause from another."""

_CAUSE_AFTER = re.compile(
    r"\b(?:caused (?:\w+ )?(?:by|due to)|due to|because of|because|triggered by|(?:a|the) result of|resulted from|stemm\w+ from|root cause[^.]{0,60}? (?:was|is)|cause (?:was|is)|identified)\b(.+)",
    re.IGNORECASE | re.DOTALL,
)

_CAUSE_BEFORE = re.compile(
    r"^(.+?),? \b(?:which |that )?(?:caused|causing|led to|resulted in|resulting in|triggered)\b", re.IGNORECASE | re.DOTALL
)


def content(text: str) -> frozenset[str]:
    """Stems without those of every incident and without bare numbers."""
    return frozenset(word for word in words(text) if word not in _COMMON and not word.isdigit() and len(word) > 1)


def invented(text: str, log: str) -> list[str]:
    """Numbers, times, names and other values of a text that the log does not hold; tags are no values.

    Two readings: every run of digits, and typed values, which also know numbers in words, names and times in other notations.
    """
    text = _TAG.sub("", text)
    known = {form for value in extract_values(log) for form in (value.canonical, value.quote.casefold(), *value.alternatives)}
    plain, digits = " ".join(log.casefold().split()), {run for form in (log, log.replace(",", "")) for run in _DIGITS.findall(form)}
    found = [run for run in _DIGITS.findall(text) if run not in digits]
    for value in extract_values(text):
        forms = {value.canonical, value.quote.casefold(), *value.alternatives}
        in_words = value.kind is ValueKind.NAME and value.canonical in plain
        if not (forms & known or in_words or " ".join(value.quote.casefold().split()).rstrip(".’'\"") in plain):
            found.append(value.quote)
    return found


def asserted_causes(text: str, log: str) -> list[str]:
    """Sentences outside hypotheses that state a cause as a fact which no sentence of the log says, by likeness of words."""
    # Logs are wrapped by hand: a sentence may stand on two lines.
    told = [content(sentence) for text in (log, " ".join(log.split())) for sentence in SENTENCE.split(text)]
    plain = " ".join(log.casefold().split())
    text = _QUOTE.sub(
        lambda quote: (
            "" if " ".join(quote[1].casefold().split()).strip(" .…") in plain or content(quote[1]) <= content(plain) else quote[0]
        ),
        text,
    )
    found = []
    for sentence in SENTENCE.split(text):
        core = content(sentence)
        if CAUSAL.search(sentence) and core and not any(len(core & other) >= 0.6 * len(core) for other in told):
            found.append(sentence)
    return found


def cause_part(reference: str) -> str:
    """What a reference names as the cause, without the effect that it explains: behind "due to", before "caused"; else all of it."""
    parts = []
    for sentence in SENTENCE.split(" ".join(reference.split())):
        match = _CAUSE_AFTER.search(sentence) or _CAUSE_BEFORE.search(sentence)
        if match:
            parts.append(match[1])
    return " ".join(parts) or reference


def f1(found: frozenset[str], wanted: frozenset[str]) -> float:
    """How well two sets of words agree, 0 to 1: what is missing counts as much as what is too much."""
    shared = len(found & wanted)
    return 2 * shared / (len(found) + len(wanted)) if shared else 0.0
