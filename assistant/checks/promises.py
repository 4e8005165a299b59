"""The promises of one sentence: what is promised, in which words, and by when. Pure.

A promise says that we, or something in our hands, will do or deliver something. Not promises: questions, conditions, what was done, what
users will see, what others said, and going on with the work ("we continue to monitor") without a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from assistant.checks.due import due_in
from assistant.records.commitments import PromiseKind


@dataclass(frozen=True)
class Promise:
    """A promise found in one sentence.

    Attributes:
        kind: What is promised.
        start, end: Its place in the sentence.
        certain: False for an estimate ("we expect").
        lead: Where a time that was said before it begins, such as "By 15:00 UTC" in front of "we will ..."; else `start`.
    """

    kind: PromiseKind
    start: int
    end: int
    certain: bool
    lead: int = 0


_SUBJECT = r"(?P<who>(?:[\w'’/&+-]+[ ,]+){0,8}?[\w'’/&+-]+)"
_WILL = rf"{_SUBJECT}(?:,?\s+(?:will|shall)\b|['’]ll\b)(?!\s+(?:not|no longer|never|neither|also not)\b)"
_GOING = r"\b(?:we(?:['’]re| are)|I(?:['’]m| am))\s+(?:now |also )?(?:going to|about to|committed to(?= \w+ \w+ by)|(?:calling|phoning|sending|writing|sharing|crediting|refunding|issuing|publishing|deploying|shipping|releasing|replaying|scheduling|arranging)\b(?=[^.]*\b(?:by (?!\w+ing)|within|at \d|on (?:\w+day|\d|the \d|\w{3,9} \d)|in (?:\d|an?\b|the next|two|three|about)|today|tomorrow|tonight|(?:next|this) (?:week|month|morning|afternoon|evening|\w+day)|every)))"
_EXPECT = (
    r"\b(?:expect|look for|watch for|stand by for)\s+(?:to (?:hear|receive|have|get|see)\b|(?:an?|the|our|my|another|further|more|your)\s+(?:\w+\s+){0,3}"
    r"(?:update|report|summary|call|reply|answer|e-?mail|message|credit|news)\b)|\byou can (?:expect|count on)\b"
)
_ALLOW = (
    r"\bplease (?:allow|give) (?:us|me|our \w+)?\s*(?:until|up to|\d+|an?|one|two|three)\b|\b(?:let|allow) me (?:to )?(?:come|get|call|write|ring|send|check|find|follow)\b"
    r"|\byou have my word\b|\bI (?:promise|commit|undertake|pledge|owe you)\b(?! never)|\bwe (?:promise|commit|undertake|pledge) (?:to|that)\b(?! never)"
)
_BARE = (
    r"(?:^|[.;:|*>(-]\s*|\b(?:with|our|the|and|an?)\s+)\**(?:(?:our|the|my|your|an?)\s+)?(?:(?:next|another|further|more|additional|new|follow-?up|regular|status|hourly)\s+)+"
    r"(?:(?:status|progress|scheduled|full)\s+)?(?:update|message|information|report|details|news|communication)s?\b\**\s*(?::|at\b|by\b|in\b|within\b|before\b|around\b|~|on\b|every\b|no later"
    r"|to (?:come|follow)\b|(?:is |are )?(?:expected|due|scheduled|planned|coming|following|to be)\b|(?:today|tomorrow|tonight)\b|shortly\b|soon\b|as soon\b|when\b|once\b|as (?:they|it|we|more)\b|[–—-]\s*\d|\d)"
    r"|(?:^|[.;:|(-]\s*)\**(?:updates?|news|details) (?:to follow|to come|at \d|by \d|in \d|within|every|expected by|will follow)\b|\bupdates? every (?:\d|half|hour|\w+ (?:minutes|hours))"
    r"|\b(?:estimated|expected) (?:time (?:of|for|to) )?(?:the )?(?:next )?(?:update|communication)\b|\bETA for (?:the )?(?:next )?update\b"
    r"|\b(?:is|are) (?:now )?(?:coming|on (?:its|the|their) way to you)\b(?= (?:by|within|today|tomorrow|this|at|on)\b)"
    r"|(?:\band|&) (?:provid|shar|post)(?:e|ing) (?:\w+ ){0,2}(?:updates?|information|details)\b"
    r"|\bwhen (?:to expect|you can expect)(?: the)? (?:next )?update\b"
)
_HOPE = (
    r"\b(?:I|we)(?:['’](?:d|re|m)| are| am| would)?\s+(?:still |now |also |currently |therefore )?(?:expect(?:ing)?|anticipat(?:e|ing)|estimat(?:e|ing)|aim(?:ing)?|intend(?:ing)?|plan(?:ning)?|hop(?:e|ing)|target(?:ing)?|should"
    r"|look(?:ing)? (?:at|to)|working (?:to|towards?)|on track (?:to|for)|scheduled|confident)\b|\bour (?:goal|target|aim|plan|intention|estimate|expectation) (?:is|remains)\b"
    r"|\b(?:is|are|remains?) (?:now |currently |still )?(?:expected|scheduled|planned|estimated|due|set|targeted|anticipated|on track|slated|booked) (?:to|for|by|on|at|in|within|this|next|today|tomorrow)\b"
    r"|\bETA\b(?! of)|\bshould (?:then |now |also |all |again |fully |soon )?(?:be|have|take|finish|complete|see|reach|go|return|recover|end|arrive)\b|\bestimate (?:that|to|it|is|completion)\b|\bgo(?:es)? live\b"
    r"|\bestimated (?:time (?:to|of|for) )?(?:resolution|completion|fix|repair|recovery|restoration)\b"
)
_HEAD = re.compile(
    rf"(?P<expect>{_EXPECT})|(?P<allow>{_ALLOW})|(?P<bare>{_BARE})|(?P<going>{_GOING})|(?P<hope>{_HOPE})|(?P<will>{_WILL})", re.I
)
_INVALID = re.compile(
    r"\b(?:if|unless|would you|could you|can you|do you|whether|said|says|told|promised us|announced|wrote that|in case|should you|had (?:we|you))\b|^should\b",
    re.I,
)
_LATE_IF = re.compile(
    r"(?<!sooner )(?<!earlier )(?<!even )(?<!, )\b(?:if|unless|in case)\b(?! (?:\w+ ){0,3}(?:changes?|new|further|more|learn|news|questions?))",
    re.I,
)

_OURS = re.compile(
    r"(?:^|\b)(?:I|[Ww]e|[Oo]ur (?:[\w'’-]+ ){0,4}(?:teams?|engineers?|specialists?|finance|support|colleagues?|experts?|leads?|managers?|department|developers?|staff|operators?|people|side)"
    r"|[Mm]y (?:[\w'’-]+ ){0,2}(?:team|colleague\w*|manager|engineers?)(?: \w+)*|(?:[Tt]he|[Aa]n?|[Yy]our) (?:[\w'’-]+ ){0,3}(?:engineers?|team|colleague|manager|specialist|technician|representative)|[Ss]omeone|[Ss]omebody|(?:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}))\W*$"
)
_THEY = re.compile(
    r"\b(?:customers?|users?|travell?ers?|visitors?|members?|subscribers?|(?:your|the|all|some|affected|other) (?:\w+ )?(?:users|customers|colleagues|admins?|employees|shops|people)|anyone|those|nobody|everyone)\W*$",
    re.I,
)
_YOU = re.compile(r"\byou\W*$", re.I)
_YOU_GET = re.compile(
    r"\s*(?:also |then |all |both |each |soon |first |still |again )*(?:(?:receive|hear|get|be (?:sent|given|contacted|called|phoned|credited|refunded|informed|notified|updated|reimbursed|compensated|told|charged (?:nothing|less))"
    r"|not be (?:charged|billed|invoiced))\b|have (?:(?!to\b|trouble|problems|delays?)\w+ ){1,6}?(?:by|within|on|before|tomorrow|today|in|this|next|from)\b|have (?:my|our|the|a|an) (?:[\w-]+ ){0,3}(?:report|answer|summary|analysis|plan|list|credit|reply|update|direct))",
    re.I,
)
_DELIVERED = re.compile(
    r"\s*(?:also |then |all |now |automatically |fully |first |again |completely |soon |only |therefore |be able to |begin to |start to )*(?:(?:go(?:es)? (?:live|out)|follow(?! these)|come|arrive|reach you|take place|happen (?:on|at|tomorrow)|start|begin|finish|end|return|recover|roll out|join|call|contact|phone|ring|write|send|take until|take (?:about|around|another|up)"
    r"|contain the|hold|explain|show|describe|include the|have (?:the|an?|it|this|everything) [\w -]+ by|prevent|warn|alert)\b|be (?:(?:fully|completely|all|gradually|manually|now|also|then|individually|back|re-?) ?)*"
    r"(?:(?:re-?)?(?:stored|deployed|sent|issued|credited|refunded|waived|fixed|resolved|solved|repaired|corrected|completed?|done|finished|replayed|processed|rerun|re-?run|posted|published|shared|provided|delivered|released|shipped|rolled|reverted|added|removed|replaced"
    r"|restarted|migrated|moved|switched|made|given|available|operational|ready|back|up|online|live|in (?:place|your|the)|on site|on its way|over|cleared|caught up|mitigated|upgraded|applied|installed|enabled|re-?enabled|re-?opened|tested|reviewed|restored|recovered|closed|extended|reimbursed|announced|updated|presented|written|held|reached|met|handled|with you|normal|by))\b)",
    re.I,
)
_TROUBLE = re.compile(
    r"\b(?:maintenance|outage|downtime|unavailab\w+|delayed|delays?|interrupt\w+|degraded|slow(?:er)?|fail(?:s|ed|ing)?|errors?)\b", re.I
)
_HOPED_ONLY = re.compile(r"\b(?:expect|anticipat|estimat)\w*\b", re.I)
_HOPE_EFFECT = re.compile(
    r"\bshould (?:\w+ )?(?:see|have (?:no|access|received)|not|be able)\b|\bshould be (?:aware|able|noted|used|treated|unaffected|no )|\bwe should (?:have (?:told|been|done|seen|caught|noticed|tested)|not)\b|\bshould have (?:been|told|caught|\w+ed)\b",
    re.I,
)
_ADVERBS = r"^\W*(?:also |now |still |then |all |both |of course |actively |closely |personally |therefore |always |certainly )*(?:be )?(?:going to )?"
_GOING_ON = re.compile(
    rf"{_ADVERBS}(?:continu(?:e|ing)|keep(?:ing)?(?! you| your| everyone)|remain(?:ing)?|carry(?:ing)? on|stay(?:ing)?|monitor(?:ing)?|watch(?:ing)?)\b",
    re.I,
)
"""What has no end that could be kept, also with a time."""
_EFFORT = re.compile(
    rf"{_ADVERBS}(?:work(?:ing)?|look(?:ing)? (?:into|at|closely)|investigat(?:e|ing)|do(?:ing)? (?:everything|our|all|my|whatever|what)|strive|try(?:ing)?|make every|use every"
    r"|be (?:here|available|in touch soon)|earn|take (?:this|it) seriously|need|see|find|know|notice|understand|have to|be able|be (?:asked|affected|happy|glad))\b",
    re.I,
)
_SOON = re.compile(r"\b(?:shortly|soon(?! as)|momentarily|any (?:minute|moment)|imminent\w*)\b", re.I)

_KINDS: tuple[tuple[PromiseKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        (PromiseKind.CREDIT, r"\b(?:credit(?:ed|ing|s)?(?! cards?| team)|refund\w*|compensat\w+|reimburs\w+|waiv(?:e|ed|ing|er)\b|discount\w*|free (?:month|months|of charge|training|consulting)|not be (?:charged|billed|invoiced)|extend(?:ed)? (?:your )?(?:contract|terms|subscription|licen[cs]e))\b"),
        (PromiseKind.REPORT, r"\b(?:post[- ]?(?:incident|mortem)s?(?: report| review| analysis)?|root[- ]cause (?:analysis|report|summary)|RCA|PIR|(?:incident|outage|final|preliminary|written|detailed|full|complete|closing) (?:report|summary|explanation|analysis|account|write-?up)|the report|(?:a|our|my) report\b(?! of yours)|summary of (?:the|this|what) (?:incident|cause|happened)|analysis of (?:the|this|what) (?:incident|cause|outage|happened|root))\b"),
        (PromiseKind.CALL, r"\b(?:call|ring|phone|telephone|speak (?:to|with)|talk (?:to|with)) (?:you|your|[A-Z](?<=\s[A-Z])[a-z]\w+)|\b(?:schedule|set up|arrange|book|hold|have|organi[sz]e|host|offer|owe you|invite you to) (?:an? |the |our )?(?:\w+ ){0,2}(?:calls?|meeting|video conference|session with you)\b|\b(?:contact|reach) you by (?:phone|telephone)|\bgive you a (?:call|ring)\b|\bbe (?:called|phoned)\b|\b(?:get|receive|have) a (?:phone )?call\b|\bcalls? (?:from|with) (?:me|us|our|my)\b"),
        (PromiseKind.NEXT_UPDATE, r"\b(?:(?:next|further|more|another|regular|status|progress|follow-?up|additional|hourly|new|our|an?|my|daily|the|first|these|your)\s+(?:\w+\s+)?(?:status\s+)?updates?\b(?! (?:to|of) (?:the|our|your) (?:software|app|client|agent|firmware|driver|version))|updat(?:e|ing) (?:you|this (?:page|incident|post|thread|notice)|our status|here|again|everyone|the (?:status|page|incident)|customers|all|by|at|within|in|every|once|as|when)\b|more (?:information|details?|news)|further (?:information|details?|news|communication)|additional (?:information|details?)"
         r"|writ(?:e|ing) (?:to you|again|back|here)|hear (?:from|back)|in touch|get(?:ting)? back to|report back|back to you|keep(?:ing)? (?:you|everyone|customers|this (?:page|thread))(?: all| both)? (?:posted|informed|updated|in the loop|up to date|abreast)|let(?:ting)? (?:you|everyone|customers) (?:all )?know|follow(?:ing)? up|tell you|inform(?:ing)? you|notif(?:y|ied)|share (?:an|more|another|further|any|what)|provid(?:e|ing) (?:an?|another|more|further|regular|additional|updates|hourly)|post(?:ing)? (?:an?|another|more|here|updates|again)|updates? (?:every|will|at|by|in|within|here|as|once|when|to follow|shortly|soon)|send(?:ing)? (?:you )?(?:an|another|the next|out an) (?:\w+ )?(?:update|message|note)|confirm (?:to|with) you|confirm (?:once|when|as soon|resolution)|(?:provid|shar|post|giv|send)(?:e|ing)? (?:[\w-]+ ){0,3}updates?|will update|contact(?:ing)? you|be contacted|be (?:informed|updated|told)|write once more|next message|message (?:again|you)|communicat(?:e|ion))\b|^\W*(?:updates?|news|details)\b"),
        (PromiseKind.FIX, r"\b(?:(?:hot|bug|perma)?fix(?:ed|es|ing)?|resolv\w+|resolution|restor\w+|complet(?:e|ed|ion|ely)|ready|(?:be|is|are|all|come|bring|get\w*) back\b(?! to you)|back (?:up|online|to normal)|working again|work again|recover\w*|operational|(?:be|become|fully) available|repair\w*|correct(?:ed|ion)\b(?! (?:schema|invoice|list|file))|solved?|finish\w*|done|mitigat\w+|arrive|in (?:the|your) feed|patch\b|normal|cleared|caught up|catch up|over by|up and running|take (?:about|around|another|up)|online|ETA)\b"),
    )
)  # fmt: skip
_GIVES = re.compile(
    r"^\W*(?:also |then |to |will |shall |we(?:['’]ll| will) |I(?:['’]ll| will) )*(?:send|share|give|provide|publish|post|credit|refund|waive|issue|reimburse|call|ring|phone|schedule|set up|arrange|write|update|let|get back|come back|report back|tell|inform|keep you|fix|restore|resolve|have|deliver|hear|receive|follow up|contact)\b",
    re.I,
)
_JOIN = re.compile(r"\s*(?:,|;)?\s+(?:and|then|;)\s+(?=[a-zI])|;\s+")
_OFFER = re.compile(
    r"\b(?:I|we)(?:['’](?:re|m)| are| am)?(?: (?:hereby|also|now|happy to|able to|pleased to|glad to|can|would like to|have decided to|agree to))*"
    r" (?:grant|confirm|offer|approv|issu|giv|credit|refund|waiv|compensat|reimburs|discount|guarante)(?:e|ing)?\b"
    r"|\b(?:are|is|be) entitled to\b|\b(?:refund|credit|compensation|discount|waiver)\b[^.\n]{0,40}\b(?:has been|have been|is|are) (?:approved|granted|authori[sz]ed|confirmed)\b",
    re.I,
)
"""Money given in the present tense: as much a promise as "we will", and just as much in need of somebody's authority."""
_REFUSED = re.compile(r"\b(?:no|not|cannot|can['’]t|unable|without|never)\b|n['’]t\b", re.I)
_CONDITION = re.compile(r"\b(?:if|unless|whether)\b", re.I)
_LEAD = re.compile(
    r"^\W*(?:[\w-]+,?\s+)?(?:by|within|in|on|before|tomorrow|today|tonight|this|next|at|no later|until|every|over|later|first thing|early)\b",
    re.I,
)
_WE_BEFORE = re.compile(
    r"\b(?:we|I|our (?:[\w'’-]+ ){0,4}\w+|(?:the|an?) (?:[\w'’-]+ ){0,3}(?:engineers?|team|colleague|manager|specialist)|(?:engineers?|engineering|teams?|support))\b",
    re.I,
)
_CLAUSE = re.compile(r"(?:^|\s)(?:and|but|that|so|because|while|then|which|also|or)(?=\s|$)|,\s", re.I)
_JOINING = frozenset({"and", "then", "but", "also", "or", "so"})
_CLAUSE_END = re.compile(r"[,;:]\s|\s(?:and|but|that)\s", re.I)
_ANY_INSTANT = datetime.fromisoformat("2026-01-05T10:00:00+00:00")
_UTC = ZoneInfo("UTC")


