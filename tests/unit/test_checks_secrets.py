"""Credentials, places and numbers by their known formats; what only looks like one is left alone."""

from __future__ import annotations

import pytest

from assistant.checks.secrets import find_secrets


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("AccountKey=EXAMPLEexample0000EXAMPLEexample0000==;", "secret"),
        ("https://hooks.slack.com/services/T0EXAMPLE/B0EXAMPLE/EXAMPLE", "secret"),
        ("https://discord.com/api/webhooks/1234567890/EXAMPLE", "secret"),
        ("Cookie: session=EXAMPLE0example", "secret"),
        ("JSESSIONID=EXAMPLE0EXAMPLE0", "secret"),
        ("-----BEGIN PGP PRIVATE KEY BLOCK-----", "secret"),
        ("redis://:EXAMPLEpw1@cache/0", "secret"),
        ("Server=db1;Database=x;User Id=sa;Password=EXAMPLE1;", "secret"),
        ("curl -u admin:EXAMPLE1 https://x.example", "secret"),
        ("X-Api-Key: EXAMPLE0example", "secret"),
        ("Their passphrase was set to blue7Kettle.", "secret"),
        ("The verification code is 482913.", "secret"),
        ("glpat-EXAMPLE0example0EXAMPLE", "secret"),
        ("hvs.EXAMPLE0example0EXAMPLE0example", "secret"),
        ("100.64.3.9 did not answer", "ip"),
        ("::ffff:10.0.0.5 did not answer", "ip"),
        ("00:1A:2B:3C:4D:5E was blocked", "ip"),
        ("orders-7d9f8b6c5d-x2x9k was evicted", "host"),
        ("arn:aws:rds:eu-west-1:123456789012:db:orders", "host"),
        ("orders.abc.eu-west-1.rds.amazonaws.com", "host"),
        ("db-main:5432 refused", "host"),
        ("https://x.slack.com/archives/C0EXAMPLE", "host"),
        ("Traceback (most recent call last)", "path"),
        ("at com.shop.feed.Worker.run(Worker.java:88)", "path"),
        ("see charge.py:214", "path"),
        ("~/.ssh/id_rsa", "path"),
        ("the Slack channel payments-war-room", "channel"),
        ("ask @oncall-payments", "channel"),
        ("employee number 44120", "personal_data"),
        ("extension 4410", "personal_data"),
    ],
)
def test_a_known_format_is_found(text: str, rule: str) -> None:
    assert rule in {secret.rule for secret in find_secrets(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Version 10.4.7.2 and firmware 4.2.1.9 hold the correction.",
        "Your request id is f81d4fae-7dec-11d0-a765-00a0c91e6bf6.",
        "The trace id 4bf92f3577b34da6a3ce929d0e0e4736 helps us.",
        "Read https://docs.python.org/3/library/re.html for the rest.",
        "ISBN 978-3-16-148410-0 is listed again.",
        "The colour is #ff8800 again, not #a1b2c3.",
        "RFC 9110 and ISO 27001 say so.",
        "The password is wrong for some users.",
        "The access token expires after 3,600 seconds.",
        "The file extension .csv works again.",
        "We are on step 4.2.1.3 of the manual.",
        "The checksum sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 is right.",
        "The order 4111 1111 1111 1111 is complete.",
        "Please sign in with your usual user name and password.",
    ],
)
def test_a_look_alike_is_left_alone(text: str) -> None:
    assert [text[secret.start : secret.end] for secret in find_secrets(text)] == []
