"""The words by which a text takes back, corrects or moves what was said before, and those that state what can be contradicted: data for
`assistant.checks.consistency`.
"""

from __future__ import annotations

import re


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# How a text says that something is no longer as it was told.

_TOLD = r"(?:told|said|wrote|gave|estimated|reported|promised|named|announced|mentioned|expected|thought|believed|assumed|hoped|planned|counted)"
SAID_BEFORE = _words(
    rf"\b(?:I|we) (?:\w+ ){{0,2}}{_TOLD}\b|\b(?:earlier|previously|originally|initially|at first|first)\b.{{0,40}}\b{_TOLD}\b"
    r"|\b(?:our|my|the|your) (?:earlier|previous|last|first|original|initial|old|prior) (?:\w+ )?(?:message|update|note|estimate|figure|count|number|time|statement|e-?mail|report|assessment|answer)s?\b"
    r"|\b(?:correct(?:ion|ing) (?:of|to|what|our|my|the)|(?:have|want|need) to (?:correct|take back|withdraw)|we (?:correct|withdraw)|take back what|revis(?:ed|ing|ion)|amend(?:ed|ing)?"
    r"|(?:was|were) (?:wrong|mistaken|too (?:early|soon|low|high|optimistic|hopeful)|premature)|mistaken(?:ly)?|wrongly|instead of|rather than|in place of|not,? as (?:I|we)|no longer (?:holds?|correct|valid|realistic|true|the case))\b"
)
"""In any matter: it names what was said before, or takes it back."""

MOVED = _words(
    r"\b(?:moved|pushed|slipp\w+|postpon\w+|delayed (?:to|until|by)|later than|longer than|more time|sooner than|put back|brought forward|extended|rescheduled|new (?:estimate|target|time|eta)"
    r"|updated (?:estimate|time|eta)|changed|has passed|have missed|we missed|overr[au]n\w*|tak(?:es?|ing) longer|need(?:s)? longer|no sooner|replaces|cannot (?:keep|hold|meet)|could not (?:keep|hold|meet)"
    r"|will not (?:keep|hold|meet|make)|not be (?:met|kept))\b"
)
"""Of a time."""

RECOUNTED = _words(
    r"\b(?:r(?:ose|isen|ising)|grow(?:n|ing)?|grew|increas\w+|climb\w+|fallen|fell|dropp\w+|decreas\w+|shrunk|reduced|spread|widened|narrowed|up from|down from|more than (?:we|I)|fewer than (?:we|I)|turn(?:s|ed) out"
    r"|now (?:know|count|see|find|found|understand|estimate|stands?|confirm\w*|that)|counted again|recount\w*|on (?:a )?closer|new count|updated count|full count|final (?:count|figure)|in total|altogether|overall)\b"
)
"""Of a figure."""

CAME_BACK = _words(
    r"\b(?:(?:come|came|coming|is|are|was|has come) back|back since|return(?:ed|s)?|recurr\w+|reappear\w*|re-?open\w*|(?:second|third) time|relaps\w+|once more|once again|after all|anew|new (?:fault|problem|incident|failure)"
    r"|did not (?:hold|last)|has not held|only (?:held|lasted) until|(?:fail\w*|down|unavailable|degraded|interrupted|slow|stopped|affected|happening|offline) again|again (?:fail\w*|down|unavailable|degraded|slow|stopped|affected))\b"
)
"""Of a problem that was told as over."""

RECOVERED = _words(
    r"\b(?:recover\w*|restored|works? again|working again|back (?:online|for|in|to normal|up)|(?:is|are|have come|has come) back|no longer affected|no longer|solved for|fixed for|resolved for|turn(?:s|ed) out|in fact|on (?:a )?closer|now only|by now"
    r"|narrowed|reduced|down from|fewer than (?:we|I))\b"
)
"""Of a scope: part of it is well again, or it was looked at again."""

# What a sentence states.

ENDING = _words(
    r"\b(?:finish\w*|complet\w*|done|over|back|restor\w*|live|ready|running|available|have (?!been)|receive|in place|fix\w*|repair\w*|resol\w+|correct\w*|recover\w*|work\w* again|deploy\w*|roll\w*|printed|rebuilt|resum\w*|deliver\w*|return\w*|arriv\w*|reopen\w*|up|clear\w*|end\w*)\b"
)
"""A promised deed that is an end to something."""
GOES_ON = _words(r"\bcontinu(?:e|es|ing)\b|\bkeep(?:s|ing)?\b|\bwhether\b")
"""Work that goes on for a time has no end told by it, nor has a time by which we will know "whether this restores" anything."""

