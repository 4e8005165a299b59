"""The words that make a promise, as patterns: data for `assistant.checks.promises`.

A head begins a promise and is one of seven forms; the subject decides whose it is; the rest decides what it is, and what only looks like one.
"""

from __future__ import annotations

import re

from assistant.records.commitments import PromiseKind

SUBJECT = r"(?<![\w'’/&+:-])(?P<who>(?:[\w'’/&+:-]+[ ,]+){0,9}?[\w'’/&+:-]+)"
WILL = rf"{SUBJECT}(?:,?\s+(?:will|shall|(?:is|are|am) (?:going to|gonna)|gonna)\b|['’](?:ll|re going to|m going to|s going to|(?:re|m|s) gonna)\b|(?<=\b[Ww]e)\s+are to\b)(?!\s+(?:not(?! (?:be (?:charged|billed|invoiced)|appear on your))|no longer|never|neither|also not)\b)"
GOING = r"\b(?:we|I)(?:['’]ve| have) (?:now |also |just )?(?:scheduled|booked|arranged|set up|blocked|reserved|lined up) (?:for )?(?:an?|the|our|your|\d)|\b(?:we(?:['’]re| are)|I(?:['’]m| am))\s+(?:now |also )?(?:about to|committed to(?= \w+ \w+ by)|(?:calling|phoning|sending|writing(?! to you (?:about|because|to|with|in|on behalf))|sharing|crediting|refunding|issuing|publishing|deploying|shipping|releasing|replaying|scheduling|arranging)\b(?=[^.]*\b(?:by (?!\w+ing)|within|at \d|on (?:\w+day|\d|the \d|\w{3,9} \d)|in (?:\d|an?\b|the next|two|three|about)|today|tomorrow|tonight|(?:next|this) (?:week|month|morning|afternoon|evening|\w+day)|every)))"
BARE_WILL = r"(?:^|&)\W*will\b(?=\s+(?:update|provide|share|post|keep|follow|continue|send|let|get back|report|call|write))"
EXPECT = (
    r"\b(?:expect|count on|look (?:out )?for|watch (?:out )?for|stand by for)\s+(?:to (?:hear|receive|have|get|see)\b|(?:an?|the|our|my|another|further|more|your)\s+(?:\w+\s+){0,3}"
    r"(?:update|report|summary|call|reply|answer|e-?mail|mail|post|bulletin|message|credit|news|note|notice|letter|line|word|visit|heads-up)\b)|\byou (?:can|may) (?:expect|count on|rely (?:up)?on|look forward to|bank on|be sure of|hold (?:us|me) to)\b"
)
ALLOW = (
    r"\bplease (?:allow|give) (?:us|me|our \w+)?\s*(?:until|up to|\d+|an?|one|two|three)\b|\b(?:let|allow) me (?:to )?(?:come|get|call|write|ring|send|check|find|follow)\b"
    r"|^\W*(?:just |so )?(?:give|allow|grant) (?:us|me) (?:until|till|up to|another|half|\d+|(?:an?|one|two|three|ten|twenty|thirty) (?:\w+ )?(?:minutes?|hours?|days?|week))\b(?! [^.;]*(?:\band\b|, ) ?(?:I|we|you)(?:['’]ll| will)\b(?! have\b))"
    r"|\byou have my word\b|\bI (?:promise|commit|undertake|pledge|owe you)\b(?! never)|\bwe (?:promise|commit|undertake|pledge) (?:to|that)\b(?! never)"
)
TIMED_WORDS = r"(?=[^.;]*\b(?:by|within|before|at \d|around \d|no later|on (?:\w+day|\d|the \d|[A-Z]\w{2,8} \d)|in (?:\d|an?\b|half|the next|two|three|about)|today|tomorrow|tonight|(?:next|this) (?:week|month|morning|afternoon|evening|\w+day)))"
PRESENT = (
    r"\b(?:(?:fix|patch|hotfix|release|report|update|message|note|news|credit|refund|replacement|unit|part|technician|engineer|version|upgrade|analysis|review|colleague)"
    r"(?: (?:from|by|with|of) \w+){0,1} (?:goes|comes?|ships?|arrives?|follows?|starts?|leaves|lands|rolls|reaches|runs) (?:out|up)?"
    r"|you (?:receive|get|have(?! been\b| had\b)|hear|are (?:credited|refunded|called))|(?:I|we) (?:call|ring|phone|write|send|report|meet|visit|publish|deliver))\b ?"
    + TIMED_WORDS
    + r"|^\W*(?:by|within|before|on|in|tomorrow|tonight|at)\b[^,.;]{2,40}?,?\s(?:you (?:receive|get|hear)|(?:I|we) (?:call|ring|phone|write|send|report|publish))\b"
)
BARE = (
    r"(?:^|[.,;:|*>(-]\s*|\b(?:with|our|the|and|an?)\s+)\**(?:(?:our|the|my|your|an?)\s+)?(?:(?:next|another|further|more|additional|new|second|third|final|last|closing|follow-?up|regular|status|hourly)\s+)+"
    r"(?:(?:status|progress|scheduled|full)\s+)?(?:update|message|information|report|details|news|communication|status|check-?in|note|notice|word|bulletin|contact|letter|post|e-?mail)s?\b\**\s*(?::|(?:mon|tue|wed|thu|fri|sat|sun)(?:\w*day)?\b|noon\b|midnight\b|goes (?:out|up)\b|at\b|by\b|in\b|within\b|before\b|around\b|~|on\b|every\b|no later"
    r"|to (?:come|follow)\b|(?:is |are )?(?:expected|due|scheduled|planned|coming|following|to be)\b|(?:today|tomorrow|tonight)\b|shortly\b|soon\b|as soon\b|when\b|once\b|as (?:they|it|we|more)\b|[–—-]\s*\d|\d)"
    r"|(?:^|[.;:|(-]\s*|\bfrom (?:here|now|then) on,? )\**(?:updates?|news|details|status|word|bulletins?) (?:(?:go|come|appear|are|follow|land|arrive|run)s? (?=[^.;]*\b(?:every|hourly|each))|to follow|to come|at \d|at the (?:top|full)|by \d|in \d|within|every|expected by|will follow)\b|\bupdates? every (?:\d|half|hour|\w+ (?:minutes|hours))"
    r"|\b(?:estimated|expected) (?:time (?:of|for|to) )?(?:the )?(?:next )?(?:update|communication)\b|\bETA for (?:the )?(?:next )?update\b"
    r"|\b(?:is|are) (?:now )?(?:coming|on (?:its|the|their) way to you)\b(?= (?:by|within|today|tomorrow|this|at|on)\b)"
    r"|(?:\band|&) (?:provid|shar|post)(?:e|ing) (?:\w+ ){0,2}(?:updates?|information|details)\b"
    r"|\bwhen (?:to expect|you can expect)(?: the)? (?:next )?update\b"
)
HOPE = (
    r"^\W*(?:still |now )?(?:shooting|aiming|hoping|targeting|planning|looking|expecting|on track|on course) (?:to|for)\b|^\W*expect (?:the|your|our|all|every\w*) (?:[\w-]+ ){1,4}to\b|"
    r"\b(?:I|we)(?:['’](?:d|re|m)| are| am| would)?\s+(?:still |now |also |currently |therefore )?(?:expect(?:ing)?|anticipat(?:e|ing)|estimat(?:e|ing)|aim(?:ing)?|intend(?:ing)?|plan(?:ning)?|hop(?:e|ing)|target(?:ing)?|should"
    r"|look(?:ing)? (?:at|to)|working (?:to|towards?)|on track (?:to|for)|scheduled|confident)\b|\b(?:our|my) (?:goal|target|aim|plan|intention|estimate|expectation|best guess) (?:is|remains)\b|\bit (?:is|remains) our (?:goal|target|aim|plan|intention) (?:to|that)\b|\bthe (?:aim|target|plan|intention) (?:is|remains) (?:to|for)\b"
    r"|\b(?:is|are|remains?) (?:now |currently |still )?(?:expected|scheduled|planned|estimated|due|set|targeted|anticipated|on track|on course|slated|booked|foreseen|forecast|envisaged|projected|pencill?ed in|timed|reckoned) (?:to|for|by|on|at|in|within|this|next|today|tomorrow)\b"
    r"|\b(?:target|goal|aim|estimate)(?: time)? for (?:the |your )?[\w -]{3,40}:|\bETA\b(?! of)|\bshould (?:then |now |also |all |again |fully |soon )?(?:be|have|show|appear|come|work|run|take|finish|complete|see|reach|go|return|recover|end|arrive)\b|\bestimate (?:that|to|it|is|completion)\b|\bgo(?:es)? live\b"
    r"|\bestimated (?:time (?:to|of|for) )?(?:resolution|completion|fix|repair|recovery|restoration)\b"
    r"|^\W*(?:(?:new|our|current|revised|best) )?(?:estimate|forecast|target|expected (?:end|completion|finish|recovery))(?: for \w+(?: \w+)?)?: (?=[^.]*\d)"
    r"|\b(?:I|we|(?:our|the) (?:[\w-]+ ){0,2}(?:teams?|engineers?|techs?|technicians?|specialists?|crew))(?:['’]m| am)? (?:figures?|reckons?|thinks?|believes?|estimates?|expects?|confident|hopes?)(?: that)? (?:it|they|this|we|I|the \w+(?: \w+)?|all \w+|everything)(?:['’]ll| will| should| can)\b(?=[^.;]*\d| be)"
    r"|^\W*(?:reckon|figure|bank|count|plan) (?:on|with)\b(?= (?:an?|\d|one|two|three|four|half|about|up to|another|at most)\b)"
)
HEAD = re.compile(
    rf"(?P<expect>{EXPECT})|(?P<allow>{ALLOW})|(?P<bare>{BARE})|(?P<going>{GOING}|{BARE_WILL})|(?P<present>{PRESENT})|(?P<hope>{HOPE})|(?P<will>{WILL})",
    re.I,
)
OTHER_HEAD = re.compile(
    rf"(?P<expect>{EXPECT})|(?P<allow>{ALLOW})|(?P<bare>{BARE})|(?P<going>{GOING}|{BARE_WILL})|(?P<present>{PRESENT})|(?P<hope>{HOPE})",
    re.I,
)
"""Every head but "will", whose subject may reach over one of these."""
INVALID = re.compile(
    r"\b(?:ask(?:s|ed)?|wonder\w*|know|say|tell) (?:you |us |me )?(?:when|whether|if|how long)\b|"
    r"\b(?:nobody|no one|none of us|cannot|can['’]t|could not|unable|not able|hard|too early|too soon|impossible)\b[^.;]{0,30}\b(?:say|tell|know|promise|predict|estimate|judge)\b|"
    r"\b(?:if|unless|would you|could you|can you|do you|whether|said|says|told|promised (?:us|you)|aspire|claims that|writes that|announced|wrote that|in case|should you|had (?:we|you))\b|^should\b",
    re.I,
)
LATE_IF = re.compile(
    r"(?<!sooner )(?<!earlier )(?<!even )(?<!, )\b(?:if|unless|in case)\b(?! (?:\w+ ){0,3}(?:changes?|new|further|more|learn|news|questions?))",
    re.I,
)

