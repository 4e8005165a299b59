"""Is everything there that the message must have, in the fixed order, and nothing left over from a template?

Placeholders and gaps are looked for here, in any text; the labels of a message by `parts`, what its words must hold by `elements`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.checks import elements, parts
from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.evidence.facts import Audience
from assistant.evidence.passages import STAND_INS
from assistant.evidence.sentences import Span
from assistant.records.clock import MessageKind

_GAP = re.compile(r"⟨[^⟨⟩]*⟩|[⟨⟩]")
_BRACKET_WORDS = (
    r"name|customer|company|client|date|time|issue|product|service|insert|your|contact|phone|e-?mail|title|role|number|amount|cause|owner|id|link|url"
    r"|placeholder|fill|describe|team|executive|severity|region|details?|specify|xx+|todo|tbd|signature|recipient|account|ticket|impact|duration|status"
)
_PLACEHOLDERS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (
        "template",
        re.compile(r"\{\{[^{}\n]*\}\}|\{%[^\n]*?%\}|\$\{\w+\}|%\(\w+\)s|<%=?[^\n]*?%>"),
        "a template variable that was not filled",
    ),
    ("braces", re.compile(r"(?<![$\w{/])\{[A-Za-z][\w .-]{0,40}\}(?![}/])"), "a placeholder in braces"),
    (
        "brackets",
        re.compile(
            rf"\[(?!\s*[xX ]?\])(?:(?i:[^\[\]\n]{{0,40}}\b(?:{_BRACKET_WORDS})\b[^\[\]\n]{{0,60}})|[A-Z][A-Z0-9 _-]{{2,40}}|[A-Z][a-z]+(?: [A-Z][a-z]+)+|\.\.\.|…)\](?![(\[])"
        ),
        "a placeholder in square brackets",
    ),
    (
        "angles",
        re.compile(
            r"<(?:[A-Z][A-Z0-9 _-]{1,40}|(?:your|customer|insert|contact|company|first|last)[ _-][\w _-]{1,40}|name|date|time|issue)>"
        ),
        "a placeholder in angle brackets",
    ),
    (
        "marker",
        re.compile(
            r"\b(?:TODO|FIXME|TBD|TBC|TBA|TK|XXX+|CHANGEME|PLACEHOLDER|REPLACE ME)\b|\blorem ipsum\b|\bto be (?:confirmed|determined|added) (?:here|later|by \w+ before)\b",
            re.IGNORECASE,
        ),
        "a note that something is still to be written",
    ),
    (
        "note",
        re.compile(
            r"\((?:please |to )?(?:fill in|insert|add|complete|replace|update|check|verify)\b[^()\n]{0,80}\)|\b(?:fill (?:this |me )?in|replace this|insert [\w ]{1,30} here)\b(?: before sending)?",
            re.IGNORECASE,
        ),
        "a note to the writer",
    ),
    ("blank", re.compile(r"(?<![\w_/.-])_{3,}(?![\w_])|\.{6,}|\?{3,}"), "a blank to fill"),
    (
        "leftover",
        re.compile(
            r"(?:(?<=\bat )|(?<=\bby )|(?<=\bin )|(?<=\bof )|(?<=\bto )|(?<=\bfor )|(?<=\bsince )|(?<=\bfrom )|(?<=\buntil )|(?<=\bwithin )|(?<=\babout )|(?<=\bHi )|(?<=\bHello )|(?<=\bDear )|(?<=\bthe )|(?<=\bare )|(?<=\bis )|(?<=\bwas )|(?<=: )|(?<=\bthat )|(?<=\byour )|(?<=^))(?:None|undefined|NaN|NaT|null|nil)(?=\s*(?:[.,;:!?)]|$|UTC\b|minutes\b|hours\b|update\b|users\b|orders\b))(?!-)",
            re.MULTILINE,
        ),
        "a leftover of an empty field",
    ),
)
_NONE_IS_A_WORD = re.compile(
    r"(?:\b(?:workaround|answer|result|data loss|impact|customers?|users?|of (?:them|these|those|our|your))\b[^.\n]{0,12}[:=]?\s*|^\s*|:\s*)$",
    re.IGNORECASE,
)


def _finding(
    rule: str, text: str, start: int, end: int, message: str, suggestion: str, severity: FindingSeverity = FindingSeverity.BLOCK
) -> Finding:
    return Finding.at(rule, severity, text, start, end, message, suggestion, family=Family.COMPLETENESS)


def check(ctx: CheckContext, text: str, sentences: tuple[Span, ...]) -> Iterable[Finding]:
    """Gaps, placeholders, leftovers; for a known message its fixed parts in their order, and what its words must hold."""
    yield from _gaps(text)
    yield from _placeholders(ctx, text)
    if ctx.parts:
        yield from parts.check_document(ctx.parts, text)
    elif ctx.kind in set(MessageKind):
        kind = MessageKind(ctx.kind)
        yield from parts.check_message(kind, text)
        yield from elements.missing(kind, text)


def _gaps(text: str) -> Iterator[Finding]:
    for match in _GAP.finditer(text):
        words = match.group().strip("⟨⟩ ")
        who = re.match(r"for you(?:,\s*(?P<name>[^:⟩]+))?:", words)
        name = (who["name"] or "").strip() if who else ""
        yield _finding(
            "gap",
            text,
            *match.span(),
            "A gap that only a person can fill is open.",
            f"{name or 'The person who signs'} writes this in their own words, or takes it out.",
        )


def _placeholders(ctx: CheckContext, text: str) -> Iterator[Finding]:
    said = "\n".join(item.text for item in ctx.evidence if item.field != "passage").casefold()
    for name, pattern, what in _PLACEHOLDERS:
        for match in pattern.finditer(text):
            quote = match.group()
            if ctx.audience is Audience.INTERNAL and quote in STAND_INS.values():
                continue  # a past report is quoted, and this is how it reads
            repeated = quote.casefold() in said
            if _is_literal(name, text, match) or (repeated and name not in {"marker", "note"}):
                continue
            severity = FindingSeverity.WARN if repeated else FindingSeverity.BLOCK
            suggestion = "Fill it from the record, or take it out." if name != "leftover" else "Say it in words, or take the sentence out."
            yield _finding(f"placeholder.{name}", text, *match.span(), f"“{quote.strip()}” is {what}.", suggestion, severity)


def _is_literal(name: str, text: str, match: re.Match[str]) -> bool:
    """Whether the text speaks about the characters themselves: code, or "the field {amount}"."""
    before = text[max(0, match.start() - 40) : match.start()]
    after = text[match.end() : match.end() + 24]
    if name == "brackets" and (before[-1:] == "/" or (after[:1] in {"/", "%", "."} and after[1:2].isalnum())):
        return True  # part of a path
    if before.count("`") % 2 and "`" in after:
        return True
    if name == "leftover":
        return match.group() == "None" and _NONE_IS_A_WORD.search(before) is not None
    if name in {"braces", "angles", "template", "brackets"}:
        spoken = re.search(
            r"\b(?:field|tag|variable|token|parameter|placeholder|key|attribute|column|value|string|merge field|expression|element|label|called|named)s?\s+[\"“'‘`]?$",
            before,
            re.I,
        )
        quoted = before[-1:] in {'"', "“", "'", "‘"} and after[:1] in {'"', "”", "'", "’"}
        return (
            bool(spoken or quoted)
            or re.match(r"[\"”'’`]?\s+(?:field|tag|variable|token|parameter|placeholder|column|element)\b", after) is not None
        )
    if name == "marker":
        return re.search(r"[\w-]$", before) is not None or match.group() in {
            "tk",
            "Tk",
            "tba",
            "todo",
            "Todo",
            "Placeholder",
            "placeholder",
        }
    return False
