"""Whether a page of the app is wider than its window."""

from __future__ import annotations

from playwright.sync_api import Page


def overflow(page: Page) -> int:
    """Pixels by which the main part leaves the window; none for a page that fits."""
    found = "document.querySelector('[data-testid=stMain]')"
    return int(page.evaluate(f"{found}.scrollWidth - {found}.clientWidth"))
