"""What each variant got: the values of every column by case, the form in which a run and a baseline are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from evals.cell import COMPOSER, Cell, Column, Variant

Value = bool | float | str
Kind = Literal["rate", "mean", "labels"]
"""How a column is told: yes and no as a rate, numbers as their mean, words by counting them."""

_BY_RULE = "scripted:"


@dataclass(frozen=True)
class Readings:
    """The scores of one variant.

    Attributes:
        variant: Who wrote.
        values: By column and case, one value a repeat that was scored, in the order of the repeats.
        cases: Every case with an outcome, also one that no grader could score.
    """

    variant: Variant
    values: Mapping[str, Mapping[str, tuple[Value, ...]]]
    cases: frozenset[str]

    def of(self, column: str) -> Mapping[str, tuple[Value, ...]]:
        """The values of a column by case; empty where it has none."""
        return self.values.get(column, {})

    def numbers(self, column: str) -> dict[str, tuple[float, ...]]:
        """The values of a column that is no column of words, as numbers: yes is 1."""
        return {
            case: tuple(float(value) for value in values if not isinstance(value, str))
            for case, values in self.of(column).items()
            if values
        }


def readings(cells: Iterable[Cell]) -> dict[Variant, Readings]:
    """What each variant got, by variant in the order in which they come. Cells that failed count nowhere here."""
    found: dict[Variant, dict[str, dict[str, list[Value]]]] = {}
    cases: dict[Variant, set[str]] = {}
    for cell in sorted(cells, key=lambda cell: cell.repeat):
        columns = found.setdefault(cell.variant, {})
        if cell.error is not None:
            continue
        cases.setdefault(cell.variant, set()).add(cell.case)
        for score in cell.scores:
            if score.value is not None:
                columns.setdefault(score.name, {}).setdefault(cell.case, []).append(score.value)
    return {
        variant: Readings(
            variant, {name: {case: tuple(got) for case, got in by.items()} for name, by in columns.items()}, _frozen(cases, variant)
        )
        for variant, columns in found.items()
    }


def _frozen(cases: Mapping[Variant, set[str]], variant: Variant) -> frozenset[str]:
    return frozenset(cases.get(variant, ()))


def kind_of(values: Iterable[Value]) -> Kind:
    """How a column with these values is told."""
    held = list(values)
    if any(isinstance(value, str) for value in held):
        return "labels"
    return "rate" if all(isinstance(value, bool) for value in held) else "mean"


def column_kind(column: str, sides: Iterable[Readings]) -> Kind:
    """How a column is told, by everything that stands in it."""
    return kind_of(_flat(column, sides))


def _flat(column: str, sides: Iterable[Readings]) -> Iterator[Value]:
    for side in sides:
        for values in side.of(column).values():
            yield from values


def is_bad(value: Value, column: Column) -> bool:
    """Whether a value is a failure: no where yes is better, and the other way round; for a figure of something that must not be, more than
    none of it. Of a column that is only told, and of words, nothing is.
    """
    if column.better == "neither" or isinstance(value, str):
        return False
    if isinstance(value, bool):
        return value is (column.better == "lower")
    return column.better == "lower" and value > 0


def is_steady(variant: Variant) -> bool:
    """Whether the writer writes the same every time, so that any change is a change of the program: the composer and the scripted models."""
    return variant.model == COMPOSER or variant.model.startswith(_BY_RULE)
