"""The page on which staff enroll one patient, and the one right after."""

import re
from datetime import timedelta

import pytest
from httpx2 import Response

from reminders.actions.holding import hold_sending
from reminders.actions.opting_out import opt_out
from reminders.domain.words import OptOutScope, Role
from tests.web.conftest import NOON, Open, Site
from tests.web.desk import Browser, Desk

PHONE = "(202) 555-0111"
#: The usual case: a number, a name, one tick, save.
USUAL = {
    "key": "k1", "phone": PHONE, "first_name": "Ana", "last_name": "Lopez", "schedule": "microneedling", "when": "now",
    "language": "en", "channel": "sms", "how": "signed", "care": "yes", "present": "yes", "act": "save",
}  # fmt: skip


@pytest.fixture
def site(open_site: Open) -> Site:
    """With the usual settling time."""
    return open_site(clinic_settle_minutes=5)


@pytest.fixture
def browser(site: Site) -> Browser:
    return Desk(site).browser(Role.STAFF)


def texts(response: Response) -> str:
    """The page's words, without marks and in one line."""
    bare = re.sub(r"<[^>]+>", " ", response.text.partition("<main")[2].partition("</main>")[0] or response.text)
    return re.sub(r"\s+", " ", bare)


def saved(browser: Browser, **changes: str) -> str:
    """The path after saving."""
    response = browser.post("/enroll", USUAL | changes)
    assert response.status_code == 303, texts(response)
    return response.headers["location"]


def test_an_empty_form_has_a_key_of_its_own(browser: Browser) -> None:
    keys = {re.findall(r'name="key" value="([^"]+)"', browser.get("/enroll").text)[0] for _ in range(2)}
    assert len(keys) == 2


def test_saving_leads_to_the_plan_and_the_welcome(browser: Browser) -> None:
    path = saved(browser)
    assert re.fullmatch(r"/enrolled/\d+", path)
    page = browser.get(path)
    assert page.status_code == 200
    assert [
        words
        for words in ("Ana Lopez", "The welcome is leaving now", "Undo: 5 coming messages")
        if words not in texts(page)
    ] == []


def test_a_welcome_that_waits_leads_to_where_that_is_decided(browser: Browser, site: Site) -> None:
    hold_sending(site.app, "sms", "Rosa", "our number is being moved")
    path = saved(browser)
    part = browser.get(f"{path}/welcome", part=True)
    (there,) = re.findall(r'href="(/holds/\d+)"', part.text)
    assert ("The welcome waits: all texts are on hold." in texts(part), "Look again" in texts(part)) == (True, True)
    assert "our number is being moved" in texts(browser.get(there))


def test_saving_wakes_whoever_sends_in_this_process(browser: Browser, site: Site) -> None:
    rung: list[str] = []
    site.app.wake = lambda: rung.append("now")
    saved(browser)
    assert rung == ["now"]


def test_the_tick_shows_when_the_phone_has_it(browser: Browser, site: Site) -> None:
    path = saved(browser)
    site.send()
    part = browser.get(f"{path}/welcome", part=True)
    assert "Taken by the network" in texts(part)
    assert 'hx-get="' in part.text


def test_the_slip_of_a_new_number_without_a_tick_says_that_nothing_is_sent(browser: Browser) -> None:
    data = {name: value for name, value in USUAL.items() if name != "care"}
    page = browser.get(browser.post("/enroll", data).headers["location"])
    assert re.findall(r'<p class="strong">([^<]+)</p>', page.text) == ["Nothing is sent until they agree."]


def test_the_hint_says_what_their_being_here_changes(browser: Browser) -> None:
    assert "They are still here The welcome may leave at any hour, at once." in texts(browser.get("/enroll"))


def test_mistakes_are_told_at_once_beside_their_fields_and_what_was_typed_stays(browser: Browser) -> None:
    response = browser.post(
        "/enroll", USUAL | {"phone": "911", "first_name": "", "last_name": "Lopez", "marketing": "yes", "how": "spoken"}
    )
    assert response.status_code == 422
    links = re.findall(r'<a href="#field-([a-z_]+)">', response.text)
    assert links == ["consent_how", "phone", "first_name"]
    assert ('value="911"' in response.text, 'value="Lopez"' in response.text) == (True, True)


def test_a_known_number_offers_who_uses_it(browser: Browser, site: Site) -> None:
    site.enroll("Ana", last_name="Lopez", phone=PHONE)
    response = browser.post("/enroll", USUAL | {"first_name": "", "act": "look"})
    assert response.status_code == 200
    assert (
        re.findall(r'name="act" value="(pick-\d+|new)"', response.text) == ["pick-3", "new"] or "pick-" in response.text
    )


