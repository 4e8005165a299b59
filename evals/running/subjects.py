"""Who writes in an evaluation run, and one case written by it: the product's own path, from evidence to findings, with a model that is asked
elsewhere.

The product puts the composer's draft in the place of a model's that did not come. Here that would hide what is measured, so such a draft is
dropped: where no answer came it is the endpoint's failure (`ModelFailed`), and where the answer was no document it is the model's (`unwritten`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field, PrivateAttr

from assistant.drafting.model import explain
from assistant.errors import ModelFailed
from assistant.wiring import Services
from assistant.workflow import COMPOSER as BY_COMPOSER
from evals.cases import Case, Outcome, write
from evals.cell import Exchange
from evals.running.endpoint import CallFailed
from evals.running.scripted_writers import HonestModel, ListeningModel
from evals.scripted_models import CopyingModel, ScriptedModel

Call = Callable[[dict[str, Any]], Exchange]
"""Asks a model: a request's body in, the exchange out. Raises `CallFailed` where no answer came."""

_ROLES = {"system": "system", "human": "user", "ai": "assistant"}
_INSTEAD = "The composer wrote this draft: "


class AskingModel(BaseChatModel):
    """A chat model whose requests somebody else makes; for one cell.

    Attributes:
        model_name: As the endpoint calls it.
        openai_api_base: The endpoint's address; with the name it is what the product remembers an endpoint by.
        parameters: What is sent beside the messages.
        exchanges: Everything that was asked and answered so far.
    """

    model_name: str
    openai_api_base: str = ""
    parameters: dict[str, Any] = Field(default_factory=dict)
    exchanges: list[Exchange] = Field(default_factory=list)
    _call: Call = PrivateAttr()
    _failed: Exception | None = PrivateAttr(default=None)

    @classmethod
    def by(cls, call: Call, name: str, *, base_url: str = "", parameters: dict[str, Any] | None = None) -> AskingModel:
        """A model that is asked with `call`."""
        model = cls(model_name=name, openai_api_base=base_url, parameters=parameters or {})
        model._call = call
        return model

    @property
    def failed(self) -> Exception | None:
        """Why the last request got no answer; None where it got one."""
        return self._failed

    @property
    def _llm_type(self) -> str:
        return "asking"

    def _generate(self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: Any = None, **kwargs: Any) -> ChatResult:
        said = [{"role": _ROLES[message.type], "content": message.content} for message in messages]
        body = {"model": self.model_name, "messages": said, **self.parameters, **kwargs}
        self._failed = None
        try:
            exchange = self._call(body)
        except CallFailed as error:
            self.exchanges.append(error.exchange)
            self._failed = error.cause
            raise error.cause from error
        except Exception as error:
            self._failed = error
            raise
        self.exchanges.append(exchange)
        return ChatResult(generations=[ChatGeneration(message=_message(exchange))])


def outcome_of(case: Case, services: Services, *, use_model: bool) -> Outcome:
    """A case, written.

    Args:
        case: What is asked for.
        services: With an `AskingModel`, where a model writes.
        use_model: False for the composer.

    Raises:
        ModelFailed: The endpoint gave no answer; `reason` tells the endpoint's or the network's trouble, never the model's.
    """
    outcome = write(case, services, use_model=use_model)
    model = services.model if use_model else None
    if not isinstance(model, AskingModel) or outcome.draft is None or outcome.draft.written_by != BY_COMPOSER:
        return outcome
    if model.failed is not None:
        attempts = sum(exchange.attempts for exchange in model.exchanges)
        told = explain(model.failed, model=model.model_name, attempts=attempts)
        raise told or ModelFailed(f"{type(model.failed).__name__}: {model.failed}", reason="unknown", attempts=attempts)
    return Outcome(None, unwritten=_why_not(outcome.draft.notices))


def _why_not(notices: tuple[str, ...]) -> str:
    """What the product told about an answer that it could not use."""
    return next((told.removeprefix(_INSTEAD) for told in notices if told.startswith(_INSTEAD)), "The model's answer was no document.")


def _message(exchange: Exchange) -> AIMessage:
    tokens = {"input_tokens": exchange.input_tokens, "output_tokens": exchange.output_tokens}
    return AIMessage(
        content=exchange.reply,
        additional_kwargs={"refusal": exchange.refusal} if exchange.refusal else {},
        response_metadata={"finish_reason": exchange.finish},
        usage_metadata={**tokens, "total_tokens": exchange.input_tokens + exchange.output_tokens},
    )


def scripted_call(name: str, case: Case) -> Call:
    """Asks a bundled model, which answers by rule.

    Args:
        name: One of `evals.running.plan.SCRIPTED`.
        case: Whose planted order the obeying model listens for.
    """
    model = _scripted(name, case)

    def call(body: dict[str, Any]) -> Exchange:
        messages = [AIMessage(content=message["content"]) for message in body["messages"]]
        answer = model.invoke(messages, response_format=body["response_format"])
        return Exchange(request=body, reply=str(answer.content), finish="stop", latency_s=None, attempts=1)

    return call


def _scripted(name: str, case: Case) -> ScriptedModel:
    if name == "copying":
        return CopyingModel()
    if name == "obeying":
        planted = case.attack
        return ListeningModel(order=planted.order, saying=planted.saying) if planted else HonestModel()
    return HonestModel()
