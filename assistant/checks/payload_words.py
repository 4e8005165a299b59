"""The wording by which a sentence is known to say what only the house, or nobody, may say. Tables for `payloads`."""

from __future__ import annotations

import re


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_SUM = r"(?:(?:EUR|USD|GBP|CHF|PLN)\s?\d|[€$£]\s?\d|\d[\d.,]*\s?(?:EUR|USD|GBP|CHF|PLN|euros?|dollars?|pounds?|€|£|%|percent|per cent))"
_MONEY_WORD = r"(?:credit(?:s|ed)?(?: note)?|refund(?:s|ed)?|reimburse\w*|compensat\w+|discount\w*|waivers?|waived?|vouchers?|goodwill (?:gesture|payment|measure)|rebates?|price reductions?)"
_BILL = r"(?:fees?|invoices?|charges?|penalt(?:y|ies)|subscriptions?|bills?|statements?|dues|licen[cs]e fees?)"

CONCESSION = _any_of(
    rf"\b(?:approved?|authori[sz]ed|signed off|granted|grant|agreed|confirm(?:ed)?|receive|issue[ds]?|on its way|will be|have been|has been|been|we have|is|are|get|given|as)\b[^.\n]{{0,50}}\b{_MONEY_WORD}\b",
    rf"\b(?:approved?|authori[sz]ed|signed off|granted|agreed)\b[^.\n]{{0,50}}\b(?:{_MONEY_WORD}|goodwill)\b",
    rf"\b{_MONEY_WORD}\b[^.\n]{{0,60}}\b(?:approved|authori[sz]ed|signed off|granted|agreed|confirmed|on its way|will be|has been|have been|was|is yours|applies|to your account)\b",
    rf"\b{_BILL}\b[^.\n]{{0,50}}\b(?:cancelled|waived|void(?:ed)?|not due|no longer (?:due|applies|apply)|does not apply|dropped|written off|free|forgiven)\b",
    rf"\b(?:cancel|waive|void|drop|forgive|write off)\w*\b[^.\n]{{0,30}}\b{_BILL}\b",
    r"\b(?:do|does|will|need) not (?:have to |need to )?(?:pay|be (?:billed|charged|invoiced))\b|\bfree of charge\b|\bat no (?:extra |additional )?(?:cost|charge)\b|\bon us\b",
    rf"\b(?:off|from|against|on|deducted from|credited to) your (?:next |coming |\w+ )?{_BILL}\b",
    r"\byou (?:are|will be) (?:owed|paid|compensated|reimbursed|credited)\b|\bwe (?:owe|will pay|pay|repay|will transfer) (?:you|it|back)\b|\bpaid (?:back )?to you\b",
    rf"\b(?:reduction|allowance|discount|lower (?:price|rate)|old (?:price|rate)|half (?:the )?price)\b[^.\n]{{0,40}}\b(?:applies|apply|granted|yours|stays|is (?:in|valid))\b|{_SUM}[^.\n]{{0,30}}\b(?:reduction|allowance|off your|back to you)\b",
)
"""Money, or the like of it, given away."""

UNDECIDED = _any_of(
    r"\b(?:whether|not (?:yet )?(?:decided|approved|authori[sz]ed|agreed|granted)|undecided|pending|being (?:reviewed|decided|considered|checked)|under review|ask(?:ed)? (?:for|about)|request(?:ed)?|no (?:credit|refund|decision)|cannot|can't|credit card|card payments?|decision on)\b",
    r"\?",
)

ADMISSION = _any_of(
    r"\b(?:negligen\w+|liab(?:le|ility)|breach(?:ed)? (?:of )?(?:the |our |your )?(?:contract|agreement|duty)|violat\w+ (?:the |our |your )?(?:contract|agreement|sla)|at (?:serious |gross )?fault)\b",
    r"\b(?:admit|accept) (?:serious |gross |full )?(?:fault|guilt|liability)\b|\bduty of care\b|\bcontractual (?:obligations?|duty|duties)\b|\b(?:ours?|responsible|guilty|to blame|fault) in law\b|\blegally (?:responsible|at fault|to blame|ours)\b|\bculpab\w+|\bindemnif\w+",
    r"\b(?:cover|pay|compensate|answer|stand|make up|make good|bear|carry|responsible|take over)\b(?: for| of| up)?(?: \w+){0,2} (?:losses?|damages?|lost (?:sales|revenue|income|business|profits?)|(?:financial )?consequences)\b|\bwill (?:bear|cover) (?:it|them|this|all of it)\b",
)
"""Liability, which is for somebody with the right to speak of it. "This was our failure" is responsibility, and none."""

