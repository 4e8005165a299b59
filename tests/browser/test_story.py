"""The whole story in a browser: from an empty store to a sent message, and back after a restart."""

from __future__ import annotations

import json
import re

import pytest
from fakes.app_server import serving
from fakes.keyed import keyed
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
RECORD = "ESC-3107"


def button(page: Page, name: str, *, exact: bool = True) -> Locator:
    return page.get_by_role("button", name=name, exact=exact)


def test_from_an_empty_store_to_a_sent_message(open_page, tmp_path):
    with serving(tmp_path / "data") as address:
        page = open_page(address)
        _load_samples(page)
        _draft(page)
        _see_what_backs_it(page)
        _fill_the_gap(page)
        _edit(page)
        _hand_in(page)
        _approve_and_send(page)
    # A new process over the same data: everything is still there.
    with serving(tmp_path / "data") as address:
        page = open_page(f"{address}/review?draft=D-0001")
        expect(page.get_by_text("Progress update, version 3").first).to_be_visible()
        expect(page.locator(".sh-badge", has_text="Sent").first).to_be_visible()
        page.goto(f"{address}/compose?record={RECORD}&kind=progress")
        expect(page.get_by_text("I will tell you about the banner").first).to_be_visible()
        page.goto(address)
        button(page, "Remove samples").click()
        expect(page.get_by_text("No escalations yet").first).to_be_visible()


def _load_samples(page: Page) -> None:
    expect(page.get_by_text("No escalations yet").first).to_be_visible()
    button(page, "Load samples").click()
    rows = page.locator('[class*="st-key-queue-row-ESC"]')
    expect(rows).to_have_count(12)
    expect(rows.first).to_contain_text("late")
    expect(page.get_by_text("Owed now").first).to_be_visible()
    page.get_by_placeholder("Find a record").fill("no such thing")
    expect(page.get_by_text("None of 12 match").first).to_be_visible()
    button(page, "Clear filters").click()
    expect(rows).to_have_count(12)
    expect(page.get_by_placeholder("Find a record").first).to_have_value("")
    page.get_by_placeholder("Find a record").fill("norrvik")
    expect(rows).to_have_count(1)
    keyed(page, f"open-{RECORD}").click()


def _draft(page: Page) -> None:
    expect(page.get_by_text("Nothing is written yet.").first).to_be_visible()
    expect(keyed(page, "kind-resolution")).to_be_disabled()
    expect(page.get_by_text("a resolution message would tell the customer that it is over").first).to_be_visible()
    page.locator("body").press("d")
    expect(page.locator(".st-key-draft").get_by_text("Draft again").first).to_be_visible()
    expect(page.get_by_text("1 blocking").first).to_be_visible()


def _see_what_backs_it(page: Page) -> None:
    sentences = page.locator(".paper .s")
    expect(sentences.first).to_be_visible()
    backed = page.locator(".paper .s.record").first
    tags = backed.locator(".tag").all_inner_texts()
    assert tags
    assert all(re.fullmatch(r"[FPS]\d+", tag) for tag in tags)
    backed.click()
    expect(backed).to_have_class(re.compile(r"\blit\b"))
    expect(page.locator(f'[class*="st-key-factlit-{RECORD}-{tags[0]}"]').first).to_be_visible()
    # With the keyboard: one step on, and Enter picks.
    before = backed.get_attribute("data-sentence")
    backed.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".paper .s.lit").first).to_have_attribute("data-sentence", str(int(before or 0) + 1))
    # The other way round: from a fact to its sentences, and from a mark to its card.
    fact = keyed(page, f"find-{RECORD}-{tags[0]}")
    fact.click()
    expect(page.locator(".paper .s.lit", has_text=tags[0]).first).to_be_visible()
    page.locator(".paper .disc").first.click()
    expect(page.locator('[class*="st-key-card-"][class*="-lit"]').first).to_be_visible()
    # What stays inside is there, and cannot be ticked.
    inside = page.get_by_role("checkbox", name=re.compile("Revenue at risk"))
    expect(inside).to_be_disabled()
    # A past report opens at its passage.
    keyed(page, f"open-{RECORD}-S1").click()
    expect(page.get_by_role("dialog").first).to_contain_text("PIR-")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def _fill_the_gap(page: Page) -> None:
    button(page, "Fill in", exact=False).first.click()
    page.get_by_label("Your words, in place of the gap").fill("I will tell you about the banner by 23:00 UTC.")
    button(page, "Put it into the letter").click()
    expect(page.locator(".paper").first).to_contain_text("I will tell you about the banner")
    expect(page.locator(".paper .gap")).to_have_count(0)


