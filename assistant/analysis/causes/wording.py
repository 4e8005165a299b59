"""Words by which a log hedges, denies, tells a fault, a change, a recovery; and which words of a text can tell one cause from another.

What every incident has (errors, customers, delays) is not counted as content.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.drafting.reading import any_of
from knowledge.terms import stem, words

_EVERY_INCIDENT = (
    "issue problem incident outage cause root underlying reason source fix mitigation mitigate service customer user degrade degradation "
    "disruption error failure fail failing impact affect affected affecting experience see identify identified found investigate "
    "investigation team engineer engineering work continue update resolve resolved monitor report event situation subset elevated increase "
    "increased performance availability potential likely possible probable preliminary exact main known unknown unclear current currently "
    "ongoing recent previous initial earlier same above below time fact certain number several multiple small delay delayed latency slow "
    "slowness timeout intermittent unavailable unavailability believe think suspect determine determined confirm confirmed may might could "
    "would should must will just only still now today here thing something anything nothing step action result lead trigger due owing "
    "because related associated being done made make take took get got new additional further significant high higher low large which who "
    "whose where there what how behavior behaviour condition contribute contributing factor analysis well been also one two help explain "
    "internal system happen occur period day week hour minute detail address addressed mitigated remediation remediate determination"
)

EVERY_INCIDENT = frozenset(stem(word) for word in _EVERY_INCIDENT.split())
"""Stems that any incident has and that tell no cause from another."""


@lru_cache(maxsize=16384)
def content(text: str) -> frozenset[str]:
    """The stems of a text that can tell one cause from another; bare numbers do not."""
    return frozenset(word for word in words(text) if word not in EVERY_INCIDENT and len(word) > 1 and not word.isdigit())


EFFECT = re.compile(
    r"\b(?:errors?|fail\w*|outage|unavailab\w+|impact\w*|affect\w*|disrupt\w+|interrupt\w*|lost|down|delay\w*|slow\w*|degrad\w+|timeouts?|crash\w*|broke\w*|stopp?\w*|missing|stuck|unable|cannot|could not|"
    r"incorrect|wrong|drop\w*|spike\w*|exceed\w*|incident|problems?|issues?|intermittent\w*|backlog|unreachable|refus\w+|reject\w*|404s?|50\d|crash\w*|restart\w*|became|un\w+(?:able|ible)|deleted|killed|evicted|terminated|stale|duplicat\w+|stress|load)\b",
    re.IGNORECASE,
)

MECHANISM = any_of(
    r"\b(?:bugs?|regressions?|defects?|mis-?configur\w*|mis-?match\w*|faulty|corrupt\w*|expir\w+|exhaust\w*|overload\w*|starv\w+|saturat\w*|out of (?:memory|disk|space|capacity|connections|sync)|oom\w*|"
    r"leak(?:s|ed|ing)?|dead-?lock\w*|race condition|rate.?limit\w*|throttl\w+|ran out|full disk|disk full|fib(?:er|re) cuts?|hardware|typos?|incompatib\w+|accidental\w*|inadvertent\w*|unintention\w+|"
    r"by mistake|faults?|malformed|broken|bad|wrong|stale|too (?:many|much|few|low|high|small|large)|contention|surge|spike in (?:traffic|load|demand|requests)|noisy|crash.?loop\w*)\b",
)
"""Words for what goes wrong in machines, as against what people notice of it."""

DEFECT = any_of(
    r"\b(?:certificates?|certs?|credentials?|keys?|tokens?|secrets?|licen[cs]es?|domains?|passwords?)\b[^.;]{0,40}\b(?:(?:has|have|had|was|were|is|are) )?(?:already )?(?:expired|revoked|deleted|invalid)\b|\bexpired (?:\w+ ){0,2}(?:certificate|cert|credential|key|token|secret|licen[cs]e|domain)s?",
    r"\bout of (?:memory|disk|space|inodes|connections|capacity|file descriptors|ip addresses)\b|\boom.?kill\w*|\(oom\)|\bran out of\b|\brunning out of\b|\b(?:exhausted|exhaustion|starvation|saturated|overloaded|overwhelmed)\b|\b(?:disk|volume|filesystem|partition|queue) (?:\w+ )?(?:is|was|were|became|got) full\b",
    r"\bmis-?configur\w+|\b(?:bug|regression|defect|flaw|memory leak|race condition|dead-?lock) (?:in|with|for|of|that|where|introduced)\b|\bcorrupt(?:ed|ion)\b|\bmalformed\b|\b(?:hit|reached|exceed\w*) (?:\w+ ){0,4}(?:rate.?limit\w*|limit|quota)s?\b|\brate.?limited\b",
    r"\bfib(?:er|re) cuts?\b|\bpower (?:loss|outage|failure)\b|\blost power\b|\b(?:hardware|disk|drive|switch|router|host|node) (?:failure|fault|died|crashed)\b|\bfaulty\b|\b(?:accidental|inadvertent|unintentional)\w*|\bunexpectedly\b|\bby (?:mistake|accident)\b|\b(?:surge|spike|influx) (?:in|of) (?:\w+ ){0,2}(?:traffic|load|demand|requests|new|queries|users)\b",
)
"""Faults that explain trouble by themselves where nobody says so."""

CHANGE = any_of(
    r"\b(?:re-?deploy\w*|deploy(?:s|ed|ment|ments|ing)?|releas(?:e|es|ed|ing)|roll(?:ed|ing)?[ -]?outs?|rolled out|migrat\w+|upgrad\w+|version bump\w*|(?:software|firmware|package|dependency|schema|security|kernel|"
    r"library|policy|config\w*|ami|os|routine) (?:update|change)s?|updates? to (?:the|our|a|an)?|updated|config\w* (?:change|push|update)s?|code changes?|(?:recent|routine|planned|scheduled|latest|problematic|offending|related|this|the|these|those|our|its|network|database|"
    r"infrastructure|data|schema|format|parser) changes?|change (?:in|to|made|introduced|of)|changes? that|merg(?:e|ed|ing)|maintenance|fail(?:ed)?[ -]?over|cut-?over|rotat\w+|renew\w*|feature flags?|patch(?:ed|es|ing)?|"
    r"switch(?:ed|ing|over)|decommission\w*|reorgani[sz]\w+|delet(?:ed|ion)|removed|moved|scal(?:ed|ing) (?:up|down)|bump\w*|key rotation|credentials? (?:change|rotation)\w*|introduced)\b",
)
"""Words for something that somebody changed."""

HEDGE = any_of(
    r"\b(?:may|might|could|can) (?:also )?(?:be|have(?: been)?)?\s?(?:the |a |\w+ly )?(?:root )?(?:caus|trigger|contribut|relat|explain|due|because|responsible|result|stem|source|culprit)\w*",
    r"\b(?:wonder|theor(?:y|ies|ises|izes)|theori[sz]ed|hypothes[ie]s\w*|assum\w+|suspect\w*|suspicion|presum\w+|guess\w*|speculat\w+|unclear|unconfirmed|correlated|tentativ\w+|likely|possibl[ey]|potential\w*|probabl[ey]|perhaps|maybe|apparently|seem\w*|appears?)\b",
    r"\b(?:we|team|engineers?|i) (?:currently )?(?:believe|think|guess|feel)s?\b|\bbelieved to\b|\bthought to\b|\blooks? (?:like|as if)\b|\bpoint(?:s|ing|ed)? (?:to|at|towards)\b|\bindicat(?:es?|ing)\b|\bsuggest\w*\b",
    r"\b(?:investigat\w+|check\w*|see|determine|know|clear|sure|asks?|asked|test\w*) (?:whether|if)\b|\?\s*$|\b(?:investigating|looking (?:at|into)|checking) (?:a|an|our|recent|possible|potential|the (?:recent|latest|last))\b",
)
"""Wordings that make a cause a suspicion, beside those that `modes` knows."""

DENIAL = any_of(
    r"\b(?:not|n['’]t|never|neither|no longer) (?:\w+ ){0,2}(?:caused by|due to|related to|because of|connected (?:to|with)|linked to|responsible|a result of|to blame|(?:the|a) (?:\w+ )?(?:cause|culprit|reason|source|trigger|factor))\b",
    r"\bneither\b.{1,80}\b(?:were|was|is|are) the (?:root )?(?:cause|source|reason)\b",
    r"\bunrelated to\b|\b(?:is|was|were|are|be|as|seems?|appears?|proved) (?:\w+ )?unrelated\b(?! \w)|\bno (?:relation|link|connection|correlation) (?:to|with|between)\b|\bnothing to do with\b|\bnot at fault\b|\bis innocent\b",
    r"\b(?:turns?|turned|proved|found|shown|confirmed) (?:out )?(?:not to be|to be (?:unrelated|a red herring|wrong|false|healthy|fine))\b|\bturn(?:s|ed) out (?:that )?(?:it )?(?:was|is|were) ?(?:not|n['’]t)\b|\bred herring\b|\bfalse lead\b",
    r"(?<!not )(?<!be )(?<!n't )(?<!to )(?<!not yet )(?<!cannot )\b(?:ruled out|ruling out|excluded|discounted|disproved|disproven|rejected)\b(?= (?:as|the|a|an|our|any|that|by|\w+)|[.,;:]|$)",
    r"\b(?:is|was|are|were|works?|worked|looks?|looked) (?:\w+ )?(?:fine|healthy|ok|okay|clean|innocent|correct|in order) after all\b",
)
"""The log takes a cause back, or says that something is none."""

HEARSAY = any_of(
    r"\b(?:customers?|clients?|users?|reporters?|they|he|she) (?:\w+ ){0,2}(?:believes?|thinks?|suspects?|says?|said|claims?|assumes?|guess(?:es)?|supposes?|wonders?|asks?|asked)\b|\baccording to the (?:customer|client|user)\b"
)
"""Somebody else's guess."""

