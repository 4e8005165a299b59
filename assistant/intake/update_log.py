"""Update logs: an incident with a `log` (or `updates`) of `{time, status, text}`, times as they were published.

What the source calls the final report, cause or summary is not read: a record holds what was known and written at the time, and a cause in
it must have been confirmed by somebody who works with the record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from assistant.intake.adapting import (
    EVERYBODY,
    FIRST_PUBLISHED,
    adapt_id,
    adapt_severity,
    adapt_status,
    adapt_title,
    says_resolved,
    text_of,
    unread_note,
)
from assistant.intake.problems import Problem, quote
from assistant.intake.reading import Reading, say_entries, validated
from assistant.intake.times import LogTimes, ReadTime, read_alone, read_words
from assistant.intake.zones import AMBIGUOUS
from assistant.records.model import Status, Visibility

_READ = frozenset({"id", "title", "company", "customer", "severity", "start", "end", "services", "log", "updates", "log_kind", "url"})

_STATUS_PAGE = re.compile(r"https?://[^/\s]*status[^/\s]*(?:/|$)", re.IGNORECASE)


@dataclass
class _Entry:
    """One entry with how its time was read; `number` is its place in the file, from 1."""

    number: int
    words: str
    time: ReadTime
    status: str
    text: str
    author: str
    at: datetime


class UpdateLogFormat:
    """Exports with one log of updates for each incident."""

    name = "update-log"
    label = "update log"

    def recognises(self, value: Mapping[str, Any]) -> bool:
        """A `log`, or `updates` that carry a `time` where a record's would carry `at`."""
        log = value.get("log", value.get("updates"))
        if isinstance(value.get("customer"), Mapping) or not isinstance(log, list):
            return False
        return "log" in value or any(isinstance(entry, Mapping) and "time" in entry for entry in log)

    def read(self, value: Mapping[str, Any]) -> Reading:
        """Make the record: unread times keep their words, missing zones and dates are taken from the log and told."""
        notes: list[str] = []
        problems = [Problem((key,), "is missing") for key in ("id", "title") if not str(value.get(key) or "").strip()]
        key = "log" if "log" in value else "updates"
        log = value.get(key)
        times = [entry.get("time") for entry in log if isinstance(entry, Mapping)] if isinstance(log, list) else []
        zone, zone_name = _sole_zone([value.get("start"), value.get("end"), *times], notes)
        entries = _entries(value, key, zone, problems, notes)
        if problems:
            return Reading(None, problems=tuple(problems))
        notes.extend(_time_notes(entries, zone_name))
        public = _is_public(value, notes)
        title, description = adapt_title(str(value["title"]), notes)
        customer = text_of(value, "customer")
        if not customer:
            by = f" {quote(value['company'])} is who published the log." if text_of(value, "company") else ""
            notes.append(f'No customer is named; recorded for "{EVERYBODY}".{by}')
        data = {
            "id": adapt_id(value["id"], notes),
            "title": title,
            "description": description,
            "customer": {"name": customer or EVERYBODY},
            "severity": adapt_severity(value.get("severity"), notes),
            "services": _services(value.get("services")),
            "updates": [_update(entry, public=public) for entry in entries],
            **_course(value, entries, (zone, zone_name), notes),
        }
        if public and entries:
            data["acknowledged_at"] = entries[0].at
            notes.append(FIRST_PUBLISHED)
        notes.append("No entry says what kind it is; the wording decides.")
        return validated(data, (*notes, *unread_note(value, _READ)))


def _entries(value: Mapping[str, Any], key: str, zone: tzinfo, problems: list[Problem], notes: list[str]) -> list[_Entry]:
    log = value.get(key)
    if not isinstance(log, list):
        problems.append(Problem((key,), "is no list of entries"))
        return []
    problems.extend(
        Problem((key, index), "is no object with time and text") for index, item in enumerate(log) if not isinstance(item, Mapping)
    )
    if problems:
        return []
    times = LogTimes(zone, _anchor(value, log, zone, notes))
    read: list[tuple[int, Mapping[str, Any], ReadTime]] = []
    for number, item in enumerate(log, start=1):
        if not text_of(item, "text", "body", "status"):
            notes.append(f"The file's entry {number} holds no text and was left out.")
            continue
        read.append((number, item, times.read(item.get("time"))))
    known = [time.at for _, _, time in read if time.at]
    first = known[0] if known else read_alone(value.get("start"), zone).at
    if read and first is None:
        problems.append(Problem((key,), "no time in it can be read, and the start gives no date"))
        return []
    entries = [_entry(number, item, time, time.at or first) for number, item, time in read if time.at or first]
    return sorted(entries, key=lambda entry: entry.at)


def _anchor(value: Mapping[str, Any], log: list[Mapping[str, Any]], zone: tzinfo, notes: list[str]) -> ReadTime:
    """The day that a log without dates is on: that of the start, else the first one that the log or the end gives."""
    start = read_alone(value.get("start"), zone)
    if start.at or not log or read_alone(log[0].get("time"), zone).at:
        return start
    others = [read_alone(given, zone) for given in (*(item.get("time") for item in log), value.get("end"))]
    found = next((read for read in others if read.at), start)
    if found.at and read_words(log[0].get("time")):
        notes.append(f"The log begins without a date; {found.at.date().isoformat()} is taken, the first date that the incident gives.")
    return found


