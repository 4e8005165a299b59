"""The promises of messages that the customer has, as the ledger enters them, and the entries of the log that tell they were kept. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache

from assistant.checks import due, present_promises, promise_model, promise_words, spoken_times
from assistant.checks.commitment import extract_commitments, promises_of
from assistant.checks.context import CheckContext
from assistant.checks.wording import content_stems
from assistant.evidence.facts import EvidenceSet, Mode
from assistant.evidence.gather import gather
from assistant.evidence.modes import mode_of
from assistant.evidence.sentences import split_sentences
from assistant.records.commitments import Behind, Commitment, PromiseKind, Told
from assistant.records.fingerprint import fingerprint
from assistant.records.model import EscalationRecord, UpdateKind
from assistant.records.policy import Policy


def rules_fingerprint(policy: Policy) -> str:
    """Changes with the rules by which promises are found: a log that was read by others is read again."""
    return fingerprint([policy.zone.key, _rules()])


@cache
def _rules() -> str:
    tables = [value for module in (promise_words, present_promises, due, spoken_times, promise_model) for value in vars(module).values()]
    patterns = [value.pattern for value in tables if isinstance(value, re.Pattern)]
    kinds = [[kind.value, pattern.pattern] for kind, pattern in (*promise_words.KINDS, *promise_words.WIDE_KINDS)]
    model = promise_model.promise_model()
    return fingerprint([patterns, kinds, model.likely, model.bias, model.weights])


def commitments_in(
    text: str,
    record: EscalationRecord,
    policy: Policy,
    *,
    sent_at: datetime,
    source: str,
    draft_id: str | None = None,
    kind: str | None = None,
) -> tuple[Commitment, ...]:
    """The promises of one message, each with its due time, owner and what stood behind it.

    Args:
        text: The message as it went out.
        record: The escalation when it did.
        policy: For the zone, and as evidence.
        sent_at: When it went out; relative times count from here.
        source: What it is: "draft D-0004, version 2", "log entry 5".
        draft_id: The draft, where it was one.
        kind: Which message; an executive's promises are the executive's.
    """
    if not promises_of(text, sent_at=sent_at, zone=policy.zone, likely=True):
        return ()  # most log entries promise nothing, and evidence is dear
    return _entered(text, CheckContext(policy, gather(record, policy), record, kind, now=sent_at), source, draft_id)


def commitments_in_log(record: EscalationRecord, policy: Policy) -> tuple[Commitment, ...]:
    """The promises of the messages to the customer in a record's log, oldest first; one that a later message only repeats is left out.

    The evidence behind them is that of the record as it stands: what it was at the time of the message is not kept.
    """
    found: list[Commitment] = []
    around: CheckContext | None = None
    for number, update in enumerate(record.updates, start=1):
        if update.kind is UpdateKind.CUSTOMER_MESSAGE and promises_of(update.text, sent_at=update.at, zone=policy.zone, likely=True):
            around = around or CheckContext(policy, gather(record, policy), record)
            made = _entered(update.text, replace(around, now=update.at), f"log entry {number}", None)
            found += new_among(made, found)
    return tuple(found)


def _entered(text: str, around: CheckContext, source: str, draft_id: str | None) -> tuple[Commitment, ...]:
    record, sent_at = around.record, around.now
    if record is None or sent_at is None:
        return ()
    found = [
        Commitment(
            "",
            record.id,
            _words(each.text, each.kind),
            PromiseKind(each.kind),
            sent_at,
            each.due_at,
            each.owner,
            tuple(_behind(around.evidence, each.backed_by)),
            source,
            draft_id,
            each.certain,
            each.likely,
        )
        for each in extract_commitments(text, around, likely=True)
    ]
    return _told_once(found)


_TIME_ONLY = re.compile(r"^(?:by|at|before|within|in|around|on|no later|as soon|every|\d)\b", re.I)


def _words(sentence: str, kind: str) -> str:
    """The words of a promise; a time that stood behind the label "Next Update" is told with it."""
    return (
        f"Next update {sentence}"
        if kind == PromiseKind.NEXT_UPDATE and _TIME_ONLY.match(sentence) and len(sentence) < 90 and not _VERB.search(sentence)
        else sentence
    )


_VERB = re.compile(r"\b(?:will|expect|update|hear|write)\b|['’]ll\b", re.I)


def new_among(made: Iterable[Commitment], earlier: Sequence[Commitment]) -> list[Commitment]:
    """What a message promises anew: not what an earlier one promised for the same time, or in the same words without a time.

    The next update is new each time: the message that repeats its time has kept the promise before it. A proposal stands in no promise's way,
    because nobody owes it.
    """
    return [
        each
        for each in made
        if each.kind is PromiseKind.NEXT_UPDATE
        or not any(_repeats(each, other) for other in earlier if other.made_at < each.made_at and _counts_beside(other, each))
    ]


def _counts_beside(other: Commitment, each: Commitment) -> bool:
    """Whether another promise can make one superfluous: a proposal only another proposal."""
    return each.proposed or not other.proposed


def _repeats(later: Commitment, earlier: Commitment) -> bool:
    if later.kind is not earlier.kind or later.due_at != earlier.due_at:
        return False
    if later.kind is PromiseKind.FIX and later.due_at:
        return True
    one, other = content_stems(later.text), content_stems(earlier.text)
    return len(one & other) >= 0.6 * max(1, min(len(one), len(other)))


def _told_once(found: Sequence[Commitment]) -> tuple[Commitment, ...]:
    """Without what one message says twice: "by 10:00 UTC ... you will hear from me by then" is one promise."""
    timed = [each for each in found if each.kind is PromiseKind.NEXT_UPDATE and each.due_at]
    kept: list[Commitment] = []
    for each in sorted(found, key=lambda one: one.proposed):  # so that what a rule found is what stays
        untimed = each.kind is PromiseKind.NEXT_UPDATE and each.due_at is None and any(_counts_beside(other, each) for other in timed)
        same = any(
            other.kind is each.kind
            and other.due_at == each.due_at
            and (each.due_at is not None or other.text == each.text)
            and _alike(each, other)
            for other in kept
        )
        if not untimed and not same and not any((other.kind, other.text) == (each.kind, each.text) for other in kept):
            kept.append(each)
    return tuple(kept)


def _alike(one: Commitment, other: Commitment) -> bool:
    """Whether two promises of one message for one time are the same: always for updates and the end, else by their words."""
    return one.kind in {PromiseKind.NEXT_UPDATE, PromiseKind.FIX} or _repeats(
        replace(one, kind=PromiseKind.ACTION), replace(other, kind=PromiseKind.ACTION)
    )


def _behind(evidence: EvidenceSet, tags: Iterable[str]) -> Iterable[Behind]:
    for tag in tags:
        item = next((each for each in (*evidence.items, *evidence.withheld) if each.id == tag), None)
        if item is not None:
            yield Behind(tag, item.field, item.text)


# Kept, as the log tells it

_NOUNS = {
    PromiseKind.CALL: re.compile(
        r"\b(?:calls?|phone|telephone|video conference|conversation|meeting|called|rang|phoned|spoke|talked)\b", re.I
    ),
    PromiseKind.REPORT: re.compile(r"\b(?:report|analysis|rca|post-?mortem|pir|write-?up|summary|account of)\b", re.I),
    PromiseKind.CREDIT: re.compile(
        r"\b(?:credit\w*|refund\w*|reimburse\w*|waive\w*|compensat\w+|discount\w*|goodwill|contract|invoice)\b", re.I
    ),
}
_DEEDS = {
    PromiseKind.CALL: re.compile(
        r"\b(?:called|rang|phoned|spoke|spoken|talked|met|(?:call|meeting|conversation) (?:was )?(?:held|took place|done|completed|finished|with [A-Z]\w+ (?:at|on|from)))\b",
        re.I,
    ),
    PromiseKind.REPORT: re.compile(
        r"\b(?:sent|shared|published|delivered|attached|provided|handed|posted|submitted|mailed|e-?mailed|issued)\b", re.I
    ),
    PromiseKind.CREDIT: re.compile(
        r"\b(?:credited|refunded|issued|waived|applied|reimbursed|booked|granted|paid|extended|posted|transferred|processed)\b", re.I
    ),
}
_FAILED = re.compile(
    r"\b(?:not|no|never|nobody|could not|unable|failed|tried|attempt\w*|asked|requested|promised|unanswered|voicemail|missed|without|wants?|wrong)\b|n['’]t\b",
    re.I,
)
_TELLING = frozenset({UpdateKind.ACTION, UpdateKind.CUSTOMER_MESSAGE})


def told_in_log(promise: Commitment, record: EscalationRecord) -> Told | None:
    """The first entry after a promise that tells it was kept: an action or a message, in the past, that names the thing and the deed.

    For the next update and the end of the problem the log's times decide, and None is returned.
    """
    if promise.kind in {PromiseKind.NEXT_UPDATE, PromiseKind.FIX}:
        return None
    for number, update in enumerate(record.updates, start=1):
        if update.at > promise.made_at and update.kind in _TELLING:
            filed = None if update.kind is UpdateKind.CUSTOMER_MESSAGE else update.kind
            sentence = _telling(update.text, filed, promise.kind, promise.text)
            if sentence is not None:
                return Told(update.at, f"Log entry {number}", sentence)
    return None


@lru_cache(maxsize=16384)
def _telling(entry: str, filed: UpdateKind | None, kind: PromiseKind, promised: str) -> str | None:
    """The sentence of an entry that tells of the deed. Cached: a queue asks the same again and again."""
    return next((span.quote for span in split_sentences(entry) if _tells(span.quote, filed, kind, promised)), None)


def _tells(sentence: str, filed: UpdateKind | None, kind: PromiseKind, promised: str) -> bool:
    if _FAILED.search(sentence):
        return False
    if kind in _DEEDS:
        named = _NOUNS[kind].search(sentence) and _DEEDS[kind].search(sentence)
        return bool(named) and mode_of(sentence, filed) not in {Mode.PLANNED, Mode.ONGOING, Mode.DECIDED, Mode.SUSPECTED}
    if mode_of(sentence, filed) is not Mode.DONE:
        return False
    told, wanted = content_stems(sentence), content_stems(promised)
    return len(told & wanted) >= max(2, (len(wanted) + 1) // 2)
