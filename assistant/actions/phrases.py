"""A phrase that a person types, read as an action and what it is about: "Write customer update for checkout errors".

Wording, order, small misspellings and politeness do not matter. Where a phrase can mean more than one action or record, all of them are
listed and none is picked; where it means none, it is said which part was not found. Pure; the records come as rows in brief.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Literal

from assistant.actions.action import DraftingAction, Takes
from assistant.actions.phrase_cues import Cue, Word, corrected, find_cues, find_option, split, word_list
from assistant.actions.phrase_records import Found, Near, RecordIndex, RecordRow
from assistant.actions.registry import ACTIONS
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


_ORDER = ("triage", "war-room", "update", "summary", "recovery-plan", "rca", "apology", "status-report", "metrics", "prevention-plan")
_ABOUT = {Takes.RECORD: About.RECORD, Takes.TOPIC: About.ISSUE_TYPE, Takes.NOTHING: About.NOTHING}


def _place(action: DraftingAction) -> tuple[int, str]:
    return _ORDER.index(action.name) if action.name in _ORDER else len(_ORDER), action.name


TRIGGERS = tuple(Trigger(action.name, action.trigger, _ABOUT[action.takes]) for action in sorted(ACTIONS.values(), key=_place))
"""The phrases of all actions, in the order of the work; an action that is added later stands behind them."""


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


_JOINERS = frozenset({"and", "or", "plus", "then", "also", "a", "an", "the"})


def read_phrase(phrase: str, triggers: Sequence[Trigger], records: Sequence[RecordRow] | RecordIndex) -> Reading:
    """What a phrase asks for.

    Args:
        phrase: As it was typed.
        triggers: The actions that may be meant.
        records: The records that may be meant; an index of them, where many phrases are read.
    """
    index = records if isinstance(records, RecordIndex) else RecordIndex(records)
    by_name = {trigger.action: trigger for trigger in triggers}
    typed = split(phrase)
    named = _named(typed, index)
    told = corrected(typed, known=index.spoken)
    cues = [cue for cue in find_cues(told, {name: trigger.phrase for name, trigger in by_name.items()}) if not named.issuperset(cue.places)]
    cues = _without_title_words(cues, told, index)
    meant = _strongest(cues, told)
    used = frozenset().union(*(cue.places for cue in meant)) - named
    weak = frozenset(told[place].typed for cue in cues for place in cue.places - used)
    actions = list(dict.fromkeys(cue.action for cue in meant))
    picked = find_option(actions[0], told) if len(actions) == 1 else None
    if picked:
        used |= picked[2] - named
    rest = [word for place, word in enumerate(told) if place not in used]
    if len(actions) == 1:
        trigger = by_name[actions[0]]
        option = Option(picked[0], picked[1]) if picked else None
        if trigger.about is About.RECORD:
            return _about_record(trigger, option, rest, weak, index)
        if trigger.about is About.ISSUE_TYPE:
            return _about_issue_type(trigger, _topic(meant[0], told) or rest, index)
        return _about_nothing(trigger, rest, index, by_name)
    found = _find_record(rest, index)
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


def _named(typed: Sequence[Word], index: RecordIndex) -> frozenset[int]:
    """The places of a customer's full name of two words or more: a word of it asks for no action ("Summit Metrics")."""
    line = tuple(word.text for word in typed)
    places: set[int] = set()
    for begin in range(len(line)):
        for end in range(begin + 2, len(line) + 1):
            if line[begin:end] in index.customers:
                places.update(range(begin, end))
    return frozenset(places)