OURS = re.compile(
    r"(?:^|\b)(?:I|[Ww]e|[Oo]ur (?:[\w'’-]+ ){0,4}(?:teams?|engineers?|specialists?|finance|support|colleagues?|experts?|leads?|managers?|department|developers?|staff|operators?|people|side|fitters?|electricians?|plumbers?|drivers?|mechanics?|crews?|couriers?|installers?|lawyers?|directors?|lab|warehouse|depot|workshop)"
    r"|[Mm]y (?:[\w'’-]+ ){0,2}(?:team|colleague\w*|manager|engineers?)(?: \w+)*|[Yy]our (?:[\w'’-]+ ){0,2}(?:account|support|success|service|project) team|[Yy]our (?:[\w'’-]+ ){0,3}(?:engineers?|consultant|adviser|advisor|analyst|architect|(?!(?:store|shop|branch|line|office|site|plant|warehouse|finance|own) )(?:[\w-]+ ){1,2}manager|specialist|technician|representative)|(?:[Tt]he|[Aa]n?) (?:[\w'’-]+ ){0,3}(?:engineers?|team|colleague|consultant|adviser|advisor|analyst|architect|manager|specialist|technician|representative)|[Ss]omeone|[Ss]omebody|(?:[Ee]ngineering|[Ee]ngineers|[Ss]upport|[Tt]eams|[Ee]ngineering teams?))\W*$"
)
THEIR_PERSON = re.compile(r"^\W*(?:your|their|his|her)\b", re.I)
NAME = re.compile(
    r"(?:^|\s)(?!(?:This|That|It|These|Those|There|They|You|He|She|What|Which|Such)\b)[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}(?: (?:of|from|in|at) (?:our|the) [\w-]+(?: [\w-]+)?)?\W*$"
)
PERSON_DOES = re.compile(
    r"\s*(?:also |then |personally |now )*(?:continue to|call|write|contact|phone|telephone|ring|speak|talk|visit|join|send|bring|replace|fix|repair|restart|install|deploy|e-?mail|message|text|brief|walk|meet|publish|issue|credit|refund|report|chair|host|lead|run|oversee|drive|fly|answer|give you an? (?:call|ring|bell|buzz|line)|circle|stop by|drop|share|check|lead|present|provide|update|review|follow|reach|prepare|deliver|look|get|be (?:in touch|on|with|there|back|at|calling|phoning|ringing|writing|sending|joining|visiting)|take|work|handle|own|arrange|answer|explain|go through|come|have)\b"
)
"""What a named person is promised to do; a thing whose name begins a sentence does none of it."""
THEY = re.compile(
    r"\b(?:customers?|users?|shoppers?|guests?|buyers?|patients?|passengers?|drivers?|readers?|students?|applicants?|callers?|travell?ers?|visitors?|members?|subscribers?|(?:your|the|all|some|affected|other) (?:\w+ )?(?:users|customers|colleagues|admins?|employees|shops|people)|anyone|those|nobody|everyone)(?: (?!team|manager)\w+ing\b.*)?\W*$",
    re.I,
)
RULE = re.compile(
    r"\b(?:placed|booked|received|submitted|made|sent|entered|ordered|paid) (?:after|before|until|by) \S+(?: \S+)? +(?:will|shall|be|show|ship|go|arrive)|\bas usual\b",
    re.I,
)
"""How things always go: "orders placed after 18:00 will be shipped the next day"."""
YOU = re.compile(r"\b(?:you(?: all| both| guys| folks)?|y['’]?all)\W*$", re.I)
YOU_GET = re.compile(
    r"\s*(?:also |then |all |both |each |soon |first |still |again )*(?:(?:receive|hear|learn|get|find (?:it|the|our|a|an|your)|see (?:the|a|an|your) (?:credit|refund|money|amount|sum)|know (?:by|before|within|at|tomorrow|today|on|more|whether|from)|be (?:sent|rung|telephoned|paid|briefed|visited|e-?mailed|given|contacted|called|phoned|credited|refunded|informed|notified|updated|reimbursed|compensated|made whole|told|charged (?:nothing|less))"
    r"|not be (?:charged|billed|invoiced))\b|have (?:(?!to\b|trouble|problems|delays?)\w+ ){1,6}?(?:by|within|on|before|tomorrow|today|in|this|next|from)\b|have (?:my|our|the|a|an) (?:[\w-]+ ){0,3}(?:report|answer|account|explanation|details|summary|analysis|plan|list|credit|reply|update|direct))",
    re.I,
)
DELIVERED = re.compile(
    r"\s*not (?:be (?:charged|billed|invoiced)|appear on your)\b|\s*(?:also |then |all |now |automatically |fully |first |again |completely |soon |only |therefore |be able to |begin to |start to )*(?:(?:go(?:es)? (?:live|out)|follow(?! these)|come|arrive|reach(?! out)|take place|happen (?:on|at|tomorrow)|start|begin|finish|end|return|recover|roll out|join|call|contact|phone|ring|write|send|take until|take (?:about|around|another|up)"
    r"|contain the|hold|explain|show|describe|include the|have (?:the|an?|it|this|everything) [\w -]+ by|prevent|warn|alert)\b|be (?:(?:fully|completely|all|gradually|manually|now|also|then|individually|back|re-?) ?)*"
    r"(?:(?:re-?)?(?:stored|deployed|sent|issued|credited|refunded|waived|fixed|resolved|solved|repaired|corrected|completed?|done|finished|replayed|processed|rerun|re-?run|posted|published|shared|provided|delivered|released|shipped|rolled|reverted|added|removed|replaced"
    r"|restarted|migrated|moved|switched|made|given|available|operational|ready|back|up|online|live|in (?:place|your|the)|on site|on its way|over|cleared|caught up|mitigated|upgraded|applied|installed|enabled|re-?enabled|re-?opened|tested|reviewed|restored|recovered|closed|extended|reimbursed|announced|updated|presented|written|held|reached|met|handled|with you|normal|right|correct|by)|\w+ing (?:[\w-]+ ){0,2}again)\b)",
    re.I,
)
NOBODY_PAYS = re.compile(r"\s*(?:\w+ )?be (?:charged|billed|invoiced)\b", re.I)
"""Behind "nobody will": money that is not asked for."""
NAMED_BEFORE = re.compile(r"^\W*[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)? (?:has|is|takes|looks|works|owns|leads)\b")
"""Somebody who does something, before "and will"."""
PASSIVE = re.compile(r"\s*(?:\w+ly )?(?:be|have been) (?:\w+ly )?\w+(?:ed|wn|en|ut|lt|nt|de|ne)\b", re.I)
DELIVERABLE = re.compile(
    r"\b(?:credit(?: note)?|refund|fix|hotfix|patch|updates?|report|analysis|summary|technician|replacement|answer|reply|explanation|details|invoice correction)\W*$",
    re.I,
)
TROUBLE = re.compile(
    r"\b(?:maintenance|outage|downtime|unavailab\w+|delayed|delays?|interrupt\w+|degraded|slow(?:er)?|(?:longer|long) (?:queues?|waits?|waiting times?|lines)|fail(?:s|ed|ing)?|errors?)\b",
    re.I,
)
HOPED_ONLY = re.compile(r"\b(?:expect|anticipat|estimat)\w*\b", re.I)
HOPE_EFFECT = re.compile(
    r"\bshould (?:\w+ )?(?:see|have (?:no|access|received)|not|be able)\b|\bshould be (?:aware|able|noted|used|treated|unaffected|no )|\bwe should (?:have (?:told|been|done|seen|caught|noticed|tested)|not)\b|\bshould have (?:been|told|caught|\w+ed)\b",
    re.I,
)
ADVERBS = r"^\W*(?:also |now |still |then |all |both |of course |actively |closely |personally |therefore |always |certainly )*(?:be )?(?:going to )?"
GOING_ON = re.compile(
    rf"{ADVERBS}(?:continu(?:e|ing)|keep(?:ing)?(?! you| your| everyone)|remain(?:ing)?|carry(?:ing)? on|stay(?:ing)?|monitor(?:ing)?|watch(?:ing)?)\b",
    re.I,
)
"""What has no end that could be kept, also with a time."""
EFFORT = re.compile(
    rf"{ADVERBS}(?:work(?:ing)?|look(?:ing)? (?:into|at|closely)|investigat(?:e|ing)|do(?:ing)? (?:everything|our|all|my|whatever|what)|strive|try(?:ing)?|make every|use every"
    r"|be (?:here|available|in touch soon)|earn|take (?:this|it) seriously|need|see|find|know|notice|understand|have to|be able|be (?:asked|affected|happy|glad))\b",
    re.I,
)
BY_WHEN = re.compile(r"[^,;.]*\b(?:by|within|no later than) \S*\d", re.I)
SOON = re.compile(r"\b(?:shortly|soon(?! as)|momentarily|any (?:minute|moment)|imminent\w*)\b", re.I)

