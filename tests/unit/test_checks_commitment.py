"""Promises: found with their due time and owner, and held against what the record backs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fakes.check_material import context, found, rules

from assistant.checks.commitment import FoundCommitment, PromiseKind, extract_commitments, promises_in
from assistant.checks.finding import Family, FindingSeverity
from assistant.records.clock import MessageKind

C = Family.COMMITMENT


def only(text: str) -> FoundCommitment:
    (commitment,) = extract_commitments(text, context())
    return commitment


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("I will write again by 11:30 UTC.", "next_update"),
        ("You will hear from me by 11:30 UTC.", "next_update"),
        ("We'll send you the post-incident report by Monday.", "report"),
        ("I will call you at 14:00 UTC.", "call"),
        ("We will credit one month.", "credit"),
        ("We expect all bookings to be back by 11:00 UTC.", "fix"),
        ("An alert goes live on 12 June.", "action"),
        ("We are going to replay the stored bookings.", "action"),
    ],
)
def test_a_promise_has_a_kind(sentence: str, kind: str) -> None:
    assert [promise.kind for promise in promises_in(sentence)] == [kind]


@pytest.mark.parametrize(
    "sentence",
    [
        "Would you have 15 minutes this week?",
        "The gateway was restarted.",
        "If you agree, we will call you.",
        "Users will notice slower pages.",
        "Call me at once.",
    ],
)
def test_questions_deeds_conditions_and_effects_are_no_promises(sentence: str) -> None:
    assert promises_in(sentence) == ()


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("by 11:30 UTC", datetime(2026, 6, 9, 11, 30, tzinfo=UTC)),
        ("by 13:30 CEST today", datetime(2026, 6, 9, 11, 30, tzinfo=UTC)),
        ("by 02:00 UTC", datetime(2026, 6, 10, 2, 0, tzinfo=UTC)),
        ("by 08:00 UTC tomorrow", datetime(2026, 6, 10, 8, 0, tzinfo=UTC)),
        ("by 08:00 UTC on 12 June", datetime(2026, 6, 12, 8, 0, tzinfo=UTC)),
        ("within 30 minutes", datetime(2026, 6, 9, 10, 0, tzinfo=UTC)),
        ("on Friday", datetime(2026, 6, 12, 23, 59, tzinfo=UTC)),
        ("as soon as we can", None),
    ],
)
def test_words_become_a_due_time(words: str, due: datetime | None) -> None:
    commitment = only(f"I will write to you again {words}.")
    assert commitment.due_at == due
    assert commitment.owner == "Tomas Berg"


def test_the_label_next_update_is_a_promise_backed_by_policy() -> None:
    commitment = only("**Next Update**: by 11:30 UTC")
    around = context()
    assert (commitment.kind, commitment.due_at) == ("next_update", datetime(2026, 6, 9, 11, 30, tzinfo=UTC))
    assert [around.evidence.get(tag).field for tag in commitment.backed_by] == ["policy"]  # type: ignore[union-attr]


def test_the_estimate_backs_its_own_time_and_no_other() -> None:
    commitment = only("We expect that all bookings are back by 11:00 UTC.")
    assert [context().evidence.get(tag).field for tag in commitment.backed_by][:1] == ["eta"]  # type: ignore[union-attr]
    assert rules("We expect that all bookings are back by 11:00 UTC.", C) == []
    assert rules("We expect that all bookings are back by 10:15 UTC.", C) == ["commitment.eta"]


def test_the_next_action_has_its_own_owner() -> None:
    assert only("We will replay the stored bookings in batches.").owner == "Ines Kallio"


def test_a_credit_must_be_authorised_to_the_amount() -> None:
    assert rules("We will credit EUR 4,200 to your account.", C) == []
    (wrong,) = found("We will credit EUR 9,000 to your account.", C)
    assert (wrong.rule, wrong.severity, wrong.text) == ("commitment.credit", FindingSeverity.BLOCK, "EUR 9,000")
    nobody = context(recovery={"gestures": [{"gesture": "service credit of EUR 4,200"}]})
    assert rules("We will credit EUR 4,200 to your account.", C, nobody, least=FindingSeverity.BLOCK) == ["commitment.credit"]
    assert rules("You will receive a refund.", C, context(recovery=None), least=FindingSeverity.BLOCK) == ["commitment.credit"]


def test_a_report_has_its_follow_up() -> None:
    assert rules("You will have our post-incident report by 12:00 UTC on 15 June.", C) == []
    assert rules("You will have our post-incident report by 11 June.", C, context(recovery=None)) == ["commitment.report"]


def test_guarantees_warn_and_legal_admissions_block() -> None:
    assert rules("We guarantee that this will never happen again.", C) == ["commitment.guarantee"]
    assert rules("We were negligent and accept full liability.", C, least=FindingSeverity.BLOCK) == ["commitment.legal"]
    assert rules("I take full responsibility.", C) == []


def test_an_executives_own_promise_is_the_executives() -> None:
    executive = {"name": "Ruth Calloway", "role": "Chief Operating Officer"}
    around = context(kind=MessageKind.EXECUTIVE_APOLOGY, executive=executive)
    (commitment,) = extract_commitments("I will call you on Friday.", around)
    assert commitment.owner == "Ruth Calloway"


@pytest.mark.parametrize(
    ("sentence", "is_offer"),
    [
        ("We grant a full refund of EUR 90,000.", True),
        ("We are refunding all fees of this month.", True),
        ("You are entitled to compensation.", True),
        ("A credit of one month has been approved.", True),
        ("We have no credit to offer yet.", False),
        ("We cannot offer a refund.", False),
        ("Customers requested refunds.", False),
        ("We issued refunds to 12 customers by mistake.", False),
    ],
)
def test_money_given_in_the_present_tense_is_a_promise(sentence: str, is_offer: bool) -> None:
    assert any(promise.kind is PromiseKind.CREDIT for promise in promises_in(sentence)) is is_offer
