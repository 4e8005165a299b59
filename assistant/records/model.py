"""The escalation record: one customer, one problem, and everything that was written down about it.

Frozen and strict: unknown keys are errors, every time carries its zone. Field meanings follow the record file that users write
(see "Record file" in the README); what follows from a record by rule lives in `policy` and `clock`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator


class Severity(StrEnum):
    """How bad it is. SEV-1 is worst."""

    SEV1 = "SEV-1"
    SEV2 = "SEV-2"
    SEV3 = "SEV-3"
    SEV4 = "SEV-4"

    @property
    def rank(self) -> int:
        """1 for SEV-1 to 4 for SEV-4."""
        return int(self.value[-1])


class Status(StrEnum):
    """Where the escalation stands."""

    OPEN = "open"
    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def is_over(self) -> bool:
        """Whether the problem itself is over, confirmed or not."""
        return self in {Status.RESOLVED, Status.CLOSED}


class EscalationType(StrEnum):
    """What kind of matter it is; decides whom to bring in."""

    TECHNICAL = "technical"
    SERVICE = "service"
    BUSINESS = "business"
    SECURITY = "security"
    COMPLIANCE = "compliance"


class Tier(StrEnum):
    """The customer's plan. Enterprise ranks highest."""

    ENTERPRISE = "enterprise"
    BUSINESS = "business"
    STANDARD = "standard"


class Channel(StrEnum):
    """How a contact wants to be reached."""

    EMAIL = "e-mail"
    CALL = "call"
    PORTAL = "portal"


class UpdateKind(StrEnum):
    """What a log entry is. None in a record means that nobody said; `assistant.evidence.entry_kind` then reads the wording."""

    OBSERVATION = "observation"
    ACTION = "action"
    DECISION = "decision"
    PLAN = "plan"
    CUSTOMER_MESSAGE = "customer_message"
    INTERNAL_NOTE = "internal_note"


class Visibility(StrEnum):
    """Who may read an entry. What is not marked public stays internal."""

    PUBLIC = "public"
    INTERNAL = "internal"


class PreventionClass(StrEnum):
    """The five classes of prevention action."""

    TECHNICAL = "technical"
    PROCESS = "process"
    TRAINING = "training"
    DOCUMENTATION = "documentation"
    CUSTOMER_COMMUNICATION = "customer-communication"


class ActionStatus(StrEnum):
    """Where a prevention action or follow-up stands."""

    OPEN = "open"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    DROPPED = "dropped"


class RecoveryImpact(StrEnum):
    """The step of the recovery ladder, by measured impact."""

    MINOR = "minor"
    MODERATE = "moderate"
    SIGNIFICANT = "significant"
    SEVERE = "severe"


def _severity(value: Any) -> Any:
    found = re.fullmatch(r"\s*(?:sev(?:erity)?[-_ ]?)?([1-4])\s*", str(value), re.IGNORECASE) if isinstance(value, str | int) else None
    return f"SEV-{found[1]}" if found else value


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def _channel(value: Any) -> Any:
    lowered = _lower(value)
    return {"email": "e-mail", "mail": "e-mail", "phone": "call"}.get(lowered, lowered) if isinstance(lowered, str) else value


def _dashed(value: Any) -> Any:
    return value.strip().lower().replace("_", "-").replace(" ", "-") if isinstance(value, str) else value


def _fixed_offset(at: datetime) -> datetime:
    """The same instant at the same clock time with a plain offset: with a zone that has rules, arithmetic would count wall-clock hours."""
    return at.replace(tzinfo=timezone(at.utcoffset() or timedelta(0)))


Moment = Annotated[AwareDatetime, AfterValidator(_fixed_offset)]
"""An instant with its offset as written."""

Line = Annotated[str, Field(min_length=1)]
SeverityField = Annotated[Severity, BeforeValidator(_severity)]


class Strict(BaseModel):
    """Frozen, no unknown keys, surrounding blanks dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Party(Strict):
    """Somebody who acts for us: owner or executive."""

    name: Line
    role: str | None = None
    email: str | None = None
    phone: str | None = None


class Contact(Party):
    """Somebody at the customer."""

    channel: Annotated[Channel, BeforeValidator(_channel)] | None = None


class Customer(Strict):
    """Who is hurt, and how much it matters.

    `revenue_at_risk` is an amount in the words of the record (currency included) or a bare number; `users_affected` counts people.
    """

    name: Line
    tier: Annotated[Tier, BeforeValidator(_lower)] | None = None
    contacts: tuple[Contact, ...] = ()
    revenue_at_risk: str | int | float | None = None
    users_affected: Annotated[int, Field(ge=0)] | None = None
    business_criticality: str | None = None
    public_exposure: bool | str | None = None
    regulatory: bool | str | None = None


class NextAction(Strict):
    """What happens next. A plan, never a deed."""

    text: Line
    owner: str | None = None
    due_at: Moment | None = None


class PreventionAction(Strict):
    """What will keep it from happening again."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True)

    action: Line
    class_: Annotated[PreventionClass, BeforeValidator(_dashed)] | None = Field(default=None, alias="class")
    owner: str | None = None
    due_at: Moment | date | None = None
    status: Annotated[ActionStatus, BeforeValidator(_dashed)] = ActionStatus.OPEN


