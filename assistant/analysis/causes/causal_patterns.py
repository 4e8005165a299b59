"""The turns by which sentences of real logs name a cause, and those that look like one and are none. Used by `naming` alone."""

from __future__ import annotations

import re

_CAUSE_NOUN = (
    r"(?:(?:root|underlying|likely|probable|suspected|possible|potential|preliminary|main|initial|actual|most|proximate|direct) )*"
    r"(?:root[ -])?(?:cause|culprit|reason|trigger|source)"
)

_BECAUSE_OF = (
    r"(?:caused|triggered|brought on|driven|provoked|introduced) (?:\w+ly )?(?:in part )?(?:by|due to)"
    r"|due (?:\w+ly )?to|owing to|because of|on account of|as a (?:direct )?(?:result|consequence) of|(?:the|a) (?:direct )?(?:result|consequence) of|result(?:ed|s|ing) from"
    r"|stemm?(?:ed|s|ing)? from|originat(?:ed|es) (?:from|in|with|at)|(?:traced|tracked|narrowed|isolated|pinned|pinpointed|attributed|attributable|linked|"
    r"tied)(?: (?:it|this|them|the \w+))?(?: back| down)? (?:to|with)|coming from|comes down to|was down to|blamed on"
)

AFTER = re.compile(rf"\b(?:{_BECAUSE_OF})\b(?P<cause>[^;]+)", re.IGNORECASE)

NOUN_IS = re.compile(
    rf"\b{_CAUSE_NOUN}(?:s)?\b(?: (?:of|for|behind) [^.;:]{{1,90}}?)?(?: (?:has|have|had) been| is| was| were| are|(?<=cause) being|(?<=cause) as(?= (?:an?|the|being|our)\b)| appears?| seems?|(?<=cause):| (?:may|might|could)(?= be| have been))"
    r"(?: (?:be|have been|now|then|also|likely|probably|determined|found|identified|confirmed|traced|believed|thought|suspected|to|be|as|a result of|due to|that|in|with))*"
    r"[ :,]+(?!(?:not|still|under|of|working|continuing|investigating|looking|monitoring|deploying|preparing|implementing|applying|rolling|developing|testing|actively|currently|taking|starting|seeing|unknown|unclear|known|understood|identified|found|determined|confirmed|established|being|yet|fixed|resolved|addressed|mitigated|and|later)\b)(?P<cause>[^;]+)",
    re.IGNORECASE,
)

RELATED = re.compile(r"\b(?:related|connected|correlated|coincid\w+) (?:to|with)\b(?P<cause>[^;]+)", re.IGNORECASE)

BECAUSE = re.compile(r"\bbecause\b(?! of\b)(?P<cause>[^;]+)|\bdied (?:on|at|after|when|because)\b(?P<died>[^;]+)", re.IGNORECASE)

