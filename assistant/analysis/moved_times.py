"""The times that a new message gives beside those that the customer was given: the next update, an appointment, the end, the start. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.checks import consistency_words as words
from assistant.checks.commitment import promises_of
from assistant.checks.due import due_in
from assistant.checks.finding import Finding
from assistant.checks.told import Sentence, sentence_at
from assistant.checks.told_figures import same_time, start_of
from assistant.evidence.sentences import split_sentences
from assistant.evidence.values import Value, ValueKind, extract_values
from assistant.records.commitments import PromiseKind
from assistant.records.model import Update

_MINUTE, _ROUGH = 60, 20 * 60
"""Seconds within which two times are one: told by the clock, and told as "in about two hours"."""
_ESTIMATE = re.compile(r"\b(?:estimat\w+|expected|ETA)\b", re.IGNORECASE)
END_EXPECTED = "End expected"
APPOINTED = (PromiseKind.NEXT_UPDATE, PromiseKind.CALL, PromiseKind.REPORT)


@dataclass(frozen=True)
class MovedTime:
    """A time that is another one than the customer was given. `before` or `after` is None where no time was, or is, given.

    Attributes:
        what: "Next update", "End expected", "Call", "Report" or "Start".
        before, after: An instant, or for a start the words it was told in.
        told_at: When the earlier time was told; None where none was.
        finding: The consistency finding on the sentence, where there is one.
    """

    what: str
    before: datetime | str | None
    after: datetime | str | None
    told_at: datetime | None
    finding: Finding | None = None


@dataclass(frozen=True)
class Message:
    """An earlier message, read."""

    at: datetime
    told: tuple[Sentence, ...]


def read_message(text: str, at: datetime, zone: ZoneInfo) -> tuple[Sentence, ...]:
    """The sentences of a message as told at `at`; an open gap tells the customer nothing."""
    spans = tuple(span for span in split_sentences(text) if "⟨" not in span.quote)
    return tuple(sentence_at(spans, place, at, zone) for place in range(len(spans)))


def forms(value: Value) -> set[tuple[ValueKind, str]]:
    """Every form in which a value may stand in another text."""
    return {(value.kind, form) for form in (value.canonical, *value.alternatives)}


def moved_times(
    text: str, last: Update, *, history: Sequence[Message], clashes: Sequence[Finding], now: datetime, zone: ZoneInfo
) -> Iterator[MovedTime]:
    """The times that are not those the customer was given.

    Args:
        text: The body as it would be sent.
        last: The last message that the customer has.
        history: All messages that they have, newest first; an end and a start are those of the newest one that gives any.
        clashes: The consistency findings on the text.
        now: When it would be sent.
        zone: For days, and for clock times without a zone.
    """
    given, before = _appointments(text, now, zone), _appointments(last.text, last.at, zone)
    for kind in APPOINTED:
        if given.get(kind) != before.get(kind) and (kind in given or kind is PromiseKind.NEXT_UPDATE):
            yield MovedTime(kind.label, before.get(kind), given.get(kind), last.at if kind in before else None)
    new = read_message(text, now, zone)
    yield from _end_moved(new, history, clashes)
    yield from _start_moved(new, history, clashes)


def _appointments(text: str, sent_at: datetime, zone: ZoneInfo) -> dict[PromiseKind, datetime]:
    """The last time that a message gives for each kind of promise."""
    return {promise.kind: due for _, promise, due in promises_of(text, sent_at=sent_at, zone=zone) if due}


def _end_moved(new: Sequence[Sentence], history: Sequence[Message], clashes: Sequence[Finding]) -> Iterator[MovedTime]:
    given = next(((end, each) for each in new for end in [_end_of(each)] if end), None)
    told = next(((end, each, message.at) for message in history for each in message.told for end in [_end_of(each)] if end), None)
    if given is None:
        # A time that stands in other words is no time that was left out.
        if told and told[2] == history[0].at and not _names(new, told[1]):
            yield MovedTime(END_EXPECTED, told[0][0], None, told[2])
    elif told is None:
        yield MovedTime(END_EXPECTED, None, given[0][0], None)
    elif not same_time(told[0], given[0], exact=_MINUTE, rough=_ROUGH):
        yield MovedTime(END_EXPECTED, told[0][0], given[0][0], told[2], _clash_of(given[1], clashes))


def _end_of(sentence: Sentence) -> tuple[datetime, bool] | None:
    """By when it says that the problem, or a part of the work on it, is over, and whether a clock time says so."""
    if sentence.end_due or sentence.at is None or not (_ESTIMATE.search(sentence.quote) and words.ENDING.search(sentence.quote)):
        return sentence.end_due
    due = due_in(sentence.quote, sentence.at, sentence.zone)
    return (due, any(value.kind is ValueKind.TIME for value in extract_values(sentence.quote))) if due else None


def _names(new: Sequence[Sentence], told: Sentence) -> bool:
    times = {form for value in extract_values(told.quote) if value.kind is ValueKind.TIME for form in forms(value)}
    return any(forms(value) & times for each in new for value in extract_values(each.quote))


def _start_moved(new: Sequence[Sentence], history: Sequence[Message], clashes: Sequence[Finding]) -> Iterator[MovedTime]:
    given = next(((start, each) for each in new for start in [start_of(each.quote)] if start), None)
    told = next(((start, message.at) for message in history for each in message.told for start in [start_of(each.quote)] if start), None)
    if given and told and not told[0].near(given[0]):
        yield MovedTime("Start", told[0].quote, given[0].quote, told[1], _clash_of(given[1], clashes))


def _clash_of(sentence: Sentence, clashes: Sequence[Finding]) -> Finding | None:
    return next((finding for finding in clashes if sentence.quote in finding.text or finding.text in sentence.quote), None)
