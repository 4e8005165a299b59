"""How it sounds: rules as data (`data/tone.toml`), each with its reason, a suggestion, and examples that are its tests.

The list is precise and short-sighted: it finds the phrases it knows and none of their paraphrases, and no score is made of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.checks import house_tone
from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.evidence.facts import Audience
from assistant.evidence.sentences import Span
from assistant.records.clock import MessageKind


def _lowered(text: str) -> str:
    """In small letters, one character for one, so that places stay."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def _compiled(value: object) -> object:
    """Patterns for text in small letters: twice as quick as patterns that ignore case."""
    if not isinstance(value, list):
        return value
    return tuple(re.compile(re.sub(r"\\.|[A-Z]", lambda m: m[0] if m[0].startswith("\\") else m[0].lower(), pattern)) for pattern in value)


Patterns = Annotated[tuple[re.Pattern[str], ...], BeforeValidator(_compiled)]


class ToneRule(BaseModel):
    """One rule of the list; the file's head describes the fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    id: str
    group: str
    severity: FindingSeverity
    reason: str
    suggestion: str
    patterns: Patterns
    unless: Patterns = ()
    at_least: Annotated[int, Field(ge=1)] = 1
    own_words: bool = False
    """Whether a word that the evidence itself uses towards the customer is left alone."""
    kinds: dict[MessageKind, FindingSeverity] = Field(default_factory=dict)
    replacement: str | None = None
    enabled: bool = True
    real_hits: Annotated[int, Field(ge=0)] = 0
    """How many hits in real customer lines were read one by one."""
    real_right: Annotated[int, Field(ge=0)] = 0
    """How many of them were right."""
    bad: tuple[str, ...]
    good: tuple[str, ...]

    def severity_in(self, kind: str | None) -> FindingSeverity:
        """How much it weighs in this kind of message."""
        return self.kinds.get(MessageKind(kind), self.severity) if kind in set(MessageKind) else self.severity

    def places(self, sentence: str, known: str = "") -> list[tuple[int, int]]:
        """Where it fires in a sentence: one place, from the first to the last match; none when it does not.

        Args:
            sentence: One sentence.
            known: The evidence's words in lower case, for rules that leave the customer's own vocabulary alone.
        """
        lowered = _lowered(sentence)
        found = list(_matches(self.patterns, lowered))
        if self.own_words and known and found:
            found = [span for span in found if sentence[slice(*span)].lower() not in known]
        if (
            not found
            or len({sentence[slice(*span)].lower() for span in found}) < self.at_least
            or any(pattern.search(lowered) for pattern in self.unless)
        ):
            return []
        found.sort()
        return [found[0]] if self.at_least == 1 else [(found[0][0], max(end for _, end in found))]


@lru_cache(maxsize=16384)
def _matches(patterns: Patterns, sentence: str) -> tuple[tuple[int, int], ...]:
    # Kept, because an edit changes one sentence and the others are read again.
    return tuple(match.span() for pattern in patterns for match in pattern.finditer(sentence) if match.end() > match.start())


@cache
def tone_rules() -> tuple[ToneRule, ...]:
    """The rules in use, in the file's order."""
    return tuple(rule for rule in all_rules() if rule.enabled)


@cache
def all_rules() -> tuple[ToneRule, ...]:
    """All rules of the file, also those that are kept for their figure and not used."""
    data = tomllib.loads(files("assistant.checks").joinpath("data/tone.toml").read_text(encoding="utf-8"))
    words: dict[str, str] = data["words"]
    return tuple(ToneRule.model_validate(_spelled_out(rule, words)) for rule in data["rule"])


def help_of(rule: str) -> str:
    """What a reader of a finding may want to know of its rule: how often it was right on real text; empty for another family's rule.

    Args:
        rule: The finding's rule, such as "tone.hedge".
    """
    known = {f"tone.{row.id}": row for row in all_rules()}.get(rule)
    if known is None:
        return ""
    if not known.real_hits:
        return "No hit in real customer messages was found to read; the rule rests on its examples."
    return f"Right in {known.real_right} of {known.real_hits} hits in real customer messages that were read one by one."


def _spelled_out(rule: dict[str, object], words: dict[str, str]) -> dict[str, object]:
    """A rule with the words of each `<name>` in its patterns."""

    def spelled(patterns: object) -> object:
        return [re.sub(r"(?<!\?P)<([a-z_]+)>", lambda m: words[m[1]], str(p)) for p in patterns] if isinstance(patterns, list) else patterns

    return {key: spelled(value) if key in {"patterns", "unless"} else value for key, value in rule.items()}


BLAME_RULES = ("tone.blame_customer", "tone.blame_person", "tone.blame_vendor")
"""Rules whose findings make the red flag “blame language”."""


def _named_blame(ctx: CheckContext, sentence: str) -> bool:
    """Whether the sentence that blames holds the name of a person who must not be named: then it is near certain."""
    return any(
        re.search(rf"(?<!\w){re.escape(part)}(?!\w)", sentence)
        for name in ctx.deny.people - ctx.deny.allowed
        for part in (name, name.split()[0])
        if len(part) > 2
    )


def check(ctx: CheckContext, text: str, sentences: tuple[Span, ...]) -> Iterable[Finding]:
    """The findings of every rule, sentence by sentence; of a text for colleagues, the places that blame."""
    known = " ".join(item.text for item in ctx.evidence if item.public).lower()
    for span in sentences:
        yield from _sentence(ctx, span, known)
        if ctx.audience is not Audience.INTERNAL:
            yield from (_offered(finding, span, known) for finding in house_tone.findings(ctx.policy.tone, span))


def _offered(finding: Finding, span: Span, known: str) -> Finding:
    """The finding, without its replacement where that would bring in what one of our own rules finds."""
    if finding.replacement is None:
        return finding
    start, end = finding.start - span.start, finding.end - span.start
    changed = span.quote[:start] + finding.replacement + span.quote[end:]
    worse = any(rule.places(changed, known) and not rule.places(span.quote, known) for rule in tone_rules())
    return finding.model_copy(update={"replacement": None}) if worse else finding


@lru_cache(maxsize=8192)
def firing(sentence: str) -> tuple[ToneRule, ...]:
    """The rules that fire in a sentence, whatever the evidence says. Kept, because a text is checked after every edit and most of it stays."""
    return tuple(rule for rule in tone_rules() if rule.places(sentence))


def _sentence(ctx: CheckContext, span: Span, known: str) -> Iterator[Finding]:
    for rule in firing(span.quote):
        if ctx.audience is Audience.INTERNAL and f"tone.{rule.id}" not in BLAME_RULES:
            continue
        for start, end in rule.places(span.quote, known):
            severity = rule.severity_in(ctx.kind)
            if rule.id == "blame_person" and _named_blame(ctx, span.quote):
                severity = FindingSeverity.BLOCK
            yield Finding(
                rule=f"tone.{rule.id}",
                family=Family.TONE,
                severity=severity,
                start=span.start + start,
                end=span.start + end,
                text=span.quote[start:end],
                message=rule.reason,
                suggestion=rule.suggestion,
                replacement=span.quote[start : end - 1] + rule.replacement if rule.replacement is not None else None,
            )
