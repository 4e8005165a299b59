"""Passages of past reports as S-tagged evidence, with everything that belongs to another customer taken out first.

What a writer never sees it cannot give away; the names stay on the deny list all the same, so that one that survives is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from assistant.evidence.facts import Clause, Evidence, Mode
from assistant.evidence.sentences import split_sentences

if TYPE_CHECKING:
    from knowledge.report import PostIncidentReport
    from knowledge.search import Match

MOST_PASSAGES, MOST_PER_REPORT, LONGEST_PASSAGE = 4, 2, 600
_REPORT_ID = re.compile(r"\b(?:PIR|INC|OPS|ESC|CHG|REQ|JIRA|PRB)-\d{2,}\b")
_HOST = re.compile(r"\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:internal|local|lan|intra|corp)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")


def pseudonymised(text: str, report: PostIncidentReport) -> str:
    """The text without the other customer's name and aliases, people, hosts, addresses and references."""
    names = (
        ((report.customer, *report.customer_aliases), "[another customer]"),
        (_with_parts(report.people), "[a person]"),
        (report.hosts, "[a host]"),
        (report.tickets, "[a reference]"),
    )
    for words, stand_in in names:
        for word in sorted(filter(None, words), key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", stand_in, text, flags=re.IGNORECASE)
    text = _HOST.sub("[a host]", text)
    return _REPORT_ID.sub("[a reference]", _ADDRESS.sub("[an address]", text))


def _with_parts(people: Iterable[str]) -> list[str]:
    parts = [part for person in people for part in person.split() if len(part) > 2]
    return [*people, *parts]


def passages_from(matches: Sequence[Match]) -> tuple[Evidence, ...]:
    """The best passages of similar reports, tagged S1..Sn in order of similarity; a document that is no report gives none."""
    found: list[Evidence] = []
    for match in matches:
        report = match.report
        if report is None:
            continue
        for passage in match.passages[:MOST_PER_REPORT]:
            if len(found) == MOST_PASSAGES:
                return tuple(found)
            text = pseudonymised(passage.text, report)[:LONGEST_PASSAGE]
            clauses = tuple(Clause(span.quote, Mode.PASSAGE) for span in split_sentences(text)) or (Clause(text, Mode.PASSAGE),)
            origin = f"{match.id}, {passage.section}"
            found.append(Evidence(f"S{len(found) + 1}", text, origin, "passage", clauses, source_id=match.id))
    return tuple(found)
