"""What leaves the process as a placeholder: names, addresses, hosts, secrets and ids, reversibly and only for one draft.

`restore(redact(text)) == text` for every text, also for one that already holds something that looks like a placeholder: that is then
redacted like a name. Each way of writing a name keeps its own placeholder (`[PERSON-1]` "Ana Ferrer", `[PERSON-1B]` "Ana"), so that
nothing is guessed on the way back. The mapping lives in the `Redactor` and is never written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.evidence.denylist import DenyList
from assistant.evidence.names import Name, NameFinder, customer_names, is_team, person_names
from assistant.evidence.private_patterns import private_values
from assistant.records.model import EscalationRecord

KINDS = ("PERSON", "TEAM", "CUSTOMER", "OTHER", "EMAIL", "PHONE", "HOST", "IP", "URL", "SECRET", "ID", "ACCOUNT", "TEXT")
"""The kinds of placeholder. OTHER is a name on the deny-list; TEXT is a piece that looked like a placeholder in the original."""

PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(KINDS)})(?:-\d{{1,6}}[A-Z]{{0,3}})?\]", re.IGNORECASE | re.ASCII)
"""Any placeholder, in any case: models do not always keep the case of what they copy."""


@dataclass(frozen=True)
class _Hit:
    """A piece to replace. `entity` tells one person from another; patterns have none, each of their values is its own."""

    start: int
    end: int
    kind: str
    entity: int | None


def _letters(number: int) -> str:
    """0 to "", 1 to "B", 25 to "Z", 26 to "BA": the suffix of the further ways to write one name."""
    suffix = ""
    while number:
        number, digit = divmod(number, 26)
        suffix = chr(ord("A") + digit) + suffix
    return suffix


class Redactor:
    """Redacts the texts of one draft and restores what comes back.

    Args:
        record: Its people, its customer, its e-mails and phone numbers are private whatever they look like.
        deny: Further names that must not leave; its `allowed` names are redacted all the same, because a model needs no names.
    """

    def __init__(self, record: EscalationRecord | None, deny: DenyList | None = None) -> None:
        self._finders = [NameFinder([*person_names(record), *customer_names(record)])] if record else []
        if deny is not None:
            self._finders.append(_finder(deny.people, deny.customers | deny.references))
        self._literals = _literals(record) if record else []
        self._placeholders: dict[tuple[str, int | None, str], str] = {}
        self._originals: dict[str, str] = {}
        self._redacted: dict[str, str] = {}
        self._variants: dict[tuple[str, int], int] = {}

    def redact(self, text: str) -> str:
        """The text with every private piece replaced."""
        if text not in self._redacted:
            self._redacted[text] = self._replaced(text)
        return self._redacted[text]

    def _replaced(self, text: str) -> str:
        hits = sorted(self._hits(text), key=lambda hit: (hit.start, -hit.end))
        if not hits:
            return text
        taken: list[_Hit] = []
        half_covered = False
        for hit in hits:
            if not taken or hit.start >= taken[-1].end:
                taken.append(hit)
            else:
                half_covered = half_covered or hit.end > taken[-1].end
        # Half a name may be left behind a longer hit that begins earlier: what lies between the hits is then read again.
        between = self.redact if half_covered else str
        pieces: list[str] = []
        position = 0
        for hit in taken:
            pieces += [between(text[position : hit.start]), self._placeholder(hit, text[hit.start : hit.end])]
            position = hit.end
        return "".join([*pieces, between(text[position:])])

    def restore(self, text: str) -> str:
        """The text with every placeholder of this redactor replaced by what it stands for; others are left alone."""
        return PLACEHOLDER.sub(lambda match: self._originals.get(match.group().upper(), match.group()), text)

    def unknown(self, text: str) -> tuple[str, ...]:
        """Placeholders in `text` that this redactor never gave out: a model made them up."""
        return tuple(found for found in PLACEHOLDER.findall(text) if found.upper() not in self._originals)

    def _hits(self, text: str) -> Iterator[_Hit]:
        yield from (_Hit(match.start(), match.end(), "TEXT", None) for match in PLACEHOLDER.finditer(text))
        yield from (_Hit(start, end, kind, None) for start, end, kind in private_values(text))
        for kind, pattern in self._literals:
            yield from (_Hit(match.start(), match.end(), kind, None) for match in pattern.finditer(text))
        for finder in self._finders:
            yield from (_Hit(start, end, name.kind, entity) for start, end, name, entity in finder.find(text))

    def _placeholder(self, hit: _Hit, original: str) -> str:
        key = (hit.kind, hit.entity, original)
        if key not in self._placeholders:
            self._placeholders[key] = self._next(hit)
            self._originals[self._placeholders[key]] = original
        return self._placeholders[key]

    def _next(self, hit: _Hit) -> str:
        if hit.entity is None:
            number = self._count(hit.kind, -1) + 1
            return f"[{hit.kind}-{number}]"
        variant = self._count(hit.kind, hit.entity)
        if hit.kind == "CUSTOMER":  # a record has one customer; the further ways to write it are numbered
            return f"[CUSTOMER-{variant + 1}]" if variant else "[CUSTOMER]"
        return f"[{hit.kind}-{hit.entity}{_letters(variant)}]"

    def _count(self, kind: str, entity: int) -> int:
        seen = self._variants.get((kind, entity), 0)
        self._variants[(kind, entity)] = seen + 1
        return seen


@lru_cache(maxsize=4)
def _finder(people: frozenset[str], others: frozenset[str]) -> NameFinder:
    """For the names of the whole house, which are the same from draft to draft."""
    persons = [Name("OTHER", name, is_person=not is_team(name)) for name in sorted(people)]
    return NameFinder([*persons, *(Name("OTHER", name) for name in sorted(others))])


def _literals(record: EscalationRecord) -> list[tuple[str, re.Pattern[str]]]:
    """What the record itself calls an e-mail, a phone number or an id, in whatever format it is."""
    parties = [party for party in (*record.customer.contacts, record.owner, record.executive) if party is not None]
    found = [("ID", re.compile(rf"(?<!\w){re.escape(record.id)}(?!\w)", re.IGNORECASE))]
    found += [("EMAIL", re.compile(re.escape(party.email), re.IGNORECASE)) for party in parties if party.email]
    for party in parties:
        digits = re.findall(r"\d", party.phone or "")
        if len(digits) >= 5:
            found.append(("PHONE", re.compile(r"(?<!\d)\+?\(?" + r"[\s().\-/]*".join(digits) + r"(?!\d)")))
        elif party.phone:
            found.append(("PHONE", re.compile(re.escape(party.phone))))
    return found
