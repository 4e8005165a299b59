"""How a sentence relates to the world: observed, done, ongoing, decided, planned or suspected.

The kind of a log entry decides where a person gave one; the wording decides inside an entry and where nobody said. When wording and
kind disagree, the weaker claim wins: an entry filed as an action that says "will restart" is a plan, never a deed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.evidence.facts import Mode
from assistant.records.model import UpdateKind

_AFFECTED = (
    r"(?:see|notice|experience|encounter|receive|get|face|observe|have (?:seen|noticed|experienced)|be (?:unable|affected|impacted|delayed|slow)"
    r"|find|fail|not (?:be able|see|receive)|still|continue|also|need|appear|report|lose|take)"
)
_SUSPECTED = re.compile(
    r"\b(?:suspect(?:s|ed|ing)?|we (?:think|believe)|i (?:think|believe|guess)|believed to|thought to be|hypothes[ie]s|probabl[ey]|presumabl[ey]"
    r"|possibly|possible (?:root )?cause|perhaps|maybe|apparently|(?<!less )(?<!more )(?<!not )(?<!un)likely|potential(?:ly)? (?:cause|related|root|due)|might be (?:due|caused|related|because)"
    r"|(?:may|could) (?:be|have been) (?:due|caused|related|because|the (?:root )?cause|a (?:network|database|dns|capacity|hardware))"
    r"|(?:seems?|appears?|looks?) (?:to be (?:due|caused|related|a|an|the)|like|as if)|unconfirmed|not (?:yet )?confirmed|preliminary|working theory"
    r"|initial (?:analysis|findings|investigation) (?:suggest|indicate|point)\w*|suggests? that|points? (?:to|at|towards?)|indicat(?:es|ing) that)\b",
    re.IGNORECASE,
)
_HEDGED_IMPACT = re.compile(rf"\b(?:may|might|could|can)\s+(?:\w+ly\s+)?{_AFFECTED}\b", re.IGNORECASE)
_PLANNED = re.compile(
    r"\b(?:will|won't|we'll|i'll|they'll|it'll|shall|(?:is|are|am|was|were|we're) (?:going|planning|about|scheduled|expected|preparing|set|looking|aiming"
    r"|hoping|ready) to|plan(?:s|ned)? (?:to|for|is)|(?:expect|anticipate|intend|aim|hope|estimate)s? (?:to|that|a|an|the|full|it|all|completion|recovery)"
    r"|scheduled (?:for|at|to)|eta\b|estimated (?:time|completion|resolution)|next steps?|upcoming|to be (?:deployed|released|rolled|applied|restarted|"
    r"replaced|fixed|done|reviewed|added|moved|tested|rebuilt|restored|switched|sent|replayed)|should be (?:complete|completed|done|resolved|fixed|finished|restored|available|back)|once (?:we|the|this|that|it)\b.{0,80}\b(?:we|will)"
    r"|as soon as|tomorrow|tonight|needs? to be|we need to|todo|(?:ready|waiting|pending) (?:for|to))\b",
    re.IGNORECASE,
)
_PLAN_HEAD = re.compile(
    r"^(?:plan|next|todo|to do|planned)\b|^(?:replay|restart|roll|move|send|deploy|apply|switch|fail|restore|add|replace|test|verify|ship|rebuild|"
    r"re-?run|scale|enable|disable|contact|call|check|publish|renew|rotate|re-?index|confirm)\b(?! (?:has|have|was|were|is|are|had|did|failed|"
    r"completed|done|complete|finished|of\b.{0,60}\b(?:has|was|were|is|are|completed|finished|failed)))",
    re.IGNORECASE,
)
_ONGOING = re.compile(
    r"\b(?:(?:is|are|am|we're|i'm|be|currently|still|now|actively|been) (?:\w+ly )?(?:still |now |also |actively |currently |continuing to )?"
    r"(?:being )?(?!going\b)(?:investigat|work|look|monitor|deploy|roll|apply|test|validat|restor|restart|mov|shift|rout|review|replay|mitigat|"
    r"implement|engag|escalat|scal|rebuild|revert|analy[sz]|check|troubleshoot|coordinat|collect|continu|driv|prepar|prioriti[sz]|"
    r"rollout|drain|re-?index|reprocess|patch|verify|examin|trac|identify|trying)\w*ing|continu(?:es?|ing) to (?:investigat|work|monitor|look|"
    r"roll|deploy|appl|mitigat|restor|recover|process|review|make)\w*|(?:in|under) ?(?:progress|way)|underway|investigation (?:is )?(?:ongoing|continues)"
    r"|ongoing|being (?:rolled|deployed|investigated|applied|worked|restored|restarted|mitigated|moved|processed|reviewed|tested))\b",
    re.IGNORECASE,
)
_ONGOING_HEAD = re.compile(
    r"^(?:still |currently |now |actively )?(?:investigat|work|look|monitor|deploy|roll|test|validat|restor|restart|review|continu)\w*ing\b",
    re.IGNORECASE,
)
_DECIDED = re.compile(r"\b(?:decided|agreed|approved|chose|chosen|opted|signed off|go-ahead|decision)\b", re.IGNORECASE)
_DEED = (
    r"(?:roll(?:ed)?[ -]?back|rolled[ -](?:out|back)|revert|restart|reboot|reset|deploy|appli|apply|fix|mitigat|disabl|enabl|mov|shift|switch|fail(?:ed)? ?over|"
    r"drain|depool|pool|block|throttl|rate.?limit|scal|add|increas|reduc|remov|replac|restor|rebuil|re-?creat|re-?index|renew|rotat|revok|patch|updat|"
    r"upgrad|downgrad|migrat|stopp|start|kill|clear|purg|flush|delet|rerout|redirect|isolat|quarantin|identif|found|find|confirm|verif|validat|"
    r"escalat|engag|contact|notif|informed|called|page|open|clos|merg|push|synchroni[sz]ed|sync|ran|run|reran|implement|"
    r"complet|finish|resolv|repair|correct|adjust|chang|replay|resent|re-?sent|sent|publish|rais|suspend|resum|releas|ship|perform|taken|took|"
    r"work(?:ed)? around|paus|turn|acknowledg|investigat|review|analy[sz]|determin|trac|locat|provid|creat|install|configur|provision|bann|shut)"
)
_DONE = re.compile(
    rf"\b(?:(?:has|have|had|was|were|been|got|gets) (?:(?:been|now|also|just|already|since|successfully|manually|temporarily|fully|partially|subsequently|"
    rf"immediately|then|not) )*{_DEED}\w*(?<!ing)"
    rf"|(?:we|i|they|he|she|it|team|teams|engineers?|engineering|support|on-?call|sre|ops|operators?|staff|developers?) (?:have |has |had |also |then |now |just |"
    rf"already |successfully |manually |quickly |immediately )*{_DEED}\w*(?<!ing)(?<!e)(?<!s)(?<!y))\b|!log\b",
    re.IGNORECASE,
)
_DEED_HEAD = re.compile(
    rf"^(?!(?:increased|reduced|changed|delayed|closed|limited|dropped|failed|continued) (?!(?:the|a|an|our|all|its|their|it|them|\d)\b))"
    rf"(?:(?:successfully|manually|temporarily|then|also|now|quickly) )?(?:{_DEED}\w*ed|rolled back|rolled out|found|sent|resent|took|ran|reran|put|set up|shut down|"
    r"rebuilt|began|made|cut over|brought|wrote|told|held|got|gave)\b|^(?:root cause|cause|issue|problem) (?:identified|found|fixed|resolved)\b"
    r"|^\w+ (?:\w+ )?(?:restarted|deployed|applied|completed|reverted|disabled|enabled|rolled back)\b|^(?:restart|rollback|roll-back|failover|deployment|migration|revert|reboot)"
    r" (?:of .{1,60} )?(?:complete|completed|done|finished)\b",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(r"\b(?:not (?:yet )?(?:been )?|never |no |without |unable to |failed to |cannot |can't |couldn't )", re.IGNORECASE)
_PROGNOSIS = re.compile(
    rf"\b(?:customers?|users?|you|requests?|jobs?|instances?|projects?|some|services?) (?:\w+ ){{0,3}}(?:will|may|might) (?:\w+ly )?(?:continue to |still )?{_AFFECTED}\b",
    re.IGNORECASE,
)
"""What somebody will go through is impact; only what somebody will do is a plan."""

_BY_KIND = {
    UpdateKind.OBSERVATION: Mode.OBSERVED,
    UpdateKind.ACTION: Mode.DONE,
    UpdateKind.DECISION: Mode.DECIDED,
    UpdateKind.PLAN: Mode.PLANNED,
    UpdateKind.CUSTOMER_MESSAGE: Mode.MESSAGE,
}


@lru_cache(maxsize=8192)
def mode_of(sentence: str, kind: UpdateKind | None = None) -> Mode:
    """The mode of one sentence.

    Args:
        sentence: One sentence, or a note such as "Restarted the feed".
        kind: What the log entry was filed as; None when nobody said.
    """
    text = _expanded(sentence.strip())
    worded = _by_wording(text)
    if kind is None or kind is UpdateKind.INTERNAL_NOTE:
        return worded
    filed = _BY_KIND[kind]
    if filed in {Mode.MESSAGE, Mode.PLANNED}:
        return Mode.SUSPECTED if worded is Mode.SUSPECTED and filed is Mode.PLANNED else filed
    if worded is Mode.SUSPECTED:
        return worded
    if filed is Mode.DONE:
        # "Replay of the orders" under kind action is a deed; only explicit futures and progressives weaken it.
        return worded if worded in {Mode.PLANNED, Mode.ONGOING} and not _PLAN_HEAD.search(text) else Mode.DONE
    if filed is Mode.OBSERVED:
        # "The oldest was created 51 minutes before" reads like a deed and is none; who files an observation reports what was seen.
        return worded if worded in {Mode.PLANNED, Mode.ONGOING} and not _PLAN_HEAD.search(text) else Mode.OBSERVED
    return filed


_CONTRACTIONS = (
    (re.compile(r"(?<=\w)['’]ve\b", re.IGNORECASE), " have"),
    (re.compile(r"(?<=\w)['’]re\b", re.IGNORECASE), " are"),
    (re.compile(r"(?<=\w)['’]ll\b", re.IGNORECASE), " will"),
    (re.compile(r"\b(it|this|that|there|issue|problem|fix)['’]s been\b", re.IGNORECASE), r"\1 has been"),
)


def _expanded(text: str) -> str:
    for pattern, words in _CONTRACTIONS:
        text = pattern.sub(words, text)
    return text


def _by_wording(text: str) -> Mode:
    if _SUSPECTED.search(text):
        return Mode.SUSPECTED
    plan = _PLANNED.search(text)
    done = _DONE.search(text) or _DEED_HEAD.search(text)
    if _PROGNOSIS.search(text):
        return Mode.OBSERVED
    if plan and not (done and done.start() < plan.start() and not _future_only(text)):
        return Mode.PLANNED
    if _HEDGED_IMPACT.search(text):
        return Mode.OBSERVED
    if done and not _NOT_DONE.search(text[max(0, done.start() - 12) : done.end()]):
        return Mode.DONE if not _ongoing_first(text, done.start()) else Mode.ONGOING
    if _ONGOING.search(text) or _ONGOING_HEAD.search(text):
        return Mode.ONGOING
    if _DECIDED.search(text):
        return Mode.DECIDED
    return Mode.PLANNED if _PLAN_HEAD.search(text) and len(text.split()) > 1 else Mode.OBSERVED


def still_running(text: str) -> bool:
    """Whether a sentence tells of work that goes on, also beside a deed: "have found the cause and are working on a fix"."""
    return _ONGOING.search(_expanded(text)) is not None


def _future_only(text: str) -> bool:
    """Whether the deed stands inside a condition: "once the fix has been deployed, we will ..."."""
    return bool(re.match(r"\s*(?:once|when|after|as soon as|if|until)\b", text, re.IGNORECASE))


def _ongoing_first(text: str, deed_at: int) -> bool:
    ongoing = _ONGOING.search(text) or _ONGOING_HEAD.search(text)
    return bool(ongoing and ongoing.start() < deed_at)
