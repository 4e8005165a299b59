"""Cases, settings and runs for tests of evaluations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fakes.records import NOW, feed

from assistant.records.model import EscalationRecord
from assistant.settings import Settings
from evals.cases import Case
from evals.suites import Suite


def case(name: str = "c-1", action: str = "update", **parts: Any) -> Case:
    """A case about the feed record, without past reports."""
    record: EscalationRecord = parts.pop("record", None) or feed()
    return Case.model_validate(
        {"id": name, "action": action, "why": "what the case is about", "now": NOW, "record": record, "reports": "none", **parts}
    )


def cases(number: int, **parts: Any) -> tuple[Case, ...]:
    """So many cases, each about a record of its own."""
    return tuple(case(f"c-{each}", record=feed(title=f"Orders are missing in region {each}"), **parts) for each in range(number))


def suite(*of: Case, name: str = "small") -> Suite:
    """Cases as a suite."""
    return Suite(name, "For a test.", of or (case(),))


def case_file(path: Path, of: Sequence[Case]) -> Path:
    """Cases as `--dataset` takes them."""
    path.write_text("".join(json.dumps(each.model_dump(mode="json", by_alias=True)) + "\n" for each in of), encoding="utf-8")
    return path


def settings(data_dir: Path, base_url: str | None = None, **changes: Any) -> Settings:
    """Settings for an endpoint on the loopback, whatever the environment says."""
    return Settings(
        **{"data_dir": data_dir, "openai_base_url": base_url, "openai_api_key": None, "timeout": 5.0, "_env_file": None, **changes}
    )