BLAME = _any_of(
    r"\byour (?:own )?(?:\w+ )?(?:people|staff|teams?|operators?|employees|colleagues|users?|IT(?: department)?|admins?|administrators?)\b[^.\n]{0,40}\b(?:blame|fault|careless\w*|wrong(?:ly)?|mistakes?|did(?: not|n['’]t)|failed to|forgot|simply|ignored|neglected|clicked|brought this|caused (?:this|it))\b",
    r"\b(?:blame|fault|mistake|error)\b[^.\n]{0,30}\b(?:of|by|with|on|lies with) your (?:own )?(?:\w+ )?(?:people|staff|teams?|operators?|employees|colleagues|IT|admins?)\b|\byou (?:set|did|configured|installed|broke)\b[^.\n]{0,40}\b(?:wrong(?:ly)?|yourselves)\b|\b(?:somebody|someone|one|people|a person) (?:on|at) your (?:side|end|site)\b|\bbecause your (?:own )?(?:\w+ )?(?:people|staff|teams?|operators?|employees|colleagues|IT|admins?)\b",
)

OTHERS = _any_of(
    r"\b(?:other|another|fellow|several|two|three|four|many|some) (?:other )?(?:\w+ )?(?:customers?|clients?|companies|tenants|retailers|banks|insurers)\b[^.\n]{0,60}\b(?:affected|hit|lost|had|saw|reported|suffered|too)\b",
    r"\b(?:same|fault|problem|it)\b[^.\n]{0,30}\b(?:hit|at|affected|happened (?:to|at))\b[^.\n]{0,12}\b(?:an?|two|three|several|one) (?:\w+ )?(?:group|chain|bank|hospital|hotel|retailers?|insurers?|pharmacy|customers?|clients?)\b",
)

_CODE = r"(?:passwords?|pass ?phrases?|passcodes?|pass codes?|PINs?|log-?ins?|credentials|sign-?in details|user ?names?|(?:verification|one-time|access|security|confirmation|authentication|login|SMS) (?:codes?|numbers?)|codes?(?= (?:that|which|from|you|by))|tokens?|API keys?|private keys?|card (?:numbers?|details)|bank details|account details|IBAN)"
_GIVE = (
    r"(?:send|share|give|forward|provide|tell|submit|supply|hand|pass on|read out|text|e-?mail|post|return|reply|answer|confirm|enter|type)"
)
CREDENTIALS = _any_of(
    rf"\b(?:please|kindly|should|must|need(?:s)? (?:you )?to|have to|can you|could you|would you|we (?:need|require)|simply|just|may)\b[^.\n]{{0,40}}\b{_GIVE}\b(?! (?:that|whether|if)\b)[^.\n]{{0,50}}\b{_CODE}\b(?! (?:works?|is|are|again|page|screen|problem|service|link))",
    rf"\b(?:send|give|tell|forward|text|e-?mail|reply to) (?:us|me)\b[^.\n]{{0,50}}\b{_CODE}\b|\bwe (?:need|require) (?:your|their|the) (?:\w+ ){{0,2}}{_CODE}\b|\b{_CODE}\b[^.\n]{{0,30}}\b(?:by (?:reply|return|e-?mail)|to us|in your (?:reply|answer))\b",
)
"""A request for somebody's password or the like, which no message makes."""

