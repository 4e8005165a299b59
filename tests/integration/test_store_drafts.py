from datetime import timedelta
from pathlib import Path

import pytest
from fakes.review_material import BODY, KNOWN, NOW, draft, finding, record, store_with_draft

from assistant.errors import ActionRefused, NotFound
from assistant.evidence.facts import Audience
from assistant.records.clock import last_contact
from assistant.records.policy import shipped_policy
from assistant.review.states import State
from assistant.review.store import Store, open_store

AUTHOR, REVIEWER = "Tomasz Lind", "Ingrid Vale"


def edit(store: Store, body: str, *, author: str = AUTHOR, **more: object) -> None:
    of_draft = {key: more.pop(key) for key in ("findings",) if key in more}
    store.add_version(
        "D-0001",
        draft(body, **of_draft),  # type: ignore[arg-type]
        record_version=store.record("ESC-7").version,
        author=author,
        now=NOW,
        known={},
        **more,  # type: ignore[arg-type]
    )


def test_a_draft_comes_back_whole_after_a_restart(tmp_path: Path) -> None:
    store_with_draft(tmp_path, findings=(finding(severity="warn"),))
    stored = open_store(tmp_path).draft("D-0001")
    assert stored.newest.draft == draft(findings=(finding(severity="warn"),))
    assert stored.newest.known == KNOWN
    assert (stored.state, stored.author, stored.created_at, stored.version) == (State.DRAFT, AUTHOR, NOW, 1)
    assert (stored.subject, stored.body, stored.record_id) == ("Update on search - working again", BODY, "ESC-7")
    assert stored.fingerprints.evidence == "bbbbbbbbbbbb"
    assert stored.decisions == stored.waivers == ()
    assert not stored.stale
    assert not stored.may_leave


@pytest.mark.parametrize("name", ["D-0001", "d-0001", "D-1", " D-0001 ", "D0001"])
def test_an_id_may_be_typed_carelessly(tmp_path: Path, name: str) -> None:
    assert store_with_draft(tmp_path).draft(name).id == "D-0001"


@pytest.mark.parametrize("name", ["D-0002", "", "ESC-7", "D-99999999999999999999", "D-0001; --", "D-\u0661"])
def test_a_draft_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound, match="There is no draft"):
        store_with_draft(tmp_path).draft(name)


