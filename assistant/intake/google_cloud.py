"""Google Cloud's public incidents: one object or a list, as its status page publishes them; updates come newest first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from assistant.intake.adapting import EVERYBODY, FIRST_PUBLISHED, adapt_id, adapt_severity, adapt_status, adapt_title, text_of, unread_note
from assistant.intake.problems import Problem, quote
from assistant.intake.reading import Reading, validated
from assistant.intake.times import read_alone
from assistant.records.model import Status, Visibility

_READ = frozenset(
    [
        "id",
        "begin",
        "end",
        "external_desc",
        "updates",
        "most_recent_update",
        "severity",
        "status_impact",
        "service_name",
        "affected_products",
        "currently_affected_locations",
        "created",
        "modified",
        "number",
        "uri",
        "service_key",
    ]
)
_PART = re.compile(
    r"^[ \t#*]*(?P<name>Summary|Description|Diagnosis|Workaround(?:\(s\))?|Root Cause|Remediation and Prevention|Remediation|Prevention|"
    r"Detailed Description of Impact|Customer Impact|Additional details|Incident Start|Incident End|Duration|Regions/Zones|"
    r"Affected Services and Features)[ \t*]*(?::[ \t*]*|(?=\n)|$)",
    re.IGNORECASE | re.MULTILINE,
)
_NO_SUBJECT = re.compile(r"(?:this|the|an) (?:issue|incident) (?!with|in|on|at|affecting)", re.IGNORECASE)
_NO_WORKAROUND = re.compile(r"\W*(?:none|n/?a|not available|(?:there is )?no (?:known )?workaround)\b[^.\n]{0,40}\W*", re.IGNORECASE)
_CAUSE_SENTENCE = re.compile(r"^(?:the )?root cause\b[^.]{0,60}?\b(?:was|is|has been|were)\b", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:preliminar\w+|subject to change|best knowledge|suspect\w*|believe\w*|likely|probabl\w+|possibl\w+|appears?|seems?|potential\w*|"
    r"unknown|not yet|tbd|to be determined|pending|under investigation|being investigated|is investigating|are investigating)\b",
    re.IGNORECASE,
)


class GoogleCloudFormat:
    """The provider's own JSON."""

    name = "google-cloud"
    label = "Google Cloud incidents"

    def recognises(self, value: Mapping[str, Any]) -> bool:
        """By keys that only this layout has."""
        return "external_desc" in value or {"begin", "updates", "service_name"} <= value.keys()

    def read(self, value: Mapping[str, Any]) -> Reading:
        """Make the record; all of its log was public."""
        notes: list[str] = []
        problems = [Problem((key,), "is missing") for key in ("id", "external_desc") if not text_of(value, key)]
        started = _time(value.get("begin"), ("begin",), notes, problems)
        resolved = _time(value.get("end"), ("end",), notes, problems) if value.get("end") else None
        if started and resolved and resolved < started:
            problems.append(Problem(("end",), f"{quote(value.get('end'))} is before begin, {quote(value.get('begin'))}"))
        updates = _updates(value.get("updates"), notes, problems)
        if problems:
            return Reading(None, problems=tuple(problems))
        services = _services(value)
        title, description = adapt_title(text_of(value, "external_desc"), notes)
        if services and _NO_SUBJECT.match(title):
            notes.append("The title names no service; the first affected one is put before it.")
            title = f"{services[0]}: {title}"
        notes.append(f'The incident concerns everybody; recorded for "{EVERYBODY}".')
        data = {
            "id": adapt_id(value["id"], notes),
            "title": title,
            "description": "\n\n".join(part for part in (description, _locations(value)) if part) or None,
            "customer": {"name": EVERYBODY},
            "severity": adapt_severity(text_of(value, "severity", "status_impact"), notes),
            "status": _status(updates, ended=resolved is not None),
            "started_at": started,
            "acknowledged_at": min((at for at, _, _ in updates), default=None),
            "resolved_at": resolved,
            "services": services,
            "workaround": _workaround(updates),
            "root_cause": _root_cause(updates, notes),
            "updates": [{"at": at, "text": text, "visibility": Visibility.PUBLIC} for at, text, _ in updates],
        }
        notes += [FIRST_PUBLISHED, "No entry says what kind it is; the wording decides."]
        return validated(data, (*notes, *unread_note(value, _READ)))


