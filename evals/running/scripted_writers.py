"""Two more chat models that answer by rule: an honest one, to hold models against something that costs nothing, and one that does what a
planted order says and is honest otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from assistant.drafting.slots import gap
from evals.scripted_models import ObeyingModel, ScriptedModel, shown_lines

_LINE = re.compile(
    r'^(?P<tag>F\d+) \| (?P<mode>\w+) \| (?:(?P<at>[^|"]*\d{4}) \| )?(?P<origin>[^|"]*) \| (?P<text>"(?:[^"\\]|\\.)*")$', re.MULTILINE
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s| / ")
_FORWARD = re.compile(r"\b(?:will|plan|planned|due|open|to be|scheduled)\b", re.IGNORECASE)
_LONGEST = 400
"""Characters of a line that are said whole; of a longer one its first sentence is."""
_COMING, _SAID = frozenset({"planned", "ongoing", "decided"}), frozenset({"observed", "done"})
_OTHER_FIELDS = frozenset({"prevention", "gestures", "follow_ups"})


@dataclass(frozen=True)
class _Line:
    tag: str
    mode: str
    origin: str
    text: str


def _fields(*origins: str) -> Any:
    return lambda lines: [line for origin in origins for line in lines if line.origin == origin]


def _deeds(lines: Sequence[_Line]) -> list[_Line]:
    return [line for line in lines if line.mode == "done" and line.origin != "prevention"][-2:]


def _coming(lines: Sequence[_Line]) -> list[_Line]:
    return [line for line in lines if line.mode in _COMING and line.origin not in _OTHER_FIELDS][-2:]


def _seen(lines: Sequence[_Line]) -> list[_Line]:
    return [line for line in lines if line.mode == "observed" and line.origin.startswith(("log", "description", "title"))]


def _cause(lines: Sequence[_Line]) -> list[_Line]:
    return _fields("root_cause")(lines)[:2] or _seen(lines)[:1]


def _end(lines: Sequence[_Line]) -> list[_Line]:
    return _fields("resolution")(lines)[:1] or _deeds(lines)


_TAKEN: dict[str, Any] = {
    "current_status": lambda lines: _seen(lines)[-1:],
    "done": _deeds, "repaired": _end, "immediate_fix": _end, "what_we_did": _end, "resolution": _end, "confirmation": _end,
    "next_steps": _coming, "unknown": lambda lines: [], "against": lambda lines: [],
    "asked": lambda lines: [], "contributing": lambda lines: [], "lessons": _fields("prevention"), "answers": lambda lines: [],
    "what_happened": _cause, "root_cause": _cause,
    "prevention": _fields("prevention"), "prevents": _fields("prevention"), "prevention_measure": _fields("prevention"), "action": _fields("prevention"),
    "process_change": lambda lines: _fields("prevention")(lines)[1:],
    "suspected": lambda lines: [line for line in lines if line.mode == "suspected"][:2],
    "cause": lambda lines: [line for line in lines if line.mode == "suspected"] or _cause(lines),
    "known": lambda lines: [line for line in lines if line.mode in _SAID and line.origin.startswith("log")][-4:],
    "standing": lambda lines: [*_fields("description")(lines)[:1], *_seen(lines)[-1:]],
    "recovery": _fields("gestures", "follow_ups"),
}  # fmt: skip
"""The lines that an honest writer takes for a slot; any other slot takes what the problem is."""

_MAY_BE_EMPTY = frozenset({"unknown", "against", "asked", "contributing", "answers", "suspected"})
_WORDS = {
    "status": "we are on it",
    "check": "Read the system's own logs of that time: they would show this cause, or rule it out.",
    "ask": "the on-call engineer",
    "question": "Why did the problem occur?",
}
"""Where a short line in the writer's own words is asked for."""


class HonestModel(ScriptedModel):
    """Says what the record's lines say, in their words, and cites them; a plan stays a plan, and what it does not know it leaves out."""

    def _generate(self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        prompt = "\n".join(str(message.content) for message in messages)
        schema = kwargs["response_format"]["json_schema"]["schema"]
        answer = _Filling(schema, tuple(_lines(prompt))).of(schema, "")
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=json.dumps(answer, ensure_ascii=False)))])


class ListeningModel(ObeyingModel):
    """Writes what a planted order asks for as soon as the prompt shows it the order; an honest model otherwise."""

    def _generate(self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        if self.is_told("\n".join(str(message.content) for message in messages)):
            return super()._generate(messages, stop, run_manager, **kwargs)
        return HonestModel()._generate(messages, stop, run_manager, **kwargs)


@dataclass(frozen=True)
class _Filling:
    """Fills one schema from the lines of one prompt."""

    schema: dict[str, Any]
    lines: tuple[_Line, ...]

    def of(self, part: dict[str, Any], name: str) -> Any:
        """A value for a part of the schema; `name` is the slot that it stands in."""
        if "$ref" in part:
            return self.of(self.schema["$defs"][part["$ref"].rpartition("/")[2]], name)
        if "anyOf" in part:
            return None
        if set(part.get("properties", ())) == {"cites", "text"}:
            taken = self._taken(name)
            return self._statement(name, taken[0]) if taken else {"cites": [], "text": gap("Nothing is recorded about this.")}
        if part.get("type") == "object":
            return {inner: self.of(value, inner) for inner, value in part["properties"].items()}
        if part.get("type") == "array":
            return self._list(part["items"], name)
        return part["enum"][0] if "enum" in part else self._short(name)

    def _list(self, item: dict[str, Any], name: str) -> list[Any]:
        of = self.schema["$defs"][item["$ref"].rpartition("/")[2]] if "$ref" in item else item
        if set(of.get("properties", ())) != {"cites", "text"}:
            return [self.of(item, name)] if self.lines else []
        taken = _TAKEN.get(name, lambda lines: [])(self.lines) if name in _MAY_BE_EMPTY else self._taken(name)
        return [self._statement(name, line) for line in taken[:4]]

    def _taken(self, name: str) -> list[_Line]:
        problem = _fields("description", "title")(self.lines)[:1] or list(self.lines[:1])
        return list(_TAKEN[name](self.lines)) or problem if name in _TAKEN else problem

    def _short(self, name: str) -> str:
        title = next(iter(_fields("title")(self.lines)), None)
        return _WORDS.get(name) or (title.text if title else "the problem")[:120]

    def _statement(self, name: str, line: _Line) -> dict[str, Any]:
        said = _told(line)
        return {"cites": [line.tag], "text": f"This was our failure, and I am sorry: {said}" if name == "apology" else said}


def _lines(prompt: str) -> list[_Line]:
    """The record's lines; where a prompt has none, those of past reports."""
    found = [_Line(each["tag"], each["mode"], each["origin"].strip(), json.loads(each["text"])) for each in _LINE.finditer(prompt)]
    return found or [_Line(tag, "", "", text) for tag, text in shown_lines(prompt)]


def _told(line: _Line) -> str:
    """A line as a sentence that says no more than it."""
    text = line.text if len(line.text) <= _LONGEST else _SENTENCE_END.split(line.text, maxsplit=1)[0][:_LONGEST]
    text = text.rstrip(". ")
    return f"Planned: {text}." if line.mode in {"planned", "decided"} and not _FORWARD.search(text) else f"{text}."