def _edit(page: Page) -> None:
    page.get_by_role("radio", name="Edit").or_(page.get_by_role("button", name="Edit", exact=True)).first.click()
    field = page.get_by_label("Text, in Markdown")
    expect(field).to_be_visible()
    field.fill(f"{field.input_value()}\n\nSorry for any inconvenience, Aldersea Travel had it too.")
    # Letters that are shortcuts elsewhere are letters here.
    field.press("Control+End")
    field.press_sequentially(" Ads. ")
    field.press("Control+Enter")
    expect(page.get_by_text("of the unsaved text").first).to_be_visible()
    expect(page.locator('[class*="st-key-card-block-"]', has_text="Aldersea").first).to_be_visible()
    field.fill(
        field.input_value().replace(
            "Sorry for any inconvenience, Aldersea Travel had it too. Ads. ", "Thank you for staying on this with us."
        )
    )
    field.press("Control+Enter")
    button(page, "Save as new version").click()
    expect(page.locator(".paper").first).to_contain_text("Thank you for staying on this with us.")
    expect(page.get_by_text("Version 3 ·", exact=False).first).to_be_visible()


def _hand_in(page: Page) -> None:
    keyed(page, "submit").click()
    expect(page.get_by_text("Progress update, version 3").first).to_be_visible()
    expect(page.get_by_text("Waiting for approval").first).to_be_visible()
    expect(page.locator(".sh-diff ins").first).to_be_visible()
    expect(page.locator(".sh-diff del").first).to_be_visible()
    expect(keyed(page, "approve")).to_be_disabled()
    expect(page.get_by_text("nobody approves their own text").first).to_be_visible()


def _approve_and_send(page: Page) -> None:
    page.get_by_role("combobox", name="Approve as").click()
    page.get_by_role("option", name="Marcus Oyelaran").click()
    # What still blocks is waived by name, with a reason.
    while page.locator('[class*="st-key-card-block-"]').count():
        waived = page.get_by_text("Waived", exact=True).count()
        button(page, "Waive", exact=False).first.click()
        page.get_by_label("Reason for the waiver").fill("Agreed with the customer on the phone.")
        button(page, "Waive as Priya Raman").click()
        expect(page.get_by_text("Waived", exact=True)).to_have_count(waived + 1)
    approve = keyed(page, "approve")
    expect(approve).to_be_enabled()
    approve.click()
    expect(page.locator(".sh-badge", has_text="Approved").first).to_be_visible()
    for name, end in (("md", ".md"), ("eml", ".eml")):
        with page.expect_download() as download:
            keyed(page, f"export-{name}").click()
        assert download.value.suggested_filename.endswith(end)
        content = download.value.path().read_text(encoding="utf-8", errors="replace")
        assert "banner" in content
    keyed(page, "mark-sent").click()
    expect(page.locator(".sh-badge", has_text="Sent").first).to_be_visible()
    page.get_by_role("link", name="Queue").click()
    expect(page.locator(f'[class*="st-key-queue-row-{RECORD}"]').first).not_to_contain_text("late")


