"""Retrieval on public incident data: the product's search beside its baselines.

    python -m evals.benchmarks.retrieval [--data DIR] [--json]

DIR holds one folder a task, each with `corpus.jsonl`, `queries.jsonl` and `qrels.tsv` in the BEIR layout, and where it applies `exclude.tsv`
(pairs to drop) and `qrels_cross_company.tsv`. The search gets the words of a query and nothing else. Our run goes through the real
`KnowledgeBase`, with a real index in a temporary folder; the weights are those of the product, the same for all tasks.

Rules of scoring: the ranking drops the query's own document (all tasks but known_item, whose answer it is), excluded pairs, and for a
cross-company task every document of the query's company. nDCG@10 has the gain 2^grade - 1 and the discount log2(rank + 1). All figures are
means over queries.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge.document import Document
from knowledge.embeddings import WordLlamaEmbedder
from knowledge.query import Query
from knowledge.search import KnowledgeBase
from knowledge.terms import STOP_WORDS, stem, with_pairs

DEFAULT_DATA = Path("../shared/data/retrieval")
DEPTH = 10
BASELINES = ("bm25", "tfidf", "embeddings", "rank_fusion")
Scores = NDArray[np.float64]
Judge = Callable[[str, list[str]], dict[str, float]]
_TOKEN = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Rules:
    """How a task is scored.

    Attributes:
        qrels: File of the judgements.
        query_type: Only queries with this `metadata.type`; None for all.
        cross_company: Whether documents of the query's company are dropped.
        own_document_counts: Whether the query's own document is the answer.
    """

    qrels: str = "qrels.tsv"
    query_type: str | None = None
    cross_company: bool = False
    own_document_counts: bool = False


RULES = {
    "known_item": Rules(query_type="early-update-log", own_document_counts=True),
    "rootcause_cause": Rules(qrels="qrels_cross_company.tsv", cross_company=True),
}


@dataclass(frozen=True)
class Task:
    """One task, read."""

    name: str
    rules: Rules
    corpus: list[dict[str, Any]]
    queries: list[dict[str, Any]]
    grades: dict[str, dict[str, int]]
    excluded: dict[str, set[str]]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _pairs(path: Path) -> Iterable[list[str]]:
    return (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line.strip())


def read_task(folder: Path) -> Task:
    """Read a task folder and keep the queries that are judged and of the task's type."""
    rules = RULES.get(folder.name, Rules())
    if not (folder / rules.qrels).exists():
        rules = Rules(query_type=rules.query_type, own_document_counts=rules.own_document_counts)
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for query_id, document_id, grade in _pairs(folder / rules.qrels):
        grades[query_id][document_id] = int(grade)
    excluded: dict[str, set[str]] = defaultdict(set)
    if (folder / "exclude.tsv").exists():
        for query_id, document_id, *_ in _pairs(folder / "exclude.tsv"):
            excluded[query_id].add(document_id)
    queries = [query for query in _rows(folder / "queries.jsonl") if grades.get(query["_id"])]
    if rules.query_type and any("type" in query.get("metadata", {}) for query in queries):
        queries = [query for query in queries if query.get("metadata", {}).get("type") == rules.query_type]
    return Task(folder.name, rules, _rows(folder / "corpus.jsonl"), queries, dict(grades), excluded)


