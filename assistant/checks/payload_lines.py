"""Lines that name the problem and are no sentences: a subject, and what the problem is called inside a sentence of the template."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.checks.basis import basis_of
from assistant.checks.claims import record_words
from assistant.checks.context import CheckContext
from assistant.checks.payload_words import SUBJECT_LEADS
from assistant.checks.trust import trusted, unasked
from assistant.checks.wording import content_stems, stem
from assistant.evidence.sentences import Span, split_sentences
from assistant.evidence.support import Support
from assistant.evidence.values import ValueKind, extract_values
from assistant.records.clock import MessageKind

_TOLD_OVER = re.compile(r"^(?!.*\bnot\b).*\b(?:resolved|closed|fixed)\b", re.IGNORECASE)


def line_parts(line: str, kind: str | None) -> tuple[Span, ...]:
    """The parts between dashes, without those that are only a template's lead.

    Args:
        line: The subject, or what the problem is called.
        kind: Of the document; a resolution may begin with "Resolved".
    """
    places, start = [], 0
    for dash in re.finditer(r"\s+[-–—]\s+|$", line):
        places.append(Span(start, dash.start(), line[start : dash.start()]))
        start = dash.end()
    leads = frozenset(re.findall(r"[^\W_]+", SUBJECT_LEADS))
    return tuple(
        part
        for part in places
        if "⟨" not in part.quote
        and not (part.quote == "Resolved" and kind == MessageKind.RESOLUTION)
        and (_TOLD_OVER.search(part.quote) or set(re.findall(r"[^\W_]+", part.quote.casefold())) - leads)
    )


def own_words(ctx: CheckContext) -> frozenset[str]:
    """The words of the record's names, and of its title as far as its first sentence, which names the problem."""
    sentences = [set(re.findall(r"[^\W_]+", span.quote.casefold())) for span in split_sentences(ctx.record.title if ctx.record else "")]
    added = frozenset[str]().union(*sentences[1:]) - frozenset[str]().union(*sentences[:1])
    return record_words(ctx.record) - added


def is_foreign(ctx: CheckContext, part: str) -> bool:
    """Whether a value, a name, or more than half of the words stands neither in the title nor in the house's own words, or is a mere code."""
    titles = (
        replace(item, text=item.clauses[0].text, clauses=item.clauses[:1])
        for item in unasked(ctx).items
        if item.field == "title" and item.clauses
    )
    basis = basis_of((*titles, *trusted(ctx).items), ctx.policy.organisation.zone)
    values = [value for value in extract_values(part) if value.kind is not ValueKind.NAME]
    if any(basis.support(value) is Support.ABSENT for value in values):
        return True
    own, leads = own_words(ctx), content_stems(SUBJECT_LEADS)
    words = [word for word in re.findall(r"[^\W_]+", part) if stem(word) not in leads]
    small = [word for word in words if word.islower() and len(word) > 2]
    capitals = [word for word in words[1:] if word[0].isupper() and word.casefold() not in own]
    if small and any(not basis.knows(word) for word in capitals):
        return True
    known = frozenset[str]().union(*(point.stems for point in basis.points), *(content_stems(word) for word in own))
    stems = content_stems(part) - leads
    return 2 * len(stems - known) > len(stems) or (not small and any(value.kind is ValueKind.REFERENCE for value in values))
