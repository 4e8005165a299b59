"""What the customer was told before: the earlier messages of a record, sentence by sentence, newest message first. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from assistant.checks import consistency_words as words
from assistant.checks.context import CheckContext
from assistant.checks.promises import due_of, promises_in
from assistant.checks.told_figures import Figure, figures_in
from assistant.checks.wording import content_stems, stem
from assistant.evidence.facts import Evidence, Mode
from assistant.evidence.sentences import Span, split_sentences
from assistant.evidence.values import ValueKind, extract_values
from assistant.records.commitments import PromiseKind
from assistant.records.model import UpdateKind

GENERIC = frozenset(stem(word) for word in words.GENERIC_WORDS.split())
"""Stems that tell nothing of what a sentence is about."""


@dataclass(frozen=True)
class Sentence:
    """One sentence with the instant at which it was, or would be, told."""

    quote: str
    at: datetime | None
    zone: ZoneInfo
    before: str = ""
    after: str = ""

    @cached_property
    def topic(self) -> frozenset[str]:
        """What it is about, in stems; empty where it is about the incident as a whole."""
        return content_stems(self.quote) - GENERIC

    @cached_property
    def end_due(self) -> tuple[datetime, bool] | None:
        """By when it says that the problem, or its repair, is over, and whether a clock time says so."""
        for promise in promises_in(self.quote) if self.at and not words.GOES_ON.search(self.quote) else ():
            ends = promise.kind is PromiseKind.FIX or (promise.kind is PromiseKind.ACTION and words.ENDING.search(self.quote))
            due = due_of(self.quote, promise, self.at, self.zone) if ends and self.at else None
            if due:
                return due, any(value.kind is ValueKind.TIME for value in extract_values(self.quote))
        return None

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of what a problem does."""
        return figures_in(self.quote)

    def says(self, *patterns: re.Pattern[str]) -> bool:
        """Whether it, or a sentence beside it, has the words of one of these patterns."""
        return any(pattern.search(quote) for pattern in patterns for quote in (self.before, self.quote, self.after) if quote)

    def around(self, canonical: Iterable[str]) -> bool:
        """Whether one of these values stands in it or in a sentence beside it."""
        wanted = set(canonical)
        near = (value for quote in (self.before, self.quote, self.after) if quote for value in extract_values(quote))
        return any(wanted & {value.canonical, *value.alternatives} for value in near)


History = tuple[tuple[Sentence, ...], ...]
"""The sentences of each earlier message, newest message first."""


def messages_of(ctx: CheckContext) -> tuple[Evidence, ...]:
    """The messages that the customer has, oldest first: those of the log, whatever their visibility, up to `ctx.now`."""
    name = UpdateKind.CUSTOMER_MESSAGE.value.replace("_", " ")
    found = (item for item in (*ctx.evidence.items, *ctx.evidence.withheld) if item.field == "updates" and item.origin.endswith(name))
    sent = (item for item in found if not (ctx.now and item.at and item.at > ctx.now))
    return tuple(sorted(sent, key=lambda item: item.at.timestamp() if item.at else 0.0))


def history_of(ctx: CheckContext) -> History:
    """The sentences of each earlier message, newest message first."""
    return tuple(_read(item.text, item.at, ctx.policy.zone) for item in reversed(messages_of(ctx)))


@lru_cache(maxsize=512)
def _read(text: str, at: datetime | None, zone: ZoneInfo) -> tuple[Sentence, ...]:
    spans = split_sentences(text)
    return tuple(sentence_at(spans, place, at, zone) for place in range(len(spans)))


def sentence_at(spans: tuple[Span, ...], place: int, at: datetime | None, zone: ZoneInfo) -> Sentence:
    """One of these sentences with its neighbours, as told at `at`."""
    before = spans[place - 1].quote if place else ""
    after = spans[place + 1].quote if place + 1 < len(spans) else ""
    return Sentence(spans[place].quote, at, zone, before, after)


def newest(told: History, wanted: Callable[[Sentence], object]) -> Iterator[Sentence]:
    """The sentences wanted, of the newest message that has any."""
    for message in told:
        found = [sentence for sentence in message if wanted(sentence)]
        if found:
            yield from found
            return


def same_matter(one: Sentence, other: Sentence) -> bool:
    """Whether two sentences can be about one thing; one that names none is about the whole."""
    return not one.topic or not other.topic or bool(one.topic & other.topic)


def in_record(ctx: CheckContext, forms: set[str]) -> bool:
    """Whether the record, messages aside, has a value of one of these forms."""
    texts = [item.text for item in ctx.evidence.items if item.field != "passage" and not is_message(item)]
    return any(forms & {value.canonical, *value.alternatives} for text in texts for value in extract_values(text))


def is_message(item: Evidence) -> bool:
    """Whether a piece of evidence is only what the customer was told."""
    return item.field == "updates" and all(clause.mode is Mode.MESSAGE for clause in item.clauses)
