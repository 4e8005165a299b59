"""A baseline: the values of a finished run by variant, case and column, small enough to be committed. No document is in it.

A file holds one case a line, so that a change of it can be read, and the figures of the baselines before it, so that a trend can be told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import InputInvalid, NotFound
from evals.cell import Variant
from evals.results.readings import Readings, Value, readings
from evals.results.summary import Summary, summarise
from evals.run_files import StoredRun

BASELINES = Path(__file__).parents[1] / "baselines"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PastFigure(_Part):
    """A variant's figure in one column, as a trend shows it.

    Attributes:
        variant: Its name.
        column: Which.
        value: The figure.
        low, high: Ends of its 95 % interval, where there is one.
        cases: That it was counted from.
    """

    variant: str
    column: str
    value: float
    low: float | None = None
    high: float | None = None
    cases: int


class Edition(_Part):
    """A baseline in figures.

    Attributes:
        run: The id of the run.
        at: When the run was begun, UTC.
        dataset: SHA-256, first 12 hex digits, over its cases; figures over other cases are not comparable.
        policy: Fingerprint of the policy.
        program: Fingerprint of the program.
        figures: By variant and column.
    """

    run: str
    at: datetime
    dataset: str
    policy: str = ""
    program: str = ""
    figures: tuple[PastFigure, ...]


class VariantValues(_Part):
    """One variant's values.

    Attributes:
        variant: Who wrote.
        prompts: The prompts that were asked with.
        cases: For each case one entry a column, in the order of the baseline's columns: the value, a list of values where there were
            repeats, or None where nothing was scored.
    """

    variant: Variant
    prompts: tuple[str, ...] = ()
    cases: dict[str, tuple[Value | tuple[Value, ...] | None, ...]]


class Baseline(_Part):
    """What later runs are held against.

    Attributes:
        name: The file's name.
        suite: Of the run.
        repeats: How often each case was written.
        versions: Of the packages that took part.
        command: What was typed.
        columns: The names, in the order of the values.
        current: The figures of this baseline.
        earlier: Those of the baselines before it, oldest first.
        variants: The values.
    """

    name: str
    suite: str
    repeats: int
    versions: dict[str, str]
    command: str
    columns: tuple[str, ...]
    current: Edition
    earlier: tuple[Edition, ...] = ()
    variants: tuple[VariantValues, ...]

    @property
    def readings(self) -> dict[Variant, Readings]:
        """The values, as those of a run."""
        return {each.variant: _readings(each, self.columns) for each in self.variants}


def baseline_of(run: StoredRun, name: str, before: Baseline | None = None) -> Baseline:
    """A baseline of a run.

    Args:
        run: Finished.
        name: How it is to be called.
        before: The baseline that it replaces; its figures are kept.
    """
    summary = summarise(run)
    names = tuple(column.name for column in summary.columns)
    got = readings(run.cells)
    prompts = {each.variant: each.prompts for each in summary.variants}
    earlier = () if before is None else (*before.earlier, *((before.current,) if before.current.run != run.header.id else ()))
    return Baseline(
        name=name,
        suite=run.header.suite,
        repeats=run.header.repeats,
        versions=run.header.versions,
        command=run.header.command,
        columns=names,
        current=_edition(summary),
        earlier=earlier,
        variants=tuple(VariantValues(variant=variant, prompts=prompts[variant], cases=_rows(each, names)) for variant, each in got.items()),
    )


def baseline_path(name: str, folder: Path = BASELINES) -> Path:
    """The file of a baseline: that of this name among the committed ones, or the path itself.

    Raises:
        NotFound: There is no such baseline.
    """
    for path in (Path(name), folder / f"{name}.json"):
        if path.is_file():
            return path
    msg = f"There is no baseline {name!r}."
    known = ", ".join(path.stem for path in sorted(folder.glob("*.json"))) or "none yet"
    raise NotFound(msg, f"Baselines: {known}. `steadyhand eval promote RUN` makes one.")


def baseline_for(run: StoredRun, folder: Path = BASELINES) -> Baseline | None:
    """The committed baseline of a run's suite; None where there is none."""
    path = folder / f"{run.header.suite}.json"
    return read_baseline(path) if path.is_file() else None


def read_baseline(path: Path) -> Baseline:
    """A baseline from its file.

    Raises:
        InputInvalid: It is none.
    """
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        msg = f"{path} is no baseline."
        raise InputInvalid(msg, [str(error)], "Make it anew with `steadyhand eval promote RUN`.") from error


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write the file; the same baseline gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    held = baseline.model_dump(mode="json")
    variants = held.pop("variants")
    head = [f" {_json(key)}: {_json(value)}," for key, value in held.items() if key != "earlier"]
    earlier = ",\n".join(f"  {_json(edition)}" for edition in held["earlier"])
    body = ",\n".join(_variant_text(each) for each in variants)
    text = "\n".join(
        ["{", *head, f' "earlier": [\n{earlier}\n ],' if earlier else ' "earlier": [],', f' "variants": [\n{body}\n ]', "}", ""]
    )
    path.write_text(text, encoding="utf-8")


def _variant_text(held: dict[str, Any]) -> str:
    rows = ",\n".join(f"    {_json(case)}: {_json(values)}" for case, values in held["cases"].items())
    return f'  {{"variant": {_json(held["variant"])}, "prompts": {_json(held["prompts"])}, "cases": {{\n{rows}\n  }}}}'


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _rows(got: Readings, columns: Iterable[str]) -> dict[str, tuple[Value | tuple[Value, ...] | None, ...]]:
    names = tuple(columns)
    return {case: tuple(_packed(got.of(name).get(case, ())) for name in names) for case in sorted(got.cases)}


def _packed(values: tuple[Value, ...]) -> Value | tuple[Value, ...] | None:
    return (values[0] if len(values) == 1 else values) if values else None


def _readings(held: VariantValues, columns: tuple[str, ...]) -> Readings:
    values: dict[str, dict[str, tuple[Value, ...]]] = {}
    for case, row in held.cases.items():
        for name, value in zip(columns, row, strict=True):
            if value is not None:
                values.setdefault(name, {})[case] = value if isinstance(value, tuple) else (value,)
    return Readings(held.variant, values, frozenset(held.cases))


def _edition(summary: Summary) -> Edition:
    figures = tuple(
        PastFigure(
            variant=each.variant.name,
            column=figure.column.name,
            value=round(figure.estimate.value, 6),
            low=_rounded(figure.estimate.low),
            high=_rounded(figure.estimate.high),
            cases=figure.estimate.cases,
        )
        for each in summary.variants
        for figure in each.figures
        if figure.estimate is not None
    )
    header = summary.header
    return Edition(
        run=header.id, at=header.created_at, dataset=header.dataset, policy=header.policy, program=header.program, figures=figures
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
