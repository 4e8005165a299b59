"""What a war room is told of a record: the slots, and how they are filled by rule.

Colleagues are told what is known and what is only suspected, internal entries included; names, times and roles are added elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from pydantic import Field, model_validator

from assistant.checks.injection import suspicious
from assistant.checks.secrets import find_secrets
from assistant.drafting import phrasing
from assistant.drafting.composing.material import UNDONE, Material, deeds, feels
from assistant.drafting.reading import Role, Said, distinct, is_superseded
from assistant.drafting.slots import Slots, Statement
from assistant.evidence.facts import Mode
from assistant.evidence.sentences import split_sentences

MOST_SITUATION, MOST_KNOWN, MOST_SUSPECTED, MOST_OPEN = 3, 6, 3, 2
"""Statements of a slot: who joins under pressure reads one screen."""

_SUSPECTS = re.compile(
    r"\b(?:suspect\w*|suspicion|probabl\w+|possibl\w+|perhaps|maybe|may|might|could be|likely|apparently|seems?|appears?|believe\w*|think|assum\w+|hypothes\w+|guess\w*)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^suspected(?:, not confirmed)?\s*[:,-]\s*", re.IGNORECASE)
_UNDECIDED = re.compile(
    r"\b(?:to decide|decide whether|not (?:yet )?decided|undecided|decision (?:is )?(?:open|pending|needed|due)|needs? (?:a |your |his |her |their )?(?:decision|approval|sign-?off|go)\b"
    r"|waiting (?:for|on) (?:a |the )?(?:decision|approval|sign-?off|go\b)|go/no-go|pending (?:approval|sign-?off))",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:we|i) (?:still |also |urgently )?need\b|\bwaiting (?:for|on)\b|\bblocked (?:by|on)\b|\bcan (?:someone|somebody|anyone|anybody)\b|\bplease (?:can|could|send|share|join|check|confirm|look)\b",
    re.IGNORECASE,
)


class WarRoomSlots(Slots):
    """What a writer may say when a war room is set up."""

    situation: list[Statement] = Field(
        description="One to three statements for the first alert: what is wrong and what the customer can and cannot do now. Only what is done or observed; no plan, no suspicion, nobody's name."
    )
    known: list[Statement] = Field(
        description="Up to six statements for the first meeting, oldest first: what was observed and what was done. A confirmed cause first, if a line says that it is confirmed."
    )
    unknown: list[Statement] = Field(description="Up to four statements of what is not known and matters, each citing the line that shows it.")
    suspected: list[Statement] = Field(
        description="Up to three causes that a line only suspects, each told as suspected and not confirmed. Empty if no line suspects anything."
    )
    decisions: list[Statement] = Field(description="Up to two decisions that a line says are still to be taken. Empty if no line says so.")
    asks: list[Statement] = Field(description="Up to two things that a line says we need or wait for. Empty if no line says so.")

    @model_validator(mode="after")
    def _something_is_said(self) -> WarRoomSlots:
        if not self.situation:
            msg = "nothing was written for situation"
            raise ValueError(msg)
        return self


class Inside(Material):
    """Material for colleagues: nobody of the customer's is "you"."""

    @property
    def reader(self) -> tuple[str, ...]:
        """Nobody."""
        return ()


def war_room_slots(m: Inside) -> WarRoomSlots:
    """The slots of a war room, in the words of the record; what reads like a secret or like an order to a program is left to the log."""
    told = replace(m, log=tuple(said for said in m.log if may_be_told(said.text)))
    cause = m.record.root_cause is not None
    return WarRoomSlots(
        situation=_situation(told)[:MOST_SITUATION],
        known=_known(told),
        unknown=_unknown(told),
        suspected=[] if cause else _suspected(told),
        decisions=_open(told, _UNDECIDED),
        asks=_open(told, _ASKS),
    )


