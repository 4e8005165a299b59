"""What a person sees of a run: how far it is while it lasts, and where it lies and what came of it at the end."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any, TextIO

from assistant.commands.printing import aside, counted, result, result_json, table
from evals.results.figure_words import headline_figures, interval_words, value_words
from evals.results.result_json import summary_json
from evals.results.summary import Summary, summarise
from evals.running.carrying_out import Done
from evals.running.judging_again import Judged
from evals.running.runner import Progress


class ProgressLine:
    """Tells how far a run is: on a terminal in one line that is written anew, elsewhere now and then in a line of its own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._rewrites = stream.isatty()
        self._next = time.monotonic() + 2.0

    def __call__(self, progress: Progress) -> None:
        """Tell it, where it is time to."""
        now, is_last = time.monotonic(), progress.left == 0
        if now < self._next and not is_last:
            return
        self._next = now + (0.2 if self._rewrites else 10.0)
        text = _progress_text(progress)
        self._stream.write(f"\r{text:<78}{chr(10) if is_last else ''}" if self._rewrites else f"{text}\n")
        self._stream.flush()


def _progress_text(progress: Progress) -> str:
    seconds = progress.seconds_left()
    parts = [f"{progress.kept + progress.done}/{progress.total} cells"]
    if progress.left and seconds is not None:
        parts.append(f"{timedelta(seconds=round(seconds))} left")
    if progress.priced or progress.unpriced:
        parts.append(f"cost so far {_cost(progress)}")
    if progress.cached:
        parts.append(f"{progress.cached} from the cache")
    if progress.errors:
        parts.append(f"{progress.errors} failed")
    return ", ".join(parts)


def _cost(progress: Progress) -> str:
    if not progress.priced:
        return "not known"
    return f"{progress.spent:.4f}{' and what has no known price' if progress.unpriced else ''}"


def print_run(done: Done, *, as_json: bool) -> None:
    """Tell how a run ended: what is kept where, each variant's first figures, and how to repeat it."""
    summary = summarise(done.stored)
    if as_json:
        result_json({**_about(done), "summary": summary_json(summary)})
        return
    header, progress = done.stored.header, done.progress
    if progress.kept:
        aside(f"{counted(progress.kept, 'cell')} of it had been finished before and were kept.")
    for told in header.left_out:
        aside(f"Note: {told}")
    if progress.stopped:
        aside(f"Stopped before the end: {progress.stopped}. {counted(progress.left, 'cell')} left; the same command goes on.")
    result(f"Run {header.id}: {header.suite}, {counted(header.cases, 'case')}, {done.stored.folder}")
    table(_rows(summary))
    result(f"To repeat it: {header.command}")


def print_judged(done: Judged, judge: str, grading: dict[str, Any] | None) -> None:
    """Tell what a judge said of a run's documents.

    Args:
        done: How it went.
        judge: Who was asked.
        grading: What grading again told before, for one JSON object with both; None for words.
    """
    progress = done.progress
    verdicts = [score for cell in done.stored.cells for score in cell.scores if score.judge]
    unscored = sum(score.value is None for score in verdicts)
    if grading is not None:
        result_json(
            {
                **grading,
                "judge": judge,
                "judged": progress.done,
                "left": progress.left,
                "unanswered": progress.errors,
                "verdicts": len(verdicts) - unscored,
                "unscored": unscored,
                "cached": progress.cached,
                "stopped": progress.stopped,
                "spent": None if progress.unpriced else round(progress.spent, 6),
                "currency": done.stored.header.currency,
            }
        )
        return
    if progress.stopped:
        left = counted(progress.left, "document")
        aside(
            f"Stopped before the end: {progress.stopped}. {left} not judged; the same command goes on, with the cache for what was asked."
        )
    cost = f", cost {_cost(progress)}" if progress.priced or progress.unpriced else ""
    told = f"{counted(progress.done, 'document')} judged by {judge}, {progress.cached} from the cache{cost}"
    result(f"{told}; {counted(len(verdicts) - unscored, 'verdict')}, {unscored} unscored.")


def _rows(summary: Summary) -> list[tuple[str, ...]]:
    """A line a variant: how many cells, and its headline with the intervals."""
    columns = list(dict.fromkeys(figure.column.name for each in summary.variants for figure in headline_figures(each)))
    rows = [("variant", "cells", "failed", "no document", *columns)]
    for each in summary.variants:
        figures = [each.figure(name) for name in columns]
        told = [f"{value_words(figure)} ({interval_words(figure)})" if figure else "–" for figure in figures]
        rows.append((each.variant.name, str(each.cells), str(each.errors), str(each.unwritten), *told))
    return rows


def _about(done: Done) -> dict[str, Any]:
    header, progress = done.stored.header, done.progress
    return {
        "id": header.id,
        "folder": str(done.stored.folder),
        "cells": progress.total,
        "done": progress.done,
        "kept": progress.kept,
        "left": progress.left,
        "errors": progress.errors,
        "stopped": progress.stopped,
        "spent": None if progress.unpriced else round(progress.spent, 6),
        "currency": header.currency,
        "left_out": list(header.left_out),
        "command": header.command,
    }
