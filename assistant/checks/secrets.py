"""What never leaves the house whatever the subject: credentials, private addresses, machine names, personal numbers.

Patterns only; each names what it finds. Long random strings count when they mix letters and digits and hold more than 3.7 bits a character.
"""

from __future__ import annotations

import ipaddress
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Secret:
    """One place: which rule, where, and how a finding names it."""

    rule: str
    start: int
    end: int
    what: str
    public_ok: bool = False
    """Whether it may stand when the public evidence holds it: a host may, a key never."""


_CREDENTIALS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), what)
    for pattern, what in (
        (r"\b(?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{16}\b", "an AWS key"),
        (r"\b(?:sk|pk|rk)[-_](?:live|test|proj|ant|or|svcacct)?[-_]?[A-Za-z0-9_-]{10,}\b", "an API key"),
        (r"\bgh[pousr]_[A-Za-z0-9]{20,}\b|\bgithub_pat_\w{20,}\b|\bglpat-[\w-]{16,}\b", "a repository token"),
        (r"\bxox[abprse]-[\w-]{10,}|\bhttps://hooks\.slack\.com/\S+", "a chat token"),
        (r"\bAIza[0-9A-Za-z_-]{30,}\b", "a cloud key"),
        (r"\bey[A-Za-z0-9_-]{8,}\.ey[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*", "a signed token"),
        (r"(?i)\bbearer\s+(?=[\w.~+/-]*\d)[\w.~+/-]{12,}=*|\bauthorization:\s*basic\s+[\w+/=]{8,}", "an access token"),
        (r"-----BEGIN (?:[A-Z ]+ )?PRIVATE KEY-----", "a private key"),
        (r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{1,60}:[^\s:/@]{2,}@[^\s]+", "an address with its password"),
        (
            r"(?i)\b(?:password|passwd|passphrase|pwd|secret(?: key)?|api[ _-]?key|access[ _-]?(?:key|token)|client[ _-]?secret|auth[ _-]?token|token|pin|credentials?)\s*(?:is|are|was|:|=)\s*[\"'`“]?(?=[^\s\"'`“,;]*[\d!$%&#@_])[^\s\"'`“,;]{4,}",
            "a password or key",
        ),
        (
            r"(?i)\b(?:password|passphrase|passcode)\s+[\"“'`][^\s\"”'`]{6,}[\"”'`]|\bPIN (?:of|for) [\w ]{2,30} (?:is|was) \d{4,8}\b",
            "a password or key",
        ),
    )
)
_RANDOM = re.compile(r"(?<![\w/.=&?#-])(?=[A-Za-z+_-]*\d)(?=[0-9+_-]*[A-Za-z])[A-Za-z0-9+_-]{24,}={0,2}(?![\w/])")
_NO_SECRET = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{40}", re.IGNORECASE)
"""Request ids and commits."""
_BITS = 3.7
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?::\d{2,5})?(?![\w]|\.\d)")
_IPV6 = re.compile(
    r"(?<![\w:.])(?:(?:[0-9a-f]{1,4}:){2,7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}:?){0,6}|fe80::[0-9a-f:]+|fd[0-9a-f]{2}:[0-9a-f:]+)(?![\w:])",
    re.I,
)
_VERSION_BEFORE = re.compile(r"\b(?:version|release|build|section|chapter|v)\s*$", re.IGNORECASE)
_INTERNAL_HOST = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:internal|local|localdomain|lan|corp|intra|intranet|private|svc|home\.arpa|cluster\.local|consul)(?::\d+)?(?:/\S*)?(?![\w-])"
    r"|(?<![\w@.-])(?:https?://)?(?:wiki|jira|confluence|grafana|kibana|jenkins|vault|gitlab|git|intranet|runbooks?|admin|ops|staging|stage|internal|vpn|backoffice|argocd|splunk|sentry)\.(?!github\.|gitbook\.|gitlab\.|readthedocs\.)(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?|\blocalhost:\d+\b",
    re.IGNORECASE,
)
_INFRA = (
    r"prod|prd|stg|stage|staging|dev|uat|db|sql|pg|mysql|mongo|redis|kafka|srv|server|svr|node|host|worker|etl|web|app|api|core|cache|queue|mq|k8s|kube|vm|ip|lb|proxy|"
    r"edge|gw|gateway|bastion|jump|master|replica|primary|shard|broker|sync|batch|job|cron|storage|nas|san|dc|rack|esx|hyp|ingest|render|search|index|auth|sso|mail|smtp|dns|ns|"
    r"monitor|log|build|ci|runner|payments?|pay|billing|feed"
)
_MACHINE = re.compile(
    rf"(?<![\w./@-])(?=[a-z0-9-]*\d)(?:[a-z0-9]+-)*(?:{_INFRA})(?:-[a-z0-9]+)*-?\d{{1,4}}[a-z]?(?![\w-]|\.\d)", re.IGNORECASE
)
_REGION = re.compile(
    r"^(?:us|eu|ap|sa|ca|me|af|il|cn|asia|europe|australia|northamerica|southamerica|prod)-[a-z]+(?:-[a-z]+)*-?\d?", re.IGNORECASE
)
_PATH = re.compile(
    r"(?<![\w:/.])/(?:var|etc|home|opt|usr|srv|mnt|tmp|root|proc|data|app|etc|Users)/[\w.@/-]{2,}|\b[A-Z]:\\[\w\\. -]{3,}|(?<!\w)\\\\[\w.-]+\\[\w$.\\-]+|(?<!\w)(?:s3|gs|hdfs)://\S+"
)
_CHANNEL = re.compile(
    r"(?<![\w&/#])#(?=[a-z0-9_-]*[a-z])(?=[a-z0-9_-]*[-_]|inc|ops|war|sev|eng|team|oncall|general|support)[a-z][a-z0-9_-]{2,40}\b"
)
_PERSONAL: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:date of birth|born on|DOB|birth ?date|birthday)\b[^.\n]{0,20}\d", re.IGNORECASE), "a date of birth"),
    (re.compile(r"\b(?:social security|SSN|passport|national (?:id|insurance)|driving licen[cs]e|tax (?:id|number))\b[^.\n]{0,20}\d", re.IGNORECASE), "an identity number"),
    (re.compile(r"\b\d{3}-\d{2}-\d{4}\b"), "an identity number"),
    (re.compile(r"\b(?:home|private) (?:address|phone|number|mobile)\b[^.\n]{0,20}\d", re.IGNORECASE), "a private address or number"),
    (re.compile(r"\b(?:salary|diagnos(?:is|ed) with|sick leave|medical (?:record|condition)|on medical leave|was fired|disciplin(?:ed|ary action))\b", re.IGNORECASE), "a private matter of a person"),
)  # fmt: skip
_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")


