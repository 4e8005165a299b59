"""Grounding: what the record says may be said, in any notation; nothing else; and a plan is no deed."""

from __future__ import annotations

import time

import pytest
from fakes.check_material import context, found, rules

from assistant.checks.context import Backing, CheckContext
from assistant.checks.finding import Family, FindingSeverity, SentenceStatus
from assistant.checks.run import run_checks
from assistant.evidence.facts import EvidenceSet
from assistant.evidence.plain import evidence_from_text
from assistant.evidence.sentences import split_sentences
from assistant.records.clock import MessageKind
from assistant.records.policy import shipped_policy

G = Family.GROUNDING


def around(source: str) -> CheckContext:
    return CheckContext(shipped_policy(), evidence_from_text(source))


@pytest.mark.parametrize(
    "sentence",
    [
        "New bookings have been arriving since 07:30 UTC.",
        "2,310 bookings are stored safely and have not been sent to the terminals.",
        "A third of your terminals are affected.",
        "212 of your 640 terminals are affected.",
        "We restarted the gateway at 9:30 a.m. CEST.",
        "The gateway was restarted at 07:30 UTC, and new bookings arrive again.",
        "No bookings were lost.",
        "We suspect the gateway release of 8 June.",
        "We will replay the 2,310 stored bookings in batches.",
        "The remaining 428 terminals work, 212 of 640 do not.",
        "The problem has lasted for three hours and twenty minutes.",
    ],
)
def test_what_the_record_says_may_be_said_in_other_words(sentence: str) -> None:
    changes = {"resolved_at": "2026-06-09T09:30:00Z"} if "lasted" in sentence else {}
    assert rules(sentence, G, context(**changes)) == []


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("3,210 bookings are stored.", "grounding.number"),
        ("The gateway was restarted at 07:52 UTC.", "grounding.time"),
        ("The gateway was restarted at 07:30 PDT.", "grounding.time"),
        ("Half of your terminals are affected.", "grounding.percent"),
        ("The gateway was restarted on 11 June.", "grounding.date"),
        ("The replay takes about three hours.", "grounding.duration"),
        ("Our director, Henrik Falkenberg, restarted the gateway.", "grounding.name"),
        ("The gateway release 4.18.2 is suspected.", "grounding.version"),
        ("A denial-of-service attack overloaded the card readers.", "grounding.unsupported"),
        ("The problem was caused by a faulty power supply.", "grounding.cause"),
        ("The problem has been fully resolved.", "grounding.fix_status"),
        ("Some bookings were lost.", "grounding.data_loss"),
        ("All terminals are affected.", "grounding.scope"),
    ],
)
def test_what_it_does_not_say_is_found(sentence: str, rule: str) -> None:
    assert rule in rules(sentence, G)
    report = run_checks(sentence, context())
    assert report.sentences[0].status is SentenceStatus.UNSUPPORTED


@pytest.mark.parametrize(
    "sentence",
    [
        "We replayed the 2,310 stored bookings.",
        "The stored bookings have been sent again.",
        "The replay of the stored bookings has started.",
        "We have rolled back the gateway release.",
        "The rollback of the gateway release is running.",
        "We reverted the release of the gateway.",
    ],
)
def test_a_plan_told_as_a_deed_blocks(sentence: str) -> None:
    (finding,) = found(sentence, G, context(kind=MessageKind.PROGRESS))
    assert (finding.rule, finding.severity) == ("grounding.plan_as_deed", FindingSeverity.BLOCK)
    assert finding.text == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "We will roll back the gateway release after the replay.",
        "Once the stored bookings have been replayed, we roll back the release.",
        "The gateway release has not been rolled back yet.",
        "We restarted the terminal gateway.",
        "We plan to replay the stored bookings in batches.",
    ],
)
def test_a_plan_told_as_a_plan_and_a_deed_that_was_done_do_not(sentence: str) -> None:
    assert "grounding.plan_as_deed" not in rules(sentence, G)


def test_a_plan_that_was_carried_out_is_a_deed() -> None:
    log = "Plan: roll back the gateway release. 09:10 The gateway release was rolled back."
    assert rules("We rolled back the gateway release.", G, around(log)) == []
    assert rules("We rolled back the gateway release.", G, around("We will roll back the gateway release at 09:10 UTC.")) == [
        "grounding.plan_as_deed"
    ]


