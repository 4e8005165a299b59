"""A phrase that a person types, read as an action and what it is about: "Write customer update for checkout errors".

Wording, order, small misspellings and politeness do not matter. Where a phrase can mean more than one action or record, all of them are
listed and none is picked; where it means none, it is said which part was not found. Pure; the records come as rows in brief.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Literal

from assistant.actions.phrase_cues import Cue, Word, corrected, find_cues, find_option, split
from assistant.actions.phrase_records import Found, Near, RecordRow, by_id, by_words, urgent_first
from knowledge.terms import STOP_WORDS, words


class About(StrEnum):
    """What an action needs to be told."""

    RECORD = "record"
    ISSUE_TYPE = "issue type"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Trigger:
    """An action and the phrase that asks for it; `about` says what the phrase must name."""

    action: str
    phrase: str
    about: About = About.RECORD


TRIGGERS = (
    Trigger("triage", "Triage escalation from [Customer]"),
    Trigger("war-room", "Set up war room for [Issue]"),
    Trigger("update", "Write customer update for [Issue]"),
    Trigger("summary", "Summarize escalation [ID]"),
    Trigger("recovery-plan", "Create recovery plan for [Customer]"),
    Trigger("rca", "Run RCA for [Incident]"),
    Trigger("apology", "Write apology for [Situation]"),
    Trigger("status-report", "Create escalation status report", About.NOTHING),
    Trigger("metrics", "Show escalation metrics", About.NOTHING),
    Trigger("prevention-plan", "Create prevention plan for [Issue type]", About.ISSUE_TYPE),
)


class ReadingState(StrEnum):
    """How a phrase was understood."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Candidate:
    """Something that a phrase may mean: an action with its trigger phrase, or a record with customer, title and status."""

    kind: Literal["action", "record"]
    id: str
    text: str
    why: str


@dataclass(frozen=True)
class Option:
    """The document that a phrase picks: name and value of the command-line option, such as stage and acknowledgment."""

    name: str
    value: str


@dataclass(frozen=True)
class Reading:
    """What a phrase means.

    Attributes:
        state: Resolved when action and subject are both clear; ambiguous when there are candidates to choose from; else unknown.
        words: The reading on one line, or what was not found.
        action: The action; None while it is not clear.
        record_id: The record; None while it is not clear or none is needed.
        issue_type: What a prevention plan is for, as it was typed.
        option: The document that was picked, if any.
        candidates: What the phrase may mean, best first; the ten actions where none was recognised.
    """

    state: ReadingState
    words: str
    action: str | None = None
    record_id: str | None = None
    issue_type: str | None = None
    option: Option | None = None
    candidates: tuple[Candidate, ...] = ()


_FILLERS = STOP_WORDS | frozenset(
    [
        "please",
        "can",
        "could",
        "would",
        "you",
        "hey",
        "hi",
        "hello",
        "i",
        "need",
        "want",
        "me",
        "us",
        "my",
        "now",
        "quickly",
        "asap",
        "just",
        "kindly",
        "some",
        "something",
        "anything",
        "lets",
        "let",
        "go",
        "ahead",
        "thanks",
        "thank",
        "about",
        "regarding",
        "concerning",
        "around",
        "because",
        "today",
        "right",
        "away",
        "soon",
        "urgently",
        "immediately",
        "s",
        "t",
        "re",
        "ll",
        "quick",
        "look",
        "over",
        "it",
        "its",
        "help",
        "new",
        "make",
        "do",
        "get",
        "give",
        "got",
        "guys",
        "team",
        "up",
        "out",
        "there",
        "here",
        "everyone",
        "like",
        "should",
        "must",
        "may",
        "shall",
        "very",
        "really",
        "whole",
        "one",
        "ones",
        "again",
        "so",
        "yes",
        "ok",
        "okay",
        "steadyhand",
        "dear",
        "good",
        "morning",
    ]
)
_GENERIC = frozenset(
    [
        "issue",
        "issues",
        "incident",
        "incidents",
        "escalation",
        "escalations",
        "case",
        "cases",
        "problem",
        "problems",
        "ticket",
        "tickets",
        "customer",
        "customers",
        "client",
        "clients",
        "situation",
        "matter",
        "matters",
        "record",
        "id",
        "type",
        "happening",
        "happened",
        "happens",
        "happen",
        "recurring",
        "coming",
        "back",
        "occurred",
        "open",
        "closed",
    ]
)
_JOINERS = frozenset({"and", "or", "plus", "then", "also", "a", "an", "the"})
_TAIL = (
    "again",
    "from",
    "happening",
    "recurring",
    "coming",
    "back",
    "returning",
    "repeating",
    "happen",
    "happens",
    "recur",
    "in",
    "future",
    "the",
)


