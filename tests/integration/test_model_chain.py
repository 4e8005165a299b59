"""The chain with any chat model: what it is asked, and that nobody else's mistakes are taken for the model's."""

from __future__ import annotations

import json
import threading

import pytest
from fakes.model_material import PRIVATE, evidence, policy, record
from fakes.scripted import AskedTooOften, ScriptedChatModel
from langchain_core.messages import AIMessage

from assistant.drafting.chain import extract_json, write_slots
from assistant.drafting.ladder import Endpoint, FormatMemory, Step
from assistant.errors import ModelFailed
from assistant.records.clock import MessageKind

ANSWER = json.dumps(
    {"issue": "tax lines on invoices", "situation": [{"cites": ["F1"], "text": "Invoices of [CUSTOMER] leave without tax lines."}]}
)


def _write(model: ScriptedChatModel):  # type: ignore[no-untyped-def]
    return write_slots(model, MessageKind.ACKNOWLEDGMENT, evidence=evidence(), record=record(), policy=policy())


def test_any_chat_model_will_do() -> None:
    model = ScriptedChatModel(queue=[ANSWER])
    written = _write(model)
    assert written.attempts == 1
    assert "Larkmoor Dental" in written.slots.model_dump_json()
    assert model.options[0]["response_format"]["type"] == "json_schema"
    assert not [piece for piece in PRIVATE if piece in model.seen]


def test_hidden_characters_in_an_answer_do_not_reach_the_draft() -> None:
    written = _write(ScriptedChatModel(queue=[ANSWER.replace("tax lines.", "tax\\u200b lines\\u202e.")]))
    assert "tax lines." in written.slots.model_dump_json()


def test_content_in_blocks_is_read() -> None:
    assert _write(ScriptedChatModel(queue=[AIMessage(content=[{"type": "text", "text": ANSWER}])])).attempts == 1


def test_being_asked_too_often_is_a_failing_test_and_not_a_failing_model() -> None:
    with pytest.raises(AskedTooOften):
        _write(ScriptedChatModel(queue=["no json here"]))


def test_a_mistake_of_our_own_is_not_hidden() -> None:
    with pytest.raises(RuntimeError, match="ours"):
        _write(ScriptedChatModel(queue=[RuntimeError("ours")]))


def test_an_answer_that_stays_invalid_says_what_is_wrong_with_it() -> None:
    with pytest.raises(ModelFailed) as caught:
        _write(ScriptedChatModel(queue=["no", ANSWER.replace('"F1"', '"F98"')]))
    assert caught.value.reason == "invalid"
    assert "F98" in caught.value.message


@pytest.mark.parametrize("text", ["", "none", "[1]", '{"a": ', '{"a": 1', "{" * 100_000])
def test_what_holds_no_object_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="JSON object"):
        extract_json(text)


def test_the_memory_is_shared_between_threads_without_loss(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "formats.json"
    memory = FormatMemory(path)
    endpoints = [Endpoint("http://127.0.0.1/v1", f"m{number}") for number in range(16)]
    threads = [threading.Thread(target=memory.remember, args=(endpoint, Step.TEXT)) for endpoint in endpoints]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {FormatMemory(path).first_step(endpoint) for endpoint in endpoints} == {Step.TEXT}
    assert not list(tmp_path.glob("*.part"))


def test_a_memory_that_cannot_be_written_forgets_quietly(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "file").write_text("")
    memory = FormatMemory(tmp_path / "file" / "formats.json")
    endpoint = Endpoint("http://127.0.0.1/v1", "m")
    memory.remember(endpoint, Step.TEXT)
    assert memory.first_step(endpoint) is Step.TEXT