@lru_cache(maxsize=8192)
def promises_in(sentence: str) -> tuple[Promise, ...]:
    """The promises of one sentence, in order of place."""
    if sentence.rstrip().endswith("?"):
        return ()
    offer = _OFFER.search(sentence)
    if offer and _KINDS[0][1].search(sentence) and not _REFUSED.search(sentence) and not _CONDITION.search(sentence[: offer.start()]):
        return (Promise(PromiseKind.CREDIT, offer.start(), len(sentence.rstrip()), True, offer.start()),)
    return tuple(_distinct(_found(sentence)))


def due_of(sentence: str, promise: Promise, sent_at: datetime, zone: ZoneInfo) -> datetime | None:
    """When a promise of a sentence falls due: by its own words, else by a time said before it.

    Args:
        sentence: The sentence.
        promise: One of `promises_in(sentence)`.
        sent_at: When it was sent.
        zone: For days, and for clock times without a zone.
    """
    due = due_in(sentence[promise.start : promise.end], sent_at, zone)
    return due if due or promise.lead >= promise.start else due_in(sentence[promise.lead : promise.start], sent_at, zone)


def _found(sentence: str) -> Iterator[Promise]:
    heads = list(_heads(sentence))
    ours_before = False
    for number, head in enumerate(heads):
        end = heads[number + 1].start if number + 1 < len(heads) else len(sentence.rstrip())
        if head.name == "will":
            ours_before, admitted = _will(head, sentence, ours_before=ours_before)
        else:
            ours_before, admitted = True, True
        if not admitted or _INVALID.search(sentence[: head.end]):
            continue
        lead = 0 if number == 0 and _LEAD.match(sentence) else head.start
        yield from _segments(sentence, head, end, lead=lead)


