"""Five whys, each built on the answer before it: from the confirmed cause, from what the log says, from what is suspected, or left to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.analysis import signs
from assistant.analysis.lines import Line, Teller, bare, matching, quoted, read_lines, say
from assistant.analysis.reviewed import confirmed_cause, hands_on, service_of
from assistant.analysis.slots import HypothesisSlots, WhySlots
from assistant.drafting.reading import alike
from assistant.drafting.slots import Statement
from assistant.evidence.facts import EvidenceSet, Mode
from assistant.records.model import EscalationRecord
from knowledge.terms import words

_STEPS = 5
_ECHO = 160
_UNKNOWN = (
    ("", "{hands_on}"),
    ("Why did nothing stop that, whatever it was, before it reached customers?", "the owner of {service}"),
    ("Why did no test, review or trial run show it beforehand?", "whoever tests and releases changes to {service}"),
    ("Why does the way {service} is changed and run leave room for it?", "the engineering manager of {service}"),
    (
        "Why was that not known, or not put right, before this happened?",
        "the engineering manager of {service}, with the list of earlier incidents",
    ),
)
"""For each step: the question after a step without an answer, and whom to ask."""


@dataclass(frozen=True)
class _Link:
    """One answer of the chain, and how the next question refers to it."""

    answer: Statement
    next_question: str


def five_whys(record: EscalationRecord, evidence: EvidenceSet, hypotheses: Sequence[HypothesisSlots]) -> list[WhySlots]:
    """Five steps from the impact towards the cause.

    A confirmed cause answers first, sentence by sentence. Without one, what the log says of a mechanism and the best hypothesis stand as the
    answers, told as unconfirmed. The steps after them are questions with the role to ask, built on the last answer.
    """
    links = [*_links(record, evidence, hypotheses)][: _STEPS - 1]
    service = service_of(record)
    steps = []
    question = f"Why did this happen: {_echo(record.title)}?"
    for number, (unknown, role) in enumerate(_UNKNOWN):
        link = links[number] if number < len(links) else None
        if number > len(links):
            question = unknown.format(service=service)
        steps.append(
            WhySlots(
                question=question,
                answer=link.answer if link else None,
                ask="" if link else role.format(service=service, hands_on=hands_on(record)),
            )
        )
        question = link.next_question if link else question
    return steps


def _links(record: EscalationRecord, evidence: EvidenceSet, hypotheses: Sequence[HypothesisSlots]) -> Iterator[_Link]:
    confirmed = confirmed_cause(record, evidence)
    if confirmed:
        for text, tag in confirmed:
            yield _Link(say(text, tag), f"Why was that possible: {_echo(text)}?")
        return
    teller = Teller(record)
    lines = [line for line in read_lines(record, evidence) if not line.by_customer and not signs.NOT_A_FINDING.search(line.text)]
    best = _best(hypotheses)
    stated = _stated(lines, best)
    found: list[tuple[str, _Link]] = []
    guess = None if best else _guess(lines)
    if guess:
        found.append((guess.text, _Link(teller.quote(guess), f"Why could that happen, if it is confirmed: {_echo(bare(guess.text))}?")))
    if stated:
        found.append((stated.text, _Link(teller.quote(stated), f"Why did that happen: {_echo(stated.text)}?")))
    if best:
        cause = best.cause.text.rstrip(".")
        suspected = say(f"Suspected, not confirmed: {cause}.", *best.cause.cites)
        found.append((cause, _Link(suspected, f"Why could that happen, if it is confirmed: {_echo(cause)}?")))
    # What shares more words with the title stands nearer to the impact, and so answers the earlier why.
    title = frozenset(words(record.title))
    found.sort(key=lambda each: -len(title & frozenset(words(each[0]))))
    yield from (link for _, link in found)
    if found:
        said = [line.text for line in (stated, guess) if line] + ([best.cause.text] if best else [])
        for line in matching(lines, signs.BARRIER, unless=signs.UNWATCHED, but=said, most=1):
            yield _Link(teller.quote(line), f"Why was that so: {_echo(line.text)}?")


def _best(hypotheses: Sequence[HypothesisSlots]) -> HypothesisSlots | None:
    """The first hypothesis that leans on this record; an idea from a past report alone answers no why."""
    return next((each for each in hypotheses if any(tag.startswith("F") for tag in each.cause.cites)), None)


def _guess(lines: Sequence[Line]) -> Line | None:
    """The newest suspicion of the log, for want of a hypothesis."""
    suspected = [line for line in lines if line.mode is Mode.SUSPECTED and not signs.CAUSE_NOT_TOLD.search(line.text)]
    return next(iter(matching(reversed(suspected), signs.SUSPICION, unless=signs.NO_CAUSE, most=1)), None)


def _stated(lines: Sequence[Line], best: HypothesisSlots | None) -> Line | None:
    """The first sentence of the log that says in causal words, as a fact, how it came about, unless the hypothesis says the same."""
    told = frozenset(words(best.cause.text)) if best else frozenset()
    for line in matching(lines, signs.CAUSAL, unless=signs.CAUSE_NOT_TOLD, most=len(lines)):
        same = best is not None and (alike(frozenset(words(line.text)), told) >= 0.6 or line.tag in best.cause.cites)
        if line.mode in {Mode.OBSERVED, Mode.DONE} and not same and not signs.NO_CAUSE.search(line.text):
            return line
    return None


def _echo(text: str) -> str:
    """The answer as the next question repeats it."""
    return quoted(text.strip().rstrip(".?!"), _ECHO)
