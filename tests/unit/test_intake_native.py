"""Record files: what is taken, and that everything wrong is said at once with its place."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from assistant.errors import InputInvalid
from assistant.intake import IntakeResult, read_bytes
from assistant.records.model import Visibility

MEGABYTE = 1_000_000


def read(text: str, name: str = "record.yaml", **options: str) -> IntakeResult:
    return read_bytes(text.encode(), name=name, max_bytes=MEGABYTE, **options)


def problems(text: str, name: str = "record.yaml", **options: str) -> tuple[str, ...]:
    with pytest.raises(InputInvalid) as caught:
        read(text, name, **options)
    assert caught.value.problems
    return caught.value.problems


RECORD = """\
id: ESC-1
title: Exports fail
customer:
  name: Harbour Tools
  public_exposure: no
started_at: 2026-05-14 06:40Z
escalated_at: 2026-05-14 09:00 +02:00
eta: 2026-05-14T12:00:00+02:00
updates:
  - at: 2026-05-14 07:10 UTC
    text: Exports stop after 30 seconds.
  - at: 2026-05-14T07:00Z
    kind: customer_message
    text: We are on it.
"""


def test_yaml_times_keep_their_instant_and_zone() -> None:
    record = read(RECORD).records[0].record
    assert record.started_at == datetime(2026, 5, 14, 6, 40, tzinfo=UTC)
    assert record.escalated_at == datetime(2026, 5, 14, 7, 0, tzinfo=UTC)
    assert record.eta is not None
    assert record.eta.isoformat() == "2026-05-14T12:00:00+02:00"


def test_yes_and_no_are_truth_values_where_a_truth_value_is_asked_for() -> None:
    assert read(RECORD).records[0].record.customer.public_exposure is False
    as_json = json.dumps({"id": "a", "title": "t", "customer": {"name": "c", "regulatory": "Yes"}})
    assert read(as_json, "a.json").records[0].record.customer.regulatory is True


def test_notes_say_what_was_assumed() -> None:
    imported = read(RECORD).records[0]
    assert imported.place == "record.yaml"
    assert [update.visibility for update in imported.record.updates] == [Visibility.PUBLIC, Visibility.INTERNAL]
    assert any("No kind is given for entry 2" in note for note in imported.notes)
    assert any("kept internal" in note for note in imported.notes)


def test_a_complete_record_needs_no_notes() -> None:
    assert read("id: a\ntitle: t\ncustomer: {name: c}\n").records[0].notes == ()


def test_a_number_may_be_an_id_and_digits_with_a_zero_stay_text() -> None:
    assert read("id: 3101\ntitle: t\ncustomer: {name: c}").records[0].record.id == "3101"
    assert read("id: 0042\ntitle: t\ncustomer: {name: c}").records[0].record.id == "0042"


def test_every_problem_is_listed_with_path_and_line() -> None:
    found = problems("""\
id: ESC-1
titel: Exports fail
customer:
  name: Harbour Tools
  contacts:
    - name: Ada
    - name: Bo
      emial: bo@harbour.example
started_at: 2026-05-14T06:40
severity: SEV-9
escalated_at: 2026-05-14T08:00Z
acknowledged_at: 2026-05-14T07:00Z
updates:
  - at: yesterday
    text: x
  - at: 1715668800
    text: x
