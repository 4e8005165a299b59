"""The tables an organisation works by, typed: severities with their clocks, the recovery ladder, targets, what may leave.

The shipped tables are `policy.toml`; STEADYHAND_POLICY names a file that replaces it whole.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from datetime import time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from assistant.errors import PolicyInvalid
from assistant.records.house_tone import ToneRules, parse_own_rules
from assistant.records.model import EscalationType, PreventionClass, RecoveryImpact, Severity, Tier

_DURATION = re.compile(r"(\d+)\s*([mhd])")
_UNIT = {"m": "minutes", "h": "hours", "d": "days"}
_Key = TypeVar("_Key", bound=StrEnum)
_Value = TypeVar("_Value")


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _duration(value: Any) -> Any:
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found or int(found[1]) == 0:
        msg = f"{value!r} is not a duration such as 15m, 2h or 7d"
        raise ValueError(msg)
    return timedelta(**{_UNIT[found[2]]: int(found[1])})


class Every(_Table):
    """Updates at a pace."""

    interval: timedelta
    label: str
    """How a message names it: "30-minute", "2-hour", "daily"."""


class OnChange(_Table):
    """Updates when something changes: not a pace, so nothing is overdue while nothing has changed."""

    label: str = "latest"


def _cadence(value: Any) -> Any:
    if not isinstance(value, str):
        msg = f"{value!r} is not a pace such as 30m, daily or on change"
        raise ValueError(msg)
    name = value.strip().lower()
    if name == "on change":
        return OnChange()
    if name in {"daily", "hourly"}:
        return Every(interval=timedelta(days=1) if name == "daily" else timedelta(hours=1), label=name)
    interval = _duration(value)
    found = _DURATION.fullmatch(value.strip())
    unit = {"m": "minute", "h": "hour", "d": "day"}[found[2]] if found else ""
    return Every(interval=interval, label=f"{found[1]}-{unit}" if found else "")


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Cadence = Annotated[Every | OnChange, BeforeValidator(_cadence)]


class SeverityRow(_Table):
    """One row of the triage table."""

    criteria: tuple[str, ...]
    first_response: Duration
    update_every: Cadence
    resolution_target: Duration
    notify: tuple[str, ...]


class Organisation(_Table):
    """Who writes, and in which zone clock times are given."""

    name: str
    team: str
    zone: str

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            msg = f"{zone!r} is no time zone; use a name such as UTC or Europe/Berlin"
            raise ValueError(msg) from error
        return zone


class Communication(_Table):
    """The pace of what is not in the severity table."""

    unrated_severity: Severity
    internal_update_every: Duration
    soon: Duration
    callback_minutes: Annotated[int, Field(gt=0)]
    callback_within: str


class Targets(_Table):
    """What the metrics are held against: CSAT in points of 5, the rest as shares of 1."""

    csat: float
    escalation_rate: float
    repeat_escalation: float
    sla_compliance: float
    recovery_success: float
    prevention_implementation: float


class ReviewRules(_Table):
    """Who may approve, and by when a grave escalation that is over must have its confirmed cause."""

    root_cause_within: Duration
    two_person_rule: bool


class LeakRules(_Table):
    """What must not, and what may, stand in customer text beyond what records and reports say."""

    names: tuple[str, ...]
    allowed_domains: tuple[str, ...]


class From(_Table):
    """One row of a table that gives points by size: from this figure on, so many points."""

    at_least: Annotated[float, Field(ge=0)]
    points: Annotated[int, Field(ge=0)]


def _rising(rows: tuple[From, ...]) -> tuple[From, ...]:
    pairs = [(row.at_least, row.points) for row in rows]
    if any(later[0] <= earlier[0] or later[1] < earlier[1] for earlier, later in pairwise(pairs)):
        msg = "rows must rise: each from a larger figure on, and none with fewer points than the one before"
        raise ValueError(msg)
    return rows


Scale = Annotated[tuple[From, ...], AfterValidator(_rising)]
Points = Annotated[int, Field(ge=0)]


class RecoveryMeasure(_Table):
    """How the impact on a customer is measured: points for each harm that the record holds, and from how many on each step stands.

    `duration` counts in parts of the level's resolution target, `users` in people. `repeats` and `communication_gap` are for each one, up
    to `most_repeats` and `most_gaps`. `words_only` are the actions of the ladder that give nothing away and need nobody's authorisation.
    """

    moderate: Annotated[int, Field(gt=0)]
    significant: Annotated[int, Field(gt=0)]
    severe: Annotated[int, Field(gt=0)]
    severity: dict[Severity, Points]
    tier: dict[Tier, Points]
    criteria: dict[str, Points]
    duration: Scale
    users: Scale
    revenue_at_risk: Points
    business_criticality: Points
    public_exposure: Points
    regulatory: Points
    repeats: Points
    most_repeats: Points
    late_acknowledgment: Points
    communication_gap: Points
    most_gaps: Points
    words_only: tuple[str, ...]

    @model_validator(mode="after")
    def _in_order(self) -> RecoveryMeasure:
        if not self.moderate < self.significant < self.severe:
            msg = "the steps must rise: moderate, then significant, then severe"
            raise ValueError(msg)
        by_level = [self.severity.get(level, 0) for level in Severity]
        if by_level != sorted(by_level, reverse=True):
            msg = "a worse severity cannot have fewer points"
            raise ValueError(msg)
        return self


class CheckInPurpose(StrEnum):
    """What a check-in is for."""

    STATUS = "status"
    PREVENTION = "prevention"
    FEEDBACK = "feedback"
    ADVISORY_BOARD = "advisory board"
    WINS = "wins"


class CheckInRow(_Table):
    """One check-in of a step: so many days after the end of the impact, for this."""

    after_days: Annotated[int, Field(gt=0)]
    purpose: CheckInPurpose


class RecoveryCalendar(_Table):
    """When check-ins are proposed after an escalation: the clock time in the organisation's zone, and the days for each step."""

    at: time
    steps: dict[RecoveryImpact, tuple[CheckInRow, ...]]

    @field_validator("at")
    @classmethod
    def _without_zone(cls, at: time) -> time:
        if at.tzinfo is not None:
            msg = "a clock time without a zone; the organisation's zone is taken"
            raise ValueError(msg)
        return at

    @field_validator("steps")
    @classmethod
    def _every_step(cls, steps: dict[RecoveryImpact, tuple[CheckInRow, ...]]) -> dict[RecoveryImpact, tuple[CheckInRow, ...]]:
        return _complete(steps, RecoveryImpact, "step")


