"""First paint: seconds from the cold start of the app until the queue's first row can be seen in a real browser.

`python -m evals.benchmarks.ui [--runs 3] [--json]`

Each run starts a server process of its own over the same stored sample queue and opens the page in a fresh browser context. Two figures:
`cold` runs from the start of the process, `open` from the moment the address is asked for with the server up. The baseline is a Streamlit
page that shows one line, so what is ours can be told from what is the framework's.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from assistant.settings import load_settings
from assistant.wiring import Services
from assistant.workflow import load_samples
from ui.launch import LOOPBACK, command, environment

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TARGET = 3.0
_FIRST_ROW = '[class*="st-key-queue-row-"]'
_ONE_LINE = "import streamlit as st\nst.html('<p class=\"one-line\">ready</p>')\n"
_WAIT = 60.0


def free_port() -> int:
    """A port on the loopback address that nobody listens on now."""
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        return int(found.getsockname()[1])


def browser_path() -> str | None:
    """The browser of the system; None leaves the choice to Playwright, which may have its own."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@contextmanager
def running(arguments: list[str], variables: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A server process that ends with the block."""
    process = subprocess.Popen(  # noqa: S603 - our own command line
        arguments, env={**os.environ, **variables}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_up(port: int) -> None:
    """Wait until the server answers.

    Raises:
        TimeoutError: It did not within a minute.
    """
    until = time.monotonic() + _WAIT
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/_stcore/health", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    msg = f"the server on port {port} did not answer within {_WAIT:g} s"
    raise TimeoutError(msg)


def _timed(browser: Any, script: str, wanted: str, variables: dict[str, str]) -> tuple[float, float]:
    """Seconds until an element can be seen: from the start of the process, and from asking for the page."""
    port = free_port()
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    try:
        began = time.perf_counter()
        with running(command(script, port=port), variables):
            wait_until_up(port)
            asked = time.perf_counter()
            page.goto(f"http://{LOOPBACK}:{port}", wait_until="commit")
            page.wait_for_selector(wanted, timeout=_WAIT * 1000)
            seen = time.perf_counter()
            return seen - began, seen - asked
    finally:
        page.context.close()


def measure(runs: int) -> dict[str, Any]:
    """All runs, ours and the baseline in turn so that both meet the same machine."""
    from playwright.sync_api import sync_playwright

    ours: list[tuple[float, float]] = []
    plain: list[tuple[float, float]] = []
    with (
        tempfile.TemporaryDirectory(prefix="steadyhand-ui-") as folder,
        sync_playwright() as playwright,
        as_file(files("ui") / "app.py") as app,
    ):
        settings = load_settings(data_dir=Path(folder) / "data", model="none")
        load_samples(Services(settings), now=datetime.now(UTC))
        one_line = Path(folder) / "one_line.py"
        one_line.write_text(_ONE_LINE, encoding="utf-8")
        variables = dict(environment(settings))
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        for _ in range(runs):
            ours.append(_timed(browser, str(app), _FIRST_ROW, variables))
            plain.append(_timed(browser, str(one_line), ".one-line", variables))
        browser.close()
    return {
        "benchmark": "ui",
        "runs": runs,
        "target_seconds": TARGET,
        "load": round(os.getloadavg()[0], 2),
        "cores": os.cpu_count(),
        **_figures(ours),
        "baselines": {"one line of Streamlit": _figures(plain)},
    }


def _figures(pairs: list[tuple[float, float]]) -> dict[str, Any]:
    cold, opened = ([round(pair[n], 3) for pair in pairs] for n in (0, 1))
    return {
        "cold_seconds": round(statistics.median(cold), 3),
        "open_seconds": round(statistics.median(opened), 3),
        "all_cold_seconds": cold,
        "all_open_seconds": opened,
    }


def main() -> int:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.runs)
    baseline = found["baselines"]["one line of Streamlit"]
    print(
        f"first row of the queue, median of {options.runs}: {found['cold_seconds']:.2f} s from a cold start, {found['open_seconds']:.2f} s from asking"
    )
    print(f"one line of Streamlit: {baseline['cold_seconds']:.2f} s from a cold start, {baseline['open_seconds']:.2f} s from asking")
    met = "met" if found["cold_seconds"] < TARGET else "missed"
    print(f"target: under {TARGET:g} s from a cold start, {met} with {os.getloadavg()[0]:.1f} processes running on {os.cpu_count()} cores")
    if options.json:
        print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