def test_a_plan_quoted_among_the_deeds_blocks() -> None:
    plan = "Replay the 2,310 stored bookings in batches, about 75 minutes."
    assert rules(f"**What We've Done**:\n- {plan}", G) == ["grounding.plan_as_deed"]
    assert rules(f"**Next Steps**:\n- {plan}", G) == []


def test_a_quotation_is_never_questioned() -> None:
    for item in context().evidence.items:
        if item.field == "updates":
            for span in split_sentences(item.text):
                assert rules(span.quote, G) == [], span.quote


def test_a_value_of_a_past_incident_blocks() -> None:
    (finding,) = found("4,875 bookings are stored.", G)
    assert (finding.rule, finding.severity, finding.text) == ("grounding.from_other_case", FindingSeverity.BLOCK, "4,875")
    assert rules("The cause was an expired certificate on the print service.", G)[0].startswith("grounding.")


def test_a_report_for_colleagues_may_speak_of_the_past_case() -> None:
    sentence = "In a similar incident, PIR-0303, an expired certificate held back 4,875 labels."
    assert rules(sentence, G) == []
    assert run_checks(sentence, context()).sentences[0].status is SentenceStatus.PAST_REPORT
    assert rules(sentence, G, context(kind=MessageKind.PROGRESS)) != []


def test_a_citation_is_a_hint_that_is_looked_up() -> None:
    tag = next(item.id for item in context().evidence.items if "restarted" in item.text)
    sentence = "The gateway was restarted at 08:55 UTC."
    known = {sentence: Backing(SentenceStatus.RECORD, (tag,))}
    report = run_checks(sentence, context(known=known))
    assert [f.rule for f in report.findings if f.family is G] == ["grounding.time"]
    assert report.sentences[0].status is SentenceStatus.UNSUPPORTED


def test_sources_are_the_evidence_that_holds_the_values() -> None:
    around_it = context()
    tag = next(item.id for item in around_it.evidence.items if "restarted" in item.text)
    (sentence,) = run_checks("The gateway was restarted at 07:30 UTC.", around_it).sentences
    assert sentence.status is SentenceStatus.RECORD
    assert tag in sentence.sources


def test_template_sentences_keep_their_backing_and_gaps_wait_for_a_person() -> None:
    line = "Your success is our priority."
    report = run_checks(f"{line}\n\n⟨for you, Ruth: one sentence of your own⟩", context(known={line: Backing(SentenceStatus.TEMPLATE)}))
    assert [sentence.status for sentence in report.sentences] == [SentenceStatus.TEMPLATE, SentenceStatus.FOR_A_PERSON]


@pytest.mark.parametrize(
    "sentence",
    ["Thank you for the list that your team sent.", "I know what a morning without check-in costs you.", "Would you have 15 minutes this week?", "Hi Maja,",
     "We are looking for the cause; we do not know it yet.", "Our engineers are working on it now."],
)  # fmt: skip
def test_courtesy_and_open_questions_are_not_nagged(sentence: str) -> None:
    assert rules(sentence, G) == []


def test_without_evidence_nothing_is_questioned() -> None:
    bare = CheckContext(shipped_policy(), EvidenceSet(()))
    report = run_checks("9,999 orders were lost at 03:33 UTC because of a flood.", bare)
    assert [f for f in report.findings if f.family is G] == []


def test_a_cause_may_be_told_once_the_record_confirms_it() -> None:
    cause = "A release of the gateway rejected vouchers without a number."
    sentence = "The problem was caused by a gateway release that rejected vouchers without a number."
    assert rules(sentence, G) == ["grounding.cause"]
    assert rules(sentence, G, context(root_cause=cause)) == []


def test_an_open_field_in_plain_text_backs_nothing() -> None:
    source = "Credit: not decided. ETA: none given. Cause: under investigation. Impact: 18 reports missing each night."
    assert rules("You will receive a service credit for this.", G, around(source)) == ["grounding.credit"]
    assert rules("It will be fixed by 18:00 UTC.", G, around(source)) == ["grounding.eta"]


def test_a_past_incident_in_plain_text_is_a_passage() -> None:
    source = "Impact: 18 reports missing. Past incident INC-0100: an index was rebuilt. It took 9 hours."
    fields = [item.field for item in evidence_from_text(source)]
    assert fields == ["description", "passage", "passage"]
    assert found("It took 9 hours.", G, around(source))[0].severity in {FindingSeverity.BLOCK, FindingSeverity.WARN}


