"""The sample queue: twelve escalations whose times are written relative to now, so that the queue is as fresh on every day.

A time field holds `T-2h15m` or `T+3d`; a text holds `{T-2h15m}`, which becomes "12:26 UTC" (with the date where it is not today, as messages
give it), or `{T-3d|date}`, which becomes "20 November 2026".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from assistant.errors import InputInvalid
from assistant.intake.documents import read_documents
from assistant.intake.native import NativeFormat
from assistant.intake.problems import say_path
from assistant.records.clock import say_date, say_time
from assistant.records.model import EscalationRecord

_SHIFT = r"T(?:(?P<sign>[+-])(?=\d)(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?)?"
_FIELD = re.compile(rf"(?=T[+-]){_SHIFT}")
_IN_TEXT = re.compile(rf"\{{{_SHIFT}(?P<date>\|date)?\}}(?P<dated>(?= on \{{T[^}}]*\|date\}}))?")
_ZONE = ZoneInfo("UTC")


def sample_records(*, now: datetime) -> tuple[EscalationRecord, ...]:
    """The sample escalations as they stand at `now`, by id.

    Args:
        now: The instant, with a zone; seconds are dropped.

    Raises:
        InputInvalid: A sample file is broken.
    """
    whole = now.astimezone(UTC).replace(second=0, microsecond=0)
    folder = files("assistant.intake").joinpath("samples")
    sources = sorted((item for item in folder.iterdir() if item.name.endswith(".yaml")), key=lambda item: item.name)
    return tuple(render_sample(source.read_bytes(), name=source.name, now=whole) for source in sources)


def render_sample(data: bytes, *, name: str, now: datetime) -> EscalationRecord:
    """One sample file as a record; `now` is on the whole minute.

    Raises:
        InputInvalid: The file is broken.
    """
    read = read_documents(data, name=name)
    problems = list(read.problems)
    if not problems and isinstance(read.found[0].value, Mapping):
        reading = NativeFormat().read(_rendered(read.found[0].value, now))
        if reading.record:
            return reading.record
        problems = [f"{say_path(problem.path)}: {problem.text}" for problem in reading.problems]
    msg = f"The sample {name} is broken."
    raise InputInvalid(msg, problems, "Install steadyhand again.")


def _rendered(value: Any, now: datetime) -> Any:
    if isinstance(value, Mapping):
        return {key: _rendered(item, now) for key, item in value.items()}
    if isinstance(value, list):
        return [_rendered(item, now) for item in value]
    if not isinstance(value, str):
        return value
    field = _FIELD.fullmatch(value)
    if field:
        return _shifted(field, now).isoformat()
    return _IN_TEXT.sub(lambda match: _said(match, now), value)


def _shifted(match: re.Match[str], now: datetime) -> datetime:
    span = timedelta(**{unit: int(match[unit] or 0) for unit in ("days", "hours", "minutes")})
    return now - span if match["sign"] == "-" else now + span


def _said(match: re.Match[str], now: datetime) -> str:
    at = _shifted(match, now)
    if match["date"]:
        return say_date(at, zone=_ZONE)
    # "{T+20h} on {T+20h|date}" has its date already.
    return say_time(at, now=at if match["dated"] is not None else now, zone=_ZONE)
