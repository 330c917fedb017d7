"""The day's grid as a page."""

import re
from datetime import timedelta

import pytest
from httpx2 import Response

from reminders.domain.instants import from_micros
from reminders.domain.words import Role
from tests.web.conftest import Site
from tests.web.desk import Browser, Desk
from tests.web.test_enroll import texts

TOP = {"day": "2026-03-11", "schedule": "microneedling", "language": "en", "how": "signed"}
ANA = {"address": "(202) 555-0111", "first_name": "Ana", "last_name": "Lopez", "time": "09:15", "care": "yes"}
BEN = {"address": "911", "first_name": "Ben", "time": "09:30", "care": "yes"}


@pytest.fixture
def browser(site: Site) -> Browser:
    return Desk(site).browser(Role.STAFF)


def form(**rows: dict[str, str]) -> dict[str, str | list[str]]:
    fields = {f"{name}.{key}": value for key, row in rows.items() for name, value in row.items()}
    return {**TOP, "row": [*rows], **fields}


def keys(page: Response) -> list[str]:
    return re.findall(r'name="row" value="([^"]+)"', page.text)


def test_an_empty_grid_has_rows_with_keys_of_their_own(browser: Browser) -> None:
    found = keys(browser.get("/enroll/day"))
    assert (len(found), len(set(found))) == (6, 6)


def test_numbers_come_first_and_the_row_with_a_mistake_stays(browser: Browser) -> None:
    page = browser.post("/enroll/day", form(a=ANA, b=BEN) | {"act": "save"})
    assert page.status_code == 422
    assert "1 enrolled, 1 needs a look" in texts(page)
    assert (keys(page), 'value="911"' in page.text, "is a short or emergency code" in texts(page)) == (
        ["b"],
        True,
        True,
    )


def test_when_every_row_is_good_an_empty_grid_follows(browser: Browser) -> None:
    page = browser.post("/enroll/day", form(a=ANA) | {"act": "save"})
    assert (page.status_code, len(keys(page)), "1 enrolled" in texts(page)) == (200, 6, True)


def test_what_is_wrong_on_top_is_told_once(browser: Browser) -> None:
    ana, ulla = ANA | {"marketing": "yes"}, ANA | {"marketing": "yes", "address": "202 555 0112", "first_name": "Ulla"}
    page = browser.post("/enroll/day", form(a=ana, b=ulla) | {"act": "save", "how": "spoken"})
    assert texts(page).count("invitations need a yes in writing") == 1


def test_a_missing_time_is_asked_for_in_the_row_or_above(browser: Browser) -> None:
    page = browser.post("/enroll/day", form(a=ANA | {"time": ""}) | {"act": "save"})
    assert re.findall(r'<p class="mistake">.*?<span>([^<]+)</span></p>', page.text) == [
        "Time: is missing; give a time in the row or above"
    ]
    assert "Time here or in each row" in texts(page)
    done = browser.post("/enroll/day", form(a=ANA | {"time": ""}) | {"act": "save", "time": "09:15"})
    assert "1 enrolled" in texts(done)


def test_the_tick_says_what_it_does(browser: Browser) -> None:
    hint = "Each welcome leaves at once, at any hour: a wrong number shows while they can put it right."
    page = browser.get("/enroll/day")
    assert re.findall(r'name="present"[^>]*><span>([^<]+)<span class="hint">([^<]+)<', page.text) == [
        ("They are still here", hint)
    ]


def test_a_ticked_day_welcomes_at_night_and_another_waits_for_the_morning(site: Site) -> None:
    site.now[0] = night = site.now[0] + timedelta(hours=11)
    browser = Desk(site).browser(Role.STAFF)
    browser.post("/enroll/day", form(a=ANA) | {"act": "save", "present": "yes"})
    browser.post("/enroll/day", form(b=BEN | {"address": "202 555 0112"}) | {"act": "save"})
    with site.app.database.read() as work:
        due = [at for (at,) in work.all("SELECT due_at FROM message WHERE origin = 'welcome' ORDER BY id")]
    assert [from_micros(at) - night for at in due] == [timedelta(), timedelta(hours=9)]


def test_more_rows_keep_what_was_typed(browser: Browser) -> None:
    page = browser.post("/enroll/day", form(a=ANA) | {"act": "more"})
    assert (len(keys(page)), 'value="Ana"' in page.text) == (6, True)


def test_one_more_row_comes_as_a_part(browser: Browser) -> None:
    part = browser.get("/enroll/day/row?n=7", part=True)
    assert (len(keys(part)), "Row 7" in part.text, "row?n=8" in part.text, "<html" in part.text) == (
        1, True, True, False,
    )  # fmt: skip


def test_pasted_cells_become_rows_to_look_over(browser: Browser, site: Site) -> None:
    page = browser.post("/enroll/day", form(a=ANA) | {"act": "paste", "pasted": "202-555-0113\tCleo\tStone\t10:00"})
    assert (page.status_code, len(keys(page)), 'value="Cleo"' in page.text) == (200, 2, True)
    with site.app.database.read() as work:
        assert work.all("SELECT count(*) FROM treatment") == [(0,)]


def test_pasted_rows_that_find_no_room_beside_typed_ones_are_counted(browser: Browser) -> None:
    rows = "\n".join(f"202-555-01{n:02}\tCleo" for n in range(100))
    page = browser.post("/enroll/day", form(a=ANA) | {"act": "paste", "pasted": rows})
    assert (len(keys(page)), "1 row was left out" in texts(page)) == (100, True)


def test_a_known_number_asks_who_it_is(browser: Browser, site: Site) -> None:
    site.enroll("Tomas", last_name="Lopez", phone="(202) 555-0111")
    page = browser.post("/enroll/day", form(a=ANA) | {"act": "save"})
    assert re.findall(r"<option value=\"new\"", page.text) == ['<option value="new"']
    done = browser.post("/enroll/day", form(a=ANA | {"patient": "new"}) | {"act": "save"})
    assert "1 enrolled" in texts(done)
