"""Bringing a file in with a real browser: matched, corrected, looked at, imported, undone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect

from reminders.domain.words import Role
from tests.actions.importing.test_import_page import wait_for_imports
from tests.browser.harness import DESKTOP, PHONE, Served, Tab, no_axe_findings_in_both_schemes, small_targets, too_wide

HEADER = "First name,Handy,Service,Appointment Date,Aftercare consent,Consent source\n"
ANA = "Ana,(202) 555-0111,Microneedling,03/07/2026,yes,signed form\n"
BAD = "Cleo,20255501,Massage,03/08/2026,maybe,signed form\n"


@pytest.fixture
def clinic(served: Served) -> Iterator[Served]:
    yield served
    wait_for_imports()


def looked_at(page: Page, where: str) -> None:
    """Nothing that a person would trip over."""
    no_axe_findings_in_both_schemes(page, where)
    assert (small_targets(page), too_wide(page)) == ([], [])


def fits(page: Page, _where: str) -> None:
    """The quicker half of it."""
    assert (small_targets(page), too_wide(page)) == ([], [])


def choose(page: Page, content: str) -> None:
    """A file in the form."""
    payload: FilePayload = {"name": "spring.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.locator("input[type=file]").set_input_files(payload)
    page.locator("form[enctype] button").click()


@pytest.mark.parametrize(("width", "language"), [(PHONE, "es"), (DESKTOP, "en")])
def test_a_file_is_matched_corrected_looked_at_imported_and_undone(
    clinic: Served, page_at: Tab, width: int, language: str
) -> None:
    page = page_at(width, language=language, role=Role.ADMIN)
    page.goto("/imports")
    look = looked_at if width == PHONE else fits
    look(page, "no file yet")
    choose(page, HEADER + ANA + BAD)
    look(page, "the columns")
    submit = page.locator("form[action$=columns] .actions button").first
    submit.click()
    # No column is read as a phone, and the dates fit either order.
    expect(page.locator(".mistakes")).to_be_focused()
    look(page, "columns that miss something")
    page.locator("#field-column-1").select_option("phone")
    submit.click()
    expect(page.locator(".mistakes")).to_be_visible(timeout=20_000)
    page.locator("input[name=order][value=mdy]").check()
    submit.click()
    start = page.locator("form[action$=start] button").first
    expect(start).to_be_visible(timeout=20_000)
    expect(page.locator(".wrong li")).to_have_count(3)
    look(page, "what it would do")
    start.click()
    undo = page.locator("a[href$=undo]")
    expect(undo).to_be_visible(timeout=20_000)
    look(page, "what it did")
    undo.click()
    look(page, "what undoing does")
    page.locator(".button-danger").click()
    expect(page.locator(".notice-good")).to_be_visible(timeout=20_000)
    look(page, "undone")


def test_without_scripts_a_file_is_imported_by_looking_again(clinic: Served, page_at: Tab) -> None:
    page = page_at(PHONE, role=Role.CLINICIAN, javascript=False)
    page.goto("/imports")
    choose(page, HEADER.replace("Handy", "Mobile") + ANA.replace("03/07/2026", "2026-03-07"))
    for press in ("See what it would do", "Import 1 row"):
        with page.expect_navigation():
            page.get_by_role("button", name=press).click()
        wait_for_imports()
        page.goto(page.url)
    expect(page.get_by_text("What it did")).to_be_visible()


def test_what_is_no_csv_file_is_told_beside_the_field(clinic: Served, page_at: Tab) -> None:
    page = page_at(PHONE, role=Role.CLINICIAN)
    page.goto("/imports")
    choose(page, "PK\x03\x04")
    expect(page.locator(".field.bad .mistake")).to_contain_text("save it as CSV UTF-8")
    looked_at(page, "a file that cannot be read")
