"""A document as its sections, each with its markup and how far it is: filled, with something not known, or left for a person. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.checks.finding import Sentence
from assistant.drafting.slots import GAP_CLOSE, GAP_OPEN
from ui.widgets.words import esc, icon, tag

_HEADING = re.compile(r"^##\s+(?P<title>.+)$")
_LABEL = re.compile(r"^\*\*(?P<title>[^*\n]{2,60})\*\*:\s*(?P<rest>.*)$")
_ITEM = re.compile(r"^\s*(?:(?P<bullet>[-*•])|(?P<number>\d{1,2})[.)])\s+(?P<rest>.*)$")
_TAGS = re.compile(r" ?\((?P<tags>[FPS]\d+(?:, [FPS]\d+)*)\)(?P<stop>[.,;]?)")
_CELL = re.compile(r"(?<!\\)\|")
_NOT_KNOWN = re.compile(
    r"^(?:not (?:known|recorded|confirmed|established)\b|no (?:root |confirmed )?cause (?:is|has been) (?:confirmed|established|found)|"
    r"(?:the (?:root )?)?cause (?:is|has) not (?:yet )?(?:been )?(?:confirmed|established|known|found)|we do not (?:yet )?know|"
    r"it is resolved; no step|not in the record|inconclusive)",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"^(?:(?:none|no (?:recovery|prevention) action) is recorded|the record (?:holds|names) (?:none|nothing|no )|no past report looks|"
    r"nothing (?:is |has been )?(?:decided|recorded)|it is not resolved)",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\bNot known: ask\b|\bNot known from the record\b")
_OF_THE_CAUSE = {"root cause": "not confirmed", "hypotheses": "none confirmed"}
"""Sections that are not filled while no cause is confirmed, whatever stands in them."""
_EMPTY_CELLS = frozenset({"not recorded", "to be named", "to be set"})


@dataclass(frozen=True)
class Section:
    """One section.

    Attributes:
        title: Its head; empty for what stands under none.
        markup: Its content, escaped.
        state: How far it is, in words; empty without a head.
        filled: Whether nothing is left to find out or to write.
    """

    title: str
    markup: str
    state: str
    filled: bool


@dataclass
class _Open:
    title: str
    lines: list[tuple[str, int]] = field(default_factory=list)


def sections_of(body: str, sentences: Sequence[Sentence] = (), *, confirmed: bool | None = None) -> tuple[Section, ...]:
    """The sections of a document for colleagues (`## Head`) or of a message (`**Head**:`).

    Args:
        body: The document in Markdown.
        sentences: Its sentences with what backs them; their tags are set behind the lines that carry none.
        confirmed: Whether the cause is confirmed; None where nobody worked it out.
    """
    headed = any(_HEADING.match(line) for line in body.split("\n"))
    parts = _headed(body) if headed else _labelled(body)
    return tuple(_section(part, sentences, confirmed) for part in parts if part.title or any(text.strip() for text, _ in part.lines))


def _lines(body: str) -> Iterator[tuple[str, int]]:
    at = 0
    for line in body.split("\n"):
        yield line, at
        at += len(line) + 1


def _headed(body: str) -> list[_Open]:
    parts = [_Open("")]
    for line, at in _lines(body):
        found = _HEADING.match(line)
        if found:
            parts.append(_Open(found["title"].strip()))
        elif not line.startswith("# "):
            parts[-1].lines.append((line, at))
    return parts


def _labelled(body: str) -> list[_Open]:
    """A labelled paragraph or list ends where a paragraph without a label begins."""
    parts, blank = [_Open("")], False
    for line, at in _lines(body):
        found = _LABEL.match(line)
        if found:
            parts.append(_Open(found["title"], [(found["rest"], at + found.start("rest"))]))
        else:
            if blank and parts[-1].title and line.strip() and not _ITEM.match(line):
                parts.append(_Open(""))
            parts[-1].lines.append((line, at))
        blank = not line.strip()
    return parts


def _section(part: _Open, sentences: Sequence[Sentence], confirmed: bool | None) -> Section:
    state, filled = _state(part, confirmed) if part.title else ("", True)
    return Section(part.title, "".join(_markup(part.lines, sentences)), state, filled)


# How far it is


def _state(part: _Open, confirmed: bool | None) -> tuple[str, bool]:
    lines = [text for text, _ in part.lines if text.strip()]
    if any(GAP_OPEN in line for line in lines):
        return "for a person", False
    if confirmed is False and part.title.lower() in _OF_THE_CAUSE:
        return _OF_THE_CAUSE[part.title.lower()], False
    told = open_ones = 0
    for row in _rows_without_head(lines):
        empty = [cell for cell in _cells(row) if cell.lower() in _EMPTY_CELLS]
        told, open_ones = told + (not empty), open_ones + bool(empty)
    for line in lines:
        if line.lstrip().startswith("|"):
            continue
        words = _bare(line)
        if _NOTHING.match(words):
            continue
        unknown = bool(_NOT_KNOWN.match(words) or _ASKED.search(words))
        told, open_ones = told + (not unknown), open_ones + unknown
    if not told:
        return ("not known" if open_ones else "nothing yet"), False
    return (f"{open_ones} not known", False) if open_ones else ("filled", True)


def _bare(line: str) -> str:
    """A line without its mark and its label."""
    found = _ITEM.match(line)
    words = found["rest"] if found else line
    label = _LABEL.match(words)
    return (label["rest"] if label else words).strip()


def _rows_without_head(lines: Sequence[str]) -> list[str]:
    return [row for row in [line for line in lines if line.lstrip().startswith("|")][1:] if not set(row) <= set("|-: ")]


def _cells(row: str) -> list[str]:
    return [cell.replace("\\|", "|").strip() for cell in _CELL.split(row.strip().strip("|"))]


# Markup


def _markup(lines: Sequence[tuple[str, int]], sentences: Sequence[Sentence]) -> Iterator[str]:
    table: list[str] = []
    for text, at in [*lines, ("", -1)]:
        if text.lstrip().startswith("|"):
            table.append(text)
            continue
        if table:
            yield _table(table)
            table = []
        if text.startswith("### "):
            yield f"<h4>{inline(text[4:])}</h4>"
        elif text.strip():
            yield _line(text, at, sentences)


def _line(text: str, at: int, sentences: Sequence[Sentence]) -> str:
    found = _ITEM.match(text)
    words = found["rest"] if found else text
    tags = "" if _TAGS.search(words) else _tags_behind(at, at + len(text), sentences)
    label = _LABEL.match(words) if found else None
    if label:
        return f'<div class="pair"><span>{inline(label["title"])}</span><span>{inline(label["rest"])}{tags}</span></div>'
    mark = f'<span class="mark">{"–" if found["bullet"] else found["number"] + "."}</span>' if found else ""
    return f'<div class="{"item" if found else "para"}">{mark}<span>{inline(words)}{tags}</span></div>'


def inline(text: str) -> str:
    """One line with its bold words, commands, tags and gaps; everything escaped."""
    shown = _TAGS.sub(lambda found: f"{found['stop']} " + " ".join(tag(name) for name in found["tags"].split(", ")), esc(text))
    shown = re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", shown)
    shown = re.sub(r"`([^`]+)`", r'<span class="sh-code">\1</span>', shown)
    return shown.replace(GAP_OPEN, f'<span class="sh-gap">{icon("person_edit")} ').replace(GAP_CLOSE, "</span>")


def _tags_behind(start: int, end: int, sentences: Sequence[Sentence]) -> str:
    names = dict.fromkeys(name for each in sentences if each.start < end and start < each.end for name in each.sources)
    return "".join(f" {tag(name)}" for name in names)


def _table(rows: Sequence[str]) -> str:
    head, *_ = rows
    body = _rows_without_head(rows)
    if not body:
        return '<div class="para"><span class="sh-muted">None is recorded.</span></div>'
    cells = "".join(f"<th>{inline(cell)}</th>" for cell in _cells(head))
    shown = "".join(f"<tr>{''.join(_cell(cell) for cell in _cells(row))}</tr>" for row in body)
    table = f"<table><thead><tr>{cells}</tr></thead><tbody>{shown}</tbody></table>"
    return f'<div class="sh-rolls" tabindex="0" role="region" aria-label="{len(body)} rows">{table}</div>'


def _cell(text: str) -> str:
    look = ' class="sh-amber"' if text.lower() in _EMPTY_CELLS else ""
    return f"<td{look}>{inline(text)}</td>"