def judge(task: Task) -> Judge:
    """Return the function that scores one query's ranking."""
    company = {row["_id"]: row.get("metadata", {}).get("company") for row in task.corpus}
    asking = {query["_id"]: query.get("metadata", {}).get("company") for query in task.queries}

    def score(query_id: str, ranking: list[str]) -> dict[str, float]:
        relevant = task.grades[query_id]
        own = None if task.rules.own_document_counts else query_id.removeprefix("q:")
        dropped = task.excluded.get(query_id, set()) | {own}
        kept = [name for name in ranking if name not in dropped]
        if task.rules.cross_company:
            kept = [name for name in kept if company.get(name) != asking[query_id]]
        top = kept[:DEPTH]
        gain = sum((2 ** relevant.get(name, 0) - 1) / math.log2(rank + 2) for rank, name in enumerate(top))
        ideal = sum((2**g - 1) / math.log2(rank + 2) for rank, g in enumerate(sorted(relevant.values(), reverse=True)[:DEPTH]))
        return {
            "ndcg@10": gain / ideal if ideal else 0.0,
            "recall@5": sum(name in relevant for name in top[:5]) / len(relevant),
            "mrr@10": next((1.0 / (rank + 1) for rank, name in enumerate(top) if name in relevant), 0.0),
        }

    return score


def mean_figures(task: Task, rankings: dict[str, list[str]]) -> dict[str, float]:
    """Return the means over a task's queries."""
    score = judge(task)
    each = [score(query["_id"], rankings[query["_id"]]) for query in task.queries]
    return {name: round(sum(row[name] for row in each) / len(each), 4) for name in each[0]}


def our_rankings(task: Task) -> tuple[dict[str, list[str]], dict[str, float]]:
    """Index the corpus, ask every query, and return the rankings with the times (seconds to index, milliseconds a query)."""
    documents = [
        Document.plain(row["_id"], title=row.get("title") or "", text=row["text"], services=row.get("metadata", {}).get("services") or ())
        for row in task.corpus
    ]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        base = KnowledgeBase(Path(folder), WordLlamaEmbedder())
        start = time.perf_counter()
        base.store.publish(documents)
        indexed = time.perf_counter() - start
        base.rank(Query("warm up"))
        rankings: dict[str, list[str]] = {}
        took: list[float] = []
        for query in task.queries:
            start = time.perf_counter()
            # The whole order, since some tasks drop many documents before they score ten.
            rankings[query["_id"]] = [name for name, _ in base.rank(Query(query["text"]), k=len(documents))]
            took.append((time.perf_counter() - start) * 1000.0)
    times = {"index_s": indexed, "query_ms_p50": float(np.quantile(took, 0.5)), "query_ms_p95": float(np.quantile(took, 0.95))}
    return rankings, {name: round(value, 2) for name, value in times.items()}


def _stems(text: str) -> list[str]:
    return [stem(word) for word in _TOKEN.findall(text.lower()) if word not in STOP_WORDS]


def _counts(rows: Sequence[list[str]], vocabulary: dict[str, int] | None = None) -> tuple[Any, dict[str, int]]:
    grow = vocabulary is None
    known: dict[str, int] = {} if vocabulary is None else vocabulary
    entries: list[tuple[int, int, int]] = []
    for number, row in enumerate(rows):
        for term, times in Counter(row).items():
            column = known.setdefault(term, len(known)) if grow else known.get(term)
            if column is not None:
                entries.append((number, column, times))
    numbers, columns, values = (np.asarray(part) for part in zip(*entries, strict=True)) if entries else (np.zeros(0, int),) * 3
    return sparse.csr_matrix((values.astype(float), (numbers, columns)), shape=(len(rows), len(known))), known


def _bm25(documents: list[str], queries: list[str]) -> Scores:
    """Okapi BM25, k1 = 1.2, b = 0.75, stemmed words without stop words."""
    counts, vocabulary = _counts([_stems(text) for text in documents])
    asked, _ = _counts([_stems(text) for text in queries], vocabulary)
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log1p((len(documents) - frequency + 0.5) / (frequency + 0.5))
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    slack = np.repeat(1.2 * (0.25 + 0.75 * lengths / lengths.mean()), np.diff(counts.indptr))
    counts.data = counts.data * 2.2 / (counts.data + slack) * idf[counts.indices]
    return np.asarray((asked @ counts.T).toarray())


