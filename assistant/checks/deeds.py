"""What a sentence tells as done or running, held against what the evidence has as planned, decided or done.

The difference is what a customer pays for: "we rolled back" is false while the rollback is only the next action.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.checks.basis import Basis, Point
from assistant.checks.finding import FindingSeverity
from assistant.checks.wording import content_stems, stem
from assistant.evidence.facts import Mode

Claim = tuple[str, FindingSeverity, str, str]
"""Rule without its family, severity, message, suggestion."""

_DEED_SECTION = re.compile(r"\bwhat we(?:['’]ve| have)? (?:done|did)\b", re.IGNORECASE)
_PLAN_SECTION = re.compile(r"\bnext steps?\b|\bpreventing recurrence\b", re.IGNORECASE)
_ACTION_VERBS = (
    "revert restart deploy apply replay fix disable enable increase reduce migrate restore failover patch update upgrade block isolate rebuild send "
    "complete start scale add remove replace drain purge reset refund notify test verify compare switch move reroute redirect renew rotate revoke roll "
    "stop kill clear flush delete configure import export reindex recreate implement introduce clean adjust resume suspend release ship contact inform "
    "throttle limit provision terminate merge push synchronise sync publish raise lower credit reverse cancel turn shut write schedule promote downgrade "
    "expand extend recalculate reprocess backfill rewrite redesign"
)
_ACTIONS = frozenset(stem(word) for word in _ACTION_VERBS.split())
_STATE_WORDS = "not last need use affect impact plan open close cause remain work time record report"
_STATES = frozenset(stem(word) for word in _STATE_WORDS.split())
"""Words of plans that tell no deed of ours, or are nouns more often."""
_KINDRED = ({"replay", "send"}, {"switch", "move", "reroute", "redirect", "failover", "migrate"}, {"delete", "remove", "purge", "clear", "drain"},
            {"increase", "scale", "raise", "expand"}, {"apply", "deploy", "implement", "introduce", "release"}, {"renew", "rotate", "replace"},
            {"restart", "reset"},
    {"revert", "remove"}, {"revert", "return", "restore"}, {"disable", "stop"}, {"refund", "reverse", "credit"}, {"notify", "inform", "contact"}, {"test", "verify", "compare"})  # fmt: skip
"""Verbs that two people use for one deed."""
_IRREGULAR_FORMS = "sent rebuilt ran reran put set cut shut brought wrote took made began begun built resent rewritten rewrote redone redid done revert deploy failover disable enable replay"
_IRREGULAR = frozenset(_IRREGULAR_FORMS.split())
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
UNREAL = re.compile(
    r"\b(?:will|['’]ll|would|should|shall|may|might|can|could|to be|once|when|after|until|before|if|whether|plan\w*|expect\w*|going to|needs?|scheduled|as soon as"
    r"|waiting to|yet to|remains? to|not|never|no|without|unless|intend\w*|prepar\w+ to|about to|ready to|try\w* to|want to|working to|order to|how to)\b|n['’]t\b",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"\b(?:the|an?|your|our|all|these|those|every|each|any|no|some|this|that|\d[\d,.]*|of|with|as|than)\s+$", re.IGNORECASE
)
"""Before a participle that describes ("the repeated orders") and tells no deed."""
_NOUN_DEED = re.compile(
    r"\s+(?:[\w-]+\s+){0,4}?(?:has |have |was |were |is |are )?(?:now |already |also |been |successfully )*(?:started|begun|began|running|underway|under way|in progress|complete|completed|done|finished|succeeded)\b",
    re.IGNORECASE,
)
_LED = re.compile(
    r"^\W*(?:(?:planned|intended|scheduled|decided|agreed|next|to do|the (?:plan|decision|next step))\b(?:[^:.;]|\d:\d){0,60}:(?=\s)"
    r"|[^:.;]{0,60}?\b(?:wrote|said|says|asked|replied|answered|noted|stated|told us)\b(?:[^:.;]|\d:\d){0,60}:(?=\s))",
    re.IGNORECASE,
)
"""A lead that makes the rest a plan ("Planned at 08:25 UTC: ...") or somebody's words ("The customer wrote at 09:10 UTC: ...")."""
_SUBCLAUSE = re.compile(r"[,;:]\s+|\s+(?:and|but|so that|while|which|because)\s+|\s+[-–—]\s+")
_PLANS = {Mode.PLANNED, Mode.DECIDED}
_PLAN_LABELS = frozenset(
    ("plan", "planned", "to do", "todo", "decided", "decision", "next", "next step", "next steps", "next action", "follow-up", "follow-ups")
)
_PLAN_WORDS = re.compile(
    r"\((?:planned|open|in test|in preparation|not scheduled|under review|to do|pending)\b|\b(?:under review|has promised|have promised|not scheduled|is to be|are to be)\b"
    r"|^(?:\d\d:\d\d (?:UTC )?)?(?:decided|decision|plan(?:ned)?|to do|next)\b|\b(?:has|have) not been \w+ed\b",
    re.IGNORECASE,
)
REAL = {Mode.DONE, Mode.OBSERVED, Mode.FIELD, Mode.MESSAGE, Mode.ONGOING}

