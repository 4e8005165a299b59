"""How a log states a cause, suspects one, rejects one, or only says that one was found.

A sentence names a cause when a causal phrase has a cause in it: "we have identified the root cause" has none, and "due to this issue"
leads nowhere. What every incident has (errors, customers, delays) is therefore not counted as content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.analysis.causes.mechanisms import Mechanism, mechanism_of
from knowledge.terms import stem, words


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


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


_CAUSE_NOUN = (
    r"(?:(?:root|underlying|likely|probable|suspected|possible|potential|preliminary|main|initial|actual|most|proximate|direct) )*"
    r"(?:root[ -])?(?:cause|culprit|reason|trigger|source)"
)
_BECAUSE_OF = (
    r"(?:caused|triggered|brought on|driven|provoked|introduced) (?:\w+ly )?(?:in part )?(?:by|due to)"
    r"|due (?:\w+ly )?to|owing to|because of|on account of|as a (?:direct )?(?:result|consequence) of|(?:the|a) (?:direct )?(?:result|consequence) of|result(?:ed|s|ing) from"
    r"|stemm?(?:ed|s|ing)? from|originat(?:ed|es|ing) (?:from|in|with|at)|(?:traced|tracked|narrowed|isolated|pinned|pinpointed|attributed|attributable|linked|"
    r"tied)(?: (?:it|this|them|the \w+))?(?: back| down)? (?:to|with)|coming from|comes down to|was down to|blamed on"
)
_AFTER = re.compile(rf"\b(?:{_BECAUSE_OF})\b(?P<cause>[^;]+)", re.IGNORECASE)
_NOUN_IS = re.compile(
    rf"\b{_CAUSE_NOUN}(?:s)?\b(?: (?:of|for|behind) [^.;:]{{1,90}}?)?(?: (?:has|have|had) been| is| was| were| are| being| as(?= (?:an?|the|being|our)\b)| appears?| seems?|(?<=cause):| (?:may|might|could)(?= be| have been))"
    r"(?: (?:be|have been|now|then|also|likely|probably|determined|found|identified|confirmed|traced|believed|thought|suspected|to|be|as|a result of|due to|that|in|with))*"
    r"[ :,]+(?!(?:not|still|under|of|working|continuing|investigating|looking|monitoring|deploying|preparing|implementing|applying|rolling|developing|testing|actively|currently|taking|starting|seeing|unknown|unclear|known|understood|identified|found|determined|confirmed|established|being|yet|fixed|resolved|addressed|mitigated|and|later)\b)(?P<cause>[^;]+)",
    re.IGNORECASE,
)
_RELATED = re.compile(r"\b(?:related|connected|correlated|coincid\w+) (?:to|with)\b(?P<cause>[^;]+)", re.IGNORECASE)
_BECAUSE = re.compile(r"\bbecause\b(?! of\b)(?P<cause>[^;]+)|\bdied (?:on|at|after|when|because)\b(?P<died>[^;]+)", re.IGNORECASE)
_BEFORE = re.compile(
    r"^(?P<cause>.{3,}?)\b(?:(?<!root )(?<!root-)(?<!the )(?<!a )(?<!likely )(?<!possible )(?<!potential )(?<!any )(?<!its )(?:is |was |were |are |be |been |have |had )?"
    r"(?:caus(?:ed|es|ing)\b(?! (?:by|due|of|was|is)\b)|cause\b(?! (?:of|is|was|has|and|for|analysis|identified|found|to be)\b)(?= \w))|(?:has |have )?led to|leading to|leads to|result(?:ed|s|ing) in"
    r"|trigger(?:ed|s|ing)(?= (?:an?|the|some|this|our|these|\w+ing|\w+ed)\b)|(?:is|was|were|are) (?:responsible for (?:\w+ ){0,3}(?:outage|incident|issues?|problems?|errors?|failures?|delays?|impact|latency|degradation|disruption|crash\w*|load|spike)|to blame|the "
    + _CAUSE_NOUN
    + r")"
    r"|as (?:the|a|an|our) "
    + _CAUSE_NOUN
    + r"|(?:brought|took|knocked) (?:down|out|offline)|broke\b|(?:made|makes|making) (?:the|our|it|all|some)\b|prevent(?:ed|ing|s) (?:the|our|some|new|\w+s)\b|rendering (?:the|it|them|our|all)\b)",
    re.IGNORECASE,
)
_IN_COURSE = re.compile(
    r"^(?P<cause>(?:while|when|during|after|following|upon|as (?:part|we)) [^,]{6,120}), (?P<effect>.+)|^(?P<effect2>.+?),? (?P<cause2>(?:while|when we|during|after|following|shortly after|since) [^,]{6,120})$",
    re.IGNORECASE,
)
_BLAND = "underlying|likely|potential|possible|exact|same|main|real|suspected|probable|related|current|new|additional|separate|few|root|actual|core|specific|original|remaining"
_FOUND = re.compile(
    r"\b(?:identified|found|discovered|determined|confirmed|pinpointed|located|isolated|diagnosed|detected|spotted|realised|realized|noticed|concluded|concludes|finds|discovers|determines|confirms|notices)"
    r"(?: that)? (?P<cause>(?!(?:(?:the|a|an|what|this|its|some|two|"
    + _BLAND
    + r") )*(?:root )?(?:cause|issue|problem|reason|source)s?\b(?! (?:with|in|where|among|between|is that)))[^;]+)",
    re.IGNORECASE,
)
_THOUGHT = re.compile(
    r"\b(?:suspect(?:s|ed|ing)?|suspicion is|(?:we|i|team|engineers?) (?:currently )?(?:think|believe)s?|(?:theory|hypothesis|guess)(?: is|:)|points? (?:to|at|towards)|(?:could|might|may) be(?= (?:an?|the|our|some)\b)|looks? like|"
    r"(?:seems|appears) to be(?= (?:an?|the|our|some)\b))(?: that| it is| it['’]s| it was| this is| this was)? (?P<cause>[^;]+)",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"\b(?:errors?|fail\w*|outage|unavailab\w+|impact\w*|affect\w*|disrupt\w+|interrupt\w*|lost|down|delay\w*|slow\w*|degrad\w+|timeouts?|crash\w*|broke\w*|stopp?\w*|missing|stuck|unable|cannot|could not|"
    r"incorrect|wrong|drop\w*|spike\w*|exceed\w*|incident|problems?|issues?|intermittent\w*|backlog|unreachable|refus\w+|reject\w*|404s?|50\d|crash\w*|restart\w*|became|un\w+(?:able|ible)|deleted|killed|evicted|terminated|stale|duplicat\w+|stress|load)\b",
    re.IGNORECASE,
)
MECHANISM = _any(
    r"\b(?:bugs?|regressions?|defects?|mis-?configur\w*|mis-?match\w*|faulty|corrupt\w*|expir\w+|exhaust\w*|overload\w*|starv\w+|saturat\w*|out of (?:memory|disk|space|capacity|connections|sync)|oom\w*|"
    r"leak(?:s|ed|ing)?|dead-?lock\w*|race condition|rate.?limit\w*|throttl\w+|ran out|full disk|disk full|fib(?:er|re) cuts?|hardware|typos?|incompatib\w+|accidental\w*|inadvertent\w*|unintention\w+|"
    r"by mistake|faults?|malformed|broken|bad|wrong|stale|too (?:many|much|few|low|high|small|large)|contention|surge|spike in (?:traffic|load|demand|requests)|noisy|crash.?loop\w*)\b",
)
"""Words for what goes wrong in machines, as against what people notice of it."""

DEFECT = _any(
    r"\b(?:certificates?|certs?|credentials?|keys?|tokens?|secrets?|licen[cs]es?|domains?|passwords?)\b[^.;]{0,40}\b(?:(?:has|have|had|was|were|is|are) )?(?:already )?(?:expired|revoked|deleted|invalid)\b|\bexpired (?:\w+ ){0,2}(?:certificate|cert|credential|key|token|secret|licen[cs]e|domain)s?",
    r"\bout of (?:memory|disk|space|inodes|connections|capacity|file descriptors|ip addresses)\b|\boom.?kill\w*|\(oom\)|\bran out of\b|\brunning out of\b|\b(?:exhausted|exhaustion|starvation|saturated|overloaded|overwhelmed)\b|\b(?:disk|volume|filesystem|partition|queue) (?:\w+ )?(?:is|was|were|became|got) full\b",
    r"\bmis-?configur\w+|\b(?:bug|regression|defect|flaw|memory leak|race condition|dead-?lock) (?:in|with|for|of|that|where|introduced)\b|\bcorrupt(?:ed|ion)\b|\bmalformed\b|\b(?:hit|reached|exceed\w*) (?:\w+ ){0,4}(?:rate.?limit\w*|limit|quota)s?\b|\brate.?limited\b",
    r"\bfib(?:er|re) cuts?\b|\bpower (?:loss|outage|failure)\b|\blost power\b|\b(?:hardware|disk|drive|switch|router|host|node) (?:failure|fault|died|crashed)\b|\bfaulty\b|\b(?:accidental|inadvertent|unintentional)\w*|\bunexpectedly\b|\bby (?:mistake|accident)\b|\b(?:surge|spike|influx) (?:in|of) (?:\w+ ){0,2}(?:traffic|load|demand|requests|new|queries|users)\b",
)
"""Faults that explain trouble by themselves where nobody says so."""

HEDGE = _any(
    r"\b(?:may|might|could|can) (?:also )?(?:be|have(?: been)?)?\s?(?:the |a |\w+ly )?(?:root )?(?:caus|trigger|contribut|relat|explain|due|because|responsible|result|stem|source|culprit)\w*",
    r"\b(?:wonder|theor(?:y|ies|ises|izes)|theori[sz]ed|hypothes[ie]s\w*|assum\w+|suspect\w*|suspicion|presum\w+|guess\w*|speculat\w+|unclear|unconfirmed|correlated|tentativ\w+|likely|possibl[ey]|potential\w*|probabl[ey]|perhaps|maybe|apparently|seem\w*|appears?)\b",
    r"\b(?:we|team|engineers?|i) (?:currently )?(?:believe|think|guess|feel)s?\b|\bbelieved to\b|\bthought to\b|\blooks? (?:like|as if)\b|\bpoint(?:s|ing|ed)? (?:to|at|towards)\b|\bindicat(?:es?|ing)\b|\bsuggest\w*\b",
    r"\b(?:investigat\w+|check\w*|see|determine|know|clear|sure|asks?|asked|test\w*) (?:whether|if)\b|\?\s*$|\b(?:investigating|looking (?:at|into)|checking) (?:a|an|our|recent|possible|potential|the (?:recent|latest|last))\b",
)
"""Wordings that make a cause a suspicion, beside those that `modes` knows."""

_UNREAL = re.compile(
    r"\b(?:don['’]t|do not|does not|doesn['’]t|did not|didn['’]t|not|no one|nobody) (?:yet )?(?:know|knows|understand|sure|clear|certain)\b|\bno (?:theory|idea|explanation)\b|\b(?:find|finding|determine|determining|understand|understanding|identify|identifying) (?:what|why)\b|\bunknown\b|"
    r"\bsorry\b|\bapolog\w+|\binconvenience\b|\b(?:eliminat\w+|elminat\w+|rule|exclude)\b.{0,60} as (?:a|the) |"
    r"^(?:if|unless|in case|to (?:prevent|avoid|ensure|reduce))\b|\bto (?:prevent|avoid)\b|\bwould (?:have|cause|be)\b|\b(?:prevent|avoid)\w*\b.{0,60}\b(?:recur|again|future|happening)",
    re.IGNORECASE,
)
DENIAL = _any(
    r"\b(?:not|n['’]t|never|neither|no longer) (?:\w+ ){0,2}(?:caused by|due to|related to|because of|connected (?:to|with)|linked to|responsible|a result of|to blame|(?:the|a) (?:\w+ )?(?:cause|culprit|reason|source|trigger|factor))\b",
    r"\bneither\b.{1,80}\b(?:were|was|is|are) the (?:root )?(?:cause|source|reason)\b",
    r"\bunrelated\b|\bno (?:relation|link|connection|correlation) (?:to|with|between)\b|\bnothing to do with\b|\bnot at fault\b|\bis innocent\b",
    r"\b(?:turns?|turned|proved|found|shown|confirmed) (?:out )?(?:not to be|to be (?:unrelated|a red herring|wrong|false|healthy|fine))\b|\bturn(?:s|ed) out (?:that )?(?:it )?(?:was|is|were) ?(?:not|n['’]t)\b|\bred herring\b|\bfalse lead\b",
    r"(?<!not )(?<!be )(?<!n't )(?<!to )(?<!not yet )(?<!cannot )\b(?:ruled out|ruling out|excluded|discounted|disproved|disproven|rejected)\b(?= (?:as|the|a|an|our|any|that|by|\w+)|[.,;]|$)",
)
"""The log takes a cause back, or says that something is none."""

HEARSAY = _any(
    r"\b(?:customers?|clients?|users?|reporters?|they|he|she) (?:\w+ ){0,2}(?:believes?|thinks?|suspects?|says?|said|claims?|assumes?|guess(?:es)?|supposes?|wonders?|asks?|asked)\b|\baccording to the (?:customer|client|user)\b"
)
"""Somebody else's guess."""

