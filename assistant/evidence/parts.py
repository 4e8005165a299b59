"""What a text counts as parts of a whole: "45 sellers signed up, 30 have been paid", "theatres 1 to 4 ... theatres 5 to 8".

Only counts that a sentence itself puts together make a share or a remainder: a number without a thing of its own ("12 are through") counts
the things that were named before it. Any two numbers of a record would make any third.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.evidence.values import Value, ValueKind, extract_values

_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z\d\"“])|\n")
_WORDS = re.compile(r"\s([a-z][a-z-]*)", re.IGNORECASE)
_LONGEST_PHRASE = 3
"""Words after a number in which the thing that it counts is looked for."""
_ENDS_A_PHRASE = frozenset(
    [
        "a", "an", "the", "and", "or", "but", "of", "in", "on", "at", "to", "for", "from", "by", "with", "without", "as", "is", "was", "are", "were", "has", "have",
        "had", "did", "do", "does", "this", "that", "which", "who", "its", "not", "will", "can", "could", "still", "yet", "so", "because", "since", "than", "then",
    ]
)  # fmt: skip
_PLURALS = frozenset(
    ["people", "men", "women", "children", "staff", "sheep", "cattle", "fish", "aircraft", "crew", "police", "personnel", "mail", "post"]
)
_GOES_ON = re.compile(
    r"(?:^|[,;:(–—]|\b(?:and|but|while|whereas|which|whom|only|with|already|about|roughly|another|other|remaining|further|rest|the|where|then|far))\s*$",
    re.IGNORECASE,
)
"""What stands before a number that counts on; after "belt" or "over" it would be a label or a measure."""
_OTHERS = re.compile(r"\b(?:other|others|remaining|further|another|rest)\s*$", re.IGNORECASE)
_FALLS_OUT = re.compile(r"(?:\s[^,;.:]{0,40}?)?(?:n['’]t|\s(?:not|still|never|cannot|failed|hang|remain\w*))\b", re.IGNORECASE)
"""What is said of those that stand beside the number before, not among it: "41 took it, 23 did not"."""
_OF_THEM = re.compile(r"\s+(?:of|out of)\s+(?:them|these|those|which|whom)\b", re.IGNORECASE)
_RANGE = re.compile(
    r"\b(?P<noun>[a-z]{3,})s (?P<first>\d{1,4})(?: to |[-–]| through )(?P<last>\d{1,4})(?! ?%)(?: and (?P<more>\d{1,4}))?\b", re.IGNORECASE
)
_LONGEST_RANGE = 500


@dataclass(frozen=True)
class Count:
    """A number of a text with the things that it counts, in small letters and singular; none when it counts those named before."""

    value: Value
    things: frozenset[str]
    leads_on: bool
    """Whether it stands where a count of parts goes on."""
    others: bool
    """Whether it counts those that stand beside the number before."""
    of_them: bool

    @property
    def amount(self) -> float:
        """How many."""
        return self.value.amount or 0.0


@dataclass(frozen=True)
class Part:
    """A part of a whole, both counted: `said` is "30 of 45", `rest` "45 − 30" for what is left."""

    part: float
    whole: float
    said: str
    rest: str
    things: frozenset[str]


def _things_after(text: str, end: int) -> frozenset[str]:
    things = []
    for _ in range(_LONGEST_PHRASE):
        word = _WORDS.match(text, end)
        if word is None or word[1].lower() in _ENDS_A_PHRASE:
            break
        said, end = word[1].lower(), word.end()
        if said in _PLURALS or (len(said) > 3 and said.endswith("s") and not said.endswith(("ss", "us", "is"))):
            things.append(said.removesuffix("s"))
    return frozenset(things)


@lru_cache(maxsize=4096)
def counts_in(text: str) -> tuple[tuple[Count, ...], ...]:
    """The counts of a text, sentence by sentence, in order."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    sentences: list[list[Count]] = [[] for _ in range(len(ends) + 1)]
    for value in extract_values(text):
        if value.kind is not ValueKind.NUMBER or not value.amount or value.amount % 1:
            continue
        place = sum(end <= value.start for end in ends)
        begin = ends[place - 1] if place else 0
        before = text[max(begin, value.start - 24) : value.start]
        before = before.lstrip() if value.start - 24 <= begin else before
        sentences[place].append(
            Count(
                value,
                _things_after(text, value.end),
                _GOES_ON.search(before) is not None,
                _OTHERS.search(before) is not None or _FALLS_OUT.match(text, value.end) is not None,
                _OF_THEM.match(text, value.end) is not None,
            )
        )
    return tuple(tuple(sentence) for sentence in sentences)


