"""Past incidents beside this one: found once by symptom and once by each hypothesised cause, each with what it suggests and what differs.

Incidents that look alike seldom share their cause, while causes that read alike do: so the two searches are kept apart, and a reader sees
which of them found a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.analysis.hypotheses import Hypothesis, State
from assistant.drafting.form import Sources
from assistant.drafting.phrasing import shorten, tidy
from assistant.evidence.facts import Clause, Evidence, Mode
from assistant.evidence.passages import pseudonymised
from assistant.evidence.sentences import split_sentences
from assistant.records.model import EscalationRecord, UpdateKind
from knowledge.explain import NO_DIFFERENCE
from knowledge.query import Query
from knowledge.search import Match, SearchResult

BY_SYMPTOM, BY_CAUSE, COMPARED = 3, 2, 3
"""How many reports are shown for the symptom, for each hypothesis, and for how many hypotheses."""
_LONGEST = 280
_STAND_IN = re.compile(r"\[((?:another|an?) \w+)\]")
_FRAME = re.compile(r"^(?:Both mention|The report does not mention|[^:\"]{1,40}:)")
_CONTENT = re.compile(r"\b(?!and\b|or\b)[^\W_]{2,}")


@dataclass(frozen=True)
class PastIncident:
    """A past incident held beside this one.

    Attributes:
        id: The report.
        title: What it was about, without names.
        score: How sure the match is, 0 to 1.
        suggests: What was the cause there, and what ended it, in the report's words without names.
        differs: What differs, without names; never empty.
        reasons: Why it was found, without names.
        tag: Its S tag, where its cause is part of the evidence.
    """

    id: str
    title: str
    score: float
    suggests: str
    differs: tuple[str, ...]
    reasons: tuple[str, ...]
    tag: str = ""


def symptom_query(record: EscalationRecord) -> Query:
    """What to search for by symptom: what was seen, without anything that is known or thought of the cause."""
    seen = [update.text for update in record.updates if update.kind in {None, UpdateKind.OBSERVATION}][:4]
    text = "\n".join(filter(None, [record.title, record.description, *seen]))
    return Query(text=text, title=record.title, services=record.services)


def cause_passages(result: SearchResult | None) -> tuple[Evidence, ...]:
    """The causes of similar reports as evidence, one each, tagged S1..Sn; what belongs to their customers is taken out."""
    found: list[Evidence] = []
    for match in result.results if result else ():
        if match.report is None:
            continue
        text = shorten(pseudonymised(match.report.root_cause, match.report), 600)
        clauses = tuple(Clause(span.quote, Mode.PASSAGE) for span in split_sentences(text))
        found.append(Evidence(f"S{len(found) + 1}", text, f"{match.id}, Root Cause", "passage", clauses, source_id=match.id))
    return tuple(found)


def by_symptom(result: SearchResult | None, passages: Sequence[Evidence]) -> tuple[PastIncident, ...]:
    """The reports that look like this incident."""
    tags = {passage.source_id: passage.id for passage in passages}
    return tuple(_beside(match, tags.get(match.id, "")) for match in (result.results if result else ())[:BY_SYMPTOM])


def by_cause(hypotheses: Sequence[Hypothesis], record: EscalationRecord, sources: Sources) -> dict[str, tuple[PastIncident, ...]]:
    """For each of the first hypotheses, the reports whose cause reads like it; an idea from a report is not searched for with its own words."""
    found: dict[str, tuple[PastIncident, ...]] = {}
    ours = [each for each in hypotheses if each.state is not State.REJECTED and any(tag.startswith("F") for tag in each.supports)]
    for hypothesis in ours[:COMPARED]:
        result, _ = sources.search(
            Query(text=hypothesis.cause, services=record.services, cause=hypothesis.cause), k=BY_CAUSE, exclude=(record.id,)
        )
        found[hypothesis.id] = tuple(_beside(match, "") for match in (result.results if result else ()))
    return found


def _beside(match: Match, tag: str) -> PastIncident:
    title = " ".join(_nameless([match.title], match)) or "a past incident"
    differs = _nameless(match.differences, match) or (NO_DIFFERENCE,)
    return PastIncident(match.id, title, round(match.score, 4), _suggests(match), differs, _nameless(match.reasons, match), tag)


def _nameless(sentences: Iterable[str], match: Match) -> tuple[str, ...]:
    """Sentences about a report without the names in it; one that says nothing but a name is left out."""
    if match.report is None:
        return tuple(sentences)
    hidden = [pseudonymised(sentence, match.report) for sentence in sentences]
    return tuple(_STAND_IN.sub(r"\1", sentence) for sentence in hidden if _says_more(sentence))


def _says_more(hidden: str) -> bool:
    """Whether words are left beside the stand-ins: of 'Another cause there: "Ana Ferrer."' nothing is."""
    return not _STAND_IN.search(hidden) or bool(_CONTENT.search(_FRAME.sub("", _STAND_IN.sub("", hidden), count=1)))


def _suggests(match: Match) -> str:
    report = match.report
    if report is None:
        return "It is kept as plain text, without a cause of its own."
    cause, ended = (_first(_STAND_IN.sub(r"\1", pseudonymised(text, report))) for text in (report.root_cause, report.resolution))
    return f"There the cause was: {cause} What ended it: {ended}"


def _first(text: str) -> str:
    spans = split_sentences(text)
    sentence = tidy(shorten(spans[0].quote if spans else text, _LONGEST))
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."
