"""The fields that people set while an escalation runs: as texts of a form, and back into a record. Pure; `now` and zone are arguments.

Only what a person changed is taken over, onto the record as it stands at that moment, so that two people who change different fields do not
undo each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from assistant.errors import InputInvalid
from assistant.intake import MEGABYTE, read_bytes
from assistant.records.model import EscalationRecord

TIMES = ("next_due", "eta", "resolved_at", "customer_confirmed_at")
LABELS = {
    "status": "Status",
    "severity": "Severity",
    "owner": "Owner",
    "next_action": "Next action",
    "next_owner": "Who does it",
    "next_due": "Due",
    "eta": "Estimated end",
    "workaround": "Workaround",
    "root_cause": "Confirmed cause",
    "resolution": "What solved it",
    "resolved_at": "Resolved at",
    "customer_confirmed_at": "Customer confirmed at",
}
"""The fields of the form with the names that people read."""
_PATHS = {"owner": "owner.name", "next_action": "next_action.text", "next_owner": "next_action.owner", "next_due": "next_action.due_at"}
_CLOCK = re.compile(r"(?:(\d{4})-(\d{2})-(\d{2})[ T])?(\d{1,2}):(\d{2})(?:\s*(UTC|GMT))?")
_OTHER_TIMES = {"started_at": "the start", "escalated_at": "the escalation", "acknowledged_at": "the acknowledgment"}
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:[+-]\d{2}:\d{2}|Z)")
_PLACE = re.compile(r"^\$\.?(?P<path>[\w.\[\]]*)(?: \(line \d+\))?: ")


@dataclass(frozen=True)
class Clash:
    """A field that somebody else changed since the form was opened."""

    field: str
    theirs: str
    yours: str


def values_of(record: EscalationRecord, *, zone: ZoneInfo) -> dict[str, str]:
    """The fields as texts; times in the zone, empty for nothing."""
    step = record.next_action
    values: dict[str, Any] = {
        "status": record.status.value,
        "severity": record.severity.value if record.severity else "",
        "owner": record.owner.name if record.owner else "",
        "next_action": step.text if step else "",
        "next_owner": step.owner if step else "",
        "next_due": _say(step.due_at if step else None, zone),
        "eta": _say(record.eta, zone),
        "workaround": record.workaround,
        "root_cause": record.root_cause,
        "resolution": record.resolution,
        "resolved_at": _say(record.resolved_at, zone),
        "customer_confirmed_at": _say(record.customer_confirmed_at, zone),
    }
    return {name: values[name] or "" for name in LABELS}


def _say(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""


def changes(base: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """What a person changed in the form."""
    return {name: typed[name].strip() for name in LABELS if typed[name].strip() != base[name].strip()}


def clashes(base: Mapping[str, str], current: Mapping[str, str], changed: Mapping[str, str]) -> tuple[Clash, ...]:
    """The changed fields that somebody else set to something else meanwhile."""
    return tuple(
        Clash(name, current[name], value)
        for name, value in changed.items()
        if current[name] != base[name] and current[name].strip() != value
    )


def with_changes(record: EscalationRecord, changed: Mapping[str, str], *, today: date, zone: ZoneInfo) -> EscalationRecord:
    """The record with the changed fields.

    Args:
        record: As it stands.
        changed: Names of `LABELS` with their texts; empty takes a value away.
        today: The day of a time without a date, in the zone.
        zone: The zone of a time without one.

    Raises:
        InputInvalid: With every problem, each under the name of its field.
    """
    data = json.loads(record.model_dump_json(by_alias=True, exclude_none=True))
    problems = []
    for name, text in changed.items():
        value = _instant(text, today, zone) if name in TIMES and text else text
        if value is None:
            problems.append(f"{LABELS[name]}: “{text}” is no time; write 14:30, {today} 14:30 or {today}T14:30Z")
        else:
            _SETTERS.get(name, _set(name))(data, value)
    step = data.get("next_action")
    if step is not None and not step.get("text"):
        if step:
            problems.append("Next action: say what is to be done, or empty who does it and when as well")
        del data["next_action"]
    try:
        read = read_bytes(json.dumps(data).encode(), name="form.json", format="native", max_bytes=16 * MEGABYTE)
    except InputInvalid as error:
        problems += [_in_words(problem, zone) for problem in error.problems or (error.message,)]
        raise InputInvalid(_NOT_SAVED, problems, _HINT) from error
    if problems:
        raise InputInvalid(_NOT_SAVED, problems, _HINT)
    return read.records[0].record


_NOT_SAVED = "Nothing was saved."
_HINT = "What you typed is still there."


def _instant(text: str, today: date, zone: ZoneInfo) -> str | None:
    """A time as typed, in ISO 8601: "14:30" is today's, and without a zone it is the house's. None where it is no time."""
    found = _CLOCK.fullmatch(text.strip())
    try:
        if not found:
            return text if datetime.fromisoformat(text.strip()).tzinfo else None
        day = date(int(found[1]), int(found[2]), int(found[3])) if found[1] else today
        at = datetime(day.year, day.month, day.day, int(found[4]), int(found[5]), tzinfo=ZoneInfo("UTC") if found[6] else zone)
    except ValueError:
        return None
    return at.isoformat()


_Setter = Callable[[dict[str, Any], str], None]


def _set(name: str) -> _Setter:
    def put(data: dict[str, Any], value: str) -> None:
        data.pop(name, None)
        if value:
            data[name] = value

    return put


def _set_owner(data: dict[str, Any], value: str) -> None:
    """Another owner has another telephone: what was known of the one before goes with them."""
    data.pop("owner", None)
    if value:
        data["owner"] = {"name": value}


def _set_step(name: str) -> _Setter:
    def put(data: dict[str, Any], value: str) -> None:
        step = data.setdefault("next_action", {})
        step.pop(name, None)
        if value:
            step[name] = value

    return put


_SETTERS: dict[str, _Setter] = {
    "owner": _set_owner,
    "next_action": _set_step("text"),
    "next_owner": _set_step("owner"),
    "next_due": _set_step("due_at"),
}


def _in_words(problem: str, zone: ZoneInfo) -> str:
    """A problem under the name of its field, with times as in the form: the form has no paths, lines and offsets."""
    found = _PLACE.match(problem)
    if not found:
        return problem
    said = _INSTANT.sub(lambda at: f"{_say(datetime.fromisoformat(at[0]), zone)} {zone.key}", problem[found.end() :])
    for name, label in {**LABELS, **_OTHER_TIMES}.items():
        said = re.sub(rf"\b{name}\b", label.lower(), said) if name.endswith("_at") or name == "eta" else said
    label = {_PATHS.get(name, name): label for name, label in LABELS.items()}.get(found["path"], "")
    return f"{label}: {said}" if label else f"{said[:1].upper()}{said[1:]}"