@dataclass(frozen=True)
class _Head:
    """The words that begin a promise: which form they have, their place, and the subject of "will"."""

    name: str
    start: int
    end: int
    who: str


def _heads(sentence: str) -> Iterator[_Head]:
    at, verbs = 0, False
    while found := _HEAD.search(sentence, at):
        at = max(found.end(), found.start() + 1)
        name = next(name for name in ("expect", "allow", "bare", "going", "hope", "will") if found[name])
        who, start = (found["who"] or ""), found.start()
        cut = list(_CLAUSE.finditer(who))
        if cut:
            # "..., and our team will": the subject begins after what joins it to the clause before.
            joined = cut[-1].end() if who[cut[-1].end() :].strip() else cut[-1].start()
            who, start = who[joined:].strip(), start + joined
        # "We will send the next update by ten" is one promise, not two.
        if name != "bare" or not verbs or re.search(r"[;–—]", sentence[: found.start() + 2]):
            yield _Head(name, start, found.end(), who)
        verbs = True


def _will(head: _Head, sentence: str, *, ours_before: bool) -> tuple[bool, bool]:
    """Whether the subject of "will" is us, and whether what it will do is a promise of ours."""
    who, rest = head.who, sentence[head.end :]
    if _YOU.search(who):
        return False, bool(_YOU_GET.match(rest))
    if _THEY.search(who):
        return False, False
    if who.lower() in _JOINING:
        ours = ours_before or _WE_BEFORE.search(sentence[: head.start]) is not None
        return ours, ours or _KINDS[3][1].match(rest.lstrip()) is not None
    if _OURS.search(who) and not re.match(r"\s*(?:be|remain|stay) (?:unavailable|down|slow|affected|delayed)\b", rest):
        return True, True
    return False, bool(_DELIVERED.match(rest)) and not _TROUBLE.search(rest.split(",")[0][:60])


