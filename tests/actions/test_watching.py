"""Somebody hears of it when the worker falls silent, whatever else is broken."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from reminders.actions.alarm import Contact, Contacts, read_contacts, sound_alarm
from reminders.actions.staffing import hire
from reminders.actions.watching import PATIENCE, Pulse, Watchdog
from reminders.app import App
from reminders.domain.words import Channel
from reminders.store.database import Database
from reminders.transports.heartbeat import ping
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.databases import KEYRING

ROSAS_PHONE, ROSAS_EMAIL = "+12025550177", "rosa@clinic.example"
CONTACTS = Contacts("Willow", (Contact(Channel.SMS, ROSAS_PHONE), Contact(Channel.EMAIL, ROSAS_EMAIL)))


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[SendingHouse]:
    with closing(Database(sqlite_url, KEYRING)) as database, open_sending_house(database, tmp_path) as opened:
        yield opened


@dataclass
class Hearts:
    """A watching service that counts."""

    url: str = ""
    paths: list[str] = field(default_factory=list)


@contextmanager
def watching_service() -> Iterator[Hearts]:
    hearts = Hearts()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hearts.paths.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    hearts.url = f"http://127.0.0.1:{server.server_address[1]}/ping/abc?x=1"
    try:
        yield hearts
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class Silence:
    """Seconds that can be set."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.now = 1000.0


def dog(app: App, silence: Silence) -> Watchdog:
    pulses = [Pulse("dispatcher", "nobody looks for messages that are due", lambda: silence.seconds)]
    return Watchdog(app, pulses, lambda: CONTACTS, lambda: silence.now)


def test_staff_are_told_by_every_way_within_ninety_seconds_and_twice_an_hour_at_most(house: SendingHouse) -> None:
    silence = Silence()
    watchdog = dog(house.app, silence)
    assert watchdog.look() == []
    silence.seconds = PATIENCE.silent_after + 1
    for _ in range(3):
        assert watchdog.look() == ["dispatcher"]
    watchdog.wait(30)
    assert ([one.to for one in house.twilio.ledger], len(house.sink.ledger)) == ([ROSAS_PHONE], 1)
    silence.now += 1801
    watchdog.look()
    watchdog.wait(30)
    assert len(house.twilio.ledger) == 2


def test_they_are_told_while_the_database_is_gone(house: SendingHouse) -> None:
    silence = Silence()
    watchdog = dog(house.app, silence)
    house.app.database.close()
    assert house.app.database.path is not None
    house.app.database.path.unlink()
    silence.seconds = PATIENCE.silent_after + 1
    watchdog.look()
    watchdog.wait(30)
    assert [one.to for one in house.twilio.ledger] == [ROSAS_PHONE]


def test_a_message_to_staff_belongs_to_no_message_of_a_patient(house: SendingHouse) -> None:
    assert sound_alarm(house.app, CONTACTS, "nothing can be written down") == 2
    [text] = house.twilio.ledger
    assert "m=-" in text.callback
    assert text.body == (
        "Willow: reminders may not be going out (nothing can be written down). "
        "Please tell whoever looks after the service."
    )


def test_who_is_told_are_admins_where_there_is_no_duty_list(house: SendingHouse) -> None:
    hire(house.app, "Rosa", "admin", ROSAS_EMAIL, "Admin", ROSAS_PHONE)
    assert read_contacts(house.app) == CONTACTS


def test_the_heartbeat_beats_once_a_minute_and_stops_with_trouble(house: SendingHouse) -> None:
    silence = Silence()
    with watching_service() as hearts:
        watchdog = dog(house.with_settings(heartbeat_url=hearts.url).app, silence)
        for _ in range(12):
            watchdog.look()
            watchdog.wait(30)
            silence.now += 10
        silence.seconds = PATIENCE.silent_after + 1
        for _ in range(12):
            watchdog.look()
            silence.now += 10
        watchdog.wait(30)
        assert hearts.paths == ["/ping/abc?x=1"] * 2


def test_a_watching_service_that_is_down_harms_nobody() -> None:
    assert ping("http://127.0.0.1:1/ping") is False
