"""First run, sign-in with a second factor, and the shared desk in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from reminders.actions.first_run import first_run_token
from reminders.actions.hashing import hash_pin
from reminders.actions.team import give_password
from reminders.domain.words import Role
from reminders.store.accounts import set_pin
from tests.browser.harness import DESKTOP, PHONE, Served, Tab, no_axe_findings_in_both_schemes, small_targets, too_wide
from tests.web.desk import NAMES

PASSWORD, PIN = "blue kettle on the hill", "482915"
#: The last button of the page's own form.
GO = "main form .actions button"


def looked_at(page: Page, where: str) -> None:
    no_axe_findings_in_both_schemes(page, where)
    assert {where: (small_targets(page), too_wide(page))} == {where: ([], [])}


def test_an_admin_sets_the_clinic_up_on_a_phone_without_scripts(served: Served, page_at: Tab) -> None:
    page = page_at(PHONE, role=None, javascript=False)
    page.goto(f"/start/{first_run_token(served.app)}")
    page.get_by_label("Postal address").fill("1 Shore Road")
    page.click(GO)
    page.get_by_label("Phone for patients").fill("12")
    page.click(GO)
    expect(page.get_by_label("Phone for patients")).to_have_value("12")
    expect(page.locator(".mistake")).to_have_text("must be a phone number such as (202) 555-0143, got '12'")
    page.get_by_label("Phone for patients").fill("(202) 555-0148")
    page.click(GO)
    page.click(GO)
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("When messages may arrive")
    page.click(GO)
    page.get_by_label("Your name").fill("Dana Whitfield")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.click(GO)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ready to send?")
    expect(page.get_by_role("link", name="Enroll a patient")).to_be_visible()


@pytest.mark.parametrize(("width", "language"), [(PHONE, "es"), (DESKTOP, "en")])
def test_who_sets_up_a_second_step_signs_in_with_it(served: Served, page_at: Tab, width: int, language: str) -> None:
    served.staff_id(Role.CLINICIAN, language)
    name = NAMES[Role.CLINICIAN] if language == "en" else f"{NAMES[Role.CLINICIAN]} ({language})"
    give_password(served.app, name, PASSWORD, "test")
    page = page_at(width, language=language, role=Role.CLINICIAN)
    page.goto("/me/second-factor")
    looked_at(page, "the second step")
    page.locator("summary").last.click()
    secret = (page.locator(".secret").text_content() or "").replace(" ", "")
    page.locator("[name=code]").fill("000000")
    page.click(GO)
    expect(page.locator(".mistake")).to_be_visible()
    looked_at(page, "a wrong code")
    page.locator("[name=code]").fill(TOTP(secret).at(served.now[0]))
    page.click(GO)
    expect(page.locator(".codes li")).to_have_count(10)
    looked_at(page, "recovery codes")
    code = page.locator(".codes li").first.text_content() or ""
    page.context.clear_cookies()
    page.goto("/sign-in")
    _sign_in(page, name, "wrong")
    expect(page.locator(".mistakes")).to_be_focused()
    looked_at(page, "a wrong password")
    _sign_in(page, name, PASSWORD)
    page.wait_for_url("**/sign-in/code")
    looked_at(page, "the code is asked for")
    page.locator("[name=code]").fill(code)
    page.click(GO)
    page.wait_for_url("**/today")


def test_people_switch_at_a_shared_desk_by_name_and_pin(served: Served, page_at: Tab) -> None:
    sam = served.staff_id(Role.STAFF)
    with served.app.database.write() as work:
        set_pin(work, sam, hash_pin(work.keyring, sam, PIN))
    page = page_at(DESKTOP, role=Role.ADMIN)
    page.goto("/team")
    page.locator("[name=desk]").fill("Front desk")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_text("This computer is a shared desk now.")).to_be_visible()
    page.context.clear_cookies(name="session")
    page.goto("/sign-in")
    expect(page).to_have_url(re.compile("/desk$"))
    looked_at(page, "a shared desk")
    page.get_by_text("Sam", exact=True).click()
    page.get_by_label("Your PIN").fill("111111")
    page.click(GO)
    expect(page.locator(".mistake")).to_have_text("This is not the PIN of Sam.")
    page.get_by_label("Your PIN").fill(PIN)
    page.click(GO)
    page.wait_for_url("**/today")


def _sign_in(page: Page, name: str, password: str) -> None:
    page.locator("[name=who]").fill(name)
    page.locator("[name=password]").fill(password)
    page.click(GO)
