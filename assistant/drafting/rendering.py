"""Slots to document: labels, order, promises and clock times come from templates and policy, the slots only fill their places.

While rendering, every piece that something backs is wrapped in private-use marks; they come out again as exact spans, so that each
sentence of the finished text knows its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, meta, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.checks.context import Backing
from assistant.checks.finding import SentenceStatus
from assistant.drafting.layout import aligned_table, cell, clipped, one_line
from assistant.drafting.slots import GAP_OPEN, Slots, Statement, gap
from assistant.evidence.facts import EvidenceSet
from assistant.evidence.sentences import split_sentences
from assistant.records.fingerprint import fingerprint

_OPEN, _CLOSE, _SEPARATOR = "\ue000", "\ue002", "\ue001"
_FORM = "="
"""Stands among the tags of a piece whose wording is the house's own."""
_NAMED = "~"
"""The only tag of a piece that names the problem inside a sentence of the template."""
_MARK = re.compile(f"{_OPEN}([^{_SEPARATOR}]*){_SEPARATOR}([^{_CLOSE}]*){_CLOSE}")


@dataclass(frozen=True)
class Rendered:
    """A finished document.

    Attributes:
        subject: One line.
        body: Markdown.
        known: Each sentence of the body that was rendered, with what stands behind it.
    """

    subject: str
    body: str
    known: Mapping[str, Backing]


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    folder = files("prompts") / "templates"
    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        autoescape=False,
    )
    environment.filters |= {"plain": one_line, "say": _say, "cited": _cited, "backed": _backed, "named": _named}
    environment.filters |= {"cell": cell, "clip": clipped, "table": aligned_table}
    environment.globals["gap"] = lambda instruction: _wrap(gap(one_line(instruction)), ())
    return environment


def _wrap(text: str, tags: Iterable[str]) -> str:
    return f"{_OPEN}{' '.join(tags)}{_SEPARATOR}{text}{_CLOSE}"


@pass_context
def _say(context: Context, value: Statement | list[Statement]) -> str:
    """Filter: statements, marked with their tags."""
    forms = context["forms"]
    statements = value if isinstance(value, list) else [value]
    return " ".join(_wrap(_close(one_line(item.text)), [*item.cites, *([_FORM] if item.text in forms else [])]) for item in statements)


@pass_context
def _cited(context: Context, value: Statement | list[Statement]) -> str:
    """Filter: statements with their tags behind them in the text, for colleagues who want to look things up."""
    forms = context["forms"]
    statements = value if isinstance(value, list) else [value]
    return " ".join(_wrap(_tagged(item), [*item.cites, *([_FORM] if item.text in forms else [])]) for item in statements)


def _tagged(statement: Statement) -> str:
    sentence = _close(one_line(statement.text))
    if not statement.cites or sentence.endswith("⟩"):
        return sentence
    tags = f" ({', '.join(statement.cites)})"
    return f"{sentence[:-1]}{tags}." if sentence.endswith(".") else f"{sentence}{tags}"


@pass_context
def _backed(context: Context, text: object, *names: str) -> str:
    """Filter: wording of the template, marked with the tags of the record fields or policy lines that it leans on."""
    tags = context["tags"]
    return _wrap(one_line(text), [*(tags[name] for name in names if name in tags), _FORM])


def _named(text: object) -> str:
    """Filter: what the problem is called, inside a sentence of the template. Whoever named it, the checks hold it like a subject line."""
    return _wrap(one_line(text), (_NAMED,))


def _close(sentence: str) -> str:
    return sentence if re.search(r"[.!?…:⟩]['\"”)]*$", sentence) else f"{sentence}."


@cache
def template_fingerprint(kind: str) -> str:
    """SHA-256 over the document's template and everything it includes, first 12 hex digits."""
    folder = files("prompts") / "templates"
    names = [f"{kind}.md.j2"]
    texts = []
    for name in names:
        texts.append((folder / name).read_text(encoding="utf-8"))
        included = meta.find_referenced_templates(_environment().parse(texts[-1]))
        names += [other for other in included if other is not None and other not in names]
    return fingerprint(texts)


def render(
    kind: str, slots: Slots, values: Mapping[str, Any], evidence: EvidenceSet, *, forms: frozenset[str] = frozenset(), note: str = ""
) -> Rendered:
    """Render the document of these slots.

    Args:
        kind: Names the template.
        slots: What the writer said.
        values: What else the template is given, by name.
        evidence: To tag what the template says on the record's or the policy's behalf.
        forms: Statements whose wording is the house's own; see `assistant.drafting.form.Composed`.
        note: What a person asked for and the writer could not do; stands as a gap where the template has a place for it.
    """
    tags = {item.field: item.id for item in reversed(evidence.items)} | {
        item.origin.removeprefix("policy, "): item.id for item in evidence.items if item.field == "policy"
    }

    template = _environment().get_template(f"{kind}.md.j2")
    marked = template.render(**values, slots=slots, note=note, tags=tags, forms=forms)
    subject_line, _, marked_body = marked.lstrip("\n").partition("\n")
    subject = one_line(_MARK.sub(r"\2", subject_line)).removeprefix("Subject: ")
    body, spans = _unmark(re.sub(r"\n{3,}", "\n\n", marked_body).strip())
    return Rendered(subject, body, _known(body, spans))


def _unmark(marked: str) -> tuple[str, list[tuple[int, int, tuple[str, ...]]]]:
    pieces: list[str] = []
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    length = position = 0
    for match in _MARK.finditer(marked):
        before = marked[position : match.start()]
        pieces += [before, match[2]]
        length += len(before)
        spans.append((length, length + len(match[2]), tuple(match[1].split())))
        length += len(match[2])
        position = match.end()
    pieces.append(marked[position:])
    return "".join(pieces), spans


def _known(body: str, spans: list[tuple[int, int, tuple[str, ...]]]) -> dict[str, Backing]:
    known: dict[str, Backing] = {}
    for sentence in split_sentences(body):
        held = [(start, end, tags) for start, end, tags in spans if start < sentence.end and sentence.start < end]
        inside = [piece for piece in held if piece[2] != (_NAMED,)]
        named = tuple(body[max(start, sentence.start) : min(end, sentence.end)] for start, end, tags in held if tags == (_NAMED,))
        sources = tuple(dict.fromkeys(tag for _, _, tags in inside for tag in tags if tag != _FORM))
        form = bool(inside) and all(_FORM in tags for _, _, tags in inside)
        if GAP_OPEN in sentence.quote:
            status = SentenceStatus.FOR_A_PERSON
        elif not inside or (form and not sources):
            status = SentenceStatus.TEMPLATE
        else:
            status = status_of(sources)
        known[sentence.quote] = Backing(status, sources, form, named)
    return known


def status_of(sources: Iterable[str]) -> SentenceStatus:
    """What a sentence with these tags is: a record fact outranks a policy line, which outranks a past report."""
    initials = {tag[0] for tag in sources if tag}
    for initial, status in (("F", SentenceStatus.RECORD), ("P", SentenceStatus.POLICY), ("S", SentenceStatus.PAST_REPORT)):
        if initial in initials:
            return status
    return SentenceStatus.UNSUPPORTED
