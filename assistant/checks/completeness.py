"""Is everything there that the message must have, in the fixed order, and nothing left over from a template?

The labels of the four messages are fixed by the product; the words between them are not. Placeholders are looked for in any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from assistant.checks.context import CheckContext, Part
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.evidence.sentences import Span
from assistant.records.clock import MessageKind

_GAP = re.compile(r"⟨[^⟨⟩]*⟩|[⟨⟩]")
_LIST = r"^\s*(?:[-*•]|\d+[.)])\s+\S"

PARTS: dict[MessageKind, tuple[tuple[str, str, str], ...]] = {
    MessageKind.ACKNOWLEDGMENT: (
        (
            "introduction",
            r"\b(?:I['’]m|I am|my name is|this is)\s+[^\W\d_]",
            "who is writing, their role, and that they handle it personally",
        ),
        ("here_we_are", r"^\s*Here['’]s where we are:", "the line “Here's where we are:” with its three bullets"),
        ("bullets", _LIST, "the bullets under “Here's where we are:”"),
        (
            "next_update",
            r"\b(?:update|write|call|hear)\b.{0,40}\b(?:by|at|before|within)\b.{0,20}\d|\bwhen something changes\b",
            "when the next update comes",
        ),
        (
            "contact",
            r"^\s*Your dedicated contact for this issue:\s*\S",
            "“Your dedicated contact for this issue:” with name, e-mail and phone",
        ),
    ),
    MessageKind.PROGRESS: (
        ("cadence", r"^\s*Here['’]s your [^\n]*\bupdate:", "the line “Here's your … update:”"),
        ("current_status", r"^\s*\*\*Current Status\*\*:\s*\S", "“**Current Status**:” with what the customer can do now"),
        ("done", r"^\s*\*\*What We['’]ve Done\*\*:\s*\S", "“**What We've Done**:” with its list"),
        ("next_steps", r"^\s*\*\*Next Steps\*\*:\s*\S", "“**Next Steps**:” with its list"),
        ("next_update", r"^\s*\*\*Next Update\*\*:\s*\S", "“**Next Update**:” with a clock time and its zone"),
        ("whom_to_call", r"\b(?:call|ring|reach|phone|contact|write to)\s+(?:me|us)\b|\bQuestions\?", "whom to call"),
    ),
    MessageKind.RESOLUTION: (
        ("what_happened", r"^\s*\*\*What Happened\*\*:\s*\S", "“**What Happened**:”"),
        ("what_we_did", r"^\s*\*\*What We Did\*\*:\s*\S", "“**What We Did**:”"),
        ("prevention", r"^\s*\*\*Preventing Recurrence\*\*:\s*\S", "“**Preventing Recurrence**:”"),
        ("apology", r"\b(?:sorry|apologi[sz]e|apolog(?:y|ies))\b", "an apology that names the disruption"),
        ("callback", r"\b(?:\d+|fifteen|thirty|twenty|ten) minutes\b", "the request for a short conversation this week"),
        ("thanks", r"\b(?:thank you|thanks)\b", "thanks"),
    ),
    MessageKind.EXECUTIVE_APOLOGY: (
        ("introduction", r"\b(?:I['’]m|I am|my name is)\s+[^\W\d_]", "who is writing and with what title"),
        ("apology", r"\b(?:sorry|apologi[sz]e|apolog(?:y|ies))\b", "the apology with its specific impact"),
        ("responsibility", r"\b(?:responsib\w+|our (?:fault|failure|mistake)|we failed|I own|accountable)\b", "full responsibility"),
        (
            "items",
            r"^\s*1[.)]\s+\S[\s\S]*^\s*2[.)]\s+\S[\s\S]*^\s*3[.)]\s+\S",
            "three numbered items: immediate fix, process change, prevention measure",
        ),
        ("call", r"\b(?:call|talk|speak|conversation|direct line|ring)\b", "the offer of a direct call"),
        ("trust", r"\btrust\b", "the commitment to earn back trust"),
    ),
    MessageKind.SHORT_APOLOGY: (("apology", r"\b(?:sorry|apologi[sz]e|apolog(?:y|ies))\b", "the apology"),),
}
"""For each message its parts in order: name, pattern, and how a finding names it."""

_ORDERED = {
    MessageKind.ACKNOWLEDGMENT: ("here_we_are", "contact"),
    MessageKind.PROGRESS: ("cadence", "current_status", "done", "next_steps", "next_update"),
    MessageKind.RESOLUTION: ("what_happened", "what_we_did", "prevention"),
}
_TIME_WITH_ZONE = re.compile(
    r"\d{1,2}:\d{2}\s*(?:[ap]\.?m\.?\s*)?\(?(?:[A-Z]{2,5}\b|[+-]\d{2})|on change|when something changes", re.IGNORECASE
)

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
    """Gaps, placeholders, leftovers; and for a known message its fixed parts and their order."""
    yield from _gaps(text)
    yield from _placeholders(ctx, text)
    if ctx.parts:
        yield from _own_parts(ctx.parts, text)
    elif ctx.kind in PARTS:
        yield from _parts(MessageKind(ctx.kind), text)


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


def _own_parts(parts: tuple[Part, ...], text: str) -> Iterator[Finding]:
    """The parts that an action asks for in its document, in their order."""
    places: list[tuple[int, str]] = []
    for name, pattern, what in parts:
        found = re.search(pattern, text, re.IGNORECASE | re.MULTILINE)
        if found:
            places.append((found.start(), what))
        else:
            yield _finding(
                f"missing.{name}", text, len(text), len(text), f"The document lacks {what}.", f"Add {what}.", FindingSeverity.WARN
            )
    for (first, _), (then, what) in pairwise(places):
        if first > then:
            message = f"{what[:1].upper()}{what[1:]} stands before the part that comes first."
            end = text.find("\n", then)
            suggestion = "Keep the fixed order, so that readers find what they look for."
            yield _finding("order", text, then, len(text) if end < 0 else end, message, suggestion, FindingSeverity.WARN)


def _parts(kind: MessageKind, text: str) -> Iterator[Finding]:
    places: dict[str, int] = {}
    for name, pattern, what in PARTS[kind]:
        found = re.search(pattern, text, re.IGNORECASE | re.MULTILINE)
        if found:
            places[name] = found.start()
        else:
            suggestion = f"Add {what}."
            yield _finding(
                f"missing.{name}", text, len(text), len(text), f"The {kind.label.lower()} lacks {what}.", suggestion, _weight(kind, name)
            )
    order = [name for name in _ORDERED.get(kind, ()) if name in places]
    for first, then in pairwise(order):
        if places[first] > places[then]:
            end = text.find("\n", places[then])
            end = len(text) if end < 0 else end
            message = f"“{text[places[then] : end][:40].strip()}” stands before the part that comes first."
            yield _finding(
                "order",
                text,
                places[then],
                end,
                message,
                "Keep the fixed order, so that readers find what they look for.",
                FindingSeverity.WARN,
            )
    yield from _next_update_has_a_time(kind, text)


def _weight(kind: MessageKind, name: str) -> FindingSeverity:
    labelled = name in _ORDERED.get(kind, ()) or name in {"items", "apology", "next_update", "responsibility"}
    return FindingSeverity.WARN if labelled else FindingSeverity.INFO


def _next_update_has_a_time(kind: MessageKind, text: str) -> Iterator[Finding]:
    if kind is not MessageKind.PROGRESS:
        return
    line = re.search(r"^\s*\*\*Next Update\*\*:\s*(?P<when>\S[^\n]*)", text, re.MULTILINE)
    if line and not _TIME_WITH_ZONE.search(line["when"]):
        yield _finding(
            "next_update_time",
            text,
            *line.span("when"),
            "The next update has no clock time with its zone.",
            "Give the time by which the customer hears from you, with its zone.",
            FindingSeverity.WARN,
        )