def _time(value: object, path: tuple[str | int, ...], notes: list[str], problems: list[Problem]) -> datetime | None:
    read = read_alone(value, UTC)
    if read.at is None or not read.exact:
        problems.append(Problem(path, "is missing" if value in (None, "") else f"{quote(value)} is no time with a date"))
        return None
    if read.no_zone:
        notes.append(f"The time {quote(value)} names no time zone; UTC is assumed.")
    return read.at


def _updates(value: object, notes: list[str], problems: list[Problem]) -> list[tuple[datetime, str, str]]:
    """Time, text and status of every update, oldest first."""
    if not isinstance(value, list):
        problems.append(Problem(("updates",), "is missing" if value is None else "is no list of updates"))
        return []
    found = []
    for index, item in enumerate(value):
        if not isinstance(item, Mapping):
            problems.append(Problem(("updates", index), "is no object with when and text"))
            continue
        key = "when" if item.get("when") else "created"
        at, text = _time(item.get(key), ("updates", index, key), notes, problems), text_of(item, "text")
        if at and text:
            found.append((at, text, text_of(item, "status")))
        elif at:
            notes.append(f"The update of {at.isoformat()} holds no text and was left out.")
    # Newest first in the file; turned round before the sort so that updates of the same second keep their order.
    return sorted(reversed(found), key=lambda update: update[0])


def _status(updates: list[tuple[datetime, str, str]], *, ended: bool) -> Status:
    if ended:
        return Status.RESOLVED
    newest = adapt_status(updates[-1][2]) if updates else None
    return newest or (Status.INVESTIGATING if updates else Status.OPEN)


def _services(value: Mapping[str, Any]) -> list[str]:
    products = value.get("affected_products")
    titles = [text_of(item, "title") for item in products if isinstance(item, Mapping)] if isinstance(products, list) else []
    names = list(dict.fromkeys(title for title in titles if title))
    service = text_of(value, "service_name")
    return names or ([service] if service and service != "Multiple Products" else [])


def _locations(value: Mapping[str, Any]) -> str:
    listed = value.get("currently_affected_locations")
    titles = [text_of(item, "title", "id") for item in listed if isinstance(item, Mapping)] if isinstance(listed, list) else []
    return f"Currently affected locations: {', '.join(title for title in titles if title)}." if any(titles) else ""


def _parts(text: str) -> dict[str, str]:
    """The named parts of an update, by lower-case name."""
    found = list(_PART.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)] if found else []
    return {
        match["name"].lower().removesuffix("(s)"): text[match.end() : end].strip(" \t\n*#") for match, end in zip(found, ends, strict=True)
    }


def _workaround(updates: list[tuple[datetime, str, str]]) -> str | None:
    for _, text, _ in reversed(updates):
        said = _parts(text).get("workaround")
        if said:
            return None if _NO_WORKAROUND.fullmatch(said.splitlines()[0]) else said
    return None


def _root_cause(updates: list[tuple[datetime, str, str]], notes: list[str]) -> str | None:
    """The cause, if an update states it as found: under a heading of its own, or in a sentence that begins with it, with no reserve."""
    tentative = False
    for _, text, _ in reversed(updates):
        under_heading = _parts(text).get("root cause", "")
        if under_heading and not _UNSURE.search(" ".join(re.split(r"(?<=[.!?])\s+", under_heading)[:2])):
            return under_heading
        sentences = [sentence for sentence in re.split(r"(?<=[.!?])\s+|\n+", text) if "root cause" in sentence.lower()]
        # A reserve such as "may still change" takes the certainty from everything in the same update.
        if not _UNSURE.search(text):
            stated = next((sentence for sentence in sentences if _CAUSE_SENTENCE.search(sentence)), None)
            if stated:
                return stated
        tentative = tentative or bool(sentences)
    if tentative:
        notes.append("A cause is spoken of but not stated as confirmed; root_cause is left empty.")
    return None
