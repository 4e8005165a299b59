"""Graders of the form: slots, backed values, parts, tone, length, how hard it is to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.checks.finding import Family, Finding, FindingSeverity, ValueStatus
from assistant.drafting.slots import GAP_OPEN
from assistant.evidence.sentences import split_sentences
from evals.graders.grade import Grader, Verdict, Written, for_customers, grader
from evals.reading_level import grade_level

_BACKED = frozenset({ValueStatus.EXACT, ValueStatus.DERIVED, ValueStatus.COMMITMENT})
_PARTS = ("completeness.missing", "completeness.order", "completeness.next_update_time", "completeness.placeholder", "tone.contact_missing")
WORDS: dict[str, tuple[int, int]] = {
    "acknowledgment": (40, 220),
    "progress": (40, 400),
    "resolution": (60, 400),
    "executive": (80, 350),
    "short": (40, 250),
    "rca-customer": (80, 700),
    "summary": (60, 600),
}
"""Fewest and most words of a body, by kind. Letters are read on a telephone, a summary on one screen; other documents grow with their
tables and have no limit."""


def weighty(written: Written, *families: Family) -> tuple[Finding, ...]:
    """The findings of these families that warn or block and that the case does not allow."""
    return tuple(
        finding
        for finding in written.draft.findings
        if finding.family in families and finding.severity is not FindingSeverity.INFO and finding.rule not in written.case.expect.findings
    )


def free_of(findings: tuple[Finding, ...]) -> Verdict:
    """Right where there are none; else each with its message."""
    return Verdict(not findings, "; ".join(f"{f.rule}: {f.message}" for f in findings), tuple(f.text for f in findings if f.text))


def _slots(written: Written) -> Verdict | None:
    said = list(_statements(written.draft.slots))
    if not said:
        return None
    open_ones = tuple(text for text in said if text.startswith(GAP_OPEN))
    reason = f"{len(open_ones)} of {len(said)} statements are left to a person" if open_ones else ""
    return Verdict(1 - len(open_ones) / len(said), reason, open_ones)


def _statements(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if set(part) == {"cites", "text"}:
            yield str(part["text"])
        else:
            for value in part.values():
                yield from _statements(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _statements(value)


def _values(written: Written) -> Verdict | None:
    values = [value for sentence in written.draft.sentences for value in sentence.values]
    if not values:
        return None
    loose = [value for value in values if value.status not in _BACKED]
    reason = "; ".join(f"{value.text} is {value.status.value.replace('_', ' ')}" for value in loose)
    return Verdict(1 - len(loose) / len(values), reason, tuple(value.text for value in loose))


def _grounding(written: Written) -> Verdict:
    return free_of(tuple(finding for finding in weighty(written, Family.GROUNDING) if finding.severity is FindingSeverity.BLOCK))


def _elements(written: Written) -> Verdict:
    found = weighty(written, Family.COMPLETENESS, Family.TONE)
    return free_of(tuple(finding for finding in found if finding.rule.startswith(_PARTS)))


def _tone(written: Written) -> Verdict:
    return free_of(weighty(written, Family.TONE))


def _length(written: Written) -> Verdict:
    fewest, most = WORDS[written.draft.kind]
    words = len(written.draft.document.body.split())
    return Verdict(fewest <= words <= most, f"{words} words; {fewest} to {most} are allowed")


_LABELS = re.compile(r"\*\*[^*\n]+\*\*:?|^#+ .*$|^\|.*$", re.MULTILINE)


def _reading(written: Written) -> Verdict | None:
    prose = _LABELS.sub("", written.draft.document.body)
    level = grade_level([span.quote for span in split_sentences(prose) if GAP_OPEN not in span.quote])
    return None if level is None else Verdict(round(level, 1), f"school grade {level:.1f}")


FORM: tuple[Grader, ...] = (
    grader("slots filled", "Share of the statements that the writer wrote and did not leave to a person.", lambda case, kind: True, _slots, without=0.0),
    grader("values backed", "Share of the numbers, times and names that the evidence holds.", lambda case, kind: True, _values, without=0.0),
    grader("grounding", "No finding that a sentence is not backed forbids sending it.", lambda case, kind: True, _grounding),
    grader("elements", "Every part that the document must have is there, in order.", lambda case, kind: True, _elements),
    grader("tone", "No sentence blames, excuses, minimises or is cold.", lambda case, kind: True, _tone),
    grader("length", "The body has no fewer and no more words than its kind allows.", lambda case, kind: kind in WORDS, _length),
    grader(
        "reading level",
        "School grade of the prose by Flesch and Kincaid; lower is easier.",
        lambda case, kind: for_customers(kind),
        _reading,
        better="lower",
        without=None,
    ),
)  # fmt: skip