NO_HELP = _any(
    r"\b(?:did|does|has|have|had|was|were)(?: not|n['’]t) (?:help|resolve|fix|improve|solve|mitigate|work|made? a difference|make a difference|change (?:anything|the|much)|seen? (?:any )?(?:improvement|change)|successful|effective|helped|resolved|fixed|improved|solved|worked)\w*",
    r"\b(?:no|without|little) (?:effect|improvement|change|success|difference|luck)\b|\bto no avail\b|\bnot? (?:seen|see) (?:any )?improvements?\b|\bstill (?:failing|fails|broken|seeing (?:the )?(?:errors|failures))\b.{0,30}\bafter\b|\b(?:does|did|do) not change anything\b",
)
"""A step was taken and things stayed as they were."""

RECOVERED = _any(
    r"\b(?:recover\w*|restored|resolved|back to normal|returned to normal|operating normally|healthy|no longer|stopped failing|succeed\w*|improv\w+|flow(?:s|ing)? again|working (?:again|as expected|normally)|"
    r"back (?:up|online)|(?:errors?|latency|failures?|backlog|queue) (?:\w+ )?(?:dropped|fell|cleared|stopped|subsided|decreas\w+|drained|gone|normali[sz]ed)|mitigated|subsided|all clear|normal levels?|fixed the|solved|can now)\b",
)
"""Things got better."""


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


