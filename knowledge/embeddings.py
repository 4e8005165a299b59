"""Texts into vectors: a local embedder that needs no network, and an OpenAI-compatible one."""

from __future__ import annotations

import logging
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import EmbeddingFailed

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors of length one.

    Attributes:
        id: Name that changes whenever the vectors do; kept with the index.
        size: Numbers in a vector; 0 as long as a remote model has not told it.
    """

    @property
    def id(self) -> str:
        """Name that changes whenever the vectors do."""

    @property
    def size(self) -> int:
        """Numbers in a vector."""

    def embed(self, texts: list[str]) -> Vectors:
        """Return one row a text, each of length one (all zero for a text without a known word).

        Raises:
            EmbeddingFailed: The model is missing or did not answer.
        """


def normalised(rows: NDArray[Any]) -> Vectors:
    """Scale each row to length one; rows of zeros and rows that are not numbers become zeros."""
    clean = np.nan_to_num(np.asarray(rows, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    lengths = np.linalg.norm(clean, axis=1, keepdims=True)
    return np.asarray(np.divide(clean, lengths, out=np.zeros_like(clean), where=lengths > 0), dtype=np.float32)


@lru_cache(maxsize=1)
def _load_wordllama() -> Any:
    """Load the weights that the package carries; downloads are switched off.

    The package looks for its tokenizer beside the user's cache and not beside itself, so its own folder is given as the cache.
    """
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        from wordllama import WordLlama
    except ImportError as error:
        problem = f"the local embedder cannot be loaded: {error}"
        raise EmbeddingFailed(problem, hint="Install the project with its dependencies.") from error
    finally:
        # The package switches everybody's logging to INFO when it is imported.
        root.handlers[:] = handlers
        root.setLevel(level)
    with as_file(files("wordllama")) as folder:
        return WordLlama.load(cache_dir=folder, disable_download=True)


class WordLlamaEmbedder:
    """Averaged static word vectors (wordllama, 256 numbers); small, quick and without any call to the network."""

    id = "wordllama-l2-supercat-256"
    size = 256

    def embed(self, texts: list[str]) -> Vectors:
        """Return one row a text, as `Embedder.embed` says."""
        if not texts:
            return np.zeros((0, self.size), dtype=np.float32)
        # The package divides by zero for a text without a token; one blank-proof letter keeps its warnings out.
        return normalised(_load_wordllama().embed([text if text.strip() else "." for text in texts], norm=False))


class OpenAIEmbedder:
    """Vectors of an OpenAI-compatible server.

    Args:
        model: The model's name.
        base_url: Address of the server; None means the SDK's default.
        api_key: The key; None means the SDK's environment variable.
        timeout: Seconds for one call.
        http_client: For tests: an `httpx2.Client` with a mock transport.
    """

    batch = 256

    def __init__(
        self, model: str, base_url: str | None = None, api_key: str | None = None, *, timeout: float = 30.0, http_client: Any = None
    ) -> None:
        self._model = model
        self._base_url = base_url
        self._api_key = api_key
        self._timeout = timeout
        self._http_client = http_client
        self._client: Any = None
        self._size = 0

    @property
    def id(self) -> str:
        """Name of the model with its provider."""
        return f"openai-{self._model}"

    @property
    def size(self) -> int:
        """Numbers in a vector; 0 before the first call."""
        return self._size

    def embed(self, texts: list[str]) -> Vectors:
        """Return one row a text, as `Embedder.embed` says."""
        if not texts:
            return np.zeros((0, self._size), dtype=np.float32)
        import openai

        rows: list[list[float]] = []
        try:
            if self._client is None:
                self._client = openai.OpenAI(
                    api_key=self._api_key, base_url=self._base_url, timeout=self._timeout, max_retries=2, http_client=self._http_client
                )
            for start in range(0, len(texts), self.batch):
                batch = [text if text.strip() else "." for text in texts[start : start + self.batch]]
                answer = self._client.embeddings.create(model=self._model, input=batch, encoding_format="float")
                rows.extend(item.embedding for item in sorted(answer.data, key=lambda item: item.index))
        except openai.OpenAIError as error:
            problem = f"the embedding model '{self._model}' did not answer: {error}"
            raise EmbeddingFailed(problem, hint="Check the address and the key, or use the local embedder `wordllama`.") from error
        if len(rows) != len(texts):
            problem = f"the embedding model '{self._model}' answered {len(rows)} vectors for {len(texts)} texts"
            raise EmbeddingFailed(problem, hint="Use another model, or the local embedder `wordllama`.")
        vectors = normalised(np.asarray(rows))
        self._size = vectors.shape[1]
        return vectors


def embedder_from(setting: str, *, base_url: str | None = None, api_key: str | None = None) -> Embedder:
    """Return the embedder that a setting names.

    Args:
        setting: `wordllama` or `openai:NAME`.
        base_url: Server for `openai:NAME`.
        api_key: Key for `openai:NAME`.

    Raises:
        EmbeddingFailed: The setting names none.
    """
    kind, _, name = setting.partition(":")
    if setting == "wordllama":
        return WordLlamaEmbedder()
    if kind == "openai" and name:
        return OpenAIEmbedder(name, base_url, api_key)
    problem = f"unknown embedder '{setting}'"
    raise EmbeddingFailed(problem, hint="Use `wordllama` or `openai:NAME`.")
