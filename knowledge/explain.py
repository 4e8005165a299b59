"""Says in plain sentences why a report was found, what differs, and where the shared words stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.document import Document
from knowledge.index import Corpus
from knowledge.lexical import LexicalIndex
from knowledge.query import Query
from knowledge.services import service_key
from knowledge.terms import located, stem, words

SHOWN_TERMS = 8
SHOWN_PASSAGES = 3
EXCERPT = 500
ALIKE = 0.35
# A word that more than about half of the documents hold explains nothing.
COMMON = 0.75
NO_DIFFERENCE = "No difference is known from what was given."
# Words that two incident texts share without meaning anything by it.
_FILLING_WORDS = (
    "since about again also although always another around because began being both come could did every few further get got how just"
    " keep kept let like may might much must need never now off once only out own please same see seen should since some still take"
    " thank too until up us use very via want well went why without would work working yet one two three new old today yesterday"
    " currently investigate investigating update issue incident problem customer user report team"
)
_FILLING = frozenset(stem(word) for word in _FILLING_WORDS.split())
_PIECE = re.compile(r"[^\n]+?(?:[.!?](?=\s|$)|(?=\n|$))")


@dataclass(frozen=True, slots=True)
class MatchedPassage:
    """A part of a report that shares words with the query.

    Attributes:
        section: The section that it stands in.
        text: The words, exactly as in the section.
        start: Offset of `text` in the section.
        spans: Offsets (start, end) in `text` of the words that matched, in order, not overlapping.
        score: Added weight of the different words that matched.
    """

    section: str
    text: str
    start: int
    spans: tuple[tuple[int, int], ...]
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a document was found and what differs.

    Attributes:
        matched: Shared words as the report writes them, the rarest first.
        passages: The best passages, best first.
        reasons: Plain sentences.
        differences: Plain sentences, never empty.
    """

    matched: tuple[str, ...]
    passages: tuple[MatchedPassage, ...]
    reasons: tuple[str, ...]
    differences: tuple[str, ...]


def explain(corpus: Corpus, query: Query, document: Document) -> Explanation:
    """Compare a query with one document of the corpus."""
    lexical = corpus.lexical
    if lexical is None:
        return Explanation((), (), (), (NO_DIFFERENCE,))
    asked = "\n".join(part for part in (query.whole, query.cause) if part)
    shared = _shared(lexical, asked, document.whole)
    matched = _as_written(shared, document.whole)
    passages = _passages(document, shared)
    reasons = _reasons(corpus, lexical, query, document, matched)
    return Explanation(matched, passages, reasons, _differences(corpus, lexical, query, document))


def _shared(lexical: LexicalIndex, one: str, other: str) -> dict[str, float]:
    """Return the telling words that two texts share, with their weight."""
    return _telling(lexical, set(words(one)) & set(words(other)))


def _telling(lexical: LexicalIndex, keys: set[str]) -> dict[str, float]:
    """Return the keys that explain something, with their weight: no short numbers, no filling words, no words of most documents."""
    weighed = {key: lexical.rarity_of(key) for key in keys if key not in _FILLING and (len(key) > 2 or not key.isdigit())}
    return {key: weight for key, weight in weighed.items() if weight >= COMMON}


def _as_written(weights: dict[str, float], text: str) -> tuple[str, ...]:
    """Return the words of a text that carry the given keys, heaviest first, each written form once."""
    first: dict[str, str] = {}
    for term in located(text):
        if term.key in weights:
            first.setdefault(term.key, text[term.start : term.end])
    ordered = sorted(first, key=lambda key: (-weights[key], key))
    return tuple(dict.fromkeys(first[key].lower() if first[key].istitle() else first[key] for key in ordered))[:SHOWN_TERMS]


def _passages(document: Document, weights: dict[str, float]) -> tuple[MatchedPassage, ...]:
    found = [_excerpt(passage.section, passage.text, weights) for passage in document.passages]
    best = sorted((passage for passage in found if passage.spans), key=lambda passage: -passage.score)
    return tuple(best[:SHOWN_PASSAGES])


