"""A run as one HTML file that needs no network: headline, figures, comparisons, every case, and a drawer for every cell.

The page is written by a template; what a person can open lies beside it as JSON that the page's script reads. All text of cases, drafts and
models is data: the template escapes it, the JSON cannot end its element, the script only ever sets text, and the page's own policy lets no
other script run. Reading order: `report_html`, then what it shows.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from evals.cell import COMPOSER, Cell, Column
from evals.judges import RATINGS, agreement, read_ratings
from evals.results import figure_words as words
from evals.results.compare import CaseChange, ColumnChange, Comparison, word_for
from evals.results.gates import Verdict
from evals.results.report_cells import cell_details, cell_line
from evals.results.report_charts import interval_svg, scale_of
from evals.results.summary import Figure, Summary, VariantSummary, summarise
from evals.run_files import StoredRun


def report_html(
    run: StoredRun,
    comparisons: Sequence[Comparison] = (),
    verdict: Verdict | None = None,
    *,
    about: Mapping[str, str] | None = None,
) -> str:
    """The page.

    Args:
        run: What it is about.
        comparisons: With a baseline or another run; the headline tells the first that its variant is in.
        verdict: What the gate says.
        about: What each case is about, by id, where it is known.
    """
    summary = summarise(run)
    lead = lead_variant(summary)
    script = _file("page.js")
    shown = {
        "summary": summary,
        "header": summary.header,
        "lead": lead,
        "headline": [] if lead is None else headline(summary, lead, comparisons),
        "rows": [_row(summary, each, verdict) for each in summary.variants],
        "columns": [_column(summary, column, place) for place, column in enumerate(summary.columns)],
        "lead_column": _first_column(summary),
        "comparisons": [_comparison(each) for each in comparisons],
        "verdict": verdict,
        "power": power_lines(summary),
        "agreement": agreement_lines(run),
        "words": words,
    }
    page = _environment().get_template("page.html.j2")
    return page.render(
        **shown,
        style=Markup(_file("style.css")),  # noqa: S704 (the program's own file)
        script=Markup(script),  # noqa: S704 (the program's own file)
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        data=_json(_table(run, summary, about or {})),
        cells=[_json(each) for each in _details(run.cells, summary)],
    )


def lead_variant(summary: Summary) -> VariantSummary | None:
    """Whose figures stand at the top: the last one that is not the composer, else the composer; None without a cell."""
    others = [each for each in summary.variants if each is not summary.floor]
    return others[-1] if others else summary.floor


def headline(summary: Summary, lead: VariantSummary, comparisons: Sequence[Comparison]) -> list[dict[str, str]]:
    """The leading figures with interval and, against the baseline or the composer, the change in words."""
    against = next((each for each in comparisons if each.now == lead.variant), None)
    changes = {change.column.name: change for change in against.columns} if against else {}
    return [
        {
            "name": figure.column.name,
            "about": figure.column.about,
            "value": words.value_words(figure),
            "interval": words.interval_words(figure),
            **changed(changes.get(figure.column.name), against),
        }
        for figure in words.headline_figures(lead)
    ]


def changed(change: ColumnChange | None, comparison: Comparison | None) -> dict[str, str]:
    """How a figure differs from the other side of a comparison: the change, its word, and what it is held against."""
    if change is None or comparison is None:
        return {"change": "", "word": "", "to": ""}
    apart = "" if change.word == "no change" else words.change_words(change.kind, change.difference)
    return {"change": apart, "word": change.word, "to": other_side(comparison)}


def other_side(comparison: Comparison) -> str:
    """What a variant was held against, in words."""
    if comparison.now == comparison.before:
        return comparison.source or "itself"
    name = "the composer" if comparison.before.model == COMPOSER else comparison.before.name
    return f"{name} of {comparison.source}" if comparison.source else name


def power_lines(summary: Summary) -> list[str]:
    """How many cases would show a change of five points, for the first column of each variant."""
    told = [(each, words.power_words(each.figures[0])) for each in summary.variants if each.figures]
    return [f"{each.variant.name}, {each.figures[0].column.name}: {line}." for each, line in told if line]


def agreement_lines(run: StoredRun) -> list[str]:
    """How far people agree with the judges, where they rated verdicts of this run."""
    scores = {(cell.key, score.name): score for cell in run.cells for score in cell.scores}
    rated = agreement(read_ratings(run.folder / RATINGS), scores)
    return [f"{each.name}: people agree with {each.share:.0%} of {each.n} rated verdicts{_beyond_chance(each.kappa)}." for each in rated]


def _beyond_chance(kappa: float | None) -> str:
    return "" if kappa is None else f" (Cohen’s kappa {kappa:.2f})"


def _first_column(summary: Summary) -> Column | None:
    return next((figure.column for each in summary.variants for figure in words.headline_figures(each, 1)), None)


def _row(summary: Summary, each: VariantSummary, verdict: Verdict | None) -> dict[str, Any]:
    """One variant in the table of variants."""
    first = _first_column(summary)
    figure = each.figure(first.name) if first else None
    shown = words.headline_figures(summary.variants[0]) if summary.variants else ()
    lost = verdict is not None and any(loss.variant == each.variant for loss in verdict.losses)
    return {
        "each": each,
        "value": words.value_words(figure) if figure else "–",
        "chart": _chart(summary, figure) if figure else "",
        "others": [words.value_words(found) if (found := each.figure(other.column.name)) else "–" for other in shown[1:]],
        "cost": words.money_words(each.cost_each, summary.header.currency),
        "p50": words.seconds_words(each.p50),
        "p95": words.seconds_words(each.p95),
        "edits": words.edits_words(each),
        "is_floor": each is summary.floor,
        "lost": lost,
    }


def _column(summary: Summary, column: Column, place: int) -> dict[str, Any]:
    """One column in the table of all figures."""
    cells = []
    for each in summary.variants:
        figure = each.figures[place]
        apart = figure.beside_floor
        cells.append(
            {
                "value": words.value_words(figure),
                "interval": words.interval_words(figure),
                "from": words.counted_from(figure),
                "chart": _chart(summary, figure),
                "repeats": words.repeat_words(figure),
                "apart": f"{words.change_words(figure.kind, apart)} ({words.change_range(figure.kind, apart)})" if apart else "",
                "word": word_for(column, apart) if apart else "",
            }
        )
    return {"column": column, "cells": cells}


def _chart(summary: Summary, figure: Figure) -> Markup:
    if figure.estimate is None:
        return Markup("")
    beside = [other.estimate for each in summary.variants if (other := each.figure(figure.column.name)) and other.estimate]
    floor = summary.floor.figure(figure.column.name) if summary.floor else None
    told = f"{figure.column.name}: {words.value_words(figure)}, {words.interval_words(figure)}"
    return interval_svg(figure.estimate, scale_of(figure.kind, beside), floor.estimate if floor else None, told)


def _comparison(comparison: Comparison) -> dict[str, Any]:
    broken, fixed = words.change_names(comparison)
    return {
        "now": comparison.now.name,
        "before": other_side(comparison),
        "lists": [(broken, "broken", _cases(comparison.broken)), (fixed, "fixed", _cases(comparison.fixed, set(comparison.broken_cases)))],
        "new": comparison.new,
        "gone": comparison.gone,
        "columns": [
            {
                "name": change.column.name,
                "before": words.figure_words(change.kind, change.before.value),
                "now": words.figure_words(change.kind, change.now.value),
                "apart": f"{words.change_words(change.kind, change.difference)} ({words.change_range(change.kind, change.difference)})",
                "word": change.word,
                "cases": change.difference.cases,
            }
            for change in comparison.columns
            if change.word != "no change"
        ],
    }


def _cases(changes: Sequence[CaseChange], without: set[str] | None = None) -> list[tuple[str, str, str]]:
    """Each case once: its id, the columns, and how many of its repeats fail now and failed before."""
    found: dict[str, list[CaseChange]] = {}
    for change in changes:
        if change.case not in (without or ()):
            found.setdefault(change.case, []).append(change)
    return [(case, ", ".join(each.column for each in of), change_counts(of[0])) for case, of in found.items()]


def change_counts(change: CaseChange) -> str:
    """How often a case fails: "3 of 3 repeats fail, 0 of 3 before"; for a single run nothing more needs to be said."""
    if change.repeats == change.repeats_before == 1:
        return ""
    return f"{change.failed} of {change.repeats} fail, {change.failed_before} of {change.repeats_before} there"


def _table(run: StoredRun, summary: Summary, about: Mapping[str, str]) -> dict[str, Any]:
    columns = {column.name: column for column in summary.columns}
    variants = run.header.variants
    return {
        "variants": [variant.name for variant in variants],
        "columns": [column.name for column in summary.columns if not _is_told_only(column)],
        "about": {cell.case: about[cell.case] for cell in run.cells if cell.case in about},
        "tags": {cell.case: list(cell.tags) for cell in run.cells},
        "repeats": run.header.repeats,
        "cells": [{**cell_line(cell, columns, variants), "text": _word_hash(cell)} for cell in run.cells],
    }


def _is_told_only(column: Column) -> bool:
    return column.better == "neither"


def _word_hash(cell: Cell) -> str:
    """A short name of the text, to see where variants wrote different ones."""
    if cell.draft is None:
        return cell.refused[:1] and "refused"
    return hashlib.sha256(f"{cell.draft.document.subject}\n{cell.draft.document.body}".encode()).hexdigest()[:8]


def _details(cells: Sequence[Cell], summary: Summary) -> list[dict[str, Any]]:
    columns = {column.name: column for column in summary.columns}
    return [cell_details(cell, columns, summary.header.currency) for cell in cells]


def _json(value: Any) -> Markup:
    """JSON that can stand in a script element: no sign in it opens or closes markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    text = text.encode("utf-8", "backslashreplace").decode()
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704 (escaped here)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("evals.results", "report_page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _file(name: str) -> str:
    return (files("evals.results") / "report_page" / name).read_text(encoding="utf-8")
