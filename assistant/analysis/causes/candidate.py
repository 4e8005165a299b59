"""A hypothesis before it is worded for a reader: where it comes from, what it says, what it rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from assistant.analysis.causes.mechanisms import Mechanism, mechanism_of
from assistant.analysis.causes.wording import content

LONGEST_QUOTE = 300
"""Characters of the log quoted in one hypothesis."""


class Source(IntEnum):
    """Where a hypothesis comes from, best first."""

    FIELD = 1
    STATED = 2
    IMPLIED = 3
    CHANGE = 4
    REMEDY = 5
    COMPONENT = 6
    PAST = 7


@dataclass(frozen=True)
class Candidate:
    """One possible cause.

    Attributes:
        source: Where it comes from.
        cause: The sentence that a reader gets.
        core: The words of the evidence that name the cause, for comparing; framing of ours is not in it.
        tags: The evidence that speaks for it, the sentence quoted first.
        real: Whether the evidence says it as a fact; False for suspicions and ideas.
        entry: Place of the quoted entry, 0 for the oldest.
        short: What to call it beside its rivals.
        failed: Whether it is a step that did not help, kept so that the log can be seen to reject it.
    """

    source: Source
    cause: str
    core: str
    tags: tuple[str, ...]
    real: bool
    entry: int
    short: str
    failed: bool = False

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems that tell this cause from another."""
        return content(self.core)

    @property
    def subject(self) -> str:
        """The words that name the cause as a check may repeat them."""
        return _LOOSE_END.sub("", " ".join(self.core.split()))

    @cached_property
    def mechanism(self) -> Mechanism:
        """What kind of cause it is."""
        return mechanism_of(self.core)


_LOOSE_END = re.compile(r"[\s,;:.]+(?:we|it|this|that|which|and|is|was|has|have)?$", re.IGNORECASE)


_LEAD = re.compile(
    r"^(?:\(?preliminary\)? ?)?(?:root cause|cause|update|summary|description|diagnosis|correction|resolution note|note|message(?: says)?) ?[:\-–] *|^(?:at this time|currently|unfortunately|as (?:you|we) know|for context|correction),? (?:- )?|^[-*•>]+ +"
    r"|^\[[^\]\n]{1,60}\] |^[\dHhMmXx?:.\-– ]{2,12}\| *",
    re.IGNORECASE,
)


def tidied(text: str, longest: int = LONGEST_QUOTE) -> str:
    """Words of the log as one sentence: no label or list mark in front, a capital, one full stop; cut at a word where it is too long."""
    text = " ".join(text.split())
    while (lead := _LEAD.match(text)) is not None and lead.end() < len(text):
        text = text[lead.end() :]
    text = text.strip(" *_:") or text
    if len(text) > longest:
        text = text[:longest].rsplit(" ", 1)[0].rstrip(" ,;:(") + " …"
    if text[:1].islower() and text.split()[0].isalpha():
        text = text[0].upper() + text[1:]
    text = text[:-1].rstrip() if text.endswith(";.") else text
    return text if text.endswith((".", "!", "?", "…")) else text.rstrip(" ;,") + "."


def quoted(text: str, longest: int = LONGEST_QUOTE) -> str:
    """Words of the log as a sentence in quotation marks, without its full stop."""
    return in_marks(tidied(text, longest).rstrip("."))


def in_marks(words: str) -> str:
    """Words in quotation marks; a link at the end stays apart from the mark."""
    words = words.replace("“", "'").replace("”", "'")
    return f"“{words} ”" if "://" in words.split()[-1] else f"“{words}”"
