"""`status-report`, `summary` and `metrics` as a person calls them, over a real store."""

import json
from pathlib import Path
from typing import Any

import pytest
from fakes.command_line import NOW, PERSON, RECORD, call, record_file

from evals.benchmarks.status import run

LATE = {**RECORD, "id": "ESC-8", "title": "Sign-in fails", "severity": "SEV-1", "acknowledged_at": None, "updates": []}
CLOSED = {**RECORD, "id": "ESC-9", "title": "Exports stop", "status": "closed", "resolved_at": "2026-11-23T13:30:00Z"}


def keep(data_dir: Path, *records: dict[str, Any]) -> None:
    file = record_file(data_dir.parent, "queue.json")
    file.write_text(json.dumps(list(records)), encoding="utf-8")
    done = call(data_dir, "records", "import", str(file))
    assert done.code == 0, done.err


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    keep(tmp_path / "data", RECORD, LATE, CLOSED)
    return tmp_path / "data"


def test_an_empty_store_says_how_to_begin(tmp_path: Path) -> None:
    report = call(tmp_path / "data", "status-report")
    assert report.code == 0
    assert "No escalation is open." in report.out
    assert "Nothing is owed today." in report.out
    assert "records import" in report.err
    figures = call(tmp_path / "data", "metrics")
    assert figures.out.count("not enough data") == 8
    assert "%" not in figures.out.partition("## Against the targets")[0]
    assert "No escalation holds a `csat`." in figures.out


def test_the_report_tells_the_most_urgent_first_with_flags_and_what_is_owed(kept: Path) -> None:
    report = call(kept, "status-report", "--json").json
    assert [line["id"] for line in report["open"]] == ["ESC-8", "ESC-7"]
    late = report["open"][0]
    [flag] = late["flags"]
    assert (flag["flag"], flag["since"]) == ("delayed acknowledgment", "2026-11-23T12:15:00+00:00")
    assert {ground["where"] for ground in flag["evidence"]} == {"started_at", "acknowledged_at"}
    assert flag["clears"]
    [closed] = report["closed_with_flags"]
    assert (closed["id"], [each["flag"] for each in closed["flags"]]) == ("ESC-9", ["premature closure"])
    owed = [(each["record"], each["where"], each["late"]) for each in report["owed_today"]]
    # Acknowledged at 12:20, the two-hour update is due at 14:20.
    assert owed == [
        ("ESC-8", "first response", True),
        ("ESC-7", "next update", False),
        ("ESC-8", "resolution", False),
        ("ESC-7", "resolution", False),
    ]
    text = call(kept, "status-report").out
    for told in ("2 escalations are open (F1).", "4 things are owed today, 1 of them late", "1 open escalation carries a red flag"):
        assert told in text
    assert text.index("ESC-8") < text.index("ESC-7") < text.index("Closed, with a red flag") < text.index("ESC-9")


def test_the_day_ends_in_the_zone_of_the_policy(kept: Path, tmp_path: Path) -> None:
    from importlib.resources import files

    shipped = files("assistant.records").joinpath("policy.toml").read_text(encoding="utf-8")
    policy = tmp_path / "policy.toml"
    # Where 14:00 UTC is 03:00 on the next day, the resolution at 20:00 UTC is due at 09:00 of the same one.
    policy.write_text(shipped.replace('zone = "UTC"', 'zone = "Pacific/Auckland"'), encoding="utf-8")
    owed = call(kept, "status-report", "--json", "--policy", str(policy), now="2026-11-23T10:30:00Z").json["owed_today"]
    assert owed == []
    owed = call(kept, "status-report", "--json", "--policy", str(policy), now="2026-11-23T11:30:00Z").json["owed_today"]
    assert ("ESC-7", "resolution") in {(each["record"], each["where"]) for each in owed}