def test_choosing_a_patient_fills_the_form_in(browser: Browser, site: Site) -> None:
    site.enroll("Ana", last_name="Lopez", phone=PHONE, language="es")
    looked = browser.post("/enroll", {"key": "k1", "phone": PHONE, "act": "look"})
    (pick,) = re.findall(r'name="act" value="(pick-\d+)"', looked.text)
    chosen = browser.post("/enroll", {"key": "k1", "phone": PHONE, "act": pick})
    assert f'name="patient" value="{pick[5:]}"' in chosen.text
    assert "A new treatment for a known patient" in texts(chosen)
    assert re.findall(r'value="(\w+)" checked', chosen.text)[0] == "es"


def test_the_part_as_it_is_typed_holds_the_plan_and_who_is_here(browser: Browser, site: Site) -> None:
    site.enroll("Ana", last_name="Lopez", phone=PHONE)
    part = browser.post("/enroll/look", USUAL, part=True)
    assert part.text.count('id="who" class="stack" hx-swap-oob="outerMorph"') == 1
    assert part.text.count("<time datetime=") == 4
    assert "<html" not in part.text


def test_the_same_form_sent_twice_goes_to_the_same_treatment(browser: Browser, site: Site) -> None:
    first = saved(browser)
    site.now[0] += timedelta(minutes=2)
    assert saved(browser) == first


def test_an_opted_out_number_says_what_only_the_patient_can_do(browser: Browser, site: Site) -> None:
    site.enroll("Ana", last_name="Lopez", phone=PHONE)
    opt_out(site.app, PHONE, OptOutScope.ALL, "Sam", "said so")
    assert "Only the patient can change that" in texts(browser.post("/enroll", USUAL | {"act": "look"}))


def test_undo_says_what_it_did_and_offers_to_enter_it_again(browser: Browser) -> None:
    path = saved(browser)
    undone = browser.post(f"{path}/undo")
    assert undone.headers["location"] == f"{path}?done=undone"
    page = browser.get(path)
    assert "Nothing more of it is sent" in texts(page)
    again = browser.get(f"/enroll?again={path.rpartition('/')[2]}")
    assert f'value="{PHONE}"' in again.text


def test_after_the_settling_time_undo_is_gone(browser: Browser, site: Site) -> None:
    path = saved(browser)
    site.now[0] += timedelta(minutes=6)
    assert "/undo" not in browser.get(path).text
    refused = browser.post(f"{path}/undo")
    assert (refused.status_code, "is too old to be undone here" in texts(refused)) == (422, True)


def test_a_wrong_number_is_put_right_on_the_spot(browser: Browser) -> None:
    path = saved(browser)
    fixed = browser.post(f"{path}/number", {"phone": "202 555 0112", "kind": ["care"]})
    assert fixed.headers["location"] == f"{path}?done=number"
    assert "(202) 555-0112" in texts(browser.get(path))


def test_a_number_that_is_none_stays_in_the_field_with_its_mistake(browser: Browser) -> None:
    path = saved(browser)
    wrong = browser.post(f"{path}/number", {"phone": "911", "kind": ["care"]})
    assert (wrong.status_code, 'value="911"' in wrong.text) == (422, True)


@pytest.mark.parametrize("path", ["/enrolled/999", "/enrolled/999/welcome", "/enrolled/0"])
def test_a_treatment_that_is_not_here_is_not_found(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("act", ["undo", "number"])
def test_nothing_is_done_to_a_treatment_that_is_not_here(browser: Browser, act: str) -> None:
    assert browser.post(f"/enrolled/999/{act}").status_code == 404


def test_another_time_is_typed_on_the_clock_of_the_location(browser: Browser) -> None:
    path = saved(browser, when="then", day="2026-03-11", time="09:30")
    assert "Wed, Mar 11, 9:30 am" in texts(browser.get(path))


def test_a_time_to_come_is_refused(browser: Browser) -> None:
    response = browser.post("/enroll", USUAL | {"when": "then", "day": "2026-03-11", "time": "12:30"})
    assert (response.status_code, "lies in the future" in texts(response)) == (422, True)


def test_at_noon_this_morning_can_be_chosen(browser: Browser, site: Site) -> None:
    site.now[0] = NOON
    assert 'value="morning"' in browser.get("/enroll").text
