"""One cell of a run in a dialog: the document with its marks, the graders, what was asked and answered, the evidence and the cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from evals.cell import Cell, Exchange, Score
from evals.judges import RATINGS, Rating, add_rating, read_ratings
from evals.results import figure_words as words
from evals.results.report_cells import cost_lines, score_state, score_words
from ui import session
from ui.widgets.document_markup import document_markup, evidence_markup
from ui.widgets.evaluation_reading import Reading
from ui.widgets.words import counted, esc, icon, md

_AT = "evaluation-at"
_WIDTH = 620
_SIGNS = {"passed": ("check", "sh-accent"), "failed": ("close", "sh-red"), "unscored": ("remove", "sh-muted"), "told": ("tag", "sh-muted")}


def show_cell(reading: Reading, key: str, about: dict[str, str]) -> None:
    """Open the dialog on a cell; Previous and Next go through the run from there."""
    cell = reading.cell(key)
    if cell is None:
        return
    st.session_state[_AT] = key
    st.dialog("Evaluated case", width=_WIDTH, position="right", icon=":material/science:")(_body)(reading, about)


def _body(reading: Reading, about: dict[str, str]) -> None:
    cell = reading.cell(st.session_state[_AT])
    if cell is None:
        return
    repeat = f", repeat {cell.repeat + 1}" if reading.run.header.repeats > 1 else ""
    told = " · ".join(filter(None, [about.get(cell.case, ""), cell.variant.name, ", ".join(cell.tags)]))
    st.html(f'<div class="sh"><div class="sh-record">{esc(cell.case + repeat)}</div><div class="sh-small">{esc(told)}</div></div>')
    evidence = cell.draft.evidence if cell.draft else ()
    draft, prompt, reply, backing, cost = st.tabs(["Draft", "Prompt", "Raw reply", f"Evidence {len(evidence)}", "Cost"])
    with draft:
        _draft(cell)
        _graders(reading, cell)
        _elsewhere(reading, cell)
    with prompt:
        _exchanges(cell, _request)
    with reply:
        _exchanges(cell, _reply)
    with backing:
        st.html(evidence_markup((each.id, each.text, each.origin) for each in evidence) if evidence else _muted("No evidence is kept."))
    with cost:
        rows = "".join(f"<dt>{esc(name)}</dt><dd>{esc(value)}</dd>" for name, value in cost_lines(cell, reading.run.header.currency))
        st.html(f'<dl class="sh sh-pairs" style="grid-template-columns:170px 1fr">{rows}</dl>')
    _steps(reading, cell)


def _draft(cell: Cell) -> None:
    told = ""
    if cell.error is not None:
        told = f"Failed ({cell.error.reason}): {cell.error.message}"
    elif cell.unwritten:
        told = f"The model’s answer was no document: {cell.unwritten}"
    elif cell.refused:
        told = f"Refused: {cell.refused}"
    if told:
        st.html(f'<div class="sh sh-notice calm">{icon("info")}<div>{esc(told)}</div></div>')
    if cell.draft is None:
        return
    document, found = cell.draft.document, cell.draft.findings
    texts = {each.id: each.text for each in cell.draft.evidence}
    body = document_markup(document.body, sentences=cell.draft.sentences, findings=found, evidence=texts)
    st.html(f'<div class="sh sh-paper"><div style="font-weight:600;padding-bottom:8px">{esc(document.subject)}</div>{body}</div>')
    if found:
        rows = "".join(
            f'<div><span class="sh-disc {esc(each.severity.value)}">{number}</span> <b>{esc(each.rule)}</b> {esc(each.message)}</div>'
            for number, each in enumerate(found, 1)
        )
        st.html(f'<div class="sh sh-list">{rows}</div>')


def _graders(reading: Reading, cell: Cell) -> None:
    st.html('<div class="sh sh-head" role="heading" aria-level="3">Graders</div>')
    if not cell.scores:
        st.html(_muted("Nothing was scored."))
        return
    failed = words.failed_columns(cell, reading.columns)
    st.html(f'<div class="sh sh-graders">{"".join(_score(each, failed) for each in cell.scores)}</div>')
    for score in cell.scores:
        if score.judge and score.value is not None:
            _rating(reading, cell, score)


def _score(score: Score, failed: Sequence[str]) -> str:
    symbol, look = _SIGNS[score_state(score, failed)]
    by = f"judged by {score.judge}" if score.judge else ""
    why = " · ".join(filter(None, [score.reason, " ".join(f"“{quote}”" for quote in score.quotes), by]))
    told = f'<div class="sh-small">{esc(why)}</div>' if why else ""
    return (
        f'<div class="sh-grader"><span class="{look}">{icon(symbol)}</span><div>{esc(score.name.capitalize())}{told}</div>'
        f'<span class="{look}">{esc(score_words(score, failed))}</span></div>'
    )


def _rating(reading: Reading, cell: Cell, score: Score) -> None:
    """Whether a person would have judged the same; kept beside the run."""
    path = reading.run.folder / RATINGS
    mine = next((each for each in read_ratings(path) if (each.cell, each.name, each.by) == (cell.key, score.name, session.actor())), None)
    if mine is not None and mine.verdict not in (None, score.value):
        mine = None  # said of another verdict, by a judge that this one took the place of

    def rate(agrees: bool) -> None:
        with session.deed():
            verdict = score.value if isinstance(score.value, bool) else None
            add_rating(path, Rating(cell=cell.key, name=score.name, agrees=agrees, verdict=verdict, by=session.actor(), at=session.now()))

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        said = (
            ""
            if mine is None
            else f" You {'agree' if mine.agrees else 'disagree'}{'' if mine.verdict in (None, score.value) else ' with an earlier verdict'}."
        )
        st.markdown(f":small[Is the verdict on {md(score.name)} right?{said}]", width="content")
        for agrees, label, symbol in ((True, "Agree", "thumb_up"), (False, "Disagree", "thumb_down")):
            chosen = mine is not None and mine.agrees is agrees
            st.button(
                label,
                icon=f":material/{symbol}:",
                key=f"evaluation-rate-{score.name}-{label}",
                disabled=chosen,
                on_click=rate,
                args=(agrees,),
            )


def _elsewhere(reading: Reading, cell: Cell) -> None:
    rows = []
    for variant in reading.run.header.variants:
        cells = [each for each in reading.by_case.get(cell.case, []) if each.variant == variant]
        if variant == cell.variant or not cells:
            continue
        passed = sum(reading.status(each) == "passed" for each in cells)
        failed = sorted({name for each in cells for name in words.failed_columns(each, reading.columns)})
        rows.append(f"<tr><td>{esc(variant.name)}</td><td>{passed} of {len(cells)}</td><td>{esc(', '.join(failed))}</td></tr>")
    if rows:
        st.html(
            '<div class="sh"><div class="sh-head" role="heading" aria-level="3" style="padding:8px 0 4px">The same case elsewhere</div>'
            f'<table class="sh-table"><tr><th>Variant</th><th>Passed</th><th>Fails in</th></tr>{"".join(rows)}</table></div>'
        )


def _exchanges(cell: Cell, show: Callable[[Exchange], None]) -> None:
    if not cell.exchanges:
        st.html(_muted("No model was asked: the composer writes by rule."))
    for number, each in enumerate(cell.exchanges, 1):
        if len(cell.exchanges) > 1:
            st.html(f'<div class="sh sh-head">Request {number}</div>')
        show(each)


def _request(each: Exchange) -> None:
    for message in each.request.get("messages", ()):
        st.html(f'<div class="sh sh-small">{esc(message.get("role", ""))}</div>')
        st.code(str(message.get("content") or ""), language=None, wrap_lines=True)


def _reply(each: Exchange) -> None:
    told = "out of the cache" if each.cached else counted(each.attempts, "request")
    st.html(_muted(", ".join(filter(None, [f"finish: {each.finish}" if each.finish else "", told]))))
    st.code(each.error or each.reply or each.refusal or "(no text)", language=None, wrap_lines=True)


def _steps(reading: Reading, cell: Cell) -> None:
    keys = [each.key for cells in reading.by_case.values() for each in cells]
    at = keys.index(cell.key)

    def go(key: str) -> None:
        st.session_state[_AT] = key

    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        before, after = keys[max(at - 1, 0)], keys[min(at + 1, len(keys) - 1)]
        st.button("Previous", icon=":material/chevron_left:", key="evaluation-previous", disabled=at == 0, on_click=go, args=(before,))
        st.button("Next", icon=":material/chevron_right:", key="evaluation-next", disabled=at == len(keys) - 1, on_click=go, args=(after,))


def _muted(text: str) -> str:
    return f'<div class="sh sh-small">{esc(text)}</div>'
