"""Promises that a message leaves unanswered: past due, or due before the next message, and the text does not say how they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.wording import content_stems, plain_words
from assistant.evidence.facts import Audience
from assistant.records.clock import MessageKind, promised_next_update, say_time
from assistant.records.commitments import Judged, PromiseKind, to_answer

_LATE = re.compile(
    r"\b(?:late(?:r than)?|overdue|promised|missed|kept you waiting|(?:long|longer) (?:wait|silence)|should have (?:written|updated|heard|had)|were to (?:have|hear))\b",
    re.I,
)
_END = re.compile(
    r"\b(?:estimat\w+|expect\w*|resolved|fixed|restored|over|complete[d]?|repaired|longer than|has passed|still (?:not|being|working|down))\b",
    re.I,
)
_NAMED = {
    PromiseKind.CALL: re.compile(r"\b(?:call\w*|phone\w*|rang|ring|spoke\w*|talked|meeting)\b", re.I),
    PromiseKind.REPORT: re.compile(r"\b(?:report|analysis|RCA|post-?mortem|write-?up|summary of|account of)\b", re.I),
    PromiseKind.CREDIT: re.compile(r"\b(?:credit\w*|refund\w*|reimburs\w*|waive\w*|compensat\w*|discount\w*)\b", re.I),
}


def check(ctx: CheckContext, text: str) -> Iterator[Finding]:
    """One finding that names every promise which the text should answer and does not."""
    if ctx.record is None or ctx.now is None or ctx.audience is not Audience.CUSTOMER or ctx.kind not in set(MessageKind):
        return
    horizon, _ = promised_next_update(ctx.record, ctx.policy, now=ctx.now)
    left = [each for each in to_answer(ctx.promises, until=horizon) if not answers(text, each)]
    if not left:
        return
    named = "; ".join(f"“{each.commitment.text}” ({_when(each, ctx)})" for each in left)
    one = len(left) == 1
    message = f"{'A promise is' if one else f'{len(left)} promises are'} due before the next message, and the text does not answer {'it' if one else 'them'}: {named}."
    suggestion = "Say that it is done, or when it will be; if it was kept or withdrawn, say so in the ledger."
    yield Finding.at("unanswered", FindingSeverity.WARN, text, len(text), len(text), message, suggestion, family=Family.COMMITMENT)


def _when(each: Judged, ctx: CheckContext) -> str:
    if each.commitment.due_at is None or ctx.now is None:
        return "no time"
    said = say_time(each.commitment.due_at, now=ctx.now, zone=ctx.policy.zone)
    return f"was due {said}" if each.late else f"due {said}"


def answers(text: str, each: Judged) -> bool:
    """Whether a text speaks of a promise. A message that goes out in time answers the promise of an update by itself."""
    promise = each.commitment
    if promise.kind is PromiseKind.NEXT_UPDATE:
        return not each.late or _LATE.search(text) is not None
    if plain_words(promise.text) in plain_words(text):
        return True
    pattern = _END if promise.kind is PromiseKind.FIX else _NAMED.get(promise.kind)
    if pattern is not None:
        return pattern.search(_without_offers(text)) is not None
    wanted = content_stems(promise.text)
    return any(len(content_stems(line) & wanted) >= max(2, (len(wanted) + 2) // 3) for line in text.splitlines())


_OFFER = re.compile(r"[^.\n]*(?:\bQuestions\?[^\n]*|\bcall me directly\b[^.\n]*|\bopen to a call\b[^.\n]*\?)", re.I)


def _without_offers(text: str) -> str:
    """Without the standing invitation to call, which answers no promised call."""
    return _OFFER.sub(" ", text)
