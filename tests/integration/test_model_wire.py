"""Every good and bad day of an endpoint, over a real connection: slots or a clear failure, counted, with nothing private on the wire."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.endpoint import (
    FakeEndpoint,
    Play,
    Reply,
    broken,
    completion,
    cut_off,
    error,
    good,
    lying,
    obeying,
    out_of_quota,
    rate_limited,
    refusing,
    saying,
    slow,
    takes_only,
    truncated_json,
    wrong_schema,
)
from fakes.model_material import PRIVATE, evidence, policy, record, settings

from assistant.drafting.chain import SlotsWritten, write_slots
from assistant.drafting.ladder import FormatMemory, Step
from assistant.drafting.model import open_model
from assistant.drafting.prompting import Revision
from assistant.errors import ModelFailed, SteadyhandError
from assistant.evidence.denylist import DenyList
from assistant.records.clock import MessageKind


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    with FakeEndpoint([good()]) as running:
        yield running
        for piece in PRIVATE:
            assert piece not in running.wire, "left the process unredacted"


def _write(
    endpoint: FakeEndpoint, *plays: Play, kind: MessageKind = MessageKind.PROGRESS, memory: FormatMemory | None = None, **changes: object
) -> SlotsWritten:
    endpoint.play(*plays)
    model = open_model(settings(endpoint.base_url, **changes))
    assert model is not None
    return write_slots(model, kind, evidence=evidence(), record=record(), policy=policy(), memory=memory)


def _fail(endpoint: FakeEndpoint, *plays: Play, memory: FormatMemory | None = None, **changes: object) -> ModelFailed:
    with pytest.raises(ModelFailed) as caught:
        _write(endpoint, *plays, memory=memory, **changes)
    failed = caught.value
    assert failed.attempts == len(endpoint.bodies)
    assert failed.hint
    assert failed.message.endswith(".")
    assert "Traceback" not in str(failed)
    return failed


@pytest.mark.parametrize("kind", list(MessageKind))
def test_a_good_answer_becomes_slots_with_names_restored(endpoint: FakeEndpoint, kind: MessageKind) -> None:
    written = _write(endpoint, good(), kind=kind)
    assert written.slots.kind is kind
    assert written.slots.issue == "Invoices of Larkmoor Dental are sent without tax lines"
    assert "[CUSTOMER" in written.raw
    assert (written.attempts, written.repaired, written.ladder_step) == (1, False, Step.JSON_SCHEMA)
    assert written.usage.model_dump() == {"requests": 1, "input_tokens": 100, "output_tokens": 50}
    assert written.prompt.id == f"draft/{kind.value}"


def test_what_is_sent_is_what_was_meant(endpoint: FakeEndpoint) -> None:
    _write(endpoint, good())
    body = endpoint.bodies[0]
    assert set(body) == {"model", "messages", "response_format", "stream"}, "temperature and the like are sent only when set"
    assert body["response_format"]["json_schema"]["strict"] is True
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    _write(endpoint, good(), temperature=0.0)
    assert endpoint.bodies[1]["temperature"] == 0.0


def test_timeout(endpoint: FakeEndpoint) -> None:
    failed = _fail(endpoint, slow(30), timeout=0.2, max_retries=1)
    assert (failed.reason, failed.attempts) == ("timeout", 2)


def test_rate_limit_waits_as_told_and_goes_on(endpoint: FakeEndpoint) -> None:
    started = time.perf_counter()
    written = _write(endpoint, rate_limited(0.3), good())
    assert (written.attempts, written.ladder_step) == (2, Step.JSON_SCHEMA)
    assert time.perf_counter() - started >= 0.3


def test_rate_limit_for_ever(endpoint: FakeEndpoint) -> None:
    assert _fail(endpoint, rate_limited(0.01)).reason == "rate_limit"
    assert len(endpoint.bodies) == 3


def test_a_wait_longer_than_an_answer_may_take_is_not_sat_out(endpoint: FakeEndpoint) -> None:
    failed = _fail(endpoint, rate_limited(90), timeout=5)
    assert (failed.reason, failed.attempts) == ("rate_limit", 1)
    assert "90 s" in failed.message


def test_an_empty_account_fails_at_once(endpoint: FakeEndpoint) -> None:
    failed = _fail(endpoint, out_of_quota())
    assert (failed.reason, failed.attempts) == ("quota", 1)


def test_a_server_that_is_down_costs_few_requests(endpoint: FakeEndpoint) -> None:
    failed = _fail(endpoint, broken())
    assert failed.reason == "server"
    assert len(endpoint.bodies) == 5, "three tries, and one for each looser form"


def test_a_server_that_answered_before_is_not_asked_for_looser_forms(endpoint: FakeEndpoint) -> None:
    memory = FormatMemory()
    _write(endpoint, good(), memory=memory)
    endpoint.bodies.clear()
    assert _fail(endpoint, broken(), memory=memory).reason == "server"
    assert {body["response_format"]["type"] for body in endpoint.bodies} == {"json_schema"}
    assert len(endpoint.bodies) == 3


def test_one_bad_moment_is_retried_at_the_same_step(endpoint: FakeEndpoint) -> None:
    written = _write(endpoint, broken(), good())
    assert (written.attempts, written.ladder_step) == (2, Step.JSON_SCHEMA)


def test_cut_connection(endpoint: FakeEndpoint) -> None:
    assert _fail(endpoint, cut_off(), max_retries=1).reason == "connection"
    assert _write(endpoint, cut_off(), good()).attempts == 2


def test_nobody_there() -> None:
    with FakeEndpoint([good()]) as gone:
        url = gone.base_url
    model = open_model(settings(url, max_retries=0))
    assert model is not None
    with pytest.raises(ModelFailed) as caught:
        write_slots(model, MessageKind.PROGRESS, evidence=evidence(), record=record(), policy=policy())
    assert caught.value.reason == "connection"


@pytest.mark.parametrize(
    ("play", "reason"),
    [
        (refusing(), "refusal"),
        (saying(""), "empty"),
        (saying(None), "empty"),
        (saying("  \n "), "empty"),
        (saying('{"issue": "x', finish="length"), "truncated"),
        (saying("", finish="content_filter"), "filtered"),
        (error(401, "Incorrect API key provided", code="invalid_api_key"), "authentication"),
        (error(403, "Not allowed"), "authentication"),
        (error(404, "The model does not exist", code="model_not_found"), "refused_request"),
        (error(400, "This model's maximum context length is 8192 tokens", code="context_length_exceeded"), "refused_request"),
        (error(413, "Too large"), "refused_request"),
    ],
)
def test_what_no_retry_mends_is_asked_once(endpoint: FakeEndpoint, play: Play, reason: str) -> None:
    assert _fail(endpoint, play).reason == reason
    assert len(endpoint.bodies) == 1


@pytest.mark.parametrize("payload", [b"<html>It works!</html>", b"[]", b'"hello"', b"{}", b'{"choices": null}', b'{"choices": []}', b'{"choices": [{"message": null}]}', b'{"error": "no"}', b'{"choices": [{"mess', b"\xff\xfe", b""])  # fmt: skip
@pytest.mark.parametrize("kind", ["application/json", "text/html"])
def test_a_page_that_is_no_completion(endpoint: FakeEndpoint, payload: bytes, kind: str) -> None:
    failed = _fail(endpoint, lambda _body: Reply(payload, headers={"Content-Type": kind}), max_retries=0)
    assert failed.reason in {"server", "empty"}


@pytest.mark.parametrize("play", [truncated_json(), wrong_schema(), saying("I would rather write a poem."), saying('{"issue": 3}')])
def test_an_invalid_answer_is_repaired_once(endpoint: FakeEndpoint, play: Play) -> None:
    written = _write(endpoint, play, good())
    assert (written.repaired, written.attempts) == (True, 2)
    assert written.usage.input_tokens == 200
    roles = [message["role"] for message in endpoint.bodies[1]["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    assert "cannot be used" in endpoint.bodies[1]["messages"][-1]["content"]


def test_a_model_that_never_gets_it_right(endpoint: FakeEndpoint) -> None:
    failed = _fail(endpoint, wrong_schema())
    assert (failed.reason, failed.attempts) == ("invalid", 2)


REFUSALS = [
    takes_only("json_object", "text", status=400),
    takes_only("json_object", "text", status=422, message="unexpected value"),
    takes_only("json_object", "text", status=500, message="Input should be 'text' or 'json_object', at body.response_format.type"),
    takes_only("json_object", "text", status=404, message="not found"),
]


@pytest.mark.parametrize("play", REFUSALS)
def test_an_endpoint_without_json_schema(endpoint: FakeEndpoint, play: Play, tmp_path: Path) -> None:
    path = tmp_path / "cache" / "formats.json"
    memory = FormatMemory(path)
    written = _write(endpoint, play, memory=memory)
    assert (written.ladder_step, written.attempts) == (Step.JSON_OBJECT, 2)
    assert endpoint.bodies[1]["response_format"]["schema"]["type"] == "object"
    assert "JSON schema" in endpoint.bodies[1]["messages"][1]["content"]
    assert _write(endpoint, play, memory=memory).attempts == 1, "remembered in the process"
    assert _write(endpoint, play, memory=FormatMemory(path)).attempts == 1, "remembered by the next process"


def test_a_form_that_was_taken_is_remembered_though_the_answer_broke_off(endpoint: FakeEndpoint) -> None:
    memory = FormatMemory()
    play = takes_only("json_object", status=400)

    def breaks_off(body: dict[str, object]) -> Reply:
        reply = play(body)
        return completion('{"issue": "x', finish="length") if reply.status == 200 else reply

    assert _fail(endpoint, breaks_off, memory=memory).reason == "truncated"
    assert _write(endpoint, play, memory=memory).attempts == 1


def test_a_server_error_that_names_nothing(endpoint: FakeEndpoint) -> None:
    written = _write(endpoint, takes_only("json_object", "text", status=500, message="Internal error"))
    assert (written.ladder_step, written.attempts) == (Step.JSON_OBJECT, 4)


@pytest.mark.parametrize("status", [400, 422, 500])
def test_an_endpoint_without_any_response_format(endpoint: FakeEndpoint, status: int) -> None:
    written = _write(endpoint, takes_only("text", status=status))
    assert (written.ladder_step, written.attempts) == (Step.TEXT, 3)
    assert "response_format" not in endpoint.bodies[2]


def test_a_request_refused_for_another_reason_ends(endpoint: FakeEndpoint) -> None:
    failed = _fail(endpoint, error(400, "Bad request"))
    assert failed.reason == "refused_request"
    assert len(endpoint.bodies) == 3


@pytest.mark.parametrize("content", ["not json", "[]", '{"x": "json_schema", "y": 3}', ""])
def test_a_damaged_memory_is_ignored(endpoint: FakeEndpoint, content: str, tmp_path: Path) -> None:
    path = tmp_path / "formats.json"
    path.write_text(content)
    assert _write(endpoint, takes_only("json_object", status=400), memory=FormatMemory(path)).attempts == 2
    assert "json_object" in json.loads(path.read_text()).values()


def test_prose_and_fences_around_the_object_do_no_harm(endpoint: FakeEndpoint) -> None:
    from fakes.answers import good_answer

    for before, after in (("Here it is:\n```json\n", "\n```\nAnything else?"), ("<think>{hm}</think>\n", ""), ("Sure! ", " Done.")):
        written = _write(endpoint, lambda body, b=before, a=after: completion(b + good_answer(body) + a))
        assert not written.repaired


def _citing(*cites: str, text: str = "Invoices leave without tax lines.") -> Play:
    return saying(json.dumps({"issue": "tax lines", "situation": [{"cites": list(cites), "text": text}]}))


@pytest.mark.parametrize(("play", "said"), [(_citing(), '"cites" is empty'), (_citing("F99"), "there is no evidence F99"), (_citing("F1", text="Ask [PERSON-77]."), "[PERSON-77] stands for nothing"), (_citing("F1", text=" "), "a statement is empty")])  # fmt: skip
def test_statements_must_rest_on_what_was_shown(endpoint: FakeEndpoint, play: Play, said: str) -> None:
    assert _write(endpoint, play, good(), kind=MessageKind.ACKNOWLEDGMENT).repaired
    assert said in endpoint.bodies[1]["messages"][-1]["content"]


def test_withheld_evidence_cannot_be_cited(endpoint: FakeEndpoint) -> None:
    hidden = evidence().withheld[-1].id
    assert _write(endpoint, _citing(hidden), good(), kind=MessageKind.ACKNOWLEDGMENT).repaired


def test_small_slips_in_tags_are_read_kindly(endpoint: FakeEndpoint) -> None:
    written = _write(endpoint, _citing("[f1]", "F2:"), kind=MessageKind.ACKNOWLEDGMENT)
    assert written.slots.model_dump()["situation"][0]["cites"] == ["F1", "F2"]


def test_a_gap_for_a_person_needs_no_evidence(endpoint: FakeEndpoint) -> None:
    written = _write(endpoint, _citing(text="⟨for you: what happened⟩"), kind=MessageKind.ACKNOWLEDGMENT)
    assert not written.repaired


@pytest.mark.parametrize("play", [lying(), obeying()])
def test_a_bad_writer_still_yields_slots_for_the_checks(endpoint: FakeEndpoint, play: Play) -> None:
    assert _write(endpoint, play).slots.kind is MessageKind.PROGRESS


def test_a_revision_is_redacted_too(endpoint: FakeEndpoint) -> None:
    first = _write(endpoint, good())
    model = open_model(settings(endpoint.base_url))
    assert model is not None
    deny = DenyList(customers=frozenset({"Petrichor Farms"}))
    revision = Revision(first.slots, note="Shorter, and do not mention Petrichor Farms or Tomás.")
    written = write_slots(model, MessageKind.PROGRESS, evidence=evidence(), record=record(), policy=policy(), revision=revision, deny=deny)
    assert written.prompt.id == "revise/message"
    assert "Petrichor" not in endpoint.wire


def test_tracing_and_gateways_stay_off(endpoint: FakeEndpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    from langsmith.utils import tracing_is_enabled

    with FakeEndpoint([good()]) as elsewhere:
        for name, value in {
            "LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true", "LANGCHAIN_TRACING": "true", "LANGSMITH_API_KEY": "k",
            "LANGSMITH_ENDPOINT": elsewhere.base_url, "LANGSMITH_GATEWAY": elsewhere.base_url, "OPENAI_API_BASE": elsewhere.base_url,
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        _write(endpoint, good())
        assert not tracing_is_enabled()
        assert os.environ["LANGSMITH_TRACING"] == "false"
        assert not elsewhere.bodies


def test_which_models_can_be_opened() -> None:
    assert open_model(settings("http://127.0.0.1:1/v1", model="none")) is None
    for changes in ({"model": "gpt"}, {"model": "openai:"}, {"model": "other:x"}, {"openai_base_url": None}):
        with pytest.raises(SteadyhandError) as caught:
            open_model(settings("http://127.0.0.1:1/v1", **changes))
        assert caught.value.exit_code == 2
        assert caught.value.hint


@pytest.mark.parametrize(
    "url", ["http://[bad", "localhost:8080/v1", "ftp://models.example/v1", "http://", "http://x:99999999/v1", "just words"]
)
def test_a_bad_address_is_told_before_anything_is_sent(url: str) -> None:
    with pytest.raises(SteadyhandError) as caught:
        open_model(settings(url))
    assert url in caught.value.message
    assert caught.value.exit_code == 2
