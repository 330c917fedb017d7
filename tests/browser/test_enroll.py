"""Enrolling in a real browser: thirty seconds between two patients, on a phone and at the desk."""

from itertools import count

import pytest
from playwright.sync_api import Page, expect

from reminders.actions.sandbox_phone import decide_fate
from tests.browser.harness import DESKTOP, PHONE, Served, Tab, no_axe_findings_in_both_schemes, small_targets, too_wide

ANA = "+12025550111"
_LOOK_NOW = "() => document.querySelectorAll('[data-live]').forEach((part) => htmx.trigger(part, 'wake'))"
_numbers = count(120)


@pytest.fixture(scope="module")
def clinic(served: Served) -> Served:
    """Ana was treated today; what is saved can be undone for five minutes."""
    with served.app.database.write() as work:
        work.run("UPDATE clinic SET settle_minutes = 5")
    served.enroll("Ana", last_name="Lopez", phone=ANA)
    return served


def fresh() -> str:
    """A number that nobody has typed yet."""
    return f"(202) 555-0{next(_numbers)}"


def looked_at(page: Page, where: str) -> None:
    no_axe_findings_in_both_schemes(page, where)
    assert {where: (small_targets(page), too_wide(page))} == {where: ([], [])}


def typed(page: Page, phone: str, first_name: str) -> None:
    page.locator("#field-phone").fill(phone)
    page.locator("#field-first_name").fill(first_name)


def welcome_of(clinic: Served) -> int:
    """The newest welcome that left."""
    with clinic.app.database.read() as work:
        return int(work.all("SELECT MAX(id) FROM message WHERE origin = 'welcome' AND armed_at IS NOT NULL")[0][0])


@pytest.mark.parametrize(("width", "language"), [(PHONE, "en"), (DESKTOP, "es")])
def test_two_fields_one_tick_and_save_show_the_plan_and_the_tick_of_the_welcome(
    clinic: Served, page_at: Tab, width: int, language: str
) -> None:
    page = page_at(width, language=language)
    page.goto("/enroll")
    typed(page, fresh(), "Ben")
    page.locator("#plan .says").first.wait_for()
    page.locator("[name=care]").check()
    expect(page.locator("#plan .notice")).to_have_count(0)
    page.locator("button[value=save]").click()
    expect(page.locator("#welcome")).to_have_class("tick tick-calm")
    clinic.send()
    decide_fate(clinic.app, welcome_of(clinic), "delivered")
    page.evaluate(_LOOK_NOW)
    expect(page.locator("#welcome")).to_have_class("tick tick-good")
    looked_at(page, "right after")


@pytest.mark.parametrize(("width", "language"), [(DESKTOP, "en"), (PHONE, "es")])
def test_mistakes_stand_at_their_fields_and_what_was_typed_stays(
    clinic: Served, page_at: Tab, width: int, language: str
) -> None:
    page = page_at(width, language=language)
    page.goto("/enroll")
    page.locator("#field-phone").fill(ANA)
    expect(page.locator("button.person")).to_have_count(1)
    page.locator("#field-email").fill("ben@example")
    page.locator("[name=marketing]").check()
    page.locator("[name=how][value=spoken]").check()
    page.locator("button[value=save]").click()
    expect(page.locator(".mistakes li")).to_have_count(4)
    expect(page.locator(".mistakes")).to_be_focused()
    expect(page.locator("#field-email")).to_have_value("ben@example")
    looked_at(page, "the form with mistakes")


def test_a_known_number_offers_its_patient_as_it_is_typed(clinic: Served, page_at: Tab) -> None:
    page = page_at(PHONE)
    page.goto("/enroll")
    page.locator("#field-phone").press_sequentially(ANA)
    page.get_by_role("button", name="Ana Lopez").click()
    expect(page.get_by_text("A new treatment for a known patient")).to_be_visible()
    expect(page.locator(".on-record")).to_have_count(2)


def test_a_refused_number_is_put_right_on_the_spot_and_a_slip_is_undone(clinic: Served, page_at: Tab) -> None:
    page = page_at(PHONE)
    page.goto("/enroll")
    typed(page, fresh(), "Cleo")
    page.locator("[name=care]").check()
    page.locator("button[value=save]").click()
    page.locator("#welcome").wait_for()
    clinic.send()
    decide_fate(clinic.app, welcome_of(clinic), "landline")
    page.goto(page.url)
    expect(page.locator("#welcome")).to_contain_text("This number cannot get texts: it is a landline.")
    no_axe_findings_in_both_schemes(page, "a refused number")
    page.locator("#field-phone").fill(fresh())
    page.get_by_role("button", name="Use this number").click()
    expect(page.locator("#welcome")).to_have_class("tick tick-calm")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="Enter it again, corrected").click()
    expect(page.locator("#field-first_name")).to_have_value("Cleo")


def test_all_of_it_works_without_scripts(clinic: Served, page_at: Tab) -> None:
    page = page_at(DESKTOP, javascript=False)
    page.goto("/enroll")
    typed(page, ANA, "Dora")
    page.locator("[name=care]").check()
    page.locator(".save button[value=look]").click()
    page.get_by_role("button", name="Someone new").click()
    page.get_by_text("Another time").click()
    page.locator("#field-time").fill("09:30")
    page.locator("button[value=save]").click()
    expect(page.get_by_role("heading", name="Dora")).to_be_visible()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_day_is_typed_row_by_row_and_the_bad_rows_stay(clinic: Served, page_at: Tab, width: int) -> None:
    page = page_at(width)
    page.goto("/enroll/day")
    rows = page.locator(".day-row")
    for place, (address, name) in enumerate(((fresh(), f"Emil{width}"), ("911", "Fay"))):
        rows.nth(place).locator("[name^='address.']").fill(address)
        rows.nth(place).locator("[name^='first_name.']").fill(name)
        rows.nth(place).locator("[name^='time.']").fill("09:30")
        rows.nth(place).locator("[name^='care.']").check()
    rows.nth(5).locator("[name^='address.']").focus()
    expect(rows).to_have_count(7)
    page.get_by_role("button", name="Enroll these").click()
    expect(page.get_by_role("status").filter(has_text="1 enrolled, 1 needs a look")).to_be_visible()
    expect(rows).to_have_count(1)
    looked_at(page, "the day with a bad row")