@dataclass(frozen=True)
class Naming:
    """A cause that a sentence names.

    Attributes:
        cause: The words that name it, as the sentence has them.
        plain: Whether the wording says "cause" outright; a sequence of events or a finding only implies it.
        leading: Whether the sentence gives nothing but "this" or "the issue" as the effect, so that it leans on the one before.
    """

    cause: str
    plain: bool
    leading: bool = False


_PARTS = re.compile(r"(?<=[,;])\s+|\s+(?=but\b)|\s+(?=rather\b)")
_LEADING = re.compile(
    r"^(?:this|that|it|these|those|they|the (?:issue|issues|problem|problems|incident|outage|disruption|errors?|failures?|degradation|impact))\b(?: (?:was|is|were|are|has been|appears to be|seems to be|"
    r"may be|might be|could be|also|likely|probably|\w+ly|believed to be|thought to be)){0,4} (?:caused|triggered|due|the result|a result|because|related|stemm|from|traced|linked|attributed|result|correlated)\w*",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"(?:,? and (?:are|is|we|have|has|will|our team|the team)\b|, (?:we|which has since|so we|but)\b|\. |,? but\b|\bwhich (?:has|have) (?:since|now)\b|\band (?:now|currently|actively)\b).*$",
    re.IGNORECASE | re.DOTALL,
)


