"""YAML as far as a record needs it: plain values, lists and objects; times stay text.

Built from the parser's events and not by a loader: nothing is constructed but text, numbers, truth values and null, nothing recurses, and
aliases (which can blow a small file up without end), tags and repeated keys are problems with a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from assistant.intake.json_source import LONGEST_NUMBER
from assistant.intake.problems import Path, quote

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"-?(?:0|[1-9]\d*)")
_FLOAT = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_PLAIN_TAGS = {None, "!", "tag:yaml.org,2002:str"}
DEEPEST = 40
"""Levels of nesting; a record needs five."""


@dataclass
class YamlDocument:
    """One document of a YAML file with the line of every path in it."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)


@dataclass
class _Open:
    path: Path
    holder: dict[str, Any] | list[Any]
    key: str | None = None


class _Builder:
    def __init__(self) -> None:
        self.documents: list[YamlDocument] = []
        self.problems: list[str] = []
        self._stack: list[_Open] = []

    def take(self, event: yaml.Event) -> bool:
        """Take one event; False when there is no sense in going on."""
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents.append(YamlDocument())
            self._stack = []
        elif isinstance(event, yaml.AliasEvent):
            self.problems.append(f"line {line}: the alias *{event.anchor} cannot be used; write the value out")
            self._put(None, line)
        elif isinstance(event, yaml.ScalarEvent):
            self._check_tag(event.tag, line)
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._check_tag(event.tag, line)
            return self._open({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._stack.pop()
        return True

    def _check_tag(self, tag: str | None, line: int) -> None:
        if tag not in _PLAIN_TAGS:
            self.problems.append(f"line {line}: the tag {quote(tag)} cannot be used; only plain values, lists and objects are read")

    def _open(self, holder: dict[str, Any] | list[Any], line: int) -> bool:
        top = self._stack[-1] if self._stack else None
        if len(self._stack) >= DEEPEST:
            self.problems.append(f"line {line}: it is nested more than {DEEPEST} levels deep")
            return False
        if top and isinstance(top.holder, dict) and top.key is None:
            self.problems.append(f"line {line}: a list or an object cannot be a key")
            return False
        self._stack.append(_Open(self._put(holder, line), holder))
        return True

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        top = self._stack[-1] if self._stack else None
        if not (top and isinstance(top.holder, dict) and top.key is None):
            self._put(self._value(event, line), line)
            return
        key = str(event.value)
        if key in top.holder:
            self.problems.append(f"line {line}: the key {quote(key)} stands twice in the same object")
        top.key = key
        self.documents[-1].lines[(*top.path, key)] = line

    def _value(self, event: yaml.ScalarEvent, line: int) -> Any:
        text = str(event.value)
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return None
        if text in _TRUTH:
            return _TRUTH[text]
        number = _FLOAT.fullmatch(text)
        if text.lower() in {".nan", ".inf", "-.inf", "+.inf"} or (number and abs(float(text)) == float("inf")):
            self.problems.append(f"line {line}: {quote(text)} is no number that a record can hold; leave the key out")
            return None
        if number and len(text) > LONGEST_NUMBER:
            return text
        return int(text) if _INT.fullmatch(text) else float(text) if number else text

    def _put(self, value: Any, line: int) -> Path:
        top = self._stack[-1] if self._stack else None
        if top is None:
            self.documents[-1].value = value
            path: Path = ()
        elif isinstance(top.holder, list):
            path = (*top.path, len(top.holder))
            top.holder.append(value)
        else:
            if top.key is None:  # an alias where a key should be; already reported
                top.key = "*"
                return top.path
            path = (*top.path, top.key)
            top.holder[top.key] = value
            top.key = None
        self.documents[-1].lines.setdefault(path, line)
        return path


def load_yaml(text: str) -> tuple[list[YamlDocument], list[str]]:
    """The documents of a YAML text that are not empty, and all problems with their lines."""
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not builder.take(event):
                break
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        context = f" ({error.context})" if error.context else ""
        builder.problems.append(f"{place}{error.problem or 'it is no YAML'}{context}")
    except (yaml.YAMLError, UnicodeError, ValueError) as error:
        builder.problems.append(f"it is no YAML: {str(error).splitlines()[0]}")
    return [document for document in builder.documents if document.value is not None], builder.problems
