"""Figures as a person reads them; the same in the report, in Markdown, in the app and on the command line."""

from __future__ import annotations

from collections.abc import Mapping

from evals.cell import Cell, Column
from evals.results.compare import Comparison
from evals.results.readings import Kind, is_bad
from evals.results.stats import Difference, Estimate
from evals.results.summary import POINTS, Figure, VariantSummary

_LEADING = ("expected", "leak", "injection", "grounding", "elements", "tone", "values backed", "slots filled")
"""What a headline tells first, where the run has it."""


def figure_words(kind: Kind, value: float) -> str:
    """A figure: "94.1 %", "0.31"."""
    return f"{100 * value:.1f} %" if kind == "rate" else f"{value:.3g}"


def value_words(figure: Figure) -> str:
    """The value of a column: "94.1 %", "0 of 96" where none may fail, "12 kept, 3 lost", a dash where nothing was scored."""
    if figure.kind == "labels":
        return ", ".join(f"{number} {word}" for word, number in figure.words) or "–"
    if figure.estimate is None:
        return "–"
    if figure.column.hard:
        return f"{figure.bad} of {figure.estimate.n}"
    return figure_words(figure.kind, figure.estimate.value)


def interval_words(figure: Figure) -> str:
    """How sure it is: "91.8 to 95.8", for what must never happen "upper bound 3.8 %", and else why there is no interval."""
    found = figure.estimate
    if found is None:
        return "not scored" if figure.kind != "labels" else ""
    if found.low is None or found.high is None:
        return "no interval: " + ("one case" if found.cases < 2 else "every case the same")
    if figure.column.hard and figure.kind == "rate":
        bound = found.high if figure.column.better == "lower" else 1 - found.low
        return f"upper bound {100 * bound:.1f} %"
    return range_words(figure.kind, found)


def range_words(kind: Kind, found: Estimate) -> str:
    """The ends of an interval, in the unit of its figure; empty where there is none."""
    if found.low is None or found.high is None:
        return ""
    if kind == "rate":
        return f"{100 * found.low:.1f} to {100 * found.high:.1f}"
    return f"{found.low:.3g} to {found.high:.3g}"


def counted_from(figure: Figure) -> str:
    """The counts behind a figure: "96 cells, 48 cases, 2 unscored"."""
    parts = []
    if figure.estimate:
        cells, cases = figure.estimate.n, figure.estimate.cases
        parts = [_counted(cases, "case")] if cells == cases else [_counted(cells, "cell"), _counted(cases, "case")]
    if figure.unscored:
        parts.append(f"{figure.unscored} unscored")
    return ", ".join(parts)


def change_words(kind: Kind, apart: Difference) -> str:
    """A difference: "+3.2" in points of a rate, "-0.22" else."""
    if kind == "rate":
        return f"{100 * apart.value:+.1f}".replace("-", "−")
    return f"{apart.value:+.2g}".replace("-", "−")


def change_range(kind: Kind, apart: Difference) -> str:
    """The ends of a difference's interval: "-1.0 to +4.2"."""
    if apart.low is None or apart.high is None:
        return "one case"
    scale, shape = (100, "+.1f") if kind == "rate" else (1, "+.2g")
    return f"{apart.low * scale:{shape}} to {apart.high * scale:{shape}}".replace("-", "−")


def change_names(comparison: Comparison) -> tuple[str, str]:
    """What cases are called that fail more often, and less often: one writer breaks and fixes them, two writers differ."""
    return ("Broken", "Fixed") if comparison.now == comparison.before else ("Fails more often", "Fails less often")


def repeat_words(figure: Figure) -> str:
    """What repeats showed: "pass@3 98.0 %, pass^3 91.0 %, 4 cases do not agree with themselves"; empty without repeats."""
    if figure.spread is None:
        return ""
    parts = []
    repeats = 0 if figure.estimate is None else round(figure.estimate.n / figure.estimate.cases)
    if figure.any_of is not None and figure.all_of is not None:
        parts += [f"pass@{repeats} {100 * figure.any_of:.1f} %", f"pass^{repeats} {100 * figure.all_of:.1f} %"]
    elif figure.kind == "mean":
        parts.append(f"spread within a case {figure.spread:.2g}")
    unsteady = len(figure.unsteady)
    parts.append("repeats agree" if not unsteady else f"repeats differ in {_counted(unsteady, 'case')}")
    return ", ".join(parts)


def power_words(figure: Figure) -> str:
    """How many cases would show a change of five points against the floor."""
    change = "5 points" if figure.kind == "rate" else f"{100 * POINTS:.0f} %"
    if figure.beside_floor is None:
        return ""
    if figure.needed is None:
        return "no case differs from the composer, so it cannot be told how many cases would show a change"
    have = figure.beside_floor.cases
    enough = "enough" if have >= figure.needed else "too few"
    return f"a change of {change} shows with {figure.needed} cases (80 % power, two-sided 5 %); there are {have}, {enough}"


def seconds_words(seconds: float | None) -> str:
    """A wait: "4.1 s"; a dash where nobody waited."""
    return "–" if seconds is None else f"{seconds:.1f} s" if seconds >= 1 else f"{seconds:.2f} s"


def money_words(amount: float | None, currency: str) -> str:
    """A cost: "$0.0041", "$0"; empty where a price is not known."""
    if amount is None:
        return ""
    sign = "$" if currency == "USD" else f"{currency} "
    return f"{sign}0" if amount == 0 else f"{sign}{amount:.2f}" if amount >= 1 else f"{sign}{amount:.2g}"


def headline_figures(variant: VariantSummary, most: int = 4) -> tuple[Figure, ...]:
    """The figures to tell first: whether cases hold, what must never happen, then grounding, parts and tone."""
    order = {name: place for place, name in enumerate(_LEADING)}
    found = [figure for figure in variant.figures if figure.column.name in order and figure.estimate is not None]
    return tuple(sorted(found, key=lambda figure: order[figure.column.name])[:most])


def edits_words(each: VariantSummary) -> str:
    """What people changed in real drafts of the variant's prompts: "1.4 (12 drafts)"; a dash where none went out."""
    return "–" if each.edits is None else f"{each.edits:.1f} ({each.edited} draft{'' if each.edited == 1 else 's'})"


def failed_columns(cell: Cell, columns: Mapping[str, Column]) -> tuple[str, ...]:
    """The columns in which a cell fails: yes or no answered the wrong way, or a figure of what must not be."""
    return tuple(
        score.name
        for score in cell.scores
        if score.value is not None and score.name in columns and _fails(score.value, columns[score.name])
    )


def _fails(value: bool | float | str, column: Column) -> bool:
    return (isinstance(value, bool) or column.hard) and is_bad(value, column)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