def parts_in(text: str, before: tuple[Count, ...] = ()) -> Iterator[Part]:
    """The parts that the sentences of a text count of a whole; `before` are the counts of the sentence that stands before it."""
    for counts in counts_in(text):
        for place, count in enumerate(counts):
            whole = _whole_of(count, counts[:place], before)
            if whole is not None:
                yield _part(count, whole.amount, whole.value.quote, whole.things)
            first = counts[place - 1] if place else count
            if count.others and place and first.things and (not count.things or count.things & first.things):
                total, said = first.amount + count.amount, f"({first.value.quote} + {count.value.quote})"
                yield from (_part(each, total, said, first.things) for each in (first, count))
        before = counts or before
    yield from _ranges_in(text)


def _part(count: Count, whole: float, said: str, things: frozenset[str]) -> Part:
    return Part(count.amount, whole, f"{count.value.quote} of {said}", f"{said} − {count.value.quote}", things)


def _whole_of(count: Count, earlier: tuple[Count, ...], before: tuple[Count, ...]) -> Count | None:
    """The nearest larger count that this one is a part of."""
    if count.of_them:
        return next((each for each in (*reversed(earlier), *reversed(before)) if each.amount > count.amount), None)
    if not count.leads_on or count.others:
        return None
    for each in reversed(earlier):
        if each.things and each.amount > count.amount and (not count.things or count.things & each.things):
            return each
    return None


def pairs_in(text: str, before: tuple[Count, ...] = ()) -> Iterator[tuple[Count, Count]]:
    """Counts that follow each other and may be all the parts of a whole, which stands elsewhere: "41 pumps took it, 23 did not"."""
    for counts in counts_in(text):
        for first, then in pairwise((*before[-1:], *counts)):
            if first.things and then.leads_on and (not then.things or then.things & first.things):
                yield first, then
        before = counts


def _ranges_in(text: str) -> Iterator[Part]:
    """Shares of things with numbers: "groups 4 to 7 are off, groups 1 to 3 and 8 feed in"."""
    ranges: dict[str, list[tuple[str, frozenset[int]]]] = {}
    for match in _RANGE.finditer(text):
        first, last = int(match["first"]), int(match["last"])
        if first < last <= first + _LONGEST_RANGE:
            numbers = frozenset(range(first, last + 1)) | ({int(match["more"])} if match["more"] else set())
            ranges.setdefault(match["noun"].lower(), []).append((match.group(), numbers))
    for noun, found in ranges.items():
        whole = frozenset[int]().union(*(numbers for _, numbers in found))
        if len(found) > 1 and sum(len(numbers) for _, numbers in found) == len(whole):
            for said, numbers in found:
                rest = f"all {len(whole)} but {said}"
                yield Part(float(len(numbers)), float(len(whole)), f"{said} of {len(whole)}", rest, frozenset([noun]))


def last_counts(text: str) -> tuple[Count, ...]:
    """The counts of the last sentence of a text."""
    return counts_in(text)[-1]


def shares(parts: Iterable[Part]) -> Iterator[tuple[float, str]]:
    """Percentages that the parts are, each with how it is said."""
    return ((100 * part.part / part.whole, part.said) for part in parts)
