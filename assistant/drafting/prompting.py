"""Prompts from `prompts/`: rendered in a sandbox that knows every variable or fails, and known by id, version and fingerprint."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.checks.finding import Finding
from assistant.drafting.draft import PromptRef
from assistant.drafting.evidence_lines import Teller, show
from assistant.drafting.slots import SLOTS, Slots
from assistant.errors import NotFound
from assistant.evidence.facts import EvidenceSet
from assistant.evidence.redaction import Redactor
from assistant.records.fingerprint import fingerprint
from assistant.records.model import EscalationRecord
from assistant.records.policy import Policy

EVIDENCE_BUDGET = 24_000
"""Characters of evidence that enter a prompt at most: about 6,000 tokens of English."""

REVISE, REVISE_DOCUMENT, REPAIR, FORMAT = "revise/message", "revise/document", "revise/repair", "draft/format"
REVISE_SENTENCES, JUDGE = "revise/sentences", "judge/message"


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

    previous: Slots
    note: str = ""
    findings: Sequence[Finding] = ()


Texts = tuple[tuple[str, str], ...]
"""Prompt files by name, with the text that stands for them."""

_instead: ContextVar[Texts] = ContextVar("steadyhand_prompt_texts", default=())


@contextmanager
def other_texts(texts: Mapping[str, str]) -> Iterator[None]:
    """Prompts with other texts than those in force, in this thread and what it starts; to compare versions of a prompt.

    Args:
        texts: The whole text for each file name under `prompts/`, such as "draft/progress.j2".
    """
    token = _instead.set(tuple(sorted(texts.items())))
    try:
        yield
    finally:
        _instead.reset(token)


def _source(name: str) -> str:
    return dict(_instead.get()).get(name) or files("prompts").joinpath(name).read_text(encoding="utf-8")


def _environment() -> Environment:
    return _environment_of(_instead.get())


@lru_cache(maxsize=16)
def _environment_of(texts: Texts) -> Environment:
    """One for each set of texts, for an environment keeps the templates that it has read."""
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


def current_fingerprint(prompt_id: str, slots: type[Slots] | None = None) -> str:
    """SHA-256, first 12 hex digits, over a prompt's template, everything it includes, and the slots it asks for.

    Args:
        prompt_id: Which prompt.
        slots: What it asks for, where that is no customer message.
    """
    return _fingerprint_of(prompt_id, slots, _instead.get())


@lru_cache(maxsize=256)
def _fingerprint_of(prompt_id: str, slots: type[Slots] | None, texts: Texts) -> str:
    """Remembered by the texts in use, which `_source` reads."""
    names = [f"{prompt_id}.j2"]
    for name in names:
        found = meta.find_referenced_templates(_environment().parse(_source(name)))
        names += [other for other in found if other is not None and other not in names]
    kind = prompt_id.removeprefix("draft/")
    contracts = [slots] if slots else [asked for message, asked in SLOTS.items() if prompt_id == REVISE or message.value == kind]
    return fingerprint([{name: _source(name) for name in names}, [_contract(asked.model_json_schema()) for asked in contracts]])


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


def prompt_ref(prompt_id: str, slots: type[Slots] | None = None) -> PromptRef:
    """A prompt's id, version and fingerprint; arguments as for `current_fingerprint`.

    Raises:
        NotFound: The manifest does not list it.
    """
    if prompt_id not in manifest():
        msg = f"There is no prompt {prompt_id!r} in prompts/manifest.toml."
        raise NotFound(msg, "Add it with its first fingerprint.")
    return PromptRef(id=prompt_id, version=manifest()[prompt_id][0], fingerprint=current_fingerprint(prompt_id, slots))


def render_prompt(
    kind: str,
    evidence: EvidenceSet,
    *,
    record: EscalationRecord | None,
    policy: Policy,
    redactor: Redactor,
    slots: type[Slots] | None = None,
    label: str = "",
    revision: Revision | None = None,
    budget: int = EVIDENCE_BUDGET,
) -> Prompt:
    """The prompt for one document, or for its revision.

    Args:
        kind: Which document; names the prompt.
        evidence: What may be said; what is withheld in it is never looked at.
        record: For its state; None for a document about no single escalation.
        policy: For the zone of times.
        redactor: Keeps the mapping of this draft.
        slots: What is asked for, where that is no customer message.
        label: What a person calls the document.
        revision: The draft before and what is to change.
        budget: Characters of evidence at most.
    """
    teller = Teller(redactor)
    shown = show(evidence.items, teller, zone=policy.zone, budget=budget)
    revised = REVISE_DOCUMENT if slots else REVISE
    ref = prompt_ref(revised) if revision else prompt_ref(f"draft/{kind}", slots)
    values = {
        "kind": label or kind,
        "status": record.status.value if record else "",
        "evidence": shown.lines,
        "past_reports": shown.past_reports,
        "cut": shown.notes,
        **(_revision_values(revision, teller) if revision else {}),
    }
    return rendered(ref, values, shown=shown.tags, notes=shown.notes)


def rendered(ref: PromptRef, values: dict[str, Any], *, shown: frozenset[str] = frozenset(), notes: tuple[str, ...] = ()) -> Prompt:
    """A prompt with its values in their places.

    Args:
        ref: Which prompt.
        values: Everything that its template names; outside text already made safe by a `Teller`.
        shown: Tags of the evidence among them.
        notes: What did not fit.
    """
    system, user = _blocks(f"{ref.id}.j2", values)
    return Prompt(ref, system, user, shown, notes)


def _revision_values(revision: Revision, teller: Teller) -> dict[str, Any]:
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
