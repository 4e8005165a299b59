"""Promises: which ones a text makes, when they fall due, and what stands behind them.

A promise that the record does not back is broken from the start. Backed by: the estimate, the next action, authorised gestures, follow-ups,
prevention dates, and the policy's pace of updates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.wording import content_stems, plain_words
from assistant.evidence.facts import Evidence, Mode
from assistant.evidence.sentences import Span, split_sentences
from assistant.evidence.values import Value, ValueKind, extract_values
from assistant.records.clock import MessageKind


class PromiseKind(StrEnum):
    """What is promised."""

    NEXT_UPDATE = "next_update"
    REPORT = "report"
    CALL = "call"
    CREDIT = "credit"
    FIX = "fix"
    ACTION = "action"


@dataclass(frozen=True)
class Promise:
    """A promise found in one sentence."""

    kind: PromiseKind
    start: int
    end: int
    certain: bool
    """False for an estimate ("we expect")."""


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


_WE = r"(?:I|we|you|our (?:team|engineers|support team|specialists|finance team)|my team|they|it|this|that|the [\w -]{1,40}?|your [\w -]{1,40}?|all [\w -]{1,40}?|\w+ \w+)"
_WILL = rf"\b(?:{_WE} (?:will|shall)\b|(?:I|we|you|it|they|that)['’]ll\b|we(?:['’]re| are) going to\b|I(?:['’]m| am) going to\b|you can expect\b)(?! not\b)"
_HOPE = r"\b(?:(?:I|we) (?:expect|anticipate|estimate|aim|intend|plan|hope|should)\b|(?:is|are) (?:expected|scheduled|planned|estimated|due|set) (?:to|for|by)\b|\bETA\b|should be\b|\bestimate (?:that|to|it|is|completion)\b|\bgoes live\b|\bgo live\b|\bwill be (?:fixed|resolved|restored|complete|completed|done|ready|back|available|live)\b)"
_PROMISE = re.compile(rf"(?P<will>{_WILL})|(?P<hope>{_HOPE})", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|unless|would you|could you|can you|do you|whether)\b", re.IGNORECASE)
_NOT_OURS = re.compile(
    r"\b(?:you|customers?|users?|travellers?|your (?:team|users|customers)) (?:will|['’]ll|should) (?:(?:still|also|continue|then|now) )?(?:need|see|notice|find|be able|have to|be asked|be affected|experience|continue)",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[PromiseKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (PromiseKind.CREDIT, r"\b(?:credit(?:ed|ing|s)?(?! cards?)|refund\w*|compensat\w+|reimburs\w+|waive\w*|discount\w*|free (?:month|months|of charge|training|consulting)|extend(?:ed)? (?:your )?(?:contract|terms))\b"),
        (PromiseKind.REPORT, r"\b(?:post[- ]?(?:incident|mortem)(?: report| review)?|root[- ]cause (?:analysis|report)|RCA|incident report|full report|written (?:report|summary|explanation)|report to you|summary of (?:the|this) (?:incident|cause)|detailed (?:report|explanation|summary|analysis))\b"),
        (PromiseKind.CALL, r"\b(?:call|ring|phone|speak (?:to|with)|talk (?:to|with))\b (?:you|[A-Z]\w+)|\bschedule a (?:call|meeting)|\bset up a (?:call|meeting)"),
        (PromiseKind.NEXT_UPDATE, r"\b(?:next update|(?:an?|another|my|our|further|more|regular|the next|follow-?up)\s+(?:\w+\s+)?(?:status\s+)?updates?|update you|write (?:to you |again|back)|hear from (?:me|us)|be in touch|get back to you|report back|keep you (?:posted|informed|updated)|let you know|follow up|tell you|inform you|share (?:an|more|another|further)|provide (?:an?|another|more|further)|post (?:an?|another|more)|updates? (?:every|will|at|by|in|within)|come back to you|send you (?:an|another|the next) update|confirm (?:to|with) you|contact you)\b"),
        (PromiseKind.FIX, r"\b(?:fix(?:ed|es)?|resolv\w+|restor\w+|complet\w+|ready|back|working|work again|recover\w*|operational|available|repair\w*|correct(?:ed|ion)|solved?|finish\w*|done|mitigat\w+|arrive|in (?:the|your) feed|current)\b"),
    )
)  # fmt: skip
_OFFER = re.compile(
    r"\b(?:I|we)(?:['’](?:re|m)| are| am)?(?: (?:hereby|also|now|happy to|able to|pleased to|glad to|can|would like to|have decided to|agree to))*"
    r" (?:grant|confirm|offer|approv|issu|giv|credit|refund|waiv|compensat|reimburs|discount|guarante)(?:e|ing)?\b"
    r"|\b(?:are|is|be) entitled to\b|\b(?:refund|credit|compensation|discount|waiver)\b[^.\n]{0,40}\b(?:has been|have been|is|are) (?:approved|granted|authori[sz]ed|confirmed)\b",
    re.IGNORECASE,
)
"""Money given in the present tense: as much a promise as "we will", and just as much in need of somebody's authority."""
_REFUSED = re.compile(r"\b(?:no|not|cannot|can['’]t|unable|without|never)\b|n['’]t\b", re.IGNORECASE)
_LABELLED_UPDATE = re.compile(r"\*\*Next Update\*\*:\s*(?P<when>[^\n]+)")
_END = re.compile(r"\b(?:by|at|before|until|on|within|in|from|no later than|this|next)\b", re.IGNORECASE)
_GUARANTEE = re.compile(
    r"\b(?:guarantee[sd]?|promise(?:s|d)?|assure you|can assure|commit|swear)\b[^.\n]{0,60}\b(?:never|not|no|won['’]t|always|100|zero|permanent\w*|fixed|resolved|happen|every)\b"
    r"|\b(?:will|shall|can)(?: (?:absolutely|definitely|certainly))? never (?:happen|occur|recur|see|experience|be)\b|\b(?:won['’]t|will not|cannot|can['’]t) (?:ever )?(?:happen|occur|recur) again\b|\bnever again\b",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:we (?:accept|admit|acknowledge|assume) (?:full |all |any |our |legal )*(?:liability|negligence|breach)|we (?:are|were) (?:fully |legally |solely )?(?:liable|negligent|in breach)|we (?:breached|violated|have breached) (?:the|our|your) (?:contract|agreement|SLA|terms|GDPR)|our negligence|grossly negligent)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def promises_in(sentence: str) -> tuple[Promise, ...]:
    """The promises of one sentence; at most one, of the kind that weighs most. Questions, offers and conditions are none."""
    if sentence.rstrip().endswith("?"):
        return ()
    offer = _OFFER.search(sentence)
    money = _KINDS[0][1].search(sentence)
    if offer and money and not _REFUSED.search(sentence) and not _CONDITION.search(sentence[: offer.start()]):
        return (Promise(PromiseKind.CREDIT, offer.start(), len(sentence.rstrip()), True),)
    found = _PROMISE.search(sentence)
    if (
        not found
        or any(m.start() <= found.start() < m.end() for m in _NOT_OURS.finditer(sentence))
        or _CONDITION.search(sentence[: found.start()])
    ):
        return ()
    said = sentence[found.start() :]
    said = re.split(r"[,;]\s+(?:and|but|so that|because|which)\s|;\s", said)[0] if len(said) > 160 else said
    kind = next((kind for kind, pattern in _KINDS if pattern.search(said)), PromiseKind.ACTION)
    return (Promise(kind, found.start(), len(sentence), found["will"] is not None),)


