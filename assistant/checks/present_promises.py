"""Promises told in the present tense, which only the time to come makes ones: "the report follows next week". Pure.

What counts is who acts and what is done: giving, telling, working and arriving are closed classes of verbs; a thing arrives or is worked on,
a person does all of it. Customers, suppliers and authorities act for themselves.
"""

from __future__ import annotations

import re

from assistant.checks import promise_words as words

_GIVING = "send share give provide publish post issue credit refund pay transfer hand deliver bring supply forward attach submit release ship dispatch print mail waive reissue return comp extend reimburse"
_TELLING = "call ring phone telephone write report tell brief update email e-mail message text contact notify inform talk speak meet visit join answer reply walk learn"
_WORKING = (
    "fix repair replace restore reset restart reboot reinstall install deploy patch roll switch swap exchange move migrate rebuild reindex replay rerun re-run repeat retest resume reopen "
    "unlock raise lower increase add remove delete clear drain flush upgrade change correct recalculate reconcile reprocess complete finish start begin run put take carry set recover load reload "
    "convert disable enable re-enable activate withdraw revert renew cancel rearrange rebook resend re-send refill recall merge fit rewire relabel mount connect reconnect"
)
_ARRIVING = "land arrive come go reach follow leave appear ship get"
_PARTS = {
    "give": "given", "send": "sent", "pay": "paid", "bring": "brought", "tell": "told", "write": "written", "ring": "rung", "speak": "spoken", "meet": "met", "rebuild": "rebuilt",
    "run": "run", "rerun": "rerun", "re-run": "re-run", "put": "put", "take": "taken", "set": "set", "reset": "reset", "begin": "begun", "withdraw": "withdrawn", "resend": "resent", "re-send": "re-sent",
}  # fmt: skip
_DOUBLED = frozenset(
    ["cancel", "ship", "swap", "put", "set", "reset", "run", "rerun", "re-run", "begin", "get", "submit", "transfer", "fit"]
)


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeo":
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "go", "ss")) else f"{verb}s"


def _doing(verb: str) -> str:
    stem = verb + verb[-1] if verb in _DOUBLED else verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    return f"{stem}ing"


def _done(verb: str) -> str:
    if verb in _PARTS:
        return _PARTS[verb]
    if verb.endswith("y") and verb[-2] not in "aeo":
        return f"{verb[:-1]}ied"
    return f"{verb}{verb[-1]}ed" if verb in _DOUBLED else f"{verb}d" if verb.endswith("e") else f"{verb}ed"


def _any(forms: list[str]) -> str:
    return "|".join(sorted(set(forms), key=len, reverse=True))


