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
from itertools import pairwise

from assistant.checks.secret_formats import CHANNELS, MACHINES, PERSONAL, PLACES
from assistant.evidence.credentials import find_credentials


@dataclass(frozen=True)
class Secret:
    """One place: which rule, where, and how a finding names it."""

    rule: str
    start: int
    end: int
    what: str
    public_ok: bool = False
    """Whether it may stand when the public evidence holds it: a host may, a key never."""


_RANDOM = re.compile(r"(?<![\w/.=&?#-])(?=[A-Za-z+_-]*\d)(?=[0-9+_-]*[A-Za-z])[A-Za-z0-9+_-]{24,}={0,2}(?![\w/])")
_ID_BEFORE = re.compile(
    r"\b(?:request|trace|correlation|transaction|order|tracking|booking|event|message|export|job|run|commit|revision|checksum|digest|hash|fingerprint|sha-?\d*|md5|etag|build|image|version)"
    r"(?: (?:id|number|reference|hash|key|sum))?(?: (?:of|for) (?:the|your|this|our) [\w ]{2,24}?)?\W*(?:is|was|of|=|:)?\W*$",
    re.IGNORECASE,
)
"""Before a long random string that names one of the reader's own requests, or a file's content."""
_NO_SECRET = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{40}|sha-?\d{1,3}-.*", re.IGNORECASE)
"""Request ids, commits and the digests of files."""
_BASE64 = re.compile(r"(?<![\w/.=&?#+@-])(?=[\w+/]*[/+])[A-Za-z0-9+/]{38,}={0,2}(?![\w/+])")
_RESTLESS = 0.4
"""Share of neighbours of another sort (capital, small, digit, sign) from which letters were drawn by lot; a path of words has far less."""
_BITS = 3.7
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?::\d{2,5})?(?![\w]|\.\d)")
_IPV6 = re.compile(
    r"(?<![\w:.])(?:(?:[0-9a-f]{1,4}:){2,7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}:?){0,6}|fe80::[0-9a-f:]+|fd[0-9a-f]{2}:[0-9a-f:]+)(?![\w:])",
    re.I,
)
_VERSION_BEFORE = re.compile(
    r"\b(?:version|release|build|firmware|driver|patch|agent|client|app|software|section|chapter|clause|paragraph|article|part|step|figure|table|v|ver\.?)(?: (?:number|no\.?))?\s*$|§\s*$|\bto \d+(?:\.\d+){2,3} from\s*$",
    re.IGNORECASE,
)
_MAC = re.compile(
    r"(?<![\w:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])|(?<![\w.])(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}(?![\w.])", re.IGNORECASE
)
_SHARED_NET = ipaddress.ip_network("100.64.0.0/10")
_INTERNAL_HOST = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:internal|intern|interne|interno|interna|local|lokal|localdomain|localnet|lan|corp|intra|intranet|private|priv|svc|home\.arpa|cluster\.local|consul|infra|mgmt|k8s)(?::\d+)?(?:/\S*)?(?![\w-]|\.\w)"
    r"|(?<![\w.])https?://(?!(?:your|my|example|ihr|votre|su|yourdomain|hostname|domain|host|site|server)(?![a-z]))(?=[a-z0-9-]*[a-z])[a-z0-9][a-z0-9-]*(?::\d+)?(?=[/?#,;)\s]|\.?(?:\s|$))(?:[/?#]\S*)?"
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
_CODE = re.compile(r"[A-Z]{2,9}-\d{3,4}")
"""A reference or an error code; references are looked for by themselves."""
_REGION = re.compile(
    r"^(?:us|eu|ap|sa|ca|me|af|il|cn|asia|europe|australia|northamerica|southamerica|prod)-[a-z]+(?:-[a-z]+)*-?\d?", re.IGNORECASE
)
_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_IS_CARD = re.compile(r"3[0-9]|4|5[0-9]|6|2[2-7]")
"""First digits of payment cards."""
_NUMBER_BEFORE = re.compile(
    r"\b(?:ISBN|EAN|GTIN|IMEI|UPC|barcode|tracking|parcel|serial|order|invoice|booking)(?:-1[03])?(?: (?:no\.?|number|code))?\W*$",
    re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")


def find_secrets(text: str) -> Iterator[Secret]:
    """Every secret, private address, machine name, path, channel and personal number of a text."""
    for start, end, what in find_credentials(text):
        yield Secret("secret", start, end, what)
    for match in _RANDOM.finditer(text):
        if _ID_BEFORE.search(text[max(0, match.start() - 60) : match.start()]):
            continue
        if _entropy(match.group()) > _BITS and not _NO_SECRET.fullmatch(match.group()) and not _reads_as_words(match.group()):
            yield Secret("secret", *match.span(), "a long random string, such as a key")
    for match in _BASE64.finditer(text):
        if _restlessness(match.group()) > _RESTLESS and not _ID_BEFORE.search(text[max(0, match.start() - 60) : match.start()]):
            yield Secret("secret", *match.span(), "a key")
    yield from _addresses(text)
    yield from _hosts(text)
    for rule, formats in (("host", MACHINES), ("path", PLACES), ("channel", CHANNELS)):
        for pattern, what in formats:
            for match in pattern.finditer(text):
                yield Secret(rule, *match.span(), what, public_ok=True)
    yield from _personal(text)


def _hosts(text: str) -> Iterator[Secret]:
    for match in _INTERNAL_HOST.finditer(text):
        if re.search(r"[a-z]\.[A-Z][a-z]+$", match.group()):
            continue  # the end of a sentence without its space: "on the local.Internal"
        yield Secret("host", *match.span(), "an internal host", public_ok=True)
    for match in _MACHINE.finditer(text):
        if "-" in match.group() and not _REGION.match(match.group()) and not _CODE.fullmatch(match.group()):
            yield Secret("host", *match.span(), "the name of a machine", public_ok=True)


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
        shared = address.version == 4 and address in _SHARED_NET
        mapped = address.version == 6 and address.ipv4_mapped is not None and address.ipv4_mapped.is_private
        if address.is_private or address.is_link_local or address.is_loopback or shared or mapped:
            yield Secret("ip", *match.span(), "a private address")
        else:
            yield Secret("ip", *match.span(), "a network address", public_ok=True)
    for match in _MAC.finditer(text):
        yield Secret("ip", *match.span(), "the address of a device")


def _personal(text: str) -> Iterator[Secret]:
    for pattern, what in PERSONAL:
        for match in pattern.finditer(text):
            yield Secret("personal_data", *match.span(), what)
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if _luhn(digits) and _IS_CARD.match(digits) and not _NUMBER_BEFORE.search(text[max(0, match.start() - 24) : match.start()]):
            yield Secret("personal_data", *match.span(), "a card number")
    for match in _IBAN.finditer(text):
        if not match.group().startswith("RF") and _iban(match.group().replace(" ", "")):  # RF begins a reference of a payment
            yield Secret("personal_data", *match.span(), "a bank account")


def _entropy(piece: str) -> float:
    counts = Counter(piece)
    return -sum(n / len(piece) * math.log2(n / len(piece)) for n in counts.values())


def _restlessness(piece: str) -> float:
    sorts = ["A" if char.isupper() else "a" if char.islower() else "1" if char.isdigit() else "+" for char in piece]
    return sum(one != other for one, other in pairwise(sorts)) / max(1, len(piece) - 1)


def _reads_as_words(piece: str) -> bool:
    """Whether it is a slug of words and dates ("2026-05-14-checkout-errors"), not random."""
    if re.fullmatch(r"(?:[A-Z][a-z]{2,}){2,}\d{0,4}", piece):
        return True  # the name of a class or a field
    parts = [part for part in re.split(r"[-_/+]", piece) if part]
    return len(parts) > 2 and all(part.isdigit() or part.isalpha() or re.fullmatch(r"[a-z]+\d{1,4}|\d{1,4}[a-z]+", part) for part in parts)


def _luhn(digits: str) -> bool:
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(sum(divmod(2 * int(d), 10)) for d in even)) % 10 == 0 and len(set(digits)) > 1


def _iban(account: str) -> bool:
    turned = account[4:] + account[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1
