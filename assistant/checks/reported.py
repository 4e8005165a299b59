"""What somebody outside may be taken at their word for: that they have a problem. Asked only of what no word of the house carries.

The rule is a narrow gate, not a list of orders. A writer's sentence that rests on outside words alone must tell a problem, or say itself that
the customer said so. It may not speak for us ("we", "our"), tell the reader what to do or what they may, look ahead, judge the incident, or
speak of attackers, money and other organisations; and its words may not be what the outside text tells somebody to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.checks.payload_words import PROBLEM
from assistant.checks.wording import content_stems
from assistant.evidence.facts import Evidence


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


TOLD_AS_THEIRS = _any_of(
    r"^(?-i:[A-Z][\w'’-]+ (?:[A-Z][\w'’-]+ )?)(?:thinks?|suspects?|believes?|says|said|reports?|reported|wrote|told us|asks|asked)\b",
    r"\byou(?:r (?:\w+ ){1,3}| have | had | also )?(?:told|tell|reported?|wrote|write|said|say|described?|asked?|mention(?:ed)?|let|raised|informed|noted|sent)\b",
    r"\b(?:according to|reported by|as told by|in the words of) (?:you|your)\b|\bby your account\b",
)
"""It says itself whose word it is."""

_LEAD = re.compile(
    r"^[^:.]{0,60}\b(?:sorry|apologi[sz]e|apolog(?:y|ies)|failure|regret)\b[^:.]{0,30}:\s"
    r"|^(?:and |so |again, |first, )?(?:thank you|thanks)\b[^.]{0,30}?\b(?:that|about|for)\b"
    r"|^(?:(?:I|we)(?:['’](?:m|re)| am| are) (?:\w+ ){0,2}sorry|(?:I|we) (?:\w+ly )?(?:apologi[sz]e|regret|appreciate|understand|reali[sz]e|recogni[sz]e|know|see|hear|heard|note|noted|received|have read|read))(?: (?:that|how|what|for|about|why|to hear that|to read that))?\b(?! of\b)"
    r"|^(?:I|we|our [\w -]{1,40}?|the [\w -]{1,20}?team) (?:am|are|is|have been|['’]re) (?:still |now |also |currently |actively )?(?:look|work|investigat|check|analy[sz]|review|examin|monitor|watch|compar|test|search|try|continu|trac|verify)\w*ing\b(?: (?:into|on|to|at|for|why|whether|how|what|find|out|understand))*",
    re.IGNORECASE,
)
"""Regret, understanding and work that goes on, before what was reported."""
_TAIL = re.compile(
    r"(?:,| and|;)* (?:I|we) will (?:write|call|update|report|come back|tell|send|let you know|keep you)\b[^.]*", re.IGNORECASE
)

_SYMPTOM = _any_of(
    PROBLEM.pattern,
    r"\b(?:dead|frozen|freezes|white|black|grey|dark|silent|mute|spinning|loading|loops?|red|old|odd|strange|nonsense|zero|half|halt(?:ed|s)?|standing still|stands? still|again and again|only|no longer|nothing|nobody|none|neither"
    r"|never|still|instead|although|but|turned? away|by phone|complain\w*|cancel\w*|extra|rejected|stale|mismatch\w*|differ\w*|jump\w*|flicker\w*|beeps?|sign(?:s|ed)? (?:in|out)|too)\b",
)

_ORG = r"(?:clinic|hospital|school|college|university|bank|hotel|pharmacy|bakery|brewery|airline|insurer|retailer|shop|store|group|chain|company|firm|practice|council|ministry|agency|charity|club|museum|library|airport|ferry line|surgery|dealer|supplier|provider|carrier)"
_SOME = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|forty-five|sixty|ninety|\d+|half an?|a few|some|several|a couple of)"
_UNIT = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)"
_OURS = r"(?:outage|incident|disruption|matter|event|case|fault|failure|trouble|effect|impact|damage|harm|consequences?|handling|reaction|response|work)"
_START = r"^\W*(?:so |then |and |now |also |first |simply |just |kindly |always |once again )?"

AHEAD = re.compile(
    r"\b(?:in|within|another|takes?|needs?|due|after|(?:is|are) all|remain(?:s|ing)?|expect\w*)\b|\b(?:more|longer|left|to go|away)\b",
    re.IGNORECASE,
)
"""What makes a length of time one that is to come."""
OF_WORDS = re.compile(
    r"\b(?:updates?|write|call(?:s|ed)?|message|hear from|news|report|answer|reply|contact|every|each|since|for|lasted|took|was|were|had|after|later|ago)\b",
    re.IGNORECASE,
)
"""A length of time until words of ours, or one that is over."""

_BEYOND = (
    # For us, which they cannot.
    _any_of(r"(?<!told )(?<!tell )(?<!to )(?<!asked )\b(?:we|our|ours|us|I|my|mine)\b|\bour side\b"),
    # To the reader: what to do, what they may.
    _any_of(
        r"\bplease\b|\bkindly\b|\byou (?:\w+ly )?(?:may|might|can(?!not)|could(?! not)|must|should|ought|need|have to|had better|will|shall|(?:are|were) (?:free|entitled|allowed|welcome|asked|advised|requested|obliged|owed|to))\b",
        r"\b(?:if|unless|once|provided) you\b|\b(?:everyone|everybody|each of you|all of you|all (?:users|staff|readers|customers)|readers|nobody|no one) (?:must|should|ought|needs?|has|have|may|can|is|are) (?:to |not |be )?\w+",
        r"\bmust be \w+|\bthere(?:['’]s| is) (?:no|little) (?:need|point|reason|use|sense|cause|bill|charge|cost|fee|risk|danger)\b|\bno need (?:to|for)\b|\bnot (?:need|have) to\b",
        _START
        + r"(?:do not|don['’]t|never|let|accept|add|allow|apply|ask|avoid|await|back up|bear|block|boot|bring|buy|call|cancel|change|check|choose|clear|click|close|come|complete|confirm|connect|consider|contact|copy|count on|delete|destroy|dial"
        r"|disable|disconnect|discard|download|drop|e-?mail|enable|ensure|enter|erase|expect|fill|follow|forget|format|forward|get|give|go|hand|have|hold|ignore|inform|install|join|keep|leave|limit|log|mail|make|move|note|open|order|pass|pay"
        r"|phone|plug|post|press|print|pull|put|read|reboot|refer|refrain|register|reinstall|reload|remember|remove|replace|reply|report|reset|restart|restore|return|ring|rip|run|save|say|scan|see|select|send|set|share|show|shut|sign|skip"
        r"|stay|stop|submit|switch|take|tell|text|throw|transfer|treat|trust|try|turn|type|uninstall|unplug|update|upgrade|upload|use|verify|visit|vote|wait|warn|wipe|withdraw|write)\b(?!-| (?:is|are|was|were|has|have|had|does|do|did|fails?|of|by|failed|volumes?|times?|buttons?|screens?|pages?|requests?|jobs?|errors?|codes?|numbers?|forms?|lists?))",
    ),
    # Ahead.
    _any_of(
        rf"\b(?:will|shall|going to|won['’]t|soon|shortly|tomorrow|tonight|any minute|in no time|before long|due|expected|planned|forecast)\b|\b(?:in|within|another|takes?|needs?) (?:about |around |roughly |at most |less than |under )?{_SOME}(?: more| further)? {_UNIT}\b(?! (?:after|before|later|earlier|ago))|\b{_SOME} (?:more )?{_UNIT} (?:more|longer|left|to go|away)\b|\b{_SOME} more {_UNIT}\b",
        r"\b(?:by|before|around|towards?) (?:the )?(?:noon|midday|lunch\w*|evening|morning|afternoon|midnight|night|dawn|spring|summer|autumn|winter|weekend|end of|next|close of|\w+ shift|start of)\b|\bin (?:the )?(?:spring|summer|autumn|winter|near future)\b",
    ),
    # What we do about it, and how we handle it.
    _any_of(
        r"\b(?:(?:down|up)graded|escalated|prioriti[sz]ed|deprioriti[sz]ed|handled (?:as|in|by|with|like)|(?:normal|regular|standard) queue|dispatched|called in|on (?:the|its|their|his|her) way|round the clock|around the clock|through the night)\b",
        r"\b(?:released|reviewed|approved|cleared|signed off|checked|authori[sz]ed|sanctioned|vetted) (?:after|by|with|following|upon)\b|\bgo-?ahead\b",
        r"\b(?:engineers?|technicians?|specialists?|experts?|crews?|developers?|vendor|supplier|maker|manufacturer) (?:(?:is|are|has|have|was|were) (?:been |already |now |all )*(?:on|at|with|there|busy|working|looking|sent|called|assigned|informed|investigating|fixing|repairing|replac\w+|booked|engaged|notified|involved|alerted))\b",
        r"^\W*(?:yours|sincerely|signed|faithfully|in (?:shame|sorrow|friendship))\b",
    ),
    # A judgement on the incident, or on us.
    _any_of(
        rf"\b(?:this|it|that|(?:the|this|your|our|its) (?:\w+ )?{_OURS}(?: (?:on|of|to|for|in) (?:\w+ ?){{1,4}})?) (?:is|was|are|were|has been|had been|remains?) (?:now |in fact |really |at most |probably |clearly |merely |purely |only |just |nothing (?:but|more than) )?(?:an?|nil|none|zero|no|minor|small|tiny|slight|negligible|minimal|marginal|trivial|harmless|cosmetic|limited|low|excellent|exemplary|perfect|outstanding|faster|better|swift)\b",
        r"\b(?:hiccup|cosmetic|negligible|trivial|harmless|textbook|exemplary|excellent|outstanding|flawless|world-?class|business as usual|as usual|as normal|at all times|routine|no big deal|nothing serious|a handful of|handful)\b",
        rf"\b(?:fewer|less|no more) than {_SOME}\b[^.]{{0,30}}\b(?:users?|people|persons?|customers?|clients?|patients?|guests?|staff|clerks?|sites?|shops?|stores?|branches|seats?|accounts?|devices?|tills?|(?:are|is|were|was) (?:hit|affected|concerned))\b|\bhardly any(?:body|one)?\b|\bbarely any(?:body|one)?\b",
        r"\b(?:no|than any|than (?:that|those) of any) (?:other )?(?:\w+ )?(?:supplier|rival|competitor|provider|vendor|firm|company)\b|\b(?:no|without) (?:real |lasting |financial |serious )?(?:effect|impact|harm|damage|consequences?|danger|risk)\b",
    ),
)  # fmt: skip
_THINGS = (
    # Attackers, agents, causes.
    _any_of(
        r"\b(?:attack\w*|hack\w*|breach\w*|intru\w+|ransom\w*|malware|virus(?:es)?|trojan|worm|phish\w*|stolen|thie(?:f|ves)|theft|criminals?|spy\w*|leak\w*|exposed|on sale|for sale|dark web|sabotag\w+|vandal\w*|break-?in|compromised|police|encrypted|unencrypted)\b",
        r"\b(?:lightning|thunderstorms?|storms?|floods?|earthquake|sunspots?|the weather|power (?:cut|company|supplier|station)|squirrels?|mice|rats)\b|\b(?:struck|tripped over|unplugged|pulled|yanked|kicked|spilled|spilt|started (?:it|this|all)|did (?:it|this)|set (?:it|this|all) off|brought|knocked|took) ?(?:\w+ ){0,4}(?:down|out|cable|plug|wire|router|switch|off|all)\b",
        r"\b(?:comes?|came|stem(?:s|med)|arose|arises?|originat\w+|results?|resulted) (?:from|with|in)\b|\b(?:goes|went|dates?|put) (?:back|down) to\b(?! (?:the )?(?:page|screen|start|menu|login))|\btraced (?:back )?to\b|\b(?:responsible|blame\w*|guilty|at fault|origin|source of|reason (?:is|was|for)|trigger\w*|root of|lies with|lay with)\b",
        r"\b(?:an? (?:single )?(?:employee|intern|trainee|temp|clerk|cleaner|worker|driver|contractor|colleague)|cleaning staff|night crew|(?:the |your )(?:night |day )?(?:crew|forwarder|courier|landlord|electrician|builder|neighbou?rs?))\b",
    ),
    # Money, contracts, the law, the world around.
    _any_of(
        r"\b(?:free(?: of|$|[.,!])|gratis|complimentary|without (?:cost|charge|fee)|no (?:bill|invoice|charge|fee|cost|costs)|arrears|deposit|balance of|gift cards?|instal?ments?|overdue (?:bill|invoice|fee|amount)s?|falls? away|written off|halved|half (?:of )?(?:the|your) \w* ?(?:charge|fee|bill|price)|comes? back to you|paid back|refund(?:ed)?|reimburs\w*|compensat\w*|waive\w*|discount\w*|voucher of|bonus|rebate\w*|cheaper|bank details)\b",
        r"\b(?:your|our|the|this|their|its|any) (?:\w+ )?(?:contract|clause|notice period|termination|renewal|subscription|licen[cs]e|tariff|penalt(?:y|ies)|warranty)\b|\b(?:guarantee\w*|lawyers?|solicitors?|attorneys?|courts?|regulators?|authorit(?:y|ies)|insurers?|press|journalists?|confidential\w*|secret|complaints? (?:against|with|to)|data protection|dismissed|sacked|fired|resigned|on leave|off sick|your rivals?|competitors?)\b",
        r"\b(?:this|the|our) (?:text|message|mail|e-?mail|letter|reply|answer|wording|note|draft|statement)\b[^.]{0,40}\b(?:is|was|has been|were|carries|bears)\b",
        r"\b(?:kept|rebuilt|survived?|rescued|saved|salvaged|preserved|retained|wiped|for good|erased|in full|backups?|archived?|irretriev\w*|copy of)\b(?! (?:failing|loading|spinning|stopping|asking|showing|getting|saying|returning|crashing|waiting))",
        rf"\b(?:other|another|fellow|neighbou?ring) (?:\w+ )?(?:{_ORG}s?|customers?|clients?)\b",
        rf"(?<![.!?] )(?<!^)\b(?:(?:Mr|Ms|Mrs|Dr|Prof|St|Sister|Nurse|Director)\.? [A-Z]\w+|[Nn]urse [A-Z]\w+)|^(?:Mr|Ms|Mrs|Dr|Prof|St|Nurse|Director)\.? [A-Z]\w+|\b{_ORG} [A-Z]\w+",
    ),
)  # fmt: skip

"""What is beyond a report unless the ticket's own title, which names the problem, is about it."""

