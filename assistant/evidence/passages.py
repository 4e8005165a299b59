"""Passages of past reports as S-tagged evidence, with everything that belongs to another customer taken out first.

What a writer never sees it cannot give away; the names stay on the deny list all the same, so that one that survives is found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.evidence.facts import Clause, Evidence, Mode
from assistant.evidence.names import Name, NameFinder, company_forms, is_team
from assistant.evidence.private_patterns import private_values
from assistant.evidence.sentences import split_sentences

if TYPE_CHECKING:
    from knowledge.report import PostIncidentReport
    from knowledge.search import Match

MOST_PASSAGES, MOST_PER_REPORT, LONGEST_PASSAGE = 4, 2, 600
_HOST = re.compile(r"\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:internal|local|lan|intra|corp)\b", re.IGNORECASE)
_MONEY = re.compile(
    r"(?<!\w)(?:(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|JPY|AUD|CAD|INR)\s?|[€$£¥₹]\s?)\d[\d.,'’  ]*\d?(?:\s?(?:k|m|bn|million|thousand)\b)?"
    r"|(?<![\w.])\d[\d.,'’]*\s?(?:k|million|thousand)?\s?(?:€|£|(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|euros?|dollars?|pounds?)\b)",
    re.IGNORECASE,
)
_CODE_NAME = re.compile(r"\b(?:(?:Project|Operation|Programme|Program|Initiative)\s+[A-Z][\w-]+|[Cc]ode[ -]?named?\s+[\"“']?[A-Z][\w-]+)")
STAND_INS = {
    "CUSTOMER": "[another customer]",
    "PERSON": "[a person]",
    "TEAM": "[a team]",
    "HOST": "[a host]",
    "ID": "[a reference]",
    "URL": "[a link]",
    "EMAIL": "[an address]",
    "IP": "[an address]",
    "PHONE": "[a number]",
    "SECRET": "[a secret]",
    "ACCOUNT": "[a number]",
    "MONEY": "[an amount]",
    "NAME": "[a project]",
}
"""What stands in a past report for what a reader of another case must not learn, by kind."""


def pseudonymised(text: str, report: PostIncidentReport) -> str:
    """The text without the other customer's name and aliases, people, hosts, addresses, references, sums, secrets and code names."""
    finder = _finder((report.customer, *report.customer_aliases), report.people, report.hosts, report.tickets)
    hits = [(start, end, name.kind) for start, end, name, _ in finder.find(text)]
    hits += list(private_values(text))
    hits += [
        (*found.span(), kind)
        for kind, shape in (("HOST", _HOST), ("MONEY", _MONEY), ("NAME", _CODE_NAME))
        for found in shape.finditer(text)
    ]
    pieces, position = [], 0
    for start, end, kind in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if end <= position:
            continue
        if start >= position:
            pieces += [text[position:start], STAND_INS[kind]]
        position = end
    return "".join([*pieces, text[position:]])


@lru_cache(maxsize=256)
def _finder(customers: tuple[str, ...], people: tuple[str, ...], hosts: tuple[str, ...], tickets: tuple[str, ...]) -> NameFinder:
    names = [Name("CUSTOMER", name, tuple(company_forms(name))) for name in filter(None, customers)]
    names += [Name("TEAM", name) if is_team(name) else Name("PERSON", name, is_person=True) for name in filter(None, people)]
    names += [Name("HOST", name) for name in filter(None, hosts)]
    return NameFinder([*names, *(Name("ID", name) for name in filter(None, tickets))])


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
