"""A run as Markdown, short enough for the text of a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from evals.results.compare import Comparison
from evals.results.figure_words import (
    change_names,
    change_range,
    change_words,
    counted_from,
    edits_words,
    figure_words,
    interval_words,
    money_words,
    power_words,
    seconds_words,
    value_words,
)
from evals.results.gates import Verdict
from evals.results.summary import Figure, Summary, VariantSummary

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~@])")
_MOST = 30
"""Cases named in one list."""


def markdown(summary: Summary, comparisons: Sequence[Comparison] = (), verdict: Verdict | None = None) -> str:
    """The text.

    Args:
        summary: The run's figures.
        comparisons: With a baseline, with another run, or between its variants.
        verdict: What the gate says.
    """
    header = summary.header
    lines = [f"### Evaluation of {_plain(header.suite)}", "", _scope(summary), ""]
    if verdict is not None:
        lines += [*_gate(verdict), ""]
    lines += [*_figures(summary), ""]
    for comparison in comparisons:
        lines += [*comparison_lines(comparison), ""]
    lines += [*_power(summary), f"Run {header.id}, cases {header.dataset}. To repeat it: `{header.command.replace('`', '')}`", ""]
    return "\n".join(lines)


def _scope(summary: Summary) -> str:
    header = summary.header
    repeats = "" if header.repeats == 1 else f" × {header.repeats} repeats"
    told = [f"{header.cases} cases{repeats}", f"{summary.cells} cells", f"{summary.errors} failed and left out of every score"]
    if summary.left:
        told.append(f"{summary.left} not finished")
    retried = sum(each.retried for each in summary.variants)
    if retried:
        told.append(f"{retried} asked again after a failure")
    return ", ".join(told) + "."


def _gate(verdict: Verdict) -> Iterator[str]:
    if verdict.losses:
        yield f"**Gate: closed.** {len(verdict.losses)} {'reason' if len(verdict.losses) == 1 else 'reasons'}:"
        yield from (f"- {_plain(loss.variant.name)}, {_plain(loss.column)}: {_plain(loss.text)}" for loss in verdict.losses)
    elif verdict.too_many_errors:
        yield f"**Gate: not told.** {verdict.failed} of {verdict.cells} cells failed."
    else:
        yield "**Gate: open.**"
    yield from (f"- {_plain(note)}" for note in verdict.notes)


def _figures(summary: Summary) -> Iterator[str]:
    variants, currency = summary.variants, summary.header.currency
    yield from _row("", [_plain(each.variant.name) for each in variants])
    yield "|---" * (len(variants) + 1) + "|"
    for place, column in enumerate(summary.columns):
        yield from _row(_plain(column.name), [_figure(each.figures[place]) for each in variants])
    yield from _row("cost a draft", [money_words(each.cost_each, currency) for each in variants])
    yield from _row("wait, P50 / P95", [_wait(each) for each in variants])
    if any(each.edited for each in variants):
        yield from _row("people's edits a draft", [edits_words(each) for each in variants])
    yield from _row("failed", [str(each.errors) for each in variants])


def _row(first: str, cells: Iterable[str]) -> Iterator[str]:
    yield f"| {first} | {' | '.join(cells)} |"


def _figure(figure: Figure) -> str:
    if figure.estimate is None and figure.kind != "labels":
        return f"– ({figure.unscored} unscored)" if figure.unscored else "–"
    about = ", ".join(filter(None, [interval_words(figure), counted_from(figure)]))
    return f"{_plain(value_words(figure))} ({about})" if about else _plain(value_words(figure))


def _wait(each: VariantSummary) -> str:
    return "–" if each.p50 is None else f"{seconds_words(each.p50)} / {seconds_words(each.p95)}"


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """One variant against another, a line a column that changed, then the cases."""
    source = f" of {_plain(comparison.source)}" if comparison.source else ""
    yield f"**{_plain(comparison.now.name)} against {_plain(comparison.before.name)}{source}**"
    changed = [change for change in comparison.columns if change.word != "no change"]
    if not changed:
        yield "No column changed."
    for change in changed:
        was, now = (figure_words(change.kind, each.value) for each in (change.before, change.now))
        apart = f"{change_words(change.kind, change.difference)} ({change_range(change.kind, change.difference)})"
        yield f"- {_plain(change.column.name)}: {was} to {now}, {apart}, {change.word}, {change.difference.cases} cases"
    broken, fixed = change_names(comparison)
    for name, cases in ((broken, comparison.broken_cases), (fixed, comparison.fixed_cases), ("New", comparison.new)):
        if cases:
            rest = f" and {len(cases) - _MOST} more" if len(cases) > _MOST else ""
            yield f"- {name} ({len(cases)}): {', '.join(_plain(case) for case in cases[:_MOST])}{rest}"


def _power(summary: Summary) -> Iterator[str]:
    for each in summary.variants:
        told = [(figure, power_words(figure)) for figure in each.figures[:1]]
        for figure, words in told:
            if words:
                yield f"{_plain(each.variant.name)}, {_plain(figure.column.name)}: {words}."
                yield ""


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, in one line, and that calls nobody by name."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