def test_the_same_now_gives_the_same_report(kept: Path) -> None:
    for command in (("status-report",), ("metrics",), ("summary", "ESC-7"), ("summary", "ESC-7", "--json")):
        assert call(kept, *command).out == call(kept, *command).out


def test_blame_in_a_draft_is_a_flag_until_it_is_waived(kept: Path, tmp_path: Path) -> None:
    assert call(kept, "update", "ESC-7", "--save", "--by", PERSON).code == 0
    edited = tmp_path / "edited.md"
    edited.write_text("Hello Amara,\n\nThe search stopped because your team uploaded the wrong file.\n", encoding="utf-8")
    assert call(kept, "review", "edit", "D-0001", str(edited), "--by", PERSON).code == 0
    [line] = [line for line in call(kept, "status-report", "--json").json["open"] if line["id"] == "ESC-7"]
    [flag] = [flag for flag in line["flags"] if flag["flag"] == "blame language"]
    assert flag["evidence"][0]["where"] == "draft D-0001, version 2"
    assert "your team" in flag["evidence"][0]["words"]
    assert line["draft"] == {"id": "D-0001", "state": "draft"}
    waived = call(kept, "review", "waive", "D-0001", "--rule", "tone.blame_customer", "--reason", "A quotation.", "--by", PERSON)
    assert waived.code == 0, waived.err
    [line] = [line for line in call(kept, "status-report", "--json").json["open"] if line["id"] == "ESC-7"]
    assert "blame language" not in {flag["flag"] for flag in line["flags"]}


def test_blame_in_a_message_that_was_sent_is_in_the_summary(tmp_path: Path) -> None:
    sent = {"at": "2026-11-23T13:20:00Z", "kind": "customer_message", "text": "Search is back.\nYou should have read the release notes."}
    file = record_file(tmp_path, updates=[*RECORD["updates"], sent])
    told = call(tmp_path / "data", "summary", str(file), "--json").json
    [flag] = [flag for flag in told["flags"] if flag["flag"] == "blame language"]
    assert flag["evidence"][0]["where"] == "log entry 3"
    assert "should have" in flag["evidence"][0]["words"]


def test_a_kept_summary_that_quotes_the_log_is_no_blame_of_its_own(tmp_path: Path) -> None:
    note = {"at": "2026-11-23T13:20:00Z", "kind": "internal_note", "text": "The search team forgot to renew the index."}
    keep(tmp_path / "data", {**RECORD, "updates": [*RECORD["updates"], note]})
    saved = call(tmp_path / "data", "summary", "ESC-7", "--save", "--by", PERSON)
    assert "tone.blame_person" in saved.err
    told = call(tmp_path / "data", "summary", "ESC-7", "--json").json
    assert "blame language" not in {flag["flag"] for flag in told["flags"]}
    assert [draft["kind"] for draft in told["drafts"]] == ["summary"]


def test_a_summary_tells_known_unknown_owed_and_owners_with_tags(tmp_path: Path) -> None:
    step = {"text": "Rebuild the index", "owner": "Nia Bevan", "due_at": "2026-11-23T13:00:00Z"}
    note = {"at": "2026-11-23T13:30:00Z", "kind": "internal_note", "text": "The disk of search-3 is full."}
    file = record_file(tmp_path, next_action=step, updates=[*RECORD["updates"], note])
    told = call(tmp_path / "data", "summary", str(file), "--json").json
    log = [item for item in told["known"] if item["origin"].startswith("log entry")]
    assert log[0]["text"] == "The disk of search-3 is full."
    assert [item["at"] for item in log] == sorted((item["at"] for item in log), reverse=True)
    assert told["known"][: len(log)] == log
    tags = {item["tag"]: item["text"] for item in told["known"]}
    [owed] = [each for each in told["owed"] if each["where"] == "next_action"]
    assert (owed["late"], owed["owner"]) == (True, "Nia Bevan")
    assert "Rebuild the index" in tags[owed["tags"][0]]
    assert {"root_cause", "eta", "users_affected", "workaround"} <= {each["field"] for each in told["unknown"]}
    assert {"The escalation", "Next action: Rebuild the index"} == {each["what"] for each in told["owners"]}
    # A plan stays a plan.
    assert next(item for item in told["known"] if item["tag"] == owed["tags"][0])["modes"] == ["planned"]


