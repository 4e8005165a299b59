"""What the claim reader is given to read, and what it doubts.

It is asked about sentences in words of their own: no quotation, no courtesy, no question, no promise of a call or a message, no form of the
house. What its doubt means beside what the rules found is `weighing`'s to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.checks.basis import Basis
from assistant.checks.claim_reader import RECORD_TOKENS, claim_reader
from assistant.checks.senses import kin, weighty
from assistant.evidence.facts import Evidence
from assistant.evidence.sentences import split_sentences
from assistant.evidence.values import ValueKind, extract_values

_NOT_READ = frozenset({"contacts", "policy", "passage"})
_WORDS_A_RECORD = int(RECORD_TOKENS / 1.6)
"""Words of the record that fit into what the reader takes, with room for names and times, which fall into several pieces."""


def doubts_on(basis: Basis, sentences: Sequence[str]) -> tuple[float, ...]:
    """For each sentence, from 0 to 1, how likely it is that the evidence does not carry it."""
    record = premise(basis.items, sentences)
    return claim_reader().doubts(record, [clocked(sentence, record) for sentence in sentences])


def clocked(sentence: str, record: str) -> str:
    """The sentence with its times as the record writes them: the reader does not know that 9:30 a.m. CEST is 07:30 UTC, or half past five 17:30."""
    for value in reversed(extract_values(sentence)):
        if value.kind is ValueKind.TIME and value.quote not in record:
            zoned = {f"{form.removesuffix('Z')} UTC" for form in value.alternatives if form.endswith("Z")}
            written = [form for form in zoned or {value.canonical, *value.alternatives} if form.removesuffix(" UTC") in record]
            if len(written) == 1:
                sentence = f"{sentence[: value.start]}{written[0]}{sentence[value.end :]}"
    return sentence


def premise(items: Iterable[Evidence], sentences: Sequence[str]) -> str:
    """The lines of the evidence, those nearest to the sentences where they are too many, in their order."""
    lines = list(_lines(items))
    if sum(len(line.split()) for line in lines) > _WORDS_A_RECORD:
        lines = _nearest(lines, [weighty(kin(sentence)) for sentence in sentences])
    return "\n".join(lines)


def _lines(items: Iterable[Evidence]) -> Iterator[str]:
    for item in items:
        if item.field in _NOT_READ:
            continue
        named = item.field if item.at is None and item.origin == item.field and ":" not in item.text[:40] else ""
        for span in split_sentences(item.text):
            when = f"{item.at:%H:%M} " if item.at and item.field == "updates" and span.start == 0 else ""
            label = f"{named.replace('_', ' ').capitalize()}: " if named and span.start == 0 else ""
            yield f"{when}{label}{span.quote}"


def _nearest(lines: list[str], told: list[frozenset[str]]) -> list[str]:
    def nearness(place: int) -> float:
        words = kin(lines[place])
        return max((len(words & each) / (1 + len(each)) for each in told), default=0.0)

    room, chosen = _WORDS_A_RECORD, set[int]()
    for place in sorted(range(len(lines)), key=lambda place: (-nearness(place), -place)):
        length = len(lines[place].split())
        if length <= room:
            chosen.add(place)
            room -= length
    return [lines[place] for place in sorted(chosen)]
