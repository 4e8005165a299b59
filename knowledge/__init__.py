"""Reports in, passages out. Knows nothing of escalations.

Reading order: `report` and `parsing` (the post-incident report), `document` (what the index holds), `terms` and `lexical` (what is
counted), `embeddings`, `index` (versions on disk), `ranking` (order and score), `explain`, `search`, `ingest`.
"""

from knowledge.document import Document, Passage
from knowledge.embeddings import Embedder, OpenAIEmbedder, WordLlamaEmbedder, embedder_from
from knowledge.errors import EmbeddingFailed, IndexLocked, IndexMissing, IndexStale, KnowledgeError, ReportInvalid
from knowledge.explain import MatchedPassage
from knowledge.ingest import Ingested, Library, Status
from knowledge.parsing import parse_report
from knowledge.query import Filters, Query
from knowledge.report import PostIncidentReport, PreventionAction, TimelineEvent, write_report
from knowledge.search import KnowledgeBase, Match, SearchResult

__all__ = [
    "Document",
    "Embedder",
    "EmbeddingFailed",
    "Filters",
    "IndexLocked",
    "IndexMissing",
    "IndexStale",
    "Ingested",
    "KnowledgeBase",
    "KnowledgeError",
    "Library",
    "Match",
    "MatchedPassage",
    "OpenAIEmbedder",
    "Passage",
    "PostIncidentReport",
    "PreventionAction",
    "Query",
    "ReportInvalid",
    "SearchResult",
    "Status",
    "TimelineEvent",
    "WordLlamaEmbedder",
    "embedder_from",
    "parse_report",
    "write_report",
]
