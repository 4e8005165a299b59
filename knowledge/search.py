"""The search that the product uses: past incidents like this one, why, and what differs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.document import Document
from knowledge.embeddings import Embedder
from knowledge.explain import Explainer, MatchedPassage
from knowledge.index import LOCK_SECONDS, Corpus, IndexStore
from knowledge.query import Filters, Query, facets
from knowledge.ranking import FLOOR, Ranking, falling, rank_documents
from knowledge.report import PostIncidentReport
from knowledge.sources import Sources

NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Match:
    """A past incident that is like the query.

    Attributes:
        id: Id of the report or document.
        title: Its title.
        score: How sure the match is, 0 to 1, comparable between queries; see `knowledge.ranking`.
        passages: The best passages with the places of the matched words.
        matched: Shared words, as the report writes them.
        reasons: Why it was found, in plain sentences.
        differences: What differs, in plain sentences; never empty.
        parts: What each scorer added to the order, largest first.
        services: Services of the past incident.
        cause_family: Kind of its cause.
        severity: Its level.
        closed_on: Day of its closing.
        duration: How long it lasted, as written.
        report: The whole report; None for plain text.
    """

    id: str
    title: str
    score: float
    passages: tuple[MatchedPassage, ...]
    matched: tuple[str, ...]
    reasons: tuple[str, ...]
    differences: tuple[str, ...]
    parts: dict[str, float]
    services: tuple[str, ...]
    cause_family: str | None
    severity: str | None
    closed_on: date | None
    duration: str | None
    report: PostIncidentReport | None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a search.

    Attributes:
        results: Matches at or above the floor, best first.
        nothing_similar: True when no report reaches the floor.
        floor: The floor, 0 to 1.
        closest: The best match, also when it lies under the floor; None for an empty selection.
        hidden_by_filters: How many reports at or above the floor the filters hide.
    """

    results: tuple[Match, ...]
    nothing_similar: bool
    floor: float
    closest: Match | None
    hidden_by_filters: int


class KnowledgeBase:
    """Past incidents in one directory, to be searched; safe to share between threads.

    A version that another process publishes is used from the next search on.

    Args:
        directory: Folder of the knowledge; see `knowledge.ingest.Library`, which fills it.
        embedder: The embedder that the index was built with.
        lock_seconds: How long a writer waits for another one.
    """

    def __init__(self, directory: Path, embedder: Embedder, *, lock_seconds: float = LOCK_SECONDS) -> None:
        self.directory = directory
        self.embedder = embedder
        self.store = IndexStore(directory / "index", embedder, lock_seconds=lock_seconds)
        self.sources = Sources(directory / "reports")

    def search(
        self, query: Query, k: int = 5, *, filters: Filters = NO_FILTERS, exclude_ids: Collection[str] = (), floor: float = FLOOR
    ) -> SearchResult:
        """Find past incidents like a query.

        Args:
            query: The incident.
            k: How many matches at most.
            filters: Which reports may be shown.
            exclude_ids: Reports that are never shown, such as the incident's own.
            floor: Score below which a report is not shown, 0 to 1.

        Returns:
            The matches, best first; none of them when nothing is similar.

        Raises:
            IndexMissing: There is no index, or it is damaged.
            IndexStale: The index was built with another embedder, size or format.
            EmbeddingFailed: The embedder did not answer.
        """
        corpus = self.store.current()
        ranking = rank_documents(corpus, query, self.embedder)
        excluded = set(exclude_ids)
        open_to_all = np.array([document.id not in excluded for document in corpus.documents], dtype=bool)
        admitted = np.array([filters.admits(document) for document in corpus.documents], dtype=bool) & open_to_all
        above = ranking.score >= floor
        hidden = int((above & open_to_all & ~admitted).sum())
        order = np.argsort(-ranking.order, kind="stable")
        chosen = [int(i) for i in order if admitted[i] and above[i]][:k]
        scores = falling([float(ranking.score[i]) for i in chosen])
        explainer = Explainer(corpus, query)
        matches = tuple(self._match(corpus, ranking, explainer, i, score) for i, score in zip(chosen, scores, strict=True))
        closest = matches[0] if matches else self._closest(corpus, ranking, explainer, admitted)
        return SearchResult(matches, not matches, floor, closest, hidden)

    def rank(self, query: Query, k: int = 10) -> list[tuple[str, float]]:
        """Return the ids of the first k documents with the value that orders them; no floor and no filters.

        The order is that of `search`; the values compare documents within one query only.
        """
        corpus = self.store.current()
        ranking = rank_documents(corpus, query, self.embedder)
        order = np.argsort(-ranking.order, kind="stable")[:k]
        return [(corpus.documents[int(i)].id, float(ranking.order[i])) for i in order]

    def facets(self) -> dict[str, dict[str, int]]:
        """Return the values that filters can ask for, with the number of documents of each."""
        return facets(self.store.current().by_id)

    def report(self, report_id: str) -> PostIncidentReport | None:
        """Return a kept report by its id; None when there is none."""
        return self.sources.report(report_id)

    def documents(self) -> list[Document]:
        """Return all documents of the current version."""
        return list(self.store.current().documents)

    def _closest(self, corpus: Corpus, ranking: Ranking, explainer: Explainer, admitted: NDArray[np.bool_]) -> Match | None:
        if not admitted.any():
            return None
        best = int(np.argmax(np.where(admitted, ranking.score, -1.0)))
        return self._match(corpus, ranking, explainer, best, float(ranking.score[best]))

    def _match(self, corpus: Corpus, ranking: Ranking, explainer: Explainer, position: int, score: float) -> Match:
        document = corpus.documents[position]
        why = explainer.explain(document)
        parts = {name: round(float(part[position]), 3) for name, part in ranking.parts.items()}
        return Match(
            id=document.id,
            title=document.title,
            score=round(score, 4),
            passages=why.passages,
            matched=why.matched,
            reasons=why.reasons,
            differences=why.differences,
            parts=dict(sorted(parts.items(), key=lambda item: -item[1])),
            services=document.services,
            cause_family=document.cause_family,
            severity=document.severity,
            closed_on=document.closed_on,
            duration=document.duration,
            report=self.sources.report(document.id) if document.is_report else None,
        )
