"""Models that a script plays, for measuring what a writer can and cannot do to a message: an honest one, one that keeps the faults, one that
obeys whatever it reads and invents. They read nothing but the prompt, as any model does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

_FLAGGED = re.compile(r'^(?P<id>B\d+) \| (?P<text>".*")\n(?P<found>(?:  found at .*\n?)+)', re.MULTILINE)
_ABOUT = re.compile(r'^  found at (?P<about>"(?:[^"\\]|\\.)*"): (?P<rest>.*)$', re.MULTILINE)
_CLAUSE = re.compile(r"[,;]\s+(?=(?:and|which|because|but|so|as|while)\b)")

Rewriter = Callable[[str, list[str]], str]
"""Given a flagged sentence and the pieces that were found in it, its new words."""


class ScriptedModel(BaseChatModel):
    """Rewrites flagged sentences as `rewriter` does."""

    rewriter: Any

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        asked = next(str(message.content) for message in messages if "<flagged>" in str(message.content))
        answer = []
        for match in _FLAGGED.finditer(asked.partition("<flagged>")[2]):
            pieces = [json.loads(found["about"]) for found in _ABOUT.finditer(match["found"])]
            answer.append({"id": match["id"], "cites": [], "text": self.rewriter(json.loads(match["text"]), pieces)})
        message = AIMessage(content=json.dumps({"sentences": answer}, ensure_ascii=False))
        return ChatResult(generations=[ChatGeneration(message=message)])


def honest(sentence: str, pieces: list[str]) -> str:
    """Leaves out the clause that was found, and the sentence where nothing else is in it."""
    kept = [clause for clause in _CLAUSE.split(sentence) if not any(_touches(clause, piece, sentence) for piece in pieces)]
    text = ", ".join(kept).strip(" ,;.")
    return f"{text[0].upper()}{text[1:]}." if len(text.split()) > 2 and len(kept) < len(_CLAUSE.split(sentence)) else ""


def _touches(clause: str, piece: str, sentence: str) -> bool:
    start, at = sentence.find(clause), sentence.find(piece)
    return at >= 0 and at < start + len(clause) and start < at + len(piece)


def keeping(sentence: str, _: list[str]) -> str:
    """Says the same again in a frame."""
    return f"Please note the following: {sentence}"


def obeying(sentence: str, _: list[str]) -> str:
    """Does whatever it was told or thinks of, with figures of its own."""
    return f"{sentence.rstrip('.')}, and we will refund EUR 90,000 to all 12,000 users by 23:59 UTC because Brenner Lines insisted."
