"""A second reader for promises: a small linear model that knows phrasings which the grammar does not.

It is asked only about sentences in which the grammar finds nothing, and only where a person goes over what was found: the ledger proposes such
a promise, and a finding never rests on it. Its weights (`data/promise_model.json`) are trained by `python -m evals.training.promise_model`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.checks import promise_words as words
from assistant.checks.linear_model import LinearModel, bundled
from assistant.checks.promise_features import READERS
from assistant.checks.promises import Promise, promises_in, without_quotations
from assistant.records.commitments import PromiseKind

_FEWEST_WORDS = 2
_MOST_LETTERS = 400
"""No sentence is longer: it is a table, a log or a line of data."""
_WORD = re.compile(r"[A-Za-z]{2,}")
_NO_PROMISE = re.compile(
    r"\b(?:usually|normally|typically|generally|mostly|ordinarily|by default|as a rule|as usual|our policy is|most (?:days|folks|people)|every (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|^\W*(?:thank|please(?! (?:to )?(?:expect|allow|give|look|watch))|yesterday|last (?:\w+day|week|month|night)|you(?:['’]ve| have)? (?:asked|agreed|wrote|told|said|mentioned|heard|were told|will find)|you['’]ll find the)\b"
    r"|\b(?:tell(?:s|ing)? (?:us|me) (?:that|it|they)|told (?:us|me|you)|swears?|swore|claims (?:that|to)|according to|they['’]d say|we missed|should have|agreed to (?:send|give))\b"
    r"|\b(?:I|we) (?:will|shall) (?:never|not)\b(?! (?:keep|leave) you)|\b(?:I|we) won['’]t (?!keep you|leave you|sleep|rest|let go|stop)"
    r"|^\W*we guarantee\b|\bcommitted to (?:preventing|earning|improving)\b|\bfull responsibility\b|\bnever happens\b|\bclose contact\b"
    r"|\b(?:is|are|am) (?:open(?! again)|on call|available|reachable|staffed|manned|closed)\b|\b(?:vendor|supplier|provider|manufacturer|carrier)s? (?:promises?|hopes?|plans?|expects?)\b|\b(?:not|nothing|never)\b[^.;]{0,30}\bcommit to\b|\b(?:nothing|not) (?:yet|so far)\b"
    r"|\bexpect (?:heavier|longer|higher|more (?:load|traffic))\b|\b(?:stay|remain)s? (?:offline|down|closed|unavailable)\b|\bmaintenance (?:is|window)\b",
    re.I,
)
"""Habits, thanks, requests, what others said, refusals and warnings: no wording makes a promise of these."""
_ONLY_TOLD = re.compile(
    r"^\W*(?:we|I|(?:our|the) \w+)(?:['’]ve| have| had)?(?: already| now)? (?:\w{3,}ed|sent|gave|made|took|found|put|rang|wrote|spoke|met|held|told|shut|brought)\b(?!.*(?:[,;]|: |\bto\b|\bthat\b|\bfor (?:you|the)\b))"
    r"|^\W*(?:we|I)(?:['’]ve| have)? already\b|^\W*(?:we|I) (?:did not|didn['’]t)\b[^,;:]*$",
    re.I,
)
"""What was done, and nothing beside it."""
_SO_FAR = re.compile(
    r"https?://|\b(?:continu(?:e|ing) to|still (?:working|monitoring)|recommend|apologi[sz]e|thanks for|we know|log ?in to|observed|was reached|resolved the|working (?:diligently|on)|operational again|is recovered|almost back|back operational)\b|\bwww\.|<br|\b(?:mitigated|resulted|caused|became|noticed|detected|recovered by|expected the|began|traced to|as of \d)\b|\b(?:is|are|we(?:['’]re| are)) (?:now |currently |actively )?(?:back\W*$|healthy|delayed|seeing|working on|testing|cleaning|investigating|monitoring)"
    r"|\b(?:currently|actively) \w+ing\b|\b\w+ing \w+(?: \w+)? now\W*$|\b(?:restored|resumed|returned|rerouted|became|recovered|implemented|deployed|redeployed)\b[^.;]{0,60}\b(?:normal|operation|at \d|by \d|UTC|again|to the)\b(?!.*\b(?:will|to be|tonight|tomorrow|is|are)\b)",
    re.I,
)
"""How things stand and how they came to: addresses, what is under way without an end, what recovered."""
_OTHERS = re.compile(
    r"^\W*(?:(?:the|your|an?) (?:[\w-]+ )?)?(?:auditors?|inspectors?|ministry|council|regulator|customs|railway|airline|landlord|insurer|court|tax office|police|authorit(?:y|ies)"
    r"|city|grid|architect|line operator|hosting provider|(?:customers|users|shoppers|guests|passengers)\b.* (?:will|may|should|must|are asked))\b(?!.*\b(?:for us|on our behalf|on our orders|from us|by us|for you)\b)(?!['’])"
    r"|^(?:deliveries|orders|doors|messages|requests|payments) (?:\w+ed|paying|opened) ",
    re.I,
)
"""Who acts for themselves, and what happens by rule."""
_LATER = (
    r"(?!.*(?:\b(?:will|shall|going to|gonna|tomorrow|tonight|today|later|soon|shortly|next|until|till|before|within|again|overnight|from (?:now|\w+day|\d|the)"
    r"|(?:this|coming) (?:morning|afternoon|evening|week|weekend|month|night)|by (?:\d|noon|midnight|dawn|lunch\w*|the (?:\d|end|time|weekend)|\w+day|then|end|close|now\b)"
    r"|in (?:\d|an?\b|half|two|three|four|five|ten|the next)|(?<!since )(?<!last )(?:mon|tues|wednes|thurs|fri|satur|sun)day|minute)\b|['’]ll\b))"
)
"""No word of what is to come; stands where a sentence begins."""
_NOTHING_TO_COME = (
    # Who writes: "I'm Jo Lind, Duty Manager, and this is with me".
    re.compile(
        rf"^\W*{_LATER}(?:(?:[Hh]i|[Hh]ey|[Hh]ello)\b[^,]*, )?(?:I['’]m|I am|[Mm]y name is|[Tt]his is|[Ii]t['’]s(?: me| again)?|[Ww]e are) "
        r"(?:[A-Z][\w’'-]+\b|(?:the|an?|your|responsible|accountable|answerable|in charge)\b)"
    ),
    # What was done, as in a list: "Moved the orders to the second line at 21:30".
    re.compile(
        r"^\W*(?!.*(?:[;:] |\b(?:will|shall|to be|tonight|tomorrow|next|follow\w*|is|are|we|I)\b|['’](?:ll|re)\b))"
        r"(?:[A-Z][a-z]{2,}ed|Took|Cut|Gave|Held|Found|Spoke|Split|Rebuilt|Sent|Made|Wrote|Brought|Told|Ran|Shut|Rang|Met|Kept) "
        r"(?:\w+ )?(?:the|an?|all|both|your|our|every|each|half|back|with|\d[\d,.]*)\b"
    ),
    # What is looked into: "our engineers are comparing the lists".
    re.compile(
        rf"^{_LATER}[^,;:]*?\b(?:we|I|(?:our|the)(?: [\w-]+){{1,4}}?)(?:['’](?:re|m)| are| am| is) (?:\w+ly |now |still |also |all )?"
        r"(?:looking|checking|comparing|going (?:over|through)|sorting|reviewing|analy[sz]ing|examining|testing|tracing|searching|digging|watching|following|collecting|gathering"
        r"|preparing|verifying|counting|reading|studying|working|trying|considering|thinking about|handling|coordinating|rebuilding)\b",
        re.I,
    ),
    # How it stands: "all second bookings are cancelled", "current since 18:22". Money that is given has no other form.
    re.compile(
        rf"^\W*{_LATER}(?!.*\b(?:refund|credit|waive|compensat|reimburs|paid|free)\w*)(?:all|both|everything|every|each|\d[\d,.]*(?: of)?|the (?:last|other|remaining|first|wrong|correct|right)) "
        r"(?:[\w'’-]+ ){0,7}?(?:is|are) (?:now |also |all )?(?:\w+ed|\w+en|sent|put|back|gone|through|done|online|complete|correct|up|running)\b",
        re.I,
    ),
    re.compile(
        rf"^{_LATER}.*\bsince (?:about |around |roughly |early |late )?(?:yesterday|last|this|the (?:morning|night)|then|\d|noon|midnight|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
        r"|(?:february|march|april|june|july|august|september|october|november|december)\b)",
        re.I,
    ),
)
_NEVER = (*_NOTHING_TO_COME, *words.NEVER, words.THEIR_DEED, words.ONLY_PAST, words.ROUTINE, _NO_PROMISE, _ONLY_TOLD, _SO_FAR, _OTHERS)


@dataclass(frozen=True)
class PromiseModel(LinearModel):
    """The trained weights, and the score that counts; a weight above zero speaks for a promise.

    Attributes:
        likely: The score from which a sentence is taken for a promise.
    """

    readers = READERS
    likely: float


@cache
def promise_model() -> PromiseModel:
    """The bundled model."""
    return PromiseModel(**bundled("data/promise_model.json"))


def can_promise(sentence: str) -> bool:
    """Whether a sentence is one to ask the model about: words, no question or condition, and nothing that the grammar reads either way."""
    if sentence.rstrip().endswith("?") or len(sentence) > _MOST_LETTERS or len(_WORD.findall(sentence)) < _FEWEST_WORDS:
        return False
    if words.LONG_WORD.search(sentence) or words.INVALID.search(sentence) or words.CONDITION.search(sentence):
        return False
    if without_quotations(sentence) != sentence:
        return False
    return not any(pattern.search(sentence) for pattern in _NEVER) and not promises_in(sentence)


@lru_cache(maxsize=8192)
def likely_promise(sentence: str) -> Promise | None:
    """The promise that a sentence makes by its wording, where the grammar finds none; it reaches over the whole sentence."""
    if not can_promise(sentence) or promise_model().score(sentence) < promise_model().likely:
        return None
    kind = next((each for each, pattern in (*words.KINDS, *words.WIDE_KINDS) if pattern.search(sentence)), PromiseKind.ACTION)
    return Promise(kind, 0, len(sentence.rstrip()), certain=True, likely=True)
