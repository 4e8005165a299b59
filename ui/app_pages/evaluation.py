"""Evaluation: did drafts get better, by how much, and which cases were broken?"""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

import streamlit as st

from evals.judges import RATINGS
from evals.results.baseline_files import Baseline
from evals.results.junit import junit_xml
from evals.results.report import report_html
from evals.results.report_files import what_cases_are_about
from evals.run_files import StoredRun, read_run
from ui import session
from ui.widgets import evaluation_reading as reading_of
from ui.widgets.evaluation_cases import OPEN, all_cases, changes
from ui.widgets.evaluation_cell import show_cell
from ui.widgets.evaluation_charts import figure_charts
from ui.widgets.evaluation_figures import headline_markup, scope_words, variants_markup
from ui.widgets.evaluation_reading import ALL_DOCUMENTS, FLOOR, NOTHING, Listed, Reading
from ui.widgets.frame import head, notice, page_title
from ui.widgets.words import counted, esc

COMMAND = "steadyhand eval run messages"
_MOST = 3
"""Comparisons that are shown open; with more variants the rest is folded."""


def page() -> None:
    """The newest run, or the one that was chosen."""
    runs = reading_of.listed_runs(session.services().settings.data_dir)
    if not runs:
        _empty()
        return
    place = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")
    with place:
        title = st.container(width="content")
        with st.container(horizontal=True, horizontal_alignment="right", width="content", wrap=False):
            listed = _chosen(runs)
            run = _read(str(listed.folder), listed.stamp)
            others = _others(run, runs)
            against = st.selectbox(
                "Against", list(others), format_func=others.__getitem__, key=f"evaluation-against-{run.header.id}", label_visibility="collapsed", width=240
            )  # fmt: skip
            kind = _kind(run)
    reading = _against(str(listed.folder), listed.stamp, str(against or NOTHING), kind)
    with title:
        begun = f"Run {_at(listed)} · {scope_words(reading.summary)}"
        page_title("Evaluation", begun)
    about = _about(listed.header.suite)
    if not run.cells:
        st.html('<div class="sh sh-muted" style="padding:14px 0">No cell of this run is finished yet.</div>')
    else:
        _figures(reading)
        _changes(reading, about)
        head("All cases")
        all_cases(reading, about)
    _foot(run, reading, about)
    key = st.session_state.pop(OPEN, "")
    if key:
        show_cell(reading, key, about)


# Choices


def _chosen(runs: list[Listed]) -> Listed:
    by_id = {each.header.id: each for each in runs}
    asked = st.query_params.get("run", "")
    chosen = st.selectbox(
        "Run",
        list(by_id),
        index=list(by_id).index(asked) if asked in by_id else 0,
        format_func=lambda name: f"{_at(by_id[name])}, {by_id[name].header.suite}",
        key="evaluation-run",
        label_visibility="collapsed",
        width=270,
    )
    return by_id[chosen or runs[0].header.id]


def _others(run: StoredRun, runs: list[Listed]) -> dict[str, str]:
    """What the run can be held against, as value and words."""
    found = {f"baseline:{name}": f"against baseline {name}" for name in reading_of.known_baselines(run.header)}
    if reading_of.has_floor(run.header.variants):
        found[FLOOR] = "against the composer"
    same = [each for each in runs if each.header.suite == run.header.suite and each.header.id != run.header.id]
    found |= {f"run:{each.header.id}": f"against run {_at(each)}" for each in same}
    return {**found, NOTHING: "against nothing"}


def _kind(run: StoredRun) -> str:
    kinds = Counter(reading_of.kinds_of(run).values())
    if len(kinds) < 2:
        return ALL_DOCUMENTS
    chosen = st.selectbox(
        "Documents",
        [ALL_DOCUMENTS, *kinds],
        format_func=lambda name: "All documents" if name == ALL_DOCUMENTS else f"{name.replace('-', ' ').capitalize()} ({kinds[name]})",
        key=f"evaluation-kind-{run.header.id}",
        label_visibility="collapsed",
        width=190,
    )
    return str(chosen or ALL_DOCUMENTS)


