"""The app in Streamlit's test harness, over a store of its own, at a fixed time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from streamlit.testing.v1 import AppTest

from assistant.settings import load_settings
from assistant.wiring import Services
from assistant.workflow import load_samples

NOW = datetime(2026, 3, 12, 14, 41, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.session.now", lambda: NOW)
    monkeypatch.setenv("STEADYHAND_USERS", "Priya Raman, Marcus Oyelaran")


@pytest.fixture
def services() -> Services:
    return Services(load_settings())


@pytest.fixture
def samples(services: Services) -> Services:
    load_samples(services, now=NOW)
    return services


@pytest.fixture
def app() -> Callable[..., AppTest]:
    """Opens the app, and a page of it with parameters in the address."""

    def opened(page: str = "", **params: str) -> AppTest:
        at = AppTest.from_file(str(files("ui") / "app.py"), default_timeout=15)
        for name, value in params.items():
            at.query_params[name] = value
        if page:
            at.switch_page(f"app_pages/{page}.py")
        at.run()
        assert not at.exception
        return at

    return opened
