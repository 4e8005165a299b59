"""The index on disk: versions that are written whole and then switched to, with Chroma for the vectors.

An open Chroma handle does not see vectors that another process adds (https://github.com/chroma-core/chroma/issues/3792). So nothing
is ever added to a version: each ingest writes a new collection `corpus-<hash>` and a new folder of the same name, and then replaces the
pointer file `current.json` in one step. A reader looks at the pointer before each search, which costs one `stat`. The version before the
current one is kept for readers that are in the middle of a search.

This is the only module that imports chromadb, and it does so inside functions: the import takes more than a second.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from knowledge.document import Document
from knowledge.embeddings import Embedder, Vectors, normalised
from knowledge.errors import IndexLocked, IndexMissing, IndexStale
from knowledge.lexical import LexicalIndex
from knowledge.services import ServiceNames

FORMAT = 2
_VECTORS = "chroma"
POINTER = "current.json"
NEAREST = 200
LOCK_SECONDS = 5.0
_PREFIX = "corpus-"
# Vectors of one domain share a large common part. It is taken out, less so for a small corpus, whose mean is mostly its own content.
_MEAN_INERTIA = 50.0


@dataclass(frozen=True, slots=True)
class Version:
    """What the pointer file says.

    Attributes:
        format: Format of the index; another one is stale.
        name: Collection and folder of the version.
        previous: The version before, kept for readers; empty for the first.
        embedder: The embedder's id.
        size: Numbers in a vector.
        documents: How many documents the version holds.
        generation: Counts the ingests, from 1.
        vectors: Chroma's folder. A new one is begun when the one before turns out to be broken.
    """

    format: int
    name: str
    previous: str
    embedder: str
    size: int
    documents: int
    generation: int
    vectors: str


class Corpus:
    """One opened version: its documents, matrices and vectors. It never changes."""

    def __init__(self, version: Version, documents: list[Document], lexical: LexicalIndex | None, centre: Vectors, collection: Any) -> None:
        self.version = version
        self.documents = documents
        self.by_id = {document.id: document for document in documents}
        self.positions = {document.id: position for position, document in enumerate(documents)}
        self.lexical = lexical
        self.services = ServiceNames(documents)
        self._centre = centre
        self._collection = collection

    def similarities(self, vector: Vectors) -> NDArray[np.float32]:
        """Return the cosine of each document with a query vector, as Chroma answers it.

        Chroma is asked for the nearest 200; all others get the lowest of these, which is the most that they can have.
        """
        total = len(self.documents)
        centred = normalised((vector - self._centre)[np.newaxis])[0]
        if not total or not centred.any():
            return np.zeros(total, dtype=np.float32)
        answer = self._collection().query(query_embeddings=[centred.tolist()], n_results=min(NEAREST, total), include=["distances"])
        found = 1.0 - np.asarray(answer["distances"][0], dtype=np.float32)
        scores = np.full(total, float(found.min()) if len(found) else 0.0, dtype=np.float32)
        scores[[self.positions[document_id] for document_id in answer["ids"][0]]] = found
        return scores


class IndexStore:
    """The versions in one directory: writes new ones, opens the current one.

    Args:
        directory: Folder of the index; created by the first `publish`.
        embedder: Makes the vectors; must be the one that the index was built with.
        lock_seconds: How long `publish` waits for another writer.
    """

    def __init__(self, directory: Path, embedder: Embedder, *, lock_seconds: float = LOCK_SECONDS) -> None:
        self.directory = directory.resolve()
        self.embedder = embedder
        self._lock_seconds = lock_seconds
        self._lock = FileLock(self.directory / "ingest.lock")
        self._opening = threading.Lock()
        self._opened: tuple[tuple[int, int, int], Corpus] | None = None

    def version(self) -> Version:
        """Read the pointer.

        Raises:
            IndexMissing: There is none, or it cannot be read.
            IndexStale: The index has another format.
        """
        path = self.directory / POINTER
        try:
            row = json.loads(path.read_text(encoding="utf-8"))
            built = int(row["format"])
            if built != FORMAT:
                raise IndexStale(self.directory, built=f"index format {built}", wanted=f"format {FORMAT}")
            return Version(**row)
        except FileNotFoundError as error:
            raise IndexMissing(self.directory) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexMissing(self.directory, f"the pointer {POINTER} cannot be read ({type(error).__name__})") from error

    def current(self) -> Corpus:
        """Return the current version, opened; the same object until the pointer changes.

        Raises:
            IndexMissing: There is no index, or a part of it is missing or damaged.
            IndexStale: It was built with another embedder, size or format.
        """
        try:
            stat = (self.directory / POINTER).stat()
        except OSError as error:
            raise IndexMissing(self.directory) from error
        mark = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
        opened = self._opened
        if opened is None or opened[0] != mark:
            with self._opening:
                opened = self._opened
                if opened is None or opened[0] != mark:
                    opened = (mark, self._open(self.version()))
                    self._opened = opened
        return opened[1]

    def publish(self, documents: Sequence[Document]) -> Version:
        """Write a new version and switch to it; on any error the current one stays.

        Raises:
            IndexLocked: Another process is writing.
            EmbeddingFailed: The embedder did not answer.
        """
        with self.locked():
            return self._publish(documents)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the writers' lock; may be nested in one thread.

        Raises:
            IndexLocked: Another process holds it.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=self._lock_seconds)
        except Timeout as error:
            raise IndexLocked(self.directory, self._lock_seconds) from error
        try:
            yield
        finally:
            self._lock.release()

    def _publish(self, documents: Sequence[Document]) -> Version:
        before = self._before()
        generation = before.generation + 1 if before else 1
        vectors = self.embedder.embed([document.whole for document in documents])
        rows = json.dumps([document.as_row() for document in documents], ensure_ascii=False)
        seed = f"{FORMAT}|{generation}|{self.embedder.id}|{vectors.shape[1]}|{rows}"
        name = _PREFIX + hashlib.sha256(seed.encode()).hexdigest()[:20]
        centre = vectors.sum(axis=0) / (len(documents) + _MEAN_INERTIA)
        self._write_folder(name, documents, rows, centre)
        store = self._write_vectors(before.vectors if before else _VECTORS, name, documents, normalised(vectors - centre))
        previous = before.name if before and before.vectors == store else ""
        version = Version(FORMAT, name, previous, self.embedder.id, int(vectors.shape[1]), len(documents), generation, store)
        _replace(self.directory / POINTER, json.dumps(asdict(version), indent=1))
        self._collect_garbage(store, keep={name, previous})
        return version

    def _before(self) -> Version | None:
        try:
            return self.version()
        except (IndexMissing, IndexStale):
            return None

    def _write_folder(self, name: str, documents: Sequence[Document], rows: str, centre: Vectors) -> None:
        folder = self.directory / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "documents.json").write_text(rows, encoding="utf-8")
        np.save(folder / "centre.npy", centre.astype(np.float32), allow_pickle=False)
        if documents:
            LexicalIndex.build(documents).save(folder)

    def _write_vectors(self, store: str, name: str, documents: Sequence[Document], vectors: Vectors) -> str:
        """Write the collection and return the folder it went to: a fresh one when the store cannot be used any more."""
        from chromadb.errors import ChromaError

        try:
            self._write_collection(store, name, documents, vectors)
        except (ChromaError, ValueError, AttributeError):
            # A database that cannot be opened shows as one of these; Chroma's own clean-up then trips over what it had not made yet.
            store = f"{_VECTORS}-{name.removeprefix(_PREFIX)}"
            self._write_collection(store, name, documents, vectors)
        return store

    def _write_collection(self, store: str, name: str, documents: Sequence[Document], vectors: Vectors) -> None:
        from chromadb.errors import NotFoundError

        client = self._client(store)
        with suppress(NotFoundError):  # left by a run that ended before the switch
            client.delete_collection(name)
        details = {"embedder": self.embedder.id, "size": int(vectors.shape[1]), "format": FORMAT}
        space = {"hnsw": {"space": "cosine", "ef_search": NEAREST}}
        collection = client.create_collection(name, configuration=space, metadata=details, embedding_function=None)
        step = client.get_max_batch_size()
        for start in range(0, len(documents), step):
            part = documents[start : start + step]
            collection.upsert(ids=[document.id for document in part], embeddings=vectors[start : start + step].tolist())

    def _collect_garbage(self, store: str, keep: set[str]) -> None:
        client = self._client(store)
        for collection in client.list_collections():
            if collection.name.startswith(_PREFIX) and collection.name not in keep:
                client.delete_collection(collection.name)
        for folder in self.directory.glob(f"{_PREFIX}*"):
            if folder.name not in keep:
                shutil.rmtree(folder, ignore_errors=True)
        for folder in self.directory.glob(f"{_VECTORS}*"):
            if folder.name != store:
                shutil.rmtree(folder, ignore_errors=True)

    def _open(self, version: Version) -> Corpus:
        if version.embedder != self.embedder.id:
            raise IndexStale(self.directory, built=f"embedder '{version.embedder}'", wanted=f"'{self.embedder.id}'")
        if self.embedder.size not in (0, version.size):
            raise IndexStale(self.directory, built=f"vectors of {version.size}", wanted=f"vectors of {self.embedder.size}")
        folder = self.directory / version.name
        try:
            documents = [Document.from_row(row) for row in json.loads((folder / "documents.json").read_text(encoding="utf-8"))]
            lexical = LexicalIndex.open(folder) if documents else None
            centre = np.load(folder / "centre.npy", allow_pickle=False)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexMissing(self.directory, f"version {version.name} cannot be read ({type(error).__name__})") from error
        return Corpus(version, documents, lexical, centre, _Once(lambda: self._collection(version)))

    def _collection(self, version: Version) -> Any:
        from chromadb.errors import ChromaError

        try:
            collection = self._client(version.vectors).get_collection(version.name, embedding_function=None)
            count = collection.count()
        except (ChromaError, ValueError, AttributeError) as error:
            raise IndexMissing(self.directory, f"the vectors of version {version.name} are gone") from error
        if count != version.documents:
            raise IndexMissing(self.directory, f"version {version.name} holds {count} vectors for {version.documents} documents")
        return collection

    def _client(self, store: str) -> Any:
        """Return Chroma's client for a folder; Chroma itself keeps one a path and process."""
        import chromadb
        from chromadb.config import Settings

        # A `.env` file in the working directory must not change the database.
        settings = Settings(_env_file=None, anonymized_telemetry=False)
        return chromadb.PersistentClient(path=str(self.directory / store), settings=settings)


class _Once:
    """Calls a function at the first use and keeps the result; safe with threads."""

    def __init__(self, make: Any) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: Any = None

    def __call__(self) -> Any:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


def _replace(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new one, never a part."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with draft.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, path)
