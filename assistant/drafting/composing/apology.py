"""The executive letter and the shorter apology: the harm, the repair, and gaps for what only a person can promise."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.drafting import phrasing
from assistant.drafting.composing.material import Material, apology_line, done, measures, prevention
from assistant.drafting.slots import ExecutiveApologySlots, ShortApologySlots, Statement, gap
from assistant.records.clock import say_date
from assistant.records.model import PreventionClass


def executive(m: Material) -> ExecutiveApologySlots:
    """The slots of the executive letter; what the record does not hold is left as a gap."""
    technical = measures(m, lambda item: item.class_ in {PreventionClass.TECHNICAL, None})
    process = measures(m, lambda item: item.class_ not in {PreventionClass.TECHNICAL, None})
    rest = technical[1:]
    return ExecutiveApologySlots(
        issue=_occasion(m),
        apology=_letter_opening(m),
        immediate_fix=_fix(m),
        process_change=_first([*process, *rest], "for you: the change in how we work, with its date; the record holds none"),
        prevention_measure=_first(technical, "for you: the measure against a repeat, with its date; the record holds none"),
    )


def short(m: Material) -> ShortApologySlots:
    """The slots of the shorter apology."""
    return ShortApologySlots(
        issue=phrasing.issue_phrase(m.record),
        apology=_letter_opening(m),
        immediate_fix=_fix(m),
        prevention_measure=_first(prevention(m), "for you: what keeps this from happening again"),
    )


def _letter_opening(m: Material) -> list[Statement]:
    told = m.words_of("description", most=2) if m.record.description else []
    return [*told, apology_line(m)]


def _fix(m: Material) -> Statement:
    record = m.record
    if record.resolution:
        return m.words_of("resolution", most=1)[0]
    steps = done(m)
    if steps:
        return steps[-1]
    if record.status.is_over:
        return m.fact("The problem is resolved.", "status")
    return m.fact("The problem is not over; our engineers are working on it.", "status")


def _first(statements: Iterable[Statement], otherwise: str) -> Statement:
    return next(iter(statements), Statement(text=gap(otherwise), cites=[]))


def _occasion(m: Material) -> str:
    day = m.record.started_at or m.record.began_at
    # A title is a sentence more often than a thing: as a quotation it can stand where the letter needs a thing.
    title = f'"{phrasing.issue_phrase(m.record)}"'
    return f"{title} on {say_date(day, zone=m.zone)}" if day else title