def values_of(sentence: str, around_it: CheckContext | None = None) -> dict[str, tuple[str, str]]:
    (found_sentence,) = run_checks(sentence, around_it or context()).sentences
    for value in found_sentence.values:
        assert sentence[value.start : value.end] == value.text
    return {value.text: (value.status.value, value.note) for value in found_sentence.values}


def test_every_value_has_a_status_and_says_what_it_rests_on() -> None:
    assert values_of("The gateway was restarted at 9:30 a.m. CEST.") == {"9:30 a.m. CEST": ("exact", "")}
    lasted = around("The feed was down from 08:05 to 11:25 UTC.")
    assert values_of("The feed was down for 200 minutes.", lasted) == {"200 minutes": ("derived", "from 08:05 to 11:25 UTC")}
    assert values_of("The remaining 428 terminals work.")["428"] == ("derived", "640 − 212")
    assert values_of("3,210 bookings are stored, but not sent to the terminals.")["3,210"] == ("contradicted", "The record has “2,310”.")
    assert values_of("The gateway weighs 75 kilograms and has 57 fans.")["57"] == ("absent", "")
    assert values_of("4,875 bookings are stored.")["4,875"][0] == "from_other_case"
    assert values_of("I will write again by 15:00 UTC.")["15:00 UTC"][0] == "commitment"


def test_a_quotation_with_another_time_in_front_is_no_quotation() -> None:
    log = "09:12 UTC the customer confirmed that bookings arrive at the terminals. 07:30 UTC the terminal gateway was restarted by the team on call."
    assert rules("10:12 UTC the customer confirmed that bookings arrive at the terminals.", G, around(log)) == ["grounding.time"]


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("The outage affected users in India.", "grounding.name"),
        ("Webhooks were unavailable for users in Germany.", "grounding.name"),
        ("Pull requests were unavailable for users in the US.", "grounding.name"),
        ("The replica was replaced yesterday.", "grounding.date"),
    ],
)
def test_services_regions_and_days_are_values_too(sentence: str, rule: str) -> None:
    log = "Pull requests were unavailable for users in Germany from 08:00 UTC. The outage affected users of Pull requests in Germany. The replica was replaced."
    assert rule in rules(sentence, G, around(log))
    assert rules("Pull requests were unavailable for users in Germany.", G, around(log)) == []


LOG = """Customer: Dunlin Ferries. Impact: tickets cannot be printed at 4 of 9 ports since 06:10 UTC. Tickets on phones are valid.
07:05 UTC Oda Lie restarted the print server. 07:20 UTC the harbour's electrician replaced a fuse. Kai Berg acknowledged at 06:20 UTC.
07:40 UTC we think that a driver update broke the spooler. Next steps: reinstall the old driver at the remaining ports.
No tickets were lost. Cause: not confirmed. ETA: none."""


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Kai Berg restarted the print server.", "grounding.actor"),
        ("Our engineer replaced a fuse.", "grounding.actor"),
        ("The driver's vendor restarted the print server.", "grounding.actor"),
        ("Tickets cannot be printed at all ports.", "grounding.scope"),
        ("A driver update broke the spooler.", "grounding.cause"),
        ("We reinstalled the old driver at the remaining ports.", "grounding.plan_as_deed"),
        ("Tickets are printed again at every port.", "grounding.fix_status"),
        ("Tickets will be printed again by noon.", "grounding.eta"),
        ("Tickets on phones are not valid.", "grounding.negation"),
        ("Some tickets were lost.", "grounding.data_loss"),
    ],
)
def test_who_did_what_how_far_and_how_surely_is_held(sentence: str, rule: str) -> None:
    assert rule in rules(sentence, G, around(LOG))


@pytest.mark.parametrize(
    "sentence",
    [
        "Oda Lie restarted the print server at 07:05 UTC.",
        "We restarted the print server.",
        "The harbour's electrician replaced a fuse.",
        "Tickets cannot be printed at four of your nine ports.",
        "We think that a driver update broke the spooler.",
        "We will reinstall the old driver at the remaining ports.",
        "Tickets on phones are valid.",
        "None of the tickets were lost.",
    ],
)
def test_and_the_same_told_as_the_record_tells_it_passes(sentence: str) -> None:
    assert rules(sentence, G, around(LOG)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Planned at 08:25 UTC: Replay of the stored bookings started in batches.",
        "Maja Thorsen wrote at 07:40 UTC: replayed bookings are missing.",
    ],
)
def test_a_lead_that_names_a_plan_or_a_speaker_makes_no_deed_of_ours(sentence: str) -> None:
    assert "grounding.plan_as_deed" not in rules(sentence, G)