def _segments(sentence: str, head: _Head, end: int, *, lead: int) -> Iterator[Promise]:
    """The promises from one head on; "call you and credit the fee" are two."""
    places = [head.end, *(join.end() for join in _JOIN.finditer(sentence, head.end, end)), end]
    # What is scheduled, or next, stands before the words that say so.
    begun = max((m.end() for m in _CLAUSE_END.finditer(sentence, 0, head.start)), default=0) if head.name == "hope" else head.start
    certain, kind, start = head.name != "hope", None, head.start
    for here, following in pairwise(places):
        words = sentence[begun:following] if kind is None else sentence[here:following]
        own = next((each for each, pattern in _KINDS if pattern.search(words)), None)
        if kind is None:
            kind = own or PromiseKind.ACTION
        elif own and own is not kind and _GIVES.match(words):
            yield from _one(sentence, Promise(kind, start, here, certain, lead), head)
            kind, start, lead = own, here, here
    if kind is not None:
        yield from _one(sentence, Promise(kind, start, end, certain, lead), head)


def _one(sentence: str, promise: Promise, head: _Head) -> Iterator[Promise]:
    """The promise, unless it is only an effort, a condition or a forecast."""
    said = sentence[promise.start : promise.end]
    after = sentence[max(promise.start, head.end) : promise.end]
    timed = due_of(sentence, promise, _ANY_INSTANT, _UTC) is not None
    vague = promise.kind in {PromiseKind.ACTION, PromiseKind.FIX}
    if vague and (_GOING_ON.match(after) or (not timed and (_EFFORT.match(after) or head.name == "allow"))):
        return
    if promise.kind is not PromiseKind.NEXT_UPDATE and _LATE_IF.search(after):
        return
    if head.name == "hope":
        only_hoped = promise.kind is PromiseKind.ACTION and (not timed or _HOPED_ONLY.search(sentence[head.start : head.end]))
        untimed = promise.kind is PromiseKind.FIX and not timed and not _SOON.search(said)
        if untimed or only_hoped or _HOPE_EFFECT.search(said) or _TROUBLE.search(said):
            return
    yield promise


def _distinct(found: Iterator[Promise]) -> list[Promise]:
    """Without a second promise of one kind in one sentence that says no more: "we will update you at 10, and updates will follow at 12" are two."""
    kept: list[Promise] = []
    for promise in found:
        if not any(other.kind is promise.kind and other.end > promise.start for other in kept):
            kept.append(promise)
    return kept
