"""What the index holds: one document an incident, with its passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from knowledge.report import PostIncidentReport


@dataclass(frozen=True, slots=True)
class Passage:
    """One section of a document.

    Attributes:
        section: Name of the section, as in the report's heading; "Text" for plain text.
        text: The section's words, as written.
    """

    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One past incident as the index holds it.

    Attributes:
        id: Unique within the index.
        title: One line; may be empty for foreign text.
        text: Everything that is searched besides the title.
        services: Names of the services that were affected.
        symptom: What was seen, in one line.
        cause: The root cause, as written in the report; None means that the scorers pick the causal sentences of the text.
        cause_family: The kind of cause, such as "expired certificate".
        severity: Level as written, such as "SEV-1".
        closed_on: Day on which the incident was closed.
        duration: How long it lasted, as written.
        passages: The sections; a plain text has one.
        sample: True for the reports that ship with the product.
        is_report: True when a post-incident report is kept for it.
    """

    id: str
    title: str
    text: str
    services: tuple[str, ...] = ()
    symptom: str | None = None
    cause: str | None = None
    cause_family: str | None = None
    severity: str | None = None
    closed_on: date | None = None
    duration: str | None = None
    passages: tuple[Passage, ...] = ()
    sample: bool = False
    is_report: bool = False

    @property
    def whole(self) -> str:
        """Title and text, as the scorers read them."""
        return f"{self.title}\n{self.text}"

    @classmethod
    def plain(cls, id: str, *, title: str, text: str, services: Sequence[str] = ()) -> Document:
        """Make a document of text from elsewhere, which has no fixed sections."""
        return cls(id=id, title=title, text=text, services=tuple(services), passages=(Passage("Text", text),))

    @classmethod
    def from_report(cls, report: PostIncidentReport) -> Document:
        """Make the document of a post-incident report; its first words are the symptom and the impact."""
        opening = "\n".join(line for line in (report.symptom, report.impact) if line)
        bodies = (
            ("Summary", opening),
            ("Customer Impact", report.customer_impact),
            ("Root Cause", report.root_cause),
            ("Resolution", report.resolution),
            ("Timeline", "\n".join(f"{event.time}: {event.event}" for event in report.timeline)),
            ("Prevention Actions", "\n".join(item.action for item in report.prevention_actions)),
            ("Lessons Learned", report.lessons_learned),
            ("Recovery Actions Taken", report.recovery_actions),
        )
        passages = tuple(Passage(section, body) for section, body in bodies if body)
        return cls(
            id=report.id,
            title=report.issue,
            text="\n\n".join(passage.text for passage in passages),
            services=report.services,
            symptom=report.symptom,
            cause=report.root_cause,
            cause_family=report.cause_family,
            severity=report.severity,
            closed_on=report.closed_on,
            duration=report.duration,
            passages=passages,
            sample=report.sample,
            is_report=True,
        )

    def as_row(self) -> dict[str, Any]:
        """Return the document as plain JSON values."""
        row = asdict(self)
        row["closed_on"] = self.closed_on.isoformat() if self.closed_on else None
        return row

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Document:
        """Return the document of a row written by `as_row`."""
        values = dict(row)
        values["closed_on"] = date.fromisoformat(row["closed_on"]) if row["closed_on"] else None
        values["passages"] = tuple(Passage(**passage) for passage in row["passages"])
        values["services"] = tuple(row["services"])
        return cls(**values)
