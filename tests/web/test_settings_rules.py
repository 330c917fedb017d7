"""Hours, holidays and limits on pages: an admin sees in numbers what a change does before it is saved."""

import re

import pytest
from httpx2 import Response

from reminders.actions.clinic_edits import Order
from reminders.actions.clinic_settings import HoursWish, change_hours
from reminders.actions.starting import save_clinic_step, save_place_step
from reminders.domain.rules import Limit
from reminders.domain.words import Kind, Role
from reminders.store.clinics import Clinic
from tests.web.conftest import Site
from tests.web.desk import Browser, Desk

_FIELD = re.compile(r'<input[^>]*?\bname="(\w+)"[^>]*?>')
_AREA = re.compile(r'<textarea[^>]*?\bname="(\w+)"[^>]*>\n?([^<]*)</textarea>')
HOLIDAY = {"name": "Outing", "first": "2026-03-12", "last": "", "what": "all"}


def clinic_of(site: Site) -> Clinic:
    with site.app.database.read() as work:
        return site.app.clinic(work)


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the inputs on a page."""
    found = {match[1]: match[2] for match in _AREA.finditer(page)}
    for match in _FIELD.finditer(page):
        tag, name = match.group(), match[1]
        if "checked" in tag or not re.search('type="(radio|checkbox)"', tag):
            found[name] = (re.search(r'value="([^"]*)"', tag) or [None, ""])[1] or ""
    return found


def led(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.headers.get("location", "")


@pytest.fixture
def admin(site: Site) -> Browser:
    return Desk(site).browser(Role.ADMIN)


def test_the_settings_tell_every_rule_and_where_it_is_changed(site: Site, admin: Browser) -> None:
    admin.post("/settings/holidays/add", HOLIDAY)
    page = admin.get("/settings").text
    told = ("Mon to Sun 8 am to 8 pm", "Outing", "at most 2 in a day, 5 in seven days", "no limit")
    assert [page.count(text) for text in told] == [1, 1, 1, 2]
    assert [page.count(f'href="/settings/{what}"') for what in ("hours", "holidays", "limits")] == [1, 1, 1]


def test_a_change_that_moves_nothing_is_saved_at_once(site: Site, admin: Browser) -> None:
    form = fields_of(admin.get("/settings/hours").text)
    assert (form["care_days"], form["marketing_days"], form["marketing_sun_closed"]) == ("same", "work", "yes")
    changed = form | {"care_all_from": "08:30", "care_all_to": "19:00"}
    assert led(admin.post("/settings/hours", changed)) == (303, "/settings?done=saved")
    assert admin.get("/settings?done=saved").text.count("Mon to Sun 8:30 am to 7 pm") == 1


def test_what_moves_is_told_in_numbers_before_it_is_saved(site: Site, admin: Browser) -> None:
    site.enroll("Ana", phone="+12025550101")
    form = fields_of(admin.get("/settings/hours").text) | {"care_all_from": "13:00", "send_time": "14:00"}
    looked = admin.post("/settings/hours", form)
    assert (looked.status_code, looked.text.count("What this does")) == (200, 1)
    assert re.findall(r"(\d+) coming messages? goe?s? at another time", looked.text) != []
    assert clinic_of(site).rules.hours[Kind.CARE].week[0] != clinic_of(site).rules.hours[Kind.MARKETING].week[0]
    assert f"{clinic_of(site).rules.send_time:%H:%M}" == "10:00"
    again = fields_of(looked.text)
    assert (again["care_all_from"], again["send_time"]) == ("13:00", "14:00")
    changed = admin.post("/settings/hours", again | {"care_all_from": "14:00"})
    assert (changed.status_code, changed.text.count("What this does")) == (200, 1)
    assert led(admin.post("/settings/hours", fields_of(changed.text))) == (303, "/settings?done=saved")
    assert f"{clinic_of(site).rules.send_time:%H:%M}" == "14:00"


def test_every_mistake_stands_beside_its_field_and_what_was_typed_stays(site: Site, admin: Browser) -> None:
    before = clinic_of(site)
    form = fields_of(admin.get("/settings/hours").text)
    wrong = form | {"care_days": "each", "care_tue_from": "07:00", "care_tue_to": "", "marketing_work_to": "22:00"}
    answer = admin.post("/settings/hours", wrong)
    assert (answer.status_code, answer.text.count('class="mistake"')) == (422, 3)
    assert answer.text.count("Care, Tuesday, from: 07:00 is not permitted") == 1
    kept = fields_of(answer.text)
    assert {name: kept[name] for name in wrong if name not in ("_token", "looked")} == {
        name: value for name, value in wrong.items() if name not in ("_token", "looked")
    }
    assert clinic_of(site) == before


def test_whoever_comes_second_sees_what_a_colleague_saved_and_may_save_all_the_same(site: Site, admin: Browser) -> None:
    form = fields_of(admin.get("/settings/hours").text) | {"care_all_from": "09:00"}
    change_hours(site.app, HoursWish("care", "sat", closed=True), Order("Sam"))
    answer = admin.post("/settings/hours", form)
    assert (answer.status_code, answer.text.count("Sam changed this meanwhile")) == (409, 1)
    assert answer.text.count("Mon to Fri 8 am to 8 pm, Sun 8 am to 8 pm") == 1
    assert clinic_of(site).rules.hours[Kind.CARE].week[5] is None
    assert led(admin.post("/settings/hours", fields_of(answer.text))) == (303, "/settings?done=saved")
    assert clinic_of(site).rules.hours[Kind.CARE].week[5] == clinic_of(site).rules.hours[Kind.CARE].week[0]


def test_whoever_saves_the_clinic_second_sees_what_is_set_now_and_keeps_what_was_typed(
    site: Site, admin: Browser
) -> None:
    form = fields_of(admin.get("/settings/clinic").text) | {"address": "9 Mine Street", "emergency_number": "112"}
    save_clinic_step(site.app, {"name": "Harbor Skin", "address": "4 Theirs Street"}, "Sam")
    answer = admin.post("/settings/clinic", form)
    told = ("Sam changed this meanwhile", "Harbor Skin</li>", "4 Theirs Street</li>")
    assert (answer.status_code, [answer.text.count(text) for text in told]) == (409, [1, 1, 1])
    assert clinic_of(site).postal_address == "4 Theirs Street"
    again = fields_of(answer.text)
    assert (again["name"], again["address"]) == (form["name"], "9 Mine Street")
    assert led(admin.post("/settings/clinic", again)) == (303, "/settings?done=saved")
    clinic = clinic_of(site)
    assert (clinic.name, clinic.postal_address, clinic.emergency_number) == (form["name"], "9 Mine Street", "112")


def test_a_wrong_emergency_number_is_told_beside_its_field(site: Site, admin: Browser) -> None:
    form = fields_of(admin.get("/settings/clinic").text)
    assert form["emergency_number"] == "911"
    answer = admin.post("/settings/clinic", form | {"address": "9 Mine Street", "emergency_number": "call us"})
    assert (answer.status_code, answer.text.count('class="mistake"')) == (422, 1)
    assert "write it as 911 or 112" in answer.text
    assert clinic_of(site).emergency_number == "911"


def test_whoever_saves_a_place_second_sees_what_is_set_now_and_keeps_what_was_typed(site: Site, admin: Browser) -> None:
    path = f"/settings/places/{clinic_of(site).locations[0].id}"
    form = fields_of(admin.get(path).text) | {"booking_url": "https://mine.example/book"}
    theirs = {"timezone": form["timezone"], "phone": "(202) 555-0177", "booking_url": ""}
    save_place_step(site.app, theirs, "Sam")
    answer = admin.post(path, form)
    told = ("Sam changed this meanwhile", "(202) 555-0177</li>", "Booking page: none</li>")
    assert (answer.status_code, [answer.text.count(text) for text in told]) == (409, [1, 1, 1])
    assert (clinic_of(site).locations[0].booking_url, fields_of(answer.text)["booking_url"]) == (
        "",
        form["booking_url"],
    )
    assert led(admin.post(path, fields_of(answer.text))) == (303, "/settings?done=saved")
    assert clinic_of(site).locations[0].booking_url == "https://mine.example/book"


def test_another_zone_of_a_place_tells_first_what_it_moves(site: Site, admin: Browser) -> None:
    site.enroll("Ana", phone="+12025550101")
    path = f"/settings/places/{clinic_of(site).locations[0].id}"
    given = fields_of(admin.get(path).text) | {"timezone": "America/Los_Angeles"}
    looked = admin.post(path, given)
    assert (looked.status_code, looked.text.count("What this does")) == (200, 1)
    assert clinic_of(site).locations[0].timezone == "America/New_York"
    assert led(admin.post(path, fields_of(looked.text))) == (303, "/settings?done=saved")
    assert clinic_of(site).locations[0].timezone == "America/Los_Angeles"


def test_limits_and_rates_are_changed(site: Site, admin: Browser) -> None:
    form = fields_of(admin.get("/settings/limits").text)
    wrong = admin.post(
        "/settings/limits", form | {"care_per_day": "0", "texts_per_second": "many", "settle_minutes": "soon"}
    )
    assert (wrong.status_code, wrong.text.count('class="mistake"'), wrong.text.count('value="many"')) == (422, 3, 1)
    right = form | {"care_per_day": "1", "care_per_week": "4", "texts_per_second": "3", "settle_minutes": "20"}
    assert led(admin.post("/settings/limits", right)) == (303, "/settings?done=saved")
    clinic = clinic_of(site)
    assert (clinic.rules.limits[Kind.CARE], clinic.texts_per_second, clinic.settle_minutes) == (Limit(1, 4), 3, 20)


def test_a_holiday_is_added_and_taken_away_with_its_effect_first(site: Site, admin: Browser) -> None:
    site.enroll("Ana", phone="+12025550101")
    looked = admin.post("/settings/holidays/add", HOLIDAY)
    assert (looked.status_code, looked.text.count("1 coming message goes at another time.")) == (200, 1)
    assert clinic_of(site).rules.hours[Kind.CARE].closed_days == ()
    (mark,) = set(re.findall(r'name="looked" value="(\w+)"', looked.text))
    assert led(admin.post("/settings/holidays/add", HOLIDAY | {"looked": mark}))[0] == 303
    assert [day.name for day in clinic_of(site).rules.hours[Kind.CARE].closed_days] == ["Outing"]
    ending = {"on": "2026-03-12"}
    looked = admin.post("/settings/holidays/end", ending)
    assert (looked.status_code, looked.text.count("Remove all the same")) == (200, 1)
    (mark,) = set(re.findall(r'name="looked" value="(\w+)"', looked.text))
    assert led(admin.post("/settings/holidays/end", ending | {"looked": mark}))[0] == 303
    assert clinic_of(site).rules.hours[Kind.CARE].closed_days == ()


def test_a_wrong_holiday_tells_every_mistake_and_keeps_what_was_typed(site: Site, admin: Browser) -> None:
    answer = admin.post("/settings/holidays/add", {"name": "", "first": "2026-03-10", "last": "soon", "what": "all"})
    assert (answer.status_code, answer.text.count('class="mistake"')) == (422, 3)
    assert (answer.text.count('value="2026-03-10"'), answer.text.count('value="all" checked')) == (1, 1)


def test_federal_holidays_are_chosen_by_kind_and_listed(site: Site, admin: Browser) -> None:
    page = admin.get("/settings/holidays").text
    assert (page.count("Memorial Day"), page.count("Thanksgiving Day")) == (1, 1)
    form = {"seen": fields_of(page)["seen"], "marketing_federal": "yes"}
    assert led(admin.post("/settings/holidays", form)) == (303, "/settings/holidays?done=saved")
    assert [clinic_of(site).rules.hours[kind].federal_holidays for kind in Kind] == [False, True]
    stale = admin.post("/settings/holidays", {"seen": form["seen"], "care_federal": "yes"})
    assert (stale.status_code, stale.text.count("Invitations go out on federal holidays.")) == (409, 1)
