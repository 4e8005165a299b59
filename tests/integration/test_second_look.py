"""A second look at kept drafts and pasted texts: what changed under a draft, its repair, a model's opinion; through the store, the wire, the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes.answers import prompt_of
from fakes.command_line import PERSON, RECORD, call, record_file
from fakes.endpoint import Body, FakeEndpoint, Play, answering, broken, good, refusing, saying, slow
from fakes.model_material import PRIVATE, settings

from assistant.drafting.judge import JudgeState
from assistant.records.model import EscalationRecord
from assistant.second_look import changes_under, improve, judge
from assistant.wiring import Services
from assistant.workflow import draft_document, save_edit, start_draft

BLAME = "This is the fault of one of our careless engineers."
PROMISE = "31 % of searches still return nothing, and we guarantee that this will never happen again."
NOW = EscalationRecord.model_validate(RECORD).updates[-1].at


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    with FakeEndpoint([good()]) as running:
        yield running


def _services(folder: Path, base_url: str = "", **changes: Any) -> Services:
    return Services(settings(base_url, data_dir=folder, max_retries=0, **({} if base_url else {"model": "none"}), **changes))


def _edited(services: Services, *sentences: str) -> str:
    """A kept draft of the record with a person's sentences in it; returns its id."""
    stored = services.store.save_record(EscalationRecord.model_validate(RECORD), now=NOW, by="import")
    drafted = draft_document(services, stored.record, "progress", now=NOW, use_model=False)
    kept = start_draft(services, stored, drafted, author=PERSON, now=NOW)
    head, label, tail = kept.body.partition("**What We've Done**")
    body = f"{head.rstrip()} {' '.join(sentences)}\n\n{label}{tail}"
    return save_edit(services, kept.id, subject=kept.subject, body=body, by=PERSON, now=NOW).id


# Repair


def test_without_a_model_the_rules_repair_and_every_round_is_a_version(tmp_path: Path) -> None:
    services = _services(tmp_path)
    draft_id = _edited(services, BLAME)
    done = improve(services, draft_id, by="Ingrid Vale", now=NOW)
    assert BLAME not in done.stored.body
    assert [version.note for version in done.stored.versions[2:]] == [each.note for each in done.repair.rounds]
    assert done.stored.newest.author == "Ingrid Vale"
    assert done.stored.newest.written_by == "composer + edit + repair"
    assert done.stored.newest.findings == done.repair.report.findings
    again = improve(services, draft_id, by="Ingrid Vale", now=NOW)
    assert again.stored.version == done.stored.version, "nothing to repair makes no version"


def _flagged(body: Body) -> dict[str, str]:
    block = prompt_of(body).partition("<flagged>")[2].partition("</flagged>")[0]
    return {match["id"]: json.loads(match["text"]) for match in re.finditer(r'^(?P<id>B\d+) \| (?P<text>".*")$', block, re.MULTILINE)}


def _rewriting(new: str, *, cites: tuple[str, ...] = ()) -> Play:
    def write(body: Body) -> str:
        return json.dumps({"sentences": [{"id": name, "cites": list(cites), "text": new} for name in _flagged(body)]})

    return answering(write)


def test_a_model_is_asked_only_for_what_the_rules_left(endpoint: FakeEndpoint, tmp_path: Path) -> None:
    services = _services(tmp_path, endpoint.base_url)
    draft_id = _edited(services, BLAME)
    improve(services, draft_id, by=PERSON, now=NOW)
    assert endpoint.bodies == []


