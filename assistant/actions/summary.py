"""Summary: sum up one escalation for somebody who joins now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from assistant.actions.action import DraftingAction
from assistant.checks.tone import BLAME_RULES, tone_rules
from assistant.drafting import phrasing
from assistant.drafting.composing.material import UNDONE, feels
from assistant.drafting.form import Brief, Composed, DocumentForm, Order, Sources, WorkedOut
from assistant.drafting.layout import clipped
from assistant.drafting.reading import Role, Said, alike, is_superseded, read_log
from assistant.drafting.slots import Slots, Statement
from assistant.evidence.facts import Audience, Evidence, EvidenceSet, Mode
from assistant.evidence.gather import gather
from assistant.records.clock import say_time
from assistant.records.model import EscalationRecord, UpdateKind

if TYPE_CHECKING:
    from assistant.briefing import Summary
    from assistant.overview import Owed

_LOG_LINES, _LINES, _WIDTH = 8, 6, 110
"""What fits on a screen; the JSON has everything whole."""
_FACTS = ("description", "users_affected", "business_criticality", "workaround", "root_cause", "resolution")
_WHEN_EMPTY = {"Known, newest first": "The log is empty.", "Owed": "Nothing is owed.", "Red flags": "No red flag stands."}
"""Sections whose emptiness tells something; the others are left out then."""
_MOST = 3
_QUOTED = 440
"""Characters of a quotation in a statement, which leaves room for who said it and when."""
_VIEW = re.compile(
    r"\b(?:my|our) (?:guess|view|bet|hunch|feeling|opinion|impression)\b|\bI (?:think|guess|suspect|believe|bet|suppose)\b"
    r"|^if you\b|\bplease\b|\bnobody (?:has |had )?(?:checked|confirmed|verified)\b|\bif you ask me\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:I|my|me|I['’](?:m|ll|ve|d))\b")
_TO_COME = re.compile(r"(?:\W*\w+\W+){0,4}?(?:will|plan(?:ned|s)?|going to)\b", re.IGNORECASE)
"""What opens a sentence that says itself that it is still to come."""
_TELLS_NOTHING = {Role.COURTESY, Role.NEXT_UPDATE, Role.EMPTY}


class SummarySlots(Slots):
    """What a writer may say in a summary."""

    standing: list[Statement] = Field(
        description="One to three statements: where it stands now, newest first. What is so, what was done last, what comes next."
    )

    @field_validator("standing")
    @classmethod
    def _is_short(cls, standing: list[Statement]) -> list[Statement]:
        if not 1 <= len(standing) <= _MOST:
            msg = f"{len(standing)} statements; write one to three"
            raise ValueError(msg)
        return standing


def _prepare(order: Order, sources: Sources) -> Brief:
    from assistant.briefing import summarise

    record = order.escalation
    evidence = gather(record, order.policy, audience=Audience.INTERNAL, also_withhold=order.excluded)
    return Brief(order, evidence, found=summarise(sources, record, now=order.now))


# What stands now, by rule


def _compose(brief: Brief) -> Composed:
    """What is felt now, what was done last and what comes next, each with the time of its log entry; the newest first."""
    record, order = brief.order.escalation, brief.order
    log = tuple(said for said in read_log(brief.evidence, record) if said.role not in _TELLS_NOTHING and not _is_a_view(said.text))
    entries = {(update.at, update.text): update for update in record.updates}
    by_tag = {item.id: entries[item.at, item.text] for item in brief.evidence.of("updates") if item.at and (item.at, item.text) in entries}
    notes = {tag for tag, entry in by_tag.items() if entry.kind is UpdateKind.INTERNAL_NOTE}
    # A note among colleagues is an aside; where the log holds nothing else, it is better than silence.
    chosen = _newest_first(tuple(said for said in log if said.tag not in notes)) or _newest_first(log)
    told = [_told(said, by_tag[said.tag].author or "", now=order.now, zone=order.policy.zone) for said in chosen]
    solved = brief.evidence.field("resolution") if record.status.is_over else None
    if solved:
        told = [Statement(text=phrasing.tidy(solved.text), cites=[solved.id]), *told][:_MOST]
    told = told or [_newest_words(record, brief.evidence, now=order.now, zone=order.policy.zone)]
    # A quotation is looked up word for word; what has a time or a label of ours before it is wording of the house.
    quoted = {phrasing.tidy(said.text) for said in chosen} | ({phrasing.tidy(solved.text)} if solved else set())
    return Composed(SummarySlots(standing=told), frozenset(said.text for said in told if said.text not in quoted))


def _is_a_view(text: str) -> bool:
    """Whether somebody gives a view or blames: that is in the log for who wants it, and no state of the matter."""
    blame = (rule for rule in tone_rules() if f"tone.{rule.id}" in BLAME_RULES)
    return _VIEW.search(text) is not None or any(rule.places(text) for rule in blame)


def _newest_first(log: Sequence[Said]) -> list[Said]:
    """What is felt, what was done, what is to come: the newest of each, then what else is new; none that says the same as another."""
    ours = [said for said in log if not said.by_customer]
    wanted = (
        [said for said in ours if feels(said)],
        [said for said in ours if said.mode in UNDONE and not is_superseded(said, tuple(log))],
        [said for said in ours if said.mode in {Mode.DONE, Mode.ONGOING}],
        ours,
        log,
    )
    chosen: list[Said] = []
    for kind in wanted:
        newest = next((said for said in kind if said.entry == kind[-1].entry), None)
        # A plan to do the rest of something is no repetition of what was done of it.
        if newest and all((newest.mode in UNDONE) != (other.mode in UNDONE) or alike(newest.terms, other.terms) < 0.7 for other in chosen):
            chosen.append(newest)
    return sorted(chosen[:_MOST], key=lambda said: (-said.entry, log.index(said)))


def _told(said: Said, author: str, *, now: datetime, zone: ZoneInfo) -> Statement:
    """A sentence of the log with its time; what is no fact yet says so, and "I" says who."""
    text, at = phrasing.tidy(said.text), say_time(said.at, now=now, zone=zone)
    quoted = _quoted(said.text)
    if said.by_customer:
        text = f"The customer wrote at {at}: {quoted}"
    elif author and _FIRST_PERSON.search(text):
        text = f"{author} {'decided' if said.mode is Mode.DECIDED else 'wrote'} at {at}: {quoted}"
    elif said.mode is Mode.SUSPECTED:
        text = text if text.lower().startswith("suspect") else f"Suspected, not confirmed: {quoted}"
    elif said.mode is Mode.DECIDED:
        text = f"Decided at {at}: {quoted}"
    elif said.mode is Mode.PLANNED:
        text = text if _TO_COME.match(text) else f"Planned: {quoted}"
    elif said.mode is Mode.DONE:
        text = phrasing.stamped(said.text, said.at, now=now, zone=zone)
    else:
        text = phrasing.as_of(said.text, said.at, now=now, zone=zone)
    return Statement(text=phrasing.shorten(text), cites=[said.tag])


def _quoted(text: str) -> str:
    return f"“{phrasing.shorten(phrasing.tidy(text), _QUOTED).rstrip('.')}”"


def _newest_words(record: EscalationRecord, evidence: EvidenceSet, *, now: datetime, zone: ZoneInfo) -> Statement:
    """The newest entry, where no sentence of the log tells the state of the matter; without one, what the fields say."""
    log = evidence.of("updates")
    if log and log[-1].at:
        return Statement(
            text=f"The log said last, at {say_time(log[-1].at, now=now, zone=zone)}: {_quoted(log[-1].text)}",
            cites=[log[-1].id],
        )
    status = evidence.field("status")
    text = f"The record is {record.status.value}" if record.updates else f"The log holds nothing yet; the record is {record.status.value}"
    return Statement(text=text, cites=[status.id] if status else [])


# The document


def _work_out(_slots: SummarySlots, brief: Brief, _sources: Sources) -> WorkedOut:
    from assistant.report_json import summary_json
    from assistant.report_words import flag_words

    told: Summary = brief.found
    record, now, zone = told.record, brief.order.now, brief.order.policy.zone
    log = [f"{say_time(item.at, now=now, zone=zone) if item.at else ''} {_modes(item)}: {item.text}" for item in told.log]
    facts = [item for item in told.facts if item.field in _FACTS]
    sections = [
        _section("Known, newest first", zip(log, ((item.id,) for item in told.log), strict=True), _LOG_LINES),
        _section("Facts", [(item.text, (item.id,)) for item in facts], _LINES),
        _section("Unknown", [(each.text, each.tags) for each in told.unknown], _LINES),
        _section("Owed", [(_owed(each, now, zone), each.tags) for each in told.owed], _LINES),
        _section("Who owns what", [(f"{each.who or 'nobody named'}: {each.what}", each.tags) for each in told.owners], _LINES),
        _section("Red flags", [(flag_words(flag, now=now, zone=zone), ()) for flag in told.flags if flag.stands], _LINES, width=2 * _WIDTH),
        _section("Drafts waiting", [(f"{each.id}, {each.kind}, {each.state.label}", ()) for each in told.drafts], _LINES),
    ]
    values = {
        "record": record,
        "level": record.severity.value if record.severity else "no severity",
        "since": say_time(record.began_at, now=now, zone=zone) if record.began_at else "",
        "message": told.message.label.lower(),
        "sections": [(*section, _WHEN_EMPTY.get(section[0], "")) for section in sections if section[1] or section[0] in _WHEN_EMPTY],
    }
    return WorkedOut(values, summary_json(told))


def _section(heading: str, lines: Iterable[tuple[str, Sequence[str]]], most: int, *, width: int = _WIDTH) -> tuple[str, list[str], int]:
    """A heading with as many lines as fit, and how many were left out."""
    told = [f"{clipped(text, width)} ({', '.join(tags)})" if tags else clipped(text, width) for text, tags in lines]
    return heading, told[:most], max(len(told) - most, 0)


def _modes(item: Evidence) -> str:
    return ", ".join(dict.fromkeys(clause.mode.value for clause in item.clauses))


def _owed(owed: Owed, now: datetime, zone: ZoneInfo) -> str:
    """When, who, what: the last is cut first where a line is long."""
    due = f"{'LATE since' if owed.late else 'by'} {say_time(owed.due_at, now=now, zone=zone)}" if owed.due_at else "no time set"
    return f"{due}, {owed.owner or 'nobody named'}: {owed.what}"


SUMMARY = DocumentForm(
    "summary",
    "Summary",
    Audience.INTERNAL,
    SummarySlots,
    _prepare,
    _compose,
    _work_out,
    parts=(
        ("standing", r"^## Where it stands", "the section “Where it stands”"),
        ("known", r"^## Known, newest first", "the section “Known, newest first”"),
        ("owed", r"^## Owed", "the section “Owed”"),
    ),
)

ACTION = DraftingAction(
    name="summary",
    trigger="Summarize escalation [ID]",
    forms={"summary": SUMMARY},
    details_on_top=True,
)
