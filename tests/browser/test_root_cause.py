"""The Root cause page in a browser: what is drawn on canvases and in SVG, a decision with its evidence, and a report up to its review."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes.app_server import serving
from fakes.keyed import keyed
from fakes.overflow import overflow
from fakes.records import entry, feed
from playwright.sync_api import Page, expect

from assistant.settings import load_settings
from assistant.wiring import Services
from assistant.workflow import index_sample_reports

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
RECORD = "ESC-2041"
SUSPICION = "We suspect the schema change of last night; the worker stopped at the first order with an empty depot."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A record with a suspicion and a long silence, and past reports."""
    services = Services(load_settings(data_dir=tmp_path / "data"))
    index_sample_reports(services)
    updates = [
        entry(2.0, "observation", "Depots ring about empty pick lists."),
        entry(1.95, "customer_message", "Hi Ana,\n\nOrders created since 06:40 UTC are not arriving."),
        entry(1.9, "observation", "Orders created after 06:40 UTC are stored but not sent, 1,140 so far."),
        entry(1.85, "internal_note", SUSPICION, visibility=None),
        entry(0.2, "action", "Feed worker restarted; new orders flow again."),
        entry(0.1, "observation", "1,140 stored orders are on their way."),
    ]
    services.store.save_record(feed(updates=updates), now=datetime.now(UTC), by="Joel Mbeki")
    return tmp_path / "data"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_the_choice_of_a_record_to_a_report_in_review(open_page, data, scheme):
    with serving(data) as address:
        page = open_page(f"{address}/root_cause", scheme=scheme, width=1280)
        keyed(page, f"rca-pick-{RECORD}").click()
        _drawn(page)
        _decided(page)
        _report(page)


def _drawn(page: Page) -> None:
    expect(page.get_by_text("Inconclusive").first).to_be_visible()
    # The chart, with words for those who do not see it; the gap in words beside it.
    expect(page.locator('[data-testid="stVegaLiteChart"]').locator("svg, canvas").first).to_be_visible()
    expect(page.get_by_label("Timeline from", exact=False).first).to_be_attached()
    expect(page.get_by_text("Nothing was written for", exact=False).first).to_be_visible()
    # The graph is drawn in the browser itself, in a size that can be read.
    boxes = page.locator('[data-testid="stGraphVizChart"] .node')
    expect(boxes.first).to_be_visible()
    assert boxes.count() >= 6
    expect(page.locator(".st-key-rca-whys .node text").first).to_have_css("font-size", "13.2px")
    inside = page.evaluate(
        """[...document.querySelectorAll('.st-key-rca-whys .node')].every((node) => {
             const box = node.querySelector('path, polygon').getBoundingClientRect();
             return [...node.querySelectorAll('text')].every((text) => {
               const words = text.getBoundingClientRect();
               return words.left >= box.left - 1 && words.right <= box.right + 1 && words.bottom <= box.bottom + 1; });
           })"""
    )
    assert inside, "words of the graph leave their boxes"
    assert overflow(page) <= 0
    keyed(page, "rca-whys-view").click()
    expect(page.get_by_role("columnheader", name="What is known").first).to_be_visible()
    keyed(page, "rca-table").click()
    expect(page.get_by_role("dialog").first).to_contain_text("Depots ring about empty pick lists.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def _decided(page: Page) -> None:
    key = f"{RECORD}-1-0-H1"
    card = page.locator(".st-key-hyp-card-H1").first
    expect(card).to_contain_text("schema change")
    expect(keyed(page, f"confirm-{key}")).to_be_disabled()
    keyed(page, f"result-{key}").click()
    page.get_by_role("combobox").last.click()
    page.get_by_role("option").filter(has_text="Feed worker restarted").click()
    page.get_by_label("What the check showed").fill("It stopped again at the same order.")
    page.get_by_label("What the check showed").press("Control+Enter")
    expect(card).to_contain_text("and the result that you entered")
    page.keyboard.press("Escape")
    keyed(page, f"confirm-{key}").click()
    expect(page.locator(".sh-conclusion").first).to_contain_text("Confirmed")
    expect(card).to_contain_text("Priya Raman: It stopped again at the same order.")


def _report(page: Page) -> None:
    expect(page.locator(".sh-paper").first).to_contain_text("It stopped again at the same order")
    expect(keyed(page, "rca-hand-in")).to_be_disabled()
    expect(keyed(page, "rca-kind-rca-customer")).to_be_disabled()
    expect(page.get_by_text("is written when the problem is over", exact=False).first).to_be_visible()
    keyed(page, "rca-keep").click()
    expect(page.get_by_text("D-0001, version 1", exact=False).first).to_be_visible()
    keyed(page, "rca-edit").click()
    field = page.get_by_label("Text, in Markdown")
    expect(field).to_have_value(re.compile("Post-Incident Report"))
    field.fill(
        field.input_value().replace("## Recovery Actions Taken", "- One bad order must not stop the worker.\n\n## Recovery Actions Taken")
    )
    field.press("Control+Enter")
    expect(keyed(page, "rca-save")).to_be_enabled()
    keyed(page, "rca-save").click()
    expect(page.get_by_text("D-0001, version 2", exact=False).first).to_be_visible()
    expect(page.locator(".sh-paper").first).to_contain_text("One bad order must not stop the worker.")
    keyed(page, "rca-hand-in").click()
    expect(page.get_by_text("Waiting for approval").first).to_be_visible()
    keyed(page, "rca-review").click()
    page.wait_for_url("**/review?*draft=D-0001*")
    expect(page.get_by_text("Post-incident report, version 2", exact=False).first).to_be_visible()
