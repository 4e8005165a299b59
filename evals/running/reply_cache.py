"""Answers of models, kept between runs: the same request is not paid for twice.

The key is everything that is sent, the address it is sent to, and the number of the repeat, so that repeats stay separate answers. What is
no whole answer (an error, a refusal, one that broke off) is never kept.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evals.cell import Exchange

_WHOLE = frozenset({"stop", ""})
"""Why a model stops when its answer is whole; some endpoints do not say."""


def request_key(base_url: str, body: dict[str, Any], repeat: int) -> str:
    """What an answer is kept under."""
    sent = json.dumps([base_url.rstrip("/"), body, repeat], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(sent.encode("ascii")).hexdigest()


class ReplyCache:
    """A file of answers, for any number of threads and processes.

    Args:
        path: A SQLite file; made when it is not there.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply TEXT NOT NULL) WITHOUT ROWID")

    def read(self, key: str) -> Exchange | None:
        """The answer kept under a key, marked as such; None where there is none that can be read."""
        with self._lock:
            row = self._db.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        try:
            kept = Exchange.model_validate_json(row[0])
        except ValidationError:
            return None
        return kept.model_copy(update={"cached": True, "attempts": 0, "latency_s": None})

    def keep(self, key: str, exchange: Exchange) -> None:
        """Keep a whole answer; anything else is left out."""
        if exchange.error or exchange.refusal or not exchange.reply.strip() or exchange.finish not in _WHOLE:
            return
        text = exchange.model_copy(update={"request": {}}).model_dump_json(exclude_defaults=True)
        with self._lock:
            self._db.execute("INSERT OR REPLACE INTO replies VALUES (?, ?)", (key, text))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()
