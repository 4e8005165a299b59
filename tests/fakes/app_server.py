"""The real app as a process of its own, for tests in a browser."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import pytest

from assistant.settings import load_settings
from ui.launch import LOOPBACK, command, environment


@contextmanager
def serving(data_dir: Path, **options: str) -> Iterator[str]:
    """The app over a data directory; its address. The process ends with the block."""
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        port = int(found.getsockname()[1])
    settings = load_settings(data_dir=data_dir, users="Priya Raman, Marcus Oyelaran", **options)
    log = data_dir.parent / "server.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            command(str(files("ui") / "app.py"), port=port),
            env={**os.environ, **environment(settings)},
            cwd=data_dir.parent,
            stdout=out,
            stderr=out,
        )
        try:
            _until_up(port, process, log)
            yield f"http://{LOOPBACK}:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _until_up(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the app did not come up:\n{log.read_text(errors='replace')[-3000:]}")
