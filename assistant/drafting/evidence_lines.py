"""What a model is shown of the evidence: one line a statement, with its mode, within a budget.

Text from outside only ever enters as a JSON string inside a tagged block: hidden characters and HTML comments are dropped, private pieces
are placeholders, and nothing in it can close the block.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from zoneinfo import ZoneInfo

from assistant.checks.injection import suspicious
from assistant.evidence.facts import Clause, Evidence, Mode
from assistant.evidence.redaction import Redactor
from assistant.records.clock import say_date

_LEFT_OUT = frozenset({"contacts", "owner", "executive"})
"""Fields of names and addresses: greeting, contact line and signature are the template's, so the model need not see them."""

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG_START = re.compile(r"<(?=[\s/]*[A-Za-z!?|])")


def visible(text: str) -> str:
    """The text as a person reads it: without zero-width, bidirectional, tag and control characters and without HTML comments."""
    return _COMMENT.sub(" ", _HIDDEN.sub("", text))


@dataclass(frozen=True)
class _Line:
    """One line of evidence as the prompt shows it; `text` is a JSON string."""

    tag: str
    mode: str
    at: str
    origin: str
    text: str

    def __str__(self) -> str:
        return " | ".join(part for part in (self.tag, self.mode, self.at, self.origin, self.text) if part)


class Teller:
    """Turns outside text into what may stand in a prompt."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def plain(self, text: str) -> str:
        """Redacted and without tags, on one line, for origins."""
        return self.bare(text).replace("|", "/")

    def quoted(self, text: str) -> str:
        """A JSON string that cannot close a block."""
        return json.dumps(self.bare(text), ensure_ascii=False)

    def bare(self, text: str) -> str:
        """What `quoted` quotes."""
        return " ".join(self._safe(text).split())

    def _safe(self, text: str) -> str:
        return _TAG_START.sub("‹", self._redactor.redact(visible(text)))


@dataclass(frozen=True)
class Shown:
    """The evidence of one prompt.

    Attributes:
        lines: Of the record and the policy.
        past_reports: Of passages.
        tags: Of everything shown.
        notes: What did not fit, in plain sentences.
    """

    lines: tuple[str, ...]
    past_reports: tuple[str, ...]
    tags: frozenset[str]
    notes: tuple[str, ...]


def show(evidence: Iterable[Evidence], teller: Teller, *, zone: ZoneInfo, budget: int) -> Shown:
    """The evidence that a model is shown, at most `budget` characters of it; times are given in `zone`."""
    wanted = [item for item in evidence if item.field not in _LEFT_OUT]
    clean = [_without_orders(item) for item in wanted]
    items = [_shortened(item, budget // 4) for item in clean if item.clauses]
    told = {item.id: [str(line) for line in _lines(item, teller, zone)] for item in items}
    kept, notes = _within_budget(items, told, budget)
    shown = [item for item in items if item.id in kept]
    lines = tuple(line for item in shown if item.field != "passage" for line in told[item.id])
    past_reports = tuple(line for item in shown if item.field == "passage" for line in told[item.id])
    orders = sum(len(before.clauses) > len(after.clauses) for before, after in zip(wanted, clean, strict=True))
    if orders:
        what = "piece of evidence holds" if orders == 1 else "pieces of evidence hold"
        notes = (*notes, f"{orders} {what} sentences that read like orders to a drafting tool; the model was not shown them.")
    return Shown(lines, past_reports, frozenset(kept), notes)


def _without_orders(item: Evidence) -> Evidence:
    """The item without sentences that try to steer the model. Most items hold none, and are read once."""
    if not suspicious(item.text):
        return item
    return replace(item, clauses=tuple(clause for clause in item.clauses if not suspicious(clause.text)))


def _lines(item: Evidence, teller: Teller, zone: ZoneInfo) -> Iterator[_Line]:
    """The item's clauses, neighbours of one mode on one line."""
    at = f"{item.at.astimezone(zone):%H:%M} {item.at.astimezone(zone).tzname()}, {say_date(item.at, zone=zone)}" if item.at else ""
    origin = teller.plain(item.origin)
    for mode, clauses in groupby(item.clauses, key=lambda clause: clause.mode):
        # A passage is never told as this record's done or observed, whatever it says of its own incident.
        shown = Mode.PASSAGE if item.field == "passage" else mode
        yield _Line(item.id, shown.value, at, origin, teller.quoted(_joined(clauses)))


def _joined(clauses: Iterable[Clause]) -> str:
    text = ""
    for clause in clauses:
        said = f"{clause.label}: {clause.text}" if clause.label else clause.text
        text += f"{' ' if text.endswith(('.', '!', '?', ':', ',')) else ' / '}{said}" if text else said
    return text


def _within_budget(items: Sequence[Evidence], told: dict[str, list[str]], budget: int) -> tuple[set[str], tuple[str, ...]]:
    """Which tags fit. The oldest log entries go first, then the least similar passages, then the last of the fields."""
    size = {item.id: sum(len(line) + 1 for line in told[item.id]) for item in items}
    entries = [item.id for item in items if item.field == "updates"]
    passages = [item.id for item in reversed(items) if item.field == "passage"]
    fields = [item.id for item in reversed(items) if item.id not in {*entries, *passages}]
    kept, total, notes = set(size), sum(size.values()), []
    for what, candidates in (("older log entries", entries), ("past reports", passages), ("fields of the record", fields[:-1])):
        cut = 0
        for tag in candidates:
            if total <= budget:
                break
            kept.discard(tag)
            total -= size[tag]
            cut += 1
        if cut:
            notes.append(f"{cut} {what} did not fit into the prompt and were not shown to the model.")
    return kept, tuple(notes)


def _shortened(item: Evidence, limit: int) -> Evidence:
    """An item whose clauses have `limit` characters at most in all, cut between sentences; a sentence longer than that is cut short."""
    room, clauses = limit, []
    for clause in item.clauses:
        if room <= 0:
            break
        text = clause.text if len(clause.text) <= room else f"{clause.text[:room].rsplit(None, 1)[0]} …"
        clauses.append(replace(clause, text=text))
        room -= len(text)
    return replace(item, clauses=tuple(clauses))
