"""Somebody hears of it when the worker falls silent, whatever else is broken."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from reminders.actions.alarm import Contact, Contacts, read_contacts, sound_alarm
from reminders.actions.keeping import KeptThread
from reminders.actions.staffing import hire
from reminders.actions.watching import PATIENCE, Patience, Pulse, Watchdog
from reminders.app import App
from reminders.domain.words import Channel
from reminders.store.database import Database
from reminders.transports.heartbeat import ping
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.databases import KEYRING
from tests.fakes.fake_twilio import Answer
from tests.fakes.watching_service import watching_service
from tests.transports.given import wait_until

ROSAS_PHONE, ROSAS_EMAIL = "+12025550177", "rosa@clinic.example"
CONTACTS = Contacts("Willow", (Contact(Channel.SMS, ROSAS_PHONE), Contact(Channel.EMAIL, ROSAS_EMAIL)))


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[SendingHouse]:
    with closing(Database(sqlite_url, KEYRING)) as database, open_sending_house(database, tmp_path) as opened:
        yield opened


class Silence:
    """Seconds that can be set."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.now = 1000.0


def dog(app: App, silence: Silence, patience: Patience = PATIENCE) -> Watchdog:
    pulses = [Pulse("dispatcher", "nobody looks for messages that are due", lambda: silence.seconds)]
    return Watchdog(app, pulses, lambda: CONTACTS, lambda: silence.now, patience=patience)


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


def test_who_stops_the_watchdog_waits_for_the_message_to_staff_that_is_on_its_way(house: SendingHouse) -> None:
    house.twilio.script(Answer("drip", seconds=0.001))
    silence = Silence()
    silence.seconds = PATIENCE.silent_after + 1
    watchdog = dog(house.app, silence)
    watchdog.look()
    watchdog.stop()
    assert ([one.to for one in house.twilio.ledger], on_their_way()) == ([ROSAS_PHONE], [])


def test_who_stops_the_watchdog_does_not_wait_for_ever(house: SendingHouse) -> None:
    house.twilio.script(Answer("hang", seconds=30))
    silence = Silence()
    silence.seconds = PATIENCE.silent_after + 1
    watchdog = dog(house.app, silence, replace(PATIENCE, at_the_end=0.1))
    watchdog.look()
    watchdog.stop()
    assert on_their_way() == ["watchdog-tells"]
    house.twilio.state.stopped.set()
    watchdog.wait(30)


def on_their_way() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "watchdog-tells"]


def test_one_silent_provider_does_not_keep_the_other_from_telling(house: SendingHouse) -> None:
    house.twilio.script(Answer("hang", seconds=30))
    telling = threading.Thread(target=sound_alarm, args=(house.app, CONTACTS, "nothing can be written down"))
    telling.start()
    wait_until(lambda: len(house.sink.ledger) == 1, 30)
    told_while_texts_hang = telling.is_alive()
    house.twilio.state.stopped.set()
    telling.join(30)
    assert (told_while_texts_hang, len(house.sink.ledger)) == (True, 1)


class Mortal:
    """Dies when told."""

    name = "sending"
    means = "the sending had stopped and was started again"

    def __init__(self) -> None:
        self.died = True
        self.starts = 0

    def start(self) -> None:
        self.died = False
        self.starts += 1


def test_what_has_died_is_started_again_and_told_each_time_half_an_hour_has_passed(house: SendingHouse) -> None:
    silence, mortal = Silence(), Mortal()
    watchdog = Watchdog(house.app, [], lambda: CONTACTS, lambda: silence.now, [mortal])
    for later in (0, 10, 1800):
        silence.now += later
        mortal.died = True
        assert (watchdog.look(), watchdog.look()) == (["sending"], [])
        watchdog.wait(30)
    told = [one.body.partition("(")[2].partition(")")[0] for one in house.twilio.ledger]
    assert (mortal.starts, told) == (3, [mortal.means] * 2)


def test_a_thread_that_returns_is_not_dead_and_one_that_fails_is() -> None:
    def fail() -> None:
        raise SystemExit

    well, ill = KeptThread("well", "", lambda: None), KeptThread("ill", "", fail)
    for thread in (well, ill):
        thread.start()
        thread.join()
    assert (well.died, ill.died) == (False, True)


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
