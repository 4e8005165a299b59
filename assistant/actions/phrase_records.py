"""Which record a phrase speaks of: by id, by customer, or by the words of its title and services. It never guesses between two."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

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
_LEGAL = frozenset(
    [
        "gmbh",
        "ag",
        "ltd",
        "limited",
        "inc",
        "llc",
        "plc",
        "co",
        "corp",
        "sa",
        "se",
        "kg",
        "bv",
        "nv",
        "oy",
        "ab",
        "as",
        "group",
        "holding",
        "company",
        "the",
        "and",
        "of",
    ]
)


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
    """A record that a phrase may mean: its points, and why."""

    row: RecordRow
    points: float
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for the words of a phrase.

    Attributes:
        record: The record that is meant; None where that is not clear.
        near: The candidates, best first.
        unmatched: Words that no candidate holds, as they were typed.
    """

    record: RecordRow | None
    near: tuple[Near, ...]
    unmatched: tuple[str, ...] = ()


def by_id(typed: Sequence[str], rows: Iterable[RecordRow]) -> tuple[Found | None, frozenset[int]]:
    """The record whose id stands in the phrase, and which words that were; None where no word looks like an id.

    Case, blanks and hyphens do not count, and the number alone is enough where only one id ends with it.
    """
    ids: dict[str, list[RecordRow]] = {}
    numbers: dict[str, list[RecordRow]] = {}
    heads = set()
    for row in rows:
        ids.setdefault(_squeezed(row.id), []).append(row)
        if tail := re.search(r"\d+$", row.id):
            numbers.setdefault(tail[0], []).append(row)
            heads.add(_squeezed(row.id[: tail.start()]))
    missing: list[tuple[str, frozenset[int]]] = []
    for place, word in enumerate(typed):
        for many in (2, 1):
            text = _squeezed("".join(typed[place : place + many]))
            used = frozenset(range(place, min(place + many, len(typed))))
            if not any(char.isdigit() for char in text) or len(used) < many:
                continue
            if found := ids.get(text) or (numbers.get(text) if many == 1 else None):
                return _told(found, word), used
            if (head := re.fullmatch(r"(\D+)\d+", text)) and head[1] in heads:
                missing.append((" ".join(typed[place : place + many]), used))
    if missing:
        return Found(None, (), (missing[0][0],)), missing[0][1]
    return None, frozenset()


def _told(found: list[RecordRow], word: str) -> Found:
    if len(found) == 1:
        return Found(found[0], (Near(found[0], 1.0, "its id"),))
    return Found(None, tuple(Near(row, 1.0, f"its id ends with {word}") for row in sorted(found, key=_rank)[:MOST]))


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _rank(row: RecordRow) -> tuple[bool, str, str]:
    """Open before closed, grave before light; without a level last."""
    return row.status == "closed", row.severity or "SEV-9", row.id


def urgent_first(rows: Iterable[RecordRow]) -> tuple[Near, ...]:
    """The records that are not closed, the gravest first, where a phrase names none."""
    live = sorted((row for row in rows if row.status != "closed"), key=_rank)
    return tuple(Near(row, 0.0, row.severity or "no severity") for row in live[:MOST])


def by_words(typed: Sequence[str], rows: Sequence[RecordRow], *, optional: Collection[str] = ()) -> Found:
    """The record that the words name best.

    A word of the customer's name counts `_CUSTOMER_POINTS` where it is the first one or all are said, any other word one point, all weighted
    by how rare they are among the records. One record is picked when no other is near, none holds a word that it lacks, and it holds at
    least half of what was said. A customer who is named leaves only that customer's records.

    Args:
        typed: The words.
        rows: The records.
        optional: Those of the words that need not be found.
    """
    asked = {term: word for word in typed for term in words(word)[:1]}
    if not asked:
        return Found(None, ())
    asked, misspelt = _respelt(asked, rows)
    held = [(row, hit) for row in _holding(asked, rows) if (hit := _hits(asked, row))[0] or hit[1]]
    if not held:
        return Found(None, (), tuple(asked.values()))
    spread = Counter(term for _, (names, terms) in held for term in names | terms)
    rarity = {term: 1 / (1 + math.log(1 + count)) for term, count in spread.items()}
    named = {row.customer for row, (names, _) in held if names >= _name_terms(row.customer) and names}
    if named:
        held = [(row, hit) for row, hit in held if row.customer in named]
    near = sorted((_near(row, names, terms, asked, rarity, misspelt) for row, (names, terms) in held), key=_order)
    hits = {row.id: names | terms for row, (names, terms) in held}
    best = hits[near[0].row.id]
    rivals = {each.row.id for each in near[1:] if len(hits[each.row.id]) > 1 and hits[each.row.id] - best}
    listed = tuple(each for each in near if each.points >= _NEAR * _CLOSED * near[0].points or each.row.id in rivals)[:MOST]
    unmatched = tuple(word for term, word in asked.items() if term not in best and word not in optional)
    alone = not rivals and (len(near) == 1 or near[1].points < _NEAR * near[0].points)
    told = len(asked) - len(set(asked.values()) & set(optional))
    enough = len(unmatched) <= (max(1, told / 2) if best & _name_terms(near[0].row.customer) else told / 2)
    return Found(near[0].row if alone and enough else None, listed, unmatched)