def _entry(number: int, item: Mapping[str, Any], time: ReadTime, at: datetime | None) -> _Entry:
    words = str(item.get("time") if item.get("time") is not None else "").strip()
    text = text_of(item, "text", "body") or f"Status: {text_of(item, 'status')}"
    return _Entry(number, words, time, text_of(item, "status"), text, text_of(item, "author", "by"), at or datetime.max.replace(tzinfo=UTC))


def _sole_zone(values: list[object], notes: list[str]) -> tuple[tzinfo, str]:
    """The one zone that a log names, for its times that name none; UTC, and no name, when it names none or several."""
    named = {words.zone_name: words.zone for value in values if (words := read_words(value)) and words.zone}
    notes.extend(f"{name} is read as {AMBIGUOUS[name]}." for name in named if name in AMBIGUOUS)
    if len(named) == 1:
        name, zone = next(iter(named.items()))
        return zone or UTC, name
    return UTC, ""


def _say_zone(zone_name: str) -> str:
    return f"{zone_name} is taken, the only zone that the log names" if zone_name else "UTC is assumed"


def _time_notes(entries: list[_Entry], zone_name: str) -> list[str]:
    def which(chosen: list[bool]) -> list[int]:
        return [number for number, is_chosen in enumerate(chosen, start=1) if is_chosen]

    notes = []
    naive = which([entry.time.no_zone for entry in entries])
    if naive:
        notes.append(f"No time zone is given for {say_entries(naive)}; {_say_zone(zone_name)}.")
    rolled = which([entry.time.next_day for entry in entries])
    if rolled:
        notes.append(f"The clock falls back at {say_entries(rolled)}; taken as the next day.")
    wrong = which([entry.time.off_calendar for entry in entries])
    if wrong:
        notes.append(f"The day of {say_entries(wrong)} does not exist; the last one of its month is taken, with the words before the text.")
    dates = which([entry.time.no_clock and not entry.time.off_calendar for entry in entries])
    if dates:
        notes.append(f"Only a date is given for {say_entries(dates)}; set at its beginning, with the date's words before the text.")
    unread = which([not (entry.time.exact or entry.time.no_clock or entry.time.off_calendar) for entry in entries])
    if unread:
        notes.append(f"The time of {say_entries(unread)} cannot be read; placed with the entry before, with its words before the text.")
    extra = which([bool(entry.time.rest) for entry in entries])
    if extra:
        notes.append(f"The time of {say_entries(extra)} holds more words than a time; they stand before the text.")
    if [entry.number for entry in entries] != sorted(entry.number for entry in entries):
        notes.append("The entries were not in order of time in the file; they are now.")
    return notes


def _update(entry: _Entry, *, public: bool) -> dict[str, Any]:
    unsaid = entry.words and (not entry.time.exact or entry.time.rest)
    return {
        "at": entry.at,
        "text": f"[{entry.words}] {entry.text}" if unsaid else entry.text,
        "author": entry.author or None,
        "visibility": Visibility.PUBLIC if public else Visibility.INTERNAL,
    }


def _is_public(value: Mapping[str, Any], notes: list[str]) -> bool:
    kind = text_of(value, "log_kind").lower()
    if kind in {"customer-facing", "public", "internal"}:
        return kind != "internal"
    if _STATUS_PAGE.match(text_of(value, "url")):
        notes.append("The log comes from a status page, so all of its entries are taken as public.")
        return True
    notes.append("The log does not say who may read it; its entries are kept internal.")
    return False


def _services(value: object) -> list[str]:
    return [str(item).strip().rstrip(".") for item in value if str(item).strip(" .")] if isinstance(value, list) else []


def _course(value: Mapping[str, Any], entries: list[_Entry], zone: tuple[tzinfo, str], notes: list[str]) -> dict[str, Any]:
    """State, start and end: over only if the log says so."""
    start, end = (_edge(value, key, zone, notes) for key in ("start", "end"))
    status, at = _state(entries)
    over = status is not None and status.is_over
    if over and end is None and at is not None:
        notes.append("No end is given; the time of the entry that calls it resolved is taken.")
        end = at
    if end is not None and not over:
        notes.append(f"The end {quote(value.get('end'))} is not taken over, because the log does not say that the problem is resolved.")
        end = None
    if start and end and end < start:
        notes.append(f"The end {quote(value.get('end'))} is before the start and is not taken over.")
        end = None
    return {"status": status or Status.OPEN, "started_at": start, "resolved_at": end}


def _state(entries: list[_Entry]) -> tuple[Status | None, datetime | None]:
    """The newest state that the log names, by its own word or, for entries without one, by an unreserved "resolved" at the very end."""
    for position, entry in enumerate(reversed(entries)):
        status = adapt_status(entry.status)
        if position == 0 and status in {None, Status.MITIGATED} and says_resolved(entry.text):
            return Status.RESOLVED, entry.at
        if status:
            return status, entry.at
    return None, None


def _edge(value: Mapping[str, Any], key: str, zone: tuple[tzinfo, str], notes: list[str]) -> datetime | None:
    given = value.get(key)
    if given in (None, ""):
        return None
    read = read_alone(given, zone[0])
    if read.at is None or read.off_calendar:
        notes.append(f"The {key} {quote(given)} {'is no day of the calendar' if read.at else 'cannot be read'} and is left out.")
    elif read.no_clock:
        notes.append(f"The {key} {quote(given)} gives no clock time and is left out.")
    elif read.no_zone:
        notes.append(f"The {key} {quote(given)} names no time zone; {_say_zone(zone[1])}.")
    return read.at if read.exact else None
