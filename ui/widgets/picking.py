"""What belongs together: choosing a sentence marks its facts and findings, and the other way round. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.checks.finding import Finding, Sentence

_TAG = re.compile(r"\b[FPS]\d+\b")


@dataclass(frozen=True)
class Picked:
    """What is marked: indexes of sentences, numbers of findings (from 1), evidence tags."""

    sentences: frozenset[int] = frozenset()
    findings: frozenset[int] = frozenset()
    tags: frozenset[str] = frozenset()


def pick_sentence(index: int, sentences: Sequence[Sentence], findings: Sequence[Finding]) -> Picked:
    """A sentence with its facts and the findings on it."""
    if not 0 <= index < len(sentences):
        return Picked()
    sentence = sentences[index]
    on_it = frozenset(n for n, finding in enumerate(findings, 1) if _meet(sentence, finding))
    return Picked(frozenset({index}), on_it, frozenset(sentence.sources))


def pick_finding(number: int, sentences: Sequence[Sentence], findings: Sequence[Finding]) -> Picked:
    """A finding with its sentences, and the facts that these cite or that the finding names."""
    if not 1 <= number <= len(findings):
        return Picked()
    finding = findings[number - 1]
    held = frozenset(n for n, sentence in enumerate(sentences) if _meet(sentence, finding))
    named = set(_TAG.findall(f"{finding.message} {finding.suggestion}"))
    return Picked(held, frozenset({number}), frozenset(named.union(*(sentences[n].sources for n in held))))


def pick_tag(tag: str, sentences: Sequence[Sentence], findings: Sequence[Finding]) -> Picked:
    """A fact with the sentences that cite it and the findings on these."""
    citing = frozenset(n for n, sentence in enumerate(sentences) if tag in sentence.sources)
    on_them = frozenset(n for n, finding in enumerate(findings, 1) if any(_meet(sentences[i], finding) for i in citing))
    return Picked(citing, on_them, frozenset({tag}))


def _meet(sentence: Sentence, finding: Finding) -> bool:
    return finding.start < sentence.end and sentence.start < max(finding.end, finding.start + 1)
