"""The commands at work, in this process: from a record file to a message that was sent."""

import json
import shutil
from pathlib import Path

import pytest
from fakes.command_line import APPROVER, PERSON, RECORD, call, record_file

from assistant.drafting.draft import Draft


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    assert call(folder, "samples", "load").code == 0
    return folder


@pytest.fixture
def samples(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(loaded, tmp_path / "samples"))


def saved(data_dir: Path) -> None:
    """Keep the record and a draft of it, D-0001."""
    file = record_file(data_dir.parent)
    assert call(data_dir, "update", str(file), "--save", "--by", PERSON).code == 0


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    saved(tmp_path / "data")
    return tmp_path / "data"


# Writing


def test_a_draft_goes_to_standard_output_and_what_is_said_about_it_does_not(tmp_path: Path) -> None:
    done = call(tmp_path / "data", "update", str(record_file(tmp_path)))
    assert done.code == 0
    assert done.out.startswith("Subject: Update on ")
    assert "**Current Status**" in done.out
    assert "finding" not in done.out
    assert "Note: There is no index of past reports yet" in done.err
    assert call(tmp_path / "data", "records", "list", "--json").json == {"records": []}


def test_the_json_form_is_the_interface_and_names_no_duration_with_now(tmp_path: Path) -> None:
    done = call(tmp_path / "data", "update", str(record_file(tmp_path)), "--json")
    promised = {
        "action", "kind", "record_id", "written_by", "document", "slots", "sentences", "findings", "evidence", "commitments", "similar",
        "prompt", "usage", "elapsed_ms",
    }  # fmt: skip
    assert promised <= set(done.json)
    assert set(done.json["document"]) == {"subject", "body", "format"}
    assert set(done.json["prompt"]) == {"id", "version", "fingerprint"}
    assert done.json["elapsed_ms"] == 0
    body = done.json["document"]["body"]
    assert done.json["sentences"]
    assert all(body[part["start"] : part["end"]] == part["text"] for part in done.json["sentences"] + done.json["findings"])
    Draft.model_validate(done.json)
    clock = call(tmp_path / "data", "update", str(record_file(tmp_path)), "--json", now=None)
    assert clock.json["elapsed_ms"] > 0


def test_a_file_standard_input_and_the_stored_record_give_the_same_draft(tmp_path: Path) -> None:
    file = record_file(tmp_path)
    data = tmp_path / "data"
    assert call(data, "records", "import", str(file)).code == 0
    from_file = call(data, "update", str(file), "--json")
    assert call(data, "update", "-", "--json", stdin=file.read_bytes()).out == from_file.out
    assert call(data, "update", "ESC-7", "--json").out == from_file.out
    shown = call(data, "records", "show", "ESC-7", "--json")
    assert call(data, "update", "-", "--json", stdin=shown.out).out == from_file.out


def test_the_stage_can_be_chosen_and_a_false_one_is_refused(tmp_path: Path) -> None:
    file = str(record_file(tmp_path))
    chosen = call(tmp_path / "data", "update", file, "--stage", "acknowledgment", "--json")
    assert chosen.json["kind"] == "acknowledgment"
    refused = call(tmp_path / "data", "update", file, "--stage", "resolution")
    assert (refused.code, refused.out) == (1, "")
    assert "ESC-7 is investigating" in refused.err


def test_strict_ends_with_1_where_a_finding_blocks(tmp_path: Path) -> None:
    asked = {"at": "2026-11-23T13:30:00Z", "author": "Amara Okoye", "visibility": "public", "text": "Will the results of today be lost?"}
    file = str(record_file(tmp_path, updates=[*RECORD["updates"], asked]))
    letter = ("apology", file, "--form", "short")
    blocks = call(tmp_path / "data", *letter, "--json").json
    expected = 1 if any(finding["severity"] == "block" for finding in blocks["findings"]) else 0
    assert call(tmp_path / "data", *letter).code == 0
    assert call(tmp_path / "data", *letter, "--strict").code == expected
    executive = {"name": "Ingrid Vale", "role": "Chief Operating Officer"}
    gap = str(record_file(tmp_path, executive=executive))
    assert call(tmp_path / "data", "apology", gap, "--form", "executive").code == 0
    assert call(tmp_path / "data", "apology", gap, "--form", "executive", "--strict").code == 1