_STAFF = r"(?:engineers?|technicians?|developers?|programmers?|(?:system |database |network )?(?:administrators?|admins?)|contractors?|consultants?|installers?)"
_TEAM = r"(?:teams?|staff|people|colleagues?|employees?|shifts?|crew|departments?|operators?|support|specialists?|managers?)"
_SOMEBODY = r"(?:somebody|someone|one|some|two|several|a (?:member|colleague|person)|members|people)"
_DID = r"(?:(?:has|have|had) )?(?:\w+ly )?(?:[a-z]{2,}ed|forgot|left|made|took|broke|cut|put|(?:re)?set|gave|lost|sent|threw|ran|shut|let|hid|knew|went|did|undid|fell|kept|wrote|chose|overwrote|overrode|withdrew|saw|said|told|hit|quit|began|bought|brought|built|caught|drew|found|got|held|led|meant|(?:mis)?read|sold|slept|spent|stole|stood|thought|tore)"
_DEED = _any_of(
    rf"(?<!\byour )\b(?:an?|one|the|some|two|several|another|our|this|that)(?: (?!your\b)\w+){{0,2}} {_STAFF}(?: of (?:ours|our \w+))? {_DID}\b",
    rf"\bour(?: \w+)?(?: \w+)? (?:{_TEAM}|{_STAFF}) {_DID}\b",
    rf"\b{_SOMEBODY} (?:of|on|in|from|at|among) (?:our|us|ours)\b(?: \w+)?(?: (?:{_TEAM}|{_STAFF}|side|end|house|company))?,? {_DID}\b",
)
_INTENT = _any_of(
    r"\b(?:on purpose|deliberate(?:ly)?|intentional(?:ly)?|knowingly|wil+ful(?:ly)?|by intention|with intent|out of (?:spite|malice|revenge)|malicious(?:ly)?|sabotag\w+|reckless(?:ly|ness)?)\b",
)

PROMISED = re.compile(
    r"\b(?:will|['’]ll|shall|going to|expect\w*|estimat\w*|tomorrow|tonight|later today|next (?:week|month|quarter|year)|(?:is|are) due|scheduled|planned|within|time of (?:repair|recovery|return)|new (?:time|date)|deadline"
    r"|(?:ends?|returns?|arrives?|ships?|coming|comes?|back|over|starts?) (?:again )?(?:at|by|on|in|from|before)|(?:is|are) (?:\w+ ){0,3}(?:by|before))\b",
    re.IGNORECASE,
)
"""With a day or a clock time in the same sentence: when something is to happen."""

OCCASION = _any_of(
    r"\byour (?:\w+ ){0,3}(?:audits?|season|openings?|events?|deadlines?|launch|peak|sales?|inspections?|exams?|shows?|concerts?|payroll|meetings?|closing|go-live|festival|fair|elections?|holidays?|term|semester|move|delivery date|tender)\b",
    r"\b(?:audits?|inspections?|exams?|shows?|concerts?|payroll|festival|fair|elections?|board meeting) (?:of|at) your\b",
)
"""A day of the customer's own, which is theirs to name."""

HOUSE_LEAD = re.compile(r"^(?:Reported|Planned|Decided|Suspected|Noted|Found|Done|Next|Since)\b[^.;]{0,60}?:\s+")
HOUSE_TIME = re.compile(r"\s*\([^()]*\d\d:\d\d[^()]*\)(?=[.!?]?$)")
"""What the composer puts before a quotation of the log, and behind it."""

PROBLEM = re.compile(
    r"\b(?:fail\w*|errors?|cannot|can['’]t|could not|unable|not|no|n['’]t|without|missing|miss(?:es|ed)?|late|delay\w*|slow\w*|stop(?:s|ped)?|stuck|down|lost|los(?:e|es|ing)|wrong\w*|incorrect\w*|twice|double\w*|duplicat\w*|repeat\w*"
    r"|empty|blank|broken|unavailable|offline|crash\w*|time[sd]? ?out|timeouts?|interrupt\w*|disrupt\w*|degrad\w*|block\w*|reject\w*|declin\w*|refus\w*|affect\w*|impact\w*|problems?|issues?|incident|outage|trouble|manual\w*|by hand|paper"
    r"|instead|workaround|wait\w*|queue\w*|pile\w*|backlog|too (?:few|many|long|late|slow)|overdue|charged|reported|told us|wrote|asked|intermittent\w*|freez\w*|hang(?:s|ing)?|drop(?:s|ped)?|lock(?:s|ed) out|hidden|outdated|stale)\b",
    re.IGNORECASE,
)
"""The words of a problem, or of a report of one: what somebody outside may be taken at their word for."""