HARM = _words(
    r"\b(?:affect\w*|cannot|can['’]t|could not|couldn['’]t|unable|fail\w*|missing|without|lost|lose|delay\w*|held|stuck|waiting|wait|declin\w+|reject\w+|error\w*|offline|(?<!ing )(?<!ed )down|unavailable|not (?:sent|arriv\w+|work\w*|reach\w*|receiv\w+|available|been)"
    r"|(?:do|does|did|is|are|was|were) not|don['’]t|have no|has no|had no|interrupt\w*|degraded|slow\w*|stopp\w+|wrong|broken|none of|nobody|no one|drop(?:s|ped|ping)?|impact\w*|disrupt\w*|closed|blocked|empty|stored|incident|problem|outage|fault)\b"
)
"""A sentence that tells what a problem does."""
PROGRESS = _words(
    r"\b(?:replay\w*|re-?sent|sent again|processed|reprocess\w*|restored|recovered|completed?|corrected|fixed|repaired|back online|cleared|caught up|delivered|done|working again|works? again|remain\w*|(?:is|are|\d) left|left (?:to|over)|still|on (?:their|its) way|refunded|credited)\b"
)
"""A sentence whose figures move because the work does."""
OPEN_ENDED = _words(
    r"\b(?:so far|at least|more than|over|already|and counting|up to now|to date|until now|first|at this (?:time|point) we (?:see|count))\b"
)

UNKNOWN_CAUSE = _words(
    r"\b(?:cause|reason|why)\b.{0,60}\b(?:not (?:yet )?(?:known|clear|confirmed|certain|established|found|identified)|unknown|unclear|unconfirmed|being (?:investigated|looked|checked)|under investigation|open)\b"
    r"|\b(?:not|\w+n['’]t)(?: yet| currently)? (?:know|have|found|confirmed|identified|established|sure of|certain of|clear)\b.{0,25}\b(?:cause|why)\b"
    r"|\b(?:investigat\w+|look(?:ing)? (?:for|into)|search\w* for|establish\w*|determin\w+|identify\w*|working (?:out|on)|checking|trac\w+|analy[sz]\w+|examin\w+|understand\w*|find(?:ing)? out|narrow\w+ down)\b.{0,30}\b(?:cause|why)\b"
    r"|\bcause\b.{0,30}\b(?:looked into|sought|investigated|searched for|being determined)\b"
)
SUSPECTED = _words(
    r"\b(?:suspect\w*|may|might|could|possibl[ey]|possibility|probabl[ey]|likely|appears?|seems?|hypothes[ie]s|assume|unconfirmed|whether|believe|think|points? to|one explanation|working theory|preliminar\w+)\b"
)
CAUSE = _words(
    r"\b(?:(?:was|were|is|are|been|being) (?:\w+ly )?(?:caused by|triggered|the result of|a result of|brought about|down to)\b|caused by\b|(?<!has )(?<!have )(?<!this )(?<!that )(?<!it )caused (?:the|your|our|this|these|an?)\b"
    r"|(?:root )?cause (?:was|is)\b(?! (?:being |still |not |now |also |yet )*(?:looked|sought|searched|investigated|traced|known|unknown|unclear|open|to be|under|found|confirmed|identified)\b)|result(?:ed|s) from\b|stemm?(?:ed|s) from\b|(?:traced|goes|went) back to\b|(?:the )?reason (?:was|is)\b|originat(?:ed|es) (?:from|in|with)\b"
    r"|happened because\b|triggered (?:the|this|your|an?)\b|responsible for the (?:outage|incident|problem|failure|errors?|loss|delay))"
)
"""Words that only a cause has."""
REASON = _words(
    r"\b(?:(?:because of|due to|as a result of|owing to)\b(?! (?:this|that|it|these|which|exceeding|an? (?:error|time-?out)|time-?outs?|errors?|failures?|latency|delays?)\b)|because (?:an?|the|one|our) \w+|led to (?:the|this|your)\b)"
)
"""Words of a cause where the sentence tells of harm; elsewhere they give the reason of a deed."""
NOT_CAUSE = _words(
    r"\b(?:not|no|\w+n['’]t|ruled out|whether|sorry|apolog\w+|if|will|would|investigat\w+|checking|looking|still|unknown|unclear)\b|\?\s*$"
)
"""Beside words of a cause: it is not stated, is asked about, or is our own harm to the customer."""