KINDS: tuple[tuple[PromiseKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        (PromiseKind.CREDIT, r"\b(?:(?:(?:charge|fee|bill|invoice|subscription|rent|price|amount|instal?lment|licen[cs]e)s? (?:[\w']+ ){0,4}?(?:be )?(?:reduced|cut|lowered|halved|written off|dropped|struck|cancelled|nil|zero)|(?:reduc|halv|lower|cut|drop|writ|knock|tak|strik)(?:e|ing|ting)? (?:[\w'%]+ ){0,5}?(?:charges?|fees?|bill|invoice|subscription|price))\b|comp(?:ing|ed)? (?:you|your)|forgo|forego|(?:surcharge|penalty|fee|charge)s? (?:\w+ ){0,3}?(?:is|are|gets?) (?:struck|dropped|removed|coming off|taken off|forgiven|cancelled|halved)|(?:off|from) (?:your|this month['’]s|next month['’]s) (?:account|statement|bill|invoice)|(?:pick(?:s|ing)? up|foot(?:s|ing)?|bear(?:s|ing)?|carry|cover(?:s|ing)?|absorb(?:s|ing)?|settl(?:e|es|ing)) the (?:tab|bill|costs?|charges?|fees?|expenses?|difference)|on the house|at our (?:expense|cost)|free use|bear the cost|cover the costs?|(?:sum|amount|money|[A-Z]{3} ?[\d.,]+|[€$£] ?[\d.,]+)(?: \w+){0,6} (?:back to you|to your account)|(?<!discuss the )(?<!about the )credit(?:ed|ing|s)?(?! cards?| team)|refund\w*|compensat\w+|reimburs\w+|waiv(?:e|ed|ing|er)\b|discount\w*|free (?:month|months|of charge|training|consulting)|not be (?:charged|billed|invoiced)|(?:on|towards?|against|off|from|to|with) your (?:next |\w+ )?(?:invoice|bill|fee|statement)\b|ma(?:k|d)e (?:you )?(?:good|whole)\b|money back|back to your account|(?:fee|rent|charge|price|money|sum|amount|deposit|penny|pounds?|euros?|dollars?|francs?)s? (?:\w+ ){0,5}?back (?:to you|(?:on|onto|to|in|into) your)\b|extend(?:ed)? (?:your )?(?:contract|terms|subscription|licen[cs]e))\b"),
        (PromiseKind.REPORT, r"\b(?:(?:daily|weekly|closing|status) report|account of (?:what|the|how)|post[- ]?(?:incident|mortem)s?(?: report| review| analysis)?|root[- ]cause (?:analysis|report|summary)|RCA|PIR|(?:incident|outage|final|preliminary|written|detailed|full|complete|closing) (?:incident |outage )?(?:report|summary|explanation|analysis|account|write-?up)|write-?up|in writing|the report|(?:a|our|my) report\b(?! of yours)|summary of (?:the|this|what) (?:incident|cause|happened)|analysis of (?:the|this|what) (?:incident|cause|outage|happened|root))\b"),
        (PromiseKind.CALL, r"\b(?:(?<=: )our call|on the (?:line|phone) (?:to|with) you|(?:review|session|workshop|walk-?through|debrief|conference) with (?:you|your)|ring you|you (?:a|another) (?:bell|buzz|call|ring|tinkle)|(?:calling|phoning|ringing|telephoning) (?:you|your)|telephone to you|pick up the phone|dial (?:you|your))\b|\b(?:calls?|rings?|phones?|telephones?|speak (?:to|with)|talk (?:to|with)|speaks (?:to|with)|talks (?:to|with)) (?:you|your|[A-Z](?<=\s[A-Z])[a-z]\w+)|\b(?:schedule|set up|arrange|book|hold|have|organi[sz]e|host|offer|owe you|invite you to) (?:an? |the |our )?(?:\w+ ){0,2}(?:calls?|meeting|video conference|session with you)\b|\b(?:contact|reach) you by (?:phone|telephone)|\bgive you a (?:call|ring)\b|\bbe (?:called|phoned)\b|\b(?:get|receive|have) a (?:phone )?call\b|\bcalls? (?:from|with) (?:me|us|our|my)\b|(?:my|our) call (?:at|on|by|tomorrow|today|around)\b|on the phone with you|in a call\b|(?:by|over the|on the) (?:phone|telephone)\b|phone call\b"),
        (PromiseKind.NEXT_UPDATE, r"\b(?:(?:fresh|new|another|short|brief|quick|latest|next) (?:status|word|sitrep)|(?:gets?|comes?|circles?|circling|reports?) back (?:to|with) (?:you|your)|(?:checks?|checking|touch(?:es)?) (?:back |base |in )?with (?:you|y['’]all)|writ(?:e|ing) (?=(?:at|by|before|within|tomorrow|on \w+day|to your)\b)|heads[- ]up|sitreps?|signs? of life|ping|reverts? to you|(?:answers|replies to) you|learn (?:from|by|what|whether|how|more|before)|(?:second|third|fourth|final|last|closing|next|another) (?:notice|message|note|bulletin|update|letter|post|report)|(?:next|further|more|another|regular|status|progress|follow-?up|additional|hourly|new|our|an?|my|daily|the|first|these|your)\s+(?:\w+\s+)?(?:status\s+)?updates?\b(?! (?:to|of) (?:the|our|your) (?:software|app|client|agent|firmware|driver|version))|updat(?:e|ing) (?:you|this (?:page|incident|post|thread|notice)|our status|here|again|everyone|the (?:status|page|incident)|customers|all|by|at|within|in|every|once|as|when)\b|more (?:information|details?|news)|further (?:information|details?|news|communication)|additional (?:information|details?)"
         r"|(?:word|news|a line|a note) (?:from|on|about)\b|bulletins?|writ(?:e|es|ing) (?:to you|again|back|here)|hear (?:from|back|whether|what|how|more|again|by|before|within|first)|(?:drop|send|write|give) you (?:a line|a note|word|news|a short note|an e-?mail|a message)|pass (?:it|this|that|them|everything) on|with (?:more )?news|report (?:again|on|progress)|stand by|(?:next|another|further) (?:message|note|status|check-?in|word|bulletin|e-?mail|contact)|(?:a|the) note from (?:me|us)|(?:e-?mail|message|text) you|where (?:we|things) stand|timeline and|in touch|get(?:ting)? back to|report back|back to you|reach(?:ing)? out to you|keep(?:ing)? (?:you|everyone|users|customers|this (?:page|thread))(?: all| both)? (?:posted|informed|updated|in the loop|up to date|abreast)|let(?:ting)? (?:you|everyone|customers) (?:all )?know|follow(?:ing)? up|tell you|inform(?:ing)? you|notif(?:y|ied)|share (?:an|more|another|further|any|what)|provid(?:e|ing) (?:an?|another|more|further|regular|additional|updates|hourly)|post(?:ing)? (?:an?|another|more|here|updates|again)|updates? (?:every|will|at|by|in|within|here|as|once|when|to follow|shortly|soon)|send(?:ing)? (?:you )?(?:an|another|the next|out an) (?:\w+ )?(?:update|message|note)|confirm (?:to|with) you|confirm (?:once|when|as soon|resolution)|(?:provid|shar|post|giv|send)(?:e|ing)? (?:[\w-]+ ){0,3}updates?|will update|contact(?:ing)? you|be contacted|be (?:informed|updated|told)|write once more|next message|message (?:again|you)|communicat(?:e|ion)|status e?-?mails?|circle back|confirm (?:it|this|that) (?:to|with) you|next post)\b|^\W*(?:updates?|news|details|status|word)\b"),
        (PromiseKind.FIX, r"\b(?:(?:hot|bug|perma)?fix(?:ed|es|ing)?|resolv\w+|resolution|restor\w+|(?:be |is |are )complete\b|complete(?! \w)|completed|completion|synchroni[sz]ed|ready|(?:be|is|are|all|come|bring|get\w*) back\b(?! to you)|back (?:up|online|to normal)|working again|work again|recover\w*|operational|(?:be|become|fully) available|repair\w*|correct(?:ed|ion)\b(?! (?:schema|invoice|list|file))|solved?|finish\w*|done|mitigat\w+|arrive|in (?:the|your) feed|patch\b|normal|cleared|caught up|catch up|over by|up and running|running again|should return|will return|service to return|everything running|backlog|take (?:about|around|another|up)|online|work(?:ing)? (?:normally|properly|as (?:it|they) should)|usable|\w{2,}ing again|live again|reachable|out of the woods|for the repairs?|full service|(?:permanent|final|lasting) (?:solution|fix|repair)|ETA|permanent (?:repair|solution)|patched)\b"),
    )
)  # fmt: skip
WIDE_KINDS: tuple[tuple[PromiseKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.I))
    for kind, pattern in (
        (PromiseKind.CREDIT, r"\b(?:free|gratis|complimentary|on us\b|on our (?:tab|side of the bill|charge|account|house)|(?:our|at our|no) (?:cost|charge|expense)|costs? you nothing|nothing (?:to pay|is due|due)|won['’]t (?:pay|be (?:charged|billed|taken))|(?:owe|pays?) nothing|(?:no|not) (?:\w+ ){0,2}(?:pays?|billed|charged)\b|(?:is|are) (?:ours|zeroed|wiped)|penal\w+|surcharge|fees?|vouchers?|goodwill|cheque over|deposit|premiums?|penny|tenner|quid|instal?lments?|interest (?:of|at|since|is|gets)|points (?:to|on|get)|top(?:s|ping)? up your"
         r"|(?:money|sum|amount|rent|price|charge|fee|difference|EUR|GBP|USD|euros?|pounds|dollars|francs|[€$£] ?\d[\d.,]*|\d[\d.,]*)\b[^,;:]{0,40}?\b(?:back|returned|refunded|restored|released|in your favour)\b|pay(?:s|ing)? (?:you|it|that|this)\b(?: back)?|paid back|wir(?:e|es|ing) (?:you|the)|back (?:on|to|onto|in|into|as) (?:your |the )?(?:card|account|visa|cash|balance)|(?:EUR|GBP|USD|[€$£]) ?\d[\d.,]*|\d+ ?(?:percent|per ?cent|%) (?:less|off|reduction)|eat(?:s|ing)? the|tearing (?:it|that) up|forget about the \w+ bill|absorb|(?:keep|at) (?:the old|last year['’]s) price|made whole|off (?:your|the|each|next|this) (?:\w+ )?(?:bill|invoice|order|statement|slip|renewal|card)|(?:on|to|from|with) (?:your |the |next |each )*(?:\w+ )?(?:bill|invoice|statement)|overcharge\w*|\d+% off)\b"),
        (PromiseKind.REPORT, r"\b(?:reports?|review of|findings|analysis|rca|post-?mortem|write-?up|writ(?:ing|es?) up|writing down the|in writing|written (?:explanation|account|statement|report)|document(?:ing|s)? the|(?:root-?cause|one|the) document|dossier|account of|retrospective|timeline (?:doc|\+)|chronology|lessons?|explanation|explanatory|memorandum|statement of|reconciliation (?:goes|of)|breakdown|protocol|black and white|on (?:paper|one page)|one page|chapter and verse|what (?:went wrong|happened|caused)|audit trail|cause (?:is named|\+|and)|deep dive|inspection sheet|full log|where we fell short)\b"),
        (PromiseKind.CALL, r"\b(?:(?<!join )(?:an?|the|our|my|by|video|conference|open|live|15-min|teams|phone|place a|books? the) (?:phone )?calls?(?! to action)|^\W*calls?\b|call at|i call|we call|calling (?:at|by|around|in)|(?<!your )(?<!the )phon(?:e|es|ing)\b(?! (?:system|line|service|number|app)s?)|rings?|ringing|rung|buzz(?:es|ing)?|tinkle|blower|telephon\w+|call-?back|dial(?:s|ling|ing)?(?:-in)?|bridge|briefing (?:by|with)|live briefing|debrief|meet(?:s|ing)? (?:with )?(?:you|your|yours)|crisis meeting|sits? down|sit-down|speak together|heart-to-heart|conversation|face to face|in person|(?:go|talk|talking|going) (?:it|this|that|everything) through|go through the \w+ (?:with|together)|your war room|stop(?:s|ping)? by your office|share my screen)\b"),
        (PromiseKind.NEXT_UPDATE, r"\b(?:news|(?<!my )(?<!our )(?<!its )word|updates?|answers (?:your|you|the)|status|a (?:mail|message|page|comment|note)|message|ping(?:s|ing)?|hears?|let you|lets you|tells? (?:you|us|me)|told you|post(?:s|ed)? (?:here|again)|posted here|(?:entry|appears?|named|published|goes up|up) here|entry\b|(?:an?|our|formal|direct|this) (?:\w+ ){0,2}notice|(?:an?|another|short|next) note|reverts? (?:to|with|w/)|writes? (?:to|you|again)|informed|in the picture|(?:in|the) dark|outcome|back (?:to|with) you|back here|checking in|confirm\w*|sitrep|checkpoint|(?:next|first) contact|comms|verdict|loop|fill(?:s|ing)? you in|lowdown|heads-up|lay of the land|lie of the land|what we(?:['’]ve)? (?:found|find|saw|see|know)|findings|brief you|advise|acquaint|texts you|mailed the|final (?:number|word)|figures? by|^\W*more (?:by|in|after|at|on)\b|stay tuned|talk soon|from me (?:every|each|on|at)|comment(?:ing)? on your ticket|say hi|our (?:position|assessment|decision)|all-clear|by text|further details|details|guidance|test results|signs? of life)\b"),
        (PromiseKind.FIX, r"\b(?:(?:up and |is |are |be )?running(?! (?:the|a|an|our|your|it|them|this|another))|(?:works?|working|flows?|open|green|online|whole|up|home|normal|reachable|trading|reading|turning|washing|cooking|streaming|humming) (?:again|by|at|in|properly|as (?:they|it) should)\b|properly|back (?:up|on|in (?:one|order|working|service)|online|by|at (?:minus|full|temp)|region|for all)|(?:is|are|be|being|comes?|come|get) back\b(?! (?:to|with|onto|from|on your))|put(?:ting)? (?:\w+ ){1,3}?right|right as rain|sorted|solved|resolved|fixed|mended|remed(?:y|ied)|eliminated|(?:is|are|be) gone|drains?|caught up|recover\w*|repaired?|restored|reinstated|resum\w+|empty by|down to zero|full (?:speed|capacity|service|redundancy|power)|normal|in order|as (?:they|it) should|complete again|correct(?:ly)? again|on (?:its|their) feet|end this|an end to|where it belongs|like nothing|out of the woods|clears? (?:over|by|within)|light at the end|(?:lights?|lines?|heating|heat|water|power|lifts?|tills?|feeds?|systems?) (?:is |are )?(?:on|up|in all)\b|propagates everywhere|wraps up|concludes|behave|weakness)\b"),
    )
)  # fmt: skip
"""The kinds in wordings that alone would make no promise: asked only where a promise stands and `KINDS` name none."""
GIVES = re.compile(
    r"^\W*(?:also |then |to |will |shall |we(?:['’]ll| will) |I(?:['’]ll| will) )*(?:send(?:ing)?|shar(?:e|ing)|giv(?:e|ing)|provid(?:e|ing)|publish(?:ing)?|post(?:ing)?|credit|refund|waive|issue|reimburse|call|ring|phone|schedule|set up|arrange|write|update|let|get back|come back|report back|tell|inform|keep you|fix|restore|resolve|have|deliver|hear|receive|follow up|contact)\b",
    re.I,
)
JOIN = re.compile(r"\s*(?:,|;)?\s+(?:and|then|;)\s+(?!a (?:half|quarter)\b)(?=[a-zI])|;\s+")
OFFER = re.compile(
    r"\b(?:I|we)(?:['’](?:re|m)| are| am)?(?: (?:hereby|also|now|happy to|able to|pleased to|glad to|can|would like to|have decided to|agree to))*"
    r" (?:grant|forgo|forego|confirm|offer|approv|issu|giv|credit|refund|waiv|compensat|reimburs|discount|guarante|extend|comp)(?:e|ing)?\b"
    r"|\b(?:I|we)(?:['’](?:re|m)| are| am) (?:now )?(?:taking|knocking|striking|dropping|cutting) (?:[\w$€£%.,]+ ){1,5}?(?:off|from) (?:your|the|this|next)\b"
    r"|\b(?:comes?|is taken|are taken|goes|go) off your\b|\b(?:is|are) (?:going|coming|on (?:its|their) way) back to (?:you|your)\b|\bgoes back to your account\b|\b(?:fee|charge|surcharge|penalty|bill|invoice|cost|amount|line|item|instal?lment)s? (?:\w+ ){0,3}?(?:is|are|gets?) (?:\w+ly )?(?:struck|dropped|removed|written off|cancelled|waived|coming off|taken off|reduced|halved|forgiven)\b|\bwe (?:forgo|forego)\b|\b(?:are|is|be) entitled to\b|\b(?:refund|credit|compensation|discount|waiver)\b[^.\n]{0,40}\b(?:has been|have been|is|are) (?:approved|granted|authori[sz]ed|confirmed)\b",
    re.I,
)
"""Money given in the present tense: as much a promise as "we will", and just as much in need of somebody's authority."""
REFUSED = re.compile(
    r"\b(?:no(?! (?:charge|cost|extra|additional|later))|not|nothing|none|yet|cannot|can['’]t|unable|without|never)\b|n['’]t\b", re.I
)
CONDITION = re.compile(r"\b(?:if|unless|whether)\b", re.I)
LEAD = re.compile(
    r"^\W*(?:[\w-]+,?\s+)?(?:(?:give|allow|grant) (?:us|me)|more (?:minutes|hours|days)|by|within|in|on|before|tomorrow|today|tonight|this|next|at|no later|until|every|over|later|first thing|early)\b",
    re.I,
)
WE_BEFORE = re.compile(
    r"\b(?:we|I|our (?:[\w'’-]+ ){0,4}\w+|(?:the|an?) (?:[\w'’-]+ ){0,3}(?:engineers?|team|colleague|manager|specialist)|(?:engineers?|engineering|teams?|support))\b",
    re.I,
)
CLAUSE = re.compile(r"(?:^|\s)(?:and|but|that|so|because|while|then|which|also|or)(?=\s|$)|,\s", re.I)
JOINING = frozenset({"and", "then", "but", "also", "or", "so"})
THAT_IT_WILL = re.compile(r"(?: that)?(?: [\w’'-]+){1,5}?", re.I)
"""Between "we estimate" and the end of "will": what is told is an estimate."""
PLAN = re.compile(
    r"^\W*(?:(?P<label>(?:planned|in progress|open|agreed|still to come)[^:.]{0,40}\b(?:due|by)\b[^:]*(?::\d\d[^:]*)?): |next(?: steps?)?: [^\n]*(?P<by>\bby (?=[^a-z]|noon|midnight|the end|end of|tomorrow|today)[^,;]*)$)",
    re.I,
)
"""A plan as documents tell it: "Planned, due 5 December: ...", "Next: compare the two, by 15:41 UTC"."""
IT = re.compile(r"^\s*(?:\w+ ){0,2}(?:it|this|that|them|be \w+)\b", re.I)
HAVE_IT = re.compile(r"\b(?:have|get|receive|see) (?:it|this|that|them)\b|^\W*(?:it|this|that) (?:goes|comes|follows|will)\b", re.I)
CLAUSE_END = re.compile(r"[,;:]\s|\s(?:and|but|that)\s", re.I)