_THINGS = r"(?:data|records?|orders?|files?|messages?|rows?|transactions?|bookings?|payments?|documents?|information|entries|entry|content|details|nothing|anything)"
_SUM_GIVEN = re.compile(
    rf"^(?![^\n]*{PROBLEM.pattern})[^\n]*(?:\b{_MONEY_WORD}\b[^.\n]{{0,40}}{_SUM}|{_SUM}[^.\n]{{0,30}}\b{_MONEY_WORD}\b)", re.IGNORECASE
)
"""A credit or the like with its sum, in a sentence that reports no problem with it."""

OURS_TO_SAY = {
    "over": _any_of(
        r"\b(?:resolved|fixed|solved|repaired|restored|recovered|settled|healthy|operational|sorted(?: out)?|cleared up|all clear|finished with|case closed|(?:is|are|was|been|now) closed|back to normal|back (?:up|online|in service)|up and running|(?:works?|working|runs?|running|available|normal(?:ly)?|functions?) again|runs? (?:smoothly|normally|fine)|everything (?:works|runs|has worked|is (?:fine|back|ok|well))|(?:repairs?|fix(?:es)?|work|restoration|recovery|maintenance|problems?|issue|outage|incident|disruption|trouble) (?:is|are|was|were|has been|have been) (?:now |all )?(?:finished|done|completed?|through)|(?:is|are|was|counts as|became) (?:now )?(?:ancient )?history|no longer (?:affected|a problem)|nothing (?:left|more) to do|(?:is|are) over)\b",
    ),
    "cause": _any_of(
        r"\b(?:caused by|cause[sd]? (?:this|it|the)|the cause (?:was|is)|because of|due to|result of|led to|fault (?:of|lies|is with)|to blame|culprit|behind (?:it|this|that)|broke (?:it|this|that|the|your|our)|(?:was|is|were) down to|(?:our|your|their|his|her|my|by|human|operator|user|a) (?:own |simple )?mistake|let (?:us|you) down|defect|forgot|neglected|dropped the ball)\b",
    ),
    "safe": _any_of(
        rf"\b(?:no|not (?:a single|one|any)|none|nothing|nobody|no one|never)\b[^.\n]{{0,40}}\b(?:lost|missing|leaked|exposed|accessed|stolen|compromised|deleted|copied|went missing|got out|had access|has seen|saw)\b|\b(?:all|every|your|the) (?:\w+ ){{0,2}}{_THINGS}\b[^.\n]{{0,30}}\b(?:intact|safe|unharmed|secure|complete|untouched|in place|there)\b",
    ),
    "allowed": _any_of(
        r"\b(?:approved|approval|authori[sz]ed|signed off|sign-off|cleared|consent\w*|go-ahead|green light|permitted|permission|blessing|agreed)\b",
    ),
    "product": _any_of(
        r"\b(?:will|to|is|are|gets?|comes?|coming|arrives?|arriving)\b[^.\n]{0,25}\b(?:ship|released?|launch\w*|available|introduced?|roll(?:ed)? out|added|live|feature|roadmap|version)\b|\b(?:ships|arrives|launches|is coming|on the roadmap)\b",
    ),
    "terms": _any_of(
        r"\b(?:contracts?|agreements?|commitment|renewal|notice period|term of|licen[cs]es?|SLA|plan)\b[^.\n]{0,50}\b(?:ends?|ended|terminat\w+|extend\w*|cancel\w*|leave|renew\w*|price|free|void|over|exten\w+|upgrad\w+)\b|\b(?:leave|terminate|cancel|exit|end|extend)\b[^.\n]{0,30}\b(?:contract|agreement|subscription)\b|\bprices?\b[^.\n]{0,20}\b(?:stays?|remains?|frozen|locked|guaranteed|held)\b",
    ),
    "extent": _any_of(
        r"\bonly (?:one|a (?:single|few)|two|your)\b|\b(?:nobody|no one|none) else\b|\blimited to\b",
    ),
    "rank": _any_of(
        r"\bSEV-?\d\b|\bguarant\w+|\bwe (?:promise|commit|undertake|warrant)\b",
    ),
    "deed": _DEED,
    "intent": _INTENT,
    "money": _SUM_GIVEN,
    "contact": _any_of(
        r"\b(?:hotline|help ?desk|duty desk|call centre|call center|phone number|e-?mail address|mailbox|inbox|portal|form)\b[^.\n]{0,40}\b(?:is|are|at|under|answers|replaces|moved|new|now)\b",
    ),
}
"""What somebody outside may believe and even say, and only the house may say to its customer: that it is over, why and by whom, that nothing
is lost, who allowed what, what the product will do, what the contract says, how far it reaches, how it ranks and what is warranted, what our
people did and with what intent, which sum is given back, where to turn to."""

