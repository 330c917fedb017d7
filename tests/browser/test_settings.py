"""Hours, holidays and limits in a real browser: the quick way, single days, a mistake, and the effect in numbers."""

import pytest
from playwright.sync_api import Page, expect

from reminders.domain.words import Kind, Role
from tests.browser.harness import DESKTOP, PHONE, Served, Tab, no_axe_findings_in_both_schemes, small_targets, too_wide

#: The last button of the page's own form.
GO = "main form .actions button"


def looked_at(page: Page, where: str) -> None:
    no_axe_findings_in_both_schemes(page, where)
    assert {where: (small_targets(page), too_wide(page))} == {where: ([], [])}


@pytest.mark.parametrize(("width", "language"), [(PHONE, "es"), (DESKTOP, "en")])
def test_an_admin_closes_a_day_after_seeing_what_that_moves(
    served: Served, page_at: Tab, width: int, language: str
) -> None:
    served.enroll("Ana", phone=f"+120255501{width % 100:02}")
    page = page_at(width, language=language, role=Role.ADMIN)
    page.goto("/settings/hours")
    shown = page.locator(".week >> nth=0").locator(".day-row:visible")
    page.locator("[name=care_days][value=same]").check()
    expect(shown).to_have_count(1)
    page.locator("[name=care_days][value=each]").check()
    expect(shown).to_have_count(7)
    page.locator("[name=care_tue_from]").fill("07:00")
    page.locator("[name=care_thu_closed]").check()
    expect(page.locator("[name=care_thu_from]")).to_be_hidden()
    page.click(GO)
    expect(page.locator(".mistakes")).to_be_focused()
    expect(page.locator(".day-row .mistake")).to_have_count(1)
    expect(page.locator("[name=care_tue_from]")).to_have_value("07:00")
    looked_at(page, "a wrong hour")
    page.locator("[name=care_tue_from]").fill("08:00")
    page.click(GO)
    expect(page.locator(".effects li")).to_have_count(1)
    looked_at(page, "what closing a day does")
    page.click(GO)
    page.wait_for_url("**/settings?done=saved")
    looked_at(page, "the settings")
    with served.app.database.read() as work:
        assert served.app.clinic(work).rules.hours[Kind.CARE].week[3] is None
    page.goto("/settings/hours")
    page.locator("[name=care_days][value=same]").check()
    page.click(GO)
    expect(page.locator(".effects li").first).to_be_visible()
    page.click(GO)
    page.wait_for_url("**/settings?done=saved")


def test_a_holiday_comes_and_goes_without_scripts(page_at: Tab) -> None:
    page = page_at(PHONE, role=Role.ADMIN, javascript=False)
    page.goto("/settings/holidays")
    add = page.locator("form[action$='/add']")
    add.get_by_role("button").click()
    expect(page.locator(".field .mistake")).to_have_count(2)
    page.get_by_label("Name").fill("Clinic outing")
    page.get_by_label("First day").fill("2027-08-09")
    add.get_by_role("button").click()
    expect(page.locator(".holidays li")).to_have_count(1)
    expect(page.locator(".holidays .line-title")).to_have_text("Mon, Aug 9, 2027 · Clinic outing")
    page.get_by_role("button", name="Remove Clinic outing").click()
    expect(page.locator(".holidays li")).to_have_count(0)


def test_limits_are_small_numbers_with_what_they_mean(page_at: Tab) -> None:
    page = page_at(PHONE, "dark", role=Role.ADMIN)
    page.goto("/settings/limits")
    page.locator("[name=care_per_day]").fill("9")
    page.click(GO)
    expect(page.locator(".field .mistake")).to_have_text("9 a day is more than 5 in seven days")
    looked_at(page, "a limit that is too high")
    page.locator("[name=care_per_day]").fill("2")
    page.locator("[name=texts_per_second]").fill("1")
    page.click(GO)
    page.wait_for_url("**/settings?done=saved")
    expect(page.get_by_text("1 in a second")).to_be_visible()