PAST = re.compile(
    r"\b(?:was|were|had|did|stood|fell|rose|has|have|spoke|met|sat|swore|rang|wrote|drove|flew|began|became|started|saw|went|took|came|found|failed|stopped|ran|told|gave|got|made|lost|led|caused|(?!speed|feed|seed|indeed|exceed|proceed|succeed|hundred|need|plann|schedul|expect|promis|agre|estimat|post|deliver|send)[a-z]{3,}ed)\b",
    re.I,
)
"""What tells of the past, and not of something to come at the time that is named."""
TELLS_ONLY = re.compile(
    r"was|were|had|did|went|came|took|saw|began|became|ran|gave|rang|wrote|drove|flew|spoke|swore|stood|fell|rose", re.I
)
"""Words of the past that describe no thing: "the 90 went out"."""
OUR_DEED = re.compile(
    r"\b(?:I|[Ww]e)(?:['’](?:m|re)| am| are)?\s+(?:now |also |currently )?(?!are\b|am\b|have\b|at\b|on\b|in\b|now\b|also\b|currently\b|available|reachable|open|here|aware|sorry|able|closed|see\b|know\b|need\b|think\b|believe\b|understand|seeing|experiencing|observing|investigating|monitoring|working)\w{3,}"
    r"|\b(?:[Oo]ur|[Tt]he) (?:[\w-]+ ){0,2}(?:team|engineers?|technician|specialist|colleagues?|manager|crew|lead|director|electrician|courier|staff|developer|analyst)s?(?:, [A-Z]\w+(?: [A-Z]\w+)?,)? (?!is\b|are\b|was\b|were\b|has\b|have\b|had\b|who\b|and\b|will\b|can\b)\w{3,}|\b[Yy]ou (?:receive|get|hear|have)\b|\b(?:[Cc]ount on|[Gg]ive (?:me|us)|[Aa]llow (?:me|us)|follows?|[Ee]xpect)\b"
)
"""In the present tense, beside a time to come: "our engineers restart it tomorrow", "I am sending you the list before noon"."""
NOT_OURS = re.compile(
    r"^\W*(?:please|would|could|can|do|does|is|are)\b|\b(?:customers?|users?|you (?:can|could|may|should|must|need))\b|\bevery \d|\b(?:provider|vendor|supplier|carrier|manufacturer|maker|partner|third party)\b|\b(?:on call|available|reachable) ",
    re.I,
)

