"""Claims against a record in general: what an honest editor may write, and what no wording makes true."""

from __future__ import annotations

import pytest

from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, FindingSeverity
from assistant.checks.run import run_checks
from assistant.evidence.plain import evidence_from_text
from assistant.records.policy import shipped_policy

OPEN = """Escalation ESC-8100. Customer: Hollins Water Board. Severity 2. Opened 2026-04-02 06:40 UTC.
Impact: pump alarms reach the duty phones late since 05:50 UTC, by 10 to 35 minutes. 12 of 58 stations. SMS only; voice calls go out on time.
Log: 06:44 Marta Oyelowo acknowledged. 07:10 queue of SMS gateway full, 2,300 messages. 07:25 SMS provider Telvia reports trouble with its route to Ireland; whether it is the cause is unclear. 07:50 Marta emptied the queue of 5 stations; alarms on time there. 08:05 first estimate of 09:00 UTC withdrawn. 08:20 restart of the gateway brought no change.
Plan: empty the queue of the other 7 stations once Hollins agrees. Telvia to answer by 10:30 UTC.
Cause: Telvia route suspected. ETA: none. Credit: asked for by Hollins, decision due from Ruth Amadi on 7 April. Alarms: none lost, 2,300 delivered late."""

SETTLED = """Escalation ESC-8101. Customer: Lindqvist Bakeries. Severity 3. Opened 2026-10-12 09:05 UTC.
Impact: delivery notes print without prices since 11 October, 22:00 UTC. 34 of 90 branches. Invoices are correct.
Log: 09:12 Dario Felten acknowledged. 09:40 price table not loaded after the update of 11 October by our team; cause confirmed. 10:15 Dario reloaded the table for 20 branches; prices print there. 11:20 patch 5.3.1 written by Ada Noll, in test.
Plan: deploy 5.3.1 on 13 October at 04:00 UTC, then reprint the 1,260 notes without prices.
ETA: 13 October 06:00 UTC (moved from 12 October 18:00 UTC). Credit: EUR 600 approved by Sven Hartog, payable with the November invoice. Price data: complete."""

AUTOMATIC = """Escalation ESC-8102. Customer: Lindqvist Bakeries. Severity 2. Opened 2026-01-29 21:40 UTC.
Impact: readings missing for 38,000 of 410,000 meters since 20:15 UTC.
Credit: contract grants 2 % automatically above 25,000 meters; applied by billing on 1 February."""


def found(sentence: str, source: str) -> list[str]:
    """What the rules warn of; the claim reader has tests of its own."""
    report = run_checks(sentence, CheckContext(shipped_policy(), evidence_from_text(source)))
    warned = [f.rule for f in report.findings if f.family is Family.GROUNDING and f.severity is not FindingSeverity.INFO]
    return [rule for rule in warned if rule != "grounding.claim"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Marta Oyelowo took the load off five stations by emptying their queue.",  # "off" is no credit
        "Alarm calls by voice have not been delayed.",  # a denial in other words
        "For five stations alarms are punctual again; seven are still waiting.",  # a part told as a part
        "Five stations are back on time, which leaves seven.",  # a remainder
        "The nine o'clock UTC we gave you first no longer holds.",  # an estimate taken back is no end
        "A reply from Telvia is due by half past ten in the morning UTC.",
        "Nobody has promised a time for the end so far.",
        "Telvia is due to answer by 10:30 UTC.",  # expected, and no cause
        "We would rather not say yet whether Telvia's route is to blame.",
        "Emptying the queue has not led to lost alarms.",
        "The route of Telvia to Ireland looks like the culprit, but we have no proof.",
        "The trouble began at ten to six in the morning UTC.",
        "Voice calls went out on time all along.",
        "Restarting the gateway did not help.",
        "We have not yet emptied the queue of the remaining seven stations.",
    ],
)
def test_an_honest_sentence_about_an_open_case_passes(sentence: str) -> None:
    assert found(sentence, OPEN) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Your invoices have not suffered.",
        "Instead of today at 18:00 UTC, we now expect the end tomorrow, 13 October, at six in the morning UTC.",
        "The patch goes in tomorrow at four o'clock in the morning UTC.",
        "Twenty branches get their prices printed again, 14 do not.",
        "A credit of EUR 600 has been approved and comes off your November invoice.",
        "The price data has no gaps.",
        "We have yet to reprint the notes.",
        "Roughly three branches in eight are affected.",
        "Nothing has been reprinted as yet.",
    ],
)
def test_an_honest_sentence_about_a_confirmed_cause_passes(sentence: str) -> None:
    assert found(sentence, SETTLED) == []


