"""A document for colleagues as the page shows it: Markdown as its reader sees it, with the marks of what backs it. Pure; everything escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.checks.finding import Finding, Sentence, SentenceStatus
from assistant.drafting.slots import GAP_CLOSE, GAP_OPEN
from assistant.export.markup import to_html
from ui.widgets.words import esc, icon

# Punctuation, so that a mark beside a star or a bracket leaves the Markdown around it as it was; taken out of the text beforehand.
_OPEN, _CLOSE = "⸨", "⸩"
_TAKEN_OUT = str.maketrans({_OPEN: "(", _CLOSE: ")"})
_MARK = re.compile(rf"{_OPEN}(\d+){_CLOSE}")
_HTML_TAG = re.compile(r"(<[^>]*>)")
_TAGS = re.compile(r"\((?P<tags>[FPS]\d+(?:, [FPS]\d+)*)\)")
_ONLY_TAGS = re.compile(r"[FPS]\d+(?:, [FPS]\d+)*")
_WHOLE = re.compile(r"\b(?:\d{4}-\d{2}-\d{2}|[A-Z]{2,6}-\d+)\b")
"""Dates and ids, which a narrow cell must not break."""


def document_markup(
    body: str,
    *,
    sentences: Sequence[Sentence] = (),
    findings: Sequence[Finding] = (),
    evidence: Mapping[str, str] | None = None,
    waived: frozenset[int] = frozenset(),
    marked: bool = True,
) -> str:
    """The document as HTML.

    Args:
        body: Its Markdown.
        sentences: With what backs them; their offsets count into `body`.
        findings: In the order of their numbers, from 1.
        evidence: The text behind each tag, shown when a tag is pointed at.
        waived: Numbers of findings that somebody waived.
        marked: Whether the marks are shown; without them it is what the reader sees.
    """
    told = evidence or {}
    text = body.translate(_TAKEN_OUT)
    marks: list[str] = []
    if marked:
        for at, markup in sorted(_marks(body, sentences, findings, told, waived), key=lambda mark: -mark[0]):
            text = f"{text[:at]}{_OPEN}{len(marks)}{_CLOSE}{text[at:]}"
            marks.append(markup)
    pieces = _HTML_TAG.split(to_html(text))
    shown = [
        # Text and HTML tags take turns; a mark that fell into an address goes.
        _MARK.sub("", piece)
        if number % 2
        else _piece(piece, marks, told, marked=marked, in_cell=number > 0 and pieces[number - 1] == "<td>")
        for number, piece in enumerate(pieces)
    ]
    return f'<div class="sh sh-document">{"".join(shown)}</div>'


def evidence_markup(tags: Iterable[tuple[str, str, str]]) -> str:
    """Pieces of evidence as a list: tag, text, origin."""
    rows = "".join(
        f'<div class="sh-evidence">{chip(tag, "")}<span>{esc(text)} <span class="sh-small">{esc(origin)}</span></span></div>'
        for tag, text, origin in tags
    )
    return f'<div class="sh sh-list">{rows}</div>'


def chip(tag: str, text: str) -> str:
    """A tag; pointing at it shows the evidence."""
    about = f' title="{esc(f"{tag}: {text}")}"' if text else ""
    return f'<span class="sh-tag {esc(tag[:1].lower())}"{about}>{esc(tag)}</span>'


def _piece(text: str, marks: Sequence[str], told: Mapping[str, str], *, marked: bool, in_cell: bool) -> str:
    """One run of text between two HTML tags."""
    if marked and in_cell and _ONLY_TAGS.fullmatch(text):
        return _chips(text.split(", "), told)
    if in_cell:
        text = _WHOLE.sub(r'<span class="sh-whole">\g<0></span>', text)
    if marked:
        text = _TAGS.sub(lambda found: _chips(found["tags"].split(", "), told), text)
    text = _MARK.sub(lambda found: marks[int(found[1])], text)
    return text.replace(GAP_OPEN, f'<span class="sh-gap">{icon("person_edit")} ').replace(GAP_CLOSE, "</span>")


def _chips(tags: Iterable[str], told: Mapping[str, str]) -> str:
    return f'<span class="sh-tags">{" ".join(chip(tag, told.get(tag, "")) for tag in tags)}</span>'


def _marks(
    body: str, sentences: Sequence[Sentence], findings: Sequence[Finding], told: Mapping[str, str], waived: frozenset[int]
) -> list[tuple[int, str]]:
    """What is put where: tags where a sentence names none, "no source", and the numbers of findings."""
    marks: list[tuple[int, str]] = []
    for sentence in sentences:
        end = _end(body, sentence.start, sentence.end)
        held = any(finding.start < sentence.end and sentence.start < finding.end for finding in findings)
        if sentence.status is SentenceStatus.UNSUPPORTED and not held:
            marks.append((end, ' <span class="sh-amber sh-nosource">no source</span>'))
        # A line that names the evidence itself has said what it stands on.
        line = body[sentence.start :].partition("\n")[0]
        named = {tag for group in _TAGS.finditer(line) for tag in group["tags"].split(", ")}
        own = _TAGS.search(body[sentence.start : sentence.end])
        if sentence.sources and not own and not named.issuperset(sentence.sources):
            marks.append((end, f" {_chips(sentence.sources, told)}"))
    for number, finding in enumerate(findings, 1):
        if finding.text:
            look = "" if number in waived else finding.severity.value
            marks.append(
                (_end(body, finding.start, finding.end), f' <span class="sh-disc {look}" title="{esc(finding.message)}">{number}</span>')
            )
    return marks


def _end(body: str, start: int, end: int) -> int:
    """Where a mark can stand: after the last sign of a piece that is no blank and no frame of a table."""
    while end > start and (body[end - 1].isspace() or body[end - 1] == "|"):
        end -= 1
    return end
