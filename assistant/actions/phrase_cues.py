"""The words that ask for an action: the cues of `phrase_cues.toml`, found in a phrase in spite of small misspellings."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

_ID = re.compile(r"[^\W\d_]+(?:[-_ ]?\d+)+|\d{2,}")
_WORD = re.compile(r"(?:[^\W_]|(?<=\w)[.&](?=\w))+")
_POSSESSIVE = re.compile(r"[\x27’´`]s\b|[\x27’´`]")
_CLOSE = 0.8
"""How alike a misspelt word and the word that is meant must be (difflib's ratio, 0 to 1): "metircs", "reprot", "sumarize"."""
_SHORTEST = 5
_DEED = 4
"""The strength of a deed with its document; see `Cue`."""


@dataclass(frozen=True)
class Word:
    """One word of a phrase: small letters, as it is read (`text`) and as it was typed, with its place in the phrase."""

    text: str
    typed: str
    start: int
    end: int


@dataclass(frozen=True)
class Cue:
    """Words that ask for an action.

    Attributes:
        action: Which.
        strength: 4 for a deed with its document, down to 1 for a word that also occurs in the names of things.
        first, last: The words that it covers, `last` not included.
        about: The places in between that are no cue but what the action is about.
    """

    action: str
    strength: int
    first: int
    last: int
    about: frozenset[int] = frozenset()

    @property
    def places(self) -> frozenset[int]:
        """The words that ask."""
        return frozenset(range(self.first, self.last)) - self.about


@dataclass(frozen=True)
class CueTable:
    """Everything in `phrase_cues.toml`, and all words that occur in it, for misspellings."""

    cues: tuple[tuple[str, int, re.Pattern[str]], ...]
    options: Mapping[str, tuple[str, tuple[tuple[str, re.Pattern[str]], ...]]]
    vocabulary: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("assistant.actions").joinpath("phrase_cues.toml").read_text(encoding="utf-8"))


@cache
def word_list(name: str) -> frozenset[str]:
    """One of the lists of words in the table."""
    return frozenset(_data()["lists"][name].split())


@cache
def cue_table() -> CueTable:
    """The table that comes with steadyhand."""
    data = dict(_data())
    listed: dict[str, str] = data.pop("words")
    options = data.pop("options")
    data.pop("lists")

    def pattern(text: str) -> re.Pattern[str]:
        for name, words in listed.items():
            text = text.replace(f"<{name}>", words)
        return re.compile(rf"(?<!\S)(?:{text})(?!\S)")

    cues = [(action, int(level), pattern(text)) for action, levels in data.items() for level, texts in levels.items() for text in texts]
    picks = {
        action: (table["name"], tuple((value, pattern(text)) for value, text in table.items() if value != "name"))
        for action, table in options.items()
    }
    plain = re.sub(r"\\.|\[[^\]]*\]", " ", " ".join(each.pattern for _, _, each in cues))
    spelled = {word for word in re.findall(r"[a-z]+", plain) if len(word) >= _SHORTEST}
    spelled |= {"summarise", "summarize", "summarising", "apologise", "apologize", "prioritise", "acknowledgment", "acknowledgement"}
    return CueTable(tuple(cues), picks, tuple(sorted(spelled)))


def split(phrase: str) -> list[Word]:
    """The words of a phrase. A hyphen parts two words, but not the parts of an id; a possessive s is dropped."""
    text = unicodedata.normalize("NFC", phrase)
    blanked = _POSSESSIVE.sub(lambda match: " " * len(match[0]), text)
    found: list[Word] = []
    place = 0
    for match in _ID.finditer(blanked):
        if match.start() and (blanked[match.start() - 1].isalnum() or blanked[match.end() : match.end() + 1].isalpha()):
            continue
        found += _words(blanked, place, match.start())
        if " " in match[0]:
            found += _words(blanked, match.start(), match.end())
        else:
            found.append(Word(match[0].casefold(), match[0], *match.span()))
        place = match.end()
    return [*found, *_words(blanked, place, len(blanked))]


def _words(text: str, begin: int, end: int) -> Iterator[Word]:
    for match in _WORD.finditer(text, begin, end):
        yield Word(match[0].casefold(), match[0], *match.span())


def corrected(words: Sequence[Word], known: Collection[str]) -> list[Word]:
    """The words with the misspelt ones of an action as they are meant.

    Args:
        words: The words of the phrase.
        known: Words of the records that the phrase may speak of; they are not misspelt.
    """
    return [_correct(word, known) for word in words]


def _correct(word: Word, known: Collection[str]) -> Word:
    text = word.text
    if len(text) < _SHORTEST or not text.isalpha() or text in word_list("real") or text in known:
        return word
    vocabulary = cue_table().vocabulary
    if text in vocabulary:
        return word
    close = get_close_matches(
        text, [each for each in vocabulary if each[0] == text[0] and abs(len(each) - len(text)) <= 2], n=1, cutoff=_CLOSE
    )
    return Word(close[0], word.typed, word.start, word.end) if close else word


def find_cues(words: Sequence[Word], actions: Mapping[str, str]) -> list[Cue]:
    """Every cue of these actions, in the order of their places; of one action at one place the strongest and longest.

    Args:
        words: The words of the phrase.
        actions: The actions with their trigger phrases; one that the table does not know is asked for in the words of its phrase.
    """
    line = " ".join(word.text for word in words)
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    place = 0
    for number, word in enumerate(words):
        starts[place], ends[place + len(word.text)] = number, number + 1
        place += len(word.text) + 1

    def between(match: re.Match[str]) -> frozenset[int]:
        begin, end = match.span(1) if match.re.groups else (0, 0)
        return frozenset(number for place, number in starts.items() if begin <= place < end)

    found = {
        Cue(action, strength, starts[match.start()], ends[match.end()], between(match))
        for action, strength, pattern in (*cue_table().cues, *_own_cues(actions))
        if action in actions
        for match in pattern.finditer(line)
        if match.start() in starts and match.end() in ends
    }
    inside = {cue for cue in found for other in found if cue != other and _covers(other, cue)}
    return sorted(found - inside, key=lambda cue: (cue.first, -cue.strength, cue.action))


def _own_cues(actions: Mapping[str, str]) -> Iterator[tuple[str, int, re.Pattern[str]]]:
    """The words of a trigger phrase before what it is about ("Write handover for [Shift]"), for each action that the table leaves out."""
    listed = {action for action, _, _ in cue_table().cues}
    for action, phrase in actions.items():
        deed = " ".join(word.text for word in split(phrase.partition("[")[0]))
        if action not in listed and deed:
            yield action, _DEED, re.compile(rf"(?<!\S){re.escape(deed)}(?!\S)")


def _covers(cue: Cue, other: Cue) -> bool:
    """Whether a cue makes another one pointless: a stronger one that holds it, or one of the same action at the same place."""
    holds = cue.first <= other.first and other.last <= cue.last
    same = cue.action == other.action
    longer = cue.last - cue.first > other.last - other.first
    return holds and (cue.strength > other.strength or (same and cue.strength == other.strength and longer))


def find_option(action: str, words: Sequence[Word]) -> tuple[str, str, frozenset[int]] | None:
    """The option that a phrase picks for an action: its name, its value and the words that pick it; None where it picks none."""
    name, values = cue_table().options.get(action, ("", ()))
    line = " ".join(word.text for word in words)
    for value, pattern in values:
        if found := pattern.search(line):
            first = line[: found.start()].count(" ")
            return name, value, frozenset(range(first, first + found[0].count(" ") + 1))
    return None