@pytest.mark.parametrize(
    ("sentence", "source", "rule"),
    [
        ("Telvia's route to Ireland is what delayed your alarms, without a doubt.", OPEN, "cause"),
        ("We are not sure yet whether the update has anything to do with it.", SETTLED, "cause"),
        ("Emptying the queue brought no improvement.", OPEN, "negation"),
        ("Restarting the gateway helped.", OPEN, "negation"),
        ("Dario has yet to reload a first table.", SETTLED, "negation"),
        ("The queues of all twelve stations have been emptied.", OPEN, "plan_as_deed"),
        ("Hollins has agreed to the emptying of the other queues.", OPEN, "plan_as_deed"),
        ("All 58 of your stations get their alarms late.", OPEN, "scope"),
        ("Voice calls, too, have been late since 05:50 UTC.", OPEN, "scope"),
        ("Telvia's engineers emptied the queue of five stations.", OPEN, "actor"),
        ("Lindqvist itself reloaded the table for 20 branches.", SETTLED, "actor"),
        ("The EUR 600 have been transferred to your account.", SETTLED, "plan_as_deed"),
        ("The two per cent have already been booked to your account.", AUTOMATIC, "credit"),
        ("Each branch gets EUR 600.", SETTLED, "credit"),
        ("You can still rely on 09:00 UTC.", OPEN, "eta"),
        ("It will be over by 18:00 UTC today.", SETTLED, "eta"),
    ],
)
def test_what_the_record_denies_is_found(sentence: str, source: str, rule: str) -> None:
    rules = found(sentence, source)
    assert rules
    assert f"grounding.{rule}" in rules


CREDITS = """Log: 09:40 The co-op asks for a discount. Regional manager refuses, the fault was theirs.
10:15 Ruth Okafor (accounts): we pay the taxi fares, up to 90 pounds, against receipt.
Goodwill: our sales head has approved a free servicing for each van; dates not yet agreed.
Credit: 250 GBP approved by director Lund on 4 May, to be taken off the June bill."""


@pytest.mark.parametrize(
    "sentence",
    [
        "Our regional manager has turned down the discount, since the fault was not ours.",
        "We will refund the taxi fares against a receipt, up to 90 pounds.",
        "Each van gets a free servicing, which our sales head has approved.",
        "A credit of 250 GBP has been approved and comes off your June bill.",
    ],
)
def test_a_credit_stands_where_somebody_granted_or_refused_it_in_any_part_of_the_clause(sentence: str) -> None:
    assert "grounding.credit" not in found(sentence, CREDITS)


@pytest.mark.parametrize(
    "credit",
    ["250 GBP proposed by the team lead, to be approved by director Lund.", "250 GBP if director Lund has approved it.", "asked for."],
)
def test_what_has_still_to_be_approved_is_not_granted(credit: str) -> None:
    assert {"grounding.credit", "grounding.plan_as_deed"} & set(
        found("A credit of 250 GBP has been approved for you.", f"Credit: {credit}")
    )


STOCK = """Impact: shelf labels at the Oslo store show old prices. Handheld scanners work.
08:10 the price table loaded last night lacked the row for dairy (confirmed). 08:30 label vendor Merk has not answered.
09:00 two price files lost in the transfer, restored from the archive. Labels show no prices from 09:20. 10:05 prices shown again.
Data: call lists of the night verified complete at 10:30. Plan: a check of the table on 3 June. The penalty applies after 6 hours."""


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("The price table of last night did not contain the row for dairy.", "negation"),
        ("Label vendor Merk has promised us an answer.", "negation"),
        ("The labels show prices again.", "negation"),
        ("Dairy was shown wrongly because its row was missing, as the check has confirmed.", "negation"),
        ("Two price files got lost, but they are back from the archive.", "data_loss"),
        ("The scanners in aisle 3 have gone quiet.", "data_loss"),
        ("The call lists of the night have been verified as complete.", "plan_as_deed"),
        ("You will hear from us again at noon.", "fix_status"),
        ("It went down again shortly after.", "fix_status"),
    ],
)
def test_what_the_record_says_in_another_form_is_no_contradiction(sentence: str, rule: str) -> None:
    assert f"grounding.{rule}" not in found(sentence, STOCK)


ASKED = "Log: 09:40 The co-op asks for the May fee back; sales has not decided. Two adverts were not shown. Credit: undecided."


@pytest.mark.parametrize(
    "sentence",
    [
        "You asked us to waive the May fee, and I'm glad to say that's agreed.",
        "The two adverts that were not shown will be refunded to you.",
        "For the trouble we are extending your licences by one month.",
        "You will get 10 percent off your renewal.",
        "Of course we'll pay your delivery costs.",
    ],
)
def test_a_credit_that_nobody_granted_is_found_in_many_wordings(sentence: str) -> None:
    assert "grounding.credit" in found(sentence, ASKED)


@pytest.mark.parametrize(
    "sentence",
    [
        "You will get an answer about the credit on Monday.",
        "We will refund the May fee if sales agrees.",
        "The May fee has not been waived yet.",
    ],
)
def test_what_leaves_a_credit_open_grants_none(sentence: str) -> None:
    assert "grounding.credit" not in found(sentence, ASKED)