_SIGNS = tuple(
    [
        "caus",
        "due",
        "owing",
        "because",
        "account",
        "result",
        "consequence",
        "stem",
        "origin",
        "trac",
        "track",
        "narrow",
        "isolat",
        "pin",
        "attribut",
        "link",
        "tied",
        "coming",
        "down",
        "blam",
        "trigger",
        "brought",
        "driven",
        "provok",
        "introduc",
        "culprit",
        "reason",
        "source",
        "lead",
        "led",
        "respons",
        "took",
        "knock",
        "broke",
        "mak",
        "made",
        "prevent",
        "render",
        "died",
        "while",
        "when",
        "during",
        "after",
        "following",
        "upon",
        "since",
        "identif",
        "found",
        "discover",
        "determin",
        "confirm",
        "locat",
        "diagnos",
        "detect",
        "spot",
        "reali",
        "notic",
        "conclu",
        "find",
        "relat",
        "connect",
        "correlat",
        "coincid",
        "expire",
        "revoked",
        "deleted",
        "invalid",
        "out",
        "exhaust",
        "starv",
        "saturat",
        "over",
        "full",
        "config",
        "bug",
        "regress",
        "defect",
        "flaw",
        "leak",
        "race",
        "dead",
        "corrupt",
        "malform",
        "hit",
        "reach",
        "exceed",
        "limit",
        "cut",
        "power",
        "fail",
        "fault",
        "accident",
        "inadvert",
        "unintent",
        "unexpected",
        "mistake",
        "surge",
        "spike",
        "influx",
    ]
)
"""Beginnings of words without one of which no pattern here can match; a plain look for them is cheap."""


