"""The report of a run as a file, and the Evaluation page, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes.evaluation import FLOOR, MODEL, asked, cell, draft_of, failed_cell, run_of
from playwright.sync_api import Page, expect

from evals.results.report_files import write_reports

pytestmark = pytest.mark.browser

HOSTILE = "</script><script>window.hit=1</script><img src=x onerror=window.hit=1>"


@pytest.fixture
def report(tmp_path: Path) -> str:
    cells = []
    for number in range(30):
        name, body = f"case-{number:02d}", f"🙂 The replay ended at 14:30 UTC. {HOSTILE}"
        cells.append(cell(name, FLOOR, values={"expected": True}, draft=draft_of("It works.", subject=HOSTILE)))
        cells.append(
            cell(name, MODEL, values={"expected": number > 2}, draft=draft_of(body, marks=[(2, 12)]), exchanges=(asked(HOSTILE, HOSTILE),))
        )
    cells.append(failed_cell("case-30"))
    [path] = write_reports(run_of(cells), tmp_path, ["html"]).values()
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_report_is_filtered_and_a_cell_opened(open_page: Callable[..., Page], report: str, scheme: str):
    page = open_page(report, scheme=scheme)
    expect(page.locator("#count")).to_have_text("31 of 31")
    page.get_by_text("Failures", exact=True).click()
    expect(page.locator("#count")).to_have_text("3 of 31")
    page.locator("#matrix .cell.failed").first.click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("case-00")
    expect(drawer.locator("mark")).to_have_text("The replay")
    expect(drawer).to_contain_text(HOSTILE)
    drawer.get_by_role("tab", name="Prompt").click()
    expect(drawer.locator("pre")).to_have_text(HOSTILE)
    page.keyboard.press("ArrowRight")
    expect(drawer.get_by_role("tab", name="Raw reply")).to_be_focused()
    drawer.get_by_role("button", name="Next").click()
    expect(drawer).to_contain_text("case-01")
    page.keyboard.press("Escape")
    expect(drawer).not_to_be_visible()
    assert page.evaluate("window.hit") is None


def test_a_report_asks_for_nothing_and_fits_a_narrow_window(open_page: Callable[..., Page], report: str):
    page = open_page(report, width=420)
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.reload()
    expect(page.locator("#count")).to_have_text("31 of 31")
    assert asked_for == [page.url]
    assert page.evaluate("document.documentElement.scrollWidth") <= 420


def test_a_case_named_above_opens_its_cell(open_page: Callable[..., Page], report: str):
    page = open_page(report)
    page.locator("ul.cases.broken button").first.click()
    expect(page.get_by_role("dialog")).to_contain_text(re.compile("case-0[0-2]"))
