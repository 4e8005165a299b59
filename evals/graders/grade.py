"""What a grader is, and what all of them share: where one applies, and what it says of an answer that is no document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.actions.action import AUTO
from assistant.actions.registry import ACTIONS, form_of
from assistant.drafting.draft import Draft
from assistant.errors import ActionRefused
from assistant.evidence.facts import Audience
from assistant.records.policy import Policy, shipped_policy
from evals.cases import Case, Outcome
from evals.cell import Better, Column, Score

NO_DOCUMENT = "no document"
"""The reason of every score of an answer that is none."""


@dataclass(frozen=True)
class Verdict:
    """What is found in a draft; fields as in `evals.cell.Score`."""

    value: bool | float | str | None
    reason: str = ""
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grader:
    """One column and what fills it.

    Attributes:
        column: How the column is called and read.
        grade: The score of an outcome; None where the grader does not apply to it.
    """

    column: Column
    grade: Callable[[Case, Outcome], Score | None]


@dataclass(frozen=True)
class Written:
    """A draft to be graded, with its case and the policy that was in force.

    Attributes:
        case: What was asked for.
        draft: What was written.
        policy: None where it is known only that it is another one than the shipped.
    """

    case: Case
    draft: Draft
    policy: Policy | None

    @property
    def text(self) -> str:
        """Subject and body."""
        return f"{self.draft.document.subject}\n\n{self.draft.document.body}"


Applies = Callable[[Case, str], bool]
"""Whether a grader has something to say about a case and the kind of document that it asks for."""


def grader(
    name: str,
    about: str,
    applies: Applies,
    judge: Callable[[Written], Verdict | None],
    *,
    better: Better = "higher",
    hard: bool = False,
    without: bool | float | None = False,
) -> Grader:
    """A grader of written documents.

    Args:
        name: The column.
        about: What is counted, in a short sentence.
        applies: Decides by the case alone, so that a model which writes nothing is graded where others are.
        judge: Looks at the draft; None where there is nothing in it to look at.
        better: Which way is better.
        hard: Whether one bad cell fails a gate.
        without: The value where the model's answer was no document. None for what only a written text can do wrong: there a missing
            document is unscored, because it neither leaks nor reads badly.
    """

    def grade(case: Case, outcome: Outcome) -> Score | None:
        kind = kind_of(case)
        if not kind or not applies(case, kind):
            return None
        if outcome.unwritten:
            return Score(name=name, value=without, reason=NO_DOCUMENT)
        if outcome.draft is None:
            return None
        found = judge(Written(case, outcome.draft, _policy(outcome)))
        return None if found is None else Score(name=name, value=found.value, reason=found.reason, quotes=found.quotes)

    return Grader(Column(name=name, about=about, better=better, hard=hard), grade)


def kind_of(case: Case) -> str:
    """The kind of document that a case asks for; empty where it must be refused, or is."""
    if case.expect.refused:
        return ""
    action = ACTIONS[case.action]
    try:
        return action.kind_for(case.record, case.options.get(action.option, AUTO), force="force" in case.options)
    except ActionRefused:
        return ""


def for_customers(kind: str) -> bool:
    """Whether the document is one that the customer reads."""
    return form_of(kind).audience is Audience.CUSTOMER


def _policy(outcome: Outcome) -> Policy | None:
    if outcome.policy is not None or outcome.draft is None:
        return outcome.policy
    shipped = shipped_policy()
    return shipped if outcome.draft.fingerprints.policy == shipped.fingerprint else None
