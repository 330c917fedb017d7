"""A patient's page in a real browser: a message is moved, a treatment held by the second of two people."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from reminders.actions.message_choices import skip
from reminders.actions.treatment import Actor
from tests.browser.harness import DESKTOP, PHONE, Served, Tab, no_axe_findings_in_both_schemes, small_targets, too_wide

ANA, BEN = "+12025550111", "+12025550112"


@pytest.fixture(scope="module")
def clinic(served: Served) -> Served:
    """Ana and Ben were treated yesterday; Ana has written."""
    served.enroll("Ana", last_name="Torres", phone=ANA, email="ana@example.com")
    served.enroll("Ben", phone=BEN)
    served.send()
    served.now[0] += timedelta(days=1)
    served.send()
    served.hear(ANA, "Is makeup fine again?")
    return served


def test_on_a_phone_without_scripts_a_message_is_moved_once_its_effect_was_seen(clinic: Served, page_at: Tab) -> None:
    page = page_at(PHONE, javascript=False)
    page.goto(patient(clinic, "Ana"))
    page.locator("li", has_text="4. Days 3 to 7").get_by_role("link", name="Move").click()
    page.get_by_label("Leaves at").fill("2026-03-15T22:00")
    page.get_by_role("button", name="Show what this does").click()
    expect(page.get_by_role("alert")).to_contain_text("no texts between 8 pm and 8 am")
    expect(page.get_by_label("Leaves at")).to_have_value("2026-03-15T22:00")
    page.get_by_label("Leaves at").fill("2026-03-16T17:30")
    page.get_by_role("button", name="Show what this does").click()
    page.get_by_role("button", name="Save the new time").click()
    expect(page.get_by_role("status").filter(has_text="It leaves at the new time.")).to_be_visible()
    expect(page.locator("li", has_text="4. Days 3 to 7")).to_contain_text("Mon, Mar 16, 5:30 pm")


@pytest.mark.parametrize(("language", "width", "step"), [("en", DESKTOP, "touch-up-1"), ("es", PHONE, "touch-up-2")])
def test_who_holds_a_treatment_sees_what_somebody_else_did_meanwhile(
    clinic: Served, page_at: Tab, language: str, width: int, step: str
) -> None:
    page = page_at(width, language=language)
    page.goto(patient(clinic, "Ben"))
    looked_at(page, f"a patient in {language}")
    page.locator("a[href$='/hold']").click()
    page.locator("#field-why").fill("is ill")
    skip(clinic.app, message(clinic, "Ben", step), Actor("Rosa", "she asked for it"))
    page.locator("button[name=step]").click()
    expect(page.locator(".notice-warn")).to_contain_text("Rosa")
    expect(page.locator("#field-why")).to_have_value("is ill")
    looked_at(page, f"a change by somebody else in {language}")


def test_the_timeline_scrolls_in_itself_and_is_reached_by_keyboard(clinic: Served, page_at: Tab) -> None:
    page = page_at(PHONE)
    page.goto(patient(clinic, "Ana"))
    region = page.get_by_role("region", name="Recovery timeline").first
    region.focus()
    expect(region).to_be_focused()
    assert region.evaluate("at => at.scrollWidth > at.clientWidth")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.timeline').scrollLeft > 0")
    assert too_wide(page) == []


def test_a_reply_is_answered_and_a_note_kept_beside_the_plan(clinic: Served, page_at: Tab) -> None:
    page = page_at(DESKTOP, "dark")
    page.goto(patient(clinic, "Ana"))
    page.get_by_role("link", name="Answer").click()
    page.get_by_label("Your answer").fill("Yes, from today on.")
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".said.ours").last).to_contain_text("Yes, from today on.")
    page.get_by_label("New note").fill("Prefers calls after five")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".notes")).to_contain_text("Prefers calls after five")
    looked_at(page, "a patient with a note")


def looked_at(page: Page, where: str) -> None:
    no_axe_findings_in_both_schemes(page, where)
    assert (small_targets(page), too_wide(page)) == ([], [])


def patient(clinic: Served, name: str) -> str:
    return f"/patients/{_ids(clinic)[name]}"


def message(clinic: Served, name: str, step: str) -> int:
    with clinic.app.database.read() as work:
        ((message_id,),) = work.all(
            "SELECT id FROM message WHERE patient_id = ? AND step = ?", (_ids(clinic)[name], step)
        )
    return int(message_id)


def _ids(clinic: Served) -> dict[str, int]:
    with clinic.app.database.read() as work:
        listed = [row[0] for row in work.all("SELECT id FROM patient ORDER BY id")]
    return dict(zip(("Ana", "Ben"), listed, strict=True))
