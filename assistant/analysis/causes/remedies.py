"""The step that was followed by recovery: that things recovered after a restart says that a restart clears the trouble, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.analysis.causes.candidate import Candidate, Source, quoted
from assistant.analysis.causes.telling import Told
from assistant.analysis.causes.wording import content, no_help, recovered
from assistant.evidence.facts import Mode

_REMEDIES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "Something in the change that was taken back",
        "what was taken back",
        re.compile(
            r"\b(?:rolled back|rollback|roll-back|revert(?:ed|s|ing)?|rolling back|backed out|undid|downgraded (?:to|the|from) (?:to|the|from)|restored the previous)\b",
            re.I,
        ),
    ),
    (
        "Something that the disabled part does",
        "what was switched off",
        re.compile(
            r"\b(?:disabl(?:ed|es|ing)|turned off|switched off|removed from (?:rotation|service|the pool)|depooled|quarantined)\b", re.I
        ),
    ),
    (
        "Something that a restart clears",
        "what a restart clears",
        re.compile(
            r"\b(?:re-?start(?:ed|s|ing)?|reboot(?:ed|s|ing)?|re-?cycled|bounced|killed|re-?created|reset (?:the|all|our|it)|rebuilt)\b",
            re.I,
        ),
    ),
    (
        "Something in the part from which work was moved away",
        "what was moved away from",
        re.compile(
            r"\b(?:fail(?:ed|s|ing)? ?over|re-?rout(?:ed|es|ing)|redirect(?:ed|s|ing)?|shift(?:ed|ing)|drain(?:ed|ing)|moved (?:traffic|all|the)|switched (?:to|over|traffic))\b",
            re.I,
        ),
    ),
    (
        "Too little room for the load there was",
        "too little capacity",
        re.compile(
            r"\b(?:(?:increas(?:ed|e|ing)|add(?:ed|ing)|rais(?:ed|ing)|expand(?:ed|ing)|scal(?:ed|ing))\b.{0,40}\b(?:capacity|limits?|nodes?|instances?|workers?|memory|replicas?|resources|disk|quota)\b(?! (?:errors?|failures?|issues?))|scal(?:ed|es|ing) (?:up|out)|freed(?: up)?|cleared (?:disk|space))\b",
            re.I,
        ),
    ),
    (
        "Load that was then blocked or limited",
        "the load that was blocked",
        re.compile(
            r"\b(?:block(?:ed|ing)|throttl(?:ed|ing)|rate.?limited|banned|shed|stopped the (?:job|query|queries|import|script))\b", re.I
        ),
    ),
    (
        "A certificate, key or permission that was then replaced",
        "what was replaced",
        re.compile(
            r"\b(?:renewed|rotated|replaced|re-?issued|created|deployed|added|attached|granted)\b.{0,40}\b(?:certificates?|keys?|credentials?|tokens?|secrets?|permissions?|acls?)\b|\b(?:certificates?|keys?|credentials?|tokens?|acls?)\b.{0,25}\b(?:renewed|rotated|replaced|re-?issued|attached)\b",
            re.I,
        ),
    ),
    (
        "Something that was missing and was then put back",
        "what was put back",
        re.compile(
            r"\b(?:(?:restor(?:ed|ing)|re-?synced|re-?populated|re-?added|re-?instated|cleared|purged|flushed|re-?indexed)\b.{0,50}\b(?:data|images?|backup|files?|cache|caches|index|links?|listing|configuration|records?|replication|table|state|queue|connectivity)|(?:images?|links?|data|files?)\b.{0,30}\b(?:are|is|were|have been|has been) (?:now )?restored)\b",
            re.I,
        ),
    ),
    (
        "A setting that was then corrected",
        "the setting",
        re.compile(
            r"\b(?:corrected|fixed|adjusted|changed|updated|reconfigured|tuned)\b.{0,40}\b(?:config\w*|settings?|rules?|polic(?:y|ies)|limits?|parameters?|dns|records?|routes?|labels?)\b",
            re.I,
        ),
    ),
)


_ONLY_WISHED = re.compile(
    r"^(?:if|once|until|when)\b|\bif you\b|\b(?:should|can|could|will|must|may|need to|needs to|please|consider|attempt\w* to|trying to|unable to|fail\w* to|cannot|can['’]t|not)\b[^,.;]{0,30}$",
    re.IGNORECASE,
)
"""Words before a step that make it none."""

_NEGATED_AFTER = re.compile(r"\w* (?:cannot|can['’]t|(?:is|are|was|were|has|have|did|does) not)\b", re.IGNORECASE)

WITHIN = 2
"""Entries after the step in which recovery must be told to count as following it."""


def from_remedies(told: Sequence[Told]) -> Iterator[Candidate]:
    """What a step clears after which things recovered; a step that did not help is given too, for the log to reject."""
    for place, said in enumerate(told):
        remedy = _remedy(said)
        if remedy is None:
            continue
        after = _outcome(told[place:], said)
        if after is None:
            continue
        tags = tuple(dict.fromkeys((said.tag, after.tag)))
        cause, short = f"{remedy[0]}: {quoted(said.text)}.", f"{remedy[1]} ({said.tag})"
        yield Candidate(Source.REMEDY, cause, said.text, tags, False, said.entry, short, failed=no_help(after.text))


def _remedy(said: Told) -> tuple[str, str] | None:
    if said.mode not in {Mode.DONE, Mode.OBSERVED, Mode.ONGOING} or not content(said.text):
        return None
    for frame, short, words in _REMEDIES:
        step = words.search(said.text)
        if step and not _ONLY_WISHED.search(said.text[: step.start()]) and not _NEGATED_AFTER.match(said.text, step.end()):
            return frame, short
    return None


def _outcome(rest: Sequence[Told], step: Told) -> Told | None:
    """The first sentence of the same or the next entries that says that things got better, or that they did not."""
    for later in rest:
        if later.entry > step.entry + WITHIN:
            return None
        if no_help(later.text) and (later.entry == step.entry or later.mode is not Mode.PLANNED):
            return later
        if later.is_real and recovered(later.text):
            return later
    return None
