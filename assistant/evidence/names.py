"""Names in running text: whole or in part, accented or not, possessive, as a handle or an initial with a surname."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from assistant.records.model import EscalationRecord

_UNDECOMPOSED = (
    str.maketrans("øłđðħı", "olddhi")
    | str.maketrans(dict.fromkeys("’ʼ‘´`", "'"))
    | str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})
    | dict.fromkeys(range(0x2010, 0x2016), "-")
)
_JOIN = r"[\s._\-]*"
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _words(group: str) -> frozenset[str]:
    listed = tomllib.loads(files("assistant.evidence").joinpath("name_words.toml").read_text(encoding="utf-8"))
    return frozenset(listed[group].split())


def is_form_of_address(word: str) -> bool:
    """Whether a word stands before a surname: "Ms", "Dr."."""
    return word.casefold().rstrip(".") in _words("address")


@dataclass(frozen=True)
class Name:
    """A name to find. `kind` is PERSON, TEAM, CUSTOMER or OTHER; `aliases` are further whole names of the same; a person is also known in part."""

    kind: str
    text: str
    aliases: tuple[str, ...] = ()
    is_person: bool = False


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Lower case without accents and invisible characters, with the place of each character in the original.

    Returns:
        The folded text and, for each of its characters and one past the end, the offset in `text` where it begins.
    """
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    folded: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(text):
        plain = _fold_char(char)
        folded.append(plain)
        offsets += [index] * len(plain)
    return "".join(folded), [*offsets, len(text)]


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold()).translate(_UNDECOMPOSED)
    return "".join(part for part in lowered if unicodedata.category(part) not in {"Mn", "Cf"})


def person_names(record: EscalationRecord) -> list[Name]:
    """Everybody that the record names, each once, contacts first."""
    parties = [party.name for party in (*record.customer.contacts, record.owner, record.executive) if party is not None]
    owners = [item.owner for item in record.prevention]
    if record.next_action:
        owners.append(record.next_action.owner)
    if record.recovery:
        owners += [gesture.authorised_by for gesture in record.recovery.gestures] + [item.owner for item in record.recovery.follow_ups]
    named = dict.fromkeys(
        name.strip() for name in (*parties, *owners, *(update.author for update in record.updates)) if name and name.strip()
    )
    return [Name("TEAM", name) if is_team(name) else Name("PERSON", name, is_person=True) for name in named]


def is_team(name: str) -> bool:
    """Whether a "name" is that of a group or a program, whose words are ordinary ones."""
    return any(word in _words("team") for word in re.split(r"[\s_]+", name.casefold()))


def company_forms(name: str) -> list[str]:
    """A company without its legal form, and by its first telling word: "Copperfield Grain", "Copperfield"."""
    bare = name.split()
    while len(bare) > 1 and bare[-1].casefold().strip(".,()") in _words("company_endings"):
        bare.pop()
    forms = [" ".join(bare).rstrip(",")]
    if len(bare) > 1:
        take = 2 if bare[0].casefold() in _words("common_first") else 1
        if take < len(bare) and len(bare[0]) >= 3:
            forms.append(" ".join(bare[:take]))
    return forms


def is_ordinary(word: str) -> bool:
    """Whether a name is also an ordinary word, or says no more than one."""
    return any(word.casefold() in _words(group) for group in ("also_words", "common_first", "company_endings", "address", "titles", "team"))


def is_mail_provider(domain: str) -> bool:
    """Whether many companies and people share a mail domain."""
    labels = domain.casefold().split(".")
    return len(labels) > 1 and labels[-2] in _words("mail_providers") and labels[-2] != "example"


def customer_names(record: EscalationRecord) -> list[Name]:
    """The customer as it is written, without its legal form, by its first telling word, and as in its mail addresses."""
    aliases = company_forms(record.customer.name)
    for contact in record.customer.contacts:
        domain = (contact.email or "").rpartition("@")[2].split(".")
        if len(domain) > 1 and len(domain[-2]) >= 4 and domain[-2].casefold() not in _words("mail_providers"):
            aliases.append(domain[-2])
    return [Name("CUSTOMER", record.customer.name, tuple(dict.fromkeys(alias for alias in aliases if alias != record.customer.name)))]


