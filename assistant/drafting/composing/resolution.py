"""The message that it is over: confirmed, explained as far as the record goes, with the measures and an apology."""

from __future__ import annotations

import re

from assistant.drafting import phrasing
from assistant.drafting.composing.material import Material, apology_line, deeds, prevention
from assistant.drafting.composing.promised import answers, late_update
from assistant.drafting.reading import Role, Said, alike, distinct
from assistant.drafting.slots import ResolutionSlots, Statement
from assistant.evidence.facts import Mode
from assistant.evidence.modes import still_running
from assistant.records.clock import say_duration
from knowledge.terms import words

_REPAIR = frozenset(words("deployed applied rolled rollback restarted reverted fix replaced rerouted"))


_UNITS = frozenset(words("seconds minutes hours days weeks duration incident"))


_CAUSE_KNOWN = re.compile(r"\broot cause\b|\b(?:identified|found|confirmed) the (?:cause|source|problem|issue)\b", re.IGNORECASE)


def resolution(m: Material) -> ResolutionSlots:
    """The slots of a resolution notice."""
    return ResolutionSlots(
        issue=phrasing.issue_phrase(m.record),
        confirmation=[*_confirmation(m), *late_update(m), *answers(m)],
        what_happened=what_happened(m),
        what_we_did=what_we_did(m),
        prevention=prevention(m),
        apology=apology_line(m),
    )


def _confirmation(m: Material) -> list[Statement]:
    record = m.record
    since = f" since {m.time(record.resolved_at)}" if record.resolved_at else ""
    confirm = (
        f"{'I' if record.owner else 'We'} can confirm that this is over" if record.customer_confirmed_at else "On our side this is over"
    )
    opening = m.fact(f'{confirm}: "{phrasing.issue_phrase(record)}" has been resolved{since}.', "status", "resolved_at", "title")
    last = m.ours[-1].entry if m.ours else 0
    back = [said for said in m.ours if said.role is Role.RECOVERY and said.entry == last and said.mode in {Mode.OBSERVED, Mode.DONE}]
    said_more = [said for said in back if len(said.text.split()) > 6 and alike(said.terms, frozenset(words(opening.text))) < 0.7]
    return [opening, *(m.quote(said) for said in said_more[:1])]


def what_happened(m: Material) -> list[Statement]:
    """The confirmed cause, or what was seen and that no cause is confirmed; with how long it lasted."""
    record = m.record
    statements: list[Statement] = []
    if record.root_cause:
        statements = m.words_of("root_cause", most=4)
    else:
        seen = [s for s in m.ours if s.mode is Mode.OBSERVED and s.role is Role.IMPACT and len(s.text.split()) > 4 and _tells(s)]
        ranked = sorted(distinct(seen, newest_wins=False), key=_tells_impact, reverse=True)[:2]
        ordered = sorted(ranked, key=lambda said: said.entry)
        heads = {said.entry: said for said in reversed(ordered)}.values()
        statements = [
            m.quote(said, phrasing.reported(said.text, said.at, now=m.now, zone=m.zone) if said in heads else None) for said in ordered
        ]
        causes = [s for s in m.ours if s.role is Role.CAUSE and s.mode in {Mode.OBSERVED, Mode.DONE}]
        told = [m.quote(said) for said in distinct(causes)[-1:] if said not in ranked]
        statements += told
        if not statements and record.description:
            statements = m.words_of("description", most=2)
        claimed = any(_CAUSE_KNOWN.search(statement.text) for statement in statements)
        honest = "Our record does not hold the full root cause yet." if claimed or told else "We have not confirmed the root cause yet."
        statements.append(m.fact(honest, "root_cause"))
    return [*statements, *_lasted(m)]


def _tells(said: Said) -> bool:
    """Whether a sentence says anything: "6 days, 10 hours, 46 minutes." does not."""
    return sum(word.isalpha() and word not in _UNITS for word in said.terms) >= 3


def _tells_impact(said: Said) -> float:
    """How much a sentence tells of the impact: who and how many, in the words of users; later figures before earlier ones."""
    figures = sum(character.isdigit() for character in said.text) > 0
    people = any(term in said.terms for term in words("customers users shoppers accounts shops depots clinics"))
    return 2.0 * figures + 1.5 * people + min(len(said.terms), 14) / 14 + said.entry * 0.01


def _lasted(m: Material) -> list[Statement]:
    record = m.record
    if not (record.started_at and record.resolved_at) or record.resolved_at <= record.started_at:
        return []
    span = say_duration(record.resolved_at - record.started_at)
    text = f"It lasted {span}, from {m.time(record.started_at)} to {m.time(record.resolved_at)}."
    return [m.fact(text, "started_at", "resolved_at", "duration")]


def what_we_did(m: Material) -> list[Statement]:
    """What ended it, as the record tells it."""
    record = m.record
    if record.resolution:
        return m.words_of("resolution", most=4)
    repairs = [said for said in deeds(m) if not still_running(said.text) and (said.role is not Role.RECOVERY or said.terms & _REPAIR)]
    told = [m.quote(said, phrasing.stamped(said.text, said.at, now=m.now, zone=m.zone)) for said in distinct(repairs)[-3:]]
    if told:
        return told
    until = f" until it was resolved at {m.time(record.resolved_at)}" if record.resolved_at else " until it was resolved"
    return [m.fact(f"We worked on it{until}; the record holds no single step that ended it.", "status", "resolved_at")]
