"""Words by which a log shows what helped and what hindered. They choose which sentence is quoted; they conclude nothing."""

from __future__ import annotations

from assistant.drafting.reading import any_of

_MONITORS = r"(?:alerts?|alarms?|monitor(?:s|ing)?|page[rd]?|pagerduty|probes?|health ?checks?|dashboards?|metrics?)"

BY_MONITOR = any_of(
    r"\b(?:alert(?:s|ed|ing)?|alarm(?:s|ed)?|paged|pagerduty|icinga|nagios|pingdom|datadog|prometheus alert|cloudwatch|firing|health ?check|synthetic|probe)\b",
    r"\bautomated warning\b|\bmonitoring (?:shows?|showed|detected|reported)\b|^problem - ",
)
BY_CUSTOMER = any_of(
    r"\b(?:customers?|users?|clients?|tenants?|communit(?:y|ies)|developers?|admins?|teams)\b(?: \w+){0,3} (?:report(?:s|ed|ing)?|notif(?:y|ies|ied)|complain\w*|"
    r"notic(?:e|es|ed)|asks?|asked|writes?|wrote|raised?|contacted|reach\w* out)\b",
    r"\b(?:report(?:s|ed)?|complaints?) (?:from|by|of) (?:\w+ ){0,3}(?:customers?|users?|clients?|developers?|community|admins?)\b",
    r"\b(?:support )?ticket (?:is |was |has been )?(?:opened|filed|raised|created)\b",
)
UNWATCHED = any_of(
    r"\b(?:no|without(?: an?| any)?)(?: \w+){0,2} (?:alerts?|alarms?|monitor(?:s|ing)?|page|probes?|health ?checks?)\b(?! (?:was needed|is needed))",
    rf"\b{_MONITORS} (?:did not|didn't|does not|never|failed to|was not|were not|is not|went to|was muted|were muted|came (?:too )?late)\b(?! the (?:root )?cause)",
    r"\bnobody (?:watch\w*|saw|noticed)\b|\b(?:un|not |never )monitored\b|\b(?:went |go(?:es)? )?un(?:noticed|detected)\b|\blogs? nothing\b|\bsilently\b|\bby chance\b|\bnotic\w+ (?:quite |too )?late\b",
    r"\bdoes not (?:page|alert)\b|\bdid not (?:page|alert|fire)\b|\boutside (?:of )?(?:working|office|business) hours\b",
)
BARRIER = any_of(
    r"\bwithout (?:an? |any |running )?(?:\w+ )?(?:review\w*|tests?|testing|check|validation|staging|approval|warning|limit)\b",
    r"\bno (?:\w+ )?(?:tests?|review|check|validation|staging|limit|guard|safeguard|approval)\b|\bneither \w+ nor\b",
    r"\b(?:not|never|only) (?:been )?(?:tested|reviewed|validated|rehearsed)\b|\btested only\b|\buntested\b|\bunreviewed\b|\bnot using (?:\w+ )?(?:locks?|lock ?files?|pins?|limits?|versions?|backups?|checks?)\b",
    r"\baccidental\w*\b|\bunintend\w+\b|\bunintentional\w*\b|\bby mistake\b|\bunexpectedly\b|\bapproved (?:\w+ ){0,3}alone\b|\bnobody owns\b|\bno owner\b|\bstill not (?:there|in place|done)\b|\bbypass\w*\b",
    r"\bwrong (?:arn|config\w*|version|credentials?|value|setting)\b|\b(?:older?|expired|invalid|malformed|outdated) (?:\w+ )?(?:credentials?|certificates?|config\w*|version|password|key)\b",
)
FAILED = any_of(
    r"\b(?:did not|didn't|does not|doesn't|do not|don't|has not|hasn't|could not) (?:\w+ )?(?:help|resolve|fix|work|improve|solve|succeed)(?:ed)?\b",
    r"\b(?:no (?:effect|improvement|success|luck)|without success|to no avail|in vain|unsuccessful\w*|inconclusive|not? conclusive)\b",
    r"\b(?:restart|reboot|rollback|roll back|revert|fix|attempt|upgrade|failover)s?\b(?: \w+){0,6} (?:fail(?:s|ed)|blocked|not possible|aborted)\b|\bwhich fails\b",
    r"\brolled back the fix\b|\brevert\w* the fix\b|\b(?:issue|problem|error)s? (?:still )?(?:persists?|remains?)\b|\bcame back\b|\bsame error\b|\bstill (?:failing|broken|down after)\b|\b(?:second|third|another) attempt\b",
)
OBSTACLE = any_of(
    r"\bmisleading\b|\bmis(?:led|judges?|judged|diagnosed)\b|\bred herring\b|\bwrongly\b|\bassumed\b|\bfool(?:s|ed)\b|\btricked\b|\b(?:can|could)(?: not|n't|not) reproduce\b|\btr(?:y|ies|ied) to reproduce\b.*\b(?:can't|could not|couldn't)\b",
    r"\b(?:delayed|blocked|hindered|slowed) (?:by|due to|because)\b|\btook longer\b|\block(?:ed)? out\b|\bnot clear\b|\bunclear\b|\bconfusing\b|\bturned out\b|\bcome later\b",
)
TOOLS = any_of(
    r"\b(?:we|i|he|she|engineers?|team|on-?call|nobody|operators?)\b(?: \w+){0,4} (?:cannot|can't|could not|couldn't|unable to|not able to) (?:access|log ?in|connect|reach|ssh|authenticate|download|deploy|see (?:the )?logs)\b"
    r"|\b(?:engineers?|we|i|team) (?:cannot|can't|could not|couldn't) (?:access|log ?in|connect|reach|ssh|deploy)\b",
    r"\b(?:no|missing|lack(?:s|ed|ing)? (?:of )?|without|outdated|old) (?:\w+ )?(?:runbooks?|playbooks?|documentation|docs|access|permissions?|credentials|logging|dashboards?|backups?|tools?|tooling|staging)\b",
    r"\b(?:logs?|metrics?|documentation|runbook|backups?|permissions?) (?:is|are|was|were) (?:missing|wrong|outdated|incomplete|gone)\b",
    r"\b(?:pipeline|tool|script|deployment)\b(?: \w+){0,4} (?:timed? ?out|locked|stuck|queued)\b|\b(?:state|deploy\w*) lock\b|\bundocumented\b|\bnot documented\b",
)
PEOPLE = any_of(
    r"\b(?:joins|joined|rejoin(?:s|ed)|hand(?:s|ed)?[ -]?(?:over|off)|hand-?over|takes? over|took over|comes? online|came online|woken?|on leave|on holiday|vacation|out of office|(?:is|was|were) sick)\b",
    r"\b(?:attempts? to|tries to|tried to) (?:\w+ )?(?:reach|contact|call|get hold of)\b|\b(?:could not|cannot|unable to) (?:reach|get hold of) (?:anyone|anybody|her|him|them|the (?:team|on-?call|owner))\b",
    r"\bno (?:answer|response|reply) from\b|\bnobody (?:answer\w*|available|owns)\b|\bno owner\b",
    r"\bon-?call (?:was|is|engineer|will)\b|\bin a meeting\b|\bbusy with\b|\b(?:second|third|another) engineer\b|\b(?:re-?)?assigned (?:to|from)\b|\bdecides? to (?:bring|involve|page|call)\b|\bhas not (?:written|answered|called)\b",
)
SEVERITY_TALK = any_of(
    r"\bsev(?:erity)?[ -]?\d\b|\bseverity\b|\bpriority\b.{0,30}\b(?:set|raised|lowered|given|changed)\b|\b(?:set|raised|lowered|given|changed)\b.{0,30}\bpriority\b|\b(?:low|high)[- ]priority (?:one|issue|incident)\b",
)
UNHEARD = any_of(
    r"\bhear (?:nothing|from you)\b|\bheard nothing\b|\bno (?:answer|reply|response|update) (?:from you|so far|yet|until)\b|\bnobody (?:has )?(?:told|answered|called|rang|written|wrote)\b|\bstill waiting\b"
    r"|\bwaiting for (?:an )?(?:answer|update|reply)\b|\bwhy (?:do|did|does|is|are|have|has) .{0,60}\?|\bwithout an answer\b|\bto hear from\b",
)
WORSE = any_of(
    r"\bspread(?:s|ing)?\b|\bnot only .{1,60} any ?more\b|\bwors(?:e|en\w*)\b|\bcascad\w+|\boverload\w*|\bknock-on\b|\bpil(?:ed|ing) up\b|\b(?:wait|waits|waiting) behind\b|\bholds? up\b|\bheld up\b"
    r"|\bstorm\b|\bretr(?:y|ies|ied)\b.*\b(?:load|again|storm|more|fires?)\b|\bamplif\w+|\bexhaust\w*|\bsaturat\w+|\bran out of\b|\bout of (?:memory|disk|space|capacity|quota|gpu)\b|\bno workaround left\b"
    r"|\bshared (?:queue|database|host|cluster|pool)\b|\bsame (?:\w+ ){0,3}as in\b|\bsingle point\b|\bprevented? (?:us|the team|engineers)\b",
)
LESSON = any_of(
    r"\bshould have (?:noticed|known|caught|checked|tested|told|alerted|asked|been (?:caught|tested|noticed|alerted|told|checked|documented))\b",
    r"\bnext time\b|\bin (?:the )?future\b|\blessons?\b|\bto (?:prevent|avoid) (?:a repeat|similar|recurrence)\b|\bto be documented\b|\btodo\b|\bwould have (?:helped|been)\b|\bfollow-?up (?:actions?|items?|tasks?|work)\b",
)
NOT_A_FINDING = any_of(
    r"\bno (?:impact|customer impact|issues? (?:was|were) found)\b|\bworks? as (?:expected|intended)\b|\breports? back\b",
    r"\bkeep this (?:to|between|within)\b|\bconfidential\b|\bdo not share\b",
)
"""What takes a sentence out, whatever else it says."""
CAUSAL = any_of(
    r"\b(?:caused by|because of|because|due to|owing to|as a result of|the result of|stemm\w+ from|traced to|culprit|root cause (?:is|was)|root cause analysis (?:showed|found|revealed|concluded))\b"
)
CAUSE_NOT_TOLD = any_of(
    r"\b(?:root )?cause (?:is|was|remains|has) (?:not|still|un|being|yet)\w*\b|\b(?:investigat\w+|looking (?:for|into)|find(?:ing)?|identify\w*|determine|analysis of|know|understand) (?:\w+ ){0,4}?cause\b"
    r"|\b(?:identified|found|confirmed|determined) (?:the|a|its) (?:\w+ )?(?:root )?cause\b(?!.{0,30}\b(?:as|to be)\b)|\bno (?:\w+ )?cause\b|\bcause (?:has been |is |was )?(?:identified|found|confirmed|determined|known)\b"
    r"|\b(?:starts?|started|begins|began) (?:checking|looking|testing)\b|\bno \w+ (?:was|were|is|has been) lost\b|\bpotential\w*\b|\bto notify\b|\bpaged because\b|\bnot because\b|\bin case\b|\?",
)
"""Sentences that speak of a cause and tell none."""
SUSPICION = any_of(
    r"\bsuspect\w*|\bguess\b|\b(?:possible|likely|probable) (?:root )?cause\b|\b(?:due to|because|caused by|related to|points? (?:to|at|towards?))\b|\blooks? like\b|\bin my view\b"
)
NO_CAUSE = any_of(
    r"\b(?:resolved|recover\w*|mitigated|fixed|restored|written off|ruled out|unrelated|not (?:the|due|related|caused))\b|\bwrongly\b|\bpresum\w+\b"
)
"""What takes a sentence out of the suspicions and of the stated causes: it tells of the end, or of a cause that was none."""
MACHINES = any_of(r"\b(?:nodes?|pods?|hosts?|servers?|drives?|replicas?|bots?|cluster)\b")
"""What joins and takes over without being a person."""
SOMEBODY_ELSE = any_of(r"\b(?:customers?|users?|clients?|vms?|instances?|projects?)\b")
"""Whose trouble is the impact and not that of our tools."""
HARM = any_of(
    r"\b(?:errors?|fail(?:s|ed|ing|ures?)?|unable|cannot|could not|unavailab\w+|slow\w*|delay\w*|late|down|lost|missing|timeouts|timing out|declin\w+|wrong|twice|stuck|crash\w*|"
    r"affected|impact\w*|degrad\w+|outage|disrupt\w+|no results|empty|40[34]|50[0-4])\b"
)
"""What tells harm from a figure that is only a figure."""