def _order(near: Near) -> tuple[float, tuple[bool, str, str]]:
    return -near.points, _rank(near.row)


def _near(
    row: RecordRow, names: frozenset[str], terms: frozenset[str], asked: dict[str, str], rarity: dict[str, float], misspelt: Collection[str]
) -> Near:
    def worth(term: str) -> float:
        return rarity[term] * (_MISSPELT if term in misspelt else 1)

    called = names >= _name_terms(row.customer) or _first_term(row.customer) in names
    points = sum((_CUSTOMER_POINTS if called else 1) * worth(term) for term in names) + sum(worth(term) for term in terms - names)
    why = [f"customer {row.customer}"] if names else []
    why += [f"words in common: {', '.join(sorted(asked[term] for term in terms - names))}"] if terms - names else []
    return Near(row, points * (_CLOSED if row.status == "closed" else 1), "; ".join(why))


def _holding(asked: Iterable[str], rows: Sequence[RecordRow]) -> list[RecordRow]:
    """The rows that can hold one of the terms: a quick look at the letters, so that a large store is not taken apart word by word."""
    heads = re.compile("|".join(re.escape(term[: max(3, len(term) - 1)]) for term in asked))
    return [row for row in rows if heads.search(_letters(row.customer)) or heads.search(_letters(row.title)) or _any(heads, row.services)]


def _any(heads: re.Pattern[str], texts: tuple[str, ...]) -> bool:
    return any(heads.search(_letters(text)) for text in texts)


@lru_cache(maxsize=100_000)
def _letters(text: str) -> str:
    return text.casefold()


@lru_cache(maxsize=100_000)
def _terms(text: str) -> frozenset[str]:
    return frozenset(words(text))


@lru_cache(maxsize=50_000)
def _name_terms(name: str) -> frozenset[str]:
    """What a customer is called by: its words without those of its legal form, or all of them where nothing else is left."""
    told = frozenset(stem(word) for word in re.findall(r"[^\W_]+", name.casefold()))
    return told - frozenset(stem(word) for word in _LEGAL) or told


@lru_cache(maxsize=50_000)
def _first_term(name: str) -> str:
    return next((stem(word) for word in re.findall(r"[^\W_]+", name.casefold()) if word not in _LEGAL), "")


@lru_cache(maxsize=50_000)
def _initials(name: str) -> str:
    """Such as "mf" for Meridian Foods; empty for a name of one word."""
    parts = [word for word in re.findall(r"[^\W_]+", name.casefold()) if word not in _LEGAL]
    return "".join(word[0] for word in parts) if len(parts) > 1 else ""


def _hits(asked: dict[str, str], row: RecordRow) -> tuple[frozenset[str], frozenset[str]]:
    """Which of the terms stand in the customer's name, and which in title or services."""
    terms = asked.keys() & (_terms(row.title).union(*(_terms(service) for service in row.services)) if row.services else _terms(row.title))
    return frozenset(asked.keys() & _name_terms(row.customer)), frozenset(terms)


def _respelt(asked: dict[str, str], rows: Sequence[RecordRow]) -> tuple[dict[str, str], frozenset[str]]:
    """The terms, those that no record holds replaced by the initials or the misspelt word that is meant, where there is exactly one."""
    spelled: set[str] = set()
    initials: dict[str, set[str]] = {}
    for name in {row.customer for row in rows}:
        spelled |= _name_terms(name)
        initials.setdefault(_initials(name), set()).add(name)
    unknown = [term for term in asked if term not in spelled and not any(term in _terms(row.title) for row in _holding([term], rows))]
    if not unknown:
        return asked, frozenset()
    titles = frozenset().union(*(_terms(row.title) for row in rows))
    result, misspelt = dict(asked), set()
    for term in unknown:
        typed = asked[term]
        names = initials.get(typed.casefold(), set())
        meant = (
            [term_ for name in names for term_ in _name_terms(name)]
            if len(names) == 1 and len(typed) > 1
            else _closest(term, spelled, titles)
        )
        if meant:
            del result[term]
            result.update(dict.fromkeys(meant, typed))
            misspelt.update(meant)
    return result, frozenset(misspelt)


def _closest(term: str, names: Collection[str], titles: Collection[str]) -> list[str]:
    """The word that a misspelt one comes closest to, names before titles; none where it is too short or nothing is close."""
    if len(term) < 4:
        return []
    for vocabulary in (names, titles):
        near = [each for each in vocabulary if each[:1] == term[:1] and abs(len(each) - len(term)) <= 2 and len(each) > 3]
        rated = [(SequenceMatcher(None, term, each).ratio(), each) for each in near]
        if rated and max(rated)[0] >= _MISSPELT:
            return [max(rated)[1]]
    return []
