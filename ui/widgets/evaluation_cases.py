"""The cases of a run: those that were broken before those that were fixed, and the table of all, which opens a cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from evals.cell import Cell
from evals.results import figure_words as words
from evals.results.compare import CaseChange, Comparison
from evals.results.report import change_counts, other_side
from ui.widgets.evaluation_reading import Reading
from ui.widgets.frame import head
from ui.widgets.words import counted, esc

FIRST, FOLDED = 6, 14
"""Cases of a list that are shown at once, and that can be unfolded; the table below has them all."""
OPEN = "evaluation-open"
"""Where the key of the cell that is to be opened waits for the page."""
SHOWN = ("All", "Failures", "Errors", "Different")


def changes(reading: Reading, comparison: Comparison, about: dict[str, str]) -> None:
    """What one variant broke and fixed against another."""
    broken, fixed = words.change_names(comparison)
    st.html(
        f'<div class="sh"><span class="sh-head" role="heading" aria-level="2">{esc(comparison.now.name)}</span> &nbsp;'
        f'<span class="sh-small">against {esc(other_side(comparison))}{_new(comparison)}</span></div>'
    )
    gone_right = set(comparison.broken_cases)
    sides = st.columns(2, gap="medium")
    _list(sides[0], reading, comparison, broken, comparison.broken, about)
    _list(sides[1], reading, comparison, fixed, [change for change in comparison.fixed if change.case not in gone_right], about)


def _new(comparison: Comparison) -> str:
    told = []
    if comparison.new:
        told.append(f"{counted(len(comparison.new), 'case')} new, neither broken nor fixed")
    if comparison.gone:
        told.append(f"{counted(len(comparison.gone), 'case')} without an outcome here")
    return "".join(f" · {each}" for each in told)


def _list(
    place: st.delta_generator.DeltaGenerator,
    reading: Reading,
    comparison: Comparison,
    title: str,
    changed: Sequence[CaseChange],
    about: dict[str, str],
) -> None:
    by_case: dict[str, list[CaseChange]] = {}
    for change in changed:
        by_case.setdefault(change.case, []).append(change)
    rows = list(by_case.items())
    with place:
        head(title, counted(len(rows), "case"))
        if not rows:
            st.html('<div class="sh sh-small">None.</div>')
        name = f"{title}-{reading.run.header.variants.index(comparison.now)}"
        with st.container(gap="xxsmall"):
            for case, of in rows[:FIRST]:
                _change(reading, comparison, case, of, about, name)
        if len(rows) > FIRST:
            with st.expander(f"{len(rows) - FIRST} more", key=f"evaluation-more-{name}", type="compact"), st.container(gap="xxsmall"):
                for case, of in rows[FIRST : FIRST + FOLDED]:
                    _change(reading, comparison, case, of, about, name)
                rest = len(rows) - FIRST - FOLDED
                if rest > 0:
                    st.html(f'<div class="sh sh-small">and {rest} more in the table of all cases, under “Different”</div>')


def _change(reading: Reading, comparison: Comparison, case: str, of: Sequence[CaseChange], about: dict[str, str], where: str) -> None:
    is_worse = of[0].shift > 0
    with st.container(key=f"evaluation-row-{where}-{case}", gap=None):
        st.button(
            case,
            key=f"evaluation-case-{where}-{case}",
            type="tertiary",
            icon=":material/close:" if is_worse else ":material/check:",
            on_click=open_cell,
            args=(_shown_cell(reading, comparison, case),),
            help="Open the document, its scores and what was sent",
        )
        counts = change_counts(of[0])
        told = ", ".join(each.column for each in of) + (f" · {counts}" if counts else "")
        more = f" · {about[case]}" if case in about else ""
        st.html(f'<div class="sh sh-small" style="padding-left:26px">{esc(told)}{esc(more)}</div>')


def _shown_cell(reading: Reading, comparison: Comparison, case: str) -> str:
    """The key of the first cell of the variant that fails, else of its first."""
    cells = [cell for cell in reading.by_case.get(case, []) if cell.variant == comparison.now]
    return next((cell.key for cell in cells if reading.status(cell) == "failed"), cells[0].key if cells else "")


def open_cell(key: str) -> None:
    """Have the page open a cell."""
    st.session_state[OPEN] = key


def all_cases(reading: Reading, about: dict[str, str]) -> None:
    """Every case with what each variant made of it; a chosen row opens its first cell that fails."""
    cases = reading.by_case
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = st.pills("Show", SHOWN, default=SHOWN[0], required=True, key="evaluation-show", label_visibility="collapsed")
        column = st.selectbox(
            "Fails in",
            [
                "",
                *(
                    name
                    for name in reading.columns
                    if any(name in words.failed_columns(cell, reading.columns) for cell in reading.run.cells)
                ),
            ],
            format_func=lambda name: f"Fails in {name}" if name else "Fails in any column",
            key="evaluation-column",
            label_visibility="collapsed",
            width=210,
        )
        tags = sorted({tag for of in cases.values() for cell in of for tag in cell.tags})
        tag = st.selectbox(
            "Tag", ["", *tags], format_func=lambda name: name or "Any tag", key="evaluation-tag", label_visibility="collapsed", width=160
        )
        text = st.text_input("Text", key="evaluation-text", placeholder="Case or what it is about", label_visibility="collapsed", width=260)
    fits = _filter(reading, str(shown), column or "", tag or "", (text or "").strip().casefold(), about)
    found = [case for case, of in cases.items() if fits(case, of)]
    st.html(f'<div class="sh sh-small">{len(found)} of {counted(len(cases), "case")}; choose a row to open it</div>')
    if not found:
        return
    rows = [_table_row(reading, case, about) for case in found]
    st.dataframe(
        rows,
        key="evaluation-cases",
        hide_index=True,
        height=min(38 * (len(rows) + 1), 420),
        on_select=_choose_row,
        selection_mode="single-row",
        alt="Cases of the run with what each variant made of them",
    )
    st.session_state["evaluation-found"] = [_first_cell(reading, case) for case in found]


def _choose_row() -> None:
    rows = st.session_state["evaluation-cases"]["selection"]["rows"]
    keys = st.session_state.get("evaluation-found", [])
    if rows and rows[0] < len(keys):
        open_cell(keys[rows[0]])


def _first_cell(reading: Reading, case: str) -> str:
    cells = reading.by_case[case]
    return next((cell.key for cell in cells if reading.status(cell) in ("failed", "error")), cells[-1].key)


def _filter(reading: Reading, shown: str, column: str, tag: str, text: str, about: dict[str, str]) -> Callable[[str, Sequence[Cell]], bool]:
    def fits(case: str, cells: Sequence[Cell]) -> bool:
        states = [reading.status(cell) for cell in cells]
        if (shown == "Failures" and "failed" not in states) or (shown == "Errors" and "error" not in states):
            return False
        if shown == "Different" and not _differs(reading, cells):
            return False
        if column and not any(column in words.failed_columns(cell, reading.columns) for cell in cells):
            return False
        if tag and not any(tag in cell.tags for cell in cells):
            return False
        return not text or text in f"{case} {about.get(case, '')}".casefold()

    return fits


def _differs(reading: Reading, cells: Sequence[Cell]) -> bool:
    by_variant: dict[str, list[str]] = {}
    for cell in cells:
        told = f"{reading.status(cell)} {words.failed_columns(cell, reading.columns)}"
        by_variant.setdefault(cell.variant.name, []).append(told)
    return len({tuple(told) for told in by_variant.values()}) > 1


def _table_row(reading: Reading, case: str, about: dict[str, str]) -> dict[str, str]:
    row = {"Case": case}
    for variant in reading.run.header.variants:
        cells = [cell for cell in reading.by_case[case] if cell.variant == variant]
        row[variant.name] = " / ".join(_told(reading, cell) for cell in cells)
    return {**row, "About": about.get(case, "")} if about else row


def _told(reading: Reading, cell: Cell) -> str:
    state = reading.status(cell)
    sign = {"passed": "✓", "failed": "✕", "error": "!", "unscored": "–"}[state]
    return f"{sign} {', '.join(words.failed_columns(cell, reading.columns)) if state == 'failed' else state}"
