"""The escalation page and the command bar in a browser: keys, typing, dialogs and links, which only a browser has."""

from __future__ import annotations

import pytest
from fakes.app_server import serving
from fakes.overflow import overflow
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_a_phrase_to_a_closed_escalation(open_page, tmp_path, scheme):
    with serving(tmp_path / "data") as address:
        page = open_page(address, scheme=scheme, width=1280)
        page.get_by_role("button", name="Load samples").click()
        _a_phrase_is_read_while_it_is_typed(page)
        _the_war_room_is_kept_and_handed_in(page)
        _the_bar_opens_over_the_page(page)
        _an_entry_is_added(page)
        _closing_needs_a_reason(page)


def _a_phrase_is_read_while_it_is_typed(page: Page) -> None:
    field = page.get_by_placeholder("Write customer update for card payments")
    field.click()
    page.keyboard.type("set up war room for card payments", delay=10)
    # Without Enter and without leaving the field.
    expect(page.get_by_text("for ESC-3107, Norrvik Home", exact=False).first).to_be_visible()
    assert overflow(page) <= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/escalation?record=ESC-3107&action=war-room")


def _the_war_room_is_kept_and_handed_in(page: Page) -> None:
    expect(page.get_by_role("heading", name="War room: ESC-3107").first).to_be_visible()
    assert overflow(page) <= 0
    tag = page.locator(".sh-document .sh-tag[title^='F26: 1,595 of 3,890']").first
    expect(tag).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="ESC-3107-log.yaml").click()
    assert "ESC-3107" in download.value.path().read_text(encoding="utf-8")
    page.get_by_role("button", name="Keep as draft").click()
    expect(page.get_by_text("D-0001, version 1: draft").first).to_be_visible()
    page.wait_for_url("**draft=D-0001")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("D-0001, version 1: submitted").first).to_be_visible()
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_text("Submitted", exact=False).first).to_be_visible()


def _the_bar_opens_over_the_page(page: Page) -> None:
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_placeholder("Write customer update for card payments")
    expect(field).to_be_focused()
    page.keyboard.type("summary please", delay=10)
    expect(dialog.get_by_text("Summary: for which escalation?")).to_be_visible()
    # The escalation of the page comes first, and nothing is opened before somebody chooses.
    choices = dialog.locator('[class*="st-key-candidate-"] button')
    expect(choices.first).to_contain_text("ESC-3107")
    page.keyboard.press("Enter")
    expect(choices).to_have_count(8)
    choices.first.click()
    page.wait_for_url("**/escalation?record=ESC-3107&action=summary")
    expect(page.get_by_role("heading", name="Where it stands").first).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def _an_entry_is_added(page: Page) -> None:
    page.get_by_role("button", name="Back", exact=True).click()
    page.get_by_label("Add an entry").fill("The second step has begun.")
    page.get_by_role("button", name="Add as Priya Raman").click()
    expect(page.locator(".sh-entry").first).to_contain_text("The second step has begun.")
    page.get_by_placeholder("Find in the log").fill("routing table")
    expect(page.locator(".sh-entry")).to_have_count(2)
    page.wait_for_url("**log-find=routing+table*")
    page.reload()
    expect(page.locator(".sh-entry")).to_have_count(2)


def _closing_needs_a_reason(page: Page) -> None:
    expect(page.get_by_role("button", name="Close the escalation").first).to_be_disabled()
    page.get_by_role("button", name="Close all the same").click()
    page.get_by_label("Reason").fill("The contract ended.")
    page.get_by_role("button", name="Close as Priya Raman").click()
    expect(page.get_by_text("“The contract ended.”", exact=False).first).to_be_visible()
    assert overflow(page) <= 0
