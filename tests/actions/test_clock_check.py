"""A clock that cannot be believed."""

from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.clock_check import ClockGuard, Skew, judge_clock
from reminders.domain.instants import MINUTE, SECOND, to_micros
from reminders.store.database import Database
from tests.actions.house import NOW, House, open_house

DAY = 24 * 60 * MINUTE


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def judged(house: House, now: int, there: int | None = None) -> Skew | None:
    with house.app.database.read() as work:
        return judge_clock(work, now, there)


@pytest.mark.parametrize(("seconds", "holds"), [(0, False), (300, False), (-300, False), (301, True), (-301, True)])
def test_more_than_five_minutes_off_the_database_servers_clock_holds(house: House, seconds: int, holds: bool) -> None:
    now = to_micros(NOW)
    skew = judged(house, now, now + seconds * SECOND)
    assert (skew is not None and skew.holds) is holds


def test_a_clock_that_begins_in_1970_holds(house: House) -> None:
    skew = judged(house, 5 * SECOND)
    assert skew == Skew("this machine's clock shows a time before the clinic was set up", True)


def test_a_clock_that_was_ahead_and_is_right_again_is_told_but_holds_nothing(house: House) -> None:
    house.enroll()
    house.send()
    skew = judged(house, to_micros(NOW) - DAY)
    assert skew == Skew("messages were sent at a time that is still 1 day, 0:00:00 to come", False)


@pytest.mark.parametrize("jump", [3600, -3600, 86_400, -86_400])
def test_a_jump_is_noticed_once(house: House, jump: int) -> None:
    now = [100.0]
    guard = ClockGuard(house.app, lambda: now[0])
    now[0] += 7
    house.clock.at += timedelta(seconds=7)
    assert guard.jumped() is None
    now[0] += 1
    house.clock.at += timedelta(seconds=1 + jump)
    assert (round(guard.jumped() or 0), guard.jumped()) == (jump, None)
