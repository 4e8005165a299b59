"""The review of documents for colleagues in a browser: read as documents, approved by somebody else, shared without touching the record."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes.app_server import serving
from fakes.overflow import overflow
from playwright.sync_api import Page, expect

from assistant.settings import load_settings
from assistant.wiring import Services
from assistant.workflow import draft_document, load_samples, save_edit, start_draft

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
RECORD = "ESC-3107"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A report in its second version and a war room, both waiting for approval."""
    now, services = datetime.now(UTC), Services(load_settings(data_dir=tmp_path / "data"))
    load_samples(services, now=now)
    stored = services.store.record(RECORD)
    for kind in ("rca-report", "war-room"):
        start_draft(services, stored, draft_document(services, stored.record, kind, now=now), author="Marcus Oyelaran", now=now)
    report = services.store.draft("D-0001")
    body = report.body.replace("## Lessons Learned\n", "## Lessons Learned\n\nThe first alarm was the customer's call.\n")
    save_edit(services, "D-0001", subject=report.subject, body=body, by="Marcus Oyelaran", now=now)
    for draft in ("D-0001", "D-0002"):
        services.store.submit(draft, by="Marcus Oyelaran", now=now)
        for finding in services.store.draft(draft).open_findings:
            services.store.waive(draft, finding, by="Priya Raman", reason="Known to all of us.", now=now)
    return tmp_path / "data"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_documents_are_read_approved_and_shared(open_page, data, scheme):
    with serving(data) as address:
        page = open_page(f"{address}/review?draft=D-0001", scheme=scheme, width=1280)
        _compared(page)
        _read(page)
        _shared(open_page(f"{address}/review?draft=D-0002", scheme=scheme, width=1280))


def _compared(page: Page) -> None:
    expect(page.locator(".sh-diff ins").first).to_be_visible()
    expect(page.locator(".sh-diff").get_by_text("##", exact=False)).to_have_count(0)
    assert overflow(page) <= 0


def _read(page: Page) -> None:
    page.get_by_role("radio", name="As it reads").click()
    paper = page.locator(".st-key-document-paper").first
    expect(paper.get_by_role("heading", name="Timeline").first).to_be_visible()
    expect(paper.locator("table").first).to_be_visible()
    expect(paper.locator(".sh-tag")).to_have_count(0)
    assert "|--" not in paper.inner_text()
    assert overflow(page) <= 0
    page.locator(".st-key-to-edit button").first.click()
    expect(page.get_by_text("Five whys").first).to_be_visible()
    expect(page.get_by_text("D-0001, version 2", exact=False).first).to_be_visible()


def _shared(page: Page) -> None:
    expect(page.locator(".st-key-document-paper").get_by_role("heading", name="Log sheet").first).to_be_visible()
    page.locator(".st-key-approve button").first.click()
    expect(page.get_by_text("Version 1 approved by Priya Raman.").first).to_be_visible()
    expect(page.locator(".st-key-export-docx button").first).to_be_enabled()
    expect(page.locator(".st-key-export-eml")).to_have_count(0)
    page.locator(".st-key-mark-sent button").first.click()
    expect(page.locator(".sh-badge", has_text="Shared").first).to_be_visible()
    assert overflow(page) <= 0
