"""The promises of one sentence: what is promised, in which words, and by when. Pure.

A promise says that we, or something in our hands, will do or deliver something. Not promises: questions, conditions, what was done, what
users will see, what others said, and going on with the work ("we continue to monitor") without a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from assistant.checks import promise_words as words
from assistant.checks.due import due_in
from assistant.checks.present_promises import is_ours, tells_past, verb_first
from assistant.records.commitments import PromiseKind


@dataclass(frozen=True)
class Promise:
    """A promise found in one sentence.

    Attributes:
        kind: What is promised.
        start, end: Its place in the sentence.
        certain: False for an estimate ("we expect").
        lead: Where a time that was said before it begins, such as "By 15:00 UTC" in front of "we will ..."; else `start`.
        likely: True where only the wording as a whole speaks for it, and no rule: somebody has to confirm it.
    """

    kind: PromiseKind
    start: int
    end: int
    certain: bool
    lead: int = 0
    likely: bool = False


_ANY_INSTANT = datetime.fromisoformat("2026-01-05T10:00:00+00:00")
_UTC = ZoneInfo("UTC")


@lru_cache(maxsize=8192)
def promises_in(sentence: str) -> tuple[Promise, ...]:
    """The promises of one sentence, in order of place."""
    return tuple(_with_kind(_with_time(promise, sentence), sentence) for promise in _read(sentence))


def _with_kind(promise: Promise, sentence: str) -> Promise:
    """The promise with its kind by wider wordings, where the narrow ones tell none."""
    if promise.kind is not PromiseKind.ACTION:
        return promise
    said = sentence[promise.start : promise.end]
    kind = next((kind for kind, pattern in words.WIDE_KINDS if pattern.search(said)), None)
    if kind is None and words.HAVE_IT.search(said):
        # "We owe you a report, and you'll have it on 6 May": what "it" is stands before.
        before = sentence[: promise.start]
        kind = next((kind for kind, pattern in words.KINDS if kind is not PromiseKind.FIX and pattern.search(before)), None)
    return replace(promise, kind=kind or promise.kind)


def _with_time(promise: Promise, sentence: str) -> Promise:
    """The promise with the time of the clause before it, where that speaks of the same: "The call is on for 16:00, and we'll dial you in"."""
    before = sentence[: promise.start]
    if promise.lead < promise.start or _timed(sentence[promise.start : promise.end]) or not _timed(before) or tells_past(before):
        return promise
    same = any(kind is promise.kind and pattern.search(before) for kind, pattern in (*words.KINDS, *words.WIDE_KINDS))
    return replace(promise, lead=0) if same else promise


def _read(sentence: str) -> tuple[Promise, ...]:
    if sentence.rstrip().endswith("?") or any(pattern.search(sentence) for pattern in words.NEVER):
        return ()
    sentence = without_quotations(sentence)
    sentence = words.LONG_WORD.sub(lambda found: "·" * len(found.group()), sentence)
    sentence = words.ASIDE.sub(lambda found: " " * len(found.group()), sentence)
    plan = _planned(sentence)
    if plan:
        return (plan,)
    parts = _two_clauses(sentence)
    if parts:
        return parts
    offer = words.OFFER.search(sentence)
    if (
        offer
        and words.KINDS[0][1].search(sentence)
        and not words.REFUSED.search(sentence)
        and not words.CONDITION.search(sentence[: offer.start()])
    ):
        return (Promise(PromiseKind.CREDIT, offer.start(), len(sentence.rstrip()), True, offer.start()),)
    for joint in words.NEXT_CLAUSE.finditer(sentence):
        # "..., and by Thursday noon we repeat the test": a promise of its own, whose time is not the other's.
        after = sentence[joint.end() :]
        own = tuple(_by_time(after)) or (promises_in(after) if _timed(after) and _timed(sentence[: joint.start()]) else ())
        before = promises_in(sentence[: joint.start()]) if own else ()
        if before:
            return (*before, *(_moved(each, joint.end()) for each in own))
    return tuple(_distinct(_found(sentence))) or tuple(_by_time(sentence)) or _behind_colon(sentence)


def _two_clauses(sentence: str) -> tuple[Promise, ...]:
    """The promises of a sentence that makes two, each with a time of its own or money: "I'll call you at ten, and the report follows on Friday"."""
    for joint in words.AND.finditer(sentence):
        head, rest = sentence[: joint.start()], sentence[joint.end() :]
        if not _timed(head) or not (_timed(rest) or words.KINDS[0][1].search(rest)):
            continue
        prefix = verb_first(rest)
        after = promises_in(prefix + rest)
        before = promises_in(head) if after else ()
        money = after and after[0].kind is PromiseKind.CREDIT and all(each.kind is not PromiseKind.CREDIT for each in before)
        if before and (money or _timed(rest)):
            return (*before, *(_moved(each, joint.end() - len(prefix), joint.end()) for each in after))
    return ()


def without_quotations(sentence: str) -> str:
    """The sentence with blanks for what it quotes of somebody; marks without a word of saying stand for a name."""
    if not words.REPORTED.search(words.QUOTED.sub(" ", sentence)):
        return sentence
    return words.QUOTED.sub(lambda found: " " * len(found.group()), sentence)


def _planned(sentence: str) -> Promise | None:
    """A plan in the form of documents; its time is the one of the label, whatever others the plan names."""
    plan = words.PLAN.match(sentence)
    if plan is None:
        return None
    start, end = plan.span("label" if plan["label"] else "by")
    if not _timed(sentence[start:end]):
        return None
    kind = next((each for each, pattern in words.KINDS if pattern.search(sentence) and each is not PromiseKind.FIX), PromiseKind.ACTION)
    return Promise(kind, start, end, True, start)


def _behind_colon(sentence: str) -> tuple[Promise, ...]:
    """The promise of what a lead announces: "Two things from our side: the new part ..."."""
    head, colon, rest = sentence.partition(": ")
    return tuple(_moved(each, len(head) + 2) for each in _by_time(rest)) if colon else ()


def _moved(promise: Promise, by: int, least: int = 0) -> Promise:
    return replace(promise, start=max(promise.start + by, least), end=promise.end + by, lead=max(promise.lead + by, least))


def _timed(words_: str) -> bool:
    return due_in(words_, _ANY_INSTANT, _UTC) is not None


def due_of(sentence: str, promise: Promise, sent_at: datetime, zone: ZoneInfo) -> datetime | None:
    """When a promise of a sentence falls due: by its own words, else by a time said before it.

    Args:
        sentence: The sentence.
        promise: One of `promises_in(sentence)`.
        sent_at: When it was sent.
        zone: For days, and for clock times without a zone.
    """
    due = due_in(sentence[promise.start : promise.end], sent_at, zone)
    return due if due or promise.lead >= promise.start else due_in(sentence[promise.lead : promise.start], sent_at, zone)


def _found(sentence: str) -> Iterator[Promise]:
    heads = list(_heads(sentence))
    ours_before = False
    for number, head in enumerate(heads):
        end = heads[number + 1].start if number + 1 < len(heads) else len(sentence.rstrip())
        if head.name == "will":
            ours_before, admitted = _will(head, sentence, ours_before=ours_before)
        else:
            ours_before, admitted = True, True
        if not admitted or words.INVALID.search(sentence[: head.end]):
            continue
        guessed = (
            number > 0 and heads[number - 1].name == "hope" and words.THAT_IT_WILL.fullmatch(sentence, heads[number - 1].end, head.end)
        )
        lead = 0 if number == 0 and words.LEAD.match(sentence) else head.start
        yield from (replace(each, certain=each.certain and not guessed) for each in _segments(sentence, head, end, lead=lead))


@dataclass(frozen=True)
class _Head:
    """The words that begin a promise: which form they have, their place, and the subject of "will"."""

    name: str
    start: int
    end: int
    who: str


def _by_time(sentence: str) -> Iterator[Promise]:
    """A promise in the present tense, which only the time to come makes one: "the report follows next week"."""
    if next(_heads(sentence), None) or tells_past(sentence) or not is_ours(sentence) or not _timed(sentence):
        return
    kind = next((each for each, pattern in words.KINDS if pattern.search(sentence)), PromiseKind.ACTION)
    yield Promise(kind, 0, len(sentence.rstrip()), True, 0)


def _heads(sentence: str) -> Iterator[_Head]:
    at, verbs = 0, False
    while found := words.HEAD.search(sentence, at):
        at = max(found.end(), found.start() + 1)
        name = next(name for name in _FORMS if found[name])
        who, start = (found["who"] or ""), found.start()
        cut = list(words.CLAUSE.finditer(who))
        if cut:
            # "..., and our team will": the subject begins after what joins it to the clause before, which may hold a head of its own.
            joined = cut[-1].end() if who[cut[-1].end() :].strip() else cut[-1].start()
            who, start = who[joined:].strip(), start + joined
            for other in words.OTHER_HEAD.finditer(sentence, found.start(), start):
                yield _Head(next(form for form in _FORMS[:-1] if other[form]), other.start(), other.end(), "")
        # "We will send the next update by ten" is one promise, not two.
        if name not in {"bare", "present"} or not verbs or re.search(r"[;–—]", sentence[: found.start() + 2]):
            yield _Head(name, start, found.end(), who)
        verbs = True


_FORMS = ("expect", "allow", "bare", "going", "present", "hope", "will")


def _will(head: _Head, sentence: str, *, ours_before: bool) -> tuple[bool, bool]:
    """Whether the subject of "will" is us, and whether what it will do is a promise of ours."""
    who, rest = head.who, sentence[head.end :]
    if words.YOU.search(who):
        return False, bool(words.YOU_GET.match(rest))
    if re.search(r"\b(?:nobody|no one|none of you)\W*$", who, re.I) and words.NOBODY_PAYS.match(rest):
        return False, True
    if words.THEY.search(who) or words.RULE.search(f"{who} {rest}"):
        return False, False
    if who.lower() == "there":
        return False, not re.match(r"\s*be no\b", rest) and any(
            pattern.search(rest) for kind, pattern in words.KINDS if kind is not PromiseKind.FIX
        )
    if who.lower() in words.JOINING:
        before = sentence[: head.start]
        named = words.NAMED_BEFORE.match(before) and words.PERSON_DOES.match(rest) and _timed(rest)
        ours = ours_before or words.WE_BEFORE.search(before) is not None or bool(named)
        return ours, ours or bool(words.KINDS[3][1].match(rest.lstrip()) or _delivers(rest))
    if words.NAME.search(who) and words.PERSON_DOES.match(rest) and not words.THEIR_PERSON.match(who):
        return True, True
    if words.OURS.search(who) and not re.match(r"\s*(?:be|remain|stay) (?:unavailable|down|slow|affected|delayed)\b", rest):
        return True, True
    return False, _delivers(rest, who)


def _delivers(rest: str, who: str = "") -> bool:
    """Whether what something will do is a delivery of ours, and not a forecast: "the patch will go out", "it will be withdrawn on Monday"."""
    if words.TROUBLE.search(rest.split(",")[0][:60]):
        return False
    # "Your charge will be reduced" is money given, also without a time.
    passive = words.PASSIVE.match(rest) and (_timed(f"{who} {rest}") or words.KINDS[0][1].search(f"{who}{rest}"))
    return bool(words.DELIVERED.match(rest) or passive or words.DELIVERABLE.search(who))


def _segments(sentence: str, head: _Head, end: int, *, lead: int) -> Iterator[Promise]:
    """The promises from one head on; "call you and credit the fee" are two."""
    places = [head.end, *(join.end() for join in words.JOIN.finditer(sentence, head.end, end)), end]
    # What is scheduled, or next, stands before the words that say so.
    begun = (
        max((m.end() for m in words.CLAUSE_END.finditer(sentence, 0, head.start)), default=0)
        if head.name in {"hope", "present"} or head.who.lower() in words.JOINING
        else head.start
    )
    begun = 0 if head.who.lower() in words.JOINING and words.IT.search(sentence[head.end : end]) else begun
    certain, kind, start = head.name != "hope", None, head.start
    for here, following in pairwise(places):
        piece = sentence[begun:following] if kind is None else sentence[here:following]
        own = next((each for each, pattern in words.KINDS if pattern.search(piece)), None)
        if kind is None:
            kind = own or _announced(sentence, head) or PromiseKind.ACTION
        elif own and own is not kind and words.GIVES.match(piece):
            yield from _one(sentence, Promise(kind, start, here, certain, lead), head)
            kind, start, lead = own, here, here
    if kind is not None:
        yield from _one(sentence, Promise(kind, start, end, certain, lead), head)


def _announced(sentence: str, head: _Head) -> PromiseKind | None:
    """What the subject is that stands before an aside: "A report on the failure, together with the measures, will be ..."."""
    if head.name != "will" or words.OURS.search(head.who) or "," not in sentence[: head.start + 1].rstrip()[-1:]:
        return None
    return next((kind for kind, pattern in words.KINDS[:3] if pattern.search(sentence[: head.start])), None)


def _one(sentence: str, promise: Promise, head: _Head) -> Iterator[Promise]:
    """The promise, unless it is only an effort, a condition or a forecast."""
    said = sentence[promise.start : promise.end]
    after = sentence[max(promise.start, head.end) : promise.end]
    timed = due_of(sentence, promise, _ANY_INSTANT, _UTC) is not None
    vague = promise.kind in {PromiseKind.ACTION, PromiseKind.FIX}
    if vague and (words.GOING_ON.match(after) or (not timed and (words.EFFORT.match(after) or head.name == "allow"))):
        return
    if promise.kind is not PromiseKind.NEXT_UPDATE and words.LATE_IF.search(after):
        return
    if head.name == "expect" and vague and words.TROUBLE.search(said):
        return  # "expect to see longer queues" warns
    if head.name == "hope":
        expected = words.HOPED_ONLY.search(sentence[head.start : head.end]) is not None
        if promise.kind is PromiseKind.ACTION and expected and words.BY_WHEN.match(after):
            promise = replace(promise, kind=PromiseKind.FIX)  # "we expect the rest by 18:30"
        only_hoped = promise.kind is PromiseKind.ACTION and (expected or not timed)
        untimed = promise.kind is PromiseKind.FIX and not timed and not words.SOON.search(said)
        if (
            untimed
            or only_hoped
            or words.HOPE_EFFECT.search(said)
            or words.TROUBLE.search(said)
            or words.WORK_TO_COME.search(_clause_to(sentence, promise))
        ):
            return
    yield promise


def _clause_to(sentence: str, promise: Promise) -> str:
    """The promise with the subject before it: "Maintenance is planned for Sunday"."""
    begun = max((found.end() for found in words.CLAUSE_END.finditer(sentence, 0, promise.start)), default=0)
    return sentence[begun : promise.end]


def _distinct(found: Iterator[Promise]) -> list[Promise]:
    """Without a second promise of one kind in one sentence that says no more: "we will update you at 10, and updates will follow at 12" are two."""
    kept: list[Promise] = []
    for promise in found:
        if not any(other.kind is promise.kind and other.end > promise.start for other in kept):
            kept.append(promise)
    return kept