def _tfidf(documents: list[str], queries: list[str]) -> Scores:
    """Cosine of sublinear TF-IDF over stemmed words and word pairs."""
    counts, vocabulary = _counts([with_pairs(_stems(text)) for text in documents])
    asked, _ = _counts([with_pairs(_stems(text)) for text in queries], vocabulary)
    idf = np.log((1 + len(documents)) / (1 + np.bincount(counts.indices, minlength=counts.shape[1]))) + 1.0
    weighed = []
    for matrix in (asked, counts):
        matrix.data = (1.0 + np.log(matrix.data)) * idf[matrix.indices]
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        matrix.data = matrix.data / np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(matrix.indptr))
        weighed.append(matrix)
    return np.asarray((weighed[0] @ weighed[1].T).toarray())


def _embeddings(documents: list[str], queries: list[str]) -> Scores:
    """Cosine of the local embedder's vectors of the whole texts."""
    embedder = WordLlamaEmbedder()
    return np.asarray(embedder.embed(queries) @ embedder.embed(documents).T, dtype=np.float64)


def baseline_rankings(task: Task) -> dict[str, dict[str, list[str]]]:
    """Return the rankings of the baselines; rank fusion is reciprocal, k = 60, equal weights over the other three."""
    ids = [row["_id"] for row in task.corpus]
    documents = [f"{row.get('title') or ''}\n{row['text']}" for row in task.corpus]
    queries = [query["text"] for query in task.queries]
    scores = {"bm25": _bm25(documents, queries), "tfidf": _tfidf(documents, queries), "embeddings": _embeddings(documents, queries)}
    orders = {name: np.argsort(-table, axis=1, kind="stable") for name, table in scores.items()}
    fused = np.zeros(scores["bm25"].shape)
    for order in orders.values():
        ranks = np.argsort(order, axis=1, kind="stable")
        fused += 1.0 / (61.0 + ranks)
    orders["rank_fusion"] = np.argsort(-fused, axis=1, kind="stable")
    names = [query["_id"] for query in task.queries]
    return {baseline: {name: [ids[i] for i in row] for name, row in zip(names, order, strict=True)} for baseline, order in orders.items()}


def run(data: Path) -> dict[str, Any]:
    """Run every task folder under a directory."""
    results: dict[str, Any] = {}
    for folder in sorted(path for path in data.iterdir() if (path / "corpus.jsonl").exists()):
        task = read_task(folder)
        if not task.queries:
            continue
        ours, times = our_rankings(task)
        results[task.name] = {
            "ours": mean_figures(task, ours),
            "baselines": {name: mean_figures(task, rankings) for name, rankings in baseline_rankings(task).items()},
            "queries": len(task.queries),
            "documents": len(task.corpus),
            "times": times,
        }
        print(f"{task.name}: done", file=sys.stderr, flush=True)
    return results


def table(results: dict[str, Any]) -> str:
    """Return the results as a table: nDCG@10 for all, recall@5 and MRR@10 for ours."""
    head = ["task", "queries", "docs", "ours nDCG@10", *(f"{name}" for name in BASELINES), "ours recall@5", "ours MRR@10", "ms p50"]
    lines = [head]
    for name, row in results.items():
        ours = row["ours"]
        others = [f"{row['baselines'][baseline]['ndcg@10']:.3f}" for baseline in BASELINES]
        figures = [f"{ours['ndcg@10']:.3f}", *others, f"{ours['recall@5']:.3f}", f"{ours['mrr@10']:.3f}"]
        lines.append([name, str(row["queries"]), str(row["documents"]), *figures, f"{row['times']['query_ms_p50']:.1f}"])
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder with one folder a task")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    options = parser.parse_args(arguments)
    if not options.data.is_dir():
        print(f"no such folder: {options.data}; name the data with --data DIR", file=sys.stderr)
        return 2
    results = run(options.data)
    if not results:
        print(f"no task folder with corpus.jsonl in {options.data}", file=sys.stderr)
        return 2
    print(table(results))
    if options.json:
        print(json.dumps(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
