"""The only place that builds services. Everything is opened when it is first needed, so that a command pays only for what it uses."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import InputInvalid, KnowledgeFailed
from assistant.evidence.denylist import DenyList, known_names
from assistant.records.policy import Policy, load_policy
from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.analysis.hypotheses import Verdict
    from assistant.checks.entailment import Entailment
    from assistant.drafting.ladder import FormatMemory
    from assistant.records.model import EscalationRecord
    from assistant.review.store import Store
    from knowledge.ingest import Library
    from knowledge.query import Query
    from knowledge.report import PostIncidentReport
    from knowledge.search import KnowledgeBase, SearchResult


class Services:
    """What the verbs of `assistant.workflow` work with. Safe to share between threads; holds no state of a person."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.RLock()
        self._names: tuple[tuple[int, tuple[int, int, str]], DenyList] | None = None

    @property
    def data_dir(self) -> Path:
        """Where everything lives."""
        return self.settings.data_dir

    @cached_property
    def policy(self) -> Policy:
        """The tables in force."""
        return load_policy(self.settings.policy)

    @cached_property
    def store(self) -> Store:
        """Records, drafts and decisions."""
        from assistant.review.store import open_store

        with self._lock:
            return open_store(self.data_dir, policy=self.policy, users=self.settings.user_names)

    @cached_property
    def library(self) -> Library:
        """Past reports, to add and remove. Opening it does not need an index to exist; searching does."""
        from knowledge.embeddings import embedder_from
        from knowledge.ingest import Library

        key = self.settings.openai_api_key
        with self._lock, knowledge_errors():
            embedder = embedder_from(
                self.settings.embedder, base_url=self.settings.openai_base_url, api_key=key.get_secret_value() if key else None
            )
            return Library(self.data_dir / "knowledge", embedder)

    @property
    def knowledge(self) -> KnowledgeBase:
        """Past reports, to search."""
        return self.library.base

    @cached_property
    def model(self) -> BaseChatModel | None:
        """The configured model, or None for the composer."""
        from assistant.drafting.model import open_model

        with self._lock:
            return open_model(self.settings)

    def with_model(self, model: BaseChatModel | None, name: str) -> Services:
        """The same services with another model, which `name` tells; for evaluations, which compare models on one data directory."""
        for part in ("policy", "store", "library", "format_memory"):
            getattr(self, part)  # opened once and shared, where the copy would open its own
        other = copy(self)
        other.settings = self.settings.model_copy(update={"model": name})
        other.__dict__["model"] = model
        return other

    @cached_property
    def entailment(self) -> Entailment | None:
        """The grounding model that the user named, if any; a broken one judges nothing and says so."""
        from assistant.checks.entailment import open_entailment

        with self._lock:
            return open_entailment(self.settings.grounding_model) if self.settings.grounding_model else None

    @cached_property
    def format_memory(self) -> FormatMemory:
        """Which form of structured answer each endpoint takes, kept between runs."""
        from assistant.drafting.ladder import FormatMemory

        return FormatMemory(self.data_dir / "endpoints.json")

    # What a document may look up beyond its record: `assistant.drafting.form.Sources`.

    @property
    def model_name(self) -> str:
        """The configured model as a person calls it; "none" without one."""
        return self.settings.model

    def search(self, query: Query, *, k: int = 3, exclude: Iterable[str] = ()) -> tuple[SearchResult | None, tuple[str, ...]]:
        """Past reports like a query; a document does without them, and says so."""
        from knowledge.errors import IndexMissing, KnowledgeError

        try:
            return self.knowledge.search(query, k=k, exclude_ids=tuple(exclude)), ()
        except IndexMissing:
            return None, ("There is no index of past reports yet, so none was looked at. Add reports with `steadyhand knowledge add`.",)
        except KnowledgeError as error:
            return None, (f"Past reports could not be searched: {error.message} {error.hint}",)

    def reports(self) -> list[PostIncidentReport]:
        """Every kept report that can be read; the others are told where names are looked for."""
        return list(self.knowledge.sources.readable()[0])

    def records(self) -> list[EscalationRecord]:
        """Every stored record."""
        return [stored.record for stored in self.store.records()]

    def verdicts(self, record_id: str) -> tuple[Verdict, ...]:
        """What people decided about the hypotheses of a record."""
        from assistant.review.verdicts import verdicts_on

        return verdicts_on(self.store, record_id)

    def names(self) -> DenyList:
        """Every name that the house knows, read anew only when the kept reports or the store have changed.

        The names come from the kept report files and not from the index, so that a missing or stale index cannot open a leak.
        """
        sources = self.knowledge.sources
        key = (sources.folder.stat().st_mtime_ns if sources.folder.is_dir() else 0, self.store.revision())
        with self._lock:
            if self._names is None or self._names[0] != key:
                reports, broken = sources.readable()
                records = [stored.record for stored in self.store.records()]
                notes = [f"The kept report {path.name} cannot be read, so its names are not looked for." for path in broken]
                self._names = (key, replace(known_names(reports, records, self.policy), notes=tuple(notes)))
            return self._names[1]


@contextmanager
def knowledge_errors() -> Iterator[None]:
    """Turn the knowledge package's errors, which knows nothing of us, into ours."""
    from knowledge.errors import KnowledgeError, ReportInvalid

    try:
        yield
    except ReportInvalid as error:
        raise InputInvalid(error.message.partition("\n")[0], error.problems, error.hint) from error
    except KnowledgeError as error:
        raise KnowledgeFailed(error.message, error.hint) from error
