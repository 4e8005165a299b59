"""All checks on one text. Pure and quick: the same on a draft, on a person's edit, and on any pasted text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assistant.checks import commitment, completeness, consistency, grounding, injection, leak, structure, tone, tone_model
from assistant.checks.context import CheckContext
from assistant.checks.finding import CheckReport, Finding, FindingSeverity
from assistant.evidence.facts import Audience
from assistant.evidence.sentences import split_sentences

_FAMILIES = {
    Audience.CUSTOMER: (completeness, leak, tone, tone_model, structure, commitment, consistency, injection),
    Audience.INTERNAL: (completeness, leak, tone, injection),
}
"""What reads a text, beside grounding. A text for colleagues makes no promise to a customer and needs no customer's manners; that nobody is
blamed in it and no secret stands in it is still checked, by `tone` and `leak`."""


def run_checks(text: str, ctx: CheckContext) -> CheckReport:
    """Every family over `text`; findings worst first, then by place; every sentence with what backs it.

    Args:
        text: The body as it would be sent; offsets count its code points.
        ctx: The evidence, the deny list and the kind of message.
    """
    spans = split_sentences(text)
    sentences, found = grounding.assess(ctx, text, spans)
    families = _FAMILIES[ctx.audience]
    everything = [*found, *(finding for family in families for finding in family.check(ctx, text, spans))]
    return CheckReport(findings=tuple(_worst_first(everything)), sentences=sentences)


def check_note(ctx: CheckContext, note: str) -> tuple[Finding, ...]:
    """What to tell somebody of their own note for a revision: what hides in it or orders a tool about, and what must not reach the customer.

    A note is there to ask for words, so that alone is nothing to tell. It is no evidence either: what only a note says stops in the draft.

    Args:
        ctx: The surroundings of the draft that the note is about.
        note: The note as it was written; offsets count its code points.
    """
    told = [finding for finding in injection.suspicious(note) if finding.rule not in _ASKS_FOR_WORDS]
    told += [finding for finding in leak.check(replace(ctx, subject=""), note, ()) if finding.severity is not FindingSeverity.INFO]
    return tuple(
        finding.model_copy(update={"message": f"In the note for the revision, “{finding.text}”: {finding.message}"})
        for finding in _worst_first(told)
    )


_ASKS_FOR_WORDS = frozenset({"injection.request", "injection.steering", "injection.addressed"})


def _worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Without a second finding of the same family on an overlapping place; the worst, then the longest, stays."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.severity.weight, f.start - f.end, f.start, f.rule)):
        if not any(_overlap(finding, other) for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda f: (f.severity.weight, f.start, f.end, f.rule))


def _overlap(one: Finding, other: Finding) -> bool:
    if one.family is not other.family:
        return False
    if one.start == one.end or other.start == other.end:
        return one.rule == other.rule and (one.start, one.end) == (other.start, other.end)
    return one.start < other.end and other.start < one.end
