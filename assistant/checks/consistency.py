"""What a new message says beside what the customer was told before: a time, a figure, a cause, a scope or a state that changed unsaid.

Earlier messages are evidence of their own: the customer has them. Nobody expects that nothing changes; a message that says so ("earlier I told
you 10:15; it is now 11:00") is in order. Held against each other are the new text and the newest message that spoke of the matter. Broken
promises belong to `commitment`, unbacked words to `grounding`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.checks import consistency_words as words
from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.told import GENERIC, History, Sentence, history_of, in_record, is_message, newest, same_matter, sentence_at
from assistant.checks.told_figures import changed_figure, same_time, start_of
from assistant.checks.wording import content_stems, stem
from assistant.evidence.facts import Mode
from assistant.evidence.sentences import Span
from assistant.evidence.values import ValueKind, extract_values
from assistant.records.clock import say_time

_MINUTE = 60
_ROUGH = 20 * 60
"""Seconds within which two times told without a clock time ("in about two hours") are the same."""


@dataclass(frozen=True)
class _Clash:
    """What a new sentence contradicts."""

    rule: str
    told: Sentence
    message: str
    suggestion: str
    blocks: bool = False
    said_so: str = ""
    """Words that would say so, to stand before the sentence; empty where only a person can know them."""


def check(ctx: CheckContext, text: str, sentences: tuple[Span, ...]) -> Iterable[Finding]:
    """Findings on sentences that contradict an earlier message and do not say that something changed; at most one a sentence."""
    history = history_of(ctx)
    if not history:
        return
    for place, span in enumerate(sentences):
        new = sentence_at(sentences, place, ctx.now, ctx.policy.zone)
        clash = next((found for rule in _RULES for found in [rule(ctx, new, history)] if found), None)
        if clash:
            yield _finding(text, span, clash, ctx)


def _moved_end(ctx: CheckContext, new: Sentence, history: History) -> _Clash | None:
    due = new.end_due
    if due is None or new.says(words.SAID_BEFORE, words.MOVED):
        return None
    for told in newest(history, lambda sentence: sentence.end_due and same_matter(sentence, new)):
        before = told.end_due
        if before is None or same_time(before, due, exact=_MINUTE, rough=_ROUGH):
            return None
        if new.around(value.canonical for value in extract_values(told.quote) if value.kind in {ValueKind.TIME, ValueKind.DATE}):
            return None
        clock = say_time(before[0], now=ctx.now or before[0], zone=new.zone) if before[1] else ""
        return _Clash(
            "eta_moved",
            told,
            "This is another time than the one the customer was given, and nothing says that it moved.",
            "Name the earlier time, and say what changed.",
            said_so=f"Our earlier estimate was {clock}." if clock else "",
        )
    return None


def _figure(ctx: CheckContext, new: Sentence, history: History) -> _Clash | None:
    if not new.figures or new.says(words.SAID_BEFORE, words.RECOUNTED):
        return None
    for told in newest(history, lambda sentence: any(figure.like(other) for figure in sentence.figures for other in new.figures)):
        pair = changed_figure(told.figures, new.figures)
        if pair is None or new.around([pair[0].value.canonical]):
            continue
        old, now = pair
        return _Clash(
            "figure_changed",
            told,
            f"“{now.value.quote}” is another figure than the “{old.value.quote}” that the customer was told, and nothing says that it changed.",
            "Say what the earlier figure was, and why it is another now.",
            blocks=_only_in_record(ctx, old.value.canonical, now.value.canonical),
            said_so=f"Our earlier message said {old.value.quote}.",
        )
    return None


def _only_in_record(ctx: CheckContext, old: str, new: str) -> bool:
    """Whether a field of the record confirms the old figure, and nothing in the record has the new one."""
    record = ctx.record
    if record is None or record.customer.users_affected is None or str(record.customer.users_affected) != old:
        return False
    return not in_record(ctx, {new})


def _start(ctx: CheckContext, new: Sentence, history: History) -> _Clash | None:
    start = start_of(new.quote)
    if start is None or new.says(words.SAID_BEFORE):
        return None
    for told in newest(history, lambda sentence: start_of(sentence.quote) and same_matter(sentence, new)):
        before = start_of(told.quote)
        if before is None or before.near(start) or new.around([before.clock]):
            return None
        began = ctx.record.started_at if ctx.record else None
        confirmed = began is not None and before.is_at(began) and not in_record(ctx, {start.clock, *start.utc})
        return _Clash(
            "start_changed",
            told,
            "This is another start than the one the customer was told, and nothing says that it was corrected.",
            "Say which time was told before, and which is right.",
            blocks=confirmed,
            said_so=f"Earlier we gave the start as {before.quote}.",
        )
    return None


def states_cause(quote: str) -> bool:
    """Whether a sentence gives a cause of the problem as a fact."""
    named = words.CAUSE.search(quote) or (words.REASON.search(quote) and words.HARM.search(quote))
    return bool(named) and not words.SUSPECTED.search(quote) and not words.NOT_CAUSE.search(quote)


def _leaves_cause_open(sentence: Sentence) -> bool:
    suspected = words.SUSPECTED.search(sentence.quote) and re.search(
        r"\b(?:cause\w*|because|due to|connected|related|release|change|checking|behind)\b", sentence.quote, re.IGNORECASE
    )
    return bool(words.UNKNOWN_CAUSE.search(sentence.quote) or (suspected and not sentence.end_due))


def _cause(ctx: CheckContext, new: Sentence, history: History) -> _Clash | None:
    if not states_cause(new.quote):
        return None
    told = next(newest(history, lambda sentence: _leaves_cause_open(sentence) or states_cause(sentence.quote)), None)
    if told is None or _confirms(ctx, new):
        return _other_cause(told, new, blocks=False) if told else None
    if states_cause(told.quote):
        return _other_cause(told, new, blocks=_confirms(ctx, told))
    return _Clash(
        "early_cause",
        told,
        "The customer was told that the cause is open, and nothing in the record has confirmed one since.",
        "Say that it is still being confirmed, or add the confirmation to the record first.",
    )


def _other_cause(told: Sentence, new: Sentence, *, blocks: bool) -> _Clash | None:
    named = all(words.CAUSE.search(sentence.quote) and states_cause(sentence.quote) for sentence in (told, new))
    if not named or _alike(told, new) or new.says(words.SAID_BEFORE, words.RECOUNTED):
        return None
    message = "The customer was told another cause, and nothing says that it was corrected."
    return _Clash("cause_changed", told, message, "Name the cause that was told before, and say that it was wrong.", blocks)


def _alike(one: Sentence, other: Sentence) -> bool:
    causes = one.topic - _CAUSE_STEMS, other.topic - _CAUSE_STEMS
    return len(causes[0] & causes[1]) >= 0.5 * max(1, min(len(causes[0]), len(causes[1])))


_CAUSE_STEMS = frozenset(stem(word) for word in words.CAUSE_WORDS.split())


def _confirms(ctx: CheckContext, new: Sentence) -> bool:
    """Whether the record, messages aside, holds this cause as a fact."""
    for item in ctx.evidence.items:
        if item.field == "passage" or is_message(item):
            continue
        for clause in item.clauses:
            named = item.field == "root_cause" or states_cause(clause.text) or re.search(r"\bconfirmed\b|\broot cause\b", clause.text, re.I)
            real = clause.mode in {Mode.OBSERVED, Mode.DONE} and not words.SUSPECTED.search(clause.text)
            shared = new.topic & content_stems(clause.text)
            if named and real and len(shared) >= max(1, 0.35 * len(new.topic)):
                return True
    return False


def _scope(ctx: CheckContext, new: Sentence, history: History) -> _Clash | None:
    if not words.NARROW.search(new.quote) or not words.HARM.search(new.quote) or new.says(words.SAID_BEFORE, words.RECOVERED):
        return None
    if words.WIDE.search(new.quote) or words.WIDE.search(new.before):
        return None
    limited = _of_what(words.NARROW, new.quote)
    for told in newest(history, lambda sentence: words.HARM.search(sentence.quote) and sentence.topic & new.topic):
        wide = _of_what(words.WIDE, told.quote) & limited
        if wide and not words.NARROW.search(told.quote) and not words.OVER.search(told.quote):
            return _Clash(
                "scope_shrank",
                told,
                "The customer was told of a wider scope, and nothing says that part of it is well again or was counted wrongly.",
                "Say what has recovered, or that the earlier scope was wrong.",
            )
    return None


def _of_what(scope: re.Pattern[str], quote: str) -> frozenset[str]:
    """What a word such as "all" or "some" is said of: the stems of the next few words."""
    following = (" ".join(quote[found.end() :].split()[:_NEAR]) for found in scope.finditer(quote))
    return frozenset(stem_ for words_ in following for stem_ in content_stems(words_))


_NEAR = 5


def _tells_over(sentence: Sentence) -> bool:
    found = words.OVER.search(sentence.quote)
    return found is not None and not words.NOT_OVER.search(sentence.quote[: found.start()][-45:])


def _tells_trouble(sentence: Sentence) -> bool:
    found = words.TROUBLE.search(sentence.quote)
    return bool(found) and not words.NOT_TROUBLE_NOW.search(sentence.quote) and not sentence.quote.rstrip().endswith("?")


def _state(ctx: CheckContext, new: Sentence, history: History) -> _Clash | None:
    if not _tells_trouble(new) or new.says(words.SAID_BEFORE, words.CAME_BACK):
        return None
    latest = next((message for message in history if any(_tells_over(s) or _tells_trouble(s) for s in message)), ())
    if any(_tells_trouble(sentence) for sentence in latest):
        return None
    for told in latest:
        well, ill = told.topic - _STATE_STEMS, _failing(new.quote)
        whole = not well and words.THE_INCIDENT.search(told.quote) is not None
        # "Curie models" and "Davinci models" are two things; "exports" and "exports of your team" may be one.
        if _tells_over(told) and (whole or (well & ill and (well <= ill or ill <= well))):
            return _Clash(
                "state_contradicted",
                told,
                "The customer was told that this is over, and nothing says that it came back.",
                "Say that it came back and since when, or that the earlier message was too early.",
                blocks=whole and ctx.record is not None and ctx.record.status.is_over,
            )
    return None


def _failing(quote: str) -> frozenset[str]:
    """What does not work, in stems: the clause with the trouble, for "exports work; imports still fail" tells of two things."""
    found = words.TROUBLE.search(quote)
    clause = next((c for c in _CLAUSE.finditer(quote) if found and c.start() <= found.start() < c.end()), None)
    return content_stems(clause.group() if clause else quote) - GENERIC - _STATE_STEMS


_CLAUSE = re.compile(r"(?:(?!,? (?:but|and|while|although|though) |[;:–—]).)+")
_STATE_STEMS = frozenset(stem(word) for word in words.STATE_WORDS.split())


def _loss(ctx: CheckContext, new: Sentence, history: History) -> _Clash | None:
    if not words.LOSS.search(new.quote) or words.SUSPECTED.search(new.quote) or new.says(words.SAID_BEFORE):
        return None
    denies = words.NO_LOSS.search(new.quote) is not None
    for told in newest(history, lambda sentence: words.LOSS.search(sentence.quote) and not words.SUSPECTED.search(sentence.quote)):
        if (words.NO_LOSS.search(told.quote) is not None) is not denies:
            return _Clash(
                "loss_contradicted",
                told,
                "The customer was told the opposite about lost or exposed data, and nothing says so.",
                "Say first that the earlier message was wrong, then what is known now.",
            )
    return None


_RULES: tuple[Callable[[CheckContext, Sentence, History], _Clash | None], ...] = (
    _loss, _state, _cause, _moved_end, _start, _figure, _scope,
)  # fmt: skip


def _finding(text: str, span: Span, clash: _Clash, ctx: CheckContext) -> Finding:
    at = f" at {say_time(clash.told.at, now=ctx.now or clash.told.at, zone=ctx.policy.zone)}" if clash.told.at else ""
    return Finding(
        rule=f"{Family.CONSISTENCY.value}.{clash.rule}",
        family=Family.CONSISTENCY,
        severity=FindingSeverity.BLOCK if clash.blocks else FindingSeverity.WARN,
        start=span.start,
        end=span.end,
        text=text[span.start : span.end],
        message=f"{clash.message} Told{at}: “{_short(clash.told.quote)}”",
        suggestion=clash.suggestion,
        replacement=f"{clash.said_so} {span.quote}" if clash.said_so and not clash.blocks else None,
    )


def _short(quote: str, limit: int = 160) -> str:
    return quote if len(quote) <= limit else f"{quote[:limit].rsplit(None, 1)[0]} …"
