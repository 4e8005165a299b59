"""What a new message tells the customer beside the last one that they have: figures, times, statements, and the promises it answers. Pure.

It lists differences and judges none: whether a change is said, and whether the record backs it, is for the checks, whose findings are named
beside a difference where they hold the same sentence. Two sentences are set beside each other by their words, so a statement that comes in
quite other words is listed as new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from assistant.analysis.moved_times import APPOINTED, Message, MovedTime, forms, moved_times, read_message
from assistant.checks.deeds import NEGATION
from assistant.checks.finding import Family, Finding, Sentence, SentenceStatus
from assistant.checks.promises import promises_in
from assistant.checks.told import GENERIC
from assistant.checks.told import Sentence as Told
from assistant.checks.unanswered import answers
from assistant.checks.wording import content_stems, plain_words
from assistant.evidence.sentences import Span
from assistant.evidence.values import Value, ValueKind, extract_values
from assistant.records.commitments import Judged, to_answer
from assistant.records.model import Update

_COMPARED = {ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.MONEY, ValueKind.DURATION}
_CONTACT = {ValueKind.EMAIL, ValueKind.PHONE}
_SAME_STATEMENT, _SAME_MATTER, _FEWEST = 0.6, 0.5, 2
"""Share of a sentence's content words in one earlier sentence from which it says the same, or speaks of the same; and how many words at least."""
_TELLS_NOTHING = {SentenceStatus.TEMPLATE, SentenceStatus.POLICY, SentenceStatus.FOR_A_PERSON}


@dataclass(frozen=True)
class ChangedFigure:
    """A figure where the last message had another one.

    Attributes:
        before: The figures of the earlier sentence that this text does not repeat, as they were written; one, as a rule.
        after: The figure now.
        told: The earlier sentence.
        sentence: The sentence now.
        finding: The consistency finding on it, where the checks have one: the change is not said.
    """

    before: tuple[str, ...]
    after: str
    told: str
    sentence: str
    finding: Finding | None = None


@dataclass(frozen=True)
class NewStatement:
    """A sentence that the last message did not have; `told_at` is set where an older message had it."""

    text: str
    tags: tuple[str, ...]
    told_at: datetime | None = None


class Answering(StrEnum):
    """What a text does about a promise that the customer holds."""

    ANSWERED = "answered"
    NOT_ANSWERED = "not answered"
    LATER = "not due before the next message"
    SETTLED = "settled"
    PROPOSED = "only worded like a promise"


@dataclass(frozen=True)
class PromiseAnswer:
    """A promise, and what the text does about it."""

    promise: Judged
    answering: Answering


@dataclass(frozen=True)
class SinceLast:
    """The differences.

    Attributes:
        at: When the last message was sent.
        figures, times, statements: What differs.
        told_again: How many sentences say what the last message said.
        promises: Those of the last message, and older ones that are still owed or proposed, by due time.
    """

    at: datetime
    figures: tuple[ChangedFigure, ...]
    times: tuple[MovedTime, ...]
    statements: tuple[NewStatement, ...]
    told_again: int
    promises: tuple[PromiseAnswer, ...]


def since_last(
    text: str,
    sentences: Sequence[Sentence],
    findings: Sequence[Finding],
    earlier: Sequence[Update],
    promises: Iterable[Judged],
    *,
    now: datetime,
    next_update: datetime,
    zone: ZoneInfo,
) -> SinceLast | None:
    """Hold a text against the last message that the customer has; None where they have none.

    Args:
        text: The body as it would be sent.
        sentences: Its sentences with what backs them.
        findings: What the checks say of it.
        earlier: The messages that the customer has, oldest first.
        promises: The promises of the record as the ledger has them.
        now: When the text would be sent.
        next_update: When the message after it is due.
        zone: For days, and for clock times without a zone.
    """
    if not earlier:
        return None
    history = [Message(message.at, read_message(message.text, message.at, zone)) for message in reversed(earlier)]
    last = history[0].told
    clashes = [finding for finding in findings if finding.family is Family.CONSISTENCY]
    figures: list[ChangedFigure] = []
    statements: list[NewStatement] = []
    again = 0
    for sentence in sentences:
        if not _tells(sentence):
            continue
        if _is_told(sentence.text, last):
            again += 1
            continue
        changed = tuple(_changed(sentence, last, text, _on(sentence, clashes)))
        figures += changed
        if not changed and not _is_appointment(sentence.text):
            told_at = next((older.at for older in history[1:] if _is_told(sentence.text, older.told)), None)
            statements.append(NewStatement(sentence.text, sentence.sources, told_at))
    times = tuple(moved_times(text, earlier[-1], history=history, clashes=clashes, now=now, zone=zone))
    held = _answered(text, promises, history[0].at, next_update)
    return SinceLast(history[0].at, tuple(figures), times, tuple(statements), again, held)


