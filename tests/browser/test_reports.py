"""The reports in a real browser, with half a year of numbers."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from reminders.actions.report_counting import day_number
from reminders.domain.words import Role
from reminders.store.report_counts import Counted, replace_counts
from tests.browser.harness import DESKTOP, PHONE, Served, Tab, no_axe_findings_in_both_schemes, small_targets, too_wide


@pytest.fixture(scope="module")
def clinic(served: Served) -> Served:
    """Every day of half a year had some of everything."""
    with served.app.database.write() as work:
        clinic_id = served.app.clinic(work).id
        for before in range(180):
            day = day_number(date(2026, 3, 11) - timedelta(days=before))
            what = {"delivered": 40 + before % 7, "sent": 3, "failed": before % 4, "invited": 5, "booked": before % 3,
                    "urgent": 2, "unanswered": before % 2, "stopped": 1, "stopped_invitations": 1}  # fmt: skip
            rows = [
                Counted("microneedling", stage, "sms", "step", 0, word, number, number)
                for stage in ("", "treatment-day", "touch-up")
                for word, number in what.items()
            ]
            replace_counts(work, clinic_id, day, tuple(what), rows)
    return served


@pytest.mark.parametrize(("width", "language"), [(PHONE, "en"), (DESKTOP, "es")])
def test_half_a_year_is_read_as_bars_and_as_tables(clinic: Served, page_at: Tab, width: int, language: str) -> None:
    page = page_at(width, language=language, role=Role.ADMIN)
    page.goto("/reports?weeks=26")
    expect(page.locator("svg.chart")).to_have_count(5)
    page.locator(".panel summary").first.click()
    expect(page.locator(".panel table").first).to_be_visible()
    no_axe_findings_in_both_schemes(page, "the reports")
    assert (small_targets(page), too_wide(page)) == ([], [])


def test_a_price_that_is_none_stays_in_its_field(clinic: Served, page_at: Tab) -> None:
    page = page_at(DESKTOP, role=Role.ADMIN)
    page.goto("/reports")
    page.get_by_label("Price of a segment, in cents").fill("cheap")
    page.get_by_role("button", name="Save the price").click()
    expect(page.get_by_role("alert")).to_contain_text("Price: write it in cents, for example 0.83")
    no_axe_findings_in_both_schemes(page, "the reports with a mistake")
    page.get_by_label("Price of a segment, in cents").fill("0.83")
    page.get_by_role("button", name="Save the price").click()
    expect(page.get_by_role("status").filter(has_text="The price is saved.")).to_be_visible()