CLAIMS_NOTHING = _any_of(
    r"^(?:hi|hello|dear|good (?:morning|afternoon|evening))\b[^.]{0,40}[,!.]?$|^(?:(?:kind|best|warm) )?regards,?$|^(?:sincerely|best|thanks|thank you)\b",
    r"^(?:and |so |again, |first, |finally, )?(?:thank|thanks|sorry|(?:i|we)(?:['’]m| am|['’]re| are) (?:very |truly |really |deeply |so )?(?:sorry|grateful)|please accept|my apologies|our apologies)\b",
    r"^(?:i|we) (?:sincerely |deeply |truly )?(?:apologi[sz]e|appreciate|understand|recogni[sz]e|reali[sz]e|regret|hope)\b|^(?:i|we) know (?:how|what|that)\b",
    r"^(?:please )?(?:tell|let) (?:me|us) know\b|^please (?:tell|ask|call) (?:me|us)\b|\?$|^if you have (?:any )?questions\b|^(?:your )?questions\b",
    r"\b(?:I|we|our [\w -]{1,40}|the [\w -]{1,20}team|my team) (?:am|are|is|have been|['’]re) (?:still |now |also |currently |actively )?(?:look|work|investigat|check|analy[sz]|review|examin|monitor|watch|compar|test|search|try|continu|trac|verify)\w*ing\b",
    r"\b(?:do|does) not (?:yet )?know\b|\bdon['’]t (?:yet )?know\b|\bnot (?:yet )?(?:known|decided|confirmed|established|clear)\b|\bno \w+(?: \w+){0,3} (?:is |has been )?(?:recorded|decided|known)\b",
)
"""Courtesy, work that goes on, and open questions: they tell nothing that somebody could want told."""

NAME = re.compile(r"\b[A-Z][\w&'’-]*(?: (?:of|and|&|de|du|der|van|von|la|el) (?=[A-Z])| (?=[A-Z]))(?:[A-Z][\w&'’-]*(?: (?=[A-Z]))?)+")
"""Two words with capitals in a row: somebody's name, or a product's."""

SAYS_SOMETHING = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|cannot|will|would|may|no|not|since|until|[a-z]{3,}(?:ed|ing|s))\b",
    re.IGNORECASE,
)
"""A verb, or what a note has in its place."""

STATED_BY_FIELD = {
    "over": frozenset({"resolved_at", "resolution", "customer_confirmed_at"}),
    "cause": frozenset({"root_cause"}),
    "allowed": frozenset({"gestures"}),
    "product": frozenset({"prevention", "next_action"}),
    "rank": frozenset({"severity"}),
    "money": frozenset({"gestures"}),
    "contact": frozenset({"owner", "executive"}),
}
"""Fields of the record that say a thing by being filled, whatever their words."""

TOLD_IMPERSONALLY = frozenset({"deed"})
"""What a log tells without naming who: "Restarted the gateway" is a deed of our people."""

SUBJECT_LEADS = "update urgent we're on it personal apology our for from resolved what happened and we changed post-incident report message about your resolved closed mitigated identified investigating still not yet fixed problem open known improving reported under repair monitoring verifying recovering"
"""Words of the templates' subject lines, and of those that people write."""

SUBJECT_LEAD = re.compile(
    r"^(?:(?:our|my|an?|the) )?(?:\w+ )?(?:update|apology|message|report|letter|status|news|notice|question|answer)s? (?:on|for|about|to|of|regarding)\b:?|^we(?:['’]re| are) (?:still )?(?:on it|working on)\b|^we have your report\b",
    re.IGNORECASE,
)
"""What stands in a subject line before what the problem is called."""
