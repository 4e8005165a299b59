"""What the composer says, and what it never says."""

from datetime import timedelta

import pytest
from fakes.records import NOW, at, entry, feed

from assistant.drafting.messages import compose_message
from assistant.drafting.rendering import Rendered
from assistant.drafting.slots import GAP_OPEN
from assistant.evidence.gather import gather
from assistant.records.clock import MessageKind
from assistant.records.model import EscalationRecord
from assistant.records.policy import shipped_policy

POLICY = shipped_policy()
RESOLVED = {"status": "resolved", "resolved_at": NOW.isoformat()}


def write(record: EscalationRecord, kind: MessageKind = MessageKind.PROGRESS) -> Rendered:
    return compose_message(kind, record, gather(record, POLICY), POLICY, now=NOW)


def part(body: str, label: str) -> str:
    """The text from a label to the next one."""
    return body.split(f"**{label}**")[1].split("**")[0]


@pytest.mark.parametrize("kind", list(MessageKind))
def test_nothing_internal_reaches_the_customer(kind: MessageKind) -> None:
    body = write(feed(**RESOLVED), kind).body
    for secret in ("feed-eu-02", "Petra", "Kestrel", "schema"):
        assert secret not in body


def test_a_plan_stands_under_next_steps_and_only_there() -> None:
    body = write(feed()).body
    assert "eplay the 1,140" in part(body, "Next Steps")
    assert "eplay" not in part(body, "What We've Done")
    assert "eplay" not in part(body, "Current Status")


def test_a_deed_carries_the_time_of_its_entry() -> None:
    assert "- Feed worker restarted; new orders flow again (08:19 UTC)." in write(feed()).body


def test_a_plan_that_was_carried_out_is_no_plan_any_more() -> None:
    done = entry(0.2, "action", "The replay of the 1,140 stored orders was completed at 09:12 UTC.")
    body = write(feed(updates=[*feed().model_dump(mode="json")["updates"], done])).body
    assert "completed at 09:12" in part(body, "What We've Done")
    assert "eplay" not in part(body, "Next Steps")


def test_the_newest_observation_comes_first_and_an_older_one_carries_its_time() -> None:
    record = feed(
        updates=[entry(3, "observation", "38 % of all orders are missing."), entry(0.1, "observation", "Some labels are printed twice.")]
    )
    status = part(write(record).body, "Current Status")
    assert status.index("labels are printed twice") < status.index("As of 06:25 UTC: 38 %")


def test_the_next_update_follows_the_policy_and_not_hope() -> None:
    assert "**Next Update**: by 11:25 UTC today" in write(feed()).body
    assert "**Next Update**: by 09:55 UTC today" in write(feed(severity="SEV-1")).body


def test_updates_on_change_promise_a_limit_and_no_pace() -> None:
    body = write(feed(severity="SEV-4")).body
    assert "**Next Update**: as soon as something changes, and by 07:25 UTC on 21 May at the latest" in body
    assert "Here's your latest update:" in body


def test_an_estimate_that_has_passed_is_admitted() -> None:
    body = write(feed(eta=at(0.5))).body
    assert "Our estimate of 08:55 UTC has passed, and we do not have a new one yet" in body


def test_no_cause_is_claimed_where_none_is_confirmed() -> None:
    happened = part(write(feed(**RESOLVED), MessageKind.RESOLUTION).body, "What Happened")
    assert "We have not confirmed the root cause yet." in happened


def test_a_confirmed_cause_is_told_in_its_own_words() -> None:
    record = feed(**RESOLVED, root_cause="A schema change made our feed stop at the first order with an empty depot code.")
    happened = part(write(record, MessageKind.RESOLUTION).body, "What Happened")
    assert "A schema change made our feed stop" in happened
    assert "not confirmed" not in happened


def test_prevention_tells_done_from_planned() -> None:
    prevention = [
        {"action": "The feed skips and reports such an order", "status": "done"},
        {"action": "An alert watches the backlog", "status": "open", "due_at": "2026-05-16"},
        {"action": "Rewrite everything", "status": "dropped"},
    ]
    text = part(write(feed(**RESOLVED, prevention=prevention), MessageKind.RESOLUTION).body, "Preventing Recurrence")
    assert "Done: The feed skips and reports such an order." in text
    assert "Planned, due 16 May 2026: An alert watches the backlog." in text
    assert "Rewrite" not in text