class PreventionRules(_Table):
    """What a prevention plan proposes: days until an action of each class is due, and how old a report is before what is open in it is late."""

    due_within: dict[PreventionClass, Duration]
    old_after: Duration

    @field_validator("due_within")
    @classmethod
    def _every_class(cls, rows: dict[PreventionClass, timedelta]) -> dict[PreventionClass, timedelta]:
        return _complete(rows, PreventionClass, "time")


def _complete(rows: dict[_Key, _Value], keys: type[_Key], what: str) -> dict[_Key, _Value]:
    missing = [key.value for key in keys if key not in rows]
    if missing:
        msg = f"no {what} for {', '.join(missing)}"
        raise ValueError(msg)
    return rows


class WarRoomRole(_Table):
    """Somebody a war room needs. `types` are the matters that call for the role; `named_in` is the record's field that names who fills it."""

    role: str
    duty: str
    types: tuple[EscalationType, ...]
    named_in: Literal["owner", "executive"] | None = None


class WarRoomAgenda(_Table):
    """Minutes for each item of the first meeting, in its order."""

    known: Annotated[int, Field(gt=0)]
    unknown: Annotated[int, Field(gt=0)]
    causes: Annotated[int, Field(gt=0)]
    decisions: Annotated[int, Field(gt=0)]
    next_action: Annotated[int, Field(gt=0)]
    customer_message: Annotated[int, Field(gt=0)]


class WarRoomRules(_Table):
    """How a war room is set up. `channel` is a pattern with {id} and, if wanted, {words} of the title and {severity}."""

    channel: str
    longest_channel: Annotated[int, Field(ge=20)]
    handover_every: Duration
    agenda: WarRoomAgenda
    roles: tuple[WarRoomRole, ...]

    @field_validator("channel")
    @classmethod
    def _known_places(cls, channel: str) -> str:
        places = re.findall(r"\{([^{}]*)\}", channel)
        if "id" not in places or not set(places) <= {"id", "words", "severity"} or re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", channel)):
            msg = f"{channel!r} must hold {{id}}, and may hold {{words}} and {{severity}}, but nothing else in braces"
            raise ValueError(msg)
        return channel

    @field_validator("roles")
    @classmethod
    def _every_type(cls, roles: tuple[WarRoomRole, ...]) -> tuple[WarRoomRole, ...]:
        _complete({kind: role for role in roles for kind in role.types}, EscalationType, "role")
        return roles


