"""Says in plain sentences why a report was found, what differs, and where the shared words stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.document import Document, Passage
from knowledge.index import Corpus
from knowledge.query import Query
from knowledge.services import service_key
from knowledge.terms import Term, occurrences, stem, words

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
    " keep kept let like may might much must need never now off once only out own please same see seen should some still take"
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


class Explainer:
    """Compares one query with documents of a corpus.

    Args:
        corpus: The opened version; must hold at least one document.
        query: The query.
    """

    def __init__(self, corpus: Corpus, query: Query) -> None:
        self._corpus = corpus
        self._query = query
        self._text_keys = set(words(query.whole))
        self._cause_keys = set(words(query.cause or ""))
        self._named = corpus.services.named(query) | {service_key(name) for name in query.services}

    def explain(self, document: Document) -> Explanation:
        """Compare the query with one document."""
        held = set(words(document.whole))
        shared = self._telling((self._text_keys | self._cause_keys) & held)
        hits = [(passage, occurrences(passage.text, shared)) for passage in document.passages]
        places = [(document.title, occurrences(document.title, shared)), *((passage.text, found) for passage, found in hits)]
        matched = _written(shared, places)
        found = [_excerpt(passage, terms, shared) for passage, terms in hits]
        passages = sorted((passage for passage in found if passage.spans), key=lambda passage: -passage.score)[:SHOWN_PASSAGES]
        return Explanation(matched, tuple(passages), self._reasons(document, matched), self._differences(document, held))

    def _rarity(self, key: str) -> float:
        return self._corpus.lexical.rarity_of(key) if self._corpus.lexical else 0.0

    def _telling(self, keys: Iterable[str]) -> dict[str, float]:
        """Return the keys that explain something, with their weight: no short numbers, no filling words, no words of most documents."""
        weighed = {key: self._rarity(key) for key in keys if key not in _FILLING and (len(key) > 2 or not key.isdigit())}
        return {key: weight for key, weight in weighed.items() if weight >= COMMON}

    def _alike(self, asked: set[str], other: set[str]) -> tuple[bool, dict[str, float]]:
        """Tell whether two texts share enough of the weight of the lighter one, and the shared words."""
        lighter = min(sum(map(self._rarity, keys)) for keys in (asked, other))
        shared = self._telling(asked & other)
        return bool(lighter) and sum(shared.values()) >= ALIKE * lighter, shared

    def _cause_alike(self, document: Document) -> tuple[bool, dict[str, float]]:
        alike, shared = self._alike(self._cause_keys, set(words(document.cause or "")))
        return alike or bool(self._cause_keys & set(words(document.cause_family or ""))), shared

    def _reasons(self, document: Document, matched: tuple[str, ...]) -> tuple[str, ...]:
        reasons: list[str] = []
        same = [name for name in document.services if service_key(name) in self._named]
        if same:
            reasons.append(f"Same service: {_listed(same)}.")
        if document.symptom and self._alike(self._text_keys, set(words(document.symptom)))[0]:
            reasons.append(f'Similar symptom: "{document.symptom}".')
        if self._cause_keys and document.cause:
            alike, shared = self._cause_alike(document)
            if alike and shared:
                reasons.append(f"Similar cause: both name {_listed(_as_written(shared, document.cause)[:4])}.")
            elif alike:
                reasons.append(f"Same kind of cause: {_kind(document)}.")
        if matched:
            reasons.append(f"Both mention {_listed(matched[:5])}.")
        return tuple(reasons) or ("The wording is close as a whole; no single telling word is shared.",)

    def _differences(self, document: Document, held: set[str]) -> tuple[str, ...]:
        found: list[str] = []
        theirs = {service_key(name) for name in document.services}
        if self._named and theirs and not self._named & theirs:
            found.append(f"Other service: the report is about {_listed(document.services)}, not {_listed(self._asked_services())}.")
        if self._cause_keys and document.cause:
            if not self._cause_alike(document)[0]:
                found.append(f'Another cause there: "{_first_sentence(document.cause)}"')
        elif document.cause_family and not self._cause_keys:
            found.append(f"The cause there was of the kind {_kind(document)}; no cause is given here yet.")
        there = held | set(words("\n".join(document.services)))
        missing = _as_written(self._telling(key for key in self._text_keys - there if key.isalpha()), self._query.whole)
        if missing:
            found.append(f"The report does not mention {_listed(missing[:4])}.")
        return tuple(found) or (NO_DIFFERENCE,)

    def _asked_services(self) -> list[str]:
        """Return the services of the query as somebody wrote them, at most three."""
        if self._query.services:
            return list(self._query.services)[:3]
        written = {name for document in self._corpus.documents for name in document.services if service_key(name) in self._named}
        return sorted(written)[:3]


def _as_written(weights: Mapping[str, float], text: str) -> tuple[str, ...]:
    """Return the words of a text that carry the given keys, heaviest first, each written form once."""
    return _written(weights, [(text, occurrences(text, weights))])


def _written(weights: Mapping[str, float], places: Sequence[tuple[str, Sequence[Term]]]) -> tuple[str, ...]:
    """Do what `_as_written` says for several texts whose terms were found already."""
    first: dict[str, str] = {}
    for text, terms in places:
        for term in terms:
            first.setdefault(term.key, text[term.start : term.end])
    ordered = sorted(first, key=lambda key: (-weights[key], key))
    return tuple(dict.fromkeys(first[key].lower() if first[key].istitle() else first[key] for key in ordered))[:SHOWN_TERMS]


def _excerpt(passage: Passage, hits: Sequence[Term], weights: Mapping[str, float]) -> MatchedPassage:
    """Return the stretch of a section, at most about 500 characters, whose different matched words weigh most."""
    text = passage.text
    start, stop = (0, len(text)) if len(text) <= EXCERPT or not hits else _best_stretch(text, hits, weights)
    inside = [hit for hit in hits if start <= hit.start and hit.end <= stop]
    spans: list[tuple[int, int]] = []
    for hit in inside:
        if not spans or hit.start - start >= spans[-1][1]:
            spans.append((hit.start - start, hit.end - start))
    return MatchedPassage(passage.section, text[start:stop], start, tuple(spans), sum(weights[key] for key in {hit.key for hit in inside}))


def _best_stretch(text: str, hits: Sequence[Term], weights: Mapping[str, float]) -> tuple[int, int]:
    """Return the offsets of the heaviest run of whole sentences that is not longer than an excerpt; one long sentence stays whole."""
    pieces = [match.span() for match in _PIECE.finditer(text)]
    best = (-1.0, 0, len(text))
    for i, (start, end) in enumerate(pieces):
        stop = max((span[1] for span in pieces[i:] if span[1] - start <= EXCERPT), default=end)
        weight = sum(weights[key] for key in {hit.key for hit in hits if start <= hit.start and hit.end <= stop})
        if weight > best[0]:
            best = (weight, start, stop)
    return best[1], best[2]


def _kind(document: Document) -> str:
    return (document.cause_family or "").replace("-", " ")


def _first_sentence(text: str) -> str:
    match = _PIECE.search(text)
    return match.group() if match else text


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
