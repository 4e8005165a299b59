"""Everything of a war room that no writer may write: who commands, who is missing, the times, what is to be decided, the log's newest lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assistant.analysis.lines import logged
from assistant.analysis.war_room import may_be_told
from assistant.drafting.composer import unanswered_requests
from assistant.drafting.phrasing import lower_first, shorten, tidy
from assistant.drafting.slots import Statement
from assistant.evidence.facts import EvidenceSet
from assistant.evidence.gather import clauses_of
from assistant.records.clock import read_clocks, say_date, say_duration, say_time
from assistant.records.model import EscalationRecord, Party, UpdateKind
from assistant.records.policy import Every, Policy
from assistant.records.triage import Triage
from assistant.records.war_room import FilledRole, Meant, Planned, channel_name, customer_clock, roles_for, say_pace, timetable

NOBODY = "to be named"
SHOWN_ENTRIES = 3


@dataclass(frozen=True)
class Line:
    """One line of the log as the document shows it; `said` is a statement, or plain words where the text is not to be shown."""

    at: str
    author: str
    kind: str
    said: Statement | str


@dataclass(frozen=True)
class WarRoomPlan:
    """What a war room is set up with.

    Attributes:
        record: The escalation.
        policy: The tables in force.
        triage: What triage reads in it.
        evidence: For the tags of what is quoted.
        now: When it is set up.
    """

    record: EscalationRecord
    policy: Policy
    triage: Triage
    evidence: EvidenceSet
    now: datetime

    def time(self, at: datetime) -> str:
        """A clock time in the policy's zone."""
        return say_time(at, now=self.now, zone=self.policy.zone)

    @property
    def written(self) -> str:
        """When this was written, with its date."""
        return f"{self.now.astimezone(self.policy.zone):%H:%M %Z} on {say_date(self.now, zone=self.policy.zone)}"

    @property
    def channel(self) -> str:
        """The channel's name."""
        return channel_name(self.record, self.policy.war_room)

    @property
    def commander(self) -> str:
        """The incident commander with what reaches them; empty where the record has no owner."""
        return _reach(self.record.owner) if self.record.owner else ""

    @property
    def matter(self) -> str:
        """What kind of matter it is, and who says so."""
        if self.record.type:
            return f"{self.record.type.value}, as the record says"
        return f"{self.triage.type.value}, {'by its words' if self.triage.type_evidence else 'as nothing in the record points elsewhere'}"

    @property
    def roles(self) -> tuple[FilledRole, ...]:
        """The roles, as far as filled as the record goes."""
        return roles_for(self.record, self.record.type or self.triage.type, self.policy.war_room)

    @property
    def unfilled(self) -> tuple[str, ...]:
        """The roles that nobody fills."""
        return tuple(role.role for role in self.roles if role.who is None)

    @property
    def told(self) -> tuple[str, ...]:
        """Whom policy has told beside the customer."""
        return tuple(who for who in self.policy.row(self.record.severity).notify if who != "customer")

    @property
    def level(self) -> str:
        """The level whose paces hold."""
        return (self.record.severity or self.policy.communication.unrated_severity).value

    # The alert

    @property
    def hurt(self) -> str:
        """Who is hurt: the customer, and how many people if somebody counted."""
        customer = self.record.customer
        tier = f" ({customer.tier.value})" if customer.tier else ""
        users = customer.users_affected
        people = "how many people is not recorded" if users is None else f"{users:,} {'person' if users == 1 else 'people'} affected"
        return f"{customer.name}{tier}, {people}"

    @property
    def since(self) -> str:
        """Since when, or what the record has instead of a start."""
        record = self.record
        if record.started_at:
            ago = self.now - record.started_at
            return self.time(record.started_at) + (f", {say_duration(ago)} ago" if ago > timedelta(0) else "")
        if record.escalated_at:
            return f"the start is not recorded; escalated at {self.time(record.escalated_at)}"
        return "not recorded"

    @property
    def severity(self) -> str:
        """The level with its reason: the criteria that the record's words meet, and what they ask for where that is worse."""
        level, suggested = self.record.severity, self.triage.suggested
        told = " and ".join(criterion.text for criterion in self.triage.criteria if not criterion.note and criterion.level is suggested)
        if not told:
            return f"{level.value}, as set in the record" if level else "not set"
        reason = f"the record tells of {told}"
        if level is None:
            return f"not set; {reason}, which is {suggested.value}"
        return f"{level.value}; {reason}" + (f", which is {suggested.value}" if suggested.rank < level.rank else "")

    @property
    def status(self) -> str:
        """Where it stands."""
        return self.record.status.value + ("; the cause is confirmed" if self.record.root_cause else "")

    # Times

    @property
    def paces(self) -> tuple[str, ...]:
        """What repeats, and the target."""
        return tuple(self._paces())

    def _paces(self) -> Iterator[str]:
        yield f"Between colleagues: an update in the channel {say_pace(self.policy.communication.internal_update_every)}."
        pace = self.policy.row(self.record.severity).update_every
        when = say_pace(pace.interval) if isinstance(pace, Every) else "when something changes"
        whose = f"at {self.level}" if self.record.severity else f"as for {self.level}, because the record has no severity"
        yield "To the customer: no further update is due." if self.record.status.is_over else f"To the customer: {when}, {whose}."
        yield f"The commander hands over {say_pace(self.policy.war_room.handover_every)}."
        target = read_clocks(self.record, self.policy, now=self.now).resolution
        if target.due_at and target.met_at is None:
            passed = f"passed {say_duration(target.late_by)} ago, at" if target.late_by else "is"
            yield f"The resolution target of {self.level} {passed} {self.time(target.due_at)}."

    @property
    def times(self) -> tuple[tuple[Planned, str, str], ...]:
        """The timetable: each time with its clock time and what happens then."""
        return tuple((row, self.time(row.at), self._happens(row)) for row in timetable(self.record, self.policy, now=self.now))

    def _happens(self, row: Planned) -> str:
        what = row.meant.value[:1].upper() + row.meant.value[1:]
        if row.meant is Meant.NEXT_ACTION and self.record.next_action and self.record.next_action.owner:
            what = f"{what} ({self.record.next_action.owner})"
        late = f": {say_duration(row.late_by)} late" if row.late_by else ""
        now = ", send it now" if late and row.meant in {Meant.FIRST_ANSWER, Meant.CUSTOMER_UPDATE} else ""
        return f"{what}{late}{now}"

    @property
    def next_internal(self) -> str:
        """The time of the next update between colleagues."""
        return next(when for row, when, _ in self.times if row.meant in {Meant.INTERNAL_UPDATE, Meant.HANDOVER})

    @property
    def customer_due(self) -> tuple[str, str]:
        """The customer's next message, and when it is due as the clocks say."""
        if self.record.status.is_over:
            return "Customer update", "none is due any more"
        meant, clock = customer_clock(self.record, self.policy, now=self.now)
        what = meant.value[:1].upper() + meant.value[1:]
        if clock.due_at is None and meant is Meant.FIRST_ANSWER:
            return what, "nobody has answered yet, and the record holds no start to count from; send it now"
        if clock.due_at is None:
            return what, lower_first(clock.reason.rstrip("."))
        if clock.late_by:
            return what, f"was due at {self.time(clock.due_at)}, {say_duration(clock.late_by)} late; send it now"
        return what, f"due at {self.time(clock.due_at)}"

    # The agenda

    @property
    def minutes(self) -> int:
        """How long the first meeting takes."""
        agenda: dict[str, int] = self.policy.war_room.agenda.model_dump()
        return sum(agenda.values())

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions of triage that nothing in the record answers."""
        return tuple(question.text for question in self.triage.questions if not question.answered)

    @property
    def decisions(self) -> tuple[str, ...]:
        """What the record's state asks somebody to decide."""
        return tuple(self._decisions())

    def _decisions(self) -> Iterator[str]:
        record = self.record
        if record.owner is None:
            yield "Who is the incident commander?"
        if self.unfilled:
            yield f"Who takes the roles that are open: {', '.join(self.unfilled)}?"
        if record.severity is None:
            yield f"Which severity? The record has none; its words suggest {self.triage.suggested.value}."
        for flag in self.triage.flags:
            if flag.id == "under-severity":
                yield f"Is the severity right? {flag.text}"
            elif flag.id == "type-differs":
                yield f"Are the right people here? {flag.text}"
            elif flag.id == "unconfirmed":
                yield f"Who does this, and by when? {flag.text}"
        if not record.status.is_over and (record.eta is None or record.eta < self.now):
            lapsed = "" if record.eta is None else " The last one has passed."
            yield f"Which estimate does the customer get, or do we say that there is none yet?{lapsed}"
        if not record.status.is_over and not record.workaround:
            yield "What can the customer do meanwhile? The record holds no workaround."

    @property
    def next_action(self) -> Statement | None:
        """The next action in the record's words."""
        action, item = self.record.next_action, self.evidence.field("next_action")
        if action is None or item is None or not may_be_told(action.text):
            return None
        return Statement(text=tidy(action.text), cites=[item.id])

    @property
    def next_action_by(self) -> str:
        """Who has it, and by when."""
        action = self.record.next_action
        if action is None:
            return ""
        due = "no time is set"
        if action.due_at:
            late = self.now - action.due_at
            due = f"due at {self.time(action.due_at)}" + (f", {say_duration(late)} late: is it done?" if late > timedelta(0) else "")
        return f"Owner: {action.owner or NOBODY}; {due}"

    @property
    def asked(self) -> tuple[Statement, ...]:
        """What the customer asked and nobody answered."""
        asked = unanswered_requests(self.record, self.evidence)[-2:]
        return tuple(Statement(text=tidy(said.text), cites=[said.tag]) for said in asked if may_be_told(said.text))

    # The log

    @property
    def newest(self) -> tuple[Line, ...]:
        """The newest entries of the log, each with its first sentence; notes and what may not be told in a channel stay in the sheet."""
        lines = []
        for tag, update in tuple(logged(self.record, self.evidence))[-SHOWN_ENTRIES:]:
            clauses = [clause.text for clause in clauses_of(update.text, update.kind)]
            first = next((text for text in clauses if len(text.split()) > 2), clauses[0])
            said: Statement | str = Statement(text=shorten(" ".join(first.split())), cites=[tag])
            if update.kind is UpdateKind.CUSTOMER_MESSAGE:
                said = "Message to the customer"
            elif not may_be_told(update.text) or (not update.is_public and update.kind in {UpdateKind.INTERNAL_NOTE, None}):
                said = "Not shown here; it stands in the log sheet"
            kind = update.kind.value.replace("_", " ") if update.kind else "not given"
            lines.append(Line(self.time(update.at), update.author or "not given", kind, said))
        return tuple(lines)

    def as_json(self) -> dict[str, Any]:
        """The plan for a program."""
        return {
            "commander": self.record.owner.name if self.record.owner else None,
            "type": (self.record.type or self.triage.type).value,
            "roles": [{"role": row.role, "duty": row.duty, "who": row.who.name if row.who else None} for row in self.roles],
            "channel": self.channel,
            "times": [
                {"at": row.at.isoformat(), "what": row.meant.value, "late_minutes": int(row.late_by.total_seconds() // 60)}
                for row, _, _ in self.times
            ],
            "questions": list(self.questions),
            "decisions": list(self.decisions),
        }


def _reach(party: Party) -> str:
    return ", ".join(part for part in (party.name, party.role, party.phone, party.email) if part)