def test_an_authorised_gesture_may_be_named() -> None:
    sentence = "Ruth Calloway has authorised a service credit of EUR 4,200."
    assert rules(sentence, G) == []
    assert rules(sentence, G, context(recovery=None)) != []


@pytest.mark.parametrize("text", ["A A A A " * 700, "the a " * 900, "all of the " * 500, "x again " * 600, "at 1 by 1 " * 500])
def test_long_odd_texts_are_read_in_time(text: str) -> None:
    began = time.process_time()
    run_checks(text, around(LOG))
    assert time.process_time() - began < 60


def test_a_day_of_the_week_in_short_is_that_day() -> None:
    source = "Log: Mon 06:50 the depot called. Remaining crates promised by Tue 05:30."
    context = CheckContext(policy=shipped_policy(), evidence=evidence_from_text(source))
    told = run_checks("The remaining crates are promised by Tuesday at 05:30.", context).findings
    assert not [finding for finding in told if finding.rule == "grounding.date"]
    wrong = run_checks("The remaining crates are promised by Thursday at 05:30.", context).findings
    assert [finding.text for finding in wrong if finding.rule == "grounding.date"] == ["Thursday"]


def test_a_part_that_is_not_affected_is_no_contradiction_of_the_part_that_is() -> None:
    source = "Impact: 212 of 640 users affected. EU region only."
    told = run_checks(
        "Your US users were not affected, as only the EU region was hit.", CheckContext(shipped_policy(), evidence_from_text(source))
    )
    assert not [finding for finding in told.findings if finding.rule in {"grounding.negation", "grounding.name"}]
    wrong = run_checks("Your US users were affected.", CheckContext(shipped_policy(), evidence_from_text(source)))
    assert [finding for finding in wrong.findings if finding.severity is not FindingSeverity.INFO]


def test_a_part_is_spared_only_where_the_words_stand_beside_it() -> None:
    source = "Impact: 212 of 640 users affected. EU region only."
    told = run_checks(
        "Your US users lost their carts during the morning, and our billing systems and the shop in general were not affected.",
        CheckContext(shipped_policy(), evidence_from_text(source)),
    )
    assert [finding.text for finding in told.findings if finding.rule == "grounding.name"] == ["US"]


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("Ms Weiss decided that the fee stays off.", []),
        ("It was Mrs Stein who called us.", []),
        ("The fee was taken off by Mr Levi.", []),
        ("Ms Hsu sent the waiters home.", []),
        ("Mr Hsu sent the waiters home.", ["Mr Hsu"]),
        ("Ms Brandt decided that the fee stays off.", ["Ms Brandt"]),
    ],
)
def test_a_surname_may_stand_with_a_form_of_address(sentence: str, named: list[str]) -> None:
    source = (
        "20:00 Rachel Stein called. The clerk Noa Levi took the fee off by mistake; shift lead Anja Weiss decided to leave it so. "
        "Ms Hsu sent the waiters home."
    )
    told = run_checks(sentence, CheckContext(shipped_policy(), evidence_from_text(source)))
    assert [finding.text for finding in told.findings if finding.rule == "grounding.name"] == named


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Our support colleague Yusuf closed the online sale shortly after he was alerted.", True),
        ("Box office manager Lehnert closed the online sale.", False),
        ("Ines restarted your read replica at 08:25 UTC, which got the loans pipeline moving again.", True),
        ("Paul Reyes restarted your read replica at 08:25 UTC, which got the loans pipeline moving again.", False),
        ("Our colleague Ines raised the worker memory for cards.", False),
    ],
)
def test_each_entry_of_a_log_in_one_line_has_its_own_doer(sentence: str, found: bool) -> None:
    source = (
        "Log: 07:40 Ines Okafor (our on-call) finds connector workers stuck; 08:25 customer's DBA Paul Reyes restarts the read replica on "
        "his side, loans resumes; 09:50 Ines raises worker memory for cards, it resumes; 10:09 Yusuf (our support) alerted; "
        "10:21 box office manager Frau Lehnert closed the online sale; 10:55 seat lock found switched off."
    )
    told = run_checks(sentence, CheckContext(shipped_policy(), evidence_from_text(source)))
    assert ("grounding.actor" in {finding.rule for finding in told.findings}) is found