@lru_cache(maxsize=8192)
def naming(sentence: str, title: str = "", label: str = "") -> Naming | None:
    """The cause that a sentence names, or None.

    Args:
        sentence: One sentence.
        title: What failed; a sentence that only gives that again as the cause of trouble names none.
        label: What stood before it in the entry; "root cause" makes any sentence one that names it.
    """
    if label in {"cause", "root cause"} and content(sentence) and not _UNREAL.search(sentence):
        return Naming(without_denials(sentence).strip(" ."), plain=True)
    low = sentence.lower()
    if not any(sign in low for sign in _SIGNS) or _UNREAL.search(sentence):
        return None
    text = without_denials(sentence)
    leading = _LEADING.match(text) is not None
    for pattern in (_NOUN_IS, _AFTER):
        for match in pattern.finditer(text):
            cause = _CUT.sub("", match["cause"]).strip(" ,.:")
            before = text[: match.start()]
            if (
                not content(cause)
                or _ONLY_A_NAME.match(cause)
                or _ALERT.search(text[: match.end()])
                or (_SEEKING if pattern is _NOUN_IS else _NOTICED_BY).search(before)
            ):
                continue
            rest = before or match["cause"]
            plain = pattern is _NOUN_IS or (not _is_symptom(before, cause) and (leading or _of_the_incident(rest, title)))
            return Naming(cause, plain=plain, leading=leading)
    before = _BEFORE.match(text)
    if before:
        cause = before["cause"].strip(" ,.:")
        found = _FOUND.search(cause)
        bare = _BARE.search(cause)
        if _NEGATED.search(cause) or (_LOOKING.match(text) and mechanism_of(cause) is Mechanism.OTHER):
            return None
        if (
            _names_more(found["cause"] if found else cause, title)
            and not _about_people(cause)
            and not (bare and not content(bare["of_what"]))
        ):
            return Naming(
                cause,
                plain=_LOOKING.match(text) is None
                and _of_the_incident(text[before.end("cause") :], title)
                and HEDGED_EFFECT.search(cause) is None,
            )
    return _implied(text, title, leading=leading)


def _of_the_incident(effect: str, title: str) -> bool:
    """Whether what was brought about is trouble, or what the title speaks of, and not anything that anybody did."""
    return _EFFECT.search(effect) is not None or bool(content(effect) & content(title))


