"""Who may come in, and what a form must carry."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from fastapi.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.sessions import IDLE, IDLE_AT_DESK, LONGEST, begin_session
from reminders.domain.said import nsay, say
from reminders.domain.words import Role
from reminders.store.sessions import end_session, end_sessions_of
from reminders.web.door import NotSignedIn, SecondFactorMissing, Visit, cookie_name, door, form_token
from tests.web.conftest import Open, Site
from tests.web.desk import Desk

OWN = {"Sec-Fetch-Site": "same-origin"}


class House:
    """Pages of our own behind doors, one for each role."""

    def __init__(self, site: Site, **kind: bool | int) -> None:
        self.site, self.desk, web = site, Desk(site), FastAPI()
        self.said: dict[str, object] = {}
        for role in Role:
            self._add(web, role, kind)
        web.add_exception_handler(NotSignedIn, _told)
        web.add_exception_handler(SecondFactorMissing, _told)
        self.web = web

    def _add(self, web: FastAPI, role: Role, kind: dict[str, bool | int]) -> None:
        enter = door(self.site.app, role, **kind)  # type: ignore[arg-type]

        @web.get(f"/{role}")
        @web.post(f"/{role}")
        def show(visit: Annotated[Visit, Depends(enter)]) -> Response:
            self.said = dict(visit.form)
            upload = visit.form.upload("file")
            if upload is not None:
                self.said["file"] = (upload.name, upload.file.read())
            return PlainTextResponse(visit.me.name)

    def client(self, token: str | None = None) -> TestClient:
        client = TestClient(self.web, base_url="http://127.0.0.1:8000", follow_redirects=False)
        if token is not None:
            client.cookies.set(cookie_name(self.site.app.settings, "session"), token)
        return client

    def token(self, role: Role = Role.STAFF, **given: object) -> str:
        return begin_session(self.site.app, self.desk.staff_id(role), "Firefox, Linux", **given).token  # type: ignore[arg-type]


def _told(_request: object, error: Exception) -> Response:
    return PlainTextResponse(type(error).__name__, status_code=418)


@pytest.fixture
def house(site: Site) -> House:
    return House(site)


@pytest.mark.parametrize("role", list(Role))
def test_a_door_lets_in_its_role_and_those_above(role: Role, house: House) -> None:
    client = house.client(house.token(role))
    assert {least: client.get(f"/{least}").status_code for least in Role} == {
        least: 200 if role.may(least) else 403 for least in Role
    }


def test_without_a_session_or_with_a_made_up_one_nobody_comes_in(house: House) -> None:
    assert [house.client(token).get("/staff").text for token in (None, "", "made-up")] == ["NotSignedIn"] * 3


def test_a_session_ends_after_an_idle_hour_and_not_before(house: House) -> None:
    client = house.client(house.token())
    house.site.now[0] += IDLE - timedelta(seconds=1)
    assert client.get("/staff").text == "Sam"
    house.site.now[0] += IDLE - timedelta(seconds=1)
    assert client.get("/staff").text == "Sam"
    house.site.now[0] += IDLE + timedelta(seconds=1)
    assert client.get("/staff").text == "NotSignedIn"


def test_a_session_ends_after_half_a_day_however_busy(house: House) -> None:
    client, began = house.client(house.token()), house.site.now[0]
    while house.site.now[0] < began + LONGEST - timedelta(minutes=30):
        house.site.now[0] += timedelta(minutes=30)
        client.get("/staff")
    assert client.get("/staff").text == "Sam"
    house.site.now[0] = began + LONGEST
    assert client.get("/staff").text == "NotSignedIn"


def test_an_ended_session_opens_nothing(house: House) -> None:
    begun = begin_session(house.site.app, house.desk.staff_id(Role.STAFF), "Firefox, Linux")
    with house.site.app.database.write() as work:
        assert end_session(work, begun.session_id, "Sam", house.site.app.now_micros())
    assert house.client(begun.token).get("/staff").text == "NotSignedIn"


def test_ending_all_sessions_but_one_leaves_that_one(house: House) -> None:
    kept = begin_session(house.site.app, house.desk.staff_id(Role.STAFF), "Firefox, Linux")
    other = house.token()
    with house.site.app.database.write() as work:
        now = house.site.app.now_micros()
        assert end_sessions_of(work, house.desk.staff_id(Role.STAFF), "Sam", now, kept.session_id) == 1
    assert [house.client(token).get("/staff").text for token in (kept.token, other)] == ["Sam", "NotSignedIn"]


def test_a_person_of_another_clinic_does_not_come_in(house: House) -> None:
    token = house.token(Role.ADMIN)
    with house.site.app.database.write() as work:
        work.run(
            "INSERT INTO clinic (id, name, postal_address, settle_minutes, send_time, created_at) "
            "VALUES (?, 'Other', '', 5, '10:00', 0)",
            (2**40,),
        )
        work.run("UPDATE session SET clinic_id = ?", (2**40,))
    assert house.client(token).get("/staff").text == "NotSignedIn"


def test_a_session_begun_with_a_pin_is_short_and_no_admins(house: House) -> None:
    with house.site.app.database.write() as work:
        clinic_id = house.site.app.clinic(work).id
        work.run(
            "INSERT INTO desk_device (id, clinic_id, name, token_hash, since_at, registered_by, seen_at) "
            "VALUES (7, ?, 'Front desk', ?, 0, 'Rosa', 0)",
            (clinic_id, b"x"),
        )
    client = house.client(house.token(Role.ADMIN, device_id=7))
    assert [client.get(f"/{role}").status_code for role in Role] == [200, 200, 403]
    house.site.now[0] += IDLE_AT_DESK + timedelta(seconds=1)
    assert client.get("/staff").text == "NotSignedIn"


def test_where_messages_leave_a_password_alone_is_not_enough(open_site: Open) -> None:
    site = open_site(
        email_transport="smtp", smtp_url="smtp://127.0.0.1:2525", email_from="care@example.com",
        public_url="https://care.example.com",
    )  # fmt: skip
    house = House(site)
    alone, both = house.client(house.token()), house.client(house.token(second_factor=True))
    assert [alone.get("/staff").text, both.get("/staff").text] == ["SecondFactorMissing", "Sam"]
    setting_up = House(site, password_alone=True)
    assert setting_up.client(setting_up.token()).get("/staff").text == "Sam"


@pytest.mark.parametrize(
    ("headers", "token", "status"),
    [
        (OWN, "right", 200),
        ({"Origin": "http://127.0.0.1:8000"}, "right", 200),
        (OWN, "wrong", 403),
        (OWN, "", 403),
        ({"Sec-Fetch-Site": "cross-site"}, "right", 403),
        ({"Sec-Fetch-Site": "same-site"}, "right", 403),
        ({"Origin": "http://elsewhere.example"}, "right", 403),
        ({}, "right", 403),
    ],
)
def test_a_form_comes_from_our_own_page_in_this_session(
    headers: dict[str, str], token: str, status: int, house: House
) -> None:
    session = house.token()
    sent = {"right": form_token(session), "wrong": form_token("another session"), "": ""}[token]
    answer = house.client(session).post("/staff", data={"_token": sent, "why": "ok"}, headers=headers)
    assert answer.status_code == status
    assert house.said.get("why") == ("ok" if status == 200 else None)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"why=" + b"x" * 30_000, "application/x-www-form-urlencoded", 413),
        (b"why=%FF", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=1" for _ in range(6000)), "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 415),
        (b"--x--", "multipart/form-data; boundary=x", 415),
    ],
)
def test_what_is_no_form_is_refused(content: bytes, kind: str, status: int, house: House) -> None:
    answer = house.client(house.token()).post("/staff", content=content, headers={**OWN, "Content-Type": kind})
    assert answer.status_code == status


def test_a_file_comes_whole_and_bounded(site: Site) -> None:
    house = House(site, upload=True, largest=2000)
    session = house.token()
    client, fields = house.client(session), {"_token": form_token(session)}
    sent = client.post("/staff", data=fields, files={"file": ("list.csv", b"a,b\n1,2\n")}, headers=OWN)
    assert (sent.status_code, house.said["file"]) == (200, ("list.csv", b"a,b\n1,2\n"))
    assert client.post("/staff", data=fields, files={"file": ("list.csv", b"x" * 4000)}, headers=OWN).status_code == 413


def test_mistakes_are_told_by_field_in_the_language_of_the_reader(site: Site) -> None:
    house, told = House(site), []
    enter = door(site.app, Role.STAFF)

    @house.web.get("/mistakes")
    def show(visit: Annotated[Visit, Depends(enter)]) -> Response:
        error = BadInput(
            [
                Mistake("treated-at", say("must be before {other}", other=say("now"))),
                "phone, email: give one",
                "no name",
            ]
        )
        told.append(visit.mistakes(error))
        return PlainTextResponse("")

    house.client(house.token()).get("/mistakes")
    assert told == [{"treated_at": "must be before now", "phone": "give one", "email": "give one", "": "no name"}]


def test_a_text_of_a_number_takes_its_form() -> None:
    assert [nsay("{count} message", "{count} messages", n) for n in (0, 1, 2)] == [
        "0 messages",
        "1 message",
        "2 messages",
    ]


def test_a_page_that_looks_again_by_itself_does_not_keep_a_screen_open_that_was_left_alone(site: Site) -> None:
    desk = Desk(site)
    lee = desk.browser()
    (path, headers) = looks_of(lee.get("/inbox").text)
    began = site.now[0]
    told = []
    while site.now[0] <= began + IDLE:
        site.now[0] += timedelta(minutes=10)
        told.append(lee.client.get(path, headers=headers, follow_redirects=False).status_code)
    assert told == [200, 200, 200, 200, 200, 401, 401]


def test_what_a_person_does_keeps_it_open(site: Site) -> None:
    lee = Desk(site).browser()
    path, headers = looks_of(lee.get("/inbox").text)
    for _ in range(3):
        site.now[0] += IDLE - timedelta(minutes=1)
        assert lee.client.get(path, headers=headers, follow_redirects=False).status_code == 200
        assert lee.get("/inbox").status_code == 200
    site.now[0] += IDLE - timedelta(minutes=1)
    assert lee.post("/inbox/count", {"text": "Hi"}, part=True).status_code == 200


def looks_of(html: str) -> tuple[str, dict[str, str]]:
    """Where the live part of a page looks again, and what it sends."""
    path, sent = re.findall(r'hx-get="([^"]+)"[^>]* hx-headers="([^"]+)"', html)[0]
    return unescape(path), {"HX-Request": "true", **json.loads(unescape(sent))}
