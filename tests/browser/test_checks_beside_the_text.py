"""Repair, second look, values and what changed since the last message in a browser, with a scripted model behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes.answers import prompt_of
from fakes.app_server import serving
from fakes.endpoint import Body, FakeEndpoint, answering, broken
from fakes.keyed import keyed
from fakes.overflow import overflow
from playwright.sync_api import Page, expect

from assistant.settings import load_settings
from assistant.wiring import Services
from assistant.workflow import draft_document, load_samples, save_edit, start_draft

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
RECORD = "ESC-3107"
BLAME = "This is the fault of one of our careless engineers."
FIGURES = "About 9,999 payments were lost, and 2,295 were not."
PROMISE = "Half of the EU card traffic was moved to the standby gateway, and we guarantee that this will never happen again."
MENDED = "Half of the EU card traffic was moved to the standby gateway."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A progress update with sentences of a person in it, which waits for approval."""
    now, services = datetime.now(UTC), Services(load_settings(data_dir=tmp_path / "data"))
    load_samples(services, now=now)
    stored = services.store.record(RECORD)
    made = draft_document(services, stored.record, "progress", now=now)
    kept = start_draft(services, stored, made, author="Priya Raman", now=now)
    body = kept.body.replace("**What We've Done**", f"{BLAME} {FIGURES} {PROMISE}\n\n**What We've Done**")
    save_edit(services, kept.id, subject=kept.subject, body=body, by="Priya Raman", now=now)
    services.store.submit(kept.id, by="Priya Raman", now=now)
    return tmp_path / "data"


def _write(body: Body) -> str:
    """What the scripted model answers: questions with quotes, or flagged sentences without their guarantee."""
    prompt = prompt_of(body)
    flagged = re.findall(r'^(B\d+) \| (".*")$', prompt.partition("<flagged>")[2].partition("</flagged>")[0], re.MULTILINE)
    if flagged:
        mended = [{"id": name, "cites": [], "text": MENDED} for name, words in flagged if "guarantee" in json.loads(words)]
        return json.dumps({"sentences": mended})
    answers = [
        {"id": "blame", "yes": True, "quote": BLAME},
        {"id": "jargon", "yes": True, "quote": "words that stand nowhere"},
        {"id": "excuse", "yes": False, "quote": ""},
    ]
    return json.dumps({"answers": answers})


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeEndpoint]:
    monkeypatch.setenv("STEADYHAND_MAX_RETRIES", "0")
    monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
    with FakeEndpoint([answering(_write)]) as running:
        yield running


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1280)])
def test_a_draft_is_looked_at_and_repaired_in_compose(open_page, data, endpoint, scheme, width):
    with serving(data, model="openai:fake-1", openai_base_url=endpoint.base_url) as address:
        page = open_page(f"{address}/compose?record={RECORD}&kind=progress", scheme=scheme, width=width)
        _values(page)
        _rule(page)
        _since(page)
        _second_look(page, endpoint)
        assert overflow(page) <= 0
        _left_and_accepted(page)
        assert overflow(page) <= 0
        expect(page.locator(".paper").first).not_to_contain_text("careless")
        expect(page.locator(".paper").first).not_to_contain_text("guarantee")
        expect(page.locator(".paper").first).to_contain_text(MENDED)


def _values(page: Page) -> None:
    sentence = page.locator(".paper .s", has_text="9,999").first
    expect(sentence).to_be_visible()
    described = sentence.get_attribute("aria-description") or ""
    assert "9,999 not in the record" in described
    assert "2,295 worked out from the record (F26)" in described
    sentence.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The chosen sentence").first).to_be_visible()
    row = page.locator(".sh-value", has_text="2,295").first
    expect(row).to_contain_text("worked out from the record")
    expect(row).to_contain_text("3,890 − 1,595")
    expect(row.locator(".sh-tag").first).to_have_attribute("title", re.compile("^F26: "))


def _rule(page: Page) -> None:
    summary = page.locator("details.sh-rule summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.sh-rule[open]").first).to_contain_text("in real customer messages")


def _since(page: Page) -> None:
    panel = page.locator(".sh-since").first
    expect(panel).to_contain_text("12 %")
    expect(panel.locator("del").first).to_be_visible()
    expect(panel).to_contain_text("Next update")
    expect(panel).to_contain_text("I will send you the order numbers")


def _second_look(page: Page, endpoint: FakeEndpoint) -> None:
    keyed(page, "second-look").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It puts the fault on somebody.").first).to_be_visible()
    expect(page.get_by_text("Not judged: 9 of 11 questions.").first).to_be_visible()
    expect(page.get_by_text("words that stand nowhere")).to_have_count(0)
    assert "Elin" not in endpoint.wire


def _left_and_accepted(page: Page) -> None:
    keyed(page, "repair").click()
    expect(page.get_by_text("Findings that fall", exact=False).first).to_be_visible()
    keyed(page, "repair-leave").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".paper").first).to_contain_text("careless")
    keyed(page, "repair").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog").first
    expect(dialog.locator("del").first).to_be_visible()
    expect(dialog).to_contain_text("openai:fake-1 was asked about the sentences")
    expect(dialog).to_contain_text("It has to be submitted and approved again")
    keyed(page, "repair-accept").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Version 3 ·", exact=False).first).to_be_visible()
    expect(keyed(page, "repair")).to_be_disabled()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1440)])
def test_a_reviewer_repairs_submits_again_and_another_approves(open_page, data, endpoint, scheme, width):
    endpoint.play(broken())
    with serving(data, model="openai:fake-1", openai_base_url=endpoint.base_url) as address:
        page = open_page(f"{address}/review?draft=D-0001", scheme=scheme, width=width)
        expect(page.locator(".sh-since").first).to_contain_text("Next update")
        keyed(page, "second-look").click()
        expect(page.get_by_text("That is no pass", exact=False).first).to_be_visible()
        page.get_by_role("radio", name="Marked").click()
        page.locator(".paper .s", has_text="9,999").first.click()
        expect(page.get_by_text("The chosen sentence").first).to_be_visible()
        expect(page.locator('[class*="st-key-card-"][class*="-lit"]').first).to_be_visible()
        assert overflow(page) <= 0
        keyed(page, "repair").click()
        keyed(page, "repair-accept").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_text("Progress update, version 3").first).to_be_visible()
        keyed(page, "submit").click()
        expect(page.get_by_text("Waiting for approval").first).to_be_visible()
        expect(page.get_by_text("nobody approves their own text").first).to_be_visible()
        assert overflow(page) <= 0


def test_without_a_model_the_rules_repair_and_the_second_look_says_why_it_is_closed(open_page, data):
    with serving(data) as address:
        page = open_page(f"{address}/compose?record={RECORD}&kind=progress")
        expect(keyed(page, "second-look")).to_be_disabled()
        page.locator(".st-key-second-look").first.hover()
        expect(page.get_by_text("No model is configured, and the second look is a model's.").first).to_be_visible()
        keyed(page, "repair").click()
        expect(page.get_by_role("dialog").first).to_contain_text("no model is configured")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator(".paper").first).to_contain_text("careless")
