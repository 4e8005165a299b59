"""Credentials in sentences, settings, commands and tokens are found at their very place; sentences about passwords are left alone."""

from __future__ import annotations

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checks.secrets import find_secrets
from assistant.evidence.credentials import find_credentials
from assistant.evidence.redaction import Redactor
from assistant.evidence.spoken_credentials import find_spoken
from assistant.evidence.vendor_tokens import find_tokens

FAKE = "EXAMPLEfake0NOTREAL1dummy2EXAMPLEfake0NOTREAL1dummy2EXAMPLEfake0NOTREAL1dummy2"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The password for the till on the first floor is Basil^Pier7.", "Basil^Pier7"),
        ("Use Dove-Rill-18 as your password.", "Dove-Rill-18"),
        ("Type sparrow77 when the window asks for the password.", "sparrow77"),
        ("Sign in as the porter, the word it wants is marigoldGate71.", "marigoldGate71"),
        ("The guard may enter 40817# at the side door.", "40817#"),
        ("The cupboard opens with three, eight, two, five.", "three, eight, two, five"),
        ("The login is noor / Pelican!Quay3 on every till.", "Pelican!Quay3"),
        ("The passphrase of the key is otter-moor-lantern-drift.", "otter-moor-lantern-drift"),
        ("Das Kennwort des Druckers lautet Igel4711x.", "Igel4711x"),
        ("Le mot de passe temporaire est Genet3phare.", "Genet3phare"),
        ("La contraseña de la caja es Retama-Muelle-9.", "Retama-Muelle-9"),
        ("La password del terminale è Ginestra55molo.", "Ginestra55molo"),
        ("A palavra-passe do leitor é Urze_Doca_41.", "Urze_Doca_41"),
        ("The PIN of the reader is 7781.", "7781"),
        ("Der Türcode lautet 7781.", "7781"),
        ("Enter 7781 as PIN.", "7781"),
    ],
)
def test_a_sentence_gives_its_value_away(text: str, value: str) -> None:
    assert value in {text[start:end] for start, end, _ in find_spoken(text)}


@pytest.mark.parametrize(
    "text",
    [
        "The password is case-sensitive and must have 12 characters.",
        "The password was changed on 2026-05-12 at 08:15 UTC.",
        "Passwords are stored with PBKDF2-SHA256.",
        "Password resets: 1204 in the last hour.",
        "The button “Forgot password” opens https://status.steady.example/reset.",
        "The password mail goes to noor@larkspur.example within 5 minutes.",
        "Your PIN has 4 digits and is sent by post.",
        "The one-time code is valid for 10 minutes.",
        "Use the code SPRING26 for 10 % off.",
        "Das Passwort muss mindestens 12-stellig sein.",
        "Le mot de passe expire le 12/05/2026.",
        "La clave del éxito en 2026 es la calidad.",
        "Set API_KEY=<your-key> or API_KEY=${API_KEY} in the file.",
        "The line reads password=******** in the log.",
        "Header X-Request-Id: 7c9e6679-7425-40de-944b-e07fc1f90ae7 helps us.",
        "Use Ctrl+Alt+F12 in the login window.",
        "The branch feature/2026-11-checkout-retry-limits is merged.",
        "Commit 9fceb02d0ae598e95dc970b74767f19372d61af8 is public.",
        "The SHA-1 thumbprint of the certificate is " + ":".join(["AB", "0C"] * 10) + ".",
    ],
)
def test_a_sentence_about_passwords_gives_nothing_away(text: str) -> None:
    assert [text[start:end] for start, end, _ in find_credentials(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        f"HEROKU_API_KEY={'0faae0de-0c0f-4fee-8bad-0faae0deadbe'}",
        "spring.datasource.password=tulip",
        '"clientSecret": "EXAMPLEfake0NOTREAL1"',
        "<password>tulip</password>",
        "mysql -h db -u feed -ptulip99bay feed",
        "redis-cli -a tulip99 ping",
        "sshpass -p tulip99 ssh ops@files",
        "db.steady.example:5432:orders:feed:tulip99",
        "machine files.steady.example login feed password tulip99",
        "ALTER USER feed WITH PASSWORD 'tulip'",
        "amqp://shop:tulip6@mq.steady.example/live",
        "https://app.steady.example/reset?reset_token=EXAMPLEfake0NOTREAL1",
        "Authorization: Digest username=feed",
        f"PrivateKey = {FAKE[:42]}c=",
        "MD5:" + ":".join(["0f", "aa"] * 8),
    ],
)
def test_a_setting_a_command_or_a_header_gives_it_away(text: str) -> None:
    assert list(find_credentials(f"We saw {text} there."))


