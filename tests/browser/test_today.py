"""The day and what needs a decision, in a real browser: an urgent reply appears by itself, a message in doubt is
decided about, several failed ones are closed, a pause ends; on a phone and a desk, in both languages.
"""

import pytest
from playwright.sync_api import Page, expect

from reminders.actions.holding import hold_sending
from reminders.actions.resolving import close
from reminders.domain.words import Role
from tests.browser.harness import DESKTOP, PHONE, Served, Tab, no_axe_findings_in_both_schemes, small_targets, too_wide

ANA, BEN, CLEO, DEE = (f"+1202555011{number}" for number in range(1, 5))
WORRIED = "I can't breathe well since this morning"
_LOOK_NOW = "() => document.querySelectorAll('[data-live]').forEach((part) => htmx.trigger(part, 'wake'))"


@pytest.fixture(scope="module")
def clinic(served: Served) -> Served:
    """Four patients who were treated today and got their first messages."""
    for name, phone in (("Ana", ANA), ("Ben", BEN), ("Cleo", CLEO), ("Dee", DEE)):
        served.enroll(name, phone=phone)
    served.send()
    return served


def become(clinic: Served, name: str, status: str) -> int:
    """What is known of the first step of one of them turns out so; returns the message."""
    place = ("Ana", "Ben", "Cleo", "Dee").index(name)
    with clinic.app.database.write() as work:
        ids = work.all("SELECT id FROM message WHERE origin = 'step' AND armed_at IS NOT NULL ORDER BY id")
        message_id = int(ids[place][0])
        reason, outcome = {"unknown": ("outcome_unknown", "in_doubt"), "failed": ("undelivered", "accepted")}[status]
        work.run(
            "UPDATE message SET status = ?, status_reason = ?, report_code = '30003', decided_by = NULL WHERE id = ?",
            (status, reason, message_id),
        )
        work.run("UPDATE attempt SET outcome = ? WHERE message_id = ?", (outcome, message_id))
    return message_id


def looked_at(page: Page, where: str) -> None:
    """Nothing that holds for every page is broken on this one, as it is now."""
    no_axe_findings_in_both_schemes(page, where)
    assert (too_wide(page), small_targets(page)) == ([], [])


@pytest.mark.parametrize(("width", "language", "urgent"), [(PHONE, "en", "Urgent"), (DESKTOP, "es", "Urgente")])
def test_an_urgent_reply_appears_by_itself_and_leads_to_its_page(
    clinic: Served, page_at: Tab, width: int, language: str, urgent: str
) -> None:
    page = page_at(width, language=language)
    page.goto("/today")
    expect(page.get_by_role("link", name="Ana").first).to_be_visible()
    page.locator("#earlier, h2").first.focus()
    sender = ANA if language == "en" else BEN
    clinic.hear(sender, WORRIED)
    page.evaluate(_LOOK_NOW)
    line = page.locator(".needs li.urgent", has_text="Ana" if language == "en" else "Ben")
    expect(line).to_contain_text(urgent)
    looked_at(page, "the day")
    line.get_by_role("link").click()
    page.wait_for_url("**/inbox/*")


@pytest.mark.parametrize(("width", "language"), [(PHONE, "es"), (DESKTOP, "en")])
def test_a_message_in_doubt_is_decided_about_and_a_missing_reason_keeps_the_choice(
    clinic: Served, page_at: Tab, width: int, language: str
) -> None:
    message_id = become(clinic, "Cleo", "unknown")
    page = page_at(width, language=language)
    page.goto("/review/doubt")
    page.locator("a.line", has_text="Cleo").click()
    page.locator("input[value=arrived]").check()
    page.locator("main form button").click()
    expect(page.locator(".mistakes")).to_be_focused()
    expect(page.locator("input[value=arrived]")).to_be_checked()
    looked_at(page, "a message in doubt, with a mistake")
    page.locator("#field-why").fill("she has it")
    page.locator("main form button").click()
    page.wait_for_url("**/review/doubt?done=arrived")
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(f"/review/{message_id}")
    expect(page.locator("main form")).to_have_count(0)


def test_the_second_of_two_people_hears_who_has_decided(clinic: Served, page_at: Tab) -> None:
    message_id = become(clinic, "Dee", "unknown")
    page = page_at(DESKTOP)
    page.goto(f"/review/{message_id}")
    close(clinic.app, message_id, "Rosa", "called her")
    page.locator("input[value=resend]").check()
    page.locator("#field-why").fill("nothing came")
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("main")).to_contain_text("Rosa has decided about this message.")


def test_several_are_closed_without_javascript_after_their_number_was_told(clinic: Served, page_at: Tab) -> None:
    become(clinic, "Cleo", "failed")
    become(clinic, "Dee", "failed")
    page = page_at(PHONE, javascript=False)
    page.goto("/review/failed")
    page.get_by_label("All on this page").check()
    page.get_by_role("button", name="Close the chosen ones").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Close 2 messages?")
    page.get_by_label("Why").fill("called them")
    page.get_by_role("button", name="Close them").click()
    expect(page.get_by_role("status")).to_have_text("Done, all of them.")
    expect(page.get_by_text("Nothing else waits here")).to_be_visible()


@pytest.mark.parametrize(("width", "language"), [(PHONE, "es"), (DESKTOP, "en")])
def test_an_admin_lets_texts_go_on_after_reading_what_that_does(
    clinic: Served, page_at: Tab, width: int, language: str
) -> None:
    hold_sending(clinic.app, "sms", "Rosa", "our number is being moved")
    clinic.enroll(f"Eve {language}", phone=f"+120255501{30 + width % 7}")
    clinic.send()
    page = page_at(width, language=language, role=Role.ADMIN)
    page.goto("/today")
    page.locator('.needs a[href^="/holds/"]').first.click()
    expect(page.locator("main ul").first).to_contain_text("leave now" if language == "en" else "salen ahora")
    page.locator("main form button").click()
    expect(page.locator(".mistakes")).to_be_visible()
    page.locator("#field-why").fill("the number works")
    page.locator("main form button").click()
    page.wait_for_url("**/holds?done=released")
