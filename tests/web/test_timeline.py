"""Where stages, messages and days stand in the picture of a treatment."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from reminders.actions.patient_page import patient_page
from reminders.actions.patient_runs import Run
from reminders.actions.treatment import Actor, booked
from reminders.store.database import Database
from reminders.web.timeline import WIDTH, Picture, draw
from tests.actions.house import TREATED_AT, House, moment, open_house
from tests.databases import KEYRING


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    database = Database(sqlite_url, KEYRING)
    yield open_house(database, tmp_path)
    database.close()


def drawn(house: House, now: datetime = TREATED_AT) -> tuple[Run, Picture]:
    with house.app.database.read() as work:
        ((patient_id,),) = work.all("SELECT id FROM patient")
    page = patient_page(house.app, patient_id)
    return page.runs[0], draw(page.runs[0], page.alone, now)


def test_stages_begin_where_they_open_and_lie_inside_the_picture(house: House) -> None:
    house.enroll()
    run, picture = drawn(house)
    places = [bar.x for bar in picture.bars]
    assert places == sorted(places)
    assert [bar.title for bar in picture.bars] == [stage.title for stage in run.stages]
    assert all(0 < bar.x < bar.x + bar.width < WIDTH for bar in picture.bars)


def test_the_first_week_has_a_third_of_the_room_or_more(house: House) -> None:
    house.enroll()
    _, picture = drawn(house)
    week = next(tick for tick in picture.ticks if tick.words == "1 week")
    assert week.x > WIDTH / 3


def test_messages_are_numbered_by_time_and_stand_in_the_row_of_their_stage(house: House) -> None:
    house.enroll()
    _, picture = drawn(house)
    assert [mark.number for mark in picture.marks] == list(range(1, 6))
    assert [mark.shown.title for mark in picture.marks] == [
        "Welcome", "First day", "First week", "Second week", "Touch-up window",
    ]  # fmt: skip
    rows = [bar.y for bar in picture.bars]
    assert [sum(row < mark.y for row in rows) for mark in picture.marks] == [1, 1, 2, 3, 4]


def test_marks_that_come_at_the_same_time_stand_beside_each_other(house: House) -> None:
    house.enroll()
    _, picture = drawn(house)
    assert picture.marks[1].x - picture.marks[0].x >= 20


def test_today_is_marked_while_the_recovery_lasts(house: House) -> None:
    house.enroll()
    assert drawn(house, TREATED_AT)[1].today_x == drawn(house)[1].bars[0].x
    assert drawn(house, TREATED_AT - timedelta(days=1))[1].today_x is None
    assert drawn(house, moment("2027-04-01 10:00"))[1].today_x is None


def test_the_next_visit_is_marked_on_its_day(house: House) -> None:
    treatment_id = house.enroll().treatment_id
    booked(house.app, treatment_id, moment("2026-05-01 10:00").date(), Actor("Lee"))
    _, picture = drawn(house)
    assert picture.booked_x is not None
    assert picture.booked_x > next(tick.x for tick in picture.ticks if tick.words == "2 weeks")


@pytest.mark.parametrize(("days", "dropped"), [(200, set()), (4000, {"1 day", "6 months"})])
def test_no_words_of_the_scale_lie_on_those_before(house: House, days: int, dropped: set[str]) -> None:
    house.enroll()
    run, _ = drawn(house)
    last = replace(run.stages[-1], closes_at=TREATED_AT + timedelta(days=days))
    ticks = draw(replace(run, stages=(*run.stages, last)), (), TREATED_AT).ticks
    begins = [tick.x - len(tick.words) * 6.2 * _BEFORE[tick.anchor] for tick in ticks]
    ends = [begin + len(tick.words) * 6.2 for begin, tick in zip(begins, ticks, strict=True)]
    assert [begin > end for begin, end in zip([*begins[1:], WIDTH], ends, strict=True)] == [True] * len(ticks)
    assert {"1 day", "3 months", "6 months"} - {str(tick.words) for tick in ticks} == dropped


#: How much of its words stands before a day.
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}


def test_the_scale_names_no_day_after_the_last_stage(house: House) -> None:
    house.enroll()
    _, picture = drawn(house)
    assert [tick.words for tick in picture.ticks] == [
        "Treated", "1 day", "3 days", "1 week", "2 weeks", "6 weeks", "3 months", "6 months",
    ]  # fmt: skip
