"""What an organisation adds to the rules of tone: words that it does not use, and rules of its own.

Patterns written by people can be slow without end, so each is short, is run under a time limit by the `regex` package, and is tried on
unfriendly text when the policy is read. The comments of `policy.toml` say how to write one.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Annotated, Any, Literal

import regex  # type: ignore[import-untyped]  # no stubs are published with it
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

LONGEST_PATTERN = 300
"""Characters of one pattern."""

TIME_LIMIT = 0.05
"""Seconds that one pattern may take on one sentence."""

_TRIALS = ("a" * 4000, "a " * 2000, "1" * 4000, "we are " * 600 + "!", "aA1 -_.," * 500)
_ENOUGH_READ, _PRECISE_ENOUGH = 30, 0.9


class TooSlow(Exception):
    """A pattern took longer than it may."""


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> Any:
    return regex.compile(pattern, regex.IGNORECASE)


def first_place(pattern: str, text: str) -> tuple[int, int] | None:
    """Where a pattern first says something in a text; None where it does not.

    Args:
        pattern: A regular expression; case is ignored.
        text: One sentence.

    Raises:
        TooSlow: It took longer than TIME_LIMIT.
    """
    try:
        found = _compiled(pattern).search(text, timeout=TIME_LIMIT)
    except TimeoutError as error:
        raise TooSlow(pattern) from error
    return (found.start(), found.end()) if found and found.end() > found.start() else None


def _checked(pattern: str) -> str:
    try:
        for trial in _TRIALS:
            first_place(pattern, trial)
    except TooSlow as error:
        msg = f"{pattern!r} is too slow; avoid a repetition inside a repetition"
        raise ValueError(msg) from error
    except regex.error as error:
        msg = f"{pattern!r} is not a pattern: {error}"
        raise ValueError(msg) from error
    return pattern


Pattern = Annotated[str, Field(min_length=1, max_length=LONGEST_PATTERN)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BannedWord(_Row):
    """A word or phrase that the organisation does not use, and what it says instead; `say` may be empty."""

    word: Annotated[str, Field(min_length=2, max_length=80)]
    say: Annotated[str, Field(max_length=80)] = ""

    @property
    def pattern(self) -> str:
        """The word as it stands, whole, with any space between its parts."""
        return r"(?<!\w)" + r"\s+".join(regex.escape(part) for part in self.word.split()) + r"(?!\w)"


class OwnRule(_Row):
    """A rule of the organisation's own, built like one of ours.

    A rule that blocks must say how many real hits were read and how many of them were right, as ours must.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
    severity: Literal["block", "warn", "info"] = "warn"
    reason: Annotated[str, Field(min_length=1)]
    suggestion: Annotated[str, Field(min_length=1)]
    patterns: Annotated[tuple[Pattern, ...], Field(min_length=1, max_length=20)]
    unless: Annotated[tuple[Pattern, ...], Field(max_length=20)] = ()
    bad: Annotated[tuple[str, ...], Field(min_length=1)]
    good: Annotated[tuple[str, ...], Field(min_length=1)]
    real_hits: Annotated[int, Field(ge=0)] = 0
    real_right: Annotated[int, Field(ge=0)] = 0

    @field_validator("patterns", "unless")
    @classmethod
    def _safe(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_checked(pattern) for pattern in patterns)

    @model_validator(mode="after")
    def _does_what_it_says(self) -> OwnRule:
        wrong = [f"{text!r} is not found" for text in self.bad if self.place(text) is None]
        wrong += [f"{text!r} is found" for text in self.good if self.place(text) is not None]
        if wrong:
            msg = f"its own examples fail: {'; '.join(wrong)}"
            raise ValueError(msg)
        if self.severity == "block" and (self.real_hits < _ENOUGH_READ or self.real_right < _PRECISE_ENOUGH * self.real_hits):
            msg = "a rule blocks only when 30 of its real hits were read and nine in ten were right (real_hits, real_right)"
            raise ValueError(msg)
        return self

    def place(self, sentence: str) -> tuple[int, int] | None:
        """Where it fires in a sentence: the first match; None when it does not.

        Raises:
            TooSlow: One of its patterns took too long.
        """
        for pattern in self.patterns:
            found = first_place(pattern, sentence)
            if found and not any(first_place(other, sentence) for other in self.unless):
                return found
        return None


class ToneRules(_Row):
    """The table [tone]. `rules` names a file beside the policy; what it holds is in `own` once the policy is loaded."""

    banned: tuple[BannedWord, ...] = ()
    rules: str = ""
    own: tuple[OwnRule, ...] = ()

    @model_validator(mode="after")
    def _no_way_back(self) -> ToneRules:
        for banned in self.banned:
            again = [other.word for other in self.banned if banned.say and first_place(other.pattern, banned.say)]
            if again:
                msg = f"{banned.say!r} stands for {banned.word!r} and is itself banned ({again[0]!r})"
                raise ValueError(msg)
        ids = [rule.id for rule in self.own]
        if len(set(ids)) < len(ids):
            msg = "two rules have the same id"
            raise ValueError(msg)
        return self


def parse_own_rules(text: str) -> tuple[OwnRule, ...]:
    """Read a file of rules: TOML with one `[[rule]]` for each.

    Raises:
        ValueError: With every problem, one a line.
    """
    try:
        rows = tomllib.loads(text).get("rule", [])
    except tomllib.TOMLDecodeError as error:
        msg = f"not TOML: {error}"
        raise ValueError(msg) from error
    rules, problems = [], []
    for number, row in enumerate(rows, 1):
        try:
            rules.append(OwnRule.model_validate(row))
        except ValidationError as error:
            name = row.get("id", number) if isinstance(row, dict) else number
            problems += [f"rule {name}: {'.'.join(str(part) for part in item['loc'])} {item['msg']}" for item in error.errors()]
    if problems:
        raise ValueError("\n".join(problems))
    return tuple(rules)
