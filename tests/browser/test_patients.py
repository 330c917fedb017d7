"""The list of patients in a real browser: found as one types, by keys, on a phone and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from reminders.actions.opting_out import opt_out
from reminders.domain.words import OptOutScope, Role
from tests.browser.harness import DESKTOP, PHONE, Served, Tab, no_axe_findings_in_both_schemes, small_targets, too_wide

ANA, BEN, MANY = "+12025550111", "+12025550112", "+12025550133"


@pytest.fixture(scope="module")
def clinic(served: Served) -> Served:
    """Ana Maria was treated today, and Ben, who said stop."""
    served.enroll("Ana Maria", last_name="Fernandez Villalobos", phone=ANA)
    served.enroll("Ben", email="a.long.address.of.ben@mail.example.com", phone=BEN)
    opt_out(served.app, BEN, OptOutScope.ALL, "Rosa", "said so")
    return served


@pytest.fixture(scope="module")
def many(clinic: Served) -> Served:
    """Fifty-two more, at one number."""
    for number in range(52):
        clinic.enroll(f"Zoe{number}", phone=MANY)
    return clinic


def looked_at(page: Page, where: str) -> None:
    """Nothing that a person would trip over."""
    no_axe_findings_in_both_schemes(page, where)
    assert (small_targets(page), too_wide(page)) == ([], [])


@pytest.mark.parametrize(("width", "language"), [(PHONE, "es"), (DESKTOP, "en")])
def test_a_patient_is_found_while_typing_and_the_address_tells_nothing(
    clinic: Served, page_at: Tab, width: int, language: str
) -> None:
    page = page_at(width, language=language, role=Role.CLINICIAN)
    page.goto("/patients")
    names = page.locator(".patients .who strong")
    expect(names).to_have_text(["Ben", "Ana Maria Fernandez Villalobos"])
    looked_at(page, "the list")
    page.keyboard.press("/")
    page.keyboard.type("v")
    expect(names).to_have_count(0)
    page.keyboard.type("ill")
    expect(names).to_have_text(["Ana Maria Fernandez Villalobos"])
    expect(page.locator("#found-count")).to_contain_text("1 ")
    expect(page.locator("[data-search]")).to_be_focused()
    assert page.url == f"{clinic.address}/patients"
    page.keyboard.type("x")
    expect(page.locator(".empty")).to_be_visible()
    looked_at(page, "nobody found")
    page.locator("[data-search]").fill("")
    expect(names).to_have_count(2)
    page.locator("a.line").first.press("Enter")
    page.wait_for_url("**/patients/*")


def test_a_filter_shows_at_once_who_needs_a_look(clinic: Served, page_at: Tab) -> None:
    page = page_at(DESKTOP)
    page.goto("/patients")
    page.get_by_text("Filter").click()
    page.get_by_label("Needs a look").select_option("stopped")
    page.wait_for_url("**attention=stopped**")
    expect(page.locator(".patients .who strong")).to_have_text(["Ben"])
    expect(page.locator(".patients .marks")).to_have_text("Said stop")
    looked_at(page, "a filtered list")


def test_without_scripts_a_search_is_a_form_and_a_slip_keeps_its_text(clinic: Served, page_at: Tab) -> None:
    page = page_at(PHONE, javascript=False)
    page.goto("/patients")
    page.get_by_role("searchbox").fill("9")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("Is a short or emergency code")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("9")
    page.get_by_role("searchbox").fill("0112")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".patients .who strong")).to_have_text(["Ben"])


def test_the_list_is_downloaded(clinic: Served, page_at: Tab) -> None:
    page = page_at(DESKTOP, role=Role.CLINICIAN)
    page.goto("/patients")
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the list").click()
    assert started.value.suggested_filename == "patients.csv"
    assert started.value.path().read_bytes().count(b"\r\n") == 3


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_search_is_turned_on_and_back(many: Served, page_at: Tab, javascript: bool) -> None:
    page = page_at(PHONE if javascript else DESKTOP, javascript=javascript)
    page.goto("/patients")
    page.get_by_role("searchbox").fill("zoe")
    if not javascript:
        page.get_by_role("button", name="Find").click()
    names = page.locator(".patients .who strong")
    expect(names.first).to_have_text("Zoe51")
    expect(names).to_have_count(50)
    page.get_by_role("button", name="Older").click()
    expect(names).to_have_text(["Zoe1", "Zoe0"])
    expect(page.get_by_role("searchbox")).to_have_value("zoe")
    assert page.url == f"{many.address}/patients"
    if javascript:
        expect(page.locator(".patients")).to_be_focused()
        looked_at(page, "the last page of a search")
    page.get_by_role("button", name="Newer").click()
    expect(names).to_have_count(50)
    expect(names.first).to_have_text("Zoe51")


def test_a_filter_chosen_while_a_search_stands_keeps_it(many: Served, page_at: Tab) -> None:
    page = page_at(DESKTOP)
    page.goto("/patients")
    page.get_by_role("searchbox").fill("ben")
    names = page.locator(".patients .who strong")
    expect(names).to_have_text(["Ben"])
    page.get_by_text("Filter").click()
    page.get_by_label("Needs a look").select_option("held")
    expect(page.get_by_text("Nobody found")).to_be_visible()
    looked_at(page, "nobody found among those of a filter")
    page.get_by_role("button", name="Search everybody").click()
    expect(names).to_have_text(["Ben"])
    expect(page.get_by_role("searchbox")).to_have_value("ben")
