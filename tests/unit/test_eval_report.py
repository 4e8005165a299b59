"""The reports of a run: HTML, JUnit XML and Markdown."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from fakes.evaluation import AT, FLOOR, HONEST, MODEL, asked, cell, draft_of, failed_cell, run_of
from hypothesis import example, given
from hypothesis import strategies as st
from junitparser import JUnitXml

from evals.cell import Score, Variant
from evals.judges import RATINGS, Rating, add_rating
from evals.results.baseline_files import baseline_of
from evals.results.compare import against_floor
from evals.results.junit import junit_xml
from evals.results.markdown import markdown
from evals.results.readings import readings
from evals.results.report import report_html
from evals.results.report_files import compared, write_reports
from evals.results.summary import summarise
from evals.run_files import StoredRun

HOSTILE = "</script><script>window.hit=1</script><!--<img src=x onerror=window.hit=1>& \u2028"


def hostile_run() -> StoredRun:
    return run_of(
        [
            cell(
                f"case {HOSTILE}",
                MODEL.model_copy(update={"model": f"openai:{HOSTILE}"}),
                values={"expected": False},
                draft=draft_of(f"{HOSTILE} 🙂 end", subject=HOSTILE, marks=[(3, 9)]),
                tags=(HOSTILE,),
                exchanges=(asked(HOSTILE, HOSTILE),),
            )
        ],
        suite=HOSTILE,
        command=f"steadyhand eval run '{HOSTILE}'",
    )


def html_of(run: StoredRun) -> str:
    comparisons = against_floor(readings(run.cells), summarise(run).columns)
    return report_html(run, comparisons, about={each.case: f"about {HOSTILE}" for each in run.cells})


def blocks(page: str) -> dict[str, object]:
    found = re.findall(r'<script type="application/json" id="([\w-]+)">(.*?)</script>', page, re.DOTALL)
    return {name: json.loads(text) for name, text in found}


def test_hostile_text_stays_data():
    page = html_of(hostile_run())
    assert "window.hit=1</script>" not in page
    assert "<img" not in page
    assert page.count("<script") == 3
    assert page.count("<!--") == 0
    held = blocks(page)
    assert held["cell-0"]["body"] == f"{HOSTILE} 🙂 end"
    assert held["data"]["cells"][0]["case"] == f"case {HOSTILE}"


def test_the_page_needs_no_network_and_lets_no_other_script_run():
    page = html_of(run_of([cell("a", values={"expected": True}, draft=draft_of("All is well."))]))
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    assert "url(" not in page
    assert "default-src 'none'" in page
    assert "script-src 'sha256-" in page


def test_the_page_tells_interval_word_command_and_fingerprints():
    cases = [f"case-{number}" for number in range(40)]
    run = run_of(
        [
            *(cell(name, values={"expected": True}) for name in cases),
            *(cell(name, MODEL, values={"expected": name > "case-2"}) for name in cases),
        ]
    )
    page = html_of(run)
    assert '<span class="worse">worse</span>, against the composer' in page
    assert run.header.command in page
    assert run.header.dataset in page
    assert "needed more than one request" in page
    assert "80 % power, two-sided 5 %" in page
    assert "interval of Bonett and Price" in page


def test_unknown_cost_is_said_and_unscored_too():
    run = run_of([cell("a", MODEL, values={"expected": True, "leak": None}, cost=None), failed_cell("b")])
    page = html_of(run)
    assert "not known" in page
    assert "1 unscored" in page
    held = blocks(page)
    assert held["cell-0"]["scores"][1]["value"] == "unscored"
    assert held["cell-1"]["outcome"].startswith("Failed (timeout)")
    assert held["data"]["cells"][1]["status"] == "error"


def test_a_run_without_a_cell_has_a_page():
    assert "No cell of this run is finished yet." in html_of(run_of([], variants=(FLOOR,), cases=3))


def test_a_thousand_cells_stay_small_enough_to_be_sent():
    body = "Search works again. " * 40
    run = run_of([cell(f"case-{number}", values={"expected": True}, draft=draft_of(body)) for number in range(1000)])
    assert len(html_of(run)) < 4_000_000


def read_back(text: str) -> JUnitXml:
    """The file as a build server reads it, from its bytes."""
    return JUnitXml.fromstring(text.encode())


def test_junit_counts_what_failed_and_what_had_no_outcome():
    run = run_of(
        [
            cell("a", values={"expected": True}, elapsed_s=1.25),
            cell("b", values={"expected": False, "leak": False, "slots filled": 0.5}, elapsed_s=0.5),
            failed_cell("c", FLOOR),
            cell("d"),
            cell("a", MODEL, values={"expected": True}),
        ]
    )
    found = read_back(junit_xml(run))
    assert [suite.name for suite in found] == ["composer", MODEL.name]
    assert (found.name, found.tests, found.failures, found.errors, found.skipped, found.time) == ("steadyhand outside", 5, 1, 1, 1, 1.75)
    first = next(iter(found))
    assert (first.tests, first.failures, first.errors, first.skipped, first.time) == (4, 1, 1, 1, 1.75)
    assert first.timestamp == "2026-03-12T08:05:00+00:00"
    passed, failed, broken, unscored = first
    assert (passed.name, passed.classname, passed.time, passed.is_passed) == ("a", "composer", 1.25, True)
    [failure] = failed.result
    assert (failed.is_failure, failure.type, failure.message) == (True, "graders", "expected, leak")
    assert failure.text == "expected: why False\nleak: why False"
    [error] = broken.result
    assert (broken.is_error, error.type, error.message) == (True, "timeout", "no answer in 60 s")
    assert unscored.is_skipped


def test_junit_tells_repeats_apart():
    run = run_of([cell("a", repeat=number, values={"expected": True}) for number in (0, 1)])
    [suite] = read_back(junit_xml(run))
    assert [test.name for test in suite] == ["a (repeat 1)", "a (repeat 2)"]


def test_a_run_without_a_cell_is_a_junit_file_without_a_test():
    found = read_back(junit_xml(run_of([], variants=(FLOOR,), cases=3)))
    assert (found.tests, [suite.name for suite in found]) == (0, ["composer"])


@given(st.text())
@example(f"a {HOSTILE} \x00\x1b\ud800\nlast line")
def test_junit_holds_any_text(text: str):
    run = run_of([cell(text, Variant(model=f"openai:{text}"), values={"expected": False})], suite=text)
    [suite] = read_back(junit_xml(run))
    [test] = suite
    held = re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "�", text)
    assert (test.name, suite.name) == (held, f"openai:{held}")


def test_markdown_tells_gate_figures_and_cases_in_few_lines():
    cases = [f"case-{number}" for number in range(40)]
    before = run_of([cell(name, HONEST, values={"expected": True}) for name in cases])
    now = run_of([cell(name, HONEST, values={"expected": name != "case-3"}) for name in cases])
    comparisons, verdict = compared(now, baseline_of(before, "kept"))
    text = markdown(summarise(now), comparisons, verdict)
    assert "**Gate: closed.** 1 reason:" in text
    assert "- Broken (1): case-3" in text
    assert "| expected | 97.5 % (87.1 to 99.6, 40 cases) |" in text


def test_markdown_cannot_be_steered_by_names():
    text = markdown(
        summarise(run_of([cell("a", MODEL.model_copy(update={"model": "openai:|x|\n# @team <b>"}), values={"expected": True})]))
    )
    assert "\n# " not in text
    assert "<b>" not in text.replace("\\<b\\>", "")
    assert "openai:\\|x\\|" in text


@pytest.mark.parametrize("kind", ["html", "junit", "markdown"])
def test_files_are_written_whole(tmp_path: Path, kind: str):
    [(name, path)] = write_reports(hostile_run(), tmp_path / "out", [kind, kind]).items()
    assert (name, path.parent) == (kind, tmp_path / "out")
    assert path.stat().st_size > 300


def test_agreement_of_people_with_a_judge_is_told(tmp_path: Path):
    verdict = Score(name="owns the delay", value=True, judge="openai:oak-mini")
    cells = [cell(name, MODEL).model_copy(update={"scores": (verdict,)}) for name in "abcd"]
    for each in cells:
        add_rating(tmp_path / RATINGS, Rating(cell=each.key, name=verdict.name, agrees=each.case != "a", by="Priya Raman", at=AT))
    page = html_of(run_of(cells, tmp_path, judge="openai:oak-mini"))
    assert "owns the delay: people agree with 75% of 4 rated verdicts." in page
