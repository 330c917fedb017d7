"""Forms that come twice, or from a page that is no longer true."""

import re
from datetime import UTC, datetime

import pytest

from reminders.domain.words import Role
from tests.actions.importing.test_import_page import wait_for_imports
from tests.web.conftest import Site
from tests.web.desk import Browser, Desk
from tests.web.test_imports import ANA, HEADER, checked, matched
from tests.web.test_patient import ANA as ANAS_PHONE
from tests.web.test_patient import answer_marks, home, plain, seen, texted, words


@pytest.fixture
def desk(site: Site) -> Desk:
    """Ana was treated half an hour ago, and her number had its welcome."""
    site.enroll("Ana", last_name="Torres", phone=ANAS_PHONE)
    site.send()
    return Desk(site)


@pytest.fixture
def staff(desk: Desk) -> Browser:
    return desk.browser(Role.STAFF)


def test_an_answer_of_several_lines_leaves_from_the_page_as_it_was_typed(desk: Desk, staff: Browser) -> None:
    texted(desk, "Is makeup fine?")
    form = {"text": "From tomorrow on.\r\nNothing oily.", **answer_marks(staff.get(home(desk)).text)}
    assert staff.post(f"{home(desk)}/write", form).headers["location"].endswith("?done=answered")
    assert "From tomorrow on.\nNothing oily." in staff.get(home(desk)).text


def test_a_second_press_of_send_is_no_second_text(desk: Desk, staff: Browser) -> None:
    form = {"channel": "sms", "text": "Lakeside: we found your scarf."}
    for _ in range(2):
        assert staff.post(f"{home(desk)}/write", form).headers["location"].endswith("?done=written")
    assert words(staff, home(desk)).count("Lakeside: we found your scarf.") == 1


def test_nobody_imports_by_columns_that_a_colleague_has_matched_otherwise_since(desk: Desk) -> None:
    browser = desk.browser(Role.CLINICIAN)
    path = checked(browser, HEADER + ANA)
    (looked,) = re.findall(r'name="looked" value="(\w+)"', browser.get(path).text)
    assert browser.post(f"{path}/columns", matched(browser, path) | {"how": "by phone"}).headers["location"] == path
    wait_for_imports()
    refused = browser.post(f"{path}/start", {"looked": looked})
    assert (refused.status_code, "somebody else was quicker" in refused.text) == (409, True)
    (now,) = re.findall(r'name="looked" value="(\w+)"', refused.text)
    assert browser.post(f"{path}/start", {"looked": now}).status_code == 303
    wait_for_imports()


def test_a_number_that_is_put_right_at_night_hears_from_us_in_the_morning_unless_they_are_still_here(
    desk: Desk,
) -> None:
    path = enrolled(desk.browser(), "(202) 555-0117")
    desk.site.now[0] = datetime(2026, 3, 12, 2, tzinfo=UTC)
    late = desk.browser()
    form = {"phone": "202 555 0118", "kind": "care", "seen": seen(late, path)}
    assert late.post(f"{path}/number", form).headers["location"] == f"{path}?done=number"
    assert "The welcome leaves at Thu, Mar 12, 8:00 am." in words(late, path)
    form |= {"phone": "202 555 0119", "seen": seen(late, path), "present": "yes"}
    assert late.post(f"{path}/number", form).status_code == 303
    assert "The welcome is leaving now" in words(late, path)


def test_who_puts_a_number_right_after_a_colleague_did_hears_of_it_and_keeps_what_was_typed(
    desk: Desk, staff: Browser
) -> None:
    path = enrolled(staff, "(202) 555-0117")
    rosa = desk.browser(Role.ADMIN)
    form = {"phone": "202 555 0118", "kind": "care", "seen": seen(staff, path)}
    assert rosa.post(f"{path}/number", form).status_code == 303
    told = staff.post(f"{path}/number", form | {"phone": "202 555 0119"})
    assert (told.status_code, 'value="202 555 0119"' in told.text) == (422, True)
    assert "Rosa changed something meanwhile; look again before you go on" in plain(told.text)
    (now,) = re.findall(r'name="seen" value="(\d+)"', told.text)
    assert staff.post(f"{path}/number", form | {"phone": "202 555 0119", "seen": now}).status_code == 303


def enrolled(staff: Browser, phone: str) -> str:
    """The page of somebody who was enrolled at this number just now."""
    form = {
        "key": "k1", "phone": phone, "first_name": "Cleo", "schedule": "microneedling", "when": "now", "care": "yes",
        "how": "signed", "language": "en", "channel": "sms", "present": "yes", "act": "save",
    }  # fmt: skip
    return staff.post("/enroll", form).headers["location"]