def _without_title_words(cues: list[Cue], told: Sequence[Word], index: RecordIndex) -> list[Cue]:
    """The cues, without weak ones that are words of the record which the phrase names anyway ("metrics service is down")."""
    if not cues or max(cue.strength for cue in cues) > 2:
        return cues
    found = _find_record(told, index)
    if not found or not found.record:
        return cues
    title = set(words(f"{found.record.title} {' '.join(found.record.services)} {found.record.customer}"))
    asked = frozenset().union(*(cue.places for cue in cues))
    if not any(title.intersection(words(word.text)) for place, word in enumerate(told) if place not in asked):
        return cues
    return [cue for cue in cues if not title.issuperset(term for place in cue.places for term in words(told[place].text))]


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
    triggers = sorted(triggers, key=lambda trigger: [each.action for each in TRIGGERS].index(trigger.action))
    listed = tuple(Candidate("action", trigger.action, trigger.phrase, "") for trigger in triggers)
    which = " or ".join(trigger.action for trigger in triggers)
    said = f"{which}?{f' → {_say(record)}' if record else ''}"
    return Reading(ReadingState.AMBIGUOUS, said, record_id=record.id if record else None, candidates=listed)


# Subjects


def _topic(cue: Cue, told: Sequence[Word]) -> list[Word]:
    """What stands inside a cue ("keep X from happening"); empty for a word such as "this"."""
    inside = [told[place] for place in sorted(cue.about)]
    return inside if any(word.text not in word_list("fillers") | STOP_WORDS for word in inside) else []


def _find_record(rest: Sequence[Word], index: RecordIndex, weak: frozenset[str] = frozenset()) -> Found | None:
    """The record that the words name, of which the weak ones may ask for another action; None where they name nothing at all."""
    found, _ = index.by_id([word.typed for word in rest])
    if found:
        return found
    fillers, generic = word_list("fillers") | STOP_WORDS, word_list("generic")
    telling = [word.typed for word in rest if word.text not in fillers and word.text not in generic]
    if not telling:
        telling = [word.typed for word in rest if word.text in generic]
        found = index.by_words(telling)
        return found if found.near else None
    return index.by_words(telling, optional=weak)


def _about_record(trigger: Trigger, option: Option | None, rest: Sequence[Word], weak: frozenset[str], index: RecordIndex) -> Reading:
    found = _find_record(rest, index, weak)
    head = f"{trigger.action} ({option.value})" if option else trigger.action
    if found is None:
        near = index.urgent_first()
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


def _about_issue_type(trigger: Trigger, rest: Sequence[Word], index: RecordIndex) -> Reading:
    found, used = index.by_id([word.typed for word in rest])
    record = found.record if found else None
    kept = [word for place, word in enumerate(rest) if place not in used]
    while kept and kept[0].text in word_list("fillers") | word_list("generic") | STOP_WORDS:
        kept = kept[1:]
    while kept and kept[-1].text in word_list("tail"):
        kept = kept[:-1]
    topic = " ".join(word.typed for word in kept) or (record.title if record else "")
    if not topic:
        said = f"no escalation is found for “{' '.join(found.unmatched)}”." if found and found.unmatched else "for which type of issue?"
        return Reading(ReadingState.UNKNOWN, f"{trigger.action} → {said}", trigger.action)
    beside = f" ({record.id})" if record else ""
    return Reading(ReadingState.RESOLVED, f"{trigger.action} → {topic}{beside}", trigger.action, record.id if record else None, topic)


def _about_nothing(trigger: Trigger, rest: Sequence[Word], index: RecordIndex, by_name: dict[str, Trigger]) -> Reading:
    """An action over all escalations; one that is named by its id or customer asks for a summary as likely as for the report."""
    found = _find_record(rest, index) if trigger.action == "status-report" and "summary" in by_name else None
    if found and found.record:
        return _which_action([by_name["summary"], trigger], found.record)
    return Reading(ReadingState.RESOLVED, f"{trigger.action} → all escalations", trigger.action)


def _listed(near: Sequence[Near]) -> tuple[Candidate, ...]:
    return tuple(Candidate("record", each.row.id, f"{each.row.customer}: {each.row.title} ({each.row.status})", each.why) for each in near)


def _say(row: RecordRow) -> str:
    return f"{row.id}, {row.customer}: {row.title}"
