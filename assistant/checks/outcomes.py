"""Claims about the end: that the problem or the repair is over, when it will be, and whether anything was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.checks.basis import Basis, Point
from assistant.checks.deeds import ENDING, NEGATION, OVER, REAL, Claim, is_plan
from assistant.checks.finding import FindingSeverity
from assistant.checks.promises import promises_in
from assistant.checks.senses import Axis, kin, sense, sense_words, weighty
from assistant.checks.unreal import TO_COME, tells_past
from assistant.checks.wording import content_stems, stem
from assistant.evidence.facts import Mode
from assistant.evidence.support import Support
from assistant.evidence.values import Value, ValueKind, extract_values
from assistant.records.commitments import PromiseKind
from assistant.records.model import EscalationRecord

HEDGED = re.compile(
    r"\b(?:suspect\w*|believe|think|(?-i:may|might)|could|possibl[ey]|possibility|probabl[ey]|likely|potential\w*|appears?|seems?|hypothes[ie]s|assume|unconfirmed|not (?:yet )?(?:confirmed|known|certain|clear|found|identified|verified)"
    r"|do not (?:yet )?know|don['’]t (?:yet )?know|whether|investigat\w+|looking (?:for|into|at)|still|if|working theory|one explanation|checking|suggests?|preliminar\w+|sorry|apolog\w+|inconvenience|points? to|cannot yet|perhaps|maybe|presum\w+|suspicion|guess\w*|signs? of|hints?|indication|candidate|theory|proof|unproven|not (?:yet )?(?:been )?(?:proven|established|confirmed)|suppos\w+|not sure|uncertain|assum\w+|determin\w+|confirm(?:ing)? the)\b",
    re.IGNORECASE,
)
_NOT_OVER = re.compile(
    r"\b(?:not|n['’]t|never|no|nothing|nobody|none|neither|until|once|when|if|will|['’]ll|would|should|may|might|could|can|partially|partly|some|to be|expect\w*|working|as soon as|whether|after|before|confirm(?:ing|s)? that|monitor\w*|ensure|estimate\w*|by the time|yet)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b[a-z]+(?:\s[\w’'-]+){0,6}?\sagain\b(?!\s+and\s+again)|\bno longer (?:affected|happens?|occurs?|fails?|see|seen|restart|reject)\w*|\b(?:is|are) (?:now )?(?:live|available again|in (?:service|place|the store))\b"
    r"|\b(?:is|are) a thing of the past\b|\beverything works\b|\bstays? (?:up|online|connected|logged in)\b|\b(?:has|have) (?:now )?(?:ended|stopped|gone away)\b|\b(?:is|are) complete(?:d)?\b",
    re.IGNORECASE,
)
"""An end told by its effect: "declarations pass again"."""
_GONE = re.compile(
    r"\bno longer\b|\b(?:no|not|nothing|nobody|no one|none)\b[^.;]{0,60}\bany ?more\b|n['’]t\b[^.;]{0,60}\bany ?more\b|\bthere (?:is|are) (?:now )?no (?:\w+ )?(?:backlog|delays?|errors?|problems?|trouble|queue)\b|\bonce (?:more|again)\b"
    r"|\b(?:is|are|lies|lie) (?:now |all |safely )?(?:behind (?:us|you)|history|gone|sorted(?: out)?|dealt with|taken care of|put right|straightened out|cleared|good to go|all clear|in the past|out of the (?:way|woods))\b"
    r"|\bwithout (?:any |further )?(?:delays?|errors?|problems?|trouble|interruptions?|hitch\w*)\b|\bas (?:before|usual|ever|always|(?:they|it|everything) should)\b|\b(?:works?|working|runs?|running|open|loads?)\b(?! (?:on|to|with|hard|together|through|out)\b)[^.;]{0,40}\b(?:now|by now|everywhere|once more|smoothly)\b"
    r"|\bnow (?:works?|runs?|loads?|reach\w*|opens?)\b|\bke(?:eps?|pt) (?:on )?(?:working|running)\b|\b(?:has|have|got) (?:its|their|your|the) [\w -]{1,30} back\b|\b(?:running|runs|works|working) smoothly\b",
    re.IGNORECASE,
)
"""An end told by what is no longer so, or is as it was."""
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
    r"\b(?:will|['’]ll|shall|should|expect\w*|anticipat\w*|estimat\w*|going to|plan(?:s|ned)? to|(?:is|are) due(?! to (?:an?|the|our|your|this|that|its)\b)|count on|bank on|rely on|reckon\w*|look forward to|set to|bound to|sure to|rest assured|on course|on track)\b",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"\b(?:fix(?:ed)?|resol\w+|restor\w+|recover\w*|back|normal(?:ly)?|again|correct(?:ed)?|repair\w*|complet\w+|finish\w*|done|ready|over|in place|works?|working|arrive|available|operational|ends?|solv\w+|running)\b",
    re.IGNORECASE,
)
_BY_WHEN = re.compile(
    r"\b(?:(?:by|before|until) (?:the )?(?:end|close|start|middle) of (?:the |this |next )?\w+|(?:by|before|until|around|at) (?:noon|midday|midnight|lunch\w*|(?:the )?weekend|breakfast|dinner|dawn|dusk|(?:this |the )?(?:morning|afternoon|evening)|nightfall|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|then|next \w+)"
    r"|within (?:the |a |an |\w+ )?(?:hour|day|week|minute|month)s?|in (?:the next|a few|an|a|\w+) (?:few )?(?:hour|day|minute|week)s?|later today|this (?:morning|afternoon|evening|week)|tomorrow|tonight|shortly|soon|by \d|from \d|at \d|before \d)",
    re.IGNORECASE,
)


def ends(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """The problem or the repair told as over, while the record does not."""
    found = next((match for match in _told_ends(quote) if not _NOT_OVER.search(_before(quote, match))), None)
    if not found or (record and (record.status.is_over or record.resolved_at)):
        return None
    if found.re is _GONE:
        return None if _well_in_record(_piece_at(quote, found.start()), basis) else _TOLD_OVER
    stems = content_stems(quote)
    by_effect = OVER.search(quote) is None
    topic = weighty(kin(quote)) - sense_words(quote)
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
        if (
            by_effect
            and point.field not in _PROBLEM
            and sense(point.text).get(Axis.SERVICE)
            and len(topic & kin(point.text)) > 0.5 * len(topic)
        ):
            return None
        if by_effect and point.field not in _PROBLEM and effect and len(effect & point.stems) >= 0.8 * len(effect):
            return None
    if not by_effect and any(
        point.field == "status" and re.search(r"\b(?:resolved|closed|recovered|mitigated)\b", point.text, re.IGNORECASE)
        for point in basis.points
    ):
        return None
    return _TOLD_OVER


_TOLD_OVER = (
    "fix_status",
    FindingSeverity.WARN,
    "This tells the problem, or the repair, as over; the record does not.",
    "Say what works now and since when, in the record's terms.",
)


def _piece_at(quote: str, place: int) -> str:
    """The part of a sentence, between its semicolons and conjunctions, in which a place lies."""
    ends = [0, *(match.start() for match in _PIECE_END.finditer(quote)), len(quote)]
    return next(quote[start:end] for start, end in pairwise(ends) if start <= place < end)


_PIECE_END = re.compile(r";\s|,\s(?=\w+ \w)|\s(?:but|while|although|whereas)\s", re.IGNORECASE)


def _well_in_record(quote: str, basis: Basis) -> bool:
    """Whether the record tells this to be well, or tells its end."""
    topic = weighty(kin(quote)) - sense_words(quote)
    for point in basis.points:
        if point.mode not in REAL or is_plan(point) or point.field == "title":
            continue
        held = topic & kin(point.text)
        ended = (point.stems & ENDING or _AGAIN.search(point.text)) and point.field not in _PROBLEM and not _says_open(point.text)
        well = sense(point.text).get(Axis.SERVICE) or ended or any(sense(piece).get(Axis.SERVICE) for piece in point.text.split("; "))
        if (well and len(held) >= max(1, 0.5 * len(topic))) or (_GONE.search(point.text) and held):
            return True
    return any(point.field == "status" and _STATED_OVER.search(point.text) for point in basis.points)


_STATED_OVER = re.compile(r"\b(?:resolved|closed|recovered)\b", re.IGNORECASE)


def _before(quote: str, match: re.Match[str]) -> str:
    before = quote[: match.start()][-45:]
    return re.sub(r"\b(?:can|could)\b", "", before) if match.re is _GONE else before  # "you can submit claims as before"


def _told_ends(quote: str) -> Iterator[re.Match[str]]:
    yield from OVER.finditer(quote)
    if not _REPEATED.search(quote) and not NEGATION.search(quote):
        yield from _AGAIN.finditer(quote)
    yield from _GONE.finditer(quote)


def _says_open(text: str) -> bool:
    return re.search(r"\b(?:not|no|none|never|n/a|unavailable)\b|n['’]t\b", text, re.IGNORECASE) is not None


def forecast(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """A time for the end that nobody in the record gave."""
    said = _FORECAST.search(quote) or _in_the_present(quote)
    if not said or quote.endswith("?") or NEGATION.search(quote[: said.end() + 12]) or _EARLIER.search(quote):
        return None
    if not _GOOD.search(quote) and (sense(quote).get(Axis.SERVICE) is False or _only_contact(quote)):
        return None
    when = _BY_WHEN.search(quote)
    times = [value for value in extract_values(quote) if value.kind in {ValueKind.TIME, ValueKind.DATE} and value.canonical != "day:+0"]
    if not when and not times:
        return None
    stems = content_stems(quote)
    for point in basis.points:
        planned = (point.field == "eta" and point.mode is not Mode.FIELD) or is_plan(point) or _FORECAST.search(point.text)
        close = (
            point.field == "eta"
            or _ETA.match(point.text)
            or len(stems & point.stems) >= 0.4 * len(stems)
            or len(weighty(stems) - _FORECAST_STEMS) < 2
        )
        if (
            planned
            and close
            and (all(_held(basis, point, value) for value in times) if times else when and when.group().lower() in point.text.lower())
        ):
            return None
    if record is not None and not times:
        return None  # the commitment checks resolve it and hold it against the record
    message = "This gives a time for the end, and the record holds no such estimate."
    return "eta", FindingSeverity.WARN, message, "Give the time of the next update instead, or add the estimate to the record."


_EARLIER = re.compile(
    r"\b(?:earlier|previous|former|first|old|original|last) (?:estimate|target|plan|time|message|update)\b|\bhad (?:expected|estimated|planned|hoped)\b|\bestimate was\b",
    re.IGNORECASE,
)
"""What was told before, and is told again to take it back."""


def _in_the_present(quote: str) -> re.Match[str] | None:
    """A time to come in a sentence that tells nothing of the past: "belt 3 gets back to full speed this evening"."""
    found = TO_COME.search(quote)
    return found if found and _GOOD.search(quote) and not tells_past(quote) else None


def _only_contact(quote: str) -> bool:
    kinds = {promise.kind for promise in promises_in(quote)}
    return bool(kinds) and kinds <= _CONTACT


_CONTACT = {PromiseKind.NEXT_UPDATE, PromiseKind.CALL, PromiseKind.REPORT}


_ETA = re.compile(r"\W*(?:eta|estimate)\b", re.IGNORECASE)
_FORECAST_STEMS = frozenset(
    stem(word) for word in ("expect", "estimate", "aim", "plan", "hope", "through", "finish", "fix", "restore", "over", "ready", "reckon")
)


def _held(basis: Basis, point: Point, value: Value) -> bool:
    return basis.of(point.tag).support(value) is not Support.ABSENT


def loss(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """Loss of data claimed or denied against the record, or without it."""
    found = _LOSS.search(quote)
    if quote.endswith("?") or HEDGED.search(_COULD_NOT.sub(" ", quote)) or re.search(r"\bwill\b", quote, re.IGNORECASE):
        return None
    if not found:
        return _loss_in_other_words(quote, basis)
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


_COULD_NOT = re.compile(r"\bcould(?: not|n['’]t)\b", re.IGNORECASE)


def _loss_in_other_words(quote: str, basis: Basis) -> Claim | None:
    """A loss told by what became of the things: "we are missing 35 records", "strangers got into rooms"."""
    if sense(quote).get(Axis.DATA) is not False or not (
        _HARMED.search(quote) or any(Axis.DATA in sense(point.text) for point in basis.points)
    ):
        return None
    topic = weighty(kin(quote)) - sense_words(quote)
    for point in basis.points:
        if point.mode is not Mode.SUSPECTED and sense(point.text).get(Axis.DATA) is False and (not topic or topic & kin(point.text)):
            return None
    return (
        "data_loss",
        FindingSeverity.WARN,
        "The record reports no such loss.",
        "Say it in the record's words, or say that it is still being checked.",
    )


_HARMED = re.compile(
    rf"\b{_DATA}\b|\b(?:strangers|unauthori[sz]ed|names?|addresses|personal|visible to|attachments?|readings?|plans?|photos?|recordings?|drafts?|accounts?|copies|history|results?|samples?)\b",
    re.IGNORECASE,
)
"""Things that can be lost or shown, and those to whom."""
