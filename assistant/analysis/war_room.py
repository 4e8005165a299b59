"""What a war room is told of a record: the slots, and how they are filled by rule.

Colleagues are told what is known and what is only suspected, internal entries included; names, times and roles are added elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pydantic import Field, model_validator

from assistant.analysis.lines import Line, logged, quoted, read_lines
from assistant.checks.injection import suspicious
from assistant.checks.secrets import find_secrets
from assistant.checks.tone import BLAME_RULES, tone_rules
from assistant.drafting import phrasing
from assistant.drafting.composing.material import UNDONE, Material, deeds, feels, last_recovery
from assistant.drafting.reading import Role, Said, alike, distinct, is_superseded
from assistant.drafting.slots import Slots, Statement
from assistant.evidence.facts import Mode
from assistant.evidence.sentences import split_sentences
from assistant.records.model import Update, UpdateKind
from knowledge.terms import words

MOST_KNOWN, MOST_SUSPECTED, MOST_UNDER_WAY, MOST_OPEN = 6, 3, 3, 2
"""Statements of a slot: who joins under pressure reads one screen."""

_NOTHING = "The record holds no description and no observation yet."
_TELLING = {Role.IMPACT, Role.RECOVERY, Role.CAUSE}
_VIEW = re.compile(
    r"\b(?:in my (?:view|opinion|experience)|if you ask me|my (?:guess|bet|theory)|i (?:think|believe|suspect|guess|assume|bet)|imo)\b",
    re.IGNORECASE,
)
_IN_MY_VIEW = re.compile(r",? in my (?:view|opinion|experience)\b|^in my (?:view|opinion|experience),? ", re.IGNORECASE)
_NO_NAME = re.compile(r"(?:the|a|an|this|that|these|it|there|we|our|some|one|all|in|on|at)\b", re.IGNORECASE)
_EXTENT = re.compile(r"\baffected\b|\bimpacted\b|\bresolved\b|\bcontinuing\b|\bexpected$", re.IGNORECASE)
"""A doubt about how far it goes or whether it is over, and not about what it could be."""
_ANNOUNCES = re.compile(r"\b(?:provid|shar|post|giv|send)\w*\b.{0,30}\b(?:updates?|information|details)\b", re.IGNORECASE)
_COLLEAGUE = re.compile(r"\b(?:a colleague|the owner)\b", re.IGNORECASE)
_DID = re.compile(r"\ba colleague (?:has |had )?(?:\w+ed|cut|made|forgot|ran|took|put|set|shut)\b", re.IGNORECASE)
_LABELLED = re.compile(r"^suspected(?:, not confirmed)?\s*[:,-]\s*", re.IGNORECASE)
_REQUEST = re.compile(r"\?$|^(?:please|can you|could you|tell us|let (?:us|me) know)\b", re.IGNORECASE)
_UNDECIDED = re.compile(
    r"\b(?:to decide|decide whether|not (?:yet )?decided|undecided|decision (?:is )?(?:open|pending|needed|due)|needs? (?:a |your |his |her |their )?(?:decision|approval|sign-?off|go)\b"
    r"|waiting (?:for|on) (?:a |the )?(?:decision|approval|sign-?off|go\b)|go/no-go|pending (?:approval|sign-?off))",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:we|i) (?:still |also |urgently )?need\b|\b(?:we|i)(?: are|['’]re| am|['’]m) (?:still )?(?:waiting (?:for|on)|blocked (?:by|on))\b|\bcan (?:someone|somebody|anyone|anybody)\b|\bplease (?:can|could|send|share|join|check|confirm|look)\b",
    re.IGNORECASE,
)
_FOR_FEW = re.compile(
    r"\bkeep (?:this|it|that|these) (?:to|between|within|inside|among|quiet)\b|\bneed[- ]to[- ]know\b|\b(?:do not|don['’]t|not to) (?:share|forward|repeat|post)\b|\bconfidential\b",
    re.IGNORECASE,
)


class WarRoomSlots(Slots):
    """What a writer may say when a war room is set up."""

    situation: list[Statement] = Field(
        description="One to three statements for the first alert: what is wrong and what the customer can and cannot do now. Only what is done or observed; no plan, no suspicion, nobody's name."
    )
    known: list[Statement] = Field(
        description="Up to six statements for the first meeting, oldest first: what was observed and what was done. A confirmed cause first, if a line says that it is confirmed."
    )
    unknown: list[Statement] = Field(
        description="Up to four statements of what is not known and matters, each citing the line that shows it."
    )
    suspected: list[Statement] = Field(
        description="Up to three causes that a line only suspects, each told as suspected and not confirmed. Empty if no line suspects anything."
    )
    under_way: list[Statement] = Field(
        description="Up to three statements of what is decided, planned or running and not yet reported as done, each told as that. Empty if no line says so."
    )
    decisions: list[Statement] = Field(description="Up to two decisions that a line says are still to be taken. Empty if no line says so.")
    asks: list[Statement] = Field(description="Up to two things that a line says we need or wait for. Empty if no line says so.")

    @model_validator(mode="after")
    def _something_is_said(self) -> WarRoomSlots:
        if not self.situation:
            msg = "nothing was written for situation"
            raise ValueError(msg)
        return self


class Inside(Material):
    """Material for colleagues: nobody of the customer's is "you"."""

    @property
    def reader(self) -> tuple[str, ...]:
        """Nobody."""
        return ()