_SEEKING = re.compile(
    r"\b(?:investigat(?:e|es|ing)|looking (?:into|for)|working (?:to|on|towards?)|find|finding|identify|identifying|determine|determining|understand|understanding|until we|isolate|isolating|confirming)\b[^,.;]{0,30}$",
    re.IGNORECASE,
)
"""Words that make what follows something sought."""
_NOTICED_BY = re.compile(r"\b(?:detected|noticed|discovered|found|reported)\s*$", re.IGNORECASE)
"""Words after which "due to an alert" tells how it was noticed."""


_NOTICED = re.compile(r"\b(?:users?|customers?|affected|impacted|limited to)\b", re.IGNORECASE)


def _is_symptom(before: str, cause: str) -> bool:
    """Whether it only tells how one product's trouble reaches another: "creations may fail due to errors in ..."."""
    if HEDGED_EFFECT.search(before) or _ACT.match(before):
        return True
    return _EFFECT.search(cause) is not None and mechanism_of(cause) is Mechanism.OTHER and MECHANISM.search(cause) is None


HEDGED_EFFECT = re.compile(
    r"\b(?:may|might|could|can|will) (?:also |still |have |now |\w+ly )*(?:fail\w*|see|seen|show|experience\w*|encounter\w*|notice|take|not|be (?:delayed|slow|unable|unavailable|affected|missing|stale|incomplete))\b",
    re.IGNORECASE,
)
_ACT = re.compile(
    r"^(?:[\w.-]+:? ){0,2}?(?:reverted|reverts|reverting|rolling back|restarting|restarted|restarts|rolled back|paused|stopped|disabled|enabled|terminated|cancelled|canceled|postponed|re-?triggered|re-?ran|retried|escalated|skipped|aborted|switched|declared|closed)\b",
    re.IGNORECASE,
)
"""Why somebody did something is not why it happened."""
_ONLY_A_NAME = re.compile(r"^(?:[A-Z][\w'’-]+)(?: [A-Z][\w'’-]+){0,2}$|^(?:the )?(?:api|website|bot|pager\w*|phone|e-?mail)$")
_ALERT = re.compile(
    r"\b(?:alerts?|alarms?|pages?|incidents?|calls?|notifications?) (?:\w+ )?(?:triggered|raised|caused) (?:by|due)|^(?:triggered|raised|acknowledged|resolved) (?:by|through)\b",
    re.IGNORECASE,
)


def _implied(text: str, title: str, *, leading: bool) -> Naming | None:
    because = _BECAUSE.search(text)
    if because and content(because["cause"] or because["died"]):
        return Naming((because["cause"] or because["died"]).strip(" ,.:"), plain=False, leading=leading)
    related = _RELATED.search(text)
    if related and (MECHANISM.search(related["cause"]) or CHANGE.search(related["cause"])) and _names_more(related["cause"], title):
        return Naming(_CUT.sub("", related["cause"]).strip(" ,.:"), plain=False, leading=leading)
    course = _IN_COURSE.match(text)
    if course and CHANGE.search(course["cause"] or course["cause2"]) and _EFFECT.search(course["effect"] or course["effect2"]):
        recovery = RECOVERED.search(text) and not course["cause"]  # "X recovered after the rollback" tells of the end
        return None if recovery else Naming(course["cause"] or course["cause2"], plain=False)
    defect = DEFECT.search(text)
    if (
        defect
        and not _NEGATED.search(text[: defect.start()])
        and not RECOVERED.search(text)
        and content(text) - content(title)
        and not _PEOPLE.match(text)
    ):
        return Naming(text.strip(" ."), plain=False, leading=False)
    thought = _THOUGHT.search(text)
    if thought and not RECOVERED.search(text) and not _NOTICED.search(thought["cause"]):
        cause = _CUT.sub("", thought["cause"]).strip(" ,.:")
        if mechanism_of(cause) is not Mechanism.OTHER and _names_more(cause, title):
            return Naming(cause, plain=False)
    found = _FOUND.search(text)
    if found:
        cause = _CUT.sub("", found["cause"]).strip(" ,.:")
        troubled = mechanism_of(cause) is not Mechanism.OTHER and _EFFECT.search(cause) and not RECOVERED.search(cause)
        telling = MECHANISM.search(cause) or CHANGE.search(cause) or troubled
        noticed = _NOTICED.search(cause) and not (MECHANISM.search(cause) or CHANGE.search(cause))
        if telling and not noticed and not HEDGED_EFFECT.search(cause) and _names_more(cause, title) and not DEED_ONLY.search(cause):
            return Naming(cause, plain=False)
    return None


