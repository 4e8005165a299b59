"""Claims about when the problem will be over, held against the estimates of the record."""

from __future__ import annotations

import re

from assistant.checks.basis import Basis, Point
from assistant.checks.deeds import NEGATION, Claim, is_plan
from assistant.checks.finding import FindingSeverity
from assistant.checks.outcomes import piece_at, piece_start
from assistant.checks.promises import promises_in
from assistant.checks.senses import Axis, kin, sense, weighty
from assistant.checks.unreal import TO_COME, tells_past
from assistant.checks.wording import content_stems, stem
from assistant.evidence.facts import Mode
from assistant.evidence.support import Support, supports
from assistant.evidence.values import Value, ValueKind, extract_values
from assistant.records.commitments import PromiseKind
from assistant.records.model import EscalationRecord

_FORECAST = re.compile(
    r"\b(?:will|['’]ll|shall|should|expect\w*|anticipat\w*|estimat\w*|going to|plan(?:s|ned)? to|(?:is|are) due(?! to (?:an?|the|our|your|this|that|its)\b)|count on|bank on|rely on|reckon\w*|look forward to|set to|bound to|sure to|rest assured|on course|on track)\b",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"\b(?:fix(?:ed)?|resol\w+|restor\w+|recover\w*|back|normal(?:ly)?|again|correct(?:ed)?|repair\w*|complet\w+|finish\w*|done|ready|over|in place|works?|working|arrive|available|operational|ends?|solv\w+|running|history|gone|behind (?:us|you))\b",
    re.IGNORECASE,
)
_BY_WHEN = re.compile(
    r"\b(?:(?:by|before|until) (?:the )?(?:end|close|start|middle) of (?:the |this |next )?\w+|(?:by|before|until|around|at) (?:noon|midday|midnight|lunch\w*|(?:the )?weekend|breakfast|dinner|dawn|dusk|(?:this |the )?(?:morning|afternoon|evening)|nightfall|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|then|next \w+)"
    r"|within (?:the |a |an |\w+ )?(?:hour|day|week|minute|month)s?|in (?:the next|a few|an|a|\w+) (?:few )?(?:hour|day|minute|week)s?|later today|this (?:morning|afternoon|evening|week)|tomorrow|tonight|shortly|soon|by \d|from \d|at \d|before \d)",
    re.IGNORECASE,
)


def forecast(record: EscalationRecord | None, quote: str, basis: Basis) -> Claim | None:
    """A time for the end that nobody in the record gave."""
    said = _FORECAST.search(quote) or _in_the_present(quote)
    if (
        not said
        or quote.endswith("?")
        or NEGATION.search(quote[piece_start(quote, said.start()) : said.end() + 12])
        or _EARLIER.search(quote)
    ):
        return None
    if not _GOOD.search(quote) and (sense(piece_at(quote, said.start())).get(Axis.SERVICE) is False or _only_contact(quote)):
        return None
    when = _BY_WHEN.search(quote)
    times = _times_told(_FORMER.sub(" ", quote))
    if not when and not times:
        return None
    stems = content_stems(without_values(piece_at(quote, said.start())))
    dates_only = all(value.kind is ValueKind.DATE for value in times)
    words = weighty(kin(without_values(piece_at(quote, said.start())))) - _FORECAST_STEMS
    for point in basis.points:
        if _TAKEN_BACK.search(point.text):
            continue
        estimated = point.mode is not Mode.FIELD and (point.field == "eta" or _ETA.match(point.said) is not None)
        planned = estimated or is_plan(point) or _FORECAST.search(point.text) is not None
        planned = planned or (dates_only and len(weighty(kin(quote)) & kin(point.said)) >= _TIED)
        close = (
            estimated
            or (dates_only and len(weighty(kin(quote)) & kin(point.said)) >= _TIED)
            or len(stems & point.stems) >= 0.4 * len(stems)
            or len(words & kin(point.said)) > 0.5 * len(words)
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


_TAKEN_BACK = re.compile(
    r"\b(?:estimate|eta|target|time|date|forecast)\b[^.;]{0,40}\b(?:withdrawn|taken back|dropped|cancel\w+|no longer)\b", re.IGNORECASE
)
_TIED = 3
"""Words that tie a dated sentence to a dated clause of the record, whoever acts then."""


def _times_told(quote: str) -> list[Value]:
    """The times and dates of a sentence; a "tomorrow" beside a clock time or date says nothing more."""
    told = [value for value in extract_values(quote) if value.kind in {ValueKind.TIME, ValueKind.DATE} and value.canonical != "day:+0"]
    firm = [value for value in told if not value.canonical.startswith("day:")]
    return firm or told


def without_values(quote: str) -> str:
    """The sentence without its values, which are looked up by themselves."""
    for value in reversed(extract_values(quote)):
        quote = f"{quote[: value.start]} {quote[value.end :]}"
    return quote


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
    if _FORMER.search(point.text):
        return supports(value, [_FORMER.sub(" ", point.text)]) is not Support.ABSENT
    return basis.of(point.tag).support(value) is not Support.ABSENT


_FORMER = re.compile(
    r"\b(?:instead of|rather than|no longer|(?:moved|postponed|changed|put (?:back|off)|pushed|shifted|revised|brought forward|corrected) from)\b[^,;)]{0,40}?(?:\d{1,2}:\d\d|\bnoon|\bmidnight)(?: [A-Z]{3,4}\b)?",
    re.IGNORECASE,
)
"""The time that another has taken the place of."""
