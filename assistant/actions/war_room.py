"""War room: commander, roles, channel, clock times, agenda, first internal alert and the log sheet of a grave escalation."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from assistant.actions.action import DraftingAction
from assistant.actions.triage import statements_of, triage_record
from assistant.analysis.war_room import Inside, WarRoomSlots, war_room_slots
from assistant.analysis.war_room_plan import NOBODY, WarRoomPlan
from assistant.drafting.draft import Attachment
from assistant.drafting.form import Brief, Composed, DocumentForm, Order, Sources, WorkedOut, about_record
from assistant.drafting.reading import read_log
from assistant.evidence.facts import Audience
from assistant.records.clock import read_clocks
from assistant.records.log_sheet import log_sheet, sheet_name
from assistant.records.model import EscalationRecord, Severity
from assistant.records.triage import triage
from assistant.records.triage_rules import triage_rules

_CALL_FOR_ONE = (Severity.SEV1, Severity.SEV2)

_PARTS = (
    ("title", r"^# War room: \S", "the title “# War room:” with the record's id"),
    ("commander", r"^## Commander\s", "“## Commander”"),
    ("roles", r"^## Roles\s", "“## Roles”"),
    ("channel", r"^## Channel\s+`#?[a-z0-9]", "“## Channel” with the channel's name"),
    ("cadence", r"^## Cadence\s", "“## Cadence” with its clock times"),
    ("agenda", r"^## Agenda\s", "“## Agenda”"),
    ("alert", r"^## First internal alert\s", "“## First internal alert”"),
    ("log_sheet", r"^## Log sheet\s", "“## Log sheet”"),
)


def _refuse(_kind: str, record: EscalationRecord) -> str:
    if record.status.is_over:
        return f"{record.id} is {record.status.value}: it is over, and a war room is set up for a problem that lasts."
    if record.severity in _CALL_FOR_ONE:
        return ""
    has = f"is {record.severity.value}" if record.severity else "has no severity"
    calls = " and ".join(f"{level.value} ({', '.join(_criteria(level))})" for level in _CALL_FOR_ONE)
    return f"{record.id} {has}; a war room is set up for {calls}.{_but_its_words(record)}"


def _criteria(level: Severity) -> list[str]:
    return [rule.text for rule in triage_rules().criteria if rule.level is level]


def _but_its_words(record: EscalationRecord) -> str:
    """What triage says, where the words of the record call for a war room and the level that is set does not."""
    found = triage(record, statements_of(record, zone=ZoneInfo("UTC")), unrated=Severity.SEV3)
    if found.suggested not in _CALL_FOR_ONE:
        return ""
    met = ", ".join(criterion.text for criterion in found.criteria if criterion.level is found.suggested)
    return f" Its words meet {found.suggested.value}{f' ({met})' if met else ''}: if they are right, set that severity first."


def _prepare(order: Order, sources: Sources) -> Brief:
    brief = about_record(Audience.INTERNAL)(order, sources)
    return replace(brief, found=triage_record(order.escalation, order.policy, now=order.now).triage)


def _compose(brief: Brief) -> Composed:
    record, policy, now = brief.order.escalation, brief.order.policy, brief.order.now
    clocks = read_clocks(record, policy, now=now)
    material = Inside(record, brief.evidence, read_log(brief.evidence, record), clocks, now, policy.zone)
    slots = war_room_slots(material)
    return Composed(slots, frozenset(material.forms))


def _work_out(_: WarRoomSlots, brief: Brief, __: Sources) -> WorkedOut:
    record, now = brief.order.escalation, brief.order.now
    plan = WarRoomPlan(record, brief.order.policy, brief.found, brief.evidence, now)
    name = sheet_name(record.id)
    sheet = Attachment(name=name, what="the log sheet, which `steadyhand records import` takes in again", text=log_sheet(record, now=now))
    values = {"record": record, "plan": plan, "minutes": brief.order.policy.war_room.agenda, "nobody": NOBODY, "sheet": name}
    return WorkedOut(values, plan.as_json(), (sheet,))


ACTION = DraftingAction(
    name="war-room",
    trigger="Set up war room for [Issue]",
    forms={
        "war-room": DocumentForm("war-room", "War room", Audience.INTERNAL, WarRoomSlots, _prepare, _compose, _work_out, parts=_PARTS),
    },
    refuse=_refuse,
    overrule="set the war room up although the record does not call for one",
    attaches="the log sheet",
)
