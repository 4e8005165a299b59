"""Which candidates are the same hypothesis, and which of them come first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.analysis.causes.candidate import Candidate, Source
from assistant.analysis.causes.mechanisms import Mechanism
from assistant.analysis.causes.wording import content

SAME = 0.6
"""Share of the words of the shorter one from which two causes are the same."""

MOST_TAGS = 6
_LINK = ("cause", "culprit", "outage", "incident", "the issue", "the problem", "responsible")
"""Words that tie what a sentence says to what happened as a whole."""


def merged(candidates: Iterable[Candidate], title: str) -> list[Candidate]:
    """The distinct candidates, the best first; what says the same, or is the remedy of the same kind of cause, lends its tags."""
    kept: list[Candidate] = []
    about = content(title)
    for candidate in sorted(candidates, key=lambda item: _rank(item, about)):
        place = next((index for index, other in enumerate(kept) if _belongs(candidate, other, about)), None)
        if place is None:
            kept.append(candidate)
        else:
            kept[place] = _united(kept[place], candidate)
    return kept


def _rank(candidate: Candidate, about: frozenset[str]) -> tuple[int | bool, ...]:
    """Best source first; a fact before a suspicion, what is called the cause before the rest, and what was written later before earlier."""
    said = candidate.cause.casefold()
    stated = candidate.source in {Source.STATED, Source.IMPLIED}
    doubtful = stated and not candidate.real
    newest_first = -candidate.entry if stated else candidate.entry
    group = Source.IMPLIED if doubtful else candidate.source
    return (group, not any(word in said for word in _LINK), doubtful, not content(said) & about, newest_first)


def _belongs(candidate: Candidate, other: Candidate, about: frozenset[str]) -> bool:
    if candidate.failed or other.failed:
        return False
    if other.source is Source.PAST or candidate.source is Source.PAST:
        return candidate.source is other.source and _alike(candidate.content, other.content) >= SAME
    if _alike(candidate.content, other.content) >= SAME or (candidate.tags[0] == other.tags[0] and candidate.source >= Source.CHANGE):
        return True
    if (
        candidate.source is other.source
        and candidate.source in {Source.REMEDY, Source.COMPONENT}
        and candidate.short.split(" (F")[0] == other.short.split(" (F")[0]
    ):
        return True
    clue = candidate.source >= Source.REMEDY and other.source < Source.REMEDY
    same_kind = candidate.mechanism is other.mechanism and other.mechanism is not Mechanism.OTHER
    near = bool((candidate.content & other.content) - about) or other.mechanism in {Mechanism.PROVIDER, Mechanism.CHANGE}
    return clue and same_kind and near


def _alike(first: frozenset[str], second: frozenset[str]) -> float:
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0


def _united(kept: Candidate, other: Candidate) -> Candidate:
    tags = tuple(dict.fromkeys((*kept.tags, *other.tags)))[:MOST_TAGS]
    return replace(kept, tags=tags)


def short_list(candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """At most so many; two clues of one kind are one too many while others wait."""
    chosen: list[Candidate] = []
    waiting: list[Candidate] = []
    for candidate in candidates:
        crowded = candidate.source >= Source.CHANGE and sum(1 for item in chosen if item.source is candidate.source) >= 2
        (waiting if crowded else chosen).append(candidate)
    return [*chosen, *waiting][:most]
