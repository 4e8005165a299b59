"""Promises without "will": deeds, deliveries, plans and estimates told in the present, and what only looks like one."""

from __future__ import annotations

import pytest

from assistant.checks.promises import promises_in


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
