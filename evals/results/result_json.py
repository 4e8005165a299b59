"""Figures, comparisons and verdicts for programs: what the commands print with `--json`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from evals.results.compare import CaseChange, Comparison
from evals.results.gates import Verdict
from evals.results.summary import Figure, Summary, VariantSummary
from evals.results.trend import Line


def summary_json(summary: Summary) -> dict[str, Any]:
    """A run in figures."""
    return {
        "run": summary.header.model_dump(mode="json"),
        "cells": summary.cells,
        "errors": summary.errors,
        "left": summary.left,
        "columns": [column.model_dump(mode="json") for column in summary.columns],
        "variants": [_variant(each) for each in summary.variants],
    }


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """One variant against another."""
    return {
        "now": comparison.now.name,
        "before": comparison.before.name,
        "source": comparison.source,
        "columns": [
            {
                "column": change.column.name,
                "kind": change.kind,
                "before": asdict(change.before),
                "now": asdict(change.now),
                "difference": asdict(change.difference),
                "word": change.word,
            }
            for change in comparison.columns
        ],
        "broken": [_case(change) for change in comparison.broken],
        "fixed": [_case(change) for change in comparison.fixed],
        "new": list(comparison.new),
        "gone": list(comparison.gone),
    }


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """What the gate says."""
    return {
        "passed": verdict.exit_code == 0,
        "losses": [
            {"variant": loss.variant.name, "column": loss.column, "text": loss.text, "cases": list(loss.cases)} for loss in verdict.losses
        ],
        "failed": verdict.failed,
        "cells": verdict.cells,
        "max_errors": verdict.max_errors,
        "too_many_errors": verdict.too_many_errors,
        "compared": [variant.name for variant in verdict.compared],
        "notes": list(verdict.notes),
    }


def line_json(line: Line) -> dict[str, Any]:
    """One figure over time."""
    return {
        "baseline": line.baseline,
        "variant": line.variant,
        "column": line.column,
        "points": [
            {
                "run": point.edition.run,
                "at": point.edition.at.isoformat(),
                "value": point.figure.value,
                "low": point.figure.low,
                "high": point.figure.high,
                "cases": point.figure.cases,
                "dataset": point.edition.dataset,
                "other_cases": point.other_cases,
            }
            for point in line.points
        ],
    }


def _variant(each: VariantSummary) -> dict[str, Any]:
    facts = {key: value for key, value in vars(each).items() if key not in ("variant", "figures", "prompts")}
    named = {"name": each.variant.name, "model": each.variant.model, "prompt": each.variant.prompt, "prompts": list(each.prompts)}
    return {**named, **facts, "cost_each": each.cost_each, "figures": [_figure(figure) for figure in each.figures]}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "column": figure.column.name,
        "kind": figure.kind,
        "estimate": None if figure.estimate is None else asdict(figure.estimate),
        "bad": figure.bad,
        "unscored": figure.unscored,
        "words": dict(figure.words),
        "beside_floor": None if figure.beside_floor is None else asdict(figure.beside_floor),
        "cases_needed": figure.needed,
        "pass_any": figure.any_of,
        "pass_all": figure.all_of,
        "spread": figure.spread,
        "unsteady": list(figure.unsteady),
    }


def _case(change: CaseChange) -> dict[str, Any]:
    return {**asdict(change), "shift": change.shift}
