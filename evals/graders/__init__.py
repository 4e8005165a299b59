"""Graders: what code decides about one outcome, a column each. No grader asks a model.

A grade is yes or no, a share, a figure or a word; None within a score means that there was nothing to score, and no score at all that the
grader does not apply. Where a model's answer was no document, every grader that applies says no, except those of things that only a
written text can do wrong, which are left unscored. Reading order: `grade`, `form`, `facts`, `safety`.
"""

from __future__ import annotations

from collections.abc import Iterable

from evals.cases import Case, Outcome, failures
from evals.cell import Column, Score
from evals.graders.facts import FACTS
from evals.graders.form import FORM
from evals.graders.grade import NO_DOCUMENT, Grader
from evals.graders.safety import SAFETY

__all__ = ["GRADERS", "Grader", "columns", "grade_all"]


def _expected(case: Case, outcome: Outcome) -> Score:
    if outcome.unwritten:
        return Score(name="expected", value=False, reason=NO_DOCUMENT)
    wrong = failures(case, outcome)
    return Score(name="expected", value=not wrong, reason="; ".join(wrong))


GRADERS: tuple[Grader, ...] = (
    Grader(Column(name="expected", about="Everything holds that the case itself expects."), _expected),
    *SAFETY,
    *FACTS,
    *FORM,
)
"""All graders, in the order of a report's columns."""


def grade_all(case: Case, outcome: Outcome) -> tuple[Score, ...]:
    """The scores of all graders that apply, in the order of the columns."""
    return tuple(score for grader in GRADERS if (score := grader.grade(case, outcome)) is not None)


def columns(names: Iterable[str]) -> tuple[Column, ...]:
    """The columns of these names: graders in their order, then what else there is, such as a judge's, in the order given."""
    from evals.judges import COLUMNS

    wanted = tuple(dict.fromkeys(names))
    known = {column.name: column for column in (*(grader.column for grader in GRADERS), *COLUMNS)}
    unknown = tuple(Column(name=name, about=name, better="neither") for name in wanted if name not in known)
    return (*(column for name, column in known.items() if name in wanted), *unknown)
