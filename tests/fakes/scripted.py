"""A chat model that says what a test wrote down, remembers what it was asked, and refuses to be asked more often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

Answer = str | AIMessage | Exception | Callable[[list[BaseMessage]], str]


class AskedTooOften(AssertionError):
    """The model was called more often than the test expects. Not an Exception that the product may take for a model's failure."""


class ScriptedChatModel(BaseChatModel):
    """Answers from `queue` in order. `history` holds the messages of every call, `options` what each was called with."""

    queue: list[Any] = Field(default_factory=list)
    history: list[list[BaseMessage]] = Field(default_factory=list)
    options: list[dict[str, Any]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        self.history.append(list(messages))
        self.options.append(kwargs)
        if not self.queue:
            msg = f"the model was asked {len(self.history)} times; the script ended before"
            raise AskedTooOften(msg)
        answer = self.queue.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            answer = answer(messages)
        message = answer if isinstance(answer, AIMessage) else AIMessage(content=answer)
        return ChatResult(generations=[ChatGeneration(message=message)])

    @property
    def seen(self) -> str:
        """Everything that was ever sent to it, in one text."""
        return "\n".join(str(message.content) for messages in self.history for message in messages)
