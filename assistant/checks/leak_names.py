"""Listed names in a text: in any case, with or without accents, possessive, in part, without a legal form, with a letter wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.evidence.denylist import DenyList
from assistant.evidence.names import company_forms, is_ordinary

_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case without diacritics, one character for one, so that offsets stay."""
    if text.isascii():
        return text.lower()
    return "".join((unicodedata.normalize("NFKD", char)[:1] or char).lower()[:1] or char for char in text)


Trie = dict[str, list[tuple[tuple[str, ...], str]]]


@lru_cache(maxsize=64)
def names_in(names: frozenset[str]) -> Trie:
    """First word to (all words, name as listed), longest first."""
    found: Trie = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        words = tuple(_WORD.findall(fold(name)))
        if words and (len(words) > 1 or len(words[0]) > 1):
            found.setdefault(words[0], []).append((words, name))
    return found


@lru_cache(maxsize=64)
def allowed_words(deny: DenyList) -> frozenset[str]:
    """The words of all names that may stand, folded."""
    return frozenset(word for name in deny.allowed for word in _WORD.findall(fold(name)))


@lru_cache(maxsize=64)
def first_and_last(deny: DenyList) -> frozenset[str]:
    """Parts of denied people's names that no allowed name shares."""
    allowed = allowed_words(deny)
    parts = {part for name in deny.people for part in name.split() if len(part) > 2 and part[0].isupper() and len(name.split()) > 1}
    return frozenset(part for part in parts if fold(part) not in allowed and fold(part) not in _AMBIGUOUS)


_NAMES_AND_WORDS = (
    "will mark may june april august rose grace hope joy faith bill rob drew grant chase frank art gene jack pat sue van ray dean page young long short brown "
    "green white black king price cook baker miller park bush stone wood rice bell day west east north south moon summer winter field fields hall head banks"
)
_AMBIGUOUS = frozenset(_NAMES_AND_WORDS.split())


def spelled(text: str, folded: str, trie: Trie) -> Iterator[tuple[int, int, str]]:
    """Every place where a listed name stands, possessives included."""
    words = list(_WORD.finditer(folded))
    place = 0
    while place < len(words):
        hit = next((entry for entry in trie.get(words[place].group(), ()) if _follows(folded, words, place, entry[0])), None)
        if hit:
            last = words[place + len(hit[0]) - 1]
            yield words[place].start(), last.end(), hit[1]
            place += len(hit[0])
        else:
            place += 1


def _follows(folded: str, words: list[re.Match[str]], place: int, wanted: tuple[str, ...]) -> bool:
    there = words[place : place + len(wanted)]
    if tuple(word.group() for word in there) != wanted:
        return False
    return all(
        first.end() <= then.start()
        and len(folded[first.end() : then.start()]) <= 3
        and not re.search(r"[.!?]\s|\n\s*\n", folded[first.end() : then.start()])
        for first, then in pairwise(there)
    )


_LONG_NAME = 7
"""Letters from which a word is told apart from a listed name by one letter."""
_CAPITALISED = re.compile(r"(?<![\w@.-])[A-Z][^\W\d_]{5,}")


def misspelt(deny: DenyList, text: str) -> Iterator[tuple[int, int, str]]:
    """Capitalised words that are one letter away from a telling word of a listed name."""
    near = _near_names(deny)
    for match in _CAPITALISED.finditer(text):
        word = fold(match.group()).removesuffix("s")
        if word not in near.known and not is_ordinary(word):
            name = next((near.forms[form] for form in _one_letter_less(word) if form in near.forms), None)
            if name:
                yield *match.span(), name


@dataclass(frozen=True)
class _NearNames:
    """Telling words of listed names without one of their letters, to the name; and the words themselves, with all allowed ones."""

    forms: dict[str, str]
    known: frozenset[str]


@lru_cache(maxsize=16)
def _near_names(deny: DenyList) -> _NearNames:
    words = {
        (fold(word), name)
        for name in (*deny.customers, *deny.people)
        for word in name.split()
        if len(word) >= _LONG_NAME and word[0].isupper() and word.isalpha() and not is_ordinary(word) and fold(word) not in _AMBIGUOUS
    }
    forms = {form: name for word, name in words for form in _one_letter_less(word)}
    return _NearNames(forms, frozenset(word.removesuffix("s") for word, _ in words) | allowed_words(deny))


def _one_letter_less(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters: two words that share one of these differ by one letter, or by two side by side."""
    yield word
    yield from (word[:place] + word[place + 1 :] for place in range(1, len(word)))


@lru_cache(maxsize=64)
def short_forms(deny: DenyList) -> frozenset[str]:
    """Denied customers without their legal form, by their first telling word, and with "and" for "&"."""
    forms = {form for name in deny.customers for form in (*company_forms(name), name.replace("&", "and")) if form != name}
    allowed = allowed_words(deny)
    return frozenset(
        form for form in forms if " " in form or (len(form) > 4 and not is_ordinary(form) and fold(form) not in _AMBIGUOUS | allowed)
    )