def read_phrase(phrase: str, triggers: Sequence[Trigger], records: Sequence[RecordRow]) -> Reading:
    """What a phrase asks for.

    Args:
        phrase: As it was typed.
        triggers: The actions that may be meant.
        records: The records that may be meant.
    """
    by_name = {trigger.action: trigger for trigger in triggers}
    typed = split(phrase)
    named = _named(typed, records)
    told = corrected(typed, known=_known(typed, records))
    cues = [cue for cue in find_cues(told, by_name) if not named.issuperset(cue.places)]
    cues = _without_title_words(cues, told, records)
    meant = _strongest(cues, told)
    used = frozenset().union(*(cue.places for cue in meant)) - named
    weak = frozenset(told[place].typed for cue in cues for place in cue.places - used)
    actions = list(dict.fromkeys(cue.action for cue in meant))
    rest = [word for place, word in enumerate(told) if place not in used]
    if len(actions) == 1:
        trigger = by_name[actions[0]]
        picked = find_option(trigger.action, told)
        option = Option(*picked) if picked else None
        if trigger.about is About.RECORD:
            return _about_record(trigger, option, rest, weak, records)
        if trigger.about is About.ISSUE_TYPE:
            return _about_issue_type(trigger, rest, records)
        return _about_nothing(trigger, rest, records, by_name)
    found = _find_record(rest, records)
    record = found.record if found else None
    if actions:
        return _which_action([by_name[action] for action in actions], record)
    listed = tuple(Candidate("action", trigger.action, trigger.phrase, "") for trigger in triggers)
    said = f"No action is named{f', only {_say(record)}' if record else ''}. Say, for example: {triggers[0].phrase}."
    return Reading(ReadingState.UNKNOWN, said, record_id=record.id if record else None, candidates=listed)


def as_json(reading: Reading) -> dict[str, Any]:
    """The reading for a program; the keys are part of the interface."""
    return {
        "state": reading.state.value,
        "action": reading.action,
        "record": reading.record_id,
        "issue_type": reading.issue_type,
        "option": asdict(reading.option) if reading.option else None,
        "candidates": [asdict(candidate) for candidate in reading.candidates],
        "words": reading.words,
    }


# Actions


def _named(typed: Sequence[Word], records: Sequence[RecordRow]) -> frozenset[int]:
    """The places of a customer's full name of two words or more: a word of it asks for no action ("Summit Metrics")."""
    line = [word.text for word in typed]
    text = f" {' '.join(line)} "
    places: set[int] = set()
    for name in {row.customer.casefold() for row in records}:
        if name[:4] not in text:
            continue
        parts = [word.text for word in split(name)]
        for place in range(len(line) - len(parts) + 1) if len(parts) > 1 else ():
            if line[place : place + len(parts)] == parts:
                places.update(range(place, place + len(parts)))
    return frozenset(places)


def _known(typed: Sequence[Word], records: Sequence[RecordRow]) -> frozenset[str]:
    """Which of the typed words stand in some customer's name or title as they are."""
    texts = "\n".join({row.customer.casefold() for row in records} | {row.title.casefold() for row in records})
    return frozenset(word.text for word in typed if len(word.text) > 3 and word.text in texts)


def _without_title_words(cues: list[Cue], told: Sequence[Word], records: Sequence[RecordRow]) -> list[Cue]:
    """The cues, without weak ones that are words of the record which the phrase names anyway ("metrics service is down")."""
    if not cues or max(cue.strength for cue in cues) > 1:
        return cues
    found = _find_record(told, records)
    if not found or not found.record:
        return cues
    title = set(words(f"{found.record.title} {' '.join(found.record.services)} {found.record.customer}"))
    asked = frozenset().union(*(cue.places for cue in cues))
    if not any(title.intersection(words(word.text)) for place, word in enumerate(told) if place not in asked):
        return cues
    return [cue for cue in cues if not all(title.intersection(words(told[place].text)) for place in cue.places)]


def _strongest(cues: Sequence[Cue], told: Sequence[Word]) -> list[Cue]:
    """The cues that count: the strongest, and what "and" joins to it. Of several deeds the first counts, of several things all do."""
    if not cues:
        return []
    top = max(cue.strength for cue in cues)
    best = [cue for cue in cues if cue.strength == top]
    first = best[0]
    joined = [cue for cue in cues if cue.strength >= 2 and cue.action != first.action and _joined(first, cue, told)]
    together = [cue for cue in best if cue.first == first.first or (top <= 2 and not _follows_about(cue, told))]
    same = [cue for cue in cues if cue.action == first.action and cue.strength >= 3]
    return list(dict.fromkeys([first, *together, *joined, *same]))