WIDE = _words(
    r"\b(?:all|every|each|entire|whole|100 ?%|both|complete(?:ly)?|everyone|everybody|nobody|no one|none of|no \w+ (?:can|could|in|at|of)|any of)\b"
)
NARROW = _words(
    r"\b(?:only|some|a few|few|several|certain|a (?:small |limited )?(?:number|subset|part|portion|handful|minority)|limited to|confined to|restricted to|isolated|parts? of|partial\w*|a couple|individual|single)\b"
)
THE_INCIDENT = _words(
    r"\b(?:(?:the|this|your|our) (?:\w+ )?(?:problem|incident|issue|outage|service|disruption|trouble|fault|failure|system)|everything|all (?:\w+ )?(?:systems|services)|it)\b"
)
"""What stands for the whole."""
OVER = _words(
    r"\b(?:(?:is|are|was|were|been|now|fully|completely) (?:\w+ly )?(?:resolved|fixed|solved|restored|recovered|corrected|repaired|over|back to normal|operational|back online|healthy|correct again)\b"
    r"|(?:has|have) (?:now |been |fully |completely )*(?:resolved|fixed|recovered|returned to normal|cleared|ended)\b|(?:back to|returned to|operating|working|functioning|run(?:s|ning)?) normal(?:ly)?\b|works? again\b|working again\b"
    r"|back up and running|operational again|\b(?:fix|repair) (?:is|was|has been) (?:in place|applied|live|deployed|implemented)\b)"
)
NOT_OVER = _words(
    r"\b(?:not|\w+n['’]t|never|no|nor|until|once|when|if|will|['’]ll|would|should|may|might|could|can|part(?:ially|ly)|some|most|to be|expect\w*|as soon as|whether|after|before|confirm(?:ing)? that|estimate\w*|by the time|yet|almost|nearly|told|said|wrote)\b"
)
_BAD = (
    r"(?:down|unavailable|degraded|failing|slow|affected|offline|interrupted|disrupted|inaccessible|unreachable|delayed|missing|wrong|broken|declined|rejected|blocked|incomplete|impaired|limited|out of (?:service|order)|not (?:working|available|"
    r"reachable|loading|sent|sending|arriving|delivered)|unable to|experiencing|seeing (?:errors|failures|delays))"
)
TROUBLE = _words(
    rf"\b(?:is|are|remains?|stays?|['’]s|['’]re|continues? to be) (?:\w+ly |still |currently |now |partly )*{_BAD}\b|\b(?:still|currently|continues? to|at present|at the moment)\b.{{0,40}}\b(?:fail\w*|errors?|down|unavailable|wrong|slow|delay\w*)\b"
    r"|\b(?:cannot|can['’]t|do not|does not|don['’]t|doesn['’]t) (?:\w+ )?(?:sign|log|work|load|open|send|receive|take|reach|arrive|print|pay|use|access|book|order|connect|start|see|export|import|respond)\b"
    r"|\b(?:fails?|drops?|times? out) (?:for|at|when|with|on|in)\b|\binvestigating (?:\w+ ){0,3}(?:errors?|failures?|responses?|delays?|outage|problem|issue|reports)\b|\b(?:went|gone|goes) down\b"
)
NOT_TROUBLE_NOW = _words(
    r"\b(?:whether|if you|was|were|had been|between \d|from \d{1,2}:\d{2}.{0,12} (?:to|until)|until \d|during|yesterday|could not)\b"
)

_GOODS = r"(?:data|records?|orders?|files?|messages?|e-?mails?|transactions?|information|uploads?|bookings?|payments?|documents?|backups?|rows?|entries|invoices?|tickets?|passwords|credentials|nothing|none|anything|statements?|claims?|results?)"
_LOST = r"(?:lost|lose|deleted|corrupted|leaked|exposed|stolen|destroyed|compromised|disappeared|overwritten|gone for good)"
LOSS = _words(rf"\b{_GOODS}\b.{{0,45}}\b{_LOST}\b|\b{_LOST}\b.{{0,30}}\b{_GOODS}\b|\bloss of\b.{{0,20}}\b{_GOODS}\b")
NO_LOSS = _words(
    r"\b(?:no|none|not|nothing|never|without|neither|zero|0)\b.{0,60}\b(?:lost|lose|loss|deleted|corrupted|leaked|exposed|stolen|destroyed|compromised|disappeared|overwritten)\b|n['’]t (?:\w+ )?(?:lost|lose|deleted|exposed|corrupted)\b"
)

SINCE = _words(
    r"\b(?:since|(?:began|started|starting|beginning|begun|first (?:seen|failed)) (?:at|around|about)|(?:began|started))\s+(?P<about>about |around |approximately |roughly |shortly (?:after|before) )?(?:at |the )?(?=\d)"
)

GENERIC_WORDS = (
    "problem issue incident outage fault failure trouble fix repair resolve resolution complete expect estimate restore service normal end finish done place live plan aim work working run "
    "time start begin engineer team estimated target eta again should cause report see still hour minute day week today tomorrow monday tuesday wednesday thursday friday saturday sunday next "
    "update january february march april june july august september october november december corrected version release"
)
"""Words of any estimate; they tell nothing of what is estimated."""
STATE_WORDS = (
    "resolved fixed fully all everything operational recovered healthy online back up over system stable steady running available reachable correct wrong degraded unavailable unreachable "
    "inaccessible failing slow affected down offline interrupted delayed missing broken impaired limited customer currently present moment applied since utc"
)
"""Words of a state; they tell nothing of what is in it."""
CAUSE_WORDS = "root cause caused reason due result resulted because happened triggered"
"""Words of any cause."""
