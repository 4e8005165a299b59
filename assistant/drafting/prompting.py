"""Prompts from `prompts/`: which evidence enters, in what form, and with what version.

Text from outside only ever enters as a JSON string inside a tagged block: hidden characters and HTML comments are dropped, private pieces
are placeholders, and nothing in it can close the block.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FunctionLoader, StrictUndefined, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.checks.finding import Finding
from assistant.drafting.draft import PromptRef
from assistant.drafting.slots import SLOTS, MessageSlots
from assistant.errors import NotFound
from assistant.evidence.facts import Clause, Evidence, EvidenceSet, Mode
from assistant.evidence.redaction import Redactor
from assistant.records.clock import MessageKind, say_date
from assistant.records.fingerprint import fingerprint
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy

EVIDENCE_BUDGET = 24_000
"""Characters of evidence that enter a prompt at most: about 6,000 tokens of English."""

REVISE, REPAIR, FORMAT = "revise/message", "revise/repair", "draft/format"

_LEFT_OUT = frozenset({"contacts", "owner", "executive"})
"""Fields of names and addresses: greeting, contact line and signature are the template's, so the model need not see them."""

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG_START = re.compile(r"<(?=[\s/]*[A-Za-z!?|])")


def visible(text: str) -> str:
    """The text as a person reads it: without zero-width, bidirectional, tag and control characters and without HTML comments."""
    return _COMMENT.sub(" ", _HIDDEN.sub("", text))


@dataclass(frozen=True)
class Line:
    """One line of evidence as the prompt shows it; `text` is a JSON string."""

    tag: str
    mode: str
    at: str
    origin: str
    text: str

    def __str__(self) -> str:
        return " | ".join(part for part in (self.tag, self.mode, self.at, self.origin, self.text) if part)


@dataclass(frozen=True)
class Prompt:
    """A rendered prompt.

    Attributes:
        ref: Which prompt it is.
        system: The rules.
        user: The data and what to write.
        shown: Tags of the evidence that the model was shown; others cannot be cited.
        notes: What did not fit, in plain sentences.
    """

    ref: PromptRef
    system: str
    user: str
    shown: frozenset[str]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Revision:
    """What a person or the checks want changed in a draft."""

    previous: MessageSlots
    note: str = ""
    findings: Sequence[Finding] = ()