""")
    said = "\n".join(found)
    assert "$.title: is missing" in said
    assert '$.titel (line 2): unknown key; did you mean "title"?' in said
    assert '$.customer.contacts[1].emial (line 8): unknown key; did you mean "email"?' in said
    assert "$.started_at (line 9)" in said
    assert "add an offset" in said
    assert "$.severity (line 10)" in said
    assert "SEV-4" in said
    assert "acknowledged_at" in said
    assert "is before escalated_at" in said
    assert "$.updates[0].at (line 14)" in said
    assert "$.updates[1].at (line 16)" in said
    assert len(found) == 8


def test_end_before_start_is_a_problem() -> None:
    found = problems("id: a\ntitle: t\ncustomer: {name: c}\nstarted_at: 2026-01-02T00:00Z\nresolved_at: 2026-01-01T00:00Z\n")
    assert len(found) == 1
    assert "resolved_at" in found[0]
    assert "before started_at" in found[0]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("id: a\ntitle: t\ncustomer: Harbour", "$.customer (line 3)"),
        ("id: a/b\ntitle: t\ncustomer: {name: c}", "slash"),
        ("id: a\ntitle: ''\ncustomer: {name: c}", "is empty"),
        ("id: a\ntitle: 12\ncustomer: {name: c}", "put it in quotes"),
        ("id: a\ntitle: t\ncustomer: {name: c, users_affected: -1}", "users_affected"),
        ("id: a\ntitle: t\ncustomer: {name: c}\nupdates: none", "is no list"),
        ("id: a\ntitle: t\ncustomer: {name: c}\ncsat: .nan", "line 4"),
        ("id: a\ntitle: t\ncustomer: {name: c, revenue_at_risk: 1e999}", "no number"),
        ("- id: a\n- 7", "$[1] (line 2)"),
        ("just words", "is no object"),
    ],
)
def test_problems_are_said_plainly(broken: str, said: str) -> None:
    assert any(said in problem for problem in problems(broken))


def test_a_public_internal_note_is_refused_with_its_place() -> None:
    found = problems(
        'id: a\ntitle: t\ncustomer: {name: c}\nupdates: [{at: "2026-01-01T00:00Z", kind: internal_note, visibility: public, text: x}]'
    )
    assert len(found) == 1
    assert found[0].startswith("$.updates[0]")


def test_prevention_may_be_due_on_a_date_and_not_at_a_naive_time() -> None:
    head = "id: a\ntitle: t\ncustomer: {name: c}\nprevention:\n  - {action: Add an alert, due_at: "
    assert str(read(head + "2026-06-01}").records[0].record.prevention[0].due_at) == "2026-06-01"
    found = problems(head + '"2026-06-01T10:00"}')
    assert len(found) == 1
    assert found[0].startswith("$.prevention[0].due_at (line 5)")


def test_one_file_may_hold_many_records() -> None:
    one = {"id": "a", "title": "t", "customer": {"name": "c"}}
    two = {**one, "id": "b"}
    listed = read(json.dumps([one, two]), "queue.json")
    lines = read(json.dumps(one) + "\n\n" + json.dumps(two) + "\n", "queue.jsonl")
    documents = read("id: a\ntitle: t\ncustomer: {name: c}\n---\nid: b\ntitle: t\ncustomer: {name: c}\n")
    assert [item.place for item in listed.records] == ["queue.json, $[0]", "queue.json, $[1]"]
    assert [item.place for item in lines.records] == ["queue.jsonl, line 1", "queue.jsonl, line 3"]
    assert [item.place for item in documents.records] == ["record.yaml, document 1", "record.yaml, document 2"]
    assert all([item.record.id for item in result.records] == ["a", "b"] for result in (listed, lines, documents))


def test_json_is_recognised_without_a_suffix() -> None:
    one = {"id": "a", "title": "t", "customer": {"name": "c"}}
    assert read(json.dumps(one), "-").records[0].record.id == "a"
    assert len(read(json.dumps(one) + "\n" + json.dumps({**one, "id": "b"}), "-").records) == 2
    assert read("id: a\ntitle: t\ncustomer: {name: c}", "-").records[0].record.id == "a"


def test_problems_in_many_records_name_each_record() -> None:
    found = problems('{"id": "a", "title": "t"}\n{"id": "b", "title": "t", "customer": {}}\n', "queue.jsonl")
    assert found == ("line 1: $.customer: is missing", "line 2: $.customer.name: is missing")
    found = problems('[\n {"id": "a", "title": "t", "customer": {"name": "c"}},\n {"id": "b",\n  "titel": "t"}]', "queue.json")
    assert any(problem.startswith("$[1].titel (line 4)") for problem in found)


def test_the_same_id_twice_is_a_problem() -> None:
    found = problems("id: a\ntitle: t\ncustomer: {name: c}\n---\nid: a\ntitle: u\ncustomer: {name: c}\n")
    assert found == ('the id "a" stands twice: record.yaml, document 1, and record.yaml, document 2',)


def test_an_explicit_format_is_used_and_an_unknown_one_refused() -> None:
    assert any("external_desc" in problem for problem in problems(RECORD, format="google-cloud"))
    with pytest.raises(InputInvalid, match="native"):
        read(RECORD, format="xml")