_DEEDS = f"{_GIVING} {_TELLING} {_WORKING}".split()
_THINGS_DO = _any([form for verb in _ARRIVING.split() for form in (verb, _third(verb))])
_PEOPLE_DO = _any([_third(verb) for verb in [*_DEEDS, *_ARRIVING.split()]])
_PEOPLE_ARE_DOING = _any([_doing(verb) for verb in [*_DEEDS, "come"]])
_IS_DONE = _any([_done(verb) for verb in f"{_GIVING} {_WORKING}".split()])
_NOW = r"(?:also |now |then |all |both |each |just |first |again |personally |gradually |automatically )*"
_PERSON = r"(?:[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}|(?:[Mm]y|[Oo]ur|[Oo]ne of our|[Aa]n?|[Tt]he) (?:[\w-]+ ){0,3}(?:teams?|engineers?|techs?|technicians?|specialists?|colleagues?|manager|director|lead|courier|crew|staff|analyst|developer|electrician|fitter|consultant))"
_DEED = re.compile(
    rf"\b{_PERSON}(?:['’]s| is| are) {_NOW}(?:{_PEOPLE_ARE_DOING})\b|\b(?:[Ww]e|I)(?:['’](?:re|m)| are| am) {_NOW}(?:{_PEOPLE_ARE_DOING}|getting|having|having it)\b"
    rf"|\b{_PERSON}\s+{_NOW}(?:{_PEOPLE_DO}|gets|circles|follows)\b"
)
"""Somebody of ours does it: "Nadia is phoning you", "one of our crew brings the part"."""
_THING = re.compile(
    rf"^(?:[^.;]*?[,:] )?\W*(?!(?:your|their|his|her) )(?:[\w’'/-]+,? ){{0,10}}?(?:{_THINGS_DO})(?: (?:out|up|live|onto|into|to|back|off|in|on|with|through|from|by|at|before|within|today|tomorrow|tonight)\b| (?:you|your|all|every|(?-i:[A-Z])\w+)\b)"
    rf"|\b(?:{_PEOPLE_DO}) (?:to |with |back to )?you\b"
    rf"|\b(?:is|are|gets|get) {_NOW}(?:being |to be )?(?:{_IS_DONE})\b"
    r"|\b(?:replacement|exchange|swap|repair|rollback|switch(?:over)?|migration|installation|deployment|restart|re-?run|rollout|roll-out|release|visit|replay|correction|upgrade|restore|re-?test|call|meeting|handover|delivery)\b[^.;]{0,40} (?:takes? place|happens?|starts?|begins?|runs?|goes ahead|is on|are on|is booked|kicks off)\b",
    re.I,
)
"""A thing arrives, is worked on, or the work on it takes place."""
_LABEL = re.compile(
    r"^\W*(?:[\w&/%.,-]+ ){0,7}[\w&/%.,-]+: (?:to be|being|will be|goes|due|follows|to follow|issued|delivered|out|complete[ds]?|done|ready|live|back|by)\b",
    re.I,
)
_CALLED = re.compile(
    r"(?:^|[,;] )\W*(?:(?:[\w-]+ ){0,5}from (?:us|me)\b\W*(?:at|by|:|tomorrow|on|around|before|within|\d)|(?:(?:our|the|my|your|an?|next|second|third|final|closing|short|quick|new|another) ){0,3}(?:heads[- ]up|update|news|word|note|notice|bulletin|message|report|summary|call|check-in|post|status|write-up|analysis) (?:at|by|on|before|within|around|tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\b|\d))",
    re.I,
)
"""Only named, beside its time: "Heads-up at 11:30"."""
_THEIRS = re.compile(
    r"\b(?:your (?!(?:account|support|success|service|project) )(?:[\w-]+ )?(?:team|office|staff|colleagues?|admins?|manager|director|board|side|people|store|shop|branch)s?"
    r"|auditors?|inspectors?|count(?:y|ies)|ministry|council|customs|tax office|regulators?|banks?|insurers?|authorit(?:y|ies)|police|court|lawyers?|counsel|press|landlord|utility|cloud|(?:they|he|she|it) (?:say|think|hope|plan|want)s?)\b"
    r"|\b(?:every|each) (?!\d)\w+|\b(?:usually|normally|always|often|daily|as usual|on (?:working|week|business) days|polic(?:y|ies)|regularly)\b",
    re.I,
)
"""Who acts for themselves, and what happens anyway."""
_SEEN = re.compile(
    r"\b(?:usually|normally|typically|generally)\b|\bnothing (?:yet|so far)\b|(?:\b(?:is|are|am)|['’](?:re|m)) (?:\w+ly |now |still |also )?(?:seeing|observing|experiencing|investigating)\b|\b(?:[Ww]e|I)(?:['’](?:re|m)| are| am)? (?:\w+ly |now |still |also )?(?:see|seeing|observ\w+|experienc\w+|investigat\w+)\b|\bwriting to you (?:about|because|to|with|in|on behalf)\b|\bwithin \S+ seconds?\b|^\W*(?:[Hh]ere|[Tt]his)(?:['’]s| is| are) "
)
"""What is observed or said now, and how fast something is."""
_NO_DEED = re.compile(
    r"^\W*(?:apolog\w+|(?:so |very )?sorry|enjoy|hope|(?:keep your|cross your|with) fingers?|no way|nothing|there['’]s nothing|on request|imagine|just (?:pop|say|ring|call)|bring|needed from)\b"
    r"|\b(?:I|we)['’]d love\b|\bwe (?:know|hear you)\b|\b(?:train|bus|ferry|flight)s? (?:leaves|departs)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b|\b(?:I|we)(?: so| really| do)? (?:wish|regret|aspire|mostly|only|sometimes)\b|\b(?:can['’]t|cannot|don['’]t|do not|are not|is not|not possible)\b"
    r"|, (?:I|we) (?:hear|read|gather|believe|understand)\W*$|\b(?:word (?:on the street|has it)|rumou?r\w*)\b|\boff the table\b|\b(?:I|we)(?:['’](?:m|re)| am| are) (?:out|off|away|on leave)\b|\btakes? over from me\b|\b(?:hands?|gives?|sends?|tells?|owes?) us\b",
    re.I,
)
"""Wishes, regrets, refusals, hearsay, and what the reader is asked to do."""
_LIMITED = re.compile(
    r"\b(?:by|within|inside|before|at|on|around|no later than|not later than|in (?:\d|an?\b|half|two|three|four|five|six|ten)|tomorrow|tonight|today|overnight|over the weekend|this (?:morning|afternoon|evening|week|month)|next (?:week|month)|from now|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.I,
)
_PERSONAL = re.compile(r"\b(?:we|us|our|ours|I|me|my|mine|you|y['’]all|your|yours)\b", re.I)
_STATES = re.compile(
    r"^\W*(?:your|you|their|they)\b(?! (?:get|receive|hear|learn|find|have|are (?:called|paid|sent|rung)|\w+ (?:is|are) (?:credited|refunded|paid|reduced|cut|replaced|repaired)))"
    r"|\b(?:expires?|lasts?|ends?|closes?|runs? until|remains?|stays?|depends?|means?|know|knows|think|believe|understand|hope|thank|thanks|sorry|apologi[sz]e|regret|happy|welcome|need|needs|must|should|may|might|can|could|would|has to|have to"
    r"|is open|are open|is available|are available|is due|are due|lies with|decides?|rules?|valid|version|not|n['’]t|nothing|no one|nobody|prefer|ask|asks|want|wants|affect\w*|impact\w*)\b",
    re.I,
)
"""What is so, is thought, is needed or may be: no deed that somebody is held to."""
_PASSIVE_NOW = re.compile(rf"\b(?:is|are|be|being|gets?) {_NOW}(?:being )?(?:{_IS_DONE})\b(?: and (?:{_IS_DONE})\b)?", re.I)


