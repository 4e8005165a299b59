"""Closing an escalation: the verb, what is kept of the decision, and the command."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes.command_line import PERSON, RECORD, call, record_file
from fakes.review_material import NOW, draft, record

from assistant.closing import ClosureRefused, close_record, closure_gate
from assistant.errors import ActionRefused, NotFound
from assistant.records.closure import OpenPromise
from assistant.records.model import EscalationRecord, Status
from assistant.review.closings import closings
from assistant.review.store import Store
from assistant.settings import load_settings
from assistant.wiring import Services

COMPLETE: dict[str, Any] = {
    "status": "resolved",
    "resolved_at": "2026-11-23T12:30:00Z",
    "customer_confirmed_at": "2026-11-23T13:00:00Z",
    "root_cause": "A full disk on the index server.",
}


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(load_settings(data_dir=tmp_path / "data"))


def keep(services: Services, **changes: Any) -> EscalationRecord:
    return services.store.save_record(record(**changes), now=NOW, by="import").record


def test_nothing_missing_closes_as_a_new_version_with_a_name(services: Services) -> None:
    before = keep(services, **COMPLETE)
    done = close_record(services, "ESC-7", by="  Priya   Raman ", now=NOW)
    stored = services.store.record("ESC-7")
    assert (stored.version, stored.saved_by, stored.saved_at) == (2, "Priya Raman", NOW)
    assert stored.record == before.model_copy(update={"status": Status.CLOSED})
    assert (done.by, done.at, done.missing, done.override_reason, done.record_version) == ("Priya Raman", NOW, (), "", 2)
    assert closings(services.store, "ESC-7") == (done,)


def test_what_is_missing_is_told_whole_and_nothing_is_changed(services: Services) -> None:
    keep(services, workaround="Search by number", eta="2026-11-23T15:00:00Z")
    with pytest.raises(ClosureRefused) as refused:
        close_record(services, "ESC-7", by=PERSON, now=NOW)
    assert [missing.id.value for missing in refused.value.missing] == ["confirmation", "workaround", "promises", "root_cause"]
    for missing in refused.value.missing:
        assert missing.text in str(refused.value)
        assert missing.way_out in str(refused.value)
    assert services.store.record("ESC-7").version == 1
    assert closings(services.store, "ESC-7") == ()


def test_an_override_is_kept_with_what_was_missing(services: Services, tmp_path: Path) -> None:
    keep(services)
    done = close_record(services, "ESC-7", by=PERSON, now=NOW, override_reason=" The contract ended. ")
    assert services.store.record("ESC-7").record.status is Status.CLOSED
    # Read by another process, so to speak.
    [kept] = closings(Services(load_settings(data_dir=tmp_path / "data")).store, "ESC-7")
    assert kept == done
    assert (kept.override_reason, [missing.id.value for missing in kept.missing]) == ("The contract ended.", ["confirmation", "root_cause"])
    assert "The contract ended." in services.store.record("ESC-7").notes[0]


def test_an_override_that_is_not_needed_leaves_no_trace(services: Services) -> None:
    keep(services, **COMPLETE)
    assert close_record(services, "ESC-7", by=PERSON, now=NOW, override_reason="To be safe").override_reason == ""


@pytest.mark.parametrize(("by", "reason"), [("", "The contract ended."), (" ", None), (PERSON, ""), (PERSON, "  ")])
def test_a_name_and_a_reason_are_needed(services: Services, by: str, reason: str | None) -> None:
    keep(services)
    with pytest.raises(ActionRefused):
        close_record(services, "ESC-7", by=by, now=NOW, override_reason=reason)
    assert services.store.record("ESC-7").record.status is Status.OPEN


def test_a_closed_record_is_not_closed_again_and_an_imported_one_may_be_closed(services: Services) -> None:
    keep(services, status="closed")
    with pytest.raises(ActionRefused, match="closed already"):
        close_record(services, "ESC-7", by=PERSON, now=NOW)
    with pytest.raises(NotFound):
        close_record(services, "ESC-8", by=PERSON, now=NOW)


def test_opened_again_it_can_be_closed_again_and_both_are_kept(services: Services) -> None:
    open_ = keep(services, **COMPLETE)
    close_record(services, "ESC-7", by=PERSON, now=NOW)
    services.store.save_record(open_, now=NOW + timedelta(hours=1), by="import")
    close_record(services, "ESC-7", by="Ingrid Vale", now=NOW + timedelta(hours=2))
    assert [(each.by, each.record_version) for each in closings(services.store, "ESC-7")] == [(PERSON, 2), ("Ingrid Vale", 4)]


def test_somebody_elses_newer_version_is_not_overwritten(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(services, **COMPLETE)
    read = Store.record

    def read_and_be_overtaken(store: Store, record_id: str) -> Any:
        stored = read(store, record_id)
        store.save_record(stored.record.model_copy(update={"customer_confirmed_at": None}), now=NOW, by="Ingrid Vale")
        return stored

    monkeypatch.setattr(Store, "record", read_and_be_overtaken)
    with pytest.raises(ActionRefused, match="Ingrid Vale saved version 2"):
        close_record(services, "ESC-7", by=PERSON, now=NOW)
    monkeypatch.undo()
    assert services.store.record("ESC-7").record.status is Status.RESOLVED
    assert closings(services.store, "ESC-7") == ()


def test_an_approved_analysis_stands_for_the_cause(services: Services) -> None:
    keep(services, **{**COMPLETE, "root_cause": None})
    analysis = draft(kind="rca").model_copy(update={"action": "rca"})
    services.store.add_draft(analysis, record_version=1, author=PERSON, now=NOW, known={})
    stored = services.store.record("ESC-7")
    assert [missing.id.value for missing in closure_gate(services, stored, now=NOW).missing] == ["root_cause"]
    services.store.submit("D-0001", by=PERSON, now=NOW)
    services.store.approve("D-0001", by="Ingrid Vale", now=NOW)
    assert closure_gate(services, stored, now=NOW).is_open
    promised = [OpenPromise("draft D-0002", "We call you on Friday.")]
    assert [missing.id.value for missing in closure_gate(services, stored, now=NOW, promises=promised).missing] == ["promises"]


def test_deleting_the_samples_deletes_their_closings(services: Services) -> None:
    services.store.save_record(record(**COMPLETE), now=NOW, by="samples", sample=True)
    close_record(services, "ESC-7", by=PERSON, now=NOW)
    services.store.delete_samples()
    assert closings(services.store, "ESC-7") == ()


def test_the_command_refuses_with_exit_code_one_and_tells_every_way_out(tmp_path: Path) -> None:
    data = tmp_path / "data"
    call(data, "records", "import", str(record_file(tmp_path, workaround="Search by number")))
    done = call(data, "close", "ESC-7", "--by", PERSON)
    assert done.code == 1
    for words in ("cannot be closed yet", "Confirmation", "Workaround", "Root cause", "customer_confirmed_at", "Search by number"):
        assert words in done.out
    told = call(data, "close", "ESC-7", "--by", PERSON, "--json")
    assert (told.code, told.json["closed"], told.json["override"]) == (1, False, None)
    assert [set(missing) for missing in told.json["missing"]] == [{"id", "text", "way_out", "evidence"}] * 3
    assert f'"status": "{RECORD["status"]}"' in call(data, "records", "show", "ESC-7", "--json").out


def test_the_command_closes_with_exit_code_zero(tmp_path: Path) -> None:
    data = tmp_path / "data"
    call(data, "records", "import", str(record_file(tmp_path, **COMPLETE)))
    done = call(data, "close", "ESC-7", "--by", PERSON, "--json")
    assert (done.code, done.json["closed"], done.json["missing"], done.json["override"], done.json["version"]) == (0, True, [], None, 2)
    assert call(data, "close", "ESC-7", "--by", PERSON).code == 1
    assert call(data, "close", "ESC-7").code == 2


def test_the_command_keeps_an_override(tmp_path: Path) -> None:
    data = tmp_path / "data"
    call(data, "records", "import", str(record_file(tmp_path)))
    done = call(data, "close", "ESC-7", "--by", PERSON, "--override", "The contract ended.", "--json")
    assert done.code == 0
    assert done.json["override"] == {"by": PERSON, "at": "2026-11-23T14:00:00+00:00", "reason": "The contract ended."}
    assert [missing["id"] for missing in done.json["missing"]] == ["confirmation", "root_cause"]
    assert "premature closure" in call(data, "status-report").out