def test_saving_needs_a_name_and_keeps_record_and_draft(tmp_path: Path) -> None:
    file, data = str(record_file(tmp_path)), tmp_path / "data"
    assert call(data, "update", file, "--save").code == 2
    done = call(data, "update", file, "--save", "--by", PERSON)
    assert "Saved as D-0001" in done.err
    assert [row["id"] for row in call(data, "records", "list", "--json").json["records"]] == ["ESC-7"]
    (row,) = call(data, "review", "list", "--json").json["drafts"]
    assert (row["id"], row["record_id"], row["state"], row["author"]) == ("D-0001", "ESC-7", "draft", PERSON)


# Looking


def test_check_reads_what_update_printed_with_offsets_into_the_whole_text(tmp_path: Path) -> None:
    text = "Subject: An update\n\nUnfortunately your team misused the search. It will never happen again, we guarantee it.\n"
    done = call(tmp_path / "data", "check", "-", "--json", stdin=text)
    assert set(done.json) == {"findings", "sentences"}
    assert done.json["findings"]
    for part in done.json["findings"] + done.json["sentences"]:
        assert text[part["start"] : part["end"]] == part["text"]
    assert done.code == (1 if any(finding["severity"] == "block" for finding in done.json["findings"]) else 0)
    told = call(tmp_path / "data", "check", "-", stdin=text)
    assert ", line 3" in told.out
    assert told.code == done.code


def test_check_holds_a_text_against_the_record_and_against_all_that_is_kept(tmp_path: Path) -> None:
    file, data = str(record_file(tmp_path)), tmp_path / "data"
    other = record_file(tmp_path, "other.json", id="ESC-8", customer={"name": "Zephyrhill Insurance"})
    assert call(data, "records", "import", str(other)).code == 0
    text = tmp_path / "reply.md"
    text.write_text("We saw the same at Zephyrhill Insurance, where 5,210 searches were lost.\n", encoding="utf-8")
    done = call(data, "check", str(text), "--record", file, "--json")
    assert done.code == 1
    assert {finding["family"] for finding in done.json["findings"]} >= {"grounding", "leak"}
    clean = call(data, "check", "-", "--record", file, stdin="The search index was restarted at 12:35 UTC.")
    assert clean.code == 0
    assert clean.out.startswith("Nothing found.")


@pytest.mark.parametrize("kind", ["update", "progress", "apology", "short"])
def test_check_knows_every_action_and_message(tmp_path: Path, kind: str) -> None:
    done = call(tmp_path / "data", "check", "-", "--kind", kind, "--record", str(record_file(tmp_path)), "--json", stdin="Hello.")
    assert done.code in {0, 1}
    assert any(finding["family"] == "completeness" for finding in done.json["findings"])


def test_check_refuses_a_kind_that_there_is_not(tmp_path: Path) -> None:
    done = call(tmp_path / "data", "check", "-", "--kind", "poem", stdin="Hello.")
    assert done.code == 2
    assert "acknowledgment" in done.err


def test_similar_by_text_by_record_and_with_filters(samples: Path) -> None:
    found = call(samples, "similar", "Card payments are declined in the web shop", "-k", "2", "--json").json
    assert not found["nothing_similar"]
    assert 1 <= len(found["results"]) <= 2
    assert {"id", "title", "score", "matched", "reasons"} <= set(found["results"][0])
    best = found["results"][0]
    only = call(samples, "similar", "Card payments are declined in the web shop", "--severity", best["severity"], "--json").json
    assert {row["severity"] for row in only["results"]} == {best["severity"]}
    none = call(samples, "similar", "Card payments are declined in the web shop", "--until", "1999-01-01", "--json").json
    assert none == {"results": [], "nothing_similar": True}
    by_record = call(samples, "similar", "--record", "ESC-3107", "--json").json
    assert by_record["results"]
    told = call(samples, "similar", "Card payments are declined in the web shop", "-k", "1")
    assert best["id"] in told.out
    assert "Differs: " in told.out


def test_similar_says_when_nothing_is(samples: Path) -> None:
    done = call(samples, "similar", "The choir rehearses a madrigal on Thursday")
    assert done.code == 0
    assert done.out.startswith("Nothing similar.")


@pytest.mark.parametrize("args", [(), ("text", "--record", "ESC-1"), ("  ",)])
def test_similar_wants_one_thing_to_search_for(tmp_path: Path, args: tuple[str, ...]) -> None:
    assert call(tmp_path, "similar", *args).code == 2