def _source(name: str) -> str:
    return files("prompts").joinpath(name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return ImmutableSandboxedEnvironment(
        loader=FunctionLoader(_source),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # the result is a prompt, not HTML; values are JSON strings
    )


@cache
def manifest() -> dict[str, tuple[int, tuple[str, ...]]]:
    """Every prompt with its version and the fingerprints of all its versions, oldest first: the last is the text in force."""
    listed = tomllib.loads(_source("manifest.toml"))
    return {name: (entry["version"], tuple(entry["fingerprints"])) for name, entry in listed["prompts"].items()}


@cache
def current_fingerprint(prompt_id: str) -> str:
    """SHA-256, first 12 hex digits, over a prompt's template, everything it includes, and the slots it asks for."""
    names = [f"{prompt_id}.j2"]
    for name in names:
        found = meta.find_referenced_templates(_environment().parse(_source(name)))
        names += [other for other in found if other is not None and other not in names]
    kind = prompt_id.removeprefix("draft/")
    contracts = [slots for message, slots in SLOTS.items() if prompt_id == REVISE or message.value == kind]
    return fingerprint([{name: _source(name) for name in names}, [_contract(slots.model_json_schema()) for slots in contracts]])


def _contract(schema: Any) -> Any:
    """A JSON schema without what changes between releases of Pydantic and says nothing: titles and their like."""
    if isinstance(schema, list):
        return [_contract(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = ("$ref", "anyOf", "description", "enum", "items", "properties", "required", "type", "$defs")
    by_name = {"properties", "$defs"}
    return {
        key: {name: _contract(part) for name, part in value.items()} if key in by_name else _contract(value)
        for key, value in schema.items()
        if key in kept
    }


def prompt_ref(prompt_id: str) -> PromptRef:
    """A prompt's id, version and fingerprint.

    Raises:
        NotFound: The manifest does not list it.
    """
    if prompt_id not in manifest():
        msg = f"There is no prompt {prompt_id!r} in prompts/manifest.toml."
        raise NotFound(msg, "Add it with its first fingerprint.")
    return PromptRef(id=prompt_id, version=manifest()[prompt_id][0], fingerprint=current_fingerprint(prompt_id))


class _Teller:
    """Turns outside text into what may stand in a prompt."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def plain(self, text: str) -> str:
        """Redacted and without tags, on one line, for origins."""
        return self.bare(text).replace("|", "/")

    def quoted(self, text: str) -> str:
        """A JSON string that cannot close a block."""
        return json.dumps(self.bare(text), ensure_ascii=False)

    def bare(self, text: str) -> str:
        """What `quoted` quotes."""
        return " ".join(self._safe(text).split())

    def _safe(self, text: str) -> str:
        return _TAG_START.sub("‹", self._redactor.redact(visible(text)))


def _lines(item: Evidence, teller: _Teller, zone: ZoneInfo) -> Iterator[Line]:
    """The item's clauses, neighbours of one mode on one line."""
    at = f"{item.at.astimezone(zone):%H:%M} {item.at.astimezone(zone).tzname()}, {say_date(item.at, zone=zone)}" if item.at else ""
    origin = teller.plain(item.origin)
    for mode, clauses in groupby(item.clauses, key=lambda clause: clause.mode):
        # A passage is never told as this record's done or observed, whatever it says of its own incident.
        shown = Mode.PASSAGE if item.field == "passage" else mode
        yield Line(item.id, shown.value, at, origin, teller.quoted(_joined(clauses)))


def _joined(clauses: Iterable[Clause]) -> str:
    text = ""
    for clause in clauses:
        said = f"{clause.label}: {clause.text}" if clause.label else clause.text
        text += f"{' ' if text.endswith(('.', '!', '?', ':', ',')) else ' / '}{said}" if text else said
    return text


def _within_budget(items: Sequence[Evidence], told: dict[str, list[Line]], budget: int) -> tuple[set[str], tuple[str, ...]]:
    """Which tags fit. The oldest log entries go first, then the least similar passages, then the last of the fields."""
    size = {item.id: sum(len(str(line)) + 1 for line in told[item.id]) for item in items}
    entries = [item.id for item in items if item.field == "updates"]
    passages = [item.id for item in reversed(items) if item.field == "passage"]
    fields = [item.id for item in reversed(items) if item.id not in {*entries, *passages}]
    kept, total, notes = set(size), sum(size.values()), []
    for what, candidates in (("older log entries", entries), ("past reports", passages), ("fields of the record", fields[:-1])):
        cut = 0
        for tag in candidates:
            if total <= budget:
                break
            kept.discard(tag)
            total -= size[tag]
            cut += 1
        if cut:
            notes.append(f"{cut} {what} did not fit into the prompt and were not shown to the model.")
    return kept, tuple(notes)


def _shortened(item: Evidence, limit: int) -> Evidence:
    """An item whose clauses have `limit` characters at most in all, cut between sentences; a sentence longer than that is cut short."""
    room, clauses = limit, []
    for clause in item.clauses:
        if room <= 0:
            break
        text = clause.text if len(clause.text) <= room else f"{clause.text[:room].rsplit(None, 1)[0]} …"
        clauses.append(replace(clause, text=text))
        room -= len(text)
    return replace(item, clauses=tuple(clauses))


def render_prompt(
    kind: MessageKind,
    evidence: EvidenceSet,
    *,
    record: EscalationRecord,
    policy: Policy,
    redactor: Redactor,
    revision: Revision | None = None,
    budget: int = EVIDENCE_BUDGET,
) -> Prompt:
    """The prompt for one message, or for its revision.

    Args:
        kind: Which message.
        evidence: What may be said; what is withheld in it is never looked at.
        record: For its state.
        policy: For the zone of times.
        redactor: Keeps the mapping of this draft.
        revision: The draft before and what is to change.
        budget: Characters of evidence at most.
    """
    teller = _Teller(redactor)
    items = [_shortened(item, budget // 4) for item in evidence.items if item.field not in _LEFT_OUT]
    told = {item.id: list(_lines(item, teller, policy.zone)) for item in items}
    kept, notes = _within_budget(items, told, budget)
    shown = [item for item in items if item.id in kept]
    ref = prompt_ref(REVISE if revision else f"draft/{kind.value}")
    values = {
        "kind": kind.label.lower(),
        "status": record.status.value,
        "evidence": _told(shown, told, past=False),
        "past_reports": _told(shown, told, past=True),
        "cut": notes,
        **(_revision_values(revision, teller) if revision else {}),
    }
    system, user = _blocks(f"{ref.id}.j2", values)
    return Prompt(ref, system, user, frozenset(kept), notes)


def _told(shown: Iterable[Evidence], told: dict[str, list[Line]], *, past: bool) -> list[str]:
    return [str(line) for item in shown if (item.field == "passage") == past for line in told[item.id]]


def _revision_values(revision: Revision, teller: _Teller) -> dict[str, Any]:
    previous = revision.previous.model_dump(mode="json")
    return {
        "previous": json.dumps(mapped(previous, teller.bare), ensure_ascii=False),
        "note": teller.quoted(revision.note) if revision.note.strip() else "",
        "findings": [
            {
                "about": teller.quoted(finding.text),
                "message": teller.quoted(finding.message),
                "suggestion": teller.quoted(finding.suggestion),
            }
            for finding in revision.findings
        ],
    }


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """A JSON value with every string in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [mapped(part, change) for part in value]
    return {key: mapped(part, change) for key, part in value.items()} if isinstance(value, dict) else value


def _blocks(name: str, values: dict[str, Any]) -> tuple[str, str]:
    template = _environment().get_template(name)
    context = template.new_context(values)
    system, user = ("".join(template.blocks[block](context)).strip() for block in ("system", "user"))
    return system, user


def render_format(schema: dict[str, Any]) -> str:
    """The schema as an instruction, for endpoints that cannot be held to it otherwise."""
    return _environment().get_template(f"{FORMAT}.j2").render(schema=json.dumps(schema, ensure_ascii=False)).strip()


def render_repair(problems: Sequence[str], shown: Iterable[str], schema: dict[str, Any]) -> str:
    """What to say to a model whose answer was not valid."""
    values = {
        "problems": [" ".join(problem.split()) for problem in problems],
        "tags": sorted(shown, key=_tag_order),
        "format": render_format(schema),
    }
    return _environment().get_template(f"{REPAIR}.j2").render(values).strip()


def _tag_order(tag: str) -> tuple[str, int]:
    return tag[:1], int(tag[1:]) if tag[1:].isdigit() else 0
