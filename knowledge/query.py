"""What is searched for, and which reports may answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.document import Document

LONGEST_TITLE = 12


@dataclass(frozen=True, slots=True)
class Query:
    """An incident in words.

    Attributes:
        text: What is known, as free text. When no title is given and the text has more than one line, its first line is the title.
        title: The incident's title, when it is known apart from the text.
        services: Services known to be affected, beside those that the text names.
        symptom: What was seen, in one line.
        cause: A cause that is supposed or known; leads to a second search by cause.
    """

    text: str
    title: str | None = None
    services: tuple[str, ...] = ()
    symptom: str | None = None
    cause: str | None = None

    @property
    def headline(self) -> str | None:
        """The title, given or found: the first of several lines, or a line as short as a title; None for a paragraph of prose."""
        if self.title:
            return self.title
        first, _, rest = self.text.strip().partition("\n")
        return first if rest.strip() or len(first.split()) <= LONGEST_TITLE else None

    @property
    def whole(self) -> str:
        """Title, text and symptom, each once."""
        parts = [self.text]
        if self.title and not self.text.lstrip().startswith(self.title):
            parts.insert(0, self.title)
        if self.symptom and self.symptom not in self.text:
            parts.append(self.symptom)
        return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which reports may be shown; an empty filter lets all pass, a set filter hides reports that do not tell the value.

    Attributes:
        services: At least one of these (case is ignored).
        cause_families: One of these.
        severities: One of these.
        since: Closed on this day or later.
        until: Closed on this day or earlier.
    """

    services: tuple[str, ...] = ()
    cause_families: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def admits(self, document: Document) -> bool:
        """Tell whether a document passes all filters."""
        return (
            _any_of(self.services, document.services)
            and _any_of(self.cause_families, (document.cause_family,))
            and _any_of(self.severities, (document.severity,))
            and (self.since is None or (document.closed_on is not None and document.closed_on >= self.since))
            and (self.until is None or (document.closed_on is not None and document.closed_on <= self.until))
        )


def _any_of(wanted: tuple[str, ...], held: tuple[str | None, ...]) -> bool:
    return not wanted or bool({value.casefold() for value in wanted} & {value.casefold() for value in held if value})


def facets(documents: Mapping[str, Document]) -> dict[str, Any]:
    """Count the values that `Filters` can ask for, most frequent first."""
    counts: dict[str, dict[str, int]] = {"services": {}, "cause_families": {}, "severities": {}}
    for document in documents.values():
        values = {"services": document.services, "cause_families": (document.cause_family,), "severities": (document.severity,)}
        for name, held in values.items():
            for value in filter(None, held):
                counts[name][value] = counts[name].get(value, 0) + 1
    return {name: dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))) for name, found in counts.items()}
