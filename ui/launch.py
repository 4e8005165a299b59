"""Starts the app as a program of its own, on this machine only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Mapping
from importlib.resources import as_file, files

from assistant.errors import SteadyhandError
from assistant.settings import Settings

LOOPBACK = "127.0.0.1"
_READY_WITHIN = 60.0


def launch(settings: Settings, *, port: int = 8501, headless: bool = False, sample: bool = False) -> None:
    """Run the app until it is stopped with Ctrl+C, and open the browser once it answers.

    Look and colours stand in `.streamlit/config.toml` beside `app.py`, where Streamlit reads them from any working directory.

    Args:
        settings: What the app works with.
        port: Where it listens, on the loopback address.
        headless: Open no browser.
        sample: Load sample records and reports first.

    Raises:
        SteadyhandError: The app ended by itself, for example because the port is taken.
    """
    if sample:
        _load_samples(settings)
    with as_file(files("ui") / "app.py") as script:
        process = subprocess.Popen(command(str(script), port=port), env={**os.environ, **environment(settings)})  # noqa: S603
        if not headless and _has_display():
            threading.Thread(target=_open_browser, args=(port,), daemon=True).start()
        # A stopped launcher must not leave the app behind on its port; Ctrl+C reaches both by itself.
        previous = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        try:
            code = process.wait()
        except KeyboardInterrupt:
            process.wait()
            return
        finally:
            signal.signal(signal.SIGTERM, previous)
    if code and code not in {-signal.SIGTERM, 128 + signal.SIGTERM}:
        msg = f"The app on port {port} ended with code {code}."
        raise SteadyhandError(msg, "Read the lines above; if the port is taken, choose another one with --port.")


def command(script: str, *, port: int) -> list[str]:
    """The command line that runs the app: `streamlit run` by way of `ui.serve`, which warms it up."""
    options = {
        "server.address": LOOPBACK,
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    # -P keeps the working directory off the import path: a folder there may hold an `assistant.py` of its own.
    return [sys.executable, "-P", "-m", "ui.serve", script, *(f"--{name}={value}" for name, value in options.items())]


def environment(settings: Settings) -> Mapping[str, str]:
    """The settings as environment variables, for the process of the app."""
    plain = settings.model_dump(mode="json", exclude={"openai_api_key", "openai_base_url"}, exclude_none=True)
    variables = {f"STEADYHAND_{name.upper()}": str(value) for name, value in plain.items()}
    if settings.openai_api_key:
        variables["OPENAI_API_KEY"] = settings.openai_api_key.get_secret_value()
    if settings.openai_base_url:
        variables["OPENAI_BASE_URL"] = settings.openai_base_url
    return variables


def _load_samples(settings: Settings) -> None:
    from datetime import UTC, datetime

    from assistant.wiring import Services
    from assistant.workflow import load_samples

    load_samples(Services(settings), now=datetime.now(UTC), unless_removed=True)


def _has_display() -> bool:
    """Whether opening a browser can help; on Linux it needs a display."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_browser(port: int) -> None:
    address = f"http://{LOOPBACK}:{port}"
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):  # noqa: S310 - a fixed loopback address
                webbrowser.open(address)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
