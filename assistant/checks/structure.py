"""The five principles of a customer message, as far as its build shows them.

Lead with what is known; specific next steps and times; acknowledge the impact; no blame, no excuses (see `tone`); one named contact. Asked
of known messages only: any other text may be built as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.evidence.sentences import Span, split_sentences
from assistant.records.clock import MessageKind

LONGEST_PARAGRAPH = 120
"""Words in one paragraph; beyond it nobody on a bad day reads on."""

_FEELING_FIRST = re.compile(
    r"^(?:(?:first(?: of all)?|before anything),? )?(?:we|i)(?:['’]m| am|['’]re| are)? (?:\w+ )?(?:sorry|apologi[sz]e|regret|would like to|want to (?:start|begin|thank|apologi[sz]e)|understand|appreciate)\b|^thank you\b",
    re.I,
)
_IMPACT = re.compile(
    r"\b(?:you|your)\b.{0,120}\b(?:lost|cost|costs|waited|without|could not|couldn['’]t|cannot|unable|missed|had to|have had to|delay\w*|fail\w*|stopp\w*|worked|working|disrupt\w*|affected|harm\w*|hours?|minutes|days?|morning|night|deadline|customers|orders|depots|team|users)\b",
    re.IGNORECASE,
)
_STEP_TIME = re.compile(
    r"\b\d{1,2}:\d{2}\b|\b\d+ (?:minutes|hours|days)\b|\btoday\b|\btomorrow\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bby\b|\bnot (?:yet )?(?:know|have an estimate)|\bestimate\b|\b\d{1,2} [A-Z][a-z]+\b",
    re.I,
)
_SECTION = r"^\s*\*\*{label}\*\*:[ \t]*(?P<body>[\s\S]*?)(?=^\s*\*\*[^*\n]+\*\*:|\Z)"


_finding = partial(Finding.at, family=Family.TONE)


def check(ctx: CheckContext, text: str, sentences: tuple[Span, ...]) -> Iterable[Finding]:
    """Findings on the build of a message."""
    yield from _walls(text)
    if ctx.kind == MessageKind.PROGRESS:
        yield from _lead(text)
        yield from _steps(text)
    if ctx.kind in {MessageKind.RESOLUTION, MessageKind.EXECUTIVE_APOLOGY, MessageKind.SHORT_APOLOGY}:
        yield from _impact(text)
    yield from _contact(ctx, text)


def _walls(text: str) -> Iterator[Finding]:
    for match in re.finditer(r"[^\n]+(?:\n(?!\s*\n|\s*[-*•#>|]|\s*\d+[.)]\s)[^\n]+)*", text):
        words = len(match.group().split())
        if words > LONGEST_PARAGRAPH:
            message = f"{words} words without a break."
            yield _finding(
                "wall_of_text",
                FindingSeverity.INFO,
                text,
                *match.span(),
                message,
                "Break it up: what is so, what was done, what comes next.",
            )


def _lead(text: str) -> Iterator[Finding]:
    section = re.search(_SECTION.format(label="Current Status"), text, re.MULTILINE)
    if not section:
        return
    first = next(iter(split_sentences(section["body"])), None)
    if first and _FEELING_FIRST.match(first.quote):
        start = section.start("body") + first.start
        message = "The status opens with something else than what is known."
        yield _finding(
            "lead",
            FindingSeverity.WARN,
            text,
            start,
            start + len(first.quote),
            message,
            "First what the customer can and cannot do now; thanks and regret after it.",
        )


def _steps(text: str) -> Iterator[Finding]:
    section = re.search(_SECTION.format(label="Next Steps"), text, re.MULTILINE)
    if section and not _STEP_TIME.search(section["body"]):
        start = section.start()
        end = start + len(section.group().rstrip())
        message = "No step has a time, and nothing says that there is no estimate yet."
        yield _finding(
            "steps_without_time",
            FindingSeverity.INFO,
            text,
            start,
            end,
            message,
            "Give each step its time or its estimate; where there is none, say so.",
        )


def _impact(text: str) -> Iterator[Finding]:
    if not any(_IMPACT.search(sentence.quote) for sentence in split_sentences(text)):
        message = "Nothing says what it did to this customer."
        yield _finding(
            "impact_missing",
            FindingSeverity.WARN,
            text,
            len(text),
            len(text),
            message,
            "Name the harm in the customer's own terms: who, what, how long.",
        )


def _contact(ctx: CheckContext, text: str) -> Iterator[Finding]:
    record = ctx.record
    if ctx.kind is None or record is None:
        return
    party = record.executive if ctx.kind == MessageKind.EXECUTIVE_APOLOGY else record.owner
    if party and party.name.split()[0].casefold() not in text.casefold():
        message = f"{party.name} is the contact, and is not named."
        yield _finding(
            "contact_missing",
            FindingSeverity.WARN,
            text,
            len(text),
            len(text),
            message,
            "Name one person whom the customer can reach, with telephone or e-mail.",
        )