def tells_past(sentence: str) -> bool:
    """Whether the verb of a sentence tells of the past; a participle that describes a thing, or tells what is done, does not."""
    said = _PASSIVE_NOW.sub(" ", words.NOT_PAST.sub(" ", sentence))
    return any(
        words.TELLS_ONLY.fullmatch(found.group()) or not words.DESCRIBES.search(said[: found.start()])
        for found in words.PAST.finditer(said)
    )


def is_ours(sentence: str) -> bool:
    """Whether a sentence with a time to come tells of a deed of ours, or of something that we deliver."""
    if (
        _SEEN.search(sentence)
        or _NO_DEED.search(sentence)
        or words.ROUTINE.search(sentence)
        or words.NOT_OURS.search(sentence)
        or words.INVALID.search(sentence)
        or words.TROUBLE.search(sentence)
    ):
        return False
    if words.OUR_DEED.search(sentence) or words.GIVEN.search(sentence) or _DEED.search(sentence) or _LABEL.search(sentence):
        return True
    if words.LIMIT.search(sentence) is not None and any(pattern.search(sentence) for _, pattern in words.KINDS):
        return True
    return not _THEIRS.search(sentence) and bool(_THING.search(sentence) or _CALLED.search(sentence) or _between_us(sentence))


def _between_us(sentence: str) -> bool:
    """Whether a sentence with a limit in time speaks of us and the reader, and of no state, offer or opinion."""
    return bool(_LIMITED.search(sentence) and _PERSONAL.search(sentence)) and not _STATES.search(sentence)


def verb_first(words_: str) -> str:
    """What has to stand before words that begin with a verb, for them to be a clause of ours; empty where they begin with none."""
    if _BARE_FIRST.match(words_):
        return "we will "
    return "our engineer " if _THIRD_FIRST.match(words_) else ""


_BARE_FIRST = re.compile(rf"(?:then |also )?(?:{_any([*_DEEDS, 'have', 'get', 'come'])})\b")
_THIRD_FIRST = re.compile(rf"(?:then |also )?(?:{_PEOPLE_DO}|stops|drops|gets)\b")
