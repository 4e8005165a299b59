"""Promises: which ones a text makes, when they fall due, and what stands behind them.

A promise that the record does not back is broken from the start. Backed by: the estimate, the next action, authorised gestures, follow-ups,
prevention dates, and the policy's pace of updates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from assistant.checks import unanswered
from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.promise_model import likely_promise
from assistant.checks.promises import Promise, due_of, promises_in
from assistant.checks.wording import content_stems, plain_words
from assistant.evidence.facts import Evidence, Mode
from assistant.evidence.sentences import Span, split_sentences
from assistant.evidence.values import Value, ValueKind, extract_values
from assistant.records.clock import MessageKind
from assistant.records.commitments import PromiseKind

__all__ = ["FoundCommitment", "Promise", "PromiseKind", "check", "extract_commitments", "promises_in", "promises_of"]


@dataclass(frozen=True)
class FoundCommitment:
    """A promise of a whole text, as a draft lists it; field names are those of `assistant.drafting.draft.Commitment`."""

    text: str
    kind: str
    due_at: datetime | None
    owner: str | None
    backed_by: tuple[str, ...]
    start: int
    end: int
    certain: bool = True
    """False for an estimate ("we expect")."""
    likely: bool = False
    """True where only its wording as a whole speaks for it; somebody has to confirm it."""


_LABELLED_UPDATE = re.compile(
    r"(?:\*\*)?(?:Next (?:Status )?Update|Update expected|ETA for next update)(?: (?:at|by|due|expected))?(?:\*\*:|:\*\*|:)\s*(?:\*\*)?(?P<when>[^\n]+)",
    re.IGNORECASE,
)
_GUARANTEE = re.compile(
    r"\b(?:guarantee[sd]?|promise(?:s|d)?|assure you|can assure|commit|swear)\b[^.\n]{0,60}\b(?:never|not|no|won['’]t|always|100|zero|permanent\w*|fixed|resolved|happen|every)\b"
    r"|\b(?:will|shall|can)(?: (?:absolutely|definitely|certainly))? never (?:happen|occur|recur|see|experience|be)\b|\b(?:won['’]t|will not|cannot|can['’]t) (?:ever )?(?:happen|occur|recur) again\b|\bnever again\b",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:we (?:accept|admit|acknowledge|assume) (?:full |all |any |our |legal )*(?:liability|negligence|breach)|we (?:are|were) (?:fully |legally |solely )?(?:liable|negligent|in breach)|we (?:breached|violated|have breached) (?:the|our|your) (?:contract|agreement|SLA|terms|GDPR)|our negligence|grossly negligent)\b",
    re.IGNORECASE,
)


def promises_of(
    text: str, *, sent_at: datetime | None, zone: ZoneInfo, likely: bool = False
) -> tuple[tuple[Span, Promise, datetime | None], ...]:
    """Every promise of a text in order: its sentence, the promise, and when it is due.

    Args:
        text: The text.
        sent_at: When it is sent; None for a text without a time, whose promises then have no due time.
        zone: For days, and for clock times without a zone.
        likely: Also what only the classifier takes for one, where a person goes over what is found; no finding rests on these.
    """
    found: list[tuple[Span, Promise, datetime | None]] = []
    labelled = {match.start("when") for match in _LABELLED_UPDATE.finditer(text)}
    for span in split_sentences(text):
        if "⟨" in span.quote:
            continue  # an open gap tells a person what to write; it promises the customer nothing
        promises = promises_in(span.quote)
        if span.start in labelled and all(promise.kind is not PromiseKind.NEXT_UPDATE for promise in promises):
            promises = (Promise(PromiseKind.NEXT_UPDATE, 0, len(span.quote), True),)
        if likely and not promises and (read := likely_promise(span.quote)):
            promises = (read,)
        for promise in promises:
            found.append((span, promise, due_of(span.quote, promise, sent_at, zone) if sent_at else None))
    return tuple(found)


def extract_commitments(text: str, ctx: CheckContext, *, likely: bool = False) -> tuple[FoundCommitment, ...]:
    """Every promise of a text in order, with its due time, owner and the evidence behind it; `likely` as for `promises_of`."""
    found = []
    for span, promise, due in promises_of(text, sent_at=ctx.now, zone=ctx.policy.zone, likely=likely):
        values = [v for v in extract_values(span.quote) if v.start >= promise.lead and v.start < promise.end]
        backing = _backing(promise, span.quote, values, due, ctx)
        found.append(
            FoundCommitment(
                span.quote,
                promise.kind.value,
                due,
                _owner(span.quote, ctx, backing),
                tuple(item.id for item in backing),
                span.start,
                span.end,
                promise.certain,
                promise.likely,
            )
        )
    return tuple(found)


def _owner(sentence: str, ctx: CheckContext, backing: list[Evidence]) -> str | None:
    record = ctx.record
    if record is None:
        return None
    if backing and record.next_action and backing[0].field == "next_action" and record.next_action.owner:
        return record.next_action.owner
    if backing and backing[0].field == "prevention":
        owners = [action.owner for action in record.prevention if action.owner and action.action.rstrip(".") in backing[0].text]
        if owners:
            return owners[0]
    by_executive = ctx.kind == MessageKind.EXECUTIVE_APOLOGY and re.search(r"\b(?:I|my)\b", sentence) is not None
    party = record.executive if by_executive and record.executive else record.owner
    return party.name if party else None


_FIELDS_BEHIND = {
    PromiseKind.CREDIT: ("gestures",),
    PromiseKind.REPORT: ("follow_ups", "next_action", "prevention"),
    PromiseKind.CALL: ("follow_ups", "gestures", "next_action"),
    PromiseKind.FIX: ("eta", "next_action", "prevention", "resolution"),
    PromiseKind.ACTION: ("next_action", "prevention", "follow_ups", "workaround"),
}


def _backing(promise: Promise, sentence: str, values: list[Value], due: datetime | None, ctx: CheckContext) -> list[Evidence]:
    """What stands behind a promise, best first: a field with the same time, then a plan in the same words, then policy."""
    everything = [*ctx.evidence.items, *(item for item in ctx.evidence.withheld if item.field in {"gestures", "follow_ups"})]
    if promise.kind is PromiseKind.NEXT_UPDATE:
        return [item for item in everything if item.field == "policy" and "update_every" in item.origin][:1]
    stems = content_stems(sentence)
    backing = []
    for item in everything:
        if item.field == "gestures" and not _granted(item):
            continue
        if item.field in _FIELDS_BEHIND[promise.kind]:
            same_time = due is not None and item.at is not None and abs((item.at - due).total_seconds()) <= 60
            shared = len(stems & content_stems(item.text))
            open_field = all(clause.mode is Mode.FIELD for clause in item.clauses)
            if not open_field and (same_time or item.field == "gestures" or (item.field != "eta" and shared >= max(2, len(stems) // 3))):
                backing.append(item)
        elif item.field == "updates" and item.public and _planned_alike(item, stems, values):
            backing.append(item)
    backing.sort(key=lambda item: item.field == "updates")
    return backing[:3]


def _granted(item: Evidence) -> bool:
    return "not authorised" not in item.text


def _planned_alike(item: Evidence, stems: frozenset[str], values: list[Value]) -> bool:
    timed = [value for value in values if value.kind in {ValueKind.TIME, ValueKind.DURATION}]
    for clause in item.clauses:
        if clause.mode not in {Mode.PLANNED, Mode.DECIDED, Mode.ONGOING, Mode.MESSAGE}:
            continue
        there = {form for value in extract_values(clause.text) for form in (value.canonical, *value.alternatives)}
        if timed and all({value.canonical, *value.alternatives} & there for value in timed):
            return True
        if not timed and len(stems & content_stems(clause.text)) >= max(2, len(stems) // 3):
            return True
    return False


_finding = partial(Finding.at, family=Family.COMMITMENT)


def check(ctx: CheckContext, text: str, sentences: tuple[Span, ...]) -> Iterable[Finding]:
    """Promises that nothing backs, earlier ones left unanswered, guarantees, and admissions that only counsel makes."""
    for span in sentences:
        for pattern, rule, severity, message, suggestion in (
            (_GUARANTEE, "guarantee", FindingSeverity.WARN, "Nobody can keep a promise about everything that may happen.", "Name the measure and its date instead."),
            (_LEGAL, "legal", FindingSeverity.BLOCK, "This is a legal admission; the record does not authorise one.", "Take responsibility in plain words, and leave liability to counsel."),
        ):  # fmt: skip
            found = pattern.search(span.quote)
            if found and not _stands_in_evidence(span.quote, ctx):
                yield _finding(rule, severity, text, span.start + found.start(), span.start + found.end(), message, suggestion)
    if ctx.record is not None:
        yield from _unbacked(ctx, text)
        yield from unanswered.check(ctx, text)


def _stands_in_evidence(quote: str, ctx: CheckContext) -> bool:
    words = plain_words(quote)
    for item in ctx.evidence:
        if item.field == "passage":
            continue
        if words in plain_words(item.text):
            return True
        # A composer's lead or time around a quotation ("Planned: ...") makes no new promise.
        clauses = [plain_words(clause.text) for clause in item.clauses]
        if any(len(clause) >= 0.6 * len(words) and clause in words for clause in clauses if len(clause.split()) > 3):
            return True
    return False


_UNBACKED_TIME: dict[str, tuple[str, str, str]] = {
    PromiseKind.FIX: (
        "eta",
        "No estimate or plan in the record backs this time.",
        "Give the recorded estimate, or the time of the next update instead.",
    ),
    PromiseKind.REPORT: (
        "report",
        "No follow-up in the record backs this date.",
        "Add the follow-up to the record, or leave the date out.",
    ),
    PromiseKind.ACTION: ("action", "No plan in the record backs this time.", "Take the time from the record, or leave it out."),
}
"""Kind of promise to rule, reason and suggestion, where it names a time that nothing backs."""


def _unbacked(ctx: CheckContext, text: str) -> Iterator[Finding]:
    for promise in extract_commitments(text, ctx):
        known = ctx.known.get(promise.text)
        if known and known.status in {"template", "policy"}:
            continue
        # Money needs somebody's authority; that a log entry speaks of it is none.
        if promise.kind != PromiseKind.CREDIT and _stands_in_evidence(promise.text, ctx):
            continue
        timed = [v for v in extract_values(promise.text) if v.kind in {ValueKind.TIME, ValueKind.DATE, ValueKind.DURATION}]
        place = (promise.start, promise.end)
        if promise.kind == PromiseKind.CREDIT:
            yield from _credit(ctx, text, promise)
        elif promise.backed_by:
            continue
        elif timed and (unbacked := _UNBACKED_TIME.get(promise.kind)):
            rule, message, suggestion = unbacked
            yield _finding(rule, FindingSeverity.WARN, text, *place, message, suggestion)
        elif promise.kind == PromiseKind.FIX and re.search(r"\bwill\b|['’]ll\b", promise.text):
            yield _finding(
                "fix",
                FindingSeverity.INFO,
                text,
                *place,
                "This promises an end that no plan in the record backs.",
                "Say what is being done, and call an estimate an estimate.",
            )


def _credit(ctx: CheckContext, text: str, promise: FoundCommitment) -> Iterator[Finding]:
    gestures = [item for item in (*ctx.evidence.items, *ctx.evidence.withheld) if item.id in promise.backed_by and item.field == "gestures"]
    suggestion = "Offer only what the record's approver has authorised."
    if not gestures:
        yield _finding(
            "credit", FindingSeverity.BLOCK, text, promise.start, promise.end, "Nobody has authorised this in the record.", suggestion
        )
        return
    granted = {v.canonical for item in gestures for v in extract_values(item.text) if v.kind in _SUMS}
    for value in extract_values(promise.text):
        if value.kind in _SUMS and value.canonical not in granted:
            start, end = promise.start + value.start, promise.start + value.end
            yield _finding(
                "credit", FindingSeverity.BLOCK, text, start, end, f"“{value.quote}” is not the amount that was authorised.", suggestion
            )


_SUMS = {ValueKind.MONEY, ValueKind.PERCENT}
