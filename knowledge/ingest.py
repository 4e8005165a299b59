"""Reports in: files and folders into the library and its index; rebuild, status, export, removal of the samples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from knowledge.document import Document
from knowledge.embeddings import Embedder
from knowledge.errors import REBUILD, IndexMissing, IndexStale, KnowledgeError, ReportInvalid
from knowledge.index import LOCK_SECONDS, Corpus
from knowledge.parsing import parse_report
from knowledge.report import PostIncidentReport, write_report
from knowledge.search import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest did.

    Attributes:
        added: Ids that are new.
        replaced: Ids whose text changed.
        unchanged: Ids that were there already, word for word.
        total: Reports in the library afterwards.
    """

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a library.

    Attributes:
        reports: Reports kept as files.
        samples: How many of the documents in the index ship with the product.
        indexed: Documents in the index; None when there is no usable index.
        embedder: The embedder's id in the settings.
        generation: How often the index was written.
        problem: Why the index cannot be used, with what to do; None when it can.
    """

    reports: int
    samples: int
    indexed: int | None
    embedder: str
    generation: int
    problem: str | None


class Library:
    """Keeps the reports of one directory and their index in step.

    Args:
        directory: Folder with `reports/` (Markdown) and `index/`.
        embedder: Makes the vectors.
        lock_seconds: How long to wait for another writer.
    """

    def __init__(self, directory: Path, embedder: Embedder, *, lock_seconds: float = LOCK_SECONDS) -> None:
        self.base = KnowledgeBase(directory, embedder, lock_seconds=lock_seconds)
        self._store = self.base.store
        self._sources = self.base.sources

    def add(self, paths: Iterable[Path], *, replace: bool = False) -> Ingested:
        """Read report files, and folders of them, and make them searchable; all or nothing.

        Args:
            paths: Markdown files, or folders that are searched for `*.md`.
            replace: Whether a report may take the place of another text with the same id.

        Raises:
            ReportInvalid: At least one file is no valid report, or an id stands twice; names every problem of every file.
            IndexLocked: Another process is writing.
            EmbeddingFailed: The embedder did not answer.
        """
        problems: list[str] = []
        texts = _texts(paths, problems)
        return self._add_texts(texts, problems, replace=replace)

    def add_samples(self) -> Ingested:
        """Add the reports that ship with the product; those that are there already stay."""
        return self._add_texts(dict(sample_texts()), [], replace=True)

    def add_report(self, report: PostIncidentReport) -> Ingested:
        """Add or replace one report, such as one that was just approved."""
        return self._add_texts({report.id: write_report(report)}, [], replace=True)

    def rebuild(self) -> int:
        """Write the index anew from the kept files and return the number of reports.

        Raises:
            ReportInvalid: A kept file was broken by hand; names every problem.
            IndexLocked: Another process is writing.
            EmbeddingFailed: The embedder did not answer.
        """
        with self._store.locked():
            reports = self._kept()
            self._publish(reports)
            return len(reports)

    def remove_samples(self) -> int:
        """Take the reports that ship with the product out of the library and return how many these were."""
        with self._store.locked():
            reports = self._kept()
            samples = [report for report in reports.values() if report.sample]
            if samples:
                self._publish({name: report for name, report in reports.items() if not report.sample})
                for report in samples:
                    self._sources.remove(report.id)
            return len(samples)

    def status(self) -> Status:
        """Return the state of the library; never raises for a missing or stale index."""
        corpus: Corpus | None = None
        problem: str | None = None
        try:
            corpus = self._store.current()
        except (IndexMissing, IndexStale) as error:
            problem = f"{error.message}. {error.hint}"
        kept = len(self._sources.paths())
        if corpus is None:
            return Status(kept, 0, None, self.base.embedder.id, 0, problem)
        samples = sum(document.sample for document in corpus.documents)
        if kept != len(corpus.documents):
            problem = f"{kept} reports are kept and {len(corpus.documents)} are in the index. {REBUILD}"
        return Status(kept, samples, len(corpus.documents), self.base.embedder.id, corpus.version.generation, problem)

    def export(self, folder: Path) -> int:
        """Copy all reports as Markdown files into a folder and return their number.

        Raises:
            KnowledgeError: The folder exists and is not empty.
        """
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            problem = f"{folder} exists and is not an empty folder"
            raise KnowledgeError(problem, hint="Name a new folder.")
        folder.mkdir(parents=True, exist_ok=True)
        paths = self._sources.paths()
        for path in paths:
            (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        return len(paths)

    def _add_texts(self, texts: Mapping[str, str], problems: list[str], *, replace: bool) -> Ingested:
        incoming = _parsed(texts, problems)
        with self._store.locked():
            kept = self._kept()
            before = {report_id: self._sources.text(report_id) for report_id in incoming}
            unchanged = [i for i, (_, report) in incoming.items() if kept.get(i) == report]
            changed = [i for i in incoming if i in kept and i not in unchanged]
            if changed and not replace:
                problems.extend(f"{incoming[i][0]}: id '{i}' is in the library already with another text" for i in changed)
            if problems:
                raise ReportInvalid(problems, source="knowledge")
            new = [i for i in incoming if i not in kept]
            if new or changed or self.status().problem:
                with self._undone_on_error(before):
                    for report_id in (*new, *changed):
                        self._sources.write(report_id, texts[incoming[report_id][0]])
                    self._publish(kept | {report_id: report for report_id, (_, report) in incoming.items()})
            return Ingested(tuple(new), tuple(changed), tuple(unchanged), len(kept) + len(new))

    @contextmanager
    def _undone_on_error(self, before: Mapping[str, str | None]) -> Iterator[None]:
        """Put the files back when the index could not be written."""
        try:
            yield
        except BaseException:
            for report_id, text in before.items():
                if text is None:
                    self._sources.remove(report_id)
                else:
                    self._sources.write(report_id, text)
            raise

    def _kept(self) -> dict[str, PostIncidentReport]:
        problems: list[str] = []
        texts = {path.name: path.read_text(encoding="utf-8") for path in self._sources.paths()}
        parsed = _parsed(texts, problems)
        if problems:
            raise ReportInvalid(problems, source="kept reports")
        return {report_id: report for report_id, (_, report) in parsed.items()}

    def _publish(self, reports: Mapping[str, PostIncidentReport]) -> None:
        documents = [Document.from_report(reports[report_id]) for report_id in sorted(reports)]
        self._store.publish(documents)


def sample_texts() -> list[tuple[str, str]]:
    """Return name and Markdown of the reports that ship with the product, sorted by name."""
    folder = files("knowledge") / "reports"
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".md")] if folder.is_dir() else []
    return [(entry.name, entry.read_text(encoding="utf-8")) for entry in sorted(found, key=lambda entry: entry.name)]


def _texts(paths: Iterable[Path], problems: list[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in paths:
        for file in _report_files(path, problems):
            try:
                texts[str(file)] = file.read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                problems.append(f"{file}: not UTF-8 text (byte {error.start})")
            except OSError as error:
                problems.append(f"{file}: cannot be read ({error.strerror})")
    if not texts and not problems:
        problems.append("no report files were named")
    return texts


def _report_files(path: Path, problems: list[str]) -> Sequence[Path]:
    if path.is_dir():
        found = sorted(path.rglob("*.md"))
        if not found:
            problems.append(f"{path}: holds no .md file")
        return found
    if not path.exists():
        problems.append(f"{path}: does not exist")
        return []
    if path.suffix.lower() != ".md":
        problems.append(f"{path}: is not a .md file")
        return []
    return [path]


def _parsed(texts: Mapping[str, str], problems: list[str]) -> dict[str, tuple[str, PostIncidentReport]]:
    """Parse all texts; returns id to (name, report), and adds every problem of every text to the list."""
    parsed: dict[str, tuple[str, PostIncidentReport]] = {}
    for name, text in texts.items():
        try:
            report = parse_report(text, source=name)
        except ReportInvalid as error:
            problems.extend(f"{name}: {line}" for line in error.problems)
            continue
        if report.id in parsed:
            problems.append(f"{name}: id '{report.id}' stands in {parsed[report.id][0]} too")
        else:
            parsed[report.id] = (name, report)
    return parsed
