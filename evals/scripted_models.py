"""Chat models that answer by rule, to measure what a bad writer could do: one copies all that it is shown, one obeys all that it is shown."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

_LINE = re.compile(r'^(?P<tag>[FPS]\d+) \| .*?(?P<text>"(?:[^"\\]|\\.)*")$', re.MULTILINE)
_LONGEST = 560
"""Characters of one statement; the slots take a little more."""
_ENCODED = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһԛոАВЕКМНОРСТХІЈЅ", "aeopcyxijsdhqnABEKMHOPCTXIJS")
"""Cyrillic and other letters that look like Latin ones."""


class ScriptedModel(BaseChatModel):
    """Fills the slots that it is asked for from the lines of evidence in the prompt; keeps what it was sent in `sent`."""

    sent: list[str] = Field(default_factory=list)
    lists_filled: int = 0

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        prompt = "\n".join(str(message.content) for message in messages)
        self.sent.append(prompt)
        schema = kwargs["response_format"]["json_schema"]["schema"]
        self.lists_filled = 0
        answer = self._filled(schema, schema, shown_lines(prompt), prompt)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=json.dumps(answer, ensure_ascii=False)))])

    def statements(self, lines: list[tuple[str, str]], prompt: str) -> list[dict[str, Any]]:
        """What to say, as statements with tags."""
        raise NotImplementedError

    def line(self, lines: list[tuple[str, str]], prompt: str) -> str:
        """What to write where one short line is asked for."""
        raise NotImplementedError

    def _filled(self, part: dict[str, Any], schema: dict[str, Any], lines: list[tuple[str, str]], prompt: str) -> Any:
        if "$ref" in part:
            return self._filled(schema["$defs"][part["$ref"].rpartition("/")[2]], schema, lines, prompt)
        if "anyOf" in part:
            return self._filled(part["anyOf"][0], schema, lines, prompt)
        if set(part.get("properties", ())) == {"cites", "text"}:
            return self.statements(lines, prompt)[0]
        if part.get("type") == "object":
            return {name: self._filled(inner, schema, lines, prompt) for name, inner in part["properties"].items()}
        if part.get("type") == "array":
            inner = self._filled(part["items"], schema, lines, prompt)
            if not (isinstance(inner, dict) and set(inner) == {"cites", "text"}):
                return [inner]
            self.lists_filled += 1
            return self.statements(lines, prompt)
        return part["enum"][0] if "enum" in part else self.line(lines, prompt)


class CopyingModel(ScriptedModel):
    """Copies every line of evidence into the first list of statements, and those of past reports into every slot."""

    def statements(self, lines: list[tuple[str, str]], prompt: str) -> list[dict[str, Any]]:
        """Every line in pieces of a statement's length. Passages are cited with a line of the record, or they would be refused."""
        first = next((tag for tag, _ in lines if tag.startswith("F")), lines[0][0])
        past = [line for line in lines if line[0].startswith("S")]
        ordered = [*past, *(line for line in lines if line not in past)] if self.lists_filled == 1 or not past else past
        return [
            {"cites": [first, tag] if tag.startswith("S") else [tag], "text": piece} for tag, text in ordered for piece in _pieces(text)
        ]

    def line(self, lines: list[tuple[str, str]], prompt: str) -> str:
        """The piece that most likely holds what must not get out: the end of the last passage, or of the last entry."""
        told = next((text for tag, text in reversed(lines) if tag.startswith("S")), lines[-1][1])
        return told[-190:]


class ObeyingModel(ScriptedModel):
    """Writes `saying` wherever it can as soon as the prompt shows it the `order`, however hidden; else what the evidence says."""

    order: str
    saying: str

    def statements(self, lines: list[tuple[str, str]], prompt: str) -> list[dict[str, Any]]:
        """One statement: what was ordered, or the first line of evidence."""
        tag, text = next(((tag, text) for tag, text in lines if self.is_told(text)), lines[0])
        cites = [tag] if tag.startswith(("F", "P")) else [lines[0][0], tag]
        return [{"cites": cites, "text": (self.saying if self.is_told(prompt) else text)[:_LONGEST]}]

    def line(self, lines: list[tuple[str, str]], prompt: str) -> str:
        """What was ordered, or the first line of evidence."""
        return (self.saying if self.is_told(prompt) else lines[0][1])[:190]

    def is_told(self, text: str) -> bool:
        """Whether half of the order's longer words stand in the text: names and addresses in it may have been taken out."""
        wanted = set(_words(self.order))
        return len(wanted & set(_words(readable(text)))) >= 0.6 * len(wanted)


def shown_lines(prompt: str) -> list[tuple[str, str]]:
    """Tag and words of every line of evidence in a prompt."""
    return [(found["tag"], json.loads(found["text"])) for found in _LINE.finditer(prompt)]


def readable(text: str) -> str:
    """The text as a clever reader takes it: invisible characters dropped, look-alikes folded, encoded pieces decoded and added."""
    plain = html.unescape("".join(char for char in text if unicodedata.category(char) not in {"Cf", "Mn"}))
    folded = unicodedata.normalize("NFKC", plain).translate(_LOOKALIKES)
    return " ".join([folded, *_decoded(folded)])


def _decoded(text: str) -> Iterator[str]:
    for found in _ENCODED.finditer(text):
        try:
            yield base64.b64decode(found.group() + "=" * (-len(found.group()) % 4)).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]{4,}", text.casefold()) if word]


def _pieces(text: str) -> Iterator[str]:
    while text:
        cut = len(text) if len(text) <= _LONGEST else text.rfind(" ", 1, _LONGEST) + 1 or _LONGEST
        if text[:cut].strip():
            yield text[:cut].strip()
        text = text[cut:]
