"""Metrics and the status report in a browser: what a canvas and a download show to a person, in both themes."""

from __future__ import annotations

import pytest
from fakes.app_server import serving
from fakes.overflow import overflow
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_metrics_and_status(open_page, tmp_path, scheme):
    with serving(tmp_path / "data") as address:
        page = open_page(f"{address}/metrics", scheme=scheme, width=1280)
        page.get_by_role("button", name="Load samples").click()
        _metrics(page)
        _missed_row(page)
        page.goto(f"{address}/status")
        _status(page)


def _metrics(page: Page) -> None:
    tiles = page.locator('[class*="st-key-tile-"]')
    expect(tiles).to_have_count(8)
    # The lines are drawn, each with words for those who do not see them.
    expect(page.locator('[data-testid="stVegaLiteChart"] .marks')).to_have_count(7)
    expect(page.get_by_label("Customer Satisfaction by month. Dashed: the target 4 of 5 or more.", exact=False).first).to_be_attached()
    assert overflow(page) <= 0
    page.get_by_text("30 days", exact=True).click()
    expect(page.get_by_text("within a span of time", exact=False).first).to_be_visible()
    expect(page.locator('[class*="st-key-tilenone-"]').first).to_have_css("border-top-style", "dashed")
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").get_by_role("button", name="CSV").click()
    assert "First Response Time" in download.value.path().read_text(encoding="utf-8")


def _missed_row(page: Page) -> None:
    table = page.get_by_test_id("stDataFrame")
    table.scroll_into_view_if_needed()
    expect(table.locator("canvas").first).to_be_visible()
    box = table.bounding_box()
    assert box is not None
    # The box at the left of the first row below the head.
    page.mouse.click(box["x"] + 16, box["y"] + 52)
    page.wait_for_url("**/compose?record=ESC-*")
    expect(page.get_by_text("Nothing is written yet.").first).to_be_visible()


def _status(page: Page) -> None:
    expect(page.locator('[class*="st-key-queue-row-status-"]')).to_have_count(11)
    expect(page.get_by_text("min late", exact=False).first).to_be_visible()
    assert overflow(page) <= 0
    page.get_by_role("button", name="Copy as text").click()
    expect(page.get_by_text("Escalation status report,", exact=False).first).to_be_visible()
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").get_by_role("button", name="Markdown").click()
    said = download.value.path().read_text(encoding="utf-8")
    assert said.startswith("# Escalation status report")
    assert "11 open escalations" in said
    page.locator(".st-key-open-ESC-3107 button").first.click()
    page.wait_for_url("**/compose?record=ESC-3107")