NO_HELP = any_of(
    r"\b(?:did|does|has|have|had|was|were)(?: not|n['’]t) (?:help|resolve|fix|improve|solve|mitigate|work|made? a difference|make a difference|change (?:anything|the|much)|seen? (?:any )?(?:improvement|change)|successful|effective|helped|resolved|fixed|improved|solved|worked)\w*",
    r"\b(?:no|without|little) (?:effect|improvement|change|success|difference|luck)\b|\bto no avail\b|\bnot? (?:seen|see) (?:any )?improvements?\b|\bstill (?:failing|fails|broken|seeing (?:the )?(?:errors|failures))\b.{0,30}\bafter\b|\b(?:does|did|do) not change anything\b",
)
"""A step was taken and things stayed as they were."""

RECOVERED = any_of(
    r"\b(?:recover\w*|restored|resolved|back to normal|returned to normal|operating normally|healthy|no longer|stopped failing|succeed\w*|improv\w+|flow(?:s|ing)? again|working (?:again|as expected|normally)|"
    r"back (?:up|online)|(?:errors?|latency|failures?|backlog|queue) (?:\w+ )?(?:dropped|fell|cleared|stopped|subsided|decreas\w+|drained|gone|normali[sz]ed)|mitigated|subsided|all clear|normal levels?|fixed the|solved|can now)\b",
)
"""Things got better."""

