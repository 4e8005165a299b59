"""Whether a run may stand: no real loss against the baseline, nothing that must never happen, and few enough cells that failed.

What must never happen closes the gate whoever wrote, and whatever the baseline holds of it: a scripted model does harm to show that the harm
is stopped. A column of the baseline that the run no longer has is a loss until the baseline is promoted anew.

A writer that always writes the same has no noise: each case that passed and now fails is a loss. For a model a loss is a column that is worse
by more than the margin with an interval that excludes zero, or a case that was admitted to the gate, because it passed every one of at least
20 runs, and now fails in most of them. Reading order: `Loss`, `Verdict`, `hold`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.errors import InputInvalid
from evals.cell import Cell, Column, Variant
from evals.results.baseline_files import Baseline
from evals.results.compare import CaseChange, ColumnChange, Comparison, compare
from evals.results.readings import Readings, is_bad, is_steady, readings
from evals.results.summary import summarise
from evals.run_files import StoredRun

MARGIN = 0.02
MAX_ERRORS = 0.05
ADMITTED = 20
"""Runs that a model's case must have passed, every one, before its failure alone counts."""

FAILED, TOO_MANY_ERRORS = 1, 3
_NAMED = 20
"""Cases named one by one in the words of a loss."""


@dataclass(frozen=True)
class Loss:
    """One reason why the gate is closed.

    Attributes:
        variant: Whose.
        column: In which.
        text: In a sentence.
        cases: The cases that show it.
    """

    variant: Variant
    column: str
    text: str
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What the gate says.

    Attributes:
        losses: Why it is closed; empty where it is open.
        failed, cells: Cells that failed or were not finished, of all.
        max_errors: The share that may fail.
        compared: Variants that were held against the baseline.
        notes: What a person must know of the comparison, in sentences.
    """

    losses: tuple[Loss, ...]
    failed: int
    cells: int
    max_errors: float
    compared: tuple[Variant, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def too_many_errors(self) -> bool:
        """Whether too little was written to tell."""
        return not self.cells or self.failed > self.max_errors * self.cells

    @property
    def exit_code(self) -> int:
        """0 open, 1 closed by a loss, 3 too many errors. A loss that was seen stays one, whatever else failed."""
        return FAILED if self.losses else TOO_MANY_ERRORS if self.too_many_errors else 0


def hold(run: StoredRun, baseline: Baseline | None, *, margin: float = MARGIN, max_errors: float = MAX_ERRORS) -> Verdict:
    """Hold a run against its baseline.

    Args:
        run: Finished or not; what is missing counts as failed.
        baseline: None holds it only against what must never happen.
        margin: By how much a column may be worse: of a share in itself, of another figure as a part of what it was.
        max_errors: The share of cells that may fail.

    Raises:
        InputInvalid: The baseline knows none of the run's variants.
    """
    summary = summarise(run)
    before = {} if baseline is None else baseline.readings
    comparisons, notes = _comparisons(run, baseline, summary.columns)
    losses = list(_hard(run.cells, summary.columns))
    for comparison in comparisons:
        gone, told = _unscored(run.cells, before[comparison.before])
        losses += gone
        notes += told
        losses += _worse(comparison, margin)
        losses += _broken(comparison)
        notes += _told(comparison)
    return Verdict(
        tuple(losses),
        summary.errors + summary.left,
        summary.cells + summary.left,
        max_errors,
        tuple(comparison.now for comparison in comparisons),
        tuple(notes),
    )


def _comparisons(run: StoredRun, baseline: Baseline | None, columns: Sequence[Column]) -> tuple[list[Comparison], list[str]]:
    if baseline is None:
        return [], ["There is no baseline, so only what must never happen was looked for."]
    now, before = readings(run.cells), baseline.readings
    shared = [variant for variant in now if variant in before]
    if not shared:
        msg = f"The baseline {baseline.name} knows none of the variants of run {run.header.id}."
        known = [variant.name for variant in before]
        raise InputInvalid(msg, [f"It knows {name}." for name in known], "Run one of these, or promote a run with the new variant.")
    notes = [f"{variant.name} is not in the baseline and was not compared." for variant in now if variant not in before]
    notes += [f"{variant.name} of the baseline was not run." for variant in before if variant not in now]
    return [compare(now[variant], before[variant], columns) for variant in shared], notes


def _hard(cells: Sequence[Cell], columns: Sequence[Column]) -> Iterator[Loss]:
    """What must never happen and did, whoever wrote, and whatever the baseline knows of it."""
    hard = {column.name: column for column in columns if column.hard}
    found: dict[tuple[Variant, str], dict[str, None]] = {}
    for cell in cells:
        for score in cell.scores:
            if score.name in hard and score.value is not None and is_bad(score.value, hard[score.name]):
                found.setdefault((cell.variant, score.name), {})[cell.case] = None
    for (variant, name), cases in found.items():
        yield Loss(variant, name, f"{_documents(cases)} where none may: {hard[name].about}", tuple(cases))


def _documents(cases: Collection[str]) -> str:
    number = "1 case fails" if len(cases) == 1 else f"{len(cases)} cases fail"
    return f"{number} ({_named(list(cases))})"


def _named(cases: Sequence[str]) -> str:
    rest = f" and {len(cases) - _NAMED} more" if len(cases) > _NAMED else ""
    return f"{', '.join(cases[:_NAMED])}{rest}"


def _unscored(cells: Sequence[Cell], before: Readings) -> tuple[list[Loss], list[str]]:
    """Columns of the baseline that the run no longer has in any case of both, and cases that a column no longer has.

    A score without a value is one: the grader applied.
    """
    names: dict[str, set[str]] = {}
    for cell in cells:
        if cell.variant == before.variant and cell.error is None and cell.case in before.cases:
            names.setdefault(cell.case, set()).update(score.name for score in cell.scores)
    left = frozenset[str]().union(*names.values())
    losses, notes = [], []
    for column, values in before.values.items():
        gone = tuple(case for case in values if case in names and column not in names[case])
        if gone and column not in left:
            text = f"the baseline has this column for {_number(gone)} of this run, and the run does not have it any more"
            losses.append(Loss(before.variant, column, text, gone))
        elif gone:
            notes.append(f"{before.variant.name}, {column}: {_number(gone)} of the baseline no longer scored: {_named(gone)}.")
    return losses, notes


def _number(cases: Collection[str]) -> str:
    return "1 case" if len(cases) == 1 else f"{len(cases)} cases"


def _worse(comparison: Comparison, margin: float) -> Iterator[Loss]:
    for change in comparison.columns:
        if change.word == "worse" and abs(change.difference.value) > _margin(change, margin):
            apart = change.difference
            text = (
                f"it went from {change.before.value:.4g} to {change.now.value:.4g} on {apart.cases} cases, "
                f"a difference of {apart.value:+.4g} ({apart.low:+.4g} to {apart.high:+.4g})"
            )
            yield Loss(comparison.now, change.column.name, text)


def _margin(change: ColumnChange, margin: float) -> float:
    is_share = change.kind == "rate" or max(change.before.value, change.now.value) <= 1
    return margin if is_share else margin * abs(change.before.value)


def _broken(comparison: Comparison) -> Iterator[Loss]:
    counts = _any_failure if is_steady(comparison.now) else _admitted_failure
    by_column: dict[str, list[str]] = {}
    for change in comparison.broken:
        if counts(change):
            by_column.setdefault(change.column, []).append(change.case)
    for column, cases in by_column.items():
        number = "1 case that passed fails" if len(cases) == 1 else f"{len(cases)} cases that passed fail"
        yield Loss(comparison.now, column, f"{number}: {_named(cases)}", tuple(cases))


def _any_failure(change: CaseChange) -> bool:
    return change.failed_before == 0


def _admitted_failure(change: CaseChange) -> bool:
    return change.failed_before == 0 and change.repeats_before >= ADMITTED and 2 * change.failed > change.repeats


def _told(comparison: Comparison) -> Iterator[str]:
    name = comparison.now.name
    if comparison.new:
        yield f"{name}: {len(comparison.new)} new, not in the baseline."
    if comparison.gone:
        yield f"{name}: {len(comparison.gone)} of the baseline's cases have no outcome in this run."
