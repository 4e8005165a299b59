"""How a prevention action is read: its class, what it does to what, who owns it, when it was due. The word tables are `prevention_words.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from assistant.records.model import ActionStatus, PreventionClass
from knowledge.terms import STOP_WORDS, stem

_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_QUOTED = re.compile(r"[\"“„«][^\"”“»]*[\"”»]")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_REFERENCE = re.compile(r"\b(?!(?:UTF|SHA|ISO|AES|RFC|SEV|CVE|TLS|HTTP|RSA|RC)-)[A-Z][A-Z0-9]+-\d{2,}\b")
_CLASS_DEEDS = {
    PreventionClass.DOCUMENTATION: "document",
    PreventionClass.TRAINING: "train",
    PreventionClass.CUSTOMER_COMMUNICATION: "inform",
}
_COMMON_DEEDS = frozenset({"", "alert", "check", "inform"})
_ALIKE, _ALIKE_WITHOUT_DEED, _CONTAINED = 0.65, 0.75, 2
"""Shares of common words from which two actions are one, and how many words the shorter one must have to stand inside the longer one."""


@dataclass(frozen=True)
class Words:
    """The tables, ready to use. Words are held as stems."""

    classes: Mapping[PreventionClass, tuple[re.Pattern[str], ...]]
    weak: Mapping[PreventionClass, re.Pattern[str]]
    owners: Mapping[PreventionClass, re.Pattern[str]]
    deeds: Mapping[str, str]
    generic: frozenset[str]
    same: Mapping[str, str]
    things: frozenset[str]
    opposites: tuple[tuple[frozenset[str], frozenset[str]], ...]
    joined: Mapping[str, re.Pattern[str]]
    issue_generic: frozenset[str]
    issue_groups: Mapping[str, frozenset[str]]
    roles: re.Pattern[str]


@cache
def tables() -> Words:
    """The tables that come with steadyhand."""
    data: dict[str, Any] = tomllib.loads(files("assistant.analysis").joinpath("prevention_words.toml").read_text(encoding="utf-8"))
    same = {word: stem(group.split()[0]) for group in data["same"]["groups"] for word in _stems(group)}
    return Words(
        classes={PreventionClass(name): tuple(map(_pattern, rows)) for name, rows in data["classes"].items()},
        weak={PreventionClass(name): _pattern(row) for name, row in data["weak"].items()},
        owners={PreventionClass(name): _pattern(row) for name, row in data["owners"].items()},
        deeds={word: deed for deed, listed in data["deeds"].items() for word in _stems(listed)},
        generic=_stems(data["generic"]["words"]),
        same=same,
        things=frozenset(same.get(word, word) for word in _stems(data["things"]["words"])),
        opposites=tuple((_stems(one), _stems(other)) for one, other in data["opposites"]["pairs"]),
        joined={name: _pattern(row) for name, row in data["joined"].items()},
        issue_generic=_stems(data["issue"]["generic"]),
        issue_groups=_issue_groups(data["issue"]["groups"]),
        roles=_pattern(data["roles"]["words"]),
    )


def _issue_groups(groups: list[str]) -> dict[str, frozenset[str]]:
    """The words that count as each word: those of the group that it leads, else of all groups that it stands in."""
    led = {stem(group.split()[0]): _stems(group) for group in groups}
    inside: dict[str, frozenset[str]] = {}
    for group in led.values():
        inside.update({word: inside.get(word, frozenset()) | group for word in group})
    return inside | led


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.replace("<q>", "['’]"), re.IGNORECASE)


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


def stems_of(text: str) -> list[str]:
    """The stems of a text in order, without stop words and numbers; "sign-in", "log in" and their like as one word."""
    return [stem(word) for word in _told_words(text)]


def words_by_stem(text: str) -> dict[str, str]:
    """The stems of a text, each with its first word as written, in lower case."""
    written = {name: match[0].lower() for name, pattern in tables().joined.items() if (match := pattern.search(text))}
    found: dict[str, str] = {}
    for word in _told_words(text):
        found.setdefault(stem(word), written.get(word, word))
    return found


def _told_words(text: str) -> list[str]:
    lowered = text.lower()
    for name, pattern in tables().joined.items():
        lowered = pattern.sub(name, lowered)
    parts = (part for token in _TOKEN.findall(lowered) for part in token.split("-"))
    return [part for part in parts if len(part) > 1 and part not in STOP_WORDS and not part[0].isdigit()]


@dataclass(frozen=True)
class Action:
    """What an action does to what, for comparing.

    Attributes:
        deed: That of its class if it documents, trains or informs, else the first that its words name; empty for none of the known ones.
        about: The stems that tell it from others, synonyms unified.
        sides: On which side of which pair of opposites it is.
        mentions: Ids of other reports that it names as where it comes from.
    """

    deed: str
    about: frozenset[str]
    sides: frozenset[tuple[int, bool]]
    mentions: frozenset[str]


def read_action(text: str) -> Action:
    """Read the words of an action; what stands in brackets with the id of a report only tells where it comes from."""
    words = tables()
    stems = stems_of(without_references(text))
    class_deed = _CLASS_DEEDS.get(classify(text, None).class_)
    deeds = [class_deed] if class_deed else [words.deeds[each] for each in stems if each in words.deeds]
    about = frozenset(words.same.get(each, each) for each in stems if each not in words.deeds and each not in words.generic)
    return Action(deeds[0] if deeds else "", about, _sides(frozenset(stems)), mentions(text))


def without_references(text: str) -> str:
    """The text without brackets that name the id of a report or ticket."""
    return _BRACKETS.sub(lambda found: "" if _REFERENCE.search(found[0]) else found[0], text).strip()


def mentions(text: str) -> frozenset[str]:
    """The ids of reports and tickets that a text names."""
    return frozenset(_REFERENCE.findall(text))


def places_of_ids(text: str) -> list[tuple[int, int]]:
    """Where the ids of reports and tickets stand."""
    return [found.span() for found in _REFERENCE.finditer(text)]


def same_action(one: Action, other: Action) -> bool:
    """Whether two actions are one in other words: the same deed, and most of what they are about in common."""
    shared = one.about & other.about
    if not shared or one.deed != other.deed or _opposed(one, other):
        return False
    if one.about == other.about:
        return True
    if (one.about - shared) & tables().things and (other.about - shared) & tables().things:
        return False
    alike = 2 * len(shared) / (len(one.about) + len(other.about))
    smaller = min(len(one.about), len(other.about))
    contained = len(shared) == smaller >= _CONTAINED and abs(len(one.about) - len(other.about)) <= smaller
    return len(shared) >= _CONTAINED and (alike >= (_ALIKE if one.deed else _ALIKE_WITHOUT_DEED) or (contained and bool(one.deed)))


def carried_over(one: Action, other: Action) -> bool:
    """Whether an action that names the report of another one is that one: a telling deed, or some of what they are about, is in common."""
    shared = one.about & other.about
    alike = len(shared) >= 2 and 2 * len(shared) >= min(len(one.about), len(other.about)) - 1
    telling = one.deed == other.deed and one.deed not in _COMMON_DEEDS
    return (alike or telling) and not _opposed(one, other)


def _opposed(one: Action, other: Action) -> bool:
    return any((pair, not side) in other.sides for pair, side in one.sides)


def _sides(stems: frozenset[str]) -> frozenset[tuple[int, bool]]:
    """Of each pair of opposites, the side that the words are on; none where they are on both."""
    held = [(place, bool(stems & left), bool(stems & right)) for place, (left, right) in enumerate(tables().opposites)]
    return frozenset((place, right) for place, left, right in held if left is not right)


class Classified(NamedTuple):
    """The class of an action, what decided it in one line, and whether anything did."""

    class_: PreventionClass
    reason: str
    decided: bool


def classify(action: str, owner: str | None) -> Classified:
    """The class of an action by its words, else by the role of its owner."""
    text = _BRACKETS.sub("", _QUOTED.sub(lambda found: " " * len(found[0]), action))
    hits = [
        (hit.start(), -len(hit[0]), kind, hit[0]) for kind, rows in tables().classes.items() for row in rows if (hit := row.search(text))
    ]
    if hits:
        _, _, kind, phrase = min(hits)
        return Classified(kind, f'by its words "{" ".join(phrase.split())}"', decided=True)
    for kind, row in tables().weak.items():
        if first := row.search(text):
            return Classified(kind, f'by its words "{first[0]}"', decided=True)
    for kind, row in tables().owners.items():
        if owner and (role := row.search(owner)):
            return Classified(kind, f'by the role of its owner ("{role[0]}"), as none of its words decides', decided=True)
    reason = "taken as technical, as neither its words nor its owner decide; for a person to check"
    return Classified(PreventionClass.TECHNICAL, reason, decided=False)


def role_of(owner: str | None, people: Iterable[str]) -> str:
    """The role in an owner's line, without anybody's name; empty where it holds none.

    Args:
        owner: As written: "Payments team", "Priya Raman (database on-call)".
        people: Names that are known to be persons.
    """
    pieces = re.split(r"\s*[,;/()–—]\s*|\s+-\s+|\s+(?:and|&)\s+|\s+(?:from|of) the\s+(?=.*\bteam\b)", owner or "")
    known = [name.casefold() for name in people if name and name.casefold() in (owner or "").casefold()]
    named = [
        piece
        for piece in pieces
        if tables().roles.search(piece) and not any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", piece.casefold()) for name in known)
    ]
    return named[0].strip() if named else ""


_STATUS = (
    (
        ActionStatus.OPEN,
        r"\b(?:not|never|un)\W?(?:yet )?(?:done|started|complete|completed|finished|implemented|closed)|incomplete|unfinished|reopened",
    ),
    (ActionStatus.DROPPED, r"drop|cancel|abandon|reject|won.?t|will not|obsolete|withdrawn|superseded"),
    (ActionStatus.IN_PROGRESS, r"progress|ongoing|under ?way|partial|partly|started|wip|doing|in review|\d ?%"),
    (ActionStatus.DONE, r"\b(?:done|complete|completed|finished|implemented|closed|shipped|live|delivered|resolved|released)\b"),
)


def status_of(written: str) -> ActionStatus:
    """The status of an action as a report writes it; open where the words do not say that it is done or dropped."""
    lowered = written.casefold().replace("-", " ")
    return next((status for status, pattern in _STATUS if re.search(pattern, lowered)), ActionStatus.OPEN)


_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_FORMS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%d.%m.%Y")


def date_of(written: str) -> date | None:
    """The day in a due date as a report writes it; None where it holds no whole date."""
    found = _ISO.search(written)
    if found:
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None
    plain = " ".join(written.replace(",", " ").split())
    for form in _FORMS:
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
