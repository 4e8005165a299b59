"""What the promise classifier reads in a sentence, beside what every bundled model reads (`sentence_features`).

Most of what tells a promise is known to the grammar: whether a time to come is named, who acts, what is given. Its patterns are read here as
signs among others, so that no single one decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import combinations
from zoneinfo import ZoneInfo

from assistant.checks import promise_words as grammar
from assistant.checks.due import due_in
from assistant.checks.present_promises import is_ours, tells_past
from assistant.checks.sentence_features import Reader, Term, Token, WordClasses, letters, words

_CLASSES = WordClasses("data/promise_classes.toml")
_ANY_INSTANT = datetime.fromisoformat("2026-01-05T10:00:00+00:00")
_UTC = ZoneInfo("UTC")
_LENGTHS = (4, 8, 14, 22)
_NAME = re.compile(r"(?:^|[\s,])(?!I\b)[A-Z][a-z]+(?= (?:[A-Z][a-z]+ )?[a-z]+s\b|['’]s\b)")
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("past", grammar.PAST),
    ("condition", grammar.INVALID),
    ("refused", grammar.REFUSED),
    ("trouble", grammar.TROUBLE),
    ("theirs", grammar.NOT_OURS),
    ("limit", grammar.LIMIT),
    ("our deed", grammar.OUR_DEED),
    ("given", grammar.GIVEN),
    ("offer", grammar.OFFER),
    ("soon", grammar.SOON),
    ("named", _NAME),
    ("label", re.compile(r"^[^.?!]{2,40}: |^[^.?!]{2,30} [–—-] ")),
    ("starts with a deed", re.compile(r"^\W*(?:[A-Z][a-z]+ing)\b")),
    ("will", re.compile(r"\b(?:will|shall|going to|gonna|won['’]t)\b|['’]ll\b", re.I)),
    ("to be done", re.compile(r"\b(?:is|are|am) to\b|\bto (?:be \w+(?:ed|en|wn|nt|ght|de|ld|id)|follow|come)\b", re.I)),
    ("being", re.compile(r"\b(?:is|are|am|['’]re|['’]m|['’]s) (?:\w+ )?\w+ing\b", re.I)),
    ("is done", re.compile(r"\b(?:is|are|gets?|be|being) (?:\w+ly )?(?:\w+ed|\w+en|sent|put|held|told|paid|made|brought|rewritten|redone|rerun)\b", re.I)),
    ("has done", re.compile(r"\b(?:has|have|had|['’]ve) (?:\w+ly )?(?:been )?\w+(?:ed|en|ne|wn|nt)\b", re.I)),
    ("asks", re.compile(r"^\W*(?:please|kindly|try|bring|send|make|keep|leave|take|tell|ask|call|ring|reply|use|come|have|let)\b", re.I)),
)  # fmt: skip


def signs_of(sentence: str) -> list[str]:
    """The signs of the grammar that a sentence shows."""
    found = [name for name, pattern in _SIGNS if pattern.search(sentence)]
    found += [f"names a {kind}" for kind, pattern in grammar.KINDS if pattern.search(sentence)]
    if due_in(sentence, _ANY_INSTANT, _UTC) is not None:
        found.append("timed")
    if tells_past(sentence):
        found.append("tells past")
    if is_ours(sentence):
        found.append("ours")
    if sentence.rstrip().endswith("?"):
        found.append("question")
    return found


def _signs(sentence: str, read: tuple[Token, ...]) -> Iterator[Term]:
    """Each sign of the grammar, each two together, and how long the sentence is."""
    names = [_CLASSES.of(token.word) for token in read]
    first = any({"we", "i", "we_will", "we_am"} & set(found) for found in names)
    second = any("you" in found for found in names)
    found = [
        *signs_of(sentence),
        f"persons {'we' if first else ''}{'you' if second else ''}",
        f"length {sum(len(read) >= limit for limit in _LENGTHS)}",
    ]
    for sign in found:
        yield sign, ()
    for one, other in combinations(found, 2):
        yield f"{one} + {other}", ()


READERS: Mapping[str, Reader] = {
    "words": words,
    "letters": letters,
    "classes": _CLASSES.single,
    "pairs": _CLASSES.pairs,
    "signs": _signs,
}
"""The groups of features. Within a group each known feature of a sentence counts once, and all together have length one."""
