"""The post-incident report: its fields and how it is written.

The Markdown format has fixed sections; `knowledge.parsing` reads what `write_report` writes, so that each approved report becomes
knowledge for the next incident.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

SUMMARY_FIELDS = ("Customer", "Issue", "Severity", "Duration", "Impact")
TIMELINE_COLUMNS = ("Time", "Event")
ACTION_COLUMNS = ("Action", "Owner", "Due Date", "Status")
SECTIONS = (
    "Summary",
    "Timeline",
    "Root Cause",
    "Resolution",
    "Customer Impact",
    "Prevention Actions",
    "Lessons Learned",
    "Recovery Actions Taken",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_HEADING_LIKE = re.compile(r"^(\\*##(?!#))", re.MULTILINE)


def one_line(value: str) -> str:
    """Collapse all white space of a value to single blanks and drop control characters.

    Raises:
        ValueError: Nothing is left.
    """
    line = " ".join(_CONTROL.sub("", " ".join(value.split())).split())
    if not line:
        problem = "is empty"
        raise ValueError(problem)
    return line


def prose(value: str) -> str:
    """Normalise line ends, strip blank ends of a section's text and drop control characters.

    Raises:
        ValueError: Nothing is left.
    """
    text = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        problem = "is empty"
        raise ValueError(problem)
    return text


Line = Annotated[str, AfterValidator(one_line)]
Prose = Annotated[str, AfterValidator(prose)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class TimelineEvent(_Strict):
    """One row of the timeline.

    Attributes:
        time: As written, zone included; not interpreted.
        event: What happened.
    """

    time: Line
    event: Line


class PreventionAction(_Strict):
    """One row of the prevention actions.

    Attributes:
        action: What will be done.
        owner: Who does it.
        due_date: As written.
        status: As written, such as "open" or "done".
    """

    action: Line
    owner: Line
    due_date: Line
    status: Line


class ReportMetadata(_Strict):
    """The front matter of a report: what the index and the pseudonymiser need and the sections do not say.

    Attributes:
        services: Services affected.
        cause_family: Kind of cause in a few words.
        closed_on: Day of closing.
        symptom: What was seen, in one line.
        customer_aliases: Other names of the customer, to be hidden from other customers.
        people: Names of persons in the text, to be hidden.
        hosts: Host names in the text, to be hidden.
        tickets: Ticket ids in the text, to be hidden.
        sample: True for the reports that ship with the product.
    """

    services: tuple[Line, ...] = ()
    cause_family: Line | None = None
    closed_on: date | None = None
    symptom: Line | None = None
    customer_aliases: tuple[Line, ...] = ()
    people: tuple[Line, ...] = ()
    hosts: tuple[Line, ...] = ()
    tickets: tuple[Line, ...] = ()
    sample: bool = False

    @field_validator("services", "customer_aliases", "people", "hosts", "tickets", mode="before")
    @classmethod
    def _as_tuple(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value


class PostIncidentReport(ReportMetadata):
    """One post-incident report, frozen.

    Attributes:
        id: The report's id, as in its first heading.
        customer: Whom it hit.
        issue: What happened, in one line; the title in the index.
        severity: Level as written, such as "SEV-1".
        duration: How long, as written.
        impact: The impact in one line.
        timeline: Events in order, at least one.
        root_cause: Why it happened.
        resolution: What ended it.
        customer_impact: Business impact, duration, users and systems.
        prevention_actions: What keeps it from coming back.
        lessons_learned: What was learnt.
        recovery_actions: What was done for the customer afterwards.
    """

    id: Line
    customer: Line
    issue: Line
    severity: Line
    duration: Line
    impact: Line
    timeline: tuple[TimelineEvent, ...] = Field(min_length=1)
    root_cause: Prose
    resolution: Prose
    customer_impact: Prose
    prevention_actions: tuple[PreventionAction, ...] = ()
    lessons_learned: Prose
    recovery_actions: Prose


METADATA_KEYS = tuple(ReportMetadata.model_fields)


def write_report(report: PostIncidentReport) -> str:
    """Return the report as Markdown; `parse_report` of it gives an equal report."""
    summary = (report.customer, report.issue, report.severity, report.duration, report.impact)
    bodies = (
        "\n".join(f"- **{label}**: {value}" for label, value in zip(SUMMARY_FIELDS, summary, strict=True)),
        _table(TIMELINE_COLUMNS, [(event.time, event.event) for event in report.timeline]),
        _shielded(report.root_cause),
        _shielded(report.resolution),
        _shielded(report.customer_impact),
        _table(ACTION_COLUMNS, [(item.action, item.owner, item.due_date, item.status) for item in report.prevention_actions]),
        _shielded(report.lessons_learned),
        _shielded(report.recovery_actions),
    )
    parts = [f"# Post-Incident Report: {report.id}", *(f"## {name}\n\n{body}" for name, body in zip(SECTIONS, bodies, strict=True))]
    return _front_matter(report) + "\n\n".join(parts) + "\n"


def _front_matter(report: PostIncidentReport) -> str:
    fields = ReportMetadata.model_fields
    values = {key: getattr(report, key) for key in METADATA_KEYS if getattr(report, key) != fields[key].default}
    if not values:
        return ""
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
    return f"---\n{yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=1000)}---\n\n"


def _shielded(text: str) -> str:
    r"""Put a backslash before a line that would read as a section heading; `\##` gets one more, so that reading is exact."""
    return _HEADING_LIKE.sub(r"\\\1", text)


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [columns, tuple("---" for _ in columns), *(tuple(_cell(value) for value in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: str) -> str:
    return value.replace("\\", "\\\\").replace("|", "\\|")