def _on(place: Sentence | Span, clashes: Iterable[Finding]) -> Finding | None:
    return next((finding for finding in clashes if finding.start < place.end and place.start < finding.end), None)


# Statements


def _tells(sentence: Sentence) -> bool:
    """Whether a sentence says something of the matter: no label, greeting or question, and not only how to reach somebody."""
    if sentence.status in _TELLS_NOTHING or sentence.text.rstrip().endswith(("?", ",")):
        return False
    return bool(content_stems(sentence.text)) and not any(value.kind in _CONTACT for value in extract_values(sentence.text))


def _is_told(sentence: str, told: Sequence[Told]) -> bool:
    """Whether earlier sentences say the same: in the same words, or mostly so with the same values and the same yes or no."""
    plain = plain_words(sentence)
    if any(plain in plain_words(each.quote) for each in told):
        return True
    if not all(_holds(told, value) for value in extract_values(sentence) if value.kind is not ValueKind.NAME):
        return False
    stems, denies = content_stems(sentence), NEGATION.search(sentence) is not None
    alike = [each for each in told if len(stems & content_stems(each.quote)) >= max(_FEWEST, _SAME_STATEMENT * len(stems))]
    return any((NEGATION.search(each.quote) is not None) is denies for each in alike)


def _holds(told: Sequence[Told], value: Value) -> bool:
    """Whether one of the sentences has a value, in any notation, or the same figures read as part of something else ("13:36 UTC 310 orders")."""
    held = {form for each in told for other in extract_values(each.quote) for form in forms(other)}
    return bool(forms(value) & held) or any(value.quote in each.quote.split() for each in told)


def _is_appointment(sentence: str) -> bool:
    """Whether a sentence only gives a time that is listed as a time: of the next update, a call or a report."""
    found = promises_in(sentence)
    return bool(found) and all(promise.kind in APPOINTED for promise in found)


# Figures


def _changed(sentence: Sentence, last: Sequence[Told], text: str, finding: Finding | None) -> Iterator[ChangedFigure]:
    repeated = {form for value in extract_values(text) for form in forms(value)}
    for value in extract_values(sentence.text):
        if value.kind not in _COMPARED or _holds(last, value):
            continue
        for told in sorted(last, key=lambda each: -_alike(sentence.text, each.quote)):
            if _alike(sentence.text, told.quote) < _SAME_MATTER:
                break
            before = [old for old in extract_values(told.quote) if _comparable(old, value) and not forms(old) & repeated]
            if before:
                yield ChangedFigure(tuple(old.quote for old in before), value.quote, told.quote, sentence.text, finding)
                break


def _comparable(old: Value, new: Value) -> bool:
    return old.kind is new.kind and (not old.unit or not new.unit or old.unit == new.unit)


def _alike(one: str, other: str) -> float:
    """The share of the shorter sentence's content words that both have; zero where that is hardly a word."""
    first, second = content_stems(one) - GENERIC, content_stems(other) - GENERIC
    shared = len(first & second)
    return shared / min(len(first), len(second)) if shared >= _FEWEST else 0.0


# Promises


def _answered(text: str, promises: Iterable[Judged], last_at: datetime, next_update: datetime) -> tuple[PromiseAnswer, ...]:
    held = [each for each in promises if each.is_owed or each.is_proposal or each.commitment.made_at == last_at]
    due = to_answer(held, until=next_update)
    return tuple(PromiseAnswer(each, _answering(text, each, is_due=each in due)) for each in held)


def _answering(text: str, each: Judged, *, is_due: bool) -> Answering:
    if each.is_proposal:
        return Answering.PROPOSED
    if not each.is_owed:
        return Answering.SETTLED
    if answers(text, each):
        return Answering.ANSWERED
    return Answering.NOT_ANSWERED if is_due else Answering.LATER
