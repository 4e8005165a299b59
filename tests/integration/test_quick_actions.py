"""Triage, summary, status report and metrics with a model: its words flow through, its figures are held against what was counted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakes.answers import Shown, prompt_of, shown_evidence
from fakes.command_line import PERSON, RECORD, call, record_file
from fakes.endpoint import FakeEndpoint, Play, answering, broken, good, saying
from fakes.model_material import PRIVATE, record, settings

from assistant.checks.finding import Family, FindingSeverity
from assistant.drafting.draft import Draft
from assistant.wiring import Services
from assistant.workflow import draft_document

NOW = datetime(2026, 5, 13, 9, 0, tzinfo=UTC)
QUICK = ("triage", "summary", "status-report", "metrics")


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    with FakeEndpoint([good()]) as running:
        yield running


def draft(endpoint: FakeEndpoint, folder: Path, kind: str, *plays: Play, **changes: Any) -> Draft:
    """A draft of the record, which is also the only one kept."""
    endpoint.play(*plays)
    services = Services(settings(endpoint.base_url, data_dir=folder, max_retries=0))
    subject = record(**changes)
    services.store.save_record(subject, now=NOW, by="x")
    return draft_document(services, subject if kind in {"triage", "summary"} else None, kind, now=NOW).draft


def on_lines(write: Callable[[list[Shown]], dict[str, Any]]) -> Play:
    """A model that writes from the lines that it was shown."""
    return answering(lambda body: json.dumps(write(shown_evidence(prompt_of(body)))))


def said(line: Shown, text: str | None = None) -> dict[str, Any]:
    return {"cites": [line.tag], "text": text or line.text}


def with_level(level: str) -> Play:
    def write(lines: list[Shown]) -> dict[str, Any]:
        about = next(line for line in lines if line.origin == "description")
        return {"reading": [said(about)], "opinion": {"level": level, "reason": [said(about)]}}

    return on_lines(write)


def warnings(found: Draft) -> set[str]:
    worse = (finding for finding in found.findings if finding.severity is not FindingSeverity.INFO)
    return {finding.rule for finding in worse if finding.family is Family.GROUNDING}


@pytest.mark.parametrize("kind", QUICK)
def test_an_honest_model_writes_the_words_and_nothing_private_leaves(endpoint: FakeEndpoint, tmp_path: Path, kind: str) -> None:
    found = draft(endpoint, tmp_path, kind, good())
    assert (found.written_by, found.prompt.id) == ("openai:fake-1", f"draft/{kind}")
    assert not warnings(found)
    assert not [piece for piece in PRIVATE if piece in endpoint.wire]
    assert any(sentence.sources for sentence in found.sentences)


@pytest.mark.parametrize("kind", QUICK)
def test_a_model_that_fails_is_replaced_by_the_composer_and_it_is_said(endpoint: FakeEndpoint, tmp_path: Path, kind: str) -> None:
    broken_one, composed = draft(endpoint, tmp_path, kind, broken()), draft(endpoint, tmp_path / "none", kind, broken())
    assert broken_one.written_by == "composer"
    assert any("The composer wrote this draft" in notice for notice in broken_one.notices)
    assert broken_one.document == composed.document


@pytest.mark.parametrize("kind", QUICK)
def test_by_rule_every_statement_is_backed(endpoint: FakeEndpoint, tmp_path: Path, kind: str) -> None:
    found = draft(endpoint, tmp_path, kind, broken())
    assert not warnings(found)
    assert not {"unsupported", "for_a_person"} & {sentence.status.value for sentence in found.sentences}


def test_a_name_that_the_model_was_not_told_stands_in_the_document(endpoint: FakeEndpoint, tmp_path: Path) -> None:
    found = draft(
        endpoint, tmp_path, "summary", on_lines(lambda lines: {"standing": [said(next(x for x in lines if x.origin == "title"))]})
    )
    assert "- Invoices of Larkmoor Dental are sent without tax lines (F1)." in found.document.body


@pytest.mark.parametrize(("level", "agrees"), [("SEV-2", True), ("sev 1", False)])
def test_a_second_opinion_stands_beside_the_rule_and_never_in_its_place(
    endpoint: FakeEndpoint, tmp_path: Path, level: str, agrees: bool
) -> None:
    found = draft(endpoint, tmp_path, "triage", with_level(level), title="Invoices cannot be sent", description="Invoices cannot be sent.")
    opinion = found.details["second_opinion"]
    assert found.details["severity"]["suggested"] == "SEV-2"
    assert (opinion["agrees"], opinion["model"], opinion["evidence"]) == (agrees, "openai:fake-1", ["F2"])
    verdict = "openai:fake-1 agrees: SEV-2." if agrees else "openai:fake-1 disagrees: SEV-1, where the rule suggests SEV-2."
    assert verdict in found.document.body
    assert "**SEV-2 suggested by rule**" in found.document.body
    assert "suggested" not in endpoint.wire, "an opinion that knows the answer is none"


@pytest.mark.parametrize("level", ["SEV-5", "grave", "SEV-1 or SEV-2"])
def test_an_opinion_without_a_level_is_no_answer(endpoint: FakeEndpoint, tmp_path: Path, level: str) -> None:
    found = draft(endpoint, tmp_path, "triage", with_level(level))
    assert (found.written_by, found.details["second_opinion"]) == ("composer", None)
    assert len(endpoint.bodies) == 2, "one repair turn"
    assert "None was given." in found.document.body


@pytest.mark.parametrize("kind", ["status-report", "metrics"])
def test_a_figure_that_nobody_counted_is_found(endpoint: FakeEndpoint, tmp_path: Path, kind: str) -> None:
    invented = on_lines(lambda lines: {"reading": [said(lines[0], "47 escalations are open, a rise of 12 % since last week.")]})
    assert {"number", "percent"} <= {rule.removeprefix("grounding.") for rule in warnings(draft(endpoint, tmp_path, kind, invented))}


def test_of_a_metric_without_data_no_percentage_is_told(endpoint: FakeEndpoint, tmp_path: Path) -> None:
    found = draft(endpoint, tmp_path, "metrics", broken())
    [satisfaction] = [line for line in found.evidence if line.text.startswith("Customer Satisfaction:")]
    assert satisfaction.text == "Customer Satisfaction: not enough data. No escalation holds a `csat`."
    claimed = on_lines(lambda lines: {"reading": [said(lines[0], "Customers gave 4.6 of 5 points.")]})
    assert warnings(draft(endpoint, tmp_path, "metrics", claimed))


def test_an_answer_of_another_shape_is_replaced(endpoint: FakeEndpoint, tmp_path: Path) -> None:
    found = draft(endpoint, tmp_path, "status-report", saying('{"reading": []}'))
    assert found.written_by == "composer"


@pytest.mark.parametrize("kind", QUICK)
def test_all_are_kept_and_checked_again_like_any_draft(tmp_path: Path, kind: str) -> None:
    data, file = tmp_path / "data", str(record_file(tmp_path))
    assert call(data, "records", "import", file).code == 0
    target = [RECORD["id"]] if kind in {"triage", "summary"} else []
    saved = call(data, kind, *target, "--save", "--by", PERSON)
    assert "Saved as D-0001" in saved.err, saved.err
    text = tmp_path / "edited.md"
    text.write_text("# Only a line\n\nEverything is solved since Friday.\n", encoding="utf-8")
    assert call(data, "review", "edit", "D-0001", str(text), "--by", PERSON).code == 0
    shown = call(data, "review", "show", "D-0001", "--json").out
    assert "completeness.missing" in shown
    assert call(data, kind, *target, "--json").json["action"] == kind


def test_the_report_takes_no_target(tmp_path: Path) -> None:
    done = call(tmp_path, "status-report", "ESC-7")
    assert done.code == 2
    assert "unexpected extra argument" in done.err


def test_a_long_queue_is_cut_in_the_document_and_whole_in_the_json(tmp_path: Path) -> None:
    queue = tmp_path / "queue.json"
    queue.write_text(json.dumps([{**RECORD, "id": f"ESC-{n:03d}", "title": f"Search {n} fails"} for n in range(130)]), encoding="utf-8")
    assert call(tmp_path / "data", "records", "import", str(queue)).code == 0
    found = call(tmp_path / "data", "status-report", "--json").json
    assert len(found["open"]) == 130
    body = found["document"]["body"]
    assert "130 escalations are open (F1)." in body
    assert sum(line.startswith("| ESC-") for line in body.splitlines()) == 100
    assert "… and 30 more; `--json` has all." in body
