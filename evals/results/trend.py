"""How figures went from one committed baseline to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evals.results.baseline_files import Baseline, Edition, PastFigure


@dataclass(frozen=True)
class Point:
    """One edition of a figure.

    Attributes:
        edition: Of which baseline.
        figure: The figure.
        other_cases: Whether the cases are others than one edition before, so that the two are not strictly comparable.
    """

    edition: Edition
    figure: PastFigure
    other_cases: bool


@dataclass(frozen=True)
class Line:
    """One figure over all editions of its baseline, oldest first."""

    baseline: str
    variant: str
    column: str
    points: tuple[Point, ...]


def trend(baselines: Iterable[Baseline], *, column: str = "") -> tuple[Line, ...]:
    """The lines of these baselines.

    Args:
        baselines: In the order in which they are told.
        column: Only this one; empty for all.
    """
    return tuple(line for baseline in baselines for line in _lines(baseline) if column in ("", line.column))


def _lines(baseline: Baseline) -> Iterator[Line]:
    editions = (*baseline.earlier, baseline.current)
    names = dict.fromkeys((figure.variant, figure.column) for edition in editions for figure in edition.figures)
    for variant, column in names:
        yield Line(baseline.name, variant, column, tuple(_points(editions, variant, column)))


def _points(editions: tuple[Edition, ...], variant: str, column: str) -> Iterator[Point]:
    dataset = ""
    for edition in editions:
        for figure in edition.figures:
            if (figure.variant, figure.column) == (variant, column):
                yield Point(edition, figure, bool(dataset) and dataset != edition.dataset)
                dataset = edition.dataset
