"""Answers that are kept: by everything that was sent and the repeat; what is no whole answer is not."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from evals.cell import Exchange
from evals.running.reply_cache import ReplyCache, request_key

BODY: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "Gib mir ein Stück."}], "temperature": 0}
ANSWER = Exchange(request=BODY, reply="{}", finish="stop", input_tokens=3, output_tokens=4, latency_s=1.5, attempts=2)


@pytest.mark.parametrize(
    ("base_url", "body", "repeat"),
    [
        ("http://b/v1", BODY, 0),
        ("http://a/v1", {**BODY, "temperature": 1}, 0),
        ("http://a/v1", {**BODY, "model": "n"}, 0),
        ("http://a/v1", {**BODY, "response_format": {"type": "json_object"}}, 0),
        ("http://a/v1", {**BODY, "messages": [{"role": "user", "content": "Gib mir ein Stueck."}]}, 0),
        ("http://a/v1", BODY, 1),
    ],
)
def test_anything_else_that_is_sent_has_another_key(base_url: str, body: dict[str, Any], repeat: int) -> None:
    assert request_key(base_url, body, repeat) != request_key("http://a/v1", BODY, 0)
    assert request_key("http://a/v1/", dict(reversed(BODY.items())), 0) == request_key("http://a/v1", BODY, 0)


def test_an_answer_comes_back_marked_and_without_a_latency(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies.sqlite")
    assert cache.read("k") is None
    cache.keep("k", ANSWER)
    cache.close()
    kept = ReplyCache(tmp_path / "replies.sqlite").read("k")
    assert kept is not None
    assert (kept.reply, kept.input_tokens, kept.output_tokens) == ("{}", 3, 4)
    assert (kept.cached, kept.latency_s, kept.attempts) == (True, None, 0)


@pytest.mark.parametrize(
    "change", [{"error": "HTTP 500"}, {"refusal": "No."}, {"reply": " "}, {"finish": "length"}, {"finish": "content_filter"}]
)
def test_what_is_no_whole_answer_is_never_kept(change: dict[str, str], tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies.sqlite")
    cache.keep("k", ANSWER.model_copy(update=change))
    assert cache.read("k") is None


def test_two_of_them_and_many_threads_use_one_file(tmp_path: Path) -> None:
    both = [ReplyCache(tmp_path / "replies.sqlite") for _ in range(2)]

    def fill(number: int) -> None:
        for each in range(20):
            both[number % 2].keep(f"{number}-{each}", ANSWER)

    threads = [threading.Thread(target=fill, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(both[0].read(f"{number}-{each}") for number in range(8) for each in range(20))


def test_a_line_that_cannot_be_read_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies.sqlite")
    cache._db.execute("INSERT INTO replies VALUES ('k', '{\"from\": \"another release\"}')")
    assert cache.read("k") is None
