"""A page that was saved and is gone back to: the same again enrolls once, somebody else is enrolled too."""

from dataclasses import replace
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.enroll_day import Row, Top, save_day
from reminders.actions.enroll_form import Typed
from reminders.actions.enroll_page import save
from reminders.store.database import Database
from tests.actions.house import House, open_house

SAM = "Sam"
TYPED = Typed(key="k1", phone="(202) 555-0111", first_name="Ana", last_name="Lopez", schedule="facial", care=True)
BEN = replace(TYPED, phone="(202) 555-0112", first_name="Ben", last_name="Ode")


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def test_a_page_that_is_gone_back_to_enrolls_who_is_typed_into_it_now(house: House) -> None:
    ana, ben = save(house.app, TYPED, SAM), save(house.app, BEN, SAM)
    assert (ben.added, ben.patient_id == ana.patient_id) == (True, False)
    again = save(house.app, BEN, SAM)
    assert (again.treatment_id, again.sent_twice) == (ben.treatment_id, True)
    assert house.rows("SELECT count(*) FROM treatment") == [(2,)]


def test_the_same_with_other_spaces_and_letters_is_the_same(house: House) -> None:
    ana = save(house.app, TYPED, SAM)
    again = save(house.app, replace(TYPED, first_name=" ANA ", last_name="lopez"), SAM)
    assert (again.treatment_id, again.sent_twice) == (ana.treatment_id, True)


def test_another_name_on_a_number_that_was_just_enrolled_is_asked_about(house: House) -> None:
    save(house.app, TYPED, SAM)
    with pytest.raises(BadInput) as error:
        save(house.app, replace(TYPED, first_name="Tomas"), SAM)
    assert [line.partition(":")[0] for line in error.value.mistakes] == ["patient"]


def test_a_row_of_the_day_that_holds_somebody_else_now_is_enrolled_too(house: House) -> None:
    top = Top(day="2026-04-01", time="09:30", schedule="facial")
    row = Row("a", "(202) 555-0111", "Ana", "Lopez", care=True)
    save_day(house.app, top, [row], SAM)
    done = save_day(house.app, top, [replace(row, address="(202) 555-0112", first_name="Ben")], SAM)
    assert [(one.name, one.added) for one in done.enrolled] == [("Ben Lopez", True)]
    assert house.rows("SELECT count(*) FROM treatment") == [(2,)]
