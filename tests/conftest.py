"""What all tests share: a folder per test for anything that is stored, and nobody's settings. Sockets are held to loopback by pytest's options."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A loaded machine must not fail an example for its time; in CI the same examples are tried each time, elsewhere new ones are searched for.
settings.register_profile("steady", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("steady")

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads a developer's settings or writes into a developer's data."""
    for name in list(os.environ):
        if name.startswith(("STEADYHAND_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("STEADYHAND_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not SHARED_DATA.is_dir():
        pytest.skip("the public incident data is not beside the repository")
    return SHARED_DATA