# Deciding and sending


def test_from_draft_to_sent(kept: Path, tmp_path: Path) -> None:
    assert call(kept, "export", "D-0001", "--to", "md").code == 1
    text = tmp_path / "reply.md"
    text.write_text("Subject: About the search\n\nHello Amara,\n\nThe search index was restarted at 12:35 UTC.\n", encoding="utf-8")
    assert "version 2" in call(kept, "review", "edit", "D-0001", str(text), "--by", PERSON).out
    assert call(kept, "review", "submit", "D-0001", "--by", PERSON, "--version", "1").code == 1
    assert "submitted" in call(kept, "review", "submit", "D-0001", "--by", PERSON).out
    assert call(kept, "review", "request-changes", "D-0001", "--by", APPROVER, "--reason", "Are you sure?").code == 0
    assert call(kept, "review", "submit", "D-0001", "--by", PERSON).code == 0
    for finding in call(kept, "review", "show", "D-0001", "--json").json["draft"]["findings"]:
        if finding["severity"] == "block":
            words = finding["text"] or finding["message"]
            assert call(
                kept, "review", "waive", "D-0001", "--rule", finding["rule"], "--text", words, "--by", APPROVER, "--reason", "told by phone"
            ).code == 0  # fmt: skip
    own = call(kept, "review", "approve", "D-0001", "--by", PERSON)
    assert own.code == 1
    assert "nobody approves their own text" in own.err
    approved = call(kept, "review", "approve", "D-0001", "--by", APPROVER, "--json").json
    assert (approved["state"], approved["approved_by"]) == ("approved", APPROVER)
    printed = call(kept, "export", "D-0001", "--to", "md")
    assert printed.code == 0
    assert "The search index was restarted at 12:35 UTC." in printed.out
    assert APPROVER in printed.out
    assert "sent" in call(kept, "review", "sent", "D-0001", "--by", PERSON).out
    record = call(kept, "records", "show", "ESC-7", "--json").json
    assert record["updates"][-1]["kind"] == "customer_message"
    history = call(kept, "review", "show", "D-0001")
    for deed in ("submitted", "approved", "sent"):
        assert f"Version 2 {deed} by" in history.out


def test_an_approval_is_refused_with_every_reason_on_its_own_line(kept: Path) -> None:
    draft = "⟨for you, Tomasz: say more⟩ The fix was applied to all 77 servers because your team misused it.\n"
    assert call(kept, "review", "edit", "D-0001", "-", "--by", PERSON, stdin=draft).code == 0
    done = call(kept, "review", "approve", "D-0001", "--by", PERSON)
    assert (done.code, done.out) == (1, "")
    reasons = [line for line in done.err.splitlines() if line.startswith("  - ")]
    assert len(reasons) >= 2
    assert any("A gap is open" in reason for reason in reasons)
    assert call(kept, "review", "list", "--state", "draft", "--json").json["drafts"][0]["version"] == 2


def test_changes_are_requested_with_a_reason_and_a_draft_is_revised(kept: Path) -> None:
    assert call(kept, "review", "submit", "D-0001", "--by", PERSON).code == 0
    assert call(kept, "review", "request-changes", "D-0001", "--by", APPROVER, "--reason", " ").code == 1
    done = call(kept, "review", "request-changes", "D-0001", "--by", APPROVER, "--reason", "Say when")
    assert "changes requested" in done.out
    revised = call(kept, "review", "revise", "D-0001", "--note", "Say when", "--by", PERSON, "--json").json
    assert (revised["state"], revised["version"]) == ("draft", 2)
    assert call(kept, "review", "withdraw", "D-0001", "--by", PERSON).code == 0
    assert call(kept, "review", "submit", "D-0001", "--by", PERSON).code == 1


def test_waiving_names_the_finding(kept: Path) -> None:
    none = call(kept, "review", "waive", "D-0001", "--rule", "tone.nothing", "--by", APPROVER, "--reason", "x")
    assert none.code == 1
    assert "has no finding tone.nothing" in none.err
    twice = "⟨for you: one⟩ and ⟨for you: two⟩"
    assert call(kept, "review", "edit", "D-0001", "-", "--by", PERSON, stdin=twice).code == 0
    rule = next(f["rule"] for f in call(kept, "review", "show", "D-0001", "--json").json["draft"]["findings"] if "one" in f["text"])
    several = call(kept, "review", "waive", "D-0001", "--rule", rule, "--by", APPROVER, "--reason", "x")
    assert several.code == 1
    assert "--text" in several.err


