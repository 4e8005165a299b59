"""The war room by the command line, from a model, and over real logs; its log sheet goes out, is written on, and comes back in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes.answers import prompt_of, shown_evidence
from fakes.command_line import RECORD, call
from fakes.endpoint import FakeEndpoint, Play, answering, broken, lying
from fakes.model_material import PRIVATE, settings
from fakes.model_material import record as escalation

from assistant.checks.finding import Family
from assistant.drafting.draft import Draft
from assistant.intake import read_bytes, read_path
from assistant.intake.samples import sample_records
from assistant.records.model import EscalationRecord
from assistant.settings import Settings
from assistant.wiring import Services
from assistant.workflow import draft_document

NOW = datetime(2026, 5, 13, 9, 0, tzinfo=UTC)


# The command line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "esc.json").write_text(json.dumps(RECORD), encoding="utf-8")
    return tmp_path


def test_the_sheet_goes_out_and_comes_back_with_an_entry_more(folder: Path) -> None:
    data, sheets = folder / "data", folder / "sheets"
    assert call(data, "records", "import", str(folder / "esc.json")).code == 0
    done = call(data, "war-room", "ESC-7", "--attachments", str(sheets))
    assert done.code == 0
    assert done.out.startswith("# War room: ESC-7\n")
    sheet = sheets / "ESC-7-log.yaml"
    before = call(data, "records", "show", "ESC-7", "--json").json

    assert call(data, "records", "import", str(sheet)).code == 0
    assert call(data, "records", "show", "ESC-7", "--json").json == before, "unchanged, it is no new version"

    text = sheet.read_text(encoding="utf-8")
    entry = [line.removeprefix("# ") for line in text.splitlines()[-5:]]
    sheet.write_text(text + "\n".join(entry).replace("What was seen, done or decided.", "Index: rebuilt.") + "\n", encoding="utf-8")
    assert call(data, "records", "import", str(sheet)).code == 0
    after = call(data, "records", "show", "ESC-7", "--json").json
    assert "Index: rebuilt." in json.dumps(after)
    assert json.dumps(after) != json.dumps(before)


def test_a_lower_level_is_refused_and_can_be_forced(folder: Path) -> None:
    (folder / "esc.json").write_text(json.dumps({**RECORD, "severity": "SEV-3"}), encoding="utf-8")
    refused = call(folder / "data", "war-room", str(folder / "esc.json"))
    assert refused.code != 0
    assert "ESC-7 is SEV-3; a war room is set up for SEV-1" in refused.err
    assert "--force" in refused.err
    assert call(folder / "data", "war-room", str(folder / "esc.json"), "--force").code == 0


def test_a_kept_page_can_be_read_by_a_program(folder: Path) -> None:
    done = call(folder / "data", "war-room", str(folder / "esc.json"), "--json", "--save", "--by", "Tomasz Lind")
    told = done.json
    assert told["audience"] == "internal"
    assert told["details"]["commander"] == "Tomasz Lind"
    assert told["details"]["channel"] == "#esc-7-search-returns-nothing"
    first = told["details"]["times"][0]
    assert first == {"at": "2026-11-23T14:20:00+00:00", "what": "customer update", "late_minutes": 0}
    assert [attachment["name"] for attachment in told["attachments"]] == ["ESC-7-log.yaml"]
    assert "Saved as D-0001" in done.err


# A model


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    with FakeEndpoint([broken()]) as running:
        yield running


def _draft(endpoint: FakeEndpoint, folder: Path, play: Play) -> Draft:
    endpoint.play(play)
    services = Services(settings(endpoint.base_url, data_dir=folder, max_retries=0))
    return draft_document(services, escalation(), "war-room", now=NOW).draft


def _honest(body: dict[str, Any]) -> str:
    lines = {line.origin if not line.origin.startswith("log") else line.mode: line for line in shown_evidence(prompt_of(body))}
    title, done, planned, cause = lines["title"], lines["done"], lines["planned"], lines["root_cause"]
    slots = {
        "situation": [{"cites": [title.tag], "text": title.text}],
        "known": [{"cites": [done.tag], "text": done.text}],
        "unknown": [{"cites": [cause.tag], "text": "The cause is not confirmed."}],
        "suspected": [],
        "under_way": [{"cites": [planned.tag], "text": planned.text}],
        "decisions": [],
        "asks": [],
    }
    return json.dumps(slots)


def test_what_a_model_says_stands_in_its_place_and_names_come_back(endpoint: FakeEndpoint, tmp_path: Path) -> None:
    draft = _draft(endpoint, tmp_path, answering(_honest))
    assert draft.written_by == "openai:fake-1"
    assert draft.prompt.id == "draft/war-room"
    alert = draft.document.body.split("## First internal alert")[1]
    assert "- **What**: Invoices of Larkmoor Dental are sent without tax lines." in alert
    assert "Stopped the invoice run" in draft.document.body.split("2. What we do not know")[0]
    assert "We will send the 312 invoices again" in draft.document.body.split("5. Under way")[1].split("6. Next message")[0]
    assert not [piece for piece in PRIVATE if piece in endpoint.wire], "names and secrets stay here"
    assert [finding.rule for finding in draft.findings if finding.severity == "block"] == []
    assert "[" not in draft.document.body


def test_a_liar_is_caught(endpoint: FakeEndpoint, tmp_path: Path) -> None:
    draft = _draft(endpoint, tmp_path, lying())
    assert draft.written_by == "openai:fake-1"
    assert any("4,711" in finding.text for finding in draft.findings if finding.family is Family.GROUNDING)


@pytest.mark.parametrize("answer", ["no JSON", '{"situation": []}'])
def test_an_answer_that_is_not_valid_is_replaced_and_it_is_said(endpoint: FakeEndpoint, tmp_path: Path, answer: str) -> None:
    draft = _draft(endpoint, tmp_path, answering(lambda _: answer))
    assert draft.written_by == "composer"
    assert any("The composer wrote this draft" in notice for notice in draft.notices)
    assert "## Log sheet" in draft.document.body


# Real logs


def _services(folder: Path) -> Services:
    return Services(Settings(model="none", data_dir=folder, _env_file=None))


def _is_sound(services: Services, record: EscalationRecord, now: datetime) -> None:
    draft = draft_document(services, record, "war-room", now=now).draft
    blocking = {finding.rule for finding in draft.findings if finding.severity == "block"}
    assert blocking <= (set() if record.owner else {"completeness.gap"}), record.id
    (sheet,) = draft.attachments
    (back,) = read_bytes(sheet.text.encode(), name=sheet.name, max_bytes=10_000_000).records
    assert back.record == record, record.id


def test_every_sample_has_a_page_and_a_sheet_that_comes_back(tmp_path: Path) -> None:
    services = _services(tmp_path)
    for record in sample_records(now=NOW):
        _is_sound(services, record, NOW)


@pytest.mark.shared_data
def test_public_logs_have_a_page_that_is_not_blocked(shared_data: Path, tmp_path: Path) -> None:
    services = _services(tmp_path)
    found = read_path(shared_data / "escalations" / "dev.jsonl", max_bytes=200_000_000).records
    # As it stood when half of the log was written, still open.
    for imported in found[::6]:
        record = imported.record
        log = record.updates[: len(record.updates) // 2 + 1]
        still = {"status": "investigating", "resolved_at": None, "customer_confirmed_at": None, "root_cause": None, "resolution": None}
        half = EscalationRecord.model_validate({**record.model_dump(by_alias=True), **still, "updates": log})
        _is_sound(services, half, (log[-1].at if log else NOW) + timedelta(minutes=15))