def without_denials(sentence: str) -> str:
    """The sentence without the clauses that say what was not the cause: "not the network but a full disk" keeps the disk."""
    if not DENIAL.search(sentence):
        return sentence
    return " ".join(part for part in _PARTS.split(sentence) if not DENIAL.search(part))


@lru_cache(maxsize=8192)
def denied(sentence: str) -> str:
    """The clauses of a sentence that say what was not the cause; empty where it takes nothing back."""
    if not DENIAL.search(sentence):
        return ""
    return " ".join(part for part in _PARTS.split(sentence) if DENIAL.search(part))


_NEGATED = re.compile(r"(?:\b(?:not|no|never|without)|n['’]t)(?: \w+){0,2} ?$", re.IGNORECASE)


def _names_more(cause: str, title: str) -> bool:
    return bool(content(cause) - content(title)) and (
        len(content(cause)) > 1 or MECHANISM.search(cause) is not None or mechanism_of(cause) is not Mechanism.OTHER
    )


_PEOPLE = re.compile(
    r"^(?:(?:some|all|many|a (?:subset|number|small \w+) of|affected|most|our|the) )*(?:customers?|users?|we (?:are|'re) (?:currently |continuing to |still )?(?:see|seeing|experienc\w+|investigat\w+))\b",
    re.IGNORECASE,
)


_BARE = re.compile(
    r"(?:\b(?:an?|the|some|any|this|these|those|our|for)\s+)?(?P<of_what>(?:(?!(?:an?|the|some|any|this|these|those|our|for|on|of|with|about|to|and|is|are)\b)[\w-]+ ){0,3}?)(?:issues?|problems?|incidents?|conditions?|situations?|sources?|ones?|changes)(?: (?:that|which))?(?: (?:is|are|was|were|has|have|been|we|believe))*$",
    re.IGNORECASE,
)
"""A noun of every incident right before the verb, with the words that could say which: "the underlying issue that" says none."""
_LOOKING = re.compile(
    r"^(?:(?:we|our team|the team|our engineers|engineers|engineering)(?:['’]re| are| is| continues?)? )?(?:\w+ly |still |continuing |to )*investigat\w+\b(?! the (?:issue|problem|incident))",
    re.IGNORECASE,
)


def _about_people(cause: str) -> bool:
    return _PEOPLE.match(cause) is not None and not MECHANISM.search(cause)


CHANGE = _any(
    r"\b(?:re-?deploy\w*|deploy(?:s|ed|ment|ments|ing)?|releas(?:e|es|ed|ing)|roll(?:ed|ing)?[ -]?outs?|rolled out|migrat\w+|upgrad\w+|version bump\w*|(?:software|firmware|package|dependency|schema|security|kernel|"
    r"library|policy|config\w*|ami|os|routine) (?:update|change)s?|updates? to (?:the|our|a|an)?|updated|config\w* (?:change|push|update)s?|code changes?|(?:recent|routine|planned|scheduled|latest|problematic|offending|related|this|the|these|those|our|its|network|database|"
    r"infrastructure|data|schema|format|parser) changes?|change (?:in|to|made|introduced|of)|changes? that|merg(?:e|ed|ing)|maintenance|fail(?:ed)?[ -]?over|cut-?over|rotat\w+|renew\w*|feature flags?|patch(?:ed|es|ing)?|"
    r"switch(?:ed|ing|over)|decommission\w*|reorgani[sz]\w+|delet(?:ed|ion)|removed|moved|scal(?:ed|ing) (?:up|down)|bump\w*|key rotation|credentials? (?:change|rotation)\w*|introduced)\b",
)
"""Words for something that somebody changed."""

DEED_ONLY = _any(r"\b(?:a|the|an) (?:\w+ )?(?:fix|mitigation|workaround|work-around|solution|hotfix|remed\w+|way to)\b")