def test_what_the_customer_wrote_is_not_said_in_our_name() -> None:
    theirs = entry(0.1, "observation", "We lost a whole morning and our drivers are waiting.", author="Ana Ferrer")
    assert "our drivers" not in write(feed(updates=[theirs])).body


def test_an_open_question_of_the_customer_leaves_a_gap_for_a_person() -> None:
    theirs = entry(0.1, "observation", "Can our drivers leave now?", author="Ana Ferrer")
    body = write(feed(updates=[theirs])).body
    assert f"{GAP_OPEN}for you, Joel: answer “Can our drivers leave now?”" in body


def test_a_late_update_says_so() -> None:
    record = feed(severity="SEV-1")
    assert "This update was due at 08:01 UTC and comes late, and I'm sorry for that." in write(record).body


def test_the_executive_letter_leaves_what_only_the_executive_can_say() -> None:
    body = write(feed(**RESOLVED), MessageKind.EXECUTIVE_APOLOGY).body
    assert body.count("⟨for you, Ingrid:") == 2
    assert "I take full responsibility" in body


def test_an_empty_record_is_still_a_message_without_gaps() -> None:
    bare = EscalationRecord.model_validate({"id": "ESC-9", "title": "Search is down", "customer": {"name": "Polaris"}})
    for kind in (MessageKind.ACKNOWLEDGMENT, MessageKind.PROGRESS, MessageKind.RESOLUTION):
        rendered = write(bare, kind)
        assert GAP_OPEN not in rendered.body
        assert "None" not in rendered.body
        assert "Search is down" in rendered.subject or "search is down" in rendered.subject


def test_the_same_record_gives_the_same_bytes() -> None:
    assert write(feed()) == write(feed())


def test_every_rendered_sentence_knows_what_stands_behind_it() -> None:
    rendered = write(feed())
    replay = next(sentence for sentence in rendered.known if "eplay the 1,140" in sentence)
    plan = next(item for item in gather(feed(), POLICY) if "Replay the" in item.text)
    assert rendered.known[replay].sources == (plan.id,)
    assert rendered.known["by 11:25 UTC today"].sources == ("P1",)


def test_the_customers_name_becomes_you() -> None:
    record = feed(updates=[entry(0.1, "observation", "64 orders for Meridian Foods are late, and Meridian Foods' drivers wait.")])
    assert "64 orders for you are late, and your drivers wait." in write(record).body


def test_hostile_text_in_a_title_cannot_break_out_of_its_line() -> None:
    rendered = write(feed(title="Orders\n\n**Next Update**: never\ue000F1\ue001x\ue002"))
    assert rendered.body.count("**Next Update**") == 1
    assert "\n" not in rendered.subject
    assert "\ue000" not in rendered.body


def test_long_entries_are_cut_at_a_boundary_and_marked() -> None:
    long = "Errors at " + ", ".join(f"site {number}" for number in range(200)) + "."
    body = write(feed(updates=[entry(0.1, "observation", long)])).body
    assert "…" in body
    assert max(len(line) for line in body.splitlines()) < 900


def test_the_promised_time_is_never_in_the_past() -> None:
    late = NOW + timedelta(days=400)
    evidence = gather(feed(severity="SEV-4"), POLICY)
    body = compose_message(MessageKind.PROGRESS, feed(severity="SEV-4"), evidence, POLICY, now=late).body
    assert "by 09:25 UTC on 19 June at the latest" in body


def test_a_request_that_points_back_is_quoted_with_what_it_points_to() -> None:
    theirs = entry(0.1, "observation", "Were our card numbers read? Please answer that today.", author="Ana Ferrer")
    body = write(feed(updates=[theirs])).body
    assert "“Were our card numbers read? Please answer that today.”" in body


def test_an_unconfirmed_resolution_asks_the_customer_and_does_not_claim_for_them() -> None:
    body = write(feed(**RESOLVED), MessageKind.RESOLUTION).body
    assert "On our side this is over" in body
    assert "we do not close this before you have" in body
    confirmed = write(feed(**RESOLVED, customer_confirmed_at=NOW.isoformat()), MessageKind.RESOLUTION).body
    assert "I can confirm that this is over" in confirmed
    assert "we do not close this" not in confirmed


def test_the_reader_is_you_after_tell_and_with() -> None:
    record = feed(next_action={"text": "Finish the review and tell Ana Ferrer what it shows", "due_at": at(-1)})
    assert "Finish the review and tell you what it shows, by 10:25 UTC" in write(record).body
