"""The figures of the Evaluation page as markup: the headline, and the variants with their intervals. Pure; everything escaped."""

from __future__ import annotations

from evals.results import figure_words as words
from evals.results.report import headline, lead_variant
from evals.results.summary import Figure, Summary, VariantSummary
from ui.widgets.evaluation_reading import Reading
from ui.widgets.words import badge, counted, esc


def scope_words(summary: Summary) -> str:
    """What the run is about: "suite “messages”, 148 cases × 3 repeats, 1,776 cells, 9 errors left out"."""
    header = summary.header
    repeats = f" × {header.repeats} repeats" if header.repeats > 1 else ""
    left = f", {summary.left} not finished" if summary.left else ""
    told = f"suite “{header.suite}” · {counted(header.cases, 'case')}{repeats} · {summary.cells:,} cells"
    return f"{told}, {counted(summary.errors, 'error')} left out{left}"


def headline_markup(reading: Reading) -> str:
    """The leading figures, with interval and change."""
    lead = lead_variant(reading.summary)
    if lead is None:
        return ""
    tiles = "".join(
        f'<div title="{esc(each["about"])}"><div class="sh-small">{esc(each["name"].capitalize())}</div><div class="sh-figure">{esc(each["value"])}</div>'
        f'<div class="sh-small">{esc(each["interval"])}{_change(each)}</div></div>'
        for each in headline(reading.summary, lead, reading.comparisons)
    )
    return f'<div class="sh sh-headline">{tiles}</div>'


def _change(each: dict[str, str]) -> str:
    if not each["word"]:
        return ""
    return f"<br>{esc(each['change'])} {word_markup(each['word'])}, against {esc(each['to'])}"


def word_markup(word: str) -> str:
    """The verdict on a change; colour repeats the word."""
    look = {"better": "sh-accent", "worse": "sh-red"}.get(word, "")
    return f'<b class="{look}">{esc(word)}</b>' if look else esc(word)


def variants_markup(reading: Reading) -> str:
    """One row a variant."""
    summary = reading.summary
    shown = words.headline_figures(summary.variants[0]) if summary.variants else ()
    if not shown:
        return '<div class="sh sh-muted">Nothing was scored yet.</div>'
    heads = [
        "Model",
        "Prompt",
        *(figure.column.name.capitalize() for figure in shown),
        "Cost a draft",
        "P50",
        "Edits a draft",
        "Errors",
        "",
    ]
    lead = lead_variant(summary)
    rows = "".join(_row(reading, each, shown, is_lead=each is lead and len(summary.variants) > 1) for each in summary.variants)
    head = "".join(f'<th scope="col">{esc(name)}</th>' for name in heads)
    return f'<div class="sh sh-scroll"><table class="sh-variants"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _row(reading: Reading, each: VariantSummary, shown: tuple[Figure, ...], *, is_lead: bool) -> str:
    summary = reading.summary
    is_floor = each is summary.floor
    cells = [
        *(_value(each.figure(figure.column.name)) for figure in shown),
        esc(words.money_words(each.cost_each, summary.header.currency) or "not known"),
        esc(words.seconds_words(each.p50)),
        esc(words.edits_words(each)),
        str(each.errors),
        _badge(reading, each, is_floor=is_floor),
    ]
    name = "composer" if is_floor else each.variant.model
    looks = ' class="lead"' if is_lead else ""
    return f'<tr{looks}><th scope="row">{esc(name)}</th><td>{esc(each.variant.prompt)}</td>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _badge(reading: Reading, each: VariantSummary, *, is_floor: bool) -> str:
    if reading.verdict and any(loss.variant == each.variant for loss in reading.verdict.losses):
        return badge("gate closed", "red", "block")
    return badge("floor") if is_floor else ""


def _value(figure: Figure | None) -> str:
    if figure is None or figure.estimate is None:
        return "–"
    value, interval = esc(words.value_words(figure)), esc(words.interval_words(figure))
    look = "sh-red" if figure.column.hard and figure.bad else ""
    return f'<b class="{look}">{value}</b><div class="sh-small" title="{esc(words.counted_from(figure))}">{interval}</div>'