def find_secrets(text: str) -> Iterator[Secret]:
    """Every secret, private address, machine name, path, channel and personal number of a text."""
    for pattern, what in _CREDENTIALS:
        for match in pattern.finditer(text):
            yield Secret("secret", *match.span(), what)
    for match in _RANDOM.finditer(text):
        if _entropy(match.group()) > _BITS and not _NO_SECRET.fullmatch(match.group()) and not _reads_as_words(match.group()):
            yield Secret("secret", *match.span(), "a long random string, such as a key")
    yield from _addresses(text)
    for match in _INTERNAL_HOST.finditer(text):
        yield Secret("host", *match.span(), "an internal host", public_ok=True)
    for match in _MACHINE.finditer(text):
        if "-" in match.group() and not _REGION.match(match.group()):
            yield Secret("host", *match.span(), "the name of a machine", public_ok=True)
    for match in _PATH.finditer(text):
        yield Secret("path", *match.span(), "an internal path", public_ok=True)
    for match in _CHANNEL.finditer(text):
        yield Secret("channel", *match.span(), "an internal chat channel", public_ok=True)
    yield from _personal(text)


def _addresses(text: str) -> Iterator[Secret]:
    for match in (*_IPV4.finditer(text), *_IPV6.finditer(text)):
        if _VERSION_BEFORE.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        bare = re.sub(r"/\d+$", "", match.group())
        bare = re.sub(r":\d+$", "", bare) if "." in bare else bare
        try:
            address = ipaddress.ip_address(bare)
        except ValueError:
            continue
        if address.is_private or address.is_link_local or address.is_loopback:
            yield Secret("ip", *match.span(), "a private address")
        else:
            yield Secret("ip", *match.span(), "a network address", public_ok=True)


def _personal(text: str) -> Iterator[Secret]:
    for pattern, what in _PERSONAL:
        for match in pattern.finditer(text):
            yield Secret("personal_data", *match.span(), what)
    for match in _CARD.finditer(text):
        if _luhn(re.sub(r"\D", "", match.group())):
            yield Secret("personal_data", *match.span(), "a card number")
    for match in _IBAN.finditer(text):
        if _iban(match.group().replace(" ", "")):
            yield Secret("personal_data", *match.span(), "a bank account")


def _entropy(piece: str) -> float:
    counts = Counter(piece)
    return -sum(n / len(piece) * math.log2(n / len(piece)) for n in counts.values())


def _reads_as_words(piece: str) -> bool:
    """Whether it is a slug of words and dates ("2026-05-14-checkout-errors"), not random."""
    parts = [part for part in re.split(r"[-_/+]", piece) if part]
    return len(parts) > 2 and all(part.isdigit() or part.isalpha() or re.fullmatch(r"[a-z]+\d{1,4}|\d{1,4}[a-z]+", part) for part in parts)


def _luhn(digits: str) -> bool:
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(sum(divmod(2 * int(d), 10)) for d in even)) % 10 == 0 and len(set(digits)) > 1


def _iban(account: str) -> bool:
    turned = account[4:] + account[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1
