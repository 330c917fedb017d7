"""Every route of the app, as everybody: who may not come in is turned away, and nobody reaches another clinic's rows.

The routes are those of the app itself: one that is added later is tried too, and one that declares nothing fails.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import pytest
from fastapi.routing import APIRoute
from httpx2 import Response
from starlette.routing import BaseRoute

from reminders.actions.hearing import hear
from reminders.actions.notes import write_note
from reminders.actions.rostering import ShiftWish, add_duty
from reminders.actions.sessions import begin_session
from reminders.domain.words import Role
from reminders.store.clinics import insert_location
from reminders.store.import_runs import FILE_NAME
from reminders.store.tables import metadata
from reminders.transports.base import Inbound
from reminders.web import patient_about, patient_messages, patient_treatments
from reminders.web.app import create_pages
from reminders.web.door import cookie_name, form_token
from tests.web.conftest import Site
from tests.web.desk import Browser, Desk

#: Whoever asks gets an answer there, without signing in: what machines ask, what patients press in a mail, and what
#: shows the sandbox on this machine.
OPEN = {
    ("GET", "/"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/sandbox"),
    ("GET", "/sandbox/phones"),
    ("GET", "/sandbox/phone/{message_id}"),
    ("POST", "/sandbox/phone/{message_id}/text"),
    ("POST", "/sandbox/phone/{message_id}/fate"),
    ("GET", "/unsubscribe/{token}"),
    ("POST", "/unsubscribe/{token}"),
}
#: Before anybody is known; their forms come from our own pages.
BEFORE_SIGN_IN = {
    *(("GET", path) for path in ("/sign-in", "/sign-in/code", "/desk", "/invitation/{token}", "/language/{code}")),
    *(("POST", path) for path in ("/sign-in", "/sign-in/code", "/desk", "/invitation/{token}")),
    *((method, f"/start/{step}") for method in ("GET", "POST") for step in ("clinic", "place", "hours", "account")),
    ("GET", "/start/{token}"),
}
PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
OWN = {"Sec-Fetch-Site": "same-origin"}
UNKNOWN = 2**50
#: Words in paths that are no ids.
WORDS = {"number": ["1"], "hour": ["20260311T1600"], "shelf": ["failed"], "token": ["made-up"], "code": ["en"]}
#: Parameter → the table of its rows.
TABLES = {
    "patient_id": "patient",
    "treatment_id": "treatment",
    "message_id": "message",
    "reply_id": "reply",
    "run_id": "import_run",
    "note_id": "note",
    "staff_id": "staff_member",
    "session_id": "session",
    "shift_id": "duty_shift",
    "device_id": "desk_device",
    "place_id": "location",
    "hold_id": "hold",
    "version_id": "schedule_version",
}


@dataclass(frozen=True)
class Way:
    """A method of a route, and what it declares."""

    method: str
    path: str
    least: Role | None
    public: bool
    declared: int

    @cached_property
    def words(self) -> list[str]:
        """What stands in its braces."""
        return PARAMETER.findall(self.path)

    def address(self, **ids: object) -> str:
        """A path with these ids, else unknown ones."""
        return PARAMETER.sub(lambda found: str(ids.get(found[1], _word(self.path, found[1]))), self.path)


def _word(path: str, name: str) -> object:
    if name == "act":
        kind = next((part for part in ("messages", "treatments") if f"/{part}/" in path), "")
        return ACTS[kind][0]
    return WORDS.get(name, [UNKNOWN])[0]


#: What a person does to a message, a treatment, and a patient.
ACTS = {
    "messages": list(patient_messages._ACTS),
    "treatments": list(patient_treatments._ACTS),
    "": list(patient_about._ACTS),
}


def ways(site: Site) -> list[Way]:
    """Every method of every route of the app."""
    found = [route for route in _flat(create_pages(site.app).routes) if isinstance(route, APIRoute)]
    return [_way(route, method) for route in found for method in sorted(route.methods or ()) if method != "HEAD"]


def _flat(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from _flat(included.routes)


def _way(route: APIRoute, method: str) -> Way:
    calls: list[Any] = [one.call for one in route.dependant.dependencies]
    doors = [call for call in calls if hasattr(call, "least")]
    meetings = [call for call in calls if hasattr(call, "public")]
    path = PARAMETER.sub(lambda found: f"{{{found[1]}}}", route.path)
    return Way(method, path, doors[0].least if doors else None, bool(meetings), len(doors) + len(meetings))


@pytest.fixture
def desk(site: Site) -> Desk:
    return Desk(site)


def doors_of(site: Site) -> list[Way]:
    return [way for way in ways(site) if way.least is not None]


def ask(browser: Browser, way: Way, path: str, **form: str) -> Response:
    return browser.get(path) if way.method == "GET" else browser.post(path, form)


def test_every_route_declares_who_may_come_in_or_is_on_a_short_list(site: Site) -> None:
    found = ways(site)
    assert len(doors_of(site)) > 60
    assert [way for way in found if way.declared > 1] == []
    assert {(way.method, way.path) for way in found if way.declared == 0} == OPEN
    assert {(way.method, way.path) for way in found if way.public} == BEFORE_SIGN_IN


def test_every_word_in_a_path_is_known_here(site: Site) -> None:
    named = {word for way in ways(site) for word in way.words}
    assert named - {"act"} - set(WORDS) - set(TABLES) == set()


def test_nobody_comes_in_without_signing_in(site: Site) -> None:
    browser = site.browser()
    for way in doors_of(site):
        answer = browser.request(way.method, way.address(), headers=OWN, follow_redirects=False)
        led = answer.headers.get("location", "").partition("?")[0]
        expected = (303, "/sign-in") if way.method == "GET" else (401, "")
        assert (way.path, answer.status_code, led) == (way.path, *expected)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_comes_in_where_it_may_and_nowhere_else(role: Role, desk: Desk) -> None:
    browser = desk.browser(role)
    # Whoever has signed out is nobody.
    for way in sorted(doors_of(desk.site), key=lambda way: way.path == "/sign-out"):
        assert way.least is not None
        answer = ask(browser, way, way.address())
        turned_away = answer.status_code in (401, 403) or answer.headers.get("location", "").startswith("/sign-in?")
        assert (way.method, way.path, turned_away) == (way.method, way.path, not role.may(way.least))
        assert answer.status_code < 500, way.path


def test_an_admin_with_a_pin_at_a_shared_desk_is_none(desk: Desk) -> None:
    begun = begin_session(desk.site.app, desk.staff_id(Role.ADMIN), "Chrome", device_id=_a_desk(desk.site))
    client = desk.site.browser()
    client.cookies.set(cookie_name(desk.site.app.settings, "session"), begun.token)
    at_desk = Browser(client, begun.token)
    for way in doors_of(desk.site):
        if way.least is Role.ADMIN:
            assert (way.path, ask(at_desk, way, way.address()).status_code) == (way.path, 403)


def _a_desk(site: Site) -> int:
    with site.app.database.write() as work:
        (device_id,) = work.new_ids(1)
        work.run(
            "INSERT INTO desk_device (id, clinic_id, name, token_hash, since_at, registered_by, seen_at) "
            "VALUES (?, ?, 'Front desk', ?, 0, 'Rosa', 0)",
            (device_id, site.app.clinic(work).id, b"desk"),
        )
    return int(device_id)


def test_an_admin_of_another_clinic_is_nobody_here(site: Site) -> None:
    browser, other = Desk(site).browser(Role.ADMIN), _another_clinic(site)
    with site.app.database.write() as work:
        work.run("UPDATE session SET clinic_id = ?", (other,))
    for way in doors_of(site):
        answer = ask(browser, way, way.address())
        expected = (303,) if way.method == "GET" else (401,)
        assert (way.path, answer.status_code) == (way.path, *expected)


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        (OWN, None),
        (OWN, "of another session"),
        ({"Sec-Fetch-Site": "cross-site"}, "right"),
        ({"Sec-Fetch-Site": "same-site"}, "right"),
        ({"Origin": "https://elsewhere.example"}, "right"),
        ({}, "right"),
    ],
)
def test_a_form_without_its_token_or_from_elsewhere_does_nothing(
    headers: dict[str, str], token: str | None, desk: Desk
) -> None:
    browser = desk.browser(Role.ADMIN)
    sent = {"right": browser.token, "of another session": "another"}.get(token or "")
    form = {"_token": form_token(sent)} if sent else {"why": "no token"}
    for way in doors_of(desk.site):
        if way.method != "GET":
            answer = browser.client.post(way.address(), data=form, headers=headers, follow_redirects=False)
            assert (way.path, answer.status_code) == (way.path, 403)


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {}])
def test_a_form_before_sign_in_comes_from_our_own_pages_too(headers: dict[str, str], site: Site) -> None:
    browser = site.browser()
    for way in ways(site):
        if way.public and way.method == "POST":
            answer = browser.post(way.address(), data={"who": "Rosa"}, headers=headers, follow_redirects=False)
            assert (way.path, answer.status_code) == (way.path, 403)


@pytest.fixture
def lived_in(site: Site) -> Site:
    """Rows of every kind that a path can name."""
    Desk(site).browser(Role.ADMIN)
    add_duty(site.app, "Rosa", ShiftWish("mon", "08:00", "18:00"), "Rosa")
    site.enroll("Ana", phone="202-555-0101")
    site.send()
    hear(site.app, Inbound(f"SM{1:032x}", "+12025550101", "+12025550199", "Is this normal?", site.app.now()))
    _a_desk(site)
    with site.app.database.write() as work:
        ((patient_id,),) = work.all("SELECT id FROM patient")
        (run_id, hold_id), clinic_id = work.new_ids(2), site.app.clinic(work).id
        work.run(
            "INSERT INTO hold (id, clinic_id, target, target_key, since_at, held_by, why) "
            "VALUES (?, ?, 'channel', 'email', 0, 'Sam', 'looking into it')",
            (hold_id, clinic_id),
        )
        work.run(
            "INSERT INTO import_run (id, clinic_id, file_name_enc, sha256, state, since_at, begun_by, seen_at) "
            "VALUES (?, ?, ?, '', 'checked', 0, 'Sam', 0)",
            (run_id, clinic_id, work.keyring.seal(FILE_NAME, run_id, "visits.csv")),
        )
        work.run("UPDATE message SET status = 'unknown' WHERE origin = 'welcome'")
    write_note(site.app, patient_id, "allergic to lidocaine", "Sam")
    return site


#: What stays with a clinic whose rows become another's: who it is, and what cannot be changed.
STAYS = {"clinic", "session", "audit_entry", "audit_head", "breaker", "sender"}


def _another_clinic(site: Site) -> int:
    """The id of one more clinic in this database."""
    with site.app.database.write() as work:
        (clinic_id,) = work.new_ids(1)
        work.run(
            "INSERT INTO clinic (id, name, postal_address, settle_minutes, send_time, created_at) "
            "VALUES (?, 'Hilltop', '', 5, '10:00', 0)",
            (clinic_id,),
        )
    return int(clinic_id)


def _give_away(site: Site, but: int) -> None:
    """Everything that is stored belongs to another clinic; ours has a place and this patient."""
    other = _another_clinic(site)
    with site.app.database.write() as work:
        clinic = site.app.clinic(work)
        for table in metadata.sorted_tables:
            if "clinic_id" in table.c and table.name not in STAYS:
                work.run(f"UPDATE {table.name} SET clinic_id = ?", (other,))
        place = {"name": "Lakeside", "timezone": "America/New_York", "phone": "(202) 555-0143", "booking_url": ""}
        insert_location(work, clinic.id, place)
        work.run("UPDATE patient SET clinic_id = ? WHERE id = ?", (clinic.id, but))
        work.run("UPDATE staff_member SET name = name || ' of Hilltop'")


def _ids(site: Site) -> dict[str, list[int]]:
    """Parameter → every id of its table."""
    with site.app.database.read() as work:
        return {word: [row[0] for row in work.all(f"SELECT id FROM {table}")] for word, table in TABLES.items()}


def _addresses(way: Way, ids: dict[str, list[int]]) -> list[str]:
    """Every combination of these ids and of the words that a path may hold."""
    kind = next((part for part in ("messages", "treatments") if f"/{part}/" in way.path), "")
    values = [ACTS[kind] if word == "act" else ids.get(word) or WORDS[word] for word in way.words]
    return [way.address(**dict(zip(way.words, chosen, strict=True))) for chosen in product(*values)]


#: There is nothing below a file without mistakes and a reply without pictures.
EMPTY = {"/imports/{run_id}/errors.csv", "/replies/{reply_id}/pictures/{number}"}


def with_ids(site: Site) -> list[Way]:
    return [way for way in doors_of(site) if set(way.words) & set(TABLES)]


def test_every_row_that_a_path_can_name_is_there_in_its_own_clinic(lived_in: Site) -> None:
    ids, browser = _ids(lived_in), Desk(lived_in).browser(Role.ADMIN)
    assert [word for word, found in ids.items() if not found] == []
    pages = [way for way in with_ids(lived_in) if way.method == "GET" and way.path not in EMPTY]
    statuses = {way.path: {browser.get(path).status_code for path in _addresses(way, ids)} for way in pages}
    assert [path for path, found in statuses.items() if found == {404}] == []
    assert [path for path, found in statuses.items() if max(found) >= 500] == []


def test_the_rows_of_another_clinic_are_not_there(lived_in: Site) -> None:
    theirs = _ids(lived_in)
    lived_in.enroll("Ben", phone="202-555-0102")
    (ours,) = set(_ids(lived_in)["patient_id"]) - set(theirs["patient_id"])
    _give_away(lived_in, ours)
    browser = Desk(lived_in).browser(Role.ADMIN)
    assert browser.get(f"/patients/{ours}").status_code == 200
    found = []
    for way in with_ids(lived_in):
        # A colleague's row below one of our own patients is no more ours than below theirs.
        mixed = [theirs] + ([theirs | {"patient_id": [ours]}] if len(way.words) > 2 else [])
        for path in (path for ids in mixed for path in _addresses(way, ids)):
            answer = ask(browser, way, path)
            if answer.status_code != 404:
                found.append((way.method, path, answer.status_code))
    assert found == []