_NAMED = re.compile(rf"(?:\b[Tt]he )?\b(?P<name>[A-Z][\w'’-]+) {_ORG}\b")

_TELL = (
    r"(?:say|saying|state|stating|mention|write|writing|tell|note|add|put|confirm|explain|announce|point out|advise|ask|remind|reassure|warn|recommend|describe|name|call|cite|admit|concede|promise|offer|claim|assert|stress|inform|let|refer|blame|request|treat|read(?:ing)?|hear(?:ing)?|find(?:ing)?"
    r"|sagen|schreiben|mitteilen|nennen|dire|indiquer|annoncer|préciser|decir|indicar|señalar|scrivere|dire|indicare|napisać|podać|dizer|escrever|indicar)"
)
_DICTATES = _any_of(
    rf"(?:^|[.:;#>|*/(-]\s*|\b(?:please|to|and|should|shall|must|could|can|would|may|might|has to|have to|let|kindly|also|in|so|just|then|in which|like|happy|better)\s+){_TELL}\b",
    r"\b(?:reply|answer|wording|text|letter|message|mail|e-?mail|sentence|summary|notice|version|writer|reader|client|customer)\b[^.\n]{0,30}(?::|=|\b(?:should|shall|must|has to|ought|may|needs?)\b)",
    r"\b(?:you|the (?:vendor|provider|supplier|writer)) (?:could|can|may|might|should|must|has to|have to|ought to|wants? to) \w+",
)
_HELD = 0.6
"""Share of a sentence's words that an order must hold to have dictated it."""


