"""Proposals end to end: what is only worded like a promise waits apart, is confirmed or withdrawn by name, and stays so however often it is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fakes.command_line import call
from fakes.command_line import record_file as file_of
from fakes.records import NOW, entry, feed
from fakes.review_material import draft as made_draft
from sqlalchemy import delete

from assistant.checks import sent_promises
from assistant.closing import closure_gate
from assistant.errors import ActionRefused
from assistant.ledger import promises, say
from assistant.overview import status_report
from assistant.records.commitments import Commitment, Judged, PromiseKind, Standing
from assistant.records.flags import RedFlag
from assistant.records.model import EscalationRecord
from assistant.review.database import transaction
from assistant.review.ledger import owed_promises, promises_on
from assistant.review.tables import CommitmentReadingRow
from assistant.settings import load_settings
from assistant.wiring import Services
from assistant.workflow import check_text

# No rule finds it, the model does; it was due at 07:00 UTC.
DOOR = "The joiner's lad has your new door on its hinges by 07:00 UTC."
TEXT = f"Hi Ana,\n\n{DOOR}"
PERSON = "Priya Raman"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(load_settings(data_dir=tmp_path / "data", model="none"))


def put(services: Services, text: str = DOOR, **changes: object) -> EscalationRecord:
    record = feed(updates=[entry(3, "customer_message", text)], **changes)
    return services.store.save_record(record, now=NOW, by="import").record


def only(services: Services) -> Judged:
    (found,) = promises(services, now=NOW)
    return found


def read_again(services: Services) -> None:
    """As after a change of the rules: every log is read anew."""
    with transaction(services.store.engine, "x") as session:
        session.execute(delete(CommitmentReadingRow))


def test_a_proposal_is_nowhere_owed_until_it_is_confirmed(services: Services) -> None:
    over = {
        "status": "resolved",
        "resolved_at": (NOW - timedelta(hours=2)).isoformat(),
        "customer_confirmed_at": (NOW - timedelta(hours=1)).isoformat(),
    }
    put(services, root_cause="A schema was changed without its reader.", **over)

    def seen() -> tuple[bool, bool, bool, bool, bool]:
        record = services.store.record("ESC-2041")
        (line,) = status_report(services, now=NOW).open
        checked = check_text(services, "Hi Ana,\n\nthe feed is slow.\n", now=NOW, record=record.record, kind="progress")
        return (
            bool(owed_promises(services.store, services.policy, now=NOW)),
            bool(promises(services, now=NOW, due=True)),
            any(each.id.value == "promises" for each in closure_gate(services, record, now=NOW).missing),
            RedFlag.NO_FOLLOW_THROUGH in {flag.name for flag in line.flags if flag.stands},
            any(finding.rule == "commitment.unanswered" for finding in checked.findings),
        )

    assert only(services).is_proposal
    assert not any(seen())
    confirmed = say(services, "C-0001", Standing.OPEN, by=f" {PERSON} ", reason=" Ana\n counts on it ", now=NOW)
    assert (confirmed.standing, confirmed.late, confirmed.is_owed, confirmed.commitment.proposed) == (Standing.OPEN, True, True, False)
    assert confirmed.confirmed is not None
    assert (confirmed.confirmed.by, confirmed.confirmed.reason, confirmed.confirmed.at) == (PERSON, "Ana counts on it", NOW)
    assert all(seen())


def test_only_what_waits_is_confirmed_and_with_name_and_reason(services: Services) -> None:
    put(services, f"{DOOR} We will call you by 13:30 UTC.")
    call_id, door_id = (each.commitment.id for each in sorted(promises(services, now=NOW), key=lambda each: each.commitment.proposed))

    def confirm(name: str, by: str = PERSON, reason: str = "Ana counts on it") -> Judged:
        return say(services, name, Standing.OPEN, by=by, reason=reason, now=NOW)

    with pytest.raises(ActionRefused, match="a promise already"):
        confirm(call_id)
    with pytest.raises(ActionRefused, match="not confirmed: no reason"):
        confirm(door_id, reason=" ")
    with pytest.raises(ActionRefused):
        confirm(door_id, by=" ")
    say(services, door_id, Standing.WITHDRAWN, by=PERSON, reason="Told only as news", now=NOW)
    assert confirm(door_id).is_owed  # a person may decide again
    with pytest.raises(ActionRefused, match="Priya Raman confirmed it"):
        confirm(door_id)
    say(services, door_id, Standing.KEPT, by=PERSON, reason="The door is in", now=NOW)
    with pytest.raises(ActionRefused, match="said that it was kept"):
        confirm(door_id)


def test_reading_the_log_again_keeps_ids_and_what_a_person_decided(services: Services) -> None:
    record = put(services, f"{DOOR} Signals on line 4 are green again by daybreak tomorrow.")
    before = [(each.commitment.id, each.commitment.proposed) for each in promises(services, now=NOW)]
    assert before == [("C-0001", True), ("C-0002", True)]
    say(services, "C-0001", Standing.OPEN, by=PERSON, reason="Ana counts on it", now=NOW)
    say(services, "C-0002", Standing.WITHDRAWN, by=PERSON, reason="Said in passing", now=NOW)
    decided = promises(services, now=NOW)
    for _ in range(2):
        read_again(services)
        assert promises(services, now=NOW) == decided
        assert promises_on(services.store, record, services.policy, now=NOW) == decided
    # The sentence goes from the log: what somebody spoke about stays.
    services.store.save_record(feed(updates=[entry(3, "customer_message", "Still working on it.")]), now=NOW, by="import")
    assert {(each.commitment.id, each.is_owed) for each in promises(services, now=NOW)} == {("C-0001", True), ("C-0002", False)}


def found_by_a_rule(each: Commitment) -> Commitment:
    return replace(each, kind=PromiseKind.CALL, proposed=False)


def test_rules_that_learn_the_wording_bring_nothing_back_that_was_decided(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    record = put(services)
    assert only(services).commitment.kind is PromiseKind.ACTION
    say(services, "C-0001", Standing.WITHDRAWN, by=PERSON, reason="Told only as news", now=NOW)
    as_read = sent_promises.commitments_in_log
    monkeypatch.setattr(sent_promises, "commitments_in_log", lambda *given: tuple(found_by_a_rule(each) for each in as_read(*given)))
    read_again(services)
    assert (only(services).commitment.id, only(services).standing) == ("C-0001", Standing.WITHDRAWN)
    assert len(promises_on(services.store, record, services.policy, now=NOW)) == 1


def test_what_nobody_spoke_about_follows_the_rules(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    put(services)
    assert only(services).is_proposal
    as_read = sent_promises.commitments_in_log
    monkeypatch.setattr(
        sent_promises, "commitments_in_log", lambda *given: tuple(replace(each, proposed=False) for each in as_read(*given))
    )
    read_again(services)
    assert (only(services).commitment.id, only(services).is_owed) == ("C-0001", True)
    monkeypatch.undo()
    read_again(services)
    assert (only(services).commitment.id, only(services).is_proposal) == ("C-0001", True)


def test_a_draft_that_goes_out_enters_its_proposals(services: Services) -> None:
    stored = services.store.save_record(feed(), now=NOW, by="import")
    kept = services.store.add_draft(
        made_draft(TEXT, record_id="ESC-2041"), record_version=stored.version, author="Joel Mbeki", now=NOW, known={}
    )
    services.store.submit(kept.id, by="Joel Mbeki", now=NOW)
    services.store.approve(kept.id, by="Ingrid Aune", now=NOW)
    services.store.mark_sent(kept.id, by="Joel Mbeki", now=NOW)
    assert (only(services).commitment.source, only(services).is_proposal) == (f"draft {kept.id}, version 1", True)
    say(services, "C-0001", Standing.OPEN, by=PERSON, reason="Ana counts on it", now=NOW)
    read_again(services)
    assert (only(services).commitment.id, only(services).is_owed) == ("C-0001", True)


def test_the_command_lists_proposals_apart_and_confirms_by_name(tmp_path: Path) -> None:
    text = "We will call you by 13:30 UTC. The joiner's lad has your new door on its hinges by 13:40 UTC."
    data, updates = tmp_path / "data", [{"at": "2026-11-23T12:50:00Z", "kind": "customer_message", "visibility": "public", "text": text}]
    assert call(data, "records", "import", str(file_of(tmp_path, updates=updates)), "--by", "Tomasz Lind").code == 0
    listed = {each["kind"]: each for each in call(data, "commitments", "list", "--json").json["commitments"]}
    assert [(listed[kind]["proposed"], listed[kind]["owed"], listed[kind]["late"]) for kind in ("call", "action")] == [
        (False, True, True),
        (True, False, False),
    ]
    door = listed["action"]["id"]
    shown = call(data, "commitments", "list").out
    first, _, apart = shown.partition("Worded like a promise: confirm or withdraw")
    assert listed["call"]["id"] in first
    assert door not in first
    assert "proposed" in next(line for line in apart.splitlines() if line.startswith(door))
    assert [each["id"] for each in call(data, "commitments", "list", "--due", "--json").json["commitments"]] == [listed["call"]["id"]]
    assert "Worded like" not in call(data, "commitments", "list", "--due").out

    words = ("--by", "Tomasz Lind", "--reason", "Amara counts on it")
    assert f"{door} of ESC-7 is confirmed as a promise, and open" in call(data, "commitments", "confirm", door, *words).out
    assert call(data, "commitments", "confirm", door, *words).code != 0
    assert call(data, "commitments", "confirm", listed["call"]["id"], *words).code != 0
    after = {each["id"]: each for each in call(data, "commitments", "list", "--due", "--json").json["commitments"]}[door]
    assert (after["proposed"], after["owed"], after["state"], after["confirmed"]["by"], after["confirmed"]["reason"]) == (
        False, True, "open", "Tomasz Lind", "Amara counts on it"
    )  # fmt: skip
    assert "Worded like" not in call(data, "commitments", "list").out
    withdrawn = call(data, "commitments", "withdraw", door, *words, "--json").json
    assert (withdrawn["state"], withdrawn["proposed"], withdrawn["owed"]) == ("withdrawn", False, False)
