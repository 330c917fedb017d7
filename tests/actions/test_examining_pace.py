"""What the doctor says of providers and the clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reminders.actions.examining_pace import examine_pace
from reminders.store.database import Database
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.fakes.fake_twilio import Answer


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[SendingHouse]:
    with open_sending_house(database, tmp_path) as opened:
        yield opened


def said(house: SendingHouse) -> list[tuple[str, str]]:
    with house.app.database.read() as work:
        return [(check.name, check.says) for check in examine_pace(work, house.app, house.app.clinic(work))]


WELL = [("provider", "twilio is not known to be out of order"), ("provider", "smtp is not known to be out of order")]


def test_providers_that_work_are_well(house: SendingHouse) -> None:
    house.welcomed()
    assert said(house) == WELL


def test_a_provider_that_is_left_alone_is_named_with_its_time(house: SendingHouse) -> None:
    for number in range(6):
        house.enroll(phone=f"+120255501{number:02}")
    house.with_settings(twilio_base_url="http://127.0.0.1:1").send(sms=1)
    says = "twilio does not work since 2026-04-01 14:10 UTC; sms waits, and nothing is lost"
    assert said(house) == [("provider", says), WELL[1]]


def test_a_pause_is_told_until_it_is_over(house: SendingHouse) -> None:
    house.enroll()
    house.twilio.script(Answer("refuse", code=20429, http=429, retry_after="600"))
    house.send()
    assert said(house) == [("provider", "twilio asked to wait until 2026-04-01 14:20 UTC"), WELL[1]]
    house.clock.at += timedelta(minutes=11)
    assert said(house) == WELL


def test_a_clock_that_holds_sending_is_told(house: SendingHouse) -> None:
    house.clock.at = datetime(1970, 1, 1, tzinfo=UTC)
    assert said(house)[-1] == (
        "clock",
        "this machine's clock shows a time before the clinic was set up: nothing is sent",
    )