def without_lead(quote: str) -> str:
    """What follows regret, understanding, or work that goes on."""
    return _TAIL.sub("", _LEAD.sub("", quote))


@lru_cache(maxsize=4096)
def is_beyond_a_report(quote: str, own: frozenset[str]) -> bool:
    """Whether it says more than that there is a problem.

    Args:
        quote: The sentence.
        own: The words of the record's names, in lower case: the customer may be a clinic.
    """
    told = without_lead(quote)
    if any(found["name"].casefold() not in own for found in _NAMED.finditer(told)):
        return True
    if any(pattern.search(told) for pattern in _BEYOND):
        return True
    return any(not set(re.findall(r"[^\W_]+", found.group().casefold())) <= own for pattern in _THINGS for found in pattern.finditer(told))


def tells_a_problem(quote: str) -> bool:
    """Whether it speaks of something that is not as it should be."""
    return _SYMPTOM.search(quote) is not None


def is_dictated(quote: str, outside: Iterable[Evidence]) -> bool:
    """Whether everything outside that holds these words tells somebody to write them."""
    stems = content_stems(quote)
    holding = [
        clause.text
        for item in outside
        for clause in item.clauses
        if stems and len(stems & content_stems(clause.text)) >= _HELD * len(stems)
    ]
    return bool(holding) and all(_DICTATES.search(text) for text in holding)