def due_at(values: Iterable[Value], now: datetime | None, zone: ZoneInfo) -> datetime | None:
    """When something falls due by the times in its words: a day without a time ends at 23:59 in `zone`; None when no time is named."""
    times = [value for value in values if value.kind is ValueKind.TIME]
    days = [value for value in values if value.kind is ValueKind.DATE]
    spans = [value for value in values if value.kind is ValueKind.DURATION]
    if now is None:
        return None
    if not times and not days:
        return now + timedelta(seconds=spans[-1].amount or 0) if spans else None
    local = now.astimezone(zone)
    day = next((found for value in reversed(days) if (found := _day(value.canonical, local.date()))), None)
    if not times:
        return datetime.combine(day, time(23, 59), zone) if day else None
    face = times[-1]
    utc = next(iter(sorted(face.alternatives)), None)
    shown, in_zone = (utc[:-1], ZoneInfo("UTC")) if utc else (face.canonical, zone)
    clock = time(int(shown[:2]), int(shown[3:5]))
    base = day or now.astimezone(in_zone).date()
    due = datetime.combine(base, clock, in_zone)
    return due if day or due >= now - timedelta(hours=6) else due + timedelta(days=1)


def _day(form: str, today: date) -> date | None:
    if form.startswith("day:"):
        return today + timedelta(days=int(form[4:]))
    if form.startswith("weekday:"):
        return today + timedelta(days=(int(form[8:]) - today.weekday()) % 7)
    parts = form.removeprefix("--").split("-")
    if len(parts) < (2 if form.startswith("--") else 3):
        return None
    year = today.year if form.startswith("--") else int(parts[0])
    try:
        day = date(year, int(parts[-2]), int(parts[-1]))
    except ValueError:
        return None
    return day.replace(year=year + 1) if form.startswith("--") and day < today - timedelta(days=180) and day.month != 2 else day


def extract_commitments(text: str, ctx: CheckContext) -> tuple[FoundCommitment, ...]:
    """Every promise of a text in order, with its due time, owner and the evidence behind it."""
    found = []
    labelled = {match.start("when") for match in _LABELLED_UPDATE.finditer(text)}
    for span in split_sentences(text):
        if "⟨" in span.quote:
            continue  # an open gap tells a person what to write; it promises the customer nothing
        if span.start in labelled:
            promises: tuple[Promise, ...] = (Promise(PromiseKind.NEXT_UPDATE, 0, len(span.quote), True),)
        else:
            promises = promises_in(span.quote)
        for promise in promises:
            values = [
                value for value in extract_values(span.quote) if value.start >= promise.start or promise.kind is PromiseKind.NEXT_UPDATE
            ]
            due = due_at(values, ctx.now, ctx.policy.zone)
            backing = _backing(promise, span.quote, values, due, ctx)
            found.append(
                FoundCommitment(
                    span.quote,
                    promise.kind.value,
                    due,
                    _owner(span.quote, ctx, backing),
                    tuple(i.id for i in backing),
                    span.start,
                    span.end,
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
    """Promises that nothing backs, guarantees, and admissions that only counsel makes."""
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
