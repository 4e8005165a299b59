"""Embedders: local weights without a network, and the OpenAI-compatible one against a mock transport."""

import json
import subprocess
import sys

import httpx2
import numpy as np
import pytest

from knowledge.embeddings import OpenAIEmbedder, WordLlamaEmbedder, embedder_from
from knowledge.errors import EmbeddingFailed


def test_local_vectors_have_length_one_and_near_texts_are_nearer():
    vectors = WordLlamaEmbedder().embed(["the certificate expired", "an expired TLS certificate", "banana bread", "", " "])
    assert vectors.shape == (5, 256)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors[:3], axis=1), 1.0, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert np.isfinite(vectors).all()


def test_no_texts_give_no_rows():
    assert WordLlamaEmbedder().embed([]).shape == (0, 256)


@pytest.mark.parametrize("setting", ["", "openai", "openai:", "fancy", "wordllama:x"])
def test_unknown_settings_are_named(setting):
    with pytest.raises(EmbeddingFailed) as caught:
        embedder_from(setting)
    assert repr(setting) in caught.value.message
    assert "openai:NAME" in caught.value.hint


def test_settings_name_embedders():
    assert embedder_from("wordllama").id == "wordllama-l2-supercat-256"
    assert embedder_from("openai:small-3").id == "openai-small-3"


def _answering(handler):
    return OpenAIEmbedder("small", "http://model.test/v1", "k", http_client=httpx2.Client(transport=httpx2.MockTransport(handler)))


def test_openai_vectors_are_put_in_order_and_normalised():
    asked = []

    def handler(request):
        body = json.loads(request.content)
        asked.append(body["input"])
        rows = [{"object": "embedding", "index": i, "embedding": [3.0, 4.0 * i]} for i in range(len(body["input"]))]
        return httpx2.Response(
            200, json={"object": "list", "model": "small", "data": rows[::-1], "usage": {"prompt_tokens": 1, "total_tokens": 1}}
        )

    embedder = _answering(handler)
    assert embedder.size == 0
    np.testing.assert_allclose(embedder.embed(["a", "b", " "])[:2], [[1.0, 0.0], [0.6, 0.8]], atol=1e-6)
    assert asked == [["a", "b", "."]]
    assert embedder.size == 2


def test_a_refusing_server_is_one_plain_error():
    embedder = _answering(lambda request: httpx2.Response(401, json={"error": {"message": "bad key"}}))
    with pytest.raises(EmbeddingFailed, match="'small' did not answer"):
        embedder.embed(["a"])


def test_loading_the_weights_leaves_everybodys_logging_alone() -> None:
    code = (
        "import logging; from knowledge.embeddings import WordLlamaEmbedder; WordLlamaEmbedder().embed(['x']);"
        "root = logging.getLogger(); print(root.level == logging.WARNING, root.handlers)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "True []"