BEFORE = re.compile(
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

IN_COURSE = re.compile(
    r"^(?P<cause>(?:while|when|during|after|following|upon|as (?:part|we)) [^,]{6,120}), (?P<effect>.+)|^(?P<effect2>.+?),? (?P<cause2>(?:while|when we|during|after|following|shortly after|since) [^,]{6,120})$",
    re.IGNORECASE,
)

_BLAND = "underlying|likely|potential|possible|exact|same|main|real|suspected|probable|related|current|new|additional|separate|few|root|actual|core|specific|original|remaining"

FOUND = re.compile(
    r"\b(?:identified|(?<!be )found|discovered|determined|confirmed|pinpointed|located|isolated|diagnosed|detected|spotted|realised|realized|noticed|concluded|concludes|finds|discovers|determines|confirms|notices)"
    r"(?: that)? (?P<cause>(?!(?:(?:the|a|an|what|this|its|some|two|"
    + _BLAND
    + r") )*(?:root )?(?:cause|issue|problem|reason|source)s?\b(?! (?:with|in|where|among|between|is that)))[^;]+)",
    re.IGNORECASE,
)

THOUGHT = re.compile(
    r"\b(?:suspect(?:s|ed|ing)?|suspicion is|(?:we|i|team|engineers?) (?:currently )?(?:think|believe)s?|(?:theory|hypothesis|guess)(?: is|:)|points? (?:to|at|towards)|(?:could|might|may) be(?= (?:an?|the|our|some)\b)|looks? like|"
    r"(?:seems|appears) to be(?= (?:an?|the|our|some)\b))(?: that| it is| it['’]s| it was| this is| this was)? (?P<cause>[^;]+)",
    re.IGNORECASE,
)

LEADING = re.compile(
    r"^(?:this|that|it|these|those|they|the (?:issue|issues|problem|problems|incident|outage|disruption|errors?|failures?|degradation|impact))\b(?: (?:was|is|were|are|has been|appears to be|seems to be|"
    r"may be|might be|could be|also|likely|probably|\w+ly|believed to be|thought to be)){0,4} (?:caused|triggered|due|the result|a result|because|related|stemm|from|traced|linked|attributed|result|correlated)\w*",
    re.IGNORECASE,
)

CUT = re.compile(
    r"(?:,? and (?:are|is|we|have|has|will|our team|the team)\b|, (?:we|which has since|so we|but)\b|\. |,? but\b|\bwhich (?:has|have) (?:since|now)\b|\band (?:now|currently|actively)\b).*$",
    re.IGNORECASE | re.DOTALL,
)

_SIGN_WORDS = (
    "caus due owing because account result consequence stem origin trac track narrow isolat pin attribut link tied coming "
    "down blam trigger brought driven provok introduc culprit reason source lead led respons took knock broke mak made "
    "prevent render died while when during after following upon since identif found discover determin confirm locat diagnos "
    "detect spot reali notic conclu find relat connect correlat coincid expire revoked deleted invalid out exhaust starv "
    "saturat over full config bug regress defect flaw leak race dead corrupt malform hit reach exceed limit cut power fail "
    "fault accident inadvert unintent unexpected mistake surge spike influx suspect suspicion think believ theory hypothes "
    "guess point could might may look seem appear "
)
SIGNS = tuple(_SIGN_WORDS.split())
"""Beginnings of words without one of which no pattern here can match; a plain look for them is cheap."""

UNREAL = re.compile(
    r"\b(?:don['’]t|do not|does not|doesn['’]t|did not|didn['’]t|not|no one|nobody) (?:yet )?(?:know|knows|understand|sure|clear|certain)\b|\bno (?:theory|idea|explanation)\b|\b(?:find|finding|determine|determining|understand|understanding|identify|identifying) (?:what|why)\b|\bunknown\b|"
    r"\bsorry\b|\bapolog\w+|\binconvenience\b|\b(?:eliminat\w+|elminat\w+|rule|exclude)\b.{0,60} as (?:a|the) |"
    r"^(?:if|unless|in case|to (?:prevent|avoid|ensure|reduce))\b|\bto (?:prevent|avoid)\b|\bwould (?:have|cause|be)\b|\b(?:prevent|avoid)\w*\b.{0,60}\b(?:recur|again|future|happening)",
    re.IGNORECASE,
)

CALLED = re.compile(r"\b(?:cause|culprit)\b", re.IGNORECASE)

SEEKING = re.compile(
    r"\b(?:investigat(?:e|es|ing)|looking (?:into|for)|working (?:to|on|towards?)|find|finding|identify|identifying|determine|determining|understand|understanding|until we|isolate|isolating|confirming)\b[^,.;]{0,30}$",
    re.IGNORECASE,
)
"""Words that make what follows something sought."""

NOTICED_BY = re.compile(r"\b(?:detected|noticed|discovered|found|reported)\s*$", re.IGNORECASE)
"""Words after which "due to an alert" tells how it was noticed."""

NOTICED = re.compile(r"\b(?:users?|customers?|affected|impacted|limited to)\b", re.IGNORECASE)

ACT = re.compile(
    r"^(?:(?!(?:the|an?|our|all|some|its)\b)[\w.-]+:? ){0,2}?(?:reverted|reverts|reverting|rolling back|restarting|restarted|restarts|rolled back|paused|disabled|enabled|cancelled|canceled|postponed|re-?triggered|re-?ran|retried|escalated|skipped|aborted|declared)\b",
    re.IGNORECASE,
)
"""Why somebody did something is not why it happened."""

ONLY_A_NAME = re.compile(r"^(?:[A-Z][\w'’-]+)(?: [A-Z][\w'’-]+){0,2}$|^(?:the )?(?:api|website|bot|pager\w*|phone|e-?mail)$")

ALERT = re.compile(
    r"\b(?:alerts?|alarms?|pages?|incidents?|calls?|notifications?) (?:\w+ )?(?:triggered|raised|caused) (?:by|due)|^(?:triggered|raised|acknowledged|resolved) (?:by|through)\b",
    re.IGNORECASE,
)

NEGATED = re.compile(r"(?:\b(?:not|no|never|without)|n['’]t)(?: \w+){0,2} ?$", re.IGNORECASE)

PEOPLE = re.compile(
    r"^(?:(?:some|all|many|a (?:subset|number|small \w+) of|affected|most|our|the) )*(?:customers?|users?|we (?:are|'re) (?:currently |continuing to |still )?(?:see|seeing|experienc\w+|investigat\w+))\b",
    re.IGNORECASE,
)

BARE = re.compile(
    r"(?:\b(?:an?|the|some|any|this|these|those|our|for)\s+)?(?P<of_what>(?:(?!(?:an?|the|some|any|this|these|those|our|for|on|of|with|about|to|and|is|are)\b)[\w-]+ ){0,3}?)(?:issues?|problems?|incidents?|conditions?|situations?|sources?|ones?|changes)(?: (?:that|which))?(?: (?:is|are|was|were|has|have|been|we|believe))*$",
    re.IGNORECASE,
)
"""A noun of every incident right before the verb, with the words that could say which: "the underlying issue that" says none."""

LOOKING = re.compile(
    r"^(?:(?:we|our team|the team|our engineers|engineers|engineering)(?:['’]re| are| is| continues?)? )?(?:\w+ly |still |continuing |to )*investigat\w+\b(?! the (?:issue|problem|incident))",
    re.IGNORECASE,
)

DEED_ONLY = re.compile(
    r"\b(?:a|the|an) (?:\w+ )?(?:fix|mitigation|workaround|work-around|solution|hotfix|remed\w+|way to)\b", re.IGNORECASE
)

GUESS = re.compile(
    r"^(?:(?:strongly )?suspected|suspicion|(?:working )?(?:hypothesis|theory|assumption)|(?:my|our|best|first) (?:best |first )?guess|(?:likely|probable|possible|suspected) (?:root )?cause)"
    r"(?:,? (?:but )?(?:not (?:yet )?(?:confirmed|proven|verified|checked)|unconfirmed|unproven|so far|for now))?\s*(?::|,? is(?: that)?|-|–|—)\s*(?P<cause>.{12,})$",
    re.IGNORECASE | re.DOTALL,
)
"""A sentence that says itself that it guesses, and gives the guess."""

SUSPECT = re.compile(
    r"^(?:(?:we|i|(?:the )?team|(?:our )?engineers?|\w+ team) )?(?:now |currently |strongly |still )?suspects? (?:that |it is |it['’]s )?(?P<cause>(?:the|a|an|our|some|yesterday|last|this|that)\b.{6,})$"
    r"|^(?:possibly|perhaps|maybe|probably|(?:most )?likely),? (?P<cause2>(?:the|a|an|our|some)\b.{8,})$"
    r"|^(?P<cause3>(?:the|a|an|our)\b.{6,90}?) (?:is|are|remains?) (?:\w+ )?(?:suspected|(?:the|our|a) (?:\w+ )?suspects?)\b",
    re.IGNORECASE | re.DOTALL,
)
"""A suspicion in so many words, whatever is suspected."""

_CHANGED = (
    r"(?:cut|raised|lowered|changed|merged|pushed|switched|moved|removed|renamed|upgraded|updated|deployed|released|rolled|set|disabled|enabled|replaced|"
    r"halved|doubled|migrated|patched|reconfigured|shortened|extended)"
)
SINCE = re.compile(
    rf"^(?P<effect>.{{8,120}}?),? (?:ever )?since (?P<cause>(?:(?!\d)[\w'’]+ ){{1,5}}?{_CHANGED}\b.{{3,}})$", re.IGNORECASE | re.DOTALL
)
"""Trouble that has lasted since somebody changed something."""

LATE = re.compile(r"\b(?:late|later|longer|twice|doubled?|empty|no longer|nothing|wrong|red|hang\w*|freez\w*)\b", re.IGNORECASE)
"""Trouble in words that are none by themselves."""

HELD_UP = re.compile(
    r"^(?P<cause>(?:one|a single|a slow|each|every|the) .{4,90}?) (?P<effect>(?:holds? up|held up|holds? back|held back|blocks?|blocked|starv(?:es?|ed)|stalls?|stalled|crowds? out|locks? out)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
"""One thing that keeps others from going on."""

ABOUT_LEVEL = re.compile(
    r"\b(?:leav|keep|rais|lower|sett?)\w* (?:it|this|them) (?:at|to|as) (?:a )?(?:SEV|P|priority|severity)[- ]?\d", re.IGNORECASE
)
"""Why a level was chosen is no cause of the trouble."""
