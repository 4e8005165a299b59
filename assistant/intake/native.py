"""The record file of the README, in JSON or YAML: the layout of `EscalationRecord` itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from assistant.intake.problems import Path, Problem, record_problems
from assistant.intake.reading import Reading, say_entries
from assistant.records.model import EscalationRecord

_BLANK_OFFSET = re.compile(r"(?<=\d)\s+(?=Z$|[+-]\d{2}:?\d{2}$)", re.IGNORECASE)
_UTC_NAME = re.compile(r"(?<=\d)\s*(?:UTC|GMT)$")
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}
_EITHER_OR = ("public_exposure", "regulatory")


class NativeFormat:
    """Record files."""

    name = "native"
    label = "record file"

    def recognises(self, value: Mapping[str, Any]) -> bool:
        """Whatever no other format knows is taken for a record file, so that its errors name the record's keys."""
        return "customer" in value

    def read(self, value: Mapping[str, Any]) -> Reading:
        """Validate; numbers stand for text only in `id`, and times must be texts with an offset."""
        data, wrong_times = _tidied(value)
        problems: list[Problem] = list(wrong_times)
        try:
            record = EscalationRecord.model_validate(data)
        except ValidationError as error:
            problems.extend(
                problem for problem in record_problems(error, data) if problem.path not in {wrong.path for wrong in wrong_times}
            )
            problems.extend(_order_problems(data, {problem.path for problem in problems}))
            return Reading(None, problems=tuple(problems))
        if problems:
            return Reading(None, problems=tuple(problems))
        return Reading(record, tuple(_notes(record, value)))


def _tidied(value: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    wrong: list[Problem] = []
    data = {key: _tidy_times(item, (key,), wrong) for key, item in value.items()}
    if isinstance(data.get("id"), int) and not isinstance(data["id"], bool):
        data["id"] = str(data["id"])
    customer = data.get("customer")
    if isinstance(customer, dict):
        for key in _EITHER_OR:
            said = customer.get(key)
            if isinstance(said, str):
                customer[key] = _TRUTH.get(said.strip().lower(), said)
    return data, wrong


def _tidy_times(value: Any, path: Path, wrong: list[Problem]) -> Any:
    key = path[-1]
    if isinstance(value, dict):
        return {name: _tidy_times(item, (*path, name), wrong) for name, item in value.items()}
    if isinstance(value, list):
        return [_tidy_times(item, (*path, index), wrong) for index, item in enumerate(value)]
    if not (isinstance(key, str) and (key in {"at", "eta"} or key.endswith("_at"))):
        return value
    if value is not None and (not isinstance(value, str) or re.fullmatch(r"\s*-?\d+(?:\.\d*)?\s*", value)):
        # A bare number would be taken for seconds since 1970, which nobody means in a record file.
        wrong.append(Problem(path, f"{value!r} is no ISO 8601 time with an offset, such as 2026-05-14T06:40+02:00"))
        return value
    return _BLANK_OFFSET.sub("", _UTC_NAME.sub("Z", value.strip())) if isinstance(value, str) else value


def _order_problems(data: Mapping[str, Any], known: set[Path]) -> list[Problem]:
    """The order of times, which the record itself looks at only when all else is right."""
    if () in known:
        return []
    whole = {name for name in EscalationRecord.model_fields if name == "eta" or name.endswith("_at")}
    times = {name: data[name] for name in whole & data.keys() if (name,) not in known}
    try:
        EscalationRecord.model_validate({"id": "x", "title": "x", "customer": {"name": "x"}, **times})
    except ValidationError as error:
        return list(record_problems(error, times))
    return []


def _notes(record: EscalationRecord, value: Mapping[str, Any]) -> list[str]:
    notes = []
    kindless = [number for number, update in enumerate(record.updates, start=1) if update.kind is None]
    if kindless:
        notes.append(f"No kind is given for {say_entries(kindless)}; the wording decides.")
    written = value.get("updates")
    if isinstance(written, list):
        silent = sum(1 for entry in written if isinstance(entry, dict) and entry.get("visibility") is None and entry.get("kind") is None)
        if silent:
            notes.append(f"{silent} log {'entry does' if silent == 1 else 'entries do'} not say who may read them; kept internal.")
    return notes