def war_room_slots(m: Inside) -> WarRoomSlots:
    """The slots of a war room, in the words of the record; what may not be told in a channel is left to the log sheet."""
    for_few = {said.entry for said in m.log if _FOR_FEW.search(said.text)}
    told = replace(m, log=tuple(said for said in m.log if said.entry not in for_few and may_be_told(said.text)))
    seen = _seen(told)
    return WarRoomSlots(
        situation=_situation(told, seen),
        known=_known(told, seen),
        unknown=_unknown(told),
        suspected=[] if m.record.root_cause else _suspected(told),
        under_way=_under_way(told),
        decisions=_open(told, _UNDECIDED),
        asks=_open(told, _ASKS),
    )


def may_be_told(text: str) -> bool:
    """Whether a text may be pasted into a channel: it holds no secret, blames nobody, orders no program about and is not for a few only."""
    blame = (rule for rule in tone_rules() if f"tone.{rule.id}" in BLAME_RULES)
    secrets = (secret for secret in find_secrets(text) if secret.rule in {"secret", "personal_data"})
    return not (_FOR_FEW.search(text) or any(secrets) or any(rule.places(text) for rule in blame) or suspicious(text))


def _seen(m: Inside) -> list[Said]:
    """What was observed, by us and by the customer, each thing once and in its newest wording.

    A remark of an entry that is no filed observation ("Lena is in a meeting") is none, and neither is what explains a suspicion before it.
    """
    entries, lines = dict(logged(m.record, m.evidence)), _unnamed(m)
    found: list[Said] = []
    doubted: dict[int, bool] = {}
    for said in m.log:
        entry = entries[said.tag]
        doubted[said.entry] = doubted.get(said.entry, False) or _is_suspicion(said, entry, lines)
        filed = entry.kind is UpdateKind.OBSERVATION
        reported = said.mode is Mode.OBSERVED and said.role in {*_TELLING, Role.WORKAROUND} and not _REQUEST.search(said.text.strip())
        ours = feels(said) and (filed or said.role in _TELLING) and not (doubted[said.entry] and said.mode is Mode.OBSERVED)
        if not (ours or (said.by_customer and reported)):
            continue
        found += [said] if entry.is_public else _about_the_matter(said, entry, lines)
    return distinct(found)


def _about_the_matter(said: Said, entry: Update, lines: Mapping[str, list[Line]]) -> list[Said]:
    """An internal entry without the sentences about a colleague; of a note, which is thought more than finding, the first sentence."""
    spoken = {line.text.casefold() for line in lines.get(said.tag, []) if not _COLLEAGUE.search(line.text)}
    sentences = [span.quote for span in split_sentences(said.text)] or [said.text]
    kept = [text for text in sentences if phrasing.tidy(text).casefold() in spoken]
    if entry.kind is UpdateKind.OBSERVATION:
        kept = kept or sentences[:1]
    most = 1 if entry.kind is UpdateKind.INTERNAL_NOTE else len(kept)
    return [replace(said, text=" ".join(kept[:most]))] if kept else []


def _unnamed(m: Inside) -> dict[str, list[Line]]:
    """The log's sentences by their tags, with a role in the place of everybody's name."""
    found: dict[str, list[Line]] = {}
    for line in read_lines(m.record, m.evidence):
        found.setdefault(line.tag, []).append(line)
    return found


def _tell(m: Inside, said: Said) -> Statement:
    """An observation with its time, and with who made it where that is the customer."""
    if said.by_customer:
        return m.quote(said, f"The customer reported at {m.time(said.at)}: {quoted(said.text.rstrip('.'))}")
    when = phrasing.stamped if said.mode is Mode.DONE else phrasing.as_of
    text = when(said.text, said.at, now=m.now, zone=m.zone)
    return m.quote(said, text.replace(phrasing.tidy(said.text), _as_written(said.text)))


def _as_written(text: str) -> str:
    """A sentence with a capital at its start, unless it starts with the name of a machine or a file."""
    tidied, first = phrasing.tidy(text), text.strip().split(" ", 1)[0]
    return tidied[:1].lower() + tidied[1:] if first[:1].islower() and re.search(r"[\d_/]|\.\w", first) else tidied


def _situation(m: Inside, seen: list[Said]) -> list[Statement]:
    """The description and what was seen last, of two entries; where neither is there, the newest line that says anything."""
    entries = dict(logged(m.record, m.evidence))
    telling = [
        said for said in seen if (said.role in _TELLING or said.by_customer) and entries[said.tag].kind is not UpdateKind.INTERNAL_NOTE
    ]
    first = {said.entry: said for said in reversed(telling)}
    newest = [_tell(m, first[entry]) for entry in sorted(first)[-2:]]
    described = [item for item in m.words_of("description", most=1 if newest else 2) if may_be_told(item.text)]
    running = [said for said in m.ours if said.mode in {Mode.DONE, Mode.ONGOING} and said.role in {*_TELLING, Role.WORK}]
    return [*described, *newest] or [_tell(m, said) for said in running[-1:]] or [m.fact(_NOTHING, "title")]


