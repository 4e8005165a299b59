"""Elements of the app by the key that it gave them."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def keyed(page: Page, key: str) -> Locator:
    """The button with this key that is shown.

    Streamlit draws one with a tooltip twice, for wide and for narrow screens, and shows one; while a run redraws the page
    the old and the new one may stand there together. Both are the same button to the app, so the first will do.
    """
    return page.locator(f".st-key-{key} button").locator("visible=true").first
