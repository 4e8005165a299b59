"""Cases from outside: public logs, and drafts that people approved, by the command line too."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes.command_line import call

from assistant.errors import ActionRefused, InputInvalid
from assistant.intake.samples import sample_records
from assistant.review.states import State
from assistant.review.stored import StoredDraft
from assistant.settings import Settings
from assistant.wiring import Services
from assistant.workflow import approve, draft_document, index_sample_reports, save_edit, start_draft
from evals.cases import Houses, failures, write
from evals.graders import grade_all
from evals.outside import APPROVED, add_case, case_of_draft, outside_cases
from evals.suites import outside

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
SHARED = Path(__file__).parents[3] / "shared" / "data" / "escalations" / "dev.jsonl"
LOG = {
    "id": "quay:77",
    "company": "Quayside Cloud",
    "title": "Uploads fail in two regions",
    "severity": "major",
    "start": "2026-03-02 08:00",
    "end": "2026-03-02 10:30",
    "log_kind": "customer-facing",
    "log": [
        {"time": "2026-03-02 08:10 UTC", "status": "investigating", "text": "Uploads fail in two regions; we are looking into it."},
        {"time": "2026-03-02 10:30 UTC", "status": "resolved", "text": "Uploads work again in both regions since 10:25 UTC."},
    ],
    "reference": {"root_cause": "A storage quota ran out."},
    "rc_words_in_log": 0.0,
}


@pytest.fixture
def services(tmp_path: Path) -> Services:
    made = Services(Settings(data_dir=tmp_path / "home"))
    index_sample_reports(made)
    made.store.save_records(sample_records(now=NOW), now=NOW, by="import")
    return made


@pytest.fixture
def approved(services: Services) -> StoredDraft:
    stored = services.store.record("ESC-3104")
    draft = start_draft(services, stored, draft_document(services, stored.record, "progress", now=NOW), author="Priya Raman", now=NOW)
    body = draft.body.replace("Here's your 2-hour update:", "Here is where we stand:")
    edited = save_edit(services, draft.id, subject=draft.subject, body=body, by="Priya Raman", now=NOW)
    for finding in edited.open_findings:
        services.store.waive(draft.id, finding, by="Ingrid Aune", reason="Agreed.", now=NOW)
    services.store.submit(draft.id, by="Priya Raman", now=NOW)
    return approve(services, draft.id, by="Ingrid Aune", now=NOW, version=edited.version, accept_stale_reason="")


def test_a_public_log_is_a_message_and_an_analysis(tmp_path: Path) -> None:
    path = tmp_path / "logs.jsonl"
    path.write_text(json.dumps(LOG) + "\n" + json.dumps({**LOG, "id": "quay:78", "rc_words_in_log": 0.6}) + "\n", encoding="utf-8")
    cases = outside(path).cases
    assert [(case.action, case.expect.inconclusive) for case in cases] == [
        ("update", False), ("rca", True), ("update", False), ("rca", False),
    ]  # fmt: skip
    assert cases[0].now == datetime(2026, 3, 2, 10, 45, tzinfo=UTC)
    houses = Houses(tmp_path / "houses")
    for case in cases[:2]:
        scores = {score.name: score.value for score in grade_all(case, write(case, houses.of(case)))}
        assert scores["expected"] is True, scores
        assert scores.get("inconclusive", True) is True


def test_a_file_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "poem.jsonl"
    path.write_text('{"roses": "red"}\n', encoding="utf-8")
    with pytest.raises(InputInvalid):
        outside_cases(path)


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.exists(), reason="the public logs are not beside the repository")
def test_every_public_log_is_two_cases() -> None:
    cases = outside_cases(SHARED)
    assert len(cases) >= 700
    assert len({case.id for case in cases}) == len(cases)
    assert 20 < sum(case.expect.inconclusive for case in cases) < len(cases) / 2


def test_an_approved_draft_is_a_case_that_its_own_writer_passes(services: Services, approved: StoredDraft, tmp_path: Path) -> None:
    case = case_of_draft(services, approved)
    assert (case.id, case.action, case.options, case.now) == ("D-0001, version 2", "update", {"stage": "progress"}, NOW)
    assert case.record == services.store.record("ESC-3104").record
    assert case.expect.kind == "progress"
    assert len(case.expect.says) >= 3
    assert case.expect.promises
    assert case.expect.facts
    assert set(case.expect.similar) == {each.id for each in approved.newest.draft.similar}
    assert len(case.reports) == len(case.expect.similar)
    outcome = write(case, Houses(tmp_path / "houses").of(case))
    assert failures(case, outcome) == ()
    assert {score.name for score in grade_all(case, outcome) if score.value is False} == set()


def test_a_worse_text_does_not_pass_the_case(services: Services, approved: StoredDraft, tmp_path: Path) -> None:
    case = case_of_draft(services, approved)
    assert case.record is not None
    changed = [update for update in case.record.updates if "1,904" not in update.text]
    poorer = case.model_copy(update={"record": case.record.model_copy(update={"updates": tuple(changed)})})
    outcome = write(poorer, Houses(tmp_path / "houses").of(poorer))
    assert any("1,904" in each or "57" in each for each in failures(case, outcome))


def test_what_nobody_approved_is_no_case(services: Services) -> None:
    stored = services.store.record("ESC-3104")
    draft = start_draft(services, stored, draft_document(services, stored.record, "progress", now=NOW), author="Priya Raman", now=NOW)
    assert draft.state is State.DRAFT
    with pytest.raises(ActionRefused, match="only a text that somebody approved"):
        case_of_draft(services, draft)


def test_a_case_made_again_stands_once(services: Services, approved: StoredDraft, tmp_path: Path) -> None:
    path = tmp_path / "kept" / APPROVED
    case = case_of_draft(services, approved, why="Orders that came twice.")
    assert (add_case(path, case), add_case(path, case)) == (1, 1)
    assert add_case(path, case.model_copy(update={"id": "other"})) == 2
    assert outside_cases(path)[0] == case


def test_the_command_line_makes_a_case_and_tells_what_was_learned(services: Services, approved: StoredDraft) -> None:
    made = call(services.data_dir, "review", "case", approved.id, "--json")
    assert made.code == 0, made.err
    assert (made.json["cases"], Path(made.json["file"]).name, made.json["case"]["action"]) == (1, APPROVED, "update")
    assert outside_cases(Path(made.json["file"]))[0].record is not None
    learned = call(services.data_dir, "review", "learned", "--examples", "3", "--json")
    assert learned.code == 0, learned.err
    (row,) = learned.json["learned"]
    assert (row["kind"], row["drafts"], row["unchanged"], row["prompt"]["id"]) == ("progress", 1, 0, "composer/progress")
    assert row["edits"]
    assert row["examples"][0]["draft"] == approved.id
    assert "composer/progress@1" in call(services.data_dir, "review", "learned").out
    none = call(services.data_dir, "review", "learned", "--kind", "executive")
    assert (none.code, none.out) == (0, "")
    assert "Nothing to learn from" in none.err
    missing = call(services.data_dir, "review", "case", "D-0099")
    assert missing.code != 0
