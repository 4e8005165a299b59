"""`triage` at work: the JSON that programs read, and the one screen that a person reads."""

import json
from pathlib import Path

from fakes.command_line import PERSON, RECORD, call, record_file

NOW_LATER = "2026-11-23T15:00:00+00:00"


def test_json_has_the_agreed_shape(tmp_path: Path) -> None:
    found = call(tmp_path, "triage", str(record_file(tmp_path)), "--json").json
    assert {"severity", "type", "impact", "questions", "notify", "due", "flags", "second_opinion"} <= set(found)
    assert {"action", "kind", "document", "slots", "sentences", "findings", "evidence"} <= set(found)
    assert (found["action"], found["written_by"], found["second_opinion"]) == ("triage", "composer", None)
    assert "details" not in found
    assert found["severity"]["suggested"] == "SEV-2"
    assert found["severity"]["current"] == "SEV-2"
    criterion = found["severity"]["criteria"][0]
    assert criterion["id"] == "feature-broken"
    assert criterion["evidence"][0] == {"id": "F1", "text": "returns nothing", "origin": "title"}
    assert set(found["impact"]) == {"tier", "revenue_at_risk", "users_affected", "business_criticality", "public_exposure", "regulatory"}
    assert [set(question) for question in found["questions"]] == [{"id", "text", "answered", "evidence"}] * 6
    assert found["notify"] == ["customer", "manager", "CSM"]
    assert found["due"]["resolution"]["due_at"] == "2026-11-23T20:00:00+00:00"


def test_the_tags_are_those_of_the_draft(tmp_path: Path) -> None:
    file = str(record_file(tmp_path))
    drafted = {item["id"]: item["text"] for item in call(tmp_path, "update", file, "--json").json["evidence"]}
    for criterion in call(tmp_path, "triage", file, "--json").json["severity"]["criteria"]:
        for said in criterion["evidence"]:
            assert said["text"] in drafted[said["id"]]


def test_the_same_now_gives_the_same_bytes_and_a_later_one_other_clocks(tmp_path: Path) -> None:
    file = str(record_file(tmp_path))
    first = call(tmp_path, "triage", file, "--json").out
    assert call(tmp_path, "triage", file, "--json").out == first
    assert call(tmp_path, "triage", file, "--json", now=NOW_LATER).json["due"] != json.loads(first)["due"]


def test_under_severity_is_told_with_its_time(tmp_path: Path) -> None:
    updates = [*RECORD["updates"], {"at": "2026-11-23T13:20:00Z", "kind": "internal_note", "text": "All records of May were deleted."}]
    done = call(tmp_path, "triage", str(record_file(tmp_path, severity="SEV-3", updates=updates)))
    assert "**SEV-1 suggested by rule**, set to SEV-3" in done.out
    # The search was worse than SEV-3 from the start; the deletion made it worse still.
    assert "**under severity**" in done.out
    assert "Since 12:00 UTC" in done.out
    assert "data loss" in done.out


def test_a_person_reads_one_screen(tmp_path: Path) -> None:
    updates = [{"at": f"2026-11-23T{9 + n // 6:02d}:{n % 6}0:00Z", "text": f"Upload {n} fails with an error. " * 20} for n in range(30)]
    done = call(tmp_path, "triage", str(record_file(tmp_path, updates=updates)))
    lines = done.out.splitlines()
    assert len(lines) <= 70
    assert max(len(line) for line in lines) <= 140
    assert lines[lines.index("## Whom to tell") + 2] == "customer, manager, CSM"
    assert "Nothing found." in done.err


def test_a_triage_is_kept_as_a_draft_like_any_other(tmp_path: Path) -> None:
    saved = call(tmp_path, "triage", str(record_file(tmp_path)), "--save", "--by", PERSON)
    assert (saved.code, "Saved as D-0001" in saved.err) == (0, True)
    [draft] = call(tmp_path, "review", "list", "--json").json["drafts"]
    assert (draft["id"], draft["kind"], draft["state"]) == ("D-0001", "triage", "draft")


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    done = call(tmp_path, "triage", str(record_file(tmp_path, title="Search \x1b[2J returns nothing")))
    assert "\x1b" not in done.out


def test_standard_input_and_a_missing_record(tmp_path: Path) -> None:
    assert call(tmp_path, "triage", "-", "--json", stdin=json.dumps(RECORD)).json["severity"]["suggested"] == "SEV-2"
    missing = call(tmp_path, "triage", "ESC-404")
    assert missing.code != 0
    assert "ESC-404" in missing.err
