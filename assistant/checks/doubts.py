"""What the claim reader doubts, and how that weighs beside what the rules found.

The reader is asked about sentences in words of their own: no quotation, no courtesy, no question, no promise of a call or a message, no form
of the house. It adds a finding where no rule has one. Where a rule that reads only words warns, and the reader finds the sentence in the
record, the finding informs instead; a plan told as a deed blocks only where the reader doubts it too. What figures and names give away stays
as it is.

The thresholds were chosen on the records that training kept back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.checks.basis import Basis
from assistant.checks.claim_reader import RECORD_TOKENS, claim_reader
from assistant.checks.finding import Family, Finding, FindingSeverity
from assistant.checks.senses import kin, weighty
from assistant.evidence.facts import Evidence, Mode
from assistant.evidence.sentences import Span, split_sentences

WARN_FROM, INFO_FROM = 0.85, 0.6
"""Doubt from which a sentence is found though no rule finds it. Where the record holds all its words the finding only informs: most such
sentences are carried, and what turns one of them round has rules of its own."""
CALM_BELOW = {"fix_status": 0.3, "deed": 0.5, "unsupported": 0.5, "eta": 0.2}
"""Rules that read words and are wrong more often than right where the reader is sure: the doubt below which each only informs. Money is left
to its rule, and so is a time for the end where the record says that there is none."""
BLOCK_FROM = {"plan_as_deed": 0.5}
"""Doubt below which a block on words alone is a warning: above it nine in ten are right, below it one in six."""
_NOT_READ = frozenset({"contacts", "policy", "passage"})
_WORDS_A_RECORD = int(RECORD_TOKENS / 1.6)
"""Words of the record that fit into what the reader takes, with room for names and times, which fall into several pieces."""


def doubts_on(basis: Basis, sentences: Sequence[str]) -> tuple[float, ...]:
    """For each sentence, from 0 to 1, how likely it is that the evidence does not carry it."""
    return claim_reader().doubts(premise(basis.items, sentences), sentences)


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


def weighed(doubt: float, found: Sequence[Finding], basis: Basis, span: Span, *, in_its_words: bool) -> list[Finding]:
    """The findings on one sentence after the reader was asked.

    Args:
        doubt: What the reader said.
        found: What the rules found.
        basis: The evidence, for its words nearest to the sentence.
        span: The sentence, at its place in the text.
        in_its_words: Whether the record holds all words of the sentence near each other.
    """
    result = [_calmed(finding, doubt, basis) for finding in found]
    if doubt >= INFO_FROM and all(finding.severity is FindingSeverity.INFO for finding in found):
        severity = FindingSeverity.WARN if doubt >= WARN_FROM and not in_its_words else FindingSeverity.INFO
        result.append(
            Finding(
                rule="grounding.claim",
                family=Family.GROUNDING,
                severity=severity,
                start=span.start,
                end=span.end,
                text=span.quote,
                message=f"The record does not seem to say this (doubt {doubt:.2f} of 1).{_beside(basis, span.quote)}",
                suggestion="Hold it against the record: who, what, how much of it, done or planned, known or suspected. "
                "Say what the record says.",
            )
        )
    return result


def _calmed(finding: Finding, doubt: float, basis: Basis) -> Finding:
    rule = finding.rule.removeprefix("grounding.")
    if rule == "eta" and any(point.field == "eta" and point.mode is Mode.FIELD for point in basis.points):
        return finding
    if finding.severity is FindingSeverity.WARN and doubt < CALM_BELOW.get(rule, 0.0):
        return finding.model_copy(update={"severity": FindingSeverity.INFO})
    if finding.severity is FindingSeverity.BLOCK and doubt < BLOCK_FROM.get(rule, 0.0):
        return finding.model_copy(update={"severity": FindingSeverity.WARN})
    return finding


def _beside(basis: Basis, sentence: str) -> str:
    """The words of the record nearest to the sentence, to hold it against; empty where none are near."""
    told = weighty(kin(sentence))
    near = max(basis.points, key=lambda point: len(told & kin(point.said)), default=None)
    if near is None or not told & kin(near.said):
        return ""
    said = near.said.strip(" .")
    return f" Nearest to it: “{said[:1].upper()}{said[1:]}”."
