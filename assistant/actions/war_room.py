"""War room: commander, roles, channel, clock times, agenda, first internal alert and the log sheet of a grave escalation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from assistant.actions.action import DraftingAction
from assistant.actions.triage import TriageReport, statements_of, triage_record
from assistant.analysis.war_room import Inside, WarRoomSlots, may_be_told, war_room_slots
from assistant.drafting.composer import unanswered_requests
from assistant.drafting.draft import Attachment
from assistant.drafting.form import Brief, Composed, DocumentForm, Order, Sources, WorkedOut, about_record
from assistant.drafting.phrasing import shorten, tidy
from assistant.drafting.reading import read_log
from assistant.drafting.slots import Statement
from assistant.evidence.facts import Audience
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import next_message, read_clocks, say_duration, say_time
from assistant.records.log_sheet import log_sheet, sheet_name
from assistant.records.model import EscalationRecord, Party, Severity, Update, UpdateKind
from assistant.records.policy import Every, Policy
from assistant.records.triage import triage
from assistant.records.triage_rules import triage_rules
from assistant.records.war_room import FilledRole, Meant, Planned, channel_name, customer_clock, roles_for, say_pace, timetable

_CALLS_FOR_ONE = (Severity.SEV1, Severity.SEV2)
_SHOWN_ENTRIES = 3
_NOBODY = "to be named"