OVER = re.compile(
    r"\b(?:(?:is|are|was|were|been|now|fully|completely) (?:\w+ly )?(?:resolved|fixed|solved|restored|recovered|corrected|repaired|over|back to normal|operational|back online|healthy|mitigated)"
    r"|(?:has|have) (?:now |been |fully |completely )*(?:resolved|fixed|recovered|returned to normal|cleared)|(?:back to|returned to|operating|working|functioning) normal(?:ly)?|works? again|working again|back up and running|fix (?:is|was|has been) (?:in place|applied|live|deployed|released|implemented))\b",
    re.IGNORECASE,
)
ENDING = {
    stem(word)
    for word in (
        "resolved",
        "fixed",
        "restored",
        "recovered",
        "operational",
        "normal",
        "healthy",
        "corrected",
        "repaired",
        "mitigated",
        "works",
        "again",
        "online",
        "complete",
    )
}
NEGATION = re.compile(
    r"\b(?:no|not|none|never|without|neither|nor|zero|cannot|nobody|nothing)\b|n['’]t\b|\bun(?:affected|able|available)\b|\b0\b|\bruled out\b|\bsafe(?:ly)?\b|\bintact\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_plan(point: Point) -> bool:
    """Whether a clause tells what is intended, decided or promised, and not what was done."""
    if point.mode is Mode.DONE and point.field == "prevention":
        return False
    under = point.under in _PLAN_LABELS and point.mode is not Mode.DONE
    return point.mode in _PLANS or point.label in _PLAN_LABELS or under or _PLAN_WORDS.search(point.text) is not None


@lru_cache(maxsize=4096)
def _intended(point: Point) -> frozenset[str]:
    """The stems of the words of a plan that stand in their base form, its verbs among them."""
    if not is_plan(point):
        return frozenset()
    # A capital inside the text is a name or a month, and at its start a verb: "Keep the live index".
    words = (match.group() if match.start() else match.group().lower() for match in _TOKEN.finditer(point.text))
    base = {stem(word) for word in words if word in _IRREGULAR or (word.islower() and not word.endswith(("ed", "ing", "s")))}
    return frozenset(base & point.stems | {stem(match[1]) for match in _TO_BE_DONE.finditer(point.text)}) - _STATES


_TO_BE_DONE = re.compile(r"\b(?:will|shall|must|should|to|can|may) (?:then |also )?be (?:\w+ly )?(\w+ed)\b", re.IGNORECASE)
"""A plan in the passive: "readings will be fetched"."""


def _intended_by(basis: Basis) -> frozenset[str]:
    return frozenset().union(*(_intended(point) for point in basis.points)) - _ACTIONS


def quoted_plan(section: str, point: Point, basis: Basis) -> tuple[str, str] | None:
    """Message and suggestion when a plan is quoted under a heading for deeds, and nothing says that it was carried out."""
    if not is_plan(point) or not _DEED_SECTION.search(section):
        return None
    verbs = point.stems & _ACTIONS
    if any(other.mode in REAL and verbs & other.stems and len(other.stems & point.stems) > 1 for other in basis.points):
        return None
    return (
        "The record has this as planned, and it stands here among what was done.",
        "Move it to the next steps, or wait until the record reports it as done.",
    )


@lru_cache(maxsize=256)
def _kin(verb: str) -> frozenset[str]:
    """The stems of the verb and of those that may stand for it."""
    return frozenset({verb, *(stem(word) for group in _KINDRED for word in group if verb in {stem(other) for other in group})})


_TURNED = re.compile(r"\bturned (?:(?:it|this|that|them|us|the \w+) )?(?:down|out to be)\b", re.IGNORECASE)
"""No turning of anything."""


def _deeds(quote: str, section: str, verbs: frozenset[str] = _ACTIONS) -> Iterator[tuple[str, frozenset[str]]]:
    """Every action out of `verbs` that the sentence tells as done or running, with the other content words of its clause."""
    if _LED.match(quote):
        return
    planning = _PLAN_SECTION.search(section) is not None
    for clause in _SUBCLAUSE.split(quote):
        folded = re.sub(r"\broll(?:ed|ing)[\s-]?back\b", "reverted", clause, flags=re.IGNORECASE)
        folded = _TURNED.sub("declined", folded)
        folded = re.sub(r"\bfailed[\s-]over\b", "failovered", folded, flags=re.IGNORECASE)
        folded = re.sub(r"\b(?:put|moved|switched|went)((?:\s+[\w,]+){0,5}?)\s+back\b", r"reverted\1", folded, flags=re.IGNORECASE)
        folded = re.sub(r"\broll(?:ed|ing)[\s-]?out\b", "deployed", folded, flags=re.IGNORECASE)
        folded = re.sub(r"\b(?:switched|turned)((?:\s+\w+){0,2}?)\s+off\b", r"disabled\1", folded, flags=re.IGNORECASE)
        folded = re.sub(r"\bsent((?:\s+[\w,]+){0,5}?)\s+again\b", r"replayed\1", folded, flags=re.IGNORECASE)
        for token in _TOKEN.finditer(folded):
            word = token.group().lower()
            if stem(word) not in verbs or UNREAL.search(folded[max(0, token.start() - 48) : token.start()]):
                continue
            past = (word.endswith("ed") or word in _IRREGULAR) and not _ATTRIBUTE.search(folded[: token.start()])
            running = (
                word.endswith("ing")
                and not planning
                and re.search(
                    r"\b(?:am|are|is|['’]re|['’]m|now|being|currently)\s+(?:\w+ly\s+|now\s+|currently\s+)?$", folded[: token.start()], re.I
                )
            )
            if past and (
                re.search(r"\b(?:is|are)\s+(?:\w+ly\s+)?$", folded[: token.start()]) or (stem(word) in ENDING and OVER.search(clause))
            ):
                continue  # "is tested" tells a custom; an end is held against the status
            habit = re.search(r"\bnow\s+$", folded[: token.start()]) is not None and not planning
            if past or running or habit or _noun_deed(folded, token.end()):
                yield stem(word), content_stems(clause) - {stem(word)}


def _noun_deed(clause: str, place: int) -> bool:
    """Whether what follows a noun of action tells it as begun or done: "the rollback is complete", not "the review has not begun"."""
    found = _NOUN_DEED.match(clause, place)
    return found is not None and not NEGATION.search(found.group()) and not UNREAL.search(found.group())


def plan_as_deed(quote: str, section: str, basis: Basis, *, own_words: str) -> Claim | None:
    """A deed, or work said to be running, that the evidence has only as planned or decided.

    Args:
        quote: The sentence.
        section: The label under which it stands.
        basis: The evidence.
        own_words: What stands outside a quotation; verbs beyond the usual ones count only there.
    """
    told = [(verb, others, 1 if others - _ACTIONS else 0) for verb, others in _deeds(quote, section)]
    told.extend((verb, others, min(2, len(others - _ACTIONS))) for verb, others in _deeds(own_words, section, _intended_by(basis)))
    for verb, others, least in told:
        objects, verbs = (others - _ACTIONS if verb in _ACTIONS else others), _kin(verb)
        plans = [point for point in basis.points if is_plan(point) and verbs & (point.stems if verb in _ACTIONS else _intended(point))]
        planned = max((len(objects & point.stems) for point in plans), default=-1)
        done = (point for point in basis.points if point.mode in REAL and not is_plan(point) and _reports(point, verbs))
        real = max((len(objects & point.stems) for point in done), default=-1)
        if planned >= least and real < max(planned, 0) and not (real >= 1 and planned - real <= 1):
            message = "The record has this only as planned or decided; nobody reported that it was done."
            return "plan_as_deed", FindingSeverity.BLOCK, message, "Tell it as a plan, or wait until the record reports it as done."
    return None


_BY_US = re.compile(
    r"^(?:(?:then|also|since|now|so|and|today|yesterday),? )?(?:we|our (?:\w+ )?(?:engineers?|team|specialists|developers|colleagues)|engineers)\b",
    re.IGNORECASE,
)


def unknown_deed(quote: str, section: str, basis: Basis) -> Claim | None:
    """A deed of ours whose verb stands nowhere in the evidence, planned or done."""
    if not _BY_US.search(quote):
        return None
    for verb, _ in _deeds(quote, section):
        if not any(_kin(verb) & point.stems for point in basis.points):
            message = "The record reports no such step."
            return "deed", FindingSeverity.WARN, message, "Tell only steps that the record reports, or add the step to the record."
    return None


@lru_cache(maxsize=4096)
def _reports(point: Point, verbs: frozenset[str]) -> bool:
    """Whether the clause tells one of the deeds as done; "not sent" does not."""
    if not verbs & point.stems:
        return False
    if not NEGATION.search(point.text):
        return True
    return any(
        stem(token.group()) in verbs
        and not re.search(r"(?:\b(?:not|never|no)|n['’]t)\s+(?:\w+\s+){0,2}$", point.text[: token.start()], re.IGNORECASE)
        for token in _TOKEN.finditer(point.text)
    )
