"""Labels text that tries to give orders to the tool: for records, tickets and drafts, so that a person looks twice.

Advisory only. Orders that look like ordinary requests pass every pattern; what defends is that outside text is data, that the model has no
tools, and that the finished text is checked: `payloads` stops what somebody outside may want it to say.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator

from assistant.checks import payloads
from assistant.checks.context import CheckContext
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.requests import requests_in
from assistant.evidence.facts import Audience
from assistant.evidence.sentences import Span

_AI = r"(?:the |an? |this |any )?(?:ai|llm|language model|chat ?bot|gpt|assistant(?= (?:that|which|who|drafting|writing|reading|must|should))|ai assistant|drafting (?:assistant|tool|model)|model(?= (?:that|which|drafting|writing)))"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("override", r"\b(?:ignore|disregard|forget|override|set aside|do not follow)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|all|any|your|the|these|system|existing)\b[^.\n]{0,30}\b(?:instructions?|prompts?|rules?|guidelines?|context|directions?|polic(?:y|ies)|constraints?|safeguards?|training)\b"),
        ("new_task", r"\b(?:new|updated|revised|real|actual|next) (?:task|instructions?|objective|system prompt|role)\s*:|\byour (?:new|real|only) (?:task|job|role|goal|instructions?) (?:is|are)\b"),
        ("role", r"\b(?:you are now(?! (?:our|my|the) (?:\w+ )?(?:contact|partner|supplier|provider|vendor|account manager)\b)|from now on,? you(?: are| will|'re| must)?|pretend (?:to be|that you|you)|act as (?:an? |the )?(?:unrestricted|different|new|jailbroken|system|admin\w*|developer)|enter (?:developer|debug|god|admin) mode|you are (?:now )?in developer mode|jailbreak|DAN mode)\b"),
        ("addressed", rf"\b(?:note|message|attention|instructions?|reminder|hint|memo|hello|hey|dear|hi|request)\b[^.\n]{{0,12}}\b(?:to|for)?[\s,:]*{_AI}\b|\b(?:if you are|as) {_AI}\b|\b{_AI}[,:]? (?:must|should|shall|has to|needs to|is to|please)\b|\b(?:whoever|whatever|any system|any tool|the (?:tool|system|software|bot)) (?:that )?(?:drafts?|writes?|generates?|summari[sz]es|processes|reads|answers)\b"),
        ("prompt", r"\b(?:(?:system|hidden|initial|original|secret|internal)[\s-]+(?:prompt|instructions)(?! (?:not found|is missing|window|dialog|box|(?:on|of|at) (?:the|our|this) (?:\w+ )?(?:terminals?|screens?|tills?|machines?|consoles?|pcs?|computers?|servers?)))|your system message)\b|\b(?:reveal|print|show|repeat|output|translate|leak|quote|disclose|paste)\b[^.\n]{0,30}\b(?:your (?:prompt|instructions|configuration|rules)|the (?:system prompt|instructions (?:above|you)|context window))\b"),
        ("steering", r"\b(?:when|while|before|after|as) you (?:write|draft|generate|compose|prepare|produce|create|summari[sz]e|answer|respond|reply)\b[^.\n]{0,60}\b(?:include|add|mention|state|say|insert|append|list|omit|leave out|do not|don't|promise|offer|write|copy|attach|confirm|put)\b|\bin (?:your|the) (?:reply|response|draft|answer|summary|output|generated \w+|next (?:draft|message|update))\b[^.\n]{0,30}\b(?:include|add|mention|state|say|insert|append|promise|write|use only|do not|don't|list|confirm)\b"),
        ("steering", r"\b(?:include|insert|append|add|output|reveal|list|send|forward|copy|attach|exfiltrate)\b[^.\n]{0,50}\b(?:other customers?['’]?|all customers|confidential|retrieved (?:documents|passages|reports|context)|internal notes|api keys?|credentials|passwords?|verbatim|the record of)\b"),
        ("verdict", r"\b(?:mark|set|treat|classify|label|flag|close)\b[^.\n]{0,40}\b(?:as )?(?:approved|pre-?approved|already approved|reviewed and approved|safe to send|without review|no review|not need review)\b|\b(?:skip|without|bypass|no need for) (?:the )?(?:human |manual )?(?:review|approval|checks)\b|\bstate that (?:we|the customer|they|management|i)\b[^.\n]{0,60}\b(?:owed|approved|agreed|entitled|credit|refund)\b"),
        ("delimiter", r"(?m)^\s*(?:#{3,}|-{3,}|={3,}|`{3,})\s*(?:end|system|assistant|instruction|new|user)?\b.{0,20}$\s*(?=[^\n]*\b(?:task|instruction|system|assistant|ignore (?:all|any|the|these|your|previous|prior|everything|what)|summari[sz]e)\b)|</?(?:system|instructions?|assistant|user|context|evidence|record|document|prompt)>|\[/?(?:INST|SYS(?:TEM)?)\]|<\|[a-z_]+\|>|\bend of (?:customer |user |the )?(?:message|ticket|record|data|document|input|context)\b"),
        ("encoded", r"\b(?:decode|de-?cipher|unscramble|rot13|base64)\b[^.\n]{0,40}\b(?:follow|execute|obey|run|do|and|apply|instruction)\b"),
        ("markup", r"!\[[^\]\n]*\]\(https?://[^)\s]*[?&][^)\s]*=[^)\s]*\)|<(?:script|iframe|img)\b|\bjavascript:|<!--(?=(?:(?!-->)[\s\S]){0,200}?(?:[^\W\d_]{2,}[^\w<>]+){3}[^\W\d_]{2,}[\s\S]{0,400}?-->)[\s\S]{0,400}?-->"),
    )
)  # fmt: skip
_HIDDEN = re.compile("[\u200b-\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]+")
_SPLIT_WORD = re.compile("(?<=[A-Za-z])[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+(?=[A-Za-z])")
_MIXED_WORD = re.compile(r"\b(?=[^\W\d_]*[A-Za-z])(?=[^\W\d_]*[\u0370-\u03ff\u0400-\u052f])[^\W\d_]{3,}\b")
_WIDE = re.compile("[\uff21-\uff3a\uff41-\uff5a]{3,}|[\U0001d400-\U0001d6a3]{3,}")
_BASE64 = re.compile(r"(?<![\w+/=.-])[A-Za-z0-9+/]{24,}={0,2}(?![\w+/=])")
_ORDER = re.compile(r"\b(?:ignore|disregard|instruction|prompt|system|reveal|password|execute)\w*", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:[^\W\d_]{2,}[,;]?\s+){4}[^\W\d_]{2,}")
"""Words in a row: what a decoded header or token never holds."""
_NOT_DISPLAYED = re.compile(
    r"<(\w+)\b[^>]*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|\bhidden\b)[^>]*>[\s\S]*?(?:</\1>|\Z)", re.IGNORECASE
)


def _finding(rule: str, text: str, start: int, end: int, message: str) -> Finding:
    advice = "Read this passage yourself, and do what the customer needs, not what the text orders."
    return Finding.at(rule, FindingSeverity.WARN, text, start, end, message, advice, family=Family.INJECTION)


def suspicious(text: str) -> tuple[Finding, ...]:
    """Findings on a text from outside: a ticket, a log entry, a report. Written to be given the text as it came, hidden characters included."""
    found = [
        _finding(name, text, *match.span(), "This reads like an order to a drafting tool, not like a report to a person.")
        for name, pattern in _PATTERNS
        for match in pattern.finditer(text)
        if match.end() > match.start()
    ]
    found += [_finding("request", text, *span, "This asks for words to be put into the message.") for span in requests_in(text)]
    return (*found, *_hidden(text))


def _hidden(text: str) -> Iterator[Finding]:
    # A single joiner inside a word is ordinary in some scripts and emoji; a run, or a tag or direction character, is not.
    for match in _HIDDEN.finditer(text):
        if len(match.group()) > 2 or re.search("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]", match.group()):
            yield _finding("hidden", text, *match.span(), "Characters that no reader sees stand here.")
    split = list(_SPLIT_WORD.finditer(text))
    if len(split) > 2:
        yield _finding("hidden", text, split[0].start(), split[-1].end(), "Words are split by characters that no reader sees.")
    for match in _NOT_DISPLAYED.finditer(text):
        yield _finding("hidden", text, *match.span(), "Text that no reader sees stands here.")
    for pattern in (_MIXED_WORD, _WIDE):
        odd = list(pattern.finditer(text))
        if len(odd) > 2:
            yield _finding("look_alike", text, odd[0].start(), odd[-1].end(), "Letters that only look like ordinary ones stand here.")
    for match in _BASE64.finditer(text):
        decoded = _decoded(match.group())
        if _ORDER.search(decoded) or _SENTENCE.search(decoded):
            yield _finding("encoded", text, *match.span(), "Encoded text that holds sentences stands here.")


def _decoded(piece: str) -> str:
    try:
        return base64.b64decode(piece + "=" * (-len(piece) % 4), validate=True).decode("utf-8", errors="replace")
    except (binascii.Error, ValueError):
        return ""


def check(ctx: CheckContext, text: str, sentences: tuple[Span, ...]) -> Iterable[Finding]:
    """Orders to a tool in the text itself, and what somebody outside wants it to say."""
    yield from suspicious(text)
    if ctx.audience is Audience.CUSTOMER:
        yield from payloads.check(ctx, text, sentences)
        if ctx.subject:
            yield from payloads.in_subject(ctx)