def _known(m: Inside, seen: list[Said]) -> list[Statement]:
    record = m.record
    cause = [_led("Cause, confirmed: ", item) for item in m.words_of("root_cause", most=1) if record.root_cause and may_be_told(item.text)]
    way = [_led("Workaround: ", item) for item in m.words_of("workaround", most=1) if may_be_told(item.text)]
    told = {said.tag for said in seen}
    found = sorted([*seen, *(said for said in distinct(deeds(m)) if said.tag not in told)], key=lambda said: said.entry)
    return [*cause, *(_tell(m, said) for said in found[len(cause) + len(way) - MOST_KNOWN :]), *way]


def _led(label: str, statement: Statement) -> Statement:
    return Statement(text=f"{label}{statement.text}", cites=statement.cites)


def _unknown(m: Inside) -> list[Statement]:
    record = m.record
    found = [] if record.root_cause else [m.fact("The cause is not confirmed.", "root_cause")]
    if record.eta is None and not record.status.is_over:
        found.append(m.fact("No estimated end is recorded.", "eta"))
    elif record.eta is not None and record.eta < m.now and not record.status.is_over:
        found.append(m.fact(f"The estimated end of {m.time(record.eta)} has passed, and no new one is recorded.", "eta"))
    return found


def _is_suspicion(said: Said, entry: Update, lines: Mapping[str, list[Line]]) -> bool:
    """Whether somebody suspects, gives a view, or notes a cause or somebody's deed behind it that nobody confirmed."""
    if said.mode is Mode.SUSPECTED or (not said.by_customer and _VIEW.search(said.text)):
        return True
    if entry.kind is not UpdateKind.INTERNAL_NOTE or said.mode is not Mode.OBSERVED:
        return False
    return said.role is Role.CAUSE or (said.role in _TELLING and any(_DID.search(line.text) for line in lines.get(said.tag, [])[:1]))


def _suspected(m: Inside) -> list[Statement]:
    """The suspicions of the log, about what was changed and not about who changed it: each with its first sentence, colleagues unnamed."""
    entries, lines = dict(logged(m.record, m.evidence)), _unnamed(m)
    aside = {Role.EMPTY, Role.COURTESY, Role.NEXT_UPDATE, Role.RECOVERY}
    doubted = distinct([said for said in m.ours if _is_suspicion(said, entries[said.tag], lines) and said.role not in aside])
    found = []
    for said in list({said.tag: said for said in reversed(doubted)}.values())[:MOST_SUSPECTED][::-1]:
        spoken = lines.get(said.tag, [])
        first = next((line for line in spoken if line.mode is Mode.SUSPECTED or _VIEW.search(line.text)), spoken[0] if spoken else None)
        if first and not _EXTENT.search(first.text):
            found.append(m.quote(said, _as_suspicion(first.text.partition(";")[0])))
    return found


def _as_suspicion(text: str) -> str:
    bare = phrasing.tidy(_IN_MY_VIEW.sub("", _LABELLED.sub("", text)))
    return f"Suspected, not confirmed: {phrasing.lower_first(bare) if _NO_NAME.match(bare) else bare}"


def _under_way(m: Inside) -> list[Statement]:
    """What is decided, planned or running by the newest entries, and nobody reported as done since; the next action stands by itself."""
    over, action = last_recovery(m), m.record.next_action
    terms = frozenset(words(action.text)) if action else frozenset()
    roles = {Role.WORK, Role.IMPACT, Role.CAUSE}
    running = [said for said in m.ours if said.mode in {*UNDONE, Mode.ONGOING} and said.role in roles and said.entry >= over]
    running = [said for said in running if not _ANNOUNCES.search(said.text)]
    still = [said for said in running if not is_superseded(said, m.log) and alike(said.terms, terms) < 0.5]
    return [m.quote(said, _as_intended(m, said)) for said in distinct(still)[-MOST_UNDER_WAY:]]


def _as_intended(m: Inside, said: Said) -> str:
    label = {Mode.DECIDED: "Decided", Mode.PLANNED: "Planned"}.get(said.mode, "Under way")
    return f"{label}: {phrasing.stamped(said.text, said.at, now=m.now, zone=m.zone)}"


def _open(m: Inside, pattern: re.Pattern[str]) -> list[Statement]:
    """Sentences of the newest entries that speak of something open, unless a later one says that it was done."""
    recent = {said.entry for said in m.ours[-12:]}
    found = [said for said in m.ours if said.entry in recent and pattern.search(said.text) and said.role is not Role.COURTESY]
    still = [said for said in found if not is_superseded(said, m.log)]
    return [m.quote(said, f"In the log at {m.time(said.at)}: {_as_written(said.text)}") for said in distinct(still)[-MOST_OPEN:]]
