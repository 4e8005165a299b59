"""Reads a post-incident report and names all its problems at once, each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from pydantic import ValidationError

from knowledge.errors import ReportInvalid
from knowledge.report import (
    ACTION_COLUMNS,
    METADATA_KEYS,
    SECTIONS,
    SUMMARY_FIELDS,
    TIMELINE_COLUMNS,
    PostIncidentReport,
    ReportMetadata,
)

# The C parser reads the same and is several times quicker; some builds of the package do not have it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TITLE = re.compile(r"^#\s+Post-Incident Report:\s*(.*)$", re.IGNORECASE)
_HEADING = re.compile(r"^##(?!#)\s*(.*?)\s*#*$")
_SHIELDED = re.compile(r"^\\(\\*##(?!#))", re.MULTILINE)
_SUMMARY_LINE = re.compile(
    r"^\s*(?:[-*+]\s+)?(?:(?:\*\*|__)(?P<bold>[A-Za-z][A-Za-z ]*?)\s*(?::\s*(?:\*\*|__)|(?:\*\*|__)\s*:)|(?P<plain>[A-Za-z][A-Za-z ]*?)\s*:)\s*(?P<value>.*)$"
)
_CELL_END = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_RULE = re.compile(r"^:?-+:?$")
_PROSE_SECTIONS = {
    "root_cause": "Root Cause",
    "resolution": "Resolution",
    "customer_impact": "Customer Impact",
    "lessons_learned": "Lessons Learned",
    "recovery_actions": "Recovery Actions Taken",
}
_BY_NAME = {name.casefold(): name for name in SECTIONS}


@dataclass
class _Section:
    """A section as found: its heading's line (from 1) and its lines with their numbers."""

    line: int
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def body(self) -> str:
        return "\n".join(text for _, text in self.lines)


class _Problems:
    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []

    def add(self, line: int, text: str) -> None:
        self.found.append((line, text))

    def lines(self) -> list[str]:
        return [f"line {line}: {text}" for line, text in sorted(self.found, key=lambda item: item[0])]


