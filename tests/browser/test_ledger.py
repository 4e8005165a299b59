"""The ledger in a browser, in both themes: nothing is cut off, and a promise is settled from its popover."""

from __future__ import annotations

import re

import pytest
from fakes.app_server import serving
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_promise_is_settled(open_page, tmp_path, scheme):
    with serving(tmp_path / "data") as address:
        page = open_page(address, scheme=scheme, width=1280)
        page.get_by_role("button", name="Load samples").click()
        expect(page.get_by_text("Promises in sent messages").first).to_be_visible()
        page.get_by_role("link", name="Ledger").first.click()
        rows = page.locator('[class*="st-key-queue-row-promise-"]')
        expect(rows.first).to_be_visible()
        row = rows.first
        expect(row.get_by_text("late", exact=False).first).to_be_visible()
        last = row.get_by_role("button", name="Withdrawn")
        box, within = last.bounding_box(), row.bounding_box()
        assert box is not None
        assert within is not None
        assert box["x"] + box["width"] <= within["x"] + within["width"] + 1
        found = re.search(r"C-\d{4}", row.inner_text())
        assert found is not None
        row.get_by_role("button", name="Kept").click()
        page.get_by_label("What was done, and when?").fill("Called on the day, spoke to the customer")
        page.get_by_role("button", name="Mark as kept").click()
        expect(page.locator(f".st-key-queue-row-promise-{found[0]}")).to_have_count(0)
        page.get_by_text("Kept: ", exact=False).first.click()
        expect(page.get_by_text("Called on the day, spoke to the customer", exact=False).first).to_be_visible()
