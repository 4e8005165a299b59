"""The figures, starts and ends that messages tell, as far as two messages can be held against each other: what is counted, and since when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from assistant.checks import consistency_words as words
from assistant.checks.wording import content_stems, stem
from assistant.evidence.values import Value, ValueKind, extract_values

_COUNTS = {ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.MONEY}
_ABOUT = 0.1
"""Share by which an approximate figure may differ from the exact one."""
_NEAR_START = timedelta(minutes=15)
_FOLLOWING = re.compile(r"[\s-]*(?:of (?:the |your |our |all )*)?(?P<words>(?:[^\W\d_][\w'’-]*[ ]?){1,4})")
_STOP = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|cannot|can|could|will|who|which|that|and|or|but|in|at|on|for|from|to|with|without|since|between|left|fail\w*|remain\w*|wait\w*|as|so|not|still|be|been|being|by|of|over|during|after|before|because|due|than|when|while|this|last|now|today|yesterday|late|twice|again|arrived?|came|went|got|took|saw|stopped)\b",
    re.IGNORECASE,
)
_AFTER_STATE = frozenset(
    stem(word)
    for word in [
        "affected",
        "missing",
        "delayed",
        "failed",
        "failing",
        "lost",
        "held",
        "stuck",
        "more",
        "other",
        "further",
        "additional",
        "different",
        "separate",
    ]
)
_PLACE = re.compile(r"\b(?:in|at|from|near|of) (?:the )?(?P<place>[A-Z][\w-]+)")
_ZONES = frozenset({"UTC", "GMT", "CET", "CEST"})


@dataclass(frozen=True)
class Figure:
    """A count or a share with what it counts, in stems, the last of these as its head, and the places it is limited to."""

    value: Value
    counted: frozenset[str]
    head: str
    places: frozenset[str]
    open_ended: bool

    def like(self, other: Figure) -> bool:
        """Whether both count the same thing in the same place."""
        if self.value.kind is not other.value.kind or (self.places and other.places and not self.places & other.places):
            return False
        # "EU card payments" and "EU web shops" share a word, and are two things.
        return bool(self.counted & other.counted & {self.head, other.head})

    def agrees(self, now: Figure) -> bool:
        """Whether this figure, told before, leaves room for the one told now."""
        before, after = self.value.amount, now.value.amount
        if self.value.canonical == now.value.canonical or before is None or after is None:
            return True
        if self.open_ended and after >= before:
            return True
        rough = self.value.approximate or now.value.approximate
        return rough and abs(before - after) <= _ABOUT * max(before, after)


@lru_cache(maxsize=4096)
def figures_in(sentence: str) -> tuple[Figure, ...]:
    """The figures of a sentence that tells what a problem does; none of one whose figures move because the work does."""
    if not words.HARM.search(sentence) or words.PROGRESS.search(sentence):
        return ()
    open_ended = words.OPEN_ENDED.search(sentence) is not None
    places = frozenset(match["place"] for match in _PLACE.finditer(sentence)) - _ZONES
    found = []
    for value in extract_values(sentence):
        counted = _counted(sentence, value) if value.kind in _COUNTS else ()
        if counted:
            found.append(Figure(value, frozenset(counted), counted[-1], places, open_ended))
    return tuple(found)


def _counted(sentence: str, value: Value) -> tuple[str, ...]:
    """The stems of what a value counts, in order."""
    following = _FOLLOWING.match(sentence, value.end)
    if following is None:
        return ()
    phrase = following["words"]
    stop = _STOP.search(phrase)
    words_ = (phrase[: stop.start()] if stop else phrase).split()
    return tuple(each for word in words_ for each in sorted(content_stems(word) - _AFTER_STATE))


def changed_figure(told: tuple[Figure, ...], new: tuple[Figure, ...]) -> tuple[Figure, Figure] | None:
    """The first new figure that no figure told before leaves room for, with the one that it takes the place of."""
    for now in new:
        alike = [figure for figure in told if figure.like(now)]
        if alike and not any(figure.agrees(now) for figure in alike):
            # "260 of 640" beside "212 of 640": what is told again in both is not what changed.
            repeated = {figure.value.canonical for figure in new}
            gone = [figure for figure in alike if figure.value.canonical not in repeated]
            return (gone or alike)[0], now
    return None


@dataclass(frozen=True)
class Start:
    """A clock time from which a problem is told to exist."""

    quote: str
    clock: str
    utc: frozenset[str]
    rough: bool

    def near(self, other: Start) -> bool:
        """Whether both can mean the same moment."""
        if self.utc & other.utc or self.clock == other.clock:
            return True
        apart = abs(_minutes(self.clock) - _minutes(other.clock))
        return (self.rough or other.rough) and min(apart, 1440 - apart) <= _NEAR_START.total_seconds() / 60

    def is_at(self, moment: datetime) -> bool:
        """Whether it is the clock time of this moment, in UTC or in the moment's own zone."""
        offset = moment.utcoffset() or timedelta(0)
        return bool({f"{moment:%H:%M}", f"{moment - offset:%H:%M}"} & {self.clock, *self.utc})


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


@lru_cache(maxsize=4096)
def start_of(sentence: str) -> Start | None:
    """Since when a sentence says that a problem exists; None where it tells of something else, or of a recovery."""
    match = words.SINCE.search(sentence)
    bad = words.HARM.search(sentence) or re.search(
        r"\b(?:outage|problem|trouble|issue|incident|fault|disruption)\b", sentence, re.IGNORECASE
    )
    if match is None or not bad or words.OVER.search(sentence) or words.PROGRESS.search(sentence) or words.CAME_BACK.search(sentence):
        return None
    for value in extract_values(sentence):
        if value.kind is ValueKind.TIME and value.start == match.end() and re.fullmatch(r"\d{1,2}:\d{2}", value.canonical):
            return Start(value.quote, value.canonical, value.alternatives, match["about"] is not None or value.approximate)
    return None


def same_time(told: tuple[datetime, bool], new: tuple[datetime, bool], *, exact: int, rough: int) -> bool:
    """Whether two ends are one: to the minute where both give a clock time, roughly where one counts hours, to the day where one names a day."""
    (before, clock_before), (after, clock_after) = told, new
    if not (clock_before and clock_after) and before.date() == after.date() and (before.minute == 59 or after.minute == 59):
        return True  # a day without a time ends at 23:59
    return abs((after - before).total_seconds()) <= (exact if clock_before and clock_after else rough)
