"""A real Chromium against the real app. Without a browser these tests fail: what nobody saw in a browser is not known to work."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's browser, else Playwright's own; an error when there is neither."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    expect.set_options(timeout=45_000)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages that watch for script errors of their own."""
    errors: list[str] = []
    contexts = []

    def opened(address: str, *, scheme: str = "light", width: int = 1440) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 1000}, color_scheme=scheme, accept_downloads=True)
        context.set_default_timeout(45_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors
