"""Around every page: keys, the menu, the help, and parts that look again by themselves."""

import re

import pytest
from playwright.sync_api import expect

from reminders.domain.words import Role
from tests.browser.harness import DESKTOP, PHONE, Tab, no_axe_findings_in_both_schemes, too_wide


def test_keys_lead_to_the_search_the_pages_and_the_help_and_can_be_turned_off(page_at: Tab) -> None:
    page = page_at(DESKTOP)
    page.goto("/inbox")
    page.keyboard.press("/")
    page.wait_for_url("**/patients#find")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("t/?")
    assert page.locator("[data-search]").input_value() == "t/?"
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    no_axe_findings_in_both_schemes(page, "help")
    page.get_by_label("Use these keys in this browser").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("t")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.url.endswith("/patients#find")


@pytest.mark.parametrize(("width", "language", "more", "mine"), [
    (PHONE, "es", "Más", "Mi cuenta"), (DESKTOP, "en", "More", "My account"),
])  # fmt: skip
def test_the_menu_opens_by_key_closes_by_escape_and_stays_inside_the_page(
    page_at: Tab, width: int, language: str, more: str, mine: str
) -> None:
    page = page_at(width, language=language, role=Role.ADMIN)
    page.goto("/inbox")
    summary = page.locator("summary", has_text=more)
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=mine)).to_be_visible()
    no_axe_findings_in_both_schemes(page, "menu")
    assert too_wide(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name=mine)).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.locator("h1").click()
    expect(page.get_by_role("link", name=mine)).to_be_hidden()


def test_the_menu_and_signing_out_work_without_scripts(page_at: Tab) -> None:
    page = page_at(PHONE, javascript=False)
    page.goto("/inbox")
    page.locator("summary", has_text="More").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/inbox")
    assert page.url.endswith("/sign-in?next=%2Finbox")


def test_the_first_stop_of_the_keyboard_skips_to_the_page(page_at: Tab) -> None:
    page = page_at(DESKTOP)
    page.goto("/inbox")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("/inbox#main")


def test_a_lost_connection_is_said_and_goes_by_itself(page_at: Tab) -> None:
    tab = page_at(DESKTOP)
    tab.goto("/inbox")
    tab.context.set_offline(True)
    tab.evaluate("htmx.trigger(document.querySelector('[data-live]'), 'wake')")
    expect(tab.get_by_text("Not connected.")).to_be_visible()
    tab.context.set_offline(False)
    tab.evaluate("htmx.trigger(document.querySelector('[data-live]'), 'wake')")
    expect(tab.get_by_text("Not connected.")).to_be_hidden()
    told = [("DISCONNECTED" in one or "Failed to fetch" in one) for one in page_at.complaints]
    assert all(told)
    page_at.complaints.clear()


def test_who_was_signed_out_meanwhile_is_led_to_the_sign_in_by_the_next_look(page_at: Tab) -> None:
    page = page_at(DESKTOP)
    page.goto("/inbox")
    page.context.clear_cookies()
    page.evaluate("htmx.trigger(document.querySelector('[data-live]'), 'wake')")
    expect(page).to_have_url(re.compile(r"/sign-in(\?.*)?$"))
