"""Which record a phrase speaks of: by id, by customer, or by the words of its title and services. It never guesses between two."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice

from assistant.actions.phrase_cues import word_list
from knowledge.terms import stem, words

MOST = 8
"""How many candidates are listed."""
_NEAR = 0.75
"""A candidate with this share of the best one's points, or more, is near: then nobody is picked."""
_CLOSED = 0.9
"""What the points of a closed record are worth: enough to rank an open one first, too little to pick it."""
_CUSTOMER_POINTS = 2.0
_MISSPELT = 0.8
"""How alike a misspelt name and the name that is meant must be (difflib's ratio, 0 to 1), and what a point is worth then."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """What a phrase is held against: one stored record, in brief.

    Attributes:
        id, customer, title, services: As in the record.
        status: The status's value; "closed" ranks behind the others.
        severity: Its level's value; empty where it carries none.
    """

    id: str
    customer: str
    title: str
    services: tuple[str, ...] = ()
    status: str = "open"
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """A record that a phrase may mean, and why."""

    row: RecordRow
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for the words of a phrase.

    Attributes:
        record: The record that is meant; None where that is not clear.
        near: The candidates, best first.
        unmatched: Words that the best candidate does not hold, as they were typed.
    """

    record: RecordRow | None
    near: tuple[Near, ...]
    unmatched: tuple[str, ...] = ()


class RecordIndex:
    """Records by their ids and words. Building it reads all of them once; looking up is quick, so keep it between phrases."""

    def __init__(self, rows: Sequence[RecordRow]) -> None:
        self.rows = tuple(sorted(rows, key=_rank))
        self.ids: dict[str, list[RecordRow]] = defaultdict(list)
        self.numbers: dict[str, list[RecordRow]] = defaultdict(list)
        self.heads: set[str] = set()
        self.named: dict[str, list[int]] = defaultdict(list)
        self.told: dict[str, list[int]] = defaultdict(list)
        self.initials: dict[str, set[str]] = defaultdict(set)
        self.customers: set[tuple[str, ...]] = set()
        self.spoken: set[str] = set()
        for number, row in enumerate(self.rows):
            self._add_id(row)
            for term in _name_terms(row.customer):
                self.named[term].append(number)
            for term in _title_terms(row.title, row.services):
                self.told[term].append(number)
            self.initials[_initials(row.customer)].add(row.customer)
            self.customers.add(tuple(_plain_words(row.customer)))
            self.spoken.update(_plain_words(row.title))
        self.spoken.update(word for name in self.customers for word in name)

    def _add_id(self, row: RecordRow) -> None:
        self.ids[_squeezed(row.id)].append(row)
        if tail := re.search(r"\d+$", row.id):
            self.numbers[tail[0]].append(row)
            self.heads.add(_squeezed(row.id[: tail.start()]))

    def urgent_first(self) -> tuple[Near, ...]:
        """The records that are not closed, the gravest first, for a phrase that names none."""
        live = (row for row in self.rows if row.status != "closed")
        return tuple(Near(row, row.severity or "no severity") for row in islice(live, MOST))

    def by_id(self, typed: Sequence[str]) -> tuple[Found | None, frozenset[int]]:
        """The record whose id stands in the phrase, and which words that were; None where no word looks like an id.

        Case, blanks and hyphens do not count, and the number alone is enough where only one id ends with it.
        """
        missing: tuple[str, frozenset[int]] | None = None
        for place, word in enumerate(typed):
            for many in (2, 1):
                text = _squeezed("".join(typed[place : place + many]))
                used = frozenset(range(place, place + many))
                if place + many > len(typed) or not any(char.isdigit() for char in text):
                    continue
                if found := self.ids.get(text) or (self.numbers.get(text) if many == 1 else None):
                    return _of_id(found, word), used
                head = re.fullmatch(r"([a-z]+)\d+", text)
                if head and head[1] in self.heads and missing is None:
                    missing = " ".join(typed[place : place + many]), used
        return (Found(None, (), (missing[0],)), missing[1]) if missing else (None, frozenset())

    def by_words(self, typed: Sequence[str], *, optional: Collection[str] = ()) -> Found:
        """The record that the words name best.

        A word of the customer's name counts `_CUSTOMER_POINTS` where it is the first one or all are said, any other word one point, all
        weighted by how rare they are among the records. One record is picked when no other is near, none holds a word that it lacks, and
        it holds at least half of what was said. A customer who is named leaves only that customer's records.

        Args:
            typed: The words.
            optional: Those of the words that need not be found.
        """
        asked = {term: word for word in typed for term in words(word)[:1]}
        asked, misspelt = self._respelt(asked)
        hits = self._hits(asked)
        if not hits:
            return Found(None, (), tuple(asked.values()))
        points = self._points(hits, misspelt)
        # The rows are in order of rank, and sorting keeps it among equals.
        order = sorted(sorted(points), key=points.__getitem__, reverse=True)
        best = hits[order[0]]
        rivals = {number for number in order[1:] if len(hits[number]) > 1 and not hits[number] <= best}
        near = [number for number in order if points[number] >= _NEAR * _CLOSED * points[order[0]] or number in rivals][:MOST]
        row = self.rows[order[0]]
        unmatched = tuple(word for term, word in asked.items() if term not in best and word not in optional)
        told = len(asked) - len(set(asked.values()) & set(optional))
        enough = len(unmatched) <= (max(1, told / 2) if best & _name_terms(row.customer) else told / 2)
        alone = not rivals and (len(order) == 1 or points[order[1]] < _NEAR * points[order[0]])
        return Found(row if alone and enough else None, tuple(self._near(number, hits[number], asked) for number in near), unmatched)

    def _hits(self, asked: Iterable[str]) -> dict[int, frozenset[str]]:
        """The terms that each record holds; where a customer is named, only that customer's records."""
        hits: dict[int, set[str]] = defaultdict(set)
        for term in asked:
            for number in (*self.named.get(term, ()), *self.told.get(term, ())):
                hits[number].add(term)
        maybe = {number for term in asked for number in self.named.get(term, ())}
        called = {number for number in maybe if _calls(hits[number], self.rows[number].customer)}
        return {number: frozenset(terms) for number, terms in hits.items() if not called or number in called}

    def _points(self, hits: dict[int, frozenset[str]], misspelt: Collection[str]) -> dict[int, float]:
        spread = Counter(term for terms in hits.values() for term in terms)
        worth = {term: (_MISSPELT if term in misspelt else 1) / (1 + math.log(many + 1)) for term, many in spread.items()}
        by_name = {number for term in spread for number in self.named.get(term, ()) if number in hits}
        points = {}
        for number, terms in hits.items():
            row = self.rows[number]
            total = math.fsum([worth[term] for term in terms])
            if number in by_name and _calls(terms, row.customer):
                total += (_CUSTOMER_POINTS - 1) * math.fsum([worth[term] for term in terms & _name_terms(row.customer)])
            points[number] = total * (_CLOSED if row.status == "closed" else 1)
        return points

    def _near(self, number: int, terms: frozenset[str], asked: dict[str, str]) -> Near:
        row = self.rows[number]
        names = terms & _name_terms(row.customer)
        why = [f"customer {row.customer}"] if names else []
        why += [f"words in common: {', '.join(sorted(asked[term] for term in terms - names))}"] if terms - names else []
        return Near(row, "; ".join(why))

    def _respelt(self, asked: dict[str, str]) -> tuple[dict[str, str], frozenset[str]]:
        """The terms, those that no record holds replaced by what the initials stand for or the word that was misspelt, where that is clear."""
        result, misspelt = dict(asked), set[str]()
        for term, typed in asked.items():
            if term in self.named or term in self.told:
                continue
            names = self.initials.get(typed.casefold(), set()) if len(typed) > 1 else set()
            meant = _name_terms(next(iter(names))) if len(names) == 1 else self._closest(term)
            if meant:
                del result[term]
                result.update(dict.fromkeys(sorted(meant), typed))
                misspelt.update(meant)
        return result, frozenset(misspelt)

    def _closest(self, term: str) -> frozenset[str]:
        """The word that a misspelt one comes closest to, names before titles; none where it is too short or nothing is close."""
        for vocabulary in (self.named, self.told) if len(term) > 3 else ():
            near = [each for each in vocabulary if each[:1] == term[:1] and abs(len(each) - len(term)) <= 2 and len(each) > 3]
            if close := get_close_matches(term, near, n=1, cutoff=_MISSPELT):
                return frozenset(close)
        return frozenset()


