"""One variant against another, case by case: what got better or worse, and which cases were broken and fixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from evals.cell import COMPOSER, Column, Variant
from evals.results.readings import Kind, Readings, Value, column_kind, is_bad
from evals.results.stats import Difference, Estimate
from evals.results.summary import difference, estimate

Word = Literal["better", "worse", "not clear", "no change"]


@dataclass(frozen=True)
class ColumnChange:
    """One column.

    Attributes:
        column: Which.
        kind: "rate" or "mean"; columns of words are not compared.
        before, now: The figures on the cases that both have.
        difference: With its interval.
        word: What may be said of it: "not clear" where the interval holds zero.
    """

    column: Column
    kind: Kind
    before: Estimate
    now: Estimate
    difference: Difference
    word: Word


@dataclass(frozen=True)
class CaseChange:
    """One case in one column.

    Attributes:
        case: Its id.
        column: Which.
        failed, repeats: Now.
        failed_before, repeats_before: Before.
    """

    case: str
    column: str
    failed: int
    repeats: int
    failed_before: int
    repeats_before: int

    @property
    def shift(self) -> float:
        """By how much the share of failures rose; negative where it fell."""
        return self.failed / self.repeats - self.failed_before / self.repeats_before


@dataclass(frozen=True)
class Comparison:
    """Two variants.

    Attributes:
        now, before: Who is compared with whom.
        columns: Each that both have, in order.
        broken: Cases that fail more often than before, those that changed most first; one entry a column.
        fixed: Cases that fail less often; otherwise as `broken`.
        new: Cases that only the first has.
        gone: Cases that only the second has.
        source: Where the second is out of, in words such as "baseline gate"; empty for the same run.
    """

    now: Variant
    before: Variant
    columns: tuple[ColumnChange, ...]
    broken: tuple[CaseChange, ...]
    fixed: tuple[CaseChange, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    source: str = ""

    @property
    def broken_cases(self) -> tuple[str, ...]:
        """Ids of the broken cases, each once."""
        return tuple(dict.fromkeys(change.case for change in self.broken))

    @property
    def fixed_cases(self) -> tuple[str, ...]:
        """Ids of the cases that were fixed in one column and broken in none, each once."""
        return tuple(dict.fromkeys(change.case for change in self.fixed if change.case not in set(self.broken_cases)))


def compare(now: Readings, before: Readings, columns: Sequence[Column], *, source: str = "") -> Comparison:
    """Hold one variant against another, on the cases that both have; `source` says where the other is out of, if not of the same run."""
    changes = [change for column in columns for change in _cases(column, now, before)]
    both = now.cases & before.cases
    return Comparison(
        now.variant,
        before.variant,
        tuple(change for column in columns if (change := _column(column, now, before)) is not None),
        tuple(sorted((change for change in changes if change.shift > 0), key=lambda change: -change.shift)),
        tuple(sorted((change for change in changes if change.shift < 0), key=lambda change: change.shift)),
        tuple(sorted(now.cases - both)),
        tuple(sorted(before.cases - both)),
        source,
    )


def partners(now: Iterable[Variant], before: Sequence[Variant]) -> dict[Variant, Variant]:
    """Who is held against whom: the same variant where the other side has it, else the same model, else the only one that there is."""
    found: dict[Variant, Variant] = {}
    for variant in now:
        same_model = [each for each in before if each.model == variant.model]
        others = [variant] if variant in before else same_model or ([before[0]] if len(before) == 1 else [])
        if others:
            found[variant] = others[0]
    return found


def against_floor(now: Mapping[Variant, Readings], columns: Sequence[Column], to: Variant | None = None) -> tuple[Comparison, ...]:
    """Every variant of a run against one of them: the composer, or the first, unless another is named."""
    to = to or next((variant for variant in now if variant.model == COMPOSER), next(iter(now), None))
    return tuple(compare(each, now[to], columns) for variant, each in now.items() if to is not None and variant != to)


def word_for(column: Column, apart: Difference) -> Word:
    """What may be said of a difference."""
    if apart.value == 0 and not apart.variance:
        return "no change"
    if not apart.is_clear or column.better == "neither":
        return "not clear"
    return "better" if (apart.value > 0) is (column.better == "higher") else "worse"


def _column(column: Column, now: Readings, before: Readings) -> ColumnChange | None:
    kind = column_kind(column.name, (now, before))
    if kind == "labels":
        return None
    first, second = now.numbers(column.name), before.numbers(column.name)
    both = [case for case in first if case in second]
    apart = difference(kind, first, second)
    was, is_now = (estimate(kind, {case: side[case] for case in both}) for side in (second, first))
    if apart is None or was is None or is_now is None:
        return None
    return ColumnChange(column, kind, was, is_now, apart, word_for(column, apart))


def _cases(column: Column, now: Readings, before: Readings) -> Iterable[CaseChange]:
    if column.better == "neither" or column_kind(column.name, (now, before)) != "rate":
        return
    for case, values in now.of(column.name).items():
        earlier = before.of(column.name).get(case)
        if not earlier or fmean(map(float, _failures(values, column))) == fmean(map(float, _failures(earlier, column))):
            continue
        yield CaseChange(case, column.name, sum(_failures(values, column)), len(values), sum(_failures(earlier, column)), len(earlier))


def _failures(values: Sequence[Value], column: Column) -> list[bool]:
    return [is_bad(value, column) for value in values]
