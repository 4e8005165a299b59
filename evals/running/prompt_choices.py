"""Which text of a prompt a variant is asked with: the one in force, an earlier one that is kept, or a file that is being worked on.

draft/progress            the text in force
draft/progress@3          version 3: the text in force where the manifest says so, else `prompts/earlier/draft/progress@3.j2`
draft/progress=FILE       the text of a file
update/progress@3         the same as draft/progress@3, by the action that writes the document
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from assistant.actions.registry import ACTIONS, form_of
from assistant.drafting.prompting import current_fingerprint, manifest, other_texts
from assistant.errors import InputInvalid, NotFound
from assistant.records.clock import MessageKind
from evals.cell import IN_FORCE

_ASKED = re.compile(r"(?P<id>[\w-]+/[\w-]+)(?:@(?P<version>\d+)|=(?P<file>.+))?")
_VALUES = frozenset({"kind", "status", "evidence", "past_reports", "cut"})
"""What a prompt for a document is rendered with."""


@dataclass(frozen=True)
class PromptChoice:
    """A prompt's text.

    Attributes:
        name: As in `Variant.prompt`.
        id: Which prompt; empty where every document is asked for with the text in force.
        version: Its version in the manifest; 0 for a text that has none.
        fingerprint: Of the text with all that it includes and the slots it asks for; empty where it is each prompt's own.
        texts: What stands for the files in force, by their names under `prompts/`.
        note: What a reader of the results must know about the text; may be empty.
    """

    name: str = IN_FORCE
    id: str = ""
    version: int = 0
    fingerprint: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def kind(self) -> str:
        """The document that it asks for; empty for all."""
        return self.id.removeprefix("draft/")


def prompt_choice(asked: str) -> PromptChoice:
    """The text that a person asked for; see above for the ways to say it.

    Raises:
        NotFound: There is no such prompt or version; says which there are.
        InputInvalid: The file is no prompt.
    """
    found = _ASKED.fullmatch(asked.strip())
    prompt_id = _id_of(found["id"]) if found else ""
    if not found or not prompt_id:
        msg = f"There is no prompt {asked!r} that documents are drafted with."
        raise NotFound(msg, f"The prompts are {', '.join(_drafting())}; name one with @VERSION or =FILE.")
    if found["file"]:
        return _of_file(prompt_id, Path(found["file"]))
    in_force, _ = manifest()[prompt_id]
    version = int(found["version"] or in_force)
    if version == in_force:
        return PromptChoice(f"{prompt_id}@{version}", prompt_id, version, prompt_fingerprint(prompt_id))
    return _earlier(prompt_id, version)


def prompt_fingerprint(prompt_id: str, texts: Mapping[str, str] | None = None) -> str:
    """The fingerprint of a drafting prompt as the product computes it, with other texts where some are given."""
    kind = prompt_id.removeprefix("draft/")
    slots = None if kind in set(MessageKind) else form_of(kind).slots
    with other_texts(texts or {}):
        return current_fingerprint(prompt_id, slots)


def _drafting() -> list[str]:
    """The prompts that a document is drafted with."""
    return [f"draft/{kind}" for action in ACTIONS.values() for kind in action.kinds.values()]


def _id_of(asked: str) -> str:
    """The prompt's id for an id or ACTION/DOCUMENT; empty where there is none."""
    group, _, kind = asked.partition("/")
    action = ACTIONS.get(group)
    named = f"draft/{action.kinds.get(kind, kind)}" if action and kind in {*action.kinds, *action.kinds.values()} else asked
    return named if named in _drafting() else ""


def _earlier(prompt_id: str, version: int) -> PromptChoice:
    in_force, fingerprints = manifest()[prompt_id]
    kept = files("prompts").joinpath(_kept_as(prompt_id, version))
    if not kept.is_file():
        there = [str(each) for each in range(1, in_force) if files("prompts").joinpath(_kept_as(prompt_id, each)).is_file()]
        msg = f"The text of {prompt_id}@{version} is not kept."
        raise NotFound(
            msg, f"There is {', '.join([*there, str(in_force)])}, the last one in force; {prompt_id}=FILE takes a text from a file."
        )
    text = kept.read_text(encoding="utf-8")
    texts = {f"{prompt_id}.j2": text}
    mark = prompt_fingerprint(prompt_id, texts)
    then = fingerprints[version - 1] if version <= len(fingerprints) else ""
    note = (
        ""
        if mark == then
        else f"{prompt_id}@{version} is asked with the shared parts and slots of today, so it is not word for word what it was."
    )
    return PromptChoice(f"{prompt_id}@{version}", prompt_id, version, mark, texts, note)


def _kept_as(prompt_id: str, version: int) -> str:
    return f"earlier/{prompt_id}@{version}.j2"


def _of_file(prompt_id: str, path: Path) -> PromptChoice:
    try:
        text = path.expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"The prompt text {path} cannot be read."
        raise InputInvalid(msg, [str(error)], "Name a file in UTF-8.") from error
    problems = _problems(text)
    if problems:
        msg = f"{path} is no text for {prompt_id}."
        raise InputInvalid(msg, problems, f"Begin with a copy of prompts/{prompt_id}.j2.")
    texts = {f"{prompt_id}.j2": text}
    return PromptChoice(f"{prompt_id}={path}", prompt_id, 0, prompt_fingerprint(prompt_id, texts), texts)


def _problems(text: str) -> list[str]:
    """What is wrong with a prompt's template, before a run is begun with it."""
    try:
        parsed = Environment(autoescape=False).parse(text)  # noqa: S701 - only parsed; a prompt is no HTML
    except TemplateSyntaxError as error:
        return [f"line {error.lineno}: {error.message}"]
    missing = {"system", "user"} - {block.name for block in parsed.find_all(nodes.Block)}
    unknown = meta.find_undeclared_variables(parsed) - _VALUES
    absent = [str(name) for name in meta.find_referenced_templates(parsed) if not name or not files("prompts").joinpath(name).is_file()]
    return [
        *(f"there is no block called {name}" for name in sorted(missing)),
        *(f"nothing is known as {name}; a prompt may use {', '.join(sorted(_VALUES))}" for name in sorted(unknown)),
        *(f"it includes {name}, which is no file of the prompts" for name in absent),
    ]
