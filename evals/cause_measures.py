"""Plain measures of an analysis against the log it was made from; any text can be held against any log.

Apart from the reading of typed values, they share no patterns with the product.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from itertools import combinations

from assistant.evidence.gather import policy_evidence
from assistant.evidence.values import ValueKind, extract_values
from assistant.records.clock import say_duration
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy
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


_ROW = re.compile(r"^\|[^|]*\|(?: \*\*[^*]*\*\*:| (?:First|Root|Resolution|Customer|Escalation)[a-z ]*:)?", re.MULTILINE)
"""The time and the label of a row of the timeline."""
_NUMBERED = re.compile(r"^\d+\. ", re.MULTILINE)
_EVIDENCE = re.compile(r" \((?:[FPS]\d+(?:, )?)+\)")
_FRAMED = re.compile(
    r"^(?:Suspected|Best supported, not confirmed|What would confirm or reject|Which of the two is it|Why )|not confirmed|if it is confirmed"
)
"""Sentences that say themselves that the cause is a suspicion or a question."""
_COUNTS = {
    word: number for number, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1)
}
"""Counts of log entries are sums over the record; one above their number is not."""


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


# Whole documents


def follows_from(record: EscalationRecord, policy: Policy, now: datetime) -> str:
    """What code may work out from a record: its times in both zones, the spans between any two of them, and the policy's own figures."""
    times = [update.at for update in record.updates]
    times += [at for at in (record.started_at, record.escalated_at, record.acknowledged_at, record.resolved_at, record.eta, now) if at]
    local = [form for at in times for form in (at, at.astimezone(policy.zone))]
    told = [f"{at:%H:%M} {at:%Y-%m-%d} {at.day} {at:%B} {at:%Y} {at.tzname()}" for at in local]
    lengths = {abs(later - earlier) for earlier, later in combinations(times, 2)}
    allowed = policy.row(record.severity).first_response
    spans = sorted({say_duration(length) for length in (*lengths, *(length - allowed for length in lengths if length > allowed))})
    lines = [item.text for item in policy_evidence(record, policy)]
    return "\n".join([json.dumps(record.model_dump(mode="json"), ensure_ascii=False), *told, *spans, *lines])


def unaccounted(body: str, known: str, *, entries: int) -> list[str]:
    """Values of a document that nothing known accounts for; counts of log entries, of which there are so many, are sums over the record."""
    return [
        value
        for value in invented(_NUMBERED.sub("", body), known)
        if not (value.isdigit() and int(value) <= entries) and _COUNTS.get(value.lower(), entries + 1) > entries
    ]


def told_causes(body: str, log: str) -> list[str]:
    """Sentences of a document, its hypotheses aside, that state a cause as a fact which no sentence of the log says."""
    told = _ROW.sub("", re.sub(r"## Hypotheses\n.*?(?=\n## )", "", _NUMBERED.sub("", body), flags=re.DOTALL))
    return [sentence for sentence in asserted_causes(_EVIDENCE.sub("", told), log) if not _FRAMED.search(sentence)]
