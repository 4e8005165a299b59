"""A case's data directory as a run sees it: nothing in it changes, so what was looked up once is not looked up again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from assistant.drafting.ladder import FormatMemory
from assistant.wiring import Services
from evals.cases import Case, Houses

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from knowledge.query import Query


class StillHouses:
    """The services of cases, for the variants and repeats of one run; safe to share between threads.

    Args:
        houses: Where the cases' records and reports lie.
        memory: Which form of structured answer an endpoint takes; one for all cases.
    """

    def __init__(self, houses: Houses, memory: FormatMemory) -> None:
        self._houses = houses
        self._memory = memory
        self._lock = threading.Lock()
        self._found: dict[Any, Any] = {}

    def of(self, case: Case, model: BaseChatModel | None, name: str) -> Services:
        """The services of a case with a model, which `name` tells."""
        house = self._houses.of(case)
        services = house.with_model(model, name)

        def search(query: Query, *, k: int = 3, exclude: Iterable[str] = ()) -> Any:
            left_out = tuple(exclude)
            return self._once((id(house), repr(query), k, left_out), lambda: house.search(query, k=k, exclude=left_out))

        # In the places of the methods, which read the directory each time.
        services.__dict__.update(search=search, names=lambda: self._once((id(house), "names"), house.names), format_memory=self._memory)
        return services

    def _once(self, key: Any, find: Callable[[], Any]) -> Any:
        with self._lock:
            if key in self._found:
                return self._found[key]
        found = find()
        with self._lock:
            return self._found.setdefault(key, found)