def test_lists_by_record_and_by_state(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    store.save_record(record("ESC-8"), now=NOW, by="import")
    store.add_draft(draft(record_id="ESC-8"), record_version=1, author=AUTHOR, now=NOW, known={})
    store.add_draft(draft(record_id=""), record_version=None, author=AUTHOR, now=NOW, known={})
    store.submit("D-0002", by=AUTHOR, now=NOW)
    assert [held.id for held in store.drafts()] == ["D-0001", "D-0002", "D-0003"]
    assert [held.id for held in store.drafts(record_id="ESC-8")] == ["D-0002"]
    assert [held.id for held in store.drafts(state=State.SUBMITTED)] == ["D-0002"]
    assert store.drafts(record_id="ESC-8", state=State.DRAFT) == []
    assert store.draft("D-0003").record_id is None


def test_a_draft_stands_on_a_record_version_that_is_there(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    with pytest.raises(NotFound, match="no version 5"):
        store.add_draft(draft(), record_version=5, author=AUTHOR, now=NOW, known={})
    with pytest.raises(NotFound, match="There is no record ESC-9"):
        store.add_draft(draft(record_id="ESC-9"), record_version=1, author=AUTHOR, now=NOW, known={})
    with pytest.raises(ActionRefused, match="belongs to ESC-7"):
        store.add_version("D-0001", draft(record_id="ESC-9"), record_version=1, author=AUTHOR, now=NOW, known={})
    with pytest.raises(ValueError, match="needs the record version"):
        store.add_draft(draft(), record_version=None, author=AUTHOR, now=NOW, known={})
    assert len(store.drafts()) == 1


def test_the_whole_way(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    store.submit("D-0001", by=AUTHOR, now=NOW)
    approved = store.approve("D-0001", by=REVIEWER, now=NOW + timedelta(minutes=5), version=1, reason="Read twice.")
    assert (approved.state, approved.approved_by, approved.approved_at) == (State.APPROVED, REVIEWER, NOW + timedelta(minutes=5))
    assert approved.may_leave
    sent = store.mark_sent("D-0001", by=AUTHOR, now=NOW + timedelta(minutes=9))
    assert [(d.verdict, d.by, d.version, d.record_version) for d in sent.decisions] == [
        (State.SUBMITTED, AUTHOR, 1, 1),
        (State.APPROVED, REVIEWER, 1, 1),
        (State.SENT, AUTHOR, 1, 1),
    ]
    assert sent.decisions[1].reason == "Read twice."
    assert open_store(tmp_path).draft("D-0001") == sent
    assert store.actors() == [REVIEWER, AUTHOR]


def test_sending_makes_the_text_part_of_the_record(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    before = store.record("ESC-7")
    store.submit("D-0001", by=AUTHOR, now=NOW)
    store.approve("D-0001", by=REVIEWER, now=NOW)
    sent_at = NOW + timedelta(minutes=9)
    store.mark_sent("D-0001", by=AUTHOR, now=sent_at)
    held = store.record("ESC-7")
    (message,) = held.record.sent_messages
    assert (message.text, message.at, message.author, message.is_public) == (BODY, sent_at, AUTHOR, True)
    assert last_contact(held.record) == sent_at
    assert held.version == before.version + 1
    assert held.record.model_copy(update={"updates": before.record.updates}) == before.record
    assert "D-0001" in held.notes[0]
    assert store.record("ESC-7", version=1) == before


@pytest.mark.parametrize(
    ("audience", "to_customer", "told"),
    [(Audience.INTERNAL, None, 0), (Audience.INTERNAL, True, 1), (Audience.CUSTOMER, False, 0), (Audience.CUSTOMER, None, 1)],
)
def test_only_what_the_customer_got_enters_the_log(tmp_path: Path, audience: Audience, to_customer: bool | None, told: int) -> None:
    store = store_with_draft(tmp_path, audience=audience)
    store.submit("D-0001", by=AUTHOR, now=NOW)
    store.approve("D-0001", by=REVIEWER, now=NOW)
    assert store.mark_sent("D-0001", by=AUTHOR, now=NOW, to_customer=to_customer).state is State.SENT
    assert len(store.record("ESC-7").record.sent_messages) == told


def test_sending_a_sample_leaves_it_a_sample(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.save_record(record(), now=NOW, by="samples", sample=True)
    store.add_draft(draft(), record_version=1, author=AUTHOR, now=NOW, known={})
    store.submit("D-0001", by=AUTHOR, now=NOW)
    store.approve("D-0001", by=REVIEWER, now=NOW)
    store.mark_sent("D-0001", by=AUTHOR, now=NOW)
    assert store.records(include_samples=False) == []
    assert store.delete_samples().drafts == 1


def test_only_the_approved_is_sent(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    with pytest.raises(ActionRefused, match="it is a draft"):
        store.mark_sent("D-0001", by=AUTHOR, now=NOW)
    store.submit("D-0001", by=AUTHOR, now=NOW)
    with pytest.raises(ActionRefused, match="it is submitted"):
        store.mark_sent("D-0001", by=AUTHOR, now=NOW)
    assert store.record("ESC-7").record.sent_messages == ()


def test_a_new_version_takes_the_approval_away(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    store.submit("D-0001", by=AUTHOR, now=NOW)
    store.approve("D-0001", by=REVIEWER, now=NOW)
    edit(store, "Another text.", note="shorter")
    changed = store.draft("D-0001")
    assert (changed.state, changed.version, changed.approved_by, changed.body) == (State.DRAFT, 2, None, "Another text.")
    assert changed.versions[0].body == BODY
    assert changed.newest.note == "shorter"
    with pytest.raises(ActionRefused, match="it is a draft"):
        store.mark_sent("D-0001", by=AUTHOR, now=NOW)


def test_what_was_sent_or_withdrawn_stays_as_it_is(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path, findings=(finding(severity="warn"),))
    store.withdraw("D-0001", by=AUTHOR, now=NOW, reason="Overtaken.")
    assert store.draft("D-0001").decisions[-1].reason == "Overtaken."
    for refused in (
        lambda: edit(store, "Another text."),
        lambda: store.submit("D-0001", by=AUTHOR, now=NOW),
        lambda: store.approve("D-0001", by=REVIEWER, now=NOW),
        lambda: store.request_changes("D-0001", by=REVIEWER, now=NOW, reason="No."),
        lambda: store.withdraw("D-0001", by=AUTHOR, now=NOW),
        lambda: store.waive("D-0001", finding(severity="warn"), by=REVIEWER, reason="Fine.", now=NOW),
    ):
        with pytest.raises(ActionRefused, match="withdrawn"):
            refused()
    assert store.draft("D-0001").version == 1


def test_two_editors_of_one_version(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    edit(store, "Ingrid's text.", author=REVIEWER, base_version=1)
    with pytest.raises(ActionRefused, match="Ingrid Vale saved version 2"):
        edit(store, "Tomasz's text.", base_version=1)
    assert store.draft("D-0001").body == "Ingrid's text."
    with pytest.raises(ActionRefused, match="not the newest"):
        store.submit("D-0001", by=AUTHOR, now=NOW, version=1)


def test_changes_are_requested_with_a_reason(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    store.submit("D-0001", by=AUTHOR, now=NOW)
    with pytest.raises(ActionRefused, match="no reason was given"):
        store.request_changes("D-0001", by=REVIEWER, now=NOW, reason=" ")
    back = store.request_changes("D-0001", by=REVIEWER, now=NOW, reason="Name the clinic.")
    assert (back.state, back.decisions[-1].reason) == (State.CHANGES_REQUESTED, "Name the clinic.")
    with pytest.raises(ActionRefused, match="Submit it first"):
        store.approve("D-0001", by=REVIEWER, now=NOW)


def test_a_waiver_needs_a_name_a_reason_and_a_finding_that_is_there(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path, findings=(finding(),))
    with pytest.raises(ActionRefused, match="no reason"):
        store.waive("D-0001", finding(), by=REVIEWER, reason="  ", now=NOW)
    with pytest.raises(ActionRefused, match="No name"):
        store.waive("D-0001", finding(), by="", reason="Checked.", now=NOW)
    with pytest.raises(ActionRefused, match="no such finding"):
        store.waive("D-0001", finding(text="Amara"), by=REVIEWER, reason="Checked.", now=NOW)
    assert store.draft("D-0001").waivers == ()


def test_a_gap_cannot_be_waived(tmp_path: Path) -> None:
    gap = finding("completeness.gap", "⟨for you, Ingrid⟩")
    store = store_with_draft(tmp_path, body="Dear Amara, ⟨for you, Ingrid⟩", findings=(gap,))
    with pytest.raises(ActionRefused, match="open gap cannot be waived"):
        store.waive("D-0001", gap, by=REVIEWER, reason="Later.", now=NOW)
    store.submit("D-0001", by=AUTHOR, now=NOW)
    assert {obstacle.code for obstacle in store.obstacles("D-0001", by=REVIEWER)} == {"gap", "finding"}


def test_waivers_hold_for_the_same_finding_in_later_versions_and_are_kept_with_the_approval(tmp_path: Path) -> None:
    one, other = finding(text="13:20 UTC"), finding("tone.blame", "Hello")
    store = store_with_draft(tmp_path, findings=(one, other))
    store.waive("D-0001", one, by=REVIEWER, reason="First thought.", now=NOW)
    store.waive("D-0001", one, by=REVIEWER, reason="In the monitoring log.", now=NOW)
    moved = one.model_copy(update={"start": 3, "end": 12, "message": "Said in other words."})
    edit(store, "At 13:20 UTC Hello", findings=(moved, other))
    store.submit("D-0001", by=AUTHOR, now=NOW)
    with pytest.raises(ActionRefused, match=r"tone\.blame") as refused:
        store.approve("D-0001", by=REVIEWER, now=NOW)
    assert "grounding.number" not in refused.value.message
    store.waive("D-0001", other, by=REVIEWER, reason="A greeting.", now=NOW)
    approved = open_store(tmp_path).approve("D-0001", by=REVIEWER, now=NOW)
    assert [(waiver.rule, waiver.quote, waiver.by, waiver.reason) for waiver in approved.decisions[-1].waived] == [
        ("grounding.number", "13:20 UTC", REVIEWER, "In the monitoring log."),
        ("tone.blame", "Hello", REVIEWER, "A greeting."),
    ]


def test_a_waiver_of_one_draft_does_not_serve_another(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path, findings=(finding(),))
    store.add_draft(draft(findings=(finding(),)), record_version=1, author=AUTHOR, now=NOW, known={})
    store.waive("D-0001", finding(), by=REVIEWER, reason="Checked.", now=NOW)
    assert store.draft("D-0001").open_findings == ()
    assert store.draft("D-0002").open_findings == (finding(),)


def test_nobody_approves_their_own_text_where_two_work(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    store.submit("D-0001", by=AUTHOR, now=NOW)
    assert store.obstacles("D-0001", by=AUTHOR) == ()  # so far nobody else is known
    others = open_store(tmp_path, users=(AUTHOR, REVIEWER))
    with pytest.raises(ActionRefused, match="nobody approves their own text"):
        others.approve("D-0001", by=" tomasz lind", now=NOW)
    relaxed = shipped_policy().model_copy(update={"review": shipped_policy().review.model_copy(update={"two_person_rule": False})})
    assert open_store(tmp_path, policy=relaxed, users=(REVIEWER,)).approve("D-0001", by=AUTHOR, now=NOW).approved_by == AUTHOR


def test_whoever_acted_before_counts_as_a_second_person(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    store.add_draft(draft(), record_version=1, author=REVIEWER, now=NOW, known={})
    store.submit("D-0001", by=AUTHOR, now=NOW)
    assert [obstacle.code for obstacle in store.obstacles("D-0001", by=AUTHOR)] == ["own_draft"]


def test_a_record_that_changed_makes_its_drafts_stale(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    store.submit("D-0001", by=AUTHOR, now=NOW)
    store.save_record(record(title="Search returns too much"), now=NOW, by=AUTHOR)
    assert store.draft("D-0001").stale
    with pytest.raises(ActionRefused, match="stale"):
        store.approve("D-0001", by=REVIEWER, now=NOW)
    approved = store.approve("D-0001", by=REVIEWER, now=NOW, accept_stale_reason="Only the title changed.")
    assert not approved.stale
    assert (approved.decisions[-1].stale_reason, approved.decisions[-1].record_version) == ("Only the title changed.", 2)


def test_an_approval_that_is_confirmed_keeps_the_reason_it_rests_on(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    store.submit("D-0001", by=AUTHOR, now=NOW)
    store.save_record(record(title="Search returns too much"), now=NOW, by=AUTHOR)
    store.approve("D-0001", by=REVIEWER, now=NOW, accept_stale_reason="Only the title changed.")
    again = store.approve("D-0001", by="Maren Holt", now=NOW)
    assert again.approval is not None
    assert (again.approval.by, again.approval.stale_reason) == ("Maren Holt", "Only the title changed.")


def test_a_record_that_changed_back_is_not_changed(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    store.save_record(record(title="Search returns too much"), now=NOW, by=AUTHOR)
    store.save_record(record(), now=NOW, by=AUTHOR)
    assert not store.draft("D-0001").stale


def test_a_record_that_changes_after_the_approval_asks_for_another(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    store.submit("D-0001", by=AUTHOR, now=NOW)
    store.approve("D-0001", by=REVIEWER, now=NOW)
    store.save_record(record(title="Search returns too much"), now=NOW, by=AUTHOR)
    held = store.draft("D-0001")
    assert held.stale
    assert not held.may_leave
    with pytest.raises(ActionRefused, match="changed since it was approved"):
        store.mark_sent("D-0001", by=AUTHOR, now=NOW)
    store.approve("D-0001", by=REVIEWER, now=NOW, accept_stale_reason="Only the title changed.")
    assert store.mark_sent("D-0001", by=AUTHOR, now=NOW).state is State.SENT


def test_a_second_message_is_read_again_after_the_first_went_out(tmp_path: Path) -> None:
    store = store_with_draft(tmp_path)
    store.add_draft(draft("A second text."), record_version=1, author=AUTHOR, now=NOW, known={})
    for draft_id in ("D-0001", "D-0002"):
        store.submit(draft_id, by=AUTHOR, now=NOW)
        store.approve(draft_id, by=REVIEWER, now=NOW)
    store.mark_sent("D-0001", by=AUTHOR, now=NOW)
    assert not store.draft("D-0001").stale
    assert store.draft("D-0002").stale


@pytest.mark.parametrize("name", ["", "   "])
def test_no_step_without_a_name(tmp_path: Path, name: str) -> None:
    store = store_with_draft(tmp_path)
    for refused in (
        lambda: store.add_draft(draft(), record_version=1, author=name, now=NOW, known={}),
        lambda: edit(store, "Another text.", author=name),
        lambda: store.submit("D-0001", by=name, now=NOW),
        lambda: store.approve("D-0001", by=name, now=NOW),
        lambda: store.obstacles("D-0001", by=name),
        lambda: store.request_changes("D-0001", by=name, now=NOW, reason="No."),
        lambda: store.withdraw("D-0001", by=name, now=NOW),
        lambda: store.mark_sent("D-0001", by=name, now=NOW),
        lambda: store.save_record(record(), now=NOW, by=name),
    ):
        with pytest.raises(ActionRefused, match="No name"):
            refused()