def test_a_summary_fits_on_a_screen(tmp_path: Path) -> None:
    log = [
        {
            "at": f"2026-11-23T{12 + n // 60}:{n % 60:02d}:00Z",
            "kind": "observation",
            "visibility": "public",
            "text": f"Step {n}. " + "x " * 300,
        }
        for n in range(90)
    ]
    prevention = [{"action": f"Measure {n}", "due_at": "2026-11-20"} for n in range(30)]
    out = call(tmp_path / "data", "summary", str(record_file(tmp_path, updates=log, prevention=prevention))).out
    assert len(out.splitlines()) <= 80
    assert max(len(line) for line in out.partition("## Known")[2].splitlines()) <= 225
    assert "Step 89." in out
    assert "Step 3." not in out
    assert "82 more; `--json` has all." in out


def test_an_unknown_target_is_told(tmp_path: Path) -> None:
    done = call(tmp_path / "data", "summary", "ESC-404")
    assert done.code == 2
    assert "There is no record ESC-404" in done.err


def test_the_same_issue_again_is_a_flag_and_a_figure(tmp_path: Path) -> None:
    again = {**RECORD, "id": "ESC-70", "title": "Again: search returns nothing", "started_at": "2026-11-23T12:05:00Z"}
    keep(tmp_path / "data", RECORD, again)
    [line] = [line for line in call(tmp_path / "data", "status-report", "--json").json["open"] if line["id"] == "ESC-70"]
    assert [flag["flag"] for flag in line["flags"]] == ["pattern blindness"]
    assert line["flags"][0]["evidence"][-1] == {
        "where": "earlier escalation ESC-7",
        "words": "Search returns nothing, 2026-11-23 (same customer, words in common: nothing, returns, search)",
    }
    told = call(tmp_path / "data", "summary", "ESC-70", "--json").json
    assert "pattern blindness" in {flag["flag"] for flag in told["flags"]}
    figures = call(tmp_path / "data", "metrics", "--json").json["overall"]["figures"]
    [repeat] = [figure for figure in figures if figure["metric"] == "Repeat Escalation"]
    assert (repeat["numerator"], repeat["denominator"], repeat["meets"]) == (1, 2, False)


def test_metrics_have_every_group_and_the_counts(kept: Path) -> None:
    told = call(kept, "metrics", "--json").json
    assert told["at"] == NOW
    assert [group["name"] for group in told["by"]["severity"]] == ["SEV-1", "SEV-2"]
    assert [group["name"] for group in told["by"]["month"]] == ["2026-11"]
    assert [group["name"] for group in told["by"]["tier"]] == ["not recorded"]
    sla = next(figure for figure in told["overall"]["figures"] if figure["metric"] == "SLA Compliance")
    assert (sla["value"], sla["numerator"], sla["denominator"], sla["target"]) == (1.0, 1, 1, 0.95)


def test_the_report_over_many_records_is_exact() -> None:
    assert run(400, 0.3, rounds=1)["differences"] == []


def test_a_level_below_its_criteria_is_a_flag_of_the_summary(tmp_path: Path) -> None:
    worse = {
        "at": "2026-11-23T13:20:00Z",
        "kind": "observation",
        "visibility": "public",
        "text": "All stored documents of all customers were lost.",
    }
    file = record_file(tmp_path, severity="SEV-4", updates=[*RECORD["updates"], worse])
    told = call(tmp_path / "data", "summary", str(file), "--json").json
    assert "under-severity" in {flag["flag"] for flag in told["flags"]}
