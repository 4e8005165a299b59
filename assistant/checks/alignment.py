"""A sentence beside the evidence that says nearly the same: which names it has where the record has others, which value stands there instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.checks.basis import Basis, Point
from assistant.checks.wording import content_stems
from assistant.evidence.names import is_form_of_address
from assistant.evidence.values import Value, ValueKind, extract_values

_TOKEN = re.compile(r"[^\W_](?:[\w./:,'’#&+-]*\w)?")
_NEAR, _CLOSE = 0.6, 0.75
"""Share of a sentence's words that a clause has in the same order: from which they are compared, and from which they say the same."""
_LONGEST = 4
"""Words of a piece that was put in the place of another."""


@dataclass(frozen=True)
class Swap:
    """A name in a sentence where the clause beside it has another; offsets into the sentence."""

    start: int
    end: int
    said: str
    held: str
    tag: str


@lru_cache(maxsize=8192)
def _tokens(text: str) -> tuple[tuple[str, int, int], ...]:
    return tuple((match.group(), *match.span()) for match in _TOKEN.finditer(text))


@lru_cache(maxsize=8192)
def _folded(text: str) -> tuple[str, ...]:
    return tuple(token.casefold() for token, _, _ in _tokens(text))


def name_swaps(quote: str, basis: Basis) -> Iterator[Swap]:
    """The names of a sentence that the clause nearest to it does not have in their place."""
    if not _may_name(quote, basis):
        return
    stems = content_stems(quote)
    near = sorted(
        (point for point in basis.points if len(stems & point.stems) >= _NEAR * max(1, len(stems)) - 1),
        key=lambda point: len(stems & point.stems) / (1 + len(stems ^ point.stems)),
        reverse=True,
    )
    best: tuple[float, Point, SequenceMatcher[str]] | None = None
    for point in near[:3]:
        matcher = SequenceMatcher(None, _folded(quote), _folded(point.text), autojunk=False)
        share = sum(block.size for block in matcher.get_matching_blocks()) / max(1, len(_folded(quote)))
        if share >= _NEAR and (best is None or share > best[0]):
            best = share, point, matcher
    if best is None:
        return
    share, point, matcher = best
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "replace" and b - a <= _LONGEST and d - c <= _LONGEST + 1:
            said, held = _tokens(quote)[a:b], _tokens(point.text)[c:d]
            if _is_name(quote, said, first=a == 0, basis=basis) and _names_something(held, first=c == 0, basis=basis):
                swap = Swap(said[0][1], said[-1][2], quote[said[0][1] : said[-1][2]], point.text[held[0][1] : held[-1][2]], point.tag)
                if _is_other(swap, point, stems, basis, same=share >= _CLOSE):
                    yield swap


def _may_name(quote: str, basis: Basis) -> bool:
    """Whether any word of the sentence can be a name: a quick look before clauses are compared word by word."""
    for place, (token, _, _) in enumerate(_tokens(quote)):
        if token[0].isupper() and content_stems(token) and (place or token.casefold() not in basis.vocabulary):
            return True
    return False


def _is_name(quote: str, said: tuple[tuple[str, int, int], ...], *, first: bool, basis: Basis) -> bool:
    capital = [token for token, _, _ in said if token[0].isupper() and content_stems(token)]
    if first:  # a capital at the head of a sentence says nothing; a word that the record does not know does
        capital = [token for token in capital if token.casefold() not in basis.vocabulary]
    return bool(capital) and not quote.isupper()


def _names_something(held: tuple[tuple[str, int, int], ...], *, first: bool, basis: Basis) -> bool:
    return any(token in basis.names if first and place == 0 else token[0].isupper() for place, (token, _, _) in enumerate(held))


def _is_other(swap: Swap, point: Point, stems: frozenset[str], basis: Basis, *, same: bool) -> bool:
    """Whether the name is unknown, or known from somewhere else while the clause says the rest word for word."""
    words = [word.casefold() for word in re.findall(r"[^\W_]+", swap.said) if word[0].isupper() and not is_form_of_address(word)]
    if any(word not in basis.vocabulary for word in words):
        return True
    own = content_stems(swap.said)
    rest = stems - own
    if not same or not own or own <= point.stems or len(rest) < 3:
        return False
    return not any(own & other.stems and len(rest & other.stems) >= _NEAR * len(rest) for other in basis.points)


def counterpart(value: Value, quote: str, basis: Basis) -> tuple[str, str] | None:
    """The value of the same kind that the record has for what the sentence says, and its tag; None when nothing is near enough."""
    stems = content_stems(quote[: value.start] + " " + quote[value.end :])
    best: tuple[float, str, str] | None = None
    for point in basis.points:
        share = len(stems & point.stems) / max(1, len(stems))
        if share < _NEAR or (best and share <= best[0]):
            continue
        others = [other for other in extract_values(point.text) if other.kind is value.kind and _alike(value, other)]
        if len(others) == 1 or (others and len({other.canonical for other in others}) == 1):
            best = share, others[0].quote, point.tag
    return (best[1], best[2]) if best else None


def _alike(value: Value, other: Value) -> bool:
    """Whether two values measure the same: counts of the same thing; any two times, dates, shares."""
    return value.kind is not ValueKind.NUMBER or not value.unit or value.unit == other.unit


_ADDRESSED = re.compile(
    r"\b(?:(?P<he>Mr|Herr)|Mrs|Ms|Miss|Frau)\.? (?:[A-Z][^\W\d_]+ )?(?P<surname>(?:[A-Z]['’])?[A-Z][^\W\d_]+(?:-[A-Z][^\W\d_]+)*)"
)


def addressed_otherwise(name: str, basis: Basis) -> bool:
    """Whether a name has "Mr" where the evidence has "Ms", or the other way round; a first name there decides nothing."""
    said = _ADDRESSED.match(name)
    if said is None:
        return False
    beside = (match for item in basis.items for match in _ADDRESSED.finditer(item.text) if match["surname"] == said["surname"])
    told = {bool(match["he"]) for match in beside}
    return bool(told) and bool(said["he"]) not in told
