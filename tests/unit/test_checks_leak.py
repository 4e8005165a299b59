"""The leak gate: other customers, colleagues, hosts, references and secrets do not get out; the customer's own matters may."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.check_material import DENY, bare, context, found, rules

from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, FindingSeverity
from assistant.evidence.denylist import DenyList, for_record
from assistant.evidence.plain import evidence_from_text
from assistant.records.policy import shipped_policy

LEAK = Family.LEAK
BLOCK = FindingSeverity.BLOCK


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Brenner Lines had the same.", "Brenner Lines"),
        ("We fixed BRENNER LINES' feed too.", "BRENNER LINES"),
        ("It hit Cafe Moravia's shop.", "Cafe Moravia"),
        ("As in PIR-0303, we rebuilt it.", "PIR-0303"),
        ("Project Heron will change that.", "Project Heron"),
        ("See INC-88123 for more.", "INC-88123"),
        ("The gateway at gw-core-07.internal died.", "gw-core-07.internal"),
        ("The gateway at 10.42.7.19 died.", "10.42.7.19"),
        ("Key: AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
        ("It logs to postgres://feed:hunter22@db1/feed now.", "postgres://feed:hunter22@db1/feed"),
        ("The user is jane.roe@brenner.example.", "jane.roe@brenner.example"),
        ("Oskar Nyström wrote it.", "Oskar Nyström"),
    ],
)
def test_what_belongs_to_others_or_to_the_inside_blocks(text: str, quote: str) -> None:
    blocked = [finding for finding in found(text, LEAK, least=BLOCK)]
    assert quote in [text[finding.start : finding.end] for finding in blocked]


@pytest.mark.parametrize(
    "text",
    [
        "Maja, your terminals at Skagen Ferries work again.",
        "Your reference is ESC-7420.",
        "Write to tomas.berg@vendor.example or ring +45 70 10 20 90.",
        "Version 10.4.7.2 holds the correction.",
        "We are treating this as a SEV-2, and times are in UTC.",
        "Traffic in eu-west-1 is back.",
        "The brown paper lines at the brenner pass are fine.",
        "We met our target at 07:30 UTC.",
        "Commit 9fceb02d0ae598e95dc970b74767f19372d61af8 is out.",
    ],
)
def test_the_customers_own_matters_do_not_block(text: str) -> None:
    assert rules(text, LEAK, least=BLOCK) == []


def test_a_part_of_a_colleagues_name_is_shown_and_an_allowed_name_is_not() -> None:
    assert rules("Petra looks at it.", LEAK) == ["leak.person_name"]
    shared = CheckContext(
        shipped_policy(), evidence_from_text(""), deny=DenyList(people=frozenset({"Maja Holm"}), allowed=frozenset({"Maja Thorsen"}))
    )
    assert rules("Maja, it works again.", LEAK, shared) == []


def test_a_name_does_not_match_inside_a_word_or_across_sentences() -> None:
    assert rules("The brennerlinesque shop. Brenner. Lines are long.", LEAK, least=BLOCK) == []


def test_the_public_log_may_be_repeated_but_not_its_keys() -> None:
    log = "The host feed-worker-12.internal and 10.1.2.3 stopped; token sk-live-4f9a8b7c6d5e4f3a2b1c."
    around = CheckContext(shipped_policy(), evidence_from_text(log), deny=DENY)
    assert rules("The host feed-worker-12.internal stopped.", LEAK, around) == []
    assert rules("Use sk-live-4f9a8b7c6d5e4f3a2b1c.", LEAK, around) == ["leak.secret"]


def test_the_wording_of_an_internal_entry_blocks() -> None:
    text = "It died on the voucher schema that somebody merged on Sunday without any review."
    assert rules(text, LEAK, least=BLOCK) == []
    copied = "It died on the voucher schema that Oskar merged on Sunday without review."
    assert "leak.internal_entry" in rules(copied, LEAK, least=BLOCK)


def test_an_internal_entry_that_is_public_too_is_no_leak() -> None:
    updates = [
        {
            "at": "2026-06-09T07:50:00Z",
            "visibility": visibility,
            "text": "The voucher schema rejected every booking made since Sunday morning at all.",
        }
        for visibility in ("internal", "public")
    ]
    assert rules("The voucher schema rejected every booking made since Sunday morning at all.", LEAK, context(updates=updates)) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Another airline had reported the same thing.", None),
        ("Another customer reported the same.", "leak.other_customers"),
        ("Our margins on this contract are thin.", "leak.commercial"),
        ("The unreleased exporter removes this.", "leak.unreleased"),
        ("Discuss it in #inc-4471-feed.", "leak.channel"),
        ("Logs are in /var/log/feed/worker.log today.", "leak.path"),
        ("Her date of birth is 12/04/1981.", "leak.personal_data"),
        ("Card 4111 1111 1111 1111 was charged.", "leak.personal_data"),
        ("Account DE89 3704 0044 0532 0130 00 was charged.", "leak.personal_data"),
        ("Booking 4111 1111 1111 1112 was charged.", None),
        ("password: Tr0ub4dor&3", "leak.secret"),
        ("Your password is safe.", None),
        ("-----BEGIN RSA PRIVATE KEY-----", "leak.secret"),
        ("Session f81d4fae-7dec-11d0-a765-00a0c91e6bf6 failed.", None),
    ],
)
def test_matters_of_the_house(text: str, rule: str | None) -> None:
    assert rules(text, LEAK) == ([rule] if rule else [])


def test_without_surroundings_a_machine_name_is_only_shown() -> None:
    assert rules("We see errors in tempo-prod-08.", LEAK, bare()) == []
    assert rules("We see errors in tempo-prod-08.", LEAK) == ["leak.host"]


def test_three_hundred_names_are_found_each() -> None:
    names = [f"Customer{number} Holding" for number in range(300)]
    around = CheckContext(shipped_policy(), evidence_from_text(""), deny=DenyList(customers=frozenset(names)))
    text = "\n".join(names)
    assert len(found(text, LEAK, around)) == 300


def test_an_address_that_only_somebody_outside_gave_blocks_and_the_owners_does_not() -> None:
    outside = {"description": "Write to claims@elsewhere.example or see https://elsewhere.example/form."}
    around = context(**outside)
    text = "Write to claims@elsewhere.example or see https://elsewhere.example/form."
    assert rules(text, LEAK, around, least=BLOCK) == ["leak.contact", "leak.link"]
    assert rules("Write to tomas.berg@vendor.example.", LEAK, around) == []


def test_the_subject_line_is_read_too() -> None:
    around = replace(context(), subject="Update: as at Brenner Lines")
    found_there = found("All bookings are stored.", LEAK, around, least=BLOCK)
    assert [finding.rule for finding in found_there] == ["leak.customer_name_in_subject"]
    assert "Brenner Lines" in found_there[0].message


def test_the_records_own_id_may_stand_and_another_may_not() -> None:
    assert rules("Your reference is ESC-7420.", LEAK) == []
    assert rules("Your reference is esc-7420.", LEAK) == []
    assert rules("Your reference is ESC-7421.", LEAK) == ["leak.reference"]


def test_a_pasted_passage_is_covered_from_end_to_end() -> None:
    entry = next(update.text for update in context().record.updates if not update.is_public)  # type: ignore[union-attr]
    text = f"New bookings arrive. {entry}"
    covered = [(f.start, f.end) for f in found(text, LEAK, least=BLOCK)]
    for word in ("died", "voucher", "schema", "Oskar", "Sunday", "review", "INC-88123", "Brenner", "March"):
        place = text.index(word)
        assert any(start <= place < end for start, end in covered), word


@pytest.mark.parametrize("text", ["Brener Lines saw it.", "Petra Lindqvst wrote it.", "Lindquist wrote it."])
def test_a_listed_name_with_a_letter_wrong_is_shown(text: str) -> None:
    assert rules(text, LEAK)


@pytest.mark.parametrize(
    "text", ["Error code PAY-4012 is gone.", "ORA-01555 is gone.", "Your ticket #4812 is open.", "The norm DIN-4108 holds."]
)
def test_a_code_is_no_reference(text: str) -> None:
    assert rules(text, LEAK) == []


@pytest.mark.parametrize("text", ["See pull request #812.", "It was done under INC0012345.", "The internal ticket 48213 has it."])
def test_references_without_a_dash_are_found(text: str) -> None:
    assert rules(text, LEAK) == ["leak.reference"]


def test_the_next_action_is_written_for_the_colleague_who_does_it() -> None:
    asked = {"text": "Ask Marek Dusek to restart sync-db-03.internal", "owner": "Marek Dusek", "due_at": None}
    held = context(next_action=asked)
    around = replace(held, deny=for_record(held.deny, held.record, held.policy))
    blocked = {finding.text for finding in found("Next: Marek Dusek restarts sync-db-03.internal.", LEAK, around, least=BLOCK)}
    assert blocked == {"Marek Dusek", "sync-db-03.internal"}
