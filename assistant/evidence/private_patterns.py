"""Private values by their shape: addresses, numbers, hosts, secrets and ids. Read widely: what is redacted wrongly is restored unharmed."""

from __future__ import annotations

import ipaddress
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.evidence.credentials import find_credentials


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_interface(text.partition("%")[0])
    except ValueError:
        return False
    return sum(char.isalnum() for char in text) > 2


def _is_ipv4(text: str) -> bool:
    return all(int(part) < 256 for part in re.findall(r"\d+", text)[:4])


def _is_random(text: str) -> bool:
    """Letters and digits without a pattern: more than 3.7 bits for each character."""
    if not (re.search(r"\d", text) and re.search(r"[A-Za-z]", text)):
        return False
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values()) > 3.7


def _is_card(text: str) -> bool:
    digits = [int(char) for char in text if char.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(doubled) % 10 == 0


_FILE_ENDING = re.compile(
    r"(?:[jt]s|py|rb|go|css|[ct]sv|pdf|json|ya?ml|toml|conf|cfg|ini|log|txt|xml|html?|md|xlsx?|docx?|pptx|png|jpg|gif|svg|zip|gz|tar|sql|sh|exe|dll|jar|java)"
)


def _is_host(text: str) -> bool:
    labels = text.lower().partition(":")[0].split(".")
    return not (len(labels) == 2 and _FILE_ENDING.fullmatch(labels[1]))


_STANDARDS = re.compile(r"(?:ISO|SHA|AES|RSA|UTF|HTTP|TLS|RFC|COVID|MD|TCP|UDP|PCI|SEV|GMT|UTC)-")


def _is_reference(text: str) -> bool:
    return not _STANDARDS.match(text)


def _any(_text: str) -> bool:
    return True


@dataclass(frozen=True)
class _Shape:
    """A kind of value.

    Attributes:
        kind: Of the placeholder.
        pattern: Where it has a group "value", only that is private.
        accepts: Has the last word on what the pattern found.
        needs: Pieces, in lower case, of which the text holds one if it holds such a value; for speed.
        overlaps: Whether one may begin inside of what was not accepted: "2026 4111 1111 1111 1111".
    """

    kind: str
    pattern: re.Pattern[str]
    accepts: Callable[[str], bool] = _any
    needs: tuple[str, ...] = ("",)
    overlaps: bool = False


_KEYED = (
    r"(?:pass(?:word|wd|phrase|code)|pwd|secret|token|credential|(?:api|access|auth|private|signing|client)[_\- ]?(?:key|secret|token))s?"
)
_KEY_WORDS = ("pass", "pwd", "secret", "token", "credential", "key")
_REFERENCE_WORDS = ("inc", "chg", "prb", "req", "ritm", "task", "case", "tkt", "sr")

_SHAPES = (
    _Shape(
        "SECRET",
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
        needs=("-----begin",),
    ),
    _Shape(
        "SECRET", re.compile(rf"\b{_KEYED}[\"']?\s*(?::=|=>|[:=])\s*[\"']?(?P<value>[^\s\"',;]{{3,}})", re.IGNORECASE), needs=_KEY_WORDS
    ),
    _Shape(
        "SECRET",
        re.compile(rf"\b{_KEYED}\s+(?:is|was)\s+[\"']?(?P<value>(?=[^\s\"']*[\d!@#$%^&*])[^\s\"']{{4,}})", re.IGNORECASE),
        needs=_KEY_WORDS,
    ),
    _Shape("SECRET", re.compile(r"\b(?:bearer|basic)\s+(?P<value>(?=\S*\d)[\w+/=.\-]{8,})", re.IGNORECASE), needs=("bearer", "basic")),
    _Shape("SECRET", re.compile(r"\beyJ[\w\-]{8,}(?:\.[\w\-]+){1,2}"), needs=("eyj",)),
    _Shape(
        "SECRET",
        re.compile(
            r"\b(?:sk|pk|rk|whsec|ghp|gho|ghs|ghu|ghr|github_pat|glpat|xox[a-z]|hf|npm|pypi|AKIA|ASIA|AIza|ya29|SG|dop_v1)[\-_.]?(?=\w*\d)[\w\-.]{12,}"
        ),
    ),
    _Shape("SECRET", re.compile(r"(?<!\w)[0-9a-fA-F]{32,}(?!\w)")),
    _Shape("SECRET", re.compile(r"(?<![\w/+\-])[\w+/\-]{24,}={0,2}(?![\w+/])", re.ASCII), _is_random),
    _Shape("URL", re.compile(r"\b[a-z][a-z0-9+.\-]{1,20}://[^\s<>\"']*[^\s<>\"'.,;:!?)\]}]", re.IGNORECASE), needs=("://",)),
    _Shape("URL", re.compile(r"\bwww\.[^\s<>\"']*[^\s<>\"'.,;:!?)\]}]", re.IGNORECASE), needs=("www.",)),
    _Shape("EMAIL", re.compile(r"(?<![\w.+%\-])[\w.+%\-]++@[\w\-]+(?:\.[\w\-]+)*"), needs=("@",)),
    _Shape("IP", re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?::\d{2,5})?(?!\d|\.\d)"), _is_ipv4, needs=(".",)),
    _Shape(
        "IP",
        re.compile(
            r"(?<![\w:.])(?=[0-9a-f:]*:[0-9a-f]*:)[0-9a-f:]{2,38}(?:[0-9a-f]|::)(?:\.\d+){0,3}(?:%\w+)?(?:/\d{1,3})?(?!\w|:\w)",
            re.IGNORECASE,
        ),
        _is_address,
        needs=(":",),
    ),
    _Shape("ID", re.compile(r"(?<!\w)(?:[0-9a-f]{2}[:\-]){5}[0-9a-f]{2}(?!\w)", re.IGNORECASE), needs=(":", "-")),
    _Shape("ID", re.compile(r"(?<!\w)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?!\w)", re.IGNORECASE), needs=("-",)),
    _Shape("ID", re.compile(r"(?<![\w\-])[A-Z][A-Z0-9]{1,9}-\d{2,}(?!\w)"), _is_reference, needs=("-",)),
    _Shape("ID", re.compile(r"(?<!\w)(?:INC|CHG|PRB|REQ|RITM|TASK|CASE|TKT|SR)\d{4,}(?!\w)", re.IGNORECASE), needs=_REFERENCE_WORDS),
    _Shape("ID", re.compile(r"(?<![\w&])#\d{3,}(?!\w)"), needs=("#",)),
    _Shape(
        "HOST",
        re.compile(r"(?<![\w.\-])(?:[a-z0-9](?:[\w\-]*[a-z0-9])?\.)+[a-z][a-z0-9\-]*[a-z0-9](?::\d{2,5})?(?![\w\-])", re.IGNORECASE),
        _is_host,
        needs=(".",),
    ),
    _Shape("HOST", re.compile(r"(?<![\w.\-])[a-z][a-z0-9]*(?:-[a-z0-9]+)+-\d+[a-z]?(?![\w\-])"), needs=("-",)),
    _Shape("HOST", re.compile(r"(?<![\w.\-])[a-z][a-z0-9]*-?0\d+(?![\w\-])"), needs=("0",)),
    _Shape("HOST", re.compile(r"\\\\[\w.\-]+(?:\\[\w.$\-]+)*"), needs=("\\\\",)),
    _Shape("PHONE", re.compile(r"\+\d(?:[\s().\-/]{0,3}\d){6,14}(?!\d)"), needs=("+",)),
    _Shape(
        "PHONE",
        re.compile(r"(?<![\d.:+\-])(?!\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})\(?0\d{1,4}\)?[ \-/]{1,2}\d(?:[ \-]?\d){5,9}(?!\d|:\d)"),
        needs=("0",),
    ),
    _Shape("PHONE", re.compile(r"(?<![\d.:+\-])\(?\d{3}\)?[\-. ]\d{3}[\-.]\d{4}(?!\d|:\d)"), needs=("-", ".")),
    _Shape(
        "ACCOUNT",
        re.compile(r"(?<!\d)(?:\d{4}([ \-]?)\d{4}\1\d{4}\1\d{1,7}|\d{4}[ \-]\d{6}[ \-]\d{5}|\d{13,19})(?!\d)"),
        _is_card,
        overlaps=True,
    ),
    _Shape("ACCOUNT", re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")),
)


def private_values(text: str) -> Iterator[tuple[int, int, str]]:
    """Every private value as (start, end, kind); they may overlap."""
    yield from ((start, end, "SECRET") for start, end, _ in find_credentials(text))
    lowered = text.lower()
    for shape in _SHAPES:
        group = "value" if "value" in shape.pattern.groupindex else 0
        match = shape.pattern.search(text) if any(piece in lowered for piece in shape.needs) else None
        while match:
            taken = shape.accepts(match.group(group))
            if taken:
                yield match.start(group), match.end(group), shape.kind
            match = shape.pattern.search(text, match.start() + 1 if shape.overlaps and not taken else match.end())
