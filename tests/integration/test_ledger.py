"""The ledger end to end: entered when a message goes out or a log is imported, judged, decided about, and answered by the next draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fakes.command_line import call
from fakes.command_line import record_file as file_of
from fakes.records import NOW, entry, feed
from fakes.review_material import draft as made_draft

from assistant.closing import ClosureRefused, close_record, closure_gate
from assistant.errors import ActionRefused, NotFound
from assistant.ledger import promises, say
from assistant.overview import status_report
from assistant.records.clock import MessageKind
from assistant.records.commitments import Standing
from assistant.records.flags import RedFlag
from assistant.records.model import EscalationRecord
from assistant.review.ledger import owed_promises, promises_on
from assistant.review.queue import Due, read_queue
from assistant.settings import load_settings
from assistant.wiring import Services
from assistant.workflow import check_text, draft_document, start_draft

MESSAGE = "Hi Ana,\n\nwe restarted the feed. I will call you within 30 minutes. Next update by 11:25 UTC.\n\nJoel Mbeki"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(load_settings(data_dir=tmp_path / "data", model="none"))


def send(services: Services, record: EscalationRecord, body: str = MESSAGE, *, to_customer: bool | None = None) -> str:
    stored = services.store.save_record(record, now=NOW, by="import")
    text = made_draft(body, record_id=record.id)
    kept = services.store.add_draft(text, record_version=stored.version, author="Joel Mbeki", now=NOW, known={})
    services.store.submit(kept.id, by="Joel Mbeki", now=NOW)
    services.store.approve(kept.id, by="Ingrid Aune", now=NOW)
    services.store.mark_sent(kept.id, by="Joel Mbeki", now=NOW, to_customer=to_customer)
    return kept.id


def kinds(services: Services, **asked: object) -> list[tuple[str, str]]:
    return [(each.commitment.kind.value, each.standing.value) for each in promises(services, now=NOW, **asked)]


def with_message(text: str, hours: float = 3, *more: object, **changes: object) -> EscalationRecord:
    return feed(updates=[entry(hours, "customer_message", text), *more], **changes)


def test_sending_enters_each_promise_with_its_time_told_from_the_sending(services: Services) -> None:
    draft_id = send(services, feed())
    found = promises(services, now=NOW)
    assert [(each.commitment.kind.value, each.commitment.due_at) for each in found] == [
        ("call", NOW + timedelta(minutes=30)),
        ("next_update", NOW + timedelta(hours=2)),
    ]
    assert {(each.commitment.draft_id, each.commitment.source, each.commitment.owner) for each in found} == {
        (draft_id, f"draft {draft_id}, version 1", "Joel Mbeki")
    }
    assert all(each.standing is Standing.OPEN for each in found)


def test_the_same_message_in_the_log_is_entered_once_however_often_it_is_read(services: Services) -> None:
    send(services, feed())
    before = promises(services, now=NOW)
    held = services.store.record("ESC-2041").record
    services.store.save_record(held.model_copy(update={"title": "Another title"}), now=NOW, by="Joel Mbeki")
    assert promises(services, now=NOW) == before
    assert [each.commitment.id for each in promises(services, now=NOW)] == ["C-0001", "C-0002"]


def test_what_the_customer_does_not_get_promises_nothing(services: Services) -> None:
    send(services, feed(), to_customer=False)
    assert promises(services, now=NOW) == ()


def test_the_log_of_an_imported_record_is_read_and_follows_its_corrections(services: Services) -> None:
    record = with_message("We will call you by 10:00 UTC. You will have the incident report by 27 May.")
    services.store.save_record(record, now=NOW, by="import")
    assert kinds(services) == [("call", "open"), ("report", "open")]
    say(services, "C-0001", Standing.KEPT, by="Joel Mbeki", reason="Called at 09:10 UTC", now=NOW)
    corrected = with_message("You will have the incident report by 28 May.")
    services.store.save_record(corrected, now=NOW, by="import")
    # What somebody spoke about stays; what the log no longer says goes.
    assert [(e.commitment.kind.value, e.standing.value, e.by) for e in promises(services, now=NOW)] == [
        ("call", "kept", "Joel Mbeki"),
        ("report", "open", ""),
    ]
    services.store.save_record(corrected.model_copy(update={"title": "Again"}), now=NOW, by="import")
    assert len(promises(services, now=NOW)) == 2


def test_a_person_decides_with_name_and_reason_and_may_decide_again(services: Services) -> None:
    services.store.save_record(with_message("We will call you by 07:00 UTC."), now=NOW, by="import")
    (late,) = promises(services, now=NOW, due=True)
    assert late.late
    for standing in (Standing.KEPT, Standing.WITHDRAWN, Standing.BROKEN):
        judged = say(services, "c-1", standing, by=" Priya  Raman ", reason=" Agreed\n with Ana ", now=NOW)
        assert (judged.standing, judged.by, judged.reason) == (standing, "Priya Raman", "Agreed with Ana")
    with pytest.raises(ActionRefused, match="no reason"):
        say(services, "C-0001", Standing.KEPT, by="Priya Raman", reason=" ", now=NOW)
    with pytest.raises(ActionRefused):
        say(services, "C-0001", Standing.KEPT, by=" ", reason="Called", now=NOW)
    with pytest.raises(NotFound):
        say(services, "C-0099", Standing.KEPT, by="Priya Raman", reason="Called", now=NOW)
    with pytest.raises(NotFound):
        promises(services, now=NOW, record_id="ESC-none")


def test_an_earlier_look_knows_nothing_of_later_promises_and_messages(services: Services) -> None:
    record = with_message("We will write again by 07:25 UTC.", 3, entry(1, "customer_message", "Still working on it."))
    services.store.save_record(record, now=NOW, by="import")
    assert kinds(services) == [("next_update", "broken")]
    assert promises(services, now=NOW - timedelta(hours=4)) == ()
    (then,) = promises(services, now=NOW - timedelta(hours=2, minutes=30))
    assert then.standing is Standing.OPEN


def test_samples_that_are_removed_take_their_promises_along(services: Services) -> None:
    services.store.save_record(with_message("We will call you by 10:00 UTC."), now=NOW, by="samples", sample=True)
    assert len(promises(services, now=NOW)) == 1
    services.store.delete_samples()
    assert promises(services, now=NOW) == ()


# Where promises count


def test_a_late_promise_stands_on_the_queue_in_the_report_and_as_a_flag(services: Services) -> None:
    record = with_message("We will call you by 07:00 UTC.", 3, entry(0.1, "customer_message", "Still working on it."))
    services.store.save_record(record, now=NOW, by="import")
    stored = services.store.records()
    found = owed_promises(services.store, services.policy, now=NOW, records=stored)
    (item,) = read_queue(stored, [], services.policy, now=NOW, promises=found)
    assert item.due is Due.NOW
    assert [each.commitment.kind.value for each in item.promises] == ["call"]
    report = status_report(services, now=NOW)
    assert RedFlag.NO_FOLLOW_THROUGH in {flag.name for flag in report.open[0].flags}
    (owed,) = [each for each in report.owed_today if each.where.startswith("promise")]
    assert (owed.late, owed.owner, owed.where) == (True, "Joel Mbeki", "promise C-0001")
    say(services, "C-0001", Standing.KEPT, by="Joel Mbeki", reason="Called at 06:50 UTC", now=NOW)
    assert not [each for each in status_report(services, now=NOW).owed_today if each.where.startswith("promise")]


def test_an_open_promise_holds_the_closing_up_until_it_is_settled(services: Services) -> None:
    over = {
        "status": "resolved",
        "resolved_at": (NOW - timedelta(hours=2)).isoformat(),
        "customer_confirmed_at": (NOW - timedelta(hours=1)).isoformat(),
        "root_cause": "A schema was changed without its reader.",
    }
    stored = services.store.save_record(with_message("We will credit half a monthly fee.", 1.5, **over), now=NOW, by="import")
    (missing,) = closure_gate(services, stored, now=NOW).missing
    assert missing.id.value == "promises"
    assert "We will credit half a monthly fee." in missing.grounds[0].words
    with pytest.raises(ClosureRefused):
        close_record(services, "ESC-2041", by="Priya Raman", now=NOW)
    promises(services, now=NOW)
    say(services, "C-0001", Standing.WITHDRAWN, by="Priya Raman", reason="Ana took a free month instead", now=NOW)
    assert close_record(services, "ESC-2041", by="Priya Raman", now=NOW).missing == ()


# The next draft


def test_the_composer_says_that_a_promised_update_comes_late(services: Services) -> None:
    stored = services.store.save_record(with_message("I will write again by 07:25 UTC."), now=NOW, by="import")
    draft = draft_document(services, stored.record, MessageKind.PROGRESS, now=NOW).draft
    assert "You were to hear from us by 07:25 UTC; this message comes late, and I'm sorry for that." in draft.document.body
    assert not [
        finding for finding in draft.findings if finding.rule in {"commitment.unanswered", "grounding.time", "grounding.unsupported"}
    ]


def test_the_composer_leaves_a_late_call_to_a_person_and_says_why(services: Services) -> None:
    stored = services.store.save_record(with_message("We will call you by 07:00 UTC."), now=NOW, by="import")
    draft = draft_document(services, stored.record, MessageKind.PROGRESS, now=NOW).draft
    assert "⟨for you, Joel: “We will call you by 07:00 UTC.” was promised and is past due" in draft.document.body
    assert any("A promise is past due" in notice for notice in draft.notices)
    start_draft(services, stored, draft_document(services, stored.record, MessageKind.PROGRESS, now=NOW), author="Joel Mbeki", now=NOW)


def test_what_falls_due_before_the_next_message_is_told_as_still_to_come(services: Services) -> None:
    record = with_message("You will have the incident report by 10:00 UTC.", 1)
    draft = draft_document(services, record, MessageKind.PROGRESS, now=NOW).draft
    assert "Still to come by 10:00 UTC, as promised: the report" in draft.document.body
    assert not [finding for finding in draft.findings if finding.severity == "block"]


def test_a_resolution_answers_a_passed_time_and_stays_true_to_the_record(services: Services) -> None:
    over = {"status": "resolved", "resolved_at": (NOW - timedelta(minutes=30)).isoformat()}
    record = with_message("We expect all orders to be back by 08:00 UTC.", 3, **over)
    draft = draft_document(services, record, MessageKind.RESOLUTION, now=NOW).draft
    assert "We had told you to expect the end of it by 08:00 UTC; it took longer" in draft.document.body


def test_an_edit_that_drops_the_answer_is_warned(services: Services) -> None:
    record = with_message("We will call you by 07:00 UTC.")
    found = check_text(services, "Hi Ana,\n\nthe feed is slow.\n", now=NOW, record=record, kind=MessageKind.PROGRESS).findings
    (finding,) = [each for each in found if each.rule == "commitment.unanswered"]
    assert finding.severity == "warn"
    assert "We will call you by 07:00 UTC." in finding.message


def test_a_record_from_a_file_has_its_promises_without_an_entry(services: Services) -> None:
    record = with_message("We will call you by 07:00 UTC.")
    (each,) = promises_on(services.store, record, services.policy, now=NOW)
    assert (each.commitment.id, each.late) == ("", True)
    assert promises(services, now=NOW) == ()
    assert replace(each.commitment, id="C-0001") != each.commitment


# The command


def test_the_command_lists_and_decides(tmp_path: Path) -> None:
    data, updates = tmp_path / "data", [
        {"at": "2026-11-23T12:50:00Z", "kind": "customer_message", "visibility": "public", "text": "We will call you by 13:30 UTC. We will write again by 14:30 UTC."}
    ]  # fmt: skip
    assert call(data, "records", "import", str(file_of(tmp_path, updates=updates)), "--by", "Tomasz Lind").code == 0
    listed = call(data, "commitments", "list", "--json").json["commitments"]
    assert [(each["id"], each["kind"], each["state"], each["late"]) for each in listed] == [
        ("C-0001", "call", "open", True),
        ("C-0002", "next_update", "open", False),
    ]
    assert [each["id"] for each in call(data, "commitments", "list", "--due", "--json").json["commitments"]] == ["C-0001"]
    kept = call(data, "commitments", "keep", "C-0001", "--by", "Tomasz Lind", "--reason", "Called at 13:20 UTC")
    assert "C-0001 of ESC-7 is kept" in kept.out
    broken = call(data, "commitments", "break", "C-0002", "--by", "Tomasz Lind", "--reason", "Nobody wrote", "--json").json
    assert (broken["state"], broken["by"], broken["reason"]) == ("broken", "Tomasz Lind", "Nobody wrote")
    assert call(data, "commitments", "withdraw", "C-0009", "--by", "Tomasz Lind", "--reason", "x").code != 0
    assert "Nothing is past its time" not in call(data, "commitments", "list").err
    table = call(data, "commitments", "list", "--record", "ESC-7").out
    assert "C-0001" in table
    assert "We will call you by 13:30 UTC." in table
