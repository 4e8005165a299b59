"""Which past incidents are of a type of issue, given in a few words, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.analysis.prevention_words import stems_of, tables, words_by_stem
from assistant.records.model import EscalationRecord
from knowledge.report import PostIncidentReport
from knowledge.terms import stem

TYPE_RULE = (
    "An incident is of the type if its issue, symptom or kind of cause holds at least half of the words of the type, or words like them, and "
    "the rest stands in its impact or root cause (of three and more words, two thirds are enough); or if the search finds it and its issue, "
    "symptom or kind of cause holds at least one of them."
)
ENOUGH = 2 / 3
"""Which share of the words of a type an incident must hold; of one or two words that is all of them."""


@dataclass(frozen=True)
class OfType:
    """One incident that is of the type.

    Attributes:
        id: Of the report or the record.
        reason: Why it counts, in one plain sentence.
    """

    id: str
    reason: str


def of_type(issue_type: str, reports: Sequence[PostIncidentReport], ranked_ids: Sequence[str] = ()) -> tuple[OfType, ...]:
    """The reports of a type of issue, in the order given; see `TYPE_RULE`.

    Args:
        issue_type: The type in a few words, such as "expired certificate".
        reports: All past reports.
        ranked_ids: Ids that a search on the same words finds, best first.
    """
    texts = ((each.id, _joined(each.issue, each.symptom, each.cause_family), _joined(each.impact, each.root_cause)) for each in reports)
    return tuple(_matching(issue_type, texts, ranked_ids))


def records_of_type(issue_type: str, records: Sequence[EscalationRecord], ranked_ids: Sequence[str] = ()) -> tuple[OfType, ...]:
    """The records of a type of issue, by the same rule over title, description and confirmed cause."""
    texts = ((each.id, _joined(each.title, each.description), _joined(each.root_cause)) for each in records)
    return tuple(_matching(issue_type, texts, ranked_ids))


def _joined(*parts: str | None) -> str:
    return "\n".join(filter(None, parts))


def _matching(issue_type: str, texts: Iterable[tuple[str, str, str]], ranked_ids: Sequence[str]) -> Iterable[OfType]:
    wanted = _wanted(issue_type)
    places = {each: place for place, each in enumerate(ranked_ids, start=1)}
    for name, seen, behind in texts:
        in_seen = words_by_stem(seen)
        told = {word: known for word, each in wanted.items() if (known := _held(each, in_seen))}
        if not told:
            continue
        in_behind = frozenset(_plain(key) for key in stems_of(behind)) if len(told) < len(wanted) else frozenset()
        behind_only = [word for word, each in wanted.items() if word not in told and _plain(each.key) in in_behind]
        held = len(told) + len(behind_only)
        if held >= ENOUGH * len(wanted) and 2 * len(told) >= len(wanted):
            yield OfType(name, _reason(wanted, told, behind_only))
        elif name in places:
            yield OfType(name, f"The search finds it (place {places[name]}), and what was seen holds {_said(told)}.")


def _plain(key: str) -> str:
    """One stem for words such as "expired" and "expiry"."""
    return tables().same.get(key, key)


@dataclass(frozen=True)
class _Wanted:
    """One telling word of a type: its stem, and the stems that count as it in what was seen."""

    key: str
    accepted: frozenset[str]


def _held(wanted: _Wanted, in_seen: Mapping[str, str]) -> str:
    """The word of a text that counts as a word of the type: the word itself before one like it; empty for none."""
    return in_seen.get(wanted.key) or min((in_seen[key] for key in wanted.accepted & in_seen.keys()), default="")


def _wanted(issue_type: str) -> dict[str, _Wanted]:
    """The telling words of a type, each once, as written."""
    words: dict[str, _Wanted] = {}
    for key, word in words_by_stem(issue_type).items():
        if key not in tables().issue_generic:
            words[word] = _Wanted(key, tables().issue_groups.get(key, frozenset()) | {key})
    return words


def _reason(wanted: Mapping[str, _Wanted], told: Mapping[str, str], behind_only: Sequence[str]) -> str:
    text = f"What was seen holds {_said(told)}"
    text += f"; its impact or root cause holds {_said({word: word for word in behind_only})}" if behind_only else ""
    without = [f'"{word}"' for word in wanted if word not in told and word not in behind_only]
    return text + (f"; it does not tell of {' or '.join(without)}." if without else ".")


def _said(told: Mapping[str, str]) -> str:
    """Words with the words of the type that they stand for, where these are others."""
    return " and ".join(f'"{held}"' if stem(held) == stem(word) else f'"{held}" (for "{word}")' for word, held in told.items())
