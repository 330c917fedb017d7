"""Webhooks over HTTP: the real server, a fake Twilio that reports and texts back, and a clinic that sends."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from reminders.actions.dispatch import Counts
from reminders.cli.serving import address_of, server_of
from reminders.store.database import Database
from reminders.web.app import create_web
from reminders.web.webhooks import LARGEST_BODY
from tests.actions.house import ANA
from tests.actions.sending_house import CLINICS_NUMBER, SendingHouse, open_sending_house
from tests.databases import KEYRING

STATUS, INBOUND = "/webhooks/twilio/status", "/webhooks/twilio/inbound"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BOUND = 30


@contextmanager
def serving(house: SendingHouse, listener: socket.socket) -> Iterator[None]:
    """The clinic's web side on this socket, as `reminders web` serves it."""
    server = server_of(create_web(house.app, lambda: 1.0))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(BOUND)
        assert not thread.is_alive()


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[SendingHouse]:
    listener = socket.create_server(("127.0.0.1", 0))
    url = address_of(listener)
    with (
        closing(Database(sqlite_url, KEYRING)) as database,
        open_sending_house(database, tmp_path, twilio_opt_out="off", public_url=url) as opened,
        serving(opened, listener),
    ):
        yield opened


def texts_back(house: SendingHouse, text: str) -> int:
    """Ana answers. Returns the HTTP status of what Twilio hears."""
    return house.twilio.text_in(house.app.settings.public_url + INBOUND, ANA, CLINICS_NUMBER, text)


def test_a_text_leaves_and_its_reports_arrive(house: SendingHouse) -> None:
    house.welcomed()
    house.send_at("2026-04-01 10:30")
    sid = house.twilio.ledger[-1].sid
    assert [house.twilio.report(sid, word) for word in ("sent", "delivered", "sent", "delivered")] == [204] * 4
    assert house.status("calm") == ("delivered", None)


def test_a_report_that_overtakes_the_answer_binds(house: SendingHouse) -> None:
    house.welcomed()
    answers: list[int] = []
    house.twilio.after_acceptance = lambda text: answers.append(house.twilio.report(text.sid, "delivered"))
    assert house.send_at("2026-04-01 10:30") == Counts(sent=1)
    assert (answers, house.status("calm"), house.attempts("calm")) == (
        [204],
        ("delivered", None),
        [("accepted", None)],
    )


def test_a_stop_by_text_ends_everything_but_its_confirmation(house: SendingHouse) -> None:
    house.welcomed()
    assert [texts_back(house, word) for word in ("STOP", "stop")] == [200, 200]
    assert house.send() == Counts(sent=1)
    for moment in ("2026-04-01 10:30", "2026-04-04 10:00", "2026-07-01 11:00"):
        assert house.send_at(moment) == Counts()
    assert ["START" in one.body for one in house.twilio.ledger[1:]] == [True]


def test_a_start_by_text_brings_care_back(house: SendingHouse) -> None:
    house.welcomed()
    texts_back(house, "STOP")
    house.set_clock("2026-04-02 11:00")
    texts_back(house, "START")
    house.send()
    house.send_at("2026-04-04 10:00")
    assert (house.status("flaking"), house.status("come-back")) == (("sent", None), ("canceled", "opted_out"))


@pytest.mark.parametrize("path", [STATUS, INBOUND])
def test_100_megabytes_are_refused_unread(house: SendingHouse, path: str) -> None:
    with closing(connection(house)) as http:
        http.putrequest("POST", path)
        for name, value in {**FORM, "Content-Length": "100000000"}.items():
            http.putheader(name, value)
        http.endheaders(b"a=1")
        assert http.getresponse().status == 413


@pytest.mark.parametrize("path", [STATUS, INBOUND])
def test_an_endless_body_in_chunks_is_refused_at_its_bound(house: SendingHouse, path: str) -> None:
    piece = b"a" * 4096
    with closing(connection(house)) as http:
        http.putrequest("POST", path)
        for name, value in {**FORM, "Transfer-Encoding": "chunked"}.items():
            http.putheader(name, value)
        http.endheaders()
        for _ in range(LARGEST_BODY // len(piece) + 1):
            http.send(b"%x\r\n%s\r\n" % (len(piece), piece))
        assert http.getresponse().status == 413


def test_it_serves_on_after_requests_that_are_no_http(house: SendingHouse) -> None:
    for rubbish in (
        b"POST " + STATUS.encode() + b" HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"\x16\x03\x01\x00",
        b"%" * 99,
    ):
        with socket.create_connection(("127.0.0.1", port(house)), timeout=BOUND) as raw:
            raw.sendall(rubbish + b"\r\n\r\n")
            assert raw.recv(4096)[:12] in (b"HTTP/1.1 400", b"")
    assert texts_back(house, "HELP") == 200


def port(house: SendingHouse) -> int:
    return int(house.app.settings.public_url.rpartition(":")[2])


def connection(house: SendingHouse) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", port(house), timeout=BOUND)