def _at(listed: Listed) -> str:
    at = listed.header.created_at.astimezone(session.services().policy.zone)
    return f"{at.day} {at:%B %Y, %H:%M}"


# Reading; a run of a thousand cells takes a second or two, so it is kept as long as its file is the same


@st.cache_resource(max_entries=4, show_spinner="Reading the run")
def _read(folder: str, stamp: tuple[int, int]) -> StoredRun:
    return read_run(Path(folder))


@st.cache_resource(max_entries=8, show_spinner="Comparing case by case")
def _against(folder: str, stamp: tuple[int, int], against: str, kind: str) -> Reading:
    run = _read(folder, stamp)
    what, _, name = against.partition(":")
    other: Baseline | StoredRun | str = against
    if what == "baseline":
        other = reading_of.known_baselines(run.header)[name]
    elif what == "run":
        other = read_run(run.folder.parent / name)
    return reading_of.read_against(run, other, kind=kind)


@st.cache_data(max_entries=8, show_spinner=False)
def _about(suite: str) -> dict[str, str]:
    return what_cases_are_about(suite)


# Parts


def _figures(reading: Reading) -> None:
    verdict = reading.verdict
    if verdict and verdict.losses:
        listed = "".join(f"<li>{esc(loss.variant.name)}, {esc(loss.column)}: {esc(loss.text)}</li>" for loss in verdict.losses[:8])
        more = f"<li>and {len(verdict.losses) - 8} more</li>" if len(verdict.losses) > 8 else ""
        notice(f"<b>The gate is closed.</b><ul>{listed}{more}</ul>", look="red", symbol="block")
    st.html(headline_markup(reading))
    head("Prompt and model", "every model is held against the composer, which needs none" if reading.summary.floor else "")
    figure_charts(reading.summary)
    st.html(variants_markup(reading))


def _changes(reading: Reading, about: dict[str, str]) -> None:
    shown = sorted(reading.comparisons, key=lambda each: -len(each.broken_cases))
    for comparison in shown[:_MOST]:
        changes(reading, comparison, about)
    if len(shown) > _MOST:
        with st.expander(f"{counted(len(shown) - _MOST, 'more variant')}", key="evaluation-variants", type="compact"):
            for comparison in shown[_MOST:]:
                changes(reading, comparison, about)


def _foot(run: StoredRun, reading: Reading, about: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="evaluation-foot"):
        st.code(run.header.command, language=None, wrap_lines=True, width="stretch")
        page = partial(_html, run, reading, about)
        name = f"evaluation-{run.header.id}"
        st.download_button(
            "HTML",
            data=page,
            file_name=f"{name}.html",
            mime="text/html",
            icon=":material/download:",
            key="evaluation-html",
            on_click="ignore",
        )
        st.download_button(
            "JUnit", data=partial(_junit, run), file_name=f"{name}.xml", mime="application/xml", key="evaluation-junit", on_click="ignore"
        )
        ratings = run.folder / RATINGS
        if ratings.exists():
            st.download_button(
                "Ratings", data=ratings.read_bytes(), file_name=f"{name}-ratings.jsonl", mime="application/jsonl", key="evaluation-ratings", on_click="ignore"
            )  # fmt: skip


def _html(run: StoredRun, reading: Reading, about: dict[str, str]) -> bytes:
    return report_html(reading.run, reading.comparisons, reading.verdict, about=about).encode("utf-8", "backslashreplace")


def _junit(run: StoredRun) -> bytes:
    return junit_xml(run).encode("utf-8", "backslashreplace")


def _empty() -> None:
    page_title("Evaluation")
    st.html(
        '<div class="sh" style="padding:24px 0 8px"><div class="sh-record">No run yet</div><p class="sh-muted" style="max-width:46em">'
        "A run writes every case of a suite, grades the documents and says with figures whether a prompt, a model or a policy is better. "
        "It is begun on the command line; with the composer, which needs no model, this one takes about half a minute.</p></div>"
    )
    st.code(COMMAND, language=None)
    st.page_link(session.QUEUE, label="Go to the queue", icon=":material/inbox:")


page()
