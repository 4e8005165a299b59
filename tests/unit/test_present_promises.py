"""Promises without "will": deeds, deliveries, plans and estimates told in the present, and what only looks like one."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.checks.promise_model import likely_promise
from assistant.checks.promises import due_of, promises_in, without_quotations

SENT = datetime(2026, 3, 10, 9, tzinfo=UTC)  # a Tuesday
UTC_ZONE = ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("Nadia is phoning you at 10:45 a.m., and next week we swap out the load balancer.", ["call", "action"]),
        ("Kenji, who has the reindexing in hand, gets back to you on Monday at 09:00 UTC.", ["next_update"]),
        ("Ms Hoshino of our office shall telephone to you today at 13:00.", ["call"]),
        ("The defective card readers are exchanged by us tomorrow by 18:00.", ["action"]),
        ("Within two working days a new contract lands in your inbox.", ["action"]),
        ("The replacement of both routers takes place tonight at 23:00.", ["action"]),
        ("Two things from our side: the new firmware goes onto all gateways today at 16:00 UTC.", ["action"]),
        ("We are to replace the two faulty sensors on 15 December.", ["action"]),
        ("We're gonna have your feeds fixed by noon tomorrow.", ["fix"]),
        ("It is our intention to have the tills trading again by 09:30.", ["fix"]),
        ("Recovery of the vending is foreseen for 11:00.", ["fix"]),
        ("Heads-up at 11:30 with whatever we've got by then.", ["next_update"]),
        ("Next sign of life from us: 16:45 UTC.", ["next_update"]),
        ("Bulletins go out every 20 minutes until the lines are back.", ["next_update"]),
        ("Credit note for EUR 310: to be issued no later than 18 December.", ["credit"]),
        ("Your October charge will be reduced by a quarter.", ["credit"]),
        ("The late fee is coming off this month's statement.", ["credit"]),
        ("Your case manager will be in touch by 11 a.m. on Monday.", ["next_update"]),
    ],
)
def test_these_promise(sentence: str, kinds: list[str]) -> None:
    assert [promise.kind.value for promise in promises_in(sentence)] == kinds


@pytest.mark.parametrize(
    "sentence",
    [
        "Your team will have to confirm the numbers by Monday.",
        "The county inspector comes by on Friday at 9.",
        "Our vendor swears the part gets here Thursday morning.",
        "Your own electrician has to isolate the cabinet before 15:00.",
        "Should the second node fail too, we move you to the standby site within an hour.",
        "Our service desk takes calls from 07:00 to 19:00 on working days.",
        "Our policy is to answer requests inside a quarter of an hour.",
        "Orders placed after 18:00 UTC will be shipped the next day as usual.",
        "We refund nothing yet; the board rules on it on Monday.",
        "We usually answer within two hours.",
        "The certificates expire on 30 May.",
        "The freeze runs until 4 January.",
        "New ones arrive within 4 seconds.",
        "We are seeing 5% of runs not starting within 5 minutes.",
        "Between 5:49 and 5:54 UTC the read path was down.",
        "We shipped the new handset on Monday by courier.",
        "I'm writing to you about the outage on 21 November 2026.",
        "Here's your daily update:",
        "This will give you immediate access to all of your vaults.",
    ],
)
def test_these_do_not(sentence: str) -> None:
    assert promises_in(sentence) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        # Somebody's words
        '"We\'ll be open again by nine," your caretaker wrote to us.',
        "According to the harbour office, the crane will be free by Thursday.",
        "The man at the counter reckons it will be done tomorrow.",
        "The new pipe comes on Monday, your plumber said.",
        # Asked first
        "Just give us the nod and we'll send a van tomorrow.",
        "Let us know and we'll swap the unit on Friday.",
        "Once you return the old card, a new one can be issued the same day.",
        # Wishes
        "We would dearly like to have the lift running by Monday.",
        "Ideally the tests are done by Friday.",
        # The past
        "I rang the office at eight on Thursday, but the line was busy.",
        "The 40 went out to you on Wednesday evening.",
        # Customers and suppliers
        "Your plumber will drain the loop tonight.",
        "The lab gives us its result at four.",
        # Habits and machines
        "The lamp goes out by itself after five minutes.",
        "Reminders go out within two weeks.",
        "We answer most requests within one working day.",
        "The screen goes dark after ten minutes.",
        "It is our custom to reply within three days.",
    ],
)
def test_words_of_others_offers_wishes_and_habits_promise_nothing(sentence: str) -> None:
    assert promises_in(sentence) == ()
    assert likely_promise(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("I'll ring you at 11:00, and the written summary follows on Monday.", [("call", "10 11:00"), ("report", "16 23:59")]),
        ("We'll credit the 30 euros today and ship you a new key tomorrow.", [("credit", "10 23:59"), ("action", "11 23:59")]),
        (
            "Mina sends you an update at 17:00 and calls your foreman tomorrow at 08:00.",
            [("next_update", "10 17:00"), ("call", "11 08:00")],
        ),
        ("Jon phones you at 4 p.m., and we're taking 50 euros off your next bill.", [("call", "10 16:00"), ("credit", None)]),
        ("The video call with our lab is on for 15:00, and we'll dial you in.", [("call", "10 15:00")]),
    ],
)
def test_two_promises_keep_their_own_times(sentence: str, told: list[tuple[str, str | None]]) -> None:
    found = [(promise, due_of(sentence, promise, SENT, UTC_ZONE)) for promise in promises_in(sentence)]
    assert [(promise.kind.value, f"{due:%d %H:%M}" if due else None) for promise, due in found] == told


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("We'll pay you back the 300 euros by Friday.", "credit"),
        ("The 40 pounds will be back on your card by Tuesday.", "credit"),
        ("You'll have it in black and white by noon tomorrow.", "report"),
        ("We owe you an incident report, and you'll have it on 6 April.", "report"),
        ("We'll sit down with you and your foreman on Thursday at 10:00.", "call"),
        ("We'll have your scanners up and running by noon.", "fix"),
        ("We're putting your boiler right tomorrow.", "fix"),
        ("By noon tomorrow I'll have told you whether the seal holds.", "next_update"),
    ],
)
def test_wider_wordings_tell_what_is_promised(sentence: str, kind: str) -> None:
    assert [promise.kind.value for promise in promises_in(sentence)] == [kind]


def test_a_quotation_of_nobody_stays_in_the_sentence() -> None:
    assert without_quotations('We will ship "Aurora" on Friday.') == 'We will ship "Aurora" on Friday.'
    assert promises_in('We will ship the module "Aurora" on Friday.')
