"""How a prevention action is read: its class, what it does to what, who owns it, when it was due. The word tables are `prevention_words.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.records.model import ActionStatus, PreventionClass
from knowledge.terms import STOP_WORDS, stem

_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_QUOTED = re.compile(r"[\"“„«][^\"”“»]*[\"”»]")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_REFERENCE = re.compile(r"\b[A-Z][A-Z0-9]*-\d+\b")
_ALIKE, _ALIKE_WITHOUT_DEED, _CONTAINED = 0.65, 0.75, 2
"""Shares of common words from which two actions are one, and how many words the shorter one must have to stand inside the longer one."""


@dataclass(frozen=True)
class Words:
    """The tables, ready to use. Words are held as stems."""

    classes: Mapping[PreventionClass, tuple[re.Pattern[str], ...]]
    owners: Mapping[PreventionClass, re.Pattern[str]]
    deeds: Mapping[str, str]
    generic: frozenset[str]
    same: Mapping[str, str]
    opposites: tuple[tuple[frozenset[str], frozenset[str]], ...]
    joined: Mapping[str, re.Pattern[str]]
    issue_generic: frozenset[str]
    issue_groups: Mapping[str, frozenset[str]]
    roles: re.Pattern[str]


@cache
def tables() -> Words:
    """The tables that come with steadyhand."""
    data: dict[str, Any] = tomllib.loads(files("assistant.analysis").joinpath("prevention_words.toml").read_text(encoding="utf-8"))
    groups = [_stems(group) for group in data["issue"]["groups"]]
    return Words(
        classes={PreventionClass(name): tuple(map(_pattern, rows)) for name, rows in data["classes"].items()},
        owners={PreventionClass(name): _pattern(row) for name, row in data["owners"].items()},
        deeds={word: deed for deed, listed in data["deeds"].items() for word in _stems(listed)},
        generic=_stems(data["generic"]["words"]),
        same={word: stem(group.split()[0]) for group in data["same"]["groups"] for word in _stems(group)},
        opposites=tuple((_stems(one), _stems(other)) for one, other in data["opposites"]["pairs"]),
        joined={name: _pattern(row) for name, row in data["joined"].items()},
        issue_generic=_stems(data["issue"]["generic"]),
        issue_groups={word: frozenset().union(*(group for group in groups if word in group)) for word in frozenset().union(*groups)},
        roles=_pattern(data["roles"]["words"]),
    )


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.replace("<q>", "['’]"), re.IGNORECASE)


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


def stems_of(text: str) -> list[str]:
    """The stems of a text in order, without stop words and numbers; "sign-in", "log in" and their like as one word."""
    for name, pattern in tables().joined.items():
        text = pattern.sub(name, text)
    parts = (part for token in _TOKEN.findall(text.lower()) for part in token.split("-"))
    return [stem(part) for part in parts if part not in STOP_WORDS and not part[0].isdigit()]


@dataclass(frozen=True)
class Action:
    """What an action does to what, for comparing.

    Attributes:
        deed: The first deed that its words name; empty for none of the known ones.
        about: The stems that tell it from others, synonyms unified.
        plain: All stems, for opposites.
        mentions: Ids of other reports that it names as where it comes from.
    """

    deed: str
    about: frozenset[str]
    plain: frozenset[str]
    mentions: frozenset[str]


def read_action(text: str) -> Action:
    """Read the words of an action; what stands in brackets with the id of a report only tells where it comes from."""
    words = tables()
    mentions = frozenset(_REFERENCE.findall(text))
    stems = stems_of(without_references(text))
    deeds = [words.deeds[each] for each in stems if each in words.deeds]
    about = frozenset(words.same.get(each, each) for each in stems if each not in words.deeds and each not in words.generic)
    return Action(deeds[0] if deeds else "", about, frozenset(stems), mentions)


def without_references(text: str) -> str:
    """The text without brackets that name the id of a report or ticket."""
    return _BRACKETS.sub(lambda found: "" if _REFERENCE.search(found[0]) else found[0], text).strip()


def same_action(one: Action, other: Action) -> bool:
    """Whether two actions are one in other words: the same deed, and most of what they are about in common."""
    shared = one.about & other.about
    if not shared or one.deed != other.deed or _opposed(one, other):
        return False
    if one.about == other.about:
        return True
    alike = 2 * len(shared) / (len(one.about) + len(other.about))
    smaller = min(len(one.about), len(other.about))
    contained = len(shared) == smaller >= _CONTAINED and abs(len(one.about) - len(other.about)) <= smaller
    return len(shared) >= _CONTAINED and (alike >= (_ALIKE if one.deed else _ALIKE_WITHOUT_DEED) or (contained and bool(one.deed)))


def carried_over(one: Action, other: Action) -> bool:
    """Whether an action that names the report of another one is that one: some of what they are about is in common."""
    shared = one.about & other.about
    return len(shared) >= 2 and 2 * len(shared) >= min(len(one.about), len(other.about)) - 1 and not _opposed(one, other)


def _opposed(one: Action, other: Action) -> bool:
    for left, right in tables().opposites:
        sides = [(bool(each.plain & left), bool(each.plain & right)) for each in (one, other)]
        if sides in ([(True, False), (False, True)], [(False, True), (True, False)]):
            return True
    return False


def classify(action: str, owner: str | None) -> tuple[PreventionClass, str, bool]:
    """The class of an action by its words.

    Returns:
        The class, the reason in one line, and whether a word of the action decided; else its owner did, or nothing.
    """
    text = _BRACKETS.sub("", _QUOTED.sub(lambda found: " " * len(found[0]), action))
    hits = [
        (hit.start(), -len(hit[0]), kind, hit[0]) for kind, rows in tables().classes.items() for row in rows if (hit := row.search(text))
    ]
    if hits:
        _, _, kind, phrase = min(hits)
        return kind, f'by its words "{" ".join(phrase.split())}"', True
    for kind, row in tables().owners.items():
        if owner and row.search(owner):
            return kind, "by the role of its owner, as none of its words decides", False
    return PreventionClass.TECHNICAL, "taken as technical, as neither its words nor its owner decide; for a person to check", False


def role_of(owner: str | None, people: Iterable[str]) -> str:
    """The role in an owner's line, without anybody's name; empty where it holds none.

    Args:
        owner: As written: "Payments team", "Priya Raman (database on-call)".
        people: Names that are known to be persons.
    """
    pieces = re.split(r"\s*[,;/()–—]\s*|\s+-\s+|\s+(?:and|&)\s+|\s+(?:from|of) the\s+(?=.*\bteam\b)", owner or "")
    known = [name.casefold() for name in people if name]
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
