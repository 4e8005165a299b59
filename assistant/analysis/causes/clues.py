"""Where no sentence names a cause: a change near the start, the step that was followed by recovery, a component that is told to be in trouble.

Each is worded as what it is. That things recovered after a restart says that a restart clears the trouble, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from assistant.analysis.causes.candidate import Candidate, Source, quoted
from assistant.analysis.causes.mechanisms import Mechanism, deciding
from assistant.analysis.causes.telling import Told
from assistant.analysis.causes.wording import CHANGE, MECHANISM, NO_HELP, RECOVERED, content
from assistant.evidence.facts import Mode
from assistant.records.model import EscalationRecord

NEAR_START = timedelta(minutes=30)
"""How long after the start of the impact an entry may be to count as told at its onset."""

_REPAIR = re.compile(
    r"\b(?:fix(?:es|ed|ing)?|mitigat\w+|hot-?fix\w*|rollback|roll(?:ed|ing)? back|revert\w*|remed\w+|recover\w*|workaround|resolv\w+|restor\w+|patch(?:es|ed)?)\b",
    re.IGNORECASE,
)
_TOLD_CHANGE = re.compile(
    r"\b(?:deploy(?:ed|ment|ments)|released?|roll-?out|rolled out|migrat(?:ed|ion|ing)|upgrad(?:e|ed|ing)|merged|maintenance|config\w* change|changed|switched|fail(?:ed)? ?over|rotated|renewed|expired|deleted|"
    r"removed|scal(?:ed|ing) (?:up|down)|enabled|version bump|updated|recent change|redeployed|traffic (?:rise|spike|surge|increase)|(?:spike|surge|increase|rise) in (?:traffic|load|demand|requests))\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:issues?|problems?|errors?|fail\w*|outage|degrad\w+|down|unhealthy|overload\w*|crash\w*|timeouts?|timing out|stuck|slow|lost|unavailable|interrupt\w+|spike|exceed\w*|full|backlog|backed up|pressure|resolved the issues?|"
    r"cut|fix|broken|unreachable|not reach\w*|unable|capacity|flap\w*|drained|faulty|rate.?limit\w*)\b",
    re.IGNORECASE,
)
_COMPONENTS = (
    Mechanism.PROVIDER,
    Mechanism.HARDWARE,
    Mechanism.CREDENTIAL,
    Mechanism.DATABASE,
    Mechanism.NETWORK,
    Mechanism.STORAGE,
    Mechanism.CAPACITY,
)
_DONE_VERB = r"(?:(?:has|have|had|was|were|been|we|team|engineers?|operators?|on-?call)\b.{0,30}\b)?"

_REMEDIES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "Something in the change that was taken back",
        "what was taken back",
        re.compile(r"\b(?:rolled back|rollback|roll-back|revert(?:ed|s)?|backed out|undid|downgraded|restored the previous)\b", re.I),
    ),
    (
        "Something that the disabled part does",
        "what was switched off",
        re.compile(
            r"\b(?:disabl(?:ed|es|ing)|turned off|switched off|removed from (?:rotation|service|the pool)|depooled|quarantined)\b", re.I
        ),
    ),
    (
        "Something that a restart clears",
        "what a restart clears",
        re.compile(r"\b(?:re-?start(?:ed|s)?|reboot(?:ed|s)?|re-?cycled|bounced|killed|re-?created|resets?|rebuilt)\b", re.I),
    ),
    (
        "Something in the part from which work was moved away",
        "what was moved away from",
        re.compile(
            r"\b(?:fail(?:ed|s)? ?over|re-?rout(?:ed|es)|redirected|shifted|drained|moved (?:traffic|all|the)|switched (?:to|over|traffic))\b",
            re.I,
        ),
    ),
    (
        "Too little room for the load there was",
        "too little capacity",
        re.compile(
            r"\b(?:(?:increased|added|raised|expanded|scaled)\b.{0,40}\b(?:capacity|limits?|nodes?|instances?|workers?|memory|replicas?|resources|disk|quota)|scal(?:ed|es|ing) (?:up|out)|freed(?: up)?|cleared (?:disk|space))\b",
            re.I,
        ),
    ),
    (
        "Load that was then blocked or limited",
        "the load that was blocked",
        re.compile(r"\b(?:blocked|blocks|throttled|rate.?limited|banned|shed|stopped the (?:job|query|queries|import|script))\b", re.I),
    ),
    (
        "A certificate, key or permission that was then replaced",
        "what was replaced",
        re.compile(
            r"\b(?:renewed|rotated|replaced|re-?issued|created|deployed|added|attached|granted)\b.{0,40}\b(?:certificates?|keys?|credentials?|tokens?|secrets?|permissions?|acls?)\b|\b(?:certificates?|keys?|credentials?|tokens?|acls?)\b.{0,25}\b(?:renewed|rotated|replaced|re-?issued|attached)\b",
            re.I,
        ),
    ),
    (
        "Something that was missing and was then put back",
        "what was put back",
        re.compile(
            r"\b(?:(?:restor(?:ed|ing)|re-?synced|re-?populated|re-?added|re-?instated|cleared|purged|flushed|re-?indexed)\b.{0,50}\b(?:data|images?|backup|files?|cache|caches|index|links?|listing|configuration|records?|replication|table|state|queue|connectivity)|(?:images?|links?|data|files?)\b.{0,30}\b(?:are|is|were|have been|has been) (?:now )?restored)\b",
            re.I,
        ),
    ),
    (
        "A setting that was then corrected",
        "the setting",
        re.compile(
            r"\b(?:corrected|fixed|adjusted|changed|updated|reconfigured|tuned)\b.{0,40}\b(?:config\w*|settings?|rules?|polic(?:y|ies)|limits?|parameters?|dns|records?|routes?|labels?)\b",
            re.I,
        ),
    ),
)


def from_changes(told: Sequence[Told], record: EscalationRecord) -> Iterator[Candidate]:
    """What somebody changed shortly before the start or at it."""
    for said in told:
        if not said.is_real or not _TOLD_CHANGE.search(said.text) or _REPAIR.search(said.text) or NO_HELP.search(said.text):
            continue
        if said.mode is Mode.ONGOING and not CHANGE.search(said.text):
            continue
        if _near_start(said, record) or re.search(r"\b(?:recent|earlier|latest|scheduled|routine)\b", said.text, re.IGNORECASE):
            yield Candidate(
                Source.CHANGE,
                f"A change told near the start: {quoted(said.text)}.",
                said.text,
                (said.tag,),
                False,
                said.entry,
                f"the change told in {said.tag}",
            )


def _near_start(said: Told, record: EscalationRecord) -> bool:
    if record.started_at and said.at:
        return said.at <= record.started_at + NEAR_START
    return said.entry == 0


def from_remedies(told: Sequence[Told]) -> Iterator[Candidate]:
    """What the step clears after which things recovered."""
    for place, said in enumerate(told):
        if said.mode not in {Mode.DONE, Mode.OBSERVED, Mode.ONGOING} or re.match(r"(?:if|once|until|when we)\b", said.text, re.IGNORECASE):
            continue
        remedy = next(((frame, short) for frame, short, words in _REMEDIES if words.search(said.text)), None)
        if remedy is None or not content(said.text):
            continue
        after = _recovery_after(told[place:], said)
        if said.mode is Mode.ONGOING and after is None:
            continue
        tags = (said.tag,) if after is None or after.tag == said.tag else (said.tag, after.tag)
        cause = f"{remedy[0]}: {quoted(said.text)}" + ("." if after else ", and no entry says that it helped.")
        yield Candidate(Source.REMEDY, cause, said.text, tags, False, said.entry + (0 if after else 1000), f"{remedy[1]} in {said.tag}")


def _recovery_after(rest: Sequence[Told], step: Told) -> Told | None:
    """The first sentence of the same or the next two entries that says that things got better."""
    for later in rest:
        if later.entry > step.entry + 2 or (NO_HELP.search(later.text) and later.entry > step.entry):
            return None
        if later.is_real and RECOVERED.search(later.text) and not NO_HELP.search(later.text):
            return later
    return None


def from_components(told: Sequence[Told], record: EscalationRecord) -> Iterator[Candidate]:
    """A part other than the one that failed, told to be in trouble."""
    title = content(record.title)
    for said in told:
        if not said.is_real or (RECOVERED.search(said.text) and not deciding(Mechanism.PROVIDER).words.search(said.text)):
            continue
        if not (_TROUBLE.search(said.text) or MECHANISM.search(said.text)):
            continue
        for kind in _COMPONENTS:
            part = deciding(kind).words.search(said.text)
            if part and content(part.group()) and not content(part.group()) <= title and not _of_customers(said.text, kind):
                name = deciding(kind).name
                yield Candidate(
                    Source.COMPONENT,
                    f"Something with {name}: {quoted(said.text)}.",
                    said.text,
                    (said.tag,),
                    False,
                    said.entry,
                    f"{name} in {said.tag}",
                )
                break


_CUSTOMERS = re.compile(r"\b(?:customers?|users?|you)\b", re.IGNORECASE)


def _of_customers(text: str, kind: Mechanism) -> bool:
    """Whether it tells what customers go through; a provider's trouble is told in the same breath and stays."""
    return kind is not Mechanism.PROVIDER and _CUSTOMERS.search(text) is not None