@pytest.mark.parametrize("to", ["md", "html", "docx", "eml", "status", "chat"])
def test_a_draft_that_nobody_approved_leaves_only_with_its_mark(kept: Path, tmp_path: Path, to: str) -> None:
    target = tmp_path / "out"
    target.mkdir()
    assert call(kept, "export", "D-0001", "--to", to, "--output", str(target)).code == 1
    assert not list(target.iterdir())
    done = call(kept, "export", "D-0001", "--to", to, "--draft", "--output", str(target), "--json")
    (file,) = target.iterdir()
    assert done.json["file"] == str(file)
    assert done.json["bytes"] == file.stat().st_size > 0


def test_an_export_that_cannot_be_written_leaves_the_old_file(kept: Path, tmp_path: Path) -> None:
    done = call(kept, "export", "D-0001", "--to", "md", "--draft", "--output", str(tmp_path / "no" / "such.md"))
    assert done.code == 3
    assert "could not be written" in done.err
    assert call(kept, "export", "D-0001", "--to", "pdf", "--draft").code == 2


# Keeping


def test_an_import_is_all_or_nothing(tmp_path: Path) -> None:
    folder, data = tmp_path / "queue", tmp_path / "data"
    folder.mkdir()
    record_file(folder, "one.json")
    record_file(folder, "two.json", id="ESC-8", colour="red")
    done = call(data, "records", "import", str(folder))
    assert done.code == 2
    assert "two.json" in done.err
    assert "colour" in done.err
    assert call(data, "records", "list", "--json").json == {"records": []}
    record_file(folder, "two.json", id="ESC-8")
    assert call(data, "records", "import", str(folder)).out == "Saved 2 records: ESC-7, ESC-8.\n"
    listed = call(data, "records", "list")
    assert listed.code == 0
    assert [line.split()[0] for line in listed.out.splitlines()] == ["ID", "ESC-7", "ESC-8"]


def test_all_sample_data_goes_away_with_one_command_and_nothing_else_does(samples: Path) -> None:
    own = record_file(samples.parent)
    assert call(samples, "update", str(own), "--save", "--by", PERSON).code == 0
    assert call(samples, "update", "ESC-3107", "--save", "--by", PERSON).code == 0
    gone = call(samples, "samples", "remove", "--json").json
    assert gone["records"] >= 1
    assert gone["drafts"] == 1
    assert gone["reports"] >= 1
    assert [row["id"] for row in call(samples, "records", "list", "--json").json["records"]] == ["ESC-7"]
    assert [row["record_id"] for row in call(samples, "review", "list", "--json").json["drafts"]] == ["ESC-7"]
    assert call(samples, "knowledge", "status", "--json").json["reports"] == 0
    assert call(samples, "samples", "remove", "--json").json == {"records": 0, "drafts": 0, "reports": 0}


def test_reports_out_and_in_again(samples: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    copied = call(samples, "knowledge", "export", str(out), "--json").json["reports"]
    assert len(list(out.glob("*.md"))) == copied > 0
    assert call(samples, "knowledge", "export", str(out)).code == 3
    assert len(call(other, "knowledge", "add", str(out), "--json").json["added"]) == copied
    status = call(other, "knowledge", "status", "--json").json
    assert (status["reports"], status["indexed"], status["problem"]) == (copied, copied, None)
    assert "Indexed" in call(other, "knowledge", "rebuild").out
    first = next(out.glob("*.md"))
    first.write_text(first.read_text(encoding="utf-8").replace("## Root Cause", "## Cause"), encoding="utf-8")
    bad = call(tmp_path / "third", "knowledge", "add", str(out))
    assert bad.code == 2
    assert first.name in bad.err
    assert call(tmp_path / "third", "knowledge", "status", "--json").json["reports"] == 0


def test_the_demo_leaves_nothing_behind_unless_asked(tmp_path: Path) -> None:
    data = tmp_path / "data"
    done = call(data, "demo")
    assert done.code == 0
    for part in ("Subject: ", "What backs each sentence:", "Evidence:", "Similar: "):
        assert part in done.out
    assert not data.exists()
    assert json.loads(call(data, "demo", "--json", "--keep").out)["kind"] == "progress"
    assert call(data, "records", "list", "--json").json["records"]