class Gesture(Strict):
    """A goodwill gesture that somebody with the right to do so has authorised."""

    gesture: Line
    authorised_by: str | None = None


class FollowUp(Strict):
    """A check-in that was arranged with the customer."""

    text: Line
    owner: str | None = None
    due_at: Moment | None = None


class Recovery(Strict):
    """What may be offered to make up for the impact."""

    impact: Annotated[RecoveryImpact, BeforeValidator(_lower)] | None = None
    gestures: tuple[Gesture, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()


class Update(Strict):
    """One entry of the log.

    An entry that does not say who may read it is internal, except a message that the customer already has.
    """

    at: Moment
    text: Line
    author: str | None = None
    kind: Annotated[UpdateKind, BeforeValidator(_lower)] | None = None
    visibility: Annotated[Visibility, BeforeValidator(_lower)] = Visibility.INTERNAL

    @model_validator(mode="before")
    @classmethod
    def _visible_by_kind(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("visibility") is None:
            sent = str(data.get("kind", "")).strip().lower() == UpdateKind.CUSTOMER_MESSAGE
            return {**data, "visibility": Visibility.PUBLIC if sent else Visibility.INTERNAL}
        return data

    @model_validator(mode="after")
    def _note_stays_inside(self) -> Update:
        if self.kind is UpdateKind.INTERNAL_NOTE and self.visibility is Visibility.PUBLIC:
            msg = "an internal_note cannot be public; use kind observation, action, decision or plan"
            raise ValueError(msg)
        return self

    @property
    def is_public(self) -> bool:
        """Whether the customer may read it."""
        return self.visibility is Visibility.PUBLIC


class EscalationRecord(Strict):
    """One escalation. Only `id`, `title` and `customer.name` are required; all times carry a zone.

    `root_cause` holds the *confirmed* cause; what is only suspected belongs in the log. `eta` is the estimated end of the impact.
    `workaround` is what the customer can do meanwhile. `updates` are kept in order of time.
    """

    id: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\s/\\][^\n\r/\\]*$")]
    title: Annotated[str, Field(min_length=1, max_length=400)]
    customer: Customer
    description: str | None = None
    type: Annotated[EscalationType, BeforeValidator(_lower)] | None = None
    severity: SeverityField | None = None
    status: Annotated[Status, BeforeValidator(_lower)] = Status.OPEN
    started_at: Moment | None = None
    escalated_at: Moment | None = None
    acknowledged_at: Moment | None = None
    resolved_at: Moment | None = None
    customer_confirmed_at: Moment | None = None
    owner: Party | None = None
    executive: Party | None = None
    services: tuple[Line, ...] = ()
    next_action: NextAction | None = None
    eta: Moment | None = None
    workaround: str | None = None
    root_cause: str | None = None
    resolution: str | None = None
    prevention: tuple[PreventionAction, ...] = ()
    recovery: Recovery | None = None
    tickets_total: Annotated[int, Field(ge=0)] | None = None
    csat: Annotated[float, Field(ge=1, le=5)] | None = None
    updates: tuple[Update, ...] = ()

    @field_validator("updates")
    @classmethod
    def _in_order(cls, updates: tuple[Update, ...]) -> tuple[Update, ...]:
        return tuple(sorted(updates, key=lambda update: update.at))

    @model_validator(mode="after")
    def _times_in_order(self) -> EscalationRecord:
        pairs = (
            ("started_at", "resolved_at"),
            ("escalated_at", "acknowledged_at"),
            ("started_at", "customer_confirmed_at"),
            ("started_at", "eta"),
        )
        for first, then in pairs:
            earlier, later = getattr(self, first), getattr(self, then)
            if earlier is not None and later is not None and later < earlier:
                msg = f"{then} ({later.isoformat()}) is before {first} ({earlier.isoformat()})"
                raise ValueError(msg)
        return self

    @property
    def began_at(self) -> datetime | None:
        """When the clocks start: escalation, else start of the impact, else the first log entry."""
        return self.escalated_at or self.started_at or (self.updates[0].at if self.updates else None)

    @property
    def sent_messages(self) -> tuple[Update, ...]:
        """Messages that the customer already has, oldest first."""
        return tuple(update for update in self.updates if update.kind is UpdateKind.CUSTOMER_MESSAGE)