def test_search_and_reports(open_page, tmp_path):
    with serving(tmp_path / "data") as address:
        page = open_page(f"{address}/knowledge", scheme="dark")
        button(page, "Add the sample reports").click()
        expect(page.locator('[class*="st-key-queue-row-report-"]').first).to_be_visible()
        page.set_input_files(
            'input[type="file"]', files=[{"name": "half.md", "mimeType": "text/markdown", "buffer": b"# Post-Incident Report: X-1\n"}]
        )
        button(page, "Add to the index").click()
        expect(page.get_by_role("alert").first).to_contain_text("half.md")
        expect(page.get_by_role("alert").first).to_contain_text("No report was added")
        page.goto(f"{address}/similar")
        page.get_by_label("What happened").fill("card payments declined at checkout, wallets still work")
        page.keyboard.press("Enter")
        expect(page.get_by_text("What differs").first).to_be_visible()
        button(page, "Open report").first.click()
        expect(page.get_by_role("dialog").first).to_contain_text("Root cause")


def test_records_come_in_by_file_and_by_form(open_page, tmp_path):
    with serving(tmp_path / "data") as address:
        page = open_page(address)
        button(page, "Choose files").click()
        page.set_input_files(
            'input[type="file"]', files=[{"name": "bad.json", "mimeType": "application/json", "buffer": b'{"id": "A 1", "colour": 1}'}]
        )
        button(page, "Import").click()
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("nothing was saved")
        assert alert.locator("li").count() >= 3
        page.keyboard.press("Escape")
        button(page, "New record").click()
        page.get_by_label("Id").fill("OWN-1")
        page.get_by_label("Customer", exact=True).fill("Fennel & Sons <b>")
        page.get_by_label("Title").fill("Labels print :red[blank] **today**")
        button(page, "Save record").click()
        row = page.locator('[class*="st-key-queue-row-OWN-1"]')
        expect(row).to_contain_text("Labels print :red[blank] **today**")
        expect(row).to_contain_text("Fennel & Sons <b>")
        keyed(page, "open-OWN-1").click()
        expect(page.get_by_text("Labels print :red[blank] **today**").first).to_be_visible()
        keyed(page, "draft").click()
        expect(page.locator(".paper .s").first).to_be_visible()
        record = {"id": "OWN-2", "title": "Second", "customer": {"name": "Fennel & Sons"}}
        page.goto(address)
        button(page, "Import").click()
        page.set_input_files(
            'input[type="file"]', files=[{"name": "two.json", "mimeType": "application/json", "buffer": json.dumps(record).encode()}]
        )
        page.get_by_role("dialog").get_by_role("button", name="Import", exact=True).click()
        expect(page.locator('[class*="st-key-queue-row-OWN-2"]').first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_a_small_screen_in_both_themes(open_page, tmp_path, scheme):
    with serving(tmp_path / "data") as address:
        page = open_page(address, scheme=scheme, width=1280)
        button(page, "Load samples").click()
        expect(page.locator('[class*="st-key-queue-row-ESC"]')).to_have_count(12)
        for path, landmark in (
            ("", "Owed now"),
            (f"compose?record={RECORD}", "Nothing is written yet."),
            ("review", "Nothing to approve"),
            ("similar", "Describe what happens"),
            ("knowledge", "Add reports"),
        ):
            page.goto(f"{address}/{path}")
            expect(page.get_by_text(landmark).first).to_be_visible()
            wide = page.evaluate(
                "document.querySelector('[data-testid=stMain]').scrollWidth - document.querySelector('[data-testid=stMain]').clientWidth"
            )
            assert wide <= 0, path
            background = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
            assert background == ("rgb(250, 250, 247)" if scheme == "light" else "rgb(19, 22, 21)")
            ink = page.evaluate("getComputedStyle(document.querySelector('.sh')).color")
            assert (
                ink in {"rgb(29, 35, 33)", "rgb(86, 93, 89)"} if scheme == "light" else ink in {"rgb(232, 235, 233)", "rgb(170, 178, 174)"}
            )
