"""Causes that somebody wrote down: the record's own field, and the sentences of the log that state, suspect or imply one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.analysis.causes.candidate import LONGEST_QUOTE, Candidate, Source, tidied
from assistant.analysis.causes.mechanisms import deciding, mechanism_of
from assistant.analysis.causes.telling import Told
from assistant.analysis.causes.wording import HEARSAY, content, doubted
from assistant.evidence.facts import Evidence, EvidenceSet, Mode
from assistant.evidence.modes import mode_of

_NO_CAUSE = re.compile(
    r"^\W*(?:unknown|tbd|tbc|todo|n/?a|none|pending|open|under (?:investigation|review|analysis)|(?:still )?(?:being )?investigat\w+|not (?:yet )?(?:known|found|identified|confirmed|determined|clear)|"
    r"to be (?:determined|confirmed|investigated)|no (?:confirmed )?(?:root )?cause)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"^(?:this|that|it)(?= (?:is|was|has been|appears|seems|may|might|could|likely|probably|also|stems|stemmed|results|resulted)\b)",
    re.IGNORECASE,
)
_THESE = re.compile(r"^(?:these|those|they)(?= (?:are|were|have been|appear|seem|may|might|could|likely|stem|stemmed)\b)", re.IGNORECASE)


def field_cause(evidence: EvidenceSet) -> Evidence | None:
    """The record's confirmed cause; None where the field is empty, says that nothing is known, or only suspects."""
    item = evidence.field("root_cause")
    if item is None or any(clause.mode is Mode.FIELD for clause in item.clauses) or _NO_CAUSE.match(item.text) or not content(item.text):
        return None
    return item


def is_settled(item: Evidence) -> bool:
    """Whether the words of the field say it without a doubt."""
    return mode_of(item.text) is not Mode.SUSPECTED and not doubted(item.text)


def from_field(evidence: EvidenceSet) -> Iterator[Candidate]:
    """The cause that the record holds."""
    item = field_cause(evidence)
    if item is not None:
        yield Candidate(
            Source.FIELD,
            tidied(item.text, 560),
            item.text,
            (item.id,),
            is_settled(item),
            -1,
            f"the cause in the record's own field ({item.id})",
        )


def from_log(told: Sequence[Told]) -> Iterator[Candidate]:
    """The causes that sentences of the log name, in the log's words."""
    for said in told:
        named = said.naming
        if named is None or HEARSAY.search(said.text) or said.mode in {Mode.PLANNED, Mode.DECIDED, Mode.MESSAGE}:
            continue
        source = Source.STATED if named.plain else Source.IMPLIED
        real = said.is_real and not doubted(said.text)
        short = f"{deciding(mechanism_of(named.cause)).name} ({said.tag})"
        yield Candidate(source, _worded(said, named.cause, leading=named.leading), named.cause, (said.tag,), real, said.entry, short)


def _worded(said: Told, cause: str, *, leading: bool) -> str:
    text = said.text
    if leading:
        text = _THESE.sub("The problems", _PRONOUN.sub("The problem", text))
    if len(text) > LONGEST_QUOTE:
        text = _around(text, cause)
    return tidied(text)


def _around(text: str, cause: str) -> str:
    """The part of a long sentence that holds the cause."""
    parts = re.split(r"(?<=[;:])\s+|\s+[*\-–—]\s+", text)
    chosen = next((part for part in parts if cause[:60] in part), text)
    at = chosen.find(cause[:60])
    if len(chosen) > LONGEST_QUOTE and at > LONGEST_QUOTE // 2:
        return "… " + chosen[chosen.rfind(" ", 0, at - 90) + 1 :]
    return chosen