HEDGED_EFFECT = re.compile(
    r"\b(?:may|might|could|can|will) (?:also |still |have |now |\w+ly )*(?:fail\w*|see|seen|show|experience\w*|encounter\w*|notice|take|not|be (?:delayed|slow|unable|unavailable|affected|missing|stale|incomplete))\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def no_help(sentence: str) -> bool:
    """Whether a sentence says that a step left things as they were."""
    return NO_HELP.search(sentence) is not None


@lru_cache(maxsize=8192)
def recovered(sentence: str) -> bool:
    """Whether a sentence says that things got better."""
    return RECOVERED.search(sentence) is not None and not no_help(sentence)


@lru_cache(maxsize=8192)
def doubted(sentence: str) -> bool:
    """Whether a sentence only suspects what it names, or passes on somebody else's guess."""
    return HEDGE.search(sentence) is not None or HEARSAY.search(sentence) is not None


_NOT_BUT = re.compile(
    r"(?P<head>\b(?:was|is|were|are|due to|caused by|because of))(?: not|n['’]t) (?P<denied>[^.;]{2,80}?),? but (?:rather )?(?P<instead>(?:an?|the|our|that|by|due)\b.+)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(?<=[,;:])\s+|\s+(?=but\b)|\s+(?=rather\b)")


def without_denials(sentence: str) -> str:
    """The sentence without the clauses that say what was not the cause: "not the network but a full disk" keeps the disk."""
    turned = _NOT_BUT.sub(lambda match: f"{match['head']} {match['instead']}", sentence)
    if turned != sentence or not DENIAL.search(sentence):
        return turned
    return " ".join(part for part in _PARTS.split(sentence) if not DENIAL.search(part))


_HEAD = 4
"""Words below which a clause with a colon is only a heading."""


@lru_cache(maxsize=8192)
def denied(sentence: str) -> str:
    """The clauses of a sentence that say what was not the cause; empty where it takes nothing back."""
    turned = _NOT_BUT.search(sentence)
    if turned:
        return turned["denied"]
    if not DENIAL.search(sentence):
        return ""
    parts = _PARTS.split(sentence)
    place = next((place for place, part in enumerate(parts) if DENIAL.search(part)), 0)
    # "Network: ruled out" has the cause in the part before.
    if place and parts[place - 1].endswith(":"):
        return " ".join(parts[place - 1 : place + 1])
    # "Ruled out: the network" has it in the part behind.
    return " ".join(parts[place : place + 2]) if parts[place].endswith(":") and len(parts[place].split()) < _HEAD else parts[place]