_GIVES = r"(?:calls|rings|phones|telephones|writes|sends|reports|visits|meets|joins|contacts|briefs|updates|e-?mails|messages|publishes|posts|delivers|repeats|replaces|installs|restarts|deploys|brings|takes|walks|talks|speaks|comes back|gets back)"
GIVEN = re.compile(
    rf"\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)? {_GIVES}\b|\b(?:[Oo]ur|[Tt]he|[Aa]n?|[Mm]y) (?:[\w-]+ ){{0,2}}(?:team|engineers?|technicians?|specialists?|colleagues?|manager|director|lead|courier) {_GIVES}\b"
    r"|\b(?:[Cc]all|[Uu]pdate|[Rr]eport|[Mm]essage|[Nn]ote|[Ll]etter|[Aa]nswer|[Rr]eply|[Ss]ummary|[Aa]nalysis|[Cc]redit|[Rr]efund|[Bb]ulletin|[Vv]isit|[Ww]ord|[Nn]ews|[Pp]art|[Ff]ix|[Pp]atch|[Ss]olution|[Ww]rite-?up|[Aa]ccount|[Vv]ersion|[Rr]elease)\b[^.;]{0,50}? (?:awaits|reaches|comes|goes|lands|ships|is with|are with|waits for|is waiting for|arrives?)\b"
    r"|^\W*(?:(?:[Yy]our|[Oo]ur|[Tt]he|[Mm]y) )?(?:[\w-]+ ){0,3}(?:[Rr]eport|[Ss]ummary|[Aa]nalysis|[Cc]all|[Ff]ix|[Pp]atch|[Cc]redit|[Rr]efund|[Rr]epair|[Rr]ollback|[Rr]eply|[Aa]nswer|[Bb]ulletin)\**\s*(?::|[–—-]\s)\s*(?:\w+ ){0,3}(?:by|at|on|in|within|before|due|today|tomorrow|tonight|next)\b"
    r"|\b(?:\w+-)?(?:[Hh]ourly|[Dd]aily|[Ww]eekly) (?:bulletins?|updates?|messages?|reports?|notes?|news|mails?|e-?mails?|summar\w+|calls?)\b"
)
"""Something given in the present tense, or only named beside its time: "a call from our director awaits you", "your report: out on Thursday"."""
NEXT_CLAUSE = re.compile(
    r"(?:[;,]\s+(?:and\s+|but\s+|then\s+)*|\s+(?:and|but|then)\s+)(?=(?:by|on|at|in|before|within|tomorrow|today|tonight|next|this|I|we|our)\b)",
    re.I,
)
"""Where a clause may begin that promises something else, with a time or a subject of its own."""
AND = re.compile(r"(?:[,;]\s+(?:and|then)\s+|;\s+|\s+and\s+)(?:then |also )?(?=[a-zA-Z])")
"""What may join two promises."""
LONG_WORD = re.compile(r"[\w'’/&+:-]{80,}")
"""No word: an address, a key, a line of data. Nothing in it promises anything."""
ASIDE = re.compile(r"(?<=\w),\s(?:who|which|whose)\s[^,;:.]{3,70},(?=\s)")
"""What is told of somebody between commas."""
LIMIT = re.compile(
    r"\b(?:by|within|before|no later than|at the latest|inside|(?:not|\w*n['’]t) be (?:any )?later than|in (?:the next|under|about|less than|\d|an?|half an|one|two|three|four|five|six|ten)|tomorrow|tonight|later today|next (?:week|month|\w+day)|from now)\b",
    re.I,
)
"""A limit in time: with it, a sentence in the present tense that names a delivery, a call or the end tells what is to come."""
DESCRIBES = re.compile(r"\b(?:the|an?|our|your|my|this|that|these|those|all|each|every|any|\d[\d,.]*|of|with|for)\s+$", re.I)
"""Before a participle that describes a thing, and tells nothing of the past: "the corrected list"."""
NOT_PAST = re.compile(
    r"\brest assured\b|\bhow (?:it|this|that|they|we) \w+|\bhas (?:the|an?|our|it in)\b|\b(?:have|has) got\b|['’](?:ve|s) got\b|\byou have (?:it|the|a|an|our|my|in) |\bwhat (?:happened|went wrong|was \w+|caused \w+)",
    re.I,
)
"""Where a word of the past tells none: "you have in hand our report", "an account of what went wrong"."""
DISCLAIMED = re.compile(
    r"\b(?:not|nothing) (?:something|anything|that|which)? ?(?:I|we|anyone) can (?:commit to|promise|guarantee)\b", re.I
)
"""A hope whose speaker will not be held to it."""
QUOTED = re.compile(r"[\"“«„][^\"”»“]{3,}[\"”»“]")
REPORTED = re.compile(
    r"\b(?:wrote|writes|told|tells|said|says|stated|states|swore|swears|texted|reads|assured|announced|announces|claims?|claimed|promised|quoted|replied)\b",
    re.I,
)
"""Who else is quoted: what stands between the marks is not our word."""
HEARSAY = re.compile(
    r"^\W*(?:according to|per|word (?:is|has it)|rumou?r has it)\b(?! (?:our|my|the (?:plan|schedule|timetable)))"
    r"|, (?:you|he|she|they|(?:your|the|his|her) \w+) (?:said|says?|wrote|writes?|mentioned|told (?:us|me|you)|reckons?|claims?|swears?)\b"
    r"|,? (?:as|like) (?:you|he|she|they|your \w+) (?:said|wrote|told (?:us|me)|mentioned|put it|planned)\b|, (?:I|we) (?:gather|hear|read)\W*$|\bas planned by you\b|\bper your (?:last )?\w+\W*$"
    r"|^\W*(?:the|your|his|her|their) (?:[\w'’-]+ ){1,5}?(?:reckons?|says|said|claims|swears|states|wrote)\b(?! (?:to you|again|up|back|for|and)\b)",
    re.I,
)
"""What somebody else says is to come."""
WISHED = re.compile(
    r"\b(?:I|we|one)(?:['’]d| would)(?: dearly| so| really| just| much)? (?:love|like|prefer|be (?:glad|happy|delighted|thrilled))\b(?! to (?:offer|invite|confirm|credit|refund|give|extend|call|speak|talk|meet|schedule|assure|walk|share|provide|send))"
    r"|^\W*(?:would (?:be|love)|ideally|with (?:any|a bit of|some) luck|touch wood|fingers crossed|here['’]s hoping|(?:we|I) live in hope)\b|\b(?:it|that)(?:['’]d| would| were) be(?:en)? (?:grand|nice|lovely|great|good|neat|ideal|most desirable)\b",
    re.I,
)
"""What would be welcome, and is in nobody's hand."""
ASKED_FIRST = re.compile(
    r"^\W*(?:just |simply |please |kindly )*(?:say (?:only |just )?(?:the word|yes|so|when|go)|tell (?:us|me)|let (?:us|me) know|drop (?:us|me)|send (?:us|me)|call us|ring (?:us|the bell)|ping (?:us|me)|shout|ask|open an? \w+|return the|attach|reply|write (?:to )?(?:us|me)|clear the|approve|confirm"
    r"|give (?:us|me) (?:a (?:shout|ring|buzz|call|word|nod|bell|hint)|the (?:word|nod|go-ahead|green light|okay|ok)))\b[^.;]*?,? and (?!(?:by|at) )"
    r"|^\W*(?:once|when|whenever|as soon as|after|upon|on)\b[^,;]*,\s(?!you (?:can|may) (?:expect|count|rely))[^,;]*\b(?:can|may|might|could)\b",
    re.I,
)
"""What is done only once the reader has asked for it, or given something: an offer."""
WORK_TO_COME = re.compile(r"^\W*(?:(?:the|an?|our|this) )?(?:\w+ ){0,2}(?:maintenance|downtime|outage)\b", re.I)
"""The subject of a warning: "maintenance is planned for Sunday"."""
NEVER = (DISCLAIMED, HEARSAY, WISHED, ASKED_FIRST)
"""With one of these, nothing in a sentence is promised."""
THEIR_DEED = re.compile(
    r"^\W*(?:(?:so|and|oh|then|we understand that|I (?:understand|gather) that),? )*(?:you(?: \w+)?(?:['’]ll| will| shall| are going to|['’]re going to| are to|['’]re to| were (?:going to|gonna))(?: then| also| all| both)?"
    r" (?!get|receive|hear|have (?:it|the|a|an|our|my|your)|find|see|read|know|learn|not\b|never|pay (?:nothing|less)|be (?:the first|among|sent|rung|told|paid|given|called|phoned|credited|refunded|informed|notified|updated|contacted|visited|briefed|charged|able|back|up|out|in|on|reimbursed|compensated))\w+"
    r"|your (?!(?:account|support|success|service|project|case) )(?:[\w'’-]+ ){1,4}?(?:is|are) (?:going to|gonna) (?!be\b|get\b|work|run|come|go|arrive|return|start)\w+)",
    re.I,
)
"""What the reader, or somebody of theirs, is to do."""
ONLY_PAST = re.compile(
    r"^(?!.*\b(?:is|are|am|being|lets?|will)\b|.*['’](?:re|ll)\b)[^,;:]*\b(?:was|were|went|came|took|saw|began|rang|wrote|drove|flew|spoke|stood|left the|called|phoned)\b(?!.*(?:[,;:]|\b(?:and|but|so) |\b(?:tomorrow|tonight|next)\b))",
    re.I,
)
"""One clause, and it tells of the past."""
_SPAN = r"(?:\d+|an?|one|two|three|four|five|six|seven|ten|fifteen|twenty|thirty|half an|a few|some)"
ROUTINE = re.compile(
    rf"^(?!.*\b(?:will|shall|going to)\b|.*['’]ll\b).*\bafter (?:about |roughly |some )?{_SPAN} ?(?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?)\b(?! of\b)"
    r"|\b(?:as a rule|in general|(?:our|the) custom\b|all by itself|by itself|by themselves|come rain or shine|first come|monday to friday|on weekdays|month ends?\W*$|early birds|round the clock)\b"
    r"|\b(?:every|each) (?:morning|evening|night|spring|summer|autumn|winter|day|month|year|visit|quarter)\W*$"
    r"|^\W*(?:[\w-]+ )?(?:invoices|statements|orders|letters|certificates|deliveries|backups|snapshots|reminders|parcels|payslips|builds|filters|exchanges|refunds|deposits) (?:\w+ly )?(?:go|goes|leave|ship|run|arrive|follow|get|take|come|start) (?!out (?:to you|today|tomorrow|tonight)\b|to you\b|(?:today|tomorrow|tonight)\b)(?:[\w']+ ){0,5}?(?:on the \d+(?:st|nd|rd|th)|within|in (?:two|three|a)|daily|weekly|every|each|after)\b"
    r"|\b(?:repl(?:y|ies)|answers?|acknowledges?|reads?|responds?) (?:to )?(?:most |all |every |such )?(?:letters|tickets|pages|complaints|e-?mails|requests|questions|calls|messages)\b(?! (?:from|of|by) (?:you|your))"
    r"|\b(?:we|I|the (?:lads|girls|crew|shop|office|desk|counter)) (?:all )?(?:clock (?:off|on|in)|brew up|down tools|knock off|opens?|closes?|starts? at \w+ and|breaks? (?:at|for))\b|\b(?:phones|lights|kettle|doors) (?:go|goes|open|close)s?\b",
    re.I,
)
"""How things always go: by a clock, after a span, by custom."""
