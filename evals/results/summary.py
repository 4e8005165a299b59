"""A run in figures: for each variant and column an estimate with its interval, what was left out, cost, tokens and waiting.

Cells that failed are counted and left out of every score; what was not scored is counted and never taken for zero. The composer is the
floor: every other variant is held against it case by case. Reading order: `Figure`, `VariantSummary`, `Summary`, `summarise`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evals.cell import COMPOSER, Cell, Column, PromptEdits, RunHeader, Variant
from evals.graders import columns
from evals.results.readings import Kind, Readings, column_kind, is_bad, readings
from evals.results.stats import (
    Difference,
    Estimate,
    cases_needed,
    mean,
    paired_means,
    paired_rates,
    passes_all,
    passes_any,
    percentile,
    rate,
    spread,
    unsteady,
)
from evals.run_files import StoredRun

POINTS = 0.05
"""The change that a run should be able to show."""


@dataclass(frozen=True)
class Figure:
    """One variant in one column.

    Attributes:
        column: Which.
        kind: How it is told.
        estimate: The figure; None where nothing was scored, and for words.
        bad: Scored cells that are failures; see `evals.results.readings.is_bad`.
        unscored: Cells that the grader applies to and could not score.
        words: For a column of words, how often each was given, most frequent first.
        beside_floor: How it differs from the composer on the same cases; None for the composer, and where there is none.
        needed: Cases that would show a change of five points (or, for what is no share, of 5 % of the composer's figure) against the floor.
        any_of, all_of: With repeats: how likely one, and all, of as many tries as there are repeats pass.
        spread: With repeats: the standard deviation within a case.
        unsteady: Cases whose repeats do not agree.
    """

    column: Column
    kind: Kind
    estimate: Estimate | None
    bad: int = 0
    unscored: int = 0
    words: tuple[tuple[str, int], ...] = ()
    beside_floor: Difference | None = None
    needed: int | None = None
    any_of: float | None = None
    all_of: float | None = None
    spread: float | None = None
    unsteady: tuple[str, ...] = ()


@dataclass(frozen=True)
class VariantSummary:
    """One variant.

    Attributes:
        variant: Who wrote, with which prompt.
        figures: One a column, in the order of the columns.
        cells: Finished.
        errors: Of these, failed without an outcome.
        refused: Of these, where the product says that nothing may be written.
        unwritten: Of these, where the model's answer was no document.
        cost: Of all cells that were written, as if nothing had come out of the cache; None where a price is not known.
        input_tokens, output_tokens: Of all cells.
        p50, p95: Seconds that a cell waited for its model, those answered out of the cache left out; None where none waited.
        timed: Cells that this is counted from.
        cached: Cells whose answers all came out of the cache.
        retried: Cells where a request was made again because one failed.
        prompts: The prompts that were asked with, as "id v1 fingerprint".
        edits: Changes that people made to a real draft of these prompts before it went out; None where none went out.
        edited: Drafts that this is counted from.
    """

    variant: Variant
    figures: tuple[Figure, ...]
    cells: int
    errors: int
    refused: int
    unwritten: int
    cost: float | None
    input_tokens: int
    output_tokens: int
    p50: float | None
    p95: float | None
    timed: int
    cached: int
    retried: int
    prompts: tuple[str, ...]
    edits: float | None = None
    edited: int = 0

    @property
    def cost_each(self) -> float | None:
        """Cost of one cell with an outcome."""
        done = self.cells - self.errors
        return self.cost / done if self.cost is not None and done else None

    def figure(self, column: str) -> Figure | None:
        """The figure of a column."""
        return next((figure for figure in self.figures if figure.column.name == column), None)


@dataclass(frozen=True)
class Summary:
    """A run.

    Attributes:
        header: What it is about.
        columns: Of the report, in order; columns in which nothing applies are left out.
        variants: In the order of the header.
        left: Planned cells that are not finished.
    """

    header: RunHeader
    columns: tuple[Column, ...]
    variants: tuple[VariantSummary, ...]
    left: int

    @property
    def cells(self) -> int:
        """Finished."""
        return sum(each.cells for each in self.variants)

    @property
    def errors(self) -> int:
        """Cells that failed."""
        return sum(each.errors for each in self.variants)

    @property
    def floor(self) -> VariantSummary | None:
        """The composer; None where it did not take part."""
        return next((each for each in self.variants if each.variant.model == COMPOSER), None)


def run_columns(cells: Sequence[Cell]) -> tuple[Column, ...]:
    """The columns that a run has scores in, graders first."""
    return columns(score.name for cell in cells for score in cell.scores)


def summarise(run: StoredRun) -> Summary:
    """The figures of a run, finished or not."""
    by_variant = readings(run.cells)
    shown = run_columns(run.cells)
    floor = next((each for variant, each in by_variant.items() if variant.model == COMPOSER), None)
    kinds = {column.name: column_kind(column.name, by_variant.values()) for column in shown}
    variants = tuple(
        _variant([cell for cell in run.cells if cell.variant == variant], by_variant[variant], shown, kinds, floor, run.header.edits)
        for variant in run.header.variants
        if variant in by_variant
    )
    planned = run.header.cases * run.header.repeats * len(run.header.variants)
    return Summary(run.header, shown, variants, max(planned - len(run.cells), 0) if not _drops_cells(run.header) else 0)


def _drops_cells(header: RunHeader) -> bool:
    """Whether the plan leaves cells of the product out, so that their number is not known: a prompt's text is tried on its own documents only."""
    return any(variant.prompt != "in force" for variant in header.variants)


def _variant(
    cells: Sequence[Cell],
    got: Readings,
    shown: Sequence[Column],
    kinds: Mapping[str, Kind],
    floor: Readings | None,
    edits: Sequence[PromptEdits],
) -> VariantSummary:
    done = [cell for cell in cells if cell.error is None]
    waited = [cell.latency_s for cell in done if cell.latency_s is not None and cell.exchanges and not cell.cached]
    prompts = dict.fromkeys(f"{cell.prompt.id} v{cell.prompt.version} {cell.prompt.fingerprint}" for cell in cells if cell.prompt)
    costs = [cell.cost for cell in done]
    written = {cell.draft.prompt for cell in done if cell.draft}
    changed = [each for each in edits if each.prompt in written]
    edited = sum(each.drafts for each in changed)
    return VariantSummary(
        variant=got.variant,
        figures=tuple(_figure(column, kinds[column.name], done, got, floor) for column in shown),
        cells=len(cells),
        errors=len(cells) - len(done),
        refused=sum(bool(cell.refused) for cell in done),
        unwritten=sum(bool(cell.unwritten) for cell in done),
        cost=None if None in costs else sum(cost for cost in costs if cost is not None),
        input_tokens=sum(cell.usage.input_tokens for cell in cells),
        output_tokens=sum(cell.usage.output_tokens for cell in cells),
        p50=percentile(waited, 0.5),
        p95=percentile(waited, 0.95),
        timed=len(waited),
        cached=sum(cell.cached for cell in cells),
        retried=sum(any(exchange.attempts > 1 for exchange in cell.exchanges) for cell in cells),
        prompts=tuple(prompts),
        edits=sum(each.changes for each in changed) / edited if edited else None,
        edited=edited,
    )


def _figure(column: Column, kind: Kind, done: Sequence[Cell], got: Readings, floor: Readings | None) -> Figure:
    scores = [score for cell in done for score in cell.scores if score.name == column.name]
    values = [score.value for score in scores if score.value is not None]
    bad, unscored = sum(is_bad(value, column) for value in values), len(scores) - len(values)
    if kind == "labels":
        words = Counter(str(value) for value in values).most_common()
        return Figure(column, kind, None, bad, unscored, tuple(words))
    numbers = got.numbers(column.name)
    beside = None if floor is None or floor.variant == got.variant else difference(kind, numbers, floor.numbers(column.name))
    repeats = max((len(each) for each in numbers.values()), default=0)
    change = POINTS if kind == "rate" or _are_shares(numbers) or floor is None else POINTS * _size(floor, column.name)
    return Figure(
        column,
        kind,
        estimate(kind, numbers),
        bad,
        unscored,
        beside_floor=beside,
        needed=cases_needed(beside.variance, change) if beside and change else None,
        any_of=passes_any(numbers, repeats) if kind == "rate" and repeats > 1 else None,
        all_of=passes_all(numbers, repeats) if kind == "rate" and repeats > 1 else None,
        spread=spread(numbers),
        unsteady=unsteady(numbers),
    )


def _size(floor: Readings, column: str) -> float:
    found = mean(floor.numbers(column))
    return abs(found.value) if found else 0.0


def estimate(kind: Kind, values: Mapping[str, Sequence[float]]) -> Estimate | None:
    """The figure of a column of this kind; the interval of a mean of shares ends where shares do."""
    if kind == "rate":
        return rate(values)
    found = mean(values)
    if found is None or found.low is None or found.high is None or not _are_shares(values):
        return found
    return replace(found, low=max(found.low, 0.0), high=min(found.high, 1.0))


def _are_shares(values: Mapping[str, Sequence[float]]) -> bool:
    return all(0 <= value <= 1 for each in values.values() for value in each)


def difference(kind: Kind, first: Mapping[str, Sequence[float]], second: Mapping[str, Sequence[float]]) -> Difference | None:
    """How two variants differ in a column of this kind, on the cases that both have."""
    return paired_rates(first, second) if kind == "rate" else paired_means(first, second)
