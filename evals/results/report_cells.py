"""The cells of a run as the page of a report takes them: what a table needs of each, and, apart from it, all that is shown when one is opened."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from evals.cell import Cell, Column, Exchange, Score, Variant
from evals.results.figure_words import failed_columns, money_words, seconds_words


def cell_line(cell: Cell, columns: Mapping[str, Column], variants: Sequence[Variant]) -> dict[str, Any]:
    """What the table shows of a cell, and what its filters go by."""
    return {
        "case": cell.case,
        "variant": variants.index(cell.variant),
        "repeat": cell.repeat,
        "status": status(cell, columns),
        "failed": list(failed_columns(cell, columns)),
        "text": "" if cell.draft is None else cell.draft.document.body,
    }


def status(cell: Cell, columns: Mapping[str, Column]) -> str:
    """In a word: "error", "failed", "unscored" or "passed"."""
    if cell.error is not None:
        return "error"
    if failed_columns(cell, columns):
        return "failed"
    return "passed" if any(score.value is not None for score in cell.scores) else "unscored"


def cell_details(cell: Cell, columns: Mapping[str, Column], currency: str) -> dict[str, Any]:
    """All that is shown of a cell when it is opened."""
    failed = failed_columns(cell, columns)
    return {
        "tags": list(cell.tags),
        "outcome": _outcome(cell),
        **(_document(cell) if cell.draft is not None else {}),
        "scores": [
            {
                "name": score.name,
                "about": columns[score.name].about if score.name in columns else "",
                "value": score_words(score, failed),
                "state": score_state(score, failed),
                "reason": score.reason,
                "quotes": list(score.quotes),
                "judge": score.judge,
            }
            for score in cell.scores
        ],
        "exchanges": [_exchange(each) for each in cell.exchanges],
        "cost": cost_lines(cell, currency),
    }


def score_state(score: Score, failed: Collection[str]) -> str:
    """How a score is shown: "unscored", "failed", "passed", or "told" for a figure or a word."""
    if score.value is None:
        return "unscored"
    if score.name in failed:
        return "failed"
    return "passed" if isinstance(score.value, bool) else "told"


def score_words(score: Score, failed: Collection[str]) -> str:
    """A verdict: "passed", "failed", "0.92", "unscored"."""
    if score.value is None or isinstance(score.value, bool):
        return score_state(score, failed)
    return score.value if isinstance(score.value, str) else f"{score.value:.3g}"


def cost_lines(cell: Cell, currency: str) -> list[tuple[str, str]]:
    """What the cell took, as label and words."""
    prompt = "none: no model was asked" if cell.prompt is None else f"{cell.prompt.id} v{cell.prompt.version}, {cell.prompt.fingerprint}"
    lines = [
        ("Prompt", prompt),
        ("Cost", money_words(cell.cost, currency) or "not known: no price for this model"),
        ("Tokens", f"{cell.usage.input_tokens:,} in, {cell.usage.output_tokens:,} out"),
        ("Waited for the model", _waited(cell)),
        ("Requests", f"{cell.attempts} for {len(cell.exchanges)} answers"),
        ("Work and waiting", seconds_words(cell.elapsed_s)),
        ("Begun", f"{cell.started_at:%Y-%m-%d %H:%M:%S} UTC"),
    ]
    return [line for line in lines if line[0] != "Requests" or cell.exchanges]


def _waited(cell: Cell) -> str:
    if not cell.exchanges:
        return "nobody was asked"
    return "not counted: answered out of the cache" if cell.latency_s is None else seconds_words(cell.latency_s)


def _outcome(cell: Cell) -> str:
    if cell.error is not None:
        return f"Failed ({cell.error.reason}): {cell.error.message}"
    if cell.unwritten:
        return f"The model's answer was no document: {cell.unwritten}"
    return f"Refused: {cell.refused}" if cell.refused else ""


def _document(cell: Cell) -> dict[str, Any]:
    draft = cell.draft
    if draft is None:
        return {}
    return {
        "subject": draft.document.subject,
        "body": draft.document.body,
        "sentences": [
            {"end": each.end, "sources": list(each.sources), "unsupported": each.status == "unsupported"} for each in draft.sentences
        ],
        "findings": [
            {
                "rule": each.rule,
                "severity": each.severity.value,
                "start": each.start,
                "end": each.end,
                "message": each.message,
                "suggestion": each.suggestion,
            }
            for each in draft.findings
        ],
        "evidence": [{"id": each.id, "text": each.text, "origin": each.origin} for each in draft.evidence],
        "withheld": [{"id": each.id, "text": each.text, "origin": each.origin} for each in draft.withheld],
        "notices": list(draft.notices),
    }


def _exchange(each: Exchange) -> dict[str, Any]:
    """A request and its answer. The schema of the slots is named and not repeated in every cell."""
    asked = {key: value for key, value in each.request.items() if key not in ("messages", "response_format")}
    if "response_format" in each.request:
        asked["response_format"] = _schema_name(each.request["response_format"])
    told = [f"finish: {each.finish}"] if each.finish else []
    told += ["out of the cache"] if each.cached else [f"{each.attempts} request{'' if each.attempts == 1 else 's'}"]
    return {
        "messages": [
            {"role": str(said.get("role", "")), "content": _content(said.get("content"))} for said in each.request.get("messages", ())
        ],
        "parameters": asked,
        "reply": each.reply or each.refusal,
        "error": each.error,
        "about": ", ".join(told),
    }


def _content(content: Any) -> str:
    return content if isinstance(content, str) else str(content or "")


def _schema_name(asked: Any) -> str:
    held = asked.get("json_schema", {}) if isinstance(asked, dict) else {}
    return f"schema {held.get('name', 'without a name')}" if held else str(asked)
