"""What a text holds of that which a message on an incident can hold: impact, window, cause, repair, responsibility and the others.

The patterns, with the sentences that test them, and the table of what each kind of message must hold are data (`data/elements.toml`). An
element is found sentence by sentence, so that a repair of one sentence is no repair that another one only hopes for. `regret`, `cause`,
`responsibility`, `repentance` and `repair` are five of the six parts of an effective apology; the sixth, asking for forgiveness, is never
required of anybody and so is not looked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.evidence.sentences import Span, split_sentences
from assistant.records.clock import MessageKind

_WORD = re.compile(r"(?<!\?P)<([a-z_]+)>")


@dataclass(frozen=True)
class Element:
    """One thing that a message can hold.

    Attributes:
        name: "impact", "next_time" and so on.
        what: How a finding names it.
        patterns, unless: A sentence holds the element when one of the first and none of the second matches.
        good, bad: Sentences that hold it and that do not; they are the element's tests.
    """

    name: str
    what: str
    patterns: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    good: tuple[str, ...]
    bad: tuple[str, ...]

    def place(self, sentence: str) -> tuple[int, int] | None:
        """Where the sentence says it: the first match that says anything; None when it does not."""
        for pattern in self.patterns:
            found = pattern.search(sentence)
            if found and found.end() > found.start() and not any(other.search(sentence) for other in self.unless):
                return found.span()
        return None


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("assistant.checks").joinpath("data/elements.toml").read_text(encoding="utf-8"))


@cache
def elements() -> tuple[Element, ...]:
    """All elements, in the file's order."""
    words = _spelled_words(_data()["words"])
    return tuple(_element(row, words) for row in _data()["element"])


def _spelled_words(words: Mapping[str, str]) -> dict[str, str]:
    spelled: dict[str, str] = {}
    for name, pattern in words.items():
        spelled[name] = _WORD.sub(lambda m: spelled[m[1]], pattern)
    return spelled


def _element(row: dict[str, Any], words: Mapping[str, str]) -> Element:
    flags = 0 if row.get("case") else re.IGNORECASE

    def compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_WORD.sub(lambda m: words[m[1]], pattern), flags) for pattern in patterns)

    return Element(
        name=row["id"],
        what=row["what"],
        patterns=compiled(row["patterns"]),
        unless=compiled(row["unless"]),
        good=tuple(row["good"]),
        bad=tuple(row["bad"]),
    )


@cache
def required(kind: MessageKind) -> Mapping[str, FindingSeverity]:
    """What a kind of message must hold, and how much it weighs when it does not."""
    return {name: FindingSeverity(weight) for name, weight in _data()["required"].get(kind.value, {}).items()}


@lru_cache(maxsize=8192)
def _held(sentence: str) -> tuple[tuple[str, int, int], ...]:
    # Kept, because an edit changes one sentence and the others are read again.
    places = ((element.name, element.place(sentence)) for element in elements())
    return tuple((name, *place) for name, place in places if place)


def elements_of(text: str) -> dict[str, tuple[Span, ...]]:
    """Which elements a text holds, each with the places that say it.

    Args:
        text: A message, an update or a report; offsets count its code points.

    Returns:
        Only the elements that were found, in the order of the data file.
    """
    places: dict[str, list[Span]] = {}
    for sentence in split_sentences(text):
        for name, start, end in _held(sentence.quote):
            places.setdefault(name, []).append(Span(sentence.start + start, sentence.start + end, sentence.quote[start:end]))
    return {element.name: tuple(places[element.name]) for element in elements() if element.name in places}


def missing(kind: MessageKind, text: str) -> Iterator[Finding]:
    """A finding at the end of the text for each required element that it does not hold."""
    wanted = required(kind)
    held = elements_of(text) if wanted else {}
    for element in elements():
        if element.name in wanted and element.name not in held:
            message = f"The {kind.label.lower()} does not say {element.what}."
            suggestion = f"Say {element.what}; where it is not known, say that."
            end = len(text)
            yield Finding.at(
                f"missing.{element.name}", wanted[element.name], text, end, end, message, suggestion, family=Family.COMPLETENESS
            )