def _excerpt(section: str, text: str, weights: dict[str, float]) -> MatchedPassage:
    """Return the stretch of a section, at most about 500 characters, whose different matched words weigh most."""
    hits = [term for term in located(text) if term.key in weights]
    pieces = [match.span() for match in _PIECE.finditer(text)] or [(0, len(text))]
    best = (-1.0, 0, 0)
    for i, (start, end) in enumerate(pieces):
        for stop in (span[1] for span in pieces[i:] if span[1] - start <= EXCERPT or span[1] == end):
            weight = sum(weights[key] for key in {hit.key for hit in hits if start <= hit.start and hit.end <= stop})
            best = max(best, (weight, start, stop), key=lambda item: (item[0], item[2] - item[1] if len(text) <= EXCERPT else 0))
    weight, start, stop = best
    spans: list[tuple[int, int]] = []
    for hit in hits:
        if start <= hit.start and hit.end <= stop and (not spans or hit.start >= spans[-1][1]):
            spans.append((hit.start - start, hit.end - start))
    return MatchedPassage(section, text[start:stop], start, tuple(spans), max(weight, 0.0))


def _alike(lexical: LexicalIndex, one: str, other: str) -> tuple[float, dict[str, float]]:
    """Return which share of the shorter text's weight the two share, 0 to 1, and the shared words."""
    weight = min(sum(lexical.rarity_of(key) for key in set(words(text))) for text in (one, other))
    shared = _shared(lexical, one, other)
    return (sum(shared.values()) / weight if weight else 0.0), shared


def _reasons(corpus: Corpus, lexical: LexicalIndex, query: Query, document: Document, matched: tuple[str, ...]) -> tuple[str, ...]:
    reasons: list[str] = []
    same = [name for name in document.services if service_key(name) in corpus.services.named(query)]
    if same:
        reasons.append(f"Same service: {_listed(same)}.")
    if document.symptom and _alike(lexical, query.whole, document.symptom)[0] >= ALIKE:
        reasons.append(f'Similar symptom: "{document.symptom}".')
    cause = document.cause or ""
    if query.cause and cause:
        share, shared = _alike(lexical, query.cause, cause)
        if share >= ALIKE or _names(query.cause, document.cause_family):
            reasons.append(f"Similar cause: both name {_listed(_as_written(shared, cause)[:4])}." if shared else _family(document))
    if matched:
        reasons.append(f"Both mention {_listed(list(matched[:5]))}.")
    if not reasons:
        reasons.append("The wording is close as a whole; no single telling word is shared.")
    return tuple(reasons)


def _differences(corpus: Corpus, lexical: LexicalIndex, query: Query, document: Document) -> tuple[str, ...]:
    found: list[str] = []
    named = corpus.services.named(query) | {service_key(name) for name in query.services}
    held = {service_key(name) for name in document.services}
    if named and held and not named & held:
        asked = [*query.services] or sorted({name for other in corpus.documents for name in other.services if service_key(name) in named})
        found.append(f"Other service: the report is about {_listed(list(document.services))}, not {_listed(asked[:3])}.")
    if document.cause and query.cause:
        share, _ = _alike(lexical, query.cause, document.cause)
        if share < ALIKE and not _names(query.cause, document.cause_family):
            found.append(f'Another cause there: "{_first_sentence(document.cause)}"')
    elif document.cause_family:
        found.append(f"The cause there was of the kind {document.cause_family.replace('-', ' ')}; no cause is given here yet.")
    there = set(words("\n".join((document.whole, *document.services))))
    missing = _telling(lexical, {key for key in set(words(query.whole)) - there if key.isalpha()})
    telling = _as_written(missing, query.whole)
    if telling:
        found.append(f"The report does not mention {_listed(list(telling[:4]))}.")
    return tuple(found) or (NO_DIFFERENCE,)


def _names(text: str, family: str | None) -> bool:
    return bool(family) and bool(set(words(text)) & set(words(family or "")))


def _family(document: Document) -> str:
    return f"Same kind of cause: {(document.cause_family or '').replace('-', ' ')}."


def _first_sentence(text: str) -> str:
    match = _PIECE.search(text)
    return match.group() if match else text


def _listed(names: list[str] | tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nothing"
