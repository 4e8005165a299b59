"""What the Evaluation page shows of a run: its figures, what it is held against, and its cells by case. Pure, but for reading files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from assistant.errors import SteadyhandError
from evals.cell import COMPOSER, Cell, Column, RunHeader, Variant
from evals.results.baseline_files import BASELINES, Baseline, read_baseline
from evals.results.compare import Comparison, against_floor, compare, partners
from evals.results.gates import Verdict, hold
from evals.results.readings import Readings, Value, readings
from evals.results.report_cells import status
from evals.results.summary import Summary, summarise
from evals.run_files import CELLS, HEADER, StoredRun
from evals.running.run_folders import run_folders

FLOOR, NOTHING = "composer", ""
ALL_DOCUMENTS = "all"


@dataclass(frozen=True)
class Listed:
    """A run of the list; its cells are not read.

    Attributes:
        folder: Where it lies.
        header: What it is about.
        stamp: Changes with the file of cells.
    """

    folder: Path
    header: RunHeader
    stamp: tuple[int, int]


@dataclass(frozen=True)
class Reading:
    """A run as it is shown.

    Attributes:
        run: As it lies on the disk, or the cells of one kind of document of it.
        summary: Its figures.
        comparisons: With what it is held against.
        verdict: The gate's, where that is a baseline.
    """

    run: StoredRun
    summary: Summary
    comparisons: tuple[Comparison, ...]
    verdict: Verdict | None = None

    @cached_property
    def columns(self) -> dict[str, Column]:
        """By name."""
        return {column.name: column for column in self.summary.columns}

    @cached_property
    def by_case(self) -> dict[str, list[Cell]]:
        """The cells of every case, in the order of variants and repeats."""
        place = {variant: at for at, variant in enumerate(self.run.header.variants)}
        found: dict[str, list[Cell]] = {}
        for cell in sorted(self.run.cells, key=lambda cell: (place.get(cell.variant, 0), cell.repeat)):
            found.setdefault(cell.case, []).append(cell)
        return found

    def status(self, cell: Cell) -> str:
        """What came of a cell: "passed", "failed", "error" or "unscored"."""
        return status(cell, self.columns)

    def cell(self, key: str) -> Cell | None:
        """The cell of a key."""
        return next((cell for cell in self.run.cells if cell.key == key), None)


def listed_runs(data_dir: Path) -> list[Listed]:
    """The runs that are kept, the last one first; a folder whose header cannot be read is left out."""
    found = []
    for folder in run_folders(data_dir):
        try:
            header = RunHeader.model_validate_json((folder / HEADER).read_bytes())
        except (OSError, ValueError):
            continue
        cells = folder / CELLS
        stat = cells.stat() if cells.exists() else None
        found.append(Listed(folder, header, (stat.st_mtime_ns, stat.st_size) if stat else (0, 0)))
    return sorted(found, key=lambda each: each.header.created_at, reverse=True)


def known_baselines(header: RunHeader, folder: Path = BASELINES) -> dict[str, Baseline]:
    """The committed baselines that know a variant of the run and are of its suite; by name."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        try:
            baseline = read_baseline(path)
        except SteadyhandError:
            continue
        if baseline.suite == header.suite and any(each.variant in header.variants for each in baseline.variants):
            found[baseline.name] = baseline
    return found


def kinds_of(run: StoredRun) -> dict[str, str]:
    """The kind of document of every case that has one, by case."""
    return {cell.case: cell.draft.kind for cell in run.cells if cell.draft is not None}


def read_against(run: StoredRun, against: Baseline | StoredRun | str, *, kind: str = ALL_DOCUMENTS) -> Reading:
    """A run, held against something.

    Args:
        run: What is shown.
        against: A baseline, another run, "composer" for its own composer, or nothing.
        kind: Only the cases of this kind of document.
    """
    shown = run if kind == ALL_DOCUMENTS else _of_kind(run, kind)
    summary = summarise(shown)
    now = readings(shown.cells)
    beside = against_floor(now, summary.columns) if has_floor(run.header.variants) else ()
    if isinstance(against, str):
        return Reading(shown, summary, beside if against == FLOOR else ())
    is_baseline = isinstance(against, Baseline)
    before = against.readings if isinstance(against, Baseline) else readings(against.cells)
    source = f"baseline {against.name}" if isinstance(against, Baseline) else f"run {against.header.id}"
    if kind != ALL_DOCUMENTS:
        before = {variant: _only(each, {case for case, of in kinds_of(run).items() if of == kind}) for variant, each in before.items()}
    # A gate compares the same variant only; what the baseline does not know is held against the composer of the run.
    pairs = {variant: variant for variant in now if variant in before} if is_baseline else partners(now, list(before))
    comparisons = tuple(compare(now[variant], before[partner], summary.columns, source=source) for variant, partner in pairs.items())
    others = tuple(each for each in beside if each.now not in pairs)
    verdict = hold(run, against) if isinstance(against, Baseline) else None
    return Reading(shown, summary, (*comparisons, *others), verdict)


def has_floor(variants: Sequence[Variant]) -> bool:
    """Whether the composer took part beside others."""
    return len(variants) > 1 and any(variant.model == COMPOSER for variant in variants)


def _of_kind(run: StoredRun, kind: str) -> StoredRun:
    cases = {case for case, of in kinds_of(run).items() if of == kind}
    header = run.header.model_copy(update={"cases": len(cases)})
    return StoredRun(run.folder, header, tuple(cell for cell in run.cells if cell.case in cases))


def _only(each: Readings, cases: set[str]) -> Readings:
    values: Mapping[str, Mapping[str, tuple[Value, ...]]] = {
        name: {case: got for case, got in by.items() if case in cases} for name, by in each.values.items()
    }
    return Readings(each.variant, values, each.cases & cases)