def _joined(first: Cue, other: Cue, told: Sequence[Word]) -> bool:
    early, late = sorted((first, other), key=lambda cue: cue.first)
    between = [word.text for word in told[early.last : late.first]]
    return bool(between) and set(between) <= _JOINERS and not {"and", "or", "plus", "then"}.isdisjoint(between)


def _follows_about(cue: Cue, told: Sequence[Word]) -> bool:
    """Whether a thing is what another one is about: the RCA in "summary of the RCA"; an update "on the apology" stays open."""
    return cue.first > 0 and told[cue.first - 1].text in {"of", "from", "late", "wrong", "missing"}


def _which_action(triggers: Sequence[Trigger], record: RecordRow | None) -> Reading:
    listed = tuple(Candidate("action", trigger.action, trigger.phrase, "") for trigger in triggers)
    which = " or ".join(trigger.action for trigger in triggers)
    said = f"{which}?{f' → {_say(record)}' if record else ''}"
    return Reading(ReadingState.AMBIGUOUS, said, record_id=record.id if record else None, candidates=listed)


# Subjects


def _find_record(rest: Sequence[Word], records: Sequence[RecordRow], weak: frozenset[str] = frozenset()) -> Found | None:
    """The record that the words name, of which the weak ones may ask for another action; None where they name nothing at all."""
    found, _ = by_id([word.typed for word in rest], records)
    if found:
        return found
    telling = [word.typed for word in rest if word.text not in _FILLERS and word.text not in _GENERIC]
    if not telling:
        telling = [word.typed for word in rest if word.text in _GENERIC]
        found = by_words(telling, records)
        return found if found.near else None
    return by_words(telling, records, optional=weak)


def _about_record(
    trigger: Trigger, option: Option | None, rest: Sequence[Word], weak: frozenset[str], records: Sequence[RecordRow]
) -> Reading:
    found = _find_record(rest, records, weak)
    head = f"{trigger.action} ({option.value})" if option else trigger.action
    if found is None:
        near = urgent_first(records)
        said = f"{head} → for which escalation?"
        state = ReadingState.AMBIGUOUS if near else ReadingState.UNKNOWN
        return Reading(state, said, trigger.action, option=option, candidates=_listed(near))
    if found.record:
        return Reading(ReadingState.RESOLVED, f"{head} → {_say(found.record)}", trigger.action, found.record.id, option=option)
    if found.near:
        which = " or ".join(near.row.id for near in found.near[:3])
        more = f" or {len(found.near) - 3} more" if len(found.near) > 3 else ""
        missing = f" (not found in it: {', '.join(found.unmatched)})" if found.unmatched and len(found.near) == 1 else ""
        said = f"{head} → {which}{more}?{missing}"
        return Reading(ReadingState.AMBIGUOUS, said, trigger.action, option=option, candidates=_listed(found.near))
    said = f"{head} → no escalation is found for “{' '.join(found.unmatched)}”."
    return Reading(ReadingState.UNKNOWN, said, trigger.action, option=option)


def _about_issue_type(trigger: Trigger, rest: Sequence[Word], records: Sequence[RecordRow]) -> Reading:
    found, used = by_id([word.typed for word in rest], records)
    record = found.record if found else None
    kept = [word for place, word in enumerate(rest) if place not in used]
    while kept and (kept[0].text in _FILLERS or kept[0].text in _GENERIC):
        kept = kept[1:]
    while kept and (kept[-1].text in _TAIL or kept[-1].text in {"please", "thanks", "asap", "now"}):
        kept = kept[:-1]
    topic = " ".join(word.typed for word in kept) or (record.title if record else "")
    if not topic:
        said = f"no escalation is found for “{' '.join(found.unmatched)}”." if found and found.unmatched else "for which type of issue?"
        return Reading(ReadingState.UNKNOWN, f"{trigger.action} → {said}", trigger.action)
    beside = f" ({record.id})" if record else ""
    return Reading(ReadingState.RESOLVED, f"{trigger.action} → {topic}{beside}", trigger.action, record.id if record else None, topic)


def _about_nothing(trigger: Trigger, rest: Sequence[Word], records: Sequence[RecordRow], by_name: dict[str, Trigger]) -> Reading:
    """An action over all escalations; one that is named by its id or customer asks for a summary as likely as for the report."""
    found = _find_record(rest, records) if trigger.action == "status-report" and "summary" in by_name else None
    if found and found.record:
        return _which_action([by_name["summary"], trigger], found.record)
    return Reading(ReadingState.RESOLVED, f"{trigger.action} → all escalations", trigger.action)


def _listed(near: Sequence[Near]) -> tuple[Candidate, ...]:
    return tuple(Candidate("record", each.row.id, f"{each.row.customer}: {each.row.title} ({each.row.status})", each.why) for each in near)


def _say(row: RecordRow) -> str:
    return f"{row.id}, {row.customer}: {row.title}"
