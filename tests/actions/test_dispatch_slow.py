"""A provider that does not answer keeps its own channel waiting and no other."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from reminders.domain.words import Channel
from reminders.store.database import Database
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.fakes.smtp_sink import Play

BOUND_SECONDS = 60


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[SendingHouse]:
    with open_sending_house(database, tmp_path) as opened:
        yield opened


def enroll_by_email(house: SendingHouse, number: int) -> None:
    house.enroll(channel=Channel.EMAIL, phone="", email=f"patient{number}@example.com")


def wait_for(house: SendingHouse, texts: list[str]) -> None:
    until = time.monotonic() + BOUND_SECONDS
    while house.texts() != texts and time.monotonic() < until:
        time.sleep(0.02)


def test_a_text_enrolled_while_the_mail_server_keeps_silent_leaves_before_the_other_mails(house: SendingHouse) -> None:
    for number in range(3):
        enroll_by_email(house, number)
    house.set_clock("2026-04-01 10:30")
    house.sink.script(Play("final-dot", "250 OK", accepted=True, seconds=5.0))
    with closing(house.dispatcher(email=1)) as dispatcher:
        mailing = threading.Thread(target=dispatcher.run)
        mailing.start()
        while "DATA" not in house.sink.state.commands and mailing.is_alive():
            time.sleep(0.02)
        house.enroll()
        wait_for(house, ["welcome", "calm"])
        mails_by_then = house.mails()
        mailing.join(BOUND_SECONDS)
    assert (house.texts(), mails_by_then) == (["welcome", "calm"], ["calm"])
    assert house.mails() == ["calm", "calm", "calm"]