def _left_to_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules find no repair, so that only the writer can."""
    monkeypatch.setattr("assistant.drafting.revising._Work._candidates", lambda *_: iter(()))


def test_a_models_sentence_is_taken_when_it_passes(endpoint: FakeEndpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _left_to_a_model(monkeypatch)
    services = _services(tmp_path, endpoint.base_url)
    draft_id = _edited(services, PROMISE)
    endpoint.play(_rewriting("31 % of searches still return nothing."))
    done = improve(services, draft_id, by=PERSON, now=NOW)
    assert "guarantee" not in done.stored.body
    assert done.stored.newest.written_by == "composer + edit + repair (openai:fake-1)"
    assert done.repair.usage.requests == 1
    assert "Amara" not in endpoint.wire
    assert PERSON not in endpoint.wire


@pytest.mark.parametrize(
    "new",
    ["We guarantee that 31 % of searches will never fail again.", "72 % of searches return nothing.", "We will refund EUR 90,000 to you."],
)
def test_a_sentence_that_is_no_better_or_adds_a_fact_is_not_taken(
    endpoint: FakeEndpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new: str
) -> None:
    _left_to_a_model(monkeypatch)
    services = _services(tmp_path, endpoint.base_url)
    draft_id = _edited(services, PROMISE)
    endpoint.play(_rewriting(new))
    done = improve(services, draft_id, by=PERSON, now=NOW)
    assert done.stored.version == 2
    assert PROMISE in done.stored.body
    assert new not in done.stored.body


@pytest.mark.parametrize(
    "play", [broken(), refusing(), saying("no JSON"), saying('{"sentences": [{"id": "B9", "cites": [], "text": "x"}]}')]
)
def test_a_model_that_fails_changes_nothing_and_it_is_said(
    endpoint: FakeEndpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, play: Play
) -> None:
    _left_to_a_model(monkeypatch)
    services = _services(tmp_path, endpoint.base_url)
    draft_id = _edited(services, PROMISE)
    endpoint.play(play)
    done = improve(services, draft_id, by=PERSON, now=NOW)
    assert done.stored.version == 2
    assert any("The model repaired nothing" in notice for notice in done.repair.notices)


# Opinion


def _judging(*yes: tuple[str, str]) -> Play:
    return saying(json.dumps({"answers": [{"id": name, "yes": True, "quote": quote} for name, quote in yes]}))


def test_the_judge_warns_over_the_wire_and_is_not_asked_twice(endpoint: FakeEndpoint, tmp_path: Path) -> None:
    from fakes.model_material import record

    services = _services(tmp_path, endpoint.base_url)
    text = "Hello Tomás,\n\nYou should have told Ebele Nwosu earlier."
    endpoint.play(_judging(("blame", "You should have told"), ("jargon", "words of its own")))
    first = judge(services, text, record=record(), kind="progress")
    assert first.state is JudgeState.JUDGED
    assert [(finding.rule, finding.severity.value) for finding in first.findings] == [("tone.judge_blame", "warn")]
    assert first.dropped == 1
    assert judge(services, text, record=record(), kind="progress") == first
    assert len(endpoint.bodies) == 1
    assert not [piece for piece in PRIVATE if piece in endpoint.wire]
    judge(services, f"{text} Sorry.", record=record(), kind="progress")
    assert len(endpoint.bodies) == 2


@pytest.mark.parametrize(
    "play", [broken(), refusing(), saying("All is well, passed."), slow(3)], ids=["down", "refuses", "garbage", "late"]
)
def test_a_judge_that_fails_is_not_judged_and_never_passed(endpoint: FakeEndpoint, tmp_path: Path, play: Play) -> None:
    services = _services(tmp_path, endpoint.base_url, timeout=1.0)
    endpoint.play(play)
    judgement = judge(services, "We are sorry.")
    assert judgement.state is JudgeState.NOT_JUDGED
    assert judgement.reason
    assert judgement.findings == ()


# What changed, and the command line


def test_a_corrected_fact_is_named_with_the_sentences_that_used_it(tmp_path: Path) -> None:
    services = _services(tmp_path)
    draft_id = _edited(services, "The work goes on.")
    assert changes_under(services, services.store.draft(draft_id), now=NOW) == ()
    changed = [*RECORD["updates"][:-1], {**RECORD["updates"][-1], "text": "47 % of searches still return nothing."}]
    services.store.save_record(EscalationRecord.model_validate({**RECORD, "updates": changed}), now=NOW, by=PERSON)
    changes = changes_under(services, services.store.draft(draft_id), now=NOW)
    assert changes[0].what == "changed"
    assert changes[0].sentences
    assert "is now “47 % of searches still return nothing.”" in changes[0].words


def test_show_tells_what_changed_and_improve_what_was_done(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert call(data, "update", str(record_file(tmp_path)), "--save", "--by", PERSON).code == 0
    shown = call(data, "review", "show", "D-0001", "--json").json
    assert shown["changed_evidence"] == []
    body = shown["draft"]["document"]["body"].replace("**What We've Done**", f"{BLAME}\n\n**What We've Done**")
    assert call(data, "review", "edit", "D-0001", "-", "--by", PERSON, stdin=body).code == 0
    told = call(data, "review", "improve", "D-0001", "--by", PERSON)
    assert told.code == 0
    assert f"-{BLAME}" in told.out
    assert "D-0001 is a draft, version 3" in told.out
    again = call(data, "review", "improve", "D-0001", "--by", PERSON)
    assert "Nothing was changed." in again.out
    changed = [*RECORD["updates"][:-1], {**RECORD["updates"][-1], "text": "47 % of searches still return nothing."}]
    assert call(data, "records", "import", str(record_file(tmp_path, updates=changed))).code == 0
    stale = call(data, "review", "show", "D-0001")
    assert "Since this text was written:" in stale.out
    assert "is now “47 % of searches still return nothing.”" in stale.out


def test_check_with_a_judge_says_that_there_is_none(tmp_path: Path) -> None:
    file = tmp_path / "reply.md"
    file.write_text("Exports work again.", encoding="utf-8")
    said = call(tmp_path / "data", "check", str(file), "--judge")
    assert "Not judged by a model: No model is configured" in said.out
    judgement = call(tmp_path / "data", "check", str(file), "--judge", "--json").json["judgement"]
    assert judgement["state"] == "not judged"
    assert "judgement" not in call(tmp_path / "data", "check", str(file), "--json").json
