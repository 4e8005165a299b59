"""The command line as a test calls it: in this process, or as a program of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from assistant.cli import cli

NOW = "2026-11-23T14:00:00+00:00"
PERSON = "Tomasz Lind"
APPROVER = "Ingrid Vale"

RECORD: dict[str, Any] = {
    "id": "ESC-7",
    "title": "Search returns nothing",
    "customer": {"name": "Brightwater Clinics", "contacts": [{"name": "Amara Okoye", "email": "amara.okoye@brightwater.example"}]},
    "severity": "SEV-2",
    "status": "investigating",
    "started_at": "2026-11-23T12:00:00+00:00",
    "acknowledged_at": "2026-11-23T12:20:00+00:00",
    "owner": {"name": PERSON, "role": "Escalation Manager", "email": "tomasz.lind@vendor.example", "phone": "+44 20 7946 0111"},
    "updates": [
        {"at": "2026-11-23T12:40:00Z", "kind": "action", "visibility": "public", "text": "The search index was restarted at 12:35 UTC."},
        {"at": "2026-11-23T13:10:00Z", "kind": "observation", "visibility": "public", "text": "31 % of searches still return nothing."},
    ],
}


@dataclass(frozen=True)
class Called:
    """How a call ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def call(data_dir: Path, *args: str, stdin: str | bytes | None = None, now: str | None = NOW) -> Called:
    """Call the command line in this process."""
    at = ["--now", now] if now else []
    env = {name: None for name in os.environ if name.startswith(("STEADYHAND_", "OPENAI_"))}
    done = CliRunner().invoke(cli, ["--data-dir", str(data_dir), *at, *args], input=stdin, env=env)
    return Called(done.exit_code, done.stdout, done.stderr)


def spawn(*args: str, stdin: bytes | None = None, before: str = "", **env: str) -> subprocess.CompletedProcess[bytes]:
    """Call the command line as a program; `before` is Python that runs first in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STEADYHAND_", "OPENAI_"))}
    program = f"{before}\nfrom assistant.cli import main\nmain()"
    return subprocess.run([sys.executable, "-c", program, *args], input=stdin, capture_output=True, env={**kept, **env}, timeout=120)


def record_file(folder: Path, name: str = "incident.json", **changes: Any) -> Path:
    """A record file; `changes` replace fields."""
    path = folder / name
    path.write_text(json.dumps({**RECORD, **changes}), encoding="utf-8")
    return path
