"""The rules of triage as data: criteria with their patterns, and the readings that weaken a match. The table is `triage.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.records.model import EscalationType, Severity


class Counts(StrEnum):
    """For how much a match counts."""

    FULL = "full"
    SUSPECTED = "suspected"
    PARTLY = "partly"
    LESSER = "lesser"
    OVER = "over"
    NO = "no"


@dataclass(frozen=True)
class CriterionRule:
    """One criterion of the severity table.

    Attributes:
        id: Its name, such as "data-loss".
        level: The level that it stands for.
        text: In the words of the severity table.
        fields: The record fields that are read for it.
        patterns: What fires it; each is matched inside one part of a sentence.
        unless: What in the same part takes the match back, if anything.
    """

    id: str
    level: Severity
    text: str
    fields: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None


@dataclass(frozen=True)
class ReadingRule:
    """One reason why a match does not count, or counts for less; it holds when any of its patterns does.

    Attributes:
        id: Its name, such as "denied".
        counts: For how much a match then counts.
        only: The criteria that it concerns; empty for all of them but the two of SEV-4 and the workaround.
        before: Matched against the part of the sentence before the match.
        after: Matched against the rest of the sentence.
        part: Looked for anywhere in the part, outside the match.
        needs: Where given, must stand in the part as well.
        unless: Where it stands in the part, the reading does not hold.
    """

    id: str
    counts: Counts
    only: frozenset[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    part: re.Pattern[str] | None
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@dataclass(frozen=True)
class QuestionRule:
    """One of the six triage questions, and what in a record answers it: a field, a pattern, an axis of the impact, or a criterion."""

    id: str
    text: str
    fields: frozenset[str]
    pattern: re.Pattern[str] | None
    axis: str
    criteria: frozenset[str]


@dataclass(frozen=True)
class TriageRules:
    """Everything in `triage.toml`. `users` and `revenue` are the figures from which a structured field means significant impact."""

    criteria: tuple[CriterionRule, ...]
    readings: tuple[ReadingRule, ...]
    types: tuple[tuple[EscalationType, re.Pattern[str]], ...]
    axes: Mapping[str, re.Pattern[str]]
    questions: tuple[QuestionRule, ...]
    users: int
    revenue: float

    def criterion(self, name: str) -> CriterionRule:
        """The criterion of this name."""
        return next(rule for rule in self.criteria if rule.id == name)


@cache
def triage_rules() -> TriageRules:
    """The rules that come with steadyhand."""
    data = tomllib.loads(files("assistant.records").joinpath("triage.toml").read_text(encoding="utf-8"))
    words: dict[str, str] = data["words"]

    def pattern(text: str) -> re.Pattern[str]:
        for name, listed in words.items():
            text = text.replace(f"<{name}>", listed)
        return re.compile(text, re.IGNORECASE)

    def optional(table: dict[str, Any], key: str) -> re.Pattern[str] | None:
        return pattern(table[key]) if key in table else None

    def readings() -> Iterator[ReadingRule]:
        for row in data["readings"]:
            parts = (optional(row, key) for key in ("before", "after", "part", "needs", "unless"))
            yield ReadingRule(row["id"], Counts(row["counts"]), frozenset(row.get("only", ())), *parts)

    return TriageRules(
        criteria=tuple(
            CriterionRule(
                row["id"],
                Severity(row["level"]),
                row["text"],
                frozenset(row["fields"]),
                tuple(pattern(text) for text in row["patterns"]),
                optional(row, "unless"),
            )
            for row in data["criteria"]
        ),
        readings=tuple(readings()),
        types=tuple((EscalationType(row["id"]), pattern("|".join(row["patterns"]))) for row in data["types"]),
        axes={name: pattern(text) for name, text in data["axes"].items()},
        questions=tuple(
            QuestionRule(
                row["id"],
                row["text"],
                frozenset(row["fields"]),
                optional(row, "pattern"),
                row.get("axis", ""),
                frozenset(row.get("criteria", ())),
            )
            for row in data["questions"]
        ),
        users=data["fields"]["users"],
        revenue=data["fields"]["revenue"],
    )