@pytest.mark.parametrize(
    "prefix",
    [
        "dckr_pat_", "xkeysib-", "re_EXAMPLE1_", "pat-na1-", "CCIPAT_EXAMPLE1_", "pcsk_", "dt0c01.", "bkua_", "nfp_",
        "shippo_live_", "rzp_live_", "gsk_", "pplx-", "lsv2_pt_", "CFPAT-", "sha256~", "fo1_", "AKCp", "sl.", "glrt-", "sgp_", "tskey-auth-",
        "whsec_", "sk_live_", "xoxb-", "npm_", "pypi-", "hf_", "SG.EXAMPLE0FAKE.", "hvs.", "GOCSPX-", "1//0", "dop_v1_", "figd_", "PMAK-",
        "sntrys_", "glsa_", "NRAK-", "ATATT3", "github_pat_", "sbp_", "rubygems_", "ory_pat_", "duffel_live_",
    ],
)  # fmt: skip
def test_a_token_is_known_by_its_prefix(prefix: str) -> None:
    hexadecimal = "0faae0deadbeef0c0ffee0faae0deadbeef0c0ffee0faae0deadbeef0c0ffee0"
    body = hexadecimal if prefix in _HEX else FAKE.upper() if prefix in _CAPITALS else FAKE
    text = f"It ran with {prefix}{body} until noon."
    found = [text[start:end] for start, end, _ in find_tokens(text)]
    assert found
    assert found[0].startswith(prefix)


@pytest.mark.parametrize("prefix", ["sk-", "pk_", "hf_", "fly-", "clerk-", "vercel-", "sl.", "b.", "secret_", "gsk_", "live_", "key-"])
def test_words_behind_a_prefix_are_no_token(prefix: str) -> None:
    assert list(find_tokens(f"The page {prefix}orders-list-for-all-your-wards-2026-11 opens.")) == []


_HEX = {"xkeysib-", "pat-na1-", "bkua_", "shippo_live_", "dop_v1_", "rubygems_"}
_CAPITALS = {"NRAK-", "dt0c01."}


def test_a_secret_key_without_a_prefix_is_told_from_a_path_of_words() -> None:
    drawn = base64.b64encode(random.Random(7).randbytes(30)).decode()  # noqa: S311 - drawn again the same
    assert "+" in drawn or "/" in drawn
    assert [secret.rule for secret in find_secrets(f"Use {drawn} for the bucket.")] == ["secret"]
    path = "orders/history/exports/monthly/reports/archive"
    assert list(find_secrets(f"The folder {path} is listed again.")) == []


@pytest.mark.parametrize(
    "text", ["http://filesrv/lists", "http://orders-api:8080/health", "http://wiki.intern/x", "https://portail.interne/y"]
)
def test_a_host_that_only_a_house_knows_is_internal(text: str) -> None:
    assert "host" in {secret.rule for secret in find_secrets(f"See {text} for more.")}


@pytest.mark.parametrize(
    "text", ["https://status.steady.example/x", "https://your-shop/cart", "the local.Internal clocks", "https://example.com"]
)
def test_a_public_address_is_not(text: str) -> None:
    assert list(find_secrets(f"See {text} for more.")) == []


_SYLLABLES = st.sampled_from(["Tern", "dune", "Quay", "marsh", "Kelp", "heron"])


@given(
    said=st.sampled_from(
        ["The password is {}.", "Das Passwort lautet {}.", "pwd: {}", "DB_PASSWORD={}", "Mot de passe : {}", "A senha é {}."]
    ),
    words=st.lists(_SYLLABLES, min_size=2, max_size=3),
    sign=st.sampled_from("!#$^~"),
    number=st.integers(min_value=10, max_value=9999),
)
def test_what_is_found_leaves_no_prompt_and_comes_back(said: str, words: list[str], sign: str, number: int) -> None:
    value = sign.join(words) + str(number)
    text = said.format(value)
    redactor = Redactor(None)
    sent = redactor.redact(text)
    assert value not in sent
    assert redactor.restore(sent) == text
    assert any(text[start:end].strip(".").endswith(value) for start, end, _ in find_credentials(text))
