"""How an endpoint can be held to a schema, and what it was found to take.

From strict to loose: a JSON schema that it enforces, a JSON object with the schema beside it, the schema as a sentence in the prompt. An
endpoint that refuses a step is not asked for it again.
"""

from __future__ import annotations

import json
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Step(StrEnum):
    """A way to ask for an answer in a given form, strictest first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    TEXT = "text"

    @property
    def below(self) -> Step | None:
        """The next looser step."""
        return {Step.JSON_SCHEMA: Step.JSON_OBJECT, Step.JSON_OBJECT: Step.TEXT}.get(self)

    @property
    def needs_schema_in_prompt(self) -> bool:
        """Whether the model may not see the schema otherwise."""
        return self is not Step.JSON_SCHEMA

    def response_format(self, name: str, schema: dict[str, Any]) -> dict[str, Any] | None:
        """What is sent as `response_format`; None for nothing. The `schema` beside json_object is what llama.cpp's servers enforce."""
        if self is Step.JSON_SCHEMA:
            return {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}}
        return {"type": "json_object", "schema": schema} if self is Step.JSON_OBJECT else None


@dataclass(frozen=True)
class Endpoint:
    """A model at an address."""

    base_url: str
    model: str

    @property
    def key(self) -> str:
        """How the memory names it."""
        return f"{self.base_url.rstrip('/')} {self.model}"


class FormatMemory:
    """Remembers which step each endpoint takes, in this process and, given a file, across processes. Safe to share between threads.

    Args:
        path: A small JSON file; it is made when there is something to remember. One that cannot be read or written is ignored, because
            forgetting costs one refused request.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._taken: dict[str, Step] = _read(path)
        self._proven: set[str] = set()

    def first_step(self, endpoint: Endpoint) -> Step:
        """Where to begin."""
        with self._lock:
            return self._taken.get(endpoint.key, Step.JSON_SCHEMA)

    def is_proven(self, endpoint: Endpoint) -> bool:
        """Whether the endpoint answered at its step in this process; an unexplained server error is then not about the format."""
        with self._lock:
            return endpoint.key in self._proven

    def remember(self, endpoint: Endpoint, step: Step) -> None:
        """Note that the endpoint answered at this step."""
        with self._lock:
            self._proven.add(endpoint.key)
            if self._taken.get(endpoint.key, Step.JSON_SCHEMA) is not step:
                self._taken[endpoint.key] = step
                self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        part = self._path.with_name(f"{self._path.name}.{os.getpid()}.part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps({**_read(self._path), **self._taken}, indent=1, sort_keys=True), encoding="utf-8")
            part.replace(self._path)
        except OSError:
            with suppress(OSError):
                part.unlink()


def _read(path: Path | None) -> dict[str, Step]:
    if path is None:
        return {}
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    steps = {step.value: step for step in Step}
    return {key: steps[value] for key, value in known.items() if value in steps} if isinstance(known, dict) else {}