class Policy(_Table):
    """The whole policy file. `severity` holds all four levels, `recovery` all four steps."""

    organisation: Organisation
    severity: dict[Severity, SeverityRow]
    communication: Communication
    recovery: dict[RecoveryImpact, tuple[str, ...]]
    recovery_measure: RecoveryMeasure
    recovery_calendar: RecoveryCalendar
    prevention: PreventionRules
    war_room: WarRoomRules
    targets: Targets
    review: ReviewRules
    leak: LeakRules
    tone: ToneRules = ToneRules()
    fingerprint: str = Field(default="", description="SHA-256 over the file's text, first 12 hex digits.")

    @field_validator("severity")
    @classmethod
    def _all_levels(cls, rows: dict[Severity, SeverityRow]) -> dict[Severity, SeverityRow]:
        missing = [level.value for level in Severity if level not in rows]
        if missing:
            msg = f"no row for {', '.join(missing)}"
            raise ValueError(msg)
        return rows

    @field_validator("recovery")
    @classmethod
    def _all_steps(cls, steps: dict[RecoveryImpact, tuple[str, ...]]) -> dict[RecoveryImpact, tuple[str, ...]]:
        missing = [step.value for step in RecoveryImpact if step not in steps]
        if missing:
            msg = f"no step for {', '.join(missing)}"
            raise ValueError(msg)
        return steps

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which messages give clock times."""
        return ZoneInfo(self.organisation.zone)

    def row(self, severity: Severity | None) -> SeverityRow:
        """The row of a level; for a record without one, the row that `communication.unrated_severity` names."""
        return self.severity[severity or self.communication.unrated_severity]


def parse_policy(text: str, *, source: str) -> Policy:
    """Read a policy from TOML text.

    Args:
        text: The file's text.
        source: How errors name it.

    Raises:
        PolicyInvalid: With every problem at once, each with its place in the file.
    """
    hint = "Correct the policy file, or unset STEADYHAND_POLICY to use the shipped one."
    try:
        data = tomllib.loads(text)
        return Policy.model_validate({**data, "fingerprint": hashlib.sha256(text.encode()).hexdigest()[:12]})
    except tomllib.TOMLDecodeError as error:
        msg = f"The policy {source} is not TOML."
        raise PolicyInvalid(msg, [str(error)], hint) from error
    except ValidationError as error:
        problems = [f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in error.errors()]
        msg = f"The policy {source} is not complete or not valid."
        raise PolicyInvalid(msg, problems, hint) from error


@cache
def shipped_policy() -> Policy:
    """The policy that comes with steadyhand."""
    return parse_policy(files("assistant.records").joinpath("policy.toml").read_text(encoding="utf-8"), source="policy.toml")


def load_policy(path: Path | None) -> Policy:
    """The policy in `path`, or the shipped one for None.

    Raises:
        PolicyInvalid: The file is missing, unreadable or wrong.
    """
    if path is None:
        return shipped_policy()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"The policy file {path} cannot be read."
        raise PolicyInvalid(msg, [str(error)], "Set STEADYHAND_POLICY to a readable TOML file, or unset it.") from error
    policy = parse_policy(text, source=str(path))
    return _with_own_rules(policy, path) if policy.tone.rules else policy


def _with_own_rules(policy: Policy, path: Path) -> Policy:
    file = path.parent / policy.tone.rules
    hint = "Correct the file that [tone] rules names, or leave the key empty."
    try:
        text = file.read_text(encoding="utf-8")
        tone = ToneRules(banned=policy.tone.banned, rules=policy.tone.rules, own=parse_own_rules(text))
    except (OSError, UnicodeDecodeError) as error:
        msg = f"The tone rules {file} cannot be read."
        raise PolicyInvalid(msg, [str(error)], hint) from error
    except ValueError as error:
        msg = f"The tone rules {file} are not valid."
        raise PolicyInvalid(msg, str(error).splitlines(), hint) from error
    both = hashlib.sha256((policy.fingerprint + text).encode()).hexdigest()[:12]
    return policy.model_copy(update={"tone": tone, "fingerprint": both})
