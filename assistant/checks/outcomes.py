"""Claims about the end: that the problem or the repair is over, when it will be, and whether anything was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.basis import Basis, Point
from assistant.checks.context import CheckContext
from assistant.checks.deeds import ENDING, NEGATION, OVER, REAL, Claim, is_plan
from assistant.checks.finding import FindingSeverity
from assistant.checks.wording import content_stems, stem
from assistant.evidence.facts import Mode
from assistant.evidence.support import Support
from assistant.evidence.values import Value, ValueKind, extract_values

HEDGED = re.compile(
    r"\b(?:suspect\w*|believe|think|(?-i:may|might)|could|possibl[ey]|possibility|probabl[ey]|likely|potential\w*|appears?|seems?|hypothes[ie]s|assume|unconfirmed|not (?:yet )?(?:confirmed|known|certain|clear|found|identified|verified)"
    r"|do not (?:yet )?know|don['’]t (?:yet )?know|whether|investigat\w+|looking (?:for|into|at)|still|if|working theory|one explanation|checking|suggests?|preliminar\w+|sorry|apolog\w+|inconvenience|points? to|cannot yet|determin\w+|confirm(?:ing)? the)\b",
    re.IGNORECASE,
)
_NOT_OVER = re.compile(
    r"\b(?:not|n['’]t|never|no|until|once|when|if|will|['’]ll|would|should|may|might|could|can|partially|partly|some|to be|expect\w*|working|as soon as|whether|after|before|confirm(?:ing|s)? that|monitor\w*|ensure|estimate\w*|by the time|yet)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b[a-z]+(?:\s[\w’'-]+){0,6}?\sagain\b(?!\s+and\s+again)|\bno longer (?:affected|happens?|occurs?|fails?|see|seen|restart|reject)\w*|\b(?:is|are) (?:now )?(?:live|available again|in (?:service|place|the store))\b"
    r"|\b(?:is|are) a thing of the past\b|\beverything works\b|\bstays? (?:up|online|connected|logged in)\b|\b(?:has|have) (?:now )?(?:ended|stopped|gone away)\b|\b(?:is|are) complete(?:d)?\b",
    re.IGNORECASE,
)
"""An end told by its effect: "declarations pass again"."""
_REPEATED = re.compile(
    r"\b(?:restarted|tried|sent|called|uploaded|started|must|need|see|happen\w*|fail\w*|occur\w*|again this|once)\b[^.]{0,30}\bagain\b",
    re.IGNORECASE,
)
"""Where "again" repeats a deed or a failure, and ends nothing."""
_STATED_END = re.compile(
    r"^(?:\d\d:\d\d (?:\w{2,4} )?)?(?:status: )?(?:resolved|closed|recovered|mitigated|fixed)\b|, (?:resolved|recovered|fixed) (?:at )?\d\d:\d\d",
    re.IGNORECASE,
)
_PROBLEM = frozenset({"title", "description"})
"""Fields that tell the problem, and so never its end."""
_VAGUE = frozenset(
    stem(word)
    for word in (
        "problem",
        "issue",
        "incident",
        "fault",
        "service",
        "everything",
        "fix",
        "resolved",
        "restored",
        "now",
        "fully",
        "completely",
        "over",
        "trouble",
    )
)

_DATA = r"(?:data|records?|orders?|files?|messages?|events?|transactions?|information|content|metrics?|logs?|e-?mails?|uploads?|bookings?|payments?|documents?|backups?|rows?|entr(?:y|ies)|figures?|reports?|invoices?|tickets?|credentials|passwords)"
_LOST = r"(?:lost|loss(?:es)?|losing|lose|deleted|corrupt(?:ed|ion)?|leaked|exposed|breach(?:ed)?|compromised|stolen|accessed by|destroyed|disappeared|overwritten|wiped|doubled)"
_LOSS = re.compile(
    rf"\b{_DATA}\b[^.;,]{{0,30}}\b{_LOST}\b|\b{_LOST}\b[^.;,]{{0,30}}\b{_DATA}\b|\bloss of {_DATA}\b"
    r"|\b(?:is|are|was|were|been|got|be) (?:\w+ ){0,2}?(?:lost|deleted|corrupted|leaked|exposed|compromised|stolen|destroyed|overwritten|wiped)\b",
    re.IGNORECASE,
)
_LOST_STEMS = frozenset(
    stem(word)
    for word in [
        "lost",
        "deleted",
        "corrupted",
        "leaked",
        "exposed",
        "compromised",
        "stolen",
        "destroyed",
        "overwritten",
        "data",
        "restore",
    ]
)
_SAFE = re.compile(
    r"\b(?:safe(?:ly)?|intact|unharmed|complete|stored|kept|waits?|waiting|queued|set aside|held back|0 differences|no differences?|nothing missing)\b",
    re.IGNORECASE,
)

_FORECAST = re.compile(
    r"\b(?:will|['’]ll|shall|should|expect\w*|anticipat\w*|estimat\w*|going to|plan(?:s|ned)? to|(?:is|are) due)\b", re.IGNORECASE
)
_GOOD = re.compile(
    r"\b(?:fix(?:ed)?|resol\w+|restor\w+|recover\w*|back|normal(?:ly)?|again|correct(?:ed)?|repair\w*|complet\w+|finish\w*|done|ready|over|in place|works?|working|arrive|available|operational|ends?|solv\w+|running)\b",
    re.IGNORECASE,
)
_BY_WHEN = re.compile(
    r"\b(?:(?:by|before|until) (?:the )?(?:end|close|start|middle) of (?:the |this |next )?\w+|(?:by|before|until|around|at) (?:noon|midday|midnight|lunch\w*|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|then|next \w+)"
    r"|within (?:the |a |an |\w+ )?(?:hour|day|week|minute|month)s?|in (?:the next|a few|an|a|\w+) (?:few )?(?:hour|day|minute|week)s?|later today|this (?:morning|afternoon|evening|week)|tomorrow|tonight|shortly|soon|by \d|from \d|at \d|before \d)",
    re.IGNORECASE,
)


def ends(ctx: CheckContext, quote: str, basis: Basis) -> Claim | None:
    """The problem or the repair told as over, while the record does not."""
    found = next((match for match in _told_ends(quote) if not _NOT_OVER.search(quote[: match.start()][-45:])), None)
    if not found or (ctx.record and (ctx.record.status.is_over or ctx.record.resolved_at)):
        return None
    stems = content_stems(quote)
    by_effect = OVER.search(quote) is None
    effect = content_stems(re.split(r"[,;]\s|\band\b", quote[: found.end()])[-1] + quote[found.end() :])
    if not stems - _VAGUE and any(_STATED_END.search(point.said) for point in basis.points):
        return None
    for point in basis.points:
        if point.mode not in REAL or is_plan(point) or _says_open(point.text):
            continue
        shared = len(stems & point.stems)
        if (point.stems & ENDING or _AGAIN.search(point.text)) and (
            point.field in {"resolved_at", "resolution"} or shared >= min(2, len(stems))
        ):
            return None
        if by_effect and point.field not in _PROBLEM and effect and len(effect & point.stems) >= 0.8 * len(effect):
            return None
    if not by_effect and any(
        point.field == "status" and re.search(r"\b(?:resolved|closed|recovered|mitigated)\b", point.text, re.IGNORECASE)
        for point in basis.points
    ):
        return None
    message = "This tells the problem, or the repair, as over; the record does not."
    return "fix_status", FindingSeverity.WARN, message, "Say what works now and since when, in the record's terms."


def _told_ends(quote: str) -> Iterator[re.Match[str]]:
    yield from OVER.finditer(quote)
    if not _REPEATED.search(quote) and not NEGATION.search(quote):
        yield from _AGAIN.finditer(quote)


def _says_open(text: str) -> bool:
    return re.search(r"\b(?:not|no|none|never|n/a|unavailable)\b|n['’]t\b", text, re.IGNORECASE) is not None


def forecast(ctx: CheckContext, quote: str, basis: Basis) -> Claim | None:
    """A time for the end that nobody in the record gave."""
    said = _FORECAST.search(quote)
    if not said or quote.endswith("?") or not _GOOD.search(quote) or NEGATION.search(quote[: said.end() + 12]):
        return None
    when = _BY_WHEN.search(quote)
    times = [value for value in extract_values(quote) if value.kind in {ValueKind.TIME, ValueKind.DATE} and value.canonical != "day:+0"]
    if not when and not times:
        return None
    stems = content_stems(quote)
    for point in basis.points:
        planned = (point.field == "eta" and point.mode is not Mode.FIELD) or is_plan(point) or _FORECAST.search(point.text)
        close = point.field == "eta" or len(stems & point.stems) >= 0.4 * len(stems)
        if (
            planned
            and close
            and (all(_held(basis, point, value) for value in times) if times else when and when.group().lower() in point.text.lower())
        ):
            return None
    if ctx.record is not None and not times:
        return None  # the commitment checks resolve it and hold it against the record
    message = "This gives a time for the end, and the record holds no such estimate."
    return "eta", FindingSeverity.WARN, message, "Give the time of the next update instead, or add the estimate to the record."


def _held(basis: Basis, point: Point, value: Value) -> bool:
    return basis.of(point.tag).support(value) is not Support.ABSENT


def loss(ctx: CheckContext, quote: str, basis: Basis) -> Claim | None:
    """Loss of data claimed or denied against the record, or without it."""
    found = _LOSS.search(quote)
    if not found or quote.endswith("?") or HEDGED.search(quote) or re.search(r"\bwill\b", quote, re.IGNORECASE):
        return None
    denies = NEGATION.search(quote) is not None
    about = content_stems(quote) - _LOST_STEMS
    told = [point for point in basis.points if point.mode is not Mode.SUSPECTED and (_LOSS.search(point.said))]
    said = [
        NEGATION.search(point.said) is not None
        for point in told
        if denies or not about or about & point.stems or NEGATION.search(point.said)
    ]
    if denies in said or (denies and any(_SAFE.search(point.text) for point in basis.points)):
        return None
    suggestion = "Say it in the record's words, or say that it is still being checked."
    if said:
        return "data_loss", FindingSeverity.BLOCK, "The record says the opposite about lost or exposed data.", suggestion
    return "data_loss", FindingSeverity.WARN, "The record says nothing about lost or exposed data.", suggestion
