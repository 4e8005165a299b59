"""Real incident data through intake: everything is imported, every time in its zone, and nothing is made up."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.intake import MEGABYTE, Imported, read_bytes, read_path
from assistant.records.model import Status, UpdateKind

DATA = Path(__file__).parents[2].parent / "shared" / "data"
LOGS = DATA / "escalations" / "dev.jsonl"
GOOGLE = DATA / "intake" / "google_cloud_incidents.json"
GITHUB = DATA / "intake" / "github_status.jsonl"


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


@pytest.fixture(scope="module")
def logs() -> list[tuple[dict[str, Any], Imported]]:
    return list(zip(rows(LOGS), read_path(LOGS, max_bytes=10 * MEGABYTE).records, strict=True))


def entries(logs: list[tuple[dict[str, Any], Imported]]) -> Iterator[tuple[dict[str, Any], str, datetime]]:
    """Every log entry of the source with the instant that its text has in the record."""
    for source, imported in logs:
        left = list(imported.record.updates)
        for entry in source["log"]:
            text, words = entry["text"].strip(), str(entry["time"]).strip()
            # Texts repeat within a log; the first one left over that carries the entry's clock is the entry's own.
            found = [update for update in left if update.text in {text, f"[{words}] {text}"}]
            clock = re.search(r"(\d{1,2}):(\d{2})", words)
            same = [update for update in found if clock and update.at.minute == int(clock[2])]
            update = (same or found)[0]
            left.remove(update)
            yield source, words, update.at
        assert not left


@pytest.mark.shared_data
@pytest.mark.skipif(not LOGS.exists(), reason="the public incident data is not beside the repository")
class TestLogs:
    def test_all_logs_are_imported_whole_and_in_order(self, logs: list[tuple[dict[str, Any], Imported]]) -> None:
        assert len(logs) == 377
        for source, imported in logs:
            times = [update.at for update in imported.record.updates]
            assert len(times) == len(source["log"])
            assert times == sorted(times)
            assert all(update.kind is not UpdateKind.CUSTOMER_MESSAGE for update in imported.record.updates)
            assert {update.is_public for update in imported.record.updates} == {source["log_kind"] == "customer-facing"}

    def test_clock_and_zone_are_those_of_the_words(self, logs: list[tuple[dict[str, Any], Imported]]) -> None:
        offsets = {"PDT": -7, "PST": -8, "UTC": 0, "Z": 0}
        wrong = []
        for source, words, at in entries(logs):
            match = re.search(r"(\d{1,2}):(\d{2})(?::\d{2})?(?:\.\d+)?\s*([AP]M)?", words)
            if not match:
                continue
            hour = int(match[1]) % 12 + (12 if match[3] == "PM" else 0) if match[3] else int(match[1])
            zone = next((name for name in offsets if re.search(rf"{name}\b", words)), None)
            offset = at.utcoffset()
            assert offset is not None
            if (at.hour, at.minute) != (hour, int(match[2])) or (zone and offset.total_seconds() != offsets[zone] * 3600):
                wrong.append((source["id"], words, at.isoformat()))
        assert not wrong

    def test_dates_are_those_of_the_words(self, logs: list[tuple[dict[str, Any], Imported]]) -> None:
        for source, words, at in entries(logs):
            match = re.search(r"(\d{4})-(\d{2})-(\d{2})", words)
            if match:
                assert at.date().isoformat() == match[0], source["id"]

    def test_internal_logs_are_read_exactly(self, logs: list[tuple[dict[str, Any], Imported]]) -> None:
        chosen = [pair for pair in logs if pair[0]["company"] in {"DFDS", "2i2c"} or pair[0]["company"].startswith("UK Ministry")]
        assert len(chosen) == 52
        all_entries = [update for _, imported in chosen for update in imported.record.updates]
        kept_words = [update for update in all_entries if re.match(r"\[[\d-]+\] ", update.text)]
        assert 1 - len(kept_words) / len(all_entries) >= 0.95

    def test_nothing_of_the_final_report_is_taken(self, logs: list[tuple[dict[str, Any], Imported]]) -> None:
        assert all(imported.record.root_cause is None and imported.record.resolution is None for _, imported in logs)
        assert all(any("reference" in note for note in imported.notes) for _, imported in logs)

    def test_no_end_is_made_up(self, logs: list[tuple[dict[str, Any], Imported]]) -> None:
        for source, imported in logs:
            if imported.record.status is Status.RESOLVED:
                assert any(entry["status"] == "resolved" or "resolved" in entry["text"].lower() for entry in source["log"]), source["id"]
            assert imported.record.resolved_at is None or imported.record.status is Status.RESOLVED


@pytest.mark.shared_data
@pytest.mark.skipif(not GOOGLE.exists(), reason="the public incident data is not beside the repository")
def test_all_google_incidents_are_imported() -> None:
    sources = json.loads(GOOGLE.read_text(encoding="utf-8"))
    found = read_path(GOOGLE, max_bytes=10 * MEGABYTE).records
    assert len(found) == len(sources) == 75
    for source, imported in zip(sources, found, strict=True):
        record = imported.record
        assert [update.at for update in record.updates] == [datetime.fromisoformat(item["when"]) for item in reversed(source["updates"])]
        assert record.started_at == datetime.fromisoformat(source["begin"])
        assert record.resolved_at == datetime.fromisoformat(source["end"])
        assert record.severity is not None
        assert record.root_cause is None or record.root_cause in "".join(item["text"] for item in source["updates"])
        assert record.workaround is None or not record.workaround.lower().startswith("none")


@pytest.mark.shared_data
@pytest.mark.skipif(not GITHUB.exists(), reason="the public incident data is not beside the repository")
def test_all_incidents_of_a_status_page_are_imported() -> None:
    found = read_path(GITHUB, max_bytes=10 * MEGABYTE).records
    assert len(found) == 917
    assert all(update.is_public for imported in found for update in imported.record.updates)


@pytest.mark.timeout(300)
def test_ten_thousand_records_are_read_in_one_go() -> None:
    at = datetime(2031, 3, 5, 9, tzinfo=UTC).isoformat()
    update = {"at": at, "kind": "observation", "visibility": "public", "text": "Uploads stop after 30 seconds, on two of three nodes."}
    lines = (
        json.dumps(
            {"id": f"R-{n}", "title": "Uploads fail", "customer": {"name": "Harbour Tools"}, "started_at": at, "updates": [update] * 8}
        )
        for n in range(10_000)
    )
    data = "\n".join(lines).encode()
    assert len(read_bytes(data, name="many.jsonl", max_bytes=len(data)).records) == 10_000
