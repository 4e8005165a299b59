"""The only place that builds services. Everything is opened when it is first needed, so that a command pays only for what it uses."""

from __future__ import annotations

import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import KnowledgeFailed
from assistant.evidence.denylist import DenyList, known_names
from assistant.records.policy import Policy, load_policy
from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.review.store import Store
    from knowledge.search import KnowledgeBase


class Services:
    """What the verbs of `assistant.workflow` work with. Safe to share between threads; holds no state of a person."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.RLock()
        self._names: tuple[tuple[str, int], DenyList] | None = None

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
    def knowledge(self) -> KnowledgeBase:
        """Past reports. Opening it does not need an index to exist; searching does."""
        from knowledge.embeddings import embedder_from
        from knowledge.search import KnowledgeBase

        key = self.settings.openai_api_key
        with self._lock:
            embedder = embedder_from(
                self.settings.embedder, base_url=self.settings.openai_base_url, api_key=key.get_secret_value() if key else None
            )
            return KnowledgeBase(self.data_dir / "knowledge", embedder)

    @cached_property
    def model(self) -> BaseChatModel | None:
        """The configured model, or None for the composer."""
        from assistant.drafting.model import open_model

        with self._lock:
            return open_model(self.settings)

    def names(self) -> DenyList:
        """Every name that the house knows, read anew only when the index or the store has changed."""
        key = (self.knowledge_version(), self.store.revision())
        with self._lock:
            if self._names is None or self._names[0] != key:
                reports = self.knowledge.reports() if key[0] else ()
                records = (stored.record for stored in self.store.records())
                self._names = (key, known_names(reports, records, self.policy))
            return self._names[1]

    def knowledge_version(self) -> str:
        """The version of the index in force; empty when there is none yet."""
        from knowledge.errors import IndexMissing, KnowledgeError

        try:
            return self.knowledge.version()
        except IndexMissing:
            return ""
        except KnowledgeError as error:
            raise KnowledgeFailed(error.message, error.hint) from error
