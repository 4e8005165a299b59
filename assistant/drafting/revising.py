"""Repairing a finished text by its findings: what can be done by rule first, then a model for the flagged sentences alone.

Every step is tried on the whole text and checked again; it is kept only if fewer findings block or warn, none of them is new, and nothing that
the text must have went with it. What is left is a person's. A gap that only a person can fill is never touched.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.checks.finding import CheckReport, Family, Finding, FindingSeverity, Sentence, SentenceStatus
from assistant.checks.wording import content_stems
from assistant.drafting import text_edits
from assistant.drafting.draft import Usage
from assistant.drafting.slots import GAP_CLOSE, GAP_OPEN
from assistant.evidence.facts import EvidenceSet

MOST_ROUNDS = 2
_CARRIES_A_FACT = 0.6
"""Share of a sentence's words that stand in its evidence, from which it tells a fact of it."""

How = Literal["replaced", "left out", "put back", "rewritten"]
Check = Callable[[str], CheckReport]


@dataclass(frozen=True)
class Flagged:
    """A sentence with what was found on it."""

    sentence: Sentence
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Rewritten:
    """What a model made of flagged sentences.

    Attributes:
        texts: Flagged sentence to its new words; empty words leave it out. A sentence that is not among them stays.
        usage: What was asked and answered.
        notices: What a reader must know, such as why the model gave nothing.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    notices: tuple[str, ...] = ()


Rewrite = Callable[[Sequence[Flagged]], Rewritten]


@dataclass(frozen=True)
class Change:
    """One accepted step: the words before and after, how, and the rules of the findings that it removed."""

    how: How
    before: str
    after: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Round:
    """One round.

    Attributes:
        number: From 1.
        before, after: The whole text.
        changes: What was accepted, in order.
        refused: How many of the model's rewrites were not accepted.
        open_before, open_after: Findings that block or warn.
    """

    number: int
    before: str
    after: str
    changes: tuple[Change, ...]
    refused: int
    open_before: int
    open_after: int

    @property
    def diff(self) -> str:
        """The lines that differ, as a unified diff without its head."""
        lines = difflib.unified_diff(self.before.splitlines(), self.after.splitlines(), lineterm="", n=0)
        return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))

    @property
    def note(self) -> str:
        """What was done, for the history of a draft."""
        told = Counter(change.how for change in self.changes)
        done = ", ".join(f"{number} {how}" for how, number in told.items())
        return f"Repair, round {self.number}: {done}; findings to mend {self.open_before} → {self.open_after}"


@dataclass(frozen=True)
class Repair:
    """The end of a repair: the text, its report, every round that changed something, and what the model cost and said."""

    text: str
    report: CheckReport
    rounds: tuple[Round, ...]
    usage: Usage = field(default_factory=Usage)
    notices: tuple[str, ...] = ()


def repair(
    text: str,
    check: Check,
    *,
    evidence: EvidenceSet,
    house: str = "",
    rewrite: Rewrite | None = None,
    rounds: int = MOST_ROUNDS,
) -> Repair:
    """Repair a finished text.

    Args:
        text: The body, a draft's or a person's.
        check: Everything that checks it; called once for each step that is tried.
        evidence: What may be said; a sentence that carries a fact of it is never left out by rule.
        house: What the house itself would write now from the same evidence; parts that are missing are taken from it. Empty for none.
        rewrite: Asks a model for flagged sentences; None for the rules alone.
        rounds: How often at most.
    """
    report = check(text)
    kept: list[Round] = []
    usage = Usage()
    notices: list[str] = []
    for number in range(1, rounds + 1):
        if not to_mend(report):
            break
        work = _Work(text, report, check, evidence, house)
        work.by_rule()
        refused = 0
        flagged = _flagged(work.report)
        if rewrite is not None and flagged:
            written = rewrite(flagged)
            usage, notices = _added(usage, written.usage), [*notices, *written.notices]
            refused = work.by_model(flagged, written.texts)
        if work.changes:
            before = len(to_mend(report))
            kept.append(Round(number, text, work.text, tuple(work.changes), refused, before, len(to_mend(work.report))))
        if work.text == text and not refused:
            break
        text, report = work.text, work.report
    return Repair(text, report, tuple(kept), usage, tuple(dict.fromkeys(notices)))


def to_mend(report: CheckReport) -> tuple[Finding, ...]:
    """The findings that a repair is for: those that block or warn, gaps aside."""
    return tuple(
        finding
        for finding in report.findings
        if finding.severity is not FindingSeverity.INFO and GAP_OPEN not in finding.text and GAP_CLOSE not in finding.text
    )


def is_better(before: CheckReport, after: CheckReport) -> bool:
    """Whether fewer findings block or warn, none of them is new, and nothing that must be there went missing."""
    old, new = (Counter(_identity(finding) for finding in to_mend(report)) for report in (before, after))
    if new - old or new.total() >= old.total():
        return False
    blocks_before, blocks_after = (sum(f.severity is FindingSeverity.BLOCK for f in to_mend(report)) for report in (before, after))
    return blocks_after <= blocks_before and not _missing(after) - _missing(before)


def _identity(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.severity.value, finding.text or finding.message


def _missing(report: CheckReport) -> set[str]:
    """What the text lacks, of any weight: an element that a deletion took with it."""
    lacking = (f for f in report.findings if f.family is Family.COMPLETENESS or f.start == f.end)
    return {f.message for f in lacking if GAP_OPEN not in f.text}


def _added(one: Usage, other: Usage) -> Usage:
    return Usage(
        requests=one.requests + other.requests,
        input_tokens=one.input_tokens + other.input_tokens,
        output_tokens=one.output_tokens + other.output_tokens,
    )


def _flagged(report: CheckReport) -> tuple[Flagged, ...]:
    """Every sentence with a finding on it, in order; gaps are left to the person whom they name."""
    found = []
    for sentence in report.sentences:
        on_it = tuple(f for f in to_mend(report) if f.start < f.end and f.start < sentence.end and sentence.start < f.end)
        if on_it and GAP_OPEN not in sentence.text:
            found.append(Flagged(sentence, on_it))
    return tuple(found)


@dataclass
class _Work:
    """A text under repair."""

    text: str
    report: CheckReport
    check: Check
    evidence: EvidenceSet
    house: str
    changes: list[Change] = field(default_factory=list)

    def by_rule(self) -> None:
        """Every repair that needs no writer, until none helps any more; what is missing first, for other sentences lean on it."""
        while any(self._mended(finding) for finding in sorted(to_mend(self.report), key=lambda finding: finding.start < finding.end)):
            continue

    def by_model(self, flagged: Sequence[Flagged], texts: Mapping[str, str]) -> int:
        """Try each rewritten sentence by itself; returns how many were refused."""
        refused = 0
        for each in flagged:
            new = texts.get(each.sentence.text)
            sentence = next((s for s in self.report.sentences if s.text == each.sentence.text), None)
            if new is None or sentence is None or new == sentence.text:
                continue
            how: How = "rewritten" if new else "left out"
            edited = text_edits.put(self.text, sentence.start, sentence.end, new) if new else text_edits.without(self.text, sentence)
            if edited is None or not self._taken(how, edited, sentence.text, new):
                refused += 1
        return refused

    def _mended(self, finding: Finding) -> bool:
        return any(self._taken(how, edited, before, after) for how, edited, before, after in self._candidates(finding))

    def _candidates(self, finding: Finding) -> Iterator[tuple[How, str, str, str]]:
        """Texts in which the finding may be gone, the smallest change first."""
        if finding.replacement is not None:
            yield "replaced", text_edits.put(self.text, finding.start, finding.end, finding.replacement), finding.text, finding.replacement
        sentence = next((s for s in self.report.sentences if s.start < finding.end and finding.start < s.end), None)
        if finding.start == finding.end or sentence is None:
            yield from (("put back", edited, "", part) for edited, part in text_edits.with_parts_of(self.text, self.house))
            return
        led = text_edits.without_lead(self.text, sentence, finding)
        if led:
            yield "left out", led, finding.text, ""
        own = text_edits.with_sentence_of(self.text, self.house, sentence)
        if own:
            yield "put back", own[0], sentence.text, own[1]
        if self._says_nothing_of_its_own(sentence):
            edited = text_edits.without(self.text, sentence)
            if edited is not None:
                yield "left out", edited, sentence.text, ""
        yield from (("put back", edited, was, part) for edited, was, part in text_edits.with_block_of(self.text, self.house, finding))

    def _says_nothing_of_its_own(self, sentence: Sentence) -> bool:
        """Whether leaving the sentence out takes no fact with it: another sentence rests on the same evidence, or its own words, without those
        that were found, hardly stand in what backs it.
        """
        if sentence.status is SentenceStatus.FOR_A_PERSON:
            return False
        others = {tag for other in self.report.sentences if other.start != sentence.start for tag in other.sources}
        if set(sentence.sources) <= others:
            return True
        kept = list(self.text)
        for finding in to_mend(self.report):
            kept[finding.start : finding.end] = " " * (finding.end - finding.start)
        own = content_stems("".join(kept[sentence.start : sentence.end]))
        backing = (item.text for item in (self.evidence.get(tag) for tag in sentence.sources) if item)
        return len(own & content_stems("\n".join(backing))) < _CARRIES_A_FACT * max(1, len(own))

    def _taken(self, how: How, edited: str, before: str, after: str) -> bool:
        if edited == self.text or not edited.strip():
            return False
        report = self.check(edited)
        if not is_better(self.report, report):
            return False
        gone = Counter(f.rule for f in to_mend(self.report)) - Counter(f.rule for f in to_mend(report))
        self.changes.append(Change(how, before, after, tuple(sorted(gone.elements()))))
        self.text, self.report = edited, report
        return True