def _of_id(found: Sequence[RecordRow], word: str) -> Found:
    if len(found) == 1:
        return Found(found[0], (Near(found[0], "its id"),))
    return Found(None, tuple(Near(row, f"its id ends with {word}") for row in sorted(found, key=_rank)[:MOST]))


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _rank(row: RecordRow) -> tuple[bool, str, str]:
    """Open before closed, grave before light; without a level last."""
    return row.status == "closed", row.severity or "SEV-9", row.id


def _plain_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


@lru_cache(maxsize=50_000)
def _title_terms(title: str, services: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words(" ".join((title, *services))))


@lru_cache(maxsize=50_000)
def _name(name: str) -> tuple[str, ...]:
    """What a customer is called by: its words without those of its legal form, or all of them where nothing else is left."""
    spoken = _plain_words(name)
    return tuple(word for word in spoken if word not in word_list("legal")) or tuple(spoken)


@lru_cache(maxsize=50_000)
def _name_terms(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _name(name))


def _calls(terms: Collection[str], name: str) -> bool:
    """Whether terms call a customer: the first word of the name, or all of it. "Foods" alone is a word like any other."""
    first = _name(name)[:1]
    return bool(first) and stem(first[0]) in terms


def _initials(name: str) -> str:
    """Such as "mf" for Meridian Foods; empty for a name of one word."""
    parts = _name(name)
    return "".join(word[0] for word in parts) if len(parts) > 1 else ""
