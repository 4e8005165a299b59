"""What the citations of a hypothesis amount to: who states it, who only suspects it, which facts bear it out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.analysis.causes.mechanisms import Mechanism, mechanism_of
from assistant.analysis.causes.rejection import STEP
from assistant.analysis.causes.stated import field_cause, is_settled
from assistant.analysis.causes.telling import Told
from assistant.analysis.causes.wording import content, denied, doubted, no_help, recovered, without_denials
from assistant.evidence.facts import EvidenceSet, Mode

_QUOTED = re.compile(r"“([^”]+)”")
_REPRODUCED = re.compile(r"\b(?:reproduc(?:ed|ible|es)|able to reproduce|repro(?:'d)? )\b", re.IGNORECASE)
_NOT_REPRODUCED = re.compile(r"\b(?:not|n['’]t|cannot|unable to|failed to|never)\b.{0,20}\breproduc", re.IGNORECASE)
_REPEATED = 0.8
"""Share of common words from which a second entry only repeats the first."""

SAME_FIELD = 0.5
"""Share of common words from which a hypothesis is the cause that the record's field gives."""


@dataclass(frozen=True)
class Backing:
    """What speaks for one hypothesis.

    Attributes:
        cited: The tags that exist, in the order given.
        field: The tag of the record's own cause if this is it and its words hold no doubt; else an empty string.
        stating: How many entries state it as the cause.
        implying: How many tell a sequence or a finding that implies it.
        facts: How many independent entries speak for it as facts, those included.
        guesses: How many only suspect it or plan by it.
        ideas: How many past reports it comes from.
        worked: Whether an entry tells of recovery after a step that it cites.
        reproduced: Whether an entry says that it was reproduced.
    """

    cited: tuple[str, ...]
    field: str
    stating: int
    implying: int
    facts: int
    guesses: int
    ideas: int
    worked: bool
    reproduced: bool


def core_of(cause: str) -> str:
    """The words of the evidence in a hypothesis: what it quotes, or all of it; without what it says was not the cause."""
    quotes = _QUOTED.findall(cause)
    text = " ".join(quotes) if quotes else cause
    return without_denials(text) or text


def backing(cause: str, cites: Sequence[str], told: Sequence[Told], evidence: EvidenceSet) -> Backing:
    """Read the citations of one hypothesis."""
    core = core_of(cause)
    ours, kind = content(core), mechanism_of(core)
    cited = tuple(tag for tag in dict.fromkeys(cites) if evidence.get(tag) is not None)
    field = field_cause(evidence)
    of_field = field is not None and field.id in cited and _alike(ours, content(field.text)) >= SAME_FIELD
    is_field = field is not None and of_field and is_settled(field)
    chosen = [best for tag in cited if (best := _best([said for said in told if said.tag == tag], ours, kind))]
    independent = _independent(chosen)
    real = [said for said in independent if said.is_real and not doubted(said.text)]
    plain = [said for said in real if said.naming and said.naming.plain]
    implied = [said for said in real if said.naming and not said.naming.plain]
    entries = [said for said in told if said.tag in cited]
    return Backing(
        cited,
        field.id if field and is_field else "",
        len(plain),
        len(implied),
        len(real),
        len(independent) - len(real) + (of_field and not is_field),
        sum(1 for tag in cited if (item := evidence.get(tag)) and item.source_id),
        any(_recovery_of(said, ours, core) for said in entries),
        any(_REPRODUCED.search(said.text) and not _NOT_REPRODUCED.search(said.text) and said.mode is not Mode.PLANNED for said in entries),
    )


def _recovery_of(said: Told, ours: frozenset[str], core: str) -> bool:
    """Whether it tells that things got better with what the hypothesis names; where that is a step, any recovery told beside it counts."""
    if not said.is_real or not recovered(said.text) or no_help(said.text):
        return False
    return STEP.search(core) is not None or bool((said.content & ours) - content(said.title))


def _best(sentences: Sequence[Told], ours: frozenset[str], kind: Mechanism) -> Told | None:
    """The sentence of an entry that says most of the hypothesis; one that names a cause wins over one that does not."""
    related = [said for said in sentences if _speaks_of(said, ours, kind)]
    return max(related, key=lambda said: (said.naming is not None and len(said.content & ours) > 0, len(said.content & ours)), default=None)


def _speaks_of(said: Told, ours: frozenset[str], kind: Mechanism) -> bool:
    if content(denied(said.text)) & ours:
        return False
    about = content(said.title)
    shared = said.content & ours
    return bool(shared - about) or (bool(shared) and ours <= about) or (kind is not Mechanism.OTHER and mechanism_of(said.text) is kind)


def _independent(chosen: Sequence[Told]) -> list[Told]:
    """One of each group of entries that repeat one another; the plainest stays."""
    kept: list[Told] = []
    for said in sorted(chosen, key=lambda item: (not item.is_real, item.naming is None, item.entry)):
        if all(_alike(said.content, other.content) < _REPEATED for other in kept):
            kept.append(said)
    return kept


def _alike(first: frozenset[str], second: frozenset[str]) -> float:
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0
