"""The inbox in a real browser: an urgent reply is answered while new texts come in, and two people at one reply."""

import re

import pytest
from playwright.sync_api import Page, expect

from reminders.actions.answering import answer
from tests.browser.harness import DESKTOP, PHONE, Served, Tab, no_axe_findings_in_both_schemes, small_targets, too_wide

ANA, BEN = "+12025550111", "+12025550112"
WORRIED = "I can't breathe well since this morning"
_LOOK_NOW = "() => document.querySelectorAll('[data-live]').forEach((part) => htmx.trigger(part, 'wake'))"


@pytest.fixture(scope="module")
def clinic(served: Served) -> Served:
    """Ana and Ben were treated today."""
    served.enroll("Ana", phone=ANA)
    served.enroll("Ben", phone=BEN)
    served.send()
    return served


def test_an_urgent_reply_is_answered_on_a_phone_while_another_text_comes_in(clinic: Served, page_at: Tab) -> None:
    page = page_at(PHONE)
    page.goto("/inbox")
    no_axe_findings_in_both_schemes(page, "the empty inbox")
    clinic.hear(ANA, WORRIED)
    page.evaluate(_LOOK_NOW)
    page.get_by_role("link", name="Ana").click()
    box = page.get_by_label("Your answer")
    box.press_sequentially("We call you")
    expect(page.locator("#cost")).to_have_text("11 characters, 1 text")
    clinic.hear(ANA, "and my lips are swollen")
    page.evaluate(_LOOK_NOW)
    expect(page.get_by_text("and my lips are swollen")).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_value("We call you")
    box.press_sequentially(" now.")
    looked_at(page, "a reply")
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("status").filter(has_text="Your answer is on its way.")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_a_second_person_wrote_is_kept_and_they_hear_of_the_first(
    clinic: Served, page_at: Tab, language: str
) -> None:
    clinic.hear(BEN, "is makeup ok?")
    page = page_at(DESKTOP, language=language)
    page.goto("/inbox")
    page.locator("a.line", has_text="is makeup ok?").first.click()
    reply_id = int(page.url.rpartition("/")[2])
    answer(clinic.app, reply_id, "Yes.", "Rosa")
    page.locator("#answer textarea").fill("No, wait a day.")
    page.locator("#answer button").click()
    expect(page.locator(".notice-warn")).to_contain_text("Rosa")
    expect(page.locator("#answer textarea")).to_have_value("No, wait a day.")
    looked_at(page, "a reply that was answered meanwhile")
    page.locator("#answer button").click()
    page.wait_for_url("**/inbox?done=answered")


def test_a_screen_that_was_left_alone_at_the_answer_to_a_form_leads_to_the_sign_in_and_back(
    clinic: Served, page_at: Tab
) -> None:
    clinic.hear(BEN, "is the gym ok?")
    page = page_at(DESKTOP)
    page.goto("/inbox")
    page.locator("a.line", has_text="is the gym ok?").first.click()
    reply_id = int(page.url.rpartition("/")[2])
    answer(clinic.app, reply_id, "Yes.", "Rosa")
    page.locator("#answer textarea").fill("No.")
    page.locator("#answer button").click()
    page.wait_for_url("**/answer")
    page.context.clear_cookies()
    page.evaluate(_LOOK_NOW)
    expect(page).to_have_url(re.compile(rf"/sign-in\?next=%2Finbox%2F{reply_id}$"))


def test_without_scripts_a_number_is_stopped_with_the_effect_in_sight(clinic: Served, page_at: Tab) -> None:
    clinic.hear(BEN, "please stop texting me")
    page = page_at(PHONE, javascript=False)
    page.goto("/inbox")
    page.locator("a.line", has_text="please stop texting me").click()
    expect(page.get_by_text("coming messages are canceled (Ben)")).to_be_visible()
    page.get_by_role("button", name="Stop all texts").click()
    expect(page.get_by_text("Nothing is sent to this number any more.")).to_be_visible()


def looked_at(page: Page, where: str) -> None:
    no_axe_findings_in_both_schemes(page, where)
    assert (small_targets(page), too_wide(page)) == ([], [])
