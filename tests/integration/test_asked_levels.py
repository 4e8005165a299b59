"""The severities that words ask for, kept between reports: found once, found anew when the record or the rules change."""

from pathlib import Path
from typing import Any

import pytest
from fakes.review_material import NOW, record

import assistant.overview as overview
from assistant.errors import StorageFailed
from assistant.records.flags import RedFlag
from assistant.review.asked_levels import asked_levels
from assistant.settings import load_settings
from assistant.wiring import Services

GRAVE: dict[str, Any] = {"severity": "SEV-4", "description": "All orders of May were deleted."}


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(load_settings(data_dir=tmp_path / "data"))


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the records whose words were read."""
    seen: list[str] = []
    find = overview.criteria_of

    def watched(subject: Any, *args: Any, **kwargs: Any) -> Any:
        seen.append(subject.id)
        return find(subject, *args, **kwargs)

    monkeypatch.setattr(overview, "criteria_of", watched)
    return seen


def under_severity(services: Services) -> list[str]:
    report = overview.status_report(services, now=NOW)
    return [line.item.record.id for line in report.open for flag in line.flags if flag.name is RedFlag.UNDER_SEVERITY]


def test_the_report_finds_under_severity_and_looks_once(services: Services, looked: list[str]) -> None:
    services.store.save_records([record("ESC-1", **GRAVE), record("ESC-2"), record("ESC-3", status="closed", **GRAVE)], now=NOW, by="x")
    first = overview.status_report(services, now=NOW)
    assert under_severity(services) == ["ESC-1"]
    assert looked == ["ESC-1", "ESC-2"]
    assert overview.status_report(services, now=NOW) == first


def test_another_content_is_looked_at_again_and_the_old_level_is_replaced(services: Services, looked: list[str]) -> None:
    services.store.save_record(record("ESC-1", **GRAVE), now=NOW, by="x")
    assert under_severity(services) == ["ESC-1"]
    services.store.save_record(record("ESC-1"), now=NOW, by="x")
    assert under_severity(services) == []
    services.store.save_record(record("ESC-1", **GRAVE), now=NOW, by="x")
    assert under_severity(services) == ["ESC-1"]
    assert looked == ["ESC-1"] * 3


def test_other_rules_are_other_levels(services: Services, looked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    services.store.save_record(record("ESC-1", **GRAVE), now=NOW, by="x")
    under_severity(services)
    monkeypatch.setattr(overview, "rules_fingerprint", lambda *_: "other")
    assert under_severity(services) == ["ESC-1"]
    assert looked == ["ESC-1", "ESC-1"]
    assert list(asked_levels(services.store, "other")) == [("ESC-1", services.store.record("ESC-1").fingerprint)]


def test_a_report_does_not_need_to_keep_them(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        msg = "The severities could not be kept: the disk is full."
        raise StorageFailed(msg)

    monkeypatch.setattr(overview, "keep_asked_levels", full)
    services.store.save_record(record("ESC-1", **GRAVE), now=NOW, by="x")
    assert under_severity(services) == ["ESC-1"]