def may_be_told(text: str) -> bool:
    """Whether a text holds no secret and gives a program no orders: what is pasted into channels must not."""
    return not suspicious(text) and not any(secret.rule in {"secret", "personal_data"} for secret in find_secrets(text))


def _situation(m: Inside) -> list[Statement]:
    described = [item for item in m.words_of("description", most=2) if may_be_told(item.text)]
    felt = [said for said in m.log if feels(said)]
    latest = distinct([said for said in felt if said.entry == felt[-1].entry], newest_wins=False)[:2] if felt else []
    now = [m.quote(said, phrasing.as_of(said.text, said.at, now=m.now, zone=m.zone)) for said in latest]
    return [*described, *now] or [m.fact("The record holds no description and no observation yet.", "title")]


def _known(m: Inside) -> list[Statement]:
    record = m.record
    cause = [_led("Cause, confirmed: ", item) for item in m.words_of("root_cause", most=1)] if record.root_cause else []
    workaround = [_led("Workaround: ", item) for item in m.words_of("workaround", most=1)] if record.workaround else []
    ends = [item for item in (*cause, *workaround) if may_be_told(item.text)]
    found = distinct([said for said in m.log if feels(said) or said in deeds(m)])[len(ends) - MOST_KNOWN :]
    lines = [
        m.quote(said, phrasing.stamped(said.text, said.at, now=m.now, zone=m.zone))
        if said.mode is Mode.DONE
        else m.quote(said, phrasing.as_of(said.text, said.at, now=m.now, zone=m.zone))
        for said in found
    ]
    return [*(item for item in cause if item in ends), *lines, *(item for item in workaround if item in ends)]


def _led(label: str, statement: Statement) -> Statement:
    return Statement(text=f"{label}{statement.text}", cites=statement.cites)


def _unknown(m: Inside) -> list[Statement]:
    record = m.record
    found = [] if record.root_cause else [m.fact("The cause is not confirmed.", "root_cause")]
    if record.eta is None and not record.status.is_over:
        found.append(m.fact("No estimated end is recorded.", "eta"))
    elif record.eta is not None and record.eta < m.now and not record.status.is_over:
        found.append(m.fact(f"The estimated end of {m.time(record.eta)} has passed, and no new one is recorded.", "eta"))
    return found


def _suspected(m: Inside) -> list[Statement]:
    doubted = [said for said in m.ours if said.mode is Mode.SUSPECTED and said.role not in {Role.EMPTY, Role.COURTESY, Role.NEXT_UPDATE}]
    return [m.quote(said, _as_suspicion(said.text)) for said in _firsts(distinct(doubted)[-MOST_SUSPECTED:])]


def _as_suspicion(text: str) -> str:
    bare = phrasing.tidy(_LABELLED.sub("", text))
    return bare if _SUSPECTS.search(bare) and bare == phrasing.tidy(text) else f"Suspected, not confirmed: {phrasing.lower_first(bare)}"


def _firsts(said: Iterable[Said]) -> list[Said]:
    """Each with its first sentence only; what follows there explains it, and stands in the log."""
    return [replace(item, text=split_sentences(item.text)[0].quote) if split_sentences(item.text) else item for item in said]


def _open(m: Inside, pattern: re.Pattern[str]) -> list[Statement]:
    """Sentences of the newest entries that speak of something open, unless a later one says that it was done."""
    recent = {said.entry for said in m.ours[-12:]}
    found = [said for said in m.ours if said.entry in recent and pattern.search(said.text) and said.role is not Role.COURTESY]
    still = [said for said in found if not is_superseded(said, m.log)]
    return [m.quote(said, _with_time(m, said)) for said in distinct(still)[-MOST_OPEN:]]


def _with_time(m: Inside, said: Said) -> str:
    plan = phrasing.as_plan(said.text) if said.mode in UNDONE else said.text
    return phrasing.as_of(plan, said.at, now=m.now, zone=m.zone)