def parse_report(text: str, *, source: str = "report") -> PostIncidentReport:
    """Read one report from its Markdown.

    Args:
        text: The whole file.
        source: Name of the file, for the error.

    Returns:
        The report.

    Raises:
        ReportInvalid: The text does not follow the format; holds every problem with its line.
    """
    problems = _Problems()
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start, metadata = _read_front_matter(lines, problems)
    report_id, sections = _read_sections(lines, start, problems)
    values: dict[str, Any] = {**metadata, "id": report_id}
    if "Summary" in sections:
        values.update(_read_summary(sections["Summary"], problems))
    if "Timeline" in sections:
        rows = _read_table(sections["Timeline"], "Timeline", TIMELINE_COLUMNS, problems)
        values["timeline"] = tuple({"time": time, "event": event} for time, event in rows)
        if not rows:
            problems.add(sections["Timeline"].line, "Timeline has no events")
    if "Prevention Actions" in sections:
        rows = _read_table(sections["Prevention Actions"], "Prevention Actions", ACTION_COLUMNS, problems)
        keys = ("action", "owner", "due_date", "status")
        values["prevention_actions"] = tuple(dict(zip(keys, row, strict=True)) for row in rows)
    for key, name in _PROSE_SECTIONS.items():
        if name in sections:
            values[key] = _SHIELDED.sub(r"\1", sections[name].body).strip()
            if not values[key]:
                problems.add(sections[name].line, f"section '{name}' is empty")
    if problems.found:
        raise ReportInvalid(problems.lines(), source=source)
    try:
        return PostIncidentReport.model_validate(values)
    except ValidationError as error:
        found = [f"line 1: {'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in error.errors()]
        raise ReportInvalid(found, source=source) from error


def _read_front_matter(lines: list[str], problems: _Problems) -> tuple[int, dict[str, Any]]:
    """Return the index of the first line behind the front matter, and its values."""
    if not lines or lines[0].rstrip() != "---":
        return 0, {}
    end = next((i for i, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if end is None:
        problems.add(1, "front matter is not closed by a line of ---")
        return 1, {}
    try:
        values = yaml.load("\n".join(lines[1:end]), Loader=_LOADER) or {}  # noqa: S506 - one of the two safe loaders
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "cannot be read"
        problems.add(mark.line + 2 if mark else 1, f"front matter is not valid YAML: {reason}")
        return end + 1, {}
    if not isinstance(values, dict):
        problems.add(2, "front matter is not a list of 'key: value' lines")
        return end + 1, {}
    return end + 1, _check_metadata(values, lines[:end], problems)


def _check_metadata(values: dict[Any, Any], lines: list[str], problems: _Problems) -> dict[str, Any]:
    def line_of(key: object) -> int:
        return next((i for i, line in enumerate(lines, start=1) if re.match(rf"^['\"]?{re.escape(str(key))}['\"]?\s*:", line)), 1)

    for key in values:
        if key not in METADATA_KEYS:
            problems.add(line_of(key), f"unknown key '{key}' (known: {', '.join(METADATA_KEYS)})")
    known = {key: value for key, value in values.items() if key in METADATA_KEYS and value is not None}
    try:
        ReportMetadata.model_validate(known)
    except ValidationError as error:
        for item in error.errors():
            where = ".".join(str(part) for part in item["loc"])
            problems.add(line_of(item["loc"][0]), f"key '{where}': {item['msg']}")
        return {}
    return known


def _read_sections(lines: list[str], start: int, problems: _Problems) -> tuple[str, dict[str, _Section]]:
    report_id = ""
    title_line = 0
    sections: dict[str, _Section] = {}
    current: _Section | None = None
    order: list[str] = []
    for number, line in enumerate(lines[start:], start=start + 1):
        if not title_line and (title := _TITLE.match(line)):
            title_line, report_id = number, " ".join(title.group(1).split())
            if not report_id:
                problems.add(number, "the first heading has no id")
        elif heading := _HEADING.match(line):
            current = _open_section(heading.group(1), number, sections, order, problems)
        elif current is not None:
            current.lines.append((number, line))
        elif line.strip():
            problems.add(number, "text before the first section")
    if not title_line:
        problems.add(start + 1, "no heading '# Post-Incident Report: ID'")
    for name in SECTIONS:
        if name not in sections:
            problems.add(len(lines), f"section '## {name}' is missing")
    if order != sorted(order, key=SECTIONS.index):
        problems.add(sections[order[0]].line, f"sections stand in another order than {', '.join(SECTIONS)}")
    return report_id, sections


def _open_section(title: str, number: int, sections: dict[str, _Section], order: list[str], problems: _Problems) -> _Section:
    section = _Section(number)
    name = _BY_NAME.get(title.casefold())
    if name is None:
        problems.add(number, f"unknown section '{title}' (known: {', '.join(SECTIONS)})")
    elif name in sections:
        problems.add(number, f"section '{name}' stands twice (first at line {sections[name].line})")
    else:
        sections[name] = section
        order.append(name)
    return section


def _read_summary(section: _Section, problems: _Problems) -> dict[str, str]:
    known = {label.casefold(): label for label in SUMMARY_FIELDS}
    found: dict[str, str] = {}
    last = ""
    for number, line in section.lines:
        if not line.strip():
            last = ""
            continue
        match = _SUMMARY_LINE.match(line)
        written = (match["bold"] or match["plain"]) if match else ""
        label = known.get(written.casefold())
        if match and label:
            if label in found:
                problems.add(number, f"Summary names '{label}' twice")
            found[label] = match["value"].strip()
            last = label
        elif last and line[:1].isspace():
            found[last] = f"{found[last]} {line.strip()}"
        elif match:
            problems.add(number, f"Summary has an unknown field '{written}' (known: {', '.join(SUMMARY_FIELDS)})")
        else:
            problems.add(number, "Summary holds text that is not a 'Label: value' line")
    for label in SUMMARY_FIELDS:
        if label not in found:
            problems.add(section.line, f"Summary lacks '{label}'")
        elif not found[label]:
            problems.add(section.line, f"Summary field '{label}' is empty")
    return {label.casefold(): value for label, value in found.items()}


def _read_table(section: _Section, name: str, columns: tuple[str, ...], problems: _Problems) -> list[tuple[str, ...]]:
    """Return the table's rows; a row with another number of cells or an empty cell is a problem."""
    rows: list[tuple[str, ...]] = []
    header = ruled = False
    for number, line in section.lines:
        if not line.strip():
            continue
        if not line.strip().startswith("|"):
            problems.add(number, f"{name} holds text outside its table")
            continue
        cells = _cells(line.strip())
        if not header:
            header = True
            if tuple(cell.casefold() for cell in cells) != tuple(column.casefold() for column in columns):
                problems.add(number, f"{name} has the columns {' | '.join(cells)}, expected {' | '.join(columns)}")
                return []
        elif not ruled:
            ruled = True
            if not all(_RULE.match(cell) for cell in cells):
                problems.add(number, f"{name} needs a row of dashes under its columns")
        elif len(cells) != len(columns):
            problems.add(number, f"{name} row has {len(cells)} cells, expected {len(columns)}")
        elif not all(cells):
            problems.add(number, f"{name} row has an empty '{columns[cells.index('')]}'")
        else:
            rows.append(tuple(cells))
    if not header:
        problems.add(section.line, f"{name} has no table with the columns {' | '.join(columns)}")
    return rows


def _cells(line: str) -> list[str]:
    r"""Split a table row at its unescaped bars; `\|` and `\\` lose their backslash."""
    marked = _CELL_END.sub("\\1\x00", line[1:])
    pieces = (marked[:-1] if marked.endswith("\x00") else marked).split("\x00")
    return [re.sub(r"\\([\\|])", r"\1", piece.strip()) for piece in pieces]