class NameFinder:
    """Finds thousands of names in a text: a word that begins no name costs one look-up.

    A name in a script without capitals, or one that begins with no letter, is searched for by itself.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        self._entities: dict[str, tuple[Name, int]] = {}
        self._needs_capital: dict[str, frozenset[str]] = {}
        self._by_first_word: dict[str, list[str]] = {}
        self._compiled: dict[str, re.Pattern[str]] = {}
        free: dict[str, str] = {}
        counts: dict[str, int] = {}
        for name in names:
            counts[name.kind] = counts.get(name.kind, 0) + 1
            for form in _forms(name):
                self._entities.setdefault(form.key, (name, counts[name.kind]))
                if form.capital:
                    self._needs_capital[form.key] = self._needs_capital.get(form.key, frozenset()) | {form.capital}
                for first in form.firsts:
                    self._by_first_word.setdefault(first, []).append(form.pattern)
                if not form.firsts:
                    free[form.key] = form.pattern
        self._free = [re.compile(pattern) for pattern in free.values()]

    def find(self, text: str) -> Iterator[tuple[int, int, Name, int]]:
        """Every name as (start, end, name, number of the entity among its kind)."""
        folded, offsets = fold(text)
        for start, end in (*self._in_words(folded), *self._alone(folded)):
            key = _key(folded[start:end])
            if self._written_as_name(text, offsets[start], offsets[end], key):
                name, entity = self._entities[key]
                yield offsets[start], offsets[end], name, entity

    def _in_words(self, folded: str) -> Iterator[tuple[int, int]]:
        for word in _WORD.finditer(folded):
            for first in {word.group(), word.group().removesuffix("s")} & self._by_first_word.keys():
                if first not in self._compiled:
                    longest_first = sorted(set(self._by_first_word[first]), key=lambda pattern: (-len(pattern), pattern))
                    self._compiled[first] = re.compile(rf"(?:{'|'.join(longest_first)})(?=s?(?![^\W\d_]))")
                found = self._compiled[first].match(folded, word.start())
                if found:
                    yield found.span()

    def _alone(self, folded: str) -> Iterator[tuple[int, int]]:
        for pattern in self._free:
            yield from (match.span() for match in pattern.finditer(folded))

    def _written_as_name(self, text: str, start: int, end: int, key: str) -> bool:
        recorded = self._needs_capital.get(key)
        written = text[start:end]
        return recorded is None or written[:1].isupper() or written in recorded or text[start - 1 : start] == "@"


def _key(folded: str) -> str:
    return re.sub(r"[\s._\-']+", "", folded)


def _has_no_case(key: str) -> bool:
    """Whether it is written in a script without capitals, where words need not stand apart."""
    return any(char.isalpha() and char.lower() == char.upper() for char in key)


@dataclass(frozen=True)
class _Form:
    """One way to write a name.

    Attributes:
        key: Folded, without separators.
        pattern: Over folded text.
        firsts: The words that it may begin with, separators written or not; none for a name that is not made of words.
        capital: The recorded spelling, where it counts as a name only with a capital.
    """

    key: str
    pattern: str
    firsts: tuple[str, ...]
    capital: str = ""


def _forms(name: Name) -> Iterator[_Form]:
    """The ways to write a name."""
    for whole in (name.text, *name.aliases):
        parts = [part for part in re.split(r"[\s_]+", whole) if part]
        if len(parts) > 1:
            yield from _form(whole)
        elif parts:
            yield from _part(parts[0])
    if name.is_person:
        parts = [part.strip('.,()"') for part in re.split(r"[\s_]+", name.text)]
        telling = [part for part in parts if len(part) > 1 and part.casefold() not in _words("titles") | _words("address")]
        for part in telling if len(parts) > 1 else ():
            yield from _part(part)
            yield from (form for piece in part.split("-") if "-" in part and len(piece) > 2 for form in _part(piece))
        if len(telling) > 1:
            first, last = fold(telling[0])[0], fold(telling[-1])[0]
            pattern = rf"{re.escape(first[0])}(?:\.\s*|[._\-]?){_pattern(last)}"
            yield _Form(_key(first[0] + last), pattern, (first[0], _firsts(first[0] + last)[0]))


def _form(whole: str) -> Iterator[_Form]:
    folded = fold(whole)[0]
    if _key(folded):
        yield _Form(_key(folded), _pattern(folded), _firsts(folded))


def _part(part: str) -> Iterator[_Form]:
    folded = fold(part)[0]
    key = _key(folded)
    if key:
        ordinary = len(key) < 4 or key in _words("also_words") or key in _words("common_first")
        yield _Form(key, _pattern(folded), _firsts(folded), part if ordinary and not _has_no_case(key) else "")


def _firsts(folded: str) -> tuple[str, ...]:
    """The first word, and the first words run together: "ana", "anaferrer"."""
    words = re.findall(r"[^\s._\-']+", folded)
    if _has_no_case(folded) or not words or not _WORD.match(words[0]):
        return ()
    joined = ["".join(words[:count]) for count in range(1, len(words) + 1)]
    return tuple(dict.fromkeys(found.group() for found in map(_WORD.match, joined) if found))


def _pattern(folded: str) -> str:
    words = [re.escape(word).replace("'", "'?") for word in re.split(r"[\s._\-]+", folded) if word]
    return _JOIN.join(words)
